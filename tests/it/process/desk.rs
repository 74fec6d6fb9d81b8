//! What staff read at the desk before they decide, through the router, with forms as a browser without scripts sends them.

use http::{StatusCode, header};
use writ::accounts::Role;
use writ::accounts::standing::{Kind, Scope};
use writ::process::appeals::{self, Appellant};
use writ::process::misuse::{self, Decision, Party, What, Words};
use writ::process::strikes as strikes_of;
use writ::process::tally::{self, Waits};
use writ::process::{complaints, counter_notices, disputes};
use writ::texts::Language;
use writ::{claims, db, ids};

use super::{action, countered, decide, decided, mails, ordered, restriction, taken_back, three, worked};
use crate::accounts::session_of;
use crate::app::{TestService, both_engines};
use crate::claims::cast::{Cast, File, person};
use crate::pages_desk::{look, post, staff};

/// A form, with what is done with it.
fn step<'a>(fields: &[(&'a str, &'a str)], step: &'a str) -> Vec<(&'a str, &'a str)> {
    fields.iter().copied().chain([("step", step)]).collect()
}

both_engines!(
    what_a_suspension_or_a_termination_touches_is_shown_before_it_is_decided,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let (films, _) = three(service, &cast).await;
        let owner = films[0].0.owner;
        File::upload_of(service, owner, "mine.mkv").await;
        let senior = staff(service, &cast, "sena", Role::Senior).await;
        let place = format!("/desk/standing/accounts/{}/review", owner.account);
        let measures = async || strikes_of::own(service, &owner).await.unwrap().measures;

        let suspension = [("verdict", "suspension"), ("days", "30"), ("reasons", "Three times the same film.")];
        let shown = post(service, &place, &senior, &suspension).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        for said in ["Nothing is decided yet.", "One file stays as it is", "One link goes on working", "the same film."]
        {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        // For as long as is refused, nothing is asked; and neither without a reason.
        for wrong in [[("days", "0"), ("reasons", "Three times.")], [("days", "30"), ("reasons", " ")]] {
            let form: Vec<_> = [("verdict", "suspension")].into_iter().chain(wrong).collect();
            assert_eq!(
                post(service, &place, &senior, &form).await.status,
                StatusCode::UNPROCESSABLE_ENTITY,
                "{wrong:?}"
            );
        }

        let termination = [("verdict", "termination"), ("reasons", "Three times the same film.")];
        let shown = post(service, &place, &senior, &termination).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
        let saved = service.clock.now().plus(service.config.limits.termination_export);
        let day = Language::default().minute(saved);
        for said in ["One file can be saved until", &day, "3 stay until the windows", "One link is closed at once"] {
            assert!(shown.body.contains(said), "{said}: {}", shown.body);
        }
        let changed = post(service, &place, &senior, &step(&termination, "change")).await;
        assert_eq!(changed.status, StatusCode::OK);
        assert!(
            changed.body.contains("Three times the same film.</textarea>"),
            "what was typed stays: {}",
            changed.body
        );
        assert!(measures().await.is_empty(), "nothing was decided on the way");

        let done = post(service, &place, &senior, &step(&termination, "confirm")).await;
        assert_eq!(
            (done.status, done.header(header::LOCATION)),
            (StatusCode::SEE_OTHER, "/desk/standing"),
            "{}",
            done.body
        );
        assert_eq!(measures().await.remove(0).kind, Kind::Termination);
    }
);

both_engines!(the_desks_navigation_says_how_much_waits_and_what_presses, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let waits = async || crate::process::tallied(service, &cast.senior).await.unwrap();
    assert_eq!(waits().await, tally::Tally::default());
    let (films, review) = three(service, &cast).await;
    let calm = |count| Waits { count, urgent: false };
    countered(service, &films[1].0).await;
    let notice = restriction(service, &films[0].0).await;
    appeals::lodge(service, Appellant::Uploader(&films[0].0.owner, notice), "A licence").await.unwrap();
    let found = waits().await;
    assert_eq!((found.standing, found.appeals, found.counter_notices), (calm(1), calm(1), calm(1)));
    assert_eq!([found.disputes, found.escalations, found.samples, found.mail], [calm(0); 4]);
    // What is due soon presses; whoever it is about is not told how much waits about them.
    let due = strikes_of::waiting(service, &cast.senior).await.unwrap().remove(0).due_at;
    service.clock.advance(due.minus(std::time::Duration::from_hours(24)).since(service.clock.now()));
    assert_eq!(waits().await.standing, Waits { count: 1, urgent: true });
    let theirs = crate::claims::cast::with_role(service, films[0].0.owner, Role::Reviewer).await;
    assert_eq!(crate::process::tallied(service, &theirs).await.unwrap().standing, calm(0));
    assert!(crate::process::tallied(service, &person(service, "stranger").await).await.is_err());

    // It stands on every page of the desk, also on one that refuses; and on no other, and for nobody else.
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let said = "<span class=\"count count-urgent\">1</span>";
    for (path, status) in [("/desk/mail", StatusCode::OK), ("/desk/agreements", StatusCode::FORBIDDEN)] {
        let page = look(service, path, &reviewer).await;
        assert_eq!(page.status, status, "{path}");
        assert!(page.body.contains("href=\"/desk/standing\"") && page.body.contains(said), "{path}: {}", page.body);
    }
    assert!(!look(service, "/account", &reviewer).await.body.contains("class=\"tabs"), "not the desk");
    crate::accounts::account(service, "ugo@example.net").await;
    let stranger = session_of(service, "ugo@example.net").await;
    assert!(!look(service, "/desk/nothing", &stranger).await.body.contains("/desk/standing"));

    strikes_of::decide(service, &cast.reviewer, review, strikes_of::Decision::Warn, "Three times").await.unwrap();
    assert_eq!(waits().await.standing, calm(0));
    assert_eq!((calm(99).said(), calm(100).said()), ("99".to_owned(), "99+".to_owned()));
});

both_engines!(what_waits_of_a_readers_own_case_is_not_counted_for_them, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = person(service, "owner").await;
    let film = async |name: &str| File::upload_of(service, owner, name).await;
    let films = [film("concert.mkv").await, film("film.mkv").await, film("trailer.mkv").await];
    let lock = claims::decisions::Action::LockAndDelete;
    let (claim, decision) = decided(service, &cast, &films[0], lock).await;
    decided(service, &cast, &films[1], lock).await;
    worked(service).await;
    let sent = countered(service, &films[0]).await;
    let member = claims::withdrawal::Claimant::Person(&cast.member);
    let told = disputes::tell_of_action(service, member, claim, sent, &action()).await.unwrap();
    let notice = restriction(service, &films[1]).await;
    appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    let lines = vec![crate::claims::cast::target(&films[2].url())];
    let escalated = crate::claims::cast::file(service, &cast, lines).await.unwrap().claim;
    let judgement = Some(claims::escalations::Kind::Judgement);
    claims::escalations::raise(service, &cast.reviewer, escalated, judgement, "Is this satire?").await.unwrap();
    let now = service.clock.now();
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(
        tx,
        "INSERT INTO complaints (id, link, decision, log_case, language, sent_at, due_at)
         SELECT $1, $2, $3, log_case, 'en', $4, $4 FROM objects WHERE id = $5",
        ids::uuid_v4(&service.entropy),
        films[0].link.clone(),
        decision,
        now,
        films[0].object
    )
    .unwrap();
    db::execute!(tx, "INSERT INTO samples (decision, drawn_at, due_at) VALUES ($1, $2, $2)", decision, now).unwrap();
    let step = ids::uuid_v4(&service.entropy);
    db::execute!(
        tx,
        "INSERT INTO two_person_steps (id, kind, subject, reason_sealed, proposed_by, proposed_at)
         VALUES ($1, 'immediate-purge', $2, $5, $3, $4)",
        step,
        films[0].object,
        cast.first.account,
        now,
        service.keys.seal(&format!("two_person_steps.reason/{step}"), b"At once.")
    )
    .unwrap();
    db::execute!(
        tx,
        "UPDATE messages SET state = 'bounced'
         WHERE state = 'sent' AND log_case IN (SELECT log_case FROM claims UNION SELECT log_case FROM objects)"
    )
    .unwrap();
    tx.commit().await.unwrap();

    let found = crate::process::tallied(service, &cast.senior).await.unwrap();
    assert_eq!([found.escalations.count, found.samples.count, found.steps.count, found.complaints.count], [1; 4]);
    assert_eq!([found.counter_notices.count, found.disputes.count, found.appeals.count], [1; 3]);
    assert!(found.mail.count > 0, "{found:?}");
    for party in [owner, cast.member] {
        let party = crate::claims::cast::with_role(service, party, Role::Senior).await;
        assert_eq!(crate::process::tallied(service, &party).await.unwrap(), tally::Tally::default());
    }
    // An action that somebody has looked at runs on for years, and does not wait.
    disputes::checks::check(service, &cast.reviewer, told, disputes::checks::Found::NamesAction, "").await.unwrap();
    assert_eq!(crate::process::tallied(service, &cast.senior).await.unwrap().disputes, Waits::default());
});

both_engines!(an_order_stands_at_the_desk_until_its_effect_is_confirmed, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let hour = std::time::Duration::from_hours(1);
    let owner = person(service, "owner").await;
    let upload = async |name: &str| File::upload_of(service, owner, name).await;
    let films = [upload("carried-out.mkv").await, upload("lacking.mkv").await, upload("taken-back.mkv").await];
    let waits = async || crate::process::tallied(service, &cast.reviewer).await.unwrap().orders;
    let listed = async |reader: &writ::accounts::Actor| -> Vec<_> {
        let all = claims::authorities::unconfirmed(service, reader).await.unwrap();
        all.into_iter().map(|order| order.claim).collect()
    };
    assert_eq!((waits().await, listed(&cast.reviewer).await.len()), (Waits::default(), 0));
    let mut orders = Vec::new();
    let findings = [claims::decisions::Finding::Ordered, claims::decisions::Finding::Incomplete];
    for (film, finding) in films.iter().zip(findings.into_iter().cycle()) {
        orders.push(ordered(service, &cast, film, finding).await);
    }
    // All of it waits, also what was found to lack something; and its uploader at the desk neither counts nor reads it.
    assert_eq!((waits().await, listed(&cast.senior).await), (Waits { count: 3, urgent: false }, orders.clone()));
    let party = crate::claims::cast::with_role(service, owner, Role::Reviewer).await;
    assert_eq!(crate::process::tallied(service, &party).await.unwrap(), tally::Tally::default());
    assert_eq!(listed(&party).await, []);
    assert!(claims::authorities::unconfirmed(service, &cast.first).await.is_err(), "reviewers confirm");
    service.clock.advance(hour * 17);
    assert!(!waits().await.urgent);
    service.clock.advance(hour * 2);
    assert_eq!(waits().await, Waits { count: 3, urgent: true }, "in the last quarter of a day");

    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let place = |claim: &ids::ClaimId| format!("/desk/claims/{claim}/confirmation");
    let page = look(service, "/desk/orders", &reviewer).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.body);
    let counted = "Orders <span class=\"count count-urgent\">3</span>";
    for said in ["Landgericht Hamburg (DE)", "310 O 99/26", "Order to remove", counted] {
        assert!(page.body.contains(said), "{said}: {}", page.body);
    }
    let at: Vec<_> = orders.iter().map(|claim| page.body.find(&place(claim)).expect("it leads there")).collect();
    assert!(at.is_sorted(), "what is due first stands first: {at:?}");
    let heads = format!("<th scope=\"row\"><a href=\"/desk/claims/{}\">", orders[0]);
    assert!(page.body.contains(&heads), "{}", page.body);
    // Whatever is done with an order belongs to the orders, and leads back.
    let withdrawal = format!("/desk/claims/{}/order-withdrawal", orders[0]);
    let (tab, back) =
        ("<a href=\"/desk/orders\" aria-current=\"page\">", format!("href=\"/desk/claims/{}\">Cancel", orders[0]));
    for (page, heading) in [
        ("/desk/orders/new", "Enter an order</h1>"),
        (&*place(&orders[0]), "Confirm the effect of an order</h1>"),
        (&*withdrawal, "Record that the order was taken back</h1>"),
    ] {
        let shown = look(service, page, &reviewer).await.body;
        assert!(shown.contains(tab) && shown.contains(heading), "{page}: {shown}");
        assert!(page == "/desk/orders/new" || shown.contains(&back), "{page}: {shown}");
        assert!(shown.contains("<a href=\"/desk/orders\">Orders</a>"), "{page}: {shown}");
    }
    let form = look(service, "/desk/orders/new", &reviewer).await.body;
    let hint = form.split("id=\"authority-hint\">").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(hint.starts_with("Public: ") && hint.ends_with("and no person."), "{hint}");

    let form = [("words", "The link was disabled."), ("means", "print")];
    assert_eq!(post(service, &place(&orders[0]), &reviewer, &form).await.status, StatusCode::SEE_OTHER);
    let page = look(service, "/desk/orders", &reviewer).await.body;
    assert!(!page.contains(&place(&orders[0])) && page.contains(&place(&orders[1])), "{page}");
    claims::authorities::withdraw(service, &cast.reviewer, orders[2], &taken_back()).await.unwrap();
    assert_eq!((waits().await.count, listed(&cast.reviewer).await), (1, vec![orders[1]]));
    let page = look(service, &format!("/desk/claims/{}", orders[2]), &reviewer).await.body;
    assert!(page.contains("its authority took it back") && !page.contains(&place(&orders[2])), "{page}");
    let page = look(service, &place(&orders[2]), &reviewer).await.body;
    assert!(page.contains("Not needed: its authority took the order back"), "{page}");
    assert!(!page.contains("once all of it is decided"), "{page}");
    let page = look(service, &format!("/desk/claims/{}/order-withdrawal", orders[2]), &reviewer).await.body;
    assert!(page.contains("22 November 2026") && !page.contains("2026-11-22"), "{page}");
    assert_eq!(post(service, &place(&orders[1]), &reviewer, &form).await.status, StatusCode::SEE_OTHER);
    assert_eq!(waits().await, Waits::default());
    let page = look(service, "/desk/orders", &reviewer).await.body;
    assert!(page.contains("No order is to be confirmed"), "{page}");

    // Carried out, incomplete or taken back, an order is no notice: it counts against nobody, and a notice does.
    let (claim, _) = decided(service, &cast, &films[1], claims::decisions::Action::None).await;
    let history = async |claim| claims::cases::desk_case(service, &cast.reviewer, claim).await.unwrap().uploaders[0].2;
    assert_eq!(history(claim).await, claims::cases::History::default());
    assert_eq!(history(orders[0]).await, claims::cases::History { rejected: 1, ..Default::default() });
});

both_engines!(the_page_that_confirms_an_order_is_called_what_is_left_to_do_there, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let film = File::upload(service, "film.mkv").await;
    let shown = async |claim: ids::ClaimId| {
        let page = look(service, &format!("/desk/claims/{claim}/confirmation"), &reviewer).await.body;
        let heading = page.split("<h1>").nth(1).unwrap().split("</h1>").next().unwrap().to_owned();
        assert!(page.contains(&format!("<title>{heading} · Writ</title>")), "{page}");
        (heading, page)
    };
    let back = async |claim| {
        claims::authorities::withdraw(service, &cast.reviewer, claim, &taken_back()).await.unwrap();
    };
    let (ask, none) = ("Confirm the effect of an order", "The effect of this order needs no confirmation any more");
    let input = crate::claims::cast::order(&[&film.bare()]);
    let undecided = claims::authorities::enter(service, &cast.reviewer, &input).await.unwrap().claim;
    let decided = ordered(service, &cast, &film, claims::decisions::Finding::Ordered).await;
    for claim in [undecided, decided] {
        assert_eq!(shown(claim).await.0, ask);
        back(claim).await;
        let (heading, page) = shown(claim).await;
        assert_eq!(heading, none);
        assert!(page.contains("its authority took the order back") && !page.contains("name=\"words\""), "{page}");
    }

    // A letter that was sent stays what it is, and what came of the order since is led to.
    let confirmed = ordered(service, &cast, &film, claims::decisions::Finding::Ordered).await;
    let means = Some(claims::authorities::Means::Print);
    claims::authorities::confirm_effect(service, &cast.reviewer, confirmed, means, "Disabled.").await.unwrap();
    let since = format!("<a href=\"/desk/claims/{confirmed}/order-withdrawal\">Its authority took this order back</a>");
    let (heading, page) = shown(confirmed).await;
    assert!(heading == "Effect given to your order 310 O 99/26" && !page.contains(&since), "{page}");
    back(confirmed).await;
    let (heading, page) = shown(confirmed).await;
    assert!(heading == "Effect given to your order 310 O 99/26" && page.contains(&since), "{page}");
});

both_engines!(
    whoever_may_not_record_that_an_order_was_taken_back_is_shown_the_way_to_a_senior,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
        let senior = staff(service, &cast, "sena", Role::Senior).await;
        let film = File::upload(service, "film.mkv").await;
        let hidden = claims::authorities::OrderInput {
            gag: Some(claims::authorities::Gag::Party),
            ..crate::claims::cast::order(&[&film.bare()])
        };
        let claim = claims::authorities::enter(service, &cast.reviewer, &hidden).await.unwrap().claim;
        let (case, place) = (format!("/desk/claims/{claim}"), format!("/desk/claims/{claim}/order-withdrawal"));
        let (form, only) = ("name=\"told_by\"", "Only a senior records that this order was taken back");
        let hand_over = format!("href=\"{case}#escalation\"");
        let note = format!("href=\"{case}#notes\"");
        let open = look(service, &place, &reviewer).await.body;
        assert!(open.contains(only) && open.contains(&hand_over) && !open.contains(form), "{open}");
        assert!(look(service, &case, &reviewer).await.body.contains("id=\"escalation\""), "there it is handed over");
        let seniors = look(service, &place, &senior).await.body;
        assert!(seniors.contains(form) && !seniors.contains(only), "{seniors}");
        // In a senior's hands, or decided, it is handed to nobody; a note is read there.
        claims::escalations::raise(
            service,
            &cast.reviewer,
            claim,
            Some(claims::escalations::Kind::Judgement),
            "The court wrote.",
        )
        .await
        .unwrap();
        let raised = look(service, &place, &reviewer).await.body;
        assert!(raised.contains(only) && raised.contains(&note), "{raised}");
        assert!(!raised.contains(&hand_over) && !raised.contains(form), "{raised}");
        // Of what hides nothing, any reviewer records it.
        let told = ordered(service, &cast, &film, claims::decisions::Finding::Ordered).await;
        let plain = look(service, &format!("/desk/claims/{told}/order-withdrawal"), &reviewer).await.body;
        assert!(plain.contains(form) && !plain.contains(only), "{plain}");
    }
);

both_engines!(
    an_uploader_reads_that_an_order_was_taken_back_and_tells_its_two_notices_apart,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let owner = crate::accounts::account(service, "lea@example.org").await;
        let uploader = session_of(service, "lea@example.org").await;
        let film = File::upload_of(service, owner, "film.mkv").await;
        let hidden = claims::authorities::OrderInput {
            gag: Some(claims::authorities::Gag::Party),
            ..crate::claims::cast::order(&[&film.bare()])
        };
        let claim = claims::authorities::enter(service, &cast.reviewer, &hidden).await.unwrap().claim;
        claims::queue::take(service, &cast.reviewer, claim).await.unwrap();
        let target = claims::cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
        let ruling = claims::decisions::Ruling {
            target,
            finding: claims::decisions::Finding::Ordered,
            action: claims::decisions::Action::DisableLink,
            ground: "§ 97 UrhG".into(),
            reasons: "It names the film.".into(),
        };
        claims::decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap();
        let during = format!("/notices/{}", restriction(service, &film).await);
        service.clock.advance(std::time::Duration::from_secs(1));
        let (plain, before) = ("A file or a link of yours was restricted", "as told while its order was hidden");
        let list = look(service, "/notices", &uploader).await.body;
        assert!(list.contains(plain) && !list.contains(before), "{list}");
        let page = look(service, &during, &uploader).await.body;
        assert!(page.contains("forbids us for now") && !page.contains("took its order back"), "{page}");

        claims::authorities::withdraw(service, &cast.senior, claim, &taken_back()).await.unwrap();
        let since = format!("/notices/{}", restriction(service, &film).await);
        assert_ne!(during, since);
        let list = look(service, "/notices", &uploader).await.body;
        assert!(list.contains(before) && list.contains("Whose order restricted a file or a link"), "{list}");
        assert!(!list.contains(plain), "{list}");
        let page = look(service, &during, &uploader).await.body;
        assert!(page.contains(&format!("href=\"{since}\"")) && !page.contains("forbids us for now"), "{page}");
        let told = look(service, &since, &uploader).await.body;
        for page in [page, told] {
            assert!(page.contains("took its order back, and with it this restriction has ended"), "{page}");
        }
        let back = crate::process::notice(service, &owner, film.object, writ::notices::NoticeKind::Restoration).await;
        let page = look(service, &format!("/notices/{back}"), &uploader).await.body;
        assert!(page.contains("Where an order of a court or an authority was taken back"), "{page}");
    }
);

both_engines!(the_list_of_notices_says_of_an_order_that_is_over_that_it_restricted, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let owner = crate::accounts::account(service, "lea@example.org").await;
    let uploader = session_of(service, "lea@example.org").await;
    let stands = ["Whose order restricts a file", "De qui émane l’injonction qui restreint l’un"];
    let over = ["Whose order restricted a file", "De qui émanait l’injonction qui restreignait l’un"];
    let listed = async |said: [&str; 2]| {
        let mut counts = Vec::new();
        for (tag, said) in ["en", "fr"].into_iter().zip(said) {
            let language = Language::named(tag).unwrap();
            writ::accounts::choose_language(service, owner, language).await.unwrap();
            counts.push(look(service, "/notices", &uploader).await.body.matches(said).count());
        }
        counts
    };
    let (lock, disable) = (claims::decisions::Action::LockAndDelete, claims::decisions::Action::DisableLink);
    let mut ordered = Vec::new();
    for action in [lock, disable] {
        let film = File::upload_of(service, owner, "film.mkv").await;
        let hidden = claims::authorities::OrderInput {
            gag: Some(claims::authorities::Gag::Party),
            ..crate::claims::cast::order(&[&film.bare()])
        };
        let claim = claims::authorities::enter(service, &cast.reviewer, &hidden).await.unwrap().claim;
        claims::queue::take(service, &cast.reviewer, claim).await.unwrap();
        let target = claims::cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.targets[0].target;
        let ruling = claims::decisions::Ruling {
            target,
            finding: claims::decisions::Finding::Ordered,
            action,
            ground: "§ 97 UrhG".into(),
            reasons: "It names the film.".into(),
        };
        claims::decisions::decide(service, &cast.reviewer, claim, &[ruling]).await.unwrap();
        service.clock.advance(std::time::Duration::from_secs(1));
        claims::authorities::lift_gag(service, &cast.senior, claim).await.unwrap();
        ordered.push((film, claim));
    }
    worked(service).await;
    assert_eq!((listed(stands).await, listed(over).await), (vec![2, 2], vec![0, 0]));
    // That its owner revoked the link ends no order.
    let (film, _) = &ordered[1];
    writ::vault::links::revoke(service, owner.account, film.object, &film.link).await.unwrap();
    assert_eq!((listed(stands).await, listed(over).await), (vec![2, 2], vec![0, 0]));

    for (ended, (_, claim)) in ordered.iter().enumerate() {
        claims::authorities::withdraw(service, &cast.reviewer, *claim, &taken_back()).await.unwrap();
        worked(service).await;
        let (ended, standing) = (ended + 1, 1 - ended);
        assert_eq!((listed(stands).await, listed(over).await), (vec![standing; 2], vec![ended; 2]));
    }
});

both_engines!(a_look_at_an_action_shows_what_it_is_held_against, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (claim, _) = decided(service, &cast, &film, writ::claims::decisions::Action::LockAndDelete).await;
    let sent = countered(service, &film).await;
    let person = writ::claims::withdrawal::Claimant::Person(&cast.member);
    let told = disputes::tell_of_action(service, person, claim, sent, &action()).await.unwrap();
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    let page = look(service, &format!("/desk/disputes/{told}"), &reviewer).await.body;
    let notice = writ::claims::cases::desk_case(service, &cast.reviewer, claim).await.unwrap().case.statement.input();
    let returns =
        counter_notices::for_desk(service, &cast.reviewer, sent).await.unwrap().counter_notice.returns_at.rfc3339();
    let link = film.link.to_string();
    // Both parties, the material as each says it, its link without a key, and the day it returns if no action is named.
    let said = ["Example Pictures", notice.works.as_str(), &link, "Sam Example", "My own recording", &returns];
    for said in said.into_iter().chain(["22 November 2026"]) {
        assert!(page.contains(said), "{said}: {page}");
    }
    assert!(!page.contains("2026-11-22") && !page.contains(film.file_key().encode().as_str()), "{page}");
    let list = look(service, "/desk/disputes", &reviewer).await.body;
    assert!(list.contains("begun on 22 November 2026") && list.contains("To be done"), "{list}");
});

both_engines!(lists_say_what_their_reader_leaves_to_others_and_no_page_is_a_dead_end, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let decider = crate::accounts::account(service, "dec@files.example").await;
    let decider = crate::claims::cast::with_role(service, decider, Role::Reviewer).await;
    let theirs = session_of(service, "dec@files.example").await;
    let film = File::upload(service, "concert.mkv").await;
    let lines = vec![crate::claims::cast::target(&film.url())];
    let claim = crate::claims::cast::file(service, &cast, lines).await.unwrap().claim;
    decide(service, &cast, &decider, claim, writ::claims::decisions::Action::LockAndDelete).await;
    worked(service).await;
    let notice = restriction(service, &film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "A licence").await.unwrap();
    let senior = staff(service, &cast, "sena", Role::Senior).await;
    let left = "You decided about this before";
    assert!(look(service, "/desk/appeals", &theirs).await.body.contains(left));
    assert!(!look(service, "/desk/appeals", &senior).await.body.contains(left));

    let (films, _) = three(service, &cast).await;
    let account = films[0].0.owner.account;
    let list = look(service, "/desk/standing", &senior).await.body;
    let page = format!("/desk/standing/accounts/{account}");
    assert!(list.contains(&format!("href=\"{page}\">Account {}", &account.to_string()[..6])), "{list}");
    assert!(!list.contains(&format!(">{account}<")), "an id is no headline: {list}");
    // From wherever somebody is at the desk they go on, also from what is not theirs to see.
    for (path, status) in [
        (page.as_str(), StatusCode::OK),
        (format!("/desk/appeals/{appeal}").as_str(), StatusCode::OK),
        ("/desk/reasons", StatusCode::OK),
        ("/desk/escalations", StatusCode::OK),
        ("/desk/orders/new", StatusCode::OK),
        ("/desk/rights-holders", StatusCode::FORBIDDEN),
        ("/desk/nothing", StatusCode::NOT_FOUND),
    ] {
        let shown = look(service, path, &senior).await;
        assert_eq!(shown.status, status, "{path}");
        assert!(shown.body.contains("<a href=\"/desk/standing\""), "{path}: {}", shown.body);
    }
});

both_engines!(what_a_suspension_for_misuse_closes_is_shown_before_it_is_decided, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let party = Party::Organisation(cast.organisation);
    let words = || Words { reasons: "Trailers.".into(), gravity: "A day.".into(), intention: "Unknown.".into() };
    let mut unfounded = Vec::new();
    for warned in [false, true] {
        let film = File::upload(service, "trailer.mkv").await;
        let (claim, _) = decided(service, &cast, &film, writ::claims::decisions::Action::None).await;
        unfounded.push(claim);
        let found = writ::claims::cases::claim(service, &cast.member, claim).await.unwrap();
        misuse::mark(service, &cast.reviewer, What::Target(found.targets[0].target), "Their own trailer.")
            .await
            .unwrap();
        service.clock.advance(std::time::Duration::from_hours(1));
        if !warned {
            misuse::decide(service, &cast.reviewer, party, Scope::Notices, Decision::Warn, &words()).await.unwrap();
            service.clock.advance(std::time::Duration::from_hours(1));
        }
    }
    worked(service).await;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;
    for claim in unfounded {
        let page = look(service, &format!("/desk/claims/{claim}"), &reviewer).await.body;
        assert!(page.contains(&format!("\"/desk/claims/{claim}/misuse\"")), "what was marked is led to: {page}");
        assert!(!page.contains("Mark as manifestly unfounded"), "nothing else can be: {page}");
        let marks = look(service, &format!("/desk/claims/{claim}/misuse"), &reviewer).await.body;
        assert!(!marks.contains("counts against nobody"), "whose it is is known: {marks}");
    }
    let place = format!("/desk/standing/organisations/{}/misuse", cast.organisation);
    let form = [
        ("scope", "notices"),
        ("measure", "suspension"),
        ("length", "30"),
        ("grounds", "Trailers of their own."),
        ("gravity", "A file of a stranger was locked."),
        ("intention", "The same link came twice."),
    ];
    let against = async || misuse::record(service, &cast.other_reviewer, party).await.unwrap().measures.len();
    let shown = post(service, &place, &reviewer, &form).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.body);
    for said in ["Nothing is decided yet.", "Example Pictures", "2 of 2", "The same link came twice."] {
        assert!(shown.body.contains(said), "{said}: {}", shown.body);
    }
    // What it closes to an organisation, which has more than persons have, is quoted as its owners read it once it is decided.
    let closes = "nothing is filed in the verified queue, and nothing is deleted by direct access";
    let told = async || mails(service).await.iter().any(|mail| mail.contains(closes));
    assert!(shown.body.contains(closes) && !shown.body.contains("no notices of yours"), "{}", shown.body);
    let changed = post(service, &place, &reviewer, &step(&form, "change")).await;
    assert!(changed.status == StatusCode::OK && changed.body.contains("Trailers of their own.</textarea>"));
    assert_eq!((against().await, told().await), (1, false), "the warning alone");
    let done = post(service, &place, &reviewer, &step(&form, "confirm")).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    assert_eq!((against().await, told().await), (2, true));
});

/// The numbers of the log under the lines of a page's timeline, in their order.
fn proofs(page: &str) -> Vec<&str> {
    let lines = page.split("class=\"timeline-facts\"").skip(1).filter_map(|rest| rest.split("</p>").next());
    lines.filter_map(|line| line.split("href=\"/log/entries/").nth(1)?.split('"').next()).collect()
}

both_engines!(whatever_answers_a_decision_shows_what_happened_in_its_case, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    // Somebody who sent a notice about the same file before they came to the desk.
    let ines = crate::accounts::account(service, "ines@files.example").await;
    let notice = crate::claims::cast::report(claims::statement::Basis::EuDsa, &film.bare());
    claims::reports::send(service, "192.0.2.9", Some(ines.account), &notice).await.unwrap();
    let (claim, _) = decided(service, &cast, &film, claims::decisions::Action::LockAndDelete).await;
    worked(service).await;
    let sent = countered(service, &film).await;
    let member = claims::withdrawal::Claimant::Person(&cast.member);
    let told = disputes::tell_of_action(service, member, claim, sent, &action()).await.unwrap();
    let notice = restriction(service, &film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "A licence").await.unwrap();
    let typed = complaints::Typed { words: "It is our own concert.", email: "", language: Language::default() };
    let complaint = complaints::send(service, "192.0.2.7", &film.link, None, typed).await.unwrap().id;
    let reviewer = staff(service, &cast, "rui", Role::Reviewer).await;

    // What was done just now is there at once, without a proof.
    let appeal = format!("/desk/appeals/{appeal}");
    let numbered = |page: &str| proofs(page).len();
    let before = look(service, &appeal, &reviewer).await.body;
    assert!(before.contains("appealed against the decision about target 1"), "{before}");
    assert!(before.contains("the log numbers it within moments"), "{before}");
    worked(service).await;
    let of_claim = look(service, &format!("/desk/claims/{claim}"), &reviewer).await.body;
    assert!(numbered(&of_claim) > numbered(&before) && numbered(&before) > 0, "{of_claim}");
    assert!(
        !of_claim.contains(&format!("/desk/claims/{claim}/misuse")),
        "nothing of it was found unfounded: {of_claim}"
    );
    for page in [appeal, format!("/desk/counter-notices/{sent}"), format!("/desk/disputes/{told}")] {
        let shown = look(service, &page, &reviewer).await;
        assert_eq!(shown.status, StatusCode::OK, "{page}");
        assert_eq!(proofs(&shown.body), proofs(&of_claim), "{page}");
        for said in ["sent a counter-notice about target 1", "appealed against the decision about target 1"] {
            assert!(shown.body.contains(said), "{page}: {said}: {}", shown.body);
        }
    }

    // A complaint stands in the case of its file, which a party to another claim on it does not see.
    let (page, file) = (format!("/desk/complaints/{complaint}"), format!("/desk/objects/{}", film.object));
    let (shown, of_file) = (look(service, &page, &reviewer).await, look(service, &file, &reviewer).await);
    assert!(
        numbered(&shown.body) > 0 && shown.body.contains("complained about a link that does not open"),
        "{}",
        shown.body
    );
    assert_eq!(proofs(&shown.body), proofs(&of_file.body));
    crate::claims::cast::with_role(service, ines, Role::Reviewer).await;
    let party = session_of(service, "ines@files.example").await;
    assert_eq!(look(service, &file, &party).await.status, StatusCode::FORBIDDEN);
    let shown = look(service, &page, &party).await;
    assert!(shown.status == StatusCode::OK && shown.body.contains("It is our own concert."), "{}", shown.body);
    assert!(!shown.body.contains("class=\"timeline\""), "{}", shown.body);

    // An appeal against a measure stands in the case of whom that is against.
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    strikes_of::decide(service, &cast.reviewer, review, strikes_of::Decision::Warn, "Three times").await.unwrap();
    let notices = writ::notices::notices_of(service, owner.account).await.unwrap();
    let notice = notices.into_iter().find(|notice| notice.kind == writ::notices::NoticeKind::Measure).unwrap().id;
    let appeal = appeals::lodge(service, Appellant::Uploader(&owner, notice), "It was one film").await.unwrap();
    worked(service).await;
    let shown = look(service, &format!("/desk/appeals/{appeal}"), &reviewer).await.body;
    assert!(numbered(&shown) > 1 && shown.contains("decided a warning of uploads"), "{shown}");
    assert!(!shown.contains("target 1"), "nothing of a claim: {shown}");
});
