//! Mocks tell what they were not told to expect.

use annals::{
    prelude::*,
    service::{accounts::MockAccounts, identities::MockIdentities},
};
use uuid::Uuid;

use super::{SECRET, assert_hidden};
use crate::support::TestResult;

/// The message of a task that panics.
async fn complaint(task: impl Future<Output = ()> + Send + 'static) -> TestResult<String> {
    let panic = tokio::spawn(task).await.err().ok_or("no panic")?.into_panic();
    Ok(panic.downcast_ref::<String>().ok_or("no message")?.clone())
}

#[tokio::test]
async fn a_mock_that_is_called_in_vain_tells_no_hash() -> TestResult {
    let complaints = [
        complaint(async {
            let identities = MockIdentities::new();
            drop(identities.change_password(Uuid::nil(), 1, SECRET.into()).await);
        })
        .await?,
        complaint(async {
            let new = NewUser::with_password("ada@example.org", SECRET.into());
            drop(MockAccounts::new().invite_user(new).await);
        })
        .await?,
    ];
    for complaint in complaints {
        assert!(complaint.contains("No matching expectation"), "{complaint}");
        assert_hidden(SECRET, "a mock", &complaint);
    }
    Ok(())
}
