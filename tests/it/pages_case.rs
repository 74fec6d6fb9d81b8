//! The page of a case at the desk, through the router: whose history is told, what stays of a decision that is being written, and what
//! somebody may do here.

use std::time::Duration;

use http::{StatusCode, header};
use writ::accounts::Role;
use writ::audit;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::escalations::{self, Kind};
use writ::claims::filing::ClaimInput;
use writ::claims::reports::Report;
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::{authorities, correspondents, filing, queue, reports, works};
use writ::db;
use writ::ids::{ClaimId, NoticeId, TargetId};
use writ::process::appeals::{self, Appellant};
use writ::service::Service;

use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines, link_in, mailed};
use crate::claims::cast::{self, Cast, File, count};
use crate::pages_desk::{look, post, scene, staff};

/// Nora's notice, and the code by which she confirms her address.
pub async fn noticed(service: &Service, link: &str) -> (ClaimId, TargetId, String) {
    let report = cast::report(Basis::EuDsa, link);
    let statement =
        StatementInput { name: "Nora Notifier".into(), email: "nora@example.net".into(), ..report.statement };
    let report = Report { statement, ..report };
    let mut filed = None;
    let mails = mailed(service, async || {
        filed = Some(reports::send(service, "192.0.2.1", None, &report).await.unwrap());
    })
    .await;
    let filed = filed.unwrap();
    let code = link_in(&mails[0], &format!("/report/confirmation/{}/", filed.claim));
    (filed.claim, filed.targets[0].target, code)
}

both_engines!(nobody_has_a_history_by_an_address_that_they_did_not_confirm, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let (first, target, code) = noticed(service, &film.url()).await;
    let (second, _, other) = noticed(service, &film.url()).await;
    queue::take(service, &cast.reviewer, first).await.unwrap();
    let ruling = Ruling {
        target,
        finding: Finding::NotInfringing,
        action: Action::None,
        ground: String::new(),
        reasons: "It is another film.".into(),
    };
    decisions::decide(service, &cast.reviewer, first, &[ruling]).await.unwrap();
    let page = format!("/desk/claims/{second}");
    let unconfirmed = look(service, &page, &reviewer).await.body;
    assert!(unconfirmed.contains("Nora Notifier: no history is kept for a sender who has not confirmed an address"));
    assert!(!unconfirmed.contains("withdrawn before"), "what is not counted is no number");
    correspondents::confirm(service, first, &code).await.unwrap();
    correspondents::confirm(service, second, &other).await.unwrap();
    let known = look(service, &page, &reviewer).await.body;
    assert!(known.contains(">Nora Notifier</a>: 0 upheld, 1 rejected, 0 withdrawn before"), "{known}");
    // Each party leads to its record.
    let of_uploader = format!("href=\"/desk/standing/accounts/{}\"", film.owner.account);
    assert!(known.contains("href=\"/desk/standing/correspondents/") && known.contains(&of_uploader));
    let filed = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap();
    let shown = look(service, &format!("/desk/claims/{}", filed.claim), &reviewer).await.body;
    assert!(shown.contains(&format!("href=\"/desk/standing/organisations/{}\"", cast.organisation)));
});

both_engines!(what_is_typed_of_a_decision_stays_while_something_else_is_done, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let page = format!("/desk/claims/{}", scene.claim);
    post(service, &format!("{page}/assignment"), &scene.reviewer, &[]).await;
    let typed = [("finding-1", "infringing"), ("ground-1", "A ground of mine"), ("reasons-1", "What I had typed.")];
    let act = async |path: &str, more: &[(&str, &str)]| {
        let fields: Vec<(&str, &str)> = typed.iter().chain(more).copied().collect();
        post(service, &format!("{page}/{path}"), &scene.reviewer, &fields).await
    };
    let stays = |body: &str| {
        let kept = ["What I had typed.", "value=\"A ground of mine\"", "value=\"infringing\" checked"];
        kept.into_iter().all(|kept| body.contains(kept))
    };
    let noted = act("notes", &[("note", "Claimed last week, too.")]).await;
    assert_eq!(noted.status, StatusCode::OK);
    assert!(stays(&noted.body) && noted.body.contains("The note stands with the case"), "{}", noted.body);
    assert_eq!(noted.body.matches("Claimed last week, too.").count(), 1, "it is noted, and not typed any more");
    let empty = act("notes", &[("note", " ")]).await;
    assert!(empty.status == StatusCode::UNPROCESSABLE_ENTITY && stays(&empty.body));
    // What is refused shows its panel; what was not sent begins as it does at first.
    let silent = post(service, &format!("{page}/question"), &scene.reviewer, &[("explanation", "")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    for shown in ["<details class=\"card\" open><summary>The notice lacks", "value=\"17 U.S.C. 106 (copyright)\""] {
        assert!(silent.body.contains(shown), "{shown}: {}", silent.body);
    }
    let unsaid = act("escalation", &[("escalation", "judgement")]).await;
    assert!(unsaid.status == StatusCode::UNPROCESSABLE_ENTITY && stays(&unsaid.body));
    assert!(unsaid.body.contains("<details class=\"card\" open><summary>Hand it to a senior"));
    // What was begun beside the decision is there again after it was looked at, too.
    let confirm = act("decision", &[("action-1", "disable-link"), ("note", "To be noted")]).await;
    assert!(confirm.status == StatusCode::OK && confirm.body.contains("name=\"note\" value=\"To be noted\""));
    let asked = act("question", &[("missing", "works"), ("explanation", "Which reel is it?")]).await;
    assert!(asked.status == StatusCode::OK && stays(&asked.body) && asked.body.contains("The notifier was asked"));
    // Where nothing was begun, the page has its address again.
    let plain = post(service, &format!("{page}/notes"), &scene.reviewer, &[("note", "Once more.")]).await;
    assert_eq!(plain.header(header::LOCATION), format!("{page}#notes"));
});

both_engines!(evidence_stays_open_and_its_key_is_handed_out_once, |app: TestService| async move {
    const OPENINGS: &str = "SELECT COUNT(*) FROM evidence_openings";
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let song = File::upload(service, "song.flac").await;
    let targets = vec![cast::target(&film.url()), cast::target(&song.url())];
    let filed = cast::file(service, &cast, targets).await.unwrap();
    let page = format!("/desk/claims/{}", filed.claim);
    let decision = format!("{page}/decision");
    post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
    let open = |at: usize| format!("{page}/targets/{}/evidence", filed.targets[at].target);
    let (key, first) = (film.file_key().encode(), filed.targets[0].target.to_string());
    let alone = post(service, &open(0), &reviewer, &[]).await.body;
    assert!(alone.contains("film.mkv") && alone.contains(key.as_str()) && alone.contains("name=\"open\""));
    let opened = [("open", first.as_str()), ("key-1", key.as_str())];
    let both = post(service, &open(1), &reviewer, &opened).await.body;
    for shown in ["film.mkv", "song.flac", key.as_str(), song.file_key().encode().as_str()] {
        assert!(both.contains(shown), "{shown}: {both}");
    }
    // A mistake, and going back from what would be decided: it stays, nothing is handed out, and nothing more is logged.
    for typed in [("finding-1", "infringing"), ("step", "change")] {
        let again = post(service, &decision, &reviewer, &[typed, opened[0], opened[1]]).await;
        assert!(again.body.contains("film.mkv") && again.body.contains(key.as_str()), "{}", again.body);
        // What was disclosed is shown in a frame, and nothing of it on the page itself.
        assert_eq!(again.header("content-security-policy"), writ::http::security::POLICY);
        let without = post(service, &decision, &reviewer, &[typed, opened[0]]).await.body;
        assert!(without.contains("film.mkv") && !without.contains(key.as_str()), "the key comes from the form alone");
    }
    assert_eq!(count(service, OPENINGS).await, 2);
    // It is open for whoever opened it, as long as its parts are theirs.
    let other = staff(service, &cast, "ria", Role::Reviewer).await;
    let senior = staff(service, &cast, "sam", Role::Senior).await;
    for session in [&other, &senior] {
        let peeked = post(service, &decision, session, &[("step", "change"), opened[0]]).await;
        assert!(!peeked.body.contains("film.mkv"), "{}", peeked.body);
    }
    service.clock.advance(Duration::from_mins(61));
    post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
    let late = post(service, &decision, &reviewer, &[("step", "change"), opened[0], opened[1]]).await.body;
    assert!(!late.contains("film.mkv") && !late.contains(key.as_str()));
});

both_engines!(a_form_begins_with_the_law_only_where_it_is_known, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let (anything, _, _) = noticed(service, &film.url()).await;
    let work = works::register(service, &cast.member, cast.organisation, &cast::work()).await.unwrap();
    let of_work = ClaimInput {
        basis: Basis::EuDsa,
        statement: cast::notice(Basis::EuDsa),
        works: vec![work],
        ..cast::claim_of(vec![cast::target(&film.url())])
    };
    let of_work = filing::file(service, &cast.member, cast.organisation, &of_work).await.unwrap().claim;
    for (claim, copyright) in [(anything, false), (of_work, true)] {
        let page = format!("/desk/claims/{claim}");
        post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
        let shown = look(service, &page, &reviewer).await.body;
        assert_eq!(shown.contains("Directive 2001/29/EC"), copyright);
        assert!(!shown.contains("(optional)") && shown.contains("Needed where it is found infringing"));
    }
});

both_engines!(a_sender_has_one_name_at_the_desk, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let senior = staff(service, &cast, "sam", Role::Senior).await;
    let film = File::upload(service, "film.mkv").await;
    let (claim, _, _) = noticed(service, &film.url()).await;
    let others = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap().claim;
    let page = format!("/desk/claims/{claim}");
    let named = format!("<a href=\"{page}\">Nora Notifier</a>");
    assert!(look(service, "/desk", &reviewer).await.body.contains(&named));
    post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
    assert!(look(service, "/desk/workload", &senior).await.body.contains(&named));

    // What a decision would touch besides the case: others by law, party and state, and never the case itself.
    let shown = look(service, &page, &reviewer).await.body;
    let other = format!("href=\"/desk/claims/{others}\">US DMCA, Example Pictures, waiting</a>");
    assert!(shown.contains(&other) && shown.contains("Other claims"), "{shown}");
    let own = format!("href=\"{page}\">EU DSA, Nora Notifier");
    assert!(!shown.contains(&own));
    let of_other = look(service, &format!("/desk/claims/{others}"), &reviewer).await.body;
    assert!(!of_other.contains("EU DSA, Nora"), "what would be touched is for whoever decides");
    post(service, &format!("/desk/claims/{others}/assignment"), &reviewer, &[]).await;
    let of_other = look(service, &format!("/desk/claims/{others}"), &reviewer).await.body;
    assert!(of_other.contains(&format!("href=\"{page}\">EU DSA, Nora Notifier, in review</a>")));
    let of_file = look(service, &format!("/desk/objects/{}", film.object), &reviewer).await.body;
    assert!(of_file.contains(&own) && of_file.contains("US DMCA, Example Pictures"), "a file's page names all");
    let of_other = look(service, &format!("/desk/claims/{others}"), &senior).await.body;
    assert!(of_other.contains(&format!("href=\"{page}\">EU DSA, Nora Notifier, in review</a>")), "and for seniors");

    let typed = [
        ("finding-1", "infringing"),
        ("action-1", "lock-and-delete"),
        ("ground-1", "Copyright"),
        ("reasons-1", "It is the film."),
        ("step", "confirm"),
    ];
    let decided = post(service, &format!("{page}/decision"), &reviewer, &typed).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER);
    let mut tx = service.db.read().await.unwrap();
    let (notice,) = db::one!(&mut tx, (NoticeId,), "SELECT id FROM notices").unwrap();
    drop(tx);
    let uploader = Appellant::Uploader(&film.owner, notice);
    let appeal = appeals::lodge(service, uploader, "It is my own film.").await.unwrap();
    assert!(look(service, "/desk/appeals", &reviewer).await.body.contains("Nora Notifier: "));

    // What else is claimed of the file stands beside what was decided, too: for seniors, and for whoever judges it while they do.
    let judge = staff(service, &cast, "ria", Role::Reviewer).await;
    let other = format!("href=\"/desk/claims/{others}\">US DMCA, Example Pictures, in review</a>");
    let shows = async |session: &str| look(service, &page, session).await.body.contains(&other);
    assert!(shows(&senior).await && !shows(&reviewer).await && !shows(&judge).await);
    let hand = format!("/desk/appeals/{appeal}");
    assert_eq!(post(service, &format!("{hand}/assignment"), &judge, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(shows(&judge).await && !shows(&reviewer).await, "it is in one's hands");
    post(service, &format!("{hand}/release"), &judge, &[]).await;
    assert!(!shows(&judge).await);
});

both_engines!(who_has_a_case_keeps_it_longer_and_goes_on_while_it_is_paused, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let page = format!("/desk/claims/{}", scene.claim);
    let take = format!("{page}/assignment");
    post(service, &take, &scene.reviewer, &[]).await;
    let mine = look(service, &page, &scene.reviewer).await.body;
    assert!(mine.contains("Keep it 60 minutes more") && !mine.contains("Take the next one"), "{mine}");
    service.clock.advance(Duration::from_mins(40));
    let kept = post(service, &take, &scene.reviewer, &[("reasons-1", "What I had typed.")]).await;
    assert!(kept.status == StatusCode::OK && kept.body.contains("What I had typed."), "nothing that is typed goes");
    service.clock.advance(Duration::from_mins(40));
    let other = staff(service, &scene.cast, "ria", Role::Reviewer).await;
    let taken = post(service, &take, &other, &[]).await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY, "it is theirs still");
    assert_eq!(post(service, &take, &scene.reviewer, &[]).await.header(header::LOCATION), page);
    let asked = [("missing", "works"), ("explanation", "Which reel is it?")];
    post(service, &format!("{page}/question"), &scene.reviewer, &asked).await;
    let paused = look(service, &page, &scene.reviewer).await.body;
    assert!(
        paused.contains("Yours until") && paused.contains("Take the next one") && paused.contains("data-key=\"n\"")
    );
});

both_engines!(an_escalated_case_says_in_whose_hands_it_is_and_what_was_done_at_once, |app: TestService| async move {
    let service = &app.service;
    let scene = scene(service).await;
    let senior = staff(service, &scene.cast, "sam", Role::Senior).await;
    let page = format!("/desk/claims/{}", scene.claim);
    let escalation = [("escalation", "life"), ("words", "It names a person and a day.")];
    let raised = post(service, &format!("{page}/escalation"), &scene.reviewer, &escalation).await;
    assert_eq!(raised.header(header::LOCATION), page);
    let seen = look(service, &page, &scene.reviewer).await.body;
    for said in
        [">with a senior</span>", "Only seniors take it and decide it", "It waits for the decision of a senior."]
    {
        assert!(seen.contains(said), "{said}: {seen}");
    }
    let state =
        |body: &str| body.split("<h1>").nth(1).and_then(|rest| rest.split("</header>").next()).unwrap().to_owned();
    assert!(!state(&seen).contains(">waiting</span>") && !seen.contains("Take this claim"));
    let board = format!("data-refresh=\"/desk/objects/{}/board\"", scene.file.object);
    assert!(seen.contains(&board), "what became of the file stands there, though nothing is decided: {seen}");
    // What holds the file is released by those who may.
    assert!(seen.contains(">preserved</span>") && !seen.contains("Release or extend it"));
    assert!(look(service, &page, &senior).await.body.contains("Release or extend it"));
    let (end, back) = (format!("{page}/escalation/end"), [("back", "It is a line of the film.")]);
    let theirs = post(service, &end, &scene.reviewer, &back).await;
    assert_eq!(theirs.status, StatusCode::FORBIDDEN);
    assert!(theirs.body.contains("Only seniors take on what was escalated."), "{}", theirs.body);
    let empty = post(service, &end, &senior, &[("back", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    post(service, &end, &senior, &back).await;
    // The log has not numbered it yet, and the page says it all the same.
    let (line, moments) = ("sent the case back", "the log numbers it within moments");
    let at_once = look(service, &page, &senior).await.body;
    assert!(at_once.contains(line) && at_once.contains(moments), "{at_once}");
    audit::sequence(service).await.unwrap();
    let numbered = look(service, &page, &senior).await.body;
    assert!(numbered.matches(line).count() == 1 && !numbered.contains(moments), "{numbered}");
    assert!(state(&numbered).contains(">waiting</span>"));
});

both_engines!(what_a_danger_locks_is_said_at_its_target_and_before_it_is_given_back, |app: TestService| async move {
    const LOCKED: &str = ">locked for a danger</span>";
    let service = &app.service;
    let scene = scene(service).await;
    let senior = staff(service, &scene.cast, "sam", Role::Senior).await;
    let page = format!("/desk/claims/{}", scene.claim);
    assert!(!look(service, &page, &senior).await.body.contains(LOCKED));
    let reviewer = &scene.cast.reviewer;
    escalations::raise(service, reviewer, scene.claim, Some(Kind::Life), "It names a person.").await.unwrap();
    assert!(look(service, &page, &senior).await.body.contains(LOCKED));
    post(service, &format!("{page}/assignment"), &senior, &[]).await;
    let typed = [("finding-1", "not-infringing"), ("action-1", "none"), ("reasons-1", "It is a line of the film.")];
    let decision = format!("{page}/decision");
    let alone = post(service, &decision, &senior, &typed).await.body;
    assert!(alone.contains("That lock is lifted with this decision"), "{alone}");
    // Another case is escalated for the same file: what is decided about the first leaves it locked, and says so.
    let film = cast::report(Basis::EuDsa, &scene.file.url());
    let other = reports::send(service, "198.51.100.2", None, &film).await.unwrap().claim;
    escalations::raise(service, reviewer, other, Some(Kind::Child), "It shows a child.").await.unwrap();
    let both = post(service, &decision, &senior, &typed).await.body;
    assert!(both.contains("It stays locked for now") && !both.contains("That lock is lifted"), "{both}");
    let confirmed: Vec<_> = typed.into_iter().chain([("step", "confirm")]).collect();
    post(service, &decision, &senior, &confirmed).await;
    let decided = look(service, &page, &senior).await.body;
    assert!(decided.contains("Decided: not infringing") && decided.contains(LOCKED), "{decided}");
    escalations::send_back(service, &scene.cast.senior, other, "A doll").await.unwrap();
    assert!(!look(service, &page, &senior).await.body.contains(LOCKED));
});

both_engines!(an_order_is_spoken_of_as_one, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = authorities::enter(service, &cast.reviewer, &cast::order(&[&film.bare()])).await.unwrap().claim;
    let page = format!("/desk/claims/{claim}");
    post(service, &format!("{page}/assignment"), &reviewer, &[]).await;
    let open = look(service, &page, &reviewer).await.body;
    for said in ["Its effect is to be confirmed to kammer10@lg.example", "Where the order asks for no more than that"] {
        assert!(open.contains(said), "{said}: {open}");
    }
    assert!(!open.contains("Where only its publication infringes"));
    // Its document is asked for where it can be brought, and no field is spoken of where there is none.
    let (field, asked) = ("type=\"file\"", "href=\"#evidence\">Bring it below");
    assert!(open.contains(field) && open.contains(asked), "{open}");
    let typed =
        [("finding-1", "ordered"), ("action-1", "disable-link"), ("reasons-1", "It is ordered."), ("step", "confirm")];
    let decided = post(service, &format!("{page}/decision"), &reviewer, &typed).await;
    assert_eq!(decided.status, StatusCode::SEE_OTHER);
    let confirmation = [("words", "The link was disabled."), ("means", "print")];
    post(service, &format!("{page}/confirmation"), &reviewer, &confirmation).await;
    let confirmed = look(service, &page, &reviewer).await.body;
    assert!(confirmed.contains("Its effect was confirmed to kammer10@lg.example"), "{confirmed}");
    assert!(confirmed.contains("It cannot be added any more"), "{confirmed}");
    assert!(!confirmed.contains(field) && !confirmed.contains("Bring it below"), "{confirmed}");
    // Taken back before it was decided, it is withdrawn by nobody who claims.
    let claim = authorities::enter(service, &cast.reviewer, &cast::order(&[&film.bare()])).await.unwrap().claim;
    let taken_back = authorities::WithdrawalInput {
        on: "2026-11-22".into(),
        told_by: "The registry".into(),
        words: "It is set aside.".into(),
    };
    authorities::withdraw(service, &cast.reviewer, claim, &taken_back).await.unwrap();
    let withdrawn = look(service, &format!("/desk/claims/{claim}"), &reviewer).await.body;
    assert!(withdrawn.contains("taken back by its authority") && !withdrawn.contains("by the claimant"), "{withdrawn}");
    // What a claimant brings is not called as the evidence that is opened.
    let (claim, _, _) = noticed(service, &film.url()).await;
    let shown = look(service, &format!("/desk/claims/{claim}"), &reviewer).await.body;
    assert!(shown.contains("What the claimant sent</h2>") && !shown.contains("Evidence</h2>"), "{shown}");
});

both_engines!(a_notice_that_a_browser_sends_again_is_taken_once, |app: TestService| async move {
    let service = &app.service;
    let film = File::upload(service, "film.mkv").await;
    account(service, "ugo@example.net").await;
    let session = session_of(service, "ugo@example.net").await;
    let form = async || {
        let form = look(service, "/report?basis=eu-dsa", &session).await.body;
        form.split("name=\"once\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let link = film.url();
    let sent = async |once: &str, reasons: &str| {
        let fields = [
            ("basis", "eu-dsa"),
            ("once", once),
            ("targets", &*link),
            ("reasons", reasons),
            ("name", "Ugo Example"),
            ("email", "ugo@example.net"),
            ("good_faith", "yes"),
        ];
        let page = post(service, "/report", &session, &fields).await;
        assert!(page.status == StatusCode::OK && page.body.contains("Your notice is received"), "{}", page.body);
        let secret = page.body.split("class=\"secret\">").nth(1).unwrap().split('<').next().unwrap();
        secret.rsplit('/').next().unwrap().to_owned()
    };
    let (once, other) = (form().await, form().await);
    let first = sent(&once, "It is a copy of our film.").await;
    assert_eq!(sent(&once, "It is a copy of our film.").await, first, "the page is reloaded");
    assert_eq!(count(service, "SELECT COUNT(*) FROM claims").await, 1);
    reports::follow(service, &first).await.unwrap();
    // What else is said with it, or by another form, is another notice; so is what comes by none.
    let mut links = vec![first];
    for (once, reasons) in [
        (&*once, "It is a copy of our song."),
        (&*other, "It is a copy of our film."),
        ("", "It is a copy of our film."),
        ("", "It is a copy of our film."),
    ] {
        links.push(sent(once, reasons).await);
    }
    links.sort();
    links.dedup();
    assert_eq!(links.len(), 5);
    assert_eq!(count(service, "SELECT COUNT(*) FROM claims").await, 5);
});
