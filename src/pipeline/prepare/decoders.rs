//! Decoders: how each column of each table is read, from what the pipeline declares.
//!
//! In: the export sections of a plan. Out: a plan for every table. Never: a code without a
//! declared list: the same number means different things in different lists.

use std::collections::BTreeMap;

use crate::error::{Error, Message, nearest};
use crate::export::{self, Source, Wanted};
use crate::pipeline::file::{CodesPlan, ExportPlan, Located, Plan};
use crate::tables::codes::{self, CodeList, code_system, code_systems, normalise};
use crate::tables::{Column, ColumnPlan, Decoder, Input, Kind, Lookup, Table, TablePlan};

/// A plan for every table of the export, in the order of [`Table::ALL`].
pub(super) fn table_plans(
    plan: &Plan,
    problems: &mut Vec<Message>,
) -> Result<Vec<TablePlan>, Error> {
    let mut plans = Vec::new();
    let mut first_file = 0;
    let mut errors = Vec::new();
    for table in Table::ALL {
        let Some(export) = plan.exports.get(table.name()) else { continue };
        let files = match export::resolve(&plan.folder, &export.files) {
            Ok(it) => it,
            Err(error) => {
                errors.push(error);
                continue;
            }
        };
        let n_files = u16::try_from(files.len()).unwrap_or(u16::MAX);
        let source = source(table, export, files, first_file);
        first_file = first_file.saturating_add(n_files);
        let columns = columns(plan, table, export, &source, problems);
        let is_grouped = source.columns.iter().any(|it| it.column == "weight")
            && table == Table::Trajectories;
        let key = table.columns()[0].name;
        plans.push(TablePlan { table, source, columns, key, is_grouped });
    }
    match errors.into_iter().reduce(together) {
        Some(error) => Err(error),
        None => Ok(plans),
    }
}

fn together(mut a: Error, b: Error) -> Error {
    a.messages.extend(b.messages);
    a
}

fn source(
    table: Table,
    export: &ExportPlan,
    files: Vec<std::path::PathBuf>,
    first_file: u16,
) -> Source {
    let delivered = table.columns().iter().filter_map(|it| {
        let header = export.columns.get(it.name)?.value.clone();
        Some(Wanted { column: it.name, header })
    });
    let columns = delivered.collect();
    Source {
        table: table.name(),
        files,
        first_file,
        dialect: export.dialect.clone(),
        columns,
    }
}

fn columns(
    plan: &Plan,
    table: Table,
    export: &ExportPlan,
    source: &Source,
    problems: &mut Vec<Message>,
) -> Vec<ColumnPlan> {
    let mut columns = Vec::new();
    for column in table.columns() {
        let position = source.columns.iter().position(|it| it.column == column.name);
        let constant = export.constants.get(column.name);
        let input = match (position, constant) {
            (Some(it), _) => Input::Column(it),
            (None, Some(it)) => Input::Constant(it.value.clone()),
            (None, None) => continue,
        };
        let codes = export.codes.get(column.name);
        let is_constant = matches!(input, Input::Constant(_));
        match decoder(column, codes, is_constant, plan) {
            Ok(decoder) => {
                columns.push(ColumnPlan { column: column.name, input, decoder });
            }
            Err(message) => {
                let place = export.columns.get(column.name).or(constant);
                let place = place.map_or_else(String::new, |it| it.place(&plan.path));
                problems.push(message.at(place));
            }
        }
    }
    columns
}

fn decoder(
    column: &'static Column,
    codes: Option<&CodesPlan>,
    is_constant: bool,
    plan: &Plan,
) -> Result<Decoder, Message> {
    Ok(match column.kind {
        Kind::Key => Decoder::Key,
        Kind::Day => Decoder::Day,
        Kind::Number => Decoder::Number,
        Kind::Count => Decoder::Count,
        Kind::Code(set) => {
            let canonical = |code: &str| set.index(code);
            let find = code_lookup(column, codes, is_constant)?;
            check_targets(column, codes, &set.names().collect::<Vec<_>>())?;
            Decoder::Code(Box::new(move |text| canonical(&find(text)?)))
        }
        Kind::Flag => {
            let find = code_lookup(column, codes, is_constant)?;
            check_targets(column, codes, &["yes", "no"])?;
            Decoder::Flag(Box::new(move |text| match find(text)?.as_str() {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            }))
        }
        Kind::Name => {
            let find: Lookup<String> = match codes {
                _ if column.name == "programme" => programmes(codes, plan)?,
                Some(_) => code_lookup(column, codes, is_constant)?,
                None => Box::new(|text| Some(text.to_owned())),
            };
            Decoder::Name(find)
        }
    })
}

/// Delivered text to canonical code: own codes first, then the system.
fn code_lookup(
    column: &'static Column,
    codes: Option<&CodesPlan>,
    is_constant: bool,
) -> Result<Lookup<String>, Message> {
    let Some(codes) = codes else {
        if is_constant {
            return Ok(Box::new(|text| Some(text.to_owned())));
        }
        let headline = format!("column `{}` has codes, but no code list", column.name);
        let help =
            "declare one: `codes.COLUMN = { system = \"cbs-bij-7\" }`, or your own";
        return Err(Message::new("codes-not-declared", headline).help(help));
    };
    let own: BTreeMap<String, String> =
        codes.own.iter().map(|(text, code)| (text.clone(), code.value.clone())).collect();
    let list = match &codes.system {
        Some(name) => Some(code_list(name, column)?),
        None => None,
    };
    Ok(Box::new(move |text| {
        let own = own.get(text).cloned();
        own.or_else(|| list.as_ref()?.canonical(text).map(ToOwned::to_owned))
    }))
}

fn code_list(name: &Located<String>, column: &Column) -> Result<CodeList, Message> {
    let Some(system) = code_system(&name.value) else {
        let systems = code_systems().unwrap_or_default();
        let names = systems.iter().map(|it| it.name.as_str());
        let headline = format!("there is no code system `{}`", name.value);
        let help = match nearest(&name.value, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known: {}", names.collect::<Vec<_>>().join(", ")),
        };
        return Err(Message::new("unknown-code-system", headline).help(help));
    };
    system.list(column.name).cloned().ok_or_else(|| {
        let headline =
            format!("code system `{}` has no codes for `{}`", system.name, column.name);
        Message::new("unknown-code-system", headline).help("declare your own codes")
    })
}

/// Every own code must stand for something the column can hold.
fn check_targets(
    column: &Column,
    codes: Option<&CodesPlan>,
    allowed: &[&str],
) -> Result<(), Message> {
    let own = codes.into_iter().flat_map(|it| it.own.values());
    for code in own {
        if !allowed.contains(&code.value.as_str()) {
            let headline = format!("`{}` is not a code of `{}`", code.value, column.name);
            let help = match nearest(&code.value, allowed.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("allowed: {}", allowed.join(", ")),
            };
            return Err(Message::new("unknown-code", headline).help(help));
        }
    }
    Ok(())
}

/// Programmes: own spellings, programmes the pipeline declares, then the built-in aliases.
fn programmes(codes: Option<&CodesPlan>, plan: &Plan) -> Result<Lookup<String>, Message> {
    let mut known: BTreeMap<String, String> = BTreeMap::new();
    let built_in = codes::programmes().map_err(|it| it.messages[0].clone())?;
    for it in built_in {
        for alias in it.aliases.iter().chain([&it.code]) {
            known.insert(normalise(alias), it.code.clone());
        }
    }
    for it in &plan.programmes {
        for alias in it.aliases.iter().chain([&it.name]) {
            known.insert(normalise(alias), it.name.clone());
        }
    }
    for (text, code) in codes.into_iter().flat_map(|it| &it.own) {
        known.insert(normalise(text), code.value.clone());
    }
    Ok(Box::new(move |text| known.get(&normalise(text)).cloned()))
}
