//! A mirror as a witness of the log (C2SP tlog-witness): it cosigns a checkpoint after checking that it
//! follows the last one it cosigned, and remembers it before it answers.

use sqlx::SqliteConnection;

use super::{Error, Mirror, finish, hash, store};
use crate::audit::checkpoint::Checkpoint;
use crate::audit::note::Note;
use crate::audit::witness::{self, AddCheckpoint, Refusal};
use crate::tokens::Digest;

impl Mirror {
    /// Judges the body of `add-checkpoint` and cosigns: the answer is one signature line. The new state
    /// is durable before the cosignature exists, and one request is judged at a time.
    pub async fn add_checkpoint(&self, body: &str) -> Result<String, Error> {
        let request: AddCheckpoint = body.parse()?;
        // Judged once without holding up anybody, so that strangers' requests cost no place in the queue of
        // writers; and once where it counts.
        let mut db = self.inner.store.read().await?;
        witness::consider(&request, self.latest(&mut db).await?.as_ref(), &self.believed().policy)?;
        drop(db);
        let mirror = self.clone();
        finish(async move {
            let inner = &mirror.inner;
            let (origin, believed) = (&inner.origin, mirror.believed());
            let mut tx = inner.store.write().await?;
            let latest = mirror.latest(&mut tx).await?;
            let checkpoint = witness::consider(&request, latest.as_ref(), &believed.policy)?;
            let now = inner.clock.now();
            let seconds = u64::try_from(now.seconds()).unwrap_or(0);
            let cosignature = checkpoint.cosign(&inner.witness_key, seconds, |message| inner.key.sign(message));
            // Of the same state nothing changes: strangers who show it again and again cost no write.
            if latest.as_ref() == Some(&checkpoint) {
                return Ok(cosignature.to_string());
            }
            let signed = Note::parse(&request.checkpoint).map_err(|_| Refusal::Malformed)?;
            // What monitors are shown: the log's own lines and ours, nobody else's.
            let mut note = Note { text: signed.text.clone(), signatures: Vec::new() };
            for key in &believed.policy.log {
                let id = key.id();
                note.signatures.extend(
                    signed.signatures.iter().filter(|line| line.name == key.name() && line.key_id == id).cloned(),
                );
            }
            note.signatures.push(cosignature.clone());
            let size = i64::try_from(checkpoint.size).map_err(|_| Refusal::Malformed)?;
            store::set_cosigned(&mut tx, origin, size, &checkpoint.root, &note.to_string(), now).await?;
            tx.commit().await?;
            Ok(cosignature.to_string())
        })
        .await
    }

    /// The checkpoint cosigned last of the log whose origin has this SHA-256, with the log's signature and
    /// ours: what monitors compare.
    pub async fn cosigned_checkpoint(&self, origin: Digest) -> Result<String, Error> {
        if origin != Digest::of(self.inner.origin.as_bytes()) {
            return Err(Error::NotFound);
        }
        let mut db = self.inner.store.read().await?;
        let (_, _, note) = store::cosigned(&mut db, &self.inner.origin).await?.ok_or(Error::NotFound)?;
        Ok(note)
    }

    /// The state of the log that was cosigned last.
    pub(super) async fn latest(&self, db: &mut SqliteConnection) -> Result<Option<Checkpoint>, Error> {
        let origin = &self.inner.origin;
        let Some((size, root, _)) = store::cosigned(db, origin).await? else { return Ok(None) };
        let size = u64::try_from(size).map_err(|_| Error::Damaged("the size it cosigned is negative"))?;
        Ok(Some(Checkpoint { origin: origin.clone(), size, root: hash(&root)? }))
    }
}
