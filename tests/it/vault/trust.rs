//! What mirrors and strangers know the service by: keys that follow one another while it runs, and the witnesses that count.

use std::time::Duration;

use http::StatusCode;
use writ::accounts::{self, Actor};
use writ::audit::note::{Note, VerifierKey};
use writ::audit::policy::WitnessPolicy;
use writ::audit::proof::TlogProof;
use writ::audit::verify::{self, Source};
use writ::audit::{self, checkpoint, trust as changes};
use writ::http::mirror;
use writ::keys::{Purpose, SigningKey};
use writ::mirrors::client;
use writ::mirrors::polling::PollError;
use writ::mirrors::portal::Error as PortalError;
use writ::mirrors::wire::{OrdersPage, ProvenChange, SignedPage};
use writ::mirrors::{self, Mirror};
use writ::service::Service;
use writ::vault::objects::{self, Finality};
use writ::vault::{Error, fleet, hosts, trust};
use writ::{merkle, takedown, work};

use super::hosts::{Node, dead, portal, reach};
use super::polling::{Reading, placed_on, through};
use super::rig::{stored, uploader};
use crate::accounts::{session_of, two_administrators};
use crate::app::{TestService, both_engines};
use crate::http::{get, send};
use crate::pages_desk::{look, post_form};

/// Two people have another key made, and it is announced; the mirrors hear of it, and its time comes.
async fn follow(service: &Service, (anna, bert): (&Actor, &Actor), purpose: Purpose, mirrors: &[&Mirror]) {
    let step = trust::propose_rotation(service, anna, purpose, "It has signed for a year.").await.unwrap();
    let alone = trust::confirm_rotation(service, anna, purpose, step).await;
    assert!(matches!(alone, Err(Error::Accounts(accounts::Error::SamePerson))), "{alone:?}");
    trust::confirm_rotation(service, bert, purpose, step).await.unwrap();
    let again = trust::propose_rotation(service, anna, purpose, "Once more.").await;
    assert!(matches!(again, Err(Error::Conflict(_))), "one follows another already: {again:?}");
    trust::go_on(service).await.unwrap();
    assert_eq!(announced(service).await, 0, "other portals may not have seen its file");
    service.clock.advance(Duration::from_mins(2));
    trust::go_on(service).await.unwrap();
    assert_eq!(announced(service).await, 1);
    for _ in 0..2 {
        service.clock.advance(Duration::from_mins(5));
        for mirror in mirrors {
            mirror.poll(&portal(service)).await.unwrap();
        }
    }
    trust::go_on(service).await.unwrap();
}

both_engines!(where_people_reach_it_is_known_while_a_portal_runs, |app: TestService| async move {
    let service = &app.service;
    assert_eq!(trust::public_url(service).await.unwrap(), None, "none runs yet");
    trust::go_on(service).await.unwrap();
    let reached = trust::public_url(service).await.unwrap();
    assert_eq!(reached.as_deref(), Some(service.config.public_url.as_str()));
    service.clock.advance(Duration::from_mins(3));
    assert_eq!(trust::public_url(service).await.unwrap(), None, "it stopped, or is gone");
});

/// How many changes there were that hold.
async fn announced(service: &Service) -> u64 {
    audit::published_policy(service).await.unwrap().parse::<WitnessPolicy>().unwrap().changes
}

async fn body(service: &Service, path: &str) -> String {
    send(service, get(path)).await.body
}

async fn sound(service: &Service) {
    audit::settle(service).await.unwrap();
    let source = Source::parse(service.log.second_store().folder().to_str().unwrap()).unwrap();
    let trust = verify::Trust::default();
    let report = verify::verify(&source, &trust, Some(&service.db), |_, _| ()).await.unwrap();
    assert!(report.holds(), "{:?}", report.faults);
}

both_engines!(another_key_signs_and_nobody_notices, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let fjord = Node::new("fjord", "SE");
    let invitation = hosts::invite(service, &anna).await.unwrap().text(service);
    fjord.join(service, &invitation).await.unwrap();
    let former = service.keys.order();

    follow(service, (&anna, &bert), Purpose::Order, &[&mirror]).await;
    let signing = service.keys.order();
    assert_ne!(signing.public(), former.public());
    let client = service.mirrors.client(mirror.id()).unwrap();
    client.status().await.expect("it has heard of the key");
    client.signing_with(&former).status().await.expect("both are in force");
    service.mirrors.client(service.mirrors.embedded()[0].mirror.id()).unwrap().status().await.unwrap();
    stored(service, uploader(service).await, 20_000).await;
    let stranger = client.signing_with(&SigningKey::generate(&service.entropy)).status().await;
    assert!(matches!(stranger, Err(client::Error::Refused { status: 401, .. })), "{stranger:?}");

    service.clock.advance(Duration::from_mins(20));
    trust::go_on(service).await.unwrap();
    assert_eq!(announced(service).await, 2, "the former one ended");
    mirror.poll(&portal(service)).await.unwrap();
    client.status().await.unwrap();
    let late = client.signing_with(&former).status().await;
    assert!(matches!(late, Err(client::Error::Refused { status: 401, .. })), "{late:?}");
    // It stays published, and signs no more: nor could it, once its file is gone.
    let keys: serde_json::Value = serde_json::from_str(&body(service, "/.well-known/jwks.json").await).unwrap();
    let shown = |n: usize| (keys["keys"][n]["kid"].as_str().unwrap().to_owned(), keys["keys"][n]["until"].as_u64());
    assert_eq!(shown(0), (signing.kid(), None));
    assert_eq!(shown(1).0, former.kid());
    assert!(shown(1).1.is_some());
    assert_eq!(service.keys.signing_keys(Purpose::Order).unwrap(), [1, 2]);
    service.clock.advance(Duration::from_hours(1));
    trust::go_on(service).await.unwrap();
    assert_eq!(service.keys.signing_keys(Purpose::Order).unwrap(), [2]);

    // One that joined before may join again, and hears of all that changed.
    fjord.join(service, &invitation).await.expect("its keys are those of the service, though one of them ended");
    let second = fjord.run(service).await;
    service.mirrors.client(second.id()).unwrap().status().await.unwrap();
    sound(service).await;
});

both_engines!(an_order_of_a_key_that_ended_stands_if_it_was_announced_before, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let kiwi = Node::new("kiwi", "IS");
    let mirror = kiwi.settled(service, &anna).await;
    let Reading { file, ticket, blob } = placed_on(service, &anna, &mirror).await;
    let id = mirror.id();
    reach(service, id, &mirror, dead());
    fleet::refresh(service).await.unwrap();
    objects::delete(service, file.owner, file.object, Finality::Now).await.unwrap();
    assert_eq!(work::run_due(service).await.unwrap().failed.len(), 1, "it owes its receipt");
    follow(service, (&anna, &bert), Purpose::Order, &[]).await;
    service.clock.advance(Duration::from_mins(20));
    trust::go_on(service).await.unwrap();
    assert_eq!(announced(service).await, 2);

    mirror.poll(&portal(service)).await.unwrap();
    let read = mirror.read(&ticket, blob, None).await;
    assert!(matches!(read, Err(mirrors::Error::Unauthorised(_))), "tickets of that key have ended: {read:?}");
    assert!(!kiwi.folder.path().join("blobs").join(blob.to_string()).exists(), "it obeyed");
    reach(service, id, &mirror, mirror::in_process(mirror.clone()));
    fleet::refresh(service).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    mirror.poll(&portal(service)).await.unwrap();
    work::run_due(service).await.unwrap();
    let board = takedown::board(service, file.object).await.unwrap();
    assert!(board.orders[0].mirrors.iter().all(|row| row.state.as_str() == "done"), "{:?}", board.orders);
});

both_engines!(the_log_is_signed_by_both_keys_until_the_former_one_ends, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let (kiwi, fjord) = (Node::new("kiwi", "IS"), Node::new("fjord", "SE"));
    let mirror = kiwi.settled(service, &anna).await;
    let away = fjord.settled(service, &anna).await;
    reach(service, away.id(), &away, dead());
    fleet::refresh(service).await.unwrap();
    let origin = service.keys.origin.clone();
    let vkey = |key: &SigningKey| checkpoint::log_key(&origin, key.public()).unwrap();
    let signed_by = async |key: &VerifierKey| {
        audit::settle(service).await.unwrap();
        let note = Note::parse(&body(service, "/log/checkpoint").await).unwrap();
        note.verify(key).unwrap().is_some()
    };
    let former = vkey(&service.keys.log());
    follow(service, (&anna, &bert), Purpose::Log, &[&mirror]).await;
    let next = vkey(&service.keys.log());
    assert_ne!(next, former);
    hosts::stop(service, &anna, service.mirrors.embedded()[0].mirror.id()).await.unwrap();
    assert!(signed_by(&former).await && signed_by(&next).await);
    let shown = body(service, "/log/vkey").await;
    assert_eq!(shown, format!("{next}\n{former}\n"));
    sound(service).await;

    service.clock.advance(Duration::from_hours(7 * 24));
    trust::go_on(service).await.unwrap();
    assert_eq!(announced(service).await, 2);
    mirror.poll(&portal(service)).await.unwrap();
    hosts::stop(service, &anna, service.mirrors.embedded()[1].mirror.id()).await.unwrap();
    assert!(!signed_by(&former).await && signed_by(&next).await);
    let shown = body(service, "/log/vkey").await;
    let retired = shown.lines().nth(1).unwrap();
    assert!(shown.starts_with(&format!("{next}\n")), "{shown}");
    assert!(retired.starts_with(&format!("{former} # retired, entries 0 to ")), "{shown}");
    mirror.poll(&portal(service)).await.unwrap();
    // Who heard of none of it follows from where it stood.
    away.poll(&portal(service)).await.unwrap();
    let shown = away.cosigned_checkpoint(writ::tokens::Digest::of(origin.as_bytes())).await.unwrap();
    assert!(Note::parse(&shown).unwrap().verify(&next).unwrap().is_some(), "{shown}");
    service.clock.advance(Duration::from_hours(1));
    trust::go_on(service).await.unwrap();
    assert_eq!(service.keys.signing_keys(Purpose::Log).unwrap(), [2]);
    sound(service).await;
});

/// Mirrors of three other hosts.
async fn three(service: &Service, administrator: &Actor) -> Vec<(Node, Mirror)> {
    let mut mirrors = Vec::new();
    for (host, country) in [("kiwi", "IS"), ("fjord", "SE"), ("peak", "CH")] {
        let node = Node::new(host, country);
        let mirror = node.settled(service, administrator).await;
        mirrors.push((node, mirror));
    }
    mirrors
}

/// Two people set how many witnesses must have cosigned.
async fn set(service: &Service, (anna, bert): (&Actor, &Actor), quorum: usize) {
    let step = trust::propose_quorum(service, anna, quorum, "Three hosts are independent.").await.unwrap();
    trust::confirm_quorum(service, bert, step).await.unwrap();
    let policy: WitnessPolicy = body(service, "/log/policy").await.parse().unwrap();
    assert_eq!((policy.quorum, policy.witnesses.len()), (quorum, 3));
}

both_engines!(an_order_waits_for_the_witnesses_that_count, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    assert!(body(service, "/log/policy").await.ends_with("quorum none\n"));
    let none = trust::propose_quorum(service, &anna, 1, "Mirrors of our own do not count.").await;
    assert!(matches!(none, Err(Error::Invalid { field: "quorum", .. })), "{none:?}");
    let unasked = trust::propose_quorum(service, &anna, 0, "As it is.").await;
    assert!(matches!(&unasked, Err(Error::Invalid { problem, .. }) if problem.contains("already")), "{unasked:?}");
    let mirrors = three(service, &anna).await;
    set(service, (&anna, &bert), 2).await;
    let same = trust::propose_quorum(service, &anna, 2, "As it is.").await;
    assert!(matches!(&same, Err(Error::Invalid { problem, .. }) if problem.contains("already")), "{same:?}");
    let owner = uploader(service).await;
    let (file, _) = stored(service, owner, 1_000).await;
    // Two of the three are away: the service's own, of which there are as many, make up for nothing.
    for (_, mirror) in &mirrors[1..] {
        reach(service, mirror.id(), mirror, dead());
    }
    fleet::refresh(service).await.unwrap();
    objects::delete(service, owner, file.object, Finality::Now).await.unwrap();
    work::run_due(service).await.unwrap();
    let done = async || {
        let board = takedown::board(service, file.object).await.unwrap();
        board.orders[0].mirrors.iter().filter(|row| row.state.as_str() == "done").count()
    };
    assert_eq!(done().await, 0, "no mirror was handed what too few have cosigned");

    let (_, second) = &mirrors[1];
    reach(service, second.id(), second, mirror::in_process(second.clone()));
    fleet::refresh(service).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    for (_, mirror) in &mirrors[..2] {
        mirror.poll(&portal(service)).await.unwrap();
    }
    work::run_due(service).await.unwrap();
    assert!(done().await > 0);
    // Whom the policy counts on is not removed.
    hosts::stop(service, &anna, second.id()).await.unwrap();
    let removed = hosts::propose_removal(service, &anna, second.id(), "Its host leaves").await;
    assert!(matches!(&removed, Err(Error::Conflict(why)) if why.contains("witness policy")), "{removed:?}");
    sound(service).await;
});

both_engines!(each_change_is_proposed_by_a_form_of_its_own, |app: TestService| async move {
    let service = &app.service;
    two_administrators(service).await;
    let session = session_of(service, "anna@example.org").await;
    let post = async |path: &str, form: &str| post_form(service, path, &session, form).await;
    let same = post("/desk/trust/quorum", "quorum=0&quorum-reason=As+it+is").await;
    assert_eq!(same.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(same.body.contains("So many are asked for already"), "{}", same.body);
    for (form, field) in [("order-key", "order-reason"), ("log-key", "log-reason")] {
        let path = format!("/desk/trust/{form}");
        let unsaid = post(&path, &format!("{field}=+")).await;
        assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY, "{form}");
        assert!(unsaid.body.contains(&format!("<a href=\"#{field}\">")), "{}", unsaid.body);
        assert_eq!(post(&path, &format!("{field}=It+has+signed+for+a+year")).await.status, StatusCode::SEE_OTHER);
    }
    // What waits says what it is.
    let waiting = look(service, "/desk/trust", &session).await.body;
    for what in ["Another key for orders, tickets and calls", "Another key for the log"] {
        assert!(waiting.contains(&format!("<strong>{what}</strong>")), "{what}: {waiting}");
    }
});

both_engines!(without_any_one_country_orders_and_the_policy_go_on, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let mirrors = three(service, &anna).await;
    let all = trust::propose_quorum(service, &anna, 3, "Every one of them.").await;
    assert!(matches!(all, Err(Error::Invalid { field: "quorum", .. })), "{all:?}");
    assert_eq!(trust::state(service, &anna).await.unwrap().most, 2);
    // A fourth host in a country that has one makes no more of them, wherever it is lost.
    let elsewhere = Node::new("quiet", "SE");
    elsewhere.settled(service, &anna).await;
    let state = trust::state(service, &anna).await.unwrap();
    assert_eq!((state.independent, state.most), (4, 2));
    let step = trust::propose_quorum(service, &anna, 2, "Four hosts in three countries.").await.unwrap();
    trust::confirm_quorum(service, &bert, step).await.unwrap();

    let lost = mirrors[0].1.id();
    reach(service, lost, &mirrors[0].1, dead());
    fleet::refresh(service).await.unwrap();
    let step = hosts::propose_giving_up(service, &anna, lost, "A court there has taken it.").await.unwrap();
    hosts::confirm_giving_up(service, &bert, step).await.unwrap();
    work::run_due(service).await.unwrap();
    let counted = hosts::propose_removal(service, &anna, lost, "It is lost").await;
    assert!(matches!(&counted, Err(Error::Conflict(why)) if why.contains("witness policy")), "{counted:?}");
    let owner = uploader(service).await;
    let (file, _) = stored(service, owner, 1_000).await;
    objects::delete(service, owner, file.object, Finality::Now).await.unwrap();
    work::run_due(service).await.unwrap();
    let board = takedown::board(service, file.object).await.unwrap();
    assert!(board.orders[0].mirrors.iter().any(|row| row.state.as_str() == "done"), "enough have cosigned");
    // What is left still says how many are asked for from now on, and lets the lost one go.
    let step = trust::propose_quorum(service, &anna, 1, "One of them is lost.").await.unwrap();
    trust::confirm_quorum(service, &bert, step).await.unwrap();
    let policy: WitnessPolicy = body(service, "/log/policy").await.parse().unwrap();
    assert_eq!((policy.quorum, policy.witnesses.len()), (1, 3));
    let step = hosts::propose_removal(service, &anna, lost, "It is lost").await.unwrap();
    hosts::confirm_removal(service, &bert, step).await.unwrap();
    sound(service).await;
});

both_engines!(two_mirrors_of_one_host_count_once, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let nodes = [("kiwi", "IS"), ("KIWI", "SE"), ("peak", "CH")].map(|(host, country)| Node::new(host, country));
    for node in &nodes {
        node.settled(service, &anna).await;
    }
    let state = trust::state(service, &anna).await.unwrap();
    assert_eq!((state.independent, state.most), (2, 1));
    let both = trust::propose_quorum(service, &anna, 2, "Two hosts.").await;
    assert!(matches!(both, Err(Error::Invalid { field: "quorum", .. })), "{both:?}");
    let step = trust::propose_quorum(service, &anna, 1, "Two hosts.").await.unwrap();
    trust::confirm_quorum(service, &bert, step).await.unwrap();
    let policy: WitnessPolicy = body(service, "/log/policy").await.parse().unwrap();
    assert_eq!((policy.quorum, policy.witnesses.len()), (1, 2));
});

both_engines!(a_mirror_that_the_operator_runs_itself_counts_as_no_witness, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let [kiwi, fjord, own] =
        [("kiwi", "IS"), ("fjord", "SE"), ("peak", "CH")].map(|(host, country)| Node::new(host, country));
    kiwi.settled(service, &anna).await;
    fjord.settled(service, &anna).await;
    let invitation = hosts::invite(service, &anna).await.unwrap().text(service);
    own.join(service, &invitation).await.unwrap();
    let mirror = own.run(service).await;
    hosts::admit_own(service, &anna, mirror.id()).await.unwrap();
    let key = mirror.witness_key();
    assert!(hosts::mirror(service, &anna, mirror.id()).await.unwrap().0.own);
    let embedded = service.mirrors.embedded()[0].mirror.id();
    assert!(hosts::mirror(service, &anna, embedded).await.unwrap().0.own, "so does every mirror of its own process");
    let state = trust::state(service, &anna).await.unwrap();
    assert_eq!((state.independent, state.most), (2, 1));
    let step = trust::propose_quorum(service, &anna, 1, "Two hosts.").await.unwrap();
    trust::confirm_quorum(service, &bert, step).await.unwrap();
    let policy: WitnessPolicy = body(service, "/log/policy").await.parse().unwrap();
    assert_eq!(policy.witnesses.len(), 2);
    assert!(policy.witnesses.iter().all(|witness| witness != key), "{policy}");
    sound(service).await;
});

/// What whoever stole both keys makes up: a log of one entry, after which no witness is asked for.
fn made_up(service: &Service, n: u64) -> ProvenChange {
    let fields = serde_json::from_value(changes::witnesses(&[], 0)).unwrap();
    let case = writ::ids::CaseId(writ::ids::uuid_v4(&service.entropy));
    let now = service.clock.now();
    let entry = audit::entry::Entry::new(changes::WITNESSES_SET, now, case, n, "administrator", fields);
    let entry = entry.encode().unwrap();
    let root = merkle::leaf_hash(&entry);
    let origin = service.keys.origin.clone();
    let key = checkpoint::log_key(&origin, service.keys.log().public()).unwrap();
    let at = checkpoint::Checkpoint { origin, size: 1, root };
    let checkpoint = at.sign(&key, |message| service.keys.log().sign(message)).to_string();
    let proof = TlogProof { extra: None, index: 0, path: Vec::new(), checkpoint }.to_string();
    ProvenChange { entry, proof, consistency: Vec::new() }
}

both_engines!(stolen_keys_alone_make_no_mirror_forget_its_witnesses, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let mirrors = three(service, &anna).await;
    let (_, mirror) = &mirrors[0];
    let lying = |n: u64| {
        let change = made_up(service, n);
        through(service, move |told| {
            let page =
                OrdersPage { change: Some(change.clone()), checkpoint: String::new(), orders: Vec::new(), next: 0 };
            SignedPage { page: serde_json::to_string(&page).unwrap(), ..told }
        })
    };
    // Without a policy it still follows its log.
    let led = mirror.poll(&lying(1)).await;
    assert!(matches!(led, Err(PollError::Mirror(mirrors::Error::Witness(_)))), "{led:?}");
    set(service, (&anna, &bert), 2).await;
    mirror.poll(&portal(service)).await.unwrap();
    let led = mirror.poll(&lying(2)).await;
    assert!(matches!(led, Err(PollError::Service(PortalError::Untrustworthy(_)))), "{led:?}");
    // What is proven to it is taken, in its order and once.
    set(service, (&anna, &bert), 1).await;
    let status = service.mirrors.client(mirror.id()).unwrap().status().await.unwrap();
    let change = audit::change_after(service, 0, status.cosigned_size.unwrap()).await.unwrap().unwrap();
    let old = through(service, move |told| {
        let consistency = change.consistency.iter().copied().map(writ::tokens::Digest).collect();
        let change = ProvenChange { entry: change.entry.clone(), proof: change.proof.clone(), consistency };
        let (orders, checkpoint) = (Vec::new(), String::new());
        let page = OrdersPage { change: Some(change), checkpoint, orders, next: 0 };
        SignedPage { page: serde_json::to_string(&page).unwrap(), ..told }
    });
    let led = mirror.poll(&old).await;
    assert!(matches!(led, Err(PollError::Service(PortalError::Untrustworthy(_)))), "{led:?}");
    mirror.poll(&portal(service)).await.unwrap();
    sound(service).await;
});

both_engines!(a_portal_without_the_file_of_a_key_holds_it_up, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    // Another portal, whose folder of keys is a copy.
    let keys = tempfile::TempDir::new().unwrap();
    for purpose in ["order", "log", "wrapping"] {
        std::fs::create_dir(keys.path().join(purpose)).unwrap();
    }
    let copy = |name: &str| std::fs::copy(service.config.keys.join(name), keys.path().join(name)).unwrap();
    for name in ["origin", "index.key", "order/1.key", "log/1.key"] {
        copy(name);
    }
    for file in std::fs::read_dir(service.config.keys.join("wrapping")).unwrap() {
        copy(&format!("wrapping/{}", file.unwrap().file_name().to_str().unwrap()));
    }
    let config = writ::config::Config {
        mirrors: Vec::new(),
        keys: keys.path().to_owned(),
        ..writ::config::Config::clone(&service.config)
    };
    let other =
        Service::open(config, service.clock.clone(), service.entropy.clone(), mirror::in_process).await.unwrap();
    let step = trust::propose_rotation(service, &anna, Purpose::Order, "It has signed for a year.").await.unwrap();
    trust::confirm_rotation(service, &bert, Purpose::Order, step).await.unwrap();
    for _ in 0..3 {
        service.clock.advance(Duration::from_mins(1));
        trust::go_on(&other).await.unwrap();
        trust::go_on(service).await.unwrap();
    }
    assert_eq!(announced(service).await, 0, "the other has not got it");
    copy("order/2.key");
    trust::go_on(&other).await.unwrap();
    trust::go_on(service).await.unwrap();
    assert_eq!(announced(service).await, 1);
    service.clock.advance(Duration::from_mins(10));
    trust::look(&other).await.unwrap();
    assert_eq!(service.keys.order().public(), other.keys.order().public());
    assert_eq!(Some(other.keys.order().public()), other.keys.signing_key(Purpose::Order, 2).unwrap());
});
