//! `wordspread trees`: cascades at quantiles of size, as trees of who passed it on to whom.

use std::path::{Path, PathBuf};

use clap::Args;
use wordspread::{
    catalogue::nearest,
    document::amounts::{number, several, whole},
    error::{Error, Result},
    report::tree::{AnyTreeFile, CascadeTree},
    scenario::{self, ScenarioFile, TreesWanted},
    whole_file::WholeFile,
};

use crate::cli::{
    exit_status::ExitStatus, flags::scenario::SimulationFlags, output_file,
    terminal::console::Console,
};

/// Write sampled cascades as trees: who passed it on to whom, and when
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  wordspread trees launch.toml -o median.graphml --option \"ten stars\"
  wordspread trees launch.toml -o tree.json --quantile 0.5,0.9,1
  wordspread trees launch.toml -o tree.csv --replicates 1000

The form is by the name's end: .graphml, .gexf (Gephi), .json (networkx, D3) or .csv (parent, child, step,
time). Of several trees each file's name gets the option's place and the quantile: tree-2-q0.9.json. Ids are
those of the network's file.

Replicates are walked, in the worlds of `run`: where that walks too (it does wherever a measure asks who
passed it on), a tree is of a replicate that its report counts; elsewhere of one of the same law.")]
pub(crate) struct TreesCommand {
    #[command(flatten)]
    scenario: SimulationFlags,

    /// The file to write, or what the names of several are made of
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,

    /// An option, by its name; may be given several times [default: every option]
    #[arg(long, value_name = "NAME")]
    option: Vec<String>,

    /// The quantiles of the number of sharers: 0.5 is the median, 1 the largest
    #[arg(long, value_name = "Q", value_delimiter = ',', default_value = "0.5")]
    quantile: Vec<f64>,
}

impl TreesCommand {
    pub(crate) fn run(self, console: &Console) -> Result<ExitStatus> {
        let form = AnyTreeFile::of_path(&self.output)?;
        let file = self.scenario.read()?;
        let mut quantiles = self.quantile.clone();
        quantiles.sort_by(f64::total_cmp);
        quantiles.dedup();
        let wanted = TreesWanted { options: self.options(&file)?, quantiles };
        let mut files = Vec::new();
        for path in paths(&self.output, &wanted) {
            let inputs = file.inputs()?;
            let inputs: Vec<&Path> = inputs.iter().map(PathBuf::as_path).collect();
            output_file::apart_from("--output", &path, &inputs)?;
            let begun = WholeFile::create(&path).map_err(|error| Error::writing(&path, error))?;
            files.push((path, begun));
        }
        let trees = scenario::trees(&file, &wanted, console.progress())?;
        for (tree, (path, mut file)) in trees.iter().zip(files) {
            let mut bytes = Vec::new();
            form.write(tree, &path, &mut bytes)?;
            std::io::Write::write_all(&mut file, &bytes)
                .and_then(|()| file.finish())
                .map_err(|error| Error::writing(&path, error))?;
            console.note(&written(tree, &path));
        }
        Ok(ExitStatus::Done)
    }

    /// The places of the options that are named, or of all.
    fn options(&self, file: &ScenarioFile) -> Result<Vec<usize>> {
        let options = &file.scenario().option;
        if self.option.is_empty() {
            return Ok((0..options.len()).collect());
        }
        let place = |name: &String| {
            options.iter().position(|option| option.name == *name).ok_or_else(|| {
                let names: Vec<&str> = options.iter().map(|option| option.name.as_str()).collect();
                let remedy = match nearest(name, names.iter().copied()) {
                    Some(near) => format!("did you mean {near:?}?"),
                    None => format!("the scenario has {}", names.join(", ")),
                };
                Error::value("--option", format!("there is no option {name:?}"), remedy)
            })
        };
        let mut places = self.option.iter().map(place).collect::<Result<Vec<usize>>>()?;
        places.sort_unstable();
        places.dedup();
        Ok(places)
    }
}

/// A name for each tree: the one that is given, where there is one tree.
fn paths(output: &Path, wanted: &TreesWanted) -> Vec<PathBuf> {
    let [stem, end] = [output.file_stem(), output.extension()]
        .map(|part| part.unwrap_or_default().to_string_lossy());
    let several = wanted.options.len() * wanted.quantiles.len() > 1;
    let name = |option: usize, quantile: f64| {
        if several {
            output.with_file_name(format!("{stem}-{}-q{quantile}.{end}", option + 1))
        } else {
            output.to_owned()
        }
    };
    let of_option =
        |&option: &usize| wanted.quantiles.iter().map(move |&quantile| name(option, quantile));
    wanted.options.iter().flat_map(of_option).collect()
}

/// "tree.json: “ten stars”, quantile 0.5: replicate 17 of 1,024 (counted from 0), 1,049 sharers."
fn written(tree: &CascadeTree, path: &Path) -> String {
    let sharers = several(tree.sharers.len() as u64, "sharer");
    let [replicate, replicates] = [tree.replicate, tree.replicates].map(whole);
    format!(
        "{}: “{}”, quantile {}: replicate {replicate} of {replicates} (counted from 0), {sharers}.",
        path.display(),
        tree.option,
        number(tree.quantile),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_tree_has_the_name_that_is_given_and_several_have_one_each() {
        let of = |options: &[usize], quantiles: &[f64]| {
            let (options, quantiles) = (options.to_vec(), quantiles.to_vec());
            let paths = paths(Path::new("a/tree.csv"), &TreesWanted { options, quantiles });
            paths.iter().map(|path| path.display().to_string()).collect::<Vec<_>>()
        };
        assert_eq!(of(&[3], &[0.5]), ["a/tree.csv"]);
        assert_eq!(of(&[0, 2], &[0.5, 1.0])[1..3], ["a/tree-1-q1.csv", "a/tree-3-q0.5.csv"]);
    }
}
