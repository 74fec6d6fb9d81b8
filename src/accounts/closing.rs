//! What of an account goes when its person closes it, and what when everything of them is erased; and what goes by itself,
//! because its time is over. What waits for what, and the order of it, is said in the room above all others (`personal`).

use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId};
use crate::mail;
use crate::service::Service;
use crate::texts::Text;

use super::{Error, Role, roles_of, store};

/// A closed account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Closure {
    /// The account.
    pub account: AccountId,
    /// When its person closed it.
    pub closed_at: Time,
    /// When it is looked at again whether the rest can go.
    pub look_at: Option<Time>,
    /// When nothing of the person was left.
    pub erased_at: Option<Time>,
}

/// The roles that an account has to lay down before it can be closed. The caller holds the lock of roles when it acts on it.
pub async fn roles_in_the_way(tx: &mut Tx, account: AccountId) -> Result<Vec<Role>, Error> {
    Ok(roles_of(tx, account).await?.iter().collect())
}

/// Lets no role change until the transaction ends: the first lock of whoever closes an account.
pub async fn lock_roles(tx: &mut Tx) -> Result<(), Error> {
    Ok(store::lock_roles(tx).await?)
}

/// Closes an account, under [`lock_roles`]: nobody signs in to it any more, nothing acts in its name, and its address is free. Sessions, devices,
/// tokens, the list of files and every key go at once; the address, by which its person is still told what becomes of their
/// cases, with [`erase`]. Gives its case in the log.
pub async fn close(tx: &mut Tx, service: &Service, account: AccountId) -> Result<CaseId, Error> {
    if !roles_in_the_way(tx, account).await?.is_empty() {
        return Err(Error::Conflict(Text::of("closing-roles-first")));
    }
    let case = store::lock_case(tx, account).await?.ok_or(Error::NotFound)?;
    let now = service.clock.now();
    store::close(tx, account, &service.entropy.bytes::<32>(), now).await?;
    store::insert_closure(tx, account, now).await?;
    Ok(case)
}

/// Closes an account again that its person had closed before the database was restored to a day on which they had not: its roles go with
/// it. `false`: it is closed, or there is none.
pub async fn close_again(tx: &mut Tx, service: &Service, account: AccountId) -> Result<bool, Error> {
    lock_roles(tx).await?;
    if store::lock_case(tx, account).await?.is_none() || is_closed(tx, account).await? {
        return Ok(false);
    }
    for role in roles_of(tx, account).await?.iter() {
        store::delete_role(tx, account, role.as_str()).await?;
    }
    close(tx, service, account).await.map(|_| true)
}

/// How an account was closed, if it was.
pub async fn closure(tx: &mut Tx, account: AccountId) -> Result<Option<Closure>, Error> {
    Ok(store::closure(tx, account).await?)
}

/// Whether an account was closed: nobody signs in to it, and its person is only written to. Nothing else keeps anybody out of their account.
pub(crate) async fn is_closed(tx: &mut Tx, account: AccountId) -> Result<bool, sqlx::Error> {
    Ok(store::closure(tx, account).await?.is_some())
}

/// Notes when it is looked at again.
pub async fn look_again(tx: &mut Tx, account: AccountId, at: Time) -> Result<(), Error> {
    store::look_at_closure(tx, account, at).await?;
    Ok(())
}

/// Erases what was left of a closed account. What remains is a number that leads to nobody. Gives its case in the log;
/// `None`: it was erased before.
pub async fn erase(tx: &mut Tx, service: &Service, account: AccountId) -> Result<Option<CaseId>, Error> {
    let now = service.clock.now();
    if store::erase_closure(tx, account, now).await? != 1 {
        return Ok(None);
    }
    mail::letters::look_for(tx, service, account).await?;
    Ok(Some(store::erase_account(tx, account, now).await?))
}

/// Forgets what has ended: sessions, browsers, sign-ups and counted attempts at once, invitations of staff when they ended
/// long enough ago.
pub async fn forget_ended(tx: &mut Tx, service: &Service) -> Result<(), Error> {
    let now = service.clock.now();
    store::sweep_sessions(tx, now).await?;
    store::sweep_devices(tx, now).await?;
    store::sweep_sign_ups(tx, now).await?;
    store::forget_attempts_before(tx, now.minus(super::attempts::KEPT)).await?;
    store::sweep_invitations(tx, now.minus(service.config.limits.request_data)).await?;
    Ok(())
}
