//! The audit log: a transparency log that a stranger can verify with tools we did not write.
//!
//! The formats are C2SP's, each pure and in a file of its own: signed notes ([`note`]), checkpoints and what is
//! asked of them ([`checkpoint`]), proofs that travel ([`proof`]), tiles ([`tile`]), and the conversation with
//! witnesses ([`witness`]).

pub mod checkpoint;
pub mod note;
pub mod proof;
pub mod tile;
pub mod witness;
