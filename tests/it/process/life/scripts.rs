//! Stories that are written down, so that each act comes about in one of them in every run, however few are drawn: what chance plays of it, in
//! the company of all else, begins where it can be done at all. Most of it is how others begin ([`beginnings`]), one after another, as to begin
//! at all takes the longest; the rest is what those leave out.

use std::collections::BTreeSet;

use proptest::prelude::any;
use proptest::sample::Index;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use writ::claims::decisions::Action;
use writ::process::appeals::Side;
use writ::process::disputes::{Kind as Dispute, Outcome as Ended};

use super::acts::Act;
use super::beginnings::{self, REMOVED};
use super::chance::any_act;
use super::deaths::Cut;
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

/// All of them, each with a service of its own.
pub(super) fn all() -> Vec<Vec<Act>> {
    let last = last();
    vec![restricted(last), answered(last), claimed(last), staffed(last), reported(last), misused(last)]
}

/// A file is ordered away, claimed and given back while others read by further links; its uploader deletes it and takes that back while the
/// service dies and a mirror is away; and it is claimed again while a store of custody is.
fn restricted(last: Index) -> Vec<Act> {
    let mut acts = beginnings::obeyed(last);
    acts.push(Act::WithdrawOrder(last, SENIOR));
    acts.extend(beginnings::shared(last));
    acts.extend([Act::BeginUpload(0), Act::BeginUpload(1), Act::GiveUp(last)]);
    acts.extend([Act::Die(Cut::Job(40)), Act::Delete(0, false), Act::Away(0), Act::TakeBack(0)]);
    // What the first organisation claims again of what came back is the senior's.
    acts.extend([Act::File(1, Named::File(0)), Act::NoCustody(true), Act::Decide(last, 0, REMOVED)]);
    acts
}

/// What was decided is answered on oath, before a court and by appeals; and once none of that is open any more, what is preserved no longer is
/// purged.
fn answered(last: Index) -> Vec<Act> {
    let mut acts = beginnings::mailed_again(last);
    acts.extend([
        Act::File(0, Named::File(0)),
        Act::BounceClaimant(last),
        Act::Decide(last, 0, REMOVED),
        Act::Counter(last),
        Act::Check(last, 1, true),
        Act::Action(last),
        Act::LookAt(last, 1, true),
        Act::TellEnd(last, Ended::ForClaimant),
        Act::StillOpen(last, 1),
        Act::End(last, 1, Ended::NoResult),
        Act::CounterBack(last),
        Act::Appeal(last, Side::Uploader),
        Act::Take(last, 1),
        Act::Release(last, None),
        Act::Record(last, 1, Dispute::OutOfCourt),
        Act::End(last, 1, Ended::NoResult),
        Act::AppealBack(last),
    ]);
    acts.extend(beginnings::judged(last, false));
    acts.extend([
        Act::Preserve(0),
        Act::Purge(0, 1, 2),
        Act::CancelPurge(0, 0),
        Act::Preserve(0),
        Act::PreserveFor(1, 2),
        Act::Purge(0, 1, 2),
    ]);
    acts
}

/// Organisations claim in every way, and delete directly.
fn claimed(last: Index) -> Vec<Act> {
    [
        beginnings::deleted(last, true),
        beginnings::unfound(last),
        beginnings::programmed(last, false),
        beginnings::drafted(last),
        beginnings::represented(last, true),
        beginnings::flagged(last),
        beginnings::matched(last),
    ]
    .concat()
}

/// A claim is noted on, given to somebody, completed and decided with another; and who works at the desk, who sends notices and who acts for an
/// organisation changes, and what that may.
fn staffed(last: Index) -> Vec<Act> {
    let mut acts = vec![
        Act::File(0, Named::File(0)),
        Act::Note(last, 0),
        Act::Bring(last),
        Act::TakeBackBrought(last),
        Act::Bring(last),
        Act::OpenBrought(last, Some(SENIOR)),
        Act::Reassign(last, SENIOR, Some(0)),
        Act::Ask(last, 0),
        Act::Complete(last),
        Act::File(1, Named::File(1)),
        Act::Together(0, Action::LockAndDelete),
    ];
    acts.extend(beginnings::parted(last, 2));
    acts.extend(beginnings::signed_off(last));
    acts.extend(beginnings::admitted(last, true));
    acts.extend([
        Act::Nominate(false),
        Act::ConfirmNominee(1),
        Act::KeepReason(None),
        Act::KeepReason(Some(last)),
        Act::RetireReason(last),
        Act::LoseRole(0, true),
        Act::Appoint(0),
        Act::Retire(1),
        Act::Reinstate(0, false),
        Act::Reinstate(0, true),
        Act::Export(Whose::Nobody),
    ]);
    acts
}

/// Whoever has no account sends notices, loses their links, and is taken out of them; and notices say that somebody is in danger.
fn reported(last: Index) -> Vec<Act> {
    let mut acts = beginnings::forgotten(last);
    acts.extend(beginnings::warned(last, true));
    acts.extend(beginnings::amended(last, true));
    acts.push(Act::LetGo);
    acts
}

/// What follows for whoever misuses the service, what is complained of, and an account that is closed with something open.
fn misused(last: Index) -> Vec<Act> {
    let mut acts = beginnings::succeeded(last, true);
    acts.push(Act::Retract(last, SENIOR));
    acts.extend(beginnings::shut(last, true));
    acts.extend(beginnings::complained(last, true));
    acts.extend(beginnings::left(last, Named::Files));
    acts
}
