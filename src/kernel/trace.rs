//! The record of a cascade: for each sharer who passed it on to them, and at which step.

/// What a walk reports as it goes. `()` ignores it at no cost.
pub trait Record {
    /// False where nothing is recorded: then a walk skips finding who passed it on.
    const LISTENS: bool;
    /// A new cascade begins.
    fn start(&mut self);
    /// The next sharer is a seed.
    fn seed(&mut self);
    /// The next sharer has the message from the sharer at `place` in the list of sharers.
    fn passed_on_by(&mut self, place: usize);
    /// The last sharer shared at this time. Called for every sharer or for none: a model whose time
    /// counts steps from a seed leaves it out.
    fn at(&mut self, time: f64) {
        let _ = time;
    }
}

impl Record for () {
    const LISTENS: bool = false;

    #[inline]
    fn start(&mut self) {}
    #[inline]
    fn seed(&mut self) {}
    #[inline]
    fn passed_on_by(&mut self, _place: usize) {}
}

/// Parents and times of a cascade: entry i belongs to the sharer at place i of
/// [`Scratch::sharers`](super::Scratch::sharers).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    parents: Vec<u32>,
    steps: Vec<u32>,
    /// Empty where time is the step.
    times: Vec<f64>,
}

impl Trace {
    /// The parent of a seed.
    pub const NOBODY: u32 = u32::MAX;

    /// For each sharer the place of the one it has the message from, or [`Trace::NOBODY`]. A parent
    /// stands before its children.
    #[must_use]
    pub fn parents(&self) -> &[u32] {
        &self.parents
    }

    /// For each sharer the number of times that the message was passed on until it came there; 0
    /// for seeds. Never decreasing where time goes by steps from a seed.
    #[must_use]
    pub fn steps(&self) -> &[u32] {
        &self.steps
    }

    /// When the sharer at `place` shared, in the model's unit of time: its step where the model has
    /// no time of its own. Never decreasing.
    #[must_use]
    pub fn time(&self, place: usize) -> f64 {
        self.times.get(place).copied().unwrap_or_else(|| f64::from(self.steps[place]))
    }
}

impl Record for Trace {
    const LISTENS: bool = true;

    fn start(&mut self) {
        self.parents.clear();
        self.steps.clear();
        self.times.clear();
    }

    fn seed(&mut self) {
        self.parents.push(Self::NOBODY);
        self.steps.push(0);
    }

    #[inline]
    fn passed_on_by(&mut self, place: usize) {
        self.parents.push(place as u32);
        self.steps.push(self.steps[place] + 1);
    }

    #[inline]
    fn at(&mut self, time: f64) {
        self.times.push(time);
    }
}
