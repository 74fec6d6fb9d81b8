//! Winding down: the service comes to its end in an orderly way. Nothing new is uploaded or shared and nobody signs up any more; for 90 days
//! everybody reads and saves what is theirs. Everybody is written to, and each page says the day. What the law wants done about what is
//! there, such as notices and their answers, goes on until then.

use std::time::Duration;

use serde_json::json;

use super::Error;
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::ids::{AccountId, CaseId, uuid_v4};
use crate::life;
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::service::Service;
use crate::texts::Language;

/// For how long everybody can save what is theirs.
pub const EXPORT: Duration = Duration::from_hours(90 * 24);

/// What winding down came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wound {
    /// Until when everybody can save what is theirs.
    pub ends_at: Time,
    /// How many people were written to now.
    pub told: usize,
}

/// Winds the service down, and writes to everybody who was not written to yet: it can be run again after it died anywhere, and the day
/// stays what it was.
pub async fn wind_down(service: &Service) -> Result<Wound, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let first = CaseId(uuid_v4(&service.entropy));
    let life = life::lock(&mut tx, first).await?;
    let case = life.log_case.unwrap_or(first);
    let ends_at = life.ends_at.unwrap_or(now.plus(EXPORT));
    if life.ends_at.is_none() {
        life::wind_down(&mut tx, now, ends_at).await?;
        let entry = NewEntry {
            kind: "service.wound-down",
            case,
            actor: "service",
            fields: json!({ "ends": ends_at.rfc3339() }),
            commitments: &[],
            journal: None,
        };
        audit::append(&mut tx, service, entry).await?;
    }
    tx.commit().await?;
    life::look(service).await?;
    let mut told = 0;
    let mut after = life.told_up_to.unwrap_or(AccountId(uuid::Uuid::nil()));
    loop {
        let mut tx = service.db.begin().await?;
        let accounts = life::to_be_told(&mut tx, after).await?;
        let Some(last) = accounts.last() else { break };
        after = *last;
        for account in &accounts {
            let about = Some(About { case, to: Addressee::Person });
            let write = |language| letter(service, language, ends_at);
            mail::queue(&mut tx, service, Recipient::Account(*account), about, write).await?;
        }
        life::told_up_to(&mut tx, after).await?;
        tx.commit().await?;
        told += accounts.len();
    }
    audit::settle(service).await?;
    Ok(Wound { ends_at, told })
}

fn letter(service: &Service, language: Language, ends_at: Time) -> Message {
    let url = &service.config.public_url;
    Message::new(language, language.say("mail-ends"))
        .paragraph(language.say("mail-ends-text").with("host", &service.keys.origin).with("day", language.day(ends_at)))
        .paragraph(language.say("mail-ends-save"))
        .link(language.say("mail-ends-files"), format!("{url}drive"))
        .link(language.say("mail-ends-data"), format!("{url}account/export"))
}
