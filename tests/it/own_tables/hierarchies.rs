//! Tables that are made of others: a statement may name the whole or a part.

use sea_orm::{ConnectionTrait, DatabaseConnection};

use crate::{
    catalogue::texts,
    support::{TestResult, fixture},
};

const PARTITIONED: &str = "
CREATE TABLE public.days (account_id uuid NOT NULL, id uuid NOT NULL, day date NOT NULL, PRIMARY KEY (account_id, id, day))
  PARTITION BY RANGE (day);
CREATE TABLE public.days_old PARTITION OF public.days FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE public.days_new PARTITION OF public.days FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
SELECT annals.track('public.days')";

const ATTACHED: &str = "
CREATE TABLE public.alone (account_id uuid NOT NULL, id uuid NOT NULL, day date NOT NULL);
SELECT annals.track('public.alone');
CREATE TABLE public.whole (LIKE public.alone INCLUDING DEFAULTS) PARTITION BY RANGE (day);
ALTER TABLE public.whole ATTACH PARTITION public.alone FOR VALUES FROM ('2025-01-01') TO ('2027-01-01');
SELECT annals.track('public.alone')";

/// Two rows, of which one is deleted through the whole and one through its part.
async fn delete_each(owner: &DatabaseConnection, whole: &str, part: &str) -> TestResult {
    owner
        .execute_unprepared(&format!(
            "INSERT INTO public.{whole} (account_id, id, day)
             SELECT gen_random_uuid(), gen_random_uuid(), date '2026-01-01' + d FROM generate_series(0, 1) d;
             DELETE FROM public.{whole} WHERE day = '2026-01-01';
             DELETE FROM public.{part} WHERE day = '2026-01-02'"
        ))
        .await?;
    Ok(())
}

async fn logged(owner: &DatabaseConnection, table: &str) -> TestResult<Vec<String>> {
    let sql = format!(
        "SELECT image ->> 'day' || ' ' || operation FROM annals.audit_log
          WHERE table_name = 'public.{table}' ORDER BY occurred_at"
    );
    texts(owner, &sql).await
}

const EACH_ONCE: [&str; 4] =
    ["2026-01-01 insert", "2026-01-02 insert", "2026-01-01 delete", "2026-01-02 delete"];

#[tokio::test]
async fn rows_deleted_from_a_partition_or_from_the_whole_are_recorded_once() -> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    owner.execute_unprepared(PARTITIONED).await?;
    delete_each(&owner, "days", "days_new").await?;
    assert_eq!(logged(&owner, "days").await?, EACH_ONCE);
    Ok(())
}

#[tokio::test]
async fn a_table_that_became_a_partition_is_recorded_either_way_once_it_is_tracked_again()
-> TestResult {
    let fixture = fixture().await?;
    let owner = fixture.owner().await?;
    owner.execute_unprepared(ATTACHED).await?;
    delete_each(&owner, "whole", "alone").await?;
    assert_eq!(logged(&owner, "alone").await?, EACH_ONCE);
    Ok(())
}
