//! Steps that need two people: one proposes, another confirms, and the same person never both.
//!
//! A step waits, visibly, until somebody else confirms it or anybody entitled takes it back. What it then brings about
//! happens in the transaction of the confirmation, by the verb that owns the kind, which lies in the room of its
//! subject: `claims::direct`, `claims::organisations`, `claims::agreements`, `takedown`, and [`super::appointments`].
//!
//! The rules are the same for every kind. Who may take part is said by the kind, and read from the roles people hold in
//! that transaction, not from those they had when their session began; the proposer must still hold theirs when the
//! second person confirms. Whom a step is about is never its second person, and the parties to a file's case neither
//! propose a step about it nor see one. Of one kind there is one open step a subject. Nobody confirms one of which they cannot
//! read why, and with whom it is about, or whose file it is about, an open one ends ([`end_about`]).
//!
//! Two people are two accounts of which nobody made both: the roles that take part are given by two administrators, but
//! for the first two of them (`super::appointments`).

mod store;

use uuid::Uuid;

use self::store::StepRow;
use super::parties::{self, Case};
use super::{Actor, Error, Roles, in_force};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ObjectId, OrganisationId, TwoPersonStepId};
use crate::keys::ERASED;
use crate::service::Service;
use crate::texts::Text;
use crate::words::words;

/// The longest reason, in characters.
const LONGEST_REASON: usize = 2_000;

/// What a step brings about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A rights holder gets direct access. The subject is the organisation.
    DirectAccess,
    /// An organisation is verified that has not proven control of its domain. The subject is the organisation.
    VerificationOverride,
    /// A version of the agreement is published. The subject is the version.
    AgreementPublication,
    /// An object is purged at once. The subject is the object.
    ImmediatePurge,
    /// An order goes out without a custody copy. The subject is the object.
    OrderWithoutCustody,
    /// Somebody becomes a senior. The subject is their account.
    SeniorAppointment,
    /// Somebody becomes an administrator. The subject is their account.
    AdministratorAppointment,
    /// An administrator loses the role. The subject is their account.
    AdministratorRemoval,
}

words! {
    Kind {
        DirectAccess = "direct-access",
        VerificationOverride = "verification-override",
        AgreementPublication = "agreement-publication",
        ImmediatePurge = "immediate-purge",
        OrderWithoutCustody = "order-without-custody",
        SeniorAppointment = "senior-appointment",
        AdministratorAppointment = "administrator-appointment",
        AdministratorRemoval = "administrator-removal",
    }
}

impl Kind {
    /// Whether seniors take part in steps of this kind, too; administrators always may.
    const fn seniors_too(self) -> bool {
        matches!(self, Self::ImmediatePurge | Self::OrderWithoutCustody)
    }

    /// Whether somebody with these roles may take part in steps of this kind.
    pub const fn admits(self, roles: Roles) -> bool {
        roles.administrator() || (self.seniors_too() && roles.senior())
    }

    /// # Errors
    /// [`Error::Forbidden`] for whoever may neither propose nor confirm it.
    pub(crate) fn require(self, actor: Actor) -> Result<(), Error> {
        if self.admits(actor.roles) {
            Ok(())
        } else if self.seniors_too() {
            Err(Error::Forbidden(Text::of("two-seniors")))
        } else {
            Err(Error::Forbidden(Text::of("two-administrators")))
        }
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
    /// Why: where that was erased or altered it says so.
    pub reason: Text,
    /// By whom.
    pub proposed_by: AccountId,
    /// When.
    pub proposed_at: Time,
    /// The second person, once there was one.
    pub confirmed_by: Option<AccountId>,
}

impl Kind {
    /// The case that a step of this kind about `subject` belongs to, if it is about a file.
    fn case(self, subject: Uuid) -> Option<Case> {
        match self {
            Self::ImmediatePurge | Self::OrderWithoutCustody => Some(Case::Object(ObjectId(subject))),
            _ => None,
        }
    }
}

/// Where it lies sealed why a step was proposed.
fn place(id: TwoPersonStepId) -> String {
    format!("two_person_steps.reason/{id}")
}

impl Step {
    fn opened(service: &Service, row: &StepRow) -> Result<Self, Error> {
        Ok(Self {
            reason: service.keys.said(&place(row.id), &row.reason_sealed)?,
            id: row.id,
            kind: row.kind,
            subject: row.subject,
            proposed_by: row.proposed_by,
            proposed_at: row.proposed_at,
            confirmed_by: row.confirmed_by,
        })
    }

    /// The account it is about, if it is about one.
    pub fn account(&self) -> Option<AccountId> {
        match self.kind {
            Kind::SeniorAppointment | Kind::AdministratorAppointment | Kind::AdministratorRemoval => {
                Some(AccountId(self.subject))
            }
            Kind::DirectAccess
            | Kind::VerificationOverride
            | Kind::AgreementPublication
            | Kind::ImmediatePurge
            | Kind::OrderWithoutCustody => None,
        }
    }

    /// Whether `actor` could be its second person, as far as roles say: parties to its case keep out.
    pub fn may_confirm(&self, actor: Actor) -> bool {
        self.kind.admits(actor.roles) && self.proposed_by != actor.account && self.account() != Some(actor.account)
    }

    /// Whether `actor` may take it back: whoever could confirm it, and who proposed it.
    pub fn may_cancel(&self, actor: Actor) -> bool {
        self.kind.admits(actor.roles) && (self.proposed_by == actor.account || self.may_confirm(actor))
    }
}

/// A step that waits for its second person.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The step.
    pub step: Step,
    /// Whether its proposer may still take part in it. If not, it can only be taken back.
    pub stands: bool,
    /// How many people could be its second. None: it waits until there is one.
    pub could_confirm: i64,
}

/// Every step that waits, oldest first, for staff; without those about a file to whose case the reader is a party.
pub async fn waiting(service: &Service, actor: &Actor) -> Result<Vec<Waiting>, Error> {
    if !actor.roles.staff() {
        return Err(Error::NotFound);
    }
    let mut tx = service.db.read().await?;
    let mut waiting = Vec::new();
    for row in store::open(&mut tx).await? {
        let step = Step::opened(service, &row)?;
        if let Some(case) = step.kind.case(step.subject)
            && parties::is_party(&mut tx, actor.account, case).await?
        {
            continue;
        }
        let could_confirm = store::people_who_could_confirm(&mut tx, &step).await?;
        waiting.push(Waiting { stands: stands(&mut tx, &step).await?, could_confirm, step });
    }
    Ok(waiting)
}

/// Whether its proposer may still take part in it.
async fn stands(tx: &mut Tx, step: &Step) -> Result<bool, Error> {
    Ok(super::actor(tx, step.proposed_by).await?.is_some_and(|proposer| step.kind.admits(proposer.roles)))
}

/// Refuses a party to the case of a file that the step is about.
async fn keep_out(tx: &mut Tx, actor: Actor, step: &Step) -> Result<(), Error> {
    match step.kind.case(step.subject) {
        Some(case) => parties::keep_out(tx, actor.account, case).await,
        None => Ok(()),
    }
}

/// Takes a proposed step back. Anybody who could confirm it may, and its proposer.
pub async fn cancel(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = Step::opened(service, &store::step(&mut tx, step).await?.ok_or(Error::NotFound)?)?;
    let actor = in_force(&mut tx, actor).await?;
    found.kind.require(actor)?;
    keep_out(&mut tx, actor, &found).await?;
    if !found.may_cancel(actor) {
        return Err(ABOUT_YOU);
    }
    if store::cancel(&mut tx, step, actor.account, service.clock.now()).await? != 1 {
        return Err(ENDED);
    }
    tx.commit().await?;
    Ok(())
}

/// Takes back, in the caller's transaction and by nobody, what waits about somebody or their files: they are being erased, and with them
/// goes why it was proposed.
pub(crate) async fn end_about(tx: &mut Tx, service: &Service, account: AccountId) -> Result<(), Error> {
    store::cancel_about(tx, account, service.clock.now()).await?;
    Ok(())
}

/// Takes back, in the caller's transaction and by nobody, what waits about an organisation: it has ended.
pub(crate) async fn end_about_organisation(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
) -> Result<(), Error> {
    store::cancel_about_organisation(tx, organisation, service.clock.now()).await?;
    Ok(())
}

const ABOUT_YOU: Error = Error::Forbidden(Text::of("two-about-you"));
const ENDED: Error = Error::Conflict(Text::of("two-ended"));

/// Why somebody proposes: 1 to 2,000 characters.
pub(super) fn reason(text: &str) -> Result<String, Error> {
    let text = text.trim().replace("\r\n", "\n");
    if text.is_empty() || text.chars().count() > LONGEST_REASON {
        let message = Text::of("two-say-why").with("count", LONGEST_REASON);
        return Err(Error::invalid("reason", message));
    }
    // Mail may carry it on: nothing that some program would take for the end of a line.
    let breaks = |c: char| (c.is_control() && !matches!(c, '\n' | '\t')) || matches!(c, '\u{2028}' | '\u{2029}');
    if text.contains(breaks) {
        return Err(Error::invalid("reason", Text::of("two-control")));
    }
    Ok(text)
}

/// Proposes, in the caller's transaction.
pub(crate) async fn propose(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    kind: Kind,
    subject: Uuid,
    why: &str,
) -> Result<TwoPersonStepId, Error> {
    let actor = in_force(tx, actor).await?;
    kind.require(actor)?;
    let reason = reason(why)?;
    let step = Step {
        id: TwoPersonStepId::new(&service.clock, &service.entropy),
        kind,
        subject,
        reason: reason.as_str().into(),
        proposed_by: actor.account,
        proposed_at: service.clock.now(),
        confirmed_by: None,
    };
    keep_out(tx, actor, &step).await?;
    let id = step.id;
    if !store::insert(tx, &step, &service.keys.seal(&place(id), reason.as_bytes())).await? {
        return Err(Error::Conflict(Text::of("two-proposed")));
    }
    Ok(id)
}

/// What a step of `kind` is about. Whoever confirms locks its row, by this, before the step's.
pub(crate) async fn subject(tx: &mut Tx, kind: Kind, step: TwoPersonStepId) -> Result<Uuid, Error> {
    let found = store::step(tx, step).await?.filter(|found| found.kind == kind);
    found.map(|found| found.subject).ok_or(Error::NotFound)
}

/// Confirms a step of `kind`, in the caller's transaction, which then brings about what it is for.
pub(crate) async fn confirm(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    kind: Kind,
    step: TwoPersonStepId,
) -> Result<Step, Error> {
    let actor = in_force(tx, actor).await?;
    kind.require(actor)?;
    let row = store::step(tx, step).await?.filter(|found| found.kind == kind).ok_or(Error::NotFound)?;
    let opened = service.keys.open_sealed(&place(row.id), &row.reason_sealed);
    let is_legible = opened.is_ok_and(|reason| **reason != *ERASED.as_bytes());
    let found = Step::opened(service, &row)?;
    keep_out(tx, actor, &found).await?;
    if found.proposed_by == actor.account {
        return Err(Error::SamePerson);
    }
    if !found.may_confirm(actor) {
        return Err(ABOUT_YOU);
    }
    if !stands(tx, &found).await? {
        return Err(Error::Conflict(Text::of("two-proposer-gone")));
    }
    // Two people agree to what both have read.
    if !is_legible {
        return Err(Error::Conflict(Text::of("two-reason-gone")));
    }
    if store::confirm(tx, step, actor.account, service.clock.now()).await? != 1 {
        return Err(ENDED);
    }
    Ok(Step { confirmed_by: Some(actor.account), ..found })
}

/// Whether two people agreed to `kind` about `subject`, in a step proposed at `since` or later.
pub(crate) async fn agreed_since(tx: &mut Tx, kind: Kind, subject: Uuid, since: Time) -> Result<bool, Error> {
    Ok(store::confirmed_since(tx, kind, subject, since).await?)
}
