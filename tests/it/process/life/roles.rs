//! Reviewers who lose their role, or lay it down, and get it again: meanwhile they do nothing that takes it, whatever they have in hand, which
//! nobody else has until their hour is over.

use writ::accounts::{self, Role};
use writ::claims::queue;

use super::model::{Life, SENIOR};

impl Life {
    /// Whether somebody on the staff has a role by which they work at the desk.
    pub(super) fn serves(&self, who: usize) -> bool {
        self.staff[who].roles.reviewer()
    }

    /// An administrator takes a reviewer's role, or they lay it down; no senior takes it. From then on it is worth nothing that they had it when
    /// they began to work.
    pub(super) async fn lose_role(&mut self, who: usize, own: bool) -> Option<()> {
        let (service, before) = (self.service(), self.staff[who]);
        let refused = accounts::withdraw_role(&service, self.staff[SENIOR], before.account, Role::Reviewer).await;
        assert!(refused.is_err(), "no senior's to take: {refused:?}");
        let by = if own { before } else { self.holders[0].first };
        let done = accounts::withdraw_role(&service, by, before.account, Role::Reviewer).await;
        assert_eq!(done.is_ok(), self.serves(who), "{done:?}");
        done.ok()?;
        if let Some(case) = self.cases.iter().rev().find(|case| case.is_pending()) {
            let taken = queue::take(&service, &before, case.claim).await;
            assert!(taken.is_err(), "who has the role no more takes {case:?}");
        }
        self.read_roles(who).await;
        Some(())
    }

    /// An administrator makes somebody a reviewer who is none. Who closed their account takes no invitation up.
    pub(super) async fn appoint(&mut self, who: usize) -> Option<()> {
        let service = self.service();
        let invitation = accounts::invite(&service, self.holders[0].first, Role::Reviewer, "").await.unwrap();
        let done = accounts::accept_invitation(&service, self.staff[who], &invitation).await;
        assert_eq!(done.is_ok(), !self.serves(who) && !self.gone.contains(&who), "{done:?}");
        done.ok()?;
        self.read_roles(who).await;
        Some(())
    }

    /// They work on with the roles that they have now.
    async fn read_roles(&mut self, who: usize) {
        let mut tx = self.app.service.db.read().await.unwrap();
        self.staff[who] = accounts::actor(&mut tx, self.staff[who].account).await.unwrap().unwrap();
    }
}
