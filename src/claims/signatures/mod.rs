//! Signatures under the agreement.
//!
//! What is signed is kept as one record: canonical JSON (RFC 8785) whose exact bytes are sealed and whose SHA-256 is
//! committed to in the log. It names the agreement by the SHA-256 of its bytes, so that years later text, record and
//! log prove each other ([`copies`]). A signature confirmed by password is a simple electronic signature, and says so; one
//! confirmed by passkey can be checked by anyone: the passkey signed the record's SHA-256.

pub mod copies;
mod record;
mod store;

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use zeroize::Zeroizing;

pub use self::record::{ByPasskey, Method, Record, SignedAgreement, SignedOrganisation, Signer};
use super::agreements::{self, Agreement};
use super::form::Form;
use super::organisations::{self, Member, MemberRole, Organisation};
use super::{Actor, Error};
use crate::accounts::{self, Auth, passkeys};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{AgreementId, MemberId, OrganisationId, SignatureId};
use crate::service::Service;
use crate::texts::{Language, Text};
use crate::tokens::Digest;
use crate::webauthn::{Assertion, Base64, RelyingParty};

/// What a signer affirms.
pub const AFFIRMATIONS: [&str; 3] = ["capacity", "intent", "electronic"];

/// What a signer affirms, word for word, in the order of [`AFFIRMATIONS`] and in the language of the text, by its tag; the wording is part of
/// the record.
pub fn wordings(locale: &str) -> [String; 3] {
    let language = locale.parse::<Language>().unwrap_or_default();
    ["agreement-affirm-capacity", "agreement-affirm-intent", "agreement-affirm-electronic"]
        .map(|key| language.say(key).to_string())
}

/// What a signer typed and ticked.
#[derive(Clone, Debug)]
pub struct Signing {
    /// The version that was on the page, so that nobody signs another than they read.
    pub agreement: AgreementId,
    /// The language of the text that was on the page, by its tag.
    pub locale: String,
    /// Which affirmations were ticked, in the order of [`AFFIRMATIONS`].
    pub affirmed: [bool; 3],
    /// The name as typed.
    pub name: String,
    /// The title as typed.
    pub title: String,
    /// By what authority the signer binds the organisation.
    pub authority: String,
    /// Where the request came from.
    pub address: String,
    /// What the browser called itself.
    pub browser: String,
}

/// Why the agreement closes a power. Offers the way that it never closes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// No version was published yet.
    Unpublished,
    /// No owner has signed for the organisation, or the member has not signed for itself.
    Unsigned {
        /// Who has yet to sign.
        who: Who,
        /// The version in force.
        current: i64,
    },
    /// An older version was signed.
    Outdated {
        /// Whose signature is old.
        who: Who,
        /// The newest version signed.
        signed: i64,
        /// The version in force.
        current: i64,
    },
}

/// Whose signature is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The organisation's, by an owner.
    Organisation,
    /// The member's own.
    Member,
}

impl Refusal {
    /// What the member is told.
    pub fn told(&self) -> Text {
        match self {
            Self::Unpublished => Text::of("agreement-unpublished"),
            Self::Unsigned { who: Who::Organisation, current } => {
                Text::of("agreement-unsigned-organisation").with("current", *current)
            }
            Self::Unsigned { who: Who::Member, current } => {
                Text::of("agreement-unsigned-member").with("current", *current)
            }
            Self::Outdated { who: Who::Organisation, signed, current } => {
                Text::of("agreement-outdated-organisation").with("signed", *signed).with("current", *current)
            }
            Self::Outdated { who: Who::Member, signed, current } => {
                Text::of("agreement-outdated-member").with("signed", *signed).with("current", *current)
            }
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.told())
    }
}

/// A member signs the version in force, confirmed by password. An owner thereby signs for the organisation; every member
/// accepts for itself. `auth` is the member's, derived again from the password for this.
pub async fn sign(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    signing: &Signing,
    auth: &Auth,
) -> Result<SignatureId, Error> {
    let typed = Typed::read(signing)?;
    accounts::verify_auth(service, actor.account, auth).await?;
    let mut tx = service.db.begin().await?;
    let place = Place::of(&mut tx, actor, organisation).await?;
    let record = place.record(service, signing, typed, Method::Password)?;
    let bytes = Zeroizing::new(serde_json_canonicalizer::to_vec(&record)?);
    let id = place.enter(&mut tx, service, &record, &bytes, None).await?;
    tx.commit().await?;
    Ok(id)
}

/// What a passkey is to confirm: everything that is signed, ready.
#[derive(Clone, Debug)]
pub struct Prepared {
    /// Carried by the page, and given back: the record, sealed.
    pub token: String,
    /// The record.
    pub record: Record,
    /// Its SHA-256: what the passkey answers.
    pub challenge: Digest,
    /// The passkeys that may.
    pub passkeys: Vec<Base64>,
    /// For whom they are.
    pub party: RelyingParty,
}

/// A member prepares to sign by passkey. Nothing is kept: the record travels sealed with the page.
pub async fn prepare(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    signing: &Signing,
) -> Result<Prepared, Error> {
    let typed = Typed::read(signing)?;
    let party = passkeys::party(service)?;
    let known = passkeys::list(service, *actor).await?;
    if known.is_empty() {
        return Err(Error::Conflict(Text::of("signature-no-passkey")));
    }
    let mut tx = service.db.begin().await?;
    let place = Place::of(&mut tx, actor, organisation).await?;
    let record = place.record(service, signing, typed, Method::Passkey)?;
    drop(tx);
    let bytes = Zeroizing::new(serde_json_canonicalizer::to_vec(&record)?);
    Ok(Prepared {
        token: BASE64URL_NOPAD.encode(&service.keys.seal(&record::prepared_context(actor.account), &bytes)),
        challenge: Digest::of(&bytes),
        passkeys: known.into_iter().map(|passkey| passkey.credential.id).collect(),
        record,
        party,
    })
}

/// A member signs what was prepared: `credential` names the passkey that gave `assertion`. Everything that was looked at when it
/// was prepared is looked at again.
pub async fn sign_by_passkey(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    token: &str,
    credential: &Base64,
    assertion: Assertion,
) -> Result<SignatureId, Error> {
    let sealed = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| STALE)?;
    let bytes = service.keys.open_sealed(&record::prepared_context(actor.account), &sealed).map_err(|_| STALE)?;
    let record: Record = serde_json::from_slice(&bytes)?;
    let mut tx = service.db.begin().await?;
    let place = Place::of(&mut tx, actor, organisation).await?;
    // Looked at behind the lock, which may have been waited for.
    let now = service.clock.now();
    let in_time = record.signed_at <= now && now < record.signed_at.plus(passkeys::CEREMONY);
    if !in_time || !place.is_that_of(&record) {
        return Err(STALE);
    }
    let challenge = Digest::of(&bytes);
    let credential = passkeys::confirm(&mut tx, service, actor.account, credential, &assertion, &challenge).await?;
    let by = ByPasskey { credential, assertion };
    let id = place.enter(&mut tx, service, &record, &bytes, Some(&by)).await?;
    tx.commit().await?;
    Ok(id)
}

const STALE: Error = Error::Conflict(Text::of("signature-stale"));

/// What a signer typed, as it will stand in the record.
struct Typed {
    name: String,
    title: String,
    authority: String,
}

impl Typed {
    fn read(signing: &Signing) -> Result<Self, Error> {
        let mut form = Form::default();
        for (ticked, field) in signing.affirmed.into_iter().zip(AFFIRMATIONS) {
            form.affirmed(field, ticked, Text::of("signature-tick"));
        }
        let name = form.line("name", &signing.name, Text::of("enter-signature"));
        let title = form.line("title", &signing.title, Text::of("signature-enter-title"));
        let authority = form.line("authority", &signing.authority, Text::of("signature-enter-authority"));
        form.finish()?;
        Ok(Self { name, title, authority })
    }
}

/// Who signs what for whom, as it stands in this transaction: the organisation's row is held.
struct Place {
    organisation: Organisation,
    member: Member,
    agreement: Agreement,
}

impl Place {
    async fn of(tx: &mut Tx, actor: &Actor, organisation: OrganisationId) -> Result<Self, Error> {
        let organisation = organisations::lock(tx, organisation).await?.ok_or(Error::NotFound)?;
        let member = organisations::member(tx, actor.account, organisation.id).await?.ok_or(Error::NotFound)?;
        if matches!(organisation.state, organisations::State::Refused | organisations::State::Ended) {
            return Err(Error::NotVerified { organisation: organisation.name, state: organisation.state });
        }
        let agreement = agreements::current(tx).await?.ok_or(Error::Agreement(Refusal::Unpublished))?;
        if store::of_member(tx, member.id, agreement.id, member.role.as_str()).await?.is_some() {
            return Err(Error::Conflict(Text::of("signature-done")));
        }
        Ok(Self { organisation, member, agreement })
    }

    fn record(&self, service: &Service, signing: &Signing, typed: Typed, method: Method) -> Result<Record, Error> {
        if self.agreement.id != signing.agreement {
            return Err(Error::Conflict(Text::of("signature-newer")));
        }
        let text = self.agreement.text(&signing.locale).ok_or(Error::NotFound)?;
        let Typed { name, title, authority } = typed;
        let (account, role) = (self.member.account, self.member.role.as_str().to_owned());
        Ok(Record {
            record: record::NAME.to_owned(),
            service: service.keys.origin.clone(),
            agreement: SignedAgreement {
                version: self.agreement.version,
                locale: text.locale.clone(),
                sha256: text.sha256,
            },
            organisation: SignedOrganisation { id: self.organisation.id, name: self.organisation.name.clone() },
            signer: Signer { account, role, name, title, authority },
            affirmations: wordings(&text.locale).into(),
            method,
            signed_at: service.clock.now(),
            address: signing.address.clone(),
            browser: signing.browser.chars().take(500).collect(),
        })
    }

    /// Whether a record that was prepared is still what would be signed here.
    fn is_that_of(&self, record: &Record) -> bool {
        let text = self.agreement.text(&record.agreement.locale);
        record.organisation == SignedOrganisation { id: self.organisation.id, name: self.organisation.name.clone() }
            && (record.signer.account, record.signer.role.as_str()) == (self.member.account, self.member.role.as_str())
            && record.agreement.version == self.agreement.version
            && text.is_some_and(|text| record.agreement.sha256 == text.sha256)
    }

    /// Enters a signature in the log and keeps it.
    async fn enter(
        &self,
        tx: &mut Tx,
        service: &Service,
        record: &Record,
        bytes: &[u8],
        by: Option<&ByPasskey>,
    ) -> Result<SignatureId, Error> {
        let sha256 = Digest::of(bytes);
        let by = by.map(serde_json_canonicalizer::to_vec).transpose()?;
        let mut commitments = vec![
            ("record", sha256.to_string()),
            ("signer", self.member.account.to_string()),
            ("organisation", self.organisation.name.clone()),
        ];
        commitments.extend(by.as_ref().map(|by| ("passkey", Digest::of(by).to_string())));
        let entry = NewEntry {
            kind: "agreement.signed",
            case: self.organisation.log_case,
            actor: "member",
            fields: json!({
                "version": record.agreement.version,
                "locale": record.agreement.locale,
                "agreement": record.agreement.sha256.to_string(),
                "role": record.signer.role,
                "method": record.method,
            }),
            commitments: &commitments,
            journal: None,
        };
        let log_entry = audit::append(tx, service, entry).await?;
        let id = SignatureId::new(&service.clock, &service.entropy);
        let row = store::New {
            id,
            agreement: self.agreement.id,
            locale: &record.agreement.locale,
            organisation: self.organisation.id,
            member: self.member.id,
            role: self.member.role,
            method: record.method,
            record_sealed: &service.keys.seal(&record::context(id), bytes),
            record_sha256: &sha256.0,
            assertion_sealed: by.map(|by| service.keys.seal(&record::assertion_context(id), &by)),
            log_entry,
            signed_at: record.signed_at,
        };
        store::insert(tx, &row).await?;
        Ok(id)
    }
}

/// How an organisation, and one of its members, stand to the agreement.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The version in force.
    pub current: Option<Agreement>,
    /// What closes the verified queue, if anything.
    pub organisation: Option<Refusal>,
    /// What closes direct access to the member, if anything.
    pub member: Option<Refusal>,
}

/// How a member's organisation and the member stand to the agreement: what the pages show before anything is refused.
pub async fn standing(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Standing, Error> {
    let mut tx = service.db.read().await?;
    let member = organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    let refusal = |checked: Result<Signed, Error>| match checked {
        Ok(_) => Ok(None),
        Err(Error::Agreement(refusal)) => Ok(Some(refusal)),
        Err(error) => Err(error),
    };
    Ok(Standing {
        current: agreements::current(&mut tx).await?,
        organisation: refusal(signed_by_organisation(&mut tx, organisation).await)?,
        member: refusal(signed_by_member(&mut tx, member.id).await)?,
    })
}

/// The text by which an owner bound the organisation to the version in force; otherwise the refusal.
pub(super) async fn signed_by_organisation(tx: &mut Tx, organisation: OrganisationId) -> Result<Signed, Error> {
    let current = agreements::current(tx).await?.ok_or(Error::Agreement(Refusal::Unpublished))?;
    let newest = store::newest_for(tx, organisation, MemberRole::Owner.as_str()).await?;
    in_force(&current, newest, Who::Organisation)
}

/// The text of the version in force that this member signed; otherwise the refusal.
pub(super) async fn signed_by_member(tx: &mut Tx, member: MemberId) -> Result<Signed, Error> {
    let current = agreements::current(tx).await?.ok_or(Error::Agreement(Refusal::Unpublished))?;
    let newest = store::newest_by(tx, member).await?;
    in_force(&current, newest, Who::Member)
}

/// The exact text that was signed of the version in force.
pub(super) struct Signed {
    pub agreement: AgreementId,
    pub sha256: Digest,
}

fn in_force(current: &Agreement, newest: Option<(i64, String)>, who: Who) -> Result<Signed, Error> {
    match newest {
        Some((version, locale)) if version == current.version => {
            let text = current.text(&locale).ok_or(Error::NotFound)?;
            Ok(Signed { agreement: current.id, sha256: text.sha256 })
        }
        Some((signed, _)) => Err(Error::Agreement(Refusal::Outdated { who, signed, current: current.version })),
        None => Err(Error::Agreement(Refusal::Unsigned { who, current: current.version })),
    }
}
