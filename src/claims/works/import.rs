//! Works in from CSV: all lines of a file or none.

use std::collections::HashMap;

use super::super::organisations;
use super::sheet::{self, Told};
use super::{Facts, NewReference, enter, insert, read_references, store};
use crate::claims::form::Form;
use crate::claims::{Actor, Error};
use crate::ids::{OrganisationId, WorkId};
use crate::service::Service;
use crate::texts::Text;

/// What an import came to.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// How many works it registered.
    pub registered: usize,
    /// The lines whose work was there already, and of which nothing was taken.
    pub present: Told<Present>,
}

/// A line whose work was there already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Its line in the file, from 1.
    pub line: usize,
    /// The title it has there.
    pub title: String,
    /// By what it was known.
    pub known_by: Text,
}

/// A line that can be entered.
struct Ready {
    line: usize,
    facts: Facts,
    references: Vec<NewReference>,
}

/// The most identifiers and references of one file: so many rows are written while everybody else who writes waits.
const ROWS: usize = 20_000;

/// A member registers the works of a file. A mistake in any line refuses all of them, with every mistake told. A work that
/// is there already, by an identifier or by title and kind, stays as it is, and so does one that stands in the file twice.
pub async fn import(
    service: &Service,
    actor: &Actor,
    organisation: OrganisationId,
    file: &[u8],
) -> Result<Imported, Error> {
    // Who asks, before anything is read of what they send.
    let mut tx = service.db.read().await?;
    organisations::member(&mut tx, actor.account, organisation).await?.ok_or(Error::NotFound)?;
    drop(tx);
    let lines = check(sheet::read(file)?)?;
    // An id for each line, in the order of the lines, so that the works keep it.
    let mut ids: Vec<WorkId> = lines.iter().map(|_| WorkId::new(&service.clock, &service.entropy)).collect();
    ids.sort_unstable();

    let mut imported = Imported::default();
    let mut file = Seen::default();
    let mut tx = service.db.begin().await?;
    enter(&mut tx, actor, organisation).await?;
    for (Ready { line, facts, references }, id) in lines.iter().zip(ids) {
        let mut known_by = file.known(facts);
        file.note(*line, facts);
        for identifier in &facts.identifiers {
            if known_by.is_some() {
                break;
            }
            if let Some((_, title)) = store::of_identifier(&mut tx, organisation, identifier).await? {
                known_by =
                    Some(Text::of("import-known").with("identifier", identifier.to_string()).with("title", title));
            }
        }
        if known_by.is_none() && store::is_titled(&mut tx, organisation, facts).await? {
            known_by = Some(Text::of("import-known-title").with("kind", kind_of(facts)));
        }
        if let Some(known_by) = known_by {
            imported.present.push(Present { line: *line, title: facts.title.clone(), known_by });
        } else {
            insert(&mut tx, service, actor, organisation, id, facts, references).await?;
            imported.registered += 1;
        }
    }
    tx.commit().await?;
    Ok(imported)
}

/// Reads every line as the form would, and tells every mistake.
fn check(lines: Vec<sheet::Line>) -> Result<Vec<Ready>, Error> {
    let mut mistakes = Told::default();
    let mut ready = Vec::with_capacity(lines.len());
    for sheet::Line { number, work } in lines {
        let mut form = Form::default();
        let facts = Facts::read(&mut form, &work);
        let references = read_references(&mut form, &work.references, "");
        for mistake in form.into_mistakes() {
            let message = sheet::choices(mistake.field).unwrap_or(mistake.message);
            mistakes.mistake(number, mistake.field, message);
        }
        ready.push(Ready { line: number, facts, references });
    }
    let rows: usize =
        ready.iter().map(|Ready { facts, references, .. }| facts.identifiers.len() + references.len()).sum();
    if rows > ROWS {
        let message = Text::of("import-too-many").with("limit", ROWS).with("rows", rows);
        mistakes.mistake(1, "", message);
    }
    mistakes.finish()?;
    Ok(ready)
}

fn kind_of(facts: &Facts) -> Text {
    Text::under(format!("work-kind-{}", facts.kind))
}

/// What stood further up in the file.
#[derive(Default)]
struct Seen {
    identifiers: HashMap<String, usize>,
    titles: HashMap<(String, String), usize>,
}

impl Seen {
    fn known(&self, facts: &Facts) -> Option<Text> {
        let by_identifier = facts.identifiers.iter().find_map(|identifier| {
            let line = self.identifiers.get(&identifier.to_string())?;
            Some(Text::of("import-twice").with("identifier", identifier.to_string()).with("line", *line))
        });
        by_identifier.or_else(|| {
            let line = self.titles.get(&(facts.title_folded(), facts.kind.clone()))?;
            Some(Text::of("import-twice-title").with("kind", kind_of(facts)).with("line", *line))
        })
    }

    fn note(&mut self, line: usize, facts: &Facts) {
        for identifier in &facts.identifiers {
            self.identifiers.entry(identifier.to_string()).or_insert(line);
        }
        self.titles.entry((facts.title_folded(), facts.kind.clone())).or_insert(line);
    }
}
