//! Chance, as one value that is passed in: the operating system's generator, or a seeded one in tests.

use std::sync::{Arc, Mutex, PoisonError};

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Where randomness comes from. Clones of a seeded source draw from one stream.
#[derive(Clone, Debug, Default)]
pub enum Entropy {
    /// The operating system's cryptographic generator.
    #[default]
    System,
    /// A ChaCha20 stream from a seed, so that a failing test replays.
    Seeded(Arc<Mutex<ChaCha20Rng>>),
}

impl Entropy {
    /// A repeatable source, for tests and simulations only.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(ChaCha20Rng::seed_from_u64(seed))))
    }

    /// Fills `buffer` with random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing secret may be made then.
    pub fn fill(&self, buffer: &mut [u8]) {
        match self {
            Self::System => {
                #[expect(
                    clippy::disallowed_methods,
                    clippy::expect_used,
                    reason = "this is the source; without it no key is safe"
                )]
                getrandom::fill(buffer).expect("the operating system gave no randomness");
            }
            Self::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(buffer),
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A number below `bound`, uniformly; 0 when `bound` is 0.
    pub fn below(&self, bound: u64) -> u64 {
        // 128 random bits leave a bias below 2^-64.
        if bound == 0 { 0 } else { u64::try_from(u128::from_le_bytes(self.bytes()) % u128::from(bound)).unwrap_or(0) }
    }
}
