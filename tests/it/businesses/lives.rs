//! A business from its creation to its deletion.

use annals::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::with_business;
use crate::support::{TestResult, fixture, log_of};

fn named(name: &str) -> BusinessUpdate {
    BusinessUpdate { name: Some(name.to_owned()), ..BusinessUpdate::default() }
}

#[tokio::test]
async fn a_business_is_found_as_it_was_written_changed_and_put_into_another_stage() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let businesses = fixture.db.scope(&context).businesses();
    let known = json!({ "team": 3 }).as_object().cloned().ok_or("an object")?;
    let new = NewBusiness {
        industry: Some("retail".to_owned()),
        context: known,
        ..NewBusiness::of(ada.user.id, "Bakery")
    };

    let created = businesses.create(new).await?;
    assert_eq!((created.stage.as_str(), &created.context), ("idea", &json!({ "team": 3 })));
    assert_eq!(businesses.find(created.id).await?, Some(created.clone()));

    let renamed = businesses.update(created.id, 1, named("Café")).await?;
    let grown = businesses.change_stage(created.id, 2, "growth".to_owned()).await?;
    let emptied = BusinessUpdate { industry: Some(None), ..BusinessUpdate::default() };
    let emptied = businesses.update(created.id, 3, emptied).await?;
    assert_eq!((renamed.name.as_str(), renamed.row_version), ("Café", 2));
    assert_eq!((grown.stage.as_str(), grown.row_version), ("growth", 3));
    assert_eq!((emptied.industry, emptied.name.as_str()), (None, "Café"));

    let history = fixture.db.read(&context).audit().history("businesses", created.id).await?;
    let log = ["1 insert hook", "2 update hook", "3 update hook", "4 update hook"];
    assert_eq!(log_of(&history), log);
    Ok(())
}

#[tokio::test]
async fn an_update_that_changes_nothing_makes_no_version_and_a_stale_one_is_refused() -> TestResult
{
    let fixture = fixture().await?;
    let (ada, business) = with_business(&fixture).await?;
    let context = ada.context();
    let businesses = fixture.db.scope(&context).businesses();

    let same = businesses.update(business.id, 1, named("Bakery")).await?;
    assert_eq!(same.row_version, 1);
    let same = businesses.change_stage(business.id, 1, "idea".to_owned()).await?;
    assert_eq!(same.row_version, 1);
    businesses.update(business.id, 1, named("Café")).await?;
    for refused in [
        businesses.update(business.id, 1, named("Shop")).await,
        businesses.change_stage(business.id, 1, "growth".to_owned()).await,
    ] {
        let error = refused.expect_err("version 1 is past");
        assert!(matches!(error, Error::StaleVersion { expected: 1, actual: 2, .. }), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn every_field_at_fault_is_named_and_nothing_is_written() -> TestResult {
    let fixture = fixture().await?;
    let (ada, business) = with_business(&fixture).await?;
    let context = ada.context();
    let businesses = fixture.db.scope(&context).businesses();
    let bad_context = json!({ "note": "\u{0}" }).as_object().cloned().ok_or("an object")?;
    let bad = NewBusiness {
        industry: Some("é".repeat(101)),
        stage: "s".repeat(51),
        context: bad_context.clone(),
        ..NewBusiness::of(ada.user.id, "")
    };
    let change = BusinessUpdate {
        name: Some(" ".to_owned()),
        industry: Some(Some("\0".to_owned())),
        context: Some(bad_context),
    };

    let refusals = [
        (businesses.create(bad).await, &["name", "industry", "stage", "context"][..]),
        (businesses.update(business.id, 1, change).await, &["name", "industry", "context"]),
        (businesses.change_stage(business.id, 1, String::new()).await, &["stage"]),
    ];
    for (refused, expected) in refusals {
        let error = refused.expect_err("all of it is bad");
        let Error::Invalid { fields } = &error else { panic!("{error}") };
        let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, expected, "{error}");
    }
    assert_eq!(businesses.count(BusinessFilter::default()).await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_business_is_of_a_living_user_of_the_account() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let businesses = scope.businesses();
    let of = |user| businesses.create(NewBusiness::of(user, "Bakery"));

    for user in [bob.user.id, Uuid::now_v7()] {
        let refused = of(user).await;
        assert!(matches!(refused, Err(Error::NotFound { entity: "users", .. })), "{refused:?}");
    }
    scope.repository::<annals::entity::users::Entity>().delete(ada.user.id).await?;
    let refused = of(ada.user.id).await;
    assert!(matches!(refused, Err(Error::NotFound { entity: "users", .. })), "{refused:?}");
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_or_not_the_accounts_is_not_found() -> TestResult {
    let fixture = fixture().await?;
    let (_, business) = with_business(&fixture).await?;
    let bob = fixture.sign_up().await?;
    let context = bob.context();
    let businesses = fixture.db.scope(&context).businesses();

    for id in [business.id, Uuid::now_v7()] {
        assert_eq!(businesses.find(id).await?, None);
        let refusals = [
            businesses.update(id, 1, named("mine now")).await.map(drop),
            businesses.change_stage(id, 1, "mine".to_owned()).await.map(drop),
            businesses.merge_context(id, ["a"].into(), json!(1)).await.map(drop),
            businesses.remove_from_context(id, ["a"].into()).await.map(drop),
            businesses.delete(id).await.map(drop),
            businesses.restore(id).await.map(drop),
            businesses.delete_for_good(id).await,
            businesses.preview_deletion(id).await.map(drop),
        ];
        for refused in refusals {
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        }
    }
    assert_eq!(businesses.count(BusinessFilter::default()).await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_business_is_deleted_and_restored_with_its_conversations() -> TestResult {
    let fixture = fixture().await?;
    let (ada, business) = with_business(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let about = NewConversation {
        business_id: Some(business.id),
        ..NewConversation::of(ada.user.id, "Prices")
    };
    let conversation = scope.conversations().open(about.clone()).await?;
    scope.messages().append(conversation.id, NewMessage::user("What is a loaf worth?")).await?;

    let preview = scope.businesses().preview_deletion(business.id).await?;
    let deletion = scope.businesses().delete(business.id).await?;
    assert_eq!(preview.rows, deletion.rows);
    assert_eq!(deletion.total(), 3);
    assert_eq!(scope.businesses().find(business.id).await?, None);
    assert_eq!(scope.conversations().find(conversation.id).await?, None);
    let refusals = [
        scope.businesses().update(business.id, 2, named("late")).await.map(drop),
        scope.businesses().merge_context(business.id, ["a"].into(), json!(1)).await.map(drop),
        scope.businesses().delete(business.id).await.map(drop),
        scope.conversations().open(about).await.map(drop),
    ];
    for refused in refusals {
        assert!(
            matches!(refused, Err(Error::NotFound { entity: "businesses", .. })),
            "{refused:?}"
        );
    }

    assert_eq!(scope.businesses().restore(deletion.deletion_id).await?, deletion);
    assert_eq!(scope.messages().last(conversation.id, 5).await?.len(), 1);
    scope.businesses().delete_for_good(business.id).await?;
    let audit = fixture.db.read(&context).audit();
    let log = ["1 insert hook", "2 update database", "3 update database", "4 delete database"];
    assert_eq!(log_of(&audit.history("businesses", business.id).await?), log);
    assert!(audit.verify().await?.is_complete());
    Ok(())
}
