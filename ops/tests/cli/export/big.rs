//! Memory does not grow with the account.

use std::process::Command;

use super::{Place, done};
use crate::support::TestResult;

/// What the program's data may come to, in kB: less than the file.
const MOST: u32 = 30 << 10;

/// The command, under a limit.
fn limited(place: &Place) -> Command {
    let mut command = Command::new("sh");
    let limit = format!("ulimit -d {MOST}; exec \"$0\" \"$@\"");
    command.args(["-c", &limit, env!("CARGO_BIN_EXE_annals")]);
    command.env_clear().env("DATABASE_URL", place.sandbox.url());
    command
}

#[tokio::test]
async fn a_big_account_goes_out_and_comes_back_in_bounded_memory() -> TestResult {
    let place = Place::new().await?;
    // More, of a kilobyte each, where they are asked for.
    let (rows, kilobytes) = match std::env::var("ANNALS_TEST_ROWS") {
        Ok(rows) => (rows.parse::<u32>()?, 1),
        Err(_) => (3_200, 10),
    };
    place
        .execute(&format!(
            "INSERT INTO annals.agent_executions (account_id, project_id, agent_type, correlation_id, output_data)
             SELECT account_id, id, 'writer', gen_random_uuid(), jsonb_build_object('n', n, 'text', repeat('much to say ', {kilobytes} * 85))
               FROM (SELECT account_id, id FROM annals.projects WHERE account_id = '{}' LIMIT 1) p, generate_series(1, {rows}) n",
            place.ada.account_id
        ))
        .await?;
    let before = place.count("SELECT count(*) FROM annals.agent_executions").await?;
    let file = place.file("big.jsonl");
    let account = place.ada.account_id.to_string();
    let mut export = limited(&place);
    done(&export.args(["export", &account, "--to"]).arg(&file).output()?);
    assert!(std::fs::metadata(&file)?.len() > u64::from(MOST) << 10, "no more than may be held");
    place.erase().await?;
    done(&limited(&place).args(["import", "archive"]).arg(&file).output()?);
    assert_eq!(place.count("SELECT count(*) FROM annals.agent_executions").await?, before);
    Ok(())
}
