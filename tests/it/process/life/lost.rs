//! Whoever lost the private link of a notice without an account asks for it by their address: another is mailed there, to each notice that its
//! reader confirmed, and nothing else comes of that. The first link goes on to work; and whoever asks reads the same for any address.

use std::collections::BTreeSet;

use proptest::sample::Index;
use writ::accounts::Email;
use writ::claims::reports;
use writ::personal::lost_links;
use writ::service::Service;
use writ::{jobs, work};

use super::claims::address;
use super::facts::{Case, Party, Stranger};
use super::model::{Life, chosen};
use crate::app::mailed;
use crate::claims::cast;

impl Life {
    /// Somebody asks for what was sent with an address. Nothing is told here of one against whom something was decided: the page of that is
    /// mailed, too.
    pub(super) async fn lose_link(&self, index: &Index) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.stranger.is_some())?;
        let who = self.cases[at].stranger.as_ref()?.who;
        let service = cast::limited(&self.service(), |limits| {
            (limits.lost_links_asked_per_hour, limits.lost_links_mails_per_hour) = (u32::MAX, u32::MAX);
        });
        // What else is due is done in its own time.
        let idle = jobs::due(&service).await.unwrap() == 0 && !self.is_disturbed();
        if !idle || self.measures.iter().any(|measure| measure.party == Party::Stranger(who)) {
            return None;
        }
        let theirs = |case: &Case| {
            let known = |it: &Stranger| it.who == who && it.confirmed && !it.forgotten;
            case.stranger.as_ref().is_some_and(known)
        };
        let mut expected = BTreeSet::new();
        for at in (0..self.cases.len()).filter(|at| theirs(&self.cases[*at])) {
            if !self.is_taken_out(at).await {
                expected.insert(self.cases[at].claim);
            }
        }
        assert_eq!(asked(&service, "somebody-else@mail.example").await, Vec::<String>::new());
        let mails = asked(&service, &address(who)).await;
        assert_eq!(mails.len(), usize::from(!expected.is_empty()), "{expected:?}: {mails:?}");
        let mail = mails.first()?;
        assert!(mail.contains(&format!("To: {}", address(who))), "to nobody else: {mail}");
        let mut found = BTreeSet::new();
        for secret in private_links(mail) {
            found.insert(reports::follow(&service, &secret).await.unwrap().claim);
        }
        assert_eq!(found, expected, "each of their notices has another link: {mail}");
        for case in self.cases.iter().filter(|case| expected.contains(&case.claim)) {
            let secret = &case.stranger.as_ref()?.secret;
            let followed = reports::follow(&service, secret.expose()).await;
            assert!(followed.is_ok(), "the first link goes on to work: {followed:?}");
        }
        Some(())
    }
}

/// The letters that are mailed because somebody asked for the links of an address.
async fn asked(service: &Service, address: &str) -> Vec<String> {
    let email = Email::parse(address).unwrap();
    mailed(service, async || {
        lost_links::ask(service, "203.0.113.250", &email).await.unwrap();
        let ran = work::run_due(service).await.unwrap();
        assert!(ran.failed.is_empty(), "{:?}", ran.failed);
    })
    .await
}

/// The secrets of the private links in a letter.
fn private_links(mail: &str) -> Vec<String> {
    let text = mail.replace("=\r\n", "");
    let secret = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    let links = text.split("/report/").skip(1).map(|rest| rest.chars().take_while(secret).collect::<String>());
    links.filter(|link| link.len() == 43).collect()
}
