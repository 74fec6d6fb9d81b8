//! Tells the story: in words for people, or one JSON object a step for programs. Every promise it names is
//! checked when it is told; one that does not hold ends the story.

use anyhow::bail;
use serde_json::{Map, Value, json};

/// What the demo prints, and how.
pub struct Narrator {
    json: bool,
    steps: u32,
    checks: u32,
    pending: Option<(String, Map<String, Value>, Vec<Value>)>,
}

impl Narrator {
    pub fn new(json: bool) -> Self {
        Self { json, steps: 0, checks: 0, pending: None }
    }

    /// Begins the next step: its name for programs, and a heading for people.
    pub fn step(&mut self, name: &str, heading: &str) {
        self.flush();
        self.steps += 1;
        if !self.json {
            println!("\n{:>2}. {heading}", self.steps);
        }
        self.pending = Some((name.to_owned(), Map::new(), Vec::new()));
    }

    /// What a party sees or does.
    pub fn says(&self, party: &str, what: impl AsRef<str>) {
        if !self.json {
            println!("{}", column(party, what.as_ref()));
        }
    }

    /// A fact of this step, for programs.
    pub fn fact(&mut self, name: &str, value: impl Into<Value>) {
        if let Some((_, facts, _)) = &mut self.pending {
            facts.insert(name.to_owned(), value.into());
        }
    }

    /// A promise, and whether it holds here and now.
    pub fn check(&mut self, promise: &str, holds: bool) -> anyhow::Result<()> {
        if !holds {
            self.flush();
            bail!("a promise does not hold: {promise}");
        }
        self.checks += 1;
        if !self.json {
            println!("{}", column("  checked:", promise));
        }
        if let Some((_, _, checks)) = &mut self.pending {
            checks.push(promise.into());
        }
        Ok(())
    }

    /// How many promises were checked so far.
    pub fn checks(&self) -> u32 {
        self.checks
    }

    /// Lines for people only.
    pub fn plain(&self, line: &str) {
        if !self.json {
            println!("{line}");
        }
    }

    /// Who can sign in when the story is told, for programs.
    pub fn sign_ins(&self, people: &[Value]) {
        if self.json {
            println!("{}", json!({ "step": "sign-ins", "sign_ins": people }));
        }
    }

    /// Ends the step under way.
    pub fn flush(&mut self) {
        if let Some((name, facts, checks)) = self.pending.take()
            && self.json
        {
            let mut object = json!({ "step": name });
            if let Some(object) = object.as_object_mut() {
                object.extend(facts);
                object.insert("checked".into(), checks.into());
            }
            println!("{object}");
        }
    }
}

/// The columns of a terminal, and those before what a party says.
const WIDTH: usize = 80;
const INDENT: usize = 18;

/// What a party says beside its name, in lines that fit a terminal. A word that is longer than a line, such as an
/// address, stays whole, and so do runs of spaces, which are columns of the command line's own.
fn column(party: &str, what: &str) -> String {
    let mut lines = String::new();
    let mut line = format!("    {party:<13} ");
    let mut is_new = true;
    for word in what.split_inclusive(' ') {
        if !is_new && line.chars().count() + word.trim_end().chars().count() > WIDTH {
            lines += line.trim_end();
            lines.push('\n');
            line = " ".repeat(INDENT);
        }
        line += word;
        is_new = false;
    }
    lines + line.trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_fits_a_terminal_and_keeps_its_words() {
        let said = "The order to delete a blob stands in the log, and 3 of 3 mirrors signed that they obeyed it.";
        let told = column("anyone", said);
        assert!(told.lines().count() == 2 && told.lines().all(|line| line.chars().count() <= WIDTH), "{told}");
        assert_eq!(told.split_whitespace().skip(1).collect::<Vec<_>>(), said.split(' ').collect::<Vec<_>>());
        assert_eq!(column("stranger", "root         F7LC"), "    stranger      root         F7LC");
    }
}
