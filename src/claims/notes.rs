//! Notes of staff on a case: what they tell each other and no party ever reads.

use super::decisions::reviewer;
use super::form::Form;
use super::{Actor, Error, in_force, store as claims_store};
use crate::accounts::parties::{self, Case};
use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, CaseNoteId, ClaimId};
use crate::service::Service;
use crate::texts::Text;

/// A note.
#[derive(Clone, Debug)]
pub struct Note {
    /// Who wrote it.
    pub by: AccountId,
    /// When.
    pub at: Time,
    /// What it says.
    pub words: String,
}

fn context(id: CaseNoteId) -> String {
    format!("case_notes.words/{id}")
}

/// Somebody at the desk who is no party notes something on a case. Notes are neither changed nor deleted.
pub async fn write(service: &Service, actor: &Actor, claim: ClaimId, words: &str) -> Result<CaseNoteId, Error> {
    reviewer(actor)?;
    let mut form = Form::default();
    let words = form.text("note", words, Text::of("note-write"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    reviewer(&in_force(&mut tx, actor).await?)?;
    claims_store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    parties::keep_out(&mut tx, actor.account, Case::Claim(claim)).await?;
    let id = add(&mut tx, service, actor.account, claim, &words).await?;
    tx.commit().await?;
    Ok(id)
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
        (CaseNoteId, Vec<u8>, AccountId, Time),
        "SELECT id, words_sealed, written_by, written_at FROM case_notes WHERE claim = $1 ORDER BY written_at, id",
        claim
    )?;
    let read = |(id, sealed, by, at): (CaseNoteId, Vec<u8>, AccountId, Time)| {
        let words = service.keys.open_sealed(&context(id), &sealed)?;
        Ok(Note { by, at, words: String::from_utf8_lossy(&words).into_owned() })
    };
    rows.into_iter().map(read).collect()
}
