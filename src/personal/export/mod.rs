//! Everything that is held about a person, as one ZIP of JSON files: written while it is fetched, in memory that does not grow
//! with it, and onto no disk.
//!
//! Nothing of another person is in it but what this one was told: of a claim only what its claimant sent and was told, of a notice what
//! its uploader was told, of the log only what can be opened to this person's number or to what is theirs; and what was mailed to
//! their account, while it is kept, is in it whole, since they were sent it. And no secret of the service. What only their own browser opens, such as the names of their files, is in it as it lies here, sealed, and the archive says so.
//!
//! What staff wrote about them is in it, as they were or may be told of it, but for why one proposed to another what takes two of them: that is
//! said between two at the desk, and tells of those as well (Regulation (EU) 2016/679, Article 15(4)).
//!
//! What was altered in the database, so that nobody can open it any more, says so in its place and keeps nothing else back.
//!
//! Who has no account is handed what is kept with a notice of theirs, by its private link ([`of_notice`]).
//!
//! [`TABLES`] says of each column that points at an account where what it tells is in the archive, or why it is not;
//! `personal::every_table_that_points_at_an_account_is_in_the_export_or_says_why_not` compares it with the schema.

mod archive;
mod sections;

use std::io;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::poll_fn;

use self::archive::Archive;
use super::{Error, strangers};
use crate::accounts::{self, Actor, Auth, attempts};
use crate::audit;
use crate::causes::with_causes;
use crate::claims::withdrawal::PrivateLinkText;
use crate::service::Service;
use crate::texts::Language;

/// Where what a column tells of an account is in the archive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Held {
    /// In this file.
    In(&'static str),
    /// Nowhere, because.
    Not(&'static str),
}

use Held::{In, Not};

const STAFFS: &str = "what somebody did for the service at its desk: it tells of the parties of a case, and is theirs";
const ORGANISATIONS: &str = "what belongs to an organisation, which its members read and download";

/// Every column of the schema that points at an account.
pub const TABLES: &[(&str, &str, Held)] = &[
    ("account_closures", "account", Not("an account that was closed cannot ask")),
    ("account_entries", "account", In("file-list.json")),
    ("account_reviews", "account", In("account-reviews.json")),
    ("account_reviews", "decided_by", Not(STAFFS)),
    ("account_roles", "account", In("account.json")),
    ("account_roles", "granted_by", Not(STAFFS)),
    ("agreements", "proposed_by", Not(STAFFS)),
    ("api_tokens", "account", In("tokens.json")),
    ("appeals", "account", In("appeals.json")),
    ("appeals", "assigned_to", Not(STAFFS)),
    ("appeals", "decided_by", Not(STAFFS)),
    ("authority_orders", "entered_by", Not(STAFFS)),
    ("authority_orders", "gag_ended_by", Not(STAFFS)),
    ("case_notes", "written_by", Not(STAFFS)),
    ("claim_drafts", "account", In("drafts.json")),
    ("claims", "account", In("claims.json")),
    ("claims", "assigned_to", Not(STAFFS)),
    ("complaints", "answered_by", Not(STAFFS)),
    ("complaints", "assigned_to", Not(STAFFS)),
    ("complaints", "closed_by", Not(STAFFS)),
    ("contact_copies", "written_by", In("contact-copies.json")),
    ("counter_notices", "account", In("counter-notices.json")),
    ("counter_notices", "assigned_to", Not(STAFFS)),
    ("counter_notices", "checked_by", Not(STAFFS)),
    ("decisions", "decided_by", Not(STAFFS)),
    ("devices", "account", In("devices.json")),
    ("direct_access", "stripped_by", Not(STAFFS)),
    ("dispute_checks", "checked_by", Not(STAFFS)),
    ("dispute_reports", "checked_by", Not(STAFFS)),
    ("dispute_reports", "told_by", In("disputes-ended.json")),
    ("disputes", "ended_by", Not(STAFFS)),
    ("disputes", "told_by", In("disputes.json")),
    ("domain_checks", "checked_by", Not(ORGANISATIONS)),
    ("escalations", "ended_by", Not(STAFFS)),
    ("escalations", "raised_by", Not(STAFFS)),
    ("evidence_file_openings", "account", Not(STAFFS)),
    ("evidence_files", "brought_by", In("evidence.json")),
    ("evidence_openings", "account", Not(STAFFS)),
    ("host_applications", "account", In("host-applications.json")),
    ("host_applications", "decided_by", Not(STAFFS)),
    ("inquiries", "answered_by", In("inquiries.json")),
    ("inquiries", "asked_by", Not(STAFFS)),
    ("invitations", "invited_by", Not(STAFFS)),
    ("invitations", "used_by", Not("the role it gave stands in account.json")),
    ("kept_reasons", "made_by", Not(STAFFS)),
    ("kept_reasons", "retired_by", Not(STAFFS)),
    ("matchings", "requested_by", Not(ORGANISATIONS)),
    ("measures", "account", In("measures.json")),
    ("measures", "lifted_by", Not(STAFFS)),
    ("measures", "taken_by", Not(STAFFS)),
    ("member_invitations", "invited_by", Not("the address of somebody else")),
    ("members", "account", In("memberships.json")),
    ("messages", "account", In("messages.json")),
    ("messages", "settled_by", Not(STAFFS)),
    ("mirror_invitations", "invited_by", Not(STAFFS)),
    ("misuse_marks", "account", In("misuse.json")),
    ("misuse_marks", "marked_by", Not(STAFFS)),
    ("misuse_retractions", "retracted_by", Not(STAFFS)),
    ("notices", "account", In("notices.json")),
    ("objects", "owner", In("files.json")),
    ("order_confirmations", "confirmed_by", Not(STAFFS)),
    ("order_withdrawals", "recorded_by", Not(STAFFS)),
    ("organisations", "applied_by", Not(ORGANISATIONS)),
    ("organisations", "contact_by", In("contacts.json")),
    ("organisations", "decided_by", Not(STAFFS)),
    ("passkeys", "account", In("passkeys.json")),
    ("preservation_holds", "placed_by", Not(STAFFS)),
    ("preservation_holds", "released_by", Not(STAFFS)),
    ("principals", "decided_by", Not(STAFFS)),
    ("principals", "named_by", Not(ORGANISATIONS)),
    ("principals", "withdrawn_by", Not(ORGANISATIONS)),
    ("publications", "published_by", Not(STAFFS)),
    ("queue_views", "account", In("views.json")),
    ("samples", "reviewed_by", Not(STAFFS)),
    ("sessions", "account", In("sessions.json")),
    ("trusted_flaggers", "removed_by", Not(STAFFS)),
    ("trusted_flaggers", "set_by", Not(STAFFS)),
    ("two_person_steps", "cancelled_by", Not(STAFFS)),
    ("two_person_steps", "confirmed_by", Not(STAFFS)),
    ("two_person_steps", "proposed_by", Not(STAFFS)),
    ("uploads", "account", In("uploads.json")),
    ("webhook_endpoints", "added_by", Not(ORGANISATIONS)),
    ("work_corrections", "corrected_by", Not(ORGANISATIONS)),
    ("works", "registered_by", Not(ORGANISATIONS)),
];

/// Hands a person everything that is held about them, by their password. The archive is written as it is read; one that broke
/// off ends with an error, so that it is not taken for whole.
pub async fn everything(
    service: &Service,
    actor: &Actor,
    auth: &Auth,
    language: Language,
) -> Result<impl Stream<Item = Result<Bytes, io::Error>> + Send + use<>, Error> {
    accounts::verify_auth(service, actor.account, auth).await?;
    count(service, &actor.account.to_string()).await?;
    let (archive, mut bytes) = Archive::begin();
    let (service, account) = (service.clone(), actor.account);
    begin(async move { sections::write(&service, account, language, archive).await });
    Ok(poll_fn(move |context| bytes.poll_recv(context)))
}

/// The same of who sent a notice without an account, by its private link: the notice with what it names, what they wrote about it since,
/// what was mailed to them about it, and the log of its case. Of what was decided about them they have a link of its own.
pub async fn of_notice(
    service: &Service,
    link: &PrivateLinkText<'_>,
    language: Language,
) -> Result<impl Stream<Item = Result<Bytes, io::Error>> + Send + use<>, Error> {
    let notice = strangers::behind(&mut service.db.read().await?, link).await?;
    count(service, &notice.claim.to_string()).await?;
    let (archive, mut bytes) = Archive::begin();
    let service = service.clone();
    begin(async move { sections::write_notice(&service, &notice, language, archive).await });
    Ok(poll_fn(move |context| bytes.poll_recv(context)))
}

/// Counts one more archive of a person, and refuses it where there were too many, or where nothing is handed out now.
async fn count(service: &Service, whose: &str) -> Result<(), Error> {
    attempts::count(service, "personal.export", whose, service.config.limits.exports_per_hour).await?;
    service.log.require_current().map_err(audit::Error::from)?;
    Ok(())
}

/// Begins to write an archive, while it is fetched.
fn begin(written: impl Future<Output = Result<(), Error>> + Send + 'static) {
    tokio::spawn(async move {
        if let Err(error) = written.await {
            // Whoever fetched it sees that it broke off; the reason is for the operator.
            tracing::warn!(error = %with_causes(&error), "an export broke off");
        }
    });
}
