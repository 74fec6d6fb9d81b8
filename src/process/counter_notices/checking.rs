//! Staff check that a counter-notice is complete.

use serde_json::json;

use super::{Outcome, end, open};
use crate::accounts::Actor;
use crate::audit::{self, NewEntry};
use crate::claims::decided;
use crate::claims::form::Form;
use crate::ids::CounterNoticeId;
use crate::process::waiting::{self, Subject};
use crate::process::{Error, judge, letters, store};
use crate::service::Service;
use crate::texts::Text;

/// What staff find when they check that a counter-notice is complete.
#[derive(Clone, Copy, Debug)]
pub enum Check<'a> {
    /// It has what the law asks for.
    Complete,
    /// It lacks something: what, in words for the uploader.
    Incomplete(&'a str),
}

/// A reviewer checks completeness, never the merits. An incomplete one ends, and the uploader can send another. Nobody finds complete what
/// cannot be read any more.
pub async fn check(service: &Service, actor: &Actor, id: CounterNoticeId, check: Check<'_>) -> Result<(), Error> {
    let lacks = match check {
        Check::Complete => None,
        Check::Incomplete(lacks) => {
            let mut form = Form::default();
            let lacks = form.text("lacks", lacks, Text::of("counter-say-lacks"));
            form.finish()?;
            Some(lacks)
        }
    };
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let found = store::counter_notice(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let decided = decided::lock(&mut tx, found.decision).await?;
    let role = judge(&mut tx, actor, &decided).await?;
    waiting::in_nobody_elses_hands(&mut tx, service, actor, Subject::CounterNotice(id)).await?;
    if lacks.is_none() && open(&mut tx, service, found.clone()).await?.statement.is_err() {
        return Err(Error::Conflict(Text::of("counter-unreadable")));
    }
    if store::check_counter_notice(&mut tx, id, actor.account, now).await? != 1 {
        return Err(Error::Conflict(Text::of("counter-checked-meanwhile")));
    }
    match lacks {
        None => {
            let entry = NewEntry {
                kind: "counter-notice.checked",
                case: decided.log_case,
                actor: role,
                fields: json!({"target": decided.position}),
                commitments: &[("by", actor.account.to_string())],
                journal: None,
            };
            audit::append(&mut tx, service, entry).await?;
        }
        Some(lacks) => {
            end(&mut tx, service, &decided, &found, Outcome::Incomplete, role, Some(&lacks)).await?;
            letters::counter_notice_incomplete(&mut tx, service, &found, &decided, &lacks).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}
