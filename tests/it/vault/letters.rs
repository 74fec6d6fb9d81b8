//! One letter for each event: administrators about what waits for them, hosts about what was decided; and where it is said that it waits.

use std::time::Duration;

use writ::accounts::Auth;
use writ::personal::erasure::{self, CONFIRMATION};
use writ::process::tally;
use writ::vault::applications;
use writ::vault::hosts::{self, By};
use writ::work;

use super::applications::{applied, settled};
use super::changing::{ask, shown, stop};
use super::hosts::Node;
use crate::accounts::{account, auth, session_of, two_administrators};
use crate::app::{TestService, both_engines, mailed};
use crate::delivery::words;
use crate::pages_desk::look;

/// To whom each of these went that has this subject, in order.
fn readers(letters: &[String], subject: &str) -> Vec<String> {
    let line = format!("Subject: {subject}");
    let those = letters.iter().filter(|letter| letter.lines().any(|said| said.trim_end() == line));
    let to = |letter: &String| letter.lines().find_map(|said| said.strip_prefix("To: ")).unwrap().trim_end().to_owned();
    let mut all: Vec<_> = those.map(to).collect();
    all.sort();
    all
}

const BOTH: [&str; 2] = ["anna@example.org", "bert@example.org"];
const HOST: [&str; 1] = ["hana@example.org"];

both_engines!(each_administrator_is_written_once_what_waits_for_them, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let hana = account(service, "hana@example.org").await;
    let mut id = None;
    let letters = mailed(service, async || id = Some(applied(service, &hana, "kiwi", "IS").await.unwrap())).await;
    assert_eq!(readers(&letters, "Somebody asks to run a mirror"), BOTH);
    assert_eq!(letters.len(), 2, "{letters:?}");
    assert!(letters.iter().all(|letter| !letter.contains("kiwi")), "who it is, their page says: {letters:?}");

    applications::approve(service, &anna, id.unwrap()).await.unwrap();
    let token = applications::join_token(service, &hana, id.unwrap()).await.unwrap().text(service);
    let node = Node::new("kiwi", "IS");
    let letters = mailed(service, async || drop(node.join(service, &token).await.unwrap())).await;
    assert_eq!(readers(&letters, "A mirror waits to be admitted"), BOTH);
    assert_eq!(letters.len(), 2, "its host had it join: {letters:?}");
    assert!(letters.iter().all(|letter| !letter.contains("kiwi")), "it may never be admitted: {letters:?}");
    // It did not hear that it had joined, and asks again.
    let letters = mailed(service, async || drop(node.join(service, &token).await.unwrap())).await;
    assert_eq!(letters, Vec::<String>::new());
    // Whoever was invited has no account, and is awaited all the same.
    let invitation = hosts::invite(service, &anna).await.unwrap().text(service);
    let invited = Node::new("fjord", "NO");
    let letters = mailed(service, async || drop(invited.join(service, &invitation).await.unwrap())).await;
    assert_eq!((readers(&letters, "A mirror waits to be admitted").len(), letters.len()), (2, 2), "{letters:?}");

    let running = node.run(service).await;
    let kiwi = running.id();
    let letters = mailed(service, async || hosts::admit(service, &bert, kiwi).await.unwrap()).await;
    assert_eq!(readers(&letters, "Your mirror is admitted"), HOST);
    assert_eq!(letters.len(), 1, "administrators know what one of them did: {letters:?}");
    stop(service, running).await;
    let asks = async |url: &str| {
        let asked = async || {
            ask(service, &node, url, 1 << 41).await.unwrap();
        };
        mailed(service, asked).await
    };
    let letters = asks("https://first.example").await;
    assert_eq!(readers(&letters, "A mirror asks for a change"), BOTH);
    assert_eq!(letters.len(), 2, "{letters:?}");
    let letters = asks("https://second.example").await;
    assert_eq!(letters, Vec::<String>::new(), "that one waits, they know already");
    hosts::refuse_change(service, &anna, kiwi, shown(service, &anna, kiwi).await).await.unwrap();
    assert_eq!(asks("https://third.example").await.len(), 2, "nothing waited any more");
});

both_engines!(
    administrators_are_written_once_a_day_what_a_mirror_asks_for_and_takes_back,
    |app: TestService| async move {
        let service = &app.service;
        let (anna, _) = two_administrators(service).await;
        let hana = account(service, "hana@example.org").await;
        let node = Node::new("kiwi", "IS");
        let running = settled(service, &anna, &hana, &node).await;
        let kiwi = running.id();
        stop(service, running).await;
        let host = hosts::mirror(service, &anna, kiwi).await.unwrap().0;
        let (here, room) = (host.url.unwrap(), host.capacity.unwrap().unsigned_abs());
        let asks = async |url: &str| {
            let asked = async || {
                ask(service, &node, url, room).await.unwrap();
            };
            mailed(service, asked).await.len()
        };
        let waits = async || hosts::wanted(service, &anna, kiwi).await.unwrap().is_some();
        assert_eq!((asks("https://first.example").await, waits().await), (2, true));
        for _ in 0..3 {
            assert_eq!((asks(&here).await, waits().await), (0, false), "it takes that back");
            assert_eq!((asks("https://second.example").await, waits().await), (0, true), "they know that it asks");
        }
        asks(&here).await;
        service.clock.advance(Duration::from_hours(24));
        assert_eq!((asks("https://third.example").await, waits().await), (2, true), "the next day");
    }
);

both_engines!(who_runs_a_mirror_is_asked_to_decide_nothing_about_it, |app: TestService| async move {
    let service = &app.service;
    let (anna, _) = two_administrators(service).await;
    let applies = async || {
        applied(service, &anna, "fjord", "NO").await.unwrap();
    };
    let letters = mailed(service, applies).await;
    assert_eq!(readers(&letters, "Somebody asks to run a mirror"), ["bert@example.org"]);
    assert_eq!(letters.len(), 1, "{letters:?}");
});

both_engines!(a_host_is_written_once_what_others_did_to_their_mirror, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let hana = account(service, "hana@example.org").await;
    let (kiwi, other) = (Node::new("kiwi", "IS"), Node::new("kiwi", "NO"));
    let kiwi = settled(service, &anna, &hana, &kiwi).await;
    let other = settled(service, &anna, &hana, &other).await;

    let weighed = async |weight: i64| {
        mailed(service, async || hosts::weigh(service, &anna, kiwi.id(), weight).await.unwrap()).await
    };
    for (weight, subject) in [
        (3, "Your mirror gets more files than before"),
        (2, "Your mirror gets fewer files than before"),
        (0, "Your mirror gets no more files for now"),
        (2, "Your mirror gets files again"),
    ] {
        let letters = weighed(weight).await;
        assert_eq!(readers(&letters, subject), HOST);
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert_eq!(weighed(weight).await, Vec::<String>::new(), "it is so already");
    }

    // Placement on it stops with that, and one letter says both.
    let by = By::Administrator(&anna);
    let letters = mailed(service, async || hosts::evacuate(service, by, kiwi.id()).await.unwrap()).await;
    assert_eq!(readers(&letters, "Your mirror is being emptied"), HOST);
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(words(&letters[0]).1.contains(&format!("/host/mirrors/{}", kiwi.id())), "{letters:?}");
    assert!(words(&letters[0]).1.contains("It is the mirror of kiwi (Iceland)."), "{letters:?}");
    let letters = mailed(service, async || hosts::evacuate(service, by, kiwi.id()).await.unwrap()).await;
    assert_eq!(letters, Vec::<String>::new(), "it is being emptied already");
    let letters = mailed(service, async || applications::leave(service, &hana, other.id()).await.unwrap()).await;
    assert_eq!(letters, Vec::<String>::new(), "they know what they did");
    // A mirror of somebody without an account has nobody to write to.
    let embedded = service.mirrors.embedded()[0].mirror.id();
    let letters = mailed(service, async || hosts::stop(service, &anna, embedded).await.unwrap()).await;
    assert_eq!(letters, Vec::<String>::new());

    // What becomes of it is told after they closed their account, without a page that asks for a sign-in.
    erasure::close(service, &hana, &Auth::parse(&auth("right")).unwrap(), CONFIRMATION).await.unwrap();
    let step = hosts::propose_giving_up(service, &anna, kiwi.id(), "Its machine burnt").await.unwrap();
    let letters = mailed(service, async || hosts::confirm_giving_up(service, &bert, step).await.unwrap()).await;
    assert_eq!(readers(&letters, "Your mirror was given up"), HOST);
    assert_eq!(letters.len(), 1, "{letters:?}");
    let said = words(&letters[0]).1;
    assert!(!said.contains("/host"), "{said}");
    assert!(said.contains(&kiwi.id().to_string()), "under which number they can ask: {said}");
});

both_engines!(a_second_person_is_written_that_a_mirror_is_to_be_given_up_or_removed, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let hana = account(service, "hana@example.org").await;
    let (one, other) = (Node::new("kiwi", "IS"), Node::new("fjord", "NO"));
    let first = settled(service, &anna, &hana, &one).await;
    let kiwi = first.id();
    let mut step = None;
    let proposes = async || step = Some(hosts::propose_giving_up(service, &anna, kiwi, "It burnt").await.unwrap());
    let letters = mailed(service, proposes).await;
    assert_eq!(readers(&letters, "Giving up a mirror waits for a second person"), ["bert@example.org"]);
    assert_eq!(letters.len(), 1, "neither who proposes it nor its host: {letters:?}");
    let said = words(&letters[0]).1;
    assert!(said.contains(&format!("/desk/mirrors/{kiwi}")), "{said}");
    assert!(said.contains("It is the mirror of kiwi (Iceland)."), "{said}");
    assert!(!said.contains("burnt"), "why is said on its page: {said}");
    let again = async || {
        hosts::propose_giving_up(service, &bert, kiwi, "It burnt").await.unwrap_err();
    };
    assert_eq!(mailed(service, again).await, Vec::<String>::new(), "it waits already");

    hosts::confirm_giving_up(service, &bert, step.unwrap()).await.unwrap();
    let proposes = async || {
        hosts::propose_removal(service, &bert, kiwi, "It burnt").await.unwrap();
    };
    let letters = mailed(service, proposes).await;
    assert_eq!(readers(&letters, "The removal of a mirror waits for a second person"), ["anna@example.org"]);
    assert_eq!(letters.len(), 1, "{letters:?}");

    // Whose mirror it is decides nothing about it, and is written to as its host alone.
    let second = settled(service, &bert, &anna, &other).await;
    let proposes = async || {
        hosts::propose_giving_up(service, &bert, second.id(), "It burnt").await.unwrap();
    };
    assert_eq!(mailed(service, proposes).await, Vec::<String>::new());
});

both_engines!(that_a_mirror_is_empty_is_written_once_and_said_to_its_host, |app: TestService| async move {
    let service = &app.service;
    let (anna, _) = two_administrators(service).await;
    let hana = account(service, "hana@example.org").await;
    let node = Node::new("kiwi", "IS");
    let kiwi = settled(service, &anna, &hana, &node).await;
    let page = async |email: &str, path: &str| look(service, path, &session_of(service, email).await).await.body;
    let worked = async || {
        mailed(service, async || {
            work::run_due(service).await.unwrap();
        })
        .await
    };
    worked().await;
    hosts::evacuate(service, By::Administrator(&anna), kiwi.id()).await.unwrap();
    let (list, own) = ("/desk/mirrors", format!("/host/mirrors/{}", kiwi.id()));
    assert!(page("anna@example.org", list).await.contains("is being emptied"));
    assert!(!page("hana@example.org", &own).await.contains("It is empty"));
    let letters = worked().await;
    assert_eq!(readers(&letters, "A mirror is empty"), BOTH);
    assert_eq!(readers(&letters, "Your mirror is being emptied"), Vec::<String>::new(), "that was written before");
    let listed = page("anna@example.org", list).await;
    assert!(listed.contains("empty: can be removed") && !listed.contains("is being emptied"), "{listed}");
    let shown = page("hana@example.org", &own).await;
    assert!(shown.contains("It is empty: two administrators remove it now."), "{shown}");
    service.clock.advance(Duration::from_hours(2));
    assert_eq!(readers(&worked().await, "A mirror is empty"), Vec::<String>::new(), "they know");
});

both_engines!(what_waits_of_mirrors_is_counted_at_the_desk_and_said_to_its_host, |app: TestService| async move {
    let service = &app.service;
    let (anna, bert) = two_administrators(service).await;
    let hana = account(service, "hana@example.org").await;
    let counted = async || {
        let mut tx = service.db.read().await.unwrap();
        let mut counts = Vec::new();
        for reader in [&anna, &bert] {
            counts.push(tally::tally(&mut tx, service, reader).await.unwrap().mirrors.count);
        }
        counts
    };
    let page = async |email: &str, path: &str| look(service, path, &session_of(service, email).await).await.body;
    assert_eq!(counted().await, [0, 0]);
    applied(service, &anna, "fjord", "NO").await.unwrap();
    assert_eq!(counted().await, [0, 1], "nobody decides about themselves");
    let id = applied(service, &hana, "kiwi", "IS").await.unwrap();
    assert_eq!(counted().await, [1, 2]);
    applications::approve(service, &anna, id).await.unwrap();
    assert_eq!(counted().await, [0, 1]);
    let token = applications::join_token(service, &hana, id).await.unwrap().text(service);
    let node = Node::new("kiwi", "IS");
    node.join(service, &token).await.unwrap();
    assert_eq!(counted().await, [1, 2]);
    let running = node.run(service).await;
    let kiwi = running.id();
    hosts::admit(service, &anna, kiwi).await.unwrap();
    assert_eq!(counted().await, [0, 1]);
    stop(service, running).await;

    let (list, own) = ("/desk/mirrors", format!("/host/mirrors/{kiwi}"));
    assert!(!page("anna@example.org", list).await.contains("asks for a change"));
    ask(service, &node, "https://elsewhere.example", 1 << 41).await.unwrap();
    assert_eq!(counted().await, [1, 2]);
    let listed = page("anna@example.org", list).await;
    assert!(listed.contains("asks for a change"), "{listed}");
    assert!(listed.contains("Mirrors <span class=\"count\">1</span>"), "{listed}");
    for path in [list, "/desk/mirrors/where", format!("/desk/mirrors/{kiwi}").as_str()] {
        let shown = page("anna@example.org", path).await;
        assert!(shown.contains("Iceland") && !shown.contains(">IS<"), "which country that is: {shown}");
    }
    for path in ["/host", own.as_str()] {
        let shown = page("hana@example.org", path).await;
        assert!(shown.contains("You asked that it be reached at https://elsewhere.example"), "{path}: {shown}");
    }
    hosts::refuse_change(service, &anna, kiwi, shown(service, &anna, kiwi).await).await.unwrap();
    assert_eq!(counted().await, [0, 1]);
    assert!(!page("hana@example.org", &own).await.contains("elsewhere.example"));
});
