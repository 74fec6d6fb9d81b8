//! What an error says together with what caused it: a room's own error often tells only which room below it failed.

use std::error::Error;
use std::iter;

use serde_json::error::Category;

/// An error and its causes, the nearest first: `the vault: the custody store is not mounted`. What was said already is not said again.
pub fn with_causes(error: &dyn Error) -> String {
    iter::successors(error.source(), |&cause| cause.source()).fold(error.to_string(), |told, cause| {
        let cause = cause.to_string();
        if told.contains(&cause) { told } else { format!("{told}: {cause}") }
    })
}

/// Why JSON of ours cannot be read or written: where it does not fit. What it says there is not told, as it may have been sealed.
#[derive(Debug, thiserror::Error)]
#[error("it is not the JSON that it should be ({category}, line {line}, column {column})")]
pub struct Misfit {
    category: &'static str,
    line: usize,
    column: usize,
}

impl From<serde_json::Error> for Misfit {
    fn from(error: serde_json::Error) -> Self {
        let category = match error.classify() {
            Category::Io => "input or output",
            Category::Syntax => "syntax",
            Category::Data => "another shape",
            Category::Eof => "it ends early",
        };
        Self { category, line: error.line(), column: error.column() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_json_says_is_not_told() {
        let error = serde_json::from_str::<u32>("\"Anna Perez, Calle Mayor 1\"").unwrap_err();
        assert!(error.to_string().contains("Anna"), "what it says itself: {error}");
        let misfit = Misfit::from(error);
        assert!(!format!("{misfit} {misfit:?}").contains("Anna"), "{misfit:?}");
        assert!(misfit.to_string().contains("another shape, line 1"), "{misfit}");
    }

    #[derive(Debug, thiserror::Error)]
    enum Failure {
        #[error("the outer")]
        Outer(#[source] Box<Failure>),
        #[error("it says {0}")]
        Saying(#[source] Box<Failure>),
        #[error("the disk is full")]
        Inner,
    }

    #[test]
    fn every_cause_is_told_once() {
        let saying = Failure::Saying(Box::new(Failure::Inner));
        assert_eq!(with_causes(&Failure::Inner), "the disk is full");
        assert_eq!(with_causes(&saying), "it says the disk is full");
        assert_eq!(with_causes(&Failure::Outer(Box::new(saying))), "the outer: it says the disk is full");
    }
}
