//! Control of a domain: an organisation proves it by what the domain says, in DNS or in a file.
//!
//! The challenge is random, one an organisation, and no secret: only who controls the domain can make it say that. Whoever
//! presses looks at both places at once; each look is kept with what it showed, and the first that finds the challenge is an
//! entry of the log. What the domain is called stands there once the organisation is verified.

use serde_json::json;

use super::super::{Actor, Error, store};
use super::{State, lock, member, not_ended};
use crate::accounts::attempts;
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{DomainCheckId, OrganisationId};
use crate::outside::{Answer, Trouble};
use crate::service::Service;
use crate::texts::Text;
use crate::words::words;

/// The label under which the record stands.
const LABEL: &str = "_writ-challenge";
/// What the record's value begins with.
const PREFIX: &str = "writ-verification=";
/// Where the file lies.
const FILE: &str = ".well-known/writ-verification.txt";
/// The longest that is kept of what a domain said, in characters.
const KEPT: usize = 200;

/// Where a domain says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// In a TXT record.
    Dns,
    /// In a file, over HTTPS.
    File,
}

words! { Method { Dns = "dns", File = "file" } }

/// What a look showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The challenge.
    Proven,
    /// No such record.
    NoRecord,
    /// Something else: another value, another content.
    Other,
    /// The server answered with another status than 200.
    Status,
    /// The server sent us elsewhere.
    Redirected,
    /// The domain has no address.
    NoAddress,
    /// It leads to an address that is not the public's.
    NotPublic,
    /// No name server gave an answer.
    NoAnswer,
    /// Nothing answered at its address.
    Unreachable,
    /// Its certificate is not good.
    Untrusted,
    /// It took too long.
    TooSlow,
    /// The file is too long.
    TooLong,
}

words! {
    Outcome {
        Proven = "proven",
        NoRecord = "no-record",
        Other = "other",
        Status = "status",
        Redirected = "redirected",
        NoAddress = "no-address",
        NotPublic = "not-public",
        NoAnswer = "no-answer",
        Unreachable = "unreachable",
        Untrusted = "untrusted",
        TooSlow = "too-slow",
        TooLong = "too-long",
    }
}

/// What a domain must say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Challenge {
    domain: String,
    token: String,
}

impl Challenge {
    /// The challenge of a domain.
    pub fn new(domain: String, token: String) -> Self {
        Self { domain, token }
    }

    /// The name of the record.
    pub fn record_name(&self) -> String {
        format!("{LABEL}.{}", self.domain)
    }

    /// The value of the record.
    pub fn record_value(&self) -> String {
        format!("{PREFIX}{}", self.token)
    }

    /// The address of the file.
    pub fn file_address(&self) -> String {
        format!("https://{}/{FILE}", self.domain)
    }

    /// The content of the file.
    pub fn file_content(&self) -> &str {
        &self.token
    }
}

/// One look at a domain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Where.
    pub method: Method,
    /// What it showed.
    pub outcome: Outcome,
    /// What the domain said, shortened; a status, an address.
    pub found: String,
    /// When.
    pub checked_at: Time,
}

impl Check {
    /// What it showed, and what to do about it.
    pub fn says(&self) -> Text {
        let text = match (self.outcome, self.method) {
            (Outcome::Proven, Method::Dns) => Text::of("domain-says-proven-dns"),
            (Outcome::Proven, Method::File) => Text::of("domain-says-proven-file"),
            (Outcome::NoRecord, _) => Text::of("domain-says-no-record"),
            (Outcome::Other, Method::Dns) => Text::of("domain-says-other-dns"),
            (Outcome::Other, Method::File) => Text::of("domain-says-other-file"),
            (Outcome::Status, _) => Text::of("domain-says-status"),
            (Outcome::Redirected, _) => Text::of("domain-says-redirected"),
            (Outcome::NoAddress, _) => Text::of("domain-says-no-address"),
            (Outcome::NotPublic, _) => Text::of("domain-says-not-public"),
            (Outcome::NoAnswer, _) => Text::of("domain-says-no-answer"),
            (Outcome::Unreachable, _) => Text::of("domain-says-unreachable"),
            (Outcome::Untrusted, _) => Text::of("domain-says-untrusted"),
            (Outcome::TooSlow, _) => Text::of("domain-says-too-slow"),
            (Outcome::TooLong, _) => Text::of("domain-says-too-long"),
        };
        text.with("found", self.found.as_str())
    }
}

/// How far an organisation has come with its domain.
#[derive(Clone, Debug)]
pub struct Control {
    /// What the domain must say.
    pub challenge: Challenge,
    /// The look that proved it, if one did.
    pub proven: Option<Check>,
    /// The last look at each place.
    pub last: Vec<Check>,
}

/// How far an organisation has come with its domain: for its members and administrators.
pub async fn control(service: &Service, actor: &Actor, id: OrganisationId) -> Result<Control, Error> {
    let mut tx = service.db.read().await?;
    if !actor.roles.administrator() {
        member(&mut tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    }
    let (domain, token) = store::challenge(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let mut last = Vec::new();
    for method in [Method::Dns, Method::File] {
        last.extend(store::last_domain_check(&mut tx, id, method).await?.map(Check::from));
    }
    Ok(Control { challenge: Challenge::new(domain, token), proven: proven(&mut tx, id).await?, last })
}

/// The first look that found the challenge, if one did.
pub(super) async fn proven(tx: &mut Tx, id: OrganisationId) -> Result<Option<Check>, Error> {
    Ok(store::proven_domain_check(tx, id).await?.map(Check::from))
}

/// A member asks us to look at the domain, at both places at once. No transaction is held meanwhile; what the member may do
/// is read again before anything is written.
pub async fn check(service: &Service, actor: &Actor, id: OrganisationId) -> Result<Vec<Check>, Error> {
    let mut tx = service.db.read().await?;
    member(&mut tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    not_ended(&store::organisation(&mut tx, id).await?.ok_or(Error::NotFound)?.into_organisation()?)?;
    let (domain, token) = store::challenge(&mut tx, id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let limit = service.config.limits.domain_checks_per_hour;
    attempts::count(service, "domain-check.organisation", &id.to_string(), limit).await?;
    let challenge = Challenge::new(domain, token);
    let (record_name, outside) = (challenge.record_name(), &service.outside);
    let (records, file) = tokio::join!(outside.text_records(&record_name), outside.file(&challenge.domain, FILE));

    let now = service.clock.now();
    let look =
        |method, (outcome, found): (Outcome, String)| Check { method, outcome, found: kept(&found), checked_at: now };
    let checks =
        vec![look(Method::Dns, judge_records(&challenge, records)), look(Method::File, judge_file(&challenge, file))];
    let mut tx = service.db.begin().await?;
    let found = lock(&mut tx, id).await?.ok_or(Error::NotFound)?;
    member(&mut tx, actor.account, id).await?.ok_or(Error::NotFound)?;
    not_ended(&found)?;
    let before = proven(&mut tx, id).await?;
    for check in &checks {
        let row = DomainCheckId::new(&service.clock, &service.entropy);
        store::insert_domain_check(&mut tx, row, id, check, actor.account).await?;
    }
    let first = checks.iter().find(|check| check.outcome == Outcome::Proven);
    if let (None, Some(proof)) = (before, first) {
        let mut fields = json!({"method": proof.method.as_str()});
        let mut commitments = vec![("found", proof.found.clone()), ("by", actor.account.to_string())];
        if found.state == State::Verified {
            fields["domain"] = found.domain.into();
        } else {
            commitments.push(("domain", found.domain));
        }
        let entry = NewEntry {
            kind: "organisation.domain-proven",
            case: found.log_case,
            actor: "member",
            fields,
            commitments: &commitments,
            journal: None,
        };
        audit::append(&mut tx, service, entry).await?;
    }
    tx.commit().await?;
    Ok(checks)
}

fn judge_records(challenge: &Challenge, records: Result<Vec<String>, Trouble>) -> (Outcome, String) {
    match records {
        Err(trouble) => trouble_of(&trouble),
        Ok(records) if records.iter().any(|text| text.trim() == challenge.record_value()) => {
            (Outcome::Proven, challenge.record_value())
        }
        Ok(records) => match records.into_iter().next() {
            Some(other) => (Outcome::Other, other),
            None => (Outcome::NoRecord, String::new()),
        },
    }
}

fn judge_file(challenge: &Challenge, answer: Result<Answer, Trouble>) -> (Outcome, String) {
    let answer = match answer {
        Err(trouble) => return trouble_of(&trouble),
        Ok(answer) => answer,
    };
    let content = String::from_utf8_lossy(&answer.content);
    match answer.status {
        200 if content.trim() == challenge.file_content() => (Outcome::Proven, challenge.token.clone()),
        200 => (Outcome::Other, content.into_owned()),
        300..400 => (Outcome::Redirected, answer.status.to_string()),
        status => (Outcome::Status, status.to_string()),
    }
}

fn trouble_of(trouble: &Trouble) -> (Outcome, String) {
    let outcome = match trouble {
        // Which address is not said: a name of our own network, as its name servers tell us, is nobody's to learn.
        Trouble::NotPublic(_) => Outcome::NotPublic,
        Trouble::NoAnswer => Outcome::NoAnswer,
        Trouble::NoAddress => Outcome::NoAddress,
        Trouble::Unreachable => Outcome::Unreachable,
        Trouble::Untrusted => Outcome::Untrusted,
        Trouble::TooSlow => Outcome::TooSlow,
        Trouble::TooLong => Outcome::TooLong,
    };
    (outcome, String::new())
}

/// What is kept and shown of a stranger's words: one short line.
fn kept(found: &str) -> String {
    let line: String = found.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.trim();
    match line.char_indices().nth(KEPT) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    }
}

impl From<store::DomainCheckRow> for Check {
    fn from(row: store::DomainCheckRow) -> Self {
        Self { method: row.method, outcome: row.outcome, found: row.found, checked_at: row.checked_at }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn challenge() -> Challenge {
        Challenge::new("pictures.example".into(), "abc123".into())
    }

    #[test]
    fn only_the_whole_challenge_proves_control() {
        let judged =
            |records: &[&str]| judge_records(&challenge(), Ok(records.iter().map(|&text| text.to_owned()).collect())).0;
        assert_eq!(judged(&["v=spf1 -all", "writ-verification=abc123"]), Outcome::Proven);
        assert_eq!(judged(&["writ-verification=abc1234"]), Outcome::Other);
        assert_eq!(judged(&["abc123"]), Outcome::Other);
        assert_eq!(judged(&[]), Outcome::NoRecord);
        let file = |status, content: &str| judge_file(&challenge(), Ok(Answer { status, content: content.into() }));
        assert_eq!(file(200, "abc123\r\n").0, Outcome::Proven);
        assert_eq!(file(200, "<html>abc123</html>").0, Outcome::Other);
        assert_eq!(file(404, "abc123"), (Outcome::Status, "404".to_owned()));
        assert_eq!(file(301, "abc123"), (Outcome::Redirected, "301".to_owned()));
    }

    #[test]
    fn a_strangers_words_are_kept_short_and_on_a_line() {
        assert_eq!(kept(" a\r\nb\u{7} "), "a  b");
        assert_eq!(kept(&"é".repeat(300)).chars().count(), KEPT + 1);
    }
}
