//! What an expression can begin with: a literal, a name, parentheses, NOT, CASE, a sign.
//!
//! In: the tokens from here on. Out: a piece of the tree. Never: a keyword, a function or
//! what other languages have, read as the name of a column.

use super::{
    Arithmetic, Binding, KEYWORDS, Node, OUTSIDE, Outcome, Parser, Syntax, Token,
};
use crate::tables::expression::ExpressionError;

impl Parser<'_> {
    pub(super) fn value(&mut self) -> Outcome<Node> {
        let start = self.start();
        if self.takes("(") {
            let inside = self.expression(Binding::Loose)?;
            self.must(")")?;
            return Ok(inside);
        }
        let syntax = if self.takes("NOT") {
            Syntax::Not(self.boxed(Binding::Not)?)
        } else if self.takes("CASE") {
            self.case()?
        } else if self.takes("NULL") {
            Syntax::Null
        } else if self.takes("TRUE") {
            Syntax::Flag(true)
        } else if self.takes("FALSE") {
            Syntax::Flag(false)
        } else if self.takes("-") {
            Syntax::Signed(Arithmetic::Subtract, self.boxed(Binding::Product)?)
        } else if self.takes("+") {
            Syntax::Signed(Arithmetic::Add, self.boxed(Binding::Product)?)
        } else {
            self.literal()?
        };
        Ok(Node { syntax, start })
    }

    /// A number, a text, a day or a name.
    fn literal(&mut self) -> Outcome<Syntax> {
        let token = self.token().clone();
        let next = self.tokens.get(self.at + 1).map(|it| &it.token);
        let syntax = match (token, next) {
            (Token::Number(number), _) => Syntax::Number(number),
            (Token::Text(text), _) => Syntax::Text(text),
            (word, Some(Token::Text(day))) if word.is("DATE") => {
                let day = Syntax::Day(day.clone());
                self.at += 1;
                day
            }
            (Token::Word(word), next) => {
                let is_one =
                    |all: &[&str]| all.iter().any(|it| it.eq_ignore_ascii_case(word));
                let calls = matches!(next, Some(Token::Text(_) | Token::Sign("(")));
                if is_one(&KEYWORDS) {
                    return self.expected("a value");
                } else if is_one(&OUTSIDE) || calls {
                    return Err(self.outside(self.at));
                }
                self.name(word.to_owned(), next, false)?
            }
            (Token::Quoted(name), next) => self.name(name, next, true)?,
            (Token::Sign(_) | Token::End, _) => return self.expected("a value"),
        };
        self.at += 1;
        Ok(syntax)
    }

    fn name(&self, name: String, next: Option<&Token>, quoted: bool) -> Outcome<Syntax> {
        if next != Some(&Token::Sign(".")) {
            return Ok(Syntax::Name(name, quoted));
        }
        let what = "a column is named without its table";
        let help =
            "write the column's name alone; a name in both tables means the child's own";
        Err(ExpressionError::new(self.text, self.start(), what).help(help))
    }

    /// What stands behind `CASE`.
    fn case(&mut self) -> Outcome<Syntax> {
        let has_operand = !self.is("WHEN");
        let operand = has_operand.then(|| self.boxed(Binding::Loose)).transpose()?;
        let mut arms = Vec::new();
        while arms.is_empty() || self.is("WHEN") {
            self.must("WHEN")?;
            let condition = self.expression(Binding::Loose)?;
            self.must("THEN")?;
            arms.push((condition, self.expression(Binding::Loose)?));
        }
        let has_rest = self.takes("ELSE");
        let otherwise = has_rest.then(|| self.boxed(Binding::Loose)).transpose()?;
        self.must("END")?;
        Ok(Syntax::Case { operand, arms, otherwise })
    }
}
