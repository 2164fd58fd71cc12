//! A seal that was kept elsewhere, held against the one that is there.

use std::fmt::Write;

use annals_service::prelude::*;

use crate::failure::Failure;

/// Number and digest, as `annals verify` told them at another time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct KeptSeal {
    number: i64,
    digest: String,
}

/// Reads `NUMBER:DIGEST`, for clap.
pub(super) fn parse(text: &str) -> Result<KeptSeal, String> {
    let is_digest =
        |digest: &&str| digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit());
    text.split_once(':')
        .and_then(|(number, digest)| Some((number.parse().ok()?, Some(digest).filter(is_digest)?)))
        .map(|(number, digest)| KeptSeal { number, digest: digest.to_lowercase() })
        .ok_or_else(|| {
            "give the number and the 64 digits of the digest, as `annals verify` tells them: 17:5f0c…".to_owned()
        })
}

impl KeptSeal {
    /// What is wrong with it by now. `None`: it is as it was.
    pub(super) async fn lost(&self, audit: &impl AuditTrail) -> Result<Option<String>, Failure> {
        let number = self.number;
        Ok(match audit.find_seal(number).await? {
            None => {
                Some(format!("seal {number} is gone, and the log may have been cut off with it"))
            }
            Some(seal) if hex(&seal.digest) != self.digest => Some(format!(
                "seal {number} is another one by now: its digest is {}",
                hex(&seal.digest)
            )),
            Some(_) => None,
        })
    }
}

/// As `sha256sum` writes it.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut digits, byte| {
        // Writing to a String can't fail.
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[cfg(test)]
mod tests {
    use super::{hex, parse};

    #[test]
    fn a_kept_seal_is_its_number_and_the_whole_digest() {
        let digest = hex(&[0xab; 32]);
        assert!(parse(&format!("17:{}", digest.to_uppercase())).is_ok_and(|it| it.number == 17));
        for text in ["17", ":", "17:ab", &format!("x:{digest}"), &format!("1:{}g", &digest[..63])] {
            assert!(parse(text).is_err_and(|told| told.contains("64 digits")), "{text}");
        }
    }
}
