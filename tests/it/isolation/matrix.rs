//! Every role on every relation, as an attacker would try it: what each may do to the row of an account
//! that is its own, another one's, or nobody's. Relations come from the catalogue, so that a new one has
//! to fall under a rule here or fails.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, DatabaseConnection, DatabaseTransaction, TransactionTrait};
use uuid::Uuid;

use crate::{
    catalogue::{sqlstate, texts},
    filled::{Filled, Table, fill, tables},
    support::{Fixture, TestResult, fixture},
};

/// The last one is a member of none of ours.
const ROLES: [&str; 4] = ["annals_app", "annals_reader", "annals_operator", "pg_monitor"];
const CONTEXTS: [&str; 3] = ["own", "other", "none"];
const VERBS: [&str; 5] = ["select", "insert", "update", "delete", "truncate"];

/// What came of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// The database refused it.
    Refused,
    /// It was allowed, and found nothing.
    Nothing,
    /// It reached the row, or made one.
    Reached,
}

/// Role, relation, verb and context, and what came of it.
type Matrix = BTreeMap<[String; 4], Outcome>;

struct Attack {
    fixture: Fixture,
    tables: Vec<Table>,
    ours: Filled,
    theirs: Filled,
}

impl Attack {
    async fn prepare() -> TestResult<Self> {
        let fixture = fixture().await?;
        let tables = tables(&fixture.owner().await?).await?;
        let ours = fill(&fixture, &tables).await?;
        let theirs = fill(&fixture, &tables).await?;
        let article = "INSERT INTO annals.knowledge_articles (category, content_type, title, content, evidence_level)
                       VALUES ('sleep', 'article', 'Naps', 'Short ones', 'low')";
        let month = "INSERT INTO annals.audit_retentions (month, row_count, kept_months) VALUES ('2001-01-01', 0, 1)";
        let owner = fixture.owner().await?;
        owner.execute_unprepared(article).await?;
        owner.execute_unprepared(month).await?;
        Ok(Self { fixture, tables, ours, theirs })
    }

    /// Each table, partition and view of the schema.
    async fn relations(&self) -> TestResult<Vec<String>> {
        let sql = "SELECT relname::text FROM pg_class
                    WHERE relnamespace = 'annals'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') ORDER BY 1";
        texts(&self.fixture.owner().await?, sql).await
    }

    /// What comes of each attempt once a statement has been run, which is taken back in the end.
    async fn matrix(
        &self,
        admin: &DatabaseConnection,
        roles: &[&str],
        relations: &[String],
        after: &str,
    ) -> TestResult<Matrix> {
        let mut matrix = Matrix::new();
        for role in roles {
            for context in CONTEXTS {
                let tx = admin.begin().await?;
                let account = match context {
                    "own" => self.ours.account.to_string(),
                    "other" => self.theirs.account.to_string(),
                    _ => String::new(),
                };
                let begun = format!(
                    "{after}; SET LOCAL ROLE {role}; SELECT set_config('annals.account_id', '{account}', true)"
                );
                tx.execute_unprepared(&begun).await?;
                for relation in relations {
                    for verb in VERBS {
                        let outcome = attempt(&tx, &self.statement(relation, verb)?).await?;
                        let key = [*role, relation, verb, context].map(str::to_owned);
                        matrix.insert(key, outcome);
                    }
                }
                tx.rollback().await?;
            }
        }
        Ok(matrix)
    }

    /// A statement on our row, or on any where rows belong to nobody.
    fn statement(&self, relation: &str, verb: &str) -> TestResult<String> {
        let name = relation.strip_prefix("scoped_").unwrap_or(relation);
        let name = if name.starts_with("audit_log") { "audit_log" } else { name };
        let row = self.ours.ids.get(name).map_or("true".to_owned(), |id| format!("id = '{id}'"));
        let table = self.tables.iter().find(|table| table.name == name);
        let column = match name {
            "annals_migrations" => "version",
            "audit_log" => "row_version",
            _ => "created_at",
        };
        Ok(match (verb, table) {
            ("select", _) => format!("SELECT 1 FROM annals.{relation} WHERE {row}"),
            ("update", _) => format!("UPDATE annals.{relation} SET {column} = {column} WHERE {row}"),
            ("delete", _) => format!("DELETE FROM annals.{relation} WHERE {row}"),
            ("truncate", _) => format!("TRUNCATE annals.{relation} CASCADE"),
            (_, Some(table)) => table
                .insert(self.ours.account, self.new_id(name), &self.ours.ids)?
                .replacen(&format!("annals.{name}"), &format!("annals.{relation}"), 1),
            (_, None) if name == "audit_log" => format!(
                "INSERT INTO annals.{relation} (account_id, id, table_name, row_id, row_version, operation, image)
                 VALUES ('{}', gen_random_uuid(), 'users', gen_random_uuid(), 1, 'insert', '{{}}')",
                self.ours.account
            ),
            (_, None) => format!("INSERT INTO annals.{relation} DEFAULT VALUES"),
        })
    }

    fn new_id(&self, table: &str) -> Uuid {
        if table == "accounts" { self.ours.account } else { Uuid::now_v7() }
    }
}

/// Runs a statement and takes it back. A rule of the table that stands against it was met by somebody
/// who was let in.
async fn attempt(tx: &DatabaseTransaction, sql: &str) -> TestResult<Outcome> {
    tx.execute_unprepared("SAVEPOINT attempt").await?;
    let outcome = match tx.execute_unprepared(sql).await {
        Ok(done) if done.rows_affected() == 0 => Outcome::Nothing,
        Ok(_) => Outcome::Reached,
        Err(error) => match sqlstate(&error).as_deref() {
            Some("42501" | "42809" | "55000") => Outcome::Refused,
            Some(state) if state.starts_with("23") => Outcome::Reached,
            _ => return Err(format!("{error}: {sql}").into()),
        },
    };
    tx.execute_unprepared("ROLLBACK TO SAVEPOINT attempt").await?;
    Ok(outcome)
}

/// What a role may do to a relation at all, and whether the account in context decides it.
fn rule(relation: &str, role: &str) -> (&'static [&'static str], bool) {
    const READ: &[&str] = &["select"];
    const WRITE: &[&str] = &["select", "insert", "update", "delete"];
    let is_view = relation.starts_with("scoped_");
    match (relation, role) {
        ("annals_migrations", "annals_operator") => (READ, false),
        (_, "pg_monitor") | ("annals_migrations", _) => (&[], false),
        // A partition is reached through the log alone.
        (partition, _) if partition.starts_with("audit_log_") => (&[], false),
        ("audit_log" | "read_log", "annals_app") => (&["select", "insert"], true),
        ("audit_log", "annals_operator") => (&["select", "insert"], false),
        ("knowledge_articles" | "roles", "annals_operator") => (WRITE, false),
        ("audit_retentions" | "knowledge_articles" | "roles", _) => (READ, false),
        ("audit_erasures" | "audit_seals", "annals_app") => (READ, true),
        (_, "annals_operator") if is_view => (&[], false),
        (_, "annals_operator") => (READ, false),
        (_, "annals_app") if !is_view => (WRITE, true),
        _ => (READ, true),
    }
}

fn expected(roles: &[&str], relations: &[String]) -> Matrix {
    let mut matrix = Matrix::new();
    for role in roles {
        for relation in relations {
            let (may, by_account) = rule(relation, role);
            for verb in VERBS {
                for context in CONTEXTS {
                    let outcome = match (may.contains(&verb), by_account && context != "own") {
                        (false, _) => Outcome::Refused,
                        (true, false) => Outcome::Reached,
                        (true, true) if verb == "insert" => Outcome::Refused,
                        (true, true) => Outcome::Nothing,
                    };
                    matrix.insert([*role, relation, verb, context].map(str::to_owned), outcome);
                }
            }
        }
    }
    matrix
}

fn differences(found: &Matrix, expected: &Matrix) -> Vec<String> {
    found
        .iter()
        .filter(|(key, outcome)| expected.get(*key) != Some(*outcome))
        .map(|(key, outcome)| {
            format!("{}: {outcome:?}, not {:?}", key.join(" "), expected.get(key))
        })
        .collect()
}

#[tokio::test]
async fn every_role_reaches_what_it_is_for_and_nothing_else() -> TestResult {
    let attack = Attack::prepare().await?;
    let relations = attack.relations().await?;
    let admin = attack.fixture.admin().await?;
    let found = attack.matrix(&admin, &ROLES, &relations, "SELECT 1").await?;
    assert_eq!(found.len(), relations.len() * ROLES.len() * CONTEXTS.len() * VERBS.len());
    let differences = differences(&found, &expected(&ROLES, &relations));
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    Ok(())
}

/// What the matrix is worth: it sees each policy that is missing, and each grant.
#[tokio::test]
async fn a_policy_or_a_grant_less_does_not_go_unseen() -> TestResult {
    let attack = Attack::prepare().await?;
    let owner = attack.fixture.owner().await?;
    let removals = "
SELECT polrelid::regclass::text || '=annals_app=DROP POLICY ' || polname || ' ON ' || polrelid::regclass FROM pg_policy
UNION ALL
SELECT polrelid::regclass::text || '=annals_app=ALTER TABLE ' || polrelid::regclass || ' DISABLE ROW LEVEL SECURITY' FROM pg_policy
UNION ALL
SELECT c.oid::regclass::text || '=' || a.grantee::regrole || '=REVOKE ' || a.privilege_type || ' ON ' || c.oid::regclass || ' FROM ' || a.grantee::regrole
  FROM pg_class c CROSS JOIN aclexplode(c.relacl) a
 WHERE c.relnamespace = 'annals'::regnamespace AND a.grantee::regrole::text IN ('annals_app', 'annals_reader', 'annals_operator')
   AND c.relkind IN ('r', 'p', 'v')";
    let removals = texts(&owner, removals).await?;
    assert!(removals.len() > 100, "{removals:?}");
    let admin = attack.fixture.admin().await?;
    for removal in removals {
        let mut parts = removal.splitn(3, '=');
        let (Some(relation), Some(role), Some(sql)) = (parts.next(), parts.next(), parts.next())
        else {
            return Err(removal.into());
        };
        let relations = [relation.trim_start_matches("annals.").to_owned()];
        let found = attack.matrix(&admin, &[role], &relations, sql).await?;
        let seen = found != expected(&[role], &relations);
        assert!(seen, "not seen: {sql}");
    }
    Ok(())
}
