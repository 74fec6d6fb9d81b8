//! What somebody does: every act that there is, and who plays it.

use proptest::sample::Index;
use writ::claims::authorities::{Gag, Kind as OrderKind};
use writ::claims::decisions::Action;
use writ::claims::escalations::Kind as Danger;
use writ::claims::statement::Basis;
use writ::process::appeals::Side;
use writ::process::disputes::{Kind as Dispute, Outcome as Ended};
use writ::process::strikes::Decision as Sentence;

use super::deaths::Cut;
use super::exports::Whose;
use super::facts::{Named, Terms};
use super::model::{DAY, Life};

/// What somebody does. A number says which organisation, file or member of staff; an [`Index`] which of those that are there.
#[derive(Clone, Debug)]
pub(super) enum Act {
    /// An organisation claims something.
    File(usize, Named),
    /// An organisation claims something and does not say where it found it.
    FileUnfound(usize, Named),
    /// And says so of what waits.
    NameSources(Index),
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
    /// Or amends it so that it says that a life or a child is in danger.
    Amend(Index, Danger),
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
    /// An organisation makes a key for a program.
    MakeKey(usize),
    /// The program claims something by it, once however often it asks.
    FileByKey(Index, Named),
    /// And reads what became of a claim.
    ReadByKey(Index, Index),
    /// And takes one back, or one of two lines of it.
    RetractByKey(Index, Index, Option<usize>),
    /// And deletes directly what one claims, and that is drawn to be looked at, or not.
    DeleteByKey(Index, Index, bool),
    /// An owner revokes a key.
    RevokeKey(Index),
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
    /// The senior keeps words to start from, or puts others in the place of some.
    KeepReason(Option<Index>),
    /// And takes some off the list.
    RetireReason(Index),
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
    /// An administrator invites somebody to be a senior, or an administrator, and they take that up.
    Nominate(bool),
    /// One of two administrators confirms that.
    ConfirmNominee(usize),
    /// Or takes it back.
    RejectNominee(usize),
    /// An organisation applies.
    Apply,
    /// One of two administrators refuses it.
    Refuse(Index, usize),
    /// Or proposes to verify it without proof of its domain, or confirms that.
    Vouch(Index, usize),
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
    /// The uploader of a file begins to upload another.
    BeginUpload(usize),
    /// And gives that up.
    GiveUp(Index),
    /// A mirror is away, until what is done next was worked without it.
    Away(usize),
    /// A store of custody is away, until what is done next was worked without it: two people have what that locks ordered away without a copy,
    /// or it waits.
    NoCustody(bool),
    /// The service dies in what follows what is done next, and another goes on with what it left.
    Die(Cut),
    /// A senior has a file preserved, or lets it go.
    Preserve(usize),
    /// Or preserved for so many days.
    PreserveFor(usize, u32),
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
    pub(super) fn name(&self) -> String {
        let shown = format!("{self:?}");
        shown.split('(').next().unwrap_or_default().to_owned()
    }

    /// Whether it shows in nothing but how what is done next is worked.
    pub(super) fn waits(&self) -> bool {
        matches!(self, Self::Away(_) | Self::NoCustody(_) | Self::Die(_))
    }
}

impl Life {
    /// Somebody does it. Nothing, if there is nothing to do it with or they may not, which is as the model has it.
    pub(super) async fn play(&mut self, act: &Act) -> Option<()> {
        match act {
            Act::File(org, named) => self.file(*org, *named).await,
            Act::FileUnfound(org, named) => self.file_unfound(*org, *named).await,
            Act::NameSources(case) => self.name_sources(case).await,
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
            Act::Amend(case, danger) => self.amend_to_warn(case, *danger).await,
            Act::Decide(case, who, actions) => self.decide(case, *who, *actions).await,
            Act::Together(who, action) => self.decide_together(*who, *action).await,
            Act::Reassign(case, who, to) => self.reassign(case, *who, *to).await,
            Act::Withdraw(case, part) => self.withdraw(case, *part).await,
            Act::Escalate(case, who, kind) => self.escalate(case, *who, *kind).await,
            Act::SendBack(case, who) => self.send_back(case, *who).await,
            Act::Press(case, drawn) => self.press(case, *drawn).await,
            Act::MakeKey(org) => self.make_key(*org).await,
            Act::FileByKey(key, named) => self.file_by_key(key, *named).await,
            Act::ReadByKey(key, case) => self.read_by_key(key, case).await,
            Act::RetractByKey(key, case, part) => self.retract_by_key(key, case, *part).await,
            Act::DeleteByKey(key, case, drawn) => self.delete_by_key(key, case, *drawn).await,
            Act::RevokeKey(key) => self.revoke_key(key).await,
            Act::Access(org, given) => self.access(*org, *given).await,
            Act::Reinstate(org, ends) => self.reinstate(*org, *ends).await,
            Act::NewAgreement(sign) => self.publish_agreement(*sign).await,
            Act::Sign(org) => self.sign(*org).await,
            Act::Sample(decision, who, stands) => self.sample(decision, *who, *stands).await,
            Act::CallIn(decision, who) => self.call_in(decision, *who).await,
            Act::Note(case, who) => self.note(case, *who).await,
            Act::KeepReason(instead) => self.keep_reason(instead.as_ref()).await,
            Act::RetireReason(reason) => self.retire_reason(reason).await,
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
            Act::Nominate(administrator) => self.nominate(*administrator).await,
            Act::ConfirmNominee(who) => self.confirm_nominee(*who).await,
            Act::RejectNominee(who) => self.reject_nominee(*who).await,
            Act::Apply => self.apply().await,
            Act::Refuse(applicant, who) => self.refuse(applicant, *who).await,
            Act::Vouch(applicant, who) => self.vouch(applicant, *who).await,
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
            Act::BeginUpload(film) => self.begin_upload(*film).await,
            Act::GiveUp(upload) => self.give_up(upload).await,
            Act::Away(mirror) => self.lose(*mirror),
            Act::NoCustody(agreed) => self.lose_custody(*agreed),
            Act::Die(cut) => self.doom(*cut),
            Act::Preserve(film) => self.preserve(*film).await,
            Act::PreserveFor(film, days) => self.preserve_for(*film, *days).await,
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
