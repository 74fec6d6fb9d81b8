//! What a reviewer sees of somebody: how much of what they sent was manifestly unfounded.

use std::collections::BTreeSet;

use super::{Mark, Party, since};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::accounts::standing::Scope;
use crate::claims::{correspondents, organisations};
use crate::db::Tx;
use crate::ids::MeasureId;
use crate::process::measures::{self, Measure};
use crate::process::{Error, reviewer, store};
use crate::service::Service;
use crate::texts::Text;

/// What somebody sent, and how much of it was manifestly unfounded, in the time that is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Numbers {
    /// How many marks count.
    pub unfounded: i64,
    /// Of how many that were sent.
    pub sent: i64,
}

impl Numbers {
    /// How many in a hundred.
    pub fn share(self) -> i64 {
        if self.sent == 0 { 0 } else { self.unfounded.saturating_mul(100) / self.sent }
    }
}

/// What a reviewer sees of somebody's misuse.
#[derive(Clone, Debug)]
pub struct Record {
    /// Whose.
    pub party: Party,
    /// What they are called: the organisation's name, or the address of who has no account.
    pub name: Option<Text>,
    /// Of notices.
    pub notices: Numbers,
    /// Of complaints.
    pub complaints: Numbers,
    /// The marks, the newest first.
    pub marks: Vec<Mark>,
    /// The measures, the newest first.
    pub measures: Vec<Measure>,
}

impl Record {
    /// The numbers of a scope.
    pub fn numbers(&self, scope: Scope) -> Numbers {
        if scope == Scope::Notices { self.notices } else { self.complaints }
    }

    /// The cases in which whoever reads it, or decides on it, must be no party: theirs, and each claim of which something is marked.
    pub(super) fn cases(&self) -> Vec<Case> {
        let claims: BTreeSet<_> = self.marks.iter().filter_map(|mark| mark.claim).collect();
        std::iter::once(self.party.case()).chain(claims.into_iter().map(Case::Claim)).collect()
    }
}

/// The marks that a measure rests on, the oldest first, those that count no longer among them.
pub(in crate::process) async fn marks_behind(
    tx: &mut Tx,
    service: &Service,
    measure: MeasureId,
) -> Result<Vec<Mark>, Error> {
    Mark::all_opened(service, &store::standing::marks_behind(tx, measure).await?)
}

pub(super) async fn record_in(tx: &mut Tx, service: &Service, party: Party) -> Result<Record, Error> {
    let since = since(service);
    let marks = Mark::all_opened(service, &store::standing::marks_of(tx, party, since).await?)?;
    let mut record = Record {
        party,
        name: None,
        notices: Numbers::default(),
        complaints: Numbers::default(),
        measures: measures::all_against(tx, service, party).await?,
        marks,
    };
    for scope in [Scope::Notices, Scope::Complaints] {
        let counting = record.marks.iter().filter(|mark| mark.scope == scope && mark.counts()).count();
        let numbers = Numbers {
            unfounded: i64::try_from(counting).unwrap_or(i64::MAX),
            sent: store::standing::sent_by(tx, party, scope, since).await?,
        };
        if scope == Scope::Notices { record.notices = numbers } else { record.complaints = numbers }
    }
    Ok(record)
}

/// Somebody's record, for reviewers who are no party: not them, nor of theirs, nor a party to a claim of which something was marked.
pub async fn record(service: &Service, actor: &Actor, party: Party) -> Result<Record, Error> {
    let mut tx = service.db.read().await?;
    reviewer(&mut tx, actor).await?;
    let record = record_in(&mut tx, service, party).await?;
    for case in record.cases() {
        parties::keep_out(&mut tx, actor.account, case).await?;
    }
    drop(tx);
    named(service, actor, record).await
}

/// Those whose notices or complaints were marked lately, most marks first, without the records to which the reader is a party.
pub async fn records(service: &Service, actor: &Actor) -> Result<Vec<Record>, Error> {
    let mut tx = service.db.read().await?;
    reviewer(&mut tx, actor).await?;
    let rows = i64::from(service.config.limits.api_page_rows);
    let marks = store::standing::marks_since(&mut tx, since(service), rows).await?;
    let marks = Mark::all_opened(service, &marks)?;
    let parties: BTreeSet<_> = marks.into_iter().filter_map(|mark| mark.party).collect();
    let mut shown = Vec::new();
    'parties: for party in parties {
        let record = record_in(&mut tx, service, party).await?;
        for case in record.cases() {
            if parties::is_party(&mut tx, actor.account, case).await? {
                continue 'parties;
            }
        }
        shown.push(record);
    }
    drop(tx);
    let mut records = Vec::with_capacity(shown.len());
    for record in shown {
        records.push(named(service, actor, record).await?);
    }
    records.sort_by_key(|record| std::cmp::Reverse(record.notices.unfounded + record.complaints.unfounded));
    Ok(records)
}

/// A record with what its party is called.
async fn named(service: &Service, actor: &Actor, record: Record) -> Result<Record, Error> {
    Ok(Record { name: name_of(service, actor, record.party).await?, ..record })
}

/// What somebody is called, for staff: an account has no name, and an address that was altered says so. The caller has asked who looks.
pub(in crate::process) async fn name_of(service: &Service, actor: &Actor, party: Party) -> Result<Option<Text>, Error> {
    Ok(match party {
        Party::Account(_) => None,
        Party::Organisation(organisation) => {
            Some(organisations::organisation(service, actor, organisation).await?.name.into())
        }
        Party::Correspondent(id) => {
            let mut tx = service.db.read().await?;
            match correspondents::address(&mut tx, service, id).await? {
                Ok(address) => address.map(|address| address.as_str().into()),
                Err(altered) => Some(altered.into()),
            }
        }
    })
}
