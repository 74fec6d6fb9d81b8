//! The mirrors of this process: admitted at its first start, each as a host of its own, and left out once they were removed.

use std::collections::BTreeSet;

use super::{Embedded, OpenError, admission, reach_known};
use crate::audit;
use crate::config::MirrorFolder;
use crate::db::Tx;
use crate::ids::{CaseId, uuid_v4};
use crate::mirrors::Mirror;
use crate::mirrors::client::Handle;
use crate::service::Service;
use crate::vault::hosts::MirrorState;
use crate::vault::placement::JURISDICTIONS;
use crate::vault::store::mirrors;

/// Admits the mirrors of this process that are new, and reaches every mirror that takes part. `reach` gives the way to call a
/// mirror of this process. One that was removed may be configured still: the service starts, and does
/// without it.
pub async fn admit(service: &Service, reach: impl Fn(Mirror) -> Handle) -> Result<(), OpenError> {
    let mut removed = BTreeSet::new();
    let mut tx = service.db.begin().await?;
    for Embedded { config, mirror } in service.mirrors.embedded() {
        match mirrors::find(&mut tx, mirror.id()).await? {
            None => admit_one(&mut tx, service, config, mirror).await?,
            Some(row) if row.state == MirrorState::Removed => {
                tracing::warn!(mirror = %row.id, name = row.name, "a mirror of this process was removed: it takes no part");
                removed.insert(row.id);
            }
            Some(row) if row.jurisdiction == config.jurisdiction.as_str() && row.host == config.name => {}
            Some(row) => {
                let name = format!("{}={}", config.name, config.jurisdiction);
                return Err(OpenError::Moved { name, known: format!("{}={}", row.host, row.jurisdiction) });
            }
        }
    }
    let known = mirrors::known(&mut tx).await?;
    let countries: BTreeSet<&str> = known.iter().map(|row| row.jurisdiction.as_str()).collect();
    // Where this process runs no mirror, hosts join once it runs.
    if countries.len() < JURISDICTIONS && !service.mirrors.embedded().is_empty() {
        return Err(OpenError::OneJurisdiction { found: countries.len() });
    }
    tx.commit().await?;
    if !removed.is_empty() {
        let left = service.mirrors.embedded().iter().filter(|embedded| !removed.contains(&embedded.mirror.id()));
        let left: Vec<_> = left.map(|embedded| &embedded.config).collect();
        tracing::warn!("{}", instead(&left));
    }
    reach_known(service, reach).await
}

/// What to configure once some mirrors were removed and `left` are left, for people.
fn instead(left: &[&MirrorFolder]) -> String {
    let countries: BTreeSet<&str> = left.iter().map(|config| config.jurisdiction.as_str()).collect();
    if countries.len() < JURISDICTIONS {
        return "mirrors that were removed may stay in --mirror, which has to name two countries".to_owned();
    }
    let spelt = |config: &&MirrorFolder| {
        format!("--mirror {}={}={}", config.name, config.jurisdiction, config.folder.display())
    };
    let others: Vec<_> = left.iter().map(spelt).collect();
    format!("mirrors that were removed can be left out of --mirror, which names the others: {}", others.join(" "))
}

async fn admit_one(tx: &mut Tx, service: &Service, config: &MirrorFolder, mirror: &Mirror) -> Result<(), OpenError> {
    let key = mirror.public_key();
    let new = mirrors::New {
        id: mirror.id(),
        name: &config.name,
        host: &config.name,
        jurisdiction: config.jurisdiction.as_str(),
        public_key: &key.public,
        url: None,
        log_case: CaseId(uuid_v4(&service.entropy)),
        now: service.clock.now(),
    };
    mirrors::insert(tx, &new).await?;
    let country = config.jurisdiction.as_str();
    let entry = admission(new.log_case, "service", mirror.id(), &key.public, (&config.name, country), true);
    audit::append(tx, service, entry).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Jurisdiction;

    #[test]
    fn who_left_a_removed_mirror_out_names_the_others_in_two_countries() {
        let [paris, delft] = [("paris", "FR"), ("delft", "NL")].map(|(name, country)| MirrorFolder {
            name: name.to_owned(),
            jurisdiction: Jurisdiction::parse(country).unwrap(),
            folder: format!("/m/{name}").into(),
            bucket: None,
        });
        let said = instead(&[&paris, &delft]);
        assert!(said.ends_with("names the others: --mirror paris=FR=/m/paris --mirror delft=NL=/m/delft"), "{said}");
        assert!(instead(&[&paris]).contains("may stay in --mirror"));
    }
}
