//! Attributes of the users of a follower network, and of its edges.
//!
//! - `community`: c0001, c0002, …, the largest first.
//! - `region`: north, south, east or west. Communities take them in turn as their home; a user
//!   lives there with probability 0.8, else in any of the four alike. A network of one community
//!   has no home.
//! - `utc_offset`: hours; −5 in the west, 0 in the north, 2 in the south, 8 in the east, one less
//!   or one more for a quarter of the users each.
//! - `segment`: each community leans to one of student (20%), family (35%), professional (30%) and
//!   retired (15%), drawn by these shares; a user is of it with probability 0.4, else drawn by the
//!   shares.
//! - `interest` in the message, from 0 to 1: a Kumaraswamy law of a = 2 and b uniform on 1 to 6 for
//!   each community, so that some are keen (mean 0.67) and others are not (0.34).
//! - `activity`, from 0.01 to 1, the chance to be online and look: p(x) ∝ x^(−2), so half of the
//!   users are below 0.02.
//! - `trust` along edges, from 0 to 1: a Kumaraswamy law of a = 3, b = 2 along mutual ties (mean
//!   0.64) and of a = 1.5, b = 3 along one-way ones (0.37).

use super::communities::CommunityRanges;
use crate::{
    error::Result,
    network::{
        attributes::{EdgeColumn, UserColumn, UserValues},
        generator::sampling::power_law::BoundedPowerLaw,
        stopping::{par_fill, stoppable},
    },
    progress::Progress,
    rng::{Purpose, Stream, World},
};

/// Regions by name, with hours before or after UTC.
const REGIONS: [(&str, f64); 4] = [("east", 8.0), ("north", 0.0), ("south", 2.0), ("west", -5.0)];
/// Segments by name, with their shares.
const SEGMENTS: [(&str, f64); 4] =
    [("family", 0.35), ("professional", 0.3), ("retired", 0.15), ("student", 0.2)];
const AT_HOME: f64 = 0.8;
const LEANING: f64 = 0.4;
const ACTIVITY: BoundedPowerLaw = BoundedPowerLaw { exponent: 2.0, min: 0.01, max: 1.0 };

/// What a community has in common.
struct Culture {
    home: Option<u32>,
    segment: u32,
    b: f64,
}

/// The attributes of one user.
#[derive(Debug, Clone, Copy, Default)]
struct UserTraits {
    community: u32,
    region: u32,
    utc_offset: f64,
    segment: u32,
    interest: f64,
    activity: f64,
}

/// A value between 0 and 1 of the law P(X ≤ x) = 1 − (1 − xᵃ)ᵇ (Kumaraswamy 1980,
/// doi:10.1016/0022-1694(80)90036-0).
fn kumaraswamy(a: f64, b: f64, stream: &mut Stream) -> f64 {
    (1.0 - (1.0 - stream.unit()).powf(1.0 / b)).powf(1.0 / a)
}

fn segment(stream: &mut Stream) -> u32 {
    let mut rest = stream.unit();
    let last = SEGMENTS.len() - 1;
    let found = SEGMENTS[..last].iter().position(|&(_, share)| {
        rest -= share;
        rest < 0.0
    });
    found.unwrap_or(last) as u32
}

impl Culture {
    fn draw(community: u32, count: u32, stream: &mut Stream) -> Self {
        let home = (count > 1).then_some(community % REGIONS.len() as u32);
        Self { home, segment: segment(stream), b: 1.0 + 5.0 * stream.unit() }
    }
}

impl UserTraits {
    fn draw(community: u32, culture: &Culture, stream: &mut Stream) -> Self {
        // Every number is drawn whether it is used or not, so that each has its own place.
        let stays = stream.unit() < AT_HOME;
        let elsewhere = stream.below(REGIONS.len() as u64) as u32;
        let region = culture.home.filter(|_| stays).unwrap_or(elsewhere);
        let shift = [-1.0, 0.0, 0.0, 1.0][stream.below(4) as usize];
        let leans = stream.unit() < LEANING;
        let own = segment(stream);
        Self {
            community,
            region,
            utc_offset: REGIONS[region as usize].1 + shift,
            segment: if leans { culture.segment } else { own },
            interest: kumaraswamy(2.0, culture.b, stream),
            activity: ACTIVITY.exceeded_by(1.0 - stream.unit()),
        }
    }
}

/// The columns of the user table, where `names` gives each user's number in the network.
pub(super) fn users(
    communities: &CommunityRanges,
    names: &[u32],
    rng_seed: u64,
    progress: &dyn Progress,
) -> Result<Vec<UserColumn>> {
    let count = communities.count();
    let common = World::new(rng_seed, Purpose::Attributes, 0);
    let cultures: Vec<Culture> =
        (0..count).map(|one| Culture::draw(one, count, &mut common.stream(one.into()))).collect();
    let own = World::new(rng_seed, Purpose::Attributes, 1);
    let of = communities.by_user();
    let drawn = par_fill(of.len(), progress, |user| {
        UserTraits::draw(of[user], &cultures[of[user] as usize], &mut own.stream(user as u64))
    })?;
    let mut people = vec![UserTraits::default(); drawn.len()];
    for person in stoppable(drawn.into_iter().zip(names), progress) {
        let (person, &name) = person?;
        people[name as usize] = person;
    }

    let words = |pairs: &[(&str, f64)]| pairs.iter().map(|(word, _)| (*word).to_owned()).collect();
    let category = |names: Vec<String>, of: fn(&UserTraits) -> u32| UserValues::Category {
        codes: people.iter().map(of).collect::<Vec<u32>>().into(),
        names,
    };
    let number = |of: fn(&UserTraits) -> f64| {
        UserValues::Number(people.iter().map(of).collect::<Vec<f64>>().into())
    };
    let width = count.to_string().len().max(4);
    let called = (1..=count).map(|one| format!("c{one:0width$}")).collect();
    let columns = [
        ("community", category(called, |person| person.community)),
        ("region", category(words(&REGIONS), |person| person.region)),
        ("utc_offset", number(|person| person.utc_offset)),
        ("segment", category(words(&SEGMENTS), |person| person.segment)),
        ("interest", number(|person| person.interest)),
        ("activity", number(|person| person.activity)),
    ];
    Ok(columns.map(|(name, values)| UserColumn { name: name.to_owned(), values }).into())
}

/// The trust of each of `edges`, of which the first `mutual` go along mutual ties.
pub(super) fn trust(
    mutual: usize,
    edges: usize,
    rng_seed: u64,
    progress: &dyn Progress,
) -> Result<EdgeColumn> {
    let world = World::new(rng_seed, Purpose::Attributes, 2);
    let draw = |edge: usize| {
        let mut stream = world.stream(edge as u64);
        let (a, b) = if edge < mutual { (3.0, 2.0) } else { (1.5, 3.0) };
        kumaraswamy(a, b, &mut stream)
    };
    let values = par_fill(edges, progress, draw)?;
    Ok(EdgeColumn { name: "trust".to_owned(), values: values.into() })
}
