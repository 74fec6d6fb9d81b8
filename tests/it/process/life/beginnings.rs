//! How some stories begin: with somebody at a limit, or gone while everything is open, so that what follows of that is not as rare as
//! chance would have it.

use proptest::prelude::*;
use proptest::sample::Index;
use writ::audit::Step;
use writ::claims::authorities::{Gag, Kind as OrderKind};
use writ::claims::decisions::Action;
use writ::claims::escalations::Kind as Danger;
use writ::claims::statement::Basis;
use writ::process::appeals::Side;
use writ::process::disputes::Outcome as Ended;
use writ::process::strikes::Decision as Sentence;

use super::acts::Act;
use super::deaths::Cut;
use super::facts::{Named, Terms};
use super::model::SENIOR;

const NOTHING: [Option<Action>; 2] = [Some(Action::None); 2];
const DISABLED: [Option<Action>; 2] = [Some(Action::DisableLink); 2];
pub(super) const REMOVED: [Option<Action>; 2] = [Some(Action::LockAndDelete); 2];

/// One in five of them begins with nothing.
pub(super) fn any_beginning() -> impl Strategy<Value = Vec<Act>> {
    let ended = || prop_oneof![Just(Ended::ForUploader), Just(Ended::ForClaimant), Just(Ended::NoResult)];
    let sentence = prop_oneof![Just(Sentence::Warn), Just(Sentence::Suspend { days: 90 }), Just(Sentence::Terminate)];
    prop_oneof![
        9 => Just(Vec::new()),
        2 => (any::<Index>(), sentence).prop_map(|(index, sentence)| struck(index, sentence)),
        1 => any::<Index>().prop_map(|index| {
            misused(index, &[Act::File(1, Named::File(0)), Act::Decide(index, 0, NOTHING)])
        }),
        1 => any::<Index>().prop_map(|index| {
            let report = Act::Report(0, Named::File(0), Basis::EuDsa);
            misused(index, &[report, Act::Own(index), Act::Decide(index, 0, NOTHING)])
        }),
        1 => any::<Index>().prop_map(|index| {
            let (appeal, judge) = (Act::Appeal(index, Side::Uploader), Act::Judge(index, 1, false));
            misused(index, &[Act::File(0, Named::File(0)), Act::Decide(index, 0, REMOVED), appeal, judge])
        }),
        1 => any::<Index>().prop_map(|index| {
            let sent = [Act::File(1, Named::File(0)), Act::Decide(index, 0, NOTHING)];
            [misused(index, &sent), vec![Act::Retract(index, SENIOR)]].concat()
        }),
        1 => (any::<Index>(), ended(), proptest::option::of(ended()))
            .prop_map(|(index, said, found)| told(index, said, found)),
        2 => (any::<Index>(), ended()).prop_map(|(index, found)| mistold(index, found)),
        1 => (any::<Index>(), proptest::option::of(Just(Ended::ForClaimant)))
            .prop_map(|(index, said)| unnamed(index, said)),
        2 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, stands)| deleted(index, stands)),
        1 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, removed)| misjudged(index, removed)),
        1 => (any::<Index>(), prop_oneof![Just(OrderKind::Removal), Just(OrderKind::Preservation)], proptest::bool::ANY)
            .prop_map(|(index, kind, hidden)| ordered(index, kind, hidden)),
        2 => any::<Index>().prop_map(obeyed),
        1 => (any::<Index>(), prop_oneof![Just(Named::Links(0)), Just(Named::Files)])
            .prop_map(|(index, named)| left(index, named)),
        2 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, back)| complained(index, back)),
        1 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, back)| shut(index, back)),
        1 => any::<Index>().prop_map(drafted),
        2 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, back)| represented(index, back)),
        1 => any::<Index>().prop_map(flagged),
        2 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, leaves)| programmed(index, leaves)),
        1 => any::<Index>().prop_map(unfound),
        1 => any::<Index>().prop_map(matched),
        1 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, whose)| brought(index, whose)),
        1 => any::<Index>().prop_map(shared),
        1 => (any::<Index>(), 0..80_usize).prop_map(|(index, polls)| killed(index, polls)),
        1 => any::<Index>().prop_map(forgotten),
        1 => any::<Index>().prop_map(erased),
        1 => any::<Index>().prop_map(proposed),
        1 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, highest)| admitted(index, highest)),
        1 => any::<Index>().prop_map(kept),
        1 => (any::<Index>(), 0..3_usize).prop_map(|(index, how)| parted(index, how)),
        1 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, back)| succeeded(index, back)),
        1 => any::<Index>().prop_map(signed_off),
        1 => any::<Index>().prop_map(mailed_again),
        1 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, sharee)| judged(index, sharee)),
        1 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, found)| warned(index, found)),
        1 => (any::<Index>(), proptest::bool::ANY).prop_map(|(index, holder)| amended(index, holder)),
        2 => (any::<Index>(), 0..3_usize, proptest::bool::ANY, proptest::bool::ANY)
            .prop_map(|(index, ended, deleted, long)| lost(index, ended, deleted, long)),
    ]
}

/// An uploader goes on after being told, three times, and the senior decides about the account while what was decided is answered and
/// another claim waits.
fn struck(index: Index, sentence: Sentence) -> Vec<Act> {
    let mut acts = Vec::new();
    for org in [0, 1, 0] {
        acts.extend([Act::File(org, Named::File(0)), Act::Decide(index, 0, REMOVED)]);
    }
    acts.extend([Act::Counter(index), Act::Appeal(index, Side::Uploader), Act::File(1, Named::Links(0))]);
    acts.extend([Act::Sentence(0, SENIOR, sentence), Act::AppealMeasure(index)]);
    acts
}

/// What is marked and warned of was well founded, as the senior finds: a notice that led to nothing, or an appeal that was refused.
fn misjudged(index: Index, removed: bool) -> Vec<Act> {
    let mut acts = vec![Act::File(0, Named::File(0))];
    if removed {
        acts.push(Act::Decide(index, 0, REMOVED));
        acts.extend([Act::Appeal(index, Side::Uploader), Act::Judge(index, 1, false)]);
    } else {
        acts.push(Act::Decide(index, 0, NOTHING));
    }
    acts.extend([Act::Mark(index, 1), Act::Misuse(index, 1, None)]);
    acts.push(Act::Overturn(index, SENIOR, if removed { Action::None } else { Action::LockAndDelete }));
    acts
}

/// An authority orders something, hidden or not, and takes that back while the file is claimed by others.
fn ordered(index: Index, kind: OrderKind, hidden: bool) -> Vec<Act> {
    let gag = if hidden { Gag::Notice } else { Gag::None };
    let done = if kind == OrderKind::Removal { REMOVED } else { NOTHING };
    vec![
        Act::Order(Named::File(0), 0, (kind, gag), false),
        Act::Decide(index, 1, done),
        Act::File(0, Named::Links(0)),
        Act::WithdrawOrder(index, SENIOR),
    ]
}

/// What an authority orders under a gag is done, which staff confirm to it; and the senior ends the gag.
pub(super) fn obeyed(index: Index) -> Vec<Act> {
    vec![
        Act::Order(Named::File(0), 0, (OrderKind::Removal, Gag::Notice), false),
        Act::Decide(index, 1, REMOVED),
        Act::Confirm(index, 1),
        Act::LiftGag(index, SENIOR),
    ]
}

/// The claimant of an action, by which a file is kept from returning, says how it ended; and staff find the same, another end or none.
fn told(index: Index, said: Ended, found: Option<Ended>) -> Vec<Act> {
    vec![
        Act::File(0, Named::File(0)),
        Act::Decide(index, 0, REMOVED),
        Act::Counter(index),
        Act::Action(index),
        Act::TellEnd(index, said),
        found.map_or(Act::StillOpen(index, 1), |found| Act::End(index, 1, found)),
    ]
}

/// The claimant says too early that a court found for it; staff find that the action is open, and how it ended in the end.
fn mistold(index: Index, found: Ended) -> Vec<Act> {
    let mut acts = told(index, Ended::ForClaimant, None);
    acts.push(Act::End(index, 1, found));
    acts
}

/// What the claimant told of an action names none, though it says that a court found for it; and it tells of another.
fn unnamed(index: Index, said: Option<Ended>) -> Vec<Act> {
    let mut acts =
        vec![Act::File(0, Named::File(0)), Act::Decide(index, 0, REMOVED), Act::Counter(index), Act::Action(index)];
    acts.extend(said.map(|said| Act::TellEnd(index, said)));
    acts.extend([Act::LookAt(index, 1, false), Act::Action(index), Act::LookAt(index, 1, true)]);
    acts
}

/// A holder deletes by itself, has direct access no more while that is called in, and deletes again once it has.
pub(super) fn deleted(index: Index, stands: bool) -> Vec<Act> {
    vec![
        Act::File(0, Named::File(0)),
        Act::Press(index, false),
        Act::File(0, Named::Files),
        Act::Access(0, false),
        Act::CallIn(index, 1),
        Act::Press(index, true),
        Act::Sample(index, SENIOR, stands),
        Act::Access(0, true),
        Act::Press(index, true),
    ]
}

/// An uploader closes their account while one decision is answered on oath, another appealed, and a third claim waits.
pub(super) fn left(index: Index, named: Named) -> Vec<Act> {
    vec![
        Act::File(0, named),
        Act::Decide(index, 0, REMOVED),
        Act::Counter(index),
        Act::File(1, Named::File(0)),
        Act::Decide(index, 1, REMOVED),
        Act::Appeal(index, Side::Uploader),
        Act::File(1, Named::Links(0)),
        Act::Leave(0, true),
    ]
}

/// What the senior decided is complained of and theirs to look at again, as no other is there: they give it back, or say that it stands.
pub(super) fn complained(index: Index, back: bool) -> Vec<Act> {
    let mut acts = vec![Act::File(0, Named::File(0)), Act::Decide(index, SENIOR, REMOVED)];
    acts.extend([Act::Complain(0, 1), Act::Reply(index, 1, true)]);
    acts.extend(back.then_some(Act::Overturn(index, SENIOR, Action::None)));
    acts.push(Act::CloseComplaint(index, SENIOR, back));
    acts
}

/// An account is terminated after what disabled one link of a file, and of the other it is complained that it was: the senior takes that back,
/// or says that it stands.
pub(super) fn shut(index: Index, back: bool) -> Vec<Act> {
    let mut acts = Vec::new();
    for org in [0, 1, 0] {
        acts.extend([Act::File(org, Named::File(0)), Act::Decide(index, 0, DISABLED)]);
    }
    acts.extend([Act::Sentence(0, SENIOR, Sentence::Terminate), Act::Complain(0, 1), Act::Reply(index, 1, true)]);
    acts.extend(back.then_some(Act::LiftMeasure(index, SENIOR)));
    acts.push(Act::CloseComplaint(index, SENIOR, back));
    acts
}

/// A claim is written while the agreement changes, and filed and acted on when that is signed; another is thrown away, and one is forgotten.
pub(super) fn drafted(index: Index) -> Vec<Act> {
    vec![
        Act::BeginDraft(0, Named::File(0)),
        Act::NewAgreement([false, true]),
        Act::AddToDraft(index),
        Act::FileDraft(index),
        Act::Sign(0),
        Act::FileDraft(index),
        Act::Press(index, true),
        Act::BeginDraft(1, Named::Links(0)),
        Act::DiscardDraft(index),
        Act::BeginDraft(1, Named::File(1)),
        Act::Days(20),
        Act::Days(20),
    ]
}

/// What is claimed for somebody else waits when the authority for that ends, on its day or since it is given back, and there is another.
pub(super) fn represented(index: Index, back: bool) -> Vec<Act> {
    vec![
        Act::Authorise(0, 40),
        Act::Represent(0, Named::File(0)),
        if back { Act::GiveAuthorityBack(index) } else { Act::Days(70) },
        Act::Extend(index, true),
        Act::Press(index, true),
        Act::Authorise(0, 40),
        Act::Extend(index, true),
        Act::Press(index, true),
        Act::File(0, Named::File(1)),
        Act::Press(index, true),
    ]
}

/// A trusted flagger claims under the law of the Union, adds to that and deletes it; and is none any more.
pub(super) fn flagged(index: Index) -> Vec<Act> {
    vec![
        Act::Flag(0, true),
        Act::FileInUnion(0, Named::File(0)),
        Act::Extend(index, true),
        Act::Flag(0, false),
        Act::Press(index, true),
        Act::FileInUnion(0, Named::Links(1)),
        Act::Decide(index, 0, DISABLED),
        Act::Appeal(index, Side::Uploader),
    ]
}

/// A holder deletes only what it says where it found, which it says of the rest when it adds to it.
pub(super) fn unfound(index: Index) -> Vec<Act> {
    vec![
        Act::FileUnfound(1, Named::File(1)),
        Act::Press(index, false),
        Act::Extend(index, true),
        Act::NameSources(index),
        Act::Press(index, true),
    ]
}

/// A program claims by a key, deletes what it claimed and takes that back, until the key is revoked or whoever made it leaves.
pub(super) fn programmed(index: Index, leaves: bool) -> Vec<Act> {
    let mut acts = vec![
        Act::Join(0),
        Act::Sign(0),
        Act::MakeKey(0),
        Act::FileByKey(index, Named::File(0)),
        Act::ReadByKey(index, index),
        Act::DeleteByKey(index, index, true),
        Act::RetractByKey(index, index, None),
    ];
    acts.push(if leaves { Act::Remove(0, 1, true) } else { Act::RevokeKey(index) });
    acts.extend([Act::FileByKey(index, Named::File(0)), Act::ReadByKey(index, index)]);
    acts
}

/// What the other organisation registers later matches nothing; what the first one had registered does, also once the file is locked.
pub(super) fn matched(index: Index) -> Vec<Act> {
    vec![
        Act::File(1, Named::File(0)),
        Act::Register(1, true),
        Act::Match(index, true),
        Act::Decide(index, 0, REMOVED),
        Act::File(0, Named::Files),
        Act::Match(index, false),
        Act::Match(index, true),
        Act::Press(index, true),
    ]
}

/// A claimant brings two files, with an account or without one, and takes one of them back; the other goes when nobody can answer any more.
fn brought(index: Index, has_account: bool) -> Vec<Act> {
    let sent = if has_account { Act::File(0, Named::File(0)) } else { Act::Report(0, Named::File(0), Basis::EuDsa) };
    vec![
        sent,
        Act::Bring(index),
        Act::TakeBackBrought(index),
        Act::Bring(index),
        Act::OpenBrought(index, Some(SENIOR)),
        Act::Decide(index, 0, NOTHING),
        Act::Days(185),
        Act::Days(20),
        Act::LetGo,
        Act::OpenBrought(index, None),
    ]
}

/// A file is locked and given back while others read by links of which one is soon used up, and one asks for a password.
pub(super) fn shared(index: Index) -> Vec<Act> {
    vec![
        Act::Share(0, Terms::Counted(2)),
        Act::Share(0, Terms::Password),
        Act::File(0, Named::File(0)),
        Act::Decide(index, 0, REMOVED),
        Act::ChangeLink(0, index, None),
        Act::Revoke(0, index),
        Act::Withdraw(index, None),
    ]
}

/// The service dies while a file is locked, and again while it is given back.
fn killed(index: Index, polls: usize) -> Vec<Act> {
    vec![
        Act::File(0, Named::File(0)),
        Act::Die(Cut::Job(polls)),
        Act::Decide(index, 0, REMOVED),
        Act::Die(Cut::Round(Step::Numbered)),
        Act::Counter(index),
        Act::Die(Cut::Job(polls)),
        Act::Withdraw(index, None),
    ]
}

/// What is locked is ordered away without a copy and lost, and what locks it ends: by the senior, by an appeal, or since its claim is taken back.
/// Its uploader had deleted it before, or not; and that may be so long ago that nobody can appeal any more.
fn lost(index: Index, ended: usize, deleted: bool, long: bool) -> Vec<Act> {
    let mut acts = Vec::new();
    acts.extend(deleted.then_some(Act::Delete(0, false)));
    acts.extend([Act::File(0, Named::File(0)), Act::NoCustody(true), Act::Decide(index, 0, REMOVED)]);
    match ended {
        0 => acts.push(Act::Overturn(index, SENIOR, Action::None)),
        1 => acts.extend([Act::Appeal(index, Side::Uploader), Act::Judge(index, 1, true)]),
        _ => acts.push(Act::Withdraw(index, None)),
    }
    if long {
        acts.extend([Act::Days(185), Act::Days(70)]);
    }
    acts
}

/// Whoever sent a notice has themselves taken out of it once nobody can answer it any more, and what kept them in it as long is let go.
fn erased(index: Index) -> Vec<Act> {
    vec![
        Act::Report(0, Named::File(0), Basis::EuDsa),
        Act::Own(index),
        Act::Decide(index, 0, NOTHING),
        Act::Preserve(0),
        Act::Days(185),
        Act::Preserve(0),
        Act::EraseStranger(index),
    ]
}

/// Whoever sent two notices, and confirmed one, asks for their links, and again once they had themselves taken out of what they took back.
pub(super) fn forgotten(index: Index) -> Vec<Act> {
    vec![
        Act::Report(0, Named::File(0), Basis::EuDsa),
        Act::Own(index),
        Act::Report(0, Named::File(1), Basis::UsDmca),
        Act::LoseLink(index),
        Act::Own(index),
        Act::LoseLink(index),
        Act::Withdraw(index, None),
        Act::Days(70),
        Act::EraseStranger(index),
        Act::LoseLink(index),
    ]
}

/// It is proposed to purge what is preserved, and the senior takes that back.
fn proposed(index: Index) -> Vec<Act> {
    vec![
        Act::File(0, Named::File(0)),
        Act::Decide(index, 0, REMOVED),
        Act::Preserve(0),
        Act::Purge(0, 1, 2),
        Act::CancelPurge(0, 0),
        Act::Preserve(0),
    ]
}

/// Somebody is to be a senior or an administrator, which is taken back and proposed anew; and an organisation is refused, and vouched for by two.
pub(super) fn admitted(index: Index, highest: bool) -> Vec<Act> {
    vec![
        Act::Nominate(highest),
        Act::RejectNominee(0),
        Act::Apply,
        Act::Vouch(index, 0),
        Act::Refuse(index, 1),
        Act::Vouch(index, 1),
        Act::Nominate(highest),
        Act::ConfirmNominee(1),
        Act::Vouch(index, 0),
        Act::Vouch(index, 1),
    ]
}

/// What is preserved until a day is purged neither before it, though two people agree on that, nor while it is preserved besides; but then.
fn kept(index: Index) -> Vec<Act> {
    vec![
        Act::File(0, Named::File(0)),
        Act::Decide(index, 0, REMOVED),
        Act::PreserveFor(0, 80),
        Act::PreserveFor(0, 2),
        Act::Purge(0, 1, 2),
        Act::Days(70),
        Act::Purge(0, 1, 2),
        Act::Days(20),
        Act::Purge(0, 1, 2),
    ]
}

/// Whoever acts for an organisation leaves it, by themselves, removed or with their account, while what they claimed for it is answered on
/// oath and something else waits: another goes on.
pub(super) fn parted(index: Index, how: usize) -> Vec<Act> {
    let parts = match how {
        0 => Act::Remove(0, 1, false),
        1 => Act::Remove(0, 1, true),
        _ => Act::CloseMember(0, 1),
    };
    vec![
        Act::Join(0),
        Act::File(0, Named::File(0)),
        Act::Decide(index, 0, REMOVED),
        Act::Counter(index),
        Act::File(0, Named::Links(0)),
        parts,
        Act::BounceClaimant(index),
        Act::SendAgain(index, 1),
        Act::Action(index),
        Act::SettleMail(index, 1),
    ]
}

/// Whoever was told of what stands against their organisation leaves it after another came, who goes on with the appeal, or takes it back and
/// lodges another.
pub(super) fn succeeded(index: Index, back: bool) -> Vec<Act> {
    let mut acts = misused(index, &[Act::File(1, Named::File(0)), Act::Decide(index, 0, NOTHING)]);
    acts.extend([Act::Join(1), Act::Remove(1, 0, true)]);
    if back {
        acts.extend([Act::AppealMeasureBack(index), Act::AppealMeasure(index)]);
    }
    acts.push(Act::JudgeMeasure(index, SENIOR, true));
    acts
}

/// Whoever sent a notice with an account closes that while they appeal, and goes on by the link of the notice.
pub(super) fn signed_off(index: Index) -> Vec<Act> {
    vec![
        Act::Notify(Named::File(0), Basis::UsDmca),
        Act::Decide(index, 0, NOTHING),
        Act::Appeal(index, Side::Notifier),
        Act::CloseSender,
        Act::AppealBack(index),
        Act::Appeal(index, Side::Notifier),
        Act::Judge(index, 1, false),
    ]
}

/// A letter about a restriction comes back and is sent again before the next one, whose letter comes back and is seen to otherwise.
pub(super) fn mailed_again(index: Index) -> Vec<Act> {
    let mut acts = Vec::new();
    for (org, then) in [(0, Act::SendAgain(index, 1)), (1, Act::SettleMail(index, 1))] {
        acts.extend([Act::File(org, Named::File(0)), Act::Decide(index, 0, REMOVED), Act::Bounce(0), then]);
    }
    acts
}

/// Somebody has in hand what an uploader, or whoever stands before a link, says of a decision, and looks at what it was about; and once more
/// when that is out of their hands.
pub(super) fn judged(index: Index, sharee: bool) -> Vec<Act> {
    let mut acts = vec![Act::File(0, Named::File(0)), Act::Decide(index, 0, REMOVED)];
    acts.push(if sharee { Act::Complain(0, 1) } else { Act::Appeal(index, Side::Uploader) });
    acts.extend([Act::Take(index, 1), Act::OpenEvidence(index, 1, 0)]);
    acts.push(if sharee { Act::Reply(index, 1, false) } else { Act::Judge(index, 1, false) });
    acts.push(Act::OpenEvidence(index, 1, 0));
    acts
}

/// A notice says that a child is in danger, and another claim names the file: nobody works the notice but the senior, who finds nothing; nor the
/// other claim, once somebody at the desk found it to be so.
pub(super) fn warned(index: Index, found: bool) -> Vec<Act> {
    let mut acts = vec![Act::Warn(0, Named::File(0), Danger::Child), Act::File(0, Named::File(0))];
    acts.push(Act::Decide(index, 0, REMOVED));
    acts.extend(found.then_some(Act::Escalate(index, 0, Danger::Child)));
    acts.extend([Act::SendBack(index, SENIOR), Act::Decide(index, 0, REMOVED)]);
    acts
}

/// A notice comes to say that a life is in danger: a stranger's while the senior's judgement is asked for, or that of a holder who adds to it.
/// The senior finds nothing, it says so no more once it is completed, and then again, which makes it theirs no more.
pub(super) fn amended(index: Index, holder: bool) -> Vec<Act> {
    let sent = if holder {
        [Act::FileInUnion(0, Named::File(0)), Act::Ask(index, 0)]
    } else {
        [Act::Report(0, Named::File(0), Basis::EuDsa), Act::Escalate(index, 0, Danger::Judgement)]
    };
    let mut acts = sent.to_vec();
    acts.push(Act::Amend(index, Danger::Life));
    acts.extend(holder.then_some(Act::Extend(index, true)));
    acts.extend([Act::SendBack(index, SENIOR), Act::Ask(index, 0), Act::Complete(index)]);
    acts.extend([Act::Amend(index, Danger::Child), Act::Decide(index, 0, REMOVED)]);
    acts
}

/// What is unfounded is marked and warned of, and then sent again.
fn misused(index: Index, sent: &[Act]) -> Vec<Act> {
    let mut acts = Vec::new();
    for days in [None, Some(90)] {
        acts.extend_from_slice(sent);
        acts.extend([Act::Mark(index, 1), Act::Misuse(index, 1, days), Act::Days(1)]);
    }
    acts.push(Act::AppealMeasure(index));
    acts
}
