//! What a portal answered: how often, with which status, and how long it took.

use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// The methods that are told apart: whoever asks can make up any other.
const METHODS: [&str; 7] = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];
/// The steps in which times are counted, in seconds: pages take milliseconds, a part of 8 MiB what its sender's line takes.
const STEPS: [f64; 13] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 300.0];

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: &'static str,
    route: String,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    method: &'static str,
    route: String,
}

/// The requests that this portal answered. Clones count together.
#[derive(Clone, Debug)]
pub struct Requests {
    answered: Family<Answered, Counter>,
    took: Family<Asked, Histogram>,
}

impl Default for Requests {
    fn default() -> Self {
        Self { answered: Family::default(), took: Family::new_with_constructor(histogram as fn() -> Histogram) }
    }
}

fn histogram() -> Histogram {
    Histogram::new(STEPS)
}

impl Requests {
    /// Counts an answer. `route` is the path as it is declared, never the one that was asked for: that can name a link.
    pub fn count(&self, method: &str, route: &str, status: u16, took: Duration) {
        let method = METHODS.into_iter().find(|known| *known == method).unwrap_or("other");
        self.answered.get_or_create(&Answered { method, route: route.to_owned(), status }).inc();
        self.took.get_or_create(&Asked { method, route: route.to_owned() }).observe(took.as_secs_f64());
    }

    pub(super) fn tell(&self, registry: &mut Registry) {
        registry.register("http_requests", "Requests that this portal answered", self.answered.clone());
        let help = "How long it was until such an answer began";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, self.took.clone());
    }
}
