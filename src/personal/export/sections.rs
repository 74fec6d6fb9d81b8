//! The files of the archive, in their order: each a query by account, read in pages, and what of a row is opened. Each stands with what
//! it is about.

mod account;
mod claims;
mod files;
mod log;
mod measures;
mod messages;
mod notices;
mod organisations;
mod strangers;

use data_encoding::BASE64;
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::archive::Archive;
use crate::ids::AccountId;
use crate::keys::Altered;
use crate::personal::Error;
use crate::personal::store::Notice;
use crate::service::Service;
use crate::texts::{Language, Text};

/// Bytes, written in base64.
#[derive(sqlx::Type)]
#[sqlx(transparent)]
struct Blob(Vec<u8>);

impl Serialize for Blob {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

/// Writes all of it, and ends the archive.
pub(super) async fn write(
    service: &Service,
    account: AccountId,
    language: Language,
    mut archive: Archive,
) -> Result<(), Error> {
    let to = &mut archive;
    readme(service, "export-readme", language, to).await?;
    account::write(service, account, to).await?;
    files::write(service, account, to).await?;
    notices::write(service, account, to).await?;
    measures::write(service, account, to).await?;
    claims::write(service, account, to).await?;
    organisations::write(service, account, to).await?;
    messages::write(service, messages::To::Account(account), to).await?;
    log::write(service, account, to).await?;
    archive.end().await
}

/// The same for who sent a notice without an account.
pub(super) async fn write_notice(
    service: &Service,
    notice: &Notice,
    language: Language,
    mut archive: Archive,
) -> Result<(), Error> {
    readme(service, "export-readme-notice", language, &mut archive).await?;
    strangers::write(service, notice, &mut archive).await?;
    archive.end().await
}

/// What is in the archive and what is not, for people.
async fn readme(service: &Service, key: &str, language: Language, archive: &mut Archive) -> Result<(), Error> {
    let day = language.day(service.clock.now());
    let readme = language.say(key).with("host", &service.keys.origin).with("day", day).to_string();
    archive.text("README.txt", &readme).await
}

/// A section whose rows have ids and are read in pages: `$1` is whose they are, the account if nothing else is said, `$2` the id after which
/// to go on. `opened` names what of a row lies sealed: the column, where it stands, and what it is called once it is open.
macro_rules! section {
    ($name:ident in $($rest:tt)*) => { section! { $name of AccountId in $($rest)* } };
    ($name:ident of $whose:ident in $file:literal, $row:ident { $($field:ident: $type:ty),* $(,)? }
     $(opened { $($sealed:ident: $place:literal as $called:literal),+ $(,)? })?, $sql:expr) => {
        #[derive(sqlx::FromRow, serde::Serialize)]
        struct $row {
            id: uuid::Uuid,
            $($field: $type,)*
            $($(#[serde(skip)] $sealed: Option<Vec<u8>>,)+)?
        }

        async fn $name(
            service: &$crate::service::Service,
            whose: $crate::ids::$whose,
            archive: &mut $crate::personal::export::archive::Archive,
        ) -> Result<(), $crate::personal::Error> {
            let mut list = archive.list($file).await?;
            let mut after = uuid::Uuid::nil();
            loop {
                let mut tx = service.db.read().await?;
                let rows = $crate::db::all!(tx, $row, $sql, whose, after)?;
                drop(tx);
                let Some(last) = rows.last() else { break };
                after = last.id;
                for row in &rows {
                    #[allow(unused_mut, reason = "some sections open nothing")]
                    let mut value = serde_json::to_value(row)?;
                    $($(
                        let place = format!(concat!($place, "/{}"), row.id);
                        // What lies in clear in some rows and sealed in others is called the same.
                        if value[$called].is_null() {
                            value[$called] = $crate::personal::export::sections::opened(service, &place, row.$sealed.as_deref())?;
                        }
                    )+)?
                    list.row(&value).await?;
                }
            }
            list.end().await
        }
    };
}
use section;

/// A short list that is read at once.
macro_rules! short_section {
    ($name:ident in $file:literal, $row:ident { $($field:ident: $type:ty),* $(,)? }, $sql:expr) => {
        #[derive(sqlx::FromRow, serde::Serialize)]
        struct $row {
            $($field: $type,)*
        }

        async fn $name(
            service: &$crate::service::Service,
            account: $crate::ids::AccountId,
            archive: &mut $crate::personal::export::archive::Archive,
        ) -> Result<(), $crate::personal::Error> {
            let mut tx = service.db.read().await?;
            let rows = $crate::db::all!(tx, $row, $sql, account)?;
            drop(tx);
            let mut list = archive.list($file).await?;
            for row in &rows {
                list.row(row).await?;
            }
            list.end().await
        }
    };
}
use short_section;

/// What is sealed at a place: the JSON that it is, or its text; nothing where it is not there any more, and [`altered`] where that was done to it.
fn opened(service: &Service, place: &str, sealed: Option<&[u8]>) -> Result<Value, Error> {
    let Some(sealed) = sealed.filter(|sealed| !sealed.is_empty()) else { return Ok(Value::Null) };
    let bytes = match service.keys.legible(place, sealed)? {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Ok(Value::Null),
        Err(Altered) => return Ok(altered()),
    };
    Ok(match serde_json::from_slice(&bytes) {
        Ok(value @ (Value::Object(_) | Value::Array(_))) => value,
        _ => String::from_utf8_lossy(&bytes).into_owned().into(),
    })
}

/// What stands in the place of a value that was altered in the database, so that nobody can open it: the rest is handed over all the same.
fn altered() -> Value {
    json!({"altered": Text::from(Altered).to_string()})
}

/// Whether it is that.
fn is_altered(value: &Value) -> bool {
    *value == altered()
}
