//! What is written to whoever complained of a blocked link or a closed account: what was found, and nothing of anybody.

use std::time::Duration;

use writ::accounts::Role;
use writ::process::complaints::{self, Answer, Typed};
use writ::process::strikes;

use super::super::{three, worked};
use super::{Reader, assert_told, french, uploaded_of};
use crate::app::{TestService, both_engines};
use crate::claims::cast::{self, Cast};

pub(super) const KINDS: [&str; 2] = ["complaint-mail-title", "complaint-mail-account-title"];

const ADDRESS: &str = "sharee@mail.example";

both_engines!(whoever_complained_is_written_what_was_found_and_nothing_of_anybody, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let other = cast::staff(service, "sigrid", Role::Senior).await;
    let sharee = Reader::at(ADDRESS, french());
    let (films, review) = three(service, &cast).await;
    let owner = films[0].0.owner;
    let uploader = Reader::of(service, &owner).await;
    let mut secrets: Vec<String> = films.iter().map(|(film, ..)| film.key.encode().as_str().to_owned()).collect();
    let film = uploaded_of(service, owner, &mut secrets, "aurora.mkv").await;
    let why = "Quagmire came back three times";
    strikes::decide(service, &cast.senior, review, strikes::Decision::Terminate, why).await.unwrap();
    worked(service).await;

    let mut sent = Vec::new();
    for link in [&film.link, &films[0].0.link] {
        service.clock.advance(Duration::from_mins(10));
        let typed = Typed { words: "Quuxworth sang it, and I need it.", email: ADDRESS, language: french() };
        sent.push(complaints::send(service, "192.0.2.1", link, None, typed).await.unwrap().id);
    }
    let [of_account, of_link] = sent[..] else { panic!("two") };
    let reviewer = &cast.other_reviewer;
    complaints::answer(service, reviewer, of_account, Answer::Stands, "Kestrel is the same film.").await.unwrap();
    complaints::answer(service, reviewer, of_link, Answer::LookAgain, "Ostrava may be another.").await.unwrap();
    complaints::close(service, &other, of_link, false, "Marigold is none.").await.unwrap();
    worked(service).await;

    let told = [
        ("complaint-mail-account-title", "complaint-mail-account-ways", &sharee),
        ("complaint-mail-title", "complaint-mail-stands-after-all", &sharee),
    ];
    let account = owner.account.to_string();
    let private: [(&str, &[&Reader]); 6] = [
        ("Quuxworth", &[]),
        ("Kestrel", &[&sharee]),
        ("Ostrava", &[&sharee]),
        ("Marigold", &[&sharee]),
        ("Quagmire", &[&uploader]),
        (&account, &[]),
    ];
    assert_told(service, &KINDS, &told, &private, &secrets).await;
});
