//! What is written of measures against accounts, organisations and addresses, and when they are lifted.

use writ::accounts::Role;
use writ::accounts::standing::Scope;
use writ::claims::decisions::Action;
use writ::claims::{cases, reports};
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::misuse::{self, Party, What, Words};
use writ::process::{measures, strikes};

use super::super::correspondents::{report, suspended};
use super::super::{decided, restriction, three, worked};
use super::{HOUR, Reader, assert_told, french, uploaded, uploaded_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast};

pub(super) const KINDS: [&str; 12] = [
    "measure-suspension-uploads",
    "measure-lifted-suspension-uploads",
    "measure-termination",
    "measure-lifted-termination",
    "measure-warning-complaints",
    "measure-lifted-warning-complaints",
    "measure-suspension-complaints",
    "measure-lifted-suspension-complaints",
    "measure-warning-notices",
    "measure-lifted-warning-notices",
    "measure-suspension-notices",
    "measure-lifted-suspension-notices",
];

/// To an address that is suspended.
pub(super) const TURNED_AWAY: [&str; 1] = ["letter-turned-away-title"];

const TWICE: [misuse::Decision; 2] = [misuse::Decision::Warn, misuse::Decision::Suspend { days: 30 }];

fn words(of: &str) -> Words {
    Words {
        reasons: format!("{of} came again and again."),
        gravity: format!("{of} cost a reviewer a day."),
        intention: format!("{of} was refused before."),
    }
}

both_engines!(measures_and_their_end_are_written_to_whom_they_are_against_alone, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let other = cast::staff(service, "sigrid", Role::Senior).await;
    let member = Reader::in_french(service, &cast.member).await;
    let (mut secrets, mut taken) = (Vec::new(), Vec::new());

    // Two accounts, after three strikes each.
    let mut owners = Vec::new();
    for (decision, why) in [
        (strikes::Decision::Suspend { days: 30 }, "Kestrel came three times"),
        (strikes::Decision::Terminate, "Ostrava came three times"),
    ] {
        let (films, review) = three(service, &cast).await;
        secrets.extend(films.iter().map(|(film, ..)| film.key.encode().as_str().to_owned()));
        let owner = films[0].0.owner;
        owners.push(Reader::in_french(service, &owner).await);
        strikes::decide(service, &cast.senior, review, decision, why).await.unwrap();
        taken.push(strikes::own(service, &owner).await.unwrap().measures.remove(0).id);
    }
    let [suspended, terminated] = &owners[..] else { panic!("two") };

    // Who appeals without reason, and an organisation whose notices are unfounded: warned, then suspended.
    let person = cast::person(service, "uploader").await;
    let uploader = Reader::of(service, &person).await;
    for (name, decision) in ["aurora.mkv", "borealis.mkv"].into_iter().zip(TWICE) {
        let film = uploaded_of(service, person, &mut secrets, name).await;
        decided(service, &cast, &film, Action::LockAndDelete).await;
        let theirs = Appellant::Uploader(&person, restriction(service, &film).await);
        let appeal = appeals::lodge(service, theirs, "Because").await.unwrap();
        appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It says nothing").await.unwrap();
        misuse::mark(service, &cast.reviewer, What::Appeal(appeal), "It says nothing").await.unwrap();
        service.clock.advance(HOUR);
        let (party, words) = (Party::Account(person.account), words("Zephyrine"));
        let measure = misuse::decide(service, &cast.reviewer, party, Scope::Complaints, decision, &words).await;
        taken.push(measure.unwrap());
        service.clock.advance(HOUR);
    }
    for (name, decision) in ["cascade.mkv", "dervish.mkv"].into_iter().zip(TWICE) {
        let film = uploaded(service, &mut secrets, name).await;
        let (claim, _) = decided(service, &cast, &film, Action::None).await;
        let unfounded = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
        misuse::mark(service, &cast.reviewer, What::Target(unfounded), "It is a trailer").await.unwrap();
        service.clock.advance(HOUR);
        let (party, words) = (Party::Organisation(cast.organisation), words("Marigold"));
        let measure = misuse::decide(service, &cast.reviewer, party, Scope::Notices, decision, &words).await;
        taken.push(measure.unwrap());
        service.clock.advance(HOUR);
    }
    // The suspensions first: each falls with the warning before it.
    for measure in taken.into_iter().rev() {
        measures::lift(service, &other, measure).await.unwrap();
    }
    worked(service).await;

    let because = "measure-lifted-reconsidered";
    let told = [
        ("measure-suspension-uploads", "measure-suspension-uploads", suspended),
        ("measure-lifted-suspension-uploads", because, suspended),
        ("measure-termination", "measure-termination", terminated),
        ("measure-lifted-termination", because, terminated),
        ("measure-warning-complaints", "measure-warning-complaints-effect", &uploader),
        ("measure-lifted-warning-complaints", because, &uploader),
        ("measure-suspension-complaints", "measure-suspension-complaints", &uploader),
        ("measure-lifted-suspension-complaints", because, &uploader),
        ("measure-warning-notices", "measure-warning-notices-effect", &member),
        ("measure-lifted-warning-notices", because, &member),
        ("measure-suspension-notices", "measure-suspension-notices", &member),
        ("measure-lifted-suspension-notices", because, &member),
    ];
    let private: [(&str, &[&Reader]); 4] =
        [("Kestrel", &[suspended]), ("Ostrava", &[terminated]), ("Zephyrine", &[&uploader]), ("Marigold", &[&member])];
    assert_told(service, &KINDS, &told, &private, &secrets).await;
});

both_engines!(a_suspended_address_alone_is_written_that_a_notice_was_turned_away, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let (_, measure, _) = suspended(service, &cast).await;
    let mut next = report(service).await;
    next.statement.reasons = "It is our film, which Quuxworth copied.".into();
    let filed = reports::send(service, "192.0.2.1", None, &next).await.unwrap();
    worked(service).await;

    let address = Reader::at("ada@pictures.example", french());
    let told = [("letter-turned-away-title", "letter-turned-away-not-yours", &address)];
    let (page, secret) = (format!("/report/measures/{measure}/"), filed.private_link.unwrap().expose().to_owned());
    let private: [(&str, &[&Reader]); 2] = [("Quuxworth", &[]), (&page, &[&address])];
    assert_told(service, &TURNED_AWAY, &told, &private, &[secret]).await;
});
