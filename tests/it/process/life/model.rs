//! What is so, by the acts alone: no table is asked.

use std::collections::BTreeSet;
use std::time::Duration;

use data_encoding::HEXLOWER;
use proptest::sample::Index;
use writ::accounts::standing::{Kind, Scope};
use writ::accounts::{Actor, Role};
use writ::audit;
use writ::claims::decisions::Action;
use writ::claims::withdrawal::{Claimant, PrivateLinkText};
use writ::claims::works;
use writ::clock::Time;
use writ::ids::WorkId;
use writ::mirrors::client::MirrorClient;
use writ::process::appeals::Side;
use writ::seal::link::LinkAuth;
use writ::service::Service;
use writ::vault::links::{self, LinkTerms};
use writ::work;

use super::deaths::Cut;
use super::facts::{
    Appeal, Applicant, Appointee, Authority, Begun, Bounced, Brought, Case, Complaint, Decided, Departed, Dispute,
    Draft, Film, Former, Key, Line, Mark, Measure, Member, Party, Reason, References, Sender, Sent, Target,
};
use super::works::{CONTENT, work_of};
use crate::app::{Engine, TestService};
use crate::claims::cast::{self, Cast, File};
use crate::promises::LogReader;

pub const DAY: Duration = Duration::from_hours(24);
/// How much time passes each time after what is due was done.
pub const TICK: Duration = Duration::from_millis(300);
/// Who of the staff is the senior.
pub const SENIOR: usize = 2;
/// Who of the staff is a party: the file [`THEIRS`] is their own.
pub const PARTY: usize = 3;
pub const THEIRS: usize = 1;

pub struct Life {
    pub app: TestService,
    /// Each with whoever acts for it now.
    pub holders: [Cast; 2],
    /// Its owners, who acts last.
    pub teams: [Vec<Member>; 2],
    /// Who were owners of an organisation.
    pub former: Vec<Former>,
    pub films: [Film; 2],
    /// What their uploaders began to upload besides.
    pub uploads: Vec<Begun>,
    pub staff: [Actor; 4],
    /// Organisations that applied.
    pub applicants: Vec<Applicant>,
    /// Who is to be a senior or an administrator.
    pub appointee: Option<Appointee>,
    /// Who of the staff closed their account.
    pub gone: BTreeSet<usize>,
    /// Who send notices with an account of their own, the last of them still.
    pub senders: Vec<Actor>,
    /// Who closed their account and had uploaded nothing.
    pub departed: Vec<Departed>,
    /// Whom none of it is any business of.
    pub nobody: Actor,
    pub cases: Vec<Case>,
    /// What is to become one.
    pub drafts: Vec<Draft>,
    /// There ever was any.
    pub has_drafted: bool,
    /// What staff noted on them: on which, who, and what.
    pub noted: Vec<(usize, usize, String)>,
    /// What claimants brought to them.
    pub brought: Vec<Brought>,
    /// The words that the senior keeps, or did.
    pub reasons: Vec<Reason>,
    /// A round has let go of what had had its time.
    pub has_let_go: bool,
    pub decisions: Vec<Decided>,
    pub sent: Vec<Sent>,
    pub disputes: Vec<Dispute>,
    pub appeals: Vec<Appeal>,
    pub marks: Vec<Mark>,
    pub measures: Vec<Measure>,
    /// What organisations have registered.
    pub works: Vec<WorkId>,
    /// What of that files can be matched with, for each.
    pub references: [References; 2],
    /// What they may claim for somebody else by.
    pub authorities: Vec<Authority>,
    /// By which programs act for them.
    pub keys: Vec<Key>,
    /// What they hold for somebody else, if they ever did.
    pub agencies: [Option<WorkId>; 2],
    /// Which of them are trusted flaggers.
    pub flagged: [bool; 2],
    /// Which organisations have direct access no more.
    pub stripped: BTreeSet<usize>,
    /// Which organisations an administrator suspended.
    pub suspended: BTreeSet<usize>,
    /// Which organisations have not signed the agreement in force.
    pub unsigned: BTreeSet<usize>,
    pub complaints: Vec<Complaint>,
    /// Of which files something that a senior had in hand was let go since it was looked at what that means for complaints.
    pub let_go_of: BTreeSet<usize>,
    pub bounced: Vec<Bounced>,
    /// The client of the mirror that is away, if one is.
    pub away: Option<MirrorClient>,
    /// Whether two people have what is locked ordered away without a copy, while a store of custody is away.
    pub without_custody: Option<bool>,
    /// Where the service dies in what follows the next act, if it does.
    pub dies: Option<Cut>,
    /// Of which claims something of which file came back by a counter-notice.
    pub returned: BTreeSet<(usize, usize)>,
    /// A stranger who reads the log.
    pub log: LogReader,
    /// What they may not find in it, each with a name for it.
    pub secrets: Vec<(&'static str, String)>,
    /// How often it was checked.
    pub checks: u64,
    /// With each of how many checks all of it is.
    pub every: u64,
    /// Something was done since the last that no story did before: then all of it is, too.
    pub is_new: bool,
    /// In which session pages are asked for by [`Self::nobody`], and since when.
    pub session: Option<(String, Time)>,
}

/// What people say of themselves, of each other and of files in these stories. None of it can stand in a commitment by chance.
const SAID: [(&str, &str); 25] = [
    ("an e-mail address", "@"),
    ("a name", "Ada Example"),
    ("a name", "Sam Example"),
    ("for whom something is claimed", "Lighthouse"),
    ("an address", "Example Street"),
    ("a telephone", "+33 1"),
    ("a telephone", "+1 415"),
    ("a file name", "one.mkv"),
    ("a file name", "two.mkv"),
    ("a media type", "matroska"),
    ("a place where something was found", "forum.example"),
    ("the name of a file of evidence", "thread.txt"),
    ("who issued an order", "Landgericht"),
    ("the number of an order", "310 O 99/26"),
    ("a court", "Northern District"),
    ("the number of an action", "4:26-cv-01234"),
    ("reasons", "It is the film"),
    ("reasons", "As I see it"),
    ("reasons", "There was nothing to it"),
    ("grounds", "A licence"),
    ("how an action ended", "Judgment of 3 May"),
    ("what a senior was told", "Look at it"),
    ("a note", "Ask the studio"),
    ("a complaint", "our own choir"),
    ("an answer to one", "own score"),
];

/// Who speaks for a claim.
pub enum Voice<'a> {
    /// A member of its organisation, or whoever sent it with an account.
    Member(Actor),
    Holder(PrivateLinkText<'a>),
}

impl Voice<'_> {
    pub fn claimant(&self) -> Claimant<'_> {
        match self {
            Self::Member(member) => Claimant::Person(member),
            Self::Holder(secret) => Claimant::Holder(secret),
        }
    }
}

/// One of those that a list has: now and then any, else one of those that are `likely` to allow the act.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "acts are handed on by reference")]
pub fn chosen<T>(list: &[T], index: &Index, likely: impl Fn(&T) -> bool) -> Option<usize> {
    let any = index.index(8) == 0;
    let fit: Vec<usize> = (0..list.len()).filter(|at| any || likely(&list[*at])).collect();
    (!fit.is_empty()).then(|| fit[index.index(8 * fit.len()) % fit.len()])
}

/// A file with another link to it, under a password or not.
async fn film(service: &Service, file: File, password: Option<LinkAuth>) -> Film {
    let (owner, object) = (file.owner.account, file.object);
    let second = links::create(service, owner, object, LinkTerms::default(), password.clone()).await.unwrap();
    Film {
        file,
        second,
        password,
        further: Vec::new(),
        deleted: None,
        deleted_at: Time::EPOCH,
        ordered: false,
        secured: false,
        lost: false,
        over_since: None,
        purged: false,
        proposed: None,
        kept: Vec::new(),
        last_ended: Time::EPOCH,
        let_go: false,
        lifted_at: Time::EPOCH,
        looked: BTreeSet::new(),
        seen: None,
        left: None,
    }
}

impl Life {
    pub async fn begin(engine: Engine, every: u64) -> Option<Self> {
        let app = TestService::on(engine).await?;
        let service = &app.service;
        let one = Cast::direct(service).await;
        let other = one.rival(service, 9).await;
        let work = works::register(service, &one.member, one.organisation, &work_of(CONTENT)).await.unwrap();
        service.clock.advance(TICK);
        let party = cast::staff(service, "party", Role::Reviewer).await;
        let (first, second) =
            (File::upload(service, "one.mkv").await, File::upload_of(service, party, "two.mkv").await);
        let password = LinkAuth::generate(&service.entropy);
        let films = [film(service, first, None).await, film(service, second, Some(password)).await];
        let staff = [one.reviewer, one.other_reviewer, one.senior, party];
        let (owner, nobody) = (films[0].file.owner, cast::person(service, "nobody").await);
        let sender = cast::person(service, "sender").await;
        let people = [one.first, one.second, one.member, other.member, owner, nobody, sender].into_iter().chain(staff);
        let mut secrets: Vec<_> = people.map(|person| ("a person", person.account.to_string())).collect();
        for Film { file, second, .. } in &films {
            secrets.push(("an object", file.object.to_string()));
            secrets.push(("a root", HEXLOWER.encode(&file.root)));
            secrets.push(("a link", file.link.to_string()));
            secrets.push(("a link", second.to_string()));
            secrets.push(("a link key", file.key.encode().to_string()));
        }
        secrets.extend(SAID.map(|(what, said)| (what, said.to_owned())));
        // Both have signed with it.
        let owner = |cast: &Cast| vec![Member { person: cast.member, auth: cast.auth.clone(), signed: true }];
        Some(Self {
            teams: [owner(&one), owner(&other)],
            former: Vec::new(),
            holders: [one, other],
            works: vec![work],
            references: [References::Earlier, References::None],
            authorities: Vec::new(),
            keys: Vec::new(),
            agencies: [None, None],
            flagged: [false, false],
            films,
            uploads: Vec::new(),
            staff,
            applicants: Vec::new(),
            appointee: None,
            gone: BTreeSet::new(),
            senders: vec![sender],
            departed: Vec::new(),
            nobody,
            cases: Vec::new(),
            drafts: Vec::new(),
            has_drafted: false,
            noted: Vec::new(),
            brought: Vec::new(),
            reasons: Vec::new(),
            has_let_go: false,
            decisions: Vec::new(),
            sent: Vec::new(),
            disputes: Vec::new(),
            appeals: Vec::new(),
            marks: Vec::new(),
            measures: Vec::new(),
            stripped: BTreeSet::new(),
            suspended: BTreeSet::new(),
            unsigned: BTreeSet::new(),
            complaints: Vec::new(),
            let_go_of: BTreeSet::new(),
            bounced: Vec::new(),
            away: None,
            without_custody: None,
            dies: None,
            returned: BTreeSet::new(),
            log: LogReader::default(),
            secrets,
            checks: 0,
            every,
            is_new: false,
            session: None,
            app,
        })
    }

    pub fn service(&self) -> Service {
        self.app.service.clone()
    }

    pub fn now(&self) -> Time {
        self.app.service.clock.now()
    }

    /// The last instant of a period of months.
    pub fn months_after(&self, time: Time, months: i32) -> Time {
        self.app.service.config.calendar.months_after(time, months)
    }

    pub fn target(&self, (case, target): Line) -> &Target {
        &self.cases[case].targets[target]
    }

    /// The claim that a decision is about.
    pub fn case(&self, decision: usize) -> usize {
        self.decisions[decision].line.0
    }

    /// The file that it is about.
    pub fn film(&self, decision: usize) -> usize {
        self.target(self.decisions[decision].line).film
    }

    /// The claim and the file: what the law has returned or kept as a whole, whichever links of the file the claim names.
    pub fn about(&self, decision: usize) -> (usize, usize) {
        (self.case(decision), self.film(decision))
    }

    /// Nobody works a claim that names a file of theirs, nor without a role.
    pub fn may_work(&self, who: usize, case: usize) -> bool {
        self.serves(who) && (who != PARTY || !self.cases[case].names(THEIRS))
    }

    /// Who speaks for a claim: nobody for an order.
    pub fn voice<'a>(&self, case: &'a Case) -> Option<Voice<'a>> {
        let member = case.org.map(|org| Voice::Member(self.holders[org].member));
        let sender = case.sender.as_ref().map(|sender| self.voice_of(sender));
        let holder = case.stranger.as_ref().map(|stranger| PrivateLinkText(stranger.secret.expose()));
        member.or(sender).or(holder.map(Voice::Holder))
    }

    /// Whoever sent a notice with an account has its link once they have closed that.
    fn voice_of<'a>(&self, sender: &'a Sender) -> Voice<'a> {
        let person = self.senders[sender.who];
        if self.has_departed(person.account) {
            Voice::Holder(PrivateLinkText(sender.secret.expose()))
        } else {
            Voice::Member(person)
        }
    }

    pub fn owner(&self, film: usize) -> Actor {
        self.films[film].file.owner
    }

    /// What its claim restricts of a file is given back by a counter-notice: all of it, whichever link was answered.
    pub fn give_back(&mut self, decision: usize) {
        let about = self.about(decision);
        if self.comes_back(about) {
            self.returned.insert(about);
        }
        for other in 0..self.decisions.len() {
            if self.about(other) == about && self.decisions[other].restricts {
                self.ended(other);
            }
        }
        self.ended(decision);
    }

    /// A decision ends: what it restricts is so no more, and what was open about that has no object.
    pub fn ended(&mut self, decision: usize) {
        let (film, now, locks) = (self.film(decision), self.now(), self.decisions[decision].locks());
        self.decisions[decision].restricts = false;
        if locks {
            self.films[film].lifted_at = now;
            self.end_deletion_of_lost(film);
        }
        for sent in &mut self.sent {
            if sent.decision == decision {
                sent.open = false;
            }
        }
        self.end_appeals(decision, Side::Uploader);
    }

    pub fn end_appeals(&mut self, decision: usize, side: Side) {
        let (film, now) = (self.film(decision), self.now());
        for appeal in &mut self.appeals {
            if appeal.decision == decision && appeal.side == side && appeal.open {
                appeal.open = false;
                self.films[film].last_ended = now;
            }
        }
    }

    /// Whether an action keeps what a decision's claim removed of its file from returning.
    pub fn stopped(&self, decision: usize) -> bool {
        let about = self.about(decision);
        let stops = |dispute: &Dispute| dispute.is_open() && dispute.kind.restrains();
        self.disputes.iter().any(|dispute| stops(dispute) && self.about(dispute.decision) == about)
    }

    /// Whether a deletion of a file by a holder was lifted before, so that a senior decides what that holder claims of it.
    fn restored(&self, org: Option<usize>, film: usize) -> bool {
        let lifted = |decided: &Decided| decided.action == Action::LockAndDelete && !decided.restricts;
        let of_it = |line: Line| (self.cases[line.0].org, self.target(line).film) == (org, film);
        org.is_some() && self.decisions.iter().any(|decided| lifted(decided) && of_it(decided.line))
    }

    /// Whether a case names a file, in whatever line, that nobody but the senior looks at: what some case is in their hands for.
    pub fn withheld(&self, case: usize) -> bool {
        let mut escalated = self.cases.iter().filter_map(|it| it.escalated.as_ref());
        escalated.any(|it| self.cases[case].targets.iter().any(|target| it.withholds.contains(&target.film)))
    }

    /// Whether only a senior decides what a case asks for of a file.
    pub fn takes_senior(&self, case: usize, film: usize) -> bool {
        self.cases[case].seniors || self.restored(self.cases[case].org, film) || self.withheld(case)
    }

    /// Whether only a senior decides a case: for one file of which that is so, all that waits.
    pub fn is_seniors(&self, case: usize) -> bool {
        self.is_own_seniors(case) || self.withheld(case)
    }

    /// The same, whatever other cases say of its files.
    pub fn is_own_seniors(&self, case: usize) -> bool {
        let it = &self.cases[case];
        it.seniors || it.waiting().any(|line| self.restored(it.org, it.targets[line].film))
    }

    /// Whether a court has kept what a decision's claim removed of its file where it is.
    pub fn kept_by_court(&self, decision: usize) -> bool {
        let about = self.about(decision);
        (0..self.decisions.len()).any(|other| self.decisions[other].restrained && self.about(other) == about)
    }

    /// The counter-notice that waits about a decision.
    pub fn waiting(&self, decision: usize) -> Option<usize> {
        self.sent.iter().position(|sent| sent.decision == decision && sent.open)
    }

    /// Whether something is closed to somebody now.
    pub fn closed(&self, party: Party, scope: Scope) -> bool {
        let closes =
            |measure: &Measure| (measure.party, measure.scope) == (party, scope) && measure.kind != Kind::Warning;
        let now = self.now();
        self.measures.iter().any(|measure| closes(measure) && measure.in_force(now))
    }

    /// Days pass a week at most at a time, and each brings what is due on it.
    pub async fn pass(&mut self, time: Duration) -> Option<()> {
        let end = self.now().plus(time);
        while self.now() < end {
            let step = end.since(self.now()).min(7 * DAY);
            self.app.service.clock.advance(step);
            self.work().await;
        }
        Some(())
    }

    /// What is due is done, and the model does the same; without a mirror or a store of custody first, if one is away, or by another service than
    /// began it.
    pub async fn work(&mut self) {
        self.come_back().await;
        self.do_without_custody().await;
        self.die().await;
        let service = self.service();
        for _ in 0..2 {
            let ran = work::run_due(&service).await.unwrap();
            assert!(ran.failed.is_empty(), "{:?}", ran.failed);
            audit::settle(&service).await.unwrap();
            self.fall_due();
            self.look_again().await;
            service.clock.advance(TICK);
        }
        self.end_complaints();
        for film in 0..self.films.len() {
            self.find_purged(film).await;
            self.settle(film);
            self.check_lost(film);
        }
        self.settle_complaints().await;
    }

    /// What comes about by itself.
    pub fn fall_due(&mut self) {
        let now = self.now();
        for case in 0..self.cases.len() {
            self.end_question(case);
            if self.cases[case].order.as_ref().is_some_and(|order| order.until.is_some_and(|until| until <= now)) {
                self.end_gag(case);
            }
        }
        let locked = [0, 1].map(|film| self.locked(film));
        let mut returned: [Option<Time>; 2] = [None; 2];
        for at in 0..self.sent.len() {
            let sent = self.sent[at].clone();
            if sent.open && !self.stopped(sent.decision) && sent.returns_at <= now {
                let film = self.film(sent.decision);
                returned[film] = returned[film].max(Some(sent.returns_at));
                self.give_back(sent.decision);
            }
        }
        for (film, (locked, returned)) in locked.into_iter().zip(returned).enumerate() {
            self.take_along(film, locked, returned);
            self.delete_for_owner(film);
        }
        self.empty();
        self.lift_void();
        self.discard_unused();
    }
}
