//! Our own binary files, each given where another kind is expected.

use wordspread::{
    network::{
        format::{self, NetworkFile, open, read},
        generator::Generator,
    },
    scenario::{self, ScenarioFile},
    seeding::reverse::sketch::Sketch,
};

#[test]
fn each_kind_of_file_is_known_where_another_is_expected() {
    let folder = tempfile::tempdir().expect("a folder");
    let [wsn, wsr] = ["a.wsn", "a.wsr"].map(|name| folder.path().join(name));
    let text = "name = 'a'\nnetwork.generate.star = { users = 9 }\n";
    let file = ScenarioFile::parse(text, "a.toml", Vec::new()).expect("it is sound");
    let sketch = scenario::sketch(&file, 256, &()).expect("nobody stops it");
    sketch.write(&wsr).expect("it is written");
    let network: Generator = toml::from_str("star = { users = 9 }").expect("a star");
    let network = network.generate(1, &()).expect("a star");
    format::write(&network, &wsn, None, &()).expect("it is written");
    let as_network = NetworkFile::new(wsr);
    for (error, told, remedy) in [
        (read(&as_network, &()).err(), "a sketch of spreads (.wsr), no network", "what-if"),
        (open(&as_network).err(), "a sketch of spreads (.wsr), no network", "what-if"),
        (Sketch::open(&wsn).err(), "a network (.wsn), no sketch", "wordspread sketch"),
        (ScenarioFile::read(&wsn, Vec::new()).err(), "a network (.wsn), no scenario", "--network"),
    ] {
        let error = error.expect("it is another file");
        assert!(error.to_string().ends_with(told), "{error}");
        assert!(error.remedy().is_some_and(|it| it.contains(remedy)), "{error:?}");
    }
}
