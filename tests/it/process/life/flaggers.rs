//! Trusted flaggers: an administrator notes that an organisation is one, and that it is no more. What it claims under the law of the European Union
//! meanwhile is due sooner than what others claim, and nothing else comes of that; what it claims under another law is due like theirs.

use std::time::Duration;

use writ::claims::filing::{self, ClaimInput};
use writ::claims::flaggers::{self, NewStatus};
use writ::claims::statement::Basis;

use super::facts::{Case, Named};
use super::model::{DAY, Life, SENIOR};
use crate::claims::cast;

impl Life {
    /// In what time that is to be decided which an organisation claims now under a law.
    pub(super) fn due_in(&self, org: usize, basis: Basis) -> Duration {
        let limits = &self.app.service.config.limits;
        if basis == Basis::EuDsa && self.flagged[org] {
            limits.trusted_flagger_claim_due
        } else {
            limits.verified_claim_due
        }
    }

    /// An administrator, and nobody else, notes that an organisation is a trusted flagger, once, or that it is none any more.
    pub(super) async fn flag(&mut self, org: usize, given: bool) -> Option<()> {
        let (service, now, holder) = (self.service(), self.now(), self.holders[org].clone());
        let status = NewStatus {
            coordinator: "Coordinator of Exampleland".into(),
            expertise: "intellectual-property".into(),
            register: "https://register.example/7".into(),
            from: service.config.calendar.day_of(now.minus(DAY)).to_string(),
            until: String::new(),
        };
        for other in [self.staff[SENIOR], holder.member] {
            let refused = flaggers::set(&service, &other, holder.organisation, &status, "Seen").await;
            assert!(refused.is_err(), "an administrator's to note: {refused:?}");
        }
        let done = if given {
            flaggers::set(&service, &holder.first, holder.organisation, &status, "Seen").await
        } else {
            flaggers::remove(&service, &holder.first, holder.organisation, "It ended").await
        };
        assert_eq!(done.is_ok(), self.flagged[org] != given, "{done:?}");
        done.ok()?;
        self.flagged[org] = given;
        Some(())
    }

    /// An organisation claims something under the law of the European Union, as it may under any.
    pub(super) async fn file_in_union(&mut self, org: usize, named: Named) -> Option<()> {
        let (service, now, holder) = (self.service(), self.now(), self.holders[org].clone());
        let (basis, statement) = (Basis::EuDsa, cast::notice(Basis::EuDsa));
        let input = ClaimInput { basis, statement, ..cast::claim_of(self.typed(named)) };
        let filed = filing::file(&service, &holder.member, holder.organisation, &input).await;
        let may = self.are_there(named) && self.may_claim(org);
        assert_eq!(filed.is_ok(), may, "{named:?}: {filed:?}");
        let filed = filed.ok()?;
        assert_eq!(filed.due_at, now.plus(self.due_in(org, basis)), "by when it is to be decided");
        let filer = Some(holder.member.account);
        self.cases.push(Case { basis, org: Some(org), filer, ..Case::new(&filed, named) });
        Some(())
    }
}
