//! Seeds without a comparison of options: the best ones, those of several messages, and a sketch that
//! answers what-ifs.

mod best_seeds;
mod portfolio;
mod simulated;
mod sketch;

pub(super) use self::portfolio::check as check_portfolio;
pub use self::{
    best_seeds::{BestSeeds, SeedsWanted},
    portfolio::{MessageSeeds, PortfolioSeeds},
    simulated::Simulated,
    sketch::sketch,
};
