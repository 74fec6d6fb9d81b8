//! The HTTP faces: of a mirror ([`mirror`]).

pub mod mirror;
