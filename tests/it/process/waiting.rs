//! What waits at the desk besides claims: its pages, what heads a row, and in whose hands it is.

use std::time::Duration;

use writ::accounts::Role;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::evidence::Sort;
use writ::claims::statement::Basis;
use writ::claims::withdrawal::Claimant;
use writ::claims::{Error, queue, reports};
use writ::db;
use writ::ids::{AppealId, ClaimId, TargetId};
use writ::keys::Altered;
use writ::process::appeals::{self, Appeal, Appellant, Verdict};
use writ::process::counter_notices::{self, Check};
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::ends::EndInput;
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::waiting::{self, Subject, Waiting};
use writ::service::Service;

use super::{action, countered, decided, restriction};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, limited};
use crate::pages_desk::{look, staff};

async fn appealed(service: &Service, film: &File) -> AppealId {
    let notice = restriction(service, film).await;
    appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "A licence").await.unwrap()
}

both_engines!(lists_are_read_in_pages_headed_by_party_and_sort_of_file, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.page_rows = 2);
    let cast = Cast::signed(service).await;
    let mut lodged = Vec::new();
    for n in 0..5 {
        let film = File::upload(service, &format!("film-{n}.mkv")).await;
        decided(service, &cast, &film, Action::LockAndDelete).await;
        lodged.push(appealed(service, &film).await);
        service.clock.advance(Duration::from_mins(7));
    }
    let (mut seen, mut behind) = (Vec::new(), None);
    loop {
        let page = waiting::appeals(service, &cast.other_reviewer, behind).await.unwrap();
        assert!(page.waiting.len() <= 2);
        for row in &page.waiting {
            assert_eq!(heads(row), (Ok(Some("Example Pictures".to_owned())), Ok(Some(Sort::Video))));
            assert_eq!((row.basis.as_str(), row.position, row.assigned_to), ("us-dmca", 1, None));
        }
        seen.extend(page.waiting.iter().map(|row| row.it.id));
        behind = page.further;
        if let Some(place) = behind {
            assert_eq!(place.to_string().parse(), Ok(place));
        } else {
            break;
        }
    }
    assert_eq!(seen, lodged, "what is due first at the front");
    for party in [&cast.member, &cast.first] {
        assert!(matches!(waiting::appeals(service, party, None).await, Err(Error::Forbidden(_))));
    }
});

/// The party and the sort of file that head a row.
fn heads(row: &Waiting<Appeal>) -> (Result<Option<String>, Altered>, Result<Option<Sort>, Altered>) {
    (row.party.clone(), row.sort)
}

/// A stranger's notice about a file, which is locked for it.
async fn notified(service: &Service, cast: &Cast, film: &File) -> (ClaimId, TargetId) {
    let report = cast::report(Basis::UsDmca, &film.url());
    let filed = reports::send(service, "192.0.2.1", None, &report).await.unwrap();
    let target = filed.targets[0].target;
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = Ruling {
        target,
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "17 U.S.C. 106".into(),
        reasons: "It is the whole film.".into(),
    };
    decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap();
    (filed.claim, target)
}

/// How what lies sealed of a notice or of a file is read, and written over.
const NOTICE: [&str; 2] =
    ["SELECT statement_sealed FROM claims WHERE id = $1", "UPDATE claims SET statement_sealed = $2 WHERE id = $1"];
const FILE: [&str; 2] = [
    "SELECT unsealed_metadata_sealed FROM targets WHERE id = $1",
    "UPDATE targets SET unsealed_metadata_sealed = $2 WHERE id = $1",
];

/// Changes that behind the service's back.
async fn changed(service: &Service, [read, write]: [&'static str; 2], id: uuid::Uuid, change: fn(&mut [u8])) {
    let mut tx = service.db.begin().await.unwrap();
    let (mut sealed,) = db::one!(tx, (Vec<u8>,), read, id).unwrap();
    change(&mut sealed);
    db::execute!(tx, write, id, &sealed).unwrap();
    tx.commit().await.unwrap();
}

/// Once, and it does not open.
fn altered(sealed: &mut [u8]) {
    *sealed.last_mut().unwrap() ^= 1;
}

/// As what an old backup brings back: under a key that was destroyed.
fn lost(sealed: &mut [u8]) {
    let name = usize::from(sealed[0]);
    sealed[1..=name].copy_from_slice(b"2020-01-31");
}

both_engines!(a_row_of_which_something_was_altered_says_so_and_fails_no_list, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (mut notices, mut lodged) = (Vec::new(), Vec::new());
    for n in 0..3 {
        let film = File::upload(service, &format!("film-{n}.mkv")).await;
        notices.push(notified(service, &cast, &film).await);
        lodged.push(appealed(service, &film).await);
        service.clock.advance(Duration::from_mins(7));
    }
    let [whole, sender, file]: [_; 3] = notices.try_into().unwrap();
    changed(service, NOTICE, sender.0.0, altered).await;
    changed(service, FILE, file.1.0, altered).await;

    let listed = async || {
        let rows = waiting::appeals(service, &cast.senior, None).await.unwrap().waiting;
        assert_eq!(rows.iter().map(|row| row.it.id).collect::<Vec<_>>(), lodged, "each has its row");
        rows.iter().map(heads).collect::<Vec<_>>()
    };
    let (name, video) = (Ok(Some("Ada Example".to_owned())), Ok(Some(Sort::Video)));
    let expected = [(name.clone(), video), (Err(Altered), video), (name, Err(Altered))];
    assert_eq!(listed().await, expected);
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let page = look(service, "/desk/appeals", &reviewer).await;
    assert_eq!(page.status, 200);
    for said in [
        "Ada Example: a video",
        "A notifier whose name cannot be read, since the notice was altered in the database: a video",
        "Ada Example: a file of which the sort cannot be read, since it was altered in the database",
    ] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }

    // What is erased is no alteration: nothing is known of it.
    changed(service, NOTICE, whole.0.0, lost).await;
    changed(service, FILE, whole.1.0, lost).await;
    assert_eq!(listed().await[0], (Ok(None), Ok(None)));
});

both_engines!(what_an_action_stops_comes_last_and_has_no_days_left, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let [first, second] = [File::upload(service, "a.mkv").await, File::upload(service, "b.mkv").await];
    decided(service, &cast, &first, Action::LockAndDelete).await;
    let stopped = countered(service, &first).await;
    service.clock.advance(Duration::from_hours(72));
    decided(service, &cast, &second, Action::LockAndDelete).await;
    let free = countered(service, &second).await;
    let claimant = Claimant::Person(&cast.member);
    let claim = waiting::counter_notices(service, &cast.reviewer, None).await.unwrap().waiting[0].claim;
    disputes::tell_of_action(service, claimant, claim, stopped, &action()).await.unwrap();
    let rows = waiting::counter_notices(service, &cast.reviewer, None).await.unwrap().waiting;
    let rows: Vec<_> = rows.iter().map(|row| (row.it.id, row.is_stopped)).collect();
    assert_eq!(rows, [(free, false), (stopped, true)]);
    let open = waiting::disputes(service, &cast.reviewer, None).await.unwrap().waiting;
    assert_eq!((open.len(), open[0].claim), (1, claim));
});

both_engines!(what_is_to_be_looked_at_of_a_dispute_comes_first, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.page_rows = 1);
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (claim, decision) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let sent = countered(service, &film).await;
    let lawsuit = DisputeInput { kind: Some(Kind::Lawsuit), ..action() };
    let lawsuit = disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
    service.clock.advance(Duration::from_mins(7));
    let member = Claimant::Person(&cast.member);
    let told = disputes::tell_of_action(service, member, claim, sent, &action()).await.unwrap();
    let listed = async || {
        let (mut seen, mut behind) = (Vec::new(), None);
        loop {
            let page = waiting::disputes(service, &cast.reviewer, behind).await.unwrap();
            seen.extend(page.waiting.iter().map(|row| row.it.dispute.id));
            behind = page.further;
            if behind.is_none() {
                return seen;
            }
        }
    };
    assert_eq!(listed().await, [told, lawsuit], "nobody has looked at the action");
    checks::check(service, &cast.reviewer, told, Found::NamesAction, "").await.unwrap();
    assert_eq!(listed().await, [lawsuit, told], "the oldest at the front");
    let ended =
        EndInput { outcome: Some(Outcome::ForClaimant), ended_on: "2026-11-23".into(), words: "Judgment".into() };
    disputes::tell_end(service, member, claim, told, &ended).await.unwrap();
    assert_eq!(listed().await, [told, lawsuit], "nor at its end");
});

both_engines!(what_somebody_has_in_hand_nobody_else_decides, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let (appeal, sent) = (appealed(service, &film).await, countered(service, &film).await);
    let first = waiting::take(service, &cast.reviewer, Subject::Appeal(appeal)).await;
    assert!(matches!(first, Err(Error::Forbidden(_))), "whoever decided does not take it: {first:?}");
    for party in [&cast.member, &film.owner, &cast.first] {
        assert!(waiting::take(service, party, Subject::Appeal(appeal)).await.is_err());
    }
    waiting::take(service, &cast.other_reviewer, Subject::Appeal(appeal)).await.unwrap();
    waiting::take(service, &cast.reviewer, Subject::CounterNotice(sent)).await.unwrap();
    for refused in [
        waiting::take(service, &cast.senior, Subject::Appeal(appeal)).await.err(),
        waiting::release(service, &cast.senior, Subject::Appeal(appeal)).await.err(),
        appeals::decide(service, &cast.senior, appeal, &Verdict::Refuse, "It stands.").await.err(),
        counter_notices::check(service, &cast.senior, sent, Check::Complete).await.err(),
    ] {
        assert!(matches!(refused, Some(Error::Conflict(_))), "{refused:?}");
    }
    let rows = waiting::appeals(service, &cast.senior, None).await.unwrap().waiting;
    assert_eq!(rows[0].assigned_to, Some(cast.other_reviewer.account));
    // Given back, or after its time, it is anybody's.
    waiting::release(service, &cast.reviewer, Subject::CounterNotice(sent)).await.unwrap();
    counter_notices::check(service, &cast.senior, sent, Check::Complete).await.unwrap();
    service.clock.advance(service.config.limits.assignment);
    appeals::decide(service, &cast.senior, appeal, &Verdict::Refuse, "It stands.").await.unwrap();
    let late = waiting::take(service, &cast.other_reviewer, Subject::Appeal(appeal)).await;
    assert!(matches!(late, Err(Error::Conflict(_))));
});
