//! Live edges of a user who contacts its followers repeatedly until it stops: an edge is live if it
//! has a contact by then, and is used at the first one.
//!
//! Edges of one user are correlated, because all last as long as the user does. On average fewer
//! users share than with one independent coin an edge of the same probability. Where all edges have
//! one rate, the contacts form one Poisson process along the row: one number leads from each
//! contact to the next, and dead edges are never read.

use std::{ops::Range, sync::Arc};

use crate::{
    influence::Influence,
    kernel::{LiveEdges, clock::Clock, events::arrivals::TimedEdges, prefetch::prefetch},
    network::{Network, csr::Rows},
    rng::{ExponentialLaw, Stream, World},
};

/// The rate of contacts along an edge while they last.
#[derive(Debug)]
enum Rates {
    Same(f64),
    PerTarget(Vec<f64>),
    PerEdge(Vec<f32>),
}

impl Rates {
    /// `transmission` times the strength of each edge.
    fn new(influence: &Influence, transmission: f64, clock: Clock) -> Self {
        let rate = |strength: f64| clock.rate(strength * transmission);
        match influence {
            Influence::Uniform(strength) => Self::Same(rate(*strength)),
            Influence::PerTarget(strengths) => {
                Self::PerTarget(strengths.iter().map(|&strength| rate(strength)).collect())
            }
            Influence::PerEdge(strengths) => Self::PerEdge(
                strengths.iter().map(|&strength| rate(f64::from(strength)) as f32).collect(),
            ),
        }
    }
}

/// Which way edges are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// From a user to those it contacts.
    Forward,
    /// From a user to those who contact it.
    Backward,
}

/// Walked backward, first contacts come from the stream of item [`BACKWARD`] + user: no user has so
/// large a number.
const BACKWARD: u64 = 1 << 40;

/// Contacts along every edge, until the user who makes them stops.
#[derive(Debug)]
pub struct RepeatedContacts {
    rows: Arc<Rows>,
    way: Way,
    rates: Rates,
    /// The rate at which a user stops; 0 where it never does.
    stop: f64,
    clock: Clock,
    until: f64,
}

impl RepeatedContacts {
    /// Contacts at `transmission` times the strength of the edge, up to time `until`; a sharer
    /// stops at rate `stop`. By steps both are probabilities of one step, and its contacts come
    /// before the stop.
    #[must_use]
    pub fn new(
        network: &Network,
        influence: &Influence,
        (transmission, stop): (f64, f64),
        clock: Clock,
        until: f64,
    ) -> Self {
        let rates = Rates::new(influence, transmission, clock);
        let rows = Arc::clone(network.forward());
        Self { rows, way: Way::Forward, rates, stop: clock.rate(stop), clock, until }
    }

    /// The same edges from a user to those who contact it, with the same law of correlation. How
    /// long each of them makes contacts is the same number as forward.
    #[must_use]
    pub fn backward(
        network: &Network,
        influence: &Influence,
        (transmission, stop): (f64, f64),
        clock: Clock,
        until: f64,
    ) -> Self {
        let rates = match Rates::new(influence, transmission, clock) {
            Rates::PerEdge(rates) => Rates::PerEdge(network.forward().transpose_values(&rates)),
            rates => rates,
        };
        let rows = Arc::clone(network.backward());
        Self { rows, way: Way::Backward, rates, stop: clock.rate(stop), clock, until }
    }

    /// How long a user makes contacts: whole steps, where time goes by steps.
    #[inline]
    fn lasts(&self, stream: &mut Stream) -> f64 {
        if self.stop == 0.0 {
            return f64::INFINITY;
        }
        self.clock.happens(ExponentialLaw::tables().draw(stream) / self.stop)
    }

    /// Calls `visit` with the place of each live edge of `node`, ascending, and the time from
    /// sharing to its first contact.
    #[inline]
    fn for_each_place(&self, world: World, node: u32, mut visit: impl FnMut(usize, f64)) {
        let range = self.rows.range(node);
        if range.is_empty() {
            return;
        }
        if self.way == Way::Backward {
            self.for_each_place_backward(world, node, visit);
            return;
        }
        let law = ExponentialLaw::tables();
        let mut stream = world.stream(u64::from(node));
        let lasts = self.lasts(&mut stream);
        let mut visit = |place, after: f64| {
            // Rounded up to the end it would be a contact too late.
            visit(place, self.clock.happens(after).min(lasts));
        };
        match &self.rates {
            Rates::Same(rate) => {
                if *rate == 0.0 {
                    return;
                }
                let mut place = range.start;
                while place < range.end {
                    let after = law.draw(&mut stream) / rate;
                    // The number of edges skipped before the one with the next contact.
                    let unused = after / lasts;
                    if unused >= (range.end - place) as f64 {
                        return;
                    }
                    let unused = unused as usize;
                    place += unused;
                    let within = if unused == 0 { after } else { unused as f64 * -lasts + after };
                    visit(place, within.max(0.0));
                    place += 1;
                }
            }
            Rates::PerTarget(rates) => {
                let rate = |place: usize| rates[self.rows.targets()[place] as usize];
                for_each_contact(range, rate, lasts, &mut stream, visit);
            }
            Rates::PerEdge(rates) => {
                let rate = |place: usize| f64::from(rates[place]);
                for_each_contact(range, rate, lasts, &mut stream, visit);
            }
        }
    }

    /// The same where edges lead to those who contact the user.
    fn for_each_place_backward(&self, world: World, node: u32, mut visit: impl FnMut(usize, f64)) {
        let law = ExponentialLaw::tables();
        let mut stream = world.stream(BACKWARD + u64::from(node));
        for place in self.rows.range(node) {
            let rate = match &self.rates {
                Rates::Same(rate) => *rate,
                Rates::PerTarget(rates) => rates[node as usize],
                Rates::PerEdge(rates) => f64::from(rates[place]),
            };
            let after = law.draw(&mut stream) / rate;
            let by = self.rows.targets()[place];
            let lasts = self.lasts(&mut world.stream(u64::from(by)));
            if after < lasts {
                visit(place, self.clock.happens(after).min(lasts));
            }
        }
    }
}

/// The first contacts within `lasts` along edges that each have a `rate`, all from one Poisson process: what
/// one edge leaves of the time to the next contact goes over to the following edge.
#[inline]
fn for_each_contact(
    places: Range<usize>,
    rate: impl Fn(usize) -> f64,
    lasts: f64,
    stream: &mut Stream,
    mut visit: impl FnMut(usize, f64),
) {
    let law = ExponentialLaw::tables();
    let mut left = law.draw(stream);
    for place in places {
        let rate = rate(place);
        if rate == 0.0 {
            continue;
        }
        let during = rate * lasts;
        if left < during {
            visit(place, left / rate);
            left = law.draw(stream);
        } else {
            left -= during;
        }
    }
}

impl LiveEdges for RepeatedContacts {
    #[inline]
    fn for_each_live(&self, world: World, node: u32, mut visit: impl FnMut(u32)) {
        self.for_each_place(world, node, |place, _| visit(self.rows.targets()[place]));
    }

    #[inline]
    fn prefetch_soon(&self, node: u32) {
        prefetch(self.rows.offsets(), node as usize);
    }

    #[inline]
    fn for_each_hit(
        &self,
        world: World,
        node: u32,
        _: &mut crate::kernel::Memo,
        mut hit: impl FnMut(usize),
    ) {
        self.for_each_place(world, node, |place, _| {
            prefetch(self.rows.targets(), place);
            hit(place);
        });
    }

    #[inline]
    fn node_of(&self, hit: usize) -> u32 {
        self.rows.targets()[hit]
    }
}

impl TimedEdges for RepeatedContacts {
    #[inline]
    fn prefetch_soon(&self, node: u32) {
        prefetch(self.rows.offsets(), node as usize);
    }

    #[inline]
    fn prefetch_next(&self, node: u32) {
        prefetch(self.rows.targets(), self.rows.range(node).start);
    }

    #[inline]
    fn for_each_timed(&self, world: World, node: u32, mut visit: impl FnMut(u32, f64)) {
        self.for_each_place(world, node, |place, after| visit(self.rows.targets()[place], after));
    }

    fn until(&self) -> f64 {
        self.until
    }

    fn spreads_on(&self, world: World, node: u32, since: f64) -> bool {
        self.stop == 0.0 || since + self.lasts(&mut world.stream(u64::from(node))) > self.until
    }
}
