//! Every signed token that passes between the service, its mirrors and its claimants: one type each,
//! one way to sign ([`sign`]) and one way to verify ([`verify`]).
//!
//! A token is a compact JWS (RFC 7515) with the header `{"typ", "alg": "EdDSA", "kid"}` and nothing
//! else. `typ` tells the tokens apart, so that none can be passed off for another. Everything that
//! could be left to interpretation is refused: a foreign `typ` or algorithm, another header
//! parameter, a missing, doubled or unknown claim, a life longer than the type allows.
//!
//! The signature itself is checked by `jsonwebtoken`; header, times and names are checked here, by
//! our own [`Clock`](crate::clock::Clock), because that library ignores a foreign `typ`, a missing
//! `aud` and any clock but the system's.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::Digest as _;
use uuid::Uuid;

use crate::clock::Time;
use crate::ids::{BlobId, ClaimId, MirrorId, ObjectId, OrderId};
use crate::keys::SigningKey;

/// How far two clocks may differ: a token is taken this long after it expired and this long before
/// it was issued.
pub const LEEWAY: Duration = Duration::from_mins(1);

/// The longest compact token that is looked at, in bytes.
const LONGEST: usize = 16 * 1024;

/// A SHA-256 value, of bytes or of a Merkle tree; written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The SHA-256 of `bytes`.
    pub fn of(bytes: &[u8]) -> Self {
        Self(sha2::Sha256::digest(bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&HEXLOWER.encode(&self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a SHA-256 value is 64 lower-case hexadecimal digits")]
pub struct MalformedDigest;

impl FromStr for Digest {
    type Err = MalformedDigest;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let bytes = HEXLOWER.decode(text.as_bytes()).map_err(|_| MalformedDigest)?;
        bytes.try_into().map(Self).map_err(|_| MalformedDigest)
    }
}

impl TryFrom<String> for Digest {
    type Error = MalformedDigest;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

/// A public Ed25519 key and the name (`kid`) that tokens cite it by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifyingKey {
    /// The name of the key in token headers and in the key document.
    pub kid: String,
    /// The 32 bytes of the key (RFC 8032).
    #[serde(with = "base64url_32")]
    pub public: [u8; 32],
}

impl VerifyingKey {
    /// The key with these 32 bytes; its name follows from them.
    pub fn new(public: [u8; 32]) -> Self {
        Self { kid: crate::keys::kid(&public), public }
    }
}

impl From<&SigningKey> for VerifyingKey {
    fn from(key: &SigningKey) -> Self {
        Self { kid: key.kid(), public: key.public() }
    }
}

/// The JSON Web Key Set (RFC 7517) of these public keys, as served at `/.well-known/jwks.json`.
pub fn key_set(keys: &[VerifyingKey]) -> serde_json::Value {
    let keys: Vec<_> = keys
        .iter()
        .map(|key| {
            serde_json::json!({
                "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
                "kid": key.kid, "x": BASE64URL_NOPAD.encode(&key.public),
            })
        })
        .collect();
    serde_json::json!({ "keys": keys })
}

/// What every token has in common, and what tells its type from the others.
pub trait Token: Serialize + DeserializeOwned {
    /// The `typ` of its header.
    const TYP: &'static str;
    /// How long it may live from `iat` to `exp`; `None` for tokens that are valid for ever.
    const LIFE: Option<Duration>;

    /// Its `iss`.
    fn issuer(&self) -> String;
    /// Its `aud`, one or several.
    fn audience(&self) -> Vec<String>;
    /// Its `iat`.
    fn issued_at(&self) -> Time;
    /// Its `exp`; `None` exactly when [`Token::LIFE`] is.
    fn expires_at(&self) -> Option<Time>;
}

macro_rules! token {
    ($name:ident, $typ:literal, lives $life:expr, aud $audience:expr, exp $expires:expr) => {
        impl Token for $name {
            const TYP: &'static str = $typ;
            const LIFE: Option<Duration> = $life;
            fn issuer(&self) -> String {
                self.iss.to_string()
            }
            fn audience(&self) -> Vec<String> {
                let audience: fn(&Self) -> Vec<String> = $audience;
                audience(self)
            }
            fn issued_at(&self) -> Time {
                self.iat
            }
            fn expires_at(&self) -> Option<Time> {
                let expires: fn(&Self) -> Option<Time> = $expires;
                expires(self)
            }
        }
    };
}

/// The life of a [`Ticket`].
pub const TICKET_LIFE: Duration = Duration::from_mins(5);
/// The life of a [`ServiceCall`], of a [`MirrorCall`], of an [`Answer`], of an [`Application`] and of a [`Change`].
pub const CALL_LIFE: Duration = Duration::from_mins(1);

/// `writ-ticket+jwt`: the service permits whoever holds it to read one blob from these mirrors. It
/// says nothing of the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ticket {
    /// The service's origin.
    pub iss: String,
    /// The mirrors it may be shown to.
    pub aud: Vec<MirrorId>,
    /// The blob that may be read.
    pub blob: BlobId,
    /// When it was issued.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// When it ends.
    #[serde(with = "seconds")]
    pub exp: Time,
}

impl Ticket {
    /// A ticket from the service `origin`, for [`TICKET_LIFE`] from `now`.
    pub fn new(origin: &str, mirrors: Vec<MirrorId>, blob: BlobId, now: Time) -> Self {
        let iat = whole(now);
        Self { iss: origin.to_owned(), aud: mirrors, blob, iat, exp: iat.plus(TICKET_LIFE) }
    }
}

token!(Ticket, "writ-ticket+jwt", lives Some(TICKET_LIFE), aud |t| texts(&t.aud), exp |t| Some(t.exp));

/// What the service asks of a mirror; the `method` of a [`ServiceCall`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// Store one part; `blob`, `part` and `digest` (of its bytes) are given.
    PutPart,
    /// Store the sealed metadata; `blob` and `digest` (of its bytes) are given.
    PutMetadata,
    /// Complete a blob; `blob` and `digest` (its root) are given.
    Complete,
    /// Discard an upload that was never completed; `blob` is given.
    Discard,
    /// Read a blob's content; `blob` is given.
    Read,
    /// Read a blob's sealed metadata; `blob` is given.
    ReadMetadata,
    /// Prove possession of ranges of a blob; `blob` and `digest` (of the request's body) are given.
    Challenge,
    /// Tell how the mirror is.
    Status,
}

/// `writ-service+jwt`: one call of the service to one mirror. The calls are idempotent, so a token
/// that is replayed within its minute achieves nothing new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceCall {
    /// The service's origin.
    pub iss: String,
    /// The mirror called.
    pub aud: MirrorId,
    /// When it was issued.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// When it ends.
    #[serde(with = "seconds")]
    pub exp: Time,
    /// Its own name.
    pub jti: Uuid,
    /// What is asked.
    pub method: Method,
    /// Of which blob.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub blob: Option<BlobId>,
    /// Of which part, from 0.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub part: Option<u32>,
    /// With which bytes or root.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub digest: Option<Digest>,
}

token!(ServiceCall, "writ-service+jwt", lives Some(CALL_LIFE), aud |t| vec![t.aud.to_string()], exp |t| Some(t.exp));

/// `writ-mirror+jwt`: a mirror calls the service, to poll for orders or to report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MirrorCall {
    /// The mirror.
    pub iss: MirrorId,
    /// The service's origin.
    pub aud: String,
    /// When it was issued.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// When it ends.
    #[serde(with = "seconds")]
    pub exp: Time,
    /// Its own name.
    pub jti: Uuid,
}

token!(MirrorCall, "writ-mirror+jwt", lives Some(CALL_LIFE), aud |t| vec![t.aud.clone()], exp |t| Some(t.exp));

/// `writ-answer+jwt`: the service answers one call of a mirror. It names the call by what nobody could foresee of it, so that no
/// answer of before can be shown again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The service's origin.
    pub iss: String,
    /// The mirror that called.
    pub aud: MirrorId,
    /// When it was issued.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// When it ends.
    #[serde(with = "seconds")]
    pub exp: Time,
    /// The name of the call: its `jti`.
    pub jti: Uuid,
    /// The SHA-256 of what is answered.
    pub digest: Digest,
}

token!(Answer, "writ-answer+jwt", lives Some(CALL_LIFE), aud |t| vec![t.aud.to_string()], exp |t| Some(t.exp));

/// `writ-application+jwt`: a mirror asks the service to take it on. It brings the key along by which this is signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Application {
    /// The mirror, by the id it gave itself.
    pub iss: MirrorId,
    /// The service's origin.
    pub aud: String,
    /// When it was issued.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// When it ends.
    #[serde(with = "seconds")]
    pub exp: Time,
    /// The SHA-256 of the secret of its invitation.
    pub invitation: Digest,
    /// The mirror's public key.
    #[serde(with = "base64url_32")]
    pub key: [u8; 32],
    /// Where it is reached.
    pub url: String,
    /// Who runs it.
    pub host: String,
    /// Under which law, as a country of ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// How many bytes it has room for.
    pub capacity: u64,
}

token!(Application, "writ-application+jwt", lives Some(CALL_LIFE), aud |t| vec![t.aud.clone()], exp |t| Some(t.exp));

/// `writ-change+jwt`: a mirror asks the service to reach it elsewhere, or to know it to have other room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The mirror.
    pub iss: MirrorId,
    /// The service's origin.
    pub aud: String,
    /// When it was issued.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// When it ends.
    #[serde(with = "seconds")]
    pub exp: Time,
    /// Where it is to be reached.
    pub url: String,
    /// How many bytes it is to have room for.
    pub capacity: u64,
}

token!(Change, "writ-change+jwt", lives Some(CALL_LIFE), aud |t| vec![t.aud.clone()], exp |t| Some(t.exp));

/// `writ-stored+jwt`: a mirror states that it holds a completed blob.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stored {
    /// The mirror.
    pub iss: MirrorId,
    /// The service's origin.
    pub aud: String,
    /// When it was issued.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// The blob.
    pub blob: BlobId,
    /// The root over its sealed metadata and parts.
    pub root: Digest,
    /// The size of its sealed content in bytes.
    pub bytes: u64,
}

token!(Stored, "writ-stored+jwt", lives None, aud |t| vec![t.aud.clone()], exp |_| None);

/// What an order makes mirrors do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Action {
    /// Destroy the replica and never take the blob again.
    Delete,
}

/// Why an order was issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// A copyright claim.
    Copyright,
    /// Another law.
    OtherLaw,
    /// A court's order.
    Court,
    /// Its owner deleted the object.
    Owner,
    /// A mirror is being emptied; the object lives on elsewhere. Obeyed only by the mirrors named.
    Evacuation,
}

impl Ground {
    /// The word for it in tokens, in the log and in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Copyright => "copyright",
            Self::OtherLaw => "other-law",
            Self::Court => "court",
            Self::Owner => "owner",
            Self::Evacuation => "evacuation",
        }
    }
}

impl fmt::Display for Ground {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The word names no ground of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a ground of an order")]
pub struct UnknownGround;

impl FromStr for Ground {
    type Err = UnknownGround;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Self::Copyright, Self::OtherLaw, Self::Court, Self::Owner, Self::Evacuation]
            .into_iter()
            .find(|ground| ground.as_str() == text)
            .ok_or(UnknownGround)
    }
}

/// `writ-order+jwt`: the service orders mirrors to destroy a blob. It has force only with the proof
/// that it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// The service's origin.
    pub iss: String,
    /// The mirrors that are known to hold the blob or may hold it.
    pub aud: Vec<MirrorId>,
    /// When it was issued.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// The order's id.
    pub jti: OrderId,
    /// What to do.
    pub action: Action,
    /// The blob to destroy.
    pub blob: BlobId,
    /// Its root.
    pub root: Digest,
    /// Why.
    pub ground: Ground,
}

token!(Order, "writ-order+jwt", lives None, aud |t| texts(&t.aud), exp |_| None);

/// What a mirror did on an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It held bytes of the blob and destroyed them.
    Deleted,
    /// It held none. It will take none either.
    NotHeld,
}

impl Outcome {
    /// The word for it in receipts, in the log and in databases.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Deleted => "deleted",
            Self::NotHeld => "not_held",
        }
    }
}

/// `writ-receipt+jwt`: a mirror's signed answer to an order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The mirror.
    pub iss: MirrorId,
    /// The service's origin.
    pub aud: String,
    /// When the mirror obeyed.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// The order obeyed, as [`order_digest`] names it.
    pub order: Digest,
    /// The blob.
    pub blob: BlobId,
    /// Its root, as the order states it.
    pub root: Digest,
    /// What was done.
    pub result: Outcome,
    /// How many bytes of sealed content were held and destroyed.
    pub bytes: u64,
}

token!(Receipt, "writ-receipt+jwt", lives None, aud |t| vec![t.aud.clone()], exp |_| None);

/// How far a claimant's proof reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// The link names an object.
    Located,
    /// The claimant can open it: the disclosed key satisfies the key commitment.
    Opened,
    /// It is a registered reference, by the SHA-256 of its opened content.
    Matched,
}

/// `writ-possession+jwt`: the service states to a claimant what it saw proven.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Possession {
    /// The service's origin.
    pub iss: String,
    /// The claim it was proven for.
    pub aud: ClaimId,
    /// When it was proven.
    #[serde(with = "seconds")]
    pub iat: Time,
    /// The object.
    pub object: ObjectId,
    /// Its root.
    pub root: Digest,
    /// What was proven.
    pub level: Level,
}

token!(Possession, "writ-possession+jwt", lives None, aud |t| vec![t.aud.to_string()], exp |_| None);

/// The name of an order in the log and in receipts: the SHA-256 of its compact form, exactly as sent.
pub fn order_digest(compact: &str) -> Digest {
    Digest::of(compact.as_bytes())
}

/// Whom a token must be addressed to.
#[derive(Clone, Copy, Debug)]
pub enum Audience<'a> {
    /// One of its audience must be this name.
    Is(&'a str),
    /// The caller judges by the claims: orders bind every mirror that holds the blob, listed or not.
    Any,
}

/// Why a token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not three parts of base64url, or too long, or its header says more than it may.
    #[error("this is not a token of this service")]
    Malformed,
    /// The `typ` is another.
    #[error("the token is of another type")]
    Type,
    /// The `alg` is not `EdDSA`.
    #[error("the token is not signed with Ed25519")]
    Algorithm,
    /// The `kid` names none of the keys that may sign it.
    #[error("the token names a key that is not trusted here")]
    Key,
    /// The signature does not hold.
    #[error("the token's signature does not hold")]
    Signature,
    /// A claim is missing, doubled, unknown or of the wrong form.
    #[error("the token's claims are not those of its type")]
    Claims,
    /// The `iss` is another.
    #[error("the token comes from somebody else")]
    Issuer,
    /// The `aud` does not name us.
    #[error("the token is addressed to somebody else")]
    Audience,
    /// It has expired.
    #[error("the token has expired")]
    Expired,
    /// It was issued in the future.
    #[error("the token is not valid yet")]
    Early,
    /// It would live longer than its type may.
    #[error("the token would live too long")]
    Life,
    /// The claims could not be written.
    #[error("the claims could not be written as JSON")]
    Unwritable,
}

/// The header of all our tokens, in the order in which it is written.
#[derive(Serialize)]
struct OurHeader<'a> {
    typ: &'a str,
    alg: &'a str,
    kid: &'a str,
}

/// Signs `claims` with `key`, as a compact JWS. The same claims and key always give the same bytes.
pub fn sign<T: Token>(key: &SigningKey, claims: &T) -> Result<String, Error> {
    let header = OurHeader { typ: T::TYP, alg: "EdDSA", kid: &key.kid() };
    let header = serde_json::to_vec(&header).map_err(|_| Error::Unwritable)?;
    let claims = serde_json::to_vec(claims).map_err(|_| Error::Unwritable)?;
    let mut compact = format!("{}.{}", BASE64URL_NOPAD.encode(&header), BASE64URL_NOPAD.encode(&claims));
    let signature = key.sign(compact.as_bytes());
    compact.push('.');
    BASE64URL_NOPAD.encode_append(&signature, &mut compact);
    Ok(compact)
}

/// Verifies `compact` as a token of type `T`, signed by one of `keys`, issued by `issuer` for
/// `audience`, and valid at `now` (with [`LEEWAY`]).
pub fn verify<T: Token>(
    compact: &str,
    keys: &[VerifyingKey],
    issuer: &str,
    audience: Audience<'_>,
    now: Time,
) -> Result<T, Error> {
    let claims: T = verify_signature(compact, keys)?;
    if claims.issuer() != issuer {
        return Err(Error::Issuer);
    }
    if let Audience::Is(name) = audience
        && !claims.audience().iter().any(|addressee| addressee == name)
    {
        return Err(Error::Audience);
    }
    if claims.issued_at() > now.plus(LEEWAY) {
        return Err(Error::Early);
    }
    match (T::LIFE, claims.expires_at()) {
        (None, None) => {}
        (Some(life), Some(end)) => {
            if end < claims.issued_at() || end.since(claims.issued_at()) > life {
                return Err(Error::Life);
            }
            if now > end.plus(LEEWAY) {
                return Err(Error::Expired);
            }
        }
        _ => return Err(Error::Claims),
    }
    Ok(claims)
}

/// The claims of a token that we made ourselves and kept. Nothing is verified: never for what comes from others.
pub fn read_own<T: Token>(compact: &str) -> Result<T, Error> {
    let claims = compact.split('.').nth(1).ok_or(Error::Malformed)?;
    let claims = BASE64URL_NOPAD.decode(claims.as_bytes()).map_err(|_| Error::Malformed)?;
    serde_json::from_slice(&claims).map_err(|_| Error::Claims)
}

/// The claims of a token that came from somebody, as they are written: only to find the key that it is then verified with. Nothing
/// is verified.
pub fn claimed<T: Token>(compact: &str) -> Result<T, Error> {
    if compact.len() > LONGEST { Err(Error::Malformed) } else { read_own(compact) }
}

/// Header, key and signature; then the claims as they are written.
fn verify_signature<T: Token>(compact: &str, keys: &[VerifyingKey]) -> Result<T, Error> {
    if compact.len() > LONGEST || compact.split('.').count() != 3 {
        return Err(Error::Malformed);
    }
    let encoded = compact.split('.').next().unwrap_or_default();
    let bytes = BASE64URL_NOPAD.decode(encoded.as_bytes()).map_err(|_| Error::Malformed)?;
    // `alg` first and as text: an algorithm the library does not know is an algorithm, not a malformation.
    let written: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| Error::Malformed)?;
    if written.get("alg").and_then(serde_json::Value::as_str) != Some("EdDSA") {
        return Err(Error::Algorithm);
    }
    let header: Header = serde_json::from_slice(&bytes).map_err(|_| Error::Malformed)?;
    if header.typ.as_deref() != Some(T::TYP) {
        return Err(Error::Type);
    }
    let kid = header.kid.clone().ok_or(Error::Key)?;
    let mut permitted = Header::new(Algorithm::EdDSA);
    permitted.typ = Some(T::TYP.to_owned());
    permitted.kid = Some(kid.clone());
    if header != permitted {
        return Err(Error::Malformed);
    }
    let key = keys.iter().find(|key| key.kid == kid).ok_or(Error::Key)?;

    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.required_spec_claims.clear();
    validation.validate_exp = false;
    validation.validate_aud = false;
    jsonwebtoken::decode::<T>(compact, &DecodingKey::from_ed_der(&key.public), &validation)
        .map(|token| token.claims)
        .map_err(|error| match error.kind() {
            jsonwebtoken::errors::ErrorKind::InvalidSignature => Error::Signature,
            jsonwebtoken::errors::ErrorKind::Json(_) => Error::Claims,
            _ => Error::Malformed,
        })
}

/// JWT times are whole seconds; a time that is to come back as it went in has no fraction.
fn whole(time: Time) -> Time {
    Time::from_seconds(time.seconds())
}

fn texts(mirrors: &[MirrorId]) -> Vec<String> {
    mirrors.iter().map(ToString::to_string).collect()
}

/// `iat` and `exp` as JWT has them: whole seconds since the epoch.
mod seconds {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::clock::Time;

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    pub(super) fn serialize<S: Serializer>(time: &Time, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(time.seconds())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Time, D::Error> {
        // The range in which microseconds cannot overflow, generously: the year 9999.
        match i64::deserialize(deserializer)? {
            seconds @ 0..=253_402_300_799 => Ok(Time::from_seconds(seconds)),
            _ => Err(serde::de::Error::custom("not a time in seconds")),
        }
    }
}

/// 32 bytes in base64url without padding.
mod base64url_32 {
    use data_encoding::BASE64URL_NOPAD;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(bytes: &[u8; 32], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64URL_NOPAD.encode(bytes))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
        let text = String::deserialize(deserializer)?;
        BASE64URL_NOPAD
            .decode(text.as_bytes())
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| serde::de::Error::custom("not 32 bytes in base64url"))
    }
}

#[cfg(test)]
mod tests;
