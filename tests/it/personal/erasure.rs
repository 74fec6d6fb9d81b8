//! Closing an account, and what of its person goes when.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use http::{Request, StatusCode, header};
use writ::accounts::standing::Scope;
use writ::accounts::{self, Role, api_tokens, closing, two_person};
use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::organisations::{self, Contact, MemberRole, Obstacle, State, inquiries};
use writ::claims::programs::endpoints;
use writ::claims::programs::keys::{self, NewKey};
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{cases, drafts, filing, queue, reports};
use writ::db;
use writ::ids::{CaseId, DraftId, MessageId, uuid_v4};
use writ::mail::{self, About, Addressee, Recipient};
use writ::notices::{self, NoticeKind};
use writ::personal::Error;
use writ::personal::erasure::{self, CONFIRMATION, ERASED_PERSON, First, Kept};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::counter_notices::{self, CounterInput};
use writ::process::{measures, misuse, strikes};
use writ::service::Service;
use writ::takedown;
use writ::texts::{Language, Text};
use writ::vault::ObjectState;

use super::export::{everything, rows};
use super::{DAY, PNG, counter, decide, decided, entries, facts_agree, lived, went_to_court, worked};
use crate::accounts::{account, auth, session_of};
use crate::app::{TestService, both_engines, letter, mailed};
use crate::claims::cast::{self, Cast, File, object_state};
use crate::delivery::{links, words};
use crate::http::{get, send};
use crate::mail::{message, queue as queue_about_none};
use crate::pages_desk::{post, staff};
use crate::process::three;

async fn is_erased(service: &Service, account: writ::ids::AccountId) -> bool {
    let mut tx = service.db.read().await.unwrap();
    closing::closure(&mut tx, account).await.unwrap().is_some_and(|closure| closure.erased_at.is_some())
}

both_engines!(what_staff_had_saved_to_find_somebody_goes_with_their_account, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let somebody = cast::signed_up(service, "somebody", 7).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    for (name, query) in [
        ("Theirs", "due=urgent&q=somebody%40pictures.example"),
        ("Hers", "q=member%40pictures.example"),
        ("Late", "due=overdue"),
    ] {
        let saved = post(service, "/desk/views", &reviewer, &[("name", name), ("query", query)]).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{name}: {}", saved.body);
    }
    let left = async || {
        let mut tx = service.db.read().await.unwrap();
        let names = db::all!(&mut tx, (String,), "SELECT name FROM queue_views ORDER BY name").unwrap();
        names.into_iter().map(|(name,)| name).collect::<Vec<_>>()
    };
    assert_eq!(left().await, ["Hers", "Late", "Theirs"]);
    erasure::close(service, &somebody, &cast::auth(7), CONFIRMATION).await.unwrap();
    assert_eq!(left().await, ["Hers", "Late"]);
});

both_engines!(whoever_closes_their_account_is_gone_at_once_and_can_come_again, |app: TestService| async move {
    let service = &app.service;
    let somebody = cast::signed_up(service, "somebody", 7).await;
    let film = File::upload_of(service, somebody, "film.mkv").await;
    let name = api_tokens::TokenName::parse("Laptop").unwrap();
    let (_, secret) = api_tokens::issue(service, somebody, name, None).await.unwrap();
    let wrong = erasure::close(service, &somebody, &cast::auth(7), "leave").await;
    assert!(matches!(wrong, Err(Error::Confirmation(_))));
    let wrong = erasure::close(service, &somebody, &cast::auth(8), CONFIRMATION).await;
    assert!(matches!(wrong, Err(Error::Accounts(accounts::Error::Invalid { field: "password", .. }))));
    assert_eq!(erasure::prospect(service, &somebody).await.unwrap(), erasure::Prospect::default());
    erasure::close(service, &somebody, &cast::auth(7), "erase ").await.unwrap();

    assert!(api_tokens::authenticate(service, secret.expose()).await.unwrap().is_none());
    let email = accounts::Email::parse("somebody@pictures.example").unwrap();
    let signed_in = accounts::sign_in(service, &email, &cast::auth(7), "192.0.2.1", None).await;
    assert!(matches!(signed_in, Err(accounts::Error::WrongCredentials)), "as if it had never been");
    assert!(erasure::close(service, &somebody, &cast::auth(7), CONFIRMATION).await.is_err());
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Deleted);
    service.clock.advance(Duration::from_mins(5));
    worked(service).await;
    assert!(is_erased(service, somebody.account).await, "the mirrors have deleted it");
    let left =
        "SELECT COUNT(*) FROM accounts WHERE erased_at IS NOT NULL AND LENGTH(email_sealed) = 0 AND auth_hash = ''";
    assert_eq!(cast::count(service, left).await, 1);
    let share =
        "SELECT COUNT(*) FROM objects WHERE state = 'deleted' AND key_share_sealed IS NULL AND sealed_metadata IS NULL";
    assert_eq!(cast::count(service, share).await, 1);
    assert_eq!((entries(service, "account.closed").await, entries(service, "account.erased").await), (1, 1));
    // The job again, and nothing happens.
    erasure::go_on(service, somebody.account).await.unwrap();
    assert_eq!(entries(service, "account.erased").await, 1);
    facts_agree(service).await;

    let again = cast::signed_up(service, "somebody", 9).await;
    assert_ne!(again.account, somebody.account);
});

/// A message of somebody's that is on its way.
async fn told(service: &Service, recipient: Recipient<'_>, about: Option<About>) -> MessageId {
    let mut tx = service.db.begin().await.unwrap();
    let id = mail::queue(&mut tx, service, recipient, about, |_| message()).await.unwrap().unwrap();
    tx.commit().await.unwrap();
    id
}

both_engines!(letters_to_somebody_go_with_their_account, |app: TestService| async move {
    let service = &app.service;
    let somebody = cast::signed_up(service, "somebody", 7).await;
    let other = cast::signed_up(service, "other", 8).await;
    let theirs = Recipient::Account(somebody.account);
    let about = About { case: CaseId(uuid_v4(&service.entropy)), to: Addressee::Person };
    let messages = [
        // As it was mailed before there was an account, and otherwise than it was typed then.
        queue_about_none(service, "Somebody@Pictures.example", &message()).await,
        told(service, theirs, None).await,
        told(service, theirs, Some(about)).await,
        told(service, Recipient::Account(other.account), None).await,
    ];
    worked(service).await;
    let there = || messages.map(|message| letter(service, message).is_some());
    assert_eq!(there(), [true; 4]);
    erasure::close(service, &somebody, &cast::auth(7), CONFIRMATION).await.unwrap();
    worked(service).await;
    assert!(is_erased(service, somebody.account).await);
    assert_eq!(there(), [false, false, false, true]);
});

both_engines!(roles_and_lonely_organisations_are_settled_first, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let prospect = erasure::prospect(service, &cast.member).await.unwrap();
    assert_eq!(prospect.first, [First::OnlyOwner("Example Pictures".to_owned())]);
    let refused = erasure::close(service, &cast.member, &cast.auth, CONFIRMATION).await;
    assert!(matches!(refused, Err(Error::InTheWay(_))));
    let prospect = erasure::prospect(service, &cast.first).await.unwrap();
    assert_eq!(prospect.first, [First::Role(Role::Administrator)]);

    let other = cast::person(service, "colleague").await;
    cast::join(service, &cast.member, cast.organisation, &other, MemberRole::Agent).await;
    assert!(erasure::close(service, &cast.member, &cast.auth, CONFIRMATION).await.is_err(), "an agent is no owner");
    organisations::change_role(service, &cast.member, cast.organisation, other.account, MemberRole::Owner)
        .await
        .unwrap();
    // Somebody who leaves as an agent in between is seen too: whoever closes last is the only owner.
    erasure::close(service, &cast.member, &cast.auth, CONFIRMATION).await.unwrap();
    let members = organisations::members(service, &other, cast.organisation).await.unwrap();
    assert_eq!(members.iter().map(|member| member.account).collect::<Vec<_>>(), [other.account]);
    worked(service).await;
    lived(service, 10).await;
    assert!(is_erased(service, cast.member.account).await);
    facts_agree(service).await;
});

both_engines!(a_refused_sole_applicant_is_erased, |app: TestService| async move {
    let service = &app.service;
    let (first, _) = cast::administrators(service).await;
    for (n, is_refused) in [(7, false), (8, true)] {
        let applicant = cast::signed_up(service, &format!("applicant-{n}"), n).await;
        let id = organisations::apply(service, &applicant, &cast::application("Example Pictures")).await.unwrap();
        let pieces = stream::iter([Ok(Bytes::from_static(PNG))]);
        let sent = Sent { name: "register.png", declared: "image/png" };
        let (theirs, subject) = (Claimant::Person(&applicant), Subject::Application(id));
        files::bring(service, theirs, subject, sent, pieces).await.unwrap();
        inquiries::ask(service, &first, id, "Who are you?").await.unwrap();
        let asked = inquiries::inquiries(service, &applicant, id).await.unwrap().remove(0).id;
        inquiries::answer(service, &applicant, id, asked, "Balthasar, of the passport 271828").await.unwrap();
        organisations::propose_override(service, &first, id, "Register seen").await.unwrap();
        if is_refused {
            organisations::decide(service, &first, id, organisations::Verdict::Refused, "Not shown").await.unwrap();
        }
        assert!(erasure::prospect(service, &applicant).await.unwrap().first.is_empty());
        erasure::close(service, &applicant, &cast::auth(n), CONFIRMATION).await.unwrap();

        let found = organisations::organisation(service, &first, id).await.unwrap();
        assert_eq!((found.state, found.ended_at.is_some()), (State::Ended, true));
        let reason = found.decision_reason(service).unwrap().map(|reason| reason.to_string());
        assert_eq!(reason, is_refused.then(|| "Erased".to_owned()), "it can name them");
        let said = inquiries::inquiries(service, &first, id).await.unwrap().remove(0);
        let answer = said.answer.map(|answer| answer.to_string());
        assert_eq!((said.question.to_string(), answer), ("Erased".to_owned(), Some("Erased".to_owned())));
        assert!(organisations::members(service, &first, id).await.unwrap().is_empty());
        let keys = "SELECT COUNT(*) FROM evidence_keys WHERE key_sealed IS NOT NULL";
        assert_eq!(cast::count(service, keys).await, 0, "its documents went with it");
        assert!(two_person::waiting(service, &first).await.unwrap().is_empty(), "nobody has to confirm anything");
        let verdict = organisations::Verdict::Verified;
        let verified = organisations::decide(service, &first, id, verdict, "Register seen").await;
        assert!(matches!(verified, Err(writ::claims::Error::Conflict(_))), "it has ended for good: {verified:?}");
        worked(service).await;
        assert!(is_erased(service, applicant.account).await, "nothing keeps them");
    }
    assert!(organisations::list(service, &first, Some(State::Applied)).await.unwrap().is_empty());
    assert_eq!(entries(service, "organisation.ended").await, 2);
    facts_agree(service).await;
});

both_engines!(an_only_owner_ends_the_organisation_and_goes, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let agent = cast::person(service, "agent").await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let film = File::upload(service, "film.mkv").await;
    let filed = cast::file(service, &cast, vec![cast::target(&film.url())]).await.unwrap();
    let end = async |sure| organisations::end(service, &cast.member, cast.organisation, sure).await;
    let by_agent = organisations::end(service, &agent, cast.organisation, true).await;
    assert!(matches!(by_agent, Err(writ::claims::Error::Forbidden(_))), "an agent ends nothing: {by_agent:?}");
    let unsure = end(false).await;
    assert!(matches!(unsure, Err(writ::claims::Error::Invalid(_))), "{unsure:?}");
    let obstacles = async || organisations::obstacles(service, &cast.member, cast.organisation).await.unwrap();
    assert_eq!(obstacles().await.first(), Some(&Obstacle::Waiting(vec![filed.claim])), "it is said before");
    let waits = end(true).await;
    assert!(matches!(waits, Err(writ::claims::Error::Conflict(_))), "a claim waits: {waits:?}");
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, filed.claim, Extent::Whole, "Licensed").await.unwrap();
    let open = end(true).await;
    assert!(matches!(open, Err(writ::claims::Error::Conflict(_))), "its windows are open: {open:?}");
    let said = obstacles().await;
    assert!(matches!(said[..], [Obstacle::Open { claim, .. }] if claim == filed.claim), "{said:?}");
    lived(service, 40).await;
    assert!(obstacles().await.is_empty(), "nothing is in the way any more");
    organisations::suspend(service, &cast.first, cast.organisation, "Nobody answers").await.unwrap();
    let verified = organisations::Verdict::Verified;
    organisations::decide(service, &cast.first, cast.organisation, verified, "They answer").await.unwrap();
    cast.grant(service).await;
    let law = drafts::Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() };
    drafts::begin(service, &cast.member, cast.organisation, &law).await.unwrap();
    endpoints::add(service, &cast.member, cast.organisation, "https://hooks.pictures.example/writ").await.unwrap();
    let key =
        NewKey { name: "Crawler".into(), scopes: vec!["claims:read".into()], days: "90".into(), ..NewKey::default() };
    keys::create(service, &cast.member, cast.organisation, &key, &cast.auth).await.unwrap();
    end(true).await.unwrap();
    for left in [
        "SELECT COUNT(*) FROM direct_access WHERE stripped_at IS NULL",
        "SELECT COUNT(*) FROM claim_drafts",
        "SELECT COUNT(*) FROM webhook_endpoints WHERE removed_at IS NULL",
        "SELECT COUNT(*) FROM api_keys WHERE revoked_at IS NULL",
    ] {
        assert_eq!(cast::count(service, left).await, 0, "{left}");
    }
    let looked = organisations::domain::check(service, &cast.member, cast.organisation).await;
    assert!(matches!(looked, Err(writ::claims::Error::Conflict(_))), "nobody looks at its domain: {looked:?}");
    let again = end(true).await;
    assert!(matches!(again, Err(writ::claims::Error::Conflict(_))), "once: {again:?}");

    let claimed = cast::file(service, &cast, vec![cast::target(&film.url())]).await.map(|filed| filed.claim);
    let over = matches!(claimed, Err(writ::claims::Error::NotVerified { state: State::Ended, .. }));
    assert!(over, "nothing is claimed in its name any more: {claimed:?}");
    assert!(erasure::prospect(service, &cast.member).await.unwrap().first.is_empty());
    erasure::close(service, &cast.member, &cast.auth, CONFIRMATION).await.unwrap();
    organisations::remove_member(service, &agent, cast.organisation, agent.account).await.unwrap();
    assert!(organisations::members(service, &cast.first, cast.organisation).await.unwrap().is_empty());
    facts_agree(service).await;
});

both_engines!(an_only_owner_of_a_suspended_organisation_ends_it_and_goes, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    organisations::suspend(service, &cast.first, cast.organisation, "Nobody answers").await.unwrap();
    assert!(!erasure::prospect(service, &cast.member).await.unwrap().first.is_empty(), "it has to be settled first");
    organisations::end(service, &cast.member, cast.organisation, true).await.unwrap();
    let verified = organisations::Verdict::Verified;
    let back = organisations::decide(service, &cast.first, cast.organisation, verified, "They answer").await;
    assert!(matches!(back, Err(writ::claims::Error::Conflict(_))), "it has ended for good: {back:?}");
    erasure::close(service, &cast.member, &cast.auth, CONFIRMATION).await.unwrap();
    worked(service).await;
    assert!(is_erased(service, cast.member.account).await, "nothing keeps them");
    facts_agree(service).await;
});

both_engines!(an_organisation_that_is_suspended_for_misuse_ends_after_that, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let member = Claimant::Person(&cast.member);
    let words = misuse::Words {
        reasons: "The same trailer.".into(),
        gravity: "A day.".into(),
        intention: "It came again.".into(),
    };
    for decision in [misuse::Decision::Warn, misuse::Decision::Suspend { days: 120 }] {
        let film = File::upload(service, "trailer.mkv").await;
        let (claim, _) = decided(service, &cast, &film, Action::None).await;
        let target = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
        misuse::mark(service, &cast.reviewer, misuse::What::Target(target), "A trailer").await.unwrap();
        service.clock.advance(Duration::from_hours(1));
        let party = misuse::Party::Organisation(cast.organisation);
        misuse::decide(service, &cast.reviewer, party, Scope::Notices, decision, &words).await.unwrap();
        service.clock.advance(Duration::from_hours(1));
        withdrawal::withdraw(service, member, claim, Extent::Whole, "A mistake").await.unwrap();
    }
    let end = async || organisations::end(service, &cast.member, cast.organisation, true).await;
    let refused = |result: &Result<(), writ::claims::Error>| match result {
        Err(writ::claims::Error::Conflict(why)) => why.to_string(),
        other => panic!("{other:?}"),
    };
    lived(service, 40).await;
    assert!(refused(&end().await).contains("suspension for misuse"), "it would be got rid of");
    let told = notices::notices_of(service, cast.member.account).await.unwrap();
    let told = told.into_iter().find(|notice| notice.kind == NoticeKind::Measure).unwrap().id;
    let appellant = Appellant::Uploader(&cast.member, told);
    let appeal = appeals::lodge(service, appellant, "It was our film").await.unwrap();
    lived(service, 100).await;
    assert!(refused(&end().await).contains("appeal against a measure"), "its owners are to be told");
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It was a trailer.").await.unwrap();
    end().await.unwrap();
    facts_agree(service).await;
});

both_engines!(what_an_ended_organisation_claimed_is_withdrawn_by_nobody, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let (claim, _) = decided(service, &cast, &film, Action::None).await;
    lived(service, 230).await;
    organisations::end(service, &cast.member, cast.organisation, true).await.unwrap();
    let member = Claimant::Person(&cast.member);
    let withdrawn = withdrawal::withdraw(service, member, claim, Extent::Whole, "Licensed").await;
    assert!(matches!(withdrawn, Err(writ::claims::Error::Conflict(_))), "{withdrawn:?}");
    let seen = cases::claim(service, &cast.member, claim).await.unwrap();
    assert!(seen.has_ended && seen.withdrawn_at.is_none(), "it stays as it was decided");
});

both_engines!(who_speaks_for_an_organisation_goes_with_whoever_wrote_it_last, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let id = cast.organisation;
    let other = cast::signed_up(service, "other-owner", 8).await;
    let agent = cast::person(service, "agent").await;
    cast::join(service, &cast.member, id, &other, MemberRole::Owner).await;
    cast::join(service, &cast.member, id, &agent, MemberRole::Agent).await;
    let speaks = async || organisations::contact(service, &other, id).await.unwrap().ok().map(|contact| contact.name);
    assert_eq!(speaks().await.as_deref(), Some("Ada Example"));
    let anew = Contact { name: "Bea Example".into(), ..cast::application("Example Pictures").contact };
    let by_agent = organisations::change_contact(service, &agent, id, &anew).await;
    assert!(matches!(by_agent, Err(writ::claims::Error::Forbidden(_))), "{by_agent:?}");
    let nobody = organisations::change_contact(service, &other, id, &Contact::default()).await;
    assert!(matches!(nobody, Err(writ::claims::Error::Invalid(_))), "{nobody:?}");
    organisations::change_contact(service, &other, id, &anew).await.unwrap();
    assert_eq!(entries(service, "organisation.contact-changed").await, 1);

    // What an owner wrote since stays when the applicant goes, and goes with that owner.
    erasure::close(service, &cast.member, &cast.auth, CONFIRMATION).await.unwrap();
    worked(service).await;
    assert_eq!(speaks().await.as_deref(), Some("Bea Example"));
    let heir = cast::person(service, "heir").await;
    cast::join(service, &other, id, &heir, MemberRole::Owner).await;
    erasure::close(service, &other, &cast::auth(8), CONFIRMATION).await.unwrap();
    worked(service).await;
    let erased = organisations::contact(service, &heir, id).await.unwrap();
    assert!(erased.is_err(), "{erased:?}");
    let kept = "SELECT COUNT(*) FROM organisations WHERE contact_by IS NOT NULL";
    assert_eq!(cast::count(service, kept).await, 0);

    // A claim begun after that asks who sends it.
    let heirs = Cast { member: heir, auth: cast::auth(0), ..cast.clone() };
    heirs.sign(service).await;
    let law = drafts::Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() };
    let draft = drafts::begin(service, &heir, id, &law).await.unwrap();
    let shown = drafts::draft(service, &heir, draft).await.unwrap();
    assert_eq!((shown.statement.name.as_str(), shown.statement.email.as_str()), ("", ""));
    organisations::change_contact(service, &heir, id, &anew).await.unwrap();
    let again = organisations::contact(service, &heir, id).await.unwrap();
    assert_eq!(again.ok(), Some(anew));
    facts_agree(service).await;
});

both_engines!(who_spoke_for_an_organisation_goes_out_of_what_others_filed, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let id = cast.organisation;
    let heir = cast::signed_up(service, "heir", 8).await;
    let agent = cast::person(service, "agent").await;
    cast::join(service, &cast.member, id, &heir, MemberRole::Owner).await;
    cast::join(service, &cast.member, id, &agent, MemberRole::Agent).await;
    let film = File::upload(service, "film.mkv").await;
    let law = drafts::Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() };
    let shown = async |draft: DraftId| drafts::draft(service, &agent, draft).await.unwrap();
    let begun = async || {
        let draft = drafts::begin(service, &agent, id, &law).await.unwrap();
        let StatementInput { name, address, telephone, .. } = shown(draft).await.statement;
        assert_eq!(name, "Ada Example");
        // But for their own address, which takes the place of hers.
        let email = "bob@elsewhere.example".to_owned();
        let signature = String::new();
        let typed = StatementInput { name, address, telephone, email, signature, ..cast::notice(Basis::UsDmca) };
        drafts::set_statement(service, &agent, draft, &typed).await.unwrap();
        draft
    };
    let (filed, open) = (begun().await, begun().await);
    let line = format!("{} https://forum.example/thread/1", film.url());
    drafts::lines::enter(service, &agent, filed, &line).await.unwrap();
    drafts::lines::prove_all(service, &agent, filed).await.unwrap();
    let revision = shown(filed).await.revision;
    let claim = drafts::file(service, &agent, filed, revision, "ada example").await.unwrap().claim;
    // Somebody else speaks for it since, of whom none of that is.
    let anew = Contact { name: "Bea Example".into(), ..cast::application("Example Pictures").contact };
    organisations::change_contact(service, &heir, id, &anew).await.unwrap();
    let waits = erasure::prospect(service, &cast.member).await.unwrap().waits;
    assert!(waits.iter().any(|wait| wait.kept == Kept::OpenClaims && wait.count == 1), "{waits:?}");
    decide(service, &cast, claim, Action::None).await;

    // She is handed what is hers of that, and nothing of the agent's; and they, that all of it is theirs.
    let handed = everything(service, &cast.member, &cast.auth).await;
    let copies = rows(&handed, "contact-copies.json");
    let mut emails: Vec<_> = copies.iter().map(|row| row["contact"]["email"].as_str().unwrap()).collect();
    emails.sort_unstable();
    assert_eq!(emails, ["", "ada@pictures.example"], "of the claim, of the draft");
    assert!(copies.iter().all(|row| row["contact"]["name"] == "Ada Example"), "{copies:?}");
    assert!(handed.values().all(|text| !text.contains("bob@elsewhere.example")));
    assert!(rows(&everything(service, &heir, &cast::auth(8)).await, "contact-copies.json").is_empty());

    erasure::close(service, &cast.member, &cast.auth, CONFIRMATION).await.unwrap();
    let before = shown(open).await;
    worked(service).await;
    let after = shown(open).await;
    assert_eq!((before.step, after.step), (drafts::Step::Check, drafts::Step::Statement));
    assert!(after.revision > before.revision, "what was checked before is not filed");
    assert_eq!(after.used_at, before.used_at);
    let StatementInput { name, address, telephone, email, works, .. } = after.statement;
    assert_eq!([name, address, telephone], ["", "", ""]);
    assert_eq!((email.as_str(), works), ("bob@elsewhere.example", before.statement.works));
    let said = async || {
        let statement = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.statement;
        serde_json::to_value(statement).unwrap()
    };
    assert_eq!(said().await["name"], "Ada Example", "it can be answered still");
    assert!(!is_erased(service, cast.member.account).await);
    lived(service, 250).await;
    assert!(is_erased(service, cast.member.account).await);
    let statement = said().await;
    assert_eq!((&statement["name"], &statement["signature"]), (&ERASED_PERSON.into(), &ERASED_PERSON.into()));
    assert_eq!((&statement["address"], &statement["telephone"]), (&erasure::ERASED.into(), &erasure::ERASED.into()));
    assert_eq!(statement["email"], "bob@elsewhere.example", "the agent's own stays");
    assert_eq!(statement["works"], "The Long Way Home (film, 2024)");
    assert_eq!(cast::count(service, "SELECT COUNT(*) FROM contact_copies").await, 0);
    facts_agree(service).await;
});

both_engines!(who_speaks_for_a_refused_applicant_goes_a_while_after_it_was_written, |app: TestService| async move {
    let service = &app.service;
    let (first, _) = cast::administrators(service).await;
    let applicant = cast::signed_up(service, "applicant", 7).await;
    let application = cast::application("Example Pictures");
    let id = organisations::apply(service, &applicant, &application).await.unwrap();
    organisations::decide(service, &first, id, organisations::Verdict::Refused, "Not shown").await.unwrap();
    lived(service, 20).await;
    organisations::change_contact(service, &applicant, id, &application.contact).await.unwrap();
    lived(service, 20).await;
    let contact = async || organisations::contact(service, &applicant, id).await.unwrap();
    assert!(contact().await.is_ok(), "it was written after the refusal");
    // What opens and is no contact hides nothing else.
    let sealed = service.keys.seal(&format!("organisations.contact/{id}"), b"Ada Example");
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, "UPDATE organisations SET contact_sealed = $2 WHERE id = $1", id, &sealed).unwrap();
    tx.commit().await.unwrap();
    assert_eq!(contact().await.err(), Some(Text::of("words-altered")));
    lived(service, 20).await;
    assert_eq!(contact().await.err(), Some(Text::of("words-erased")));
    facts_agree(service).await;
});

both_engines!(of_two_owners_who_leave_at_once_one_stays, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let other = cast::signed_up(service, "other-owner", 8).await;
    cast::join(service, &cast.member, cast.organisation, &other, MemberRole::Owner).await;
    let (own, theirs) = (cast.auth.clone(), cast::auth(8));
    let (one, two) = tokio::join!(
        erasure::close(service, &cast.member, &own, CONFIRMATION),
        erasure::close(service, &other, &theirs, CONFIRMATION),
    );
    assert_eq!([one.is_ok(), two.is_ok()].into_iter().filter(|ok| *ok).count(), 1, "{one:?} {two:?}");
});

both_engines!(what_is_open_is_kept_and_goes_when_it_ends, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let uploader = cast::signed_up(service, "uploader", 7).await;
    let film = File::upload_of(service, uploader, "film.mkv").await;
    let other = File::upload_of(service, uploader, "other.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let notice = writ::notices::notices_of(service, uploader.account).await.unwrap()[0].id;
    let counter = CounterInput {
        address: "1 Flibbertigibbet Lane\nSan Francisco".into(),
        in_united_states: true,
        district: "Northern District of California".into(),
        ..counter()
    };
    let sent = counter_notices::send(service, &uploader, notice, &counter).await.unwrap();
    let action = writ::process::disputes::DisputeInput {
        kind: Some(writ::process::disputes::Kind::Action),
        forum: "A court".into(),
        reference: "1".into(),
        begun_on: "2026-11-22".into(),
        restrains: true,
        signature: "Ada Example".into(),
    };
    let claim = cases::claims(service, &cast.member, cast.organisation, &cases::Sought::default()).await.unwrap();
    let claim = claim.claims[0].claim;
    let claimant = writ::claims::withdrawal::Claimant::Person(&cast.member);
    let dispute = writ::process::disputes::tell_of_action(service, claimant, claim, sent, &action).await.unwrap();
    let hold = takedown::preserve(service, &cast.senior, film.object, None, "Reported").await.unwrap();
    let kinds = async || -> Vec<Kept> {
        let waits = erasure::prospect(service, &uploader).await.unwrap().waits;
        waits.iter().map(|wait| wait.kept).collect()
    };
    assert_eq!(kinds().await, [Kept::LockedFiles, Kept::OpenAnswers, Kept::Answers, Kept::Other]);
    erasure::close(service, &uploader, &cast::auth(7), CONFIRMATION).await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, other.object).await, ObjectState::Deleted, "what is theirs goes at once");
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    lived(service, 250).await;
    assert!(!is_erased(service, uploader.account).await);
    let read = async || {
        let opened = counter_notices::of_claim(&mut service.db.read().await.unwrap(), service, claim).await.unwrap();
        opened[0].statement.clone().unwrap()
    };
    assert_eq!(read().await.name, counter.name, "a court may ask");
    takedown::release(service, &cast.senior, hold, "They have it").await.unwrap();
    let lost = writ::process::disputes::Outcome::ForClaimant;
    writ::process::disputes::end(service, &cast.reviewer, dispute, lost, "Judgment").await.unwrap();
    lived(service, 20).await;
    assert!(!is_erased(service, uploader.account).await, "there is time to go on");
    lived(service, 60).await;
    assert!(is_erased(service, uploader.account).await);
    let erased = read().await;
    assert_eq!((erased.name.as_str(), erased.affirmations.len()), (ERASED_PERSON, 3));
    assert!(!format!("{erased:?}").contains("Quuxworth"));
    // The desk's pages still show the case.
    cases::desk_case(service, &cast.reviewer, claim).await.unwrap();
    facts_agree(service).await;
});

both_engines!(a_notifier_is_taken_out_of_their_notice, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let notifier = cast::signed_up(service, "notifier", 7).await;
    let report = cast::report(Basis::EuDsa, &film.url());
    let filed = reports::send(service, "198.51.100.7", Some(notifier.account), &report).await.unwrap();
    erasure::close(service, &notifier, &cast::auth(7), CONFIRMATION).await.unwrap();
    worked(service).await;
    let said = async || cases::desk_case(service, &cast.reviewer, filed.claim).await.unwrap().case.statement;
    assert_eq!(said().await.name(), Some("Ada Example"), "it is not decided");
    let target = cases::desk_case(service, &cast.reviewer, filed.claim).await.unwrap().case.targets[0].target;
    writ::claims::queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let ruling = writ::claims::decisions::Ruling {
        target,
        finding: writ::claims::decisions::Finding::NotInfringing,
        action: Action::None,
        ground: "17 U.S.C. 106".into(),
        reasons: "Another film.".into(),
    };
    writ::claims::decisions::decide(service, &cast.reviewer, filed.claim, &[ruling]).await.unwrap();
    worked(service).await;
    lived(service, 190).await;
    assert_eq!(said().await.name(), Some(ERASED_PERSON));
    assert!(is_erased(service, notifier.account).await);
    // What of the log could be opened to them cannot be any more.
    let mut tx = service.db.read().await.unwrap();
    let cases = db::all!(tx, (writ::ids::CaseId,), "SELECT log_case FROM claims").unwrap();
    for (case,) in cases {
        let told = writ::audit::opened_of_case(&mut tx, service, case, 0).await.unwrap();
        let openings = told.iter().flat_map(|(_, _, openings)| openings);
        assert!(openings.map(|opening| &opening.value).all(|value| *value != Ok(notifier.account.to_string())));
    }
    drop(tx);
    facts_agree(service).await;
});

/// Waits until something waits for a lock; on SQLite, where a transaction that writes waits before it begins, for a while.
async fn until_blocked(service: &Service) {
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        if !service.db.is_postgres() {
            return;
        }
        let mut tx = service.db.read().await.unwrap();
        let sql =
            "SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        if db::one!(tx, (i64,), sql).unwrap().0 > 0 {
            return;
        }
    }
    panic!("nothing waits");
}

both_engines!(what_is_wrapped_again_at_the_same_time_is_erased_all_the_same, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let notifier = cast::signed_up(service, "notifier", 7).await;
    let report = cast::report(Basis::EuDsa, &film.url());
    let filed = reports::send(service, "198.51.100.7", Some(notifier.account), &report).await.unwrap();
    decide(service, &cast, filed.claim, Action::None).await;
    worked(service).await;
    erasure::close(service, &notifier, &cast::auth(7), CONFIRMATION).await.unwrap();
    service.clock.advance(200 * DAY);

    // A key turns: the notice is wrapped again, and that is not committed yet.
    let mut turning = service.db.begin().await.unwrap();
    let place = format!("claims.statement/{}", filed.claim);
    let sql = "SELECT statement_sealed FROM claims WHERE id = $1";
    let (sealed,) = db::one!(turning, (Vec<u8>,), sql, filed.claim).unwrap();
    let again = service.keys.seal(&place, &service.keys.open_sealed(&place, &sealed).unwrap());
    assert_ne!(again, sealed);
    db::execute!(turning, "UPDATE claims SET statement_sealed = $2 WHERE id = $1", filed.claim, &again).unwrap();
    let (other, account) = (service.clone(), notifier.account);
    let erasing = tokio::spawn(async move { erasure::go_on(&other, account).await });
    until_blocked(service).await;
    assert!(!is_erased(service, account).await);
    turning.commit().await.unwrap();
    erasing.await.unwrap().unwrap();
    assert!(is_erased(service, account).await);
    let said = cases::desk_case(service, &cast.reviewer, filed.claim).await.unwrap().case.statement;
    assert_eq!(said.name(), Some(ERASED_PERSON), "nothing that was to be erased stands when it is said to be done");
    facts_agree(service).await;
});

both_engines!(what_an_agent_wrote_for_an_organisation_stays_without_the_agent, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let agent = cast::signed_up(service, "agent", 7).await;
    cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
    let input = cast::claim_of(vec![cast::target(&film.url())]);
    let claim = filing::file(service, &agent, cast.organisation, &input).await.unwrap().claim;
    let decision = decide(service, &cast, claim, Action::None).await;
    let appellant = Appellant::Notifier(Claimant::Person(&agent), claim, decision);
    let appeal = appeals::lodge(service, appellant, "It is our film.").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It is not.").await.unwrap();
    worked(service).await;
    erasure::close(service, &agent, &cast::auth(7), CONFIRMATION).await.unwrap();
    let said = async || {
        let statement = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.statement;
        serde_json::to_value(statement).unwrap()
    };
    worked(service).await;
    assert_eq!(said().await["name"], "Ada Example", "it can be answered still");
    lived(service, 250).await;
    assert!(is_erased(service, agent.account).await);
    let statement = said().await;
    assert_eq!(statement["works"], "The Long Way Home (film, 2024)", "the organisation's record");
    assert_eq!(statement["affirmations"].as_array().unwrap().len(), 3);
    assert_eq!((&statement["name"], &statement["signature"]), (&ERASED_PERSON.into(), &ERASED_PERSON.into()));
    for own in ["address", "telephone", "email"] {
        assert_eq!(statement[own], erasure::ERASED, "{own}");
    }
    let (opened, _) = appeals::for_desk(service, &cast.senior, appeal).await.unwrap();
    assert_eq!(opened.grounds, "It is our film.");
    facts_agree(service).await;
});

both_engines!(
    what_somebody_wrote_by_the_link_of_their_notice_is_handed_to_them_and_goes_with_their_account,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "film.mkv").await;
        let notifier = cast::signed_up(service, "notifier", 7).await;
        let report = cast::report(Basis::EuDsa, &film.url());
        let filed = reports::send(service, "198.51.100.7", Some(notifier.account), &report).await.unwrap();
        let decision = decide(service, &cast, filed.claim, Action::None).await;
        // And one by which a link is disabled: that can be answered as long as it is.
        let song = File::upload(service, "song.mkv").await;
        let report = cast::report(Basis::UsDmca, &song.url());
        let other = reports::send(service, "198.51.100.7", Some(notifier.account), &report).await.unwrap();
        decide(service, &cast, other.claim, Action::DisableLink).await;
        // They are not signed in.
        let secret = filed.private_link.unwrap();
        let link = PrivateLinkText(secret.expose());
        let appellant = Appellant::Notifier(Claimant::Holder(&link), filed.claim, decision);
        let appeal = appeals::lodge(service, appellant, "Wilhelmina Quuxworth filmed it.").await.unwrap();
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "She did not.").await.unwrap();
        worked(service).await;
        let grounds = async || appeals::for_desk(service, &cast.senior, appeal).await.unwrap().0.grounds;
        let handed = everything(service, &notifier, &cast::auth(7)).await;
        let lodged = rows(&handed, "appeals.json");
        assert_eq!(lodged.len(), 1, "{lodged:?}");
        assert_eq!(lodged[0]["grounds"], "Wilhelmina Quuxworth filmed it.");

        erasure::close(service, &notifier, &cast::auth(7), CONFIRMATION).await.unwrap();
        worked(service).await;
        assert_eq!(grounds().await, "Wilhelmina Quuxworth filmed it.", "it can be answered still");
        lived(service, 250).await;
        assert!(is_erased(service, notifier.account).await);
        assert_eq!(grounds().await, erasure::ERASED);

        // The link opens their notice still.
        let secret = other.private_link.unwrap();
        let link = PrivateLinkText(secret.expose());
        went_to_court(service, &song, other.claim, &link).await;
        let written_over = "SELECT words_erased_at FROM account_closures WHERE erased_at IS NOT NULL";
        let last = cast::count(service, written_over).await;
        lived(service, 20).await;
        assert_eq!(cast::count(service, written_over).await, last, "what is written over is left alone");
        facts_agree(service).await;
    }
);

/// What somebody who has closed their account is mailed because of what is done, with its subject: all of it leads to pages for everybody,
/// and says how to write to us.
async fn told_when_closed(service: &Service, address: &str, done: impl AsyncFnOnce()) -> Vec<String> {
    let to = format!("To: {address}\r\n");
    let mut told = Vec::new();
    for raw in mailed(service, done).await {
        if !raw.contains(&to) {
            continue;
        }
        let (headers, text) = words(&raw);
        let links = links(&text);
        assert!(links.contains(&"http://localhost:8080/contact".to_owned()), "{text}");
        for link in &links {
            let path = link.strip_prefix("http://localhost:8080").unwrap();
            assert!(path == "/contact" || path.starts_with("/f/"), "{path} asks for a sign-in: {text}");
        }
        told.push(headers + &text);
    }
    assert_eq!(send(service, get("/contact")).await.status, StatusCode::OK, "it is open to strangers");
    told
}

both_engines!(who_closed_their_account_is_mailed_no_page_that_asks_for_a_sign_in, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let rival = cast.rival(service, 9).await;
    let uploader = cast::signed_up(service, "uploader", 7).await;
    let address = "uploader@pictures.example";
    let film = File::upload_of(service, uploader, "film.mkv").await;
    let (first, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    erasure::close(service, &uploader, &cast::auth(7), CONFIRMATION).await.unwrap();
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    let say = |key: &str| Language::default().say(key).to_string();
    let number = Language::default().say("notice-closed-text").with("number", film.object.to_string()).to_string();

    // A statement of reasons names the ways that can be taken without signing in.
    let mut second = None;
    let told = told_when_closed(service, address, async || {
        second = Some(decided(service, &rival, &film, Action::LockAndDelete).await.0);
        worked(service).await;
    })
    .await;
    let [told] = told.as_slice() else { panic!("one statement of reasons: {told:?}") };
    for said in ["notice-file-locked", "redress-internal-written", "redress-judicial"] {
        assert!(told.contains(&say(said)), "{said}: {told}");
    }
    for unsaid in ["redress-internal", "redress-counter-notice", "strike-title", "notice-mail-page"] {
        assert!(!told.contains(&say(unsaid)), "{unsaid}: {told}");
    }
    assert!(told.contains(&number), "under what their case is found: {told}");

    // What ends is told, too.
    let second = second.unwrap();
    let told = told_when_closed(service, address, async || {
        let claimant = Claimant::Person(&rival.member);
        withdrawal::withdraw(service, claimant, second, Extent::Whole, "Licensed").await.unwrap();
        worked(service).await;
    })
    .await;
    let [told] = told.as_slice() else { panic!("one restriction of two has ended: {told:?}") };
    assert!(told.contains(&say("notice-still-held")) && told.contains(&number), "{told}");

    // And what is given back goes at once, as what was not locked did.
    let told = told_when_closed(service, address, async || {
        let claimant = Claimant::Person(&cast.member);
        withdrawal::withdraw(service, claimant, first, Extent::Whole, "Licensed").await.unwrap();
        worked(service).await;
    })
    .await;
    let [told] = told.as_slice() else { panic!("the last restriction has ended: {told:?}") };
    for said in ["notice-restored", "notice-restored-closed-effect", "notice-key-kept"] {
        assert!(told.contains(&say(said)), "{said}: {told}");
    }
    for unsaid in ["notice-restored-effect", "notice-key-page", "notice-key-rid", "notice-mail-page"] {
        assert!(!told.contains(&say(unsaid)), "{unsaid}: {told}");
    }
    assert_eq!(object_state(service, film.object).await, ObjectState::Deleted);
    facts_agree(service).await;
});

both_engines!(what_is_decided_about_a_closed_account_itself_is_told_in_its_language, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    let suspended = strikes::Decision::Suspend { days: 30 };
    strikes::decide(service, &cast.reviewer, review, suspended, "The same film three times").await.unwrap();
    let all = writ::notices::notices_of(service, owner.account).await.unwrap();
    let told_of = |notice: &&writ::notices::Summary| {
        notice.object == Some(films[0].0.object) && notice.kind == NoticeKind::Restriction
    };
    let notice = all.iter().find(told_of).unwrap().id;
    let appeal = appeals::lodge(service, Appellant::Uploader(&owner, notice), "Because").await.unwrap();
    appeals::decide(service, &cast.senior, appeal, &Verdict::Refuse, "It says nothing").await.unwrap();
    misuse::mark(service, &cast.reviewer, misuse::What::Appeal(appeal), "It says nothing").await.unwrap();
    let french = Language::named("fr").unwrap();
    accounts::choose_language(service, owner, french).await.unwrap();
    let address = accounts::email_of(&mut service.db.read().await.unwrap(), service, owner.account).await.unwrap();
    let address = address.unwrap().to_string();
    erasure::close(service, &owner, &cast::auth(0), CONFIRMATION).await.unwrap();
    worked(service).await;
    let say = |key: &str| french.say(key).to_string();
    let number = french.say("notice-closed-text").with("number", owner.account.to_string()).to_string();

    let told = told_when_closed(service, &address, async || {
        let party = misuse::Party::Account(owner.account);
        let words = misuse::Words {
            reasons: "One word is no reason".into(),
            gravity: "A senior read it".into(),
            intention: "Not known".into(),
        };
        let warned = misuse::Decision::Warn;
        misuse::decide(service, &cast.reviewer, party, Scope::Complaints, warned, &words).await.unwrap();
        worked(service).await;
    })
    .await;
    let [told] = told.as_slice() else { panic!("one statement of reasons: {told:?}") };
    for said in ["measure-warning-complaints", "measure-closed-effect", "redress-internal-written", "notice-closed"] {
        assert!(told.contains(&say(said)), "{said}: {told}");
    }
    assert!(told.contains(&number) && told.contains("One word is no reason"), "{told}");
    assert!(!told.contains(&say("redress-internal")) && !told.contains(&say("measure-mail-page")), "{told}");

    let mut standing = strikes::own(service, &owner).await.unwrap().measures.into_iter();
    let measure = standing.find(|measure| measure.kind == accounts::standing::Kind::Suspension).unwrap();
    let told = told_when_closed(service, &address, async || {
        measures::lift(service, &cast.other_reviewer, measure.id).await.unwrap();
        worked(service).await;
    })
    .await;
    let [told] = told.as_slice() else { panic!("it is lifted: {told:?}") };
    assert!(told.contains(&say("measure-lifted-reconsidered")) && told.contains(&number), "{told}");
    facts_agree(service).await;
});

both_engines!(an_account_that_is_closed_waits_for_no_reviewer, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    erasure::close(service, &owner, &cast::auth(0), CONFIRMATION).await.unwrap();
    assert!(strikes::waiting(service, &cast.reviewer).await.unwrap().is_empty(), "with the closing itself");
    let late = strikes::decide(service, &cast.reviewer, review, strikes::Decision::Warn, "Three times").await;
    assert!(matches!(late, Err(writ::claims::Error::Conflict(_))), "{late:?}");
    // Its strikes count still, and put it before nobody.
    strikes::look(service, owner.account).await.unwrap();
    worked(service).await;
    assert_eq!(strikes::own(service, &owner).await.unwrap().standing.strikes.len(), 3);
    assert!(strikes::waiting(service, &cast.reviewer).await.unwrap().is_empty());
    assert_eq!((entries(service, "account.review-opened").await, entries(service, "account.reviewed").await), (1, 1));
    facts_agree(service).await;
});

both_engines!(whom_a_gag_kept_from_being_told_is_written_to_until_they_had_their_time, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let uploader = cast::signed_up(service, "uploader", 7).await;
    let film = File::upload_of(service, uploader, "film.mkv").await;
    let gagged = OrderInput { gag: Some(Gag::Notice), ..cast::order(&[&film.bare()]) };
    let order = authorities::enter(service, &cast.reviewer, &gagged).await.unwrap();
    queue::take(service, &cast.reviewer, order.claim).await.unwrap();
    let ruling = Ruling {
        target: order.targets[0].target,
        finding: Finding::Ordered,
        action: Action::DisableLink,
        ground: "§ 97 UrhG".into(),
        reasons: "The court ordered it.".into(),
    };
    decisions::decide(service, &cast.reviewer, order.claim, &[ruling]).await.unwrap();
    worked(service).await;
    let waits = erasure::prospect(service, &uploader).await.unwrap().waits;
    let other = waits.iter().find(|wait| wait.kept == Kept::Other).expect("that there is something, and no more");
    assert_eq!((other.count, other.until), (1, None));
    erasure::close(service, &uploader, &cast::auth(7), CONFIRMATION).await.unwrap();
    lived(service, 250).await;
    assert!(!is_erased(service, uploader.account).await, "they are to be told still");
    let address = "uploader@pictures.example";
    let told = told_when_closed(service, address, async || {
        authorities::lift_gag(service, &cast.senior, order.claim).await.unwrap();
        worked(service).await;
    })
    .await;
    assert_eq!(told.len(), 1, "{told:?}");
    lived(service, 170).await;
    assert!(!is_erased(service, uploader.account).await, "six months from being told");
    lived(service, 40).await;
    assert!(is_erased(service, uploader.account).await);
    facts_agree(service).await;
});

both_engines!(the_pages_close_an_account, |app: TestService| async move {
    let service = &app.service;
    account(service, "leaving@example.org").await;
    let cookie = session_of(service, "leaving@example.org").await;
    let get = async |path: &str| {
        let request = Request::get(path).header(header::ACCEPT, "text/html").header(header::COOKIE, &cookie);
        send(service, request.body(axum::body::Body::empty()).unwrap()).await
    };
    assert!(get("/account").await.body.contains("/account/closing"));
    assert!(get("/account/closing").await.body.contains("Type ERASE to confirm"));
    let post = async |word: &str| {
        let auth = data_encoding::BASE64URL_NOPAD.encode(&auth("right"));
        let request = Request::post("/account/closing")
            .header(header::ACCEPT, "text/html")
            .header(header::COOKIE, &cookie)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(axum::body::Body::from(format!("confirmation={word}&auth={auth}")));
        send(service, request.unwrap()).await
    };
    let refused = post("yes").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("value=\"yes\""), "what was typed stays");
    let closed = post(CONFIRMATION).await;
    assert_eq!(closed.status, StatusCode::OK);
    assert!(closed.body.contains("Your account is closed"));
    assert!(get("/account").await.status.is_redirection(), "nobody is signed in any more");
});
