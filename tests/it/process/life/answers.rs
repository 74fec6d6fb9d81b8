//! What either side answers a decision: on oath, before a court, or by an appeal.

use proptest::sample::Index;
use writ::accounts::standing::Scope;
use writ::claims::decisions::{Action, Finding};
use writ::claims::statement::Basis;
use writ::claims::{cases, reports};
use writ::clock::Time;
use writ::db;
use writ::ids::{AppealId, DecisionId, NoticeId};
use writ::process::appeals::{self, Appellant, Side, Verdict};
use writ::process::counter_notices::{self, Check};
use writ::process::disputes::checks::{self, Found};
use writ::process::disputes::ends::{self, EndInput};
use writ::process::disputes::{self, DisputeInput, Kind, Outcome};

use super::facts::{Appeal, Decided, Dispute, Line, Party, Sent};
use super::model::{Life, SENIOR, Voice, chosen};
use crate::process::{action, counter_notice};

impl Life {
    /// The notice by which the uploader was told of a decision, last.
    pub(super) async fn notice(&self, decision: usize) -> Option<NoticeId> {
        let mut tx = self.app.service.db.read().await.unwrap();
        db::optional!(
            tx,
            (NoticeId,),
            "SELECT id FROM notices WHERE decision = $1 AND kind = 'restriction' ORDER BY created_at DESC LIMIT 1",
            self.decisions[decision].id
        )
        .unwrap()
        .map(|(notice,)| notice)
    }

    // On oath ------------------------------------------------------------------------------------------

    /// The uploader answers what a claim restricts, unless a court has spoken about the file; never an order, nor once they have left.
    pub(super) async fn counter(&mut self, index: &Index) -> Option<()> {
        let service = self.service();
        let at = chosen(&self.decisions, index, |decided| decided.restricts && decided.told.is_some())?;
        let (decided, film) = (self.decisions[at].clone(), self.film(at));
        if self.has_left(film) {
            return None;
        }
        let notice = self.notice(at).await?;
        let may = decided.restricts
            && self.cases[decided.line.0].basis == Basis::UsDmca
            && !self.kept_by_court(at)
            && !self.films[film].purged
            && self.waiting(at).is_none();
        let done = counter_notices::send(&service, &self.owner(film), notice, &counter_notice()).await;
        assert_eq!(done.is_ok(), may, "{decided:?}: {done:?}");
        let (calendar, now) = (&service.config.calendar, self.now());
        let returns_at = calendar.start_of(calendar.business_day(now, 11));
        self.sent.push(Sent {
            id: done.ok()?,
            decision: at,
            at: now,
            returns_at,
            checked: false,
            open: true,
            restrained: false,
            taken: None,
        });
        Some(())
    }

    pub(super) async fn counter_back(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.sent, index, |sent| sent.open)?;
        let sent = self.sent[at].clone();
        if self.has_left(self.film(sent.decision)) {
            return None;
        }
        let owner = self.owner(self.film(sent.decision));
        let done = counter_notices::withdraw(&self.service(), &owner, sent.id).await;
        assert_eq!(done.is_ok(), sent.open, "{done:?}");
        done.ok()?;
        self.sent[at].open = false;
        Some(())
    }

    /// Staff who are no party check completeness, once, while nobody else has it in hand.
    pub(super) async fn check_counter(&mut self, index: &Index, who: usize, complete: bool) -> Option<()> {
        let at = chosen(&self.sent, index, |sent| sent.open && !sent.checked)?;
        let sent = self.sent[at].clone();
        let check = if complete { Check::Complete } else { Check::Incomplete("The address is none") };
        let done = counter_notices::check(&self.service(), &self.staff[who], sent.id, check).await;
        let may = sent.open
            && !sent.checked
            && self.may_work(who, self.case(sent.decision))
            && !self.is_in_others(sent.taken, who);
        assert_eq!(done.is_ok(), may, "{sent:?}: {done:?}");
        done.ok()?;
        self.sent[at].checked = true;
        self.sent[at].open = complete;
        Some(())
    }

    // Elsewhere ----------------------------------------------------------------------------------------

    /// The claimant answers with an action, of which one keeps the material where it is.
    pub(super) async fn tell_of_action(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.sent, index, |sent| sent.open)?;
        let sent = self.sent[at].clone();
        let case = &self.cases[self.case(sent.decision)];
        let voice = self.voice(case)?;
        let told = disputes::tell_of_action(&self.service(), voice.claimant(), case.claim, sent.id, &action()).await;
        // While staff have yet to look at how one ended, none is told of.
        let about = self.about(sent.decision);
        let reported = |dispute: &Dispute| dispute.reported && self.about(dispute.decision) == about;
        let may = sent.open && !self.stopped(sent.decision) && !self.disputes.iter().any(reported);
        assert_eq!(told.is_ok(), may, "{sent:?}: {told:?}");
        self.disputes.push(Dispute::new(told.ok()?, sent.decision, Kind::Action));
        Some(())
    }

    /// Staff record what either side told them: what stops a counter-notice only while one waits, and nothing stops it yet.
    pub(super) async fn record(&mut self, index: &Index, who: usize, kind: Kind) -> Option<()> {
        let at = chosen(&self.decisions, index, |decided| decided.restricts)?;
        let input = DisputeInput { kind: Some(kind), ..action() };
        let done = disputes::record(&self.service(), &self.staff[who], self.decisions[at].id, &input).await;
        let stops = !kind.restrains() || (self.waiting(at).is_some() && !self.stopped(at));
        assert_eq!(done.is_ok(), stops && self.may_work(who, self.case(at)), "{kind:?}: {done:?}");
        self.disputes.push(Dispute::new(done.ok()?, at, kind));
        Some(())
    }

    /// Staff look at what was told of an action, once and while it is open, whatever its claimant says of its end: it names one, or none, and
    /// has ended with that.
    pub(super) async fn look_at_action(&mut self, index: &Index, who: usize, names: bool) -> Option<()> {
        let at = chosen(&self.disputes, index, Dispute::is_to_be_looked_at)?;
        let dispute = self.disputes[at].clone();
        let found = if names { Found::NamesAction } else { Found::NamesNone };
        let done = checks::check(&self.service(), &self.staff[who], dispute.id, found, "There was nothing to it").await;
        let may = dispute.is_to_be_looked_at() && self.may_work(who, self.case(dispute.decision));
        assert_eq!(done.is_ok(), may, "{found:?} of {dispute:?}: {done:?}");
        done.ok()?;
        self.disputes[at].looked_at = true;
        if !names {
            self.dispute_ended(at, Outcome::NamesNone).await;
        }
        Some(())
    }

    /// Staff record how something ended, which is looked at with that if its claimant said it, and corrected if it was another.
    pub(super) async fn end_dispute(&mut self, index: &Index, who: usize, ended: Outcome) -> Option<()> {
        let at = chosen(&self.disputes, index, |dispute| dispute.is_open() || dispute.reported)?;
        let dispute = self.disputes[at].clone();
        let done = disputes::end(&self.service(), &self.staff[who], dispute.id, ended, "Judgment of 3 May").await;
        let may = (dispute.is_open() || dispute.reported) && self.may_work(who, self.case(dispute.decision));
        assert_eq!(done.is_ok(), may, "{dispute:?}: {done:?}");
        done.ok()?;
        self.disputes[at].reported = false;
        if dispute.ended.is_none_or(|(_, told)| told != ended) {
            self.dispute_ended(at, ended).await;
        }
        Some(())
    }

    /// The claimant says how its action ended: what speaks for the uploader or for nobody is so at once, what speaks for itself waits for
    /// staff. Either once, until they have looked at it.
    pub(super) async fn tell_end(&mut self, index: &Index, ended: Outcome) -> Option<()> {
        let likely = |dispute: &Dispute| dispute.is_open() && dispute.kind.restrains() && !dispute.reported;
        let at = chosen(&self.disputes, index, likely)?;
        let dispute = self.disputes[at].clone();
        let case = &self.cases[self.case(dispute.decision)];
        let voice = self.voice(case)?;
        let input = EndInput { outcome: Some(ended), ended_on: action().begun_on, words: "Judgment of 3 May".into() };
        let done = disputes::tell_end(&self.service(), voice.claimant(), case.claim, dispute.id, &input).await;
        assert_eq!(done.is_ok(), likely(&dispute), "{ended:?} of {dispute:?}: {done:?}");
        done.ok()?;
        self.disputes[at].reported = true;
        if ended != Outcome::ForClaimant {
            self.dispute_ended(at, ended).await;
        }
        Some(())
    }

    /// Staff find that it has not ended, which the claimant said: it goes on.
    pub(super) async fn still_open(&mut self, index: &Index, who: usize) -> Option<()> {
        let waits = |dispute: &Dispute| dispute.is_open() && dispute.reported;
        let at = chosen(&self.disputes, index, waits)?;
        let dispute = self.disputes[at].clone();
        let done = ends::still_open(&self.service(), &self.staff[who], dispute.id, "Judgment of 3 May").await;
        let may = waits(&dispute) && self.may_work(who, self.case(dispute.decision));
        assert_eq!(done.is_ok(), may, "{dispute:?}: {done:?}");
        done.ok()?;
        self.disputes[at].reported = false;
        Some(())
    }

    /// What a court or a body says for the uploader gives the file back, unless another court is asked to keep it still. What it says for
    /// the claimant keeps it, if it was asked to, whichever link of it was answered. What ends without a result goes on, and so does what
    /// was stopped by what names no action. What is corrected ended when it was said to.
    async fn dispute_ended(&mut self, at: usize, ended: Outcome) {
        let (now, dispute) = (self.now(), self.disputes[at].clone());
        if dispute.is_open() {
            let film = self.film(dispute.decision);
            self.films[film].last_ended = now;
        }
        self.disputes[at].ended = Some((dispute.ended.map_or(now, |(at, _)| at), ended));
        if ended == Outcome::ForClaimant && dispute.kind.restrains() {
            self.decisions[dispute.decision].restrained = true;
        }
        // Another decision may have taken the place of the one it was about.
        let line = self.decisions[dispute.decision].line;
        let force = self.decisions.iter().rposition(|made| made.line == line && !made.superseded).unwrap();
        let waiting = self.waiting_about(force);
        match ended {
            Outcome::ForUploader | Outcome::NoResult | Outcome::NamesNone if self.stopped(force) => {}
            Outcome::ForUploader => self.won(force),
            Outcome::ForClaimant if dispute.kind.restrains() => {
                for sent in waiting {
                    self.sent[sent].open = false;
                    self.sent[sent].restrained = true;
                }
            }
            Outcome::ForClaimant => {}
            // What was won while an action was open counts after it.
            Outcome::NoResult | Outcome::NamesNone if self.last_judgment(force) == Some(Outcome::ForUploader) => {
                self.won(force);
            }
            Outcome::NoResult | Outcome::NamesNone => {
                if let Some(first) = waiting.first().filter(|first| self.sent[**first].returns_at <= now) {
                    self.give_back(self.sent[*first].decision);
                }
            }
        }
        if ended == Outcome::ForClaimant {
            self.looked_at_again(force).await;
        }
    }

    /// The counter-notices that wait about what the claim of a decision restricts of its file, what returns first at the front.
    pub(super) fn waiting_about(&self, decision: usize) -> Vec<usize> {
        let about = self.about(decision);
        let waits = |at: &usize| self.sent[*at].open && self.about(self.sent[*at].decision) == about;
        let mut waiting: Vec<_> = (0..self.sent.len()).filter(waits).collect();
        waiting.sort_by_key(|at| self.sent[*at].returns_at);
        waiting
    }

    /// The uploader was right: all that they answered on oath has come to what it asked for, or else the decision itself ends.
    fn won(&mut self, decision: usize) {
        let waiting = self.waiting_about(decision);
        if waiting.is_empty() {
            self.ended(decision);
            return;
        }
        self.give_back(decision);
        for sent in waiting {
            self.sent[sent].open = false;
        }
    }

    /// How what was fought out last about what a claim restricts of a file ended, since it was decided so.
    fn last_judgment(&self, decision: usize) -> Option<Outcome> {
        let (about, since) = (self.about(decision), self.decisions[decision].at);
        let of_it = self.disputes.iter().filter(|dispute| self.about(dispute.decision) == about);
        let judged =
            |(at, how): &(Time, Outcome)| *at >= since && matches!(how, Outcome::ForUploader | Outcome::ForClaimant);
        let judgments = of_it.filter_map(|dispute| dispute.ended).filter(judged);
        judgments.max_by_key(|(at, _)| *at).map(|(_, how)| how)
    }

    /// What restricts nothing, though somebody found for the claimant, is put before a reviewer again, unless an appeal about it waits;
    /// never what an order is about.
    async fn looked_at_again(&mut self, decision: usize) {
        let decided = self.decisions[decision].clone();
        let mut tx = self.app.service.db.read().await.unwrap();
        let sql = "SELECT id FROM appeals WHERE decision = $1 AND dispute IS NOT NULL AND outcome IS NULL";
        let found = db::optional!(tx, (AppealId,), sql, decided.id).unwrap().map(|(id,)| id);
        drop(tx);
        let found = found.filter(|id| self.appeals.iter().all(|known| known.id != *id));
        let of_it = |appeal: &Appeal| appeal.decision == decision && appeal.side == Side::Notifier && appeal.open;
        let (case, film) = (&self.cases[decided.line.0], &self.films[self.film(decision)]);
        let gone = self.target(decided.line).withdrawn || film.purged;
        let may = !decided.restricts && !gone && case.order.is_none() && !self.appeals.iter().any(of_it);
        assert_eq!(found.is_some(), may, "{decided:?}");
        let (at, side) = (self.now(), Side::Notifier);
        let again = |id| Appeal { id, decision, side, at, lodged: false, open: true, refused: false, taken: None };
        self.appeals.extend(found.map(again));
    }

    // Appeals ------------------------------------------------------------------------------------------

    /// An uploader who has not left appeals what restricts a file once told of it, whoever claims what was done to less than all, for six
    /// months, which begin for them when all of their claim is decided; once, and while no appeals of theirs are suspended.
    pub(super) async fn appeal(&mut self, index: &Index, side: Side) -> Option<()> {
        let likely = |decided: &Decided| match side {
            Side::Uploader => decided.restricts,
            Side::Notifier => decided.action != Action::LockAndDelete || decided.reversed.is_some(),
        };
        let at = chosen(&self.decisions, index, likely)?;
        let (service, decided, film) = (self.service(), self.decisions[at].clone(), self.film(at));
        let case = self.cases[decided.line.0].clone();
        let told = match side {
            Side::Uploader if self.has_left(film) => return None,
            Side::Uploader => Some(decided.told?),
            Side::Notifier => decided.reversed.or(case.decided_at.map(|at| at.max(decided.at))),
        };
        let in_time = told.is_none_or(|told| self.now() <= self.months_after(told, 6));
        let mut may = !decided.appealed.contains(side.as_str())
            && !decided.superseded
            && !self.target(decided.line).withdrawn
            && in_time;
        let done = match side {
            Side::Uploader => {
                may &= decided.restricts && !self.closed(Party::Owner(film), Scope::Complaints);
                let notice = self.notice(at).await?;
                appeals::lodge(&service, Appellant::Uploader(&self.owner(film), notice), "A licence").await
            }
            Side::Notifier => {
                let refused =
                    decided.action != Action::LockAndDelete || (decided.reversed.is_some() && !decided.restricts);
                may &= refused && case.party().is_none_or(|party| !self.closed(party, Scope::Complaints));
                let voice = self.voice(&case)?;
                let appellant = Appellant::Notifier(voice.claimant(), case.claim, decided.id);
                appeals::lodge(&service, appellant, "It is the film").await
            }
        };
        assert_eq!(done.is_ok(), may, "{side} of {decided:?}: {done:?}");
        let id = done.ok()?;
        self.decisions[at].appealed.insert(side.as_str());
        self.appeals.push(Appeal {
            id,
            decision: at,
            side,
            at: self.now(),
            lodged: true,
            open: true,
            refused: false,
            taken: None,
        });
        Some(())
    }

    pub(super) async fn appeal_back(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.appeals, index, |appeal| appeal.open)?;
        let (service, appeal) = (self.service(), self.appeals[at].clone());
        let (film, decided) = (self.film(appeal.decision), &self.decisions[appeal.decision]);
        if !appeal.lodged || (appeal.side == Side::Uploader && self.has_left(film)) {
            return None;
        }
        let case = &self.cases[decided.line.0];
        let done = match appeal.side {
            Side::Uploader => {
                let notice = self.notice(appeal.decision).await?;
                appeals::withdraw(&service, Appellant::Uploader(&self.owner(film), notice)).await
            }
            Side::Notifier => {
                let voice = self.voice(case)?;
                let appellant = Appellant::Notifier(voice.claimant(), case.claim, decided.id);
                appeals::withdraw(&service, appellant).await
            }
        };
        assert_eq!(done.is_ok(), appeal.open, "{done:?}");
        done.ok()?;
        self.appeals[at].open = false;
        self.decisions[appeal.decision].appealed.remove(appeal.side.as_str());
        self.films[film].last_ended = self.now();
        Some(())
    }

    /// Nobody who decided about its line, first or later, decides the appeal, no party, and only a senior what is a senior's; nor anybody
    /// while somebody else has it in hand.
    pub(super) async fn judge(&mut self, index: &Index, who: usize, grant: bool) -> Option<()> {
        let at = chosen(&self.appeals, index, |appeal| appeal.open)?;
        let (service, now, appeal) = (self.service(), self.now(), self.appeals[at].clone());
        let (decided, film) = (self.decisions[appeal.decision].clone(), self.film(appeal.decision));
        let target = self.target(decided.line).clone();
        let verdict = match (grant, appeal.side) {
            (false, _) => Verdict::Refuse,
            (true, Side::Uploader) => Verdict::Lift,
            (true, Side::Notifier) => Verdict::Replace {
                finding: Finding::Infringing,
                action: Action::LockAndDelete,
                ground: "17 U.S.C. 106".into(),
            },
        };
        let mut may = appeal.open
            && !target.deciders.contains(&who)
            && self.may_work(who, decided.line.0)
            && (who == SENIOR || !self.takes_senior(decided.line.0, film))
            && !self.others_have_appeal(at, who);
        if grant && appeal.side == Side::Notifier {
            may &= self.lockable(film) && !decided.superseded && !target.withdrawn;
        }
        let done = appeals::decide(&service, &self.staff[who], appeal.id, &verdict, "As I see it").await;
        assert_eq!(done.is_ok(), may, "{appeal:?} {decided:?}: {done:?}");
        done.ok()?;
        self.appeals[at].open = false;
        self.appeals[at].refused = !grant;
        self.films[film].last_ended = now;
        self.cases[decided.line.0].targets[decided.line.1].deciders.insert(who);
        match (grant, appeal.side) {
            // What was deleted directly was looked at with it.
            (false, Side::Uploader) => self.decisions[appeal.decision].reviewed = true,
            (false, Side::Notifier) => {}
            (true, Side::Uploader) => {
                self.decisions[appeal.decision].wrong = true;
                self.decisions[appeal.decision].reversed = decided.restricts.then_some(now);
                self.ended(appeal.decision);
            }
            (true, Side::Notifier) => {
                self.ended(appeal.decision);
                self.end_appeals(appeal.decision, Side::Notifier);
                self.decisions[appeal.decision].superseded = true;
                let made = self.in_force(decided.line).await;
                self.ruled(Decided::new(made, decided.line, Action::LockAndDelete, now));
                self.refute(decided.line);
            }
        }
        Some(())
    }

    /// The decision in force about a line, as its claimant reads it.
    pub(super) async fn in_force(&self, line: Line) -> DecisionId {
        let (service, case) = (self.service(), &self.cases[line.0]);
        let read = match self.voice(case).unwrap() {
            Voice::Member(member) => cases::claim(&service, &member, case.claim).await.unwrap(),
            Voice::Holder(secret) => reports::follow(&service, secret.0).await.unwrap(),
        };
        let id = self.target(line).id;
        read.targets.into_iter().find(|target| target.target == id).unwrap().decision.unwrap().id
    }
}
