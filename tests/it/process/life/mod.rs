//! Random acts of every party, against a model of what each may do and what then is so.
//!
//! Two organisations, two people without an account and one with one claim two files, by one or two of their links, and authorities order
//! what is done to them, and take that back; four members of staff decide, of whom one is the senior and one the uploader of the second file;
//! the uploaders answer in every way, and the senior overturns what nobody asked about; days pass. What a claim names is decided, answered and
//! given back line by line, but for what the law has returned as a whole. Strangers complain of links that are blocked. Whoever uploaded a
//! file, sends notices, is one of two owners of an organisation or reviews may close their account at any time, with everything open, and one
//! of two owners may be removed: then it goes on without them. Letters come back and are sent again, and mirrors are away for a time, as is a
//! store of custody, without which two people may have something ordered away that is lost by that. The service itself dies, and another goes on.
//! The model knows no table: it says from the acts alone what restricts what, what waits, until when it is kept, and who may learn of it.
//!
//! [`facts`] and [`model`] have what is so; [`claims`], [`drafts`], [`works`], [`agents`], [`flaggers`], [`strangers`], [`lost`], [`access`],
//! [`agreement`], [`team`], [`evidence`], [`brought`], [`desk`], [`notes`], [`orders`], [`files`], [`links`], [`answers`], [`overturning`],
//! [`standing`], [`complaints`], [`hands`], [`mail`], [`roles`], [`exports`], [`absence`], [`custody`], [`deaths`] and [`closing`] have the
//! acts, each with what the model says of it; [`beginnings`] what some stories begin with; [`checks`], [`promises`] and [`pages`] what is
//! promised after each act; and [`stories`] tells them.

mod absence;
mod access;
mod agents;
mod agreement;
mod answers;
mod beginnings;
mod brought;
mod checks;
mod claims;
mod closing;
mod complaints;
mod custody;
mod deaths;
mod desk;
mod drafts;
mod evidence;
mod exports;
mod facts;
mod files;
mod flaggers;
mod hands;
mod links;
mod lost;
mod mail;
mod model;
mod notes;
mod orders;
mod overturning;
mod pages;
mod promises;
mod roles;
mod standing;
mod stories;
mod strangers;
mod team;
mod works;

use proptest::sample::Index;
use writ::audit::Step;
use writ::claims::authorities::{Gag, Kind as OrderKind};
use writ::claims::decisions::Action;
use writ::claims::escalations::Kind as Danger;
use writ::claims::statement::Basis;
use writ::process::appeals::Side;
use writ::process::disputes::{Kind as Dispute, Outcome as Ended};
use writ::process::strikes::Decision as Sentence;

use self::deaths::Cut;
use self::exports::Whose;
use self::facts::{Named, Terms};
use self::model::{DAY, Life, SENIOR};
use self::stories::any_acts_keep_the_promises;
use crate::app::Engine;

/// What somebody does. A number says which organisation, file or member of staff; an [`Index`] which of those that are there.
#[derive(Clone, Debug)]
enum Act {
    /// An organisation claims something.
    File(usize, Named),
    /// A claim gets a link to the other file, which stays in it or is taken back.
    Extend(Index, bool),
    /// A member begins to write what an organisation claims.
    BeginDraft(usize, Named),
    /// And adds the other file.
    AddToDraft(Index),
    /// And files it.
    FileDraft(Index),
    /// Or throws it away.
    DiscardDraft(Index),
    /// An organisation claims something under the law of the European Union.
    FileInUnion(usize, Named),
    /// It is noted that an organisation is a trusted flagger, or is none any more.
    Flag(usize, bool),
    /// An organisation is authorised to claim for somebody else, for so many days.
    Authorise(usize, u32),
    /// And does so.
    Represent(usize, Named),
    /// And gives that back.
    GiveAuthorityBack(Index),
    /// An organisation registers a work, of what the files hold or of something else.
    Register(usize, bool),
    /// What waits of a claim is matched with that, as far as may be read a day, or beyond.
    Match(Index, bool),
    /// Somebody without an account sends a notice about something.
    Report(usize, Named, Basis),
    /// And one that says that a life or a child is in danger.
    Warn(usize, Named, Danger),
    /// Somebody with an account of their own sends one.
    Notify(Named, Basis),
    /// Whoever has the address of a notice without one confirms it.
    Own(Index),
    /// Whoever lost the link of one has another mailed.
    LoseLink(Index),
    /// Whoever sent such a notice has themselves taken out of it.
    EraseStranger(Index),
    /// Somebody on the staff asks for what a notice lacks.
    Ask(Index, usize),
    /// The claimant completes a notice.
    Complete(Index),
    /// Somebody on the staff decides a claim or an order that waits: all that waits of it, or one of two.
    Decide(Index, usize, [Option<Action>; 2]),
    /// Somebody on the staff decides all that waits, alike.
    Together(usize, Action),
    /// A senior gives a claim that waits to somebody else, or to nobody.
    Reassign(Index, usize, Option<usize>),
    /// A claim is taken back, or one of two lines of it.
    Withdraw(Index, Option<usize>),
    /// Somebody on the staff hands a case to a senior.
    Escalate(Index, usize, Danger),
    /// A senior hands one back.
    SendBack(Index, usize),
    /// A holder deletes by itself what it claims, and that is drawn to be looked at, or not.
    Press(Index, bool),
    /// Two administrators give an organisation direct access, or one takes it away.
    Access(usize, bool),
    /// An administrator ends the suspension of an organisation, or suspends it.
    Reinstate(usize, bool),
    /// Two administrators publish another version of the agreement, which these organisations sign at once.
    NewAgreement([bool; 2]),
    /// An organisation signs it.
    Sign(usize),
    /// A senior looks at such a deletion: it stands, or does not.
    Sample(Index, usize, bool),
    /// Somebody on the staff has one looked at that was not drawn.
    CallIn(Index, usize),
    /// Somebody on the staff notes something on a case.
    Note(Index, usize),
    /// Staff enter an order about something, with what it hides, and whether it is for one country.
    Order(Named, usize, (OrderKind, Gag), bool),
    /// A senior ends a gag.
    LiftGag(Index, usize),
    /// Staff record that an order's authority took it back.
    WithdrawOrder(Index, usize),
    /// Staff confirm an order's effect.
    Confirm(Index, usize),
    /// Somebody on the staff opens what was disclosed of a case, of one of its lines.
    OpenEvidence(Index, usize, usize),
    /// A claimant brings a file to a case.
    Bring(Index),
    /// They open it, or somebody on the staff does.
    OpenBrought(Index, Option<usize>),
    /// And take it back.
    TakeBackBrought(Index),
    /// The daily round lets go of what has had its time.
    LetGo,
    /// A reviewer has the role no more: they lay it down, or an administrator takes it.
    LoseRole(usize, bool),
    /// And gets it again.
    Appoint(usize),
    /// A reviewer closes their account.
    Retire(usize),
    /// An owner of an organisation takes a second one in, who acts for it.
    Join(usize),
    /// One of two is removed by the other, or leaves.
    Remove(usize, usize, bool),
    /// One of two closes their account.
    CloseMember(usize, usize),
    /// Whoever sends notices with an account of their own closes it.
    CloseSender,
    /// The last letter to the uploader of a file comes back.
    Bounce(usize),
    /// The last letter to whoever claimed by an account does.
    BounceClaimant(Index),
    /// Somebody on the staff sees to one that came back.
    SettleMail(Index, usize),
    /// Or sends it again.
    SendAgain(Index, usize),
    /// The uploader deletes a file, at once or not.
    Delete(usize, bool),
    /// And takes that back.
    TakeBack(usize),
    /// The uploader makes a further link to a file.
    Share(usize, Terms),
    /// And says for how many days one leads to it, or without end and however often.
    ChangeLink(usize, Index, Option<u32>),
    /// And takes one back.
    Revoke(usize, Index),
    /// A mirror is away, until what is done next was worked without it.
    Away(usize),
    /// A store of custody is away, until what is done next was worked without it: two people have what that locks ordered away without a copy,
    /// or it waits.
    NoCustody(bool),
    /// The service dies in what follows what is done next, and another goes on with what it left.
    Die(Cut),
    /// A senior has a file preserved, or lets it go.
    Preserve(usize),
    /// Two people have a file purged at once.
    Purge(usize, usize, usize),
    /// One of them takes that back before it is done.
    CancelPurge(usize, usize),
    /// The uploader answers a decision on oath.
    Counter(Index),
    /// And takes that back.
    CounterBack(Index),
    /// Staff check one.
    Check(Index, usize, bool),
    /// The claimant answers one with an action.
    Action(Index),
    /// Staff record what is fought out elsewhere.
    Record(Index, usize, Dispute),
    /// How that ended.
    End(Index, usize, Ended),
    /// The claimant says how an action ended.
    TellEnd(Index, Ended),
    /// Staff find that it has not.
    StillOpen(Index, usize),
    /// Staff look at what was told of an action: it names one, or none.
    LookAt(Index, usize, bool),
    /// Either side appeals.
    Appeal(Index, Side),
    /// And takes that back.
    AppealBack(Index),
    /// Somebody on the staff decides an appeal.
    Judge(Index, usize, bool),
    /// A senior overturns what staff decided: it is given back, or this is done instead.
    Overturn(Index, usize, Action),
    /// Somebody on the staff decides about the account of a file's uploader, if it waits.
    Sentence(usize, usize, Sentence),
    /// Something is marked as manifestly unfounded.
    Mark(Index, usize),
    /// And what follows for whoever sent it.
    Misuse(Index, usize, Option<u32>),
    /// A senior takes a mark back.
    Retract(Index, usize),
    /// Whoever a measure is against appeals it.
    AppealMeasure(Index),
    /// And takes that back.
    AppealMeasureBack(Index),
    /// Somebody on the staff decides that.
    JudgeMeasure(Index, usize, bool),
    /// Or lifts it without being asked.
    LiftMeasure(Index, usize),
    /// Somebody has what is held about them handed over.
    Export(Whose),
    /// Somebody who stands before a link of a file complains that it is blocked.
    Complain(usize, usize),
    /// Somebody on the staff answers that: it stands, or a senior is to look again.
    Reply(Index, usize, bool),
    /// A senior says what came of that: it stands, or was overturned.
    CloseComplaint(Index, usize, bool),
    /// Somebody on the staff takes an appeal or a counter-notice in hand.
    Take(Index, usize),
    /// And gives it back; or somebody else tries to.
    Release(Index, Option<usize>),
    /// The uploader of a file closes their account, while something about it is open or anyhow.
    Leave(usize, bool),
    /// Days pass.
    Days(u32),
}

impl Act {
    /// What it is, whoever does it and whatever to.
    fn name(&self) -> String {
        let shown = format!("{self:?}");
        shown.split('(').next().unwrap_or_default().to_owned()
    }

    /// Whether it shows in nothing but how what is done next is worked.
    fn waits(&self) -> bool {
        matches!(self, Self::Away(_) | Self::NoCustody(_) | Self::Die(_))
    }
}

fn act() -> impl proptest::strategy::Strategy<Value = Act> {
    use proptest::prelude::*;
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
    let claims = prop_oneof![
        9 => (0..2_usize, named()).prop_map(|(org, named)| Act::File(org, named)),
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
        2 => (0..2_usize, named(), prop_oneof![Just(Danger::Life), Just(Danger::Child)])
            .prop_map(|(who, named, danger)| Act::Warn(who, named, danger)),
        3 => (named(), prop_oneof![Just(Basis::UsDmca), Just(Basis::EuDsa)])
            .prop_map(|(named, basis)| Act::Notify(named, basis)),
        3 => any().prop_map(Act::Own),
        2 => any().prop_map(Act::LoseLink),
        2 => any().prop_map(Act::EraseStranger),
        2 => (any(), staff()).prop_map(|(case, who)| Act::Ask(case, who)),
        2 => any().prop_map(Act::Complete),
        12 => (any(), staff(), actions).prop_map(|(case, who, actions)| Act::Decide(case, who, actions)),
        2 => (staff(), action()).prop_map(|(who, action)| Act::Together(who, action)),
        3 => (any(), senior(), proptest::option::of(staff()))
            .prop_map(|(case, who, to)| Act::Reassign(case, who, to)),
        2 => (any(), proptest::option::of(0..2_usize)).prop_map(|(case, part)| Act::Withdraw(case, part)),
        3 => (any(), staff(), danger).prop_map(|(case, who, kind)| Act::Escalate(case, who, kind)),
        2 => (any(), senior()).prop_map(|(case, who)| Act::SendBack(case, who)),
        2 => (any(), staff()).prop_map(|(case, who)| Act::Note(case, who)),
        4 => (any(), yes()).prop_map(|(case, drawn)| Act::Press(case, drawn)),
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
        1 => (0..2_usize).prop_map(Act::Retire),
        6 => (0..2_usize).prop_map(Act::Join),
        3 => (0..2_usize, 0..2_usize, yes()).prop_map(|(org, who, own)| Act::Remove(org, who, own)),
        3 => (0..2_usize, 0..2_usize).prop_map(|(org, who)| Act::CloseMember(org, who)),
        2 => Just(Act::CloseSender),
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
        8 => people,
        30 => answers,
        22 => standing,
        13 => complaints,
        8 => days.prop_map(Act::Days),
    ]
}

impl Life {
    /// Somebody does it. Nothing, if there is nothing to do it with or they may not, which is as the model has it.
    async fn play(&mut self, act: &Act) -> Option<()> {
        match act {
            Act::File(org, named) => self.file(*org, *named).await,
            Act::Extend(case, stays) => self.extend(case, *stays).await,
            Act::BeginDraft(org, named) => self.begin_draft(*org, *named).await,
            Act::AddToDraft(draft) => self.add_to_draft(draft).await,
            Act::FileDraft(draft) => self.file_draft(draft).await,
            Act::DiscardDraft(draft) => self.discard_draft(draft).await,
            Act::FileInUnion(org, named) => self.file_in_union(*org, *named).await,
            Act::Flag(org, given) => self.flag(*org, *given).await,
            Act::Authorise(org, days) => self.authorise(*org, *days).await,
            Act::Represent(org, named) => self.represent(*org, *named).await,
            Act::GiveAuthorityBack(authority) => self.give_authority_back(authority).await,
            Act::Register(org, of_film) => self.register(*org, *of_film).await,
            Act::Match(case, within) => self.have_matched(case, *within).await,
            Act::Report(who, named, basis) => self.report(*who, *named, *basis, None).await,
            Act::Warn(who, named, danger) => self.report(*who, *named, Basis::EuDsa, Some(*danger)).await,
            Act::Notify(named, basis) => self.notify(*named, *basis).await,
            Act::Own(case) => self.own(case).await,
            Act::LoseLink(case) => self.lose_link(case).await,
            Act::EraseStranger(case) => self.erase_stranger(case).await,
            Act::Ask(case, who) => self.ask(case, *who).await,
            Act::Complete(case) => self.complete(case).await,
            Act::Decide(case, who, actions) => self.decide(case, *who, *actions).await,
            Act::Together(who, action) => self.decide_together(*who, *action).await,
            Act::Reassign(case, who, to) => self.reassign(case, *who, *to).await,
            Act::Withdraw(case, part) => self.withdraw(case, *part).await,
            Act::Escalate(case, who, kind) => self.escalate(case, *who, *kind).await,
            Act::SendBack(case, who) => self.send_back(case, *who).await,
            Act::Press(case, drawn) => self.press(case, *drawn).await,
            Act::Access(org, given) => self.access(*org, *given).await,
            Act::Reinstate(org, ends) => self.reinstate(*org, *ends).await,
            Act::NewAgreement(sign) => self.publish_agreement(*sign).await,
            Act::Sign(org) => self.sign(*org).await,
            Act::Sample(decision, who, stands) => self.sample(decision, *who, *stands).await,
            Act::CallIn(decision, who) => self.call_in(decision, *who).await,
            Act::Note(case, who) => self.note(case, *who).await,
            Act::Order(named, who, order, abroad) => self.order(*named, *who, *order, *abroad).await,
            Act::LiftGag(case, who) => self.lift_gag(case, *who).await,
            Act::WithdrawOrder(case, who) => self.withdraw_order(case, *who).await,
            Act::Confirm(case, who) => self.confirm(case, *who).await,
            Act::OpenEvidence(case, who, line) => self.open_evidence(case, *who, *line).await,
            Act::Bring(case) => self.bring(case).await,
            Act::OpenBrought(brought, who) => self.open_brought(brought, *who).await,
            Act::TakeBackBrought(brought) => self.take_back_brought(brought).await,
            Act::LetGo => self.hold_round().await,
            Act::LoseRole(who, own) => self.lose_role(*who, *own).await,
            Act::Appoint(who) => self.appoint(*who).await,
            Act::Retire(who) => self.retire(*who).await,
            Act::Join(org) => self.join(*org).await,
            Act::Remove(org, who, own) => self.remove(*org, *who, *own).await,
            Act::CloseMember(org, who) => self.close_member(*org, *who).await,
            Act::CloseSender => self.close_sender().await,
            Act::Bounce(film) => self.bounce(*film).await,
            Act::BounceClaimant(case) => self.bounce_claimant(case).await,
            Act::SettleMail(bounced, who) => self.settle_mail(bounced, *who).await,
            Act::SendAgain(bounced, who) => self.send_again(bounced, *who).await,
            Act::Delete(film, at_once) => self.delete(*film, *at_once).await,
            Act::TakeBack(film) => self.take_back(*film).await,
            Act::Share(film, terms) => self.share(*film, *terms).await,
            Act::ChangeLink(film, link, days) => self.change_link(*film, link, *days).await,
            Act::Revoke(film, link) => self.revoke(*film, link).await,
            Act::Away(mirror) => self.lose(*mirror),
            Act::NoCustody(agreed) => self.lose_custody(*agreed),
            Act::Die(cut) => self.doom(*cut),
            Act::Preserve(film) => self.preserve(*film).await,
            Act::Purge(film, one, two) => self.purge(*film, *one, *two).await,
            Act::CancelPurge(film, who) => self.cancel_purge(*film, *who).await,
            Act::Counter(decision) => self.counter(decision).await,
            Act::CounterBack(sent) => self.counter_back(sent).await,
            Act::Check(sent, who, complete) => self.check_counter(sent, *who, *complete).await,
            Act::Action(sent) => self.tell_of_action(sent).await,
            Act::Record(decision, who, kind) => self.record(decision, *who, *kind).await,
            Act::End(dispute, who, ended) => self.end_dispute(dispute, *who, *ended).await,
            Act::TellEnd(dispute, ended) => self.tell_end(dispute, *ended).await,
            Act::StillOpen(dispute, who) => self.still_open(dispute, *who).await,
            Act::LookAt(dispute, who, names) => self.look_at_action(dispute, *who, *names).await,
            Act::Appeal(decision, side) => self.appeal(decision, *side).await,
            Act::AppealBack(appeal) => self.appeal_back(appeal).await,
            Act::Judge(appeal, who, grant) => self.judge(appeal, *who, *grant).await,
            Act::Overturn(decision, who, action) => self.overturn(decision, *who, *action).await,
            Act::Sentence(film, who, sentence) => self.sentence(*film, *who, *sentence).await,
            Act::Mark(what, who) => self.mark(what, *who).await,
            Act::Misuse(mark, who, days) => self.misuse(mark, *who, *days).await,
            Act::Retract(mark, who) => self.retract(mark, *who).await,
            Act::AppealMeasure(measure) => self.appeal_measure(measure).await,
            Act::AppealMeasureBack(measure) => self.appeal_measure_back(measure).await,
            Act::JudgeMeasure(measure, who, grant) => self.judge_measure(measure, *who, *grant).await,
            Act::LiftMeasure(measure, who) => self.lift_measure(measure, *who).await,
            Act::Export(whose) => self.export(*whose).await,
            Act::Complain(film, link) => self.complain(*film, *link).await,
            Act::Reply(complaint, who, again) => self.reply(complaint, *who, *again).await,
            Act::CloseComplaint(complaint, who, over) => self.close_complaint(complaint, *who, *over).await,
            Act::Take(answer, who) => self.take_answer(answer, *who).await,
            Act::Release(answer, who) => self.release_answer(answer, *who).await,
            Act::Leave(film, anyhow) => self.leave(*film, *anyhow).await,
            Act::Days(days) => self.pass(*days * DAY).await,
        }
    }
}

#[test]
fn any_acts_keep_the_promises_on_sqlite() {
    any_acts_keep_the_promises(Engine::Sqlite, 1, 10);
}

#[test]
fn any_acts_keep_the_promises_on_postgres() {
    any_acts_keep_the_promises(Engine::Postgres, 11, 4);
}
