//! Loaders: short scripts that open the dataset in R, Python, SPSS and Stata.
//!
//! In: the columns. Out: name and text of each script; R and Python read the Parquet, SPSS
//! and Stata the CSV. Never: a value of a row.

use std::fmt::Write;

use super::rows::ResearchColumn;
use crate::outputs::datasets::Kind;

/// Name and text of every script.
pub fn loaders(columns: &[ResearchColumn]) -> [(&'static str, String); 4] {
    [
        ("load.R", r(columns)),
        ("load.py", python(columns)),
        ("load.sps", spss(columns)),
        ("load.do", stata(columns)),
    ]
}

/// A line for each column, or for each value of its closed list.
fn lines<T>(items: &[T], line: impl Fn(&T) -> String) -> String {
    items.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn coded(columns: &[ResearchColumn]) -> Vec<&ResearchColumn> {
    columns.iter().filter(|it| !it.codes.is_empty()).collect()
}

fn r(columns: &[ResearchColumn]) -> String {
    let label = |it: &ResearchColumn| {
        let (name, label) = (it.field.name, quoted(it.field.en));
        format!("attr(trajectories${name}, \"label\") <- {label}")
    };
    let factor = |it: &&ResearchColumn| {
        let list = |of: fn(&(&str, &str, &str)) -> String| {
            it.codes.iter().map(of).collect::<Vec<_>>().join(", ")
        };
        let levels = list(|code| quoted(code.0));
        let labels = list(|code| quoted(code.2));
        let name = it.field.name;
        format!(
            "trajectories${name} <- factor(trajectories${name}, levels = c({levels}), \
             labels = c({labels}))"
        )
    };
    format!(
        "# Opens the trajectories with labels. Needs: install.packages(\"arrow\").\n\
         # Run in the folder of this file.\n\
         trajectories <- as.data.frame(arrow::read_parquet(\"trajectories.parquet\"))\n\
         {}\n{}\n",
        lines(&coded(columns), factor),
        lines(columns, label)
    )
}

fn python(columns: &[ResearchColumn]) -> String {
    let label = |it: &ResearchColumn| {
        format!("    {}: {},", quoted(it.field.name), quoted(it.field.en))
    };
    let category = |it: &&ResearchColumn| {
        let codes: Vec<String> = it.codes.iter().map(|it| quoted(it.0)).collect();
        format!("    {}: [{}],", quoted(it.field.name), codes.join(", "))
    };
    format!(
        "\"\"\"Opens the trajectories with labels. Needs: pip install pandas pyarrow.\"\"\"\n\
         from pathlib import Path\n\n\
         import pandas as pd\n\n\
         LABELS = {{\n{}\n}}\n\
         CATEGORIES = {{\n{}\n}}\n\n\
         folder = Path(__file__).parent\n\
         trajectories = pd.read_parquet(folder / \"trajectories.parquet\")\n\
         for name, codes in CATEGORIES.items():\n    \
         trajectories[name] = pd.Categorical(trajectories[name], categories=codes)\n",
        lines(columns, label),
        lines(&coded(columns), category)
    )
}

fn spss(columns: &[ResearchColumn]) -> String {
    let format_of = |it: &ResearchColumn| match it.kind {
        Kind::Date => "SDATE10",
        Kind::Flag => "A5",
        _ => "A100",
    };
    let variable =
        |it: &ResearchColumn| format!("    {} {}", it.field.name, format_of(it));
    let label =
        |it: &ResearchColumn| format!("  {} {}", it.field.name, quoted(it.field.en));
    let mut text = format!(
        "* Opens the trajectories with labels. Set the folder first: CD 'C:/…/research'.\n\
         GET DATA /TYPE=TXT /FILE='trajectories.csv' /ENCODING='UTF8'\n  \
         /ARRANGEMENT=DELIMITED /DELIMITERS=\",\" /QUALIFIER='\"' /FIRSTCASE=2\n  \
         /VARIABLES=\n{}.\n\
         VARIABLE LABELS\n{}.\n",
        lines(columns, variable),
        lines(columns, label)
    );
    for it in coded(columns) {
        let value =
            |it: &(&str, &str, &str)| format!("  {} {}", quoted(it.0), quoted(it.2));
        // Writing to a text cannot fail.
        let _ =
            write!(text, "VALUE LABELS {}\n{}.\n", it.field.name, lines(it.codes, value));
    }
    text + "EXECUTE.\n"
}

fn stata(columns: &[ResearchColumn]) -> String {
    let label = |it: &ResearchColumn| {
        format!("label variable {} {}", it.field.name, quoted(it.field.en))
    };
    let dates: Vec<&ResearchColumn> =
        columns.iter().filter(|it| it.kind == Kind::Date).collect();
    let date = |it: &&ResearchColumn| {
        let name = it.field.name;
        format!(
            "generate long {name}_day = date({name}, \"YMD\")\n\
             order {name}_day, after({name})\n\
             drop {name}\n\
             rename {name}_day {name}\n\
             format {name} %td"
        )
    };
    format!(
        "* Opens the trajectories with labels. Set the folder first: cd \"C:/…/research\"\n\
         import delimited \"trajectories.csv\", varnames(1) encoding(\"utf-8\") \
         stringcols(_all) clear\n\
         {}\n{}\n",
        lines(&dates, date),
        lines(columns, label)
    )
}

/// Between quotation marks; our own labels hold none.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "'"))
}
