//! Organisations and their members.

use uuid::Uuid;

use crate::claims::organisations::{MemberRole, State};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseId, ClaimId, DraftId, MemberId, OrganisationId};

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct OrganisationRow {
    pub id: OrganisationId,
    pub name: String,
    pub country: String,
    pub domain: String,
    pub state: String,
    pub log_case: CaseId,
    pub applied_at: Time,
    pub decided_at: Option<Time>,
    pub decision_reason_sealed: Option<Vec<u8>>,
    pub ended_at: Option<Time>,
}

/// What an organisation is entered with.
pub(in crate::claims) struct NewOrganisation<'a> {
    pub id: OrganisationId,
    pub name: &'a str,
    pub country: &'a str,
    pub domain: &'a str,
    pub challenge: &'a str,
}

pub(in crate::claims) async fn insert_organisation(
    tx: &mut Tx,
    new: NewOrganisation<'_>,
    contact_sealed: &[u8],
    log_case: CaseId,
    applied_by: AccountId,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO organisations (id, name, country, domain, challenge, contact_sealed, contact_by, contact_at, state,
             log_case, applied_by, applied_at)
         VALUES ($1, $2, $3, $4, $5, $6, $8, $9, 'applied', $7, $8, $9)",
        new.id,
        new.name,
        new.country,
        new.domain,
        new.challenge,
        contact_sealed,
        log_case,
        applied_by,
        now
    )?;
    Ok(())
}

/// A word by which the desk finds it.
pub(in crate::claims) async fn insert_organisation_word(
    tx: &mut Tx,
    organisation: OrganisationId,
    word: &str,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO organisation_words (word, organisation) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        word,
        organisation
    )?;
    Ok(())
}

pub(in crate::claims) async fn lock_organisation(
    tx: &mut Tx,
    id: OrganisationId,
) -> Result<Option<OrganisationRow>, sqlx::Error> {
    db::optional!(
        tx,
        OrganisationRow,
        "UPDATE organisations SET state = state WHERE id = $1
         RETURNING id, name, country, domain, state, log_case, applied_at, decided_at, decision_reason_sealed, ended_at",
        id
    )
}

pub(in crate::claims) async fn organisation(
    tx: &mut Tx,
    id: OrganisationId,
) -> Result<Option<OrganisationRow>, sqlx::Error> {
    db::optional!(
        tx,
        OrganisationRow,
        "SELECT id, name, country, domain, state, log_case, applied_at, decided_at, decision_reason_sealed, ended_at
         FROM organisations WHERE id = $1",
        id
    )
}

pub(in crate::claims) async fn organisations(
    tx: &mut Tx,
    state: Option<&str>,
) -> Result<Vec<OrganisationRow>, sqlx::Error> {
    db::all!(
        tx,
        OrganisationRow,
        "SELECT id, name, country, domain, state, log_case, applied_at, decided_at, decision_reason_sealed, ended_at
         FROM organisations WHERE $1 = '' OR state = $1 ORDER BY applied_at, id LIMIT 1000",
        state.unwrap_or_default()
    )
}

/// Those that have its domain, and not itself.
pub(in crate::claims) async fn others_of_domain(
    tx: &mut Tx,
    domain: &str,
    itself: OrganisationId,
) -> Result<Vec<OrganisationRow>, sqlx::Error> {
    db::all!(
        tx,
        OrganisationRow,
        "SELECT id, name, country, domain, state, log_case, applied_at, decided_at, decision_reason_sealed, ended_at
         FROM organisations WHERE domain = $1 AND id <> $2 ORDER BY applied_at DESC, id DESC LIMIT 100",
        domain,
        itself
    )
}

/// Who speaks for it, and who wrote that last and when, unless it was erased.
pub(in crate::claims) async fn organisation_contact(
    tx: &mut Tx,
    id: OrganisationId,
) -> Result<Option<(Vec<u8>, Option<AccountId>, Option<Time>)>, sqlx::Error> {
    db::optional!(
        tx,
        (Vec<u8>, Option<AccountId>, Option<Time>),
        "SELECT contact_sealed, contact_by, contact_at FROM organisations WHERE id = $1",
        id
    )
}

/// `written`: by whom and when; by nobody where it is written over.
pub(in crate::claims) async fn set_contact(
    tx: &mut Tx,
    id: OrganisationId,
    sealed: &[u8],
    written: Option<(AccountId, Time)>,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE organisations SET contact_sealed = $2, contact_by = $3, contact_at = $4 WHERE id = $1";
    let (by, at) = written.unzip();
    db::execute!(tx, sql, id, sealed, by, at)?;
    Ok(())
}

/// The organisations of which somebody wrote last who speaks for them.
pub(in crate::claims) async fn contacts_of(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<(OrganisationId,)>, sqlx::Error> {
    db::all!(tx, (OrganisationId,), "SELECT id FROM organisations WHERE contact_by = $1 ORDER BY id", account)
}

/// Those that were refused by `before`, and of which what was written by then is still known.
pub(in crate::claims) async fn contacts_of_refused(
    tx: &mut Tx,
    before: Time,
) -> Result<Vec<(OrganisationId,)>, sqlx::Error> {
    db::all!(
        tx,
        (OrganisationId,),
        "SELECT id FROM organisations
         WHERE state = 'refused' AND decided_at <= $1 AND contact_at <= $1 ORDER BY id",
        before
    )
}

/// Of a draft or of a claim.
pub(in crate::claims) async fn insert_contact_copy(
    tx: &mut Tx,
    id: Uuid,
    organisation: OrganisationId,
    (draft, claim): (Option<DraftId>, Option<ClaimId>),
    written_by: AccountId,
    sealed: &[u8],
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO contact_copies (id, organisation, draft, claim, written_by, contact_sealed)
         VALUES ($1, $2, $3, $4, $5, $6)",
        id,
        organisation,
        draft,
        claim,
        written_by,
        sealed
    )?;
    Ok(())
}

/// Of the draft or the claim of that number.
pub(in crate::claims) async fn contact_copy(
    tx: &mut Tx,
    of: Uuid,
) -> Result<Option<(Uuid, AccountId, Vec<u8>)>, sqlx::Error> {
    db::optional!(
        tx,
        (Uuid, AccountId, Vec<u8>),
        "SELECT id, written_by, contact_sealed FROM contact_copies WHERE draft = $1 OR claim = $1",
        of
    )
}

pub(in crate::claims) async fn forget_contact_copy(tx: &mut Tx, of: Uuid) -> Result<(), sqlx::Error> {
    db::execute!(tx, "DELETE FROM contact_copies WHERE draft = $1 OR claim = $1", of)?;
    Ok(())
}

pub(in crate::claims) async fn set_organisation_state(
    tx: &mut Tx,
    id: OrganisationId,
    from: State,
    to: State,
    by: AccountId,
    now: Time,
    reason_sealed: &[u8],
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE organisations SET state = $3, decided_by = $4, decided_at = $5, decision_reason_sealed = $6
         WHERE id = $1 AND state = $2",
        id,
        from.as_str(),
        to.as_str(),
        by,
        now,
        reason_sealed
    )
}

pub(in crate::claims) async fn end_organisation(
    tx: &mut Tx,
    id: OrganisationId,
    from: State,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE organisations SET state = 'ended', ended_at = $3 WHERE id = $1 AND state = $2",
        id,
        from.as_str(),
        now
    )
}

/// The claims of an organisation that are neither decided nor withdrawn, those that came first before the others: at most 20.
pub(in crate::claims) async fn waiting_claims(tx: &mut Tx, id: OrganisationId) -> Result<Vec<ClaimId>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (ClaimId,),
        "SELECT id FROM claims WHERE organisation = $1 AND state NOT IN ('decided', 'withdrawn') ORDER BY id LIMIT 20",
        id
    )?;
    Ok(rows.into_iter().map(|(claim,)| claim).collect())
}

/// Of what an organisation claimed that does not wait any more, the claim of which a window is open that is looked at last, and when that is: it may
/// be open longer.
pub(in crate::claims) async fn last_window(
    tx: &mut Tx,
    id: OrganisationId,
) -> Result<Option<(ClaimId, Time)>, sqlx::Error> {
    db::optional!(
        tx,
        (ClaimId, Time),
        "SELECT c.id, t.evidence_look_at FROM claims c JOIN targets t ON t.claim = c.id
         WHERE c.organisation = $1 AND c.state IN ('decided', 'withdrawn') AND t.evidence_look_at IS NOT NULL
         ORDER BY t.evidence_look_at DESC, c.id LIMIT 1",
        id
    )
}

/// The end of what is in force of suspensions for misuse against an organisation.
pub(in crate::claims) async fn suspended_until(
    tx: &mut Tx,
    id: OrganisationId,
    now: Time,
) -> Result<Option<Time>, sqlx::Error> {
    let (until,) = db::one!(
        tx,
        (Option<Time>,),
        "SELECT MAX(until) FROM measures
         WHERE organisation = $1 AND kind = 'suspension' AND lifted_at IS NULL AND until > $2",
        id,
        now
    )?;
    Ok(until)
}

/// Whether an appeal against a measure against an organisation waits.
pub(in crate::claims) async fn any_appeal_waits(tx: &mut Tx, id: OrganisationId) -> Result<bool, sqlx::Error> {
    let (waiting,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM appeals a JOIN measures m ON m.id = a.measure
         WHERE m.organisation = $1 AND a.ended_at IS NULL",
        id
    )?;
    Ok(waiting > 0)
}

/// Writes over what an administrator said who decided, if one did.
pub(in crate::claims) async fn forget_decision_reason(
    tx: &mut Tx,
    id: OrganisationId,
    erased: &[u8],
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE organisations SET decision_reason_sealed = $2 WHERE id = $1 AND decision_reason_sealed IS NOT NULL",
        id,
        erased
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(in crate::claims) struct MemberRow {
    pub id: MemberId,
    pub organisation: OrganisationId,
    pub account: AccountId,
    pub role: String,
    pub joined_at: Time,
}

pub(in crate::claims) async fn insert_member(
    tx: &mut Tx,
    id: MemberId,
    organisation: OrganisationId,
    account: AccountId,
    role: MemberRole,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO members (id, organisation, account, role, joined_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        organisation,
        account,
        role.as_str(),
        now
    )?;
    Ok(())
}

/// Takes a person in, or back in under the membership it had.
pub(in crate::claims) async fn join(
    tx: &mut Tx,
    id: MemberId,
    organisation: OrganisationId,
    account: AccountId,
    role: MemberRole,
    now: Time,
) -> Result<MemberId, sqlx::Error> {
    let (id,) = db::one!(
        tx,
        (MemberId,),
        "INSERT INTO members (id, organisation, account, role, joined_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (organisation, account) DO UPDATE SET role = excluded.role, removed_at = NULL,
             joined_at = CASE WHEN members.removed_at IS NULL THEN members.joined_at ELSE excluded.joined_at END
         RETURNING id",
        id,
        organisation,
        account,
        role.as_str(),
        now
    )?;
    Ok(id)
}

pub(in crate::claims) async fn set_member_role(
    tx: &mut Tx,
    id: MemberId,
    from: MemberRole,
    to: MemberRole,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE members SET role = $3 WHERE id = $1 AND role = $2 AND removed_at IS NULL",
        id,
        from.as_str(),
        to.as_str()
    )
}

/// The membership that ended, if there was one.
pub(in crate::claims) async fn leave(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: AccountId,
    now: Time,
) -> Result<Option<MemberId>, sqlx::Error> {
    let left = db::optional!(
        tx,
        (MemberId,),
        "UPDATE members SET removed_at = $3 WHERE organisation = $1 AND account = $2 AND removed_at IS NULL
         RETURNING id",
        organisation,
        account,
        now
    )?;
    Ok(left.map(|(id,)| id))
}

/// The owners who can act: those whose accounts are not disabled.
pub(in crate::claims) async fn owners(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<AccountId>, sqlx::Error> {
    let owners = db::all!(
        tx,
        (AccountId,),
        "SELECT m.account FROM members m JOIN accounts a ON a.id = m.account
         WHERE m.organisation = $1 AND m.role = 'owner' AND m.removed_at IS NULL AND a.disabled_at IS NULL
         ORDER BY m.joined_at, m.id",
        organisation
    )?;
    Ok(owners.into_iter().map(|(account,)| account).collect())
}

/// The organisations in which a person has a membership, with their names and states, in the order of their ids: who locks several locks
/// them so.
pub(in crate::claims) async fn organisations_of(
    tx: &mut Tx,
    account: AccountId,
) -> Result<Vec<(OrganisationId, String, String)>, sqlx::Error> {
    db::all!(
        tx,
        (OrganisationId, String, String),
        "SELECT o.id, o.name, o.state FROM members m JOIN organisations o ON o.id = m.organisation
         WHERE m.account = $1 AND m.removed_at IS NULL ORDER BY o.id",
        account
    )
}

pub(in crate::claims) async fn is_only_owner(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<bool, sqlx::Error> {
    Ok(owners(tx, organisation).await? == [account])
}

/// A membership in force: not removed, of an account that is not disabled.
pub(in crate::claims) async fn member(
    tx: &mut Tx,
    organisation: OrganisationId,
    account: AccountId,
) -> Result<Option<MemberRow>, sqlx::Error> {
    db::optional!(
        tx,
        MemberRow,
        "SELECT m.id, m.organisation, m.account, m.role, m.joined_at FROM members m JOIN accounts a ON a.id = m.account
         WHERE m.organisation = $1 AND m.account = $2 AND m.removed_at IS NULL AND a.disabled_at IS NULL",
        organisation,
        account
    )
}

pub(in crate::claims) async fn members(
    tx: &mut Tx,
    organisation: OrganisationId,
) -> Result<Vec<MemberRow>, sqlx::Error> {
    db::all!(
        tx,
        MemberRow,
        "SELECT id, organisation, account, role, joined_at FROM members
         WHERE organisation = $1 AND removed_at IS NULL ORDER BY joined_at, id",
        organisation
    )
}

pub(in crate::claims) async fn memberships(tx: &mut Tx, account: AccountId) -> Result<Vec<MemberRow>, sqlx::Error> {
    db::all!(
        tx,
        MemberRow,
        "SELECT id, organisation, account, role, joined_at FROM members
         WHERE account = $1 AND removed_at IS NULL ORDER BY joined_at, id",
        account
    )
}
