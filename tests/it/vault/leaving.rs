//! Mirrors that leave: what lies on them is brought to others, they are emptied by orders of their own or given up, and removed.

use std::time::Duration;

use axum::body::Body;
use futures_util::TryStreamExt as _;
use http::{StatusCode, header};
use http_body_util::BodyExt as _;
use tower::ServiceExt as _;
use writ::accounts::{Actor, Role, two_person};
use writ::audit::verify;
use writ::config::Jurisdiction;
use writ::db;
use writ::http::mirror;
use writ::ids::{LinkId, MirrorId, ObjectId};
use writ::jobs::Queued;
use writ::mirrors::client::{Fault, Handle};
use writ::mirrors::wire::{RefusedOrders, Status};
use writ::mirrors::{Mirror, Piece};
use writ::service::Service;
use writ::takedown;
use writ::vault::hosts::{self, By, Emptying, MirrorState, Prospect};
use writ::vault::moving::{self, Progress, ShortFile};
use writ::vault::objects::{self, Finality};
use writ::vault::standing::Standing;
use writ::vault::{Error, downloads, proving, refusals, reports, uploads};
use writ::work;

use super::hosts::{Node, dead, portal, reach};
use super::rig::{Uploading, embedded, look_daily, plug, stored, unplug, uploader};
use crate::accounts::{session_of, two_administrators, with_role};
use crate::app::{TestService, both_engines, polled};
use crate::claims::cast::limited;
use crate::pages_desk::{look, post_form};
use crate::promises::blob_of;
use crate::takedown::{find_count, hold, lift, lose_count};

/// Longer than a replica waits that has to stay.
const LATER: Duration = Duration::from_mins(6);

fn country(code: &str) -> Jurisdiction {
    Jurisdiction::parse(code).unwrap()
}

/// Runs what is due: nothing of it fails.
async fn work(service: &Service) {
    let ran = work::run_due(service).await.unwrap();
    assert!(ran.failed.is_empty() && ran.waiting.is_empty(), "{ran:?}");
}

/// Hosts and states of an object's replicas that were not discarded.
async fn replicas(service: &Service, object: ObjectId) -> Vec<(String, String)> {
    let mut tx = service.db.read().await.unwrap();
    db::all!(
        tx,
        (String, String),
        "SELECT m.host, r.state FROM replicas r JOIN blobs b ON b.id = r.blob JOIN mirrors m ON m.id = r.mirror
         WHERE b.object = $1 AND r.state <> 'discarded' ORDER BY m.host",
        object
    )
    .unwrap()
}

fn named(rows: &[(&str, &str)]) -> Vec<(String, String)> {
    rows.iter().map(|(host, state)| ((*host).to_owned(), (*state).to_owned())).collect()
}

/// Reads a file as somebody with its link does, from the first mirror that is named: and that is none of `not`.
async fn assert_opens(service: &Service, nodes: &[&Mirror], file: &Uploading, link: &LinkId, not: &[MirrorId]) {
    let permission = downloads::download(service, link, None).await.unwrap();
    assert!(permission.sources.len() >= 2, "{:?}", permission.sources);
    for source in &permission.sources {
        assert!(!not.contains(&source.mirror), "readers are sent to a mirror that is gone");
        let own = service.mirrors.embedded().iter().map(|embedded| &embedded.mirror);
        let mirror = own.chain(nodes.iter().copied()).find(|mirror| mirror.id() == source.mirror).unwrap();
        let read = mirror.read(&permission.ticket, source.blob, None).await.unwrap();
        let bytes: Vec<bytes::Bytes> = read.bytes.try_collect().await.unwrap();
        assert!(bytes.concat() == file.sealed.content, "the bytes are those that were stored");
    }
}

async fn progress(service: &Service, actor: &Actor, mirror: MirrorId) -> Progress {
    moving::progress(service, actor, mirror).await.unwrap()
}

/// Every fact has its entry, and every entry its fact.
async fn assert_log_holds(service: &Service) {
    writ::audit::settle(service).await.unwrap();
    let source = verify::Source::Folder(service.log.second_store().folder().to_owned());
    let report = verify::verify(&source, &verify::Trust::default(), Some(&service.db), |_, _| ()).await.unwrap();
    assert!(report.holds(), "{report:?}");
}

both_engines!(a_file_has_as_many_copies_as_the_operator_wants, |app: TestService| async move {
    let (service, owner) = (&app.service, uploader(&app.service).await);
    let (anna, _) = two_administrators(service).await;
    let two = limited(service, |limits| limits.set(&"copies=2".parse().unwrap()).unwrap());
    let (file, _) = stored(&two, owner, 1_000).await;
    assert_eq!(replicas(service, file.object).await.len(), 2);
    assert!(moving::everything(&two, &anna).await.unwrap().short.is_empty());
    // It is to have three again.
    let short = moving::everything(service, &anna).await.unwrap().short;
    assert_eq!(short.iter().map(|row| (row.copies, row.files)).collect::<Vec<_>>(), [(2, 1)]);
    moving::fill_up(service, None).await.unwrap();
    assert_eq!(replicas(service, file.object).await.len(), 3);
    assert!(moving::everything(service, &anna).await.unwrap().short.is_empty());
});

both_engines!(an_administrator_says_how_a_mirrors_room_is_weighed, |app: TestService| async move {
    let service = &app.service;
    let (anna, _) = two_administrators(service).await;
    let owner = uploader(service).await;
    let paris = embedded(service, "paris").id();
    for wrong in [-1, 101] {
        let refused = hosts::weigh(service, &anna, paris, wrong).await;
        assert!(matches!(refused, Err(Error::Invalid { field: "weight", .. })), "{refused:?}");
    }
    let (before, _) = stored(service, owner, 1_000).await;
    hosts::weigh(service, &anna, paris, 0).await.unwrap();
    let (file, _) = stored(service, owner, 1_000).await;
    let two = [("delft", "stored"), ("otago", "stored")];
    assert_eq!(replicas(service, file.object).await, named(&two), "nothing more is placed on it");
    assert_eq!(replicas(service, before.object).await.len(), 3, "what it holds stays");
    let delft = embedded(service, "delft").id();
    let last = hosts::weigh(service, &anna, delft, 0).await;
    assert!(matches!(&last, Err(Error::Conflict(why)) if why.contains("fewer than two countries")), "{last:?}");
    let last = hosts::evacuate(service, By::Operator, delft).await;
    assert!(last.is_err(), "a country whose mirror takes nothing is none to place in: {last:?}");
    // As soon as it may take files again, it has what lay on too few.
    hosts::weigh(service, &anna, paris, 2).await.unwrap();
    hosts::weigh(service, &anna, paris, 2).await.unwrap();
    work(service).await;
    assert_eq!(replicas(service, file.object).await.len(), 3);
    assert_eq!(hosts::mirror(service, &anna, paris).await.unwrap().0.weight, 2);
    hosts::stop(service, &anna, paris).await.unwrap();
    assert!(matches!(hosts::weigh(service, &anna, paris, 1).await, Err(Error::Conflict(_))), "it takes none any more");
    assert_log_holds(service).await;
});

both_engines!(a_country_is_emptied_while_every_file_opens_and_is_removed_then, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let owner = uploader(service).await;
    let mut files = Vec::new();
    for size in [1, 1_000, 9 << 20] {
        files.push(stored(service, owner, size).await);
    }
    let deleted = stored(service, owner, 500).await.0;
    objects::delete(service, owner, deleted.object, Finality::Undoable).await.unwrap();
    let otago = embedded(service, "otago").id();
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(service, &anna).await;

    let nowhere = hosts::evacuate_country(service, By::Administrator(&anna), country("CH"), None).await;
    assert!(matches!(nowhere, Err(Error::Conflict(_))), "{nowhere:?}");
    let reviewer = with_role(service, anna, "rita@example.org", Role::Reviewer).await;
    assert!(hosts::evacuate(service, By::Administrator(&reviewer), otago).await.is_err());
    assert_eq!(hosts::evacuate_country(service, By::Administrator(&anna), country("NZ"), None).await.unwrap(), 1);
    assert_eq!(
        hosts::evacuate_country(service, By::Administrator(&anna), country("NZ"), None).await.unwrap(),
        0,
        "once"
    );
    // Until they lie elsewhere files are read where they lay, last.
    let before = downloads::download(service, &files[0].1, None).await.unwrap();
    assert_eq!(before.sources.iter().position(|source| source.mirror == otago), Some(2));
    let is_emptied = async || hosts::mirror(service, &anna, otago).await.unwrap().0.emptied_at.is_some();
    // It dies again and again on the way.
    for times in [3, 10, 30, 80, 200, 500] {
        polled(&mut Box::pin(takedown::move_replicas(service, otago)), times).await;
        for (file, link) in &files {
            let readable = downloads::download(service, link, None).await.unwrap().sources.len();
            assert!(readable >= 2, "{} is read at {readable} mirrors", file.object);
        }
        let left = progress(service, &anna, otago).await;
        assert!(!is_emptied().await || left.gone == 4, "something lies on it: {left:?}");
    }
    work(service).await;
    service.clock.advance(LATER);
    kiwi.poll(&portal(service)).await.unwrap();
    work(service).await;

    let everywhere = named(&[("delft", "stored"), ("kiwi", "stored"), ("otago", "deleted"), ("paris", "stored")]);
    for (file, link) in &files {
        assert_eq!(replicas(service, file.object).await, everywhere);
        assert_opens(service, &[&kiwi], file, link, &[otago]).await;
    }
    assert_eq!(replicas(service, deleted.object).await, everywhere, "its owner can take that back");
    let blobs = app.folder().join("mirrors/otago/blobs");
    assert_eq!(std::fs::read_dir(blobs).unwrap().count(), 0, "nothing lies there any more");
    let done = progress(service, &anna, otago).await;
    assert_eq!(done, Progress { gone: 4, ..Progress::default() });
    assert!(is_emptied().await);
    // No file is gone by that: what looks like it is not.
    assert!(takedown::board(service, files[1].0.object).await.unwrap().orders.is_empty());
    assert_log_holds(service).await;

    let step = hosts::propose_removal(service, &anna, otago, "The country is lost").await.unwrap();
    hosts::confirm_removal(service, &bert, step).await.unwrap();
    assert_eq!(hosts::mirror(service, &anna, otago).await.unwrap().0.state, MirrorState::Removed);
    // What is taken down afterwards is ordered from those that hold it.
    hold(service, files[1].0.object).await;
    work(service).await;
    let board = takedown::board(service, files[1].0.object).await.unwrap();
    let mut asked: Vec<_> = board.orders[0].mirrors.iter().map(|row| (row.name.as_str(), row.state.as_str())).collect();
    asked.sort_unstable();
    assert_eq!(asked, [("delft", "done"), ("kiwi", "done"), ("paris", "done")]);
    assert_log_holds(service).await;
});

both_engines!(nothing_is_emptied_before_somebody_has_read_what_that_comes_to, |app: TestService| async move {
    let (service, owner) = (&app.service, uploader(&app.service).await);
    let (anna, _) = two_administrators(service).await;
    for size in [1_000, 2_000] {
        stored(service, owner, size).await;
    }
    let session = session_of(service, "anna@example.org").await;
    let look = async |path: &str| look(service, path, &session).await;
    let emptied = async || {
        let all = hosts::list(service, &anna).await.unwrap();
        all.into_iter().filter(|host| host.evacuated_at.is_some()).map(|host| host.host).collect::<Vec<_>>()
    };
    let country_page = "/desk/mirrors/evacuations?country=nz";
    let otago = embedded(service, "otago").id();
    let two = "Of the files there, about 2 will have fewer than 3 copies until other mirrors are admitted.";
    for (path, title) in [
        (country_page.to_owned(), "Empty every mirror: New Zealand"),
        (format!("/desk/mirrors/evacuations?mirror={otago}"), "Empty the mirror of otago: New Zealand"),
    ] {
        let page = look(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{}", page.body);
        assert!(page.body.contains(title) && page.body.contains(two), "{}", page.body);
        assert!(page.body.contains("For 2 of them more room would not help"), "two laws are left: {}", page.body);
        assert!(!page.body.contains("Free on mirrors elsewhere"), "none of it is for them: {}", page.body);
        assert!(!page.body.contains("A custody store"), "the stores stand in other countries: {}", page.body);
    }
    let page = look(&format!("/desk/mirrors/{otago}")).await.body;
    let button = format!(r#"<div class="actions"><a class="button" href="/desk/mirrors/evacuations?mirror={otago}">"#);
    assert!(page.contains(&button), "it stands apart from the text, as in the other cards: {page}");
    let paris = look(&format!("/desk/mirrors/evacuations?mirror={}", embedded(service, "paris").id())).await.body;
    assert!(paris.contains("A custody store stands there, too."), "{paris}");
    for nowhere in ["country=CH", "country=XX", "country=New+Zealand", ""] {
        let refused = look(&format!("/desk/mirrors/evacuations?{nowhere}")).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{nowhere}");
        assert!(refused.body.contains("href=\"#country\""), "which field is wrong: {}", refused.body);
    }
    let unknown = format!("/desk/mirrors/evacuations?mirror={}", MirrorId(uuid::Uuid::nil()));
    assert_eq!(look(&unknown).await.status, StatusCode::NOT_FOUND);

    // Another mirror under a law that has a copy can take none; one under a law of its own can.
    let nodes = [("tulip", "NL"), ("kiwi", "IS")].map(|(host, country)| Node::new(host, country));
    let tulip = nodes[0].settled(service, &anna).await;
    assert!(look(country_page).await.body.contains(two));
    let kiwi = nodes[1].settled(service, &anna).await;
    let enough = look(country_page).await.body;
    assert!(
        enough.contains("Of the files there, none will have fewer than 3 copies, as far as can be told."),
        "{enough}"
    );
    assert!(!enough.contains("more room would not help"), "{enough}");
    let reviewer = with_role(service, anna, "rita@example.org", Role::Reviewer).await;
    assert!(hosts::foresee(service, By::Administrator(&reviewer), Emptying::Mirror(otago)).await.is_err());
    assert_eq!(emptied().await, Vec::<String>::new(), "whoever looks begins nothing");

    let begin = async |form: String| post_form(service, "/desk/mirrors/evacuations", &session, &form).await;
    // Those that were shown are emptied, or none.
    let otago_alone = format!("country=NZ&mirror={otago}");
    let field = format!(r#"name="mirror" value="{otago}""#);
    assert!(enough.contains(&field), "{enough}");
    for others in ["country=NZ".to_owned(), format!("{otago_alone}&mirror={}", kiwi.id())] {
        let refused = begin(others).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.body);
        let says = ["mirrors there have changed", "Empty every mirror: New Zealand", field.as_str()];
        assert!(says.iter().all(|says| refused.body.contains(says)), "{}", refused.body);
    }
    assert_eq!(emptied().await, Vec::<String>::new(), "nothing has begun");
    let begun = begin(otago_alone.clone()).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.body);
    assert_eq!(emptied().await, ["otago"]);
    assert_eq!(begin(otago_alone).await.status, StatusCode::SEE_OTHER, "the form was sent twice");
    let again = look(country_page).await.body;
    assert!(again.contains("Every mirror there is being emptied already."), "{again}");
    assert!(!again.contains("Begin nothing"), "there is nothing to begin: {again}");
    let how_far = |page: &str, label: &str| {
        let cell = page.split(&format!("<td data-label=\"{label}\"><span class=\"num\">")).nth(1).unwrap();
        cell.split('<').next().unwrap().to_owned()
    };
    assert!(again.contains(&format!("href=\"/desk/mirrors/{otago}\"")) && again.contains(">Back</a>"), "{again}");
    assert_eq!(how_far(&again, "Gone from it"), "0");
    let page = look(&format!("/desk/mirrors/evacuations?mirror={otago}")).await;
    assert_eq!(page.header(header::LOCATION), format!("/desk/mirrors/{otago}"));
    work(service).await;
    service.clock.advance(LATER);
    for mirror in [&tulip, &kiwi] {
        mirror.poll(&portal(service)).await.unwrap();
    }
    work(service).await;
    assert!(moving::everything(service, &anna).await.unwrap().short.is_empty(), "it came as it was said");
    work(service).await;
    let done = look(country_page).await.body;
    assert_eq!([how_far(&done, "Copies to bring to other mirrors"), how_far(&done, "Gone from it")], ["0", "2"]);
    // Of the countries that are left, one more can go, with what it says of files; the next cannot.
    let prospect = hosts::foresee(service, By::Operator, Emptying::Country(country("IS"))).await.unwrap();
    assert_eq!((prospect.mirrors.len(), prospect.short, prospect.wanted), (1, 2, 3));
    hosts::evacuate_country(service, By::Operator, country("IS"), None).await.unwrap();
    let last = hosts::foresee(service, By::Operator, Emptying::Country(country("FR"))).await;
    assert!(matches!(&last, Err(Error::Conflict(why)) if why.contains("fewer than two countries")), "{last:?}");
});

both_engines!(what_lies_elsewhere_alone_is_not_counted, |app: TestService| async move {
    let (service, owner) = (&app.service, uploader(&app.service).await);
    let (anna, _) = two_administrators(service).await;
    let [otago, paris] = ["otago", "paris"].map(|name| embedded(service, name).id());
    hosts::weigh(service, &anna, otago, 0).await.unwrap();
    let (file, _) = stored(service, owner, 1_000).await;
    assert_eq!(replicas(service, file.object).await, named(&[("delft", "stored"), ("paris", "stored")]));
    hosts::weigh(service, &anna, otago, 1).await.unwrap();
    let short = async |mirror| hosts::foresee(service, By::Operator, Emptying::Mirror(mirror)).await.unwrap().short;
    assert_eq!(short(otago).await, 0, "it has too few copies, and none of them there");
    assert_eq!(short(paris).await, 1);
    stored(service, owner, 2_000).await;
    assert_eq!([short(otago).await, short(paris).await], [1, 2]);
    // Counted once it has begun it is the same, and what began before is not counted again.
    let since = service.clock.now();
    hosts::evacuate(service, By::Operator, otago).await.unwrap();
    let begun = hosts::reckon(service, By::Operator, Emptying::Mirror(otago), since).await.unwrap();
    assert_eq!((begun.mirrors.len(), begun.short), (1, 1));
    service.clock.advance(LATER);
    let later = hosts::reckon(service, By::Operator, Emptying::Mirror(otago), service.clock.now()).await.unwrap();
    assert!(later.mirrors.is_empty(), "{later:?}");
});

both_engines!(what_lies_elsewhere_already_takes_no_more_room_there, |app: TestService| async move {
    let (service, owner) = (&app.service, uploader(&app.service).await);
    let (anna, _) = two_administrators(service).await;
    stored(service, owner, 1_000).await;
    let otago = embedded(service, "otago").id();
    let foreseen = async || {
        let foreseen = hosts::foresee(service, By::Operator, Emptying::Mirror(otago)).await.unwrap();
        (foreseen.bytes(), foreseen.to_copy(), Prospect { free: Some(0), ..foreseen }.is_tight())
    };
    let (bytes, to_copy, is_tight) = foreseen().await;
    assert!(bytes >= 1_000 && to_copy == bytes && is_tight, "{to_copy} of {bytes}");
    hosts::stop(service, &anna, otago).await.unwrap();
    assert_eq!(foreseen().await, (bytes, bytes, true), "nothing was brought away yet");
    work(service).await;
    assert_eq!(foreseen().await, (bytes, 0, false), "it lies there, and on two others");
});

both_engines!(two_countries_that_are_emptied_at_once_leave_two, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let nodes = [("kiwi", "IS"), ("fjord", "NO")].map(|(host, country)| Node::new(host, country));
    for node in &nodes {
        node.settled(service, &anna).await;
    }
    // Of five countries any three can go, and no fourth.
    let countries = ["FR", "NL", "NZ", "IS", "NO"].map(country);
    let by = |n: usize| By::Administrator(if n.is_multiple_of(2) { &anna } else { &bert });
    let emptying =
        countries.iter().enumerate().map(|(n, country)| hosts::evacuate_country(service, by(n), *country, None));
    let emptied = futures_util::future::join_all(emptying).await;
    assert_eq!(emptied.iter().filter(|emptied| emptied.is_ok()).count(), 3, "{emptied:?}");
    for refused in emptied.iter().filter(|emptied| emptied.is_err()) {
        assert!(
            matches!(refused, Err(Error::Conflict(why)) if why.contains("fewer than two countries")),
            "{refused:?}"
        );
    }
    let all = hosts::list(service, &anna).await.unwrap();
    assert_eq!(all.iter().filter(|host| host.state == MirrorState::Admitted).count(), 2);
});

both_engines!(
    what_is_locked_waits_where_it_is_and_is_brought_away_once_it_is_given_back,
    |app: TestService| async move {
        let service = &app.service;
        let (anna, _) = two_administrators(service).await;
        let owner = uploader(service).await;
        let (file, link) = stored(service, owner, 1_000).await;
        let (other, _) = stored(service, owner, 1_000).await;
        let otago = embedded(service, "otago").id();
        let node = Node::new("kiwi", "IS");
        let kiwi = node.settled(service, &anna).await;
        let held = hold(service, file.object).await;
        hosts::evacuate(service, By::Operator, otago).await.unwrap();
        takedown::move_replicas(service, otago).await.unwrap();
        let before = named(&[("delft", "stored"), ("otago", "stored"), ("paris", "stored")]);
        assert_eq!(replicas(service, file.object).await, before, "nothing locked is copied or ordered away");
        let waits = progress(service, &anna, otago).await;
        assert_eq!(waits.failing, [("its file is locked".to_owned(), 1)]);
        assert!(matches!(downloads::download(service, &link, None).await, Err(Error::Restricted(_))));

        // Given back before anything was ordered: then it is brought away as the others were.
        lift(service, held).await;
        service.clock.advance(LATER);
        kiwi.poll(&portal(service)).await.unwrap();
        work(service).await;
        let away = named(&[("delft", "stored"), ("kiwi", "stored"), ("otago", "deleted"), ("paris", "stored")]);
        assert_eq!(replicas(service, file.object).await, away);
        assert_opens(service, &[&kiwi], &file, &link, &[otago]).await;

        // Taken down meanwhile: it goes everywhere by that order, and nothing of it is made anew.
        hold(service, other.object).await;
        work(service).await;
        service.clock.advance(LATER);
        work(service).await;
        let gone = replicas(service, other.object).await;
        assert!(gone.iter().all(|(_, state)| state == "deleted"), "{gone:?}");
        assert_log_holds(service).await;
    }
);

both_engines!(no_copy_is_ordered_away_because_a_failing_mirror_has_another, |app: TestService| async move {
    let (service, owner) = (&app.service, uploader(&app.service).await);
    let (anna, _) = two_administrators(service).await;
    let two = limited(service, |limits| limits.set(&"copies=2".parse().unwrap()).unwrap());
    let file = loop {
        let (file, _) = stored(&two, owner, 1_000).await;
        if replicas(&two, file.object).await == named(&[("delft", "stored"), ("otago", "stored")]) {
            break file;
        }
    };
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(&two, &anna).await;
    let (delft, otago) = (embedded(service, "delft").id(), embedded(service, "otago").id());
    unplug(&two, 1);
    proving::look_at_mirrors(&two).await.unwrap();
    service.clock.advance(Duration::from_hours(24));
    kiwi.poll(&portal(service)).await.unwrap();
    proving::look_at_mirrors(&two).await.unwrap();
    assert_eq!(hosts::mirror(service, &anna, delft).await.unwrap().0.standing, Standing::Failing);

    let at_otago = async || {
        let all = replicas(&two, file.object).await;
        all.into_iter().find(|(host, _)| host == "otago").unwrap().1
    };
    hosts::evacuate(&two, By::Operator, otago).await.unwrap();
    takedown::move_replicas(&two, otago).await.unwrap();
    assert_eq!(replicas(&two, file.object).await.len(), 3, "it is copied to another");
    assert_eq!(at_otago().await, "stored", "of the two others one has not answered for a day");

    plug(&two, 1);
    proving::look_at_mirrors(&two).await.unwrap();
    assert_eq!(hosts::mirror(service, &anna, delft).await.unwrap().0.standing, Standing::Good);
    service.clock.advance(LATER);
    kiwi.poll(&portal(service)).await.unwrap();
    work(&two).await;
    assert_eq!(at_otago().await, "deleted");
});

both_engines!(an_upload_under_way_goes_on_without_a_mirror_that_leaves, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let owner = uploader(service).await;
    let file = Uploading::begin(service, owner, 9 << 20).await;
    file.put(service, Piece::Metadata, file.sealed.metadata.clone()).await.unwrap();
    let mut parts = (0..).zip(crate::vault::rig::parts(&file.sealed.content));
    let (n, first) = parts.next().unwrap();
    file.put(service, Piece::Part(n), first).await.unwrap();

    let otago = embedded(service, "otago").id();
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(service, &anna).await;
    hosts::evacuate(service, By::Administrator(&anna), otago).await.unwrap();
    work(service).await;
    assert_eq!(
        replicas(service, file.object).await,
        named(&[("delft", "placed"), ("kiwi", "placed"), ("paris", "placed")]),
        "what was sent there of it is discarded"
    );
    for (n, part) in parts {
        file.put(service, Piece::Part(n), part).await.unwrap();
    }
    file.complete(service).await.unwrap();
    work(service).await;
    let stored = named(&[("delft", "stored"), ("kiwi", "stored"), ("paris", "stored")]);
    assert_eq!(replicas(service, file.object).await, stored);
    drop(kiwi);
    let step = hosts::propose_removal(service, &anna, otago, "Its host leaves").await.unwrap();
    hosts::confirm_removal(service, &bert, step).await.unwrap();
});

both_engines!(a_dead_mirror_is_given_up_by_two_and_nobody_waits_for_it, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let owner = uploader(service).await;
    let (file, link) = stored(service, owner, 1_000).await;
    let (taken, _) = stored(service, owner, 1_000).await;
    let otago = embedded(service, "otago").id();
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(service, &anna).await;
    unplug(service, 2);
    hold(service, taken.object).await;
    let ran = work::run_due(service).await.unwrap();
    assert_eq!(ran.failed.len(), 1, "its receipt is missing: {ran:?}");
    assert!(!takedown::is_gone(&mut service.db.read().await.unwrap(), taken.object).await.unwrap());

    let step = hosts::propose_giving_up(service, &anna, otago, "Its machine burnt").await.unwrap();
    assert!(hosts::confirm_giving_up(service, &anna, step).await.is_err(), "it takes two");
    assert_eq!(hosts::mirror(service, &anna, otago).await.unwrap().0.state, MirrorState::Admitted);
    hosts::confirm_giving_up(service, &bert, step).await.unwrap();
    let early = hosts::propose_removal(service, &anna, otago, "It is dead").await;
    assert!(matches!(early, Err(Error::Conflict(_))), "not everything is written off: {early:?}");
    service.clock.advance(Duration::from_mins(11));
    kiwi.poll(&portal(service)).await.unwrap();
    work(service).await;

    assert_eq!(
        replicas(service, file.object).await,
        named(&[("delft", "stored"), ("kiwi", "stored"), ("otago", "lost"), ("paris", "stored")])
    );
    assert_opens(service, &[&kiwi], &file, &link, &[otago]).await;
    assert!(takedown::is_gone(&mut service.db.read().await.unwrap(), taken.object).await.unwrap());
    let board = takedown::board(service, taken.object).await.unwrap();
    let owed: Vec<_> = board.orders[0].mirrors.iter().filter(|row| row.state != "done").collect();
    assert_eq!(owed.len(), 1);
    assert_eq!((owed[0].mirror, owed[0].state.as_str()), (otago, "unreachable"), "it stands as it is");
    assert_eq!(progress(service, &anna, otago).await.written_off, 2);
    assert_log_holds(service).await;

    let step = hosts::propose_removal(service, &anna, otago, "It is dead").await.unwrap();
    hosts::confirm_removal(service, &bert, step).await.unwrap();
    assert_log_holds(service).await;
    // Should it come back, it is nobody's.
    plug(service, 2);
    work(service).await;
    assert_eq!(hosts::mirror(service, &anna, otago).await.unwrap().0.state, MirrorState::Removed);
});

both_engines!(a_mirror_that_failed_is_waited_for_until_two_give_it_up, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let owner = uploader(service).await;
    let (taken, _) = stored(service, owner, 1_000).await;
    let otago = embedded(service, "otago").id();
    unplug(service, 2);
    look_daily(service, 7).await;
    assert_eq!(hosts::mirror(service, &anna, otago).await.unwrap().0.state, MirrorState::Failed);

    hold(service, taken.object).await;
    let ran = work::run_due(service).await.unwrap();
    assert_eq!(ran.failed.len(), 1, "its receipt is missing: {ran:?}");
    assert!(!takedown::is_gone(&mut service.db.read().await.unwrap(), taken.object).await.unwrap());

    let step = hosts::propose_giving_up(service, &anna, otago, "It has been silent for a week").await.unwrap();
    hosts::confirm_giving_up(service, &bert, step).await.unwrap();
    service.clock.advance(Duration::from_mins(11));
    work::run_due(service).await.unwrap();
    assert!(takedown::is_gone(&mut service.db.read().await.unwrap(), taken.object).await.unwrap());
    let again = hosts::propose_giving_up(service, &anna, otago, "Once more").await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
});

both_engines!(the_only_copy_on_a_mirror_that_failed_is_not_forgotten, |app: TestService| async move {
    let service = &app.service;
    let (anna, _) = two_administrators(service).await;
    let (file, link) = stored(service, uploader(service).await, 20_000).await;
    let [delft, otago, paris] = ["delft", "otago", "paris"].map(|name| embedded(service, name).id());
    unplug(service, 2);
    look_daily(service, 7).await;
    assert_eq!(hosts::mirror(service, &anna, otago).await.unwrap().0.state, MirrorState::Failed);
    let (kiwi, fjord) = (Node::new("kiwi", "IS"), Node::new("fjord", "CH"));
    let (kiwi, fjord) = (kiwi.settled(service, &anna).await, fjord.settled(service, &anna).await);
    // Both others may not keep it.
    let blob = blob_of(service, file.object).await;
    for mirror in [delft, paris] {
        refusals::refused(service, mirror, blob, "A court here forbids it.").await.unwrap();
    }

    takedown::move_replicas(service, otago).await.unwrap();
    let rows = [("delft", "lost"), ("fjord", "placed"), ("kiwi", "placed"), ("otago", "stored"), ("paris", "lost")];
    assert_eq!(replicas(service, file.object).await, named(&rows), "it is not written off");
    assert_eq!(progress(service, &anna, otago).await.left, 1);

    plug(service, 2);
    service.clock.advance(LATER);
    for mirror in [&kiwi, &fjord] {
        mirror.poll(&portal(service)).await.unwrap();
    }
    work(service).await;
    let rows = [("delft", "lost"), ("fjord", "stored"), ("kiwi", "stored"), ("otago", "lost"), ("paris", "lost")];
    assert_eq!(replicas(service, file.object).await, named(&rows));
    assert_opens(service, &[&kiwi, &fjord], &file, &link, &[otago]).await;
});

both_engines!(no_placement_is_left_on_a_mirror_that_was_removed_meanwhile, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let owner = uploader(service).await;
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(service, &anna).await;
    let uploading = (0..24).map(|_| uploads::begin(service, owner, None));
    let removing = async {
        hosts::stop(service, &anna, kiwi.id()).await.unwrap();
        let step = hosts::propose_removal(service, &anna, kiwi.id(), "Its host leaves").await.ok()?;
        hosts::confirm_removal(service, &bert, step).await.ok()
    };
    let (begun, removed) = tokio::join!(futures_util::future::join_all(uploading), removing);
    for begun in begun {
        begun.unwrap();
    }
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT COUNT(*) FROM replicas WHERE mirror = $1 AND state = 'placed'";
    let (left,) = db::one!(tx, (i64,), sql, kiwi.id()).unwrap();
    assert!(removed.is_none() || left == 0, "{left} replicas lie on a mirror that is none of ours");
    drop(tx);
    // Where one was on its way, it is brought away, and the mirror is removed then.
    if removed.is_none() {
        work(service).await;
        service.clock.advance(Duration::from_hours(1));
        kiwi.poll(&portal(service)).await.unwrap();
        work(service).await;
        let step = match hosts::propose_removal(service, &anna, kiwi.id(), "Its host leaves").await {
            Ok(step) => step,
            // It was proposed before the placement was seen.
            Err(_) => two_person::waiting(service, &bert).await.unwrap()[0].step.id,
        };
        hosts::confirm_removal(service, &bert, step).await.unwrap();
    }
});

/// A mirror that says it has so much room.
fn with_room(mirror: &Mirror, free_bytes: u64) -> Handle {
    telling(mirror, free_bytes, 0)
}

/// A mirror that says how much room it has, and how much it sent.
fn telling(mirror: &Mirror, free_bytes: u64, sent_bytes: u64) -> Handle {
    let (id, own) = (mirror.id(), mirror::in_process(mirror.clone()));
    Handle::new(tower::service_fn(move |request: http::Request<writ::mirrors::client::Body>| {
        let own = own.clone();
        async move {
            if request.uri().path() != "/v1/status" {
                return own.oneshot(request).await;
            }
            let status = Status {
                mirror: id,
                version: "9.9.9".to_owned(),
                free_bytes,
                replicas: 0,
                sent_bytes,
                last_order: None,
                cosigned_size: Some(7),
                refused: RefusedOrders::default(),
                scrubbed_since: None,
                damaged: Vec::new(),
            };
            let body = Body::from(serde_json::to_vec(&status).unwrap()).map_err(Fault::new).boxed_unsync();
            Ok(http::Response::builder().status(StatusCode::OK).body(body).unwrap())
        }
    }))
}

both_engines!(what_a_mirror_says_that_cannot_be_keeps_no_other_from_being_heard, |app: TestService| async move {
    let service = &app.service;
    let paris = embedded(service, "paris");
    for sent in [u64::MAX, 1, u64::MAX, 1, u64::MAX, 1, u64::MAX, 1, u64::MAX, 1] {
        reach(service, paris.id(), paris, telling(paris, u64::MAX, sent));
        service.clock.advance(Duration::from_mins(1));
        reports::ask(service).await.unwrap();
        proving::look_at_mirrors(service).await.unwrap();
    }
    let mut tx = service.db.read().await.unwrap();
    let heard = "SELECT COUNT(*) FROM mirror_reports WHERE answered_at = (SELECT MAX(answered_at) FROM mirror_reports)";
    assert_eq!(db::one!(tx, (i64,), heard).unwrap().0, 3);
});

both_engines!(
    a_mirror_that_is_full_or_silent_takes_nothing_until_it_has_room_and_answers,
    |app: TestService| async move {
        let service = &app.service;
        let (anna, _) = two_administrators(service).await;
        let owner = uploader(service).await;
        let placed = async || {
            let object = uploads::begin(service, owner, None).await.unwrap().object;
            replicas(service, object).await.into_iter().map(|(host, _)| host).collect::<Vec<_>>()
        };
        assert_eq!(placed().await, ["delft", "otago", "paris"], "nobody was asked yet");
        unplug(service, 2);
        reports::ask(service).await.unwrap();
        assert_eq!(placed().await, ["delft", "paris"], "one does not answer");
        plug(service, 2);
        reports::ask(service).await.unwrap();
        assert_eq!(placed().await, ["delft", "paris"], "it is asked once a minute");
        service.clock.advance(Duration::from_mins(1));
        reports::ask(service).await.unwrap();
        assert_eq!(placed().await, ["delft", "otago", "paris"]);

        let delft = embedded(service, "delft");
        reach(service, delft.id(), delft, with_room(delft, 1 << 20));
        service.clock.advance(Duration::from_mins(1));
        reports::ask(service).await.unwrap();
        assert_eq!(placed().await, ["otago", "paris"], "one is full");
        let everything = moving::everything(service, &anna).await.unwrap();
        let row = everything.mirrors.iter().find(|row| row.mirror == delft.id()).unwrap();
        assert_eq!(
            (row.free_bytes, row.version.as_deref(), row.cosigned_size),
            (Some(1 << 20), Some("9.9.9"), Some(7))
        );
        assert_eq!((row.blobs, row.arriving), (0, 4));
        let hosts = hosts::list(service, &anna).await.unwrap();
        let full: Vec<_> = hosts.iter().filter(|host| host.is_full()).map(|host| host.id).collect();
        assert_eq!(full, [delft.id()]);
        // Whoever answers in its name is not believed.
        let paris = embedded(service, "paris");
        reach(service, delft.id(), delft, with_room(paris, 1 << 40));
        service.clock.advance(Duration::from_mins(1));
        reports::ask(service).await.unwrap();
        assert_eq!(placed().await, ["otago", "paris"]);
        reach(service, delft.id(), delft, dead());
    }
);

both_engines!(what_cannot_be_written_down_of_one_evacuation_holds_up_no_other, |app: TestService| async move {
    let service = &app.service;
    let (anna, _) = two_administrators(service).await;
    let owner = uploader(service).await;
    let mut files = Vec::new();
    for _ in 0..3 {
        files.push(stored(service, owner, 1_000).await.0.object);
    }
    let otago = embedded(service, "otago").id();
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(service, &anna).await;
    // The orders are issued, and nobody hears of them yet.
    unplug(service, 2);
    hosts::evacuate(service, By::Operator, otago).await.unwrap();
    work(service).await;
    assert_eq!(progress(service, &anna, otago).await, Progress { leaving: 3, ..Progress::default() });

    lose_count(service, files[1]).await;
    plug(service, 2);
    service.clock.advance(LATER);
    kiwi.poll(&portal(service)).await.unwrap();
    work(service).await;
    assert_eq!(progress(service, &anna, otago).await, Progress { leaving: 1, gone: 2, ..Progress::default() });
    find_count(service, files[1]).await;
    service.clock.advance(LATER);
    kiwi.poll(&portal(service)).await.unwrap();
    work(service).await;
    assert_eq!(progress(service, &anna, otago).await, Progress { gone: 3, ..Progress::default() });
    assert_log_holds(service).await;
});

both_engines!(administrators_see_where_everything_lies_and_what_has_too_few_copies, |app: TestService| async move {
    let service = &app.service;
    let (anna, _) = two_administrators(service).await;
    let owner = uploader(service).await;
    stored(service, owner, 1_000).await;
    unplug(service, 2);
    let (short, _) = stored(service, owner, 2_000).await;
    let everything = moving::everything(service, &anna).await.unwrap();
    let countries: Vec<_> =
        everything.countries.iter().map(|row| (row.jurisdiction.as_str(), row.mirrors, row.blobs)).collect();
    assert_eq!(countries, [("FR", 1, 2), ("NL", 1, 2), ("NZ", 1, 1)]);
    assert_eq!(everything.short.iter().map(|row| (row.copies, row.files)).collect::<Vec<_>>(), [(2, 1)]);
    let bytes: Vec<_> = everything.mirrors.iter().map(|row| row.bytes).collect();
    assert_eq!(bytes[0] - bytes[2], i64::try_from(short.sealed.content.len()).unwrap());
    assert_eq!(everything.short_files, [ShortFile { object: short.object, copies: 2 }]);
    assert_eq!((everything.repairs, everything.restorations), (Queued { now: 1, again: 0 }, Queued::default()));
    let reviewer = with_role(service, anna, "rita@example.org", Role::Reviewer).await;
    assert!(moving::everything(service, &reviewer).await.is_err());

    let session = session_of(service, "anna@example.org").await;
    let page = look(service, "/desk/mirrors/where", &session).await.body;
    assert!(page.contains(&format!("/desk/objects/{}", short.object)), "{page}");
    assert!(page.contains("1 now, 0 to be tried again later"), "{page}");

    // The mirror is still away: it is tried again.
    assert_eq!(work::run_due(service).await.unwrap().failed.len(), 1);
    let repairs = moving::everything(service, &anna).await.unwrap().repairs;
    assert_eq!(repairs, Queued { now: 0, again: 1 });
    plug(service, 2);
    service.clock.advance(LATER);
    work(service).await;
    let everything = moving::everything(service, &anna).await.unwrap();
    assert_eq!((everything.short_files, everything.repairs), (Vec::new(), Queued::default()));

    let hold = hold(service, short.object).await;
    work(service).await;
    lift(service, hold).await;
    let restorations = async || moving::everything(service, &anna).await.unwrap().restorations;
    assert_eq!(restorations().await, Queued { now: 1, again: 0 });
    work(service).await;
    assert_eq!(restorations().await, Queued::default());

    // What is being emptied is said to be, here as in the list.
    let paris = embedded(service, "paris").id();
    hosts::evacuate(service, By::Administrator(&anna), paris).await.unwrap();
    let page = look(service, "/desk/mirrors/where", &session).await.body;
    assert!(page.contains("is being emptied") && !page.contains("takes nothing more"), "{page}");
});

both_engines!(a_mirror_that_nobody_reaches_hears_of_its_evacuation_by_itself, |app: TestService| async move {
    let service = &app.service;
    let (anna, _) = two_administrators(service).await;
    let owner = uploader(service).await;
    let node = Node::new("kiwi", "IS");
    let kiwi = node.settled(service, &anna).await;
    // With this one stopped there is no way around the new one.
    hosts::stop(service, &anna, embedded(service, "paris").id()).await.unwrap();
    let (file, link) = stored(service, owner, 1_000).await;
    let sources = downloads::download(service, &link, None).await.unwrap().sources;
    let bytes = node.folder.path().join("blobs").join(sources[0].blob.to_string());
    assert!(bytes.exists());

    reach(service, kiwi.id(), &kiwi, dead());
    hosts::evacuate(service, By::Administrator(&anna), kiwi.id()).await.unwrap();
    work(service).await;
    let waits = named(&[("delft", "stored"), ("kiwi", "leaving"), ("otago", "stored")]);
    assert_eq!(replicas(service, file.object).await, waits);
    assert!(bytes.exists(), "nobody has told it");
    let sources = downloads::download(service, &link, None).await.unwrap().sources;
    assert!(sources.iter().all(|source| source.mirror != kiwi.id()), "nobody reads there any more");
    kiwi.poll(&portal(service)).await.unwrap();
    assert!(!bytes.exists(), "it asked what it is to obey");

    // What it signs then is written down once it is reached.
    assert_eq!(progress(service, &anna, kiwi.id()).await, Progress { leaving: 1, ..Progress::default() });
    reach(service, kiwi.id(), &kiwi, mirror::in_process(kiwi.clone()));
    service.clock.advance(Duration::from_mins(2));
    kiwi.poll(&portal(service)).await.unwrap();
    work(service).await;
    assert_eq!(progress(service, &anna, kiwi.id()).await, Progress { gone: 1, ..Progress::default() });
    assert_log_holds(service).await;
});

both_engines!(what_had_nowhere_else_to_go_is_copied_to_a_mirror_that_comes, |app: TestService| async move {
    let service = &app.service;
    let (anna, _) = two_administrators(service).await;
    let owner = uploader(service).await;
    hosts::stop(service, &anna, embedded(service, "otago").id()).await.unwrap();
    let mut files = Vec::new();
    for _ in 0..40 {
        files.push(stored(service, owner, 10).await.0.object);
    }
    work(service).await;
    let short = moving::everything(service, &anna).await.unwrap().short;
    assert_eq!(short.iter().map(|row| (row.copies, row.files)).collect::<Vec<_>>(), [(2, 40)]);
    let node = Node::new("kiwi", "IS");
    let _kiwi = node.settled(service, &anna).await;
    work(service).await;
    assert!(moving::everything(service, &anna).await.unwrap().short.is_empty());
    let three = named(&[("delft", "stored"), ("kiwi", "stored"), ("paris", "stored")]);
    for file in files {
        assert_eq!(replicas(service, file).await, three);
    }
});

both_engines!(
    what_was_uploaded_while_a_mirror_was_silent_is_copied_to_it_once_it_answers,
    |app: TestService| async move {
        let service = &app.service;
        let (anna, _) = two_administrators(service).await;
        let owner = uploader(service).await;
        let ask = async || {
            service.clock.advance(Duration::from_mins(1));
            reports::ask(service).await.unwrap();
        };
        let short = async || {
            let short = moving::everything(service, &anna).await.unwrap().short;
            short.into_iter().map(|row| (row.copies, row.files)).collect::<Vec<_>>()
        };
        unplug(service, 2);
        ask().await;
        let mut files = Vec::new();
        for _ in 0..40 {
            files.push(stored(service, owner, 10).await.0.object);
        }
        work(service).await;
        moving::fill_up(service, None).await.unwrap();
        assert_eq!(short().await, [(2, 40)], "there is no other to go to");

        // However often it comes and goes, one round waits.
        for _ in 0..3 {
            plug(service, 2);
            ask().await;
            unplug(service, 2);
            ask().await;
        }
        plug(service, 2);
        ask().await;
        let mut tx = service.db.read().await.unwrap();
        let sql = r#"SELECT COUNT(*) FROM jobs WHERE payload LIKE '{"job":"move-to-admitted"%'"#;
        assert_eq!(db::one!(tx, (i64,), sql).unwrap().0, 1);
        drop(tx);
        service.clock.advance(moving::SETTLING);
        work(service).await;
        assert!(short().await.is_empty(), "{:?}", short().await);
        let three = named(&[("delft", "stored"), ("otago", "stored"), ("paris", "stored")]);
        for file in files {
            assert_eq!(replicas(service, file).await, three);
        }

        // Full for a time: nobody is told when it has room, and the next round finds it.
        let delft = embedded(service, "delft");
        reach(service, delft.id(), delft, with_room(delft, 1 << 20));
        ask().await;
        let (file, _) = stored(service, owner, 10).await;
        work(service).await;
        reach(service, delft.id(), delft, mirror::in_process(delft.clone()));
        ask().await;
        assert_eq!(short().await, [(2, 1)]);
        service.clock.advance(Duration::from_hours(1));
        work(service).await;
        assert_eq!(replicas(service, file.object).await, three);
    }
);
