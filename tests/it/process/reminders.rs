//! Reminders: who is told of what while there is time, and once.

use std::time::Duration;

use writ::accounts::{Actor, Role};
use writ::claims::authorities::{self, Means};
use writ::claims::decisions::{Action, Finding};
use writ::claims::filing::{self, ClaimInput};
use writ::claims::flaggers::{self, NewStatus};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{escalations, questions, queue, reports, samples};
use writ::db;
use writ::notices::{self, NoticeKind};
use writ::process::appeals::{self, Appellant};
use writ::process::complaints::{self, Typed};
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::ends::EndInput;
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::waiting::{self, Subject};
use writ::process::{counter_notices, reminders, strikes};
use writ::service::Service;
use writ::texts::Language;

use super::{
    action, at, countered, decided, deleted, in_new_york, mails, ordered, restriction, taken_back, three, turn_to,
    worked,
};
use crate::app::{TestService, both_engines};
use crate::claims::altered::alter;
use crate::claims::cast::{self, Cast, File, target};

const HOUR: Duration = Duration::from_hours(1);

/// The reminders that were sent by now: to whom, and the lines that say of what.
async fn reminded(service: &Service) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for mail in mails(service).await {
        if mail.contains("Subject: Deadlines are near") {
            let to = mail.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned();
            found.push((to, mail));
        }
    }
    found.sort();
    found
}

both_engines!(whoever_has_a_claim_is_told_before_it_is_late_and_else_the_seniors, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (taken, free) = (File::upload(service, "taken.mkv").await, File::upload(service, "free.mkv").await);
    let filed = cast::file(service, &cast, vec![target(&taken.url())]).await.unwrap();
    cast::file(service, &cast, vec![target(&free.url())]).await.unwrap();
    // Verified holders' claims have four hours, and the last is urgent.
    service.clock.advance(HOUR * 2 + HOUR / 2);
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    worked(service).await;
    assert_eq!(reminded(service).await, []);
    service.clock.advance(HOUR * 3 / 4);
    worked(service).await;
    let told = reminded(service).await;
    let to: Vec<_> = told.iter().map(|(to, _)| to.split('-').next().unwrap()).collect();
    assert_eq!(to, ["reviewer", "senior"], "who has one, and a senior for the other");
    assert!(told.iter().all(|(_, mail)| mail.contains("One claim to be decided")), "{told:?}");
    // Nobody is told twice of one deadline.
    service.clock.advance(HOUR);
    worked(service).await;
    assert_eq!(reminded(service).await.len(), 2);
});

both_engines!(whoever_has_what_became_a_seniors_is_passed_over, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let told = async || {
        worked(service).await;
        let told = reminded(service).await;
        told.into_iter().map(|(to, mail)| (to.split('-').next().unwrap().to_owned(), mail)).collect::<Vec<_>>()
    };
    let in_danger = async |film: &File| {
        let report = cast::report(Basis::EuDsa, &film.url());
        let said = reports::send(service, "192.0.2.1", None, &report).await.unwrap().claim;
        let kind = Some(escalations::Kind::Child);
        escalations::raise(service, &cast.reviewer, said, kind, "It shows a child.").await.unwrap();
    };
    // A claim, an hour before it is due.
    let filed = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
    service.clock.advance(HOUR * 2 + HOUR / 2);
    queue::take(service, &cast.other_reviewer, filed.claim).await.unwrap();
    in_danger(&film).await;
    service.clock.advance(HOUR * 3 / 4);
    let first = told().await;
    assert_eq!(first.len(), 1, "{first:?}");
    assert!(first[0].0 == "senior" && first[0].1.contains("One claim to be decided"), "{first:?}");
    // An appeal, two days before.
    decided(service, &cast, &song, Action::LockAndDelete).await;
    worked(service).await;
    let notice = restriction(service, &song).await;
    appeals::lodge(service, Appellant::Uploader(&song.owner, notice), "It is my own song").await.unwrap();
    let due = service.clock.now().plus(Duration::from_hours(7 * 24));
    turn_to(service, due.minus(Duration::from_mins(48 * 60 + 30)));
    let before = told().await;
    assert!(!before.iter().any(|(_, mail)| mail.contains("One appeal to be decided")), "{before:?}");
    let waiting = waiting::appeals(service, &cast.other_reviewer, None).await.unwrap().waiting;
    waiting::take(service, &cast.other_reviewer, Subject::Appeal(waiting[0].it.id)).await.unwrap();
    in_danger(&song).await;
    turn_to(service, due.minus(Duration::from_mins(48 * 60 - 10)));
    let of_appeal: Vec<_> = told()
        .await
        .into_iter()
        .filter(|(_, mail)| mail.contains("One appeal to be decided"))
        .map(|(to, _)| to)
        .collect();
    assert_eq!(of_appeal, ["senior"]);
});

both_engines!(who_cannot_be_written_to_is_passed_over, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let address =
        ["SELECT email_sealed FROM accounts WHERE id = $1", "UPDATE accounts SET email_sealed = $2 WHERE id = $1"];
    let told = async || {
        worked(service).await;
        let told = reminded(service).await;
        told.into_iter().map(|(to, _)| to.split('-').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let film = File::upload(service, "film.mkv").await;
    let filed = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
    service.clock.advance(HOUR * 2 + HOUR / 2);
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    alter(service, address, cast.reviewer.account.0).await;
    service.clock.advance(HOUR * 3 / 4);
    assert_eq!(told().await, ["senior"]);
    // Where no senior can be written to, administrators are told.
    let song = File::upload(service, "song.flac").await;
    cast::file(service, &cast, vec![target(&song.url())]).await.unwrap();
    alter(service, address, cast.senior.account.0).await;
    service.clock.advance(HOUR * 3 + HOUR / 4);
    let all = told().await;
    assert_eq!(all.iter().filter(|name| *name == "senior").count(), 1, "the first alone: {all:?}");
    assert!(all.len() > 1, "{all:?}");
});

both_engines!(what_is_withheld_from_whoever_was_told_of_it_seniors_are_told_of, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let told = async |of: &str| {
        worked(service).await;
        let told = reminded(service).await.into_iter().filter(|(_, mail)| mail.contains(of));
        told.map(|(to, _)| to.split('-').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let in_danger = async |film: &File| {
        let report = cast::report(Basis::EuDsa, &film.url());
        let said = reports::send(service, "192.0.2.1", None, &report).await.unwrap().claim;
        let kind = Some(escalations::Kind::Child);
        escalations::raise(service, &cast.other_reviewer, said, kind, "It shows a child.").await.unwrap();
    };
    // A claim in somebody's hands, in its last hour.
    let (one_claim, one_appeal) = ("One claim to be decided", "One appeal to be decided");
    let filed = cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
    service.clock.advance(HOUR * 2 + HOUR / 2);
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    service.clock.advance(HOUR * 3 / 4);
    assert_eq!(told(one_claim).await, ["reviewer"]);
    in_danger(&film).await;
    assert_eq!(told(one_claim).await, ["reviewer", "senior"]);
    service.clock.advance(HOUR / 10);
    assert_eq!(told(one_claim).await.len(), 2, "once");
    // An appeal and a complaint in somebody's hands, in their last two days.
    decided(service, &cast, &song, Action::LockAndDelete).await;
    worked(service).await;
    let notice = restriction(service, &song).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&song.owner, notice), "It is my own song").await.unwrap();
    let typed = Typed { words: "It is our own choir.", email: "", language: Language::default() };
    let complaint = complaints::send(service, "192.0.2.7", &song.link, None, typed).await.unwrap().id;
    turn_to(service, service.clock.now().plus(HOUR * 5 * 24 + HOUR / 4));
    for subject in [Subject::Appeal(appeal), Subject::Complaint(complaint)] {
        waiting::take(service, &cast.other_reviewer, subject).await.unwrap();
    }
    let one_complaint = "One complaint about a blocked link or a closed account to be answered";
    for what in [one_appeal, one_complaint] {
        assert_eq!(told(what).await, ["other"], "{what}");
    }
    in_danger(&song).await;
    for what in [one_appeal, one_complaint] {
        assert_eq!(told(what).await, ["other", "senior"], "{what}");
    }
    service.clock.advance(HOUR / 10);
    assert_eq!(told(one_appeal).await.len(), 2, "once");
});

both_engines!(what_seniors_have_in_hand_of_what_waits_no_more_is_told_of, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let raise = async |claim| {
        let kind = Some(escalations::Kind::Child);
        escalations::raise(service, &cast.senior, claim, kind, "It shows a child.").await.unwrap();
    };
    let take_back = async |claim| {
        let member = Claimant::Person(&cast.member);
        withdrawal::withdraw(service, member, claim, Extent::Whole, "A mistake").await.unwrap();
    };
    let filed = async |name| {
        let film = File::upload(service, name).await;
        cast::file(service, &cast, vec![target(&film.url())]).await.unwrap().claim
    };
    let told = async || {
        worked(service).await;
        let told = reminded(service).await.into_iter();
        let told = told.filter(|(_, mail)| mail.contains("of which nothing is to be decided any more, to be ended"));
        told.map(|(to, mail)| (to.split('-').next().unwrap().to_owned(), mail.contains("2 cases"))).collect::<Vec<_>>()
    };
    // What was decided, and what is taken back; of that, one that is ended, and one that waits for now.
    let film = File::upload(service, "film.mkv").await;
    let (was_decided, _) = decided(service, &cast, &film, Action::LockAndDelete).await;
    let (taken_back, ended, waits) = (filed("one.mkv").await, filed("two.mkv").await, filed("three.mkv").await);
    for claim in [was_decided, taken_back, ended, waits] {
        raise(claim).await;
    }
    take_back(taken_back).await;
    take_back(ended).await;
    escalations::send_back(service, &cast.senior, ended, "A doll").await.unwrap();
    service.clock.advance(HOUR * 17);
    assert_eq!(told().await, [], "the last quarter of a day has not begun");
    service.clock.advance(HOUR + HOUR / 10);
    let both = ("senior".to_owned(), true);
    assert_eq!(told().await, std::slice::from_ref(&both));
    // Of what is late by then, once nothing waits.
    take_back(waits).await;
    service.clock.advance(HOUR / 10);
    let mut all = told().await;
    all.sort();
    assert_eq!(all, [("senior".to_owned(), false), both]);
    service.clock.advance(HOUR * 24);
    assert_eq!(told().await.len(), 2, "once");
});

both_engines!(a_danger_whose_clock_stands_still_seniors_are_reminded_of, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let asked = async |name: &str, by: &Actor, kind: escalations::Kind| {
        let film = File::upload(service, name).await;
        let sent = reports::send(service, "192.0.2.1", None, &cast::report(Basis::EuDsa, &film.url())).await.unwrap();
        let raise = async || {
            escalations::raise(service, &cast.reviewer, sent.claim, Some(kind), "Look at this.").await.unwrap();
        };
        let ask = async || {
            queue::take(service, by, sent.claim).await.unwrap();
            questions::ask(service, by, sent.claim, &["reasons"], "Which scene?").await.unwrap();
        };
        // Whichever came first.
        if by.account == cast.senior.account {
            raise().await;
            ask().await;
        } else {
            ask().await;
            raise().await;
        }
        sent
    };
    let (life, child) = (escalations::Kind::Life, escalations::Kind::Child);
    let first = asked("one.mkv", &cast.reviewer, life).await;
    asked("two.mkv", &cast.senior, child).await;
    asked("three.mkv", &cast.reviewer, escalations::Kind::Judgement).await;
    let told = async |of: &str| {
        worked(service).await;
        let told = reminded(service).await.into_iter().filter(|(_, mail)| mail.contains(of));
        told.map(|(to, _)| to.split('-').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let danger = "that are to wait for no answers of their notifiers";
    service.clock.advance(HOUR * 17);
    assert_eq!(told(danger).await, Vec::<String>::new(), "as long after it was handed over as any");
    service.clock.advance(HOUR + HOUR / 10);
    assert_eq!(told("2 dangers that are to wait for no answers of their notifiers").await, ["senior"]);
    service.clock.advance(HOUR * 24);
    assert_eq!(told(danger).await.len(), 1, "once");
    // What stays locked by it once nothing of it waits, they are reminded of none the less.
    let link = first.private_link.unwrap();
    let holder = PrivateLinkText(link.expose());
    withdrawal::withdraw(service, Claimant::Holder(&holder), first.claim, Extent::Whole, "A mistake").await.unwrap();
    service.clock.advance(HOUR / 10);
    assert_eq!(told("of which nothing is to be decided any more, to be ended").await, ["senior"]);
});

both_engines!(each_queue_is_told_of_in_the_last_quarter_of_its_own_time, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let status = NewStatus {
        coordinator: "Coordinator of Exampleland".into(),
        expertise: "intellectual-property".into(),
        register: "https://register.example/7".into(),
        from: "2026-11-01".into(),
        until: String::new(),
    };
    flaggers::set(service, &cast.first, cast.organisation, &status, "Seen").await.unwrap();
    let (film, song) = (File::upload(service, "film.mkv").await, File::upload(service, "song.flac").await);
    let flagged = ClaimInput {
        basis: Basis::EuDsa,
        statement: cast::notice(Basis::EuDsa),
        ..cast::claim_of(vec![target(&film.url())])
    };
    let flagged = filing::file(service, &cast.member, cast.organisation, &flagged).await.unwrap();
    let notice = cast::report(Basis::EuDsa, &song.bare());
    let standard = reports::send(service, "192.0.2.1", None, &notice).await.unwrap();
    let limits = &service.config.limits;
    let minute = Duration::from_mins(1);
    for (filed, lasts, before) in [(&flagged, limits.trusted_flagger_claim_due, 0), (&standard, limits.claim_due, 1)] {
        assert_eq!(filed.due_at.since(filed.submitted_at), lasts);
        let last_quarter = filed.due_at.minus(lasts / 4);
        turn_to(service, last_quarter.minus(minute * 2));
        // Whatever else makes somebody look then.
        reminders::remind(service).await.unwrap();
        worked(service).await;
        assert_eq!(reminded(service).await.len(), before, "not yet urgent: {lasts:?}");
        turn_to(service, last_quarter.plus(minute * 6));
        worked(service).await;
        let told = reminded(service).await;
        assert_eq!(told.len(), before + 1, "{lasts:?}: {told:?}");
        for (to, mail) in &told {
            assert!(to.starts_with("senior-") && mail.contains("One claim to be decided"), "{lasts:?}: {mail}");
        }
    }
});

both_engines!(where_every_senior_is_a_party_the_administrators_are_told, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    // The only senior there is uploaded the file.
    let film = File::upload_of(service, cast.senior, "concert.mkv").await;
    cast::file(service, &cast, vec![target(&film.url())]).await.unwrap();
    service.clock.advance(HOUR * 7 / 2);
    worked(service).await;
    let told = reminded(service).await;
    let to: Vec<_> = told.iter().map(|(to, _)| to.split('-').next().unwrap()).collect();
    assert_eq!(to, ["first", "second"], "both administrators");
    assert!(told.iter().all(|(_, mail)| mail.contains("One claim to be decided")));
});

both_engines!(
    an_appeal_is_told_of_two_days_and_a_counter_notice_a_business_day_before,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "concert.mkv").await;
        decided(service, &cast, &film, Action::LockAndDelete).await;
        worked(service).await;
        let id = countered(service, &film).await;
        let notice = restriction(service, &film).await;
        appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "It is my own concert").await.unwrap();
        let returns = counter_notices::of_uploader(service, &film.owner, id).await.unwrap();
        let returns = returns.counter_notice.returns_at;
        worked(service).await;
        let due = service.clock.now().plus(Duration::from_hours(7 * 24));
        turn_to(service, due.minus(Duration::from_hours(49)));
        worked(service).await;
        assert_eq!(reminded(service).await, []);
        turn_to(service, due.minus(Duration::from_hours(47)));
        worked(service).await;
        let told = reminded(service).await;
        assert_eq!(told.len(), 1);
        assert!(told[0].1.contains("One appeal to be decided"), "{told:?}");
        assert!(!told[0].1.contains("counter-notice"), "{told:?}");
        let checked = |told: &[(String, String)]| {
            told.iter().filter(|(_, mail)| mail.contains("One counter-notice to be checked")).count()
        };
        turn_to(service, returns.minus(Duration::from_hours(25)));
        worked(service).await;
        assert_eq!(checked(&reminded(service).await), 0);
        turn_to(service, returns.minus(Duration::from_hours(23)));
        worked(service).await;
        assert_eq!(checked(&reminded(service).await), 1, "a business day before");
    }
);

both_engines!(what_returns_on_a_monday_is_told_of_on_the_friday_before, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    turn_to(service, at("2026-11-27T15:00:00Z"));
    let id = countered(service, &film).await;
    let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
    assert_eq!(sent.returns_at, at("2026-12-14T05:00:00Z"), "a Monday, as it begins in New York");
    let told_by = async |time: &str| {
        turn_to(service, at(time));
        worked(service).await;
        let told = reminded(service).await;
        told.iter().filter(|(_, mail)| mail.contains("One counter-notice to be checked")).count()
    };
    assert_eq!(told_by("2026-12-11T04:59:00Z").await, 0, "Thursday night");
    assert_eq!(told_by("2026-12-11T05:06:00Z").await, 1, "Friday");
    assert_eq!(told_by("2026-12-14T04:00:00Z").await, 1, "once");
});

// 5 U.S.C. § 6103(a): Christmas Day is 25 December, in 2026 a Friday; New Year's Day is 1 January, in 2027 a Friday; and the Birthday of
// Martin Luther King, Jr., is the third Monday in January, in 2027 the 18th.
both_engines!(what_returns_behind_a_holiday_is_told_of_on_the_business_day_before_it, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let other = File::upload(service, "second.mkv").await;
    let told_by = async |time: &str| {
        turn_to(service, at(time));
        worked(service).await;
        let told = reminded(service).await;
        told.iter().filter(|(_, mail)| mail.contains("One counter-notice to be checked")).count()
    };
    let returns = async |film: &File, sent: &str| {
        turn_to(service, at(sent));
        decided(service, &cast, film, Action::LockAndDelete).await;
        worked(service).await;
        let id = countered(service, film).await;
        counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice.returns_at
    };
    // Sent on a Thursday, 10 December: 11, 14 to 18 and 21 to 24 December are ten business days, and behind them are a holiday and a weekend.
    let back = returns(&film, "2026-12-10T15:00:00Z").await;
    assert_eq!(back, at("2026-12-28T05:00:00Z"), "a Monday, as it begins in New York");
    assert_eq!(told_by("2026-12-24T04:59:00Z").await, 0, "Wednesday night");
    assert_eq!(told_by("2026-12-24T05:06:00Z").await, 1, "Thursday, before the holiday");
    assert_eq!(told_by("2026-12-28T04:00:00Z").await, 1, "once, and neither on the holiday nor on the Sunday");
    // Sent on a Thursday, 31 December: 4 to 8 and 11 to 15 January are ten, and behind them are a weekend and a holiday.
    let back = returns(&other, "2026-12-31T15:00:00Z").await;
    assert_eq!(back, at("2027-01-19T05:00:00Z"), "a Tuesday");
    assert_eq!(told_by("2027-01-15T04:59:00Z").await, 1, "Thursday night");
    assert_eq!(told_by("2027-01-15T05:06:00Z").await, 2, "Friday, and not on the Monday before, when nobody is there");
    assert_eq!(told_by("2027-01-19T04:00:00Z").await, 2, "once");
});

both_engines!(whoever_is_behind_the_strikes_is_not_told_that_an_appeal_waits, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    strikes::decide(service, &cast.other_reviewer, review, strikes::Decision::Warn, "Three times").await.unwrap();
    cast::with_role(service, cast.member, Role::Senior).await;
    let all = notices::notices_of(service, owner.account).await.unwrap();
    let notice = all.into_iter().find(|notice| notice.kind == NoticeKind::Measure).unwrap().id;
    appeals::lodge(service, Appellant::Uploader(&owner, notice), "A licence").await.unwrap();
    turn_to(service, service.clock.now().plus(Duration::from_hours(6 * 24)));
    worked(service).await;
    let told = reminded(service).await;
    let to: Vec<_> = told.iter().map(|(to, _)| to.split('-').next().unwrap()).collect();
    assert_eq!(to, ["senior"], "the other senior belongs to the organisation whose claims these are");
    assert!(told[0].1.contains("One appeal to be decided"), "{told:?}");
});

both_engines!(
    what_should_have_returned_and_has_not_is_told_of_before_that_is_a_breach,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let film = File::upload(service, "concert.mkv").await;
        decided(service, &cast, &film, Action::LockAndDelete).await;
        worked(service).await;
        let id = countered(service, &film).await;
        let sent = counter_notices::of_uploader(service, &film.owner, id).await.unwrap().counter_notice;
        // The job that returns it is lost, whatever the reason.
        let mut tx = service.db.begin().await.unwrap();
        let gone = db::execute!(tx, "DELETE FROM jobs WHERE payload LIKE '%return-material%'").unwrap();
        assert_eq!(gone, 1);
        tx.commit().await.unwrap();
        let late = |told: &[(String, String)]| {
            told.iter().filter(|(_, mail)| mail.contains("One file that should have returned")).count()
        };
        turn_to(service, sent.returns_at.plus(HOUR / 2));
        worked(service).await;
        assert_eq!(late(&reminded(service).await), 0);
        turn_to(service, sent.returns_at.plus(HOUR + HOUR / 4));
        worked(service).await;
        assert_eq!(late(&reminded(service).await), 1);
        assert!(service.clock.now() < sent.breach_at);
    }
);

both_engines!(what_is_told_of_an_action_and_nobody_looked_at_is_told_of_in_time, |app: TestService| async move {
    let service = &in_new_york(&app.service);
    let cast = Cast::signed(service).await;
    let member = Claimant::Person(&cast.member);
    let (mut claims, mut sent) = (Vec::new(), Vec::new());
    for name in ["film.mkv", "other.mkv", "third.mkv"] {
        let film = File::upload(service, name).await;
        claims.push(decided(service, &cast, &film, Action::LockAndDelete).await.0);
        worked(service).await;
        sent.push(film);
    }
    turn_to(service, at("2026-11-27T15:00:00Z"));
    let mut ids = Vec::new();
    for film in &sent {
        ids.push(countered(service, film).await);
    }
    let told_by = async |time: &str, what: &str| {
        turn_to(service, at(time));
        worked(service).await;
        reminded(service).await.iter().filter(|(_, mail)| mail.contains(what)).count()
    };
    let (action_told, end_told) = ("One notice of an action to be looked at", "One end of an action");
    // What a reviewer looked at needs nobody.
    turn_to(service, at("2026-12-04T15:00:00Z"));
    let looked_at = disputes::tell_of_action(service, member, claims[2], ids[2], &action()).await.unwrap();
    checks::check(service, &cast.reviewer, looked_at, Found::NamesAction, "").await.unwrap();
    let told = disputes::tell_of_action(service, member, claims[0], ids[0], &action()).await.unwrap();
    assert_eq!(told_by("2026-12-07T04:59:00Z", action_told).await, 0, "Sunday night");
    assert_eq!(told_by("2026-12-07T05:06:00Z", action_told).await, 1, "Monday");
    assert_eq!(told_by("2026-12-08T15:00:00Z", action_told).await, 1, "once");

    // Its end waits for staff, too, for as long.
    let input =
        EndInput { outcome: Some(Outcome::ForClaimant), ended_on: "2026-12-07".into(), words: "Judgment".into() };
    disputes::tell_end(service, member, claims[0], told, &input).await.unwrap();
    assert_eq!(told_by("2026-12-09T04:59:00Z", end_told).await, 0);
    assert_eq!(told_by("2026-12-09T05:06:00Z", end_told).await, 1);
    assert_eq!(told_by("2026-12-10T05:06:00Z", end_told).await, 1, "once");

    // What would return on the next business day is told of at once.
    turn_to(service, at("2026-12-11T15:00:00Z"));
    let board = DisputeInput { kind: Some(Kind::CopyrightClaimsBoard), ..action() };
    disputes::tell_of_action(service, member, claims[1], ids[1], &board).await.unwrap();
    assert_eq!(told_by("2026-12-11T15:06:00Z", action_told).await, 2, "on the Friday before");
});

both_engines!(a_deletion_that_was_drawn_is_told_of_to_seniors_in_its_last_quarter, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let mut drawn = Vec::new();
    for name in ["film.mkv", "other.mkv"] {
        let film = File::upload(service, name).await;
        drawn.push(deleted(service, &cast, &film).await.1);
    }
    // A senior has three days.
    let due = service.clock.now().plus(HOUR * 72);
    samples::uphold(service, &cast.senior, drawn[1], "It is the film").await.unwrap();
    turn_to(service, due.minus(HOUR * 19));
    worked(service).await;
    assert_eq!(reminded(service).await, []);
    turn_to(service, due.minus(HOUR * 17));
    worked(service).await;
    let told = reminded(service).await;
    let to: Vec<_> = told.iter().map(|(to, _)| to.split('-').next().unwrap()).collect();
    assert_eq!(to, ["senior"]);
    let said = &told[0].1;
    assert!(said.contains("One deletion under direct access to be looked at"), "not the one that was: {said}");
    assert!(said.contains("/desk/samples"), "{said}");
    turn_to(service, due.minus(HOUR));
    worked(service).await;
    assert_eq!(reminded(service).await.len(), 1, "once");
});

both_engines!(an_account_to_be_decided_about_is_told_of_two_days_before, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (_, review) = three(service, &cast).await;
    let waits = strikes::waiting(service, &cast.reviewer).await.unwrap().remove(0);
    assert_eq!((waits.id, waits.due_at), (review, waits.opened_at.plus(HOUR * 24 * 7)));
    turn_to(service, waits.due_at.minus(HOUR * 49));
    worked(service).await;
    assert_eq!(reminded(service).await, []);
    turn_to(service, waits.due_at.minus(HOUR * 47));
    worked(service).await;
    let told = reminded(service).await;
    let to: Vec<_> = told.iter().map(|(to, _)| to.split('-').next().unwrap()).collect();
    assert_eq!(to, ["senior"]);
    let said = &told[0].1;
    assert!(said.contains("One account to be decided about") && said.contains("/desk/standing"), "{said}");
    turn_to(service, waits.due_at.minus(HOUR));
    worked(service).await;
    assert_eq!(reminded(service).await.len(), 1, "once");
});

both_engines!(an_order_that_is_decided_and_not_confirmed_is_told_of_until_it_is, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let decided_at = service.clock.now();
    let mut orders = Vec::new();
    for name in ["confirmed.mkv", "withdrawn.mkv", "forgotten.mkv"] {
        let film = File::upload(service, name).await;
        orders.push(ordered(service, &cast, &film, Finding::Ordered).await);
    }
    // The only senior there is uploaded what another one names.
    let film = File::upload_of(service, cast.senior, "mine.mkv").await;
    orders.push(ordered(service, &cast, &film, Finding::Incomplete).await);
    let waits = async || authorities::unconfirmed(service, &cast.reviewer).await.unwrap();
    assert_eq!(waits().await.iter().map(|order| order.claim).collect::<Vec<_>>(), orders, "whatever was found");
    let last = waits().await.pop().unwrap();
    assert_eq!(last.due_at.since(last.decided_at), HOUR * 24);
    let due = decided_at.plus(HOUR * 24);

    // What was told, or taken back, waits for nobody.
    let confirm = async |claim| {
        authorities::confirm_effect(service, &cast.reviewer, claim, Some(Means::Print), "Done").await.unwrap();
    };
    confirm(orders[0]).await;
    authorities::withdraw(service, &cast.reviewer, orders[1], &taken_back()).await.unwrap();
    assert_eq!(waits().await.iter().map(|order| order.claim).collect::<Vec<_>>(), orders[2..]);
    let (near, late) = ("One decided order whose effect is to be", "One decided order whose effect should have been");
    let told_by = async |time, what: &str| {
        turn_to(service, time);
        worked(service).await;
        let told = reminded(service).await.into_iter().filter(|(_, mail)| mail.contains(what));
        told.map(|(to, mail)| {
            assert!(mail.contains("/desk/orders"), "{mail}");
            to.split('-').next().unwrap().to_owned()
        })
        .collect::<Vec<_>>()
    };
    // A day is its time, and the last quarter of that is urgent.
    assert!(told_by(due.minus(HOUR * 7), near).await.is_empty());
    let everybody = ["first", "second", "senior"];
    assert_eq!(told_by(due.minus(HOUR * 5), near).await, everybody, "administrators, of what is the senior's own");
    assert_eq!(told_by(due.minus(HOUR / 2), near).await, everybody, "once");
    assert!(told_by(due.minus(HOUR / 4), late).await.is_empty());
    assert_eq!(told_by(due.plus(HOUR / 2), late).await, everybody, "once more when it is over");
    assert_eq!(told_by(due.plus(HOUR * 24), late).await, everybody);
    assert_eq!(reminded(service).await.len(), 6, "and of nothing else");
    for claim in &orders[2..] {
        confirm(*claim).await;
    }
    assert!(waits().await.is_empty());
});

both_engines!(an_order_that_is_confirmed_while_there_is_time_is_never_told_of, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let claim = ordered(service, &cast, &film, Finding::Ordered).await;
    service.clock.advance(HOUR * 17);
    worked(service).await;
    authorities::confirm_effect(service, &cast.reviewer, claim, Some(Means::Print), "Done").await.unwrap();
    service.clock.advance(HOUR * 24);
    worked(service).await;
    assert_eq!(reminded(service).await, []);
});
