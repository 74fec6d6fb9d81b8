//! Stories that are written down, so that each act comes about in one of them in every run, however few are drawn: what chance plays of it, in
//! the company of all else, begins where it can be done at all. Most are beginnings of others ([`beginnings`]); the rest has what those leave out.

use std::collections::BTreeSet;

use proptest::prelude::any;
use proptest::sample::Index;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use writ::claims::authorities::Kind as OrderKind;
use writ::claims::decisions::Action;
use writ::process::appeals::Side;
use writ::process::disputes::{Kind as Dispute, Outcome as Ended};
use writ::process::strikes::Decision as Sentence;

use super::acts::Act;
use super::beginnings::{self, NOTHING, REMOVED};
use super::chance::any_act;
use super::exports::Whose;
use super::facts::Named;
use super::model::SENIOR;

/// Which of those that allow an act: always the last.
fn last() -> Index {
    let mut runner = TestRunner::deterministic();
    let drawn = std::iter::repeat_with(|| any::<Index>().new_tree(&mut runner).unwrap().current());
    drawn.take(100_000).find(|index| index.index(1024) == 1023).expect("one in a thousand")
}

/// What every act is that is ever drawn: as many are that the rarest is among them.
pub(super) fn drawn() -> BTreeSet<String> {
    let (mut runner, any_act) = (TestRunner::deterministic(), any_act());
    (0..20_000).map(|_| any_act.new_tree(&mut runner).unwrap().current().name()).collect()
}

/// All of them.
pub(super) fn all() -> Vec<Vec<Act>> {
    let last = last();
    vec![
        beginnings::struck(last, Sentence::Terminate),
        retracted(last),
        beginnings::succeeded(last, true),
        beginnings::mistold(last, Ended::NoResult),
        beginnings::unnamed(last, None),
        beginnings::deleted(last, true),
        beginnings::ordered(last, OrderKind::Removal, true),
        beginnings::obeyed(last),
        beginnings::left(last, Named::Files),
        beginnings::complained(last, true),
        beginnings::shut(last, true),
        beginnings::drafted(last),
        beginnings::represented(last, true),
        beginnings::flagged(last),
        beginnings::matched(last),
        beginnings::programmed(last, false),
        beginnings::brought(last, true),
        beginnings::shared(last),
        beginnings::killed(last, 40),
        beginnings::lost(last, 1, true, false),
        beginnings::forgotten(last),
        beginnings::erased(last),
        beginnings::proposed(last),
        beginnings::kept(last),
        beginnings::admitted(last, true),
        beginnings::parted(last, 0),
        beginnings::parted(last, 2),
        beginnings::signed_off(last),
        beginnings::mailed_again(last),
        beginnings::judged(last, false),
        beginnings::warned(last, true),
        beginnings::amended(last, true),
        worked(last),
        answered(last),
        staffed(),
    ]
}

/// What was marked and warned of is appealed, and the senior takes the mark back.
fn retracted(last: Index) -> Vec<Act> {
    let sent = [Act::File(1, Named::File(0)), Act::Decide(last, 0, NOTHING)];
    [beginnings::misused(last, &sent), vec![Act::Retract(last, SENIOR)]].concat()
}

/// A claim is noted on, given to somebody and asked about, and its claimant completes it; with another it is decided.
fn worked(last: Index) -> Vec<Act> {
    vec![
        Act::File(0, Named::File(0)),
        Act::Note(last, 0),
        Act::Reassign(last, SENIOR, Some(0)),
        Act::Ask(last, 0),
        Act::Complete(last),
        Act::File(1, Named::File(1)),
        Act::Together(0, Action::LockAndDelete),
    ]
}

/// What is answered on oath is checked and taken back, and an appeal is in somebody's hands for a while, and something fought out elsewhere.
fn answered(last: Index) -> Vec<Act> {
    vec![
        Act::File(0, Named::File(0)),
        Act::BounceClaimant(last),
        Act::Decide(last, 0, REMOVED),
        Act::Counter(last),
        Act::Check(last, 1, true),
        Act::CounterBack(last),
        Act::Appeal(last, Side::Uploader),
        Act::Take(last, 1),
        Act::Release(last, None),
        Act::Record(last, 1, Dispute::OutOfCourt),
    ]
}

/// Who works at the desk changes, and what an organisation may, while a file is deleted without a mirror and taken back.
fn staffed() -> Vec<Act> {
    vec![
        Act::File(0, Named::File(0)),
        Act::LoseRole(0, true),
        Act::Appoint(0),
        Act::Retire(1),
        Act::Reinstate(0, false),
        Act::Reinstate(0, true),
        Act::Export(Whose::Nobody),
        Act::Away(0),
        Act::Delete(0, false),
        Act::TakeBack(0),
    ]
}
