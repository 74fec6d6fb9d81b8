//! Erasure on request. A person closes their account: from that commit nobody signs in to it, nothing acts in its name, and
//! its address is free. A job then deletes the files, as their owner would, and takes the person out of what they wrote as
//! soon as nothing about it is open; when nothing is left to wait for, the address goes too, and whatever in the log could be
//! opened to them.
//!
//! What stays are facts without a person: that a claim was made and how it was decided, that an agreement was signed. The
//! record of a signature stays as long as something can be claimed under it ([`super::retention`]). What somebody wrote for an
//! organisation, such as the works and reasons of its claims, is the organisation's and stays, too: only the person goes out of it.

use std::time::Duration;

use serde_json::{Value, json};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::retention::{Closes, closes};
use super::store::{About, Kind, Writing};
use super::{Error, said, store, to_each};
use crate::accounts::{self, Actor, Auth, Role, closing, two_person};
use crate::audit::{self, Journal, NewEntry};
use crate::claims::organisations::{self, Contact};
use crate::claims::{drafts, senders};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, ClaimId};
use crate::jobs::{self, Job};
pub use crate::keys::{ERASED, ERASED_PERSON};
use crate::notices;
use crate::process::{strikes, windows};
use crate::service::Service;
use crate::texts::Text;
use crate::vault::{self, objects, uploads};

/// What has to be typed to close an account.
pub const CONFIRMATION: &str = "ERASE";
/// How soon an account is looked at again of which something waits without a date.
const AGAIN: Duration = Duration::from_hours(7 * 24);
/// How soon, if all it waits for are mirrors.
const SOON: Duration = Duration::from_mins(5);

/// What a person has to settle before they can close their account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum First {
    /// To lay a role down.
    Role(Role),
    /// To make somebody else an owner of an organisation.
    OnlyOwner(String),
}

/// Why something of a person is kept after they have closed their account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kept {
    /// Files of theirs are locked: until the last window closes.
    LockedFiles,
    /// Files of theirs must be preserved.
    Preserved,
    /// A claim on a file of theirs, or one they sent, is not decided.
    OpenClaims,
    /// What was decided can still be answered, or its answer appealed.
    Answers,
    /// An appeal, counter-notice or dispute is open.
    OpenAnswers,
    /// A mirror has not carried out an order yet.
    Orders,
    /// A case of others, of which its uploader is not to learn before they are told.
    Other,
}

impl Kept {
    /// The key of its text.
    pub const fn text(self) -> &'static str {
        match self {
            Self::LockedFiles => "closing-locked-files",
            Self::Preserved => "closing-preserved",
            Self::OpenClaims => "closing-open-claims",
            Self::Answers => "closing-answers",
            Self::OpenAnswers => "closing-open-answers",
            Self::Orders => "closing-orders",
            Self::Other => "closing-other",
        }
    }
}

/// One reason, how many it is about, and until when; without a day, until it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wait {
    /// Which.
    pub kept: Kept,
    /// How many files, claims or orders.
    pub count: i64,
    /// Until when.
    pub until: Option<Time>,
}

/// What stands before closing an account, and what would be kept for a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prospect {
    /// What has to be settled first.
    pub first: Vec<First>,
    /// What is kept after it, and until when.
    pub waits: Vec<Wait>,
}

/// What would happen if a person closed their account now.
pub async fn prospect(service: &Service, actor: &Actor) -> Result<Prospect, Error> {
    let mut tx = service.db.read().await?;
    let mut first: Vec<First> =
        closing::roles_in_the_way(&mut tx, actor.account).await?.into_iter().map(First::Role).collect();
    for (_, name, only_owner) in organisations::memberships(&mut tx, actor.account).await? {
        if only_owner {
            first.push(First::OnlyOwner(name));
        }
    }
    let cases = store::cases(&mut tx, actor.account).await?;
    let (own, claimed) = (cases.pending, Kept::OpenClaims);
    let all = waits(&mut tx, service, actor.account, cases).await?;
    // That a claim on a file waits, that it must be preserved, or what else they are still to be told of is news to whoever uploaded it.
    let is_news = |wait: &Wait| matches!(wait.kept, Kept::Preserved | Kept::Other);
    let others = all.iter().any(|wait| is_news(wait) || (wait.kept == claimed && wait.count > own));
    let mut waits: Vec<_> = all.into_iter().filter(|wait| !is_news(wait)).collect();
    waits.retain_mut(|wait| {
        if wait.kept == claimed {
            wait.count = own;
        }
        wait.count > 0
    });
    if others {
        waits.push(Wait { kept: Kept::Other, count: 1, until: None });
    }
    Ok(Prospect { first, waits })
}

/// What something of a person is kept for. Files that can be deleted wait for nothing.
async fn waits(tx: &mut Tx, service: &Service, account: AccountId, cases: store::Cases) -> Result<Vec<Wait>, Error> {
    let now = service.clock.now();
    let mut waits = Vec::new();
    let mut wait = |kept, count: i64, until: Option<Time>| {
        if count > 0 && until.is_none_or(|until| until > now) {
            waits.push(Wait { kept, count, until });
        }
    };
    let locked = store::locked_files(tx, account).await?;
    let mut windows = Vec::new();
    for object in &locked {
        let of = windows::of(tx, service, *object).await?;
        // Without a window it is on its way back, or about to be purged.
        windows.push(windows::closes_at(&of).map(|closed| closed.max(now.plus(Duration::from_secs(1)))));
    }
    wait(Kept::LockedFiles, count(locked.len()), latest(&windows));
    let preserved = store::preserved_files(tx, account, now).await?;
    wait(Kept::Preserved, count(preserved.len()), latest(&preserved));
    let (claimed, orders) = store::claims_and_orders(tx, account).await?;
    wait(Kept::OpenClaims, claimed + cases.pending, None);
    wait(Kept::OpenAnswers, cases.open, None);
    let answered = cases.ended_at.map(|ended| ended.plus(service.config.limits.redress_after));
    let appealable = cases.told_at.map(|told| notices::appeals_until(service, told));
    let until = answered.max(appealable);
    // What is in custody of a file that is gone is kept for that, too, and goes by a job of its own.
    if store::files_in_custody(tx, account).await? > 0 {
        wait(Kept::Answers, 1, None);
    } else if until.is_some() {
        wait(Kept::Answers, 1, until);
    }
    // They can answer from when they are told.
    wait(Kept::Other, cases.untold, None);
    wait(Kept::Orders, orders, None);
    Ok(waits)
}

fn count(many: usize) -> i64 {
    i64::try_from(many).unwrap_or(i64::MAX)
}

/// The last of some days; `None` if one of them is not known.
fn latest(days: &[Option<Time>]) -> Option<Time> {
    days.iter().copied().collect::<Option<Vec<Time>>>()?.into_iter().max()
}

/// A person closes their account, by its password and [`CONFIRMATION`]. It cannot be taken back.
///
/// # Errors
/// [`Error::InTheWay`], and whatever [`Prospect::first`] says, as long as something has to be settled first.
pub async fn close(service: &Service, actor: &Actor, auth: &Auth, word: &str) -> Result<(), Error> {
    if !word.trim().eq_ignore_ascii_case(CONFIRMATION) {
        return Err(Error::Confirmation(CONFIRMATION));
    }
    if !prospect(service, actor).await?.first.is_empty() {
        return Err(Error::InTheWay(Text::of("closing-settle-first")));
    }
    accounts::verify_auth(service, actor.account, auth).await?;
    let (account, now) = (actor.account, service.clock.now());
    let mut tx = service.db.begin().await?;
    closing::lock_roles(&mut tx).await?;
    organisations::forget_invitations_of(&mut tx, account).await?;
    organisations::leave_all(&mut tx, service, account).await?;
    store::forget_views(&mut tx, account).await?;
    let case = closing::close(&mut tx, service, account).await?;
    strikes::end_of_closed(&mut tx, service, account, case).await?;
    let commitments = [("account", account.to_string())];
    let entry = NewEntry {
        kind: "account.closed",
        case,
        actor: "uploader",
        fields: json!({}),
        commitments: &commitments,
        journal: None,
    };
    audit::append(&mut tx, service, entry).await?;
    jobs::enqueue(&mut tx, service, &Job::EraseAccount { account }, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The job of a closed account: does what can be done now, and comes again until all is done. Safe to run twice.
pub async fn go_on(service: &Service, account: AccountId) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let closure = closing::closure(&mut tx, account).await?;
    drop(tx);
    if closure.is_none_or(|closure| closure.erased_at.is_some()) {
        return Ok(());
    }
    delete_files(service, account).await?;
    // In this order: nothing is filled in with what they wrote any more, then no draft holds it that could be filed, then claims are looked at.
    organisations::forget_contacts_of(service, account).await?;
    drafts::forget_contacts_of(service, account).await?;
    let kept = erase_writings(service, account).await?;

    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let cases = store::cases(&mut tx, account).await?;
    let mut waits = waits(&mut tx, service, account, cases).await?;
    // What was kept a moment ago is looked at again before anything is said to be done.
    if !kept.is_empty() {
        let until = latest(&kept).map(|until| until.max(now.plus(Duration::from_secs(1))));
        waits.push(Wait { kept: Kept::Answers, count: count(kept.len()), until });
    }
    if waits.is_empty() {
        finish(&mut tx, service, account).await?;
    } else {
        let mirrors_only = waits.iter().all(|wait| wait.kept == Kept::Orders);
        let latest = now.plus(if mirrors_only { SOON } else { AGAIN });
        let next = waits.iter().filter_map(|wait| wait.until).fold(latest, Time::min);
        closing::look_again(&mut tx, account, next).await?;
        jobs::strike_same(&mut tx, service, &Job::EraseAccount { account }).await?;
        jobs::enqueue(&mut tx, service, &Job::EraseAccount { account }, next).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Deletes whatever is the owner's to delete, for good.
async fn delete_files(service: &Service, account: AccountId) -> Result<(), Error> {
    loop {
        let mut tx = service.db.read().await?;
        let files = store::files_to_delete(&mut tx, account, service.clock.now()).await?;
        let uploads = store::uploads_to_discard(&mut tx, account).await?;
        drop(tx);
        if files.is_empty() && uploads.is_empty() {
            return Ok(());
        }
        for object in files {
            match objects::delete(service, account, object, objects::Finality::Now).await {
                // It was locked in between: then it waits for its windows.
                Ok(_) | Err(vault::Error::Conflict(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        for upload in uploads {
            match uploads::discard(service, account, upload).await {
                // It was completed in between: then it is a file.
                Ok(()) | Err(vault::Error::UploadEnded(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// Takes the person out of what they wrote, wherever nothing about it is open any more: one piece at a time, in a transaction of its
/// own, its row locked before it is read. Gives until when the others are kept, as far as that has a day.
async fn erase_writings(service: &Service, account: AccountId) -> Result<Vec<Option<Time>>, Error> {
    let mut tx = service.db.read().await?;
    let writings = store::writings(&mut tx, account).await?;
    drop(tx);
    let mut kept = Vec::new();
    for writing in &writings {
        let mut tx = service.db.begin().await?;
        match windows_of(&mut tx, service, writing).await? {
            Closes::Closed => {
                erase_writing(&mut tx, service, writing).await?;
                tx.commit().await?;
            }
            Closes::At(time) => kept.push(Some(time)),
            Closes::Open => kept.push(None),
        }
    }
    Ok(kept)
}

/// How long a writing is kept.
async fn windows_of(tx: &mut Tx, service: &Service, writing: &Writing) -> Result<Closes, Error> {
    let mut windows = Vec::new();
    match writing.about {
        About::Claim(claim) => {
            for target in store::targets_of(tx, claim).await? {
                windows.extend(windows::of_target(tx, service, target).await?);
            }
        }
        About::Target(target) => windows.extend(windows::of_target(tx, service, target).await?),
        // Against what was decided about somebody: once it is decided, nothing is open about it.
        About::Measure { ended: true } => {}
        About::Measure { ended: false } => return Ok(Closes::Open),
    }
    Ok(closes(&windows, service.clock.now()))
}

/// Writes over what is a person's in something they wrote. Whoever wraps it again at the same time has done so before its row is
/// locked, or finds it changed. What lies under a key that was destroyed is gone already: a backup that is older brings back such.
pub(super) async fn erase_writing(tx: &mut Tx, service: &Service, writing: &Writing) -> Result<(), Error> {
    let Some(sealed) = store::lock_writing(tx, writing).await? else { return Ok(()) };
    let place = writing.place();
    let opened = service.keys.open_kept(&place, &sealed)?;
    let erased = match writing.kind {
        // Words and nothing else.
        Kind::Grounds | Kind::End | Kind::WithdrawnBy => {
            opened.is_none_or(|words| **words != *ERASED.as_bytes()).then(|| Zeroizing::new(ERASED.into()))
        }
        Kind::Claim | Kind::CounterNotice | Kind::Dispute => match opened {
            Some(statement) => without_person(&statement, writing.for_organisation, None)?,
            None => None,
        },
        Kind::Contact => match (opened, organisations::copy(tx, service, writing.id).await?) {
            (Some(statement), Some((_, contact))) => without_person(&statement, true, contact.as_ref())?,
            _ => None,
        },
    };
    if let Some(erased) = erased {
        store::write_over(tx, writing, &service.keys.seal(&place, &erased)).await?;
    }
    // Whose contact it repeated says nothing any more, either.
    if matches!(writing.kind, Kind::Claim | Kind::Contact) {
        organisations::forget_copy(tx, writing.id).await?;
    }
    if let (Kind::Claim, About::Claim(claim)) = (writing.kind, writing.about) {
        senders::forget(tx, claim).await?;
        if !writing.for_organisation {
            forget_name(tx, service, claim).await?;
        }
    }
    // The court and its number there stand beside it.
    if writing.kind == Kind::Dispute && !writing.for_organisation {
        let [forum, reference] = writing.places_of_forum().map(|place| service.keys.seal(&place, ERASED.as_bytes()));
        store::write_over_forum(tx, writing, [&forum, &reference]).await?;
    }
    Ok(())
}

/// Takes who sent a notice, under a name that nobody verified, out of what uploaders were told of it, with their own words of the works: from now
/// on nobody answers to them. What was altered, or is erased, names nobody any more.
async fn forget_name(tx: &mut Tx, service: &Service, claim: ClaimId) -> Result<(), Error> {
    let told = store::lock_restrictions(tx, claim).await?;
    for (notice, sealed) in told.into_iter().filter(|(_, sealed)| !sealed.is_empty()) {
        let place = notices::place(notice);
        let Ok(Some(statement)) = service.keys.legible(&place, &sealed)? else { continue };
        if let Some(without) = notices::without_sender(&statement)? {
            store::write_over_notice(tx, notice, &service.keys.seal(&place, &without)).await?;
        }
    }
    Ok(())
}

/// A statement without what its writer said of themselves and, unless it was said for an organisation, whose record that is, without
/// their own words; `None`: nothing of that is in it. Under which law it was made and what was affirmed word for word stays. Of a `contact` that it
/// repeats no more goes than that is.
fn without_person(
    json: &[u8],
    for_organisation: bool,
    contact: Option<&Contact>,
) -> Result<Option<Zeroizing<Vec<u8>>>, Error> {
    let mut statement: Value = serde_json::from_slice(json)?;
    let before = statement.clone();
    if let Value::Object(fields) = &mut statement {
        for (name, value) in fields.iter_mut() {
            let put = match name.as_str() {
                "name" | "signature" => ERASED_PERSON,
                "address" | "telephone" | "email" => ERASED,
                "basis" | "law" | "territory" | "affirmations" | "affirmation" => continue,
                _ if for_organisation => continue,
                _ => ERASED,
            };
            let is_theirs = |text: &str| contact.is_none_or(|contact| contact.is_in(name, text));
            if value.as_str().is_some_and(|text| !text.is_empty() && is_theirs(text)) {
                *value = put.into();
            }
        }
    }
    if statement == before {
        return Ok(None);
    }
    Ok(Some(Zeroizing::new(serde_json::to_vec(&statement)?)))
}

/// Erases the rest: nothing waits any more.
async fn finish(tx: &mut Tx, service: &Service, account: AccountId) -> Result<(), Error> {
    let number = account.to_string();
    let (mut after, mut openings) = (Uuid::nil(), 0);
    loop {
        let cases = store::cases_of(tx, account, after).await?;
        let Some(last) = cases.last() else { break };
        after = last.0;
        for case in cases {
            openings += audit::erase_value(tx, service, case, &number).await?;
        }
    }
    store::forget_files(tx, account).await?;
    forget_words_of_others(tx, service, account).await?;
    if let Some(case) = closing::erase(tx, service, account).await? {
        let entry = NewEntry {
            kind: "account.erased",
            case,
            actor: "service",
            fields: json!({"openings": openings}),
            commitments: &[],
            journal: Some(Journal::AccountErased { account }),
        };
        audit::append(tx, service, entry).await?;
    }
    Ok(())
}

/// What they were told in the words of others, and what staff wrote about them.
async fn forget_words_of_others(tx: &mut Tx, service: &Service, account: AccountId) -> Result<(), Error> {
    store::forget_notices(tx, account).await?;
    two_person::end_about(tx, service, account).await?;
    said::erase_of_account(tx, service, account).await
}

/// Staff go on to write about somebody of whom everything was erased: a court is asked after all, or a mark is taken back. So can they
/// themselves, by the private link of a notice. That counts, and the words go, too, once nothing about them is open. Part of the daily round;
/// whoever wrote while they were being erased is found as well.
///
/// # Errors
/// Of an account that failed, once all others were looked at: the job is tried again.
pub(super) async fn erase_what_was_written_since(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let accounts = store::accounts_written_about_since(&mut tx).await?;
    drop(tx);
    let failed = "what was written about an erased person cannot be erased";
    to_each(accounts, failed, |account| erase_again(service, account)).await
}

async fn erase_again(service: &Service, account: AccountId) -> Result<(), Error> {
    let kept = erase_writings(service, account).await?;
    let mut tx = service.db.begin().await?;
    let cases = store::cases(&mut tx, account).await?;
    if kept.is_empty() && waits(&mut tx, service, account, cases).await?.is_empty() {
        forget_words_of_others(&mut tx, service, account).await?;
        tx.commit().await?;
    }
    Ok(())
}
