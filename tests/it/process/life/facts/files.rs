//! What became of files, and the links to them.

use std::collections::BTreeSet;

use writ::clock::Time;
use writ::ids::{BlobId, DownloadId, LinkId, TwoPersonStepId, UploadId};
use writ::seal::link::LinkAuth;
use writ::vault::downloads::Permission;

use super::{Left, Line};
use crate::claims::cast::File;

/// What its owner settles for a link that they make besides.
#[derive(Clone, Copy, Debug)]
pub enum Terms {
    Plain,
    /// It can be downloaded from so often.
    Counted(u32),
    /// It asks for a password.
    Password,
}

/// A link that its owner made besides.
pub struct Further {
    pub link: LinkId,
    /// What shows that its password is known, if it has one.
    pub password: Option<LinkAuth>,
    /// How often it can be downloaded from still, if that is counted.
    pub left: Option<u32>,
    /// What somebody began by it while it was counted, last.
    pub begun: Option<DownloadId>,
    /// Its owner took it back.
    pub revoked: bool,
    /// From when on it leads nowhere, if its owner said so.
    pub ends: Option<Time>,
}

/// What somebody began to upload, and never completes.
#[derive(Clone, Debug)]
pub struct Begun {
    /// The file of which they are the uploader.
    pub film: usize,
    pub upload: UploadId,
    /// What its bytes are called.
    pub blob: BlobId,
    /// When it is discarded.
    pub until: Time,
    pub given_up: bool,
}

/// Why a file is preserved.
#[derive(Clone, Debug)]
pub struct Kept {
    /// Which order asks for it.
    pub order: Option<usize>,
    pub until: Option<Time>,
    pub released: bool,
}

/// A file, with what its owner and time did to it.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct Film {
    pub file: File,
    /// Another link to it than the first.
    pub second: LinkId,
    /// What shows that the password of that is known, if it has one.
    pub password: Option<LinkAuth>,
    /// Those that no claim names.
    pub further: Vec<Further>,
    /// Until when its owner can take the deletion back, if they deleted it.
    pub deleted: Option<Time>,
    /// Since when it is, if it is.
    pub deleted_at: Time,
    /// No mirror holds it.
    pub ordered: bool,
    /// A copy lies in custody.
    pub secured: bool,
    /// It was ordered away, and no copy lies in custody: nothing brings it back.
    pub lost: bool,
    /// Since when it is locked for nobody, and nobody can appeal any more.
    pub over_since: Option<Time>,
    pub purged: bool,
    /// That it be purged at once was proposed, and by whom.
    pub proposed: Option<(TwoPersonStepId, usize)>,
    pub kept: Vec<Kept>,
    /// When the last appeal or dispute about it ended.
    pub last_ended: Time,
    /// What a senior had locked of it was let go.
    pub let_go: bool,
    /// When a hold on it was lifted last.
    pub lifted_at: Time,
    /// What was decided for which its uploader was put before a reviewer.
    pub looked: BTreeSet<Line>,
    /// What whoever read it last was permitted.
    pub seen: Option<Permission>,
    pub left: Option<Left>,
}

impl Film {
    /// It is deleted, which can be taken back until then, or cannot be any more.
    pub fn delete(&mut self, now: Time, until: Time) {
        if self.deleted.is_none() {
            self.deleted_at = now;
        }
        self.deleted = Some(until);
    }

    /// One of the two links to it, as the service knows it.
    pub fn link_id(&self, link: usize) -> &LinkId {
        if link == 0 { &self.file.link } else { &self.second }
    }

    /// What shows that the password of one of them is known, if it has one.
    pub fn auth(&self, link: usize) -> Option<&LinkAuth> {
        self.password.as_ref().filter(|_| link == 1)
    }

    /// One of the two links to it, without its key.
    pub fn bare(&self, link: usize) -> String {
        if link == 0 { self.file.bare() } else { format!("http://localhost:8080/f/{}", self.second) }
    }

    /// The whole of it.
    pub fn url(&self, link: usize) -> String {
        format!("{}#{}", self.bare(link), self.file.key.encode().as_str())
    }
}
