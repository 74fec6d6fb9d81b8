//! A mirror that is dead, slow, or comes and goes: nobody waits for it, and it gets its copies and its orders once it is well.

use super::ways::State;
use super::world::World;
use super::{MIB, on_both_engines};
use crate::app::Engine;

const RECEIPTS: &str = "SELECT COUNT(receipt_token) FROM order_deliveries";

async fn a_mirror_that_is_dead_for_a_time_loses_nothing_and_owes_nothing_then(engine: Engine) {
    let Some(mut world) = World::of_three(engine).await else { return };
    let before = world.store(100_000).await;
    world.settled().await;

    world.hosts[0].kill().await;
    let meanwhile = world.store(9 * MIB).await;
    world.hold(&before).await;
    world.until(RECEIPTS, 2).await;
    world.opens(&meanwhile).await;
    let board = world.board(&before).await;
    let dead = world.hosts[0].machine.id;
    let row = board.orders[0].mirrors.iter().find(|row| row.mirror == dead).unwrap();
    assert!(row.state != "done" && world.hosts[0].holds(board.orders[0].blob), "it owes its receipt: {row:?}");

    world.hosts[0].start();
    world.kept().await;
    // And back, while it is dead again.
    world.hosts[0].kill().await;
    world.lift(&before).await;
    world.until("SELECT COUNT(*) FROM restorations WHERE completed_at IS NOT NULL", 1).await;
    world.opens(&before).await;
    world.hosts[0].start();
    world.ended().await;
}
on_both_engines!(a_mirror_that_is_dead_for_a_time_loses_nothing_and_owes_nothing_then);

async fn for_a_slow_mirror_nobody_waits(engine: Engine) {
    let Some(mut world) = World::of_three(engine).await else { return };
    // It takes connections, and nothing more.
    world.hosts[0].inbound.set(State::Still);
    let file = world.store(9 * MIB).await;
    assert_eq!(world.hosts[0].parts(), 0, "it was acknowledged without it");
    world.opens(&file).await;
    // Then it takes a little at a time.
    world.hosts[0].inbound.set(State::Slow(4 * MIB));
    world.settled().await;
    assert_eq!(world.hosts[0].parts(), 2, "it has its copy");
    world.hold(&file).await;
    world.until(RECEIPTS, 3).await;
    world.hosts[0].inbound.set(State::Open);
    world.ended().await;
}
on_both_engines!(for_a_slow_mirror_nobody_waits);

async fn a_mirror_that_comes_and_goes_is_as_good_as_the_others_in_the_end(engine: Engine) {
    let Some(mut world) = World::of_three(engine).await else { return };
    let flapping = [world.hosts[0].inbound.flap(), world.hosts[0].outbound.flap()];
    let (taken, back, stays) = (world.store(9 * MIB).await, world.store(100_000).await, world.store(100_000).await);
    world.hold(&taken).await;
    world.hold(&back).await;
    world.until(RECEIPTS, 4).await;
    world.lift(&back).await;
    world.opens(&stays).await;
    for way in flapping {
        way.end().await;
    }
    world.ended().await;
}
on_both_engines!(a_mirror_that_comes_and_goes_is_as_good_as_the_others_in_the_end);
