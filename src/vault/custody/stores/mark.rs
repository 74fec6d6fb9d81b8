//! The mark of a store, by which one in which nothing lies is told from one that is not there itself: a folder whose disk is not mounted, or
//! another prefix than that of before. In a folder it is the file `store`, in a bucket the object of that name.

use std::fs;
use std::io;

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{Place, Store, blocking, told};
use crate::disk::sync_folder;
use crate::entropy::Entropy;
use crate::service::Service;
use crate::vault::{Error, store};

const MARK: &str = "store";

const SAYS: &[u8] = b"Copies in custody lie here.\n";

const NOT_THERE: &str = "copies were secured there, and neither they nor the mark `store` are: is it mounted? Where they are lost, put a \
                         file of that name there: what is needed is made again from the other store, and what was to be destroyed \
                         counts as destroyed";

impl Store {
    /// Refuses a store that has neither its mark nor any copy though the database knows some there. Any other gets its mark, if it has none
    /// yet.
    ///
    /// # Errors
    /// [`Error::Custody`] then, and where the store does not answer.
    pub(in crate::vault::custody) async fn require_there(&self, service: &Service) -> Result<(), Error> {
        if self.is_marked().await.map_err(|source| self.failed(source))? {
            return Ok(());
        }
        let mut tx = service.db.read().await?;
        let is_known = store::custody::is_any_known_in(&mut tx, &self.name).await?;
        drop(tx);
        if is_known && self.objects().await?.is_empty() {
            return Err(self.failed(io::Error::other(NOT_THERE)));
        }
        self.mark(&service.entropy).await.map_err(|source| self.failed(source))
    }

    async fn is_marked(&self) -> io::Result<bool> {
        match &self.place {
            Place::Folder(folder) => {
                let mark = folder.join(MARK);
                blocking(move || fs::exists(mark)).await
            }
            Place::Bucket(tried) => tried.bucket.head(MARK).await.map(|head| head.is_some()).map_err(told),
        }
    }

    /// Several portals may do so at once. A folder that is not there is not made.
    async fn mark(&self, entropy: &Entropy) -> io::Result<()> {
        match &self.place {
            Place::Folder(folder) => {
                let folder = folder.clone();
                blocking(move || {
                    fs::write(folder.join(MARK), SAYS)?;
                    sync_folder(&folder)
                })
                .await
            }
            Place::Bucket(tried) => {
                let bucket = tried.sound(entropy).await.map_err(told)?;
                bucket.put(MARK, Bytes::from_static(SAYS), Sha256::digest(SAYS).into()).await.map_err(told)
            }
        }
    }
}
