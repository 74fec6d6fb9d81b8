//! The case page: what became of both parties' other claims, what a decision would touch, and what the proof showed; and what of that proof
//! the uploader is told.

use std::time::Duration;

use mail_parser::MessageParser;
use writ::accounts::{Actor, Role};
use writ::claims::cases::{self, History};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::filing::Filed;
use writ::claims::matching::{self, MatchState};
use writ::claims::proof::Level;
use writ::claims::queue;
use writ::claims::senders;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::works::{self, NewWork};
use writ::ids::TargetId;
use writ::service::Service;
use writ::texts::Language;
use writ::tokens::Digest;
use writ::{db, ids, notices, takedown, work};

use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines, mailed};
use crate::claims::cast::{self, Cast, File, file, person, target};
use crate::pages_desk::{look, post, staff};

/// A file with content of its own.
async fn upload(service: &Service, owner: Actor, content: &[u8]) -> File {
    File::upload_content(service, owner, "film.mkv", content).await
}

async fn filed(service: &Service, cast: &Cast, files: &[&File]) -> Filed {
    file(service, cast, files.iter().map(|file| target(&file.url())).collect()).await.unwrap()
}

/// A work with a reference, under this title.
async fn register(service: &Service, cast: &Cast, title: &str, content: &[u8]) {
    let work = NewWork { title: title.into(), references: vec![Digest::of(content).to_string()], ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap();
}

/// A reviewer decides lines of a claim, by their places in it.
async fn decide(service: &Service, cast: &Cast, claim: &Filed, lines: &[(usize, Action)]) {
    queue::take(service, &cast.reviewer, claim.claim).await.unwrap();
    let rulings: Vec<Ruling> = lines
        .iter()
        .map(|(line, action)| Ruling {
            target: claim.targets[*line].target,
            finding: if *action == Action::None { Finding::NotInfringing } else { Finding::Infringing },
            action: *action,
            ground: "17 U.S.C. 106".into(),
            reasons: "It is what it is.".into(),
        })
        .collect();
    decisions::decide(service, &cast.reviewer, claim.claim, &rulings).await.unwrap();
}

async fn take_back(service: &Service, cast: &Cast, claim: &Filed, lines: &[usize]) {
    let targets: Vec<TargetId> = lines.iter().map(|line| claim.targets[*line].target).collect();
    let claimant = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, claimant, claim.claim, Extent::Targets(&targets), "Mistaken").await.unwrap();
}

both_engines!(a_case_shows_what_became_of_both_parties_other_claims, |app: TestService| async move {
    const DELETE: Action = Action::LockAndDelete;
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let rival = cast.rival(service, 9).await;
    register(service, &cast, "The Film", b"the film").await;
    service.clock.advance(Duration::from_mins(1));
    let (una, vera, walt) =
        (person(service, "una").await, person(service, "vera").await, person(service, "walt").await);
    let film = upload(service, una, b"the film").await;
    let trailer = upload(service, vera, b"the trailer").await;
    let holiday = upload(service, person(service, "xenia").await, b"a holiday").await;
    let own = upload(service, una, b"one of her own").await;
    service.clock.advance(Duration::from_mins(1));
    register(service, &cast, "The Trailer", b"the trailer").await;

    // The claimant's other claim: three files are deleted, one of them Una's and two Vera's; one of Walt's is not; one of Vera's
    // and one of Walt's are taken back.
    let before = [una, vera, vera, walt, vera, walt];
    let mut files = Vec::new();
    for owner in before {
        files.push(upload(service, owner, b"another film").await);
    }
    let other = filed(service, &cast, &files.iter().collect::<Vec<_>>()).await;
    take_back(service, &cast, &other, &[4, 5]).await;
    decide(service, &cast, &other, &[(0, DELETE), (1, DELETE), (2, DELETE), (3, Action::None)]).await;

    // Another organisation's: Una's film and another file of hers are left alone, and what it says of that one again is taken back.
    let hers = upload(service, una, b"her concert").await;
    let rivals = filed(service, &rival, &[&film, &hers]).await;
    decide(service, &rival, &rivals, &[(0, Action::None), (1, Action::None)]).await;
    let again = filed(service, &rival, &[&hers]).await;
    take_back(service, &rival, &again, &[0]).await;

    // The case itself, of which a line was taken back: that counts in no history beside it.
    let case = filed(service, &cast, &[&film, &trailer, &holiday, &own]).await;
    take_back(service, &cast, &case, &[3]).await;
    let begun = matching::request(service, &cast.member, case.claim).await.unwrap();
    assert_eq!((begun.begun, begun.too_large), (3, 0));
    assert!(work::run_due(service).await.unwrap().failed.is_empty());

    let shown = cases::desk_case(service, &cast.reviewer, case.claim).await.unwrap();
    let became = |restricted, rejected, withdrawn| History { restricted, rejected, withdrawn, is_cut: false };
    assert_eq!(shown.claimant, became(3, 1, 2));
    let (of_una, of_vera, of_xenia) = (became(1, 2, 1), became(2, 0, 1), became(0, 0, 0));
    assert_eq!(
        shown.uploaders,
        [(&film, of_una), (&trailer, of_vera), (&holiday, of_xenia), (&own, of_una)].map(|(file, history)| (
            file.object,
            file.owner.account,
            history
        ))
    );
    let states = [film.object, trailer.object, holiday.object].map(|object| {
        let found = shown.matchings.iter().find(|matching| matching.object == object).unwrap();
        (found.state, found.work.as_ref().map(|(_, title, _)| title.as_str()))
    });
    assert_eq!(
        states,
        [
            (MatchState::Matched, Some("The Film")),
            (MatchState::MatchedLater, Some("The Trailer")),
            (MatchState::Different, None)
        ]
    );
    let levels: Vec<Level> = shown.case.targets.iter().map(|target| target.level).collect();
    assert_eq!(levels, [Level::Matched, Level::Opened, Level::Opened, Level::Opened]);

    // Both organisations' claims on the film are touched, the decided one, too; not that on another file of Una's.
    let radius = takedown::blast_radius(service, film.object, None).await.unwrap();
    assert_eq!((radius.claims, radius.links, radius.accounts.len(), radius.mirrors.len()), (2, 1, 1, 3));
    assert_eq!(takedown::blast_radius(service, film.object, Some(case.claim)).await.unwrap().claims, 1);
    let heads = senders::of_files(service, &cast.reviewer, case.claim, 20).await.unwrap();
    let on = |file: &File| {
        heads.get(&file.object).into_iter().flat_map(|others| &others.heads).map(|head| head.claim).collect::<Vec<_>>()
    };
    assert_eq!((on(&film), on(&holiday)), (vec![rivals.claim], Vec::new()));
    let of_film = senders::of_file(service, &cast.reviewer, film.object, Some(case.claim), 20).await.unwrap();
    assert!(of_film.len() == 1 && of_film[0].organisation.as_deref() == Some("Other Pictures"), "{of_film:?}");
    let least = senders::of_file(service, &cast.reviewer, film.object, None, 1).await.unwrap();
    assert_eq!(least.len(), 1);

    let session = staff(service, &cast, "rui", Role::Reviewer).await;
    let place = format!("/desk/claims/{}", case.claim);
    post(service, &format!("{place}/assignment"), &session, &[]).await;
    let page = look(service, &place, &session).await.body;
    assert!(page.contains(">Example Pictures</a>: 3 upheld, 1 rejected, 2 withdrawn before"), "{page}");
    for (position, said) in [
        (1, "1 upheld, 2 rejected, 1 withdrawn"),
        (2, "2 upheld, 0 rejected, 1 withdrawn"),
        (3, "0 upheld, 0 rejected, 0 withdrawn"),
    ] {
        let line = format!("Uploader of target {position}</a></dt><dd>{said} in other claims</dd>");
        assert!(page.contains(&line), "{line}: {page}");
    }
    // Less than all is offered, with when it is enough.
    assert!(page.contains("Disable this link") && page.contains("Where only its publication infringes"), "{page}");
    let parts: Vec<&str> = page.split("id=\"target-").collect();
    let badge = |kind: &str, word: &str| format!("<span class=\"badge badge-{kind}\">{word}</span>");
    for (part, level, said) in [
        (
            parts[1],
            badge("good", "matched"),
            format!("{} Its content is the claimant’s reference of The Film, registered", badge("good", "matched")),
        ),
        (
            parts[2],
            badge("good", "opened"),
            format!(
                "{} Its content is the claimant’s reference of The Trailer, but that was registered",
                badge("warn", "later reference")
            ),
        ),
        (parts[3], badge("good", "opened"), "Its content is none of the claimant’s references".to_owned()),
    ] {
        assert!(part.contains(&format!("<p class=\"cluster\">{level} ")), "{level}: {part}");
        assert!(part.contains(&said), "{said}: {part}");
    }
    // What a decision would touch is weighed by who holds the case: other claims, not itself.
    assert!(parts[1].contains("1 names it") && parts[2].contains("0 name it"), "{page}");
    assert!(parts[1].contains(&format!("<a href=\"/desk/claims/{}\">", rivals.claim)), "{}", parts[1]);
    assert!(parts[1].contains("Other Pictures, decided</a>"), "{}", parts[1]);
});

both_engines!(no_more_than_the_latest_thousand_targets_are_counted_of_either_party, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let una = person(service, "una").await;
    let old = upload(service, una, b"old").await;
    service.clock.advance(Duration::from_mins(1));
    let (film, other) = (upload(service, una, b"the film").await, upload(service, una, b"another").await);
    let first = filed(service, &cast, &[&old]).await;
    decide(service, &cast, &first, &[(0, Action::LockAndDelete)]).await;
    service.clock.advance(Duration::from_mins(1));
    let many = filed(service, &cast, &[&other]).await;
    take_back(service, &cast, &many, &[0]).await;
    service.clock.advance(Duration::from_mins(1));
    let case = filed(service, &cast, &[&film]).await;
    let histories = async || {
        let shown = cases::desk_case(service, &cast.reviewer, case.claim).await.unwrap();
        (shown.claimant, shown.uploaders[0].2)
    };
    let whole = History { restricted: 1, rejected: 0, withdrawn: 1, is_cut: false };
    assert_eq!(histories().await, (whole, whole));

    let mut tx = service.db.begin().await.unwrap();
    for position in 2..=History::COUNTED {
        db::execute!(
            tx,
            "INSERT INTO targets (id, claim, position, link, object, level, state, withdrawn_at, extension, added_at, due_at)
             SELECT $1, claim, $2, link, object, level, state, withdrawn_at, extension, added_at, due_at FROM targets
             WHERE id = $3",
            ids::uuid_v4(&service.entropy),
            position,
            many.targets[0].target
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
    // The claimant's decided claim lies behind a thousand later ones, and so does the decided claim on Una's older file.
    let cut = History { restricted: 0, rejected: 0, withdrawn: History::COUNTED, is_cut: true };
    assert_eq!(histories().await, (cut, cut));
    let session = staff(service, &cast, "rui", Role::Reviewer).await;
    let page = look(service, &format!("/desk/claims/{}", case.claim), &session).await.body;
    assert!(page.contains("of the 1,000 latest before, 0 upheld, 0 rejected,"), "{page}");
    assert!(page.contains("withdrawn of the 1,000 latest in other claims"), "{page}");
});

/// The words of a message's plain text, with one space between each.
fn plain(raw: &str) -> String {
    let message = MessageParser::default().parse(raw.as_bytes()).unwrap();
    message.body_text(0).unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
}

both_engines!(each_uploader_reads_what_part_software_had_in_the_decision, |app: TestService| async move {
    const FILM: &str = "the film";
    let service = &app.service;
    let cast = Cast::direct(service).await;
    register(service, &cast, "The Film", FILM.as_bytes()).await;
    service.clock.advance(Duration::from_mins(1));
    let sentences = ["none", "compared", "decided", "both"].map(|part| format!("notice-software-{part}"));
    let said = |key: &str| Language::default().say(key).to_string();
    for (name, content, direct, part) in [
        ("una", "her own", false, "none"),
        ("vera", FILM, false, "compared"),
        ("walt", "his own", true, "decided"),
        ("xenia", FILM, true, "both"),
    ] {
        let email = format!("{name}@example.org");
        let owner = account(service, &email).await;
        let film = upload(service, owner, content.as_bytes()).await;
        let claim = filed(service, &cast, &[&film]).await;
        let mut level = Level::Opened;
        if content == FILM {
            matching::request(service, &cast.member, claim.claim).await.unwrap();
            assert!(work::run_due(service).await.unwrap().failed.is_empty());
            level = Level::Matched;
        }
        let shown = cases::claim(service, &cast.member, claim.claim).await.unwrap();
        assert_eq!(shown.targets[0].level, level, "{name}");
        let mails = mailed(service, async || {
            if direct {
                cast::delete(service, &cast.member, claim.claim, "DELETE", &cast.auth).await.unwrap();
            } else {
                decide(service, &cast, &claim, &[(0, Action::LockAndDelete)]).await;
            }
        })
        .await;
        let place = format!("/notices/{}", notices::notices_of(service, owner.account).await.unwrap()[0].id);
        let page = look(service, &place, &session_of(service, &email).await).await.body;
        let mail = mails.iter().map(|mail| plain(mail)).find(|text| text.contains(&place)).unwrap();
        for key in &sentences {
            let is = key.ends_with(part);
            assert_eq!((page.contains(&said(key)), mail.contains(&said(key))), (is, is), "{name}: {key}: {mail}");
        }
    }
});
