//! Whoever acts for an organisation: an owner takes a colleague in, who is one, too, and acts from then on. Of two, one is removed by the
//! other, leaves or closes their account ([`super::closing`]), and the one who is left goes on. The only owner stays.
//!
//! Who comes is told what stands against the organisation, or can be appealed, once, and appeals it as who was an owner then.
//!
//! Who has left acts for it no more, reads nothing of it and is told nothing. What they sent is the organisation's: it is decided, answered
//! and taken back as ever, and what they signed binds it still. By direct access deletes only who has signed themselves.

use writ::accounts::{self, Email};
use writ::claims::organisations::{self, MemberRole, invitations};
use writ::claims::withdrawal::{self, Claimant, Extent};
use writ::claims::{Error, filing};
use writ::db;
use writ::ids::AccountId;
use writ::personal::erasure::{self, CONFIRMATION, First};
use writ::process::appeals::{self, Appellant};
use writ::{personal, process};

use super::facts::{Former, Measure, Member, Party};
use super::model::Life;
use crate::claims::cast;

impl Life {
    /// Who acts for an organisation.
    pub(super) fn acting(&self, org: usize) -> &Member {
        self.teams[org].last().unwrap()
    }

    /// Whoever acts for an organisation now does so in what is done next.
    fn hand_over(&mut self, org: usize) {
        let Member { person, auth, .. } = self.acting(org).clone();
        (self.holders[org].member, self.holders[org].auth) = (person, auth);
    }

    /// An owner invites a colleague, who accepts, and nobody else does. A suspended organisation invites nobody. Here none has more than two
    /// owners.
    pub(super) async fn join(&mut self, org: usize) -> Option<()> {
        let (service, holder) = (self.service(), self.holders[org].clone());
        let invite = async |email: &Email| {
            invitations::invite(&service, &holder.member, holder.organisation, email, MemberRole::Owner).await
        };
        if self.suspended.contains(&org) {
            let refused = invite(&Email::parse("colleague@pictures.example").unwrap()).await;
            assert!(matches!(refused, Err(Error::Conflict(_))), "it is suspended: {refused:?}");
            return None;
        }
        if self.teams[org].len() > 1 {
            return None;
        }
        let colleague = cast::person(&service, "colleague").await;
        self.secrets.push(("a person", colleague.account.to_string()));
        let mut tx = service.db.read().await.unwrap();
        let email = accounts::email_of(&mut tx, &service, colleague.account).await.unwrap().unwrap();
        drop(tx);
        let email = Email::parse(&email.to_string()).unwrap();
        let invitation = invite(&email).await.unwrap();
        let other = invitations::accept(&service, &self.nobody, invitation).await;
        assert!(matches!(other, Err(Error::NotFound)), "an invitation of somebody else: {other:?}");
        invitations::accept(&service, &colleague, invitation).await.unwrap();
        self.teams[org].push(Member { person: colleague, auth: cast::auth(0), signed: false });
        self.hand_over(org);
        self.tell_of_measures(org, colleague.account);
        Some(())
    }

    /// Who becomes an owner is told of what stands against the organisation, and of what is over and can be appealed.
    fn tell_of_measures(&mut self, org: usize, account: AccountId) {
        let now = self.now();
        for at in 0..self.measures.len() {
            let measure = &self.measures[at];
            let decided = measure.appeal.is_some_and(|(_, open)| !open);
            let open = !measure.lifted && !decided && now <= self.months_after(measure.at, 6);
            if measure.party == Party::Org(org) && (measure.in_force(now) || open) {
                self.measures[at].told.push(account);
            }
        }
    }

    /// Each owner is told of a measure against their organisation once, if at all.
    pub(super) async fn check_told(&self) {
        let mut tx = self.app.service.db.read().await.unwrap();
        for measure in &self.measures {
            let Party::Org(org) = measure.party else { continue };
            for Member { person, .. } in &self.teams[org] {
                let sql = "SELECT COUNT(*) FROM notices WHERE measure = $1 AND account = $2 AND kind = 'measure'";
                let (told,) = db::one!(tx, (i64,), sql, measure.id, person.account).unwrap();
                assert_eq!(told, i64::from(measure.told.contains(&person.account)), "an owner is told of {measure:?}");
            }
        }
    }

    /// One of two owners is removed by the other, or leaves; the only one stays. No stranger removes anybody.
    pub(super) async fn remove(&mut self, org: usize, who: usize, own: bool) -> Option<()> {
        let (service, organisation, team) = (self.service(), self.holders[org].organisation, self.teams[org].clone());
        let at = who % team.len();
        let account = team[at].person.account;
        for stranger in [self.nobody, self.holders[1 - org].member] {
            let refused = organisations::remove_member(&service, &stranger, organisation, account).await;
            assert!(matches!(refused, Err(Error::NotFound)), "no stranger's to remove: {refused:?}");
        }
        let by = if own { &team[at] } else { &team[(at + 1) % team.len()] };
        let done = organisations::remove_member(&service, &by.person, organisation, account).await;
        if team.len() == 1 {
            assert!(matches!(done, Err(Error::Conflict(_))), "the only owner stays: {done:?}");
            return None;
        }
        done.unwrap();
        self.part(org, at).await;
        Some(())
    }

    /// One of two owners closes their account; the only one cannot.
    pub(super) async fn close_member(&mut self, org: usize, who: usize) -> Option<()> {
        let (service, at) = (self.service(), who % self.teams[org].len());
        let Member { person, auth, .. } = self.teams[org][at].clone();
        if self.teams[org].len() == 1 {
            let first = erasure::prospect(&service, &person).await.unwrap().first;
            assert!(matches!(first[..], [First::OnlyOwner(_)]), "what is to be settled first: {first:?}");
            let refused = erasure::close(&service, &person, &auth, CONFIRMATION).await;
            assert!(matches!(refused, Err(personal::Error::InTheWay(_))), "the only owner stays: {refused:?}");
            return None;
        }
        self.check_what_they_sent(&person).await;
        self.close_account(person, &auth).await;
        self.depart(person.account);
        self.part(org, at).await;
        Some(())
    }

    /// From now on nothing of the organisation is theirs: to them it is not there.
    async fn part(&mut self, org: usize, at: usize) {
        let (service, organisation) = (self.service(), self.holders[org].organisation);
        let person = self.teams[org].remove(at).person;
        self.former.push(Former { org, person, at: self.now() });
        // What they had begun to claim for it goes with them.
        self.drafts.retain(|draft| (draft.org, draft.person.account) != (org, person.account));
        self.hand_over(org);
        let again = organisations::remove_member(&service, &person, organisation, person.account).await;
        assert!(matches!(again, Err(Error::NotFound)), "they have left: {again:?}");
        let other = self.acting(org).person.account;
        let removes = organisations::remove_member(&service, &person, organisation, other).await;
        assert!(matches!(removes, Err(Error::NotFound)), "who has left removes somebody: {removes:?}");
        let claim = cast::claim_of(vec![cast::target(&self.films[0].url(0))]);
        let claims = filing::file(&service, &person, organisation, &claim).await;
        assert!(matches!(claims, Err(Error::NotFound)), "who has left claims something: {claims:?}");
        if let Some(case) = self.cases.iter().rev().find(|case| case.org == Some(org)) {
            let claimant = Claimant::Person(&person);
            let takes_back = withdrawal::withdraw(&service, claimant, case.claim, Extent::Whole, "Licensed").await;
            assert!(matches!(takes_back, Err(Error::NotFound)), "who has left takes {case:?} back: {takes_back:?}");
        }
    }

    /// Whoever was told of a measure against an organisation as its owner, and has left it since, appeals against it for it no more.
    pub(super) async fn check_left_out(&self, measure: &Measure) {
        let service = &self.app.service;
        let Party::Org(org) = measure.party else { return };
        for Former { person, .. } in self.former.iter().filter(|former| former.org == org) {
            if measure.told.contains(&person.account) {
                let notice = self.told_of(measure.id, person.account).await;
                let appellant = Appellant::Uploader(person, notice);
                let refused = appeals::lodge(service, appellant, "It was not so").await;
                assert!(matches!(refused, Err(process::Error::NotFound)), "who has left appeals: {refused:?}");
            }
        }
    }

    /// Whoever has left an organisation is written to about it no more, nor about what they sent for it.
    pub(super) async fn check_former(&self) {
        let mut tx = self.app.service.db.read().await.unwrap();
        for Former { org, person, at } in &self.former {
            let (letters,) = db::one!(
                tx,
                (i64,),
                "SELECT COUNT(*) FROM messages x
                 WHERE x.account = $1 AND x.created_at > $2
                   AND (x.log_case IN (SELECT o.log_case FROM organisations o WHERE o.id = $3)
                        OR x.log_case IN (SELECT c.log_case FROM claims c WHERE c.organisation = $3))",
                person.account,
                *at,
                self.holders[*org].organisation
            )
            .unwrap();
            assert_eq!(letters, 0, "letters to somebody who has left");
        }
    }
}
