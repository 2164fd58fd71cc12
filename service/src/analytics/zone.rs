//! Whether a time zone is one: `PostgreSQL` takes more than the names of zones, such as `UTC+2`, which it
//! understands as two hours *west*, and abbreviations, which know no summer time.

use sea_orm::sea_query::{Expr, Query, SelectStatement};
use tokio::sync::OnceCell;

use crate::{database::Executor, error::Result, query::nearest_name, rules::Rules};

/// What every server knows, so that nobody has to ask.
const UTC: &str = "UTC";

/// The zones that the server knows: asked once by each process, since to read them takes some ten
/// milliseconds.
static KNOWN: OnceCell<Vec<String>> = OnceCell::const_new();

/// Finds a name that is no zone's.
pub(super) async fn check(executor: &impl Executor, zone: &str, rules: &mut Rules) -> Result<()> {
    if zone == UTC {
        return Ok(());
    }
    let known = KNOWN.get_or_try_init(|| ask(executor)).await?;
    if !known.iter().any(|name| name == zone) {
        rules.fault("time_zone", fault(zone, known));
    }
    Ok(())
}

async fn ask(executor: &impl Executor) -> Result<Vec<String>> {
    let names: std::result::Result<_, _> =
        executor.fetch(zones()).await?.iter().map(|row| row.try_get_by_index(0)).collect();
    Ok(names?)
}

fn zones() -> SelectStatement {
    Query::select().expr(Expr::cust("name::text")).from("pg_timezone_names").take()
}

fn fault(given: &str, known: &[String]) -> String {
    let shown: String = given.chars().take(64).collect();
    let names: Vec<&str> = known.iter().map(String::as_str).collect();
    let guess = nearest_name(&shown, &names)
        .map(|name| format!("did you mean {name:?}? "))
        .unwrap_or_default();
    format!("is {shown:?}, no time zone: {guess}Take an IANA name such as Europe/Berlin, or UTC")
}

#[cfg(test)]
mod tests {
    use super::fault;

    #[test]
    fn a_misspelt_zone_is_told_the_nearest() {
        let known = ["Europe/Berlin", "Asia/Tokyo"].map(str::to_owned);
        let said = fault("Europe/Berln", &known);
        assert!(said.contains(r#"did you mean "Europe/Berlin"?"#), "{said}");
        assert!(!fault(&"x".repeat(100_000), &known).contains("did you mean"));
    }
}
