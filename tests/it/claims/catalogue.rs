//! Works: identifiers, the catalogue and its search, corrections, references, CSV in and out; on both engines.

use std::time::Duration;

use writ::accounts::Actor;
use writ::claims::organisations::{self, MemberRole};
use writ::claims::works::catalogue::{self, PAGE};
use writ::claims::works::export::{self, After};
use writ::claims::works::import::{self, Imported};
use writ::claims::works::{self, Added, Identifier, NewWork};
use writ::claims::{Error, cases, filing};
use writ::ids::{OrganisationId, WorkId};
use writ::service::Service;
use writ::tokens::Digest;

use super::cast::{self, Cast, File, person, target};
use crate::app::{TestService, both_engines};

fn work(title: &str, identifiers: &[&str]) -> NewWork {
    let identifiers = identifiers.iter().map(|text| (*text).to_owned()).collect();
    NewWork { title: title.into(), identifiers, ..cast::work() }
}

async fn another(service: &Service) -> (Actor, OrganisationId) {
    let member = person(service, "other").await;
    let organisation = organisations::apply(service, &member, &cast::application("Other Pictures")).await.unwrap();
    (member, organisation)
}

/// The mistakes of a form: each with its field.
fn mistakes<T: std::fmt::Debug>(refused: Result<T, Error>) -> Vec<(&'static str, String)> {
    match refused {
        Err(Error::Invalid(mistakes)) => mistakes.into_iter().map(|it| (it.field, it.message.to_string())).collect(),
        other => panic!("{other:?}"),
    }
}

async fn found(service: &Service, cast: &Cast, search: &str) -> Vec<String> {
    let page = catalogue::page(service, &cast.member, cast.organisation, search, None).await.unwrap();
    page.works.into_iter().map(|work| work.title).collect()
}

/// Every page of a search, one after another.
async fn all_pages(service: &Service, cast: &Cast, search: &str) -> Vec<WorkId> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let page = catalogue::page(service, &cast.member, cast.organisation, search, before).await.unwrap();
        all.extend(page.works.iter().map(|work| work.id));
        before = page.older;
        if before.is_none() {
            return all;
        }
        assert_eq!(page.works.len(), PAGE, "only the last page has room left");
    }
}

both_engines!(an_identifier_names_one_work_of_an_organisation, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let register =
        |work: NewWork| async move { works::register(service, &cast.member, cast.organisation, &work).await };
    let wrong = work("A", &["978-0-306-40615-7", "", "0-306-40615-3", "isrc:1"]);
    let told = mistakes(register(wrong).await);
    assert_eq!(told.len(), 2);
    assert!(told[0].1.starts_with("Line 3: ISBN 0-306-40615-3: the check digit should be 2"), "{told:?}");
    assert!(told[1].1.starts_with("Line 4: ") && catalogue_is_empty(service, cast).await);

    // Two writings of one are one.
    let id = register(work("A", &["0-306-40615-2", "978 0 306 40615 7", "T-034.524.680-1"])).await.unwrap();
    let entry = catalogue::work(service, &cast.member, id, None).await.unwrap();
    let listed: Vec<_> = entry.work.identifiers.iter().map(ToString::to_string).collect();
    assert_eq!(listed, ["isbn:9780306406157", "iswc:T-034.524.680-1"]);
    assert_eq!(entry.work.identifiers[0].shown(), "0-306-40615-2", "as it was typed");
    let told = mistakes(register(work("B", &["ISBN 9780306406157"])).await);
    assert_eq!(told[0], ("identifiers", "ISBN 9780306406157 is registered already, for A".to_owned()));

    // Whose it is elsewhere is nobody's business.
    let (other, organisation) = another(service).await;
    works::register(service, &other, organisation, &work("C", &["9780306406157"])).await.unwrap();
    // Two at once: one of them has it.
    let [one, two] = [work("D", &["10.1000/d"]), work("E", &["doi:10.1000/D"])];
    let (one, two) = tokio::join!(register(one), register(two));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
});

async fn catalogue_is_empty(service: &Service, cast: &Cast) -> bool {
    !catalogue::any(service, &cast.member, cast.organisation).await.unwrap()
}

both_engines!(a_work_is_found_by_the_beginnings_of_words_and_by_identifiers, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    for (title, identifiers) in [
        ("Le Fabuleux Destin d’Amélie Poulain", &["10.5240/7791-8534-2C23-9030-8610-5"][..]),
        ("Die große Straße", &["0-306-40615-2", "other: HP 4711"]),
        ("The Long Way Home", &["10.1000/ABC-1"]),
        ("Home Alone", &[]),
        ("?!", &[]),
    ] {
        works::register(service, &cast.member, cast.organisation, &work(title, identifiers)).await.unwrap();
        service.clock.advance(Duration::from_secs(1));
    }
    let (other, organisation) = another(service).await;
    works::register(service, &other, organisation, &work("Home of another", &["10.1000/other"])).await.unwrap();

    assert_eq!(found(service, cast, "").await.len(), 5);
    for (search, title) in [
        ("AMELIE", "Le Fabuleux Destin d’Amélie Poulain"),
        ("poul fab", "Le Fabuleux Destin d’Amélie Poulain"),
        ("damelie", "Le Fabuleux Destin d’Amélie Poulain"),
        ("strass GROSS", "Die große Straße"),
        ("hp 47", "Die große Straße"),
        ("9780306", "Die große Straße"),
        ("ISBN 978-0-306-40615-7", "Die große Straße"),
        ("0306406152", "Die große Straße"),
        ("https://doi.org/10.5240/7791-8534-2c23-9030-8610-5", "Le Fabuleux Destin d’Amélie Poulain"),
        ("7791-8534", "Le Fabuleux Destin d’Amélie Poulain"),
        ("10.1000/abc-1", "The Long Way Home"),
        ("home way the long", "The Long Way Home"),
        ("?!", "?!"),
    ] {
        assert_eq!(found(service, cast, search).await, [title], "{search}");
    }
    assert_eq!(found(service, cast, "hom").await, ["Home Alone", "The Long Way Home"], "the newest first");
    for nothing in ["ome", "home nowhere", "10.1000/other", "another", "%", "home\u{10ffff}x"] {
        assert_eq!(found(service, cast, nothing).await, Vec::<String>::new(), "{nothing}");
    }

    // Members and staff look; to others there is nothing.
    let look = |who: Actor| async move { catalogue::page(service, &who, cast.organisation, "", None).await };
    assert!(matches!(look(person(service, "stranger").await).await, Err(Error::NotFound)));
    assert!(matches!(look(other).await, Err(Error::NotFound)));
    look(cast.reviewer).await.unwrap();
    cast::without_roles(service, cast.reviewer).await;
    assert!(matches!(look(cast.reviewer).await, Err(Error::NotFound)), "a role that was taken away shows nothing");
});

both_engines!(pages_end_where_the_next_begin_however_rare_a_word_is, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    // Old ones with two words of one beginning, then more than a search looks through by itself.
    let old = (0..120).map(|n| format!("Star starry {n},film,owner,FR\n"));
    let new = (0..2_050).map(|n| format!("Common {n},film,owner,FR\n"));
    let lines: String = std::iter::once("title,kind,basis,territory\n".to_owned()).chain(old).chain(new).collect();
    let imported = import::import(service, &cast.member, cast.organisation, lines.as_bytes()).await.unwrap();
    assert_eq!(imported.registered, 2_170);
    for (search, count) in
        [("", 2_170), ("star", 120), ("sta starr", 120), ("common", 2_050), ("common 204", 11), ("star 11", 11)]
    {
        let mut all = all_pages(service, cast, search).await;
        assert_eq!(all.len(), count, "{search:?}");
        assert!(all.is_sorted_by(|one, next| one > next), "{search:?}: the newest first, none twice");
        all.dedup();
        assert_eq!(all.len(), count);
    }
});

both_engines!(a_correction_keeps_what_claims_relied_on, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let id = works::register(service, &cast.member, cast.organisation, &work("Hone", &["10.1000/1"])).await.unwrap();
    let entry = |who: Actor| async move { catalogue::work(service, &who, id, None).await };
    let correct = |who: Actor, revision: i64, work: NewWork| async move {
        works::correct(service, &who, id, revision, &work).await
    };
    // Until a claim names it there is nothing to keep.
    correct(cast.member, 1, work("Long Hone", &["10.1000/1"])).await.unwrap();
    assert!(matches!(correct(cast.member, 1, work("Again", &[])).await, Err(Error::Conflict(_))), "an old page");
    let shown = entry(cast.member).await.unwrap();
    assert_eq!((shown.work.title.as_str(), shown.work.revision, shown.corrections.len()), ("Long Hone", 2, 0));

    let film = File::upload(service, "film.mkv").await;
    let claim = filing::ClaimInput { works: vec![id], ..cast::claim_of(vec![target(&film.url())]) };
    let filed = filing::file(service, &cast.member, cast.organisation, &claim).await.unwrap();
    service.clock.advance(Duration::from_hours(1));
    let corrected = NewWork { kind: "music".into(), territory: "FR".into(), ..work("Long Home", &["10.1000/2"]) };
    correct(cast.member, 2, corrected).await.unwrap();

    let case = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(case.works, [(id, "Long Hone".to_owned())], "the claim says what it said");
    let shown = entry(cast.member).await.unwrap();
    assert_eq!((shown.work.title.as_str(), shown.claims), ("Long Home", 1));
    let before = &shown.corrections[0];
    assert_eq!(
        (before.title.as_str(), before.kind.as_str(), before.territory.as_str()),
        ("Long Hone", "film", "worldwide")
    );
    assert_eq!((before.identifiers.as_str(), before.until), ("doi:10.1000/1", service.clock.now()));
    assert_eq!(found(service, cast, "hone").await, Vec::<String>::new(), "it is found by what it says now");
    assert_eq!(found(service, cast, "10.1000/2").await, ["Long Home"]);
    // The identifier is free again, and one of another work is not.
    works::register(service, &cast.member, cast.organisation, &work("Other", &["10.1000/1"])).await.unwrap();
    assert_eq!(mistakes(correct(cast.member, 3, work("Long Home", &["10.1000/1"])).await)[0].0, "identifiers");
    assert_eq!(mistakes(correct(cast.member, 3, work(" ", &["isbn:1"])).await).len(), 2);

    // Two at once: one of them saw the other's.
    let (one, two) = tokio::join!(correct(cast.member, 3, work("One", &[])), correct(cast.member, 3, work("Two", &[])));
    assert_eq!(usize::from(one.is_ok()) + usize::from(two.is_ok()), 1);
    assert_eq!(entry(cast.member).await.unwrap().corrections.len(), 2);

    // Nobody but a member of this very organisation, and no longer than they are one.
    let agent = person(service, "agent").await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    correct(agent, 4, work("By an agent", &[])).await.unwrap();
    organisations::remove_member(service, &cast.member, cast.organisation, agent.account).await.unwrap();
    let (other, _) = another(service).await;
    for nobody in [agent, other, cast.first] {
        assert!(matches!(correct(nobody, 5, work("Mine", &[])).await, Err(Error::NotFound)));
    }
    assert!(matches!(entry(agent).await, Err(Error::NotFound)) && matches!(entry(other).await, Err(Error::NotFound)));
    organisations::suspend(service, &cast.first, cast.organisation, "Unfounded claims").await.unwrap();
    assert!(matches!(correct(cast.member, 5, work("Late", &[])).await, Err(Error::NotVerified { .. })));
    assert_eq!(entry(cast.member).await.unwrap().work.title, "By an agent");
});

both_engines!(a_claim_names_works_of_its_own_organisation_only, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (other, organisation) = another(service).await;
    let theirs = works::register(service, &other, organisation, &work("Theirs", &[])).await.unwrap();
    let film = File::upload(service, "film.mkv").await;
    let claim = filing::ClaimInput { works: vec![theirs], ..cast::claim_of(vec![target(&film.url())]) };
    let refused = filing::file(service, &cast.member, cast.organisation, &claim).await;
    assert_eq!(mistakes(refused)[0].0, "works");
    let shown = catalogue::some(service, &cast.member, cast.organisation, &[theirs]).await.unwrap();
    assert!(shown.is_empty(), "nor are they shown to choose from");
});

both_engines!(references_carry_labels_and_come_in_pages, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let id = works::register(service, &cast.member, cast.organisation, &work("Reels", &[])).await.unwrap();
    let add = |who: Actor, lines: Vec<String>, label: &'static str| async move {
        works::add_references(service, &who, id, &lines, label).await
    };
    let digest = |n: u32| Digest::of(&n.to_be_bytes());
    // As sha256sum writes them, in capitals, and bare.
    let lines = vec![format!("{} *reel one.mov", digest(1)), digest(2).to_string().to_uppercase(), String::new()];
    assert_eq!(add(cast.member, lines, " second edition ").await.unwrap(), Added { added: 2, known: 0 });
    let known = vec![format!("{} another name", digest(1))];
    assert_eq!(add(cast.member, known, "").await.unwrap(), Added { added: 0, known: 1 });
    let entry = catalogue::work(service, &cast.member, id, None).await.unwrap();
    let mut labels: Vec<_> = entry.references.iter().filter_map(|it| it.label.as_deref()).collect();
    labels.sort_unstable();
    assert_eq!(labels, ["reel one.mov", "second edition"], "the first label stays");

    let wrong = vec![digest(3).to_string(), "no digest".into(), format!("{} {}", digest(4), "x".repeat(301))];
    let told = mistakes(add(cast.member, wrong, "a\nb").await);
    assert_eq!(told.iter().map(|it| it.0).collect::<Vec<_>>(), ["label", "references", "references", "references"]);
    assert!(told[2].1.starts_with("Line 2: a SHA-256"), "{told:?}");
    assert_eq!(mistakes(add(cast.member, vec![" ".into()], "").await)[0].0, "references");
    assert!(matches!(
        add(person(service, "stranger").await, vec![digest(5).to_string()], "").await,
        Err(Error::NotFound)
    ));
    assert_eq!(catalogue::work(service, &cast.member, id, None).await.unwrap().work.references, 2);

    service.clock.advance(Duration::from_hours(1));
    add(cast.member, (10..240).map(|n| digest(n).to_string()).collect(), "").await.unwrap();
    let (mut all, mut behind) = (Vec::new(), None);
    loop {
        let page = catalogue::work(service, &cast.member, id, behind).await.unwrap();
        all.extend(page.references);
        behind = page.older;
        if behind.is_none() {
            break;
        }
    }
    assert_eq!(all.len(), 232);
    assert!(all.is_sorted_by(|one, next| (next.registered_at, one.sha256.0) < (one.registered_at, next.sha256.0)));
    let unknown = catalogue::work(service, &cast.member, id, Some(digest(999))).await;
    assert!(matches!(unknown, Err(Error::NotFound)));
});

// CSV --------------------------------------------------------------------------------------------------

const HEAD: &str = "title,kind,basis,territory,identifiers,references\n";

async fn export_all(service: &Service, who: &Actor, organisation: OrganisationId) -> Vec<u8> {
    let (mut file, mut after) = (Vec::new(), Some(After::NOTHING));
    while let Some(place) = after {
        let piece = export::piece(service, who, organisation, place).await.unwrap();
        file.extend(piece.bytes);
        after = piece.next;
    }
    file
}

fn told(imported: &Imported) -> Vec<(usize, String)> {
    imported.present.first.iter().map(|it| (it.line, it.known_by.to_string())).collect()
}

both_engines!(what_is_exported_imports_the_same, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let doi = "10.1002/(SICI)1096-8644(199601)99:1<1::AID-AJPA1>3.0.CO;2-1";
    let odd = NewWork {
        references: vec![Digest::of(b"1").to_string(), Digest::of(b"2").to_string()],
        territory: "-".into(),
        ..work("=HYPERLINK(\"x\";\"y\"), 'and'", &["0-306-40615-2", doi, "other: @a, b"])
    };
    works::register(service, &cast.member, cast.organisation, &odd).await.unwrap();
    let many = (0..250).map(|n| format!("'Tis {n},music,agent,DE,,\n"));
    let many: String = std::iter::once(HEAD.to_owned()).chain(many).collect();
    service.clock.advance(Duration::from_secs(1));
    import::import(service, &cast.member, cast.organisation, many.as_bytes()).await.unwrap();

    let file = export_all(service, &cast.member, cast.organisation).await;
    let text = String::from_utf8(file.clone()).unwrap();
    assert!(text.starts_with("\u{feff}\"title\",\"kind\"") && text.lines().count() == 252);
    assert!(text.contains("\r\n\"'=HYPERLINK(\"\"x\"\"") && text.contains("\"'-\"") && text.contains("\"'Tis 1\""));
    assert!(text.contains(&format!("\"isbn:9780306406157; doi:{}; other:@a, b\"", doi.to_lowercase())));
    // Into another organisation, and out again: the same bytes.
    let (other, organisation) = another(service).await;
    let imported = import::import(service, &other, organisation, &file).await.unwrap();
    assert_eq!((imported.registered, imported.present.is_empty()), (251, true));
    assert_eq!(export_all(service, &other, organisation).await, file);
    // Into the same one: every line is there, and nothing is doubled.
    let again = import::import(service, &cast.member, cast.organisation, &file).await.unwrap();
    assert_eq!((again.registered, again.present.first.len(), again.present.more), (0, 200, 51));
    assert_eq!(export_all(service, &cast.member, cast.organisation).await, file);

    let stranger = person(service, "stranger").await;
    for who in [&stranger, &other, &cast.reviewer] {
        let piece = export::piece(service, who, cast.organisation, After::NOTHING).await;
        assert!(matches!(piece, Err(Error::NotFound)));
    }
});

both_engines!(an_import_is_whole_or_tells_every_line, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let import = |who: Actor, file: String| async move {
        import::import(service, &who, cast.organisation, file.as_bytes()).await
    };
    let wrong = format!(
        "{HEAD}Good,film,owner,FR,,\n ,hat,thief,,isbn:9780306406158,\n\n\"Two\nlines\",film,owner,FR,,\nGood two,film,owner,FR,,abc {}\n",
        Digest::of(b"x")
    );
    let Err(Error::Lines(mistakes)) = import(cast.member, wrong).await else { panic!("refused") };
    let places: Vec<_> = mistakes.first.iter().map(|it| (it.line, it.column.as_str())).collect();
    let second = [(3, "title"), (3, "kind"), (3, "identifiers"), (3, "basis"), (3, "territory")];
    assert_eq!(places, [&second[..], &[(5, "title"), (7, "references")]].concat());
    assert!(mistakes.first[2].message.contains("the check digit should be 7"), "{mistakes:?}");
    assert!(mistakes.first[1].message.contains("film, music"), "{mistakes:?}");
    assert!(catalogue_is_empty(service, cast).await, "not even the good lines");

    works::register(service, &cast.member, cast.organisation, &work("There", &["10.1000/1"])).await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    let file = format!(
        "{HEAD}New,film,owner,FR,doi:10.1000/2,\nElse,film,owner,FR,https://doi.org/10.1000/1,\nTHERE!,film,owner,FR,,\n\
         There,music,owner,FR,,\nnew,film,owner,FR,,\nNewer,film,owner,FR,DOI 10.1000/2,\n"
    );
    let imported = import(cast.member, file.clone()).await.unwrap();
    assert_eq!(imported.registered, 2, "New, and There as music");
    let known = [
        (3, "doi:10.1000/1 is registered, for There"),
        (4, "a work of this title and kind (film) is registered"),
        (6, "a work of this title and kind (film) stands in line 2 too"),
        (7, "doi:10.1000/2 stands in line 2 too"),
    ];
    assert_eq!(told(&imported), known.map(|(line, by)| (line, by.to_owned())));
    let titles = found(service, cast, "").await;
    assert_eq!(titles, ["There", "New", "There"], "the last line is the newest");

    service.clock.advance(Duration::from_secs(1));
    // Two of one file at once come to the same.
    let twice = format!("{HEAD}Twice,film,owner,FR,,\nOnce more,film,owner,FR,,\n");
    let (one, two) = tokio::join!(import(cast.member, twice.clone()), import(cast.member, twice));
    assert_eq!(one.unwrap().registered + two.unwrap().registered, 2);

    let (other, _) = another(service).await;
    assert!(matches!(import(other, file.clone()).await, Err(Error::NotFound)));
    organisations::suspend(service, &cast.first, cast.organisation, "Unfounded claims").await.unwrap();
    assert!(matches!(import(cast.member, file).await, Err(Error::NotVerified { .. })));
    assert_eq!(found(service, cast, "").await.len(), 5);
});

#[test]
fn what_is_shown_of_an_identifier_can_be_typed_again() {
    for text in
        ["0-306-40615-2", "10.5240/7791-8534-2C23-9030-8610-5", "T0345246801", "0000-0001-8CFA-0000-I-0000-0000-K"]
    {
        let read = Identifier::read(text).unwrap();
        assert_eq!(Identifier::read(read.shown()).unwrap().value, read.value);
    }
}
