//! Users who wrote things, deleted for good.

use annals::{
    entity::{document_versions, documents, projects, user_roles},
    prelude::*,
};
use sea_orm::{ActiveValue::Set, ConnectionTrait};
use uuid::Uuid;

use super::colleague;
use crate::support::{Fixture, TestResult, fixture, log_of, rows};

/// What Bob wrote, and Ada keeps.
struct Written {
    project: Uuid,
    document: Uuid,
    version: Uuid,
}

async fn written(fixture: &Fixture, context: &Context, by: Uuid) -> TestResult<Written> {
    let scope = fixture.db.scope(context);
    let project = projects::ActiveModel {
        name: Set("Garden".to_owned()),
        created_by: Set(Some(by)),
        ..Default::default()
    };
    let project = scope.repository::<projects::Entity>().insert(project).await?.id;
    let document = documents::ActiveModel {
        project_id: Set(project),
        document_type: Set("plan".to_owned()),
        title: Set("Plan".to_owned()),
        created_by: Set(Some(by)),
        ..Default::default()
    };
    let document = scope.repository::<documents::Entity>().insert(document).await?.id;
    let version = document_versions::ActiveModel {
        document_id: Set(document),
        version: Set(1),
        content: Set("Roses".to_owned()),
        content_sha256: Set(vec![7; 32]),
        created_by: Set(Some(by)),
        ..Default::default()
    };
    let version = scope.repository::<document_versions::Entity>().insert(version).await?.id;
    Ok(Written { project, document, version })
}

#[tokio::test]
async fn what_others_keep_loses_its_author_and_each_change_is_audited() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let Written { project, document, version } = written(&fixture, &context, bob.id).await?;
    let as_bob = Context::new(ada.account_id).actor(bob.id);
    let granted = fixture.db.scope(&as_bob).roles().grant(ada.user.id, "admin").await?;
    assert_eq!(granted.granted_by, Some(bob.id));
    let entry = scope.journal().create(NewEntry::by(bob.id)).await?;

    let blocked = scope.users().preview_deletion(bob.id).await?.blocked_by;
    assert_eq!(blocked.len(), 4, "{blocked:?}");
    scope.users().delete_for_good(bob.id).await?;

    let read = fixture.db.read(&context);
    assert_eq!(read.users().find(bob.id).await?, None);
    let project_row = read.repository::<projects::Entity>().find(project).await?;
    assert_eq!(project_row.map(|row| row.created_by), Some(None));
    let version_row = read.repository::<document_versions::Entity>().find(version).await?;
    assert_eq!(version_row.map(|row| (row.created_by, row.content)), Some((None, "Roses".into())));
    let grant = read.repository::<user_roles::Entity>().find(granted.id).await?;
    assert_eq!(grant.map(|row| row.granted_by), Some(None));
    let kept = ["1 insert hook", "2 update database"];
    let audit = read.audit();
    for (table, id) in [
        ("projects", project),
        ("documents", document),
        ("document_versions", version),
        ("user_roles", granted.id),
    ] {
        let history = audit.history(table, id).await?;
        assert_eq!(log_of(&history), kept, "{table}");
        assert_eq!(history[1].actor_id, Some(ada.user.id));
    }
    for (table, id) in [("users", bob.id), ("journal_entries", entry.id)] {
        let history = audit.history(table, id).await?;
        assert_eq!(log_of(&history), ["1 insert hook", "2 delete database"], "{table}");
    }
    assert!(audit.verify().await?.is_complete());
    assert!(matches!(
        scope.users().delete_for_good(bob.id).await,
        Err(Error::NotFound { entity: "users", .. })
    ));
    Ok(())
}

#[tokio::test]
async fn a_softly_deleted_user_can_be_removed_for_good() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    written(&fixture, &context, bob.id).await?;
    scope.users().delete(bob.id).await?;
    scope.users().delete_for_good(bob.id).await?;
    let all = UserFilter { deleted: Deleted::Included, ..UserFilter::default() };
    assert_eq!(scope.users().count(all).await?, 1);
    Ok(())
}

/// Tables of an application's own: one that may lose its author, and one that may not.
async fn own_tables(fixture: &Fixture) -> TestResult {
    let owner = fixture.owner().await?;
    for sql in [
        "CREATE TABLE public.reviews (account_id uuid, id uuid, \"Author\" uuid, PRIMARY KEY (account_id, id),
           FOREIGN KEY (account_id, \"Author\") REFERENCES annals.users (account_id, id))",
        "CREATE TABLE public.invoices (account_id uuid, id uuid, issued_by uuid NOT NULL, PRIMARY KEY (account_id, id),
           FOREIGN KEY (account_id, issued_by) REFERENCES annals.users (account_id, id))",
        "GRANT ALL ON public.reviews, public.invoices TO annals_app",
    ] {
        owner.execute_unprepared(sql).await?;
    }
    Ok(())
}

#[tokio::test]
async fn an_applications_own_tables_lose_their_author_too_or_stand_against_it() -> TestResult {
    let fixture = fixture().await?;
    own_tables(&fixture).await?;
    let ada = fixture.sign_up().await?;
    let bob = colleague(&fixture, &ada).await?;
    let context = ada.context();
    let Written { project, .. } = written(&fixture, &context, bob.id).await?;
    let tx = fixture.db.begin(&context).await?;
    for table in ["reviews", "invoices"] {
        let sql = format!(
            "INSERT INTO public.{table} VALUES ('{0}', '{1}', '{1}')",
            ada.account_id, bob.id
        );
        tx.connection().execute_unprepared(&sql).await?;
    }

    let refused = tx.users().delete_for_good(bob.id).await;
    let Err(Error::Blocked { entity: "users", blocked_by, .. }) = &refused else {
        panic!("{refused:?}")
    };
    let named: Vec<_> =
        blocked_by.iter().map(|by| (by.table.as_str(), by.column.as_str())).collect();
    assert_eq!(named, [("public.invoices", "issued_by")], "and not what may lose its author");
    // Nothing was changed, and the transaction goes on.
    let author = "SELECT \"Author\" FROM public.reviews";
    let kept: Vec<Option<Uuid>> = rows::<(Option<Uuid>,)>(tx.connection(), author, [])
        .await?
        .into_iter()
        .map(|(id,)| id)
        .collect();
    assert_eq!(kept, [Some(bob.id)]);
    let project_row = tx.repository::<projects::Entity>().find(project).await?;
    assert_eq!(project_row.map(|row| (row.created_by, row.row_version)), Some((Some(bob.id), 1)));

    tx.connection().execute_unprepared("DELETE FROM public.invoices").await?;
    tx.users().delete_for_good(bob.id).await?;
    let left: Vec<(Option<Uuid>,)> = rows(tx.connection(), author, []).await?;
    assert_eq!(left, [(None,)]);
    tx.commit().await?;
    assert!(fixture.db.read(&context).audit().verify().await?.is_complete());
    Ok(())
}

#[tokio::test]
async fn one_accounts_authors_are_not_anothers() -> TestResult {
    let fixture = fixture().await?;
    let (ada, eve) = (fixture.sign_up().await?, fixture.sign_up().await?);
    // The same user id in both accounts: nothing keeps the two from meeting but the account.
    let owner = fixture.owner().await?;
    let sql = format!(
        "INSERT INTO annals.users (account_id, id, email) VALUES ('{}', '{}', 'twin@example.org')",
        eve.account_id, ada.user.id
    );
    owner.execute_unprepared(&sql).await?;
    let (mine, theirs) = (ada.context(), eve.context());
    let Written { project, .. } = written(&fixture, &mine, ada.user.id).await?;
    written(&fixture, &theirs, ada.user.id).await?;

    fixture.db.scope(&theirs).users().delete_for_good(ada.user.id).await?;
    let read = fixture.db.read(&mine);
    assert!(read.users().find(ada.user.id).await?.is_some());
    let kept = read.repository::<projects::Entity>().find(project).await?;
    assert_eq!(kept.map(|row| row.created_by), Some(Some(ada.user.id)));
    Ok(())
}
