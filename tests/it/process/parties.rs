//! What either side reads and does on its pages after a decision: through the router, with forms as a browser without scripts sends them.

mod claimants;
mod uploaders;

use std::time::Duration;

use http::{StatusCode, header};
use writ::accounts::Role;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{queue, reports};
use writ::ids::{ClaimId, DecisionId};
use writ::process::appeals::{self, Appellant};
use writ::process::counter_notices;
use writ::process::disputes::{self, Outcome};
use writ::service::Service;
use writ::vault::ObjectState;

use super::{action, at, countered, in_new_york, mails, restriction, turn_to, worked};
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state};
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

both_engines!(
    a_counter_notice_is_shown_as_the_claimant_will_read_it_before_it_is_sent,
    |app: TestService| async move {
        let service = &app.service;
        let parties = Parties::new(service, Action::LockAndDelete).await;
        let notice = restriction(service, &parties.film).await;
        let place = format!("/notices/{notice}/counter-notice");
        let mut fields = vec![
            ("material", "My own recording of <my> concert"),
            ("name", "Sam Example"),
            ("address", "1 Example Street"),
            ("place", "us"),
            ("district", "Northern District of California"),
            ("telephone", "+1 415 555 0100"),
            ("mistake", "yes"),
            ("jurisdiction", "yes"),
            ("service_of_process", "yes"),
            ("signature", ""),
        ];
        let wrong = post(service, &place, &parties.uploader, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.body.contains("1 Example Street") && wrong.body.contains("href=\"#signature\""),
            "{}",
            wrong.body
        );
        fields[9].1 = "Sam Example";
        let shown = post(service, &place, &parties.uploader, &fields).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        for said in
            ["Nothing is sent or stored yet", "&#60;my&#62; concert", "1 Example Street", "under penalty of perjury"]
        {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        let stored = || cast::count(service, "SELECT COUNT(*) FROM counter_notices");
        assert_eq!(stored().await, 0);

        // Gone back to, everything that was typed stands in the form.
        let step = |step| fields.iter().copied().chain([("step", step)]).collect::<Vec<_>>();
        let changed = post(service, &place, &parties.uploader, &step("change")).await.body;
        assert!(
            changed.contains("See what the claimant will read") && changed.contains("1 Example Street"),
            "{changed}"
        );
        assert_eq!(stored().await, 0);
        // What is confirmed is checked once more.
        let mut forged = step("confirm");
        forged.retain(|(name, _)| *name != "mistake");
        let refused = post(service, &place, &parties.uploader, &forged).await;
        assert_eq!((refused.status, stored().await), (StatusCode::UNPROCESSABLE_ENTITY, 0));
        let sent = post(service, &place, &parties.uploader, &step("confirm")).await;
        assert_eq!((led_to(&sent), stored().await), (format!("/notices/{notice}#ahead").as_str(), 1));
        // Once it is there, another is not shown as if it could be sent.
        assert_eq!(
            led_to(&post(service, &place, &parties.uploader, &fields).await),
            format!("/notices/{notice}#ahead")
        );
    }
);

both_engines!(what_a_claimants_granted_appeal_touches_is_shown_before_it_is_decided, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::None).await;
    let text = PrivateLinkText(&parties.secret);
    let theirs = Appellant::Notifier(Claimant::Holder(&text), parties.claim, parties.decision);
    let appeal = appeals::lodge(service, theirs, "It is the whole film").await.unwrap();
    let reviewer = reviewer(service).await;
    let place = format!("/desk/appeals/{appeal}");
    let fields = [
        ("verdict", "grant"),
        ("finding", "infringing"),
        ("action", "lock-and-delete"),
        ("ground", "17 U.S.C. 106"),
        ("reasons", "It is the whole film."),
    ];
    let shown = post(service, &place, &reviewer, &fields).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    for said in ["Nothing is decided yet.", "1 leads to it", "1 names it", "It is the whole film."] {
        assert!(shown.body.contains(said), "{said}: {}", shown.body);
    }
    assert_eq!(object_state(service, parties.film.object).await, ObjectState::Available);
    let step = |step| fields.iter().copied().chain([("step", step)]).collect::<Vec<_>>();
    let changed = post(service, &place, &reviewer, &step("change")).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(changed.body.contains("It is the whole film.</textarea>"), "what was typed stays: {}", changed.body);
    assert_eq!(led_to(&post(service, &place, &reviewer, &step("confirm")).await), "/desk/appeals");
    assert_eq!(object_state(service, parties.film.object).await, ObjectState::Locked);
});

both_engines!(an_uploader_reads_their_own_answers_on_the_notices_timeline, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let owner = &parties.film.owner;
    let notice = restriction(service, &parties.film).await;
    let sent = countered(service, &parties.film).await;
    service.clock.advance(Duration::from_mins(1));
    appeals::lodge(service, Appellant::Uploader(owner, notice), "A licence").await.unwrap();
    service.clock.advance(Duration::from_mins(1));
    counter_notices::withdraw(service, owner, sent).await.unwrap();
    appeals::withdraw(service, Appellant::Uploader(owner, notice)).await.unwrap();
    worked(service).await;
    let page = look(service, &format!("/notices/{notice}"), &parties.uploader).await.body;
    let timeline = page.split("id=\"timeline\"").nth(1).unwrap();
    let steps = [
        "sent a counter-notice to this file",
        "appealed against the decision about this file",
        "ended the counter-notice to this file: withdrawn",
        "took the appeal about this file back",
    ];
    let mut places = Vec::new();
    for said in steps {
        places.push(timeline.find(said).unwrap_or_else(|| panic!("{said}: {timeline}")));
    }
    assert!(places.is_sorted(), "in their order: {timeline}");
    assert!(timeline.contains("locked the file"), "among what happened to the file");
});

both_engines!(an_action_is_told_of_looked_at_and_said_to_have_ended_on_pages, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let sent = countered(service, &parties.film).await;
    let text = PrivateLinkText(&parties.secret);
    let holder = Claimant::Holder(&text);
    let told = disputes::tell_of_action(service, holder, parties.claim, sent, &action()).await.unwrap();
    let reviewer = reviewer(service).await;
    let (desk, form) = (format!("/desk/disputes/{told}"), format!("{}/disputes/{told}/end", parties.page));
    let list = look(service, "/desk/disputes", &reviewer).await.body;
    assert!(list.contains(&desk) && list.contains("to be looked at"), "{list}");
    let page = look(service, &desk, &reviewer).await.body;
    for said in ["Northern District of California", "4:26-cv-01234", "2026-11-22", "Does it name an action?"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert_eq!(look(service, &desk, &parties.uploader).await.status, StatusCode::NOT_FOUND);
    let wrong = post(service, &desk, &reviewer, &[("found", "names-none"), ("because", " ")]).await;
    assert!(
        wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("href=\"#because\""),
        "{}",
        wrong.body
    );
    assert_eq!(led_to(&post(service, &desk, &reviewer, &[("found", "names-action")]).await), "/desk/disputes");
    assert!(!look(service, &desk, &reviewer).await.body.contains("Does it name an action?"), "once");

    assert!(parties.read(service).await.contains(&form), "the claimant's page leads to the form");
    let fields = |outcome| [("outcome", outcome), ("ended_on", "2026-11-22"), ("words", "Judgment, docket 45")];
    let wrong = post(service, &form, "", &fields("names-none")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Judgment, docket 45</textarea>"), "what was typed stays: {}", wrong.body);
    let sent = post(service, &form, "", &fields("for-claimant")).await;
    assert_eq!(led_to(&sent), format!("{}#answers", parties.page));
    let page = parties.read(service).await;
    assert!(page.contains("a reviewer looks at that") && !page.contains(&form), "{page}");
    let page = look(service, &desk, &reviewer).await.body;
    assert!(page.contains("Judgment, docket 45") && page.contains("for the claimant"), "{page}");
    let open = format!("{desk}/open");
    let noted = post(service, &open, &reviewer, &[("note", "It is pending")]).await;
    assert_eq!(led_to(&noted), "/desk/disputes");
    assert!(parties.read(service).await.contains(&form), "it can be told again");
});
