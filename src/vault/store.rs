//! The vault's SQL: free functions on a transaction, a file per table family. The verbs say why.

pub(super) mod applications;
pub(super) mod custody;
pub(super) mod health;
pub(super) mod hosts;
pub(super) mod links;
pub(super) mod mirrors;
pub(super) mod moving;
pub(super) mod objects;
pub(super) mod proving;
pub(super) mod recovery;
pub(super) mod reports;
pub(super) mod trust;
pub(super) mod uploads;
