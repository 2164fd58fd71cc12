//! From one stage to another.

use super::{
    DualStore,
    stage::{Phase, Stage},
};
use crate::error::{Error, Result};

impl DualStore {
    /// Goes to the next stage, or back to the one before: at once for every call that begins from now
    /// on, after those under way have ended.
    ///
    /// Where that relies on both stores being equal, they must have been compared as a whole since there
    /// are two ([`reconcile`](Self::reconcile)), and no difference may be open. To go from memory alone
    /// or from Annals alone, and back from `MemoryLeads` to memory alone, nothing is asked.
    ///
    /// ```no_run
    /// # use annals_service::prelude::*;
    /// # async fn example(entries: &DualStore) -> annals_service::Result<()> {
    /// entries.reconcile(Surplus::Keep).await?;
    /// if let Err(refused) = entries.switch(Stage::AnnalsLeads).await {
    ///     println!("{refused}"); // how many differences are open, and what to do
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// `Invalid` of the field `stage`, with what stands against it.
    pub async fn switch(&self, to: Stage) -> Result<()> {
        let mut phase = self.phase.write().await;
        if phase.stage.relies_on_both(to) && phase.stage != to {
            self.check_equal(&phase, to)?;
        }
        self.enter(&mut phase, to)
    }

    /// The same, whatever differs. What the store that leads from now on lacks is then lacking: it is
    /// still in the other one, until a [`reconcile`](Self::reconcile) is told to remove it there.
    ///
    /// # Errors
    /// `Invalid` of the field `stage` when that is not the next one, nor the one before.
    pub async fn switch_anyway(&self, to: Stage) -> Result<()> {
        let mut phase = self.phase.write().await;
        self.enter(&mut phase, to)
    }

    fn enter(&self, phase: &mut Phase, to: Stage) -> Result<()> {
        let from = phase.stage;
        if from == to {
            return Ok(());
        }
        if !from.is_beside(to) {
            let rule = format!("can't go from \"{from}\" to \"{to}\": take the stages one by one");
            return Err(Error::invalid("stage", rule));
        }
        if !to.is_dual() {
            self.ledger.forget_open();
        }
        phase.is_proven &= from.is_dual() && to.is_dual();
        phase.stage = to;
        phase.epoch += 1;
        tracing::info!(%from, %to, "the stage of the move has changed");
        Ok(())
    }

    fn check_equal(&self, phase: &Phase, to: Stage) -> Result<()> {
        let open = self.ledger.number_open();
        let against = match open {
            0 if phase.is_proven => return Ok(()),
            0 => "the stores were not compared as a whole since there are two".to_owned(),
            1 => "1 difference is open".to_owned(),
            _ => format!("{open} differences are open"),
        };
        let from = phase.stage;
        let rule = format!(
            "can't go from \"{from}\" to \"{to}\": {against}. Call reconcile, then switch again; switch_anyway goes there with them"
        );
        Err(Error::invalid("stage", rule))
    }
}
