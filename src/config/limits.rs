//! The limits: what each is, its default, and how an operator sets it (`--limit NAME=VALUE`). Each refusal names its
//! limit.

use std::str::FromStr;
use std::time::Duration;

use jiff::{Span, SpanRelativeTo};

/// One limit as an operator sets it: `NAME=VALUE`, such as `object-bytes=64GiB` or `claim-due=12h`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitSetting {
    name: String,
    value: String,
}

impl FromStr for LimitSetting {
    type Err = String;

    /// Reads it, and tries it: what this gives can be set.
    fn from_str(text: &str) -> Result<Self, String> {
        let form = || {
            let names = Limits::NAMES.join(", ");
            format!("`{text}`: a limit is NAME=VALUE, such as object-bytes=64GiB or claim-due=12h; there are: {names}")
        };
        let (name, value) = text.split_once('=').ok_or_else(form)?;
        let setting = Self { name: name.trim().to_owned(), value: value.trim().to_owned() };
        Limits::default().set(&setting)?;
        Ok(setting)
    }
}

macro_rules! limits {
    ($($(#[doc = $doc:literal])+ $name:literal $field:ident: $kind:ty = $default:expr;)+) => {
        /// The limits in force.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $doc])+ pub $field: $kind,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($field: $default,)+ }
            }
        }

        impl Limits {
            /// What can be set.
            pub const NAMES: &[&str] = &[$($name),+];

            /// Each on a line of its own: `NAME=DEFAULT`, as it is set, two spaces, and what it is.
            #[must_use]
            pub fn help() -> String {
                let default = Self::default();
                [$(line($name, &default.$field.written(), &[$($doc),+])),+].concat()
            }

            /// Sets one limit.
            ///
            /// # Errors
            /// In words for the operator: the name is none, or the value is not of its kind.
            pub fn set(&mut self, setting: &LimitSetting) -> Result<(), String> {
                let LimitSetting { name, value } = setting;
                match name.as_str() {
                    $($name => self.$field = Value::read(value).map_err(|problem| format!("the limit {name}: {problem}"))?,)+
                    _ => return Err(format!("there is no limit `{name}`; there are: {}", Self::NAMES.join(", "))),
                }
                Ok(())
            }
        }
    };
}

fn line(name: &str, default: &str, meaning: &[&str]) -> String {
    let meaning: Vec<_> = meaning.iter().map(|part| part.trim()).collect();
    format!("{name}={default}  {}\n", meaning.join(" "))
}

/// Months of the calendar: a period that ends with the day of the same date, where the operator is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Months(u16);

impl Months {
    /// The most that can be set: a hundred years.
    const MOST: u16 = 1_200;

    /// How many.
    pub fn count(self) -> u32 {
        self.0.into()
    }
}

impl From<Months> for i32 {
    fn from(months: Months) -> Self {
        months.0.into()
    }
}

/// The same, where a law asks for six at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SixMonthsOrMore(Months);

impl SixMonthsOrMore {
    /// What the law asks for.
    const LEAST: Self = Self(Months(6));

    /// How many.
    pub fn count(self) -> u32 {
        self.0.count()
    }
}

impl From<SixMonthsOrMore> for i32 {
    fn from(months: SixMonthsOrMore) -> Self {
        months.0.into()
    }
}

/// How many copies of a file there are to be: two at least, since each lies in a country of its own and one must be left when a country is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copies(usize);

impl Copies {
    /// Where the operator says nothing else.
    pub const USUAL: Self = Self(3);
    const LEAST: usize = 2;
    const MOST: usize = 16;

    /// How many.
    pub const fn count(self) -> usize {
        self.0
    }
}

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

limits! {
    /// Largest object, sealed, in bytes.
    "object-bytes" object_bytes: u64 = 1 << 40;
    /// Connections at once; at most half as many as the process may open files.
    "connections" connections: usize = 4_096;
    /// How long a connection may take over the head of a request, and how long it may stand idle before the next.
    "head-arrival" head_arrival: Duration = Duration::from_secs(30);
    /// Largest request body where no other limit stands, in bytes.
    "body-bytes" body_bytes: usize = 1 << 20;
    /// How long a request's body may stand still before it is given up.
    "body-silence" body_silence: Duration = Duration::from_secs(30);
    /// How long whoever asked may take nothing of an answer before the connection is given up.
    "answer-silence" answer_silence: Duration = Duration::from_mins(5);
    /// Parts in flight of one upload, as on one connection.
    "parts-per-connection" parts_per_connection: usize = 16;
    /// Parts in flight of one account, in one portal.
    "parts-per-account" parts_per_account: usize = 64;
    /// Parts in flight in one portal.
    "parts-in-flight" parts_in_flight: usize = 256;
    /// How long one part may take to arrive.
    "part-arrival" part_arrival: Duration = Duration::from_mins(15);
    /// After this an upload that was not completed is discarded.
    "upload-abandoned-after" upload_abandoned_after: Duration = 7 * DAY;
    /// How long a ticket reads.
    "ticket-lifetime" ticket_lifetime: Duration = Duration::from_mins(5);
    /// How long a session of a user lasts.
    "session-lifetime" session_lifetime: Duration = 30 * DAY;
    /// How long a session of staff lasts.
    "staff-session-lifetime" staff_session_lifetime: Duration = 12 * HOUR;
    /// Rows on a page.
    "page-rows" page_rows: u32 = 50;
    /// Rows in an API page.
    "api-page-rows" api_page_rows: u32 = 1_000;
    /// Targets in a claim.
    "claim-targets" claim_targets: usize = 1_000;
    /// Works that a claim names.
    "claim-works" claim_works: usize = 100;
    /// Drafts of claims that one member of an organisation keeps at once.
    "drafts-per-member" drafts_per_member: usize = 20;
    /// How long a draft is kept unused.
    "draft-life" draft_life: Duration = 30 * DAY;
    /// Wrong guesses (passwords, link passwords) in an hour for one account or link.
    "guesses-per-hour" guesses_per_hour: u32 = 10;
    /// Sign-ups in an hour from one network address.
    "sign-ups-per-hour" sign_ups_per_hour: u32 = 20;
    /// Messages about sign-ups in an hour to one mail address.
    "sign-up-mails-per-hour" sign_up_mails_per_hour: u32 = 3;
    /// Notices in an hour from one network address, and messages in an hour that ask new mail addresses of one notice to confirm it.
    "reports-per-hour" reports_per_hour: u32 = 10;
    /// Requests for lost private links of notices in an hour from one network address.
    "lost-links-asked-per-hour" lost_links_asked_per_hour: u32 = 10;
    /// Messages with lost private links in an hour to one mail address.
    "lost-links-mails-per-hour" lost_links_mails_per_hour: u32 = 3;
    /// Complaints about blocked links and terminated accounts in an hour from one network address.
    "complaints-per-hour" complaints_per_hour: u32 = 5;
    /// Complaints about one blocked link in 24 hours, whoever sends them.
    "complaints-per-link-per-day" complaints_per_link_per_day: u32 = 20;
    /// Organisations for which one account applies in an hour.
    "applications-per-hour" applications_per_hour: u32 = 5;
    /// Looks in an hour at the domain of one organisation.
    "domain-checks-per-hour" domain_checks_per_hour: u32 = 20;
    /// How often in an hour it is said anew who speaks for one organisation.
    "contact-changes-per-hour" contact_changes_per_hour: u32 = 20;
    /// Invitations of members in an hour from one organisation, and a third as many to one mail address.
    "invitations-per-hour" invitations_per_hour: u32 = 30;
    /// Largest file of evidence, in bytes.
    "evidence-bytes" evidence_bytes: u64 = 100 << 20;
    /// Files of evidence in one case.
    "evidence-files" evidence_files: u32 = 50;
    /// Evidence that one account brings in 24 hours, in bytes.
    "evidence-bytes-per-day" evidence_bytes_per_day: u64 = 1 << 30;
    /// Uploads of documents that one account begins in an hour, for an organisation or for whom that acts.
    "documents-per-hour" documents_per_hour: u32 = 100;
    /// How long documents that show who an organisation is are kept after the verdict on them.
    "identity-documents" identity_documents: Duration = 30 * DAY;
    /// How long the record of a signature, with its network address and browser, is kept after the agreement has ceased to
    /// bind its signer: as long as something can be claimed under it.
    "signature-details" signature_details: Duration = 2_190 * DAY;
    /// How long invitations, and other traces of what was asked of the service, are kept after they ended; and how long a browser is
    /// known after its last use by whoever is signed in.
    "request-data" request_data: Duration = 30 * DAY;
    /// How often in an hour one account is handed everything that is held about it.
    "exports-per-hour" exports_per_hour: u32 = 5;
    /// How old a wrapping key is when another takes its place.
    "wrapping-key-days" wrapping_key_days: Duration = 30 * DAY;
    /// How long a wrapping key is kept that nothing is under any more.
    "wrapping-key-kept" wrapping_key_kept: Duration = 30 * DAY;
    /// How long an owner can undo a deletion.
    "owner-deletion-undo" owner_deletion_undo: Duration = 30 * DAY;
    /// Targets in 24 hours under one grant of direct access, as it is when that is granted.
    "direct-access-targets-per-day" direct_access_targets_per_day: u32 = 1_000;
    /// Webhook endpoints of one organisation.
    "webhook-endpoints" webhook_endpoints: usize = 5;
    /// Tests that one organisation sends to its endpoints in an hour.
    "webhook-tests-per-hour" webhook_tests_per_hour: u32 = 20;
    /// Keys of one member that work at once.
    "api-keys-per-member" api_keys_per_member: usize = 20;
    /// Largest claim that the claims API takes, in bytes: one of as many targets as it may have, each as long as it may be.
    "api-body-bytes" api_body_bytes: usize = 12 << 20;
    /// Requests to the claims API in a minute by one key.
    "api-key-requests-per-minute" api_key_requests_per_minute: u32 = 600;
    /// Requests to the claims API in a minute by all keys of one organisation.
    "api-requests-per-minute" api_requests_per_minute: u32 = 1_200;
    /// Targets a day filed by one key.
    "api-key-targets-per-day" api_key_targets_per_day: u32 = 50_000;
    /// Targets a day filed by all keys of one organisation.
    "api-targets-per-day" api_targets_per_day: u32 = 100_000;
    /// Lines of claims and items of retractions in a minute by all keys of one organisation.
    "api-lines-per-minute" api_lines_per_minute: u32 = 20_000;
    /// Answers kept for requests under idempotency keys in a day of one key, in bytes.
    "api-key-answer-bytes-per-day" api_key_answer_bytes_per_day: u32 = 256 << 20;
    /// How long the body of a request to the claims API may take to arrive.
    "api-body-arrival" api_body_arrival: Duration = Duration::from_mins(1);
    /// Requests with a body of one organisation that the claims API takes in or works at once, in one portal.
    "api-bodies-per-organisation" api_bodies_per_organisation: usize = 8;
    /// Requests with a body that the claims API takes in or works at once, in one portal.
    "api-bodies-in-flight" api_bodies_in_flight: usize = 32;
    /// Openings of evidence in an hour by one account, or by one private link.
    "evidence-openings-per-hour" evidence_openings_per_hour: u32 = 300;
    /// Files of evidence in an hour from one network address, to notices without an account.
    "notice-files-per-hour" notice_files_per_hour: u32 = 10;
    /// Principals of one organisation.
    "principals" principals: u32 = 500;
    /// Largest object that is matched with references, sealed, in bytes.
    "matching-object-bytes" matching_object_bytes: u64 = 64 << 30;
    /// What one organisation may ask to be matched in 24 hours, sealed, in bytes.
    "matching-bytes-per-day" matching_bytes_per_day: u64 = 512 << 30;
    /// What one turn of matching reads before other organisations have theirs, sealed, in bytes; at least one part.
    "matching-turn-bytes" matching_turn_bytes: u64 = 256 << 20;
    /// From request to the end of one object's matching.
    "matching-time" matching_time: Duration = DAY;
    /// The first deletions under each grant of direct access, of which a senior looks at every one.
    "direct-access-sampled-first" direct_access_sampled_first: u32 = 20;
    /// Of later deletions under direct access, a senior looks at one in so many, drawn by chance.
    "direct-access-sampled-one-in" direct_access_sampled_one_in: u32 = 20;
    /// From a deletion under direct access to a senior's look at it, if it was drawn.
    "sample-due" sample_due: Duration = 3 * DAY;
    /// How long what a decision locked is kept in custody at least.
    "custody-kept" custody_kept: Duration = 184 * DAY;
    /// How long what was locked is kept at least after an appeal or a dispute about it has ended.
    "redress-after" redress_after: Duration = 30 * DAY;
    /// From an appeal to its decision.
    "appeal-due" appeal_due: Duration = 7 * DAY;
    /// How long an appeal can be lodged, from being told, in months of the calendar: six at least (Regulation (EU) 2022/2065, Article 20(1)).
    "appeal-months" appeal_months: SixMonthsOrMore = SixMonthsOrMore::LEAST;
    /// How wide the steps are in which counts of the transparency report are published; 1 publishes exact counts.
    "transparency-threshold" transparency_threshold: u32 = 5;
    /// How old figures of the transparency report may be before they are counted anew.
    "transparency-renewed" transparency_renewed: Duration = Duration::from_mins(15);
    /// How long before the registration of the contact agent lapses administrators are told.
    "agent-renewal-notice" agent_renewal_notice: Duration = 60 * DAY;
    /// Strikes that put an account before a reviewer.
    "strikes" strikes: u32 = 3;
    /// How long a strike counts, in months of the calendar.
    "strike-counts" strike_counts: Months = Months(6);
    /// From the last of the strikes that put an account before a reviewer to the decision about it.
    "account-review-due" account_review_due: Duration = 7 * DAY;
    /// How long the owner of a terminated account can save what is in it.
    "termination-export" termination_export: Duration = 30 * DAY;
    /// The longest suspension.
    "longest-suspension" longest_suspension: Duration = 180 * DAY;
    /// How long a mark of misuse, and a warning of it, counts from its day, in months of the calendar.
    "misuse-counts" misuse_counts: Months = Months(12);
    /// How long a claim stays with whoever took it, and how long evidence that was opened is handed out.
    "assignment" assignment: Duration = HOUR;
    /// Claims that are decided together, at most.
    "bulk-claims" bulk_claims: usize = 50;
    /// Targets that are decided together, at most.
    "bulk-targets" bulk_targets: usize = 200;
    /// Views of the queue that one member of the staff saves, and as many that seniors share.
    "queue-views" queue_views: usize = 10;
    /// What one side sends about one decision in 24 hours: counter-notices and appeals, or actions, their ends and appeals.
    "answers-per-day" answers_per_day: u32 = 20;
    /// How long a notifier has to add what the law asks for and the notice lacks; the clock stands still meanwhile.
    "information-due" information_due: Duration = 14 * DAY;
    /// How long before its own deadline an order of a court or an authority is urgent.
    "authority-order-urgent" authority_order_urgent: Duration = 6 * HOUR;
    /// From the decision of an order to its authority being told what was done. The law says "without undue delay"
    /// (Regulation (EU) 2022/2065, Articles 9(1) and 10(1); Regulation (EU) 2021/784, Article 3(6)).
    "order-effect-confirmed" order_effect_confirmed: Duration = 24 * HOUR;
    /// How long an order to remove terrorist content leaves, from its receipt (Regulation (EU) 2021/784, Article 3(3)).
    "terrorist-content-due" terrorist_content_due: Duration = HOUR;
    /// How long material is preserved that was escalated because a life or a child is in danger, in months of the calendar: a year
    /// (18 U.S.C. 2258A(h)), whether or not a leap day is in it.
    "reported-material-kept" reported_material_kept: Months = Months(12);
    /// From receipt to a senior's decision, whatever the queue, of a notice that says that a life is threatened or a child abused; one that is
    /// due sooner stays so.
    "danger-due" danger_due: Duration = HOUR;
    /// From receipt of a claim to its decision, in the standard queue.
    "claim-due" claim_due: Duration = 24 * HOUR;
    /// From receipt to decision of a claim of a verified rights holder.
    "verified-claim-due" verified_claim_due: Duration = 4 * HOUR;
    /// From receipt to decision of a claim of a trusted flagger within its expertise.
    "trusted-flagger-claim-due" trusted_flagger_claim_due: Duration = 2 * HOUR;
    /// Copies of each file, on mirrors of as many hosts in as many countries; the same for every portal. What lies on fewer is copied to others
    /// where there are any.
    "copies" copies: Copies = Copies::USUAL;
    /// How much of what it holds a mirror hashes again in a second, on average, in bytes: 4 MiB are 10 TiB in a month.
    "scrub-bytes-per-second" scrub_bytes_per_second: u64 = 4 << 20;
    /// How long it is, on average, from one look of the service at each mirror to the next; each look asks for one proof of possession.
    "mirrors-looked-at-every" mirrors_looked_at_every: Duration = Duration::from_mins(15);
    /// How long a mirror may take to prove that it holds what it is asked about.
    "challenge-answered-within" challenge_answered_within: Duration = Duration::from_secs(30);
}

/// Reads a number of bytes, such as `64GiB`.
///
/// # Errors
/// In words for the operator.
pub fn read_bytes(text: &str) -> Result<u64, String> {
    Value::read(text)
}

/// A number of bytes as [`read_bytes`] reads it, in the largest unit in which it is a whole number.
pub fn written_bytes(bytes: u64) -> String {
    bytes.written()
}

/// What a limit can be. None of them is nothing: a limit of zero would refuse everything.
trait Value: Sized {
    fn read(text: &str) -> Result<Self, String>;
    /// As it is read, in the largest unit in which it is a whole number.
    fn written(&self) -> String;
}

impl Value for u64 {
    fn read(text: &str) -> Result<Self, String> {
        let form = || format!("`{text}` is not a whole number above 0, which KiB, MiB, GiB or TiB may follow");
        let digits = text.trim_end_matches(|character: char| !character.is_ascii_digit());
        let unit: Self = match text[digits.len()..].trim() {
            "" => 1,
            "KiB" => 1 << 10,
            "MiB" => 1 << 20,
            "GiB" => 1 << 30,
            "TiB" => 1 << 40,
            _ => return Err(form()),
        };
        let number: Self = digits.parse().map_err(|_| form())?;
        number.checked_mul(unit).filter(|value| *value > 0).ok_or_else(form)
    }

    /// No limit is so large a number but of bytes.
    fn written(&self) -> String {
        let units = [("TiB", 40), ("GiB", 30), ("MiB", 20)].map(|(unit, bits)| (unit, 1_u64 << bits));
        let whole = units.into_iter().find(|(_, unit)| self.is_multiple_of(*unit));
        whole.map_or_else(|| self.to_string(), |(name, unit)| format!("{}{name}", self / unit))
    }
}

macro_rules! smaller_number {
    ($($kind:ty, $widen:path;)+) => {$(
        impl Value for $kind {
            fn read(text: &str) -> Result<Self, String> {
                Self::try_from(u64::read(text)?).map_err(|_| format!("`{text}` is more than {}", Self::MAX))
            }

            fn written(&self) -> String {
                $widen(*self).written()
            }
        }
    )+};
}
smaller_number! {
    u32, u64::from;
    usize, widened;
}

fn widened(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

impl Value for Duration {
    fn read(text: &str) -> Result<Self, String> {
        let form = || format!("`{text}` is not a time above 0, such as 90s, 15m, 12h or 7d");
        let span: Span = text.parse().map_err(|_| form())?;
        let duration = span.to_duration(SpanRelativeTo::days_are_24_hours()).map_err(|_| form())?;
        Self::try_from(duration).ok().filter(|duration| !duration.is_zero()).ok_or_else(form)
    }

    fn written(&self) -> String {
        let seconds = self.as_secs();
        let units = [("d", 86_400), ("h", 3_600), ("m", 60)];
        let (unit, length) = units.into_iter().find(|(_, length)| seconds.is_multiple_of(*length)).unwrap_or(("s", 1));
        format!("{}{unit}", seconds / length)
    }
}

impl Value for Months {
    fn read(text: &str) -> Result<Self, String> {
        let months = text.parse::<u16>().ok().filter(|months| (1..=Self::MOST).contains(months));
        let form = || format!("`{text}` is not a number of months from 1 to {}, such as 12", Self::MOST);
        months.map(Self).ok_or_else(form)
    }

    fn written(&self) -> String {
        self.0.to_string()
    }
}

impl Value for SixMonthsOrMore {
    fn read(text: &str) -> Result<Self, String> {
        let months = Self(Months::read(text)?);
        if months.count() < Self::LEAST.count() {
            return Err(format!("`{text}` is less than the law asks for: six months at least"));
        }
        Ok(months)
    }

    fn written(&self) -> String {
        self.0.written()
    }
}

impl Value for Copies {
    fn read(text: &str) -> Result<Self, String> {
        let copies = text.parse::<usize>().ok().filter(|copies| (Self::LEAST..=Self::MOST).contains(copies));
        let form = || format!("`{text}` is not a number of copies from {} to {}", Self::LEAST, Self::MOST);
        copies.map(Self).ok_or_else(form)
    }

    fn written(&self) -> String {
        self.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> Result<Limits, String> {
        let mut limits = Limits::default();
        limits.set(&text.parse()?)?;
        Ok(limits)
    }

    #[test]
    fn each_limit_can_be_set_and_nothing_else_changes() {
        assert_eq!(set("object-bytes=64GiB"), Ok(Limits { object_bytes: 64 << 30, ..Limits::default() }));
        assert_eq!(set("body-bytes = 4096"), Ok(Limits { body_bytes: 4_096, ..Limits::default() }));
        assert_eq!(set("page-rows=20"), Ok(Limits { page_rows: 20, ..Limits::default() }));
        let twelve_hours = Limits { claim_due: Duration::from_hours(12), ..Limits::default() };
        assert_eq!(set("claim-due=12h"), Ok(twelve_hours));
        assert_eq!(set("owner-deletion-undo=7d").unwrap().owner_deletion_undo, Duration::from_hours(7 * 24));
        assert_eq!(set("body-silence=1m 30s").unwrap().body_silence, Duration::from_secs(90));
        assert_eq!(set("reported-material-kept=13").unwrap().reported_material_kept, Months(13));
        for name in Limits::NAMES {
            let can_be = |value: &str| set(&format!("{name}={value}")).is_ok();
            assert!(can_be("5") || can_be("5m") || can_be("7"), "{name}");
        }
    }

    #[test]
    fn the_help_tells_each_limit_in_a_line_with_the_default_as_it_is_set() {
        let help = Limits::help();
        assert_eq!(help.lines().count(), Limits::NAMES.len());
        for (line, name) in help.lines().zip(Limits::NAMES) {
            let (setting, meaning) = line.split_once("  ").unwrap();
            assert!(setting.starts_with(&format!("{name}=")) && meaning.ends_with('.'), "{line}");
            // Set in the place of another value, so that it is the default again.
            let mut limits = Limits::default();
            let other = ["5", "5m", "7"]
                .into_iter()
                .find_map(|value| format!("{name}={value}").parse::<LimitSetting>().ok())
                .unwrap();
            limits.set(&other).unwrap();
            limits.set(&setting.parse().unwrap()).unwrap();
            assert_eq!(limits, Limits::default(), "{line}");
        }
        for line in ["object-bytes=1TiB  Largest object", "claim-due=1d  From receipt of a claim", "page-rows=50  Rows"]
        {
            assert!(help.contains(line), "{line}");
        }
    }

    #[test]
    fn mistakes_are_named() {
        for (text, named) in [
            ("object-bytes", "NAME=VALUE"),
            ("objects=5", "there is no limit `objects`"),
            ("object-bytes=much", "not a whole number above 0"),
            ("object-bytes=5GB", "not a whole number above 0"),
            ("object-bytes=0", "not a whole number above 0"),
            ("object-bytes=99999999TiB", "not a whole number above 0"),
            ("page-rows=5GiB", "is more than 4294967295"),
            ("claim-due=12", "not a time above 0"),
            ("claim-due=0s", "not a time above 0"),
            ("claim-due=-5h", "not a time above 0"),
            ("claim-due=1 month", "not a time above 0"),
            ("reported-material-kept=365d", "not a number of months from 1 to 1200"),
            ("strike-counts=0", "not a number of months"),
            ("misuse-counts=1201", "not a number of months"),
            ("appeal-months=5", "six months at least"),
            ("appeal-months=180d", "not a number of months"),
            ("copies=1", "not a number of copies from 2 to 16"),
            ("copies=17", "not a number of copies"),
        ] {
            let problem = set(text).unwrap_err();
            assert!(problem.contains(named), "{text}: {problem}");
        }
    }
}
