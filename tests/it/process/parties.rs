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
use writ::process::ahead;
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
        // The place stands in the form, and is asked for.
        let link = parties.film.bare();
        let empty = look(service, &place, &parties.uploader).await.body;
        assert!(empty.contains(&format!("\n{link}</textarea>")), "{empty}");
        // Two links, of which one was pasted whole.
        let whole = format!("{link}\nand {} in a forum", parties.film.url());
        let mut fields = vec![
            ("material", "My own recording of <my> concert"),
            ("location", ""),
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
        let lacks = post(service, &place, &parties.uploader, &fields).await;
        assert!(lacks.body.contains("Say where the material was before it was removed."), "{}", lacks.body);
        fields[1].1 = whole.as_str();
        let wrong = post(service, &place, &parties.uploader, &fields).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            wrong.body.contains("1 Example Street") && wrong.body.contains("href=\"#signature\""),
            "{}",
            wrong.body
        );
        fields[10].1 = "Sam Example";
        let shown = post(service, &place, &parties.uploader, &fields).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        for said in
            ["Nothing is sent or stored yet", "&#60;my&#62; concert", "1 Example Street", "under penalty of perjury"]
        {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        let read = format!("{link}<br>and {link} in a forum");
        assert!(shown.body.contains(&read), "{}", shown.body);
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
        let (claimant, key) = (parties.read(service).await, parties.film.key.encode());
        assert!(claimant.contains(&read) && !claimant.contains(key.as_str()), "{claimant}");
        let ahead = ahead::of_notice(service, &parties.film.owner, notice).await.unwrap().unwrap();
        let answer = format!("/desk/counter-notices/{}", ahead.counter_notices[0].counter_notice.id);
        let desk = look(service, &answer, &reviewer(service).await).await.body;
        assert!(desk.contains(&read) && !desk.contains(key.as_str()), "{desk}");
        // Once it is there, another is not shown as if it could be sent.
        assert_eq!(
            led_to(&post(service, &place, &parties.uploader, &fields).await),
            format!("/notices/{notice}#ahead")
        );
    }
);

/// What 17 U.S.C. § 512(g)(3)(C) and (D) have a subscriber state, in the first person: "a statement under penalty of perjury that the
/// subscriber has a good faith belief that the material was removed or disabled as a result of mistake or misidentification of
/// the material to be removed or disabled"; that they consent "to the jurisdiction of Federal District Court for the judicial
/// district in which the address is located, or if the subscriber's address is outside of the United States, for any judicial
/// district in which the service provider may be found"; and that they "will accept service of process from the person who
/// provided notification under subsection (c)(1)(C) or an agent of such person".
const SWORN: [&str; 3] = [
    "I swear, under penalty of perjury, that I have a good faith belief that the material was removed or disabled as a result of mistake or misidentification of the material to be removed or disabled.",
    "I consent to the jurisdiction of the Federal District Court for the judicial district in which my address is located or, if my address is outside of the United States, for any judicial district in which the service provider may be found.",
    "I will accept service of process from the person who provided the notification or an agent of such person.",
];

both_engines!(what_is_sworn_is_the_laws_and_whoever_swears_it_is_told_where_it_goes, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let notice = restriction(service, &parties.film).await;
    let form = look(service, &format!("/notices/{notice}/counter-notice"), &parties.uploader).await.body;
    for said in [
        "All that you enter here goes to the claimant.",
        "You may give your attorney’s address and telephone number instead of your own.",
        "Yours, or your attorney’s.",
    ] {
        assert!(form.contains(said), "{said}: {form}");
    }
    for sworn in SWORN {
        assert!(form.contains(&format!(">{sworn}</label>")), "{sworn}: {form}");
    }
    countered(service, &parties.film).await;
    let text = PrivateLinkText(&parties.secret);
    let answers = ahead::of_claim(service, Claimant::Holder(&text), parties.claim).await.unwrap();
    assert_eq!(
        answers.counter_notices[0].opened.statement.as_ref().unwrap().affirmations,
        SWORN,
        "and the claimant has them as they were sworn"
    );
});

both_engines!(an_uploaders_notice_says_each_day_as_the_operator_counts_it, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    // Monday 23 November 2026, in the morning.
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let notice = restriction(service, &parties.film).await;
    let place = format!("/notices/{notice}");
    // Friday 18 December in New York, when it is Saturday in Greenwich.
    turn_to(service, at("2026-12-19T03:30:00Z"));
    let page = look(service, &place, &parties.uploader).await.body;
    for said in [
        // The 184th day of custody; six months end on Sunday 23 May, and so with the Monday after.
        "On 26 May 2027 the sealed copy and our half of the key are destroyed.",
        "It is kept until 26 May 2027 in any case.",
        "The decision can be appealed until 24 May 2027.",
        "Appeal until 24 May 2027.",
        "<strong>Until 24 May 2027.</strong>",
        "Send a counter-notice today, and the file returns on 6 January 2027, unless",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }

    countered(service, &parties.film).await;
    let page = look(service, &place, &parties.uploader).await.body;
    for said in [
        "Your counter-notice was received on 18 December 2026, and the claimant has a copy.",
        "On 6 January 2027 the material returns by itself. The law gives us until the end of 11 January 2027.",
        "The sealed copy is kept for now.",
        "It is kept until 26 May 2027 in any case.",
        "A counter-notice waits for its day, or for a court.",
        "Appeal until 24 May 2027.",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("are destroyed.") && !page.contains("Send a counter-notice today"), "{page}");

    turn_to(service, at("2027-01-06T05:00:00Z"));
    worked(service).await;
    let session = session_of(service, "owner@example.org").await;
    let page = look(service, &place, &session).await.body;
    assert!(page.contains("The material returned on 6 January 2027."), "{page}");
    let ahead = page.split("<h2 id=\"ahead\"").nth(1).expect("what lies ahead");
    assert!(!ahead.contains("26 May 2027") && !ahead.contains("Appeal until"), "nothing is left to wait for: {ahead}");
});

/// A reviewer grants an appeal by its form: shown what that does to the file, in these words and with the reasons, they have decided nothing
/// yet; then they go back to what they typed; and once they confirm it, it is done.
async fn granted_once_shown(
    service: &Service,
    film: &File,
    (place, reviewer): (&str, &str),
    fields: &[(&str, &str)],
    said: &[&str],
) {
    let before = object_state(service, film.object).await;
    let &(_, reasons) = fields.iter().find(|(name, _)| *name == "reasons").unwrap();
    let shown = post(service, place, reviewer, fields).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    for said in ["Nothing is decided yet.", reasons].iter().chain(said) {
        assert!(shown.body.contains(said), "{said}: {}", shown.body);
    }
    assert_eq!(object_state(service, film.object).await, before);
    let step = |step| fields.iter().copied().chain([("step", step)]).collect::<Vec<_>>();
    let changed = post(service, place, reviewer, &step("change")).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert!(changed.body.contains(&format!("{reasons}</textarea>")), "what was typed stays: {}", changed.body);
    assert_eq!(led_to(&post(service, place, reviewer, &step("confirm")).await), "/desk/appeals");
}

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
    granted_once_shown(service, &parties.film, (&place, &reviewer), &fields, &["1 leads to it", "0 name it"]).await;
    assert_eq!(object_state(service, parties.film.object).await, ObjectState::Locked);
});

both_engines!(an_uploaders_granted_appeal_is_shown_before_it_gives_anything_back, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let notice = restriction(service, &parties.film).await;
    let theirs = Appellant::Uploader(&parties.film.owner, notice);
    let appeal = appeals::lodge(service, theirs, "It is a quotation").await.unwrap();
    let reviewer = reviewer(service).await;
    let place = format!("/desk/appeals/{appeal}");
    let fields = [("verdict", "grant"), ("reasons", "It quotes a minute of it.")];
    let blank = post(service, &place, &reviewer, &fields[..1]).await;
    assert_eq!(blank.status, StatusCode::UNPROCESSABLE_ENTITY, "what is missing is said first: {}", blank.body);
    assert_eq!(object_state(service, parties.film.object).await, ObjectState::Locked);
    let said = ["the same links work again", "The uploader and the claimant are told, with the reasons."];
    granted_once_shown(service, &parties.film, (&place, &reviewer), &fields, &said).await;
    worked(service).await;
    assert_eq!(object_state(service, parties.film.object).await, ObjectState::Available);
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
        "sent a counter-notice about this file",
        "appealed against the decision about this file",
        "ended the counter-notice about this file: withdrawn",
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
    for said in ["Northern District of California", "4:26-cv-01234", "22 November 2026", "Does it name an action?"] {
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
