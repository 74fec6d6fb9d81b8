//! The vault's SQL: free functions on a transaction, a file per table family. The verbs say why.

pub(super) mod custody;
pub(super) mod hosts;
pub(super) mod links;
pub(super) mod mirrors;
pub(super) mod objects;
pub(super) mod recovery;
pub(super) mod uploads;
