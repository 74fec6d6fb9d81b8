//! Whoever sent a notice without an account has themselves taken out of it, by its private link: not while anything about it is open, or can
//! be answered. The notice stays, and how it was decided.

use proptest::sample::Index;
use writ::claims::reports;
use writ::claims::withdrawal::PrivateLinkText;
use writ::personal::erasure::CONFIRMATION;
use writ::personal::strangers;

use super::claims::address;
use super::facts::{Case, Decided, Measure, Party};
use super::model::{DAY, Life, chosen};

impl Life {
    /// Whether whoever sent a notice was taken out of it, at their asking or by time.
    pub(super) async fn is_taken_out(&self, case: usize) -> bool {
        let Some(stranger) = &self.cases[case].stranger else { return false };
        let link = PrivateLinkText(stranger.secret.expose());
        strangers::standing(&self.app.service, &link).await.unwrap().erased_at.is_some()
    }

    /// They ask for that, once: it is done or refused as they were told before. Of whom something was decided is left to tests of its own,
    /// and whoever time took out of it has nothing to ask for.
    pub(super) async fn erase_stranger(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.stranger.is_some() && !case.is_pending())?;
        let (service, case) = (self.service(), self.cases[at].clone());
        let stranger = case.stranger.as_ref()?;
        let party = Party::Stranger(stranger.who);
        let against = |measure: &Measure| measure.party == party;
        if self.measures.iter().any(against) || self.is_taken_out(at).await {
            return None;
        }
        let link = PrivateLinkText(stranger.secret.expose());
        let waits = strangers::standing(&service, &link).await.unwrap().waits;
        let guess = PrivateLinkText("a-secret-that-somebody-guesses");
        let guessed = strangers::erase(&service, &guess, CONFIRMATION).await;
        assert!(guessed.is_err(), "by another's secret: {guessed:?}");
        let unsaid = strangers::erase(&service, &link, "me").await;
        assert!(unsaid.is_err(), "without saying that it is meant: {unsaid:?}");
        let done = strangers::erase(&service, &link, CONFIRMATION).await;
        assert_eq!(done.is_ok(), waits.is_empty(), "as they were told, {waits:?}: {done:?}");
        assert!(done.is_err() || self.is_over(at), "taken out while something is open: {case:?}");
        assert!(done.is_ok() || !self.is_long_over(at), "kept though nothing is open, {waits:?}: {case:?}");
        done.ok()?;
        let after = strangers::standing(&service, &link).await.unwrap();
        assert!(after.erased_at.is_some(), "{after:?}");
        let left = reports::follow(&service, stranger.secret.expose()).await.unwrap().statement;
        let left = serde_json::to_string(&left).unwrap();
        assert!(!left.contains(&address(stranger.who)), "their address: {left}");
        let theirs = |case: &Case| case.party() == Some(party);
        let others = (0..self.cases.len()).any(|other| other != at && theirs(&self.cases[other]));
        let marked = self.marks.iter().any(|mark| self.sent_by(mark.what).1 == Some(party));
        assert!(!after.address_kept || others || marked, "their address is kept for nothing: {case:?}");
        if stranger.confirmed && !after.address_kept {
            let sent = self.cases.iter_mut().filter(|case| theirs(case));
            for stranger in sent.filter_map(|case| case.stranger.as_mut()) {
                stranger.forgotten = true;
            }
        }
        Some(())
    }

    /// Whether nothing of a notice is open that the model knows of, and neither side can answer what was decided any more.
    pub(super) fn is_over(&self, at: usize) -> bool {
        let (case, of_it) = (&self.cases[at], |decision: usize| self.case(decision) == at);
        let mut decided = self.decisions.iter().filter(|decided| decided.line.0 == at);
        !case.is_pending()
            && decided.all(|decided| self.is_past_appeal(decided))
            && !self.appeals.iter().any(|appeal| appeal.open && of_it(appeal.decision))
            && !self.sent.iter().any(|sent| sent.open && of_it(sent.decision))
            && !self.disputes.iter().any(|dispute| dispute.is_open() && of_it(dispute.decision))
            && !case.targets.iter().any(|target| self.preserved(target.film))
    }

    /// Whether that is so for certain, and was for a while: nothing of it was taken back or answered on oath, marked or is locked, and what else
    /// was answered about its files has ended thirty days ago.
    pub(super) fn is_long_over(&self, at: usize) -> bool {
        let (case, now) = (&self.cases[at], self.now());
        let locks = |decided: &Decided| decided.line.0 == at && decided.locks();
        let quiet = |film: usize| self.films[film].last_ended.plus(30 * DAY) <= now && !self.is_complained_of(film);
        self.is_over(at)
            && case.targets.iter().all(|target| !target.withdrawn && quiet(target.film))
            && !self.decisions.iter().any(locks)
            && !self.sent.iter().any(|sent| self.case(sent.decision) == at)
            && !self.marks.iter().any(|mark| self.sent_by(mark.what).0 == at)
    }
}
