//! How every story ends: an uploader closes their account.

use writ::personal::Error;
use writ::personal::erasure::{self, CONFIRMATION};
use writ::vault::ObjectState;
use writ::{audit, takedown, work};

use super::model::{Life, PARTY};
use crate::claims::cast::{self, object_state};
use crate::promises;

impl Life {
    /// Whoever closes their account takes with them, at once and for good, whatever is theirs to delete; what is locked stays, for those
    /// who have something to say about it. Staff lay their role down first, and the only owner of an organisation makes another.
    pub(super) async fn close(&mut self) {
        let service = self.service();
        let needed = [(self.staff[PARTY], cast::auth(0)), (self.holders[0].member, self.holders[0].auth.clone())];
        for (person, auth) in &needed {
            let refused = erasure::close(&service, person, auth, CONFIRMATION).await;
            assert!(matches!(refused, Err(Error::InTheWay(_))), "{refused:?}");
        }
        let expected = match (self.films[0].purged, self.locked(0)) {
            (true, _) => ObjectState::Purged,
            (false, true) => ObjectState::Locked,
            (false, false) => ObjectState::Deleted,
        };
        let owner = self.owner(0);
        let guessed = erasure::close(&service, &owner, &cast::auth(7), CONFIRMATION).await;
        assert!(guessed.is_err(), "another's password closes nothing");
        erasure::close(&service, &owner, &cast::auth(0), CONFIRMATION).await.unwrap();
        let ran = work::run_due(&service).await.unwrap();
        assert!(ran.failed.is_empty(), "{:?}", ran.failed);
        audit::settle(&service).await.unwrap();

        let again = erasure::close(&service, &owner, &cast::auth(0), CONFIRMATION).await;
        assert!(again.is_err(), "it is closed");
        let file = &self.films[0].file;
        assert_eq!(object_state(&service, file.object).await, expected);
        promises::nobody_reads(&service, owner.account, file.object, &file.link).await;
        let board = takedown::board(&service, file.object).await.unwrap();
        promises::settled(&service, &board).await;
        self.log.read_on(&service, &self.secrets).await;
        self.check_entries().await;
    }
}
