//! Identifiers: one type each, so that a blob's id can never be passed for an object's.
//!
//! Ids of rows are UUIDs of version 7 and sort by the time they were made. Ids that strangers hold
//! (links, tokens) are random and say nothing.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Clock;
use crate::entropy::Entropy;

/// A `UUIDv7` from the given clock and randomness.
pub fn uuid_v7(clock: &Clock, entropy: &Entropy) -> Uuid {
    let millis = u64::try_from(clock.now().micros() / 1_000).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &entropy.bytes::<10>()).into_uuid()
}

/// A `UUIDv4` from the given randomness: for ids that must say nothing of when they were made.
pub fn uuid_v4(entropy: &Entropy) -> Uuid {
    uuid::Builder::from_random_bytes(entropy.bytes::<16>()).into_uuid()
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
        #[serde(transparent)]
        #[sqlx(transparent)]
        pub struct $name(pub Uuid);

        impl $name {
            /// A new id, made now.
            pub fn new(clock: &Clock, entropy: &Entropy) -> Self {
                Self(uuid_v7(clock, entropy))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.as_hyphenated().fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                // Only the hyphenated form: one id has one spelling.
                let id = Uuid::try_parse(text)?;
                if text.len() == 36 { Ok(Self(id)) } else { Uuid::try_parse("").map(Self) }
            }
        }
    )*};
}

ids! {
    /// A person's account.
    AccountId;
    /// A sign-up that waits for its code.
    SignUpId;
    /// An API token of an account (the row, never the secret).
    ApiTokenId;
    /// A passkey of an account (the row).
    PasskeyId;
    /// One encrypted file.
    ObjectId;
    /// One stored incarnation of an object's bytes.
    BlobId;
    /// An upload under way.
    UploadId;
    /// One permission to read, counted against its link.
    DownloadId;
    /// A sealed drive entry of an account.
    EntryId;
    /// A mirror.
    MirrorId;
    /// One thing that a mirror showed of itself.
    MirrorResultId;
    /// A replica that a host dropped under the law where it stands.
    RefusalId;
    /// A portal, while it runs.
    PortalId;
    /// What somebody applied with who wants to run a mirror.
    HostApplicationId;
    /// An organisation that holds rights.
    OrganisationId;
    /// A person's membership of an organisation.
    MemberId;
    /// One look at an organisation's domain.
    DomainCheckId;
    /// What an organisation was asked about its application.
    InquiryId;
    /// An invitation to act for an organisation. Random: it stands in a link that strangers hold.
    MemberInvitationId;
    /// One version of the agreement.
    AgreementId;
    /// A signature under an agreement.
    SignatureId;
    /// A key by which programs act for a member (the row, never the secret).
    ApiKeyId;
    /// A registered work.
    WorkId;
    /// The matching of one object of a claim with the claimant's references.
    MatchingId;
    /// A claim.
    ClaimId;
    /// A claim that is still being written.
    DraftId;
    /// One target of a claim.
    TargetId;
    /// Whom an organisation acts for, with one authority.
    PrincipalId;
    /// The status of a trusted flagger.
    FlaggerId;
    /// A case that was handed to a senior.
    EscalationId;
    /// A note of staff on a case.
    CaseNoteId;
    /// A reason that seniors keep.
    KeptReasonId;
    /// A saved view of the queue.
    QueueViewId;
    /// The key under which the evidence of one case lies.
    EvidenceKeyId;
    /// A file of evidence.
    EvidenceFileId;
    /// A decision about a target.
    DecisionId;
    /// An uploader's counter-notice.
    CounterNoticeId;
    /// A version of what the operator publishes of itself.
    PublicationId;
    /// What is fought out elsewhere.
    DisputeId;
    /// What a claimant says of the end of its action.
    DisputeReportId;
    /// An appeal of an uploader or of a notifier.
    AppealId;
    /// What somebody with a blocked link says of its blocking.
    ComplaintId;
    /// The review of an account whose strikes reached the limit.
    AccountReviewId;
    /// Who sends notices without an account, by a mail address they confirmed.
    CorrespondentId;
    /// What was decided against a person or an organisation itself.
    MeasureId;
    /// A notice or complaint that was found manifestly unfounded.
    MarkId;
    /// A reason why nothing of an object is purged or erased.
    PreservationId;
    /// One open reason why an object is locked.
    HoldId;
    /// A signed instruction to mirrors (its `jti`).
    OrderId;
    /// The restoration of an object.
    RestorationId;
    /// The purge of an object.
    PurgeId;
    /// A step that needs two people.
    TwoPersonStepId;
    /// A notice to an uploader.
    NoticeId;
    /// Where an organisation is told by webhook.
    EndpointId;
    /// One thing that an endpoint is told. Stays the same however often it is sent.
    DeliveryId;
    /// A message in the outbox.
    MessageId;
    /// A queued job.
    JobId;
    /// A log entry's row.
    LogEntryId;
    /// A case of the log: one claim, object, account, organisation, mirror or agreement. Random, so
    /// that it says nothing of when the case began.
    CaseId;
}

/// The public id of a link: 16 random bytes, written as 22 characters of base64url.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, sqlx::Type)]
#[serde(try_from = "String", into = "String")]
#[sqlx(transparent)]
pub struct LinkId(String);

impl LinkId {
    /// A new random link id.
    pub fn new(entropy: &Entropy) -> Self {
        Self(BASE64URL_NOPAD.encode(&entropy.bytes::<16>()))
    }

    /// Its 22 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The text is not 22 characters of base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a link id is 22 characters of base64url")]
pub struct MalformedLinkId;

impl FromStr for LinkId {
    type Err = MalformedLinkId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match BASE64URL_NOPAD.decode(text.as_bytes()) {
            Ok(bytes) if bytes.len() == 16 => Ok(Self(text.to_owned())),
            _ => Err(MalformedLinkId),
        }
    }
}

impl TryFrom<String> for LinkId {
    type Error = MalformedLinkId;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<LinkId> for String {
    fn from(id: LinkId) -> Self {
        id.0
    }
}

impl fmt::Display for LinkId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_sort_by_time_and_have_one_spelling() {
        let (clock, entropy) = (Clock::manual(crate::clock::Time::from_seconds(1_000)), Entropy::seeded(1));
        let first = ObjectId::new(&clock, &entropy);
        clock.advance(std::time::Duration::from_millis(2));
        assert!(first < ObjectId::new(&clock, &entropy));
        assert_eq!(first.to_string().parse::<ObjectId>().unwrap(), first);
        assert!(first.0.as_simple().to_string().parse::<ObjectId>().is_err());
        assert!(format!("{{{first}}}").parse::<ObjectId>().is_err());
    }

    #[test]
    fn link_ids_are_sixteen_bytes() {
        let id = LinkId::new(&Entropy::seeded(2));
        assert_eq!(id.as_str().len(), 22);
        assert_eq!(id.as_str().parse::<LinkId>().unwrap(), id);
        assert!("short".parse::<LinkId>().is_err());
        assert!("AAAAAAAAAAAAAAAAAAAAAAA".parse::<LinkId>().is_err());
    }
}
