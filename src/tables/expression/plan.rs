//! The plan: what an expression says, without an engine.

use crate::tables::schema::{ColumnRef, Kind};
use crate::tables::sets::CodeSet;
use crate::terms::Day;

/// What an expression gives.
#[derive(Debug, Clone, PartialEq)]
pub enum ValueKind {
    /// Yes, no or unknown.
    Flag,
    /// A number; days between two days are one too.
    Number,
    /// A day.
    Day,
    /// A key; only whether it is there can be asked.
    Key,
    /// A code of a closed set.
    Code(&'static CodeSet),
    /// A name of the open set of that column.
    Name(&'static str),
    /// One of these texts, in this order.
    Category(Vec<String>),
    /// `NULL` by itself.
    Missing,
}

impl ValueKind {
    /// What people call it, with its article.
    pub fn label(&self) -> String {
        match self {
            Self::Flag => "yes or no".to_owned(),
            Self::Number => "a number".to_owned(),
            Self::Day => "a day".to_owned(),
            Self::Key => "a key".to_owned(),
            Self::Code(set) => format!("a code of `{}`", set.name),
            Self::Name(column) => format!("a name of `{column}`"),
            Self::Category(_) => "a text".to_owned(),
            Self::Missing => "nothing".to_owned(),
        }
    }

    /// What a column gives.
    pub fn of(column: ColumnRef) -> Self {
        match column.column.kind {
            Kind::Key => Self::Key,
            Kind::Code(set) => Self::Code(set),
            Kind::Name => Self::Name(column.name()),
            Kind::Day => Self::Day,
            Kind::Number | Kind::Count => Self::Number,
            Kind::Flag => Self::Flag,
        }
    }
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

impl Comparison {
    /// The sign in SQL.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }

    /// Whether it asks for an order, which codes and names do not have.
    pub fn needs_order(self) -> bool {
        !matches!(self, Self::Equal | Self::NotEqual)
    }
}

/// Arithmetic on numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Arithmetic {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`, never truncating; missing when the divisor is zero.
    Divide,
}

impl Arithmetic {
    /// The sign in SQL.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        }
    }
}

/// How conditions are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Logic {
    /// All of them.
    And,
    /// At least one of them.
    Or,
}

/// What a value is asked to be; the answer is never unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Truth {
    /// Missing.
    Null,
    /// A condition that holds.
    True,
    /// A condition that is known not to hold.
    False,
}

impl Truth {
    /// The word in SQL.
    pub fn word(self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::True => "TRUE",
            Self::False => "FALSE",
        }
    }
}

/// One node of the plan. Kinds are right by construction: only the compiler makes one.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column.
    Column(ColumnRef),
    /// The last day of the run's periods.
    PeriodUntil,
    /// A number.
    Number(f64),
    /// A day.
    Day(Day),
    /// `TRUE` or `FALSE`.
    Flag(bool),
    /// Missing.
    Null,
    /// A code of a closed set.
    Code {
        /// The set.
        set: &'static CodeSet,
        /// Its stored index.
        index: u8,
    },
    /// A name of an open set.
    Name {
        /// The column whose names it is one of.
        column: &'static str,
        /// The name.
        text: String,
    },
    /// A category a `CASE` gives.
    Category(String),
    /// Two values compared.
    Compare(Comparison, Box<Expr>, Box<Expr>),
    /// Conditions joined.
    Join(Logic, Vec<Expr>),
    /// A condition turned round; unknown stays unknown.
    Not(Box<Expr>),
    /// Whether a value is one of these literals.
    In {
        /// The value.
        value: Box<Expr>,
        /// The literals.
        list: Vec<Expr>,
        /// `NOT IN`.
        negated: bool,
    },
    /// `IS NULL`, `IS TRUE`, `IS FALSE` and their negations.
    Is {
        /// The value.
        value: Box<Expr>,
        /// What it is asked to be.
        truth: Truth,
        /// `IS NOT …`.
        negated: bool,
    },
    /// Arithmetic on two numbers.
    Arithmetic(Arithmetic, Box<Expr>, Box<Expr>),
    /// A number with its sign turned.
    Negate(Box<Expr>),
    /// Days from the second day to the first.
    DaysBetween(Box<Expr>, Box<Expr>),
    /// A day, moved by a number of days (added or subtracted).
    Shift(Arithmetic, Box<Expr>, Box<Expr>),
    /// The value of the first condition that is true, else `otherwise`.
    Case {
        /// Condition and value.
        arms: Vec<(Expr, Expr)>,
        /// When no condition is true.
        otherwise: Box<Expr>,
    },
}

impl Expr {
    /// The literal of a code.
    pub(super) fn code(set: &'static CodeSet, code: &str) -> Option<Self> {
        Some(Self::Code { set, index: set.index(code)? })
    }

    /// A `CASE` that turns this value into the categories `codes`.
    pub(super) fn recoded(
        self,
        codes: &[String],
        literal: impl Fn(&str) -> Option<Self>,
    ) -> Self {
        let arm = |code: &String| {
            let equal = Comparison::Equal;
            let value = Box::new(literal(code)?);
            let is = Self::Compare(equal, Box::new(self.clone()), value);
            Some((is, Self::Category(code.clone())))
        };
        let arms = codes.iter().filter_map(arm).collect();
        Self::Case { arms, otherwise: Box::new(Self::Null) }
    }

    /// Shows every node to `see`, this one first.
    pub fn visit(&self, see: &mut dyn FnMut(&Self)) {
        see(self);
        match self {
            Self::Compare(_, a, b)
            | Self::Arithmetic(_, a, b)
            | Self::DaysBetween(a, b)
            | Self::Shift(_, a, b) => {
                a.visit(see);
                b.visit(see);
            }
            Self::Join(_, all) => {
                for it in all {
                    it.visit(see);
                }
            }
            Self::Not(it) | Self::Negate(it) | Self::Is { value: it, .. } => {
                it.visit(see);
            }
            Self::In { value, list, .. } => {
                value.visit(see);
                for it in list {
                    it.visit(see);
                }
            }
            Self::Case { arms, otherwise } => {
                for (condition, value) in arms {
                    condition.visit(see);
                    value.visit(see);
                }
                otherwise.visit(see);
            }
            _ => {}
        }
    }
}
