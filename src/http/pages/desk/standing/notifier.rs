//! Who sends notices: an organisation, or somebody without an account whose address was confirmed.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::{Desk, mail};
use super::{Forms, because, heading, page_of, sample, what};
use crate::accounts::Actor;
use crate::ids::{CorrespondentId, OrganisationId};
use crate::mail::{Progress, State as Delivery};
use crate::process::delivery;
use crate::process::measures::Measure;
use crate::process::misuse::{self, Party, Record};

pub(super) fn routes() -> Router<Service> {
    Router::new()
        .route("/desk/standing/organisations/{organisation}", get(show::<OrganisationId>))
        .route("/desk/standing/correspondents/{correspondent}", get(show::<CorrespondentId>))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<NotifierPage>();
}

/// One organisation and its notices, or who sends notices without an account.
#[derive(Template)]
#[template(path = "desk/standing_organisation.html")]
pub(super) struct NotifierPage {
    layout: Layout,
    record: Record,
    /// Their mail; none for whoever it is, to whom there is no such page.
    messages: Option<Vec<Progress>>,
    months: u32,
    forms: Forms,
}
page!(NotifierPage);

impl NotifierPage {
    pub(super) async fn load(
        service: &Service,
        actor: &Actor,
        layout: Layout,
        party: Party,
        forms: Forms,
    ) -> Result<Self, Error> {
        let record = misuse::record(service, actor, party).await?;
        let messages = delivery::of_party(service, actor, party).await?;
        Ok(Self { layout, record, messages, months: service.config.limits.misuse_counts.count(), forms })
    }

    fn name(&self) -> String {
        let name = self.record.name.clone().unwrap_or(Text::of("standing-forgotten"));
        name.said_in(self.layout.language)
    }

    /// Where what is decided about misuse is sent.
    fn action(&self) -> String {
        format!("{}/misuse", page_of(self.record.party))
    }

    /// What its mail is called.
    fn mail_of(&self) -> mail::Panel {
        mail::of(self.record.party)
    }

    /// Where its mail is fetched again.
    fn mail_at(&self) -> String {
        format!("{}/mail", page_of(self.record.party))
    }

    fn has_marks(&self) -> bool {
        !self.record.marks.is_empty()
    }

    fn in_force(&self, measure: &Measure) -> bool {
        measure.in_force(self.layout.now)
    }
}

async fn show<Id: Into<Party>>(
    State(service): State<Service>,
    Desk(actor): Desk,
    layout: Layout,
    Path(id): Path<Id>,
) -> Result<NotifierPage, Error> {
    let forms = Forms::fresh(&layout);
    NotifierPage::load(&service, &actor, layout, id.into(), forms).await
}

impl Sample for NotifierPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let organisation = OrganisationId(uuid::Uuid::from_u128(74));
        let record = sample::record(&layout, Party::Organisation(organisation));
        let wrong = FormState::new().refused("gravity", "Say how grave it was, and what it led to.");
        let nothing = Record { marks: Vec::new(), measures: Vec::new(), ..record.clone() };
        let page = |record, messages, forms| Self {
            layout: layout.clone(),
            record,
            messages: Some(messages),
            months: 12,
            forms,
        };
        let sent = vec![mail::sample(&layout, Delivery::Sent)];
        vec![
            page(record.clone(), sent.clone(), Forms::fresh(&layout)),
            page(record, sent, Forms::new(&layout, FormState::new(), wrong)),
            page(nothing, Vec::new(), Forms::fresh(&layout)),
        ]
    }
}
