//! Lodging an appeal, and taking it back.

use serde_json::json;

use super::{Appeal, Appellant, Outcome, Side, measures, obstacle};
use crate::accounts::standing;
use crate::audit::{self, NewEntry};
use crate::claims::decided::{self, Decided};
use crate::claims::form::Form;
use crate::claims::withdrawal::{Claimant, PrivateLinkText};
use crate::db::Tx;
use crate::ids::{AccountId, AppealId, MeasureId};
use crate::notices;
use crate::process::{Error, letters, not_too_many, store};
use crate::service::Service;
use crate::texts::Text;
use crate::tokens::Digest;

/// Either side asks for another decision, with its grounds.
pub async fn lodge(service: &Service, appellant: Appellant<'_>, grounds: &str) -> Result<AppealId, Error> {
    let mut form = Form::default();
    let grounds = form.text("grounds", grounds, Text::of("appeal-grounds-missing"));
    form.finish()?;
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    if let Appellant::Uploader(person, notice) = appellant
        && let Some(measure) = notices::measure_of(&mut tx, person.account, notice).await?
    {
        let whose = measures::Whose::Person(person, notice);
        let id = measures::lodge(&mut tx, service, whose, measure, &grounds).await?;
        tx.commit().await?;
        return Ok(id);
    }
    let (decision, account, notice) = match appellant {
        Appellant::Uploader(uploader, notice) => {
            let decision = notices::decision_of(&mut tx, uploader.account, notice).await?.ok_or(Error::NotFound)?;
            (decision, Some(uploader.account), Some(notice))
        }
        Appellant::Notifier(claimant, _, decision) => match claimant {
            Claimant::Person(person) => (decision, Some(person.account), None),
            Claimant::Holder(_) => (decision, None, None),
        },
    };
    let decided = decided::lock(&mut tx, decision).await?;
    let actor = match appellant {
        Appellant::Uploader(..) => "uploader",
        Appellant::Notifier(claimant, claim, _) => {
            if decided.claim != claim {
                return Err(Error::NotFound);
            }
            decided::entitled(&mut tx, claimant, claim).await?
        }
    };
    let side = appellant.side();
    if let Some(closed) = closed(&mut tx, service, side, account, &decided).await? {
        return Err(closed.into());
    }
    if let Some(why) = obstacle(&mut tx, service, &decided, side).await? {
        return Err(Error::Conflict(why));
    }
    not_too_many(&mut tx, service, &decided, side).await?;
    let appeal = Appeal { decision: Some(decision), account, notice, ..Appeal::begun(service, side, now) };
    appeal.insert(&mut tx, service, &grounds).await?;
    let mut commitments = vec![("grounds", Digest::of(grounds.as_bytes()).to_string())];
    if let Some(account) = account {
        commitments.push(("by", account.to_string()));
    }
    let entry = NewEntry {
        kind: "appeal.lodged",
        case: decided.log_case,
        actor,
        fields: json!({"target": decided.position, "side": side.as_str(), "due": appeal.due_at.rfc3339()}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    letters::appeal_received(&mut tx, service, &appeal, &decided).await?;
    tx.commit().await?;
    Ok(appeal.id)
}

/// Who has no account, and has the private link to a measure against them, appeals against it.
pub async fn lodge_by_link(
    service: &Service,
    measure: MeasureId,
    link: &PrivateLinkText<'_>,
    grounds: &str,
) -> Result<AppealId, Error> {
    let mut form = Form::default();
    let grounds = form.text("grounds", grounds, Text::of("appeal-grounds-missing"));
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let id = measures::lodge(&mut tx, service, measures::Whose::Holder(link), measure, &grounds).await?;
    tx.commit().await?;
    Ok(id)
}

/// They take it back.
pub async fn withdraw_by_link(service: &Service, measure: MeasureId, link: &PrivateLinkText<'_>) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    measures::withdraw(&mut tx, service, measures::Whose::Holder(link), measure).await?;
    tx.commit().await?;
    Ok(())
}

/// Why appeals are closed to whoever lodges this one, if they are. Who holds the private link of a notice is whoever sent it: its account,
/// or who confirmed it; of one that nobody confirmed, nobody who could be.
async fn closed(
    tx: &mut Tx,
    service: &Service,
    side: Side,
    account: Option<AccountId>,
    decided: &Decided,
) -> Result<Option<standing::Closed>, Error> {
    let now = service.clock.now();
    let sent = store::standing::sender_of(tx, decided.claim).await?.ok_or(Error::NotFound)?;
    let account = match side {
        Side::Uploader => account,
        Side::Notifier => account.or(sent.account),
    };
    Ok(match (side, decided.organisation, account) {
        (Side::Notifier, Some(organisation), _) => standing::complaints_of_organisation(tx, organisation, now).await?,
        (_, _, Some(account)) => standing::complaints_of_account(tx, account, now).await?,
        (_, _, None) => match sent.correspondent {
            Some(sender) => standing::complaints_of_correspondent(tx, sender, now).await?,
            None => None,
        },
    })
}

/// Whoever lodged an appeal takes it back.
pub async fn withdraw(service: &Service, appellant: Appellant<'_>) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    if let Appellant::Uploader(person, notice) = appellant
        && let Some(measure) = notices::measure_of(&mut tx, person.account, notice).await?
    {
        measures::withdraw(&mut tx, service, measures::Whose::Person(person, notice), measure).await?;
        tx.commit().await?;
        return Ok(());
    }
    let decision = match appellant {
        Appellant::Uploader(uploader, notice) => {
            notices::decision_of(&mut tx, uploader.account, notice).await?.ok_or(Error::NotFound)?
        }
        Appellant::Notifier(_, _, decision) => decision,
    };
    let decided = decided::lock(&mut tx, decision).await?;
    let actor = match appellant {
        Appellant::Uploader(..) => "uploader",
        Appellant::Notifier(claimant, claim, _) if decided.claim == claim => {
            decided::entitled(&mut tx, claimant, claim).await?
        }
        Appellant::Notifier(..) => return Err(Error::NotFound),
    };
    let found = store::appeal_of(&mut tx, decision, appellant.side())
        .await?
        .ok_or(Error::Conflict(Text::of("appeal-none-yours")))?;
    if store::end_appeal(&mut tx, found.id, Outcome::Withdrawn, None, service.clock.now()).await? != 1 {
        return Err(Error::Conflict(Text::of("appeal-meanwhile")));
    }
    let entry = NewEntry {
        kind: "appeal.withdrawn",
        case: decided.log_case,
        actor,
        fields: json!({"target": decided.position, "side": found.side.as_str()}),
        commitments: &[],
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    tx.commit().await?;
    Ok(())
}
