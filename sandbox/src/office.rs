//! What a keeper does: it holds the session and creates and drops databases on it.

use sqlx::PgConnection;
use sqlx::error::DatabaseError;

use crate::address::Address;
use crate::connection;
use crate::content::Content;
use crate::error::Error;
use crate::keeper::{Created, Finish};
use crate::mark::Mark;
use crate::session::{Lease, Session};
use crate::{roles, shared, sweep, template};

/// Which server a keeper works on.
#[derive(Clone, Debug)]
pub(crate) enum Server {
    /// The one of `ANNALS_SANDBOX_URL`, else the one that all processes share.
    Common,
    /// One that somebody else starts and stops.
    Private(Address),
}

impl Server {
    async fn connect(&self) -> Result<(Address, PgConnection), Error> {
        let address = match self {
            Self::Private(address) => address.clone(),
            Self::Common => match std::env::var("ANNALS_SANDBOX_URL") {
                Ok(url) if !url.is_empty() => Address::foreign(&url)?,
                _ => return shared::connect().await,
            },
        };
        let connection = connection::open(&address).await?;
        Ok((address, connection))
    }
}

/// The state of a keeper.
pub(crate) struct Office {
    server: Server,
    lease: Lease,
    session: Option<Session>,
    numbers: u64,
}

impl Office {
    pub(crate) fn new(server: Server) -> Self {
        Self { server, lease: Lease::new(), session: None, numbers: 0 }
    }

    /// A new database with this content.
    pub(crate) async fn create(&mut self, content: &Content) -> Result<Created, Error> {
        match self.try_create(content).await {
            Err(error) if self.is_worth_another_try(&error).await => self.try_create(content).await,
            outcome => outcome,
        }
    }

    /// Another process may have replaced the template between our look and our use, and a killed
    /// server's sessions answer for a moment longer.
    async fn is_worth_another_try(&mut self, error: &Error) -> bool {
        match (error, &mut self.session) {
            (Error::Refused { source, .. }, Some(session)) => {
                is_missing_database(source) || !session.is_alive().await
            }
            _ => false,
        }
    }

    async fn try_create(&mut self, content: &Content) -> Result<Created, Error> {
        let spare = self.new_name();
        let name = self.new_name();
        let session = self.session().await?;
        let template = template::ensure(session, content, &spare).await?;
        session.create_database(&name, &template).await?;
        Ok(Created { name, address: session.address().clone(), version: session.version() })
    }

    fn new_name(&mut self) -> String {
        self.numbers += 1;
        self.lease.database(self.numbers)
    }

    /// Drops or keeps a database.
    pub(crate) async fn finish(&mut self, name: &str, how: Finish) -> Result<(), Error> {
        if let Server::Private(address) = &self.server
            && connection::try_open(address).await.is_err()
        {
            // Its owner has stopped it, and its databases go with it.
            return Ok(());
        }
        let session = self.session().await?;
        match how {
            Finish::Drop => session.drop_database(name).await,
            Finish::Keep => session.mark_database(name, &Mark::Kept).await,
        }
    }

    /// The session, begun anew where there is none or the server was restarted.
    async fn session(&mut self) -> Result<&mut Session, Error> {
        let mut kept = self.session.take();
        if let Some(session) = &mut kept
            && !session.is_alive().await
        {
            kept = None;
        }
        let session = match kept {
            Some(session) => session,
            None => self.begin_session().await?,
        };
        Ok(self.session.insert(session))
    }

    async fn begin_session(&self) -> Result<Session, Error> {
        let (address, connection) = self.server.connect().await?;
        let mut session = Session::begin(address, connection, self.lease.clone()).await?;
        roles::prepare(&mut session).await?;
        sweep::leftovers(&mut session).await?;
        Ok(session)
    }
}

fn is_missing_database(error: &sqlx::Error) -> bool {
    let code = error.as_database_error().and_then(DatabaseError::code);
    code.as_deref() == Some("3D000")
}
