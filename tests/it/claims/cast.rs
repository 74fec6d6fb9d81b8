//! The people of a claim, and a file to claim: made by the rooms' own verbs wherever they have one.

use std::sync::Arc;

use bytes::Bytes;
use writ::accounts::passkeys::{self, PasskeyName};
use writ::accounts::{self, Actor, Auth, Email, Role, Roles};
use writ::claims::agreements::Proposal;
use writ::claims::authorities::{Kind, Law, OrderInput};
use writ::claims::filing::{self, ClaimInput, Filed, TargetState};
use writ::claims::organisations::{self, Application, Contact, MemberRole, invitations};
use writ::claims::proof::TargetInput;
use writ::claims::reports::Report;
use writ::claims::signatures::{self, Signing};
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::works::NewWork;
use writ::claims::{Error, agreements, cases, direct};
use writ::config::{Config, Limits};
use writ::db;
use writ::ids::{AgreementId, CaseId, ClaimId, DecisionId, LinkId, ObjectId, OrganisationId, TargetId, uuid_v4};
use writ::merkle::{self, Hash};
use writ::mirrors::Piece;
use writ::seal::{self, FileKey, KeyShare, LinkKey, Metadata, PasswordLock};
use writ::service::Service;
use writ::texts::Language;
use writ::tokens::Digest;
use writ::vault::links::{self, LinkTerms};
use writ::vault::{self, ObjectState, uploads};
use zeroize::Zeroizing;

use crate::app;
use crate::authenticator::Authenticator;

/// A rights holder, those who decide about it, and those who decide its claims.
#[derive(Clone)]
pub struct Cast {
    pub first: Actor,
    pub second: Actor,
    pub reviewer: Actor,
    pub other_reviewer: Actor,
    pub senior: Actor,
    /// The owner of the organisation, with a password.
    pub member: Actor,
    pub auth: Auth,
    pub organisation: OrganisationId,
}

impl Cast {
    /// The organisation is verified and version 1 of the agreement published; it is not signed.
    pub async fn verified(service: &Service) -> Self {
        let (first, second) = administrators(service).await;
        let (_, step) = agreements::propose(service, &first, &Proposal::first(), "Approved").await.unwrap();
        agreements::publish(service, &second, step).await.unwrap();
        let member = signed_up(service, "member", 1).await;
        let organisation = organisations::apply(service, &member, &application("Example Pictures")).await.unwrap();
        verify(service, &first, &second, organisation).await;
        Self {
            first,
            second,
            reviewer: staff(service, "reviewer", Role::Reviewer).await,
            other_reviewer: staff(service, "other-reviewer", Role::Reviewer).await,
            senior: staff(service, "senior", Role::Senior).await,
            member,
            auth: auth(1),
            organisation,
        }
    }

    /// … and the owner has signed.
    pub async fn signed(service: &Service) -> Self {
        let cast = Self::verified(service).await;
        cast.sign(service).await;
        cast
    }

    /// … and two administrators have granted direct access.
    pub async fn direct(service: &Service) -> Self {
        let cast = Self::signed(service).await;
        cast.grant(service).await;
        cast
    }

    /// Another organisation that has all of that, of a domain of its own: its owner is the `n`th account.
    pub async fn rival(&self, service: &Service, n: u8) -> Self {
        let elsewhere = Application { domain: format!("rival-{n}.example"), ..application("Other Pictures") };
        self.another(service, n, &elsewhere).await
    }

    /// The same of one that applies with this.
    pub async fn another(&self, service: &Service, n: u8, application: &Application) -> Self {
        let member = signed_up(service, &format!("rival-{n}"), n).await;
        let organisation = organisations::apply(service, &member, application).await.unwrap();
        verify(service, &self.first, &self.second, organisation).await;
        let rival = Self { member, organisation, auth: auth(n), ..self.clone() };
        rival.sign(service).await;
        rival.grant(service).await;
        rival
    }

    /// The owner signs the version in force.
    pub async fn sign(&self, service: &Service) {
        let current = agreements::published(service).await.unwrap().remove(0);
        signatures::sign(service, &self.member, self.organisation, &signing(current.id), &self.auth).await.unwrap();
    }

    pub async fn grant(&self, service: &Service) {
        let step = direct::propose_grant(service, &self.first, self.organisation, "Accurate").await.unwrap();
        direct::confirm_grant(service, &self.second, step).await.unwrap();
    }
}

/// Two administrators verify an organisation that proved nothing.
pub async fn verify(service: &Service, first: &Actor, second: &Actor, organisation: OrganisationId) {
    let step = organisations::propose_override(service, first, organisation, "Register seen").await.unwrap();
    organisations::confirm_override(service, second, step).await.unwrap();
}

/// An owner invites somebody, who accepts.
pub async fn join(service: &Service, owner: &Actor, organisation: OrganisationId, person: &Actor, role: MemberRole) {
    let mut tx = service.db.read().await.unwrap();
    let email = accounts::email_of(&mut tx, service, person.account).await.unwrap().unwrap();
    drop(tx);
    let email = Email::parse(&email.to_string()).unwrap();
    let invitation = invitations::invite(service, owner, organisation, &email, role).await.unwrap();
    assert_eq!(invitations::accept(service, person, invitation).await.unwrap(), organisation);
}

pub async fn administrators(service: &Service) -> (Actor, Actor) {
    (staff(service, "first", Role::Administrator).await, staff(service, "second", Role::Administrator).await)
}

/// Somebody whose password does not matter.
pub async fn person(service: &Service, name: &str) -> Actor {
    app::signed_up(service, &format!("{name}-{}@example.org", uuid_v4(&service.entropy)), [0; 32]).await
}

pub async fn staff(service: &Service, name: &str, role: Role) -> Actor {
    with_role(service, person(service, name).await, role).await
}

/// Takes every role away.
pub async fn without_roles(service: &Service, actor: Actor) {
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(tx, "DELETE FROM account_roles WHERE account = $1", actor.account).unwrap();
    tx.commit().await.unwrap();
}

/// The same person with a role.
pub async fn with_role(service: &Service, actor: Actor, role: Role) -> Actor {
    let account = actor.account;
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(
        tx,
        "INSERT INTO account_roles (account, role, granted_at) VALUES ($1, $2, $3)",
        account,
        role.as_str(),
        service.clock.now()
    )
    .unwrap();
    tx.commit().await.unwrap();
    Actor { account, roles: Roles::NONE.with(role) }
}

/// What the password of [`signed_up`]'s `n`th account gives.
pub fn auth(n: u8) -> Auth {
    Auth::parse(&[n; 32]).unwrap()
}

/// A passkey of an account, added with its password.
pub async fn passkey(service: &Service, actor: Actor, auth: &Auth, id: u8) -> Authenticator {
    let device = Authenticator::new(id);
    let ceremony = passkeys::begin(service, actor).unwrap();
    let made = device.make(&ceremony.party, &ceremony.challenge);
    let name = PasskeyName::parse("Laptop").unwrap();
    passkeys::add(service, actor, auth, name, &ceremony.token, &made).await.unwrap();
    device
}

/// An account with a password.
pub async fn signed_up(service: &Service, name: &str, n: u8) -> Actor {
    app::signed_up(service, &format!("{name}@pictures.example"), [n; 32]).await
}

pub fn application(name: &str) -> Application {
    Application {
        name: name.into(),
        country: "FR".into(),
        domain: "pictures.example".into(),
        contact: Contact {
            name: "Ada Example".into(),
            address: "1 Example Street\nExampleton".into(),
            telephone: "+33 1 23 45 67 89".into(),
            email: "ada@pictures.example".into(),
        },
    }
}

/// The texts of a later version.
pub fn newer(text: &str) -> Proposal {
    let french = Language::named("fr").unwrap();
    Proposal::default().with(Language::default(), text).with(french, format!("{text}, en français"))
}

pub fn signing(agreement: AgreementId) -> Signing {
    Signing {
        agreement,
        locale: "en".into(),
        affirmed: [true; 3],
        name: "Ada Example".into(),
        title: "Head of legal".into(),
        authority: "Power of attorney of 1 March".into(),
        address: "203.0.113.9".into(),
        browser: "Mozilla/5.0".into(),
    }
}

pub fn work() -> NewWork {
    NewWork {
        title: "The Long Way Home".into(),
        kind: "film".into(),
        identifiers: Vec::new(),
        basis: "owner".into(),
        principal: String::new(),
        territory: "worldwide".into(),
        references: Vec::new(),
    }
}

/// A complete notice under `basis`.
pub fn notice(basis: Basis) -> StatementInput {
    let mut notice = StatementInput {
        name: "Ada Example".into(),
        email: "ada@pictures.example".into(),
        good_faith: true,
        ..StatementInput::default()
    };
    match basis {
        Basis::UsDmca => {
            notice.works = "The Long Way Home (film, 2024)".into();
            notice.address = "1 Example Street\nExampleton".into();
            notice.telephone = "+33 1 23 45 67 89".into();
            notice.accurate = true;
            notice.authorised_under_penalty_of_perjury = true;
            notice.signature = "Ada Example".into();
        }
        Basis::Court => panic!("nobody files an order"),
        Basis::EuDsa => notice.reasons = "It is a copy of our film, put up without our consent.".into(),
        Basis::OtherLaw => {
            notice.law = "Copyright Act 1994, s 29".into();
            notice.territory = "NZ".into();
            notice.reasons = "It is a copy of our film.".into();
        }
    }
    notice
}

/// A target by its link, found on a public page.
pub fn target(link: &str) -> TargetInput {
    TargetInput {
        link: Zeroizing::new(link.to_owned()),
        found_at: "https://forum.example/thread/1".into(),
        ..TargetInput::default()
    }
}

pub fn claim_of(targets: Vec<TargetInput>) -> ClaimInput {
    let statement = notice(Basis::UsDmca);
    ClaimInput { basis: Basis::UsDmca, statement, works: Vec::new(), territory: String::new(), targets }
}

/// The member files a claim.
pub async fn file(service: &Service, cast: &Cast, targets: Vec<TargetInput>) -> Result<Filed, Error> {
    filing::file(service, &cast.member, cast.organisation, &claim_of(targets)).await
}

/// The targets of a claim that wait for their decision, as its page shows them to a member; to others none.
pub async fn pending(service: &Service, actor: &Actor, claim: ClaimId) -> Vec<TargetId> {
    let Ok(case) = cases::claim(service, actor, claim).await else { return Vec::new() };
    case.targets.iter().filter(|target| target.state == TargetState::Pending).map(|target| target.target).collect()
}

/// A member deletes what it was shown.
pub async fn delete(
    service: &Service,
    actor: &Actor,
    claim: ClaimId,
    word: &str,
    auth: &Auth,
) -> Result<Vec<DecisionId>, Error> {
    let shown = pending(service, actor, claim).await;
    direct::delete_from_all_mirrors(service, actor, claim, &shown, word, auth).await
}

pub fn report(basis: Basis, link: &str) -> Report {
    Report { basis, statement: notice(basis), targets: vec![target(link)], language: Language::default() }
}

/// An order of a German court to remove what these lines name, within a day.
pub fn order(targets: &[&str]) -> OrderInput {
    OrderInput {
        kind: Some(Kind::Removal),
        law: Some(Law::Court),
        authority: "Landgericht Hamburg".into(),
        country: "de".into(),
        reference: "310 O 99/26".into(),
        provision: "§ 97 UrhG".into(),
        orders: "The file is to be removed at once.".into(),
        redress: "Widerspruch beim Landgericht Hamburg".into(),
        email: "kammer10@lg.example".into(),
        due: "2026-11-24T10:00".into(),
        targets: targets.iter().map(|target| (*target).to_owned()).collect(),
        ..OrderInput::default()
    }
}

/// A file on three mirrors, with a link.
pub struct File {
    pub owner: Actor,
    pub object: ObjectId,
    pub root: Hash,
    pub link: LinkId,
    pub key: LinkKey,
    share: KeyShare,
}

impl File {
    pub async fn upload(service: &Service, name: &str) -> Self {
        Self::upload_of(service, person(service, "uploader").await, name).await
    }

    /// The same, of somebody who is there already.
    pub async fn upload_of(service: &Service, owner: Actor, name: &str) -> Self {
        Self::upload_content(service, owner, name, b"the content of the file").await
    }

    /// The same, with this content.
    pub async fn upload_content(service: &Service, owner: Actor, name: &str, content: &[u8]) -> Self {
        let plain_size = content.len() as u64;
        let begun = uploads::begin(service, owner.account, None).await.unwrap();
        let (object, key) = (begun.object, LinkKey::generate(&service.entropy));
        let file_key = FileKey::derive(&key, &begun.key_share, object);
        let content = seal::format::seal(&file_key, &seal::content_context(object), service.entropy.bytes(), content);
        let size = content.len() as u64;
        let metadata = Metadata::new(name.into(), "video/x-matroska".into(), plain_size, None).unwrap();
        let metadata = metadata.seal(&file_key, object, service.entropy.bytes()).unwrap();
        let mut pieces = vec![(Piece::Metadata, metadata)];
        pieces.extend(
            (0..)
                .zip(content.chunks(usize::try_from(seal::PART_SIZE).unwrap()))
                .map(|(n, part)| (Piece::Part(n), part.to_vec())),
        );
        let leaves: Vec<_> = pieces.iter().map(|(_, bytes)| merkle::leaf_hash(bytes)).collect();
        let root = merkle::root(&leaves);
        for (piece, bytes) in pieces {
            let digest = Digest::of(&bytes);
            let admitted = uploads::admit(service, owner.account, begun.upload).await.unwrap();
            uploads::put(service, admitted, piece, digest, Bytes::from(bytes)).await.unwrap();
        }
        uploads::complete(service, owner.account, begun.upload, root, size).await.unwrap();
        let link = links::create(service, owner.account, object, LinkTerms::default(), None).await.unwrap();
        Self { owner, object, root, link, key, share: begun.key_share }
    }

    pub fn file_key(&self) -> FileKey {
        FileKey::derive(&self.key, &self.share, self.object)
    }

    /// The link without its key.
    pub fn bare(&self) -> String {
        format!("http://localhost:8080/f/{}", self.link)
    }

    /// The whole link.
    pub fn url(&self) -> String {
        format!("{}#{}", self.bare(), self.key.encode().as_str())
    }

    /// Another link to the file, under a password.
    pub async fn password_link(&self, service: &Service, password: &str) -> PasswordLink {
        let (lock, auth) = PasswordLock::lock(&self.key, password, &service.entropy);
        let terms = LinkTerms::default();
        let link = links::create(service, self.owner.account, self.object, terms, Some(auth)).await.unwrap();
        PasswordLink { link, lock }
    }
}

pub struct PasswordLink {
    link: LinkId,
    lock: PasswordLock,
}

impl PasswordLink {
    /// As the claimant's browser sends it after the password was typed.
    pub fn unlocked_url(&self, password: &str) -> String {
        let (key, _) = self.lock.unlock(password);
        format!("http://localhost:8080/f/{}#{}", self.link, key.encode().as_str())
    }

    pub fn masked_url(&self) -> String {
        let secret = seal::LinkSecret::Password(self.lock.clone());
        format!("http://localhost:8080/f/{}#{}", self.link, secret.expose().as_str())
    }
}

/// The same service under other limits.
pub fn limited(service: &Service, change: impl FnOnce(&mut Limits)) -> Service {
    let mut config = Config::clone(&service.config);
    change(&mut config.limits);
    Service { config: Arc::new(config), ..service.clone() }
}

/// Purges an object as the purge does, without its story.
pub async fn purge(service: &Service, object: ObjectId) {
    let mut tx = service.db.begin().await.unwrap();
    db::execute!(
        tx,
        "UPDATE objects SET state = 'purged', key_share_sealed = NULL, sealed_metadata = NULL, content_header = NULL,
                purged_at = $2
         WHERE id = $1",
        object,
        service.clock.now()
    )
    .unwrap();
    tx.commit().await.unwrap();
}

pub async fn object_state(service: &Service, object: ObjectId) -> ObjectState {
    let mut tx = service.db.begin().await.unwrap();
    vault::lock_row(&mut tx, object).await.unwrap().unwrap().state
}

pub async fn count(service: &Service, sql: &'static str) -> i64 {
    let mut tx = service.db.read().await.unwrap();
    db::one!(tx, (i64,), sql).unwrap().0
}

/// How many rows a table of the case has.
pub async fn rows(service: &Service, table: &str) -> i64 {
    count(
        service,
        match table {
            "claims" => "SELECT COUNT(*) FROM claims",
            "targets" => "SELECT COUNT(*) FROM targets",
            "jobs" => "SELECT COUNT(*) FROM jobs",
            "webhook_deliveries" => "SELECT COUNT(*) FROM webhook_deliveries",
            "webhook_secrets" => "SELECT COUNT(*) FROM webhook_secrets",
            "api_answers" => "SELECT COUNT(*) FROM api_answers",
            "claim_works" => "SELECT COUNT(*) FROM claim_works",
            "messages" => "SELECT COUNT(*) FROM messages",
            "decisions" => "SELECT COUNT(*) FROM decisions",
            "holds" => "SELECT COUNT(*) FROM holds",
            "link_disablements" => "SELECT COUNT(*) FROM link_disablements",
            "notices" => "SELECT COUNT(*) FROM notices",
            other => panic!("no count of {other}"),
        },
    )
    .await
}

/// An entry of the log.
pub struct Entry {
    pub kind: String,
    pub text: String,
    pub value: serde_json::Value,
}

/// The entries of a case, in their order.
pub async fn entries(service: &Service, case: CaseId) -> Vec<Entry> {
    let mut tx = service.db.read().await.unwrap();
    let rows =
        db::all!(tx, (String, Vec<u8>), "SELECT kind, bytes FROM log_entries WHERE case_id = $1 ORDER BY n", case)
            .unwrap();
    rows.into_iter()
        .map(|(kind, bytes)| {
            let text = String::from_utf8(bytes).unwrap();
            Entry { kind, value: serde_json::from_str(&text).unwrap(), text }
        })
        .collect()
}
