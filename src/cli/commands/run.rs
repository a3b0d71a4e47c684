//! `wordspread run`: a scenario's answer, as text, JSON and CSV.

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
};

use clap::Args;
use wordspread::{
    error::{Error, Result},
    metric::MeasureKeys,
    report::{AnyOutput, SweepReport, terminal},
    scenario::{self, Answer, Point, ScenarioFile},
    whole_file::WholeFile,
};

use crate::cli::{
    exit_status::ExitStatus,
    flags::scenario::SimulationFlags,
    output_file,
    terminal::console::{self, Console},
};

/// Run a scenario and report its answer
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread run scenarios/launch.toml
  wordspread run launch.toml --json answer.json --csv answer.csv --quiet
  wordspread run your-network.toml --network follows.csv --edge follower-to-followed
  wordspread run launch.toml --set influence.uniform.p=0.02 --replicates 10000
  wordspread run launch.toml --json - | jq .verdict

Files appear when the run ends, whole. Ctrl-C ends it early: what is done by then is reported, and
marked as partial, and the exit code is 130; a second Ctrl-C ends it at once.")]
pub(crate) struct RunCommand {
    #[command(flatten)]
    scenario: SimulationFlags,

    /// Write the whole answer as JSON; `-` prints it in place of the text
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,

    /// Write the summary as CSV, one row an option and quantity
    #[arg(long, value_name = "FILE")]
    csv: Option<PathBuf>,

    /// Write every replicate as CSV, one row a replicate and option
    #[arg(long, value_name = "FILE")]
    replicates_csv: Option<PathBuf>,

    /// Write the curves, such as the timeline, as CSV, one row an option, curve and point
    #[arg(long, value_name = "FILE")]
    curves_csv: Option<PathBuf>,

    /// Write the seeds of every option as CSV, one row an option and seed: those that were sought in the
    /// order in which they were chosen
    #[arg(long, value_name = "FILE")]
    seeds_csv: Option<PathBuf>,
}

impl RunCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let file = self.scenario.read()?;
        let outputs = self.open(&file)?;
        let mut answer = scenario::run(&file, console.progress())?;
        let partial = answer.partial;
        let mut failed = answer.failed.take();
        let answer = ShownAnswer::new(answer);
        // A failure of one output must not lose the others: the answer may have taken hours.
        let (files, printed): (Vec<AnswerFile>, Vec<AnswerFile>) =
            outputs.into_iter().partition(|output| output.file.is_some());
        let is_text = printed.is_empty();
        for output in files.into_iter().chain(printed) {
            if let Err(error) = output.write(&answer, console) {
                failed = failed.or(Some(error));
            }
        }
        if is_text && let Err(error) = console.print(&answer.text(console)) {
            failed = failed.or(Some(error));
        }
        match failed {
            Some(error) if !(partial && console::is_closed(&error)) => Err(error),
            _ if partial => Ok(ExitStatus::Interrupted),
            _ => Ok(ExitStatus::Done),
        }
    }

    /// Opens every file that will be written, before the work.
    fn open(&self, file: &ScenarioFile) -> Result<Vec<AnswerFile>> {
        let outputs_by_flag = [
            ("--json", &self.json, Form::Json),
            ("--csv", &self.csv, Form::Summary),
            ("--replicates-csv", &self.replicates_csv, Form::Replicates),
            ("--curves-csv", &self.curves_csv, Form::Curves),
            ("--seeds-csv", &self.seeds_csv, Form::Seeds),
        ];
        let sweeps = !file.scenario().sweep.is_empty();
        for (flag, path, what) in [
            ("--curves-csv", &self.curves_csv, "curves"),
            ("--replicates-csv", &self.replicates_csv, "replicates"),
            ("--seeds-csv", &self.seeds_csv, "seeds"),
        ] {
            if sweeps && path.is_some() {
                let problem = format!("a sweep has {what} of every point");
                let remedy = "run one point: --set sweep=[] and --set KEY=VALUE";
                return Err(Error::value(flag, problem, remedy));
            }
        }
        let curves = MeasureKeys::with_curves();
        let given = file.scenario().answer.measure_keys().given();
        if self.curves_csv.is_some() && !given.iter().any(|key| curves.contains(key)) {
            let problem = "the scenario asks for no curve";
            let remedy = format!(
                "ask for one, by answer.{}: --set 'answer.timeline={{ until = 20 }}', say",
                curves.join(", answer.")
            );
            return Err(Error::value("--curves-csv", problem, remedy));
        }
        let mut taken: Vec<(PathBuf, &str)> =
            file.inputs()?.iter().map(|path| (output_file::place(path), "an input")).collect();
        let mut outputs = Vec::new();
        for (flag, path, form) in outputs_by_flag {
            let Some(path) = path else { continue };
            let place = output_file::place(path);
            if let Some((_, what)) = taken.iter().find(|(other, _)| *other == place) {
                let problem = format!("{} is {what} already", path.display());
                return Err(Error::value(flag, problem, "name another file"));
            }
            taken.push((place, "an output"));
            outputs.push(AnswerFile::open(path, form)?);
        }
        Ok(outputs)
    }
}

/// What is written of an answer.
#[derive(Debug, Clone, Copy)]
enum Form {
    Json,
    Summary,
    Replicates,
    Curves,
    Seeds,
}

/// Where it is written.
struct AnswerFile {
    form: Form,
    /// None is standard output.
    file: Option<(PathBuf, WholeFile)>,
}

impl AnswerFile {
    fn open(path: &Path, form: Form) -> Result<Self> {
        if path == Path::new("-") {
            return Ok(Self { form, file: None });
        }
        let file = WholeFile::create(path).map_err(|refused| Error::writing(path, refused))?;
        Ok(Self { form, file: Some((path.to_owned(), file)) })
    }

    /// Writes the answer.
    fn write(self, answer: &ShownAnswer, console: &Console) -> Result<()> {
        let Some((path, file)) = self.file else {
            let mut bytes = Vec::new();
            answer.write(self.form, &mut bytes).expect("memory takes all that is written");
            return console.print_bytes(&bytes);
        };
        let write = || -> io::Result<()> {
            let mut file = BufWriter::new(file);
            answer.write(self.form, &mut file)?;
            file.into_inner().map_err(io::IntoInnerError::into_error)?.finish()
        };
        write().map_err(|refused| Error::writing(path, refused))
    }
}

/// An answer as it is written: one report, or those of a sweep side by side.
enum ShownAnswer {
    Single(Box<Point>),
    Sweep(SweepReport),
}

impl ShownAnswer {
    fn new(answer: Answer) -> Self {
        if let Some(sweep) = answer.sweep() {
            return Self::Sweep(sweep);
        }
        let point = answer.points.into_iter().next();
        Self::Single(Box::new(point.expect("an answer has a point")))
    }

    fn text(&self, console: &Console) -> String {
        let look = console.look();
        let layout = look.layout(120);
        match self {
            Self::Single(point) => terminal::text(&point.report, layout),
            Self::Sweep(sweep) => sweep.text(layout),
        }
    }

    fn write(&self, form: Form, to: &mut dyn Write) -> io::Result<()> {
        match (self, form) {
            (Self::Single(point), form) => {
                let output = match form {
                    Form::Json => AnyOutput::Json,
                    Form::Summary => AnyOutput::CsvSummary,
                    Form::Replicates => AnyOutput::CsvReplicates,
                    Form::Curves => AnyOutput::CsvCurves,
                    Form::Seeds => AnyOutput::CsvSeeds,
                };
                output.write(&point.report, &point.samples, to)
            }
            (Self::Sweep(sweep), Form::Json) => sweep.write_json(to),
            (Self::Sweep(sweep), Form::Summary) => sweep.write_csv(to),
            (Self::Sweep(_), Form::Replicates | Form::Curves | Form::Seeds) => {
                unreachable!("refused before the work")
            }
        }
    }
}
