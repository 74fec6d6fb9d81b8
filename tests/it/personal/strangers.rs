//! Who has no account: what they are handed by the private link of a notice, what keeps them in it, and when they go from it.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use bytes::Bytes;
use futures_util::{TryStreamExt as _, stream};
use http::{Request, StatusCode, header};
use writ::accounts::standing::Scope;
use writ::accounts::{Actor, Role};
use writ::claims::authorities::{self, Means, WithdrawalInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::filing::{self, Filed};
use writ::claims::proof::TargetInput;
use writ::claims::reports::Report;
use writ::claims::statement::{Basis, Statement, StatementInput};
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{self, cases, correspondents, decided, queue, reports};
use writ::db;
use writ::ids::{AppealId, CaseId, ClaimId, CorrespondentId, DecisionId, DisputeId, TargetId};
use writ::personal::erasure::{CONFIRMATION, ERASED, ERASED_PERSON};
use writ::personal::retention::let_go;
use writ::personal::strangers::{self, Kept};
use writ::personal::wrapping::every_value;
use writ::personal::{Error, export};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::counter_notices;
use writ::process::disputes::ends::EndInput;
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::misuse::{self, Party, What, Words};
use writ::service::Service;
use writ::texts::Language;
use writ::{notices, takedown};

use super::export::{everything, rows, unpacked};
use super::{DAY, PNG, counter, decide, entries, facts_agree, lived, went_to_court, worked};
use crate::app::{TestService, both_engines, letter, link_in, mailed};
use crate::claims::cast::{self, Cast, File, target};
use crate::delivery::queue_about;
use crate::http::{Answer, get, send};
use crate::mail::{message, queue as queue_about_none};
use crate::pages_desk::{post, staff};
use crate::standing;

/// What the stranger of the story writes, none of which stands anywhere else.
const WORDS: [&str; 8] = [
    "Ludmila Snickersnee",
    "Widdershins Row",
    "131 496 0737",
    "snickersnee.example",
    "higgledy.example",
    "jabberwock.png",
    "frabjous ground",
    "brillig verdict",
];

/// Days pass, with all that is due on the way but for the daily rounds.
async fn passed(service: &Service, days: u32) {
    for _ in 0..days.div_ceil(10) {
        service.clock.advance(10 * DAY);
        worked(service).await;
    }
}

fn secret(filed: &Filed) -> String {
    filed.private_link.as_ref().unwrap().expose().to_owned()
}

/// A notice without an account, and the code that came with its receipt.
async fn sent(service: &Service, from: &str, report: &Report) -> (Filed, String) {
    let mut filed = None;
    let mails = mailed(service, async || {
        filed = Some(reports::send(service, from, None, report).await.unwrap());
    })
    .await;
    let filed = filed.unwrap();
    let code = link_in(&mails[0], &format!("/report/confirmation/{}/", filed.claim));
    (filed, code)
}

/// The same, confirmed by whoever reads its address.
pub async fn confirmed(service: &Service, from: &str, report: &Report) -> Filed {
    let (filed, code) = sent(service, from, report).await;
    correspondents::confirm(service, filed.claim, &code).await.unwrap();
    filed
}

/// A notice without an account on a file, decided: nothing is done.
async fn refused(service: &Service, cast: &Cast, film: &File) -> (Filed, String) {
    let (filed, code) = sent(service, "198.51.100.7", &cast::report(Basis::EuDsa, &film.url())).await;
    decide(service, cast, filed.claim, Action::None).await;
    worked(service).await;
    (filed, code)
}

/// Two such notices of one mailbox, which confirmed both, so long ago that nothing of them is open.
async fn two_confirmed(service: &Service, cast: &Cast) -> (Filed, Filed) {
    let film = File::upload(service, "film.mkv").await;
    let other = File::upload(service, "other.mkv").await;
    let (first, first_code) = refused(service, cast, &film).await;
    let (second, second_code) = refused(service, cast, &other).await;
    for (filed, code) in [(&first, &first_code), (&second, &second_code)] {
        correspondents::confirm(service, filed.claim, code).await.unwrap();
    }
    passed(service, 200).await;
    (first, second)
}

async fn kinds(service: &Service, secret: &str) -> Vec<Kept> {
    let waits = strangers::standing(service, &PrivateLinkText(secret)).await.unwrap().waits;
    waits.into_iter().map(|wait| wait.kept).collect()
}

/// The name in a notice, as staff read it.
async fn named(service: &Service, cast: &Cast, claim: ClaimId) -> String {
    let case = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case;
    case.statement.name().unwrap().to_owned()
}

/// How what lies sealed somewhere is read, and written over.
const STATEMENT: [&str; 2] =
    ["SELECT statement_sealed FROM claims WHERE id = $1", "UPDATE claims SET statement_sealed = $2 WHERE id = $1"];
const GROUNDS: [&str; 2] =
    ["SELECT grounds_sealed FROM appeals WHERE id = $1", "UPDATE appeals SET grounds_sealed = $2 WHERE id = $1"];
const ACTION: [&str; 2] =
    ["SELECT statement_sealed FROM disputes WHERE id = $1", "UPDATE disputes SET statement_sealed = $2 WHERE id = $1"];
const FORUM: [&str; 2] =
    ["SELECT forum_sealed FROM disputes WHERE id = $1", "UPDATE disputes SET forum_sealed = $2 WHERE id = $1"];

const ADDRESS: [&str; 2] = [
    "SELECT email_sealed FROM correspondents WHERE id = $1",
    "UPDATE correspondents SET email_sealed = $2 WHERE id = $1",
];

/// Changes what lies sealed, behind the service's back.
async fn changed(service: &Service, [read, write]: [&'static str; 2], id: uuid::Uuid, change: fn(&mut [u8])) {
    let mut tx = service.db.begin().await.unwrap();
    let (mut sealed,) = db::one!(tx, (Vec<u8>,), read, id).unwrap();
    change(&mut sealed);
    db::execute!(tx, write, id, &sealed).unwrap();
    tx.commit().await.unwrap();
}

/// As what an old backup brings back: under a key that was destroyed.
fn lost(sealed: &mut [u8]) {
    let name = usize::from(sealed[0]);
    sealed[1..=name].copy_from_slice(b"2020-01-31");
}

/// As a disk can have it. Twice, and it is whole.
fn damaged(sealed: &mut [u8]) {
    *sealed.last_mut().unwrap() ^= 1;
}

pub(super) struct Story {
    cast: Cast,
    uploader: Actor,
    left: File,
    claim: ClaimId,
    pub(super) secret: String,
    /// What shows that somebody reads the mailbox of the notice.
    pub(super) code: String,
    appeal: AppealId,
    dispute: DisputeId,
}

/// A stranger's notice about two files, of which one is deleted. Its uploader answers on oath, the stranger tells of an action, brings a
/// picture, says how the action ended, and appeals about the other file; another stranger sends a notice about that one.
pub(super) async fn story(service: &Service) -> Story {
    let cast = Cast::signed(service).await;
    let uploader = cast::signed_up(service, "uploader", 7).await;
    let removed = File::upload_of(service, uploader, "removed.mkv").await;
    let left = File::upload_of(service, uploader, "left.mkv").await;
    let found =
        |file: &File| TargetInput { found_at: "https://higgledy.example/piggledy".into(), ..target(&file.url()) };
    let report = Report {
        statement: StatementInput {
            name: "Ludmila Snickersnee".into(),
            address: "9 Widdershins Row\nLeith".into(),
            telephone: "+44 131 496 0737".into(),
            email: "ludmila@snickersnee.example".into(),
            signature: "Ludmila Snickersnee".into(),
            ..cast::notice(Basis::UsDmca)
        },
        targets: vec![found(&removed), found(&left)],
        ..cast::report(Basis::UsDmca, &removed.url())
    };
    let mut filed = None;
    let mails = mailed(service, async || {
        filed = Some(reports::send(service, "198.51.100.7", None, &report).await.unwrap());
    })
    .await;
    let filed = filed.unwrap();
    let (claim, secret) = (filed.claim, secret(&filed));
    let code = link_in(&mails[0], &format!("/report/confirmation/{claim}/"));
    correspondents::confirm(service, claim, &code).await.unwrap();
    let link = PrivateLinkText(&secret);
    let holder = Claimant::Holder(&link);
    let sent = Sent { name: "jabberwock.png", declared: "image/png" };
    let pieces = stream::iter([Ok(Bytes::from_static(PNG))]);
    files::bring(service, holder, Subject::Claim(claim), sent, pieces).await.unwrap();

    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let ruling = |target: TargetId, finding, action| Ruling {
        target,
        finding,
        action,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is what the notice says.".into(),
    };
    let rulings = [
        ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete),
        ruling(filed.targets[1].target, Finding::NotInfringing, Action::None),
    ];
    let made = decisions::decide(service, &cast.reviewer, claim, &rulings).await.unwrap();
    worked(service).await;
    let (mut appeal, mut dispute) = (None, None);
    for decision in made {
        let restricts = decided::read(&mut service.db.read().await.unwrap(), decision).await.unwrap().restricts;
        if restricts {
            let told = notices::notices_of(service, uploader.account).await.unwrap()[0].id;
            let answer = counter_notices::send(service, &uploader, told, &counter()).await.unwrap();
            let acted = disputes::tell_of_action(service, holder, claim, answer, &action()).await.unwrap();
            let end = EndInput {
                outcome: Some(Outcome::ForClaimant),
                ended_on: "2026-11-23".into(),
                words: "There was a brillig verdict.".into(),
            };
            disputes::tell_end(service, holder, claim, acted, &end).await.unwrap();
            dispute = Some(acted);
        } else {
            let appellant = Appellant::Notifier(holder, claim, decision);
            appeal = Some(appeals::lodge(service, appellant, "On a frabjous ground.").await.unwrap());
        }
    }
    reports::send(service, "198.51.100.8", None, &cast::report(Basis::EuDsa, &left.url())).await.unwrap();
    worked(service).await;
    Story { cast, uploader, left, claim, secret, code, appeal: appeal.unwrap(), dispute: dispute.unwrap() }
}

fn action() -> DisputeInput {
    DisputeInput {
        kind: Some(Kind::Action),
        forum: "District Court".into(),
        reference: "4:26-cv-01235".into(),
        begun_on: "2026-11-22".into(),
        restrains: true,
        signature: "Ludmila Snickersnee".into(),
    }
}

pub(super) async fn handed(service: &Service, secret: &str) -> BTreeMap<String, String> {
    let stream = export::of_notice(service, &PrivateLinkText(secret), Language::default()).await.unwrap();
    let bytes: Vec<_> = stream.try_collect().await.unwrap();
    unpacked(&bytes.concat())
}

fn is_nothing<T>(answer: &Result<T, Error>) -> bool {
    matches!(answer, Err(Error::Claims(claims::Error::NotFound)))
}

both_engines!(
    who_has_no_account_gets_what_is_theirs_by_the_private_link_and_nothing_of_others,
    |app: TestService| async move {
        let service = &app.service;
        let story = story(service).await;
        let theirs = handed(service, &story.secret).await;
        assert!(theirs["README.txt"].contains("localhost"));
        let statement = &rows(&theirs, "claims.json")[0]["statement"];
        assert_eq!(
            (&statement["name"], &statement["telephone"]),
            (&"Ludmila Snickersnee".into(), &"+44 131 496 0737".into())
        );
        let links = rows(&theirs, "claims-links.json");
        assert_eq!((links.len(), &links[1]["found_at"]), (2, &"https://higgledy.example/piggledy".into()));
        assert_eq!(rows(&theirs, "evidence.json")[0]["name"], "jabberwock.png");
        assert_eq!(rows(&theirs, "address.json")[0]["address"], "ludmila@snickersnee.example");
        assert_eq!(rows(&theirs, "appeals.json")[0]["grounds"], "On a frabjous ground.");
        assert_eq!(rows(&theirs, "disputes.json")[0]["statement"]["signature"], "Ludmila Snickersnee");
        assert_eq!(rows(&theirs, "disputes-ended.json")[0]["words"], "There was a brillig verdict.");
        assert!(rows(&theirs, "misuse.json").is_empty());
        let log = rows(&theirs, "log.json");
        let filed = log.iter().find(|row| row["entry"]["type"] == "claim.filed").expect("it was filed");
        assert!(filed["openings"].as_array().unwrap().iter().any(|opening| opening["field"] == "statement"));
        let mails = rows(&theirs, "messages.json");
        let confirms = |mail: &&str| mail.contains("/report/confirmation/");
        let receipt = mails.iter().filter_map(|mail| mail["text"].as_str()).find(confirms).expect("a receipt");
        assert!(receipt.contains(&story.claim.to_string()), "{receipt}");
        let all = theirs.values().cloned().collect::<String>();
        assert!(!all.contains(&story.code), "who has the link need not read the mailbox");
        // What they were mailed is theirs, though the law had the copy say who answers.
        assert!(theirs["messages.json"].contains("Wilhelmina Quuxworth"));
        let but_mail = theirs.iter().filter(|(name, _)| *name != "messages.json");
        let all = but_mail.map(|(_, text)| text.as_str()).collect::<String>();
        for others in [
            "Quuxworth",
            "Flibbertigibbet",
            "Ada Example",
            "ada@pictures.example",
            "uploader@pictures.example",
            &story.uploader.account.to_string(),
            &story.cast.reviewer.account.to_string(),
        ] {
            assert!(!all.contains(others), "{others}");
        }

        // Every other secret finds nothing, and so does that of a notice which an account sent: its person has it from there.
        let report = cast::report(Basis::EuDsa, &story.left.url());
        let own = reports::send(service, "198.51.100.9", Some(story.cast.member.account), &report).await.unwrap();
        for other in ["x".repeat(43), secret(&own)] {
            let link = PrivateLinkText(&other);
            assert!(is_nothing(&export::of_notice(service, &link, Language::default()).await));
            assert!(is_nothing(&strangers::standing(service, &link).await));
            for word in [CONFIRMATION, "me"] {
                assert!(is_nothing(&strangers::erase(service, &link, word).await), "{word}");
            }
        }
    }
);

both_engines!(what_is_taken_back_undecided_had_restricted_nothing, |app: TestService| async move {
    let service = &app.service;
    let film = File::upload(service, "film.mkv").await;
    let filed = reports::send(service, "198.51.100.9", None, &cast::report(Basis::EuDsa, &film.url())).await.unwrap();
    let secret = secret(&filed);
    let link = PrivateLinkText(&secret);
    withdrawal::withdraw(service, Claimant::Holder(&link), filed.claim, Extent::Whole, "It is licensed.")
        .await
        .unwrap();
    worked(service).await;
    assert_eq!(kinds(service, &secret).await, [Kept::TakenBack]);
    let page = send(service, get(&format!("/report/{secret}"))).await.body;
    assert!(page.contains("It had restricted nothing.") && !page.contains("What it had restricted"), "{page}");
});

both_engines!(what_is_open_keeps_a_stranger_in_their_notice_and_then_they_are_erased, |app: TestService| async move {
    let service = &app.service;
    let film = File::upload(service, "film.mkv").await;
    let waiting = reports::send(service, "198.51.100.9", None, &cast::report(Basis::EuDsa, &film.url())).await.unwrap();
    assert_eq!(kinds(service, &secret(&waiting)).await, [Kept::Undecided]);

    let Story { cast, uploader, left, claim, secret, appeal, dispute, .. } = story(service).await;
    let link = PrivateLinkText(&secret);
    let waits = strangers::standing(service, &link).await.unwrap().waits;
    assert_eq!(waits.iter().map(|wait| wait.kept).collect::<Vec<_>>(), [Kept::Answers, Kept::OpenAnswers]);
    assert_eq!(waits.iter().map(|wait| wait.until.is_some()).collect::<Vec<_>>(), [true, false]);
    let hold = takedown::preserve(service, &cast.senior, left.object, None, "Reported").await.unwrap();
    assert_eq!(
        kinds(service, &secret).await,
        [Kept::Answers, Kept::OpenAnswers, Kept::Other],
        "why something is preserved is no news for who claims"
    );
    let wrong = strangers::erase(service, &link, "me").await;
    assert!(matches!(wrong, Err(Error::Confirmation(_))), "{wrong:?}");
    let refused = async || matches!(strangers::erase(service, &link, CONFIRMATION).await, Err(Error::InTheWay(_)));
    assert!(refused().await);
    passed(service, 250).await;
    assert_eq!(kinds(service, &secret).await, [Kept::OpenAnswers, Kept::Other]);
    assert!(refused().await);
    assert_eq!(named(service, &cast, claim).await, "Ludmila Snickersnee", "a court may ask");

    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It stands").await.unwrap();
    disputes::end(service, &cast.reviewer, dispute, Outcome::ForClaimant, "Judgment").await.unwrap();
    assert_eq!(kinds(service, &secret).await, [Kept::Aftermath, Kept::Other], "there is time to go on");
    takedown::release(service, &cast.senior, hold, "They have it").await.unwrap();
    assert!(refused().await);
    passed(service, 40).await;
    assert_eq!(kinds(service, &secret).await, []);
    let said = async |word: &str| {
        let values = every_value(service).await.unwrap();
        let mut opened = values.iter().map(|(place, sealed)| service.keys.open_sealed(place, sealed).unwrap());
        opened.any(|value| String::from_utf8_lossy(&value).contains(word))
    };
    for word in WORDS {
        assert!(said(word).await, "{word} is there to be erased");
    }
    let told = notices::notices_of(service, uploader.account).await.unwrap();
    let told = told.iter().find(|notice| notice.kind == notices::NoticeKind::Restriction).unwrap().id;
    let holder = async || {
        let notice = notices::notice(service, uploader.account, told).await.unwrap();
        let notices::Statement::Restriction { rights_holder, facts, .. } = notice.statement else {
            panic!("no restriction")
        };
        assert_eq!(facts, "It is what the notice says.", "the rest of what its uploader was told stays");
        rights_holder.map(|holder| holder.name)
    };
    assert_eq!(holder().await.as_deref(), Some("Ludmila Snickersnee"), "its uploader knows who claims");
    strangers::erase(service, &link, "erase ").await.unwrap();
    assert_eq!(holder().await, None);
    for word in WORDS {
        assert!(!said(word).await, "{word}");
    }
    let standing = strangers::standing(service, &link).await.unwrap();
    assert!(standing.erased_at.is_some() && !standing.address_kept && standing.waits.is_empty(), "{standing:?}");

    // The case stays, for staff, for the other side and for who has the link, without them.
    assert_eq!(named(service, &cast, claim).await, ERASED_PERSON);
    let Statement::UsDmca { address, telephone, email, affirmations, .. } =
        reports::follow(service, &secret).await.unwrap().statement
    else {
        panic!("it is a notice under US law")
    };
    assert_eq!([address.as_str(), telephone.as_str(), email.as_str()], [ERASED; 3]);
    assert_eq!(affirmations.len(), 3, "what was affirmed stays");
    let (opened, _) = appeals::for_desk(service, &cast.senior, appeal).await.unwrap();
    assert_eq!(opened.grounds, ERASED);
    assert_eq!(correspondents::is_confirmed(service, claim).await.unwrap(), None, "no address is labelled");
    assert!(!notices::notices_of(service, uploader.account).await.unwrap().is_empty());
    assert_eq!(handed(service, &secret).await["address.json"].matches("snickersnee").count(), 0);
    // Once more, and nothing happens; nor does the round add anything.
    strangers::erase(service, &link, CONFIRMATION).await.unwrap();
    let_go(service).await.unwrap();
    assert_eq!(entries(service, "claim.sender-erased").await, 1);
    facts_agree(service).await;
});

both_engines!(who_sent_a_notice_goes_from_it_by_itself_with_its_last_window, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let other = File::upload(service, "other.mkv").await;
    let (plain, _) = refused(service, &cast, &film).await;
    let (marked, _) = refused(service, &cast, &other).await;
    misuse::mark(service, &cast.reviewer, What::Target(marked.targets[0].target), "It is another film").await.unwrap();
    let names = async || [named(service, &cast, plain.claim).await, named(service, &cast, marked.claim).await];
    lived(service, 180).await;
    assert_eq!(names().await, ["Ada Example"; 2], "it can be answered");
    lived(service, 20).await;
    assert_eq!(names().await, [ERASED_PERSON, "Ada Example"], "what was found to be misuse is weighed for a year");
    assert_eq!(kinds(service, &secret(&marked)).await, [Kept::Misuse]);
    assert!(strangers::standing(service, &PrivateLinkText(&secret(&plain))).await.unwrap().erased_at.is_some());
    lived(service, 190).await;
    assert_eq!(names().await, [ERASED_PERSON; 2]);
    let_go(service).await.unwrap();
    assert_eq!(entries(service, "claim.sender-erased").await, 2, "twice is once");
    facts_agree(service).await;
});

both_engines!(what_staff_wrote_about_a_stranger_goes_with_them, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (first, second) = two_confirmed(service, &cast).await;
    let mut tx = service.db.read().await.unwrap();
    let (who,) = db::one!(tx, (CorrespondentId,), "SELECT id FROM correspondents").unwrap();
    drop(tx);
    let mark = async |filed: &Filed, words: &str| {
        let what = What::Target(filed.targets[0].target);
        misuse::mark(service, &cast.reviewer, what, words).await.unwrap()
    };
    mark(&first, "A tomfoolery of a notice").await;
    let retracted = mark(&second, "A flummery of a notice").await;
    let words = Words {
        reasons: "Nothing but gibberish".into(),
        gravity: "A higgledy-piggledy day".into(),
        intention: "Out of cussedness".into(),
    };
    let (party, warn) = (Party::Correspondent(who), misuse::Decision::Warn);
    let mut measure = None;
    let mails = mailed(service, async || {
        let taken = misuse::decide(service, &cast.reviewer, party, Scope::Notices, warn, &words).await;
        measure = Some(taken.unwrap());
    })
    .await;
    let measure = measure.unwrap();
    let code = link_in(&mails[0], &format!("/report/measures/{measure}/"));
    let appeal = appeals::lodge_by_link(service, measure, &PrivateLinkText(&code), "I was right").await.unwrap();
    let why = "All codswallop";
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, why).await.unwrap();
    misuse::retract(service, &cast.senior, retracted, "It was no humbug").await.unwrap();
    worked(service).await;

    let said = async || {
        let values = every_value(service).await.unwrap();
        let opened = values.iter().map(|(place, sealed)| service.keys.open_sealed(place, sealed).unwrap());
        let opened: Vec<_> = opened.map(|value| String::from_utf8_lossy(&value).into_owned()).collect();
        ["tomfoolery", "flummery", "gibberish", "higgledy-piggledy", "cussedness", "humbug", "codswallop"]
            .into_iter()
            .filter(|word| opened.iter().any(|value| value.contains(word)))
            .collect::<Vec<_>>()
    };
    assert_eq!(said().await.len(), 7, "it is there to be erased");
    let rows = standing::rows(service).await;
    for word in ["tomfoolery", "gibberish", "codswallop"] {
        assert!(!rows.iter().any(|row| row.contains(word)), "and lies sealed: {word}");
    }
    lived(service, 300).await;
    let kept = said().await;
    assert!(kept.contains(&"tomfoolery") && kept.contains(&"gibberish"), "it counts for a year: {kept:?}");
    assert!(!kept.contains(&"flummery") && !kept.contains(&"humbug"), "but not what was taken back: {kept:?}");
    lived(service, 100).await;
    assert_eq!(said().await, [""; 0]);
    let counted = cast::count(service, "SELECT COUNT(*) FROM misuse_marks").await;
    assert_eq!(counted, 2, "that it was marked stays");
    facts_agree(service).await;
});

both_engines!(what_staff_wrote_about_a_stranger_is_handed_to_them, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (filed, _) = refused(service, &cast, &film).await;
    let what = What::Target(filed.targets[0].target);
    let mark = misuse::mark(service, &cast.reviewer, what, "It is another film").await.unwrap();
    misuse::retract(service, &cast.senior, mark, "It was theirs").await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let (decision,) = db::one!(tx, (DecisionId,), "SELECT id FROM decisions").unwrap();
    drop(tx);
    let lawsuit = DisputeInput {
        kind: Some(Kind::Lawsuit),
        forum: "A county court".into(),
        reference: "4711".into(),
        begun_on: "2026-11-22".into(),
        ..DisputeInput::default()
    };
    let lawsuit = disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
    disputes::end(service, &cast.reviewer, lawsuit, Outcome::NoResult, "They settled").await.unwrap();
    let archive = handed(service, &secret(&filed)).await;
    let mark = &rows(&archive, "misuse.json")[0];
    assert_eq!((&mark["reasons"], &mark["retracted_because"]), (&"It is another film".into(), &"It was theirs".into()));
    assert!(rows(&archive, "disputes.json").is_empty(), "the lawsuit may be the other side's");
    // Had it been an action, both sides would have been told of it.
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, "UPDATE disputes SET kind = 'action'").unwrap();
    tx.commit().await.unwrap();
    let archive = handed(service, &secret(&filed)).await;
    let dispute = &rows(&archive, "disputes.json")[0];
    for (field, text) in [("told_as", "staff"), ("forum", "A county court"), ("outcome", "no-result")] {
        assert_eq!(dispute[field], text, "{field}: {dispute}");
    }
    assert!(!dispute.to_string().contains("They settled"), "what showed staff how it ended: {dispute}");
});

both_engines!(what_staff_write_about_a_stranger_who_is_gone_goes_as_well, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (filed, _) = refused(service, &cast, &film).await;
    lived(service, 200).await;
    let standing = strangers::standing(service, &PrivateLinkText(&secret(&filed))).await.unwrap();
    assert!(standing.erased_at.is_some(), "{standing:?}");
    let what = What::Target(filed.targets[0].target);
    let mark = misuse::mark(service, &cast.reviewer, what, "A tomfoolery of a notice").await.unwrap();
    let said = async || {
        let values = every_value(service).await.unwrap();
        let opened = values.iter().map(|(place, sealed)| service.keys.open_sealed(place, sealed).unwrap());
        let opened: Vec<_> = opened.map(|value| String::from_utf8_lossy(&value).into_owned()).collect();
        let words = ["tomfoolery", "humbug"].into_iter();
        words.filter(|word| opened.iter().any(|value| value.contains(word))).collect::<Vec<_>>()
    };
    lived(service, 10).await;
    assert_eq!(said().await, ["tomfoolery"], "it counts");
    misuse::retract(service, &cast.senior, mark, "It was no humbug").await.unwrap();
    lived(service, 10).await;
    assert_eq!(said().await, [""; 0]);
    let written_over = "SELECT words_erased_at FROM claims WHERE sender_erased_at IS NOT NULL";
    let last = cast::count(service, written_over).await;
    lived(service, 20).await;
    assert_eq!(cast::count(service, written_over).await, last, "what is written over is left alone");
    assert_eq!(cast::count(service, "SELECT COUNT(*) FROM misuse_marks").await, 1, "that it was marked stays");
    assert_eq!(entries(service, "claim.sender-erased").await, 1, "and they were taken out once");
    facts_agree(service).await;
});

both_engines!(what_a_stranger_writes_once_they_are_gone_goes_as_well, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (filed, _) = sent(service, "198.51.100.7", &cast::report(Basis::UsDmca, &film.url())).await;
    decide(service, &cast, filed.claim, Action::DisableLink).await;
    worked(service).await;
    lived(service, 200).await;
    let secret = secret(&filed);
    let link = PrivateLinkText(&secret);
    let standing = strangers::standing(service, &link).await.unwrap();
    assert!(standing.erased_at.is_some(), "{standing:?}");
    went_to_court(service, &film, filed.claim, &link).await;
    facts_agree(service).await;
});

both_engines!(the_court_that_staff_recorded_goes_with_the_notice, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (filed, _) = refused(service, &cast, &film).await;
    let mut tx = service.db.read().await.unwrap();
    let (decision,) = db::one!(tx, (DecisionId,), "SELECT id FROM decisions").unwrap();
    drop(tx);
    let lawsuit = DisputeInput {
        kind: Some(Kind::Lawsuit),
        forum: "A county court".into(),
        reference: "4711".into(),
        begun_on: "2026-11-22".into(),
        ..DisputeInput::default()
    };
    let lawsuit = disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
    disputes::end(service, &cast.reviewer, lawsuit, Outcome::NoResult, "They settled").await.unwrap();
    let said = async |column: &str| {
        let at = format!("disputes.{column}/{lawsuit}");
        let values = every_value(service).await.unwrap();
        let (_, sealed) = values.iter().find(|(place, _)| *place == at).unwrap();
        String::from_utf8_lossy(&service.keys.open_sealed(&at, sealed).unwrap()).into_owned()
    };
    assert_eq!([said("forum").await, said("reference").await], ["A county court", "4711"]);
    lived(service, 400).await;
    let standing = strangers::standing(service, &PrivateLinkText(&secret(&filed))).await.unwrap();
    assert!(standing.erased_at.is_some(), "{standing:?}");
    assert_eq!([said("forum").await, said("reference").await], [ERASED, ERASED]);
    facts_agree(service).await;
});

both_engines!(an_address_goes_with_the_last_notice_that_has_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (first, second) = two_confirmed(service, &cast).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    for (name, query) in [("Theirs", "q=ada%40pictures.example"), ("Others", "q=member%40pictures.example")] {
        let saved = post(service, "/desk/views", &reviewer, &[("name", name), ("query", query)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{name}: {}", saved.body);
    }
    let views = async || cast::count(service, "SELECT COUNT(*) FROM queue_views").await;
    let mut tx = service.db.read().await.unwrap();
    let who = db::all!(tx, (CorrespondentId,), "SELECT id FROM correspondents").unwrap();
    drop(tx);
    assert_eq!(who.len(), 1, "both are of one mailbox");
    let opened = async || {
        let mut tx = service.db.read().await.unwrap();
        let mut opened = 0;
        for (case,) in db::all!(tx, (CaseId,), "SELECT log_case FROM claims").unwrap() {
            let told = writ::audit::opened_of_case(&mut tx, service, case, 0).await.unwrap();
            let openings = told.iter().flat_map(|(_, _, openings)| openings);
            opened += openings.filter(|opening| opening.value == Ok(who[0].0.to_string())).count();
        }
        opened
    };
    let kept = async |filed: &Filed| {
        strangers::standing(service, &PrivateLinkText(&secret(filed))).await.unwrap().address_kept
    };
    assert_eq!(opened().await, 2);
    strangers::erase(service, &PrivateLinkText(&secret(&first)), CONFIRMATION).await.unwrap();
    assert!(kept(&first).await && kept(&second).await, "another notice has them in it");
    queue::views::let_go(service).await.unwrap();
    assert_eq!((opened().await, views().await), (2, 2));
    strangers::erase(service, &PrivateLinkText(&secret(&second)), CONFIRMATION).await.unwrap();
    assert!(!kept(&first).await && !kept(&second).await);
    assert_eq!(opened().await, 0, "nothing in the log leads to them any more");
    let_go(service).await.unwrap();
    assert_eq!(views().await, 1, "nor, from the next round on, anything that staff had saved to find them");
    facts_agree(service).await;
});

both_engines!(by_what_a_notice_is_found_goes_with_its_sender, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let other = File::upload(service, "other.mkv").await;
    let (first, _) = refused(service, &cast, &film).await;
    let (second, _) = refused(service, &cast, &other).await;
    passed(service, 200).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    for (name, query) in [
        ("Name", "q=Ada+Example"),
        ("Address", "q=ada%40pictures.example"),
        ("Others", "q=member%40pictures.example"),
        ("Nobody", "q=Nobody+In+Particular"),
    ] {
        let saved = post(service, "/desk/views", &reviewer, &[("name", name), ("query", query)]).await;
        assert!(saved.header(header::LOCATION).starts_with("/desk?q="), "{name}: {}", saved.body);
    }
    let left = async || {
        let mut tx = service.db.read().await.unwrap();
        let names = db::all!(tx, (String,), "SELECT name FROM queue_views ORDER BY name").unwrap();
        names.into_iter().map(|(name,)| name).collect::<Vec<_>>()
    };
    let found_by = "SELECT COUNT(*) FROM claims WHERE name_lookup IS NOT NULL AND email_lookup IS NOT NULL";
    // No digest is like this.
    let typed = "SELECT COUNT(*) FROM queue_views WHERE LOWER(query) LIKE '%ada%example%'";
    assert_eq!((cast::count(service, found_by).await, cast::count(service, typed).await), (2, 0));
    assert_eq!(left().await, ["Address", "Name", "Nobody", "Others"]);
    strangers::erase(service, &PrivateLinkText(&secret(&first)), CONFIRMATION).await.unwrap();
    assert_eq!(cast::count(service, found_by).await, 1);
    queue::views::let_go(service).await.unwrap();
    assert_eq!(left().await, ["Address", "Name", "Nobody", "Others"], "another notice says the same");
    strangers::erase(service, &PrivateLinkText(&secret(&second)), CONFIRMATION).await.unwrap();
    let any = "SELECT COUNT(*) FROM claims WHERE name_lookup IS NOT NULL OR email_lookup IS NOT NULL";
    assert_eq!(cast::count(service, any).await, 0);
    let_go(service).await.unwrap();
    assert_eq!(left().await, ["Nobody", "Others"], "nor, from the next round on, what staff had saved to find them");
    facts_agree(service).await;
});

both_engines!(letters_to_a_stranger_go_with_their_notice_and_their_address, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (first, second) = two_confirmed(service, &cast).await;
    let mut messages = Vec::new();
    for filed in [&first, &second] {
        let mut tx = service.db.read().await.unwrap();
        let (case,) = db::one!(tx, (CaseId,), "SELECT log_case FROM claims WHERE id = $1", filed.claim).unwrap();
        drop(tx);
        messages.push(queue_about(service, "ada@pictures.example", case, "Your notice").await);
    }
    messages.push(queue_about_none(service, "Ada@Pictures.example", &message()).await);
    worked(service).await;
    let there = || messages.iter().map(|message| letter(service, *message).is_some()).collect::<Vec<_>>();
    assert_eq!(there(), [true; 3]);
    strangers::erase(service, &PrivateLinkText(&secret(&first)), CONFIRMATION).await.unwrap();
    worked(service).await;
    assert_eq!(there(), [false, true, true], "another notice has them in it");
    strangers::erase(service, &PrivateLinkText(&secret(&second)), CONFIRMATION).await.unwrap();
    worked(service).await;
    assert_eq!(there(), [false; 3]);
});

both_engines!(
    whom_an_authority_names_goes_once_it_was_told_and_nothing_can_come_any_more,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::verified(service).await;
        let film = File::upload(service, "film.mkv").await;
        let other = File::upload(service, "other.mkv").await;
        let order = authorities::enter(service, &cast.reviewer, &cast::order(&[&film.bare()])).await.unwrap();
        queue::take(service, &cast.reviewer, order.claim).await.unwrap();
        let ruling = Ruling {
            target: order.targets[0].target,
            finding: Finding::Ordered,
            action: Action::DisableLink,
            ground: "§ 97 UrhG".into(),
            reasons: "The court ordered it.".into(),
        };
        decisions::decide(service, &cast.reviewer, order.claim, &[ruling]).await.unwrap();
        let back = authorities::enter(service, &cast.reviewer, &cast::order(&[&other.bare()])).await.unwrap().claim;
        let withdrawal = WithdrawalInput {
            on: "2026-11-23".into(),
            told_by: "Registrar Klutzberg".into(),
            words: "Decision of today".into(),
        };
        authorities::withdraw(service, &cast.reviewer, back, &withdrawal).await.unwrap();
        let said = async |claim| {
            let desk = cases::desk_case(service, &cast.reviewer, claim).await.unwrap();
            let Statement::Court { authority, email, .. } = desk.case.statement else { panic!("it is an order") };
            (authority, email.unwrap(), desk.order.unwrap().withdrawal.map(|withdrawal| withdrawal.told_by.to_string()))
        };
        let (court, address) = ("Landgericht Hamburg".to_owned(), "kammer10@lg.example".to_owned());
        assert_eq!(said(back).await, (court.clone(), address.clone(), Some("Registrar Klutzberg".to_owned())));
        lived(service, 60).await;
        assert_eq!(
            said(back).await,
            (court.clone(), ERASED.to_owned(), Some(ERASED.to_owned())),
            "what it ordered stays"
        );
        lived(service, 160).await;
        assert_eq!(said(order.claim).await, (court.clone(), address, None), "it is to be told of the effect still");
        let done = "The link answers 451.";
        authorities::confirm_effect(service, &cast.reviewer, order.claim, Some(Means::Mail), done).await.unwrap();
        lived(service, 10).await;
        assert_eq!(said(order.claim).await, (court, ERASED.to_owned(), None));
        facts_agree(service).await;
    }
);

both_engines!(the_page_of_a_notice_offers_what_is_kept_and_says_why_it_is, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.exports_per_hour = 2);
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let report = cast::report(Basis::EuDsa, &film.url());
    let filed = reports::send(service, "198.51.100.7", None, &report).await.unwrap();
    let own = reports::send(service, "198.51.100.7", Some(cast.member.account), &report).await.unwrap();
    let (theirs, own) = (secret(&filed), secret(&own));
    let look = async |secret: &str, page: &str| send(service, get(&format!("/report/{secret}{page}"))).await;
    let post = async |secret: &str, page: &str, word: &str| -> Answer {
        let request = Request::post(format!("/report/{secret}/{page}"))
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("confirmation={word}")));
        send(service, request.unwrap()).await
    };
    for nothing in ["x".repeat(43), own.clone()] {
        assert_eq!(look(&nothing, "/personal-data").await.status, StatusCode::NOT_FOUND);
        assert_eq!(post(&nothing, "export", "").await.status, StatusCode::NOT_FOUND);
        assert_eq!(post(&nothing, "erasure", "me").await.status, StatusCode::NOT_FOUND);
        assert_eq!(post(&nothing, "erasure", CONFIRMATION).await.status, StatusCode::NOT_FOUND);
    }
    assert!(look(&theirs, "").await.body.contains(&format!("/report/{theirs}/personal-data")));
    assert!(!look(&own, "").await.body.contains("/personal-data"));

    let page = look(&theirs, "/personal-data").await.body;
    assert!(page.contains("The notice is not decided") && !page.contains("name=\"confirmation\""), "{page}");
    let answer = post(&theirs, "erasure", CONFIRMATION).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.body.contains("still open") && answer.body.contains("The notice is not decided"), "{}", answer.body);
    for _ in 0..2 {
        let archive = post(&theirs, "export", "").await;
        assert_eq!((archive.status, archive.header(header::CONTENT_TYPE)), (StatusCode::OK, "application/zip"));
        assert!(archive.body.contains("Ada Example"), "it is not compressed");
    }
    let often = post(&theirs, "export", "").await;
    assert_eq!(often.status, StatusCode::UNPROCESSABLE_ENTITY, "so often and no more in an hour");

    decide(service, &cast, filed.claim, Action::None).await;
    worked(service).await;
    passed(service, 200).await;
    let wrong = post(&theirs, "erasure", "me").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("value=\"me\""), "what was typed stays");
    let erased = post(&theirs, "erasure", CONFIRMATION).await;
    assert_eq!(erased.status, StatusCode::SEE_OTHER);
    assert_eq!(erased.header(header::LOCATION), format!("/report/{theirs}/personal-data"));
    worked(service).await;
    let page = look(&theirs, "/personal-data").await.body;
    assert!(page.contains("You were taken out of the notice") && !page.contains("name=\"confirmation\""), "{page}");
    let case = look(&theirs, "").await;
    assert_eq!(case.status, StatusCode::OK);
    assert!(case.body.contains(ERASED_PERSON) && !case.body.contains("Ada Example"), "{}", case.body);
    assert!(case.body.contains("erased the personal data"), "the timeline says so: {}", case.body);
});

both_engines!(what_cannot_be_opened_any_more_is_gone_already, |app: TestService| async move {
    let service = &app.service;
    let Story { cast, claim, secret, appeal, dispute, .. } = story(service).await;
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It stands").await.unwrap();
    disputes::end(service, &cast.reviewer, dispute, Outcome::ForClaimant, "Judgment").await.unwrap();
    passed(service, 290).await;
    for (place, id) in [(STATEMENT, claim.0), (GROUNDS, appeal.0), (ACTION, dispute.0), (FORUM, dispute.0)] {
        changed(service, place, id, lost).await;
    }
    let (told, _) = disputes::one(service, &cast.reviewer, dispute).await.unwrap();
    assert_eq!(
        [told.forum.to_string(), told.reference.to_string()],
        [ERASED, "4:26-cv-01235"],
        "what is lost keeps nobody from the rest"
    );
    let link = PrivateLinkText(&secret);
    strangers::erase(service, &link, CONFIRMATION).await.unwrap();
    let standing = strangers::standing(service, &link).await.unwrap();
    assert!(standing.erased_at.is_some() && !standing.address_kept, "{standing:?}");
    let mut tx = service.db.read().await.unwrap();
    let (grounds,) = db::one!(tx, (Vec<u8>,), GROUNDS[0], appeal).unwrap();
    let sql = "SELECT forum_sealed, reference_sealed FROM disputes WHERE id = $1";
    let (forum, reference) = db::one!(tx, (Vec<u8>, Vec<u8>), sql, dispute).unwrap();
    drop(tx);
    let grounds = service.keys.open_sealed(&format!("appeals.grounds/{appeal}"), &grounds).unwrap();
    assert_eq!(String::from_utf8_lossy(&grounds), ERASED);
    for (place, sealed) in [("disputes.forum", forum), ("disputes.reference", reference)] {
        let opened = service.keys.open_sealed(&format!("{place}/{dispute}"), &sealed).unwrap();
        assert_eq!(String::from_utf8_lossy(&opened), ERASED, "{place}");
    }
    assert_eq!(entries(service, "claim.sender-erased").await, 1);
    facts_agree(service).await;
});

both_engines!(a_notice_that_fails_keeps_nobody_in_another, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let mut all = Vec::new();
    for name in ["film.mkv", "other.mkv", "third.mkv"] {
        let film = File::upload(service, name).await;
        all.push(refused(service, &cast, &film).await.0);
    }
    passed(service, 200).await;
    let gone = async || {
        let mut gone = Vec::new();
        for filed in &all {
            let standing = strangers::standing(service, &PrivateLinkText(&secret(filed))).await.unwrap();
            gone.push(standing.erased_at.is_some());
        }
        gone
    };
    changed(service, STATEMENT, all[0].claim.0, damaged).await;
    changed(service, STATEMENT, all[1].claim.0, lost).await;
    let failed = let_go(service).await;
    assert!(matches!(failed, Err(Error::Keys(_))), "it is tried again: {failed:?}");
    assert_eq!(gone().await, [false, true, true]);
    changed(service, STATEMENT, all[0].claim.0, damaged).await;
    let_go(service).await.unwrap();
    assert_eq!(gone().await, [true; 3]);
    facts_agree(service).await;
});

both_engines!(which_file_a_link_leads_to_is_told_to_who_opened_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let other = File::upload(service, "other.mkv").await;
    let report = Report {
        targets: vec![target(&film.bare()), target(&other.url())],
        ..cast::report(Basis::EuDsa, &film.bare())
    };
    let filed = reports::send(service, "198.51.100.7", None, &report).await.unwrap();
    let own = reports::send(service, "198.51.100.8", Some(cast.member.account), &report).await.unwrap();
    for filed in [&filed, &own] {
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let rulings: Vec<_> = filed.targets.iter().map(|filed| nothing(filed.target)).collect();
        decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    }
    worked(service).await;
    for theirs in [handed(service, &secret(&filed)).await, everything(service, &cast.member, &cast.auth).await] {
        let (links, log) = (rows(&theirs, "claims-links.json"), rows(&theirs, "log.json"));
        let told = |file: &File| {
            let link = links.iter().find(|row| row["link"] == file.link.as_str()).expect("it was named");
            let is_its = |row: &&serde_json::Value| {
                row["entry"]["type"] == "target.decided" && row["entry"]["fields"]["target"] == link["position"]
            };
            let openings = log.iter().find(is_its).expect("it was decided")["openings"].as_array().unwrap();
            let fields: BTreeSet<String> =
                openings.iter().map(|opening| opening["field"].as_str().unwrap().to_owned()).collect();
            (link["level"].clone(), link["object"].clone(), fields)
        };
        let fields = |fields: &[&str]| fields.iter().map(|field| (*field).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(told(&film), ("located".into(), serde_json::Value::Null, fields(&["link"])));
        let object = other.object.to_string().into();
        assert_eq!(told(&other), ("opened".into(), object, fields(&["link", "object", "root"])));
        assert!(!theirs.values().any(|text| text.contains(&film.object.to_string())));
    }
});

/// A ruling by which nothing is done.
fn nothing(target: TargetId) -> Ruling {
    Ruling {
        target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is another film.".into(),
    }
}

/// What the form for lost private links answers to who types an address, from a network address of its own; and what is mailed.
async fn asked(service: &Service, email: &str, from: u8) -> (Answer, Vec<String>) {
    let mut request = Request::post("/report/again")
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(format!("email={}", email.replace('@', "%40"))))
        .unwrap();
    let peer = std::net::SocketAddr::from(([203, 0, 113, from], 1));
    request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
    let mut answer = None;
    let mails = mailed(service, async || {
        answer = Some(send(service, request).await);
        worked(service).await;
    })
    .await;
    (answer.unwrap(), mails)
}

/// The secrets of the private links in a message.
fn secrets_in(message: &str) -> BTreeSet<String> {
    let text = message.replace("=\r\n", "");
    let secret = |rest: &str| {
        rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect::<String>()
    };
    text.split("/report/").skip(1).map(secret).collect()
}

/// The notices that they open.
async fn opened(service: &Service, secrets: &BTreeSet<String>) -> BTreeSet<ClaimId> {
    let mut claims = BTreeSet::new();
    for secret in secrets {
        claims.insert(reports::follow(service, secret).await.unwrap().claim);
    }
    claims
}

async fn entries_of_all_kinds(service: &Service) -> i64 {
    let mut tx = service.db.read().await.unwrap();
    db::one!(tx, (i64,), "SELECT COUNT(*) FROM log_entries").unwrap().0
}

both_engines!(a_lost_private_link_is_mailed_anew_to_the_address_of_the_notice_alone, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let report = cast::report(Basis::EuDsa, &film.url());
    let statement = StatementInput { email: "zoe@elsewhere.example".into(), ..cast::notice(Basis::EuDsa) };
    let anothers = Report { statement, ..report.clone() };
    let french = Report { language: Language::named("fr").unwrap(), ..report.clone() };
    let first = confirmed(service, "198.51.100.1", &report).await;
    let (third, others_code) = sent(service, "198.51.100.2", &anothers).await;
    reports::send(service, "198.51.100.3", Some(cast.member.account), &report).await.unwrap();
    service.clock.advance(DAY / 24);
    let second = confirmed(service, "198.51.100.4", &french).await;
    // Somebody else, who mistyped their address: whoever reads it has the receipt, and said nothing to it.
    reports::send(service, "198.51.100.5", None, &report).await.unwrap();
    worked(service).await;

    let before = entries_of_all_kinds(service).await;
    let (answer, mails) = asked(service, "Ada@Pictures.example", 1).await;
    assert_eq!((answer.status, mails.len()), (StatusCode::OK, 1), "{}", answer.body);
    assert_eq!(entries_of_all_kinds(service).await, before, "who asks could read in the log that something was found");
    let mail = mails[0].replace("=\r\n", "");
    assert!(mail.contains("Vos liens priv"), "in the language of what they confirmed last: {mail}");
    assert!(mail.contains("ada@pictures.example") && !mail.contains("zoe@"), "{mail}");
    for secret in ["film.mkv", film.link.as_str(), film.key.encode().as_str()] {
        assert!(!mail.contains(secret), "{secret} in {mail}");
    }
    let new = secrets_in(&mail);
    assert_eq!(new.len(), 2, "not what an account sent, which is found from there, nor what nobody confirmed: {new:?}");
    assert_eq!(opened(service, &new).await, BTreeSet::from([first.claim, second.claim]));
    let old = BTreeSet::from([secret(&first), secret(&second)]);
    assert!(old.is_disjoint(&new));
    assert_eq!(opened(service, &old).await, opened(service, &new).await, "who typed the address ends no link");
    for new in &new {
        assert_eq!(kinds(service, new).await, [Kept::Undecided]);
        assert!(handed(service, new).await.contains_key("claims.json"), "it is what the first one was");
        let follows = send(service, get(&format!("/report/{new}"))).await;
        assert_eq!(follows.status, StatusCode::OK, "{}", follows.body);
    }

    // An address of which nothing was confirmed gets nothing, and nothing is made ready for it.
    let (others, mails) = asked(service, "zoe@elsewhere.example", 2).await;
    assert_eq!(mails, Vec::<String>::new());
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM claims WHERE mailed_link_hash IS NOT NULL";
    assert_eq!(db::one!(tx, (i64,), sql).unwrap().0, 2);
    drop(tx);
    correspondents::confirm(service, third.claim, &others_code).await.unwrap();
    worked(service).await;
    let (anothers, mails) = asked(service, "zoe@elsewhere.example", 9).await;
    assert_eq!(opened(service, &secrets_in(&mails[0])).await, BTreeSet::from([third.claim]));
    let (nobodys, mails) = asked(service, "nobody@pictures.example", 3).await;
    assert_eq!(mails, Vec::<String>::new());
    for other in [others, anothers, nobodys] {
        assert_eq!((other.status, &other.body), (answer.status, &answer.body));
    }

    // So often to one address, whoever asks, and none of them reads when it is enough.
    for from in [4, 5] {
        let (_, mails) = asked(service, "ada@pictures.example", from).await;
        assert_eq!(secrets_in(&mails[0]), new, "a later message ends nothing of an earlier one");
    }
    let (fourth, mails) = asked(service, "ada@pictures.example", 6).await;
    assert_eq!((fourth.status, fourth.body == answer.body, mails.len()), (answer.status, true, 0));
    service.clock.advance(DAY / 12);
    assert_eq!(asked(service, "ada@pictures.example", 6).await.1.len(), 1);
    // And so often from one network address.
    for n in 0..10 {
        assert_eq!(asked(service, &format!("n{n}@pictures.example"), 7).await.0.status, StatusCode::OK, "{n}");
    }
    let (refused, mails) = asked(service, "zoe@elsewhere.example", 7).await;
    assert_eq!((refused.status, mails.len()), (StatusCode::UNPROCESSABLE_ENTITY, 0));
    assert_eq!(asked(service, "zoe@elsewhere.example", 8).await.1.len(), 1);
    assert_eq!(asked(service, "zoe", 8).await.0.status, StatusCode::UNPROCESSABLE_ENTITY);

    // The way there.
    for page in ["/report", "/privacy"] {
        assert!(send(service, get(page)).await.body.contains("href=\"/report/again\""), "{page}");
    }
    let dead = send(service, get(&format!("/report/{}", "x".repeat(43)))).await;
    assert_eq!((dead.status, dead.body.contains("href=\"/report/again\"")), (StatusCode::NOT_FOUND, true));
    let elsewhere = send(service, get("/nowhere")).await;
    assert_eq!((elsewhere.status, elsewhere.body.contains("/report/again")), (StatusCode::NOT_FOUND, false));
});

both_engines!(a_mailed_link_ends_with_its_address_and_who_was_erased_is_mailed_none, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let report = cast::report(Basis::EuDsa, &film.url());
    let filed = confirmed(service, "198.51.100.1", &report).await;
    let text = secret(&filed);
    let link = PrivateLinkText(&text);
    worked(service).await;
    let (_, mails) = asked(service, "ada@pictures.example", 1).await;
    assert!(!mails[0].replace("=\r\n", "").contains("There are older ones"), "{}", mails[0]);
    let former = secrets_in(&mails[0]);
    assert_eq!(opened(service, &former).await, BTreeSet::from([filed.claim]));
    let ended = async || {
        for former in &former {
            assert!(matches!(reports::follow(service, former).await, Err(claims::Error::NotFound)));
        }
    };

    let amended = async |email: &str| {
        let statement = StatementInput { email: email.into(), ..cast::notice(Basis::EuDsa) };
        filing::amend(service, Claimant::Holder(&link), filed.claim, &statement).await.unwrap();
        worked(service).await;
    };
    amended("ada@elsewhere.example").await;
    ended().await;
    for (from, email) in [(2, "ada@pictures.example"), (3, "ada@elsewhere.example")] {
        assert_eq!(asked(service, email, from).await.1, Vec::<String>::new(), "nobody confirmed it from {email}");
    }
    assert_eq!(
        reports::follow(service, &text).await.unwrap().claim,
        filed.claim,
        "the first one is nobody's address's"
    );
    amended("ada@pictures.example").await;
    ended().await;
    let (_, mails) = asked(service, "ada@pictures.example", 4).await;
    assert_eq!(opened(service, &secrets_in(&mails[0])).await, BTreeSet::from([filed.claim]));
    amended("Ada@Pictures.example").await;
    assert_eq!(opened(service, &secrets_in(&mails[0])).await.len(), 1, "what stays as it was ends nothing");

    let other = confirmed(service, "198.51.100.2", &report).await;
    for claim in [filed.claim, other.claim] {
        decide(service, &cast, claim, Action::None).await;
    }
    worked(service).await;
    passed(service, 200).await;
    let found = async |from: u8| {
        let (_, mails) = asked(service, "ada@pictures.example", from).await;
        let secrets: BTreeSet<String> = mails.iter().flat_map(|mail| secrets_in(mail)).collect();
        (mails.len(), opened(service, &secrets).await)
    };
    assert_eq!(found(5).await, (1, BTreeSet::from([filed.claim, other.claim])));
    strangers::erase(service, &link, CONFIRMATION).await.unwrap();
    assert_eq!(found(6).await, (1, BTreeSet::from([other.claim])));
    strangers::erase(service, &PrivateLinkText(&secret(&other)), CONFIRMATION).await.unwrap();
    assert_eq!(found(7).await, (0, BTreeSet::new()));
});

both_engines!(
    one_message_has_the_newest_hundred_links_and_says_that_there_are_older_ones,
    |app: TestService| async move {
        let service = &cast::limited(&app.service, |limits| limits.reports_per_hour = 1_000);
        let film = File::upload(service, "film.mkv").await;
        let report = cast::report(Basis::EuDsa, &film.url());
        confirmed(service, "198.51.100.1", &report).await;
        let mut newest = BTreeSet::new();
        for _ in 0..100 {
            service.clock.advance(DAY / 86_400);
            newest.insert(reports::send(service, "198.51.100.1", None, &report).await.unwrap().claim);
        }
        // As if each had been confirmed by its receipt.
        let mut tx = service.db.begin().await.unwrap();
        db::execute!(tx, "UPDATE claims SET correspondent = (SELECT id FROM correspondents)").unwrap();
        tx.commit().await.unwrap();
        worked(service).await;

        let (_, mails) = asked(service, "ada@pictures.example", 1).await;
        assert_eq!(mails.len(), 1, "whoever types an address has one message sent there");
        let mail = mails[0].replace("=\r\n", "");
        assert!(mail.contains("There are older ones") && mail.contains("/contact"), "{mail}");
        let links = secrets_in(&mail);
        assert_eq!((links.len(), opened(service, &links).await), (100, newest));
        let (_, mails) = asked(service, "ada@pictures.example", 2).await;
        assert_eq!((mails.len(), secrets_in(&mails[0])), (1, links));
    }
);

both_engines!(an_altered_address_keeps_nobody_from_their_links, |app: TestService| async move {
    let service = &app.service;
    let film = File::upload(service, "film.mkv").await;
    let report = cast::report(Basis::EuDsa, &film.url());
    let (first, second) =
        (confirmed(service, "198.51.100.1", &report).await, confirmed(service, "198.51.100.2", &report).await);
    worked(service).await;
    let mut tx = service.db.read().await.unwrap();
    let (id,) = db::one!(tx, (CorrespondentId,), "SELECT id FROM correspondents").unwrap();
    drop(tx);
    changed(service, ADDRESS, id.0, damaged).await;
    let (_, mails) = asked(service, "ada@pictures.example", 1).await;
    assert_eq!(opened(service, &secrets_in(&mails[0])).await, BTreeSet::from([first.claim, second.claim]));
    changed(service, STATEMENT, first.claim.0, damaged).await;
    let (_, mails) = asked(service, "ada@pictures.example", 2).await;
    assert_eq!(opened(service, &secrets_in(&mails[0])).await, BTreeSet::from([second.claim]));
    // Where nothing says the address any more, nothing is mailed, and the job is done all the same.
    changed(service, STATEMENT, second.claim.0, damaged).await;
    assert_eq!(asked(service, "ada@pictures.example", 3).await.1, Vec::<String>::new());
});

both_engines!(who_asks_again_for_an_address_that_is_kept_is_told_so, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (first, second) = two_confirmed(service, &cast).await;
    let (first, second) = (secret(&first), secret(&second));
    let ask = async |secret: &str| {
        let request = Request::post(format!("/report/{secret}/erasure"))
            .header(header::ACCEPT, "text/html")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("confirmation={CONFIRMATION}")));
        let answer = send(service, request.unwrap()).await;
        (answer.status, answer.body.contains("Your address is kept for now"))
    };
    assert_eq!(ask(&first).await, (StatusCode::SEE_OTHER, false));
    assert_eq!(ask(&first).await, (StatusCode::UNPROCESSABLE_ENTITY, true));
    assert_eq!(ask(&second).await, (StatusCode::SEE_OTHER, false));
    assert_eq!(ask(&first).await, (StatusCode::SEE_OTHER, false), "none is left");
});
