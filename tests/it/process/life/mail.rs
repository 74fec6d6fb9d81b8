//! Letters that come back: a task of the desk until somebody there has seen to it or sent it once more. No deadline waits for that, and who was
//! told is.
//!
//! One that is sent once more is mailed as it was, to the same address, and nothing else follows from that. It can be while what it says is
//! kept, and while whoever it is to is there still and belongs to the organisation that it is about, if it is about one.

use std::collections::BTreeSet;

use proptest::sample::Index;
use writ::clock::Time;
use writ::db;
use writ::ids::{AccountId, DecisionId, MessageId};
use writ::mail::{self, State, bounces};
use writ::process::{Error, delivery};

use super::facts::{Bounced, Letter};
use super::model::{DAY, Life, PARTY, SENIOR, THEIRS, chosen};
use crate::app::letter;
use crate::claims::cast;
use crate::delivery::mailed_report;

impl Life {
    /// The last letter to the uploader of a file comes back, once.
    pub(super) async fn bounce(&mut self, film: usize) -> Option<()> {
        let mut tx = self.app.service.db.read().await.unwrap();
        let letter = db::optional!(
            tx,
            (MessageId, Time),
            "SELECT x.id, x.sent_at FROM messages x JOIN objects o ON o.log_case = x.log_case
             WHERE o.id = $1 AND x.addressee = 'uploader' AND x.state = 'sent' ORDER BY x.created_at DESC, x.id DESC LIMIT 1",
            self.films[film].file.object
        )
        .unwrap();
        drop(tx);
        let (message, sent_at) = letter?;
        self.letter_came_back(message, sent_at, Letter::Uploader(film)).await
    }

    /// The last letter to somebody with an account about a case that they or their organisation sent does.
    pub(super) async fn bounce_claimant(&mut self, index: &Index) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.filer.is_some())?;
        let mut tx = self.app.service.db.read().await.unwrap();
        let letter = db::optional!(
            tx,
            (MessageId, AccountId, Time),
            "SELECT x.id, x.account, x.sent_at FROM messages x JOIN claims c ON c.log_case = x.log_case
             WHERE c.id = $1 AND x.addressee = 'notifier' AND x.account IS NOT NULL AND x.state = 'sent'
             ORDER BY x.created_at DESC, x.id DESC LIMIT 1",
            self.cases[at].claim
        )
        .unwrap();
        drop(tx);
        let (message, account, sent_at) = letter?;
        self.letter_came_back(message, sent_at, Letter::Claimant(at, account)).await
    }

    /// A letter comes back that had left then, which it does within two weeks: nothing later is believed.
    async fn letter_came_back(&mut self, message: MessageId, sent_at: Time, to: Letter) -> Option<()> {
        let service = self.service();
        let mut tx = service.db.read().await.unwrap();
        let about = "SELECT decision FROM notices WHERE message = $1 AND kind = 'restriction'";
        let about = db::optional!(tx, (DecisionId,), about, message).unwrap().map(|(decision,)| decision);
        drop(tx);
        let report = mailed_report(&service, message, "5.1.1");
        let bounce = bounces::read_report(report.as_bytes(), &service.keys.origin).unwrap();
        let in_time = self.now() < sent_at.plus(14 * DAY);
        for marked in [usize::from(in_time), 0] {
            assert_eq!(bounces::record(&service, std::slice::from_ref(&bounce)).await.unwrap(), marked);
        }
        if !in_time {
            return None;
        }
        let letter = Bounced { message, about, to, again: None, settled: false };
        match self.bounced.iter_mut().find(|known| known.message == message) {
            Some(known) => *known = letter,
            None => self.bounced.push(letter),
        }
        Some(())
    }

    /// Somebody who is no party notes how the person was reached, once.
    pub(super) async fn settle_mail(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.bounced, index, Bounced::waits)?;
        let bounced = self.bounced[at].clone();
        let done = delivery::settle(&self.service(), &self.staff[who], bounced.message, "They were called").await;
        assert_eq!(done.is_ok(), bounced.waits() && self.may_see_to(who, bounced.to), "{bounced:?}: {done:?}");
        done.ok()?;
        self.bounced[at].settled = true;
        Some(())
    }

    /// Or sends it once more, where that can be.
    pub(super) async fn send_again(&mut self, index: &Index, who: usize) -> Option<()> {
        let goes = |bounced: &Bounced| bounced.waits() && self.can_go_again(bounced);
        let at = chosen(&self.bounced, index, goes)?;
        let (service, now, bounced) = (self.service(), self.now(), self.bounced[at].clone());
        let (sees, goes) = (self.may_see_to(who, bounced.to), goes(&bounced));
        let before = (self.written(bounced.message), self.counted().await);
        let done = delivery::send_again(&service, &self.staff[who], bounced.message).await;
        match &done {
            Ok(()) => assert!(sees && goes, "{who} sends {bounced:?} again"),
            Err(Error::Forbidden(_)) => assert!(!sees, "{who} cannot send {bounced:?} again: {done:?}"),
            Err(Error::Conflict(_)) => assert!(sees && !goes, "{bounced:?} cannot be sent again: {done:?}"),
            Err(error) => panic!("{error:?}"),
        }
        done.ok()?;
        mail::send(&service, bounced.message).await.unwrap();
        let state = mail::progress(&service, bounced.message).await.unwrap().state;
        let after = (self.written(bounced.message), self.counted().await);
        assert_eq!(
            (state, after),
            (State::Sent, before),
            "it is mailed as it was, and nothing else is done: {bounced:?}"
        );
        self.bounced[at].again = Some(now);
        Some(())
    }

    /// What was mailed last as a message, but for the day on it.
    fn written(&self, message: MessageId) -> Vec<String> {
        let text = std::fs::read_to_string(letter(&self.app.service, message).unwrap()).unwrap();
        text.lines().filter(|line| !line.starts_with("Date:")).map(str::to_owned).collect()
    }

    /// How many notices, messages and entries of the log there are.
    async fn counted(&self) -> [i64; 3] {
        let service = &self.app.service;
        let (notices, messages) = ("SELECT COUNT(*) FROM notices", "SELECT COUNT(*) FROM messages");
        [
            cast::count(service, notices).await,
            cast::count(service, messages).await,
            cast::count(service, "SELECT COUNT(*) FROM log_entries").await,
        ]
    }

    /// Whether a letter that came back can be sent again: whoever it is to is there, also in the organisation that it is about.
    fn can_go_again(&self, bounced: &Bounced) -> bool {
        match bounced.to {
            Letter::Uploader(film) => !self.is_erased(film),
            Letter::Claimant(case, account) => match self.cases[case].org {
                Some(org) => self.teams[org].iter().any(|owner| owner.person.account == account),
                None => !self.is_forgotten(account),
            },
        }
    }

    /// Nobody sees to letters about a file of theirs, nor about one that is claimed together with it, nor about a case that names it.
    fn may_see_to(&self, who: usize, to: Letter) -> bool {
        match to {
            Letter::Uploader(film) => {
                let together = self.cases.iter().any(|case| case.names(film) && case.names(THEIRS));
                self.serves(who) && (who != PARTY || !(film == THEIRS || together))
            }
            Letter::Claimant(case, _) => self.may_work(who, case),
        }
    }

    /// What came back waits at the desk until somebody has seen to it, or sent it again.
    pub(super) async fn check_undelivered(&self) {
        for who in [SENIOR, PARTY].into_iter().filter(|who| self.serves(*who)) {
            let page = delivery::undelivered(&self.app.service, &self.staff[who], None).await.unwrap();
            let seen = page.waiting.iter().filter(|waiting| waiting.message.state == State::Bounced);
            let waits = |bounced: &&Bounced| bounced.waits() && self.may_see_to(who, bounced.to);
            assert_eq!(
                seen.map(|waiting| waiting.message.id).collect::<BTreeSet<_>>(),
                self.bounced.iter().filter(waits).map(|bounced| bounced.message).collect(),
                "what came back is a task for whoever is no party, {who}"
            );
        }
    }
}
