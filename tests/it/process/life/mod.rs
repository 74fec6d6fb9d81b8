//! Random acts of every party, against a model of what each may do and what then is so.
//!
//! Two organisations claim two files; three members of staff decide; the uploader answers in every way; days pass. The model knows
//! no table: it says from the acts alone what restricts what, what waits, and until when it is kept.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::sample::Index;
use writ::accounts::Actor;
use writ::audit;
use writ::audit::verify::Trust;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{cases, queue};
use writ::clock::Time;
use writ::db;
use writ::ids::{AppealId, ClaimId, CounterNoticeId, DecisionId, DisputeId, NoticeId, PreservationId, TargetId};
use writ::process::appeals::{self, Appellant, Side, Verdict};
use writ::process::counter_notices::{self, Check, Outcome as CounterOutcome};
use writ::process::disputes::{self, Outcome as Ended};
use writ::process::{strikes, windows};
use writ::vault::{ObjectState, downloads};
use writ::{takedown, work};

use super::{action, counter_notice};
use crate::app::{Engine, TestService};
use crate::audit::verification::verified;
use crate::claims::cast::{self, Cast, File, object_state, target};

const DAY: Duration = Duration::from_hours(24);

#[derive(Clone, Debug)]
enum Act {
    /// An organisation claims a file.
    File(usize, usize),
    /// Somebody on the staff decides a claim that waits.
    Decide(Index, usize, Action),
    /// A claim is taken back.
    Withdraw(Index),
    /// The uploader answers a decision on oath.
    Counter(Index),
    /// And takes that back.
    CounterBack(Index),
    /// Staff check one.
    Check(Index, bool),
    /// The claimant answers one with an action.
    Action(Index),
    /// How one ended.
    End(Index, Ended),
    /// Either side appeals.
    Appeal(Index, Side),
    /// And takes that back.
    AppealBack(Index),
    /// Somebody on the staff decides an appeal.
    Judge(Index, usize, bool),
    /// A senior has a file preserved, or lets it go.
    Preserve(usize),
    /// A senior decides about the account of a file's uploader, if it waits: a warning, or a suspension of so many days.
    Sentence(usize, Option<u32>),
    /// Days pass.
    Days(u32),
}

fn act() -> impl proptest::strategy::Strategy<Value = Act> {
    use proptest::prelude::*;
    let action =
        || prop_oneof![1 => Just(Action::None), 1 => Just(Action::DisableLink), 3 => Just(Action::LockAndDelete)];
    let ended = || prop_oneof![Just(Ended::ForUploader), Just(Ended::ForClaimant), Just(Ended::NoResult)];
    let any = || any::<Index>();
    prop_oneof![
        5 => (0..2_usize, 0..2_usize).prop_map(|(org, film)| Act::File(org, film)),
        6 => (any(), 0..3_usize, action()).prop_map(|(case, who, action)| Act::Decide(case, who, action)),
        1 => any().prop_map(Act::Withdraw),
        4 => any().prop_map(Act::Counter),
        1 => any().prop_map(Act::CounterBack),
        1 => (any(), proptest::bool::ANY).prop_map(|(sent, complete)| Act::Check(sent, complete)),
        2 => any().prop_map(Act::Action),
        2 => (any(), ended()).prop_map(|(dispute, ended)| Act::End(dispute, ended)),
        3 => (any(), prop_oneof![Just(Side::Uploader), Just(Side::Notifier)])
            .prop_map(|(case, side)| Act::Appeal(case, side)),
        1 => any().prop_map(Act::AppealBack),
        4 => (any(), 0..3_usize, proptest::bool::ANY).prop_map(|(appeal, who, grant)| Act::Judge(appeal, who, grant)),
        1 => (0..2_usize).prop_map(Act::Preserve),
        3 => (0..2_usize, prop_oneof![Just(None), Just(Some(10)), Just(Some(90))])
            .prop_map(|(film, days)| Act::Sentence(film, days)),
        4 => prop_oneof![Just(1_u32), Just(20), Just(70), Just(185)].prop_map(Act::Days),
    ]
}

/// A decision as the model has it.
#[derive(Clone, Debug)]
struct Decided {
    id: DecisionId,
    case: usize,
    action: Action,
    at: Time,
    superseded: bool,
    /// Whether what it restricts is restricted by it.
    restricts: bool,
    /// A court ended it in the claimant's favour.
    restrained: bool,
    /// When an appeal of the uploader's reversed it.
    reversed: Option<Time>,
    /// By which side it was appealed, unless that was taken back.
    appealed: BTreeSet<&'static str>,
}

#[derive(Clone, Debug)]
struct Case {
    claim: ClaimId,
    target: TargetId,
    org: usize,
    film: usize,
    pending: bool,
    withdrawn: bool,
    /// Who decided anything about it.
    deciders: BTreeSet<usize>,
}

#[derive(Clone, Debug)]
struct Sent {
    id: CounterNoticeId,
    decision: usize,
    returns_at: Time,
    checked: bool,
    open: bool,
}

#[derive(Clone, Debug)]
struct Appeal {
    id: AppealId,
    decision: usize,
    side: Side,
    open: bool,
}

#[derive(Clone, Debug)]
struct Dispute {
    id: DisputeId,
    sent: usize,
    open: bool,
}

/// What was decided about an account, and on which cases that rests.
#[derive(Clone, Debug)]
struct Sentence {
    film: usize,
    until: Option<Time>,
    cases: BTreeSet<usize>,
    lifted: bool,
}

struct Life {
    app: TestService,
    holders: [Cast; 2],
    films: [File; 2],
    staff: [Actor; 3],
    cases: Vec<Case>,
    decisions: Vec<Decided>,
    sent: Vec<Sent>,
    disputes: Vec<Dispute>,
    appeals: Vec<Appeal>,
    sentences: Vec<Sentence>,
    preserved: [Option<PreservationId>; 2],
    purged: [bool; 2],
    /// When the last appeal or dispute about each file ended.
    last_ended: [Time; 2],
}

/// One of those that a list has, if it has any.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "acts are handed on by reference")]
fn chosen<T>(list: &[T], index: &Index) -> Option<usize> {
    (!list.is_empty()).then(|| index.index(list.len()))
}

impl Life {
    async fn begin(engine: Engine) -> Option<Self> {
        let app = TestService::on(engine).await?;
        let service = &app.service;
        let one = Cast::signed(service).await;
        let other = one.rival(service, 9).await;
        let films = [File::upload(service, "one.mkv").await, File::upload(service, "two.mkv").await];
        let staff = [one.reviewer, one.other_reviewer, one.senior];
        Some(Self {
            holders: [one, other],
            films,
            staff,
            cases: Vec::new(),
            decisions: Vec::new(),
            sent: Vec::new(),
            disputes: Vec::new(),
            appeals: Vec::new(),
            sentences: Vec::new(),
            preserved: [None; 2],
            purged: [false; 2],
            last_ended: [Time::EPOCH; 2],
            app,
        })
    }

    fn film(&self, decision: usize) -> usize {
        self.cases[self.decisions[decision].case].film
    }

    /// The notice by which the uploader was told of a decision.
    async fn notice(&self, decision: usize) -> Option<NoticeId> {
        let mut tx = self.app.service.db.read().await.unwrap();
        db::optional!(
            tx,
            (NoticeId,),
            "SELECT id FROM notices WHERE decision = $1 AND kind = 'restriction'",
            self.decisions[decision].id
        )
        .unwrap()
        .map(|(notice,)| notice)
    }

    /// A decision ends: what it restricts is so no more, and what was open about that has no object.
    fn ended(&mut self, decision: usize) {
        self.decisions[decision].restricts = false;
        for sent in &mut self.sent {
            if sent.decision == decision {
                sent.open = false;
            }
        }
        self.end_appeals(decision, Side::Uploader);
    }

    fn end_appeals(&mut self, decision: usize, side: Side) {
        let film = self.film(decision);
        for appeal in &mut self.appeals {
            if appeal.decision == decision && appeal.side == side && appeal.open {
                appeal.open = false;
                self.last_ended[film] = self.app.service.clock.now();
            }
        }
    }

    /// Whether an action keeps what a decision's case removed from returning.
    fn stopped(&self, decision: usize) -> bool {
        let case = |decision: usize| self.decisions[decision].case;
        self.disputes.iter().any(|dispute| dispute.open && case(self.sent[dispute.sent].decision) == case(decision))
    }

    /// Whether a deletion of a file by a holder was lifted before, so that a senior decides what that holder claims of it.
    fn restored(&self, org: usize, film: usize) -> bool {
        self.decisions.iter().any(|decided| {
            let case = &self.cases[decided.case];
            decided.action == Action::LockAndDelete && !decided.restricts && (case.org, case.film) == (org, film)
        })
    }

    fn waiting(&self, decision: usize) -> Option<usize> {
        self.sent.iter().position(|sent| sent.decision == decision && sent.open)
    }

    async fn play(&mut self, act: &Act) {
        match act {
            Act::File(org, film) => self.file(*org, *film).await,
            Act::Decide(case, who, action) => self.decide(case, *who, *action).await,
            Act::Withdraw(case) => self.withdraw(case).await,
            Act::Counter(decision) => self.counter(decision).await,
            Act::CounterBack(sent) => self.counter_back(sent).await,
            Act::Check(sent, complete) => self.check_counter(sent, *complete).await,
            Act::Action(sent) => self.tell_of_action(sent).await,
            Act::End(dispute, ended) => self.end_dispute(dispute, *ended).await,
            Act::Appeal(decision, side) => self.appeal(decision, *side).await,
            Act::AppealBack(appeal) => self.appeal_back(appeal).await,
            Act::Judge(appeal, who, grant) => self.judge(appeal, *who, *grant).await,
            Act::Preserve(film) => self.preserve(*film).await,
            Act::Sentence(film, days) => self.sentence(*film, *days).await,
            Act::Days(days) => self.pass(*days * DAY).await,
        }
        self.work().await;
    }

    async fn file(&mut self, org: usize, film: usize) {
        let filed = cast::file(&self.app.service, &self.holders[org], vec![target(&self.films[film].url())]).await;
        if self.purged[film] {
            assert!(filed.is_err() || filed.is_ok(), "a purged file can be claimed or not: it is gone either way");
        }
        let Ok(filed) = filed else { return };
        self.cases.push(Case {
            claim: filed.claim,
            target: filed.targets[0].target,
            org,
            film,
            pending: true,
            withdrawn: false,
            deciders: BTreeSet::new(),
        });
    }

    async fn decide(&mut self, index: &Index, who: usize, action: Action) {
        let service = &self.app.service;
        let Some(at) = chosen(&self.cases, index) else { return };
        let case = self.cases[at].clone();
        let taken = queue::take(service, &self.staff[who], case.claim).await;
        let Ok(_) = taken else { return };
        let finding = if action == Action::None { Finding::NotInfringing } else { Finding::Infringing };
        let ruling = Ruling {
            target: case.target,
            finding,
            action,
            ground: "17 U.S.C. 106".into(),
            reasons: "It is the film.".into(),
        };
        let made = decisions::decide(service, &self.staff[who], case.claim, &[ruling]).await;
        let lockable = !self.purged[case.film] || action != Action::LockAndDelete;
        assert_eq!(made.is_ok(), case.pending && lockable, "{made:?}");
        let Ok(made) = made else { return };
        self.cases[at].pending = false;
        self.cases[at].deciders.insert(who);
        self.decisions.push(Decided {
            id: made[0],
            case: at,
            action,
            at: service.clock.now(),
            superseded: false,
            restricts: action != Action::None,
            restrained: false,
            reversed: None,
            appealed: BTreeSet::new(),
        });
    }

    async fn withdraw(&mut self, index: &Index) {
        let Some(at) = chosen(&self.cases, index) else { return };
        let case = self.cases[at].clone();
        let member = self.holders[case.org].member;
        let done =
            withdrawal::withdraw(&self.app.service, Claimant::Person(&member), case.claim, Extent::Whole, "Licensed");
        assert_eq!(done.await.is_ok(), !case.withdrawn);
        self.cases[at].pending = false;
        self.cases[at].withdrawn = true;
        for decision in 0..self.decisions.len() {
            if self.decisions[decision].case == at {
                self.ended(decision);
                self.end_appeals(decision, Side::Notifier);
            }
        }
    }

    async fn counter(&mut self, index: &Index) {
        let service = &self.app.service;
        let Some(at) = chosen(&self.decisions, index) else { return };
        let Some(notice) = self.notice(at).await else { return };
        let (decided, film) = (self.decisions[at].clone(), self.film(at));
        let may = decided.restricts
            && !self.decisions.iter().any(|other| other.case == decided.case && other.restrained)
            && !self.purged[film]
            && !self.sent.iter().any(|sent| sent.decision == at && sent.open);
        let done = counter_notices::send(service, &self.films[film].owner, notice, &counter_notice()).await;
        assert_eq!(done.is_ok(), may, "{done:?}");
        let Ok(id) = done else { return };
        let calendar = &service.config.calendar;
        let returns_at = calendar.start_of(calendar.business_day(service.clock.now(), 11));
        self.sent.push(Sent { id, decision: at, returns_at, checked: false, open: true });
    }

    async fn counter_back(&mut self, index: &Index) {
        let Some(at) = chosen(&self.sent, index) else { return };
        let sent = self.sent[at].clone();
        let owner = self.films[self.film(sent.decision)].owner;
        let done = counter_notices::withdraw(&self.app.service, &owner, sent.id).await;
        assert_eq!(done.is_ok(), sent.open, "{done:?}");
        self.sent[at].open = false;
    }

    async fn check_counter(&mut self, index: &Index, complete: bool) {
        let Some(at) = chosen(&self.sent, index) else { return };
        let sent = self.sent[at].clone();
        let check = if complete { Check::Complete } else { Check::Incomplete("The address is none") };
        let done = counter_notices::check(&self.app.service, &self.staff[0], sent.id, check).await;
        assert_eq!(done.is_ok(), sent.open && !sent.checked, "{done:?}");
        if done.is_ok() {
            self.sent[at].checked = true;
            self.sent[at].open = complete;
        }
    }

    async fn tell_of_action(&mut self, index: &Index) {
        let Some(at) = chosen(&self.sent, index) else { return };
        let sent = self.sent[at].clone();
        let case = &self.cases[self.decisions[sent.decision].case];
        let member = self.holders[case.org].member;
        let told =
            disputes::tell_of_action(&self.app.service, Claimant::Person(&member), case.claim, sent.id, &action())
                .await;
        assert_eq!(told.is_ok(), sent.open && !self.stopped(sent.decision), "{told:?}");
        let Ok(id) = told else { return };
        self.disputes.push(Dispute { id, sent: at, open: true });
    }

    async fn end_dispute(&mut self, index: &Index, ended: Ended) {
        let Some(at) = chosen(&self.disputes, index) else { return };
        let dispute = self.disputes[at].clone();
        let done = disputes::end(&self.app.service, &self.staff[1], dispute.id, ended, "Judgment of 3 May").await;
        assert_eq!(done.is_ok(), dispute.open, "{done:?}");
        if !dispute.open {
            return;
        }
        self.disputes[at].open = false;
        let about = self.sent[dispute.sent].decision;
        let (now, film) = (self.app.service.clock.now(), self.film(about));
        self.last_ended[film] = now;
        if ended == Ended::ForClaimant {
            self.decisions[about].restrained = true;
        }
        // Another decision may have taken the place of the one it was about.
        let case = self.decisions[about].case;
        let force = self.decisions.iter().rposition(|made| made.case == case && !made.superseded).unwrap();
        let waiting = self.waiting(force);
        match (ended, waiting) {
            (Ended::ForUploader, _) => self.ended(force),
            (Ended::ForClaimant, Some(sent)) => self.sent[sent].open = false,
            (Ended::NoResult, Some(sent)) if self.sent[sent].returns_at <= now && !self.stopped(force) => {
                self.ended(force);
            }
            (Ended::ForClaimant | Ended::NoResult, _) => {}
        }
    }

    async fn appeal(&mut self, index: &Index, side: Side) {
        let service = &self.app.service;
        let Some(at) = chosen(&self.decisions, index) else { return };
        let (decided, film) = (self.decisions[at].clone(), self.film(at));
        let case = self.cases[decided.case].clone();
        let told = if side == Side::Notifier { decided.reversed.unwrap_or(decided.at) } else { decided.at };
        let until = service.config.calendar.months_after(told, 6);
        let mut may = !decided.appealed.contains(side.as_str())
            && !decided.superseded
            && !case.withdrawn
            && service.clock.now() <= until;
        let done = match side {
            Side::Uploader => {
                may &= decided.restricts;
                let Some(notice) = self.notice(at).await else { return };
                appeals::lodge(service, Appellant::Uploader(&self.films[film].owner, notice), "A licence").await
            }
            Side::Notifier => {
                may &= decided.action != Action::LockAndDelete || (decided.reversed.is_some() && !decided.restricts);
                let member = self.holders[case.org].member;
                let appellant = Appellant::Notifier(Claimant::Person(&member), case.claim, decided.id);
                appeals::lodge(service, appellant, "It is the film").await
            }
        };
        assert_eq!(done.is_ok(), may, "{side}: {done:?}");
        let Ok(id) = done else { return };
        self.decisions[at].appealed.insert(side.as_str());
        self.appeals.push(Appeal { id, decision: at, side, open: true });
    }

    async fn appeal_back(&mut self, index: &Index) {
        let Some(at) = chosen(&self.appeals, index) else { return };
        let appeal = self.appeals[at].clone();
        let (film, case) = (self.film(appeal.decision), &self.cases[self.decisions[appeal.decision].case]);
        let member = self.holders[case.org].member;
        let appellant = match appeal.side {
            Side::Uploader => {
                let notice = self.notice(appeal.decision).await.unwrap();
                Appellant::Uploader(&self.films[film].owner, notice)
            }
            Side::Notifier => {
                Appellant::Notifier(Claimant::Person(&member), case.claim, self.decisions[appeal.decision].id)
            }
        };
        let done = appeals::withdraw(&self.app.service, appellant).await;
        assert_eq!(done.is_ok(), appeal.open, "{done:?}");
        if appeal.open {
            self.appeals[at].open = false;
            self.decisions[appeal.decision].appealed.remove(appeal.side.as_str());
            self.last_ended[film] = self.app.service.clock.now();
        }
    }

    async fn judge(&mut self, index: &Index, who: usize, grant: bool) {
        let service = &self.app.service.clone();
        let Some(at) = chosen(&self.appeals, index) else { return };
        let appeal = self.appeals[at].clone();
        let (decided, film) = (self.decisions[appeal.decision].clone(), self.film(appeal.decision));
        let case = self.cases[decided.case].clone();
        let verdict = match (grant, appeal.side) {
            (false, _) => Verdict::Refuse,
            (true, Side::Uploader) => Verdict::Lift,
            (true, Side::Notifier) => Verdict::Replace {
                finding: Finding::Infringing,
                action: Action::LockAndDelete,
                ground: "17 U.S.C. 106".into(),
            },
        };
        // Nobody who decided about it, first or later, decides the appeal.
        let mut may = appeal.open && !case.deciders.contains(&who) && (who == 2 || !self.restored(case.org, film));
        if grant && appeal.side == Side::Notifier {
            may &= !self.purged[film] && !decided.superseded && !case.withdrawn;
        }
        let done = appeals::decide(service, &self.staff[who], appeal.id, &verdict, "As I see it").await;
        assert_eq!(done.is_ok(), may, "{appeal:?} {decided:?}: {done:?}");
        if done.is_err() {
            return;
        }
        self.appeals[at].open = false;
        self.last_ended[film] = service.clock.now();
        self.cases[decided.case].deciders.insert(who);
        if !grant {
            return;
        }
        if appeal.side == Side::Uploader && decided.action == Action::LockAndDelete {
            self.decisions[appeal.decision].reversed = Some(service.clock.now());
        }
        self.ended(appeal.decision);
        if appeal.side == Side::Notifier {
            self.decisions[appeal.decision].superseded = true;
            let member = self.holders[case.org].member;
            let made = cases::claim(service, &member, case.claim).await.unwrap().targets[0].decision.clone().unwrap();
            self.decisions.push(Decided {
                id: made.id,
                case: decided.case,
                action: Action::LockAndDelete,
                at: service.clock.now(),
                superseded: false,
                restricts: true,
                restrained: false,
                reversed: None,
                appealed: BTreeSet::new(),
            });
        }
    }

    async fn preserve(&mut self, film: usize) {
        let (service, senior) = (&self.app.service, &self.staff[2]);
        if let Some(kept) = self.preserved[film].take() {
            takedown::release(service, senior, kept, "No more").await.unwrap();
            return;
        }
        let kept = takedown::preserve(service, senior, self.films[film].object, None, "Reported").await;
        assert_eq!(kept.is_ok(), !self.purged[film], "{kept:?}");
        self.preserved[film] = kept.ok();
    }

    /// The cases that count against the uploader of a file. Every message arrives before the next decision, so that each is a strike
    /// of its own.
    fn counting(&self, film: usize) -> BTreeSet<usize> {
        let of_film = self.decisions.iter().filter(|decided| self.cases[decided.case].film == film);
        of_film.filter(|decided| decided.restricts && !decided.superseded).map(|decided| decided.case).collect()
    }

    /// Those of them that are not older than six months.
    fn strikes(&self, film: usize) -> BTreeSet<usize> {
        let (now, calendar) = (self.app.service.clock.now(), &self.app.service.config.calendar);
        let young =
            |decided: &&Decided| decided.restricts && !decided.superseded && now < calendar.months_after(decided.at, 6);
        let young: BTreeSet<_> = self.decisions.iter().filter(young).map(|decided| decided.case).collect();
        self.counting(film).intersection(&young).copied().collect()
    }

    async fn sentence(&mut self, film: usize, days: Option<u32>) {
        let service = self.app.service.clone();
        let (owner, senior) = (self.films[film].owner.account, self.staff[2]);
        let waiting = strikes::waiting(&service, &senior).await.unwrap();
        let Some(review) = waiting.into_iter().find(|review| review.account == owner) else { return };
        let verdict = days.map_or(strikes::Decision::Warn, |days| strikes::Decision::Suspend { days });
        let done = strikes::decide(&service, &senior, review.id, verdict, "Three times").await;
        let counted = self.strikes(film);
        assert_eq!(done.is_ok(), counted.len() >= 3, "{done:?}");
        if done.is_ok() {
            let until = days.map(|days| service.clock.now().plus(days * DAY));
            self.sentences.push(Sentence { film, until, cases: counted, lifted: false });
        }
    }

    /// Days pass one by one, and each brings what is due on it.
    async fn pass(&mut self, time: Duration) {
        let end = self.app.service.clock.now().plus(time);
        while self.app.service.clock.now() < end {
            let step = end.since(self.app.service.clock.now()).min(7 * DAY);
            self.app.service.clock.advance(step);
            self.work().await;
        }
    }

    /// What is due is done; and the model does the same.
    async fn work(&mut self) {
        let service = self.app.service.clone();
        for _ in 0..2 {
            let ran = work::run_due(&service).await.unwrap();
            assert!(ran.failed.is_empty(), "{:?}", ran.failed);
            audit::settle(&service).await.unwrap();
            service.clock.advance(Duration::from_millis(300));
        }
        let now = service.clock.now();
        for at in 0..self.sent.len() {
            let sent = self.sent[at].clone();
            if sent.open && !self.stopped(sent.decision) && sent.returns_at <= now {
                self.ended(sent.decision);
            }
        }
        // What rests on too few strikes is lifted; for good, whatever comes later.
        for at in 0..self.sentences.len() {
            let counting = self.counting(self.sentences[at].film);
            let over = self.sentences[at].until.is_some_and(|until| until <= now);
            self.sentences[at].lifted |= !over && self.sentences[at].cases.intersection(&counting).count() < 3;
        }
        for film in 0..2 {
            if !self.purged[film] && object_state(&service, self.films[film].object).await == ObjectState::Purged {
                assert!(self.may_be_purged(film), "purged while something could still bring it back");
                self.purged[film] = true;
            }
        }
    }

    fn locks(&self, film: usize) -> Vec<&Decided> {
        let locks = |decided: &&Decided| decided.restricts && decided.action == Action::LockAndDelete;
        self.decisions.iter().filter(locks).filter(|decided| self.cases[decided.case].film == film).collect()
    }

    /// Whether every window of what locks a file has closed.
    fn may_be_purged(&self, film: usize) -> bool {
        let (service, of_film) = (&self.app.service, |decision: usize| self.film(decision) == film);
        let now = service.clock.now();
        let locks = self.locks(film);
        !locks.is_empty()
            && locks.iter().all(|decided| {
                decided.at.plus(184 * DAY) <= now && service.config.calendar.months_after(decided.at, 6) <= now
            })
            && self.last_ended[film].plus(30 * DAY) <= now
            && self.preserved[film].is_none()
            && !self.cases.iter().any(|case| case.film == film && case.pending)
            && !self.appeals.iter().any(|appeal| appeal.open && of_film(appeal.decision))
            && !self.sent.iter().any(|sent| sent.open && of_film(sent.decision))
            && !self.disputes.iter().any(|dispute| dispute.open && of_film(self.sent[dispute.sent].decision))
    }

    /// What is so after every act.
    async fn check(&self) {
        let service = &self.app.service;
        for (film, file) in self.films.iter().enumerate() {
            let state = object_state(service, file.object).await;
            let locked = !self.locks(film).is_empty();
            let expected = match (self.purged[film], locked) {
                (true, _) => ObjectState::Purged,
                (false, true) => ObjectState::Locked,
                (false, false) => ObjectState::Available,
            };
            assert_eq!(state, expected, "promise 8: available only while no hold is open, and then");
            let disabled = self.decisions.iter().any(|decided| {
                decided.restricts && decided.action == Action::DisableLink && self.cases[decided.case].film == film
            });
            let opens = downloads::download(service, &file.link, None).await.is_ok();
            assert_eq!(opens, expected == ObjectState::Available && !disabled, "promise 2");
            let mut tx = service.db.read().await.unwrap();
            let kept = windows::of(&mut tx, service, file.object).await.unwrap();
            assert_eq!(kept.is_empty(), !locked, "what is locked is kept for reasons, and nothing else is");
            drop(tx);
            let (standing, measures) = strikes::own(service, &file.owner).await.unwrap();
            let (counted, now) = (self.strikes(film), service.clock.now());
            assert_eq!(standing.strikes.len(), counted.len(), "what restricts now and is not old, once each");
            let sentences: Vec<_> = self.sentences.iter().filter(|sentence| sentence.film == film).collect();
            let lifted = measures.iter().filter(|measure| measure.lifted_at.is_some()).count();
            assert_eq!(lifted, sentences.iter().filter(|sentence| sentence.lifted).count(), "void with its strikes");
            let suspended =
                sentences.iter().any(|sentence| !sentence.lifted && sentence.until.is_some_and(|until| now < until));
            let mut tx = service.db.read().await.unwrap();
            let closed = writ::accounts::standing::uploads(&mut tx, file.owner.account, now).await.unwrap();
            assert_eq!(closed.is_some(), suspended, "closed while a suspension stands, and at no other time");
            drop(tx);
            let looked: BTreeSet<_> = sentences.iter().flat_map(|sentence| sentence.cases.clone()).collect();
            let waits = strikes::waiting(service, &self.staff[0]).await.unwrap();
            let waits = waits.iter().any(|review| review.account == file.owner.account);
            assert!(waits || counted.len() < 3 || counted.is_subset(&looked), "three put it before a reviewer");
        }
        for decided in &self.decisions {
            let mut tx = service.db.read().await.unwrap();
            let so = writ::claims::decided::read(&mut tx, decided.id).await.unwrap();
            assert_eq!((so.restricts, so.superseded_at.is_some()), (decided.restricts, decided.superseded));
        }
        for sent in &self.sent {
            let owner = self.films[self.film(sent.decision)].owner;
            let so = counter_notices::of_uploader(service, &owner, sent.id).await.unwrap().counter_notice;
            assert_eq!(so.outcome.is_none(), sent.open, "{so:?}");
            let returned = so.outcome == Some(CounterOutcome::Returned);
            assert!(!returned || so.ended_at >= Some(so.returns_at) || self.disputes.iter().any(|it| !it.open));
        }
        let mut tx = service.db.read().await.unwrap();
        let (partial,) = db::one!(
            tx,
            (i64,),
            "SELECT COUNT(*) FROM appeals a JOIN decisions d ON d.id = a.decision
             WHERE a.decided_by IS NOT NULL AND a.decided_by = d.decided_by"
        )
        .unwrap();
        assert_eq!(partial, 0, "nobody decides an appeal against their own decision");
    }
}

fn any_acts_keep_the_promises(engine: Engine, cases: u32) {
    use proptest::prelude::*;
    let config = ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 40, ..ProptestConfig::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    proptest!(config, |(acts in proptest::collection::vec(act(), 1..40))| {
        runtime.block_on(async {
            let Some(mut life) = Life::begin(engine).await else { return };
            for act in &acts {
                life.play(act).await;
                life.check().await;
            }
            // Promise 3: for every fact its entry, and for every entry its fact.
            let service = &life.app.service;
            let folder = service.log.second_store().folder();
            assert_eq!(verified(folder, &Trust::default(), Some(service)).await.faults, []);
        });
    });
}

#[test]
fn any_acts_keep_the_promises_on_sqlite() {
    any_acts_keep_the_promises(Engine::Sqlite, 24);
}

#[test]
fn any_acts_keep_the_promises_on_postgres() {
    any_acts_keep_the_promises(Engine::Postgres, 8);
}
