//! What becomes of applications, and of the mirrors that came of them, once whoever applied closed their account or is erased; and how what was said
//! with an application goes.

use super::super::hosts::{self, By, MirrorState};
use super::super::store::{applications as store, hosts as mirrors};
use super::super::{Error, refusals};
use super::{ApplicationState, contact_place, host_place, locked, reason_place};
use crate::accounts::standing;
use crate::audit;
use crate::db::Tx;
use crate::ids::{AccountId, HostApplicationId};
use crate::keys::ERASED;
use crate::service::Service;

/// What is read in the place of the name of somebody who was erased, or whose mirror was refused long ago.
const NOBODY: &str = "Erased person";
/// What is read in the place of where a mirror of theirs was reached. No address ends so.
const NOWHERE: &str = "https://erased.invalid";

/// The account is closed, in the caller's transaction: what waits is taken back, what was approved is waited for no more, no token works any
/// more, and nothing more is placed on its mirrors; one that waits to be admitted is refused.
pub async fn end_of_closed(tx: &mut Tx, service: &Service, account: AccountId) -> Result<(), Error> {
    standing::lock(tx, account).await?;
    take_back(tx, service, account).await?;
    for mirror in store::mirrors_of(tx, account).await? {
        let Some(host) = mirrors::lock(tx, mirror).await? else { continue };
        match host.state {
            MirrorState::Applied => hosts::refuse_locked(tx, service, By::Host, &host).await?,
            MirrorState::Admitted => hosts::stop_placement(tx, service, By::Host, mirror).await?,
            MirrorState::Draining | MirrorState::Failed | MirrorState::Removed => {}
        }
    }
    Ok(())
}

/// As much of that as no log tells of, which a recovery does again: what waits is taken back, no token works any more, and what an application
/// says by which no mirror came goes at once. One that was approved stays so, as the log says.
pub async fn take_back(tx: &mut Tx, service: &Service, account: AccountId) -> Result<(), Error> {
    for row in store::of_account(tx, account).await? {
        let row = locked(tx, row.id).await?;
        let is_awaited = row.state == ApplicationState::Approved && row.mirror.is_none();
        if store::withdraw(tx, row.id).await? == 1 || is_awaited {
            erase_one(tx, service, row.id).await?;
        }
        store::forget_tokens(tx, row.id).await?;
    }
    Ok(())
}

/// Takes the person out of every application of theirs, and what they said out of what is known of their mirrors, none of which takes part any more,
/// in the caller's transaction. Under which name these were admitted stands in the log, where why they refused what can be opened no more. Gives how many
/// openings went.
pub async fn erase(tx: &mut Tx, service: &Service, account: AccountId) -> Result<u64, Error> {
    for row in store::of_account(tx, account).await? {
        erase_one(tx, service, row.id).await?;
    }
    store::rename_never_admitted(tx, account, NOBODY).await?;
    store::forget_addresses(tx, account, NOWHERE).await?;
    for refusal in store::refusals_of(tx, account).await? {
        let erased = service.keys.seal(&refusals::reason_place(refusal), ERASED.as_bytes());
        store::write_over_refusal(tx, refusal, &erased).await?;
    }
    let mut openings = 0;
    for case in store::cases_of_mirrors(tx, account).await? {
        openings += audit::erase_field(tx, service, case, "mirror.replica-refused", "reason").await?;
    }
    Ok(openings)
}

/// Erases what was declined long ago, and what is known of mirrors that were refused as long ago, in the caller's transaction: part of the daily
/// round.
pub async fn forget_declined(tx: &mut Tx, service: &Service) -> Result<(), Error> {
    let ended = service.clock.now().minus(service.config.limits.request_data);
    for id in store::declined(tx, ended).await? {
        erase_one(tx, service, id).await?;
    }
    store::forget_refused(tx, ended, [NOBODY, NOWHERE]).await?;
    Ok(())
}

pub(super) async fn erase_one(tx: &mut Tx, service: &Service, id: HostApplicationId) -> Result<(), Error> {
    let [host, contact, reason] =
        [host_place(id), contact_place(id), reason_place(id)].map(|place| service.keys.seal(&place, ERASED.as_bytes()));
    store::write_over(tx, id, [&host, &contact, &reason], service.clock.now()).await?;
    Ok(())
}
