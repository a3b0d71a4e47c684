//! Real networks with spreads that others measured, and the promises of paired comparison.

use wordspread::{
    influence::{FromFile, Influence, Rule},
    kernel::plan::Kernel,
    metric::AnyMetric,
    network::{
        builder::EdgeMeaning,
        format::{NetworkFile, read},
    },
    seeding::Seeds,
    simulate::{Experiment, Samples, Stop, simulate},
    statistics::{Comparison, Confidence, Moments, Proportion, mean_interval},
};

use crate::{
    real_networks::data,
    worlds::{G5, enumerate_ic, ic, mean, sharers, weighted},
};

/// The spread of the published seeds on the benchmark network, at every k, against 200,000 runs of
/// an unrelated program.
#[test]
fn the_spread_on_hep_wc_is_what_an_unrelated_program_measured() {
    let Some(path) = data("nethept/hep_WC.inf.gz") else { return };
    let file =
        NetworkFile { edge: Some(EdgeMeaning::InfluencerToAudience), ..NetworkFile::new(path) };
    let network = read(&file, &()).expect("the network loads");
    assert_eq!((network.users(), network.edges()), (15_233, 62_774 - 22), "less the self-loops");
    let influence = FromFile::default().assign(&network, 0).expect("it has probabilities");
    let text = |name| std::fs::read_to_string(data(name).expect("beside the network")).unwrap();
    let seeds = text("nethept/seeds_hep_WC_celf.txt");
    let spreads = text("nethept/hep_WC_spread.csv");
    let mut checked = 0;
    for line in spreads.lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let [k, theirs, their_error] = [fields[2], fields[4], fields[5]];
        let ids = seeds.lines().find(|line| line.split(' ').next() == Some(k)).unwrap();
        let ids: Vec<u32> = ids
            .split_whitespace()
            .skip(1)
            .map(|id| network.labels().node(id).expect("a seed is a user"))
            .collect();
        assert_eq!(ids.len().to_string(), k);
        for (kernel, values) in sharers(&network, &influence, &ic(), &ids, 20_000) {
            let ours = Moments::of(&values);
            let error = ours.standard_error.unwrap().hypot(their_error.parse().unwrap());
            let off = ours.mean - theirs.parse::<f64>().unwrap();
            let mean = ours.mean;
            assert!(off.abs() <= 4.0 * error, "k = {k}: {mean} by {kernel:?} is not {theirs}");
        }
        checked += 1;
    }
    assert_eq!(checked, 8);
}

/// The samples of two options of G5 over the worlds of one `rng_seed`.
fn two_options(kernel: Kernel, rng_seed: u64, replicates: u64) -> Samples {
    let (network, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let model = ic();
    let cascade = model.prepare(&network, &influence).expect("G5 fits");
    let options = vec![Seeds::fixed(vec![0]), Seeds::fixed(vec![2])];
    let experiment = Experiment::new(&network, cascade, options, &[AnyMetric::Sharers], rng_seed);
    let stop = Stop::after(replicates, Confidence::NINETY_FIVE);
    simulate(experiment.engine(kernel), &stop, &()).expect("nobody stops it").samples
}

/// 2,000 repetitions of 400 replicates of two options whose true spreads are known by enumeration.
/// Were the coverage 95%, its estimate would have standard deviation 0.5%: 93 to 97% are four.
#[test]
fn intervals_of_simulated_options_cover_the_truth_in_93_to_97_percent() {
    let confidence = Confidence::NINETY_FIVE;
    let sizes = enumerate_ic(5, G5, &[], &[0]);
    let true_mean = mean(&sizes);
    let true_difference = true_mean - mean(&enumerate_ic(5, G5, &[], &[2]));
    let true_share: f64 = sizes.iter().filter(|&(&size, _)| size >= 3).map(|(_, p)| p).sum();
    let repetitions = 2000;
    for kernel in [Kernel::Walk, Kernel::Fused, Kernel::Gathered] {
        let (mut paired, mut means, mut shares, mut gain) = (0, 0, 0, 0.0);
        for rng_seed in 0..repetitions {
            let samples = two_options(kernel, rng_seed, 400);
            let [a, b] = [0, 1].map(|option: usize| &samples.options[option].values[0]);
            let comparison = Comparison::of(a, b, confidence);
            paired += u32::from(comparison.interval.unwrap().contains(true_difference));
            let moments = Moments::of(a);
            means += u32::from(mean_interval(&moments, confidence).unwrap().contains(true_mean));
            let share = Proportion::at_least(a, 3.0, confidence);
            shares += u32::from(share.interval.contains(true_share));
            gain +=
                comparison.unpaired_standard_error.unwrap() / comparison.standard_error.unwrap();
        }
        for (what, covered) in [("paired", paired), ("mean", means), ("Wilson", shares)] {
            let coverage = f64::from(covered) / repetitions as f64;
            assert!((0.93..=0.97).contains(&coverage), "{what}: {coverage}");
        }
        let gain = gain / repetitions as f64;
        assert!(gain > 1.05, "pairing narrows the standard error, here by a factor of {gain}");
    }
}

/// Common worlds: the same option twice differs by nothing at all, whatever the noise of each.
#[test]
fn an_option_never_differs_from_itself() {
    for kernel in [Kernel::Walk, Kernel::Fused, Kernel::Gathered] {
        let samples = two_options(kernel, 3, 500);
        let (network, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
        let alone = {
            let model = ic();
            let cascade = model.prepare(&network, &influence).expect("G5 fits");
            let options = vec![Seeds::fixed(vec![2])];
            let experiment = Experiment::new(&network, cascade, options, &[AnyMetric::Sharers], 3);
            simulate(experiment.engine(kernel), &Stop::after(500, Confidence::NINETY_FIVE), &())
                .unwrap()
                .samples
        };
        assert_eq!(samples.options[1], alone.options[0], "other options do not change an option");
    }
}

#[test]
fn probabilities_kept_as_f32_move_no_spread_by_more_than_their_rounding() {
    let (_, influence) = weighted(5, G5, EdgeMeaning::InfluencerToAudience);
    let Influence::PerEdge(strengths) = influence else { panic!("per edge") };
    for &strength in &*strengths {
        assert!(G5.iter().any(|edge| (edge.2 - f64::from(strength)).abs() < 6e-8));
    }
}
