//! What staff write to each other about a case, whatever became of it: none who is a party to it, and no party ever reads it.

use proptest::sample::Index;
use writ::claims::{cases, notes};

use super::model::{Life, PARTY, SENIOR, chosen};

/// How notes of these stories begin: handing a case to the senior leaves one, too.
const ASKED: &str = "Ask the studio";

impl Life {
    /// Somebody who is no party notes something, which stands below what was noted before, as far as that did not go with its last window.
    pub(super) async fn note(&mut self, index: &Index, who: usize) -> Option<()> {
        let at = chosen(&self.cases, index, |_| true)?;
        let (service, claim) = (self.service(), self.cases[at].claim);
        let words = format!("{ASKED}: {}", self.noted.len());
        let done = notes::write(&service, &self.staff[who], claim, &words).await;
        assert_eq!(done.is_ok(), self.may_work(who, at), "{who} notes something on {:?}: {done:?}", self.cases[at]);
        done.ok()?;
        self.noted.push((at, who, words));
        let read = cases::desk_case(&service, &self.staff[SENIOR], claim).await.unwrap().notes;
        let read = read.iter().map(|note| (note.by, note.words.to_string()));
        let read: Vec<_> = read.filter(|(_, words)| words.starts_with(ASKED)).collect();
        let of_it = self.noted.iter().filter(|(case, ..)| *case == at);
        let of_it: Vec<_> = of_it.map(|(_, by, words)| (self.staff[*by].account, words.clone())).collect();
        let is_whole = read == of_it || (self.has_let_go && !read.is_empty() && of_it.ends_with(&read));
        assert!(is_whole, "{read:?} is left of {of_it:?}, noted on {:?}", self.cases[at]);
        let uploaders = self.films.iter().map(|film| film.file.owner);
        for person in self.holders.iter().map(|holder| holder.member).chain(uploaders).chain([self.nobody]) {
            let reads = cases::desk_case(&service, &person, claim).await;
            let is_staff = self.staff.iter().any(|staff| staff.account == person.account);
            assert!(reads.is_err() || is_staff, "who is not at the desk reads notes of {:?}", self.cases[at]);
        }
        if !self.may_work(PARTY, at) {
            let reads = cases::desk_case(&service, &self.staff[PARTY], claim).await;
            assert!(reads.is_err(), "a party reads notes of {:?}", self.cases[at]);
        }
        Some(())
    }
}
