//! An account's own keys: one scheme for everybody, in the browser and on the command line.
//!
//! The password gives two keys: one is shown to the service to sign in, the other never leaves and unwraps the master
//! key. The master key seals the entries of a person's drive. A printed recovery key unwraps the master key, too.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use data_encoding::BASE32_NOPAD;
use zeroize::Zeroizing;

use super::format::{self, Salt};
use super::keys::{hkdf_sha256, secret};
use super::link::pbkdf2_sha256;
use super::{Error, FileKey};
use crate::entropy::Entropy;
use crate::ids::EntryId;

/// The version of this scheme.
pub const VERSION: u32 = 1;
/// The fewest PBKDF2 rounds that are accepted, whatever a service asks for.
pub const ROUNDS_FLOOR: u32 = 600_000;
/// Rounds for new accounts.
pub const ROUNDS: u32 = 600_000;
/// The most rounds that are accepted: more would only keep the person waiting, which a service must not be able to do.
pub const ROUNDS_CEILING: u32 = 10_000_000;
/// Bytes of a wrapped master key: nonce, ciphertext, tag.
pub const WRAPPED: usize = 12 + 32 + 16;

secret! {
    /// What is sent to the service to sign in; it keeps only argon2id of it.
    AccountAuth;
    /// What wraps the master key; never sent.
    WrapKey;
    /// The account's master key, which entry keys come from. The service holds it wrapped only.
    MasterKey;
    /// The key that is printed once, for the day the password is lost.
    RecoveryKey;
}

/// What a password gives.
#[derive(Clone, Debug)]
pub struct AccountKeys {
    /// Sent to the service.
    pub auth: AccountAuth,
    /// Kept here.
    pub wrap: WrapKey,
}

impl AccountKeys {
    /// Stretches a password. Takes about a tenth of a second.
    ///
    /// # Errors
    /// [`Error::Rounds`] below the built-in floor (and above any sane ceiling), so that a hostile service cannot ask
    /// for one round.
    pub fn derive(password: &str, salt: [u8; 16], rounds: u32) -> Result<Self, Error> {
        if !(ROUNDS_FLOOR..=ROUNDS_CEILING).contains(&rounds) {
            return Err(Error::Rounds { rounds });
        }
        let stretched = pbkdf2_sha256(password, &salt, rounds);
        let derive = |info: &str| hkdf_sha256(stretched.as_ref(), &[], info.as_bytes());
        Ok(Self { auth: AccountAuth(derive("writ/v1/account-auth")), wrap: WrapKey(derive("writ/v1/account-wrap")) })
    }
}

impl WrapKey {
    /// Wraps the master key: `nonce || ciphertext || tag`.
    pub fn wrap(&self, master: &MasterKey, entropy: &Entropy) -> [u8; WRAPPED] {
        self.wrap_with_nonce(master, entropy.bytes())
    }

    /// As [`WrapKey::wrap`], with a nonce that is given and must be new for each wrapping.
    #[expect(clippy::missing_panics_doc, reason = "AES-GCM refuses only plaintexts above 64 GiB")]
    pub fn wrap_with_nonce(&self, master: &MasterKey, nonce: [u8; 12]) -> [u8; WRAPPED] {
        let mut out = [0; WRAPPED];
        out[..12].copy_from_slice(&nonce);
        out[12..44].copy_from_slice(master.expose());
        #[expect(clippy::expect_used, reason = "AES-GCM refuses only plaintexts above 64 GiB")]
        let tag = self
            .cipher()
            .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut out[12..44])
            .expect("32 bytes are few");
        out[44..].copy_from_slice(tag.as_ref());
        out
    }

    /// Unwraps the master key.
    ///
    /// # Errors
    /// [`Error::WrongWrappingKey`] when this is not the key that wrapped it, or the wrapped bytes are damaged.
    pub fn unwrap(&self, wrapped: &[u8]) -> Result<MasterKey, Error> {
        let (nonce, sealed) = wrapped.split_at_checked(12).ok_or(Error::WrongWrappingKey)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Error::WrongWrappingKey)?;
        let mut sealed = Zeroizing::new(sealed.to_vec());
        let opened =
            self.cipher().open_in_place(nonce, Aad::empty(), &mut sealed).map_err(|_| Error::WrongWrappingKey)?;
        MasterKey::from_slice(opened).ok_or(Error::WrongWrappingKey)
    }

    fn cipher(&self) -> LessSafeKey {
        #[expect(clippy::expect_used, reason = "AES-256 refuses only keys that are not 32 bytes")]
        LessSafeKey::new(UnboundKey::new(&AES_256_GCM, self.expose()).expect("an AES-256 key is 32 bytes"))
    }
}

impl RecoveryKey {
    /// The key that wraps the master key beside the password's.
    pub fn wrap_key(&self) -> WrapKey {
        WrapKey(hkdf_sha256(self.expose(), &[], b"writ/v1/recovery-wrap"))
    }

    /// As it is shown and printed: 52 characters of base32 in groups of four.
    pub fn print(&self) -> Zeroizing<String> {
        let text = Zeroizing::new(BASE32_NOPAD.encode(self.expose()));
        let mut printed = Zeroizing::new(String::with_capacity(64));
        for (index, character) in text.chars().enumerate() {
            if index > 0 && index % 4 == 0 {
                printed.push('-');
            }
            printed.push(character);
        }
        printed
    }

    /// Reads what a person typed from paper: in any case, with spaces or hyphens anywhere, and with the digits 0 and 8,
    /// which the key never has, taken for the letters they were misread from.
    ///
    /// # Errors
    /// [`Error::RecoveryKeyMalformed`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–'))
                .map(|c| match c.to_ascii_uppercase() {
                    '0' => 'O',
                    '8' => 'B',
                    other => other,
                })
                .collect(),
        );
        let bytes = Zeroizing::new(BASE32_NOPAD.decode(text.as_bytes()).map_err(|_| Error::RecoveryKeyMalformed)?);
        Self::from_slice(&bytes).ok_or(Error::RecoveryKeyMalformed)
    }
}

impl MasterKey {
    /// Seals one entry of the drive (JSON).
    pub fn seal_entry(&self, entry: EntryId, json: &[u8], salt: Salt) -> Vec<u8> {
        let context = entry_context(entry);
        format::seal(&self.entry_key(&context), &context, salt, json)
    }

    /// Opens one entry of the drive.
    ///
    /// # Errors
    /// [`Error::WrongKey`], [`Error::Damaged`], [`Error::Truncated`].
    pub fn open_entry(&self, entry: EntryId, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let context = entry_context(entry);
        format::open(&self.entry_key(&context), &context, sealed)
    }

    fn entry_key(&self, context: &str) -> FileKey {
        FileKey::from_bytes(*hkdf_sha256(self.expose(), &[], context.as_bytes()))
    }
}

/// An entry's context and the info its key is derived with: the same words.
fn entry_context(entry: EntryId) -> String {
    format!("writ/v1/entry {entry}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;

    #[test]
    fn a_service_cannot_ask_for_fewer_rounds_than_the_floor() {
        for rounds in [0, 1, ROUNDS_FLOOR - 1, u32::MAX] {
            assert_eq!(AccountKeys::derive("p", [0; 16], rounds).err(), Some(Error::Rounds { rounds }));
        }
    }

    #[test]
    fn password_and_recovery_key_each_give_back_the_master_key_and_nothing_else_does() {
        let entropy = Entropy::seeded(1);
        let master = MasterKey::generate(&entropy);
        let keys = AccountKeys::derive("correct horse", entropy.bytes(), ROUNDS).unwrap();
        let recovery = RecoveryKey::generate(&entropy);
        let by_password = keys.wrap.wrap(&master, &entropy);
        let by_recovery = recovery.wrap_key().wrap(&master, &entropy);
        assert_eq!(keys.wrap.unwrap(&by_password), Ok(master.clone()));
        assert_eq!(recovery.wrap_key().unwrap(&by_recovery), Ok(master.clone()));
        assert_eq!(keys.wrap.unwrap(&by_recovery), Err(Error::WrongWrappingKey));
        for bit in 0..WRAPPED * 8 {
            let mut altered = by_password;
            altered[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(keys.wrap.unwrap(&altered), Err(Error::WrongWrappingKey));
        }
        for len in 0..WRAPPED {
            assert_eq!(keys.wrap.unwrap(&by_password[..len]), Err(Error::WrongWrappingKey));
        }
        assert_ne!(keys.auth.expose(), keys.wrap.expose());
    }

    #[test]
    fn a_recovery_key_survives_being_typed_from_paper() {
        let key = RecoveryKey::generate(&Entropy::seeded(2));
        let printed = key.print();
        assert_eq!(printed.len(), 52 + 12);
        assert_eq!(RecoveryKey::parse(&printed.to_lowercase().replace('-', "  ")), Ok(key.clone()));
        assert_eq!(RecoveryKey::parse(&printed.replace('O', "0").replace('B', "8")), Ok(key));
        assert_eq!(RecoveryKey::parse(&printed[1..]), Err(Error::RecoveryKeyMalformed));
        assert_eq!(RecoveryKey::parse(""), Err(Error::RecoveryKeyMalformed));
        assert_eq!(RecoveryKey::parse(&printed.replace('-', "!")), Err(Error::RecoveryKeyMalformed));
    }

    #[test]
    fn an_entry_opens_only_as_itself() {
        let (clock, entropy) = (Clock::System, Entropy::seeded(3));
        let master = MasterKey::generate(&entropy);
        let (entry, other) = (EntryId::new(&clock, &entropy), EntryId::new(&clock, &entropy));
        let sealed = master.seal_entry(entry, b"{}", entropy.bytes());
        assert_eq!(&*master.open_entry(entry, &sealed).unwrap(), b"{}");
        assert_eq!(master.open_entry(other, &sealed), Err(Error::WrongKey));
        assert_eq!(MasterKey::generate(&entropy).open_entry(entry, &sealed), Err(Error::WrongKey));
    }
}
