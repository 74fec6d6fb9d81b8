//! What they are to organisations: memberships, who speaks for those of which they are an owner or said so, and what others' notices were
//! filled in with of what they said of that, invitations, what they signed, the keys of programs they made, and what they were asked and
//! answered for an application.

use uuid::Uuid;

use super::{Blob, section};
use crate::clock::Time;
use crate::ids::AccountId;
use crate::personal::Error;
use crate::personal::export::archive::Archive;
use crate::service::Service;

pub(super) async fn write(service: &Service, account: AccountId, archive: &mut Archive) -> Result<(), Error> {
    memberships(service, account, archive).await?;
    contacts(service, account, archive).await?;
    contact_copies(service, account, archive).await?;
    invitations(service, account, archive).await?;
    signatures(service, account, archive).await?;
    program_keys(service, account, archive).await?;
    inquiries(service, account, archive).await
}

section! {
    memberships in "memberships.json", MembershipRow {
        organisation: Uuid, name: String, role: String, joined_at: Time, removed_at: Option<Time>,
    },
    "SELECT m.id, m.organisation, o.name, m.role, m.joined_at, m.removed_at
     FROM members m JOIN organisations o ON o.id = m.organisation
     WHERE m.account = $1 AND m.id > $2 ORDER BY m.id LIMIT 200"
}

section! {
    contacts in "contacts.json", ContactRow { organisation: String }
    opened { contact_sealed: "organisations.contact" as "contact" },
    "SELECT o.id, o.name AS organisation, o.contact_sealed FROM organisations o
     WHERE o.contact_by IS NOT NULL AND o.id > $2
       AND (o.contact_by = $1 OR o.id IN (SELECT m.organisation FROM members m
                                          WHERE m.account = $1 AND m.role = 'owner' AND m.removed_at IS NULL))
     ORDER BY o.id LIMIT 200"
}

section! {
    contact_copies in "contact-copies.json", ContactCopyRow { organisation: String }
    opened { contact_sealed: "contact_copies.contact" as "contact" },
    "SELECT k.id, o.name AS organisation, k.contact_sealed FROM contact_copies k JOIN organisations o ON o.id = k.organisation
     WHERE k.written_by = $1 AND k.id > $2 ORDER BY k.id LIMIT 200"
}

section! {
    invitations in "invitations.json", InvitationRow {
        organisation: String, role: String, invited_at: Time, expires_at: Time, accepted_at: Option<Time>,
        withdrawn_at: Option<Time>,
    },
    "SELECT i.id, o.name AS organisation, i.role, i.invited_at, i.expires_at, i.accepted_at, i.withdrawn_at
     FROM member_invitations i JOIN organisations o ON o.id = i.organisation
          JOIN accounts a ON a.email_lookup = i.email_lookup
     WHERE a.id = $1 AND i.id > $2 ORDER BY i.id LIMIT 200"
}

section! {
    signatures in "signatures.json", SignatureRow {
        organisation: Uuid, version: i64, locale: String, role: String, method: String, record_sha256: Blob,
        signed_at: Time, details_erased_at: Option<Time>,
    } opened {
        record_sealed: "signatures.record" as "record",
        assertion_sealed: "signatures.assertion" as "passkey",
    },
    "SELECT s.id, s.organisation, a.version, s.locale, s.role, s.method, s.record_sha256, s.signed_at, s.details_erased_at,
            s.record_sealed, s.assertion_sealed
     FROM signatures s JOIN members m ON m.id = s.member JOIN agreements a ON a.id = s.agreement
     WHERE m.account = $1 AND s.id > $2 ORDER BY s.id LIMIT 200"
}

section! {
    program_keys in "program-keys.json", ProgramKeyRow {
        name: String, scopes: String, created_at: Time, expires_at: Time, last_used_at: Option<Time>,
        revoked_at: Option<Time>,
    },
    "SELECT k.id, k.name, k.scopes, k.created_at, k.expires_at, k.last_used_at, k.revoked_at
     FROM api_keys k JOIN members m ON m.id = k.member
     WHERE m.account = $1 AND k.id > $2 ORDER BY k.id LIMIT 200"
}

section! {
    inquiries in "inquiries.json", InquiryRow { organisation: Uuid, asked_at: Time, answered_at: Option<Time> }
    opened { question_sealed: "inquiries.question" as "question", answer_sealed: "inquiries.answer" as "answer" },
    "SELECT id, organisation, asked_at, answered_at, question_sealed, answer_sealed FROM inquiries
     WHERE answered_by = $1 AND id > $2 ORDER BY id LIMIT 200"
}
