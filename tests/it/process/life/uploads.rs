//! Uploads that come to nothing: an uploader begins one and gives it up, leaves it lying or closes their account. Its bytes lie on mirrors until
//! then, and nowhere after that; and nothing else comes of it, for any file.

use bytes::Bytes;
use proptest::sample::Index;
use writ::accounts::standing::Scope;
use writ::mirrors::Piece;
use writ::tokens::Digest;
use writ::vault::{Error, uploads};

use super::facts::{Begun, Party};
use super::model::{Life, chosen};
use crate::promises;

impl Life {
    /// The uploader of a file begins to upload another, unless that is closed to them, while all mirrors are there.
    pub(super) async fn begin_upload(&mut self, film: usize) -> Option<()> {
        if self.has_left(film) || self.is_disturbed() {
            return None;
        }
        let (service, owner) = (self.service(), self.owner(film).account);
        let begun = uploads::begin(&service, owner, None).await;
        assert_eq!(begun.is_ok(), !self.closed(Party::Owner(film), Scope::Uploads), "{begun:?}");
        let begun = begun.ok()?;
        let bytes = Bytes::from_static(&[7; 4_096]);
        let digest = Digest::of(&bytes);
        let admitted = uploads::admit(&service, owner, begun.upload).await.unwrap();
        uploads::put(&service, admitted, Piece::Part(0), digest, bytes).await.unwrap();
        let blob = promises::blob_of(&service, begun.object).await;
        self.secrets.push(("an object", begun.object.to_string()));
        self.uploads.push(Begun { film, upload: begun.upload, blob, until: begun.expires_at, given_up: false });
        Some(())
    }

    /// They give one up, also one that is over; and nobody else does.
    pub(super) async fn give_up(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.uploads, index, |begun| !self.is_nothing(begun))?;
        let (service, begun) = (self.service(), self.uploads[at].clone());
        if self.has_left(begun.film) {
            return None;
        }
        let other = uploads::discard(&service, self.owner(1 - begun.film).account, begun.upload).await;
        assert!(matches!(other, Err(Error::NotFound)), "no stranger's to give up: {other:?}");
        uploads::discard(&service, self.owner(begun.film).account, begun.upload).await.unwrap();
        self.uploads[at].given_up = true;
        Some(())
    }

    /// Whether an upload has come to nothing.
    fn is_nothing(&self, begun: &Begun) -> bool {
        begun.given_up || self.has_left(begun.film) || begun.until <= self.now()
    }

    /// Something of each lies on mirrors until it has come to nothing, and nothing after that.
    pub(super) async fn check_uploads(&self) {
        let service = &self.app.service;
        for begun in &self.uploads {
            let goes_on = !self.is_nothing(begun);
            let status = uploads::status(service, self.owner(begun.film).account, begun.upload).await;
            assert_eq!(status.is_ok(), goes_on, "{begun:?}: {status:?}");
            let copies = promises::places(service, begun.blob).len();
            assert_eq!(copies > 0, goes_on, "{copies} copies of {begun:?}");
            let other = uploads::status(service, self.owner(1 - begun.film).account, begun.upload).await;
            assert!(matches!(other, Err(Error::NotFound)), "promise 11: an upload: {other:?}");
        }
    }
}
