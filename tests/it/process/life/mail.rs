//! Letters that come back: a task of the desk until somebody there has seen to it. No deadline waits for that, and who was told is.

use std::collections::BTreeSet;

use proptest::sample::Index;
use writ::db;
use writ::ids::{DecisionId, MessageId};
use writ::mail::{State, bounces};
use writ::process::delivery;

use super::facts::Bounced;
use super::model::{Life, PARTY, SENIOR, THEIRS, chosen};
use crate::delivery::mailed_report;

impl Life {
    /// The last letter to the uploader of a file comes back, once.
    pub(super) async fn bounce(&mut self, film: usize) -> Option<()> {
        let service = self.service();
        let mut tx = service.db.read().await.unwrap();
        let letter = db::optional!(
            tx,
            (MessageId,),
            "SELECT x.id FROM messages x JOIN objects o ON o.log_case = x.log_case
             WHERE o.id = $1 AND x.addressee = 'uploader' AND x.state = 'sent' ORDER BY x.created_at DESC, x.id DESC LIMIT 1",
            self.films[film].file.object
        )
        .unwrap();
        let (message,) = letter?;
        let about = "SELECT decision FROM notices WHERE message = $1 AND kind = 'restriction'";
        let about = db::optional!(tx, (DecisionId,), about, message).unwrap().map(|(decision,)| decision);
        drop(tx);
        let report = mailed_report(&service, message, "5.1.1");
        let bounce = bounces::read_report(report.as_bytes(), &service.keys.origin).unwrap();
        for marked in [1, 0] {
            assert_eq!(bounces::record(&service, std::slice::from_ref(&bounce)).await.unwrap(), marked);
        }
        self.bounced.push(Bounced { message, about, film, settled: false });
        Some(())
    }

    /// Somebody who is no party notes how the person was reached, once.
    pub(super) async fn settle_mail(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.bounced, index, |bounced| !bounced.settled)?;
        let bounced = self.bounced[at].clone();
        let done = delivery::settle(&self.service(), &self.staff[who], bounced.message, "They were called").await;
        assert_eq!(done.is_ok(), !bounced.settled && self.may_see_to(who, bounced.film), "{bounced:?}: {done:?}");
        done.ok()?;
        self.bounced[at].settled = true;
        Some(())
    }

    /// Nobody sees to letters about a file of theirs, nor about one that is claimed together with it.
    fn may_see_to(&self, who: usize, film: usize) -> bool {
        let together = self.cases.iter().any(|case| case.names(film) && case.names(THEIRS));
        self.serves(who) && (who != PARTY || !(film == THEIRS || together))
    }

    /// What came back waits at the desk until somebody has seen to it.
    pub(super) async fn check_undelivered(&self) {
        for who in [SENIOR, PARTY] {
            let page = delivery::undelivered(&self.app.service, &self.staff[who], None).await.unwrap();
            let seen = page.waiting.iter().filter(|waiting| waiting.message.state == State::Bounced);
            let waits = |bounced: &&Bounced| !bounced.settled && self.may_see_to(who, bounced.film);
            assert_eq!(
                seen.map(|waiting| waiting.message.id).collect::<BTreeSet<_>>(),
                self.bounced.iter().filter(waits).map(|bounced| bounced.message).collect(),
                "what came back is a task for whoever is no party, {who}"
            );
        }
    }
}
