//! `wordspread inspect`: what a network is like, in text or JSON, or at once what the header of a
//! `.wsn` file says of it.

use std::path::PathBuf;

use clap::Args;
use wordspread::{
    error::{Error, Result},
    network::{
        Network,
        builder::Built,
        format::{self, IdKind, NetworkFile, Overview},
        measure::{Effort, NetworkMeasures, clustering::Share, measure},
    },
    statistics::{Histogram, Scale, Sorted},
};

use crate::cli::{
    exit_status::ExitStatus,
    flags::network::NetworkFlags,
    table::{Page, bytes, columns, number, percent, several, whole},
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
                let title = console.look().bold(&self.file.display().to_string());
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
            let title = look.bold(&self.file.display().to_string());
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
    let mut page = Page::new(look);
    size(&mut page, measures);
    degrees(&mut page, measures);
    if measures.users > 0 {
        histogram(&mut page, network);
    }
    structure(&mut page, measures);
    critical(&mut page, measures);
    if !measures.segments.is_empty() {
        segments(&mut page, measures);
    }
    page.text
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
    let mut page = Page::new(look);
    page.section("Header; the rows were not looked at");
    page.row("users", &whole(overview.users));
    page.row("edges", &whole(overview.edges));
    let ids = match overview.ids {
        IdKind::Index => "0, 1, 2, …",
        IdKind::Integers => "whole numbers",
        IdKind::Texts => "texts",
    };
    let order = if overview.relabelled { ", users in another order" } else { "" };
    page.row("ids", &format!("{ids}{order}"));
    if overview.backward {
        page.row("rows", "in-edges are stored too");
    }
    if !overview.edge_columns.is_empty() {
        page.row("numbers on edges", &overview.edge_columns.join(", "));
    }
    let columns: Vec<&str> =
        overview.user_columns.iter().map(|column| column.name.as_str()).collect();
    if !columns.is_empty() {
        page.row("columns of users", &columns.join(", "));
    }
    built_from(&mut page, overview.built);
    page.row("file", &bytes(overview.bytes as f64));
    page.text
}

/// What became of the edges that the network was built from.
fn built_from(page: &mut Page, built: Built) {
    if built.self_loops + built.merged > 0 {
        let [given, merged] = [built.given, built.merged].map(|count| several(count, "edge"));
        let loops = several(built.self_loops, "self-loop");
        let made = format!("{given} given, {loops} dropped, {merged} merged into an equal one");
        page.row("built from", &made);
    }
}

/// A number that may not be defined.
fn defined(value: Option<f64>, shown: impl Fn(f64) -> String) -> String {
    value.map_or_else(|| "not defined".to_owned(), shown)
}

fn size(page: &mut Page, measures: &NetworkMeasures) {
    page.section("Size");
    let isolated = whole(measures.isolated_users);
    page.row("users", &format!("{}, of which {isolated} without any edge", whole(measures.users)));
    let opposite = measures.reciprocity.map(|share| {
        format!(", {} with an opposite, {}", percent(share), several(measures.ties, "tie"))
    });
    page.row("edges", &format!("{}{}", whole(measures.edges), opposite.unwrap_or_default()));
    if let Some(direction) = &measures.direction {
        page.row("direction", direction);
    }
    if measures.relabelled {
        page.row("order", "users are stored in another order; ids stay");
    }
    built_from(page, measures.built);
    page.row("fingerprint", &measures.fingerprint);
}

/// Both degrees, side by side, and the users at their ends.
fn degrees(page: &mut Page, measures: &NetworkMeasures) {
    let is_shown = |share: &f64| [0.5, 0.9, 0.99].contains(share);
    let name =
        |share| if (0.5..=0.5).contains(&share) { "median".to_owned() } else { percent(share) };
    let shares =
        measures.followers.quantiles.iter().map(|quantile| quantile.share).filter(is_shown);
    let mut head = vec!["mean".to_owned(), "sd".to_owned()];
    head.extend(shares.map(name));
    head.push("max".to_owned());
    page.section(&columns("Degrees", &head));
    let both = [("followers", &measures.followers), ("follows", &measures.followed)];
    for (label, degrees) in both {
        let moment = |value: Option<f64>| value.map_or_else(|| "–".to_owned(), number);
        let mut cells = vec![moment(degrees.mean), moment(degrees.sd)];
        let quantiles = degrees.quantiles.iter().filter(|quantile| is_shown(&quantile.share));
        cells.extend(quantiles.map(|quantile| whole(quantile.degree)));
        cells.push(degrees.max.map_or_else(|| "–".to_owned(), whole));
        page.text.push_str(&columns(&format!("  {label}"), &cells));
        page.text.push('\n');
    }
    for (label, degrees) in [("most followers", both[0].1), ("follow most", both[1].1)] {
        let users = degrees.top.iter().map(|user| format!("{} ({})", user.id, whole(user.degree)));
        page.row(label, &users.collect::<Vec<_>>().join(", "));
    }
    for (label, degrees) in both {
        if let Some(tail) = &degrees.tail {
            let from = format!("of the {} users from {} on", whole(tail.users), whole(tail.from));
            let law = format!("k^-{:.2} (± {:.2}), {from}", tail.exponent, tail.standard_error);
            page.row(&format!("tail of {label}"), &law);
        }
    }
}

/// How many users have how many followers.
fn histogram(page: &mut Page, network: &Network) {
    let degree = |node| network.forward().degree(node) as f64;
    let degrees: Vec<f64> = (0..network.users()).map(degree).collect();
    let histogram = Histogram::on_scale(&Sorted::of(&degrees), Scale::Logarithmic, BINS);
    let most = histogram.bins.iter().map(|bin| bin.count).max().unwrap_or(0).max(1);
    let full = if page.look.unicode { "█" } else { "#" };
    page.section(&columns("Followers", &["users".to_owned()]));
    for bin in &histogram.bins {
        let (low, high) = (bin.low as u64, bin.high as u64 - 1);
        let label = if high > low {
            format!("  {} to {}", whole(low), whole(high))
        } else {
            format!("  {}", whole(low))
        };
        // One user is seen too.
        let length = (bin.count * BAR as u64).div_ceil(most) as usize;
        let line = columns(&label, &[whole(bin.count)]);
        page.text.push_str(format!("{line}  {}", full.repeat(length)).trim_end());
        page.text.push('\n');
    }
}

fn structure(page: &mut Page, measures: &NetworkMeasures) {
    page.section("Structure");
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
    page.row(
        "clustering",
        &format!("{} of all pairs of neighbours are tied", share(clustering.transitivity)),
    );
    page.row("clustering of a user", &format!("{} on average", share(clustering.average_local)));
    if let Some(drawn) = clustering.sampled_wedges {
        let pairs = several(drawn, "drawn pair");
        page.row("sampled", &format!("clustering, from {pairs} of neighbours each; nothing else"));
    }
    for (label, parts) in [
        ("weak components", measures.weak_components),
        ("strong components", measures.strong_components),
    ] {
        let share = parts.largest_share.map(|share| format!(" ({})", percent(share)));
        let largest = format!("{}{}", several(parts.largest, "user"), share.unwrap_or_default());
        page.row(label, &format!("{}, the largest of {largest}", whole(parts.count)));
    }
    let assortativity = &measures.assortativity;
    page.row(
        "degree assortativity",
        &format!(
            "{} along edges, {} over ties",
            defined(assortativity.followers_to_followed, number),
            defined(assortativity.undirected, number)
        ),
    );
}

/// Where cascades begin to take off.
fn critical(page: &mut Page, measures: &NetworkMeasures) {
    page.section("Critical probability of an edge, estimated");
    let critical = &measures.critical;
    page.row("by directed degrees", &defined(critical.directed, number));
    page.row("by ties", &defined(critical.undirected, number));
    page.row("by eigenvalue", &defined(critical.spectral, number));
}

/// How far edges stay inside segments.
fn segments(page: &mut Page, measures: &NetworkMeasures) {
    let head = ["segments", "inside", "by chance"].map(str::to_owned);
    page.section(&columns("Edges inside a segment", &head));
    for column in &measures.segments {
        let share = |share: Option<f64>| share.map_or_else(|| "–".to_owned(), percent);
        let cells = [whole(column.segments), share(column.inside), share(column.expected)];
        page.text.push_str(&columns(&format!("  {}", column.column), &cells));
        page.text.push('\n');
    }
}
