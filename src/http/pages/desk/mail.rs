//! Mail that did not arrive: sent again, or settled by whoever reached the person another way.

use super::super::Samples;
use super::super::prelude::*;
use super::lists::Behind;
use super::rights_holders::administrators;
use super::{Desk, mail};
use crate::accounts::Actor;
use crate::claims::decisions;
use crate::ids::{AccountId, ClaimId, CorrespondentId, MessageId, ObjectId, OrganisationId};
use crate::mail::{About, Addressee, Letter, Progress, State as Delivery};
use crate::process::delivery::{self, Duty, Page, Subject, Undelivered};
use crate::process::misuse::{self, Party};
use crate::process::strikes;
use crate::process::waiting::Place;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/mail", get(list))
        .route("/desk/mail/{message}/sending", post(send_again))
        .route("/desk/mail/{message}/settlement", post(settle))
        .route("/desk/claims/{claim}/mail", get(of_claim))
        .route("/desk/objects/{object}/mail", get(of_object))
        .route("/desk/rights-holders/{organisation}/mail", get(of_holder))
        .route("/desk/standing/accounts/{account}/mail", get(of_party::<AccountId>))
        .route("/desk/standing/organisations/{organisation}/mail", get(of_party::<OrganisationId>))
        .route("/desk/standing/correspondents/{correspondent}/mail", get(of_party::<CorrespondentId>))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<MailPage>();
    samples.add::<MailFragment>();
}

/// The messages that wait for somebody to see to them, a page of them.
#[derive(Template)]
#[template(path = "desk/mail.html")]
struct MailPage {
    layout: Layout,
    waiting: Vec<Undelivered>,
    /// Behind what this page begins, if it is not the first.
    behind: Option<Place>,
    /// The address of the next page.
    further: Option<String>,
    /// The message whose note was refused, and what was typed.
    refused: Option<MessageId>,
    form: FormState,
}

/// What a panel of mail is called, and what it says where there is none.
#[derive(Clone, Copy)]
pub(super) struct Panel {
    pub(super) title: &'static str,
    pub(super) none: &'static str,
}

pub(super) const OF_CLAIM: Panel = Panel { title: "case-mail", none: "case-mail-none" };
pub(super) const OF_FILE: Panel = Panel { title: "mail-of-file", none: "case-mail-none" };

/// The mail about somebody themselves: what is about their files and claims stands on the pages of those.
pub(super) const fn of(party: Party) -> Panel {
    match party {
        Party::Account(_) => Panel { title: "mail-of-account", none: "mail-of-account-none" },
        Party::Organisation(_) => Panel { title: "mail-of-organisation", none: "mail-of-organisation-none" },
        Party::Correspondent(_) => Panel { title: "mail-of-sender", none: "mail-of-sender-none" },
    }
}

/// The mail of a case, as it stands on its page: fetched again by a script while some of it waits to be sent.
#[derive(Template)]
#[template(path = "desk/messages.html")]
struct MailFragment {
    language: Language,
    mail_of: Panel,
    messages: Vec<Progress>,
}
page!(MailPage);
fragment!(MailFragment);

impl MailPage {
    async fn load(service: &Service, actor: &Actor, layout: Layout, behind: Option<Place>) -> Result<Self, Error> {
        let Page { waiting, further } = delivery::undelivered(service, actor, behind).await?;
        let further = further.map(|place| format!("/desk/mail?after={place}"));
        Ok(Self { layout, waiting, behind, further, refused: None, form: FormState::new() })
    }

    /// The form of one message: what was typed belongs to the one it was typed for.
    fn form_of(&self, message: &MessageId) -> FormState {
        if self.refused.as_ref() == Some(message) { self.form.clone() } else { FormState::new() }
    }
}

const URGENT: std::time::Duration = std::time::Duration::from_hours(24);

/// The text of what a message is about.
fn about(subject: &Subject) -> &'static str {
    match subject {
        Subject::Claim(_) => "desk-mail-about-claim",
        Subject::Object(_) => "desk-mail-about-file",
        Subject::Organisation(_) => "desk-mail-about-holder",
        Subject::Person => "desk-mail-about-account",
    }
}

/// The page of what a message is about, and its number.
fn page_of(subject: &Subject) -> Option<(&'static str, String, String)> {
    match subject {
        Subject::Claim(claim) => Some(("desk-mail-claim", format!("/desk/claims/{claim}"), claim.to_string())),
        Subject::Object(object) => Some(("desk-mail-file", format!("/desk/objects/{object}"), object.to_string())),
        Subject::Organisation(organisation) => {
            let page = format!("/desk/rights-holders/{organisation}");
            Some(("desk-mail-holder", page, organisation.to_string()))
        }
        Subject::Person => None,
    }
}

/// The text of what is due.
fn duty(duty: Duty) -> &'static str {
    match duty {
        Duty::Claim => "desk-mail-due-claim",
        Duty::CounterNotice => "desk-mail-due-counter-notice",
        Duty::Appeal => "desk-mail-due-appeal",
    }
}

/// As what its recipient is written to.
pub(super) fn addressee(message: &Progress) -> Text {
    Text::of(match message.about.map(|about| about.to) {
        Some(Addressee::Notifier) => "desk-mail-to-notifier",
        Some(Addressee::Uploader) => "desk-mail-to-uploader",
        Some(Addressee::Owner) => "desk-mail-to-owner",
        Some(Addressee::Invited) => "desk-mail-to-invited",
        Some(Addressee::Authority) => "desk-mail-to-authority",
        Some(Addressee::Staff) => "desk-mail-to-staff",
        Some(Addressee::Person) => "desk-mail-to-person",
        Some(Addressee::Sharee) => "desk-mail-to-sharee",
        None => "desk-mail-to-somebody",
    })
}

/// Where a message is: how it looks, and the word.
pub(super) fn standing(message: &Progress) -> (&'static str, Text) {
    let (look, key) = match (message.state, message.settled_at) {
        (_, Some(_)) => ("plain", "desk-mail-is-settled"),
        (Delivery::Queued, None) => ("info", "desk-mail-is-waiting"),
        (Delivery::Sent, None) => ("good", "desk-mail-is-sent"),
        (Delivery::Failed, None) => ("bad", "desk-mail-is-not-taken"),
        (Delivery::Bounced, None) => ("bad", "desk-mail-is-came-back"),
    };
    (look, Text::of(key))
}

/// Whether it goes on by itself.
pub(super) fn waits(message: &Progress) -> bool {
    message.state == Delivery::Queued && message.settled_at.is_none()
}

/// Whether somebody has to see to it.
pub(super) fn wants_staff(message: &Progress) -> bool {
    matches!(message.state, Delivery::Failed | Delivery::Bounced) && message.settled_at.is_none()
}

async fn list(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Query(behind): Query<Behind>,
) -> Result<MailPage, Error> {
    MailPage::load(&service, &actor, layout, behind.place()).await
}

async fn of_claim(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    Path(claim): Path<ClaimId>,
) -> Result<MailFragment, Error> {
    // Who may not open the page of a claim may not ask for a part of it.
    decisions::reviewer(&actor)?;
    Ok(MailFragment { language, mail_of: OF_CLAIM, messages: delivery::of_claim(&service, &actor, claim).await? })
}

async fn of_object(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    Path(object): Path<ObjectId>,
) -> Result<MailFragment, Error> {
    Ok(MailFragment { language, mail_of: OF_FILE, messages: delivery::of_object(&service, &actor, object).await? })
}

async fn of_holder(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    Path(organisation): Path<OrganisationId>,
) -> Result<MailFragment, Error> {
    administrators(&actor)?;
    let party = Party::from(organisation);
    let messages = delivery::of_party(&service, &actor, party).await?.ok_or(Error::NotFound)?;
    Ok(MailFragment { language, mail_of: of(party), messages })
}

/// Of whom something can be decided against: who may not open that page is refused as there.
async fn of_party<Id: Into<Party>>(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    Path(id): Path<Id>,
) -> Result<MailFragment, Error> {
    let party = id.into();
    if let Some(account) = party.account() {
        strikes::file(&service, &actor, account).await?;
    }
    misuse::record(&service, &actor, party).await?;
    let messages = delivery::of_party(&service, &actor, party).await?.ok_or(Error::NotFound)?;
    Ok(MailFragment { language, mail_of: of(party), messages })
}

async fn send_again(
    State(service): State<Service>,
    Desk(actor): Desk,
    Reader(language): Reader,
    session: Session,
    Path(message): Path<MessageId>,
) -> Result<Response, Error> {
    delivery::send_again(&service, &actor, message).await?;
    session::say(&session, language.say("desk-mail-sent-again").to_string()).await?;
    Ok(see_other("/desk/mail"))
}

async fn settle(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(message): Path<MessageId>,
    mut form: FormState,
) -> Result<Response, Error> {
    match delivery::settle(&service, &actor, message, form.value("note")).await {
        Ok(()) => {
            session::say(&session, layout.language.say("desk-mail-settled").to_string()).await?;
            Ok(see_other("/desk/mail"))
        }
        Err(error) => {
            form.refuse_with(error)?;
            let page = MailPage::load(&service, &actor, layout, form.value("after").parse().ok()).await?;
            Ok(again(MailPage { refused: Some(message), form, ..page }))
        }
    }
}

impl Sample for MailFragment {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let of = |mail_of, messages| Self { language: Language::default(), mail_of, messages };
        let sent = sample(&layout, Delivery::Sent);
        let gone = Progress { kept: false, subject: None, ..sent.clone() };
        let all = vec![sample(&layout, Delivery::Queued), sent, sample(&layout, Delivery::Bounced), gone];
        vec![of(OF_CLAIM, all), of(OF_FILE, vec![])]
    }
}

/// Messages for samples of pages.
pub(super) fn sample(layout: &Layout, state: Delivery) -> Progress {
    let ago = |hours| layout.now.minus(std::time::Duration::from_hours(hours));
    let gone = matches!(state, Delivery::Bounced | Delivery::Failed);
    Progress {
        id: MessageId(uuid::Uuid::from_u128(21 + u128::from(gone))),
        state,
        about: Some(About { case: crate::ids::CaseId(uuid::Uuid::from_u128(22)), to: Addressee::Uploader }),
        attempts: 1,
        created_at: ago(30),
        sent_at: (state == Delivery::Sent || state == Delivery::Bounced).then(|| ago(29)),
        bounced_at: (state == Delivery::Bounced).then(|| ago(28)),
        last_error: gone.then(|| Text::of("mail-cause-back-saying").with("status", "5.1.1")),
        settled_at: None,
        kept: true,
        subject: (!gone).then(|| "A file of yours was locked".to_owned()),
    }
}

impl Sample for MailPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let id = uuid::Uuid::from_u128;
        let subject = || "What was decided about your notice".to_owned();
        let letter = || "someone@example.org".parse().ok().map(|to| Letter { subject: subject(), to });
        let waiting = |state, subject| Undelivered {
            message: sample(&layout, state),
            subject,
            letter: matches!(subject, Subject::Claim(_)).then(letter).flatten(),
            due: matches!(subject, Subject::Claim(_)).then(|| (Duty::CounterNotice, layout.now.plus(URGENT))),
        };
        let page = |waiting, refused, form| Self {
            layout: layout.clone(),
            waiting,
            behind: None,
            further: Some("/desk/mail?after=0.1.00000000-0000-0000-0000-000000000001".to_owned()),
            refused,
            form,
        };
        let full = || {
            vec![
                waiting(Delivery::Bounced, Subject::Claim(ClaimId(id(7)))),
                waiting(Delivery::Failed, Subject::Object(ObjectId(id(8)))),
            ]
        };
        let refused = full().first().map(|first| first.message.id);
        vec![
            page(full(), None, FormState::new()),
            page(
                full().into_iter().take(1).collect(),
                refused,
                FormState::new().refused("note", "Say how the person was reached, or why they cannot be."),
            ),
            page(Vec::new(), None, FormState::new()),
        ]
    }
}
