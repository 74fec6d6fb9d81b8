//! Signing the agreement: the exact text, what is affirmed, and the copies of what was signed.

use http::{HeaderMap, header};

use super::super::Samples;
use super::super::agreement::Prose;
use super::super::prelude::*;
use super::{Holder, Which, sentence, to_application};
use crate::accounts::Actor;
use crate::audit;
use crate::claims::agreements::{self, Agreement};
use crate::claims::signatures::{self, AFFIRMATIONS, Record, Refusal, Signing, verify_copy};
use crate::clock::Time;
use crate::http::extract::ClientAddress;
use crate::ids::SignatureId;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/rights/agreement", get(show).post(sign)).route("/rights/agreement/copies/{id}", get(copy))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<SigningPage>();
}

/// The agreement to be signed, and the signatures under it.
#[derive(Template)]
#[template(path = "rights/agreement.html")]
struct SigningPage {
    layout: Layout,
    holder: Holder,
    current: Option<Agreement>,
    prose: Prose,
    /// Whether this person has yet to sign the version in force.
    unsigned: bool,
    /// What closes the verified queue, if anything.
    refusal: Option<String>,
    copies: Vec<Copy>,
    form: FormState,
}
page!(SigningPage);

/// A signed copy in the list.
struct Copy {
    id: SignatureId,
    version: i64,
    record: Record,
    sha256: String,
    signed_at: Time,
    /// Whether text, record and digest prove each other.
    verified: bool,
    /// Its entry's number in the log.
    index: Option<u64>,
}

#[expect(clippy::unused_self, reason = "templates call what they show as methods")]
impl SigningPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        form: FormState,
    ) -> Result<Self, Error> {
        let standing = signatures::standing(service, actor, holder.organisation.id).await?;
        let kept = signatures::signatures(service, actor, holder.organisation.id).await?;
        let mut tx = service.db.read().await?;
        let mut copies = Vec::with_capacity(kept.len());
        for copy in kept {
            copies.push(Copy {
                id: copy.id,
                version: copy.agreement.version,
                record: serde_json::from_slice(&copy.record).map_err(Error::internal)?,
                sha256: copy.record_sha256.to_string(),
                signed_at: copy.signed_at,
                verified: verify_copy(&copy.agreement.text, &copy.record, &copy.record_sha256).is_ok(),
                index: audit::index(&mut tx, copy.log_entry).await.map_err(Error::internal)?,
            });
        }
        let version = standing.current.as_ref().map(|agreement| agreement.version);
        let (account, role) = (actor.account, holder.member.role.as_str());
        let signed = copies.iter().any(|copy| {
            Some(copy.version) == version && copy.record.signer.account == account && copy.record.signer.role == role
        });
        Ok(Self {
            prose: Prose::of(standing.current.as_ref().map_or("", |agreement| &agreement.text)),
            unsigned: version.is_some() && !signed,
            current: standing.current,
            refusal: standing.organisation.map(sentence),
            layout,
            holder,
            copies,
            form,
        })
    }

    fn affirmations(&self) -> [(&'static str, &'static str); 3] {
        AFFIRMATIONS
    }

    /// A version was signed before, and a newer one is in force.
    fn is_outdated(&self) -> bool {
        self.unsigned && !self.copies.is_empty()
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else { return to_application(&session).await };
    Ok(SigningPage::load(&service, &actor, layout, holder, FormState::new()).await?.into_response())
}

async fn sign(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session).await;
    };
    let agreement = form.value("agreement").parse().map_err(|_| Error::NotFound)?;
    let signing = Signing {
        agreement,
        affirmed: AFFIRMATIONS.map(|(field, _)| form.chosen(field, "yes")),
        name: form.value("name").to_owned(),
        title: form.value("title").to_owned(),
        authority: form.value("authority").to_owned(),
        address,
        browser: headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned(),
    };
    if let Some(auth) = form.read_auth() {
        match signatures::sign(&service, &actor, holder.organisation.id, &signing, &auth).await {
            Ok(_) => {
                session::say(&session, "The agreement is signed. Your copy stands below.").await?;
                return Ok(see_other(&format!("/rights/agreement{}", holder.query())));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(SigningPage::load(&service, &actor, layout, holder, form).await?))
}

/// The exact bytes that were signed and whose SHA-256 the log commits to.
async fn copy(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    Path(id): Path<SignatureId>,
) -> Result<Response, Error> {
    let holder = Holder::of(&service, &actor, which).await?.ok_or(Error::NotFound)?;
    let kept = signatures::signatures(&service, &actor, holder.organisation.id).await?;
    let copy = kept.into_iter().find(|copy| copy.id == id).ok_or(Error::NotFound)?;
    let name = format!("attachment; filename=\"signature-{id}.json\"");
    let headers = [(header::CONTENT_TYPE, "application/json".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((headers, copy.record.to_vec()).into_response())
}

impl Sample for SigningPage {
    fn samples() -> Vec<Self> {
        use crate::claims::organisations::State;
        let page = |form: FormState| {
            let layout = Layout::sample();
            let text = agreements::DEFAULT_TEXT;
            let current = Agreement {
                id: crate::ids::AgreementId(uuid::Uuid::from_u128(21)),
                version: 2,
                locale: "en".into(),
                text: text.into(),
                sha256: crate::tokens::Digest::of(text.as_bytes()),
                log_case: crate::ids::CaseId(uuid::Uuid::from_u128(22)),
                published_at: Some(layout.now),
            };
            let holder = Holder::sample(&layout, State::Verified);
            let record = Record {
                record: "writ/v1/agreement-signature".into(),
                service: "files.example".into(),
                agreement: signatures::SignedAgreement { version: 1, locale: "en".into(), sha256: current.sha256 },
                organisation: signatures::SignedOrganisation {
                    id: holder.organisation.id,
                    name: holder.organisation.name.clone(),
                },
                signer: signatures::Signer {
                    account: holder.member.account,
                    role: "owner".into(),
                    name: "Mira Example".into(),
                    title: "Head of legal".into(),
                    authority: "managing director".into(),
                },
                affirmations: Vec::new(),
                method: "password".into(),
                signed_at: layout.now,
                address: String::new(),
                browser: String::new(),
            };
            let copy = Copy {
                id: SignatureId(uuid::Uuid::from_u128(23)),
                version: 1,
                record,
                sha256: current.sha256.to_string(),
                signed_at: layout.now,
                verified: true,
                index: Some(7),
            };
            let refusal = Refusal::Outdated { who: signatures::Who::Organisation, signed: 1, current: 2 };
            Self {
                prose: Prose::of(text),
                unsigned: true,
                refusal: Some(sentence(refusal)),
                current: Some(current),
                copies: vec![copy],
                layout,
                holder,
                form,
            }
        };
        let empty = Self { current: None, unsigned: false, copies: Vec::new(), ..page(FormState::new()) };
        let signed = Self { unsigned: false, refusal: None, ..page(FormState::new()) };
        vec![page(FormState::new()), page(FormState::new().refused("name", "Type your full name.")), empty, signed]
    }
}
