//! Matching: whether the content of what was opened is one of the holder's registered references.
//!
//! On request, for the opened targets of a claim. Each object is streamed once, part by part, in one stream an organisation
//! ([`reading`]); its SHA-256 is held against the references of that organisation and not kept. A reference that was
//! registered before the object was stored makes the target `matched`; one that came later is told as such and makes
//! nothing of it, since anyone could have hashed the very file they claim. That there is no match is no evidence against
//! the claim.
//!
//! | bound | by |
//! |---|---|
//! | size | `matching-object-bytes`: a larger object is not begun |
//! | quota | `matching-bytes-per-day`: sealed bytes an organisation asks for in 24 hours |
//! | time | `matching-time`: what is not read by then ends as unreadable |
//! | concurrency | one worker in a process does nothing else, a slice of one organisation's object at a time |

mod reading;
mod store;

use std::collections::BTreeSet;
use std::time::Duration;

use serde_json::json;

use super::filing::{ClaimState, TargetState};
use super::organisations::{self, State};
use super::proof::{self, Level};
use super::{Actor, Error, FieldError, signatures, store as claims_store};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CaseId, ClaimId, MatchingId, ObjectId, OrganisationId, WorkId};
use crate::jobs::{self, Job};
use crate::seal::format::{CHUNK, plain_len};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

/// The quota counts what was asked for in this long.
const QUOTA_PERIOD: Duration = Duration::from_hours(24);
/// How often an object is tried that no mirror gives, before it counts as unreadable.
const TRIES: i64 = 8;
/// The pause after the first of them; it doubles with each.
const FIRST_PAUSE: Duration = Duration::from_secs(5);

/// Where one object's matching stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MatchState {
    /// It waits for its turn, or is being read.
    Waiting,
    /// It is a reference that was registered before the object was stored.
    Matched,
    /// It is a reference that was registered only after that.
    MatchedLater,
    /// It is none of the references.
    Different,
    /// It could not be read to its end.
    Unreadable,
    /// There was no more use for it: the claim had ended, or the organisation lost its standing.
    Stopped,
}

words! { MatchState {
    Waiting = "waiting", Matched = "matched", MatchedLater = "matched-later", Different = "different",
    Unreadable = "unreadable", Stopped = "stopped",
} }

impl MatchState {
    /// Whether it came to nothing that would come again.
    pub const fn can_begin_anew(self) -> bool {
        matches!(self, Self::Unreadable | Self::Stopped)
    }
}

/// How far the matching of one object has come.
#[derive(Clone, Debug)]
pub struct Matching {
    /// The object.
    pub object: ObjectId,
    /// Where it stands.
    pub state: MatchState,
    /// Bytes of content read so far.
    pub read: u64,
    /// Bytes of content there are.
    pub size: u64,
    /// The work whose reference it is: id, title, and when the reference was registered.
    pub work: Option<(WorkId, String, Time)>,
    /// Why it could not be read.
    pub problem: Option<Text>,
    /// When it was asked for.
    pub requested_at: Time,
    /// When it ended.
    pub ended_at: Option<Time>,
}

/// What a request came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Requested {
    /// Objects that are matched now.
    pub begun: usize,
    /// Objects that are too large to be matched.
    pub too_large: usize,
}

/// A member asks to have what its claim opened matched: every object that was not matched before. One that could not be
/// read, or was stopped, is begun anew.
pub async fn request(service: &Service, actor: &Actor, claim: ClaimId) -> Result<Requested, Error> {
    let now = service.clock.now();
    let limits = &service.config.limits;
    let mut tx = service.db.begin().await?;
    let organisation = organisation_of(&mut tx, claim).await?;
    // The holder's row is the turnstile: two requests at once count their bytes one after another.
    let holder = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    if holder.state != State::Verified {
        return Err(Error::NotVerified { organisation: holder.name, state: holder.state });
    }
    signatures::signed_by_organisation(&mut tx, organisation).await?;
    let found = claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    if ended(found.state) {
        return Err(Error::Conflict(Text::of("matching-ended-claim")));
    }
    if !store::any_reference(&mut tx, organisation).await? {
        return Err(Error::Conflict(Text::of("matching-no-reference")));
    }

    let known = store::of_claim(&mut tx, claim).await?;
    let begun = |object| known.iter().any(|row| row.object == object && !row.state.can_begin_anew());
    let (mut objects, mut wanted, mut too_large) = (BTreeSet::new(), 0_u64, BTreeSet::new());
    let mut new = Vec::new();
    for target in store::opened(&mut tx, claim).await?.into_iter().filter(|target| !begun(target.object)) {
        let size = u64::try_from(target.sealed_size).map_err(|_| claims_store::unreadable("objects.sealed_size"))?;
        if size > limits.matching_object_bytes {
            too_large.insert(target.object);
        } else if objects.insert(target.object) {
            wanted = wanted.saturating_add(size);
            new.push(target);
        }
    }
    if new.is_empty() {
        if too_large.is_empty() {
            return Err(Error::Conflict(Text::of("matching-nothing-left")));
        }
        let limit = limits.matching_object_bytes;
        let message = Text::of("matching-object-too-large").with("limit", limit);
        return Err(Error::Invalid(vec![FieldError::new("targets", message)]));
    }
    let since = now.minus(QUOTA_PERIOD);
    let used = u64::try_from(store::bytes_since(&mut tx, organisation, since).await?).unwrap_or(u64::MAX);
    if used.saturating_add(wanted) > limits.matching_bytes_per_day {
        return Err(Error::MatchingQuota { limit: limits.matching_bytes_per_day, used, wanted });
    }

    let idle = store::next(&mut tx, organisation).await?.is_none();
    for target in &new {
        let id = MatchingId::new(&service.clock, &service.entropy);
        store::insert(&mut tx, &store::NewMatching { id, claim, organisation, target, by: actor.account, now }).await?;
    }
    let commitments = [("by", actor.account.to_string())];
    let fields = json!({"files": new.len()});
    log(&mut tx, service, found.log_case, "matching.requested", "member", fields, &commitments).await?;
    if idle {
        jobs::enqueue(&mut tx, service, &Job::MatchContent { organisation }, now).await?;
    }
    tx.commit().await?;
    Ok(Requested { begun: new.len(), too_large: too_large.len() })
}

/// Whether its organisation has references to match a claim with, for its members.
pub async fn has_references(service: &Service, actor: &Actor, claim: ClaimId) -> Result<bool, Error> {
    let mut tx = service.db.read().await?;
    let organisation = organisation_of(&mut tx, claim).await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    Ok(store::any_reference(&mut tx, organisation).await?)
}

/// How far the matching of a claim's objects has come, for its members.
pub async fn progress(service: &Service, actor: &Actor, claim: ClaimId) -> Result<Vec<Matching>, Error> {
    let mut tx = service.db.read().await?;
    let organisation = organisation_of(&mut tx, claim).await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    of_claim(&mut tx, claim).await
}

/// The same, for whoever may see the case.
pub(super) async fn of_claim(tx: &mut Tx, claim: ClaimId) -> Result<Vec<Matching>, Error> {
    let mut matchings = Vec::new();
    for row in store::of_claim(tx, claim).await? {
        let size = u64::try_from(row.sealed_size).ok().and_then(|sealed| plain_len(sealed).ok()).unwrap_or(0);
        let read = u64::try_from(row.chunk).unwrap_or(0).saturating_mul(CHUNK as u64);
        let whole = !matches!(row.state, MatchState::Waiting | MatchState::Unreadable | MatchState::Stopped);
        matchings.push(Matching {
            object: row.object,
            state: row.state,
            read: if whole { size } else { read.min(size) },
            size,
            work: row.work.zip(row.title).zip(row.registered_at).map(|((work, title), at)| (work, title, at)),
            problem: row.problem,
            requested_at: row.requested_at,
            ended_at: row.ended_at,
        });
    }
    Ok(matchings)
}

/// Reads a slice of the object whose turn it is among an organisation's, and queues the next. Safe to run again: what a
/// slice comes to counts only if nobody read it meanwhile.
pub async fn step(service: &Service, organisation: OrganisationId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let Some(row) = store::next(&mut tx, organisation).await? else { return Ok(()) };
    let outcome = if let Some(end) = usable(&mut tx, service, &row).await? {
        drop(tx);
        reading::Slice::Ended(end)
    } else {
        let object = reading::Object::open(&mut tx, service, &row).await?;
        drop(tx);
        match object {
            Some(object) => object.slice(service, &row).await?,
            None => reading::Slice::Ended(End::unreadable(Text::of("matching-share-gone"))),
        }
    };
    match outcome {
        reading::Slice::Read { chunk, state } => advance(service, &row, chunk, &state).await,
        reading::Slice::Hashed(sha256) => settle(service, &row, sha256).await,
        reading::Slice::NotGiven(problem) if row.tries + 1 >= TRIES => {
            finish(service, &row, End::unreadable(problem)).await
        }
        reading::Slice::NotGiven(problem) => put_aside(service, &row, &problem).await,
        reading::Slice::Ended(end) => finish(service, &row, end).await,
    }
}

/// How a matching ended without a digest.
struct End {
    state: MatchState,
    problem: Text,
}

impl End {
    fn unreadable(problem: Text) -> Self {
        Self { state: MatchState::Unreadable, problem }
    }

    fn stopped(problem: Text) -> Self {
        Self { state: MatchState::Stopped, problem }
    }
}

/// Why an object is not to be read any further: every power is looked at again at use.
async fn usable(tx: &mut Tx, service: &Service, row: &store::Row) -> Result<Option<End>, Error> {
    let claim = claims_store::claim(tx, row.claim).await?.ok_or(Error::NotFound)?;
    let wanted = store::opened(tx, row.claim).await?.iter().any(|target| target.object == row.object);
    if ended(claim.state) || !wanted {
        return Ok(Some(End::stopped(Text::of("matching-meanwhile"))));
    }
    let holder = claims_store::organisation(tx, row.organisation).await?.ok_or(Error::NotFound)?.into_organisation()?;
    let signed = match signatures::signed_by_organisation(tx, row.organisation).await {
        Ok(_) => true,
        Err(Error::Agreement(_)) => false,
        Err(error) => return Err(error),
    };
    if holder.state != State::Verified || !signed {
        return Ok(Some(End::stopped(Text::of("matching-no-power"))));
    }
    let limit = service.config.limits.matching_time;
    if service.clock.now().since(row.requested_at) > limit {
        return Ok(Some(End::unreadable(Text::of("matching-slow"))));
    }
    Ok(None)
}

/// Keeps what was read, and queues the rest.
async fn advance(service: &Service, row: &store::Row, chunk: u64, state: &[u8]) -> Result<(), Error> {
    let sealed = service.keys.seal(&hash_context(row.id), state);
    let chunk = i64::try_from(chunk).unwrap_or(i64::MAX);
    let mut tx = service.db.begin().await?;
    if store::advance(&mut tx, row, chunk, &sealed).await? != 1 {
        return Ok(());
    }
    queue_next(&mut tx, service, row.organisation, Duration::ZERO).await?;
    tx.commit().await?;
    Ok(())
}

/// Lets the organisation's other objects go first, and tries this one again.
async fn put_aside(service: &Service, row: &store::Row, problem: &Text) -> Result<(), Error> {
    tracing::warn!(matching = %row.id, %problem, "an object could not be read for matching, and is tried again");
    let pause = FIRST_PAUSE.saturating_mul(1 << u32::try_from(row.tries).unwrap_or(0).min(16));
    let mut tx = service.db.begin().await?;
    if store::put_aside(&mut tx, row).await? != 1 {
        return Ok(());
    }
    queue_next(&mut tx, service, row.organisation, pause).await?;
    tx.commit().await?;
    Ok(())
}

/// Holds the digest of an object's content against the references of the organisation, and tells what came of it.
async fn settle(service: &Service, row: &store::Row, sha256: Digest) -> Result<(), Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    // As a request does, so that the one sees what the other leaves waiting.
    organisations::lock(&mut tx, row.organisation).await?.ok_or(Error::NotFound)?;
    let claim = claims_store::lock_claim(&mut tx, row.claim).await?.ok_or(Error::NotFound)?;
    let stored_at = store::stored_at(&mut tx, row.object).await?.ok_or(Error::NotFound)?;
    let reference = store::reference(&mut tx, row.organisation, &sha256.0).await?;
    let state = match &reference {
        Some(reference) if reference.registered_at < stored_at => MatchState::Matched,
        Some(_) => MatchState::MatchedLater,
        None => MatchState::Different,
    };
    if store::end(&mut tx, row, state, reference.as_ref(), None, now).await? != 1 {
        return Ok(());
    }
    if state == MatchState::Matched {
        raise(&mut tx, service, row.claim, &BTreeSet::from([row.object])).await?;
    }
    let mut commitments = vec![("object", row.object.to_string())];
    if let Some(reference) = &reference {
        commitments.push(("work", reference.work.to_string()));
        commitments.push(("reference", sha256.to_string()));
    }
    ended_entry(&mut tx, service, claim.log_case, state, &commitments).await?;
    queue_next(&mut tx, service, row.organisation, Duration::ZERO).await?;
    tx.commit().await?;
    Ok(())
}

/// Raises the links that were added to a claim and lead to what matched before.
pub(super) async fn raise_added(tx: &mut Tx, service: &Service, claim: ClaimId, log_case: CaseId) -> Result<(), Error> {
    let known = store::of_claim(tx, claim).await?;
    let matched = known.iter().filter(|known| known.state == MatchState::Matched).map(|known| known.object).collect();
    for object in raise(tx, service, claim, &matched).await? {
        ended_entry(tx, service, log_case, MatchState::Matched, &[("object", object.to_string())]).await?;
    }
    Ok(())
}

/// Raises the targets of a claim that lead to objects that match. Gives those that any led to.
async fn raise(
    tx: &mut Tx,
    service: &Service,
    claim: ClaimId,
    matched: &BTreeSet<ObjectId>,
) -> Result<BTreeSet<ObjectId>, Error> {
    let mut raised = BTreeSet::new();
    if matched.is_empty() {
        return Ok(raised);
    }
    for target in claims_store::targets(tx, claim).await? {
        let object = target.object;
        if matched.contains(&object) && target.state == TargetState::Pending && target.level == Level::Opened {
            let root = target.root.as_deref().and_then(|root| root.try_into().ok()).ok_or(Error::NotFound)?;
            let possession = proof::possession(service, claim, object, root, Level::Matched, service.clock.now())?;
            claims_store::set_level(tx, target.id, Level::Matched, possession.as_deref()).await?;
            raised.insert(object);
        }
    }
    Ok(raised)
}

/// Ends a matching that came to no digest.
async fn finish(service: &Service, row: &store::Row, end: End) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    organisations::lock(&mut tx, row.organisation).await?.ok_or(Error::NotFound)?;
    let claim = claims_store::lock_claim(&mut tx, row.claim).await?.ok_or(Error::NotFound)?;
    if store::end(&mut tx, row, end.state, None, Some(&end.problem), service.clock.now()).await? != 1 {
        return Ok(());
    }
    ended_entry(&mut tx, service, claim.log_case, end.state, &[("object", row.object.to_string())]).await?;
    queue_next(&mut tx, service, row.organisation, Duration::ZERO).await?;
    tx.commit().await?;
    Ok(())
}

async fn ended_entry(
    tx: &mut Tx,
    service: &Service,
    case: CaseId,
    state: MatchState,
    commitments: &[(&'static str, String)],
) -> Result<(), Error> {
    log(tx, service, case, "matching.ended", "service", json!({"outcome": state.as_str()}), commitments).await
}

async fn log(
    tx: &mut Tx,
    service: &Service,
    case: CaseId,
    kind: &'static str,
    actor: &'static str,
    fields: serde_json::Value,
    commitments: &[(&'static str, String)],
) -> Result<(), Error> {
    audit::append(tx, service, NewEntry { kind, case, actor, fields, commitments, journal: None }).await?;
    Ok(())
}

/// Queues the organisation's next slice, if anything of it waits. Behind whatever others have queued: organisations take
/// turns.
async fn queue_next(
    tx: &mut Tx,
    service: &Service,
    organisation: OrganisationId,
    pause: Duration,
) -> Result<(), Error> {
    if store::next(tx, organisation).await?.is_some() {
        jobs::enqueue(tx, service, &Job::MatchContent { organisation }, service.clock.now().plus(pause)).await?;
    }
    Ok(())
}

async fn organisation_of(tx: &mut Tx, claim: ClaimId) -> Result<OrganisationId, Error> {
    claims_store::claim(tx, claim).await?.and_then(|claim| claim.organisation).ok_or(Error::NotFound)
}

const fn ended(state: ClaimState) -> bool {
    matches!(state, ClaimState::Decided | ClaimState::Withdrawn)
}

/// The context under which the state of a digest lies sealed between two slices.
fn hash_context(id: MatchingId) -> String {
    format!("matchings.hash/{id}")
}
