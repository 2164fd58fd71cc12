//! Every role on every function: who may call what, by name. Functions come from the catalogue, so that a
//! new one has to fall under a rule here or fails.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, TransactionTrait};

use crate::{
    catalogue::{one, refused, texts},
    filled::{fill, tables},
    support::{TestResult, fixture, rows},
};

const ROLES: [&str; 4] = ["annals_app", "annals_reader", "annals_operator", "pg_monitor"];

/// Name, and each role that may call it. Extensions' functions are not Annals'.
const FOUND: &str = "
SELECT p.oid::regprocedure::text, p.proname::text, r.rolname::text
  FROM pg_proc p LEFT JOIN pg_roles r ON r.rolname = ANY ('{annals_app,annals_reader,annals_operator,pg_monitor}')
   AND has_function_privilege(r.oid, p.oid, 'EXECUTE') AND has_schema_privilege(r.oid, p.pronamespace, 'USAGE')
 WHERE p.pronamespace = 'annals'::regnamespace
   AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')
 ORDER BY 1, 3";

/// Those that everybody of Annals' calls, or that are triggers without rights of their own. What they do,
/// the caller's own rights decide.
const FOR_ALL: &str = "
    append_only audit_digest audit_text bulky_columns chain_digests check_undo content_digest
    continues_life count_words current_account current_actor current_context delete_for_good
    delete_user discard distribute entry_text has_citus is_deletion_recorded is_own_write
    is_passable is_recorded is_soft_deletable isolate keys_below link_digest log_name
    mark_deleted merge_at nearest_words note_deletion past_images prefix_query prepared
    preview_deletion preview_undo put_back recount_messages refuse refuse_rewriting replicate
    restore_deletion revert reverting scope seal_text search_configs search_entry search_queries
    search_query search_snippet search_text searchable soft_delete stretch text_search_config
    time_of_deletion time_of_insertion track tracked_columns tracked_table trigram_schema undo
    undoing unknown_values untrack uuid_v7";

/// Of each tracked table, the triggers that write its entries, as their owner.
const WRITING_THE_LOG: [&str; 3] = ["record_", "inserted_", "deleted_"];

/// Who may call a function. `None`: no rule is known.
fn rule(name: &str) -> Option<&'static [&'static str]> {
    const OURS: &[&str] = &["annals_app", "annals_operator", "annals_reader"];
    const OF_TABLES: [&str; 5] = ["image_", "last_image_", "settle_", "bump_", "guard_"];
    match name {
        "find_identity" => Some(&["annals_app"]),
        "record_use" => Some(&["annals_app", "annals_operator"]),
        "seal" => Some(&["annals_operator"]),
        "make_audit_partitions"
        | "drop_audit_months"
        | "erase_account"
        | "erase_entries"
        | "erase_user"
        | "forget_reads"
        | "claim_identity" => Some(&[]),
        // Triggers that run as their owner, as the one before: nobody else makes a trigger of them.
        name if WRITING_THE_LOG.iter().any(|family| name.starts_with(family)) => Some(&[]),
        name if FOR_ALL.split_whitespace().any(|known| known == name) => Some(OURS),
        name if OF_TABLES.iter().any(|family| name.starts_with(family)) => Some(OURS),
        _ => None,
    }
}

/// What is not as the rules say.
async fn differences(connection: &impl ConnectionTrait) -> TestResult<Vec<String>> {
    let mut callers: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (signature, name, role) in
        rows::<(String, String, Option<String>)>(connection, FOUND, []).await?
    {
        callers.entry((signature, name)).or_default().extend(role);
    }
    assert!(callers.len() > 100, "{} functions", callers.len());
    let differing = callers.into_iter().filter_map(|((signature, name), may)| match rule(&name) {
        Some(rule) if rule == may => None,
        rule => Some(format!("{signature} may be called by {may:?}, and the rule is {rule:?}")),
    });
    Ok(differing.collect())
}

#[tokio::test]
async fn every_role_calls_what_it_is_for_and_nothing_else() -> TestResult {
    let fixture = fixture().await?;
    let found = differences(&fixture.owner().await?).await?;
    assert!(found.is_empty(), "{}", found.join("\n"));
    Ok(())
}

/// What the rules are worth: they see each grant that is missing, and each that is too much.
#[tokio::test]
async fn a_grant_more_or_less_does_not_go_unseen() -> TestResult {
    let fixture = fixture().await?;
    let admin = fixture.admin().await?;
    let mut changes = 0;
    for (signature, name) in rows::<(String, String)>(
        &admin,
        "SELECT oid::regprocedure::text, proname::text FROM pg_proc p WHERE pronamespace = 'annals'::regnamespace
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e')",
        [],
    )
    .await?
    {
        let may = rule(&name).ok_or_else(|| format!("no rule for {signature}"))?;
        for role in ROLES {
            let change = if may.contains(&role) {
                format!("REVOKE EXECUTE ON FUNCTION {signature} FROM PUBLIC, {role}")
            } else {
                format!("GRANT USAGE ON SCHEMA annals TO {role}; GRANT EXECUTE ON FUNCTION {signature} TO {role}")
            };
            let tx = admin.begin().await?;
            tx.execute_unprepared(&change).await?;
            assert!(!differences(&tx).await?.is_empty(), "not seen: {change}");
            tx.rollback().await?;
            changes += 1;
        }
    }
    assert!(changes > 400, "{changes}");
    Ok(())
}

/// A trigger that writes the log writes it as its owner, under no policy.
#[tokio::test]
async fn nobody_makes_a_trigger_of_what_writes_the_log() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let tx = fixture.db.begin(&ada.context()).await?;
    tx.execute_unprepared("CREATE TEMPORARY TABLE forged (LIKE annals.users)").await?;
    let definers = "SELECT proname::text FROM pg_proc WHERE pronamespace = 'annals'::regnamespace AND prosecdef
                       AND prorettype = 'trigger'::regtype ORDER BY 1";
    let definers = texts(tx.connection(), definers).await?;
    assert!(definers.len() > 30, "{definers:?}");
    for function in definers {
        let forge = format!(
            "CREATE TRIGGER forge AFTER INSERT ON forged FOR EACH ROW EXECUTE FUNCTION annals.{function}()"
        );
        refused(tx.connection(), &forge, &["42501"]).await?;
    }
    Ok(())
}

/// Those that an application calls and that run as their owner, on another account's rows.
#[tokio::test]
async fn what_runs_as_its_owner_changes_nothing_of_another_account() -> TestResult {
    let fixture = fixture().await?;
    let tables = tables(&fixture.owner().await?).await?;
    let ours = fill(&fixture, &tables).await?;
    let theirs = fill(&fixture, &tables).await?;
    let owner = fixture.owner().await?;
    let state = format!(
        "SELECT count(*) || ' entries, ' || (SELECT string_agg(xmin::text, ' ') FROM annals.users) FROM annals.audit_log WHERE account_id = '{}'",
        theirs.account
    );
    let before: String = one(&owner, &state).await?;
    for context in [Some(&ours), None] {
        let app = fixture.app().await?.begin().await?;
        let account = context.map(|filled| filled.account.to_string()).unwrap_or_default();
        let set = format!("SELECT set_config('annals.account_id', '{account}', true)");
        app.execute_unprepared(&set).await?;
        for (table, id) in &theirs.ids {
            let settle = format!("annals.settle_{table}('{}', '{id}')", theirs.account);
            let exists =
                format!("SELECT to_regprocedure('annals.settle_{table}(uuid, uuid)') IS NOT NULL");
            if one::<bool>(&app, &exists).await? {
                assert!(one::<bool>(&app, &format!("SELECT {settle}")).await?, "{settle}");
            }
            let recorded = format!(
                "SELECT annals.is_recorded('{}', '{table}', '{id}', 1, l.id) FROM annals.audit_log l
                 UNION ALL SELECT annals.is_recorded('{}', '{table}', '{id}', 1, gen_random_uuid()) LIMIT 1",
                theirs.account, theirs.account
            );
            assert!(
                !one::<bool>(&app, &recorded).await?,
                "{table}: an entry of another transaction"
            );
        }
        app.commit().await?;
    }
    assert_eq!(one::<String>(&owner, &state).await?, before);
    Ok(())
}
