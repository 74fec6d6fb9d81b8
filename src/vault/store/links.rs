//! Links, downloads, and what is read when somebody stands before one.

use crate::clock::Time;
use crate::db::{self, Tx};
use crate::ids::{AccountId, BlobId, DownloadId, LinkId, ObjectId};
use crate::vault::ObjectState;

pub struct New<'a> {
    pub id: &'a LinkId,
    pub object: ObjectId,
    pub name_sealed: Option<Vec<u8>>,
    pub auth_hash: Option<Vec<u8>>,
    pub expires_at: Option<Time>,
    pub max_downloads: Option<i64>,
    pub now: Time,
}

pub async fn insert(tx: &mut Tx, new: New<'_>) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO links (id, object, name_sealed, auth_hash, expires_at, max_downloads, downloads, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7)",
        new.id.clone(),
        new.object,
        new.name_sealed,
        new.auth_hash,
        new.expires_at,
        new.max_downloads,
        new.now
    )?;
    Ok(())
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Listed {
    pub id: LinkId,
    pub name_sealed: Option<Vec<u8>>,
    pub has_password: bool,
    pub expires_at: Option<Time>,
    pub max_downloads: Option<i64>,
    pub downloads: i64,
    pub created_at: Time,
    pub revoked_at: Option<Time>,
    pub disabled: bool,
}

pub async fn of_object(tx: &mut Tx, object: ObjectId) -> Result<Vec<Listed>, sqlx::Error> {
    db::all!(
        tx,
        Listed,
        "SELECT id, name_sealed, (auth_hash IS NOT NULL) AS has_password, expires_at, max_downloads, downloads, created_at,
                revoked_at,
                EXISTS (SELECT 1 FROM link_disablements d WHERE d.link = links.id AND d.lifted_at IS NULL) AS disabled
         FROM links WHERE object = $1 ORDER BY created_at, id",
        object
    )
}

/// Changes what an owner may change of a link that is not revoked.
pub async fn change(
    tx: &mut Tx,
    object: ObjectId,
    link: &LinkId,
    name_sealed: Option<Vec<u8>>,
    expires_at: Option<Time>,
    max_downloads: Option<i64>,
) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE links SET name_sealed = $3, expires_at = $4, max_downloads = $5
         WHERE id = $1 AND object = $2 AND revoked_at IS NULL",
        link.clone(),
        object,
        name_sealed,
        expires_at,
        max_downloads
    )
}

pub async fn revoke(tx: &mut Tx, object: ObjectId, link: &LinkId, now: Time) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE links SET revoked_at = $3 WHERE id = $1 AND object = $2 AND revoked_at IS NULL",
        link.clone(),
        object,
        now
    )
}

/// That `$it`, a hold or what disables a link, by its `id` and its `decision`, is there for an order of an authority that hides anything
/// still, be it by an escalation of that: whoever is kept out is told of it only where nothing else keeps them out.
macro_rules! is_hidden {
    ($it:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM decisions d JOIN targets t ON t.id = d.target JOIN authority_orders o ON o.claim = t.claim
                      WHERE d.id = ",
            $it,
            ".decision AND o.gag <> 'none' AND o.gag_ended_at IS NULL)
              OR EXISTS (SELECT 1 FROM escalation_holds e JOIN escalations s ON s.id = e.escalation
                                JOIN authority_orders o ON o.claim = s.claim
                         WHERE e.hold = ",
            $it,
            ".id AND o.gag <> 'none' AND o.gag_ended_at IS NULL))"
        )
    };
}
pub(crate) use is_hidden;

/// That the uploader was told of `$it`, a hold or what disables a link: of a decision by the notice of it. What no decision opened is told of as
/// it is, but for what is held for a danger, of which nobody is told while it stands.
macro_rules! is_told {
    ($it:literal) => {
        concat!(
            "(EXISTS (SELECT 1 FROM notices n WHERE n.decision = ",
            $it,
            ".decision AND n.kind = 'restriction')
              OR (",
            $it,
            ".decision IS NULL AND NOT EXISTS (SELECT 1 FROM escalation_holds e WHERE e.hold = ",
            $it,
            ".id)))"
        )
    };
}
pub(crate) use is_told;

/// What blocks a link, a row each, as `b`: what disables `$link` itself, and the holds of its file `$object`, which are `held`. `ended` is 0 of
/// what stands, 1 of a hold that was lifted from a file which is not back yet, and 2 of one that is over.
macro_rules! what_blocks {
    ($link:literal, $object:literal) => {
        concat!(
            "(SELECT x.id, x.decision, x.ground, x.disabled_at AS since, FALSE AS held, 0 AS ended FROM link_disablements x
              WHERE x.link = ",
            $link,
            " AND x.lifted_at IS NULL
              UNION ALL
              SELECT h.id, h.decision, h.ground, h.opened_at AS since, TRUE AS held,
                     CASE WHEN h.lifted_at IS NULL THEN 0 WHEN h.restored_at IS NULL THEN 1 ELSE 2 END AS ended
              FROM holds h WHERE h.object = ",
            $object,
            ") AS b"
        )
    };
}
pub(crate) use what_blocks;

/// A link and its object in one row, read in one statement: the share stands in it only if the object may be read at
/// that instant.
#[derive(Clone, sqlx::FromRow)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own, as the database answers it")]
pub struct Door {
    pub object: ObjectId,
    pub state: ObjectState,
    pub root: Option<Vec<u8>>,
    pub sealed_size: Option<i64>,
    pub sealed_metadata: Option<Vec<u8>>,
    pub blob: Option<BlobId>,
    pub key_share_sealed: Option<Vec<u8>>,
    pub auth_hash: Option<Vec<u8>>,
    pub expires_at: Option<Time>,
    pub revoked_at: Option<Time>,
    pub max_downloads: Option<i64>,
    pub downloads: i64,
    pub disabled: bool,
    /// When its owner deleted it, also where it was locked since.
    pub deleted_at: Option<Time>,
    /// Something blocks it that whoever is kept out is told of before anything else: not what an order hides.
    pub told: bool,
    /// The account that shared it was terminated, and if its owner deleted the object, then since their days to save it were over.
    pub closed: bool,
    /// Its person has closed the account since: what they shared leads nowhere by their own wish.
    pub left_by_owner: bool,
}

impl Door {
    /// Neither revoked nor expired, and its object neither deleted by its owner nor incomplete.
    pub fn stands(&self, now: Time) -> bool {
        let leads = match self.state {
            ObjectState::Available | ObjectState::Purged => true,
            // What locks what was deleted is not to show by that, where it hides.
            ObjectState::Locked => self.told || self.closed || self.deleted_at.is_none(),
            ObjectState::Deleted => self.closed,
            ObjectState::Uploading | ObjectState::Discarded => false,
        };
        leads && self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    pub fn used_up(&self) -> bool {
        self.max_downloads.is_some_and(|most| self.downloads >= most)
    }
}

pub async fn door(tx: &mut Tx, link: &LinkId) -> Result<Option<Door>, sqlx::Error> {
    db::optional!(
        tx,
        Door,
        concat!(
            "SELECT l.object, o.state, o.root, o.sealed_size, o.sealed_metadata, o.blob,
                CASE WHEN o.state = 'available' AND s.disabling = 0 AND s.holding = 0
                      AND NOT EXISTS (SELECT 1 FROM measures m WHERE m.account = o.owner AND m.scope = 'uploads'
                                        AND m.kind = 'termination' AND m.lifted_at IS NULL)
                     THEN o.key_share_sealed END AS key_share_sealed,
                l.auth_hash, l.expires_at, l.revoked_at, l.max_downloads, l.downloads, s.disabling > 0 AS disabled, o.deleted_at,
                (o.state = 'purged' OR (o.state = 'locked' AND s.holding = 0) OR s.shown > 0) AS told,
                EXISTS (SELECT 1 FROM measures m WHERE m.account = o.owner AND m.scope = 'uploads' AND m.kind = 'termination'
                          AND m.lifted_at IS NULL AND (o.deleted_at IS NULL OR o.deleted_at >= m.until)) AS closed,
                EXISTS (SELECT 1 FROM account_closures x WHERE x.account = o.owner) AS left_by_owner
             FROM links l JOIN objects o ON o.id = l.object
             CROSS JOIN (SELECT COUNT(CASE WHEN NOT b.held THEN 1 END) AS disabling, COUNT(CASE WHEN b.held THEN 1 END) AS holding,
                                COUNT(CASE WHEN NOT ",
            is_hidden!("b"),
            " THEN 1 END) AS shown
                         FROM ",
            what_blocks!("$1", "(SELECT l.object FROM links l WHERE l.id = $1)"),
            " WHERE b.ended = 0) AS s
             WHERE l.id = $1"
        ),
        link.clone()
    )
}

/// An object as its owner may read it, in one statement like [`door`].
#[derive(Clone, sqlx::FromRow)]
pub struct OwnDoor {
    pub object: ObjectId,
    pub state: ObjectState,
    pub root: Option<Vec<u8>>,
    pub sealed_size: Option<i64>,
    pub sealed_metadata: Option<Vec<u8>>,
    pub blob: Option<BlobId>,
    pub key_share_sealed: Option<Vec<u8>>,
}

impl From<OwnDoor> for Door {
    fn from(door: OwnDoor) -> Self {
        let OwnDoor { object, state, root, sealed_size, sealed_metadata, blob, key_share_sealed } = door;
        Self {
            object,
            state,
            root,
            sealed_size,
            sealed_metadata,
            blob,
            key_share_sealed,
            auth_hash: None,
            expires_at: None,
            revoked_at: None,
            max_downloads: None,
            downloads: 0,
            disabled: false,
            deleted_at: None,
            told: false,
            closed: false,
            left_by_owner: false,
        }
    }
}

pub async fn own_door(tx: &mut Tx, object: ObjectId, owner: AccountId) -> Result<Option<OwnDoor>, sqlx::Error> {
    db::optional!(
        tx,
        OwnDoor,
        "SELECT o.id AS object, o.state, o.root, o.sealed_size, o.sealed_metadata, o.blob,
                CASE WHEN o.state = 'available'
                      AND NOT EXISTS (SELECT 1 FROM holds h WHERE h.object = o.id AND h.lifted_at IS NULL)
                     THEN o.key_share_sealed END AS key_share_sealed
         FROM objects o WHERE o.id = $1 AND o.owner = $2",
        object,
        owner
    )
}

#[derive(Clone, sqlx::FromRow)]
pub struct Claimable {
    pub object: ObjectId,
    pub state: ObjectState,
    pub root: Option<Vec<u8>>,
    pub sealed_metadata: Option<Vec<u8>>,
    pub content_header: Option<Vec<u8>>,
    pub auth_hash: Option<Vec<u8>>,
    pub expires_at: Option<Time>,
    pub revoked_at: Option<Time>,
    pub max_downloads: Option<i64>,
    pub downloads: i64,
}

impl Claimable {
    pub fn is_live(&self, now: Time) -> bool {
        self.revoked_at.is_none()
            && self.expires_at.is_none_or(|end| now < end)
            && self.max_downloads.is_none_or(|most| self.downloads < most)
            && matches!(self.state, ObjectState::Available | ObjectState::Locked | ObjectState::Purged)
    }
}

pub async fn for_claim(tx: &mut Tx, link: &LinkId) -> Result<Option<Claimable>, sqlx::Error> {
    db::optional!(
        tx,
        Claimable,
        "SELECT l.object, o.state, o.root, o.sealed_metadata, o.content_header, l.auth_hash, l.expires_at, l.revoked_at,
                l.max_downloads, l.downloads
         FROM links l JOIN objects o ON o.id = l.object WHERE l.id = $1",
        link.clone()
    )
}

/// Counts one download, if the link still allows one.
pub async fn count_download(tx: &mut Tx, link: &LinkId) -> Result<u64, sqlx::Error> {
    db::execute!(
        tx,
        "UPDATE links SET downloads = downloads + 1
         WHERE id = $1 AND (max_downloads IS NULL OR downloads < max_downloads)",
        link.clone()
    )
}

pub async fn insert_download(
    tx: &mut Tx,
    download: DownloadId,
    object: ObjectId,
    link: Option<&LinkId>,
    now: Time,
) -> Result<(), sqlx::Error> {
    db::execute!(
        tx,
        "INSERT INTO downloads (id, object, link, created_at) VALUES ($1, $2, $3, $4)",
        download,
        object,
        link.cloned(),
        now
    )?;
    Ok(())
}

pub async fn download(
    tx: &mut Tx,
    download: DownloadId,
) -> Result<Option<(ObjectId, Option<LinkId>, Time)>, sqlx::Error> {
    db::optional!(
        tx,
        (ObjectId, Option<LinkId>, Time),
        "SELECT object, link, created_at FROM downloads WHERE id = $1",
        download
    )
}

/// Why a link to an object is blocked, as anybody is told: the ground, and the organisation that claimed it, if one did. What
/// stands is told before what was lifted last, while the object is restored; what hides nothing before what an order hides, so that
/// nobody sees that come and go; what disables the link before what locks the object; and the newest first. One whose claim was lifted
/// blocks nothing any more, and is not named.
pub async fn restriction(
    tx: &mut Tx,
    object: ObjectId,
    link: &LinkId,
) -> Result<Option<(String, Option<String>)>, sqlx::Error> {
    db::optional!(
        tx,
        (String, Option<String>),
        concat!(
            "SELECT b.ground, CASE WHEN b.ended = 0 THEN g.name END FROM ",
            what_blocks!("$2", "$1"),
            " LEFT JOIN decisions d ON d.id = b.decision
              LEFT JOIN targets t ON t.id = d.target
              LEFT JOIN claims c ON c.id = t.claim
              LEFT JOIN organisations g ON g.id = c.organisation
             ORDER BY b.ended, CASE WHEN ",
            is_hidden!("b"),
            " THEN 1 ELSE 0 END, b.held, b.since DESC, b.id DESC LIMIT 1"
        ),
        object,
        link.clone()
    )
}

/// The same as the owner of an object is told why that is locked: what they were told of before anything else. Of what they were not, the
/// ground is `undisclosed`, whatever it is: they are not to tell a senior's look at it from an order that hides itself. What is over counts no
/// more.
pub async fn restriction_of_own(
    tx: &mut Tx,
    object: ObjectId,
) -> Result<Option<(String, Option<String>)>, sqlx::Error> {
    db::optional!(
        tx,
        (String, Option<String>),
        concat!(
            "SELECT CASE WHEN ",
            is_told!("b"),
            " THEN b.ground ELSE 'undisclosed' END, CASE WHEN b.ended = 0 AND ",
            is_told!("b"),
            " THEN g.name END FROM ",
            what_blocks!("NULL", "$1"),
            " LEFT JOIN decisions d ON d.id = b.decision
              LEFT JOIN targets t ON t.id = d.target
              LEFT JOIN claims c ON c.id = t.claim
              LEFT JOIN organisations g ON g.id = c.organisation
             WHERE b.ended < 2
             ORDER BY b.ended, CASE WHEN ",
            is_told!("b"),
            " THEN 0 ELSE 1 END, CASE WHEN ",
            is_hidden!("b"),
            " THEN 1 ELSE 0 END, b.since DESC, b.id DESC LIMIT 1"
        ),
        object
    )
}
