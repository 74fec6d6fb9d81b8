//! What claims and notices without an account have in common: the law they are made under, what it asks for, and the
//! links, one a line.

use zeroize::Zeroizing;

use super::super::prelude::*;
use crate::claims::proof::{Problem, TargetError, TargetInput, without_mark};
use crate::claims::statement::{Basis, DMCA_ACCURATE, DMCA_AUTHORISED, DMCA_GOOD_FAITH, DSA_BONA_FIDE, StatementInput};
use crate::claims::{self, filing::FiledTarget};

/// The laws a notice can be made under, as the first question offers them.
pub(in crate::http::pages) fn bases(language: Language) -> Vec<(String, String, String)> {
    Basis::ALL
        .map(|basis| {
            let hint = match basis {
                Basis::UsDmca => "basis-us-dmca-hint",
                Basis::EuDsa => "basis-eu-dsa-hint",
                Basis::OtherLaw | Basis::Court => "basis-other-law-hint",
            };
            (basis.as_str().to_owned(), language.say(name(basis)).to_string(), language.say(hint).to_string())
        })
        .into()
}

/// The text that names a basis.
pub(in crate::http::pages) fn name(basis: Basis) -> &'static str {
    match basis {
        Basis::UsDmca => "basis-us-dmca",
        Basis::EuDsa => "basis-eu-dsa",
        Basis::OtherLaw => "basis-other-law",
        Basis::Court => "basis-court",
    }
}

/// What the fields of a law say, word for word.
pub(in crate::http::pages) struct Words {
    pub(in crate::http::pages) good_faith: &'static str,
    pub(in crate::http::pages) accurate: &'static str,
    pub(in crate::http::pages) authorised: &'static str,
}

impl Words {
    pub(in crate::http::pages) fn of(basis: Basis) -> Self {
        let good_faith = if basis == Basis::UsDmca { DMCA_GOOD_FAITH } else { DSA_BONA_FIDE };
        Self { good_faith, accurate: DMCA_ACCURATE, authorised: DMCA_AUTHORISED }
    }
}

/// The statement as it was typed.
pub(in crate::http::pages) fn statement(form: &FormState) -> StatementInput {
    let value = |field: &str| form.value(field).to_owned();
    let ticked = |field: &str| form.chosen(field, "yes");
    StatementInput {
        works: value("works"),
        reasons: value("reasons"),
        law: value("law"),
        territory: value("territory"),
        name: value("name"),
        address: value("address"),
        telephone: value("telephone"),
        email: value("email"),
        good_faith: ticked("good_faith"),
        accurate: ticked("accurate"),
        authorised_under_penalty_of_perjury: ticked("authorised"),
        child_abuse: ticked("child_abuse"),
        life_threatened: ticked("life_threatened"),
        signature: value("signature"),
    }
}

/// A statement as its form shows it.
pub(in crate::http::pages) fn filled(statement: &StatementInput) -> FormState {
    let tick = |ticked| if ticked { "yes" } else { "" };
    FormState::new()
        .with("works", statement.works.as_str())
        .with("reasons", statement.reasons.as_str())
        .with("law", statement.law.as_str())
        .with("territory", statement.territory.as_str())
        .with("name", statement.name.as_str())
        .with("address", statement.address.as_str())
        .with("telephone", statement.telephone.as_str())
        .with("email", statement.email.as_str())
        .with("good_faith", tick(statement.good_faith))
        .with("accurate", tick(statement.accurate))
        .with("authorised", tick(statement.authorised_under_penalty_of_perjury))
        .with("signature", statement.signature.as_str())
        .with("child_abuse", tick(statement.child_abuse))
        .with("life_threatened", tick(statement.life_threatened))
}

/// The links as they were typed: the targets, and in which line of the field each stands. Empty lines do not count.
pub(in crate::http::pages) struct Lines {
    pub(in crate::http::pages) targets: Vec<TargetInput>,
    numbers: Vec<usize>,
}

impl Lines {
    /// Reads the field: on each line a link, then where it was found. What more a line has is refused at the field.
    pub(in crate::http::pages) fn read(form: &mut FormState) -> Self {
        let (mut targets, mut numbers, mut wrong) = (Vec::new(), Vec::new(), Vec::new());
        for (position, line) in form.value("targets").lines().enumerate() {
            let mut words = line.split_whitespace();
            let Some(link) = words.next() else { continue };
            let found_at = words.next().unwrap_or_default().to_owned();
            if words.next().is_some() {
                wrong.push(position + 1);
            }
            targets.push(TargetInput {
                link: Zeroizing::new(without_mark(link).to_owned()),
                found_at,
                ..TargetInput::default()
            });
            numbers.push(position + 1);
        }
        for line in wrong {
            form.refuse("targets", Text::of("notice-form-two-on-a-line").with("line", line));
        }
        Self { targets, numbers }
    }

    /// In which line of the field a target stands.
    fn line(&self, target: usize) -> usize {
        target.checked_sub(1).and_then(|at| self.numbers.get(at)).copied().unwrap_or(target)
    }

    /// Puts what a verb refused at its fields, every link's mistake with its line.
    pub(in crate::http::pages) fn refuse(&self, form: &mut FormState, error: claims::Error) -> Result<(), Error> {
        let claims::Error::Targets(errors) = error else { return form.refuse_with(error) };
        for TargetError { line, problem } in errors {
            let problem = match problem {
                Problem::Repeated(first) => Problem::Repeated(self.line(first)),
                problem => problem,
            };
            let told = Text::of("notice-form-line").with("line", self.line(line));
            form.refuse("targets", told.with("problem", problem.told().sentence()));
        }
        Ok(())
    }

    /// The lines whose key does not open their file: these are located only.
    pub(in crate::http::pages) fn wrong_keys(&self, filed: &[FiledTarget]) -> Vec<usize> {
        filed.iter().filter(|target| target.wrong_key).map(|target| self.line(target.line)).collect()
    }
}

/// What is said of keys that do not fit; nothing when all do.
pub(in crate::http::pages) fn of_wrong_keys(lines: &[usize]) -> Option<Text> {
    match lines {
        [] => None,
        [line] => Some(Text::of("notice-form-wrong-key").with("line", *line)),
        _ => {
            let numbers = lines.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
            Some(Text::of("notice-form-wrong-keys").with("lines", numbers))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_numbers_across_empty_ones() {
        let mut form =
            FormState::new().with("targets", "\nhttps://a.example/f/x#k https://forum.example/1\r\n\n b c d\n");
        let lines = Lines::read(&mut form);
        assert_eq!(lines.targets.len(), 2);
        assert_eq!(lines.targets[0].found_at, "https://forum.example/1");
        assert_eq!(form.errors()[0].message, "Line 4: one link and one address where it was found fit on a line.");
        let repeated = claims::Error::Targets(vec![TargetError { line: 2, problem: Problem::Repeated(1) }]);
        lines.refuse(&mut form, repeated).unwrap();
        assert_eq!(form.errors()[1].message, "Line 4: This link stands in line 2, which counts.");
        assert_eq!(of_wrong_keys(&[]), None);
    }
}
