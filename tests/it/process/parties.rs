//! What either side reads and does on its pages after a decision: through the router, with forms as a browser without scripts sends them.

use http::{StatusCode, header};
use writ::accounts::Role;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{queue, reports};
use writ::ids::{ClaimId, DecisionId};
use writ::process::appeals::{self, Appellant};
use writ::process::disputes::{self, Outcome};
use writ::service::Service;

use super::{action, at, countered, in_new_york, mails, restriction, turn_to, worked};
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File};
use crate::http::{Answer, get, send};
use crate::pages_desk::{look, post};

/// Somebody without an account claimed a file under US law, and a reviewer decided.
struct Parties {
    cast: Cast,
    film: File,
    /// The uploader's session.
    uploader: String,
    claim: ClaimId,
    decision: DecisionId,
    secret: String,
    /// The claimant's page.
    page: String,
}

impl Parties {
    async fn new(service: &Service, action: Action) -> Self {
        let cast = Cast::signed(service).await;
        let owner = account(service, "owner@example.org").await;
        let film = File::upload_of(service, owner, "concert.mkv").await;
        let filed =
            reports::send(service, "203.0.113.7", None, &cast::report(Basis::UsDmca, &film.url())).await.unwrap();
        let secret = filed.private_link.unwrap().expose().to_owned();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let ruling = Ruling {
            target: filed.targets[0].target,
            finding: if action == Action::None { Finding::NotInfringing } else { Finding::Infringing },
            action,
            ground: "17 U.S.C. 106".into(),
            reasons: "It is the film.".into(),
        };
        let decision = decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap().remove(0);
        worked(service).await;
        let uploader = session_of(service, "owner@example.org").await;
        let page = format!("/report/{secret}");
        Self { cast, film, uploader, claim: filed.claim, decision, secret, page }
    }

    /// What the claimant reads.
    async fn read(&self, service: &Service) -> String {
        let answer = send(service, get(&self.page)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        answer.body
    }
}

/// A reviewer who decided nothing yet, signed in.
async fn reviewer(service: &Service) -> String {
    cast::with_role(service, account(service, "fresh@files.example").await, Role::Reviewer).await;
    session_of(service, "fresh@files.example").await
}

fn led_to(answer: &Answer) -> &str {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.body);
    answer.header(header::LOCATION)
}

both_engines!(a_claimants_page_says_what_runs_and_until_which_day, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let parties = Parties::new(service, Action::LockAndDelete).await;
    turn_to(service, at("2026-12-18T20:00:00Z"));
    let page = parties.read(service).await;
    assert!(page.contains("It is done.") && page.contains("can be made until the end of 24 May 2027"), "{page}");

    // A counter-notice that was received then returns it when 6 January begins.
    let sent = countered(service, &parties.film).await;
    let page = parties.read(service).await;
    assert!(!page.contains("It is done.") && page.contains("A counter-notice runs."), "{page}");
    assert!(page.contains("On 6 January 2027 file 1 returns by itself"), "{page}");
    assert!(page.contains("You can until the end of 5 January 2027."), "{page}");
    assert!(page.contains("The material returns on 6 January 2027"), "{page}");
    assert!(!page.contains("6 January, 0") && !page.contains("6 January 2027, 0"), "no midnight: {page}");
    let form = send(service, get(&format!("{}/counter-notices/{sent}/action", parties.page))).await.body;
    assert!(form.contains("You can tell us until the end of 5 January 2027."), "{form}");
    let mails = mails(service).await;
    assert!(mails.iter().any(|mail| mail.contains("until the end of 5 January 2027")), "and the mail says that day");

    let text = PrivateLinkText(&parties.secret);
    let holder = Claimant::Holder(&text);
    let told = disputes::tell_of_action(service, holder, parties.claim, sent, &action()).await.unwrap();
    let page = parties.read(service).await;
    assert!(!page.contains("It is done.") && !page.contains("A counter-notice runs."), "{page}");
    assert!(page.contains("is not given back before the action") && page.contains("4:26-cv-01234"), "{page}");
    disputes::end(service, &parties.cast.senior, told, Outcome::NoResult, "Dropped on 20 December").await.unwrap();
    assert!(parties.read(service).await.contains("A counter-notice runs."), "it goes on");

    let notice = restriction(service, &parties.film).await;
    appeals::lodge(service, Appellant::Uploader(&parties.film.owner, notice), "A licence").await.unwrap();
    let page = parties.read(service).await;
    assert!(page.contains("The uploader has appealed.") && page.contains("again, by 25 December 2026"), "{page}");
    assert!(!page.contains("The uploader can appeal until"), "{page}");
});
