//! An uploader sends a counter-notice, and takes it back.

use serde_json::json;
use zeroize::Zeroizing;

use super::{CounterInput, CounterNotice, CounterStatement, Outcome, end, place};
use crate::accounts::Actor;
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::claims::decisions::{Action, Finding};
use crate::claims::statement::Basis;
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{CounterNoticeId, NoticeId};
use crate::jobs::{self, Job};
use crate::notices;
use crate::process::appeals::Side;
use crate::process::{Error, letters, not_too_many, reminders, store};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// The business day on which the material returns: ten have passed.
const RETURNS_ON: u32 = 11;
/// The last business day on which it may return.
const LAST_DAY: u32 = 14;

/// Whether a counter-notice is open to the uploader of what a decision restricts: why not, if it is not.
pub(in crate::process) async fn obstacle(tx: &mut Tx, decided: &Decided) -> Result<Option<Text>, Error> {
    Ok(if decided.basis != Basis::UsDmca.as_str() || decided.finding != Finding::Infringing {
        Some(Text::of("counter-us-only"))
    } else if decided.action == Action::None || !decided.restricts {
        Some(Text::of("decision-restricts-nothing"))
    } else if store::is_purged(tx, decided.object).await? {
        Some(Text::of("counter-nothing-left"))
    } else if store::open_counter_notice(tx, decided.id).await?.is_some() {
        Some(Text::of("counter-received-already"))
    } else if store::restrained(tx, decided).await? {
        Some(Text::of("counter-court-decided"))
    } else {
        None
    })
}

/// The day on which the material returns by a counter-notice received at `received_at`.
pub(in crate::process) fn would_return(service: &Service, received_at: Time) -> Time {
    let calendar = &service.config.calendar;
    calendar.start_of(calendar.business_day(received_at, RETURNS_ON))
}

/// The uploader answers the notice of a restriction. From its receipt business days count.
pub async fn send(
    service: &Service,
    uploader: &Actor,
    notice: NoticeId,
    input: &CounterInput,
) -> Result<CounterNoticeId, Error> {
    let statement = CounterStatement::parse(input).map_err(Error::Invalid)?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let decision = notices::decision_of(&mut tx, uploader.account, notice).await?.ok_or(Error::NotFound)?;
    let decided = decided::lock(&mut tx, decision).await?;
    if let Some(why) = obstacle(&mut tx, &decided).await? {
        return Err(Error::Conflict(why));
    }
    not_too_many(&mut tx, service, &decided, Side::Uploader).await?;
    let id = CounterNoticeId::new(&service.clock, &service.entropy);
    let json = Zeroizing::new(serde_json::to_vec(&statement)?);
    let calendar = &service.config.calendar;
    let row = CounterNotice {
        id,
        notice,
        decision,
        account: uploader.account,
        received_at: now,
        returns_at: would_return(service, now),
        breach_at: calendar.end_of(calendar.business_day(now, LAST_DAY)),
        checked_by: None,
        checked_at: None,
        ended_at: None,
        outcome: None,
    };
    store::insert_counter_notice(&mut tx, &row, &service.keys.seal(&place(id), &json)).await?;
    jobs::enqueue(&mut tx, service, &Job::ReturnMaterial { counter_notice: id }, row.returns_at).await?;
    jobs::look_at_deadlines(&mut tx, service, reminders::before_return(service, row.returns_at)).await?;
    jobs::look_at_deadlines(&mut tx, service, row.returns_at.plus(reminders::OVERDUE)).await?;
    let commitments = [("uploader", uploader.account.to_string()), ("statement", Digest::of(&json).to_string())];
    let fields = json!({
        "target": decided.position,
        "returns": row.returns_at.rfc3339(),
        "breach": row.breach_at.rfc3339(),
    });
    let entry = NewEntry {
        kind: "counter-notice.received",
        case: decided.log_case,
        actor: "uploader",
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    letters::counter_notice_received(&mut tx, service, &row, &decided, &statement).await?;
    tx.commit().await?;
    Ok(id)
}

/// The uploader takes it back: nothing returns by it.
pub async fn withdraw(service: &Service, uploader: &Actor, id: CounterNoticeId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    let found = store::counter_notice(&mut tx, id).await?.filter(|found| found.account == uploader.account);
    let found = found.ok_or(Error::NotFound)?;
    let decided = decided::lock(&mut tx, found.decision).await?;
    end(&mut tx, service, &decided, &found, Outcome::Withdrawn, "uploader", None).await?;
    letters::counter_notice_withdrawn(&mut tx, service, &decided).await?;
    tx.commit().await?;
    Ok(())
}
