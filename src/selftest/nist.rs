//! The certified values of NIST: means, spreads and regressions that are hard to compute.
//!
//! NIST certifies fifteen digits. Where the data themselves cannot carry so many in a double,
//! fewer are asked, and the list says how many.

use super::cases::List;
use super::{Kind, Source};
use crate::error::Error;
use crate::estimates::estimate_mean;
use crate::estimates::least_squares::{self, fit};
use crate::indicators::cell_of;
use crate::numeric::real;

const SOURCE: Source = Source {
    name: "nist-strd",
    title: "NIST, Statistical Reference Datasets: certified values",
    kind: Kind::Published,
};

macro_rules! file {
    ($name:literal) => {
        ($name, include_str!(concat!("../../tests/reference/nist-strd/", $name, ".dat")))
    };
}

/// A data set: its name and its file.
type Set = (&'static str, &'static str);

/// The digits asked of the standard deviation.
const UNIVARIATE: [(Set, usize); 8] = [
    (file!("Lottery"), 13),
    (file!("Lew"), 13),
    (file!("Mavro"), 13),
    (file!("Michelso"), 13),
    (file!("NumAcc1"), 15),
    (file!("NumAcc2"), 14),
    // The data are no more exact: 1000000.1 leaves ten digits of a spread of 0.1, and
    // 10000000.1 nine.
    (file!("NumAcc3"), 9),
    (file!("NumAcc4"), 8),
];
/// The digits asked of a mean.
const OF_MEAN: usize = 13;

/// How the columns of a regression follow from a row of data.
#[derive(Clone, Copy)]
enum Design {
    /// Powers of x from 0 up to this one.
    Powers(i32),
    /// A column of ones, and x as it stands.
    Intercept,
    /// x as it stands.
    Plain,
}

/// The digits asked of coefficients and their standard deviations.
const REGRESSION: [(Set, Design, usize); 11] = [
    (file!("Norris"), Design::Powers(1), 13),
    (file!("Pontius"), Design::Powers(2), 12),
    (file!("NoInt1"), Design::Plain, 14),
    (file!("NoInt2"), Design::Plain, 14),
    (file!("Longley"), Design::Intercept, 11),
    (file!("Wampler1"), Design::Powers(5), 9),
    (file!("Wampler2"), Design::Powers(5), 9),
    (file!("Wampler3"), Design::Powers(5), 9),
    (file!("Wampler4"), Design::Powers(5), 9),
    (file!("Wampler5"), Design::Powers(5), 9),
    (file!("Filip"), Design::Powers(10), 7),
];

pub(super) fn values() -> Result<List, Error> {
    let mut list = List::new(SOURCE);
    for (set, digits) in UNIVARIATE {
        univariate(set, digits, &mut list).ok_or_else(|| broken(set))?;
    }
    for (set, design, digits) in REGRESSION {
        regression(set, design, digits, &mut list).ok_or_else(|| broken(set))?;
    }
    Ok(list)
}

fn broken((name, _): Set) -> Error {
    Error::bug(format!("reference values of nist-strd: {name}.dat"))
}

fn univariate((name, file): Set, digits: usize, list: &mut List) -> Option<()> {
    let values = rows(file).concat();
    let clients: Vec<&[f64]> = values.iter().map(std::slice::from_ref).collect();
    let estimate = estimate_mean(&cell_of(&clients), 0).ok();
    let of_rows = real(values.len() as u64).sqrt();
    let deviation = estimate.and_then(|it| Some(it.standard_error? * of_rows));
    let mean = estimate.map(|it| it.value);
    list.digits("t", name, "mean", certified(file, "Sample Mean")?, mean, OF_MEAN);
    let words = "Sample Standard";
    list.digits("t", name, "deviation", certified(file, words)?, deviation, digits);
    Some(())
}

fn regression(
    (name, file): Set,
    design: Design,
    digits: usize,
    list: &mut List,
) -> Option<()> {
    let rows = rows(file);
    let outcome: Vec<f64> =
        rows.iter().map(|it| it.first().copied()).collect::<Option<_>>()?;
    let fit = fit(&columns(&rows, design)?, &outcome, None).ok();
    let errors = fit.as_ref().and_then(least_squares::Fit::standard_errors);
    for (at, (parameter, value, error)) in parameters(file).into_iter().enumerate() {
        let found = fit.as_ref().and_then(|it| it.coefficients.get(at).copied());
        list.digits(
            least_squares::NAME,
            name,
            parameter,
            value.to_owned(),
            found,
            digits,
        );
        let found = errors.as_ref().and_then(|it| it.get(at).copied());
        let what = format!("deviation of {parameter}");
        list.digits(least_squares::NAME, name, &what, error.to_owned(), found, digits);
    }
    Some(())
}

fn columns(rows: &[Vec<f64>], design: Design) -> Option<Vec<Vec<f64>>> {
    let column = |at: usize| -> Option<Vec<f64>> {
        rows.iter().map(|it| it.get(at).copied()).collect()
    };
    let n_columns = rows.first()?.len();
    let plain = || (1..n_columns).map(column).collect::<Option<Vec<_>>>();
    match design {
        Design::Powers(highest) => {
            let x = column(1)?;
            let power = |to: i32| x.iter().map(|it| it.powi(to)).collect();
            Some((0..=highest).map(power).collect())
        }
        Design::Intercept => Some([vec![vec![1.0; rows.len()]], plain()?].concat()),
        Design::Plain => plain(),
    }
}

/// The rows of numbers below the line that starts with `Data:` last.
fn rows(file: &str) -> Vec<Vec<f64>> {
    let below = file.lines().rev().take_while(|it| !it.trim_start().starts_with("Data:"));
    let numbers = |line: &str| -> Vec<f64> {
        line.split_whitespace().map_while(|it| it.parse().ok()).collect()
    };
    let mut rows: Vec<Vec<f64>> =
        below.map(numbers).filter(|it| !it.is_empty()).collect();
    rows.reverse();
    rows
}

/// The certified number at the end of the line that holds these words.
fn certified(file: &str, words: &str) -> Option<String> {
    let line = file.lines().find(|it| it.contains(words))?;
    let is_number = |it: &&str| it.parse::<f64>().is_ok();
    line.split_whitespace().rev().find(is_number).map(str::to_owned)
}

/// Name, certified value and certified standard deviation of each parameter.
fn parameters(file: &str) -> Vec<(&str, &str, &str)> {
    file.lines()
        .filter_map(|line| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let [name, value, deviation] = words[..] else { return None };
            let number = name.strip_prefix('B')?;
            let is_number = |it: &str| it.parse::<f64>().is_ok();
            let good = number.parse::<u8>().is_ok() && is_number(value);
            (good && is_number(deviation)).then_some((name, value, deviation))
        })
        .collect()
}
