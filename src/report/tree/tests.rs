//! Trees in every form come back as they were, whatever their ids hold.

use std::collections::BTreeMap;

use quick_xml::{Reader, XmlVersion, events::Event};

use super::*;

/// Two seeds, one of whom passes it on; ids that XML, CSV and JSON must write with care.
fn tree(ids: [&str; 5]) -> CascadeTree {
    let sharer = |(place, id): (usize, &str)| TreeSharer {
        id: id.to_owned(),
        parent: [None, None, Some(0), Some(0), Some(2)][place],
        step: [0, 0, 1, 1, 2][place],
        time: [0.0, 0.0, 0.5, 1.25, 3.0][place],
    };
    CascadeTree {
        scenario: "a < b".to_owned(),
        option: "\"stars\" & fans".to_owned(),
        replicate: 17,
        replicates: 100,
        quantile: 0.9,
        sharers: ids.into_iter().enumerate().map(sharer).collect(),
    }
}

const IDS: [&str; 5] = ["<b>&\"x\"", "it's, a \"b\"", "北", "two words", "7"];

fn written(form: AnyTreeFile, tree: &CascadeTree) -> Result<String> {
    let mut bytes = Vec::new();
    form.write(tree, Path::new("tree"), &mut bytes)?;
    Ok(String::from_utf8(bytes).expect("UTF-8"))
}

/// Nodes with their time, and edges with theirs, as a reader of XML sees them.
type Read = (BTreeMap<String, f64>, Vec<(String, String, f64)>);

fn local(name: &str) -> String {
    name.to_owned()
}

/// Reads GraphML and GEXF alike: the last number inside an element that is a time.
fn of_xml(text: &str, time: fn(&BTreeMap<String, String>) -> bool) -> Read {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let (mut nodes, mut edges) = (BTreeMap::new(), Vec::new());
    let mut open: Option<(String, BTreeMap<String, String>)> = None;
    let mut is_time = false;
    let mut found = f64::NAN;
    loop {
        match reader.read_event().expect("sound XML") {
            Event::Start(element) => {
                let name = local(element.local_name().as_ref());
                let attributes: BTreeMap<String, String> = element
                    .attributes()
                    .map(|attribute| {
                        let attribute = attribute.expect("sound");
                        let key = local(attribute.key.as_ref());
                        let value = attribute.normalized_value(XmlVersion::Implicit1_0);
                        (key, value.expect("sound").into_owned())
                    })
                    .collect();
                match name.as_str() {
                    "node" | "edge" => open = Some((name, attributes)),
                    "data" | "attvalue" => {
                        is_time = time(&attributes);
                        if let Some(value) = attributes.get("value").filter(|_| is_time) {
                            found = value.parse().expect("a time");
                        }
                    }
                    _ => {}
                }
            }
            Event::Text(text) if is_time && open.is_some() => {
                found = text.xml10_content().parse().unwrap_or(found);
            }
            Event::End(element) => {
                let name = local(element.local_name().as_ref());
                match (name.as_str(), &open) {
                    ("node", Some((_, of))) => {
                        nodes.insert(of["id"].clone(), found);
                    }
                    ("edge", Some((_, of))) => {
                        edges.push((of["source"].clone(), of["target"].clone(), found));
                    }
                    _ => {}
                }
                if name == "node" || name == "edge" {
                    open = None;
                }
                is_time = false;
            }
            Event::Eof => return (nodes, edges),
            _ => {}
        }
    }
}

fn expected(tree: &CascadeTree) -> Read {
    let nodes = tree.sharers.iter().map(|user| (user.id.clone(), user.time)).collect();
    let edges = tree.edges().map(|(a, b)| (a.id.clone(), b.id.clone(), b.time)).collect();
    (nodes, edges)
}

#[test]
fn graphml_and_gexf_come_back_with_ids_of_any_kind() {
    let tree = tree(IDS);
    let graphml = written(AnyTreeFile::TreeGraphml, &tree).expect("XML holds these");
    let of_graphml = |of: &BTreeMap<String, String>| matches!(&*of["key"], "time" | "at");
    assert_eq!(of_xml(&graphml, of_graphml), expected(&tree), "{graphml}");
    // The network's own reader takes it too.
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("tree.graphml");
    std::fs::write(&path, &graphml).expect("written");
    let mut file = crate::network::format::NetworkFile::new(&path);
    file.edge = Some(crate::network::builder::EdgeMeaning::InfluencerToAudience);
    let network = crate::network::format::read(&file, &()).expect("a network");
    assert_eq!((network.users(), network.edges()), (5, 3));

    let gexf = written(AnyTreeFile::TreeGexf, &tree).expect("XML holds these");
    // Of nodes a time is attribute 1, of edges 0; the step of a node comes before it.
    let of_gexf = |of: &BTreeMap<String, String>| matches!(&*of["for"], "0" | "1");
    assert_eq!(of_xml(&gexf, of_gexf), expected(&tree), "{gexf}");
}

#[test]
fn what_xml_cannot_hold_is_refused_and_json_and_csv_hold_it() {
    let tree = tree(["a\u{1}", "b", "c", "d", "e"]);
    for form in [AnyTreeFile::TreeGraphml, AnyTreeFile::TreeGexf] {
        let error = written(form, &tree).expect_err("XML has no such character");
        assert!(error.remedy().expect("a remedy").contains(".json"), "{error}");
    }
    assert!(written(AnyTreeFile::TreeJson, &tree).expect("JSON").contains("a\\u0001"));
    assert!(written(AnyTreeFile::TreeCsv, &tree).is_ok());
}

#[test]
fn json_is_what_networkx_calls_node_link() {
    let tree = tree(IDS);
    let text = written(AnyTreeFile::TreeJson, &tree).expect("JSON");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["directed"], true);
    assert_eq!(value["graph"]["option"], tree.option);
    assert_eq!(value["graph"]["sharers"], 5);
    let nodes = value["nodes"].as_array().expect("nodes");
    let time = |value: &serde_json::Value| value["time"].as_f64().expect("a time");
    let text = |value: &serde_json::Value, key: &str| value[key].as_str().expect(key).to_owned();
    let nodes = nodes.iter().map(|node| (text(node, "id"), time(node))).collect();
    let edges = value["edges"].as_array().expect("edges").iter();
    let edges = edges.map(|edge| (text(edge, "source"), text(edge, "target"), time(edge)));
    assert_eq!((nodes, edges.collect()), expected(&tree));
    // A cascade of a lone seed has no edge.
    let lone = CascadeTree { sharers: tree.sharers[..1].to_vec(), ..tree };
    let text = written(AnyTreeFile::TreeJson, &lone).expect("JSON");
    let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(value["edges"].as_array().expect("edges").len(), 0);
}

#[test]
fn an_edge_list_has_every_sharer_once_and_seeds_without_parent() {
    let tree = tree(IDS);
    let text = written(AnyTreeFile::TreeCsv, &tree).expect("CSV");
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<::csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 5);
    for (row, user) in rows.iter().zip(&tree.sharers) {
        let parent = user.parent.map_or("", |parent| &tree.sharers[parent].id);
        assert_eq!((&row[0], &row[1]), (parent, &*user.id));
        let [step, time] = [user.step.to_string(), user.time.to_string()];
        assert_eq!([&row[2], &row[3]], [step, time]);
    }
}

#[test]
fn the_end_of_a_name_says_the_form() {
    let of = |name: &str| AnyTreeFile::of_path(Path::new(name)).map(AnyTreeFile::keyword);
    assert_eq!(of("a.GraphML").expect("a form"), "graphml");
    assert_eq!(of("a.b.csv").expect("a form"), "csv");
    for name in ["tree", "tree.dot", ".csv"] {
        let error = of(name).expect_err(name);
        assert!(error.remedy().expect("a remedy").contains(".graphml, .gexf, .json, .csv"));
    }
}
