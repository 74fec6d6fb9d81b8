//! What befalls the machines, drawn before the story begins: when each fault comes, and when it ends.

use std::sync::atomic::Ordering;
use std::time::Duration;

use turmoil::Sim;
use writ::clock::Clock;
use writ::entropy::Entropy;

use super::TICK;
use super::node::Node;
use super::world::{PORTAL, READER, World};

/// The last fault begins before this, in seconds of the story.
const LAST: u64 = 900;
/// No fault lasts longer, in seconds.
const LONGEST: u64 = 420;
/// How far a clock may be from the right time, in seconds, without anybody's noticing.
pub const SKEW: u64 = 45;
/// How far one is that is wrong, in seconds.
pub const WRONG: u64 = 600;

/// What befalls one machine for a time.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// It is dead.
    Dead,
    /// It dies and starts again, several times.
    Flapping,
    /// What goes to the portal and comes from there takes seconds.
    Slow,
    /// The portal and it do not reach each other, though readers reach both.
    Cut,
    /// What the portal sends does not arrive.
    Deaf,
    /// What it sends to the portal does not arrive.
    Mute,
    /// What is sent between it and the portal waits, and arrives in the end.
    Held,
    /// It takes nothing more.
    Full,
    /// Its clock is ahead by ten minutes.
    Ahead,
    /// Its clock is ten minutes behind.
    Behind,
    /// In the end its disk is put back to what it was when this began.
    PutBack,
}

const FAULTS: [Fault; 11] = [
    Fault::Dead,
    Fault::Flapping,
    Fault::Slow,
    Fault::Cut,
    Fault::Deaf,
    Fault::Mute,
    Fault::Held,
    Fault::Full,
    Fault::Ahead,
    Fault::Behind,
    Fault::PutBack,
];

/// One thing that is done to a machine.
#[derive(Clone, Copy, Debug)]
enum Blow {
    Crash,
    Start,
    Latency(Duration),
    Cut,
    CutTo,
    CutFrom,
    Mend,
    Hold,
    Release,
    Fill(bool),
    /// Seconds.
    Turn(i64),
    KeepImage,
    PutImageBack,
}

/// All that befalls anybody, in its order.
pub struct Plan {
    /// When, in seconds of the story, which machine, and what; the last one stands first.
    blows: Vec<(u64, usize, Blow)>,
    /// How long a message takes between a machine and the others.
    latencies: Vec<Duration>,
}

impl Plan {
    /// Draws one. Now and then a mirror lies about deletion all the time; and one disk at most is put back, since nothing that is promised
    /// outlives the loss of two of three copies at once.
    pub fn draw(world: &World, chance: &Entropy) -> Self {
        let (mut blows, mut latencies, mut may_put_back) = (Vec::new(), Vec::new(), true);
        for (n, node) in world.nodes.iter().enumerate() {
            let latency = TICK * u32::try_from(1 + chance.below(4)).unwrap();
            latencies.push(latency);
            blows.push((0, n, Blow::Turn(drawn_skew(chance))));
            let mut at = chance.below(240);
            while at < LAST {
                let mut fault = FAULTS[usize::try_from(chance.below(11)).unwrap()];
                if matches!(fault, Fault::PutBack) && !std::mem::take(&mut may_put_back) {
                    fault = Fault::Dead;
                }
                let until = at + 5 + chance.below(LONGEST);
                world.note(&format!("{} will be {fault:?} from {at} s to {until} s", node.host));
                befall(&mut blows, n, fault, at, until, latency, chance);
                at = until + 60 + chance.below(600);
            }
        }
        if chance.below(4) == 0 {
            let liar = &world.nodes[usize::try_from(chance.below(4)).unwrap()];
            liar.nature.lies.store(true, Ordering::SeqCst);
            world.note(&format!("{} lies", liar.host));
        }
        // Of what happens at once the order is that in which it was drawn.
        blows.sort_by_key(|(at, ..)| *at);
        blows.reverse();
        Self { blows, latencies }
    }

    /// How long messages take, from the beginning.
    pub fn lay_lines(&self, sim: &Sim<'_>, world: &World) {
        for (node, latency) in world.nodes.iter().zip(&self.latencies) {
            sim.set_link_latency(PORTAL, node.address(), *latency);
            sim.set_link_latency(READER, node.address(), *latency);
        }
    }

    /// Does what is due.
    pub fn befall(&mut self, sim: &mut Sim<'_>, world: &World) {
        let now = sim.elapsed().as_secs();
        while let Some((_, n, blow)) = self.blows.pop_if(|(at, ..)| *at <= now) {
            strike(sim, &world.nodes[n], blow);
        }
        if self.blows.is_empty() {
            world.calm();
        }
    }
}

fn drawn_skew(chance: &Entropy) -> i64 {
    let skew = i64::try_from(chance.below(2 * SKEW + 1)).unwrap();
    skew - i64::try_from(SKEW).unwrap()
}

/// What a fault is made of.
fn befall(
    blows: &mut Vec<(u64, usize, Blow)>,
    n: usize,
    fault: Fault,
    at: u64,
    until: u64,
    latency: Duration,
    chance: &Entropy,
) {
    let off = i64::try_from(WRONG).unwrap();
    let mut blow = |at: u64, blow: Blow| blows.push((at, n, blow));
    match fault {
        Fault::Dead => {
            blow(at, Blow::Crash);
            blow(until, Blow::Start);
        }
        Fault::Flapping => {
            let mut at = at;
            while at < until {
                blow(at, Blow::Crash);
                blow(at + 1 + chance.below(10), Blow::Start);
                at += 12 + chance.below(30);
            }
        }
        Fault::Slow => {
            blow(at, Blow::Latency(Duration::from_secs(2 + chance.below(8))));
            blow(until, Blow::Latency(latency));
        }
        Fault::Cut => {
            blow(at, Blow::Cut);
            blow(until, Blow::Mend);
        }
        Fault::Deaf => {
            blow(at, Blow::CutTo);
            blow(until, Blow::Mend);
        }
        Fault::Mute => {
            blow(at, Blow::CutFrom);
            blow(until, Blow::Mend);
        }
        Fault::Held => {
            blow(at, Blow::Hold);
            blow(until, Blow::Release);
        }
        Fault::Full => {
            blow(at, Blow::Fill(true));
            blow(until, Blow::Fill(false));
        }
        Fault::Ahead => {
            blow(at, Blow::Turn(off));
            blow(until, Blow::Turn(-off));
        }
        Fault::Behind => {
            blow(at, Blow::Turn(-off));
            blow(until, Blow::Turn(off));
        }
        Fault::PutBack => {
            blow(at, Blow::Crash);
            blow(at, Blow::KeepImage);
            blow(at, Blow::Start);
            blow(until, Blow::Crash);
            blow(until, Blow::PutImageBack);
            blow(until, Blow::Start);
        }
    }
}

fn strike(sim: &mut Sim<'_>, node: &Node, blow: Blow) {
    let there = node.address();
    match blow {
        Blow::Crash => sim.crash(there),
        Blow::Start => sim.bounce(there),
        Blow::Latency(latency) => sim.set_link_latency(PORTAL, there, latency),
        Blow::Cut => sim.partition(PORTAL, there),
        Blow::CutTo => sim.partition_oneway(PORTAL, there),
        Blow::CutFrom => sim.partition_oneway(there, PORTAL),
        Blow::Mend => sim.repair(PORTAL, there),
        Blow::Hold => sim.hold(PORTAL, there),
        Blow::Release => sim.release(PORTAL, there),
        Blow::Fill(full) => node.nature.full.store(full, Ordering::SeqCst),
        Blow::Turn(seconds) => {
            let (Clock::Simulated(micros) | Clock::Manual(micros)) = &node.clock else { panic!("its clock is real") };
            micros.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
            let is_off = seconds.unsigned_abs() > SKEW;
            node.nature.was_off.fetch_or(is_off, Ordering::SeqCst);
        }
        Blow::KeepImage => node.keep_image(),
        Blow::PutImageBack => {
            node.put_image_back();
            node.nature.was_put_back.store(true, Ordering::SeqCst);
        }
    }
}
