//! `wordspread explain`: how a scenario would be answered, up to the simulation.

use clap::Args;
use wordspread::{
    error::Result,
    kernel::plan::Kernel,
    scenario::{Estimate, Explanation},
};

use super::{
    Outcome, check,
    console::Console,
    scenario::ScenarioFlags,
    table::{Page, number, several, whole},
};

/// Explain how a scenario would be answered: on what, from whom, by which kernel
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread explain launch.toml
  wordspread explain launch.toml --set influence.uniform.p=0.001")]
pub(super) struct Explain {
    #[command(flatten)]
    scenario: ScenarioFlags,
}

impl Explain {
    pub(super) fn run(self, console: &Console) -> Result<Outcome> {
        let file = self.scenario.read()?;
        let explanation = Explanation::of(&file, console.progress())?;
        let threads = check::threads();
        let estimate = Estimate::of(&file, threads, console.progress())?;
        let question = &explanation.question;
        let mut page = Page::new(console.look());
        page.section(&question.name);
        if let Some(description) = &question.description {
            page.paragraph(description);
        }
        page.section("How it would be answered");
        page.row("network", &question.network.source);
        if let Some(direction) = &question.network.direction {
            page.row("", direction);
        }
        page.row("influence", &question.influence);
        page.row("", &format!("{} on the mean edge", number(question.mean_influence)));
        page.row("model", &question.model);
        plan_rows(&mut page, &explanation);
        let measures: Vec<&str> = question.metrics.iter().map(|metric| metric.keyword()).collect();
        page.row("measures", &measures.join(", "));
        if explanation.points > 1 {
            let points = several(explanation.points as u64, "point");
            page.row("sweep", &format!("{points}; this is the first"));
        }
        page.section("Options");
        for option in &question.options {
            let mut text = several(option.seeds as u64, "seed");
            if option.redrawn {
                text += ", drawn anew in every replicate";
            }
            if let Some(cost) = option.cost() {
                text.extend([", cost ", &whole(cost.round() as u64)]);
            }
            page.row(&option.name, &text);
        }
        page.section("What it would take");
        check::takes(&mut page, &estimate, threads);
        console.print(&page.text)?;
        Ok(Outcome::Done)
    }
}

/// The kernel that would run it, what each would cost, and what that rests on.
fn plan_rows(page: &mut Page, explanation: &Explanation) {
    let name = |kernel: Kernel| match kernel {
        Kernel::Walk => "walk",
        Kernel::Fused => "fused",
        Kernel::Chase => "chase",
    };
    let Some(plan) = &explanation.plan else {
        page.row("kernel", explanation.kernel);
        return;
    };
    let what = match plan.kernel {
        Kernel::Walk => "walk, one cascade after the other",
        Kernel::Fused => "fused, 64 worlds and up to sixteen options at once",
        Kernel::Chase => "chase, everybody's pick followed once for all options",
    };
    page.row("kernel", what);
    if plan.kernel == Kernel::Walk {
        page.row("", explanation.kernel);
    }
    let options = explanation.question.options.len();
    if plan.chains < options && plan.kernel != Kernel::Chase {
        let cascades = several(plan.chains as u64, "cascade");
        page.row(
            "",
            &format!("{options} options in {cascades}: seeds of some lie in those of others"),
        );
    }
    if let Some(why) = plan.forced {
        page.row("plan", &format!("no other: {why}"));
        return;
    }
    let cost = |(kernel, nanoseconds): &(Kernel, f64)| {
        let (in_unit, unit) = match nanoseconds {
            ..1e3 => (*nanoseconds, "ns"),
            ..1e6 => (nanoseconds / 1e3, "µs"),
            ..1e9 => (nanoseconds / 1e6, "ms"),
            _ => (nanoseconds / 1e9, "s"),
        };
        format!("{} {} {unit}", name(*kernel), number(in_unit))
    };
    let costs: Vec<String> = plan.costs.iter().map(cost).collect();
    page.row("plan", &format!("{} a world, all options", costs.join(", ")));
    let pilot = &plan.pilot;
    let shown = format!(
        "by a pilot of {}: {} sharers, shown {} times in a world",
        several(pilot.worlds, "world"),
        whole(pilot.sharers.round() as u64),
        whole(pilot.followers.round() as u64),
    );
    page.row("", &shown);
}
