//! What is found by the name, and by the mail address, that a notice gives.

use std::time::Duration;

use data_encoding::HEXLOWER;
use writ::accounts::{Actor, Role};
use writ::claims::queue::search::of_name;
use writ::claims::queue::{self, Filter, FoundAs, Search, Sought, Who, views};
use writ::claims::reports::Report;
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{filing, reports};
use writ::ids::ClaimId;
use writ::service::Service;

use super::{decide, ids, notice};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, file, limited, report, target};

/// What a search finds, and as what.
async fn found(service: &Service, reader: &Actor, filter: Filter, text: &str) -> Vec<(ClaimId, Vec<FoundAs>)> {
    let sought = Sought { filter, search: Search::read(service, text).unwrap() };
    let page = queue::page(service, reader, &sought, None).await.unwrap();
    page.claims.iter().map(|row| (row.claim, row.found_as.clone())).collect()
}

both_engines!(a_name_finds_the_notices_that_give_it_but_for_their_parties, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let later = || service.clock.advance(Duration::from_secs(1));
    // The organisation's claim has the same name in it, and is found by the organisation's.
    let by_holder = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    later();
    let (of_film, _) = notice(service, Basis::EuDsa, &film.bare(), 1).await;
    later();
    let lea = cast::signed_up(service, "lea", 3).await;
    let by_lea = reports::send(service, "192.0.2.1", Some(lea.account), &report(Basis::UsDmca, &song.bare())).await;
    let by_lea = by_lea.unwrap().claim;
    decide(service, &cast.reviewer, of_film).await;

    let everything = Filter::default();
    let name = of_name(service, &cast.reviewer, "ada  EXAMPLE").await.unwrap().unwrap();
    assert!(name.as_str().starts_with('~') && !name.as_str().contains("ada"));
    for text in ["Ada Example", "ada EXAMPLE", name.as_str()] {
        let named = vec![FoundAs::Named];
        let both = [(by_lea, named.clone()), (of_film, named)];
        assert_eq!(found(service, &cast.reviewer, everything, text).await, both, "{text}: the newest first");
    }
    // With a filter, only what waits.
    let free = Filter { who: Who::Nobody, ..everything };
    assert_eq!(found(service, &cast.reviewer, free, name.as_str()).await, [(by_lea, vec![FoundAs::Named])]);
    for other in ["Ada", "Example Ada", "Ada Example 2", ""] {
        assert!(of_name(service, &cast.reviewer, other).await.unwrap().is_none(), "{other}");
    }
    // Pages go on where the last one ended.
    let small = &limited(service, |limits| limits.page_rows = 1);
    let sought = Sought { filter: everything, search: name.clone() };
    let first = queue::page(small, &cast.reviewer, &sought, None).await.unwrap();
    let second = queue::page(small, &cast.reviewer, &sought, first.further).await.unwrap();
    assert_eq!((ids(&first.claims), ids(&second.claims)), (vec![by_lea], vec![of_film]));
    assert!(second.further.is_none());

    // No party finds what is theirs, or learns that anybody gives this name.
    let herself = cast::with_role(service, lea, Role::Reviewer).await;
    assert_eq!(found(service, &herself, everything, name.as_str()).await, [(of_film, vec![FoundAs::Named])]);
    let uploader = cast::with_role(service, film.owner, Role::Reviewer).await;
    assert_eq!(found(service, &uploader, everything, name.as_str()).await, [(by_lea, vec![FoundAs::Named])]);
    let of_song = cast::with_role(service, song.owner, Role::Reviewer).await;
    assert_eq!(found(service, &of_song, everything, name.as_str()).await, [(of_film, vec![FoundAs::Named])]);
    let (alone, only) = (File::upload(service, "alone.mkv").await, "Zoë  Só-Só");
    let said = report(Basis::EuDsa, &alone.bare());
    let said = Report { statement: StatementInput { name: only.into(), ..said.statement }, ..said };
    reports::send(service, "192.0.2.2", None, &said).await.unwrap();
    assert!(of_name(service, &cast.reviewer, "ZOË só-só").await.unwrap().is_some());
    let owner = cast::with_role(service, alone.owner, Role::Reviewer).await;
    assert!(of_name(service, &owner, "ZOË só-só").await.unwrap().is_none());
    assert_eq!(
        ids(&queue::page(service, &cast.reviewer, &by_words("example"), None).await.unwrap().claims),
        [by_holder]
    );
});

fn by_words(text: &str) -> Sought {
    Sought { filter: Filter::default(), search: Search::parse(text).unwrap() }
}

both_engines!(an_amended_notice_is_found_by_what_it_says_now, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let said = report(Basis::EuDsa, &film.bare());
    let filed = reports::send(service, "192.0.2.1", None, &said).await.unwrap();
    let searched = async |text: &str| found(service, &cast.reviewer, Filter::default(), text).await;
    assert_eq!(searched("ada@pictures.example").await, [(filed.claim, vec![FoundAs::Given])]);
    let ada = of_name(service, &cast.reviewer, "Ada Example").await.unwrap().unwrap();
    let ada = format!("due=urgent&q={}", ada.as_str());
    views::save(service, &cast.reviewer, "Ada", &ada, false).await.unwrap();
    let address = Search::read(service, "ada@pictures.example").unwrap();
    views::save(service, &cast.reviewer, "Hers", &format!("q={}", address.as_str()), false).await.unwrap();
    views::save(service, &cast.reviewer, "Late", "due=overdue", false).await.unwrap();
    views::let_go(service).await.unwrap();
    assert_eq!(saved(service, &cast.reviewer).await, ["Ada", "Hers", "Late"]);
    let secret = filed.private_link.as_ref().unwrap();
    let text = PrivateLinkText(secret.expose());
    let input =
        StatementInput { name: "Grace Hopper".into(), email: "grace@mail.example".into(), ..said.statement.clone() };
    filing::amend(service, Claimant::Holder(&text), filed.claim, &input).await.unwrap();
    for (before, now, found_as) in [
        ("ada@pictures.example", "Grace@Mail.example", FoundAs::Given),
        ("Ada Example", "grace hopper", FoundAs::Named),
    ] {
        assert!(searched(before).await.is_empty(), "{before}");
        assert_eq!(searched(now).await, [(filed.claim, vec![found_as])], "{now}");
    }
    let grace = of_name(service, &cast.reviewer, "Grace Hopper").await.unwrap().unwrap();
    views::save(service, &cast.reviewer, "Grace", &format!("q={}", grace.as_str()), false).await.unwrap();
    views::save(service, &cast.reviewer, "Behind", &ada, false).await.unwrap();
    views::let_go(service).await.unwrap();
    let left = saved(service, &cast.reviewer).await;
    assert_eq!(left, ["Grace", "Late"], "nothing is called Ada, also if that is saved only now");
});

/// What the views of somebody are called.
async fn saved(service: &Service, reader: &Actor) -> Vec<String> {
    let views = views::list(service, reader).await.unwrap();
    views.into_iter().map(|view| view.name).collect()
}

both_engines!(who_gives_a_name_and_then_another_deletes_no_view_but_of_that_name, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    for (name, query) in
        [("Theirs", "q=Example+Pictures"), ("Typed", "q=Ada+Example"), ("Link", "q=ABCDEFGHIJKLMNOPQRSTUA")]
    {
        views::save(service, &cast.senior, name, query, true).await.unwrap();
    }
    for (n, name) in ["example pictures", "Ada Example", "ABCDEFGHIJKLMNOPQRSTUA"].into_iter().enumerate() {
        let said = report(Basis::EuDsa, &film.bare());
        let said = Report { statement: StatementInput { name: name.into(), ..said.statement }, ..said };
        let filed = reports::send(service, &format!("192.0.2.{n}"), None, &said).await.unwrap();
        let other = StatementInput { name: "X".into(), ..said.statement };
        let text = PrivateLinkText(filed.private_link.as_ref().unwrap().expose());
        filing::amend(service, Claimant::Holder(&text), filed.claim, &other).await.unwrap();
        views::let_go(service).await.unwrap();
        assert_eq!(saved(service, &cast.reviewer).await, ["Link", "Theirs", "Typed"], "{name}");
    }
});

both_engines!(who_is_called_as_a_link_or_a_root_hides_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let (of_film, _) = notice(service, Basis::EuDsa, &film.bare(), 1).await;
    let root = HEXLOWER.encode(&film.root);
    let what = [film.link.to_string(), root.to_uppercase(), root, film.object.to_string(), of_film.to_string()];
    for (n, name) in what.iter().enumerate() {
        service.clock.advance(Duration::from_secs(1));
        let said = report(Basis::EuDsa, &song.bare());
        let said = Report { statement: StatementInput { name: name.clone(), ..said.statement }, ..said };
        reports::send(service, &format!("192.0.2.{n}"), None, &said).await.unwrap();
    }
    for text in &what {
        assert!(of_name(service, &cast.reviewer, text).await.unwrap().is_none(), "{text} stands as it was typed");
        let found = found(service, &cast.reviewer, Filter::default(), text).await;
        assert_eq!(found, [(of_film, Vec::new())], "{text}: what it means, and nothing else");
    }
});

both_engines!(an_address_given_leads_to_no_account_without_the_key, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    cast::signed_up(service, "ada", 3).await;
    let (given, _) = notice(service, Basis::EuDsa, &film.bare(), 1).await;
    let searched = found(service, &cast.reviewer, Filter::default(), "ada@pictures.example").await;
    assert_eq!(searched, [(given, vec![FoundAs::Given])]);
    let kept = "SELECT COUNT(*) FROM claims WHERE email_lookup IS NOT NULL";
    let tied = "SELECT COUNT(*) FROM claims c JOIN accounts a ON a.email_lookup = c.email_lookup";
    assert_eq!((cast::count(service, kept).await, cast::count(service, tied).await), (1, 0));
});

both_engines!(a_name_is_found_by_what_a_search_leaves_of_it, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let send = async |n: u8, name: &str| {
        let said = report(Basis::EuDsa, &film.bare());
        let said = Report { statement: StatementInput { name: name.into(), ..said.statement }, ..said };
        reports::send(service, &format!("192.0.2.{n}"), None, &said).await.unwrap().claim
    };
    let long = format!("{}Example", "Zoë ".repeat(60));
    for (n, name) in [(1, long.as_str()), (2, "Ada Example #2")] {
        let claim = send(n, name).await;
        assert_eq!(found(service, &cast.reviewer, Filter::default(), name).await, [(claim, vec![FoundAs::Named])]);
        let searched = Search::read(service, name).unwrap();
        assert!(of_name(service, &cast.reviewer, searched.as_str()).await.unwrap().is_some(), "{name}");
    }
    // What is refused where it is searched for is found by nothing.
    for (n, name) in [(3, "Ada @home"), (4, "x".repeat(43).as_str())] {
        send(n, name).await;
        assert!(Search::read(service, name).is_err(), "{name}");
    }
    assert_eq!(cast::count(service, "SELECT COUNT(*) FROM claims WHERE name_lookup IS NOT NULL").await, 2);
});
