//! What lies sealed and was altered in the database: a list says so in its row and a page in its place, so that it hides neither that row
//! nor another.

use super::Error;
use crate::keys;
use crate::service::Service;
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

/// The same in words.
pub(crate) fn told(opened: Result<Option<String>, Error>) -> Result<Option<Text>, Error> {
    Ok(match legible(opened)? {
        Ok(opened) => opened.map(Text::from),
        Err(Altered) => Some(Text::of("dispute-words-altered")),
    })
}

/// The words that lie sealed at a place, or why they are not shown.
pub(crate) fn shown(service: &Service, place: &str, sealed: &[u8]) -> Result<Text, Error> {
    let opened = service.keys.open_sealed(place, sealed).map_err(Error::from);
    let words = told(opened.map(|words| Some(String::from_utf8_lossy(&words).into_owned())))?;
    Ok(words.unwrap_or(Text::of("dispute-words-erased")))
}
