//! What a URL states, taken apart, so that its password is nowhere but in a secret.

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

use super::SslMode;
use super::problem::Problem;
use super::values::{self, Value};

/// What a URL, or the variables in its place, say of where the database is.
///
/// `None` is what they leave out. Nothing here is empty, and no password is outside `password`.
#[derive(Default)]
pub(super) struct Address {
    /// A name, an address without brackets, or the directory of a Unix socket.
    pub(super) host: Option<String>,
    pub(super) port: Option<u16>,
    pub(super) user: Option<String>,
    pub(super) password: Option<SecretString>,
    pub(super) database: Option<String>,
    pub(super) ssl_mode: Option<SslMode>,
    pub(super) application_name: Option<String>,
    /// The parameters that the driver reads itself.
    pub(super) parameters: Vec<(String, String)>,
}

impl Address {
    /// Reads a URL; `setting` is what messages call it, for they can't show it.
    pub(super) fn parse(setting: &'static str, text: &str) -> Result<Self, Problem> {
        let url = Url::parse(text).map_err(|source| Problem::UrlMalformed { setting, source })?;
        if !matches!(url.scheme(), "postgres" | "postgresql") || !url.has_authority() {
            return Err(Problem::UrlScheme { setting });
        }
        if is_cut_short(&url) {
            return Err(Problem::UrlNotEncoded { setting });
        }
        let mut address = Self::before_parameters(&url)
            .map_err(|source| Problem::UrlNotUnicode { setting, source })?;
        for (name, value) in url.query_pairs().filter(|(_, value)| !value.is_empty()) {
            address.set(setting, &name, value.into_owned())?;
        }
        Ok(address)
    }

    /// The URL up to its question mark.
    fn before_parameters(url: &Url) -> Result<Self, std::str::Utf8Error> {
        Ok(Self {
            host: decode(url.host_str().unwrap_or_default())?
                .and_then(|host| (values::HOST.parse)(&host)),
            port: url.port(),
            user: decode(url.username())?,
            password: decode(url.password().unwrap_or_default())?.map(SecretString::from),
            database: decode(url.path().trim_start_matches('/'))?,
            ..Self::default()
        })
    }

    /// Takes one parameter, under the names that sqlx 0.9 knows; it goes before what came earlier.
    fn set(&mut self, setting: &'static str, name: &str, value: String) -> Result<(), Problem> {
        match name {
            "host" | "hostaddr" => self.host = read(setting, "host", value, &values::HOST)?,
            "port" => self.port = read(setting, "port", value, &values::PORT)?,
            "user" => self.user = read(setting, "user", value, &values::TEXT)?,
            "password" => self.password = Some(value.into()),
            "dbname" => self.database = read(setting, "dbname", value, &values::TEXT)?,
            "sslmode" | "ssl-mode" => {
                self.ssl_mode = read(setting, "sslmode", value, &SslMode::VALUE)?;
            }
            "application_name" => {
                self.application_name = read(setting, "application_name", value, &values::TEXT)?;
            }
            name if is_driver_parameter(name) => self.parameters.push((name.to_owned(), value)),
            // The driver would log the value too, and libpq's `sslpassword` is a secret.
            name => tracing::warn!("the parameter {name} of {setting} is unknown and ignored"),
        }
        Ok(())
    }
}

/// One parameter's value, of the kind that a variable would have.
fn read<T>(
    setting: &'static str,
    parameter: &'static str,
    text: String,
    value: &Value<T>,
) -> Result<Option<T>, Problem> {
    match (value.parse)(&text) {
        Some(value) => Ok(Some(value)),
        None => Err(Problem::UrlParameter {
            setting,
            parameter,
            value: values::shown(text),
            allowed: value.allowed,
        }),
    }
}

/// Whether a `/`, `?` or `#` of a password that is not encoded ended it.
///
/// The rest of the password then stands where messages show it: `postgres://u:1/x@h/db` is the
/// database `x@h/db` on the host `u`, and `postgres://u:1?user=x@h/db` is the user `x@h/db`. So an `@`
/// further back is always written `%40`.
fn is_cut_short(url: &Url) -> bool {
    url.fragment().is_some()
        || url.path().contains('@')
        || url.query().is_some_and(|query| query.contains('@'))
}

fn is_driver_parameter(name: &str) -> bool {
    matches!(
        name,
        "sslrootcert" | "ssl-root-cert" | "ssl-ca" | "sslcert" | "ssl-cert" | "sslkey" | "ssl-key"
    ) || matches!(name, "statement-cache-capacity" | "options")
        || name.starts_with("options[")
}

/// `None` where there is nothing to decode.
fn decode(text: &str) -> Result<Option<String>, std::str::Utf8Error> {
    let decoded = percent_decode_str(text).decode_utf8()?;
    Ok((!decoded.is_empty()).then(|| decoded.into_owned()))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::{Address, Problem};

    fn parse(url: &str) -> Result<Address, Problem> {
        Address::parse("the URL", url)
    }

    fn password(address: &Address) -> Option<&str> {
        address.password.as_ref().map(ExposeSecret::expose_secret)
    }

    #[test]
    fn every_part_is_read_and_decoded() -> Result<(), Problem> {
        let address =
            parse("postgresql://us%40er:p%2Fw@db.example:6432/da%20ta?sslkey=/k&options=x")?;
        assert_eq!(address.host.as_deref(), Some("db.example"));
        assert_eq!(address.port, Some(6432));
        assert_eq!(address.user.as_deref(), Some("us@er"));
        assert_eq!(password(&address), Some("p/w"));
        assert_eq!(address.database.as_deref(), Some("da ta"));
        assert_eq!(address.parameters.len(), 2);
        Ok(())
    }

    #[test]
    fn what_is_left_out_is_none() -> Result<(), Problem> {
        let address = parse("postgres:///")?;
        assert!(address.host.is_none() && address.port.is_none() && address.user.is_none());
        assert!(address.password.is_none() && address.database.is_none());
        Ok(())
    }

    #[test]
    fn a_password_may_hold_any_character() -> Result<(), Problem> {
        let encoded = "%40%3A%2F%3F%23%5B%5D%25%26%2B%3D%20%27%22%C3%A9+&=;!$";
        let address = parse(&format!("postgres://app:{encoded}@localhost/journal"))?;
        assert_eq!(password(&address), Some("@:/?#[]%&+= '\"é+&=;!$"));
        Ok(())
    }

    #[test]
    fn a_parameter_goes_before_the_same_part() -> Result<(), Problem> {
        let address = parse(
            "postgres://a:one@h:1/d?user=b&password=two&host=%2Frun%2Fpg&port=2&dbname=e&sslmode=",
        )?;
        assert_eq!(address.user.as_deref(), Some("b"));
        assert_eq!(password(&address), Some("two"));
        assert_eq!(address.host.as_deref(), Some("/run/pg"));
        assert_eq!(address.port, Some(2));
        assert_eq!(address.database.as_deref(), Some("e"));
        assert_eq!(address.ssl_mode, None);
        Ok(())
    }

    #[test]
    fn an_ipv6_address_has_no_brackets() -> Result<(), Problem> {
        let address = parse("postgres://app@[::1]:5432/journal")?;
        assert_eq!(address.host.as_deref(), Some("::1"));
        Ok(())
    }

    #[test]
    fn an_unknown_parameter_is_left_out() -> Result<(), Problem> {
        let address = parse("postgres://h/d?channel_binding=require&sslpassword=canary")?;
        assert!(address.parameters.is_empty());
        Ok(())
    }

    #[test]
    fn a_password_that_is_not_encoded_is_refused_and_not_shown() {
        for url in [
            "postgres://app:1/canary@localhost/journal",
            "postgres://app:1?canary@localhost/journal",
            "postgres://app:1/x?canary@localhost/journal",
            "postgres://app:1?canary=x@localhost/journal",
            "postgres://app:1?user=canary@localhost/journal",
            "postgres://app:1?port=canary@localhost/journal",
            "postgres://localhost/journal?host=postgres%3A%2F%2Fapp%3Acanary%40localhost%2Fjournal",
            "postgres://localhost/journal?dbname=postgres%3A%2F%2Fapp%3Acanary%40localhost%2Fjournal",
            "postgres://app:1#canary@localhost/journal",
            "postgres://app:can/ary@localhost/journal",
            "postgres://app:%FFcanary@localhost/journal",
            "app:canary@localhost/journal",
            "canary",
            "postgres:/app:canary@localhost/journal",
            "mysql://app:canary@localhost/journal",
        ] {
            let Err(problem) = parse(url) else {
                panic!("{url} was read");
            };
            let shown = format!("{problem} {problem:?}");
            assert!(!shown.contains("canary") && shown.contains("the URL"), "{shown}");
        }
    }
}
