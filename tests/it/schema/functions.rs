//! `annals.uuid_v7()`.

use std::{
    collections::BTreeSet,
    time::{SystemTime, UNIX_EPOCH},
};

use uuid::{Uuid, Variant};

use crate::support::{TestResult, fixture, rows};

#[tokio::test]
async fn keys_made_by_the_database_are_valid_and_ordered_by_time() -> TestResult {
    let fixture = fixture().await?;
    let app = fixture.app().await?;
    let milliseconds = || -> TestResult<u64> {
        Ok(u64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis())?)
    };
    let before = milliseconds()?;
    let made: Vec<Uuid> =
        rows(&app, "SELECT annals.uuid_v7() FROM generate_series(1, 20000)", []).await?;
    let after = milliseconds()?;

    let mut times = Vec::new();
    for key in &made {
        assert_eq!((key.get_version_num(), key.get_variant()), (7, Variant::RFC4122), "{key}");
        let (seconds, nanoseconds) = key.get_timestamp().ok_or("no time in it")?.to_unix();
        times.push(seconds * 1000 + u64::from(nanoseconds / 1_000_000));
    }
    assert!(times.is_sorted(), "made one after the other");
    // The database rounds to the nearest millisecond.
    assert!(times[0] + 1 >= before && times[times.len() - 1] <= after + 1, "{before} {after}");
    assert!(times[0] < times[times.len() - 1], "the test takes longer than a millisecond");
    assert_eq!(made.iter().collect::<BTreeSet<_>>().len(), made.len(), "unlike each other");
    Ok(())
}
