//! Anyone's notice of illegal content, and the private page by which its sender follows it.

mod correspondents;
mod lost_links;
mod personal_data;

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;

use super::Samples;
use super::prelude::*;
use super::rights::case::action_end::{self, ActionEndPage};
use super::rights::case::amendment::AmendmentPage;
use super::rights::case::answers::{self, ActionPage, AppealPage};
use super::rights::case::withdrawal::{WithdrawalPage, extent};
use super::rights::case::{CasePage, ProgressFragment, Shown, Window};
use super::rights::notice::{self, Lines, Words};
use crate::claims::filing;
use crate::claims::reports::{self, Report};
use crate::claims::statement::Basis;
use crate::claims::withdrawal::{self, Claimant, PrivateLinkText};
use crate::clock::Time;
use crate::http::extract::ClientAddress;
use crate::ids::{ClaimId, CounterNoticeId, DecisionId, DisputeId};
use crate::process::appeals::{self, Appellant};
use crate::process::disputes;
use crate::tokens::Digest;

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/report", get(begin).post(send))
        .route("/report/{secret}", get(follow))
        .route("/report/{secret}/progress", get(progress))
        .route("/report/{secret}/amendment", get(amendment_form).post(amend))
        .route("/report/{secret}/withdrawal", get(withdrawal_form).post(withdraw))
        .route("/report/{secret}/counter-notices/{counter}/action", get(action_form).post(tell))
        .route("/report/{secret}/disputes/{dispute}/end", get(end_form).post(tell_end))
        .route("/report/{secret}/decisions/{decision}/appeal", get(appeal_form).post(lodge))
        .route("/report/{secret}/decisions/{decision}/appeal/withdrawal", post(withdraw_appeal))
        .merge(correspondents::routes())
        .merge(lost_links::routes())
        .merge(personal_data::routes())
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ReportPage>();
    samples.add::<SentPage>();
    correspondents::samples(samples);
    lost_links::samples(samples);
    personal_data::samples(samples);
}

/// The notice: first the law, then what it asks for.
#[derive(Template)]
#[template(path = "report/notice.html")]
struct ReportPage {
    layout: Layout,
    bases: Vec<(String, String, String)>,
    basis: Option<Basis>,
    /// The text that names it.
    basis_name: &'static str,
    words: Words,
    form: FormState,
}

/// The receipt, with the private link, which is told here alone: also where a browser sends the form again.
#[derive(Template)]
#[template(path = "report/sent.html")]
struct SentPage {
    layout: Layout,
    claim: ClaimId,
    submitted_at: Time,
    due_at: Time,
    link: Option<String>,
    wrong_keys: Option<Text>,
    reachable: bool,
}
page!(ReportPage, SentPage);

impl ReportPage {
    fn new(layout: Layout, basis: Option<Basis>, form: FormState) -> Self {
        let basis_name = basis.map_or("", notice::name);
        Self {
            bases: notice::bases(layout.language),
            layout,
            basis,
            basis_name,
            words: Words::of(basis.unwrap_or(Basis::EuDsa)),
            form,
        }
    }

    /// Why a name and an e-mail address are asked for, where the law needs neither.
    fn name_hint(&self) -> String {
        self.layout.language.say("notice-form-name-other").to_string()
    }

    fn word(&self) -> &'static str {
        self.basis.map_or("", Basis::as_str)
    }

    fn is(&self, word: &str) -> bool {
        self.basis.is_some_and(|basis| basis.as_str() == word)
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Begin {
    basis: Option<String>,
}

async fn begin(State(service): State<Service>, Query(begin): Query<Begin>, layout: Layout) -> ReportPage {
    let basis = begin.basis.as_deref().and_then(Basis::parse);
    let mut form = FormState::new().with("once", BASE64URL_NOPAD.encode(&service.entropy.bytes::<16>()));
    if begin.basis.is_some() && basis.is_none() {
        form.refuse("basis", Text::of("report-choose-law"));
    }
    ReportPage::new(layout, basis, form)
}

/// By what a notice is known that a browser sends again: all that stands in its form, with what was drawn for that when the form was shown.
fn sent_as(form: &FormState) -> Option<Digest> {
    let all = || url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form.typed()).finish();
    (!form.value("once").is_empty()).then(|| Digest::of(all().as_bytes()))
}

async fn send(
    State(service): State<Service>,
    Visitor(actor): Visitor,
    ClientAddress(from): ClientAddress,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let basis = form.read("basis", |word| Basis::parse(word).ok_or(Text::of("report-choose-law")));
    let lines = Lines::read(&mut form);
    if let Some(basis) = basis {
        let (account, language) = (actor.map(|actor| actor.account), layout.language);
        let report = Report { basis, statement: notice::statement(&form), targets: lines.targets.clone(), language };
        let refused = if form.is_valid() && report.is_complete() {
            let sent = match sent_as(&form) {
                Some(form) => reports::send_once(&service, &from, account, &report, form).await,
                None => reports::send(&service, &from, account, &report).await,
            };
            match sent {
                Ok(filed) => {
                    let address = |secret: &str| service.config.public_url.join(&format!("report/{secret}"));
                    let link = filed.private_link.as_ref().map(|secret| address(secret.expose())).transpose();
                    let page = SentPage {
                        layout,
                        claim: filed.claim,
                        submitted_at: filed.submitted_at,
                        due_at: filed.due_at,
                        link: link.map_err(Error::internal)?.map(|link| link.to_string()),
                        wrong_keys: notice::of_wrong_keys(&lines.wrong_keys(&filed.targets)),
                        reachable: actor.is_some() || !form.value("email").trim().is_empty(),
                    };
                    return Ok(page.into_response());
                }
                Err(error) => vec![error],
            }
        } else {
            // Nobody looks for links that are not there. In the form they stand first.
            if lines.targets.is_empty() && form.error("targets").is_none() {
                form.refuse("targets", Text::of("claim-enter-link").sentence());
            }
            reports::mistakes(&service, &from, account, &report).await?
        };
        for error in refused {
            lines.refuse(&mut form, error)?;
        }
    }
    Ok(again(ReportPage::new(layout, basis, form)))
}

async fn shown(service: &Service, layout: &Layout, secret: &str, window: Window) -> Result<Shown, Error> {
    let case = reports::follow(service, secret).await?;
    let (who, base) = (PrivateLinkText(secret), format!("/report/{secret}"));
    Shown::load(service, layout.language, Claimant::Holder(&who), case, base, window).await
}

async fn follow(
    State(service): State<Service>,
    Path(secret): Path<String>,
    Query(window): Query<Window>,
    layout: Layout,
) -> Result<CasePage, Error> {
    let shown = shown(&service, &layout, &secret, window).await?;
    Ok(CasePage::for_notifier(layout, shown))
}

async fn progress(
    State(service): State<Service>,
    Path(secret): Path<String>,
    Query(window): Query<Window>,
    layout: Layout,
) -> Result<ProgressFragment, Error> {
    let shown = shown(&service, &layout, &secret, window).await?;
    Ok(ProgressFragment::new(layout, shown))
}

async fn amendment_form(
    State(service): State<Service>,
    Path(secret): Path<String>,
    layout: Layout,
) -> Result<AmendmentPage, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    AmendmentPage::new(layout, shown, None)
}

async fn amend(
    State(service): State<Service>,
    Path(secret): Path<String>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    let text = PrivateLinkText(&secret);
    match filing::amend(&service, Claimant::Holder(&text), shown.case.claim, &notice::statement(&form)).await {
        Ok(()) => return Ok(see_other(&format!("/report/{secret}"))),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(AmendmentPage::new(layout, shown, Some(form))?))
}

async fn withdrawal_form(
    State(service): State<Service>,
    Path(secret): Path<String>,
    layout: Layout,
) -> Result<WithdrawalPage, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    Ok(WithdrawalPage::new(layout, shown, FormState::new()))
}

async fn withdraw(
    State(service): State<Service>,
    Path(secret): Path<String>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    let text = PrivateLinkText(&secret);
    if let Some(extent) = extent(&mut form) {
        let reason = form.value("reason").to_owned();
        let done = withdrawal::withdraw(&service, Claimant::Holder(&text), shown.case.claim, extent.as_ref(), &reason);
        match done.await {
            Ok(()) => return Ok(see_other(&format!("/report/{secret}"))),
            Err(error) => form.refuse_with(error)?,
        }
    }
    Ok(again(WithdrawalPage::new(layout, shown, form)))
}

async fn action_form(
    State(service): State<Service>,
    Path((secret, counter)): Path<(String, CounterNoticeId)>,
    layout: Layout,
) -> Result<ActionPage, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    ActionPage::new(layout, shown, counter, FormState::new())
}

async fn tell(
    State(service): State<Service>,
    Path((secret, counter)): Path<(String, CounterNoticeId)>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    let (text, told) = (PrivateLinkText(&secret), answers::told(&form));
    match disputes::tell_of_action(&service, Claimant::Holder(&text), shown.case.claim, counter, &told).await {
        Ok(_) => return Ok(see_other(&format!("/report/{secret}#answers"))),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(ActionPage::new(layout, shown, counter, form)?))
}

async fn end_form(
    State(service): State<Service>,
    Path((secret, dispute)): Path<(String, DisputeId)>,
    layout: Layout,
) -> Result<ActionEndPage, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    ActionEndPage::new(layout, shown, dispute, FormState::new())
}

async fn tell_end(
    State(service): State<Service>,
    Path((secret, dispute)): Path<(String, DisputeId)>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    let (text, told) = (PrivateLinkText(&secret), action_end::told(&form));
    match disputes::tell_end(&service, Claimant::Holder(&text), shown.case.claim, dispute, &told).await {
        Ok(()) => return Ok(see_other(&format!("/report/{secret}#answers"))),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(ActionEndPage::new(layout, shown, dispute, form)?))
}

async fn appeal_form(
    State(service): State<Service>,
    Path((secret, decision)): Path<(String, DecisionId)>,
    layout: Layout,
) -> Result<AppealPage, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    AppealPage::new(layout, shown, decision, FormState::new())
}

async fn lodge(
    State(service): State<Service>,
    Path((secret, decision)): Path<(String, DecisionId)>,
    layout: Layout,
    mut form: FormState,
) -> Result<Response, Error> {
    let shown = shown(&service, &layout, &secret, Window::default()).await?;
    let (text, grounds) = (PrivateLinkText(&secret), form.value("grounds").to_owned());
    let appellant = Appellant::Notifier(Claimant::Holder(&text), shown.case.claim, decision);
    match appeals::lodge(&service, appellant, &grounds).await {
        Ok(_) => return Ok(see_other(&format!("/report/{secret}#targets"))),
        Err(error) => form.refuse_with(error)?,
    }
    Ok(again(AppealPage::new(layout, shown, decision, form)?))
}

async fn withdraw_appeal(
    State(service): State<Service>,
    Path((secret, decision)): Path<(String, DecisionId)>,
) -> Result<Response, Error> {
    let claim = reports::follow(&service, &secret).await?.claim;
    let text = PrivateLinkText(&secret);
    appeals::withdraw(&service, Appellant::Notifier(Claimant::Holder(&text), claim, decision)).await?;
    Ok(see_other(&format!("/report/{secret}#targets")))
}

impl Sample for ReportPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers;
        let wrong = FormState::new().with("reasons", "x").refused("targets", "Enter at least one link.");
        let mut samples =
            vec![Self::new(layout(), None, FormState::new()), Self::new(layout(), Some(Basis::EuDsa), wrong)];
        samples.extend(Basis::ALL.map(|basis| Self::new(layout(), Some(basis), FormState::new())));
        samples
    }
}

impl Sample for SentPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        vec![Self {
            claim: ClaimId(uuid::Uuid::from_u128(51)),
            submitted_at: layout.now,
            due_at: layout.now.plus(std::time::Duration::from_hours(24)),
            link: Some(format!("https://files.example/report/{}", "x".repeat(43))),
            wrong_keys: notice::of_wrong_keys(&[2]),
            reachable: false,
            layout,
        }]
    }
}
