//! petgraph's traits on our rows.
