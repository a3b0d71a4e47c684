//! The command as users and scripts meet it.

mod runs;

use std::{
    fs,
    io::Read,
    path::Path,
    process::{Command, Output, Stdio},
};

use assert_cmd::cargo::cargo_bin;

/// The command in a folder of its own, with nothing of the tester's environment that it looks at.
fn wordspread(folder: &Path) -> Command {
    let mut command = Command::new(cargo_bin("wordspread"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in ["NO_COLOR", "CLICOLOR_FORCE", "WORDSPREAD_THREADS", "RAYON_NUM_THREADS"] {
        command.env_remove(name);
    }
    command
}

fn output(command: &mut Command) -> Output {
    command.output().expect("the command starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("text is UTF-8")
}

/// A folder with a small network in it, `path.csv`: 0 → 1 → 2 → 3.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let edges = "from,to\n0,1\n1,2\n2,3\n";
    fs::write(folder.path().join("path.csv"), edges).expect("a file");
    folder
}

const INSPECT: [&str; 4] = ["inspect", "path.csv", "--edge", "influencer-to-audience"];

#[test]
fn what_the_readme_and_tests_cmd_show_is_true() {
    trycmd::TestCases::new()
        .case("tests/cmd/*.trycmd")
        .case("README.md")
        .env("LC_ALL", "C.UTF-8")
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100");
}

/// Where a scenario is due, a network is told apart from a slip, with a command that works.
#[test]
fn a_list_of_edges_in_place_of_a_scenario_is_answered_with_the_command() {
    let folder = folder();
    fs::write(folder.path().join("tabs.txt"), "# who follows whom\n1\t2\n2\t3\n").expect("a file");
    for arguments in
        [&["seeds", "path.csv", "--count", "2"][..], &["run", "path.csv"], &["check", "tabs.txt"]]
    {
        let name = arguments[1];
        let refused = output(wordspread(folder.path()).args(arguments));
        assert_eq!(refused.status.code(), Some(1), "{name}");
        let told = text(&refused.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.contains("looks like a list of edges"), "{told}");
        let remedy = format!(
            "wordspread run scenarios/your-network.toml --network {name} --edge influencer-to-audience"
        );
        assert!(told.contains(&remedy), "{told}");
        let root = env!("CARGO_MANIFEST_DIR");
        let words = remedy.replace("scenarios/", &format!("{root}/scenarios/"));
        let mut works = wordspread(folder.path());
        works.args(words.split(' ').skip(1)).args(["--replicates", "20"]);
        // Thirty seeds are more than these users.
        works.args(["--set", "option=[{ name = 'all', seeds.top-degree.count = 2 }]"]);
        let works = output(&mut works);
        assert!(works.status.success(), "{}", text(&works.stderr));
    }
    // A list with broken lines is a list too.
    fs::write(folder.path().join("broken.csv"), "from,to\na,b\nb\nc,d,e\n").expect("a file");
    let broken = output(wordspread(folder.path()).args(["run", "broken.csv"]));
    assert!(text(&broken.stderr).contains("looks like a list of edges"));
    fs::write(folder.path().join("slip.toml"), "name\n").expect("a file");
    let slip = output(wordspread(folder.path()).args(["run", "slip.toml"]));
    assert!(text(&slip.stderr).contains("no TOML"), "{}", text(&slip.stderr));
}

/// Whatever name or link leads there, and whether it is there already.
#[cfg(unix)]
#[test]
fn convert_writes_over_nothing_that_it_reads_or_has_just_written() {
    let folder = folder();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("people.csv"), "id,team\n0,red\n1,blue\n").expect("a file");
    std::os::unix::fs::symlink("path.csv", path("link.csv")).expect("a link");
    fs::create_dir(path("sub")).expect("a folder");
    std::os::unix::fs::symlink("..", path("sub/up")).expect("a link");
    let before = ["path.csv", "people.csv"].map(|name| fs::read(path(name)).expect("a file"));
    for (out, users) in [
        ("path.csv", None),
        ("link.csv", None),
        ("sub/../path.csv", None),
        ("people.csv", None),
        ("new.csv", Some("path.csv")),
        ("new.csv", Some("link.csv")),
        ("new.csv", Some("people.csv")),
        ("new.csv", Some("new.csv")),
        ("new.csv", Some("./sub/../new.csv")),
        ("new.csv", Some("sub/up/new.csv")),
    ] {
        let mut command = wordspread(folder.path());
        command.args(["convert", "path.csv", out, "--edge", "influencer-to-audience"]);
        command.args(["--users", "people.csv"]);
        if let Some(users) = users {
            command.args(["--users-output", users]);
        }
        let refused = output(&mut command);
        assert_eq!(refused.status.code(), Some(2), "{out} {users:?}");
        assert!(text(&refused.stderr).contains("write into another file"), "{out} {users:?}");
        let after = ["path.csv", "people.csv"].map(|name| fs::read(path(name)).expect("a file"));
        assert!(before == after && !path("new.csv").exists(), "{out} {users:?}");
    }
}

#[test]
fn json_output_parses_and_has_no_colours_even_where_they_are_forced() {
    let folder = folder();
    for arguments in [&[&INSPECT[..], &["--json"]].concat()[..], &["list", "--json"]] {
        let mut command = wordspread(folder.path());
        let output = output(command.args(arguments).env("CLICOLOR_FORCE", "1"));
        assert!(output.status.success());
        serde_json::from_slice::<serde_json::Value>(&output.stdout).expect("this is JSON");
    }
}

#[test]
fn colours_are_shown_where_they_are_forced_and_never_where_they_are_refused() {
    let folder = folder();
    let escapes = |variables: &[(&str, &str)], arguments: &[&str]| {
        let mut command = wordspread(folder.path());
        let output = output(command.args(arguments).envs(variables.iter().copied()));
        [output.stdout, output.stderr].concat().contains(&0x1b)
    };
    for arguments in [&INSPECT[..], &["inspect", "missing.csv"], &["list"], &["--help"], &["lst"]] {
        assert!(!escapes(&[], arguments), "{arguments:?}");
        assert!(escapes(&[("CLICOLOR_FORCE", "1")], arguments), "{arguments:?}");
        let both = [("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")];
        assert!(!escapes(&both, arguments), "{arguments:?}");
        let refused = [arguments, &["--no-color"]].concat();
        assert!(!escapes(&[("CLICOLOR_FORCE", "1")], &refused), "{arguments:?}");
    }
}

#[test]
fn a_network_generated_in_parts_is_the_same_file_as_one_generated_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    for model in [
        "r-mat -s scale=13 -s edges_per_user=12",
        "chung-lu -s users=9000 -s mean_followers=9",
        "gnp -s users=9000 -s mean_followers=9",
    ] {
        let file = |name: &str, flags: &str| {
            let arguments = format!("generate {model} -o {name} {flags}");
            let made = output(wordspread(folder.path()).args(arguments.split_whitespace()));
            assert!(made.status.success(), "{}", text(&made.stderr));
            fs::read(folder.path().join(name)).expect("it is written")
        };
        let whole = file("whole.wsn", "");
        assert_eq!(file("parts.wsn", "--memory 300kB"), whole, "{model}");
        assert_eq!(file("many.wsn", "--memory 1B --threads 3"), whole, "{model}");
    }
    for refused in
        ["generate star -s users=9000 -o a.wsn", "generate gnp -s users=9 -s p=1 -o a.csv"]
    {
        let arguments = refused.split(' ').chain(["--memory", "9B"]);
        let refused = output(wordspread(folder.path()).args(arguments));
        assert_eq!(refused.status.code(), Some(2));
        assert!(text(&refused.stderr).contains("--memory"), "{}", text(&refused.stderr));
    }
}

#[test]
fn quiet_leaves_standard_error_empty() {
    let folder = folder();
    let generate = ["generate", "star", "--set", "users=9", "-o", "star.csv"];
    let loud = output(wordspread(folder.path()).args(generate));
    assert!(text(&loud.stderr).contains("9 users"));
    let quiet = output(wordspread(folder.path()).args(generate).arg("--quiet"));
    assert!(quiet.status.success());
    assert_eq!(text(&quiet.stderr), "");
}

#[test]
fn whoever_reads_the_first_line_only_ends_the_command_quietly() {
    let folder = folder();
    for arguments in [&INSPECT[..], &["list"], &["schema"], &["man"], &["--help"]] {
        let mut command = wordspread(folder.path());
        command.args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command starts");
        drop(child.stdout.take());
        let mut told = String::new();
        child.stderr.take().expect("a pipe").read_to_string(&mut told).expect("text");
        assert_eq!(told, "", "{arguments:?}");
        assert!(child.wait().expect("the command ends").success(), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told_with_the_name_of_what_was_written() {
    let folder = folder();
    let full = || fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let inspect = output(wordspread(folder.path()).args(INSPECT).stdout(full()));
    assert_eq!(inspect.status.code(), Some(1));
    assert!(text(&inspect.stderr).contains("standard output"), "{}", text(&inspect.stderr));

    let generate = ["generate", "star", "--set", "users=9", "-o", "/dev/full", "--format", "csv"];
    let generate = output(wordspread(folder.path()).args(generate));
    assert_eq!(generate.status.code(), Some(1));
    assert!(text(&generate.stderr).contains("/dev/full"), "{}", text(&generate.stderr));

    // A full log is nobody's business.
    let log = output(wordspread(folder.path()).args(["inspect", "missing"]).stderr(full()));
    assert_eq!(log.status.code(), Some(1));
}

#[test]
fn a_folder_that_is_not_there_is_told_before_the_work() {
    let folder = folder();
    // A thousand million users would take long.
    let generate = ["generate", "gnp", "-s", "users=1_000_000_000", "-s", "mean_followers=4"];
    let mut command = wordspread(folder.path());
    let refused = output(command.args(generate).args(["-o", "missing/a.csv"]));
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("missing/a.csv"));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
}

#[test]
fn a_bare_environment_is_enough() {
    let folder = folder();
    for arguments in [&INSPECT[..], &["list"], &["--help"]] {
        let output = output(wordspread(folder.path()).args(arguments).env_clear());
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
}

#[test]
fn without_arguments_the_help_is_shown_and_the_code_is_that_of_a_mistake() {
    let folder = folder();
    let bare = output(&mut wordspread(folder.path()));
    assert_eq!(bare.status.code(), Some(2));
    assert!(text(&bare.stderr).contains("Usage: wordspread"));
}

#[cfg(unix)]
#[test]
fn arguments_that_are_no_text_are_file_names_or_refused() {
    use std::{ffi::OsStr, os::unix::ffi::OsStrExt};
    let folder = folder();
    let odd = OsStr::from_bytes(b"caf\xe9.csv");
    let missing = output(wordspread(folder.path()).arg("inspect").arg(odd));
    assert_eq!(missing.status.code(), Some(1));
    let refused = output(wordspread(folder.path()).arg("list").arg(odd));
    assert_eq!(refused.status.code(), Some(2));
}

#[test]
fn schemas_are_json() {
    let folder = folder();
    for of in ["scenario", "report", "sweep", "inspect"] {
        let output = output(wordspread(folder.path()).args(["schema", of]));
        let schema: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(schema["properties"].is_object(), "{of}");
    }
}

/// Every word of every list tells its keys, as the scenarios' schema has them.
#[test]
fn each_word_tells_its_keys() {
    let folder = folder();
    let json = |arguments: &[&str]| -> serde_json::Value {
        let told = output(wordspread(folder.path()).args(arguments));
        assert!(told.status.success(), "{arguments:?}");
        serde_json::from_slice(&told.stdout).expect("JSON")
    };
    let text = |value: &serde_json::Value| value.as_str().expect("a text").to_owned();
    let schema = json(&["schema"]);
    let resolved = |schema_of: &serde_json::Value| {
        let name = schema_of["$ref"].as_str().and_then(|name| name.strip_prefix("#/$defs/"));
        name.map_or_else(|| schema_of.clone(), |name| schema["$defs"][name].clone())
    };
    let mut told = 0;
    for word in json(&["list", "--json"]).as_array().expect("a list") {
        let [kind, keyword] = ["kind", "keyword"].map(|key| text(&word[key]));
        let entry = json(&["list", &kind, &keyword, "--json"]);
        let of = match kind.as_str() {
            "models" => "AnyModel",
            "generators" => "Generator",
            "implicit" => "Implicit",
            "influence" => "InfluenceRule",
            "delays" => "AnyDelay",
            "seeding" => "AnyStrategy",
            _ => continue,
        };
        let all = schema["$defs"][of]["oneOf"].as_array().expect(of);
        let of = all.iter().find_map(|one| one["properties"].get(&keyword)).expect(&keyword);
        let properties = resolved(of)["properties"].as_object().cloned().unwrap_or_default();
        let keys = entry[0]["keys"].as_array().expect(&keyword);
        let inner = |key: &str| key.contains(['.', '[']);
        let outer: Vec<_> =
            keys.iter().map(|key| text(&key["name"])).filter(|key| !inner(key)).collect();
        assert!(outer.iter().eq(properties.keys()), "{keyword}: {outer:?}");
        for key in keys {
            assert_ne!(text(&key["takes"]), "value", "{keyword}: {key}");
            assert!(!text(&key["description"]).is_empty(), "{keyword}: {key}");
            told += 1;
        }
    }
    assert!(told > 200, "{told}");
}

#[test]
fn manual_pages_and_completions_know_every_command() {
    let folder = folder();
    let output = output(wordspread(folder.path()).args(["man", "pages"]));
    assert!(output.status.success());
    for command in [
        "",
        "-run",
        "-trees",
        "-check",
        "-explain",
        "-generate",
        "-convert",
        "-inspect",
        "-list",
        "-schema",
        "-completions",
        "-man",
    ] {
        let page = folder.path().join(format!("pages/wordspread{command}.1"));
        assert!(fs::read_to_string(page).expect("a page").contains(".TH"));
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = self::output(wordspread(folder.path()).args(["completions", shell]));
        assert!(text(&output.stdout).contains("inspect"));
    }
}
