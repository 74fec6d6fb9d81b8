//! Kept reasons: the senior, and nobody else, writes words down to start from, puts others in the place of some, and takes them off the list. One
//! that was written never changes, and nothing of the list changes what was decided.

use proptest::sample::Index;
use writ::accounts::Actor;
use writ::claims::Error;
use writ::claims::reasons::{self, Words};
use writ::texts::Language;

use super::facts::Reason;
use super::model::{Life, PARTY, SENIOR, chosen};

impl Life {
    /// Who keeps no reasons: a reviewer, an administrator, and whoever is not at the desk. Each with the roles that they have now.
    fn keep_no_reasons(&self) -> [Actor; 3] {
        [self.staff[PARTY], self.holders[0].first, self.nobody]
    }

    /// The senior writes one down, or another in the place of one that is on the list. The log says of its words nothing but that there are some.
    pub(super) async fn keep_reason(&mut self, instead: Option<&Index>) -> Option<()> {
        let service = self.service();
        let first = match instead {
            Some(index) => Some(chosen(&self.reasons, index, |reason| !reason.retired)?),
            None => None,
        };
        let replaces = first.map(|first| self.reasons[first].id);
        let words = format!("It has the whole of the score: {}", self.reasons.len());
        self.secrets.push(("a kept reason", words.clone()));
        let written = [Words { language: Language::default(), name: "The score".into(), words: words.clone() }];
        for other in self.keep_no_reasons() {
            let refused = reasons::keep(&service, &other, &written, replaces).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "the senior's to keep: {refused:?}");
        }
        let done = reasons::keep(&service, &self.staff[SENIOR], &written, replaces).await;
        let may = first.is_none_or(|first| !self.reasons[first].retired);
        assert_eq!(done.is_ok(), may, "in the place of {replaces:?}: {done:?}");
        let id = done.ok()?;
        if let Some(first) = first {
            self.reasons[first].retired = true;
        }
        self.reasons.push(Reason { id, words, retired: false });
        Some(())
    }

    /// The senior takes one off the list, once.
    pub(super) async fn retire_reason(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.reasons, index, |reason| !reason.retired)?;
        let (service, reason) = (self.service(), self.reasons[at].clone());
        for other in self.keep_no_reasons() {
            let refused = reasons::retire(&service, &other, reason.id).await;
            assert!(matches!(refused, Err(Error::Forbidden(_))), "the senior's to take off: {refused:?}");
        }
        let done = reasons::retire(&service, &self.staff[SENIOR], reason.id).await;
        assert_eq!(done.is_ok(), !reason.retired, "{reason:?}: {done:?}");
        done.ok()?;
        self.reasons[at].retired = true;
        Some(())
    }

    /// Each is offered until it is taken off the list, and says for ever what it said.
    pub(super) async fn check_reasons(&self) {
        if self.reasons.is_empty() {
            return;
        }
        let service = &self.app.service;
        let offered = reasons::offered(service).await.unwrap();
        let all = reasons::all(service, &self.staff[SENIOR]).await.unwrap();
        for reason in &self.reasons {
            let is_offered = offered.iter().any(|offered| offered.id == reason.id);
            assert_eq!(is_offered, !reason.retired, "on the list until it is taken off: {reason:?}");
            let found = all.iter().find(|found| found.id == reason.id).unwrap();
            assert_eq!(found.said(Language::default()).unwrap().words, reason.words, "it never changes");
        }
    }
}
