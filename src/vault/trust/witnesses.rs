//! The witnesses that must have cosigned: which mirrors count, and how two administrators set how many of them are asked for.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::go_on;
use crate::accounts::Actor;
use crate::accounts::two_person::{self, Kind};
use crate::audit::checkpoint::witness_key;
use crate::audit::note::VerifierKey;
use crate::audit::{self, trust};
use crate::causes::with_causes;
use crate::db::Tx;
use crate::ids::TwoPersonStepId;
use crate::service::Service;
use crate::texts::Text;
use crate::vault::Error;
use crate::vault::store::trust::{self as store, Independent};

/// The most witnesses that can be asked for: so many cosignatures travel, the mirror's own beside them.
const MOST_WITNESSES: usize = audit::checkpoint::MOST_COSIGNATURES - 1;

/// An administrator proposes how many mirrors of other hosts must have cosigned a checkpoint before anything takes effect under it.
/// Nothing happens until another confirms.
///
/// # Errors
/// [`Error::Invalid`] for more than are there without any one country, and where that is the policy in force.
pub async fn propose_quorum(
    service: &Service,
    actor: &Actor,
    quorum: usize,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    Kind::WitnessQuorum.require(*actor)?;
    let mut tx = service.db.begin().await?;
    let wanted = witnesses(&mut tx, service, quorum).await?;
    let policy = audit::witness_policy(&mut tx, service).await?;
    // So many of other witnesses are a change, unless none is asked for.
    let are_the_same =
        wanted.len() == policy.witnesses.len() && wanted.iter().all(|key| policy.witnesses.contains(key));
    if quorum == policy.quorum && (quorum == 0 || are_the_same) {
        return Err(Error::Invalid { field: "quorum", problem: Text::of("trust-quorum-same") });
    }
    let step = two_person::propose(&mut tx, service, actor, Kind::WitnessQuorum, subject(quorum), reason).await?;
    tx.commit().await?;
    Ok(step)
}

/// A second administrator confirms: the mirrors of other hosts that are admitted now count from when the policy of before is satisfied.
pub async fn confirm_quorum(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let quorum = quorum_of(two_person::subject(&mut tx, Kind::WitnessQuorum, step).await?);
    let step = two_person::confirm(&mut tx, service, actor, Kind::WitnessQuorum, step).await?;
    let fields = trust::witnesses(&witnesses(&mut tx, service, quorum).await?, quorum);
    let by = [("proposed_by", step.proposed_by.to_string()), ("confirmed_by", actor.account.to_string())];
    let entry = audit::change(&mut tx, service, trust::WITNESSES_SET, "administrator", fields, &by).await?;
    let entry = entry.ok_or_else(|| Error::Conflict(Text::of("trust-changing")))?;
    store::insert_policy(&mut tx, entry, quorum, service.clock.now()).await?;
    tx.commit().await?;
    // What fails here is done in the next seconds: it must not seem as if nothing had been committed.
    if let Err(error) = go_on(service).await {
        tracing::error!(error = %with_causes(&error), "the witness policy could not be put into force yet");
    }
    Ok(())
}

/// A number as the subject of a step.
fn subject(quorum: usize) -> Uuid {
    Uuid::from_u128(quorum as u128)
}

/// The number that a step is about.
pub fn quorum_of(subject: Uuid) -> usize {
    usize::try_from(subject.as_u128()).unwrap_or(usize::MAX)
}

/// The witnesses that would count, unless the quorum is more than can be asked for.
async fn witnesses(tx: &mut Tx, service: &Service, quorum: usize) -> Result<Vec<VerifierKey>, Error> {
    let independent = independent(tx).await?;
    let most = most(&independent);
    if quorum > most {
        let problem = Text::of("trust-quorum").with("most", most);
        return Err(Error::Invalid { field: "quorum", problem });
    }
    let mut witnesses = Vec::new();
    for Independent { mirror, public_key, .. } in independent {
        let damaged = || Error::Audit(audit::Error::Damaged("the key of a mirror has not 32 bytes"));
        let public: [u8; 32] = public_key.as_slice().try_into().map_err(|_| damaged())?;
        witnesses.push(witness_key(&service.keys.origin, mirror, public).map_err(audit::Error::from)?);
    }
    Ok(witnesses)
}

/// The mirrors that could count as witnesses: one of each host, for it would sign with all of its own alike.
pub(super) async fn independent(tx: &mut Tx) -> Result<Vec<Independent>, Error> {
    let mut hosts = BTreeSet::new();
    let mirrors = store::independent(tx).await?;
    Ok(mirrors.into_iter().filter(|mirror| hosts.insert(mirror.host.clone())).collect())
}

/// How many of these can be asked for: as many as are there whichever country is lost, and so whichever host.
pub(super) fn most(independent: &[Independent]) -> usize {
    let in_its_country =
        |one: &Independent| independent.iter().filter(|other| other.jurisdiction == one.jurisdiction).count();
    let lost = independent.iter().map(in_its_country).max().unwrap_or(0);
    (independent.len() - lost).min(MOST_WITNESSES)
}
