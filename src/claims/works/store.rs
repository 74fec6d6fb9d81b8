//! The SQL of works: what they are, what they are found by, and the digests of their files.

use uuid::Uuid;

use super::{Basis, Facts, Identifier};
use crate::claims::store as claims_store;
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, OrganisationId, WorkId};

/// A work as it stands, with how many references it has.
#[derive(sqlx::FromRow)]
pub(super) struct Row {
    pub id: WorkId,
    pub organisation: OrganisationId,
    pub title: String,
    pub kind: String,
    pub basis: Basis,
    pub principal: Option<String>,
    pub territory: String,
    pub revision: i64,
    pub registered_at: Time,
    pub reference_count: i64,
    /// Its identifiers, a line each: scheme, value and what was typed, with tabs between. Nothing in them is a control
    /// character.
    identifiers: Option<String>,
}

/// Whatever a [`Row`] holds, in one statement, for the works that a condition names.
macro_rules! columns {
    ($condition:literal) => {
        concat!(
            "SELECT id, organisation, title, kind, basis, principal, territory, revision, registered_at,
                    (SELECT COUNT(*) FROM work_references r WHERE r.work = works.id) AS reference_count,
                    (SELECT string_agg(i.scheme || '\t' || i.value || '\t' || i.typed, '\n' ORDER BY i.position)
                     FROM work_identifiers i WHERE i.work = works.id) AS identifiers
             FROM works ",
            $condition
        )
    };
}

impl Row {
    /// Its identifiers, in their order.
    pub fn identifiers(&self) -> Result<Vec<Identifier>, sqlx::Error> {
        let unreadable = || claims_store::unreadable("work_identifiers");
        let read = |line: &str| {
            let (scheme, rest) = line.split_once('\t').ok_or_else(unreadable)?;
            let (value, typed) = rest.split_once('\t').ok_or_else(unreadable)?;
            let scheme = scheme.parse().map_err(|_| unreadable())?;
            Ok(Identifier { scheme, value: value.to_owned(), typed: typed.to_owned() })
        };
        self.identifiers.iter().flat_map(|lines| lines.split('\n')).map(read).collect()
    }
}

pub(super) async fn insert(
    tx: &mut Tx,
    id: WorkId,
    organisation: OrganisationId,
    facts: &Facts,
    by: AccountId,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO works (id, organisation, title, title_folded, kind, basis, territory, revision, registered_by,
                            registered_at, principal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8, $9, $10)",
        id,
        organisation,
        &facts.title,
        facts.title_folded(),
        &facts.kind,
        facts.basis,
        &facts.territory,
        by,
        now,
        facts.principal.as_deref()
    )?;
    Ok(())
}

/// Corrects a work that is still in the revision that somebody saw: 1 if it was.
pub(super) async fn update(tx: &mut Tx, id: WorkId, revision: i64, facts: &Facts) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE works SET title = $3, title_folded = $4, kind = $5, basis = $6, territory = $7, principal = $8,
                revision = revision + 1
         WHERE id = $1 AND revision = $2",
        id,
        revision,
        &facts.title,
        facts.title_folded(),
        &facts.kind,
        facts.basis,
        &facts.territory,
        facts.principal.as_deref()
    )
}

pub(super) async fn row(tx: &mut Tx, id: WorkId) -> Result<Option<Row>, sqlx::Error> {
    db::optional!(tx, Row, columns!("WHERE id = $1"), id)
}

/// Works that one statement reads.
const AT_ONCE: usize = 10;

/// These works, in no order.
pub(super) async fn rows(tx: &mut Tx, ids: &[WorkId]) -> Result<Vec<Row>, sqlx::Error> {
    let mut rows = Vec::with_capacity(ids.len());
    for some in ids.chunks(AT_ONCE) {
        // The last one fills the places left.
        let id = |at: usize| some.get(at).or(some.last()).copied().unwrap_or(FIRST);
        rows.extend(db::all!(
            tx,
            Row,
            columns!("WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"),
            id(0),
            id(1),
            id(2),
            id(3),
            id(4),
            id(5),
            id(6),
            id(7),
            id(8),
            id(9)
        )?);
    }
    Ok(rows)
}

/// The works of an organisation, the newest first, from before one of them on.
pub(super) async fn newest(
    tx: &mut Tx,
    organisation: OrganisationId,
    before: WorkId,
    limit: i64,
) -> Result<Vec<Row>, sqlx::Error> {
    db::all!(
        tx,
        Row,
        columns!("WHERE organisation = $1 AND id < $2 ORDER BY id DESC LIMIT $3"),
        organisation,
        before,
        limit
    )
}

/// The works of an organisation, the oldest first, from after one of them on.
pub(super) async fn oldest(
    tx: &mut Tx,
    organisation: OrganisationId,
    after: WorkId,
    limit: i64,
) -> Result<Vec<Row>, sqlx::Error> {
    db::all!(tx, Row, columns!("WHERE organisation = $1 AND id > $2 ORDER BY id LIMIT $3"), organisation, after, limit)
}

/// Whether an organisation holds any work as an agent.
pub(super) async fn any_held_as_agent(tx: &mut Tx, organisation: OrganisationId) -> Result<bool, sqlx::Error> {
    let found = db::optional!(
        tx,
        (WorkId,),
        "SELECT id FROM works WHERE organisation = $1 AND basis = 'agent' LIMIT 1",
        organisation
    )?;
    Ok(found.is_some())
}

/// How many claims name a work.
pub(super) async fn count_claims(tx: &mut Tx, work: WorkId) -> Result<i64, sqlx::Error> {
    Ok(db::one!(tx, (i64,), "SELECT COUNT(*) FROM claim_works WHERE work = $1", work)?.0)
}

/// Whether an organisation has a work of this title, folded, and kind.
pub(super) async fn is_titled(tx: &mut Tx, organisation: OrganisationId, facts: &Facts) -> Result<bool, sqlx::Error> {
    // In no order: to keep one, SQLite would go through all works.
    let found = db::optional!(
        tx,
        (WorkId,),
        "SELECT id FROM works WHERE organisation = $1 AND title_folded = $2 AND kind = $3 LIMIT 1",
        organisation,
        facts.title_folded(),
        &facts.kind
    )?;
    Ok(found.is_some())
}

// Identifiers ------------------------------------------------------------------------------------------

pub(super) async fn insert_identifiers(
    tx: &mut Tx,
    organisation: OrganisationId,
    work: WorkId,
    facts: &Facts,
) -> Result<(), sqlx::Error> {
    for (position, identifier) in (0_i64..).zip(&facts.identifiers) {
        db::execute!(
            tx,
            "INSERT INTO work_identifiers (organisation, scheme, value, typed, work, position)
             VALUES ($1, $2, $3, $4, $5, $6)",
            organisation,
            identifier.scheme,
            &identifier.value,
            &identifier.typed,
            work,
            position
        )?;
    }
    Ok(())
}

pub(super) async fn delete_identifiers(tx: &mut Tx, work: WorkId) -> Result<(), sqlx::Error> {
    db::execute!(tx, "DELETE FROM work_identifiers WHERE work = $1", work)?;
    Ok(())
}

/// The work of an organisation that an identifier names, with its title.
pub(super) async fn of_identifier(
    tx: &mut Tx,
    organisation: OrganisationId,
    identifier: &Identifier,
) -> Result<Option<(WorkId, String)>, sqlx::Error> {
    db::optional!(
        tx,
        (WorkId, String),
        "SELECT w.id, w.title FROM work_identifiers i JOIN works w ON w.id = i.work
         WHERE i.organisation = $1 AND i.scheme = $2 AND i.value = $3",
        organisation,
        identifier.scheme,
        &identifier.value
    )
}

// Words ------------------------------------------------------------------------------------------------

/// Words that one statement writes: the words of nearly every title.
const TOGETHER: usize = 8;

pub(super) async fn insert_words(
    tx: &mut Tx,
    organisation: OrganisationId,
    work: WorkId,
    words: &[String],
) -> Result<(), sqlx::Error> {
    for some in words.chunks(TOGETHER) {
        // A word that stands there already is passed over, so that the last one fills the places left.
        let word = |at: usize| some.get(at).or(some.last()).map_or("", String::as_str);
        db::execute!(
            tx,
            "INSERT INTO work_words (organisation, work, word)
             VALUES ($1, $2, $3), ($1, $2, $4), ($1, $2, $5), ($1, $2, $6), ($1, $2, $7), ($1, $2, $8), ($1, $2, $9),
                    ($1, $2, $10)
             ON CONFLICT DO NOTHING",
            organisation,
            work,
            word(0),
            word(1),
            word(2),
            word(3),
            word(4),
            word(5),
            word(6),
            word(7)
        )?;
    }
    Ok(())
}

pub(super) async fn delete_words(tx: &mut Tx, work: WorkId) -> Result<(), sqlx::Error> {
    db::execute!(tx, "DELETE FROM work_words WHERE work = $1", work)?;
    Ok(())
}

/// Words that every work found has one beginning with, and the work before which it was registered. A place that is
/// empty asks for nothing; the first is not.
pub(super) struct Sought<'a> {
    pub organisation: OrganisationId,
    pub before: WorkId,
    pub words: [&'a str; 6],
}

/// Behind everything that begins with a word, in the order of bytes.
fn end(word: &str) -> String {
    format!("{word}\u{10ffff}")
}

/// Those among the newest `among` works that have every word, the newest first.
pub(super) async fn sought_among_newest(
    tx: &mut Tx,
    sought: &Sought<'_>,
    among: i64,
    limit: i64,
) -> Result<Vec<WorkId>, sqlx::Error> {
    let [one, two, three, four, five, six] = sought.words;
    let found = db::all!(
        tx,
        (WorkId,),
        "SELECT w.id FROM (SELECT id FROM works WHERE organisation = $1 AND id < $2 ORDER BY id DESC LIMIT $3) w
         WHERE EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.id AND x.word >= $5 AND x.word < $6)
           AND ($7 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.id AND x.word >= $7 AND x.word < $8))
           AND ($9 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.id AND x.word >= $9 AND x.word < $10))
           AND ($11 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.id AND x.word >= $11 AND x.word < $12))
           AND ($13 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.id AND x.word >= $13 AND x.word < $14))
           AND ($15 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.id AND x.word >= $15 AND x.word < $16))
         ORDER BY w.id DESC LIMIT $4",
        sought.organisation,
        sought.before,
        among,
        limit,
        one,
        end(one),
        two,
        end(two),
        three,
        end(three),
        four,
        end(four),
        five,
        end(five),
        six,
        end(six)
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// Those that have every word, the newest first: all that have the first word are looked at, so that it should be the
/// rarest.
pub(super) async fn sought(tx: &mut Tx, sought: &Sought<'_>, limit: i64) -> Result<Vec<WorkId>, sqlx::Error> {
    let [one, two, three, four, five, six] = sought.words;
    // Materialised: PostgreSQL would otherwise go through all works from the newest on, in the hope of ending early.
    let found = db::all!(
        tx,
        (WorkId,),
        "WITH found AS MATERIALIZED (
             SELECT DISTINCT work FROM work_words WHERE organisation = $1 AND work < $2 AND word >= $4 AND word < $5
         )
         SELECT w.work FROM found w
         WHERE ($6 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.work AND x.word >= $6 AND x.word < $7))
           AND ($8 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.work AND x.word >= $8 AND x.word < $9))
           AND ($10 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.work AND x.word >= $10 AND x.word < $11))
           AND ($12 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.work AND x.word >= $12 AND x.word < $13))
           AND ($14 = '' OR EXISTS (SELECT 1 FROM work_words x WHERE x.work = w.work AND x.word >= $14 AND x.word < $15))
         ORDER BY w.work DESC LIMIT $3",
        sought.organisation,
        sought.before,
        limit,
        one,
        end(one),
        two,
        end(two),
        three,
        end(three),
        four,
        end(four),
        five,
        end(five),
        six,
        end(six)
    )?;
    Ok(found.into_iter().map(|(id,)| id).collect())
}

/// How often a word begins one of the organisation's works' words, counted up to a limit.
pub(super) async fn count_word(
    tx: &mut Tx,
    organisation: OrganisationId,
    word: &str,
    limit: i64,
) -> Result<i64, sqlx::Error> {
    let (count,) = db::one!(
        tx,
        (i64,),
        "SELECT COUNT(*) FROM (
             SELECT 1 AS one FROM work_words WHERE organisation = $1 AND word >= $2 AND word < $3 LIMIT $4
         ) found",
        organisation,
        word,
        end(word),
        limit
    )?;
    Ok(count)
}

// Corrections ------------------------------------------------------------------------------------------

/// Keeps what a work said until now.
pub(super) async fn insert_correction(
    tx: &mut Tx,
    was: &Row,
    identifiers: &str,
    by: AccountId,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO work_corrections (work, position, title, kind, identifiers, basis, territory, corrected_by,
                                       corrected_at, principal)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        was.id,
        was.revision,
        &was.title,
        &was.kind,
        identifiers,
        was.basis,
        &was.territory,
        by,
        now,
        was.principal.as_deref()
    )?;
    Ok(())
}

#[derive(sqlx::FromRow)]
pub(super) struct CorrectionRow {
    pub title: String,
    pub kind: String,
    pub identifiers: String,
    pub basis: Basis,
    pub principal: Option<String>,
    pub territory: String,
    pub corrected_at: Time,
}

/// What a work said before, the latest first.
pub(super) async fn corrections(tx: &mut Tx, work: WorkId) -> Result<Vec<CorrectionRow>, sqlx::Error> {
    db::all!(
        tx,
        CorrectionRow,
        "SELECT title, kind, identifiers, basis, principal, territory, corrected_at FROM work_corrections WHERE work = $1
         ORDER BY position DESC",
        work
    )
}

// References -------------------------------------------------------------------------------------------

/// Registers a digest: 1 if it was not registered before. One that was keeps its date and its label.
pub(super) async fn insert_reference(
    tx: &mut Tx,
    work: WorkId,
    sha256: &[u8],
    label: Option<&str>,
    now: Time,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO work_references (work, sha256, label, registered_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING",
        work,
        sha256,
        label,
        now
    )
}

#[derive(sqlx::FromRow)]
pub(super) struct ReferenceRow {
    pub sha256: Vec<u8>,
    pub label: Option<String>,
    pub registered_at: Time,
}

/// When a digest was registered for a work, if it was.
pub(super) async fn registered(tx: &mut Tx, work: WorkId, sha256: &[u8]) -> Result<Option<Time>, sqlx::Error> {
    let found = db::optional!(
        tx,
        (Time,),
        "SELECT registered_at FROM work_references WHERE work = $1 AND sha256 = $2",
        work,
        sha256
    )?;
    Ok(found.map(|(at,)| at))
}

/// The references of a work, the latest first, from behind one of them on.
pub(super) async fn references(
    tx: &mut Tx,
    work: WorkId,
    (before, sha256): (Time, &[u8]),
    limit: i64,
) -> Result<Vec<ReferenceRow>, sqlx::Error> {
    db::all!(
        tx,
        ReferenceRow,
        "SELECT sha256, label, registered_at FROM work_references
         WHERE work = $1 AND (registered_at < $2 OR (registered_at = $2 AND sha256 > $3))
         ORDER BY registered_at DESC, sha256 LIMIT $4",
        work,
        before,
        sha256,
        limit
    )
}

/// Every digest of a work, in the order in which they were registered.
pub(super) async fn digests(tx: &mut Tx, work: WorkId) -> Result<Vec<Vec<u8>>, sqlx::Error> {
    let rows = db::all!(
        tx,
        (Vec<u8>,),
        "SELECT sha256 FROM work_references WHERE work = $1 ORDER BY registered_at, sha256",
        work
    )?;
    Ok(rows.into_iter().map(|(sha256,)| sha256).collect())
}

/// Before every work, and behind every work.
pub(super) const FIRST: WorkId = WorkId(Uuid::nil());
pub(super) const LAST: WorkId = WorkId(Uuid::max());
