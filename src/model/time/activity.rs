//! When people are there: activity by the hour of the day.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Hours of a day.
const HOURS: usize = 24;

/// How active people are in each hour of the day. While they are half as active, delays are twice as long (Hodas &
/// Lerman 2012; SEISMIC, Zhao et al. 2015, removes the same effect). The mean activity of the day is 1, and the
/// unit of time is an hour.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Activity {
    /// 24 numbers of 0 or more, from midnight on; only their ratios matter.
    pub hours: Vec<f64>,
    /// The time of the day at which the seeds share, in hours from midnight, 0 to 24. Default 0.
    #[serde(default)]
    pub start: f64,
}

impl Activity {
    /// The clock for this activity; `key` is the key of its setting.
    ///
    /// # Errors
    /// [`Error::Value`] unless `hours` has 24 numbers of 0 or more, one of them above 0; or if `start` is no hour of
    /// the day.
    pub fn ready(&self, key: &str) -> Result<ActiveClock> {
        let Self { hours, start } = self;
        let fault = |name: &str, problem: String, remedy: &str| {
            Err(Error::value(format!("{key}.{name}"), problem, remedy))
        };
        if hours.len() != HOURS {
            let problem = format!("{} numbers are given", hours.len());
            return fault("hours", problem, "give 24, one for each hour from midnight on");
        }
        if let Some(wrong) = hours.iter().find(|&&hour| !(hour >= 0.0 && hour.is_finite())) {
            return fault("hours", format!("{wrong} is no activity"), "give numbers of 0 or more");
        }
        let total: f64 = hours.iter().sum();
        if total == 0.0 || !total.is_finite() {
            let problem = "nobody is ever active".to_owned();
            return fault("hours", problem, "give at least one hour a number above 0");
        }
        if !(0.0..=24.0).contains(start) {
            return fault("start", format!("{start} is no hour of the day"), "give 0 to 24");
        }
        let mut done = [0.0; HOURS + 1];
        for (hour, activity) in hours.iter().enumerate() {
            done[hour + 1] = done[hour] + activity / total * HOURS as f64;
        }
        // Rounding must not make the day longer or shorter.
        done[HOURS] = HOURS as f64;
        let mut clock = ActiveClock { done, start: *start, before: 0.0 };
        clock.before = clock.done_by(*start);
        Ok(clock)
    }
}

/// A clock that goes faster while people are more active.
#[derive(Debug, Clone)]
pub struct ActiveClock {
    /// How much of a day's activity is done by each hour.
    done: [f64; HOURS + 1],
    start: f64,
    /// What was done before the seeds shared.
    before: f64,
}

impl ActiveClock {
    /// The activity from a midnight on, over so many hours.
    fn done_by(&self, hours: f64) -> f64 {
        let days = (hours / HOURS as f64).floor();
        let within = (hours - days * HOURS as f64).clamp(0.0, HOURS as f64);
        let hour = (within as usize).min(HOURS - 1);
        let [from, to] = [self.done[hour], self.done[hour + 1]];
        days * HOURS as f64 + from + (to - from) * (within - hour as f64)
    }

    /// The activity within this many hours of the start.
    #[must_use]
    pub fn activity(&self, hours: f64) -> f64 {
        if hours.is_finite() { self.done_by(self.start + hours) - self.before } else { hours }
    }

    /// The hours from the start until this much activity.
    #[must_use]
    pub fn hours(&self, activity: f64) -> f64 {
        let wanted = self.before + activity;
        let days = (wanted / HOURS as f64).floor();
        let within = wanted - days * HOURS as f64;
        let after = self.done.partition_point(|&done| done <= within);
        let hour = after.clamp(1, HOURS) - 1;
        let [from, to] = [self.done[hour], self.done[hour + 1]];
        let part = if to > from { (within - from) / (to - from) } else { 0.0 };
        (days * HOURS as f64 + hour as f64 + part - self.start).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_stands_still_while_nobody_is_active() {
        // Active from 8 to 20 alone: twice the mean.
        let hours: Vec<f64> =
            (0..24).map(|h| if (8..20).contains(&h) { 3.0 } else { 0.0 }).collect();
        let clock = Activity { hours, start: 18.0 }.ready("activity").expect("24 hours");
        for (activity, hours) in [(0.0, 0.0), (2.0, 1.0), (3.9, 1.95), (5.0, 14.5), (26.0, 25.0)] {
            assert!((clock.hours(activity) - hours).abs() < 1e-9, "{activity}");
            assert!((clock.activity(hours) - activity).abs() < 1e-9, "{hours}");
        }
        assert!((clock.activity(9.0) - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_steady_day_changes_nothing() {
        let clock = Activity { hours: vec![0.7; 24], start: 5.5 }.ready("a").expect("24 hours");
        for hours in [0.0, 0.25, 18.5, 100.0, 1e4] {
            assert!((clock.hours(hours) - hours).abs() < 1e-9 * (1.0 + hours));
            assert!((clock.activity(hours) - hours).abs() < 1e-9 * (1.0 + hours));
        }
        assert!(clock.activity(f64::INFINITY).is_infinite());
    }

    #[test]
    fn what_is_no_day_is_refused() {
        let refused = |hours: Vec<f64>, start| {
            Activity { hours, start }.ready("model.x.activity").expect_err("no day").to_string()
        };
        assert!(refused(vec![1.0; 23], 0.0).contains("23 numbers"));
        assert!(refused(vec![0.0; 24], 0.0).contains("nobody"));
        assert!(refused(vec![-1.0; 24], 0.0).contains("-1"));
        assert!(refused(vec![1.0; 24], 25.0).contains("start"));
    }
}
