//! The HTTP faces: of a mirror ([`mirror`]) and of the public log ([`log`]).

pub mod log;
pub mod mirror;
