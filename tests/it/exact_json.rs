//! JSON value for value: what comes back, what is refused, and that the server agrees.

use annals::prelude::*;
use sea_orm::{ConnectionTrait, Statement};

use crate::support::{TestResult, fixture, rows};

#[tokio::test]
async fn any_json_value_comes_back_value_for_value() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let context = ada.context();
    let journal = fixture.db.scope(&context).journal();
    let cases = [
        ("1208925819614629174706176", "1208925819614629174706176"),
        ("0.1000", "0.1000"),
        ("-0.0000000000000000000000000001", "-0.0000000000000000000000000001"),
        ("null", "null"),
        ("\"\"", "\"\""),
        ("[ ]", "[]"),
        ("true", "true"),
        (r#""\ud834\udd1e \u0001 \" \\ / é""#, "\"𝄞 \\u0001 \\\" \\\\ / é\""),
        (
            r#"{"b": 1, "a": [1, {"c": 12345678901234567890.5}]}"#,
            r#"{"a": [1, {"c": 12345678901234567890.5}], "b": 1}"#,
        ),
    ];
    for (given, expected) in cases {
        let new = NewEntry { raw_data: given.parse()?, ..NewEntry::by(ada.user.id) };
        let one = journal.create(new.clone()).await?;
        let many = journal.create_many(vec![new]).await?;
        let found = journal.find(many[0]).await?.ok_or("it was created")?;
        assert_eq!((one.raw_data.as_str(), found.raw_data.as_str()), (expected, expected));
        let history = fixture.db.read(&context).audit().history("journal_entries", one.id).await?;
        let image: &str = history[0].image.as_str();
        assert!(image.contains(&format!("\"raw_data\": {expected}")), "{image}");
    }
    let huge: ExactJson = "1e300".parse()?;
    let entry = journal.create(NewEntry { raw_data: huge, ..NewEntry::by(ada.user.id) }).await?;
    assert_eq!(entry.raw_data.as_str(), format!("1{}", "0".repeat(300)));
    Ok(())
}

#[tokio::test]
async fn what_the_server_refuses_is_refused_before_and_nothing_else_is() -> TestResult {
    let fixture = fixture().await?;
    let app = fixture.app().await?;
    let digits = "9".repeat(131_072);
    let mut cases: Vec<String> = [
        r#""\u0000""#,
        r#""a\\u0000""#,
        r#""\ud800""#,
        r#""\udc00""#,
        r#""\ud800\ud800""#,
        r#""\ud834\udd1e""#,
        r#"{"\u0000": 1}"#,
        r#"{"a": {"\udfff": [1]}}"#,
        r#""\ud800x""#,
        r#""\\ud800""#,
        r#""\uD834\n""#,
        "1e131071",
        "1e131072",
        "1E+131071",
        "1e-16383",
        "1e-16384",
        "1.5e-16383",
        "0e-20000",
        "0e200000",
        "0.00001e131076",
        "0.00001e131077",
        "12345e131067",
        "12345e131068",
        "1e99999999999999999999",
        "0e1073741822",
        "0e1073741824",
        "0.0e-16383",
        "0.0e-16382",
        "-0",
        "0",
        "[1,2,{\"a\":[]}]",
        "-1.50e+3",
    ]
    .map(str::to_owned)
    .to_vec();
    cases.push(digits.clone());
    cases.push(format!("{digits}9"));
    cases.push(format!("0.{}", "1".repeat(16_383)));
    cases.push(format!("0.{}", "1".repeat(16_384)));
    cases.push(format!("{}{}", "[".repeat(1000), "]".repeat(1000)));
    for text in cases {
        let json: ExactJson = text.parse()?;
        let statement = Statement::from_sql_and_values(
            app.get_database_backend(),
            "SELECT octet_length($1::jsonb::text)",
            [text.clone().into()],
        );
        let server = app.query_one_raw(statement).await;
        let shown: String = text.chars().take(60).collect();
        assert_eq!(json.check().is_ok(), server.is_ok(), "{shown}: {:?}, {server:?}", json.check());
    }
    Ok(())
}

#[test]
fn a_refusal_says_what_and_where() -> TestResult {
    let cases = [
        (r#"{"days": [1, {"a note": "x\u0000"}]}"#, r"\u0000", r#"$.days[1]."a note""#),
        (r#"[[], "\ud800"]"#, r"\ud800", "$[1]"),
        (r#"{"a": 1, "b": 1e200000}"#, "1e200000", "$.b"),
        (r#""\udc00""#, r"\udc00", "$"),
    ];
    for (text, what, path) in cases {
        let refusal = text.parse::<ExactJson>()?.check().expect_err("refused");
        assert_eq!(refusal.path, path);
        assert!(refusal.reason.contains(what), "{refusal}");
    }
    let deep = format!("{}{}", "[".repeat(1001), "]".repeat(1001));
    let refusal = deep.parse::<ExactJson>()?.check().expect_err("too deep");
    assert!(refusal.reason.contains("1000 levels"), "{refusal}");
    assert!("{\"a\": }".parse::<ExactJson>().is_err());
    Ok(())
}

#[tokio::test]
async fn json_that_only_the_database_sees_is_refused_by_it() -> TestResult {
    let fixture = fixture().await?;
    let ada = fixture.sign_up().await?;
    let tx = fixture.db.begin(&ada.context()).await?;
    let row = annals::entity::journal_entries::ActiveModel {
        account_id: sea_orm::ActiveValue::Set(ada.account_id),
        id: sea_orm::ActiveValue::Set(uuid::Uuid::now_v7()),
        user_id: sea_orm::ActiveValue::Set(ada.user.id),
        raw_data: sea_orm::ActiveValue::Set(r#""\u0000""#.parse()?),
        ..Default::default()
    };
    let refused = sea_orm::ActiveModelTrait::insert(row, tx.connection()).await;
    let error = Error::from(refused.expect_err("no text holds it"));
    assert!(matches!(error, Error::Invalid { .. }), "{error}");
    tx.rollback().await?;
    let owner = fixture.owner().await?;
    let entries: Vec<(i64,)> =
        rows(&owner, "SELECT count(*) FROM annals.journal_entries", []).await?;
    assert_eq!(entries, [(0,)]);
    Ok(())
}

#[test]
fn it_is_embedded_in_other_json_every_digit_kept() -> TestResult {
    #[derive(serde::Serialize, serde::Deserialize)]
    struct Body {
        raw: ExactJson,
    }
    let body: Body = serde_json::from_str(r#"{"raw": {"n": 1208925819614629174706176.10}}"#)?;
    assert_eq!(serde_json::to_string(&body)?, r#"{"raw":{"n": 1208925819614629174706176.10}}"#);
    Ok(())
}
