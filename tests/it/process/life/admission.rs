//! What takes two administrators: whom they appoint as a senior or as one of themselves, and organisations that they vouch for without proof of
//! a domain. One proposes, the other confirms, and either takes it back; nobody confirms what they proposed themselves.
//!
//! Whoever is appointed has the role taken again at once, so that the senior of a story stays the only one.

use proptest::sample::Index;
use writ::accounts::{self, Accepted, Actor, Role, two_person};
use writ::claims::Error;
use writ::claims::organisations::{self, State, Verdict};

use super::facts::{Applicant, Appointee};
use super::model::{Life, SENIOR, chosen};
use crate::claims::cast;

/// How many organisations apply at most.
const MOST: usize = 5;

impl Life {
    fn administrators(&self) -> [Actor; 2] {
        [self.holders[0].first, self.holders[0].second]
    }

    // Roles --------------------------------------------------------------------------------------------

    /// Whether somebody has a role now.
    async fn has_role(&self, Appointee { person, role, .. }: Appointee) -> bool {
        let mut tx = self.app.service.db.read().await.unwrap();
        accounts::actor(&mut tx, person.account).await.unwrap().unwrap().roles.has(role)
    }

    /// The first administrator, and no senior, invites somebody, and says why. Whoever takes that up waits for another to confirm it; one at a
    /// time here.
    pub(super) async fn nominate(&mut self, administrator: bool) -> Option<()> {
        if self.appointee.is_some() {
            return None;
        }
        let (service, [first, second]) = (self.service(), self.administrators());
        let role = if administrator { Role::Administrator } else { Role::Senior };
        for (by, why) in [(self.staff[SENIOR], "Known for years"), (first, "")] {
            let refused = accounts::invite(&service, by, role, why).await;
            assert!(refused.is_err(), "an administrator's to invite, who says why: {refused:?}");
        }
        let person = cast::person(&service, "appointee").await;
        self.secrets.push(("a person", person.account.to_string()));
        let invitation = accounts::invite(&service, first, role, "Known for years").await.unwrap();
        let accepted = accounts::accept_invitation(&service, person, &invitation).await.unwrap();
        assert_eq!(accepted, Accepted::Waits(role));
        let waiting = two_person::waiting(&service, &second).await.unwrap();
        let step = waiting.iter().find(|it| it.step.account() == Some(person.account)).unwrap().step.id;
        let appointee = Appointee { person, role, step };
        assert!(!self.has_role(appointee).await, "it takes two: {appointee:?}");
        self.appointee = Some(appointee);
        Some(())
    }

    /// The other administrator confirms it. Then the role is taken again: a senior's by one administrator, an administrator's by two.
    pub(super) async fn confirm_nominee(&mut self, who: usize) -> Option<()> {
        let (service, administrators) = (self.service(), self.administrators());
        let appointee = self.appointee?;
        let Appointee { person, role, step } = appointee;
        for other in [self.staff[SENIOR], person] {
            let refused = accounts::confirm_appointment(&service, other, role, step).await;
            assert!(refused.is_err(), "an administrator's to confirm: {refused:?}");
        }
        let done = accounts::confirm_appointment(&service, administrators[who], role, step).await;
        assert_eq!(done.is_ok(), who == 1, "not by who proposed it: {done:?}");
        assert_eq!(self.has_role(appointee).await, who == 1, "{appointee:?}");
        done.ok()?;
        self.appointee = None;
        let [first, second] = administrators;
        let alone = accounts::withdraw_role(&service, first, person.account, role).await;
        assert_eq!(alone.is_ok(), role == Role::Senior, "{alone:?}");
        if alone.is_err() {
            let step = accounts::propose_removal(&service, first, person.account, "A mistake").await.unwrap();
            for other in [first, person] {
                let refused = accounts::confirm_removal(&service, other, step).await;
                assert!(refused.is_err(), "by another, and not by whom it is about: {refused:?}");
            }
            accounts::confirm_removal(&service, second, step).await.unwrap();
        }
        assert!(!self.has_role(appointee).await, "{appointee:?}");
        Some(())
    }

    /// Either administrator takes it back, once; no senior does, nor whom it is about.
    pub(super) async fn reject_nominee(&mut self, who: usize) -> Option<()> {
        let (service, by) = (self.service(), self.administrators()[who]);
        let appointee = self.appointee?;
        for other in [self.staff[SENIOR], appointee.person] {
            let refused = two_person::cancel(&service, &other, appointee.step).await;
            assert!(refused.is_err(), "an administrator's to take back: {refused:?}");
        }
        two_person::cancel(&service, &by, appointee.step).await.unwrap();
        let [_, second] = self.administrators();
        let late = accounts::confirm_appointment(&service, second, appointee.role, appointee.step).await;
        assert!(late.is_err(), "it was taken back: {late:?}");
        assert!(!self.has_role(appointee).await, "{appointee:?}");
        self.appointee = None;
        Some(())
    }

    // Organisations ------------------------------------------------------------------------------------

    /// Somebody applies for an organisation. The log names it once it is verified, and not before.
    pub(super) async fn apply(&mut self) -> Option<()> {
        if self.applicants.len() >= MOST {
            return None;
        }
        let (service, name) = (self.service(), format!("Hopeful Pictures {}", self.applicants.len()));
        let person = cast::person(&service, "applicant").await;
        self.secrets.extend([("a person", person.account.to_string()), ("who applied", name.clone())]);
        let organisation = organisations::apply(&service, &person, &cast::application(&name)).await.unwrap();
        self.applicants.push(Applicant { organisation, name, state: State::Applied, decided_at: None, proposed: None });
        Some(())
    }

    /// An administrator, and no senior, refuses what waits, once. None verifies alone what has proven no domain.
    pub(super) async fn refuse(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.applicants, index, |applicant| applicant.state == State::Applied)?;
        let (service, now, by) = (self.service(), self.now(), self.administrators()[who]);
        let Applicant { organisation, state, .. } = self.applicants[at].clone();
        let senior = organisations::decide(&service, &self.staff[SENIOR], organisation, Verdict::Refused, "Who?").await;
        assert!(matches!(senior, Err(Error::Forbidden(_))), "no senior's to refuse: {senior:?}");
        let alone = organisations::decide(&service, &by, organisation, Verdict::Verified, "Known").await;
        assert!(matches!(alone, Err(Error::Conflict(_))), "it has proven no domain: {alone:?}");
        let done = organisations::decide(&service, &by, organisation, Verdict::Refused, "Who?").await;
        assert_eq!(done.is_ok(), state == State::Applied, "{state:?}: {done:?}");
        done.ok()?;
        let applicant = &mut self.applicants[at];
        (applicant.state, applicant.decided_at) = (State::Refused, Some(now));
        Some(())
    }

    /// An administrator proposes to verify what is not, though it was refused; the other confirms that, unless it was decided about since, by
    /// which it is over.
    pub(super) async fn vouch(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.applicants, index, |applicant| applicant.state != State::Verified)?;
        let (service, now, by) = (self.service(), self.now(), self.administrators()[who]);
        let applicant = self.applicants[at].clone();
        let Some((step, proposer, proposed_at)) = applicant.proposed else {
            let step = organisations::propose_override(&service, &by, applicant.organisation, "Register seen").await;
            assert_eq!(step.is_ok(), applicant.state != State::Verified, "{applicant:?}: {step:?}");
            self.applicants[at].proposed = Some((step.ok()?, who, now));
            return Some(());
        };
        let done = organisations::confirm_override(&service, &by, step).await;
        let since = applicant.decided_at.is_some_and(|decided| decided > proposed_at);
        assert_eq!(done.is_ok(), who != proposer && !since, "{applicant:?}: {done:?}");
        if since {
            two_person::cancel(&service, &by, step).await.unwrap();
            self.applicants[at].proposed = None;
        }
        done.ok()?;
        self.secrets.retain(|(_, secret)| *secret != applicant.name);
        let found = organisations::organisation(&service, &by, applicant.organisation).await.unwrap();
        assert_eq!(found.state, State::Verified);
        self.applicants[at] = Applicant { state: State::Verified, decided_at: Some(now), proposed: None, ..applicant };
        Some(())
    }
}
