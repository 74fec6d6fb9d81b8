//! The court and the number that a dispute is told with: what was altered or erased of them says so, and keeps nobody from the rest.

use writ::accounts::Role;
use writ::claims::organisations::MemberRole;
use writ::claims::withdrawal::Claimant;
use writ::db;
use writ::ids::DisputeId;
use writ::personal::erasure::ERASED;
use writ::process::ahead::{self, What};
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::{self, DisputeInput, Outcome, ends};
use writ::process::waiting;
use writ::service::Service;
use writ::vault::ObjectState;

use super::{action, is, restriction, says, stopped};
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast};
use crate::pages_desk::{look, staff};

/// How what lies sealed of a dispute is read, and written over.
const FORUM: [&str; 2] =
    ["SELECT forum_sealed FROM disputes WHERE id = $1", "UPDATE disputes SET forum_sealed = $2 WHERE id = $1"];
const REFERENCE: [&str; 2] =
    ["SELECT reference_sealed FROM disputes WHERE id = $1", "UPDATE disputes SET reference_sealed = $2 WHERE id = $1"];
const END: [&str; 2] = [
    "SELECT words_sealed FROM dispute_reports WHERE dispute = $1",
    "UPDATE dispute_reports SET words_sealed = $2 WHERE dispute = $1",
];

/// Changes that behind the service's back.
async fn changed(service: &Service, [read, write]: [&'static str; 2], id: DisputeId, change: fn(&mut [u8])) {
    let mut tx = service.db.begin().await.unwrap();
    let (mut sealed,) = db::one!(tx, (Vec<u8>,), read, id).unwrap();
    change(&mut sealed);
    db::execute!(tx, write, id, &sealed).unwrap();
    tx.commit().await.unwrap();
}

fn altered(sealed: &mut [u8]) {
    *sealed.last_mut().unwrap() ^= 1;
}

/// As what an old backup brings back: under a key that was destroyed.
fn lost(sealed: &mut [u8]) {
    let name = usize::from(sealed[0]);
    sealed[1..=name].copy_from_slice(b"2020-01-31");
}

const ALTERED: &str = "Altered in the database: it cannot be shown";

both_engines!(what_was_altered_of_one_dispute_hides_no_other_and_stops_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let [other, it] = [stopped(service, &cast).await, stopped(service, &cast).await];
    changed(service, FORUM, it.told, altered).await;

    // The list shows both, and each name of the one that can be shown.
    let open = waiting::disputes(service, &cast.reviewer, None).await.unwrap().waiting;
    let names = |told: DisputeId| {
        let row = open.iter().find(|row| row.it.dispute.id == told).unwrap();
        [row.it.forum.to_string(), row.it.reference.to_string()]
    };
    assert_eq!(open.len(), 2);
    let DisputeInput { forum, reference, .. } = action();
    assert_eq!(names(other.told), [forum.as_str(), reference.as_str()]);
    assert_eq!(names(it.told), [ALTERED, reference.as_str()]);
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let list = look(service, "/desk/disputes", &reviewer).await.body;
    assert!(list.contains(ALTERED) && list.contains(&forum), "{list}");
    for place in [
        format!("/desk/disputes/{}", it.told),
        format!("/desk/disputes/{}/end", it.told),
        format!("/desk/counter-notices/{}", it.sent),
    ] {
        let page = look(service, &place, &reviewer).await.body;
        assert!(page.contains(ALTERED) && page.contains(&reference), "{place}: {page}");
    }
    let open = ahead::of_claim(service, Claimant::Person(&cast.member), it.claim).await.unwrap().open;
    assert!(matches!(&open[0].what, What::Stopped(action) if action.forum == ALTERED), "{open:?}");

    // Every verb goes on as if it had been read.
    checks::check(service, &cast.reviewer, it.told, Found::NamesAction, "").await.unwrap();
    says(service, &cast, &it, Outcome::ForClaimant).await.unwrap();
    changed(service, END, it.told, altered).await;
    let report = checks::for_desk(service, &cast.reviewer, it.told).await.unwrap().report.unwrap();
    assert_eq!(report.words, ALTERED);
    ends::still_open(service, &cast.reviewer, it.told, "The docket says that it is pending").await.unwrap();
    disputes::end(service, &cast.reviewer, it.told, Outcome::ForUploader, "Judgment").await.unwrap();
    is(service, &it, ObjectState::Available).await;
    is(service, &other, ObjectState::Locked).await;
});

both_engines!(what_was_erased_of_a_dispute_is_said_to_be, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let it = stopped(service, &cast).await;
    for name in [FORUM, REFERENCE] {
        changed(service, name, it.told, lost).await;
    }
    let colleague = account(service, "colleague@pictures.example").await;
    cast::join(service, &cast.member, cast.organisation, &colleague, MemberRole::Agent).await;
    let claimant = session_of(service, "colleague@pictures.example").await;
    let page = look(service, &format!("/rights/claims/{}", it.claim), &claimant).await.body;
    for said in ["before the action (Erased, Erased) has ended", "Erased, Erased, begun"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let notice = restriction(service, &it.film).await;
    let theirs = ahead::of_notice(service, &it.film.owner, notice).await.unwrap().unwrap();
    let action = theirs.stopped_by().unwrap();
    assert_eq!([action.forum.to_string(), action.reference.to_string()], [ERASED; 2]);
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let list = look(service, "/desk/disputes", &reviewer).await.body;
    assert!(list.contains(ERASED), "{list}");
    disputes::end(service, &cast.reviewer, it.told, Outcome::ForUploader, "Judgment").await.unwrap();
    is(service, &it, ObjectState::Available).await;
});
