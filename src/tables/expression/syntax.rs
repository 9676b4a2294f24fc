//! An expression as it is written: what stands inside what, and where.
//!
//! In: nothing, these are types. Out: the tree between [`super::parser`] and
//! [`super::compile`]. Never: a kind, a column that was looked up.

use super::plan::{Arithmetic, Comparison, Logic, Truth};

/// A piece of the expression and the byte it begins at.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) syntax: Syntax,
    pub(super) start: usize,
}

/// What a piece says.
#[derive(Debug)]
pub(super) enum Syntax {
    /// A name, and whether it stands between quotes.
    Name(String, bool),
    Text(String),
    Number(f64),
    Flag(bool),
    Null,
    /// What stands behind `DATE`.
    Day(String),
    Compare(Comparison, Box<Node>, Box<Node>),
    /// At least two.
    Join(Logic, Vec<Node>),
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    Not(Box<Node>),
    /// `+` or `-` before a number.
    Signed(Arithmetic, Box<Node>),
    In {
        value: Box<Node>,
        list: Vec<Node>,
        negated: bool,
    },
    Between {
        value: Box<Node>,
        low: Box<Node>,
        high: Box<Node>,
        negated: bool,
    },
    Is {
        value: Box<Node>,
        truth: Truth,
        negated: bool,
    },
    Case {
        operand: Option<Box<Node>>,
        arms: Vec<(Node, Node)>,
        otherwise: Option<Box<Node>>,
    },
}

/// How tightly a piece holds together. The parser reads with it what belongs to what; the
/// canonical text has parentheses where a looser piece stands inside a tighter one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Binding {
    /// Not at all: the whole expression, what stands between parentheses.
    Loose,
    Or,
    And,
    Not,
    Is,
    Compare,
    Sum,
    Product,
    Unary,
    Atom,
}
