//! The TOML side: fields read by name, with every problem noted at its line.

use std::cell::RefCell;
use std::collections::BTreeSet;

use toml_edit::{Document, Item, TableLike, Value};

use crate::error::{Error, Message, Why, nearest};
use crate::terms::Text;

/// What is wrong with one file, collected.
#[derive(Debug)]
pub struct Problems {
    kind: &'static str,
    file: String,
    messages: Vec<Message>,
}

impl Problems {
    /// No problems yet; `kind` names the messages, `file` says where.
    pub fn new(kind: &'static str, file: impl Into<String>) -> Self {
        Self { kind, file: file.into(), messages: Vec::new() }
    }

    /// The name its messages carry.
    pub fn kind(&self) -> &'static str {
        self.kind
    }

    /// The file they are about.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// Adds a message as it is.
    pub fn push(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// What was noted so far.
    pub fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// `value` when there are no problems.
    ///
    /// # Errors
    /// When anything was noted, or `value` is `None`.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Error> {
        match value {
            Some(value) if self.messages.is_empty() => Ok(value),
            _ if self.messages.is_empty() => {
                Err(Error::bug(format!("{} was not read, without a reason", self.file)))
            }
            _ => Err(Error { why: Why::Usage, messages: self.messages }),
        }
    }
}

/// Parses TOML that starts on line `first_line` of its file. Returns `None`, with a problem
/// noted, when it is not TOML.
pub fn parse_toml<'a>(
    text: &'a str,
    first_line: usize,
    problems: &mut Problems,
) -> Option<Document<&'a str>> {
    match Document::parse(text) {
        Ok(document) => Some(document),
        Err(error) => {
            let line = first_line + error.span().map_or(0, |it| line_at(text, it.start));
            let what =
                error.message().lines().next().unwrap_or("this is not TOML").to_owned();
            problems.add(
                line,
                what,
                "see https://toml.io for how keys and values are written",
            );
            None
        }
    }
}

/// Line of a byte, from 0.
fn line_at(text: &str, byte: usize) -> usize {
    text.as_bytes().iter().take(byte).filter(|it| **it == b'\n').count()
}

/// The keys of one table of a file.
pub struct Fields<'a> {
    table: &'a dyn TableLike,
    text: &'a str,
    first_line: usize,
    /// Line of the table itself, for what is missing.
    line: usize,
    problems: &'a RefCell<Problems>,
    read: RefCell<BTreeSet<&'static str>>,
}

impl<'a> Fields<'a> {
    /// The top-level keys of a document that starts on line `first_line` of its file.
    pub fn new(
        document: &'a Document<&'a str>,
        text: &'a str,
        first_line: usize,
        problems: &'a RefCell<Problems>,
    ) -> Self {
        let table = document.as_table();
        let read = RefCell::default();
        Self { table, text, first_line, line: first_line, problems, read }
    }

    /// The line of a key, or of the table when the key is absent.
    pub fn line(&self, key: &str) -> usize {
        let span = self.table.get_key_value(key).and_then(|(key, _)| key.span());
        span.map_or(self.line, |it| self.first_line + line_at(self.text, it.start))
    }

    /// The file, for messages.
    pub fn file(&self) -> String {
        self.problems.borrow().file().to_owned()
    }

    /// Notes a problem at the line of `key`.
    pub fn problem(&self, key: &str, what: impl Into<String>, help: impl Into<String>) {
        let line = self.line(key);
        self.problems.borrow_mut().add(line, what, help);
    }

    /// Adds a message as it is.
    pub fn push(&self, message: Message) {
        self.problems.borrow_mut().push(message);
    }

    /// Whether the key is there.
    pub fn has(&self, key: &'static str) -> bool {
        self.item(key).is_some()
    }

    fn item(&self, key: &'static str) -> Option<&'a Item> {
        self.read.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn wrong(&self, key: &str, want: &str) {
        self.problem(key, format!("`{key}` must be {want}"), format!("write {want}"));
    }

    fn missing(&self, key: &str) {
        self.problem(key, format!("`{key}` is missing"), format!("add the key `{key}`"));
    }

    /// A text that must be there.
    pub fn text(&self, key: &'static str) -> Option<&'a str> {
        let text = self.optional(key);
        if text.is_none() && self.table.get(key).is_none() {
            self.missing(key);
        }
        text
    }

    /// A name that must be there, in kebab-case: it becomes part of file names.
    pub fn kebab(&self, key: &'static str) -> Option<&'a str> {
        /// File systems allow 255 bytes, and more is added to a name.
        const LONGEST: usize = 80;
        let name = self.text(key)?;
        let fits = |it: char| it.is_ascii_lowercase() || it.is_ascii_digit() || it == '-';
        let is_kebab = name.chars().all(fits)
            && name.split('-').all(|it| !it.is_empty())
            && name.len() <= LONGEST;
        if !is_kebab {
            let what = format!(
                "`{key}` is no name in kebab-case of at most {LONGEST} characters"
            );
            self.problem(key, what, "write small letters, digits and single hyphens");
        }
        is_kebab.then_some(name)
    }

    /// A code that must be there: letters, digits, hyphens and underscores, for it becomes
    /// part of identifiers.
    pub fn code(&self, key: &'static str) -> Option<&'a str> {
        let code = self.text(key)?;
        let fits = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
        let is_code = !code.is_empty() && code.chars().all(fits);
        if !is_code {
            let what = format!("`{key}` is no code");
            self.problem(key, what, "write letters, digits, hyphens and underscores");
        }
        is_code.then_some(code)
    }

    /// A text that may be there.
    pub fn optional(&self, key: &'static str) -> Option<&'a str> {
        let item = self.item(key)?;
        let text = item.as_str();
        if text.is_none() {
            self.wrong(key, "a text between quotes");
        }
        text
    }

    /// A whole number that may be there.
    pub fn whole(&self, key: &'static str) -> Option<i64> {
        let item = self.item(key)?;
        let number = item.as_integer();
        if number.is_none() {
            self.wrong(key, "a whole number");
        }
        number
    }

    /// A number that may be there.
    pub fn number(&self, key: &'static str) -> Option<f64> {
        let item = self.item(key)?;
        let whole =
            || item.as_integer().and_then(|it| i32::try_from(it).ok()).map(f64::from);
        let number = item.as_float().or_else(whole);
        if number.is_none() {
            self.wrong(key, "a number");
        }
        number
    }

    /// The numbers of a list; empty, with a problem noted, when it holds anything else.
    pub fn numbers(&self, key: &'static str) -> Vec<f64> {
        let number = |it: &toml_edit::Value| {
            #[expect(
                clippy::cast_precision_loss,
                reason = "the ends of a scale are small"
            )]
            it.as_float().or_else(|| it.as_integer().map(|it| it as f64))
        };
        let list = self.item(key).and_then(|it| it.as_array());
        let numbers: Option<Vec<f64>> =
            list.and_then(|it| it.iter().map(number).collect());
        if numbers.is_none() {
            self.wrong(key, "a list of numbers");
        }
        numbers.unwrap_or_default()
    }

    /// A list of texts; empty when the key is absent.
    pub fn texts(&self, key: &'static str) -> Vec<&'a str> {
        let Some(item) = self.item(key) else { return Vec::new() };
        let array = item.as_array();
        let texts: Option<Vec<&str>> =
            array.and_then(|it| it.iter().map(|it| it.as_str()).collect());
        texts.unwrap_or_else(|| {
            self.wrong(key, "a list of texts");
            Vec::new()
        })
    }

    /// A list of whole numbers; empty when the key is absent.
    pub fn wholes(&self, key: &'static str) -> Vec<i64> {
        let Some(item) = self.item(key) else { return Vec::new() };
        let array = item.as_array();
        let numbers: Option<Vec<i64>> =
            array.and_then(|it| it.iter().map(Value::as_integer).collect());
        numbers.unwrap_or_else(|| {
            self.wrong(key, "a list of whole numbers");
            Vec::new()
        })
    }

    /// A text in Dutch and English that must be there.
    pub fn label(&self, key: &'static str) -> Option<Text> {
        let Some(fields) = self.table(key) else {
            if self.table.get(key).is_none() {
                self.missing(key);
            }
            return None;
        };
        let (nl, en) = (fields.text("nl"), fields.text("en"));
        fields.refuse_others();
        Some(Text::new(nl?, en?))
    }

    /// A table that may be there.
    pub fn table(&self, key: &'static str) -> Option<Fields<'a>> {
        let item = self.item(key)?;
        let table = item.as_table_like();
        if table.is_none() {
            self.wrong(key, "a table, as in { nl = \"…\", en = \"…\" }");
        }
        Some(self.nested(table?, self.line(key)))
    }

    /// The table at a key that may hold a text as well; `None` when it is no table.
    pub fn table_if_any(&self, key: &'static str) -> Option<Fields<'a>> {
        let table = self.item(key)?.as_table_like()?;
        Some(self.nested(table, self.line(key)))
    }

    /// A list of tables (`[[key]]`, or a list of inline ones); empty when absent.
    pub fn tables(&self, key: &'static str) -> Vec<Fields<'a>> {
        let Some(item) = self.item(key) else { return Vec::new() };
        let line_of = |span: Option<std::ops::Range<usize>>| {
            span.map_or(self.line, |it| self.first_line + line_at(self.text, it.start))
        };
        if let Some(tables) = item.as_array_of_tables() {
            return tables.iter().map(|it| self.nested(it, line_of(it.span()))).collect();
        }
        let inline = item.as_array().and_then(|array| {
            let tables = array.iter().map(|it| it.as_inline_table());
            let nested =
                |it: &'a toml_edit::InlineTable| self.nested(it, line_of(it.span()));
            tables.map(|it| it.map(nested)).collect::<Option<Vec<_>>>()
        });
        inline.unwrap_or_else(|| {
            self.wrong(key, "a list of tables");
            Vec::new()
        })
    }

    fn nested(&self, table: &'a dyn TableLike, line: usize) -> Fields<'a> {
        let (text, first_line, problems) = (self.text, self.first_line, self.problems);
        Fields { table, text, first_line, line, problems, read: RefCell::default() }
    }

    /// Notes a problem for each key that was never asked for. Call last.
    pub fn refuse_others(&self) {
        let known = self.read.borrow();
        for (key, _) in self.table.iter() {
            if known.contains(key) {
                continue;
            }
            let all = known.iter().copied().collect::<Vec<_>>().join(", ");
            let help = match nearest(key, known.iter().copied()) {
                Some(name) => format!("did you mean `{name}`?"),
                None => format!("the keys are: {all}"),
            };
            self.problem(key, format!("there is no key `{key}`"), help);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems_of(text: &str) -> Vec<(String, String)> {
        let mut problems = Problems::new("page", "x.toml");
        let document = parse_toml(text, 2, &mut problems);
        let problems = RefCell::new(problems);
        if let Some(document) = &document {
            let fields = Fields::new(document, text, 2, &problems);
            fields.text("name");
            fields.label("label");
            fields.refuse_others();
        }
        let said = |it: &Message| (it.headline.clone(), it.places[0].clone());
        problems.borrow().messages().iter().map(said).collect()
    }

    #[test]
    fn everything_wrong_is_said_at_once_with_its_line() {
        let said = problems_of("name = 3\nlabel = { nl = \"a\" }\nlabl = 1\n");
        let want = [
            ("`name` must be a text between quotes", "x.toml, line 2"),
            ("`en` is missing", "x.toml, line 3"),
            ("there is no key `labl`", "x.toml, line 4"),
        ];
        let want: Vec<_> =
            want.iter().map(|it| (it.0.to_owned(), it.1.to_owned())).collect();
        assert_eq!(said, want);
    }

    #[test]
    fn what_is_not_toml_is_said_with_its_line() {
        let said = problems_of("name = \"a\"\nlabel = = 1\n");
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].1, "x.toml, line 3");
    }
}
