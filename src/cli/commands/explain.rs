//! `wordspread explain`: how a scenario would be answered, up to the simulation.

use clap::Args;
use wordspread::{
    document::{
        Document,
        amounts::{duration, number, several, whole},
    },
    error::Result,
    examine::Inquiry,
    kernel::plan::Kernel,
    scenario::Explanation,
    study::Estimate,
};

use crate::cli::{
    exit_status::ExitStatus, flags::scenario::SimulationFlags, pages::estimate,
    terminal::console::Console,
};

/// Explain how a scenario would be answered: on what, from whom, by which kernel
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread explain launch.toml
  wordspread explain launch.toml --set influence.uniform.p=0.001")]
pub(crate) struct ExplainCommand {
    #[command(flatten)]
    scenario: SimulationFlags,
}

impl ExplainCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let file = self.scenario.read()?;
        let explanation = Explanation::of(&file, console.progress())?;
        let threads = estimate::threads();
        let mut estimate = Estimate::of(&file, threads, console.progress())?;
        // Other points of a sweep may have other plans.
        if explanation.points == 1 {
            estimate = estimate.by_plan(&explanation);
        }
        let question = &explanation.question;
        let mut page = Document::default();
        page.heading(&question.name);
        if let Some(description) = &question.description {
            page.paragraph(description);
        }
        page.heading("How it would be answered");
        let network = &question.network;
        let about = if network.implicit { "about " } else { "" };
        let (users, edges) = (several(network.users, "user"), several(network.edges, "edge"));
        page.fact("network", format!("{}; {users}, {about}{edges}", network.source));
        if let Some(direction) = &question.network.direction {
            page.fact("", direction);
        }
        page.fact("influence", &question.influence);
        let default = |page: &mut Document, key| {
            if file.leaves_out(key) {
                page.fact("", format!("by default: the scenario has no [{key}.…]"));
            }
        };
        default(&mut page, "influence");
        page.fact("", format!("{} on the mean edge", number(question.mean_influence)));
        page.fact("model", &question.model);
        default(&mut page, "model");
        plan_rows(&mut page, &explanation);
        let measures: Vec<&str> = question.metrics.iter().map(|metric| metric.keyword()).collect();
        page.fact("measures", measures.join(", "));
        let further = question.measures.given();
        if !further.is_empty() {
            page.fact("", further.join(", "));
        }
        if explanation.points > 1 {
            let points = several(explanation.points as u64, "point");
            page.fact("sweep", format!("{points}; this is the first"));
        }
        page.heading("Options");
        for option in &question.options {
            let mut text = several(option.seeds as u64, "seed");
            if option.redrawn {
                text += ", drawn anew in every replicate";
            }
            if let Some(other) = &option.same_seeds_as {
                text.extend([", the same users as “", other, "”"]);
            }
            if let Some(cost) = option.cost {
                text.extend([", cost ", &whole(cost.round() as u64)]);
            }
            page.fact(&option.name, &text);
        }
        if let Some(section) = &file.scenario().examine {
            page.heading("More closely");
            let asks: Vec<&str> = section.asks().into_iter().map(Inquiry::keyword).collect();
            page.fact(&section.option, asks.join(", "));
            if let Some(further) = explanation.further {
                let worlds = whole(further.worlds[1]);
                let options = whole(further.options.ceil() as u64);
                page.fact(
                    "",
                    format!("at most {options} further ways of seeding, in {worlds} worlds"),
                );
            }
        }
        page.heading("What it would take");
        estimate::takes(&mut page, &estimate, explanation.points > 1);
        page.fact("time", time(&explanation, &estimate, threads));
        console.print(&console.look().render(&page))?;
        Ok(ExitStatus::Done)
    }
}

/// The time that it would take, by the plan and its pilot.
fn time(explanation: &Explanation, estimate: &Estimate, threads: u32) -> String {
    let Some(nanoseconds) = explanation.nanoseconds else {
        return estimate::bound(estimate, threads);
    };
    // Looking at an option more closely takes cascades like those of the options.
    let beside = explanation.further.map_or(0.0, |further| {
        let options = explanation.question.options.len();
        let cascades = explanation.plan.as_ref().map_or(options, |plan| plan.chains);
        further.worlds[0] as f64 * further.cascades / cascades as f64
    });
    let worlds = (estimate.replicates[0] as f64 + beside) * explanation.points as f64;
    let seconds = 1e-9 * nanoseconds * worlds / f64::from(threads.max(1));
    let like = if explanation.points > 1 { ", if all points are like the first" } else { "" };
    let is_planned = explanation.plan.as_ref().is_some_and(|plan| plan.forced.is_none());
    let by = if is_planned { "the plan" } else { "a pilot of a few worlds" };
    format!("{} for {}, by {by}{like}", duration(seconds), estimate::work(estimate, threads))
}

/// The kernel that would run it, what each would cost, and what that rests on.
fn plan_rows(page: &mut Document, explanation: &Explanation) {
    let Some(plan) = &explanation.plan else {
        page.fact("kernel", explanation.kernel);
        return;
    };
    let what = match plan.kernel {
        Kernel::Walk => "walk, one cascade after the other",
        Kernel::Fused => "fused, 64 worlds and up to sixteen options at once",
        Kernel::Gathered => {
            "gathered, the live edges of each world for up to sixteen options at once"
        }
        Kernel::Chase => "chase, everybody's pick followed once for all options",
    };
    page.fact("kernel", what);
    if plan.kernel == Kernel::Walk {
        page.fact("", explanation.kernel);
    }
    let options = explanation.question.options.len();
    if plan.chains < options && matches!(plan.kernel, Kernel::Walk | Kernel::Fused) {
        let cascades = several(plan.chains as u64, "cascade");
        page.fact(
            "",
            format!("{options} options in {cascades}: seeds of some lie in those of others"),
        );
    }
    if let Some(why) = plan.forced {
        page.fact("plan", format!("no other: {why}"));
        return;
    }
    let cost = |(kernel, nanoseconds): &(Kernel, f64)| {
        let (in_unit, unit) = match nanoseconds {
            ..1e3 => (*nanoseconds, "ns"),
            ..1e6 => (nanoseconds / 1e3, "µs"),
            ..1e9 => (nanoseconds / 1e6, "ms"),
            _ => (nanoseconds / 1e9, "s"),
        };
        format!("{} {} {unit}", kernel.name(), number(in_unit))
    };
    let costs: Vec<String> = plan.costs.iter().map(cost).collect();
    page.fact("plan", format!("{} a world, all options", costs.join(", ")));
    let pilot = &plan.pilot;
    let shown = format!(
        "by a pilot of {}: {} sharers, shown {} times in a world",
        several(pilot.worlds, "world"),
        whole(pilot.sharers.round() as u64),
        whole(pilot.followers.round() as u64),
    );
    page.fact("", &shown);
}
