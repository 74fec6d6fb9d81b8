//! Every sealed column of the schema: what has to be wrapped again before a wrapping key may go. A room that seals a value
//! into a column of its own names it here; `personal::every_sealed_column_is_in_the_list` fails until it does.

use data_encoding::HEXLOWER;
use uuid::Uuid;

use crate::db::{self, Tx};

type Result<T> = std::result::Result<T, sqlx::Error>;

/// What tells a row of a table from the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Row {
    /// A column `id`.
    Id(Uuid),
    /// A column `id` that is text.
    Name(String),
    /// A row and the field of it.
    Field(Uuid, String),
    /// A row and the line of it.
    Line(Uuid, i64),
    /// A column `token_hash`.
    Token(Vec<u8>),
}

/// One sealed column.
#[derive(Clone, Copy)]
pub struct Column {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// What [`crate::keys::Keys::seal`] was told of the place, without the row.
    context: &'static str,
    first: fn() -> Row,
    read: &'static str,
    write: &'static str,
}

/// A column that is not wrapped again, and why its values do not need it.
pub struct Left {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// Why it is not wrapped again.
    pub because: &'static str,
}

macro_rules! columns {
    ($($table:ident.$column:ident $kind:ident $context:literal;)+) => {
        /// All of them.
        pub const COLUMNS: &[Column] = &[$(columns!(@$kind $table $column $context)),+];
    };
    (@id $table:ident $column:ident $context:literal) => {
        columns!(@make $table $column $context, || Row::Id(Uuid::nil()), "id", "id > $3", "id", "id = $1", "$3")
    };
    (@name $table:ident $column:ident $context:literal) => {
        columns!(@make $table $column $context, || Row::Name(String::new()), "id", "id > $3", "id", "id = $1", "$3")
    };
    (@field $table:ident $column:ident $context:literal) => {
        columns!(@make $table $column $context, || Row::Field(Uuid::nil(), String::new()),
                 "entry, field", "(entry, field) > ($3, $4)", "entry, field", "entry = $1 AND field = $4", "$3")
    };
    (@line $table:ident $column:ident $context:literal) => {
        columns!(@make $table $column $context, || Row::Line(Uuid::nil(), 0),
                 "draft, line", "(draft, line) > ($3, $4)", "draft, line", "draft = $1 AND line = $4", "$3")
    };
    (@claim $table:ident $column:ident $context:literal) => {
        columns!(@make $table $column $context, || Row::Id(Uuid::nil()), "claim", "claim > $3", "claim", "claim = $1", "$3")
    };
    (@dispute $table:ident $column:ident $context:literal) => {
        columns!(@make $table $column $context, || Row::Id(Uuid::nil()), "dispute", "dispute > $3", "dispute", "dispute = $1", "$3")
    };
    (@mark $table:ident $column:ident $context:literal) => {
        columns!(@make $table $column $context, || Row::Id(Uuid::nil()), "mark", "mark > $3", "mark", "mark = $1", "$3")
    };
    (@token $table:ident $column:ident $context:literal) => {
        columns!(@make $table $column $context, || Row::Token(Vec::new()), "token_hash", "token_hash > $3", "token_hash",
                 "token_hash = $1", "$3")
    };
    (@make $table:ident $column:ident $context:literal, $first:expr, $key:literal, $after:literal, $order:literal,
     $row:literal, $new:literal) => {
        Column {
            table: stringify!($table),
            column: stringify!($column),
            context: $context,
            first: $first,
            read: concat!(
                "SELECT ", $key, ", ", stringify!($column), " FROM ", stringify!($table), " WHERE ", $after,
                " AND LENGTH(", stringify!($column), ") > 0 AND substr(", stringify!($column), ", 1, $2) <> $1 ORDER BY ", $order,
                " LIMIT 200"
            ),
            write: concat!(
                "UPDATE ", stringify!($table), " SET ", stringify!($column), " = ", $new, " WHERE ", $row, " AND ",
                stringify!($column), " = $2"
            ),
        }
    };
}

columns! {
    accounts.email_sealed id "accounts.email";
    api_tokens.name_sealed id "api_tokens.name";
    passkeys.name_sealed id "passkeys.name";
    objects.key_share_sealed id "objects.key_share";
    links.name_sealed name "links.name_sealed";
    two_person_steps.reason_sealed id "two_person_steps.reason";
    invitations.reason_sealed token "invitations.reason";
    organisations.contact_sealed id "organisations.contact";
    organisations.decision_reason_sealed id "organisations.decision_reason";
    inquiries.question_sealed id "inquiries.question";
    inquiries.answer_sealed id "inquiries.answer";
    member_invitations.email_sealed id "member_invitations.email";
    signatures.record_sealed id "signatures.record";
    signatures.assertion_sealed id "signatures.assertion";
    claims.statement_sealed id "claims.statement";
    claims.information_wanted_sealed id "claims.information_wanted";
    correspondents.email_sealed id "correspondents.email";
    targets.found_at_url_sealed id "targets.found_at_url";
    targets.key_sealed id "targets.key";
    targets.unsealed_metadata_sealed id "targets.unsealed_metadata";
    order_confirmations.words_sealed claim "order_confirmations.words";
    order_withdrawals.told_by_sealed claim "order_withdrawals.told_by";
    order_withdrawals.words_sealed claim "order_withdrawals.words";
    order_withdrawals.effect_sealed claim "order_withdrawals.effect";
    escalations.words_sealed id "escalations.words";
    escalations.note_sealed id "escalations.note";
    case_notes.words_sealed id "case_notes.words";
    claim_drafts.words_sealed id "claim_drafts.words";
    contact_copies.contact_sealed id "contact_copies.contact";
    claim_draft_lines.typed_sealed line "claim_draft_lines.typed";
    claim_draft_lines.proof_sealed line "claim_draft_lines.proof";
    matchings.hash_sealed id "matchings.hash";
    preservation_holds.reason_sealed id "preservation_holds.reason";
    preservation_holds.release_reason_sealed id "preservation_holds.release_reason";
    evidence_keys.key_sealed id "evidence_keys.key";
    evidence_files.name_sealed id "evidence_files.name";
    notices.statement_sealed id "notices.statement";
    counter_notices.statement_sealed id "counter_notices.statement";
    counter_notices.incomplete_because_sealed id "counter_notices.incomplete_because";
    dispute_reports.words_sealed id "dispute_reports.words";
    disputes.forum_sealed id "disputes.forum";
    disputes.reference_sealed id "disputes.reference";
    disputes.statement_sealed id "disputes.statement";
    disputes.end_note_sealed id "disputes.end_note";
    dispute_checks.because_sealed dispute "dispute_checks.because";
    appeals.grounds_sealed id "appeals.grounds";
    appeals.reasons_sealed id "appeals.reasons";
    account_reviews.reasons_sealed id "account_reviews.reasons";
    measures.reasons_sealed id "measures.reasons";
    measures.gravity_sealed id "measures.gravity";
    measures.intention_sealed id "measures.intention";
    misuse_marks.reasons_sealed id "misuse_marks.reasons";
    misuse_retractions.reasons_sealed mark "misuse_retractions.reasons";
    complaints.words_sealed id "complaints.words";
    complaints.email_sealed id "complaints.email";
    complaints.answer_sealed id "complaints.answer";
    complaints.closing_sealed id "complaints.closing";
    messages.recipient_sealed id "messages.recipient";
    messages.content_sealed id "messages.content";
    messages.settled_note_sealed id "messages.settled_note";
    webhook_secrets.secret_sealed id "webhook_secrets.secret";
    log_openings.opening_sealed field "log_openings.opening_sealed";
    log_openings.value_sealed field "log_openings.value_sealed";
}

/// What is sealed and not wrapped again.
pub const LEFT: [Left; 2] = [
    Left {
        table: "api_answers",
        column: "answer_sealed",
        because: "an answer is kept for a day, and a key for a month after it sealed last",
    },
    Left {
        table: "log_entries",
        column: "journal_sealed",
        because: "an entry never changes. Its journal names no person, and is read to bring a restored backup up to date: one \
                  older than the key, which is as dead as the journal is without it",
    },
];

impl Column {
    /// Before the first row.
    pub(super) fn first(&self) -> Row {
        (self.first)()
    }

    /// Where a value of it stands: what [`crate::keys::Keys::seal`] was told.
    pub fn place(&self, row: &Row) -> String {
        let context = self.context;
        match row {
            Row::Id(id) => format!("{context}/{id}"),
            Row::Name(name) => format!("{context}/{name}"),
            Row::Field(id, field) => format!("{context}/{id}/{field}"),
            Row::Line(id, line) => format!("{context}/{id}/{line}"),
            Row::Token(hash) => format!("{context}/{}", HEXLOWER.encode(hash)),
        }
    }

    /// The next values after a row that do not begin with `prefix`, a batch of them.
    pub(super) async fn next(&self, tx: &mut Tx, prefix: &[u8], after: &Row) -> Result<Vec<(Row, Vec<u8>)>> {
        let length = i32::try_from(prefix.len()).unwrap_or(i32::MAX);
        Ok(match after {
            Row::Id(id) => db::all!(tx, (Uuid, Vec<u8>), self.read, prefix, length, *id)?
                .into_iter()
                .map(|(id, sealed)| (Row::Id(id), sealed))
                .collect(),
            Row::Name(name) => db::all!(tx, (String, Vec<u8>), self.read, prefix, length, name)?
                .into_iter()
                .map(|(name, sealed)| (Row::Name(name), sealed))
                .collect(),
            Row::Field(id, field) => db::all!(tx, (Uuid, String, Vec<u8>), self.read, prefix, length, *id, field)?
                .into_iter()
                .map(|(id, field, sealed)| (Row::Field(id, field), sealed))
                .collect(),
            Row::Line(id, line) => db::all!(tx, (Uuid, i64, Vec<u8>), self.read, prefix, length, *id, *line)?
                .into_iter()
                .map(|(id, line, sealed)| (Row::Line(id, line), sealed))
                .collect(),
            Row::Token(hash) => db::all!(tx, (Vec<u8>, Vec<u8>), self.read, prefix, length, hash.as_slice())?
                .into_iter()
                .map(|(hash, sealed)| (Row::Token(hash), sealed))
                .collect(),
        })
    }

    /// Puts a value in the place of another. `false`: it is not what it was any more.
    pub(super) async fn replace(&self, tx: &mut Tx, row: &Row, old: &[u8], new: &[u8]) -> Result<bool> {
        let changed = match row {
            Row::Id(id) => db::execute!(tx, self.write, *id, old, new)?,
            Row::Name(name) => db::execute!(tx, self.write, name, old, new)?,
            Row::Field(id, field) => db::execute!(tx, self.write, *id, old, new, field)?,
            Row::Line(id, line) => db::execute!(tx, self.write, *id, old, new, *line)?,
            Row::Token(hash) => db::execute!(tx, self.write, hash.as_slice(), old, new)?,
        };
        Ok(changed == 1)
    }
}
