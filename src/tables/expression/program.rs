//! A program: expressions broken up into steps, each different step once.
//!
//! In: plans and the run's dictionary. Out: steps that name the steps they build on. Never: a
//! row; a step that two expressions share twice.

use std::collections::HashMap;

use super::Typed;
use super::plan::{Arithmetic, Comparison, Expr, Logic, Truth};
use crate::tables::schema::Kind;
use crate::terms::Day;

/// What a run knows that an expression does not.
pub trait Names {
    /// The dictionary id of a name in a column; `None` when no row has it.
    fn id(&self, column: &str, text: &str) -> Option<u32>;

    /// The last day of the run's periods.
    fn period_until(&self) -> Day;
}

/// An id no dictionary gives out: a name that occurs in no row equals nothing.
const NO_ROW: u32 = u32::MAX;

/// The place of a step in its program.
pub(super) type At = usize;

/// The place of an expression among those of a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output(pub(super) usize);

/// One step.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Step {
    Column(&'static str, Stored),
    /// A number, by its bits.
    Number(u64),
    Day(i32),
    Flag(bool),
    /// A code, or a category by its place in the list.
    Code(u8),
    Name(u32),
    Nothing,
    Compare(Comparison, At, At),
    Join(Logic, Vec<At>),
    Not(At),
    Is(Truth, At),
    Arithmetic(Arithmetic, At, At),
    DaysBetween(At, At),
    Shift(Arithmetic, At, At),
    Case(Vec<(At, At)>, At),
}

/// How a column is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Stored {
    Key,
    Code,
    Name,
    Day,
    Number,
    /// Taken as a number: exact up to 2^53.
    Count,
    Flag,
}

/// Expressions that are worked out together.
pub struct Program<'a> {
    names: &'a dyn Names,
    known: HashMap<Step, At>,
    pub(super) steps: Vec<Step>,
    pub(super) outputs: Vec<At>,
}

impl<'a> Program<'a> {
    /// Without any expression.
    pub fn new(names: &'a dyn Names) -> Self {
        Self { names, known: HashMap::new(), steps: Vec::new(), outputs: Vec::new() }
    }

    /// Adds an expression.
    pub fn add(&mut self, typed: &Typed) -> Output {
        let at = self.plan(&typed.expr, typed.categories());
        self.outputs.push(at);
        Output(self.outputs.len() - 1)
    }

    /// How many steps and outputs take up each step.
    pub(super) fn uses(&self) -> Vec<u32> {
        let mut uses = vec![0; self.steps.len()];
        let parts = self.steps.iter().flat_map(Step::parts);
        for at in parts.chain(self.outputs.iter().copied()) {
            uses[at] += 1;
        }
        uses
    }

    fn plan(&mut self, expr: &Expr, categories: &[String]) -> At {
        let mut of = |it: &Expr| self.plan(it, categories);
        let step = match expr {
            Expr::Column(it) => Step::Column(it.name(), Stored::of(it.column.kind)),
            Expr::PeriodUntil => Step::Day(self.names.period_until().0),
            Expr::Number(it) => Step::Number(it.to_bits()),
            Expr::Day(it) => Step::Day(it.0),
            Expr::Flag(it) => Step::Flag(*it),
            Expr::Null => Step::Nothing,
            Expr::Code { index, .. } => Step::Code(*index),
            Expr::Name { column, text } => {
                Step::Name(self.names.id(column, text).unwrap_or(NO_ROW))
            }
            Expr::Category(text) => category(text, categories),
            Expr::Compare(how, a, b) => Step::Compare(*how, of(a), of(b)),
            Expr::Join(how, all) => Step::Join(*how, all.iter().map(of).collect()),
            Expr::Not(it) => Step::Not(of(it)),
            Expr::In { value, list, negated } => {
                let (value, list) = (of(value), list.iter().map(of).collect());
                let found = self.among(value, list);
                return if *negated { self.step(Step::Not(found)) } else { found };
            }
            Expr::Is { value, truth, negated } => {
                let is = Step::Is(*truth, of(value));
                let is = self.step(is);
                return if *negated { self.step(Step::Not(is)) } else { is };
            }
            Expr::Arithmetic(how, a, b) => Step::Arithmetic(*how, of(a), of(b)),
            Expr::Negate(it) => {
                let it = of(it);
                let zero = self.step(Step::Number(0.0_f64.to_bits()));
                Step::Arithmetic(Arithmetic::Subtract, zero, it)
            }
            Expr::DaysBetween(a, b) => Step::DaysBetween(of(a), of(b)),
            Expr::Shift(how, day, days) => Step::Shift(*how, of(day), of(days)),
            Expr::Case { arms, otherwise } => {
                let arms = arms.iter().map(|(when, then)| (of(when), of(then))).collect();
                Step::Case(arms, of(otherwise))
            }
        };
        self.step(step)
    }

    fn among(&mut self, value: At, list: Vec<At>) -> At {
        let equal = |it| self.step(Step::Compare(Comparison::Equal, value, it));
        let all = list.into_iter().map(equal).collect();
        self.step(Step::Join(Logic::Or, all))
    }

    fn step(&mut self, step: Step) -> At {
        if let Some(at) = self.known.get(&step) {
            return *at;
        }
        let at = self.steps.len();
        self.known.insert(step.clone(), at);
        self.steps.push(step);
        at
    }
}

fn category(text: &str, categories: &[String]) -> Step {
    let at = categories.iter().position(|it| it == text);
    at.and_then(|it| u8::try_from(it).ok()).map_or(Step::Nothing, Step::Code)
}

impl Step {
    /// The steps it builds on, each as often as it is taken up.
    fn parts(&self) -> Vec<At> {
        match self {
            Self::Column(..)
            | Self::Number(_)
            | Self::Day(_)
            | Self::Flag(_)
            | Self::Code(_)
            | Self::Name(_)
            | Self::Nothing => Vec::new(),
            Self::Compare(_, a, b)
            | Self::Arithmetic(_, a, b)
            | Self::DaysBetween(a, b)
            | Self::Shift(_, a, b) => vec![*a, *b],
            Self::Join(_, all) => all.clone(),
            Self::Not(it) | Self::Is(_, it) => vec![*it],
            Self::Case(arms, otherwise) => {
                let arms = arms.iter().flat_map(|(when, then)| [*when, *then]);
                arms.chain([*otherwise]).collect()
            }
        }
    }
}

impl Stored {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Key => Self::Key,
            Kind::Code(_) => Self::Code,
            Kind::Name => Self::Name,
            Kind::Day => Self::Day,
            Kind::Number => Self::Number,
            Kind::Count => Self::Count,
            Kind::Flag => Self::Flag,
        }
    }
}
