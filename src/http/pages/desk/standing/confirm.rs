//! What is about to be closed to somebody, shown once more before it is.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::page_of;
use crate::accounts::Actor;
use crate::accounts::standing::{Kind, Scope};
use crate::clock::Time;
use crate::ids::{AccountId, OrganisationId};
use crate::notices::Against;
use crate::notices::words::{effect_until, measure_to_staff};
use crate::process::measures::{self, Touched};
use crate::process::misuse::{self, Party, Record};
use crate::process::strikes;

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ConfirmPage>();
}

/// A suspension or a termination that is about to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Closing {
    pub(super) kind: Kind,
    scope: Scope,
    /// Its end, or until when files can be saved.
    until: Time,
    /// Until when what is deleted after a termination can be given back.
    undone_until: Option<Time>,
}

impl Closing {
    /// What a decision about an account closes; none where it closes nothing, or for as long as is refused.
    pub(super) fn after_strikes(service: &Service, decision: strikes::Decision) -> Option<Self> {
        let scope = Scope::Uploads;
        match decision {
            strikes::Decision::Nothing | strikes::Decision::Warn => None,
            strikes::Decision::Suspend { days } => {
                let until = measures::suspended_until(service, days)?;
                Some(Self { kind: Kind::Suspension, scope, until, undone_until: None })
            }
            strikes::Decision::Terminate => {
                let (until, undone) = measures::saved_until(service);
                Some(Self { kind: Kind::Termination, scope, until, undone_until: Some(undone) })
            }
        }
    }

    /// The same of a decision about misuse.
    pub(super) fn after_misuse(service: &Service, scope: Scope, decision: misuse::Decision) -> Option<Self> {
        let misuse::Decision::Suspend { days } = decision else { return None };
        let until = measures::suspended_until(service, days)?;
        Some(Self { kind: Kind::Suspension, scope, until, undone_until: None })
    }
}

/// The form that is carried along: where it is sent, its fields, and those of them that are words for whomever it is against.
pub(super) struct Carried {
    pub(super) action: &'static str,
    pub(super) fields: &'static [&'static str],
    pub(super) words: &'static [&'static str],
}

/// What is decided after strikes.
pub(super) const REVIEW: Carried =
    Carried { action: "review", fields: &["verdict", "days", "reasons"], words: &["reasons"] };
/// What is decided after misuse.
pub(super) const MISUSE: Carried = Carried {
    action: "misuse",
    fields: &["scope", "measure", "length", "grounds", "gravity", "intention"],
    words: &["grounds", "gravity", "intention"],
};

impl Carried {
    /// Whether the form is shown once more: where nothing is missing, and it was not yet.
    pub(super) fn asks(&self, form: &FormState) -> bool {
        form.value("step") != "confirm" && self.words.iter().all(|field| !form.value(field).trim().is_empty())
    }
}

/// What is about to be decided against somebody, before it is.
#[derive(Template)]
#[template(path = "desk/standing_confirm.html")]
pub(super) struct ConfirmPage {
    layout: Layout,
    closing: Closing,
    record: Record,
    /// What an account has, if it is against one.
    touched: Option<Touched>,
    /// What was written.
    words: Vec<String>,
    action: &'static str,
    /// Everything that was typed, carried along.
    typed: Vec<(&'static str, String)>,
}
page!(ConfirmPage);

impl ConfirmPage {
    pub(super) async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        (party, closing): (Party, Closing),
        form: &FormState,
        carried: &Carried,
    ) -> Result<Self, Error> {
        let record = misuse::record(service, actor, party).await?;
        let touched = match party {
            Party::Account(account) => Some(measures::touched(service, actor, account).await?),
            Party::Organisation(_) | Party::Correspondent(_) => None,
        };
        let words = carried.words.iter().map(|field| form.value(field).to_owned()).collect();
        let typed = carried.fields.iter().map(|field| (*field, form.value(field).to_owned()));
        let typed = typed.filter(|(_, value)| !value.is_empty()).collect();
        Ok(Self { layout, closing, record, touched, words, action: carried.action, typed })
    }

    /// What is about to be decided, as it is told whomever it is against: the owners of an organisation read what it closes to that.
    fn against(&self) -> Against {
        let Closing { kind, scope, .. } = self.closing;
        let name = self.record.name.as_ref().filter(|_| self.record.party.organisation().is_some());
        Against { kind, scope, organisation: name.map(|name| name.said_in(self.layout.language)) }
    }

    /// What is about to be decided.
    fn heading(&self) -> &'static str {
        measure_to_staff(&self.against())
    }

    /// What whomever it is against reads of it.
    fn effect(&self) -> String {
        effect_until(self.layout.language, &self.against(), Some(self.closing.until))
    }

    fn ends_it(&self) -> bool {
        self.closing.kind == Kind::Termination
    }

    /// Of misuse, how much of what they sent was unfounded.
    fn numbers(&self) -> Option<misuse::Numbers> {
        (self.closing.scope != Scope::Uploads).then(|| self.record.numbers(self.closing.scope))
    }

    /// The page that it is decided on.
    fn page(&self) -> String {
        page_of(self.record.party)
    }
}

impl Sample for ConfirmPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let page = |party, kind, scope, carried: &Carried| Self {
            layout: layout.clone(),
            closing: Closing {
                kind,
                scope,
                until: layout.now.plus(super::URGENT * 15),
                undone_until: (kind == Kind::Termination).then(|| layout.now.plus(super::URGENT * 30)),
            },
            record: super::sample::record(&layout, party),
            touched: party.account().map(|_| Touched { files: 12, locked: 1, links: 3 }),
            words: vec!["The same film three times.".into()],
            action: carried.action,
            typed: vec![("reasons", "The same film three times.".into())],
        };
        let account = Party::Account(AccountId(uuid::Uuid::from_u128(35)));
        let organisation = Party::Organisation(OrganisationId(uuid::Uuid::from_u128(74)));
        vec![
            page(account, Kind::Termination, Scope::Uploads, &REVIEW),
            page(account, Kind::Suspension, Scope::Uploads, &REVIEW),
            page(organisation, Kind::Suspension, Scope::Notices, &MISUSE),
        ]
    }
}
