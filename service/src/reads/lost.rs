//! Records that were dropped, by account, until their count is written.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use uuid::Uuid;

/// How many were dropped of so many accounts at most; of any further ones only the sum is known.
#[derive(Debug)]
pub(super) struct Lost {
    by_account: Mutex<HashMap<Uuid, u64>>,
    accounts: usize,
}

impl Lost {
    pub(super) fn new(accounts: usize) -> Self {
        Self { by_account: Mutex::default(), accounts }
    }

    /// Notes that some of an account were dropped. Called where the channel is full, and so not often.
    pub(super) fn add(&self, account: Uuid, count: u64) {
        let mut lost = self.by_account.lock().unwrap_or_else(PoisonError::into_inner);
        if lost.len() < self.accounts || lost.contains_key(&account) {
            *lost.entry(account).or_default() += count;
        }
    }

    /// What has come together, taken away.
    pub(super) fn take(&self) -> HashMap<Uuid, u64> {
        std::mem::take(&mut *self.by_account.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
