//! The portal killed as each step is seen to be done, and its database started again in the middle of them.

use tempfile::TempDir;
use tokio::net::TcpListener;
use writ::db::Address;
use writ::entropy::Entropy;

use super::ways::State;
use super::world::World;
use super::{MIB, on_both_engines};
use crate::app::{self, Engine, empty_postgres_database};
use crate::nodes::without_mirrors;
use crate::postgres::Server;

/// What is seen of an upload, one step after the other.
const UPLOAD: [&str; 3] = [
    "SELECT COUNT(*) FROM uploads",
    "SELECT COUNT(*) FROM upload_parts WHERE acknowledged_at IS NOT NULL",
    "SELECT COUNT(*) FROM uploads WHERE state = 'completed'",
];
/// The same of a takedown.
const TAKEDOWN: [&str; 7] = [
    "SELECT COUNT(*) FROM custody_copies",
    "SELECT COUNT(*) FROM custody_copies WHERE state = 'secured'",
    "SELECT COUNT(*) FROM orders",
    "SELECT COUNT(*) FROM log_indexes i JOIN orders o ON o.log_entry = i.entry",
    "SELECT COUNT(receipt_token) FROM order_deliveries",
    "SELECT COUNT(*) FROM order_deliveries WHERE probed_at IS NOT NULL",
    "SELECT COUNT(*) FROM orders WHERE completed_at IS NOT NULL",
];
/// The same of a restoration of the only file.
const RESTORATION: [&str; 3] = [
    "SELECT COUNT(*) FROM restorations",
    "SELECT COUNT(*) - 1 FROM blobs",
    "SELECT COUNT(*) FROM restorations WHERE completed_at IS NOT NULL",
];

async fn a_portal_killed_in_each_step_goes_on_with_it(engine: Engine) {
    let Some(mut world) = World::of_three(engine).await else { return };
    world.door.set(State::Slow(32 * MIB));
    let path = world.file(40 * MIB);
    let putting = world.put(&path);
    for step in UPLOAD {
        world.until(step, 1).await;
        world.kill_portal().await;
    }
    world.door.set(State::Open);
    let file = world.stored(path, putting).await;
    world.kept().await;
    world.hold(&file).await;
    for step in TAKEDOWN {
        world.until(step, 1).await;
        world.kill_portal().await;
    }
    world.kept().await;
    world.lift(&file).await;
    for step in RESTORATION {
        world.until(step, 1).await;
        world.kill_portal().await;
    }
    world.ended().await;
}
on_both_engines!(a_portal_killed_in_each_step_goes_on_with_it);

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_starts_again_in_each_step_forgets_nothing() {
    let Some(server) = Server::start() else { return };
    let database = empty_postgres_database(&server.url(), &Entropy::System).await;
    let (socket, folder) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), TempDir::new().unwrap());
    let config = app::config(folder.path(), Address::Postgres(database));
    let (config, authority) = without_mirrors(config, folder.path(), socket.local_addr().unwrap());
    let mut world = World::on(config, authority, folder, socket).await;
    world.join_three().await;

    world.door.set(State::Slow(32 * MIB));
    let path = world.file(40 * MIB);
    let putting = world.put(&path);
    for step in UPLOAD {
        world.until(step, 1).await;
        server.restart().await;
    }
    world.door.set(State::Open);
    let file = world.stored(path, putting).await;
    world.kept().await;
    world.hold(&file).await;
    for step in ["SELECT COUNT(*) FROM custody_copies", TAKEDOWN[2], TAKEDOWN[4]] {
        world.until(step, 1).await;
        server.restart().await;
    }
    world.kept().await;
    world.lift(&file).await;
    world.until(RESTORATION[1], 1).await;
    server.restart().await;
    world.ended().await;
}
