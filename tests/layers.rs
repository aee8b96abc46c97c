//! The house keeps its order: which layer may use which, and what certain
//! layers must never do. The test reads the source as text, without comments,
//! strings and test code; it holds names, not meanings.

use std::fs;
use std::path::{Path, PathBuf};

/// The layers, lowest first. Those on one line know nothing of each other;
/// each uses only lines above its own.
const LAYERS: [&[&str]; 13] = [
    &["units"],
    &["kernel", "stats"],
    &["dist"],
    &["fit"],
    &["model"],
    &["scenario", "advice", "trial"],
    &["tally"],
    &["verdict"],
    &["study"],
    &["report"],
    &["cli"],
    &["lib"],
    &["main"],
];

/// Layers in which a result must be the same to the bit on every machine.
const EXACT: [&str; 8] = ["kernel", "stats", "dist", "fit", "model", "trial", "tally", "verdict"];
/// Layers in which the order of what is iterated over shows in results.
const ORDERED: [&str; 10] =
    ["kernel", "stats", "dist", "fit", "model", "trial", "tally", "verdict", "study", "report"];
/// Functions of `f64` whose last bits differ between platforms. (`sqrt` and
/// `mul_add` are exact everywhere.)
const INEXACT: [&str; 26] = [
    "ln", "ln_1p", "log", "log2", "log10", "exp", "exp2", "exp_m1", "powf", "powi", "cbrt", "hypot", "sin",
    "cos", "tan", "sin_cos", "asin", "acos", "atan", "atan2", "sinh", "cosh", "tanh", "asinh", "acosh",
    "atanh",
];
/// Most lines of a file, without its tests.
const LONGEST: usize = 500;

/// A source file without comments, text and test code.
struct Source {
    /// Relative to `src`.
    path: PathBuf,
    code: String,
}

impl Source {
    /// Its module path: `trial/copying/reference.rs` is
    /// `["trial", "copying", "reference"]`.
    fn module(&self) -> Vec<String> {
        let mut parts: Vec<String> =
            self.path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
        if parts.last().is_some_and(|last| last == "mod") {
            parts.pop();
        }
        parts
    }

    fn layer(&self) -> String {
        self.module()[0].clone()
    }

    fn is_in(&self, layers: &[&str]) -> bool {
        layers.contains(&self.layer().as_str())
    }

    /// Every place at which one of `words` stands as a whole word.
    fn places(&self, words: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for (number, line) in self.code.lines().enumerate() {
            for word in words_of(line).filter(|word| words.contains(word)) {
                found.push(format!("src/{}:{}: {word}", self.path.display(), number + 1));
            }
        }
        found
    }
}

fn words_of(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty())
}

/// Blanks comments, strings and characters, keeping the lines.
fn without_text(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut code = String::with_capacity(source.len());
    let mut i = 0;
    while i < chars.len() {
        let rest = &chars[i..];
        let length = match rest {
            ['/', '/', ..] => rest.iter().position(|c| *c == '\n').unwrap_or(rest.len()),
            ['/', '*', ..] => block_comment(rest),
            ['r', '"' | '#', ..] if !code.ends_with(|c: char| c.is_alphanumeric() || c == '_') => {
                raw_string(rest)
            }
            ['"', ..] => string(rest),
            ['\'', '\\', _, ..] => 3 + rest[3..].iter().position(|c| *c == '\'').map_or(0, |end| end + 1),
            ['\'', _, '\'', ..] => 3,
            _ => 0,
        };
        if length == 0 {
            code.push(rest[0]);
            i += 1;
        } else {
            code.extend(rest[..length].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            i += length;
        }
    }
    code
}

fn block_comment(rest: &[char]) -> usize {
    let mut depth = 0;
    let mut i = 0;
    while i + 1 < rest.len() {
        match (rest[i], rest[i + 1]) {
            ('/', '*') => (depth, i) = (depth + 1, i + 2),
            ('*', '/') => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
        if depth == 0 {
            return i;
        }
    }
    rest.len()
}

fn string(rest: &[char]) -> usize {
    let mut i = 1;
    while i < rest.len() {
        match rest[i] {
            '\\' => i += 2,
            '"' => return i + 1,
            _ => i += 1,
        }
    }
    rest.len()
}

/// Length of a raw string, or 0 if this is a raw identifier.
fn raw_string(rest: &[char]) -> usize {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return 0;
    }
    let body = hashes + 2;
    let ends = |i: usize| rest[i] == '"' && rest[i + 1..].iter().take_while(|c| **c == '#').count() >= hashes;
    (body..rest.len()).find(|i| ends(*i)).map_or(rest.len(), |i| i + 1 + hashes)
}

/// Blanks every item or statement under `#[cfg(test)]`; returns also the names
/// of modules in other files that are for tests only.
fn without_tests(code: &str) -> (String, Vec<String>) {
    const GATE: &str = "#[cfg(test)]";
    let mut kept = String::new();
    let mut modules = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(GATE) {
        kept.push_str(&rest[..at]);
        let length = GATE.len() + item(&rest[at + GATE.len()..]);
        let gated = &rest[at..at + length];
        let words: Vec<&str> = words_of(gated).collect();
        if let (true, Some(module)) = (gated.ends_with(';'), words.iter().position(|word| *word == "mod")) {
            modules.push(words[module + 1].to_owned());
        }
        kept.extend(gated.chars().filter(|c| *c == '\n'));
        rest = &rest[at + length..];
    }
    kept.push_str(rest);
    (kept, modules)
}

/// Length of the item or statement that `code` begins with.
fn item(code: &str) -> usize {
    let mut depth = 0;
    for (i, c) in code.char_indices() {
        match c {
            '{' | '(' | '[' => depth += 1,
            ')' | ']' => depth -= 1,
            '}' => {
                depth -= 1;
                if depth == 0 {
                    return i + 1;
                }
            }
            ';' if depth == 0 => return i + 1,
            _ => {}
        }
    }
    code.len()
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// All of `src` without what is only for tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    files_below(&root, &mut paths);
    let mut sources = Vec::new();
    let mut tests_only: Vec<PathBuf> = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).expect("source is UTF-8");
        let (code, modules) = without_tests(&without_text(&text));
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let owns_its_folder = ["mod.rs", "lib.rs", "main.rs"].contains(&file);
        let folder = if owns_its_folder {
            path.parent().map_or(root.clone(), Path::to_path_buf)
        } else {
            path.with_extension("")
        };
        tests_only.extend(modules.iter().map(|module| folder.join(module)));
        let path = path.strip_prefix(&root).expect("it is below src").to_path_buf();
        sources.push(Source { path, code });
    }
    let is_test = |source: &Source| {
        let module = root.join(source.path.with_extension(""));
        tests_only.iter().any(|test| module.starts_with(test))
    };
    sources.retain(|source| !is_test(source));
    assert!(sources.len() > 50, "only {} files were found", sources.len());
    sources
}

fn rank(layer: &str) -> Option<usize> {
    LAYERS.iter().position(|line| line.contains(&layer))
}

/// The names of modules that follow `start`: one, or those of a group in
/// braces.
fn names_after(start: &str) -> Vec<String> {
    let identifier = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(group) = start.trim_start().strip_prefix('{') else {
        return vec![identifier(start)];
    };
    let mut names = Vec::new();
    let mut depth = 0;
    let mut begin = 0;
    for (i, c) in group.char_indices() {
        match c {
            '}' if depth == 0 => {
                names.push(identifier(&group[begin..i]));
                break;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(identifier(&group[begin..i]));
                begin = i + 1;
            }
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

/// Names of top-level modules that a file uses, by whatever path.
fn uses(source: &Source) -> Vec<String> {
    let depth = source.module().len();
    let mut names = Vec::new();
    for root in ["crate::".to_owned(), "drsim::".to_owned(), "super::".repeat(depth)] {
        for (at, _) in source.code.match_indices(&root) {
            let before = source.code[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') {
                continue;
            }
            names.extend(names_after(&source.code[at + root.len()..]));
        }
    }
    names
}

#[test]
fn each_layer_uses_only_those_below_it() {
    let mut wrong = Vec::new();
    for source in sources() {
        let own = source.layer();
        let Some(own_rank) = rank(&own) else {
            wrong.push(format!("src/{}: `{own}` is in no layer", source.path.display()));
            continue;
        };
        for used in uses(&source).into_iter().filter(|used| *used != own) {
            match rank(&used) {
                Some(used_rank) if used_rank < own_rank => {}
                Some(_) => wrong.push(format!("src/{}: `{own}` uses `{used}`", source.path.display())),
                None => wrong.push(format!("src/{}: `{used}` is in no layer", source.path.display())),
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Asserts that no source that `applies` holds one of `words`.
fn assert_without(words: &[&str], why: &str, applies: impl Fn(&Source) -> bool) {
    let places: Vec<String> =
        sources().iter().filter(|source| applies(source)).flat_map(|source| source.places(words)).collect();
    assert!(places.is_empty(), "{why}:\n{}", places.join("\n"));
}

#[test]
fn nothing_iterates_in_an_order_of_chance() {
    assert_without(&["HashMap", "HashSet"], "use a Vec or a BTreeMap", |source| source.is_in(&ORDERED));
}

#[test]
fn results_do_not_depend_on_the_platform_s_mathematics() {
    let mut places = Vec::new();
    for source in sources().iter().filter(|source| source.is_in(&EXACT)) {
        for function in INEXACT {
            for call in [format!(".{function}("), format!("f64::{function}"), format!("f32::{function}")] {
                let is_call = |at: usize| {
                    let next = source.code[at + call.len()..].chars().next();
                    call.ends_with('(') || !next.is_some_and(|c| c.is_alphanumeric() || c == '_')
                };
                if source.code.match_indices(&call).any(|(at, _)| is_call(at)) {
                    places.push(format!("src/{}: {call}", source.path.display()));
                }
            }
        }
    }
    assert!(places.is_empty(), "use libm's functions:\n{}", places.join("\n"));
}

#[test]
fn only_the_command_line_touches_the_outside() {
    let below = |source: &Source| !source.is_in(&["cli", "main"]);
    assert_without(&["print", "println", "eprint", "eprintln", "dbg"], "only cli prints", below);
    let outside = ["std::fs", "std::env", "std::process", "std::net", "Instant::now", "SystemTime"];
    let places: Vec<String> = sources()
        .iter()
        .filter(|source| below(source))
        .flat_map(|source| {
            let found = outside.iter().filter(|name| source.code.contains(**name));
            found.map(|name| format!("src/{}: {name}", source.path.display())).collect::<Vec<_>>()
        })
        .collect();
    assert!(places.is_empty(), "files, clock and environment belong to cli:\n{}", places.join("\n"));
}

#[test]
fn nothing_is_unsafe() {
    assert_without(&["unsafe"], "unsafe code is forbidden", |_| true);
}

#[test]
fn a_trial_is_plain_data() {
    let shared = ["dyn", "Rc", "Arc", "RefCell", "Cell", "Mutex", "RwLock"];
    assert_without(&shared, "a world is columns of plain data", |source| source.is_in(&["trial"]));
}

#[test]
fn rooms_without_a_name_of_their_own_do_not_exist() {
    let vague = ["utils", "util", "common", "types", "manager", "helpers", "helper", "misc"];
    for source in sources() {
        let module = source.module();
        let found = module.iter().find(|part| vague.contains(&part.as_str()));
        assert!(found.is_none(), "src/{}: what is in it?", source.path.display());
    }
}

#[test]
fn files_can_be_read_in_one_sitting() {
    let mut long = Vec::new();
    for source in sources() {
        // What is only for tests stands at the end.
        let lines = source.code.trim_end().lines().count();
        if lines > LONGEST {
            long.push(format!("src/{}: {lines} lines", source.path.display()));
        }
    }
    assert!(long.is_empty(), "more than {LONGEST} lines:\n{}", long.join("\n"));
}

#[test]
fn reading_sees_code_alone() {
    let text = "let a = \"crate::cli\"; // crate::cli\n/* crate::cli */ let b = '\"'; let c = r#\"dyn \"x\" \"#;\n\
                fn d<'a>(e: &'a str) {}\n#[cfg(test)]\nmod tests { use crate::cli; }\n#[cfg(test)]\nmod swarm;\nlet f = '\\'';";
    let (code, modules) = without_tests(&without_text(text));
    assert_eq!(modules, ["swarm"]);
    assert!(!code.contains("cli") && !code.contains("dyn"), "{code}");
    for kept in ["let a", "let b", "let c", "fn d<'a>(e: &'a str) {}", "let f"] {
        assert!(code.contains(kept), "{kept} is gone: {code}");
    }
    let path = PathBuf::from("trial/copying/reference.rs");
    let code = "use crate::{model::{A, B}, units}; use super::super::super::tally::T; use super::super::start; \
                crate::dist::x()";
    let used = uses(&Source { path, code: code.to_owned() });
    assert_eq!(used, ["model", "units", "dist", "tally"]);
}
