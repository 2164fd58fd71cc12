//! Who connects, and the group roles.

use annals_service::Transaction;
use serde::{Deserialize, Serialize};

use super::{
    ask::ask,
    finding::{Finding, some},
};
use crate::failure::Failure;

const WHO: &str = "SELECT jsonb_build_object(
  'login', session_user, 'role', current_user, 'is_superuser', r.rolsuper, 'bypasses_policies', r.rolbypassrls,
  'connection_limit', (SELECT rolconnlimit FROM pg_roles WHERE rolname = session_user),
  'groups', (SELECT coalesce(jsonb_agg(g.rolname ORDER BY g.rolname), '[]') FROM pg_roles g
              WHERE g.rolname IN ('annals_owner', 'annals_app', 'annals_reader', 'annals_operator')
                AND pg_has_role(r.oid, g.oid, 'USAGE')))
  FROM pg_roles r WHERE r.rolname = current_user";

const GROUPS: &str = "SELECT jsonb_agg(jsonb_build_object(
    'name', wanted, 'is_there', g.oid IS NOT NULL, 'can_login', coalesce(g.rolcanlogin, false),
    'is_superuser', coalesce(g.rolsuper, false), 'bypasses_policies', coalesce(g.rolbypassrls, false),
    'members', (SELECT coalesce(jsonb_agg(m.rolname ORDER BY m.rolname), '[]') FROM pg_auth_members a
                  JOIN pg_roles m ON m.oid = a.member WHERE a.roleid = g.oid)) ORDER BY place)
  FROM unnest('{annals_owner,annals_app,annals_reader,annals_operator}'::text[]) WITH ORDINALITY w (wanted, place)
  LEFT JOIN pg_roles g ON g.rolname = wanted";

/// A connection's role.
#[derive(Debug, Default, Deserialize, Serialize)]
pub(super) struct Who {
    pub(super) login: String,
    /// Another than the login where a `SET role` is among its settings.
    pub(super) role: String,
    pub(super) is_superuser: bool,
    pub(super) bypasses_policies: bool,
    /// -1: none.
    pub(super) connection_limit: i64,
    pub(super) groups: Vec<String>,
}

/// A role that logins are members of.
#[derive(Debug, Default, Deserialize, Serialize)]
#[expect(clippy::struct_excessive_bools, reason = "what the catalogue says of a role")]
pub(super) struct Group {
    pub(super) name: String,
    is_there: bool,
    can_login: bool,
    is_superuser: bool,
    bypasses_policies: bool,
    pub(super) members: Vec<String>,
}

#[derive(Debug, Default, Serialize)]
pub(super) struct Roles {
    pub(super) app: Who,
    /// `None`: no operator's URL was given.
    pub(super) operator: Option<Who>,
    pub(super) groups: Vec<Group>,
}

impl Roles {
    pub(super) async fn read(
        app: &Transaction<'_>,
        operator: Option<&Transaction<'_>>,
    ) -> Result<Self, Failure> {
        let operator = match operator {
            Some(tx) => Some(ask(tx, WHO, []).await?),
            None => None,
        };
        Ok(Self { app: ask(app, WHO, []).await?, operator, groups: ask(app, GROUPS, []).await? })
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut found = self.app.as_application();
        if let Some(operator) = &self.operator {
            found.extend(operator.as_operator());
        }
        let missing: Vec<_> =
            self.groups.iter().filter(|it| !it.is_there).map(|it| it.name.clone()).collect();
        if !missing.is_empty() {
            found.push(Finding::danger(
                format!("roles are missing: {}", some(&missing)),
                missing.iter().map(|role| create(role)).collect::<Vec<_>>().join(" "),
            ));
        }
        found.extend(self.groups.iter().filter(|it| it.is_there).flat_map(Group::findings));
        found
    }
}

fn create(role: &str) -> String {
    let attribute = if role == "annals_operator" { " BYPASSRLS" } else { "" };
    format!("CREATE ROLE {role} NOLOGIN{attribute};")
}

impl Who {
    fn is_in(&self, group: &str) -> bool {
        self.groups.iter().any(|it| it == group)
    }

    /// The policies must bind it, and it must be able to work.
    fn as_application(&self) -> Vec<Finding> {
        let login = &self.login;
        let own = "make a login of its own and let DATABASE_URL name it:\nCREATE ROLE app LOGIN PASSWORD '…' IN ROLE annals_app;";
        if self.is_superuser {
            return vec![Finding::danger(
                format!("the application connects as {login}, a superuser: no policy binds it"),
                own,
            )];
        }
        let mut found = Vec::new();
        if self.is_in("annals_owner") {
            found.push(Finding::danger(
                format!(
                    "the application connects as {login}, who owns the tables: no policy binds it"
                ),
                own,
            ));
        } else if self.bypasses_policies {
            found.push(Finding::danger(
                format!(
                    "the application connects as {}, who bypasses row-level security",
                    self.role
                ),
                format!(
                    "ALTER ROLE \"{}\" NOBYPASSRLS; or let DATABASE_URL name another login",
                    self.role
                ),
            ));
        }
        if !self.is_in("annals_app") {
            found.push(Finding::danger(
                format!("{login} is no member of annals_app: it may not write"),
                format!("GRANT annals_app TO \"{login}\";"),
            ));
        }
        found
    }

    fn as_operator(&self) -> Option<Finding> {
        let login = &self.login;
        let is_able = self.is_superuser
            || self.is_in("annals_owner")
            || (self.bypasses_policies && self.is_in("annals_operator"));
        (!is_able).then(|| {
            Finding::warning(
                format!("ANNALS_OPERATOR_URL connects as {login}, who does not see all accounts"),
                format!("GRANT annals_operator TO \"{login}\"; ALTER ROLE \"{login}\" SET role = annals_operator;"),
            )
        })
    }
}

impl Group {
    fn findings(&self) -> Vec<Finding> {
        let name = &self.name;
        let mut found = Vec::new();
        if self.can_login {
            found.push(Finding::warning(
                format!("the group role {name} can log in: nobody knows who it is then"),
                format!("ALTER ROLE {name} NOLOGIN;"),
            ));
        }
        let is_bound = matches!(name.as_str(), "annals_app" | "annals_reader");
        if self.is_superuser || (is_bound && self.bypasses_policies) {
            found.push(Finding::danger(
                format!("row-level security does not bind {name}: its members see all accounts"),
                format!("ALTER ROLE {name} NOSUPERUSER NOBYPASSRLS;"),
            ));
        }
        if name == "annals_operator" && !self.bypasses_policies {
            found.push(Finding::warning(
                "annals_operator does not bypass row-level security: it sees no account",
                "as a superuser: ALTER ROLE annals_operator BYPASSRLS;",
            ));
        }
        if name == "annals_app" && self.members.is_empty() {
            found.push(Finding::warning(
                "annals_app has no member: no application can connect",
                "CREATE ROLE app LOGIN PASSWORD '…' IN ROLE annals_app;",
            ));
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::{Group, Roles, Who};

    fn who(groups: &[&str]) -> Who {
        let groups = groups.iter().map(|group| (*group).to_owned()).collect();
        Who { login: "app".into(), role: "app".into(), groups, ..Who::default() }
    }

    fn group(name: &str) -> Group {
        let bypasses_policies = name == "annals_operator";
        let members = vec!["app".to_owned()];
        Group { name: name.into(), is_there: true, bypasses_policies, members, ..Group::default() }
    }

    fn told(roles: &Roles) -> Vec<String> {
        roles.findings().into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn an_application_is_a_member_of_its_group_and_bound_by_the_policies() {
        let roles = |app| Roles { app, ..Roles::default() };
        assert_eq!(told(&roles(who(&["annals_app"]))), <[&str; 0]>::default());
        let owner = who(&["annals_app", "annals_owner"]);
        assert!(told(&roles(owner))[0].contains("owns the tables"));
        let superuser = Who { is_superuser: true, ..who(&["annals_app", "annals_owner"]) };
        assert!(told(&roles(superuser))[0].contains("a superuser"));
        let bypassing = Who { bypasses_policies: true, ..who(&["annals_app"]) };
        assert!(told(&roles(bypassing))[0].contains("bypasses"));
        assert!(told(&roles(who(&[])))[0].contains("no member of annals_app"));
    }

    #[test]
    fn an_operator_sees_all_accounts() {
        let roles = |operator| Roles {
            app: who(&["annals_app"]),
            operator: Some(operator),
            ..Roles::default()
        };
        let able = Who { bypasses_policies: true, ..who(&["annals_operator"]) };
        assert_eq!(told(&roles(able)), <[&str; 0]>::default());
        assert!(told(&roles(who(&["annals_operator"])))[0].contains("does not see all accounts"));
    }

    #[test]
    fn group_roles_are_there_and_as_they_were_made() {
        let roles = |groups| Roles { app: who(&["annals_app"]), groups, ..Roles::default() };
        let names = ["annals_owner", "annals_app", "annals_reader", "annals_operator"];
        assert_eq!(told(&roles(names.map(group).into())), <[&str; 0]>::default());
        for (changed, expected) in [
            (
                Group { is_there: false, ..group("annals_reader") },
                "roles are missing: annals_reader",
            ),
            (Group { can_login: true, ..group("annals_owner") }, "can log in"),
            (Group { bypasses_policies: true, ..group("annals_reader") }, "see all accounts"),
            (Group { is_superuser: true, ..group("annals_app") }, "see all accounts"),
            (Group { bypasses_policies: false, ..group("annals_operator") }, "sees no account"),
            (Group { members: Vec::new(), ..group("annals_app") }, "has no member"),
        ] {
            let found = told(&roles(vec![changed]));
            assert!(matches!(found.as_slice(), [one] if one.contains(expected)), "{found:?}");
        }
    }
}
