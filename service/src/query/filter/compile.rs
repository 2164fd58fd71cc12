//! From a filter to SQL, for an entity: all faults at once.

use annals_entity::values::ExactJson;
use sea_orm::{
    Condition, EntityTrait,
    sea_query::{BinOper, Expr, ExprTrait},
};

use super::{
    Filter, FilterValue, MOST_CHARACTERS, MOST_LEVELS, MOST_TESTS, MOST_VALUES, Node, Operator,
    from_json::values,
    key::column_and_steps,
    scalar::{self, Operand},
    test::{Given, Test},
};
use crate::{
    error::{Error, Result},
    query::{Field, Kind, json::JsonFilter, spelling},
    rules::Rules,
};

impl Filter {
    /// The filter as a condition of a query that reads the entity's table, or its scoped view, under
    /// the table's name. Its SQL depends on the fields and operators alone, never on values nor on how
    /// many a list has.
    ///
    /// # Errors
    /// `Invalid` with every field, operator and value at fault.
    pub fn condition<E: EntityTrait>(&self) -> Result<Condition> {
        let mut compiler = Compiler { rules: Rules::default(), tests: 0 };
        let condition = compiler.group::<E>(self, 0);
        if compiler.tests > MOST_TESTS {
            compiler.rules.fault("filter", too_many_tests());
        }
        compiler.rules.finish()?;
        Ok(condition)
    }
}

struct Compiler {
    rules: Rules,
    tests: usize,
}

impl Compiler {
    fn group<E: EntityTrait>(&mut self, filter: &Filter, level: usize) -> Condition {
        let is_test = matches!(filter.0, Node::Test(_) | Node::Json(..));
        if level >= MOST_LEVELS && !is_test {
            self.rules.fault("filter", too_deep());
            return Condition::all();
        }
        match &filter.0 {
            Node::All(all) => all.iter().fold(Condition::all(), |condition, filter| {
                condition.add(self.group::<E>(filter, level + 1))
            }),
            Node::Any(any) => any.iter().fold(Condition::any(), |condition, filter| {
                condition.add(self.group::<E>(filter, level + 1))
            }),
            Node::Not(inner) => {
                Condition::all().add(not_true(self.group::<E>(inner, level + 1).into()))
            }
            Node::Test(test) => Condition::all().add(self.test::<E>(test)),
            Node::Json(column, json) => Condition::all().add(self.json::<E>(column, json)),
        }
    }

    fn test<E: EntityTrait>(&mut self, test: &Test) -> Expr {
        let name = shown(&test.field);
        self.checked(&name, |rules| {
            let (field, steps) = found::<E>(&test.field, rules)?;
            let operators = Operator::of(field.kind, !steps.is_empty());
            let Some(operator) = operators.iter().find(|known| known.name() == test.operator)
            else {
                let names = operators.iter().map(|known| known.name());
                return Err(spelling::unknown(
                    &format!("operator of this field: {}", shown(&test.operator)),
                    &test.operator,
                    names,
                ));
            };
            let operands = operands(&test.given, *operator)?;
            if field.kind == Kind::Json {
                let values = operands.into_iter().map(|given| json_value(given, *operator));
                let json = JsonFilter::test(steps, *operator, values.collect());
                return json.expr(field.expr());
            }
            scalar::condition(field, *operator, &operands)
        })
    }

    fn json<E: EntityTrait>(&mut self, column: &str, json: &JsonFilter) -> Expr {
        self.checked(&shown(column), |rules| {
            let (field, _) = found::<E>(column, rules)?;
            if field.kind != Kind::Json {
                return Err("is no JSON column: test it with Filter::field".to_owned());
            }
            json.expr(field.expr())
        })
    }

    /// Counts a test, and keeps the rule that it breaks; an empty one was kept already.
    fn checked(
        &mut self,
        name: &str,
        compile: impl FnOnce(&mut Rules) -> Result<Expr, String>,
    ) -> Expr {
        self.tests += 1;
        if self.tests > MOST_TESTS {
            return Expr::cust("FALSE");
        }
        compile(&mut self.rules).unwrap_or_else(|rule| {
            if !rule.is_empty() {
                self.rules.fault(name, rule);
            }
            Expr::cust("FALSE")
        })
    }
}

/// The field, and the steps of its path.
fn found<E: EntityTrait>(name: &str, rules: &mut Rules) -> Result<(Field<E>, Vec<String>), String> {
    let (column, steps) = column_and_steps(name)?;
    let field = match Field::<E>::named(column) {
        Ok(field) => field,
        Err(Error::Invalid { fields }) => {
            for fault in fields {
                rules.fault(&fault.field, fault.rule);
            }
            return Err(String::new());
        }
        Err(error) => return Err(error.to_string()),
    };
    if !steps.is_empty() && field.kind != Kind::Json {
        return Err(format!("has a path, and {column} is no JSON column: name the column alone"));
    }
    if let Some(step) = steps.iter().find(|step| step.contains('\0')) {
        return Err(format!("has U+0000 in the step {step:?}: PostgreSQL can't hold it"));
    }
    check_length(name.chars().count())?;
    Ok((field, steps))
}

/// What an operator was given, as many as it takes, within the bounds.
fn operands(given: &Given, operator: Operator) -> Result<Vec<Operand>, String> {
    let operands = match given {
        Given::Raw(raw) if operator.takes_list() => split(raw, operator)?,
        Given::Raw(raw) => vec![Operand::Raw(raw.clone())],
        Given::One(value) if operator.takes_list() => values(operator.name(), value)
            .ok_or("takes a list")?
            .into_iter()
            .map(Operand::Json)
            .collect(),
        Given::One(value) => vec![Operand::Json(value.clone())],
        Given::Many(values) => values.iter().cloned().map(Operand::Json).collect(),
    };
    match operands.len() {
        many if many > MOST_VALUES => return Err(too_many_values(many)),
        2 => {}
        many if operator == Operator::Between => {
            return Err(format!("takes two values, and here are {many}"));
        }
        1 => {}
        many if !operator.takes_list() => {
            return Err(format!("takes one value, and here are {many}"));
        }
        _ => {}
    }
    operands.iter().try_for_each(check)?;
    Ok(operands)
}

/// A list of a query string: JSON where it begins with `[`, else separated by commas.
fn split(raw: &str, operator: Operator) -> Result<Vec<Operand>, String> {
    if !raw.starts_with('[') {
        let most = MOST_VALUES + 1;
        return Ok(raw.split(',').take(most).map(|value| Operand::Raw(value.to_owned())).collect());
    }
    let json: ExactJson =
        raw.parse().map_err(|error| format!("begins a JSON list that is none: {error}"))?;
    let list = values(operator.name(), &FilterValue(json)).unwrap_or_default();
    Ok(list.into_iter().map(Operand::Json).collect())
}

fn check(operand: &Operand) -> Result<(), String> {
    let text = match operand {
        Operand::Raw(raw) => raw,
        Operand::Json(json) => {
            json.0.check().map_err(|refusal| format!("holds what PostgreSQL can't: {refusal}"))?;
            json.0.as_str()
        }
    };
    if let Some(position) = text.find('\0') {
        return Err(format!("has U+0000 at byte {position}: PostgreSQL can't hold it"));
    }
    check_length(text.chars().count())
}

fn check_length(length: usize) -> Result<(), String> {
    if length > MOST_CHARACTERS {
        return Err(format!("has {length} characters: it may have {MOST_CHARACTERS}"));
    }
    Ok(())
}

/// For a JSON column: what is JSON is that, all else is a text.
fn json_value(operand: Operand, operator: Operator) -> FilterValue {
    match operand {
        Operand::Json(value) => value,
        Operand::Raw(raw) if operator.takes_texts() => raw.into(),
        Operand::Raw(raw) => match raw.parse::<ExactJson>() {
            Ok(json) if json.check().is_ok() => json.into(),
            _ => raw.into(),
        },
    }
}

/// The negation that holds for NULL as well.
pub(in crate::query) fn not_true(condition: Expr) -> Expr {
    condition.binary(BinOper::IsNot, Expr::Constant(true.into()))
}

pub(super) fn operators() -> impl Iterator<Item = Operator> {
    Operator::of(Kind::Json, true).iter().chain(Operator::of(Kind::Json, false)).copied()
}

pub(super) fn too_deep() -> String {
    format!("has groups within groups: they may be nested {MOST_LEVELS} deep")
}

pub(super) fn too_many_tests() -> String {
    format!("has more than {MOST_TESTS} tests: ask for less at once")
}

pub(super) fn too_many_values(many: usize) -> String {
    format!("has a list of {many} values: it may have {MOST_VALUES}")
}

fn shown(name: &str) -> String {
    name.chars().take(64).collect()
}
