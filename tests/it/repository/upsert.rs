//! New rows, or new values of those that are there.

use annals::{
    entity::{documents, projects, users},
    prelude::*,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::{
    project,
    samples::{self, samples},
};
use crate::support::{TestResult, fixture, log_of};

const BY_TYPE: &str = "idx_documents_project_id_document_type";

fn document(project_id: Uuid, kind: &str, title: &str) -> documents::ActiveModel {
    documents::ActiveModel {
        project_id: Set(project_id),
        document_type: Set(kind.to_owned()),
        title: Set(title.to_owned()),
        ..Default::default()
    }
}

fn counts(inserted: u64, updated: u64, unchanged: u64) -> Upserted {
    Upserted { inserted, updated, unchanged }
}

#[tokio::test]
async fn rows_are_added_changed_or_left_as_they_are() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let project = scope.repository::<projects::Entity>().insert(project("Garden")).await?.id;
    let documents = scope.repository::<documents::Entity>();
    let first = ["a", "b"].map(|kind| document(project, kind, "First"));
    let ids = documents.insert_many(first).await?;
    let before = documents.find_many(ids.clone()).await?;

    let given = [
        document(project, "a", "First"),
        documents::ActiveModel { id: Set(Uuid::now_v7()), ..document(project, "b", "Second") },
        document(project, "c", "First"),
    ];
    assert_eq!(documents.upsert_many(given.clone(), BY_TYPE).await?, counts(1, 1, 1));
    assert_eq!(documents.upsert_many(given, BY_TYPE).await?, counts(0, 0, 3));

    let after = documents.find_many(ids.clone()).await?;
    assert_eq!(after[0], before[0]);
    assert_eq!((after[1].id, after[1].created_at), (before[1].id, before[1].created_at));
    assert_eq!((after[1].title.as_str(), after[1].row_version), ("Second", 2));
    let audit = fixture.db.read(&context).audit();
    assert_eq!(log_of(&audit.history("documents", ids[0]).await?), ["1 insert database"]);
    let log = log_of(&audit.history("documents", ids[1]).await?);
    assert_eq!(log, ["1 insert database", "2 update database"]);
    assert!(audit.verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn a_model_that_was_read_changes_by_what_differs() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let projects = fixture.db.scope(&context).repository::<projects::Entity>();
    let read = projects.insert(project("Garden")).await?;
    let same = projects::ActiveModel::from(read.clone());
    assert_eq!(projects.upsert_many([same.clone()], "pk_projects").await?, counts(0, 0, 1));
    let other = projects::ActiveModel { name: Set("Yard".to_owned()), ..same };
    assert_eq!(projects.upsert_many([other], "pk_projects").await?, counts(0, 1, 0));
    assert_eq!(projects.find(read.id).await?.map(|it| it.row_version), Some(2));
    Ok(())
}

#[tokio::test]
async fn users_are_known_by_their_address_however_it_is_written() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let users = fixture.db.scope(&context).repository::<users::Entity>();
    let row = |email: &str, name: &str| users::ActiveModel {
        email: Set(email.to_owned()),
        name: Set(Some(name.to_owned())),
        ..Default::default()
    };
    let by = "idx_users_email_key";
    assert_eq!(users.upsert_many([row("Eve@example.org", "Eve")], by).await?, counts(1, 0, 0));
    assert_eq!(users.upsert_many([row("eve@example.ORG", "Eva")], by).await?, counts(0, 1, 0));
    let given =
        [row("x@example.org", "X"), row("Zoë@example.org", "1"), row(" zoë@example.org", "2")];
    let error = users.upsert_many(given, by).await.expect_err("two are one");
    assert!(error.to_string().contains("[2] has the same email_key as [1]"), "{error}");
    Ok(())
}

#[tokio::test]
async fn two_rows_of_one_key_are_refused_wherever_they_stand() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let project = scope.repository::<projects::Entity>().insert(project("Garden")).await?.id;
    let documents = scope.repository::<documents::Entity>();
    let given = (0..7_000).map(|at| {
        let kind = if at == 6_500 { "kind 3".to_owned() } else { format!("kind {at}") };
        document(project, &kind, "Title")
    });
    let error = documents.upsert_many(given, BY_TYPE).await.expect_err("two are one");
    let said = "[6500] has the same project_id, document_type as [3]";
    assert!(error.to_string().contains(said), "{error}");
    let none = documents.upsert_many([document(project, "kind 3", "Title")], BY_TYPE).await?;
    assert_eq!(none, counts(1, 0, 0));
    Ok(())
}

#[tokio::test]
async fn another_accounts_row_of_the_same_key_stays() -> TestResult {
    let (fixture, ada) = samples().await?;
    let bob = fixture.sign_up().await?;
    let row = |whole: i32, label: &str| samples::ActiveModel {
        whole: Set(whole),
        label: Set(Some(label.to_owned())),
        ..<samples::ActiveModel as Default>::default()
    };
    let (ours, theirs) = (ada.context(), bob.context());
    let ours = fixture.db.scope(&ours).repository::<samples::Entity>();
    let theirs = fixture.db.scope(&theirs).repository::<samples::Entity>();
    // An index on an expression, of some rows alone.
    let by = "idx_samples_label";
    assert_eq!(theirs.upsert_many([row(1, "Label")], by).await?, counts(1, 0, 0));
    assert_eq!(ours.upsert_many([row(2, "Label"), row(3, "Other")], by).await?, counts(2, 0, 0));
    assert_eq!(ours.upsert_many([row(4, "LABEL"), row(3, "Other")], by).await?, counts(0, 1, 1));
    assert_eq!(ours.upsert_many([row(-1, "label"), row(-1, "label")], by).await?, counts(2, 0, 0));
    assert_eq!(theirs.upsert_many([row(1, "Label")], by).await?, counts(0, 0, 1));
    Ok(())
}

#[tokio::test]
async fn an_unknown_index_is_told_what_there_is() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let documents = fixture.db.scope(&context).repository::<documents::Entity>();
    for name in ["idx_documents_project_id_document_typ", "x'; DROP TABLE y; --"] {
        let given = [document(Uuid::now_v7(), "a", "b")];
        let error = documents.upsert_many(given, name).await.expect_err("no such index");
        assert!(matches!(error, Error::Invalid { .. }), "{error}");
        assert!(
            error.to_string().contains(&format!("There is {BY_TYPE}, pk_documents")),
            "{error}"
        );
    }
    Ok(())
}

/// The texts differ, and the indexes hold them for equal.
#[tokio::test]
async fn keys_are_the_same_when_the_database_says_so() -> TestResult {
    let (fixture, ada) = samples().await?;
    let context = ada.context();
    let samples = fixture.db.scope(&context).repository::<samples::Entity>();
    let number = |exact: &str| samples::ActiveModel {
        exact: Set(Some(exact.parse().expect("a number"))),
        ..<samples::ActiveModel as Default>::default()
    };
    let label = |label: &str| samples::ActiveModel {
        label: Set(Some(label.to_owned())),
        ..<samples::ActiveModel as Default>::default()
    };
    let refused =
        samples.upsert_many([number("2"), number("1.0"), number("1.00")], "samples_exact");
    let error = refused.await.expect_err("one number");
    assert!(error.to_string().contains("[2] has the same exact as [1]"), "{error}");
    // Wherever they stand, in other statements too.
    let many =
        (0..6_000).map(|at| number(&format!("{}.{}", at % 5_999, if at > 0 { "0" } else { "00" })));
    let error = samples.upsert_many(many, "samples_exact").await.expect_err("one number");
    assert!(error.to_string().contains("[5999] has the same exact as [0]"), "{error}");
    let refused = samples.upsert_many([label("Ärger"), label("äRGER")], "idx_samples_label");
    let error = refused.await.expect_err("one label");
    assert!(error.to_string().contains("[1] has the same lower(label::text) as [0]"), "{error}");

    assert_eq!(samples.upsert_many([number("1.0")], "samples_exact").await?, counts(1, 0, 0));
    assert_eq!(samples.upsert_many([number("1.00")], "samples_exact").await?, counts(0, 0, 1));
    Ok(())
}

#[tokio::test]
async fn twins_that_a_trigger_makes_are_refused_as_input() -> TestResult {
    let (fixture, ada) = samples().await?;
    let trim = "CREATE FUNCTION trim_label() RETURNS trigger LANGUAGE plpgsql AS
                  $$ BEGIN NEW.label := btrim(NEW.label); RETURN NEW; END $$;
                CREATE TRIGGER trim BEFORE INSERT ON samples FOR EACH ROW EXECUTE FUNCTION trim_label()";
    fixture.owner().await?.execute_unprepared(trim).await?;
    let context = ada.context();
    let samples = fixture.db.scope(&context).repository::<samples::Entity>();
    let label = |label: &str| samples::ActiveModel {
        label: Set(Some(label.to_owned())),
        ..<samples::ActiveModel as Default>::default()
    };
    let refused = samples.upsert_many([label("a"), label(" a")], "idx_samples_label").await;
    let Err(Error::Invalid { fields }) = &refused else { panic!("{refused:?}") };
    assert_eq!(fields[0].field, "rows");
    assert!(fields[0].rule.contains("come to have the same lower(label::text)"), "{fields:?}");
    Ok(())
}
