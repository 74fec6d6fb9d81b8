//! A country that is cut off from the portal, both ways, in the middle of an upload, of a repair and of a takedown.

use super::ways::State;
use super::world::World;
use super::{MIB, on_both_engines};
use crate::app::Engine;

async fn a_country_is_cut_off_during_upload_repair_and_takedown(engine: Engine) {
    let Some(mut world) = World::of_three(engine).await else { return };
    // Slowly enough that there is a middle to it.
    world.door.set(State::Slow(16 * MIB));
    let path = world.file(40 * MIB);
    let putting = world.put(&path);
    world.until_hosts(|hosts| hosts[0].parts() > 0).await;
    world.hosts[0].set(State::Cut);
    let file = world.stored(path, putting).await;
    world.door.set(State::Open);
    let (here, all) = (world.hosts[0].parts(), world.hosts[1].parts());
    assert!(here < all, "it was cut off in the middle: {here} of {all}");
    world.opens(&file).await;

    // What it misses is brought to it, and it is cut off again.
    world.hosts[0].inbound.set(State::Slow(8 * MIB));
    world.hosts[0].outbound.set(State::Open);
    world.until_hosts(|hosts| hosts[0].parts() > here).await;
    world.hosts[0].set(State::Cut);
    world.opens(&file).await;
    world.hosts[0].set(State::Open);
    world.kept().await;
    assert_eq!(world.hosts[0].parts(), all, "it has its copy");

    // While it is cut off the file is taken down everywhere else.
    world.hosts[0].set(State::Cut);
    world.hold(&file).await;
    world.until("SELECT COUNT(receipt_token) FROM order_deliveries", 2).await;
    let board = world.board(&file).await;
    assert!(world.hosts[0].holds(board.orders[0].blob), "it has not heard of it");
    assert!(board.orders[0].completed_at.is_none());
    world.hosts[0].set(State::Open);
    world.ended().await;
}
on_both_engines!(a_country_is_cut_off_during_upload_repair_and_takedown);
