//! Real networks load with exactly the counts that are published for them.

use std::path::PathBuf;

use wordspread::{
    network::{
        Network,
        attributes::{ColumnKind, EdgeColumn, UserValues},
        builder::{EdgeMeaning, HeaderCounts, Parallel},
        format::{NetworkFile, UserTable, read},
    },
    scenario::{KeyChange, ScenarioFile, run},
};

/// A file of `../shared/data`, or nothing where that folder is missing.
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
pub(crate) fn data(name: &str) -> Option<PathBuf> {
    let path = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/data")).join(name);
    if !path.exists() {
        eprintln!("skipped: ../shared/data/{name} is not there");
        return None;
    }
    Some(path)
}

fn file(path: PathBuf, edge: EdgeMeaning) -> NetworkFile {
    NetworkFile { edge: Some(edge), ..NetworkFile::new(path) }
}

fn counts(network: &Network) -> (u32, u64) {
    (network.users(), network.edges())
}

#[test]
fn congress_has_its_own_probabilities() {
    let Some(path) = data("congress_twitter/congress_influence.tsv") else { return };
    let network = read(&file(path, EdgeMeaning::InfluencerToAudience), &()).unwrap();
    assert_eq!(counts(&network), (475, 13_289));
    assert_eq!((network.built().self_loops, network.built().merged), (0, 0));
    let p = network.edge_column(EdgeColumn::PROBABILITY).unwrap();
    let (low, high) = p.iter().fold((1.0_f64, 0.0_f64), |(a, b), &p| (a.min(p), b.max(p)));
    let mean = p.iter().sum::<f64>() / p.len() as f64;
    assert!((low - 0.000_526).abs() < 1e-6 && (high - 0.130_564).abs() < 1e-6, "{low} {high}");
    assert!((mean - 0.005_812).abs() < 1e-6, "{mean}");
}

#[test]
fn lastfm_is_mutual_and_knows_its_countries() {
    let Some(path) = data("lastfm_asia/lastfm_asia_edges.csv") else { return };
    let table = data("lastfm_asia/lastfm_asia_target.csv").unwrap();
    let mut file = file(path, EdgeMeaning::Mutual);
    file.users = Some(UserTable { category: vec!["target".to_owned()], ..UserTable::new(table) });
    let network = read(&file, &()).unwrap();
    assert_eq!(counts(&network), (7_624, 2 * 27_806));
    assert_eq!(network.built().without_attributes, 0);
    let Some(UserValues::Category { codes, names }) = network.user_column("target") else {
        panic!("a country is a category")
    };
    assert_eq!(names.len(), 18);
    let rows = network.forward();
    let inside: usize = (0..network.users())
        .map(|node| {
            let same = |&&to: &&u32| codes[to as usize] == codes[node as usize];
            rows.row(node).iter().filter(same).count()
        })
        .sum();
    let share = inside as f64 / network.edges() as f64;
    assert!((share - 0.874).abs() < 0.000_5, "{share}");
}

#[test]
fn twitch_is_mutual_and_its_attributes_have_kinds() {
    let Some(path) = data("twitch_engb/ENGB_edges.csv") else { return };
    let table = data("twitch_engb/ENGB_target.csv").unwrap();
    let mut file = file(path, EdgeMeaning::Mutual);
    file.users = Some(UserTable { id: Some("new_id".to_owned()), ..UserTable::new(table) });
    let network = read(&file, &()).unwrap();
    assert_eq!(counts(&network), (7_126, 2 * 35_324));
    assert_eq!((network.built().listed_only, network.built().without_attributes), (0, 0));
    let kind = |name| network.user_column(name).unwrap().kind();
    assert_eq!(kind("days"), ColumnKind::Number);
    assert_eq!(kind("views"), ColumnKind::Number);
    assert_eq!(kind("mature"), ColumnKind::Flag);
    assert_eq!(kind("partner"), ColumnKind::Flag);
}

#[test]
fn wiki_vote_keeps_its_scattered_ids() {
    let Some(path) = data("wiki_vote/wiki-Vote.txt.gz") else { return };
    let network = read(&file(path, EdgeMeaning::InfluencerToAudience), &()).unwrap();
    assert_eq!(counts(&network), (7_115, 103_689));
    assert_eq!((network.built().self_loops, network.built().merged), (0, 0));
    assert_eq!(network.built().header, Some(HeaderCounts { users: 7_115, edges: 103_689 }));
    let node = network.labels().node("30").unwrap();
    let follower = network.labels().node("1412").unwrap();
    assert!(network.forward().row(node).contains(&follower));
}

#[test]
fn nethept_has_parallel_edges_and_self_loops() {
    let Some(path) = data("nethept/nethept_multiedges.txt") else { return };
    let mut file = file(path, EdgeMeaning::Mutual);
    let merged = read(&file, &()).unwrap();
    // 31,398 unique pairs less the 22 of a user with itself, each both ways.
    assert_eq!(counts(&merged), (15_233, 2 * (31_398 - 22)));
    let built = merged.built();
    assert_eq!((built.given, built.self_loops), (58_891, 39));
    assert_eq!(built.header, Some(HeaderCounts { users: 15_233, edges: 58_891 }));
    assert_eq!(built.merged, 2 * (58_891 - 39 - (31_398 - 22)));
    file.parallel = Parallel::Keep;
    let kept = read(&file, &()).unwrap();
    assert_eq!(counts(&kept), (15_233, 2 * (58_891 - 39)));
    // 837 pairs stand both ways, 483 of them unequally often: the order of a line says nothing.
    assert_eq!((kept.built().both_ways, kept.built().merged), (0, 0));
}

#[test]
fn hep_wc_has_a_header_probabilities_and_a_few_self_loops() {
    let Some(path) = data("nethept/hep_WC.inf.gz") else { return };
    let network = read(&file(path, EdgeMeaning::InfluencerToAudience), &()).unwrap();
    let built = network.built();
    assert_eq!((built.given, built.self_loops, built.merged), (62_796, 44, 0));
    // 62,774 distinct arcs, of which 22 join a user to itself.
    assert_eq!(counts(&network), (15_233, 62_774 - 22));
    let p = network.edge_column(EdgeColumn::PROBABILITY).unwrap();
    let place = network.forward().range(0).start;
    assert_eq!((network.forward().row(0)[0], p[place].to_string().as_str()), (1, "0.02439"));
}

/// The scenario for a network of one's own, on each of them, with its own probabilities where it has
/// them and by segment where it knows some.
#[test]
fn a_full_comparison_of_options_runs_on_each() {
    let own = &["influence={ from-file = {} }"][..];
    let countries = &[
        r#"network.file.users={ path = "lastfm_asia_target.csv", category = ["target"] }"#,
        "answer.by_segment=target",
    ];
    for (name, edge, settings, users) in [
        ("congress_twitter/congress_influence.tsv", "influencer-to-audience", own, 475),
        ("nethept/hep_WC.inf.gz", "influencer-to-audience", own, 15_233),
        ("lastfm_asia/lastfm_asia_edges.csv", "mutual", countries, 7_624),
        ("twitch_engb/ENGB_edges.csv", "mutual", &[], 7_126),
        ("wiki_vote/wiki-Vote.txt.gz", "influencer-to-audience", &[], 7_115),
        ("nethept/nethept_multiedges.txt", "mutual", &["network.file.parallel=keep"], 15_233),
    ] {
        let Some(path) = data(name) else { return };
        let mut changes = vec![KeyChange::network(&path)];
        changes.extend(KeyChange::replicates(100));
        for setting in [&[&*format!("network.file.edge={edge}")], settings].concat() {
            let table = path.with_file_name("lastfm_asia_target");
            let setting = setting.replace("lastfm_asia_target", &table.to_string_lossy());
            changes.push(KeyChange::set(&setting).unwrap());
        }
        let scenario = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/your-network.toml");
        let file = ScenarioFile::read(scenario.as_ref(), changes).unwrap();
        let report = run(&file, &()).unwrap_or_else(|error| panic!("{name}: {error}"));
        let report = &report.points[0].report;
        assert_eq!(report.question.network.users, users, "{name}");
        assert_eq!((report.options.len(), report.comparisons.len()), (4, 6), "{name}");
        for option in &report.options {
            let reach = option.metrics["reach"].mean;
            assert!(reach >= 30.0 && reach <= users as f64, "{name}: {reach}");
            let segments = if settings == countries { 18 } else { 0 };
            let known = option.tables.segments.iter().filter(|segment| segment.users > 0);
            assert_eq!(known.count(), segments, "{name}");
        }
    }
}
