//! New rows.

use uuid::Uuid;

use super::{super::table::Table, Row, batch::Drawer};
use crate::{
    database::{Transaction, execute},
    error::Result,
    query::TenantEntity,
};

pub(super) async fn many<E, I>(tx: &Transaction<'_>, mut rows: I) -> Result<Vec<Uuid>>
where
    E: TenantEntity,
    I: Iterator<Item = Row<E>> + Send,
{
    let account = tx.context().account_id;
    let table = Table::<E>::of(tx).await?;
    let mut drawer = Drawer::new(&table, account);
    loop {
        let chunk = drawer.draw(&mut rows)?;
        if chunk.is_empty() {
            return Ok(drawer.ids);
        }
        for mut batch in chunk {
            let (name, names) = (&table.name, batch.names(&table));
            let sql = format!("INSERT INTO {name} ({names}) {}", batch.select(&table));
            let values = std::iter::once(account.into()).chain(batch.values());
            execute(tx, &sql, values).await?;
        }
    }
}
