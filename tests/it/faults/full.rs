//! A mirror whose disk takes nothing more: no file grows beyond what the system lets its process write, which is less and less, and then as much
//! as before, while it runs.

use std::process::Stdio;

use rustix::process::{Pid, Resource, Rlimit, getrlimit, prlimit};
use tokio::process::{Child, Command};
use writ::mirrors::client::Probe;

use super::world::{Host, World};
use super::{MIB, on_both_engines};
use crate::app::Engine;
use crate::promises::blob_of;

/// A life in which it is told of a full disk as it writes, and not ended.
fn start(host: &Host) -> Child {
    let serve = host.machine.serve();
    let serve = serve.as_std();
    // A signal that is ignored stays so in who takes the shell's place.
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""]).arg(serve.get_program()).args(serve.get_args());
    command.env_clear().stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut life = command.spawn().unwrap();
    // What it says is written by this process, which may.
    let (mut said, log) = (life.stderr.take().unwrap(), host.machine.log());
    tokio::spawn(async move {
        let mut log = tokio::fs::File::options().create(true).append(true).open(log).await.unwrap();
        tokio::io::copy(&mut said, &mut log).await.ok();
    });
    life
}

/// How far its files may grow, in bytes; `None`: as far as this process's may.
fn give(host: &Host, bytes: Option<u64>) {
    let id = i32::try_from(host.life.as_ref().unwrap().id().unwrap()).unwrap();
    let maximum = getrlimit(Resource::Fsize).maximum;
    prlimit(Pid::from_raw(id), Resource::Fsize, Rlimit { current: bytes.or(maximum), maximum }).unwrap();
}

async fn a_mirror_that_is_full_takes_and_signs_nothing_and_does_so_once_there_is_room(engine: Engine) {
    let Some(mut world) = World::of_three(engine).await else { return };
    let before = world.store(100_000).await;
    world.settled().await;
    world.hosts[0].kill().await;
    let life = start(&world.hosts[0]);
    world.hosts[0].life = Some(life);
    let parts = world.hosts[0].parts();
    let blob = blob_of(&world.operator.service, before.object).await;
    assert_eq!(world.probed(world.hosts[0].machine.id, blob).await, Probe::Held);

    // There is room for little files, and none for a part.
    give(&world.hosts[0], Some(MIB as u64));
    let meanwhile = world.store(9 * MIB).await;
    assert_eq!(world.hosts[0].parts(), parts, "neither part had room");
    world.opens(&meanwhile).await;
    // There is room for nothing: not for the tombstone either, without which no byte goes and no receipt is signed.
    give(&world.hosts[0], Some(0));
    world.hold(&before).await;
    world.until("SELECT COUNT(receipt_token) FROM order_deliveries", 2).await;
    let board = world.board(&before).await;
    let row = board.orders[0].mirrors.iter().find(|row| row.mirror == world.hosts[0].machine.id).unwrap();
    assert!(row.receipt_token.is_none() && world.hosts[0].holds(board.orders[0].blob), "{row:?}");

    give(&world.hosts[0], None);
    world.ended().await;
}
on_both_engines!(a_mirror_that_is_full_takes_and_signs_nothing_and_does_so_once_there_is_room);
