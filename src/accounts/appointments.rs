//! Who gets a role and who loses it, so that nobody can make a second person for themselves.
//!
//! What needs two people is worth as much as the way in which the second one was found. So:
//!
//! - **Seniors and administrators are appointed by two administrators**: one invites, and when the invitation is taken up
//!   another confirms that it is who it should be. The one exception is the second administrator, whom the only one
//!   there is appoints alone.
//! - **An administrator loses the role by two others**: one proposes, another confirms. One alone can therefore not
//!   become the only one again.
//! - **Anybody may lay a role down**, but for the last administrator.
//! - The other roles are given by one administrator, and taken by one, a senior's too.
//!
//! How many administrators there are is read behind one row that every change of a role locks first.

use serde_json::json;

use super::two_person::{self, Kind};
use super::{Actor, Error, Role, in_force, record, require_administrator, roles_of, sessions, store};
use crate::db::Tx;
use crate::ids::{AccountId, TwoPersonStepId};
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::service::Service;
use crate::texts::Language;
use crate::texts::Text;

/// Who stands behind a change.
#[derive(Clone, Copy, Debug)]
pub(super) enum By {
    /// The link that the service printed when it had no administrator.
    FirstLink,
    /// An administrator alone.
    One(AccountId),
    /// Two administrators.
    Two {
        /// Who proposed it.
        proposed: AccountId,
        /// Who confirmed it.
        confirmed: AccountId,
    },
    /// Whoever had the role.
    Themselves,
}

impl By {
    fn actor(self, role: Role) -> &'static str {
        match self {
            Self::FirstLink => "service",
            Self::One(_) | Self::Two { .. } => "administrator",
            Self::Themselves => role.as_str(),
        }
    }

    /// What the entry says in public: how many people it took; none for the first link.
    fn people(self) -> u8 {
        match self {
            Self::FirstLink => 0,
            Self::One(_) | Self::Themselves => 1,
            Self::Two { .. } => 2,
        }
    }

    fn commitments(self, account: AccountId) -> Vec<(&'static str, String)> {
        let mut commitments = vec![("account", account.to_string())];
        match self {
            Self::FirstLink => {}
            Self::One(by) => commitments.push(("by", by.to_string())),
            Self::Two { proposed, confirmed } => {
                commitments.push(("proposed_by", proposed.to_string()));
                commitments.push(("confirmed_by", confirmed.to_string()));
            }
            Self::Themselves => commitments.push(("by", account.to_string())),
        }
        commitments
    }
}

/// How many administrators there are. Under [`store::lock_roles`] it stays so until the transaction ends.
pub(super) async fn administrators(tx: &mut Tx) -> Result<i64, Error> {
    Ok(store::count_role(tx, Role::Administrator.as_str()).await?)
}

/// The second administrator confirms that whoever took up an invitation is to have its role: from this commit they do.
pub async fn confirm_appointment(
    service: &Service,
    actor: Actor,
    role: Role,
    step: TwoPersonStepId,
) -> Result<(), Error> {
    let kind = role.appointment().ok_or(Error::NotFound)?;
    let mut tx = service.db.begin().await?;
    store::lock_roles(&mut tx).await?;
    let step = two_person::confirm(&mut tx, service, &actor, kind, step).await?;
    let account = AccountId(step.subject);
    let by = By::Two { proposed: step.proposed_by, confirmed: actor.account };
    grant(&mut tx, service, by, account, role).await?;
    let write = |language: Language| {
        let say = |key: &str| language.say(key);
        let said = say("mail-role-given-text").with("host", &service.keys.origin);
        Message::new(language, say("mail-role-given"))
            .paragraph(said.with("role", language.say(role.text())))
            .link(say("mail-role-given-sign-in"), format!("{}sign-in", service.config.public_url))
    };
    let about = store::lock_case(&mut tx, account).await?.map(|case| About { case, to: Addressee::Person });
    mail::queue(&mut tx, service, Recipient::Account(account), about, write).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes a role away: everybody their own, an administrator anybody's but another administrator's own role, which takes
/// two ([`propose_removal`]). The last administrator stays: somebody must be able to appoint.
pub async fn withdraw_role(service: &Service, actor: Actor, account: AccountId, role: Role) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::lock_roles(&mut tx).await?;
    let by = if account == actor.account {
        By::Themselves
    } else {
        require_administrator(in_force(&mut tx, &actor).await?)?;
        if role == Role::Administrator {
            return Err(Error::Conflict(Text::of("account-two-people")));
        }
        By::One(actor.account)
    };
    remove(&mut tx, service, by, account, role).await?;
    tx.commit().await?;
    Ok(())
}

/// An administrator proposes that another one lose the role. Nothing happens until a third confirms.
pub async fn propose_removal(
    service: &Service,
    actor: Actor,
    account: AccountId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    require_administrator(actor)?;
    if account == actor.account {
        return Err(Error::Conflict(Text::of("account-lay-down-yourself")));
    }
    let mut tx = service.db.begin().await?;
    if !roles_of(&mut tx, account).await?.administrator() {
        return Err(Error::NotFound);
    }
    let step = two_person::propose(&mut tx, service, &actor, Kind::AdministratorRemoval, account.0, reason).await?;
    tx.commit().await?;
    Ok(step)
}

/// A second administrator confirms: from this commit the role is gone.
pub async fn confirm_removal(service: &Service, actor: Actor, step: TwoPersonStepId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    store::lock_roles(&mut tx).await?;
    let step = two_person::confirm(&mut tx, service, &actor, Kind::AdministratorRemoval, step).await?;
    let account = AccountId(step.subject);
    let by = By::Two { proposed: step.proposed_by, confirmed: actor.account };
    remove(&mut tx, service, by, account, Role::Administrator).await?;
    let write = |language: Language| {
        Message::new(language, language.say("mail-role-taken"))
            .paragraph(language.say("mail-role-taken-text").with("host", &service.keys.origin))
            .quote(&step.reason)
    };
    let about = store::lock_case(&mut tx, account).await?.map(|case| About { case, to: Addressee::Person });
    mail::queue(&mut tx, service, Recipient::Account(account), about, write).await?;
    tx.commit().await?;
    Ok(())
}

/// The state change and entry of a gift, behind [`store::lock_roles`], in the transaction of the verb that calls for it.
/// Open sessions shorten to a staff session's life; when it was somebody else who confirmed, they end, since none of them
/// can be given a new id.
pub(super) async fn grant(tx: &mut Tx, service: &Service, by: By, account: AccountId, role: Role) -> Result<(), Error> {
    let now = service.clock.now();
    let case = store::lock_case(tx, account).await?.ok_or(Error::NotFound)?;
    let granted_by = match by {
        By::One(by) | By::Two { proposed: by, .. } => Some(by),
        By::FirstLink | By::Themselves => None,
    };
    if !store::insert_role(tx, account, role.as_str(), granted_by, now).await? {
        return Err(Error::Conflict(Text::of("account-has-role")));
    }
    match by {
        By::Two { .. } => sessions::shorten(tx, account, now).await?,
        _ if role != Role::Host => {
            sessions::shorten(tx, account, now.plus(service.config.limits.staff_session_lifetime)).await?;
        }
        _ => {}
    }
    let fields = json!({ "role": role.as_str(), "people": by.people() });
    record(tx, service, case, "role.granted", by.actor(role), fields, &by.commitments(account)).await
}

async fn remove(tx: &mut Tx, service: &Service, by: By, account: AccountId, role: Role) -> Result<(), Error> {
    let case = store::lock_case(tx, account).await?.ok_or(Error::NotFound)?;
    if !roles_of(tx, account).await?.has(role) {
        return Err(Error::Conflict(Text::of("account-lacks-role")));
    }
    if role == Role::Administrator && administrators(tx).await? <= 1 {
        return Err(Error::Conflict(Text::of("account-last-administrator")));
    }
    store::delete_role(tx, account, role.as_str()).await?;
    let fields = json!({ "role": role.as_str(), "people": by.people() });
    record(tx, service, case, "role.withdrawn", by.actor(role), fields, &by.commitments(account)).await
}
