//! Where a server is, and the URLs of its databases.

use std::path::PathBuf;

use url::Url;

use crate::cluster::SUPERUSER;
use crate::error::Error;
use crate::roles::Login;

/// The port in the name of the socket; no server of the sandbox listens on the network.
pub(crate) const PORT: u16 = 5432;

/// How to reach a server as its administrator.
#[derive(Clone, Debug)]
pub(crate) enum Address {
    /// A server of the sandbox, by the directory of its socket: everybody there is trusted.
    Socket(PathBuf),
    /// The server of `ANNALS_SANDBOX_URL`.
    Foreign(Box<Url>),
}

impl Address {
    pub(crate) fn foreign(url: &str) -> Result<Self, Error> {
        let url = Url::parse(url).map_err(Error::ServerUrl)?;
        Ok(Self::Foreign(Box::new(url)))
    }

    /// The database in which the keepers of all processes meet: advisory locks are per database.
    pub(crate) fn home_url(&self) -> String {
        match self {
            Self::Socket(_) => self.admin_url("postgres"),
            Self::Foreign(url) => url.to_string(),
        }
    }

    pub(crate) fn admin_url(&self, database: &str) -> String {
        match self {
            Self::Socket(dir) => socket_url(dir.to_string_lossy().as_ref(), SUPERUSER, database),
            Self::Foreign(url) => with_database(url, database).to_string(),
        }
    }

    /// The URL by which a login role reaches a database.
    ///
    /// On a server that is not the sandbox's, passwords and the rules of authentication are
    /// somebody else's. There the administrator connects and starts the session in the role, so
    /// that `current_user`, and with it privileges and policies, are those of the login role.
    pub(crate) fn url(&self, login: Login, database: &str) -> String {
        match self {
            Self::Socket(dir) => socket_url(dir.to_string_lossy().as_ref(), login.name(), database),
            Self::Foreign(url) => with_role(&with_database(url, database), login.session_role()),
        }
    }

    /// For messages: where the server is, without user or password.
    pub(crate) fn place(&self) -> String {
        match self {
            Self::Socket(dir) => dir.display().to_string(),
            Self::Foreign(url) => {
                let host = url.host_str().unwrap_or("localhost");
                format!("{host}:{}", url.port().unwrap_or(PORT))
            }
        }
    }
}

/// With the port written out: a driver would take a missing one from `PGPORT`.
fn socket_url(dir: &str, role: &str, database: &str) -> String {
    let dir: String = url::form_urlencoded::byte_serialize(dir.as_bytes()).collect();
    let dir = dir.replace('+', "%20");
    format!("postgres://{role}@localhost:{PORT}/{database}?host={dir}")
}

fn with_database(url: &Url, database: &str) -> Url {
    let mut url = url.clone();
    url.set_path(database);
    // A parameter would win over the path.
    let kept = parameters(&url, |name| name != "dbname");
    set_parameters(&mut url, &kept);
    url
}

fn with_role(url: &Url, role: &str) -> String {
    let mut url = url.clone();
    let mut kept = parameters(&url, |name| name != "options");
    let options = parameters(&url, |name| name == "options");
    let mut options: Vec<String> = options.into_iter().map(|(_, value)| value).collect();
    options.push(format!("-crole={role}"));
    kept.push(("options".to_owned(), options.join(" ")));
    set_parameters(&mut url, &kept);
    url.to_string()
}

fn parameters(url: &Url, keep: impl Fn(&str) -> bool) -> Vec<(String, String)> {
    url.query_pairs()
        .filter(|(name, _)| keep(name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}

fn set_parameters(url: &mut Url, parameters: &[(String, String)]) {
    if parameters.is_empty() {
        url.set_query(None);
        return;
    }
    url.query_pairs_mut().clear().extend_pairs(parameters);
    // libpq does not read `+` as a space; a literal plus is encoded already.
    let query = url.query().unwrap_or_default().replace('+', "%20");
    url.set_query(Some(&query));
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::Address;
    use crate::roles::Login;

    #[test]
    fn a_socket_stands_percent_encoded_in_the_url() {
        let address = Address::Socket(PathBuf::from("/tmp/a dir/socket"));
        assert_eq!(
            address.url(Login::App, "d"),
            "postgres://annals_sandbox_app@localhost:5432/d?host=%2Ftmp%2Fa%20dir%2Fsocket"
        );
    }

    #[test]
    fn a_foreign_servers_sessions_start_in_the_role() {
        let given = "postgres://me:p%40ss@db:6432/mine?sslmode=require&options=-c%20jit%3Doff";
        let address = Address::foreign(given).unwrap();
        assert_eq!(
            address.url(Login::Reader, "d"),
            "postgres://me:p%40ss@db:6432/d?sslmode=require\
             &options=-c%20jit%3Doff%20-crole%3Dannals_sandbox_reader"
        );
        assert_eq!(
            address.admin_url("d"),
            "postgres://me:p%40ss@db:6432/d?sslmode=require&options=-c%20jit%3Doff"
        );
    }

    #[test]
    fn a_message_shows_no_password() {
        let address = Address::foreign("postgres://me:secret@db/mine").unwrap();
        assert_eq!(address.place(), "db:5432");
    }
}
