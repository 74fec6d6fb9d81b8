//! What is so after every act, and at the end.

use std::collections::{BTreeMap, BTreeSet};

use writ::accounts;
use writ::accounts::standing::Scope;
use writ::audit::verify::Trust;
use writ::claims::decisions::Action;
use writ::claims::queue::{self, Sought};
use writ::claims::{authorities, decided, escalations, samples};
use writ::db;
use writ::notices;
use writ::process::counter_notices::{self, Outcome as CounterOutcome};
use writ::process::{misuse, strikes, waiting, windows};
use writ::takedown;
use writ::vault::links::{self, LinkTerms};
use writ::vault::{self, ObjectState, downloads, uploads};

use super::exports::Whose;
use super::facts::{Decided, Party, Target};
use super::model::{Life, PARTY, SENIOR, THEIRS};
use crate::audit::verification::verified;
use crate::claims::cast::object_state;
use crate::promises;

impl Life {
    pub(super) async fn check(&mut self) {
        for film in 0..self.films.len() {
            self.check_file(film).await;
            self.check_readers(film).await;
            self.check_owner(film).await;
            self.check_further(film).await;
            self.check_orders(film).await;
            self.check_bytes(film).await;
        }
        self.check_queue().await;
        self.check_desk().await;
        self.check_decisions().await;
        self.check_measures().await;
        self.check_hands().await;
        self.check_complaints().await;
        self.check_openings().await;
        self.check_matched().await;
        self.check_brought().await;
        self.check_drafts().await;
        self.check_reasons().await;
        self.check_uploads().await;
        self.check_undelivered().await;
        self.check_gone();
        self.check_former().await;
        self.check_told().await;
        self.check_disclosed().await;
        self.check_dates().await;
        self.check_strangers().await;
        self.check_current().await;
        self.check_log().await;
        self.checks += 1;
        let is_new = std::mem::take(&mut self.is_new);
        if is_new || self.checks.is_multiple_of(self.every) {
            self.check_all().await;
        }
    }

    /// What takes the longer the more there is.
    async fn check_all(&mut self) {
        self.check_entries().await;
        self.check_at_rest().await;
        self.check_pages(2).await;
    }

    /// Promises 2, 4, 6, 7 and 8 of what was just done, before any job is: what locks a file or disables a link does so with its own commit,
    /// also for who has begun to read it.
    pub(super) async fn check_at_once(&self) {
        let service = &self.app.service;
        for (film, it) in self.films.iter().enumerate() {
            let shut = self.is_shut(film) || it.purged;
            if shut {
                let board = takedown::board(service, it.file.object).await.unwrap();
                promises::kept(service, &board).await;
                promises::nobody_reads(service, it.file.owner.account, it.file.object, &it.file.link).await;
            }
            for link in [0, 1].into_iter().filter(|link| shut || self.disabled(film, *link)) {
                let look = downloads::look(service, it.link_id(link), it.auth(link)).await;
                assert!(look.is_err(), "promise 2: a share by link {link} at once: {look:?}");
                let given = downloads::download(service, it.link_id(link), it.auth(link)).await;
                assert!(given.is_err(), "promise 2: a ticket by link {link} at once: {given:?}");
            }
            if let Some(seen) = it.seen.as_ref().filter(|_| shut || self.disabled(film, 0)) {
                let again = downloads::renew(service, &it.file.link, seen.download).await;
                assert!(again.is_err(), "promise 2: another ticket for a download of before, at once");
            }
        }
    }

    /// Promise 8, and what is kept.
    async fn check_file(&self, film: usize) {
        let (service, it) = (&self.app.service, &self.films[film]);
        let (state, locked) = (object_state(service, it.file.object).await, self.locked(film));
        let expected = match (it.purged, self.is_shut(film), it.deleted) {
            (true, _, _) => ObjectState::Purged,
            (false, true, _) => ObjectState::Locked,
            (false, false, Some(_)) => ObjectState::Deleted,
            (false, false, None) => ObjectState::Available,
        };
        assert_eq!(state, expected, "promise 8: available only while no hold is open, and then unless it is lost");
        let mut tx = service.db.read().await.unwrap();
        let kept = windows::of(&mut tx, service, it.file.object).await.unwrap();
        assert_eq!(kept.is_empty(), !locked, "what is locked is kept for reasons, and nothing else is");
        let sql = "SELECT COUNT(*) FROM custody_copies WHERE object = $1 AND state = 'secured'";
        let (copies,) = db::one!(tx, (i64,), sql, it.file.object).unwrap();
        assert!(copies == 0 || it.secured, "in custody is what was locked or needed, and not purged: {copies} copies");
        if state == ObjectState::Locked {
            let lost = takedown::is_lost(&mut tx, it.file.object).await.unwrap();
            assert_eq!(lost, it.lost, "what was ordered away without a copy, and nothing else: {copies} copies");
        }
        let undoable = it.ordered && it.deleted.is_some_and(|until| self.now() < until);
        assert!(copies > 0 || it.purged || it.lost || !(locked || undoable), "in custody is what can come back");
        assert!(copies == 0 || !self.is_erased(film), "of whoever is erased, nothing is kept: {copies} copies");
        let files = promises::custody_files(service, it.file.object);
        assert_eq!(files, usize::try_from(copies).unwrap(), "and lies there");
    }

    /// Promise 2, asked by the link, as the owner, and with the last ticket there was; promises 4, 6 and 7, as its orders and the
    /// mirrors show them.
    async fn check_readers(&mut self, film: usize) {
        let (service, it) = (self.service(), &self.films[film]);
        let (owner, object, link, second) = (it.file.owner.account, it.file.object, &it.file.link, &it.second);
        let board = takedown::board(&service, object).await.unwrap();
        promises::kept(&service, &board).await;
        promises::settled(&service, &board).await;
        let blob = promises::blob_of(&service, object).await;
        assert_eq!(board.orders.iter().any(|order| order.blob == blob), it.ordered, "on mirrors while it is there");
        let open = board.holds.iter().filter(|hold| hold.lifted_at.is_none()).count();
        let decided: Vec<_> =
            self.decisions.iter().filter(|made| made.locks() && self.target(made.line).film == film).collect();
        let in_hand = self.cases.iter().filter(|case| Self::in_hand(case, film)).count();
        assert_eq!(
            open,
            decided.len() + in_hand,
            "promise 8: each of several has a hold of its own, {in_hand} in hand and of {decided:?}"
        );
        let available = board.state == ObjectState::Available;
        match (available, self.has_left(film)) {
            (true, false) => drop(downloads::look_as_owner(&service, owner, object).await.unwrap()),
            // Nobody signs in to their account any more.
            (true, true) => {}
            (false, _) => promises::nobody_reads(&service, owner, object, link).await,
        }
        let shared = available && !self.terminated(film);
        let other = downloads::look(&service, second, it.auth(1)).await;
        assert_eq!(other.is_ok(), shared && !self.disabled(film, 1), "promise 2, by the second link: {other:?}");
        if it.auth(1).is_some() {
            let unsaid = downloads::look(&service, second, None).await;
            assert!(unsaid.is_err(), "promise 2, without the password of the second link");
            let asked = matches!(unsaid, Err(vault::Error::PasswordMissing));
            assert!(asked || other.is_err(), "whoever is let in says it first: {unsaid:?}");
        }
        let open = shared && !self.disabled(film, 0);
        let given = downloads::download(&service, link, None).await;
        assert_eq!(given.is_ok(), open, "promise 2: {given:?}");
        if let Some(seen) = it.seen.as_ref().filter(|_| !open) {
            let again = downloads::renew(&service, link, seen.download).await;
            assert!(again.is_err(), "promise 2: another ticket for a download of before");
            for source in seen.sources.iter().filter(|_| it.ordered) {
                let mut embedded = service.mirrors.embedded().iter();
                let at = embedded.find(|embedded| embedded.mirror.id() == source.mirror).unwrap();
                let read = at.mirror.read(&seen.ticket, source.blob, None).await;
                assert!(read.is_err(), "promise 2: bytes for the ticket of before");
            }
        }
        if let Ok(given) = given {
            self.films[film].seen = Some(given);
        }
    }

    /// Whether a decision disables one of the links of a file.
    fn disabled(&self, film: usize, link: usize) -> bool {
        let disables = |decided: &Decided| decided.restricts && decided.action == Action::DisableLink;
        let names = |target: &Target| (target.film, target.link) == (film, link);
        self.decisions.iter().any(|decided| disables(decided) && names(self.target(decided.line)))
    }

    /// How an uploader stands, and what they may not learn.
    async fn check_owner(&self, film: usize) {
        let (service, owner, now) = (&self.app.service, self.owner(film), self.now());
        let strikes::Own { standing, measures, .. } = strikes::own(service, &owner).await.unwrap();
        let counted = self.strikes(film, now);
        let count = self.count(&counted);
        assert_eq!(standing.strikes.len(), count, "what restricts now and is not old, once each: {counted:?}");
        let own: Vec<_> = self.measures.iter().filter(|measure| measure.party == Party::Owner(film)).collect();
        let lifted = measures.iter().filter(|measure| measure.lifted_at.is_some()).count();
        assert_eq!(lifted, own.iter().filter(|measure| measure.lifted).count(), "void with its strikes, or lifted");
        let mut tx = service.db.read().await.unwrap();
        let closed = writ::accounts::standing::uploads(&mut tx, owner.account, now).await.unwrap();
        let suspended = self.closed(Party::Owner(film), Scope::Uploads);
        assert_eq!(closed.is_some(), suspended, "closed while a suspension stands, and at no other time");
        if self.has_left(film) {
            let person = accounts::actor(&mut tx, owner.account).await.unwrap();
            assert!(person.is_none(), "nothing acts in the name of who left");
        }
        drop(tx);
        let object = self.films[film].file.object;
        let waits = strikes::waiting(service, &self.staff[SENIOR]).await.unwrap();
        let waits = waits.iter().any(|review| review.account == owner.account);
        let answered = counted.is_subset(&self.films[film].looked) || self.terminated(film);
        let left = self.has_left(film);
        assert!(waits || count < 3 || answered || left, "three put it before a reviewer: {counted:?}");
        assert!(!(waits && left), "about an account that is closed, nothing is left to decide");
        if suspended {
            let begun = uploads::begin(service, owner.account, None).await.map(drop);
            assert!(matches!(begun, Err(vault::Error::Closed(_))), "nothing is uploaded: {begun:?}");
            let shared = links::create(service, owner.account, object, LinkTerms::default(), None).await;
            assert!(shared.is_err(), "and nothing is shared: {shared:?}");
        }
        if self.knows_nothing(film) {
            let told = notices::notices_of(service, owner.account).await.unwrap();
            let of_film = told.iter().filter(|notice| notice.object == Some(object));
            assert_eq!(of_film.count(), 0, "who may not be told learns of it by no other notice");
        }
    }

    /// Whether all that ever restricted a file may not be told, and nothing else happened to it.
    fn knows_nothing(&self, film: usize) -> bool {
        let it = &self.films[film];
        let in_hand = self.cases.iter().any(|case| Self::in_hand(case, film));
        let mut of_film = self.decisions.iter().filter(|decided| self.target(decided.line).film == film);
        let otherwise = it.let_go || (it.purged && (in_hand || it.deleted.is_some()));
        !otherwise && of_film.all(|decided| decided.told.is_none())
    }

    /// What waits at the desk, for how long, in whose hands; and that a party sees nothing of it.
    async fn check_queue(&self) {
        let (service, now) = (&self.app.service, self.now());
        let seen = queue::page(service, &self.staff[SENIOR], &Sought::default(), None).await.unwrap().claims;
        let pending: Vec<_> = (0..self.cases.len()).filter(|at| self.cases[*at].is_pending()).collect();
        assert_eq!(seen.len(), pending.len());
        for at in pending {
            let case = &self.cases[at];
            let waiting = seen.iter().find(|waiting| waiting.claim == case.claim).unwrap();
            let taken = case.taken.filter(|(_, until)| now < *until).map(|(who, _)| self.staff[who].account);
            let asked = case.asked.as_ref().map(|question| question.at);
            assert_eq!(
                (Some(waiting.due_at), waiting.paused_since, waiting.for_senior, waiting.assigned_to),
                (case.due(), asked, self.is_seniors(at), taken),
                "{case:?}"
            );
        }
        let escalated = self.cases.iter().filter(|case| case.escalated.is_some()).count();
        let open = escalations::count_open(service, &self.staff[SENIOR]).await.unwrap();
        assert_eq!(usize::try_from(open).unwrap(), escalated);
        if !self.serves(PARTY) {
            return;
        }
        let seen = queue::page(service, &self.staff[PARTY], &Sought::default(), None).await.unwrap().claims;
        let others = self.cases.iter().filter(|case| case.is_pending() && !case.names(THEIRS));
        assert_eq!(
            seen.iter().map(|waiting| waiting.claim).collect::<BTreeSet<_>>(),
            others.map(|case| case.claim).collect(),
            "a party is kept out"
        );
    }

    /// What else waits at the desk: the deletions that a senior is to look at, the orders whose effect nobody confirmed, and what is fought
    /// out elsewhere.
    async fn check_desk(&self) {
        let (service, senior) = (&self.app.service, &self.staff[SENIOR]);
        let seen = samples::waiting(service, senior).await.unwrap();
        let drawn = self.decisions.iter().filter(|decided| decided.sampled);
        assert_eq!(
            seen.iter().map(|sample| sample.decision).collect::<BTreeSet<_>>(),
            drawn.map(|decided| decided.id).collect(),
            "drawn or called in, until a senior looked"
        );
        let seen = authorities::unconfirmed(service, senior).await.unwrap();
        let waits = self.cases.iter().filter(|case| {
            let unconfirmed = case.order.as_ref().is_some_and(|order| !order.confirmed);
            unconfirmed && !case.is_pending() && !case.is_withdrawn()
        });
        assert_eq!(
            seen.iter().map(|order| order.claim).collect::<BTreeSet<_>>(),
            waits.map(|case| case.claim).collect(),
            "decided, until its authority is told or takes it back"
        );
        let seen = waiting::disputes(service, senior, None).await.unwrap().waiting;
        let waits = self.disputes.iter().filter(|dispute| dispute.is_open() || dispute.reported);
        assert_eq!(
            seen.iter()
                .map(|waits| (waits.it.dispute.id, waits.it.dispute.is_to_be_looked_at()))
                .collect::<BTreeSet<_>>(),
            waits.map(|dispute| (dispute.id, dispute.is_to_be_looked_at())).collect(),
            "open, or said to have ended"
        );
    }

    /// What was decided against each, and whether it stands, as staff read it.
    async fn check_measures(&self) {
        let (service, now) = (&self.app.service, self.now());
        let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for measure in &self.measures {
            all.entry(self.whom(measure.party).await).or_default().push(measure);
        }
        for (party, expected) in all {
            let record = misuse::record(service, &self.staff[SENIOR], party).await.unwrap();
            let so = record.measures.iter().rev().map(|it| (it.id, it.kind, it.lifted_at.is_some(), it.in_force(now)));
            let expected = expected.into_iter().map(|it| (it.id, it.kind, it.lifted, it.in_force(now)));
            assert_eq!(so.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "void with its ground, or lifted");
        }
    }

    async fn check_decisions(&self) {
        let service = &self.app.service;
        let mut tx = service.db.read().await.unwrap();
        for made in &self.decisions {
            let so = decided::read(&mut tx, made.id).await.unwrap();
            assert_eq!((so.restricts, so.superseded_at.is_some()), (made.restricts, made.superseded), "{made:?}");
            assert_eq!(so.told_at, made.told, "told at once, or when that is allowed: {made:?}");
            if made.told.is_none() {
                let sql = "SELECT COUNT(*) FROM notices WHERE decision = $1";
                let (told,) = db::one!(tx, (i64,), sql, made.id).unwrap();
                assert_eq!(told, i64::from(made.gave_back), "nothing is told of it but what it gave back: {made:?}");
            }
        }
        let (partial,) = db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM appeals a JOIN decisions d ON d.id = a.decision
             WHERE a.decided_by IS NOT NULL AND a.decided_by = d.decided_by"
        )
        .unwrap();
        assert_eq!(partial, 0, "nobody decides an appeal against their own decision");
        drop(tx);
        for sent in &self.sent {
            let owner = self.owner(self.film(sent.decision));
            let so = counter_notices::of_uploader(service, &owner, sent.id).await.unwrap().counter_notice;
            assert_eq!(so.outcome.is_none(), sent.open, "{so:?}");
            let returned = so.outcome == Some(CounterOutcome::Returned);
            // On the day of what answers another link of the file in that claim, too.
            let about = self.about(sent.decision);
            let of_it = self.sent.iter().filter(|other| self.about(other.decision) == about);
            let first = of_it.map(|other| other.returns_at).min();
            assert!(!returned || so.ended_at >= first || self.disputes.iter().any(|it| !it.is_open()));
        }
    }

    /// Promise 10, of what is new in the log, and that nothing else of it changed.
    async fn check_log(&mut self) {
        let service = self.service();
        self.log.read_on(&service, &self.secrets).await;
    }

    /// Promise 3: for every fact its entry, and for every entry its fact.
    pub(super) async fn check_entries(&self) {
        let service = &self.app.service;
        let folder = service.log.second_store().folder();
        assert_eq!(verified(folder, &Trust::default(), Some(service)).await.faults, []);
    }

    /// Promise 3 of all there is. And what uploaders are handed is theirs, and says nothing of what they may not learn.
    pub(super) async fn check_end(&mut self) {
        self.check_entries().await;
        self.check_at_rest().await;
        self.check_pages(usize::MAX).await;
        for film in 0..self.films.len() {
            self.export(Whose::Uploader(film)).await;
        }
    }
}
