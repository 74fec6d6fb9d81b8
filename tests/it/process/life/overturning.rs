//! Overturning: the senior decides once more, unasked, what staff decided, either way.

use proptest::sample::Index;
use writ::claims::decisions::{Action, Finding};
use writ::ids::DecisionId;
use writ::process::appeals::Side;
use writ::process::disputes::Outcome;
use writ::process::overturning::{self, Instead};

use super::facts::{Decided, Dispute};
use super::model::{Life, SENIOR, chosen};

impl Life {
    /// The senior, who had no part in it, gives back what staff restricted, or restricts what they did not or did less: not what a holder
    /// deleted directly or an authority ordered, nor while an appeal about it waits. Nothing is given back that a court was asked to keep or
    /// has kept; and no more is restricted of what came back by law, or while it may. What the senior had a part in they give back if it was
    /// complained of and theirs to look at again, as no other senior is there.
    pub(super) async fn overturn(&mut self, index: &Index, who: usize, action: Action) -> Option<()> {
        let likely = |decided: &Decided| {
            let theirs = self.target(decided.line).deciders.contains(&SENIOR);
            !decided.superseded && !decided.direct && (!theirs || self.is_looked_at_again(decided))
        };
        let at = chosen(&self.decisions, index, likely)?;
        let (service, decided, film) = (self.service(), self.decisions[at].clone(), self.film(at));
        // Of whoever is erased there is nothing left to give back or to restrict.
        if self.is_erased(film) {
            return None;
        }
        let gives_back = action == Action::None;
        let stands = if decided.restricts { decided.action } else { Action::None };
        let other = match stands {
            Action::None => !gives_back,
            Action::DisableLink => action != Action::DisableLink,
            Action::LockAndDelete => gives_back,
        };
        let stays = if gives_back {
            self.stopped(at) || self.kept_by_court(at)
        } else {
            self.came_back(at) || !self.waiting_about(at).is_empty()
        };
        let target = self.target(decided.line);
        // What was handed on for a danger, the senior locks whatever else waits or came back.
        let handed_on = self.cases[decided.line.0].escalated.as_ref().is_some_and(|it| it.withholds.contains(&film));
        let danger = handed_on && action == Action::LockAndDelete;
        let may = who == SENIOR
            && (danger || !target.deciders.contains(&who) || (gives_back && self.is_looked_at_again(&decided)))
            && !target.withdrawn
            && !decided.superseded
            && !decided.direct
            && self.cases[decided.line.0].order.is_none()
            && !self.films[film].purged
            && (danger || !self.appeals.iter().any(|appeal| appeal.open && appeal.decision == at))
            && other
            && (danger || !stays)
            && (action != Action::LockAndDelete || self.lockable(film));
        let instead = Instead {
            finding: if gives_back { Finding::NotInfringing } else { Finding::Infringing },
            action,
            ground: "17 U.S.C. 106".into(),
            reasons: "As I see it".into(),
        };
        let made = overturning::overturn(&service, &self.staff[who], decided.id, &instead).await;
        assert_eq!(made.is_ok(), may, "{action:?} in the place of {decided:?}: {made:?}");
        let made = made.ok()?;
        self.cases[decided.line.0].targets[decided.line.1].deciders.insert(who);
        self.replaced(at, made, action);
        Some(())
    }

    /// The senior decided this in the place of a decision. Its uploader is told what is given back, if anything is left of them.
    pub(super) fn replaced(&mut self, decision: usize, made: DecisionId, action: Action) {
        let (line, gives_back) = (self.decisions[decision].line, action == Action::None);
        let gave_back = gives_back && !self.is_erased(self.film(decision));
        self.ended(decision);
        self.end_appeals(decision, Side::Notifier);
        self.decisions[decision].superseded = true;
        self.decisions[decision].overturned = Some(if gives_back { Side::Uploader } else { Side::Notifier });
        self.ruled(Decided { gave_back, ..Decided::new(made, line, action, self.now()) });
        self.prove_right(decision);
    }

    /// Whether anything that a decision's claim restricted of its file came back by a counter-notice, or a court or a body said that it is
    /// to.
    fn came_back(&self, decision: usize) -> bool {
        let about = self.about(decision);
        let won = |dispute: &&Dispute| matches!(dispute.ended, Some((_, Outcome::ForUploader)));
        self.returned.contains(&about)
            || self.disputes.iter().filter(won).any(|dispute| self.about(dispute.decision) == about)
    }

    /// Whether something comes back, or is held by something else still, if a counter-notice gives back what a claim restricts of a file. If
    /// that is links alone, not the last of them once the owner deleted the file or it is lost.
    pub(super) fn comes_back(&self, about: (usize, usize)) -> bool {
        let restricting = (0..self.decisions.len()).filter(|at| self.decisions[*at].restricts);
        let (of_it, others): (Vec<_>, Vec<_>) = restricting.partition(|at| self.about(*at) == about);
        let Some(last) = of_it.iter().max_by_key(|at| self.decisions[**at].line) else { return false };
        let target = self.target(self.decisions[*last].line);
        let still = |other: &usize| {
            let named = self.target(self.decisions[*other].line);
            (named.film, named.link) == (target.film, target.link)
        };
        of_it.iter().any(|at| self.decisions[*at].locks())
            || others.iter().any(still)
            || self.locked(about.1)
            || (self.films[about.1].deleted.is_none() && !self.films[about.1].lost)
    }
}
