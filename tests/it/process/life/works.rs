//! Works and matching: an organisation registers digests of files of its own, against which the content of what it claims and opened is held once,
//! at its asking. What was registered before the file was stored makes it matched; what came later is told as that, and nothing else of it.
//!
//! The first organisation had registered what both files hold before they were stored, the other one nothing.

use std::collections::{BTreeMap, BTreeSet};

use proptest::sample::Index;
use writ::claims::Error;
use writ::claims::matching::{self, MatchState, Requested};
use writ::claims::works::{self, NewWork};
use writ::tokens::Digest;

use super::facts::{Case, References};
use super::model::{Life, chosen};
use crate::claims::cast;

/// What both files hold.
pub const CONTENT: &[u8] = b"the content of the file";

/// A work with the digest of this.
pub fn work_of(content: &[u8]) -> NewWork {
    NewWork { references: vec![Digest::of(content).to_string()], ..cast::work() }
}

impl References {
    /// What either file comes to that is held against them.
    fn outcome(self) -> Option<MatchState> {
        match self {
            Self::None => None,
            Self::Others => Some(MatchState::Different),
            Self::Later => Some(MatchState::MatchedLater),
            Self::Earlier => Some(MatchState::Matched),
        }
    }
}

impl Life {
    /// A member registers a work, of what the files hold or of something else, unless the organisation is suspended; the agreement need not be
    /// signed for that.
    pub(super) async fn register(&mut self, org: usize, of_film: bool) -> Option<()> {
        let (service, holder) = (self.service(), self.holders[org].clone());
        let work = work_of(if of_film { CONTENT } else { b"another film" });
        let stranger = works::register(&service, &self.nobody, holder.organisation, &work).await;
        assert!(matches!(stranger, Err(Error::NotFound)), "no stranger's to register: {stranger:?}");
        let done = works::register(&service, &holder.member, holder.organisation, &work).await;
        assert_eq!(done.is_ok(), !self.suspended.contains(&org), "{done:?}");
        self.works.push(done.ok()?);
        let registered = if of_film { References::Later } else { References::Others };
        self.references[org] = self.references[org].max(registered);
        Some(())
    }

    /// A member has matched what waits of a claim: each file once, within what an organisation may have read a day. Only where there is something
    /// to read that nobody deletes meanwhile, and while all that it lies on is there.
    pub(super) async fn have_matched(&mut self, index: &Index, within: bool) -> Option<()> {
        let likely = |case: &Case| case.org.is_some() && !Self::unmatched(case).is_empty();
        let at = chosen(&self.cases, index, likely)?;
        let case = self.cases[at].clone();
        let org = case.org?;
        let can_be_read = |film: usize| {
            let it = &self.films[film];
            !it.purged && !it.lost && (self.locked(film) || it.deleted.is_none())
        };
        let readable = case.waiting().all(|line| can_be_read(case.targets[line].film));
        if !readable || self.away.is_some() || self.without_custody.is_some() {
            return None;
        }
        let service = if within {
            self.service()
        } else {
            cast::limited(&self.service(), |limits| limits.matching_bytes_per_day = 1)
        };
        for stranger in [self.nobody, self.holders[1 - org].member] {
            let refused = matching::request(&service, &stranger, case.claim).await;
            assert!(matches!(refused, Err(Error::NotFound)), "no stranger's to have matched: {refused:?}");
        }
        let done = matching::request(&service, &self.holders[org].member, case.claim).await;
        let (outcome, new) = (self.references[org].outcome(), Self::unmatched(&case));
        let may = within
            && case.is_pending()
            && !self.suspended.contains(&org)
            && !self.unsigned.contains(&org)
            && outcome.is_some()
            && !new.is_empty();
        assert_eq!(done.is_ok(), may, "{case:?}: {done:?}");
        assert_eq!(done.ok()?, Requested { begun: new.len(), too_large: 0 });
        let outcome = outcome?;
        self.cases[at].matched.extend(new.into_iter().map(|film| (film, outcome)));
        Some(())
    }

    /// The files of which something waits in a case, and which were not matched for it.
    fn unmatched(case: &Case) -> BTreeSet<usize> {
        let films = case.waiting().map(|line| case.targets[line].film);
        films.filter(|film| !case.matched.contains_key(film)).collect()
    }

    /// What came of that stays so, whatever becomes of claim and file.
    pub(super) async fn check_matched(&self) {
        let service = &self.app.service;
        for case in self.cases.iter().filter(|case| !case.matched.is_empty()) {
            let Some(org) = case.org else { continue };
            let told = matching::progress(service, &self.holders[org].member, case.claim).await.unwrap();
            let told: BTreeMap<_, _> = told.into_iter().map(|matching| (matching.object, matching.state)).collect();
            let expected = case.matched.iter().map(|(film, state)| (self.films[*film].file.object, *state));
            assert_eq!(told, expected.collect(), "what was matched of {case:?}");
        }
    }
}
