//! What is shown of the queue: a filter and a search, as they stand in its address, in the form and in saved views.

use serde::Deserialize;
use url::form_urlencoded;

use crate::accounts::Actor;
use crate::claims;
use crate::claims::filing::ClaimState;
use crate::claims::queue::search::{self, Unsearchable};
use crate::claims::queue::{Filter, Lane, Place, Pressing, Search, Sought, Who};
use crate::claims::statement::Basis;
use crate::http::form::FormState;
use crate::ids::AccountId;
use crate::service::Service;

/// A word that is none asks for nothing, as an empty one does.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Shown {
    /// `mine`, `free`, somebody's account; else all.
    pub(super) who: String,
    /// By whose clock.
    pub(super) queue: String,
    /// The law.
    pub(super) law: String,
    /// A state's word.
    pub(super) state: String,
    /// `overdue`, `urgent`.
    pub(super) due: String,
    /// `yes`: only what a senior decides.
    pub(super) senior: String,
    /// What is searched for.
    pub(super) q: String,
    /// Behind which claim the page begins.
    pub(super) after: String,
}

impl Shown {
    pub(super) fn of_form(form: &FormState) -> Self {
        let value = |field: &str| form.value(field).to_owned();
        Self {
            who: value("who"),
            queue: value("queue"),
            law: value("law"),
            state: value("state"),
            due: value("due"),
            senior: value("senior"),
            q: value("q"),
            after: String::new(),
        }
    }

    /// Reads a query, such as a saved view's.
    pub(super) fn of_query(query: &str) -> Self {
        Self::of_form(&FormState::decode(query.as_bytes()))
    }

    /// Without the key of a link that was pasted whole, without a mail address, and without words that are none.
    pub(super) fn clean(self, service: &Service) -> Result<Self, Unsearchable> {
        let known = |text: String, known: bool| if known { text } else { String::new() };
        let who = matches!(self.who.as_str(), "mine" | "free") || self.who.parse::<AccountId>().is_ok();
        let queue = self.queue.parse::<Lane>().is_ok();
        let law = Basis::of_claim(&self.law).is_some();
        let state = self.state.parse::<ClaimState>().is_ok();
        let due = self.due.parse::<Pressing>().is_ok();
        let senior = self.senior == "yes";
        Ok(Self {
            who: known(self.who, who),
            queue: known(self.queue, queue),
            law: known(self.law, law),
            state: known(self.state, state),
            due: known(self.due, due),
            senior: known(self.senior, senior),
            q: Search::read(service, &self.q)?.as_str().to_owned(),
            after: self.after,
        })
    }

    /// What is clean without a name that nothing but a notice gives: its digest stands for it.
    pub(super) async fn without_name(self, service: &Service, actor: &Actor) -> Result<Self, claims::Error> {
        let name = search::of_name(service, actor, &self.q).await?;
        let q = name.map_or(self.q, |name| name.as_str().to_owned());
        Ok(Self { q, ..self })
    }

    /// The query of the address that shows it from its beginning on.
    pub(super) fn query(&self) -> String {
        let fields = [
            ("who", &self.who),
            ("queue", &self.queue),
            ("law", &self.law),
            ("state", &self.state),
            ("due", &self.due),
            ("senior", &self.senior),
            ("q", &self.q),
        ];
        let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
        form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
    }

    /// The address that shows it.
    pub(super) fn address(&self) -> String {
        let query = self.query();
        if query.is_empty() { "/desk".to_owned() } else { format!("/desk?{query}") }
    }

    pub(super) fn sought(&self, actor: &Actor) -> Result<Sought, Unsearchable> {
        let filter = Filter {
            who: match self.who.as_str() {
                "mine" => Who::Person(actor.account),
                "free" => Who::Nobody,
                account => account.parse().map_or(Who::Anybody, Who::Person),
            },
            queue: self.queue.parse().ok(),
            law: Basis::of_claim(&self.law),
            state: self.state.parse().ok(),
            pressing: self.due.parse().ok(),
            for_senior: self.senior == "yes",
        };
        Ok(Sought { filter, search: Search::parse(&self.q)? })
    }

    pub(super) fn behind(&self) -> Option<Place> {
        self.after.parse().ok()
    }
}
