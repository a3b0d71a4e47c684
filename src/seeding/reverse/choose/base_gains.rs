//! The closed-form gain of each user, which every choice starts from.

/// The gain of each user that no set shows and that no other seed changes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct BaseGains<'a> {
    pub(crate) own: &'a [f64],
    /// The greatest of them.
    pub(crate) most: f64,
    /// Sets for each user or unit of value.
    pub(crate) sets: f64,
}

impl BaseGains<'_> {
    /// No base gains.
    pub(crate) const NONE: Self = Self { own: &[], most: 0.0, sets: 1.0 };

    /// Whether nobody has a base gain.
    pub(crate) const fn is_nothing(self) -> bool {
        self.own.is_empty()
    }

    /// The base gain of a user, in sets.
    #[inline]
    pub(crate) fn sets(self, user: u32) -> f64 {
        self.own.get(user as usize).map_or(0.0, |own| own * self.sets)
    }

    /// The greatest base gain, in sets.
    pub(crate) fn most(self) -> f64 {
        self.most * self.sets
    }
}
