//! Requests on a real PostgreSQL: a database for each test, with the notebook's tables.

use std::error::Error;

use annals::prelude::*;
use annals_sandbox::SandboxDatabase;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode},
};
use notebook::{migration::Migrator, router};
use serde_json::{Value, json};
use tower::ServiceExt;

type TestResult<T = ()> = Result<T, Box<dyn Error>>;

const ADA: &str = "ada@example.org";
const BOB: &str = "bob@example.org";

/// The application with two users, each in an account of their own.
struct Notebook {
    router: Router,
    db: Database,
    _sandbox: SandboxDatabase,
}

impl Notebook {
    async fn open() -> TestResult<Self> {
        let sandbox = annals_sandbox::database_with::<Migrator>().await?;
        let db = Database::connect(DatabaseConfig::new(sandbox.url())?).await?;
        let notebook = Self { router: router(db.clone()), db, _sandbox: sandbox };
        for email in [ADA, BOB] {
            let new = json!({ "name": "Somebody", "email": email });
            assert_eq!(notebook.ask("", "POST /users", new).await?.0, StatusCode::CREATED);
        }
        Ok(notebook)
    }

    async fn ask(&self, user: &str, asked: &str, body: Value) -> TestResult<(StatusCode, Value)> {
        let (method, path) = asked.split_once(' ').ok_or("a method and a path")?;
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header("x-user", user)
            .header("content-type", "application/json")
            .body(Body::from(body.to_string()))?;
        let response = self.router.clone().oneshot(request).await?;
        let status = response.status();
        let body = to_bytes(response.into_body(), 1 << 20).await?;
        Ok((status, serde_json::from_slice(&body).unwrap_or_default()))
    }

    /// An entry of Ada's.
    async fn entry(&self, title: &str) -> TestResult<String> {
        let (status, entry) =
            self.ask(ADA, "POST /entries", json!({ "title": title, "tags": ["work"] })).await?;
        assert_eq!(status, StatusCode::CREATED);
        Ok(entry["id"].as_str().ok_or("an id")?.to_owned())
    }
}

#[tokio::test]
async fn entries_are_found_by_filter_page_by_page() -> TestResult {
    let notebook = Notebook::open().await?;
    for title in ["One", "Two", "Three"] {
        notebook.entry(title).await?;
    }
    let (_, first) =
        notebook.ask(ADA, "GET /entries?tags__contains=work&size=2", json!(null)).await?;
    assert_eq!(first["entries"][0]["title"], "Three");
    let next = first["next"].as_str().ok_or("a cursor")?;
    let rest = format!("GET /entries?tags__contains=work&size=2&after={next}");
    let (_, second) = notebook.ask(ADA, &rest, json!(null)).await?;
    assert_eq!(second["entries"].as_array().map(Vec::len), Some(1));

    let (status, told) = notebook.ask(ADA, "GET /entries?titel=One", json!(null)).await?;
    assert_eq!(
        (status, &told["fields"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("titel"))
    );
    for (asked, field) in [("after=nonsense", "after"), ("size=many", "size")] {
        let (status, told) =
            notebook.ask(ADA, &format!("GET /entries?{asked}"), json!(null)).await?;
        assert_eq!(
            (status, &told["fields"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field))
        );
    }
    Ok(())
}

#[tokio::test]
async fn nobody_sees_the_entries_of_another_account() -> TestResult {
    let notebook = Notebook::open().await?;
    let path = format!("/entries/{}", notebook.entry("Private").await?);
    let (found, _) = notebook.ask(ADA, &format!("GET {path}"), json!(null)).await?;
    let (hidden, _) = notebook.ask(BOB, &format!("GET {path}"), json!(null)).await?;
    let (noted, _) =
        notebook.ask(BOB, &format!("POST {path}/notes"), json!({ "body": "Ha" })).await?;
    let (nobody, _) = notebook.ask("eve@example.org", &format!("GET {path}"), json!(null)).await?;
    assert_eq!(
        [found, hidden, noted, nobody],
        [StatusCode::OK, StatusCode::NOT_FOUND, StatusCode::NOT_FOUND, StatusCode::UNAUTHORIZED]
    );
    Ok(())
}

#[tokio::test]
async fn of_two_who_revise_one_version_the_second_is_refused() -> TestResult {
    let notebook = Notebook::open().await?;
    let put = format!("PUT /entries/{}", notebook.entry("Draft").await?);
    let (first, entry) =
        notebook.ask(ADA, &put, json!({ "title": "Mine", "row_version": 1 })).await?;
    let (second, told) =
        notebook.ask(ADA, &put, json!({ "title": "Yours", "row_version": 1 })).await?;
    assert_eq!((first, second), (StatusCode::OK, StatusCode::CONFLICT));
    assert_eq!((&entry["title"], &told["row_version"]), (&json!("Mine"), &json!(2)));
    Ok(())
}

#[tokio::test]
async fn notes_go_with_their_entry_come_back_with_it_and_are_audited() -> TestResult {
    let notebook = Notebook::open().await?;
    let id = notebook.entry("Noted").await?;
    let notes = format!("/entries/{id}/notes");
    let post = format!("POST {notes}");
    let (status, note) = notebook.ask(ADA, &post, json!({ "body": "Ask Yusuf" })).await?;
    assert_eq!(status, StatusCode::CREATED);
    let (_, entry) = notebook.ask(ADA, &format!("GET /entries/{id}"), json!(null)).await?;
    assert_eq!(entry["tags"], json!(["work", "noted"]), "both, in one transaction");

    let (_, deleted) = notebook.ask(ADA, &format!("DELETE /entries/{id}"), json!(null)).await?;
    let count = async || -> TestResult<Option<usize>> {
        let (_, left) = notebook.ask(ADA, &format!("GET {notes}"), json!(null)).await?;
        Ok(left.as_array().map(Vec::len))
    };
    assert_eq!(count().await?, Some(0));
    let (refused, _) = notebook.ask(ADA, &post, json!({ "body": "Too late" })).await?;
    assert_eq!(refused, StatusCode::NOT_FOUND);

    let login = notebook.db.find_by_identity(&Identity::email(ADA)).await?.ok_or("Ada")?;
    let context = login.context();
    let deletion = deleted["deletion_id"].as_str().ok_or("an id")?.parse()?;
    notebook.db.scope(&context).journal().restore(deletion).await?;
    assert_eq!(count().await?, Some(1));

    let audit = notebook.db.read(&context).audit();
    let note = note["id"].as_str().ok_or("an id")?.parse()?;
    let history = audit.history("public.notes", note).await?;
    let told: Vec<_> = history.iter().map(|it| (it.row_version, it.operation.as_str())).collect();
    assert_eq!(told, [(1, "insert"), (2, "update"), (3, "update")]);
    assert_eq!(history[0].actor_id, Some(login.user.id));
    assert!(audit.verify().await?.is_complete());
    Ok(())
}
