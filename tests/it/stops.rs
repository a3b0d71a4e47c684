//! A stop is heard inside an engine: within one cascade of every model, one search and one read.

use std::{thread, time::Duration};

use wordspread::{
    kernel::{Scratch, Trace},
    model::AnyModel,
    progress::StopFlag,
    rng::{Purpose, World},
    scenario::ScenarioFile,
    simulate::Experiment,
};

/// Each model on some thousand users whom nearly everything reaches.
const MODELS: &[&str] = &[
    "independent-cascade = {}",
    "linear-threshold = {}",
    "continuous-time-cascade = {}",
    "continuous-time-cascade = { horizon = 100 }",
    "self-exciting = { horizon = 8 }",
    "self-exciting = { shares = 'again', memory.exponential = { rate = 1 }, horizon = 3, most = 1_000_000 }",
    "si = {}",
    "sir = {}",
    "competitive-cascade = { messages = [{ name = 'theirs', seeds = { ids = [7] } }] }",
    "competitive-threshold = { messages = [{ name = 'theirs', seeds = { ids = [7] } }] }",
    "complementary-cascade = { other = { name = 'theirs', seeds = { ids = [7] } }, q_ours = 0.8, \
     q_ours_with_other = 0.9, q_other = 0.6, q_other_with_ours = 0.8 }",
    "negative-opinion = { quality = 0.8 }",
    "sis = { recovery = 0.1, horizon = 30 }",
    "sis = { recovery = 0.1, horizon = 30, clock = 'steps' }",
    "rumour = {}",
    "compartments = { transitions = [{ from = 'S', to = 'I', by = 'I', rate = 1 }, \
     { from = 'I', to = 'R', rate = 0.1 }] }",
    "fixed-threshold = { count = 1 }",
    "exposure-response = { table = [0.6, 0.9] }",
    "decreasing-cascade = { decay = 0.9 }",
    "dose-memory = { memory = 10, threshold = 1, horizon = 100 }",
    "multiplex = { cross_post = 0.5 }",
    "forward-limit = { most = 4 }",
];

/// The model and an experiment under it.
fn experiment(model: &str) -> Experiment {
    let influence = match model {
        _ if model.starts_with("fixed-threshold") => "",
        _ if model.contains("threshold = {") => "influence.weighted-cascade = {}",
        _ if model.contains("'again'") => "influence.uniform.p = 0.2",
        _ => "influence.uniform.p = 0.5",
    };
    let network = match model {
        _ if model.starts_with("multiplex") => {
            "platforms = { networks = [{ gnp = { users = 6000, mean_followers = 8 } }, \
             { gnp = { users = 6000, mean_followers = 8 } }] }"
        }
        _ => "gnp = { users = 6000, mean_followers = 8 }",
    };
    let text = format!(
        "name = 'stopped'\nnetwork.generate.{network}\n{influence}\nmodel.{model}\n\
         answer.replicates = 2\n[[option]]\nname = 'three'\nseeds.users = {{ ids = [1] }}\n"
    );
    let file = ScenarioFile::parse(text, "stopped.toml", vec![]).expect(model);
    let study = file.study(&()).expect(model);
    study.prepared().stored_experiment().expect("a stored network").clone()
}

#[test]
fn every_model_is_here() {
    for row in AnyModel::ROWS {
        let starts = |model: &str| model.starts_with(&format!("{} = ", row.keyword));
        assert!(MODELS.iter().any(|model| starts(model)), "{}", row.keyword);
    }
}

/// A cascade that is stopped at once has hardly anybody, one that is stopped on its way no more than
/// it has in the end; and neither leaves anything behind in the buffers.
#[test]
fn a_cascade_of_every_model_ends_where_it_is_stopped_and_the_next_is_whole() {
    for model in MODELS {
        let experiment = experiment(model);
        let cascade = &experiment.cascade;
        let world = World::new(1, Purpose::Diffusion, 5);
        let seeds: Vec<u32> = (100..300).collect();
        let mut scratch = Scratch::new(experiment.network.users());
        let mut trace = Trace::default();
        let mut run = |is_traced: bool, stop: &StopFlag| {
            scratch.stop_at(stop);
            if is_traced {
                cascade.run_traced(world, &seeds, &mut scratch, &mut trace);
            } else {
                cascade.run(world, &seeds, &mut scratch);
            }
            scratch.sharers().to_vec()
        };
        for is_traced in [false, true] {
            let whole = run(is_traced, StopFlag::never());
            assert!(whole.len() > 1000, "{model}: {}", whole.len());
            let set = StopFlag::new();
            set.set();
            let stopped = run(is_traced, &set).len();
            assert!(stopped < whole.len() / 3, "{model}: {stopped} of {}", whole.len());
            assert_eq!(run(is_traced, StopFlag::never()), whole, "{model}");
            for microseconds in [30, 100, 300, 1000, 3000] {
                let stop = StopFlag::new();
                let sharers = thread::scope(|scope| {
                    scope.spawn(|| {
                        thread::sleep(Duration::from_micros(microseconds));
                        stop.set();
                    });
                    run(is_traced, &stop)
                });
                assert!(sharers.len() <= whole.len() && whole.starts_with(&sharers), "{model}");
                assert_eq!(run(is_traced, StopFlag::never()), whole, "{model}");
            }
        }
    }
}

/// What needs signals.
#[cfg(unix)]
mod signals {
    use std::{
        fs,
        path::Path,
        process::{Child, Command, ExitStatus, Stdio},
        thread,
        time::{Duration, Instant},
    };

    use assert_cmd::cargo::cargo_bin;

    /// Seconds of the processor that a command takes before it is stopped: it is on its way then.
    const BUSY: f64 = 0.5;

    /// Seconds within which a stop must end what would go on for hours: a bound that a busy machine
    /// keeps too. The aim is 0.3, on one with nothing else to do.
    const MOST: f64 = 60.0;

    const FOUR: &str = "network.file = { path = 'edges.csv', edge = 'mutual' }\n\
                        influence.uniform.p = 0.5\n";

    const SOME: &str = "network.generate.gnp = { users = 2000, mean_followers = 8 }\n\
                        influence.uniform.p = 0.2\n";

    const MANY: &str = "network.generate.gnp = { users = 20_000, mean_followers = 8 }\n\
                        influence.uniform.p = 0.2\n";

    const ONE: &str = "random = { count = 1 }";

    const FIVE: &str = "random = { count = 5 }";

    /// Cascades that go on for hours, or until memory is full.
    const ENDLESS: &[(&str, &str, &str)] = &[
        ("sis = { recovery = 0.001, horizon = 1e12 }", FOUR, ONE),
        ("sis = { recovery = 0.001, horizon = 1e12, clock = 'steps' }", FOUR, ONE),
        (
            "compartments = { horizon = 1e12, transitions = [{ from = 'S', to = 'I', by = 'I', \
             rate = 1 }, { from = 'I', to = 'S', rate = 0.001 }] }",
            SOME,
            FIVE,
        ),
        (
            "compartments = { horizon = 1e12, clock = 'steps', transitions = [{ from = 'S', \
             to = 'I', by = 'I', rate = 0.5 }, { from = 'I', to = 'S', rate = 0.001 }] }",
            SOME,
            FIVE,
        ),
        (
            "self-exciting = { shares = 'again', memory.exponential = { rate = 1 }, \
             most = 100_000_000 }",
            SOME,
            FIVE,
        ),
        (
            "dose-memory = { memory = 10, threshold = 1, recovery = 0.5, horizon = 4_000_000_000 }",
            SOME,
            FIVE,
        ),
        (
            "dose-memory = { memory = 10, threshold = 1, recovery = 0.5, contacts = 'one', \
             horizon = 4_000_000_000 }",
            SOME,
            FIVE,
        ),
    ];

    /// The processor seconds that a process has taken so far, where the system tells it.
    fn busy_seconds(child: &Child) -> Option<f64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", child.id())).ok()?;
        // After the name in brackets come the state and, as the twelfth and thirteenth, the times.
        let times = stat.rsplit_once(')')?.1.split_whitespace().skip(11).take(2);
        // A tick is a hundredth of a second wherever there is such a file.
        Some(times.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0)
    }

    /// Waits until the command has `busy` seconds of work behind it, sends it a signal, and gives how
    /// it ended. It must do so soon.
    fn stopped(what: &str, mut child: Child, signal: &str, busy: f64) -> ExitStatus {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            let is_busy = match busy_seconds(&child) {
                Some(seconds) => seconds >= busy,
                None => start.elapsed() > Duration::from_secs(2),
            };
            assert!(child.try_wait().expect("a child").is_none(), "{what} has ended by itself");
            if is_busy {
                break;
            }
            thread::sleep(Duration::from_millis(10));
        }
        let pid = child.id().to_string();
        assert!(Command::new("kill").args([signal, &pid]).status().expect("kill").success());
        let sent = Instant::now();
        let ended = loop {
            if let Some(status) = child.try_wait().expect("a child") {
                break Some(status);
            }
            if sent.elapsed().as_secs_f64() > MOST {
                child.kill().expect("it is still there");
                break None;
            }
            thread::sleep(Duration::from_millis(2));
        };
        let seconds = sent.elapsed().as_secs_f64();
        assert!(seconds < MOST, "{what}: {seconds} s after {signal}");
        ended.expect("it ended in time")
    }

    fn command(folder: &Path, arguments: &[&str]) -> Child {
        let mut command = Command::new(cargo_bin("wordspread"));
        command.current_dir(folder).args(arguments).env("RAYON_NUM_THREADS", "2");
        let command = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().expect("the command starts")
    }

    /// A folder with a path of four users and a scenario.
    fn folder(scenario: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let edges = "from,to\na,b\nb,c\nc,d\n";
        fs::write(folder.path().join("edges.csv"), edges).expect("a file");
        fs::write(folder.path().join("long.toml"), scenario).expect("a file");
        folder
    }

    /// Stops a run of a scenario on its way.
    fn stop_run(what: &str, scenario: &str, signal: &str) {
        let folder = folder(scenario);
        let child = command(folder.path(), &["run", "long.toml"]);
        assert_eq!(stopped(what, child, signal, BUSY).code(), Some(130), "{what}");
    }

    #[test]
    fn one_signal_ends_a_cascade_that_would_go_on() {
        for (nth, (model, network, seeds)) in ENDLESS.iter().enumerate() {
            let scenario = format!(
                "name = 'long'\n{network}model.{model}\nanswer.replicates = 2\n\
                 [[option]]\nname = 'some'\nseeds.{seeds}\n"
            );
            stop_run(model, &scenario, ["-TERM", "-INT"][nth % 2]);
        }
    }

    /// Some seconds at least among eight billion.
    #[test]
    fn one_signal_ends_a_cascade_of_an_implicit_network() {
        let scenario = "name = 'long'\ninfluence.uniform.p = 0.05\n\
            network.implicit.follower = { users = 8_000_000_000, mean_followers = 30 }\n\
            [answer]\nstop_at.sharers = 50_000_000\nreplicates = 2\nmeasures = ['sharers']\n\
            [[option]]\nname = 'many'\nseeds.random = { count = 1000 }\n";
        stop_run("implicit", scenario, "-TERM");
    }

    #[test]
    fn one_signal_ends_a_search() {
        for (strategy, signal) in [
            ("greedy = { count = 20, worlds = 2000 }", "-TERM"),
            ("local-search = { start.top-degree = { count = 20 }, worlds = 2000 }", "-INT"),
        ] {
            let scenario = format!(
                "name = 'long'\n{MANY}answer.replicates = 1000\n\
                 [[option]]\nname = 'best'\nseeds.{strategy}\n"
            );
            stop_run(strategy, &scenario, signal);
        }
        let scenario = format!(
            "name = 'long'\n{MANY}answer.replicates = 9\n\
             [[option]]\nname = 'any'\nseeds.random = {{ count = 1 }}\n"
        );
        let folder = folder(&scenario);
        let arguments = ["seeds", "long.toml", "--count", "20", "--quality", "1e-9"];
        let child = command(folder.path(), &arguments);
        assert_eq!(stopped("seeds", child, "-TERM", 2.0 * BUSY).code(), Some(130));
    }

    /// The option that has seeds is still simulated, in cascades that would go on for hours.
    #[test]
    fn one_signal_ends_the_cascades_after_a_search_too() {
        let scenario = format!(
            "name = 'long'\n{MANY}model.sis = {{ recovery = 0.001, horizon = 1e12 }}\n\
             answer.replicates = 20\n\
             [[option]]\nname = 'some'\nseeds.{FIVE}\n\
             [[option]]\nname = 'sought'\nseeds.betweenness = {{ count = 5 }}\n"
        );
        stop_run("after a search", &scenario, "-TERM");
    }

    /// A file that takes seconds to read.
    #[test]
    fn one_signal_ends_a_read() {
        let folder = folder("");
        let line = |user: u32| format!("{user},{}\n", user * 7919 % 10_007);
        let lines = (0..10_000).map(line).collect::<Vec<_>>().concat();
        fs::write(folder.path().join("long.csv"), lines.repeat(800)).expect("writable");
        let arguments = ["inspect", "long.csv", "--edge", "influencer-to-audience"];
        let child = command(folder.path(), &arguments);
        assert_eq!(stopped("inspect", child, "-INT", 0.1).code(), Some(130));
    }

    /// What can be read only once would lose its beginning, or let the command wait for ever.
    #[test]
    fn a_network_in_a_pipe_is_refused_at_once() {
        let scenario = "name = 'short'\ninfluence.uniform.p = 0.5\nanswer.replicates = 2\n\
                        [[option]]\nname = 'one'\nseeds.random = { count = 1 }\n";
        let folder = folder(scenario);
        let pipe = folder.path().join("pipe.csv");
        assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
        let edge = ["--edge", "influencer-to-audience"];
        for arguments in [
            &["inspect", "pipe.csv"][..],
            &["run", "long.toml", "--network", "pipe.csv"],
            &["check", "long.toml", "--network", "pipe.csv"],
        ] {
            let mut command = Command::new(cargo_bin("wordspread"));
            command.current_dir(folder.path()).args(arguments).args(edge);
            let command = command.stdin(Stdio::null()).stdout(Stdio::null());
            let mut child = command.stderr(Stdio::piped()).spawn().expect("the command starts");
            let start = Instant::now();
            while child.try_wait().expect("a child").is_none() {
                if start.elapsed().as_secs_f64() > MOST {
                    child.kill().expect("it is still there");
                }
                thread::sleep(Duration::from_millis(5));
            }
            let output = child.wait_with_output().expect("it has ended");
            let told = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{arguments:?}: {told}");
            assert!(told.contains("pipe.csv") && told.contains("no regular file"), "{told}");
        }
    }
}
