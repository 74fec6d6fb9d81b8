//! Agents: an organisation claims for somebody else, whose authority it shows by a document and an administrator confirms, until that ends: on its
//! day, or since the organisation gives it back. Without one that is in force it claims nothing more for them, adds nothing to what it claimed
//! and deletes nothing of that directly; all of it is decided, answered and taken back as ever. Nor does an agent delete what it does not say
//! for whom it claims.

use bytes::Bytes;
use futures_util::stream;
use proptest::sample::Index;
use writ::claims::Error;
use writ::claims::evidence::files::{self, Sent, Subject};
use writ::claims::filing::{self, ClaimInput};
use writ::claims::principals::{self, NewPrincipal, Verdict};
use writ::claims::withdrawal::Claimant;
use writ::claims::works::{self, NewWork};

use super::facts::{Authority, Case, Named};
use super::model::{DAY, Life, chosen};
use crate::claims::cast;

/// For whom organisations claim.
const PRINCIPAL: &str = "Lighthouse Pictures";

impl Life {
    /// Whether an authority of an organisation is in force.
    fn is_authorised(&self, org: usize) -> bool {
        let now = self.now();
        self.authorities.iter().any(|authority| authority.org == org && !authority.given_back && now < authority.until)
    }

    /// Whether an organisation may add to what it claimed, or delete it, as far as it was for somebody else.
    pub(super) fn may_go_on(&self, case: &Case) -> bool {
        !case.for_principal || case.org.is_some_and(|org| self.is_authorised(org))
    }

    /// Whether a claim says for whom it is made, where that can be another than who made it.
    pub(super) fn says_for_whom(&self, case: &Case) -> bool {
        case.for_principal || case.org.is_none_or(|org| self.agencies[org].is_none())
    }

    /// A member names a principal, unless the organisation is suspended, and an administrator confirms it, not without its document. The first time
    /// a work is registered that is held for it.
    pub(super) async fn authorise(&mut self, org: usize, days: u32) -> Option<()> {
        if self.is_authorised(org) {
            return None;
        }
        let (service, now, holder) = (self.service(), self.now(), self.holders[org].clone());
        let calendar = &service.config.calendar;
        let (from, until) = (calendar.day_of(now.minus(DAY)), calendar.day_of(now.plus(days * DAY)));
        let new = NewPrincipal { name: PRINCIPAL.into(), from: from.to_string(), until: until.to_string() };
        let stranger = principals::name(&service, &self.nobody, holder.organisation, &new).await;
        assert!(matches!(stranger, Err(Error::NotFound)), "no stranger's to name: {stranger:?}");
        let named = principals::name(&service, &holder.member, holder.organisation, &new).await;
        assert_eq!(named.is_ok(), !self.suspended.contains(&org), "{named:?}");
        let id = named.ok()?;
        let early = principals::decide(&service, &holder.first, id, Verdict::Confirmed, "Seen").await;
        assert!(matches!(early, Err(Error::Conflict(_))), "without its document: {early:?}");
        let sent = Sent { name: "authority.txt", declared: "text/plain" };
        let pieces = stream::iter([Ok(Bytes::from_static(b"They may claim for us."))]);
        files::bring(&service, Claimant::Person(&holder.member), Subject::Principal(id), sent, pieces).await.unwrap();
        principals::decide(&service, &holder.first, id, Verdict::Confirmed, "Seen").await.unwrap();
        let until = principals::principal(&service, &holder.member, id).await.unwrap().valid_until;
        self.authorities.push(Authority { id, org, until, given_back: false });
        if self.agencies[org].is_none() {
            let work = NewWork { basis: "agent".into(), principal: PRINCIPAL.into(), ..cast::work() };
            let work = works::register(&service, &holder.member, holder.organisation, &work).await.unwrap();
            self.works.push(work);
            self.agencies[org] = Some(work);
        }
        Some(())
    }

    /// A member claims something for the principal, if the organisation ever acted for it.
    pub(super) async fn represent(&mut self, org: usize, named: Named) -> Option<()> {
        let work = self.agencies[org]?;
        let (service, holder) = (self.service(), self.holders[org].clone());
        let input = ClaimInput { works: vec![work], ..cast::claim_of(self.typed(named)) };
        let filed = filing::file(&service, &holder.member, holder.organisation, &input).await;
        let may = self.are_there(named) && self.may_claim(org) && self.is_authorised(org);
        assert_eq!(filed.is_ok(), may, "{named:?}: {filed:?}");
        let (filer, case) = (Some(holder.member.account), Case::new(&filed.ok()?, named));
        self.cases.push(Case { org: Some(org), filer, for_principal: true, ..case });
        Some(())
    }

    /// A member gives an authority back, whatever it may do now, once; and nobody else does.
    pub(super) async fn give_authority_back(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.authorities, index, |authority| !authority.given_back)?;
        let (service, authority) = (self.service(), self.authorities[at].clone());
        for stranger in [self.nobody, self.holders[1 - authority.org].member] {
            let refused = principals::withdraw(&service, &stranger, authority.id).await;
            assert!(matches!(refused, Err(Error::NotFound)), "no stranger's to give back: {refused:?}");
        }
        let done = principals::withdraw(&service, &self.holders[authority.org].member, authority.id).await;
        assert_eq!(done.is_ok(), !authority.given_back, "{authority:?}: {done:?}");
        done.ok()?;
        self.authorities[at].given_back = true;
        Some(())
    }
}
