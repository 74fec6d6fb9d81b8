//! Somebody closes their account: in the middle of a story, with all that is open about their file or about what they sent, or at its end.
//!
//! Nobody acts in their name from then on. What is open goes on without them: claims are decided, appeals too, what they answered on oath
//! comes to its day, and each of it is told them. What is theirs to delete goes at once and for good, and so does what is given back later;
//! and their account is looked at again within a week, each time, until nothing of them is left.
//!
//! Staff lay their role down first, and of an organisation the only owner makes another. What an owner sent for it goes on as its own
//! ([`super::team`]); whoever sent a notice for themselves goes on by the link of that. What staff have in hand nobody else has until their
//! hour is over, as of who loses a role ([`super::roles`]).

use std::collections::BTreeSet;

use writ::accounts::sessions::{self, Session, SessionHash};
use writ::accounts::{self, Actor, Auth, Role, Roles, closing};
use writ::claims::{self, queue};
use writ::clock::Time;
use writ::ids::AccountId;
use writ::personal::Error;
use writ::personal::erasure::{self, CONFIRMATION, Kept};

use super::facts::{Case, Decided, Departed, Left, Measure, Party};
use super::model::{DAY, Life, PARTY, SENIOR, THEIRS};
use crate::claims::cast;

impl Life {
    /// Whether the owner of a file closed their account.
    pub(super) fn has_left(&self, film: usize) -> bool {
        self.films[film].left.is_some()
    }

    /// Whether nothing of them is left.
    pub(super) fn is_erased(&self, film: usize) -> bool {
        self.films[film].left.as_ref().is_some_and(|left| left.look_at.is_none())
    }

    /// Whether somebody who uploaded nothing closed their account.
    pub(super) fn has_departed(&self, account: AccountId) -> bool {
        self.departed.iter().any(|departed| departed.account == account)
    }

    /// Whether nothing of them is left.
    pub(super) fn is_forgotten(&self, account: AccountId) -> bool {
        let mut departed = self.departed.iter();
        departed.any(|departed| departed.account == account && departed.left.look_at.is_none())
    }

    /// Whether something about a file is open: it is locked, claimed, or what was decided about it is disputed.
    fn is_open(&self, film: usize) -> bool {
        let locked = self.locked(film) && !self.films[film].purged;
        locked || self.disputed(film) || self.cases.iter().any(|case| case.waits_on(film))
    }

    /// The owner of a file closes their account, whatever is open and whatever was decided about it. Staff lay their role down first.
    pub(super) async fn leave(&mut self, film: usize, anyhow: bool) -> Option<()> {
        if self.has_left(film) || !(anyhow || self.is_open(film)) {
            return None;
        }
        if film == THEIRS {
            self.lay_down(PARTY).await;
        }
        self.check_prospect(film).await;
        self.close_account(self.owner(film), &cast::auth(0)).await;
        if film == THEIRS {
            self.leave_the_desk(PARTY).await;
        }
        self.films[film].left = Some(Left { look_at: Some(self.now()) });
        Some(())
    }

    /// A reviewer closes their account, once they have laid their role down. The other of the two stays.
    pub(super) async fn retire(&mut self, who: usize) -> Option<()> {
        if self.gone.contains(&who) || self.gone.contains(&(1 - who)) {
            return None;
        }
        let person = self.staff[who];
        self.lay_down(who).await;
        self.check_what_they_sent(&person).await;
        self.close_account(person, &cast::auth(0)).await;
        self.leave_the_desk(who).await;
        self.depart(person.account);
        Some(())
    }

    /// Whoever sends notices with an account of their own closes it, if they sent any. Another sends them from then on.
    pub(super) async fn close_sender(&mut self) -> Option<()> {
        let person = *self.senders.last()?;
        self.cases.iter().find(|case| case.filer == Some(person.account))?;
        self.check_what_they_sent(&person).await;
        self.close_account(person, &cast::auth(0)).await;
        self.depart(person.account);
        let next = cast::person(&self.service(), "sender").await;
        self.secrets.push(("a person", next.account.to_string()));
        self.senders.push(next);
        Some(())
    }

    /// Somebody of whom nothing is in the way closes their account, once and by nobody's password but theirs. They are in no session any
    /// more, and nothing acts in their name.
    pub(super) async fn close_account(&self, person: Actor, auth: &Auth) {
        let (service, now, account) = (self.service(), self.now(), person.account);
        let id = SessionHash::of(account.0.as_bytes());
        let expires_at = now.plus(DAY);
        let begun = Session { account: Some(account), data: "{}".into(), created_at: now, expires_at };
        sessions::create(&service, id, &begun).await.unwrap();
        let guessed = erasure::close(&service, &person, &cast::auth(7), CONFIRMATION).await;
        assert!(guessed.is_err(), "another's password closes nothing");
        assert!(sessions::find(&service, id).await.unwrap().is_some(), "and ends no session");
        let done = erasure::close(&service, &person, auth, CONFIRMATION).await;
        assert!(done.is_ok(), "nothing of theirs is in the way: {done:?}");
        let again = erasure::close(&service, &person, auth, CONFIRMATION).await;
        assert!(again.is_err(), "it is closed");
        assert!(sessions::find(&service, id).await.unwrap().is_none(), "its sessions have ended");
        let mut tx = service.db.read().await.unwrap();
        let acts = accounts::actor(&mut tx, account).await.unwrap();
        assert!(acts.is_none(), "nothing acts in the name of who left: {acts:?}");
    }

    /// It is noted that somebody closed their account who has uploaded nothing.
    pub(super) fn depart(&mut self, account: AccountId) {
        self.departed.push(Departed { account, left: Left { look_at: Some(self.now()) } });
    }

    /// Staff close no account before they have laid their role down, and then do that, if they have it.
    async fn lay_down(&self, who: usize) {
        if !self.serves(who) {
            return;
        }
        let (service, person) = (self.service(), self.staff[who]);
        let refused = erasure::close(&service, &person, &cast::auth(0), CONFIRMATION).await;
        assert!(matches!(refused, Err(Error::InTheWay(_))), "a role in the way: {refused:?}");
        accounts::withdraw_role(&service, person, person.account, Role::Reviewer).await.unwrap();
    }

    /// Nothing at the desk is theirs any more who closed their account, whatever role they had when they began to work.
    async fn leave_the_desk(&mut self, who: usize) {
        let account = self.staff[who].account;
        self.staff[who] = Actor::uploader(account);
        self.gone.insert(who);
        let before = Actor { account, roles: Roles::NONE.with(Role::Reviewer) };
        if let Some(case) = self.cases.iter().rev().find(|case| case.is_pending()) {
            let taken = queue::take(&self.service(), &before, case.claim).await;
            let refused = matches!(taken, Err(claims::Error::Accounts(accounts::Error::Forbidden(_))));
            assert!(refused, "whose account is closed takes {case:?}: {taken:?}");
        }
    }

    /// Whether an answer to what was decided about something that an account sent, or that repeats its contact, is open, or an appeal that it lodged against what was
    /// decided about its person or their organisation.
    fn is_answered(&self, account: AccountId) -> bool {
        let theirs = |decision: usize| self.cases[self.case(decision)].speaks_of(account);
        let appealed =
            |measure: &Measure| measure.appellant == Some(account) && measure.appeal.is_some_and(|(_, open)| open);
        self.appeals.iter().any(|appeal| appeal.open && theirs(appeal.decision))
            || self.sent.iter().any(|sent| sent.open && theirs(sent.decision))
            || self.disputes.iter().any(|dispute| dispute.is_open() && theirs(dispute.decision))
            || self.measures.iter().any(appealed)
    }

    /// Who has uploaded nothing is told before what of what they sent, for themselves or for an organisation, is kept for a time.
    pub(super) async fn check_what_they_sent(&self, person: &Actor) {
        let said = erasure::prospect(&self.service(), person).await.unwrap();
        assert!(said.first.is_empty(), "nothing to settle first: {said:?}");
        let theirs = self.cases.iter().filter(|case| case.speaks_of(person.account));
        let pending: usize = theirs.map(|case| case.waiting().count()).sum();
        let expected = [(Kept::OpenClaims, pending > 0), (Kept::OpenAnswers, self.is_answered(person.account))];
        let expected: BTreeSet<_> = expected.into_iter().filter(|(_, so)| *so).map(|(kept, _)| kept).collect();
        let told: BTreeSet<_> = said.waits.iter().map(|wait| wait.kept).filter(|it| *it != Kept::Answers).collect();
        assert_eq!(told, expected, "what is kept after closing: {said:?}");
        let counted: i64 = said.waits.iter().filter(|wait| wait.kept == Kept::OpenClaims).map(|wait| wait.count).sum();
        assert_eq!(usize::try_from(counted).unwrap(), pending, "what waits to be decided: {said:?}");
    }

    /// They are told before what is kept for a time: all that is open which they know of, and of the rest that there is something. Until
    /// when what was decided can be answered is left to tests of its own.
    async fn check_prospect(&self, film: usize) {
        let (service, owner) = (self.service(), self.owner(film));
        let said = erasure::prospect(&service, &owner).await.unwrap();
        assert!(said.first.is_empty(), "nothing to settle first: {said:?}");
        let it = &self.films[film];
        let of_measure = self.measures.iter().filter(|measure| measure.party == Party::Owner(film));
        let appealed = of_measure.filter_map(|measure| measure.appeal).any(|(_, open)| open);
        let deleted = it.deleted.is_some() && !self.locked(film) && !it.purged;
        let claimed = self.cases.iter().any(|case| case.waits_on(film));
        let untold = |decided: &Decided| decided.restricts && decided.told.is_none();
        let untold = self.decisions.iter().any(|decided| untold(decided) && self.target(decided.line).film == film);
        let expected = [
            (Kept::LockedFiles, self.is_shut(film) && !it.purged),
            (Kept::OpenAnswers, self.disputed(film) || appealed),
            (Kept::Orders, deleted && !it.ordered),
            (Kept::Other, claimed || untold || self.preserved(film)),
        ];
        let expected: BTreeSet<_> = expected.into_iter().filter(|(_, so)| *so).map(|(kept, _)| kept).collect();
        let told: BTreeSet<_> = said.waits.iter().map(|wait| wait.kept).filter(|it| *it != Kept::Answers).collect();
        assert_eq!(told, expected, "what is kept after closing: {said:?}");
    }

    /// What is theirs to delete goes for good when they close their account, and what is given back to them later as soon as it is back.
    /// What they had deleted before, and something locked since, is looked at on the next day on which the account is: it goes then,
    /// unless it was still locked. `was_locked`: before what came about by itself since; `returned`: the day of the last counter-notice
    /// that came about.
    pub(super) fn take_along(&mut self, film: usize, was_locked: bool, returned: Option<Time>) {
        let (now, locked, it) = (self.now(), self.locked(film), &mut self.films[film]);
        let Some(look_at) = it.left.as_ref().and_then(|left| left.look_at) else { return };
        let goes = match it.deleted {
            None => !it.lost,
            Some(until) => {
                let was_back = !was_locked || returned.is_some_and(|returned| returned < look_at);
                look_at <= now && now < until && was_back
            }
        };
        if goes && !locked && !it.purged {
            it.delete(now, now);
        }
    }

    /// A closed account is looked at again within a week, until nothing of its person is left.
    pub(super) async fn look_again(&mut self) {
        for film in 0..self.films.len() {
            if !self.has_left(film) || self.is_erased(film) {
                continue;
            }
            let look_at = self.next_look(self.owner(film).account).await;
            if look_at.is_none() {
                self.find_purged(film).await;
                self.check_erased(film);
                // What two people were to do about it ends with them.
                self.films[film].proposed = None;
            }
            self.films[film].left = Some(Left { look_at });
        }
        for at in 0..self.departed.len() {
            let Departed { account, left } = self.departed[at].clone();
            if left.look_at.is_none() {
                continue;
            }
            let look_at = self.next_look(account).await;
            if look_at.is_none() {
                self.check_forgotten(account);
            }
            self.departed[at].left = Left { look_at };
        }
    }

    /// When a closed account is looked at again; none once nothing of its person is left.
    async fn next_look(&self, account: AccountId) -> Option<Time> {
        let (service, now) = (&self.app.service, self.now());
        let mut tx = service.db.read().await.unwrap();
        let closure = closing::closure(&mut tx, account).await.unwrap().unwrap();
        let unseen = closure.erased_at.is_none()
            && closure.look_at.is_none_or(|look_at| look_at <= now || now.plus(7 * DAY) < look_at);
        assert!(!unseen, "looked at again within a week: {closure:?} at {now:?}");
        closure.look_at.filter(|_| closure.erased_at.is_none())
    }

    /// Who is forgotten has sent nothing that waits or can be answered still.
    fn check_forgotten(&self, account: AccountId) {
        let now = self.now();
        let mut theirs = self.cases.iter().filter(|case| case.speaks_of(account));
        assert!(!theirs.any(Case::is_pending), "forgotten while something waits that they sent: {:?}", self.cases);
        assert!(!self.is_answered(account), "forgotten while an answer about something that they sent waits");
        let theirs = |decided: &&Decided| self.cases[decided.line.0].filer == Some(account);
        let answerable = self.decisions.iter().filter(theirs).find(|decided| {
            let told = decided.told.map_or(decided.at, |told| told.max(decided.at));
            now < self.months_after(told, 6)
        });
        assert!(answerable.is_none(), "forgotten while this can be answered: {answerable:?}");
    }

    /// Of staff who uploaded and sent nothing, nothing is left as soon as their account is closed.
    pub(super) fn check_gone(&self) {
        for who in self.gone.iter().filter(|who| **who != PARTY) {
            assert!(self.is_forgotten(self.staff[*who].account), "something is kept of {who}, who was staff");
        }
    }

    /// Whoever is erased has nothing left that a window, a duty or a preservation hold keeps.
    fn check_erased(&self, film: usize) {
        let (now, it) = (self.now(), &self.films[film]);
        assert!(!self.is_open(film), "erased while their file is locked, claimed or disputed: {:?}", self.cases);
        assert!(!self.preserved(film), "erased while their file is preserved: {:?}", it.kept);
        let gone = it.purged || (it.ordered && it.deleted.is_some_and(|until| until <= now));
        assert!(gone, "erased before their file is gone: deleted for good at {:?}", it.deleted);
        let mut decided = self.decisions.iter().filter(|decided| self.target(decided.line).film == film);
        let answerable = decided.find(|decided| {
            let told = decided.told.map(|told| told.max(decided.at));
            now < self.months_after(told.unwrap_or(decided.at), 6) || (decided.restricts && told.is_none())
        });
        assert!(answerable.is_none(), "erased while this can be answered: {answerable:?}");
        assert!(it.last_ended.plus(30 * DAY) <= now, "erased {:?} after the last answer", now.since(it.last_ended));
        let of_measure = self.measures.iter().filter(|measure| measure.party == Party::Owner(film));
        let appealed = of_measure.filter_map(|measure| measure.appeal).any(|(_, open)| open);
        assert!(!appealed, "erased while an appeal of theirs waits");
    }

    /// How every story ends: whoever has not left yet does. Staff lay their role down first, and the only owner of an organisation makes
    /// another.
    pub(super) async fn close(&mut self) {
        let service = &self.app.service;
        let mut needed = vec![(self.staff[SENIOR], cast::auth(0)), (self.holders[0].first, cast::auth(0))];
        needed.extend(self.serves(PARTY).then(|| (self.staff[PARTY], cast::auth(0))));
        let alone = self.teams.iter().filter(|team| team.len() == 1).flatten();
        needed.extend(alone.map(|owner| (owner.person, owner.auth.clone())));
        for (person, auth) in &needed {
            let refused = erasure::close(service, person, auth, CONFIRMATION).await;
            assert!(matches!(refused, Err(Error::InTheWay(_))), "{refused:?}");
        }
        if self.leave(0, true).await.is_some() {
            self.work().await;
            self.check().await;
        }
        self.check_entries().await;
        self.check_behind().await;
    }
}
