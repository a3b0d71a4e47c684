//! What segments must have, as something that users add to: each segment counts until it has it.
//!
//! The sum over segments of min(1, sets met that start in it ÷ sets it must have) grows as users are
//! taken and each adds less and less, so that a greedy choice works towards all segments at once, and
//! as long as any is short of its share; of what as many users could give them it gives at least
//! 1 − 1/e (Krause et al. 2008, JMLR 9; for spread,
//! Tsang et al. 2019, doi:10.24963/ijcai.2019/831, who ask that each has a share of its own best).

use super::{
    listed::{Covered, Listed},
    ruled::{Adds, Chooser},
    rules::{Fair, Least, Rules},
};

/// The segment that the root of each set is in, one past the last where it is in none.
#[derive(Debug)]
pub(super) struct SetSegments {
    of_set: Vec<u32>,
    /// How many sets start in each segment, and last in none.
    sizes: Vec<u64>,
    /// Whether organic seeds meet each set; empty where there are none.
    anyway: Vec<bool>,
}

impl SetSegments {
    /// For sets that start in these segments, of so many; `anyway` says of each whether organic seeds
    /// meet it, and is empty where there are none.
    pub(super) fn new(
        starts: impl Iterator<Item = u32>,
        segments: usize,
        anyway: Vec<bool>,
    ) -> Self {
        let of_set: Vec<u32> = starts.map(|segment| segment.min(segments as u32)).collect();
        let mut sizes = vec![0; segments + 1];
        for &segment in &of_set {
            sizes[segment as usize] += 1;
        }
        Self { of_set, sizes, anyway }
    }

    /// How many sets start in each segment.
    pub(super) fn sizes(&self) -> &[u64] {
        &self.sizes[..self.sizes.len() - 1]
    }

    /// How many sets that start in each segment are met, by organic seeds or because `is_met` is true.
    pub(super) fn met(&self, is_met: impl Fn(u32) -> bool) -> Vec<u64> {
        let mut met = vec![0; self.sizes.len()];
        for (set, &segment) in (0..).zip(&self.of_set) {
            let anyway = self.anyway.get(set as usize).is_some_and(|anyway| *anyway);
            met[segment as usize] += u64::from(anyway || is_met(set));
        }
        met.pop();
        met
    }

    /// How many sets each segment must have, organic seeds' among them: two standard errors more than
    /// its share of the sets, so that other sets find it as well. Of what its best would be no error
    /// is known.
    pub(super) fn wanted(&self, listed: &Listed, fair: Fair<'_>, rules: Rules<'_>) -> Vec<f64> {
        match fair.least {
            Least::Shares(shares) => {
                let sets = |(&share, &size): (&f64, &u64)| {
                    let sets = share * size as f64;
                    (sets + 2.0 * sets.sqrt()).min(size as f64)
                };
                shares.iter().zip(self.sizes()).map(sets).collect()
            }
            Least::OfBest { share, .. } => {
                let best = |segment| share * self.best(segment, listed, rules);
                (0..self.sizes().len()).map(best).collect()
            }
        }
    }

    /// How many sets a segment has if all seeds are chosen for it.
    fn best(&self, segment: usize, listed: &Listed, rules: Rules<'_>) -> f64 {
        let mut alone = vec![0.0; self.sizes().len()];
        alone[segment] = self.sizes[segment] as f64;
        let mut chooser = Chooser::new(listed, rules);
        let mut shares = Shares::new(self, &alone, &chooser.covered);
        chooser.lazily(&mut shares);
        shares.met[segment] as f64
    }
}

/// What users add to what segments must have.
pub(super) struct Shares<'a> {
    roots: &'a SetSegments,
    /// For each segment, and last for none, the sets that it must have; 0 where it need have none.
    wanted: Vec<f64>,
    /// The sets that it has.
    met: Vec<u64>,
    /// What a user adds to each; 0 between times.
    adds: Vec<u64>,
}

impl<'a> Shares<'a> {
    /// Where users who meet the covered sets are taken.
    pub(super) fn new(roots: &'a SetSegments, wanted: &[f64], covered: &Covered) -> Self {
        let mut met = roots.met(|set| covered.has(set));
        met.push(0);
        let mut wanted = wanted.to_vec();
        wanted.push(0.0);
        Self { roots, adds: vec![0; wanted.len()], wanted, met }
    }

    /// Counts what a user adds to each segment.
    fn count(&mut self, listed: &Listed, covered: &Covered, user: u32) {
        for &set in listed.of(user) {
            if !covered.has(set) {
                self.adds[self.roots.of_set[set as usize] as usize] += 1;
            }
        }
    }
}

impl Adds for Shares<'_> {
    fn gains(&mut self, listed: &Listed, covered: &Covered) -> Vec<f64> {
        listed.users().iter().map(|&user| self.gain(listed, covered, user)).collect()
    }

    fn gain(&mut self, listed: &Listed, covered: &Covered, user: u32) -> f64 {
        self.count(listed, covered, user);
        let mut sum = 0.0;
        for ((adds, &met), &wanted) in self.adds.iter_mut().zip(&self.met).zip(&self.wanted) {
            if wanted > 0.0 {
                let share = |sets: u64| (sets as f64 / wanted).min(1.0);
                sum += share(met + *adds) - share(met);
            }
            *adds = 0;
        }
        sum
    }

    fn meet(&mut self, listed: &Listed, covered: &Covered, user: u32) {
        self.count(listed, covered, user);
        for (adds, met) in self.adds.iter_mut().zip(&mut self.met) {
            *met += *adds;
            *adds = 0;
        }
    }
}
