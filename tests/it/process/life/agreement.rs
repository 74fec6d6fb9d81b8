//! Another version of the agreement: it binds nobody, and until an organisation has signed it, that organisation claims nothing and deletes
//! nothing. What it had claimed is decided, completed, answered and taken back as ever.

use writ::claims::{agreements, signatures};

use super::model::Life;
use crate::claims::cast;

impl Life {
    /// Two administrators, and no one alone, publish another version; of the organisations, these sign it at once.
    pub(super) async fn publish_agreement(&mut self, sign: [bool; 2]) -> Option<()> {
        let (service, holder) = (self.service(), self.holders[0].clone());
        let version = agreements::published(&service).await.unwrap().len() + 1;
        let texts = cast::newer(&format!("Version {version}"));
        let senior = agreements::propose(&service, &holder.senior, &texts, "Newer").await;
        assert!(senior.is_err(), "no senior's to propose: {senior:?}");
        let (_, step) = agreements::propose(&service, &holder.first, &texts, "Newer").await.unwrap();
        assert_eq!(
            agreements::published(&service).await.unwrap().len() + 1,
            version,
            "a proposal is in force for nobody"
        );
        let alone = agreements::publish(&service, &holder.first, step).await;
        assert!(alone.is_err(), "it takes two: {alone:?}");
        agreements::publish(&service, &holder.second, step).await.unwrap();
        self.unsigned.extend([0, 1]);
        for owner in self.teams.iter_mut().flatten() {
            owner.signed = false;
        }
        for org in [0, 1].into_iter().filter(|org| sign[*org]) {
            self.sign(org).await;
        }
        Some(())
    }

    /// Whoever acts for an organisation signs the version in force for it and for themselves, once, suspended or not.
    pub(super) async fn sign(&mut self, org: usize) -> Option<()> {
        let (service, holder) = (self.service(), self.holders[org].clone());
        let current = agreements::published(&service).await.unwrap().remove(0);
        let signing = cast::signing(current.id);
        let done = signatures::sign(&service, &holder.member, holder.organisation, &signing, &holder.auth).await;
        assert_eq!(done.is_ok(), !self.acting(org).signed, "{done:?}");
        done.ok()?;
        self.teams[org].last_mut()?.signed = true;
        self.unsigned.remove(&org);
        Some(())
    }
}
