//! How long something takes: the laws of delays, by their keywords.

mod reaction;

pub use self::reaction::Reaction;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{
    catalogue,
    catalogue::{Described, nearest},
    error::{Error, Result},
    network::Network,
    rng::{ExponentialLaw, Purpose, Stream, World},
};

/// A delay drawn from a stream, for the edge at a place of the rows.
pub type Drawn = Box<dyn Fn(&mut Stream, usize) -> f64 + Send + Sync>;

/// What takes time.
#[derive(Debug, Clone, Copy)]
pub enum DelayOf<'a> {
    /// Something that is no edge.
    Anything,
    /// The edges of a network's forward rows.
    Edges(&'a Network),
    /// Those of its backward rows.
    EdgesTurned(&'a Network),
}

/// A law of delays.
pub trait Delay {
    /// The law made ready for delays `of` something; `key` is where it stands in the scenario.
    ///
    /// # Errors
    /// [`Error::Value`] for a parameter out of its range.
    fn ready(&self, key: &str, of: DelayOf<'_>) -> Result<Drawn>;
}

catalogue! {
    /// Every law of delays, by its keyword in `delay`.
    pub enum AnyDelay: Delay {
        "exponential" => Exponentially(Exponentially),
        "rayleigh" => Rayleigh(Rayleigh),
        "power-law" => PowerLaw(PowerLaw),
        "weibull" => Weibull(Weibull),
        "log-normal" => LogNormal(LogNormal),
        "reaction" => Reaction(Reaction),
        "fixed" => Fixed(Fixed),
        "column" => Column(Column),
    }
}

impl AnyDelay {
    /// The law made ready for delays `of` something, where it stands at `key`.
    ///
    /// # Errors
    /// As [`Delay::ready`].
    pub fn made_ready(&self, key: &str, of: DelayOf<'_>) -> Result<Drawn> {
        self.ready(&format!("{key}.{}", self.keyword()), of)
    }

    /// The median of some, where the law needs no edge and is sound; infinite elsewhere.
    #[must_use]
    pub fn usual(&self) -> f64 {
        const SOME: u64 = 101;
        let Ok(delay) = self.made_ready("", DelayOf::Anything) else { return f64::INFINITY };
        let world = World::new(0, Purpose::Diffusion, 0);
        let mut some: Vec<f64> = (0..SOME).map(|nth| delay(&mut world.stream(nth), 0)).collect();
        some.sort_unstable_by(f64::total_cmp);
        some[some.len() / 2]
    }
}

impl Default for AnyDelay {
    fn default() -> Self {
        Self::Exponentially(Exponentially { rate: 1.0 })
    }
}

/// Refuses what is not positive and finite.
fn positive(key: &str, name: &str, value: f64) -> Result<f64> {
    if value > 0.0 && value.is_finite() {
        return Ok(value);
    }
    let key = format!("{key}.{name}");
    Err(Error::value(key, format!("{value} is not positive"), "give a number above 0"))
}

/// A number of exponential law and mean 1.
fn exponential(stream: &mut Stream) -> f64 {
    ExponentialLaw::tables().draw(stream)
}

/// Density a·e^(−at), mean 1/a: what happens at a constant rate.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Exponentially {
    /// The rate a, above 0.
    pub rate: f64,
}

impl Described for Exponentially {
    const SUMMARY: &'static str = "a constant rate: density a e^(-a t)";
    const REFERENCE: &'static str =
        "Gomez-Rodriguez, Balduzzi & Schölkopf, ICML 2011, arXiv:1105.0697";
}

impl Delay for Exponentially {
    fn ready(&self, key: &str, _: DelayOf<'_>) -> Result<Drawn> {
        let rate = positive(key, "rate", self.rate)?;
        Ok(Box::new(move |stream, _| exponential(stream) / rate))
    }
}

/// Density a·t·e^(−at²/2), mean √(π/(2a)): a rate that grows with time.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rayleigh {
    /// How fast the rate grows, a, above 0.
    pub growth: f64,
}

impl Described for Rayleigh {
    const SUMMARY: &'static str = "a rate that grows with time: density a t e^(-a t^2 / 2)";
    const REFERENCE: &'static str =
        "Gomez-Rodriguez, Balduzzi & Schölkopf, ICML 2011, arXiv:1105.0697";
}

impl Delay for Rayleigh {
    fn ready(&self, key: &str, _: DelayOf<'_>) -> Result<Drawn> {
        let growth = positive(key, "growth", self.growth)?;
        Ok(Box::new(move |stream, _| (2.0 * exponential(stream) / growth).sqrt()))
    }
}

/// Density (a/d)·(t/d)^(−1−a) for t > d, mean a·d/(a − 1) where a > 1: a long tail.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PowerLaw {
    /// The exponent a of the tail P(delay > t) = (t/d)^(−a), above 0.
    pub exponent: f64,
    /// The shortest delay, d, above 0.
    pub shortest: f64,
}

impl Described for PowerLaw {
    const SUMMARY: &'static str = "a long tail: density (a/d) (t/d)^(-1-a) beyond d";
    const REFERENCE: &'static str =
        "Gomez-Rodriguez, Balduzzi & Schölkopf, ICML 2011, arXiv:1105.0697";
}

impl Delay for PowerLaw {
    fn ready(&self, key: &str, _: DelayOf<'_>) -> Result<Drawn> {
        let exponent = positive(key, "exponent", self.exponent)?;
        let shortest = positive(key, "shortest", self.shortest)?;
        Ok(Box::new(move |stream, _| {
            (shortest * libm::exp(exponential(stream) / exponent)).min(f64::MAX)
        }))
    }
}

/// Density (k/l)·(t/l)^(k−1)·e^(−(t/l)^k): a rate that grows (k > 1) or falls (k < 1).
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weibull {
    /// The shape k, above 0; 1 is exponential, 2 Rayleigh.
    pub shape: f64,
    /// The scale l, above 0: 63% of delays are shorter.
    pub scale: f64,
}

impl Described for Weibull {
    const SUMMARY: &'static str =
        "a rate that grows or falls: density (k/l) (t/l)^(k-1) e^(-(t/l)^k)";
    const REFERENCE: &'static str = "Weibull 1951, doi:10.1115/1.4010337";
}

impl Delay for Weibull {
    fn ready(&self, key: &str, _: DelayOf<'_>) -> Result<Drawn> {
        let power = 1.0 / positive(key, "shape", self.shape)?;
        let scale = positive(key, "scale", self.scale)?;
        Ok(Box::new(move |stream, _| (scale * libm::pow(exponential(stream), power)).min(f64::MAX)))
    }
}

/// The exponential of a normal number: what many small factors make.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LogNormal {
    /// The median delay, above 0.
    pub median: f64,
    /// The standard deviation of the delay's logarithm, above 0.
    pub sigma: f64,
}

impl Described for LogNormal {
    const SUMMARY: &'static str = "the exponential of a normal number, by its median and sigma";
    const REFERENCE: &'static str =
        "Van Mieghem, Blenn & Doerr 2011, doi:10.1140/epjb/e2011-20124-0";
}

impl Delay for LogNormal {
    fn ready(&self, key: &str, _: DelayOf<'_>) -> Result<Drawn> {
        let median = positive(key, "median", self.median)?;
        let sigma = positive(key, "sigma", self.sigma)?;
        Ok(Box::new(move |stream, _| {
            // Box & Muller 1958, doi:10.1214/aoms/1177706645.
            let radius = (2.0 * exponential(stream)).sqrt();
            let normal = radius * libm::cos(std::f64::consts::TAU * stream.unit());
            (median * libm::exp(sigma * normal)).min(f64::MAX)
        }))
    }
}

/// Always the same.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fixed {
    /// The delay, above 0.
    pub time: f64,
}

impl Described for Fixed {
    const SUMMARY: &'static str = "always the same";
    const REFERENCE: &'static str = "Chen, Lu & Zhang, AAAI 2012, arXiv:1204.3074";
}

impl Delay for Fixed {
    fn ready(&self, key: &str, _: DelayOf<'_>) -> Result<Drawn> {
        let time = positive(key, "time", self.time)?;
        Ok(Box::new(move |_, _| time))
    }
}

/// What the network's file says of each edge.
#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Column {
    /// The name of a column of numbers on the edges, each 0 or more.
    pub name: String,
}

impl Described for Column {
    const SUMMARY: &'static str = "what the network's file says of each edge";
    const REFERENCE: &'static str = "Chen, Lu & Zhang, AAAI 2012, arXiv:1204.3074";
}

impl Delay for Column {
    fn ready(&self, key: &str, of: DelayOf<'_>) -> Result<Drawn> {
        let key = format!("{key}.name");
        let (DelayOf::Edges(network) | DelayOf::EdgesTurned(network)) = of else {
            let remedy = "take one of the laws: exponential, fixed, weibull …";
            return Err(Error::value(key, "here no edge is meant, so none has a delay", remedy));
        };
        let columns = network.edge_columns();
        let Some(column) = columns.iter().find(|column| column.name == self.name) else {
            let names = columns.iter().map(|column| column.name.as_str());
            let remedy = match nearest(&self.name, names) {
                Some(name) => format!("did you mean {name:?}?"),
                None => "give a file whose edges have it, or take one of the laws".to_owned(),
            };
            let problem = format!("the network's edges have no column {:?}", self.name);
            return Err(Error::value(key, problem, remedy));
        };
        network.has_one_value_an_edge(&self.name, &key)?;
        let values = column.values.clone();
        if let Some(wrong) = values.iter().find(|&&value| !(value >= 0.0 && value.is_finite())) {
            let problem = format!("{wrong} in column {:?} is no delay", self.name);
            return Err(Error::value(key, problem, "give numbers of 0 or more"));
        }
        if let DelayOf::EdgesTurned(_) = of {
            let values = network.forward().transpose_values(&values);
            return Ok(Box::new(move |_, place| values[place]));
        }
        Ok(Box::new(move |_, place| values[place]))
    }
}
