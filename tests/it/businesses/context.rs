//! The context of a business, written at paths.

use annals::prelude::*;
use serde_json::{Value, json};

use super::with_business;
use crate::support::{TestResult, fixture, log_of};

#[tokio::test]
async fn values_are_merged_at_paths_and_taken_out_again() -> TestResult {
    let fixture = fixture().await?;
    let (ada, business) = with_business(&fixture).await?;
    let context = ada.context();
    let businesses = fixture.db.scope(&context).businesses();
    let steps: [(ContextPath, Value, Value); 8] = [
        (
            ContextPath::default(),
            json!({ "team": { "size": 3 } }),
            json!({ "team": { "size": 3 } }),
        ),
        (
            ["team"].into(),
            json!({ "lead": "Ada" }),
            json!({ "team": { "size": 3, "lead": "Ada" } }),
        ),
        (["team"].into(), json!({ "size": 4 }), json!({ "team": { "size": 4, "lead": "Ada" } })),
        (
            ["team", "lead"].into(),
            json!({ "name": "Bo" }),
            json!({ "team": { "size": 4, "lead": { "name": "Bo" } } }),
        ),
        (["team"].into(), json!(["Bo"]), json!({ "team": ["Bo"] })),
        (["team"].into(), Value::Null, json!({ "team": null })),
        (["team", "a.b", "0"].into(), json!("x"), json!({ "team": { "a.b": { "0": "x" } } })),
        (
            ["q\"{},\\"].into(),
            json!(100),
            json!({ "team": { "a.b": { "0": "x" } }, "q\"{},\\": 100 }),
        ),
    ];
    for (version, (path, value, expected)) in (2..).zip(steps) {
        let merged = businesses.merge_context(business.id, path.clone(), value).await?;
        assert_eq!(merged.context, expected, "{path:?}");
        assert_eq!(merged.row_version, version);
        assert!(merged.updated_at > business.updated_at);
    }

    let removed = businesses.remove_from_context(business.id, ["team", "a.b"].into()).await?;
    assert_eq!(removed.context["team"], json!({}));
    let absent = businesses.remove_from_context(business.id, ["team", "x", "y"].into()).await?;
    assert_eq!((absent.row_version, absent.updated_at), (10, removed.updated_at));
    let history = fixture.db.read(&context).audit().history("businesses", business.id).await?;
    assert_eq!(history.len(), 10);
    assert_eq!(log_of(&history)[9], "10 update database");
    Ok(())
}

#[tokio::test]
async fn what_stands_on_the_way_is_never_overwritten() -> TestResult {
    let fixture = fixture().await?;
    let (ada, business) = with_business(&fixture).await?;
    let context = ada.context();
    let businesses = fixture.db.scope(&context).businesses();
    let known = json!({ "n": 1, "list": [{ "a": 1 }], "deep": { "text": "x" } });
    businesses.merge_context(business.id, ContextPath::default(), known.clone()).await?;

    for (path, at, kind) in [
        (["n", "a"], r#""n""#, "a number"),
        (["list", "0"], r#""list""#, "a list"),
        (["list", "x"], r#""list""#, "a list"),
    ] {
        for refused in [
            businesses.merge_context(business.id, path.into(), json!(1)).await,
            businesses.remove_from_context(business.id, path.into()).await,
        ] {
            let error = refused.expect_err("no object is there");
            let told = error.to_string();
            assert!(matches!(error, Error::Invalid { .. }), "{told}");
            assert!(told.contains("path") && told.contains(at) && told.contains(kind), "{told}");
        }
    }
    let deep = ["deep", "text", "y", "z"].into();
    let error = businesses.merge_context(business.id, deep, json!(1)).await.expect_err("a text");
    assert!(error.to_string().contains(r#""deep.text""#), "{error}");
    let found = businesses.find(business.id).await?.ok_or("it is there")?;
    assert_eq!((found.context, found.row_version), (known, 2));
    Ok(())
}

#[tokio::test]
async fn a_path_or_value_that_can_not_be_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let (ada, business) = with_business(&fixture).await?;
    let context = ada.context();
    let businesses = fixture.db.scope(&context).businesses();
    let refusals = [
        (businesses.merge_context(business.id, ContextPath::default(), json!([1])).await, "value"),
        (businesses.merge_context(business.id, ["a"].into(), json!("\u{0}")).await, "value"),
        (businesses.merge_context(business.id, ["\0"].into(), json!(1)).await, "path"),
        (businesses.merge_context(business.id, ["a"; 101].into(), json!(1)).await, "path"),
        (businesses.remove_from_context(business.id, ContextPath::default()).await, "path"),
    ];
    for (refused, field) in refusals {
        let error = refused.expect_err(field);
        let Error::Invalid { fields } = &error else { panic!("{error}") };
        assert_eq!(fields[0].field, field, "{error}");
    }
    let deep = businesses.merge_context(business.id, ["a"; 100].into(), json!(1)).await?;
    assert_eq!(deep.row_version, 2);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_writers_at_other_paths_lose_nothing() -> TestResult {
    let fixture = fixture().await?;
    let (ada, business) = with_business(&fixture).await?;
    let context = ada.context();
    let writers: Vec<_> = (0..8)
        .map(|writer| {
            let (db, context, id) = (fixture.db.clone(), context.clone(), business.id);
            tokio::spawn(async move {
                let businesses = db.scope(&context).businesses();
                for step in 0..10 {
                    let path = ["shared".to_owned(), format!("writer-{writer}"), format!("{step}")];
                    businesses.merge_context(id, path.into(), json!({ "done": step })).await?;
                }
                Ok::<_, Error>(())
            })
        })
        .collect();
    for writer in writers {
        writer.await??;
    }

    let found = fixture.db.read(&context).businesses().find(business.id).await?;
    let found = found.ok_or("it is there")?;
    assert_eq!(found.row_version, 81);
    for writer in 0..8 {
        let written = &found.context["shared"][format!("writer-{writer}")];
        assert_eq!(written.as_object().map(serde_json::Map::len), Some(10), "{written}");
        assert_eq!(written["7"], json!({ "done": 7 }));
    }
    let audit = fixture.db.read(&context).audit();
    assert!(audit.verify().await?.is_complete());
    Ok(())
}
