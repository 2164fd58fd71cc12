//! From a test of JSON to SQL. Each form says why it is the right one; `docs/queries.md` which index
//! it uses.

use sea_orm::{
    Value,
    sea_query::{
        ArrayType, BinOper, Expr, ExprTrait,
        extension::postgres::{PgBinOper, PgFunc},
    },
};

use super::{JsonFilter, Operator, Shape, jsonpath};
use crate::query::filter::{FilterValue, not_true, quoted};

/// Characters of a text that is looked for within others: the server compiles it, which takes 120 ms
/// for 10,000.
const MOST_PART: usize = 1_000;

type Compiled = Result<Expr, String>;

impl JsonFilter {
    /// The condition on a column.
    ///
    /// # Errors
    /// The rule that a value breaks.
    pub(in crate::query) fn expr(&self, column: Expr) -> Compiled {
        match &self.0 {
            Shape::Jsonpath { text, is_predicate: true } => Ok(holds(column, text.clone())),
            Shape::Jsonpath { text, is_predicate: false } => Ok(leads(column, text.clone())),
            Shape::Test { steps, operator, values } => {
                if steps.is_empty() {
                    of_column(column, *operator, values)
                } else {
                    of_place(column, steps, *operator, values)
                }
            }
        }
    }
}

fn of_column(column: Expr, operator: Operator, values: &[FilterValue]) -> Compiled {
    Ok(match (operator, values) {
        (Operator::Eq, [value]) => equals(column, value),
        (Operator::Ne, [value]) => not_true(equals(column, value)),
        (Operator::Contains, [value]) => contains(column, &as_document(value)),
        (Operator::ContainedBy, [value]) => {
            column.binary(PgBinOper::Contained, json(value.0.to_string()))
        }
        (Operator::HasKey, [key]) => column.binary(BinOper::Custom("?"), Expr::val(text(key)?)),
        (Operator::HasAny, keys) => column.binary(BinOper::Custom("?|"), texts(keys)?),
        (Operator::HasAll, keys) => column.binary(BinOper::Custom("?&"), texts(keys)?),
        (Operator::All, elements) => contains(column, &list(elements)),
        (Operator::Any, elements) => any_element(column, elements),
        (Operator::IsNull, [value]) if is_true(value)? => column.is_null(),
        (Operator::IsNull, _) => column.is_not_null(),
        _ => return Err(format!("takes no {} without a path", operator.name())),
    })
}

fn of_place(
    column: Expr,
    steps: &[String],
    operator: Operator,
    values: &[FilterValue],
) -> Compiled {
    use Operator::{
        All, Any, Between, Contains, Eq, Gt, Gte, HasAll, HasAny, HasKey, IContains, In, IsNull,
        Lt, Lte, Ne, NotIn, StartsWith,
    };
    let leads_to = |condition: &str| leads(column.clone(), jsonpath::with(steps, condition));
    let scalars = || values.iter().try_for_each(scalar);
    Ok(match (operator, values) {
        (Eq, [value]) if value.is_container() => equals_at(column, steps, value),
        (Ne, [value]) if value.is_container() => not_true(equals_at(column, steps, value)),
        (Contains, [value]) => match value.as_text() {
            Some(part) => leads_to(&has_part(&part, "q")?),
            None => contains(column, &nested(steps, &as_document(value))),
        },
        (IContains, [part]) => leads_to(&has_part(&text(part)?, "iq")?),
        (StartsWith, [part]) => leads_to(&format!("@ starts with {}", quoted(&text(part)?))),
        (HasKey | HasAny, keys) => holds(column, existing(steps, keys, "||")?),
        (HasAll, keys) => holds(column, existing(steps, keys, "&&")?),
        // A list of none counts as a value, a missing key does not.
        (IsNull, [value]) => {
            let is_there = holds(column, format!("{}.type() != \"null\"", jsonpath::place(steps)));
            if is_true(value)? { not_true(is_there) } else { is_there }
        }
        (All, values) => contains(column, &nested(steps, &list(values))),
        _ => {
            scalars()?;
            match (operator, values) {
                (Eq | In | Any, values) => leads_to(&jsonpath::one_of(values)),
                (Ne | NotIn, values) => not_true(leads_to(&jsonpath::one_of(values))),
                (Gt | Gte | Lt | Lte, [value]) => leads_to(&jsonpath::compared(operator, value)),
                (Between, [least, most]) => leads_to(&format!(
                    "{} && {}",
                    jsonpath::compared(Gte, least),
                    jsonpath::compared(Lte, most)
                )),
                _ => return Err(format!("takes no {} on a path", operator.name())),
            }
        }
    })
}

/// By value, but found by containment, for which there is an index.
fn equals(column: Expr, value: &FilterValue) -> Expr {
    let document = || json(value.0.to_string());
    column.clone().binary(PgBinOper::Contains, document()).and(column.eq(document()))
}

/// The same at a place: jsonpath compares no objects and lists.
fn equals_at(column: Expr, steps: &[String], value: &FilterValue) -> Expr {
    let there = column.clone().binary(BinOper::Custom("#>"), array(steps.iter().cloned()));
    contains(column, &nested(steps, value.0.as_str())).and(there.eq(json(value.0.to_string())))
}

/// Of scalars by jsonpath, which both kinds of GIN index answer; of documents one by one.
fn any_element(column: Expr, elements: &[FilterValue]) -> Expr {
    if elements.iter().any(FilterValue::is_container) {
        let lists = elements.iter().map(|element| format!("[{}]", element.0));
        let lists = PgFunc::any(array(lists).cast_as("jsonb[]"));
        return column.binary(PgBinOper::Contains, lists);
    }
    leads(column, jsonpath::element(elements))
}

/// `exists($."a"."key") || …`.
fn existing(steps: &[String], keys: &[FilterValue], joined_by: &str) -> Result<String, String> {
    let mut places = Vec::new();
    for key in keys {
        let place = jsonpath::place(&[steps, &[text(key)?]].concat());
        places.push(format!("exists({place})"));
    }
    if places.is_empty() && joined_by == "&&" {
        places.push(format!("exists({})", jsonpath::place(steps)));
    }
    Ok(jsonpath::joined(&places, joined_by))
}

/// Flag `q`: the text is compared as it stands, and is no regular expression.
fn has_part(part: &str, flags: &str) -> Result<String, String> {
    let length = part.chars().count();
    if length > MOST_PART {
        return Err(format!(
            "looks for a part of {length} characters: within JSON it may have {MOST_PART}"
        ));
    }
    Ok(format!("@ like_regex {} flag \"{flags}\"", quoted(part)))
}

fn leads(column: Expr, path: String) -> Expr {
    column.binary(BinOper::Custom("@?"), Expr::val(path).cast_as("jsonpath"))
}

fn holds(column: Expr, predicate: String) -> Expr {
    column.binary(PgBinOper::Matches, Expr::val(predicate).cast_as("jsonpath"))
}

fn contains(column: Expr, document: &str) -> Expr {
    column.binary(PgBinOper::Contains, json(document.to_owned()))
}

/// `PostgreSQL` says that `["a"]` contains `"a"`, an exception to its rule. Here a scalar is always an
/// element, so that the list is meant and nothing else.
fn as_document(value: &FilterValue) -> String {
    if value.is_container() { value.0.to_string() } else { format!("[{}]", value.0) }
}

fn nested(steps: &[String], document: &str) -> String {
    steps
        .iter()
        .rev()
        .fold(document.to_owned(), |inner, step| format!("{{{}:{inner}}}", quoted(step)))
}

fn list(values: &[FilterValue]) -> String {
    let values: Vec<&str> = values.iter().map(|value| value.0.as_str()).collect();
    format!("[{}]", values.join(","))
}

fn json(text: String) -> Expr {
    Expr::val(text).cast_as("jsonb")
}

fn texts(values: &[FilterValue]) -> Compiled {
    let texts: Result<Vec<String>, String> = values.iter().map(text).collect();
    Ok(array(texts?.into_iter()))
}

fn array(texts: impl Iterator<Item = String>) -> Expr {
    Expr::val(Value::Array(ArrayType::String, Some(Box::new(texts.map(Value::from).collect()))))
}

fn text(value: &FilterValue) -> Result<String, String> {
    value.as_text().ok_or_else(|| "takes a text".to_owned())
}

fn is_true(value: &FilterValue) -> Result<bool, String> {
    serde_json::from_str(value.0.as_str()).map_err(|_| "takes true or false".to_owned())
}

fn scalar(value: &FilterValue) -> Result<(), String> {
    if value.is_container() {
        return Err("compares with numbers, texts, booleans and null: use eq or contains for \
                    documents"
            .to_owned());
    }
    Ok(())
}
