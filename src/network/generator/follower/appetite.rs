//! How much each user of a follower network is drawn to each kind of tie.

use std::ops::Range;

use super::communities::CommunityRanges;
use crate::{error::Result, network::stopping::check, progress::Progress, rng::Stream};

/// Of its community's other users a user is meant to be tied to at most this share.
const MOST_OF_COMMUNITY: f64 = 0.5;

/// The appetites of all users.
#[derive(Debug)]
pub(super) struct Appetites {
    /// For mutual ties, m.
    pub(super) mutual: Appetite,
    /// For one-way followers, A.
    pub(super) audience: Appetite,
    /// For following without being followed, F.
    pub(super) follows: Appetite,
}

impl Appetites {
    /// The appetites of users who expect an `audience` and `follows`, or nothing where communities
    /// are too small for the `homophily`.
    pub(super) fn new(
        communities: &CommunityRanges,
        [audience, follows]: &[Vec<f64>; 2],
        reciprocity: f64,
        homophily: f64,
        progress: &dyn Progress,
    ) -> Result<Option<Self>> {
        let returned = reciprocity.sqrt();
        let wanted = reciprocity * audience.iter().sum::<f64>();
        let largest = audience.iter().copied().fold(0.0, f64::max);
        let kept = |cut: f64| move |&value: &f64| (value * returned).min(cut);
        let too_low = |cut| audience.iter().map(kept(cut)).sum::<f64>() < wanted;
        let cut = bisect(largest, progress, too_low)?;
        let mutual: Vec<f64> = audience.iter().map(kept(cut)).collect();
        let one_way: Vec<f64> = audience.iter().zip(&mutual).map(|(all, own)| all - own).collect();
        let split = |values: &[f64]| Appetite::new(communities, values, homophily, progress);
        let (mutual, audience, follows) = (split(&mutual)?, split(&one_way)?, split(follows)?);
        Ok(mutual.zip(audience).zip(follows).map(|((mutual, audience), follows)| Self {
            mutual,
            audience,
            follows,
        }))
    }
}

/// The smallest number up to `high` at which `too_low` ends, for a test that ends once.
fn bisect(mut high: f64, progress: &dyn Progress, too_low: impl Fn(f64) -> bool) -> Result<f64> {
    let mut low = 0.0;
    for _ in 0..80 {
        check(progress)?;
        let middle = f64::midpoint(low, high);
        if too_low(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    Ok(high)
}

/// The appetite of each user for one end of one kind of tie.
#[derive(Debug)]
pub(super) struct Appetite {
    /// For ties inside the community.
    pub(super) inside: Urn,
    /// For ties to other communities.
    pub(super) between: Urn,
}

impl Appetite {
    fn new(
        communities: &CommunityRanges,
        all: &[f64],
        homophily: f64,
        progress: &dyn Progress,
    ) -> Result<Option<Self>> {
        let wanted = homophily * all.iter().sum::<f64>();
        let most: Vec<f64> = all
            .iter()
            .enumerate()
            .map(|(user, &value)| {
                let others = communities.around(user as u32).len() as f64 - 1.0;
                if homophily < 1.0 { value.min(others * MOST_OF_COMMUNITY) } else { value }
            })
            .collect();
        let sum = |factor: f64| -> f64 {
            all.iter().zip(&most).map(|(value, most)| (factor * value).min(*most)).sum()
        };
        // A factor of 1,000 takes all that there is; a millionth is left to rounding.
        if sum(1000.0) < wanted * (1.0 - 1e-6) {
            return Ok(None);
        }
        let factor = bisect(1000.0, progress, |factor| sum(factor) < wanted)?;
        let inside: Vec<f64> =
            all.iter().zip(&most).map(|(value, most)| (factor * value).min(*most)).collect();
        let between = all.iter().zip(&inside).map(|(all, inside)| all - inside);
        let between = Urn::new(between);
        Ok(Some(Self { inside: Urn::new(inside.into_iter()), between }))
    }
}

/// Draws users in proportion to weights, from all or from a range.
#[derive(Debug)]
pub(super) struct Urn {
    /// The sum of the weights before each user, and at the end of all.
    sums: Vec<f64>,
}

impl Urn {
    fn new(weights: impl Iterator<Item = f64>) -> Self {
        let mut total = 0.0;
        let mut sums = vec![0.0];
        sums.extend(weights.map(|weight| {
            total += weight.max(0.0);
            total
        }));
        Self { sums }
    }

    /// A user of all, or nothing where all weights are 0.
    pub(super) fn any(&self, stream: &mut Stream) -> Option<u32> {
        self.within(0..self.sums.len() - 1, stream)
    }

    /// A user of a range, or nothing where all its weights are 0.
    pub(super) fn within(&self, range: Range<usize>, stream: &mut Stream) -> Option<u32> {
        let (low, high) = (self.sums[range.start], self.sums[range.end]);
        let place = low + stream.unit() * (high - low);
        if high <= low || place >= high {
            return None;
        }
        let ends = &self.sums[range.start + 1..=range.end];
        Some((range.start + ends.partition_point(|&end| end <= place)) as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::network::generator::sampling::draw::stage;

    /// 10,000 draws of weights 0, 1, 2, 0, 3 and of the range 1..4; five binomial sigmas.
    #[test]
    fn an_urn_draws_in_proportion_and_never_a_weight_of_zero() {
        let urn = Urn::new([0.0, 1.0, 2.0, 0.0, 3.0].into_iter());
        let mut stream = stage(1, 0).stream(0);
        for (range, shares) in [
            (0..5, [0.0, 1.0 / 6.0, 1.0 / 3.0, 0.0, 0.5]),
            (1..4, [0.0, 1.0 / 3.0, 2.0 / 3.0, 0.0, 0.0]),
        ] {
            let mut counts = [0.0; 5];
            for _ in 0..10_000 {
                counts[urn.within(range.clone(), &mut stream).unwrap() as usize] += 1.0;
            }
            for (count, share) in counts.into_iter().zip(shares) {
                let sigma = f64::sqrt(10_000.0 * share * (1.0 - share));
                assert!((count - 10_000.0 * share).abs() <= 5.0 * sigma, "{counts:?}");
            }
        }
        assert_eq!(urn.within(3..4, &mut stream), None);
    }

    #[test]
    fn appetites_have_the_wanted_sums_and_never_exceed_the_audience() {
        let communities = CommunityRanges::new(1000, 4);
        let audience: Vec<f64> = (1..=1000).map(|rank| 100.0 / f64::from(rank).sqrt()).collect();
        let all: f64 = audience.iter().sum();
        for (reciprocity, homophily) in [(0.0, 0.5), (0.3, 0.6), (1.0, 0.0), (0.9, 0.7)] {
            let expected = [audience.clone(), vec![1.0; 1000]];
            let appetites =
                Appetites::new(&communities, &expected, reciprocity, homophily, &()).unwrap();
            let appetites = appetites.expect("communities are large enough");
            let kinds =
                [(&appetites.mutual, reciprocity), (&appetites.audience, 1.0 - reciprocity)];
            for (appetite, share) in kinds {
                let [inside, between] =
                    [&appetite.inside, &appetite.between].map(|urn| urn.sums[1000]);
                assert!((inside - share * homophily * all).abs() <= 1e-5 * all);
                assert!((between - share * (1.0 - homophily) * all).abs() <= 1e-5 * all);
            }
        }
    }

    #[test]
    fn a_homophily_that_communities_cannot_hold_is_none() {
        let communities = CommunityRanges::new(100, 50);
        let expected = [vec![30.0; 100], vec![30.0; 100]];
        let none = Appetites::new(&communities, &expected, 0.3, 0.9, &()).unwrap();
        assert!(none.is_none());
    }
}
