//! The address of every random number: (`rng_seed`, purpose, world, item).
//!
//! A number is a pure function of its address, never of its place in a queue. So results do not
//! depend on the number of threads, on the order of the work, or on what else was simulated. And
//! every option of a scenario meets the same [`World`]s. Nothing here may read a clock, a thread
//! or the operating system's entropy.
//!
//! ```
//! use rand::RngExt;
//! use wordspread::rng::{Purpose, World};
//!
//! let world = World::new(7, Purpose::Diffusion, 3);
//! let first: f64 = world.stream(42).random();
//! let again: f64 = World::new(7, Purpose::Diffusion, 3).stream(42).random();
//! assert_eq!(first.to_bits(), again.to_bits());
//! ```

mod exponential;

pub use self::exponential::ExponentialLaw;

use std::convert::Infallible;

use bytemuck::{Pod, Zeroable};
use rand::TryRng;

/// What a random number is for. Two purposes never share a number, whatever their other addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// The coins of a diffusion model walked forward.
    Diffusion = 1,
    /// The coins of reverse walks where a forward walk draws differently.
    Reverse = 2,
    /// The structure of a generated network.
    Network = 3,
    /// Attributes of generated users and edges.
    Attributes = 4,
    /// Influence that is drawn at random for each edge.
    Influence = 5,
    /// The choice of random seeds.
    Seeding = 6,
    /// Resampling in statistics.
    Bootstrap = 7,
    /// Sampling done to describe a network that is too large to describe exactly.
    Inspection = 8,
    /// The coins of a diffusion model drawn for many worlds at once.
    Masks = 9,
    /// Which edges are left out of a network.
    Missing = 10,
    /// The worlds in which seeds are weighed against each other while they are chosen.
    Search = 11,
}

/// An odd multiplier from the golden ratio, 2^64/φ, as in SplitMix64.
const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

/// The finaliser of SplitMix64 (Stafford's variant 13): a bijection in which every input bit
/// changes every output bit with probability close to one half.
#[inline]
#[must_use]
pub const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The high and low halves of a 128-bit product, folded: one multiplication that mixes two words
/// non-linearly (the core of wyhash).
#[inline]
const fn fold(a: u64, b: u64) -> u64 {
    let product = (a as u128) * (b as u128);
    let low = product as u64;
    low ^ ((product >> 64) as u64)
}

/// One fixed outcome of every coin: the part (`rng_seed`, purpose, world) of an address, mixed once.
///
/// Two words of key, so that neighbouring worlds are independent in every item: a plain exclusive
/// or of an item's hash with a world's number would repeat the same differences in every world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct World {
    offset: u64,
    multiplier: u64,
}

impl World {
    /// The world of number `index` for a purpose under `rng_seed`.
    #[must_use]
    pub const fn new(rng_seed: u64, purpose: Purpose, index: u64) -> Self {
        let scenario = mix(rng_seed.wrapping_add((purpose as u64).wrapping_mul(GOLDEN)));
        let offset = mix(scenario ^ mix(index.wrapping_add(GOLDEN)));
        let multiplier = mix(offset.wrapping_add(scenario).wrapping_add(GOLDEN)) | 1;
        Self { offset, multiplier }
    }

    /// The generator of one item (a node, an edge, a block) in this world.
    #[inline]
    #[must_use]
    pub const fn stream(&self, item: u64) -> Stream {
        // An odd multiplication spreads the item before it meets the key. So item 0 is nothing
        // special, and consecutive items differ in high bits too.
        let spread = item.wrapping_add(1).wrapping_mul(GOLDEN);
        Stream { state: fold(spread ^ self.offset, self.multiplier) }
    }
}

/// A small generator keyed by an address: SplitMix64 (Steele, Lea & Flood 2014,
/// doi:10.1145/2660193.2660195) started at the address's hash.
///
/// It implements [`rand::Rng`] through [`TryRng`], so that every law of `rand_distr` draws from it.
/// It is not for cryptography.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(transparent)]
pub struct Stream {
    state: u64,
}

impl Stream {
    /// The stream after `numbers` of its numbers: reaches any place of a long sequence without drawing
    /// what comes before it.
    #[inline]
    #[must_use]
    pub const fn ahead(self, numbers: u64) -> Self {
        Self { state: self.state.wrapping_add(numbers.wrapping_mul(GOLDEN)) }
    }

    /// The next 64 random bits.
    #[inline]
    #[must_use = "a number drawn and dropped shifts the stream"]
    pub const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(GOLDEN);
        mix(self.state)
    }

    /// The next number uniform on [0, 1), with 53 random bits: `unit() < p` never fires at p = 0
    /// and always fires at p = 1.
    #[inline]
    #[must_use = "a number drawn and dropped shifts the stream"]
    pub const fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// A number uniform on 0..`below`, by Lemire's multiplication; the bias is under
    /// `below` / 2^64. `below` must be positive.
    #[inline]
    #[must_use = "a number drawn and dropped shifts the stream"]
    pub const fn below(&mut self, below: u64) -> u64 {
        ((self.bits() as u128 * below as u128) >> 64) as u64
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.bits() >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.bits())
    }

    fn try_fill_bytes(&mut self, destination: &mut [u8]) -> Result<(), Infallible> {
        for chunk in destination.chunks_mut(8) {
            let bytes = self.bits().to_le_bytes();
            chunk.copy_from_slice(&bytes[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Changing any of these numbers changes every result that users have published: it needs a
    /// "Changed results" line in CHANGELOG.md.
    #[test]
    fn the_streams_are_what_they_were() {
        let mut stream = World::new(20_261_122, Purpose::Diffusion, 5).stream(17);
        assert_eq!(
            [stream.bits(), stream.bits(), stream.bits()],
            [18_313_576_201_362_104_866, 7_936_755_636_829_697_715, 18_046_985_212_929_944_188]
        );
    }

    #[test]
    fn splitmix64_gives_its_published_numbers() {
        // The reference implementation's first three outputs from state 1234567.
        let mut stream = Stream { state: 1_234_567 };
        assert_eq!(stream.bits(), 6_457_827_717_110_365_317);
        assert_eq!(stream.bits(), 3_203_168_211_198_807_973);
        assert_eq!(stream.bits(), 9_817_491_932_198_370_423);
    }

    #[test]
    fn a_number_ahead_is_the_one_that_drawing_comes_to() {
        let mut stream = World::new(1, Purpose::Network, 2).stream(3);
        let start = stream;
        for numbers in 0..100 {
            assert_eq!(start.ahead(numbers), stream);
            let _ = stream.bits();
        }
    }

    #[test]
    fn a_coin_of_zero_never_fires_and_a_coin_of_one_always_does() {
        let mut stream = World::new(1, Purpose::Diffusion, 0).stream(0);
        for _ in 0..10_000 {
            let unit = stream.unit();
            assert!((0.0..1.0).contains(&unit));
        }
        assert!(Stream { state: u64::MAX }.unit() < 1.0);
    }

    /// Neighbouring addresses flip half of the bits: over 64 bits and 4,096 pairs the mean number
    /// of flipped bits has standard deviation √(64·¼/4096) = 0.0625; five of them are allowed.
    #[test]
    fn neighbouring_worlds_nodes_seeds_and_purposes_are_unrelated() {
        let flipped = |a: World, i: u64, b: World, j: u64| {
            f64::from((a.stream(i).bits() ^ b.stream(j).bits()).count_ones())
        };
        let world = |seed, index| World::new(seed, Purpose::Diffusion, index);
        let mut means = [0.0; 4];
        for i in 0..4096 {
            means[0] += flipped(world(1, i), 9, world(1, i + 1), 9) / 4096.0;
            means[1] += flipped(world(1, 3), i, world(1, 3), i + 1) / 4096.0;
            means[2] += flipped(world(i, 3), 9, world(i + 1, 3), 9) / 4096.0;
            means[3] += flipped(world(i, 3), 9, World::new(i, Purpose::Reverse, 3), 9) / 4096.0;
        }
        for mean in means {
            assert!((mean - 32.0).abs() < 5.0 * 0.0625, "{mean}");
        }
    }

    /// The fault that a plain exclusive or has: the difference between two nodes' numbers would be
    /// the same in every world.
    #[test]
    fn differences_between_nodes_do_not_repeat_from_world_to_world() {
        let difference = |index| {
            let world = World::new(1, Purpose::Diffusion, index);
            world.stream(1).bits() ^ world.stream(2).bits()
        };
        let mut seen: Vec<u64> = (0..1000).map(difference).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), 1000);
    }
}
