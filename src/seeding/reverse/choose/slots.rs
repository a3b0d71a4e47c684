//! Where the few stand in a list who are in it, of many users.
//!
//! A bit a user says who is listed, and how many are listed before each 64 users, which place is a
//! user's: two bits a user, which stay in the caches where four bytes would not.

/// The place of each listed user.
#[derive(Debug)]
pub(crate) struct Slots {
    /// For each 64 users who of them is listed, and how many are before them.
    words: Vec<(u64, u32)>,
    /// The slots of those who are listed, in the order of users.
    slots: Vec<u32>,
}

impl Slots {
    /// Of so many users these are listed, each once.
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

    /// How many of those listed come before a user who is.
    #[inline]
    fn place(&self, user: u32) -> Option<usize> {
        let (word, before) = self.words[user as usize / 64];
        let bit = 1 << (user % 64);
        (word & bit != 0).then(|| (before + (word & (bit - 1)).count_ones()) as usize)
    }

    /// Where a user stands in the list; nothing where it does not.
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
