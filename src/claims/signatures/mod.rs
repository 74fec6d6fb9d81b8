//! Signatures under the agreement.
//!
//! What is signed is kept as one record: canonical JSON (RFC 8785) whose exact bytes are sealed and whose SHA-256 is
//! committed to in the log. It names the agreement by the SHA-256 of its bytes, so that years later text, record and
//! log prove each other ([`copies`]). A signature confirmed by password is a simple electronic signature, and says so.

pub mod copies;
mod record;
mod store;

use std::fmt;

use serde_json::json;
use zeroize::Zeroizing;

pub use self::record::{Record, SignedAgreement, SignedOrganisation, Signer};
use super::agreements::{self, Agreement};
use super::form::Form;
use super::organisations::{self, MemberRole};
use super::{Actor, Error};
use crate::accounts::{self, Auth};
use crate::audit::{self, NewEntry};
use crate::db::Tx;
use crate::ids::{AgreementId, MemberId, OrganisationId, SignatureId};
use crate::locale::Locale;
use crate::service::Service;
use crate::tokens::Digest;

/// What a signer affirms.
pub const AFFIRMATIONS: [&str; 3] = ["capacity", "intent", "electronic"];

/// What a signer affirms, word for word, in the order of [`AFFIRMATIONS`]; the wording is part of the record.
pub const fn wordings(locale: Locale) -> [&'static str; 3] {
    match locale {
        Locale::English => [
            "I am entitled to sign this agreement in the capacity I state below.",
            "I have read the agreement, and I intend to be bound by it, or to bind the organisation I sign for.",
            "I agree to sign it electronically, and that typing my name and confirming with my password is my signature.",
        ],
        Locale::French => [
            "J\u{2019}ai qualité pour signer cet accord au titre que j\u{2019}indique ci-dessous.",
            "J\u{2019}ai lu l\u{2019}accord et j\u{2019}entends m\u{2019}y engager, ou y engager l\u{2019}organisation pour laquelle je signe.",
            "J\u{2019}accepte de le signer par voie électronique\u{a0}: saisir mon nom et confirmer par mon mot de passe vaut \
             signature de ma part.",
        ],
    }
}

/// What a signer typed and ticked.
#[derive(Clone, Debug)]
pub struct Signing {
    /// The version that was on the page, so that nobody signs another than they read.
    pub agreement: AgreementId,
    /// The language of the text that was on the page.
    pub locale: Locale,
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

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let who = |who: &Who| match who {
            Who::Organisation => "an owner of your organisation",
            Who::Member => "you yourself, as every member with direct access does,",
        };
        match self {
            Self::Unpublished => write!(f, "the operator has not published the agreement yet")?,
            Self::Unsigned { who: missing, current } => {
                write!(f, "the agreement (version {current}) is not signed: {} must sign it first", who(missing))?;
            }
            Self::Outdated { who: old, signed, current } => write!(
                f,
                "the agreement was signed in version {signed}, and version {current} is in force: {} must sign it first",
                who(old)
            )?,
        }
        write!(f, ". A notice under the law needs no agreement: send it at /report")
    }
}

/// A member signs the version in force. An owner thereby signs for the organisation; every member accepts for itself.
/// `auth` is the member's, derived again from the password for this.
pub async fn sign(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    signing: &Signing,
    auth: &Auth,
) -> Result<SignatureId, Error> {
    let mut form = Form::default();
    for (ticked, field) in signing.affirmed.into_iter().zip(AFFIRMATIONS) {
        form.affirmed(field, ticked, "Without this the agreement cannot be signed electronically");
    }
    let name = form.line("name", &signing.name, "Type your full name: it is your signature");
    let title = form.line("title", &signing.title, "Type your title or function");
    let authority =
        form.line("authority", &signing.authority, "Say by what authority you sign, such as managing director");
    form.finish()?;
    accounts::verify_auth(service, actor.account, auth).await?;

    let mut tx = service.db.begin().await?;
    let organisation = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    let member = organisations::member(&mut tx, actor.account, organisation.id).await?.ok_or(Error::NotFound)?;
    if organisation.state == organisations::State::Refused {
        return Err(Error::NotVerified { organisation: organisation.name, state: organisation.state });
    }
    let agreement = agreements::current(&mut tx).await?.ok_or(Error::Agreement(Refusal::Unpublished))?;
    if agreement.id != signing.agreement {
        return Err(Error::Conflict("a newer version was published since you opened this page: read that one"));
    }
    if store::of_member(&mut tx, member.id, agreement.id, member.role.as_str()).await?.is_some() {
        return Err(Error::Conflict("you have signed this version already"));
    }
    let (signed_at, text) = (service.clock.now(), agreement.text(signing.locale));
    let record = Record {
        record: record::NAME.to_owned(),
        service: service.keys.origin.clone(),
        agreement: SignedAgreement { version: agreement.version, locale: text.locale, sha256: text.sha256 },
        organisation: SignedOrganisation { id: organisation.id, name: organisation.name.clone() },
        signer: Signer { account: actor.account, role: member.role.as_str().to_owned(), name, title, authority },
        affirmations: wordings(text.locale).map(str::to_owned).into(),
        method: "password".to_owned(),
        signed_at,
        address: signing.address.clone(),
        browser: signing.browser.chars().take(500).collect(),
    };
    let bytes = Zeroizing::new(serde_json_canonicalizer::to_vec(&record)?);
    let sha256 = Digest::of(&bytes);
    let entry = NewEntry {
        kind: "agreement.signed",
        case: organisation.log_case,
        actor: "member",
        fields: json!({
            "version": agreement.version,
            "locale": text.locale,
            "agreement": text.sha256.to_string(),
            "role": member.role.as_str(),
            "method": "password",
        }),
        commitments: &[
            ("record", sha256.to_string()),
            ("signer", actor.account.to_string()),
            ("organisation", organisation.name.clone()),
        ],
        journal: None,
    };
    let log_entry = audit::append(&mut tx, service, entry).await?;
    let id = SignatureId::new(&service.clock, &service.entropy);
    let sealed = service.keys.seal(&record::context(id), &bytes);
    let row = store::New {
        id,
        agreement: agreement.id,
        locale: text.locale,
        organisation: organisation.id,
        member: member.id,
        role: member.role,
        record_sealed: &sealed,
        record_sha256: &sha256.0,
        log_entry,
        signed_at,
    };
    store::insert(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(id)
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

fn in_force(current: &Agreement, newest: Option<(i64, Locale)>, who: Who) -> Result<Signed, Error> {
    match newest {
        Some((version, locale)) if version == current.version => {
            Ok(Signed { agreement: current.id, sha256: current.text(locale).sha256 })
        }
        Some((signed, _)) => Err(Error::Agreement(Refusal::Outdated { who, signed, current: current.version })),
        None => Err(Error::Agreement(Refusal::Unsigned { who, current: current.version })),
    }
}
