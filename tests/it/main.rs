//! The crate as its users and its rules see it; one binary, one file a subject.

#![cfg(test)]

mod anchors;
mod architecture;
mod bad_files;
mod celf;
mod certificates;
mod cli;
mod column_names;
mod compartments;
mod compatibility;
mod contagion;
mod contests;
mod doses;
mod duality;
mod epidemics;
mod exact_cascades;
mod files;
mod house;
mod implicit;
mod laws;
mod mapped;
mod multiplex;
mod own_files;
mod prevalence;
mod real_networks;
mod round_trips;
mod same_numbers;
mod scenario_files;
mod scenarios;
mod self_exciting;
mod sources;
mod steps;
mod stops;
mod study;
mod texts;
mod theory;
mod worlds;
