//! A study as bytes, and back: on another day, in another process, on another machine.
//!
//! The bytes hold what took time: the chosen seeds and whatever the replicates gave. Network, influence
//! and model are made again, and must be the same.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    AnyExperiment, NetworkSource, OptionSeeds, Prepared, Spec, Study, implicit::uniform_probability,
};
use crate::{
    error::{Error, Result},
    kernel::plan::Kernel,
    seeding::{AddressSeeds, Seeds},
    simulate::{Simulation, SimulationState},
};

/// The first bytes: a name and a version.
const MAGIC: &[u8; 8] = b"wsstudy1";

/// What the bytes hold.
#[derive(Serialize, Deserialize)]
struct SavedStudy {
    /// What the study is of.
    identity: [u8; 32],
    kernel: Kernel,
    seeds: SavedSeeds,
    state: SimulationState,
}

#[derive(Serialize, Deserialize)]
enum SavedSeeds {
    Stored(OptionSeeds<Seeds>),
    Implicit(OptionSeeds<AddressSeeds>),
}

impl Study {
    /// The study as bytes, from which [`Study::from_bytes`] goes on.
    ///
    /// # Panics
    /// Never: every part of a study can be serialised.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let prepared = &*self.prepared;
        let (facts, left_out) = (prepared.options.clone(), prepared.left_out.clone());
        let (fingerprint, seeds) = match &prepared.experiment {
            AnyExperiment::Stored(experiment) => {
                let seeds = experiment.options.to_vec();
                let seeds = SavedSeeds::Stored(OptionSeeds { seeds, facts, left_out });
                (experiment.network.fingerprint(), seeds)
            }
            AnyExperiment::Implicit(experiment) => {
                let seeds = experiment.options.to_vec();
                let seeds = SavedSeeds::Implicit(OptionSeeds { seeds, facts, left_out });
                (experiment.population.fingerprint(), seeds)
            }
        };
        let saved = SavedStudy {
            identity: identity(&prepared.spec, &fingerprint),
            kernel: self.kernel,
            seeds,
            state: self.simulation.state().clone(),
        };
        let body = postcard::to_stdvec(&saved).expect("a study has bytes");
        let check: [u8; 32] = Sha256::digest(&body).into();
        [&MAGIC[..], &check, &body].concat()
    }

    /// Goes on with a study that was turned into bytes; `spec` and `source` are those that it was made
    /// of. No finished replicate is run again, and no seeds are chosen again.
    ///
    /// # Errors
    /// [`Error::Value`] where the bytes are no study, are damaged, or are of another spec or network;
    /// what influence or model refuse.
    pub fn from_bytes(spec: Spec, source: NetworkSource, bytes: &[u8]) -> Result<Self> {
        let SavedStudy { identity: saved_of, kernel, seeds, state } = read(bytes)?;
        let fingerprint = match &source {
            NetworkSource::Stored(network) => network.fingerprint(),
            NetworkSource::Implicit(population) => population.fingerprint(),
        };
        let other = || {
            let remedy = "give the network, settings and options of the saved study";
            refused("are of another study", remedy)
        };
        if identity(&spec, &fingerprint) != saved_of {
            return Err(other());
        }
        let prepared = match (source, seeds) {
            (NetworkSource::Stored(network), SavedSeeds::Stored(seeds)) => {
                let setting = spec.setting(network)?;
                Prepared::stored(spec, setting, seeds)?
            }
            (NetworkSource::Implicit(population), SavedSeeds::Implicit(seeds)) => {
                let p = uniform_probability(&spec.influence)?;
                let stop = spec.stop(population.users(), None)?;
                Prepared::implicit(spec, (population, p), seeds, stop)
            }
            _ => return Err(other()),
        };
        let prepared = Arc::new(prepared);
        let engine = prepared.experiment.engine(kernel);
        let stop = Self::stop_of(&prepared);
        let simulation = Simulation::resume(engine, stop, state);
        Ok(Self { prepared, kernel, simulation })
    }
}

/// What the bytes of a study hold, if they are whole.
fn read(bytes: &[u8]) -> Result<SavedStudy> {
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err(refused(
            "are no saved study",
            "give bytes that this version of wordspread saved",
        ));
    };
    let damaged = || refused("are damaged", "save the study again");
    let (check, body) = rest.split_at_checked(32).ok_or_else(damaged)?;
    if Sha256::digest(body)[..] != *check {
        return Err(damaged());
    }
    postcard::from_bytes(body).map_err(|_| damaged())
}

fn refused(problem: &str, remedy: &str) -> Error {
    Error::value("study", format!("these bytes {problem}"), remedy)
}

/// A fingerprint of all that the numbers of a study depend on.
fn identity(spec: &Spec, network: &str) -> [u8; 32] {
    let spec = serde_json::to_string(spec).expect("a spec's keys are texts");
    Sha256::digest(format!("{} {network} {spec}", env!("CARGO_PKG_VERSION"))).into()
}
