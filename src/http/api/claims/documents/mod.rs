//! The JSON documents of the claims API, as they stand in its OpenAPI document.

mod asked;
mod problem;
mod told;

pub(super) use self::asked::*;
pub(super) use self::problem::*;
pub(super) use self::told::*;
