//! How an organisation comes to be verified: control of its domain, the override by two, and what it is asked meanwhile.

use std::time::Duration;

use writ::accounts::{self, two_person};
use writ::claims::organisations::domain::{self, Method, Outcome};
use writ::claims::organisations::inquiries::{self, Inquiry};
use writ::claims::organisations::{self, MemberRole, State, Verdict};
use writ::claims::{Error, direct};
use writ::config::Config;
use writ::db;
use writ::ids::CaseId;
use writ::outside::Outside;
use writ::service::Service;

use super::cast::{self, Cast, count, entries, person, staff};
use crate::app::{TestService, both_engines, mailed};
use crate::outside::Internet;
use crate::pages_desk;
use crate::standing::holding;

const RECORD: &str = "_writ-challenge.pictures.example";

async fn kinds(service: &Service, case: CaseId) -> Vec<String> {
    entries(service, case).await.into_iter().map(|entry| entry.kind).collect()
}

both_engines!(a_record_proves_control_and_one_administrator_verifies, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let (admin, owner) = (staff(service, "admin", accounts::Role::Administrator).await, person(service, "owner").await);
    let id = organisations::apply(service, &owner, &cast::application("Example Pictures")).await.unwrap();
    let challenge = domain::control(service, &owner, id).await.unwrap().challenge;
    assert_eq!(challenge.record_name(), RECORD);
    assert_eq!(challenge.file_address(), "https://pictures.example/.well-known/writ-verification.txt");
    let other = organisations::apply(service, &owner, &cast::application("Another")).await.unwrap();
    let others = domain::control(service, &owner, other).await.unwrap().challenge;
    assert_ne!(challenge.file_content(), others.file_content(), "each organisation has a challenge of its own");

    // Every look says what it showed.
    let look = async || {
        let checks = domain::check(service, &owner, id).await.unwrap();
        assert_eq!([checks[0].method, checks[1].method], [Method::Dns, Method::File]);
        [checks[0].clone(), checks[1].clone()].map(|check| (check.outcome, check.found))
    };
    assert_eq!(look().await, [(Outcome::NoRecord, String::new()), (Outcome::Status, "404".into())]);
    internet.text(RECORD, &[&others.record_value()]);
    internet.file("<html>not it</html>");
    let wrong = [(Outcome::Other, others.record_value()), (Outcome::Other, "<html>not it</html>".into())];
    assert_eq!(look().await, wrong);
    internet.page(crate::outside::FILE, "HTTP/1.1 301 Moved\r\nLocation: https://10.0.0.1/\r\n\r\n");
    assert_eq!(look().await[1], (Outcome::Redirected, "301".into()));
    let control = domain::control(service, &admin, id).await.unwrap();
    assert!(control.proven.is_none() && control.last.len() == 2);
    let refused = organisations::decide(service, &admin, id, Verdict::Verified, "Looks like it").await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "without proof one administrator is not enough");

    internet.text(RECORD, &["v=spf1 -all", &challenge.record_value()]);
    service.clock.advance(Duration::from_mins(1));
    assert_eq!(look().await[0], (Outcome::Proven, challenge.record_value()));
    assert_eq!(look().await[0].0, Outcome::Proven);
    let proof = domain::control(service, &owner, id).await.unwrap().proven.unwrap();
    assert_eq!((proof.method, proof.found), (Method::Dns, challenge.record_value()));

    let case = organisations::organisation(service, &owner, id).await.unwrap().log_case;
    assert_eq!(kinds(service, case).await, ["organisation.applied", "organisation.domain-proven"], "it is proven once");
    let entry = entries(service, case).await.remove(1);
    assert_eq!(entry.value["fields"]["method"], "dns", "{}", entry.text);
    assert!(!entry.text.contains("pictures.example"), "an applicant's domain is not public");
    let mails = mailed(service, async || {
        organisations::decide(service, &admin, id, Verdict::Verified, "Register seen").await.unwrap();
    })
    .await;
    assert!(mails.len() == 1 && mails[0].contains("Subject: Your organisation is verified"), "{mails:?}");
    let entry = entries(service, case).await.remove(2);
    assert_eq!(entry.value["fields"]["control"], "dns");
    assert_eq!(entry.value["fields"]["domain"], "pictures.example");
});

both_engines!(a_file_proves_control_as_well, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let owner = person(service, "owner").await;
    let id = organisations::apply(service, &owner, &cast::application("Example Pictures")).await.unwrap();
    let challenge = domain::control(service, &owner, id).await.unwrap().challenge;
    internet.file(&format!("{}\n", challenge.file_content()));
    // Two looks at once prove it once.
    let (one, two) = tokio::join!(domain::check(service, &owner, id), domain::check(service, &owner, id));
    assert_eq!([one.unwrap()[1].outcome, two.unwrap()[1].outcome], [Outcome::Proven; 2]);
    let proof = domain::control(service, &owner, id).await.unwrap().proven.unwrap();
    assert_eq!((proof.method, proof.found.as_str()), (Method::File, challenge.file_content()));
    let case = organisations::organisation(service, &owner, id).await.unwrap().log_case;
    assert_eq!(kinds(service, case).await, ["organisation.applied", "organisation.domain-proven"]);

    // As strangers have it, the same domain leads to where nobody is asked.
    let strict = &Service { outside: internet.strict(), ..service.clone() };
    let checks = domain::check(strict, &owner, id).await.unwrap();
    assert_eq!((checks[1].outcome, checks[1].found.as_str()), (Outcome::NotPublic, ""), "and not told which");
});

both_engines!(only_members_have_a_domain_looked_at_and_not_without_end, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&cast::limited(&app.service, |limits| limits.domain_checks_per_hour = 3));
    let (admin, owner) = (staff(service, "admin", accounts::Role::Administrator).await, person(service, "owner").await);
    let id = organisations::apply(service, &owner, &cast::application("Example Pictures")).await.unwrap();
    let stranger = person(service, "stranger").await;
    for nobody in [stranger, admin] {
        assert!(matches!(domain::check(service, &nobody, id).await, Err(Error::NotFound)));
    }
    assert!(matches!(domain::control(service, &stranger, id).await, Err(Error::NotFound)));
    let agent = person(service, "agent").await;
    cast::join(service, &owner, id, &agent, MemberRole::Agent).await;
    for _ in 0..3 {
        domain::check(service, &agent, id).await.unwrap();
    }
    let refused = domain::check(service, &owner, id).await.unwrap_err();
    assert!(
        matches!(refused, Error::Accounts(accounts::Error::TooManyAttempts { limit: 3, .. })),
        "it is counted by organisation: {refused}"
    );
    assert_eq!(count(service, "SELECT COUNT(*) FROM domain_checks").await, 6, "a refused look looks nowhere");
    service.clock.advance(Duration::from_hours(2));
    organisations::remove_member(service, &owner, id, agent.account).await.unwrap();
    assert!(matches!(domain::check(service, &agent, id).await, Err(Error::NotFound)));
    domain::check(service, &owner, id).await.unwrap();
});

both_engines!(who_is_removed_while_a_domain_is_looked_at_proves_nothing, |app: TestService| async move {
    let internet = Internet::start().await;
    let slow = Outside { deadline: Duration::from_secs(2), ..internet.outside() };
    let service = &Service { outside: slow, ..app.service.clone() };
    let (owner, agent) = (person(service, "owner").await, person(service, "agent").await);
    let id = organisations::apply(service, &owner, &cast::application("Example Pictures")).await.unwrap();
    cast::join(service, &owner, id, &agent, MemberRole::Agent).await;
    let challenge = domain::control(service, &owner, id).await.unwrap().challenge;
    internet.text(RECORD, &[&challenge.record_value()]);
    internet.page(crate::outside::FILE, "");
    let (looked, ()) = tokio::join!(domain::check(service, &agent, id), async {
        while internet.connections() == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        organisations::remove_member(service, &owner, id, agent.account).await.unwrap();
    });
    assert!(matches!(looked, Err(Error::NotFound)));
    assert!(domain::control(service, &owner, id).await.unwrap().proven.is_none());
    assert_eq!(count(service, "SELECT COUNT(*) FROM domain_checks").await, 0);
});

both_engines!(without_proof_it_takes_two_administrators, |app: TestService| async move {
    let internet = Internet::start().await;
    let service = &internet.around(&app.service);
    let (first, second) = cast::administrators(service).await;
    let owner = person(service, "owner").await;
    let id = organisations::apply(service, &owner, &cast::application("Example Pictures")).await.unwrap();
    let propose = async |who| organisations::propose_override(service, &who, id, "Officer met in person").await;
    assert!(matches!(propose(owner).await, Err(Error::Forbidden(_))));
    let step = propose(first).await.unwrap();
    let alone = organisations::confirm_override(service, &first, step).await;
    assert!(matches!(alone, Err(Error::Accounts(accounts::Error::SamePerson))));
    assert!(matches!(organisations::confirm_override(service, &owner, step).await, Err(Error::Forbidden(_))));
    // Whoever belongs to it is nobody's second.
    let insider = staff(service, "insider", accounts::Role::Administrator).await;
    cast::join(service, &owner, id, &insider, MemberRole::Agent).await;
    assert!(matches!(organisations::confirm_override(service, &insider, step).await, Err(Error::Forbidden(_))));
    assert!(matches!(propose(insider).await, Err(Error::Forbidden(_))));
    // Another kind of step does not do.
    assert!(direct::confirm_grant(service, &second, step).await.is_err());
    assert_eq!(organisations::organisation(service, &owner, id).await.unwrap().state, State::Applied);

    // What was decided since the proposal stands: the step verifies nothing any more.
    service.clock.advance(Duration::from_secs(1));
    organisations::decide(service, &second, id, Verdict::Refused, "No answer").await.unwrap();
    assert!(matches!(organisations::confirm_override(service, &second, step).await, Err(Error::Conflict(_))));
    two_person::cancel(service, &second, step).await.unwrap();
    service.clock.advance(Duration::from_secs(1));
    let step = propose(first).await.unwrap();
    organisations::confirm_override(service, &second, step).await.unwrap();
    let found = organisations::organisation(service, &owner, id).await.unwrap();
    assert_eq!(found.state, State::Verified);
    assert_eq!(found.decision_reason(service).unwrap().unwrap(), "Officer met in person");
    let clear = holding(service, &[b"Officer met in person".to_vec()]).await;
    assert_eq!(clear, [""; 0], "it lies sealed, as in the step");
    assert!(matches!(propose(first).await, Err(Error::Conflict(_))), "it is verified already");
    let log = entries(service, found.log_case).await;
    let last = log.last().unwrap();
    assert_eq!((last.kind.as_str(), &last.value["fields"]["control"]), ("organisation.verified", &"override".into()));

    // With proof there is nothing to override.
    let other = organisations::apply(service, &owner, &cast::application("Another")).await.unwrap();
    internet.file(domain::control(service, &owner, other).await.unwrap().challenge.file_content());
    domain::check(service, &owner, other).await.unwrap();
    let refused = organisations::propose_override(service, &first, other, "No need").await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
});

both_engines!(an_applicant_is_asked_for_more_and_answers, |app: TestService| async move {
    let service = &app.service;
    let (admin, owner) = (staff(service, "admin", accounts::Role::Administrator).await, person(service, "owner").await);
    let id = organisations::apply(service, &owner, &cast::application("Example Pictures")).await.unwrap();
    let agent = person(service, "agent").await;
    cast::join(service, &owner, id, &agent, MemberRole::Agent).await;
    let stranger = person(service, "stranger").await;
    let ask = async |who, question| inquiries::ask(service, &who, id, question).await;
    assert!(matches!(ask(owner, "Who?").await, Err(Error::Forbidden(_))));
    assert!(matches!(ask(admin, "  ").await, Err(Error::Invalid(_))));
    let mails = mailed(service, async || ask(admin, "Which officer is Zacharias?").await.unwrap()).await;
    assert!(
        mails.len() == 1 && mails[0].contains("Subject: Your application needs an answer"),
        "owners only: {mails:?}"
    );
    assert!(mails[0].contains("rights?organisation=") && !mails[0].contains("Zacharias"), "{mails:?}");
    assert!(matches!(ask(admin, "And when?").await, Err(Error::Conflict(_))), "one question at a time");
    assert_eq!(organisations::organisation(service, &owner, id).await.unwrap().state, State::Applied);

    let open = inquiries::inquiries(service, &owner, id).await.unwrap().remove(0);
    assert!(open.question == "Which officer is Zacharias?" && open.answer.is_none(), "{open:?}");
    let answer = async |who, text| inquiries::answer(service, &who, id, open.id, text).await;
    assert!(matches!(answer(stranger, "Me").await, Err(Error::NotFound)));
    assert!(matches!(answer(agent, "Me").await, Err(Error::Forbidden(_))));
    assert!(matches!(answer(owner, " ").await, Err(Error::Invalid(_))));
    answer(owner, "The uncle of Balthasar").await.unwrap();
    assert!(matches!(answer(owner, "No, another").await, Err(Error::Conflict(_))), "an answer is given once");
    service.clock.advance(Duration::from_secs(1));
    ask(admin, "And when?").await.unwrap();
    let foreign = organisations::apply(service, &stranger, &cast::application("Another")).await.unwrap();
    let second = inquiries::inquiries(service, &admin, id).await.unwrap().remove(1).id;
    let crossed = inquiries::answer(service, &stranger, foreign, second, "Mine").await;
    assert!(matches!(crossed, Err(Error::NotFound)), "a question is answered by whom it was asked");

    let history = inquiries::inquiries(service, &admin, id).await.unwrap();
    let said = |inquiry: &Inquiry| (inquiry.question.to_string(), inquiry.answer.as_ref().map(ToString::to_string));
    let texts: Vec<_> = history.iter().map(said).collect();
    let answered = Some("The uncle of Balthasar".to_owned());
    let expected = [("Which officer is Zacharias?".to_owned(), answered), ("And when?".to_owned(), None)];
    assert_eq!(texts, expected);
    assert!(matches!(inquiries::inquiries(service, &stranger, id).await, Err(Error::NotFound)));
    // Sealed at rest, and not in the log.
    let mut tx = service.db.read().await.unwrap();
    let rows =
        db::all!(tx, (Vec<u8>, Option<Vec<u8>>), "SELECT question_sealed, answer_sealed FROM inquiries").unwrap();
    drop(tx);
    let readable = |bytes: &[u8]| ["Zacharias", "Balthasar"].iter().any(|word| contains(bytes, word.as_bytes()));
    for (question, answer) in rows {
        assert!(!readable(&question) && !readable(&answer.unwrap_or_default()));
    }
    let case = organisations::organisation(service, &owner, id).await.unwrap().log_case;
    assert!(entries(service, case).await.iter().all(|entry| !readable(entry.text.as_bytes())));
    assert!(
        kinds(service, case)
            .await
            .ends_with(&["organisation.asked", "organisation.answered", "organisation.asked"].map(Into::into))
    );
});

fn contains(bytes: &[u8], word: &[u8]) -> bool {
    bytes.windows(word.len()).any(|window| window == word)
}

both_engines!(
    suspension_and_its_end_are_told_to_the_owners_with_where_the_reason_stands,
    |app: TestService| async move {
        let service = &app.service;
        let cast = &Cast::verified(service).await;
        let agent = person(service, "agent").await;
        cast::join(service, &cast.member, cast.organisation, &agent, MemberRole::Agent).await;
        let suspend = async |reason| organisations::suspend(service, &cast.first, cast.organisation, reason).await;
        let reinstate = async |reason| {
            organisations::decide(service, &cast.first, cast.organisation, Verdict::Verified, reason).await
        };
        assert!(matches!(suspend(" ").await, Err(Error::Invalid(_))));
        let mails = mailed(service, async || suspend("Frequent unfounded claims").await.unwrap()).await;
        assert!(mails.len() == 1 && mails[0].contains("Subject: Your organisation is suspended"), "{mails:?}");
        assert!(!mails[0].contains("unfounded"), "the reason stays in the portal");
        let question = inquiries::ask(service, &cast.first, cast.organisation, "Why?").await;
        assert!(matches!(question, Err(Error::Conflict(_))), "only applicants are asked");
        let over = organisations::propose_override(service, &cast.first, cast.organisation, "Back").await;
        assert!(matches!(over, Err(Error::Conflict(_))));
        assert!(matches!(reinstate(" ").await, Err(Error::Invalid(_))));
        let mails = mailed(service, async || reinstate("They mended their ways").await.unwrap()).await;
        assert!(mails.len() == 1 && mails[0].contains("Subject: The suspension has ended"), "{mails:?}");
        let found = organisations::organisation(service, &agent, cast.organisation).await.unwrap();
        assert_eq!(found.state, State::Verified);
        assert_eq!(found.decision_reason(service).unwrap().unwrap(), "They mended their ways");
        let log = kinds(service, found.log_case).await;
        assert!(log.ends_with(&["organisation.suspended".into(), "organisation.reinstated".into()]), "{log:?}");
    }
);

both_engines!(an_administrator_sees_what_became_of_the_others_of_a_domain, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let administrator = pages_desk::staff(service, cast, "ada", accounts::Role::Administrator).await;
    let page = async |id| pages_desk::look(service, &format!("/desk/rights-holders/{id}"), &administrator).await.body;
    let alone = page(cast.organisation).await;
    assert!(alone.contains("Speaks for it") && !alone.contains("Others of this domain"), "{alone}");
    organisations::end(service, &cast.member, cast.organisation, true).await.unwrap();
    // However it is typed, it is the domain that is resolved.
    let typed = organisations::Application { domain: " Pictures.EXAMPLE".into(), ..cast::application("New Pictures") };
    let anew = organisations::apply(service, &cast.member, &typed).await.unwrap();
    let elsewhere = organisations::Application { domain: "far.example".into(), ..cast::application("Far Pictures") };
    let far = organisations::apply(service, &cast.member, &elsewhere).await.unwrap();
    let link = |id, name, state| {
        format!(
            "<a href=\"/desk/rights-holders/{id}\" class=\"anywhere\">{name}</a> <span class=\"badge badge-{state}</span>"
        )
    };
    let seen = page(anew).await;
    assert!(seen.contains("Others of this domain") && !seen.contains("Far Pictures"), "{seen}");
    assert!(seen.contains(&link(cast.organisation, "Example Pictures", "plain\">ended")), "{seen}");
    assert!(page(cast.organisation).await.contains(&link(anew, "New Pictures", "info\">applied")));
    assert!(!page(far).await.contains("Others of this domain"));
    let others = async |who| {
        let found = organisations::organisation(service, who, anew).await.unwrap();
        organisations::others_of_domain(service, who, &found).await
    };
    assert_eq!(others(&cast.first).await.unwrap().len(), 1);
    let member = others(&cast.member).await;
    assert!(matches!(member, Err(Error::Forbidden(_))), "{member:?}");
});

#[tokio::test]
async fn an_operator_sets_how_often_a_domain_is_looked_at() {
    let app = TestService::new().await;
    let mut config = Config::clone(&app.service.config);
    config.limits.set(&"domain-checks-per-hour=7".parse().unwrap()).unwrap();
    assert_eq!(config.limits.domain_checks_per_hour, 7);
}
