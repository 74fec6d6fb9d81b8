//! Which act is drawn next, and how often.

use proptest::prelude::*;
use proptest::sample::Index;
use writ::audit::Step;
use writ::claims::authorities::{Gag, Kind as OrderKind};
use writ::claims::decisions::Action;
use writ::claims::escalations::Kind as Danger;
use writ::claims::statement::Basis;
use writ::process::appeals::Side;
use writ::process::disputes::{Kind as Dispute, Outcome as Ended};
use writ::process::strikes::Decision as Sentence;

use super::acts::Act;
use super::deaths::Cut;
use super::exports::Whose;
use super::facts::{Named, Terms};
use super::model::SENIOR;

/// Each of them, some more often than others.
pub(super) fn any_act() -> impl Strategy<Value = Act> {
    let any = || any::<Index>();
    let yes = || proptest::bool::ANY;
    let staff = || 0..4_usize;
    let senior = || prop_oneof![4 => Just(SENIOR), 1 => 0..4_usize];
    let film = || 0..2_usize;
    let named = || {
        let film = || prop_oneof![2 => Just(0_usize), 1 => Just(1)];
        prop_oneof![5 => film().prop_map(Named::File), 2 => film().prop_map(Named::Links), 2 => Just(Named::Files)]
    };
    let action =
        || prop_oneof![2 => Just(Action::None), 1 => Just(Action::DisableLink), 5 => Just(Action::LockAndDelete)];
    let actions = prop_oneof![
        4 => (action(), action()).prop_map(|(one, other)| [Some(one), Some(other)]),
        1 => action().prop_map(|one| [Some(one), None]),
        1 => action().prop_map(|other| [None, Some(other)]),
    ];
    let said = || prop_oneof![Just(Danger::Life), Just(Danger::Child)];
    let danger = prop_oneof![Just(Danger::Life), Just(Danger::Child), Just(Danger::Judgement)];
    let order = prop_oneof![4 => Just(OrderKind::Removal), 1 => Just(OrderKind::Preservation), 1 => Just(OrderKind::Information)];
    let gag = prop_oneof![1 => Just(Gag::None), 1 => Just(Gag::Party), 2 => Just(Gag::Notice)];
    let kind = prop_oneof![
        Just(Dispute::Action),
        Just(Dispute::CopyrightClaimsBoard),
        Just(Dispute::OutOfCourt),
        Just(Dispute::Lawsuit)
    ];
    let ended =
        || prop_oneof![2 => Just(Ended::ForUploader), 3 => Just(Ended::ForClaimant), 2 => Just(Ended::NoResult)];
    let instead =
        prop_oneof![3 => Just(Action::None), 1 => Just(Action::DisableLink), 2 => Just(Action::LockAndDelete)];
    let side = prop_oneof![2 => Just(Side::Uploader), 1 => Just(Side::Notifier)];
    let days = || prop_oneof![Just(None), Just(Some(10)), Just(Some(90))];
    let sentence = prop_oneof![
        1 => (staff(), Just(Sentence::Nothing)),
        2 => (staff(), Just(Sentence::Warn)),
        4 => (staff(), prop_oneof![Just(10), Just(90)].prop_map(|days| Sentence::Suspend { days })),
        3 => (senior(), Just(Sentence::Terminate)),
    ];
    let by_key = prop_oneof![
        3 => (0..2_usize).prop_map(Act::MakeKey),
        3 => (any(), named()).prop_map(|(key, named)| Act::FileByKey(key, named)),
        1 => (any(), any()).prop_map(|(key, case)| Act::ReadByKey(key, case)),
        2 => (any(), any(), proptest::option::of(0..2_usize))
            .prop_map(|(key, case, part)| Act::RetractByKey(key, case, part)),
        3 => (any(), any(), yes()).prop_map(|(key, case, drawn)| Act::DeleteByKey(key, case, drawn)),
        1 => any().prop_map(Act::RevokeKey),
    ];
    let claims = prop_oneof![
        9 => (0..2_usize, named()).prop_map(|(org, named)| Act::File(org, named)),
        2 => (0..2_usize, named()).prop_map(|(org, named)| Act::FileUnfound(org, named)),
        2 => any().prop_map(Act::NameSources),
        2 => (any(), yes()).prop_map(|(case, stays)| Act::Extend(case, stays)),
        3 => (0..2_usize, named()).prop_map(|(org, named)| Act::BeginDraft(org, named)),
        2 => any().prop_map(Act::AddToDraft),
        3 => any().prop_map(Act::FileDraft),
        1 => any().prop_map(Act::DiscardDraft),
        3 => (0..2_usize, named()).prop_map(|(org, named)| Act::FileInUnion(org, named)),
        2 => (0..2_usize, proptest::bool::weighted(0.7)).prop_map(|(org, given)| Act::Flag(org, given)),
        2 => (0..2_usize, prop_oneof![Just(1_u32), Just(40)]).prop_map(|(org, days)| Act::Authorise(org, days)),
        3 => (0..2_usize, named()).prop_map(|(org, named)| Act::Represent(org, named)),
        2 => any().prop_map(Act::GiveAuthorityBack),
        2 => (0..2_usize, proptest::bool::weighted(0.7)).prop_map(|(org, of_film)| Act::Register(org, of_film)),
        3 => (any(), proptest::bool::weighted(0.8)).prop_map(|(case, within)| Act::Match(case, within)),
        4 => (0..2_usize, named(), prop_oneof![Just(Basis::UsDmca), Just(Basis::EuDsa)])
            .prop_map(|(who, named, basis)| Act::Report(who, named, basis)),
        2 => (0..2_usize, named(), said()).prop_map(|(who, named, danger)| Act::Warn(who, named, danger)),
        3 => (named(), prop_oneof![Just(Basis::UsDmca), Just(Basis::EuDsa)])
            .prop_map(|(named, basis)| Act::Notify(named, basis)),
        3 => any().prop_map(Act::Own),
        2 => any().prop_map(Act::LoseLink),
        2 => any().prop_map(Act::EraseStranger),
        2 => (any(), staff()).prop_map(|(case, who)| Act::Ask(case, who)),
        2 => any().prop_map(Act::Complete),
        2 => (any(), said()).prop_map(|(case, danger)| Act::Amend(case, danger)),
        12 => (any(), staff(), actions).prop_map(|(case, who, actions)| Act::Decide(case, who, actions)),
        2 => (staff(), action()).prop_map(|(who, action)| Act::Together(who, action)),
        3 => (any(), senior(), proptest::option::of(staff()))
            .prop_map(|(case, who, to)| Act::Reassign(case, who, to)),
        2 => (any(), proptest::option::of(0..2_usize)).prop_map(|(case, part)| Act::Withdraw(case, part)),
        3 => (any(), staff(), danger).prop_map(|(case, who, kind)| Act::Escalate(case, who, kind)),
        2 => (any(), senior()).prop_map(|(case, who)| Act::SendBack(case, who)),
        2 => (any(), staff()).prop_map(|(case, who)| Act::Note(case, who)),
        4 => (any(), yes()).prop_map(|(case, drawn)| Act::Press(case, drawn)),
        4 => by_key,
        1 => (0..2_usize, proptest::bool::weighted(0.7)).prop_map(|(org, given)| Act::Access(org, given)),
        1 => (0..2_usize, proptest::bool::weighted(0.7)).prop_map(|(org, ends)| Act::Reinstate(org, ends)),
        1 => proptest::array::uniform2(proptest::bool::weighted(0.7)).prop_map(Act::NewAgreement),
        6 => (0..2_usize).prop_map(Act::Sign),
        5 => (any(), senior(), yes()).prop_map(|(decision, who, stands)| Act::Sample(decision, who, stands)),
        4 => (any(), staff()).prop_map(|(decision, who)| Act::CallIn(decision, who)),
    ];
    let files = prop_oneof![
        4 => (named(), staff(), (order, gag), proptest::bool::weighted(0.2))
            .prop_map(|(named, who, order, abroad)| Act::Order(named, who, order, abroad)),
        3 => (any(), senior()).prop_map(|(case, who)| Act::LiftGag(case, who)),
        2 => (any(), senior()).prop_map(|(case, who)| Act::WithdrawOrder(case, who)),
        3 => (any(), staff()).prop_map(|(case, who)| Act::Confirm(case, who)),
        3 => (film(), proptest::bool::weighted(0.3)).prop_map(|(film, at_once)| Act::Delete(film, at_once)),
        4 => film().prop_map(Act::TakeBack),
        2 => film().prop_map(Act::Preserve),
        1 => (film(), prop_oneof![Just(2_u32), Just(80)]).prop_map(|(film, days)| Act::PreserveFor(film, days)),
        2 => (film(), 0..3_usize, prop_oneof![1 => Just(0_usize), 4 => 1..3_usize])
            .prop_map(|(film, one, further)| Act::Purge(film, one, (one + further) % 3)),
        2 => (film(), 0..3_usize).prop_map(|(film, who)| Act::CancelPurge(film, who)),
        2 => (prop_oneof![3 => Just(0_usize), 1 => Just(1)], proptest::bool::weighted(0.1))
            .prop_map(|(film, anyhow)| Act::Leave(film, anyhow)),
    ];
    let step = prop_oneof![
        Just(Step::Numbered),
        Just(Step::Exported),
        Just(Step::Signed),
        Just(Step::Published),
        Just(Step::Recorded),
    ];
    let cut = prop_oneof![
        1 => Just(Cut::AtOnce),
        2 => step.prop_map(Cut::Round),
        4 => (0..80_usize).prop_map(Cut::Job),
    ];
    let terms = prop_oneof![
        2 => Just(Terms::Plain),
        2 => (1..4_u32).prop_map(Terms::Counted),
        2 => Just(Terms::Password),
    ];
    let beside = prop_oneof![
        5 => (film(), terms).prop_map(|(film, terms)| Act::Share(film, terms)),
        3 => (film(), any(), proptest::option::of(prop_oneof![Just(2_u32), Just(20)]))
            .prop_map(|(film, link, days)| Act::ChangeLink(film, link, days)),
        4 => (film(), any()).prop_map(|(film, link)| Act::Revoke(film, link)),
        2 => film().prop_map(Act::BeginUpload),
        1 => any().prop_map(Act::GiveUp),
        2 => (0..3_usize).prop_map(Act::Away),
        3 => proptest::bool::weighted(0.7).prop_map(Act::NoCustody),
        4 => cut.prop_map(Act::Die),
        3 => (any(), staff(), 0..2_usize).prop_map(|(case, who, line)| Act::OpenEvidence(case, who, line)),
        4 => any().prop_map(Act::Bring),
        3 => (any(), proptest::option::of(staff())).prop_map(|(brought, who)| Act::OpenBrought(brought, who)),
        3 => any().prop_map(Act::TakeBackBrought),
        1 => Just(Act::LetGo),
        4 => film().prop_map(Act::Bounce),
        3 => any().prop_map(Act::BounceClaimant),
        3 => (any(), staff()).prop_map(|(bounced, who)| Act::SettleMail(bounced, who)),
        4 => (any(), staff()).prop_map(|(bounced, who)| Act::SendAgain(bounced, who)),
    ];
    let whose = prop_oneof![
        3 => film().prop_map(Whose::Uploader),
        2 => (0..2_usize).prop_map(Whose::Member),
        2 => Just(Whose::Sender),
        1 => Just(Whose::Nobody),
        3 => any().prop_map(Whose::Stranger),
    ];
    let people = prop_oneof![
        2 => (0..2_usize, yes()).prop_map(|(who, own)| Act::LoseRole(who, own)),
        8 => (0..2_usize).prop_map(Act::Appoint),
        2 => yes().prop_map(Act::Nominate),
        2 => (0..2_usize).prop_map(Act::ConfirmNominee),
        1 => (0..2_usize).prop_map(Act::RejectNominee),
        2 => Just(Act::Apply),
        1 => (any(), 0..2_usize).prop_map(|(applicant, who)| Act::Refuse(applicant, who)),
        3 => (any(), 0..2_usize).prop_map(|(applicant, who)| Act::Vouch(applicant, who)),
        1 => (0..2_usize).prop_map(Act::Retire),
        6 => (0..2_usize).prop_map(Act::Join),
        3 => (0..2_usize, 0..2_usize, yes()).prop_map(|(org, who, own)| Act::Remove(org, who, own)),
        3 => (0..2_usize, 0..2_usize).prop_map(|(org, who)| Act::CloseMember(org, who)),
        2 => Just(Act::CloseSender),
        1 => proptest::option::of(any()).prop_map(Act::KeepReason),
        1 => any().prop_map(Act::RetireReason),
        5 => whose.prop_map(Act::Export),
    ];
    let answers = prop_oneof![
        6 => any().prop_map(Act::Counter),
        1 => any().prop_map(Act::CounterBack),
        2 => (any(), staff(), proptest::bool::weighted(0.7)).prop_map(|(sent, who, fine)| Act::Check(sent, who, fine)),
        3 => any().prop_map(Act::Action),
        3 => (any(), staff(), kind).prop_map(|(decision, who, kind)| Act::Record(decision, who, kind)),
        4 => (any(), staff(), ended()).prop_map(|(dispute, who, ended)| Act::End(dispute, who, ended)),
        3 => (any(), ended()).prop_map(|(dispute, ended)| Act::TellEnd(dispute, ended)),
        2 => (any(), staff()).prop_map(|(dispute, who)| Act::StillOpen(dispute, who)),
        3 => (any(), staff(), yes()).prop_map(|(dispute, who, names)| Act::LookAt(dispute, who, names)),
        6 => (any(), side).prop_map(|(decision, side)| Act::Appeal(decision, side)),
        1 => any().prop_map(Act::AppealBack),
        6 => (any(), staff(), yes()).prop_map(|(appeal, who, grant)| Act::Judge(appeal, who, grant)),
        4 => (any(), senior(), instead).prop_map(|(decision, who, action)| Act::Overturn(decision, who, action)),
    ];
    let standing = prop_oneof![
        4 => (film(), sentence).prop_map(|(film, (who, sentence))| Act::Sentence(film, who, sentence)),
        7 => (any(), staff()).prop_map(|(what, who)| Act::Mark(what, who)),
        10 => (any(), staff(), days()).prop_map(|(mark, who, days)| Act::Misuse(mark, who, days)),
        3 => (any(), senior()).prop_map(|(mark, who)| Act::Retract(mark, who)),
        5 => any().prop_map(Act::AppealMeasure),
        2 => any().prop_map(Act::AppealMeasureBack),
        5 => (any(), staff(), yes()).prop_map(|(measure, who, grant)| Act::JudgeMeasure(measure, who, grant)),
        1 => (any(), staff()).prop_map(|(measure, who)| Act::LiftMeasure(measure, who)),
    ];
    let complaints = prop_oneof![
        6 => (film(), 0..2_usize).prop_map(|(film, link)| Act::Complain(film, link)),
        8 => (any(), staff(), yes()).prop_map(|(complaint, who, again)| Act::Reply(complaint, who, again)),
        6 => (any(), senior(), yes()).prop_map(|(complaint, who, over)| Act::CloseComplaint(complaint, who, over)),
        6 => (any(), staff()).prop_map(|(answer, who)| Act::Take(answer, who)),
        6 => (any(), proptest::option::of(staff())).prop_map(|(answer, who)| Act::Release(answer, who)),
    ];
    let days = prop_oneof![4 => Just(1_u32), 2 => Just(20), 1 => Just(70), 1 => Just(185)];
    prop_oneof![
        46 => claims,
        12 => files,
        20 => beside,
        10 => people,
        30 => answers,
        22 => standing,
        13 => complaints,
        8 => days.prop_map(Act::Days),
    ]
}
