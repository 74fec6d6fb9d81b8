//! What the uploader's notice says, and keeps of what was sent.

use http::StatusCode;
use writ::accounts;
use writ::audit;
use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::filing::{self, ClaimInput};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{self, cases, escalations, queue, reports, works};
use writ::notices::{self, NoticeKind, Statement};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::complaints::{self, Typed};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::{counter_notices, overturning, waiting};
use writ::service::Service;
use writ::takedown;
use writ::texts::Language;
use writ::vault::links::{self, LinkTerms};

use super::{Parties, reviewer};
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines, mailed};
use crate::claims::cast::{self, Cast, File};
use crate::pages_desk::{look, post};
use crate::process::overturning::back;
use crate::process::{action, at, countered, decide, decided, in_new_york, mails, restriction, turn_to, worked};

/// The first card of what comes, and what stands in it.
fn if_nothing_is_done(page: &str) -> &str {
    page.split("id=\"ahead-nothing\"").nth(1).unwrap().split("</section>").next().unwrap()
}

both_engines!(an_uploader_reads_what_work_is_claimed_before_answering_on_oath, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let works = cast::report(Basis::UsDmca, &parties.film.url()).statement.works;
    assert!(!works.is_empty());
    let notice = restriction(service, &parties.film).await;
    let place = format!("/notices/{notice}");
    let page = look(service, &place, &parties.uploader).await.body;
    assert!(page.contains("What is claimed to be infringed") && page.contains(&works), "{page}");
    assert!(page.contains("Ada Example") && page.contains("as given in the notice"), "who claims it: {page}");
    assert!(!page.contains("not about intellectual property"), "{page}");
    let form = look(service, &format!("{place}/counter-notice"), &parties.uploader).await.body;
    assert!(form.contains(&works) && form.contains("Ada Example"), "{form}");
    let fields = [
        ("material", "My own recording"),
        ("location", "https://files.example/f/AAAAAAAAAAAAAAAAAAAAAA"),
        ("name", "Sam Example"),
        ("address", "1 Example Street"),
        ("place", "abroad"),
        ("telephone", "+1 415 555 0100"),
        ("mistake", "yes"),
        ("jurisdiction", "yes"),
        ("service_of_process", "yes"),
        ("signature", "Sam Example"),
    ];
    let checked = post(service, &format!("{place}/counter-notice"), &parties.uploader, &fields).await;
    assert_eq!(checked.status, StatusCode::OK, "{}", checked.body);
    assert!(checked.body.contains(&works), "before it is sworn: {}", checked.body);
    assert!(
        checked.body.contains("<dt>It goes to</dt><dd>Ada Example</dd>"),
        "who may sue and is answered: {}",
        checked.body
    );
    let mails = mails(service).await;
    let told = mails.iter().find(|mail| mail.contains("Subject: A file of yours was locked")).expect("a mail");
    assert!(!told.contains(&works), "what may name the file is in no mail: {told}");
    assert!(!told.contains("Ada Example"), "nor a person, since a mail cannot be taken back: {told}");
});

both_engines!(nobody_is_named_who_claims_no_rights_or_says_that_somebody_is_in_danger, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = account(service, "owner@example.org").await;
    let uploader = session_of(service, "owner@example.org").await;
    // Of the last, staff saw the danger, and not its sender's own word.
    for (finding, in_danger, seen, named) in [
        (Finding::Infringing, false, false, true),
        (Finding::OtherIllegal, false, false, false),
        (Finding::Infringing, true, false, false),
        (Finding::Infringing, false, true, false),
    ] {
        let film = File::upload_of(service, owner, "concert.mkv").await;
        let mut report = cast::report(Basis::EuDsa, &film.url());
        report.statement.life_threatened = in_danger;
        let filed = reports::send(service, "203.0.113.7", None, &report).await.unwrap();
        if seen {
            let kind = Some(escalations::Kind::Life);
            escalations::raise(service, &cast.reviewer, filed.claim, kind, "They threaten her.").await.unwrap();
        }
        queue::take(service, &cast.senior, filed.claim).await.unwrap();
        let ruling = Ruling {
            target: filed.targets[0].target,
            finding,
            action: Action::LockAndDelete,
            ground: "Article 16".into(),
            reasons: "It is what the notice says.".into(),
        };
        decisions::decide(service, &cast.senior, filed.claim, &[ruling]).await.unwrap();
        let notice = restriction(service, &film).await;
        let page = look(service, &format!("/notices/{notice}"), &uploader).await.body;
        assert_eq!(page.contains("Ada Example"), named, "{finding:?}, {in_danger}: {page}");
        let why = if finding == Finding::OtherIllegal { "not about intellectual property" } else { "who is not named" };
        assert_eq!(page.contains(why), !named, "{finding:?}, {in_danger}: {page}");
    }
});

both_engines!(nobody_reads_the_key_of_anothers_file_in_what_a_claim_says_of_works, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload_of(service, account(service, "owner@example.org").await, "concert.mkv").await;
    let others = File::upload_of(service, account(service, "other@example.org").await, "diary.pdf").await;
    let mut report = cast::report(Basis::UsDmca, &film.url());
    report.targets.push(cast::target(&others.url()));
    report.statement.works = format!("Our concert, which is at {} and at {}.", film.url(), others.url());
    // What is signed is not changed: it is refused, and where the files are may be said without their keys.
    let refused = reports::send(service, "203.0.113.7", None, &report).await.map(drop);
    assert!(matches!(&refused, Err(claims::Error::Invalid(fields)) if fields[0].field == "works"), "{refused:?}");
    report.statement.works = format!("Our concert, which is at {} and at {}.", film.bare(), others.bare());
    let filed = reports::send(service, "203.0.113.7", None, &report).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = |target: usize, finding, action| Ruling {
        target: filed.targets[target].target,
        finding,
        action,
        ground: "17 U.S.C. 106".into(),
        reasons: "Only one of them is the concert.".into(),
    };
    let rulings =
        [ruling(0, Finding::Infringing, Action::LockAndDelete), ruling(1, Finding::NotInfringing, Action::None)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    let (uploader, notice) = (session_of(service, "owner@example.org").await, restriction(service, &film).await);
    for place in [format!("/notices/{notice}"), format!("/notices/{notice}/counter-notice")] {
        let page = look(service, &place, &uploader).await.body;
        assert!(page.contains("Our concert, which is at"), "{place}: {page}");
        assert!(page.contains(&others.bare()), "where it is may be said: {place}: {page}");
        for file in [&film, &others] {
            assert!(!page.contains(file.key.encode().as_str()), "{place}: {page}");
        }
    }
});

both_engines!(registered_works_are_told_by_their_titles, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let work = works::register(service, &cast.member, cast.organisation, &cast::work()).await.unwrap();
    let claim = ClaimInput { works: vec![work], ..cast::claim_of(vec![cast::target(&film.url())]) };
    let filed = filing::file(service, &cast.member, cast.organisation, &claim).await.unwrap();
    decide(service, &cast, &cast.reviewer, filed.claim, Action::LockAndDelete).await;
    let notice = restriction(service, &film).await;
    let told = notices::notice(service, film.owner.account, notice).await.unwrap();
    let Statement::Restriction { claimed, rights_holder, .. } = told.statement else { panic!("no restriction") };
    assert!(rights_holder.is_some() && claimed.intellectual_property);
    assert_eq!((claimed.titles, claimed.more), (vec!["The Long Way Home".to_owned()], 0));
});

both_engines!(a_notice_says_what_runs_before_what_comes_if_nothing_is_done, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let parties = Parties::new(service, Action::LockAndDelete).await;
    turn_to(service, at("2026-12-18T20:00:00Z"));
    let notice = restriction(service, &parties.film).await;
    let read = async || look(service, &format!("/notices/{notice}"), &parties.uploader).await.body;
    let page = read().await;
    assert!(if_nothing_is_done(&page).contains("The decision can be appealed until"), "{page}");
    assert!(!page.contains("What you sent"), "{page}");

    countered(service, &parties.film).await;
    let page = read().await;
    let nothing = if_nothing_is_done(&page);
    let returns = nothing.find("On 6 January 2027 the material returns by itself.").expect("what runs");
    assert!(returns < nothing.find("is kept").unwrap(), "first: {nothing}");
    assert!(page.contains("This way was used.") && !page.contains("This way is closed."), "{page}");
    assert!(
        page.contains("What you sent") && page.contains("My own recording of my own concert"),
        "what was sworn: {page}"
    );

    let grounds = "The maker gave me a licence <in writing>.";
    appeals::lodge(service, Appellant::Uploader(&parties.film.owner, notice), grounds).await.unwrap();
    let page = read().await;
    let nothing = if_nothing_is_done(&page);
    assert!(!nothing.contains("can be appealed until") && nothing.contains("is decided by"), "{nothing}");
    assert!(page.contains("The maker gave me a licence &lt;in writing&gt;."), "its grounds: {page}");
});

both_engines!(a_notice_whose_restriction_is_over_says_so_first, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let notice = restriction(service, &parties.film).await;
    let read = async || look(service, &format!("/notices/{notice}"), &parties.uploader).await.body;
    let live = ["A file of yours is locked: nobody can open it", "until it is lifted"];
    let page = read().await;
    for said in live {
        assert!(page.contains(said), "{said}: {page}");
    }
    let theirs = Appellant::Uploader(&parties.film.owner, notice);
    let appeal = appeals::lodge(service, theirs, "A licence").await.unwrap();
    appeals::decide(service, &parties.cast.senior, appeal, &Verdict::Lift, "A licence covers it.").await.unwrap();
    worked(service).await;
    let page = read().await;
    for said in live {
        assert!(!page.contains(said), "{said}: {page}");
    }
    let over = page.find("This restriction has ended. Nothing has to be done.").expect("it says so");
    assert!(over < page.find("Number of this notice").unwrap(), "under the title: {page}");
    assert!(page.contains("A file of yours was locked, so that nobody could open it"), "{page}");
    assert!(page.contains("This way was used. This notice named"), "{page}");
    assert!(
        page.contains("This way is closed, as the restriction has ended. This notice named"),
        "its last day, after that: {page}"
    );
    assert!(!page.contains("<p><strong>Until "), "{page}");
});

both_engines!(a_notice_is_called_the_same_in_the_list_on_its_page_and_in_its_mail, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let (cast, owner) = (&parties.cast, parties.film.owner);
    // Of two restrictions one ends.
    let held = File::upload_of(service, owner, "held.mkv").await;
    let (claim, _) = decided(service, cast, &held, Action::LockAndDelete).await;
    decided(service, &cast.rival(service, 9).await, &held, Action::LockAndDelete).await;
    worked(service).await;
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, Extent::Whole, "Licensed").await.unwrap();
    // A decision is overturned.
    let over = File::upload_of(service, owner, "over.mkv").await;
    let (_, decision) = decided(service, cast, &over, Action::LockAndDelete).await;
    worked(service).await;
    overturning::overturn(service, &cast.senior, decision, &back()).await.unwrap();
    // After the material came back a dispute ends for the claimant; somebody looks at it again, and nothing changes.
    let film = File::upload_of(service, owner, "back.mkv").await;
    let (_, decision) = decided(service, cast, &film, Action::LockAndDelete).await;
    let sent = countered(service, &film).await;
    let sent = counter_notices::of_uploader(service, &owner, sent).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    worked(service).await;
    let lawsuit = DisputeInput { kind: Some(Kind::Lawsuit), ..action() };
    let lawsuit = disputes::record(service, &cast.senior, decision, &lawsuit).await.unwrap();
    disputes::end(service, &cast.senior, lawsuit, Outcome::ForClaimant, "Judgment").await.unwrap();
    let waits = waiting::appeals(service, &cast.senior, None).await.unwrap().waiting.remove(0).it;
    appeals::decide(service, &cast.senior, waits.id, &Verdict::Refuse, "It is their own concert.").await.unwrap();
    worked(service).await;

    let uploader = session_of(service, "owner@example.org").await;
    let list = look(service, "/notices", &uploader).await.body;
    assert!(!list.contains("What became of your counter-notice"), "none of these is about one: {list}");
    // Which mirror signed, and at which one the service looked, as the public log says it.
    audit::sequence(service).await.unwrap();
    let of_file = look(service, &format!("/drive/{}", over.object), &uploader).await.body;
    for said in ["The mirror paris (FR)", "asked the mirror paris (FR) for the file, and it is gone"] {
        assert!(of_file.contains(said), "{said}: {of_file}");
    }
    let (all, mails) = (notices::notices_of(service, owner.account).await.unwrap(), mails(service).await);
    for (kind, title) in [
        (NoticeKind::StillHeld, "A restriction has ended, another stands"),
        (NoticeKind::Overturned, "A decision about a file of yours was overturned"),
        (NoticeKind::LookedAtAgain, "A case of yours is before a reviewer again"),
        (NoticeKind::StaysSo, "A case of yours was looked at again and stays as it is"),
    ] {
        let told = all.iter().find(|notice| notice.kind == kind).unwrap_or_else(|| panic!("{kind:?}: {all:?}"));
        let place = format!("/notices/{}", told.id);
        assert!(list.contains(&format!("<a href=\"{place}\">{title}</a>")), "{title}: {list}");
        let page = look(service, &place, &uploader).await.body;
        assert!(page.contains(&format!("<h1>{title}</h1>")), "{title}: {page}");
        assert!(mails.iter().any(|mail| mail.contains(&format!("Subject: {title}"))), "{title}");
    }
});

both_engines!(
    what_stands_while_another_restriction_has_ended_is_of_the_file_or_of_the_link,
    |app: TestService| async move {
        let service = &app.service;
        let parties = Parties::new(service, Action::LockAndDelete).await;
        let (cast, owner) = (&parties.cast, parties.film.owner);
        let rival = cast.rival(service, 9).await;
        for (action, told, written) in [
            (Action::LockAndDelete, "so the file stays locked", "Something else holds the file still"),
            (Action::DisableLink, "so the link stays disabled", "Something else disables the link still"),
        ] {
            let film = File::upload_of(service, owner, "held.mkv").await;
            let (_, decision) = decided(service, cast, &film, action).await;
            decided(service, &rival, &film, action).await;
            worked(service).await;
            let sent = mailed(service, async || {
                overturning::overturn(service, &cast.senior, decision, &back()).await.unwrap();
            })
            .await;
            // Lines that were only broken to be short are whole again.
            let sent: Vec<_> = sent.iter().map(|mail| mail.replace("=\r\n", "").replace("=\n", "")).collect();
            for said in [told, written] {
                assert!(sent.iter().any(|mail| mail.contains(said)), "{said}: {sent:?}");
            }
            // Mail and page name the link and lead to the notice of what stands, the newest of the two.
            let all = notices::notices_of(service, owner.account).await.unwrap();
            let about: Vec<_> = all.iter().filter(|it| it.object == Some(film.object)).collect();
            let held = about.iter().find(|it| it.kind == NoticeKind::StillHeld).unwrap();
            let restrictions: Vec<_> = about.iter().filter(|it| it.kind == NoticeKind::Restriction).collect();
            let [stands, ended] = restrictions.as_slice() else { panic!("{about:?}") };
            let (link, stands) = (format!("/f/{}", film.link), format!("/notices/{}", stands.id));
            let mail = sent.iter().find(|mail| mail.contains(told)).unwrap();
            assert!(mail.contains(&link) && mail.contains(&stands), "{mail}");
            let read = async |id| look(service, &format!("/notices/{id}"), &parties.uploader).await.body;
            let page = read(held.id).await;
            assert!(page.contains(told) && page.contains(&link), "{told}: {page}");
            for page in [page, read(ended.id).await] {
                assert!(page.contains(&format!("<a href=\"{stands}\">The notice of what stands</a>")), "{page}");
                assert!(!page.contains("Nothing has to be done"), "{page}");
            }
        }
    }
);

both_engines!(nothing_has_to_be_done_once_no_other_restriction_stands, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::DisableLink).await;
    let (first, rival) = (restriction(service, &parties.film).await, parties.cast.rival(service, 9).await);
    let (other, _) = decided(service, &rival, &parties.film, Action::DisableLink).await;
    let stands = format!("<a href=\"/notices/{}\">", restriction(service, &parties.film).await);
    worked(service).await;
    let text = PrivateLinkText(&parties.secret);
    let claimants = [(Claimant::Holder(&text), parties.claim), (Claimant::Person(&rival.member), other)];
    let mut said = Vec::new();
    for (claimant, claim) in claimants {
        withdrawal::withdraw(service, claimant, claim, Extent::Whole, "Licensed").await.unwrap();
        worked(service).await;
        let page = look(service, &format!("/notices/{first}"), &parties.uploader).await.body;
        let [another, nothing] = ["Another one stands.", "Nothing has to be done."]
            .map(|rest| page.contains(&format!("This restriction has ended. {rest}")));
        said.push((another, page.contains(&stands), nothing));
    }
    assert_eq!(said, [(true, true, false), (false, false, true)]);
});

both_engines!(a_link_is_said_to_work_again_once_nothing_disables_it_any_more, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::DisableLink).await;
    let (cast, film) = (&parties.cast, &parties.film);
    let (_, second) = decided(service, cast, film, Action::DisableLink).await;
    let typed = Typed { words: "It is ours.", email: "", language: Language::default() };
    let complaint = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
    let fresh = reviewer(service).await;
    let (of_file, of_complaint) = (format!("/drive/{}", film.object), format!("/desk/complaints/{complaint}"));
    let [stands, locked, works] = [
        "ended one restriction of a link; another decision disables it still",
        "ended one restriction of a link; the file itself stays locked",
        "enabled a link again",
    ];
    let overturned = async |decision| {
        overturning::overturn(service, &cast.senior, decision, &back()).await.unwrap();
        worked(service).await;
        [look(service, &of_file, &parties.uploader).await.body, look(service, &of_complaint, &fresh).await.body]
    };
    worked(service).await;
    for page in overturned(parties.decision).await {
        assert!(page.contains(stands) && !page.contains(works), "{page}");
    }
    for page in overturned(second).await {
        assert!(page.contains(works) && !page.contains(locked), "{page}");
    }
    // One whose file is locked by then opens nothing.
    let (_, third) = decided(service, cast, film, Action::DisableLink).await;
    decided(service, &cast.rival(service, 9).await, film, Action::LockAndDelete).await;
    worked(service).await;
    for page in overturned(third).await {
        assert!(page.contains(locked) && page.matches(works).count() == 1, "{page}");
    }
});

both_engines!(
    what_an_uploader_is_not_told_of_keeps_a_file_for_a_reason_that_says_little,
    |app: TestService| async move {
        let service = &app.service;
        let parties = Parties::new(service, Action::LockAndDelete).await;
        let notice = restriction(service, &parties.film).await;
        let read = async |path: &str| look(service, path, &parties.uploader).await.body;
        let kept = "kept for now, since a law or an open case may require it";
        let pages = [format!("/notices/{notice}"), "/account/closing".to_owned()];
        for path in &pages {
            assert!(!read(path).await.contains(kept), "{path}");
        }
        takedown::preserve(service, &parties.cast.senior, parties.film.object, None, "Prosecutor").await.unwrap();
        for path in &pages {
            let page = read(path).await;
            assert!(page.contains(kept), "{path}: {page}");
            for secret in ["must be preserved", "Prosecutor"] {
                assert!(!page.contains(secret), "{path}, {secret}: {page}");
            }
        }
    }
);

both_engines!(a_notifier_reads_again_what_was_sent, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let sent = cast::report(Basis::UsDmca, &parties.film.url()).statement;
    let page = parties.read(service).await;
    let details = page.split("What you sent").nth(1).unwrap().split("</details>").next().unwrap();
    let address = sent.address.lines().next().unwrap();
    for said in [sent.works.as_str(), address, sent.telephone.as_str(), "Under penalty of perjury, I am authorized"] {
        assert!(details.contains(said), "{said}: {details}");
    }
});

/// A page as somebody reads it in French.
async fn in_french(service: &Service, parties: &Parties, place: &str) -> String {
    let french = Language::named("fr").unwrap();
    accounts::choose_language(service, parties.film.owner, french).await.unwrap();
    look(service, place, &parties.uploader).await.body
}

both_engines!(the_way_back_to_a_notice_is_not_called_as_the_list_is, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let notice = restriction(service, &parties.film).await;
    for form in ["counter-notice", "appeal"] {
        let page = in_french(service, &parties, &format!("/notices/{notice}/{form}")).await;
        assert!(page.contains(&format!("<a href=\"/notices/{notice}\">Cet avis</a>")), "{page}");
    }
});

both_engines!(a_file_stored_with_a_token_is_said_to_have_no_name_yet, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let notice = restriction(service, &parties.film).await;
    let page = look(service, &format!("/notices/{notice}"), &parties.uploader).await.body;
    // A script shows it where the reader's own list is open and does not have the file.
    let hint = format!("data-key-missing=\"{}\" hidden", parties.film.object);
    assert!(page.contains(&hint) && page.contains("It was stored with a token"), "{page}");
});

both_engines!(a_locked_file_leads_to_the_notice_of_what_locked_it, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    let notice = restriction(service, &parties.film).await;
    let leads = format!("href=\"/notices/{notice}\"");
    let list = look(service, "/drive", &parties.uploader).await.body;
    assert!(list.contains(">locked<") && list.contains(&leads), "{list}");
    let file = format!("/drive/{}", parties.film.object);
    let page = look(service, &file, &parties.uploader).await.body;
    assert!(page.contains(&leads), "{page}");
    worked(service).await;
    let list = look(service, "/drive", &parties.uploader).await.body;
    assert!(
        list.contains(">locked<") && list.contains(&leads),
        "deleted from the mirrors, and kept in custody: {list}"
    );
    overturning::overturn(service, &parties.cast.senior, parties.decision, &back()).await.unwrap();
    worked(service).await;
    let list = look(service, "/drive", &parties.uploader).await.body;
    assert!(list.contains(">available<") && !list.contains(&leads), "{list}");
});

both_engines!(the_notice_of_a_purge_leads_to_the_notice_of_what_locked_the_file, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::LockAndDelete).await;
    worked(service).await;
    let notice = restriction(service, &parties.film).await;
    let (cast, object) = (&parties.cast, parties.film.object);
    let step = takedown::propose_purge(service, &cast.senior, object, "At once").await.unwrap();
    takedown::order_purge(service, &cast.first, step).await.unwrap();
    worked(service).await;
    let told = notices::notices_of(service, parties.film.owner.account).await.unwrap();
    let purge = told.into_iter().find(|told| told.kind == NoticeKind::Purge).unwrap().id;
    let page = look(service, &format!("/notices/{purge}"), &parties.uploader).await.body;
    let leads = format!("<a href=\"/notices/{notice}\">The notice of what was restricted</a>");
    assert!(page.contains(&leads), "{page}");
});

both_engines!(the_list_of_files_says_that_a_link_is_disabled, |app: TestService| async move {
    let service = &app.service;
    let parties = Parties::new(service, Action::DisableLink).await;
    let notice = restriction(service, &parties.film).await;
    let there = ">available<";
    let list = look(service, "/drive", &parties.uploader).await.body;
    assert!(list.contains(">link disabled<") && !list.contains(there), "its only link leads nowhere: {list}");
    assert!(list.contains(&format!("/notices/{notice}")), "{list}");
    let file = format!("/drive/{}", parties.film.object);
    let page = look(service, &file, &parties.uploader).await.body;
    assert!(page.contains(">link disabled<") && page.contains(&format!("href=\"/notices/{notice}\"")), "{page}");

    // Another link to it works.
    let owner = parties.film.owner.account;
    links::create(service, owner, parties.film.object, LinkTerms::default(), None).await.unwrap();
    let list = look(service, "/drive", &parties.uploader).await.body;
    assert!(list.contains(">link disabled<") && list.contains(there), "{list}");

    overturning::overturn(service, &parties.cast.senior, parties.decision, &back()).await.unwrap();
    let list = look(service, "/drive", &parties.uploader).await.body;
    assert!(!list.contains("link disabled") && list.contains(there), "{list}");

    // An order disables it of which the uploader is told nothing yet: what ended is not what restricts it.
    let reviewer = &parties.cast.reviewer;
    let hidden = OrderInput { gag: Some(Gag::Notice), ..cast::order(&[&parties.film.bare()]) };
    let order = authorities::enter(service, reviewer, &hidden).await.unwrap().claim;
    queue::take(service, reviewer, order).await.unwrap();
    let ordered = Ruling {
        target: cases::desk_case(service, reviewer, order).await.unwrap().case.targets[0].target,
        finding: Finding::Ordered,
        action: Action::DisableLink,
        ground: "§ 97 UrhG".into(),
        reasons: "It is ordered.".into(),
    };
    decisions::decide(service, reviewer, order, &[ordered]).await.unwrap();
    let list = look(service, "/drive", &parties.uploader).await.body;
    assert!(list.contains(">link disabled<") && !list.contains("See the notice"), "{list}");
    assert!(!list.contains("href=\"/notices/"), "{list}");
    let page = look(service, &file, &parties.uploader).await.body;
    assert!(page.contains(">link disabled<") && !page.contains("href=\"/notices/"), "{page}");
    authorities::lift_gag(service, &parties.cast.senior, order).await.unwrap();
    let told = notices::notices_of(service, owner).await.unwrap();
    let told = told.into_iter().find(|told| told.kind == NoticeKind::Restriction).unwrap().id;
    assert_ne!(told, notice);
    let list = look(service, "/drive", &parties.uploader).await.body;
    assert!(list.contains(&format!("/notices/{told}")), "{list}");
});
