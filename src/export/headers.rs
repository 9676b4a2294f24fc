//! The header of a file against the columns a pipeline wants.
//!
//! In: the headers present and wanted. Out: where each wanted column stands, or what is
//! wrong with all of them at once. Never: a cell of a line that is no header.

use std::path::Path;

use super::problem::Problem;
use super::source::Wanted;
use crate::error::nearest;

/// Where the wanted columns of a file stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    /// How many cells a row must have.
    pub(super) n_cells: usize,
    /// The cell of every wanted column, in the pipeline's order.
    pub(super) cells: Vec<usize>,
}

/// Finds the wanted headers; they must be the same as the ones present, after trimming.
pub(super) fn locate(
    path: &Path,
    line: u32,
    headers: &[String],
    wanted: &[Wanted],
) -> Result<Layout, Vec<Problem>> {
    let mut cells = Vec::with_capacity(wanted.len());
    let (mut missing, mut doubled) = (Vec::new(), Vec::new());
    for column in wanted {
        let header = column.header.trim();
        let mut at = headers.iter().enumerate().filter(|(_, it)| it.as_str() == header);
        match (at.next(), at.next()) {
            (Some((cell, _)), None) => cells.push(cell),
            (None, _) => missing.push(header),
            (Some(_), Some(_)) => doubled.push(header),
        }
    }
    let mut problems = Vec::new();
    if !missing.is_empty() {
        problems.push(missing_problem(path, line, headers, wanted, &missing));
    }
    if !doubled.is_empty() {
        problems.push(doubled_problem(path, line, &doubled));
    }
    if problems.is_empty() {
        Ok(Layout { n_cells: headers.len(), cells })
    } else {
        Err(problems)
    }
}

/// How many of the wanted headers are among `headers`.
pub(super) fn n_found(headers: &[String], wanted: &[Wanted]) -> usize {
    wanted.iter().filter(|it| headers.iter().any(|h| h == it.header.trim())).count()
}

fn missing_problem(
    path: &Path,
    line: u32,
    headers: &[String],
    wanted: &[Wanted],
    missing: &[&str],
) -> Problem {
    let names = || headers.iter().map(String::as_str).filter(|it| !it.is_empty());
    let near: Vec<_> = missing.iter().map(|it| nearest(it, names())).collect();
    let n_near = near.iter().flatten().count();
    // Without a header line, the first row of data stands here: it is not to be shown.
    let is_header = n_found(headers, wanted) > 0 || 2 * n_near >= wanted.len();
    let list: Vec<String> = missing
        .iter()
        .zip(&near)
        .map(|(it, near)| match near {
            Some(near) if is_header => format!("`{it}` (did you mean `{near}`?)"),
            _ => format!("`{it}`"),
        })
        .collect();
    let (n, of) = (missing.len(), wanted.len());
    let headline = format!("{n} of {of} columns are missing: {}", list.join(", "));
    let problem = Problem::export("header-missing", headline).at_line(path, line);
    if is_header {
        let present: Vec<&str> = names().collect();
        problem.help(format!("the headers are `{}`", present.join("`, `")))
    } else {
        problem.help(
            "this line does not look like the header; set `skip-lines` to the number of \
             lines above it",
        )
    }
}

fn doubled_problem(path: &Path, line: u32, doubled: &[&str]) -> Problem {
    let list = doubled.join("`, `");
    Problem::export("header-doubled", format!("columns stand there twice: `{list}`"))
        .at_line(path, line)
        .help("rename one of the two in the export: which is meant cannot be told")
}

#[cfg(test)]
mod tests {
    use super::super::samples::wanted;
    use super::*;

    fn located(headers: &[&str], columns: &[&str]) -> Result<Layout, Vec<String>> {
        let headers: Vec<String> = headers.iter().map(|&it| it.to_owned()).collect();
        let text = |it: Problem| it.message.render("error");
        locate(Path::new("a.csv"), 1, &headers, &wanted(columns))
            .map_err(|it| it.into_iter().map(text).collect())
    }

    #[test]
    fn columns_are_found_in_the_order_of_the_pipeline() {
        let layout = located(&["Nr", "Zorgvorm", "Start"], &["Start", " Nr "]).unwrap();
        assert_eq!(layout, Layout { n_cells: 3, cells: vec![2, 0] });
    }

    #[test]
    fn a_missing_header_gets_the_nearest_and_the_list() {
        let text = located(&["Trajectnummer", "Zorgvorm"], &["Trajectnumer", "Zorgvorm"]);
        let text = text.unwrap_err().concat();
        assert!(text.contains("1 of 2 columns are missing: `Trajectnumer`"), "{text}");
        assert!(text.contains("did you mean `Trajectnummer`?"), "{text}");
        assert!(text.contains("the headers are `Trajectnummer`, `Zorgvorm`"), "{text}");
    }

    #[test]
    fn a_row_of_data_in_place_of_the_header_is_not_shown() {
        let text =
            located(&["4711", "Jan Jansen", "IAG"], &["Trajectnummer", "Zorgvorm"]);
        let text = text.unwrap_err().concat();
        assert!(!text.contains("Jansen") && !text.contains("4711"), "{text}");
        assert!(text.contains("does not look like the header"), "{text}");
    }

    #[test]
    fn only_a_doubled_header_that_is_wanted_is_wrong() {
        assert!(located(&["id", "note", "note"], &["id"]).is_ok());
        let text = located(&["id", "name", "id"], &["id", "gone"]).unwrap_err().concat();
        assert!(text.contains("error[header-doubled]"), "{text}");
        assert!(text.contains("error[header-missing]"), "{text}");
    }
}
