//! The takedown's SQL, a file for each part of the story.

mod board;
mod ends;
mod evacuation;
mod objects;
mod orders;

pub(super) use self::board::*;
pub(super) use self::ends::*;
pub(super) use self::evacuation::*;
pub(super) use self::objects::*;
pub(crate) use self::objects::{Open, open_about};
pub(super) use self::orders::*;

type Result<T> = std::result::Result<T, sqlx::Error>;
