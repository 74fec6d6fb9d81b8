//! What lies sealed and was altered in the database: a list says so in its row and a page in its place, so that it hides neither that row
//! nor another.

use super::Error;
use crate::keys;
use crate::texts::Text;

/// It was altered in the database, so that nobody can read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Altered;

/// What was opened, nothing where it is erased, or that it was altered.
pub(crate) fn legible<T>(opened: Result<Option<T>, Error>) -> Result<Result<Option<T>, Altered>, Error> {
    match opened {
        Ok(opened) => Ok(Ok(opened)),
        Err(Error::Keys(keys::Error::Erased(_))) => Ok(Ok(None)),
        Err(Error::Keys(error @ keys::Error::Altered(_))) => {
            tracing::error!(%error, "a page says so in its place");
            Ok(Err(Altered))
        }
        Err(error) => Err(error),
    }
}

/// The same in words, as [`crate::keys::Keys::said`] says them.
pub(crate) fn told(opened: Result<Option<String>, Error>) -> Result<Option<Text>, Error> {
    Ok(match legible(opened)? {
        Ok(opened) => opened.map(Text::from),
        Err(Altered) => Some(Text::of("words-altered")),
    })
}
