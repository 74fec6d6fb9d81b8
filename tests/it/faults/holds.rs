//! Holds that are opened and lifted at any instant while custody is secured and copies are made.

use std::time::Duration;

use super::ways::State;
use super::world::World;
use super::{MIB, on_both_engines};
use crate::app::Engine;

async fn holds_come_and_go_while_custody_and_repair_run(engine: Engine) {
    let Some(mut world) = World::of_three(engine).await else { return };
    world.hosts[0].set(State::Cut);
    let file = world.store(9 * MIB).await;
    let beside = world.store(9 * MIB).await;
    // Copies are made of both, for as long as that takes now.
    world.hosts[0].set(State::Open);
    world.hosts[0].inbound.set(State::Slow(8 * MIB));
    for _ in 0..6 {
        world.hold(&file).await;
        tokio::time::sleep(Duration::from_millis(world.chance.below(600))).await;
        world.lift(&file).await;
        tokio::time::sleep(Duration::from_millis(world.chance.below(600))).await;
    }
    world.hosts[0].inbound.set(State::Open);
    world.kept().await;
    world.opens(&beside).await;
    // And the last one stays.
    world.hold(&file).await;
    world.ended().await;
}
on_both_engines!(holds_come_and_go_while_custody_and_repair_run);
