//! Readers hear that they must stop wherever they are.

use std::path::Path;

use super::{Format, NetworkFile, UserTable, read, write, write_users};
use crate::network::{
    Network,
    attributes::{EdgeColumn, UserColumn, UserValues},
    builder::{EdgeList, EdgeMeaning, Parallel, Rules},
    labels::Labels,
    stopping::looks::stops_at_every_look,
};

const USERS: u32 = 9_000;

/// Some users with names, a region and a number, and edges with a number.
fn network() -> Network {
    let edges: Vec<[u32; 2]> =
        (0..2 * USERS).map(|n| [n % USERS, n.wrapping_mul(7_919) % USERS]).collect();
    let values: Vec<f64> = edges.iter().map(|[a, b]| f64::from(a % 7 + b % 5)).collect();
    let mut ids: Vec<String> = (0..USERS).map(|n| format!("user{n}")).collect();
    ids.sort_unstable();
    let regions: Vec<Option<&str>> =
        (0..USERS).map(|n| Some(if n % 3 == 0 { "north" } else { "south" })).collect();
    let numbers: Vec<f64> = (0..USERS).map(f64::from).collect();
    let column = |name: &str, values| UserColumn { name: name.to_owned(), values };
    let users = vec![
        column("region", UserValues::categories(&regions)),
        column("age", UserValues::Number(numbers.into())),
    ];
    let columns = vec![EdgeColumn { name: "weight".to_owned(), values: values.into() }];
    let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
    let labels = Labels::texts(ids.iter().map(String::as_str));
    EdgeList { edges, columns }.build(labels, users, rules)
}

fn file(path: &Path) -> NetworkFile {
    let edge = Some(EdgeMeaning::InfluencerToAudience);
    let columns =
        super::Columns { values: Some(vec!["weight".to_owned()]), ..super::Columns::default() };
    NetworkFile { edge, columns, ..NetworkFile::new(path) }
}

#[test]
fn every_reader_stops_at_every_look() {
    let folder = tempfile::tempdir().unwrap();
    let network = network();
    let written = [
        ("edges.txt", 12),
        ("edges.txt.gz", 12),
        ("edges.txt.zst", 12),
        ("edges.csv", 12),
        ("edges.mtx", 12),
        ("edges.graphml", 30),
    ];
    for (name, least) in written {
        let path = folder.path().join(name);
        write(&network, &path, None, &()).unwrap();
        stops_at_every_look(name, least, |progress| read(&file(&path), progress));
    }
    let path = folder.path().join("network.wsn");
    write(&network, &path, None, &()).unwrap();
    stops_at_every_look("wsn", 5, |progress| read(&NetworkFile::new(&path), progress));

    let users = folder.path().join("users.csv");
    write_users(&network, &users, &()).unwrap();
    let edges = folder.path().join("edges.txt");
    let with_users = NetworkFile { users: Some(UserTable::new(&users)), ..file(&edges) };
    stops_at_every_look("a table of users", 12, |progress| read(&with_users, progress));
}

#[test]
fn a_text_that_is_read_in_blocks_stops_at_every_look() {
    let folder = tempfile::tempdir().unwrap();
    for (name, separator) in [("edges.txt", ' '), ("edges.csv", ',')] {
        let path = folder.path().join(name);
        let header = if separator == ',' { "from,to\n" } else { "" };
        let lines = (0..120_000).map(|n| format!("{}{separator}{}\n", n % 5_003, n % 70_001));
        std::fs::write(&path, format!("{header}{}", lines.collect::<String>())).unwrap();
        let file = NetworkFile { columns: super::Columns::default(), ..file(&path) };
        stops_at_every_look(name, 10, |progress| read(&file, progress));
    }
}

#[test]
fn every_writer_stops_at_every_look() {
    let folder = tempfile::tempdir().unwrap();
    let network = network();
    for format in Format::ALL {
        let path = folder.path().join(format!("network.{}", format.extensions()[0]));
        stops_at_every_look(format.keyword(), 10, |progress| {
            write(&network, &path, Some(*format), progress)
        });
    }
    let path = folder.path().join("users.csv");
    stops_at_every_look("a table of users", 1, |progress| write_users(&network, &path, progress));
}
