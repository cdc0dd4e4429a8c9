//! Who somebody is: passwords, session tokens, the signed participant cookie, and voters.
//!
//! A participant is a random device id in a signed cookie, one for the whole site. Inside a tenant it becomes a voter:
//! a hash keyed with the tenant's own key, so that a device cannot be followed across tenants and votes survive a
//! change of the signing secret.

use std::sync::Arc;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use entity::{StaffId, VoterId};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

type HmacSha256 = Hmac<Sha256>;

/// How long a staff session lasts, in milliseconds: 14 days.
pub const SESSION_MS: i64 = 14 * 86_400_000;
/// How long the participant cookie lasts, in seconds: a year.
pub const PARTICIPANT_SECONDS: u32 = 365 * 86_400;
/// Password hashes computed at once; each takes some 19 MiB and tens of milliseconds.
const HASHES_AT_ONCE: usize = 2;

/// A participant's device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Device([u8; 16]);

impl Device {
    /// A device nobody has seen.
    pub fn random() -> Self {
        Self(rand::random())
    }
}

/// The secrets that sign cookies: the first signs, all verify.
#[derive(Clone, Debug)]
pub struct Keys(Arc<[String]>);

impl Keys {
    /// Keys from at least one secret.
    pub fn new(secrets: Vec<String>) -> Self {
        Self(secrets.into())
    }

    /// The cookie's value for this device.
    pub fn sign(&self, device: Device) -> String {
        let mark = self.0.first().map_or([0; 32], |secret| mac(secret.as_bytes(), b"participant", &device.0));
        format!("{}.{}", URL_SAFE_NO_PAD.encode(device.0), URL_SAFE_NO_PAD.encode(&mark[..16]))
    }

    /// The device of a cookie that we signed, and whether the secret that signs now did.
    pub fn verify(&self, cookie: &str) -> Option<(Device, bool)> {
        let (device, mark) = cookie.split_once('.')?;
        let device: [u8; 16] = URL_SAFE_NO_PAD.decode(device).ok()?.try_into().ok()?;
        let mark = URL_SAFE_NO_PAD.decode(mark).ok()?;
        let signs = |secret: &String| {
            let ours = mac(secret.as_bytes(), b"participant", &device);
            bool::from(ours[..16].ct_eq(mark.as_slice()))
        };
        self.0.iter().position(signs).map(|place| (Device(device), place == 0))
    }
}

/// Who a device is inside a tenant.
pub fn voter(tenant_key: &str, device: Device) -> VoterId {
    keyed_id(tenant_key, b"device", &device.0)
}

/// Who an account is as a voter inside its tenant.
pub fn staff_voter(tenant_key: &str, staff: StaffId) -> VoterId {
    keyed_id(tenant_key, b"staff", staff.0.as_bytes())
}

/// A fresh secret of 256 bits, in hex.
pub fn secret() -> String {
    hex(&rand::random::<[u8; 32]>())
}

/// A fresh token of 256 bits, fit for a cookie or a header.
pub fn token() -> String {
    URL_SAFE_NO_PAD.encode(rand::random::<[u8; 32]>())
}

/// What is stored of a token. Its 256 bits are random, so a plain hash cannot be searched.
pub fn token_hash(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// Whether two secrets are the same, in time that does not depend on where they differ.
pub fn same(a: &str, b: &str) -> bool {
    Sha256::digest(a).ct_eq(&Sha256::digest(b)).into()
}

/// Bytes as lower-case hex.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn mac(key: &[u8], purpose: &[u8], message: &[u8]) -> [u8; 32] {
    // HMAC takes a key of any length, so this cannot fail; an all-zero mark would match nothing.
    HmacSha256::new_from_slice(key).map_or([0; 32], |mac| {
        mac.chain_update(purpose).chain_update([0]).chain_update(message).finalize().into_bytes().into()
    })
}

fn keyed_id(key: &str, purpose: &[u8], message: &[u8]) -> VoterId {
    let mark = mac(key.as_bytes(), purpose, message);
    let mut id = [0; 16];
    id.copy_from_slice(&mark[..16]);
    VoterId(uuid::Uuid::new_v8(id))
}

/// Hashes and verifies passwords off the async threads, a few at a time.
#[derive(Clone, Debug)]
pub struct Passwords {
    turns: Arc<Semaphore>,
    /// A hash of nothing anybody knows: verified when the account is unknown, so that it takes the same time.
    nobody: Arc<str>,
}

impl Passwords {
    /// Ready to hash.
    ///
    /// # Errors
    /// When the system gives no randomness.
    pub async fn new() -> Result<Self> {
        let mut passwords = Self { turns: Arc::new(Semaphore::new(HASHES_AT_ONCE)), nobody: "".into() };
        passwords.nobody = passwords.hash(token()).await?.into();
        Ok(passwords)
    }

    /// Argon2id in PHC form.
    ///
    /// # Errors
    /// [`Error::Internal`] when hashing fails.
    pub async fn hash(&self, password: String) -> Result<String> {
        self.work(move || {
            let hash = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string()).map_err(|error| Error::Internal(format!("argon2: {error}")))
        })
        .await?
    }

    /// Whether the password belongs to the hash; with no hash it takes the same time and is false.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the server is stopping.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.to_string());
        let fits = self.work(move || {
            PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(fits.await? && known)
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let stopping = |_| Error::Unavailable("the password workers are gone".into());
        let _turn = self.turns.acquire().await.map_err(stopping)?;
        tokio::task::spawn_blocking(job).await.map_err(|error| Error::Internal(format!("argon2: {error}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_survives_a_new_secret_and_no_forgery() {
        let device = Device::random();
        let cookie = Keys::new(vec!["old".into()]).sign(device);
        let rotated = Keys::new(vec!["new".into(), "old".into()]);
        assert_eq!(rotated.verify(&cookie), Some((device, false)));
        assert_eq!(rotated.verify(&rotated.sign(device)), Some((device, true)));
        assert_ne!(rotated.sign(device), cookie);
        assert_eq!(Keys::new(vec!["other".into()]).verify(&cookie), None);
        let mut forged = rotated.sign(Device::random());
        forged.replace_range(0..4, "AAAA");
        assert_eq!(rotated.verify(&forged), None);
        assert_eq!(rotated.verify("nonsense"), None);
    }

    #[test]
    fn a_device_cannot_be_followed_across_tenants() {
        let device = Device::random();
        assert_eq!(voter("a", device), voter("a", device));
        assert_ne!(voter("a", device), voter("b", device));
    }

    #[tokio::test]
    async fn a_password_is_known_by_its_hash_only() {
        let passwords = Passwords::new().await.unwrap();
        let hash = passwords.hash("correct horse".into()).await.unwrap();
        assert!(hash.starts_with("$argon2id$"));
        assert!(passwords.verify("correct horse".into(), Some(hash.clone())).await.unwrap());
        assert!(!passwords.verify("wrong".into(), Some(hash)).await.unwrap());
        assert!(!passwords.verify("correct horse".into(), None).await.unwrap());
    }
}
