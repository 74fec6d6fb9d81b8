//! What `docs/ARCHITECTURE.md` promises of one state, beside what [`super::checks`] asks of it with what the model knows.

use std::collections::BTreeSet;

use futures_util::TryStreamExt as _;
use writ::audit::Standing;
use writ::audit::checkpoint::{Policy, log_key};
use writ::claims::{self, cases, reports};
use writ::clock::Time;
use writ::db;
use writ::ids::{ClaimId, LinkId, NoticeId, ObjectId};
use writ::mirrors::Piece;
use writ::vault::links::{self, LinkTerms};
use writ::vault::{self, downloads, objects};
use writ::{notices, seal, takedown, tokens};

use super::model::Life;
use crate::{promises, standing};

impl Life {
    // Promise 1 ----------------------------------------------------------------------------------------

    /// What opens a file is known of what a claimant disclosed, and of nothing else.
    pub(super) async fn check_disclosed(&self) {
        let mut tx = self.app.service.db.read().await.unwrap();
        let sql =
            "SELECT DISTINCT claim FROM targets WHERE key_sealed IS NOT NULL OR unsealed_metadata_sealed IS NOT NULL";
        let known = db::all!(tx, (ClaimId,), sql).unwrap();
        let known: BTreeSet<_> = known.into_iter().map(|(claim,)| claim).collect();
        let mut ordered = self.cases.iter().filter(|case| case.order.is_some());
        assert!(ordered.all(|case| !known.contains(&case.claim)), "promise 1: a key of what nobody disclosed");
    }

    /// Neither a link key nor what it opens stands anywhere in the clear, whoever disclosed it.
    pub(super) async fn check_at_rest(&self) {
        let service = &self.app.service;
        let mut secrets = ["one.mkv", "two.mkv", "matroska"].map(|word| word.as_bytes().to_vec()).to_vec();
        for file in self.films.iter().map(|film| &film.file) {
            secrets.push(file.key.expose().to_vec());
            secrets.push(file.key.encode().as_bytes().to_vec());
            secrets.push(file.file_key().encode().as_bytes().to_vec());
        }
        let holding = standing::holding(service, &secrets).await;
        assert_eq!(holding, Vec::<String>::new(), "promise 1: tables with a key or a file name");
        // What is no secret is found: the search can find.
        assert!(!standing::holding(service, &[b"Example Pictures".to_vec()]).await.is_empty());
    }

    // Promises 5 and 12 --------------------------------------------------------------------------------

    /// Promise 5: every order stands in the log by its digest, whatever is hidden of whose it is.
    pub(super) async fn check_orders(&self, film: usize) {
        let object = self.films[film].file.object;
        let mut tx = self.app.service.db.read().await.unwrap();
        let (orders,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM orders WHERE object = $1", object).unwrap();
        let logged = db::all!(
            tx,
            (String, String, Vec<u8>),
            "SELECT o.token, e.kind, e.bytes FROM orders o JOIN log_entries e ON e.id = o.log_entry
             WHERE o.object = $1",
            object
        )
        .unwrap();
        assert_eq!(i64::try_from(logged.len()).unwrap(), orders, "promise 5: an order without an entry");
        for (token, kind, bytes) in logged {
            let text = String::from_utf8(bytes).unwrap();
            let named = text.contains(&tokens::order_digest(&token).to_string());
            assert!(kind == "order.issued" && named, "promise 5: an order under another entry, {kind}: {text}");
        }
    }

    /// Promise 12: what was acknowledged is there, byte for byte, on every mirror that readers are sent to, or in custody.
    pub(super) async fn check_bytes(&self, film: usize) {
        let (service, it) = (&self.app.service, &self.films[film]);
        let (file, object) = (&it.file, it.file.object);
        if self.is_shut(film) && !it.purged {
            let kept = vault::service_read(service, object, Piece::Part(0)).await;
            assert_eq!(kept.is_ok(), !it.lost, "promise 12: what is locked can come back unless it is lost: {kept:?}");
        }
        let Ok(given) = downloads::download(service, &file.link, None).await else { return };
        assert!(!given.sources.is_empty(), "promise 12: it can be read nowhere");
        for source in &given.sources {
            let mut embedded = service.mirrors.embedded().iter();
            let at = embedded.find(|embedded| embedded.mirror.id() == source.mirror).unwrap();
            let content = at.mirror.read(&given.ticket, source.blob, None).await.unwrap();
            let sealed: Vec<_> = content.bytes.try_collect().await.unwrap();
            let context = seal::content_context(object);
            let opened = seal::format::open(&file.file_key(), &context, &sealed.concat()).unwrap();
            assert_eq!(opened.as_slice(), b"the content of the file", "promise 12");
        }
    }

    // Promise 9 ----------------------------------------------------------------------------------------

    /// Everything that is open has its day, in a row; that a claim is due, [`super::checks`] asks.
    pub(super) async fn check_dates(&self) {
        let mut tx = self.app.service.db.read().await.unwrap();
        for case in &self.cases {
            if let Some(question) = &case.asked {
                let sql = "SELECT information_until FROM claims WHERE id = $1";
                let (until,) = db::one!(tx, (Option<Time>,), sql, case.claim).unwrap();
                assert_eq!(until, Some(question.until), "promise 9: until when an answer is waited for");
            }
            if let Some(order) = case.order.as_ref().filter(|_| case.gagged()) {
                let sql = "SELECT gag_until FROM authority_orders WHERE claim = $1";
                let (until,) = db::one!(tx, (Option<Time>,), sql, case.claim).unwrap();
                assert_eq!(until, order.until, "promise 9: until when something is hidden");
            }
        }
        for sent in self.sent.iter().filter(|sent| sent.open) {
            let sql = "SELECT returns_at FROM counter_notices WHERE id = $1 AND ended_at IS NULL";
            let (returns_at,) = db::one!(tx, (Time,), sql, sent.id).unwrap();
            assert_eq!(returns_at, sent.returns_at, "promise 9: when it returns");
            if !self.stopped(sent.decision) {
                let sql = "SELECT run_at FROM jobs WHERE payload LIKE $1";
                let job = format!("%return-material%{}%", sent.id);
                let jobs = db::all!(tx, (Time,), sql, job.as_str()).unwrap();
                assert_eq!(jobs, [(sent.returns_at,)], "promise 9: and what is done then");
            }
        }
        let appeals = self.appeals.iter().filter(|appeal| appeal.open).map(|appeal| (appeal.id, appeal.at));
        let against = self
            .measures
            .iter()
            .filter_map(|measure| measure.appeal.filter(|(_, open)| *open).map(|(appeal, _)| (appeal, measure.at)));
        for (appeal, since) in appeals.chain(against) {
            let sql = "SELECT due_at FROM appeals WHERE id = $1 AND outcome IS NULL";
            let (due_at,) = db::one!(tx, (Time,), sql, appeal).unwrap();
            assert!(due_at > since, "promise 9: when it is due");
        }
        for measure in &self.measures {
            let sql = "SELECT until FROM measures WHERE id = $1";
            let (until,) = db::one!(tx, (Option<Time>,), sql, measure.id).unwrap();
            assert_eq!(until, measure.until, "promise 9: until when it stands");
        }
        for film in 0..self.films.len() {
            let it = &self.films[film];
            if it.deleted.is_some() && !it.purged && !self.locked(film) {
                let sql = "SELECT delete_after FROM objects WHERE id = $1";
                let (until,) = db::one!(tx, (Option<Time>,), sql, it.file.object).unwrap();
                assert!(until.is_some(), "promise 9: when its deletion is final");
            }
        }
    }

    // Promise 11 ---------------------------------------------------------------------------------------

    /// To somebody whom a file, a claim or a notice is no business of, it is what is not there: to people with an account, the other side,
    /// the other holder and who has left the one that claims, too. What pages say of it [`super::pages`] asks.
    pub(super) async fn check_strangers(&self) {
        let (service, nobody) = (&self.app.service, self.nobody);
        let (clock, entropy) = (&service.clock, &service.entropy);
        let there = self.cases.iter().rev().take(4).map(|case| (case.claim, case.org));
        for (claim, org) in there.chain([(ClaimId::new(clock, entropy), None)]) {
            let rival = org.map(|org: usize| self.holders[1 - org].member);
            let former = self.former.iter().filter(|former| Some(former.org) == org).map(|former| former.person);
            for person in [Some(nobody), rival].into_iter().flatten().chain(former) {
                let read = cases::claim(service, &person, claim).await;
                assert!(matches!(read, Err(claims::Error::NotFound)), "promise 11: a claim");
            }
        }
        let followed = reports::follow(service, "a-secret-that-somebody-guesses").await;
        assert!(matches!(followed, Err(claims::Error::NotFound)), "promise 11: a notice without an account");
        let nowhere = downloads::look(service, &LinkId::new(entropy), None).await;
        assert!(matches!(nowhere, Err(vault::Error::NotFound)), "promise 11: a link");
        for film in 0..self.films.len() {
            let told = notices::notices_of(service, self.owner(film).account).await.unwrap();
            let told = told.first().map(|notice| notice.id);
            for notice in told.into_iter().chain([NoticeId::new(clock, entropy)]) {
                for person in [nobody, self.owner(1 - film)] {
                    let read = notices::notice(service, person.account, notice).await;
                    assert!(matches!(read, Err(notices::Error::NotFound)), "promise 11: a notice");
                }
            }
        }
        let there = self.films.iter().map(|film| film.file.object);
        for object in there.chain([ObjectId::new(clock, entropy)]) {
            let got = objects::get(service, nobody.account, object).await;
            assert!(matches!(got, Err(vault::Error::NotFound)), "promise 11: a file");
            let listed = links::list(service, nobody.account, object).await;
            assert!(matches!(listed, Err(vault::Error::NotFound)), "promise 11: its links");
            let looked = downloads::look_as_owner(service, nobody.account, object).await;
            assert!(matches!(looked, Err(vault::Error::NotFound)), "promise 11: its share");
        }
    }

    // Promise 14 ---------------------------------------------------------------------------------------

    /// The database has all that was published.
    pub(super) async fn check_current(&self) {
        let service = &self.app.service;
        assert_eq!(service.log.standing(), Standing::Current, "promise 14");
        let note = service.log.second_store().checkpoint().unwrap().unwrap();
        let key = log_key(&service.keys.origin, service.keys.log().public()).unwrap();
        let published = Policy::none(key).check(&note).unwrap().checkpoint.size;
        let mut tx = service.db.read().await.unwrap();
        let (numbered,) = db::one!(tx, (i64,), "SELECT COUNT(*) FROM log_indexes").unwrap();
        assert!(u64::try_from(numbered).unwrap() >= published, "promise 14: {numbered} entries of {published}");
    }

    /// Once it has not, as a restored backup, nothing is handed out, shared or taken back, whatever was restricted and whatever was not.
    /// With that a story is over.
    pub(super) async fn check_behind(&self) {
        let service = &self.app.service;
        self.app.fall_behind().await;
        for it in &self.films {
            let (owner, object) = (it.file.owner.account, it.file.object);
            promises::nobody_reads(service, owner, object, &it.file.link).await;
            let further = it.further.iter().map(|further| (&further.link, further.password.as_ref()));
            for (link, auth) in further.chain([(&it.second, it.auth(1))]) {
                assert!(downloads::look(service, link, auth).await.is_err(), "promise 14: a share by a link");
                assert!(downloads::download(service, link, auth).await.is_err(), "promise 14: a ticket by a link");
            }
            let shared = links::create(service, owner, object, LinkTerms::default(), None).await;
            assert!(shared.is_err(), "promise 14: a new link");
            assert!(takedown::undelete(service, owner, object).await.is_err(), "promise 14: what was deleted");
        }
    }
}
