//! What may go wrong between a portal and mirrors in many countries, provoked on real processes: mirrors that die, are slow, full, come and go, lie,
//! or come back as they were before; a country that is cut off; a portal that is killed; a database that starts again; clocks that are wrong.
//! After each fault the same is asked ([`world::World::kept`]): no acknowledged byte is lost, no deleted blob is served or there again, every order is
//! receipted, and nobody has read what is locked at any time.

mod clocks;
mod countries;
#[cfg(target_os = "linux")]
mod full;
mod holds;
mod lies;
mod machines;
mod pasts;
mod portals;
mod watching;
mod ways;
mod world;

const MIB: usize = 1024 * 1024;

/// A test on processes, on both engines: the name of a function that takes an engine.
macro_rules! on_both_engines {
    ($name:ident) => {
        mod $name {
            use crate::app::Engine;

            #[tokio::test(flavor = "multi_thread")]
            async fn on_sqlite() {
                super::$name(Engine::Sqlite).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn on_postgres() {
                super::$name(Engine::Postgres).await;
            }
        }
    };
}
use on_both_engines;
