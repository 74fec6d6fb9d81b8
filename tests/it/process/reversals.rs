//! What an overturning leaves alone, and what goes with it.

use std::time::Duration;

use writ::accounts::standing::Scope;
use writ::claims::Error;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::queue;
use writ::claims::withdrawal::Claimant;
use writ::notices::{self, Answered, NoticeKind, Statement};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::disputes::{DisputeInput, Kind};
use writ::process::misuse::{self, Decision, Party, What, Words};
use writ::process::overturning;
use writ::process::{counter_notices, disputes};
use writ::vault::ObjectState;
use writ::vault::objects::{self, Finality};

use super::overturning::{back, more, refused};
use super::{action, countered, decided, mails, notice, restriction, turn_to, worked};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast, File, object_state, target};

both_engines!(
    no_more_is_restricted_while_a_counter_notice_waits_or_after_a_file_came_back,
    |app: TestService| async move {
        let service = &app.service;
        let cast = Cast::signed(service).await;
        let lock = async |decision| {
            let refused =
                refused(overturning::overturn(service, &cast.senior, decision, &more(Action::LockAndDelete)).await);
            let page = overturning::for_desk(service, &cast.senior, decision).await.unwrap();
            assert!(page.choices.iter().all(|action| *action == Action::None), "{:?}", page.choices);
            refused
        };
        let lawsuit = || DisputeInput { kind: Some(Kind::Lawsuit), ..action() };

        // A counter-notice waits: what is restricted can be given back, and that is all.
        let film = File::upload(service, "waits.mkv").await;
        let (_, waits) = decided(service, &cast, &film, Action::DisableLink).await;
        let sent = countered(service, &film).await;
        assert!(lock(waits).await.contains("a counter-notice about this file waits"));
        worked(service).await;
        let still = counter_notices::of_uploader(service, &film.owner, sent).await.unwrap().counter_notice;
        assert!(still.ended_at.is_none(), "it goes on");
        overturning::overturn(service, &cast.senior, waits, &back()).await.unwrap();

        // A court found for the uploader while an action kept everything where it was.
        let film = File::upload(service, "judged.mkv").await;
        let (claim, judged) = decided(service, &cast, &film, Action::DisableLink).await;
        let sent = countered(service, &film).await;
        disputes::tell_of_action(service, Claimant::Person(&cast.member), claim, sent, &action()).await.unwrap();
        counter_notices::withdraw(service, &film.owner, sent).await.unwrap();
        let dispute = disputes::record(service, &cast.reviewer, judged, &lawsuit()).await.unwrap();
        disputes::end(service, &cast.reviewer, dispute, disputes::Outcome::ForUploader, "Judgment").await.unwrap();
        assert!(lock(judged).await.contains("ended for its uploader"));

        // The same claim names two links of one file, and the file came back by the law of the one.
        let film = File::upload(service, "twice.mkv").await;
        let other = film.password_link(service, "tide").await.unlocked_url("tide");
        let filed = cast::file(service, &cast, vec![target(&film.url()), target(&other)]).await.unwrap();
        queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
        let ruling = |n: usize, finding, action| Ruling {
            target: filed.targets[n].target,
            finding,
            action,
            ground: "17 U.S.C. 106".into(),
            reasons: "It is the film.".into(),
        };
        let rulings =
            [ruling(0, Finding::Infringing, Action::LockAndDelete), ruling(1, Finding::NotInfringing, Action::None)];
        let both = decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
        worked(service).await;
        let sent = countered(service, &film).await;
        let sent = counter_notices::of_uploader(service, &film.owner, sent).await.unwrap().counter_notice;
        turn_to(service, sent.returns_at);
        worked(service).await;
        assert_eq!(object_state(service, film.object).await, ObjectState::Available);
        for decision in both {
            assert!(lock(decision).await.contains("came back by a counter-notice"));
        }
        assert_eq!(object_state(service, film.object).await, ObjectState::Available);

        // An appeal gave it back, and a court then said the same.
        let film = File::upload(service, "granted.mkv").await;
        let (_, granted) = decided(service, &cast, &film, Action::LockAndDelete).await;
        let theirs = Appellant::Uploader(&film.owner, restriction(service, &film).await);
        let appeal = appeals::lodge(service, theirs, "It is my own").await.unwrap();
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It is.").await.unwrap();
        let dispute = disputes::record(service, &cast.reviewer, granted, &lawsuit()).await.unwrap();
        disputes::end(service, &cast.reviewer, dispute, disputes::Outcome::ForUploader, "Judgment").await.unwrap();
        assert!(lock(granted).await.contains("ended for its uploader"));
    }
);

both_engines!(nobody_is_told_that_something_comes_back_which_cannot, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "concert.mkv").await;
    let (_, decision) = decided(service, &cast, &film, Action::DisableLink).await;
    worked(service).await;
    objects::delete(service, film.owner.account, film.object, Finality::Undoable).await.unwrap();
    overturning::overturn(service, &cast.senior, decision, &back()).await.unwrap();
    let told_by = notice(service, &film.owner, film.object, NoticeKind::Overturned).await;
    let told = notices::notice(service, film.owner.account, told_by).await.unwrap().statement;
    let gone = matches!(told, Statement::CounterNotice { answered: Answered::Overturned { gone: true, .. } });
    assert!(gone, "{told:?}");
    let mails = mails(service).await;
    let letter = mails.iter().find(|mail| mail.contains("Subject: A decision on your claim was overturned")).unwrap();
    assert!(letter.contains("Nothing is given back by that") && !letter.contains("it is given back"), "{letter}");
});

both_engines!(an_appeal_that_an_overturning_proves_right_is_no_misuse, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let words = Words { reasons: "Two appeals.".into(), gravity: "None.".into(), intention: "None.".into() };
    for (first, instead) in [(Action::LockAndDelete, back()), (Action::None, more(Action::DisableLink))] {
        let owner = cast::person(service, "uploader").await;
        let party =
            if first == Action::None { Party::Organisation(cast.organisation) } else { Party::Account(owner.account) };
        // One that was marked, and one that was not.
        let mut refused = Vec::new();
        for name in ["one.mkv", "two.mkv"] {
            let film = File::upload_of(service, owner, name).await;
            let (claim, decision) = decided(service, &cast, &film, first).await;
            let appellant = if first == Action::None {
                Appellant::Notifier(Claimant::Person(&cast.member), claim, decision)
            } else {
                Appellant::Uploader(&film.owner, restriction(service, &film).await)
            };
            let appeal = appeals::lodge(service, appellant, "Because").await.unwrap();
            appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It says nothing").await.unwrap();
            refused.push((What::Appeal(appeal), decision));
        }
        let [(marked, its), (unmarked, other)] = refused[..] else { panic!("two") };
        misuse::mark(service, &cast.reviewer, marked, "It says nothing").await.unwrap();
        misuse::decide(service, &cast.reviewer, party, Scope::Complaints, Decision::Warn, &words).await.unwrap();
        service.clock.advance(Duration::from_hours(1));

        overturning::overturn(service, &cast.senior, its, &instead).await.unwrap();
        worked(service).await;
        let record = misuse::record(service, &cast.reviewer, party).await.unwrap();
        assert!(record.complaints.unfounded == 0 && record.marks.len() == 1 && record.marks[0].refuted, "{first:?}");
        assert!(record.measures.len() == 1 && record.measures[0].lifted_at.is_some(), "the warning rested on it");

        overturning::overturn(service, &cast.senior, other, &instead).await.unwrap();
        let late = misuse::mark(service, &cast.reviewer, unmarked, "It says nothing").await;
        assert!(matches!(late, Err(Error::Conflict(ref why)) if why.contains("as this appeal had asked")), "{late:?}");
    }
});

both_engines!(a_claimant_has_its_months_from_the_reversal_of_a_disabled_link_too, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let days = |days: u64| Duration::from_hours(24 * days);
    for action in [Action::DisableLink, Action::LockAndDelete] {
        let film = File::upload(service, "concert.mkv").await;
        let (claim, decision) = decided(service, &cast, &film, action).await;
        let theirs = Appellant::Uploader(&film.owner, restriction(service, &film).await);
        let appeal = appeals::lodge(service, theirs, "It is my own").await.unwrap();
        service.clock.advance(days(170));
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It is.").await.unwrap();
        let ours = Appellant::Notifier(Claimant::Person(&cast.member), claim, decision);
        service.clock.advance(days(170));
        let answer = appeals::lodge(service, ours, "It is the film").await.unwrap();
        appeals::withdraw(service, ours).await.unwrap();
        service.clock.advance(days(30));
        let late = appeals::lodge(service, ours, "It is the film").await;
        assert!(matches!(late, Err(Error::Conflict(_))), "{answer}, then {late:?}");
    }
});
