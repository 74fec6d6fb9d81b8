//! A mirror that is restored from an old image of its disk: it has forgotten what it deleted and what it took since.

use std::fs;
use std::time::Duration;

use tempfile::TempDir;
use writ::mirrors::client::{Error, Probe};
use writ::vault::proving;

use super::on_both_engines;
use super::ways::State;
use super::world::World;
use crate::app::Engine;
use crate::promises::blob_of;
use crate::survival::copy_folder;

async fn a_mirror_restored_from_an_old_image_serves_nothing_that_was_deleted_since(engine: Engine) {
    let Some(mut world) = World::of_three(engine).await else { return };
    let taken = world.store(100_000).await;
    world.settled().await;
    let data = world.hosts[0].machine.folder.path().join("data");
    let image = TempDir::new().unwrap();
    world.hosts[0].kill().await;
    copy_folder(&data, image.path());
    world.hosts[0].start();

    world.hold(&taken).await;
    world.settled().await;
    let later = world.store(100_000).await;
    world.kept().await;
    let order = world.board(&taken).await.orders[0].blob;
    let kept = blob_of(&world.operator.service, later.object).await;
    assert!(!world.hosts[0].holds(order) && world.hosts[0].holds(kept));

    // Its disk is as it was, and it cannot ask what has become of that.
    world.hosts[0].kill().await;
    fs::remove_dir_all(&data).unwrap();
    copy_folder(image.path(), &data);
    world.hosts[0].outbound.set(State::Cut);
    world.hosts[0].start();
    assert!(world.hosts[0].holds(order) && !world.hosts[0].holds(kept), "it is as it was");
    let machine = &world.hosts[0].machine;
    let client = world.operator.service.mirrors.client(machine.id).unwrap();
    let begun = std::time::Instant::now();
    loop {
        match client.probe(order).await {
            Err(Error::Refused { status: 503, .. }) => break,
            Ok(Probe::Held) => panic!("it serves what it had deleted"),
            other => machine.wait(begun, &other).await,
        }
    }
    world.hosts[0].outbound.set(State::Open);
    world.until_hosts(|hosts| !hosts[0].holds(order)).await;

    // Of what it signed for since it has nothing: that is found out, and it is brought again.
    let begun = std::time::Instant::now();
    while !world.hosts[0].holds(kept) {
        proving::look_at_mirrors(&world.operator.service).await.unwrap();
        world.hosts[0].machine.wait(begun, &"it lacks what it took").await;
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    world.ended().await;
}
on_both_engines!(a_mirror_restored_from_an_old_image_serves_nothing_that_was_deleted_since);
