//! A person's data taken out of the rows and the log, with the proofs intact.

use annals::prelude::*;
use serde_json::json;

use super::{House, Story};
use crate::{
    catalogue::one,
    support::{TestResult, rows},
};

/// Whether anything that the account's owner typed is still in the log.
async fn mentions(house: &House, text: &str) -> TestResult<i64> {
    let sql = format!(
        "SELECT count(*) FROM annals.audit_log WHERE image::text LIKE '%{text}%' OR context::text LIKE '%{text}%'"
    );
    one(&house.fixture.owner().await?, &sql).await
}

async fn rows_left(house: &House, story: &Story) -> TestResult<i64> {
    let account = story.account.account_id;
    let sql = format!(
        "SELECT (SELECT count(*) FROM annals.accounts WHERE id = '{account}') + (SELECT count(*) FROM annals.users WHERE account_id = '{account}')
              + (SELECT count(*) FROM annals.identities WHERE account_id = '{account}') + (SELECT count(*) FROM annals.journal_entries WHERE account_id = '{account}')"
    );
    one(&house.fixture.owner().await?, &sql).await
}

#[tokio::test]
async fn an_erased_account_leaves_a_log_without_content_that_is_proven_still() -> TestResult {
    let house = House::open().await?;
    let (story, other) = (house.story().await?, house.story().await?);
    house.seal(&story).await?;
    let email = story.account.user.email.clone();
    assert!(mentions(&house, &email).await? > 0);

    let context = Context::new(story.account.account_id).reason("request 17");
    let certificate = house.owner.maintenance().erase_account(&context).await?;
    assert_eq!((certificate.user_id, certificate.reason.as_deref()), (None, Some("request 17")));
    assert_eq!(certificate.rows_taken["journal_entries"], json!(1));
    assert_eq!(certificate.entries_erased["journal_entries"], json!(6), "and its deletion");
    assert_eq!(rows_left(&house, &story).await?, 0);
    assert_eq!(mentions(&house, &email).await?, 0);
    assert_eq!(mentions(&house, "story.tell").await?, 5, "of the other account");

    house.expect_whole(&story).await?;
    house.seal(&story).await?;
    house.expect_whole(&story).await?;
    house.expect_whole(&other).await?;
    let audit = house.fixture.db.read(&context).audit();
    assert_eq!(audit.list_erasures().await?, std::slice::from_ref(&certificate));
    let checked = audit.export_seal(1).await?.ok_or("a seal")?.check(None)?;
    assert_eq!((checked.entries, checked.erased), (9, 9));
    let history = audit.history("journal_entries", story.entry).await?;
    let told: Vec<_> = history.iter().map(|it| it.operation.as_str()).collect();
    assert_eq!(told, ["insert", "update", "update", "delete"], "what happened is still told");
    assert!(history.iter().all(|it| it.salt.is_none() && it.erasure_id == Some(certificate.id)));

    let again = house.owner.maintenance().erase_account(&context).await.err();
    assert!(matches!(again, Some(Error::NotFound { entity: "accounts", .. })), "{again:?}");
    Ok(())
}

#[tokio::test]
async fn an_erased_user_takes_what_hung_on_them_and_leaves_the_rest() -> TestResult {
    let house = House::open().await?;
    let story = house.story().await?;
    let account = story.account.account_id;
    let owner = house.fixture.owner().await?;
    let tx = house.fixture.db.begin(&story.account.context()).await?;
    let other: Vec<(uuid::Uuid,)> = rows(
        tx.connection(),
        "INSERT INTO annals.users (account_id, email) VALUES ($1, 'stays@example.org') RETURNING id",
        [account.into()],
    )
    .await?;
    let project: Vec<(uuid::Uuid,)> = rows(
        tx.connection(),
        "INSERT INTO annals.projects (account_id, name, created_by) VALUES ($1, 'stays', $2) RETURNING id",
        [account.into(), story.account.user.id.into()],
    )
    .await?;
    tx.commit().await?;
    house.seal(&story).await?;

    let elsewhere = house.story().await?;
    let context = elsewhere.account.context();
    let keeper = house.owner.maintenance();
    let foreign = keeper.erase_user(&context, story.account.user.id).await.err();
    assert!(matches!(foreign, Some(Error::NotFound { entity: "users", .. })), "{foreign:?}");

    let context = Context::new(account).actor(other[0].0).reason("asked for");
    let certificate = keeper.erase_user(&context, story.account.user.id).await?;
    assert_eq!(certificate.user_id, Some(story.account.user.id));
    assert_eq!(certificate.erased_by, Some(other[0].0));
    assert_eq!(
        certificate.entries_erased["journal_entries"],
        json!(6),
        "the entry that was gone before, and the one that went now"
    );
    assert_eq!(mentions(&house, &story.account.user.email).await?, 0);
    assert_eq!(mentions(&house, "stays").await?, 3, "the other user, the project and its update");
    let left = format!(
        "SELECT count(*) FROM annals.projects WHERE id = '{}' AND created_by IS NULL",
        project[0].0
    );
    assert_eq!(one::<i64>(&owner, &left).await?, 1, "the project stays, without its maker's name");
    house.expect_whole(&story).await?;
    house.seal(&story).await?;
    house.expect_whole(&story).await?;
    house.expect_whole(&elsewhere).await?;

    let again = keeper.erase_user(&context, story.account.user.id).await.err();
    assert!(matches!(again, Some(Error::NotFound { entity: "users", .. })), "{again:?}");
    // A second erasure in the account has a certificate of its own.
    keeper.erase_user(&context, other[0].0).await?;
    assert_eq!(house.fixture.db.read(&context).audit().list_erasures().await?.len(), 2);
    house.expect_whole(&story).await
}
