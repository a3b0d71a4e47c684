//! A text gives the same network, or the same complaint, whichever way it is read: in blocks that
//! never lie in memory together, or (packed) gathered as a whole.

use std::{fs, path::Path};

use proptest::prelude::*;
use wordspread::network::{
    Network,
    builder::{EdgeMeaning, Parallel},
    format::{Format, Header, NetworkFile, UserTable, read},
};

use crate::files::gzip;

/// What a file gives: fingerprint and counts, or the error without the file's name.
fn outcome(file: &NetworkFile) -> Result<(String, String), String> {
    let known = |network: Network| (network.fingerprint(), format!("{:?}", network.built()));
    read(file, &()).map(known).map_err(|error| {
        let name = file.path.to_str().expect("a plain name");
        format!("{error} {:?}", error.remedy()).replace(name, "FILE")
    })
}

fn agree(folder: &Path, text: &str, change: impl Fn(&mut NetworkFile)) -> Result<(), String> {
    let (plain, packed) = (folder.join("a.txt"), folder.join("b.txt.gz"));
    fs::write(&plain, text).unwrap();
    fs::write(&packed, gzip(text.as_bytes())).unwrap();
    let [plain, packed] = [plain, packed].map(|path| {
        let mut file = NetworkFile::new(path);
        file.edge = Some(EdgeMeaning::InfluencerToAudience);
        change(&mut file);
        outcome(&file)
    });
    if plain == packed { Ok(()) } else { Err(format!("{plain:?} is not {packed:?}")) }
}

/// Lines as files have them, most of them plain.
fn lines() -> impl Strategy<Value = String> {
    let id = prop_oneof![
        12 => (0_u64..30).prop_map(|id| id.to_string()),
        1 => (0_u64..1_000_000_000_000).prop_map(|id| id.to_string()),
        1 => Just("90000000".to_owned()),
    ];
    let plain = (id.clone(), prop_oneof![4 => Just("\t"), 1 => Just(" ")], id.clone())
        .prop_map(|(a, between, b)| format!("{a}{between}{b}\n"));
    let odd = prop_oneof![
        (id.clone(), id.clone()).prop_map(|(a, b)| format!("  {a} \t {b} \r\n")),
        Just("# a comment\n".to_owned()),
        Just("\n".to_owned()),
        Just("-3 4\n".to_owned()),
        "[0-9a,# \t\"-]{0,6}\n",
    ];
    let line = prop_oneof![30 => plain, 1 => odd];
    let first = prop_oneof![
        2 => Just(String::new()),
        1 => (0_u64..40, 0_u64..20).prop_map(|(users, edges)| format!("{users} {edges}\n")),
        1 => Just("# Nodes: 35 Edges: 7\n".to_owned()),
        1 => Just("\u{feff}".to_owned()),
    ];
    (first, proptest::collection::vec(line, 0..25), any::<bool>()).prop_map(
        |(first, lines, ended)| {
            let text = first + &lines.concat();
            if ended { text } else { text.trim_end_matches('\n').to_owned() }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn edge_lists_are_read_alike_in_blocks_and_as_a_whole(
        text in lines(),
        meaning in 0..3_usize,
        header in 0..3_usize,
        keep in any::<bool>(),
        users in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let table = folder.path().join("users.csv");
        fs::write(&table, "id,age\n3,30\n41,20\n").unwrap();
        let same = agree(folder.path(), &text, |file| {
            file.format = Some(Format::EdgeList);
            file.edge = Some([
                EdgeMeaning::InfluencerToAudience,
                EdgeMeaning::FollowerToFollowed,
                EdgeMeaning::Mutual,
            ][meaning]);
            file.header = [Header::Auto, Header::Counts, Header::None][header];
            file.parallel = if keep { Parallel::Keep } else { Parallel::Merge };
            file.users = users.then(|| UserTable::new(&table));
        });
        prop_assert_eq!(same, Ok(()), "{:?}", text);
    }

    #[test]
    fn tables_are_read_alike_in_blocks_and_as_a_whole(
        text in lines(),
        head in 0..5_usize,
        delimiter in 0..3_usize,
    ) {
        let folder = tempfile::tempdir().unwrap();
        let delimiter = [",", ";", "\t"][delimiter];
        let head = ["from,to\n", "to,from\n", "\"from\", to\r\n", "", "from,to,w\n"][head];
        let text = format!("{head}{}", text.replace(' ', "\t").replace('\t', ","));
        let text = text.replace(',', delimiter);
        let same = agree(folder.path(), &text, |file| {
            file.format = Some(Format::Csv);
            if head.is_empty() {
                file.header = Header::None;
            } else {
                file.columns.from = Some("from".to_owned());
                file.columns.to = Some("to".to_owned());
            }
        });
        prop_assert_eq!(same, Ok(()), "{:?}", text);
    }
}

/// Comments and values that the text ends in, without the end of their line.
#[test]
fn a_comment_at_the_end_of_a_table_is_no_edge_even_where_its_line_does_not_end() {
    let folder = tempfile::tempdir().unwrap();
    let texts = [
        "#",
        "# a comment",
        "#,a,comment",
        "#,\"",
        "\r# a",
        "3,4",
        "3,4\r",
        "\"3\",\"4\"",
        "3,\"4",
    ];
    for last in texts {
        for edge in ["0,0", "0,1", "a,b", "\"0\",1"] {
            let text = format!("from,to\n{edge}\n{last}");
            let table = |file: &mut NetworkFile| file.format = Some(Format::Csv);
            assert_eq!(agree(folder.path(), &text, table), Ok(()), "{text:?}");
            let path = folder.path().join("c.csv");
            fs::write(&path, text).unwrap();
            let meaning = Some(EdgeMeaning::InfluencerToAudience);
            let read = read(&NetworkFile { edge: meaning, ..NetworkFile::new(&path) }, &());
            let edges = u64::from(edge != "0,0") + u64::from(last.contains('4'));
            match read {
                Ok(network) => assert_eq!(network.edges(), edges, "{edge} {last:?}"),
                Err(error) => {
                    let told = error.to_string().contains("every edge joins a user to itself");
                    assert!(told && edges == 0, "{edge} {last:?}: {error}");
                }
            }
        }
    }
    // Users without edges are told by a table of users, which may end alike.
    let [edges, users] = ["c.csv", "users.csv"].map(|name| folder.path().join(name));
    fs::write(&edges, "from,to\n0,1\n").unwrap();
    fs::write(&users, "id\n0\n1\n2\n# a comment").unwrap();
    let mut file = NetworkFile::new(&edges);
    file.edge = Some(EdgeMeaning::InfluencerToAudience);
    file.users = Some(UserTable::new(&users));
    assert_eq!(read(&file, &()).unwrap().users(), 3);
}

#[test]
fn a_table_may_begin_with_a_comment_of_any_length() {
    let folder = tempfile::tempdir().unwrap();
    let comment = "# from;to\n".repeat(120_000);
    for text in [format!("{comment}from,to\n0,1\n"), format!("from,to\n{comment}0,1\n")] {
        let path = folder.path().join("c.csv");
        fs::write(&path, &text).unwrap();
        let table = |file: &mut NetworkFile| file.format = Some(Format::Csv);
        assert_eq!(agree(folder.path(), &text, table), Ok(()));
        let mut file = NetworkFile::new(&path);
        file.edge = Some(EdgeMeaning::InfluencerToAudience);
        table(&mut file);
        assert_eq!(read(&file, &()).unwrap().edges(), 1);
    }
}

/// Lines that fill several blocks, the last of them at fault or not.
#[test]
fn long_texts_are_read_alike_on_any_number_of_threads_and_faults_name_their_line() {
    let folder = tempfile::tempdir().unwrap();
    let id = |n: u64| n.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 45;
    let line = |n: u64| format!("{}\t{}\n", id(2 * n), id(2 * n + 1));
    let text: String = (0..150_000).map(line).collect();
    for last in ["", "7 8", "7 8 9\n", "x y\n", "7\n"] {
        for first in ["", "# from to\n", "524288 150000\n"] {
            let text = format!("{first}{text}{last}");
            assert_eq!(agree(folder.path(), &text, |_| {}), Ok(()), "{first:?} {last:?}");
        }
    }
    let path = folder.path().join("c.txt");
    fs::write(&path, format!("{text}7\n8 9\n")).unwrap();
    let edge = Some(EdgeMeaning::Mutual);
    let file = NetworkFile { edge, ..NetworkFile::new(&path) };
    let error = read(&file, &()).unwrap_err().to_string();
    assert!(error.contains("c.txt:150001: `7` has 1 column where line 2 has 2"), "{error}");
    fs::write(&path, &text).unwrap();
    let on = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| read(&file, &()).unwrap().fingerprint())
    };
    let one = on(1);
    assert!(on(2) == one && on(7) == one);
}
