//! Direct access: a verified holder that has signed deletes by itself, with no staff in between.
//!
//! Two administrators grant it, one takes it away at once. From the press of the button everything it rests on is read
//! again in one transaction: the grant, the verification, both signatures, the membership, the quota, and for each
//! target that the member opened it and named where it stood in public. In that transaction every target is locked.

use std::fmt;

use serde_json::json;
use url::{Host, Url};

use super::decisions::{self, Action, Case, Finding, Ruling};
use super::filing::{ClaimState, TargetState, WORLDWIDE, target_context};
use super::form::Form;
use super::organisations::{self, Organisation, administrator};
use super::proof::Level;
use super::statement::Basis;
use super::{Actor, Error, in_force, principals, samples, signatures, store, works};
use crate::accounts::two_person::{self, Kind};
use crate::accounts::{self, Auth, standing};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId, DecisionId, OrganisationId, TargetId, TwoPersonStepId, uuid_v7};
use crate::outside;
use crate::service::Service;
use crate::texts::Text;

/// The word to be typed before anything is deleted.
pub const CONFIRMATION: &str = "DELETE";
/// The quota counts the targets of this long.
const QUOTA_PERIOD: std::time::Duration = std::time::Duration::from_hours(24);

/// Why a claim cannot be deleted directly. It then waits in the queue, and a person decides it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The holder has no direct access.
    NoGrant,
    /// A target was not opened.
    NotOpened {
        /// Its line in the claim.
        position: i64,
    },
    /// A target names no public source.
    NoPublicSource {
        /// Its line in the claim.
        position: i64,
    },
    /// The claim is limited to a territory, and a deletion is not.
    Territory,
    /// The object was restored after an earlier claim of this holder, or of another organisation of its domain.
    RestoredBefore {
        /// Its line in the claim.
        position: i64,
    },
    /// The authority to act for a principal is over.
    Principal(principals::Refusal),
    /// It names no registered work, and some of the holder's are held as an agent: whose authority it rests on is not told.
    NoWork,
    /// A senior has it in hand.
    WithSenior,
    /// Nothing is left to decide.
    NothingPending,
}

impl Obstacle {
    /// What the member is told.
    pub fn told(&self) -> Text {
        match self {
            Self::NoGrant => Text::of("direct-no-grant"),
            Self::NotOpened { position } => Text::of("direct-not-opened").with("position", *position),
            Self::NoPublicSource { position } => Text::of("direct-no-source").with("position", *position),
            Self::Territory => Text::of("direct-territory"),
            Self::RestoredBefore { position } => Text::of("direct-restored").with("position", *position),
            Self::Principal(refusal) => refusal.told(),
            Self::NoWork => Text::of("direct-no-work"),
            Self::WithSenior => Text::of("direct-with-senior"),
            Self::NothingPending => Text::of("direct-nothing-pending"),
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.told())
    }
}

/// The grant in force.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Targets in 24 hours.
    pub daily_targets: i64,
    /// How many of them are used.
    pub used: i64,
    /// Since when.
    pub granted_at: Time,
}

// The grant ------------------------------------------------------------------------------------------

/// An administrator proposes direct access for a holder that is verified and has signed.
pub async fn propose_grant(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    reason: &str,
) -> Result<TwoPersonStepId, Error> {
    administrator(actor)?;
    let mut tx = service.db.begin().await?;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    eligible(&mut tx, actor, &found).await?;
    let step = two_person::propose(&mut tx, service, actor, Kind::DirectAccess, organisation.0, reason).await?;
    tx.commit().await?;
    Ok(step)
}

/// A second administrator grants it. Everything the first relied on is checked again.
pub async fn confirm_grant(service: &Service, actor: &Actor, step: TwoPersonStepId) -> Result<(), Error> {
    administrator(actor)?;
    let mut tx = service.db.begin().await?;
    let subject = two_person::subject(&mut tx, Kind::DirectAccess, step).await?;
    // The organisation's row before the step's: the order in which everybody locks them.
    let found = organisations::lock(&mut tx, OrganisationId(subject)).await?.ok_or(Error::NotFound)?;
    let step = two_person::confirm(&mut tx, service, actor, Kind::DirectAccess, step).await?;
    eligible(&mut tx, actor, &found).await?;
    let now = service.clock.now();
    let daily_targets = i64::from(service.config.limits.direct_access_targets_per_day);
    let id = uuid_v7(&service.clock, &service.entropy);
    store::insert_grant(&mut tx, id, found.id, step.id, daily_targets, now).await?;
    let commitments = [("proposed_by", step.proposed_by.to_string()), ("confirmed_by", actor.account.to_string())];
    let fields = json!({"organisation": found.name, "daily_targets": daily_targets});
    log(&mut tx, service, &found, "direct-access.granted", "administrator", fields, &commitments).await?;
    tx.commit().await?;
    Ok(())
}

/// Who may be granted direct access: verified, signed, not granted yet; and not by its own members.
async fn eligible(tx: &mut Tx, actor: &Actor, organisation: &Organisation) -> Result<(), Error> {
    organisations::no_own_business(tx, actor, organisation.id).await?;
    organisations::verified(organisation)?;
    signatures::signed_by_organisation(tx, organisation.id).await?;
    match store::grant(tx, organisation.id).await? {
        Some(_) => Err(Error::Conflict(Text::of("direct-granted-already"))),
        None => Ok(()),
    }
}

/// One administrator takes direct access away, with a reason. It ends with this commit.
pub async fn strip(service: &Service, actor: &Actor, organisation: OrganisationId, reason: &str) -> Result<(), Error> {
    administrator(actor)?;
    let mut form = Form::default();
    let reason = form.text("reason", reason, Text::of("verdict-why"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let found = organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    administrator(&in_force(&mut tx, actor).await?)?;
    let none = Error::Conflict(Text::of("direct-not-granted"));
    let Some(grant) = store::grant(&mut tx, organisation).await? else { return Err(none) };
    if store::strip_grant(&mut tx, grant.id, Some(actor.account), service.clock.now(), &reason).await? != 1 {
        return Err(none);
    }
    let commitments = [("administrator", actor.account.to_string()), ("reason", reason)];
    let fields = json!({"organisation": found.name});
    log(&mut tx, service, &found, "direct-access.stripped", "administrator", fields, &commitments).await?;
    tx.commit().await?;
    Ok(())
}

/// It ends with its organisation, in the transaction of that and under its lock.
pub(super) async fn end_with_organisation(
    tx: &mut Tx,
    service: &Service,
    found: &Organisation,
    by: AccountId,
) -> Result<(), Error> {
    let Some(grant) = store::grant(tx, found.id).await? else { return Ok(()) };
    if store::strip_grant(tx, grant.id, None, service.clock.now(), "The organisation ended").await? != 1 {
        return Ok(());
    }
    let fields = json!({"organisation": found.name});
    log(tx, service, found, "direct-access.stripped", "member", fields, &[("by", by.to_string())]).await
}

async fn log(
    tx: &mut Tx,
    service: &Service,
    organisation: &Organisation,
    kind: &'static str,
    actor: &'static str,
    fields: serde_json::Value,
    commitments: &[(&'static str, String)],
) -> Result<(), Error> {
    let case = organisation.log_case;
    let entry = NewEntry { kind, case, actor, fields, commitments, journal: None };
    audit::append(tx, service, entry).await?;
    Ok(())
}

/// The grant in force and what is used of it, for members of the organisation and administrators.
pub async fn grant(service: &Service, actor: &Actor, organisation: OrganisationId) -> Result<Option<Grant>, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    }
    let Some(row) = store::grant(&mut tx, organisation).await? else { return Ok(None) };
    let used = used(&mut tx, service, organisation).await?;
    Ok(Some(Grant { daily_targets: row.daily_targets, used, granted_at: row.granted_at }))
}

async fn used(tx: &mut Tx, service: &Service, organisation: OrganisationId) -> Result<i64, Error> {
    let since = service.clock.now().minus(QUOTA_PERIOD);
    Ok(store::direct_targets_since(tx, organisation, since).await?)
}

// The deletion ---------------------------------------------------------------------------------------

/// What stands in the way of deleting a claim directly; nothing: the page offers the button.
pub async fn obstacle(service: &Service, actor: &Actor, claim: ClaimId) -> Result<Option<Obstacle>, Error> {
    let mut tx = service.db.read().await?;
    let found = store::claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    let organisation = found.organisation.ok_or(Error::NotFound)?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    if store::grant(&mut tx, organisation).await?.is_none() {
        return Ok(Some(Obstacle::NoGrant));
    }
    match reachable(&mut tx, service, &found, organisation).await {
        Ok(_) => Ok(None),
        Err(Error::NotDirect(obstacle)) => Ok(Some(obstacle)),
        Err(error) => Err(error),
    }
}

/// A member deletes every pending target of its organisation's claim from all mirrors: locked with this commit, all of
/// them or none. `shown` are the targets that it was shown: if others wait now, nothing is deleted. `confirmation` is the
/// typed [`CONFIRMATION`]; `auth` is derived again from the password for this.
pub async fn delete_from_all_mirrors(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    shown: &[TargetId],
    confirmation: &str,
    auth: &Auth,
) -> Result<Vec<DecisionId>, Error> {
    if confirmation.trim() != CONFIRMATION {
        let mut form = Form::default();
        form.mistake("confirmation", Text::of("deletion-type").with("word", CONFIRMATION));
        form.finish()?;
    }
    let mut tx = service.db.read().await?;
    let organisation = organisation_of(&mut tx, claim).await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    drop(tx);
    accounts::verify_auth(service, actor.account, auth).await?;

    let mut tx = service.db.begin().await?;
    let decided = delete_in(&mut tx, service, actor, claim, organisation, shown).await?;
    tx.commit().await?;
    Ok(decided)
}

/// Deletes in the caller's transaction, for a member whose confirmation was seen: everything else it rests on is read here.
pub(super) async fn delete_in(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    organisation: OrganisationId,
    shown: &[TargetId],
) -> Result<Vec<DecisionId>, Error> {
    // The holder's row is the turnstile: suspension, removal, stripping and the quota all pass it one at a time.
    let holder = organisations::lock(tx, organisation).await?.ok_or(Error::NotFound)?;
    let member = organisations::member(tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    organisations::verified(&holder)?;
    if let Some(closed) = standing::notices_of_organisation(tx, organisation, service.clock.now()).await? {
        return Err(closed.into());
    }
    signatures::signed_by_organisation(tx, organisation).await?;
    signatures::signed_by_member(tx, member.id).await?;
    let grant = store::grant(tx, organisation).await?.ok_or(Error::NotDirect(Obstacle::NoGrant))?;
    let found = store::lock_claim(tx, claim).await?.ok_or(Error::NotFound)?;
    let mut targets = reachable(tx, service, &found, organisation).await?;
    // A colleague may have added links since: nobody answers for what they did not see.
    if shown.len() != targets.len() || !targets.iter().all(|target| shown.contains(&target.id)) {
        return Err(Error::Conflict(Text::of("direct-links-changed")));
    }
    let used = used(tx, service, organisation).await?;
    let wanted = i64::try_from(targets.len()).unwrap_or(i64::MAX);
    if used.saturating_add(wanted) > grant.daily_targets {
        return Err(Error::Quota { limit: grant.daily_targets, used, wanted });
    }

    let before = store::direct_targets_since(tx, organisation, grant.granted_at).await?;

    let statement = decisions::statement(service, &found)?;
    let ground = match statement.basis() {
        Basis::UsDmca => "Copyright infringement claimed under 17 U.S.C. 512(c)(3)",
        Basis::EuDsa => {
            "Infringement of intellectual property rights, notified under Article 16 of Regulation (EU) 2022/2065"
        }
        Basis::OtherLaw | Basis::Court => return Err(Error::NotDirect(Obstacle::Territory)),
    };
    // For whom it acts is named by the notice and by the case alone: these words are mailed, and kept as long as the case.
    let rights = match (principals::names_of_claim(tx, claim).await?.is_empty(), works::any_own(tx, claim).await?) {
        (true, _) => "its rights",
        (false, false) => "the rights of those for whom it acts",
        (false, true) => "its rights and the rights of those for whom it acts",
    };
    let reasons = format!(
        "{} opened this file with a key it found in public, states that it infringes {rights}, and had it deleted under direct \
         access. When it was deleted, no member of our staff had reviewed this.",
        holder.name
    );
    let case = Case { service, actor, claim: &found, statement: &statement, organisation: Some(holder.name.clone()) };
    targets.sort_by_key(|target| (target.object, target.id));
    let mut decided = Vec::with_capacity(targets.len());
    for target in &targets {
        let ruling = Ruling {
            target: target.id,
            finding: Finding::Infringing,
            action: Action::LockAndDelete,
            ground: ground.to_owned(),
            reasons: reasons.clone(),
        };
        let decision = case.rule(tx, target, TargetState::Pending, &ruling, true).await?;
        samples::draw(tx, service, decision, before.saturating_add(decided.len().try_into().unwrap_or(i64::MAX)))
            .await?;
        decided.push(decision);
    }
    case.end_if_decided(tx).await?;
    Ok(decided)
}

async fn organisation_of(tx: &mut Tx, claim: ClaimId) -> Result<OrganisationId, Error> {
    store::claim(tx, claim).await?.and_then(|claim| claim.organisation).ok_or(Error::NotFound)
}

/// The targets that would be deleted, if nothing in the claim stands in the way.
async fn reachable(
    tx: &mut Tx,
    service: &Service,
    claim: &store::ClaimRow,
    organisation: OrganisationId,
) -> Result<Vec<store::TargetRow>, Error> {
    let refuse = |obstacle| Err(Error::NotDirect(obstacle));
    if matches!(claim.state, ClaimState::Decided | ClaimState::Withdrawn) {
        return refuse(Obstacle::NothingPending);
    }
    if claim.senior_since.is_some() {
        return refuse(Obstacle::WithSenior);
    }
    if claim.territory != WORLDWIDE {
        return refuse(Obstacle::Territory);
    }
    if store::works_of_claim(tx, claim.id).await?.is_empty() && works::any_held_as_agent(tx, organisation).await? {
        return refuse(Obstacle::NoWork);
    }
    if let Some(refusal) = principals::of_claim(tx, service, organisation, claim.id).await? {
        return refuse(Obstacle::Principal(refusal));
    }
    let restored = store::restored_before(tx, claim.id, organisation).await?;
    let mut reachable = Vec::new();
    for target in store::targets(tx, claim.id).await? {
        if target.state != TargetState::Pending {
            continue;
        }
        let position = target.position;
        if target.level < Level::Opened {
            return refuse(Obstacle::NotOpened { position });
        }
        let source = match &target.found_at_url_sealed {
            Some(sealed) => Some(service.keys.open_sealed(&target_context("found_at_url", target.id), sealed)?),
            None => None,
        };
        let own = service.config.public_url.host();
        if !source.is_some_and(|source| std::str::from_utf8(&source).is_ok_and(|url| is_public(url, own.as_ref()))) {
            return refuse(Obstacle::NoPublicSource { position });
        }
        if restored.contains(&position) {
            return refuse(Obstacle::RestoredBefore { position });
        }
        reachable.push(target);
    }
    if reachable.is_empty() { refuse(Obstacle::NothingPending) } else { Ok(reachable) }
}

/// Whether an address is one where the public could have found a link: not our own, where a link proves nothing of its
/// publication, and not somebody's private network.
fn is_public(url: &str, own: Option<&Host<&str>>) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    match url.host() {
        Some(Host::Domain(domain)) => {
            let domain = domain.trim_end_matches('.');
            domain.contains('.')
                && ![".local", ".localhost", ".internal", ".home.arpa"].iter().any(|private| domain.ends_with(private))
                && own != Some(&Host::Domain(domain))
        }
        Some(Host::Ipv4(address)) => outside::is_public(address.into()) && own != Some(&Host::Ipv4(address)),
        Some(Host::Ipv6(address)) => outside::is_public(address.into()) && own != Some(&Host::Ipv6(address)),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_source_is_an_address_the_public_can_reach() {
        let own = Host::Domain("writ.example");
        for public in ["https://forum.example/thread/1", "http://93.184.216.34/x", "https://sub.writ.example.org/"] {
            assert!(is_public(public, Some(&own)), "{public}");
        }
        for private in [
            "https://writ.example/f/abc",
            "http://localhost/x",
            "http://nas.local/x",
            "http://192.168.1.2/",
            "http://[::1]/",
            "http://10.0.0.1",
            "http://100.64.0.1/",
            "http://[::ffff:10.0.0.1]/",
        ] {
            assert!(!is_public(private, Some(&own)), "{private}");
        }
    }
}
