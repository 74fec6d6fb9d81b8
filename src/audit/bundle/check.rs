//! Checks a bundle offline, and says in words what it proves and what it does not. Pure.

use std::collections::{BTreeMap, BTreeSet};

use data_encoding::BASE64;

use super::{Admitted, Bundle, Case, FORMAT, Opened, Proven};
use crate::audit::checkpoint::{Checkpoint, Policy, Witnessed, witness_key};
use crate::audit::entry::Entry;
use crate::audit::note::{Note, VerifierKey};
use crate::audit::verify::Fault;
use crate::clock::Time;
use crate::ids::MirrorId;
use crate::merkle::{self, Hash};
use crate::tokens::{self, Audience, Digest, Order, Possession, Receipt, order_digest};

/// What a check found.
#[derive(Clone, Debug, Default)]
pub struct Checked {
    /// Everything that is wrong, and where. Empty means that the bundle holds.
    pub faults: Vec<Fault>,
    /// What happened, an entry a line, in the order of the log.
    pub story: Vec<String>,
    /// What the bundle proves, in sentences.
    pub proven: Vec<String>,
    /// What it does not prove, in sentences.
    pub not_proven: Vec<String>,
}

impl Checked {
    /// Whether nothing is wrong.
    pub fn holds(&self) -> bool {
        self.faults.is_empty()
    }

    pub(crate) fn fault(&mut self, place: impl std::fmt::Display, what: impl std::fmt::Display) {
        self.faults.push(Fault { place: place.to_string(), what: what.to_string() });
    }
}

/// Checks a bundle. `pinned` are the log's verifier keys got from elsewhere than the bundle: without any, whose log it is has
/// to be believed, and [`Checked::not_proven`] says so. `now` is only for tokens that say they were signed in the future.
pub fn check(bytes: &[u8], pinned: &[VerifierKey], now: Time) -> Checked {
    let mut checked = Checked::default();
    let bundle: Bundle = match serde_json::from_slice(bytes) {
        Ok(bundle) => bundle,
        Err(error) => {
            checked.fault(format!("line {}, column {}", error.line(), error.column()), error);
            return checked;
        }
    };
    match serde_json_canonicalizer::to_vec(&bundle) {
        Ok(canonical) if canonical == bytes => {}
        Ok(canonical) => {
            let shared = canonical.iter().zip(bytes).take_while(|(canonical, given)| canonical == given).count();
            checked.fault(format!("byte {shared}"), "the file is not in canonical form (RFC 8785)");
        }
        Err(error) => checked.fault("the file", error),
    }
    if bundle.format != FORMAT {
        checked.fault("format", format!("it is not {FORMAT}"));
        return checked;
    }
    let Some((key, checkpoint)) = read_checkpoint(&bundle, pinned, &mut checked) else { return checked };
    let mut entries = Vec::new();
    for (place, case) in bundle.cases.iter().enumerate() {
        check_case(case, &format!("cases[{place}]"), &checkpoint, &mut entries, &mut checked);
    }
    let mirrors = check_mirrors(&bundle, &checkpoint, &mut checked);
    check_witnesses(&bundle, &key, &checkpoint, &mirrors, &mut checked);
    for (place, key) in bundle.service_keys.iter().enumerate() {
        if crate::keys::kid(&key.public) != key.kid {
            checked.fault(format!("service_keys[{place}]"), "its name is not that of its key");
        }
    }
    let signed = Signed { bundle: &bundle, origin: &checkpoint.origin, mirrors: &mirrors, now };
    let orders = signed.orders(&entries, &mut checked);
    signed.receipts(&entries, &orders, &mut checked);
    signed.possessions(&mut checked);
    tell(&bundle, &entries, pinned, &mut checked);
    checked
}

/// The log's key and its checkpoint, the signature checked.
fn read_checkpoint(
    bundle: &Bundle,
    pinned: &[VerifierKey],
    checked: &mut Checked,
) -> Option<(VerifierKey, Checkpoint)> {
    let key: VerifierKey = match bundle.log_key.parse() {
        Ok(key) => key,
        Err(error) => {
            checked.fault("log_key", error);
            return None;
        }
    };
    if !pinned.is_empty() && !pinned.contains(&key) {
        checked.fault("log_key", "it is none of the keys that you gave");
    }
    match Policy::none(key.clone()).check(&bundle.checkpoint) {
        Ok(witnessed) => Some((key, witnessed.checkpoint)),
        Err(error) => {
            checked.fault("checkpoint", error);
            // The rest is checked against what it claims, so that one fault does not hide the others.
            let claimed = Checkpoint::parse(&Note::parse(&bundle.checkpoint).ok()?.text).ok()?;
            Some((key, claimed))
        }
    }
}

/// An entry that was read, and where it stands in the bundle.
struct Placed {
    place: String,
    index: u64,
    entry: Entry,
    opened: BTreeMap<String, String>,
}

fn check_case(case: &Case, place: &str, at: &Checkpoint, entries: &mut Vec<Placed>, checked: &mut Checked) {
    for (n, proven) in (1..).zip(&case.entries) {
        let place = format!("{place}.entries[{}]", n - 1);
        let Some(placed) = check_entry(proven, place, at, checked) else { continue };
        if placed.entry.case != case.case {
            checked.fault(&placed.place, "it belongs to another case");
        }
        if placed.entry.n != n {
            let what = format!("it is entry {} of its case, where {n} was next: one was left out", placed.entry.n);
            checked.fault(&placed.place, what);
        }
        entries.push(placed);
    }
}

fn check_entry(proven: &Proven, place: String, at: &Checkpoint, checked: &mut Checked) -> Option<Placed> {
    let Ok(bytes) = BASE64.decode(proven.entry.as_bytes()) else {
        checked.fault(format!("{place}.entry"), "it is not base64");
        return None;
    };
    let path: Option<Vec<Hash>> = proven
        .path
        .iter()
        .map(|hash| BASE64.decode(hash.as_bytes()).ok().and_then(|bytes| Hash::try_from(bytes).ok()))
        .collect();
    let leaf = merkle::leaf_hash(&bytes);
    if !path.is_some_and(|path| merkle::verify_inclusion(&leaf, proven.index, at.size, &path, &at.root)) {
        checked.fault(&place, "its path does not lead from it to the checkpoint");
    }
    let entry = match Entry::parse(&bytes) {
        Ok(entry) => entry,
        Err(error) => {
            checked.fault(format!("{place}.entry"), error);
            return None;
        }
    };
    let mut opened = BTreeMap::new();
    for (n, opening) in proven.openings.iter().enumerate() {
        if opens(&entry, opening) && opened.insert(opening.field.clone(), opening.value.clone()).is_none() {
            continue;
        }
        checked
            .fault(format!("{place}.openings[{n}]"), format!("it does not open the commitment of {}", opening.field));
    }
    Some(Placed { place, index: proven.index, entry, opened })
}

fn opens(entry: &Entry, opening: &Opened) -> bool {
    let key = BASE64.decode(opening.opening.as_bytes()).ok().and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    key.is_some_and(|key| entry.opens(&opening.field, &opening.value, &key))
}

fn check_mirrors(bundle: &Bundle, at: &Checkpoint, checked: &mut Checked) -> BTreeMap<MirrorId, Admitted> {
    let mut mirrors = BTreeMap::new();
    for (n, proven) in bundle.mirrors.iter().enumerate() {
        let Some(placed) = check_entry(proven, format!("mirrors[{n}]"), at, checked) else { continue };
        match Admitted::read(&placed.entry) {
            Some(mirror) => drop(mirrors.insert(mirror.mirror, mirror)),
            None => checked.fault(&placed.place, "it does not admit a mirror"),
        }
    }
    mirrors
}

/// Checks the cosignatures: mirrors are the witnesses, and their keys stand in the log.
fn check_witnesses(
    bundle: &Bundle,
    key: &VerifierKey,
    at: &Checkpoint,
    mirrors: &BTreeMap<MirrorId, Admitted>,
    checked: &mut Checked,
) {
    let witnesses: Vec<VerifierKey> =
        mirrors.values().filter_map(|mirror| witness_key(&at.origin, mirror.mirror, mirror.key.public).ok()).collect();
    if let Ok(note) = Note::parse(&bundle.checkpoint) {
        let known: Vec<&VerifierKey> = witnesses.iter().chain([key]).collect();
        for line in note.unknown(&known) {
            checked.fault("checkpoint", format!("a signature line of a key that is not known here ({})", line.name));
        }
    }
    let policy = Policy { witnesses, ..Policy::none(key.clone()) };
    let Ok(Witnessed { cosigned, .. }) = policy.check(&bundle.checkpoint).inspect_err(|error| {
        if !checked.faults.iter().any(|fault| fault.place == "checkpoint") {
            checked.fault("checkpoint", error);
        }
    }) else {
        return;
    };
    let by: Vec<String> = cosigned
        .iter()
        .map(|witness| {
            let seconds = i64::try_from(witness.seconds).unwrap_or(i64::MAX);
            let mirror = mirrors.values().find(|mirror| witness.name.ends_with(&mirror.mirror.to_string()));
            let who = mirror
                .map_or_else(|| witness.name.clone(), |mirror| format!("{} ({})", mirror.host, mirror.jurisdiction));
            format!("{who} at {}", Time::from_seconds(seconds))
        })
        .collect();
    checked.proven.push(if by.is_empty() {
        format!("The log {} signed a checkpoint of {} entries.", at.origin, at.size)
    } else {
        format!(
            "The log {} signed a checkpoint of {} entries, and it was cosigned by {}: they saw it then, and have cosigned \
             nothing that contradicts it.",
            at.origin,
            at.size,
            by.join(", ")
        )
    });
    if by.is_empty() {
        checked.not_proven.push(
            "Nobody but the service vouches for this checkpoint: it could show another log to somebody else."
                .to_owned(),
        );
    }
}

/// The signed tokens of a bundle, and what they are checked against.
struct Signed<'a> {
    bundle: &'a Bundle,
    origin: &'a str,
    mirrors: &'a BTreeMap<MirrorId, Admitted>,
    now: Time,
}

impl Signed<'_> {
    /// Every order holds, and is one that an entry names; and every entry's order is there.
    fn orders(&self, entries: &[Placed], checked: &mut Checked) -> BTreeMap<Digest, Order> {
        let named: BTreeMap<&str, &Placed> =
            of_kind(entries, "order.issued").filter_map(|placed| Some((placed.entry.text("order")?, placed))).collect();
        let mut orders = BTreeMap::new();
        for (n, compact) in self.bundle.orders.iter().enumerate() {
            let place = format!("orders[{n}]");
            let digest = order_digest(compact);
            let keys = &self.bundle.service_keys;
            let order = match tokens::verify::<Order>(compact, keys, self.origin, Audience::Any, self.now) {
                Ok(order) => order,
                Err(error) => {
                    checked.fault(place, error);
                    continue;
                }
            };
            match named.get(digest.to_string().as_str()) {
                None => checked.fault(place, "no entry of the cases names it: it has no force"),
                Some(placed) => {
                    let same =
                        |field: &str, value: String| placed.opened.get(field).is_none_or(|opened| *opened == value);
                    if !same("blob", order.blob.to_string()) || !same("root", order.root.to_string()) {
                        checked.fault(place, format!("it is about other bytes than {} commits to", placed.place));
                    }
                    if placed.entry.text("ground").is_some_and(|ground| ground != order.ground.as_str()) {
                        checked.fault(format!("orders[{n}]"), format!("its ground is not that of {}", placed.place));
                    }
                }
            }
            orders.insert(digest, order);
        }
        for (digest, placed) in named {
            if !orders.keys().any(|order| order.to_string() == digest) {
                checked.fault(&placed.place, format!("its order {digest} is not in the bundle"));
            }
        }
        orders
    }

    /// Every receipt holds under the key of an admitted mirror, answers an order, and stands in an entry; and every entry's
    /// receipt is there.
    fn receipts(&self, entries: &[Placed], orders: &BTreeMap<Digest, Order>, checked: &mut Checked) {
        let named: BTreeMap<&str, &Placed> = of_kind(entries, "order.receipted")
            .filter_map(|placed| Some((placed.entry.text("receipt")?, placed)))
            .collect();
        let mut seen = BTreeSet::new();
        let mut answered: BTreeMap<Digest, Vec<String>> = BTreeMap::new();
        for (n, compact) in self.bundle.receipts.iter().enumerate() {
            let place = format!("receipts[{n}]");
            let digest = order_digest(compact).to_string();
            let found = self.mirrors.values().find_map(|mirror| {
                let (issuer, keys) = (mirror.mirror.to_string(), std::slice::from_ref(&mirror.key));
                let audience = Audience::Is(self.origin);
                tokens::verify::<Receipt>(compact, keys, &issuer, audience, self.now)
                    .ok()
                    .map(|receipt| (mirror, receipt))
            });
            let Some((mirror, receipt)) = found else {
                checked.fault(place, "it is not signed by a mirror that the log admitted");
                continue;
            };
            match orders.get(&receipt.order) {
                Some(order) if order.blob == receipt.blob && order.root == receipt.root => {}
                Some(_) => checked.fault(&place, "it is about other bytes than its order"),
                None => checked.fault(&place, "the order it answers is not in the bundle"),
            }
            match named.get(digest.as_str()) {
                None => checked.fault(&place, "no entry of the cases names it"),
                Some(placed) => {
                    let told = [placed.entry.text("order"), placed.entry.text("mirror"), placed.entry.text("result")];
                    let (order, issuer) = (receipt.order.to_string(), receipt.iss.to_string());
                    if told != [Some(order.as_str()), Some(issuer.as_str()), Some(receipt.result.as_str())] {
                        checked.fault(&place, format!("it says something else than {}", placed.place));
                    }
                }
            }
            seen.insert(digest);
            answered.entry(receipt.order).or_default().push(format!(
                "{} ({}) answered {} at {}",
                mirror.host,
                mirror.jurisdiction,
                receipt.result.as_str(),
                receipt.iat
            ));
        }
        for (digest, placed) in named {
            if !seen.contains(digest) {
                checked.fault(&placed.place, format!("its receipt {digest} is not in the bundle"));
            }
        }
        for (digest, order) in orders {
            let answers = answered.remove(digest).unwrap_or_default();
            let asked = order.aud.len();
            let what = format!("The order to delete blob {} (ground: {}) of {}", order.blob, order.ground, order.iat);
            if answers.is_empty() {
                checked.not_proven.push(format!("{what} was carried out: no mirror's receipt is here."));
                continue;
            }
            checked.proven.push(format!(
                "{what} stands in the log, and {} of {asked} mirrors signed that they obeyed it: {}.",
                answers.len(),
                answers.join("; ")
            ));
            if answers.len() < asked {
                checked
                    .not_proven
                    .push(format!("{what} was carried out by the other {} mirrors.", asked - answers.len()));
            }
        }
    }

    /// Every proof of possession holds.
    fn possessions(&self, checked: &mut Checked) {
        for (n, compact) in self.bundle.possessions.iter().enumerate() {
            let keys = &self.bundle.service_keys;
            match tokens::verify::<Possession>(compact, keys, self.origin, Audience::Any, self.now) {
                Ok(possession) => checked.proven.push(format!(
                    "The service signed at {} that the claimant of claim {} showed object {} to the level \u{201c}{}\u{201d}.",
                    possession.iat,
                    possession.aud,
                    possession.object,
                    match possession.level {
                        tokens::Level::Located => "located",
                        tokens::Level::Opened => "opened",
                        tokens::Level::Matched => "matched",
                    }
                )),
                Err(error) => checked.fault(format!("possessions[{n}]"), error),
            }
        }
    }
}

fn of_kind<'a>(entries: &'a [Placed], kind: &'a str) -> impl Iterator<Item = &'a Placed> {
    entries.iter().filter(move |placed| placed.entry.kind == kind)
}

/// Says in words what was found.
fn tell(bundle: &Bundle, entries: &[Placed], pinned: &[VerifierKey], checked: &mut Checked) {
    let mut placed: Vec<&Placed> = entries.iter().collect();
    placed.sort_by_key(|placed| placed.index);
    for Placed { index, entry, opened, .. } in placed {
        let clear = entry.fields.iter().map(|(field, value)| match value {
            serde_json::Value::String(text) => format!("{field}: {text}"),
            other => format!("{field}: {other}"),
        });
        let opened = opened.iter().map(|(field, value)| format!("{field}: {value}"));
        let said: Vec<String> = clear.chain(opened).collect();
        let said = if said.is_empty() { String::new() } else { format!(" ({})", said.join(", ")) };
        checked.story.push(format!("{} [{index}] {} by {}{said}", entry.at, entry.kind, entry.actor));
    }
    for (n, case) in bundle.cases.iter().enumerate() {
        let what = if n == 0 { "The claim's case" } else { "An object's case" };
        checked.proven.push(format!(
            "{what} {} has {} in the log, counted without a gap and none changed since.",
            case.case,
            match case.entries.len() {
                1 => "1 entry".to_owned(),
                many => format!("{many} entries"),
            }
        ));
    }
    let closed: usize = entries.iter().map(|placed| placed.entry.commitments.len() - placed.opened.len()).sum();
    if closed > 0 {
        checked.not_proven.push(format!(
            "What {closed} committed values say: they are for others to see, or were erased, and their openings are not here."
        ));
    }
    if pinned.is_empty() {
        checked.not_proven.push(
            "Whose log this is: its key stands in the bundle itself. Compare it with one you got elsewhere (--key)."
                .to_owned(),
        );
    }
    checked.not_proven.push(
        "What happened after the last entry of each case given, and what was never logged: the counts of a case, the \
         receipts in the parties' hands, and mirrors that obey logged orders only are what would expose it."
            .to_owned(),
    );
    if !bundle.receipts.is_empty() {
        checked.not_proven.push(
            "That a mirror told the truth in its receipt: a copy that it kept in secret is useless to any new reader, \
             because the service withholds its half of the key."
                .to_owned(),
        );
    }
}
