//! A look at an action: a reviewer reads what was told of one, and says whether it names an action that keeps material removed.
//!
//! Notice of an action suffices in law (17 U.S.C. § 512(g)(2)(C)), so that it stops what a counter-notice asks for before anybody has
//! looked. What names none (no court or no number of it, another file, another uploader) is no such notice: the reviewer says what
//! it lacks, both sides are told, and the clock of the put-back goes on, which was never set back: the material returns on its day, and
//! at once if that has passed. Whether the action is right is the court's to say. The claimant can tell of another, complete.

use serde_json::json;

use super::ends::{close, locked, settle};
use super::{Named, Outcome, find, named};
use crate::accounts::Actor;
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::claims::form::Form;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{DisputeId, DisputeReportId};
use crate::process::store::actions;
use crate::process::{Error, judge, letters};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

/// What a reviewer finds of what was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Found {
    /// It names an action about this material, against this uploader.
    NamesAction,
    /// It does not.
    NamesNone,
}

words! { Found { NamesAction = "names-action", NamesNone = "names-none" } }

/// How its claimant says that an action ended.
#[derive(Clone, Debug)]
pub struct Report {
    /// How.
    pub outcome: Outcome,
    /// On which day.
    pub ended_on: String,
    /// By what document, or in its words.
    pub words: Text,
    /// When that was told.
    pub told_at: Time,
}

/// A dispute with all that staff know of it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The dispute.
    pub named: Named,
    /// The decision that it is about.
    pub decided: Decided,
    /// What it lacks that names no action.
    pub because: Option<Text>,
    /// What its claimant says of its end, until staff have looked at that.
    pub report: Option<Report>,
}

/// Where what a claimant says of an end lies sealed.
pub(super) fn place(id: DisputeReportId) -> String {
    format!("dispute_reports.words/{id}")
}

/// Where it lies sealed what names no action because it lacks that.
fn place_of_lack(id: DisputeId) -> String {
    format!("dispute_checks.because/{id}")
}

/// What a reviewer found that the notice of an action lacks; none where it names one, or nobody has looked.
pub(in crate::process) async fn lack(tx: &mut Tx, service: &Service, id: DisputeId) -> Result<Option<Text>, Error> {
    let sealed = actions::found_because(tx, id).await?;
    Ok(sealed.map(|sealed| service.keys.said(&place_of_lack(id), &sealed)).transpose()?)
}

/// One dispute with what was told of it, for staff who are no party.
pub async fn for_desk(service: &Service, actor: &Actor, id: DisputeId) -> Result<Opened, Error> {
    let mut tx = service.db.read().await?;
    let found = find(&mut tx, id).await?;
    let decided = decided::read(&mut tx, found.dispute.decision).await?;
    judge(&mut tx, actor, &decided).await?;
    let named = named(service, found)?;
    let because = lack(&mut tx, service, id).await?;
    let report = match actions::report(&mut tx, id).await? {
        Some(row) => {
            let words = service.keys.said(&place(row.id), &row.words_sealed)?;
            Some(Report { outcome: row.outcome, ended_on: row.ended_on, words, told_at: row.told_at })
        }
        None => None,
    };
    Ok(Opened { named, decided, because, report })
}

/// A reviewer says whether what was told names an action, once. `because`: what it lacks, which both sides read.
pub async fn check(service: &Service, actor: &Actor, id: DisputeId, found: Found, because: &str) -> Result<(), Error> {
    let mut form = Form::default();
    let because = match found {
        Found::NamesAction => None,
        Found::NamesNone => Some(form.text("because", because, Text::of("dispute-say-lacks"))),
    };
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let (dispute, decided, role) = locked(&mut tx, actor, id).await?;
    if !dispute.kind.restrains() {
        return Err(Error::Conflict(Text::of("dispute-stops-none")));
    }
    if dispute.ended_at.is_some() {
        return Err(Error::Conflict(Text::of("dispute-meanwhile")));
    }
    if dispute.found.is_some() {
        return Err(Error::Conflict(Text::of("dispute-looked-at")));
    }
    let sealed = because.as_ref().map(|because| service.keys.seal(&place_of_lack(id), because.as_bytes()));
    actions::insert_check(&mut tx, id, found, sealed.as_deref(), actor.account, now).await?;
    let mut commitments = vec![("by", actor.account.to_string())];
    commitments.extend(because.as_ref().map(|because| ("because", Digest::of(because.as_bytes()).to_string())));
    let entry = NewEntry {
        kind: "dispute.checked",
        case: decided.log_case,
        actor: role,
        fields: json!({"target": decided.position, "outcome": found.as_str()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    if let Some(because) = because {
        let by = Some((actor.account, because.as_str()));
        close(&mut tx, service, &decided, &dispute, Outcome::NamesNone, by, role).await?;
        letters::actions::action_names_none(&mut tx, service, &decided, &because).await?;
        settle(&mut tx, service, &decided, &dispute, Outcome::NamesNone, role, None).await?;
    }
    tx.commit().await?;
    Ok(())
}
