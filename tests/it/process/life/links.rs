//! Further links to a file, beside the two that claims name: its owner makes them, under a password or for so many downloads, changes them and
//! takes them back. Of the two, the second to one of the files is under a password, too.

use proptest::sample::Index;
use writ::accounts::standing::Scope;
use writ::seal::link::LinkAuth;
use writ::vault::links::{self, LinkChange, LinkTerms};
use writ::vault::{Error, downloads};

use super::facts::{Further, Party, Terms};
use super::model::{DAY, Life, chosen};

impl Life {
    /// An owner who has not left shares what can be read, unless uploads are closed to them. Whoever does not know a password is let in nowhere.
    pub(super) async fn share(&mut self, film: usize, terms: Terms) -> Option<()> {
        if self.has_left(film) {
            return None;
        }
        let (service, it) = (self.service(), &self.films[film]);
        let password = matches!(terms, Terms::Password).then(|| LinkAuth::generate(&service.entropy));
        let left = if let Terms::Counted(left) = terms { Some(left) } else { None };
        let settled = LinkTerms { max_downloads: left, ..LinkTerms::default() };
        let (owner, object) = (it.file.owner.account, it.file.object);
        let made = links::create(&service, owner, object, settled, password.clone()).await;
        let may = self.is_readable(film) && !self.closed(Party::Owner(film), Scope::Uploads);
        assert_eq!(made.is_ok(), may, "{made:?}");
        let link = made.ok()?;
        if password.is_some() {
            let guess = LinkAuth::generate(&service.entropy);
            let guessed = downloads::look(&service, &link, Some(&guess)).await;
            assert!(matches!(guessed, Err(Error::PasswordWrong)), "{guessed:?}");
        }
        self.secrets.push(("a link", link.to_string()));
        self.films[film].further.push(Further { link, password, left, begun: None, revoked: false, ends: None });
        Some(())
    }

    /// They take one back, and nobody else does, whatever became of the file; once more changes nothing.
    pub(super) async fn revoke(&mut self, film: usize, index: &Index) -> Option<()> {
        if self.has_left(film) {
            return None;
        }
        let at = chosen(&self.films[film].further, index, |further| !further.revoked)?;
        let (service, other, it) = (self.service(), self.owner(1 - film).account, &self.films[film]);
        let (owner, object, link) = (it.file.owner.account, it.file.object, it.further[at].link.clone());
        let refused = links::revoke(&service, other, object, &link).await;
        assert!(matches!(refused, Err(Error::NotFound)), "another's link: {refused:?}");
        links::revoke(&service, owner, object, &link).await.unwrap();
        self.films[film].further[at].revoked = true;
        Some(())
    }

    /// They say until when one leads to the file, or that it does without end and however often, whatever became of that; not of one that they
    /// took back. A link that claims name they only call something else, which gives nothing back of what is decided about it.
    pub(super) async fn change_link(&mut self, film: usize, index: &Index, days: Option<u32>) -> Option<()> {
        if self.has_left(film) {
            return None;
        }
        let (service, now, other, it) = (self.service(), self.now(), self.owner(1 - film).account, &self.films[film]);
        let (owner, object) = (it.file.owner.account, it.file.object);
        let at = chosen(&it.further, index, |further| !further.revoked)?;
        let named = LinkChange { name: Some(Some("For the choir".into())), ..LinkChange::default() };
        let refused = links::change(&service, other, object, &it.second, named.clone()).await;
        assert!(matches!(refused, Err(Error::NotFound)), "another's link: {refused:?}");
        links::change(&service, owner, object, &it.second, named).await.unwrap();
        let ends = days.map(|days| now.plus(days * DAY));
        let max_downloads = days.is_none().then_some(None);
        let change = LinkChange { expires_at: Some(ends), max_downloads, ..LinkChange::default() };
        let done = links::change(&service, owner, object, &it.further[at].link, change).await;
        assert_eq!(done.is_ok(), !it.further[at].revoked, "{done:?}");
        done.ok()?;
        let further = &mut self.films[film].further[at];
        further.ends = ends;
        further.left = further.left.filter(|_| days.is_some());
        Some(())
    }

    /// Whether nothing locks a file, and nobody deleted or purged it.
    fn is_readable(&self, film: usize) -> bool {
        let it = &self.films[film];
        !it.purged && !self.is_shut(film) && it.deleted.is_none()
    }

    /// Each leads to its file while that is shared, since nothing is ever decided about it. What was taken back, has ended or is used up is
    /// nothing to anybody, whatever became of the file. Else a password is asked for before what the law blocks is told. Whoever looks here
    /// downloads, which is counted; what they began goes on, though the link is used up with that.
    pub(super) async fn check_further(&mut self, film: usize) {
        let (service, now, it) = (self.service(), self.now(), &self.films[film]);
        let ended = self.terminated(film);
        let shared = self.is_readable(film) && !ended;
        let blocked = self.is_shut(film) && it.deleted.is_none() && it.left.is_none() && !it.purged && !ended;
        for further in &mut self.films[film].further {
            let (link, auth) = (&further.link, further.password.as_ref());
            let stands = !further.revoked && further.ends.is_none_or(|ends| now < ends);
            let nowhere = !stands || further.left == Some(0);
            let look = downloads::look(&service, link, auth).await;
            let given = downloads::download(&service, link, auth).await;
            if let Some(begun) = further.begun.filter(|_| further.left.is_some()) {
                let goes_on = downloads::renew(&service, link, begun).await;
                assert_eq!(goes_on.is_ok(), shared && stands, "what was begun is not counted again: {goes_on:?}");
            }
            if auth.is_some() {
                let unsaid = downloads::look(&service, link, None).await;
                let so = match unsaid {
                    Err(Error::NotFound) => nowhere || !(shared || blocked),
                    Err(Error::PasswordMissing) => !nowhere,
                    Err(_) => !(nowhere || shared || blocked),
                    Ok(_) => false,
                };
                assert!(so, "its password is asked for, of what leads somewhere: {unsaid:?}");
            }
            if nowhere {
                assert!(matches!(look, Err(Error::NotFound)), "promise 11, of what leads nowhere: {look:?}");
                assert!(matches!(given, Err(Error::NotFound)), "promise 11, of what leads nowhere: {given:?}");
                continue;
            }
            assert_eq!((look.is_ok(), given.is_ok()), (shared, shared), "promise 2: {look:?} {given:?}");
            if blocked {
                assert!(matches!(look, Err(Error::Restricted(_))), "what the law blocks is told: {look:?}");
            }
            if let Ok(given) = given
                && let Some(left) = &mut further.left
            {
                *left -= 1;
                further.begun = Some(given.download);
            }
        }
    }
}
