//! `wordspread inspect`: what a network is like, in text or JSON, or at once what the header of a
//! `.wsn` file says of it.

use std::path::PathBuf;

use clap::Args;
use wordspread::{
    document::{
        Document, GridRow,
        amounts::{bytes, number, percent, several, whole},
    },
    error::{Error, Result},
    network::{
        Network,
        builder::Built,
        format::{self, IdKind, NetworkFile, Overview},
        measure::{
            Effort, NetworkMeasures, clustering::Share, degree::DegreeDistribution, measure,
            segment::Segmentation,
        },
    },
    statistics::{Bin, Histogram, Scale, Sorted},
};

use crate::cli::{
    exit_status::ExitStatus,
    flags::network::NetworkFlags,
    terminal::{console::Console, look::Look},
};

/// Describe a network: size, degrees, clustering, components, critical points
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread inspect friends.wsn
  wordspread inspect follows.csv.gz --edge follower-to-followed --users people.csv
  wordspread inspect friends.wsn --json | jq .reciprocity
  wordspread inspect huge.wsn --quick")]
pub(crate) struct InspectCommand {
    /// The network file
    file: PathBuf,

    #[command(flatten)]
    network: NetworkFlags,

    /// Show only the header of a .wsn file, at once however large the file is
    #[arg(long)]
    quick: bool,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl InspectCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let file = self.network.describe(self.file.clone());
        if self.quick {
            let overview = overview(&file)?;
            return if self.json {
                console.print_json(&overview)
            } else {
                let title = console.look().style().strong(&self.file.display().to_string());
                console.print(&format!("{title}\n\n{}", header(&overview, console.look())))
            }
            .map(|()| ExitStatus::Done);
        }
        let network = format::read(&file, console.progress())?;
        let measures = measure(&network, Effort::default(), console.progress())?;
        if self.json {
            console.print_json(&measures)?;
        } else {
            let look = console.look();
            let title = look.style().strong(&self.file.display().to_string());
            console.print(&format!("{title}\n\n{}", text(&network, &measures, look)))?;
        }
        Ok(ExitStatus::Done)
    }
}

/// So many lines the small histogram has at most.
const BINS: usize = 12;

/// So long is its longest bar.
const BAR: usize = 32;

fn text(network: &Network, measures: &NetworkMeasures, look: Look) -> String {
    let mut page = Document::default();
    size(&mut page, measures);
    degrees(&mut page, measures);
    if measures.users > 0 {
        histogram(&mut page, network, look);
    }
    structure(&mut page, measures);
    critical(&mut page, measures);
    if !measures.segments.is_empty() {
        segments(&mut page, measures);
    }
    look.render(&page)
}

/// What the header of a file says.
fn overview(file: &NetworkFile) -> Result<Overview> {
    let opened = format::open(file)?.ok_or_else(|| {
        Error::value(
            "--quick",
            format!("{} has no header that tells its size", file.path.display()),
            "convert it to .wsn first, or leave --quick out",
        )
    })?;
    Ok(opened.overview())
}

fn header(overview: &Overview, look: Look) -> String {
    let mut page = Document::default();
    page.heading("Header; the rows were not looked at");
    page.fact("users", whole(overview.users));
    page.fact("edges", whole(overview.edges));
    let ids = match overview.ids {
        IdKind::Index => "0, 1, 2, …",
        IdKind::Integers => "whole numbers",
        IdKind::Texts => "texts",
    };
    let order = if overview.relabelled { ", users in another order" } else { "" };
    page.fact("ids", format!("{ids}{order}"));
    if overview.backward {
        page.fact("rows", "in-edges are stored too");
    }
    if !overview.edge_columns.is_empty() {
        page.fact("numbers on edges", overview.edge_columns.join(", "));
    }
    let columns: Vec<&str> =
        overview.user_columns.iter().map(|column| column.name.as_str()).collect();
    if !columns.is_empty() {
        page.fact("columns of users", columns.join(", "));
    }
    built_from(&mut page, overview.built);
    page.fact("file", bytes(overview.bytes as f64));
    look.render(&page)
}

/// What became of the edges that the network was built from.
fn built_from(page: &mut Document, built: Built) {
    if built.self_loops + built.merged > 0 {
        let [given, merged] = [built.given, built.merged].map(|count| several(count, "edge"));
        let loops = several(built.self_loops, "self-loop");
        let made = format!("{given} given, {loops} dropped, {merged} merged into an equal one");
        page.fact("built from", &made);
    }
}

/// A number that may not be defined.
fn defined(value: Option<f64>, shown: impl Fn(f64) -> String) -> String {
    value.map_or_else(|| "not defined".to_owned(), shown)
}

fn size(page: &mut Document, measures: &NetworkMeasures) {
    page.heading("Size");
    let isolated = whole(measures.isolated_users);
    page.fact("users", format!("{}, of which {isolated} without any edge", whole(measures.users)));
    let opposite = measures.reciprocity.map(|share| {
        format!(", {} with an opposite, {}", percent(share), several(measures.ties, "tie"))
    });
    page.fact("edges", format!("{}{}", whole(measures.edges), opposite.unwrap_or_default()));
    if let Some(direction) = &measures.direction {
        page.fact("direction", direction);
    }
    if measures.relabelled {
        page.fact("order", "users are stored in another order; ids stay");
    }
    built_from(page, measures.built);
    page.fact("fingerprint", &measures.fingerprint);
}

/// Both degrees, side by side, and the users at their ends.
fn degrees(page: &mut Document, measures: &NetworkMeasures) {
    let is_shown = |share: &f64| [0.5, 0.9, 0.99].contains(share);
    let name =
        |share| if (0.5..=0.5).contains(&share) { "median".to_owned() } else { percent(share) };
    let shares =
        measures.followers.quantiles.iter().map(|quantile| quantile.share).filter(is_shown);
    let mut head = vec!["mean".to_owned(), "sd".to_owned()];
    head.extend(shares.map(name));
    head.push("max".to_owned());
    let both = [("followers", &measures.followers), ("follows", &measures.followed)];
    let row = |(label, degrees): (&str, &DegreeDistribution)| {
        let moment = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
        let mut cells = vec![moment(degrees.mean), moment(degrees.sd)];
        let quantiles = degrees.quantiles.iter().filter(|quantile| is_shown(&quantile.share));
        cells.extend(quantiles.map(|quantile| whole(quantile.degree)));
        cells.push(degrees.max.map_or_else(|| "–".to_owned(), whole));
        GridRow { label: label.to_owned(), cells, ..GridRow::default() }
    };
    page.grid("Degrees", head, both.map(row).into());
    for (label, degrees) in [("most followers", both[0].1), ("follow most", both[1].1)] {
        let users = degrees.top.iter().map(|user| format!("{} ({})", user.id, whole(user.degree)));
        page.fact(label, users.collect::<Vec<_>>().join(", "));
    }
    for (label, degrees) in both {
        if let Some(tail) = &degrees.tail {
            let from = format!("of the {} users from {} on", whole(tail.users), whole(tail.from));
            let law = format!("k^-{:.2} (± {:.2}), {from}", tail.exponent, tail.standard_error);
            page.fact(format!("tail of {label}"), &law);
        }
    }
}

/// How many users have how many followers.
fn histogram(page: &mut Document, network: &Network, look: Look) {
    let degree = |node| network.forward().degree(node) as f64;
    let degrees: Vec<f64> = (0..network.users()).map(degree).collect();
    let histogram = Histogram::on_scale(&Sorted::of(&degrees), Scale::Logarithmic, BINS);
    let most = histogram.bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1);
    let full = if look.unicode { "█" } else { "#" };
    let row = |bin: &Bin| {
        let (low, high) = (bin.low as u64, bin.high as u64 - 1);
        let label =
            if high > low { format!("{} to {}", whole(low), whole(high)) } else { whole(low) };
        // One user is seen too.
        let length = (bin.count * BAR as u64).div_ceil(most) as usize;
        GridRow { label, cells: vec![whole(bin.count)], bar: full.repeat(length) }
    };
    let rows = histogram.bins.iter().map(row).collect();
    page.grid("Followers", vec!["users".to_owned()], rows);
}

fn structure(page: &mut Document, measures: &NetworkMeasures) {
    page.heading("Structure");
    let clustering = &measures.clustering;
    let share = |share: Option<Share>| {
        share.map_or_else(
            || "not defined".to_owned(),
            |share| {
                let error = share.standard_error;
                let error =
                    if error > 0.0 { format!(" (± {})", percent(error)) } else { String::new() };
                percent(share.value) + &error
            },
        )
    };
    page.fact(
        "clustering",
        format!("{} of all pairs of neighbours are tied", share(clustering.transitivity)),
    );
    page.fact("clustering of a user", format!("{} on average", share(clustering.average_local)));
    if let Some(drawn) = clustering.sampled_wedges {
        let pairs = several(drawn, "drawn pair");
        page.fact("sampled", format!("clustering, from {pairs} of neighbours each; nothing else"));
    }
    for (label, parts) in [
        ("weak components", measures.weak_components),
        ("strong components", measures.strong_components),
    ] {
        let share = parts.largest_share.map(|share| format!(" ({})", percent(share)));
        let largest = format!("{}{}", several(parts.largest, "user"), share.unwrap_or_default());
        page.fact(label, format!("{}, the largest of {largest}", whole(parts.count)));
    }
    let assortativity = &measures.assortativity;
    page.fact(
        "degree assortativity",
        format!(
            "{} along edges, {} over ties",
            defined(assortativity.followers_to_followed, number),
            defined(assortativity.undirected, number)
        ),
    );
}

/// Where cascades begin to take off.
fn critical(page: &mut Document, measures: &NetworkMeasures) {
    page.heading("Critical probability of an edge, estimated");
    let critical = &measures.critical;
    page.fact("by directed degrees", defined(critical.directed, number));
    page.fact("by ties", defined(critical.undirected, number));
    page.fact("by eigenvalue", defined(critical.spectral, number));
}

/// How far edges stay inside segments.
fn segments(page: &mut Document, measures: &NetworkMeasures) {
    let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), percent);
    let row = |column: &Segmentation| GridRow {
        label: column.column.clone(),
        cells: vec![whole(column.segments), share(column.inside), share(column.expected)],
        ..GridRow::default()
    };
    let head = ["segments", "inside", "by chance"].map(str::to_owned).into();
    let rows = measures.segments.iter().map(row).collect();
    page.grid("Edges inside a segment", head, rows);
}
