//! Signing the agreement: the exact text in the language of one's choice, what is affirmed, and what was signed.

use http::{HeaderMap, header};
use serde::Deserialize;

use super::super::Samples;
use super::super::agreement::Prose;
use super::super::passkeys::assertion;
use super::super::prelude::*;
use super::{Holder, Which, to_application};
use crate::accounts::{Actor, passkeys};
use crate::audit;
use crate::claims::agreements::{self, Agreement};
use crate::claims::signatures::copies::{self, ErasedCopy, SignedCopy, UnreadableCopy};
use crate::claims::signatures::{self, AFFIRMATIONS, Prepared, Refusal, Signing, wordings};
use crate::http::extract::ClientAddress;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/rights/agreement", get(show).post(sign))
        .route("/rights/agreement/passkey", post(prepare))
        .route("/rights/agreement/passkey/confirmation", post(sign_by_passkey))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<SigningPage>();
    samples.add::<PasskeyPage>();
}

/// In which language, by its tag.
#[derive(Clone, Debug, Default, Deserialize)]
pub(in super::super) struct InLocale {
    pub(in super::super) locale: Option<String>,
}

impl InLocale {
    /// The text of a version that is shown: the one that was asked for, if it has that, else the one in the language of the page,
    /// else the English one.
    pub(in super::super) fn of<'a>(&self, agreement: &'a Agreement, page: Language) -> &'a agreements::Text {
        let asked = self.locale.as_deref().and_then(|locale| agreement.text(locale));
        asked.or_else(|| agreement.text(page.as_str())).unwrap_or(&agreement.english)
    }
}

/// The agreement to be signed, and the signatures under it.
#[derive(Template)]
#[template(path = "rights/agreement.html")]
struct SigningPage {
    layout: Layout,
    holder: Holder,
    current: Option<Agreement>,
    /// In which language its text is shown.
    locale: String,
    prose: Prose,
    /// Whether this person could sign by passkey.
    has_passkey: bool,
    /// Whether this person has yet to sign the version in force.
    unsigned: bool,
    /// What closes the verified queue, if anything.
    refusal: Option<Text>,
    copies: Vec<Listed>,
    unreadable: Vec<UnreadableCopy>,
    erased: Vec<ErasedCopy>,
    form: FormState,
}
/// What a passkey is to sign, and where it does.
#[derive(Template)]
#[template(path = "rights/sign_by_passkey.html")]
struct PasskeyPage {
    layout: Layout,
    holder: Holder,
    prepared: Prepared,
    form: FormState,
}
page!(SigningPage, PasskeyPage);

impl PasskeyPage {
    fn passkeys(&self) -> String {
        self.prepared.passkeys.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    }
}

/// A signed copy in the list.
struct Listed {
    copy: SignedCopy,
    /// Whether text, record and digest prove each other.
    verified: bool,
    /// Its entry's number in the log.
    index: Option<u64>,
}

impl SigningPage {
    async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        holder: Holder,
        locale: Option<String>,
        form: FormState,
    ) -> Result<Self, Error> {
        let standing = signatures::standing(service, actor, holder.organisation.id).await?;
        let kept = copies::of_organisation(service, actor, holder.organisation.id).await?;
        let unreadable = copies::unreadable(service, actor, holder.organisation.id).await?;
        let erased = copies::erased(service, actor, holder.organisation.id).await?;
        let mut tx = service.db.read().await?;
        let mut copies = Vec::with_capacity(kept.len());
        for copy in kept {
            copies.push(Listed {
                verified: copies::verify(&copy.text.text, &copy.bytes, &copy.sha256).is_ok(),
                index: audit::index(&mut tx, copy.log_entry).await.map_err(Error::internal)?,
                copy,
            });
        }
        // In the language asked for, else in that of the page, else in the one this person signed in before.
        let before = copies.iter().find(|Listed { copy, .. }| copy.record.signer.account == actor.account);
        let text = standing.current.as_ref().map(|agreement| {
            let of_page = agreement.text(layout.language.as_str()).map(|text| &text.locale);
            let unasked = of_page.or(before.map(|Listed { copy, .. }| &copy.text.locale)).cloned();
            InLocale { locale: locale.or(unasked) }.of(agreement, layout.language)
        });
        let (prose, locale) = text.map(|text| (Prose::of(&text.text), text.locale.clone())).unwrap_or_default();
        let version = standing.current.as_ref().map(|agreement| agreement.version);
        let (account, role) = (actor.account, holder.member.role.as_str());
        let signed = copies.iter().any(|Listed { copy, .. }| {
            Some(copy.version) == version && copy.record.signer.account == account && copy.record.signer.role == role
        });
        let member = holder.member.id;
        let theirs =
            |copy: &UnreadableCopy| (Some(copy.version), copy.member) == (version, member) && copy.role == role;
        let signed = signed || unreadable.iter().any(theirs);
        Ok(Self {
            prose,
            unsigned: version.is_some() && !signed,
            current: standing.current,
            refusal: standing.organisation.map(|refusal| refusal.told().sentence()),
            layout,
            holder,
            locale,
            has_passkey: !passkeys::list(service, *actor).await?.is_empty(),
            copies,
            unreadable,
            erased,
            form,
        })
    }

    fn affirmations(&self) -> impl Iterator<Item = (&'static str, String)> + use<> {
        AFFIRMATIONS.into_iter().zip(wordings(&self.locale))
    }

    fn text(&self) -> Option<&agreements::Text> {
        self.current.as_ref()?.text(&self.locale)
    }

    /// The texts in the other languages that the agreement can be read and signed in, each with the address that leads there.
    fn other_languages(&self) -> Vec<(&agreements::Text, String)> {
        let query = self.holder.query();
        let and = if query.is_empty() { "?" } else { "&" };
        let others = self.current.iter().flat_map(Agreement::texts).filter(|text| text.locale != self.locale);
        others.map(|text| (text, format!("/rights/agreement{query}{and}locale={}", text.locale))).collect()
    }

    /// Whether this person has signed the version in force: what was signed then stands before the text.
    fn is_signed(&self) -> bool {
        self.current.is_some() && !self.unsigned
    }

    /// A version was signed before, and a newer one is in force.
    fn is_outdated(&self) -> bool {
        self.unsigned && !(self.copies.is_empty() && self.unreadable.is_empty())
    }
}

async fn show(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    Query(which): Query<Which>,
    Query(asked): Query<InLocale>,
    layout: Layout,
    session: Session,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, which).await? else {
        return to_application(&session, layout.language).await;
    };
    let page = SigningPage::load(&service, &actor, layout, holder, asked.locale, FormState::new()).await?;
    Ok(page.into_response())
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
        return to_application(&session, layout.language).await;
    };
    let signing = signing(&form, address, &headers)?;
    if let Some(auth) = form.read_auth() {
        match signatures::sign(&service, &actor, holder.organisation.id, &signing, &auth).await {
            Ok(_) => {
                session::say(&session, layout.language.say("agreement-signed-now").to_string()).await?;
                return Ok(see_other(&format!("/rights/agreement{}", holder.query())));
            }
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(SigningPage::load(&service, &actor, layout, holder, Some(signing.locale), form).await?))
}

/// What the form says, and who sends it from where.
fn signing(form: &FormState, address: String, headers: &HeaderMap) -> Result<Signing, Error> {
    let browser = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Ok(Signing {
        agreement: form.value("agreement").parse().map_err(|_| Error::NotFound)?,
        locale: form.value("locale").to_owned(),
        affirmed: AFFIRMATIONS.map(|field| form.chosen(field, "yes")),
        name: form.value("name").to_owned(),
        title: form.value("title").to_owned(),
        authority: form.value("authority").to_owned(),
        address,
        browser: browser.to_owned(),
    })
}

async fn prepare(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let signing = signing(&form, address, &headers)?;
    match signatures::prepare(&service, &actor, holder.organisation.id, &signing).await {
        Ok(prepared) => Ok(PasskeyPage { layout, holder, prepared, form: FormState::new() }.into_response()),
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(SigningPage::load(&service, &actor, layout, holder, Some(signing.locale), form).await?))
        }
    }
}

async fn sign_by_passkey(
    State(service): State<Service>,
    SignedIn(actor): SignedIn,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let Some(holder) = Holder::of(&service, &actor, Which::of(&form)).await? else {
        return to_application(&session, layout.language).await;
    };
    let (token, id) = (form.value("prepared").to_owned(), holder.organisation.id);
    let signed = match assertion(&form) {
        Ok((credential, given)) => {
            signatures::sign_by_passkey(&service, &actor, id, &token, &credential, given).await.map_err(Error::from)
        }
        Err(error) => Err(Error::invalid("passkey", Text::of("agreement-not-confirmed").with("why", error.told()))),
    };
    match signed {
        Ok(_) => {
            session::say(&session, layout.language.say("agreement-signed-now").to_string()).await?;
            Ok(see_other(&format!("/rights/agreement{}", holder.query())))
        }
        Err(error) => {
            form.refuse_with(error)?;
            Ok(again(SigningPage::load(&service, &actor, layout, holder, None, form).await?))
        }
    }
}

impl Sample for SigningPage {
    fn samples() -> Vec<Self> {
        use crate::claims::organisations::State;
        let page = |locale: &str, form: FormState| {
            let layout = Layout::sample();
            let current = super::super::agreement::sample(&layout, 2);
            let text = current.text(locale).unwrap_or(&current.english);
            let (prose, locale) = (Prose::of(&text.text), text.locale.clone());
            let holder = Holder::sample(&layout, State::Verified);
            let copy = super::signed_copy::sample(&layout, &holder);
            let refusal = Refusal::Outdated { who: signatures::Who::Organisation, signed: 1, current: 2 };
            Self {
                prose,
                unsigned: true,
                refusal: Some(refusal.told().sentence()),
                has_passkey: locale != current.english.locale,
                current: Some(current),
                locale,
                copies: vec![Listed { copy, verified: true, index: Some(7) }],
                unreadable: vec![UnreadableCopy {
                    id: crate::ids::SignatureId(uuid::Uuid::from_u128(25)),
                    member: holder.member.id,
                    role: "owner".into(),
                    version: 1,
                    signed_at: layout.now,
                    instead: Text::of("words-altered"),
                }],
                erased: vec![ErasedCopy { version: 1, signed_at: layout.now, erased_at: layout.now }],
                layout,
                holder,
                form,
            }
        };
        let english = Language::default().as_str();
        let fresh = |locale: &str| page(locale, FormState::new());
        let empty = Self {
            current: None,
            unsigned: false,
            copies: Vec::new(),
            unreadable: Vec::new(),
            erased: Vec::new(),
            ..fresh(english)
        };
        let signed = Self { unsigned: false, refusal: None, ..fresh(english) };
        let refused = page(english, FormState::new().refused("name", "Type your full name."));
        let each = Language::all().map(|language| fresh(language.as_str()));
        each.chain([refused, empty, signed]).collect()
    }
}

impl Sample for PasskeyPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let holder = Holder::sample(&layout, crate::claims::organisations::State::Verified);
        let prepared = Prepared {
            token: "AAAA".into(),
            record: super::signed_copy::sample(&layout, &holder).record,
            challenge: crate::tokens::Digest([7; 32]),
            passkeys: vec![crate::webauthn::Base64(vec![7; 16])],
            party: crate::webauthn::RelyingParty { id: "files.example".into(), origin: "https://files.example".into() },
        };
        vec![Self { layout, holder, prepared, form: FormState::new() }]
    }
}
