//! Records that stay inside: findings by position, the row account.
//!
//! In: findings, file names, row counts. Out: CSV and JSON. Never: a value of a row.

use serde_json::json;

use super::TableRows;
use crate::disclosure::Protected;
use crate::error::Error;
use crate::terms::{Finding, Severity};

/// `internal/findings.csv`: one line a finding, in order of place.
///
/// # Errors
/// When the text cannot be made (a fault in the program).
pub fn findings_csv(findings: &[Finding], files: &[String]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = ["file", "line", "column", "rule", "severity"];
    writer.write_record(header).map_err(Error::bug)?;
    for it in findings {
        let file = files.get(usize::from(it.place.file)).map_or("", String::as_str);
        let severity = match it.severity {
            Severity::SetAside => "set-aside",
            Severity::Warning => "warning",
        };
        let line = it.place.line.to_string();
        let row = [file, &line, it.column.unwrap_or_default(), it.rule, severity];
        writer.write_record(row).map_err(Error::bug)?;
    }
    writer.into_inner().map_err(Error::bug)
}

/// `internal/protection.csv`: for every count what is told of it, whether others have to do
/// with that, and the interval that an outsider can work out from all that is released; an
/// empty `upper` means that there is no limit.
///
/// # Errors
/// When the text cannot be made (a fault in the program).
pub fn protection_csv(protection: &[Protected]) -> Result<Vec<u8>, Error> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    let header = ["figure_id", "quantity", "told", "because_of_others", "lower", "upper"];
    writer.write_record(header).map_err(Error::bug)?;
    for it in protection {
        let (lower, upper) = (it.lower.to_string(), it.upper.map(|it| it.to_string()));
        let others = if it.because_of_others { "yes" } else { "no" };
        let upper = upper.unwrap_or_default();
        let row = [&it.figure_id, it.quantity.name(), it.told, others, &lower, &upper];
        writer.write_record(row).map_err(Error::bug)?;
    }
    writer.into_inner().map_err(Error::bug)
}

/// `internal/row-account.json`: rows in = rows kept + rows set aside, a table a line.
///
/// # Errors
/// When the text cannot be made (a fault in the program).
pub fn row_account_json(rows: &[TableRows]) -> Result<Vec<u8>, Error> {
    let rows: Vec<_> = rows
        .iter()
        .map(|it| {
            let (read, kept) = (it.n_read, it.n_kept);
            json!({ "table": it.table, "read": read, "kept": kept, "set_aside": read - kept })
        })
        .collect();
    let mut text = serde_json::to_vec_pretty(&rows).map_err(Error::bug)?;
    text.push(b'\n');
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::Place;

    #[test]
    fn a_finding_is_a_place_and_a_rule() {
        let finding = Finding {
            place: Place { file: 0, line: 7 },
            rule: "impossible-date",
            column: Some("end_date"),
            severity: Severity::SetAside,
        };
        let csv = findings_csv(&[finding], &["a;b.csv".to_owned()]).unwrap();
        let want = "file,line,column,rule,severity\r\n\
                    a;b.csv,7,end_date,impossible-date,set-aside\r\n";
        assert_eq!(String::from_utf8(csv).unwrap(), want);
    }
}
