//! Names of columns: none hides another, and none turns an edge round unnoticed.

use wordspread::{
    influence::{Influence, InfluenceRule},
    model::AnyModel,
    network::{
        Network,
        builder::{EdgeMeaning, Parallel},
        format::{Columns, Format, Header, NetworkFile, read, write},
    },
};

use crate::files::{edges_of, given, pairs};

fn columns(probability: Option<&str>, values: &[&str]) -> Columns {
    Columns {
        probability: probability.map(str::to_owned),
        values: (!values.is_empty()).then(|| values.iter().map(|&name| name.to_owned()).collect()),
        ..Columns::default()
    }
}

#[test]
fn two_columns_never_share_a_name_and_so_hide_one_another() {
    type Case<'a> = (&'a str, &'a str, Option<&'a str>, &'a [&'a str], &'a [&'a str]);
    let cases: &[Case<'_>] = &[
        (
            "net.csv",
            "from,to,probability,w\n1,2,0.1,0.2\n",
            Some("w"),
            &[],
            &["net.csv:1", "names `w`", "another column is called `probability`", "leave"],
        ),
        (
            "net.csv",
            "from,to,p,probability\n1,2,0.1,0.2\n",
            None,
            &[],
            &["net.csv:1", "`p` and `probability`", "columns.probability = \"p\""],
        ),
        (
            "net.txt",
            "# from to p prob\n1 2 0.1 0.2\n",
            None,
            &[],
            &["net.txt:1", "`p` and `prob`", "columns.probability"],
        ),
        (
            "net.txt",
            "1 2 0.1 0.2\n",
            None,
            &["w", "w"],
            &["net.txt:1", "two columns of numbers on edges are called `w`", "`-`"],
        ),
        (
            "net.txt",
            "1 2 0.1 0.2\n",
            Some("w"),
            &["w", "probability"],
            &["net.txt:1", "names `w`", "another column is called `probability`"],
        ),
        (
            "net.txt",
            "1 2 0.1\n",
            Some("w"),
            &[],
            &["net.txt:1", "names `w`", "(probability)", "columns.values = [\"w\"]"],
        ),
    ];
    for &(name, text, probability, values, wanted) in cases {
        let said = columns(probability, values);
        given(name, text).with(|file| file.columns = said).refused(wanted);
    }
}

#[test]
fn the_column_that_is_named_is_the_probability() {
    let cases: &[(&str, &str, Option<&str>, &[&str])] = &[
        ("net.csv", "from,to,probability,w\n1,2,0.1,0.2\n", Some("w"), &["w"]),
        ("net.csv", "from,to,p,w\n1,2,0.1,0.2\n", Some("w"), &[]),
        ("net.csv", "from,to,p,probability\n1,2,0.1,0.2\n", None, &["probability"]),
        ("net.csv", "from,to,note,p\n1,2,probability,0.2\n", None, &[]),
        ("net.txt", "1 2 0.1 0.2\n", Some("w"), &["p", "w"]),
        ("net.txt", "# from to p prob\n1 2 0.1 0.2\n", Some("prob"), &[]),
        ("net.txt", "1 2 0.2\n", Some("w"), &["w"]),
    ];
    for &(name, text, probability, values) in cases {
        let said = columns(probability, values);
        let network = given(name, text).with(|file| file.columns = said).works();
        assert_eq!(network.edge_column("probability"), Some(&[0.2][..]), "{text}");
        let path = tempfile::tempdir().unwrap();
        let path = path.path().join("a.wsn");
        write(&network, &path, None, &()).unwrap();
        let back = read(&NetworkFile::new(path), &()).unwrap();
        assert_eq!(back.fingerprint(), network.fingerprint(), "{text}");
    }
    let bare = |file: &mut NetworkFile| {
        file.format = Some(Format::Csv);
        file.header = Header::None;
        file.columns = columns(Some("4"), &[]);
    };
    let network = given("net.csv", "1,2,7,0.2\n").with(bare).works();
    assert_eq!(network.edge_column("probability"), Some(&[0.2][..]));
    assert_eq!(network.edge_column("3"), Some(&[7.0][..]));
}

#[test]
fn graphml_keys_that_would_share_a_name_are_refused() {
    let text = |first: &str, second: &str| {
        format!(
            "<graphml><key id=\"a\" for=\"edge\" attr.name=\"{first}\" attr.type=\"double\"/>\n\
             <key id=\"b\" for=\"edge\" attr.name=\"{second}\" attr.type=\"double\"/>\n\
             <graph edgedefault=\"directed\"><edge source=\"1\" target=\"2\">\
             <data key=\"a\">0.1</data><data key=\"b\">0.2</data></edge></graph></graphml>"
        )
    };
    let net = |first: &str, second: &str, said: Columns| {
        given("net.graphml", text(first, second)).with(|file| file.columns = said)
    };
    net("p", "prob", columns(None, &[])).refused(&["net.graphml:3", "`p` and `prob`"]);
    net("probability", "w", columns(Some("w"), &[])).refused(&[
        "net.graphml:3",
        "names `w`",
        "called `probability`",
    ]);
    net("probability", "w", columns(Some("v"), &[])).refused(&["names `v`", "(probability, w)"]);
    net("w", "w", columns(None, &[])).refused(&["net.graphml:3", "two keys of edges", "`w`"]);
    let network = net("probability", "w", columns(Some("w"), &["w"])).works();
    assert_eq!(network.edge_column("probability"), Some(&[0.2][..]));
}

/// Every header, every meaning that is given, and which way the line `1 2` then runs: `None` where
/// it is refused for its direction.
#[test]
fn a_header_never_turns_an_edge_round() {
    use EdgeMeaning::{FollowerToFollowed as Follows, InfluencerToAudience as Shows};
    let shows = |header| (header, [Some(("1", "2")), None], "influencer-to-audience");
    let follows = |header| (header, [None, Some(("2", "1"))], "follower-to-followed");
    let silent = |header| (header, [Some(("1", "2")), Some(("2", "1"))], "");
    let cases = [
        shows("user,follower"),
        shows("influencer,follower"),
        shows("influencer,audience"),
        shows("Followed,Follower"),
        shows("user_id,follower_id"),
        follows("follower,user"),
        follows("follower,followed"),
        follows("follower_id,followee_id"),
        follows("user,following"),
        follows("audience,influencer"),
        silent("source,target"),
        silent("from,to"),
        silent("user_1,user_2"),
    ];
    for (header, wanted, right) in cases {
        for (edge, wanted) in [Shows, Follows].into_iter().zip(wanted) {
            let lists = [
                ("net.csv", format!("{header}\n1,2\n")),
                ("net.txt", format!("# {}\n1 2\n", header.replace(',', " "))),
            ];
            for (name, text) in lists {
                let net = given(name, text).with(|file| file.edge = Some(edge));
                match wanted {
                    Some(edge) => assert_eq!(edges_of(&net.works()), pairs(&[edge]), "{header}"),
                    None => net.refused(&[&format!("{name}:1"), "the header", right, "--edge"]),
                }
            }
        }
        let mutual = given("net.csv", format!("{header}\n1,2\n"))
            .with(|file| file.edge = Some(EdgeMeaning::Mutual));
        assert_eq!(mutual.works().edges(), 2, "{header}");
    }
}

#[test]
fn columns_that_are_named_have_the_order_that_they_are_named_in() {
    let named = |from: &str, to: &str, edge| {
        let ends = (from.to_owned(), to.to_owned());
        move |file: &mut NetworkFile| {
            (file.columns.from, file.columns.to) = (Some(ends.0), Some(ends.1));
            file.edge = Some(edge);
        }
    };
    let shows = EdgeMeaning::InfluencerToAudience;
    let follows = EdgeMeaning::FollowerToFollowed;
    for (header, edge) in [("to,from", shows), ("target,source", follows)] {
        let [a, b] = [header.split(',').next(), header.split(',').nth(1)].map(Option::unwrap);
        let net = || given("net.csv", format!("{header}\n1,2\n"));
        net().with(|file| file.edge = Some(edge)).refused(&[
            "net.csv:1",
            "stands before",
            "--from",
        ]);
        let edges = |from, to| edges_of(&net().with(named(from, to, shows)).works());
        assert_eq!(edges(a, b), pairs(&[("1", "2")]));
        assert_eq!(edges(b, a), pairs(&[("2", "1")]));
    }
    let net = || given("net.csv", "user,follower\n1,2\n");
    let network = net().with(named("follower", "user", follows)).works();
    assert_eq!(edges_of(&network), pairs(&[("1", "2")]));
    net().with(named("follower", "user", shows)).refused(&["follower-to-followed"]);
}

#[test]
fn an_empty_list_of_columns_keeps_no_numbers() {
    for (name, text) in [
        ("net.csv", "from,to,p,trust\n1,2,0.5,7\n"),
        ("net.csv", "from,to,p,trust\n1,2,none,7\n"),
        ("net.txt", "# from to trust\n1 2 7\n"),
        ("net.txt", "1 2 x y\n"),
        ("net.txt", "1 2\n"),
    ] {
        let network = given(name, text).with(|file| file.columns.values = Some(Vec::new())).works();
        assert_eq!(network.edge_columns(), [], "{text}");
        assert_eq!(network.edges(), 1);
    }
}

/// Of edges that stand in the file twice one value alone was kept: no rule goes by it, but where all are.
#[test]
fn values_of_merged_lines_are_refused_by_whatever_asks_for_them() {
    let network = |parallel: Parallel| {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("net.csv");
        std::fs::write(&path, "from,to,days\n1,2,1\n1,2,0.5\n2,3,1\n").expect("a file");
        let mut file = NetworkFile::new(path);
        file.edge = Some(EdgeMeaning::InfluencerToAudience);
        file.parallel = parallel;
        read(&file, &()).expect("a network")
    };
    let refused = |network: &Network| {
        let rules = ["from-file = { column = 'days' }", "attributes = { edge = { days = 1.0 } }"];
        let rules = rules.map(|text| {
            let rule: InfluenceRule = toml::from_str(text).expect(text);
            rule.assign(network, 1).err().map(|error| error.to_string())
        });
        let text = "continuous-time-cascade = { delay = { column = { name = 'days' } } }";
        let model: AnyModel = toml::from_str(text).expect(text);
        let delayed = model.prepare(network, &Influence::Uniform(0.5)).err();
        [&rules[..], &[delayed.map(|error| error.to_string())]].concat()
    };
    assert_eq!(refused(&network(Parallel::Keep)), [None, None, None]);
    let keys = ["influence.from-file.column", "influence.attributes.edge.days"];
    let keys = [&keys[..], &["model.continuous-time-cascade.delay.column.name"]].concat();
    for (told, key) in refused(&network(Parallel::Merge)).into_iter().zip(keys) {
        let told = told.expect(key);
        assert!(told.starts_with(&format!("{key}: some edges stand")), "{told}");
    }
}
