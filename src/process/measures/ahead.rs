//! What lies ahead of whoever a measure is against: until when it stands, what it rests on, and the appeal against it.

use super::{Measure, all_against, find, of_link};
use crate::accounts::Actor;
use crate::accounts::standing::{self, Closed, Kind, Scope};
use crate::claims::organisations;
use crate::claims::withdrawal::PrivateLinkText;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{MeasureId, NoticeId, OrganisationId};
use crate::notices;
use crate::process::Error;
use crate::process::appeals::{self, Appeal};
use crate::process::misuse::{self, Mark};
use crate::service::Service;
use crate::texts::Text;

/// What lies ahead of whoever a notice tells of a measure.
#[derive(Clone, Debug)]
pub struct Ahead {
    /// The measure.
    pub measure: Measure,
    /// The appeal against it.
    pub appeal: Option<Appeal>,
    /// What it says.
    pub grounds: Option<Text>,
    /// Why it was decided as it was, if it was.
    pub reasons: Option<Text>,
    /// Until when one can be lodged; none if none can be.
    pub appeal_until: Option<Time>,
    /// It stands now.
    pub in_force: bool,
    /// What was marked as manifestly unfounded, on which it rests; nothing where it rests on strikes.
    pub marks: Vec<Mark>,
}

/// What lies ahead of the reader of a notice. None if it tells of no measure.
pub async fn of_notice(service: &Service, reader: &Actor, notice: NoticeId) -> Result<Option<Ahead>, Error> {
    let mut tx = service.db.read().await?;
    let Some(id) = notices::measure_of(&mut tx, reader.account, notice).await? else { return Ok(None) };
    let measure = find(&mut tx, service, id).await?;
    Ok(Some(ahead(&mut tx, service, measure).await?))
}

/// What closes uploads and new links to a person now, and the notice by which they were told of it: of several, the one of which the verbs
/// that it closes tell, too ([`crate::accounts::standing`]).
pub async fn closing_uploads(service: &Service, person: &Actor) -> Result<Option<(Measure, Option<NoticeId>)>, Error> {
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let all = all_against(&mut tx, service, person.account.into()).await?;
    let closes =
        |measure: &Measure| measure.scope == Scope::Uploads && measure.kind != Kind::Warning && measure.in_force(now);
    let lasts = |measure: &Measure| (measure.kind == Kind::Termination, measure.until);
    let Some(found) = all.into_iter().filter(closes).max_by_key(lasts) else { return Ok(None) };
    let notice = notices::told_of(&mut tx, person.account, found.id).await?;
    Ok(Some((found, notice)))
}

/// What stands against an organisation, the newest first, for its members; and the notice by which the reader was told, as each of its owners
/// is.
pub async fn of_organisation(
    service: &Service,
    member: &Actor,
    organisation: OrganisationId,
) -> Result<Vec<(Ahead, Option<NoticeId>)>, Error> {
    if !organisations::of_person(service, member).await?.iter().any(|(found, _)| found.id == organisation) {
        return Err(Error::NotFound);
    }
    let now = service.clock.now();
    let mut tx = service.db.read().await?;
    let mut standing = Vec::new();
    for measure in all_against(&mut tx, service, organisation.into()).await? {
        if measure.in_force(now) {
            let notice = notices::told_of(&mut tx, member.account, measure.id).await?;
            standing.push((ahead(&mut tx, service, measure).await?, notice));
        }
    }
    Ok(standing)
}

/// Why notices of an organisation, and direct access with them, are closed, if they are: for its members, before anything is refused.
pub async fn closing_notices(
    service: &Service,
    member: &Actor,
    organisation: OrganisationId,
) -> Result<Option<Closed>, Error> {
    if !organisations::of_person(service, member).await?.iter().any(|(found, _)| found.id == organisation) {
        return Err(Error::NotFound);
    }
    let mut tx = service.db.read().await?;
    Ok(standing::notices_of_organisation(&mut tx, organisation, service.clock.now()).await?)
}

/// What lies ahead of whoever has the private link to a measure.
pub async fn by_link(service: &Service, id: MeasureId, link: &PrivateLinkText<'_>) -> Result<Ahead, Error> {
    let mut tx = service.db.read().await?;
    let measure = of_link(&mut tx, service, id, link).await?;
    ahead(&mut tx, service, measure).await
}

async fn ahead(tx: &mut Tx, service: &Service, measure: Measure) -> Result<Ahead, Error> {
    let until = appeals::measures::until(service, &measure);
    let may = appeals::measures::obstacle(tx, service, &measure).await?.is_none();
    let appeal = appeals::measures::of(tx, measure.id).await?;
    let reasons = match &appeal {
        Some(appeal) => appeals::measures::reasons(tx, service, appeal.id).await?,
        None => None,
    };
    Ok(Ahead {
        grounds: appeals::grounds_of(tx, service, appeal.as_ref()).await?,
        reasons,
        appeal,
        appeal_until: may.then_some(until),
        in_force: measure.in_force(service.clock.now()),
        marks: misuse::marks_behind(tx, service, measure.id).await?,
        measure,
    })
}
