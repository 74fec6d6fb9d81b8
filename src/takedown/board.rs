//! What is shown of a takedown: the board of mirrors, and the blast radius of a decision. Whether the person who asks
//! may see it is the caller's to check.

use std::collections::HashMap;

use data_encoding::HEXLOWER;
use uuid::Uuid;

use super::{Error, Ground, store};
use crate::accounts::Actor;
use crate::accounts::parties::{self, Case};
use crate::audit;
use crate::clock::Time;
use crate::ids::{
    AccountId, BlobId, CaseId, ClaimId, DecisionId, EscalationId, HoldId, LogEntryId, MirrorId, ObjectId, OrderId,
    PurgeId, RestorationId,
};
use crate::service::Service;
use crate::vault::{ObjectState, ReplicaState};

/// How far an object's takedown has come.
#[derive(Clone, Debug)]
pub struct Board {
    /// The object.
    pub object: ObjectId,
    /// Its case in the log.
    pub log_case: CaseId,
    /// Where it is in its life.
    pub state: ObjectState,
    /// Every hold there was, oldest first.
    pub holds: Vec<Hold>,
    /// The custody copies.
    pub custody: Vec<CustodyCopy>,
    /// Every order, oldest first: one for each blob the object had.
    pub orders: Vec<Order>,
    /// Whether there are bytes of it that no order covers.
    pub unordered: bool,
    /// Every restoration, oldest first.
    pub restorations: Vec<Restoration>,
    /// The purge, if one was ordered.
    pub purge: Option<Purge>,
}

/// A hold.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Hold {
    /// Its id.
    pub id: HoldId,
    /// Why it stands.
    pub ground: Ground,
    /// The decision that opened it.
    pub decision: Option<DecisionId>,
    /// The escalation that did, where none was decided.
    pub escalation: Option<EscalationId>,
    /// What the object's bytes were called then.
    pub blob: BlobId,
    /// When it was opened.
    pub opened_at: Time,
    /// When it was lifted.
    pub lifted_at: Option<Time>,
    /// Why it was lifted: a kept word.
    pub lifted_because: Option<String>,
    /// When the object was available again after that.
    pub restored_at: Option<Time>,
}

/// A custody copy.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct CustodyCopy {
    /// The store, by its jurisdiction.
    pub store: String,
    /// `securing`, `secured`, `destroying` or `destroyed`.
    pub state: String,
    /// When it was verified.
    pub secured_at: Option<Time>,
    /// When it was destroyed.
    pub destroyed_at: Option<Time>,
}

/// An order and its mirrors.
#[derive(Clone, Debug)]
pub struct Order {
    /// Its id.
    pub id: OrderId,
    /// The blob it destroys.
    pub blob: BlobId,
    /// Its ground, as the order states it.
    pub ground: String,
    /// The SHA-256 of the compact order, in hex: its name in the log and in receipts.
    pub digest: String,
    /// Its entry in the log.
    pub log_entry: LogEntryId,
    /// The entry's index, once a round has numbered it.
    pub log_index: Option<u64>,
    /// When it was issued.
    pub issued_at: Time,
    /// When the last receipt came.
    pub completed_at: Option<Time>,
    /// A row for each mirror that held or may have held the blob.
    pub mirrors: Vec<MirrorRow>,
}

/// A mirror under an order.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct MirrorRow {
    /// The mirror.
    pub mirror: MirrorId,
    /// What its host calls it.
    pub name: String,
    /// Who runs it.
    pub host: String,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// `pending`, `done`, `refused` or `unreachable`.
    pub state: String,
    /// How often the order was handed over.
    pub attempts: i64,
    /// When it was last.
    pub last_attempt_at: Option<Time>,
    /// What went wrong last.
    pub last_error: Option<String>,
    /// What the mirror did: `deleted` or `not_held`.
    pub result: Option<String>,
    /// The signed receipt, compact.
    pub receipt_token: Option<String>,
    /// The receipt's entry in the log.
    pub receipt_log_entry: Option<LogEntryId>,
    /// That entry's index, once a round has numbered it.
    pub receipt_log_index: Option<i64>,
    /// When the receipt came.
    pub receipted_at: Option<Time>,
    /// What the service saw afterwards: `gone` (410, as it must be), `absent` (404) or `held`.
    pub probe_outcome: Option<String>,
    /// The look's entry in the log.
    pub probe_log_entry: Option<LogEntryId>,
    /// When it looked.
    pub probed_at: Option<Time>,
}

/// A restoration.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Restoration {
    /// Its id.
    pub id: RestorationId,
    /// The new blob, once it is there.
    pub blob: Option<BlobId>,
    /// Why: the word by which the last hold was lifted.
    pub reason: String,
    /// When the last hold was lifted, or a copy was secured after that.
    pub requested_at: Time,
    /// When the object was available again.
    pub completed_at: Option<Time>,
    /// When a new hold cancelled it.
    pub cancelled_at: Option<Time>,
}

/// A purge.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Purge {
    /// Its id.
    pub id: PurgeId,
    /// When the second person ordered it.
    pub ordered_at: Time,
    /// When the key share was destroyed.
    pub destroyed_at: Option<Time>,
}

/// What became of an object under one hold: what whoever asked for that hold may see. What others asked for is not in it.
#[derive(Clone, Debug)]
pub struct Under<'a> {
    /// The hold.
    pub hold: &'a Hold,
    /// The orders that took effect while it was open, oldest first: the one for the bytes that it locked, even if another
    /// hold had let it go out before, and those for what a restoration had placed that it cancelled.
    pub orders: Vec<&'a Order>,
    /// Whether there are bytes of it that no order covers yet.
    pub awaits_order: bool,
    /// When every mirror had signed that its bytes are gone.
    pub deleted_at: Option<Time>,
    /// Whether the object is on its way back after this hold was lifted.
    pub is_being_restored: bool,
}

impl Board {
    /// What became of the object under the hold that a decision opened, if it opened one.
    pub fn under(&self, decision: DecisionId) -> Option<Under<'_>> {
        let hold = self.holds.iter().find(|hold| hold.decision == Some(decision))?;
        let was_open = |at: Time| hold.opened_at <= at && hold.lifted_at.is_none_or(|lifted| at <= lifted);
        let of_another = |order: &Order| self.holds.iter().any(|other| other.blob == order.blob);
        let is_under = |order: &&Order| {
            if order.blob == hold.blob {
                hold.lifted_at.is_none_or(|lifted| order.issued_at <= lifted)
            } else {
                was_open(order.issued_at) && !of_another(order)
            }
        };
        let orders: Vec<_> = self.orders.iter().filter(is_under).collect();
        let awaits_order = self.unordered && hold.lifted_at.is_none();
        let completed = orders.iter().map(|order| order.completed_at).collect::<Option<Vec<_>>>();
        let deleted_at = completed.filter(|_| !awaits_order).and_then(|completed| completed.into_iter().max());
        let coming = self.restorations.iter().any(|it| it.completed_at.is_none() && it.cancelled_at.is_none());
        let is_being_restored = coming && hold.lifted_at.is_some() && hold.restored_at.is_none();
        Some(Under { hold, orders, awaits_order, deleted_at, is_being_restored })
    }
}

/// The board of an object.
pub async fn board(service: &Service, object: ObjectId) -> Result<Board, Error> {
    let mut tx = service.db.read().await?;
    let (state, _) = store::object_state(&mut tx, object).await?.ok_or(Error::NotFound)?;
    let mut orders = Vec::new();
    for row in store::board_orders(&mut tx, object).await? {
        orders.push(Order {
            id: row.id,
            blob: row.blob,
            ground: row.ground,
            digest: HEXLOWER.encode(&row.sha256),
            log_entry: row.log_entry,
            log_index: audit::index(&mut tx, row.log_entry).await?,
            issued_at: row.issued_at,
            completed_at: row.completed_at,
            mirrors: store::board_rows(&mut tx, row.id).await?,
        });
    }
    Ok(Board {
        object,
        log_case: store::board_case(&mut tx, object).await?.ok_or(Error::NotFound)?,
        state,
        holds: store::board_holds(&mut tx, object).await?,
        custody: store::board_custody(&mut tx, object).await?,
        orders,
        unordered: !store::unordered_blobs(&mut tx, object).await?.is_empty(),
        restorations: store::board_restorations(&mut tx, object).await?,
        purge: store::board_purge(&mut tx, object).await?,
    })
}

/// The boards of every object that a claim names, each kind of fact asked once however many there are.
pub async fn boards_of_claim(service: &Service, claim: ClaimId) -> Result<HashMap<ObjectId, Board>, Error> {
    let mut tx = service.db.read().await?;
    let mut boards: HashMap<ObjectId, Board> = HashMap::new();
    for (object, log_case, state) in store::objects_of_claim(&mut tx, claim).await? {
        let (holds, custody, orders, restorations) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (unordered, purge) = (false, None);
        boards
            .insert(object, Board { object, log_case, state, holds, custody, orders, unordered, restorations, purge });
    }
    for object in store::unordered_of_claim(&mut tx, claim).await? {
        boards.entry(object).and_modify(|board| board.unordered = true);
    }
    let mut mirrors: HashMap<OrderId, Vec<MirrorRow>> = HashMap::new();
    for row in store::deliveries_of_claim(&mut tx, claim).await? {
        mirrors.entry(row.order_id).or_default().push(row.row);
    }
    for row in store::orders_of_claim(&mut tx, claim).await? {
        let Some(board) = boards.get_mut(&row.object) else { continue };
        board.orders.push(Order {
            id: row.order.id,
            blob: row.order.blob,
            ground: row.order.ground,
            digest: HEXLOWER.encode(&row.order.sha256),
            log_entry: row.order.log_entry,
            log_index: row.log_index.and_then(|index| u64::try_from(index).ok()),
            issued_at: row.order.issued_at,
            completed_at: row.order.completed_at,
            mirrors: mirrors.remove(&row.order.id).unwrap_or_default(),
        });
    }
    for row in store::holds_of_claim(&mut tx, claim).await? {
        boards.entry(row.object).and_modify(|board| board.holds.push(row.row));
    }
    for row in store::custody_of_claim(&mut tx, claim).await? {
        boards.entry(row.object).and_modify(|board| board.custody.push(row.row));
    }
    for row in store::restorations_of_claim(&mut tx, claim).await? {
        boards.entry(row.object).and_modify(|board| board.restorations.push(row.row));
    }
    for row in store::purges_of_claim(&mut tx, claim).await? {
        boards.entry(row.object).and_modify(|board| board.purge = Some(row.row));
    }
    Ok(boards)
}

/// Board and blast radius as the desk sees them: not for whoever is a party to a case on the object.
pub async fn for_desk(service: &Service, actor: &Actor, object: ObjectId) -> Result<(Board, BlastRadius), Error> {
    let mut tx = service.db.read().await?;
    parties::keep_out(&mut tx, actor.account, Case::Object(object)).await?;
    drop(tx);
    Ok((board(service, object).await?, blast_radius(service, object, None).await?))
}

/// What locking and deleting an object would touch.
#[derive(Clone, Debug)]
pub struct BlastRadius {
    /// Its state now.
    pub state: ObjectState,
    /// The accounts that would lose access: its owner.
    pub accounts: Vec<AccountId>,
    /// How many links lead to it, dead ones too.
    pub links: i64,
    /// How many claims target it.
    pub claims: i64,
    /// Every mirror that would be ordered.
    pub mirrors: Vec<TouchedMirror>,
}

/// A mirror that would be ordered.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct TouchedMirror {
    /// The mirror.
    pub mirror: MirrorId,
    /// What its host calls it.
    pub name: String,
    /// Who runs it.
    pub host: String,
    /// ISO 3166-1 alpha-2.
    pub jurisdiction: String,
    /// What its replica is known to be.
    pub state: ReplicaState,
}

/// What a decision to lock and delete would touch, shown before it is confirmed; of claims, those besides one, where it is decided.
pub async fn blast_radius(service: &Service, object: ObjectId, besides: Option<ClaimId>) -> Result<BlastRadius, Error> {
    let mut tx = service.db.read().await?;
    let (state, owner) = store::object_state(&mut tx, object).await?.ok_or(Error::NotFound)?;
    Ok(BlastRadius {
        state,
        accounts: vec![owner],
        links: store::count_links(&mut tx, object).await?,
        claims: store::count_claims(&mut tx, object, besides.unwrap_or(ClaimId(Uuid::nil()))).await?,
        mirrors: store::mirrors_of(&mut tx, object).await?,
    })
}
