//! What there is: claims and orders, what was decided, what was answered, and what became of files and people.

mod claims;
mod decisions;
mod files;
mod people;

pub use self::claims::*;
pub use self::decisions::*;
pub use self::files::*;
pub use self::people::*;

/// A line of a claim: which claim, and which of its targets.
pub type Line = (usize, usize);
