//! The places of a few listed users among many users.
//!
//! One bit a user says who is listed, and a count for each 64 users gives the place. That is less
//! than two bits a user, which stays in cache where four bytes would not.

/// The place of each listed user.
#[derive(Debug)]
pub(crate) struct Slots {
    /// For each 64 users, the bits of the listed ones and the number of listed users before.
    words: Vec<(u64, u32)>,
    /// The places in the list, in the order of users.
    slots: Vec<u32>,
}

impl Slots {
    /// The places of `listed`, each user once.
    pub(crate) fn of(users: u32, listed: &[u32]) -> Self {
        let mut words = vec![(0_u64, 0_u32); (users as usize).div_ceil(64)];
        for &user in listed {
            words[user as usize / 64].0 |= 1 << (user % 64);
        }
        let mut before = 0;
        for (word, count) in &mut words {
            *count = before;
            before += word.count_ones();
        }
        let mut slots = Self { words, slots: vec![0; listed.len()] };
        for (slot, &user) in (0..).zip(listed) {
            let place = slots.place(user).expect("it is listed");
            slots.slots[place] = slot;
        }
        slots
    }

    /// The rank of a listed user among the listed users.
    #[inline]
    fn place(&self, user: u32) -> Option<usize> {
        let (word, before) = self.words[user as usize / 64];
        let bit = 1 << (user % 64);
        (word & bit != 0).then(|| (before + (word & (bit - 1)).count_ones()) as usize)
    }

    /// The place of a user in the list; `None` if it is not listed.
    #[inline]
    pub(crate) fn of_user(&self, user: u32) -> Option<u32> {
        self.place(user).map(|place| self.slots[place])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_listed_user_is_found_where_it_stands_and_nobody_else() {
        let listed = [64, 3, 199, 63, 128, 0, 65];
        let slots = Slots::of(200, &listed);
        for user in 0..200 {
            let place = listed.iter().position(|&other| other == user);
            assert_eq!(slots.of_user(user), place.map(|place| place as u32), "{user}");
        }
        assert_eq!(Slots::of(3, &[]).of_user(2), None);
    }
}
