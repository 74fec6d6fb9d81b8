//! The log of what is theirs, opened as far as it is about them.

use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use uuid::Uuid;

use super::altered;
use crate::audit;
use crate::audit::entry::Entry;
use crate::ids::{AccountId, CaseId};
use crate::keys::Altered;
use crate::personal::Error;
use crate::personal::export::archive::{Archive, List};
use crate::personal::store::{self, Notice};
use crate::service::Service;
use crate::takedown::{self, Untold};

/// What of an entry tells of a file or of what somebody wrote, not of another person.
const NOBODYS: [&str; 11] =
    ["object", "root", "blob", "link", "notice", "hold", "disablement", "statement", "grounds", "record", "public_key"];
/// What of that tells which file a link leads to: shut to who named the link and did not open it.
const FILE: [&str; 2] = ["object", "root"];

/// The entries of the log about this person's account, files and claims, with what can be opened of them to their number or to
/// what is theirs. Who else stands in them stays shut, and what of a file they were not told of is left out.
pub(super) async fn write(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    let number = account.to_string();
    let mut list = archive.list("log.json").await?;
    let mut next = Uuid::nil();
    loop {
        let mut tx = service.db.read().await?;
        let cases = store::own_cases(&mut tx, account, next).await?;
        drop(tx);
        let Some(last) = cases.last() else { break };
        next = last.0;
        for case in cases {
            write_case(service, case, &number, &mut list).await?;
        }
    }
    list.end().await
}

/// The same of the case of a notice, for who sent it without an account: their number is that by which they confirmed it.
pub(super) async fn of_notice(service: &Service, notice: &Notice, archive: &mut Archive) -> Result<(), Error> {
    let number = notice.correspondent.map(|id| id.to_string()).unwrap_or_default();
    let mut list = archive.list("log.json").await?;
    write_case(service, notice.log_case, &number, &mut list).await?;
    list.end().await
}

/// The entries of one case, but for what the uploader of its file was not told of.
async fn write_case(service: &Service, case: CaseId, number: &str, list: &mut List<'_>) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let located = store::only_located(&mut tx, case).await?;
    let file = store::file_of_case(&mut tx, case).await?;
    drop(tx);
    let mut after = 0;
    loop {
        let mut tx = service.db.read().await?;
        let entries = audit::opened_of_case(&mut tx, service, case, after).await?;
        drop(tx);
        let Some((last, ..)) = entries.last() else { return Ok(()) };
        after = *last;
        // Asked once these were read: it knows of whatever any of them is about.
        let untold = match file {
            Some(object) => takedown::untold(service, object, case).await?,
            None => Untold::default(),
        };
        for (_, bytes, openings) in &entries {
            let entry: Entry = serde_json::from_slice(bytes)?;
            if untold.hides(&entry) {
                continue;
            }
            let target = entry.fields.get("target").and_then(Value::as_i64);
            let is_located = target.is_some_and(|target| located.contains(&target));
            let own = openings.iter().filter(|opening| is_own(opening, number, is_located));
            let openings: Vec<Value> = own.map(handed_over).collect();
            list.row(&json!({"entry": entry, "openings": openings})).await?;
        }
    }
}

/// Whether it is about whoever has this number, or about no other person; of a value that was altered nobody can tell, and that it was is said.
fn is_own(opening: &audit::LegibleOpening, number: &str, is_located: bool) -> bool {
    let field = opening.field.as_str();
    let is_shut = is_located && FILE.contains(&field);
    match &opening.value {
        Ok(value) => value == number || (NOBODYS.contains(&field) && !is_shut),
        Err(Altered) => !is_shut,
    }
}

/// What opens a value that was altered is kept back: the value may be another's, and could be guessed by that.
fn handed_over(opening: &audit::LegibleOpening) -> Value {
    let (value, key) = match (&opening.value, &opening.opening) {
        (Ok(value), Ok(key)) => (json!(value), json!(HEXLOWER.encode(key))),
        (Ok(value), Err(Altered)) => (json!(value), altered()),
        (Err(Altered), _) => (altered(), Value::Null),
    };
    json!({"field": opening.field, "value": value, "opening": key})
}
