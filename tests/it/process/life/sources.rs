//! Where links were found: an organisation claims without that, and names it while what it claimed waits, each once. Until all that waits says so,
//! nothing of it is deleted directly; and nothing else comes of that.

use proptest::sample::Index;
use writ::claims::{Error, sources};

use super::facts::{Case, Named};
use super::model::{Life, chosen};
use crate::claims::cast;

impl Life {
    /// An organisation claims something and does not say where it found the links.
    pub(super) async fn file_unfound(&mut self, org: usize, named: Named) -> Option<()> {
        let (service, holder, mut targets) = (self.service(), self.holders[org].clone(), self.typed(named));
        for target in &mut targets {
            target.found_at.clear();
        }
        let filed = cast::file(&service, &holder, targets).await;
        let may = self.are_there(named) && self.may_claim(org);
        assert_eq!(filed.is_ok(), may, "{named:?}: {filed:?}");
        let filer = Some(holder.member.account);
        let mut case = Case { org: Some(org), filer, ..Case::new(&filed.ok()?, named) };
        for target in &mut case.targets {
            target.found = false;
        }
        self.cases.push(case);
        Some(())
    }

    /// A member says where it found what waits and does not say so: not while the organisation may claim nothing, and never what is said already.
    pub(super) async fn name_sources(&mut self, index: &Index) -> Option<()> {
        let unfound =
            |case: &Case| -> Vec<usize> { case.waiting().filter(|line| !case.targets[*line].found).collect() };
        let at = chosen(&self.cases, index, |case| case.org.is_some() && !unfound(case).is_empty())?;
        let (service, case) = (self.service(), self.cases[at].clone());
        let (org, lines) = (case.org?, unfound(&case));
        // Where nothing is missing, the first is said once more.
        let named = if lines.is_empty() { vec![0] } else { lines.clone() };
        let place = |line: &usize| (i64::try_from(line + 1).unwrap(), "https://forum.example/thread/2".to_owned());
        let said: Vec<_> = named.iter().map(place).collect();
        for stranger in [self.nobody, self.holders[1 - org].member] {
            let refused = sources::name(&service, &stranger, case.claim, &said).await;
            assert!(matches!(refused, Err(Error::NotFound)), "no stranger's to name: {refused:?}");
        }
        let done = sources::name(&service, &self.holders[org].member, case.claim, &said).await;
        assert_eq!(done.is_ok(), !lines.is_empty() && self.may_claim(org), "{lines:?} of {case:?}: {done:?}");
        done.ok()?;
        for line in lines {
            self.cases[at].targets[line].found = true;
        }
        Some(())
    }
}
