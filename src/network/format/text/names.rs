//! What the names of columns say. They show which two are the ends of an edge, which way a message
//! runs, which one is the probability, and under which names numbers are kept.
//!
//! It must never choose between two columns that could both be meant.

use crate::network::{
    attributes::EdgeColumn, builder::EdgeMeaning, format::file::options::Columns,
};

/// Names that the two columns of an edge usually have and that do not say who follows whom.
const ENDS: &[(&str, &str)] = &[
    ("from", "to"),
    ("source", "target"),
    ("src", "dst"),
    ("src", "dest"),
    ("fromnodeid", "tonodeid"),
    ("from_id", "to_id"),
    ("source_id", "target_id"),
    ("node_1", "node_2"),
    ("node1", "node2"),
    ("id_1", "id_2"),
    ("id1", "id2"),
    ("user_1", "user_2"),
    ("u", "v"),
    ("i", "j"),
];

/// Names of users whose messages are shown to those of the other column.
const SHOWN: &[&str] = &["influencer", "followed", "followee", "following"];

/// Names of users who are shown the messages of those of the other column.
const SEES: &[&str] = &["follower", "audience"];

/// The name of a user that is what the name beside it leaves over.
const USER: &str = "user";

/// What may follow a name of a role.
const SUFFIXES: &[&str] = &["", "_id", "id"];

/// Names that a column of probabilities usually has.
const PROBABILITY: &[&str] = &[
    "probability",
    "prob",
    "p",
    "transmission_probability",
    "influence_probability",
    "edge_probability",
];

/// What is wrong with names, and what to do about it.
#[derive(Debug)]
pub(crate) struct Unclear {
    pub(crate) problem: String,
    pub(crate) remedy: String,
}

/// The two columns of an edge, found by their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UsualEnds {
    /// Their places in the order of the file, as the line `a b` has them.
    pub(crate) places: [usize; 2],
    /// True where the file has a pair such as `from`, `to` the other way round.
    pub(crate) turned: bool,
}

/// The two columns of an edge among names, by one of the usual pairs.
pub(crate) fn usual_ends<S: AsRef<str>>(names: &[S]) -> Option<UsualEnds> {
    let place = |wanted: &str| {
        names.iter().position(|name| name.as_ref().trim().eq_ignore_ascii_case(wanted))
    };
    let silent = ENDS.iter().find_map(|&(from, to)| Some([place(from)?, place(to)?]));
    if let Some(places @ [from, to]) = silent {
        let turned = to < from;
        return Some(UsualEnds { places: if turned { [to, from] } else { places }, turned });
    }
    SUFFIXES.iter().find_map(|suffix| {
        let any = |words: &[&str]| words.iter().find_map(|name| place(&format!("{name}{suffix}")));
        let (shown, sees, user) = (any(SHOWN), any(SEES), any(&[USER]));
        let (a, b) = shown.zip(sees).or_else(|| user.zip(sees)).or_else(|| user.zip(shown))?;
        Some(UsualEnds { places: [a.min(b), a.max(b)], turned: false })
    })
}

/// What the names of an edge's two columns say of a line `a b`; nothing where they have no role.
pub(crate) fn meaning_of(a: &str, b: &str) -> Option<EdgeMeaning> {
    let is = |name: &str, words: &[&str]| {
        let name = name.trim().to_ascii_lowercase();
        SUFFIXES
            .iter()
            .any(|suffix| name.strip_suffix(suffix).is_some_and(|stem| words.contains(&stem)))
    };
    let [a_shown, b_shown] = [a, b].map(|name| is(name, SHOWN));
    let [a_sees, b_sees] = [a, b].map(|name| is(name, SEES));
    match (a_shown || b_sees, a_sees || b_shown) {
        (true, false) => Some(EdgeMeaning::InfluencerToAudience),
        (false, true) => Some(EdgeMeaning::FollowerToFollowed),
        _ => None,
    }
}

/// Sees that the names of an edge's two columns do not say the opposite of what the user says. Ties
/// may always be said to be mutual.
pub(crate) fn check_meaning(a: &str, b: &str, edge: Option<EdgeMeaning>) -> Result<(), Unclear> {
    let Some(named) = meaning_of(a, b) else { return Ok(()) };
    let (says, right, wrong) = match (named, edge) {
        (EdgeMeaning::FollowerToFollowed, Some(EdgeMeaning::InfluencerToAudience)) => (
            "the first follows the second",
            "follower-to-followed",
            "a message of the first is shown to the second",
        ),
        (EdgeMeaning::InfluencerToAudience, Some(EdgeMeaning::FollowerToFollowed)) => (
            "a message of the first is shown to the second",
            "influencer-to-audience",
            "the first follows the second",
        ),
        _ => return Ok(()),
    };
    Err(Unclear {
        problem: format!("the header `{a}`, `{b}` says that {says}, but `edge` says that {wrong}"),
        remedy: format!(
            "give edge = \"{right}\" (on the command line --edge {right}); where the header is \
             wrong, rename its columns"
        ),
    })
}

/// True where a column of this name holds probabilities.
pub(crate) fn is_probability(name: &str) -> bool {
    PROBABILITY.contains(&name.to_ascii_lowercase().as_str())
}

/// The names under which columns of numbers are kept, from those that they have in the file: the
/// probability under its own, the others as they are.
///
/// # Errors
/// Where two columns would be kept under one name, and where the column that is named as the
/// probability is not among them.
pub(crate) fn kept(written: &[&str], said: &Columns) -> Result<Vec<String>, Unclear> {
    if let Some(named) = &said.probability
        && !written.contains(&named.as_str())
    {
        let names = if written.is_empty() { "none".to_owned() } else { written.join(", ") };
        return Err(Unclear {
            problem: format!(
                "columns.probability names `{named}`, and no column of numbers on edges that is \
                 kept is called so"
            ),
            remedy: format!(
                "name one of those that are kept ({names}); columns.values = [\"{named}\"] names \
                 the third column of an edge list"
            ),
        });
    }
    let name = |&name: &&str| {
        let probability = match &said.probability {
            Some(named) => named == name,
            None => is_probability(name),
        };
        if probability { EdgeColumn::PROBABILITY } else { name }.to_owned()
    };
    let names: Vec<String> = written.iter().map(name).collect();
    let twice = (0..names.len())
        .find_map(|later| Some((names[..later].iter().position(|n| *n == names[later])?, later)));
    match twice {
        Some((first, second)) => Err(twice_kept(written[first], written[second], said)),
        None => Ok(names),
    }
}

/// The fault of two columns that would be kept under one name.
fn twice_kept(first: &str, second: &str, said: &Columns) -> Unclear {
    const LEAVE_OUT: &str = "columns.values says which columns are kept (in an edge list it names \
         each after the second, and `-` leaves one out)";
    let (problem, remedy) = if first == second {
        (
            format!("two columns of numbers on edges are called `{first}`"),
            format!("give each a name of its own, or leave one out: {LEAVE_OUT}"),
        )
    } else if let Some(named) = &said.probability {
        let other = if named == first { second } else { first };
        (
            format!(
                "columns.probability names `{named}`, and another column is called `{other}`: it \
                 is not clear which of the two is the probability"
            ),
            format!(
                "leave `{other}` out, or name it: columns.probability = \"{other}\" and `{named}` \
                 is kept as a number of its own; {LEAVE_OUT}"
            ),
        )
    } else {
        (
            format!("the columns `{first}` and `{second}` are both probabilities by their names"),
            format!(
                "name the one that is meant: columns.probability = \"{first}\" or \"{second}\"; or \
                 leave one out: {LEAVE_OUT}"
            ),
        )
    };
    Unclear { problem, remedy }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roles_in_names_say_the_direction_and_others_say_nothing() {
        use EdgeMeaning::{FollowerToFollowed as Follows, InfluencerToAudience as Shows};
        for (a, b, wanted) in [
            ("follower", "followed", Some(Follows)),
            ("Follower_ID", "followee_id", Some(Follows)),
            ("user", "following", Some(Follows)),
            ("follower", "user", Some(Follows)),
            ("audience", "influencer", Some(Follows)),
            ("followed", "follower", Some(Shows)),
            ("user_id", "follower_id", Some(Shows)),
            ("influencer", "follower", Some(Shows)),
            ("influencer", "audience", Some(Shows)),
            ("id", "followerid", Some(Shows)),
            ("source", "target", None),
            ("to", "from", None),
            ("follower", "follower_id", None),
            ("user_1", "user_2", None),
        ] {
            assert_eq!(meaning_of(a, b), wanted, "{a},{b}");
        }
    }

    #[test]
    fn the_ends_are_in_the_order_of_the_file() {
        let ends = |names: &[&str]| usual_ends(names).map(|ends| (ends.places, ends.turned));
        assert_eq!(ends(&["user", "follower"]), Some(([0, 1], false)));
        assert_eq!(ends(&["follower", "w", "User"]), Some(([0, 2], false)));
        assert_eq!(ends(&["user", "follower", "following"]), Some(([1, 2], false)));
        assert_eq!(ends(&["to", "from"]), Some(([0, 1], true)));
        assert_eq!(ends(&["user", "name"]), None);
    }
}
