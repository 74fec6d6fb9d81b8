//! Whom a measure is told, and how: people by notices in the portal and by mail, who has no account by letters to the address, with the
//! private page on which they read it and appeal. Who becomes an owner of an organisation later is told what stands against it then, and can
//! appeal as those can who were its owners when it was decided.

use super::{Measure, all_against, find};
use crate::accounts::{self, standing};
use crate::claims::withdrawal::PrivateLinkText;
use crate::claims::{correspondents, organisations};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, CaseId, CorrespondentId, MeasureId, OrganisationId};
use crate::jobs::{self, Job};
use crate::mail::{Address, Recipient};
use crate::notices::{self, Statement, Weighed};
use crate::process::misuse::Party;
use crate::process::{Error, appeals, letters};
use crate::service::Service;
use crate::texts::Language;
use crate::tokens::Digest;

/// Whom a measure is told, and how.
pub(in crate::process) struct Reached {
    /// The people who have notices of it.
    pub people: Vec<AccountId>,
    /// Where somebody without an account is written to.
    correspondent: Option<(Address, Language)>,
    /// The organisation that it is against.
    pub(super) organisation: Option<String>,
    /// The case it belongs to.
    pub case: CaseId,
}

/// Finds whom a measure against somebody is told; the party's row is locked.
pub(in crate::process) async fn reach(tx: &mut Tx, service: &Service, party: Party) -> Result<Reached, Error> {
    Ok(match party {
        Party::Account(account) => {
            let case = standing::lock(tx, account).await?.ok_or(Error::NotFound)?;
            Reached { people: vec![account], correspondent: None, organisation: None, case }
        }
        Party::Organisation(id) => {
            let (found, people) = organisations::lock_with_owners(tx, id).await?;
            Reached { people, correspondent: None, organisation: Some(found.name), case: found.log_case }
        }
        Party::Correspondent(id) => {
            let found = correspondents::lock(tx, service, id).await?;
            let correspondent = found.address.map(|address| (address, found.language));
            Reached { people: Vec::new(), correspondent, organisation: None, case: found.log_case }
        }
    })
}

/// The same for a measure.
pub(in crate::process) async fn reached(tx: &mut Tx, service: &Service, measure: &Measure) -> Result<Reached, Error> {
    reach(tx, service, measure.party().ok_or(Error::NotFound)?).await
}

impl Measure {
    /// Its statement of reasons, for whoever is reached; that words of it cannot be read is said in this language. An appeal is among what can
    /// be done about it if one is open until a day.
    pub(super) fn statement(&self, reached: &Reached, language: Language, appeal_until: Option<Time>) -> Statement {
        Statement::Measure {
            against: self.against(reached),
            until: self.until,
            facts: self.reasons.said_in(language),
            weighed: self.weighed(language),
            redress: notices::redress_of_measure(appeal_until),
        }
    }

    /// What was weighed; every measure for misuse has it.
    fn weighed(&self, language: Language) -> Option<Weighed> {
        Some(Weighed {
            unfounded: self.unfounded?.unsigned_abs(),
            sent: self.sent?.unsigned_abs(),
            gravity: self.gravity.as_ref()?.said_in(language),
            intention: self.intention.as_ref()?.said_in(language),
        })
    }
}

impl Reached {
    /// Tells all of them: people by notices, who has no account by letters to the address.
    pub async fn tell(
        &self,
        tx: &mut Tx,
        service: &Service,
        measure: MeasureId,
        statement: &Statement,
    ) -> Result<(), Error> {
        for person in &self.people {
            notices::notify_measure(tx, service, *person, measure, statement).await?;
        }
        if let Some(to) = self.recipient() {
            let page = private_page(service, measure);
            notices::write_of_measure(tx, service, to, self.case, &page, statement).await?;
        }
        Ok(())
    }

    /// Where somebody without an account is written to.
    pub fn recipient(&self) -> Option<Recipient<'_>> {
        self.correspondent.as_ref().map(|(address, language)| Recipient::Address(address, *language))
    }
}

/// What opens the private page of a measure. It follows from the measure under a key of the service, so that every letter can say it
/// and nothing is kept of it.
fn private_code(service: &Service, measure: MeasureId) -> String {
    data_encoding::BASE64URL_NOPAD.encode(&service.keys.lookup("measures.page", &measure.to_string()))
}

/// The private page of a measure against somebody without an account.
pub(in crate::process) fn private_page(service: &Service, measure: MeasureId) -> String {
    let base = service.config.public_url.as_str().trim_end_matches('/');
    format!("{base}/report/measures/{measure}/{}", private_code(service, measure))
}

/// What was decided about somebody without an account, to be told them once more: when each measure was taken, and its private page, the newest
/// first.
pub(crate) async fn pages_of(
    tx: &mut Tx,
    service: &Service,
    id: CorrespondentId,
) -> Result<Vec<(Time, String)>, Error> {
    let measures = all_against(tx, service, Party::Correspondent(id)).await?;
    Ok(measures.iter().map(|measure| (measure.taken_at, private_page(service, measure.id))).collect())
}

/// The measure against somebody without an account behind a private link. Every other secret finds nothing.
pub(in crate::process) async fn of_link(
    tx: &mut Tx,
    service: &Service,
    id: MeasureId,
    link: &PrivateLinkText<'_>,
) -> Result<Measure, Error> {
    let found = find(tx, service, id).await?;
    // By their digests: how long it takes says nothing of how much fits.
    let fits = Digest::of(link.0.as_bytes()) == Digest::of(private_code(service, id).as_bytes());
    Some(found).filter(|found| fits && found.correspondent.is_some()).ok_or(Error::NotFound)
}

/// The job of a notice that was not taken, since the address that it gives is suspended: that address is told, at most once a day, and
/// nobody else, as anybody could have typed it. Safe to run again.
pub async fn tell_turned_away(service: &Service, id: MeasureId) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    jobs::strike_same(&mut tx, service, &Job::TellTurnedAway { measure: id }).await?;
    let measure = find(&mut tx, service, id).await?;
    let reached = reached(&mut tx, service, &measure).await?;
    if let (Some(who), Some(to), Some(until)) = (measure.correspondent, reached.recipient(), measure.until)
        && correspondents::is_to_be_told(&mut tx, who, service.clock.now()).await?
    {
        letters::turned_away(&mut tx, service, (to, private_page(service, id)), reached.case, until).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The job of whoever becomes an owner of an organisation: they are told of each measure against it that stands, or can be appealed still, as
/// its owners were when it was taken. Who was told is not told again, and who is no owner any more is told nothing. Safe to run again.
pub async fn tell_owner(service: &Service, organisation: OrganisationId, account: AccountId) -> Result<(), Error> {
    let (party, now) = (Party::Organisation(organisation), service.clock.now());
    let mut tx = service.db.begin().await?;
    let reached = reach(&mut tx, service, party).await?;
    if reached.people.contains(&account) {
        let reader = accounts::reader(&mut tx, service, account).await?;
        let language = reader.map(|(_, language)| language).unwrap_or_default();
        // The oldest first: a suspension rests on the warning before it.
        let mut all = all_against(&mut tx, service, party).await?;
        all.reverse();
        for measure in &all {
            let appeal_until = appeals::measures::open_until(&mut tx, service, measure).await?;
            let is_told = notices::told_of(&mut tx, account, measure.id).await?.is_some();
            if !is_told && (measure.in_force(now) || appeal_until.is_some()) {
                let statement = measure.statement(&reached, language, appeal_until);
                notices::notify_measure(&mut tx, service, account, measure.id, &statement).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}
