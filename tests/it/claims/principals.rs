//! Principals, whose authority is read at use; and trusted flaggers, whose notices go ahead; on both engines.

use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use writ::accounts::Role;
use writ::claims::direct::{self, Obstacle};
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::flaggers::{self, NewStatus};
use writ::claims::principals::{self, NewPrincipal, Refusal, State, Verdict};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::Claimant;
use writ::claims::works::export::{self, After};
use writ::claims::works::{self, NewWork, import};
use writ::claims::{Error, cases, filing, organisations, queue};
use writ::ids::{PrincipalId, WorkId};
use writ::notices::{self, Holder, Statement};
use writ::service::Service;
use writ::work;

use super::cast::{self, Cast, File, claim_of, count, entries, notice, person, target};
use super::press;
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines, mailed};
use crate::pages_desk::look;
use crate::process::restriction;

const DAY: Duration = Duration::from_hours(24);

fn lighthouse(from: &str, until: &str) -> NewPrincipal {
    NewPrincipal { name: "Lighthouse Films".into(), from: from.into(), until: until.into() }
}

/// Named with a document, and not decided.
async fn named(service: &Service, cast: &Cast, new: &NewPrincipal) -> PrincipalId {
    let id = principals::name(service, &cast.member, cast.organisation, new).await.unwrap();
    let body = stream::iter([Ok(Bytes::from_static(b"%PDF-1.7\nWe authorise Example Pictures."))]);
    let sent = Sent { name: "authority.pdf", declared: "application/pdf" };
    files::bring(service, Claimant::Person(&cast.member), Subject::Principal(id), sent, body).await.unwrap();
    id
}

async fn confirmed(service: &Service, cast: &Cast, new: &NewPrincipal) -> PrincipalId {
    let id = named(service, cast, new).await;
    principals::decide(service, &cast.first, id, Verdict::Confirmed, "The authority was seen").await.unwrap();
    id
}

async fn agents_work(service: &Service, cast: &Cast, principal: &str) -> WorkId {
    let work = NewWork { basis: "agent".into(), principal: principal.into(), ..cast::work() };
    works::register(service, &cast.member, cast.organisation, &work).await.unwrap()
}

async fn claim(service: &Service, cast: &Cast, film: &File, work: WorkId) -> Result<filing::Filed, Error> {
    let input = filing::ClaimInput { works: vec![work], ..claim_of(vec![target(&film.url())]) };
    filing::file(service, &cast.member, cast.organisation, &input).await
}

fn refusal<T: std::fmt::Debug>(refused: Result<T, Error>) -> Refusal {
    match refused {
        Err(Error::Principal(refusal) | Error::NotDirect(Obstacle::Principal(refusal))) => refusal,
        other => panic!("{other:?}"),
    }
}

both_engines!(an_agent_claims_only_while_its_authority_is_confirmed_and_in_force, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let film = &File::upload(service, "film.mkv").await;
    let unnamed = agents_work(service, cast, "").await;
    assert_eq!(
        refusal(claim(service, cast, film, unnamed).await),
        Refusal::Unnamed { work: "The Long Way Home".into() }
    );
    let work = agents_work(service, cast, " lighthouse  FILMS ").await;
    let none = refusal(claim(service, cast, film, work).await);
    assert!(matches!(&none, Refusal::Unconfirmed { principal } if principal == "lighthouse  FILMS"), "{none:?}");
    // Named is not confirmed, and confirmed is not yet in force.
    let id = named(service, cast, &lighthouse("2026-12-01", "2027-01-31")).await;
    assert!(matches!(refusal(claim(service, cast, film, work).await), Refusal::Unconfirmed { .. }));
    principals::decide(service, &cast.first, id, Verdict::Confirmed, "Seen").await.unwrap();
    assert!(refusal(claim(service, cast, film, work).await).to_string().contains("begins on 1 December 2026"));
    assert_eq!(count(service, "SELECT COUNT(*) FROM claims").await, 0, "nothing is left of what was refused");

    service.clock.advance(8 * DAY);
    let filed = claim(service, cast, film, work).await.unwrap();
    let seen = cases::claim(service, &cast.member, filed.claim).await.unwrap();
    assert_eq!(seen.principals, ["lighthouse  FILMS"], "a claim says for whom it was filed");
    // It ends at the end of its last day: until then it is in force, from then on nothing is done for it.
    service.clock.advance(61 * DAY + Duration::from_hours(13));
    assert_eq!(direct::obstacle(service, &cast.member, filed.claim).await.unwrap(), None);
    service.clock.advance(Duration::from_hours(1));
    let ended = refusal(claim(service, cast, film, work).await).to_string();
    assert!(ended.contains("lighthouse  FILMS ended on 31 January 2027"), "{ended}");
    assert!(matches!(refusal(press(service, cast, filed.claim).await), Refusal::Expired { .. }));
    // A new authority for the same principal, and it goes on.
    confirmed(service, cast, &lighthouse("2027-02-01", "2028-01-31")).await;
    press(service, cast, filed.claim).await.unwrap();
});

both_engines!(an_uploader_and_the_desk_read_for_whom_an_agent_claims, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let owner = account(service, "owner@example.org").await;
    cast::with_role(service, account(service, "fresh@files.example").await, Role::Reviewer).await;
    let (uploader, desk) =
        (session_of(service, "owner@example.org").await, session_of(service, "fresh@files.example").await);
    confirmed(service, cast, &lighthouse("2026-01-01", "2027-01-31")).await;
    let agents = agents_work(service, cast, "Lighthouse Films").await;
    let own = NewWork { title: "Harbour".into(), ..cast::work() };
    let own = works::register(service, &cast.member, cast.organisation, &own).await.unwrap();
    let both = "Example Pictures; Lighthouse Films";
    for (works, named, rights) in [
        (vec![agents], "Lighthouse Films", "infringes the rights of those for whom it acts,"),
        (vec![agents, own], both, "infringes its rights and the rights of those for whom it acts,"),
        (vec![own], "Example Pictures", "infringes its rights,"),
    ] {
        let for_others = works.contains(&agents);
        let film = File::upload_of(service, owner, "film.mkv").await;
        let input = filing::ClaimInput { works, ..claim_of(vec![target(&film.url())]) };
        let filed = filing::file(service, &cast.member, cast.organisation, &input).await.unwrap();
        let case = look(service, &format!("/desk/claims/{}", filed.claim), &desk).await.body;
        let said = case.contains("Claims as an agent for") && case.contains("Lighthouse Films");
        assert_eq!(said, for_others, "{case}");
        let letters = mailed(service, async || drop(press(service, cast, filed.claim).await.unwrap())).await;
        let letters: Vec<_> = letters.iter().map(|letter| letter.replace("=\r\n", "").replace("=\n", "")).collect();
        let told = letters.iter().find(|mail| mail.contains("A file of yours was locked")).expect("a mail");
        // A principal can be a person, and a mail cannot be taken back.
        assert!(letters.iter().all(|mail| !mail.contains("Lighthouse")), "{letters:?}");
        let whose = if for_others { "named in the portal, not by mail" } else { "Example Pictures" };
        let whose = format!("Rights holder: {whose}");
        assert!(told.contains(&whose) && told.contains("Filed for it by") == for_others, "{told}");
        let notice = restriction(service, &film).await;
        let given = notices::notice(service, owner.account, notice).await.unwrap();
        let Statement::Restriction { rights_holder, facts, .. } = given.statement else { panic!("no restriction") };
        let names: Vec<_> = named.split("; ").map(str::to_owned).collect();
        let holder = if for_others { Holder::by_agent(&names, "Example Pictures") } else { Holder::verified(named) };
        assert_eq!(rights_holder, Some(holder));
        // Nor do words name one that are kept as long as the case: the notice does, as long as it is read.
        assert!(facts.contains(rights) && !facts.contains("Lighthouse"), "{facts}");
        for page in [format!("/notices/{notice}"), format!("/notices/{notice}/counter-notice")] {
            let page = look(service, &page, &uploader).await.body;
            assert!(page.contains(&format!("<dt>Rights holder</dt><dd class=\"anywhere\">{named}</dd>")), "{page}");
            let filed = "<dt>Filed for it by</dt><dd class=\"anywhere\">Example Pictures</dd>";
            assert_eq!(page.contains(filed), for_others, "{page}");
        }
    }
});

both_engines!(a_withdrawn_authority_ends_at_once, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::direct(service).await;
    let film = &File::upload(service, "film.mkv").await;
    let id = confirmed(service, cast, &lighthouse("2026-01-01", "2027-01-31")).await;
    let work = agents_work(service, cast, "Lighthouse Films").await;
    let filed = claim(service, cast, film, work).await.unwrap();
    // The withdrawal and the use of a power pass one after the other.
    let (withdrawn, used) =
        tokio::join!(principals::withdraw(service, &cast.member, id), claim(service, cast, film, work));
    withdrawn.unwrap();
    assert!(used.is_ok() || matches!(refusal(used), Refusal::Unconfirmed { .. }));
    assert!(matches!(refusal(claim(service, cast, film, work).await), Refusal::Unconfirmed { .. }));
    assert!(matches!(refusal(press(service, cast, filed.claim).await), Refusal::Unconfirmed { .. }));
    assert!(matches!(principals::withdraw(service, &cast.member, id).await, Err(Error::Conflict(_))));
});

both_engines!(administrators_decide_about_principals_and_nobody_else, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let bare =
        principals::name(service, &cast.member, cast.organisation, &lighthouse("2026-01-01", "2027-01-31")).await;
    let bare = bare.unwrap();
    let decide = |who, id, verdict| async move { principals::decide(service, &who, id, verdict, "Seen").await };
    let refused = decide(cast.first, bare, Verdict::Confirmed).await.unwrap_err();
    assert!(refused.to_string().contains("no document shows this authority"));
    for nobody in [cast.member, cast.reviewer, cast.senior] {
        assert!(matches!(decide(nobody, bare, Verdict::Refused).await, Err(Error::Forbidden(_))));
    }
    let stranger = person(service, "stranger").await;
    for nobody in [stranger, cast.reviewer] {
        assert!(matches!(principals::principal(service, &nobody, bare).await, Err(Error::NotFound)));
        assert!(matches!(principals::list(service, &nobody, cast.organisation).await, Err(Error::NotFound)));
        assert!(matches!(principals::withdraw(service, &nobody, bare).await, Err(Error::NotFound)));
        let named =
            principals::name(service, &nobody, cast.organisation, &lighthouse("2026-01-01", "2027-01-31")).await;
        assert!(matches!(named, Err(Error::NotFound)));
    }
    let insider = cast::with_role(service, cast.member, Role::Administrator).await;
    assert!(matches!(decide(insider, bare, Verdict::Refused).await, Err(Error::Forbidden(_))), "nobody their own");
    // Two at once decide once, and owners are told where, not what.
    let letters = mailed(service, async || {
        let (one, two) =
            tokio::join!(decide(cast.first, bare, Verdict::Refused), decide(cast.second, bare, Verdict::Refused));
        assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1);
    })
    .await;
    assert!(letters.iter().any(|letter| letter.contains("principal") && !letter.contains("Lighthouse")), "{letters:?}");
    assert_eq!(principals::principal(service, &cast.member, bare).await.unwrap().state, State::Refused);
    for (from, until) in [("2026-01-01", "2026-11-01"), ("2027-02-01", "2027-01-01"), ("soon", "2027-01-01")] {
        let named = principals::name(service, &cast.member, cast.organisation, &lighthouse(from, until)).await;
        assert!(matches!(named, Err(Error::Invalid(_))), "{from} to {until}");
    }
    let case = organisations::organisation(service, &cast.member, cast.organisation).await.unwrap().log_case;
    let logged = entries(service, case).await;
    assert!(logged.iter().any(|entry| entry.kind == "principal.named"));
    assert_eq!(logged.iter().filter(|entry| entry.kind == "principal.refused").count(), 1);
    assert!(logged.iter().all(|entry| !entry.text.contains("Lighthouse")), "whom one acts for is not for the public");

    organisations::suspend(service, &cast.first, cast.organisation, "Unfounded claims").await.unwrap();
    let named =
        principals::name(service, &cast.member, cast.organisation, &lighthouse("2026-01-01", "2027-01-31")).await;
    assert!(matches!(named, Err(Error::NotVerified { .. })));
});

both_engines!(owners_are_told_a_month_before_an_authority_ends, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let id = confirmed(service, cast, &lighthouse("2026-01-01", "2027-01-31")).await;
    let withdrawn =
        confirmed(service, cast, &NewPrincipal { name: "Other".into(), ..lighthouse("2026-01-01", "2027-01-31") })
            .await;
    principals::withdraw(service, &cast.member, withdrawn).await.unwrap();
    work::run_due(service).await.unwrap();
    service.clock.advance(39 * DAY);
    assert!(mailed(service, async || drop(work::run_due(service).await.unwrap())).await.is_empty());
    service.clock.advance(2 * DAY);
    let letters = mailed(service, async || principals::remind(service, id).await.unwrap()).await;
    assert!(letters.iter().any(|letter| letter.replace("=\r\n", "").contains("31 January 2027")), "{letters:?}");
    // Its document is gone by then: the verdict on it is more than thirty days old.
    let listed = files::list(service, Claimant::Person(&cast.member), Subject::Principal(id)).await.unwrap();
    assert!(listed.files.is_empty() && !listed.can_bring);
});

both_engines!(the_principal_goes_into_csv_and_comes_out, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let file = "title,kind,basis,territory,principal\nOne,film,agent,FR,Lighthouse Films\nTwo,film,agent,FR,\n";
    import::import(service, &cast.member, cast.organisation, file.as_bytes()).await.unwrap();
    let piece = export::piece(service, &cast.member, cast.organisation, After::NOTHING).await.unwrap();
    let text = String::from_utf8(piece.bytes).unwrap();
    assert!(text.lines().next().unwrap().ends_with("\"references\",\"principal\""));
    assert!(text.contains("\"Lighthouse Films\"\r\n"));
    let wrong = "title,kind,basis,territory,principal\nOne,film,owner,FR,Lighthouse Films\n";
    let Err(Error::Lines(told)) = import::import(service, &cast.member, cast.organisation, wrong.as_bytes()).await
    else {
        panic!("it is refused")
    };
    assert_eq!((told.first[0].line, told.first[0].column.as_str()), (2, "principal"));
});

// Trusted flaggers --------------------------------------------------------------------------------------

fn status(from: &str, until: &str) -> NewStatus {
    NewStatus {
        coordinator: "Coordinator of Exampleland".into(),
        expertise: "intellectual-property".into(),
        register: "https://register.example/7".into(),
        from: from.into(),
        until: until.into(),
    }
}

async fn filed_under(service: &Service, cast: &Cast, film: &File, basis: Basis) -> filing::Filed {
    let input = filing::ClaimInput { basis, statement: notice(basis), ..claim_of(vec![target(&film.url())]) };
    filing::file(service, &cast.member, cast.organisation, &input).await.unwrap()
}

both_engines!(a_trusted_flagger_goes_ahead_within_its_expertise_and_nowhere_else, |app: TestService| async move {
    const HOUR: Duration = Duration::from_hours(1);
    let service = &app.service;
    let cast = &Cast::signed(service).await;
    let film = &File::upload(service, "film.mkv").await;
    let hours = |filed: &filing::Filed| filed.due_at.since(filed.submitted_at).as_secs() / 3600;
    let before = filed_under(service, cast, film, Basis::EuDsa).await;
    assert_eq!(hours(&before), 4, "verified is not trusted");
    flaggers::set(service, &cast.first, cast.organisation, &status("2026-11-24", "2027-11-23"), "Seen").await.unwrap();
    assert_eq!(hours(&filed_under(service, cast, film, Basis::EuDsa).await), 4, "it does not hold yet");
    service.clock.advance(14 * HOUR);
    let ahead = filed_under(service, cast, film, Basis::EuDsa).await;
    assert_eq!(hours(&ahead), 2);
    assert_eq!(hours(&filed_under(service, cast, film, Basis::UsDmca).await), 4, "not under another law");
    let waiting = queue::page(service, &cast.reviewer, &queue::Sought::default(), None).await.unwrap().claims;
    let flagged: Vec<_> =
        waiting.iter().filter(|claim| claim.queue == queue::Lane::Flagger).map(|claim| claim.claim).collect();
    assert_eq!(flagged, [ahead.claim]);
    let open: Vec<_> =
        waiting.iter().filter(|claim| claim.due_at > service.clock.now()).map(|claim| claim.claim).collect();
    assert_eq!(open[0], ahead.claim, "before those that came in its time; behind what is late already");
    assert!(waiting[0].due_at < service.clock.now());
    // What is removed ends at once, and what went ahead stays ahead.
    flaggers::remove(service, &cast.first, cast.organisation, "The coordinator ended it").await.unwrap();
    assert_eq!(hours(&filed_under(service, cast, film, Basis::EuDsa).await), 4);
    let waiting = queue::page(service, &cast.reviewer, &queue::Sought::default(), None).await.unwrap().claims;
    assert!(waiting.iter().any(|claim| claim.queue == queue::Lane::Flagger));
    // What ended by itself does not hold either.
    flaggers::set(service, &cast.first, cast.organisation, &status("2026-11-24", "2026-11-30"), "Seen").await.unwrap();
    service.clock.advance(8 * DAY);
    assert_eq!(hours(&filed_under(service, cast, film, Basis::EuDsa).await), 4);
});

both_engines!(administrators_note_the_status_with_a_reason, |app: TestService| async move {
    let service = &app.service;
    let cast = &Cast::verified(service).await;
    let new = status("2026-11-01", "");
    for nobody in [cast.member, cast.reviewer, cast.senior] {
        assert!(matches!(
            flaggers::set(service, &nobody, cast.organisation, &new, "Seen").await,
            Err(Error::Forbidden(_))
        ));
        assert!(matches!(flaggers::remove(service, &nobody, cast.organisation, "x").await, Err(Error::Forbidden(_))));
    }
    assert!(matches!(flaggers::set(service, &cast.first, cast.organisation, &new, " ").await, Err(Error::Invalid(_))));
    for wrong in [
        NewStatus { coordinator: String::new(), ..new.clone() },
        NewStatus { expertise: "everything".into(), ..new.clone() },
        NewStatus { register: "javascript:alert(1)".into(), ..new.clone() },
        NewStatus { from: "today".into(), ..new.clone() },
        status("2026-11-01", "2026-11-02"),
    ] {
        assert!(
            matches!(
                flaggers::set(service, &cast.first, cast.organisation, &wrong, "Seen").await,
                Err(Error::Invalid(_))
            ),
            "{wrong:?}"
        );
    }
    let (one, two) = tokio::join!(
        flaggers::set(service, &cast.first, cast.organisation, &new, "Seen"),
        flaggers::set(service, &cast.second, cast.organisation, &new, "Seen")
    );
    assert_eq!([&one, &two].iter().filter(|done| done.is_ok()).count(), 1, "one status at a time");
    let held = flaggers::status(service, &cast.member, cast.organisation).await.unwrap().unwrap();
    assert_eq!((held.coordinator.as_str(), held.valid_until), ("Coordinator of Exampleland", None));
    let stranger = person(service, "stranger").await;
    assert!(matches!(flaggers::status(service, &stranger, cast.organisation).await, Err(Error::NotFound)));
    flaggers::remove(service, &cast.second, cast.organisation, "Ended").await.unwrap();
    assert!(matches!(flaggers::remove(service, &cast.second, cast.organisation, "x").await, Err(Error::Conflict(_))));
    let case = organisations::organisation(service, &cast.member, cast.organisation).await.unwrap().log_case;
    let kinds: Vec<_> = entries(service, case).await.into_iter().map(|entry| entry.kind).collect();
    assert_eq!(kinds[kinds.len() - 2..], ["trusted-flagger.set", "trusted-flagger.removed"]);
});

both_engines!(an_authority_that_ended_leaves_its_place_to_another, |app: TestService| async move {
    let service = &cast::limited(&app.service, |limits| limits.principals = 1);
    let cast = &Cast::signed(service).await;
    let name = async |until: &str| {
        let today = service.clock.now().rfc3339()[..10].to_owned();
        principals::name(service, &cast.member, cast.organisation, &lighthouse(&today, until)).await
    };
    let first = name("2099-12-31").await.unwrap();
    assert!(matches!(name("2099-12-31").await, Err(Error::Invalid(_))), "one fits");
    principals::withdraw(service, &cast.member, first).await.unwrap();
    assert!(matches!(name("2099-12-31").await, Err(Error::Invalid(_))), "so many a day, withdrawn or not");
    service.clock.advance(DAY);
    let soon = service.clock.now().plus(2 * DAY).rfc3339()[..10].to_owned();
    name(&soon).await.unwrap();
    assert!(matches!(name("2099-12-31").await, Err(Error::Invalid(_))));
    service.clock.advance(4 * DAY);
    name("2099-12-31").await.unwrap();
});
