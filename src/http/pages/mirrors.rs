//! Where copies are kept, for everybody: a map of the countries with mirrors, and the table that says the same and more.

use super::Samples;
use super::prelude::*;
use super::world::{self, Place};
use crate::transparency::mirrors::{self, Country, World};

pub(super) fn routes() -> Router<Service> {
    Router::new().route("/mirrors", get(show))
}

pub(super) fn samples(samples: &mut Samples) {
    samples.add::<WorldPage>();
}

/// Every country with mirrors.
#[derive(Template)]
#[template(path = "mirrors.html")]
struct WorldPage {
    layout: Layout,
    world: World,
}
page!(WorldPage);

impl WorldPage {
    /// The countries with their names, in the order of these.
    fn named(&self) -> Vec<(String, &Country)> {
        let name = |country| (self.name(country), country);
        let mut named: Vec<_> = self.world.countries.iter().map(name).collect();
        named.sort_by_key(|(name, _)| world::folded(name));
        named
    }

    fn name(&self, country: &Country) -> String {
        world::name(self.layout.language, &country.jurisdiction)
    }

    /// What stands on the map: the names, as they are read out.
    fn names(&self) -> String {
        self.named().into_iter().map(|(name, _)| name).collect::<Vec<_>>().join(", ")
    }

    /// The outline of every country without mirrors: one path.
    fn land(&self) -> String {
        let without = |place: &&Place| self.on(place).is_none();
        world::places().iter().filter(without).map(|place| place.outline).collect()
    }

    /// The countries with mirrors, each with its place.
    fn marked(&self) -> Vec<(&'static Place, &Country)> {
        world::places().iter().filter_map(|place| Some((place, self.on(place)?))).collect()
    }

    fn on(&self, place: &Place) -> Option<&Country> {
        self.world.countries.iter().find(|country| country.jurisdiction == place.code)
    }

    /// How much lies in a country, in words.
    fn bytes(&self, country: &Country) -> String {
        let language = self.layout.language;
        match country.bytes {
            Some(0) | None => language.say("world-bytes-few").to_string(),
            Some(bytes) => language.say("world-bytes").with("size", language.size(bytes)).to_string(),
        }
    }
}

impl Sample for WorldPage {
    fn samples() -> Vec<Self> {
        let country = |jurisdiction: &str, mirrors, hosts, bytes| Country {
            jurisdiction: jurisdiction.into(),
            mirrors,
            hosts,
            bytes,
        };
        let countries = vec![
            country("FR", 12, 9, Some(5_000_000_000_000)),
            country("IS", 1, 1, None),
            country("MT", 2, 1, Some(20_000_000)),
            country("NZ", 3, 2, Some(1_000_000_000)),
        ];
        let page = |layout, world| Self { layout, world };
        vec![
            page(Layout::sample(), World { countries, mirrors: 18, hosts: 12 }),
            page(Layout::sample_for_strangers(), World::default()),
        ]
    }
}

async fn show(State(service): State<Service>, layout: Layout) -> Result<WorldPage, Error> {
    Ok(WorldPage { layout, world: mirrors::world(&service).await? })
}
