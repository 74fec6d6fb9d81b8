//! `writ admin`: what whoever runs the service does on its machine, with its settings, while it runs.

use std::str::FromStr;

use clap::{Args, Subcommand};

use super::serve::Serve;
use crate::clock::Clock;
use crate::config::{Config, Jurisdiction};
use crate::entropy::Entropy;
use crate::http::mirror;
use crate::ids::MirrorId;
use crate::service::Service;
use crate::vault::hosts::{self, By};
use crate::vault::moving;

/// Run the service from its own machine
#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Empty every mirror of a country, or one mirror; given again, say how far that is
    Evacuate(Box<Evacuate>),
}

/// What to empty, and the settings of the service.
#[derive(Debug, Args)]
pub struct Evacuate {
    #[command(flatten)]
    service: Serve,
    /// A country by its two letters, such as NZ, or a mirror by its number
    #[arg(value_name = "COUNTRY|MIRROR")]
    what: What,
}

/// What is emptied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Country(Jurisdiction),
    Mirror(MirrorId),
}

impl FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Ok(mirror) = text.parse() {
            return Ok(Self::Mirror(mirror));
        }
        let neither =
            |_| "this is neither a country by its two letters in capitals, nor a mirror by its number".to_owned();
        Jurisdiction::parse(text).map(Self::Country).map_err(neither)
    }
}

impl Admin {
    pub(super) async fn run(self) -> anyhow::Result<()> {
        match self {
            Self::Evacuate(evacuate) => evacuate.run().await,
        }
    }
}

impl Evacuate {
    async fn run(self) -> anyhow::Result<()> {
        // Mirrors of the service's own process are in its hands: this one only says what is to be done.
        let config = Config { mirrors: Vec::new(), ..self.service.config()? };
        let service = Service::open(config, Clock::System, Entropy::System, mirror::in_process).await?;
        service.log.require_current()?;
        match self.what {
            What::Country(country) => {
                let begun = hosts::evacuate_country(&service, By::Operator, country).await?;
                println!("{begun} mirrors in {country} begin to be emptied.");
            }
            What::Mirror(mirror) => hosts::evacuate(&service, By::Operator, mirror).await?,
        }
        for (mirror, host, country, progress) in moving::emptied(&service).await? {
            let left = progress.left + progress.settled;
            println!(
                "{mirror} {country} {host}: {left} copies left, {} ordered away, {} gone",
                progress.leaving, progress.gone
            );
            for (why, count) in progress.failing {
                println!("    {count} stay so far: {why}");
            }
        }
        println!("The service does the rest while it runs. Give the same command again to see how far it is.");
        service.db.close().await;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_emptied_is_a_country_or_a_mirror() {
        let mirror = "0191e7a0-0000-7000-8000-000000000001";
        assert_eq!(mirror.parse::<What>(), Ok(What::Mirror(mirror.parse().unwrap())));
        assert_eq!("NZ".parse::<What>(), Ok(What::Country(Jurisdiction::parse("NZ").unwrap())));
        for neither in ["nz", "", "NZL", "0191e7a0"] {
            assert!(neither.parse::<What>().is_err(), "{neither}");
        }
    }
}
