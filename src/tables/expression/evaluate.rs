//! A program on the rows of a frame.
//!
//! In: a program and a frame. Out: one value a row of each expression, missing as `None`.
//! Never: a shared step worked out twice, or kept longer than somebody needs it; another idea
//! of division, codes or missing values than SQL's.

use std::rc::Rc;

use super::column::{Column, Kind, Rows};
use super::plan::{Arithmetic, Comparison, Logic, Truth};
use super::program::{At, Output, Program, Step};
use crate::error::Error;
use crate::tables::frame::Frame;

/// What a program gives for the rows of a frame, worked out when it is asked for.
pub struct Evaluation<'a> {
    steps: Vec<Step>,
    outputs: Vec<At>,
    frame: &'a Frame,
    done: Vec<Option<Rc<Column>>>,
    /// How often each step will still be asked for.
    left: Vec<u32>,
}

impl Program<'_> {
    /// On the rows of a frame.
    pub fn on(self, frame: &Frame) -> Evaluation<'_> {
        let (left, done) = (self.uses(), vec![None; self.steps.len()]);
        let Self { steps, outputs, .. } = self;
        Evaluation { steps, outputs, frame, done, left }
    }
}

impl Evaluation<'_> {
    /// Whether each row fulfils a condition; `None` is unknown.
    ///
    /// # Errors
    /// When the expression gives something else, or a column is not there: a fault in the
    /// program.
    pub fn flags(&mut self, output: Output) -> Result<Vec<Option<bool>>, Error> {
        self.output(output)
    }

    /// Numbers.
    ///
    /// # Errors
    /// As [`Self::flags`].
    pub fn numbers(&mut self, output: Output) -> Result<Vec<Option<f64>>, Error> {
        self.output(output)
    }

    /// Days.
    ///
    /// # Errors
    /// As [`Self::flags`].
    pub fn days(&mut self, output: Output) -> Result<Vec<Option<i32>>, Error> {
        self.output(output)
    }

    /// Categories, by their place in the list of the expression.
    ///
    /// # Errors
    /// As [`Self::flags`].
    pub fn categories(&mut self, output: Output) -> Result<Vec<Option<u8>>, Error> {
        self.output(output)
    }

    fn output<T: Kind>(&mut self, output: Output) -> Result<Vec<Option<T>>, Error> {
        let column = self.column(self.outputs[output.0])?;
        Ok(column.rows::<T>()?.each(self.frame.height()))
    }

    /// The values of a step; kept only when they will be asked for again.
    fn column(&mut self, at: At) -> Result<Rc<Column>, Error> {
        self.left[at] = self.left[at].saturating_sub(1);
        if let Some(done) = self.done[at].take() {
            if self.left[at] > 0 {
                self.done[at] = Some(Rc::clone(&done));
            }
            return Ok(done);
        }
        let step = self.steps[at].clone();
        let column = Rc::new(self.work_out(&step)?);
        if self.left[at] > 0 {
            self.done[at] = Some(Rc::clone(&column));
        }
        Ok(column)
    }

    fn work_out(&mut self, step: &Step) -> Result<Column, Error> {
        Ok(match step {
            Step::Column(name, stored) => Column::of(self.frame, name, *stored)?,
            Step::Number(it) => Column::Numbers(Rows::Same(Some(f64::from_bits(*it)))),
            Step::Day(it) => Column::Days(Rows::Same(Some(*it))),
            Step::Flag(it) => Column::Flags(Rows::Same(Some(*it))),
            Step::Code(it) => Column::Codes(Rows::Same(Some(*it))),
            Step::Name(it) => Column::Names(Rows::Same(Some(*it))),
            Step::Nothing => Column::Nothing,
            Step::Compare(how, a, b) => {
                let (a, b) = (self.column(*a)?, self.column(*b)?);
                Column::Flags(compare(*how, &a, &b)?)
            }
            Step::Join(how, all) => Column::Flags(self.join(*how, all)?),
            Step::Not(it) => Column::Flags(
                self.column(*it)?.rows()?.map(|it: Option<bool>| Some(!it?)),
            ),
            Step::Is(truth, it) => {
                let it = self.column(*it)?;
                Column::Flags(is(*truth, &it)?)
            }
            Step::Arithmetic(how, a, b) => {
                let (a, b) = (self.column(*a)?, self.column(*b)?);
                Column::Numbers(a.rows()?.zip_known(b.rows()?, |a, b| reckon(*how, a, b)))
            }
            Step::DaysBetween(a, b) => {
                let (a, b) = (self.column(*a)?, self.column(*b)?);
                let days = |a: i32, b: i32| Some(f64::from(a) - f64::from(b));
                Column::Numbers(a.rows()?.zip_known(b.rows()?, days))
            }
            Step::Shift(how, day, days) => {
                let (day, days) = (self.column(*day)?, self.column(*days)?);
                let moved = |day: i32, n| whole(reckon(*how, f64::from(day), n)?);
                Column::Days(day.rows()?.zip_known(days.rows()?, moved))
            }
            Step::Case(arms, otherwise) => self.case(arms, *otherwise)?,
        })
    }

    fn join(&mut self, how: Logic, all: &[At]) -> Result<Rows<bool>, Error> {
        let mut joined = Rows::Same(Some(how == Logic::And));
        for at in all {
            let more = self.column(*at)?;
            joined = match how {
                Logic::And => joined.zip(more.rows()?, both),
                Logic::Or => joined.zip(more.rows()?, either),
            };
        }
        Ok(joined)
    }

    fn case(&mut self, arms: &[(At, At)], otherwise: At) -> Result<Column, Error> {
        let mut conditions = Vec::new();
        let mut values = Vec::new();
        for (condition, value) in arms {
            conditions.push(self.column(*condition)?);
            values.push(self.column(*value)?);
        }
        values.push(self.column(otherwise)?);
        let height = self.frame.height();
        let kind = values.iter().find(|it| !matches!(***it, Column::Nothing));
        Ok(match kind.map(AsRef::as_ref) {
            Some(Column::Flags(_)) => choose::<bool>(&conditions, &values, height)?,
            Some(Column::Numbers(_)) => choose::<f64>(&conditions, &values, height)?,
            Some(Column::Days(_)) => choose::<i32>(&conditions, &values, height)?,
            Some(Column::Codes(_)) => choose::<u8>(&conditions, &values, height)?,
            Some(Column::Names(_)) => choose::<u32>(&conditions, &values, height)?,
            Some(Column::Keys(_)) => choose::<u64>(&conditions, &values, height)?,
            Some(Column::Nothing) | None => Column::Nothing,
        })
    }
}

/// The value of the first condition that is true; the last value is for when none is.
fn choose<T: Kind>(
    conditions: &[Rc<Column>],
    values: &[Rc<Column>],
    height: usize,
) -> Result<Column, Error> {
    let conditions = conditions.iter().map(|it| it.rows::<bool>());
    let conditions = conditions.collect::<Result<Vec<_>, Error>>()?;
    let values = values.iter().map(|it| it.rows::<T>());
    let values = values.collect::<Result<Vec<_>, Error>>()?;
    let value = |row: usize| {
        let holds = |it: &&Rows<bool>| it.get(row) == Some(true);
        let at = conditions.iter().position(holds).unwrap_or(conditions.len());
        values[at].get(row)
    };
    Ok(T::column(Rows::Each((0..height).map(value).collect())))
}

fn compare(how: Comparison, a: &Column, b: &Column) -> Result<Rows<bool>, Error> {
    fn holds<T: Kind + PartialOrd>(
        how: Comparison,
        a: &Rows<T>,
        b: &Column,
    ) -> Result<Rows<bool>, Error> {
        let b = b.rows::<T>()?;
        Ok(match how {
            Comparison::Equal => a.zip_known(b, |a, b| Some(a == b)),
            Comparison::NotEqual => a.zip_known(b, |a, b| Some(a != b)),
            Comparison::Less => a.zip_known(b, |a, b| Some(a < b)),
            Comparison::AtMost => a.zip_known(b, |a, b| Some(a <= b)),
            Comparison::More => a.zip_known(b, |a, b| Some(a > b)),
            Comparison::AtLeast => a.zip_known(b, |a, b| Some(a >= b)),
        })
    }
    match a {
        Column::Flags(a) => holds(how, a, b),
        Column::Numbers(a) => holds(how, a, b),
        Column::Days(a) => holds(how, a, b),
        Column::Codes(a) => holds(how, a, b),
        Column::Names(a) => holds(how, a, b),
        Column::Keys(a) => holds(how, a, b),
        Column::Nothing => Ok(Rows::Same(None)),
    }
}

fn is(truth: Truth, column: &Column) -> Result<Rows<bool>, Error> {
    Ok(match truth {
        Truth::Null => column.missing(),
        Truth::True => column.rows()?.map(|it| Some(it == Some(true))),
        Truth::False => column.rows()?.map(|it| Some(it == Some(false))),
    })
}

/// False and unknown is false.
fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(false), _) | (_, Some(false)) => Some(false),
        (Some(true), Some(true)) => Some(true),
        _ => None,
    }
}

/// True or unknown is true.
fn either(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (Some(false), Some(false)) => Some(false),
        _ => None,
    }
}

/// What is divided by zero, or beyond all numbers, is missing.
fn reckon(how: Arithmetic, a: f64, b: f64) -> Option<f64> {
    let result = match how {
        Arithmetic::Add => a + b,
        Arithmetic::Subtract => a - b,
        Arithmetic::Multiply => a * b,
        Arithmetic::Divide => a / b,
    };
    result.is_finite().then_some(result)
}

/// A day has no parts; a day beyond the calendar is missing.
#[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
fn whole(day: f64) -> Option<i32> {
    let fits = f64::from(i32::MIN) <= day && day <= f64::from(i32::MAX);
    fits.then_some(day as i32)
}
