//! Further links to a file, beside the two that claims name: its owner makes them and takes them back.

use proptest::sample::Index;
use writ::accounts::standing::Scope;
use writ::vault::links::{self, LinkChange, LinkTerms};
use writ::vault::{Error, downloads};

use super::facts::{Further, Party};
use super::model::{DAY, Life, chosen};

impl Life {
    /// An owner who has not left shares what can be read, unless uploads are closed to them.
    pub(super) async fn share(&mut self, film: usize) -> Option<()> {
        if self.has_left(film) {
            return None;
        }
        let (service, it) = (self.service(), &self.films[film]);
        let made = links::create(&service, it.file.owner.account, it.file.object, LinkTerms::default(), None).await;
        let may = self.is_readable(film) && !self.closed(Party::Owner(film), Scope::Uploads);
        assert_eq!(made.is_ok(), may, "{made:?}");
        let link = made.ok()?;
        self.secrets.push(("a link", link.to_string()));
        self.films[film].further.push(Further { link, revoked: false, ends: None });
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

    /// They say until when one leads to the file, or that it does without end, whatever became of that; not of one that they took back. A link
    /// that claims name they only call something else, which gives nothing back of what is decided about it.
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
        let until = LinkChange { expires_at: Some(ends), ..LinkChange::default() };
        let done = links::change(&service, owner, object, &it.further[at].link, until).await;
        assert_eq!(done.is_ok(), !it.further[at].revoked, "{done:?}");
        done.ok()?;
        self.films[film].further[at].ends = ends;
        Some(())
    }

    /// Whether nothing locks a file, and nobody deleted or purged it.
    fn is_readable(&self, film: usize) -> bool {
        let it = &self.films[film];
        !it.purged && !self.is_shut(film) && it.deleted.is_none()
    }

    /// Each leads to its file while that is shared, since nothing is ever decided about it. What was taken back or has ended is
    /// nothing to anybody, whatever became of the file.
    pub(super) async fn check_further(&self, film: usize) {
        let service = &self.app.service;
        let shared = self.is_readable(film) && !self.terminated(film);
        for further in &self.films[film].further {
            let look = downloads::look(service, &further.link, None).await;
            let given = downloads::download(service, &further.link, None).await;
            if further.revoked || further.ends.is_some_and(|ends| ends <= self.now()) {
                assert!(matches!(look, Err(Error::NotFound)), "promise 11, of what leads nowhere: {look:?}");
                assert!(matches!(given, Err(Error::NotFound)), "promise 11, of what leads nowhere: {given:?}");
            } else {
                assert_eq!((look.is_ok(), given.is_ok()), (shared, shared), "promise 2: {look:?} {given:?}");
            }
        }
    }
}
