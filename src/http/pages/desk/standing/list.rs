//! What waits, and whose notices or complaints were marked lately.

use super::super::super::Samples;
use super::super::super::prelude::*;
use super::super::Desk;
use super::{URGENT, page_of, sample};
use crate::ids::{AccountId, CorrespondentId, OrganisationId};
use crate::process::misuse::{self, Party, Record};
use crate::process::strikes::{self, Review};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/standing", get(list))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<ListPage>();
}

/// What waits, and whose notices or complaints were marked lately.
#[derive(Template)]
#[template(path = "desk/standing.html")]
struct ListPage {
    layout: Layout,
    waiting: Vec<Review>,
    records: Vec<Record>,
    strikes: u32,
    months: u32,
}
page!(ListPage);

async fn list(State(service): State<Service>, Desk(actor): Desk, layout: Layout) -> Result<ListPage, Error> {
    let waiting = strikes::waiting(&service, &actor).await?;
    let records = misuse::records(&service, &actor).await?;
    let limits = &service.config.limits;
    Ok(ListPage { layout, waiting, records, strikes: limits.strikes, months: limits.misuse_counts.count() })
}

impl Sample for ListPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let records = [
            Party::Account(AccountId(uuid::Uuid::from_u128(35))),
            Party::Organisation(OrganisationId(uuid::Uuid::from_u128(74))),
            Party::Correspondent(CorrespondentId(uuid::Uuid::from_u128(76))),
        ]
        .map(|party| sample::record(&layout, party))
        .to_vec();
        let waiting = vec![sample::review(&layout, None)];
        vec![
            Self { layout: layout.clone(), waiting, records, strikes: 3, months: 12 },
            Self { layout, waiting: Vec::new(), records: Vec::new(), strikes: 3, months: 12 },
        ]
    }
}
