//! Claims: filed, completed, taken back; decided by staff, by a senior, or by their holder, each of their lines for itself.

use std::collections::BTreeSet;
use std::time::Duration;

use proptest::sample::Index;
use writ::accounts::standing::Scope;
use writ::claims::authorities::Kind as OrderKind;
use writ::claims::decisions::{self, Action, Finding, Ruling};
use writ::claims::escalations::{self, Kind};
use writ::claims::proof::TargetInput;
use writ::claims::queue::{self, Sought};
use writ::claims::samples;
use writ::claims::statement::{Basis, StatementInput};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{correspondents, decided, extension, filing, questions, reports};
use writ::ids::DecisionId;
use writ::process::appeals::Side;
use writ::process::overturning;
use writ::service::Service;

use super::facts::{
    Case, Danger, Decided, Escalation, Kept, Line, Named, Order, Party, Question, Sender, Stranger, Target,
};
use super::model::{DAY, Life, SENIOR, chosen};
use crate::app::{link_in, mailed};
use crate::claims::cast::{self, target};

/// The mail address of who has no account.
pub(super) fn address(who: usize) -> String {
    format!("stranger-{who}@mail.example")
}

/// What whoever sent a case says of it anew, under the same law.
fn notice_of(case: &Case) -> StatementInput {
    let mut input = cast::notice(case.basis);
    if let Some(stranger) = &case.stranger {
        input.email = address(stranger.who);
    }
    input
}

impl Life {
    /// What is named, as a claimant types it.
    pub(super) fn typed(&self, named: Named) -> Vec<TargetInput> {
        named.lines().into_iter().map(|(film, link)| target(&self.films[film].url(link))).collect()
    }

    pub(super) fn are_there(&self, named: Named) -> bool {
        named.lines().into_iter().all(|(film, _)| self.is_there(film))
    }

    /// What is there can be claimed, all of it or nothing, unless its holder is suspended or has not signed; also by who has no direct
    /// access.
    pub(super) async fn file(&mut self, org: usize, named: Named) -> Option<()> {
        let filed = cast::file(&self.service(), &self.holders[org], self.typed(named)).await;
        let may = self.are_there(named) && self.may_claim(org);
        assert_eq!(filed.is_ok(), may, "{named:?}: {filed:?}");
        let filer = Some(self.holders[org].member.account);
        self.cases.push(Case { org: Some(org), filer, ..Case::new(&filed.ok()?, named) });
        Some(())
    }

    /// Somebody sends a notice with an account of their own, for themselves: it takes neither an organisation nor the agreement. One under US
    /// law is taken whoever sent it; of any other, whoever is suspended is told that it is not.
    pub(super) async fn notify(&mut self, named: Named, basis: Basis) -> Option<()> {
        let (service, who) = (self.service(), self.senders.len() - 1);
        let account = self.senders[who].account;
        let mut report = cast::report(basis, &self.films[0].url(0));
        report.targets = self.typed(named);
        report.statement.email = "sender@mail.example".into();
        let from = format!("203.0.113.{}", self.cases.len());
        let done = reports::send(&service, &from, Some(account), &report).await;
        let closed = basis != Basis::UsDmca && self.closed(Party::Sender(who), Scope::Notices);
        assert_eq!(done.is_ok(), self.are_there(named) && !closed, "{named:?}: {done:?}");
        let filed = done.ok()?;
        let sender = Some(Sender { who, secret: filed.private_link.clone()? });
        self.cases.push(Case { basis, sender, filer: Some(account), ..Case::new(&filed, named) });
        Some(())
    }

    /// Anybody sends a notice without an account. One under US law is taken whoever sent it; of the others none from an address that is
    /// suspended, and whoever typed that reads the same. One that says that somebody is in danger is taken from any, in the senior's hands, and due
    /// sooner.
    pub(super) async fn report(&mut self, who: usize, named: Named, basis: Basis, danger: Option<Kind>) -> Option<()> {
        let (service, now) = (self.service(), self.now());
        let mut report = cast::report(basis, &self.films[0].url(0));
        report.targets = self.typed(named);
        report.statement.email = address(who);
        report.statement.child_abuse = danger == Some(Kind::Child);
        report.statement.life_threatened = danger == Some(Kind::Life);
        let from = format!("192.0.2.{}", self.cases.len());
        let mut done = None;
        let mails = mailed(&service, async || {
            done = Some(reports::send(&service, &from, None, &report).await);
        })
        .await;
        let done = done?;
        assert_eq!(done.is_ok(), self.are_there(named), "{named:?}: {done:?}");
        let filed = done.ok()?;
        let secret = filed.private_link.clone()?;
        let away = basis != Basis::UsDmca && danger.is_none() && self.closed(Party::Stranger(who), Scope::Notices);
        let kept = reports::follow(&service, secret.expose()).await;
        assert_eq!(kept.is_ok(), !away, "{kept:?}");
        kept.ok()?;
        let place = format!("/report/confirmation/{}/", filed.claim);
        let receipt = mails.iter().find(|mail| mail.replace("=\r\n", "").contains(&place)).unwrap();
        let code = link_in(receipt, &place);
        let stranger = Some(Stranger { who, secret, code, confirmed: false, forgotten: false });
        let limits = &service.config.limits;
        let hastened = danger.map_or(Duration::ZERO, |_| limits.claim_due.saturating_sub(limits.danger_due));
        assert_eq!(filed.due_at, now.plus(limits.claim_due).minus(hastened), "{danger:?}");
        let escalated = danger.map(|_| Escalation::by_notice(hastened, now));
        let (seniors, danger) = (danger.is_some(), Danger { said: danger.is_some(), believed: danger.is_some() });
        self.cases.push(Case { basis, stranger, seniors, escalated, danger, ..Case::new(&filed, named) });
        Some(())
    }

    /// A holder who may go on with it adds the other file to a claim that waits, and lets it stand or takes just that back: while both wait, the
    /// claim is due with the first of them. The uploader of what was added is a party to the claim from then on, though it was taken back.
    pub(super) async fn extend(&mut self, index: &Index, stays: bool) -> Option<()> {
        let likely = |case: &Case| case.is_pending() && case.org.is_some() && case.targets.len() == 1;
        let at = chosen(&self.cases, index, likely)?;
        let (service, now, case) = (self.service(), self.now(), self.cases[at].clone());
        let member = self.holders[case.org?].member;
        if case.targets.len() != 1 {
            return None;
        }
        let other = 1 - case.targets[0].film;
        let added = extension::extend(&service, &member, case.claim, &[target(&self.films[other].url(0))]).await;
        let may = case.is_pending() && self.is_there(other) && self.may_claim(case.org?) && self.may_go_on(&case);
        assert_eq!(added.is_ok(), may, "{case:?}: {added:?}");
        let added = added.ok()?;
        assert_eq!(added.due_at, now.plus(self.due_in(case.org?, case.basis)));
        let id = added.targets[0].target;
        self.cases[at].targets.push(Target::new(id, (other, 0), now, added.due_at));
        if let Some(escalated) = self.cases[at].escalated.as_mut().filter(|it| !it.withholds.is_empty()) {
            escalated.withholds.insert(other);
        }
        let seen = queue::page(&service, &self.staff[SENIOR], &Sought::default(), None).await.unwrap().claims;
        let waiting = seen.iter().find(|waiting| waiting.claim == case.claim).unwrap();
        assert_eq!((waiting.targets, Some(waiting.due_at)), (2, self.cases[at].due()), "{:?}", self.cases[at]);
        if !stays {
            let own = Claimant::Person(&member);
            withdrawal::withdraw(&service, own, case.claim, Extent::Targets(&[id]), "Another film").await.unwrap();
            self.taken_back((at, 1));
        }
        Some(())
    }

    /// Whoever reads its address confirms that it is theirs, by nothing but what came there, unless they were taken out of it.
    pub(super) async fn own(&mut self, index: &Index) -> Option<()> {
        let unknown = |case: &Case| case.stranger.as_ref().is_some_and(|stranger| !stranger.confirmed);
        let at = chosen(&self.cases, index, unknown)?;
        let (service, claim) = (self.service(), self.cases[at].claim);
        let taken_out = self.is_taken_out(at).await;
        let stranger = self.cases[at].stranger.as_mut()?;
        let guessed = correspondents::confirm(&service, claim, "x").await;
        assert!(guessed.is_err(), "{guessed:?}");
        let done = correspondents::confirm(&service, claim, &stranger.code).await;
        assert_eq!(done.is_ok(), !taken_out, "{done:?}");
        done.ok()?;
        stranger.confirmed = true;
        Some(())
    }

    /// One reviewer has a claim at a time, for an hour; and none who is a party, or is no senior where it takes one.
    async fn take(&mut self, case: usize, who: usize) -> Option<()> {
        let claim = self.cases[case].claim;
        let taken = queue::take(&self.service(), &self.staff[who], claim).await;
        let may = self.may_have(case, who) && !self.is_others(case, who);
        assert_eq!(taken.is_ok(), may, "{who} takes {:?}: {taken:?}", self.cases[case]);
        self.cases[case].taken = Some((who, taken.ok()?));
        Some(())
    }

    /// Staff ask for what the law wants, once until another notice comes; an order's clock never stands still.
    pub(super) async fn ask(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.is_pending() && case.asked.is_none())?;
        self.take(at, who).await?;
        let (case, now) = (&self.cases[at], self.now());
        let asked = questions::ask(&self.service(), &self.staff[who], case.claim, &["name"], "Who are you?").await;
        let may = case.order.is_none() && case.asked.is_none() && !case.unanswered;
        assert_eq!(asked.is_ok(), may, "{asked:?}");
        asked.ok()?;
        self.cases[at].asked = Some(Question { at: now, until: now.plus(14 * DAY) });
        Some(())
    }

    /// The claimant, and nobody else, completes a notice until it is decided: the time that was waited is added to its deadline.
    pub(super) async fn complete(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.asked.is_some())?;
        let (service, case) = (self.service(), self.cases[at].clone());
        let voice = self.voice(&case)?;
        let input = notice_of(&case);
        let other = self.holders[1 - case.org.unwrap_or_default()].member;
        let another = filing::amend(&service, Claimant::Person(&other), case.claim, &input).await;
        assert!(another.is_err(), "{another:?}");
        let done = filing::amend(&service, voice.claimant(), case.claim, &input).await;
        assert_eq!(done.is_ok(), case.is_pending(), "{case:?}: {done:?}");
        done.ok()?;
        self.amended(at, false);
        Some(())
    }

    /// The claimant amends a notice that waits so that it says that somebody is in danger, as one under US law never does.
    pub(super) async fn amend_to_warn(&mut self, index: &Index, danger: Kind) -> Option<()> {
        let likely = |case: &Case| case.is_pending() && case.basis == Basis::EuDsa && !case.danger.said;
        let at = chosen(&self.cases, index, likely)?;
        let case = self.cases[at].clone();
        let voice = self.voice(&case)?;
        let (child_abuse, life_threatened) = (danger == Kind::Child, danger == Kind::Life);
        let input = StatementInput { child_abuse, life_threatened, ..notice_of(&case) };
        let done = filing::amend(&self.service(), voice.claimant(), case.claim, &input).await;
        assert_eq!(done.is_ok(), case.is_pending(), "{case:?}: {done:?}");
        done.ok()?;
        self.amended(at, case.basis == Basis::EuDsa);
        Some(())
    }

    /// Another notice is in the place of the one before: what was asked is answered by it, and the clock goes on. If it says that somebody is in
    /// danger, it is the senior's from then on and due sooner: once, and not of what is theirs for such a danger already.
    fn amended(&mut self, at: usize, danger: bool) {
        let (now, soon) = (self.now(), self.app.service.config.limits.danger_due);
        let case = &mut self.cases[at];
        if let Some(question) = case.asked.take() {
            case.resume(question.at, now);
        }
        case.unanswered = false;
        let before = std::mem::replace(&mut case.danger.said, danger);
        let is_theirs = case.danger.believed || case.escalated.as_ref().is_some_and(Escalation::is_of_danger);
        if before || !danger || is_theirs {
            return;
        }
        let hastened = case.due().map_or(Duration::ZERO, |due| due.since(now.plus(soon)));
        for target in case.targets.iter_mut().filter(|target| target.pending) {
            target.due = target.due.minus(hastened);
        }
        case.danger.believed = true;
        case.seniors = true;
        case.taken = case.taken.filter(|(by, _)| *by == SENIOR);
        case.escalated = Some(Escalation::by_notice(hastened, now));
    }

    /// A question ends on its day, and the clock goes on.
    pub(super) fn end_question(&mut self, case: usize) {
        let (now, case) = (self.now(), &mut self.cases[case]);
        if let Some(question) = case.asked.take_if(|question| question.until <= now) {
            case.resume(question.at, now);
            case.unanswered = true;
        }
    }

    /// Whoever has a claim decides what waits of it, each line once: all of it, or one of two. All that is decided together takes effect, or
    /// nothing. An order is carried out or not, and only one to remove removes anything.
    pub(super) async fn decide(&mut self, index: &Index, who: usize, actions: [Option<Action>; 2]) -> Option<()> {
        let at = chosen(&self.cases, index, Case::is_pending)?;
        self.take(at, who).await?;
        let (case, now) = (self.cases[at].clone(), self.now());
        let waiting: Vec<_> = case.waiting().collect();
        let wanted: Vec<(usize, Action)> = if let [line] = waiting[..] {
            actions.into_iter().flatten().take(1).map(|action| (line, action)).collect()
        } else {
            waiting.into_iter().zip(actions).filter_map(|(line, action)| Some((line, action?))).collect()
        };
        let ruling = |(line, action): &(usize, Action)| Ruling {
            target: case.targets[*line].id,
            finding: match (&case.order, action) {
                (Some(_), _) => Finding::Ordered,
                (None, Action::None) => Finding::NotInfringing,
                (None, _) => Finding::Infringing,
            },
            action: *action,
            ground: "17 U.S.C. 106".into(),
            reasons: "It is the film.".into(),
        };
        let rulings: Vec<_> = wanted.iter().map(ruling).collect();
        let made = decisions::decide(&self.service(), &self.staff[who], case.claim, &rulings).await;
        let removes = case.order.as_ref().is_none_or(|order| order.kind == OrderKind::Removal);
        let may = wanted.iter().all(|(line, action)| match action {
            Action::None => true,
            Action::DisableLink => removes,
            Action::LockAndDelete => removes && self.lockable(case.targets[*line].film),
        });
        assert_eq!(made.is_ok(), may, "{wanted:?} of {case:?}: {made:?}");
        let made = made.ok()?;
        assert_eq!(made.len(), wanted.len(), "a decision for each line: {wanted:?} of {case:?}");
        for id in made {
            let line = self.line_of(at, id).await;
            let action = wanted.iter().find(|(wanted, _)| *wanted == line.1).unwrap().1;
            let mut decided = Decided::new(id, line, action, now);
            decided.told = decided.told.filter(|_| !case.untold());
            let target = &mut self.cases[at].targets[line.1];
            target.deciders.insert(who);
            let film = target.film;
            let preserves = case.order.as_ref().is_some_and(|order| order.kind == OrderKind::Preservation);
            if preserves && !self.films[film].purged {
                self.films[film].kept.push(Kept { order: Some(at), until: None, released: false });
            }
            self.ruled(decided);
        }
        self.end_if_decided(at);
        Some(())
    }

    /// Which line of a case a decision is about, as the service has it.
    async fn line_of(&self, case: usize, decision: DecisionId) -> Line {
        let mut tx = self.app.service.db.read().await.unwrap();
        let target = decided::read(&mut tx, decision).await.unwrap().target;
        let line = self.cases[case].targets.iter().position(|it| it.id == target);
        (case, line.expect("a decision about a line of the case"))
    }

    /// A line is decided, or decided anew. What the senior has in hand of its file is let go with the last that waits about that.
    pub(super) fn ruled(&mut self, decided: Decided) {
        let (at, line) = decided.line;
        let case = &mut self.cases[at];
        let film = case.targets[line].film;
        let waited = std::mem::replace(&mut case.targets[line].pending, false);
        let over = waited && !case.waits_on(film);
        let locked = case.escalated.as_mut().is_some_and(|escalated| over && escalated.locks.remove(&film));
        self.decisions.push(decided);
        if locked {
            self.let_go(film);
        }
    }

    /// A case of which nothing waits any more is decided: in nobody's hands, not the senior's either unless something is locked by that still, and
    /// no answer is waited for.
    pub(super) fn end_if_decided(&mut self, at: usize) {
        if self.cases[at].is_pending() {
            return;
        }
        let now = self.now();
        let case = &mut self.cases[at];
        (case.decided_at, case.taken, case.asked) = (Some(now), None, None);
        case.escalated.take_if(|escalated| escalated.locks.is_empty());
    }

    /// A claimant takes a claim back, or one of two lines of it, whatever was decided. What the senior has in hand stays there, unless that is for
    /// what its notice alone said.
    pub(super) async fn withdraw(&mut self, index: &Index, part: Option<usize>) -> Option<()> {
        let at = chosen(&self.cases, index, |case| !case.is_withdrawn())?;
        let case = self.cases[at].clone();
        let voice = self.voice(&case)?;
        let mut lines: Vec<_> = (0..case.targets.len()).filter(|line| !case.targets[*line].withdrawn).collect();
        let part = part.filter(|_| lines.len() == 2).map(|part| lines[part]);
        let ids: Vec<_> = part.iter().map(|line| case.targets[*line].id).collect();
        let extent = if part.is_some() { Extent::Targets(&ids) } else { Extent::Whole };
        let done = withdrawal::withdraw(&self.service(), voice.claimant(), case.claim, extent, "Licensed").await;
        assert_eq!(done.is_ok(), !case.is_withdrawn(), "{part:?} of {case:?}: {done:?}");
        done.ok()?;
        lines.retain(|line| part.is_none_or(|part| part == *line));
        self.lines_taken_back(at, &lines);
        Some(())
    }

    /// Its claimant has taken these lines of a claim back.
    pub(super) fn lines_taken_back(&mut self, at: usize, lines: &[usize]) {
        let (now, waited) = (self.now(), self.cases[at].is_pending());
        for line in lines {
            self.taken_back((at, *line));
        }
        let left = &mut self.cases[at];
        if !left.is_pending() && (waited || left.is_withdrawn()) {
            (left.taken, left.asked) = (None, None);
        }
        let decided = !left.is_pending() && waited && !left.is_withdrawn();
        if decided {
            left.decided_at = Some(now);
        }
        let withdrawn = left.is_withdrawn();
        left.escalated.take_if(|escalated| (decided || withdrawn) && escalated.said);
    }

    /// A line is taken back: what was decided about it ends, and what was open about that.
    pub(super) fn taken_back(&mut self, line: Line) {
        let target = &mut self.cases[line.0].targets[line.1];
        (target.pending, target.withdrawn) = (false, true);
        let film = target.film;
        // There is time to go elsewhere.
        self.films[film].over_since = None;
        for decision in 0..self.decisions.len() {
            if self.decisions[decision].line == line {
                self.ended(decision);
                self.end_appeals(decision, Side::Notifier);
            }
        }
    }

    /// Who is no party hands an open case to the senior; in danger, what waits of it is locked and preserved at once, also where its notice has
    /// said so before, with what was decided of which they look at the evidence. So does, in danger, whoever looks at what was decided alone.
    pub(super) async fn escalate(&mut self, index: &Index, who: usize, kind: Kind) -> Option<()> {
        let said = |case: &Case| case.escalated.as_ref().is_some_and(|escalated| escalated.said);
        let free = |case: &Case| case.escalated.is_none() || (said(case) && kind.locks());
        let all: Vec<_> = (0..self.cases.len()).collect();
        let likely = |at: &usize| {
            let case = &self.cases[*at];
            free(case) && (case.is_pending() || (kind.locks() && self.may_open_any(*at, who)))
        };
        let at = all[chosen(&all, index, likely)?];
        let (case, now) = (self.cases[at].clone(), self.now());
        let meant = |line: &usize| {
            let target = &case.targets[*line];
            target.pending || (!target.withdrawn && self.may_open((at, *line), who))
        };
        let lines: Vec<_> = (0..case.targets.len()).filter(meant).collect();
        let done = escalations::raise(&self.service(), &self.staff[who], case.claim, Some(kind), "Look at it").await;
        let opens = case.is_decided() && kind.locks() && !lines.is_empty();
        let may = free(&case) && self.may_work(who, at) && (case.is_pending() || opens);
        assert_eq!(done.is_ok(), may, "{case:?}: {done:?}");
        done.ok()?;
        let films: BTreeSet<_> =
            lines.into_iter().map(|line| case.targets[line].film).filter(|_| kind.locks()).collect();
        let until = Some(self.months_after(now, 12));
        for film in &films {
            if !self.films[*film].purged {
                self.films[*film].kept.push(Kept { order: None, until, released: false });
            }
        }
        let locks = films.iter().copied().filter(|film| self.lockable(*film)).collect();
        let case = &mut self.cases[at];
        let hastened = case.escalated.as_ref().map_or((Duration::ZERO, now), |said| said.hastened);
        case.seniors |= !case.is_decided();
        case.taken = case.taken.filter(|(by, _)| *by == SENIOR);
        case.escalated = Some(Escalation { locks, withholds: films, said: false, hastened });
        Some(())
    }

    /// The senior hands it back: what was locked is given back, and stays preserved; what was due sooner is due as under its own law. What was
    /// decided before is as it was.
    pub(super) async fn send_back(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.escalated.is_some())?;
        let case = &self.cases[at];
        let done = escalations::send_back(&self.service(), &self.staff[who], case.claim, "It is nothing").await;
        assert_eq!(done.is_ok(), who == SENIOR && case.escalated.is_some(), "{case:?}: {done:?}");
        done.ok()?;
        let case = &mut self.cases[at];
        let escalated = case.escalated.take();
        // An order that is a senior's in any case stays with whoever has it.
        case.seniors = case.order.as_ref().is_some_and(Order::is_seniors) || (case.seniors && case.is_decided());
        case.taken = case.taken.filter(|_| case.seniors);
        if let Some((hastened, at)) = escalated.as_ref().map(|escalated| escalated.hastened) {
            for target in case.targets.iter_mut().filter(|target| target.pending && target.added <= at) {
                target.due = target.due.plus(hastened);
            }
        }
        for film in escalated.into_iter().flat_map(|escalated| escalated.locks) {
            self.let_go(film);
        }
        Some(())
    }

    /// What a senior had locked is, by that, no more.
    fn let_go(&mut self, film: usize) {
        let now = self.now();
        self.films[film].let_go = true;
        self.films[film].lifted_at = now;
        self.end_deletion_of_lost(film);
        self.let_go_of.insert(film);
    }

    /// A holder with direct access deletes what waits of its claim by itself, all of it or nothing, unless that is a senior's by itself, whoever
    /// else may look at its files, and if it may go on with it, says for whom and where it found each; and nobody for it who has yet to sign
    /// themselves. All of it is drawn to be looked at, or none.
    pub(super) async fn press(&mut self, index: &Index, drawn: bool) -> Option<()> {
        let likely = |case: &Case| case.is_pending() && case.org.is_some() && !case.seniors;
        let at = chosen(&self.cases, index, likely)?;
        let case = self.cases[at].clone();
        let (org, service) = (case.org?, self.drawing(drawn));
        let holder = &self.holders[org];
        let made = cast::delete(&service, &holder.member, case.claim, "DELETE", &holder.auth).await;
        let may = self.may_be_deleted(at, org) && self.acting(org).signed;
        assert_eq!(made.is_ok(), may, "{case:?}: {made:?}");
        self.deleted_directly(at, made.ok()?, drawn).await;
        Some(())
    }

    /// The service by which all is drawn to be looked at that holders delete, or nothing.
    pub(super) fn drawing(&self, drawn: bool) -> Service {
        cast::limited(&self.service(), |limits| {
            limits.direct_access_sampled_first = if drawn { u32::MAX } else { 0 };
            limits.direct_access_sampled_one_in = u32::MAX;
        })
    }

    /// Whether an organisation may delete what waits of its claim by itself, whoever acts for it.
    pub(super) fn may_be_deleted(&self, at: usize, org: usize) -> bool {
        let case = &self.cases[at];
        case.is_pending()
            && !self.is_own_seniors(at)
            && case.waiting().all(|line| case.targets[line].found && self.lockable(case.targets[line].film))
            && self.may_claim(org)
            && self.may_go_on(case)
            && self.says_for_whom(case)
            && !self.stripped.contains(&org)
    }

    /// It did.
    pub(super) async fn deleted_directly(&mut self, at: usize, made: Vec<DecisionId>, drawn: bool) {
        let (now, case) = (self.now(), &self.cases[at]);
        assert_eq!(made.len(), case.waiting().count(), "a decision for each line that waited: {case:?}");
        for id in made {
            let decided = Decided::new(id, self.line_of(at, id).await, Action::LockAndDelete, now);
            self.ruled(Decided { direct: true, drawn, sampled: drawn, reviewed: false, ..decided });
        }
        self.end_if_decided(at);
    }

    /// The senior looks at a deletion of a holder that was drawn or called in: it stands, or something else is decided in its place, unless it
    /// restricts nothing any more.
    pub(super) async fn sample(&mut self, index: &Index, who: usize, upheld: bool) -> Option<()> {
        let at = chosen(&self.decisions, index, |decided| decided.sampled)?;
        let (service, decided) = (self.service(), self.decisions[at].clone());
        // What a court was asked to keep, or has kept, is not given back of anybody's own motion.
        let kept = decided.locks() && (self.stopped(at) || self.kept_by_court(at));
        let (by, why) = (&self.staff[who], "I looked");
        let done = if upheld {
            samples::uphold(&service, by, decided.id, why).await.map(|()| None)
        } else {
            overturning::overturn_deletion(&service, by, decided.id, Finding::NotInfringing, why).await
        };
        // Nor by whoever decided about it before, unless that is theirs to look at again.
        let decided_before = self.target(decided.line).deciders.contains(&who);
        let may_overturn = !kept && (!decided_before || self.is_looked_at_again(&decided));
        assert_eq!(done.is_ok(), who == SENIOR && decided.sampled && (upheld || may_overturn), "{done:?}");
        let made = done.ok()?;
        assert_eq!(made.is_some(), !upheld && decided.restricts, "what restricts something is replaced: {decided:?}");
        self.decisions[at].sampled = false;
        self.cases[decided.line.0].targets[decided.line.1].deciders.insert(who);
        match made {
            Some(made) => self.replaced(at, made, Action::None),
            None if upheld => self.decisions[at].reviewed = true,
            None => self.decisions[at].wrong = true,
        }
        Some(())
    }
}
