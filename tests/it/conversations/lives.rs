//! A conversation from its opening to its deletion.

use annals::prelude::*;
use rust_decimal::Decimal;
use serde_json::json;
use uuid::Uuid;

use super::{positions, with_conversation};
use crate::support::{TestResult, fixture, log_of};

fn titled(title: &str) -> ConversationUpdate {
    ConversationUpdate { title: Some(title.to_owned()), ..ConversationUpdate::default() }
}

#[tokio::test]
async fn a_conversation_is_found_as_it_was_opened_and_changed() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let business = scope.businesses().create(NewBusiness::of(ada.user.id, "Bakery")).await?;
    let new = NewConversation {
        business_id: Some(business.id),
        session_type: "coaching".to_owned(),
        system_prompt: Some("Be brief.".to_owned()),
        temperature: Decimal::new(200, 2),
        ..NewConversation::of(ada.user.id, "Prices")
    };

    let conversations = scope.conversations();
    let opened = conversations.open(new).await?;
    assert!(opened.is_active);
    assert_eq!((opened.message_count, opened.last_message_at, opened.archived_at), (0, None, None));
    assert_eq!(conversations.find(opened.id).await?, Some(opened.clone()));

    let change = ConversationUpdate {
        title: Some("Prices and wages".to_owned()),
        context: json!({ "topic": 1 }).as_object().cloned(),
        ai_model: Some(Some("large-2".to_owned())),
        system_prompt: Some(None),
        temperature: Some(Decimal::new(1, 1)),
    };
    let changed = conversations.update(opened.id, 1, change).await?;
    assert_eq!(changed.title, "Prices and wages");
    assert_eq!((&changed.context, changed.system_prompt.as_ref()), (&json!({ "topic": 1 }), None));
    assert_eq!((changed.ai_model.as_deref(), changed.row_version), (Some("large-2"), 2));
    assert_eq!(changed.session_type, "coaching");
    let history = fixture.db.read(&context).audit().history("conversations", opened.id).await?;
    assert_eq!(log_of(&history), ["1 insert hook", "2 update hook"]);
    Ok(())
}

#[tokio::test]
async fn messages_make_no_version_and_a_stale_update_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let id = conversation.id;
    scope.messages().append(id, NewMessage::user("Hello")).await?;

    let renamed = scope.conversations().update(id, 1, titled("Beans")).await?;
    assert_eq!((renamed.row_version, renamed.message_count), (2, 1));
    let same = scope.conversations().update(id, 2, titled("Beans")).await?;
    assert_eq!(same.row_version, 2);
    let error = scope.conversations().update(id, 1, titled("Peas")).await.expect_err("stale");
    assert!(matches!(error, Error::StaleVersion { expected: 1, actual: 2, .. }), "{error}");
    Ok(())
}

#[tokio::test]
async fn every_field_at_fault_is_named() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let conversations = fixture.db.scope(&context).conversations();
    let bad = json!({ "note": "\u{0}" }).as_object().cloned().ok_or("an object")?;
    let new = NewConversation {
        session_type: "s".repeat(51),
        context: bad.clone(),
        ai_model: Some("m".repeat(101)),
        system_prompt: Some("\0".to_owned()),
        temperature: Decimal::new(201, 2),
        ..NewConversation::of(ada.user.id, "é".repeat(301))
    };
    let change = ConversationUpdate {
        title: Some(String::new()),
        context: Some(bad),
        ai_model: Some(Some("\0".to_owned())),
        system_prompt: Some(Some("\0".to_owned())),
        temperature: Some(Decimal::new(1, 3)),
    };

    let all = ["title", "session_type", "context", "ai_model", "system_prompt", "temperature"];
    let but_type = ["title", "context", "ai_model", "system_prompt", "temperature"];
    let refusals = [
        (conversations.open(new).await, &all[..]),
        (conversations.update(conversation.id, 1, change).await, &but_type),
    ];
    for (refused, expected) in refusals {
        let error = refused.expect_err("all of it is bad");
        let Error::Invalid { fields } = &error else { panic!("{error}") };
        let named: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(named, expected, "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn a_conversation_is_of_a_living_user_and_business_of_the_account() -> TestResult {
    let fixture = fixture().await?;
    let (ada, bob) = (fixture.sign_up().await?, fixture.sign_up().await?);
    let (context, bobs) = (ada.context(), bob.context());
    let scope = fixture.db.scope(&context);
    let of_bob = NewBusiness::of(bob.user.id, "Bob's");
    let of_bob = fixture.db.scope(&bobs).businesses().create(of_bob).await?.id;
    let conversations = scope.conversations();
    let about = |user, business_id| {
        conversations.open(NewConversation { business_id, ..NewConversation::of(user, "x") })
    };

    let refused = about(bob.user.id, None).await;
    assert!(matches!(refused, Err(Error::NotFound { entity: "users", .. })), "{refused:?}");
    for business in [of_bob, Uuid::now_v7()] {
        let refused = about(ada.user.id, Some(business)).await;
        assert!(
            matches!(refused, Err(Error::NotFound { entity: "businesses", .. })),
            "{refused:?}"
        );
    }
    Ok(())
}

#[tokio::test]
async fn an_archived_conversation_takes_no_message_until_it_is_reopened() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let (conversations, id) = (scope.conversations(), conversation.id);
    let hello = || NewMessage::user("Hello");

    let error = conversations.reopen(id).await.expect_err("it is open");
    assert!(error.to_string().contains("archived_at is not set"), "{error}");
    let archived = conversations.archive(id).await?;
    assert!(archived.archived_at.is_some() && !archived.is_active);
    let error = conversations.archive(id).await.expect_err("it is archived");
    assert!(
        matches!(error, Error::Invalid { .. }) && error.to_string().contains("reopened"),
        "{error}"
    );
    for refused in [
        scope.messages().append(id, hello()).await.map(drop),
        scope.messages().append_many(id, vec![hello(); 2]).await.map(drop),
    ] {
        let error = refused.expect_err("it is archived");
        assert!(matches!(error, Error::Invalid { .. }), "{error}");
        assert!(
            error.to_string().contains("conversation_id") && error.to_string().contains("`reopen`"),
            "{error}"
        );
    }
    assert_eq!(conversations.update(id, 2, titled("Old talk")).await?.row_version, 3);

    let reopened = conversations.reopen(id).await?;
    assert!(reopened.archived_at.is_none() && reopened.is_active);
    assert_eq!(scope.messages().append(id, hello()).await?.position, 1);
    let history = fixture.db.read(&context).audit().history("conversations", id).await?;
    assert_eq!(log_of(&history)[1..], ["2 update hook", "3 update hook", "4 update hook"]);
    Ok(())
}

#[tokio::test]
async fn what_is_not_there_or_not_the_accounts_is_not_found() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let hello = NewMessage::user("Hello");
    let context = ada.context();
    let messages = fixture.db.scope(&context).messages();
    let message = messages.append(conversation.id, hello.clone()).await?;
    let bob = fixture.sign_up().await?;
    let context = bob.context();
    let scope = fixture.db.scope(&context);
    let (conversations, messages) = (scope.conversations(), scope.messages());

    for (id, said) in [(conversation.id, message.id), (Uuid::now_v7(), Uuid::now_v7())] {
        assert_eq!(conversations.find(id).await?, None);
        assert_eq!(messages.find(said).await?, None);
        assert!(messages.last(id, 5).await?.is_empty());
        assert_eq!(messages.window(id, WindowRequest::of(9_000)).await?, None);
        let found = messages.search(id, Search::web("hello"), SearchRequest::default()).await?;
        assert!(found.items.is_empty());
        let refusals = [
            conversations.update(id, 1, titled("mine")).await.map(drop),
            conversations.archive(id).await.map(drop),
            conversations.reopen(id).await.map(drop),
            conversations.preview_deletion(id).await.map(drop),
            conversations.delete(id).await.map(drop),
            conversations.restore(id).await.map(drop),
            conversations.delete_for_good(id).await,
            messages.append(id, hello.clone()).await.map(drop),
            messages.append_many(id, vec![hello.clone()]).await.map(drop),
            messages.record_feedback(said, Some(1)).await.map(drop),
        ];
        for refused in refusals {
            assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
        }
    }
    Ok(())
}

#[tokio::test]
async fn a_deleted_conversation_takes_its_messages_along_and_brings_them_back() -> TestResult {
    let fixture = fixture().await?;
    let (ada, conversation) = with_conversation(&fixture).await?;
    let context = ada.context();
    let scope = fixture.db.scope(&context);
    let (conversations, messages, id) = (scope.conversations(), scope.messages(), conversation.id);
    let said = messages.append_many(id, vec![NewMessage::user("Hello"); 3]).await?;

    let preview = conversations.preview_deletion(id).await?;
    let deletion = conversations.delete(id).await?;
    assert_eq!((deletion.of("conversations"), deletion.of("messages")), (1, 3));
    assert_eq!(preview.rows, deletion.rows);
    assert!(messages.last(id, 5).await?.is_empty());
    assert_eq!(messages.window(id, WindowRequest::of(9_000)).await?, None);
    let refusals = [
        messages.append(id, NewMessage::user("late")).await.map(drop),
        messages.record_feedback(said[0].id, Some(1)).await.map(drop),
        conversations.archive(id).await.map(drop),
        conversations.delete(id).await.map(drop),
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(Error::NotFound { .. })), "{refused:?}");
    }

    assert_eq!(conversations.restore(deletion.deletion_id).await?, deletion);
    messages.append(id, NewMessage::user("again")).await?;
    assert_eq!(positions(&messages.last(id, 5).await?), [1, 2, 3, 4]);
    conversations.delete_for_good(id).await?;
    let audit = fixture.db.read(&context).audit();
    let log = ["1 insert database", "2 update database", "3 update database", "4 delete database"];
    assert_eq!(log_of(&audit.history("messages", said[0].id).await?), log);
    assert!(audit.verify().await?.is_complete());
    Ok(())
}
