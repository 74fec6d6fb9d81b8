//! What a complaint is about: the decision by which a link is blocked, or the termination of the account that shared it. What differs
//! between the two stands here. What nobody has decided about yet is neither, and waits ([`super::undecided`]).

pub use crate::process::appeals::Subject;

use super::Complaint;
use crate::accounts::Actor;
use crate::claims::decided;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, DecisionId, MeasureId};
use crate::notices::Because;
use crate::process::store::{decided_before, reversed_at, standing};
use crate::process::{Error, judge, measures, reviewer};
use crate::service::Service;

/// What keeps a link from whoever stands before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blocking {
    /// A decision about the file, or about the link.
    Decision(DecisionId),
    /// The termination of the account that shared it.
    Measure(MeasureId),
    /// Something about the file that nobody has decided about yet.
    Undecided,
}

impl Blocking {
    /// As it stands in the row of a complaint.
    pub(super) const fn columns(self) -> (Option<DecisionId>, Option<MeasureId>) {
        match self {
            Self::Decision(decision) => (Some(decision), None),
            Self::Measure(measure) => (None, Some(measure)),
            Self::Undecided => (None, None),
        }
    }
}

impl Complaint {
    /// What it is about.
    pub(super) fn blocking(&self) -> Blocking {
        let of_decision = self.decision.map(Blocking::Decision);
        of_decision.or(self.measure.map(Blocking::Measure)).unwrap_or(Blocking::Undecided)
    }
}

/// What a complaint is about, read only.
///
/// # Errors
/// [`Error::NotFound`] where nobody has decided yet: nobody at the desk reads what waits for that.
pub(super) async fn read(tx: &mut Tx, service: &Service, blocking: Blocking) -> Result<Subject, Error> {
    Ok(match blocking {
        Blocking::Decision(id) => Subject::Decision(decided::read(tx, id).await?),
        Blocking::Measure(id) => Subject::Measure(measures::find(tx, service, id).await?),
        Blocking::Undecided => return Err(Error::NotFound),
    })
}

/// The same, with the rows locked that whatever changes it locks.
pub(super) async fn lock(tx: &mut Tx, service: &Service, blocking: Blocking) -> Result<Subject, Error> {
    match blocking {
        Blocking::Decision(id) => Ok(Subject::Decision(decided::lock(tx, id).await?)),
        Blocking::Measure(id) => {
            let found = measures::find(tx, service, id).await?;
            measures::reached(tx, service, &found).await?;
            // Read again, now that the row of whom it is against is locked.
            read(tx, service, blocking).await
        }
        Blocking::Undecided => Err(Error::NotFound),
    }
}

/// Whether a measure ended because somebody took it back; else what it rested on fell away.
pub(super) const fn is_reversal(because: Because) -> bool {
    matches!(because, Because::AppealGranted | Because::Reconsidered)
}

impl Subject {
    /// The case in the log: of the file, or of the account.
    pub(super) const fn case(&self) -> CaseId {
        match self {
            Self::Decision(decided) => decided.object_case,
            Self::Measure(measure) => measure.log_case,
        }
    }

    /// Whether it keeps the link from anybody now.
    pub const fn stands(&self) -> bool {
        match self {
            Self::Decision(decided) => decided.restricts,
            // Nothing but a termination is complained about: it stands until it is lifted.
            Self::Measure(measure) => measure.lifted_at.is_none(),
        }
    }

    /// Whether somebody reversed it, on an appeal or as staff.
    pub(super) async fn is_reversed(&self, tx: &mut Tx) -> Result<bool, Error> {
        Ok(match self {
            Self::Decision(decided) => reversed_at(tx, decided.id).await?.is_some(),
            Self::Measure(measure) => measure.lifted_because.is_some_and(is_reversal),
        })
    }

    /// Staff who are no party to it; and the word for this one in the log.
    pub(super) async fn judge(&self, tx: &mut Tx, actor: &Actor) -> Result<&'static str, Error> {
        match self {
            Self::Decision(decided) => judge(tx, actor, decided).await,
            Self::Measure(measure) => {
                let role = reviewer(tx, actor).await?;
                measures::keep_out(tx, actor, measure).await?;
                Ok(role)
            }
        }
    }

    /// Whether somebody decided about it before: first, or on an appeal.
    pub(super) async fn was_decided_by(&self, tx: &mut Tx, account: AccountId) -> Result<bool, Error> {
        Ok(match self {
            Self::Decision(decided) => decided_before(tx, decided.target, account).await?,
            Self::Measure(measure) => standing::decided_about(tx, measure.id, account).await?,
        })
    }
}
