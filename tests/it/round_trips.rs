//! What is written is read back: wholly where the format can hold it, else ids and edges.

use std::{fs, path::Path, sync::Arc};

use proptest::prelude::*;
use wordspread::{
    Error,
    network::{
        Network,
        attributes::{ColumnKind, EdgeColumn, UserColumn, UserValues},
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        format::{Format, NetworkFile, UserTable, read, write, write_users},
        labels::{Ids, Labels},
    },
    progress::{Progress, StopFlag},
};

const RULES: Rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };

/// Users of all kinds of ids, edges with numbers, users with attributes.
fn networks() -> impl Strategy<Value = Network> {
    let words =
        proptest::collection::btree_set("[a-z<&\"'é,;#][a-z<&\"é,; ]{0,4}[a-z<&\"é#]", 3..9);
    let integers = proptest::collection::btree_set(any::<i64>(), 3..9);
    let labels = prop_oneof![
        (3_u32..9).prop_map(Labels::index),
        integers.prop_map(|ids| Labels::integers(ids.into_iter().collect())),
        words.prop_map(|ids| Labels::texts(ids.iter().map(String::as_str))),
    ];
    labels.prop_flat_map(|labels| {
        let users = u32::try_from(labels.len()).unwrap();
        let edge = (0..users, 1..users).prop_map(move |(a, b)| [a, (a + b) % users]);
        let edges = proptest::collection::vec(edge, 1..20);
        let number = prop_oneof![Just(f64::NAN), -1e300..1e300_f64];
        let of_users = (
            proptest::collection::vec(proptest::option::of("[a-z<&\"0-9]{1,3}"), labels.len()),
            proptest::collection::vec(number, labels.len()),
            proptest::collection::vec(0_u8..3, labels.len()),
        );
        let of_edges = proptest::collection::vec((0.0..=1.0_f64, any::<i32>()), 20);
        (Just(labels), edges, of_users, of_edges, 0..3_usize).prop_map(network)
    })
}

type Drawn =
    (Labels, Vec<[u32; 2]>, (Vec<Option<String>>, Vec<f64>, Vec<u8>), Vec<(f64, i32)>, usize);

fn network((labels, edges, (words, numbers, flags), values, columns): Drawn) -> Network {
    let column =
        |name: &str, values: Vec<f64>| EdgeColumn { name: name.to_owned(), values: values.into() };
    let drawn = &values[..edges.len()];
    let of_edges = [
        column(EdgeColumn::PROBABILITY, drawn.iter().map(|value| value.0).collect()),
        column("trust", drawn.iter().map(|value| f64::from(value.1) / 7.0).collect()),
    ];
    let user = |name: &str, values| UserColumn { name: name.to_owned(), values };
    let of_users = vec![
        user("region & zone", UserValues::categories(&words)),
        user("age", UserValues::Number(numbers.into())),
        user("vip", UserValues::Flag(flags.into())),
    ];
    EdgeList { edges, columns: of_edges.into_iter().take(columns).collect() }
        .build(labels, of_users, RULES)
}

/// Every edge as ids and numbers.
fn edges_of(network: &Network, columns: usize) -> Vec<String> {
    let mut edges = Vec::new();
    for node in 0..network.users() {
        for (place, &target) in network.forward().range(node).zip(network.forward().row(node)) {
            let values: Vec<f64> = network
                .edge_columns()
                .iter()
                .take(columns)
                .map(|column| column.values[place])
                .collect();
            edges.push(format!("{} {} {values:?}", network.id(node), network.id(target)));
        }
    }
    edges
}

fn back(network: &Network, path: &Path) -> Result<Network, Error> {
    write(network, path, None, &())?;
    let edge = (path.extension().unwrap() != "wsn").then_some(EdgeMeaning::InfluencerToAudience);
    Ok(read(&NetworkFile { edge, ..NetworkFile::new(path) }, &()).expect("what we write is sound"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn wsn_and_graphml_lose_nothing(network in networks()) {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.wsn", "a.graphml", "a.graphml.zst"] {
            let read = back(&network, &folder.path().join(name)).unwrap();
            prop_assert_eq!(read.fingerprint(), network.fingerprint(), "{}", name);
        }
        let wsn = back(&network, &folder.path().join("a.wsn")).unwrap();
        prop_assert_eq!(wsn.built(), network.built());
    }

    #[test]
    fn csv_with_its_table_of_users_loses_nothing(network in networks()) {
        let folder = tempfile::tempdir().unwrap();
        let (path, table) = (folder.path().join("a.csv.gz"), folder.path().join("users.csv"));
        write(&network, &path, None, &()).unwrap();
        write_users(&network, &table, &()).unwrap();
        let named = |kind: ColumnKind| -> Vec<String> {
            let columns = network.user_columns().iter();
            columns.filter(|c| c.values.kind() == kind).map(|c| c.name.clone()).collect()
        };
        let users = UserTable {
            category: named(ColumnKind::Category),
            number: named(ColumnKind::Number),
            flag: named(ColumnKind::Flag),
            ..UserTable::new(table)
        };
        let file = NetworkFile {
            edge: Some(EdgeMeaning::InfluencerToAudience),
            users: Some(users),
            ..NetworkFile::new(path)
        };
        prop_assert_eq!(read(&file, &()).unwrap().fingerprint(), network.fingerprint());
    }

    #[test]
    fn an_edge_list_keeps_ids_and_edges_or_says_that_it_cannot(network in networks()) {
        let folder = tempfile::tempdir().unwrap();
        match back(&network, &folder.path().join("a.txt")) {
            Ok(read) => {
                prop_assert_eq!(edges_of(&read, 9), edges_of(&network, 9));
                if let Ids::Index(users) = network.labels().ids() {
                    prop_assert_eq!(read.users(), *users);
                }
            }
            Err(error) => prop_assert!(matches!(network.labels().ids(), Ids::Texts { .. }), "{}", error),
        }
    }

    #[test]
    fn matrix_market_keeps_rows_and_one_column(network in networks()) {
        let folder = tempfile::tempdir().unwrap();
        let read = back(&network, &folder.path().join("a.mtx")).unwrap();
        prop_assert_eq!(read.forward(), network.forward());
        let first = |network: &Network| network.edge_columns().first().cloned();
        prop_assert_eq!(first(&read), first(&network));
        prop_assert_eq!(read.id(0).to_string(), "1");
    }

    #[test]
    fn a_relabelled_network_keeps_its_order_in_a_wsn_file_and_its_users_in_all(
        network in networks()
    ) {
        let folder = tempfile::tempdir().unwrap();
        let before = back(&network, &folder.path().join("before.mtx")).unwrap();
        let plain = network.fingerprint();
        let relabelled = network.relabelled_by_degree().unwrap();
        let wsn = back(&relabelled, &folder.path().join("a.wsn")).unwrap();
        prop_assert_eq!(wsn.fingerprint(), relabelled.fingerprint());
        prop_assert_eq!(back(&wsn, &folder.path().join("a.graphml")).unwrap().fingerprint(), plain);
        let numbered = back(&wsn, &folder.path().join("a.mtx")).unwrap();
        prop_assert_eq!(numbered.forward(), before.forward());
    }

    #[test]
    fn rows_turned_round_are_kept_through_wsn_files_and_orders(network in networks()) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wsn");
        let turned = network.backward().clone();
        let plain = network.fingerprint();
        prop_assert!(back(&network, &path).unwrap().kept_backward().is_none());
        let kept = back(&network.keeping_backward(), &path).unwrap();
        prop_assert_eq!(kept.kept_backward(), Some(&turned));
        prop_assert_eq!(kept.fingerprint(), plain);
        let relabelled = back(&kept.relabelled_by_degree().unwrap(), &path).unwrap();
        let turned = Arc::new(relabelled.forward().transposed());
        prop_assert_eq!(relabelled.kept_backward(), Some(&turned));
    }

    #[test]
    fn no_reader_panics_whatever_the_bytes(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
        printable in "[0-9a-z %#,;\t\n<>/=\"&.-]{0,200}",
    ) {
        let folder = tempfile::tempdir().unwrap();
        for bytes in [&bytes[..], printable.as_bytes()] {
            let path = folder.path().join("a");
            fs::write(&path, bytes).unwrap();
            survive(&path);
        }
    }

    #[test]
    fn no_reader_panics_on_a_sound_file_gone_bad(
        network in networks(),
        places in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        end in any::<prop::sample::Index>(),
        cut in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        for format in Format::ALL {
            let path = folder.path().join(format!("a.{}", format.extensions()[0]));
            if write(&network, &path, Some(*format), &()).is_err() {
                continue;
            }
            let mut bytes = fs::read(&path).unwrap();
            for (place, byte) in &places {
                let place = place.index(bytes.len());
                bytes[place] = *byte;
            }
            bytes.truncate(if cut { end.index(bytes.len()) } else { bytes.len() });
            fs::write(&path, bytes).unwrap();
            survive(&path);
        }
    }
}

/// Reads in every format; what is refused names the file.
fn survive(path: &Path) {
    for format in Format::ALL.iter().copied().map(Some).chain([None]) {
        let edge = Some(EdgeMeaning::InfluencerToAudience);
        let file = NetworkFile { edge, format, ..NetworkFile::new(path) };
        match read(&file, &()) {
            Ok(_) | Err(Error::Value { .. }) => {}
            Err(error) => {
                let name = path.file_name().unwrap().to_str().unwrap();
                assert!(error.to_string().contains(name), "{error}");
            }
        }
    }
}

fn small() -> Network {
    let edges = vec![[0, 1], [1, 2], [2, 0]];
    let drawn = vec![(0.5, 1); 3];
    let words = vec![Some("a".to_owned()), None, Some("b".to_owned())];
    network((Labels::texts(["x", "y", "z"]), edges, (words, vec![1.0; 3], vec![0, 1, 2]), drawn, 2))
}

#[test]
fn every_flipped_byte_of_a_wsn_file_is_refused_or_harmless() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wsn");
    let network = small();
    write(&network, &path, None, &()).unwrap();
    let sound = fs::read(&path).unwrap();
    let mut refused = 0;
    // All bytes that say something, and some of the padding.
    let places = (0..sound.len()).filter(|&place| sound[place] != 0 || place % 41 == 0);
    for place in places {
        let mut bytes = sound.clone();
        bytes[place] ^= 0x10;
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        let file = NetworkFile { format: Some(Format::Wsn), ..NetworkFile::new(&path) };
        match read(&file, &()) {
            Ok(read) => assert_eq!(read.fingerprint(), network.fingerprint(), "byte {place}"),
            Err(error) => {
                assert!(error.to_string().contains("a.wsn"), "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 500, "{refused}");
}

#[test]
fn a_wsn_file_cut_off_or_of_another_version_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wsn");
    write(&small(), &path, None, &()).unwrap();
    let sound = fs::read(&path).unwrap();
    let told = |bytes: &[u8]| {
        fs::remove_file(&path).unwrap();
        fs::write(&path, bytes).unwrap();
        let file = NetworkFile { format: Some(Format::Wsn), ..NetworkFile::new(&path) };
        let error = read(&file, &()).unwrap_err();
        assert!(error.to_string().contains("a.wsn"), "{error}");
        error.to_string()
    };
    for end in (0..sound.len()).step_by(4096).chain([4, 40, 70, 5000, sound.len() - 1]) {
        let error = told(&sound[..end]);
        let known = ["cut off", "empty", "no .wsn file"];
        assert!(known.iter().any(|known| error.contains(known)), "{end}: {error}");
    }
    let mut newer = sound.clone();
    newer[8] = 2;
    assert!(told(&newer).contains("version 2"));
    assert!(told(b"\x7fELF and more").contains("no .wsn file"));
    assert!(told(&[&sound[..], b"more"].concat()).contains("has grown"));
}

#[test]
fn a_wsn_file_has_its_own_direction() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wsn");
    write(&small(), &path, None, &()).unwrap();
    let file = NetworkFile { edge: Some(EdgeMeaning::Mutual), ..NetworkFile::new(&path) };
    assert!(read(&file, &()).unwrap_err().to_string().contains("already says"));
    let error = write(&small(), &folder.path().join("a.wsn.gz"), None, &()).unwrap_err();
    assert!(error.to_string().contains("mapped"), "{error}");
}

#[test]
fn gexf_holds_every_user_edge_and_attribute() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.gexf");
    write(&small(), &path, None, &()).unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert_eq!(text.matches("<node ").count(), 3);
    assert_eq!(text.matches("<edge ").count(), 3);
    assert!(text.contains("<attribute id=\"0\" title=\"region &amp; zone\" type=\"string\"/>"));
    assert!(text.contains("<edge id=\"0\" source=\"x\" target=\"y\" weight=\"0.5\">"), "{text}");
    let mut reader = quick_xml::Reader::from_str(&text);
    while reader.read_event().unwrap() != quick_xml::events::Event::Eof {}
}

/// A listener that stops everything.
struct Stop(StopFlag);

impl Progress for Stop {
    fn begin(&self, _: &str, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
    fn end(&self) {}
    fn stop(&self) -> &StopFlag {
        &self.0
    }
}

#[test]
fn a_file_that_is_stopped_or_fails_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let stop = Stop(StopFlag::new());
    stop.0.set();
    for format in Format::ALL {
        let path = folder.path().join("a");
        let stopped = write(&small(), &path, Some(*format), &stop);
        assert!(matches!(stopped, Err(Error::Stopped)), "{format:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    let error = write(&small(), folder.path(), Some(Format::Csv), &()).unwrap_err();
    assert!(error.remedy().unwrap().contains("not a folder"), "{error}");
    let missing = folder.path().join("missing/a.csv");
    assert!(write(&small(), &missing, None, &()).unwrap_err().to_string().contains("missing"));
    let error = write(&small(), &folder.path().join("a.doc"), None, &()).unwrap_err();
    assert!(error.remedy().unwrap().contains("graphml (.graphml)"), "{error}");
}
