//! The timeline of one file: the lines of its case in the public log, in words.

use super::timeline::{Line, Tone};
use crate::audit::Listed;

/// The entries of an object's case as its uploader reads them, in their order.
pub(super) fn lines(listed: &[Listed]) -> Vec<Line> {
    listed.iter().map(line).collect()
}

fn line(listed: &Listed) -> Line {
    let entry = &listed.entry;
    let text = |field: &str| entry.text(field).unwrap_or_default();
    let number = |field: &str| entry.fields.get(field).and_then(serde_json::Value::as_u64).unwrap_or_default();
    let of = |count: u64, one: &str, many: &str| format!("{count} {}", if count == 1 { one } else { many });
    let (what, tone) = match entry.kind.as_str() {
        "object.stored" => (format!("stored the file on {}", of(number("replicas"), "mirror", "mirrors")), Tone::Good),
        "object.deleted" => ("deleted the file".to_owned(), Tone::Plain),
        "object.restored" if text("because") == "owner" => ("took the deletion back".to_owned(), Tone::Good),
        "object.undeleted" => (
            "took the deletion back; the file comes from custody, and the same links will open it".to_owned(),
            Tone::Good,
        ),
        "object.restored" => ("gave the file back: the same links open it again".to_owned(), Tone::Good),
        "hold.opened" => (format!("locked the file ({})", ground(text("ground"))), Tone::Bad),
        "hold.lifted" => (
            match text("outcome") {
                "still-locked" => "lifted one lock; another one stands",
                "lost" => "lifted the lock; no copy was left to give back",
                "deleted" => "lifted the lock; its owner had deleted the file",
                "restoring" => "lifted the lock and began to give the file back",
                _ => "lifted the lock",
            }
            .to_owned(),
            Tone::Good,
        ),
        "custody.secured" => {
            ("put a sealed copy into custody, in case the decision does not stand".to_owned(), Tone::Plain)
        }
        "order.issued" => {
            let mirrors = of(number("mirrors"), "mirror", "mirrors");
            (format!("ordered {mirrors} to delete the file"), Tone::Bad)
        }
        "order.receipted" => (
            match text("result") {
                "deleted" => "signed a receipt: its copy is deleted".to_owned(),
                "absent" | "not-held" => "signed a receipt: it held no copy".to_owned(),
                other => format!("signed a receipt: {other}"),
            },
            Tone::Plain,
        ),
        "order.probed" if text("outcome") == "gone" => {
            ("asked a mirror for the file, and it is gone".to_owned(), Tone::Plain)
        }
        "order.probed" => (format!("asked a mirror for the file: {}", text("outcome")), Tone::Bad),
        "link.disabled" => ("disabled a link to the file".to_owned(), Tone::Bad),
        "link.enabled" => ("enabled a link again".to_owned(), Tone::Good),
        "notice.sent" => ("gave you a notice, and told you by e-mail".to_owned(), Tone::Plain),
        "purge.ordered" => ("ordered the purge of everything that was left".to_owned(), Tone::Bad),
        "share.destroyed" => ("destroyed its half of the key: nothing of the file can come back".to_owned(), Tone::Bad),
        other => (format!("logged {other}"), Tone::Plain),
    };
    let mut line = Line::new(entry.at, actor(&entry.actor), what);
    line.tone = tone;
    line.proof = Some(format!("/log?entry={}", listed.index));
    line
}

fn actor(role: &str) -> &'static str {
    match role {
        "uploader" => "You",
        "member" => "A rights holder",
        "notifier" => "Somebody who gave notice",
        "reviewer" => "A reviewer",
        "senior" => "A senior",
        "administrator" => "An administrator",
        "mirror" => "A mirror",
        _ => "The service",
    }
}

/// A hold's ground in words.
pub(super) fn ground(ground: &str) -> &'static str {
    match ground {
        "copyright" => "copyright",
        "court" => "an order of a court or authority",
        _ => "a law other than copyright",
    }
}
