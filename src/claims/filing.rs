//! Filing a claim: from what was typed to a case in the queue, in one transaction or not at all.
//!
//! A rights holder's claim ([`file()`]) goes to the verified queue, which the signed agreement opens; anybody's notice
//! ([`super::reports`]) goes to the standard one. Both become the same rows, and are decided by the same people.

use std::collections::HashSet;

use serde_json::json;
use zeroize::Zeroizing;

use super::decided::Sender;
use super::form::Form;
use super::organisations::{self, Organisation, State as OrganisationState};
use super::proof::{self, Examined, Level, TargetError, TargetInput};
use super::queue::{self, Lane};
use super::senders::Lookups;
use super::statement::{Basis, Statement, StatementInput};
use super::withdrawal::{self, Claimant};
use super::{
    Actor, Error, FieldError, correspondents, decisions, escalations, flaggers, principals, questions, reports,
    signatures, store, works,
};
use crate::accounts::{self, Email, attempts, standing};
use crate::audit::{self, NewEntry};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{AccountId, AgreementId, CaseId, ClaimId, OrganisationId, TargetId, WorkId, uuid_v4};
use crate::mail::{self, About, Addressee, Message, Recipient};
use crate::service::Service;
use crate::texts::Language;
use crate::texts::Text;
use crate::tokens::Digest;
use crate::words::words;

/// Effect wherever the file is: what copyright claims ask for.
pub const WORLDWIDE: &str = "worldwide";

/// Where a claim stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClaimState {
    /// It waits for a reviewer.
    Submitted,
    /// A reviewer has it.
    InReview,
    /// It is incomplete in law, and the notifier was told what is missing.
    NeedsInformation,
    /// Every target is decided or withdrawn.
    Decided,
    /// The claimant took all of it back.
    Withdrawn,
}

words! { ClaimState {
    Submitted = "submitted", InReview = "in-review", NeedsInformation = "needs-information", Decided = "decided",
    Withdrawn = "withdrawn",
} }

/// Where one target stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TargetState {
    /// It waits for its decision.
    Pending,
    /// It is decided.
    Decided,
    /// The claimant took it back.
    Withdrawn,
}

words! { TargetState { Pending = "pending", Decided = "decided", Withdrawn = "withdrawn" } }

/// A rights holder's claim as typed.
#[derive(Clone, Debug)]
pub struct ClaimInput {
    /// The law it is made under.
    pub basis: Basis,
    /// What the law asks for.
    pub statement: StatementInput,
    /// The registered works it is about.
    pub works: Vec<WorkId>,
    /// Where it is to have effect; empty is worldwide.
    pub territory: String,
    /// Its targets, a line each.
    pub targets: Vec<TargetInput>,
}

/// What the claimant is told at once.
#[derive(Clone, Debug)]
pub struct Filed {
    /// The claim.
    pub claim: ClaimId,
    /// When it was received: clocks start here.
    pub submitted_at: Time,
    /// By when it is to be decided.
    pub due_at: Time,
    /// What each line came to.
    pub targets: Vec<FiledTarget>,
    /// The secret by which a notifier without an account follows the case; told to who sends it, kept hashed.
    pub private_link: Option<PrivateLink>,
}

/// One line of what was filed.
#[derive(Clone, Debug)]
pub struct FiledTarget {
    /// The target.
    pub target: TargetId,
    /// Its line, from 1.
    pub line: usize,
    /// What was proven.
    pub level: Level,
    /// A key was given and does not open this file: the target is located all the same.
    pub wrong_key: bool,
    /// The signed proof of possession, if it was opened.
    pub possession: Option<String>,
}

/// The secret in a notifier's private link: 43 characters. It does not print.
#[derive(Clone)]
pub struct PrivateLink(Zeroizing<String>);

impl PrivateLink {
    pub(super) fn generate(service: &Service) -> Self {
        let secret = Zeroizing::new(service.entropy.bytes::<32>());
        Self(Zeroizing::new(data_encoding::BASE64URL_NOPAD.encode(secret.as_ref())))
    }

    /// The one that is mailed to who lost the first ([`reports::mailed_links`]). It follows from notice and address, by its keyed digest,
    /// under a key of the service: whoever asks again is mailed the same, so that no mail ends what an earlier one gave.
    pub(super) fn mailed(service: &Service, claim: ClaimId, address: Digest) -> Self {
        let secret = Zeroizing::new(service.keys.lookup("claims.mailed-link", &format!("{claim} {address}")));
        Self(Zeroizing::new(data_encoding::BASE64URL_NOPAD.encode(secret.as_ref())))
    }

    /// The one of a notice whose form can come twice, by the digest of that form ([`super::reports::send_once`]), under a key of the service:
    /// sent again, it leads to what was taken.
    pub(super) fn of_form(service: &Service, form: Digest) -> Self {
        let secret = Zeroizing::new(service.keys.lookup("claims.form-link", &form.to_string()));
        Self(Zeroizing::new(data_encoding::BASE64URL_NOPAD.encode(secret.as_ref())))
    }

    /// Its characters. Whoever calls this answers for where they go.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// What is kept of it.
    pub(super) fn hash(secret: &str) -> [u8; 32] {
        Digest::of(secret.as_bytes()).0
    }
}

impl std::fmt::Debug for PrivateLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PrivateLink(redacted)")
    }
}

/// A member files a claim for its organisation, which is verified and has signed the agreement in force. A mistake in any
/// field or line refuses all of it, with every mistake told.
pub async fn file(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    input: &ClaimInput,
) -> Result<Filed, Error> {
    let notice = check(service, actor, organisation, input).await?;
    let mut tx = service.db.begin().await?;
    let filed = file_in(&mut tx, service, actor, organisation, input, &notice, None).await?;
    tx.commit().await?;
    Ok(filed)
}

/// A claim's notice, read and found complete.
pub(super) struct Notice {
    pub statement: Statement,
    territory: String,
}

/// Refuses a claim of more works or targets than it may have, before anything of it is looked at.
pub(super) fn within(service: &Service, works: usize, targets: usize) -> Result<(), Error> {
    let limits = &service.config.limits;
    let mut form = Form::default();
    if works > limits.claim_works {
        form.mistake("works", Text::of("claim-works-at-most").with("limit", limits.claim_works));
    }
    if targets > limits.claim_targets {
        form.mistake("targets", too_many_targets(limits.claim_targets));
    }
    form.finish()
}

fn too_many_targets(limit: usize) -> Text {
    Text::of("claim-targets-at-most").with("limit", limit)
}

/// Reads a claim but for its targets, for whoever may file it now.
pub(super) async fn read(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    input: &ClaimInput,
) -> Result<Notice, Error> {
    within(service, input.works.len(), input.targets.len())?;
    // Who may not file learns nothing of what it points at.
    let mut tx = service.db.read().await?;
    may_file(&mut tx, service, actor, organisation).await?;
    drop(tx);

    let mut form = Form::default();
    if input.basis == Basis::UsDmca && input.works.is_empty() && input.statement.works.trim().is_empty() {
        form.mistake("works", Text::of("claim-choose-works"));
    }
    let territory = territory(&mut form, &input.territory);
    form.finish()?;
    let statement = Statement::parse(input.basis, &input.statement, !input.works.is_empty()).map_err(Error::Invalid)?;
    Ok(Notice { statement, territory })
}

/// Everything about a claim that can be said before its transaction begins: its notice, and its links, which are proven.
pub(super) async fn check(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    input: &ClaimInput,
) -> Result<Notice, Error> {
    let notice = read(service, actor, organisation, input).await?;
    prove(service, &actor.account.to_string(), &input.targets, 0).await?;
    Ok(notice)
}

/// Files in the caller's transaction what was read, and whose targets were proven: everything is looked at again.
pub(super) async fn file_in(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    input: &ClaimInput,
    notice: &Notice,
    reference: Option<&str>,
) -> Result<Filed, Error> {
    organisations::lock(tx, organisation).await?.ok_or(Error::NotFound)?;
    let (found, signed) = may_file(tx, service, actor, organisation).await?;
    let mut seen = HashSet::new();
    let named: Vec<WorkId> = input.works.iter().copied().filter(|work| seen.insert(*work)).collect();
    for work in &named {
        if !works::belongs(tx, organisation, *work).await? {
            return Err(Error::Invalid(vec![FieldError::new("works", Text::of("claim-own-works"))]));
        }
    }
    let claim = NewClaim {
        statement: &notice.statement,
        territory: notice.statement.territory().unwrap_or(&notice.territory),
        organisation: Some(&found),
        account: Some(actor.account),
        agreement: Some((signed.agreement, signed.sha256)),
        works: &named,
        targets: &input.targets,
        private_link: None,
        reference,
        language: accounts::reader(tx, service, actor.account).await?.map(|(_, language)| language).unwrap_or_default(),
    };
    enter(tx, service, claim).await
}

/// What opens the verified queue: membership, verification, the agreement in force signed, and no suspension for misuse.
pub(super) async fn may_file(
    tx: &mut Tx,
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
) -> Result<(Organisation, signatures::Signed), Error> {
    let found = store::organisation(tx, organisation).await?.ok_or(Error::NotFound)?.into_organisation()?;
    organisations::member(tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    match found.state {
        OrganisationState::Verified => {}
        state => return Err(Error::NotVerified { organisation: found.name, state }),
    }
    if let Some(closed) = standing::notices_of_organisation(tx, organisation, service.clock.now()).await? {
        return Err(closed.into());
    }
    let signed = signatures::signed_by_organisation(tx, organisation).await?;
    Ok((found, signed))
}

fn territory(form: &mut Form, text: &str) -> String {
    if text.trim().is_empty() { WORLDWIDE.to_owned() } else { form.line("territory", text, "") }
}

/// Reads and examines every line, counting keys that do not fit, and refuses them all for one that cannot be a target.
/// `present`: how many targets the claim has already.
pub(super) async fn prove(
    service: &Service,
    guesser: &str,
    targets: &[TargetInput],
    present: usize,
) -> Result<(), Error> {
    let errors = examine(service, guesser, targets, present).await?;
    if errors.is_empty() { Ok(()) } else { Err(Error::Targets(errors)) }
}

/// The lines that cannot be targets. Keys that do not fit are counted in a transaction of its own, so that they stay
/// counted when the claim is refused. Nothing else comes of it.
pub(super) async fn examine(
    service: &Service,
    guesser: &str,
    targets: &[TargetInput],
    present: usize,
) -> Result<Vec<TargetError>, Error> {
    let limit = service.config.limits.claim_targets;
    if targets.is_empty() {
        return Err(Error::Invalid(vec![FieldError::new("targets", Text::of("claim-enter-link"))]));
    }
    if present.saturating_add(targets.len()) > limit {
        return Err(Error::Invalid(vec![FieldError::new("targets", too_many_targets(limit))]));
    }
    let (lines, mut errors) = proof::read(targets, service.clock.now());
    let mut tx = service.db.begin().await?;
    let examination = proof::examine(&mut tx, service, Some(guesser), lines).await?;
    tx.commit().await?;
    errors.extend(examination.errors);
    errors.sort_by_key(|error| error.line);
    Ok(errors)
}

/// A claim that is about to be entered.
pub(super) struct NewClaim<'a> {
    pub statement: &'a Statement,
    pub territory: &'a str,
    /// A verified organisation: the claim goes to its queue.
    pub organisation: Option<&'a Organisation>,
    pub account: Option<AccountId>,
    pub agreement: Option<(AgreementId, Digest)>,
    pub works: &'a [WorkId],
    pub targets: &'a [TargetInput],
    pub private_link: Option<PrivateLink>,
    /// What a program calls it.
    pub reference: Option<&'a str>,
    /// What its sender reads, where no account says it.
    pub language: Language,
}

/// Enters a claim in the caller's transaction: claim, works, targets, log entry, receipt; and what says that somebody is in danger in seniors'
/// hands.
pub(super) async fn enter(tx: &mut Tx, service: &Service, new: NewClaim<'_>) -> Result<Filed, Error> {
    let now = service.clock.now();
    // Examined again here: what is entered is what is true in this transaction. The guesses were counted before.
    let (lines, mut errors) = proof::read(new.targets, now);
    let examination = proof::examine(tx, service, None, lines).await?;
    errors.extend(examination.errors);
    if !errors.is_empty() {
        return Err(Error::Targets(errors));
    }

    let claim = ClaimId::new(&service.clock, &service.entropy);
    let log_case = CaseId(uuid_v4(&service.entropy));
    let (due_in, flagger) = match new.organisation {
        Some(organisation) => flaggers::due(tx, service, organisation.id, new.statement.basis()).await?,
        None => (service.config.limits.claim_due, None),
    };
    let danger = new.statement.danger();
    let hastened = escalations::hastened(service, danger, due_in);
    let due_at = now.plus(due_in).minus(hastened);
    let statement = Zeroizing::new(serde_json::to_vec(new.statement)?);
    let row = store::NewClaimRow {
        id: claim,
        basis: new.statement.basis().as_str(),
        organisation: new.organisation.map(|organisation| organisation.id),
        account: new.account,
        agreement: new.agreement.map(|(id, _)| id),
        agreement_sha256: new.agreement.map(|(_, sha256)| sha256.0.to_vec()),
        territory: new.territory,
        statement_sealed: &service.keys.seal(&statement_context(claim), &statement),
        private_link_hash: new.private_link.as_ref().map(|link| PrivateLink::hash(link.expose()).to_vec()),
        log_case,
        submitted_at: now,
        due_at,
        flagger: flagger.as_ref().map(|status| status.id),
        language: new.language,
        queue: Lane::of(flagger.as_ref().map(|status| status.id), new.organisation.map(|organisation| organisation.id)),
        senior_since: None,
        lookups: if new.organisation.is_none() { Lookups::of(service, new.statement) } else { Lookups::default() },
    };
    store::insert_claim(tx, &row).await?;
    // Of somebody in danger, seniors are told as it is handed to them.
    if danger.is_none() {
        queue::look_when_urgent(tx, service, row.queue, due_at).await?;
    }
    for work in new.works {
        store::insert_claim_work(tx, claim, *work).await?;
    }
    if let Some(organisation) = new.organisation {
        principals::enter(tx, service, organisation.id, claim, new.works).await?;
    }
    let mut filed = Vec::with_capacity(examination.targets.len());
    let added = Added { extension: 0, at: now, due: due_at };
    for target in &examination.targets {
        filed.push(insert_target(tx, service, claim, target, 0, added).await?);
    }

    let opened = filed.iter().filter(|target| target.level != Level::Located).count();
    let mut fields = json!({
        "basis": new.statement.basis().as_str(),
        "queue": if new.organisation.is_some() { "verified" } else { "standard" },
        "targets": filed.len(),
        "opened": opened,
        "due": due_at.rfc3339(),
    });
    if let (Some(organisation), Some((_, agreement))) = (new.organisation, new.agreement) {
        fields["organisation"] = json!(organisation.name);
        fields["agreement"] = json!(agreement.to_string());
    }
    if let Some(flagger) = &flagger {
        fields["trusted_flagger"] = json!(flagger.expertise.as_str());
    }
    let mut commitments = vec![
        ("statement", Digest::of(&statement).to_string()),
        ("targets", digest_of_targets(&examination.targets)?.to_string()),
    ];
    if let Some(account) = new.account {
        commitments.push(("claimant", account.to_string()));
    }
    let actor = if new.organisation.is_some() { "member" } else { "notifier" };
    let entry =
        NewEntry { kind: "claim.filed", case: log_case, actor, fields, commitments: &commitments, journal: None };
    audit::append(tx, service, entry).await?;
    if let Some(kind) = danger {
        escalations::by_notice(tx, service, claim, kind, (actor, hastened)).await?;
    }
    send_receipt(tx, service, &new, (claim, log_case), due_at, filed.len()).await?;
    Ok(Filed { claim, submitted_at: now, due_at, targets: filed, private_link: new.private_link })
}

/// The claimant completes or corrects the notice, under the same law. If it was asked to, the clock goes on: the time
/// that was waited is added to the deadline.
pub async fn amend(
    service: &Service,
    claimant: Claimant<'_>,
    claim: ClaimId,
    input: &StatementInput,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    amend_in(&mut tx, service, claimant, claim, input).await?;
    tx.commit().await?;
    Ok(())
}

/// The same in the caller's transaction.
pub(super) async fn amend_in(
    tx: &mut Tx,
    service: &Service,
    claimant: Claimant<'_>,
    claim: ClaimId,
    input: &StatementInput,
) -> Result<(), Error> {
    let found = store::lock_claim(tx, claim).await?.ok_or(Error::NotFound)?;
    let actor = withdrawal::entitled(tx, claimant, &found).await?;
    let works = !store::works_of_claim(tx, claim).await?.is_empty();
    let before = decisions::statement(service, &found)?;
    let statement = Statement::parse(before.basis(), input, works).map_err(Error::Invalid)?;
    let json = Zeroizing::new(serde_json::to_vec(&statement)?);
    let sealed = service.keys.seal(&statement_context(claim), &json);
    if store::amend(tx, claim, &sealed).await? != 1 {
        return Err(Error::Conflict(Text::of("claim-not-amended")));
    }
    if found.organisation.is_none() {
        store::set_lookups(tx, claim, Lookups::of(service, &statement)).await?;
    }
    let due_at = questions::go_on(tx, service, &found).await?;
    let mut commitments = vec![("statement", Digest::of(&json).to_string())];
    if let Claimant::Person(person) = claimant {
        commitments.push(("by", person.account.to_string()));
    }
    let fields = json!({"due": due_at.rfc3339()});
    let entry = NewEntry {
        kind: "claim.amended",
        case: found.log_case,
        actor,
        fields,
        commitments: &commitments,
        journal: None,
    };
    audit::append(tx, service, entry).await?;
    if let (None, Some(kind)) = (before.danger(), statement.danger()) {
        escalations::by_amended_notice(tx, service, claim, kind, actor).await?;
    }
    let (former, new) = (address(&before), address(&statement));
    if former.as_ref().map(Email::recipient) == new.as_ref().map(Email::recipient) {
        return Ok(());
    }
    // A private link that was mailed ends with the address that it went to.
    store::end_mailed_link(tx, claim).await?;
    ask_at_new_address(tx, service, &found, &statement).await
}

fn address(statement: &Statement) -> Option<Email> {
    statement.email().and_then(|email| Email::parse(email).ok())
}

/// Asks whoever reads the new address of a notice without an account whether it is theirs: the code of its receipt is for the address
/// before. Counted, since whoever holds the private link can write any address.
async fn ask_at_new_address(
    tx: &mut Tx,
    service: &Service,
    found: &store::ClaimRow,
    statement: &Statement,
) -> Result<(), Error> {
    let Some(email) = address(statement).filter(|_| found.account.is_none() && found.organisation.is_none()) else {
        return Ok(());
    };
    if store::correspondent_of(tx, found.id).await?.is_some() {
        return Ok(());
    }
    let limit = service.config.limits.reports_per_hour;
    attempts::count_within(tx, service, "report.confirmation", &found.id.to_string(), limit)
        .await
        .map_err(reports::too_many)?;
    answer(tx, service, Notifier::of(found, statement), |language| {
        let say = |key: &str| language.say(key);
        let facts = vec![
            (say("mail-claim-number"), found.id.to_string()),
            (say("mail-claim-received"), language.minute(found.submitted_at)),
        ];
        let message = Message::new(language, say("mail-claim-yours")).facts(facts);
        with_confirmation(message, service, language, found.id, &email)
    })
    .await
}

/// Asks whoever reads an address to confirm a notice as theirs, and says what that is good for once its link is lost.
fn with_confirmation(
    message: Message,
    service: &Service,
    language: Language,
    claim: ClaimId,
    email: &Email,
) -> Message {
    let code = correspondents::code(service, claim, email);
    message
        .paragraph(language.say("mail-claim-yours-text"))
        .link(language.say("mail-claim-yours-page"), page(service, &format!("report/confirmation/{claim}/{code}")))
        .link(language.say("mail-claim-yours-lost"), page(service, "report/again"))
}

/// Ends a letter to whoever claimed with where it is read. An organisation's claim is read at its page, to which a link of this label leads.
/// Whoever sent a notice for themselves reads it by its private link, and whoever no longer has that finds it in their account, or, without
/// one, has another link mailed; the contact agent is there for what is left.
pub(crate) fn with_page(
    message: Message,
    service: &Service,
    (claim, organisation): (ClaimId, Option<OrganisationId>),
    sender: Sender,
    label: &str,
) -> Message {
    let language = message.language();
    let claim_page = page(service, &format!("rights/claims/{claim}"));
    if organisation.is_some() {
        return message.link(language.say(label), claim_page);
    }
    let message = message.paragraph(language.say("letter-private-link"));
    let message = match sender {
        Sender::Stranger => message.link(language.say("mail-claim-yours-lost"), page(service, "report/again")),
        Sender::Account => message.link(language.say("letter-claim-page"), claim_page),
        Sender::Closed => message,
    };
    message.link(language.say("letter-private-link-else"), page(service, "contact"))
}

/// With which act a target came into its claim, and by when it is to be decided.
#[derive(Clone, Copy)]
pub(super) struct Added {
    /// 0 with the claim itself, else by which extension.
    pub extension: i64,
    pub at: Time,
    pub due: Time,
}

/// Enters one target behind the first `before` positions of its claim.
pub(super) async fn insert_target(
    tx: &mut Tx,
    service: &Service,
    claim: ClaimId,
    target: &Examined,
    before: i64,
    added: Added,
) -> Result<FiledTarget, Error> {
    let id = TargetId::new(&service.clock, &service.entropy);
    let seal = |column: &str, value: &[u8]| service.keys.seal(&target_context(column, id), value);
    let disclosure = target.disclosure().map(|disclosure| serde_json::to_vec(&disclosure)).transpose()?;
    let metadata = target.metadata.as_ref().map(serde_json::to_vec).transpose()?.map(Zeroizing::new);
    let possession = proof::possession(service, claim, target.object, target.root, target.level, added.at)?;
    let row = store::NewTargetRow {
        id,
        claim,
        position: before.saturating_add(i64::try_from(target.line.number).unwrap_or(i64::MAX)),
        link: &target.link,
        object: target.object,
        level: target.level,
        found_at_url_sealed: target.line.found_at.as_ref().map(|url| seal("found_at_url", url.as_bytes())),
        found_on: target.line.found_on,
        key_sealed: disclosure.map(Zeroizing::new).map(|json| seal("key", &json)),
        unsealed_metadata_sealed: metadata.map(|json| seal("unsealed_metadata", &json)),
        possession_token: possession.as_deref(),
        added,
    };
    store::insert_target(tx, &row).await?;
    Ok(FiledTarget {
        target: id,
        line: target.line.number,
        level: target.level,
        wrong_key: target.wrong_key,
        possession,
    })
}

/// What the log commits to: a thousand targets would not fit into an entry, their digest does.
pub(super) fn digest_of_targets(targets: &[Examined]) -> Result<Digest, Error> {
    let targets: Vec<_> = targets
        .iter()
        .map(|target| {
            json!({
                "link": target.link.as_str(), "object": target.object.to_string(), "root": Digest(target.root).to_string(),
                "level": target.level.as_str(),
            })
        })
        .collect();
    Ok(Digest::of(&serde_json_canonicalizer::to_vec(&targets)?))
}

/// The receipt, at once (DSA Art. 16(4)). To the account where there is one, else to the address in the notice.
async fn send_receipt(
    tx: &mut Tx,
    service: &Service,
    new: &NewClaim<'_>,
    (claim, case): (ClaimId, CaseId),
    due_at: Time,
    targets: usize,
) -> Result<(), Error> {
    let notifier = Notifier { account: new.account, statement: new.statement, language: new.language, case };
    let confirmed_by =
        new.statement.email().filter(|_| new.account.is_none()).and_then(|email| Email::parse(email).ok());
    answer(tx, service, notifier, |language| {
        let say = |key: &str| language.say(key);
        let mut facts = vec![(say("mail-claim-number"), claim.to_string())];
        facts.extend(new.reference.map(|reference| (say("mail-claim-reference"), reference.to_owned())));
        facts.push((say("mail-claim-received"), language.minute(service.clock.now())));
        facts.push((say("mail-claim-due"), language.minute(due_at)));
        let message = Message::new(language, say("mail-claim-receipt"))
            .paragraph(say("mail-claim-receipt-text").with("count", targets))
            .facts(facts);
        let message = match (&new.private_link, new.organisation) {
            (Some(_), _) => message.paragraph(say("mail-claim-private-link")),
            (None, Some(_)) => message.link(say("mail-claim-page"), page(service, &format!("rights/claims/{claim}"))),
            (None, None) => message,
        };
        let message = message.paragraph(say("mail-claim-receipt-next"));
        match &confirmed_by {
            Some(email) => with_confirmation(message.heading(say("mail-claim-yours")), service, language, claim, email),
            None => message,
        }
    })
    .await
}

/// Whoever sent a notice.
#[derive(Clone, Copy)]
pub(super) struct Notifier<'a> {
    pub account: Option<AccountId>,
    pub statement: &'a Statement,
    /// What they read, where no account says it.
    pub language: Language,
    /// The claim's case.
    pub case: CaseId,
}

impl<'a> Notifier<'a> {
    pub fn of(claim: &store::ClaimRow, statement: &'a Statement) -> Self {
        Self { account: claim.account, statement, language: claim.language, case: claim.log_case }
    }
}

/// Writes to whoever sent the notice, if they can be reached.
pub(super) async fn answer(
    tx: &mut Tx,
    service: &Service,
    to: Notifier<'_>,
    write: impl FnOnce(Language) -> Message,
) -> Result<(), Error> {
    // As it is compared, so that only who reads that mailbox can confirm it.
    let email = to.statement.email().and_then(|email| Email::parse(email).ok());
    let about = Some(About { case: to.case, to: Addressee::Notifier });
    match (to.account, &email) {
        (Some(account), _) => mail::queue(tx, service, Recipient::Account(account), about, write).await.map(drop)?,
        (None, Some(email)) => {
            let recipient = Recipient::Address(email.recipient(), to.language);
            mail::queue(tx, service, recipient, about, write).await.map(drop)?;
        }
        // A notice may be sent without a way to answer it: the private link is the answer.
        (None, None) => {}
    }
    Ok(())
}

/// The address of a page.
pub(super) fn page(service: &Service, path: &str) -> String {
    format!("{}/{path}", service.config.public_url.as_str().trim_end_matches('/'))
}

/// The context under which a claim's statement lies sealed.
pub(super) fn statement_context(claim: ClaimId) -> String {
    format!("claims.statement/{claim}")
}

/// The context under which a target's evidence lies sealed.
pub(super) fn target_context(column: &str, target: TargetId) -> String {
    format!("targets.{column}/{target}")
}
