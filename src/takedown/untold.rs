//! What an uploader was not told of: which entries of their file's case they do not read, as long as they were not.

use std::collections::HashMap;

use uuid::Uuid;

use super::{Error, store};
use crate::audit;
use crate::audit::entry::Entry;
use crate::clock::Time;
use crate::ids::{CaseId, ObjectId};
use crate::service::Service;

/// What holds or held a file, and what disables its links without a word to its uploader: a senior looks at it still, or an order hides it.
#[derive(Debug, Default)]
pub struct Untold {
    holds: Vec<store::Held>,
    /// Nothing holds the file any more, and it is not back.
    is_locked_for_nobody: bool,
    disablements: Vec<Uuid>,
    /// The hold, or what disables a link, that an entry of the case is about, by its number there.
    about: HashMap<u64, String>,
}

impl Untold {
    /// Whether an entry of the file's case tells of that, or of preservation, of which nobody is told.
    pub fn hides(&self, entry: &Entry) -> bool {
        match entry.kind.as_str() {
            "object.preserved" | "object.released" => true,
            "hold.opened" | "hold.lifted" => {
                let untold = self.holds.iter().filter(|hold| !hold.is_told);
                self.is_about(entry, untold.map(|hold| hold.id.to_string()))
            }
            "link.disabled" | "link.enabled" => self.is_about(entry, self.disablements.iter().map(Uuid::to_string)),
            "custody.secured" | "custody.destroyed" | "order.issued" | "order.receipted" | "order.probed"
            | "purge.ordered" | "share.destroyed" | "object.restored" => self.is_untold_at(entry.at),
            // That somebody complained, and what came of it, says that something is there to complain of, and how it stands.
            "complaint.received" | "complaint.answered" | "complaint.closed" => {
                !self.disablements.is_empty() || self.is_untold_at(entry.at)
            }
            _ => false,
        }
    }

    /// Whether an entry is about one of these; one that names none any more, if there is one.
    fn is_about(&self, entry: &Entry, mut these: impl Iterator<Item = String>) -> bool {
        let about = self.about.get(&entry.n);
        these.any(|it| about.is_none_or(|about| *about == it))
    }

    /// Whether nothing but what its uploader was not told of held the file at a time, which entries keep to the second.
    fn is_untold_at(&self, at: Time) -> bool {
        let held = |hold: &store::Held, until: Option<Time>| {
            hold.opened_at.seconds() <= at.seconds() && until.is_none_or(|until| at.seconds() <= until.seconds())
        };
        // What follows an untold hold ends with the file being back; with the hold, where the file stays away for another reason.
        let ended = |hold: &store::Held| hold.restored_at.or(hold.lifted_at.filter(|_| !self.is_locked_for_nobody));
        self.holds.iter().any(|hold| !hold.is_told && held(hold, ended(hold)))
            && !self.holds.iter().any(|hold| hold.is_told && held(hold, hold.lifted_at))
    }
}

/// What of a file, with its case in the log, its uploader was not told of.
pub async fn untold(service: &Service, object: ObjectId, case: CaseId) -> Result<Untold, Error> {
    let mut tx = service.db.read().await?;
    let holds = store::held(&mut tx, object).await?;
    let is_locked_for_nobody = store::is_locked_for_nobody(&mut tx, object).await?;
    let disablements = store::disabled_untold(&mut tx, object).await?;
    let mut about = HashMap::new();
    if !disablements.is_empty() || holds.iter().any(|hold| !hold.is_told) {
        let mut after = 0;
        loop {
            let batch = audit::opened_of_case(&mut tx, service, case, after).await?;
            let Some((last, ..)) = batch.last() else { break };
            after = *last;
            for (n, _, openings) in batch {
                let named = openings.into_iter().find(|it| it.field == "hold" || it.field == "disablement");
                if let Some(Ok(value)) = named.map(|it| it.value) {
                    about.insert(u64::try_from(n).unwrap_or_default(), value);
                }
            }
        }
    }
    Ok(Untold { holds, is_locked_for_nobody, disablements, about })
}
