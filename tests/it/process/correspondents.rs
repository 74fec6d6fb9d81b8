//! Who sends notices without an account: nobody until they confirm the address, and then warned, suspended and heard like anybody.

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode, header};
use writ::accounts::parties::{self, Case};
use writ::accounts::standing::{Closed, Scope};
use writ::accounts::{Actor, Auth, Email, Role};
use writ::claims::decisions::{Action, Finding, Ruling};
use writ::claims::reports::Report;
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{Error, correspondents, decisions, escalations, filing, questions, queue, reports};
use writ::ids::{ClaimId, CorrespondentId, DecisionId, MeasureId, MessageId, TargetId};
use writ::mail::bounces;
use writ::personal::retention::let_go;
use writ::personal::wrapping::every_value;
use writ::personal::{erasure, lost_links};
use writ::process::appeals::{self, Appellant, Outcome, Verdict};
use writ::process::delivery;
use writ::process::disputes::{self, DisputeInput};
use writ::process::measures;
use writ::process::misuse::{self, Decision, Party, What, Words};
use writ::service::Service;
use writ::texts::Language;
use writ::work;

use super::{action, mails, worked};
use crate::accounts::{account, auth, session_of};
use crate::app::{TestService, both_engines, link_in, mailed};
use crate::claims::cast::{self, Cast, File};
use crate::delivery::{self as letters, links};
use crate::http::{get, send, send_to};
use crate::pages_desk::{look, staff};

const WHY: &str = "The link leads to another film.";

fn words() -> Words {
    Words {
        reasons: "Notices about files that are something else.".into(),
        gravity: "A reviewer’s day.".into(),
        intention: "The same once more after it was refused.".into(),
    }
}

/// A notice without an account, and the code that came with its receipt.
async fn sent(service: &Service, report: &Report) -> (ClaimId, TargetId, String) {
    let mut filed = None;
    let mails = mailed(service, async || {
        filed = Some(reports::send(service, "192.0.2.1", None, report).await.unwrap());
    })
    .await;
    let filed = filed.unwrap();
    assert_eq!(mails.len(), 1);
    let code = link_in(&mails[0], &format!("/report/confirmation/{}/", filed.claim));
    (filed.claim, filed.targets[0].target, code)
}

/// The same, found unfounded, and marked.
async fn unfounded(service: &Service, cast: &Cast, report: &Report) -> (ClaimId, String) {
    let (claim, target, code) = sent(service, report).await;
    found_unfounded(service, cast, claim, target).await;
    (claim, code)
}

/// A reviewer decides one so, and marks it.
async fn found_unfounded(service: &Service, cast: &Cast, claim: ClaimId, target: TargetId) {
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let ruling = Ruling {
        target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is another film.".into(),
    };
    decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap();
    misuse::mark(service, &cast.reviewer, What::Target(target), WHY).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
}

/// A notice without an account, in French.
pub(super) async fn report(service: &Service) -> Report {
    let film = File::upload(service, "film.mkv").await;
    Report { language: Language::named("fr").unwrap(), ..cast::report(Basis::EuDsa, &film.url()) }
}

/// Who sent one that is confirmed and marked.
async fn known(service: &Service, cast: &Cast) -> CorrespondentId {
    let (claim, code) = unfounded(service, cast, &report(service).await).await;
    correspondents::confirm(service, claim, &code).await.unwrap();
    let records = misuse::records(service, &cast.reviewer).await.unwrap();
    records.into_iter().find_map(|record| record.party.correspondent()).unwrap()
}

/// What is decided about them, and the letter that tells them.
async fn told(service: &Service, cast: &Cast, who: CorrespondentId, decision: Decision) -> (MeasureId, String) {
    let mut measure = None;
    let mut mails = mailed(service, async || {
        let party = Party::Correspondent(who);
        let taken = misuse::decide(service, &cast.reviewer, party, Scope::Notices, decision, &words()).await;
        measure = Some(taken.unwrap());
    })
    .await;
    assert_eq!(mails.len(), 1, "the address is told, and nobody else");
    service.clock.advance(Duration::from_hours(1));
    (measure.unwrap(), mails.remove(0).replace("=\r\n", ""))
}

/// Warned, and then suspended for thirty days.
pub(super) async fn suspended(service: &Service, cast: &Cast) -> (CorrespondentId, MeasureId, String) {
    let who = known(service, cast).await;
    told(service, cast, who, Decision::Warn).await;
    let (claim, code) = unfounded(service, cast, &report(service).await).await;
    let party = Party::Correspondent(who);
    let decision = Decision::Suspend { days: 30 };
    let heeded = misuse::decide(service, &cast.reviewer, party, Scope::Notices, decision, &words()).await;
    assert!(matches!(heeded, Err(Error::Conflict(_))), "nobody has confirmed the second: {heeded:?}");
    correspondents::confirm(service, claim, &code).await.unwrap();
    let (measure, letter) = told(service, cast, who, decision).await;
    (who, measure, letter)
}

both_engines!(what_a_stranger_sends_counts_as_somebodys_once_they_confirm_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (claim, code) = unfounded(service, &cast, &report(service).await).await;
    let (other, _, others) = sent(service, &report(service).await).await;
    for wrong in ["x", others.as_str()] {
        let asked = correspondents::asked(service, claim, wrong).await;
        assert!(matches!(asked, Err(Error::NotFound)), "{asked:?}");
        let confirmed = correspondents::confirm(service, claim, wrong).await;
        assert!(matches!(confirmed, Err(Error::NotFound)), "{confirmed:?}");
    }
    assert!(!correspondents::asked(service, claim, &code).await.unwrap().confirmed, "looking confirms nothing");
    assert!(misuse::records(service, &cast.reviewer).await.unwrap().is_empty(), "whose it was is not known");

    for _ in 0..2 {
        correspondents::confirm(service, claim, &code).await.unwrap();
    }
    assert!(correspondents::asked(service, claim, &code).await.unwrap().confirmed);
    let records = misuse::records(service, &cast.reviewer).await.unwrap();
    assert_eq!(records.len(), 1);
    assert_eq!((records[0].notices.unfounded, records[0].notices.sent), (1, 1), "what nobody confirmed is nobody's");
    assert_eq!(records[0].name, Some("ada@pictures.example".into()));
    correspondents::confirm(service, other, &others).await.unwrap();
    let record = misuse::record(service, &cast.reviewer, records[0].party).await.unwrap();
    assert_eq!((record.notices.unfounded, record.notices.sent), (1, 2));

    // Whose account has the address decides nothing about it.
    let own = cast::signed_up(service, "ada", 9).await;
    let own = cast::with_role(service, own, writ::accounts::Role::Reviewer).await;
    assert!(misuse::record(service, &own, records[0].party).await.is_err());
});

both_engines!(the_desk_sees_whether_the_address_of_a_stranger_was_confirmed, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let (claim, _, code) = sent(service, &report(service).await).await;
    let page = format!("/desk/claims/{claim}");
    let (yes, no) = (">Address confirmed by its reader<", ">Address not confirmed<");
    let before = look(service, &page, &reviewer).await.body;
    assert!(before.contains(no) && !before.contains(yes), "{before}");
    correspondents::confirm(service, claim, &code).await.unwrap();
    let after = look(service, &page, &reviewer).await.body;
    assert!(after.contains(yes) && !after.contains(no), "{after}");
    // What a member of a rights holder files comes from an account.
    let film = File::upload(service, "other.mkv").await;
    let filed = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap();
    let theirs = look(service, &format!("/desk/claims/{}", filed.claim), &reviewer).await.body;
    assert!(!theirs.contains(yes) && !theirs.contains(no), "{theirs}");
});

/// Whether a message says, in this language, where whoever loses the link of a notice has another one mailed.
fn names_where_links_are_mailed(message: &str, language: Language) -> bool {
    let (_, text) = letters::words(message);
    let leads = links(&text).iter().any(|link| link == "http://localhost:8080/report/again");
    let says = text.contains(&language.say("mail-claim-yours-lost").to_string());
    assert_eq!(leads, says, "{text}");
    leads
}

both_engines!(
    a_receipt_says_where_a_lost_link_is_mailed_anew_to_who_can_confirm_the_notice,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        for language in Language::all() {
            let report = Report { language, ..report(service).await };
            let sent = async |account| {
                mailed(service, async || drop(reports::send(service, "192.0.2.1", account, &report).await.unwrap()))
                    .await
            };
            let receipts = sent(None).await;
            assert!(receipts.len() == 1 && names_where_links_are_mailed(&receipts[0], language), "{receipts:?}");
            let theirs = sent(Some(cast.member.account)).await;
            assert_eq!(theirs.len(), 1);
            let (_, text) = letters::words(&theirs[0]);
            assert!(!text.contains("/report/"), "who has an account confirms nothing, and is mailed no link: {text}");
        }
    }
);

/// The letters of a question about a notice and its end, of its decision, and of an appeal of whoever sent it.
async fn answered(service: &Service, cast: &Cast, report: &Report, sender: Option<&Actor>) -> (ClaimId, Vec<String>) {
    let account = sender.map(|person| person.account);
    let filed = reports::send(service, "192.0.2.1", account, report).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is another film.".into(),
    };
    let secret = filed.private_link.unwrap();
    let text = PrivateLinkText(secret.expose());
    let claimant = sender.map_or(Claimant::Holder(&text), Claimant::Person);
    let mails = mailed(service, async || {
        questions::ask(service, &cast.reviewer, filed.claim, &["reasons"], "Which film is it?").await.unwrap();
        service.clock.advance(Duration::from_hours(24 * 15));
        questions::end(service, filed.claim).await.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let decision = decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap().remove(0);
        let appellant = Appellant::Notifier(claimant, filed.claim, decision);
        appeals::lodge(service, appellant, "It is the film").await.unwrap();
    })
    .await;
    assert_eq!(mails.len(), 4, "the question, its end, the decision, and the receipt of the appeal: {mails:?}");
    (filed.claim, mails.iter().map(|mail| letters::words(mail).1).collect())
}

both_engines!(
    a_letter_leads_who_has_no_account_to_where_a_lost_link_is_mailed_anew_and_who_has_one_to_the_notice,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        for language in Language::all() {
            let report = Report { language, ..report(service).await };
            for text in answered(service, &cast, &report, None).await.1 {
                for said in ["letter-private-link", "mail-claim-yours-lost", "letter-private-link-else"] {
                    assert!(text.contains(&language.say(said).to_string()), "{said}: {text}");
                }
                let links = links(&text);
                for page in ["report/again", "contact"] {
                    assert!(links.contains(&format!("http://localhost:8080/{page}")), "{page}: {text}");
                }
                assert!(!text.contains("/rights/"), "they have no account: {text}");
            }
        }
        let report = Report { language: Language::default(), ..report(service).await };
        let ines = account(service, "ines@example.org").await;
        let (claim, theirs) = answered(service, &cast, &report, Some(&ines)).await;
        for text in theirs {
            let links = links(&text);
            assert!(links.contains(&format!("http://localhost:8080/rights/claims/{claim}")), "{text}");
            assert!(!text.contains("/report/"), "who has an account is mailed no link: {text}");
        }
        let session = session_of(service, "ines@example.org").await;
        let page = look(service, &format!("/rights/claims/{claim}"), &session).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);

        // Nobody signs in to an account that is closed: its person reads on by the private link they have, as they were told.
        let filed = reports::send(service, "192.0.2.1", Some(ines.account), &report).await.unwrap();
        erasure::close(service, &ines, &Auth::parse(&auth("right")).unwrap(), erasure::CONFIRMATION).await.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let letters = mailed(service, async || {
            questions::ask(service, &cast.reviewer, filed.claim, &["reasons"], "Which film is it?").await.unwrap();
        })
        .await;
        assert_eq!(letters.len(), 1);
        let (_, text) = letters::words(&letters[0]);
        assert!(text.contains(&Language::default().say("letter-private-link").to_string()), "{text}");
        let links = links(&text);
        assert!(!links.is_empty() && links.iter().all(|link| link == "http://localhost:8080/contact"), "{text}");
    }
);

both_engines!(a_notice_that_gets_another_address_is_confirmed_from_there, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.reports_per_hour = 2);
    let report = report(service).await;
    let mut filed = None;
    let mails = mailed(service, async || {
        filed = Some(reports::send(service, "192.0.2.1", None, &report).await.unwrap());
    })
    .await;
    let filed = filed.unwrap();
    let path = format!("/report/confirmation/{}/", filed.claim);
    let first = link_in(&mails[0], &path);
    let secret = filed.private_link.unwrap();
    let text = PrivateLinkText(secret.expose());
    let amended = async |email: &str| {
        let mut input = report.statement.clone();
        input.email = email.to_owned();
        filing::amend(service, Claimant::Holder(&text), filed.claim, &input).await
    };
    let asked = async |code: &str| correspondents::asked(service, filed.claim, code).await.is_ok();

    let mails = mailed(service, async || amended("grace@mail.example").await.unwrap()).await;
    assert!(mails.len() == 1 && mails[0].contains("To: grace@mail.example"), "{mails:?}");
    assert!(names_where_links_are_mailed(&mails[0], report.language), "{mails:?}");
    let second = link_in(&mails[0], &path);
    assert!(!asked(&first).await && asked(&second).await, "whoever reads the first is not asked any more");
    assert!(mailed(service, async || amended("Grace@Mail.example").await.unwrap()).await.is_empty(), "it is the same");
    let mails = mailed(service, async || amended("ada@pictures.example").await.unwrap()).await;
    assert_eq!(mails.len(), 1);
    let often = amended("grace@mail.example").await;
    assert!(matches!(often, Err(Error::TooManyReports { .. })), "{often:?}");
    assert!(asked(&first).await && !asked(&second).await, "and that changed nothing");
    correspondents::confirm(service, filed.claim, &first).await.unwrap();
    assert!(mailed(service, async || amended("grace@mail.example").await.unwrap()).await.is_empty(), "it is theirs");
});

/// A reviewer whose account has the address of the notices.
async fn their_account(service: &Service) -> Actor {
    cast::with_role(service, cast::signed_up(service, "ada", 9).await, Role::Senior).await
}

both_engines!(
    nobody_works_a_notice_that_they_confirmed_by_the_address_of_their_account,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let own = their_account(service).await;
        let film = File::upload(service, "film.mkv").await;
        let (claim, _, code) = sent(service, &cast::report(Basis::EuDsa, &film.url())).await;
        let seen = async |who: &Actor| {
            let page = queue::page(service, who, &queue::Sought::default(), None).await.unwrap();
            page.claims.iter().any(|waiting| waiting.claim == claim)
        };
        let is_party = async |case| {
            let mut tx = service.db.read().await.unwrap();
            parties::is_party(&mut tx, own.account, case).await.unwrap()
        };
        assert!(seen(&own).await, "nobody knows whose it is");
        assert!(!is_party(Case::Claim(claim)).await && !is_party(Case::Object(film.object)).await);
        correspondents::confirm(service, claim, &code).await.unwrap();
        assert!(!seen(&own).await && seen(&cast.reviewer).await);
        assert!(is_party(Case::Claim(claim)).await && is_party(Case::Object(film.object)).await);
        let taken = queue::take(service, &own, claim).await;
        assert!(matches!(taken, Err(Error::Accounts(_))), "{taken:?}");
        queue::take(service, &cast.reviewer, claim).await.unwrap();
    }
);

both_engines!(
    a_notice_with_a_suspended_address_is_answered_as_any_and_that_address_alone_is_told,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let (_, measure, letter) = suspended(service, &cast).await;
        assert!(letter.contains("To: ada@pictures.example"), "{letter}");
        assert!(letter.contains(&words().gravity.replace('’', "=E2=80=99")), "it says what was weighed: {letter}");
        assert!(letter.contains("2 sur 2 envois"), "in the language of their notices: {letter}");

        let next = report(service).await;
        let link = next.targets[0].link.as_str();
        let sent = async |email: &str| {
            let form = [
                ("basis", "eu-dsa"),
                ("targets", link),
                ("reasons", "It is a copy of our film."),
                ("name", "Ada Example"),
                ("email", email),
                ("good_faith", "yes"),
            ];
            let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
            let request = Request::post("/report")
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ACCEPT, "text/html")
                .body(Body::from(body))
                .unwrap();
            let answer = send_to(&writ::http::router(service.clone()), request).await;
            assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
            worked(service).await;
            answer.body
        };
        let claims = cast::rows(service, "claims").await;
        let mut page = String::new();
        let mails = mailed(service, async || page = sent("Ada@Pictures.example").await).await;
        for said in ["Your notice is received", "A person decides it", "/report/"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert_eq!(cast::rows(service, "claims").await, claims, "nothing is kept");
        let other = sent("grace@pictures.example").await;
        assert_eq!(page.len(), other.len(), "nothing of what stands against the address: {page}");
        let claims = cast::rows(service, "claims").await;
        assert!(mails.len() == 1 && mails[0].contains("To: ada@pictures.example"), "{mails:?}");
        let code = link_in(&mails[0], &format!("/report/measures/{measure}/"));
        assert!(measures::by_link(service, measure, &PrivateLinkText(&code)).await.unwrap().in_force);

        // Once a day, whoever types it; and what is wrong with a notice is said as ever.
        assert!(mailed(service, async || drop(sent("ada@pictures.example").await)).await.is_empty());
        let mut blank = next.clone();
        blank.targets.clear();
        let wrong = reports::send(service, "192.0.2.1", None, &blank).await;
        assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
        service.clock.advance(Duration::from_hours(25));
        let mails = mailed(service, async || drop(sent("ada@pictures.example").await)).await;
        assert_eq!(mails.iter().filter(|mail| mail.contains("To: ada@pictures.example")).count(), 1, "{mails:?}");
        assert_eq!(cast::rows(service, "claims").await, claims);

        // A complete notice under US law is taken from anyone, as is what others send, and hers after that day.
        let statutory = cast::report(Basis::UsDmca, link);
        reports::send(service, "192.0.2.1", None, &statutory).await.unwrap();
        let mut others = next.clone();
        others.statement.email = "grace@mail.example".into();
        reports::send(service, "192.0.2.1", None, &others).await.unwrap();
        service.clock.advance(Duration::from_hours(31 * 24));
        reports::send(service, "192.0.2.1", None, &report(service).await).await.unwrap();
        assert_eq!(cast::rows(service, "claims").await, claims + 3);
    }
);

both_engines!(whoever_says_that_somebody_is_in_danger_is_turned_away_by_no_suspension, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    suspended(service, &cast).await;
    for (child_abuse, life_threatened) in [(false, true), (true, false)] {
        let mut next = report(service).await;
        (next.statement.child_abuse, next.statement.life_threatened) = (child_abuse, life_threatened);
        worked(service).await;
        let mut filed = None;
        let mails = mailed(service, async || {
            filed = Some(reports::send(service, "192.0.2.1", None, &next).await.unwrap());
        })
        .await;
        // What is answered is so: it is kept and due within the hour, and stands before whoever looks at it (`claims::dangers` has their mail).
        let filed = filed.unwrap();
        let kept = reports::follow(service, filed.private_link.unwrap().expose()).await.unwrap();
        assert_eq!((kept.claim, kept.due_at), (filed.claim, filed.due_at));
        assert_eq!(filed.due_at, filed.submitted_at.plus(Duration::from_hours(1)));
        let stands = escalations::open(service, &cast.senior).await.unwrap();
        assert!(stands.iter().any(|open| open.escalation.claim == filed.claim), "{stands:?}");
        assert_eq!(mails.len(), 1, "the address has a receipt, not a letter that nothing is looked at: {mails:?}");
        queue::take(service, &cast.senior, filed.claim).await.unwrap();
    }
});

both_engines!(
    what_names_no_danger_of_a_suspended_sender_is_decided_as_any_other_and_counts,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let (who, ..) = suspended(service, &cast).await;
        let record = async || misuse::record(service, &cast.reviewer, Party::Correspondent(who)).await.unwrap().notices;
        let before = record().await.unfounded;
        let mut next = report(service).await;
        next.statement.life_threatened = true;
        worked(service).await;
        let (claim, target, code) = sent(service, &next).await;
        correspondents::confirm(service, claim, &code).await.unwrap();
        // The senior finds that nobody is in danger: it goes back with the time of its own law, though nothing else of theirs is taken.
        escalations::send_back(service, &cast.senior, claim, "A line of a play.").await.unwrap();
        found_unfounded(service, &cast, claim, target).await;
        assert_eq!(record().await.unfounded, before + 1);
    }
);

both_engines!(a_stranger_appeals_by_the_link_in_the_letter_and_somebody_else_decides, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (_, measure, letter) = suspended(service, &cast).await;
    let code = link_in(&letter, &format!("/report/measures/{measure}/"));
    let link = PrivateLinkText(&code);
    let stands = measures::by_link(service, measure, &link).await.unwrap();
    assert!(stands.in_force && !stands.marks.is_empty(), "and what it rests on is said");
    assert!(stands.marks.iter().all(|mark| mark.counts() && !mark.reasons.is_empty()), "{stands:?}");
    let wrong = appeals::lodge_by_link(service, measure, &PrivateLinkText("x"), "Because").await;
    assert!(matches!(wrong, Err(Error::NotFound)), "{wrong:?}");
    let blank = appeals::lodge_by_link(service, measure, &link, " ").await;
    assert!(matches!(blank, Err(Error::Invalid(_))), "{blank:?}");
    let id = appeals::lodge_by_link(service, measure, &link, "Two of them were right").await.unwrap();
    let waits = appeals::against_measures(service, &cast.other_reviewer).await.unwrap();
    assert_eq!(waits.iter().map(|appeal| appeal.id).collect::<Vec<_>>(), [id]);
    let first = appeals::decide(service, &cast.reviewer, id, &Verdict::Lift, "x").await;
    assert!(matches!(first, Err(Error::Forbidden(_))), "{first:?}");
    let mails = mailed(service, async || {
        appeals::decide(service, &cast.other_reviewer, id, &Verdict::Lift, "So they were.").await.unwrap();
    })
    .await;
    assert!(mails.len() == 2 && mails.iter().all(|mail| mail.contains("To: ada@pictures.example")), "{mails:?}");
    assert!(mails.iter().any(|mail| mail.contains("So they were.")), "{mails:?}");
    let ahead = measures::by_link(service, measure, &link).await.unwrap();
    assert_eq!((ahead.in_force, ahead.appeal.unwrap().outcome), (false, Some(Outcome::Granted)));
    reports::send(service, "192.0.2.1", None, &report(service).await).await.unwrap();
});

both_engines!(a_stranger_whose_appeal_was_refused_reads_why_behind_the_link, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (_, measure, letter) = suspended(service, &cast).await;
    let code = link_in(&letter, &format!("/report/measures/{measure}/"));
    let link = PrivateLinkText(&code);
    let id = appeals::lodge_by_link(service, measure, &link, "Two of them were right").await.unwrap();
    let page = format!("/report/measures/{measure}/{code}");
    let why = "Neither of them was.";
    assert!(!send(service, get(&page)).await.body.contains(why));
    appeals::decide(service, &cast.other_reviewer, id, &Verdict::Refuse, why).await.unwrap();
    let refused = send(service, get(&page)).await;
    assert!(refused.status == StatusCode::OK && refused.body.contains(why), "{}", refused.body);
});

both_engines!(a_stranger_reads_again_what_they_sent_against_a_measure, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (_, measure, letter) = suspended(service, &cast).await;
    let code = link_in(&letter, &format!("/report/measures/{measure}/"));
    let page = format!("/report/measures/{measure}/{code}");
    let body = async || send(service, get(&page)).await.body;
    let (title, grounds) = ("<summary>What you sent</summary>", "Two of them were right");
    let before = body().await;
    assert!(!before.contains(title) && !before.contains(grounds), "{before}");
    let id = appeals::lodge_by_link(service, measure, &PrivateLinkText(&code), grounds).await.unwrap();
    let waits = body().await;
    appeals::decide(service, &cast.other_reviewer, id, &Verdict::Refuse, "Neither of them was.").await.unwrap();
    for page in [waits, body().await] {
        let sent = page.split(title).nth(1).unwrap_or_else(|| panic!("{page}"));
        assert!(sent.split("</details>").next().unwrap().contains(grounds), "{page}");
    }
});

both_engines!(
    what_a_stranger_reads_of_a_measure_says_where_it_holds_and_what_software_did,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let (_, measure, letter) = suspended(service, &cast).await;
        let code = link_in(&letter, &format!("/report/measures/{measure}/"));
        let page = send(service, get(&format!("/report/measures/{measure}/{code}"))).await.body;
        assert!(page.contains("<dt>Where</dt><dd>worldwide</dd>"), "{page}");
        for said in ["was sent after you had been warned", "Software counted what was sent"] {
            assert!(page.contains(said), "{said}: {page}");
        }
        // Their letter is in the language of their notice.
        let letter = letter.replace("=\r\n", "").replace("=\n", "");
        for said in
            ["monde entier", "Certains ont =C3=A9t=C3=A9 faits apr=C3=A8s un avertissement", "Un logiciel a compt"]
        {
            assert!(letter.contains(said), "{said}: {letter}");
        }
    }
);

both_engines!(what_is_decided_about_somebodys_address_is_hidden_from_their_account, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let own = their_account(service).await;
    let (who, measure, letter) = suspended(service, &cast).await;
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT m.id FROM messages m JOIN correspondents x ON x.log_case = m.log_case WHERE x.id = $1";
    let message = writ::db::all!(tx, (MessageId,), sql, who).unwrap()[0].0;
    drop(tx);
    let bounce = bounces::Bounce { message, kind: bounces::Kind::Hard, status: None };
    assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
    let undelivered = async |staff: &Actor| delivery::undelivered(service, staff, None).await.unwrap().waiting.len();
    assert_eq!((undelivered(&own).await, undelivered(&cast.reviewer).await), (0, 1));
    let again = delivery::send_again(service, &own, message).await;
    assert!(matches!(again, Err(Error::Forbidden(_))), "{again:?}");
    let settled = delivery::settle(service, &own, message, "I have read it").await;
    assert!(matches!(settled, Err(Error::Forbidden(_))), "{settled:?}");

    let code = link_in(&letter, &format!("/report/measures/{measure}/"));
    appeals::lodge_by_link(service, measure, &PrivateLinkText(&code), "Two of them were right").await.unwrap();
    let waiting = async |staff: &Actor| appeals::against_measures(service, staff).await.unwrap().len();
    assert_eq!((waiting(&own).await, waiting(&cast.senior).await), (0, 1));
    service.clock.advance(Duration::from_hours(6 * 24));
    let reminders: Vec<_> =
        mails(service).await.into_iter().filter(|mail| mail.contains("Subject: Deadlines are near")).collect();
    assert_eq!(reminders.len(), 1, "the other senior alone: {reminders:?}");
    assert!(reminders[0].contains("To: senior-"), "{reminders:?}");
});

both_engines!(appeals_are_closed_to_an_address_that_is_suspended_for_them, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let appealed = async || {
        let report = report(service).await;
        // What the hours brought is done first, so that the receipt is all that is mailed.
        assert!(work::run_due(service).await.unwrap().failed.is_empty());
        let mut filed = None;
        let mails = mailed(service, async || {
            filed = Some(reports::send(service, "192.0.2.1", None, &report).await.unwrap());
        })
        .await;
        let filed = filed.unwrap();
        let code = link_in(&mails[0], &format!("/report/confirmation/{}/", filed.claim));
        correspondents::confirm(service, filed.claim, &code).await.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let ruling = Ruling {
            target: filed.targets[0].target,
            finding: Finding::NotInfringing,
            action: Action::None,
            ground: String::new(),
            reasons: "It is another film.".into(),
        };
        let decision = decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap().remove(0);
        let secret = filed.private_link.unwrap();
        let text = PrivateLinkText(secret.expose());
        let appellant = Appellant::Notifier(Claimant::Holder(&text), filed.claim, decision);
        appeals::lodge(service, appellant, "Because").await
    };
    for decision in [Decision::Warn, Decision::Suspend { days: 30 }] {
        let appeal = appealed().await.unwrap();
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It says nothing").await.unwrap();
        misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await.unwrap();
        service.clock.advance(Duration::from_hours(1));
        let records = misuse::records(service, &cast.reviewer).await.unwrap();
        let party = records.iter().map(|record| record.party).find(|party| party.correspondent().is_some()).unwrap();
        misuse::decide(service, &cast.reviewer, party, Scope::Complaints, decision, &words()).await.unwrap();
        service.clock.advance(Duration::from_hours(1));
    }
    let closed = appealed().await;
    assert!(matches!(closed, Err(Error::Closed(Closed::ComplaintsUntil(_)))), "{closed:?}");
});

both_engines!(what_is_put_before_a_reviewer_again_is_no_complaint_of_theirs, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (claim, code) = unfounded(service, &cast, &report(service).await).await;
    correspondents::confirm(service, claim, &code).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target WHERE t.claim = $1";
    let (decision,) = writ::db::one!(tx, (DecisionId,), sql, claim).unwrap();
    drop(tx);
    let lawsuit = DisputeInput { kind: Some(disputes::Kind::Lawsuit), ..action() };
    let lawsuit = disputes::record(service, &cast.senior, decision, &lawsuit).await.unwrap();
    disputes::end(service, &cast.senior, lawsuit, disputes::Outcome::ForClaimant, "Judgment").await.unwrap();
    assert_eq!(cast::count(service, "SELECT COUNT(*) FROM appeals").await, 1, "the service put it there");
    let records = misuse::records(service, &cast.reviewer).await.unwrap();
    assert_eq!((records.len(), records[0].notices.sent, records[0].complaints.sent), (1, 1, 0));
});

both_engines!(an_address_that_was_altered_says_so_and_fails_no_list, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (who, measure, letter) = suspended(service, &cast).await;
    let code = link_in(&letter, &format!("/report/measures/{measure}/"));
    appeals::lodge_by_link(service, measure, &PrivateLinkText(&code), "Two of them were right").await.unwrap();
    let read = "SELECT email_sealed FROM correspondents WHERE id = $1";
    let write = "UPDATE correspondents SET email_sealed = $2 WHERE id = $1";
    let mut tx = service.db.begin().await.unwrap();
    let (mut sealed,) = writ::db::one!(tx, (Vec<u8>,), read, who).unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    writ::db::execute!(tx, write, who, &sealed).unwrap();
    tx.commit().await.unwrap();
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    for list in ["/desk/standing", "/desk/appeals"] {
        let page = look(service, list, &reviewer).await;
        assert_eq!(page.status, 200);
        assert!(page.body.contains("Altered in the database: it cannot be shown"), "{list}: {}", page.body);
    }
});

both_engines!(an_address_is_kept_only_while_something_counts, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let who = known(service, &cast).await;
    let name = async || misuse::record(service, &cast.reviewer, Party::Correspondent(who)).await.unwrap().name;
    let_go(service).await.unwrap();
    assert_eq!(name().await, Some("ada@pictures.example".into()));
    service.clock.advance(Duration::from_hours(366 * 24));
    let_go(service).await.unwrap();
    assert_eq!(name().await, None, "nothing counts any more");
    // Whoever confirms another notice then is new.
    let again = known(service, &cast).await;
    assert_ne!(again, who);
});

both_engines!(an_address_is_kept_while_a_mark_of_an_appeal_against_a_measure_counts, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (who, measure, letter) = suspended(service, &cast).await;
    let code = link_in(&letter, &format!("/report/measures/{measure}/"));
    service.clock.advance(Duration::from_hours(170 * 24));
    let appeal = appeals::lodge_by_link(service, measure, &PrivateLinkText(&code), "Because").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It says nothing").await.unwrap();
    misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await.unwrap();
    let name = async || misuse::record(service, &cast.reviewer, Party::Correspondent(who)).await.unwrap().name;
    // The notices and the measures are older than a year; the mark is not.
    for (days, kept) in [(200, true), (200, false)] {
        service.clock.advance(Duration::from_hours(days * 24));
        let_go(service).await.unwrap();
        assert_eq!(name().await.is_some(), kept);
        let (place, sealed) = every_value(service)
            .await
            .unwrap()
            .into_iter()
            .find(|(place, _)| *place == format!("appeals.grounds/{appeal}"))
            .unwrap();
        let grounds = service.keys.open_sealed(&place, &sealed).unwrap();
        assert_eq!(**grounds == *b"Because", kept, "what they wrote against it goes with the address");
    }
});

both_engines!(who_lost_the_letter_about_a_measure_is_mailed_its_page_again, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (_, measure, letter) = suspended(service, &cast).await;
    worked(service).await;
    let asked = async |email: &str| {
        let email = Email::parse(email).unwrap();
        mailed(service, async || {
            lost_links::ask(service, "192.0.2.9", &email).await.unwrap();
            worked(service).await;
        })
        .await
    };
    let mails = asked("ada@pictures.example").await;
    assert_eq!(mails.len(), 1);
    let path = format!("/report/measures/{measure}/");
    assert_eq!(link_in(&mails[0], &path), link_in(&letter, &path));
    assert_eq!(asked("zoe@pictures.example").await, Vec::<String>::new());
});
