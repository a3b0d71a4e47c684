//! The mapped file: what opening sees, what only verifying sees, and that both cost what they say.

use std::{fs, path::Path};

use wordspread::{
    Error,
    network::{
        Network,
        attributes::{ColumnKind, EdgeColumn, UserColumn, UserValues},
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        format::{IdKind, NetworkFile, Opened, open, write},
        generator::Generator,
        labels::Labels,
    },
};

/// Three users in a ring, with a section of nearly every kind.
fn ring(labels: Labels) -> Network {
    let column =
        |name: &str, values: Vec<f64>| EdgeColumn { name: name.into(), values: values.into() };
    let list = EdgeList {
        edges: vec![[0, 1], [1, 2], [2, 0]],
        columns: vec![column(EdgeColumn::PROBABILITY, vec![0.5; 3]), column("trust", vec![7.0; 3])],
    };
    let users = [
        ("region", UserValues::categories(&[Some("north"), None, Some("south")])),
        ("age", UserValues::Number(vec![20.0, 30.0, 40.0].into())),
        ("vip", UserValues::Flag(vec![0, 1, 2].into())),
    ];
    let users = users.into_iter().map(|(name, values)| UserColumn { name: name.into(), values });
    let rules = Rules { edge: EdgeMeaning::InfluencerToAudience, parallel: Parallel::Merge };
    list.build(labels, users.collect(), rules)
}

fn opened(path: &Path) -> Opened {
    open(&NetworkFile::new(path)).expect("its header is sound").expect("it is a .wsn file")
}

#[test]
fn the_header_tells_what_the_file_holds() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.wsn");
    let network = ring(Labels::texts(["x", "y", "z"]));
    write(&network, &path, None, &()).unwrap();
    let overview = opened(&path).overview();
    assert_eq!((overview.users, overview.edges, overview.ids), (3, 3, IdKind::Texts));
    assert_eq!(overview.bytes, fs::metadata(&path).unwrap().len());
    assert_eq!(overview.edge_columns, ["probability", "trust"]);
    let kinds: Vec<ColumnKind> = overview.user_columns.iter().map(|column| column.kind).collect();
    assert_eq!(kinds, [ColumnKind::Category, ColumnKind::Number, ColumnKind::Flag]);
    assert_eq!(overview.user_columns[0].words, ["north", "south"]);
    assert_eq!(overview.built, network.built());
    assert!(!overview.relabelled && !overview.backward);
}

/// Sections begin at pages, after the header's and the description's.
#[test]
fn damage_behind_the_header_is_seen_by_verifying_and_names_the_section() {
    let texts = Labels::texts(["x", "y", "z"]);
    let integers = Labels::integers(vec![3, 5, 7]);
    let columns = ["probability", "trust", "region", "age", "vip"];
    let of_texts = [&["row offsets", "targets", "ids", "ends of ids"][..], &columns].concat();
    let of_integers = [&["row offsets", "targets", "ids"][..], &columns].concat();
    let order = ["places of ids", "nodes of ids"];
    let of_order = [&["row offsets", "targets"][..], &order, &columns].concat();
    let turned = ["row offsets, turned round", "targets, turned round"];
    let of_turned = [&["row offsets", "targets"][..], &turned, &columns].concat();
    for (network, sections) in [
        (ring(texts), of_texts),
        (ring(integers), of_integers),
        (ring(Labels::index(3)).relabelled_by_degree().unwrap(), of_order),
        (ring(Labels::index(3)).keeping_backward(), of_turned),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.wsn");
        write(&network, &path, None, &()).unwrap();
        let sound = fs::read(&path).unwrap();
        assert_eq!(sound.len(), (2 + sections.len()) * 4096, "a page each");
        for (number, section) in sections.iter().enumerate() {
            let mut bytes = sound.clone();
            bytes[(2 + number) * 4096] ^= 1;
            fs::remove_file(&path).unwrap();
            fs::write(&path, bytes).unwrap();
            let error = opened(&path).verify(&()).unwrap_err();
            assert!(error.to_string().contains(&format!("`{section}` is damaged")), "{error}");
            assert!(error.remedy().unwrap().contains("convert"));
        }
        for place in [8, 20, 64, 4096] {
            let mut bytes = sound.clone();
            bytes[place] ^= 1;
            fs::remove_file(&path).unwrap();
            fs::write(&path, bytes).unwrap();
            assert!(matches!(open(&NetworkFile::new(&path)), Err(Error::Data { .. })), "{place}");
        }
    }
}

#[test]
fn a_file_of_another_format_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "1 2\n").unwrap();
    assert!(open(&NetworkFile::new(&path)).unwrap().is_none());
    let missing = NetworkFile::new(folder.path().join("b.wsn"));
    assert!(matches!(open(&missing), Err(Error::Io { .. })));
}

/// Larger than a piece of the verification, so that rows go on from one piece into the next.
#[test]
fn files_of_many_pieces_are_verified_and_written_alike_on_any_number_of_threads() {
    let generator: Generator =
        toml::from_str("chung-lu = { users = 200_000, mean_followers = 12 }").unwrap();
    let network = generator.generate(1, &()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let path = folder.path().join(format!("{threads}.wsn"));
            write(&network, &path, None, &()).unwrap();
            let read = opened(&path).verify(&()).unwrap();
            assert_eq!(read.forward(), network.forward());
            fs::read(&path).unwrap()
        })
    };
    let one = on(1);
    assert!(one.len() > 8 << 20, "several pieces");
    assert!(on(2) == one && on(7) == one);
    let path = folder.path().join("1.wsn");
    let mut bytes = one;
    let place = bytes.len() - 5000;
    bytes[place] ^= 0x40;
    fs::remove_file(&path).unwrap();
    fs::write(&path, bytes).unwrap();
    let error = opened(&path).verify(&()).unwrap_err().to_string();
    assert!(error.contains("`targets` is damaged"), "{error}");
}
