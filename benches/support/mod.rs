//! What benches share: which modules of the tests they take along, on which engines they run, and where what they fill lies.
//!
//! Modules of the tests name each other from the root of their crate. So a bench names [`app`] and [`authenticator`] at its root, too, whatever
//! it takes besides.
#![expect(
    dead_code,
    unused_imports,
    unused_macros,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "tests stop loudly, and no bench needs all of it"
)]

#[path = "../../tests/it/app.rs"]
pub mod app;
#[path = "../../tests/it/authenticator.rs"]
pub mod authenticator;
#[path = "../../tests/it/claims/cast.rs"]
pub mod cast;
pub mod fleet;
pub mod floor;
pub mod place;
pub mod programs;
#[path = "../../tests/it/vault/rig.rs"]
pub mod rig;
#[path = "../../tests/it/s3/stores.rs"]
pub mod stores;

use self::app::Engine;

/// The engines that are named behind `--`, or both.
pub fn engines() -> Vec<Engine> {
    let both = [Engine::Sqlite, Engine::Postgres];
    let named: Vec<String> = std::env::args().skip(1).map(|argument| argument.to_lowercase()).collect();
    let mut engines = both.to_vec();
    engines.retain(|engine| named.contains(&engine.to_string().to_lowercase()));
    if engines.is_empty() { both.to_vec() } else { engines }
}
