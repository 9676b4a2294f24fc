//! Building the list of one source: what it prints beside what is found.
//!
//! In: a file of reference values, and figures. Out: cases. Never: a case without its
//! printed value; a value that cannot be computed is a disagreement, not an omission.

use serde_json::Value;

use super::{Case, Source};
use crate::error::Error;
use crate::estimates::printed::{agrees, agrees_to, written_like};

/// Shown where nothing was found.
const NOTHING: &str = "–";

/// A file of reference values.
pub(super) struct File {
    source: Source,
    json: Value,
}

impl File {
    pub(super) fn parse(source: Source, text: &str) -> Result<Self, Error> {
        let json = serde_json::from_str(text).map_err(|it| broken(source, &it))?;
        Ok(Self { source, json })
    }

    pub(super) fn list(&self) -> List {
        List::new(self.source)
    }

    /// The part at a JSON pointer.
    pub(super) fn at(&self, pointer: &str) -> Result<Part<'_>, Error> {
        self.root().at(pointer)
    }

    fn root(&self) -> Part<'_> {
        Part { source: self.source, json: &self.json }
    }
}

/// A part of a file.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    source: Source,
    json: &'a Value,
}

impl<'a> Part<'a> {
    pub(super) fn at(self, pointer: &str) -> Result<Part<'a>, Error> {
        let json = self.json.pointer(pointer);
        let json = json.ok_or_else(|| broken(self.source, &pointer))?;
        Ok(Part { source: self.source, json })
    }

    /// The parts of a list.
    pub(super) fn each(self) -> Result<Vec<Part<'a>>, Error> {
        let list = self.json.as_array().ok_or_else(|| self.wrong("list"))?;
        Ok(list.iter().map(|json| Part { source: self.source, json }).collect())
    }

    /// Names and parts of an object, in the order of names.
    pub(super) fn entries(self) -> Result<Vec<(&'a str, Part<'a>)>, Error> {
        let object = self.json.as_object().ok_or_else(|| self.wrong("object"))?;
        let part = |json| Part { source: self.source, json };
        Ok(object.iter().map(|(name, json)| (name.as_str(), part(json))).collect())
    }

    /// A number or text as it is printed.
    pub(super) fn printed(self) -> Result<String, Error> {
        match self.json {
            Value::String(text) => Ok(text.clone()),
            Value::Number(number) => Ok(number.to_string()),
            _ => Err(self.wrong("number")),
        }
    }

    pub(super) fn count(self) -> Result<u64, Error> {
        self.json.as_u64().ok_or_else(|| self.wrong("count"))
    }

    pub(super) fn number(self) -> Result<f64, Error> {
        self.json.as_f64().ok_or_else(|| self.wrong("number"))
    }

    pub(super) fn numbers(self) -> Result<Vec<f64>, Error> {
        self.each()?.into_iter().map(Part::number).collect()
    }

    /// Numbers with gaps.
    pub(super) fn numbers_or_gaps(self) -> Result<Vec<Option<f64>>, Error> {
        let list = self.json.as_array().ok_or_else(|| self.wrong("list"))?;
        Ok(list.iter().map(Value::as_f64).collect())
    }

    fn wrong(self, wanted: &str) -> Error {
        broken(self.source, &format!("not a {wanted}: {}", self.json))
    }
}

fn broken(source: Source, what: &dyn std::fmt::Display) -> Error {
    Error::bug(format!("reference values of {}: {what}", source.name))
}

/// The cases of one source.
#[derive(Debug)]
pub(super) struct List {
    source: Source,
    pub(super) cases: Vec<Case>,
}

impl List {
    pub(super) fn new(source: Source) -> Self {
        Self { source, cases: Vec::new() }
    }

    /// A number of which fewer digits are asked than are printed, because the data cannot
    /// carry more; the list says how many.
    pub(super) fn digits(
        &mut self,
        method: &'static str,
        set: &str,
        what: &str,
        expected: String,
        found: Option<f64>,
        n_digits: usize,
    ) {
        let what = format!("{set}, {what}, to {n_digits} digits");
        let agrees = found.is_some_and(|it| agrees_to(it, &expected, n_digits));
        let decimals = n_digits.saturating_sub(1);
        let found =
            found.map_or_else(|| NOTHING.to_owned(), |it| format!("{it:.decimals$e}"));
        self.push(method, what, expected, found, agrees);
    }

    /// A number, compared at its printed digits.
    pub(super) fn number(
        &mut self,
        method: &'static str,
        what: impl Into<String>,
        expected: String,
        found: Option<f64>,
    ) {
        let agrees = found.is_some_and(|it| agrees(it, &expected));
        let found =
            found.map_or_else(|| NOTHING.to_owned(), |it| written_like(it, &expected));
        self.push(method, what.into(), expected, found, agrees);
    }

    /// The lower and the upper limit of an interval, printed as a list of two.
    pub(super) fn limits(
        &mut self,
        method: &'static str,
        what: &str,
        expected: Part,
        found: Option<(f64, f64)>,
    ) -> Result<(), Error> {
        let (lower, upper) = (expected.at("/0")?.printed()?, expected.at("/1")?);
        self.number(method, format!("{what}, lower limit"), lower, found.map(|it| it.0));
        let upper = upper.printed()?;
        self.number(method, format!("{what}, upper limit"), upper, found.map(|it| it.1));
        Ok(())
    }

    /// Anything else, compared as text.
    pub(super) fn text(
        &mut self,
        method: &'static str,
        what: impl Into<String>,
        expected: String,
        found: String,
    ) {
        let agrees = found == expected;
        self.push(method, what.into(), expected, found, agrees);
    }

    fn push(
        &mut self,
        method: &'static str,
        what: String,
        expected: String,
        found: String,
        agrees: bool,
    ) {
        let source = self.source;
        self.cases.push(Case { method, what, source, expected, found, agrees });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::selftest::Kind;

    const HERE: Source =
        Source { name: "here", title: "this test", kind: Kind::Published };

    fn list() -> List {
        File::parse(HERE, "{}").unwrap().list()
    }

    #[test]
    fn a_wrong_expected_value_is_a_disagreement() {
        let mut list = list();
        let twelve = Some(0.615_354_5);
        list.number("wilson", "right", "0.6153545".to_owned(), twelve);
        list.number("wilson", "wrong", "0.6153546".to_owned(), twelve);
        list.text("anhoej", "wrong", "7".to_owned(), 8.to_string());
        let agree: Vec<bool> = list.cases.iter().map(|it| it.agrees).collect();
        assert_eq!(agree, [true, false, false]);
        assert_eq!(list.cases[1].found, "0.6153545");
    }

    #[test]
    fn fewer_digits_are_asked_only_where_the_list_says_so() {
        let mut list = list();
        let found = Some(0.100_000_001);
        list.digits("t", "NumAcc4", "deviation", "0.1".to_owned(), found, 8);
        list.digits("t", "NumAcc4", "deviation", "0.1".to_owned(), found, 9);
        let agree: Vec<bool> = list.cases.iter().map(|it| it.agrees).collect();
        assert_eq!(agree, [true, false]);
        assert!(list.cases[1].what.ends_with("to 9 digits"));
    }

    #[test]
    fn what_cannot_be_computed_is_a_disagreement() {
        let mut list = list();
        list.number("wilson", "nothing", "0.5".to_owned(), None);
        list.number("wilson", "no number", "0.5".to_owned(), Some(f64::NAN));
        assert!(list.cases.iter().all(|it| !it.agrees));
    }

    #[test]
    fn a_broken_file_is_an_error_and_not_an_empty_list() {
        assert!(File::parse(HERE, "{").is_err());
        let file = File::parse(HERE, "{\"a\": \"b\"}").unwrap();
        assert!(file.at("/c").is_err() && file.at("/a").unwrap().count().is_err());
    }
}
