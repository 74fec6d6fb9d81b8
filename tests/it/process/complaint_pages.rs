//! The pages of complaints: what a blocked link leads to, that no other link has such a page, and the desk's.

use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode, header};
use url::form_urlencoded;
use writ::accounts::Role;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::statement::Basis;
use writ::claims::{escalations, queue, reports};
use writ::ids::LinkId;
use writ::process::complaints::{self, Typed};
use writ::process::strikes::{self, Decision};
use writ::seal::link::LinkAuth;
use writ::service::Service;
use writ::texts::Language;
use writ::vault::links::{self, LinkTerms};

use super::{decided, three, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{Cast, File, count, report};
use crate::http::{Answer, get, send};
use crate::pages_desk;

const ALL: &str = "SELECT COUNT(*) FROM complaints";

/// What a stranger's browser sends.
async fn post(service: &Service, path: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(path)
        .header(header::ACCEPT, "text/html")
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(body))
        .unwrap();
    send(service, request).await
}

/// What a page says without the number of its request.
fn said(answer: &Answer) -> String {
    answer.body.replace(answer.header("x-request-id"), "")
}

both_engines!(a_blocked_link_leads_to_its_complaint_and_no_other_link_has_one, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (film, free) = (File::upload(service, "concert.mkv").await, File::upload(service, "free.mkv").await);
    let auth = LinkAuth::generate(&service.entropy);
    let terms = LinkTerms::default();
    let locked = links::create(service, film.owner.account, film.object, terms, Some(auth.clone())).await.unwrap();
    decided(service, &cast, &film, Action::LockAndDelete).await;

    let unknown = send(service, get("/f/AAAAAAAAAAAAAAAAAAAAAA/complaint")).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    let wrong = "A".repeat(43);
    for link in [&free.link, &locked] {
        let path = format!("/f/{link}/complaint");
        for answer in [
            send(service, get(&path)).await,
            post(service, &path, &[("words", "It is ours."), ("email", "sharee@mail.example")]).await,
            post(service, &path, &[("step", "begin"), ("auth", wrong.as_str())]).await,
        ] {
            assert_eq!((answer.status, said(&answer)), (StatusCode::NOT_FOUND, said(&unknown)), "{path}");
        }
        let page = send(service, get(&format!("/f/{link}"))).await;
        assert!(!page.body.contains(&format!("href=\"{path}\"")), "it leads to none");
    }
    assert_eq!(count(service, ALL).await, 0);

    let path = format!("/f/{}/complaint", film.link);
    let blocked = send(service, get(&format!("/f/{}", film.link))).await;
    assert_eq!(blocked.status, StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS);
    assert!(blocked.body.contains(&format!("href=\"{path}\"")), "{}", blocked.body);
    let form = send(service, get(&path)).await;
    assert!(form.status.is_success() && form.body.contains("Complain about a blocked link"), "{}", form.body);
    assert!(form.body.contains("part of the link after the #"), "it says what not to paste");

    for link in [film.url(), film.url().replace('#', "%23")] {
        let whole = format!("I was sent {link} by a friend.");
        let refused = post(service, &path, &[("words", whole.as_str()), ("email", "sharee@mail.example")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            refused.body.contains("the key of a link") && refused.body.contains("by a friend."),
            "what was typed stays"
        );
    }
    let refused = post(service, &path, &[("words", "It is ours."), ("email", "nobody")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("nobody") && refused.body.contains("It is ours."), "{}", refused.body);
    assert_eq!(count(service, ALL).await, 0, "nothing is stored");
    let sent = post(service, &path, &[("words", "It is ours."), ("email", "sharee@mail.example")]).await;
    assert!(sent.status.is_success() && sent.body.contains("Complaint received"), "{}", sent.body);
    assert!(!sent.body.contains("sharee@mail.example") && !sent.body.contains("/report/"), "{}", sent.body);

    // Who has the password shows that with the form.
    let (path, proof) = (format!("/f/{locked}/complaint"), auth.encode());
    let form = post(service, &path, &[("step", "begin"), ("auth", proof.as_str())]).await;
    assert!(form.status.is_success() && form.body.contains(proof.as_str()), "{}", form.body);
    let sent = post(service, &path, &[("words", "It is ours."), ("email", ""), ("auth", proof.as_str())]).await;
    assert!(sent.status.is_success() && sent.body.contains("You gave no e-mail address"), "{}", sent.body);
    assert_eq!(count(service, ALL).await, 2);
});

both_engines!(a_link_that_nobody_decided_about_yet_looks_like_one_that_somebody_did, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let [escalated, decided] = [File::upload(service, "a.mkv").await, File::upload(service, "b.mkv").await];
    for film in [&escalated, &decided] {
        let claim = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.url())).await.unwrap();
        queue::take(service, &cast.reviewer, claim.claim).await.unwrap();
        if film.link == escalated.link {
            let kind = Some(escalations::Kind::Life);
            escalations::raise(service, &cast.reviewer, claim.claim, kind, "A threat").await.unwrap();
        } else {
            let ruling = Ruling {
                target: claim.targets[0].target,
                finding: Finding::OtherIllegal,
                action: Action::LockAndDelete,
                ground: "§ 126 StGB".into(),
                reasons: "A threat.".into(),
            };
            decisions::decide(service, &cast.reviewer, claim.claim, &[ruling]).await.unwrap();
        }
    }
    let words = [("words", "It is ours."), ("email", "sharee@mail.example")];
    let mut seen = Vec::new();
    for film in [&escalated, &decided] {
        let (link, path) = (format!("/f/{}", film.link), format!("/f/{}/complaint", film.link));
        let page = send(service, get(&link)).await;
        assert_eq!(page.status, StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS);
        assert!(page.body.contains(&format!("href=\"{path}\"")), "{}", page.body);
        let form = send(service, get(&path)).await;
        let begun = post(service, &path, &[("step", "begin"), ("auth", "")]).await;
        let sent = post(service, &path, &words).await;
        assert!(sent.status.is_success() && sent.body.contains("Complaint received"), "{}", sent.body);
        let plain = |answer: &Answer| said(answer).replace(film.link.as_str(), "LINK");
        seen.push([plain(&page), plain(&form), plain(&begun)]);
    }
    assert_eq!(seen[0], seen[1], "nothing of it says how far the case is");
    assert_eq!(count(service, ALL).await, 2);
});

both_engines!(an_address_is_kept_as_long_as_the_form_says, |app: TestService| async move {
    const WITH_COMPLAINTS: &str = "SELECT COUNT(*) FROM complaints WHERE email_sealed IS NOT NULL";
    const WITH_MESSAGES: &str =
        "SELECT COUNT(*) FROM messages WHERE addressee = 'sharee' AND LENGTH(recipient_sealed) > 0";
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let form = send(service, get(&format!("/f/{}/complaint", film.link))).await;
    assert!(form.body.contains("kept for 14 days after it was sent"), "{}", form.body);
    let typed = Typed { words: "It is ours.", email: "sharee@mail.example", language: Language::default() };
    let id = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
    worked(service).await;
    assert_eq!((count(service, WITH_COMPLAINTS).await, count(service, WITH_MESSAGES).await), (1, 0));
    complaints::answer(service, &cast.other_reviewer, id, complaints::Answer::Stands, "It is the film.").await.unwrap();
    worked(service).await;
    for (days, kept) in [(13, 1), (2, 0)] {
        service.clock.advance(Duration::from_hours(days * 24));
        worked(service).await;
        assert_eq!((count(service, WITH_COMPLAINTS).await, count(service, WITH_MESSAGES).await), (0, kept));
    }
});

both_engines!(the_desk_answers_a_complaint_and_a_senior_closes_it, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    let french = Language::named("fr").unwrap();
    let typed = Typed { words: "It is our own choir.", email: "sharee@mail.example", language: french };
    let id = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
    let reviewer = pages_desk::staff(service, &cast, "rui", Role::Reviewer).await;
    let senior = pages_desk::staff(service, &cast, "sue", Role::Senior).await;
    let page = format!("/desk/complaints/{id}");
    // Before it is answered its page says in which language, and whether anybody is written to at all.
    let typed = Typed { words: "It is ours.", email: "", language: Language::default() };
    let silent = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
    let (mailed, nowhere) = ("Your answer goes by mail to the address", "your answer goes nowhere");
    let shown = pages_desk::look(service, &page, &reviewer).await.body;
    assert!(shown.contains("Whoever complained reads Français.") && shown.contains(mailed), "{shown}");
    assert!(!shown.contains(nowhere), "{shown}");
    let shown = pages_desk::look(service, &format!("/desk/complaints/{silent}"), &reviewer).await.body;
    assert!(shown.contains("Whoever complained reads English.") && shown.contains(nowhere), "{shown}");
    assert!(!shown.contains(mailed), "{shown}");
    complaints::answer(service, &cast.other_reviewer, silent, complaints::Answer::Stands, "It is not.").await.unwrap();
    let list = pages_desk::look(service, "/desk/complaints", &reviewer).await;
    assert!(list.body.contains(&page) && list.body.contains("Example Pictures"), "{}", list.body);
    assert!(!list.body.contains("our own choir"), "a list says nothing of it");
    let shown = pages_desk::look(service, &page, &reviewer).await;
    assert!(shown.body.contains("It is our own choir.") && shown.body.contains("17 U.S.C. 106"), "{}", shown.body);
    assert!(!shown.body.contains("sharee@mail.example"), "nobody needs the address to answer");

    let empty = pages_desk::post(service, &page, &reviewer, &[("words", "It is the film.")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("It is the film.") && empty.body.contains("Say whether the decision stands."));
    let fields = [("verdict", "again"), ("words", "It may be the choir.")];
    let done = pages_desk::post(service, &page, &reviewer, &fields).await;
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/desk/complaints"));
    let twice = pages_desk::post(service, &page, &reviewer, &fields).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY, "it is a senior's now");

    let seniors = "/desk/complaints?for=seniors";
    assert_eq!(pages_desk::look(service, seniors, &reviewer).await.status, StatusCode::FORBIDDEN);
    let unanswered = pages_desk::look(service, "/desk/complaints", &senior).await.body;
    assert!(!unanswered.contains(&page) && unanswered.contains("One complaint waits for a senior"), "{unanswered}");
    assert!(pages_desk::look(service, seniors, &senior).await.body.contains(&page));
    let early =
        pages_desk::post(service, &page, &senior, &[("verdict", "overturned"), ("words", "It is theirs.")]).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("The decision still restricts"), "{}", early.body);
    let closed =
        pages_desk::post(service, &page, &senior, &[("verdict", "stands"), ("words", "It is the film.")]).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    let shown = pages_desk::look(service, &page, &reviewer).await;
    assert!(shown.body.contains("What came of looking again") && !shown.body.contains("name=\"verdict\""));
});

both_engines!(a_link_of_a_terminated_account_is_gone_and_leads_to_its_complaint, |app: TestService| async move {
    const REASONS: &str = "The same film three times, each after a notice about the one before.";
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    let film = File::upload_of(service, owner, "concert.mkv").await;
    let auth = LinkAuth::generate(&service.entropy);
    let locked = links::create(service, owner.account, film.object, LinkTerms::default(), Some(auth)).await.unwrap();
    let (open, form) = (|link: &LinkId| format!("/f/{link}"), |link: &LinkId| format!("/f/{link}/complaint"));
    assert_eq!(send(service, get(&form(&film.link))).await.status, StatusCode::NOT_FOUND, "nothing is closed");
    strikes::decide(service, &cast.senior, review, Decision::Terminate, REASONS).await.unwrap();

    // The same for everybody, whether they have the password or not: it says nothing of the file, nor of whose it was.
    let account = owner.account.to_string();
    for link in [&film.link, &locked] {
        let gone = send(service, get(&open(link))).await;
        assert_eq!(gone.status, StatusCode::GONE);
        assert!(gone.body.contains("No longer shared"), "{}", gone.body);
        assert!(gone.body.contains(&format!("href=\"{}\"", form(link))), "{}", gone.body);
        let asked = send(service, get(&form(link))).await;
        assert!(asked.status.is_success() && asked.body.contains("Complain about a closed account"), "{}", asked.body);
        assert!(asked.body.contains("part of the link after the #"), "it says what not to paste");
        for page in [&gone.body, &asked.body] {
            for secret in [REASONS, "concert.mkv", account.as_str()] {
                assert!(!page.contains(secret), "{secret}: {page}");
            }
        }
    }
    let path = form(&film.link);
    let whole = format!("I was sent {} by a friend.", film.url());
    let refused = post(service, &path, &[("words", whole.as_str()), ("email", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("Complain about a closed account") && refused.body.contains("by a friend."));
    assert_eq!(count(service, ALL).await, 0, "nothing is stored");
    let fields = [("words", "Their lectures were all I had."), ("email", "sharee@mail.example")];
    let sent = post(service, &path, &fields).await;
    assert!(sent.status.is_success() && sent.body.contains("Complaint received"), "{}", sent.body);
    let complaint = complaints::about_accounts(service, &cast.other_reviewer, false).await.unwrap().remove(0);

    let reviewer = pages_desk::staff(service, &cast, "rui", Role::Reviewer).await;
    let senior = pages_desk::staff(service, &cast, "sue", Role::Senior).await;
    let page = format!("/desk/complaints/{}", complaint.id);
    let list = pages_desk::look(service, "/desk/complaints", &reviewer).await;
    assert!(list.body.contains(&page) && list.body.contains("A complaint about a closed account"), "{}", list.body);
    assert!(!list.body.contains("Their lectures"), "a list says nothing of it");
    let shown = pages_desk::look(service, &page, &reviewer).await;
    for said in ["Their lectures were all I had.", REASONS, &format!("/desk/standing/accounts/{account}")] {
        assert!(shown.body.contains(said), "{said}: {}", shown.body);
    }
    assert!(!shown.body.contains("sharee@mail.example"), "nobody needs the address to answer");
    let fields = [("verdict", "again"), ("words", "It may be one film.")];
    let done = pages_desk::post(service, &page, &reviewer, &fields).await;
    assert_eq!((done.status, done.header(header::LOCATION)), (StatusCode::SEE_OTHER, "/desk/complaints"));

    let seniors = pages_desk::look(service, "/desk/complaints?for=seniors", &senior).await;
    assert!(seniors.body.contains(&page), "{}", seniors.body);
    let overturned = [("verdict", "overturned"), ("words", "It was one film.")];
    let early = pages_desk::post(service, &page, &senior, &overturned).await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(early.body.contains("The account is still closed"), "{}", early.body);
    let lifting = format!("/desk/standing/measures/{}/lifting", complaint.measure.unwrap());
    assert_eq!(pages_desk::post(service, &lifting, &senior, &[]).await.status, StatusCode::SEE_OTHER);
    let closed = pages_desk::post(service, &page, &senior, &overturned).await;
    assert_eq!(closed.status, StatusCode::SEE_OTHER);
    assert!(send(service, get(&open(&film.link))).await.status.is_success(), "it opens again");
    assert_eq!(send(service, get(&path)).await.status, StatusCode::NOT_FOUND);
});
