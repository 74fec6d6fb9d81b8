//! Gone everywhere: a whole story with words that stand nowhere else, erased; and then every row as it stands, every file of the stopped
//! service, what PostgreSQL dumps of its database, and a backup made before, with the keys that remain.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures_util::stream;
use writ::accounts::passkeys::{self, PasskeyName};
use writ::accounts::standing::Scope;
use writ::accounts::{Actor, api_tokens, two_person};
use writ::claims::decisions::Action;
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::organisations::{Application, Contact};
use writ::claims::signatures::Signing;
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::{agreements, correspondents, escalations, notes, organisations, reports, signatures};
use writ::config::{Config, LETTERS};
use writ::db::{self, Address, Db};
use writ::keys::{self, Keys};
use writ::mail::{self, bounces};
use writ::personal::erasure::{self, CONFIRMATION};
use writ::personal::strangers;
use writ::personal::wrapping::every_value;
use writ::process::appeals::{self, Appellant, Verdict};
use writ::process::complaints::{self, Answer, Typed};
use writ::process::counter_notices::{self, Check, CounterInput};
use writ::process::delivery;
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::ends::EndInput;
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};
use writ::process::misuse::{self, Party, What, Words};
use writ::process::strikes;
use writ::service::Service;
use writ::texts::Language;
use writ::vault::links::{self, LinkTerms};
use writ::{audit, ids, notices, takedown};

use super::{DAY, counter, decided, facts_agree, lived, worked};
use crate::app::{TestService, both_engines, link_in, mailed, postgres_programs};
use crate::authenticator::Authenticator;
use crate::claims::cast::{self, Cast, File, target};
use crate::kills::Victim;
use crate::standing;
use crate::vault::applications::{refuses, removed, settled};
use crate::vault::hosts::Node;

/// What somebody wrote in the story, and what staff wrote about them, none of which stands anywhere else.
const WORDS: [&str; 57] = [
    "zanzibar-uploader@pictures.example",
    "quetzal-notifier@pictures.example",
    "Wilhelmina Quuxworth",
    "Flibbertigibbet",
    "7946 0199",
    "kaleidoscopic recording",
    "gobbledygook grounds",
    "pseudonymous-parcel",
    "Bartholomew Klutzberg",
    "klutzberg@elsewhere.example",
    "a fandango of a reason",
    "thingamajig.png",
    "rigmarole.example",
    "bamboozled laptop",
    "hullabaloo key",
    "xylophone-secret-film",
    "rhododendron of a film",
    "balderdash of a judgment",
    "whatchamacallit grounds",
    "Ludmila Snickersnee",
    "snickersnee.example",
    "cantankerous cause",
    "frumious appeal",
    "Fiddlesticks County Court",
    "9:26-cv-04711",
    "lackadaisical blocking",
    "lollygagger@sharees.example",
    "nincompoop of an uploader",
    "codswallop of an appeal",
    "skulduggery in complaints",
    "bumbershoot of a nuisance",
    "brouhaha on purpose",
    "poppycock of a mark",
    "razzmatazz of a purge",
    "doohickey of an address",
    "mumbo-jumbo of an action",
    "gallimaufry of papers",
    "whippersnapper of a judgment",
    "tommyrot of a complaint",
    "Jiggery-Pokery Tribunal",
    "ZQ-31337/2026",
    "wobbegong in the picture",
    "hocus-pocus of a note",
    "hootenanny of a case",
    "shindig of an answer",
    "folderol of a lawsuit",
    "kerfuffle of a release",
    "gobsmacked telephone call",
    "gewgaw-register.png",
    "certificate of whimsy",
    "whangdoodle-signer@pictures.example",
    "Ottoline Whangdoodle",
    "Grand panjandrum",
    "cockamamie power of attorney",
    "203.0.113.77",
    "Thingummybob/5.0",
    "flapdoodle of a statute",
];

/// What is brought to a notice.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a wobbegong in the picture";
/// What shows who an applicant is.
const DOCUMENT: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR a certificate of whimsy";

struct Story {
    uploader: Actor,
    notifier: Actor,
    signer: Actor,
    /// The private link of somebody without an account.
    secret: String,
    /// Keys and shares of the story's files, as bytes.
    secrets: Vec<Vec<u8>>,
}

async fn story(service: &Service) -> Story {
    let cast = Cast::signed(service).await;
    let signer = rights_holders(service, &cast).await;
    let uploader = cast::signed_up(service, "zanzibar-uploader", 7).await;
    let notifier = cast::signed_up(service, "quetzal-notifier", 8).await;
    applied(service, &uploader).await;
    let name = api_tokens::TokenName::parse("bamboozled laptop").unwrap();
    api_tokens::issue(service, uploader, name, None).await.unwrap();
    let device = Authenticator::new(9);
    let ceremony = passkeys::begin(service, uploader).unwrap();
    let made = device.make(&ceremony.party, &ceremony.challenge);
    let name = PasskeyName::parse("hullabaloo key").unwrap();
    passkeys::add(service, uploader, &cast::auth(7), name, &ceremony.token, &made).await.unwrap();

    let film = File::upload_of(service, uploader, "xylophone-secret-film.mkv").await;
    let other = File::upload_of(service, uploader, "xylophone-secret-film 2.mkv").await;
    let third = File::upload_of(service, uploader, "xylophone-secret-film 3.mkv").await;
    let fourth = File::upload_of(service, uploader, "xylophone-secret-film 4.mkv").await;
    let terms = LinkTerms { name: Some("pseudonymous-parcel".into()), ..LinkTerms::default() };
    links::create(service, uploader.account, film.object, terms, None).await.unwrap();
    let mut secrets = Vec::new();
    for file in [&film, &other, &third, &fourth] {
        let mut tx = service.db.read().await.unwrap();
        secrets.push(writ::vault::key_share(&mut tx, service, file.object).await.unwrap().unwrap().expose().to_vec());
        secrets.push(file.key.encode().as_str().as_bytes().to_vec());
        secrets.push(file.file_key().expose().to_vec());
    }

    // A rights holder's claim, the uploader's answers, and an appeal that is refused.
    decided(service, &cast, &film, Action::LockAndDelete).await;
    worked(service).await;
    let notice = notices::notices_of(service, uploader.account).await.unwrap()[0].id;
    let counter = CounterInput { material: "My own kaleidoscopic recording".into(), ..counter() };
    let sent = counter_notices::send(service, &uploader, notice, &counter).await.unwrap();
    counter_notices::withdraw(service, &uploader, sent).await.unwrap();
    let appeal =
        appeals::lodge(service, Appellant::Uploader(&uploader, notice), "My gobbledygook grounds").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It stands").await.unwrap();

    // A notice of somebody who is no rights holder, with a file; decided against them.
    let report = reports::Report {
        statement: StatementInput {
            name: "Bartholomew Klutzberg".into(),
            email: "klutzberg@elsewhere.example".into(),
            reasons: "It is a fandango of a reason.".into(),
            good_faith: true,
            ..StatementInput::default()
        },
        targets: vec![writ::claims::proof::TargetInput {
            found_at: "https://rigmarole.example/thread".into(),
            ..target(&other.url())
        }],
        ..cast::report(Basis::EuDsa, &other.url())
    };
    let filed = reports::send(service, "198.51.100.7", Some(notifier.account), &report).await.unwrap();
    bring(service, &notifier, Subject::Claim(filed.claim), "thingamajig.png", PICTURE).await;
    talked_over(service, &cast, filed.claim, &other).await;
    super::decide(service, &cast, filed.claim, Action::None).await;
    worked(service).await;
    came_back(service, &cast, filed.claim).await;

    // Another under US law, which the uploader answers on oath; an action, and how it ended.
    let report = reports::Report {
        statement: StatementInput {
            works: "A rhododendron of a film".into(),
            name: "Bartholomew Klutzberg".into(),
            address: "2 Flibbertigibbet Lane".into(),
            telephone: "+44 20 7946 0199".into(),
            email: "klutzberg@elsewhere.example".into(),
            good_faith: true,
            accurate: true,
            authorised_under_penalty_of_perjury: true,
            signature: "Bartholomew Klutzberg".into(),
            ..StatementInput::default()
        },
        ..cast::report(Basis::UsDmca, &third.url())
    };
    let claim = reports::send(service, "198.51.100.7", Some(notifier.account), &report).await.unwrap().claim;
    super::decide(service, &cast, claim, Action::LockAndDelete).await;
    worked(service).await;
    let told = newest_notice(service, &uploader, |notice| notice.object == Some(third.object)).await;
    let incomplete = counter_notices::send(service, &uploader, told, &counter).await.unwrap();
    let lacks = Check::Incomplete("There is a doohickey of an address");
    counter_notices::check(service, &cast.other_reviewer, incomplete, lacks).await.unwrap();
    let sent = counter_notices::send(service, &uploader, told, &counter).await.unwrap();
    let theirs = Claimant::Person(&notifier);
    let action = DisputeInput {
        kind: Some(Kind::Action),
        forum: "Fiddlesticks County Court".into(),
        reference: "9:26-cv-04711".into(),
        begun_on: "2026-11-22".into(),
        restrains: true,
        signature: "Bartholomew Klutzberg".into(),
    };
    let none = disputes::tell_of_action(service, theirs, claim, sent, &action).await.unwrap();
    let because = "Just mumbo-jumbo of an action";
    checks::check(service, &cast.other_reviewer, none, Found::NamesNone, because).await.unwrap();
    let action = disputes::tell_of_action(service, theirs, claim, sent, &action).await.unwrap();
    let words = "A balderdash of a judgment".into();
    let end = EndInput { outcome: Some(Outcome::ForClaimant), ended_on: "2026-11-23".into(), words };
    disputes::tell_end(service, theirs, claim, action, &end).await.unwrap();
    let note = "A gallimaufry of papers";
    disputes::end(service, &cast.other_reviewer, action, Outcome::ForClaimant, note).await.unwrap();

    // The third strike, a suspension after it, and an appeal against that; and what somebody with a link says of its being blocked.
    decided(service, &cast, &fourth, Action::LockAndDelete).await;
    worked(service).await;
    let typed = Typed {
        words: "A lackadaisical blocking.",
        email: "lollygagger@sharees.example",
        language: Language::default(),
    };
    let complaint = complaints::send(service, "198.51.100.9", &fourth.link, None, typed).await.unwrap().id;
    complaints::answer(service, &cast.other_reviewer, complaint, Answer::Stands, "It is the film.").await.unwrap();
    let review = strikes::waiting(service, &cast.reviewer).await.unwrap().remove(0);
    let month = strikes::Decision::Suspend { days: 30 };
    strikes::decide(service, &cast.reviewer, review.id, month, "A nincompoop of an uploader").await.unwrap();
    let told = newest_notice(service, &uploader, |notice| notice.kind == notices::NoticeKind::Measure).await;
    let appellant = Appellant::Uploader(&uploader, told);
    let appeal = appeals::lodge(service, appellant, "My whatchamacallit grounds").await.unwrap();
    let why = "A tommyrot of a complaint";
    appeals::decide(service, &cast.senior, appeal, &Verdict::Refuse, why).await.unwrap();

    // The appeal is marked as misuse and its writer warned, until a senior takes the mark back.
    let appeal = What::Appeal(appeal);
    let mark = misuse::mark(service, &cast.reviewer, appeal, "A codswallop of an appeal").await.unwrap();
    let words = Words {
        reasons: "All skulduggery in complaints".into(),
        gravity: "A bumbershoot of a nuisance".into(),
        intention: "A brouhaha on purpose".into(),
    };
    let party = Party::Account(uploader.account);
    misuse::decide(service, &cast.reviewer, party, Scope::Complaints, misuse::Decision::Warn, &words).await.unwrap();
    misuse::retract(service, &cast.senior, mark, "A poppycock of a mark").await.unwrap();
    let step = takedown::propose_purge(service, &cast.senior, fourth.object, "A razzmatazz of a purge").await.unwrap();
    two_person::cancel(service, &cast.first, step).await.unwrap();
    let secret = strangers_notice(service, &cast, &other).await;
    hosted(service, &cast, &uploader).await;
    worked(service).await;
    audit::settle(service).await.unwrap();
    Story { uploader, notifier, signer, secret, secrets }
}

/// The uploader ran a mirror, which refused a file of somebody else's.
async fn hosted(service: &Service, cast: &Cast, host: &Actor) {
    let node = Node::new("kiwi", "IS");
    let mirror = settled(service, &cast.first, host, &node).await;
    refuses(service, &cast.first, &mirror, "A flapdoodle of a statute").await;
    removed(service, &cast.first, &cast.second, mirror.id()).await;
}

/// Somebody signs the agreement for the cast's organisation; and another one applies, which is refused, with what it showed.
async fn rights_holders(service: &Service, cast: &Cast) -> Actor {
    let signer = cast::signed_up(service, "whangdoodle-signer", 9).await;
    cast::join(service, &cast.member, cast.organisation, &signer, organisations::MemberRole::Owner).await;
    let agreement = agreements::published(service).await.unwrap().remove(0).id;
    let signing = Signing {
        name: "Ottoline Whangdoodle".into(),
        title: "Grand panjandrum".into(),
        authority: "A cockamamie power of attorney".into(),
        address: "203.0.113.77".into(),
        browser: "Thingummybob/5.0".into(),
        ..cast::signing(agreement)
    };
    signatures::sign(service, &signer, cast.organisation, &signing, &cast::auth(9)).await.unwrap();

    let applicant = cast::person(service, "applicant").await;
    let application = cast::application("Gimcrack Pictures");
    let applied = organisations::apply(service, &applicant, &application).await.unwrap();
    bring(service, &applicant, Subject::Application(applied), "gewgaw-register.png", DOCUMENT).await;
    let refused = organisations::Verdict::Refused;
    organisations::decide(service, &cast.first, applied, refused, "It shows another organisation").await.unwrap();
    signer
}

/// Somebody brings a picture.
async fn bring(service: &Service, by: &Actor, subject: Subject, name: &str, picture: &'static [u8]) {
    let pieces = stream::iter([Ok(Bytes::from_static(picture))]);
    let sent = Sent { name, declared: "image/png" };
    files::bring(service, Claimant::Person(by), subject, sent, pieces).await.unwrap();
}

/// What staff write to each other of a case: a note, what a senior is asked and answers, and why its file is preserved, and is no longer.
async fn talked_over(service: &Service, cast: &Cast, claim: ids::ClaimId, film: &File) {
    notes::write(service, &cast.reviewer, claim, "A hocus-pocus of a note").await.unwrap();
    let judgement = Some(escalations::Kind::Judgement);
    escalations::raise(service, &cast.reviewer, claim, judgement, "A hootenanny of a case").await.unwrap();
    escalations::send_back(service, &cast.senior, claim, "A shindig of an answer").await.unwrap();
    let why = "A folderol of a lawsuit";
    let kept = takedown::preserve(service, &cast.senior, film.object, None, why).await.unwrap();
    takedown::release(service, &cast.senior, kept, "A kerfuffle of a release").await.unwrap();
}

/// A letter to a notifier comes back, who is reached another way.
async fn came_back(service: &Service, cast: &Cast, claim: ids::ClaimId) {
    let letters = delivery::of_claim(service, &cast.reviewer, claim).await.unwrap();
    let theirs = |letter: &mail::Progress| letter.about.is_some_and(|about| about.to == mail::Addressee::Notifier);
    let message = letters.into_iter().find(|letter| letter.state == mail::State::Sent && theirs(letter)).unwrap().id;
    let bounce = bounces::Bounce { message, kind: bounces::Kind::Hard, status: bounces::Status::parse("5.1.1") };
    assert_eq!(bounces::record(service, &[bounce]).await.unwrap(), 1);
    delivery::settle(service, &cast.reviewer, message, "A gobsmacked telephone call").await.unwrap();
}

/// A notice of somebody without an account, who confirms the address in it; decided against them, as is their appeal.
async fn strangers_notice(service: &Service, cast: &Cast, film: &File) -> String {
    let report = reports::Report {
        statement: StatementInput {
            name: "Ludmila Snickersnee".into(),
            email: "ludmila@snickersnee.example".into(),
            reasons: "A cantankerous cause.".into(),
            good_faith: true,
            ..StatementInput::default()
        },
        ..cast::report(Basis::EuDsa, &film.url())
    };
    let mut filed = None;
    let mails = mailed(service, async || {
        filed = Some(reports::send(service, "198.51.100.8", None, &report).await.unwrap());
    })
    .await;
    let filed = filed.unwrap();
    let code = link_in(&mails[0], &format!("/report/confirmation/{}/", filed.claim));
    correspondents::confirm(service, filed.claim, &code).await.unwrap();
    let decision = super::decide(service, cast, filed.claim, Action::None).await;
    let secret = filed.private_link.unwrap().expose().to_owned();
    let link = PrivateLinkText(&secret);
    let appellant = Appellant::Notifier(Claimant::Holder(&link), filed.claim, decision);
    let appeal = appeals::lodge(service, appellant, "My frumious appeal").await.unwrap();
    appeals::decide(service, &cast.other_reviewer, appeal, &Verdict::Refuse, "It stands").await.unwrap();

    // A court is asked, and somebody looks again with what showed its judgment.
    let lawsuit = DisputeInput {
        kind: Some(Kind::Lawsuit),
        forum: "Jiggery-Pokery Tribunal".into(),
        reference: "ZQ-31337/2026".into(),
        begun_on: "2026-11-22".into(),
        ..DisputeInput::default()
    };
    let lawsuit = disputes::record(service, &cast.reviewer, decision, &lawsuit).await.unwrap();
    let note = "A whippersnapper of a judgment";
    disputes::end(service, &cast.reviewer, lawsuit, Outcome::ForClaimant, note).await.unwrap();
    let mut tx = service.db.read().await.unwrap();
    let sql = "SELECT id FROM appeals WHERE dispute IS NOT NULL";
    let (again,) = db::one!(tx, (ids::AppealId,), sql).unwrap();
    drop(tx);
    appeals::decide(service, &cast.senior, again, &Verdict::Refuse, "It stands").await.unwrap();
    secret
}

/// The newest notice to somebody that is such a one.
async fn newest_notice(service: &Service, to: &Actor, is: impl Fn(&notices::Summary) -> bool) -> ids::NoticeId {
    notices::notices_of(service, to.account).await.unwrap().into_iter().find(is).unwrap().id
}

/// Every file below a folder.
fn every_file(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(every_file(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// What PostgreSQL writes down of a whole database, as text.
fn dumped(database: &str) -> Vec<u8> {
    let program = postgres_programs().map(|folder| folder.join("pg_dump")).filter(|program| program.is_file());
    let program =
        program.expect("pg_dump is there, beside PostgreSQL's initdb on the PATH or below /usr/lib/postgresql");
    let mut command = std::process::Command::new(program);
    let done = command.args(["--format=plain", "--no-password", "--dbname", database]).output().unwrap();
    assert!(done.status.success(), "pg_dump: {}", String::from_utf8_lossy(&done.stderr));
    assert!(holds(&done.stdout, b"COPY public.accounts "), "it is the whole database");
    done.stdout
}

/// Whether a file holds these bytes.
fn holds(bytes: &[u8], sought: &[u8]) -> bool {
    bytes.windows(sought.len()).any(|window| window == sought)
}

/// The forms in which a word may lie somewhere: as it is, and encoded at each of three offsets.
fn forms(word: &[u8]) -> Vec<Vec<u8>> {
    let mut forms = vec![word.to_vec(), data_encoding::HEXLOWER.encode(word).into_bytes()];
    for skip in 0..3 {
        // Of the middle only, which does not depend on what stands around it.
        let middle = &word[skip..word.len() - (word.len() - skip) % 3];
        if middle.len() >= 6 {
            forms.push(data_encoding::BASE64_NOPAD.encode(middle).into_bytes());
            forms.push(data_encoding::BASE64URL_NOPAD.encode(middle).into_bytes());
        }
    }
    forms
}

/// What is sought, in every form, by how it begins.
struct Sought(HashMap<[u8; 4], Vec<Vec<u8>>>);

impl Sought {
    fn of(words: impl Iterator<Item = Vec<u8>>) -> Self {
        let mut begins: HashMap<[u8; 4], Vec<Vec<u8>>> = HashMap::new();
        for form in words.flat_map(|word| forms(&word)) {
            begins.entry(*form.first_chunk().unwrap()).or_default().push(form);
        }
        Self(begins)
    }

    /// The first of them that stands anywhere in these bytes.
    fn in_bytes(&self, bytes: &[u8]) -> Option<&[u8]> {
        (0..bytes.len().saturating_sub(3)).find_map(|at| {
            let forms = self.0.get(bytes[at..].first_chunk::<4>()?)?;
            forms.iter().map(Vec::as_slice).find(|form| bytes[at..].starts_with(form))
        })
    }
}

both_engines!(what_was_erased_is_in_no_file_and_in_no_backup, |app: TestService| async move {
    let mut app = app;
    app.service = cast::limited(&app.service, |limits| limits.signature_details = 200 * DAY);
    let service = &app.service;
    let story = story(service).await;
    // Before, it is there to be found, and all of it lies sealed.
    let before = every_value(service).await.unwrap();
    for (place, sealed) in &before {
        service.keys.open_sealed(place, sealed).unwrap_or_else(|error| panic!("{place}: {error}"));
    }
    let said: Vec<_> = before.iter().map(|(place, sealed)| service.keys.open_sealed(place, sealed).unwrap()).collect();
    let sealed_words = WORDS.iter().filter(|word| said.iter().any(|value| holds(value, word.as_bytes()))).count();
    assert!(sealed_words >= 44, "{sealed_words} of the words lie sealed");
    let rows = standing::rows(service).await;
    for word in WORDS {
        let found = rows.iter().find(|row| row.contains(word));
        assert!(found.is_none(), "{word} stands in the clear: {found:?}");
    }
    let letters = every_file(&service.config.data.join(LETTERS));
    let letters: Vec<_> = letters.iter().map(|letter| std::fs::read(letter).unwrap()).collect();
    let said = WORDS.iter().filter(|word| letters.iter().any(|letter| holds(letter, word.as_bytes()))).count();
    assert!(said >= 2, "{said} of the words stand in letters, such as the addresses");
    assert_eq!(every_file(&service.config.evidence).len(), 2, "what was brought");
    let backup = backup(&app).await;

    erasure::close(service, &story.uploader, &cast::auth(7), CONFIRMATION).await.unwrap();
    erasure::close(service, &story.notifier, &cast::auth(8), CONFIRMATION).await.unwrap();
    erasure::close(service, &story.signer, &cast::auth(9), CONFIRMATION).await.unwrap();
    worked(service).await;
    let first = service.keys.wrapping_keys().unwrap().remove(0);
    lived(service, 330).await;
    let erased = cast::count(service, "SELECT COUNT(*) FROM accounts WHERE erased_at IS NOT NULL").await;
    assert_eq!(erased, 3, "nothing keeps them any more");
    let link = PrivateLinkText(&story.secret);
    let standing = strangers::standing(service, &link).await.unwrap();
    assert!(standing.erased_at.is_some() && standing.address_kept, "{standing:?}");
    strangers::erase(service, &link, CONFIRMATION).await.unwrap();
    worked(service).await;
    assert!(!service.keys.wrapping_keys().unwrap().contains(&first), "the key of then has aged out");
    facts_agree(service).await;
    assert!(every_file(&service.config.evidence).is_empty(), "no byte of what was brought");

    // Of the rows nothing opens to any of it, and nothing of it stands there as it is: not in text, and not in bytes.
    for (place, sealed) in every_value(service).await.unwrap() {
        let value = service.keys.open_sealed(&place, &sealed).unwrap();
        let words = WORDS.iter().map(|word| word.as_bytes());
        for word in words.chain(story.secrets.iter().map(Vec::as_slice)) {
            assert!(!holds(&value, word), "{place} says {}", String::from_utf8_lossy(word));
        }
    }
    let words = WORDS.iter().map(|word| word.as_bytes().to_vec()).chain(story.secrets.iter().cloned());
    let sought = Sought::of(words);
    for row in standing::rows(service).await {
        for text in [row.to_lowercase(), row] {
            let found = sought.in_bytes(text.as_bytes());
            assert!(found.is_none(), "{} in {text}", String::from_utf8_lossy(found.unwrap_or_default()));
        }
    }
    // Of the backup nothing opens at all, under the keys that are there now.
    let remaining = Keys::open(&service.config.keys, None, &service.clock, &service.entropy).unwrap();
    for (place, sealed) in &before {
        let opened = remaining.open_sealed(place, sealed);
        assert!(matches!(opened, Err(keys::Error::Erased(_))), "{place}: {opened:?}");
    }
    service.db.close().await;
    app.let_go().await;
    let service = &app.service;
    service.db.close().await;

    // The real service lives on what is there, and is stopped. The story is told in this process: the other goes by the time of day, and in
    // that no key ages out.
    let victim = Victim::of(Config::clone(&service.config));
    let life = victim.start();
    victim.ready().await;
    victim.stop(life).await;
    let dump = match &service.config.database {
        Address::Postgres(database) => dumped(database),
        Address::File(_) => Vec::new(),
    };
    for (place, bytes) in [("its log", victim.log().into_bytes()), ("the dump", dump)] {
        let found = sought.in_bytes(&bytes);
        assert!(found.is_none(), "{place} says {}", String::from_utf8_lossy(found.unwrap_or_default()));
    }

    let files = every_file(app.folder());
    assert!(files.len() > 20, "{} files", files.len());
    for path in files.iter().filter(|path| Some(path.as_path()) != backup.as_deref()) {
        let found = sought.in_bytes(&std::fs::read(path).unwrap());
        assert!(found.is_none(), "{} says {}", path.display(), String::from_utf8_lossy(found.unwrap_or_default()));
    }
    if let Some(path) = backup {
        let old = Service { db: Db::open(&Address::File(path)).await.unwrap(), keys: remaining, ..service.clone() };
        let values = every_value(&old).await.unwrap();
        assert_eq!(values.len(), before.len());
        for (place, sealed) in values {
            assert!(matches!(old.keys.open_sealed(&place, &sealed), Err(keys::Error::Erased(_))), "{place}");
        }
        old.db.close().await;
    }
});

/// They apply as a rights holder, too, with some of the words for who speaks for it. Nobody decides about that.
async fn applied(service: &Service, applicant: &Actor) {
    let contact = Contact {
        name: "Wilhelmina Quuxworth".into(),
        address: "3 Flibbertigibbet Mews".into(),
        telephone: "+44 20 7946 0199".into(),
        email: "zanzibar-uploader@pictures.example".into(),
    };
    let application = Application { contact, ..cast::application("Gone Pictures") };
    organisations::apply(service, applicant, &application).await.unwrap();
}

/// A copy of the database as it is now, where it is a file.
async fn backup(app: &TestService) -> Option<PathBuf> {
    use sqlx::ConnectOptions as _;
    let Address::File(database) = &app.service.config.database else { return None };
    let path = app.folder().join("backup.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(database);
    let mut connection = options.connect().await.unwrap();
    let sql = format!("VACUUM INTO '{}'", path.display());
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    Some(path)
}
