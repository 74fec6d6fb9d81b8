//! docs/OPERATING.md as its tests read it: blocks of commands, each a step of a procedure, marked ```` ```sh procedure=NAME ````. What holds
//! for one kind of database alone says so, `engine=sqlite` or `engine=postgres`.

use std::fs;
use std::path::Path;

use crate::app::Engine;

/// The document.
const BOOK: &str = include_str!("../../../docs/OPERATING.md");
/// What follows it.
const FOLLOWERS: &str = include_str!("../operating.rs");

/// A block of commands.
struct Block {
    procedure: String,
    engine: Option<Engine>,
    commands: String,
}

/// Those of the document, in its order.
fn blocks() -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = BOOK.lines();
    while let Some(line) = lines.next() {
        let Some(fence) = line.strip_prefix("```") else { continue };
        let commands: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        let mut words = fence.split_whitespace();
        assert_eq!(words.next(), Some("sh"), "a block says what it is: {line}");
        let (mut procedure, mut engine) = (None, None);
        for word in words {
            match word.split_once('=') {
                Some(("procedure", name)) => procedure = Some(name.to_owned()),
                Some(("engine", "sqlite")) => engine = Some(Engine::Sqlite),
                Some(("engine", "postgres")) => engine = Some(Engine::Postgres),
                _ => panic!("nothing is known of `{word}`: {line}"),
            }
        }
        let procedure = procedure.unwrap_or_else(|| panic!("a block names its procedure: {line}"));
        blocks.push(Block { procedure, engine, commands: commands.join("\n") });
    }
    blocks
}

/// What a procedure has an operator do whose database is of this kind.
pub fn commands(procedure: &str, engine: Engine) -> String {
    let its = blocks().into_iter().filter(|block| block.procedure == procedure);
    let its: Vec<String> =
        its.filter(|block| block.engine.is_none_or(|only| only == engine)).map(|block| block.commands).collect();
    assert!(!its.is_empty(), "docs/OPERATING.md has no procedure {procedure}");
    its.join("\n")
}

#[test]
fn every_procedure_is_followed() {
    let blocks = blocks();
    assert!(blocks.len() > 10, "{}", blocks.len());
    for Block { procedure, .. } in blocks {
        assert!(FOLLOWERS.contains(&format!("follow(\"{procedure}\")")), "nobody follows {procedure}");
    }
}

#[test]
fn every_test_that_is_named_is_there() {
    fn read(folder: &Path, sources: &mut String) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, sources);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                sources.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    let mut sources = String::new();
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it"), &mut sources);
    // What stands between marks of code, outside of blocks, with `::` in it.
    let marked = BOOK.split('`').skip(1).step_by(2).filter(|marked| marked.contains("::") && !marked.contains('\n'));
    let named: Vec<&str> = marked.filter_map(|marked| marked.rsplit("::").next()).collect();
    assert!(named.len() > 5, "{named:?}");
    for name in named {
        // A function, or what is handed to a macro that makes one for each engine.
        let is_there =
            [format!("fn {name}("), format!("{name}, |app"), format!("{name} => "), format!("    {name},\n")];
        assert!(is_there.iter().any(|told| sources.contains(told)), "there is no test {name}");
    }
}
