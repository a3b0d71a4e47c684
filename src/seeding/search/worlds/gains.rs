//! The reach of each user in one world, for all users in one pass.
//!
//! Users who reach each other form a **circle**: a strongly connected component of the live edges.
//! Tarjan's algorithm (1972, doi:10.1137/0201010) closes a circle after all circles that it leads
//! to. A circle that leads to at most one other adds its users to the reach of that one. If it
//! leads to several, a walk counts their union. One circle of large reach is the **hub**; a walk
//! that meets it skips everything that the hub reaches, which was counted once (pruning as in
//! Ohsaka et al. 2014, doi:10.1609/aaai.v28i1.8726). So a world in which thousands of users reach
//! the same thousands costs little more than a sparse one.

use super::{
    WorldGain,
    live_edges::{LOOK, LiveEdgeLists},
    sharers::is_set,
};
use crate::progress::StopFlag;

/// A circle that reaches fewer users is no hub.
const LEAST_HUB: u32 = 32;

/// Stands for no circle or no user.
const NONE: u32 = u32::MAX;

/// The buffers of a pass.
#[derive(Debug, Default)]
pub(crate) struct GainPass {
    /// For each user, its number in the order of visits, from 1; 0 before.
    met: Vec<u32>,
    /// For each user, the lowest number that it can return to.
    low: Vec<u32>,
    /// For each user, its circle, once that is closed.
    circle: Vec<u32>,
    /// The stack of users, each with how many of its followers were visited.
    frames: Vec<(u32, u32)>,
    /// The visited users whose circle is open.
    open: Vec<u32>,
    circles: Circles,
}

/// The closed circles.
#[derive(Debug, Default)]
struct Circles {
    /// The number of users of each circle.
    users: Vec<u32>,
    /// How many users each circle reaches, itself included.
    reach: Vec<u32>,
    /// Where the list of circles that each leads to ends in `next`.
    ends: Vec<u32>,
    next: Vec<u32>,
    /// For each circle, the hub at the time of its closing, if it leads there.
    leads_to: Vec<u32>,
    /// For each circle, the last circle whose walk visited it.
    seen: Vec<u32>,
    /// For each circle, whether the hub reaches it.
    behind: Vec<bool>,
    hub: u32,
    list: Vec<u32>,
}

impl GainPass {
    /// Adds to each user's total the worth of its reach among users whose bit in `covered` is not
    /// set.
    pub(crate) fn add_gains(
        &mut self,
        (live, stop): (&LiveEdgeLists, &StopFlag),
        covered: &[u64],
        worth: impl Fn(u32) -> WorldGain,
        totals: &mut [WorldGain],
    ) {
        let users = live.users() as usize;
        for numbers in [&mut self.met, &mut self.low] {
            numbers.clear();
            numbers.resize(users, 0);
        }
        self.circle.clear();
        self.circle.resize(users, NONE);
        self.circles.start();
        // Only a pass that was stopped leaves any.
        self.frames.clear();
        self.open.clear();
        let mut count = 0;
        for user in 0..users as u32 {
            if self.met[user as usize] == 0 && !is_set(covered, user) {
                self.close_all_from(user, (live, stop), covered, &mut count);
            }
            if user.is_multiple_of(LOOK) && stop.is_set() {
                return;
            }
        }
        for (total, &circle) in totals.iter_mut().zip(&self.circle) {
            if circle != NONE {
                *total += worth(self.circles.reach[circle as usize]);
            }
        }
    }

    /// Closes the circles of a user and of all users that it reaches.
    fn close_all_from(
        &mut self,
        start: u32,
        (live, stop): (&LiveEdgeLists, &StopFlag),
        covered: &[u64],
        count: &mut u32,
    ) {
        self.meet(start, count);
        while let Some(&mut (user, ref mut looked)) = self.frames.last_mut() {
            let row = live.row(user);
            if let Some(&follower) = row.get(*looked as usize) {
                *looked += 1;
                if is_set(covered, follower) {
                    continue;
                }
                if self.met[follower as usize] == 0 {
                    self.meet(follower, count);
                    if count.is_multiple_of(LOOK) && stop.is_set() {
                        return;
                    }
                } else if self.circle[follower as usize] == NONE {
                    let low = &mut self.low[user as usize];
                    *low = (*low).min(self.met[follower as usize]);
                }
                continue;
            }
            self.frames.pop();
            let low = self.low[user as usize];
            if let Some(&(before, _)) = self.frames.last() {
                let low_before = &mut self.low[before as usize];
                *low_before = (*low_before).min(low);
            }
            if low == self.met[user as usize] {
                // Once a circle, whose union may be large.
                if stop.is_set() {
                    return;
                }
                self.close(user, live, covered);
            }
        }
    }

    fn meet(&mut self, user: u32, count: &mut u32) {
        *count += 1;
        self.met[user as usize] = *count;
        self.low[user as usize] = *count;
        self.open.push(user);
        self.frames.push((user, 0));
    }

    /// Closes the circle whose first user was `first`; it holds all users visited since.
    fn close(&mut self, first: u32, live: &LiveEdgeLists, covered: &[u64]) {
        let start = self.open.iter().rposition(|&user| user == first).expect("it was met");
        let number = self.circles.users.len() as u32;
        let members = &self.open[start..];
        for &user in members {
            self.circle[user as usize] = number;
        }
        let circle = &self.circle;
        let followers = members.iter().flat_map(|&user| live.row(user));
        let next =
            followers.filter(|&&user| !is_set(covered, user)).map(|&user| circle[user as usize]);
        self.circles.close(members.len() as u32, next);
        self.open.truncate(start);
    }
}

impl Circles {
    fn start(&mut self) {
        let Self { users, reach, ends, next, leads_to, seen, behind, hub, list } = self;
        for numbers in [users, reach, ends, next, leads_to, seen, list] {
            numbers.clear();
        }
        behind.clear();
        *hub = NONE;
    }

    fn next(&self, circle: u32) -> std::ops::Range<usize> {
        let circle = circle as usize;
        let start = if circle == 0 { 0 } else { self.ends[circle - 1] };
        start as usize..self.ends[circle] as usize
    }

    /// Closes a circle of so many users, which leads to itself and to `next`.
    fn close(&mut self, users: u32, next: impl Iterator<Item = u32>) {
        let number = self.users.len() as u32;
        self.users.push(users);
        self.seen.push(number);
        self.behind.push(false);
        let first = self.next.len();
        for circle in next {
            if self.seen[circle as usize] != number {
                self.seen[circle as usize] = number;
                self.next.push(circle);
            }
        }
        self.ends.push(self.next.len() as u32);
        let next = &self.next[first..];
        let leads = self.hub != NONE && next.iter().any(|&c| self.leads_to[c as usize] == self.hub);
        let reach = match next {
            [] => users,
            [only] => users + self.reach[*only as usize],
            _ => users + self.walk(number, leads),
        };
        self.leads_to.push(if leads { self.hub } else { NONE });
        self.reach.push(reach);
        // A new hub reaches at least twice as many users, so the walks of all hubs cost at most
        // twice that of the last.
        let last = if self.hub == NONE { LEAST_HUB / 2 } else { self.reach[self.hub as usize] };
        if reach / 2 >= last {
            self.make_hub(number);
        }
    }

    /// How many users are reached from the successors of `number`, which are marked as seen.
    fn walk(&mut self, number: u32, leads_to_hub: bool) -> u32 {
        let mut list = std::mem::take(&mut self.list);
        list.clear();
        let is_counted =
            |circles: &Self, circle: u32| leads_to_hub && circles.behind[circle as usize];
        let range = self.next(number);
        list.extend(self.next[range].iter().copied().filter(|&circle| !is_counted(self, circle)));
        let mut reach = if leads_to_hub { self.reach[self.hub as usize] } else { 0 };
        let mut place = 0;
        while let Some(&circle) = list.get(place) {
            place += 1;
            reach += self.users[circle as usize];
            for at in self.next(circle) {
                let next = self.next[at];
                if self.seen[next as usize] != number && !is_counted(self, next) {
                    self.seen[next as usize] = number;
                    list.push(next);
                }
            }
        }
        self.list = list;
        reach
    }

    /// Makes later walks skip everything that this circle reaches.
    fn make_hub(&mut self, hub: u32) {
        self.hub = hub;
        self.leads_to[hub as usize] = hub;
        self.behind.fill(false);
        self.behind[hub as usize] = true;
        self.list.clear();
        self.list.push(hub);
        while let Some(circle) = self.list.pop() {
            for at in self.next(circle) {
                let next = self.next[at];
                if !std::mem::replace(&mut self.behind[next as usize], true) {
                    self.list.push(next);
                }
            }
        }
    }
}
