//! A whole case with everything in it that is nobody's business: what of it stands in the log, and what in the database.

use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use sqlx::AssertSqlSafe;
use writ::accounts::api_tokens::{self, TokenName};
use writ::audit::verify;
use writ::claims::decisions::{self, Action, Finding};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent, PrivateLinkText};
use writ::claims::{queue, reports};
use writ::db::{self, Address, Tx};
use writ::service::Service;
use writ::vault::links::{self, LinkTerms};
use writ::{audit, takedown, vault, work};
use zeroize::Zeroizing;

use super::cast::{Cast, File, claim_of, report, target};
use super::{press, ruling};
use crate::app::{TestService, both_engines};

/// What nobody may read, each with a name for it.
struct Secrets {
    /// Personal, or of a file: not in the log.
    of_the_log: Vec<(&'static str, String)>,
    /// Sealed at rest: not in the database either.
    at_rest: Vec<(&'static str, Vec<u8>)>,
}

/// A holder deletes one file, and a reviewer disables the link of another on a stranger's notice; one is given back, one
/// purged.
async fn story(service: &Service) -> Secrets {
    let cast = &Cast::direct(service).await;
    let (film, song) =
        (File::upload(service, "secret-film.mkv").await, File::upload(service, "secret-song.flac").await);
    let named = LinkTerms { name: Some("for my lawyer".into()), ..LinkTerms::default() };
    links::create(service, film.owner.account, film.object, named, None).await.unwrap();
    let (_, token) = api_tokens::issue(service, film.owner, TokenName::parse("desk").unwrap(), None).await.unwrap();
    let mut shares = Vec::new();
    let mut blobs = Vec::new();
    let mut tx = service.db.begin().await.unwrap();
    for file in [&film, &song] {
        shares.push(vault::key_share(&mut tx, service, file.object).await.unwrap().unwrap().expose().to_vec());
        blobs.push(vault::lock_row(&mut tx, file.object).await.unwrap().unwrap().blob.unwrap().to_string());
    }
    drop(tx);

    let mut found = target(&film.url());
    found.archive_password = Zeroizing::new("open sesame".into());
    let claim = claim_of(vec![found]);
    let filed = writ::claims::filing::file(service, &cast.member, cast.organisation, &claim).await.unwrap();
    press(service, cast, filed.claim).await.unwrap();
    work::run_due(service).await.unwrap();
    let told = reports::send(service, "198.51.100.7", None, &report(Basis::UsDmca, &song.url())).await.unwrap();
    queue::take(service, &cast.reviewer, told.claim).await.unwrap();
    let rulings = [ruling(told.targets[0].target, Finding::Infringing, Action::DisableLink)];
    decisions::open_evidence(service, &cast.reviewer, told.targets[0].target).await.unwrap();
    decisions::decide(service, &cast.reviewer, told.claim, &rulings).await.unwrap();
    let private = told.private_link.unwrap();
    let holder = PrivateLinkText(private.expose());
    withdrawal::withdraw(service, Claimant::Holder(&holder), told.claim, Extent::Whole, "It was my error")
        .await
        .unwrap();
    let step = takedown::propose_purge(service, &cast.senior, film.object, "The court wants it").await.unwrap();
    takedown::order_purge(service, &cast.first, step).await.unwrap();
    work::run_due(service).await.unwrap();
    audit::settle(service).await.unwrap();

    // Each with a space where a digest could have it by chance.
    let mut of_the_log: Vec<(&'static str, String)> = vec![
        ("a name", "Ada ".into()),
        ("an address", "Example Street".into()),
        ("a telephone", "+33 1".into()),
        ("an e-mail address", "@".into()),
        ("a network address", "203.0.113".into()),
        ("a network address", "198.51.100".into()),
        ("a place where something was found", "forum.example".into()),
        ("a password", "sesame".into()),
        ("a file name", "secret-".into()),
        ("a media type", "matroska".into()),
        ("a link's name", "lawyer".into()),
        ("reasons", "copy of the film".into()),
        ("reasons", "my error".into()),
        ("reasons", "court wants".into()),
    ];
    let people = [cast.first, cast.second, cast.reviewer, cast.senior, cast.member, film.owner, song.owner];
    of_the_log.extend(people.map(|person| ("a person", person.account.to_string())));
    of_the_log.extend(blobs.into_iter().map(|blob| ("a blob", blob)));
    let mut at_rest: Vec<(&'static str, Vec<u8>)> = [
        ("an e-mail address", "member@pictures.example"),
        ("a contact's e-mail address", "ada@pictures.example"),
        ("a contact's name", "Ada Example"),
        ("a contact's address", "Example Street"),
        ("a contact's telephone", "+33 1 23 45 67 89"),
        ("a signatory's title", "Head of legal"),
        ("a network address", "203.0.113.9"),
        ("a network address", "198.51.100.7"),
        ("a statement", "The Long Way Home (film, 2024)"),
        ("a place where something was found", "forum.example/thread/1"),
        ("a password", "open sesame"),
        ("a file name", "secret-film.mkv"),
        ("a file name", "secret-song.flac"),
        ("a link's name", "for my lawyer"),
        ("a private link", private.expose()),
        ("a token", token.expose()),
    ]
    .map(|(what, text)| (what, text.as_bytes().to_vec()))
    .to_vec();
    for file in [&film, &song] {
        of_the_log.push(("an object", file.object.to_string()));
        of_the_log.push(("a root", HEXLOWER.encode(&file.root)));
        of_the_log.push(("a link", file.link.to_string()));
        of_the_log.push(("a link key", file.key.encode().to_string()));
        at_rest.push(("a link key", file.key.expose().to_vec()));
        at_rest.push(("a link key", file.key.encode().as_bytes().to_vec()));
        at_rest.push(("a file key", file.file_key().encode().as_bytes().to_vec()));
    }
    for share in shares {
        at_rest.push(("a key share", BASE64URL_NOPAD.encode(&share).into_bytes()));
        at_rest.push(("a key share", share));
    }
    Secrets { of_the_log, at_rest }
}

both_engines!(nothing_personal_stands_in_the_log_in_clear, |app: TestService| async move {
    let service = &app.service;
    let secrets = story(service).await;
    let mut tx = service.db.read().await.unwrap();
    let log = db::all!(tx, (String, Vec<u8>), "SELECT kind, bytes FROM log_entries").unwrap();
    let kinds: std::collections::BTreeSet<&str> = log.iter().map(|(kind, _)| kind.as_str()).collect();
    for kind in ["claim.filed", "hold.opened", "order.receipted", "evidence.opened", "link.enabled", "share.destroyed"]
    {
        assert!(kinds.contains(kind), "the story has no {kind}");
    }
    for (kind, bytes) in &log {
        let text = std::str::from_utf8(bytes).unwrap();
        for (what, secret) in &secrets.of_the_log {
            assert!(!text.contains(secret), "{what} in {kind}: {text}");
        }
    }
});

both_engines!(every_fact_of_the_story_has_its_entry_and_every_entry_its_fact, |app: TestService| async move {
    let service = &app.service;
    story(service).await;
    let source = verify::Source::Folder(service.log.second_store().folder().to_owned());
    let trust = verify::Trust::default();
    let compare = || verify::verify(&source, &trust, Some(&service.db), |_, _| ());
    assert_eq!(compare().await.unwrap().faults, []);
    // A grant of which the log says nothing, as whoever writes into the database would make it.
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, "UPDATE direct_access SET stripped_at = granted_at").unwrap();
    tx.commit().await.unwrap();
    let faults = compare().await.unwrap().faults;
    assert_eq!(faults.len(), 1);
    assert!(faults[0].to_string().contains("1 grants taken away, and the log 0 entries"), "{}", faults[0]);
});

/// Everything that the database holds, in whatever form its engine writes it.
pub(super) async fn everything(service: &Service) -> Vec<u8> {
    let mut tx = service.db.read().await.unwrap();
    let tables = match &service.config.database {
        Address::File(path) => {
            return [std::fs::read(path).unwrap(), std::fs::read(path.with_extension("db-wal")).unwrap()].concat();
        }
        Address::Postgres(_) => {
            let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
            db::all!(tx, (String,), sql).unwrap()
        }
    };
    let Tx::Postgres(connection) = &mut tx else { panic!("it is PostgreSQL") };
    let mut all = String::new();
    for (table,) in tables {
        let sql = AssertSqlSafe(format!("SELECT t::text FROM {table} t"));
        let rows: Vec<(String,)> = sqlx::query_as(sql).fetch_all(&mut **connection).await.unwrap();
        for (row,) in rows {
            all.push_str(&row);
        }
    }
    all.into_bytes()
}

both_engines!(what_is_secret_lies_sealed_at_rest, |app: TestService| async move {
    let service = &app.service;
    let secrets = story(service).await;
    let all = everything(service).await;
    let holds = |needle: &[u8]| all.windows(needle.len()).any(|window| window == needle);
    // What is no secret is found: the search can find.
    assert!(holds(b"Example Pictures"));
    for (what, secret) in &secrets.at_rest {
        assert!(!holds(secret) && !holds(HEXLOWER.encode(secret).as_bytes()), "{what} lies open in the database");
    }
});
