//! Files of evidence: how they lie, who opens them, what is refused, what a crash leaves, and how they go; on both engines.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use writ::accounts::{Actor, Role};
use writ::audit::verify;
use writ::claims::decisions::{self, Action, Finding};
use writ::claims::evidence::files::{self, Kind, Sent, Subject};
use writ::claims::organisations::{self, MemberRole, State, Verdict};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{Error, cases, queue, reports};
use writ::ids::{EvidenceFileId, OrganisationId};
use writ::service::Service;
use writ::{accounts, audit, jobs, work};

use super::cast::{self, Cast, File, count, entries, file, person, staff, target, with_role};
use super::ruling;
use crate::app::{TestService, both_engines, polled};

const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a picture of the thread";
const ZIP: &[u8] = b"PK\x03\x04\x14\0\0\0\x08\0 what it becomes when unpacked is no business of ours";

/// Brings bytes in small pieces.
async fn bring(
    service: &Service,
    who: Claimant<'_>,
    subject: Subject,
    name: &str,
    declared: &str,
    bytes: &[u8],
) -> Result<EvidenceFileId, Error> {
    let pieces: Vec<_> = bytes.chunks(10_000).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    files::bring(service, who, subject, Sent { name, declared }, stream::iter(pieces)).await
}

async fn picture(service: &Service, by: &Actor, subject: Subject) -> EvidenceFileId {
    bring(service, Claimant::Person(by), subject, "thread.png", "image/png", PNG).await.unwrap()
}

async fn open(service: &Service, by: &Actor, file: EvidenceFileId) -> Result<Vec<u8>, Error> {
    let opened = files::open(service, Claimant::Person(by), file).await?;
    Ok(opened.content.map_ok(|piece| piece.to_vec()).try_concat().await.unwrap())
}

/// A claim of the cast's holder, whose file somebody else stored.
async fn claimed(service: &Service, cast: &Cast) -> (Subject, File) {
    let film = File::upload(service, "film.mkv").await;
    let claim = file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    (Subject::Claim(claim), film)
}

fn claim_of(subject: Subject) -> writ::ids::ClaimId {
    match subject {
        Subject::Claim(claim) => claim,
        other => panic!("{other:?}"),
    }
}

fn lying(service: &Service) -> Vec<PathBuf> {
    std::fs::read_dir(&service.config.evidence).unwrap().map(|file| file.unwrap().path()).collect()
}

async fn kinds(service: &Service, member: &Actor, subject: Subject) -> Vec<String> {
    let case = cases::claim(service, member, claim_of(subject)).await.unwrap().log_case;
    entries(service, case).await.into_iter().map(|entry| entry.kind).filter(|kind| kind.contains("evidence")).collect()
}

fn refusal<T: std::fmt::Debug>(refused: Result<T, Error>) -> String {
    match refused {
        Err(error @ (Error::Invalid(_) | Error::Conflict(_) | Error::Forbidden(_))) => error.to_string(),
        other => panic!("{other:?}"),
    }
}

both_engines!(a_file_lies_sealed_and_opens_to_the_same_bytes, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (subject, _) = claimed(service, cast).await;
    let text = "The thread of 3 March names our film. ".repeat(20_000);
    let who = Claimant::Person(&cast.member);
    let id =
        bring(service, who, subject, "C:\\evidence\\thread.txt", "text/plain; charset=utf-8", text.as_bytes()).await;
    let id = id.unwrap();

    let [path] = &lying(service)[..] else { panic!("one file lies there") };
    let sealed = std::fs::read(path).unwrap();
    assert!(sealed.len() > text.len());
    for clear in [&b"film"[..], b"thread", b"March"] {
        assert!(!sealed.windows(clear.len()).any(|window| window == clear), "nothing stands in clear");
    }
    let listed = files::list(service, who, subject).await.unwrap();
    let [brought] = &listed.files[..] else { panic!("one file is listed") };
    assert_eq!((brought.name.clone(), brought.kind), (Some("thread.txt".into()), Kind::Text));
    assert_eq!((brought.declared.as_str(), brought.bytes), ("text/plain", text.len() as u64));
    assert_eq!(open(service, &cast.member, id).await.unwrap(), text.as_bytes());
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_files WHERE name_sealed IS NULL").await, 0);
    assert_eq!(kinds(service, &cast.member, subject).await, ["evidence.added", "evidence.opened"]);
    let case = cases::claim(service, &cast.member, claim_of(subject)).await.unwrap().log_case;
    for entry in entries(service, case).await {
        assert!(
            !entry.text.contains("thread") && !entry.text.contains(&cast.member.account.to_string()),
            "{}",
            entry.text
        );
    }

    // One bent byte: it breaks off, and nothing wrong is handed out.
    let mut bent = sealed.clone();
    *bent.last_mut().unwrap() ^= 1;
    std::fs::write(path, &bent).unwrap();
    let opened = files::open(service, who, id).await.unwrap();
    let pieces: Vec<_> = opened.content.collect().await;
    assert!(pieces.last().unwrap().is_err());
    let whole: Vec<u8> = pieces.into_iter().flatten().flatten().collect();
    assert!(text.as_bytes().starts_with(&whole));

    // Facts and entries agree.
    work::run_due(service).await.unwrap();
    audit::settle(service).await.unwrap();
    let source = verify::Source::Folder(service.log.second_store().folder().to_owned());
    let found = verify::verify(&source, &verify::Trust::default(), Some(&service.db), |_, _| ()).await.unwrap();
    assert!(found.holds(), "{:?}", found.faults);
});

both_engines!(only_those_on_the_case_open_it_and_each_opening_is_logged_first, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (subject, film) = claimed(service, cast).await;
    let id = picture(service, &cast.member, subject).await;
    let agent = person(service, "agent").await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let rival = person(service, "rival").await;
    let theirs = organisations::apply(service, &rival, &cast::application("Other Pictures")).await.unwrap();
    cast::verify(service, &cast.first, &cast.second, theirs).await;

    // The other side, strangers, members of others and administrators: there is nothing.
    for nobody in [film.owner, rival, person(service, "nobody").await, cast.first] {
        assert!(matches!(open(service, &nobody, id).await, Err(Error::NotFound)));
        assert!(matches!(files::list(service, Claimant::Person(&nobody), subject).await, Err(Error::NotFound)));
        assert!(matches!(files::remove(service, Claimant::Person(&nobody), id).await, Err(Error::NotFound)));
        let brought = bring(service, Claimant::Person(&nobody), subject, "a.png", "", PNG).await;
        assert!(matches!(brought, Err(Error::NotFound)));
    }
    // An uploader who works at the desk is kept out as a party.
    let party = with_role(service, film.owner, Role::Reviewer).await;
    assert!(matches!(open(service, &party, id).await, Err(Error::Accounts(_))));
    // Whoever has not taken the claim sees that a file is there, and neither its name nor what it holds.
    let seen = files::list(service, Claimant::Person(&cast.reviewer), subject).await.unwrap();
    assert!(seen.files[0].name.is_none() && !seen.files[0].can_open && !seen.can_bring);
    assert!(refusal(open(service, &cast.reviewer, id).await).contains("take the claim first"));
    assert_eq!(kinds(service, &cast.member, subject).await, ["evidence.added"], "nobody has opened it");
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_file_openings").await, 0);

    queue::take(service, &cast.reviewer, claim_of(subject)).await.unwrap();
    for somebody in [cast.reviewer, cast.senior, cast.member, agent] {
        assert_eq!(open(service, &somebody, id).await.unwrap(), PNG);
        service.clock.advance(Duration::from_secs(1));
    }
    assert!(matches!(open(service, &cast.other_reviewer, id).await, Err(Error::Forbidden(_))));
    assert_eq!(kinds(service, &cast.member, subject).await[1..], ["evidence.opened"; 4]);
    let listed = files::list(service, Claimant::Person(&cast.member), subject).await.unwrap();
    let roles: Vec<_> = listed.files[0].openings.iter().map(|(role, _)| role.as_str()).collect();
    assert_eq!(roles, ["reviewer", "senior", "member", "member"]);

    // Whoever decides brings nothing and takes nothing back; a reviewer's hour ends, and so does a membership.
    assert!(
        refusal(bring(service, Claimant::Person(&cast.reviewer), subject, "a.png", "", PNG).await).contains("only")
    );
    assert!(refusal(files::remove(service, Claimant::Person(&cast.reviewer), id).await).contains("only"));
    service.clock.advance(service.config.limits.assignment);
    assert!(matches!(open(service, &cast.reviewer, id).await, Err(Error::Forbidden(_))));
    organisations::remove_member(service, &cast.member, cast.organisation, agent.account).await.unwrap();
    assert!(matches!(open(service, &agent, id).await, Err(Error::NotFound)));
    cast::without_roles(service, cast.senior).await;
    assert!(
        matches!(open(service, &cast.senior, id).await, Err(Error::NotFound)),
        "a role that was taken away is gone"
    );
});

both_engines!(what_is_not_what_it_says_is_refused_and_leaves_nothing, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (subject, _) = claimed(service, cast).await;
    let windows = [b"MZ\x90\0\x03\0\0\0".as_slice(), &vec![0xff; 50_000]].concat();
    for (name, declared, bytes, told) in [
        ("thread.png", "image/png", ZIP, "said to be a PNG picture, and its bytes are a ZIP archive"),
        ("thread.png", "", ZIP, "said to be a PNG picture"),
        ("thread", "application/pdf", PNG, "said to be a PDF document, and its bytes are a PNG picture"),
        ("thread.png", "image/png", &windows, "This kind of file cannot be taken"),
        ("empty.txt", "text/plain", b"", "This file is empty"),
        ("", "", PNG, "Choose a file"),
    ] {
        let refused = refusal(bring(service, Claimant::Person(&cast.member), subject, name, declared, bytes).await);
        assert!(refused.contains(told), "{name}: {refused}");
    }
    assert!(lying(service).is_empty());
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_files").await, 0);
    assert!(kinds(service, &cast.member, subject).await.is_empty());

    // An archive is never unpacked: whatever it would become, it lies and is handed out as it came.
    let bomb = [ZIP, &vec![0; 40_000]].concat();
    let id =
        bring(service, Claimant::Person(&cast.member), subject, "all.zip", "application/zip", &bomb).await.unwrap();
    assert_eq!(open(service, &cast.member, id).await.unwrap(), bomb);
    assert!(std::fs::metadata(&lying(service)[0]).unwrap().len() < 41_000);
});

both_engines!(so_much_and_no_more, |app: TestService| async move {
    let limits = |files, bytes, day| {
        cast::limited(&app.service, |limits| {
            (limits.evidence_files, limits.evidence_bytes, limits.evidence_bytes_per_day) = (files, bytes, day);
        })
    };
    let service = &limits(2, 30_000, 70_000);
    let cast = &Cast::signed(service).await;
    let (subject, _) = claimed(service, cast).await;
    let who = Claimant::Person(&cast.member);
    let letters = vec![b'a'; 30_001];
    let text = |size| &letters[..size];
    let large = bring(service, who, subject, "a.txt", "", text(30_001)).await;
    assert!(refusal(large).contains("too large: you can send 30000 bytes now"), "it is named with its limit");
    assert!(lying(service).is_empty());
    bring(service, who, subject, "a.txt", "", text(30_000)).await.unwrap();
    // Two at once, and room for one.
    let (one, two) = tokio::join!(
        bring(service, who, subject, "b.txt", "", text(10)),
        bring(service, who, subject, "c.txt", "", text(10))
    );
    assert_eq!([&one, &two].iter().filter(|brought| brought.is_ok()).count(), 1);
    assert!(refusal(one.and(two)).contains("At most 2 files"));

    // A day's evidence is counted over all cases.
    let (other, _) = claimed(service, cast).await;
    let service = &limits(9, 30_000, 70_000);
    bring(service, who, other, "d.txt", "", text(30_000)).await.unwrap();
    assert!(refusal(bring(service, who, other, "e.txt", "", text(9_991)).await).contains("9990 bytes now"));
    let (one, two) = tokio::join!(
        bring(service, who, other, "e.txt", "", text(6_000)),
        bring(service, who, other, "f.txt", "", text(6_000))
    );
    assert_eq!([&one, &two].iter().filter(|brought| brought.is_ok()).count(), 1, "of two at once one is over it");
    // What is on its way counts with all that may come of it.
    service.clock.advance(Duration::from_hours(25));
    let service = &limits(9, 30_000, 50_000);
    let (began, begun) = tokio::sync::oneshot::channel();
    let falls_silent = async move {
        began.send(()).unwrap();
        std::future::pending().await
    };
    let silent = Box::pin(stream::once(falls_silent));
    let mut under_way = Box::pin(files::bring(service, who, other, Sent { name: "h.txt", declared: "" }, silent));
    tokio::select! {
        brought = &mut under_way => panic!("{brought:?}"),
        begun = begun => begun.unwrap(),
    }
    let beside = bring(service, who, other, "g.txt", "", text(30_000)).await;
    assert!(refusal(beside).contains("20000 bytes now"));
    drop(under_way);
    // Given back when its sender is gone, without anybody's doing.
    let arriving = async || count(service, "SELECT COUNT(*) FROM evidence_files WHERE state <> 'kept'").await;
    while arriving().await > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    bring(service, who, other, "g.txt", "", text(30_000)).await.unwrap();
    assert_eq!(lying(service).len(), 5, "what was refused has left nothing");
});

both_engines!(whatever_dies_on_the_way_leaves_nothing_that_counts, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.evidence_bytes_per_day = 1 << 40);
    let cast = &Cast::signed(service).await;
    let (subject, _) = claimed(service, cast).await;
    let who = Claimant::Person(&cast.member);
    // A sender that goes silent, at every point of the way.
    let mut kept = 0;
    for polls in 0..60 {
        let pieces = stream::iter([Ok(Bytes::from_static(PNG)), Ok(Bytes::from_static(&[7; 5_000]))]);
        let sent = Sent { name: "thread.png", declared: "" };
        let mut under_way = Box::pin(files::bring(service, who, subject, sent, pieces));
        if matches!(polled(&mut under_way, polls).await, Some(Ok(_))) {
            kept += 1;
        }
        drop(under_way);
    }
    // What it wrote may still be on its way to the disk.
    let listed = files::list(service, who, subject).await.unwrap().files;
    assert!(listed.len() >= kept);
    service.clock.advance(Duration::from_hours(1));
    work::run_due(service).await.unwrap();
    let listed = files::list(service, who, subject).await.unwrap().files;
    let rows = count(service, "SELECT COUNT(*) FROM evidence_files").await;
    assert_eq!(usize::try_from(rows).unwrap(), listed.len(), "no row is left of what did not arrive");
    let mut lying: Vec<_> = lying(service).into_iter().map(|path| path.file_name().unwrap().to_owned()).collect();
    lying.sort();
    let mut known: Vec<_> = listed.iter().map(|file| std::ffi::OsString::from(file.id.to_string())).collect();
    known.sort();
    assert_eq!(lying, known, "no byte is left of it either");
    for file in listed {
        assert_eq!(open(service, &cast.member, file.id).await.unwrap().len(), PNG.len() + 5_000);
    }
    assert_eq!(jobs::due(service).await.unwrap(), 0);
});

both_engines!(who_brought_it_takes_it_back_until_it_is_decided, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (subject, _) = claimed(service, cast).await;
    let agent = person(service, "agent").await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let [first, second] =
        [picture(service, &cast.member, subject).await, picture(service, &cast.member, subject).await];
    let refused = files::remove(service, Claimant::Person(&agent), first).await;
    assert!(refusal(refused).contains("whoever brought"));
    // Twice at once is once.
    let who = Claimant::Person(&cast.member);
    let (one, two) = tokio::join!(files::remove(service, who, first), files::remove(service, who, first));
    assert_eq!((one.unwrap(), two.unwrap()), (subject, subject));
    assert!(matches!(open(service, &cast.member, first).await, Err(Error::NotFound)), "gone with the commit");
    work::run_due(service).await.unwrap();
    assert_eq!(lying(service).len(), 1);
    assert_eq!(kinds(service, &cast.member, subject).await, ["evidence.added", "evidence.added", "evidence.removed"]);

    let claim = claim_of(subject);
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let target = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
    let rulings = [ruling(target, Finding::Infringing, Action::DisableLink)];
    decisions::decide(service, &cast.reviewer, claim, &rulings).await.unwrap();
    assert!(refusal(files::remove(service, who, second).await).contains("decided"));
    assert!(refusal(bring(service, who, subject, "late.png", "", PNG).await).contains("decided"));
    assert_eq!(open(service, &cast.member, second).await.unwrap(), PNG, "what a decision rests on stays");
    service.clock.advance(Duration::from_hours(24 * 365));
    work::run_due(service).await.unwrap();
    assert_eq!(open(service, &cast.member, second).await.unwrap(), PNG);
});

both_engines!(a_private_link_brings_evidence_too, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let notice = cast::report(Basis::EuDsa, &film.url());
    let sent = reports::send(service, "192.0.2.1", None, &notice).await.unwrap();
    let other = reports::send(service, "192.0.2.1", None, &notice).await.unwrap();
    let (secret, wrong) = (sent.private_link.unwrap(), other.private_link.unwrap());
    let (text, wrong) = (PrivateLinkText(secret.expose()), PrivateLinkText(wrong.expose()));
    let (who, nobody) = (Claimant::Holder(&text), Claimant::Holder(&wrong));
    let subject = Subject::Claim(sent.claim);
    let id = bring(service, who, subject, "thread.png", "image/png", PNG).await.unwrap();
    assert!(matches!(bring(service, nobody, subject, "a.png", "", PNG).await, Err(Error::NotFound)));
    assert!(matches!(files::open(service, nobody, id).await, Err(Error::NotFound)));
    assert!(matches!(open(service, &cast.member, id).await, Err(Error::NotFound)));
    assert_eq!(files::open(service, who, id).await.unwrap().kind, Kind::Png);
    let taken_back = bring(service, who, subject, "other.png", "image/png", PNG).await.unwrap();
    files::remove(service, who, taken_back).await.unwrap();
    queue::take(service, &cast.reviewer, sent.claim).await.unwrap();
    assert_eq!(open(service, &cast.reviewer, id).await.unwrap(), PNG);
    assert!(refusal(files::remove(service, who, id).await).contains("has opened the file"));
    assert_eq!(files::list(service, who, subject).await.unwrap().files.len(), 1);
});

async fn applied(service: &Service) -> (Actor, OrganisationId, Subject) {
    let owner = person(service, "owner").await;
    let id = organisations::apply(service, &owner, &cast::application("Example Pictures")).await.unwrap();
    (owner, id, Subject::Application(id))
}

both_engines!(documents_are_for_members_and_administrators, |app: TestService| async move {
    let service = &app.service;
    let (owner, _, subject) = applied(service).await;
    let id = picture(service, &owner, subject).await;
    let admin = staff(service, "admin", Role::Administrator).await;
    assert_eq!(open(service, &admin, id).await.unwrap(), PNG);
    for role in [Role::Reviewer, Role::Senior] {
        let somebody = staff(service, role.as_str(), role).await;
        assert!(matches!(open(service, &somebody, id).await, Err(Error::NotFound)), "{role:?}");
    }
    let (rival, _, _) = applied(service).await;
    assert!(matches!(open(service, &rival, id).await, Err(Error::NotFound)));
    assert!(matches!(files::own(service, Claimant::Person(&admin), subject).await, Err(Error::NotFound)));
});

both_engines!(documents_are_erased_when_the_verdict_is_thirty_days_old, |app: TestService| async move {
    const DAY: Duration = Duration::from_hours(24);
    let service = &app.service;
    let (admin, _) = cast::administrators(service).await;
    let (owner, organisation, subject) = applied(service).await;
    let id = picture(service, &owner, subject).await;
    let [path] = &lying(service)[..] else { panic!("one file lies there") };
    let backup = std::fs::read(path).unwrap();
    // Without a verdict there is no end.
    service.clock.advance(90 * DAY);
    work::run_due(service).await.unwrap();
    assert_eq!(open(service, &owner, id).await.unwrap(), PNG);

    organisations::decide(service, &admin, organisation, Verdict::Refused, "Not shown").await.unwrap();
    assert!(refusal(files::remove(service, Claimant::Person(&owner), id).await).contains("decided"));
    service.clock.advance(29 * DAY);
    work::run_due(service).await.unwrap();
    assert_eq!(open(service, &owner, id).await.unwrap(), PNG, "until then they stay");
    service.clock.advance(DAY);
    work::run_due(service).await.unwrap();
    assert!(lying(service).is_empty());
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_keys WHERE key_sealed IS NOT NULL").await, 0);
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_files WHERE name_sealed IS NOT NULL").await, 0);
    // A copy of the folder that comes back is noise.
    std::fs::write(path, backup).unwrap();
    assert!(matches!(open(service, &owner, id).await, Err(Error::NotFound)));
    let found = organisations::organisation(service, &owner, organisation).await.unwrap();
    assert_eq!(found.state, State::Refused);
    let erased: Vec<_> = entries(service, found.log_case).await;
    assert_eq!(erased.iter().filter(|entry| entry.kind == "evidence.erased").count(), 1);
    assert_eq!(erased.last().unwrap().value["fields"]["files"], 1);
});

both_engines!(no_later_file_or_verdict_keeps_a_document_longer, |app: TestService| async move {
    const DAY: Duration = Duration::from_hours(24);
    let service = &app.service;
    let (admin, other) = cast::administrators(service).await;
    let (owner, organisation, subject) = applied(service).await;
    let (first, beside) = (picture(service, &owner, subject).await, picture(service, &owner, subject).await);
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_keys").await, 1);
    organisations::decide(service, &admin, organisation, Verdict::Refused, "Not shown").await.unwrap();
    // Another verdict, on day 20, looks at the same documents, and moves nothing.
    service.clock.advance(20 * DAY);
    let step = organisations::propose_override(service, &admin, organisation, "Shown").await.unwrap();
    organisations::confirm_override(service, &other, step).await.unwrap();
    // Two files, on day 29, and another on day 30, each under a key of its own.
    service.clock.advance(9 * DAY);
    let late = [picture(service, &owner, subject).await, picture(service, &owner, subject).await];
    service.clock.advance(Duration::from_secs(24 * 3_600 - 1));
    work::run_due(service).await.unwrap();
    assert_eq!(open(service, &owner, first).await.unwrap(), PNG, "until then it stays");
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_keys").await, 3);

    service.clock.advance(Duration::from_secs(1));
    work::run_due(service).await.unwrap();
    let later = picture(service, &owner, subject).await;
    service.clock.advance(DAY);
    work::run_due(service).await.unwrap();
    for gone in [first, beside] {
        assert!(matches!(open(service, &owner, gone).await, Err(Error::NotFound)), "day 31");
    }
    for stays in [late[0], late[1], later] {
        assert_eq!(open(service, &owner, stays).await.unwrap(), PNG);
    }
    let listed = files::list(service, Claimant::Person(&owner), subject).await.unwrap();
    let listed: BTreeSet<_> = listed.files.into_iter().map(|file| file.id).collect();
    assert_eq!(listed, BTreeSet::from([late[0], late[1], later]), "under whichever key they lie");

    // Day 59: the two of day 29 go, and the one of day 30 a day after them.
    service.clock.advance(28 * DAY);
    work::run_due(service).await.unwrap();
    for gone in late {
        assert!(matches!(open(service, &owner, gone).await, Err(Error::NotFound)), "day 59");
    }
    assert_eq!(open(service, &owner, later).await.unwrap(), PNG);
    service.clock.advance(DAY);
    work::run_due(service).await.unwrap();
    assert!(lying(service).is_empty());
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_keys WHERE key_sealed IS NOT NULL").await, 0);
});

both_engines!(a_refused_document_leaves_no_key_and_no_entry, |app: TestService| async move {
    const DAY: Duration = Duration::from_hours(24);
    let service = &cast::limited(&app.service, |limits| limits.documents_per_hour = 4);
    let (admin, _) = cast::administrators(service).await;
    let (owner, organisation, subject) = applied(service).await;
    let who = Claimant::Person(&owner);
    organisations::decide(service, &admin, organisation, Verdict::Refused, "Not shown").await.unwrap();
    for _ in 0..3 {
        refusal(bring(service, who, subject, "empty.txt", "", b"").await);
    }
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_files").await, 0);
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_keys").await, 0, "each went with its file");

    // What is kept has its key, and what is over the hour does not begin.
    let kept = picture(service, &owner, subject).await;
    let over = bring(service, who, subject, "empty.txt", "", b"").await;
    assert!(matches!(over, Err(Error::Accounts(accounts::Error::TooManyAttempts { limit: 4, .. }))), "{over:?}");
    service.clock.advance(Duration::from_hours(2));
    refusal(bring(service, who, subject, "empty.txt", "", b"").await);
    assert_eq!(open(service, &owner, kept).await.unwrap(), PNG);
    assert_eq!(count(service, "SELECT COUNT(*) FROM evidence_keys").await, 1);

    service.clock.advance(31 * DAY);
    work::run_due(service).await.unwrap();
    assert!(lying(service).is_empty());
    let case = organisations::organisation(service, &owner, organisation).await.unwrap().log_case;
    let mut erased = entries(service, case).await;
    erased.retain(|entry| entry.kind == "evidence.erased");
    let [erased] = &erased[..] else { panic!("only of what was kept: {}", erased.len()) };
    assert_eq!(erased.value["fields"]["files"], 1);

    // Facts and entries agree.
    audit::settle(service).await.unwrap();
    let source = verify::Source::Folder(service.log.second_store().folder().to_owned());
    let found = verify::verify(&source, &verify::Trust::default(), Some(&service.db), |_, _| ()).await.unwrap();
    assert!(found.holds(), "{:?}", found.faults);
});
