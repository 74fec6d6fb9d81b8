//! Writ: encrypted, mirrored file storage with the rights-holder takedown and compliance portal that
//! makes such a service lawful to run.
//!
//! The map of the crate, from the top down. Dependencies point down only; a domain room never names
//! axum and never renders HTML.
//!
//! | room | what it is responsible for |
//! |---|---|
//! | [`audit`] | the log: entries, sequencing, tiles, checkpoints, proofs, verification |
//! | [`clock`], [`entropy`], [`ids`] | time, chance and identifiers, passed in |

pub mod audit;
pub mod clock;
pub mod entropy;
pub mod ids;
pub mod merkle;
