//! Sign-in: parameters for the client's derivation, argon2id over what it sends, and the same answer in the same time
//! for addresses that are known and unknown.

use std::fmt;
use std::sync::LazyLock;

use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::devices::{self, DeviceToken};
use super::{Actor, Email, Error, Wrapped, attempts, roles_of, store};
use crate::config::SignInCost;
use crate::ids::AccountId;
use crate::seal;
use crate::service::Service;
use crate::texts::Text;

/// Guesses an hour from one network address, for each guess an hour that one account allows: an office behind one
/// address has many people in it.
pub(super) const GUESSES_PER_ADDRESS_FACTOR: u32 = 10;

/// What a client derived from the password to sign in. It does not print.
#[derive(Clone)]
pub struct Auth(Zeroizing<[u8; 32]>);

impl Auth {
    /// Takes exactly 32 bytes.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let bytes = bytes.try_into().map_err(|_| Error::invalid("auth", Text::of("auth-bytes")))?;
        Ok(Self(Zeroizing::new(bytes)))
    }

    /// Reads what a form carries in `auth` when its person confirmed with the password: base64url. Without scripts it
    /// is empty, and the refusal says so.
    pub fn decode(text: &str) -> Result<Self, Error> {
        let refused = || Error::invalid("password", Text::of("account-enter-password"));
        let bytes = Zeroizing::new(BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| refused())?);
        Self::parse(&bytes).map_err(|_| refused())
    }
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Auth(…)")
    }
}

/// How a client turns the password into keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Version of the scheme.
    pub version: u32,
    /// The account's salt.
    pub salt: [u8; 16],
    /// PBKDF2 rounds.
    pub rounds: u32,
}

impl Parameters {
    /// Takes today's scheme only: other rounds would tell this account from the made-up answer for unknown addresses.
    pub fn parse(version: u32, salt: &[u8], rounds: u32) -> Result<Self, Error> {
        if version != seal::account::VERSION {
            return Err(Error::invalid("version", format!("The version is {}.", seal::account::VERSION)));
        }
        if rounds != seal::account::ROUNDS {
            return Err(Error::invalid("rounds", format!("New accounts use {} rounds.", seal::account::ROUNDS)));
        }
        let salt = salt.try_into().map_err(|_| Error::invalid("salt", Text::of("salt-bytes")))?;
        Ok(Self { version, salt, rounds })
    }
}

/// The salt of an address, whether or not it has an account: made of it under a key of the service. It is what the
/// account gets when it comes to be and keeps when its password changes, so that nobody sees either happen.
pub(super) fn made_up_salt(service: &Service, email: &Email) -> [u8; 16] {
    let mut salt = [0; 16];
    salt.copy_from_slice(&service.keys.lookup("accounts.salt", email.normalised.as_str())[..16]);
    salt
}

pub(super) fn another_salt() -> Error {
    Error::invalid("salt", Text::of("salt-not-of-address"))
}

/// How the password of an address becomes keys: the parameters of its account, or those that it would get.
pub async fn sign_in_parameters(service: &Service, email: &Email) -> Result<Parameters, Error> {
    // Made in both cases, so that both take as long.
    let salt = made_up_salt(service, email);
    let mut tx = service.db.read().await?;
    let row = store::parameters(&mut tx, &email.lookup(service)).await?;
    let Some((version, salt, rounds)) = row else {
        return Ok(Parameters { version: seal::account::VERSION, salt, rounds: seal::account::ROUNDS });
    };
    let damaged = || Error::Damaged("the parameters of an account".to_owned());
    Ok(Parameters {
        version: u32::try_from(version).map_err(|_| damaged())?,
        salt: salt.try_into().map_err(|_| damaged())?,
        rounds: u32::try_from(rounds).map_err(|_| damaged())?,
    })
}

/// Who signed in, and the master key that only they can unwrap.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The person.
    pub actor: Actor,
    /// Their master key, wrapped under the password.
    pub wrapped_master: Wrapped,
    /// What the password was checked against.
    pub(super) checked: AuthHash,
}

/// A password hash. It does not print.
#[derive(Clone)]
pub(super) struct AuthHash(pub(super) String);

impl fmt::Debug for AuthHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthHash(…)")
    }
}

/// Checks an address and what the password gave. Guesses are counted before anything is checked: those of a device that
/// the account knows on that device alone, all others for the address and for `from`, the network address they come from
/// (in any spelling; it is only hashed).
pub async fn sign_in(
    service: &Service,
    email: &Email,
    auth: &Auth,
    from: &str,
    device: Option<&DeviceToken>,
) -> Result<SignedIn, Error> {
    let limit = service.config.limits.guesses_per_hour;
    let lookup = email.lookup(service);
    let device = match device {
        Some(device) if devices::is_known(service, &lookup, device, service.clock.now()).await? => Some(device),
        _ => None,
    };
    let counted = if let Some(device) = device {
        attempts::count(service, "sign-in.device", &device.subject(), limit).await?
    } else {
        let per_address = limit.saturating_mul(GUESSES_PER_ADDRESS_FACTOR);
        attempts::count(service, "sign-in.address", from, per_address).await?;
        attempts::count(service, "sign-in.account", &HEXLOWER.encode(&lookup), limit).await?
    };
    let mut tx = service.db.read().await?;
    let row = store::credentials(&mut tx, &lookup).await?;
    drop(tx);
    let known = row.as_ref().map(|row| row.auth_hash.clone());
    let right = verify(service, known, auth).await?;
    let Some(row) = row.filter(|_| right) else { return Err(Error::WrongCredentials) };
    if row.disabled_at.is_some() {
        return Err(Error::Forbidden(Text::of("account-disabled")));
    }
    counted.take_back(service).await?;
    let mut tx = service.db.read().await?;
    let actor = Actor { account: row.id, roles: roles_of(&mut tx, row.id).await? };
    Ok(SignedIn { actor, wrapped_master: Wrapped(row.wrapped_master), checked: AuthHash(row.auth_hash) })
}

/// Refuses whoever signed in with a password that was changed since it was checked. To be asked once their session stands:
/// a change of the password ends every session that it finds, and this the one that it came too early to find.
pub async fn require_unchanged(service: &Service, signed_in: &SignedIn) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let now = store::auth_of(&mut tx, signed_in.actor.account).await?;
    if now.as_ref() == Some(&signed_in.checked.0) { Ok(()) } else { Err(Error::WrongCredentials) }
}

/// Asks the person behind a session for their password again: before a signature and before dangerous acts. Guesses are
/// counted for the account, apart from those at sign-in: only who is in a session of it can use them up.
pub async fn verify_auth(service: &Service, account: AccountId, auth: &Auth) -> Result<(), Error> {
    verified(service, account, auth).await.map(drop)
}

/// The same, and what the password was checked against: what is changed by its right is changed only while it stands.
pub(super) async fn verified(service: &Service, account: AccountId, auth: &Auth) -> Result<AuthHash, Error> {
    let mut tx = service.db.read().await?;
    let auth_hash = store::auth_of(&mut tx, account).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let subject = account.to_string();
    attempts::count(service, "verification.account", &subject, service.config.limits.guesses_per_hour).await?;
    if !verify(service, Some(auth_hash.clone()), auth).await? {
        return Err(Error::Invalid { field: "password", message: Text::of("account-wrong-password") });
    }
    attempts::forget(service, "verification.account", &subject).await?;
    Ok(AuthHash(auth_hash))
}

/// Argon2 takes much memory for each computation: as many run at once as there are cores, the others wait.
static ROOM: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, std::num::NonZero::get)));

/// argon2id at the cost that is settled, over `auth` under a fresh salt, as a PHC string.
pub(super) async fn hash(service: &Service, auth: &Auth) -> Result<String, Error> {
    hash_with(service, auth, service.entropy.bytes()).await
}

/// The same under a given salt.
pub(super) async fn hash_with(service: &Service, auth: &Auth, salt: [u8; 16]) -> Result<String, Error> {
    let (cost, auth) = (service.config.sign_in_cost, auth.clone());
    computed(move || hashed(cost, &*auth.0, salt)).await
}

/// Whether `auth` is what was hashed; with `None`, as much work for the answer no: a computation at the same cost, whose outcome nobody asks.
async fn verify(service: &Service, known: Option<String>, auth: &Auth) -> Result<bool, Error> {
    let (cost, auth) = (service.config.sign_in_cost, auth.clone());
    computed(move || {
        let Some(known) = known else { return hashed(cost, &*auth.0, [0; 16]).map(|_| false) };
        let hash = PasswordHash::new(&known).map_err(|error| Error::Damaged(format!("a password hash: {error}")))?;
        Ok(Argon2::default().verify_password(&*auth.0, &hash).is_ok())
    })
    .await
}

fn hashed(cost: SignInCost, auth: &[u8], salt: [u8; 16]) -> Result<String, Error> {
    let parameters = Params::new(cost.memory, cost.passes, 1, None).map_err(|error| Error::Hash(error.to_string()))?;
    let hash: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, parameters)
        .hash_password_with_salt(auth, &salt)
        .map_err(|error| Error::Hash(error.to_string()))?;
    Ok(hash.to_string())
}

async fn computed<T: Send + 'static>(work: impl FnOnce() -> Result<T, Error> + Send + 'static) -> Result<T, Error> {
    let _place = ROOM.acquire().await.map_err(|error| Error::Hash(error.to_string()))?;
    tokio::task::spawn_blocking(work).await.map_err(|error| Error::Hash(error.to_string()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_to_sign_in_is_hashed_at_the_cost_that_is_settled() {
        let begins = |cost, with: &str| {
            let hash = hashed(cost, &[1; 32], [2; 16]).unwrap();
            assert!(hash.starts_with(with), "{hash}");
        };
        begins(SignInCost::default(), "$argon2id$v=19$m=19456,t=2,p=1$");
        begins(SignInCost { memory: 64, passes: 1 }, "$argon2id$v=19$m=64,t=1,p=1$");
        assert!(hashed(SignInCost { memory: 0, passes: 1 }, &[1; 32], [2; 16]).is_err());
    }
}
