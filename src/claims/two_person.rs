//! Steps that need two people: one proposes, another confirms, and the same person never both.
//!
//! A step waits, visibly, until somebody else confirms it or anybody entitled cancels it. What it then brings about
//! happens in the transaction of the confirmation, by the verb that owns the kind: [`super::direct::confirm_grant`],
//! [`super::agreements::publish`].

use std::fmt;

use uuid::Uuid;

use super::form::Form;
use super::{Actor, Error, in_force, store};
use crate::accounts::parties::{self, Case};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ObjectId, TwoPersonStepId};
use crate::service::Service;

/// What a step brings about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rights holder gets direct access. The subject is the organisation.
    DirectAccess,
    /// A version of the agreement is published. The subject is the version.
    AgreementPublication,
    /// An object is purged at once. The subject is the object.
    ImmediatePurge,
    /// An order goes out without a custody copy. The subject is the object.
    OrderWithoutCustody,
}

impl Kind {
    const ALL: [Self; 4] =
        [Self::DirectAccess, Self::AgreementPublication, Self::ImmediatePurge, Self::OrderWithoutCustody];

    /// Its word in the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DirectAccess => "direct-access",
            Self::AgreementPublication => "agreement-publication",
            Self::ImmediatePurge => "immediate-purge",
            Self::OrderWithoutCustody => "order-without-custody",
        }
    }

    /// Whether `actor` may take part in steps of this kind.
    fn admits(self, actor: &Actor) -> Result<(), Error> {
        match self {
            Self::DirectAccess | Self::AgreementPublication if !actor.roles.administrator() => {
                Err(Error::Forbidden("only administrators can do this"))
            }
            Self::ImmediatePurge | Self::OrderWithoutCustody
                if !actor.roles.senior() && !actor.roles.administrator() =>
            {
                Err(Error::Forbidden("only seniors and administrators can do this"))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A step that was proposed.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its id.
    pub id: TwoPersonStepId,
    /// What it brings about.
    pub kind: Kind,
    /// To whom or what: the id that [`Kind`] says.
    pub subject: Uuid,
    /// Why.
    pub reason: String,
    /// By whom.
    pub proposed_by: AccountId,
    /// When.
    pub proposed_at: Time,
    /// The second person, once there was one.
    pub confirmed_by: Option<AccountId>,
}

/// A step that waits for its second person.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The step.
    pub step: Step,
    /// How many people other than its proposer hold a role that may confirm it. None: it waits until there is one.
    pub could_confirm: i64,
}

impl Step {
    /// The case that it is a step of, if it is about a file: its parties neither see nor take part in it.
    fn case(&self) -> Option<Case> {
        match self.kind {
            Kind::ImmediatePurge | Kind::OrderWithoutCustody => Some(Case::Object(ObjectId(self.subject))),
            Kind::DirectAccess | Kind::AgreementPublication => None,
        }
    }
}

/// Every step that waits, oldest first, for staff; without those about a file to whose case the reader is a party.
pub async fn waiting(service: &Service, actor: &Actor) -> Result<Vec<Waiting>, Error> {
    if !actor.roles.staff() {
        return Err(Error::NotFound);
    }
    let mut tx = service.db.read().await?;
    let mut waiting = Vec::new();
    for row in store::open_steps(&mut tx).await? {
        let step = row.into_step()?;
        if let Some(case) = step.case()
            && parties::is_party(&mut tx, actor.account, case).await?
        {
            continue;
        }
        let could_confirm = store::people_who_could_confirm(&mut tx, step.kind, step.proposed_by).await?;
        waiting.push(Waiting { step, could_confirm });
    }
    Ok(waiting)
}

/// Takes a proposed step back. Anybody who could confirm it may, its proposer too.
pub async fn cancel(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = store::step(&mut tx, step).await?.ok_or(Error::NotFound)?.into_step()?;
    found.kind.admits(actor)?;
    if let Some(case) = found.case() {
        parties::keep_out(&mut tx, actor.account, case).await?;
    }
    if store::cancel_step(&mut tx, step, actor.account, service.clock.now()).await? != 1 {
        return Err(Error::Conflict("this step was already confirmed or cancelled"));
    }
    tx.commit().await?;
    Ok(())
}

/// Proposes, in the caller's transaction. The caller locks the subject's row first, so that of two proposals for one
/// subject the second is refused.
pub(super) async fn propose(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    kind: Kind,
    subject: Uuid,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    kind.admits(&in_force(tx, actor).await?)?;
    let mut form = Form::default();
    let reason = form.text("reason", reason, "Say why: the second person decides by it");
    form.finish()?;
    if store::open_step_of(tx, kind, subject).await?.is_some() {
        return Err(Error::Conflict("this was already proposed, and waits for a second person"));
    }
    let id = TwoPersonStepId::new(&service.clock, &service.entropy);
    store::insert_step(tx, id, kind, subject, &reason, actor.account, service.clock.now()).await?;
    Ok(id)
}

/// Confirms a step of `kind`, in the caller's transaction, which then brings about what it is for.
pub(super) async fn confirm(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    kind: Kind,
    step: TwoPersonStepId,
) -> Result<Step, Error> {
    kind.admits(&in_force(tx, actor).await?)?;
    let found = store::step(tx, step).await?.ok_or(Error::NotFound)?.into_step()?;
    if found.kind != kind {
        return Err(Error::NotFound);
    }
    if found.proposed_by == actor.account {
        return Err(Error::SamePerson);
    }
    if store::confirm_step(tx, step, actor.account, service.clock.now()).await? != 1 {
        return Err(Error::Conflict("this step was already confirmed or cancelled"));
    }
    Ok(Step { confirmed_by: Some(actor.account), ..found })
}

impl store::StepRow {
    fn into_step(self) -> Result<Step, Error> {
        let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == self.kind);
        Ok(Step {
            id: self.id,
            kind: kind.ok_or_else(|| store::unreadable("two_person_steps.kind"))?,
            subject: self.subject,
            reason: self.reason,
            proposed_by: self.proposed_by,
            proposed_at: self.proposed_at,
            confirmed_by: self.confirmed_by,
        })
    }
}
