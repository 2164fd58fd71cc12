//! `Debug` of everything that holds a secret.

use annals::{entity::identities, prelude::*};
use sea_orm::{ActiveValue::Set, EntityTrait, IntoActiveModel};

use super::{SECRET, assert_hidden, debugged};
use crate::support::{TestResult, fixture};

#[test]
fn no_configuration_shows_its_password_however_it_was_given() -> TestResult {
    let variables = |name: &str| match name {
        "DB_NAME" => Some("journal".to_owned()),
        "DB_PASSWORD" => Some(SECRET.to_owned()),
        _ => None,
    };
    for config in [
        DatabaseConfig::new(&format!("postgres://app:{SECRET}@db.example/journal"))?,
        DatabaseConfig::new(&format!("postgres://db.example/journal?password={SECRET}"))?,
        DatabaseConfig::new("postgres://db.example/journal")?.with_password(SECRET.to_owned()),
        DatabaseConfig::from_variables(variables)?,
        DatabaseConfig::new(&format!("postgres:///journal?sslkey=-----BEGIN {SECRET}-----"))?,
    ] {
        assert_hidden(SECRET, "a configuration", &debugged(&config));
    }
    Ok(())
}

/// A URL where something else belongs, and every way to get one wrong.
#[test]
fn no_setting_that_is_wrong_shows_what_may_be_a_password() -> TestResult {
    let url = format!("postgres://app:{SECRET}@db.example/journal");
    let at = format!("app:{SECRET}@db.example");
    let wrong = [
        ("DB_HOST", url.as_str()),
        ("DB_HOST", &at),
        ("DB_PORT", &url),
        ("DB_USER", &url),
        ("DB_NAME", &url),
        ("DB_SSL_MODE", &url),
        ("DB_MAX_CONNECTIONS", &at),
        ("DB_STATEMENT_TIMEOUT", &url),
        ("DB_APPLICATION_NAME", &url),
    ];
    for (wrong, value) in wrong {
        let read = DatabaseConfig::from_variables(|name| match name {
            name if name == wrong => Some(value.to_owned()),
            "DB_NAME" => Some("journal".to_owned()),
            _ => None,
        });
        let error = read.err().ok_or_else(|| format!("{wrong} was taken"))?;
        assert!(error.to_string().contains(wrong), "{error}");
        assert_hidden(SECRET, wrong, &format!("{error} {}", debugged(&error)));
    }
    let urls = [
        format!("postgres://app:{SECRET}@db.example:99999/journal"),
        format!("postgres://app:{SECRET}@db.example:port/journal"),
        format!("postgres://app:{SECRET}@db.example"),
        format!("postgres://app:{SECRET}@[::1/journal"),
        format!("postgres://app:{SECRET}@/journal?host="),
        format!("postgres://app:1/{SECRET}@db.example/journal"),
        format!("postgres://app:1?{SECRET}=2@db.example/journal"),
        format!("postgres://app:1?user={SECRET}@db.example/journal"),
        format!("postgres://app:1#{SECRET}@db.example/journal"),
        format!("postgres://app:%FF{SECRET}@db.example/journal"),
        format!("mysql://app:{SECRET}@db.example/journal"),
        format!("\"postgres://app:{SECRET}@db.example/journal\""),
        format!("host=db.example user=app password={SECRET}"),
        SECRET.to_owned(),
    ];
    for url in urls {
        let shown = match DatabaseConfig::new(&url) {
            Ok(config) => debugged(&config),
            Err(error) => format!("{error} {}", debugged(&error)),
        };
        assert_hidden(SECRET, &url, &shown);
    }
    Ok(())
}

#[tokio::test]
async fn nothing_that_holds_a_hash_shows_it() -> TestResult {
    let fixture = fixture().await?;
    let new = NewAccount::with_password("Ada", "ada@example.org", SECRET.into());
    let user = NewUser::with_password("bob@example.org", SECRET.into());
    let signed_up = fixture.db.sign_up(new.clone()).await?;
    let context = signed_up.context();
    let link = NewIdentity {
        password_hash: Some(SECRET.into()),
        ..NewIdentity::of(signed_up.user.id, Identity::email("other@example.org"))
    };
    let tx = fixture.db.begin(&context).await?;
    let linked = tx.identities().link(link.clone()).await?;
    let row = identities::Entity::find().one(&tx).await?.ok_or("two identities")?;
    let hash = row.password_hash.clone().ok_or("a hash")?;
    assert_eq!(hash.expose(), SECRET);
    let set =
        identities::ActiveModel { password_hash: Set(Some(hash.clone())), ..Default::default() };
    let login = fixture.db.find_by_identity(&Identity::email("ada@example.org")).await?;
    assert!(login.as_ref().is_some_and(|login| login.password_hash.is_some()));

    let scope = fixture.db.scope(&context);
    let shown = [
        debugged(&new),
        debugged(&user),
        debugged(&link),
        debugged(&signed_up),
        debugged(&linked),
        debugged(&row),
        debugged(&row.into_active_model()),
        debugged(&set),
        debugged(&hash),
        debugged(&login),
        debugged(&tx),
        debugged(&tx.identities()),
        debugged(&scope.identities()),
        debugged(&fixture.db),
        debugged(&fixture.sandbox),
    ];
    for shown in shown {
        assert_hidden(SECRET, "Debug", &shown);
    }
    Ok(())
}
