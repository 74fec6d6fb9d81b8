//! Looking on, all the while that a file is locked: with its link nobody gets its share or a ticket, and with the last ticket that there was nobody
//! gets anything of a mirror that has once said that it is gone.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use http::{StatusCode, header};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use writ::ids::{MirrorId, ObjectId};
use writ::vault::downloads::Permission;

use crate::kills::PATIENCE;

/// How long one answer is waited for: what stands still now is asked again.
const PATIENT_FOR: Duration = Duration::from_secs(2);

/// Somebody who looks on.
pub struct Watching {
    pub object: ObjectId,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Watching {
    /// From now on. `link` is where the portal tells what a link leads to; `last` is the last ticket that there was. What liars serve is not
    /// held against the service.
    pub fn begin(
        object: ObjectId,
        reader: reqwest::Client,
        link: String,
        last: Option<Permission>,
        liars: Vec<MirrorId>,
    ) -> Self {
        let stop = CancellationToken::new();
        let task = tokio::spawn(look_on(reader, link, last, liars, stop.clone()));
        Self { object, stop, task }
    }

    /// Whether it has broken off: it saw what must not be.
    pub fn is_over(&self) -> bool {
        self.task.is_finished()
    }

    /// Until now: everything was as it must be, and was seen.
    pub async fn end(self) {
        self.stop.cancel();
        self.task.await.unwrap();
    }
}

async fn look_on(
    reader: reqwest::Client,
    link: String,
    last: Option<Permission>,
    liars: Vec<MirrorId>,
    stop: CancellationToken,
) {
    let (mut turned_away, mut gone) = (false, BTreeSet::new());
    let mut asked_in_vain = None;
    // It ends once the portal was seen to turn somebody away.
    while !(stop.is_cancelled() && turned_away) {
        if stop.is_cancelled() {
            let since = *asked_in_vain.get_or_insert_with(Instant::now);
            assert!(since.elapsed() < PATIENCE, "the portal does not say that the file is locked");
        }
        if let Some(status) = status_of(reader.get(&link)).await {
            assert!(!status.is_success(), "a locked file is shown to whoever has its link");
            turned_away |= status == StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS;
        }
        if let Some(last) = &last {
            for source in last.sources.iter().filter(|source| !liars.contains(&source.mirror)) {
                let content = format!("{}/v1/blobs/{}/content", source.url, source.blob);
                let asked = reader.get(content).bearer_auth(&last.ticket).header(header::RANGE, "bytes=0-0");
                match status_of(asked).await {
                    Some(StatusCode::GONE) => {
                        gone.insert(source.mirror);
                    }
                    Some(status) => {
                        let again = status.is_success() && gone.contains(&source.mirror);
                        assert!(!again, "{} serves again what it had deleted", source.mirror);
                    }
                    None => {}
                }
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// How it is answered; `None` where it is not.
async fn status_of(asked: reqwest::RequestBuilder) -> Option<StatusCode> {
    let answer = tokio::time::timeout(PATIENT_FOR, asked.send()).await;
    answer.ok()?.ok().map(|answer| answer.status())
}
