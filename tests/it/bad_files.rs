//! Files at fault: each is refused with a message that names the file, the line and the value.

use std::path::PathBuf;

use wordspread::network::{
    builder::{EdgeMeaning, Parallel},
    format::{Columns, Format, Header, NetworkFile, read},
};

use crate::files::{edges_of, given, gzip, pairs};

#[test]
fn bad_edge_lists_are_refused_with_file_and_line() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["net.txt", "no edges"]),
        ("# only a comment\n", &["net.txt:2", "no edges"]),
        ("1 2\n3\n", &["net.txt:2", "one column", "`3`"]),
        ("1 2\n3 4\n5\n", &["net.txt:3", "1 column where line 2 has 2"]),
        ("1 2\n\n3 4\n5 6 0.5\n", &["net.txt:4", "3 columns where line 3 has 2"]),
        ("1 2 0.5\n3 4 1.3\n", &["net.txt:2", "`1.3` is not a probability", "columns.values"]),
        ("1 2 0.5\n3 4 -0.1\n", &["net.txt:2", "`-0.1` is not a probability"]),
        ("1 2 0.5\n3 4 NaN\n", &["net.txt:2", "`NaN` is not a probability"]),
        ("1 2 0.5\n3 4 x\n", &["net.txt:2", "`x` is not a number"]),
        ("1 2 0.5\n3 4 inf\n", &["net.txt:2", "`inf` is not a probability"]),
        ("1 2 0.5 7\n3 4 0.1 8\n", &["net.txt:2", "4 columns", "columns.values"]),
        ("1 2\n2 3\n3,4\n", &["net.txt:3", "separated by spaces or tabs"]),
        ("a b\nb c\nc, d\n", &["net.txt:3", "`c,`", "spaces or tabs"]),
        ("1,2\n2,3\n3 4\n", &["net.txt:3", "1 column where line 2 has 2", "commas"]),
        ("a,b\nb,\n", &["net.txt:2", "an id is empty"]),
        ("a b\n\u{1}\u{0} c\n", &["net.txt:2", "binary"]),
        ("5 5\n7 7\n", &["net.txt", "every edge joins a user to itself"]),
        ("5000000000 3\n0 1 0.5\n1 2 0.5\n2 3 0.1\n", &["net.txt:1", "5000000000 users", "header"]),
        ("4000000000 1\n0 1\n", &["net.txt:1", "4000000000 users"]),
        ("from to\n1 2\n", &["net.txt:1", "names columns", "format = \"csv\""]),
    ];
    for (text, wanted) in cases {
        given("net.txt", text).with(|file| file.format = Some(Format::EdgeList)).refused(wanted);
    }
    given("net.txt", b"a b\nb \xff\xfe\n").refused(&["net.txt:2", "not UTF-8"]);
    given("net.txt", b"\xff\xfea\0 \0b\0").refused(&["net.txt:1", "UTF-16"]);
    given("net.txt", b"\x7fELF\x02\x01\x01\0\0\0\0\n\x03\0>\0 \x01\0")
        .refused(&["net.txt:", "column"]);
    let header = |file: &mut NetworkFile| file.header = Header::Counts;
    given("net.txt", "a b\n").with(header).refused(&["net.txt:1", "`a b` is not a header"]);
    let names = |file: &mut NetworkFile| {
        file.columns = Columns { values: Some(vec!["trust".into()]), ..Columns::default() };
    };
    given("net.txt", "1 2\n2 3\n").with(names).refused(&["net.txt:2", "columns.values names 1"]);
}

#[test]
fn a_long_line_is_shown_in_short() {
    let text = format!("1 2\n2 3\n{}\n", "x".repeat(3_000_000));
    let error = read(&given("net.txt", text).file, &()).unwrap_err();
    assert!(error.to_string().len() < 400, "{error}");
}

#[test]
fn bad_csv_files_are_refused_with_file_and_line() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["net.csv", "empty"]),
        ("from,to\n", &["net.csv", "no edges"]),
        ("1,2\n3,4\n", &["net.csv:1", "numbers where the names", "header = \"none\""]),
        ("anna,bert\nbert,carla\n", &["net.csv:1", "anna, bert", "columns = {"]),
        ("from,to\n1,2\n3\n", &["net.csv:3", "1 column where the first line has 2"]),
        ("from,to\n1,2,9\n", &["net.csv:2", "3 columns where the first line has 2"]),
        ("from,from\n1,2\n", &["net.csv:1", "two columns are called `from`"]),
        ("from,to,p\n1,2,0.5\n1,3,1.3\n", &["net.csv:3", "`1.3` is not a probability"]),
        ("from,to,p\n1,2,-1\n", &["net.csv:2", "`-1` is not a probability"]),
        ("from,to,p\n1,2,NaN\n", &["net.csv:2", "`NaN` is not a probability"]),
        ("from,to,p\n1,2,\n", &["net.csv:2", "`` is not a number"]),
        ("from,to,trust\n1,2,1\n2,3,high\n", &["net.csv:3", "`high` is not a number (trust)"]),
        ("from,to\n1,2\n,3\n", &["net.csv:3", "an id is empty"]),
        ("from,to\na,a\n", &["net.csv", "every edge joins a user to itself"]),
        ("from,to\na,\u{7}\n", &["net.csv:2", "binary"]),
    ];
    for (text, wanted) in cases {
        given("net.csv", text).with(|file| file.format = Some(Format::Csv)).refused(wanted);
    }
    given("net.csv", b"from,to\na,\xff\n").refused(&["net.csv:2", "not UTF-8"]);
    let misspelt = |file: &mut NetworkFile| {
        file.columns.from = Some("fromm".into());
        file.columns.to = Some("to".into());
    };
    given("net.csv", "from,to\n1,2\n").with(misspelt).refused(&[
        "columns.from",
        "no column `fromm`",
        "did you mean `from`?",
    ]);
}

#[test]
fn bad_user_tables_are_refused_with_file_and_line() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["users.csv", "empty"]),
        ("name,age\na,1\n", &["users.csv:1", "no column is called id", "name, age"]),
        ("id,age\na,1\nb,2\na,3\n", &["users.csv:4", "`a` stands twice, first on line 2"]),
        ("id,age\na\n", &["users.csv:2", "1 column where"]),
        ("id,age\n,4\n", &["users.csv:2", "an id is empty"]),
        ("id,id\na,1\n", &["users.csv:1", "two columns are called `id`"]),
        ("id,age\n\"a,1\n", &["users.csv:2", "1 column where", "quotes"]),
    ];
    for (table, wanted) in cases {
        given("net.txt", "a b\n").users(table, |_| {}).refused(wanted);
    }
    given("net.txt", "a b\n")
        .users(b"id,age\n\xff,1\n", |_| {})
        .refused(&["users.csv:2", "is not UTF-8 text"]);
    let rows: Vec<String> = (0..5_000).map(|n| format!("{n},{}\n", n % 91)).collect();
    let packed = gzip(format!("id,age\n{}", rows.concat()).as_bytes());
    given("net.txt", "1 2\n").users(&packed[..packed.len() / 2], |_| {}).refused(&[
        "users.csv:",
        "gzip",
        "breaks off",
    ]);
    given("net.txt", "a b\n")
        .users("id,age\na,1\nb,old\n", |table| table.number = vec!["age".into()])
        .refused(&["users.csv:3", "`old` of user `b` in the column `age` is not a number"]);
    given("net.txt", "a b\n")
        .users("id,on\na,1\nb,2\n", |table| table.flag = vec!["on".into()])
        .refused(&["users.csv:3", "`2` of user `b`", "not yes or no"]);
    given("net.txt", "a b\n")
        .users("id,age\na,1\n", |table| table.category = vec!["agee".into()])
        .refused(&["users.category", "no column `agee`", "did you mean `age`"]);
}

#[test]
fn broken_compression_is_refused_with_file_and_line() {
    let lines: Vec<String> = (0..20_000).map(|n| format!("{n} {}\n", n * 7 % 1000)).collect();
    let text = lines.concat();
    let packed = gzip(text.as_bytes());
    given("net.txt.gz", &packed[..packed.len() / 2]).refused(&[
        "net.txt.gz:",
        "gzip",
        "breaks off",
    ]);
    given("net.txt.gz", [&packed[..], b"junk"].concat()).refused(&["net.txt.gz:20001", "gzip"]);
    let packed = zstd::encode_all(text.as_bytes(), 3).unwrap();
    given("net.zst", &packed[..packed.len() / 2]).refused(&["net.zst:", "zstd", "breaks off"]);
}

#[test]
fn what_is_no_file_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let error = read(&NetworkFile::new(folder.path()), &()).unwrap_err();
    assert!(error.remedy().unwrap().contains("not a folder"), "{error}");
    let missing = folder.path().join("missing.txt");
    let error = read(&NetworkFile::new(&missing), &()).unwrap_err();
    assert!(error.to_string().contains("missing.txt"), "{error}");
}

#[test]
fn without_an_edge_meaning_nothing_is_read() {
    for name in ["net.txt", "net.csv"] {
        given(name, "from,to\n1,2\n").with(|file| file.edge = None).refused(&[
            name,
            "follower-to-followed",
            "mutual",
            "--edge",
        ]);
    }
}

#[test]
fn odd_but_honest_files_work() {
    let wanted = pairs(&[("1", "2"), ("2", "3")]);
    let separated = gzip(b"1 2\n").into_iter().chain(gzip(b"2 3\n")).collect::<Vec<u8>>();
    let frames = [zstd::encode_all(&b"1 2\n"[..], 3), zstd::encode_all(&b"2 3\n"[..], 3)];
    let frames: Vec<u8> = frames.into_iter().flat_map(Result::unwrap).collect();
    let cases: &[&[u8]] = &[
        b"1 2\r\n2 3\r\n",
        b"\xef\xbb\xbf1 2\n2 3\n",
        b"% a\n# b\n\n1\t2\n# c\n  2 \t 3  ",
        b"1;2\n2 ; 3\n",
        b"1,2\n2, 3\n",
        b"from,to\n1,2\n2,3\n",
        b"\xef\xbb\xbfsource;target\r\n1;2\r\n2;3\r\n",
        b"influencer\tfollower\n1\t2\n2\t3\n",
        b"\"from\",\"to\"\n\"1\",\"2\"\n\"2\",3\n",
        &separated,
        &frames,
    ];
    for bytes in cases {
        for name in ["net.txt", "net.csv", "net.gz", "net"] {
            assert_eq!(edges_of(&given(name, bytes).works()), wanted, "{}", bytes.escape_ascii());
        }
    }
}

#[test]
fn a_first_line_of_counts_is_known_by_the_other_lines() {
    let built = |text: &str, header: Header| {
        let network = given("net.txt", text).with(|file| file.header = header).works();
        (network.users(), network.edges(), network.built().header.is_some())
    };
    let auto = |text| built(text, Header::Auto);
    assert_eq!(auto("5 2\n0 1\n1 2\n"), (5, 2, true), "ids are below n");
    assert_eq!(auto("3 2\n1 2\n3 2\n"), (3, 2, true), "ids are 1 to n");
    assert_eq!(auto("5 3\n0 1\n1 2\n"), (5, 3, false), "3 is not the number of lines");
    assert_eq!(auto("5 2\n0 1\n1 7\n"), (5, 3, false), "7 is no user of 5");
    assert_eq!(auto("5 9\n0 1 0.5\n1 2 0.5\n"), (5, 2, true), "it has fewer columns");
    assert_eq!(auto("2 9\n0 1 0.5\n1 2 0.5\n"), (3, 2, true), "n is wrong, and not believed");
    assert_eq!(built("5 2\n0 1\n1 2\n", Header::None), (4, 3, false));
    assert_eq!(built("5 9\n0 1\n1 2\n", Header::Counts), (5, 2, true));
    assert_eq!(auto("# Nodes: 5 Edges: 2\n0 1\n1 2\n"), (5, 2, true));
    assert_eq!(auto("# Edges: 2\n5 2\n0 1\n1 2\n"), (4, 3, false), "the comment tells already");
}

#[test]
fn users_of_the_table_and_of_the_edges_are_both_kept_and_counted() {
    let network = given("net.txt", "a b\nb c\n")
        .users("id,age,vip\nz,30,yes\na,20,no\nb,,\n", |_| {})
        .works();
    assert_eq!(network.users(), 4);
    assert_eq!((network.built().listed_only, network.built().without_attributes), (1, 1));
    let age = network.user_column("age").unwrap();
    let node = |id| network.labels().node(id).unwrap();
    assert_eq!(age.text(node("z")).as_deref(), Some("30"));
    assert_eq!((age.text(node("b")), age.text(node("c"))), (None, None));
    assert_eq!(network.user_column("vip").unwrap().text(node("z")).as_deref(), Some("true"));
}

#[test]
fn lines_follow_users_either_way_round() {
    let path: PathBuf = given("net.txt", "anna bert\n").file.path;
    assert!(!path.exists(), "the folder went with its test");
    let follows = given("net.txt", "anna bert\n")
        .with(|file| file.edge = Some(EdgeMeaning::FollowerToFollowed))
        .works();
    assert_eq!(follows.direction().unwrap(), "A message of bert is shown to anna.");
    let mutual =
        given("net.txt", "anna bert\n").with(|file| file.edge = Some(EdgeMeaning::Mutual)).works();
    assert_eq!(mutual.edges(), 2);
}

#[test]
fn a_mutual_file_that_lists_each_tie_both_ways_is_the_one_that_lists_it_once() {
    for parallel in [Parallel::Merge, Parallel::Keep] {
        let net = |text: &str| {
            let network = given("net.txt", text).with(|file| {
                file.edge = Some(EdgeMeaning::Mutual);
                file.parallel = parallel;
            });
            network.works()
        };
        let (once, twice) =
            (net("a b 0.1\nb c 0.2\n"), net("a b 0.1\nb a 0.1\nc b 0.2\nb c 0.2\n"));
        assert_eq!(twice.fingerprint(), once.fingerprint());
        assert_eq!((once.built().both_ways, twice.built().both_ways), (0, 2));
        let own = net("a b 0.1\nb a 0.3\n");
        assert_eq!(own.edge_column("probability"), Some(&[0.1, 0.3][..]));
    }
}

#[test]
fn bad_matrix_market_files_are_refused_with_file_and_line() {
    const HEAD: &str = "%%MatrixMarket matrix coordinate";
    let cases: &[(&str, &[&str])] = &[
        ("", &["net.mtx:1", "not the first line"]),
        ("1 2\n", &["net.mtx:1", "not the first line"]),
        ("%%MatrixMarket matrix array real general\n", &["net.mtx:1", "not the first line"]),
        ("HEAD complex general\n", &["net.mtx:1", "`complex`", "pattern, real or integer"]),
        ("HEAD real hermitian\n", &["net.mtx:1", "`hermitian`", "general or symmetric"]),
        ("HEAD pattern general\n% c\n", &["net.mtx:3", "line of sizes is missing"]),
        ("HEAD pattern general\n3 4 1\n1 2\n", &["net.mtx:2", "3 rows and 4 columns"]),
        ("HEAD pattern general\n3 3\n1 2\n", &["net.mtx:2", "`3 3` is not a line of sizes"]),
        ("HEAD pattern general\n3 3 2\n1 2\n", &["net.mtx:4", "line 2 says 2 entries", "are 1"]),
        ("HEAD pattern general\n3 3 1\n1 2\n2 3\n", &["net.mtx:5", "1 entries", "are 2"]),
        ("HEAD pattern general\n3 3 2\n1 2\n0 3\n", &["net.mtx:4", "`0` is not a row", "1 to 3"]),
        ("HEAD pattern general\n3 3 2\n1 2\n1 4\n", &["net.mtx:4", "`4` is not a row"]),
        ("HEAD pattern general\n3 3 2\n1 2\n1 x\n", &["net.mtx:4", "`x` is not a row"]),
        ("HEAD pattern general\n3 3 1\n1 2 0.5\n", &["net.mtx:3", "3 columns"]),
        ("HEAD real general\n3 3 1\n1 2\n", &["net.mtx:3", "2 columns"]),
        ("HEAD real general\n3 3 1\n1 2 1.3\n", &["net.mtx:3", "`1.3` is not a probability"]),
        ("HEAD real general\n3 3 1\n1 2 NaN\n", &["net.mtx:3", "`NaN`"]),
        (
            "HEAD pattern general\n5000000000 5000000000 1\n1 2\n",
            &["net.mtx:2", "5000000000 users"],
        ),
        ("HEAD pattern general\n3 3 1\n2 2\n", &["net.mtx", "a user to itself"]),
        ("HEAD pattern general\n3 3 0\n", &["net.mtx", "no edges"]),
        ("HEAD pattern symmetric\n3 3 1\n2 1\n", &["edge", "undirected", "mutual"]),
    ];
    for (text, wanted) in cases {
        let format = |file: &mut NetworkFile| file.format = Some(Format::MatrixMarket);
        given("net.mtx", text.replace("HEAD", HEAD)).with(format).refused(wanted);
    }
    let symmetric = format!("{HEAD} pattern symmetric\r\n% c\r\n4 4 2\r\n2 1\r\n3 1\r\n");
    let network = given("net", symmetric).with(|file| file.edge = None).works();
    assert_eq!((network.users(), network.edges(), network.built().listed_only), (4, 4, 1));
    let weighted = format!("{HEAD} integer general\n3 3 2\n2 1 5\n3 1 7\n");
    assert_eq!(given("net", weighted).works().edge_column("weight"), Some(&[5.0, 7.0][..]));
}

#[test]
fn bad_graphml_files_are_refused_with_file_and_line() {
    let graph = |inside: &str| {
        format!(
            "<graphml>\n<key id=\"w\" for=\"edge\" attr.name=\"p\" attr.type=\"double\"/>\n{inside}"
        )
    };
    let edge = |data: &str| {
        graph(&format!(
            "<graph edgedefault=\"directed\">\n<edge source=\"a\" target=\"b\">{data}</edge>\n\
             </graph></graphml>"
        ))
    };
    let cases: &[(String, &[&str])] = &[
        (String::new(), &["net.graphml:1", "no XML"]),
        ("junk".to_owned(), &["net.graphml:1", "no XML"]),
        (graph(""), &["net.graphml:3", "cut off inside <graphml>"]),
        (graph("</graphml>"), &["net.graphml", "no <graph>"]),
        (graph("<graph>\n</graph></graphml>"), &["net.graphml:3", "no attribute `edgedefault`"]),
        (graph("<graph edgedefault=\"both\">"), &["net.graphml:3", "`both`"]),
        (
            graph("<graph edgedefault=\"directed\"><node/>"),
            &["net.graphml:3", "<node> has no attribute `id`"],
        ),
        (
            graph("<graph edgedefault=\"directed\"><edge source=\"a\"/>"),
            &["net.graphml:3", "`target`"],
        ),
        (graph("<graph edgedefault=\"directed\"></graph></graphml>"), &["net.graphml", "no edges"]),
        (graph("<graph edgedefault=\"directed\"><hyperedge/>"), &["net.graphml:3", "hyperedge"]),
        (
            graph(
                "<graph edgedefault=\"directed\"><node id=\"a\"><graph edgedefault=\"directed\"/>",
            ),
            &["second graph"],
        ),
        (edge(""), &["net.graphml:4", "has no `probability`", "default"]),
        (edge("<data key=\"w\">1.3</data>"), &["net.graphml:4", "`1.3` is not a probability"]),
        (edge("<data key=\"w\">-1</data>"), &["net.graphml:4", "`-1` is not a probability"]),
        (edge("<data key=\"w\">NaN</data>"), &["net.graphml:4", "`NaN`"]),
        (edge("<data key=\"w\">x</data>"), &["net.graphml:4", "`x` is not a number"]),
        (edge("<data key=\"z\">1</data>"), &["net.graphml:4", "key `z` is not declared", "are: w"]),
        (edge("<data key=\"w\">&bomb;</data>"), &["net.graphml:4", "entity `&bomb;`"]),
        (edge("</data>"), &["net.graphml:4", "XML is broken"]),
        (
            graph(
                "<graph edgedefault=\"directed\"><node id=\"a\"/><node id=\"a\"/>\n\
                   <edge source=\"a\" target=\"b\"><data key=\"w\">1</data></edge></graph></graphml>",
            ),
            &["net.graphml", "`a` stands twice"],
        ),
        (
            graph(
                "<graph edgedefault=\"directed\">\n<edge source=\"a\" target=\"b\" directed=\"false\"/>",
            ),
            &["net.graphml:4", "mixed"],
        ),
    ];
    for (text, wanted) in cases {
        given("net.graphml", text).refused(wanted);
    }
    given("net.graphml", b"<graphml>\n\xff").refused(&["net.graphml:2", "not UTF-8"]);
    given("net.gexf", "<gexf/>").refused(&["net.gexf:1", "written and not read", "GraphML"]);
}

#[test]
fn graphml_attributes_have_their_names_kinds_and_defaults() {
    let text = "\u{feff}<?xml version=\"1.0\"?>\r\n<!DOCTYPE graphml>\n\
        <g:graphml xmlns:g=\"http://graphml.graphdrawing.org/xmlns\">\n\
        <g:key id=\"d0\" for=\"node\" attr.name=\"region\" attr.type=\"string\">\
        <g:default>north &amp; west</g:default></g:key>\n\
        <g:key id=\"d1\" for=\"node\" attr.name=\"age\" attr.type=\"int\"/>\n\
        <g:key id=\"d2\" for=\"node\" attr.name=\"vip\" attr.type=\"boolean\"/>\n\
        <g:key id=\"d3\" for=\"edge\" attr.name=\"note\" attr.type=\"string\"/>\n\
        <g:graph edgedefault=\"undirected\">\n\
        <g:node id=\"1\"><g:data key=\"d1\">30</g:data><g:data key=\"d2\">true</g:data></g:node>\n\
        <g:node id=\"2\"><g:data key=\"d0\"><![CDATA[<south>]]></g:data></g:node>\n\
        <g:edge source=\"1\" target=\"2\"><g:data key=\"d3\">x</g:data></g:edge>\n\
        <g:edge source=\"2\" target=\"9\"/>\n</g:graph></g:graphml>\n";
    let network = given("net.graphml", text).with(|file| file.edge = None).works();
    assert_eq!((network.users(), network.edges()), (3, 4));
    assert_eq!((network.built().columns_left_out, network.built().without_attributes), (1, 1));
    let told = |name: &str, node| network.user_column(name).unwrap().text(node);
    assert_eq!(told("region", 0).as_deref(), Some("north & west"));
    assert_eq!(told("region", 1).as_deref(), Some("<south>"));
    assert_eq!((told("age", 0).as_deref(), told("age", 1)), (Some("30"), None));
    assert_eq!((told("vip", 0).as_deref(), told("vip", 2)), (Some("true"), None));
}
