//! From the `[export.…]` tables of a pipeline file to export plans.
//!
//! In: the tables and the columns of the canonical tables. Out: one plan a table.
//! Never: a guessed dialect; a column that does not exist.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use super::entry::Entry;
use super::plan::{CodesPlan, ExportPlan, Located};
use super::section::Section;
use crate::export::{DateFormat, Decimal, Dialect, Encoding};

/// The columns of a canonical table; `None` when there is no such table.
pub type Schema<'a> = dyn Fn(&str) -> Option<Vec<&'static str>> + 'a;

/// Tables that can be read.
pub(super) const TABLES: [&str; 6] =
    ["trajectories", "goals", "satisfaction", "measurements", "contacts", "capacity"];

const DELIMITERS: [(&str, u8); 4] =
    [(";", b';'), (",", b','), ("tab", b'\t'), ("\t", b'\t')];

pub(super) fn read_exports(
    head: &Section<'_>,
    schema: &Schema<'_>,
) -> Option<BTreeMap<String, ExportPlan>> {
    const HELP: &str = "add [export.trajectories] with files, dialect and columns";
    let export = head.need("export", HELP)?.section_named("[export]".to_owned())?;
    let export = export.only(&TABLES);
    export.need("trajectories", HELP);
    let mut plans = BTreeMap::new();
    let mut complete = true;
    for entry in export.entries() {
        let table = entry.key;
        match schema(table).filter(|_| TABLES.contains(&table)) {
            Some(columns) => match read_table(&entry, &columns) {
                Some(plan) => _ = plans.insert(table.to_owned(), plan),
                None => complete = false,
            },
            None => complete = false, // Reported as unknown.
        }
    }
    complete.then_some(plans)
}

fn read_table(entry: &Entry<'_>, known: &[&str]) -> Option<ExportPlan> {
    let table = entry.section_named(format!("[export.{}]", entry.key))?;
    let table = table.only(&["files", "dialect", "columns", "constants", "codes"]);
    let files_entry = table.need("files", "for example files = [\"../exports/*.csv\"]");
    let files = files_entry.and_then(|it| {
        it.full_list()?;
        it.texts()
    });
    let dialect = read_dialect(&table, files.as_deref().is_none_or(has_text_file));
    let columns = read_columns(&table, entry.key, known);
    let constants = match sub_section(&table, "constants") {
        Some(it) => read_map(&it.only_named("column", known), known),
        None => Some(BTreeMap::new()),
    };
    if let (Some(columns), Some(section)) = (&columns, sub_section(&table, "constants")) {
        refuse_shared(columns, &section, &table.name);
    }
    let codes = match sub_section(&table, "codes") {
        Some(it) => read_codes(&it.only_named("column", known), known),
        None => Some(BTreeMap::new()),
    };
    Some(ExportPlan {
        files: files?,
        dialect: dialect?,
        columns: columns?,
        constants: constants?,
        codes: codes?,
    })
}

/// The table under `key`, called `` `key` of [export.…] ``.
fn sub_section<'a>(table: &Section<'a>, key: &str) -> Option<Section<'a>> {
    table.get(key)?.section_named(format!("`{key}` of {}", table.name))
}

/// True when one of the patterns is for files of text, which need a dialect in full.
fn has_text_file(files: &[String]) -> bool {
    let is_binary = |file: &String| {
        let extension = Path::new(file).extension().map(OsStr::to_ascii_lowercase);
        extension.is_some_and(|it| it == "xlsx" || it == "parquet")
    };
    !files.iter().all(is_binary)
}

fn read_dialect(table: &Section<'_>, has_text: bool) -> Option<Dialect> {
    const KEYS: [&str; 8] = [
        "delimiter",
        "encoding",
        "decimal",
        "dates",
        "skip-lines",
        "footer",
        "sheet",
        "missing",
    ];
    let help = "for example dialect = { delimiter = \";\", encoding = \"windows-1252\", \
                decimal = \",\", dates = \"dd-mm-yyyy\" }; it is never guessed";
    table.need("dialect", help)?;
    let dialect = sub_section(table, "dialect")?.only(&KEYS);
    let text_only = |key: &str, help: &str| {
        if has_text { dialect.need(key, help) } else { dialect.get(key) }
    };
    let delimiter =
        text_only("delimiter", "say what stands between fields: `;`, `,`, `tab`")
            .map(|it| it.choice(&DELIMITERS));
    let encoding = text_only("encoding", "say which: `utf-8`, `windows-1252`")
        .map(|it| it.choice(&Encoding::NAMES));
    let decimal = dialect
        .need("decimal", "say what stands before decimals: `,`, `.`")
        .and_then(|it| it.choice(&Decimal::NAMES));
    let dates = dialect
        .need("dates", "say how days are written: `dd-mm-yyyy`, `yyyy-mm-dd`, `yyyymmdd`")
        .and_then(|it| it.choice(&DateFormat::NAMES));
    let help = "the number of lines above the header";
    let skip_lines =
        dialect.get("skip-lines").map_or(Some(0), |it| it.whole(0, 1000, help));
    let text = |key: &str| dialect.get(key).map(|it| it.text().map(|it| it.value));
    let (footer, sheet) = (text("footer"), text("sheet"));
    let missing = dialect.get("missing").map_or(Some(Vec::new()), |it| {
        let texts: Vec<_> = it.list()?.iter().map(Entry::any_text).collect();
        texts.into_iter().map(|it| it.map(|it| it.value)).collect()
    });
    Some(Dialect {
        // XLSX and Parquet files have neither: these two are then never looked at.
        delimiter: given(delimiter, has_text)?.unwrap_or(b','),
        encoding: given(encoding, has_text)?.unwrap_or(Encoding::Utf8),
        decimal: decimal?,
        dates: dates?,
        skip_lines: skip_lines?,
        footer: given(footer, false)?,
        sheet: given(sheet, false)?,
        missing: missing?,
    })
}

/// What was read under a key that may be left out: `None` when there was a mistake, or
/// when it is `needed` and left out.
#[expect(clippy::option_option, reason = "outer: read without mistake; inner: is there")]
fn given<T>(read: Option<Option<T>>, needed: bool) -> Option<Option<T>> {
    match read {
        Some(it) => it.map(Some),
        None => (!needed).then_some(None),
    }
}

fn read_columns(
    table: &Section<'_>,
    name: &str,
    known: &[&str],
) -> Option<BTreeMap<String, Located<String>>> {
    let help = "for example columns = { trajectory_id = \"Trajectnummer\" }";
    table.need("columns", help)?;
    let section = sub_section(table, "columns")?.only_named("column", known);
    let counts = name == "trajectories"
        && (section.get("weight").is_some() || section.was_mistyped("weight"));
    if name == "trajectories" && !counts {
        for key in ["trajectory_id", "client_id"] {
            let help = "map it to its header; only an export of counts per group, which \
                        maps `weight`, does without";
            section.need(key, help);
        }
    } else if let Some(key) = known.first().filter(|_| !counts) {
        section.need(key, "map it to its header: it says which row is meant");
    }
    read_map(&section, known)
}

/// Known column → text. Unknown columns have been reported.
fn read_map(
    section: &Section<'_>,
    known: &[&str],
) -> Option<BTreeMap<String, Located<String>>> {
    let entries = section.entries();
    let known = entries.iter().filter(|it| known.contains(&it.key));
    let pairs: Vec<_> = known.map(|it| Some((it.key.to_owned(), it.text()?))).collect();
    pairs.into_iter().collect()
}

fn refuse_shared(
    columns: &BTreeMap<String, Located<String>>,
    constants: &Section<'_>,
    table: &str,
) {
    for entry in constants.entries().iter().filter(|it| columns.contains_key(it.key)) {
        let headline =
            format!("`{}` is both in `columns` and in `constants` of {table}", entry.key);
        let help = "keep the one that is meant".to_owned();
        entry.refuse("given-twice", headline, help);
    }
}

fn read_codes(
    section: &Section<'_>,
    known: &[&str],
) -> Option<BTreeMap<String, CodesPlan>> {
    let entries = section.entries();
    let known = entries.iter().filter(|it| known.contains(&it.key));
    let plans: Vec<_> = known
        .map(|it| {
            let name = format!("`codes.{}` {}", it.key, of_table(&section.name));
            Some((it.key.to_owned(), read_code_list(it, name)?))
        })
        .collect();
    plans.into_iter().collect()
}

/// The part `of [export.…]` of a section's name.
fn of_table(name: &str) -> &str {
    name.split_once(' ').map_or(name, |(_, it)| it)
}

fn read_code_list(entry: &Entry<'_>, name: String) -> Option<CodesPlan> {
    let list = entry.section_named(name)?;
    let pairs: Vec<_> =
        list.entries().iter().map(|it| Some((it.key.to_owned(), it.text()?))).collect();
    let mut own = pairs.into_iter().collect::<Option<BTreeMap<_, _>>>()?;
    let system = own.remove("system");
    if system.is_none() && own.is_empty() {
        entry.refuse_empty();
        return None;
    }
    Some(CodesPlan { system, own })
}
