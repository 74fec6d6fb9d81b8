//! Notices to uploaders: what was restricted, why, by whose claim, and everything that can be done about it.
//!
//! A notice is a row with its log entry and its mail, in the transaction of what it tells of. The statement lies
//! encrypted at rest. The mail carries neither file name nor secret: the portal unseals the name in the uploader's
//! own browser.

mod store;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, DecisionId, LinkId, NoticeId, ObjectId, TargetId};
use crate::keys;
use crate::mail::{self, Message, Recipient};
use crate::service::Service;
use crate::words::words;

/// How long an appeal can be lodged, from being informed (Article 20: six months at least).
const APPEAL_MONTHS: i32 = 6;
/// How long what was deleted is kept in custody at least, in days.
const CUSTODY_DAYS: u32 = 184;

/// Why a notice could not be written or shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such notice, or it is somebody else's.
    #[error("there is nothing here")]
    NotFound,
    /// The case has no row to be logged under.
    #[error("there is no object to tell {0} about")]
    NoObject(AccountId),
    /// What is stored is not a statement.
    #[error("a stored notice cannot be read back")]
    Unreadable(#[from] serde_json::Error),
    /// The words of the notice cannot go by mail.
    #[error(transparent)]
    Words(#[from] mail::MalformedMessage),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    /// The log.
    #[error(transparent)]
    Audit(#[from] audit::Error),
    /// A sealed statement does not open.
    #[error(transparent)]
    Keys(#[from] keys::Error),
    /// The outbox.
    #[error(transparent)]
    Mail(#[from] mail::Error),
}

/// What a notice tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// A link was disabled, or a file locked and deleted.
    Restriction,
    /// A restriction ended.
    Restoration,
    /// Nothing of the file can come back.
    Purge,
    /// What became of a counter-notice.
    CounterNotice,
    /// What was decided about an appeal.
    Appeal,
}

words! { NoticeKind {
    Restriction = "restriction", Restoration = "restoration", Purge = "purge", CounterNotice = "counter-notice", Appeal = "appeal",
} }

/// What became of a counter-notice, without the material having returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answered {
    /// It lacks what the law asks for: what, in a reviewer's words.
    Incomplete {
        /// What.
        lacks: String,
    },
    /// The claimant told of an action: the material stays removed until that has ended.
    Action {
        /// The court or body.
        forum: String,
        /// Its number there.
        reference: String,
    },
    /// The court decided for the claimant.
    Restrained,
}

/// What was decided about an appeal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The decision was wrong.
    Granted,
    /// It stands.
    Refused,
    /// What it was about had ended otherwise.
    Moot,
}

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
    /// The decision.
    pub decision: Option<DecisionId>,
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

/// A way to have a decision looked at again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redress {
    /// `counter-notice`, `internal`, `out-of-court` or `judicial`.
    pub kind: String,
    /// What it is and how to take it.
    pub text: String,
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
    /// What became of a counter-notice.
    CounterNotice {
        /// What.
        answered: Answered,
    },
    /// What was decided about an appeal.
    Appeal {
        /// What.
        verdict: Verdict,
        /// Why, in the decider's words.
        reasons: String,
        /// What can still be done.
        redress: Vec<Redress>,
    },
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
    /// The decision it tells of.
    pub decision: Option<DecisionId>,
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
    give(tx, service, facts.account, facts.object, (facts.target, facts.decision), &statement).await
}

/// Tells the uploader that a restriction ended.
pub async fn notify_restoration(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    object: ObjectId,
) -> Result<NoticeId, Error> {
    give(tx, service, account, object, (None, None), &Statement::Restoration).await
}

/// Tells the uploader that nothing of the file can come back.
pub async fn notify_purge(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    object: ObjectId,
) -> Result<NoticeId, Error> {
    give(tx, service, account, object, (None, None), &Statement::Purge).await
}

/// Tells the uploader what became of a counter-notice to a decision.
pub async fn notify_answered(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    (object, decision): (ObjectId, DecisionId),
    answered: Answered,
) -> Result<NoticeId, Error> {
    give(tx, service, account, object, (None, Some(decision)), &Statement::CounterNotice { answered }).await
}

/// Tells the uploader what was decided about its appeal against a decision.
pub async fn notify_verdict(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    (object, decision): (ObjectId, DecisionId),
    verdict: Verdict,
    reasons: &str,
) -> Result<NoticeId, Error> {
    let redress = if verdict == Verdict::Refused { elsewhere() } else { Vec::new() };
    let statement = Statement::Appeal { verdict, reasons: reasons.to_owned(), redress };
    give(tx, service, account, object, (None, Some(decision)), &statement).await
}

/// The decision that a notice to this account tells of.
pub async fn decision_of(tx: &mut Tx, account: AccountId, notice: NoticeId) -> Result<Option<DecisionId>, Error> {
    Ok(store::decision_of(tx, account, notice).await?)
}

async fn give(
    tx: &mut Tx,
    service: &Service,
    account: AccountId,
    object: ObjectId,
    (target, decision): (Option<TargetId>, Option<DecisionId>),
    statement: &Statement,
) -> Result<NoticeId, Error> {
    let id = NoticeId::new(&service.clock, &service.entropy);
    let case = store::case_of(tx, object).await?.ok_or(Error::NoObject(account))?;
    let sealed = service.keys.seal(&place(id), &serde_json::to_vec(statement)?);
    let (kind, subject, text) = worded(service, id, statement);
    let new = store::NewNotice { id, account, object, target, decision, kind, sealed, now: service.clock.now() };
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
    mail::queue(tx, service, Recipient::Account(account), &Message::new(subject, text)?).await?;
    Ok(id)
}

fn place(id: NoticeId) -> String {
    format!("notices.statement/{id}")
}

/// Every way to have a restriction looked at again, with its deadline (Article 17(3)(f)).
fn redress_of(facts: &Facts<'_>, now: Time) -> Vec<Redress> {
    let mut ways = Vec::new();
    if facts.legal.counter_notice {
        ways.push(Redress {
            kind: "counter-notice".to_owned(),
            text: "If this was a mistake or the material was misidentified, you can send a counter-notice under 17 U.S.C. \
                   § 512(g)(3). It goes to the claimant; unless the claimant takes you to court first, the material \
                   returns on the eleventh business day after it is received. It can be sent while a copy is kept."
                .to_owned(),
            deadline: Some(now.plus(std::time::Duration::from_hours(24 * u64::from(CUSTODY_DAYS)))),
        });
    }
    ways.push(Redress {
        kind: "internal".to_owned(),
        text:
            "You can appeal to us, free of charge. Somebody other than the person who decided will decide again, never \
               software alone, and will give you reasons."
                .to_owned(),
        deadline: Some(months_later(now, APPEAL_MONTHS)),
    });
    ways.push(Redress {
        kind: "out-of-court".to_owned(),
        text: "In the European Union you can take the dispute to any certified out-of-court dispute settlement body \
               (Regulation (EU) 2022/2065, Article 21), before or after an appeal to us. The European Commission \
               publishes the list of these bodies."
            .to_owned(),
        deadline: None,
    });
    ways.push(Redress {
        kind: "judicial".to_owned(),
        text: "You can go to a court at any time. How long that is possible is a matter of the law of your country."
            .to_owned(),
        deadline: None,
    });
    ways
}

/// Until when an appeal against what was decided at `decided_at` can be made.
pub fn appeals_until(service: &Service, decided_at: Time) -> Time {
    service.config.calendar.months_after(decided_at, APPEAL_MONTHS)
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

fn day(time: Time) -> String {
    time.to_jiff().strftime("%-d %B %Y").to_string()
}

/// Kind, subject and text of the mail. No file name, no key.
fn worded(service: &Service, id: NoticeId, statement: &Statement) -> (NoticeKind, String, String) {
    let base = service.config.public_url.as_str().trim_end_matches('/');
    let here = format!("{base}/notices/{id}");
    match statement {
        Statement::Restriction {
            restricted,
            territory,
            until,
            link,
            facts,
            rights_holder,
            automation,
            legal,
            redress,
        } => {
            let what = match restricted {
                Restricted::Link => {
                    "A link to a file of yours was disabled. The file and its other links stay as they are."
                }
                Restricted::File => {
                    "A file of yours was locked and is being deleted from every mirror. Nobody can open it, you included. \
                     A sealed copy that nobody can read is kept while this can be disputed."
                }
            };
            let duration = until.map_or_else(|| "until it is lifted".to_owned(), |end| format!("until {}", day(end)));
            let by = rights_holder.as_ref().map_or_else(String::new, |name| format!("Rights holder: {name}\n"));
            let software = match (automation.detection, automation.decision) {
                (false, false) => "No software found the content or took the decision.",
                (true, false) => "Software compared the content; a person took the decision.",
                (false, true) => {
                    "The decision followed from the rights holder's sworn claim by rule, without a reviewer of ours."
                }
                (true, true) => "Software compared the content, and the decision followed by rule, without a reviewer.",
            };
            let ways: Vec<String> = redress
                .iter()
                .map(|way| match way.deadline {
                    Some(end) => format!("- {} Until {}.", way.text, day(end)),
                    None => format!("- {}", way.text),
                })
                .collect();
            let text = format!(
                "{what}\n\nReported link: {base}/f/{link}\nWhere: {territory}\nHow long: {duration}\n{by}\nWhat was found\n\
                 {facts}\n\nOn what it rests\n{ground}: {explanation}\n\n{software}\n\nWhat you can do\n{ways}\n\nThe notice, \
                 with the file's name, is in your account: {here}\n",
                ground = legal.ground,
                explanation = legal.explanation,
                ways = ways.join("\n"),
            );
            let subject = match restricted {
                Restricted::Link => "A link of yours was disabled",
                Restricted::File => "A file of yours was locked",
            };
            (NoticeKind::Restriction, subject.to_owned(), text)
        }
        Statement::Restoration => (
            NoticeKind::Restoration,
            "A restriction of your file has ended".to_owned(),
            format!(
                "A restriction of a file of yours has ended. The file can be opened again under the same links.\n\nIf a key of \
                 the file was disclosed to us with a claim, it is kept until the claim can no longer be disputed, and then \
                 erased.\n\nThe notice is in your account: {here}\n"
            ),
        ),
        Statement::Purge => (
            NoticeKind::Purge,
            "A file of yours was destroyed for good".to_owned(),
            format!(
                "The sealed copy of a file of yours and the service's half of its key were destroyed. Nothing of it can come \
                 back, and no copy that may lie anywhere can be opened by anybody new.\n\nThe notice is in your account: {here}\n"
            ),
        ),
    }
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
    let (mut summary, (target, decision), sealed) = store::find(&mut tx, account, id).await?.ok_or(Error::NotFound)?;
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
    Ok(Notice { summary, target, decision, statement })
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

    #[test]
    fn days_are_written_for_people() {
        assert_eq!(day(Time::parse_rfc3339("2027-05-03T10:00:00Z").unwrap()), "3 May 2027");
    }
}
