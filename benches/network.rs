//! Loading, building and generating networks, with the naive twin where there is one.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    hint::black_box,
    io::{BufRead, BufReader},
};

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use wordspread::{
    network::{
        Network,
        builder::{EdgeList, EdgeMeaning, Parallel, Rules},
        format::{NetworkFile, open, read, write},
        generator::Generator,
        labels::Labels,
    },
    rng::{Purpose, World},
};

fn generate(text: &str) -> Network {
    let generator: Generator = toml::from_str(text).expect(text);
    generator.generate(1, &()).expect(text)
}

fn edges_of(network: &Network) -> Vec<[u32; 2]> {
    (0..network.users())
        .flat_map(|user| network.forward().row(user).iter().map(move |&to| [user, to]))
        .collect()
}

/// Text as fast as a newcomer to Rust would read it: lines, split, parse, a set of edges a user.
fn naive_load(path: &std::path::Path) -> usize {
    let file = std::fs::File::open(path).expect("the file is there");
    let mut rows: BTreeMap<u64, BTreeSet<u64>> = BTreeMap::new();
    for line in BufReader::new(file).lines() {
        let line = line.expect("text");
        let mut ids = line.split_whitespace().map(|id| id.parse::<u64>().expect("a number"));
        let (Some(from), Some(to)) = (ids.next(), ids.next()) else { continue };
        rows.entry(from).or_default().insert(to);
    }
    rows.values().map(BTreeSet::len).sum()
}

/// A binary file as a newcomer would check it: read it in, and add up every number.
fn naive_binary(path: &std::path::Path) -> u64 {
    let bytes = std::fs::read(path).expect("the file is there");
    let number = |word: &[u8]| u64::from_le_bytes(word.try_into().expect("8 bytes"));
    bytes.chunks_exact(8).fold(0, |sum, word| sum.wrapping_add(number(word)))
}

fn load(criterion: &mut Criterion) {
    let network = generate("chung-lu = { users = 200_000, mean_followers = 10 }");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let text = folder.path().join("edges.txt");
    let mut lines = String::new();
    for [from, to] in edges_of(&network) {
        writeln!(lines, "{from}\t{to}").expect("memory");
    }
    std::fs::write(&text, &lines).expect("space");
    let mapped = folder.path().join("network.wsn");
    write(&network, &mapped, None, &()).expect("space");

    let mut group = criterion.benchmark_group("load");
    group.sample_size(10).throughput(Throughput::Bytes(lines.len() as u64));
    let file =
        NetworkFile { edge: Some(EdgeMeaning::InfluencerToAudience), ..NetworkFile::new(&text) };
    group.bench_function("edge list", |bencher| {
        bencher.iter(|| black_box(read(&file, &()).expect("it loads").edges()));
    });
    group.bench_function("edge list, naive", |bencher| {
        bencher.iter(|| black_box(naive_load(&text)));
    });
    let file = NetworkFile::new(&mapped);
    let opened = || open(&file).expect("it opens").expect("it is mapped");
    group.bench_function("mapped binary, opened", |bencher| {
        bencher.iter(|| black_box(opened().overview().edges));
    });
    let bytes = std::fs::metadata(&mapped).expect("it is there").len();
    group.throughput(Throughput::Bytes(bytes));
    group.bench_function("mapped binary, opened and verified", |bencher| {
        bencher.iter(|| black_box(opened().verify(&()).expect("it is sound").edges()));
    });
    group.bench_function("mapped binary, naive", |bencher| {
        bencher.iter(|| black_box(naive_binary(&mapped)));
    });
    group.finish();
}

fn build(criterion: &mut Criterion) {
    let network = generate("chung-lu = { users = 200_000, mean_followers = 10 }");
    let edges = edges_of(&network);
    let rules = Rules { edge: EdgeMeaning::FollowerToFollowed, parallel: Parallel::Merge };
    let mut group = criterion.benchmark_group("build");
    group.sample_size(10).throughput(Throughput::Elements(edges.len() as u64));
    group.bench_function("rows", |bencher| {
        bencher.iter(|| {
            let list = EdgeList { edges: edges.clone(), columns: Vec::new() };
            black_box(list.build(Labels::index(network.users()), Vec::new(), rules).edges())
        });
    });
    group.bench_function("rows, naive", |bencher| {
        bencher.iter(|| {
            let mut rows = vec![Vec::new(); network.users() as usize];
            for &[follower, followed] in &edges {
                rows[followed as usize].push(follower);
            }
            for row in &mut rows {
                row.sort_unstable();
                row.dedup();
            }
            black_box(rows.iter().map(Vec::len).sum::<usize>())
        });
    });
    group.bench_function("backward rows", |bencher| {
        bencher.iter(|| black_box(network.forward().transposed().edges()));
    });
    group.finish();
}

/// R-MAT as its paper tells it: a number for each level of each edge, a table of new names, a row
/// that grows for each user.
fn naive_r_mat(scale: u32, edges_per_user: u64) -> usize {
    let users = 1_u32 << scale;
    let mut stream = World::new(1, Purpose::Network, 0).stream(0);
    let mut names: Vec<u32> = (0..users).collect();
    for place in (1..users as usize).rev() {
        names.swap(place, stream.below(place as u64 + 1) as usize);
    }
    let mut rows = vec![Vec::new(); users as usize];
    for _ in 0..edges_per_user << scale {
        let (mut row, mut column) = (0, 0);
        for _ in 0..scale {
            let place = stream.unit();
            let (down, right) = match place {
                _ if place < 0.57 => (0, 0),
                _ if place < 0.76 => (0, 1),
                _ if place < 0.95 => (1, 0),
                _ => (1, 1),
            };
            (row, column) = (2 * row + down, 2 * column + right);
        }
        rows[names[row] as usize].push(names[column]);
    }
    for (user, row) in (0..).zip(&mut rows) {
        row.sort_unstable();
        row.dedup();
        row.retain(|&other| other != user);
    }
    rows.iter().map(Vec::len).sum()
}

fn generators(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("generate");
    group.sample_size(10);
    for text in [
        "gnp = { users = 200_000, mean_followers = 10 }",
        "barabasi-albert = { users = 200_000, ties_per_user = 5 }",
        "chung-lu = { users = 200_000, mean_followers = 10 }",
        "r-mat = { scale = 17, edges_per_user = 10 }",
        "follower = { users = 100_000 }",
    ] {
        let keyword = text.split(' ').next().expect("a keyword");
        group.throughput(Throughput::Elements(generate(text).built().given));
        group.bench_function(keyword, |bencher| {
            bencher.iter(|| black_box(generate(text).edges()));
        });
    }
    group.bench_function("r-mat, naive", |bencher| {
        bencher.iter(|| black_box(naive_r_mat(17, 10)));
    });
    group.finish();
}

criterion_group!(benches, load, build, generators);
criterion_main!(benches);
