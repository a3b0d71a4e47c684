//! A tree as JSON, in the node-link form that networkx and D3 read.
//!
//! It must never hold more of it in memory than a line.

use std::{io::Write, path::Path};

use serde_json::json;

use super::{CascadeTree, TreeFile, refused};
use crate::{catalogue::Described, error::Result};

/// A tree as node-link JSON: `nodes` with `id`, `step`, `time`; `edges` with `source`, `target`, `time`; and
/// in `graph` what it is of.
#[derive(Debug, Clone, Copy)]
pub struct TreeJson;

impl Described for TreeJson {
    const SUMMARY: &'static str = "node-link JSON, which networkx and D3 read";
    const REFERENCE: &'static str = "Hagberg, Schult & Swart, SciPy 2008, pp. 11-15 (NetworkX)";
}

impl TreeFile for TreeJson {
    fn write(&self, tree: &CascadeTree, path: &Path, to: &mut dyn Write) -> Result<()> {
        let CascadeTree { scenario, option, replicate, replicates, quantile, .. } = tree;
        let graph = json!({
            "scenario": scenario,
            "option": option,
            "replicate": replicate,
            "replicates": replicates,
            "quantile": quantile,
            "sharers": tree.sharers.len(),
        });
        let mut write = || {
            write!(
                to,
                "{{\"directed\": true, \"multigraph\": false,\n\"graph\": {graph},\n\"nodes\": ["
            )?;
            for (place, user) in tree.sharers.iter().enumerate() {
                let node = json!({ "id": user.id, "step": user.step, "time": user.time });
                write!(to, "{}\n{node}", if place > 0 { "," } else { "" })?;
            }
            write!(to, "\n],\n\"edges\": [")?;
            for (place, (parent, child)) in tree.edges().enumerate() {
                let edge = json!({ "source": parent.id, "target": child.id, "time": child.time });
                write!(to, "{}\n{edge}", if place > 0 { "," } else { "" })?;
            }
            to.write_all(b"\n]}\n")
        };
        write().map_err(refused(path))
    }
}
