//! Many links at once: one a line, with the address where it was found behind it, or a CSV file whose first line names
//! its columns.
//!
//! What is no link stays a line, so that it can be put right in its place. Refused as a whole is only what cannot be
//! taken at all: too many lines, a line longer than any link, a file whose columns cannot be told. How much is said of
//! that, and how much is read, has its bounds.

use zeroize::Zeroizing;

use crate::claims::proof::{TargetInput, without_mark};
use crate::claims::works::sheet::{LineError, Lines, Told};
use crate::claims::{Error, FieldError};
use crate::clock::Time;
use crate::texts::Text;

/// The columns of a file. Only the first must be there.
pub const COLUMNS: [&str; 5] = ["link", "found_at", "found_on", "file_key", "archive_password"];
/// The longest line, in bytes: a link and an address where it was found, at their longest.
const LINE: usize = 8 << 10;
const MARK: char = '\u{feff}';

/// Reads what was pasted or dropped. `room`: how many lines still fit.
pub(super) fn read(text: &str, room: usize) -> Result<Vec<TargetInput>, Error> {
    // Lines end alike from here on, whoever wrote them.
    let text = Zeroizing::new(text.trim_start_matches(MARK).replace("\r\n", "\n").replace('\r', "\n"));
    let text = text.as_str();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let head = lines.clone().next().unwrap_or_default();
    // A file of a million lines is refused before anything is made of it.
    if lines.nth(room.saturating_add(usize::from(is_head(head)))).is_some() {
        let message = Text::of("draft-paste-too-many").with("room", room);
        return Err(Error::Invalid(vec![FieldError::new("targets", message)]));
    }
    if is_head(head) { read_sheet(text) } else { read_lines(text) }
}

/// Whether a line names columns.
fn is_head(line: &str) -> bool {
    line.split([',', ';']).any(|name| name.trim().trim_matches('"').eq_ignore_ascii_case(COLUMNS[0]))
}

fn read_lines(text: &str) -> Result<Vec<TargetInput>, Error> {
    let (mut inputs, mut mistakes) = (Vec::new(), Told::default());
    for (at, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        if line.len() > LINE {
            mistakes.mistake(at + 1, "", TOO_LONG);
            continue;
        }
        // Of more than two words none is certainly the link: the line says so when it is read.
        let (link, found_at) = match line.split_whitespace().collect::<Vec<_>>()[..] {
            [link, found_at] => (link, found_at),
            _ => (line, ""),
        };
        inputs.push(TargetInput {
            link: Zeroizing::new(without_mark(link).to_owned()),
            found_at: found_at.to_owned(),
            ..TargetInput::default()
        });
    }
    mistakes.finish()?;
    Ok(inputs)
}

const TOO_LONG: Text = Text::of("sheet-too-long");

fn read_sheet(text: &str) -> Result<Vec<TargetInput>, Error> {
    let (mut inputs, mut mistakes) = (Vec::new(), Told::<LineError>::default());
    let head = text.trim_start().lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(text.as_bytes());
    let (mut record, mut columns, mut numbers) = (csv::StringRecord::new(), Vec::new(), Lines::default());
    while reader.read_record(&mut record)? {
        let begin = record.position().map_or(0, csv::Position::byte);
        let number = numbers.at(text.as_bytes(), usize::try_from(begin).unwrap_or(usize::MAX));
        if columns.is_empty() {
            columns = self::columns(&record, number, &mut mistakes);
            if !mistakes.is_empty() {
                break;
            }
            continue;
        }
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if record.as_slice().len() > LINE {
            mistakes.mistake(number, "", TOO_LONG);
        } else if record.len() != columns.len() {
            let message = Text::of("sheet-cells").with("cells", record.len()).with("columns", columns.len());
            mistakes.mistake(number, "", message);
        } else if let Some(input) = row(&columns, &record, number, &mut mistakes) {
            inputs.push(input);
        }
    }
    mistakes.finish()?;
    Ok(inputs)
}

/// Which column stands where.
fn columns(record: &csv::StringRecord, line: usize, mistakes: &mut Told<LineError>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for name in record {
        let name = name.trim();
        match COLUMNS.into_iter().find(|column| column.eq_ignore_ascii_case(name)) {
            Some(column) if found.contains(&column) => mistakes.mistake(line, column, Text::of("sheet-twice")),
            Some(column) => found.push(column),
            None => {
                let known = COLUMNS.join(", ");
                mistakes.mistake(line, name, Text::of("sheet-no-column").with("known", known));
            }
        }
    }
    found
}

fn row(
    columns: &[&'static str],
    record: &csv::StringRecord,
    line: usize,
    mistakes: &mut Told<LineError>,
) -> Option<TargetInput> {
    let mut input = TargetInput::default();
    for (column, cell) in columns.iter().zip(record) {
        // A password may begin or end with a space; nothing else here does.
        let text = cell.trim();
        match *column {
            "link" => input.link = Zeroizing::new(text.to_owned()),
            "found_at" => text.clone_into(&mut input.found_at),
            "file_key" => input.file_key = Zeroizing::new(text.to_owned()),
            "archive_password" => input.archive_password = Zeroizing::new(cell.to_owned()),
            _ if text.is_empty() => {}
            _ => {
                input.found_on = day(text);
                if input.found_on.is_none() {
                    mistakes.mistake(line, column, Text::of("sheet-day"));
                    return None;
                }
            }
        }
    }
    Some(input)
}

/// A day, as forms and files write it.
pub fn day(text: &str) -> Option<Time> {
    Time::parse_rfc3339(&format!("{}T00:00:00Z", text.trim())).or_else(|| Time::parse_rfc3339(text.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_and_files_are_read_alike() {
        let lines =
            read("\n https://a.example/f/x#k https://forum.example/1\r\n\nhttps://a.example/f/y\nb c d\n", 9).unwrap();
        let links: Vec<_> = lines.iter().map(|line| line.link.as_str()).collect();
        assert_eq!(links, ["https://a.example/f/x#k", "https://a.example/f/y", "b c d"]);
        assert_eq!(lines[0].found_at, "https://forum.example/1");

        let sheet = "\u{feff}Link;Found_On;archive_password\nhttps://a.example/f/x;2026-11-23;\"a; b \"\n;;\n";
        let lines = read(sheet, 9).unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].found_on, Time::parse_rfc3339("2026-11-23T00:00:00Z"));
        assert_eq!(lines[0].archive_password.as_str(), "a; b ");
    }

    #[test]
    fn what_cannot_be_taken_is_refused_as_a_whole_and_little_is_said_of_it() {
        let refused = |text: &str| read(text, 3).unwrap_err();
        let many = "https://a.example/f/x\n".repeat(1_000_000);
        assert!(
            matches!(refused(&many), Error::Invalid(fields) if fields[0].message.to_string().contains("Only 3 more links fit"))
        );
        assert!(read("link\na\nb\nc\n", 3).is_ok());
        assert!(matches!(refused("link\na\nb\nc\nd\n"), Error::Invalid(_)));
        let Error::Lines(told) = refused(&format!("a\n{}", "x".repeat(LINE + 1))) else { panic!("a line") };
        assert_eq!((told.first[0].line, &told.first[0].message), (2, &TOO_LONG));
        for (text, said) in [
            ("link,colour\nx,red", "There is no such column"),
            ("link,link\nx,y", "stands here twice"),
            ("link,found_at\nx", "1 cells stand here, and 2 columns above"),
            ("link,found_on\nx,yesterday", "Write the day as 2026-11-23"),
        ] {
            let Error::Lines(told) = refused(text) else { panic!("{text}") };
            assert!(told.first[0].message.to_string().contains(said), "{told:?}");
        }
    }
}
