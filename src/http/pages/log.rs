//! The log as people read it: what it proves and what not, how long it is, what was logged last, and one entry with its
//! proof. Programs read the paths of c2sp.org/tlog-tiles beside it.

use serde::Deserialize;
use serde_json::Value;

use super::Samples;
use super::prelude::*;
use crate::audit::entry::Entry;
use crate::audit::{self, Listed, Shown};
use crate::clock::Time;
use crate::ids::CaseId;

/// Entries on a page.
const ROWS: u32 = 50;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/log", get(show)).route("/log/entries/{index}", get(entry))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<LogPage>();
    samples.add::<EntryPage>();
}

/// The log as a whole.
#[derive(Clone, Debug)]
struct Published {
    origin: String,
    size: u64,
    root: String,
    note: String,
    key: String,
    /// Each witness's key, and whether it cosigned this checkpoint.
    witnesses: Vec<(String, bool)>,
    quorum: usize,
}

/// The log's page.
#[derive(Template)]
#[template(path = "log/show.html")]
struct LogPage {
    layout: Layout,
    address: String,
    published: Option<Published>,
    entries: Vec<Listed>,
    newer: Option<String>,
    older: Option<String>,
}

/// One entry.
#[derive(Template)]
#[template(path = "log/entry.html")]
struct EntryPage {
    layout: Layout,
    address: String,
    listed: Listed,
    /// The canonical JSON, as logged.
    text: String,
    proof: Option<String>,
    key: String,
}
page!(LogPage, EntryPage);

/// What an entry is about, as people say it: `order.receipted` is `Order receipted`.
pub(super) fn what(entry: &Entry) -> String {
    let mut words = entry.kind.replace(['.', '-'], " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

/// The fields that stand in clear, as a row shows them.
pub(super) fn clear(entry: &Entry) -> Vec<(String, String)> {
    entry.fields.iter().map(|(name, value)| (name.replace('_', " "), said(value))).collect()
}

/// A value as people write it; as it was logged, it stands below.
fn said(value: &Value) -> String {
    match value {
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.to_owned(),
        Value::Array(values) => values.iter().map(said).collect::<Vec<_>>().join(", "),
        Value::String(text) => Time::parse_rfc3339(text).map_or_else(|| text.clone(), filters::minute),
        other => other.to_string(),
    }
}

impl Sample for LogPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        let published = Published {
            origin: "files.example".into(),
            size: 1_204,
            root: "9f".repeat(32),
            note: "files.example\n1204\nroot\n\n— files.example signature\n".into(),
            key: "files.example+1234abcd+key".into(),
            witnesses: vec![("files.example/mirrors/1+aa+key".into(), true), ("other+bb+key".into(), false)],
            quorum: 0,
        };
        let empty = Self {
            layout: layout.clone(),
            address: "https://files.example/log".into(),
            published: None,
            entries: vec![],
            newer: None,
            older: None,
        };
        let full = Self {
            layout: layout.clone(),
            address: "https://files.example/log".into(),
            published: Some(published),
            entries: vec![sample_entry(&layout)],
            newer: Some("/log".into()),
            older: Some("/log?before=1".into()),
        };
        vec![full, empty]
    }
}

fn sample_entry(layout: &Layout) -> Listed {
    let fields = [("outcome", "removed"), ("organisation", "Example Pictures")];
    let fields = fields.into_iter().map(|(name, value)| (name.to_owned(), Value::from(value))).collect();
    let case = CaseId(uuid::Uuid::from_u128(7));
    let mut entry = Entry::new("target.decided", layout.now, case, 4, "reviewer", fields);
    entry.commit("object", "an object", &[7; 32]);
    Listed { index: 1_203, entry }
}

impl Sample for EntryPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample_for_strangers();
        let one = |proof: Option<&str>| Self {
            address: "https://files.example/log".into(),
            listed: sample_entry(&layout),
            text: "{\"v\":1}".into(),
            proof: proof.map(ToOwned::to_owned),
            key: "files.example+1234abcd+key".into(),
            layout: layout.clone(),
        };
        vec![one(Some("c2sp.org/tlog-proof@v1\nindex 1203\n")), one(None)]
    }
}

/// Where in the list, or which entry.
#[derive(Clone, Copy, Debug, Deserialize)]
struct Asked {
    before: Option<u64>,
    entry: Option<u64>,
}

fn address(service: &Service) -> String {
    format!("{}/log", service.config.public_url.as_str().trim_end_matches('/'))
}

async fn show(State(service): State<Service>, layout: Layout, Query(asked): Query<Asked>) -> Result<Response, Error> {
    if let Some(index) = asked.entry {
        return Ok(see_other(&format!("/log/entries/{index}")));
    }
    let published = audit::overview(&service).await.map_err(Error::internal)?.map(|overview| Published {
        witnesses: overview
            .witnesses
            .iter()
            .map(|key| (key.to_string(), overview.cosigned_by.iter().any(|name| name == key.name())))
            .collect(),
        origin: overview.origin,
        size: overview.size,
        root: data_encoding::HEXLOWER.encode(&overview.root),
        note: overview.note,
        key: overview.key.to_string(),
        quorum: overview.quorum,
    });
    let entries = audit::recent(&service, asked.before, ROWS).await.map_err(Error::internal)?;
    let older = entries.last().filter(|last| last.index > 0).map(|last| format!("/log?before={}", last.index));
    let size = published.as_ref().map_or(0, |published| published.size);
    let newer = asked.before.filter(|before| *before < size).map(|before| {
        let next = before.saturating_add(u64::from(ROWS));
        if next >= size { "/log".to_owned() } else { format!("/log?before={next}") }
    });
    Ok(LogPage { layout, address: address(&service), published, entries, newer, older }.into_response())
}

async fn entry(State(service): State<Service>, layout: Layout, Path(index): Path<u64>) -> Result<EntryPage, Error> {
    let Shown { listed, bytes, proof } =
        audit::entry_at(&service, index).await.map_err(Error::internal)?.ok_or(Error::NotFound)?;
    let key = audit::verifier_keys(&service).await.map_err(Error::internal)?;
    let key = key.lines().next().unwrap_or_default().to_owned();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    Ok(EntryPage { layout, address: address(&service), listed, text, proof, key })
}
