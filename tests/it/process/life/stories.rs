//! How stories are told: each of a seed of its own, with all that is promised asked after each act.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use proptest::test_runner::{Config as ProptestConfig, RngSeed, TestRunner};

use super::acts::Act;
use super::beginnings;
use super::chance::any_act;
use super::model::Life;
use super::scripts;
use crate::app::Engine;

/// How often each act was tried, and how often it came about: an act that is always refused shows in nothing else.
#[derive(Default)]
struct Tally(BTreeMap<String, (usize, usize)>);

impl Tally {
    fn note(&mut self, act: &Act, came_about: bool) {
        let (tried, done) = self.0.entry(act.name()).or_default();
        *tried += 1;
        *done += usize::from(came_about);
    }

    fn add(&mut self, other: Self) {
        for (name, (tried, done)) in other.0 {
            let sum = self.0.entry(name).or_default();
            *sum = (sum.0 + tried, sum.1 + done);
        }
    }

    /// Which of them came about.
    fn done(&self) -> BTreeSet<String> {
        let done = self.0.iter().filter(|(_, (_, done))| *done > 0);
        done.map(|(name, _)| name.clone()).collect()
    }

    /// Prints all of it, and wants each act to have come about where so many stories were played that it must have.
    fn show(&self, stories: u64) {
        for (name, (tried, done)) in &self.0 {
            println!("{name:16} {done:6} of {tried:6}");
        }
        let never: Vec<_> = self.0.iter().filter(|(_, (_, done))| *done == 0).map(|(name, _)| name).collect();
        assert!(stories < 200 || never.is_empty(), "acts that were refused in all of {stories} stories: {never:?}");
    }
}

/// Plays stories, each of a seed of its own, so that a test run on one commit plays the same ones on every machine. Whoever hunts for rare
/// ones says how many are to be played, and from which seed on: `WRIT_TEST_STORIES=1000 WRIT_TEST_SEED=20000`. From 200 on,
/// each act must have come about. What takes the longer the more there is (promise 3, promise 1 at rest and promise 11 by pages) is asked
/// after every act of a short story, in others after each that none before did, and now and then; after every act of all with
/// `WRIT_TEST_EVERY=1`.
pub(super) fn any_acts_keep_the_promises(engine: Engine, seed: u64, stories: u64) {
    let seed = asked_for("WRIT_TEST_SEED").unwrap_or(seed);
    let stories = asked_for("WRIT_TEST_STORIES").unwrap_or(stories);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let any_acts = proptest::prop_oneof![
        5 => proptest::collection::vec(any_act(), 28..74),
        1 => proptest::collection::vec(any_act(), 5..10),
    ];
    let any_story = (beginnings::any_beginning(), any_acts);
    let tally = RefCell::new(Tally::default());
    for seed in seed..seed + stories {
        let config = ProptestConfig {
            cases: 1,
            rng_seed: RngSeed::Fixed(seed),
            failure_persistence: None,
            // The shortest found within a minute is printed, before the test is ended for its length.
            max_shrink_time: 60_000,
            ..ProptestConfig::default()
        };
        let played = TestRunner::new(config).run(&any_story, |(begun, acts)| {
            let short = begun.len() + acts.len() <= 20;
            let every = if short { 1 } else { asked_for("WRIT_TEST_EVERY").unwrap_or(16) };
            let known = tally.borrow().done();
            let played = runtime.block_on(play(engine, every, known, begun.iter().chain(&acts)));
            tally.borrow_mut().add(played);
            Ok(())
        });
        assert!(played.is_ok(), "the story of WRIT_TEST_SEED={seed}, shortened: {}", played.unwrap_err());
    }
    tally.into_inner().show(stories);
}

/// Plays what is written down, and wants each act that is ever drawn to come about in it. What is promised after each, the other stories ask.
pub(super) fn each_act_comes_about(engine: Engine) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut tally = Tally::default();
    for script in scripts::all() {
        println!("{script:?}");
        let Some(performed) = runtime.block_on(perform(engine, &script)) else { return };
        tally.add(performed);
    }
    let (drawn, done) = (scripts::drawn(), tally.done());
    let never: Vec<_> = drawn.difference(&done).collect();
    assert!(never.is_empty(), "acts that were refused in all that is written down, or stand nowhere in it: {never:?}");
}

/// Gives what came about of it; nothing where the engine is not there.
async fn perform(engine: Engine, script: &[Act]) -> Option<Tally> {
    let mut life = Life::begin(engine, u64::MAX).await?;
    let mut tally = Tally::default();
    life.work().await;
    for act in script {
        let came_about = life.play(act).await.is_some();
        tally.note(act, came_about);
        if came_about && !act.waits() {
            life.work().await;
        }
    }
    Some(tally)
}

fn asked_for(variable: &str) -> Option<u64> {
    std::env::var(variable).ok().map(|number| number.parse().unwrap())
}

/// Gives what came about of it; nothing where the engine is not there. All is asked with each of so many checks, and after each act that is not
/// known of a story before.
async fn play<'a>(
    engine: Engine,
    every: u64,
    mut known: BTreeSet<String>,
    acts: impl Iterator<Item = &'a Act>,
) -> Tally {
    let mut tally = Tally::default();
    let Some(mut life) = Life::begin(engine, every).await else { return tally };
    life.work().await;
    life.check().await;
    for act in acts {
        let came_about = life.play(act).await.is_some();
        tally.note(act, came_about);
        life.is_new |= came_about && known.insert(act.name());
        // What is refused changes nothing, which the next check sees.
        if came_about && !act.waits() {
            life.check_at_once().await;
            life.work().await;
            life.check().await;
        }
    }
    life.check().await;
    life.check_end().await;
    life.close().await;
    tally
}
