//! Ties: pairs of users with an edge in at least one direction, as undirected rows without
//! parallel edges or loops.

use std::cmp::Ordering;

use super::{by_block, ratio};
use crate::network::{
    Network,
    csr::{Rows, for_each_row},
};

/// The undirected picture of a network.
pub(super) struct Ties {
    /// Each pair stands in the rows of both users, once.
    pub(super) undirected: Rows,
    /// Pairs with edges in both directions.
    pub(super) mutual: u64,
    /// Users in no pair.
    pub(super) isolated: u64,
}

impl Ties {
    pub(super) fn of(network: &Network) -> Self {
        let users = network.forward().nodes();
        let counts: Vec<Vec<Neighbourhood>> = by_block(users, |block| {
            block.map(|user| Neighbourhood::of(network, user)).collect::<Vec<_>>()
        });
        let mut offsets = Vec::with_capacity(users + 1);
        let (mut total, mut mutual, mut isolated) = (0, 0, 0);
        offsets.push(0);
        for neighbourhood in counts.into_iter().flatten() {
            total += neighbourhood.all;
            mutual += neighbourhood.mutual_later;
            isolated += u64::from(neighbourhood.all == 0);
            offsets.push(total);
        }
        let mut targets = vec![0; usize::try_from(total).expect("ties fit in memory")];
        for_each_row(&offsets, &mut targets, |user, row| {
            let mut slots = row.iter_mut();
            each_neighbour(network, user, |neighbour, _| {
                *slots.next().expect("as many as were counted") = neighbour;
            });
        });
        let rows = Rows::new(offsets.into(), targets.into());
        Self { undirected: rows.expect("neighbours are users"), mutual, isolated }
    }

    /// Number of pairs.
    pub(super) fn pairs(&self) -> u64 {
        self.undirected.edges() as u64 / 2
    }

    /// The share of directed edges whose opposite exists.
    pub(super) fn reciprocity(&self) -> Option<f64> {
        ratio(2.0 * self.mutual as f64, (self.pairs() + self.mutual) as f64)
    }
}

struct Neighbourhood {
    all: u64,
    /// Mutual neighbours with a higher number, so that each pair is counted at one end.
    mutual_later: u64,
}

impl Neighbourhood {
    fn of(network: &Network, user: u32) -> Self {
        let mut counts = Self { all: 0, mutual_later: 0 };
        each_neighbour(network, user, |neighbour, mutual| {
            counts.all += 1;
            counts.mutual_later += u64::from(mutual && neighbour > user);
        });
        counts
    }
}

/// Calls `visit` with each other user that has an edge from or to `user`, ascending, and whether it
/// has both.
fn each_neighbour(network: &Network, user: u32, mut visit: impl FnMut(u32, bool)) {
    let (mut out, mut into) = (network.forward().row(user), network.backward().row(user));
    loop {
        let (neighbour, mutual) = match (out.first(), into.first()) {
            (None, None) => return,
            (Some(&a), None) => (a, false),
            (None, Some(&b)) => (b, false),
            (Some(&a), Some(&b)) => (a.min(b), a.cmp(&b) == Ordering::Equal),
        };
        out = after(out, neighbour);
        into = after(into, neighbour);
        if neighbour != user {
            visit(neighbour, mutual);
        }
    }
}

/// What follows `node` and its copies in an ascending row that holds nothing before them.
fn after(mut row: &[u32], node: u32) -> &[u32] {
    while let Some((&first, rest)) = row.split_first() {
        if first != node {
            break;
        }
        row = rest;
    }
    row
}
