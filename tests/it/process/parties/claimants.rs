//! What the claimant's page says once its uploader has answered.

use std::time::Duration;

use http::StatusCode;
use writ::accounts::Role;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::organisations::MemberRole;
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{Error, cases, direct, queue, reports, samples};
use writ::ids::{ClaimId, DecisionId};
use writ::notices;
use writ::process::ahead;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::counter_notices;
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::ends::EndInput;
use writ::process::disputes::{self, Outcome};
use writ::process::overturning as seniors;
use writ::service::Service;
use writ::texts::Language;
use writ::vault::ObjectState;

use super::Parties;
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state};
use crate::http::{get, send};
use crate::pages_desk::look;
use crate::process::overturning::{back, more};
use crate::process::{action, countered, mails, restriction, turn_to, worked};
use crate::texts::BODIES;

/// What stands at the head of a claimant's page: where its claim is now, and what happens next.
fn head_of(page: &str) -> &str {
    page.split("aria-labelledby=\"next\"").nth(1).unwrap().split("</section>").next().unwrap()
}

/// What is said after an uploader's granted appeal: the same, whether or not something else holds the file still, which is not for this
/// claimant to know.
fn assert_restricts_no_more(page: &str) {
    assert!(page.contains("an appeal of the uploader reversed this: your claim restricts file 1 no more."), "{page}");
    assert!(page.contains("Not restricted"), "{page}");
    for other in ["Given back", "given back", "No longer held", "another claim"] {
        assert!(!head_of(page).contains(other) && !page.contains(&format!(">{other}<")), "{other}: {page}");
    }
}

both_engines!(a_reversed_claim_reads_the_same_while_another_restricts_the_file, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::DisableLink).await;
    let notice = restriction(service, &parties.film).await;
    // Somebody else claimed the same link.
    let other = cast::report(Basis::EuDsa, &parties.film.url());
    let filed = reports::send(service, "203.0.113.8", None, &other).await.unwrap();
    queue::take(service, &parties.cast.reviewer, filed.claim).await.unwrap();
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding: Finding::Infringing,
        action: Action::DisableLink,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the film.".into(),
    };
    decisions::decide(service, &parties.cast.reviewer, filed.claim, &[ruling]).await.unwrap();
    worked(service).await;

    let theirs = Appellant::Uploader(&parties.film.owner, notice);
    let appeal = appeals::lodge(service, theirs, "A licence").await.unwrap();
    let why = "A licence covers this use.";
    appeals::decide(service, &parties.cast.senior, appeal, &Verdict::Lift, why).await.unwrap();
    worked(service).await;
    let opened = send(service, get(&format!("/f/{}", parties.film.link))).await;
    assert_eq!(opened.status, StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, "the other disables the link still");
    let page = parties.read(service).await;
    assert_restricts_no_more(&page);
    assert!(page.contains(why), "{page}");
    let theirs = look(service, &format!("/notices/{notice}"), &parties.uploader).await.body;
    assert!(theirs.contains("This way is closed, as the restriction has ended."), "{theirs}");
});

both_engines!(a_reversed_decision_is_said_with_its_reasons_and_no_action_stops_it, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let sent = countered(service, &parties.film).await;
    let text = PrivateLinkText(&parties.secret);
    let holder = Claimant::Holder(&text);
    let told = disputes::tell_of_action(service, holder, parties.claim, sent, &action()).await.unwrap();
    let page = parties.read(service).await;
    assert!(page.contains("until it has ended, unless the decision is reversed on appeal"), "{page}");
    // What was told a moment ago stands in the timeline before the log has numbered it.
    let happened = page.split("id=\"timeline\"").nth(1).unwrap();
    assert!(happened.contains("told of an action before a court about"), "{happened}");
    assert!(happened.contains("It is written; the log numbers it within moments."), "{happened}");

    let notice = restriction(service, &parties.film).await;
    let theirs = Appellant::Uploader(&parties.film.owner, notice);
    let appeal = appeals::lodge(service, theirs, "A licence").await.unwrap();
    let why = "A licence covers this use.";
    appeals::decide(service, &parties.cast.senior, appeal, &Verdict::Lift, why).await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, parties.film.object).await, ObjectState::Available);
    let page = parties.read(service).await;
    assert_restricts_no_more(&page);
    let head = head_of(&page);
    assert!(head.contains("Decided again on") && head.contains("Restricted now: 0 of 1 file."), "{head}");
    let mails = mails(service).await;
    let letter = mails.iter().find(|mail| mail.contains("Subject: A decision on your claim was reversed"));
    assert!(letter.is_some_and(|letter| letter.contains(why)), "and in the letter: {letter:?}");
    assert_eq!(page.matches(why).count(), 2, "at the head, and beside the decision: {page}");
    assert!(page.contains("on the uploader’s appeal"), "beside the finding: {page}");
    assert!(!page.contains("keeps the material removed") && !page.contains("is not given back before"), "{page}");
    assert!(page.contains("Your action is open.") && page.contains("keeps nothing removed"), "{page}");
    let end = format!("{}/disputes/{told}/end", parties.page);
    assert!(page.contains(&end), "how it ends can still be told: {page}");
    // What happened is said in plain words.
    for said in
        ["told of an action before a court about", "ended the counter-notice about", "it has no object any more"]
    {
        assert!(page.contains(said), "{said}: {page}");
    }
});

both_engines!(the_head_says_what_is_in_force_and_not_what_was_decided_first, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let page = parties.read(service).await;
    let head = head_of(&page);
    assert!(head.contains("Decided on") && head.contains("Restricted now: 1 of 1 file."), "{head}");
    assert!(!head.contains("Decided again") && !head.contains("overturned"), "{head}");
    assert!(page.contains("<dt>Ground</dt>"), "{page}");

    // A senior finds that nothing was to be restricted.
    service.clock.advance(Duration::from_hours(24));
    let ruling = seniors::overturn(service, &parties.cast.senior, parties.decision, &back()).await.unwrap();
    worked(service).await;
    let page = parties.read(service).await;
    let head = head_of(&page);
    assert!(head.contains("Decided again on") && head.contains("Restricted now: 0 of 1 file."), "{head}");
    assert!(
        head.contains("a senior overturned what was decided first about file 1: your claim restricts it"),
        "{head}"
    );
    assert!(!head.contains("Decided on") && !head.contains("1 of 1"), "{head}");
    assert!(
        page.contains("Not restricted") && !page.contains("It is the film."),
        "the reasons are those in force: {page}"
    );
    assert!(!page.contains("<dt>Ground</dt>"), "nothing that is not there has a row: {page}");
    let timeline = page.split("id=\"timeline\"").nth(1).unwrap();
    assert!(timeline.contains("overturned the decision about"), "{timeline}");
    let first = "infringing, removed";
    assert!(timeline.contains(first), "what was decided first stands there: {timeline}");

    // And whoever decides the claimant's appeal against that finds that there was.
    service.clock.advance(Duration::from_hours(24));
    let text = PrivateLinkText(&parties.secret);
    let theirs = Appellant::Notifier(Claimant::Holder(&text), parties.claim, ruling);
    let appeal = appeals::lodge(service, theirs, "It is the whole film").await.unwrap();
    let fresh = cast::staff(service, "second-senior", Role::Senior).await;
    let verdict = Verdict::Replace {
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
    };
    appeals::decide(service, &fresh, appeal, &verdict, "It is the whole film.").await.unwrap();
    worked(service).await;
    let page = parties.read(service).await;
    let head = head_of(&page);
    assert!(head.contains("Decided again on") && head.contains("Restricted now: 1 of 1 file."), "{head}");
    assert!(head.contains("your appeal about file 1 was granted: more was restricted."), "{head}");
    assert!(!head.contains("overturned"), "that is in force no more: {head}");
});

both_engines!(a_deletion_overturned_as_a_sample_is_said_and_can_be_appealed, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let colleague = account(service, "colleague@pictures.example").await;
    cast::join(service, &cast.member, cast.organisation, &colleague, MemberRole::Agent).await;
    let session = session_of(service, "colleague@pictures.example").await;
    let film = File::upload(service, "film.mkv").await;
    let claim = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap().claim;
    cast::delete(service, &cast.member, claim, direct::CONFIRMATION, &cast.auth).await.unwrap();
    worked(service).await;
    let read = async || look(service, &format!("/rights/claims/{claim}"), &session).await.body;
    let page = read().await;
    let head = head_of(&page);
    assert!(head.contains("Decided on") && head.contains("Restricted now: 1 of 1 file."), "{head}");
    assert!(!head.contains("a senior overturned"), "{head}");

    service.clock.advance(Duration::from_hours(24));
    let drawn = samples::waiting(service, &cast.senior).await.unwrap().remove(0);
    let (finding, why) = (Finding::NotInfringing, "It is a review of the film.");
    let until = notices::appeals_until(service, service.clock.now());
    let ruling = seniors::overturn_deletion(service, &cast.senior, drawn.decision, finding, why).await.unwrap();
    let ruling = ruling.expect("something is in its place");
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    let page = read().await;
    let head = head_of(&page);
    assert!(head.contains("Decided again on") && head.contains("Restricted now: 0 of 1 file."), "{head}");
    let said = "a senior overturned what was decided first about file 1: your claim restricts it no more.";
    assert!(head.contains(said) && !head.contains("an appeal of the uploader"), "{head}");
    assert!(head.contains("you can appeal: the decision you were sent says how"), "{head}");

    // The page and the form say what is in force, and why.
    let form = |decision| format!("/rights/claims/{claim}/decisions/{decision}/appeal");
    assert!(page.contains(&form(ruling)) && !page.contains(&form(drawn.decision)), "{page}");
    let shown = look(service, &form(ruling), &session).await.body;
    for said in ["It does not infringe", why] {
        assert!(page.contains(said) && shown.contains(said), "{said}: {page} {shown}");
    }
    for gone in ["It infringes your rights", "no member of our staff"] {
        assert!(!page.contains(gone) && !shown.contains(gone), "{gone}: {page} {shown}");
    }
    assert_eq!(look(service, &form(drawn.decision), &session).await.status, StatusCode::NOT_FOUND);

    // And so does the letter, with every way to go on.
    let mails = mails(service).await;
    let letter = mails.iter().find(|mail| mail.contains("Subject: A deletion of yours was overturned"));
    let letter = letter.expect("a letter");
    let day = Language::default().date(service.config.calendar.day_of(until));
    for said in [why, "you can appeal, free of charge", &format!("until the end of {day}"), BODIES] {
        assert!(letter.contains(said), "{said}: {letter}");
    }
});

/// A file that was deleted directly and drawn, by whom and in which claim.
struct Drawn {
    cast: Cast,
    film: File,
    claim: ClaimId,
    decision: DecisionId,
}

const REVIEW: &str = "It is a review of the film.";

impl Drawn {
    async fn new(service: &Service) -> Self {
        let cast = Cast::direct(service).await;
        let film = File::upload(service, "film.mkv").await;
        let claim = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap().claim;
        cast::delete(service, &cast.member, claim, direct::CONFIRMATION, &cast.auth).await.unwrap();
        worked(service).await;
        let decision = samples::waiting(service, &cast.senior).await.unwrap().remove(0).decision;
        Self { cast, film, claim, decision }
    }

    /// A senior finds it wrong once it had ended, and what the head of its holder's page says then.
    async fn found_wrong(&self, service: &Service) -> String {
        let Self { cast, film, claim, decision } = self;
        assert_eq!(object_state(service, film.object).await, ObjectState::Available);
        let finding = Finding::NotInfringing;
        let ruling = seniors::overturn_deletion(service, &cast.senior, *decision, finding, REVIEW).await.unwrap();
        assert_eq!(ruling, None, "it restricted nothing any more");
        worked(service).await;
        let colleague = account(service, "colleague@pictures.example").await;
        cast::join(service, &cast.member, cast.organisation, &colleague, MemberRole::Agent).await;
        let session = session_of(service, "colleague@pictures.example").await;
        let page = look(service, &format!("/rights/claims/{claim}"), &session).await.body;
        head_of(&page).to_owned()
    }

    /// On the claims that follow it counts for neither side as a restriction.
    async fn counts_as_rejected(&self, service: &Service) {
        let next = cast::file(service, &self.cast, vec![cast::target(&self.film.url())]).await.unwrap().claim;
        let case = cases::desk_case(service, &self.cast.senior, next).await.unwrap();
        let histories = [case.claimant, case.uploaders[0].2].map(|became| (became.restricted, became.rejected));
        assert_eq!(histories, [(0, 1), (0, 1)]);
    }
}

both_engines!(a_deletion_found_wrong_once_it_had_ended_is_said_and_counts_as_rejected, |app: TestService| async move {
    let service = &app.service;
    let it = Drawn::new(service).await;
    let sent = countered(service, &it.film).await;
    let sent = counter_notices::of_uploader(service, &it.film.owner, sent).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    worked(service).await;
    let head = it.found_wrong(service).await;
    for said in ["your direct deletion of file 1 does not stand", REVIEW] {
        assert!(head.contains(said), "{said}: {head}");
    }
    it.counts_as_rejected(service).await;
});

both_engines!(what_a_senior_notes_of_what_an_appeal_reversed_is_not_said_beside_that, |app: TestService| async move {
    let service = &app.service;
    let it = Drawn::new(service).await;
    let theirs = Appellant::Uploader(&it.film.owner, restriction(service, &it.film).await);
    let appeal = appeals::lodge(service, theirs, "It is my own").await.unwrap();
    let why = "A licence covers it.";
    appeals::decide(service, &it.cast.other_reviewer, appeal, &Verdict::Lift, why).await.unwrap();
    worked(service).await;
    let head = it.found_wrong(service).await;
    assert!(head.contains("an appeal of the uploader reversed this") && head.contains(why), "{head}");
    assert!(!head.contains("your direct deletion") && !head.contains(REVIEW), "{head}");
    let answers = ahead::of_claim(service, Claimant::Person(&it.cast.member), it.claim).await.unwrap();
    let [reversed] = answers.reversed.as_slice() else { panic!("once: {:?}", answers.reversed) };
    assert_eq!((reversed.decision, reversed.noted, reversed.reasons.as_str()), (it.decision, false, why));
    it.counts_as_rejected(service).await;
});

both_engines!(what_a_senior_restricted_of_their_own_motion_is_said_at_the_head, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::None).await;
    let page = parties.read(service).await;
    assert!(head_of(&page).contains("Restricted now: 0 of 1 file."), "{page}");
    let instead = more(Action::DisableLink);
    seniors::overturn(service, &parties.cast.senior, parties.decision, &instead).await.unwrap();
    worked(service).await;
    let page = parties.read(service).await;
    let head = head_of(&page);
    assert!(head.contains("Decided again on") && head.contains("Restricted now: 1 of 1 file."), "{head}");
    assert!(head.contains("a senior overturned what was decided first about file 1: more was restricted."), "{head}");
});

both_engines!(
    no_other_action_is_offered_while_the_end_of_the_last_waits_to_be_looked_at,
    |app: TestService| async move {
        let service = &app.service;
        let parties = Parties::new(service, Action::LockAndDelete).await;
        let sent = countered(service, &parties.film).await;
        let text = PrivateLinkText(&parties.secret);
        let holder = Claimant::Holder(&text);
        let told = disputes::tell_of_action(service, holder, parties.claim, sent, &action()).await.unwrap();
        let form = format!("{}/counter-notices/{sent}/action", parties.page);
        let end = EndInput {
            outcome: Some(Outcome::NoResult),
            ended_on: "2026-11-23".into(),
            words: "It was dropped.".into(),
        };
        disputes::tell_end(service, holder, parties.claim, told, &end).await.unwrap();
        let page = parties.read(service).await;
        assert!(!page.contains(&form), "what would be refused is not offered: {page}");
        assert_eq!(
            page.matches("a reviewer has yet to look at what you told us of the end of the last one").count(),
            2
        );
        assert!(page.contains("<a href=\"/contact\">write to us</a>"), "{page}");
        let refused = disputes::tell_of_action(service, holder, parties.claim, sent, &action()).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
        let mails = mails(service).await;
        let letter = mails.iter().find(|mail| mail.contains("Subject: Your action has ended")).expect("a letter");
        assert!(letter.contains("A reviewer has yet to look at that end") && letter.contains("/contact"), "{letter}");
        assert!(!letter.contains("you can tell us of another action"), "{letter}");
        assert!(letter.contains("File: 1") && !letter.contains("Target"), "as its page calls it: {letter}");

        disputes::end(service, &parties.cast.senior, told, Outcome::NoResult, "The docket says so").await.unwrap();
        let page = parties.read(service).await;
        assert!(page.contains(&form) && !page.contains("write to us</a>"), "{page}");
    }
);

both_engines!(
    an_action_stands_under_the_counter_notice_it_answers_with_what_came_of_it,
    |app: TestService| async move {
        let service = &app.service;
        let parties = Parties::new(service, Action::LockAndDelete).await;
        let first = countered(service, &parties.film).await;
        let text = PrivateLinkText(&parties.secret);
        let holder = Claimant::Holder(&text);
        let told = disputes::tell_of_action(service, holder, parties.claim, first, &action()).await.unwrap();
        let lacks = "It is about another film.";
        checks::check(service, &parties.cast.senior, told, Found::NamesNone, lacks).await.unwrap();
        counter_notices::withdraw(service, &parties.film.owner, first).await.unwrap();
        service.clock.advance(Duration::from_mins(1));
        countered(service, &parties.film).await;
        let page = parties.read(service).await;
        let answers = page.split("id=\"answers\"").nth(1).unwrap().split("</section>").next().unwrap();
        let cards: Vec<_> = answers.split("<article").skip(1).collect();
        assert_eq!(cards.len(), 2, "{answers}");
        for said in
            ["4:26-cv-01234", "begun 22 November 2026", "names no action that keeps the material removed", lacks]
        {
            assert!(cards[0].contains(said), "{said}: {answers}");
            assert!(!cards[1].contains(said), "{said}: {answers}");
        }
    }
);

both_engines!(a_claimant_is_warned_of_counter_notices_that_can_come, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let kept = service.clock.now().plus(service.config.limits.custody_kept);
    let day = Language::default().date(service.config.calendar.day_of(kept));
    let page = parties.read(service).await;
    assert!(page.contains(&format!("as long as a sealed copy is kept: until {day} at least")), "{page}");
    assert!(page.contains("You then have ten business days"), "{page}");
    countered(service, &parties.film).await;
    let page = parties.read(service).await;
    assert!(!page.contains("A counter-notice can come"), "one is there: {page}");
});
