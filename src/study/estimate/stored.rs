//! The estimate for a stored network, from its size or a guess of it.
//!
//! It must never be less than what a run takes.

use super::{Assumed, Basis, Estimate, Further, Memory, Need};
use crate::{
    kernel::plan::{Kernel, WalkCost},
    metric::Needs,
    network::NetworkSize,
    seeding::{AnyStrategy, Searched},
    simulate::Workload,
    statistics::Accumulator,
    study::Spec,
};

/// The size of a network before it is simulated on, exact or guessed.
#[derive(Debug, Clone, Copy)]
pub struct NetworkGuess {
    /// Its number of users and edges.
    pub size: NetworkSize,
    /// The source of that size.
    pub basis: Basis,
    /// The cost of a walk over it.
    pub walk: WalkCost,
}

impl NetworkGuess {
    /// The larger of each value of the two, as an upper bound for both.
    #[must_use]
    pub fn or_larger(self, other: Self) -> Self {
        let dearer = |a: WalkCost, b: WalkCost| WalkCost {
            sharer: a.sharer.max(b.sharer),
            looks: 1.0,
            look: (a.looks * a.look).max(b.looks * b.look),
        };
        let size = NetworkSize {
            users: self.size.users.max(other.size.users),
            edges: self.size.edges.max(other.size.edges),
            building_bytes: self.size.building_bytes.max(other.size.building_bytes),
        };
        let (basis, walk) = (self.basis.max(other.basis), dearer(self.walk, other.walk));
        Self { size, basis, walk }
    }
}

impl Estimate {
    /// The estimate for a stored network. `further` is what is run beside the options, `points` the
    /// number of points of a sweep.
    #[must_use]
    pub fn stored(
        spec: &Spec,
        guess: NetworkGuess,
        further: Option<Further>,
        threads: u32,
        points: usize,
    ) -> Self {
        let NetworkGuess { size, basis, walk } = guess;
        let NetworkSize { users, edges, building_bytes } = size;
        let options = spec.options.len();
        let replicates = spec.wanted.replicate_range();
        let layout = spec.layout(users);
        let measures = layout.measures().iter();
        let observers: u64 = measures.clone().map(|it| it.observer_bytes(options)).sum();
        let needs = spec.metrics.iter().map(|metric| metric.needs());
        let needs = needs.chain(measures.map(|it| it.needs()));
        let influence = spec.influence.cost(size);
        let model = spec.model.cost();
        let work = Workload {
            users,
            edges,
            live_edges: model.live_edges(size, influence),
            options,
            chains: options,
            replicates: replicates[1],
            needs: needs.fold(Needs::SHARERS, Needs::union),
            observer_bytes: observers as f64,
            walk,
            model,
        };
        // Further options are run by the kernel of the others, and sharers and reach are counted.
        let beside = further.map(|further| Workload {
            options: further.options as usize,
            chains: further.cascades as usize,
            needs: if further.exposed { Needs::REACH } else { work.needs & Needs::EXPOSURE },
            observer_bytes: 0.0,
            ..work
        });
        let kernels = work.kernels();
        let engine = |kernel: Kernel| {
            let bytes = |work: Workload| work.cost(kernel, work.everybody()).bytes(threads);
            [Some(work), beside].into_iter().flatten().map(bytes).fold(0.0, f64::max)
        };
        let what = |kernel: Kernel| match kernel {
            Kernel::Walk => "buffers of all threads",
            Kernel::Fused => "bit masks",
            Kernel::Gathered => "live edges",
            Kernel::Chase => "everybody's picks",
        };
        let repeated = model.repeated.map_or(0.0, |repeated| {
            repeated.total_bytes(repeated.count(users, work.live_edges)) * f64::from(threads)
        });
        // One option is searched for after the other.
        let searched =
            Searched { users, live_edges: work.live_edges, threads: f64::from(threads.max(1)) };
        let searches = spec.options.iter().map(|option| option.seeds.bytes(searched));
        let curves: f64 =
            layout.accumulators().iter().map(|it| Accumulator::bytes(it, users)).sum();
        // A network with edges missing, and as many influences as there were.
        let changed = match further {
            Some(Further { changed: true, .. }) => size.row_bytes() + 4.0 * edges + influence.bytes,
            _ => 0.0,
        };
        let mut memory = vec![
            Memory::new("network", size.row_bytes(), Need::Always),
            Memory::new("building the network", building_bytes, Need::Always),
            Memory::new("the network turned round", size.row_bytes(), Need::Turned),
            Memory::new("influence", influence.bytes, Need::Always),
            Memory::new("the model's edges", model.prepared_bytes(size, influence), Need::Always),
        ];
        // Those that draw whole worlds first.
        let ordered = kernels[1..].iter().chain(&kernels[..1]);
        memory.extend(ordered.map(|&it| Memory::new(what(it), engine(it), Need::By(it))));
        memory.extend([
            Memory::new("what is to come", repeated, Need::AtMost),
            Memory::new("choosing seeds", searches.fold(0.0, f64::max), Need::AtMost),
            Memory::new("curves", curves, Need::Always),
            Memory::new("replicates", spec.sample_bytes(replicates[1]), Need::Always),
            Memory::new("changed assumptions", changed, Need::Always),
        ]);
        let world = |work: &Workload| work.cheapest(kernels, work.everybody()).costs[0].1;
        let (of_options, of_further) = (world(&work), beside.as_ref().map_or(0.0, world));
        let worlds = 1e-9 * points as f64 / f64::from(threads.max(1));
        let seconds = [0, 1].map(|end: usize| {
            let further = further.map_or(0.0, |further| further.worlds[end] as f64);
            (replicates[end] as f64 * of_options + further * of_further) * worlds
        });
        let (assumed, sought) = (Assumed::Everybody, sought(spec, searched));
        Self { basis, users, edges, points, replicates, memory, seconds, assumed, sought }
    }
}

/// The ways of seeding that search, each once.
fn sought(spec: &Spec, searched: Searched) -> Vec<&'static str> {
    let seeds = spec.options.iter().map(|option| &option.seeds);
    let searches = seeds.filter(|seeds| seeds.bytes(searched) > 0.0);
    let mut sought: Vec<&'static str> = searches.map(AnyStrategy::keyword).collect();
    sought.sort_unstable();
    sought.dedup();
    sought
}
