//! Notices to uploaders: what was restricted, why, by whose claim, and everything that can be done about it.
//!
//! A notice is a row with its log entry and its mail, in the transaction of what it tells of. The statement lies
//! encrypted at rest, as facts: its words are said in the language of whoever reads it ([`super::words`]), but for what the
//! decider wrote. The mail carries neither file name nor secret: the portal unseals the name in the uploader's
//! own browser.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Error, store, words};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, LinkId, NoticeId, ObjectId, TargetId};
use crate::mail::{self, About, Addressee, Recipient};
use crate::service::Service;
use crate::words::words;

/// How long an appeal can be lodged, from being informed (Article 20: six months at least).
const APPEAL_MONTHS: i32 = 6;
/// How long what was deleted is kept in custody at least, in days.
const CUSTODY_DAYS: u32 = 184;

/// What a notice tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// A link was disabled, or a file locked and deleted.
    Restriction,
    /// A restriction ended.
    Restoration,
    /// Nothing of the file can come back.
    Purge,
}

words! { NoticeKind { Restriction = "restriction", Restoration = "restoration", Purge = "purge" } }

/// What is restricted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Restricted {
    /// The reported link only; the file and its other links stay.
    Link,
    /// The file: locked for everybody, and deleted from every mirror.
    File,
}

/// The law or contract a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Legal {
    /// The provision, such as `17 U.S.C. § 512(c)` or the name of the other law or order.
    pub ground: String,
    /// Why what was found falls under it.
    pub explanation: String,
    /// Whether a counter-notice under 17 U.S.C. § 512(g) is open to the uploader.
    pub counter_notice: bool,
}

/// Where software had a part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Automation {
    /// Software found or compared the content.
    pub detection: bool,
    /// Software took the decision, wholly or in part.
    pub decision: bool,
}

/// What the decider knows and the notice must say.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// The uploader.
    pub account: AccountId,
    /// The file.
    pub object: ObjectId,
    /// The claim's target that was decided.
    pub target: Option<TargetId>,
    /// What is restricted.
    pub restricted: Restricted,
    /// Where, such as `worldwide`.
    pub territory: &'a str,
    /// The link that was reported.
    pub link: &'a LinkId,
    /// What was found, in the decider's words.
    pub facts: &'a str,
    /// The rights holder, for claims of intellectual property. Never a person.
    pub rights_holder: Option<&'a str>,
    /// Where software had a part.
    pub automation: Automation,
    /// On what it rests.
    pub legal: Legal,
}

/// A way to have a decision looked at again (Article 17(3)(f)). What it is and how to take it is said by texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Way {
    /// A counter-notice under 17 U.S.C. § 512(g)(3).
    CounterNotice,
    /// An appeal to us (Article 20).
    Internal,
    /// A certified out-of-court dispute settlement body (Article 21).
    OutOfCourt,
    /// A court.
    Judicial,
}

impl Way {
    /// The key of its text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::CounterNotice => "redress-counter-notice",
            Self::Internal => "redress-internal",
            Self::OutOfCourt => "redress-out-of-court",
            Self::Judicial => "redress-judicial",
        }
    }
}

/// A way that is open, and until when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redress {
    /// Which.
    pub kind: Way,
    /// Until when; `None` where the law of the uploader's country says.
    pub deadline: Option<Time>,
}

/// What a notice says: a statement of reasons, or what became of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Statement {
    /// The statement of reasons for a restriction.
    Restriction {
        /// What is restricted.
        restricted: Restricted,
        /// Where.
        territory: String,
        /// Until when; `None` is until it is lifted.
        until: Option<Time>,
        /// The link that was reported, without its key.
        link: LinkId,
        /// What was found.
        facts: String,
        /// The rights holder.
        rights_holder: Option<String>,
        /// Where software had a part.
        automation: Automation,
        /// On what it rests.
        legal: Legal,
        /// What can be done about it.
        redress: Vec<Redress>,
    },
    /// The restriction ended, and the same links work.
    Restoration,
    /// Custody copies and key share are destroyed.
    Purge,
}

impl Statement {
    /// What it tells of.
    pub const fn kind(&self) -> NoticeKind {
        match self {
            Self::Restriction { .. } => NoticeKind::Restriction,
            Self::Restoration => NoticeKind::Restoration,
            Self::Purge => NoticeKind::Purge,
        }
    }
}

/// A notice in its uploader's list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Summary {
    /// The notice.
    pub id: NoticeId,
    /// The file.
    pub object: ObjectId,
    /// What it tells of.
    pub kind: NoticeKind,
    /// When it was given.
    pub created_at: Time,
    /// When the uploader opened it first.
    pub seen_at: Option<Time>,
}

/// A notice, opened.
#[derive(Clone, Debug)]
pub struct Notice {
    /// Its row.
    pub summary: Summary,
    /// The target it answers to.
    pub target: Option<TargetId>,
    /// What it says.
    pub statement: Statement,
}

/// Gives the uploader the statement of reasons for a restriction, in the decision's transaction.
pub async fn notify_restriction(tx: &mut Tx, service: &Service, facts: Facts<'_>) -> Result<NoticeId, Error> {
    let redress = redress_of(&facts, service.clock.now());
    let statement = Statement::Restriction {
        restricted: facts.restricted,
        territory: facts.territory.to_owned(),
        until: None,
        link: facts.link.clone(),
        facts: facts.facts.to_owned(),
        rights_holder: facts.rights_holder.map(str::to_owned),
        automation: facts.automation,
        legal: facts.legal,
        redress,
    };
    give(tx, service, facts.account, facts.object, facts.target, &statement).await
}

/// Tells the uploader that a restriction ended.
pub async fn notify_restoration(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    object: ObjectId,
) -> Result<NoticeId, Error> {
    give(tx, service, account, object, None, &Statement::Restoration).await
}

/// Tells the uploader that nothing of the file can come back.
pub async fn notify_purge(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    object: ObjectId,
) -> Result<NoticeId, Error> {
    give(tx, service, account, object, None, &Statement::Purge).await
}

async fn give(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    object: ObjectId,
    target: Option<TargetId>,
    statement: &Statement,
) -> Result<NoticeId, Error> {
    let id = NoticeId::new(&service.clock, &service.entropy);
    let case = store::case_of(tx, object).await?.ok_or(Error::NoObject(account))?;
    let sealed = service.keys.seal(&place(id), &serde_json::to_vec(statement)?);
    let kind = statement.kind();
    let new = store::NewNotice { id, account, object, target, kind, sealed, now: service.clock.now() };
    store::insert(tx, new).await?;
    let commitments = [("uploader", account.to_string()), ("object", object.to_string()), ("notice", id.to_string())];
    let entry = NewEntry {
        kind: "notice.sent",
        case,
        actor: "service",
        fields: json!({ "notice": kind.as_str() }),
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    let base = service.config.public_url.as_str().trim_end_matches('/');
    let about = Some(About { case, to: Addressee::Uploader });
    let write = |language| words::mail(language, base, id, statement);
    mail::queue(tx, service, Recipient::Account(account), about, write).await?;
    Ok(id)
}

fn place(id: NoticeId) -> String {
    format!("notices.statement/{id}")
}

/// Every way to have a restriction looked at again, with its deadline.
fn redress_of(facts: &Facts<'_>, now: Time) -> Vec<Redress> {
    let kept = now.plus(std::time::Duration::from_hours(24 * u64::from(CUSTODY_DAYS)));
    let counter_notice = Redress { kind: Way::CounterNotice, deadline: Some(kept) };
    let others = [
        Redress { kind: Way::Internal, deadline: Some(appeals_until(now)) },
        Redress { kind: Way::OutOfCourt, deadline: None },
        Redress { kind: Way::Judicial, deadline: None },
    ];
    facts.legal.counter_notice.then_some(counter_notice).into_iter().chain(others).collect()
}

/// Until when an appeal against what was decided at `decided_at` can be made.
pub fn appeals_until(decided_at: Time) -> Time {
    months_later(decided_at, APPEAL_MONTHS)
}

/// The same day of the month, `months` later; the last day of a shorter month.
fn months_later(time: Time, months: i32) -> Time {
    let zoned = time.to_jiff().to_zoned_datetime(jiff::tz::TimeZone::UTC);
    let span = jiff::Span::new().months(months);
    // Beyond the year 9999 there is no calendar; 184 days are never less than six months.
    zoned.checked_add(span).map_or_else(
        |_| time.plus(std::time::Duration::from_hours(24 * u64::from(CUSTODY_DAYS))),
        |zoned| Time::from_micros(zoned.timestamp().as_microsecond()),
    )
}

/// The notices of an account, newest first.
pub async fn notices_of(service: &Service, account: AccountId) -> Result<Vec<Summary>, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::of_account(&mut tx, account).await?)
}

/// How many notices an account has not opened.
pub async fn unseen(service: &Service, account: AccountId) -> Result<i64, Error> {
    let mut tx = service.db.read().await?;
    Ok(store::unseen(&mut tx, account).await?)
}

/// Opens a notice for the account it was given to, and keeps when that was done first.
pub async fn notice(service: &Service, account: AccountId, id: NoticeId) -> Result<Notice, Error> {
    let mut tx = service.db.read().await?;
    let (mut summary, target, sealed) = store::find(&mut tx, account, id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let statement = service.keys.open_sealed(&place(id), &sealed)?;
    let statement = serde_json::from_slice(&statement)?;
    if summary.seen_at.is_none() {
        let now = service.clock.now();
        let mut tx = service.db.begin().await?;
        store::seen(&mut tx, id, now).await?;
        tx.commit().await?;
        summary.seen_at = Some(now);
    }
    Ok(Notice { summary, target, statement })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_months_are_of_the_calendar() {
        let six_after = |text| months_later(Time::parse_rfc3339(text).unwrap(), 6).rfc3339();
        assert_eq!(six_after("2026-11-23T10:00:00Z"), "2027-05-23T10:00:00Z");
        assert_eq!(six_after("2026-08-31T10:00:00Z"), "2027-02-28T10:00:00Z");
    }
}
