//! What runs write, and what they leave when they are stopped or cannot go on.

use super::*;

/// A scenario that goes on for hours, and whose first replicates are done at once.
const LONG: &str = "name = 'long'
[network.generate.star]
users = 1000
[influence.uniform]
p = 0.5
[[option]]
name = 'hub'
seeds.top-degree = { count = 1 }
[[option]]
name = 'anybody'
seeds.random = { count = 1 }
price = { fixed = 3 }
[answer]
replicates = 100_000_000
";

/// The same, but done at once.
fn short() -> String {
    LONG.replace("100_000_000", "200")
}

fn json(path: &Path) -> serde_json::Value {
    let text = fs::read_to_string(path).expect("a file");
    serde_json::from_str(&text).expect("this is JSON")
}

#[cfg(unix)]
#[test]
fn a_stop_by_ctrl_c_reports_what_is_done_in_whole_files_and_says_so() {
    let folder = folder();
    fs::write(folder.path().join("long.toml"), LONG).expect("a file");
    let mut command = wordspread(folder.path());
    command.args(["run", "long.toml", "--json", "a.json", "--csv", "a.csv"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the command starts");
    std::thread::sleep(std::time::Duration::from_millis(800));
    assert!(!folder.path().join("a.json").exists(), "a file appears when it is whole");
    let mut kill = Command::new("kill");
    assert!(kill.args(["-INT", &child.id().to_string()]).status().expect("kill").success());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "");
    let report = json(&folder.path().join("a.json"));
    assert_eq!(report["replicates"]["stopped"], "interrupted");
    let count = report["replicates"]["count"].as_u64().expect("a number");
    assert!((1..100_000_000).contains(&count));
    let warning = report["verdict"]["warning"].as_str().expect("a warning");
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words(&text(&output.stdout)).contains(&words(warning)));
    assert!(folder.path().join("a.csv").exists());
    let files = fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(files, 4, "nothing unfinished is left behind");
}

#[cfg(unix)]
#[test]
fn a_second_ctrl_c_ends_at_once_and_leaves_nothing_behind() {
    let folder = folder();
    let generate = "generate gnp -s users=50_000_000 -s mean_followers=8 -o a.csv";
    let child = wordspread(folder.path())
        .args(generate.split(' '))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    for _ in 0..2 {
        std::thread::sleep(std::time::Duration::from_millis(300));
        // The first alone may have ended it already.
        let _ = Command::new("kill").args(["-INT", &child.id().to_string()]).output();
    }
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn a_run_writes_text_json_and_csv_and_the_same_on_any_number_of_threads() {
    let folder = folder();
    fs::write(folder.path().join("short.toml"), short()).expect("a file");
    let run = |threads: &str| {
        let mut command = wordspread(folder.path());
        command.args("run short.toml --json a.json --csv a.csv --replicates-csv r.csv".split(' '));
        let output = output(command.args(["--threads", threads]));
        assert!(output.status.success(), "{}", text(&output.stderr));
        assert_eq!(text(&output.stderr), "");
        let read = |name: &str| fs::read(folder.path().join(name)).expect("a file");
        [output.stdout, read("a.json"), read("a.csv"), read("r.csv")]
    };
    let one = run("1");
    assert_eq!(one, run("2"));
    assert_eq!(one, run("7"));
    assert!(text(&one[0]).starts_with("long\n"));
    assert_eq!(text(&one[3]).lines().count(), 1 + 2 * 200);
    assert_eq!(json(&folder.path().join("a.json"))["replicates"]["count"], 200);
}

#[test]
fn a_dash_prints_in_place_of_the_text() {
    let folder = folder();
    fs::write(folder.path().join("short.toml"), short()).expect("a file");
    let run = |arguments: &str| {
        let output = output(wordspread(folder.path()).args(arguments.split(' ')));
        (output.status.code(), text(&output.stdout))
    };
    let (code, told) = run("run short.toml --json -");
    assert_eq!(code, Some(0));
    serde_json::from_str::<serde_json::Value>(&told).expect("this is JSON");
    let (code, told) = run("run short.toml --csv -");
    assert_eq!(code, Some(0));
    assert!(told.starts_with("option,seeds,cost,"), "{told}");
    assert_eq!(run("run short.toml --csv - --json -").0, Some(2));
}

/// The scenario of a star whose seeds come from a file, in a folder with both.
fn star_with_files(folder: &tempfile::TempDir) {
    let text = "name = 'star'\n[network.file]\npath = 'path.csv'\nedge = 'mutual'\n\
                [[option]]\nname = 'a'\nseeds.file = { path = 'seeds.txt' }\n\
                [answer]\nreplicates = 200\n";
    fs::write(folder.path().join("star.toml"), text).expect("a file");
    fs::write(folder.path().join("seeds.txt"), "0\n").expect("a file");
}

#[test]
fn a_file_that_the_scenario_itself_names_is_never_written_over() {
    let folder = folder();
    star_with_files(&folder);
    for input in ["path.csv", "seeds.txt", "star.toml"] {
        let before = fs::read(folder.path().join(input)).expect("a file");
        let output = output(wordspread(folder.path()).args(["run", "star.toml", "--json", input]));
        assert_eq!(output.status.code(), Some(2), "{input}");
        assert!(text(&output.stderr).contains("is an input already"), "{input}");
        assert_eq!(fs::read(folder.path().join(input)).expect("a file"), before, "{input}");
    }
}

/// An answer may have taken hours: what one output meets is no reason to lose the others.
#[cfg(target_os = "linux")]
#[test]
fn an_output_that_fails_leaves_the_others_and_the_text_whole() {
    let folder = folder();
    star_with_files(&folder);
    let output = output(wordspread(folder.path()).args([
        "run",
        "star.toml",
        "--json",
        "/dev/full",
        "--csv",
        "answer.csv",
    ]));
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("/dev/full"));
    assert!(text(&output.stdout).contains("star"));
    assert!(folder.path().join("answer.csv").exists());
}

#[test]
fn a_point_of_a_sweep_that_fails_leaves_the_points_before_it() {
    let folder = folder();
    let scenario = "name = 'threshold'\n[network.generate.cycle]\nusers = 9\n\
                    [influence.weighted-cascade]\n[model.linear-threshold]\n\
                    [[option]]\nname = 'a'\nseeds.users = { ids = [0] }\n\
                    [answer]\nreplicates = 100\n\
                    [[sweep]]\nkey = 'influence.weighted-cascade.c'\nvalues = [0.5, 1.0, 1.5]\n";
    fs::write(folder.path().join("sweep.toml"), scenario).expect("a file");
    let output = output(wordspread(folder.path()).args(["run", "sweep.toml", "--csv", "a.csv"]));
    assert_eq!(output.status.code(), Some(2), "c = 1.5 is a fault of the scenario");
    assert!(text(&output.stderr).contains("sum to 1.5"), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("Stopped early"), "{}", text(&output.stdout));
    let csv = fs::read_to_string(folder.path().join("a.csv")).expect("the points are kept");
    assert!(csv.contains("\n0.5,") && csv.contains("\n1.0,") && !csv.contains("\n1.5,"), "{csv}");
}

#[test]
fn an_output_never_replaces_what_is_read_nor_another_output() {
    let folder = folder();
    fs::write(folder.path().join("long.toml"), LONG).expect("a file");
    for outputs in ["--json ./long.toml", "--json a --csv ./a"] {
        let arguments = format!("run long.toml {outputs}");
        let refused = output(wordspread(folder.path()).args(arguments.split(' ')));
        assert_eq!(refused.status.code(), Some(2), "{outputs}");
    }
    assert_eq!(fs::read_to_string(folder.path().join("long.toml")).expect("a file"), LONG);
    let refused = output(wordspread(folder.path()).args("run long.toml --json no/a".split(' ')));
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("no/a"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_fills_up_is_told_with_the_file() {
    let folder = folder();
    fs::write(folder.path().join("short.toml"), short()).expect("a file");
    for flag in ["--json", "--csv", "--replicates-csv"] {
        let mut command = wordspread(folder.path());
        let full = output(command.args(["run", "short.toml", flag, "/dev/full"]));
        assert_eq!(full.status.code(), Some(1), "{flag}");
        assert!(text(&full.stderr).contains("/dev/full"), "{}", text(&full.stderr));
    }
}

#[test]
fn a_sweep_is_told_as_one_table_and_one_json() {
    let folder = folder();
    let sweep = "\n[[sweep]]\nkey = 'influence.uniform.p'\nvalues = [0.1, 0.2]\n";
    fs::write(folder.path().join("sweep.toml"), short() + sweep).expect("a file");
    let run = |arguments: &str| output(wordspread(folder.path()).args(arguments.split(' ')));
    assert!(run("run sweep.toml --json a.json --csv a.csv").status.success());
    let told = json(&folder.path().join("a.json"));
    assert_eq!(told["points"].as_array().expect("a list").len(), 2);
    assert_eq!(told["partial"], false);
    assert_eq!(run("run sweep.toml --replicates-csv r.csv").status.code(), Some(2));
}

/// The hub of a star is its best seed, and the file of the choice is the seeds of an option.
#[test]
fn chosen_seeds_are_a_file_that_a_run_takes() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = "name = 'star'\nnetwork.generate.star = { users = 50 }\n\
                    influence.uniform.p = 0.5\n[[option]]\nname = 'best'\n\
                    seeds.file = { path = 'best.txt' }\n";
    fs::write(folder.path().join("star.toml"), scenario).expect("a file");
    let choose = ["seeds", "star.toml", "--count", "3", "--require", "7", "-o", "best.txt"];
    let on = |threads: &str| {
        let arguments = [&choose[..], &["--json", "--threads", threads]].concat();
        let found = output(wordspread(folder.path()).args(arguments));
        assert!(found.status.success(), "{}", text(&found.stderr));
        assert_eq!(text(&found.stderr), "best.txt: 3 seeds.\n");
        found.stdout
    };
    let json = on("1");
    assert_eq!(on("2"), json);
    let best: serde_json::Value = serde_json::from_slice(&json).expect("this is JSON");
    assert_eq!([&best["seeds"][0]["id"], &best["seeds"][1]["id"]], ["7", "0"]);
    assert_eq!([&best["certificate"]["reached"], &best["partial"]], [true, false]);
    assert_eq!(best["rng_seed"], 1);
    assert!(best["model"].as_str().is_some_and(|model| model.starts_with("independent-cascade")));
    assert!(best["influence"].as_str().is_some_and(|rule| rule.starts_with("uniform")));
    let ran = output(wordspread(folder.path()).args(["run", "star.toml", "--replicates", "64"]));
    assert!(ran.status.success(), "{}", text(&ran.stderr));
}

/// `--replicates` is what it is elsewhere, and goes with whatever counts.
#[test]
fn seeds_are_simulated_in_as_many_replicates_as_are_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = "name = 'star'\nnetwork.generate.star = { users = 50 }\n\
                    influence.uniform.p = 0.5\n";
    fs::write(folder.path().join("star.toml"), scenario).expect("a file");
    for arguments in ["--replicates 100", "--simulate 100 --rival 1,2 --deadline 1"] {
        let arguments = format!("seeds star.toml --count 1 --json {arguments}");
        let found = output(wordspread(folder.path()).args(arguments.split(' ')));
        assert!(found.status.success(), "{}", text(&found.stderr));
        let found: serde_json::Value = serde_json::from_slice(&found.stdout).expect("this is JSON");
        assert_eq!(found["simulated"]["replicates"], 100);
    }
    let refused = "sketch star.toml -o star.wsr --replicates 100".split(' ');
    assert_eq!(output(wordspread(folder.path()).args(refused)).status.code(), Some(2));
}

#[test]
fn each_measure_with_a_curve_writes_it_and_without_one_the_file_is_refused() {
    let folder = folder();
    fs::write(folder.path().join("short.toml"), short()).expect("a file");
    let curves = |settings: &[&str]| {
        let mut command = wordspread(folder.path());
        command.args(["run", "short.toml", "--curves-csv", "-"]);
        output(command.args(settings))
    };
    for (setting, curve) in [
        ("answer.timeline={ until = 3 }", "sharers"),
        ("answer.generations={ until = 3 }", "generation"),
        ("answer.hours={ start = 9 }", "sharers-by-hour"),
    ] {
        let output = curves(&["--set", setting]);
        assert!(output.status.success(), "{setting}: {}", text(&output.stderr));
        assert!(text(&output.stdout).contains(&format!("\nhub,{curve},")), "{setting}");
    }
    let refused = curves(&[]);
    assert_eq!(refused.status.code(), Some(2));
    let told = text(&refused.stderr);
    for key in wordspread::metric::MeasureKeys::with_curves() {
        assert!(told.contains(&format!("answer.{key}")), "{told}");
    }
}

#[test]
fn a_run_tells_whom_it_has_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = "name = 'star'\nnetwork.generate.star = { users = 50 }\n\
                    influence.uniform.p = 0.5\nanswer.replicates = 20\n\
                    [[option]]\nname = 'best'\nseeds.best = { count = 1 }\n\
                    [[option]]\nname = 'drawn'\nseeds.random = { count = 1, redraw = true }\n";
    fs::write(folder.path().join("star.toml"), scenario).expect("a file");
    let arguments = "run star.toml --json a.json --seeds-csv s.csv".split(' ');
    let ran = output(wordspread(folder.path()).args(arguments));
    assert!(ran.status.success(), "{}", text(&ran.stderr));
    let told = text(&ran.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(told.contains("wrong once in 100. As they were chosen: 0. "), "{told}");
    let report = json(&folder.path().join("a.json"));
    assert_eq!(report["options"][0]["chosen"][0]["id"], "0");
    assert!(report["options"][0]["chosen"][0]["adds"].as_f64() > Some(20.0));
    assert_eq!(report["options"][1]["chosen"], serde_json::Value::Null);
    let seeds = fs::read_to_string(folder.path().join("s.csv")).expect("a file");
    assert!(seeds.starts_with("option,place,id,adds\nbest,1,0,2"), "{seeds}");
    assert_eq!(seeds.lines().count(), 2);
}

/// A search that would go on until its memory is full.
#[cfg(unix)]
#[test]
fn ctrl_c_while_seeds_are_sought_keeps_the_best_so_far() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = "name = 'long'\nnetwork.generate.gnp = { users = 20_000, mean_followers = 8 }\n\
                    influence.uniform.p = 0.05\nanswer.replicates = 1000\n[[option]]\nname = 'best'\n\
                    seeds.best = { count = 20, accuracy = { quality = 1e-9 } }\n";
    fs::write(folder.path().join("long.toml"), scenario).expect("a file");
    let mut command = wordspread(folder.path());
    command.args(["run", "long.toml", "--json", "a.json"]);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("the command starts");
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let mut kill = Command::new("kill");
    assert!(kill.args(["-INT", &child.id().to_string()]).status().expect("kill").success());
    let output = child.wait_with_output().expect("the command ends");
    assert_eq!(output.status.code(), Some(130), "{}", text(&output.stderr));
    let report = json(&folder.path().join("a.json"));
    let option = &report["options"][0];
    assert_eq!(option["certificate"]["interrupted"], true, "{}", text(&output.stdout));
    assert_eq!(option["chosen"].as_array().map(Vec::len), Some(20));
    assert_eq!(report["replicates"]["stopped"], "interrupted");
    assert!(text(&output.stdout).contains("Seeds were still being chosen"));
}

/// A path of four users on which everybody shares: the one tree that there can be, in every form.
#[test]
fn trees_are_whole_files_in_the_form_of_their_name() {
    let folder = folder();
    let text_of = "name = 'path'\n[network.file]\npath = 'path.csv'\n\
                   edge = 'influencer-to-audience'\n[influence.uniform]\np = 1.0\n\
                   [[option]]\nname = 'a & b'\nseeds.users = { ids = [0] }\n\
                   [[option]]\nname = 'c'\nseeds.users = { ids = [2] }\n\
                   [answer]\nreplicates = 50\n";
    fs::write(folder.path().join("path.toml"), text_of).expect("a file");
    let trees = |arguments: &str| {
        let words = ["trees", "path.toml"].into_iter().chain(arguments.split_whitespace());
        let found = output(wordspread(folder.path()).args(words));
        (found.status.code(), text(&found.stderr))
    };
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect(name);
    let (code, told) = trees("-o tree.csv --option c");
    assert_eq!(code, Some(0), "{told}");
    assert!(
        told.contains("“c”, quantile 0.5: replicate 24 of 50 (counted from 0), 2 sharers"),
        "{told}"
    );
    assert_eq!(read("tree.csv"), "parent,child,step,time\n,2,0,0\n2,3,1,1\n");
    assert_eq!(trees("-o tree.json --quantile 0.5,1").0, Some(0));
    for name in ["tree-1-q0.5.json", "tree-1-q1.json", "tree-2-q0.5.json", "tree-2-q1.json"] {
        let tree: serde_json::Value = serde_json::from_str(&read(name)).expect("JSON");
        let nodes = tree["nodes"].as_array().expect("nodes").len();
        assert_eq!(nodes, if name.contains("-1-") { 4 } else { 2 });
        assert_eq!(tree["edges"].as_array().expect("edges").len(), nodes - 1);
    }
    for name in ["tree.graphml", "tree.gexf"] {
        assert_eq!(trees(&format!("-o {name} --option c")).0, Some(0));
        assert!(read(name).contains("<node id=\"3\""), "{name}");
    }
    for (arguments, why) in [
        ("-o tree.dot", ".graphml, .gexf, .json, .csv"),
        ("-o x.csv --option d", "no option"),
        ("-o x.csv --quantile 2", "0.5 is the median"),
        ("-o path.csv --option c", "is read"),
        ("-o x.csv --set sweep=[{key='influence.uniform.p',values=[0.1]}]", "sweep=[]"),
    ] {
        let (code, told) = trees(arguments);
        assert_eq!(code, Some(2), "{arguments}: {told}");
        assert!(told.contains(why), "{arguments}: {told}");
    }
    // What is refused leaves nothing behind, under whatever name.
    let left = |entry: std::io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
    let names: Vec<_> = fs::read_dir(folder.path()).expect("the folder").map(left).collect();
    assert_eq!(names.len(), 2 + 1 + 4 + 2, "{names:?}");
}
