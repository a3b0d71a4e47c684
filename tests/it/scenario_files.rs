//! The files of `scenarios/`, and what makes each small enough for a test.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// The files of `scenarios/`, by name.
pub(crate) fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let entries = fs::read_dir(folder).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("readable").path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|end| end == "toml")).collect();
    files.sort();
    files
}

/// Settings, as `--set` takes them, that make a scenario's network small. Viral thresholds go with it.
pub(crate) fn small_network(path: &Path) -> Vec<String> {
    let text = fs::read_to_string(path).expect("readable");
    let mut settings = Vec::new();
    for (section, users) in [
        ("follower", "users=3000"),
        ("chung-lu", "users=3000"),
        ("barabasi-albert", "users=3000"),
        ("holme-kim", "users=2000"),
        ("directed-scale-free", "users=3000"),
        ("r-mat", "scale=10"),
    ] {
        if text.contains(&format!("[network.generate.{section}]")) {
            settings.push(format!("network.generate.{section}.{users}"));
            settings.push("answer.viral_at={ sharers_fraction = 0.1 }".to_owned());
        }
    }
    settings.extend(network(path));
    settings
}

/// A network for the scenario that names none.
pub(crate) fn network(path: &Path) -> Option<String> {
    let setting = "network.generate.follower={ users = 2000 }";
    path.ends_with("your-network.toml").then(|| setting.to_owned())
}
