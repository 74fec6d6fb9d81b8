//! Claims while they are written: a member begins one, adds links to it, and files it or throws it away; or nobody uses it for long. It is its
//! member's alone, and ends with the membership.

use std::collections::BTreeSet;

use proptest::sample::Index;
use writ::claims::Error;
use writ::claims::drafts::{self, Law, lines};
use writ::claims::statement::{Basis, StatementInput};
use writ::db;
use writ::ids::AccountId;

use super::facts::{Case, Draft, Named};
use super::model::{Life, chosen};
use crate::claims::cast;

/// How many of an organisation there are at most here.
const MOST: usize = 3;

impl Life {
    /// What is pasted: links, each with where it was found.
    fn pasted(&self, lines: &[(usize, usize)]) -> String {
        let found = " https://forum.example/thread/1\n";
        lines.iter().map(|(film, link)| self.films[*film].url(*link) + found).collect()
    }

    /// Who may claim something begins to write it, and enters what it names. To everybody else, also of the organisation, it is not there.
    pub(super) async fn begin_draft(&mut self, org: usize, named: Named) -> Option<()> {
        if self.drafts.iter().filter(|draft| draft.org == org).count() >= MOST {
            return None;
        }
        let (service, holder, lines) = (self.service(), self.holders[org].clone(), named.lines());
        let law = Law { basis: Basis::UsDmca, works: Vec::new(), territory: String::new() };
        let begun = drafts::begin(&service, &holder.member, holder.organisation, &law).await;
        assert_eq!(begun.is_ok(), self.may_claim(org), "{begun:?}");
        let id = begun.ok()?;
        let entered = lines::enter(&service, &holder.member, id, &self.pasted(&lines)).await.unwrap();
        assert_eq!(entered, lines.len());
        lines::prove_all(&service, &holder.member, id).await.unwrap();
        self.has_drafted = true;
        self.drafts.push(Draft { id, org, person: holder.member, lines, used: self.now() });
        self.check_drafts_strangers().await;
        Some(())
    }

    /// Its member adds the other file, whatever the organisation may do now; and whoever may not claim learns nothing of what that is.
    pub(super) async fn add_to_draft(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.drafts, index, |draft| draft.lines.len() == 1)?;
        let (service, draft) = (self.service(), self.drafts[at].clone());
        let [(film, _)] = draft.lines[..] else { return None };
        let more = [(1 - film, 0)];
        lines::enter(&service, &draft.person, draft.id, &self.pasted(&more)).await.unwrap();
        let proven = lines::prove_all(&service, &draft.person, draft.id).await;
        assert_eq!(proven.is_ok(), self.may_claim(draft.org), "{proven:?}");
        let used = self.now();
        let draft = &mut self.drafts[at];
        draft.lines.extend(more);
        draft.used = used;
        Some(())
    }

    /// Its member files it, where that could be claimed at once: then it is a claim, and no draft any more.
    pub(super) async fn file_draft(&mut self, index: &Index) -> Option<()> {
        let there = |draft: &Draft| draft.lines.iter().all(|(film, _)| self.is_there(*film));
        let at = chosen(&self.drafts, index, |draft| self.may_claim(draft.org) && there(draft))?;
        let (service, draft) = (self.service(), self.drafts[at].clone());
        let (may_claim, all_there) = (self.may_claim(draft.org), there(&draft));
        let proven = lines::prove_all(&service, &draft.person, draft.id).await;
        assert_eq!(proven.is_ok(), may_claim, "{proven:?}");
        let statement = StatementInput { signature: String::new(), ..cast::notice(Basis::UsDmca) };
        drafts::set_statement(&service, &draft.person, draft.id, &statement).await.unwrap();
        self.drafts[at].used = self.now();
        let shown = drafts::draft(&service, &draft.person, draft.id).await.unwrap();
        assert_eq!(shown.lines.len(), draft.lines.len(), "{shown:?}");
        let filed = drafts::file(&service, &draft.person, draft.id, shown.revision, "Ada Example").await;
        assert_eq!(filed.is_ok(), may_claim && all_there, "{draft:?}: {filed:?}");
        let filed = filed.ok()?;
        let again = drafts::draft(&service, &draft.person, draft.id).await;
        assert!(matches!(again, Err(Error::NotFound)), "it is filed: {again:?}");
        self.drafts.remove(at);
        let filer = Some(draft.person.account);
        let contact = self.applicant(draft.org).await;
        let contact = Some(contact).filter(|it| Some(*it) != filer && !self.has_departed(*it));
        self.cases.push(Case { org: Some(draft.org), filer, contact, ..Case::of(&filed, draft.lines) });
        Some(())
    }

    /// Who applied for an organisation, and said then who speaks for it: here that stays until they close their account.
    async fn applicant(&self, org: usize) -> AccountId {
        let mut tx = self.app.service.db.read().await.unwrap();
        let sql = "SELECT applied_by FROM organisations WHERE id = $1";
        db::one!(tx, (AccountId,), sql, self.holders[org].organisation).unwrap().0
    }

    /// Its member throws it away, and nobody else does.
    pub(super) async fn discard_draft(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.drafts, index, |_| true)?;
        let (service, draft) = (self.service(), self.drafts.remove(at));
        let other = drafts::discard(&service, &self.nobody, draft.id).await;
        assert!(matches!(other, Err(Error::NotFound)), "no stranger's to throw away: {other:?}");
        drafts::discard(&service, &draft.person, draft.id).await.unwrap();
        Some(())
    }

    /// What nobody used for long is gone.
    pub(super) fn discard_unused(&mut self) {
        let (now, life) = (self.now(), self.app.service.config.limits.draft_life);
        self.drafts.retain(|draft| now < draft.used.plus(life));
    }

    async fn check_drafts_strangers(&self) {
        let service = &self.app.service;
        let Some(draft) = self.drafts.last() else { return };
        let colleagues = self.teams.iter().flatten().map(|owner| owner.person);
        let others = colleagues.filter(|person| person.account != draft.person.account);
        for person in others.chain([self.nobody]) {
            let read = drafts::draft(service, &person, draft.id).await;
            assert!(matches!(read, Err(Error::NotFound)), "promise 11: a draft of {draft:?}: {read:?}");
        }
    }

    /// Each owner of an organisation finds their own drafts, as they left them, and no others.
    pub(super) async fn check_drafts(&self) {
        if !self.has_drafted {
            return;
        }
        for (org, team) in self.teams.iter().enumerate() {
            for person in team.iter().map(|owner| owner.person) {
                let service = &self.app.service;
                let listed = drafts::of_member(service, &person, self.holders[org].organisation).await.unwrap();
                let listed =
                    listed.iter().map(|draft| (draft.id, usize::try_from(draft.lines).unwrap(), draft.used_at));
                let theirs = |draft: &&Draft| (draft.org, draft.person.account) == (org, person.account);
                let theirs = self.drafts.iter().filter(theirs);
                let theirs = theirs.map(|draft| (draft.id, draft.lines.len(), draft.used));
                assert_eq!(
                    listed.collect::<BTreeSet<_>>(),
                    theirs.collect(),
                    "drafts of {person:?}: {:?}",
                    self.drafts
                );
            }
        }
    }
}
