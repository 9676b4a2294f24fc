//! Decoding: one column of text to one typed column.
//!
//! In: text as delivered and how to read it. Out: typed values, of which those are missing
//! that the text does not give, and the rows that could not be read. Never: a guess; never a
//! row dropped.

use rustc_hash::FxHashMap;
use std::hash::{DefaultHasher, Hasher};

use super::{Names, Values};
use crate::export::{Dialect, TextColumn};

/// Finds what a delivered text stands for; `None` when the code list does not know it.
pub type Lookup<T> = Box<dyn Fn(&str) -> Option<T> + Send + Sync>;

/// How the texts of a column become values.
pub enum Decoder {
    /// An identifier: kept as a 64-bit hash, the text itself is forgotten.
    Key,
    /// A code of a closed list: its position in the canonical list.
    Code(Lookup<u8>),
    /// A text of an open list: its number in the dictionary.
    Name(Lookup<String>),
    /// A day, in the dialect's notation.
    Day,
    /// A number, in the dialect's notation.
    Number,
    /// A whole number.
    Count,
    /// A yes or no.
    Flag(Lookup<bool>),
}

/// Where the text of a column comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// The n-th column of the block.
    Column(usize),
    /// The same text in every row, from the pipeline.
    Constant(String),
}

/// One column to decode.
pub struct ColumnPlan {
    /// Canonical name.
    pub column: &'static str,
    /// Where its text comes from.
    pub input: Input,
    /// How it is read.
    pub decoder: Decoder,
}

/// A decoded column and the rows (positions in the block) that could not be read.
pub(super) struct Decoded {
    /// Typed values; what could not be read is missing.
    pub values: Values,
    /// Rows whose text could not be read.
    pub unreadable: Vec<u32>,
    /// Rows that hold a text at all.
    pub n_present: u64,
}

impl Decoder {
    /// The check that an unreadable text breaks.
    pub fn rule(&self) -> &'static str {
        match self {
            Self::Key => "missing-key",
            Self::Code(_) | Self::Name(_) | Self::Flag(_) => "unknown-code",
            Self::Day => "impossible-date",
            Self::Number | Self::Count => "unreadable-number",
        }
    }
}

/// The key of an identifier: a 64-bit `SipHash` of its text. Two of 5 million identifiers
/// share a key with probability below one in a million.
pub fn key_of(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(text.as_bytes());
    hasher.finish()
}

/// Decodes one column of `n_rows` rows.
pub(super) fn decode(
    plan: &ColumnPlan,
    columns: &[TextColumn],
    n_rows: usize,
    dialect: &Dialect,
    names: &Names,
) -> Decoded {
    let name = plan.column;
    let mut reader = Reader { dialect, unreadable: Vec::new(), n_present: 0 };
    let text = |row: usize| match &plan.input {
        Input::Column(index) => columns[*index].get(row),
        Input::Constant(text) => text.as_str(),
    };
    let texts = (0..n_rows).map(text);
    let values = match &plan.decoder {
        Decoder::Key => reader.each(texts, |it| Some(key_of(it))).into(),
        Decoder::Code(lookup) => reader.memo(texts, |it| lookup(it)).into(),
        Decoder::Name(lookup) => {
            let intern = |it: &str| Some(names.intern(name, &lookup(it)?));
            let ids = reader.memo(texts, intern).into_iter();
            ids.map(Option::flatten).collect::<Vec<Option<u32>>>().into()
        }
        Decoder::Day => {
            reader.each(texts, |it| dialect.parse_day(it).map(|it| it.0)).into()
        }
        Decoder::Number => reader.each(texts, |it| dialect.parse_number(it)).into(),
        Decoder::Count => {
            reader.each(texts, |it| whole(dialect.parse_number(it)?)).into()
        }
        Decoder::Flag(lookup) => reader.memo(texts, |it| lookup(it)).into(),
    };
    Decoded { values, unreadable: reader.unreadable, n_present: reader.n_present }
}

#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn whole(number: f64) -> Option<i32> {
    let fits = number.fract() == 0.0 && number.abs() <= f64::from(i32::MAX);
    fits.then_some(number as i32)
}

/// Reads texts one by one and remembers which could not be read.
struct Reader<'a> {
    dialect: &'a Dialect,
    unreadable: Vec<u32>,
    n_present: u64,
}

impl Reader<'_> {
    fn each<'t, T>(
        &mut self,
        texts: impl Iterator<Item = &'t str>,
        mut parse: impl FnMut(&'t str) -> Option<T>,
    ) -> Vec<Option<T>> {
        let mut row = 0;
        texts
            .map(|text| {
                let text = text.trim();
                let here = row;
                row += 1;
                if self.dialect.is_missing(text) {
                    return None;
                }
                self.n_present += 1;
                let value = parse(text);
                if value.is_none() {
                    self.unreadable.push(here);
                }
                value
            })
            .collect()
    }

    /// Like `each`, looking every different text up only once.
    fn memo<'t, T: Clone>(
        &mut self,
        texts: impl Iterator<Item = &'t str>,
        lookup: impl Fn(&str) -> Option<T>,
    ) -> Vec<Option<T>> {
        let mut known: FxHashMap<&'t str, Option<T>> = FxHashMap::default();
        self.each(texts, |text| known.entry(text).or_insert_with(|| lookup(text)).clone())
    }
}
