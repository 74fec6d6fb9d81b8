//! Programs: an owner of an organisation makes a key, by which a program claims, reads, takes back and deletes as its owner may then. It works
//! until its time is over, it is revoked, or its owner has left the organisation; from then on nothing is done by it, also by who came with it
//! before.

use proptest::sample::Index;
use writ::claims::Error;
use writ::claims::programs::keys::{self, NewKey, Scope};
use writ::claims::programs::once::{self, Begun};
use writ::claims::programs::reading::{self, Sought};
use writ::claims::programs::retraction::{self, Item};
use writ::claims::programs::{Answer, deletion, filing};

use super::facts::{Case, Key, Named};
use super::model::{DAY, Life, chosen};
use crate::claims::cast;

/// How many of an organisation there are at most here that work.
const MOST: usize = 3;

/// What a program is answered: nothing that anybody reads here.
fn answer() -> Answer {
    Answer { status: 200, body: b"{}".to_vec() }
}

impl Life {
    /// Whether a key works now.
    fn works(&self, key: &Key) -> bool {
        !key.revoked && self.now() < key.until && self.is_of_owner(key)
    }

    /// Whether whoever made a key belongs to the organisation still.
    fn is_of_owner(&self, key: &Key) -> bool {
        self.teams[key.org].iter().any(|owner| owner.person.account == key.bearer.actor.account)
    }

    /// One of the keys, mostly one that works; whoever comes with it is let in if it does.
    async fn key(&self, index: &Index) -> Option<Key> {
        let key = self.keys[chosen(&self.keys, index, |key| self.works(key))?].clone();
        let came = keys::authenticate(&self.app.service, key.secret.expose()).await;
        assert_eq!(came.is_ok(), self.works(&key), "{key:?}: {came:?}");
        Some(key)
    }

    /// Whoever acts for an organisation makes one for all that there is, with their password and a typed word, unless it is suspended.
    pub(super) async fn make_key(&mut self, org: usize) -> Option<()> {
        if self.keys.iter().filter(|key| key.org == org && self.works(key)).count() >= MOST {
            return None;
        }
        let (service, now, holder) = (self.service(), self.now(), self.holders[org].clone());
        let scopes = Scope::ALL.iter().map(|scope| scope.as_str().to_owned()).collect();
        let new = NewKey { name: "Crawler".into(), scopes, days: "30".into(), confirmation: "DELETE".into() };
        let stranger = keys::create(&service, &self.nobody, holder.organisation, &new, &cast::auth(0)).await;
        assert!(matches!(stranger, Err(Error::NotFound)), "no stranger's to make: {stranger:?}");
        let unsaid = NewKey { confirmation: String::new(), ..new.clone() };
        let unsaid = keys::create(&service, &holder.member, holder.organisation, &unsaid, &holder.auth).await;
        assert!(matches!(unsaid, Err(Error::Invalid(_))), "without the word: {unsaid:?}");
        let made = keys::create(&service, &holder.member, holder.organisation, &new, &holder.auth).await;
        assert_eq!(made.is_ok(), !self.suspended.contains(&org), "{made:?}");
        let (_, secret) = made.ok()?;
        let bearer = keys::authenticate(&service, secret.expose()).await.unwrap();
        self.secrets.push(("a key of a program", secret.expose().to_owned()));
        self.keys.push(Key { bearer, secret, org, until: now.plus(30 * DAY), revoked: false });
        Some(())
    }

    /// What a member could claim then, a program does; asked again, it is told the same, and nothing more is claimed.
    pub(super) async fn file_by_key(&mut self, index: &Index, named: Named) -> Option<()> {
        let key = self.key(index).await?;
        let (service, name) = (self.service(), format!("claim-{}", self.cases.len()));
        let begun = once::begin(&service, &key.bearer, &name, b"a claim").await.unwrap();
        let Begun::New(attempt) = begun else { panic!("nothing was asked by {name} before: {begun:?}") };
        let batch = filing::Batch {
            claim: cast::claim_of(self.typed(named)),
            works: Vec::new(),
            reference: None,
            partial: false,
        };
        let mut filed = None;
        let done = filing::file(&service, &key.bearer, batch, Some(&attempt), |outcome| {
            filed = Some(outcome.filed.clone());
            Ok(answer())
        })
        .await;
        let may = self.works(&key) && self.are_there(named) && self.may_claim(key.org);
        assert_eq!(done.is_ok(), may, "{key:?} {named:?}: {done:?}");
        if done.is_err() {
            once::forget(&service, &attempt).await.unwrap();
        }
        done.ok()?;
        let again = once::begin(&service, &key.bearer, &name, b"a claim").await.unwrap();
        assert!(matches!(again, Begun::Done(_)), "it is done: {again:?}");
        let filer = Some(key.bearer.actor.account);
        self.cases.push(Case { org: Some(key.org), filer, ..Case::new(&filed?, named) });
        Some(())
    }

    /// A program reads all claims of its organisation, whatever that may do now, and no other.
    pub(super) async fn read_by_key(&self, index: &Index, case: &Index) -> Option<()> {
        let key = self.key(index).await?;
        let (service, works) = (&self.app.service, self.works(&key));
        let page = reading::claims(service, &key.bearer, &Sought::default()).await;
        assert_eq!(page.is_ok(), works, "{key:?}: {page:?}");
        let theirs = |case: &Case| case.org == Some(key.org);
        if let Some(at) = chosen(&self.cases, case, theirs) {
            let case = &self.cases[at];
            let read = reading::claim(service, &key.bearer, case.claim).await;
            assert_eq!(read.is_ok(), works && theirs(case), "{key:?} reads {case:?}: {read:?}");
            assert!(read.is_ok_and(|read| read.case.targets.len() == case.targets.len()) || !(works && theirs(case)));
        }
        let page = page.ok()?;
        let listed: Vec<_> = page.claims.iter().map(|listed| (listed.claim, listed.targets)).collect();
        let expected = self.cases.iter().filter(|case| theirs(case));
        let expected = expected.map(|case| (case.claim, i64::try_from(case.targets.len()).unwrap()));
        assert_eq!(listed, expected.collect::<Vec<_>>(), "the oldest first");
        Some(())
    }

    /// A program takes back what its organisation claimed, all of it or one of two lines; what was taken back already is so again.
    pub(super) async fn retract_by_key(&mut self, index: &Index, case: &Index, part: Option<usize>) -> Option<()> {
        let key = self.key(index).await?;
        let likely = |case: &Case| case.org == Some(key.org) && !case.is_withdrawn();
        let at = chosen(&self.cases, case, likely)?;
        let (service, case) = (self.service(), self.cases[at].clone());
        let mut lines: Vec<_> = (0..case.targets.len()).filter(|line| !case.targets[*line].withdrawn).collect();
        let part = part.filter(|_| lines.len() == 2).map(|part| lines[part]);
        let targets = part.iter().map(|line| case.targets[*line].id).collect();
        let item = Item { claim: retraction::Named::Claim(case.claim), targets };
        let mut already = None;
        let done = retraction::retract(&service, &key.bearer, &item, "Licensed", None, |retracted| {
            already = Some(retracted.already);
            Ok(answer())
        })
        .await;
        let may = self.works(&key) && case.org == Some(key.org);
        assert_eq!(done.is_ok(), may, "{key:?} takes {part:?} of {case:?} back: {done:?}");
        done.ok()?;
        assert_eq!(already, Some(case.is_withdrawn()), "{case:?}");
        if case.is_withdrawn() {
            return None;
        }
        lines.retain(|line| part.is_none_or(|part| part == *line));
        self.lines_taken_back(at, &lines);
        Some(())
    }

    /// A program deletes what waits of a claim, where its owner could, and who has signed themselves; with the word, and with each target named.
    pub(super) async fn delete_by_key(&mut self, index: &Index, case: &Index, drawn: bool) -> Option<()> {
        let key = self.key(index).await?;
        let likely = |case: &Case| case.is_pending() && case.org == Some(key.org) && !case.seniors;
        let at = chosen(&self.cases, case, likely)?;
        let (service, case) = (self.drawing(drawn), self.cases[at].clone());
        let shown: Vec<_> = case.waiting().map(|line| case.targets[line].id).collect();
        let unsaid =
            deletion::delete_from_all_mirrors(&service, &key.bearer, case.claim, "", &shown, None, |_| Ok(answer()))
                .await;
        assert!(unsaid.is_err(), "without the word: {unsaid:?}");
        let mut made = Vec::new();
        let done =
            deletion::delete_from_all_mirrors(&service, &key.bearer, case.claim, "DELETE", &shown, None, |decided| {
                made = decided.to_vec();
                Ok(answer())
            })
            .await;
        let account = key.bearer.actor.account;
        let signed = self.teams[key.org].iter().any(|owner| owner.person.account == account && owner.signed);
        let theirs = case.org == Some(key.org) && self.may_be_deleted(at, key.org);
        assert_eq!(done.is_ok(), self.works(&key) && signed && theirs, "{key:?} deletes {case:?}: {done:?}");
        done.ok()?;
        self.deleted_directly(at, made, drawn).await;
        Some(())
    }

    /// An owner revokes one, once, whosever it is, and nobody else does; what ended with its owner's membership is over.
    pub(super) async fn revoke_key(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.keys, index, |key| self.works(key))?;
        let (service, key) = (self.service(), self.keys[at].clone());
        let (holder, id) = (self.holders[key.org].clone(), key.bearer.key);
        for stranger in [self.nobody, self.holders[1 - key.org].member] {
            let refused = keys::revoke(&service, &stranger, holder.organisation, id).await;
            assert!(matches!(refused, Err(Error::NotFound)), "no stranger's to revoke: {refused:?}");
        }
        let done = keys::revoke(&service, &holder.member, holder.organisation, id).await;
        assert_eq!(done.is_ok(), !key.revoked && self.is_of_owner(&key), "{key:?}: {done:?}");
        done.ok()?;
        self.keys[at].revoked = true;
        let came = keys::authenticate(&service, key.secret.expose()).await;
        assert!(came.is_err(), "it works no more: {came:?}");
        Some(())
    }
}
