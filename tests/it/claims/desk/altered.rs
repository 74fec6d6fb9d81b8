//! What was altered in the database, of a notice or of what staff wrote: each list says so in its row, and shows the rest.

use std::collections::BTreeMap;

use writ::accounts::Role;
use writ::claims::authorities;
use writ::claims::decisions::Finding;
use writ::claims::escalations::{self, Kind};
use writ::claims::queue::workload::workload;
use writ::claims::queue::{self, Sought};
use writ::claims::statement::Basis;
use writ::claims::{cases, notes, preserving, senders};
use writ::db;
use writ::keys::Altered;
use writ::personal::retention;
use writ::takedown;
use writ::texts::Text;

use super::notice;
use crate::app::{TestService, both_engines};
use crate::claims::altered::alter;
use crate::claims::cast::{self, Cast, File, target};
use crate::pages_desk::{look, post, staff};
use crate::process::ordered;

const NOTIFIER: &str = "A notifier whose name cannot be read, since the notice was altered in the database";
const WORDS: &str = "Altered in the database: it cannot be shown";

both_engines!(what_was_altered_of_one_claim_says_so_in_every_list_and_fails_none, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let senior = staff(service, &cast, "sam", Role::Senior).await;
    let film = File::upload(service, "film.mkv").await;
    let (bent, _) = notice(service, Basis::EuDsa, &film.url(), 1).await;
    let (whole, _) = notice(service, Basis::EuDsa, &film.url(), 2).await;
    let filed = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
    for claim in [bent, whole] {
        post(service, &format!("/desk/claims/{claim}/assignment"), &senior, &[]).await;
    }
    escalations::raise(service, &cast.reviewer, bent, Some(Kind::Judgement), "Is it satire?").await.unwrap();
    escalations::raise(service, &cast.reviewer, whole, Some(Kind::Life), "A threat").await.unwrap();
    notes::write(service, &cast.reviewer, whole, "Seen").await.unwrap();
    let other = File::upload(service, "other.mkv").await;
    let orders = [
        ordered(service, &cast, &other, Finding::Incomplete).await,
        ordered(service, &cast, &other, Finding::Incomplete).await,
    ];

    for (sealed, id) in [
        (
            [
                "SELECT statement_sealed FROM claims WHERE id = $1",
                "UPDATE claims SET statement_sealed = $2 WHERE id = $1",
            ],
            bent.0,
        ),
        (
            [
                "SELECT statement_sealed FROM claims WHERE id = $1",
                "UPDATE claims SET statement_sealed = $2 WHERE id = $1",
            ],
            orders[0].0,
        ),
        (
            [
                "SELECT words_sealed FROM escalations WHERE claim = $1",
                "UPDATE escalations SET words_sealed = $2 WHERE claim = $1",
            ],
            whole.0,
        ),
        (
            [
                "SELECT words_sealed FROM case_notes WHERE claim = $1",
                "UPDATE case_notes SET words_sealed = $2 WHERE claim = $1",
            ],
            whole.0,
        ),
        (
            [
                "SELECT unsealed_metadata_sealed FROM targets WHERE id = $1",
                "UPDATE targets SET unsealed_metadata_sealed = $2 WHERE id = $1",
            ],
            filed.targets[0].target.0,
        ),
    ] {
        alter(service, sealed, id).await;
    }

    let named = Ok(Some("Ada Example".to_owned()));
    let mut expected = BTreeMap::from([(bent, Err(Altered)), (whole, named), (filed.claim, Ok(None))]);
    let waiting = queue::page(service, &cast.reviewer, &Sought::default(), None).await.unwrap().claims;
    assert_eq!(waiting.into_iter().map(|row| (row.claim, row.sender)).collect::<BTreeMap<_, _>>(), expected);
    let heads = senders::of_file(service, &cast.reviewer, film.object, None, 20).await.unwrap();
    assert_eq!(heads.into_iter().map(|head| (head.claim, head.sender)).collect::<BTreeMap<_, _>>(), expected);
    expected.remove(&filed.claim);
    let held = workload(service, &cast.senior).await.unwrap().into_iter().flat_map(|load| load.claims);
    assert_eq!(held.map(|held| (held.claim, held.sender)).collect::<BTreeMap<_, _>>(), expected);
    let open = escalations::open(service, &cast.senior).await.unwrap().into_iter();
    assert_eq!(open.map(|open| (open.escalation.claim, open.sender)).collect::<BTreeMap<_, _>>(), expected);

    // Of an order the list says who issued it.
    let unconfirmed = authorities::unconfirmed(service, &cast.reviewer).await.unwrap().into_iter();
    let issued: Vec<_> = unconfirmed.map(|order| (order.claim, order.authority.to_string(), order.country)).collect();
    let names = [WORDS, "Landgericht Hamburg"].map(str::to_owned);
    let expected: Vec<_> = orders.into_iter().zip(names).map(|(claim, name)| (claim, name, "DE".to_owned())).collect();
    assert_eq!(issued, expected);
    let page = look(service, "/desk/orders", &senior).await;
    assert_eq!(page.status, 200, "{}", page.body);
    assert!(page.body.contains(WORDS) && page.body.contains("310 O 99/26"), "{}", page.body);
    for order in orders {
        assert!(page.body.contains(&format!("/desk/claims/{order}/confirmation")), "{}", page.body);
    }

    // The page of a file and that of a case name the other claims, too, and say what else cannot be read.
    let (object, case) = (format!("/desk/objects/{}", film.object), format!("/desk/claims/{whole}"));
    for (path, words) in
        [("/desk", 0), ("/desk/workload", 0), ("/desk/escalations", 1), (object.as_str(), 1), (case.as_str(), 2)]
    {
        let page = look(service, path, &senior).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.body.contains(NOTIFIER), "{path}: {}", page.body);
        assert_eq!(page.body.matches(WORDS).count(), words, "{path}: {}", page.body);
    }
    // Its own page says why there is nothing to be decided on.
    let page = look(service, &format!("/desk/claims/{bent}"), &senior).await;
    assert_eq!(page.status, 409, "{}", page.body);
    assert!(page.body.contains("cannot be read any more"), "{}", page.body);
    let listed = cases::claims(service, &cast.member, cast.organisation, &cases::Sought::default()).await.unwrap();
    assert!(listed.claims[0].file.as_ref().is_some_and(|file| file.contains(WORDS)), "{:?}", listed.claims[0]);
});

both_engines!(a_note_that_was_emptied_is_altered_and_not_erased, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    notes::write(service, &cast.reviewer, claim, "Seen").await.unwrap();
    escalations::raise(service, &cast.reviewer, claim, Some(Kind::Judgement), "Is it satire?").await.unwrap();
    takedown::preserve(service, &cast.senior, film.object, None, "A lawsuit").await.unwrap();
    let mut tx = service.db.begin().await.unwrap();
    for empties in [
        "UPDATE case_notes SET words_sealed = $1",
        "UPDATE escalations SET words_sealed = $1",
        "UPDATE preservation_holds SET reason_sealed = $1",
    ] {
        assert_eq!(db::execute!(tx, empties, Vec::<u8>::new()).unwrap(), 1);
    }
    tx.commit().await.unwrap();

    // Nothing of the case is over, so that nobody erased it.
    retention::let_go(service).await.unwrap();
    let case = cases::desk_case(service, &cast.senior, claim).await.unwrap();
    let kept = preserving::of_object(service, &cast.senior, film.object).await.unwrap();
    let read = [Some(case.notes[0].words.clone()), case.escalations[0].words.clone(), kept[0].words.clone()];
    assert_eq!(read, [(); 3].map(|()| Some(Text::of("words-altered"))));
});
