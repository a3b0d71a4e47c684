//! The house rules of `src`: no circle of files, one name a type, few files side by side, and no
//! vague word used all over.
//!
//! The order of the folders is a test of its own, in `architecture.rs`.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use crate::sources::{Source, Token, sources, tokens};

/// Words that say too little to be used often, and how often `src` may use each.
const VAGUE: ([&str; 4], usize) = (["told", "known", "asked", "together"], 50);

/// How many files a folder may hold side by side, where it is no catalogue.
const MOST_FILES: usize = 15;

/// The names of a module, from the root of the crate.
type ModulePath = Vec<String>;

/// A path that a file mentions.
struct Mention {
    path: ModulePath,
    /// What the file calls its last name.
    name: String,
    /// Whether it stands in a `pub use`, which only hands the name on.
    is_facade: bool,
}

/// The tokens without inline modules of tests.
fn without_tests<'a>(tokens: &[Token<'a>]) -> Vec<Token<'a>> {
    let start = [
        Token::Mark('#'),
        Token::Mark('['),
        Token::Word("cfg"),
        Token::Mark('('),
        Token::Word("test"),
        Token::Mark(')'),
        Token::Mark(']'),
        Token::Word("mod"),
    ];
    let mut code = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let body = at + start.len() + 1;
        if tokens[at..].starts_with(&start) && tokens.get(body) == Some(&Token::Mark('{')) {
            at = block_end(tokens, body);
        } else {
            code.push(tokens[at]);
            at += 1;
        }
    }
    code
}

/// The place after the block that opens at `open`.
fn block_end(tokens: &[Token<'_>], open: usize) -> usize {
    let mut depth = 0_usize;
    for (place, token) in tokens.iter().enumerate().skip(open) {
        match token {
            Token::Mark('{') => depth += 1,
            Token::Mark('}') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return place + 1;
        }
    }
    tokens.len()
}

/// Every path of a `use`, and every other one that begins with `crate` or `super`.
fn mentions(tokens: &[Token<'_>]) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = &tokens[..at];
        match tokens[at] {
            Token::Word("use") if tokens.get(at + 1) != Some(&Token::Mark('<')) => {
                let mut paths = Vec::new();
                at = use_tree(tokens, at + 1, &[], &mut paths);
                let is_facade = is_public(before);
                mentions.extend(paths.into_iter().map(|(path, name)| Mention {
                    path,
                    name,
                    is_facade,
                }));
            }
            // What follows `in` is the reach of a visibility.
            Token::Word("crate" | "super") if before.last() != Some(&Token::Word("in")) => {
                let path;
                (path, at) = plain_path(tokens, at);
                if path.len() > 1 {
                    mentions.push(Mention { path, name: String::new(), is_facade: false });
                }
            }
            _ => at += 1,
        }
    }
    mentions
}

/// Whether an item after these tokens is public, were it only to a part of the crate.
fn is_public(before: &[Token<'_>]) -> bool {
    let before = match before {
        [rest @ .., Token::Mark(')')] => {
            let open = rest.iter().rposition(|token| *token == Token::Mark('('));
            &rest[..open.unwrap_or(0)]
        }
        _ => before,
    };
    before.last() == Some(&Token::Word("pub"))
}

/// The names from `at` on that `::` joins, and the place after them.
fn plain_path(tokens: &[Token<'_>], mut at: usize) -> (ModulePath, usize) {
    let mut path = Vec::new();
    while let Some(Token::Word(name)) = tokens.get(at) {
        path.push((*name).to_owned());
        at += 1;
        if tokens[at..].starts_with(&[Token::Mark(':'), Token::Mark(':')]) {
            at += 2;
        } else {
            break;
        }
    }
    (path, at)
}

/// Adds the paths of a `use`, and what each is called, whose tree begins at `at`; gives the place after it.
fn use_tree(
    tokens: &[Token<'_>],
    at: usize,
    prefix: &[String],
    paths: &mut Vec<(ModulePath, String)>,
) -> usize {
    let (path, mut at) = plain_path(tokens, at);
    let path = [prefix, &path].concat();
    match tokens.get(at) {
        Some(Token::Mark('{')) => {
            at += 1;
            while at < tokens.len() && tokens[at] != Token::Mark('}') {
                at = use_tree(tokens, at, &path, paths);
                if tokens.get(at) == Some(&Token::Mark(',')) {
                    at += 1;
                }
            }
            at + 1
        }
        // A glob names the module alone.
        Some(Token::Mark('*')) => {
            paths.push((path, "*".to_owned()));
            at + 1
        }
        _ => {
            let alias = match tokens[at..] {
                [Token::Word("as"), Token::Word(alias), ..] => Some(alias),
                _ => path.last().map(String::as_str),
            };
            paths.push((path.clone(), alias.unwrap_or_default().to_owned()));
            let ends = |token: &Token<'_>| matches!(token, Token::Mark(',' | '}' | ';'));
            let rest = tokens[at..].iter().position(ends);
            rest.map_or(tokens.len(), |rest| at + rest)
        }
    }
}

/// Which files use which, by their modules.
struct Modules<'a> {
    files: BTreeMap<&'a [String], Vec<Mention>>,
    /// Where a name comes from that a module hands on.
    handed_on: BTreeMap<ModulePath, ModulePath>,
}

impl<'a> Modules<'a> {
    fn of(sources: &'a [Source]) -> Self {
        let read = |source: &'a Source| {
            (&source.modules[..], mentions(&without_tests(&tokens(&source.text))))
        };
        let mut modules =
            Self { files: sources.iter().map(read).collect(), handed_on: BTreeMap::new() };
        let mut handed_on = BTreeMap::new();
        for (module, mentions) in &modules.files {
            for mention in mentions.iter().filter(|mention| mention.is_facade) {
                if let Some(from) = modules.absolute(module, &mention.path) {
                    let name = [mention.name.clone()];
                    handed_on.insert([*module, &name[..]].concat(), from);
                }
            }
        }
        modules.handed_on = handed_on;
        modules
    }

    /// A path from the root of the crate; none where it leads out of the crate.
    fn absolute(&self, module: &[String], path: &[String]) -> Option<ModulePath> {
        let climbs = path.iter().take_while(|name| *name == "super" || *name == "self").count();
        let (head, rest) = path.split_at(climbs);
        if climbs > 0 {
            let up = head.iter().filter(|name| *name == "super").count();
            return Some([module.get(..module.len().checked_sub(up)?)?, rest].concat());
        }
        let (first, rest) = path.split_first()?;
        if first == "crate" {
            return Some(rest.to_vec());
        }
        let below = [module, path].concat();
        self.files.contains_key(&below[..=module.len()]).then_some(below)
    }

    /// The module in which a path ends, through the modules that hand its name on.
    fn resolved(&self, path: &[String]) -> ModulePath {
        let mut path = path.to_vec();
        // Names are handed on a few times at most.
        for _ in 0..8 {
            let is_module = |length: &usize| self.files.contains_key(&path[..*length]);
            let module = (0..=path.len()).rev().find(is_module).unwrap_or(0);
            let name = path.get(..=module).unwrap_or_default();
            match self.handed_on.get(name) {
                Some(from) if from != name => path = [from, &path[module + 1..]].concat(),
                _ => return path[..module].to_vec(),
            }
        }
        Vec::new()
    }

    /// The modules whose names a module uses. The root only hands names on.
    fn used_by(&self, module: &[String]) -> BTreeSet<ModulePath> {
        let used = self.files[module].iter().filter(|mention| !mention.is_facade);
        let used = used.filter_map(|mention| self.absolute(module, &mention.path));
        used.map(|path| self.resolved(&path)).filter(|it| !it.is_empty() && it != module).collect()
    }

    /// The sets of two modules and more of which each needs every other.
    fn circles(&self) -> BTreeSet<Vec<String>> {
        let used: BTreeMap<ModulePath, BTreeSet<ModulePath>> =
            self.files.keys().map(|module| (module.to_vec(), self.used_by(module))).collect();
        let needed: BTreeMap<&ModulePath, BTreeSet<&ModulePath>> =
            used.keys().map(|module| (module, reached(&used, module))).collect();
        let circle = |(module, reached): (&&ModulePath, &BTreeSet<&ModulePath>)| {
            let members = reached.iter().filter(|other| needed[*other].contains(module));
            members.map(|module| module.join("/")).collect::<Vec<_>>()
        };
        needed.iter().map(circle).filter(|members| members.len() > 1).collect()
    }
}

/// Every module that `module` needs, at whatever distance.
fn reached<'a>(
    used: &'a BTreeMap<ModulePath, BTreeSet<ModulePath>>,
    module: &ModulePath,
) -> BTreeSet<&'a ModulePath> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&ModulePath> = used[module].iter().collect();
    while let Some(next) = open.pop() {
        if reached.insert(next) {
            open.extend(used.get(next).into_iter().flatten());
        }
    }
    reached
}

/// The names of the types that a source defines, those of its traits and of their `impl`s left out.
fn types(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let mut types = Vec::new();
    let mut opened_by_mod = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        match pair {
            [Token::Word("struct" | "enum" | "trait" | "union"), Token::Word(name)]
                if name.starts_with(char::is_uppercase) =>
            {
                types.push((*name).to_owned());
            }
            [Token::Word("type"), Token::Word(name)] if opened_by_mod.iter().all(|it| *it) => {
                types.push((*name).to_owned());
            }
            [Token::Mark('{'), _] => {
                opened_by_mod.push(at >= 2 && tokens[at - 2] == Token::Word("mod"));
            }
            [Token::Mark('}'), _] => {
                opened_by_mod.pop();
            }
            _ => {}
        }
    }
    types
}

/// The entries of the catalogue that a source declares: keywords and types.
fn entries(source: &str) -> Vec<(String, String)> {
    let tokens = tokens(source);
    let start = [Token::Word("catalogue"), Token::Mark('!'), Token::Mark('{')];
    let mut entries = Vec::new();
    for at in 0..tokens.len() {
        if !tokens[at..].starts_with(&start) {
            continue;
        }
        let body = &tokens[at + 2..block_end(&tokens, at + 2)];
        for (place, entry) in body.windows(4).enumerate() {
            let [Token::Text(keyword), Token::Mark('='), Token::Mark('>'), Token::Word(variant)] =
                entry
            else {
                continue;
            };
            // `Variant(path::Type)`, or the type alone.
            let mut name = variant;
            if body.get(place + 4) == Some(&Token::Mark('(')) {
                let path = body[place + 5..].iter().take_while(|it| **it != Token::Mark(')'));
                let words = path.filter_map(|token| match token {
                    Token::Word(word) => Some(word),
                    _ => None,
                });
                name = words.last().unwrap_or(name);
            }
            entries.push(((*keyword).to_owned(), (*name).to_owned()));
        }
    }
    entries
}

/// Types of one name in several places. Entries of one keyword in several catalogues may share it.
fn shared_names(sources: &[Source]) -> Vec<String> {
    let mut keywords: BTreeMap<(PathBuf, String), String> = BTreeMap::new();
    for source in sources {
        let folder = source.path.parent().unwrap_or(Path::new(""));
        let entries = entries(&source.text).into_iter();
        keywords.extend(entries.map(|(keyword, name)| ((folder.to_path_buf(), name), keyword)));
    }
    let mut places: BTreeMap<String, Vec<&Path>> = BTreeMap::new();
    for source in sources {
        for name in types(&source.text) {
            places.entry(name).or_default().push(&source.path);
        }
    }
    let keyword_of = |name: &str, path: &Path| {
        let mut folders = path.ancestors().skip(1);
        folders.find_map(|folder| keywords.get(&(folder.to_path_buf(), name.to_owned())))
    };
    let is_shared = |(name, places): &(String, Vec<&Path>)| {
        let first = keyword_of(name, places[0]);
        places.len() > 1
            && (first.is_none() || places.iter().any(|path| keyword_of(name, path) != first))
    };
    let shared = places.into_iter().filter(is_shared);
    shared.map(|(name, places)| format!("`{name}` in {places:?}")).collect()
}

/// Folders with many files side by side that are no catalogues: one file an entry, and `mod.rs`.
fn crowded_folders(sources: &[Source]) -> Vec<String> {
    let mut folders: BTreeMap<&Path, Vec<&Source>> = BTreeMap::new();
    for source in sources {
        folders.entry(source.path.parent().unwrap_or(Path::new(""))).or_default().push(source);
    }
    let is_catalogue = |files: &[&Source]| {
        let (roots, files): (Vec<&Source>, Vec<&Source>) =
            files.iter().partition(|source| source.path.ends_with("mod.rs"));
        let entries: Vec<String> =
            roots.iter().flat_map(|source| entries(&source.text)).map(|(_, name)| name).collect();
        files.iter().all(|source| types(&source.text).iter().any(|name| entries.contains(name)))
    };
    let is_crowded =
        |(_, files): &(&Path, Vec<&Source>)| files.len() > MOST_FILES && !is_catalogue(files);
    let crowded = folders.into_iter().filter(is_crowded);
    crowded
        .map(|(folder, files)| format!("src/{}: {} files", folder.display(), files.len()))
        .collect()
}

/// How often a word stands in a text, alone and in any case.
fn count_of(word: &str, text: &str) -> usize {
    let words = text.split(|c: char| !(c.is_alphanumeric() || c == '_'));
    words.filter(|it| it.eq_ignore_ascii_case(word)).count()
}

#[test]
fn no_files_form_a_circle() {
    let sources = sources();
    let circles: Vec<String> =
        Modules::of(&sources).circles().into_iter().map(|members| members.join(", ")).collect();
    assert!(circles.is_empty(), "\n{}\n", circles.join("\n"));
}

#[test]
fn no_two_types_share_a_name() {
    let shared = shared_names(&sources());
    assert!(shared.is_empty(), "\n{}\n", shared.join("\n"));
}

#[test]
fn no_folder_is_crowded_but_catalogues() {
    let crowded = crowded_folders(&sources());
    assert!(crowded.is_empty(), "\n{}\n", crowded.join("\n"));
}

#[test]
fn vague_words_are_rare() {
    let sources = sources();
    let (words, most) = VAGUE;
    for word in words {
        let count: usize = sources.iter().map(|source| count_of(word, &source.text)).sum();
        assert!(count <= most, "`{word}` stands {count} times in src; find a more exact word");
    }
}

fn source(path: &str, text: &str) -> Source {
    let modules = path.split('/').filter(|name| *name != "mod").map(str::to_owned).collect();
    Source { path: Path::new(path).with_extension("rs"), modules, text: text.to_owned() }
}

#[test]
fn a_circle_is_found_through_groups_facades_and_climbs_but_not_through_tests() {
    let facade = "mod c; pub(crate) use self::c::{C, C as D};";
    let circles = |a: &str, c: &str| {
        let sources = [source("a", a), source("b/mod", facade), source("b/c", c)];
        Modules::of(&sources).circles().len()
    };
    for (a, c) in [
        ("use crate::{x, b::{C}};", "use crate::a::{self as d};"),
        ("fn f() { crate::b::D::new() }", "use super::super::a::*;"),
    ] {
        assert_eq!(circles(a, c), 1, "{a} {c}");
        assert_eq!(circles(a, ""), 0, "{a}");
        assert_eq!(circles(a, &format!("#[cfg(test)] mod tests {{ {c} }} // {c}")), 0, "{c}");
    }
    assert_eq!(circles("pub use crate::b::C;", "pub(in crate::a) use std::x; use crate::a;"), 0);
}

#[test]
fn a_name_is_shared_wherever_it_is_defined_unless_entries_of_one_keyword_share_it() {
    let [a, b] = ["a/x", "b/y"].map(|path| {
        source(path, "pub struct X; impl T for X { type Y = u8; } mod m { type Z = u8; }")
    });
    let shared = |sources: &[Source]| shared_names(sources).join(" ");
    let catalogue = |path, keyword| {
        let text = format!("catalogue! {{ \"{keyword}\" => V(x::X), }}");
        source(path, &text)
    };
    let found = shared(&[a, b]);
    assert!(found.contains("`X`") && found.contains("`Z`") && !found.contains("`Y`"), "{found}");
    let [a, b] = ["a/x", "b/y"].map(|path| source(path, "struct X;"));
    let mut sources = vec![a, b, catalogue("a/mod", "x"), catalogue("b/mod", "y")];
    assert!(shared(&sources).contains("`X`"));
    sources[3] = catalogue("b/mod", "x");
    assert_eq!(shared(&sources), "");
}

#[test]
fn a_catalogue_may_hold_a_file_for_every_entry_and_nothing_else() {
    let names = || (0..20).map(|number| format!("X{number}"));
    let mut sources: Vec<Source> =
        names().map(|name| source(&format!("a/{name}"), &format!("struct {name};"))).collect();
    assert_eq!(crowded_folders(&sources).len(), 1);
    let entry = |name| format!("\"{name}\" => {name},");
    let entries = names().map(entry).collect::<Vec<_>>().concat();
    sources.push(source("a/mod", &format!("catalogue! {{ enum A: words B {{ {entries} }} }}")));
    assert_eq!(crowded_folders(&sources).len(), 0);
    sources.push(source("a/other", ""));
    assert_eq!(crowded_folders(&sources).len(), 1);
}

#[test]
fn words_are_counted_whole_and_in_any_case() {
    assert_eq!(count_of("told", "Told, told: untold is_told \"TOLD\""), 3);
}
