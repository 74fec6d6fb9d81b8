//! Works as CSV: the columns, how a cell is written so that no spreadsheet takes it for a formula, and how a file that
//! somebody edited there is read, with every mistake by line and column.
//!
//! Written: UTF-8 with a byte order mark (by which spreadsheets know it), commas, every cell in quotes, lines that end as
//! RFC 4180 says. Read: with or without the mark, commas or semicolons, columns in any order.

use super::{KINDS, NewWork, REFERENCES, Work, identifiers};
use crate::claims::Error;
use crate::texts::Text;
use crate::tokens::Digest;

/// The columns, in the order in which they are written.
pub const COLUMNS: [&str; 7] = ["title", "kind", "basis", "territory", "identifiers", "references", "principal"];
/// Columns that may be left out.
const OPTIONAL: [&str; 3] = ["identifiers", "references", "principal"];
/// The most works of one file.
pub const LINES: usize = 10_000;
/// The largest file, in bytes.
pub const BYTES: usize = 10 << 20;
/// The most mistakes that are told one by one.
const TOLD: usize = 200;
const MARK: &str = "\u{feff}";

/// What is wrong with one cell or one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    /// Its line in the file, from 1.
    pub line: usize,
    /// Its column; empty when it is the line as a whole.
    pub column: String,
    /// What to do about it.
    pub message: Text,
}

/// What is said line by line: the first of it, and how much more there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told<T> {
    /// The first 200.
    pub first: Vec<T>,
    /// How many more.
    pub more: usize,
}

impl<T> Default for Told<T> {
    fn default() -> Self {
        Self { first: Vec::new(), more: 0 }
    }
}

impl<T> Told<T> {
    pub(in crate::claims) fn push(&mut self, one: T) {
        if self.first.len() < TOLD {
            self.first.push(one);
        } else {
            self.more += 1;
        }
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }
}

impl Told<LineError> {
    pub(in crate::claims) fn mistake(&mut self, line: usize, column: &str, message: impl Into<Text>) {
        self.push(LineError { line, column: column.to_owned(), message: message.into() });
    }

    pub(in crate::claims) fn finish(self) -> Result<(), Error> {
        if self.is_empty() { Ok(()) } else { Err(Error::Lines(self)) }
    }
}

/// One line of a file that was read.
#[derive(Debug)]
pub(super) struct Line {
    pub number: usize,
    pub work: NewWork,
}

// Writing ----------------------------------------------------------------------------------------------

/// The line of the columns' names, with the byte order mark.
pub(super) fn head() -> Result<Vec<u8>, Error> {
    let mut head = MARK.as_bytes().to_vec();
    head.extend(rows([COLUMNS.map(str::to_owned)])?);
    Ok(head)
}

/// A line for each work.
pub(super) fn lines(works: &[(Work, Vec<Digest>)]) -> Result<Vec<u8>, Error> {
    rows(works.iter().map(|(work, references)| {
        [
            cell(&work.title),
            cell(&work.kind),
            cell(work.basis.as_str()),
            cell(&work.territory),
            cell(&identifiers::list(&work.identifiers)),
            cell(&references.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
            cell(work.principal.as_deref().unwrap_or_default()),
        ]
    }))
}

fn rows(rows: impl IntoIterator<Item = [String; 7]>) -> Result<Vec<u8>, Error> {
    // In quotes each, so that a semicolon in a title begins no cell where spreadsheets part by semicolons.
    let mut writer = csv::WriterBuilder::new()
        .quote_style(csv::QuoteStyle::Always)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for row in rows {
        writer.write_record(&row)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()).into())
}

/// An apostrophe before whatever a spreadsheet would calculate; [`text`] takes it away again.
pub(crate) fn cell(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// What a cell says, without the apostrophe that [`cell`], or a careful person, put before it.
fn text(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(cell)
}

/// Whether a spreadsheet would calculate it, or would once an apostrophe before it is gone.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

// Reading ----------------------------------------------------------------------------------------------

/// Reads the lines of a file. What its columns must hold is not looked at here.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Line>, Error> {
    let mut mistakes = Told::default();
    let whole = match std::str::from_utf8(bytes) {
        _ if bytes.len() > BYTES => {
            mistakes.mistake(1, "", Text::of("sheet-too-large").with("limit", BYTES >> 20));
            ""
        }
        Ok(text) => text.strip_prefix(MARK).unwrap_or(text),
        Err(error) => {
            let line = Lines::default().at(bytes, error.valid_up_to());
            mistakes.mistake(line, "", Text::of("sheet-utf-8"));
            ""
        }
    };
    if mistakes.is_empty() && whole.trim().is_empty() {
        mistakes.mistake(1, "", Text::of("sheet-empty"));
    }
    let mut lines = Vec::new();
    if mistakes.is_empty() {
        read_lines(whole, &mut lines, &mut mistakes)?;
    }
    mistakes.finish()?;
    Ok(lines)
}

fn read_lines(whole: &str, lines: &mut Vec<Line>, mistakes: &mut Told<LineError>) -> Result<(), Error> {
    // The names of the columns hold neither.
    let head = whole.trim_start().lines().next().unwrap_or_default();
    let delimiter = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).has_headers(false).flexible(true).from_reader(whole.as_bytes());
    let (mut record, mut places, mut numbers) = (csv::StringRecord::new(), None, Lines::default());
    while reader.read_record(&mut record)? {
        let begin = record.position().map_or(0, csv::Position::byte);
        let number = numbers.at(whole.as_bytes(), usize::try_from(begin).unwrap_or(usize::MAX));
        let Some(columns) = &places else {
            places = columns(&record, number, mistakes);
            // Without columns nothing can be said about the lines.
            if places.is_none() {
                return Ok(());
            }
            continue;
        };
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if lines.len() == LINES {
            mistakes.mistake(number, "", Text::of("sheet-too-many").with("limit", LINES));
            return Ok(());
        }
        if record.len() != columns.len() {
            let message = Text::of("sheet-cells").with("cells", record.len()).with("columns", columns.len());
            mistakes.mistake(number, "", message);
            continue;
        }
        lines.push(Line { number, work: work(columns, &record) });
    }
    if lines.is_empty() && mistakes.is_empty() {
        mistakes.mistake(1, "", Text::of("sheet-no-work"));
    }
    Ok(())
}

/// Which column stands where.
fn columns(record: &csv::StringRecord, line: usize, mistakes: &mut Told<LineError>) -> Option<Vec<&'static str>> {
    let mut found = Vec::new();
    for name in record {
        let name = name.trim();
        match COLUMNS.into_iter().find(|column| column.eq_ignore_ascii_case(name)) {
            Some(column) if found.contains(&column) => mistakes.mistake(line, column, Text::of("sheet-twice")),
            Some(column) => found.push(column),
            None if name.is_empty() => mistakes.mistake(line, "", Text::of("sheet-no-name")),
            None => {
                let known = COLUMNS.join(", ");
                mistakes.mistake(line, name, Text::of("sheet-no-column").with("known", known));
            }
        }
    }
    for column in COLUMNS.into_iter().filter(|column| !found.contains(column) && !OPTIONAL.contains(column)) {
        mistakes.mistake(line, column, Text::of("sheet-missing"));
    }
    mistakes.is_empty().then_some(found)
}

fn work(columns: &[&'static str], record: &csv::StringRecord) -> NewWork {
    let mut work = NewWork::default();
    for (column, cell) in columns.iter().zip(record) {
        let cell = text(cell.trim());
        // People write words as they please: Film, exclusive licensee.
        let word = || cell.trim().to_lowercase().replace(' ', "-");
        match *column {
            "title" => cell.clone_into(&mut work.title),
            "kind" => work.kind = word(),
            "basis" => work.basis = word(),
            "territory" => cell.clone_into(&mut work.territory),
            "principal" => cell.clone_into(&mut work.principal),
            "identifiers" => work.identifiers = identifiers::split(cell).into_iter().map(str::to_owned).collect(),
            _ => work.references = cell.split_whitespace().take(REFERENCES + 1).map(str::to_owned).collect(),
        }
    }
    work
}

/// What a column may say, where the form's words would not help.
pub(super) fn choices(column: &str) -> Option<Text> {
    match column {
        "kind" => Some(Text::of("sheet-one-of").with("words", KINDS.join(", "))),
        "basis" => Some(Text::of("sheet-one-of").with("words", "owner, exclusive-licensee, agent")),
        _ => None,
    }
}

/// Counts lines on the way through a file.
#[derive(Default)]
pub(in crate::claims) struct Lines {
    /// How far it was counted, in bytes, and the lines that ended before.
    place: usize,
    ended: usize,
}

impl Lines {
    /// The line in which a place stands; behind empty lines, if it is at their beginning.
    pub(in crate::claims) fn at(&mut self, bytes: &[u8], place: usize) -> usize {
        let is_end = |at: usize| bytes.get(at) == Some(&b'\n') || bytes.get(at) == Some(&b'\r');
        while self.place < bytes.len() && (self.place < place || is_end(self.place)) {
            let alone = bytes[self.place] == b'\r' && bytes.get(self.place + 1) != Some(&b'\n');
            if bytes[self.place] == b'\n' || alone {
                self.ended += 1;
            }
            self.place += 1;
        }
        self.ended + 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::claims::works::{Basis, Identifier};
    use crate::clock::Time;
    use crate::ids::{OrganisationId, WorkId};

    fn told(bytes: &[u8]) -> Vec<(usize, String, String)> {
        match read(bytes) {
            Err(Error::Lines(told)) => {
                told.first.into_iter().map(|one| (one.line, one.column, one.message.to_string())).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    fn titles(text: &str) -> Vec<(usize, String)> {
        read(text.as_bytes()).unwrap().into_iter().map(|line| (line.number, line.work.title)).collect()
    }

    #[test]
    fn columns_come_in_any_order_with_either_separator() {
        let file = "\u{feff}Kind;TITLE ;basis;territory\r\n\r\nfilm;\"Home; away\nagain\";owner;worldwide\r\n;;;\r\nfilm;Two;agent;FR";
        assert_eq!(titles(file), [(3, "Home; away\nagain".to_owned()), (6, "Two".to_owned())]);
        let line = read(
            format!(
                "references,identifiers,title,kind,basis,territory\n{0} {0},isbn:1; doi:2,T,Film,Exclusive licensee,FR",
                "a".repeat(64)
            )
            .as_bytes(),
        );
        let work = line.unwrap().remove(0).work;
        assert_eq!((work.references.len(), work.identifiers.len()), (2, 2));
        assert_eq!((work.kind.as_str(), work.basis.as_str()), ("film", "exclusive-licensee"));
    }

    #[test]
    fn what_cannot_be_read_is_told_by_its_line() {
        let head = "title,kind,basis,territory\n";
        assert!(told(b"")[0].2.contains("empty") && told(b"\n \n")[0].2.contains("empty"));
        assert!(told(head.as_bytes())[0].2.contains("No work stands"));
        let latin = [head.as_bytes(), b"Am\xe9lie,film,owner,FR\n"].concat();
        assert_eq!(told(&latin)[0].0, 2);
        assert!(told(b"\xff\xfet\0")[0].2.contains("UTF-8"));
        let wrong = told(b"title,kind,kind,colour,\nx");
        let columns: Vec<_> = wrong.iter().map(|(line, column, _)| (*line, column.as_str())).collect();
        assert_eq!(columns, [(1, "kind"), (1, "colour"), (1, ""), (1, "basis"), (1, "territory")]);
        let short = told(format!("{head}a,film,owner,FR\nb,film\n").as_bytes());
        assert_eq!((short[0].0, short[0].2.as_str()), (3, "2 cells stand here, and 4 columns above"));
        assert!(told(&vec![b'a'; BYTES + 1])[0].2.contains("larger than 10 MiB"));
        let long = format!("{head}{}", "a,film,owner,FR\n".repeat(LINES + 1));
        assert_eq!(told(long.as_bytes())[0].0, LINES + 2);
        let all_wrong = format!("{head}{}", "a\n".repeat(TOLD + 5));
        let Err(Error::Lines(told)) = read(all_wrong.as_bytes()) else { panic!("refused") };
        assert_eq!((told.first.len(), told.more), (TOLD, 5));
    }

    #[test]
    fn no_cell_is_a_formula_and_none_is_taken_for_one() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "＝1", "'=1", "''@x"] {
            assert!(cell(formula).starts_with('\''), "{formula}");
            assert_eq!(text(&cell(formula)), formula);
        }
        for plain in ["'Tis", "''", "a=b", ""] {
            assert_eq!((cell(plain).as_str(), text(plain)), (plain, plain));
        }
        let line = lines(&[(work("a;=1+1"), Vec::new())]).unwrap();
        assert!(line.starts_with(b"\"a;=1+1\",\"film\""), "a cell ends where its quotes do");
    }

    fn work(title: &str) -> Work {
        Work {
            id: WorkId(uuid::Uuid::nil()),
            organisation: OrganisationId(uuid::Uuid::nil()),
            title: title.to_owned(),
            kind: "film".to_owned(),
            identifiers: Vec::new(),
            basis: Basis::Agent,
            principal: Some("=Lighthouse, Films".to_owned()),
            territory: "worldwide".to_owned(),
            revision: 1,
            registered_at: Time::EPOCH,
            references: 0,
        }
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(title in "[=+@'\",; \\-\\PC]{0,12}\\PC", other in "[;:, a-z'\"=]{0,12}", count in 0_usize..3) {
            let mut written = work(title.trim());
            prop_assume!(!written.title.is_empty());
            written.identifiers = ["isbn:0-306-40615-2", "doi:10.1000/a;b:c"].into_iter().chain([format!("other:{other}").as_str()])
                .filter_map(|text| Identifier::read(text).ok()).collect();
            let references: Vec<Digest> = (0..count).map(|n| Digest::of(&[u8::try_from(n).unwrap()])).collect();
            let mut file = head().unwrap();
            file.extend(lines(&[(written.clone(), references.clone())]).unwrap());
            let read = read(&file).unwrap().remove(0).work;
            prop_assert_eq!(&read.title, &written.title);
            prop_assert_eq!((read.kind.as_str(), read.basis.as_str()), ("film", "agent"));
            prop_assert_eq!(read.principal.as_str(), "=Lighthouse, Films");
            let identifiers: Vec<Identifier> = read.identifiers.iter().map(|text| Identifier::read(text).unwrap()).collect();
            let values = |identifiers: &[Identifier]| identifiers.iter().map(ToString::to_string).collect::<Vec<_>>();
            prop_assert_eq!(values(&identifiers), values(&written.identifiers));
            prop_assert_eq!(read.references, references.iter().map(ToString::to_string).collect::<Vec<_>>());
        }
    }
}
