//! The desk's queue: its pages, filters, search and views; giving a claim to somebody else; deciding together.

mod altered;
mod counted;
mod named;
mod today;

use std::collections::BTreeSet;
use std::time::Duration;

use writ::accounts::{Actor, Role};
use writ::claims::bulk::{self, Verdict};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::escalations::{self, Kind};
use writ::claims::filing::ClaimState;
use writ::claims::flaggers::{self, NewStatus};
use writ::claims::queue::views;
use writ::claims::queue::workload::{reassign, workload};
use writ::claims::queue::{self, Filter, FoundAs, Lane, Page, Pressing, Search, Sought, Waiting, Who};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, cases, filing, reports};
use writ::db;
use writ::ids::{ClaimId, TargetId, uuid_v4};
use writ::service::Service;
use writ::vault::ObjectState;

use super::cast::{self, Cast, File, entries, file, limited, object_state, report, staff, target};
use crate::app::{TestService, both_engines};

async fn whole_queue(service: &Service, reader: &Actor, filter: Filter) -> Vec<Waiting> {
    let (mut all, mut behind) = (Vec::new(), None);
    loop {
        let sought = Sought { filter, search: Search::default() };
        let Page { claims, further } = queue::page(service, reader, &sought, behind).await.unwrap();
        all.extend(claims);
        behind = further;
        if behind.is_none() {
            return all;
        }
    }
}

fn ids(claims: &[Waiting]) -> Vec<ClaimId> {
    claims.iter().map(|waiting| waiting.claim).collect()
}

async fn search(service: &Service, reader: &Actor, text: &str) -> Vec<ClaimId> {
    let sought = Sought { filter: Filter::default(), search: Search::parse(text).unwrap() };
    ids(&queue::page(service, reader, &sought, None).await.unwrap().claims)
}

/// A notice by nobody in particular.
async fn notice(service: &Service, basis: Basis, link: &str, n: usize) -> (ClaimId, TargetId) {
    let sent = reports::send(service, &format!("198.51.100.{n}"), None, &report(basis, link)).await.unwrap();
    (sent.claim, sent.targets[0].target)
}

async fn decide(service: &Service, reviewer: &Actor, claim: ClaimId) {
    queue::take(service, reviewer, claim).await.unwrap();
    let case = cases::desk_case(service, reviewer, claim).await.unwrap().case;
    let rulings: Vec<Ruling> = case
        .targets
        .iter()
        .map(|target| Ruling {
            target: target.target,
            finding: Finding::NotInfringing,
            action: Action::None,
            ground: String::new(),
            reasons: "It is another work.".into(),
        })
        .collect();
    decisions::decide(service, reviewer, claim, &rulings).await.unwrap();
}

both_engines!(pages_neither_lose_nor_repeat_a_claim_while_others_decide, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.page_rows = 4);
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let mut sent = Vec::new();
    for n in 0..18 {
        let basis = if n % 3 == 0 { Basis::EuDsa } else { Basis::UsDmca };
        sent.push(notice(service, basis, &film.bare(), n).await.0);
        if n % 6 == 0 {
            sent.push(file(service, cast, vec![target(&film.url())]).await.unwrap().claim);
        }
        // Some are due at the same instant.
        if n % 4 == 0 {
            service.clock.advance(Duration::from_mins(7));
        }
    }
    // Three wait for their notifier.
    for claim in &sent[5..8] {
        queue::take(service, &cast.other_reviewer, *claim).await.unwrap();
        let missing = [["reasons"], ["works"]];
        let asked =
            match writ::claims::questions::ask(service, &cast.other_reviewer, *claim, &missing[0], "Which?").await {
                Err(Error::Invalid(_)) => {
                    writ::claims::questions::ask(service, &cast.other_reviewer, *claim, &missing[1], "Which?").await
                }
                asked => asked,
            };
        asked.unwrap();
    }
    let whole = whole_queue(service, &cast.reviewer, Filter::default()).await;
    let order = |waiting: &Waiting| (waiting.paused_since.is_some(), waiting.due_at, waiting.claim);
    assert!(whole.is_sorted_by_key(order), "by time to breach, what stands still last");
    assert_eq!(ids(&whole).into_iter().collect::<BTreeSet<_>>(), sent.iter().copied().collect());
    assert_eq!(whole.iter().rev().take_while(|waiting| waiting.paused_since.is_some()).count(), 3);

    // Between two pages one of those that were seen is decided, and one of those that come.
    let (mut seen, mut gone, mut behind) = (Vec::new(), Vec::new(), None);
    loop {
        let page = queue::page(service, &cast.reviewer, &Sought::default(), behind).await.unwrap();
        assert!(page.claims.len() <= 4);
        seen.extend(ids(&page.claims));
        behind = page.further;
        if behind.is_none() {
            break;
        }
        let coming = ids(&whole).into_iter().rev().find(|claim| !seen.contains(claim) && !gone.contains(claim));
        for claim in [seen.last().copied(), coming].into_iter().flatten() {
            let holder = if sent[5..8].contains(&claim) { &cast.other_reviewer } else { &cast.reviewer };
            decide(service, holder, claim).await;
            gone.push(claim);
        }
    }
    let expected: Vec<ClaimId> =
        ids(&whole).into_iter().filter(|claim| !gone.contains(claim) || seen.contains(claim)).collect();
    assert_eq!(seen, expected);
    assert!(gone.len() > 4, "{} were decided on the way", gone.len());
});

/// Another organisation, which is a trusted flagger.
async fn trusted(service: &Service, cast: &Cast) -> Cast {
    let flagging = cast.rival(service, 9).await;
    let status = NewStatus {
        coordinator: "Coordinator of Exampleland".into(),
        expertise: "intellectual-property".into(),
        register: "https://register.example/7".into(),
        from: "2026-11-23".into(),
        until: "2027-11-23".into(),
    };
    flaggers::set(service, &cast.first, flagging.organisation, &status, "Seen").await.unwrap();
    flagging
}

/// What it claims under the law for whose notices it is trusted.
async fn flagged(service: &Service, flagging: &Cast, film: &File) {
    let input = filing::ClaimInput {
        basis: Basis::EuDsa,
        statement: cast::notice(Basis::EuDsa),
        ..cast::claim_of(vec![target(&film.url())])
    };
    filing::file(service, &flagging.member, flagging.organisation, &input).await.unwrap();
}

/// Nothing asked for, and each of these.
fn or_any<T>(values: [T; 3]) -> impl Iterator<Item = Option<T>> {
    std::iter::once(None).chain(values.into_iter().map(Some))
}

both_engines!(each_filter_shows_what_fits_and_nothing_else, |app: TestService| async move {
    let service = &limited(&app.service, |limits| {
        limits.page_rows = 3;
        limits.verified_claim_due = Duration::from_hours(20);
        limits.trusted_flagger_claim_due = Duration::from_hours(11);
    });
    let cast = &Cast::direct(service).await;
    let flagging = trusted(service, cast).await;
    let film = File::upload(service, "film.mkv").await;
    // A file that was given back once: a claim of the same holder on it is a senior's.
    let repeated = File::upload(service, "again.mkv").await;
    let first = file(service, cast, vec![target(&repeated.url())]).await.unwrap().claim;
    cast::delete(service, &cast.member, first, "DELETE", &cast.auth).await.unwrap();
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, first, Extent::Whole, "Licensed after all").await.unwrap();
    let again = file(service, cast, vec![target(&repeated.url())]).await.unwrap().claim;
    let mut limited_to_fr = cast::claim_of(vec![target(&film.url())]);
    limited_to_fr.territory = "FR".into();
    let territorial = filing::file(service, &cast.member, cast.organisation, &limited_to_fr).await.unwrap().claim;
    for n in 0..12 {
        let basis = [Basis::UsDmca, Basis::EuDsa, Basis::OtherLaw][n % 3];
        notice(service, basis, &film.bare(), n).await;
        if n % 3 == 0 {
            file(service, cast, vec![target(&film.url())]).await.unwrap();
        }
        // One whose clock ran out, one that is urgent, and two that are not: the last is free.
        if [1, 7, 9, 11].contains(&n) {
            flagged(service, &flagging, &film).await;
        }
        service.clock.advance(Duration::from_hours(2));
    }
    for _ in 0..4 {
        queue::take_next(service, &cast.reviewer).await.unwrap().unwrap();
        queue::take_next(service, &cast.other_reviewer).await.unwrap().unwrap();
    }
    let asked = queue::take_next(service, &cast.reviewer).await.unwrap().unwrap();
    let requirement = cases::desk_case(service, &cast.reviewer, asked).await.unwrap().case.statement.basis();
    let missing = [requirement.requirements()[0]];
    writ::claims::questions::ask(service, &cast.reviewer, asked, &missing, "Which?").await.unwrap();

    // Nobody but seniors looks at a file as one case says, and another claim on it is theirs by that.
    let (said, _) = notice(service, Basis::EuDsa, &repeated.bare(), 20).await;
    let (beside, _) = notice(service, Basis::UsDmca, &repeated.bare(), 21).await;
    escalations::raise(service, &cast.reviewer, said, Some(Kind::Life), "A threat").await.unwrap();

    let senior = &cast.senior;
    let all = whole_queue(service, senior, Filter::default()).await;
    assert_eq!(all.len(), 12 + 4 + 4 + 2 + 2);
    let laws = [Basis::UsDmca, Basis::EuDsa, Basis::OtherLaw];
    let lanes = [Lane::Flagger, Lane::Verified, Lane::Standard];
    let states = [ClaimState::Submitted, ClaimState::InReview, ClaimState::NeedsInformation];
    // What is asked for below is there to be found.
    assert!(laws.iter().all(|law| all.iter().any(|waiting| waiting.basis == law.as_str())));
    assert!(states.iter().all(|state| all.iter().any(|waiting| waiting.state == *state)));
    let of_flagger: Vec<_> = all.iter().filter(|waiting| waiting.queue == Lane::Flagger).collect();
    assert_eq!(of_flagger.len(), 4);
    assert_eq!(of_flagger.iter().filter(|waiting| waiting.assigned_to.is_none()).count(), 1);
    let only = whole_queue(service, senior, Filter { for_senior: true, ..Filter::default() }).await;
    assert_eq!(ids(&only).into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([again, territorial, said, beside]));
    let now = service.clock.now();
    let fits = |waiting: &Waiting, filter: &Filter| {
        let runs = waiting.paused_since.is_none();
        let late = waiting.due_at < now;
        (match filter.who {
            Who::Anybody => true,
            Who::Nobody => waiting.assigned_to.is_none(),
            Who::Person(account) => waiting.assigned_to == Some(account),
        }) && filter.queue.is_none_or(|lane| lane == waiting.queue)
            && filter.law.is_none_or(|law| law.as_str() == waiting.basis)
            && filter.state.is_none_or(|state| state == waiting.state)
            && (!filter.for_senior || waiting.for_senior)
            && match filter.pressing {
                None => true,
                Some(Pressing::Overdue) => runs && late,
                Some(Pressing::Urgent) => runs && !late && waiting.due_at.since(now) < waiting.urgent_within,
            }
    };
    let mut told = BTreeSet::new();
    for who in [Who::Anybody, Who::Nobody, Who::Person(cast.reviewer.account), Who::Person(senior.account)] {
        for queue in or_any(lanes) {
            for law in or_any(laws) {
                for state in or_any(states) {
                    for pressing in [None, Some(Pressing::Overdue), Some(Pressing::Urgent)] {
                        for for_senior in [false, true] {
                            let filter = Filter { who, queue, law, state, pressing, for_senior };
                            let shown = ids(&whole_queue(service, senior, filter).await);
                            let fitting: Vec<_> = all.iter().filter(|claim| fits(claim, &filter)).cloned().collect();
                            assert_eq!(shown, ids(&fitting), "{filter:?}");
                            told.insert(shown.len());
                        }
                    }
                }
            }
        }
    }
    assert!(told.len() > 6, "filters differ: {told:?}");
    let views = [Filter { pressing: Some(Pressing::Overdue), ..Filter::default() }]
        .map(|filter| Sought { filter, search: Search::default() });
    let overview = queue::overview(service, senior, &Sought::default(), None, &views).await.unwrap();
    assert_eq!((overview.all.count, overview.all.more), (24, false));
    assert!(overview.overdue.count > 0 && overview.overdue == overview.views[0]);

    // What a colleague has is for seniors.
    let colleague = Filter { who: Who::Person(cast.other_reviewer.account), ..Filter::default() };
    let peek = Sought { filter: colleague, search: Search::default() };
    assert!(matches!(queue::page(service, &cast.reviewer, &peek, None).await, Err(Error::Forbidden(_))));
    assert_eq!(whole_queue(service, senior, colleague).await.len(), 4);
});

both_engines!(counts_tell_a_party_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    file(service, cast, vec![target(&film.url())]).await.unwrap();
    notice(service, Basis::EuDsa, &film.bare(), 1).await;
    let song = File::upload(service, "song.flac").await;
    notice(service, Basis::EuDsa, &song.bare(), 2).await;
    service.clock.advance(Duration::from_hours(30));
    let counts = async |reader: Actor| {
        let everything = [Sought::default()];
        let overview = queue::overview(service, &reader, &Sought::default(), None, &everything).await.unwrap();
        assert_eq!(i64::try_from(overview.page.claims.len()), Ok(overview.all.count));
        (overview.all.count, overview.overdue.count, overview.views[0].count)
    };
    assert_eq!(counts(cast.reviewer).await, (3, 3, 3));
    let uploader = cast::with_role(service, film.owner, Role::Reviewer).await;
    assert_eq!(counts(uploader).await, (1, 1, 1));
    let insider = cast::with_role(service, cast.member, Role::Reviewer).await;
    assert_eq!(counts(insider).await, (2, 2, 2));
    assert!(search(service, &uploader, film.link.as_str()).await.is_empty());
    assert_eq!(search(service, &insider, film.link.as_str()).await.len(), 1);
    assert!(search(service, &insider, "Example").await.is_empty(), "not even of one's own organisation");
});

both_engines!(a_search_finds_what_waits_and_what_is_decided, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.page_rows = 2);
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let song = File::upload(service, "song.flac").await;
    let of_film = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    service.clock.advance(Duration::from_hours(6));
    let of_both = file(service, cast, vec![target(&film.url()), target(&song.bare())]).await.unwrap().claim;
    service.clock.advance(Duration::from_secs(1));
    let (by_nobody, _) = notice(service, Basis::EuDsa, &song.bare(), 1).await;
    let mut tx = service.db.begin().await.unwrap();
    writ::db::execute!(
        tx,
        "INSERT INTO claim_references (organisation, reference, claim) VALUES ($1, 'PO 12/2026', $2)",
        cast.organisation,
        of_film
    )
    .unwrap();
    tx.commit().await.unwrap();
    decide(service, &cast.reviewer, of_film).await;

    let reader = &cast.reviewer;
    let number = of_film.to_string();
    let shortened = format!("{}…{}", &number[..6], &number[number.len() - 4..]);
    for text in [number.as_str(), &number[..13], &shortened, "PO 12", "PO 12/2026"] {
        assert_eq!(search(service, reader, text).await, [of_film], "{text}");
    }
    for text in [film.url(), film.bare(), film.link.as_str().to_owned(), film.object.to_string()] {
        assert_eq!(search(service, reader, &text).await, [of_both, of_film], "the newest first");
    }
    let root = writ::tokens::Digest(film.root).to_string();
    assert_eq!(search(service, reader, &root).await, [of_both, of_film]);
    assert_eq!(search(service, reader, &song.url()).await, [by_nobody, of_both]);
    assert_eq!(
        search(service, reader, "exam PICT").await,
        [of_both, of_film],
        "beginnings of words of the party's name"
    );
    assert!(search(service, reader, "ample").await.is_empty());
    assert!(search(service, reader, "PO 13").await.is_empty());
    assert!(search(service, reader, &writ::ids::LinkId::new(&service.entropy).to_string()).await.is_empty());

    // With a filter, only what waits; pages as everywhere.
    let standard = Filter { queue: Some(Lane::Verified), ..Filter::default() };
    let sought = Sought { filter: standard, search: Search::parse("example").unwrap() };
    assert_eq!(ids(&queue::page(service, reader, &sought, None).await.unwrap().claims), [of_both]);
    let service = &limited(service, |limits| limits.page_rows = 1);
    let sought = Sought { filter: Filter::default(), search: Search::parse("example").unwrap() };
    let page = queue::page(service, reader, &sought, None).await.unwrap();
    assert_eq!(ids(&page.claims), [of_both]);
    let page = queue::page(service, reader, &sought, page.further).await.unwrap();
    assert_eq!((ids(&page.claims), page.further), (vec![of_film], None));
    assert_eq!(page.claims[0].state, ClaimState::Decided);
});

both_engines!(an_address_finds_what_it_sent_and_what_is_claimed_of_its_files, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let lea = cast::signed_up(service, "lea", 3).await;
    let film = File::upload_of(service, lea, "film.mkv").await;
    let sequel = File::upload_of(service, lea, "sequel.mkv").await;
    let song = File::upload(service, "song.flac").await;
    let later = async || service.clock.advance(Duration::from_secs(1));
    let sent_by_lea = async |link: &str| {
        later().await;
        reports::send(service, "192.0.2.1", Some(lea.account), &report(Basis::EuDsa, link)).await.unwrap().claim
    };
    let of_both = file(service, cast, vec![target(&film.url()), target(&sequel.url())]).await.unwrap().claim;
    let by_lea = sent_by_lea(&song.bare()).await;
    later().await;
    let of_song = file(service, cast, vec![target(&song.url())]).await.unwrap().claim;
    let of_her_own = sent_by_lea(&film.bare()).await;
    later().await;
    let (of_sequel, _) = notice(service, Basis::EuDsa, &sequel.bare(), 1).await;
    decide(service, &cast.reviewer, of_both).await;

    let found = async |service: &Service, reader: &Actor, filter: Filter, behind| {
        let address = Search::read(service, "lea@pictures.example").unwrap();
        queue::page(service, reader, &Sought { filter, search: address }, behind).await.unwrap()
    };
    let whole = found(service, &cast.reviewer, Filter::default(), None).await;
    let as_whose: Vec<_> = whole.claims.iter().map(|row| (row.claim, row.found_as.clone())).collect();
    let (sender, uploader) = (FoundAs::Sender, FoundAs::Uploader);
    let expected = [
        (of_sequel, vec![uploader]),
        (of_her_own, vec![sender, uploader]),
        (by_lea, vec![sender]),
        (of_both, vec![uploader]),
    ];
    assert_eq!(as_whose, expected, "the newest first, and each once");
    // With a filter, only what waits.
    let verified = Filter { queue: Some(Lane::Verified), ..Filter::default() };
    assert!(found(service, &cast.reviewer, verified, None).await.claims.is_empty());
    let standard = Filter { queue: Some(Lane::Standard), ..Filter::default() };
    let waits = found(service, &cast.reviewer, standard, None).await.claims;
    assert_eq!(ids(&waits), [of_sequel, of_her_own, by_lea]);
    // Pages go on where the last one ended.
    let small = &limited(service, |limits| limits.page_rows = 1);
    let (mut all, mut behind) = (Vec::new(), None);
    loop {
        let page = found(small, &cast.reviewer, Filter::default(), behind).await;
        all.extend(ids(&page.claims));
        behind = page.further;
        if behind.is_none() {
            break;
        }
    }
    assert_eq!(all, [of_sequel, of_her_own, by_lea, of_both]);
    // What is found otherwise is found as nobody's, and no party finds what is theirs.
    let by_number = Sought { search: Search::parse(&of_song.to_string()).unwrap(), ..Sought::default() };
    let by_number = queue::page(service, &cast.reviewer, &by_number, None).await.unwrap().claims;
    assert_eq!((ids(&by_number), by_number[0].found_as.len()), (vec![of_song], 0));
    let herself = cast::with_role(service, lea, Role::Reviewer).await;
    assert!(found(service, &herself, Filter::default(), None).await.claims.is_empty());
    let insider = cast::with_role(service, cast.member, Role::Reviewer).await;
    let theirs = found(service, &insider, Filter::default(), None).await.claims;
    assert_eq!(ids(&theirs), [of_sequel, of_her_own, by_lea], "all but the claim of their organisation");
});

both_engines!(what_waits_on_an_uploaders_files_is_found_behind_all_that_is_decided, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let lea = cast::signed_up(service, "lea", 3).await;
    let film = File::upload_of(service, lea, "film.mkv").await;
    let waits = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    let sequel = File::upload_of(service, lea, "sequel.mkv").await;
    let decided = file(service, cast, vec![target(&sequel.url())]).await.unwrap().claim;
    decide(service, &cast.reviewer, decided).await;
    let mut tx = service.db.begin().await.unwrap();
    for _ in 0..1_001 {
        service.clock.advance(Duration::from_millis(1));
        let again = ClaimId::new(&service.clock, &service.entropy);
        db::execute!(
            tx,
            "INSERT INTO claims (id, basis, state, organisation, account, agreement, agreement_sha256, queue, locale, territory,
                                 statement_sealed, log_case, submitted_at, due_at, decided_at)
             SELECT $1, basis, state, organisation, account, agreement, agreement_sha256, queue, locale, territory,
                    statement_sealed, log_case, submitted_at, due_at, decided_at FROM claims WHERE id = $2",
            again,
            decided
        )
        .unwrap();
        db::execute!(
            tx,
            "INSERT INTO targets (id, claim, position, link, object, level, state, extension, added_at, due_at)
             SELECT $1, $2, position, link, object, level, state, extension, added_at, due_at FROM targets WHERE claim = $3",
            uuid_v4(&service.entropy),
            again,
            decided
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    let verified = Filter { queue: Some(Lane::Verified), ..Filter::default() };
    let sought = Sought { filter: verified, search: Search::read(service, "lea@pictures.example").unwrap() };
    let page = queue::page(service, &cast.reviewer, &sought, None).await.unwrap();
    assert_eq!((ids(&page.claims), page.further), (vec![waits], None));
    assert_eq!(page.claims[0].found_as, [FoundAs::Uploader]);
});

both_engines!(views_are_their_owners_and_seniors_share, |app: TestService| async move {
    let service = &limited(&app.service, |limits| limits.queue_views = 2);
    let cast = &Cast::signed(service).await;
    let (one, other, senior) = (&cast.reviewer, &cast.other_reviewer, &cast.senior);
    let mine = views::save(service, one, " Overdue, EU ", "law=eu-dsa&due=overdue", false).await.unwrap();
    let twice = views::save(service, one, "Overdue, EU", "due=overdue", false).await;
    assert!(matches!(twice, Err(Error::Conflict(_))));
    for name in ["", " ", &"x".repeat(41)] {
        assert!(matches!(views::save(service, one, name, "due=overdue", false).await, Err(Error::Invalid(_))));
    }
    assert!(matches!(views::save(service, one, "Nothing", "", false).await, Err(Error::Invalid(_))));
    assert!(matches!(views::save(service, one, "Mine", "who=mine", true).await, Err(Error::Forbidden(_))));
    assert!(matches!(views::save(service, &cast.member, "Mine", "who=mine", false).await, Err(Error::Forbidden(_))));
    views::save(service, one, "Mine", "who=mine", false).await.unwrap();
    assert!(matches!(views::save(service, one, "Third", "who=free", false).await, Err(Error::Conflict(_))));
    let shared = views::save(service, senior, "Late", "due=overdue", true).await.unwrap();

    let names = async |who: &Actor| -> Vec<String> {
        views::list(service, who).await.unwrap().into_iter().map(|view| view.name).collect()
    };
    assert_eq!(names(one).await, ["Late", "Mine", "Overdue, EU"]);
    assert_eq!(names(other).await, ["Late"]);
    for (who, view) in [(other, mine), (senior, mine), (one, shared)] {
        assert!(matches!(views::remove(service, who, view).await, Err(Error::NotFound)));
    }
    let second = staff(service, "second-senior", Role::Senior).await;
    views::remove(service, &second, shared).await.unwrap();
    views::remove(service, one, mine).await.unwrap();
    assert_eq!((names(one).await, names(other).await), (vec!["Mine".to_owned()], Vec::new()));
});

both_engines!(what_is_due_first_of_somebodys_claims_is_none_whose_clock_stands_still, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let mut claims = Vec::new();
    for _ in 0..2 {
        let film = File::upload(service, "film.mkv").await;
        let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        service.clock.advance(Duration::from_mins(1));
        claims.push(filed.claim);
    }
    writ::claims::questions::ask(service, &cast.reviewer, claims[0], &["works"], "Which work is it?").await.unwrap();
    let loads = workload(service, &cast.senior).await.unwrap();
    let load = loads.iter().find(|load| load.account == cast.reviewer.account).unwrap();
    let held: Vec<_> = load.claims.iter().map(|held| (held.claim, held.paused_since.is_some())).collect();
    assert_eq!(held, [(claims[1], false), (claims[0], true)]);
});

both_engines!(a_senior_gives_a_claim_to_somebody_else, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = file(service, cast, vec![target(&film.url())]).await.unwrap();
    let (claim, one, other, senior) = (filed.claim, cast.reviewer, cast.other_reviewer, cast.senior);
    queue::take(service, &one, claim).await.unwrap();
    assert!(matches!(reassign(service, &one, claim, Some(other.account)).await, Err(Error::Forbidden(_))));
    assert!(matches!(reassign(service, &senior, claim, Some(one.account)).await, Err(Error::Conflict(_))));
    assert!(matches!(reassign(service, &senior, claim, Some(cast.first.account)).await, Err(Error::Conflict(_))));
    let uploader = cast::with_role(service, film.owner, Role::Reviewer).await;
    assert!(matches!(reassign(service, &senior, claim, Some(uploader.account)).await, Err(Error::Conflict(_))));

    reassign(service, &senior, claim, Some(other.account)).await.unwrap();
    let ruling = Ruling {
        target: filed.targets[0].target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is another work.".into(),
    };
    let late = decisions::decide(service, &one, claim, std::slice::from_ref(&ruling)).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "it is not theirs any more");
    let loads = workload(service, &senior).await.unwrap();
    let has = |who: Actor| loads.iter().find(|load| load.account == who.account).map(|load| load.has);
    assert_eq!((has(one), has(other), has(senior)), (Some(0), Some(1), Some(0)));
    assert!(matches!(workload(service, &one).await, Err(Error::Forbidden(_))));

    reassign(service, &senior, claim, None).await.unwrap();
    assert!(matches!(reassign(service, &senior, claim, None).await, Err(Error::Conflict(_))), "nobody has it");
    queue::take(service, &other, claim).await.unwrap();
    decisions::decide(service, &other, claim, &[ruling]).await.unwrap();
    assert!(matches!(reassign(service, &senior, claim, Some(one.account)).await, Err(Error::Conflict(_))));
    let loads = workload(service, &senior).await.unwrap();
    let decided: Vec<i64> = loads.iter().map(|load| load.decided_today).filter(|count| *count > 0).collect();
    assert_eq!(decided, [1]);
    let case = cases::claim(service, &cast.member, claim).await.unwrap().log_case;
    let entries = entries(service, case).await;
    let told: Vec<_> = entries.iter().filter(|entry| entry.kind == "claim.reassigned").collect();
    assert_eq!(told.len(), 2);
    assert!(told.iter().all(|entry| !entry.text.contains(&other.account.to_string())), "nobody is named in clear");
});

both_engines!(a_claim_reassigned_while_it_is_decided_is_one_or_the_other, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let mut decided = 0_i64;
    for n in 0..6 {
        let (claim, target) = notice(service, Basis::EuDsa, &film.bare(), n).await;
        queue::take(service, &cast.reviewer, claim).await.unwrap();
        let rulings = [Ruling {
            target,
            finding: Finding::NotInfringing,
            action: Action::None,
            ground: String::new(),
            reasons: "It is another work.".into(),
        }];
        let deciding = decisions::decide(service, &cast.reviewer, claim, &rulings);
        let giving = reassign(service, &cast.senior, claim, Some(cast.other_reviewer.account));
        // Whoever is polled first is not always the same.
        let (done, given) = if n % 2 == 0 {
            tokio::join!(deciding, giving)
        } else {
            let (given, done) = tokio::join!(giving, deciding);
            (done, given)
        };
        assert_ne!(done.is_ok(), given.is_ok(), "{done:?} {given:?}");
        let refused = [done.err(), given.err()].into_iter().flatten().next();
        assert!(matches!(refused, Some(Error::Conflict(_))), "{refused:?}");
        let case = cases::desk_case(service, &cast.senior, claim).await.unwrap().case;
        let over = case.state == ClaimState::Decided;
        decided += i64::from(over);
        assert_eq!(case.assigned.is_some(), !over);
        assert_eq!(case.targets[0].decision.is_some(), over);
    }
    assert_eq!(cast::rows(service, "decisions").await, decided);
});

both_engines!(deciding_together_decides_what_was_shown_and_nothing_else, |app: TestService| async move {
    let service = &limited(&app.service, |limits| {
        limits.bulk_claims = 4;
        limits.bulk_targets = 6;
    });
    let cast = &Cast::signed(service).await;
    let files = [File::upload(service, "a").await, File::upload(service, "b").await, File::upload(service, "c").await];
    let two = file(service, cast, vec![target(&files[0].url()), target(&files[1].url())]).await.unwrap();
    let (single, single_target) = notice(service, Basis::EuDsa, &files[2].bare(), 1).await;
    let (taken, _) = notice(service, Basis::EuDsa, &files[2].bare(), 2).await;
    queue::take(service, &cast.other_reviewer, taken).await.unwrap();
    let mut limited_to_fr = cast::claim_of(vec![target(&files[0].url())]);
    limited_to_fr.territory = "FR".into();
    let seniors = filing::file(service, &cast.member, cast.organisation, &limited_to_fr).await.unwrap().claim;
    let (withdrawn, withdrawn_target) = notice(service, Basis::EuDsa, &files[2].bare(), 3).await;
    let wanted = [two.claim, taken, single, single, seniors, withdrawn, ClaimId(uuid::Uuid::nil())];

    let reviewer = &cast.reviewer;
    assert!(matches!(bulk::take(service, &cast.member, &wanted).await, Err(Error::Forbidden(_))));
    let shown = bulk::take(service, reviewer, &wanted).await.unwrap();
    let cases: Vec<ClaimId> = shown.cases.iter().map(|case| case.case.claim).collect();
    assert_eq!(cases, [two.claim, single, withdrawn]);
    let left: Vec<ClaimId> = shown.left_out.iter().map(|(claim, _)| *claim).collect();
    assert_eq!(left, [taken, seniors, ClaimId(uuid::Uuid::nil())]);

    // One of the two targets of the first, the second claim's, and one that somebody else decides meanwhile.
    let verdict = Verdict {
        finding: Finding::Infringing,
        action: Action::LockAndDelete,
        ground: "Copyright".into(),
        reasons: "It is a copy.".into(),
    };
    let confirmed = [
        (two.claim, two.targets[0].target),
        (single, single_target),
        (single, single_target),
        (withdrawn, withdrawn_target),
        // Said to be of a claim that it is not of.
        (withdrawn, two.targets[1].target),
    ];
    reassign(service, &cast.senior, withdrawn, None).await.unwrap();
    let bad = Verdict { reasons: " ".into(), ..verdict.clone() };
    assert!(matches!(bulk::decide(service, reviewer, &confirmed, &bad).await, Err(Error::Invalid(_))));
    assert!(matches!(bulk::decide(service, reviewer, &[], &verdict).await, Err(Error::Conflict(_))));
    assert_eq!(cast::rows(service, "decisions").await, 0);
    let outcomes = bulk::decide(service, reviewer, &confirmed, &verdict).await.unwrap();
    let told: Vec<(ClaimId, Option<usize>)> =
        outcomes.iter().map(|outcome| (outcome.claim, outcome.done.as_ref().ok().copied())).collect();
    assert_eq!(told, [(two.claim, Some(1)), (single, Some(1)), (withdrawn, None)]);
    assert_eq!(cast::rows(service, "decisions").await, 2);
    assert_eq!(object_state(service, files[0].object).await, ObjectState::Locked);
    assert_eq!(object_state(service, files[1].object).await, ObjectState::Available, "it was not confirmed");
    assert_eq!(object_state(service, files[2].object).await, ObjectState::Locked);
    // Twice decides once.
    let again = bulk::decide(service, reviewer, &confirmed[..2], &verdict).await.unwrap();
    assert!(again.iter().all(|outcome| matches!(outcome.done, Err(Error::Conflict(_)))), "{again:?}");
    assert_eq!(cast::rows(service, "decisions").await, 2);

    // So many and no more.
    let mut many = Vec::new();
    for n in 10..15 {
        many.push(notice(service, Basis::EuDsa, &files[1].bare(), n).await);
    }
    let claims: Vec<ClaimId> = many.iter().map(|(claim, _)| *claim).collect();
    let shown = bulk::take(service, reviewer, &claims).await.unwrap();
    assert_eq!((shown.cases.len(), shown.left_out.len()), (4, 1));
    assert!(shown.left_out[0].1.to_string().contains("limit: bulk-claims"));
    assert!(matches!(bulk::decide(service, reviewer, &many, &verdict).await, Err(Error::Conflict(_))));
});
