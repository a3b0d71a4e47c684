//! GraphML: users and edges in XML, both with typed attributes.
//!
//! Shape: keys declare attributes by an id, a name and a type; nodes and edges carry data by the
//! key's id. Attributes of nodes become columns of the users (boolean: yes or no; numbers; else
//! categories), numeric attributes of edges become columns of the edges. An undirected graph is
//! mutual. Nested graphs, hyperedges and a mixture of directed and undirected edges are refused. It
//! loses nothing.

mod read;
mod write;

use super::{
    FileFormat, NetworkFile,
    file::{output::Output, source::Source},
};
use crate::{catalogue::Described, error::Result, network::Network, progress::Progress};

/// The format.
pub(super) struct GraphMlFile;

impl Described for GraphMlFile {
    const SUMMARY: &'static str = "users and edges with typed attributes, in XML";
    const REFERENCE: &'static str = "Brandes, Eiglsperger, Herman, Himsolt & Marshall, GraphML \
         Progress Report, Graph Drawing 2001, doi:10.1007/3-540-45848-4_59";
}

impl FileFormat for GraphMlFile {
    fn extensions(&self) -> &'static [&'static str] {
        &["graphml"]
    }

    fn recognises(&self, head: &[u8]) -> bool {
        memchr::memmem::find(head, b"<graphml").is_some()
    }

    fn read(
        &self,
        source: &Source<'_>,
        file: &NetworkFile,
        progress: &dyn Progress,
    ) -> Result<Network> {
        read::read(source, file, progress)
    }

    fn write(&self, network: &Network, output: &mut Output<'_>) -> Result<()> {
        write::write(network, output)
    }
}
