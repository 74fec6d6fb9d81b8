//! The links of a draft: entered by hundreds, each proven by itself, each put right or taken out in its place.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, Zeroizing};

use super::store::{self, LineRow};
use super::{Error, change, own, paste, read};
use crate::claims::proof::{self, Examined, Level, Problem, TargetInput, read_metadata};
use crate::claims::{Actor, FieldError, filing};
use crate::clock::Time;
use crate::db::Tx;
use crate::ids::{DraftId, LinkId};
use crate::seal::Metadata;
use crate::service::Service;
use crate::texts::Text;

/// Lines that are proven in one transaction: while it lasts, nobody else writes to SQLite.
const AT_ONCE: i64 = 50;

/// A link of a draft. It does not print what it discloses.
#[derive(Clone, Debug)]
pub struct Line {
    /// Its number, which stays when others are taken out.
    pub number: i64,
    /// As it was typed.
    pub typed: TargetInput,
    /// The password link that it was before its key was unmasked, or that it still is: a wrong password can be tried again.
    pub lock: Option<Lock>,
    /// What was proven.
    pub outcome: Outcome,
}

/// A password link with its masked key. It does not print.
#[derive(Clone)]
pub struct Lock(Zeroizing<String>);

impl Lock {
    /// Its characters. Whoever calls this answers for where they go.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Lock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Lock(redacted)")
    }
}

/// What a line came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was not looked at yet.
    Waiting,
    /// It names a file.
    Found {
        /// What was proven.
        level: Level,
        /// A key was given and does not open this file.
        wrong_key: bool,
        /// Name, type and size, if a key fits.
        metadata: Option<Metadata>,
    },
    /// It cannot be a target: why.
    Wrong(Text),
}

/// How far the proving of a draft has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Lines.
    pub lines: i64,
    /// Lines that were not looked at yet.
    pub left: i64,
}

/// A line as it is kept.
#[derive(Serialize, Deserialize)]
struct Typed {
    link: String,
    file_key: String,
    found_at: String,
    found_on: Option<Time>,
    archive_password: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    lock: Option<String>,
}

impl Drop for Typed {
    fn drop(&mut self) {
        for secret in [&mut self.link, &mut self.file_key, &mut self.archive_password] {
            secret.zeroize();
        }
        self.lock.zeroize();
    }
}

impl Typed {
    fn new(input: &TargetInput, lock: Option<&Lock>) -> Self {
        Self {
            link: input.link.to_string(),
            file_key: input.file_key.to_string(),
            found_at: input.found_at.clone(),
            found_on: input.found_on,
            archive_password: input.archive_password.to_string(),
            lock: lock.map(|lock| lock.expose().to_owned()),
        }
    }

    /// Or what is read in its place where it cannot be.
    fn read(service: &Service, draft: DraftId, row: &LineRow) -> Result<Result<Self, Text>, Error> {
        read(service, &context(draft, row.line, "typed"), &row.typed_sealed)
    }

    fn seal(&self, service: &Service, draft: DraftId, line: i64) -> Result<Vec<u8>, Error> {
        let json = Zeroizing::new(serde_json::to_vec(self)?);
        Ok(service.keys.seal(&context(draft, line, "typed"), &json))
    }

    fn input(&self) -> TargetInput {
        TargetInput {
            link: Zeroizing::new(self.link.clone()),
            file_key: Zeroizing::new(self.file_key.clone()),
            found_at: self.found_at.clone(),
            found_on: self.found_on,
            archive_password: Zeroizing::new(self.archive_password.clone()),
        }
    }

    fn lock(&self) -> Option<Lock> {
        let lock = self.lock.as_ref().or_else(|| proof::is_locked(&self.link).then_some(&self.link))?;
        Some(Lock(Zeroizing::new(lock.clone())))
    }
}

/// What was proven, as it is kept.
#[derive(Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "kebab-case")]
enum Proof {
    Found { level: String, wrong_key: bool, metadata: Option<String> },
    Wrong { why: Text },
}

impl Proof {
    fn found(target: &Examined) -> Result<Self, Error> {
        let metadata = target.metadata.as_ref().map(serde_json::to_string).transpose()?;
        Ok(Self::Found { level: target.level.as_str().to_owned(), wrong_key: target.wrong_key, metadata })
    }

    fn outcome(self) -> Result<Outcome, Error> {
        Ok(match self {
            Self::Found { level, wrong_key, metadata } => Outcome::Found {
                level: level.parse().map_err(|_| crate::claims::store::unreadable("claim_draft_lines.proof"))?,
                wrong_key,
                metadata: metadata.map(|json| read_metadata(json.as_bytes())).transpose()?,
            },
            Self::Wrong { why } => Outcome::Wrong(why),
        })
    }
}

fn context(draft: DraftId, line: i64, column: &str) -> String {
    format!("claim_draft_lines.{column}/{draft}/{line}")
}

/// The lines of a draft. Which of them repeat each other, or a target in `present`, is said here: it changes with them.
pub(super) fn open(
    service: &Service,
    draft: DraftId,
    rows: Vec<LineRow>,
    present: &[(LinkId, i64, i64)],
) -> Result<Vec<Line>, Error> {
    let present: HashMap<&LinkId, i64> = present.iter().map(|(link, position, _)| (link, *position)).collect();
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        let kept = match Typed::read(service, draft, &row)? {
            Ok(kept) => kept,
            Err(instead) => {
                let (typed, outcome) = (TargetInput::default(), Outcome::Wrong(instead));
                lines.push(Line { number: row.line, lock: None, typed, outcome });
                continue;
            }
        };
        let typed = kept.input();
        let mut outcome = match &row.proof_sealed {
            None => Outcome::Waiting,
            Some(sealed) => match read::<Proof>(service, &context(draft, row.line, "proof"), sealed)? {
                Ok(proof) => proof.outcome()?,
                Err(instead) => Outcome::Wrong(instead),
            },
        };
        if let Some(position) = proof::link_of(&typed).and_then(|link| present.get(&link)) {
            outcome = Outcome::Wrong(Problem::InClaim(*position).told());
        }
        lines.push(Line { number: row.line, lock: kept.lock(), typed, outcome });
    }
    say_repeated(&mut lines);
    Ok(lines)
}

/// Of lines with the same link one counts: the first that opens its file, or else the first.
fn say_repeated(lines: &mut [Line]) {
    let mut counts: HashMap<LinkId, (i64, bool)> = HashMap::new();
    for line in lines.iter() {
        let Some(link) = proof::link_of(&line.typed) else { continue };
        let opens = matches!(line.outcome, Outcome::Found { level: Level::Opened | Level::Matched, .. });
        let counting = counts.entry(link).or_insert((line.number, opens));
        if opens && !counting.1 {
            *counting = (line.number, true);
        }
    }
    for line in lines {
        let counting = proof::link_of(&line.typed).and_then(|link| counts.get(&link));
        if let Some((other, _)) = counting.filter(|(other, _)| *other != line.number) {
            let other = usize::try_from(*other).unwrap_or_default();
            line.outcome = Outcome::Wrong(Problem::Repeated(other).told());
        }
    }
}

/// Takes in what was pasted or dropped, behind what is there: all of it or nothing. Gives how many lines that were.
pub async fn enter(service: &Service, actor: &Actor, draft: DraftId, text: &str) -> Result<usize, Error> {
    // Read before anybody has to wait for it.
    let mut tx = service.db.read().await?;
    own(&mut tx, actor, draft).await?;
    let room = room(&mut tx, service, draft).await?;
    drop(tx);
    let inputs = paste::read(text, room)?;
    if inputs.is_empty() {
        return Err(Error::Invalid(vec![FieldError::new("targets", Text::of("draft-paste"))]));
    }
    let mut tx = service.db.begin().await?;
    change(&mut tx, service, actor, draft).await?;
    if self::room(&mut tx, service, draft).await? < inputs.len() {
        return Err(Error::Conflict(Text::of("draft-entered-elsewhere")));
    }
    let (_, _, last) = store::count(&mut tx, draft).await?;
    for (line, input) in (last + 1..).zip(&inputs) {
        let sealed = Typed::new(input, None).seal(service, draft, line)?;
        store::insert_line(&mut tx, draft, line, &sealed).await?;
    }
    tx.commit().await?;
    Ok(inputs.len())
}

/// How many lines still fit.
async fn room(tx: &mut Tx, service: &Service, draft: DraftId) -> Result<usize, Error> {
    let row = store::draft(tx, draft).await?.ok_or(Error::NotFound)?;
    let present = match row.claim {
        Some(claim) => crate::claims::store::links_of_claim(tx, claim).await?.len(),
        None => 0,
    };
    let (lines, ..) = store::count(tx, draft).await?;
    let taken = present + usize::try_from(lines).unwrap_or(usize::MAX);
    Ok(service.config.limits.claim_targets.saturating_sub(taken))
}

/// Looks at the next lines that were not looked at since they were typed. Only for who may file: whoever may not learns
/// nothing of what the lines point at. Keys that do not fit are counted as those of claims are.
pub async fn prove(service: &Service, actor: &Actor, draft: DraftId) -> Result<Progress, Error> {
    let now = service.clock.now();
    let mut tx = service.db.begin().await?;
    let row = own(&mut tx, actor, draft).await?;
    filing::may_file(&mut tx, service, actor, row.organisation).await?;
    store::lock(&mut tx, draft, 0, now).await?.ok_or(Error::NotFound)?;
    let (mut readable, mut proofs) = (Vec::new(), Vec::new());
    for row in store::unproven(&mut tx, draft, AT_ONCE).await? {
        let typed = match Typed::read(service, draft, &row)? {
            Ok(typed) => typed.input(),
            Err(why) => {
                proofs.push((row.line, Proof::Wrong { why }, None));
                continue;
            }
        };
        match proof::read_one(usize::try_from(row.line).unwrap_or_default(), &typed, now) {
            Ok(line) => readable.push(line),
            Err(error) => proofs.push((row.line, Proof::Wrong { why: error.problem.told() }, None)),
        }
    }
    let number = |line: usize| i64::try_from(line).unwrap_or_default();
    let examination = proof::examine(&mut tx, service, Some(&actor.account.to_string()), readable).await?;
    for target in &examination.targets {
        proofs.push((number(target.line.number), Proof::found(target)?, Some(target.object)));
    }
    for error in examination.errors {
        proofs.push((number(error.line), Proof::Wrong { why: error.problem.told() }, None));
    }
    for (line, proof, object) in proofs {
        let json = Zeroizing::new(serde_json::to_vec(&proof)?);
        let sealed = service.keys.seal(&context(draft, line, "proof"), &json);
        store::set_proof(&mut tx, draft, line, Some(&sealed), object).await?;
    }
    let (lines, left, _) = store::count(&mut tx, draft).await?;
    tx.commit().await?;
    Ok(Progress { lines, left })
}

/// Looks at every line that was not looked at.
pub async fn prove_all(service: &Service, actor: &Actor, draft: DraftId) -> Result<Progress, Error> {
    loop {
        let progress = prove(service, actor, draft).await?;
        if progress.left == 0 {
            return Ok(progress);
        }
    }
}

/// Another text takes the place of a line, and is yet to be looked at.
pub async fn retype(
    service: &Service,
    actor: &Actor,
    draft: DraftId,
    line: i64,
    input: &TargetInput,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    change(&mut tx, service, actor, draft).await?;
    let sealed = Typed::new(input, None).seal(service, draft, line)?;
    if store::retype(&mut tx, draft, line, &sealed).await? != 1 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// The link of a line with its key unmasked, as the browser made it with a password. What the line was stays known.
pub async fn unlock(
    service: &Service,
    actor: &Actor,
    draft: DraftId,
    line: i64,
    link: Zeroizing<String>,
) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    change(&mut tx, service, actor, draft).await?;
    let rows = store::lines(&mut tx, draft).await?;
    let row = rows.iter().find(|row| row.line == line).ok_or(Error::NotFound)?;
    let Ok(kept) = Typed::read(service, draft, row)? else {
        return Err(Error::Conflict(Text::of("draft-line-unreadable")));
    };
    let lock = kept.lock().ok_or(Error::Conflict(Text::of("draft-no-password")))?;
    let mut input = kept.input();
    if proof::link_of(&input) != proof::link_of(&TargetInput { link: link.clone(), ..TargetInput::default() }) {
        return Err(Error::Conflict(Text::of("draft-other-link")));
    }
    input.link = link;
    let sealed = Typed::new(&input, Some(&lock)).seal(service, draft, line)?;
    store::retype(&mut tx, draft, line, &sealed).await?;
    tx.commit().await?;
    Ok(())
}

/// Where and when links were found: what is left out of it changes nothing.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The address; empty if it is not said.
    pub at: &'a str,
    /// The day.
    pub on: Option<Time>,
    /// Also of lines that say it already.
    pub replace: bool,
}

/// Where and when the link and key of many lines were found. Lines that say it already keep it, unless it is to be replaced,
/// or cannot be read. What was proven of them stays. Gives how many lines say something else now.
pub async fn set_found(
    service: &Service,
    actor: &Actor,
    draft: DraftId,
    lines: &[i64],
    found: Found<'_>,
) -> Result<usize, Error> {
    let now = service.clock.now();
    if found.at.trim().is_empty() && found.on.is_none() {
        return Err(Error::Invalid(vec![FieldError::new("found_at", Text::of("draft-found-missing"))]));
    }
    let probe = TargetInput { found_at: found.at.to_owned(), found_on: found.on, ..TargetInput::default() };
    if let Err(problem) = proof::read_found(&probe, now) {
        let field = if problem == Problem::FoundOn { "found_on" } else { "found_at" };
        return Err(Error::Invalid(vec![FieldError::new(field, problem.told())]));
    }
    let mut tx = service.db.begin().await?;
    change(&mut tx, service, actor, draft).await?;
    let mut set = 0;
    for row in store::lines(&mut tx, draft).await?.iter().filter(|row| lines.contains(&row.line)) {
        // What cannot be read is entered anew, whole.
        let Ok(mut typed) = Typed::read(service, draft, row)? else { continue };
        // A line that was refused for where it was found is looked at again.
        let was_wrong = proof::read_found(&typed.input(), now).is_err();
        let replace = found.replace || was_wrong;
        let at = !found.at.trim().is_empty() && (replace || typed.found_at.trim().is_empty());
        let on = found.on.is_some() && (replace || typed.found_on.is_none());
        if at {
            found.at.trim().clone_into(&mut typed.found_at);
        }
        if on {
            typed.found_on = found.on;
        }
        if !at && !on {
            continue;
        }
        set += 1;
        let sealed = typed.seal(service, draft, row.line)?;
        if was_wrong {
            store::retype(&mut tx, draft, row.line, &sealed).await?;
        } else {
            store::annotate(&mut tx, draft, row.line, &sealed).await?;
        }
    }
    tx.commit().await?;
    Ok(set)
}

/// Looks at lines anew: what stood in the way of one may have passed.
pub async fn look_again(service: &Service, actor: &Actor, draft: DraftId, lines: &[i64]) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    change(&mut tx, service, actor, draft).await?;
    for line in lines {
        store::set_proof(&mut tx, draft, *line, None, None).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Takes lines out.
pub async fn remove(service: &Service, actor: &Actor, draft: DraftId, lines: &[i64]) -> Result<(), Error> {
    let mut tx = service.db.begin().await?;
    change(&mut tx, service, actor, draft).await?;
    for line in lines {
        store::remove_line(&mut tx, draft, *line).await?;
    }
    tx.commit().await?;
    Ok(())
}
