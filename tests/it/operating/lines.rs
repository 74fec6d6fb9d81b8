//! What documents, units and the container say of the program is what the program takes; and the units are sound, and shut in.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use clap::error::ErrorKind;
use tempfile::TempDir;
use writ::cli;

const UNITS: [&str; 2] = ["writ.service", "writ-mirror.service"];

fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &str) -> String {
    fs::read_to_string(source(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The words of a command, as a shell takes them apart that is asked for nothing more.
fn words(line: &str) -> Vec<String> {
    let (mut words, mut word, mut quote) = (Vec::new(), None::<String>, None);
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            // A comment, a redirection or another command: what comes then is not of this one.
            (None, '|' | '>' | '<' | ';' | '&') => break,
            (None, '#') if word.is_none() => break,
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

/// The call of the program in a line, if there is one: by its name, by its path, by `writ-admin`, or as another account.
fn call(line: &str) -> Option<Vec<String>> {
    let mut words = words(line);
    if words.first().is_some_and(|first| first == "runuser") {
        let begin = words.iter().position(|word| word == "--")? + 1;
        words.drain(..begin);
    }
    // What is left to the reader.
    words.retain(|word| word != "…");
    let program = words.first()?.rsplit('/').next()?.to_owned();
    match program.as_str() {
        "writ" => {}
        "writ-admin" => words.insert(1, "admin".to_owned()),
        _ => return None,
    }
    "writ".clone_into(&mut words[0]);
    Some(words)
}

/// Why the program would not know what it is told, if that is so. A value that is missing or stands for another one is the reader's.
fn unknown(call: &[String]) -> Option<String> {
    let error = cli::understand(call).err()?;
    let readers = matches!(
        error.kind(),
        ErrorKind::MissingRequiredArgument
            | ErrorKind::ValueValidation
            | ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
    );
    (!readers).then(|| error.to_string())
}

#[test]
fn a_line_is_taken_apart_as_a_shell_does() {
    let taken = call("writ put 'my film.mkv' --name \"A film\" > link   # prints one").unwrap();
    assert_eq!(taken, ["writ", "put", "my film.mkv", "--name", "A film"]);
    let taken = call("runuser -u writ-mirror -- /usr/local/bin/writ mirror join").unwrap();
    assert_eq!(taken, ["writ", "mirror", "join"]);
    assert_eq!(call("writ-admin promote …").unwrap(), ["writ", "admin", "promote"]);
    assert!(call("systemctl restart writ").is_none() && call("").is_none());
    for wrong in ["writ serf", "writ serve --dat /srv", "writ admin backup a b", "writ mirror"] {
        assert!(unknown(&call(wrong).unwrap()).is_some(), "{wrong}");
    }
    for right in ["writ serve --data /srv", "writ mirror serve", "writ audit bundle CLAIM"] {
        assert_eq!(unknown(&call(right).unwrap()), None, "{right}");
    }
}

#[test]
fn every_call_of_the_documents_is_known_to_the_program() {
    let mut calls = 0;
    for path in ["README.md", "CONTRIBUTING.md", "docs/API.md", "docs/OPERATING.md", "docs/TRANSPARENCY.md"] {
        // Every second piece between fences is a block.
        for block in read(path).split("```").skip(1).step_by(2) {
            for call in block.replace("\\\n", " ").lines().filter_map(call) {
                calls += 1;
                assert_eq!(unknown(&call), None, "{path}: {call:?}");
            }
        }
    }
    assert!(calls > 20, "{calls}");
}

#[test]
fn units_and_container_call_the_program_as_it_wants_to_be() {
    let said = |unit: &str, name: &str| -> Vec<String> {
        let text = read(&format!("deploy/{unit}"));
        text.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix('=').map(str::to_owned)).collect()
    };
    for unit in UNITS {
        assert_eq!(said(unit, "ExecStart").len(), 1, "{unit}");
        for line in [said(unit, "ExecStartPre"), said(unit, "ExecStart")].concat() {
            let call = call(&line).unwrap_or_else(|| panic!("{unit} starts something else: {line}"));
            assert_eq!(unknown(&call), None, "{unit}: {line}");
        }
    }
    let container = read("deploy/Containerfile");
    let told = |name: &str| container.lines().filter_map(|line| line.strip_prefix(name)).collect::<Vec<_>>();
    let list = |name: &str| -> Vec<String> { serde_json::from_str(told(name).last().unwrap()).unwrap() };
    let call = call(&[list("ENTRYPOINT "), list("CMD ")].concat().join(" ")).unwrap();
    assert_eq!(unknown(&call), None);
    assert_eq!(told("FROM ").len(), 2, "what builds is not what runs");
    assert!(told("USER ").iter().all(|user| !user.starts_with("root") && !user.starts_with('0')));
    assert_eq!(told("USER ").len(), 1);
    for line in told("COPY ").iter().filter(|line| !line.starts_with("--from")) {
        let (from, _) = line.rsplit_once(' ').unwrap();
        for path in from.split(' ') {
            assert!(source(path).exists(), "{path}");
        }
    }
}

#[test]
fn the_settings_that_come_along_are_those_of_the_program() {
    let help = |words: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_writ")).args(words).arg("--help").env_clear().output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let portal = help(&["serve"]);
    let mirror = [help(&["mirror", "join"]), help(&["mirror", "serve"])].concat();
    for (path, help) in [("deploy/writ.env", portal), ("deploy/mirror.env", mirror)] {
        let text = read(path);
        let set = text.lines().filter_map(|line| line.trim_start_matches('#').split_once('='));
        let names: Vec<&str> = set.map(|(name, _)| name).filter(|name| name.starts_with("WRIT_")).collect();
        assert!(names.len() > 5, "{names:?}");
        for name in names {
            assert!(help.contains(name), "{path}: nothing is called {name}");
        }
    }
}

/// `systemd-analyze` on the units, with a program in the place of ours that is there; `None`, with a line that says so, where there is none.
fn analyzed(verb: &[&str]) -> Option<Output> {
    let folder = TempDir::new().unwrap();
    let mut analyze = Command::new("systemd-analyze");
    analyze.args(verb);
    for unit in UNITS {
        let path = folder.path().join(unit);
        fs::write(&path, read(&format!("deploy/{unit}")).replace("/usr/local/bin/writ", "/bin/true")).unwrap();
        analyze.arg(path);
    }
    let Ok(output) = analyze.output() else {
        println!("skipped: the units are not checked by systemd, because there is no systemd-analyze");
        return None;
    };
    Some(output)
}

#[test]
fn units_are_sound() {
    let Some(output) = analyzed(&["verify", "--man=no"]) else { return };
    let said = [output.stdout, output.stderr].concat();
    // What it does not know it says, and goes on.
    assert!(output.status.success() && said.is_empty(), "{}", String::from_utf8_lossy(&said));
}

#[test]
fn units_are_shut_in() {
    // Of 10: what systemd itself calls OK.
    let Some(output) = analyzed(&["security", "--offline=true", "--threshold=20", "--no-pager"]) else { return };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
