//! Complaints of whoever has a link of a terminated account: about the termination, and about nothing once whose account it is has closed it.

use std::time::Duration;

use writ::accounts::{Actor, Role};
use writ::claims::authorities::{self, Gag, OrderInput};
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, cases, queue};
use writ::entropy::Entropy;
use writ::ids::{ClaimId, DecisionId, LinkId};
use writ::notices::Because;
use writ::personal::erasure::{self, CONFIRMATION};
use writ::process::complaints::{self, Answer, Blocking, Closing, Outcome, Subject, Typed};
use writ::process::measures::{self, Measure};
use writ::process::strikes::{self, Decision};
use writ::service::Service;
use writ::vault::{self, downloads};

use super::super::{mails, struck, three, worked};
use super::{ADDRESS, ANSWER, WORDS, complained, ended_otherwise, nobody_else_is_told, stands, typed, whole};
use crate::app::{TestService, both_engines, mailed};
use crate::claims::cast::{self, Cast, File, count};

const DAY: Duration = Duration::from_hours(24);
const REASONS: &str = "The same film three times, each after a notice about the one before.";

/// An account that the senior terminated, with a file that nothing else blocks.
struct Closed {
    cast: Cast,
    film: File,
    /// What its strikes are about.
    films: Vec<(File, ClaimId, DecisionId)>,
    measure: Measure,
    /// A senior who had no part in it.
    other: Actor,
}

impl Closed {
    async fn new(service: &Service) -> Self {
        let cast = Cast::signed(service).await;
        let (films, review) = three(service, &cast).await;
        let film = File::upload_of(service, films[0].0.owner, "concert.mkv").await;
        strikes::decide(service, &cast.senior, review, Decision::Terminate, REASONS).await.unwrap();
        let measure = measure_of(service, &film.owner).await;
        let other = cast::staff(service, "sigrid", Role::Senior).await;
        worked(service).await;
        Self { cast, film, films, measure, other }
    }
}

async fn measure_of(service: &Service, owner: &Actor) -> Measure {
    strikes::own(service, owner).await.unwrap().measures.remove(0)
}

/// There is nothing behind a link, and nothing to complain about.
async fn leads_nowhere(service: &Service, link: &LinkId) {
    let looked = downloads::look(service, link, None).await;
    assert!(matches!(looked, Err(vault::Error::NotFound)), "{looked:?}");
    let about = complaints::about(service, link, None).await;
    assert!(matches!(about, Err(Error::NotFound)), "{about:?}");
    let sent = complaints::send(service, "192.0.2.9", link, None, typed("")).await;
    assert!(matches!(sent, Err(Error::NotFound)), "{sent:?}");
}

/// An order that hides itself is carried out against a file.
async fn hidden(service: &Service, cast: &Cast, film: &File, gag: Gag, action: Action) -> ClaimId {
    let input = OrderInput { gag: Some(gag), ..cast::order(&[&film.bare()]) };
    let claim = authorities::enter(service, &cast.reviewer, &input).await.unwrap().claim;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let ordered = Ruling {
        target: cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target,
        finding: Finding::Ordered,
        action,
        ground: "§ 97 UrhG".into(),
        reasons: "It is ordered.".into(),
    };
    decisions::decide(service, &cast.reviewer, claim, &[ordered]).await.unwrap();
    claim
}

both_engines!(an_order_that_hides_itself_shows_behind_no_termination_and_no_deletion, |app: TestService| async move {
    let service = &app.service;
    let Closed { cast, film, measure, .. } = Closed::new(service).await;
    let closed = async |film: &File| {
        let looked = downloads::look(service, &film.link, None).await;
        assert!(matches!(looked, Err(vault::Error::AccountClosed)), "{looked:?}");
        let about = complaints::about(service, &film.link, None).await;
        assert!(matches!(about, Ok(Blocking::Measure(id)) if id == measure.id), "{about:?}");
    };
    closed(&film).await;
    let disabling = hidden(service, &cast, &film, Gag::Party, Action::DisableLink).await;
    closed(&film).await;
    hidden(service, &cast, &film, Gag::Notice, Action::LockAndDelete).await;
    closed(&film).await;
    authorities::lift_gag(service, &cast.senior, disabling).await.unwrap();
    let looked = downloads::look(service, &film.link, None).await;
    assert!(matches!(&looked, Err(vault::Error::Restricted(told)) if told.ground == "court"), "{looked:?}");

    // What its owner deleted leads nowhere, whatever locks it meanwhile, until that is told.
    let gone = File::upload(service, "gone.mkv").await;
    vault::objects::delete(service, gone.owner.account, gone.object, vault::objects::Finality::Undoable).await.unwrap();
    leads_nowhere(service, &gone.link).await;
    let locking = hidden(service, &cast, &gone, Gag::Notice, Action::LockAndDelete).await;
    assert_eq!(cast::object_state(service, gone.object).await, vault::ObjectState::Locked);
    leads_nowhere(service, &gone.link).await;
    authorities::lift_gag(service, &cast.senior, locking).await.unwrap();
    let looked = downloads::look(service, &gone.link, None).await;
    assert!(matches!(&looked, Err(vault::Error::Restricted(told)) if told.ground == "court"), "{looked:?}");
});

both_engines!(a_termination_is_complained_about_and_somebody_else_answers, |app: TestService| async move {
    let service = &app.service;
    let Closed { cast, film, films, measure, .. } = Closed::new(service).await;
    let about = complaints::about(service, &film.link, None).await;
    assert!(matches!(about, Ok(Blocking::Measure(id)) if id == measure.id), "{about:?}");
    let about = complaints::about(service, &films[0].0.link, None).await;
    assert!(matches!(about, Ok(Blocking::Decision(id)) if id == films[0].2), "what the law blocks is that: {about:?}");
    leads_nowhere(service, &LinkId::new(&Entropy::seeded(7))).await;
    let nothing = complaints::send(service, "192.0.2.7", &film.link, None, Typed { words: " ", ..typed("") }).await;
    match nothing {
        Err(Error::Invalid(fields)) => assert!(fields[0].message.contains("should not have been closed"), "{fields:?}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(count(service, crate::process::complaints::ALL).await, 0);

    let mut id = None;
    let sent = mailed(service, async || id = Some(complained(service, &film.link).await)).await;
    assert_eq!(sent, Vec::<String>::new(), "nobody is written to: the address may be anybody's");
    let (id, reviewer) = (id.unwrap(), &cast.other_reviewer);
    let listed = complaints::about_accounts(service, reviewer, false).await.unwrap();
    assert_eq!((listed.len(), listed[0].id, listed[0].due_at), (1, id, service.clock.now().plus(7 * DAY)));
    assert!(complaints::waiting(service, reviewer, None).await.unwrap().waiting.is_empty(), "it is about no claim");
    assert_eq!(crate::process::tallied(service, reviewer).await.unwrap().complaints.count, 1);
    let (opened, may) = complaints::for_desk(service, reviewer, id).await.unwrap();
    assert!(matches!(&opened.subject, Subject::Measure(found) if found.id == measure.id));
    assert_eq!((opened.words.clone(), opened.reachable, may), (Some(WORDS.into()), true, true));

    assert!(!complaints::for_desk(service, &cast.senior, id).await.unwrap().1, "who decided reads it only");
    let decider = complaints::answer(service, &cast.senior, id, Answer::Stands, ANSWER).await;
    assert!(matches!(&decider, Err(Error::Forbidden(why)) if why.contains("you decided about this")), "{decider:?}");
    // Whose account it is, and who is a party to a claim behind it.
    let owner = cast::with_role(service, film.owner, Role::Reviewer).await;
    let claimant = cast::with_role(service, cast.member, Role::Reviewer).await;
    for party in [&owner, &claimant] {
        let refused = complaints::answer(service, party, id, Answer::Stands, ANSWER).await;
        assert!(matches!(refused, Err(Error::Forbidden(_) | Error::Accounts(_))), "{refused:?}");
        let refused = complaints::for_desk(service, party, id).await;
        assert!(matches!(refused, Err(Error::Forbidden(_) | Error::Accounts(_))), "no party reads it");
        assert!(complaints::about_accounts(service, party, false).await.unwrap().is_empty(), "nor that it came");
        assert_eq!(crate::process::tallied(service, party).await.unwrap().complaints.count, 0);
    }

    let notices = cast::rows(service, "notices").await;
    let letters = mailed(service, async || {
        complaints::answer(service, reviewer, id, Answer::Stands, ANSWER).await.unwrap();
    })
    .await;
    assert_eq!(letters.len(), 1, "{letters:?}");
    let letter = whole(&letters[0]);
    assert!(letter.contains(&format!("To: {ADDRESS}")), "{letter}");
    for said in ["Your complaint about a closed account", "stays closed", "ways of their own"] {
        assert!(letter.contains(said), "{said}: {letter}");
    }
    let (account, number) = (film.owner.account.to_string(), measure.id.to_string());
    for secret in ["our own choir", "concert.mkv", REASONS, &account, &number] {
        assert!(!letter.contains(secret), "{secret}: {letter}");
    }
    assert_eq!(stands(service, &cast, id).await, (Some(Outcome::Stands), None));
    assert_eq!(count(service, "SELECT COUNT(*) FROM complaints WHERE email_sealed IS NOT NULL").await, 0);
    let twice = complaints::answer(service, &cast.reviewer, id, Answer::LookAgain, ANSWER).await;
    assert!(matches!(twice, Err(Error::Conflict(_))), "{twice:?}");

    worked(service).await;
    assert!(matches!(downloads::look(service, &film.link, None).await, Err(vault::Error::AccountClosed)));
    assert_eq!(cast::rows(service, "notices").await, notices, "whose account it is is told of nothing");
    nobody_else_is_told(service, measure.log_case).await;
});

both_engines!(a_senior_looks_at_a_termination_again_after_a_complaint, |app: TestService| async move {
    let service = &app.service;
    let Closed { cast, film, measure, other, .. } = Closed::new(service).await;
    let mut sent = Vec::new();
    for _ in 0..3 {
        sent.push(complained(service, &film.link).await);
        service.clock.advance(Duration::from_secs(1));
    }
    let (first, second, unanswered) = (sent[0], sent[1], sent[2]);
    for id in [first, second] {
        complaints::answer(service, &cast.other_reviewer, id, Answer::LookAgain, ANSWER).await.unwrap();
    }
    let ids = async |actor: &Actor, for_seniors| {
        let listed = complaints::about_accounts(service, actor, for_seniors).await.unwrap();
        listed.into_iter().map(|complaint| complaint.id).collect::<Vec<_>>()
    };
    assert_eq!((ids(&other, true).await, ids(&other, false).await), (vec![first, second], vec![unanswered]));
    for for_seniors in [true, false] {
        assert!(ids(&cast.senior, for_seniors).await.is_empty(), "who decided it answers none, nor closes any");
    }
    assert_eq!(crate::process::tallied(service, &other).await.unwrap().complaints.count, 3);
    assert_eq!(crate::process::tallied(service, &cast.senior).await.unwrap().complaints.count, 0);
    let refused = complaints::about_accounts(service, &cast.reviewer, true).await;
    assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
    assert_eq!(count(service, "SELECT COUNT(*) FROM case_notes").await, 0, "there is no claim to note it with");
    assert!(matches!(downloads::look(service, &film.link, None).await, Err(vault::Error::AccountClosed)));

    let reviewer = complaints::close(service, &cast.other_reviewer, first, false, ANSWER).await;
    assert!(matches!(reviewer, Err(Error::Forbidden(_))), "{reviewer:?}");
    let own = complaints::close(service, &cast.senior, first, false, ANSWER).await;
    assert!(matches!(own, Err(Error::Forbidden(_))), "who decided it says nothing of that: {own:?}");
    let early = complaints::close(service, &other, first, true, ANSWER).await;
    assert!(matches!(&early, Err(Error::Conflict(why)) if why.contains("still closed")), "{early:?}");
    complaints::close(service, &other, first, false, "I came to the same.").await.unwrap();
    assert_eq!(stands(service, &cast, first).await, (Some(Outcome::LookedAtAgain), Some(Closing::Stands)));

    measures::lift(service, &other, measure.id).await.unwrap();
    assert_eq!(stands(service, &cast, unanswered).await, (Some(Outcome::Moot), None));
    assert_eq!(stands(service, &cast, second).await, (Some(Outcome::LookedAtAgain), None), "a senior says it");
    assert_eq!(ids(&cast.senior, true).await, vec![second], "any of them does");
    assert_eq!(crate::process::tallied(service, &cast.senior).await.unwrap().complaints.count, 1);
    let late = complaints::close(service, &other, second, false, ANSWER).await;
    assert!(matches!(&late, Err(Error::Conflict(why)) if why.contains("not closed any more")), "{late:?}");
    worked(service).await;
    let letters = mailed(service, async || {
        complaints::close(service, &other, second, true, "It was one film.").await.unwrap();
    })
    .await;
    assert!(letters.len() == 1 && whole(&letters[0]).contains("The account is open again"), "{letters:?}");
    assert_eq!(stands(service, &cast, second).await, (Some(Outcome::LookedAtAgain), Some(Closing::Overturned)));
    assert_eq!(ended_otherwise(service).await, 1);
    downloads::look(service, &film.link, None).await.unwrap();
    let late = complaints::send(service, "192.0.2.7", &film.link, None, typed("")).await;
    assert!(matches!(late, Err(Error::NotFound)), "{late:?}");
});

both_engines!(
    a_termination_taken_again_takes_over_the_complaints_that_a_reversal_left,
    |app: TestService| async move {
        let service = &app.service;
        let Closed { cast, film, measure, other, .. } = Closed::new(service).await;
        let id = complained(service, &film.link).await;
        complaints::answer(service, &cast.other_reviewer, id, Answer::LookAgain, ANSWER).await.unwrap();
        measures::lift(service, &other, measure.id).await.unwrap();
        worked(service).await;
        // Before a senior records that, a further strike has the account terminated again.
        struck(service, &cast, film.owner).await;
        let review = strikes::waiting(service, &cast.reviewer).await.unwrap().remove(0).id;
        strikes::decide(service, &cast.senior, review, Decision::Terminate, REASONS).await.unwrap();
        worked(service).await;
        let again = measure_of(service, &film.owner).await;
        assert_ne!(again.id, measure.id);
        let opened = complaints::for_desk(service, &other, id).await.unwrap().0;
        assert!(matches!(&opened.subject, Subject::Measure(found) if found.id == again.id), "{:?}", opened.subject);
        let over = complaints::close(service, &other, id, true, "It was one film.").await;
        assert!(matches!(&over, Err(Error::Conflict(why)) if why.contains("still closed")), "{over:?}");
        let letters = mailed(service, async || {
            complaints::close(service, &other, id, false, "There was one more.").await.unwrap();
        })
        .await;
        assert!(letters.len() == 1 && whole(&letters[0]).contains("the account stays closed"), "{letters:?}");
        assert_eq!(stands(service, &cast, id).await, (Some(Outcome::LookedAtAgain), Some(Closing::Stands)));
    }
);

both_engines!(where_no_other_senior_is_there_whoever_terminated_looks_again, |app: TestService| async move {
    let service = &app.service;
    let Closed { cast, film, other, .. } = Closed::new(service).await;
    // A senior who is a party to the claims behind it is none here.
    cast::with_role(service, cast.member, Role::Senior).await;
    let id = complained(service, &film.link).await;
    complaints::answer(service, &cast.other_reviewer, id, Answer::LookAgain, ANSWER).await.unwrap();
    let own = complaints::close(service, &cast.senior, id, false, ANSWER).await;
    assert!(matches!(own, Err(Error::Forbidden(_))), "somebody else is there: {own:?}");
    cast::without_roles(service, other).await;
    complaints::close(service, &cast.senior, id, false, "I came to the same.").await.unwrap();
    assert_eq!(stands(service, &cast, id).await, (Some(Outcome::LookedAtAgain), Some(Closing::Stands)));
});

both_engines!(
    what_is_said_of_a_terminated_account_waits_for_no_decision_about_the_file,
    |app: TestService| async move {
        let service = &app.service;
        let Closed { cast, film, measure, .. } = Closed::new(service).await;
        let id = complained(service, &film.link).await;
        let twice = complaints::send(service, "192.0.2.7", &film.link, None, typed(ADDRESS)).await.unwrap();
        assert_eq!(
            (twice.id, count(service, crate::process::complaints::ALL).await),
            (id, 1),
            "a page that was loaded again"
        );
        complaints::settle(service, film.object).await.unwrap();
        let (opened, may) = complaints::for_desk(service, &cast.other_reviewer, id).await.unwrap();
        assert!(matches!(&opened.subject, Subject::Measure(found) if found.id == measure.id));
        assert_eq!((opened.words.clone(), opened.complaint.outcome, may), (Some(WORDS.into()), None, true));
    }
);

both_engines!(a_termination_whose_strikes_are_void_ends_the_complaints_about_it, |app: TestService| async move {
    let service = &app.service;
    let Closed { cast, film, films, measure, .. } = Closed::new(service).await;
    let (unanswered, again) = (complained(service, &film.link).await, complained(service, &film.link).await);
    complaints::answer(service, &cast.other_reviewer, again, Answer::LookAgain, ANSWER).await.unwrap();
    let member = Claimant::Person(&cast.member);
    withdrawal::withdraw(service, member, films[1].1, Extent::Whole, "Licensed").await.unwrap();
    worked(service).await;
    assert_eq!(measure_of(service, &film.owner).await.lifted_because, Some(Because::StrikesVoid));
    assert_eq!(stands(service, &cast, unanswered).await, (Some(Outcome::Moot), None));
    assert_eq!(stands(service, &cast, again).await, (Some(Outcome::LookedAtAgain), Some(Closing::Moot)));
    assert_eq!(ended_otherwise(service).await, 2);
    for for_seniors in [false, true] {
        assert!(complaints::about_accounts(service, &cast.senior, for_seniors).await.unwrap().is_empty());
    }
    assert_eq!(count(service, "SELECT COUNT(*) FROM complaints WHERE email_sealed IS NOT NULL").await, 0);
    let entries = cast::entries(service, measure.log_case).await;
    for (kind, many) in [("complaint.received", 2), ("complaint.answered", 2), ("complaint.closed", 1)] {
        assert_eq!(entries.iter().filter(|entry| entry.kind == kind).count(), many, "{kind}");
    }
});

both_engines!(whoever_closed_their_account_themselves_left_nothing_to_complain_about, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let leaver = cast::signed_up(service, "leaver", 8).await;
    let theirs = File::upload_of(service, leaver, "theirs.mkv").await;
    erasure::close(service, &leaver, &cast::auth(8), CONFIRMATION).await.unwrap();
    worked(service).await;
    leads_nowhere(service, &theirs.link).await;

    // Nor has who does so after a termination: its page is there no more.
    let owner = cast::signed_up(service, "uploader", 7).await;
    for _ in 0..3 {
        struck(service, &cast, owner).await;
    }
    let film = File::upload_of(service, owner, "concert.mkv").await;
    let review = strikes::waiting(service, &cast.reviewer).await.unwrap().remove(0).id;
    strikes::decide(service, &cast.senior, review, Decision::Terminate, REASONS).await.unwrap();
    service.clock.advance(31 * DAY);
    worked(service).await;
    let waits = complained(service, &film.link).await;
    assert!(matches!(downloads::look(service, &film.link, None).await, Err(vault::Error::AccountClosed)));
    erasure::close(service, &owner, &cast::auth(7), CONFIRMATION).await.unwrap();
    leads_nowhere(service, &film.link).await;
    worked(service).await;
    leads_nowhere(service, &film.link).await;
    // What was sent before is answered all the same.
    complaints::answer(service, &cast.other_reviewer, waits, Answer::Stands, ANSWER).await.unwrap();
    assert_eq!(stands(service, &cast, waits).await, (Some(Outcome::Stands), None));
});

both_engines!(staff_who_are_no_party_are_told_of_one_about_an_account_in_time, |app: TestService| async move {
    let service = &app.service;
    let Closed { cast, film, .. } = Closed::new(service).await;
    // A third senior is a party to the claims behind it.
    cast::with_role(service, cast.member, Role::Senior).await;
    complained(service, &film.link).await;
    let told = async || {
        let all = mails(service).await;
        all.iter().filter(|mail| mail.contains("One complaint about a blocked link or a closed account")).count()
    };
    service.clock.advance(4 * DAY);
    worked(service).await;
    assert_eq!(told().await, 0);
    service.clock.advance(Duration::from_hours(26));
    worked(service).await;
    assert_eq!(told().await, 2, "the seniors who are none");
});
