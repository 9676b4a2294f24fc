//! From tokens to a tree: a value, and what the signs and words behind it join it to.
//!
//! In: the text of an expression. Out: its tree. Never: a second way to read it, nor a tree
//! deeper than the stack can bear; an error points at the token where the reading stopped.

mod values;

use super::ExpressionError;
use super::error::shown;
use super::plan::{Arithmetic, Comparison, Logic, Truth};
use super::syntax::{Binding, Node, Syntax};
use super::tokens::{self, Placed, Token};

/// Most levels inside one another, here and in the plan.
pub(super) const MOST_LEVELS: usize = 64;

/// Words that are not the name of a column.
pub(super) const KEYWORDS: [&str; 14] = [
    "AND", "BETWEEN", "CASE", "ELSE", "END", "FALSE", "IN", "IS", "NOT", "NULL", "OR",
    "THEN", "TRUE", "WHEN",
];
/// Words that SQL has and this language has not; functions have parentheses behind them.
pub(super) const OUTSIDE: [&str; 12] = [
    "COLLATE",
    "CURRENT_DATE",
    "DIV",
    "GLOB",
    "ILIKE",
    "INTERVAL",
    "LIKE",
    "MOD",
    "REGEXP",
    "RLIKE",
    "SELECT",
    "SIMILAR",
];

const COMPARISONS: [(&str, Comparison); 8] = [
    ("=", Comparison::Equal),
    ("==", Comparison::Equal),
    ("<>", Comparison::NotEqual),
    ("!=", Comparison::NotEqual),
    ("<", Comparison::Less),
    ("<=", Comparison::AtMost),
    (">", Comparison::More),
    (">=", Comparison::AtLeast),
];
const SUMS: [(&str, Arithmetic); 2] =
    [("+", Arithmetic::Add), ("-", Arithmetic::Subtract)];
const PRODUCTS: [(&str, Arithmetic); 2] =
    [("*", Arithmetic::Multiply), ("/", Arithmetic::Divide)];
const TRUTHS: [(&str, Truth); 4] = [
    ("NULL", Truth::Null),
    ("UNKNOWN", Truth::Null),
    ("TRUE", Truth::True),
    ("FALSE", Truth::False),
];

type Outcome<T> = Result<T, ExpressionError>;

/// The tree of `text`.
pub(super) fn parse(text: &str) -> Outcome<Node> {
    let mut parser = Parser { text, tokens: tokens::read(text)?, at: 0, level: 0 };
    let node = parser.expression(Binding::Loose)?;
    if *parser.token() == Token::End {
        return Ok(node);
    }
    let what = format!("the expression ends before {}", parser.found());
    let error = ExpressionError::new(text, parser.start(), what);
    if parser.is(",") {
        return Err(error.help("write a number with a point: 1.5"));
    }
    Err(error.help("join conditions with AND or OR"))
}

/// The error of an expression that is too deep.
pub(super) fn too_deep(text: &str, at: usize) -> ExpressionError {
    let what = format!("more than {MOST_LEVELS} levels stand inside one another here");
    let help =
        "write it flatter: parentheses, CASE, NOT and each sign of a sum are levels";
    ExpressionError::new(text, at, what).help(help)
}

struct Parser<'a> {
    text: &'a str,
    /// The last one is [`Token::End`].
    tokens: Vec<Placed<'a>>,
    at: usize,
    level: usize,
}

impl<'a> Parser<'a> {
    fn token(&self) -> &Token<'a> {
        self.tokens.get(self.at).map_or(&Token::End, |it| &it.token)
    }

    fn start(&self) -> usize {
        self.tokens.get(self.at).map_or(self.text.len(), |it| it.start)
    }

    /// A token as it is written.
    fn written(&self, at: usize) -> &'a str {
        let placed = self.tokens.get(at);
        placed.and_then(|it| self.text.get(it.start..it.end)).unwrap_or_default()
    }

    /// What stands here, as one quotes it.
    fn found(&self) -> String {
        match self.token() {
            Token::End => "the end".to_owned(),
            _ => shown(self.written(self.at)),
        }
    }

    fn expected<T>(&self, what: &str) -> Outcome<T> {
        let what = format!("expected {what}, found {}", self.found());
        Err(ExpressionError::new(self.text, self.start(), what))
    }

    /// The error of a token that only other languages know.
    fn outside(&self, at: usize) -> ExpressionError {
        let start = self.tokens.get(at).map_or(self.text.len(), |it| it.start);
        ExpressionError::outside(self.text, start, self.written(at))
    }

    /// Whether this word or sign stands here.
    fn is(&self, wanted: &str) -> bool {
        self.token().is(wanted)
    }

    /// Goes past this word or sign when it stands here.
    fn takes(&mut self, wanted: &str) -> bool {
        let stands = self.is(wanted);
        self.at += usize::from(stands);
        stands
    }

    /// Goes past one of these when it stands here, and gives what it means.
    fn takes_one<T: Copy>(&mut self, wanted: &[(&str, T)]) -> Option<T> {
        let found = wanted.iter().find(|it| self.is(it.0))?;
        self.at += 1;
        Some(found.1)
    }

    fn must(&mut self, wanted: &str) -> Outcome<()> {
        if self.takes(wanted) { Ok(()) } else { self.expected(&format!("`{wanted}`")) }
    }

    /// A value and everything behind it that holds tighter than `around`.
    fn expression(&mut self, around: Binding) -> Outcome<Node> {
        self.level += 1;
        if self.level > MOST_LEVELS {
            return Err(too_deep(self.text, self.start()));
        }
        let mut left = self.value()?;
        while let Some(binding) = self.binding()?
            && binding > around
        {
            let start = left.start;
            left = Node { syntax: self.longer(left)?, start };
        }
        self.level -= 1;
        Ok(left)
    }

    fn boxed(&mut self, around: Binding) -> Outcome<Box<Node>> {
        self.expression(around).map(Box::new)
    }

    /// How tightly the word or sign that stands here joins what is left and right of it.
    fn binding(&self) -> Outcome<Option<Binding>> {
        let behind_not = self.at + usize::from(self.is("NOT"));
        let Some(Placed { token, .. }) = self.tokens.get(behind_not) else {
            return Ok(None);
        };
        let is_one = |all: &[&str]| all.iter().any(|it| token.is(it));
        Ok(match token {
            _ if is_one(&OUTSIDE) => return Err(self.outside(behind_not)),
            _ if is_one(&["IN", "BETWEEN"]) => Some(Binding::Compare),
            _ if self.is("NOT") && token.is("NULL") => {
                let error = ExpressionError::outside(self.text, self.start(), "NOT NULL");
                return Err(error.help("write IS NOT NULL"));
            }
            _ if self.is("NOT") => None,
            Token::Sign("+" | "-") => Some(Binding::Sum),
            Token::Sign("*" | "/") => Some(Binding::Product),
            Token::Sign("(" | ")" | "," | ".") => None,
            Token::Sign(_) => Some(Binding::Compare),
            _ if token.is("IS") => Some(Binding::Is),
            _ if token.is("AND") => Some(Binding::And),
            _ if token.is("OR") => Some(Binding::Or),
            _ => None,
        })
    }

    /// `left`, the word or sign that stands here, and what is right of it.
    fn longer(&mut self, left: Node) -> Outcome<Syntax> {
        if self.takes("OR") {
            return self.join(Logic::Or, left, Binding::Or);
        } else if self.takes("AND") {
            return self.join(Logic::And, left, Binding::And);
        }
        let left = Box::new(left);
        if let Some(how) = self.takes_one(&COMPARISONS) {
            Ok(Syntax::Compare(how, left, self.boxed(Binding::Compare)?))
        } else if let Some(how) = self.takes_one(&SUMS) {
            Ok(Syntax::Arithmetic(how, left, self.boxed(Binding::Sum)?))
        } else if let Some(how) = self.takes_one(&PRODUCTS) {
            Ok(Syntax::Arithmetic(how, left, self.boxed(Binding::Product)?))
        } else if self.takes("IS") {
            self.is_truth(left)
        } else {
            self.is_among(left)
        }
    }

    /// `a AND b AND c` is one join of three.
    fn join(&mut self, how: Logic, left: Node, binding: Binding) -> Outcome<Syntax> {
        let mut all = match left {
            Node { syntax: Syntax::Join(inner, all), .. } if inner == how => all,
            other => vec![other],
        };
        all.push(self.expression(binding)?);
        Ok(Syntax::Join(how, all))
    }

    /// What stands behind `IS`.
    fn is_truth(&mut self, value: Box<Node>) -> Outcome<Syntax> {
        let negated = self.takes("NOT");
        match self.takes_one(&TRUTHS) {
            Some(truth) => Ok(Syntax::Is { value, truth, negated }),
            None => self.expected("NULL, TRUE, FALSE or UNKNOWN"),
        }
    }

    /// `[NOT] IN (…)` and `[NOT] BETWEEN … AND …`.
    fn is_among(&mut self, value: Box<Node>) -> Outcome<Syntax> {
        let negated = self.takes("NOT");
        if self.takes("BETWEEN") {
            let low = self.boxed(Binding::Compare)?;
            self.must("AND")?;
            let high = self.boxed(Binding::Compare)?;
            return Ok(Syntax::Between { value, low, high, negated });
        }
        self.must("IN")?;
        self.must("(")?;
        let mut list = vec![self.expression(Binding::Loose)?];
        while self.takes(",") {
            list.push(self.expression(Binding::Loose)?);
        }
        self.must(")")?;
        Ok(Syntax::In { value, list, negated })
    }
}
