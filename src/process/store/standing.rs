//! The SQL of standing: strikes, misuse, and the measures after either.

mod measures;
mod misuse;
mod strikes;

pub(in crate::process) use measures::*;
pub(in crate::process) use misuse::*;
pub(in crate::process) use strikes::*;
