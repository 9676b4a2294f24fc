//! Every way in which a file can be wrong, as a message.
//!
//! In: file, line, headers. Out: a message with its name, and why the run cannot go on.
//! Never: a cell value.

use std::path::Path;

use super::dialect::Encoding;
use crate::error::{Error, Message, Why};

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    /// What kind; decides the exit code.
    pub(super) why: Why,
    /// What to say.
    pub(super) message: Box<Message>,
}

impl Problem {
    /// A file that is not what it should be.
    pub(super) fn unreadable(name: &str, headline: impl Into<String>) -> Self {
        Self { why: Why::Unreadable, message: Box::new(Message::new(name, headline)) }
    }

    /// A file that does not fit the pipeline.
    pub(super) fn export(name: &str, headline: impl Into<String>) -> Self {
        Self { why: Why::Export, message: Box::new(Message::new(name, headline)) }
    }

    /// Adds a file.
    pub(super) fn at(self, path: &Path) -> Self {
        Self { message: Box::new(self.message.at(path.display().to_string())), ..self }
    }

    /// Adds a line of a file.
    pub(super) fn at_line(self, path: &Path, line: u32) -> Self {
        let place = format!("{}, line {line}", path.display());
        Self { message: Box::new(self.message.at(place)), ..self }
    }

    /// Says what to do.
    pub(super) fn help(self, help: impl Into<String>) -> Self {
        Self { message: Box::new(self.message.help(help)), ..self }
    }

    /// No such file, with the nearest name in its folder.
    pub(super) fn missing(path: &Path) -> Self {
        let problem = Self::unreadable("file-missing", "a file does not exist").at(path);
        match super::resolve::nearest_file(path) {
            Some(name) => problem.help(format!("did you mean `{name}`?")),
            None => problem
                .help("check the name; paths count from the folder of the pipeline"),
        }
    }

    /// A folder where a file should be.
    pub(super) fn directory(path: &Path) -> Self {
        Self::unreadable(
            "file-is-a-directory",
            "a folder is named where a file should be",
        )
        .at(path)
        .help("name the files in it: `folder/*.csv`")
    }

    /// A link without anything at its end.
    pub(super) fn link_to_nowhere(path: &Path) -> Self {
        Self::unreadable("file-missing", "a link leads nowhere")
            .at(path)
            .help("remove the link, or put the file where it leads")
    }

    /// A pipe, a socket or a device.
    pub(super) fn not_plain(path: &Path) -> Self {
        let headline = "a pipe or a device is named where a file should be";
        Self::unreadable("file-is-not-plain", headline)
            .at(path)
            .help("save what it gives as a file, and name that")
    }

    /// Nothing in it.
    pub(super) fn empty(path: &Path) -> Self {
        Self::unreadable("file-empty", "a file is empty")
            .at(path)
            .help("export it again, or take it out of the pipeline")
    }

    /// A header and nothing below it.
    pub(super) fn without_rows(path: &Path) -> Self {
        let headline = "a file has no rows below its header";
        Self::unreadable("file-without-rows", headline).at(path).help(
            "export it again; check `skip-lines` and `footer`; or take it out of the \
             pipeline",
        )
    }

    /// The operating system refused, or what a decompressor said.
    pub(super) fn io(path: &Path, source: &std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::missing(path),
            std::io::ErrorKind::IsADirectory => Self::directory(path),
            _ => {
                let headline = format!("a file cannot be read: {}", source.kind());
                Self::unreadable("file-unreadable", headline).at(path)
            }
        }
    }

    /// A compressed file that ends too early.
    pub(super) fn gz_truncated(path: &Path) -> Self {
        Self::unreadable("gz-truncated", "a compressed file ends before its end")
            .at(path)
            .help("copy it again: the transfer was cut off")
    }

    /// A compressed file that does not decompress.
    pub(super) fn gz_damaged(path: &Path) -> Self {
        Self::unreadable("gz-damaged", "a compressed file is damaged")
            .at(path)
            .help("copy it again; test it with `gzip -t`")
    }

    /// Not text.
    pub(super) fn not_text(path: &Path, line: u32, what: &str) -> Self {
        Self::unreadable("file-is-not-text", format!("a file is {what}, not CSV"))
            .at_line(path, line)
            .help("export as CSV, or give the file the extension of what it is")
    }

    /// An iJw or iWmo message.
    pub(super) fn identifying(path: &Path, what: &str) -> Self {
        let headline =
            format!("a file is {what}: it carries BSN and name, and is refused unread");
        let message = Message::new("identifying-message", headline)
            .at(path.display().to_string())
            .effect("nothing was read from it")
            .help(
                "deliver an export with pseudonyms, made from the messages by the source",
            );
        Self { why: Why::Identifiers, message: Box::new(message) }
    }

    /// Bytes that are no characters in the declared encoding.
    pub(super) fn encoding(path: &Path, line: u32, declared: Encoding) -> Self {
        let (is, other) = match declared {
            Encoding::Utf8 => ("not UTF-8", "windows-1252"),
            Encoding::Windows1252 => ("UTF-8, not Windows-1252", "utf-8"),
        };
        Self::export("encoding-wrong", format!("a file is {is}"))
            .at_line(path, line)
            .help(format!("declare `encoding = \"{other}\"` in the dialect"))
    }

    /// Two bytes a character.
    pub(super) fn utf16(path: &Path) -> Self {
        Self::export("encoding-wrong", "a file is UTF-16 (\"Unicode text\" of Excel)")
            .at_line(path, 1)
            .help("save it as \"CSV UTF-8\" and declare `encoding = \"utf-8\"`")
    }

    /// Another delimiter than declared.
    pub(super) fn delimiter(path: &Path, line: u32, declared: u8, likely: u8) -> Self {
        let (declared, likely) = (delimiter_name(declared), delimiter_name(likely));
        let headline = format!("cells stand between {likely}, not between {declared}");
        let help = format!("declare {likely} as the delimiter in the dialect");
        Self::export("delimiter-wrong", headline).at_line(path, line).help(help)
    }

    /// A quote that opens a cell and is not closed.
    pub(super) fn open_quote(path: &Path, line: u32) -> Self {
        let headline = "a quote opens a cell and is never closed";
        Self::unreadable("quote-never-closed", headline).at_line(path, line).help(
            "close the quote on this line, or double it if it belongs to the text; if \
             rows are missing after it, export the file again",
        )
    }

    /// A line that does not end.
    pub(super) fn endless_line(path: &Path, line: u32) -> Self {
        Self::unreadable("line-too-long", "a line does not end within 64 MB")
            .at_line(path, line)
            .help("is this a CSV file? lines end with LF or CRLF")
    }

    /// A file that is no Excel workbook.
    pub(super) fn not_a_spreadsheet(path: &Path) -> Self {
        Self::unreadable("not-a-spreadsheet", "a file cannot be opened as a workbook")
            .at(path)
            .help("open it in Excel and save it as .xlsx, without a password")
    }

    /// A workbook with more than Excel itself can hold.
    pub(super) fn beyond_excel(path: &Path, what: &str) -> Self {
        let headline = format!("a workbook has {what}, more than Excel can hold");
        Self::unreadable("workbook-too-large", headline)
            .at(path)
            .help("open it in Excel and save it again, or export as CSV")
    }

    /// A file that is no Parquet file.
    pub(super) fn not_a_parquet_file(path: &Path) -> Self {
        Self::unreadable("not-a-parquet-file", "a file cannot be read as Parquet")
            .at(path)
            .help("write it again: it is damaged, cut off or something else")
    }

    /// A column of which the cells are no single values.
    pub(super) fn column_type(path: &Path, header: &str, kind: &str) -> Self {
        let headline = format!(
            "the cells of `{header}` are {kind}, which have no text of their own"
        );
        Self::unreadable("column-type-unsupported", headline)
            .at(path)
            .help("write the column as text, number or date")
    }

    /// A sheet the workbook does not have.
    pub(super) fn sheet(path: &Path, wanted: &str, sheets: &[String]) -> Self {
        let near = crate::error::nearest(wanted, sheets.iter().map(String::as_str));
        let list = sheets.join("`, `");
        let help = match near {
            Some(near) => format!("did you mean `{near}`? the sheets are `{list}`"),
            None => format!("the sheets are `{list}`"),
        };
        Self::export("sheet-missing", format!("a workbook has no sheet `{wanted}`"))
            .at(path)
            .help(help)
    }
}

impl From<Problem> for Error {
    fn from(it: Problem) -> Self {
        Self::new(it.why, *it.message)
    }
}

/// Everything that is wrong at once. Identifiers decide the exit code before unreadable
/// files do, and those before files that do not fit the pipeline.
pub(super) fn all(problems: Vec<Problem>) -> Result<(), Error> {
    let rank = |it: &Problem| match it.why {
        Why::Identifiers => 0,
        Why::Unreadable => 1,
        _ => 2,
    };
    let why = problems.iter().min_by_key(|it| rank(it)).map_or(Why::Export, |it| it.why);
    Error::all(why, problems.into_iter().map(|it| *it.message).collect())
}

/// What a delimiter is called in a message.
pub(super) fn delimiter_name(delimiter: u8) -> String {
    match delimiter {
        b'\t' => "a tab".to_owned(),
        other => format!("`{}`", char::from(other)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_decide_the_exit_code() {
        let path = Path::new("a.xml");
        let problems =
            vec![Problem::empty(path), Problem::identifying(path, "a JW307 message")];
        let error = all(problems).unwrap_err();
        assert_eq!((error.why, error.messages.len()), (Why::Identifiers, 2));
        assert_eq!(all(Vec::new()), Ok(()));
    }

    #[test]
    fn the_delimiter_message_names_both() {
        let error = Error::from(Problem::delimiter(Path::new("a.csv"), 3, b',', b'\t'));
        assert_eq!(
            error.to_string(),
            "error[delimiter-wrong]: cells stand between a tab, not between `,`\n  --> \
             a.csv, line 3\n  = help: declare a tab as the delimiter in the dialect\n"
        );
    }
}
