//! Cascades as a newcomer to the field would write them: a queue, a mark a user, a coin an edge.
//!
//! It must stay plain: what it is for is to be compared with.

use wordspread::{
    influence::Influence,
    model::{AnyModel, NumberOr},
    network::Network,
    rng::{Purpose, Stream, World},
};

use crate::common::Regime;

/// Runs cascades of a regime.
pub(crate) struct Naive<'a> {
    network: &'a Network,
    regime: &'a Regime,
    stream: Stream,
    shared: Vec<bool>,
    queue: Vec<u32>,
    thresholds: Vec<f64>,
    sums: Vec<f64>,
    touched: Vec<u32>,
    counts: Vec<usize>,
}

impl<'a> Naive<'a> {
    pub(crate) fn new(network: &'a Network, regime: &'a Regime) -> Self {
        let users = network.users() as usize;
        Self {
            network,
            regime,
            stream: World::new(1, Purpose::Reverse, 0).stream(0),
            shared: vec![false; users],
            queue: Vec::new(),
            thresholds: vec![0.0; users],
            sums: vec![0.0; users],
            touched: Vec::new(),
            counts: vec![0; users],
        }
    }

    /// The number of sharers of one more cascade.
    pub(crate) fn cascade(&mut self, seeds: &[u32]) -> usize {
        for user in self.queue.drain(..) {
            self.shared[user as usize] = false;
        }
        for &seed in seeds {
            self.shared[seed as usize] = true;
            self.queue.push(seed);
        }
        let regime = self.regime;
        match (&regime.model, &regime.influence) {
            (AnyModel::LinearThreshold(_), Influence::PerTarget(weights)) => {
                self.thresholds(|_, user| weights[user as usize]);
            }
            (AnyModel::LinearThreshold(_), Influence::PerEdge(weights)) => {
                self.thresholds(|place, _| f64::from(weights[place]));
            }
            (AnyModel::LinearThreshold(_), Influence::Uniform(weight)) => {
                self.thresholds(|_, _| *weight);
            }
            (AnyModel::IndependentCascade(_), Influence::Uniform(p)) => self.coins(|_, _| *p),
            (AnyModel::IndependentCascade(_), Influence::PerTarget(strengths)) => {
                self.coins(|_, user| strengths[user as usize]);
            }
            (AnyModel::IndependentCascade(_), Influence::PerEdge(strengths)) => {
                self.coins(|place, _| f64::from(strengths[place]));
            }
            (AnyModel::FixedThreshold(model), _) => {
                let Some(NumberOr::Number(share)) = model.share else { panic!("a share for all") };
                let followed = self.network.backward();
                self.exposures(|_, user, count, _| {
                    count as f64 >= share * followed.degree(user) as f64
                });
            }
            (AnyModel::ExposureResponse(model), Influence::PerEdge(strengths)) => {
                let last = model.table.len() - 1;
                self.exposures(|place, _, count, stream| {
                    let response = model.table[(count - 1).min(last)];
                    stream.unit() < f64::from(strengths[place]) * response
                });
            }
            (AnyModel::DecreasingCascade(model), Influence::PerTarget(strengths)) => {
                let decay = model.decay.expect("a decay");
                self.exposures(|_, user, count, stream| {
                    stream.unit() < strengths[user as usize] * decay.powf((count - 1) as f64)
                });
            }
            (model, influence) => panic!("no twin of {model:?} under {influence:?}"),
        }
        self.queue.len()
    }

    /// Models of exposures: whether one makes its user share, by the edge's place, the user, and how
    /// many exposures it has had.
    fn exposures(&mut self, shares: impl Fn(usize, u32, usize, &mut Stream) -> bool) {
        for user in self.touched.drain(..) {
            self.counts[user as usize] = 0;
        }
        let rows = self.network.forward();
        let mut next = 0;
        while next < self.queue.len() {
            for place in rows.range(self.queue[next]) {
                let follower = rows.targets()[place];
                let user = follower as usize;
                if self.shared[user] {
                    continue;
                }
                if self.counts[user] == 0 {
                    self.touched.push(follower);
                }
                self.counts[user] += 1;
                if shares(place, follower, self.counts[user], &mut self.stream) {
                    self.shared[user] = true;
                    self.queue.push(follower);
                }
            }
            next += 1;
        }
    }

    /// Independent cascade: `probability` of an edge by its place and its audience.
    fn coins(&mut self, probability: impl Fn(usize, u32) -> f64) {
        let rows = self.network.forward();
        let mut next = 0;
        while next < self.queue.len() {
            for place in rows.range(self.queue[next]) {
                let follower = rows.targets()[place];
                let shared = &mut self.shared[follower as usize];
                if !*shared && self.stream.unit() < probability(place, follower) {
                    *shared = true;
                    self.queue.push(follower);
                }
            }
            next += 1;
        }
    }

    /// Linear threshold: a threshold a user, and the sum of the `weight`s of those it follows who
    /// share.
    fn thresholds(&mut self, weight: impl Fn(usize, u32) -> f64) {
        for user in self.touched.drain(..) {
            self.sums[user as usize] = 0.0;
        }
        let rows = self.network.forward();
        let mut next = 0;
        while next < self.queue.len() {
            for place in rows.range(self.queue[next]) {
                let follower = rows.targets()[place];
                let user = follower as usize;
                if self.shared[user] {
                    continue;
                }
                if self.sums[user] <= 0.0 {
                    self.thresholds[user] = self.stream.unit();
                    self.touched.push(follower);
                }
                self.sums[user] += weight(place, follower);
                if self.sums[user] > self.thresholds[user] {
                    self.shared[user] = true;
                    self.queue.push(follower);
                }
            }
            next += 1;
        }
    }
}
