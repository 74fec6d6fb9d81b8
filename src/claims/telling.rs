//! What an uploader is told of a decision: the statement of reasons, in the transaction of what it tells of, or later, when an order
//! of an authority no longer forbids it ([`super::authorities`]).

use super::decisions::{Action, Finding, Ruling};
use super::filing::WORLDWIDE;
use super::proof::Level;
use super::statement::{Basis, Statement};
use super::{Error, authorities, escalations, principals, reasons, store, works};
use crate::accounts;
use crate::db::Tx;
use crate::ids::{ClaimId, DecisionId};
use crate::jobs::{self, Job};
use crate::keys::ERASED_PERSON;
use crate::notices::{self, Automation, Claimed, Explanation, Holder, Legal, Ordered, Restricted, Strike};
use crate::seal::link::without_keys;
use crate::service::Service;
use crate::vault::{self, ObjectState};

/// What an uploader is told of a decision.
pub(super) struct Teller<'a> {
    pub service: &'a Service,
    pub statement: &'a Statement,
    /// The verified holder's name, if one claims.
    pub organisation: Option<&'a str>,
    /// The order of an authority that it is.
    pub order: Option<&'a authorities::Order>,
    /// Its authority takes it back with this, so that what it restricts is over as it is told.
    pub taken_back: bool,
}

impl Teller<'_> {
    /// The statement of reasons, in the transaction of what it tells of. While an order forbids it, nothing is told; while it hides
    /// its party, that there is an order, and nothing of what it says.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        target: &store::TargetRow,
        decision: DecisionId,
        ruling: &Ruling,
        direct: bool,
    ) -> Result<(), Error> {
        if self.order.is_some_and(authorities::Order::withholds_notice) {
            return Ok(());
        }
        let hidden = self.order.is_some_and(authorities::Order::hides_party);
        let row = vault::lock_row(tx, target.object).await?.ok_or(Error::NotFound)?;
        let explanation = match ruling.finding {
            Finding::Infringing => Explanation::Infringes,
            Finding::Ordered => Explanation::Ordered,
            _ => Explanation::Illegal,
        };
        // Words that a reviewer took from the kept list are there in the uploader's language, too.
        let kept = match accounts::reader(tx, self.service, row.owner).await? {
            Some((_, language)) => {
                let written = ruling.reasons.trim().replace("\r\n", "\n");
                reasons::said_in(tx, &written, language).await?
            }
            None => None,
        };
        let claimed = self.claimed(tx, target.claim, ruling.finding).await?;
        let facts = kept.as_deref().unwrap_or_else(|| ruling.reasons.trim());
        let facts = notices::Facts {
            account: row.owner,
            object: target.object,
            target: Some(target.id),
            decision: Some(decision),
            restricted: match ruling.action {
                Action::DisableLink => Restricted::Link,
                Action::None | Action::LockAndDelete => Restricted::File,
            },
            territory: WORLDWIDE,
            link: &target.link,
            facts: if hidden { "" } else { facts },
            rights_holder: self.holder(tx, target.claim, ruling.finding).await?,
            claimed,
            order: self.ordered(hidden, row.state == ObjectState::Purged),
            // Software compared what was opened with the holder's references, if the notifier asked for that; what a holder deletes
            // directly goes by rule, and nobody of ours looks at it before.
            automation: Automation { detection: target.level == Level::Matched, decision: direct },
            legal: Legal {
                ground: if hidden { String::new() } else { ruling.ground.trim().to_owned() },
                explanation: (!hidden).then_some(explanation),
                counter_notice: self.statement.basis() == Basis::UsDmca && ruling.finding == Finding::Infringing,
            },
            // Whoever obeys an order was not warned by it: it says nothing of whether its uploader knew better.
            strike: match (ruling.finding, direct) {
                (Finding::Ordered, _) => Strike::Never,
                (_, true) => Strike::AfterReview,
                (_, false) => Strike::Counts,
            },
        };
        notices::notify_restriction(tx, self.service, facts).await?;
        jobs::enqueue(tx, self.service, &Job::CountStrikes { account: row.owner }, self.service.clock.now()).await?;
        Ok(())
    }

    /// What is claimed, as the claim describes it; of an order nothing.
    async fn claimed(&self, tx: &mut Tx, claim: ClaimId, finding: Finding) -> Result<Claimed, Error> {
        let described = match self.statement {
            Statement::UsDmca { works, .. } => works.as_str(),
            Statement::EuDsa { .. } | Statement::OtherLaw { .. } => "",
            Statement::Court { .. } => return Ok(Claimed::default()),
        };
        let titles = store::works_of_claim(tx, claim).await?.into_iter().map(|(_, title)| title).collect();
        Ok(Claimed::new(finding == Finding::Infringing, titles, described))
    }

    /// Whose rights are claimed, if rights in works are: of what an organisation claims as an agent, of whom it is one, and itself only if
    /// it claims works of its own in the same notice.
    async fn holder(&self, tx: &mut Tx, claim: ClaimId, finding: Finding) -> Result<Option<Holder>, Error> {
        if finding != Finding::Infringing {
            return Ok(None);
        }
        let Some(organisation) = self.organisation else {
            return Ok(if escalations::was_for_danger(tx, claim).await? { None } else { self.sender() });
        };
        let mut names = principals::names_of_claim(tx, claim).await?;
        if names.is_empty() {
            return Ok(Some(Holder::verified(organisation)));
        }
        if works::any_own(tx, claim).await? {
            names.insert(0, organisation.to_owned());
        }
        Ok(Some(Holder::by_agent(&names, organisation)))
    }

    /// Whoever sent the notice, as it names them; nobody who says that somebody is in danger, and nobody who is erased. Of what staff handed on
    /// for a danger nobody is asked for here ([`Self::holder`]).
    fn sender(&self) -> Option<Holder> {
        if matches!(self.statement, Statement::Court { .. }) || self.statement.danger().is_some() {
            return None;
        }
        let name = self.statement.name().filter(|name| *name != ERASED_PERSON)?;
        Some(Holder::unverified(without_keys(name)))
    }

    /// Whose order it is, as far as the uploader may know; and whether nothing of the file is left as it is told.
    fn ordered(&self, hidden: bool, gone: bool) -> Option<Ordered> {
        let Statement::Court { authority, country, reference, redress, .. } = self.statement else { return None };
        Some(if hidden {
            Ordered::default()
        } else {
            Ordered {
                authority: Some(format!("{authority} ({country})")),
                reference: Some(reference.clone()),
                redress: redress.clone(),
                taken_back: self.taken_back,
                gone,
            }
        })
    }
}
