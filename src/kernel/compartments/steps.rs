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

use super::{Compartments, Known, NOBODY, Next, Pace, Run, State};
use crate::{
    kernel::Record,
    rng::{Exponential, Stream},
};

/// As long as the coin is that is always one: no number of exponential law is so large, for e^−1000 is 0.
pub(super) const CERTAIN: f64 = 1000.0;

/// What happens in a step comes so long before its end.
pub(super) const BEFORE: f64 = 0.5;

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
    (number - (number / length).floor() * length).max(0.0)
}

impl Compartments<'_> {
    /// The place of the edge along which a user first contacts somebody, in the step that was foreseen.
    #[inline]
    pub(super) fn first_in_step(&self, user: u32, known: &Known) -> Option<usize> {
        let [contacts, length] = self.rates(user, known.state);
        let at = within(Exponential::tables().draw(&mut { known.stream }), length);
        let edge = self.paces[usize::from(known.state)].edge;
        (at < contacts).then(|| {
            let range = self.rows.range(user);
            (range.start + (at / edge) as usize).min(range.end - 1)
        })
    }
}

impl<R: Record> Run<'_, '_, '_, R> {
    /// All that happens to a user in the step that ends now.
    pub(super) fn happen_in_step(&mut self, user: u32) {
        let model = self.model;
        let law = Exponential::tables();
        let Known { state, due, then, mut stream, place: by, .. } =
            self.buffers.users[user as usize];
        let Pace { edge, .. } = model.paces[usize::from(state)];
        let [_, length] = model.rates(user, state);
        let range = model.rows.range(user);
        let edges = if edge > 0.0 { range.len() } else { 0 };
        let mut at = f64::INFINITY;
        if length > 0.0 {
            at = law.draw(&mut stream);
        }
        if due <= self.now {
            self.come(Coming { user, to: then, by }, &mut stream);
        } else {
            at = within(at, length);
        }
        let mut next = 0;
        loop {
            let hit = ((at / edge) as usize).max(next);
            if hit >= edges {
                break;
            }
            if let Some(to) = self.contact(user, state, range.start + hit, &mut stream) {
                self.come(Coming { user, to, by }, &mut stream);
            }
            next = hit + 1;
            at = next as f64 * edge + law.draw(&mut stream);
        }
        if at < length {
            let alone = &model.rules.states[usize::from(state)].alone;
            if let Some(to) = alone.of(stream.unit() * alone.total()) {
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
        if known.coming > 1 && stream.below(known.coming.into()) > 0 {
            return;
        }
        if self.buffers.coming.is_empty() {
            self.buffers.queue.push(self.now, Next { user: NOBODY, changes: 0 });
        }
        self.buffers.coming.push(change);
    }

    /// Users come to the states that the step has brought them.
    pub(super) fn end_step(&mut self) {
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
