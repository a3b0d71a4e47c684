//! Reading GraphML, element by element.

use quick_xml::events::BytesStart;

use crate::{
    error::Result,
    network::{
        Network,
        attributes::{ColumnKind, EdgeColumn},
        format::{
            assemble::{
                gathered::ParsedNetwork,
                user_table::{TextList, UserRows, WrittenColumn},
            },
            file::{
                options::NetworkFile,
                source::{Fault, Source, number},
            },
            ids::numbering::{EndsBuilder, id_text},
            text::{
                names::kept,
                xml::{XmlDocument, XmlPiece, local_name},
            },
        },
        stopping,
    },
    progress::Progress,
};

/// A declared attribute.
#[derive(Debug)]
struct GraphMlKey {
    id: String,
    name: String,
    kind: ColumnKind,
    of_nodes: bool,
    of_edges: bool,
    default: Option<String>,
}

/// An element whose data are being gathered.
#[derive(Debug, Default)]
struct OpenElement {
    /// The ids in its attributes: one of a node, two of an edge.
    ids: Vec<String>,
    /// A text for each key that it has data for.
    data: Vec<Option<String>>,
}

#[derive(Debug, Default)]
struct GraphReader {
    keys: Vec<GraphMlKey>,
    undirected: Option<bool>,
    node_ids: TextList,
    node_values: Vec<TextList>,
    ends: EndsBuilder,
    edge_columns: Vec<(usize, String)>,
    edge_values: Vec<Vec<f64>>,
    settled: bool,
}

pub(super) fn read(
    source: &Source<'_>,
    file: &NetworkFile,
    progress: &dyn Progress,
) -> Result<Network> {
    let text = source.text(progress)?;
    let located = |fault| source.fault(text, fault);
    progress.begin("parsing", None);
    let mut document = XmlDocument::new(text).map_err(located)?;
    let mut graph = GraphReader::default();
    let mut current = OpenElement::default();
    let mut key_of_data = None;
    let mut captured = String::new();
    let mut pieces = 0_usize;
    while let Some(piece) = document.next().map_err(located)? {
        pieces += 1;
        if pieces.is_multiple_of(stopping::ITEMS) {
            stopping::check(progress)?;
        }
        match piece {
            XmlPiece::Start(element) => {
                captured.clear();
                let name = local_name(&element);
                let begun =
                    graph.begin(&name, &element, &document, &mut current, &mut key_of_data, file);
                begun.map_err(located)?;
            }
            XmlPiece::Text(text) => {
                if matches!(document.innermost(), "data" | "default") {
                    captured.push_str(&text);
                }
            }
            XmlPiece::End(name) => {
                let text = std::mem::take(&mut captured);
                match name.as_str() {
                    "default" => {
                        if let Some(key) = graph.keys.last_mut() {
                            key.default = Some(text);
                        }
                    }
                    "data" => {
                        if let Some(key) = key_of_data.take() {
                            current.data.resize(graph.keys.len(), None);
                            current.data[key] = Some(text);
                        }
                    }
                    "node" => graph.node(&mut current, &document).map_err(located)?,
                    "edge" => graph.edge(&mut current, &document).map_err(located)?,
                    _ => {}
                }
            }
        }
    }
    progress.end();
    let Some(undirected) = graph.undirected else {
        return Err(source.whole("there is no <graph> in the file", "is it GraphML?"));
    };
    graph.finish(undirected, source, file, progress)
}

impl GraphReader {
    fn begin(
        &mut self,
        name: &str,
        element: &BytesStart<'_>,
        document: &XmlDocument<'_>,
        current: &mut OpenElement,
        key_of_data: &mut Option<usize>,
        file: &NetworkFile,
    ) -> Result<(), Fault> {
        match name {
            "key" => {
                let key = GraphMlKey::of(element, document)?;
                self.keys.push(key);
            }
            "graph" => {
                if self.undirected.is_some() {
                    return Err(document
                        .fault("there is a second graph in the file", "keep one graph a file"));
                }
                let default = document.required(element, "edgedefault")?;
                self.undirected = Some(match default.as_str() {
                    "directed" => false,
                    "undirected" => true,
                    _ => {
                        return Err(document.fault(
                            format!("edgedefault is `{default}`"),
                            "it may be directed or undirected",
                        ));
                    }
                });
                self.settle(document, file)?;
            }
            "hyperedge" => {
                return Err(document
                    .fault("a hyperedge joins more than two users", "write its pairs as edges"));
            }
            "node" => {
                *current =
                    OpenElement { ids: vec![document.required(element, "id")?], data: Vec::new() };
            }
            "edge" => {
                let ends =
                    [document.required(element, "source")?, document.required(element, "target")?];
                *current = OpenElement { ids: ends.to_vec(), data: Vec::new() };
                let directed = document.attribute(element, "directed")?;
                let other = match directed.as_deref() {
                    Some("true" | "1") => self.undirected == Some(true),
                    Some("false" | "0") => self.undirected == Some(false),
                    _ => false,
                };
                if other {
                    return Err(document.fault(
                        "directed and undirected edges are mixed",
                        "give all edges one kind",
                    ));
                }
            }
            "data" if matches!(document.parent(), "node" | "edge") => {
                let id = document.required(element, "key")?;
                let place = self.keys.iter().position(|key| key.id == id);
                *key_of_data = Some(place.ok_or_else(|| {
                    let declared: Vec<&str> = self.keys.iter().map(|key| key.id.as_str()).collect();
                    document.fault(
                        format!("the key `{id}` is not declared"),
                        &format!(
                            "declare it before the graph; declared are: {}",
                            declared.join(", ")
                        ),
                    )
                })?);
            }
            _ => {}
        }
        Ok(())
    }

    /// Once all keys are declared: which of them become columns.
    fn settle(&mut self, document: &XmlDocument<'_>, file: &NetworkFile) -> Result<(), Fault> {
        let wanted = &file.columns.values;
        self.settled = true;
        self.node_values = self.keys.iter().map(|_| TextList::default()).collect();
        for (nodes, what) in [(true, "nodes"), (false, "edges")] {
            let mut names: Vec<&str> = self
                .keys
                .iter()
                .filter(|key| if nodes { key.of_nodes } else { key.of_edges })
                .map(|key| key.name.as_str())
                .collect();
            names.sort_unstable();
            if let Some([name, _]) = names.array_windows().find(|[a, b]| a == b) {
                return Err(document.fault(
                    format!("two keys of {what} are called `{name}`"),
                    "give each key a name of its own",
                ));
            }
        }
        let number = |key: &(usize, &GraphMlKey)| {
            let (_, key) = key;
            key.of_edges
                && key.kind == ColumnKind::Number
                && (wanted.as_ref().is_none_or(|wanted| wanted.contains(&key.name))
                    || file.columns.probability.as_ref() == Some(&key.name))
        };
        let keys: Vec<(usize, &GraphMlKey)> = self.keys.iter().enumerate().collect();
        let numbers: Vec<(usize, &GraphMlKey)> = keys.into_iter().filter(number).collect();
        let written: Vec<&str> = numbers.iter().map(|(_, key)| &*key.name).collect();
        let kept = kept(&written, &file.columns)
            .map_err(|unclear| document.fault(unclear.problem, &unclear.remedy))?;
        self.edge_columns = numbers.iter().map(|&(place, _)| place).zip(kept).collect();
        self.edge_values = self.edge_columns.iter().map(|_| Vec::new()).collect();
        Ok(())
    }

    fn node(&mut self, current: &mut OpenElement, document: &XmlDocument<'_>) -> Result<(), Fault> {
        let OpenElement { ids, data } = std::mem::take(current);
        let [id] = &ids[..] else { return Ok(()) };
        if !self.settled {
            return Err(document.fault("a node stands outside of a graph", "put it into <graph>"));
        }
        let id =
            id_text(id.as_bytes()).map_err(|problem| document.fault(problem, "mend the id"))?;
        self.node_ids.push(id);
        for ((place, key), values) in self.keys.iter().enumerate().zip(&mut self.node_values) {
            let given = data.get(place).and_then(Option::as_ref).or(key.default.as_ref());
            values.push(given.map_or("", String::as_str));
        }
        Ok(())
    }

    fn edge(&mut self, current: &mut OpenElement, document: &XmlDocument<'_>) -> Result<(), Fault> {
        let OpenElement { ids, data } = std::mem::take(current);
        let [from, to] = &ids[..] else { return Ok(()) };
        if !self.settled {
            return Err(document.fault("an edge stands outside of a graph", "put it into <graph>"));
        }
        let id = |text: &'_ str| {
            id_text(text.as_bytes()).map(drop).map_err(|problem| document.fault(problem, "mend it"))
        };
        id(from)?;
        id(to)?;
        self.ends.push(from, to);
        for ((place, name), values) in self.edge_columns.iter().zip(&mut self.edge_values) {
            let given = data.get(*place).and_then(Option::as_ref);
            let text = given.or(self.keys[*place].default.as_ref()).ok_or_else(|| {
                document.fault(
                    format!("the edge from `{from}` to `{to}` has no `{name}`"),
                    "add it, give the key a default, or name the columns to keep in columns.values",
                )
            })?;
            let value = number(text.trim().as_bytes(), name, name == EdgeColumn::PROBABILITY);
            values.push(value.map_err(|problem| document.fault(problem, "mend the value"))?);
        }
        Ok(())
    }

    fn finish(
        mut self,
        undirected: bool,
        source: &Source<'_>,
        file: &NetworkFile,
        progress: &dyn Progress,
    ) -> Result<Network> {
        let left_out =
            self.keys.iter().filter(|key| key.of_edges).count() - self.edge_columns.len();
        let columns = self.keys.into_iter().zip(self.node_values).filter(|(key, _)| key.of_nodes);
        let users = UserRows {
            ids: self.node_ids,
            columns: columns
                .map(|(key, values)| WrittenColumn { name: key.name, kind: Some(key.kind), values })
                .collect(),
            lines: Vec::new(),
        };
        users.check_ids(source.path(), progress)?;
        let columns = self.edge_columns.into_iter().zip(self.edge_values);
        let gathered = ParsedNetwork {
            columns: columns
                .map(|((_, name), values)| EdgeColumn { name, values: values.into() })
                .collect(),
            ends: self.ends.ends(),
            undirected,
            header: None,
            header_line: 1,
            ids_from_one: false,
            users: Some(users),
            columns_left_out: left_out as u64,
        };
        gathered.finish(source, file, progress)
    }
}

impl GraphMlKey {
    fn of(element: &BytesStart<'_>, document: &XmlDocument<'_>) -> Result<Self, Fault> {
        let id = document.required(element, "id")?;
        let role = document.attribute(element, "for")?;
        let all = matches!(role.as_deref(), None | Some("all"));
        let kind = match document.attribute(element, "attr.type")?.as_deref() {
            Some("boolean") => ColumnKind::Flag,
            Some("int" | "long" | "float" | "double") => ColumnKind::Number,
            _ => ColumnKind::Category,
        };
        let name = document.attribute(element, "attr.name")?.unwrap_or_else(|| id.clone());
        Ok(Self {
            name,
            kind,
            of_nodes: all || role.as_deref() == Some("node"),
            of_edges: all || role.as_deref() == Some("edge"),
            id,
            default: None,
        })
    }
}
