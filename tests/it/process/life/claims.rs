//! Claims: filed, completed, taken back; decided by staff, by a senior, or by their holder.

use proptest::sample::Index;
use writ::accounts::standing::Scope;
use writ::claims::authorities::Kind as OrderKind;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::escalations::{self, Kind};
use writ::claims::queue::{self, Sought};
use writ::claims::samples::{self, Outcome};
use writ::claims::statement::Basis;
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{correspondents, extension, filing, questions, reports};
use writ::process::appeals::Side;

use super::facts::{Case, Decided, Escalation, Kept, Order, Party, Question, Stranger};
use super::model::{DAY, Life, SENIOR, THEIRS, chosen, may_work};
use crate::app::{link_in, mailed};
use crate::claims::cast::{self, target};

/// The mail address of who has no account.
fn address(who: usize) -> String {
    format!("stranger-{who}@mail.example")
}

impl Life {
    /// What is there can be claimed, whoever deleted or locked it, unless its holder is suspended.
    pub(super) async fn file(&mut self, org: usize, film: usize) -> Option<()> {
        let filed = cast::file(&self.service(), &self.holders[org], vec![target(&self.films[film].file.url())]).await;
        let may = !self.films[film].purged && !self.closed(Party::Org(org), Scope::Notices);
        assert_eq!(filed.is_ok(), may, "{filed:?}");
        self.cases.push(Case { org: Some(org), ..Case::new(&filed.ok()?, film) });
        Some(())
    }

    /// Anybody sends a notice without an account. One under US law is taken whoever sent it; of the others none from an address that is
    /// suspended, and whoever typed that reads the same.
    pub(super) async fn report(&mut self, who: usize, film: usize, basis: Basis) -> Option<()> {
        let service = self.service();
        let mut report = cast::report(basis, &self.films[film].file.url());
        report.statement.email = address(who);
        let from = format!("192.0.2.{}", self.cases.len());
        let mut done = None;
        let mails = mailed(&service, async || {
            done = Some(reports::send(&service, &from, None, &report).await);
        })
        .await;
        let done = done?;
        assert_eq!(done.is_ok(), !self.films[film].purged, "{done:?}");
        let filed = done.ok()?;
        let secret = filed.private_link.clone()?;
        let away = basis != Basis::UsDmca && self.closed(Party::Stranger(who), Scope::Notices);
        let kept = reports::follow(&service, secret.expose()).await;
        assert_eq!(kept.is_ok(), !away, "{kept:?}");
        kept.ok()?;
        let code = link_in(&mails[0], &format!("/report/confirmation/{}/", filed.claim));
        let stranger = Some(Stranger { who, secret, code, confirmed: false });
        self.cases.push(Case { basis, stranger, ..Case::new(&filed, film) });
        Some(())
    }

    /// A holder adds the other file to a claim that waits, each link once, and takes just that back: while both wait, the claim is due with
    /// the first of them. Only to claims on the file of a party, who would else be kept out of a claim from then on.
    pub(super) async fn extend(&mut self, index: &Index) -> Option<()> {
        let likely = |case: &Case| case.pending && case.org.is_some() && case.film == THEIRS && !case.extended;
        let at = chosen(&self.cases, index, likely)?;
        let (service, now, case) = (self.service(), self.now(), self.cases[at].clone());
        let member = self.holders[case.org?].member;
        if case.film != THEIRS {
            return None;
        }
        let other = &self.films[1 - THEIRS];
        let added = extension::extend(&service, &member, case.claim, &[target(&other.file.url())]).await;
        let open = case.pending && !case.extended && !other.purged;
        assert_eq!(added.is_ok(), open && !self.closed(Party::Org(case.org?), Scope::Notices), "{added:?}");
        let added = added.ok()?;
        assert_eq!(added.due_at, now.plus(service.config.limits.verified_claim_due));
        let seen = queue::page(&service, &self.staff[SENIOR], &Sought::default(), None).await.unwrap().claims;
        let waiting = seen.iter().find(|waiting| waiting.claim == case.claim).unwrap();
        assert_eq!((waiting.targets, waiting.due_at), (2, case.due.min(added.due_at)));
        let (own, extent) = (Claimant::Person(&member), [added.targets[0].target]);
        withdrawal::withdraw(&service, own, case.claim, Extent::Targets(&extent), "Another film").await.unwrap();
        self.cases[at].extended = true;
        Some(())
    }

    /// Whoever reads its address confirms that it is theirs, by nothing but what came there.
    pub(super) async fn own(&mut self, index: &Index) -> Option<()> {
        let unknown = |case: &Case| case.stranger.as_ref().is_some_and(|stranger| !stranger.confirmed);
        let at = chosen(&self.cases, index, unknown)?;
        let (service, claim) = (self.service(), self.cases[at].claim);
        let stranger = self.cases[at].stranger.as_mut()?;
        let guessed = correspondents::confirm(&service, claim, "x").await;
        assert!(guessed.is_err(), "{guessed:?}");
        correspondents::confirm(&service, claim, &stranger.code).await.unwrap();
        stranger.confirmed = true;
        Some(())
    }

    /// One reviewer has a claim at a time, for an hour; and none who is a party, or is no senior where it takes one.
    async fn take(&mut self, case: usize, who: usize) -> Option<()> {
        let claim = self.cases[case].claim;
        let taken = queue::take(&self.service(), &self.staff[who], claim).await;
        let may = self.may_have(case, who) && !self.is_others(case, who);
        assert_eq!(taken.is_ok(), may, "{taken:?}");
        self.cases[case].taken = Some((who, taken.ok()?));
        Some(())
    }

    /// Staff ask for what the law wants, once until another notice comes; an order's clock never stands still.
    pub(super) async fn ask(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.pending && case.asked.is_none())?;
        self.take(at, who).await?;
        let (case, now) = (&self.cases[at], self.now());
        let asked = questions::ask(&self.service(), &self.staff[who], case.claim, &["name"], "Who are you?").await;
        let may = case.order.is_none() && case.asked.is_none() && !case.unanswered;
        assert_eq!(asked.is_ok(), may, "{asked:?}");
        asked.ok()?;
        self.cases[at].asked = Some(Question { at: now, until: now.plus(14 * DAY) });
        Some(())
    }

    /// The claimant, and nobody else, completes a notice until it is decided: the time that was waited is added to its deadline.
    pub(super) async fn complete(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.asked.is_some())?;
        let (service, now, case) = (self.service(), self.now(), self.cases[at].clone());
        let voice = self.voice(&case)?;
        let mut input = cast::notice(case.basis);
        if let Some(stranger) = &case.stranger {
            input.email = address(stranger.who);
        }
        let other = self.holders[1 - case.org.unwrap_or_default()].member;
        let another = filing::amend(&service, Claimant::Person(&other), case.claim, &input).await;
        assert!(another.is_err(), "{another:?}");
        let done = filing::amend(&service, voice.claimant(), case.claim, &input).await;
        assert_eq!(done.is_ok(), case.pending, "{done:?}");
        done.ok()?;
        if let Some(question) = case.asked {
            self.cases[at].due = case.due.plus(now.since(question.at));
        }
        (self.cases[at].asked, self.cases[at].unanswered) = (None, false);
        Some(())
    }

    /// A question ends on its day, and the clock goes on.
    pub(super) fn end_question(&mut self, case: usize) {
        let (now, case) = (self.now(), &mut self.cases[case]);
        if let Some(question) = case.asked.take_if(|question| question.until <= now) {
            case.due = case.due.plus(now.since(question.at));
            case.unanswered = true;
        }
    }

    /// Whoever has a claim decides it, once. An order is carried out or not, and only one to remove removes anything.
    pub(super) async fn decide(&mut self, index: &Index, who: usize, action: Action) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.pending)?;
        self.take(at, who).await?;
        let case = self.cases[at].clone();
        let finding = match (&case.order, action) {
            (Some(_), _) => Finding::Ordered,
            (None, Action::None) => Finding::NotInfringing,
            (None, _) => Finding::Infringing,
        };
        let ruling = Ruling {
            target: case.target,
            finding,
            action,
            ground: "17 U.S.C. 106".into(),
            reasons: "It is the film.".into(),
        };
        let made = decisions::decide(&self.service(), &self.staff[who], case.claim, &[ruling]).await;
        let ordered = case.order.as_ref().is_none_or(|order| order.kind == OrderKind::Removal);
        let may = (action != Action::LockAndDelete || self.lockable(case.film)) && (action == Action::None || ordered);
        assert_eq!(made.is_ok(), may, "{made:?}");
        let mut decided = Decided::new(made.ok()?[0], at, action, self.now());
        decided.told = decided.told.filter(|_| !case.untold());
        self.cases[at].deciders.insert(who);
        if case.order.is_some_and(|order| order.kind == OrderKind::Preservation) && !self.films[case.film].purged {
            self.films[case.film].kept.push(Kept { until: None, released: false });
        }
        self.is_decided(decided);
        Some(())
    }

    /// A case that is decided is in nobody's hands, and waits for no answer.
    pub(super) fn is_decided(&mut self, decided: Decided) {
        let case = &mut self.cases[decided.case];
        (case.pending, case.taken, case.asked) = (false, None, None);
        let (escalated, film) = (case.escalated.take(), case.film);
        self.let_go(film, escalated.as_ref());
        self.decisions.push(decided);
    }

    /// A claimant takes a claim back, whatever was decided. What the senior has in hand stays there.
    pub(super) async fn withdraw(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.cases, index, |case| !case.withdrawn)?;
        let case = self.cases[at].clone();
        let voice = self.voice(&case)?;
        let done = withdrawal::withdraw(&self.service(), voice.claimant(), case.claim, Extent::Whole, "Licensed").await;
        assert_eq!(done.is_ok(), !case.withdrawn, "{done:?}");
        done.ok()?;
        let case = &mut self.cases[at];
        (case.pending, case.withdrawn, case.taken, case.asked) = (false, true, None, None);
        for decision in 0..self.decisions.len() {
            if self.decisions[decision].case == at {
                self.ended(decision);
                self.end_appeals(decision, Side::Notifier);
            }
        }
        Some(())
    }

    /// Who is no party hands an open case to the senior; in danger, the file is locked and preserved at once.
    pub(super) async fn escalate(&mut self, index: &Index, who: usize, kind: Kind) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.pending && case.escalated.is_none())?;
        let (case, now) = (self.cases[at].clone(), self.now());
        let done = escalations::raise(&self.service(), &self.staff[who], case.claim, Some(kind), "Look at it").await;
        let may = case.pending && case.escalated.is_none() && may_work(who, case.film);
        assert_eq!(done.is_ok(), may, "{done:?}");
        done.ok()?;
        let locks = kind.locks() && self.lockable(case.film);
        if kind.locks() && !self.films[case.film].purged {
            self.films[case.film].kept.push(Kept { until: Some(now.plus(365 * DAY)), released: false });
        }
        let case = &mut self.cases[at];
        case.seniors = true;
        case.taken = case.taken.filter(|(by, _)| *by == SENIOR);
        case.escalated = Some(Escalation { locks });
        Some(())
    }

    /// The senior hands it back: what was locked is given back, and stays preserved.
    pub(super) async fn send_back(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.escalated.is_some())?;
        let case = &self.cases[at];
        let done = escalations::send_back(&self.service(), &self.staff[who], case.claim, "It is nothing").await;
        assert_eq!(done.is_ok(), who == SENIOR && case.escalated.is_some(), "{done:?}");
        done.ok()?;
        let case = &mut self.cases[at];
        let escalated = case.escalated.take();
        // An order that is a senior's in any case stays with whoever has it.
        case.seniors = case.order.as_ref().is_some_and(Order::is_seniors);
        case.taken = case.taken.filter(|_| case.seniors);
        let film = case.film;
        self.let_go(film, escalated.as_ref());
        Some(())
    }

    /// What a senior had locked is, by that, no more.
    fn let_go(&mut self, film: usize, escalated: Option<&Escalation>) {
        if escalated.is_some_and(|escalated| escalated.locks) {
            let now = self.now();
            self.films[film].let_go = true;
            self.films[film].lifted_at = now;
        }
    }

    /// A holder with direct access deletes what it claims by itself, unless it is a senior's.
    pub(super) async fn press(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.pending && case.org.is_some() && !case.seniors)?;
        let (case, now) = (self.cases[at].clone(), self.now());
        let holder = &self.holders[case.org?];
        let made = cast::delete(&self.service(), &holder.member, case.claim, "DELETE", &holder.auth).await;
        let may = case.pending
            && !self.is_seniors(at)
            && self.lockable(case.film)
            && !self.closed(Party::Org(case.org?), Scope::Notices);
        assert_eq!(made.is_ok(), may, "{made:?}");
        let decided = Decided::new(made.ok()?[0], at, Action::LockAndDelete, now);
        self.is_decided(Decided { sampled: true, reviewed: false, ..decided });
        Some(())
    }

    /// The senior looks at one of the first deletions of a holder, all of which are drawn: it stands, or is given back.
    pub(super) async fn sample(&mut self, index: &Index, who: usize, upheld: bool) -> Option<()> {
        let at = chosen(&self.decisions, index, |decided| decided.sampled)?;
        let (decided, now) = (self.decisions[at].clone(), self.now());
        let outcome = if upheld { Outcome::Upheld } else { Outcome::Overturned };
        let done = samples::review(&self.service(), &self.staff[who], decided.id, outcome, "I looked").await;
        assert_eq!(done.is_ok(), who == SENIOR && decided.sampled, "{done:?}");
        done.ok()?;
        self.decisions[at].sampled = false;
        self.cases[decided.case].deciders.insert(who);
        if upheld {
            self.decisions[at].reviewed = true;
        } else {
            self.decisions[at].wrong = true;
            self.decisions[at].reversed = decided.reversed.or(decided.restricts.then_some(now));
            self.ended(at);
        }
        Some(())
    }
}
