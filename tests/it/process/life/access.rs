//! Direct access and what an organisation may: given, taken away and looked at.

use proptest::sample::Index;
use writ::accounts::standing::Scope;
use writ::claims::organisations::{self, Verdict};
use writ::claims::{direct, samples};

use super::facts::{Decided, Party};
use super::model::{Life, SENIOR, chosen};

impl Life {
    /// Whether an organisation may send notices: not while staff closed them to it for misuse, nor while an administrator suspended it, nor
    /// before it has signed the agreement in force.
    pub(super) fn may_claim(&self, org: usize) -> bool {
        let barred = self.suspended.contains(&org) || self.unsigned.contains(&org);
        !barred && !self.closed(Party::Org(org), Scope::Notices)
    }

    /// An administrator, and nobody else, takes direct access from an organisation; two give it again, unless it is suspended or has
    /// the agreement yet to sign. What was deleted by it stays as it is, and is looked at as before.
    pub(super) async fn access(&mut self, org: usize, given: bool) -> Option<()> {
        let (service, holder) = (self.service(), self.holders[org].clone());
        if given {
            let step = direct::propose_grant(&service, &holder.first, holder.organisation, "Accurate again").await;
            let barred = self.suspended.contains(&org) || self.unsigned.contains(&org);
            let may = self.stripped.contains(&org) && !barred;
            assert_eq!(step.is_ok(), may, "{step:?}");
            let step = step.ok()?;
            let alone = direct::confirm_grant(&service, &holder.first, step).await;
            assert!(alone.is_err(), "it takes two: {alone:?}");
            direct::confirm_grant(&service, &holder.second, step).await.unwrap();
            self.stripped.remove(&org);
        } else {
            let senior = direct::strip(&service, &self.staff[SENIOR], holder.organisation, "Often wrong").await;
            assert!(senior.is_err(), "no senior's to take: {senior:?}");
            let done = direct::strip(&service, &holder.first, holder.organisation, "Often wrong").await;
            assert_eq!(done.is_ok(), !self.stripped.contains(&org), "{done:?}");
            done.ok()?;
            self.stripped.insert(org);
        }
        Some(())
    }

    /// An administrator suspends an organisation, or ends that. Meanwhile it claims nothing and deletes nothing; what it claimed is decided,
    /// and answered and taken back by it, as ever.
    pub(super) async fn reinstate(&mut self, org: usize, ends: bool) -> Option<()> {
        let (service, holder) = (self.service(), self.holders[org].clone());
        let done = if ends {
            let explained = "It was explained";
            organisations::decide(&service, &holder.first, holder.organisation, Verdict::Verified, explained).await
        } else {
            organisations::suspend(&service, &holder.first, holder.organisation, "Nobody answers").await
        };
        assert_eq!(done.is_ok(), self.suspended.contains(&org) == ends, "{done:?}");
        done.ok()?;
        if ends {
            self.suspended.remove(&org);
        } else {
            self.suspended.insert(org);
        }
        Some(())
    }

    /// A reviewer who is no party has a deletion looked at that was not drawn, once and while it restricts something.
    pub(super) async fn call_in(&mut self, index: &Index, who: usize) -> Option<()> {
        let likely = |decided: &Decided| decided.direct && decided.restricts && !decided.drawn;
        let at = chosen(&self.decisions, index, likely)?;
        let decided = self.decisions[at].clone();
        let done = samples::call_in(&self.service(), &self.staff[who], decided.id).await;
        assert_eq!(done.is_ok(), likely(&decided) && self.may_work(who, decided.line.0), "{decided:?}: {done:?}");
        done.ok()?;
        let decided = &mut self.decisions[at];
        (decided.drawn, decided.sampled) = (true, true);
        Some(())
    }
}
