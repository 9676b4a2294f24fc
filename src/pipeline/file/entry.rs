//! One value of a pipeline file, read as the type that is wanted.
//!
//! In: a TOML value. Out: the typed value, or `None` with the mistake reported.
//! Never: a value turned into another type silently.

use toml_edit::{Item, Key, TableLike, Value};

use super::plan::Located;
use super::section::{Section, allowed, did_you_mean};
use super::source::Source;
use crate::error::{Message, nearest};
use crate::terms::{Day, Text};

/// A value in a table or in a list.
#[derive(Clone, Copy)]
enum Node<'a> {
    Item(&'a Item),
    Value(&'a Value),
}

/// A value with what messages need to speak about it.
pub(super) struct Entry<'a> {
    source: &'a Source<'a>,
    node: Node<'a>,
    /// The key; the list's own for an item of a list.
    pub(super) key: &'a str,
    /// Where the key stands.
    pub(super) key_at: usize,
    /// As messages call it: `` `every` in [period] ``.
    pub(super) name: String,
}

impl<'a> Entry<'a> {
    pub(super) fn new(section: &Section<'a>, key: &'a Key, item: &'a Item) -> Self {
        let name = format!("`{}` in {}", key.get(), section.name);
        let key_at = key.span().map_or(section.at, |it| it.start);
        let node = Node::Item(item);
        Self { source: section.source, node, key: key.get(), key_at, name }
    }

    /// Where the value stands; the key when the value is a table with its own heading.
    fn value_at(&self) -> usize {
        let span = self.value().and_then(Value::span);
        span.map_or(self.key_at, |it| it.start)
    }

    fn value(&self) -> Option<&'a Value> {
        match self.node {
            Node::Item(it) => it.as_value(),
            Node::Value(it) => Some(it),
        }
    }

    /// Reports a mistake at the value.
    pub(super) fn refuse(&self, name: &str, headline: String, help: String) {
        self.source.report(self.value_at(), Message::new(name, headline).help(help));
    }

    /// `value` with the place of this entry's value.
    pub(super) fn locate<T>(&self, value: T) -> Located<T> {
        self.source.locate(self.value_at(), value)
    }

    fn refuse_type(&self, needed: &str, help: &str) {
        let headline =
            format!("{} is {}, where {needed} is needed", self.name, self.kind());
        self.refuse("wrong-type", headline, help.to_owned());
    }

    fn kind(&self) -> &'static str {
        match self.value() {
            None if matches!(self.node, Node::Item(Item::Table(_))) => "a table",
            None => "a list of tables",
            Some(Value::String(_)) => "a text",
            Some(Value::Integer(_)) => "a whole number",
            Some(Value::Float(_)) => "a number with decimals",
            Some(Value::Boolean(_)) => "true or false",
            Some(Value::Datetime(it)) if it.value().time.is_none() => "a date",
            Some(Value::Datetime(_)) => "a time",
            Some(Value::Array(_)) => "a list",
            Some(Value::InlineTable(_)) => "a table",
        }
    }

    /// Whether it is a text.
    pub(super) fn is_text(&self) -> bool {
        self.value().is_some_and(Value::is_str)
    }

    /// A text, which may be empty.
    pub(super) fn any_text(&self) -> Option<Located<String>> {
        let text = self.value().and_then(Value::as_str);
        if text.is_none() {
            self.refuse_type("a text", "put it between quotation marks");
        }
        text.map(|it| self.locate(it.to_owned()))
    }

    /// A text with something in it.
    pub(super) fn text(&self) -> Option<Located<String>> {
        let text = self.any_text()?;
        if text.value.trim().is_empty() {
            self.refuse_empty();
            return None;
        }
        Some(text)
    }

    /// Reports that there is nothing in it.
    pub(super) fn refuse_empty(&self) {
        let help = "fill it in, or leave the key out when it is not required";
        self.refuse("empty-value", format!("{} is empty", self.name), help.to_owned());
    }

    /// A name in kebab-case: a–z, 0–9 and single hyphens between them.
    pub(super) fn kebab(&self) -> Option<String> {
        let text = self.text()?.value;
        let kebab = to_kebab(&text);
        if kebab == text {
            return Some(text);
        }
        let headline = format!("{} is `{text}`, which is not in kebab-case", self.name);
        let help = "use small letters, digits and hyphens".to_owned();
        let example = if kebab.is_empty() { "brochure-2016" } else { &kebab };
        self.refuse("not-kebab-case", headline, format!("{help}: `{example}`"));
        None
    }

    /// A text in two languages, or one that is the same in both.
    pub(super) fn words(&self) -> Option<Text> {
        const KEYS: [&str; 2] = ["nl", "en"];
        const HELP: &str = "write { nl = \"…\", en = \"…\" }, or one text for both";
        if self.value().is_some_and(Value::is_str) {
            return self.text().map(|it| Text::same(it.value));
        }
        if self.table().is_none() {
            self.refuse_type("a text in two languages", HELP);
            return None;
        }
        let both = self.section_named(self.name.clone())?.only(&KEYS);
        let [nl, en] = KEYS.map(|key| both.need(key, HELP).and_then(|it| it.text()));
        Some(Text::new(nl?.value, en?.value))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self) -> Option<bool> {
        let flag = self.value().and_then(Value::as_bool);
        if flag.is_none() {
            self.refuse_type("true or false", "write true or false, without marks");
        }
        flag
    }

    /// A number, whole or with decimals, from `low` to `high`.
    pub(super) fn number(&self, low: f64, high: f64, help: &str) -> Option<f64> {
        let number = match self.value() {
            // What is too large for 32 bits is outside every range asked for.
            Some(Value::Integer(it)) => {
                Some(f64::from(i32::try_from(*it.value()).unwrap_or(i32::MAX)))
            }
            Some(Value::Float(it)) => Some(*it.value()),
            _ => None,
        };
        let Some(number) = number else {
            self.refuse_type("a number", help);
            return None;
        };
        if !(low..=high).contains(&number) {
            let headline =
                format!("{} is {number}, which is not from {low} to {high}", self.name);
            self.refuse("out-of-range", headline, help.to_owned());
            return None;
        }
        Some(number)
    }

    /// A whole number from `low` to `high`.
    pub(super) fn whole(&self, low: u32, high: u32, help: &str) -> Option<u32> {
        let Some(number) = self.value().and_then(Value::as_integer) else {
            self.refuse_type("a whole number", help);
            return None;
        };
        let fits = u32::try_from(number).ok().filter(|it| (low..=high).contains(it));
        if fits.is_none() {
            let headline =
                format!("{} is {number}, which is not from {low} to {high}", self.name);
            self.refuse("out-of-range", headline, help.to_owned());
        }
        fits
    }

    /// A calendar day without a time.
    pub(super) fn day(&self) -> Option<Day> {
        let date =
            self.value().and_then(Value::as_datetime).filter(|it| it.time.is_none());
        let day = date.and_then(|it| it.date).and_then(|it| {
            Day::new(i32::from(it.year), u32::from(it.month), u32::from(it.day))
        });
        if day.is_none() {
            let headline = format!("{} is {}, not a date", self.name, self.kind());
            let help = "write year-month-day without quotation marks: 2016-12-31";
            self.refuse("not-a-date", headline, help.to_owned());
        }
        day
    }

    /// One of the words of `choices`.
    pub(super) fn choice<T: Copy>(&self, choices: &[(&str, T)]) -> Option<T> {
        // A lone tab is a delimiter, so only the empty text is refused here.
        let text = self.any_text()?.value;
        let found = choices.iter().find(|(word, _)| *word == text);
        if found.is_none() {
            let words: Vec<_> = choices.iter().map(|(word, _)| *word).collect();
            self.refuse_word("unknown-value", &text, &words);
        }
        found.map(|(_, it)| *it)
    }

    /// Reports that `text` is not one of `words`.
    pub(super) fn refuse_word(&self, name: &str, text: &str, words: &[&str]) {
        let near = nearest(text, words.iter().copied());
        let help = near.map_or_else(|| allowed(words), did_you_mean);
        self.refuse(name, format!("{} cannot be `{text}`", self.name), help);
    }

    /// The items of a list.
    pub(super) fn list(&self) -> Option<Vec<Self>> {
        let Some(array) = self.value().and_then(Value::as_array) else {
            self.refuse_type("a list", "put it between square brackets: [ … ]");
            return None;
        };
        let item = |(index, value)| Self {
            source: self.source,
            node: Node::Value(value),
            key: self.key,
            key_at: self.value_at(),
            name: format!("item {} of {}", index + 1, self.name),
        };
        Some(array.iter().enumerate().map(item).collect())
    }

    /// The items of a list that holds at least one.
    pub(super) fn full_list(&self) -> Option<Vec<Self>> {
        let items = self.list()?;
        if items.is_empty() {
            self.refuse_empty();
            return None;
        }
        Some(items)
    }

    /// A list of texts with something in them.
    pub(super) fn texts(&self) -> Option<Vec<String>> {
        let texts: Vec<_> = self.list()?.iter().map(Self::text).collect();
        texts.into_iter().map(|it| it.map(|it| it.value)).collect()
    }

    fn table(&self) -> Option<&'a dyn TableLike> {
        match self.node {
            Node::Item(it) => it.as_table_like(),
            Node::Value(it) => it.as_inline_table().map(|it| it as &dyn TableLike),
        }
    }

    /// A table, called `name` in messages.
    pub(super) fn section_named(&self, name: String) -> Option<Section<'a>> {
        let Some(table) = self.table() else {
            self.refuse_type("a table", "write it as { key = \"value\" }");
            return None;
        };
        Some(Section::new(self.source, table, name, self.value_at()))
    }

    /// The tables under repeated headings: `[[indicator]]`.
    pub(super) fn sections(&self) -> Option<Vec<Section<'a>>> {
        let heading = format!("[[{}]]", self.key);
        let Node::Item(Item::ArrayOfTables(tables)) = self.node else {
            let help = format!("put {heading} on the line above each one");
            self.refuse_type("a list of tables", &help);
            return None;
        };
        let section = |(index, table): (usize, &'a toml_edit::Table)| {
            let at = table.span().map_or(self.key_at, |it| it.start);
            let name = format!("{heading} {}", index + 1);
            Section::new(self.source, table as &dyn TableLike, name, at)
        };
        Some(tables.iter().enumerate().map(section).collect())
    }
}

/// The nearest name in kebab-case.
fn to_kebab(text: &str) -> String {
    let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '-' };
    let lower: String = text.chars().map(|it| plain(it.to_ascii_lowercase())).collect();
    lower.split('-').filter(|it| !it.is_empty()).collect::<Vec<_>>().join("-")
}
