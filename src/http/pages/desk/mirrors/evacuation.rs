//! Mirrors are emptied: a page says what that comes to, and by it a whole country's are begun with, those
//! that were shown and no others. To look begins nothing.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::super::super::Samples;
use super::super::super::host::{sample_report, state};
use super::super::super::prelude::*;
use super::{MirrorPage, MirrorsPage, held_state, sample_held};
use crate::accounts::Actor;
use crate::config::Jurisdiction;
use crate::ids::MirrorId;
use crate::vault;
use crate::vault::hosts::{self, By, Emptying, Host, MirrorState, Prospect};
use crate::vault::moving::Progress;
use crate::vault::standing::Standing;

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/desk/mirrors/evacuations", get(ask).post(evacuate_country))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<EvacuationPage>();
}

/// What it comes to that mirrors are emptied, before anybody begins it.
#[derive(Template)]
#[template(path = "desk/evacuation.html")]
struct EvacuationPage {
    layout: Layout,
    what: Emptying,
    prospect: Prospect,
    /// Where every mirror of a country is being emptied already: which these are, and how far each is.
    under_way: Vec<(Host, Progress)>,
    form: FormState,
}
page!(EvacuationPage);

impl EvacuationPage {
    async fn load(
        service: &Service,
        by: By<'_>,
        layout: Layout,
        what: Emptying,
        prospect: Prospect,
        form: FormState,
    ) -> Result<Self, Error> {
        let under_way = match what {
            Emptying::Country(country) if prospect.mirrors.is_empty() => hosts::under_way(service, by, country).await?,
            Emptying::Country(_) | Emptying::Mirror(_) => Vec::new(),
        };
        Ok(Self { layout, what, prospect, under_way, form })
    }

    /// What the page is called.
    fn title(&self) -> Text {
        match (self.what, self.prospect.mirrors.first()) {
            (Emptying::Mirror(_), Some(held)) => Text::of("mirrors-empty-mirror")
                .with("host", held.host.as_str())
                .with("country", Text::country(&held.jurisdiction)),
            (Emptying::Country(country), _) => {
                Text::of("mirrors-empty-country").with("country", Text::country(country.as_str()))
            }
            (Emptying::Mirror(_), None) => Text::of("mirrors-evacuate-title"),
        }
    }

    /// The country, where all of it is emptied.
    fn country(&self) -> Option<String> {
        match self.what {
            Emptying::Country(country) => Some(country.to_string()),
            Emptying::Mirror(_) => None,
        }
    }

    /// Where it is begun.
    fn action(&self) -> String {
        match self.what {
            Emptying::Country(_) => "/desk/mirrors/evacuations".to_owned(),
            Emptying::Mirror(mirror) => format!("/desk/mirrors/{mirror}/evacuation"),
        }
    }

    /// Where it is not.
    fn back(&self) -> String {
        match self.what {
            Emptying::Country(_) => "/desk/mirrors".to_owned(),
            Emptying::Mirror(mirror) => format!("/desk/mirrors/{mirror}"),
        }
    }
}

impl Sample for EvacuationPage {
    fn samples() -> Vec<Self> {
        let layout = Layout::sample();
        let held = sample_held(&layout, MirrorState::Admitted, None);
        let (mirror, country) = (held.mirror, Jurisdiction::parse("NZ").ok());
        let host = sample_report(&layout, MirrorState::Draining, Standing::Good).host;
        let host = Host { evacuated_at: Some(layout.now), ..host };
        let under_way =
            vec![(host, Progress { left: 80, settled: 3, leaving: 12, gone: 7_000, ..Progress::default() })];
        let page = |what, mirrors, custody, short, free| Self {
            layout: layout.clone(),
            what,
            prospect: Prospect { mirrors, custody, wanted: 3, short, nowhere: short / 2, free },
            under_way: Vec::new(),
            form: FormState::new(),
        };
        let mut samples = vec![
            page(Emptying::Mirror(mirror), vec![held.clone()], false, 1, None),
            page(Emptying::Mirror(mirror), vec![held.clone()], false, 0, Some(8 << 40)),
        ];
        samples.extend(country.map(Emptying::Country).into_iter().flat_map(|country| {
            let two = vec![held.clone(), sample_held(&layout, MirrorState::Draining, None)];
            let changed = FormState::new().refused("", "The mirrors there have changed.");
            [
                page(country, two.clone(), true, 1_204, Some(1 << 40)),
                Self { form: changed, ..page(country, two, false, 1, None) },
                Self { under_way: under_way.clone(), ..page(country, Vec::new(), false, 0, None) },
            ]
        }));
        samples
    }
}

/// What it is asked for that it comes to: a country, or a mirror.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Asked {
    country: String,
    mirror: Option<MirrorId>,
}

/// A country as it is typed.
fn country_of(typed: &str) -> Result<Jurisdiction, vault::Error> {
    Jurisdiction::parse(&typed.trim().to_ascii_uppercase())
        .map_err(|_| vault::Error::Invalid { field: "country", problem: Text::of("mirror-country") })
}

/// Says what it comes to that a mirror is emptied, or every one of a country. Nothing begins.
async fn ask(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    Query(asked): Query<Asked>,
) -> Result<Response, Error> {
    let what = match asked.mirror {
        Some(mirror) => Ok(Emptying::Mirror(mirror)),
        None => country_of(&asked.country).map(Emptying::Country),
    };
    let by = By::Administrator(&actor);
    let foreseen = match what {
        Ok(what) => hosts::foresee(&service, by, what).await.map(|prospect| (what, prospect)),
        Err(error) => Err(error),
    };
    let error = match foreseen {
        // Its page says how far it is.
        Ok((Emptying::Mirror(mirror), prospect)) if prospect.mirrors.is_empty() => {
            return Ok(see_other(&format!("/desk/mirrors/{mirror}")));
        }
        Ok((what, prospect)) => {
            let page = EvacuationPage::load(&service, by, layout, what, prospect, FormState::new()).await?;
            return Ok(page.into_response());
        }
        Err(error) => error,
    };
    let mut form = FormState::new().with("country", asked.country);
    form.refuse_with(error)?;
    Ok(match asked.mirror {
        Some(mirror) => again(MirrorPage::load(&service, &actor, layout, mirror, form).await?),
        None => of_country(&service, &actor, layout, form).await?,
    })
}

/// Begins to empty every mirror of a country, if those are the ones that were shown. Else nothing begins, and they are shown as they are.
async fn evacuate_country(
    State(service): State<Service>,
    Administrator(actor): Administrator,
    layout: Layout,
    session: Session,
    mut form: FormState,
) -> Result<Response, Error> {
    let by = By::Administrator(&actor);
    let shown: BTreeSet<MirrorId> = form.all("mirror").iter().filter_map(|id| id.parse().ok()).collect();
    let foreseen = match country_of(form.value("country")) {
        Ok(country) => match hosts::evacuate_country(&service, by, country, Some(&shown)).await {
            Ok(begun) => {
                let said = layout.language.say("mirrors-country-begun").with("count", begun);
                session::say(&session, said.to_string()).await?;
                return Ok(see_other("/desk/mirrors"));
            }
            Err(error) => {
                form.refuse_with(error)?;
                let what = Emptying::Country(country);
                hosts::foresee(&service, by, what).await.ok().map(|prospect| (what, prospect))
            }
        },
        Err(error) => {
            form.refuse_with(error)?;
            None
        }
    };
    Ok(match foreseen {
        Some((what, prospect)) => again(EvacuationPage::load(&service, by, layout, what, prospect, form).await?),
        None => of_country(&service, &actor, layout, form).await?,
    })
}

/// The form in which the country is asked for, which is the one thing on it that can be wrong.
async fn of_country(service: &Service, actor: &Actor, layout: Layout, mut form: FormState) -> Result<Response, Error> {
    form.call("", "country");
    Ok(again(MirrorsPage::load(service, actor, layout, None, form).await?))
}
