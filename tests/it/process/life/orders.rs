//! Orders of courts and authorities, beside that they are decided like claims: what they hide, how they are confirmed, and taken back.

use proptest::sample::Index;
use writ::claims::authorities::{self, Gag, Kind, Means, OrderInput, WithdrawalInput};
use writ::claims::statement::Basis;

use super::facts::{Case, Named, Order};
use super::model::{DAY, Life, PARTY, SENIOR, THEIRS, chosen};
use crate::claims::cast;

impl Life {
    /// Reviewers enter an order about what is not their own.
    pub(super) async fn order(
        &mut self,
        named: Named,
        who: usize,
        (kind, gag): (Kind, Gag),
        abroad: bool,
    ) -> Option<()> {
        let (service, now) = (self.service(), self.now());
        let calendar = &service.config.calendar;
        // A gag that hides the party has a day; one that withholds everything, none.
        let day = (gag == Gag::Party).then(|| calendar.day_of(now.plus(30 * DAY)));
        let lines = named.lines();
        let links: Vec<_> = lines.iter().map(|(film, link)| self.films[*film].bare(*link)).collect();
        let links: Vec<_> = links.iter().map(String::as_str).collect();
        let input = OrderInput {
            kind: Some(kind),
            gag: Some(gag),
            gag_until: day.map(|day| day.to_string()).unwrap_or_default(),
            territory: if abroad { "DE".into() } else { String::new() },
            due: format!("{}T10:00", calendar.day_of(now.plus(2 * DAY))),
            ..cast::order(&links)
        };
        let entered = authorities::enter(&service, &self.staff[who], &input).await;
        // What leads nowhere any more can be ordered about, but not what is purged.
        let may = self.serves(who)
            && lines.iter().all(|(film, _)| !self.films[*film].purged && (who != PARTY || *film != THEIRS));
        assert_eq!(entered.is_ok(), may, "{named:?}: {entered:?}");
        let until = day.map(|day| calendar.end_of(day));
        let order = Order { kind, gag, until, told: false, abroad, confirmed: false };
        let seniors = order.is_seniors();
        let case = Case::new(&entered.ok()?, named);
        self.cases.push(Case { basis: Basis::Court, order: Some(order), seniors, ..case });
        Some(())
    }

    /// A senior ends a gag before its day.
    pub(super) async fn lift_gag(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.cases, index, Case::gagged)?;
        let done = authorities::lift_gag(&self.service(), &self.staff[who], self.cases[at].claim).await;
        assert_eq!(done.is_ok(), who == SENIOR && self.cases[at].gagged(), "{done:?}");
        done.ok()?;
        self.end_gag(at);
        Some(())
    }

    /// Whoever is restricted still is told everything, and can appeal from then on.
    pub(super) fn end_gag(&mut self, case: usize) {
        if !self.cases[case].gagged() {
            return;
        }
        let now = self.now();
        for decided in self.decisions.iter_mut().filter(|decided| decided.line.0 == case && decided.restricts) {
            decided.told = Some(now);
        }
        if let Some(order) = &mut self.cases[case].order {
            order.told = true;
        }
    }

    /// Staff record that an order's authority took it back, once, decided or not: the senior, where a senior decides or something is hidden.
    /// Whoever it restricts is told of it first; then that ends, and what it had preserved is preserved no longer. What the senior has in
    /// hand stays there.
    pub(super) async fn withdraw_order(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.order.is_some() && !case.is_withdrawn())?;
        let (service, case) = (self.service(), self.cases[at].clone());
        let input = WithdrawalInput {
            on: service.config.calendar.day_of(self.now()).to_string(),
            told_by: "Ada Example".into(),
            words: "Judgment of 3 May".into(),
        };
        let done = authorities::withdraw(&service, &self.staff[who], case.claim, &input).await;
        let may = case.order.is_some()
            && !case.is_withdrawn()
            && self.may_work(who, at)
            && (who == SENIOR || !(case.gagged() || case.seniors || self.withheld(at)));
        assert_eq!(done.is_ok(), may, "{case:?}: {done:?}");
        done.ok()?;
        self.end_gag(at);
        for line in 0..case.targets.len() {
            self.taken_back((at, line));
        }
        (self.cases[at].taken, self.cases[at].asked) = (None, None);
        for kept in self.films.iter_mut().flat_map(|film| &mut film.kept) {
            kept.released |= kept.order == Some(at);
        }
        Some(())
    }

    /// Staff confirm what was done, once, when it is and stands.
    pub(super) async fn confirm(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.order.is_some() && !case.is_pending())?;
        let case = self.cases[at].clone();
        let done =
            authorities::confirm_effect(&self.service(), &self.staff[who], case.claim, Some(Means::Print), "Done")
                .await;
        let open = case.order.as_ref().is_some_and(|order| !order.confirmed);
        let decided = !case.is_pending() && !case.is_withdrawn();
        assert_eq!(done.is_ok(), open && decided && self.may_work(who, at), "{case:?}: {done:?}");
        done.ok()?;
        self.cases[at].order.as_mut()?.confirmed = true;
        Some(())
    }
}
