//! Transactions as applications write them: closures that capture what they need, in spawned tasks and
//! handlers, with an error of the application's own.

use std::sync::Arc;

use annals::prelude::*;
use axum::{
    Router,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::post,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};
use uuid::Uuid;

use crate::support::{TestResult, fixture};

#[derive(Debug)]
enum AppError {
    Storage(Error),
    TooLong { title: String },
}

impl From<Error> for AppError {
    fn from(error: Error) -> Self {
        Self::Storage(error)
    }
}

impl Retryable for AppError {
    fn is_transient(&self) -> bool {
        matches!(self, Self::Storage(error) if error.is_transient())
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        match self {
            Self::TooLong { title } => (StatusCode::UNPROCESSABLE_ENTITY, title).into_response(),
            Self::Storage(error) => {
                (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
            }
        }
    }
}

struct App {
    db: Database,
    owner: SignedUp,
    longest: usize,
}

impl App {
    fn check(&self, title: &str) -> Result<(), AppError> {
        if title.len() <= self.longest {
            return Ok(());
        }
        Err(AppError::TooLong { title: title.to_owned() })
    }

    /// Captures `&self`, a `&str` and a `String`; fails after the write, if it fails.
    async fn write(&self, title: &str, tag: String) -> Result<Entry, AppError> {
        let context = self.owner.context();
        self.db
            .transaction(&context, |tx| {
                let tag = tag.clone();
                Box::pin(async move {
                    let new = NewEntry {
                        title: Some(title.to_owned()),
                        tags: vec![tag],
                        ..NewEntry::by(self.owner.user.id)
                    };
                    let entry = tx.journal().create(new).await?;
                    self.check(title)?;
                    Ok(entry)
                })
            })
            .await
    }
}

async fn app() -> TestResult<(crate::support::Fixture, Arc<App>)> {
    let fixture = fixture().await?;
    let owner = fixture.sign_up().await?;
    let app = App { db: fixture.db.clone(), owner, longest: 10 };
    Ok((fixture, Arc::new(app)))
}

async fn count(app: &App) -> TestResult<u64> {
    let context = app.owner.context();
    Ok(app.db.read(&context).journal().count(EntryFilter::default()).await?)
}

#[tokio::test]
async fn a_spawned_task_captures_what_it_likes() -> TestResult {
    let (_fixture, app) = app().await?;
    let (title, tag) = ("Spawned".to_owned(), "work".to_owned());
    let shared = Arc::clone(&app);
    let entry = tokio::spawn(async move {
        let text: &str = &title;
        let context = shared.owner.context();
        let shared = &shared;
        let tag = &tag;
        shared
            .db
            .transaction(&context, |tx| {
                Box::pin(async move {
                    let new = NewEntry {
                        title: Some(text.to_owned()),
                        tags: vec![tag.clone()],
                        ..NewEntry::by(shared.owner.user.id)
                    };
                    shared.check(text)?;
                    Ok::<_, AppError>(tx.journal().create(new).await?)
                })
            })
            .await
    })
    .await?
    .map_err(|error| format!("{error:?}"))?;
    assert_eq!(entry.title.as_deref(), Some("Spawned"));
    assert_eq!(entry.tags, serde_json::json!(["work"]));

    let shared = Arc::clone(&app);
    let by_method = tokio::spawn(async move { shared.write("By method", "home".into()).await });
    by_method.await?.map_err(|error| format!("{error:?}"))?;
    assert_eq!(count(&app).await?, 2);
    Ok(())
}

#[tokio::test]
async fn an_error_of_the_application_comes_back_as_it_was_and_undoes_the_write() -> TestResult {
    let (_fixture, app) = app().await?;
    let refused = app.write("Much too long a title", "work".into()).await;
    assert!(matches!(refused, Err(AppError::TooLong { title }) if title.starts_with("Much")));
    assert_eq!(count(&app).await?, 0);
    Ok(())
}

async fn write_entry(
    State(app): State<Arc<App>>,
    Path(tag): Path<String>,
    title: String,
) -> Result<String, AppError> {
    let written = app.write(&title, tag).await?;
    let context = app.owner.context();
    let app = &app;
    let title = title.as_str();
    let found: Option<Uuid> = app
        .db
        .transaction(&context, |tx| {
            Box::pin(async move {
                app.check(title)?;
                Ok::<_, AppError>(tx.journal().find(written.id).await?.map(|entry| entry.id))
            })
        })
        .await?;
    Ok(found.map(|id| id.to_string()).unwrap_or_default())
}

#[tokio::test]
async fn a_handler_captures_what_it_likes() -> TestResult {
    let (_fixture, app) = app().await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let router = Router::new().route("/{tag}", post(write_entry)).with_state(Arc::clone(&app));
    let server = tokio::spawn(async move { axum::serve(listener, router).await });

    let mut answers = Vec::new();
    for title in ["Handled", "Much too long a title"] {
        let mut client = TcpStream::connect(address).await?;
        let request = format!(
            "POST /work HTTP/1.1\r\nhost: it\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{title}",
            title.len()
        );
        client.write_all(request.as_bytes()).await?;
        let mut answer = String::new();
        client.read_to_string(&mut answer).await?;
        answers.push(answer);
    }
    server.abort();

    assert!(answers[0].starts_with("HTTP/1.1 200"), "{}", answers[0]);
    let id = answers[0].rsplit("\r\n").next().unwrap_or_default().parse()?;
    let context = app.owner.context();
    let entry = app.db.read(&context).journal().find(id).await?.ok_or("it was written")?;
    assert_eq!(entry.title.as_deref(), Some("Handled"));
    assert!(answers[1].starts_with("HTTP/1.1 422"), "{}", answers[1]);
    assert_eq!(count(&app).await?, 1);
    Ok(())
}
