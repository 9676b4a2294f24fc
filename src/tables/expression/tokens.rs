//! From text to words and signs.
//!
//! In: the text of an expression. Out: its tokens, each with its place. Never: a character
//! the language does not know, nor more tokens than the rest can bear; both are refused
//! where they stand.

use super::ExpressionError;

/// Longest expression, in tokens; far above any page.
pub(super) const MOST_TOKENS: usize = 1000;
/// Longest expression, in bytes, blanks and comments included.
const MOST_BYTES: usize = 50_000;

/// The signs of the language; a sign stands before what it begins with.
const SIGNS: [&str; 16] =
    ["<>", "!=", "<=", ">=", "==", "=", "<", ">", "+", "-", "*", "/", "(", ")", ",", "."];

/// What a keyboard or a text processor writes, and what to write instead.
const INSTEAD: [(&str, &str); 8] = [
    ("‘’‚‛′´", "write a straight quote: '"),
    ("“”„‟″«»", "write a text between straight single quotes: 'planned'"),
    ("−–—‐‑", "write a plain minus: -"),
    ("≤", "write <="),
    ("≥", "write >="),
    ("≠", "write <>"),
    ("×", "write *"),
    ("÷", "write /"),
];

/// The smallest thing that means something.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Token<'a> {
    /// A keyword or a name, as written.
    Word(&'a str),
    /// A name between double quotes or backticks.
    Quoted(String),
    /// A text between single quotes.
    Text(String),
    /// A number without its sign.
    Number(f64),
    /// One of [`SIGNS`].
    Sign(&'static str),
    /// Nothing follows.
    End,
}

impl Token<'_> {
    /// Whether it is this keyword, in any case, or this sign.
    pub(super) fn is(&self, wanted: &str) -> bool {
        match self {
            Self::Word(word) => word.eq_ignore_ascii_case(wanted),
            Self::Sign(sign) => *sign == wanted,
            _ => false,
        }
    }
}

/// A token and where it stands in the text, in bytes.
#[derive(Debug)]
pub(super) struct Placed<'a> {
    pub(super) token: Token<'a>,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The tokens of `text`; the last one is [`Token::End`].
pub(super) fn read(text: &str) -> Result<Vec<Placed<'_>>, ExpressionError> {
    let mut reader = Reader { text, at: 0 };
    let mut tokens: Vec<Placed> = Vec::new();
    loop {
        reader.skip_blanks()?;
        let start = reader.at;
        let token = reader.token()?;
        let end = reader.at;
        if token == Token::End {
            // Right behind what was written, not behind blanks, lines or comments.
            let start = tokens.last().map_or(start, |it| it.end);
            tokens.push(Placed { token, start, end });
            return Ok(tokens);
        }
        if tokens.len() == MOST_TOKENS || end > MOST_BYTES {
            let what = format!(
                "the expression is longer than {MOST_TOKENS} words and signs or \
                 {MOST_BYTES} bytes"
            );
            return Err(ExpressionError::new(text, start, what));
        }
        tokens.push(Placed { token, start, end });
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// Goes past the characters that are `wanted`, and gives them.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let n_bytes = rest.find(|it| !wanted(it)).unwrap_or(rest.len());
        self.at += n_bytes;
        &rest[..n_bytes]
    }

    /// Blanks, and comments from `--` until the end of the line.
    fn skip_blanks(&mut self) -> Result<(), ExpressionError> {
        loop {
            self.take(char::is_whitespace);
            if self.rest().starts_with("/*") {
                let error = ExpressionError::outside(self.text, self.at, "/*");
                return Err(
                    error.help("write a comment behind --, until the end of a line")
                );
            }
            if !self.rest().starts_with("--") {
                return Ok(());
            }
            self.take(|it| it != '\n');
        }
    }

    fn token(&mut self) -> Result<Token<'a>, ExpressionError> {
        let mut letters = self.rest().chars();
        let (first, second) = (letters.next(), letters.next());
        let is_digit = |it: Option<char>| it.is_some_and(|it| it.is_ascii_digit());
        match first {
            None => Ok(Token::End),
            Some('\'') => self.between('\'').map(Token::Text),
            Some(quote @ ('"' | '`')) => self.between(quote).map(Token::Quoted),
            Some(it) if it.is_alphabetic() || it == '_' => {
                Ok(Token::Word(self.take(goes_on)))
            }
            _ if is_digit(first) || (first == Some('.') && is_digit(second)) => {
                self.number()
            }
            Some(other) => self.sign(other),
        }
    }

    /// What stands between two of these quotes; two together stand for one.
    fn between(&mut self, quote: char) -> Result<String, ExpressionError> {
        let start = self.at;
        let mut inside = String::new();
        loop {
            self.at += quote.len_utf8();
            inside.push_str(self.take(|it| it != quote));
            if self.rest().is_empty() {
                let error =
                    ExpressionError::new(self.text, start, "this quote is never closed");
                return Err(error.help(if inside.contains(['‘', '’']) {
                    "close a text with a straight quote: '"
                } else {
                    "a quote inside a text is written twice: 'l''avenir'"
                }));
            }
            self.at += quote.len_utf8();
            if !self.rest().starts_with(quote) {
                return Ok(inside);
            }
            inside.push(quote);
        }
    }

    /// Digits, a point and an exponent; everything that hangs on to them belongs to it.
    fn number(&mut self) -> Result<Token<'a>, ExpressionError> {
        let start = self.at;
        let mut digits = self.take(|it| goes_on(it) || it == '.');
        let has_exponent = digits.ends_with(['e', 'E']) && !digits.contains(['x', 'X']);
        if has_exponent && self.rest().starts_with(['+', '-']) {
            self.at += 1;
            self.take(goes_on);
            digits = &self.text[start..self.at];
        }
        let what = match digits.parse::<f64>() {
            Ok(number) if number.is_finite() => return Ok(Token::Number(number)),
            Ok(_) => "this is not a number that can be stored".to_owned(),
            Err(_) => format!("{} is not a number", super::error::shown(digits)),
        };
        let error = ExpressionError::new(self.text, start, what);
        Err(error.help("write a number as 12 or 1.5"))
    }

    fn sign(&mut self, first: char) -> Result<Token<'a>, ExpressionError> {
        if let Some(sign) = SIGNS.into_iter().find(|it| self.rest().starts_with(it)) {
            self.at += sign.len();
            return Ok(Token::Sign(sign));
        }
        let escaped = first.escape_debug().to_string();
        let can_be_seen = first.is_ascii_graphic() || escaped.chars().count() == 1;
        let what = if can_be_seen { first.to_string() } else { escaped };
        let error = ExpressionError::outside(self.text, self.at, &what);
        Err(match INSTEAD.iter().find(|it| it.0.contains(first)) {
            Some((_, help)) => error.help(*help),
            None if !can_be_seen => error.help("delete this character; it is not seen"),
            None => error,
        })
    }
}

/// Whether a word or number goes on with this character.
fn goes_on(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}
