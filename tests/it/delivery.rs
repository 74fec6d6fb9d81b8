//! Mail of cases: conversations, what came back and who sees to it, and that no message says what it must not.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use http::{Request, StatusCode, header};
use mail_parser::{Message as Parsed, MessageParser};
use serde_json::{Value, json};
use writ::accounts::standing::Scope;
use writ::accounts::{Actor, Role};
use writ::claims::decisions::{self, Action, Finding};
use writ::claims::organisations::MemberRole;
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{cases, correspondents, queue, reports};
use writ::config::{BounceSecret, Config, MailRoute};
use writ::ids::{CaseId, ClaimId, CorrespondentId, MessageId, uuid_v4};
use writ::mail::{self, About, Address, Addressee, Message, Recipient, State, bounces};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::delivery;
use writ::process::misuse::{self, Party, What};
use writ::process::strikes;
use writ::service::Service;
use writ::texts::Language;
use writ::{db, notices, process, work};

use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines, letter, link_in, mailed, polled};
use crate::claims::cast::{self, Cast, File};
use crate::claims::ruling;
use crate::http::{Answer, get, send};
use crate::pages_desk;
use crate::process::three;

const SECRET: &str = "a-secret-that-nobody-guesses";

fn told_of_bounces(service: &Service) -> Service {
    let bounce_secret = Some(BounceSecret::parse(SECRET).unwrap());
    Service { config: Arc::new(Config { bounce_secret, ..(*service.config).clone() }), ..service.clone() }
}

fn message(subject: &str) -> Message {
    Message::new(Language::default(), subject).paragraph("Something about your case.")
}

pub async fn queue_about(service: &Service, address: &str, case: CaseId, subject: &str) -> MessageId {
    let address: Address = address.parse().unwrap();
    let about = Some(About { case, to: Addressee::Notifier });
    let mut tx = service.db.begin().await.unwrap();
    let recipient = Recipient::Address(&address, Language::default());
    let id = mail::queue(&mut tx, service, recipient, about, |_| message(subject)).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    id
}

fn written(service: &Service, message: MessageId) -> String {
    std::fs::read_to_string(letter(service, message).unwrap()).unwrap()
}

async fn state(service: &Service, message: MessageId) -> State {
    mail::progress(service, message).await.unwrap().state
}

/// A decided claim: the uploader's notice and the claimant's letter are sent.
async fn decided(service: &Service, cast: &Cast) -> (ClaimId, Actor) {
    let uploader = account(service, "uploader@example.org").await;
    let film = File::upload_of(service, uploader, "holiday-in-secret.mkv").await;
    let filed = cast::file(service, cast, vec![cast::target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    work::run_due(service).await.unwrap();
    (filed.claim, uploader)
}

/// The one message to the uploader.
fn notice_of(messages: &[mail::Progress]) -> MessageId {
    messages.iter().find(|message| message.about.unwrap().to == Addressee::Uploader).unwrap().id
}

async fn report(service: &Service, secret: Option<&str>, kind: &str, body: String) -> Answer {
    let mut request = Request::post("/hooks/bounces").header(header::CONTENT_TYPE, kind);
    if let Some(secret) = secret {
        request = request.header(header::AUTHORIZATION, format!("Bearer {secret}"));
    }
    send(service, request.body(Body::from(body)).unwrap()).await
}

fn came_back(message: &str, status: &str) -> Value {
    json!({"bounces": [{"message_id": message, "status": status}]})
}

/// A report as mail servers send it.
pub fn mailed_report(service: &Service, message: MessageId, status: &str) -> String {
    let origin = &service.keys.origin;
    format!(
        "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\
         Content-Type: text/plain\r\n\r\nNo such mailbox.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n\
         Reporting-MTA: dns; mx.example\r\n\r\nFinal-Recipient: rfc822; anna@example.org\r\nAction: failed\r\n\
         Status: {status}\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{message}@{origin}>\r\n--b--\r\n"
    )
}

both_engines!(what_somebody_gets_about_one_case_is_one_conversation, |app: TestService| async move {
    let service = &app.service;
    let (one, other) = (CaseId(uuid_v4(&service.entropy)), CaseId(uuid_v4(&service.entropy)));
    let first = queue_about(service, "anna@example.org", one, "One").await;
    let second = queue_about(service, "Anna@Example.org", one, "Two").await;
    let elsewhere = queue_about(service, "anna@example.org", other, "Three").await;
    let somebody = queue_about(service, "bert@example.org", one, "Four").await;
    for id in [first, second, elsewhere, somebody] {
        mail::send(service, id).await.unwrap();
        let text = written(service, id);
        assert!(text.contains("Auto-Submitted: auto-generated\r\n"), "{text}");
        assert!(text.contains(&format!("Message-ID: <{id}@localhost>\r\n")), "{text}");
        assert!(
            !text.contains(&one.to_string()) && !text.contains(&other.to_string()),
            "no header names a case: {text}"
        );
    }
    let reply = written(service, second);
    assert!(reply.contains(&format!("In-Reply-To: <{first}@localhost>\r\n")), "{reply}");
    assert!(reply.contains(&format!("References: <{first}@localhost>\r\n")), "{reply}");
    for alone in [first, elsewhere, somebody] {
        assert!(!written(service, alone).contains("In-Reply-To"), "{}", written(service, alone));
    }
});

both_engines!(only_who_knows_the_secret_reports_what_came_back, |app: TestService| async move {
    let plain = &app.service;
    let service = &told_of_bounces(plain);
    let id = queue_about(service, "anna@example.org", CaseId(uuid_v4(&service.entropy)), "One").await;
    mail::send(service, id).await.unwrap();
    let body = || came_back(&format!("<{id}@localhost>"), "5.1.1").to_string();
    let json = "application/json";
    assert_eq!(report(plain, Some(SECRET), json, body()).await.status, StatusCode::NOT_FOUND, "no secret is set");
    for wrong in [None, Some(""), Some("a-secret-that-somebody-guesses")] {
        assert_eq!(report(service, wrong, json, body()).await.status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(state(service, id).await, State::Sent);

    // What is not ours, or cannot be read, marks nothing.
    for ours_is_not in
        [format!("<{id}@elsewhere.example>"), "<1@localhost>".into(), MessageId(uuid_v4(&service.entropy)).to_string()]
    {
        let answer = report(service, Some(SECRET), json, came_back(&ours_is_not, "5.1.1").to_string()).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{ours_is_not}");
    }
    let bad = came_back(&format!("<{id}@localhost>"), "five").to_string();
    assert_eq!(report(service, Some(SECRET), json, bad).await.status, StatusCode::BAD_REQUEST);
    let odd = report(service, Some(SECRET), "text/html", "<p>".into()).await;
    assert_eq!(odd.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(state(service, id).await, State::Sent);

    assert_eq!(report(service, Some(SECRET), json, body()).await.status, StatusCode::NO_CONTENT);
    let progress = mail::progress(service, id).await.unwrap();
    assert_eq!(progress.state, State::Bounced);
    assert_eq!(progress.last_error.unwrap(), "the recipient’s mail server sent it back, saying 5.1.1");
    // What is queued was not sent, so it cannot have come back.
    let waiting = queue_about(service, "anna@example.org", CaseId(uuid_v4(&service.entropy)), "Two").await;
    report(service, Some(SECRET), json, came_back(&format!("{waiting}@localhost"), "5.1.1").to_string()).await;
    assert_eq!(state(service, waiting).await, State::Queued);
});

both_engines!(a_report_is_taken_as_it_was_mailed, |app: TestService| async move {
    let service = &told_of_bounces(&app.service);
    let case = CaseId(uuid_v4(&service.entropy));
    let sent = async |subject: &str| {
        let id = queue_about(service, "anna@example.org", case, subject).await;
        mail::send(service, id).await.unwrap();
        id
    };
    let whole = sent("One").await;
    let answer = report(service, Some(SECRET), "message/rfc822", mailed_report(service, whole, "5.1.1")).await;
    assert_eq!((answer.status, state(service, whole).await), (StatusCode::NO_CONTENT, State::Bounced));
    // Only its body, under its own type.
    let bare = sent("Two").await;
    let body = mailed_report(service, bare, "4.2.2").split_once("\r\n\r\n").unwrap().1.to_owned();
    let kind = "multipart/report; report-type=delivery-status; boundary=b";
    let answer = report(service, Some(SECRET), kind, body).await;
    assert_eq!((answer.status, state(service, bare).await), (StatusCode::NO_CONTENT, State::Bounced));
});

both_engines!(a_mailbox_of_bounces_is_read_and_emptied, |app: TestService| async move {
    let service = &app.service;
    let id = queue_about(service, "anna@example.org", CaseId(uuid_v4(&service.entropy)), "One").await;
    mail::send(service, id).await.unwrap();
    let folder = app.folder().join("bounces");
    for part in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(folder.join(part)).unwrap();
    }
    std::fs::write(folder.join("new/1.mx"), mailed_report(service, id, "5.1.1")).unwrap();
    std::fs::write(folder.join("new/2.mx"), "Subject: Win a prize\r\n\r\nNow!").unwrap();
    std::fs::write(folder.join("new/3.mx"), vec![b'x'; bounces::LARGEST_REPORT + 1]).unwrap();
    assert_eq!(bounces::read_folder(service, &folder).await.unwrap(), 1);
    assert_eq!(state(service, id).await, State::Bounced);
    let left = |part: &str| std::fs::read_dir(folder.join(part)).unwrap().count();
    assert_eq!((left("new"), left("cur")), (0, 3));
    assert_eq!(bounces::read_folder(service, &folder).await.unwrap(), 0);
    assert!(bounces::read_folder(service, Path::new("/nowhere/at/all")).await.is_err());
});

both_engines!(what_comes_back_before_it_was_noted_as_sent_has_come_back, |app: TestService| async move {
    let service = &app.service;
    let case = CaseId(uuid_v4(&service.entropy));
    let id = queue_about(service, "anna@example.org", case, "One").await;
    let bounce = bounces::Bounce { message: id, kind: bounces::Kind::Hard, status: bounces::Status::parse("5.1.1") };
    assert_eq!(bounces::record(service, std::slice::from_ref(&bounce)).await.unwrap(), 0, "nobody has it");
    // It is taken, and whoever handed it over has not heard of that.
    let mut sending = Box::pin(mail::send(service, id));
    while letter(service, id).is_none() {
        assert!(polled(&mut sending, 1).await.is_none());
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(bounces::record(service, std::slice::from_ref(&bounce)).await.unwrap(), 1);
    sending.await.unwrap();
    assert_eq!(state(service, id).await, State::Bounced);
    work::run_due(service).await.unwrap();
    assert_eq!(state(service, id).await, State::Bounced, "nor does another try change that");
    assert!(mail::progress(service, id).await.unwrap().kept);
    // Sent again, it is not back before it has gone.
    let mut tx = service.db.begin().await.unwrap();
    assert!(mail::send_again(&mut tx, service, id).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 0);
    mail::send(service, id).await.unwrap();
    assert_eq!(state(service, id).await, State::Sent);
});

both_engines!(what_did_not_arrive_waits_for_staff_who_send_it_again_or_settle_it, |app: TestService| async move {
    let service = &told_of_bounces(&app.service);
    let cast = &Cast::signed(service).await;
    let (claim, uploader) = decided(service, cast).await;
    let messages = delivery::of_claim(service, &cast.reviewer, claim).await.unwrap();
    let sent_to = |to| messages.iter().filter(|sent| sent.about.unwrap().to == to && sent.state == State::Sent).count();
    assert_eq!((messages.len(), sent_to(Addressee::Notifier), sent_to(Addressee::Uploader)), (3, 2, 1));
    let notice = notice_of(&messages);
    assert!(matches!(delivery::undelivered(service, &uploader, None).await, Err(process::Error::Forbidden(_))));
    assert!(delivery::undelivered(service, &cast.reviewer, None).await.unwrap().waiting.is_empty());
    assert!(matches!(delivery::send_again(service, &cast.reviewer, notice).await, Err(process::Error::Conflict(_))));

    let comes_back = async || {
        let body = came_back(&format!("<{notice}@localhost>"), "5.1.1").to_string();
        report(service, Some(SECRET), "application/json", body).await;
    };
    comes_back().await;
    let waiting = delivery::undelivered(service, &cast.reviewer, None).await.unwrap().waiting;
    assert_eq!(waiting.len(), 1);
    assert!(waiting[0].message.id == notice && waiting[0].message.kept);
    assert!(matches!(waiting[0].subject, delivery::Subject::Object(_)));

    // A new address is where it goes again.
    delivery::send_again(service, &cast.reviewer, notice).await.unwrap();
    assert_eq!(state(service, notice).await, State::Queued);
    work::run_due(service).await.unwrap();
    assert_eq!(state(service, notice).await, State::Sent);
    assert!(written(service, notice).contains("To: uploader@example.org\r\n"));

    comes_back().await;
    let settle = async |note: &'static str| delivery::settle(service, &cast.reviewer, notice, note).await;
    assert!(matches!(settle("  ").await, Err(process::Error::Invalid(_))));
    settle("Called the number on the imprint.").await.unwrap();
    assert!(matches!(settle("Again.").await, Err(process::Error::Conflict(_))));
    assert!(delivery::undelivered(service, &cast.reviewer, None).await.unwrap().waiting.is_empty());
    assert!(matches!(delivery::send_again(service, &cast.reviewer, notice).await, Err(process::Error::Conflict(_))));
    assert!(!mail::progress(service, notice).await.unwrap().kept);
    let case = messages.iter().find(|sent| sent.id == notice).unwrap().about.unwrap().case;
    let settled: Vec<_> =
        cast::entries(service, case).await.into_iter().filter(|entry| entry.kind == "message.settled").collect();
    assert!(settled.len() == 1 && !settled[0].text.contains("imprint"), "the note is committed to, not told");
});

both_engines!(what_is_noted_of_a_letter_that_came_back_is_kept_for_two_weeks, |app: TestService| async move {
    let service = &told_of_bounces(&app.service);
    let cast = &Cast::signed(service).await;
    let (claim, _) = decided(service, cast).await;
    let notice = notice_of(&delivery::of_claim(service, &cast.reviewer, claim).await.unwrap());
    let body = came_back(&format!("<{notice}@localhost>"), "5.1.1").to_string();
    report(service, Some(SECRET), "application/json", body).await;
    delivery::settle(service, &cast.reviewer, notice, "Called the number on the imprint.").await.unwrap();
    for (days, left) in [(13, 1), (1, 0)] {
        service.clock.advance(Duration::from_hours(days * 24));
        work::run_due(service).await.unwrap();
        let noted = "SELECT COUNT(*) FROM messages WHERE settled_note_sealed IS NOT NULL";
        assert_eq!(cast::count(service, noted).await, left);
    }
    let settled = "SELECT COUNT(*) FROM messages WHERE settled_at IS NOT NULL AND settled_by IS NOT NULL";
    assert_eq!(cast::count(service, settled).await, 1, "that somebody saw to it stays");
});

both_engines!(a_party_sees_to_no_mail_of_its_own_case, |app: TestService| async move {
    let service = &told_of_bounces(&app.service);
    let cast = &Cast::signed(service).await;
    let (claim, uploader) = decided(service, cast).await;
    let notice = notice_of(&delivery::of_claim(service, &cast.reviewer, claim).await.unwrap());
    let body = came_back(&format!("<{notice}@localhost>"), "5.1.1").to_string();
    report(service, Some(SECRET), "application/json", body).await;
    let party = cast::with_role(service, uploader, Role::Reviewer).await;
    assert!(delivery::undelivered(service, &party, None).await.unwrap().waiting.is_empty());
    assert!(matches!(delivery::send_again(service, &party, notice).await, Err(process::Error::Forbidden(_))));
    assert!(matches!(delivery::settle(service, &party, notice, "Done.").await, Err(process::Error::Forbidden(_))));
    assert!(delivery::of_claim(service, &party, claim).await.is_err());
    assert_eq!(state(service, notice).await, State::Bounced);
});

both_engines!(
    who_claims_something_of_a_file_sees_no_mail_to_its_uploader_by_another_claim,
    |app: TestService| async move {
        let service = &app.service;
        let cast = &Cast::signed(service).await;
        let film = File::upload(service, "film.mkv").await;
        let filed = cast::file(service, cast, vec![cast::target(&film.url())]).await.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
        decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
        work::run_due(service).await.unwrap();
        let reader = cast::staff(service, "nora", Role::Reviewer).await;
        let shown = async || {
            let messages = delivery::of_claim(service, &reader, filed.claim).await.unwrap();
            let to_uploader =
                messages.iter().filter(|message| message.about.unwrap().to == Addressee::Uploader).count();
            (to_uploader, messages.len() - to_uploader)
        };
        let (to_uploader, others) = shown().await;
        assert!(to_uploader > 0 && others > 0, "{to_uploader} and {others}");
        let report = cast::report(Basis::EuDsa, &film.bare());
        reports::send(service, "198.51.100.1", Some(reader.account), &report).await.unwrap();
        assert!(delivery::of_object(service, &reader, film.object).await.is_err());
        assert_eq!(shown().await, (0, others), "what the claim itself mails, and no more");
    }
);

both_engines!(the_page_of_a_claim_lists_no_mail_about_another_claim_on_its_file, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let rival = cast.rival(service, 9).await;
    let film = File::upload(service, "film.mkv").await;
    let mut claims = Vec::new();
    for holder in [cast, &rival] {
        let filed = cast::file(service, holder, vec![cast::target(&film.url())]).await.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::LockAndDelete)];
        decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
        work::run_due(service).await.unwrap();
        service.clock.advance(Duration::from_hours(1));
        claims.push(filed.claim);
    }
    let to_uploader = async || {
        let mut counts = Vec::new();
        for claim in &claims {
            let messages = delivery::of_claim(service, &cast.reviewer, *claim).await.unwrap();
            counts.push(messages.iter().filter(|it| it.about.unwrap().to == Addressee::Uploader).count());
        }
        counts.push(delivery::of_object(service, &cast.reviewer, film.object).await.unwrap().len());
        counts
    };
    assert_eq!(to_uploader().await, [1, 1, 2], "of each claim, and of the file");
    let told = notices::notices_of(service, film.owner.account).await.unwrap();
    let first = told.last().unwrap().id;
    appeals::lodge(service, Appellant::Uploader(&film.owner, first), "A licence covers it.").await.unwrap();
    assert_eq!(to_uploader().await, [2, 1, 3], "nobody appealed about the other claim");
});

/// The first message to an account about an organisation of theirs, which came back.
async fn came_back_from_owner(service: &Service, cast: &Cast) -> MessageId {
    work::run_due(service).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT m.id FROM messages m JOIN organisations o ON o.log_case = m.log_case
               WHERE o.id = $1 AND m.account = $2 ORDER BY m.id LIMIT 1";
    let (message,) = db::one!(tx, (MessageId,), sql, cast.organisation, cast.member.account).unwrap();
    drop(tx);
    let bounce = bounces::Bounce { message, kind: bounces::Kind::Hard, status: bounces::Status::parse("5.1.1") };
    assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
    message
}

/// They leave the organisation.
async fn leaves(service: &Service, person: &Actor) {
    let mut tx = service.db.begin().await.unwrap();
    let sql = "UPDATE members SET removed_at = $2 WHERE account = $1";
    db::execute!(tx, sql, person.account, service.clock.now()).unwrap();
    tx.commit().await.unwrap();
}

both_engines!(who_left_an_organisation_sees_to_none_of_its_mail, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let message = came_back_from_owner(service, cast).await;
    let seen = async |reader: &Actor| delivery::undelivered(service, reader, None).await.unwrap().waiting.len();
    leaves(service, &cast.member).await;
    let left = cast::with_role(service, cast.member, Role::Reviewer).await;
    assert_eq!((seen(&cast.reviewer).await, seen(&left).await), (1, 0));
    assert!(matches!(delivery::send_again(service, &left, message).await, Err(process::Error::Forbidden(_))));
    assert!(matches!(delivery::settle(service, &left, message, "Done.").await, Err(process::Error::Forbidden(_))));
    assert_eq!(state(service, message).await, State::Bounced);
});

both_engines!(nothing_is_sent_again_to_who_left_the_organisation_it_was_for, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let (claim, _) = decided(service, cast).await;
    let messages = delivery::of_claim(service, &cast.reviewer, claim).await.unwrap();
    let letter = messages.iter().find(|message| message.about.unwrap().to == Addressee::Notifier).unwrap().id;
    let bounce =
        |message| bounces::Bounce { message, kind: bounces::Kind::Hard, status: bounces::Status::parse("5.1.1") };
    assert_eq!(bounces::record(service, &[bounce(letter)]).await.unwrap(), 1);
    let of_organisation = came_back_from_owner(service, cast).await;
    leaves(service, &cast.member).await;
    for message in [letter, of_organisation] {
        let again = delivery::send_again(service, &cast.senior, message).await;
        assert!(matches!(again, Err(process::Error::Conflict(_))), "{again:?}");
        assert_eq!(state(service, message).await, State::Bounced);
        delivery::settle(service, &cast.senior, message, "Their owner knows.").await.unwrap();
    }
});

both_engines!(
    mail_about_a_claim_says_its_number_and_what_is_due_to_whoever_may_see_it,
    |app: TestService| async move {
        let service = &app.service;
        let cast = &Cast::signed(service).await;
        let film = File::upload(service, "film.mkv").await;
        let filed = cast::file(service, cast, vec![cast::target(&film.url())]).await.unwrap();
        work::run_due(service).await.unwrap();
        let messages = delivery::of_claim(service, &cast.reviewer, filed.claim).await.unwrap();
        let about = messages.iter().find(|message| message.about.unwrap().to == Addressee::Notifier).unwrap().id;
        let bounce =
            bounces::Bounce { message: about, kind: bounces::Kind::Hard, status: bounces::Status::parse("5.1.1") };
        assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
        let waiting = delivery::undelivered(service, &cast.reviewer, None).await.unwrap().waiting.remove(0);
        assert_eq!(waiting.subject, delivery::Subject::Claim(filed.claim));
        let due = writ::claims::cases::desk_case(service, &cast.reviewer, filed.claim).await.unwrap().case.due_at;
        assert_eq!(waiting.due, Some((delivery::Duty::Claim, due)));
        assert!(waiting.letter.is_some());
        // Claims are not opened by administrators: they see that somebody was not reached, and neither address nor subject.
        let other = delivery::undelivered(service, &cast.first, None).await.unwrap().waiting.remove(0);
        assert!(other.letter.is_none() && other.due.is_none());
        // A cause is kept as what it is, and said in the language of whoever reads it.
        let cause = waiting.message.last_error.unwrap();
        let french = cause.said_in(Language::named("fr").unwrap());
        assert!(french.contains("l’a renvoyé") && french.contains("5.1.1"), "{french}");
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let rulings = [ruling(filed.targets[0].target, Finding::NotInfringing, Action::None)];
        decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
        let waiting = delivery::undelivered(service, &cast.reviewer, None).await.unwrap().waiting.remove(0);
        assert_eq!(waiting.due, None, "it is decided, and nothing runs");
    }
);

both_engines!(
    what_did_not_arrive_is_read_in_pages_the_oldest_first_and_what_does_not_open_hides_no_other,
    |app: TestService| async move {
        let service = &cast::limited(&app.service, |limits| limits.page_rows = 2);
        let reader = account(service, "desk@example.org").await;
        let reader = cast::with_role(service, reader, Role::Reviewer).await;
        let case = CaseId(uuid_v4(&service.entropy));
        let mut sent = Vec::new();
        for subject in ["One", "Two", "Three"] {
            let message = queue_about(service, "anna@example.org", case, subject).await;
            mail::send(service, message).await.unwrap();
            let bounce = bounces::Bounce { message, kind: bounces::Kind::Hard, status: None };
            assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
            sent.push(message);
        }
        let mut tx = service.db.begin().await.unwrap();
        db::execute!(tx, "UPDATE messages SET content_sealed = recipient_sealed WHERE id = $1", sent[0]).unwrap();
        tx.commit().await.unwrap();

        let ids = |page: &delivery::Page| page.waiting.iter().map(|it| it.message.id).collect::<Vec<_>>();
        let first = delivery::undelivered(service, &reader, None).await.unwrap();
        assert_eq!(ids(&first), &sent[..2]);
        assert!(first.waiting[0].letter.is_none() && first.waiting[0].message.kept);
        assert_eq!(first.waiting[1].letter.as_ref().unwrap().subject, "Two");
        let second = delivery::undelivered(service, &reader, first.further).await.unwrap();
        assert_eq!(ids(&second), &sent[2..]);
        assert!(second.further.is_none());

        // A note that is refused is shown on the page on which it was typed.
        let session = session_of(service, "desk@example.org").await;
        let after = first.further.unwrap().to_string();
        let page = crate::pages_desk::look(service, "/desk/mail", &session).await.body;
        assert!(page.contains(&format!("/desk/mail?after={after}")) && !page.contains("Three"), "{page}");
        let page = crate::pages_desk::look(service, &format!("/desk/mail?after={after}"), &session).await.body;
        assert!(page.contains(&format!("name=\"after\" value=\"{after}\"")) && page.contains("Three"), "{page}");
        let form = [("note", " "), ("after", after.as_str())];
        let path = format!("/desk/mail/{}/settlement", sent[2]);
        let refused = crate::pages_desk::post(service, &path, &session, &form).await;
        assert!(
            refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("Three"),
            "{}",
            refused.body
        );
    }
);

both_engines!(a_message_of_a_case_is_kept_while_it_can_come_back, |app: TestService| async move {
    let service = &app.service;
    let kept = async |id: MessageId| {
        let mut tx = service.db.read().await.unwrap();
        let sql = "SELECT recipient_sealed, content_sealed FROM messages WHERE id = $1";
        let (recipient, content) = db::one!(tx, (Vec<u8>, Vec<u8>), sql, id).unwrap();
        recipient.len() + content.len() > 0
    };
    let case = CaseId(uuid_v4(&service.entropy));
    let (arrived, back) = (
        queue_about(service, "anna@example.org", case, "One").await,
        queue_about(service, "bert@example.org", case, "Two").await,
    );
    work::run_due(service).await.unwrap();
    let bounce = bounces::Bounce { message: back, kind: bounces::Kind::Soft, status: None };
    assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
    assert!(kept(arrived).await && kept(back).await);
    service.clock.advance(Duration::from_hours(15 * 24));
    work::run_due(service).await.unwrap();
    assert!(!kept(arrived).await, "nothing can come of it any more");
    assert!(kept(back).await, "staff have not seen to it");
});

/// Everything that a whole story mails.
async fn mails_of_a_story(service: &Service) -> Vec<(MessageId, String)> {
    let cast = &Cast::direct(service).await;
    let (claim, uploader) = decided(service, cast).await;
    let whole = Extent::Whole;
    withdrawal::withdraw(service, Claimant::Person(&cast.member), claim, whole, "It was a mistake.").await.unwrap();
    work::run_due(service).await.unwrap();
    let film = File::upload_of(service, uploader, "holiday-in-secret.mkv").await;
    let stranger = cast::report(Basis::EuDsa, &film.url());
    let filed = reports::send(service, "192.0.2.1", None, &stranger).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    writ::claims::questions::ask(service, &cast.reviewer, filed.claim, &["reasons"], "Say more.").await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::DisableLink)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    work::run_due(service).await.unwrap();
    let MailRoute::Files(folder) = &service.config.mail else { panic!("the test writes files") };
    let files = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    files
        .map(|file| {
            let (message, _) = file.file_name().unwrap().to_str().unwrap().split_once('.').unwrap();
            (message.parse().unwrap(), std::fs::read_to_string(&file).unwrap())
        })
        .collect()
}

/// The headers of a message with its subject, and its words as plain text and as HTML.
pub fn words(raw: &str) -> (String, String) {
    let message: Parsed<'_> = MessageParser::default().parse(raw.as_bytes()).unwrap();
    let headers = raw.split_once("\r\n\r\n").unwrap().0.to_owned();
    let both = [message.body_text(0), message.body_html(0)].map(|part| part.unwrap().into_owned());
    (headers + message.subject().unwrap(), both.concat())
}

/// Every address in a text.
pub fn links(text: &str) -> Vec<String> {
    let begun = text.match_indices("http://localhost:8080").map(|(at, _)| &text[at..]);
    begun.map(|rest| rest.split(['"', '<', ' ', '\n', '\r']).next().unwrap().to_owned()).collect()
}

/// What a link in a mail opens to whoever has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Bearer {
    /// A notice, to read and to take back.
    Notice,
    /// What was decided about whoever sent notices.
    Measure,
    /// That an address is read, and a notice from there.
    Confirmation,
}

/// Words as long as 32 random bytes are, or longer. A digest is none: it opens nothing.
fn secrets(text: &str) -> impl Iterator<Item = &str> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_'));
    words.filter(|word| word.len() >= 43 && word.contains(char::is_alphanumeric) && !is_digest(word))
}

fn is_digest(word: &str) -> bool {
    word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn bearer(link: &str) -> Option<Bearer> {
    assert!(!link.contains('#'), "what stands behind a # is a key or a secret: {link}");
    let path: Vec<&str> = link.strip_prefix("http://localhost:8080/").unwrap_or_default().split('/').collect();
    let (kind, code) = match path[..] {
        ["report", "confirmation", _, code] => (Bearer::Confirmation, code),
        ["report", "measures", _, code] => (Bearer::Measure, code),
        ["report", code] if code != "again" => (Bearer::Notice, code),
        _ => {
            assert_eq!(secrets(link).count(), 0, "it lets somebody in: {link}");
            return None;
        }
    };
    assert!(code.len() == 43 && secrets(link).eq([code]), "{link}");
    Some(kind)
}

/// What the links in the words of a mail open to whoever has them. No other secret stands in it, in a link or beside one.
pub fn bearers(text: &str) -> Vec<Bearer> {
    let links = links(text);
    let in_links: usize = links.iter().map(|link| secrets(link).count()).sum();
    assert_eq!(secrets(text).count(), in_links, "a secret that is no link: {text}");
    links.iter().filter_map(|link| bearer(link)).collect()
}

/// Whether a message went to an account, and not to a bare address.
async fn to_account(service: &Service, message: MessageId) -> bool {
    let mut tx = service.db.read().await.unwrap();
    db::one!(tx, (bool,), "SELECT account IS NOT NULL FROM messages WHERE id = $1", message).unwrap().0
}

both_engines!(no_mail_of_a_whole_story_says_a_file_name_or_a_secret, |app: TestService| async move {
    let service = &app.service;
    let mails = mails_of_a_story(service).await;
    assert!(mails.len() >= 8, "{} mails", mails.len());
    let mut open = BTreeSet::new();
    for (id, raw) in &mails {
        let (headers, text) = words(raw);
        for said in ["holiday-in-secret", ".mkv", "192.0.2.1"] {
            assert!(!headers.contains(said) && !text.contains(said), "{said}: {headers}\n{text}");
        }
        let bearers = bearers(&text);
        assert!(bearers.is_empty() || !to_account(service, *id).await, "who has an account is known by it: {text}");
        open.extend(bearers);
        assert!(!text.contains("src="), "nothing from elsewhere, and nothing that tells that it was read: {text}");
    }
    assert_eq!(open, BTreeSet::from([Bearer::Confirmation]), "with the receipt of the notice, and nothing else");
});

both_engines!(one_press_leads_from_a_mail_to_its_page_by_way_of_signing_in, |app: TestService| async move {
    let service = &app.service;
    let mails = mails_of_a_story(service).await;
    let session = session_of(service, "uploader@example.org").await;
    let (mut led, mut seen) = (0, std::collections::BTreeSet::new());
    for (_, raw) in &mails {
        let (_, text) = words(raw);
        for link in links(&text) {
            let path = link.strip_prefix("http://localhost:8080").unwrap();
            // Links to files are no pages of an account, those of signing up come before there is one, and who sent a notice, or writes to
            // us, needs none.
            let of_an_account = !["/f/", "/sign-", "/report/", "/contact"].iter().any(|open| path.starts_with(open));
            if !of_an_account || !seen.insert(path.to_owned()) {
                continue;
            }
            let answer = send(service, get(path)).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
            let there = answer.header(header::LOCATION).to_owned();
            assert!(there.starts_with("/sign-in?next="), "{there}");
            let escaped = path.replace('&', "&#38;");
            let form = send(service, get(&there)).await.body;
            assert!(form.contains(&format!("data-next=\"{escaped}\"")), "{path}: {form}");
            let mut signed_in = get(&there);
            signed_in.headers_mut().insert(header::COOKIE, session.parse().unwrap());
            assert_eq!(send(service, signed_in).await.header(header::LOCATION), path, "exactly there");
            led += 1;
        }
    }
    assert!(led >= 3, "{seen:?}");
});

both_engines!(the_desk_shows_the_mail_of_a_case_and_what_waits, |app: TestService| async move {
    let service = &told_of_bounces(&app.service);
    let cast = &Cast::signed(service).await;
    let (claim, _) = decided(service, cast).await;
    let notice = notice_of(&delivery::of_claim(service, &cast.reviewer, claim).await.unwrap());
    let body = came_back(&format!("<{notice}@localhost>"), "5.1.1").to_string();
    report(service, Some(SECRET), "application/json", body).await;
    cast::with_role(service, account(service, "desk@example.org").await, Role::Reviewer).await;
    let session = session_of(service, "desk@example.org").await;
    let ask = async |request: Request<Body>| {
        let mut request = request;
        request.headers_mut().insert(header::COOKIE, session.parse().unwrap());
        send(service, request).await
    };
    let page = ask(get(&format!("/desk/claims/{claim}"))).await.body;
    assert!(
        page.contains("Mail of this case") && page.contains("came back") && page.contains("saying 5.1.1"),
        "{page}"
    );
    assert!(!page.contains("uploader@example.org"), "to whom by role, not by address");
    let waiting = ask(get("/desk/mail")).await.body;
    // Who it was for, where, about what, and why it came back: enough to reach them another way.
    let file = delivery::undelivered(service, &cast.reviewer, None).await.unwrap().waiting.remove(0);
    let letter = file.letter.unwrap();
    assert_eq!(letter.to.as_str(), "uploader@example.org");
    let about = format!("<q>{}</q>", letter.subject);
    assert!(page.contains(&about), "about what: {page}");
    let delivery::Subject::Object(object) = file.subject else { panic!("{:?}", file.subject) };
    for said in ["The uploader", "uploader@example.org", &letter.subject, &format!("/desk/objects/{object}"), "5.1.1"] {
        assert!(waiting.contains(said), "{said}: {waiting}");
    }
    let post = |path: String, body: &'static str| {
        Request::post(path)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ACCEPT, "text/html")
            .body(Body::from(body))
            .unwrap()
    };
    let refused = ask(post(format!("/desk/mail/{notice}/settlement"), "note=")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let settled = ask(post(format!("/desk/mail/{notice}/settlement"), "note=Called+them")).await;
    assert_eq!(settled.status, StatusCode::SEE_OTHER);
    assert!(ask(get("/desk/mail")).await.body.contains("Nothing waits"));
    let page = ask(get(&format!("/desk/claims/{claim}"))).await.body;
    assert!(!page.contains(&about) && page.contains("no longer kept"), "with what it said: {page}");
    // What was altered is not said to be gone.
    assert!(!page.contains("altered in the database"), "{page}");
    let mut tx = service.db.begin().await.unwrap();
    let sql = "UPDATE messages SET content_sealed = recipient_sealed WHERE log_case IS NOT NULL AND id <> $1";
    assert!(db::execute!(tx, sql, notice).unwrap() > 0);
    tx.commit().await.unwrap();
    let page = ask(get(&format!("/desk/claims/{claim}"))).await.body;
    assert!(page.contains("altered in the database"), "{page}");
});

both_engines!(the_mail_of_a_case_is_fetched_again_while_some_of_it_waits, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = cast::file(service, cast, vec![cast::target(&film.url())]).await.unwrap().claim;
    let reviewer = pages_desk::staff(service, cast, "rui", Role::Reviewer).await;
    let administrator = pages_desk::staff(service, cast, "ada", Role::Administrator).await;
    let (owner, organisation, who) = (film.owner.account, cast.organisation, warned(service, cast).await);
    work::run_due(service).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let (of_file,) = db::one!(tx, (CaseId,), "SELECT log_case FROM objects WHERE id = $1", film.object).unwrap();
    let (of_owner,) = db::one!(tx, (CaseId,), "SELECT log_case FROM accounts WHERE id = $1", owner).unwrap();
    let sql = "SELECT log_case FROM organisations WHERE id = $1";
    let (of_holder,) = db::one!(tx, (CaseId,), sql, organisation).unwrap();
    let (of_sender,) = db::one!(tx, (CaseId,), "SELECT log_case FROM correspondents WHERE id = $1", who).unwrap();
    drop(tx);
    for case in [of_file, of_owner, of_holder, of_sender] {
        queue_about(service, "someone@example.org", case, "About this case").await;
    }
    let places = [
        (format!("/desk/claims/{claim}"), &reviewer),
        (format!("/desk/objects/{}", film.object), &reviewer),
        (format!("/desk/standing/accounts/{owner}"), &reviewer),
        (format!("/desk/standing/organisations/{organisation}"), &reviewer),
        (format!("/desk/standing/correspondents/{who}"), &reviewer),
        (format!("/desk/rights-holders/{organisation}"), &administrator),
    ];
    let fragment =
        async |place: &str, session: &str| pages_desk::look(service, &format!("{place}/mail"), session).await;
    for (place, other) in [(&places[0].0, &administrator), (&places[2].0, &administrator), (&places[5].0, &reviewer)] {
        assert_eq!(fragment(place, other).await.status, StatusCode::FORBIDDEN, "as the page {place}");
    }
    let unknown = format!("/desk/claims/{}", ClaimId::new(&service.clock, &service.entropy));
    assert_eq!(fragment(&unknown, &reviewer).await.status, StatusCode::NOT_FOUND);
    for (place, session) in &places {
        let page = pages_desk::look(service, place, session).await.body;
        assert!(page.contains(&format!("data-refresh=\"{place}/mail\"")) && page.contains("js/progress.js"), "{page}");
        let waits = fragment(place, session).await.body;
        assert!(waits.starts_with("<section class=\"section\" id=\"mail\" data-progress data-watch>"), "{waits}");
        assert!(waits.contains("<q>About this case</q>"), "{waits}");
        assert!(!waits.contains("someone@example.org"), "to whom by role, not by address: {waits}");
    }
    work::run_due(service).await.unwrap();
    for (place, session) in &places {
        let sent = fragment(place, session).await.body;
        assert!(sent.starts_with("<section class=\"section\" id=\"mail\" data-progress>"), "it waits no more: {sent}");
        let page = pages_desk::look(service, place, session).await.body;
        assert!(!page.contains("data-watch"), "{page}");
    }
    // Whoever belongs to the organisation sees none of its mail.
    let member = cast::with_role(service, account(service, "colleague@example.org").await, Role::Administrator).await;
    cast::join(service, &cast.member, organisation, &member, MemberRole::Agent).await;
    let member = session_of(service, "colleague@example.org").await;
    assert_eq!(fragment(&places[5].0, &member).await.status, StatusCode::NOT_FOUND);
});

/// Who sent a notice without an account, confirmed it, and is warned about it.
async fn warned(service: &Service, cast: &Cast) -> CorrespondentId {
    let film = File::upload(service, "other.mkv").await;
    work::run_due(service).await.unwrap();
    let mut filed = None;
    let letters = mailed(service, async || {
        let report = cast::report(Basis::EuDsa, &film.url());
        filed = Some(reports::send(service, "192.0.2.1", None, &report).await.unwrap());
    })
    .await;
    let filed = filed.unwrap();
    let code = link_in(&letters[0], &format!("/report/confirmation/{}/", filed.claim));
    correspondents::confirm(service, filed.claim, &code).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let rulings = [ruling(filed.targets[0].target, Finding::NotInfringing, Action::None)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    misuse::mark(service, &cast.reviewer, What::Target(filed.targets[0].target), "It is another film.").await.unwrap();
    let records = misuse::records(service, &cast.reviewer).await.unwrap();
    let who = records.iter().find_map(|record| record.party.correspondent()).unwrap();
    let words = misuse::Words {
        reasons: "The link leads to another film.".into(),
        gravity: "A reviewer’s day.".into(),
        intention: "It cannot be told.".into(),
    };
    let (party, warn) = (Party::Correspondent(who), misuse::Decision::Warn);
    misuse::decide(service, &cast.reviewer, party, Scope::Notices, warn, &words).await.unwrap();
    work::run_due(service).await.unwrap();
    who
}

both_engines!(
    the_desk_shows_the_mail_of_a_file_an_account_an_organisation_and_who_has_no_account,
    |app: TestService| async move {
        let service = &app.service;
        let cast = &Cast::signed(service).await;
        let (claim, uploader) = decided(service, cast).await;
        let object = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].object;
        let (films, review) = three(service, cast).await;
        let owner = films[0].0.owner;
        strikes::decide(service, &cast.reviewer, review, strikes::Decision::Warn, "Three films.").await.unwrap();
        let who = warned(service, cast).await;
        let of = async |actor: &Actor, party: Party| delivery::of_party(service, actor, party).await.unwrap();
        let parties =
            [Party::Account(owner.account), Party::Organisation(cast.organisation), Party::Correspondent(who)];

        // One message of each comes back.
        let mut sent = vec![delivery::of_object(service, &cast.other_reviewer, object).await.unwrap()];
        for party in parties {
            sent.push(of(&cast.other_reviewer, party).await.expect("no party reads it"));
        }
        for messages in &sent {
            let message = messages.iter().rfind(|sent| sent.state == State::Sent).unwrap().id;
            let status = bounces::Status::parse("5.1.1");
            let bounce = bounces::Bounce { message, kind: bounces::Kind::Hard, status };
            assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
        }
        let reviewer = pages_desk::staff(service, cast, "rui", Role::Reviewer).await;
        let administrator = pages_desk::staff(service, cast, "adam", Role::Administrator).await;
        let account = format!("/desk/standing/accounts/{}", owner.account);
        let organisation = format!("/desk/rights-holders/{}", cast.organisation);
        let pages = [
            (format!("/desk/objects/{object}"), &reviewer, "Mail about this file"),
            (account.clone(), &reviewer, "Mail about this account"),
            (format!("/desk/standing/organisations/{}", cast.organisation), &reviewer, "Mail about this organisation"),
            (organisation.clone(), &administrator, "Mail about this organisation"),
            (format!("/desk/standing/correspondents/{who}"), &reviewer, "Mail about this sender"),
        ];
        for (path, session, title) in &pages {
            let page = pages_desk::look(service, path, session).await.body;
            let part = pages_desk::look(service, &format!("{path}/mail"), session).await.body;
            assert!(part.contains(title), "{title} on {path}/mail: {part}");
            for said in [*title, "came back", "saying 5.1.1", "See to what did not arrive"] {
                assert!(page.contains(said), "{said} on {path}: {page}");
            }
        }
        for (path, session, _) in &pages[..2] {
            let page = pages_desk::look(service, path, session).await.body;
            assert!(!page.contains("@example.org"), "to whom by role, not by address: {page}");
        }

        // Who is a party sees none, wherever they see anything.
        let theirs = cast::with_role(service, uploader, Role::Reviewer).await;
        assert!(delivery::of_object(service, &theirs, object).await.is_err());
        let colleague = crate::accounts::account(service, "colleague@example.org").await;
        cast::join(service, &cast.member, cast.organisation, &colleague, MemberRole::Agent).await;
        let ada = crate::accounts::account(service, "ada@pictures.example").await;
        for (person, party) in [owner, colleague, ada].into_iter().zip(parties) {
            let refused = delivery::of_party(service, &person, party).await;
            assert!(matches!(refused, Err(process::Error::Forbidden(_))), "they are no staff: {refused:?}");
            let person = cast::with_role(service, person, Role::Administrator).await;
            assert!(of(&person, party).await.is_none(), "{party:?}");
        }
        let colleague = session_of(service, "colleague@example.org").await;
        let page = pages_desk::look(service, &organisation, &colleague).await;
        assert!(page.status.is_success() && page.body.contains("Example Pictures"), "{}", page.body);
        assert!(!page.body.contains("Mail about this organisation"), "{}", page.body);
    }
);

both_engines!(everything_that_a_claim_mails_to_somebody_is_one_conversation, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let uploader = account(service, "uploader@example.org").await;
    let film = File::upload_of(service, uploader, "film.mkv").await;
    let done = async || {
        work::run_due(service).await.unwrap();
        service.clock.advance(Duration::from_secs(1));
    };
    let report = cast::report(Basis::EuDsa, &film.url());
    let filed = reports::send(service, "192.0.2.1", None, &report).await.unwrap();
    let (claim, secret) = (filed.claim, filed.private_link.unwrap().expose().to_owned());
    done().await;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    writ::claims::questions::ask(service, &cast.reviewer, claim, &["reasons"], "Say more.").await.unwrap();
    done().await;
    let rulings = [ruling(filed.targets[0].target, Finding::Infringing, Action::DisableLink)];
    let decision = decisions::decide(service, &cast.reviewer, claim, &rulings).await.unwrap().remove(0);
    done().await;
    let notice = notices::notices_of(service, uploader.account).await.unwrap().remove(0).id;
    let text = PrivateLinkText(&secret);
    let both = [
        (Appellant::Notifier(Claimant::Holder(&text), claim, decision), cast.other_reviewer),
        (Appellant::Uploader(&uploader, notice), cast.senior),
    ];
    for (appellant, decider) in both {
        let appeal = appeals::lodge(service, appellant, "Look again.").await.unwrap();
        done().await;
        appeals::decide(service, &decider, appeal, &Verdict::Refuse, "It is as it was.").await.unwrap();
        done().await;
    }

    let messages = delivery::of_claim(service, &cast.reviewer, claim).await.unwrap();
    let of = |to| messages.iter().filter(move |sent| sent.about.unwrap().to == to).collect::<Vec<_>>();
    let (theirs, uploaders) = (of(Addressee::Notifier), of(Addressee::Uploader));
    assert_eq!(theirs.len() + uploaders.len(), messages.len(), "nobody else is written to");
    let receipt_to_verdict = [
        "We have received your notice",
        "Your notice is incomplete",
        "Your notice is decided",
        "We have received your appeal",
        "Your appeal is decided",
    ];
    let mut roots = Vec::new();
    let [.., appealed, verdict] = receipt_to_verdict;
    let notice_to_verdict = ["A link of yours was disabled", appealed, verdict];
    for (conversation, mailbox, subjects) in [
        (theirs, "ada@pictures.example", &receipt_to_verdict[..]),
        (uploaders, "uploader@example.org", &notice_to_verdict[..]),
    ] {
        let root = conversation[0].id;
        let mut said = Vec::new();
        for (n, sent) in conversation.iter().enumerate() {
            assert_eq!(sent.about.unwrap().case, conversation[0].about.unwrap().case);
            let letter = written(service, sent.id);
            let (headers, _) = letter.split_once("\r\n\r\n").unwrap();
            assert!(headers.contains(&format!("To: {mailbox}\r\n")), "{headers}");
            for name in ["In-Reply-To", "References"] {
                let leads = headers.contains(&format!("{name}: <{root}@localhost>"));
                assert_eq!((leads, headers.contains(&format!("{name}:"))), (n > 0, n > 0), "{n}: {headers}");
            }
            let parsed: Parsed<'_> = MessageParser::default().parse(letter.as_bytes()).unwrap();
            said.push(parsed.subject().unwrap().to_owned());
        }
        assert_eq!(said, subjects);
        roots.push(root);
    }
    assert_ne!(roots[0], roots[1]);
});
