//! Estimates against what is known: networks made and judged, plans, mistakes.

use super::*;
use crate::{
    network::format,
    scenario::{KeyChange, NetworkSection},
    study::Basis,
};

const TEXT: &str = "name = 'a'\nanswer.replicates = 1000\nanswer.measures = ['sharers']\n\
                    [network.generate.gnp]\nusers = 1000\nmean_followers = 4\n\
                    [influence.uniform]\np = 0.1\n\
                    [[option]]\nname = 'b'\nseeds.random = { count = 1 }\n";

fn estimate(changes: &[&str]) -> Result<Estimate> {
    let changes = changes.iter().map(|change| KeyChange::set(change)).collect::<Result<_>>()?;
    Estimate::of(&ScenarioFile::parse(TEXT, "a.toml", changes)?, 2, &())
}

#[test]
fn a_small_network_is_made_and_a_large_one_is_judged() {
    let small = estimate(&[]).expect("an estimate");
    assert_eq!(small.basis, Basis::Network);
    assert!((small.users - 1000.0).abs() < 0.5);
    // The number of ties has standard deviation √2000 = 45, a tie is two edges.
    assert!((small.edges - 4000.0).abs() < 5.0 * 90.0, "{}", small.edges);
    let large = estimate(&["network.generate.gnp.users=50_000_000"]).expect("an estimate");
    assert_eq!(large.basis, Basis::Parameters);
    assert!((large.edges - 2e8).abs() < 1e3);
    let rows = large.memory.iter().find(|part| part.what == "network").expect("rows");
    assert!((rows.bytes - 1.2e9).abs() < 1e4);
    assert_eq!(large.replicates, [1000, 1000]);
    assert!(large.seconds[0] > small.seconds[0]);
}

/// Of a network that is not made it is known all the same how its users are called.
#[test]
fn seeds_by_ids_that_nobody_has_are_refused_though_the_network_is_not_made() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("seeds.txt");
    let large = "network.generate.gnp.users=50_000_000";
    let file = format!("option.0.seeds={{ file = {{ path = '{}' }} }}", path.display());
    let start = format!(
        "option.0.seeds={{ local-search = {{ start = {{ file = {{ path = '{}' }} }} }} }}",
        path.display()
    );
    for (ids, line) in [("0\n49999999\n", None), ("7\n\n50000000\n", Some(3)), ("anna\n", Some(1))]
    {
        std::fs::write(&path, ids).expect("a file");
        for change in [&file, &start] {
            let told = estimate(&[large, change]).err().map(|error| error.to_string());
            let place = line.map(|line| format!("{}:{line}: user", path.display()));
            let is_there = |place: &String| told.as_ref().is_some_and(|it| it.starts_with(place));
            assert_eq!(told.is_some(), place.is_some(), "{told:?}");
            assert!(place.as_ref().is_none_or(is_there), "{told:?}");
        }
    }
    let named = estimate(&[large, "option.0.seeds={ users = { ids = [3, 50_000_000] } }"]);
    let told = named.expect_err("nobody has it").to_string();
    assert!(told.ends_with("seeds.users.ids: user 50000000 is not in the network"), "{told}");
}

#[test]
fn time_leaves_out_the_search_for_seeds_and_says_of_which_options() {
    assert!(estimate(&[]).expect("an estimate").sought.is_empty());
    let sought = estimate(&["option.0.seeds={ best = { count = 1 } }"]).expect("an estimate");
    assert_eq!(sought.sought, ["best"]);
}

/// The pilot of a scenario whose cascades are small says less than the bound, by far; that of one
/// whose cascades reach everybody says about as much.
#[test]
fn the_time_bounds_what_a_pilot_says() {
    use crate::scenario::Explanation;
    for (p, least, most) in [("0.01", 0.0, 0.1), ("1.0", 0.5, 1.1)] {
        for measures in ["['sharers']", "['reach']", "['depth']"] {
            let p = format!("influence.uniform.p={p}");
            let measures = format!("answer.measures={measures}");
            let changes = [&*p, &measures, "network.generate.gnp.mean_followers=20"];
            let bound = estimate(&changes).expect("an estimate").seconds[0];
            let changes = changes.map(|change| KeyChange::set(change).expect(change)).to_vec();
            let file = ScenarioFile::parse(TEXT, "a.toml", changes).expect("a scenario");
            let explained = Explanation::of(&file, &()).expect("it is sound").nanoseconds;
            let piloted = 1000.0 / 2.0 * 1e-9 * explained.expect("a pilot");
            let share = piloted / bound;
            assert!((least..=most).contains(&share), "{p} {measures}: {share}");
        }
    }
}

#[test]
fn a_file_that_opens_in_place_has_exact_sizes_and_is_not_built() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("large.wsn");
    let network: NetworkSection =
        toml::from_str("generate = { path = { users = 2_100_000 } }").expect("a section");
    let NetworkSection::Generate(generator) = network else { unreachable!("it is generated") };
    let network = generator.generate(1, &()).expect("a path");
    format::write(&network, &path, None, &()).expect("it is written");
    let changes = vec![KeyChange::network(&path)];
    let text = TEXT.replace("[network.generate.gnp]\nusers = 1000\nmean_followers = 4\n", "");
    let file = ScenarioFile::parse(text, "a.toml", changes).expect("a scenario");
    let estimate = Estimate::of(&file, 2, &()).expect("an estimate");
    assert_eq!(estimate.basis, Basis::Header);
    assert_eq!([estimate.users as u64, estimate.edges as u64], [2_100_000, network.edges()]);
    let building = estimate.memory.iter().find(|part| part.what.starts_with("building"));
    assert!(building.is_none_or(|part| part.bytes == 0.0));
}

#[test]
fn the_memory_of_a_plan_is_what_its_kernel_takes() {
    use crate::scenario::Explanation;
    // (what is changed, what the plan takes, what it does not)
    for (changes, taken, left_out) in [
        (&["influence.uniform.p=0.001"][..], "buffers", &["bit masks", "turned", "picks"][..]),
        (&["influence.uniform.p=0.9"], "bit masks", &["buffers", "turned", "picks"]),
        (
            &["model={ linear-threshold = {} }", "influence={ weighted-cascade = {} }"],
            "turned",
            &["bit masks"],
        ),
    ] {
        let parsed = changes.iter().map(|change| KeyChange::set(change).expect(change)).collect();
        let file = ScenarioFile::parse(TEXT, "a.toml", parsed).expect("a scenario");
        let bound = Estimate::of(&file, 2, &()).expect("it is sound");
        let planned = bound.clone().by_plan(&Explanation::of(&file, &()).expect("it is sound"));
        let takes = |estimate: &Estimate, word: &str| -> f64 {
            let parts = estimate.memory.iter().filter(|part| part.what.contains(word));
            parts.map(|part| part.bytes).sum()
        };
        assert!(takes(&planned, taken) > 0.0, "{changes:?}");
        for word in left_out {
            assert!(takes(&planned, word) == 0.0, "{changes:?}: {word}");
        }
        assert!(takes(&bound, "") > takes(&planned, ""), "{changes:?}");
    }
}

/// What an examination takes is within what is said of it.
#[test]
fn looking_more_closely_counts() {
    let examined = ["examine={ option = 'b' }"];
    let [plain, more] = [&[][..], &examined].map(|changes| estimate(changes).expect("it is sound"));
    assert!(more.seconds[0] > 2.0 * plain.seconds[0], "{plain:?} {more:?}");
    let takes = Estimate::most_bytes;
    assert!(takes(&more) > takes(&plain));
    let curve = estimate(&["examine={ option = 'b', questions = ['curve'], replicates = 10 }"]);
    assert!(curve.expect("it is sound").seconds[0] < 1.5 * plain.seconds[0]);
}

/// What this machine cannot hold is refused, by both alike.
#[test]
fn what_does_not_fit_is_refused() {
    let error = estimate(&["answer.replicates=1000000000000"]).expect_err("terabytes").to_string();
    assert!(error.starts_with("answer.replicates: what is measured in 1000000000000"), "{error}");
    let large = "network.generate={ gnp = { users = 4_000_000_000, mean_followers = 100 } }";
    let error = estimate(&[large]).expect_err("terabytes").to_string();
    assert!(error.starts_with("the network needs"), "{error}");
}

/// Where users go on after they have shared, time and memory follow how long.
#[test]
fn what_goes_on_counts_for_as_long_as_it_does() {
    let of = |model: &str| estimate(&[&format!("model={{ {model} }}")]).expect(model);
    let seconds = |model: &str| of(model).seconds[0];
    let sis = |horizon: u32| seconds(&format!("sis = {{ recovery = 1, horizon = {horizon} }}"));
    assert!(sis(10_000) > 100.0 * sis(10), "{} {}", sis(10_000), sis(10));
    let back = |by: &str, horizon: u32| {
        seconds(&format!(
            "compartments = {{ horizon = {horizon}, transitions = [\
             {{ from = 'S', to = 'I', by = 'I', rate = 1 }}, {{ from = 'I', to = '{by}', rate = 1 }}] }}"
        ))
    };
    assert!(back("S", 10_000) > 100.0 * back("S", 10));
    assert!(back("R", 10_000) < 2.0 * back("R", 10), "nobody comes back");
    let delayed = |horizon: u32| {
        seconds(&format!(
            "compartments = {{ horizon = {horizon}, transitions = [{{ from = 'S', to = 'I', by = 'I', rate = 1 }}, \
             {{ from = 'I', to = 'S', after = {{ fixed = {{ time = 1 }} }} }}] }}"
        ))
    };
    assert!(delayed(10_000) > 100.0 * delayed(10), "delays go round too");
    let again = |most: u32| {
        of(&format!(
            "self-exciting = {{ shares = 'again', most = {most}, memory = {{ fixed = {{ time = 1 }} }} }}"
        ))
    };
    let [little, much] = [again(10_000), again(10_000_000)];
    assert!(much.seconds[0] > 10.0 * little.seconds[0]);
    assert!(much.most_bytes() > little.most_bytes() + 1e9);
}

/// What is sought is counted, the most of all options, and what is not sought takes nothing.
#[test]
fn choosing_seeds_counts() {
    let choosing = |seeds: &str| {
        let found = estimate(&[&format!("option.b.seeds={seeds}")]).expect(seeds);
        let part = found.memory.iter().find(|part| part.what == "choosing seeds").cloned();
        let part = part.expect("it is counted");
        assert_eq!(part.need, Need::AtMost);
        part.bytes
    };
    assert!(choosing("{ random = { count = 1 } }") < 1.0);
    // 1,000 worlds of 1,000 users and a tenth of 4,000 edges, 4 bytes each, and what threads need.
    let greedy = choosing("{ greedy = { count = 2 } }");
    assert!((5.6e6..7e6).contains(&greedy), "{greedy}");
    let swapped = "{ local-search = { worlds = 2, start = { greedy = { count = 2 } } } }";
    assert!((choosing(swapped) - greedy).abs() < 1.0);
    // So many worlds are drawn again and again, and a bit a user is kept of each.
    assert!(choosing("{ greedy = { count = 2, worlds = 1_000_000 } }") < 1.3e8);
    let best = choosing("{ best = { count = 2 } }");
    assert!((8e8..8.2e8).contains(&best), "{best}");
}

#[test]
fn mistakes_show_without_a_run_and_without_a_network() {
    for change in [
        "network.generate.gnp.mean_followers=-1",
        "influence.uniform.p=7",
        "option.b.seeds.random.count=1001",
        "answer.by_segment=region",
    ] {
        let error = estimate(&[change]).expect_err(change).to_string();
        assert!(error.contains(change), "{error}");
    }
    let large = "network.generate.gnp.users=50_000_000";
    let error = estimate(&[large, "influence.uniform.p=7"]).expect_err("p is 7").to_string();
    assert!(error.contains("influence.uniform.p"), "{error}");
}
