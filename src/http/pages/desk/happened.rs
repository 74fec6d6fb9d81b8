//! What happened in a case, with its log proofs: what stands at the foot of every page that belongs to it.

use super::super::prelude::*;
use super::super::timeline::Line;
use super::words;
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::audit;
use crate::ids::{CaseId, ObjectId};

/// The lines of a case, however many there are by two queries: for what has its number in the log, and for what gets one next. Whoever
/// calls this has checked that the reader may see the case.
pub(super) async fn in_case(service: &Service, case: CaseId, language: Language) -> Result<Vec<Line>, Error> {
    let (listed, waiting) = audit::of_case_so_far(service, case).await.map_err(Error::internal)?;
    Ok(words::whole_timeline(&listed, &waiting, language))
}

/// The lines of a file's case, on the page of what belongs to one claim on it; none for who is a party to another one.
pub(super) async fn in_file(
    service: &Service,
    actor: &Actor,
    (object, case): (ObjectId, CaseId),
    language: Language,
) -> Result<Option<Vec<Line>>, Error> {
    let mut tx = service.db.read().await?;
    let is_party = parties::is_party(&mut tx, actor.account, Case::Object(object)).await?;
    drop(tx);
    Ok(if is_party { None } else { Some(in_case(service, case, language).await?) })
}

/// A line for samples of pages.
pub(super) fn sample(layout: &Layout) -> Vec<Line> {
    let proof = Some("/log/entries/7".to_owned());
    vec![Line { proof, ..Line::new(layout.now, "The uploader", "answered the decision about file 1") }]
}
