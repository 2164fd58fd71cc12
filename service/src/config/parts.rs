//! The variables that say one part of a URL each.

use std::fmt::Display;

use secrecy::SecretString;

use super::address::Address;
use super::environment::URL;
use super::problem::Problem;
use super::values;
use super::variables::{Given, Variable, Variables};

const HOST: Variable<String> = Variable::new(&["DB_HOST"], values::HOST);
const PORT: Variable<u16> = Variable::new(&["DB_PORT"], values::PORT);
const USER: Variable<String> = Variable::new(&["DB_USER"], values::TEXT);
const NAME: Variable<String> = Variable::new(&["DB_NAME"], values::TEXT);
const PASSWORD: &str = "DB_PASSWORD";

/// What the variables say; `None` is what is not set, or wrong and thus reported.
pub(super) struct Parts {
    host: Option<Given<String>>,
    port: Option<Given<u16>>,
    user: Option<Given<String>>,
    name: Option<Given<String>>,
    password: Option<SecretString>,
}

impl Parts {
    pub(super) fn read(variables: &mut Variables<'_>) -> Self {
        Self {
            host: variables.read(&HOST),
            port: variables.read(&PORT),
            user: variables.read(&USER),
            name: variables.read(&NAME),
            password: variables.read_secret(PASSWORD),
        }
    }

    /// The address where there is no URL.
    pub(super) fn alone(self) -> Result<Address, Problem> {
        let database = self.name.ok_or(Problem::NoDatabase)?.value;
        let host = self.host.map(|host| host.value);
        Ok(Address {
            host: Some(host.unwrap_or_else(|| "localhost".to_owned())),
            port: Some(self.port.map_or(5432, |port| port.value)),
            user: self.user.map(|user| user.value),
            password: self.password,
            database: Some(database),
            ..Address::default()
        })
    }

    /// The URL's address, with what it leaves out; parts that contradict it are reported.
    pub(super) fn complete(self, address: Address, variables: &mut Variables<'_>) -> Address {
        Address {
            host: either(address.host, self.host, variables),
            port: either(address.port, self.port, variables),
            user: either(address.user, self.user, variables),
            database: either(address.database, self.name, variables),
            password: address.password.or(self.password),
            ..address
        }
    }
}

fn either<T: PartialEq + Display>(
    stated: Option<T>,
    part: Option<Given<T>>,
    variables: &mut Variables<'_>,
) -> Option<T> {
    match (stated, part) {
        (Some(stated), Some(part)) if stated != part.value => {
            variables.report(Problem::Contradiction {
                first: URL,
                first_value: stated.to_string(),
                second: part.variable,
                second_value: part.text,
            });
            Some(stated)
        }
        (stated, part) => stated.or(part.map(|part| part.value)),
    }
}
