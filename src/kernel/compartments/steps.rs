//! Users who go from state to state step by step.
//!
//! All that happens in a step reads the states at its start, and changes come at its end. In a step every user
//! has a coin for what it does by itself, and one for each edge along which it contacts a follower; of one
//! coin at most one change comes to anybody. Of several that come to one user in a step, by coins or by a
//! delay that is over, one is taken, each alike.
//!
//! The coins of a user are laid end to end, those of one step after those of the last, each as long as the
//! rate at which it is one: from one that is one to the next only one number is drawn. So neither steps in
//! which nothing happens to a user nor edges along which nothing does cost anything.

use std::ops::Range;

use super::{Buffers, Compartments, Known, LARGE, Next, Run, State};
use crate::{
    kernel::{Record, prefetch::prefetch},
    rng::{Exponential, Stream},
};

/// Of the event whose turn it is after so many others it is fetched what is known of its user; of a nearer one
/// along which edge it contacts somebody, and of one nearer still, whom.
const FAR: usize = 12;
const SOON: usize = 6;
const NEXT: usize = 3;

/// A change that comes to a user at the end of the step under way.
#[derive(Debug, Clone, Copy)]
pub(super) struct Coming {
    pub(super) user: u32,
    pub(super) to: State,
    /// The place that it then has, or that of who contacted it.
    pub(super) by: u32,
}

/// At the end of which step something next happens to a user, whose coins of a step are so long.
#[inline]
pub(super) fn foresee(known: &mut Known, now: f64, length: f64) -> f64 {
    let mut stream = known.stream;
    let first = now + 1.0 + (Exponential::tables().draw(&mut stream) / length).floor();
    if first < known.due {
        // The number is drawn again when it is time, for where in the step it falls.
        return first;
    }
    // That nothing happens before the delay is over tells nothing of what happens then.
    known.stream = stream;
    known.due
}

/// Where in its step a number falls.
#[inline]
fn within(number: f64, length: f64) -> f64 {
    if number < length { number } else { (number - (number / length).floor() * length).max(0.0) }
}

impl Compartments<'_> {
    /// The place of the edge of a row, from a place on, whose coin lies where a number falls; the row's end or
    /// more where none does.
    #[inline]
    fn edge_at(&self, at: f64, range: &Range<usize>, next: usize, edge: f64) -> usize {
        match &self.laid {
            None => (range.start + (at / edge) as usize).max(next),
            Some(laid) => laid.after(at, next..range.end),
        }
    }

    /// Where the coin of an edge of a row ends.
    #[inline]
    fn end_of(&self, place: usize, range: &Range<usize>, edge: f64) -> f64 {
        match &self.laid {
            None => (place + 1 - range.start) as f64 * edge,
            Some(laid) => laid.end(place),
        }
    }
}

impl<R: Record> Run<'_, '_, '_, R> {
    /// Lets all happen that happens in time.
    pub(super) fn go_by_steps(&mut self) {
        let mut events = std::mem::take(&mut self.buffers.events);
        events.clear();
        while let Some(step) = self.buffers.wheel.take(&mut events) {
            self.now = step as f64;
            for (nth, &(_, Next { user, changes })) in events.iter().enumerate() {
                if self.buffers.users.len() >= LARGE {
                    self.expect(&events[nth + 1..]);
                }
                if self.is_to_come(Next { user, changes }) {
                    self.happen_in_step(user);
                }
            }
            self.end_step();
            events.clear();
        }
        self.buffers.events = events;
    }

    /// Asks for what the next events need: first of the user, then whom it contacts.
    #[inline]
    fn expect(&self, others: &[(u64, Next)]) {
        let model = self.model;
        let Buffers { states, users, .. } = &*self.buffers;
        if let Some((_, Next { user, .. })) = others.get(FAR) {
            prefetch(users, *user as usize);
            prefetch(states, *user as usize);
            prefetch(model.rows.offsets(), *user as usize);
        }
        for (others, is_told) in [(others.get(SOON), false), (others.get(NEXT), true)] {
            let Some(&(_, Next { user, .. })) = others else { continue };
            let range = model.rows.range(user);
            let mut place = range.start;
            if model.laid.is_none() {
                let (state, mut stream) = (states[user as usize], users[user as usize].stream);
                let [_, length] = model.rates(user, state);
                let at = within(Exponential::tables().draw(&mut stream), length);
                let edge = model.paces[usize::from(state)].edge;
                place = place.saturating_add((at / edge) as usize);
            }
            match (is_told, &model.laid) {
                (true, None) if place < range.end => {
                    prefetch(states, model.rows.targets()[place] as usize);
                }
                (false, laid) => {
                    prefetch(model.rows.targets(), place);
                    if let Some(laid) = laid {
                        laid.expect(place);
                    }
                }
                _ => {}
            }
        }
    }

    /// All that happens to a user in the step that ends now.
    fn happen_in_step(&mut self, user: u32) {
        let model = self.model;
        let law = Exponential::tables();
        let Known { due, then, mut stream, place: by, .. } = self.buffers.users[user as usize];
        let state = self.buffers.states[user as usize];
        let of = &model.rules.states[usize::from(state)];
        let edge = model.paces[usize::from(state)].edge;
        let [contacts, length] = model.rates(user, state);
        let most = if model.laid.is_some() { model.most_contacts } else { of.contacts };
        let mut at = f64::INFINITY;
        if length > 0.0 {
            at = law.draw(&mut stream);
        }
        if due <= self.now {
            self.come(Coming { user, to: then, by }, &mut stream);
        } else {
            at = within(at, length);
        }
        let range = model.rows.range(user);
        let mut next = range.start;
        while at < contacts {
            let place = model.edge_at(at, &range, next, edge);
            if place >= range.end {
                break;
            }
            let coin = stream.unit() * most;
            if let Some(to) = self.contact((user, state), place, coin, &mut stream) {
                self.come(Coming { user, to, by }, &mut stream);
            }
            next = place + 1;
            at = model.end_of(place, &range, edge) + law.draw(&mut stream);
        }
        if at >= contacts && at < length {
            let number = stream.unit() * of.alone.total();
            if let Some(to) = of.alone.of(number) {
                self.come(Coming { user, to, by }, &mut stream);
            }
        }
        let known = &mut self.buffers.users[user as usize];
        known.stream = stream;
        if known.coming == 0 {
            self.foresee(user);
        }
    }

    /// A change comes to a user, and is taken instead of those before it, each alike.
    #[inline]
    pub(super) fn come(&mut self, change: Coming, stream: &mut Stream) {
        let known = &mut self.buffers.users[change.user as usize];
        known.coming += 1;
        if known.coming == 1 || stream.below(known.coming.into()) == 0 {
            self.buffers.coming.push(change);
        }
    }

    /// Users come to the states that the step has brought them.
    fn end_step(&mut self) {
        let mut coming = std::mem::take(&mut self.buffers.coming);
        // Of those of one user the last is the one that is taken.
        for &Coming { user, to, by } in coming.iter().rev() {
            let known = &mut self.buffers.users[user as usize];
            if std::mem::take(&mut known.coming) > 0 {
                known.place = by;
                self.enter(user, to);
            }
        }
        coming.clear();
        self.buffers.coming = coming;
    }
}
