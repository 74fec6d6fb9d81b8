//! One account: its strikes, and what a reviewer decides about them.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::words::{Choices, options};
use super::super::{Desk, mail};
use super::confirm::{self, Closing, ConfirmPage};
use super::{Forms, URGENT, because, days, heading, page_of, sample, what};
use crate::accounts::Actor;
use crate::accounts::standing::Kind;
use crate::claims::decisions::Action;
use crate::http::pages::notices::made_up;
use crate::ids::AccountId;
use crate::mail::{Progress, State as Delivery};
use crate::notices::Because;
use crate::process::delivery;
use crate::process::measures::Measure;
use crate::process::misuse::{self, Numbers, Party, Record};
use crate::process::strikes::{self, File, Restricted, Verdict};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/standing/accounts/{account}", get(show))
        .route("/desk/standing/accounts/{account}/review", post(decide))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<AccountPage>();
}

/// One account: its strikes, its complaints and notices, what was decided before, and what is decided now.
#[derive(Template)]
#[template(path = "desk/standing_account.html")]
pub(super) struct AccountPage {
    layout: Layout,
    file: File,
    record: Record,
    /// Its mail; none for whose account it is, to whom there is no such page.
    messages: Option<Vec<Progress>>,
    strikes: u32,
    months: u32,
    verdicts: Choices,
    forms: Forms,
}
page!(AccountPage);

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Nothing => "standing-verdict-nothing",
        Verdict::Warning => "standing-verdict-warning",
        Verdict::Suspension => "standing-verdict-suspension",
        Verdict::Termination => "standing-verdict-termination",
        Verdict::Moot => "standing-verdict-moot",
    }
}

fn action(one: &Restricted) -> &'static str {
    if one.action == Action::DisableLink { "standing-link" } else { "standing-file" }
}

/// Whether it counts, and why not if it does not.
fn counting(one: &Restricted) -> &'static str {
    match (one.stands, one.reviewed, one.called_in) {
        (false, _, _) => "standing-void",
        (true, false, false) => "standing-unreviewed",
        (true, false, true) => "standing-called-in",
        (true, true, _) => "standing-counting",
    }
}

impl AccountPage {
    pub(super) async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        account: AccountId,
        forms: Forms,
    ) -> Result<Self, Error> {
        let file = strikes::file(service, actor, account).await?;
        let record = misuse::record(service, actor, Party::Account(account)).await?;
        let messages = delivery::of_party(service, actor, Party::Account(account)).await?;
        let limits = &service.config.limits;
        Ok(Self { messages, ..Self::new(layout, file, record, (limits.strikes, limits.strike_counts.count()), forms) })
    }

    /// Without its mail.
    fn new(layout: Layout, file: File, record: Record, (strikes, months): (u32, u32), forms: Forms) -> Self {
        let mut verdicts = options(
            layout.language,
            &[
                (Verdict::Nothing.as_str(), "standing-decide-nothing", "standing-decide-nothing-hint"),
                (Verdict::Warning.as_str(), "standing-decide-warning", "standing-decide-warning-hint"),
                (Verdict::Suspension.as_str(), "standing-decide-suspension", "standing-decide-suspension-hint"),
            ],
        );
        if layout.roles().senior() {
            verdicts.extend(options(
                layout.language,
                &[(Verdict::Termination.as_str(), "standing-decide-termination", "standing-decide-termination-hint")],
            ));
        }
        Self { layout, file, record, messages: None, strikes, months, verdicts, forms }
    }

    /// Whether a senior has to be asked for a termination.
    fn needs_senior(&self) -> bool {
        !self.layout.roles().senior()
    }

    /// What its mail is called.
    fn mail_of(&self) -> mail::Panel {
        mail::of(self.record.party)
    }

    /// Where what is decided about misuse is sent.
    fn action(&self) -> String {
        format!("{}/misuse", page_of(self.record.party))
    }

    fn has_marks(&self) -> bool {
        !self.record.marks.is_empty()
    }

    fn in_force(&self, measure: &Measure) -> bool {
        measure.in_force(self.layout.now)
    }
}

async fn show(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(account): Path<AccountId>,
) -> Result<AccountPage, Error> {
    let forms = Forms::fresh(&layout);
    AccountPage::load(&service, &actor, layout, account, forms).await
}

async fn decide(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    session: Session,
    Path(account): Path<AccountId>,
    mut form: FormState,
) -> Result<Response, Error> {
    let file = strikes::file(&service, &actor, account).await?;
    if form.value("step") == "change" {
        let forms = Forms::new(&layout, form, FormState::new());
        return Ok(AccountPage::load(&service, &actor, layout, account, forms).await?.into_response());
    }
    let decision = match form.value("verdict").parse::<Verdict>() {
        Ok(Verdict::Nothing) => Some(strikes::Decision::Nothing),
        Ok(Verdict::Warning) => Some(strikes::Decision::Warn),
        Ok(Verdict::Suspension) => Some(strikes::Decision::Suspend { days: days(&form, "days") }),
        Ok(Verdict::Termination) => Some(strikes::Decision::Terminate),
        Ok(Verdict::Moot) | Err(_) => None,
    };
    match (decision, file.open().map(|review| review.id)) {
        (None, _) => form.refuse("verdict", layout.language.say("standing-decide-missing").to_string()),
        (_, None) => form.refuse("", layout.language.say("standing-nothing-waits").to_string()),
        (Some(decision), Some(review)) => {
            let closing = Closing::after_strikes(&service, decision).filter(|_| confirm::REVIEW.asks(&form));
            // A termination that is not theirs to decide is refused as it is.
            let theirs = |closing: &Closing| closing.kind != Kind::Termination || actor.roles.senior();
            if let Some(closing) = closing.filter(theirs) {
                let about = (account.into(), closing);
                let page = ConfirmPage::load(&service, &actor, layout, about, &form, &confirm::REVIEW).await?;
                return Ok(page.into_response());
            }
            let reasons = form.value("reasons").to_owned();
            match strikes::decide(&service, &actor, review, decision, &reasons).await {
                Ok(()) => {
                    session::say(&session, layout.language.say("standing-decided").to_string()).await?;
                    return Ok(see_other("/desk/standing"));
                }
                Err(error) => form.refuse_with(error)?,
            }
        }
    }
    let forms = Forms::new(&layout, form, FormState::new());
    Ok(again(AccountPage::load(&service, &actor, layout, account, forms).await?))
}

impl Sample for AccountPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let account = AccountId(uuid::Uuid::from_u128(35));
        let lifted = Measure {
            lifted_at: Some(layout.now),
            lifted_because: Some(Because::StrikesVoid),
            ..made_up::measure(&layout, Kind::Warning)
        };
        let file = File {
            account,
            since: layout.now.minus(100 * URGENT),
            standing: made_up::standing(&layout),
            reviews: vec![
                (sample::review(&layout, None), None),
                (sample::review(&layout, Some(Verdict::Warning)), Some("The same film three times.".into())),
            ],
            measures: vec![made_up::measure(&layout, Kind::Suspension), lifted],
        };
        let empty =
            File { standing: strikes::Standing::default(), reviews: Vec::new(), measures: Vec::new(), ..file.clone() };
        let nothing = Record {
            marks: Vec::new(),
            notices: Numbers::default(),
            complaints: Numbers::default(),
            ..sample::record(&layout, Party::Account(account))
        };
        let wrong = FormState::new().refused("verdict", "Choose what is decided.");
        let forms = Forms::new(&layout, wrong, FormState::new());
        let record = sample::record(&layout, Party::Account(account));
        let full = Self::new(layout.clone(), file.clone(), record.clone(), (3, 6), Forms::fresh(&layout));
        vec![
            Self { messages: Some(vec![mail::sample(&layout, Delivery::Bounced)]), ..full },
            Self::new(layout.clone(), file, record, (3, 6), forms),
            Self::new(layout.clone(), empty, nothing, (3, 6), Forms::fresh(&layout)),
        ]
    }
}
