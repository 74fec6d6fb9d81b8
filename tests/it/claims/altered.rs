//! What was altered in the database, and is not the desk's alone: it says so in its row or place, hides nothing else, and nothing is done
//! that rests on it.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::{StatusCode, header};
use uuid::Uuid;
use writ::accounts::{Actor, Auth, Email, Role};
use writ::claims::authorities::{self, Means, WithdrawalInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::drafts::lines::{self, Found, Outcome};
use writ::claims::drafts::{self, Law, Step};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::organisations::{self, MemberRole, inquiries, invitations};
use writ::claims::signatures::{self, copies};
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::withdrawal::Claimant;
use writ::claims::{Error, cases, preserving, queue};
use writ::db;
use writ::ids::{DraftId, SignatureId};
use writ::keys::Altered;
use writ::service::Service;
use writ::takedown;
use writ::texts::Text;
use writ::vault::links::{self, LinkChange, LinkTerms};
use zeroize::Zeroizing;

use super::cast::{self, Cast, File, count, target};
use crate::accounts::{account, auth, session_of};
use crate::app::{TestService, both_engines};
use crate::pages_desk::{look, post, staff};

const WORDS: &str = "Altered in the database: it cannot be shown";
const UNREADABLE: &str = "cannot be read any more";

/// Alters what lies sealed, behind the service's back; what was altered so before is whole again.
pub async fn alter(service: &Service, [read, write]: [&'static str; 2], id: Uuid) {
    let mut tx = service.db.begin().await.unwrap();
    let (mut sealed,) = db::one!(tx, (Vec<u8>,), read, id).unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    assert_eq!(db::execute!(tx, write, id, &sealed).unwrap(), 1);
    tx.commit().await.unwrap();
}

/// Somebody of the organisation who signs in by a browser.
async fn joined(service: &Service, cast: &Cast, name: &str) -> (Actor, String) {
    let email = format!("{name}@pictures.example");
    let person = account(service, &email).await;
    cast::join(service, &cast.member, cast.organisation, &person, MemberRole::Owner).await;
    (person, session_of(service, &email).await)
}

/// Refused, in words that say why.
fn refused<T: std::fmt::Debug>(outcome: &Result<T, Error>) {
    assert!(matches!(outcome, Err(Error::Conflict(why)) if why.contains(UNREADABLE)), "{outcome:?}");
}

both_engines!(an_altered_reason_for_preservation_says_so_on_the_pages_of_its_file, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let senior = staff(service, &cast, "sam", Role::Senior).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let bent = takedown::preserve(service, &cast.senior, film.object, None, "A lawsuit").await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    takedown::preserve(service, &cast.senior, film.object, None, "A report to the police").await.unwrap();
    let reason = [
        "SELECT reason_sealed FROM preservation_holds WHERE id = $1",
        "UPDATE preservation_holds SET reason_sealed = $2 WHERE id = $1",
    ];
    alter(service, reason, bent.0).await;

    let kept = preserving::of_object(service, &cast.senior, film.object).await.unwrap();
    let words: Vec<_> = kept.into_iter().map(|kept| kept.words.unwrap()).collect();
    assert_eq!(words, [Text::of("words-altered"), "A report to the police".into()]);
    let page = look(service, &format!("/desk/objects/{}", film.object), &senior).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.body.matches(WORDS).count(), 1, "{}", page.body);
    assert!(page.body.contains("A report to the police"), "{}", page.body);
    let page = look(service, &format!("/desk/claims/{claim}"), &senior).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    // It ends all the same: nothing of that rests on what it says.
    takedown::release(service, &cast.senior, bent, "It is over").await.unwrap();
    let released = "SELECT COUNT(*) FROM preservation_holds WHERE released_at IS NOT NULL";
    assert_eq!(count(service, released).await, 1);
});

both_engines!(an_invitation_whose_address_was_altered_says_so_and_is_not_accepted, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (_, owner) = joined(service, &cast, "olga").await;
    let invite = async |name: &str| {
        let email = Email::parse(&format!("{name}@pictures.example")).unwrap();
        invitations::invite(service, &cast.member, cast.organisation, &email, MemberRole::Agent).await.unwrap()
    };
    let (ida, ivo) = (account(service, "ida@pictures.example").await, account(service, "ivo@pictures.example").await);
    let (bent, whole) = (invite("ida").await, invite("ivo").await);
    let address = [
        "SELECT email_sealed FROM member_invitations WHERE id = $1",
        "UPDATE member_invitations SET email_sealed = $2 WHERE id = $1",
    ];
    alter(service, address, bent.0).await;

    let page = look(service, "/rights/team", &owner).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains(WORDS) && page.body.contains("ivo@pictures.example"), "{}", page.body);
    assert!(!page.body.contains("ida@pictures.example"), "{}", page.body);

    refused(&invitations::accept(service, &ida, bent).await);
    let (path, theirs) = (format!("/rights/invitations/{bent}"), session_of(service, "ida@pictures.example").await);
    let page = look(service, &path, &theirs).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains("altered in the database"), "{}", page.body);
    assert!(!page.body.contains("Accept the invitation"), "{}", page.body);
    let pressed = post(service, &path, &theirs, &[]).await;
    assert_eq!(pressed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(pressed.body.contains(UNREADABLE), "{}", pressed.body);
    let accepted = "SELECT COUNT(*) FROM member_invitations WHERE accepted_at IS NOT NULL";
    assert_eq!(count(service, accepted).await, 1, "that of the owner who looks");
    assert_eq!(count(service, "SELECT COUNT(*) FROM members").await, 2);

    // Nor is one by whoever it is turned to.
    let mia = account(service, "mia@pictures.example").await;
    let turned = invite("ines").await;
    let mut tx = service.db.begin().await.unwrap();
    let turn =
        "UPDATE member_invitations SET email_lookup = (SELECT email_lookup FROM accounts WHERE id = $2) WHERE id = $1";
    assert_eq!(db::execute!(tx, turn, turned, mia.account).unwrap(), 1);
    tx.commit().await.unwrap();
    refused(&invitations::accept(service, &mia, turned).await);

    // The other is as good as it was, and another one takes the place of the first.
    invitations::accept(service, &ivo, whole).await.unwrap();
    invitations::take_back(service, &cast.member, cast.organisation, bent).await.unwrap();
    let anew = invite("ida").await;
    invitations::accept(service, &ida, anew).await.unwrap();
});

both_engines!(what_was_altered_of_an_inquiry_says_so_and_is_asked_anew, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let administrator = staff(service, &cast, "adam", Role::Administrator).await;
    let owner = account(service, "olga@other.example").await;
    let session = session_of(service, "olga@other.example").await;
    let id = organisations::apply(service, &owner, &cast::application("Other Pictures")).await.unwrap();
    let question = [
        "SELECT question_sealed FROM inquiries WHERE organisation = $1",
        "UPDATE inquiries SET question_sealed = $2 WHERE organisation = $1",
    ];
    inquiries::ask(service, &cast.first, id, "Which officer is Zacharias?").await.unwrap();
    alter(service, question, id.0).await;

    let (desk, own) = (format!("/desk/rights-holders/{id}"), format!("/rights?organisation={id}"));
    for (path, session) in [(&desk, &administrator), (&own, &session)] {
        let page = look(service, path, session).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        assert!(page.body.contains(WORDS) && !page.body.contains("Zacharias"), "{path}: {}", page.body);
        assert!(!page.body.contains("Send the answer"), "{path}: {}", page.body);
    }
    let asked = inquiries::inquiries(service, &owner, id).await.unwrap().remove(0);
    assert!(!asked.is_legible && asked.question == WORDS, "{asked:?}");
    refused(&inquiries::answer(service, &owner, id, asked.id, "The uncle of Balthasar").await);
    let (which, inquiry) = (id.to_string(), asked.id.to_string());
    let fields =
        [("organisation", which.as_str()), ("inquiry", inquiry.as_str()), ("answer", "The uncle of Balthasar")];
    let pressed = post(service, "/rights/answer", &session, &fields).await;
    assert_eq!(pressed.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(pressed.body.contains(UNREADABLE), "{}", pressed.body);
    assert_eq!(count(service, "SELECT COUNT(*) FROM inquiries WHERE answer_sealed IS NOT NULL").await, 0);

    // It does not stand in the way of being asked anew, as one does that can be answered.
    inquiries::ask(service, &cast.first, id, "Who is Zacharias?").await.unwrap();
    let twice = inquiries::ask(service, &cast.first, id, "And when?").await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");
    let asked = inquiries::inquiries(service, &owner, id).await.unwrap();
    assert!(asked.len() == 1 && asked[0].is_legible && asked[0].question == "Who is Zacharias?", "{asked:?}");
    inquiries::answer(service, &owner, id, asked[0].id, "The uncle of Balthasar").await.unwrap();
    let answer = [
        "SELECT answer_sealed FROM inquiries WHERE organisation = $1",
        "UPDATE inquiries SET answer_sealed = $2 WHERE organisation = $1",
    ];
    alter(service, answer, id.0).await;
    for (path, session) in [(&desk, &administrator), (&own, &session)] {
        let page = look(service, path, session).await;
        assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.body);
        assert!(page.body.contains("Who is Zacharias?") && page.body.contains(WORDS), "{path}: {}", page.body);
    }
});

fn law() -> Law {
    Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() }
}

fn unsigned() -> StatementInput {
    StatementInput { signature: String::new(), ..cast::notice(Basis::UsDmca) }
}

both_engines!(a_draft_of_which_the_words_were_altered_says_so_and_is_discarded, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (member, session) = joined(service, &cast, "olga").await;
    let film = File::upload(service, "film.mkv").await;
    let begun = async || {
        let draft = drafts::begin(service, &member, cast.organisation, &law()).await.unwrap();
        lines::enter(service, &member, draft, &film.url()).await.unwrap();
        lines::prove_all(service, &member, draft).await.unwrap();
        drafts::set_statement(service, &member, draft, &unsigned()).await.unwrap();
        draft
    };
    let (bent, whole) = (begun().await, begun().await);
    let revision = drafts::draft(service, &member, bent).await.unwrap().revision;
    let words = [
        "SELECT words_sealed FROM claim_drafts WHERE id = $1",
        "UPDATE claim_drafts SET words_sealed = $2 WHERE id = $1",
    ];
    alter(service, words, bent.0).await;

    let listed = drafts::of_member(service, &member, cast.organisation).await.unwrap();
    let row = |draft: DraftId| listed.iter().find(|row| row.id == draft).unwrap();
    assert!(row(whole).is_legible && row(whole).work.is_none(), "{listed:?}");
    assert!(!row(bent).is_legible && row(bent).work.as_ref().is_some_and(|work| *work == WORDS), "{listed:?}");
    let page = look(service, "/rights/claims", &session).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let place = |draft: DraftId| format!("/rights/claims/drafts/{draft}");
    let leads = |draft: DraftId| page.body.contains(&format!("href=\"{}\"", place(draft)));
    let discards = |draft: DraftId| page.body.contains(&format!("action=\"{}/discard\"", place(draft)));
    assert!(page.body.contains(WORDS), "{}", page.body);
    assert_eq!((leads(bent), discards(bent), leads(whole), discards(whole)), (false, true, true, false));

    refused(&drafts::draft(service, &member, bent).await);
    refused(&drafts::set_law(service, &member, bent, &law()).await);
    refused(&drafts::set_statement(service, &member, bent, &unsigned()).await);
    refused(&drafts::file(service, &member, bent, revision, "Ada Example").await);
    let steps = [Step::Law, Step::Links, Step::Statement, Step::Check].map(|step| format!("{}/{step}", place(bent)));
    for path in steps.iter().chain([&place(bent)]) {
        let page = look(service, path, &session).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{path}: {}", page.body);
        assert!(page.body.contains(UNREADABLE), "{path}: {}", page.body);
    }
    assert_eq!(count(service, "SELECT COUNT(*) FROM claims").await, 0);
    alter(service, words, bent.0).await;
    let after = drafts::draft(service, &member, bent).await.unwrap();
    assert_eq!((after.revision, after.lines.len()), (revision, 1), "nothing of it is changed");
    alter(service, words, bent.0).await;

    let thrown = post(service, &format!("{}/discard", place(bent)), &session, &[]).await;
    assert_eq!(thrown.status, StatusCode::SEE_OTHER, "{}", thrown.body);
    assert_eq!(count(service, "SELECT COUNT(*) FROM claim_drafts").await, 1);
    let revision = drafts::draft(service, &member, whole).await.unwrap().revision;
    drafts::file(service, &member, whole, revision, "Ada Example").await.unwrap();
});

both_engines!(a_line_of_a_draft_that_was_altered_says_so_and_is_entered_anew, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (member, session) = joined(service, &cast, "olga").await;
    let films = [
        File::upload(service, "a.mkv").await,
        File::upload(service, "b.mkv").await,
        File::upload(service, "c.mkv").await,
    ];
    let draft = drafts::begin(service, &member, cast.organisation, &law()).await.unwrap();
    let pasted = films.iter().map(File::url).collect::<Vec<_>>().join("\n");
    lines::enter(service, &member, draft, &pasted).await.unwrap();
    lines::prove_all(service, &member, draft).await.unwrap();
    drafts::set_statement(service, &member, draft, &unsigned()).await.unwrap();
    for sealed in [
        [
            "SELECT typed_sealed FROM claim_draft_lines WHERE draft = $1 AND line = 1",
            "UPDATE claim_draft_lines SET typed_sealed = $2 WHERE draft = $1 AND line = 1",
        ],
        [
            "SELECT proof_sealed FROM claim_draft_lines WHERE draft = $1 AND line = 2",
            "UPDATE claim_draft_lines SET proof_sealed = $2 WHERE draft = $1 AND line = 2",
        ],
    ] {
        alter(service, sealed, draft.0).await;
    }
    // Which of the lines say that they were altered; the others were opened.
    let altered = async || {
        let mut altered = Vec::new();
        for line in drafts::draft(service, &member, draft).await.unwrap().lines {
            match line.outcome {
                Outcome::Wrong(why) if why == WORDS => altered.push(line.number),
                Outcome::Found { metadata: Some(_), .. } => {}
                other => panic!("{}: {other:?}", line.number),
            }
        }
        altered
    };
    assert_eq!(altered().await, [1, 2]);
    let place = format!("/rights/claims/drafts/{draft}/links");
    let page = look(service, &place, &session).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.body.matches(WORDS).count(), 2, "{}", page.body);
    assert!(page.body.contains("c.mkv"), "{}", page.body);
    let page = look(service, &format!("{place}/1"), &session).await;
    assert!(page.status == StatusCode::OK && page.body.contains(WORDS), "{}", page.body);

    let revision = drafts::draft(service, &member, draft).await.unwrap().revision;
    let early = drafts::file(service, &member, draft, revision, "Ada Example").await;
    assert!(matches!(early, Err(Error::Invalid(_))), "{early:?}");
    refused(&lines::unlock(service, &member, draft, 1, Zeroizing::new(films[0].url())).await);
    // What is done to all of them leaves out what cannot be read, and of what was proven of the other another look is had.
    let found = Found { at: "https://forum.example/thread/1", on: None, replace: false };
    assert_eq!(lines::set_found(service, &member, draft, &[1, 2, 3], found).await.unwrap(), 2);
    lines::look_again(service, &member, draft, &[1, 2, 3]).await.unwrap();
    lines::prove_all(service, &member, draft).await.unwrap();
    assert_eq!(altered().await, [1]);
    lines::retype(service, &member, draft, 1, &target(&films[0].url())).await.unwrap();
    lines::prove_all(service, &member, draft).await.unwrap();
    assert_eq!(altered().await, [0; 0]);
    let revision = drafts::draft(service, &member, draft).await.unwrap().revision;
    assert_eq!(drafts::file(service, &member, draft, revision, "Ada Example").await.unwrap().targets.len(), 3);
});

both_engines!(what_was_altered_of_what_became_of_an_order_says_so_on_its_pages, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let senior = staff(service, &cast, "sam", Role::Senior).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = authorities::enter(service, &cast.reviewer, &cast::order(&[&film.bare()])).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let ordered = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
    let ruling = Ruling {
        target: ordered,
        finding: Finding::Ordered,
        action: Action::DisableLink,
        ground: "§ 97 UrhG".into(),
        reasons: "The court ordered it.".into(),
    };
    decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap();
    authorities::confirm_effect(service, &cast.reviewer, claim, Some(Means::Print), "Blocked").await.unwrap();
    let back = WithdrawalInput { on: "2026-11-22".into(), told_by: "The registry".into(), words: "Settled".into() };
    authorities::withdraw(service, &cast.reviewer, claim, &back).await.unwrap();

    for (page, sealed) in [
        (
            "confirmation",
            [
                "SELECT words_sealed FROM order_confirmations WHERE claim = $1",
                "UPDATE order_confirmations SET words_sealed = $2 WHERE claim = $1",
            ],
        ),
        (
            "order-withdrawal",
            [
                "SELECT told_by_sealed FROM order_withdrawals WHERE claim = $1",
                "UPDATE order_withdrawals SET told_by_sealed = $2 WHERE claim = $1",
            ],
        ),
        (
            "order-withdrawal",
            [
                "SELECT words_sealed FROM order_withdrawals WHERE claim = $1",
                "UPDATE order_withdrawals SET words_sealed = $2 WHERE claim = $1",
            ],
        ),
        (
            "order-withdrawal",
            [
                "SELECT effect_sealed FROM order_withdrawals WHERE claim = $1",
                "UPDATE order_withdrawals SET effect_sealed = $2 WHERE claim = $1",
            ],
        ),
    ] {
        alter(service, sealed, claim.0).await;
        let said = look(service, &format!("/desk/claims/{claim}/{page}"), &senior).await;
        assert_eq!((said.status, said.body.matches(WORDS).count()), (StatusCode::OK, 1), "{sealed:?}: {}", said.body);
        assert_eq!(look(service, &format!("/desk/claims/{claim}"), &senior).await.status, StatusCode::OK);
        alter(service, sealed, claim.0).await;
    }
});

both_engines!(a_file_of_which_the_name_was_altered_says_so_and_opens, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (member, session) = joined(service, &cast, "olga").await;
    let film = File::upload(service, "film.mkv").await;
    let claim = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let (who, subject) = (Claimant::Person(&member), Subject::Claim(claim));
    let bring = async |name: &str| {
        service.clock.advance(Duration::from_secs(1));
        let body = stream::iter([Ok(Bytes::from_static(b"Posted on 3 March."))]);
        files::bring(service, who, subject, Sent { name, declared: "text/plain" }, body).await.unwrap()
    };
    let (bent, whole) = (bring("thread.txt").await, bring("letter.txt").await);
    let name = [
        "SELECT name_sealed FROM evidence_files WHERE id = $1",
        "UPDATE evidence_files SET name_sealed = $2 WHERE id = $1",
    ];
    alter(service, name, bent.0).await;

    let names: Vec<_> = files::list(service, who, subject).await.unwrap().files.into_iter().map(|it| it.name).collect();
    assert_eq!(names, [Some(Text::of("words-altered")), Some("letter.txt".into())]);
    let page = look(service, &format!("/rights/claims/{claim}"), &session).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert!(page.body.contains(WORDS) && page.body.contains("letter.txt"), "{}", page.body);
    assert!(!page.body.contains("thread.txt"), "{}", page.body);
    // It opens all the same, and is saved under its number.
    for (file, saved) in [(bent, format!("filename=\"{bent}.txt\"")), (whole, "filename=\"letter.txt\"".to_owned())] {
        let opened = post(service, &format!("/evidence/{file}"), &session, &[]).await;
        assert_eq!((opened.status, opened.body.as_str()), (StatusCode::OK, "Posted on 3 March."));
        let disposition = opened.header(header::CONTENT_DISPOSITION);
        assert!(disposition.contains(&saved), "{disposition}");
    }
    files::remove(service, who, bent).await.unwrap();
    assert_eq!(files::list(service, who, subject).await.unwrap().files.len(), 1);
});

both_engines!(a_link_of_which_the_name_was_altered_says_so_and_is_changed, |app: TestService| async move {
    let service = &app.service;
    let owner = account(service, "owner@example.org").await;
    let session = session_of(service, "owner@example.org").await;
    let film = File::upload_of(service, owner, "film.mkv").await;
    let create = async |name: &str| {
        service.clock.advance(Duration::from_secs(1));
        let terms = LinkTerms { name: Some(name.into()), ..LinkTerms::default() };
        links::create(service, owner.account, film.object, terms, None).await.unwrap()
    };
    let bent = create("For the printer").await;
    let change = async |change| links::change(service, owner.account, film.object, &bent, change).await.unwrap();
    // The other link has no name yet.
    let name = [
        "SELECT name_sealed FROM links WHERE object = $1 AND name_sealed IS NOT NULL",
        "UPDATE links SET name_sealed = $2 WHERE object = $1 AND name_sealed IS NOT NULL",
    ];
    alter(service, name, film.object.0).await;
    // What is changed beside it leaves it as it lies, so that it is there again once it is whole.
    let limited = change(LinkChange { max_downloads: Some(Some(3)), ..LinkChange::default() }).await;
    assert_eq!((limited.name, limited.max_downloads), (Err(Altered), Some(3)));
    alter(service, name, film.object.0).await;
    let listed = links::list(service, owner.account, film.object).await.unwrap();
    let names: Vec<_> = listed.into_iter().map(|link| link.name.unwrap()).collect();
    assert_eq!(names, [None, Some("For the printer".to_owned())]);
    alter(service, name, film.object.0).await;

    create("For Ada").await;
    let page = look(service, &format!("/drive/{}", film.object), &session).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.body.matches(WORDS).count(), 1, "{}", page.body);
    assert!(page.body.contains("For Ada") && !page.body.contains("For the printer"), "{}", page.body);
    let renamed = change(LinkChange { name: Some(Some("For Bo".into())), ..LinkChange::default() }).await;
    assert_eq!((renamed.name, renamed.max_downloads), (Ok(Some("For Bo".to_owned())), Some(3)));
});

both_engines!(a_contact_that_was_altered_says_so_and_is_typed_anew, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let administrator = staff(service, &cast, "adam", Role::Administrator).await;
    let path = format!("/desk/rights-holders/{}", cast.organisation);
    let telephone = cast::application("").contact.telephone;
    let page = look(service, &path, &administrator).await;
    assert!(page.body.contains(&telephone) && !page.body.contains(WORDS), "{}", page.body);
    let contact = [
        "SELECT contact_sealed FROM organisations WHERE id = $1",
        "UPDATE organisations SET contact_sealed = $2 WHERE id = $1",
    ];
    alter(service, contact, cast.organisation.0).await;

    let page = look(service, &path, &administrator).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.body.matches(WORDS).count(), 1, "{}", page.body);
    assert!(page.body.contains("Example Pictures") && !page.body.contains(&telephone), "{}", page.body);
    // A claim is begun all the same, with nothing filled in.
    let draft = drafts::begin(service, &cast.member, cast.organisation, &law()).await.unwrap();
    let begun = drafts::draft(service, &cast.member, draft).await.unwrap().statement;
    assert_eq!([begun.name, begun.address, begun.telephone, begun.email], [""; 4]);
});

both_engines!(a_signature_of_which_the_record_was_altered_says_so_and_binds, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (member, session) = joined(service, &cast, "olga").await;
    let olga = Cast { member, auth: Auth::parse(&auth("right")).unwrap(), ..cast.clone() };
    olga.sign(service).await;
    let copies = async || copies::of_organisation(service, &member, cast.organisation).await.unwrap();
    let both = copies().await;
    let (own, other): (Vec<_>, Vec<_>) =
        both.into_iter().partition(|copy| copy.record.signer.account == member.account);
    let (bent, whole) = (own[0].id, other[0].id);
    let record = [
        "SELECT record_sealed FROM signatures WHERE id = $1",
        "UPDATE signatures SET record_sealed = $2 WHERE id = $1",
    ];
    alter(service, record, bent.0).await;

    let page = look(service, "/rights/agreement", &session).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    assert_eq!(page.body.matches(WORDS).count(), 1, "{}", page.body);
    let place = |id: SignatureId| format!("/rights/agreement/copies/{id}");
    assert!(page.body.contains(&place(whole)) && !page.body.contains(&place(bent)), "{}", page.body);
    // Whoever signed is not asked to sign again, and what they signed binds.
    assert!(!page.body.contains("By what authority you sign"), "{}", page.body);
    assert_eq!(signatures::standing(service, &member, cast.organisation).await.unwrap().member, None);
    for path in [place(bent), format!("{}/file", place(bent))] {
        let page = look(service, &path, &session).await;
        assert_eq!(page.status, StatusCode::CONFLICT, "{path}: {}", page.body);
        assert!(page.body.contains(UNREADABLE), "{path}: {}", page.body);
    }
    assert_eq!(look(service, &place(whole), &session).await.status, StatusCode::OK);
    let left: Vec<_> = copies().await.into_iter().map(|copy| copy.id).collect();
    assert_eq!(left, [whole]);
    alter(service, record, bent.0).await;
    assert_eq!(copies().await.len(), 2);
});
