//! Notes of staff on a case: what they tell each other and no party ever reads. What they say goes with the last window of the case
//! (`personal/desk.rs`).

use std::time::Duration;

use super::decisions::reviewer;
use super::form::Form;
use super::{Actor, Error, in_force, store as claims_store};
use crate::accounts::parties::{self, Case};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseNoteId, ClaimId};
use crate::service::Service;
use crate::texts::Text;

/// For so long the same words of one person, with nothing of theirs in between, are one note: a page that is loaded again sends them once
/// more.
const ONE_NOTE: Duration = Duration::from_mins(10);

/// A note.
#[derive(Clone, Debug)]
pub struct Note {
    /// Who wrote it.
    pub by: AccountId,
    /// When.
    pub at: Time,
    /// What it says.
    pub words: Text,
}

fn context(id: CaseNoteId) -> String {
    format!("case_notes.words/{id}")
}

/// Somebody at the desk who is no party notes something on a case. Notes are neither changed nor deleted by anybody; what somebody noted just
/// now is not noted again.
pub async fn write(service: &Service, actor: &Actor, claim: ClaimId, words: &str) -> Result<CaseNoteId, Error> {
    reviewer(actor)?;
    let mut form = Form::default();
    let words = form.text("note", words, Text::of("note-write"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    reviewer(&in_force(&mut tx, actor).await?)?;
    claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    if let Some(id) = just_noted(&mut tx, service, actor.account, claim, &words).await? {
        return Ok(id);
    }
    let id = add(&mut tx, service, actor.account, claim, &words).await?;
    tx.commit().await?;
    Ok(id)
}

/// The last note of somebody on a case, if it says just this and is of just now.
async fn just_noted(
    tx: &mut Tx,
    service: &Service,
    by: AccountId,
    claim: ClaimId,
    words: &str,
) -> Result<Option<CaseNoteId>, Error> {
    let last = db::optional!(
        tx,
        (CaseNoteId, Vec<u8>, Time),
        "SELECT id, words_sealed, written_at FROM case_notes
         WHERE claim = $1 AND written_by = $2 AND words_erased_at IS NULL
         ORDER BY written_at DESC, id DESC LIMIT 1",
        claim,
        by
    )?;
    let Some((id, sealed, at)) = last else { return Ok(None) };
    if service.clock.now() >= at.plus(ONE_NOTE) {
        return Ok(None);
    }
    let said = service.keys.open_sealed(&context(id), &sealed)?;
    Ok((said.as_slice() == words.as_bytes()).then_some(id))
}

/// Adds a note in the caller's transaction, who has asked who writes it.
pub(crate) async fn add(
    tx: &mut Tx,
    service: &Service,
    by: AccountId,
    claim: ClaimId,
    words: &str,
) -> Result<CaseNoteId, Error> {
    let id = CaseNoteId::new(&service.clock, &service.entropy);
    db::execute!(
        tx,
        "INSERT INTO case_notes (id, claim, words_sealed, written_by, written_at) VALUES ($1, $2, $3, $4, $5)",
        id,
        claim,
        service.keys.seal(&context(id), words.as_bytes()).as_slice(),
        by,
        service.clock.now()
    )?;
    Ok(id)
}

/// The notes on a case, the oldest first. The caller has asked who looks.
pub(super) async fn of_claim(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<Vec<Note>, Error> {
    let rows = db::all!(
        tx,
        (CaseNoteId, Vec<u8>, AccountId, Time, Option<Time>),
        "SELECT id, words_sealed, written_by, written_at, words_erased_at FROM case_notes WHERE claim = $1
         ORDER BY written_at, id",
        claim
    )?;
    let read = |(id, sealed, by, at, erased_at): (CaseNoteId, Vec<u8>, AccountId, Time, Option<Time>)| {
        Ok(Note { by, at, words: service.keys.said_until(erased_at, &context(id), &sealed)? })
    };
    rows.into_iter().map(read).collect()
}
