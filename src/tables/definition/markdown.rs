//! The Markdown side of a page: front matter split off, headings in order, pipe tables.

use std::collections::BTreeMap;

use super::Problems;
use crate::error::Message;

/// What stands before and after the front matter.
const FENCE: &str = "+++";

/// A page split in its two halves. Lines count from 1, in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<'a> {
    /// The TOML between the fences.
    pub front: &'a str,
    /// Line of the file on which `front` starts.
    pub front_line: usize,
    /// The Markdown after the second fence.
    pub body: &'a str,
    /// Line of the file on which `body` starts.
    pub body_line: usize,
}

/// Splits a page at its fences. Returns `None`, with a problem noted, when there are no two.
pub fn split_page<'a>(text: &'a str, problems: &mut Problems) -> Option<Page<'a>> {
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if line.trim_end() == FENCE {
            starts.push((at, at + line.len()));
        }
        at += line.len();
    }
    let [(0, from), (until, rest), ..] = starts[..] else {
        let what = "the page does not start with front matter between two lines `+++`";
        problems.add(1, what, "write `+++`, the keys, `+++`, then the text");
        return None;
    };
    let front = &text[from..until];
    let body_line = 2 + front.lines().count() + 1;
    Some(Page { front, front_line: 2, body: &text[rest..], body_line })
}

/// Notes a problem for each heading that is missing, unknown, out of order or empty.
pub fn check_headings(page: &Page<'_>, wanted: &[&str], problems: &mut Problems) {
    let found = headings(page);
    let names: Vec<&str> = found.iter().map(|it| it.1).collect();
    for heading in wanted {
        if !names.contains(heading) {
            let what = format!("the heading `## {heading}` is missing");
            let order = format!("the headings are, in order: {}", wanted.join(" · "));
            problems.add(page.body_line, what, order);
        }
    }
    for (line, name, empty) in &found {
        if !wanted.contains(name) {
            let what = format!("the heading `## {name}` is not one of the fixed ones");
            let order = format!("the headings are, in order: {}", wanted.join(" · "));
            problems.add(*line, what, order);
        } else if *empty {
            let what = format!("nothing is written under `## {name}`");
            problems.add(*line, what, "write it out, if only as `None.`");
        }
    }
    let order: Vec<&str> =
        wanted.iter().copied().filter(|it| names.contains(it)).collect();
    let known: Vec<&str> = names.into_iter().filter(|it| wanted.contains(it)).collect();
    if known.len() > order.len() {
        problems.add(page.body_line, "a heading occurs twice", "merge the two sections");
    } else if known != order {
        let help = format!("the order is: {}", wanted.join(" · "));
        problems.add(page.body_line, "the headings are not in the fixed order", help);
    }
}

/// Line, text and emptiness of each second-level heading.
fn headings<'a>(page: &Page<'a>) -> Vec<(usize, &'a str, bool)> {
    let mut found: Vec<(usize, &str, bool)> = Vec::new();
    for (at, line) in page.body.lines().enumerate() {
        if let Some(name) = line.strip_prefix("## ") {
            found.push((page.body_line + at, name.trim(), true));
        } else if !line.trim().is_empty()
            && let Some(last) = found.last_mut()
        {
            last.2 = false;
        }
    }
    found
}

/// A row of a pipe table: its line in the file, and column → text.
pub type TableRow = (usize, BTreeMap<String, String>);

/// A pipe table: its rows (an empty cell is an empty text).
///
/// `from` is the line of the body (from 0) to start looking at. Returns the rows and the
/// line after the table; a row with another number of cells is a problem.
pub fn read_table(
    page: &Page<'_>,
    from: usize,
    problems: &mut Problems,
) -> (Vec<TableRow>, usize) {
    let lines: Vec<&str> = page.body.lines().collect();
    let is_row = |it: &&&str| it.trim_start().starts_with('|');
    let blank = lines.iter().skip(from).take_while(|it| it.trim().is_empty()).count();
    let start = from + blank;
    let n_rows = lines.iter().skip(start).take_while(is_row).count();
    if n_rows < 2 {
        let help = "write a table with `|`: a header, a line of dashes, the rows";
        problems.add(page.body_line + from, "a table is expected here", help);
        return (Vec::new(), start + n_rows);
    }
    let header = cells(lines[start]);
    let mut rows = Vec::new();
    for (at, line) in lines.iter().enumerate().take(start + n_rows).skip(start + 2) {
        let row = cells(line);
        if row.len() == header.len() {
            let cells = header.iter().cloned().zip(row).collect();
            rows.push((page.body_line + at, cells));
        } else {
            let what =
                format!("the row has {} cells, its header {}", row.len(), header.len());
            problems.add(
                page.body_line + at,
                what,
                "leave a cell empty for a missing value",
            );
        }
    }
    (rows, start + n_rows)
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(|it| it.trim().to_owned()).collect()
}

impl Problems {
    /// Adds a problem at a line of the file, with what to do.
    pub fn add(&mut self, line: usize, what: impl Into<String>, help: impl Into<String>) {
        let place = format!("{}, line {line}", self.file());
        self.push(Message::new(self.kind(), what).at(place).help(help));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: &[&str]) {
        let mut problems = Problems::new("page", "x.md");
        if let Some(page) = split_page(text, &mut problems) {
            check_headings(&page, &["One", "Two"], &mut problems);
        }
        let said: Vec<_> = problems.messages().iter().map(|it| &it.headline).collect();
        assert_eq!(said, want);
    }

    #[test]
    fn a_page_with_its_headings_has_no_problems() {
        check("+++\na = 1\n+++\n# x\n## One\na\n## Two\nb\n", &[]);
    }

    #[test]
    fn headings_are_fixed_ordered_and_not_empty() {
        check("+++\n+++\n## One\na\n", &["the heading `## Two` is missing"]);
        check(
            "+++\n+++\n## Two\na\n## One\nb\n",
            &["the headings are not in the fixed order"],
        );
        check("+++\n+++\n## One\n## Two\nb\n", &["nothing is written under `## One`"]);
    }

    #[test]
    fn a_page_without_front_matter_says_so() {
        check(
            "## One\n",
            &["the page does not start with front matter between two lines `+++`"],
        );
    }

    #[test]
    fn an_empty_cell_of_a_table_is_an_empty_text() {
        let mut problems = Problems::new("page", "x.md");
        let text = "+++\n+++\n| a | b |\n|---|---|\n| 1 |  |\n| 2 |\n";
        let page = split_page(text, &mut problems).unwrap();
        let (rows, next) = read_table(&page, 0, &mut problems);
        assert_eq!(rows.len(), 1);
        assert_eq!(rows[0].0, 5);
        assert_eq!((rows[0].1["a"].as_str(), rows[0].1["b"].as_str()), ("1", ""));
        assert_eq!(next, 4);
        assert_eq!(problems.messages()[0].places, ["x.md, line 6"]);
    }
}
