//! People have what is held about them handed over, in the middle of a story: what is theirs, and nothing of anybody else.

use std::collections::BTreeSet;

use futures_util::{Stream, TryStreamExt as _};
use proptest::sample::Index;
use writ::accounts::{Actor, Auth};
use writ::claims::withdrawal::PrivateLinkText;
use writ::ids::AccountId;
use writ::personal::export;
use writ::service::Service;
use writ::texts::Language;

use super::claims::address;
use super::facts::{Case, Film};
use super::model::{Life, PARTY, THEIRS, chosen};
use crate::claims::cast;

/// Whose it is.
#[derive(Clone, Copy, Debug)]
pub enum Whose {
    /// The uploader of a file.
    Uploader(usize),
    /// Whoever acts for an organisation.
    Member(usize),
    /// Whoever sends notices with an account of their own.
    Sender,
    /// Somebody with an account who did nothing.
    Nobody,
    /// Whoever sent a notice without an account.
    Stranger(Index),
}

impl Life {
    /// They ask for it by their password, or by the private link of their notice.
    pub(super) async fn export(&self, whose: Whose) -> Option<()> {
        match whose {
            Whose::Uploader(film) if self.has_left(film) => return None,
            Whose::Uploader(film) => {
                let it = &self.films[film];
                let handed = archive_of(&self.app.service, &it.file.owner, &cast::auth(0)).await;
                for own in links_of(it).chain([it.file.object.to_string()]) {
                    assert!(handed.contains(&own), "{own} is the uploader's");
                }
                self.check_untold(film, &handed);
                // What staff did at the desk tells of others.
                if film != THEIRS {
                    self.check_others(it.file.owner.account, &handed);
                    let other = &self.films[1 - film];
                    check_without(links_of(other).chain([other.file.object.to_string()]), &handed);
                    let keys = self.films.iter().map(|film| film.file.key.encode().to_string());
                    check_without(keys, &handed);
                }
            }
            Whose::Member(org) => {
                let owner = self.acting(org);
                self.export_of_claimant(owner.person, &owner.auth, |case| case.org == Some(org)).await;
            }
            Whose::Sender => {
                let person = *self.senders.last()?;
                self.export_of_claimant(person, &cast::auth(0), |case| case.filer == Some(person.account)).await;
            }
            Whose::Nobody => {
                let handed = archive_of(&self.app.service, &self.nobody, &cast::auth(0)).await;
                self.check_others(self.nobody.account, &handed);
                let files = self.films.iter().flat_map(|it| links_of(it).chain([it.file.object.to_string()]));
                check_without(files.chain(self.cases.iter().map(|case| case.claim.to_string())), &handed);
            }
            Whose::Stranger(index) => return self.export_notice(&index).await,
        }
        Some(())
    }

    /// Somebody has what they claimed: all of it that they sent, of what is `theirs`, and nothing of the claims of others, nor of links that
    /// nobody claims.
    async fn export_of_claimant(&self, person: Actor, auth: &Auth, theirs: impl Fn(&Case) -> bool) {
        let handed = archive_of(&self.app.service, &person, auth).await;
        self.check_others(person.account, &handed);
        for case in self.cases.iter().filter(|case| case.filer == Some(person.account)) {
            assert!(handed.contains(&case.claim.to_string()), "theirs: {case:?}");
        }
        let others = self.cases.iter().filter(|case| !theirs(case));
        check_without(others.map(|case| case.claim.to_string()), &handed);
        let further = self.films.iter().flat_map(|film| &film.further);
        check_without(further.map(|further| further.link.to_string()), &handed);
    }

    /// Whoever has the private link of a notice: that notice, and no other.
    async fn export_notice(&self, index: &Index) -> Option<()> {
        let at = chosen(&self.cases, index, |case| case.stranger.is_some())?;
        let case = &self.cases[at];
        let stranger = case.stranger.as_ref()?;
        let link = PrivateLinkText(stranger.secret.expose());
        let service = &without_end(&self.app.service);
        let handed = export::of_notice(service, &link, Language::default()).await.unwrap();
        let handed = read(handed).await;
        assert!(handed.contains(&case.claim.to_string()), "theirs: {case:?}");
        let named = handed.contains(&address(stranger.who));
        assert!(named || self.is_taken_out(at).await, "whose it is: {case:?}");
        check_without([address(1 - stranger.who)].into_iter(), &handed);
        check_without(self.everybody().into_iter().map(|account| account.to_string()), &handed);
        let others = self.cases.iter().filter(|other| other.claim != case.claim);
        check_without(others.map(|other| other.claim.to_string()), &handed);
        Some(())
    }

    /// It says whose it is, and names no other account.
    fn check_others(&self, account: AccountId, handed: &str) {
        assert!(handed.contains(&account.to_string()), "whose it is, {account}");
        let others = self.everybody().into_iter().filter(|other| *other != account);
        check_without(others.map(|other| other.to_string()), handed);
    }

    /// What uploaders are handed says nothing of what they may not learn.
    fn check_untold(&self, film: usize, handed: &str) {
        let of_film = |case: &&Case| case.names(film) && case.untold();
        let untold: Vec<_> = self.cases.iter().filter(of_film).map(|case| case.claim.to_string()).collect();
        if untold.is_empty() {
            return;
        }
        assert!(untold.iter().all(|claim| !handed.contains(claim)), "{untold:?}");
        let staffs = self.owner(film).account == self.staff[PARTY].account;
        let gagged = self.cases.iter().filter(|case| case.names(film) && case.order.is_some()).all(Case::gagged);
        assert!(staffs || !gagged || !handed.contains("310 O 99/26"), "whose order it is");
    }

    /// The accounts of all that there ever were in this story.
    fn everybody(&self) -> BTreeSet<AccountId> {
        let cast = self.holders.iter().flat_map(|it| [it.first, it.second, it.member, it.senior]);
        let owners = self.films.iter().map(|film| film.file.owner);
        let teams = self.teams.iter().flatten().map(|owner| owner.person);
        let former = self.former.iter().map(|former| former.person);
        let people = cast.chain(owners).chain(teams).chain(former).chain(self.staff).chain([self.nobody]);
        people.chain(self.senders.iter().copied()).map(|person| person.account).collect()
    }
}

/// What is others' is not in it.
fn check_without(others: impl Iterator<Item = String>, handed: &str) {
    for other in others {
        assert!(!handed.contains(&other), "{other} is not for whoever is handed this");
    }
}

/// The links that lead to a file.
fn links_of(film: &Film) -> impl Iterator<Item = String> {
    let further = film.further.iter().map(|further| &further.link);
    further.chain([&film.file.link, &film.second]).map(ToString::to_string)
}

/// The same service, which hands over as often as is asked.
fn without_end(service: &Service) -> Service {
    cast::limited(service, |limits| limits.exports_per_hour = u32::MAX)
}

/// What somebody with an account is handed, all of it as text: nothing of it is compressed.
async fn archive_of(service: &Service, person: &Actor, auth: &Auth) -> String {
    let archive = export::everything(&without_end(service), person, auth, Language::default()).await.unwrap();
    read(archive).await
}

async fn read(archive: impl Stream<Item = Result<bytes::Bytes, std::io::Error>>) -> String {
    let handed: Vec<_> = archive.try_collect().await.unwrap();
    String::from_utf8_lossy(&handed.concat()).into_owned()
}
