//! What an error says together with what caused it: a room's own error often tells only which room below it failed.

use std::error::Error;
use std::iter;

/// An error and its causes, the nearest first: `the vault: the custody store is not mounted`. What was said already is not said again.
pub fn with_causes(error: &dyn Error) -> String {
    iter::successors(error.source(), |cause| cause.source()).fold(error.to_string(), |told, cause| {
        let cause = cause.to_string();
        if told.contains(&cause) { told } else { format!("{told}: {cause}") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

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
