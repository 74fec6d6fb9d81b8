//! Orders of courts and authorities: entered by staff, due by their own clock, hidden as they say, confirmed; on both engines.

use std::time::Duration;

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use http::{Request, StatusCode};
use serde_json::Value;
use writ::accounts::{Actor, Role};
use writ::audit;
use writ::claims::authorities::{self, Gag, Kind, Law, Means, OrderInput, WithdrawalInput};

use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::filing::ClaimState;
use writ::claims::queue::{self, Filter, Lane, Sought};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, decided, reports};
use writ::claims::{cases, escalations, preserving};
use writ::clock::Time;
use writ::ids::{ClaimId, DecisionId, NoticeId};
use writ::notices::{self, NoticeKind, Ordered, Statement, Way};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::complaints::{self, Blocking};
use writ::process::disputes::{self, DisputeInput, Outcome};
use writ::process::windows;
use writ::service::Service;
use writ::takedown::Why;
use writ::vault::{ObjectState, downloads};
use writ::{db, takedown, vault, work};

use super::cast::{self, Cast, File, count, entries, object_state, order, report, target};
use super::secrecy::everything;
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines, mailed};
use crate::delivery::{links, words};
use crate::pages_desk::{look, staff};

fn at(text: &str) -> Time {
    Time::parse_rfc3339(text).unwrap()
}

async fn enter(service: &Service, by: &Actor, input: &OrderInput) -> ClaimId {
    authorities::enter(service, by, input).await.unwrap().claim
}

/// Whoever has taken an order decides all of it.
async fn carry_out(service: &Service, by: &Actor, claim: ClaimId, action: Action) -> Result<(), Error> {
    let case = cases::desk_case(service, by, claim).await.unwrap().case;
    let rulings: Vec<Ruling> =
        case.targets.iter().map(|target| ruling(target.target, Finding::Ordered, action)).collect();
    decisions::decide(service, by, claim, &rulings).await.map(drop)
}

/// An order that somebody enters, takes and carries out.
async fn carried_out(service: &Service, by: &Actor, input: &OrderInput, action: Action) -> ClaimId {
    let claim = enter(service, by, input).await;
    queue::take(service, by, claim).await.unwrap();
    carry_out(service, by, claim, action).await.unwrap();
    claim
}

/// A claim of the holder about a file, and the reviewer's decision that this is done to it.
async fn claim_decided(service: &Service, cast: &Cast, film: &File, action: Action) -> (ClaimId, DecisionId) {
    let filed = cast::file(service, cast, vec![target(&film.url())]).await.unwrap();
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let infringing = ruling(filed.targets[0].target, Finding::Infringing, action);
    let made = decisions::decide(service, &cast.reviewer, filed.claim, &[infringing]).await.unwrap();
    (filed.claim, made[0])
}

fn ruling(target: writ::ids::TargetId, finding: Finding, action: Action) -> Ruling {
    Ruling {
        target,
        finding,
        action,
        ground: "§ 97 UrhG".into(),
        reasons: "The court found that the film was taken by Ada Secret.".into(),
    }
}

async fn restrictions(service: &Service, owner: &Actor) -> Vec<NoticeId> {
    let all = notices::notices_of(service, owner.account).await.unwrap();
    all.into_iter().filter(|notice| notice.kind == NoticeKind::Restriction).map(|notice| notice.id).collect()
}

async fn told(service: &Service, owner: &Actor, notice: NoticeId) -> Statement {
    notices::notice(service, owner.account, notice).await.unwrap().statement
}

/// The entries of a case, as a stranger reads them.
async fn log(service: &Service, reader: &Actor, claim: ClaimId) -> Vec<String> {
    let case = cases::desk_case(service, reader, claim).await.unwrap().case.log_case;
    entries(service, case).await.into_iter().map(|entry| entry.text).collect()
}

fn fields(refused: Error) -> Vec<&'static str> {
    match refused {
        Error::Invalid(mistakes) => mistakes.into_iter().map(|mistake| mistake.field).collect(),
        other => panic!("{other:?}"),
    }
}

both_engines!(an_order_is_due_by_its_own_clock_and_stands_where_that_says, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let sent = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.bare())).await.unwrap().claim;
    service.clock.advance(Duration::from_mins(30));
    let court =
        enter(service, &cast.reviewer, &OrderInput { due: "2026-11-25T09:00".into(), ..order(&[&film.bare()]) }).await;
    let terror = OrderInput {
        law: Some(Law::TerroristContent),
        due: String::new(),
        received: "2026-11-23T10:10".into(),
        ..order(&[&film.object.to_string()])
    };
    let terror = enter(service, &cast.reviewer, &terror).await;

    let page = queue::page(service, &cast.reviewer, &Sought::default(), None).await.unwrap();
    let seen: Vec<_> = page.claims.iter().map(|waiting| (waiting.claim, waiting.due_at)).collect();
    let expected =
        [(terror, at("2026-11-23T11:10:00Z")), (sent, at("2026-11-24T10:00:00Z")), (court, at("2026-11-25T09:00:00Z"))];
    assert_eq!(seen, expected, "an hour from receipt for the one, as it says for the other");
    assert_eq!(page.claims[0].country.as_deref(), Some("DE"));
    assert_eq!((page.claims[0].queue, page.claims[0].basis.as_str()), (Lane::Authority, "court"));
    for filter in [
        Filter { queue: Some(Lane::Authority), ..Filter::default() },
        Filter { law: Basis::of_claim("court"), ..Filter::default() },
    ] {
        let sought = Sought { filter, ..Sought::default() };
        let found = queue::page(service, &cast.reviewer, &sought, None).await.unwrap().claims;
        assert_eq!(found.iter().map(|waiting| waiting.claim).collect::<Vec<_>>(), [terror, court]);
    }
    assert_eq!(Basis::parse("court"), None, "nobody files an order by a form");
    // Its clock runs out like any other's, and staff are told before.
    assert!(work::run_due(service).await.unwrap().failed.is_empty());
    assert_eq!(
        count(service, "SELECT COUNT(*) FROM claims WHERE basis = 'court' AND reminded_of IS NOT NULL").await,
        1
    );
});

both_engines!(whoever_issued_an_order_is_told_at_once_that_it_came, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    // What an order hides is hidden from others.
    for gag in [None, Some(Gag::Notice)] {
        let input = OrderInput { gag, received: "2026-11-23T09:10".into(), ..order(&[&film.bare()]) };
        let sent = mailed(service, async || {
            enter(service, &cast.reviewer, &input).await;
        })
        .await;
        assert_eq!(sent.len(), 1, "to the court, and to nobody else");
        let letter = sent[0].replace("=\r\n", "").replace("=\n", "");
        assert!(letter.contains("To: kammer10@lg.example") && letter.contains("310 O 99/26"), "{letter}");
        for said in ["was received here", "Received: 23 November 2026, 09:10 UTC", "24 November 2026, 10:00 UTC"] {
            assert!(letter.contains(said), "{said}: {letter}");
        }
        assert!(!letter.contains(film.link.as_str()) && !letter.contains("removed at once"), "{letter}");
    }
    // On paper it is told with what was done.
    let by_letter = OrderInput { email: String::new(), address: "Hamburg".into(), ..order(&[&film.bare()]) };
    let sent = mailed(service, async || {
        enter(service, &cast.reviewer, &by_letter).await;
    })
    .await;
    assert!(sent.is_empty(), "{sent:?}");
    audit::settle(service).await.unwrap();
});

both_engines!(what_an_order_lacks_is_told_at_once_and_nothing_is_entered, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let nothing = authorities::enter(service, &cast.reviewer, &OrderInput::default()).await.unwrap_err();
    let expected =
        ["kind", "law", "authority", "country", "reference", "provision", "orders", "email", "due", "targets"];
    assert_eq!(fields(nothing), expected);
    let refused = async |change: fn(&mut OrderInput)| {
        let mut input = order(&[&film.bare()]);
        change(&mut input);
        fields(authorities::enter(service, &cast.reviewer, &input).await.unwrap_err())
    };
    assert_eq!(refused(|input| input.country = "Germany".into()).await, ["country"]);
    assert_eq!(refused(|input| input.due = "2026-11-23T09:00".into()).await, ["due"], "before it came");
    assert_eq!(refused(|input| input.received = "2026-11-23T10:01".into()).await, ["received"], "in the future");
    assert_eq!(refused(|input| input.gag_until = "2027-01-01".into()).await, ["gag_until"], "of what hides nothing");
    assert_eq!(refused(|input| input.preserve_until = "2027-01-01".into()).await, ["preserve_until"]);
    assert_eq!(refused(|input| input.due = String::new()).await, ["due"], "only one law says it by itself");
    let elsewhere = order(&[&film.bare(), "http://localhost:8080/f/AAAAAAAAAAAAAAAAAAAAAA"]);
    let lines = authorities::enter(service, &cast.reviewer, &elsewhere).await.unwrap_err();
    assert!(matches!(lines, Error::Targets(errors) if errors.len() == 1 && errors[0].line == 2));
    // Nobody else enters one, and nobody what is about themselves.
    let own = File::upload_of(service, cast.reviewer, "mine.mkv").await;
    for (by, link) in [(&cast.member, film.bare()), (&cast.first, film.bare()), (&cast.reviewer, own.bare())] {
        let refused = authorities::enter(service, by, &order(&[&link])).await.unwrap_err();
        assert!(matches!(refused, Error::Forbidden(_) | Error::Accounts(_)), "{refused:?}");
    }
    for table in ["claims", "targets"] {
        assert_eq!(cast::rows(service, table).await, 0, "{table}");
    }
    // Of a link that its owner revoked staff are told what it led to.
    writ::vault::links::revoke(service, film.owner.account, film.object, &film.link).await.unwrap();
    enter(service, &cast.reviewer, &order(&[&film.bare()])).await;
});

both_engines!(an_order_is_carried_out_or_incomplete_and_does_no_more_than_it_asks, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = enter(service, &cast.reviewer, &order(&[&film.bare()])).await;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let target = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
    let judged = [ruling(target, Finding::Infringing, Action::LockAndDelete)];
    assert!(matches!(decisions::decide(service, &cast.reviewer, claim, &judged).await, Err(Error::Conflict(_))));
    let bulk = writ::claims::bulk::take(service, &cast.reviewer, &[claim]).await.unwrap();
    assert!(bulk.cases.is_empty() && bulk.left_out.len() == 1, "an order is decided by itself");
    carry_out(service, &cast.reviewer, claim, Action::LockAndDelete).await.unwrap();
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    let grounds = "SELECT COUNT(*) FROM holds WHERE ground = 'court'";
    assert_eq!(count(service, grounds).await, 1);

    // What is told only asks for words.
    let other = File::upload(service, "other.mkv").await;
    let question = OrderInput { kind: Some(Kind::Information), ..order(&[&other.bare()]) };
    let question = enter(service, &cast.reviewer, &question).await;
    queue::take(service, &cast.reviewer, question).await.unwrap();
    let refused = carry_out(service, &cast.reviewer, question, Action::LockAndDelete).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    carry_out(service, &cast.reviewer, question, Action::None).await.unwrap();
    assert_eq!(object_state(service, other.object).await, ObjectState::Available);

    // And what is no order is not found to be one.
    let sent = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &other.bare())).await.unwrap();
    queue::take(service, &cast.reviewer, sent.claim).await.unwrap();
    let ordered = [ruling(sent.targets[0].target, Finding::Ordered, Action::LockAndDelete)];
    assert!(matches!(decisions::decide(service, &cast.reviewer, sent.claim, &ordered).await, Err(Error::Conflict(_))));
    audit::settle(service).await.unwrap();
});

both_engines!(an_order_with_a_territory_is_a_seniors, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let narrow = OrderInput { territory: "DE".into(), ..order(&[&film.bare()]) };
    let claim = enter(service, &cast.reviewer, &narrow).await;
    assert!(matches!(queue::take(service, &cast.reviewer, claim).await, Err(Error::Forbidden(_))));
    assert_eq!(queue::take_next(service, &cast.reviewer).await.unwrap(), None);
    let sought = Sought { filter: Filter { for_senior: true, ..Filter::default() }, ..Sought::default() };
    let found = queue::page(service, &cast.reviewer, &sought, None).await.unwrap().claims;
    assert!(found.len() == 1 && found[0].for_senior, "once, as a senior's");
    queue::take(service, &cast.senior, claim).await.unwrap();
    carry_out(service, &cast.senior, claim, Action::DisableLink).await.unwrap();
    // What is only asked for, or kept, takes effect nowhere else.
    let asked = OrderInput { kind: Some(Kind::Information), ..narrow };
    let asked = enter(service, &cast.reviewer, &asked).await;
    queue::take(service, &cast.reviewer, asked).await.unwrap();
});

both_engines!(the_uploader_reads_whose_order_it_is_and_where_to_go, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    carried_out(service, &cast.reviewer, &order(&[&film.bare()]), Action::LockAndDelete).await;
    let notice = restrictions(service, &film.owner).await.remove(0);
    let Statement::Restriction { order: ordered, redress, legal, rights_holder, .. } =
        told(service, &film.owner, notice).await
    else {
        panic!("another notice");
    };
    let expected = Ordered {
        authority: Some("Landgericht Hamburg (DE)".into()),
        reference: Some("310 O 99/26".into()),
        redress: Some("Widerspruch beim Landgericht Hamburg".into()),
        taken_back: false,
        gone: false,
    };
    assert_eq!(ordered.as_deref(), Some(&expected));
    assert_eq!(redress.iter().map(|way| way.kind).collect::<Vec<_>>(), [Way::Internal, Way::OrderingCourt]);
    assert!(!legal.counter_notice && rights_holder.is_none());
    let input = writ::process::counter_notices::CounterInput::default();
    assert!(writ::process::counter_notices::send(service, &film.owner, notice, &input).await.is_err());
    // It is appealed like any decision; and a court lifts it.
    appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "The court erred").await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let (decision,) = db::one!(tx, (DecisionId,), "SELECT id FROM decisions").unwrap();
    drop(tx);
    let lawsuit = DisputeInput {
        kind: Some(disputes::Kind::Lawsuit),
        forum: "Oberlandesgericht Hamburg".into(),
        reference: "5 U 1/26".into(),
        begun_on: "2026-11-20".into(),
        ..DisputeInput::default()
    };
    let dispute = disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
    disputes::end(service, &cast.reviewer, dispute, Outcome::ForUploader, "Annulled").await.unwrap();
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
});

both_engines!(a_gag_hides_the_party_and_never_the_entry, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let gagged = OrderInput { gag: Some(Gag::Party), gag_until: "2026-12-24".into(), ..order(&[&film.bare()]) };
    let claim = enter(service, &cast.reviewer, &gagged).await;
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let messages = mailed(service, async || {
        carry_out(service, &cast.reviewer, claim, Action::LockAndDelete).await.unwrap();
    })
    .await;
    let secrets = ["Hamburg", "310 O", "UrhG", "Ada Secret", "Widerspruch"];
    let notice = restrictions(service, &film.owner).await.remove(0);
    let statement = told(service, &film.owner, notice).await;
    let Statement::Restriction { order: ordered, facts, .. } = &statement else { panic!("{statement:?}") };
    assert_eq!((ordered.as_deref(), facts.as_str()), (Some(&Ordered::default()), ""));
    let (written, lines) = (serde_json::to_string(&statement).unwrap(), log(service, &cast.reviewer, claim).await);
    for secret in secrets {
        assert!(!written.contains(secret), "{secret} in the notice");
        assert!(messages.iter().all(|message| !message.contains(secret)), "{secret} in a mail");
        assert!(lines.iter().all(|line| !line.contains(secret)), "{secret} in the log");
    }
    assert!(lines.iter().any(|line| line.contains("claim.filed") && line.contains("\"court\"")), "the entry stands");
    assert!(lines.iter().any(|line| line.contains("target.decided")));
    assert!(lines.iter().all(|line| !line.contains("\"country\"")));
    let ahead = writ::process::ahead::of_notice(service, &film.owner, notice).await.unwrap().unwrap();
    assert!(ahead.decided.gagged && ahead.claimant.is_none());

    // On the day after it ends, everything is told, by a job.
    work::run_due(service).await.unwrap();
    service.clock.advance(at("2026-12-24T23:59:59Z").since(service.clock.now()));
    work::run_due(service).await.unwrap();
    assert_eq!(restrictions(service, &film.owner).await.len(), 1);
    service.clock.advance(Duration::from_secs(1));
    work::run_due(service).await.unwrap();
    let notices = restrictions(service, &film.owner).await;
    assert_eq!(notices.len(), 2);
    let written = serde_json::to_string(&told(service, &film.owner, notices[0]).await).unwrap();
    assert!(secrets.iter().all(|secret| written.contains(secret)), "{written}");
    assert!(log(service, &cast.reviewer, claim).await.iter().any(|line| line.contains("claim.gag-ended")));
    assert!(matches!(authorities::lift_gag(service, &cast.senior, claim).await, Err(Error::Conflict(_))));
    audit::settle(service).await.unwrap();
});

both_engines!(a_blocked_link_names_whoever_ordered_it_unless_that_is_hidden, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let opened = async |film: &File| crate::http::send(service, crate::http::get(&format!("/f/{}", film.link))).await;
    let (court, ordered) = ("Landgericht Hamburg (DE)", "blocked by order of a court or an authority");
    for gag in [None, Some(Gag::Party), Some(Gag::Notice)] {
        for action in [Action::DisableLink, Action::LockAndDelete] {
            let film = File::upload(service, "film.mkv").await;
            let claim =
                carried_out(service, &cast.reviewer, &OrderInput { gag, ..order(&[&film.bare()]) }, action).await;
            let page = opened(&film).await;
            assert_eq!(page.status, http::StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, "{gag:?}");
            let page = page.body;
            assert!(page.contains(ordered) && !page.contains("after a notice"), "{gag:?}: {page}");
            assert!(!page.contains("never persons"), "{gag:?}: {page}");
            assert_eq!(page.contains(court), gag.is_none(), "{gag:?}: {page}");
            assert!(gag.is_none() || !page.contains("Hamburg") && !page.contains("310 O"), "{gag:?}: {page}");
            if gag.is_some() {
                authorities::lift_gag(service, &cast.senior, claim).await.unwrap();
                assert!(opened(&film).await.body.contains(court), "told since: {gag:?}");
            }
        }
    }
    // What a claim blocks, too, and later, is told as that.
    let film = File::upload(service, "film.mkv").await;
    carried_out(service, &cast.reviewer, &order(&[&film.bare()]), Action::LockAndDelete).await;
    service.clock.advance(Duration::from_secs(1));
    claim_decided(service, &cast, &film, Action::LockAndDelete).await;
    let page = opened(&film).await.body;
    assert!(page.contains("after a notice") && !page.contains(court), "{page}");
});

both_engines!(a_second_order_that_hides_itself_changes_nothing_of_a_blocked_link, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let opened = async |film: &File| {
        let page = crate::http::send(service, crate::http::get(&format!("/f/{}", film.link))).await;
        assert_eq!(page.status, http::StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, "{}", page.body);
        page.body
    };
    let facts = |page: &str| page.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
    let (lock, disable) = (Action::LockAndDelete, Action::DisableLink);
    for (first, second) in [(lock, lock), (lock, disable), (disable, lock), (disable, disable)] {
        let film = File::upload(service, "film.mkv").await;
        let told = carried_out(service, &cast.reviewer, &order(&[&film.bare()]), first).await;
        let before = facts(&opened(&film).await);
        assert!(before.contains("Landgericht Hamburg (DE)"), "{before}");

        service.clock.advance(Duration::from_secs(1));
        let other =
            OrderInput { gag: Some(Gag::Notice), authority: "Amtsgericht Köln".into(), ..order(&[&film.bare()]) };
        carried_out(service, &cast.reviewer, &other, second).await;
        assert_eq!(facts(&opened(&film).await), before, "{first:?}, {second:?}");

        authorities::withdraw(service, &cast.reviewer, told, &taken_back()).await.unwrap();
        let page = opened(&film).await;
        assert!(page.contains("more is not said here"), "{first:?}, {second:?}: {page}");
        assert!(!page.contains("Hamburg") && !page.contains("Köln"), "{page}");
    }
});

/// What a stranger and the uploader are told of a file that is blocked, and what a complaint about it would be about.
async fn told_of_block(service: &Service, film: &File) -> (String, Value, vault::Restriction, Blocking) {
    let page = crate::http::send(service, crate::http::get(&format!("/f/{}", film.link))).await;
    assert_eq!(page.status, http::StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS, "{}", page.body);
    let facts = page.body.split("<main").nth(1).unwrap().split("</main>").next().unwrap().to_owned();
    let request = Request::get(format!("/api/v1/links/{}", film.link)).body(Body::empty()).unwrap();
    let problem = crate::http::send(service, request).await;
    let mut problem: Value = serde_json::from_str(&problem.body).unwrap();
    problem.as_object_mut().unwrap().remove("request");
    let Err(vault::Error::Restricted(told)) = downloads::look(service, &film.link, None).await else {
        panic!("it opens")
    };
    let blocking = complaints::about(service, &film.link, None).await.unwrap();
    (facts, problem, told, blocking)
}

/// What the uploader is told of a file that is locked.
async fn told_to_owner(service: &Service, film: &File) -> Option<vault::Restriction> {
    match downloads::look_as_owner(service, film.owner.account, film.object).await {
        Err(vault::Error::Restricted(told)) => Some(told),
        Ok(_) => None,
        Err(error) => panic!("{error}"),
    }
}

both_engines!(an_order_that_hides_itself_changes_nothing_of_what_a_claim_blocks, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let claimed = async |film: &File, action: Action| {
        let made = claim_decided(service, &cast, film, action).await;
        service.clock.advance(Duration::from_secs(1));
        made
    };
    let ordered = async |film: &File, gag: Gag, action: Action| {
        let gagged = OrderInput { gag: Some(gag), ..order(&[&film.bare()]) };
        let claim = carried_out(service, &cast.reviewer, &gagged, action).await;
        service.clock.advance(Duration::from_secs(1));
        claim
    };
    let (lock, disable) = (Action::LockAndDelete, Action::DisableLink);
    for (first, second) in [(lock, lock), (lock, disable), (disable, lock), (disable, disable)] {
        for gag in [Gag::Party, Gag::Notice] {
            let film = File::upload(service, "film.mkv").await;
            let (_, made) = claimed(&film, first).await;
            let before = told_of_block(service, &film).await;
            let (facts, problem, told, blocking) = &before;
            assert!(facts.contains("after a notice") && facts.contains("Example Pictures"), "{facts}");
            assert_eq!((problem["ground"].as_str(), told.ground.as_str()), (Some("copyright"), "copyright"));
            assert_eq!(*blocking, Blocking::Decision(made));

            let hidden = ordered(&film, gag, second).await;
            assert_eq!(told_of_block(service, &film).await, before, "{first:?}, {second:?}, {gag:?}");
            // Its uploader reads as much of the file: what locks it, where that is told.
            let to_owner = told_to_owner(service, &film).await.map(|told| told.ground);
            let of_order = if gag == Gag::Party { "court" } else { "undisclosed" };
            let expected = if first == lock { Some("copyright") } else { (second == lock).then_some(of_order) };
            assert_eq!(to_owner.as_deref(), expected, "{first:?}, {second:?}, {gag:?}");

            // Told, it is one restriction among others: what is newest of the link, or else of its file.
            authorities::lift_gag(service, &cast.senior, hidden).await.unwrap();
            let ground = if (first, second) == (disable, lock) { "copyright" } else { "court" };
            assert_eq!(told_of_block(service, &film).await.2.ground, ground, "{first:?}, {second:?}, {gag:?}");

            // Where it is all that stands, it is told as it is.
            let film = File::upload(service, "film.mkv").await;
            let (withdrawn, _) = claimed(&film, first).await;
            let hidden = ordered(&film, gag, second).await;
            let whole = Extent::Whole;
            withdrawal::withdraw(service, Claimant::Person(&cast.member), withdrawn, whole, "Licensed").await.unwrap();
            let (facts, _, told, blocking) = told_of_block(service, &film).await;
            assert!(told.ground == "court" && facts.contains("more is not said here"), "{facts}");
            let order = cases::desk_case(service, &cast.reviewer, hidden).await.unwrap().case;
            assert_eq!(blocking, Blocking::Decision(order.targets[0].decision.as_ref().unwrap().id));
        }
    }
    audit::settle(service).await.unwrap();
});

both_engines!(
    what_is_locked_at_once_for_an_order_that_hides_itself_changes_nothing_of_a_blocked_link,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let gagged = async |film: &File| {
            let input = OrderInput { gag: Some(Gag::Notice), ..order(&[&film.bare()]) };
            let claim = enter(service, &cast.reviewer, &input).await;
            service.clock.advance(Duration::from_secs(1));
            claim
        };
        // A claim has locked the file; what a senior has in hand of the order is told no more than the order is.
        let film = File::upload(service, "film.mkv").await;
        claim_decided(service, &cast, &film, Action::LockAndDelete).await;
        let before = told_of_block(service, &film).await;
        let hidden = gagged(&film).await;
        let danger = Some(escalations::Kind::Life);
        escalations::raise(service, &cast.reviewer, hidden, danger, "A threat").await.unwrap();
        assert_eq!(told_of_block(service, &film).await, before);
        assert_eq!(told_to_owner(service, &film).await.unwrap().ground, "copyright");

        // Nobody has decided about a notice yet that a senior has in hand: a complaint waits for that, whatever an order hides.
        let film = File::upload(service, "other.mkv").await;
        let sent = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.bare())).await.unwrap();
        escalations::raise(service, &cast.reviewer, sent.claim, danger, "A threat").await.unwrap();
        let before = told_of_block(service, &film).await;
        assert_eq!((before.2.ground.as_str(), before.3), ("other-law", Blocking::Undecided));
        // It names a file that nobody but seniors looks at meanwhile.
        let hidden = gagged(&film).await;
        queue::take(service, &cast.senior, hidden).await.unwrap();
        carry_out(service, &cast.senior, hidden, Action::DisableLink).await.unwrap();
        assert_eq!(told_of_block(service, &film).await, before);
        audit::settle(service).await.unwrap();
    }
);

both_engines!(a_notice_that_an_order_withholds_is_given_when_that_ends, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let [film, other] = [File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await];
    let gagged = OrderInput { gag: Some(Gag::Notice), ..order(&[&film.bare(), &other.bare()]) };
    let claim = carried_out(service, &cast.reviewer, &gagged, Action::LockAndDelete).await;
    assert!(restrictions(service, &film.owner).await.is_empty());
    // Months later they can still appeal, from when they are told; until then nothing is purged.
    for _ in 0..2 {
        service.clock.advance(Duration::from_hours(24 * 150));
        for _ in 0..3 {
            assert!(work::run_due(service).await.unwrap().failed.is_empty());
            audit::settle(service).await.unwrap();
        }
    }
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked);
    let mut tx = service.db.read().await.unwrap();
    let kept = windows::of(&mut tx, service, film.object).await.unwrap();
    assert_eq!(windows::closes_at(&kept), None);
    drop(tx);
    // One of them is restricted no more by then.
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target WHERE t.position = 2";
    let (decision,) = db::one!(tx, (DecisionId,), sql).unwrap();
    drop(tx);
    let mut tx = service.db.begin().await.unwrap();
    takedown::lift(&mut tx, service, decision, "withdrawn").await.unwrap();
    tx.commit().await.unwrap();

    assert!(matches!(authorities::lift_gag(service, &cast.reviewer, claim).await, Err(Error::Forbidden(_))));
    authorities::lift_gag(service, &cast.senior, claim).await.unwrap();
    let notices = restrictions(service, &film.owner).await;
    assert_eq!(notices.len(), 1);
    assert!(restrictions(service, &other.owner).await.is_empty(), "nothing restricts it");
    appeals::lodge(service, Appellant::Uploader(&film.owner, notices[0]), "The court erred").await.unwrap();
});

both_engines!(an_order_to_preserve_keeps_what_it_names, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let keep =
        OrderInput { kind: Some(Kind::Preservation), preserve_until: "2027-11-30".into(), ..order(&[&film.bare()]) };
    let claim = carried_out(service, &cast.reviewer, &keep, Action::None).await;
    let read = async |reader: &Actor| preserving::of_object(service, reader, film.object).await.unwrap();
    let preserved = read(&cast.reviewer).await;
    assert_eq!(preserved.len(), 1);
    assert_eq!(preserved[0].preservation.until, Some(at("2027-12-01T00:00:00Z")));
    assert_eq!(object_state(service, film.object).await, ObjectState::Available, "who can open it stays as it is");

    // Why is read where the order stands, by whoever may read that; and what a senior says lies sealed, too.
    assert_eq!(preserved[0].preservation.why, Why::Order(claim));
    assert_eq!(preserved[0].claim, Some(claim));
    assert_eq!(preserved[0].words, Some("Landgericht Hamburg (DE), 310 O 99/26".into()));
    let administrators = read(&cast.first).await;
    assert!(
        administrators[0].words.is_none() && administrators[0].claim.is_none(),
        "who decides nothing reads none of it"
    );
    let lawsuit = "A lawsuit of Wilhelmina Quuxworth";
    let seniors = takedown::preserve(service, &cast.senior, film.object, None, lawsuit).await.unwrap();
    assert!(read(&cast.first).await.iter().any(|kept| kept.words == Some(lawsuit.into())));
    takedown::release(service, &cast.senior, seniors, "Flibbertigibbet v. Quuxworth is settled").await.unwrap();
    let all = everything(service).await;
    let holds = |needle: &str| all.windows(needle.len()).any(|window| window == needle.as_bytes());
    assert!(holds("Example Pictures"), "the search can find");
    for words in ["310 O 99/26", "Landgericht", "Quuxworth"] {
        assert!(!holds(words), "{words} lies open in the database");
    }
    audit::settle(service).await.unwrap();
});

both_engines!(the_effect_is_confirmed_to_the_authority_once, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = enter(service, &cast.reviewer, &order(&[&film.bare()])).await;
    let early = authorities::confirm_effect(service, &cast.reviewer, claim, Some(Means::Mail), "Done").await;
    assert!(matches!(early, Err(Error::Conflict(_))), "{early:?}");
    queue::take(service, &cast.reviewer, claim).await.unwrap();
    let silent = mailed(service, async || {
        carry_out(service, &cast.reviewer, claim, Action::LockAndDelete).await.unwrap();
    })
    .await;
    assert!(silent.iter().all(|message| !message.contains("lg.example")), "nothing goes there by itself");
    let case = cases::desk_case(service, &cast.reviewer, claim).await.unwrap();
    assert_eq!(case.case.state, ClaimState::Decided);
    let empty = authorities::confirm_effect(service, &cast.reviewer, claim, None, " ").await.unwrap_err();
    assert_eq!(fields(empty), ["words", "means"]);
    let words = format!("/f/{}: locked, and deleted from every mirror", film.link);
    let sent = mailed(service, async || {
        authorities::confirm_effect(service, &cast.reviewer, claim, Some(Means::Mail), &words).await.unwrap();
    })
    .await;
    // Long lines are broken on their way.
    let sent: Vec<_> = sent.iter().map(|message| message.replace("=\r\n", "").replace("=\n", "")).collect();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].contains("To: kammer10@lg.example") && sent[0].contains(film.link.as_str()), "{}", sent[0]);
    let again = authorities::confirm_effect(service, &cast.senior, claim, Some(Means::Print), &words).await;
    assert!(matches!(again, Err(Error::Conflict(_))));
    let confirmed =
        cases::desk_case(service, &cast.reviewer, claim).await.unwrap().order.unwrap().confirmation.unwrap();
    assert_eq!((confirmed.words, confirmed.by), (words.into(), cast.reviewer.account));
    let lines = log(service, &cast.reviewer, claim).await;
    assert_eq!(lines.iter().filter(|line| line.contains("claim.effect-confirmed")).count(), 1);
    // A claim that is no order is confirmed to nobody.
    let sent = reports::send(service, "198.51.100.1", None, &report(Basis::EuDsa, &film.bare())).await.unwrap().claim;
    let none = authorities::confirm_effect(service, &cast.reviewer, sent, Some(Means::Print), "Done").await;
    assert!(matches!(none, Err(Error::NotFound)));
    audit::settle(service).await.unwrap();
});

both_engines!(staff_bring_the_document_of_an_order_and_of_nothing_else, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let bring = async |by: &Actor, claim| {
        let body = stream::iter([Ok(Bytes::from_static(b"In the name of the people."))]);
        let sent = Sent { name: "order.txt", declared: "text/plain" };
        files::bring(service, Claimant::Person(by), Subject::Claim(claim), sent, body).await
    };
    let claim = enter(service, &cast.reviewer, &order(&[&film.bare()])).await;
    let filed = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let document = bring(&cast.reviewer, claim).await.unwrap();
    assert!(bring(&cast.reviewer, filed).await.is_err(), "a claimant's evidence is the claimant's to bring");
    for stranger in [&cast.member, &film.owner, &cast.first] {
        assert!(bring(stranger, claim).await.is_err());
        assert!(files::open(service, Claimant::Person(stranger), document).await.is_err());
    }
    let early = files::open(service, Claimant::Person(&cast.other_reviewer), document).await;
    assert!(matches!(early, Err(Error::Forbidden(_))), "it is for whoever decides the order");
    queue::take(service, &cast.other_reviewer, claim).await.unwrap();
    files::open(service, Claimant::Person(&cast.other_reviewer), document).await.unwrap();
    let lines = log(service, &cast.reviewer, claim).await;
    let kinds =
        ["evidence.added", "evidence.opened"].map(|kind| lines.iter().filter(|line| line.contains(kind)).count());
    assert_eq!(kinds, [1, 1]);
    audit::settle(service).await.unwrap();
});

both_engines!(
    nobody_learns_of_an_order_that_may_not_be_told_when_another_restriction_ends,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "film.mkv").await;
        claim_decided(service, &cast, &film, Action::LockAndDelete).await;
        let gagged = OrderInput { gag: Some(Gag::Notice), ..order(&[&film.bare()]) };
        carried_out(service, &cast.reviewer, &gagged, Action::LockAndDelete).await;
        let before = notices::notices_of(service, film.owner.account).await.unwrap().len();
        let appeal = Appellant::Uploader(&film.owner, restrictions(service, &film.owner).await[0]);
        let appeal = appeals::lodge(service, appeal, "A licence covers it").await.unwrap();
        let sent = mailed(service, async || {
            appeals::decide(service, &cast.senior, appeal, &Verdict::Lift, "It does.").await.unwrap();
            work::run_due(service).await.unwrap();
        });
        let sent = sent.await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "by the order");
        let told = notices::notices_of(service, film.owner.account).await.unwrap();
        assert_eq!(told.len(), before + 1, "of the verdict, and of nothing that stands: {told:?}");
        assert!(!sent.is_empty());
        for mail in sent {
            assert!(!mail.contains("another stands") && !mail.contains("Something else holds"), "{mail}");
        }
        // Nor does the page on which they would close their account say more than that something is kept.
        let prospect = writ::personal::erasure::prospect(service, &film.owner).await.unwrap();
        let preserved = writ::personal::erasure::Kept::Preserved;
        assert!(prospect.waits.iter().all(|wait| wait.kept != preserved), "{prospect:?}");
    }
);

fn taken_back() -> WithdrawalInput {
    WithdrawalInput {
        on: "2026-11-22".into(),
        told_by: "The registry of the tenth chamber".into(),
        words: "Order of 22 November 2026: the first one is set aside.".into(),
    }
}

/// Until nothing is left to do now.
async fn worked(service: &Service) {
    for _ in 0..3 {
        assert!(work::run_due(service).await.unwrap().failed.is_empty());
        audit::settle(service).await.unwrap();
        service.clock.advance(Duration::from_millis(300));
    }
}

async fn kinds_told(service: &Service, owner: &Actor) -> Vec<NoticeKind> {
    let mut all = notices::notices_of(service, owner.account).await.unwrap();
    all.reverse();
    all.into_iter().map(|notice| notice.kind).collect()
}

both_engines!(what_an_order_took_returns_when_its_authority_takes_it_back, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let [film, other] = [File::upload(service, "film.mkv").await, File::upload(service, "other.mkv").await];
    let claim =
        carried_out(service, &cast.reviewer, &order(&[&film.bare(), &other.bare()]), Action::LockAndDelete).await;
    let (filed, _) = claim_decided(service, &cast, &other, Action::LockAndDelete).await;
    worked(service).await;

    let withdraw = async |by: &Actor, input: &WithdrawalInput| authorities::withdraw(service, by, claim, input).await;
    let blank = withdraw(&cast.reviewer, &WithdrawalInput::default()).await.unwrap_err();
    assert_eq!(fields(blank), ["on", "told_by", "words"]);
    let to_come = WithdrawalInput { on: "2026-12-24".into(), ..taken_back() };
    assert_eq!(fields(withdraw(&cast.reviewer, &to_come).await.unwrap_err()), ["on"]);
    for stranger in [&cast.member, &cast.first] {
        assert!(matches!(withdraw(stranger, &taken_back()).await, Err(Error::Forbidden(_))));
    }
    let no_order = authorities::withdraw(service, &cast.reviewer, filed, &taken_back()).await;
    assert!(matches!(no_order, Err(Error::NotFound)), "{no_order:?}");
    assert_eq!(object_state(service, film.object).await, ObjectState::Locked, "so far nothing happened");

    let sent = mailed(service, async || withdraw(&cast.reviewer, &taken_back()).await.unwrap()).await;
    let sent: Vec<_> = sent.iter().map(|message| message.replace("=\r\n", "")).collect();
    let letter = sent.iter().find(|message| message.contains("To: kammer10@lg.example")).expect("the court is told");
    let back = format!("{}: given back by the same links", film.link);
    assert!(letter.contains(&back) && letter.contains("something else holds it"), "{letter}");
    worked(service).await;
    assert_eq!(object_state(service, film.object).await, ObjectState::Available);
    assert_eq!(object_state(service, other.object).await, ObjectState::Locked, "the claim holds it still");
    assert_eq!(kinds_told(service, &film.owner).await, [NoticeKind::Restriction, NoticeKind::Restoration]);
    assert!(!kinds_told(service, &other.owner).await.contains(&NoticeKind::Restoration));
    let case = cases::desk_case(service, &cast.reviewer, claim).await.unwrap();
    assert_eq!(case.case.state, ClaimState::Withdrawn);
    let recorded = case.order.unwrap().withdrawal.unwrap();
    assert_eq!((recorded.on.as_str(), recorded.by, recorded.means), ("2026-11-22", cast.reviewer.account, Means::Mail));
    assert_eq!((recorded.told_by, recorded.words), (taken_back().told_by.into(), taken_back().words.into()));
    let lines = log(service, &cast.reviewer, claim).await;
    assert_eq!(lines.iter().filter(|line| line.contains("claim.order-withdrawn")).count(), 1);
    assert!(lines.iter().all(|line| !line.contains("registry")), "{lines:?}");
    let again = withdraw(&cast.reviewer, &taken_back()).await;
    assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");
});

both_engines!(
    an_order_by_two_links_of_a_file_that_is_taken_back_says_once_what_became_of_it,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        // Once nothing else holds the file, and once a claim does.
        for held in [false, true] {
            let film = File::upload(service, "film.mkv").await;
            let other = film.password_link(service, "tide").await.unlocked_url("tide");
            let other = other.split('#').next().unwrap();
            let claim =
                carried_out(service, &cast.reviewer, &order(&[&film.bare(), other]), Action::LockAndDelete).await;
            if held {
                claim_decided(service, &cast, &film, Action::LockAndDelete).await;
            }
            worked(service).await;
            let sent = mailed(service, async || {
                authorities::withdraw(service, &cast.reviewer, claim, &taken_back()).await.unwrap();
            })
            .await;
            let sent: Vec<_> = sent.iter().map(|message| message.replace("=\r\n", "")).collect();
            let letter =
                sent.iter().find(|message| message.contains("To: kammer10@lg.example")).expect("the court is told");
            let lines = |said: &str| letter.lines().filter(|line| line.contains("/f/") && line.contains(said)).count();
            let (back, stands) = (lines("given back by the same links"), lines("something else holds it"));
            assert_eq!((back > 0, stands > 0), (!held, held), "{letter}");
            worked(service).await;
            let state = if held { ObjectState::Locked } else { ObjectState::Available };
            assert_eq!(object_state(service, film.object).await, state);
            let told = kinds_told(service, &film.owner).await;
            let times = |kind: NoticeKind| told.iter().filter(|it| **it == kind).count();
            let once = (times(NoticeKind::Restoration), times(NoticeKind::StillHeld));
            assert_eq!(once, (usize::from(!held), usize::from(held)), "{told:?}");
        }
    }
);

both_engines!(an_authority_is_told_which_of_its_links_something_else_still_disables, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let other = film.password_link(service, "tide").await.unlocked_url("tide");
    let other = other.split('#').next().unwrap();
    let claim = carried_out(service, &cast.reviewer, &order(&[&film.bare(), other]), Action::DisableLink).await;
    claim_decided(service, &cast, &film, Action::DisableLink).await;
    worked(service).await;
    authorities::withdraw(service, &cast.reviewer, claim, &taken_back()).await.unwrap();
    let recorded = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().order.unwrap().withdrawal.unwrap();
    let effect = recorded.effect.to_string();
    let said = |link: &str| effect.lines().find(|line| line.contains(link)).unwrap().to_owned();
    assert!(said(&film.link.to_string()).contains("something else holds it"), "{effect}");
    let free = effect.lines().find(|line| !line.contains(&film.link.to_string())).unwrap();
    assert!(free.contains("given back by the same links"), "{effect}");
    audit::settle(service).await.unwrap();
});

both_engines!(what_an_order_hid_is_told_when_its_authority_takes_it_back, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::verified(service).await;
    let film = File::upload(service, "film.mkv").await;
    let gagged = OrderInput { gag: Some(Gag::Notice), ..order(&[&film.bare()]) };
    let claim = carried_out(service, &cast.reviewer, &gagged, Action::DisableLink).await;
    worked(service).await;
    assert!(kinds_told(service, &film.owner).await.is_empty());
    let by_reviewer = authorities::withdraw(service, &cast.reviewer, claim, &taken_back()).await;
    assert!(matches!(by_reviewer, Err(Error::Forbidden(_))), "what it hides is told: {by_reviewer:?}");
    authorities::withdraw(service, &cast.senior, claim, &taken_back()).await.unwrap();
    worked(service).await;
    let told_since = kinds_told(service, &film.owner).await;
    assert!(told_since.len() == 2 && told_since.contains(&NoticeKind::Restoration), "{told_since:?}");
    let notice = restrictions(service, &film.owner).await[0];
    match told(service, &film.owner, notice).await {
        Statement::Restriction { order: Some(order), .. } => {
            assert_eq!(order.reference.as_deref(), Some("310 O 99/26"), "whose it was is told");
        }
        other => panic!("{other:?}"),
    }
    let order = cases::desk_case(service, &cast.reviewer, claim).await.unwrap().order.unwrap();
    assert!(!order.order.is_gagged());
});

both_engines!(
    the_notice_that_something_is_back_leads_to_the_notice_of_what_was_restricted,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let stories = [
            ("lea@example.org", None, Action::DisableLink),
            ("ines@example.org", None, Action::LockAndDelete),
            ("hugo@example.org", Some(Gag::Party), Action::LockAndDelete),
            ("zoe@example.org", Some(Gag::Notice), Action::DisableLink),
        ];
        for (email, gag, action) in stories {
            let owner = account(service, email).await;
            let film = File::upload_of(service, owner, "film.mkv").await;
            let claim =
                carried_out(service, &cast.reviewer, &OrderInput { gag, ..order(&[&film.bare()]) }, action).await;
            worked(service).await;
            let mails = mailed(service, async || {
                authorities::withdraw(service, &cast.senior, claim, &taken_back()).await.unwrap();
                worked(service).await;
            })
            .await;
            assert_eq!(object_state(service, film.object).await, ObjectState::Available);

            // Where an order hid what the first one would have said, it is the one that says it.
            let explains = restrictions(service, &owner).await[0];
            assert_eq!(restrictions(service, &owner).await.len(), if gag == Some(Gag::Party) { 2 } else { 1 });
            let all = notices::notices_of(service, owner.account).await.unwrap();
            let back: Vec<_> = all.iter().filter(|notice| notice.kind == NoticeKind::Restoration).collect();
            assert_eq!(back.len(), 1, "{all:?}");
            let back_of = Statement::Restoration { ended: Some(explains), danger: false };
            assert_eq!(told(service, &owner, back[0].id).await, back_of);
            let session = session_of(service, email).await;
            let page = look(service, &format!("/notices/{}", back[0].id), &session).await;
            assert!(page.body.contains(&format!("<a href=\"/notices/{explains}\">")), "{}", page.body);
            let page = look(service, &format!("/notices/{explains}"), &session).await;
            assert!(page.status == StatusCode::OK && page.body.contains("310 O 99/26"), "{}", page.body);
            let own = format!("http://localhost:8080/notices/{}", back[0].id);
            let letter = mails.iter().map(|raw| words(raw).1).find(|text| links(text).contains(&own)).unwrap();
            assert!(links(&letter).contains(&format!("http://localhost:8080/notices/{explains}")), "{letter}");
        }
    }
);

both_engines!(
    the_page_of_an_order_says_whether_anybody_was_told_when_what_it_hid_ended,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
        let (all, nobody) = (
            "and everybody whom the order restricted was told",
            "nobody was told, as the order restricted nothing then",
        );
        for gag in [Gag::Party, Gag::Notice] {
            for (restricts, ends) in [(true, "withdrawn"), (true, "lifted"), (false, "withdrawn"), (false, "lifted")] {
                let film = File::upload(service, "film.mkv").await;
                let gagged = OrderInput { gag: Some(gag), ..order(&[&film.bare()]) };
                let claim = enter(service, &cast.reviewer, &gagged).await;
                if restricts {
                    queue::take(service, &cast.reviewer, claim).await.unwrap();
                    carry_out(service, &cast.reviewer, claim, Action::DisableLink).await.unwrap();
                    worked(service).await;
                }
                let page = async || look(service, &format!("/desk/claims/{claim}"), &reviewer).await.body;
                let before = page().await;
                assert!(!before.contains(all) && !before.contains(nobody), "{before}");
                let told_before = kinds_told(service, &film.owner).await.len();
                if ends == "lifted" {
                    authorities::lift_gag(service, &cast.senior, claim).await.unwrap();
                } else {
                    authorities::withdraw(service, &cast.senior, claim, &taken_back()).await.unwrap();
                }
                worked(service).await;
                assert_eq!(kinds_told(service, &film.owner).await.len() > told_before, restricts);
                let after = page().await;
                assert_eq!(
                    (after.contains(all), after.contains(nobody)),
                    (restricts, !restricts),
                    "{gag:?} {ends}: {after}"
                );
                if !restricts && ends == "lifted" {
                    // What is restricted later is told like anything else.
                    queue::take(service, &cast.reviewer, claim).await.unwrap();
                    carry_out(service, &cast.reviewer, claim, Action::DisableLink).await.unwrap();
                    assert!(page().await.contains(all));
                }
            }
        }
    }
);

both_engines!(
    a_preservation_ends_with_its_order_and_an_incomplete_one_has_nothing_to_end,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::verified(service).await;
        let film = File::upload(service, "film.mkv").await;
        let keep = OrderInput {
            kind: Some(Kind::Preservation),
            email: String::new(),
            address: "Hamburg".into(),
            ..order(&[&film.bare()])
        };
        let claim = carried_out(service, &cast.reviewer, &keep, Action::None).await;
        takedown::preserve(service, &cast.senior, film.object, None, "A lawsuit").await.unwrap();
        let sent = mailed(service, async || {
            authorities::withdraw(service, &cast.reviewer, claim, &taken_back()).await.unwrap();
        })
        .await;
        assert!(sent.is_empty(), "it named no mail, and nobody was told of it: {sent:?}");
        let mut tx = service.db.read().await.unwrap();
        let preserved = takedown::preserved(&mut tx, service, film.object).await.unwrap();
        drop(tx);
        let standing: Vec<_> =
            preserved.iter().filter(|one| one.released_at.is_none()).map(|one| one.why.clone()).collect();
        assert_eq!(standing, [Why::Words("A lawsuit".into())], "what others preserve stays");
        let recorded =
            cases::desk_case(service, &cast.reviewer, claim).await.unwrap().order.unwrap().withdrawal.unwrap();
        assert_eq!(recorded.means, Means::Print);

        let lacking = enter(service, &cast.reviewer, &order(&[&film.bare()])).await;
        queue::take(service, &cast.reviewer, lacking).await.unwrap();
        let case = cases::desk_case(service, &cast.reviewer, lacking).await.unwrap().case;
        let incomplete = ruling(case.targets[0].target, Finding::Incomplete, Action::None);
        decisions::decide(service, &cast.reviewer, lacking, &[incomplete]).await.unwrap();
        let nothing = authorities::withdraw(service, &cast.reviewer, lacking, &taken_back()).await;
        assert!(matches!(nothing, Err(Error::Conflict(_))), "{nothing:?}");
        audit::settle(service).await.unwrap();
    }
);

both_engines!(
    nobody_learns_of_an_order_that_may_not_be_told_when_what_it_took_is_purged_or_given_back,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let owner = cast::person(service, "uploader").await;
        let upload = async |name| File::upload_of(service, owner, name).await;
        let films = [upload("one.mkv").await, upload("two.mkv").await, upload("three.mkv").await];
        // The third is claimed, too, and that is told.
        claim_decided(service, &cast, &films[2], Action::LockAndDelete).await;
        let lines: Vec<_> = films.iter().map(File::bare).collect();
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let gagged = OrderInput { gag: Some(Gag::Notice), ..order(&lines) };
        let claim = carried_out(service, &cast.reviewer, &gagged, Action::LockAndDelete).await;
        let worked = async || {
            for _ in 0..3 {
                assert!(work::run_due(service).await.unwrap().failed.is_empty());
                audit::settle(service).await.unwrap();
                service.clock.advance(Duration::from_secs(1));
            }
        };
        worked().await;
        let told = async || notices::notices_of(service, owner.account).await.unwrap();
        assert_eq!(told().await.len(), 1);

        // Two people have the first purged at once; a court gives back the second, and would the third.
        let step = takedown::propose_purge(service, &cast.senior, films[0].object, "At once").await.unwrap();
        takedown::order_purge(service, &cast.first, step).await.unwrap();
        for position in [2_i64, 3] {
            let mut tx = service.db.read().await.unwrap();
            let sql =
                "SELECT d.id FROM decisions d JOIN targets t ON t.id = d.target WHERE t.claim = $1 AND t.position = $2";
            let (decision,) = db::one!(tx, (DecisionId,), sql, claim, position).unwrap();
            drop(tx);
            let lawsuit = DisputeInput {
                kind: Some(disputes::Kind::Lawsuit),
                forum: "Oberlandesgericht Hamburg".into(),
                reference: "5 U 1/26".into(),
                begun_on: "2026-11-20".into(),
                ..DisputeInput::default()
            };
            let dispute = disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
            disputes::end(service, &cast.reviewer, dispute, Outcome::ForUploader, "Annulled").await.unwrap();
        }
        worked().await;
        let mut states = Vec::new();
        for film in &films {
            states.push(object_state(service, film.object).await);
        }
        assert_eq!(states, [ObjectState::Purged, ObjectState::Available, ObjectState::Locked]);
        assert_eq!(told().await.len(), 1, "of the claim, and of nothing else: {:?}", told().await);

        // Once it may be told, so is what became of it.
        authorities::lift_gag(service, &cast.senior, claim).await.unwrap();
        let mut kinds: Vec<_> =
            told().await.iter().map(|notice| (notice.kind.as_str(), notice.object == Some(films[0].object))).collect();
        kinds.sort_unstable();
        assert_eq!(kinds, [("purge", true), ("restriction", false), ("restriction", true)]);
    }
);

both_engines!(
    nobody_learns_of_a_hidden_order_from_what_becomes_of_another_restriction_of_the_same_link,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        for hidden in [true, false] {
            let owner = cast::person(service, if hidden { "lea" } else { "sam" }).await;
            let film = File::upload_of(service, owner, "film.mkv").await;
            let (filed, first) = claim_decided(service, &cast, &film, Action::DisableLink).await;
            worked(service).await;
            let gag = hidden.then_some(Gag::Notice);
            let ordered = OrderInput { gag, ..order(&[&film.bare()]) };
            carried_out(service, &cast.reviewer, &ordered, Action::DisableLink).await;
            worked(service).await;
            let claimant = Claimant::Person(&cast.member);
            withdrawal::withdraw(service, claimant, filed, Extent::Whole, "Licensed").await.unwrap();
            worked(service).await;
            let expected: &[NoticeKind] = if hidden {
                &[NoticeKind::Restriction]
            } else {
                &[NoticeKind::Restriction, NoticeKind::Restriction, NoticeKind::StillHeld]
            };
            assert_eq!(kinds_told(service, &owner).await, expected, "that something else disables it");
            // Nor is the end of the one said otherwise than if nothing else stood.
            let mut tx = service.db.read().await.unwrap();
            let ended = decided::read(&mut tx, first).await.unwrap();
            assert_eq!(decided::stands(&mut tx, &ended, owner.account).await.unwrap().is_some(), !hidden);
        }
    }
);
