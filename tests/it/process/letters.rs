//! What anybody is written: each kind of letter that there is has its story, reaches whom it is for in their language and nobody else, and
//! none of them names a file, opens one or lets anybody in.

mod complained;
mod fought;
mod handled;
mod hosted;
mod joined;
mod measured;
mod ordered;
mod overturned;
mod subjects;

use std::collections::BTreeSet;
use std::time::Duration;

use mail_parser::MessageParser;
use writ::accounts::standing::Scope;
use writ::accounts::{self, Actor, Email};
use writ::claims::decisions::{self, Action, Finding};
use writ::claims::escalations::{self, Kind as Escalation};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{cases, correspondents, questions, queue, reports};
use writ::config::EuTier;
use writ::db;
use writ::ids::MessageId;
use writ::notices::{self, NoticeKind};
use writ::personal::lost_links;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::counter_notices::{self, Check};
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::misuse::{self, Party, What, Words};
use writ::process::overturning;
use writ::process::{strikes, waiting};
use writ::service::Service;
use writ::texts::Language;

use super::overturning::back;
use super::{action, countered, decided, mails, restriction, three, turn_to, worked};
use crate::accounts::{account, session_of};
use crate::app::{TestService, both_engines, letter, link_in, mailed};
use crate::claims::cast::{self, Cast, File, target};
use crate::claims::ruling;
use crate::delivery::{Bearer, bearers, links, words};
use crate::texts::BODIES;
use crate::tiers::under;

const HOUR: Duration = Duration::from_hours(1);

/// The kinds of letters of each story, by the keys of their subjects.
const TOLD: [&[&str]; 11] = [
    &TITLES,
    &fought::KINDS,
    &overturned::KINDS,
    &complained::KINDS,
    &ordered::KINDS,
    &handled::KINDS,
    &measured::KINDS,
    &measured::TURNED_AWAY,
    &joined::KINDS,
    &hosted::KINDS,
    &hosted::DECIDED,
];

/// Those of the story that is told here.
const TITLES: [&str; 33] = [
    // To uploaders.
    "notice-file-locked",
    "notice-restored",
    "notice-reopened",
    "notice-purged",
    "counter-notice-receipt-title",
    "notice-counter-notice-incomplete",
    "notice-counter-notice-action",
    "notice-no-action",
    "notice-counter-notice-restrained",
    "notice-counter-notice-moot",
    "appeal-receipt-title",
    "notices-appeal",
    "measure-warning-uploads",
    "measure-lifted-warning-uploads",
    // To rights holders and notifiers.
    "mail-claim-receipt",
    "mail-incomplete",
    "mail-decided",
    "counter-notice-copy-title",
    "letter-counter-notice-withdrawn-title",
    "letter-counter-notice-incomplete-title",
    "letter-counter-notice-moot-title",
    "letter-action-received-title",
    "letter-names-none-title",
    "letter-material-returned-title",
    "letter-restrained-title",
    "letter-dispute-won-title",
    "letter-appeal-of-uploader-title",
    "appeal-decided-title",
    "measure-warning-notices",
    "letter-mark-retracted-title",
    // To staff.
    "escalation-mail-title",
    "reminder-title",
    "reminder-danger-title",
];

#[test]
fn every_kind_of_letter_that_there_is_has_its_story() {
    let told: BTreeSet<String> = TOLD.into_iter().flatten().map(|key| (*key).to_owned()).collect();
    assert_eq!(subjects::of_source(), told, "what the source makes a subject, and what a story here brings about");
}

/// A message as it was sent.
struct Letter {
    to: String,
    subject: String,
    /// With its headers, and as plain text and HTML.
    text: String,
    /// As plain text and HTML.
    words: String,
    /// It went to an account, and not to a bare address.
    to_account: bool,
}

async fn letters(service: &Service) -> Vec<Letter> {
    let mut tx = service.db.read().await.unwrap();
    let rows =
        db::all!(tx, (MessageId, bool), "SELECT id, account IS NOT NULL FROM messages WHERE state = 'sent'").unwrap();
    let read = |(id, to_account): (MessageId, bool)| {
        // What somebody signed up with was read, and taken away, already.
        let raw = std::fs::read_to_string(letter(service, id)?).unwrap();
        let (headers, both) = words(&raw);
        let to = headers.lines().find_map(|line| line.strip_prefix("To: ")).unwrap().to_owned();
        let subject = MessageParser::default().parse(raw.as_bytes()).unwrap().subject().unwrap().to_owned();
        let words = both.replace("\r\n", "\n");
        Some(Letter { to, subject, text: headers + &words, words, to_account })
    };
    rows.into_iter().filter_map(read).collect()
}

/// No letter says any of these secrets, leads to one, or has a link of their own for who has an account. Gives what such links open to the
/// others.
fn assert_discreet(letters: &[Letter], secrets: &[String]) -> BTreeSet<Bearer> {
    assert!(secrets.iter().all(|secret| secret.len() > 8), "each is long enough to stand nowhere by chance");
    let mut open = BTreeSet::new();
    for Letter { subject, text, words, to_account, .. } in letters {
        for secret in secrets.iter().map(String::as_str).chain([".mkv", "192.0.2.1", "src="]) {
            assert!(!text.contains(secret), "{subject} says {secret}: {text}");
        }
        for link in links(words) {
            assert!(
                !to_account || !link.contains("/report/"),
                "{subject}: who has an account is known by it, and needs no link of their own: {link}"
            );
        }
        let bearers = bearers(words);
        assert!(!to_account || bearers.is_empty(), "{subject} lets in whoever reads it: {text}");
        open.extend(bearers);
    }
    open
}

/// Whom a story tells something, and in what language.
struct Reader {
    address: String,
    language: Language,
}

impl Reader {
    /// Whoever reads an address, and has no account.
    fn at(address: &str, language: Language) -> Self {
        Self { address: address.to_owned(), language }
    }

    /// Somebody with an account, in the language that it has.
    async fn of(service: &Service, person: &Actor) -> Self {
        let mut tx = service.db.read().await.unwrap();
        let (email, language) = accounts::reader(&mut tx, service, person.account).await.unwrap().unwrap();
        Self::at(&email.to_string(), language)
    }

    /// The same of somebody who reads French from now on.
    async fn in_french(service: &Service, person: &Actor) -> Self {
        accounts::choose_language(service, *person, french()).await.unwrap();
        Self::of(service, person).await
    }
}

fn french() -> Language {
    Language::named("fr").unwrap()
}

/// A subject as it is said; one of the letters about the order of these stories names it.
fn subject(language: Language, key: &str) -> String {
    language.say(key).with("reference", ordered::REFERENCE).to_string()
}

/// What a story told: the key of a subject, that of something else which the letter says whole, and whom.
type Told<'a> = (&'static str, &'static str, &'a Reader);

/// What only some may read, if anybody.
type Private<'a> = (&'a str, &'a [&'a Reader]);

/// Each kind of letter went to whom it is for, in their language, and to nobody else; and nobody read what is another's.
async fn assert_told(
    service: &Service,
    kinds: &[&str],
    told: &[Told<'_>],
    private: &[Private<'_>],
    secrets: &[String],
) {
    let named: BTreeSet<&str> = told.iter().map(|(title, ..)| *title).collect();
    assert_eq!(named, kinds.iter().copied().collect::<BTreeSet<_>>(), "the kinds that the story stands for");
    let letters = letters(service).await;
    assert_discreet(&letters, secrets);
    let any: BTreeSet<String> =
        kinds.iter().flat_map(|kind| Language::all().map(move |language| subject(language, kind))).collect();
    let sent: BTreeSet<(&str, &str)> = letters
        .iter()
        .filter(|letter| any.contains(&letter.subject))
        .map(|letter| (letter.to.as_str(), letter.subject.as_str()))
        .collect();
    let expected: Vec<(&str, String)> =
        told.iter().map(|(title, _, to)| (to.address.as_str(), subject(to.language, title))).collect();
    assert_eq!(sent, expected.iter().map(|(to, subject)| (*to, subject.as_str())).collect::<BTreeSet<_>>());
    for ((title, text, to), (address, subject)) in told.iter().zip(&expected) {
        let says = if text == title { subject.clone() } else { to.language.say(text).to_string() };
        let those = letters.iter().filter(|letter| letter.to == *address && letter.subject == *subject);
        let those: Vec<&str> = those.map(|letter| letter.text.as_str()).collect();
        assert!(those.iter().any(|text| text.contains(&says)), "{title}: {says}: {those:?}");
    }
    let everybody: BTreeSet<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    for Letter { to, subject, text, .. } in &letters {
        for (words, only) in private {
            let may = only.iter().any(|reader| reader.address == *to);
            assert!(may || !text.contains(*words), "{subject} tells {to} {words}: {text}");
        }
        for other in everybody.iter().copied().filter(|other| *other != to.as_str()) {
            assert!(!text.contains(other), "{subject} tells {to} the address {other}: {text}");
        }
    }
}

/// A file, whose name and key nobody may be mailed.
async fn uploaded(service: &Service, secrets: &mut Vec<String>, name: &str) -> File {
    uploaded_of(service, cast::person(service, "uploader").await, secrets, name).await
}

/// The same, of somebody who is there already.
async fn uploaded_of(service: &Service, owner: Actor, secrets: &mut Vec<String>, name: &str) -> File {
    let film = File::upload_of(service, owner, name).await;
    secrets.extend([name.to_owned(), film.key.encode().as_str().to_owned()]);
    film
}

fn why() -> Words {
    Words {
        reasons: "Notices about files that are something else.".into(),
        gravity: "A reviewer’s day.".into(),
        intention: "The same once more after it was refused.".into(),
    }
}

/// Counter-notices, appeals and disputes, each ended in every way. Gives what must stand in no letter.
async fn answered(service: &Service, cast: &Cast) -> Vec<String> {
    let mut secrets = Vec::new();
    let member = Claimant::Person(&cast.member);

    // One is taken back, one lacks something, and one is answered by what is no action: the material returns.
    let owner = account(service, "lea@example.org").await;
    let film = File::upload_of(service, owner, "aurora.mkv").await;
    secrets.extend(["aurora.mkv".to_owned(), film.key.encode().as_str().to_owned()]);
    let session = session_of(service, "lea@example.org").await;
    secrets.extend(session.split("; ").filter_map(|cookie| cookie.split_once('=')).map(|(_, value)| value.to_owned()));
    let (claim, _) = decided(service, cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let first = countered(service, &film).await;
    counter_notices::withdraw(service, &film.owner, first).await.unwrap();
    let second = countered(service, &film).await;
    counter_notices::check(service, &cast.reviewer, second, Check::Incomplete("The address is none")).await.unwrap();
    let third = countered(service, &film).await;
    let told = disputes::tell_of_action(service, member, claim, third, &action()).await.unwrap();
    checks::check(service, &cast.reviewer, told, Found::NamesNone, "It names no court.").await.unwrap();
    let notice = restriction(service, &film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "A licence").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It stands").await.unwrap();
    let sent = counter_notices::of_uploader(service, &film.owner, third).await.unwrap().counter_notice;
    turn_to(service, sent.returns_at);
    worked(service).await;

    // A claim that is taken back leaves a counter-notice nothing to ask for.
    let film = uploaded(service, &mut secrets, "foxfire.mkv").await;
    let (claim, _) = decided(service, cast, &film, Action::LockAndDelete).await;
    countered(service, &film).await;
    withdrawal::withdraw(service, member, claim, Extent::Whole, "Licensed").await.unwrap();
    worked(service).await;

    // And so does an appeal that is granted.
    let film = uploaded(service, &mut secrets, "borealis.mkv").await;
    decided(service, cast, &film, Action::LockAndDelete).await;
    countered(service, &film).await;
    let notice = restriction(service, &film).await;
    let appeal = appeals::lodge(service, Appellant::Uploader(&film.owner, notice), "A licence").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It covers this").await.unwrap();
    worked(service).await;

    // A court decides for the claimant, and a body for the uploader.
    let film = uploaded(service, &mut secrets, "cascade.mkv").await;
    let (claim, _) = decided(service, cast, &film, Action::LockAndDelete).await;
    let sent = countered(service, &film).await;
    let told = disputes::tell_of_action(service, member, claim, sent, &action()).await.unwrap();
    disputes::end(service, &cast.reviewer, told, Outcome::ForClaimant, "Judgment of 4 May").await.unwrap();
    let film = uploaded(service, &mut secrets, "dervish.mkv").await;
    let (_, decision) = decided(service, cast, &film, Action::LockAndDelete).await;
    let body = DisputeInput { kind: Some(Kind::OutOfCourt), forum: "A body".into(), ..action() };
    let body = disputes::record(service, &cast.reviewer, decision, &body).await.unwrap();
    disputes::end(service, &cast.reviewer, body, Outcome::ForUploader, "Its decision of 3 May").await.unwrap();

    // The claimant appeals, too.
    let film = uploaded(service, &mut secrets, "ember.mkv").await;
    let (claim, decision) = decided(service, cast, &film, Action::None).await;
    let appellant = Appellant::Notifier(member, claim, decision);
    let appeal = appeals::lodge(service, appellant, "It is ours").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It is not").await.unwrap();
    worked(service).await;
    secrets
}

/// What is decided about uploaders, rights holders and strangers themselves, and how it ends.
async fn measured(service: &Service, cast: &Cast) -> Vec<String> {
    let mut secrets = Vec::new();
    let (films, review) = three(service, cast).await;
    secrets.extend(films.iter().map(|(film, ..)| film.key.encode().as_str().to_owned()));
    let owner = films[0].0.owner;
    strikes::decide(service, &cast.reviewer, review, strikes::Decision::Warn, "The same film, three times")
        .await
        .unwrap();
    let all = notices::notices_of(service, owner.account).await.unwrap();
    let notice = all.into_iter().find(|notice| notice.kind == NoticeKind::Measure).unwrap().id;
    let appeal = appeals::lodge(service, Appellant::Uploader(&owner, notice), "It was one film").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It was one film").await.unwrap();

    // A rights holder is warned, and what that rested on is taken back.
    let film = uploaded(service, &mut secrets, "falcon.mkv").await;
    let (claim, _) = decided(service, cast, &film, Action::None).await;
    let unfounded = cases::claim(service, &cast.member, claim).await.unwrap().targets[0].target;
    let mark = misuse::mark(service, &cast.reviewer, What::Target(unfounded), "It is a trailer").await.unwrap();
    service.clock.advance(HOUR);
    let party = Party::Organisation(cast.organisation);
    misuse::decide(service, &cast.reviewer, party, Scope::Notices, misuse::Decision::Warn, &why()).await.unwrap();
    misuse::retract(service, &cast.senior, mark, "It was right").await.unwrap();

    // So is somebody without an account, who confirmed their address, and answers by a link that only they are mailed.
    let film = uploaded(service, &mut secrets, "gondola.mkv").await;
    let report = cast::report(Basis::UsDmca, &film.url());
    let filed = reports::send(service, "192.0.2.1", None, &report).await.unwrap();
    secrets.push(filed.private_link.unwrap().expose().to_owned());
    queue::take(service, &cast.reviewer, filed.claim).await.unwrap();
    let unfounded = filed.targets[0].target;
    let rulings = [ruling(unfounded, Finding::NotInfringing, Action::None)];
    decisions::decide(service, &cast.reviewer, filed.claim, &rulings).await.unwrap();
    misuse::mark(service, &cast.reviewer, What::Target(unfounded), "It is another film").await.unwrap();
    service.clock.advance(HOUR);
    let path = format!("/report/confirmation/{}/", filed.claim);
    let receipt = mails(service).await.into_iter().find(|mail| mail.contains(&path)).unwrap();
    correspondents::confirm(service, filed.claim, &link_in(&receipt, &path)).await.unwrap();
    let records = misuse::records(service, &cast.reviewer).await.unwrap();
    let party = Party::Correspondent(records.into_iter().find_map(|record| record.party.correspondent()).unwrap());
    misuse::decide(service, &cast.reviewer, party, Scope::Notices, misuse::Decision::Warn, &why()).await.unwrap();
    worked(service).await;
    // They lost the private link of their notice.
    lost_links::ask(service, "192.0.2.9", &Email::parse("ada@pictures.example").unwrap()).await.unwrap();
    worked(service).await;
    secrets
}

/// What waits at the desk, until days pass; and what nobody answers until it is purged.
async fn waited(service: &Service, cast: &Cast) -> Vec<String> {
    let mut secrets = Vec::new();
    let film = uploaded(service, &mut secrets, "harbinger.mkv").await;
    decided(service, cast, &film, Action::LockAndDelete).await;
    let film = uploaded(service, &mut secrets, "ivory.mkv").await;
    let asked = cast::file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    queue::take(service, &cast.reviewer, asked).await.unwrap();
    questions::ask(service, &cast.reviewer, asked, &["works"], "Which scene is it?").await.unwrap();
    let film = uploaded(service, &mut secrets, "juniper.mkv").await;
    let raised = cast::file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    escalations::raise(service, &cast.reviewer, raised, Some(Escalation::Judgement), "Is it a parody?").await.unwrap();
    let film = uploaded(service, &mut secrets, "larkspur.mkv").await;
    let seen = cast::file(service, cast, vec![target(&film.url())]).await.unwrap().claim;
    escalations::raise(service, &cast.reviewer, seen, Some(Escalation::Life), "It is a threat").await.unwrap();
    escalations::send_back(service, &cast.senior, seen, "It is a scene of a film").await.unwrap();
    let film = uploaded(service, &mut secrets, "kestrel.mkv").await;
    let mut report = cast::report(Basis::EuDsa, &film.url());
    report.statement.life_threatened = true;
    let filed = reports::send(service, "192.0.2.2", None, &report).await.unwrap();
    secrets.push(filed.private_link.unwrap().expose().to_owned());
    worked(service).await;
    service.clock.advance(HOUR * 7 / 2);
    worked(service).await;
    service.clock.advance(HOUR * 24 * 190);
    worked(service).await;
    secrets
}

both_engines!(no_letter_after_a_decision_names_a_file_or_lets_anybody_in, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::direct(service).await;
    let mut secrets = answered(service, &cast).await;
    secrets.extend(measured(service, &cast).await);
    secrets.extend(waited(service, &cast).await);
    let letters = letters(service).await;
    let subjects: BTreeSet<&str> = letters.iter().map(|letter| letter.subject.as_str()).collect();
    for key in TITLES {
        let title = Language::default().say(key).to_string();
        assert!(subjects.contains(title.as_str()), "{key} was not sent: {subjects:?}");
    }
    let all = BTreeSet::from([Bearer::Notice, Bearer::Measure, Bearer::Confirmation]);
    assert_eq!(assert_discreet(&letters, &secrets), all, "and every one of them to an address without an account");
});

/// Either side is given less than it asked for: by an appeal of each, after a dispute, and by a senior.
async fn given_less(service: &Service, cast: &Cast, [kept, reversed, free, disputed, overturned]: &[File; 5]) {
    decided(service, cast, kept, Action::LockAndDelete).await;
    let theirs = Appellant::Uploader(&kept.owner, restriction(service, kept).await);
    let appeal = appeals::lodge(service, theirs, "A licence").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It is for another film").await.unwrap();

    decided(service, cast, reversed, Action::LockAndDelete).await;
    let theirs = Appellant::Uploader(&reversed.owner, restriction(service, reversed).await);
    let appeal = appeals::lodge(service, theirs, "A licence").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Lift, "It covers this").await.unwrap();

    let (claim, decision) = decided(service, cast, free, Action::None).await;
    let theirs = Appellant::Notifier(Claimant::Person(&cast.member), claim, decision);
    let appeal = appeals::lodge(service, theirs, "It is ours").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It is not").await.unwrap();

    let (_, decision) = decided(service, cast, disputed, Action::None).await;
    let lawsuit = DisputeInput { kind: Some(Kind::Lawsuit), ..action() };
    let lawsuit = disputes::record(service, &cast.senior, decision, &lawsuit).await.unwrap();
    disputes::end(service, &cast.senior, lawsuit, Outcome::ForClaimant, "Judgment, docket 45").await.unwrap();
    worked(service).await;
    let waiting = waiting::appeals(service, &cast.senior, None).await.unwrap().waiting;
    let again = waiting.into_iter().find(|waits| waits.it.decision == Some(decision)).unwrap().it.id;
    appeals::decide(service, &cast.senior, again, &Verdict::Refuse, "It was about another film").await.unwrap();

    let (_, decision) = decided(service, cast, overturned, Action::LockAndDelete).await;
    worked(service).await;
    overturning::overturn(service, &cast.senior, decision, &back()).await.unwrap();
}

both_engines!(
    whoever_is_given_less_reads_where_the_bodies_are_listed_that_settle_disputes,
    |app: TestService| async move {
        let cast = Cast::signed(&app.service).await;
        for tier in [EuTier::Micro, EuTier::Host, EuTier::Platform] {
            let service = &under(&app.service, tier);
            let films = [
                File::upload(service, "aurora.mkv").await,
                File::upload(service, "borealis.mkv").await,
                File::upload(service, "cascade.mkv").await,
                File::upload(service, "dervish.mkv").await,
                File::upload(service, "ember.mkv").await,
            ];
            let letters = mailed(service, async || given_less(service, &cast, &films).await).await;
            let letters: Vec<String> = letters.iter().map(|raw| words(raw).1).collect();
            let platform = tier == EuTier::Platform;
            // What each says and how many do: every claim is decided once, and an appeal of each side is refused.
            for (key, count) in [
                ("mail-decided-no-software", 5),
                ("appeal-refused", 2),
                ("letter-appeal-of-uploader", 1),
                ("letter-decided-again-refused", 1),
                ("letter-overturned-given-back", 1),
            ] {
                let says = Language::default().say(key).to_string();
                let those: Vec<_> = letters.iter().filter(|letter| letter.contains(&says)).collect();
                assert_eq!(those.len(), count, "{tier}: {key}: {letters:?}");
                for letter in those {
                    assert!(letter.contains(BODIES), "{tier}: {key}: {letter}");
                    assert!(letter.contains("You can go to a court at any time."), "{tier}: {key}: {letter}");
                    assert_eq!(letter.contains("you can take the dispute to any certified"), platform, "{tier}: {key}");
                    assert_eq!(letter.contains("we offer it of our own accord"), !platform, "{tier}: {key}");
                }
            }
        }
    }
);
