//! Sources: where a link was found, named after the claim was sent. Only what was not named before: what was sent stays.

use serde_json::json;

use super::filing::{self, TargetState, target_context};
use super::proof::{self, TargetError, TargetInput};
use super::{Actor, Error, FieldError, extension, organisations, store};
use crate::audit::{self, NewEntry};
use crate::ids::ClaimId;
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// A member names the public addresses at which pending targets, by their position, were found: all of them or none.
pub async fn name(service: &Service, actor: &Actor, claim: ClaimId, named: &[(i64, String)]) -> Result<(), Error> {
    let (mut read, mut errors) = (Vec::new(), Vec::new());
    for (position, text) in named {
        let input = TargetInput { found_at: text.clone(), ..TargetInput::default() };
        match proof::read_found(&input, service.clock.now()) {
            Ok(Some(address)) => read.push((*position, address)),
            Ok(None) => {}
            Err(problem) => errors.push(TargetError { line: usize::try_from(*position).unwrap_or_default(), problem }),
        }
    }
    if !errors.is_empty() {
        return Err(Error::Targets(errors));
    }
    if read.is_empty() {
        return Err(Error::Invalid(vec![FieldError::new("sources", Text::of("claim-sources-missing"))]));
    }

    let mut tx = service.db.begin().await?;
    let organisation =
        store::claim(&mut tx, claim).await?.and_then(|claim| claim.organisation).ok_or(Error::NotFound)?;
    // The holder's row before the claim's: the order in which everybody locks them.
    organisations::lock(&mut tx, organisation).await?.ok_or(Error::NotFound)?;
    filing::may_file(&mut tx, service, actor, organisation).await?;
    let found = store::lock_claim(&mut tx, claim).await?.ok_or(Error::NotFound)?;
    extension::still_open(&found)?;
    let targets = store::targets(&mut tx, claim).await?;
    for (position, address) in &read {
        let nameless = |target: &&store::TargetRow| {
            target.position == *position && target.state == TargetState::Pending && target.found_at_url_sealed.is_none()
        };
        let Some(target) = targets.iter().find(nameless) else {
            return Err(Error::Conflict(Text::of("claim-sources-changed")));
        };
        let sealed = service.keys.seal(&target_context("found_at_url", target.id), address.as_bytes());
        store::name_source(&mut tx, target.id, &sealed).await?;
    }
    let sources = Digest::of(&serde_json_canonicalizer::to_vec(&read)?);
    let entry = NewEntry {
        kind: "claim.sources-named",
        case: found.log_case,
        actor: "member",
        fields: json!({"targets": read.len()}),
        commitments: &[("sources", sources.to_string()), ("by", actor.account.to_string())],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(())
}
