//! Saved views: a filter and a search under a name, for whoever saved it; one that a senior shares, for everybody at the
//! desk. A view says what is looked for and keeps nothing of what was found. One that looks for somebody by a digest goes once
//! nothing leads to them by that ([`let_go`]).

use url::form_urlencoded;

use super::super::form::Form;
use super::super::{Actor, Error, in_force};
use super::{reviewer, search};
use crate::db::{self, Tx};
use crate::ids::{AccountId, QueueViewId};
use crate::service::Service;
use crate::texts::Text;

/// The longest name, in characters: it is a tab.
const LONGEST_NAME: usize = 40;
/// The longest query: a filter and a search of the longest kind.
const LONGEST_QUERY: usize = 2_000;

/// A view.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct View {
    /// Its id.
    pub id: QueueViewId,
    /// Who saved it.
    pub account: AccountId,
    /// What it is called.
    pub name: String,
    /// The filter and the search, as the query of the queue's address has them.
    pub query: String,
    /// For everybody at the desk.
    pub shared: bool,
}

/// The reader's own views and those that are shared, by name.
pub async fn list(service: &Service, actor: &Actor) -> Result<Vec<View>, Error> {
    reviewer(actor)?;
    let mut tx = service.db.read().await?;
    Ok(db::all!(
        tx,
        View,
        "SELECT id, account, name, query, shared FROM queue_views WHERE account = $1 OR shared = TRUE ORDER BY name, id",
        actor.account
    )?)
}

/// Saves a view. `query` carries no key ([`super::Search`]); only seniors share.
pub async fn save(
    service: &Service,
    actor: &Actor,
    name: &str,
    query: &str,
    shared: bool,
) -> Result<QueueViewId, Error> {
    reviewer(actor)?;
    let mut form = Form::default();
    let name = form.line("name", name, Text::of("view-name"));
    if name.chars().count() > LONGEST_NAME {
        form.mistake("name", Text::of("view-name-long").with("count", LONGEST_NAME));
    }
    if query.is_empty() || query.len() > LONGEST_QUERY {
        form.mistake("name", Text::of("view-filter"));
    }
    form.finish()?;
    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    reviewer(&person)?;
    if shared && !person.roles.senior() {
        return Err(Error::Forbidden(Text::of("view-seniors")));
    }
    let limit = i64::try_from(service.config.limits.queue_views).unwrap_or(i64::MAX);
    let (own, all_shared) = count(&mut tx, actor.account).await?;
    if shared && all_shared >= limit {
        return Err(Error::Conflict(Text::of("view-shared-full")));
    }
    if !shared && own >= limit {
        return Err(Error::Conflict(Text::of("view-full")));
    }
    let id = QueueViewId::new(&service.clock, &service.entropy);
    let saved = db::execute!(
        tx,
        "INSERT INTO queue_views (id, account, name, query, shared, saved_at) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (account, name) DO NOTHING",
        id,
        actor.account,
        &name,
        query,
        shared,
        service.clock.now()
    )?;
    if saved != 1 {
        return Err(Error::Conflict(Text::of("view-same-name")));
    }
    tx.commit().await?;
    Ok(id)
}

/// How many views somebody keeps for themselves, and how many are shared.
async fn count(tx: &mut Tx, account: AccountId) -> Result<(i64, i64), sqlx::Error> {
    db::one!(
        tx,
        (i64, i64),
        "SELECT COUNT(CASE WHEN account = $1 AND shared = FALSE THEN 1 END), COUNT(CASE WHEN shared = TRUE THEN 1 END)
         FROM queue_views",
        account
    )
}

/// Deletes a view: its owner's own, or a shared one by any senior. Somebody else's is as if it were not there.
pub async fn remove(service: &Service, actor: &Actor, view: QueueViewId) -> Result<(), Error> {
    reviewer(actor)?;
    let mut tx = service.db.begin().await?;
    let person = in_force(&mut tx, actor).await?;
    reviewer(&person)?;
    let removed = db::execute!(
        tx,
        "DELETE FROM queue_views WHERE id = $1 AND (account = $2 OR (shared = TRUE AND $3 = TRUE))",
        view,
        actor.account,
        person.roles.senior()
    )?;
    if removed != 1 {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}

/// Deletes the views that search by the digest of a name or of a mail address which nothing has any more: part of the daily round, and not of what
/// takes the last one away. Two that go at once do not see each other go, and what is saved after the last one went is to go as well. What was saved
/// as it was typed stays: it led to nobody, or means something else, and nobody deletes it who gives it as their name and then another one.
pub async fn let_go(service: &Service) -> Result<(), Error> {
    let mut tx = service.db.read().await?;
    let mut gone = Vec::new();
    for (id, query) in db::all!(tx, (QueueViewId, String), "SELECT id, query FROM queue_views")? {
        let searched = form_urlencoded::parse(query.as_bytes()).find(|(field, _)| field == "q");
        if let Some((_, text)) = searched
            && !search::leads_to_somebody(&mut tx, service, &text).await?
        {
            gone.push(id);
        }
    }
    drop(tx);
    if gone.is_empty() {
        return Ok(());
    }
    let mut tx = service.db.begin().await?;
    for id in gone {
        db::execute!(tx, "DELETE FROM queue_views WHERE id = $1", id)?;
    }
    tx.commit().await?;
    Ok(())
}
