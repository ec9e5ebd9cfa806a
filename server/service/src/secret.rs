//! Secrets that are handed out once and kept as a hash: the cookies of sessions and the tokens of programs.
//!
//! Their text carries the tenant, so that looking one up stays behind the tenant wall, then 256 random bits. Since
//! those cannot be guessed, one SHA-256 is enough. The lookup is by the hash, so its time tells nothing of the secret.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::TenantId;
use sha2::{Digest, Sha256};

/// Random bytes of a secret.
pub(crate) const SECRET_BYTES: usize = 32;
/// Longer texts are not even looked at.
const TEXT_MAX_BYTES: usize = 120;

/// A secret that is about to be handed out.
pub(crate) struct Secret {
    /// The whole text, with the tenant in it.
    pub(crate) text: String,
    /// What the database keeps.
    pub(crate) hash: String,
}

impl Secret {
    /// A new secret: `prefix`, the tenant in hexadecimal digits, `_`, the random bytes.
    pub(crate) fn new(prefix: &str, tenant: TenantId, random: [u8; SECRET_BYTES]) -> Self {
        let text = format!("{prefix}{:x}_{}", tenant.get(), URL_SAFE_NO_PAD.encode(random));
        let hash = sha256(&text);
        Self { text, hash }
    }
}

/// The tenant and the hash of a text that claims to be a secret; `None` when it cannot be one.
pub(crate) fn read(prefix: &str, text: &str) -> Option<(TenantId, String)> {
    if text.len() > TEXT_MAX_BYTES {
        return None;
    }
    let (tenant, random) = text.strip_prefix(prefix)?.split_once('_')?;
    let tenant = i64::from_str_radix(tenant, 16).ok().filter(|tenant| *tenant > 0)?;
    (URL_SAFE_NO_PAD.decode(random).ok()?.len() == SECRET_BYTES).then(|| (TenantId::new(tenant), sha256(text)))
}

/// The SHA-256 of a text in hexadecimal digits.
pub(crate) fn sha256(text: &str) -> String {
    crate::hex::hex(&Sha256::digest(text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_names_its_tenant_and_is_found_by_its_hash() {
        let secret = Secret::new("km_", TenantId::new(4711), [7; SECRET_BYTES]);
        assert!(secret.text.starts_with("km_1267_"));
        assert_eq!(read("km_", &secret.text), Some((TenantId::new(4711), secret.hash)));
    }

    #[test]
    fn what_cannot_be_a_secret_is_not_looked_up() {
        for text in ["", "km_", "km_1_", "km_0_AAAA", "km_-1_AAAA", "km_zz_AAAA", "xx_1_AAAA"] {
            assert_eq!(read("km_", text), None, "{text}");
        }
        assert_eq!(read("km_", &format!("km_1_{}", "A".repeat(500))), None);
    }
}
