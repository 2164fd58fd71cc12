//! Tokens: `<account_id>.<random>`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Of a UUID with hyphens.
const ACCOUNT: usize = 36;
/// Of 32 bytes in base64.
const RANDOM: usize = 43;

/// A new token of an account, and its hash. The bits are those of the thread's cryptographic generator,
/// which the operating system seeds.
pub(super) fn issue(account_id: Uuid) -> (SecretString, Vec<u8>) {
    let random: [u8; 32] = rand::random();
    let token = format!("{account_id}.{}", URL_SAFE_NO_PAD.encode(random));
    let hash = hash(&token);
    (token.into(), hash)
}

/// The account that a token names, and its hash. `None`: no token reads like that.
pub(super) fn read(token: &str) -> Option<(Uuid, Vec<u8>)> {
    let (account, random) = token.split_once('.')?;
    if account.len() != ACCOUNT || random.len() != RANDOM {
        return None;
    }
    Some((Uuid::try_parse(account).ok()?, hash(token)))
}

/// Whether a text reads like a token; nobody need have it.
pub(crate) fn is_token(text: &str) -> bool {
    read(text).is_some()
}

/// A plain hash: what is hashed is random, so nobody guesses it, and each request waits for it.
fn hash(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;
    use uuid::Uuid;

    use super::{issue, read};

    #[test]
    fn a_token_names_its_account_and_no_two_are_alike() {
        let account = Uuid::now_v7();
        let (token, hash) = issue(account);
        assert_eq!(read(token.expose_secret()), Some((account, hash.clone())));
        assert_eq!(hash.len(), 32);
        assert_ne!(issue(account).1, hash);
        assert!(!format!("{token:?}").contains(&account.to_string()));
    }

    #[test]
    fn what_reads_like_no_token_is_none() {
        let (token, _) = issue(Uuid::now_v7());
        let token = token.expose_secret();
        let longer = format!("{token}A");
        let simple = token.replace('-', "");
        for malformed in ["", ".", "a.b", &token[..36], &token[1..], &longer, &simple, "é.é\0"] {
            assert_eq!(read(malformed), None, "{malformed}");
        }
    }
}
