//! A network from edges at hand: pairs of users by their own ids.

use super::{
    Network,
    attributes::EdgeColumn,
    builder::{EdgeList, EdgeMeaning, Parallel, Rules},
    labels::{Labels, canonical_integer},
    named::UserId,
};
use crate::error::{Error, Result};

impl Network {
    /// A network of these edges. Its users are those that the edges name, in ascending order of their ids.
    ///
    /// Ids are whole numbers or texts. If every id is a whole number, or a text of one, ids are numbers;
    /// otherwise all are texts. `edge` gives the meaning of a pair `(a, b)`: another meaning gives other
    /// results. Self-loops are dropped and equal edges are merged; [`Network::built`] counts both.
    ///
    /// # Errors
    /// [`Error::Memory`] if the network does not fit in memory; [`Error::Value`] for more than 2³² − 1 users.
    ///
    /// # Examples
    /// ```
    /// use wordspread::{EdgeMeaning, Network};
    ///
    /// // Bert follows Anna, and Carl follows Bert.
    /// let edges = [("bert", "anna"), ("carl", "bert")];
    /// let network = Network::from_edges(edges, EdgeMeaning::FollowerToFollowed)?;
    /// assert_eq!((network.users(), network.edges()), (3, 2));
    /// assert_eq!(network.direction().unwrap(), "A message of anna is shown to bert.");
    ///
    /// let numbers = Network::from_edges(vec![(7, 42), (42, 1000)], EdgeMeaning::Mutual)?;
    /// assert_eq!(numbers.edges(), 4);
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn from_edges<A, B>(
        edges: impl IntoIterator<Item = (A, B)>,
        edge: EdgeMeaning,
    ) -> Result<Self>
    where
        A: Into<UserId>,
        B: Into<UserId>,
    {
        let ends = edges.into_iter().map(|(a, b)| [a.into(), b.into()]).collect();
        from_ends(ends, Vec::new(), edge)
    }

    /// A network of edges with probabilities: `(a, b, p)`. Choose
    /// [`FromFile`](crate::influence::FromFile) as influence to use them. Duplicate edges merge into one
    /// with probability 1 − Π(1 − p).
    ///
    /// # Errors
    /// [`Error::Value`] if a probability is not from 0 to 1; and as [`Network::from_edges`].
    ///
    /// # Examples
    /// ```
    /// use wordspread::{EdgeMeaning, Network, Settings, influence::FromFile, simulate};
    ///
    /// let edges = [("anna", "bert", 1.0), ("bert", "carl", 0.0)];
    /// let meaning = EdgeMeaning::InfluencerToAudience;
    /// let network = Network::from_edges_with_probabilities(edges, meaning)?;
    /// let settings = Settings::default().influence(FromFile::default()).replicates(10);
    /// assert_eq!(simulate(&network, ["anna"], &settings)?.sharers.mean, 2.0);
    /// # Ok::<(), wordspread::Error>(())
    /// ```
    pub fn from_edges_with_probabilities<A, B>(
        edges: impl IntoIterator<Item = (A, B, f64)>,
        edge: EdgeMeaning,
    ) -> Result<Self>
    where
        A: Into<UserId>,
        B: Into<UserId>,
    {
        let (mut ends, mut values) = (Vec::new(), Vec::new());
        for (a, b, p) in edges {
            let (a, b) = (a.into(), b.into());
            if !(0.0..=1.0).contains(&p) {
                let problem = format!("{p} on ({a}, {b}) is no probability");
                return Err(Error::value("edges", problem, "give every edge a number from 0 to 1"));
            }
            ends.push([a, b]);
            values.push(p);
        }
        let name = EdgeColumn::PROBABILITY.to_owned();
        from_ends(ends, vec![EdgeColumn { name, values: values.into() }], edge)
    }
}

/// Numbers where every id is written as one, else texts: as files are read.
fn from_ends(
    ends: Vec<[UserId; 2]>,
    columns: Vec<EdgeColumn>,
    edge: EdgeMeaning,
) -> Result<Network> {
    let number = |id: &UserId| match id {
        UserId::Integer(id) => Some(*id),
        UserId::Text(id) => canonical_integer(id),
    };
    let numbers = ends.iter().map(|[a, b]| Some([number(a)?, number(b)?]));
    let (labels, edges) = if let Some(ends) = numbers.collect::<Option<Vec<[i64; 2]>>>() {
        let (ids, edges) = numbered(&ends)?;
        (Labels::integers(ids), edges)
    } else {
        let texts = ends.into_iter().map(|ends| ends.map(|id| id.to_string()));
        let texts: Vec<[String; 2]> = texts.collect();
        let ends: Vec<[&str; 2]> =
            texts.iter().map(|ends| ends.each_ref().map(|id| &**id)).collect();
        let (ids, edges) = numbered(&ends)?;
        (Labels::texts(ids), edges)
    };
    let rules = Rules { edge, parallel: Parallel::Merge };
    EdgeList { edges, columns }.try_build(labels, Vec::new(), rules, &())
}

/// All ids in ascending order, and the edges as places among them.
fn numbered<T: Ord + Copy>(ends: &[[T; 2]]) -> Result<(Vec<T>, Vec<[u32; 2]>)> {
    let mut ids: Vec<T> = ends.iter().flatten().copied().collect();
    ids.sort_unstable();
    ids.dedup();
    if u32::try_from(ids.len()).is_err() {
        let problem = format!("the edges name {} users", ids.len());
        return Err(Error::value("edges", problem, "give at most 4294967295 users"));
    }
    let place = |id: T| ids.partition_point(|&other| other < id) as u32;
    let edges = ends.iter().map(|&[a, b]| [place(a), place(b)]).collect();
    Ok((ids, edges))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_as_texts_are_numbers_unless_some_id_is_none() {
        let meaning = EdgeMeaning::InfluencerToAudience;
        let numbers = Network::from_edges([("10", "9"), ("9", "7")], meaning).expect("sound");
        assert_eq!(numbers.labels(), &Labels::integers(vec![7, 9, 10]));
        let same = Network::from_edges([(10, 9), (9, 7)], meaning).expect("sound");
        assert_eq!(same.fingerprint(), numbers.fingerprint());
        let mixed = Network::from_edges([(10, "anna"), (9, "10")], meaning).expect("sound");
        assert_eq!(mixed.labels(), &Labels::texts(["10", "9", "anna"]));
    }

    #[test]
    fn probabilities_stay_with_their_edges_and_others_are_refused() {
        let read = |p| {
            let edges = [("b", "a", p), ("a", "b", 0.25)];
            Network::from_edges_with_probabilities(edges, EdgeMeaning::FollowerToFollowed)
        };
        let network = read(0.75).expect("sound");
        assert_eq!(network.edge_column(EdgeColumn::PROBABILITY), Some(&[0.75, 0.25][..]));
        let error = read(f64::NAN).expect_err("no probability");
        assert_eq!(error.to_string(), "edges: NaN on (b, a) is no probability");
    }
}
