//! The story itself: two files, two ways to a takedown, one way back, and the record of it all.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use http::StatusCode;
use serde_json::{Value, json};

use super::command_line::CommandLine;
use super::files::DemoFile;
use super::narrator::Narrator;
use super::people::Person;
use crate::accounts::{self, Role, first_run, two_person};
use crate::claims::decisions::{self, Action, Finding, Ruling};
use crate::claims::filing::{self, ClaimInput, Filed};
use crate::claims::organisations::{self, Application, Verdict};
use crate::claims::proof::{Level, TargetInput};
use crate::claims::signatures::{self, Signing};
use crate::claims::statement::{Basis, StatementInput};
use crate::claims::withdrawal::{self, Claimant, Extent};
use crate::claims::works::{self, NewWork};
use crate::claims::{agreements, direct, queue};
use crate::config::LETTERS;
use crate::ids::{BlobId, ClaimId, ObjectId, OrganisationId, WorkId};
use crate::notices;
use crate::policies;
use crate::seal::Link;
use crate::service::Service;
use crate::takedown;
use zeroize::Zeroizing;

/// How long the demo waits for work that follows a commit. It takes well under a second; a machine may be busy.
const PATIENCE: Duration = Duration::from_mins(1);

/// A file the uploader stored.
struct Stored {
    name: String,
    bytes: Vec<u8>,
    object: ObjectId,
    blob: BlobId,
    root: String,
    link: Zeroizing<String>,
}

/// Where the story plays: the service, whoever tells it, and the machines of people who have no account.
struct Story<'a> {
    service: &'a Service,
    narrator: &'a mut Narrator,
    /// The folders of the people, outside the service's own.
    homes: PathBuf,
    stranger: CommandLine,
    http: reqwest::Client,
}

/// What is left to look at when the story is told.
pub struct Told {
    pub people: Vec<Person>,
    /// The files' names, and the links to them with their keys.
    pub links: Vec<(String, Zeroizing<String>)>,
}

/// Plays the story and gives the people and the links that were in it. `homes` is a folder for the people's own machines.
pub async fn tell(
    service: &Service,
    files: &[DemoFile],
    homes: &Path,
    narrator: &mut Narrator,
) -> anyhow::Result<Told> {
    ensure!(files.len() >= 2, "the story needs two files at least: one for each way to a takedown");
    let stranger = CommandLine::new(homes.join("stranger"), service.config.public_url.clone(), None)?;
    let mut story = Story { service, narrator, homes: homes.to_owned(), stranger, http: reqwest::Client::new() };
    story.begin();
    let mut cast = story.people().await?;
    let stored = story.store(&cast.uploader, files).await?;
    story.open(&stored).await?;
    let (organisation, work) = story.become_rights_holder(&cast).await?;

    let first = story.file_claim(&cast, organisation, work, &stored[0]).await?;
    story.delete_directly(&cast, &stored[0], &first).await?;
    story.watch_deletion(&stored[0], first.claim, "deleted-directly").await?;
    story.read_notice(&cast.uploader, &stored[0]).await?;

    let second = story.file_claim(&cast, organisation, work, &stored[1]).await?;
    story.decide(&cast, &stored[1], &second).await?;
    story.watch_deletion(&stored[1], second.claim, "deleted-by-decision").await?;
    story.read_notice(&cast.uploader, &stored[1]).await?;

    story.withdraw(&cast, &stored[1], second.claim).await?;
    story.purge(&cast, &stored[0]).await?;
    story.untouched(&stored[2..]).await?;
    story.verify_log().await?;
    for (claim, file) in [(first.claim, &stored[0]), (second.claim, &stored[1])] {
        story.verify_bundle(claim, file).await?;
    }
    cast.others.extend([cast.reviewer, cast.member, cast.uploader]);
    let links = stored.into_iter().map(|file| (file.name, file.link)).collect();
    Ok(Told { people: cast.others, links })
}

struct Cast {
    uploader: Person,
    member: Person,
    reviewer: Person,
    /// The two administrators, and the senior.
    others: Vec<Person>,
}

impl Story<'_> {
    fn begin(&mut self) {
        self.narrator
            .plain("Writ: encrypted files on mirrors in three countries, and a takedown that a stranger can verify.");
        self.narrator
            .step("started", "A service starts: three mirrors in three countries, two custody stores, an empty log.");
        self.narrator.fact("url", self.service.config.public_url.as_str());
        self.narrator.fact("data_folder", self.service.config.data.display().to_string());
        for mirror in &self.service.config.mirrors {
            self.narrator.says("operator", format!("mirror {} in {}", mirror.name, mirror.jurisdiction));
        }
    }

    async fn people(&mut self) -> anyhow::Result<Cast> {
        self.narrator.step(
            "people",
            "People sign up, and confirm with a code from their mail. Their passwords never leave their machines.",
        );
        let mut first = Person::sign_up(self.service, "administrator", "ada@operator.example").await?;
        let link = accounts::first_administrator_link(self.service).await?.context("a first start prints a link")?;
        let token = link.rsplit_once('#').map(|(_, token)| token).context("the link carries its secret")?;
        first.accept(self.service, &accounts::InvitationToken::parse(token)?).await?;
        let mut second = Person::sign_up(self.service, "administrator", "boris@operator.example").await?;
        second
            .accept(self.service, &accounts::invite(self.service, first.actor, Role::Administrator, "").await?)
            .await?;
        let mut reviewer = Person::sign_up(self.service, "reviewer", "chiara@operator.example").await?;
        reviewer.accept(self.service, &accounts::invite(self.service, first.actor, Role::Reviewer, "").await?).await?;
        let mut senior = Person::sign_up(self.service, "senior", "sana@operator.example").await?;
        let invitation = accounts::invite(self.service, first.actor, Role::Senior, "Sana leads the reviewers.").await?;
        senior.accept(self.service, &invitation).await?;
        let waiting = two_person::waiting(self.service, &second.actor).await?;
        let step = waiting.first().context("the appointment waits for a second administrator")?.step.id;
        self.narrator.check(
            "one administrator cannot appoint a senior alone",
            accounts::confirm_appointment(self.service, first.actor, Role::Senior, step).await.is_err(),
        )?;
        accounts::confirm_appointment(self.service, second.actor, Role::Senior, step).await?;
        senior.sign_in(self.service).await?;
        let uploader = Person::sign_up(self.service, "uploader", "ugo@example.net").await?;
        let member = Person::sign_up(self.service, "rights holder", "mira@harbour-pictures.example").await?;
        self.narrator.says(
            "operator",
            "two administrators, a reviewer, and a senior whom both appointed; everyone else is equal",
        );
        self.narrator.check(
            "the one-time administrator link works once",
            accounts::first_administrator_link(self.service).await?.is_none(),
        )?;

        self.narrator.step("agreement", "Two administrators publish the agreement that rights holders sign.");
        let (_, step) =
            agreements::propose(self.service, &first.actor, &agreements::Proposal::first(), "first version").await?;
        self.narrator.check(
            "one administrator cannot publish alone",
            agreements::publish(self.service, &first.actor, step).await.is_err(),
        )?;
        agreements::publish(self.service, &second.actor, step).await?;
        let agent = policies::ContactAgent::parse(
            "The Designated Agent",
            "Writ Demo Operator",
            "1 Quay Street, Harbour Town",
            "agent@operator.example",
            "+33 1 00 00 00 00",
        )?;
        policies::publish(self.service, first.actor, &agent, 0).await?;
        let law = policies::Law::parse("FR", "the courts of Paris")?;
        policies::publish(self.service, first.actor, &law, 0).await?;
        let point = policies::ContactPoint::parse("contact@operator.example", "", "English, French")?;
        policies::publish(self.service, first.actor, &point, 0).await?;
        policies::publish(self.service, first.actor, &policies::Users(point), 0).await?;
        policies::publish(self.service, first.actor, &policies::Representative::NotNeeded, 0).await?;
        self.narrator.check("nothing is left of first run", first_run::missing(self.service).await?.is_empty())?;
        Ok(Cast { uploader, member, reviewer, others: vec![first, second, senior] })
    }

    async fn store(&mut self, uploader: &Person, files: &[DemoFile]) -> anyhow::Result<Vec<Stored>> {
        let token = uploader.token(self.service).await?;
        let machine =
            CommandLine::new(self.homes.join("uploader"), self.service.config.public_url.clone(), Some(token))?;
        let mut all = Vec::new();
        for file in files {
            self.narrator.step("stored", &format!("The uploader seals and stores {}.", file.name));
            let path = machine.folder().join(&file.name);
            std::fs::write(&path, &file.bytes)?;
            let link = Zeroizing::new(machine.put(&path).await.with_context(|| format!("storing {}", file.name))?);
            let address = Link::parse(&link)?;
            let (_, look) = self.look(&address).await?;
            let object: ObjectId = look["object"].as_str().unwrap_or_default().parse().context("the object's id")?;
            let root = look["root"].as_str().unwrap_or_default().to_owned();
            let blob = self.blob(&address).await?;
            self.narrator.says("uploader", format!("writ put printed {} and the key after it", address.address()));
            self.narrator.fact("link", link.as_str());
            self.narrator.fact("object", object.to_string());
            self.narrator.fact("blob", blob.to_string());
            self.narrator.fact("root", root.as_str());
            self.narrator.check(
                "the ciphertext lies on mirrors in three countries",
                folders_with(self.service, blob)?.len() == 3,
            )?;
            let run = &file.bytes[..file.bytes.len().min(64)];
            let plain = run.len() >= 16 && !search(&self.service.config.data, run)?.is_empty();
            self.narrator.check(
                "nothing of the file, nor its key, lies anywhere in the service's folder in clear",
                !plain && {
                    let key = link.rsplit_once('#').map_or("", |(_, key)| key);
                    search(&self.service.config.data, key.as_bytes())?.is_empty()
                },
            )?;
            all.push(Stored { name: file.name.clone(), bytes: file.bytes.clone(), object, blob, root, link });
        }
        Ok(all)
    }

    /// The blob that a recipient's download is sent to.
    async fn blob(&self, link: &Link) -> anyhow::Result<BlobId> {
        let url = self.service.config.public_url.join(&format!("api/v1/links/{}/downloads", link.id))?;
        let answer: Value = self.http.post(url).send().await?.json().await?;
        answer["sources"][0]["blob"].as_str().unwrap_or_default().parse().context("a download names its blob")
    }

    /// What the service answers to whoever looks at a link: status and document.
    async fn look(&self, link: &Link) -> anyhow::Result<(StatusCode, Value)> {
        let url = self.service.config.public_url.join(&format!("api/v1/links/{}", link.id))?;
        let answer = self.http.get(url).send().await?;
        Ok((answer.status(), answer.json().await?))
    }

    /// A recipient without an account opens each link.
    async fn open(&mut self, stored: &[Stored]) -> anyhow::Result<()> {
        self.narrator.step("opened", "A recipient opens the links, without an account.");
        for file in stored {
            let opened = self.stranger.get(&file.link).await?;
            self.narrator.says("recipient", format!("{} ({} bytes)", opened.name, opened.bytes.len()));
            self.narrator.check("it opens byte for byte", opened.bytes == file.bytes && opened.name == file.name)?;
        }
        Ok(())
    }

    async fn become_rights_holder(&mut self, cast: &Cast) -> anyhow::Result<(OrganisationId, WorkId)> {
        self.narrator.step(
            "verified",
            "A rights holder applies, is verified, signs the agreement, and is granted direct access.",
        );
        let member = &cast.member.actor;
        let [ada, boris] = [&cast.others[0].actor, &cast.others[1].actor];
        let application = Application {
            name: "Harbour Pictures".into(),
            country: "GB".into(),
            domain: "harbour-pictures.example".into(),
            contact: organisations::Contact {
                name: "Mira Lang".into(),
                address: "4 Dock Road, Bristol".into(),
                telephone: "+44 117 000 0000".into(),
                email: "mira@harbour-pictures.example".into(),
            },
        };
        let organisation = organisations::apply(self.service, member, &application).await?;
        // The demo's domain is nobody's, so that it can prove nothing: that takes two.
        let alone =
            organisations::decide(self.service, ada, organisation, Verdict::Verified, "Register checked.").await;
        self.narrator.check("one administrator cannot verify without proof of the domain", alone.is_err())?;
        let step =
            organisations::propose_override(self.service, ada, organisation, "Register and officer seen.").await?;
        organisations::confirm_override(self.service, boris, step).await?;
        let mut tx = self.service.db.read().await?;
        let agreement = agreements::current(&mut tx).await?.context("an agreement is in force")?;
        drop(tx);
        let refused = direct::propose_grant(self.service, ada, organisation, "Before signing.").await.is_err();
        self.narrator.check("without a signature there is no direct access", refused)?;
        let signing = Signing {
            agreement: agreement.id,
            locale: agreement.english.locale.clone(),
            affirmed: [true; 3],
            name: "Mira Lang".into(),
            title: "Head of Rights".into(),
            authority: "Officer of the company".into(),
            address: "127.0.0.1".into(),
            browser: "writ demo".into(),
        };
        signatures::sign(self.service, member, organisation, &signing, cast.member.auth()).await?;
        self.narrator.says(
            "member",
            format!("signed version {} of the agreement, SHA-256 {}", agreement.version, agreement.english.sha256),
        );
        let step = direct::propose_grant(self.service, ada, organisation, "A careful sender for years.").await?;
        self.narrator.check(
            "one administrator cannot grant alone",
            direct::confirm_grant(self.service, ada, step).await.is_err(),
        )?;
        direct::confirm_grant(self.service, boris, step).await?;
        let work = NewWork {
            title: "Harbour at Dusk".into(),
            kind: "picture".into(),
            basis: "owner".into(),
            territory: "worldwide".into(),
            ..NewWork::default()
        };
        let work = works::register(self.service, member, organisation, &work).await?;
        Ok((organisation, work))
    }

    async fn file_claim(
        &mut self,
        cast: &Cast,
        organisation: OrganisationId,
        work: WorkId,
        stored: &Stored,
    ) -> anyhow::Result<Filed> {
        self.narrator
            .step("claimed", &format!("The rights holder claims {}, and proves it by opening the file.", stored.name));
        let statement = StatementInput {
            name: "Mira Lang".into(),
            address: "4 Dock Road, Bristol".into(),
            telephone: "+44 117 000 0000".into(),
            email: "mira@harbour-pictures.example".into(),
            good_faith: true,
            accurate: true,
            authorised_under_penalty_of_perjury: true,
            signature: "Mira Lang".into(),
            ..StatementInput::default()
        };
        let claim = |link: &str| ClaimInput {
            basis: Basis::UsDmca,
            statement: statement.clone(),
            works: vec![work],
            territory: String::new(),
            targets: vec![TargetInput {
                link: link.to_owned().into(),
                found_at: "https://forum.example/threads/4711".into(),
                ..TargetInput::default()
            }],
        };
        let member = &cast.member.actor;
        let malformed =
            filing::file(self.service, member, organisation, &claim("https://localhost/f/nonsense#key")).await;
        self.narrator.check("a malformed link is refused, and nothing is filed", malformed.is_err())?;
        let filed = filing::file(self.service, member, organisation, &claim(&stored.link)).await?;
        let target = filed.targets.first().context("a claim of one target has one")?;
        self.narrator.says("member", format!("the key opens the file: evidence level {}", target.level.as_str()));
        self.narrator
            .check("the key commitment proves that the claimant can open the file", target.level == Level::Opened)?;
        self.narrator.fact("claim", filed.claim.to_string());
        self.narrator.fact("object", stored.object.to_string());
        self.narrator.fact("root", stored.root.as_str());
        Ok(filed)
    }

    async fn delete_directly(&mut self, cast: &Cast, stored: &Stored, filed: &Filed) -> anyhow::Result<()> {
        self.narrator.step("locked", "The rights holder presses “Delete from all mirrors”. No staff is in between.");
        direct::delete_from_all_mirrors(
            self.service,
            &cast.member.actor,
            filed.claim,
            &filed.targets.iter().map(|target| target.target).collect::<Vec<_>>(),
            direct::CONFIRMATION,
            cast.member.auth(),
        )
        .await?;
        self.locked(stored).await
    }

    async fn decide(&mut self, cast: &Cast, stored: &Stored, filed: &Filed) -> anyhow::Result<()> {
        self.narrator
            .step("locked", "This time a reviewer decides: takes the case, opens the evidence, finds, and acts.");
        let reviewer = &cast.reviewer.actor;
        queue::take(self.service, reviewer, filed.claim).await?;
        let target = filed.targets.first().context("a claim of one target has one")?.target;
        let evidence = decisions::open_evidence(self.service, reviewer, target).await?;
        let name = evidence.metadata.map(|metadata| metadata.name).unwrap_or_default();
        self.narrator.says("reviewer", format!("the disclosed key shows {name}"));
        self.narrator.check("the evidence shows the very file", name == stored.name)?;
        let ruling = Ruling {
            target,
            finding: Finding::Infringing,
            action: Action::LockAndDelete,
            ground: "17 USC 512(c)".into(),
            reasons: "The file is a copy of the registered work, published without licence.".into(),
        };
        decisions::decide(self.service, reviewer, filed.claim, &[ruling]).await?;
        self.locked(stored).await
    }

    /// From the commit of the decision on, nobody gets the key share, nor a ticket.
    async fn locked(&mut self, stored: &Stored) -> anyhow::Result<()> {
        let (status, problem) = self.look(&Link::parse(&stored.link)?).await?;
        self.narrator
            .says("recipient", format!("{} {}", status.as_u16(), problem["title"].as_str().unwrap_or_default()));
        self.narrator.fact("object", stored.object.to_string());
        self.narrator.fact("blob", stored.blob.to_string());
        self.narrator.check("the old link answers 451 at once", status == StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS)?;
        self.narrator.check("the answer carries no key share", problem.get("key_share").is_none())
    }

    async fn watch_deletion(&mut self, stored: &Stored, claim: ClaimId, step: &str) -> anyhow::Result<()> {
        self.narrator
            .step(step, "Custody is secured, a signed order goes out, and each mirror answers with a signed receipt.");
        let board = wait_for(self.service, stored.object, |board| {
            board.orders.last().is_some_and(|order| {
                order.completed_at.is_some() && order.mirrors.iter().all(|m| m.probed_at.is_some())
            })
        })
        .await?;
        let order = board.orders.last().context("there is an order")?;
        let mut receipts = Vec::new();
        for mirror in &order.mirrors {
            let result = mirror.result.as_deref().unwrap_or("nothing");
            let probe = mirror.probe_outcome.as_deref().unwrap_or("nothing");
            self.narrator.says(
                "mirror",
                format!("{} in {}: receipt says {result}, the probe saw {probe}", mirror.name, mirror.jurisdiction),
            );
            receipts.push(
                json!({"mirror": mirror.mirror.to_string(), "jurisdiction": mirror.jurisdiction, "result": result}),
            );
        }
        self.narrator.fact("claim", claim.to_string());
        self.narrator.fact("order", order.id.to_string());
        self.narrator.fact("blob", stored.blob.to_string());
        self.narrator.fact("receipts", Value::Array(receipts));
        self.narrator.check(
            "every mirror receipted the deletion",
            order.mirrors.iter().all(|m| m.result.as_deref() == Some("deleted")),
        )?;
        self.narrator.check(
            "custody holds a copy in two countries",
            board.custody.iter().filter(|c| c.secured_at.is_some()).count() == 2,
        )?;
        self.narrator
            .check("the ciphertext is gone from all three folders", folders_with(self.service, stored.blob)?.is_empty())
    }

    async fn read_notice(&mut self, uploader: &Person, stored: &Stored) -> anyhow::Result<()> {
        self.narrator.step("notified", "The uploader is told why, in the portal and by mail.");
        let notices = notices::notices_of(self.service, uploader.actor.account).await?;
        let summary =
            notices.iter().find(|notice| notice.object == Some(stored.object)).context("the uploader has a notice")?;
        let notice = notices::notice(self.service, uploader.actor.account, summary.id).await?;
        let text = serde_json::to_string(&notice.statement)?;
        self.narrator.check("the statement of reasons names the rights holder", text.contains("Harbour Pictures"))?;
        let mail = wait_for_mail(self.service).await?;
        self.narrator.says("uploader", format!("a notice in the portal, and mail: {}", mail.display()));
        let mail = std::fs::read_to_string(&mail)?;
        self.narrator.check(
            "the mail names no file and carries no key",
            !mail.contains(&stored.name) && !mail.contains(stored.link.as_str()),
        )?;
        Ok(())
    }

    async fn withdraw(&mut self, cast: &Cast, stored: &Stored, claim: ClaimId) -> anyhow::Result<()> {
        self.narrator
            .step("restored", "The rights holder withdraws the second claim: the hold lifts and the file comes back.");
        let claimant = Claimant::Person(&cast.member.actor);
        withdrawal::withdraw(self.service, claimant, claim, Extent::Whole, "It turned out to be licensed.").await?;
        wait_for(self.service, stored.object, |board| {
            board.restorations.last().is_some_and(|restoration| restoration.completed_at.is_some())
        })
        .await?;
        let blob = self.blob(&Link::parse(&stored.link)?).await?;
        self.narrator.fact("object", stored.object.to_string());
        self.narrator.fact("blob", blob.to_string());
        self.narrator.fact("claim", claim.to_string());
        self.narrator.check("the restored object has a new blob", blob != stored.blob)?;
        let opened = self.stranger.get(&stored.link).await?;
        self.narrator.says("recipient", format!("the same link opens {} again", opened.name));
        self.narrator.check("it opens byte for byte", opened.bytes == stored.bytes)?;
        self.narrator.check("the deleted blob stays deleted", folders_with(self.service, stored.blob)?.is_empty())
    }

    async fn purge(&mut self, cast: &Cast, stored: &Stored) -> anyhow::Result<()> {
        self.narrator.step("purged", "Two people purge the first file at once: custody and key share are destroyed.");
        let [boris, sana] = [&cast.others[1].actor, &cast.others[2].actor];
        let step = takedown::propose_purge(self.service, sana, stored.object, "The demo shows it.").await?;
        self.narrator
            .check("one person cannot purge alone", takedown::order_purge(self.service, sana, step).await.is_err())?;
        takedown::order_purge(self.service, boris, step).await?;
        let board = wait_for(self.service, stored.object, |board| {
            let gone = board.custody.iter().all(|copy| copy.destroyed_at.is_some());
            gone && board.purge.as_ref().is_some_and(|purge| purge.destroyed_at.is_some())
        })
        .await?;
        self.narrator.fact("object", stored.object.to_string());
        self.narrator.check("no custody copy is left", board.custody.iter().all(|copy| copy.destroyed_at.is_some()))?;
        let left = search_names(&self.service.config.data.join("custody"), &stored.object.to_string())?;
        self.narrator.check("no custody file is left on disk", left.is_empty())?;
        let (status, _) = self.look(&Link::parse(&stored.link)?).await?;
        self.narrator.check("its link still answers 451", status == StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS)
    }

    async fn untouched(&mut self, stored: &[Stored]) -> anyhow::Result<()> {
        if stored.is_empty() {
            return Ok(());
        }
        self.narrator.step("untouched", "Nothing else was touched.");
        for file in stored {
            let opened = self.stranger.get(&file.link).await?;
            self.narrator.check(&format!("{} opens as before", file.name), opened.bytes == file.bytes)?;
        }
        Ok(())
    }

    async fn verify_log(&mut self) -> anyhow::Result<()> {
        self.narrator.step("log-verified", "A stranger verifies the log, from its address and from its second store.");
        let size = crate::audit::settle(self.service).await?;
        let url = self.service.config.public_url.clone();
        let over_http = self.stranger.run(["audit", "verify", url.as_str()], "").await?;
        for line in String::from_utf8_lossy(&over_http.stdout).lines() {
            self.narrator.says("stranger", line);
        }
        self.narrator.check("the log verifies over HTTP", over_http.status.success())?;
        let folder = self.service.config.log_store.as_os_str();
        let in_folder = self.stranger.run(["audit".as_ref(), "verify".as_ref(), folder], "").await?;
        self.narrator.check("its second store verifies too", in_folder.status.success())?;
        self.narrator.fact("entries", size);
        self.narrator.fact("url", format!("{url}log/checkpoint"));
        Ok(())
    }

    async fn verify_bundle(&mut self, claim: ClaimId, of: &Stored) -> anyhow::Result<()> {
        let heading = format!("The whole case of {} fits in one file that verifies offline.", of.name);
        self.narrator.step("bundle-verified", &heading);
        let data = self.service.config.data.clone();
        let path = data.join(format!("case-{claim}.json"));
        let name = claim.to_string();
        let export = [
            "audit".as_ref(),
            "bundle".as_ref(),
            name.as_ref(),
            "--data".as_ref(),
            data.as_os_str(),
            "--output".as_ref(),
            path.as_os_str(),
        ];
        let exported = self.stranger.run(export, "").await?;
        ensure!(
            exported.status.success(),
            "the case was not exported: {}",
            String::from_utf8_lossy(&exported.stderr).trim()
        );
        let verified = self.stranger.run(["audit".as_ref(), "verify-bundle".as_ref(), path.as_os_str()], "").await?;
        let report = String::from_utf8_lossy(&verified.stdout);
        let proven = report.lines().skip_while(|line| *line != "What this proves").skip(1);
        for line in proven.take_while(|line| !line.is_empty()) {
            self.narrator.says("anyone", line.trim());
        }
        self.narrator.fact("claim", claim.to_string());
        self.narrator.fact("bundle", path.display().to_string());
        self.narrator.check("the bundle verifies offline", verified.status.success())?;
        let mut bent = std::fs::read(&path)?;
        let middle = bent.len() / 2;
        let at = (middle..bent.len()).find(|at| bent[*at].is_ascii_alphanumeric()).context("a bundle has letters")?;
        bent[at] = if bent[at] == b'A' { b'B' } else { b'A' };
        let bent_path = self.homes.join("bent.json");
        std::fs::write(&bent_path, &bent)?;
        let caught = self.stranger.run(["audit".as_ref(), "verify-bundle".as_ref(), bent_path.as_os_str()], "").await?;
        self.narrator.check("one changed byte in it is caught", !caught.status.success())
    }
}

/// Waits until the object's board is as wanted.
async fn wait_for(
    service: &Service,
    object: ObjectId,
    wanted: impl Fn(&takedown::Board) -> bool,
) -> anyhow::Result<takedown::Board> {
    let looks = PATIENCE.as_millis() / 20;
    for _ in 0..looks {
        let board = takedown::board(service, object).await?;
        if wanted(&board) {
            return Ok(board);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("the work that follows a decision did not end within {} s", PATIENCE.as_secs())
}

/// The newest message written for the uploader.
async fn wait_for_mail(service: &Service) -> anyhow::Result<PathBuf> {
    for _ in 0..PATIENCE.as_millis() / 20 {
        let found = search(&service.config.data.join(LETTERS), b"ugo@example.net")?;
        if let Some(path) = found.into_iter().next_back() {
            return Ok(path);
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    bail!("no mail was written within {} s", PATIENCE.as_secs())
}

/// The mirrors whose folders hold bytes of `blob`.
fn folders_with(service: &Service, blob: BlobId) -> anyhow::Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for mirror in &service.config.mirrors {
        if !search_names(&mirror.folder, &blob.to_string())?.is_empty() {
            found.insert(mirror.name.clone());
        }
    }
    Ok(found)
}

/// Files below `folder` in whose path, below it, `name` occurs.
fn search_names(folder: &Path, name: &str) -> anyhow::Result<Vec<PathBuf>> {
    let below = |path: &PathBuf| path.strip_prefix(folder).is_ok_and(|rest| rest.to_string_lossy().contains(name));
    Ok(files_below(folder)?.into_iter().filter(below).collect())
}

/// Files below `folder` that contain `bytes`, in the order of their names.
fn search(folder: &Path, bytes: &[u8]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in files_below(folder)? {
        let content = match read(&path) {
            Ok(content) => content,
            // The service goes on while we look: a staged file may be in its place by now.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", path.display())),
        };
        if content.windows(bytes.len().max(1)).any(|window| window == bytes) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The bytes of a file, those of the database by another process: POSIX takes all of a process's locks on a file away when it
/// closes the file anywhere, so that the next program to open the database would take it for one that nobody has open, and
/// cut the memory that the service shares with it (<https://www.sqlite.org/howtocorrupt.html>, 2.2).
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let of_database = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("writ.db"));
    if !of_database {
        return std::fs::read(path);
    }
    let read = std::process::Command::new("cat").arg(path).output()?;
    if read.status.success() {
        Ok(read.stdout)
    } else {
        Err(std::io::Error::other(String::from_utf8_lossy(&read.stderr).trim().to_owned()))
    }
}

fn files_below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            // A folder that nothing was written to yet, or that went while we looked.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error).with_context(|| format!("cannot read {}", folder.display())),
        };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    Ok(files)
}
