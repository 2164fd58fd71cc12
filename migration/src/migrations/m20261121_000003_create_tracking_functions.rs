//! The audit protocol (docs/adr/0002): what `track` makes for a table, and what that calls.

use sea_orm_migration::prelude::*;

use crate::schema::{create_functions, drop_functions};

/// The condition that an entry is of this transaction. On Citus a hook's entry carries the
/// coordinator's transaction id and the triggers run on a worker, so there the signature must do.
async fn own_transaction(manager: &SchemaManager<'_>) -> Result<&'static str, DbErr> {
    let connection = manager.get_connection();
    let statement = Query::select().expr(Expr::cust("annals.has_citus()")).take();
    let row = connection.query_one(&statement).await?;
    let has_citus: bool = row.map_or(Ok(false), |row| row.try_get_by_index(0))?;
    Ok(if has_citus { "" } else { "AND transaction_id = pg_current_xact_id()::text::bigint" })
}

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let own_transaction = own_transaction(manager).await?;
        for function in [
            include_str!("../sql/is_recorded.sql"),
            include_str!("../sql/is_deletion_recorded.sql"),
            include_str!("../sql/time_of_deletion.sql"),
            include_str!("../sql/time_of_insertion.sql"),
        ] {
            create_functions(
                manager,
                &[&function.replace("/* own transaction */", own_transaction)],
            )
            .await?;
        }
        create_functions(
            manager,
            &[
                include_str!("../sql/refuse.sql"),
                include_str!("../sql/is_own_write.sql"),
                include_str!("../sql/continues_life.sql"),
                include_str!("../sql/track.sql"),
                include_str!("../sql/untrack.sql"),
                include_str!("../sql/append_only.sql"),
            ],
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop_functions(
            manager,
            &[
                "append_only(regclass, text[])",
                "untrack(regclass)",
                "track(regclass, text[], text[])",
                "continues_life(uuid, text, uuid, bigint)",
                "is_own_write(xid)",
                "refuse()",
                "time_of_insertion(uuid, text, uuid, bigint, boolean)",
                "time_of_deletion(uuid, text, uuid, bigint)",
                "is_deletion_recorded(uuid, text, uuid, bigint)",
                "is_recorded(uuid, text, uuid, bigint, uuid)",
            ],
        )
        .await
    }
}
