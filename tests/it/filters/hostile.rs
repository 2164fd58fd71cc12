//! No input makes a database error, nor shows a row of another account.

use annals::{
    entity::{
        agent_executions, businesses, conversations, document_versions, documents, exports,
        import_refusals, import_runs, journal_entries, messages, processed_content, projects,
        sessions, user_roles, users,
    },
    prelude::*,
};
use sea_orm::{
    ColumnTrait, ColumnType, ConnectionTrait, EntityTrait, IdenStatic, Iterable, ModelTrait,
    QuerySelect, QueryTrait,
    sea_query::{Alias, Expr},
};
use uuid::Uuid;

use super::{corpus::corpus, faults, filtered, read_scoped};
use crate::{
    filled::{Filled, fill, tables},
    support::{Fixture, TestResult, fixture},
};

const OPERATORS: [&str; 20] = [
    "eq",
    "ne",
    "gt",
    "gte",
    "lt",
    "lte",
    "in",
    "not_in",
    "between",
    "contains",
    "icontains",
    "startswith",
    "is_null",
    "contained_by",
    "has_key",
    "has_any",
    "has_all",
    "any",
    "all",
    "like",
];

/// Every field with every operator that it has, and one operator that none has.
fn tests<E: EntityTrait>() -> Vec<String> {
    let mut tests = Vec::new();
    for column in E::Column::iter() {
        let is_json = *column.def().get_column_type() == ColumnType::JsonBinary;
        let place = is_json.then(|| format!("{}.a.b", column.as_str()));
        for field in [Some(column.as_str()), place.as_deref()].into_iter().flatten() {
            tests.extend(OPERATORS.map(|operator| format!("{field}__{operator}")));
        }
    }
    let is_offered = |test: &String| {
        let filter = Filter::from_pairs([(test, "1")]).and_then(|it| it.condition::<E>());
        !filter.is_err_and(|error| error.to_string().contains("is no operator"))
    };
    tests.retain(is_offered);
    tests.push("id__like".to_owned());
    tests
}

/// The filters that a hostile text makes: as value, key, path and operator, in pairs and in JSON.
fn filters<E: EntityTrait>(tests: &[String], text: &str) -> Vec<Filter> {
    let literal = serde_json::Value::from(text).to_string();
    let is_json = text.parse::<ExactJson>().is_ok();
    let mut filters: Vec<Filter> = text.parse().into_iter().collect();
    for key in [text.to_owned(), format!("{text}__eq"), format!("id__{text}")] {
        filters.extend(Filter::from_pairs([(key, "1")]));
    }
    for column in E::Column::iter().map(|column| column.as_str().to_owned()) {
        for path in [format!("{column}.{text}"), format!("{column}.{literal}__lt")] {
            filters.extend(Filter::from_pairs([(path, text)]));
        }
    }
    for test in tests {
        filters.extend(Filter::from_pairs([(test, text)]));
        filters.extend(format!("{{\"{test}\": {literal}}}").parse::<Filter>());
        if is_json {
            filters.extend(format!("{{\"{test}\": {text}}}").parse::<Filter>());
        }
    }
    filters
}

/// Runs all of them as outputs of few queries, so that each is evaluated on each row.
async fn evaluated<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    corpus: &[String],
) -> TestResult<usize> {
    let mut exprs: Vec<(String, Expr)> = Vec::new();
    let tests = tests::<E>();
    for filter in corpus.iter().flat_map(|text| filters::<E>(&tests, text)) {
        match filter.condition::<E>() {
            Ok(condition) => {
                exprs.push((filter.to_string().chars().take(120).collect(), condition.into()));
            }
            Err(Error::Invalid { .. }) => {}
            Err(error) => panic!("{filter}: {error:?}"),
        }
    }
    for batch in exprs.chunks(300) {
        let mut statement = E::find().select_only().into_query();
        read_scoped::<E>(&mut statement);
        for (position, (_, expr)) in batch.iter().enumerate() {
            statement.expr_as(expr.clone(), Alias::new(format!("c{position}")));
        }
        if let Err(error) = connection.query_all(&statement).await {
            let among: Vec<&str> = batch.iter().map(|(text, _)| text.as_str()).collect();
            panic!("{error}\none of\n{}", among.join("\n"));
        }
    }
    Ok(exprs.len())
}

/// Filters that find much, as whole queries: each row is the account's.
async fn kept_apart<E: EntityTrait>(
    connection: &impl ConnectionTrait,
    account: Uuid,
    account_id: E::Column,
) -> TestResult<usize> {
    let mut found = 0;
    for column in E::Column::iter().map(|column| column.as_str().to_owned()) {
        for (operator, text) in
            [("ne", "x"), ("ne", "1"), ("is_null", "false"), ("is_null", "true")]
        {
            let filter = Filter::from_pairs([(format!("{column}__{operator}"), text)])?;
            let filter = filter.or(Filter::default()).or(!Filter::any([]));
            let Ok(select) = filtered::<E>(&filter) else { continue };
            for row in select.all(connection).await? {
                assert_eq!(row.get(account_id), account.into(), "{filter}");
                found += 1;
            }
        }
    }
    Ok(found)
}

async fn accounts(fixture: &Fixture) -> TestResult<Filled> {
    let admin = fixture.admin().await?;
    let tables = tables(&admin).await?;
    fill(fixture, &tables).await?;
    fill(fixture, &tables).await
}

#[tokio::test]
async fn hostile_input_finds_rows_of_the_account_or_is_refused() -> TestResult {
    let fixture = fixture().await?;
    let filled = accounts(&fixture).await?;
    let tx = fixture.db.begin(&filled.context()).await?;
    let corpus = corpus();
    let (mut evaluations, mut rows) = (0, 0);
    macro_rules! each {
        ($corpus:expr, $($entity:ident),+) => {$(
            evaluations += evaluated::<$entity::Entity>(tx.connection(), $corpus).await?;
            let account_id = $entity::Column::AccountId;
            rows += kept_apart::<$entity::Entity>(tx.connection(), filled.account, account_id).await?;
        )+};
    }
    each!(&corpus, journal_entries);
    let few: Vec<String> = corpus.iter().step_by(9).cloned().collect();
    each!(
        &few,
        processed_content,
        messages,
        users,
        agent_executions,
        businesses,
        conversations,
        document_versions,
        documents,
        exports,
        import_refusals,
        import_runs,
        projects,
        sessions,
        user_roles
    );
    assert!(evaluations > 5_000, "{evaluations} filters were evaluated");
    assert!(rows > 100, "{rows} rows were found");
    Ok(())
}

#[test]
fn a_megabyte_is_refused_wherever_it_stands() -> TestResult {
    let huge = "é%".repeat(500_000);
    let mut filters = vec![
        Filter::from_pairs([(huge.as_str(), "1")])?,
        Filter::from_pairs([(format!("title__{huge}"), "1")])?,
        Filter::from_pairs([(format!("raw_data.{huge}"), "1")])?,
    ];
    for column in journal_entries::Column::iter() {
        let key = format!("{}__eq", column.as_str());
        filters.extend(Filter::from_pairs([(key.as_str(), huge.as_str())]));
        filters.push(Filter::from_json(&serde_json::json!({ key: [[huge]] }))?);
    }
    for filter in filters {
        let said = faults::<journal_entries::Entity>(&filter);
        assert!(said.iter().all(|(field, rule)| field.len() + rule.len() < 1_000), "{said:?}");
    }
    Ok(())
}
