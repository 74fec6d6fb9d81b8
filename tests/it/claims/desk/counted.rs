//! How far what waits at the desk is counted, and how far what is overdue of it.

use std::time::Duration;

use writ::claims::filing::ClaimState;
use writ::claims::queue::{self, Counted, Filter, Pressing, Search, Sought};
use writ::db;
use writ::ids::ClaimId;
use writ::service::Service;

use crate::app::{TestService, both_engines};
use crate::claims::cast::{Cast, File, file, target};

/// So many claims more like one, all of them an hour past their day. The clock of those that lack something stands still.
async fn past_their_day(service: &Service, like: ClaimId, state: ClaimState, count: usize) {
    let now = service.clock.now();
    let due_at = now.minus(Duration::from_hours(1));
    let asked_at = (state == ClaimState::NeedsInformation).then_some(due_at);
    let mut tx = service.db.begin().await.unwrap();
    for _ in 0..count {
        db::execute!(
            tx,
            "INSERT INTO claims (id, basis, state, organisation, account, agreement, agreement_sha256, queue, locale, territory,
                                 statement_sealed, log_case, submitted_at, due_at, information_asked_at)
             SELECT $1, basis, $3, organisation, account, agreement, agreement_sha256, queue, locale, territory,
                    statement_sealed, log_case, submitted_at, $4, $5 FROM claims WHERE id = $2",
            ClaimId::new(&service.clock, &service.entropy),
            like,
            state,
            due_at,
            asked_at
        )
        .unwrap();
    }
    tx.commit().await.unwrap();
}

both_engines!(what_waits_and_what_is_overdue_are_counted_to_a_thousand, |app: TestService| async move {
    let service = &app.service;
    let cast = Cast::signed(service).await;
    let film = File::upload(service, "film.mkv").await;
    let in_time = file(service, &cast, vec![target(&film.url())]).await.unwrap().claim;
    let late = Filter { pressing: Some(Pressing::Overdue), ..Filter::default() };
    let late = [Sought { filter: late, search: Search::default() }];
    let counted = async || {
        let overview = queue::overview(service, &cast.reviewer, &Sought::default(), None, &late).await.unwrap();
        let said = |counted: Counted| (counted.count, counted.more);
        [overview.all, overview.overdue, overview.views[0]].map(said)
    };
    assert_eq!(counted().await, [(1, false), (0, false), (0, false)]);

    past_their_day(service, in_time, ClaimState::Submitted, 500).await;
    past_their_day(service, in_time, ClaimState::InReview, 490).await;
    past_their_day(service, in_time, ClaimState::NeedsInformation, 9).await;
    assert_eq!(counted().await, [(1_000, false), (990, false), (99, true)], "what waits for its notifier is not late");
    past_their_day(service, in_time, ClaimState::NeedsInformation, 1).await;
    assert_eq!(counted().await, [(1_000, true), (990, false), (99, true)]);
    past_their_day(service, in_time, ClaimState::Submitted, 10).await;
    assert_eq!(counted().await, [(1_000, true), (1_000, false), (99, true)]);
    past_their_day(service, in_time, ClaimState::InReview, 1).await;
    assert_eq!(counted().await, [(1_000, true), (1_000, true), (99, true)]);
});
