//! Keyed random streams: every random quantity of a study has an address, and
//! its value depends on that address alone.
//!
//! An address is (seed, trial, entity, purpose, index). Two different addresses
//! give independent streams; the same address gives the same stream on every
//! machine, for any number of threads, and whatever else was drawn before. The
//! generator is xoshiro256++ (Blackman and Vigna, 2019), started from 256 bits
//! made by hashing the address with the SplitMix64 finaliser.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// The finaliser of SplitMix64 (Steele, Lea and Flood, 2014): a bijection of
/// 64-bit words in which every input bit moves every output bit.
const fn mix(word: u64) -> u64 {
    let z = word.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Hashes a name (bytes) to the 64-bit entity part of an address: FNV-1a,
/// finished by the SplitMix64 finaliser.
#[must_use]
pub const fn entity(name: &str) -> u64 {
    let bytes = name.as_bytes();
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01B3);
        i += 1;
    }
    mix(hash)
}

/// The (seed, trial) part of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrialKey {
    left: u64,
    right: u64,
}

impl TrialKey {
    /// The key of trial number `trial` of the study with `seed`.
    #[must_use]
    pub const fn new(seed: u64, trial: u64) -> Self {
        let left = mix(seed ^ 0x6A09_E667_F3BC_C908);
        let right = mix(mix(trial ^ 0xBB67_AE85_84CA_A73B) ^ left);
        Self { left, right }
    }

    /// 64 random bits at (this trial, `entity`, `purpose`, `index`): all that
    /// many questions need, for a third of the time of a stream. They are also
    /// what the stream at this address is seeded with, so only one of the two
    /// may be used for an address.
    #[must_use]
    pub const fn word(self, entity: u64, purpose: u32, index: u64) -> u64 {
        self.address(entity, purpose, index).0
    }

    const fn address(self, entity: u64, purpose: u32, index: u64) -> (u64, u64, u64) {
        let a = mix(self.left ^ entity);
        let b = mix(self.right ^ mix(index ^ ((purpose as u64) << 48) ^ 0x3C6E_F372_FE94_F82B));
        (mix(a ^ b.rotate_left(32)), a, b)
    }

    /// The stream at (this trial, `entity`, `purpose`, `index`).
    #[must_use]
    pub fn stream(self, entity: u64, purpose: u32, index: u64) -> Stream {
        let (word, a, b) = self.address(entity, purpose, index);
        let mut seed = [0_u8; 32];
        seed[..8].copy_from_slice(&word.to_le_bytes());
        seed[8..16].copy_from_slice(&mix(word ^ a).to_le_bytes());
        seed[16..24].copy_from_slice(&mix(word ^ b).to_le_bytes());
        seed[24..].copy_from_slice(&mix(word ^ 0xA54F_F53A_5F1D_36F1).to_le_bytes());
        Stream { generator: Xoshiro256PlusPlus::from_seed(seed) }
    }
}

/// A stream of random words and uniforms.
#[derive(Clone, Debug)]
pub struct Stream {
    generator: Xoshiro256PlusPlus,
}

impl Stream {
    /// 64 random bits.
    pub fn word(&mut self) -> u64 {
        self.generator.next_u64()
    }

    /// A uniform on [0, 1), a multiple of 2⁻⁵³.
    #[allow(clippy::cast_precision_loss)]
    pub fn unit(&mut self) -> f64 {
        (self.word() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A uniform on (0, 1): never 0 and never 1, so that its logarithm and any
    /// quantile function of it are finite.
    #[allow(clippy::cast_precision_loss)]
    pub fn open(&mut self) -> f64 {
        ((self.word() >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
    }

    /// True with probability `p` (always false for `p` ≤ 0, always true for
    /// `p` ≥ 1).
    pub fn chance(&mut self, p: f64) -> bool {
        self.unit() < p
    }

    /// A uniform integer on 0..`n`, by multiplication; its bias is below
    /// `n`·2⁻⁶⁴. Panics if `n` is 0.
    pub fn below(&mut self, n: u64) -> u64 {
        assert!(n > 0, "below(0) has no value");
        ((u128::from(self.word()) * u128::from(n)) >> 64) as u64
    }
}
