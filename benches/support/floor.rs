//! What the least takes that is durable: the floor that a bench holds its times against.

use std::time::Instant;

use futures_util::{StreamExt as _, future, stream};
use writ::db;
use writ::service::Service;

/// How many commits are timed.
const COMMITS: u32 = 2_000;

/// Seconds from one commit to the next, where so many tasks at once write a row each, and commit it.
pub async fn commit(service: &Service, at_once: usize) -> f64 {
    let mut tx = service.db.begin().await.expect("a transaction");
    db::execute!(tx, "CREATE TABLE IF NOT EXISTS bench (n BIGINT NOT NULL)").expect("a table");
    tx.commit().await.expect("a commit");
    let begun = Instant::now();
    stream::iter(0..COMMITS)
        .map(|_| {
            let service = service.clone();
            tokio::spawn(async move {
                let mut tx = service.db.begin().await.expect("a transaction");
                db::execute!(tx, "INSERT INTO bench (n) VALUES (1)").expect("a row");
                tx.commit().await.expect("a commit");
            })
        })
        .buffer_unordered(at_once)
        .for_each(|written| {
            written.expect("a commit");
            future::ready(())
        })
        .await;
    begun.elapsed().as_secs_f64() / f64::from(COMMITS)
}
