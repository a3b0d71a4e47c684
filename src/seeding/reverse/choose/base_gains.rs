//! What each user adds to a choice before any set is counted.

/// What users add to the sets that they meet, whoever else is a seed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BaseGains<'a> {
    pub(crate) own: &'a [f64],
    /// The most that one has.
    pub(crate) most: f64,
    /// How many sets stand for a user, or for a unit of value.
    pub(crate) sets: f64,
}

impl<'a> BaseGains<'a> {
    /// Nothing.
    pub(crate) const NONE: Self = Self { own: &[], most: 0.0, sets: 1.0 };

    /// True where nobody has any.
    pub(crate) const fn is_nothing(self) -> bool {
        self.own.is_empty()
    }

    /// The start of a user, in sets.
    #[inline]
    pub(crate) fn sets(self, user: u32) -> f64 {
        self.own.get(user as usize).map_or(0.0, |own| own * self.sets)
    }

    /// The most that a user has.
    pub(crate) fn most(self) -> f64 {
        self.most * self.sets
    }
}
