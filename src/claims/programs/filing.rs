//! A claim by key: one notice, up to a thousand targets, the sender's own reference.
//!
//! All or nothing, as on the pages: one line that cannot be a target refuses the claim, with every such line told. Whoever
//! says `partial` has the good lines filed, and is told of the others.

use super::super::filing::{self, ClaimInput, Filed};
use super::super::form::Form;
use super::super::organisations;
use super::super::proof::TargetError;
use super::super::withdrawal::Claimant;
use super::super::{Error, FieldError, works};
use super::keys::{self, Bearer, Scope};
use super::once::{self, Attempt};
use super::{Answer, Refusal, store, usage};
use crate::claims::statement::StatementInput;
use crate::db::Tx;
use crate::ids::{ClaimId, WorkId};
use crate::service::Service;
use crate::texts::Text;

/// The longest reference, in characters.
pub const LONGEST_REFERENCE: usize = 200;

/// A claim as a program sends it.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The claim, but for its works.
    pub claim: ClaimInput,
    /// The works it is about: ids, or what they are called elsewhere.
    pub works: Vec<String>,
    /// What the sender calls it.
    pub reference: Option<String>,
    /// Whether lines that cannot be targets are left out, instead of refusing the claim.
    pub partial: bool,
}

/// What a claim came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The claim and its targets, by the lines of the request.
    pub filed: Filed,
    /// The lines that were left out.
    pub left_out: Vec<TargetError>,
}

/// Files a claim for the organisation of the key. `answer` writes down what it came to, to be kept under the attempt.
pub async fn file(
    service: &Service,
    bearer: &Bearer,
    mut batch: Batch,
    attempt: Option<&Attempt>,
    answer: impl FnOnce(&Outcome) -> Result<Answer, serde_json::Error>,
) -> Result<Answer, Error> {
    let (actor, organisation) = (&bearer.actor, bearer.organisation);
    filing::within(service, batch.works.len(), batch.claim.targets.len())?;
    let mut tx = service.db.read().await?;
    keys::in_force(&mut tx, service, bearer, Scope::ClaimsWrite).await?;
    filing::may_file(&mut tx, service, actor, organisation).await?;
    let reference = batch.reference.as_deref().map(read_reference).transpose()?;
    if let Some(reference) = &reference {
        free(&mut tx, bearer, reference).await?;
    }
    drop(tx);
    usage::count_lines(service, bearer, batch.claim.targets.len()).await?;
    let mut tx = service.db.read().await?;
    batch.claim.works = read_works(&mut tx, bearer, &batch.works).await?;
    drop(tx);
    let read = filing::read(service, actor, organisation, &batch.claim).await?;
    let bad = filing::examine(service, &actor.account.to_string(), &batch.claim.targets, 0).await?;
    if !bad.is_empty() && (!batch.partial || bad.len() == batch.claim.targets.len()) {
        return Err(Error::Targets(bad));
    }
    // Which line of the request each line of the claim is.
    let lines: Vec<usize> =
        (1..=batch.claim.targets.len()).filter(|line| bad.iter().all(|error| error.line != *line)).collect();
    if !bad.is_empty() {
        let mut line = 0;
        batch.claim.targets.retain(|_| {
            line += 1;
            lines.binary_search(&line).is_ok()
        });
    }

    let mut tx = service.db.begin().await?;
    // The holder's row is the turnstile: a revocation, a removal and another claim of this reference pass it one at a time.
    organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    keys::in_force(&mut tx, service, bearer, Scope::ClaimsWrite).await?;
    usage::count_targets(&mut tx, service, bearer, lines.len()).await?;
    if let Some(reference) = &reference {
        free(&mut tx, bearer, reference).await?;
    }
    let named = reference.as_deref();
    let filed = filing::file_in(&mut tx, service, actor, organisation, &batch.claim, &read, named).await;
    let mut filed = filed.map_err(|error| in_lines_of_the_request(error, &lines))?;
    for target in &mut filed.targets {
        target.line = line_of(target.line, &lines);
    }
    if let Some(reference) = &reference {
        store::insert_reference(&mut tx, organisation, reference, filed.claim).await?;
    }
    let answer = answer(&Outcome { filed, left_out: bad })?;
    once::keep(&mut tx, service, attempt, &answer).await?;
    tx.commit().await?;
    Ok(answer)
}

/// Completes or corrects the notice of a claim of the key's organisation, under the same law.
pub async fn amend(service: &Service, bearer: &Bearer, claim: ClaimId, input: &StatementInput) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    organisations::lock(&mut tx, bearer.organisation).await?.ok_or(Error::NotFound)?;
    keys::in_force(&mut tx, service, bearer, Scope::ClaimsWrite).await?;
    own(&mut tx, bearer, claim).await?;
    filing::amend_in(&mut tx, service, Claimant::Person(&bearer.actor), claim, input).await?;
    tx.commit().await?;
    Ok(())
}

/// Refuses a claim that is not of the key's organisation, as if it were not there.
pub(super) async fn own(tx: &mut Tx, bearer: &Bearer, claim: ClaimId) -> Result<(), Error> {
    match store::organisation_of(tx, claim).await? {
        Some(organisation) if organisation == bearer.organisation => Ok(()),
        _ => Err(Error::NotFound),
    }
}

/// Refuses a reference that names another claim of the organisation.
async fn free(tx: &mut Tx, bearer: &Bearer, reference: &str) -> Result<(), Error> {
    match store::claim_of_reference(tx, bearer.organisation, reference).await? {
        Some(claim) => Err(Refusal::ReferenceTaken { claim }.into()),
        None => Ok(()),
    }
}

/// What a sender calls a claim, as it is kept and compared.
pub(super) fn read_reference(text: &str) -> Result<String, Error> {
    let mut form = Form::default();
    let reference = form.line("reference", text, Text::of("reference-empty"));
    if reference.chars().count() > LONGEST_REFERENCE {
        form.mistake("reference", format!("At most {LONGEST_REFERENCE} characters fit here"));
    }
    form.finish()?;
    Ok(reference)
}

async fn read_works(tx: &mut Tx, bearer: &Bearer, texts: &[String]) -> Result<Vec<WorkId>, Error> {
    let mut found = Vec::with_capacity(texts.len());
    for (line, text) in (1..).zip(texts) {
        let Some(work) = works::named(tx, bearer.organisation, text).await? else {
            let message =
                format!("Work {line} is none of your organisation: give its id, or an identifier it is registered by");
            return Err(Error::Invalid(vec![FieldError::new("works", message)]));
        };
        found.push(work);
    }
    Ok(found)
}

fn line_of(line: usize, lines: &[usize]) -> usize {
    line.checked_sub(1).and_then(|at| lines.get(at)).copied().unwrap_or(line)
}

fn in_lines_of_the_request(error: Error, lines: &[usize]) -> Error {
    match error {
        Error::Targets(errors) => Error::Targets(
            errors.into_iter().map(|error| TargetError { line: line_of(error.line, lines), ..error }).collect(),
        ),
        other => other,
    }
}
