//! One page: the shell around a body, and the engine that fills templates.
//!
//! In: a template and what to fill in. Out: HTML; everything filled in is escaped, except
//! what this stage has made itself (tables, drawings, Markdown).
//! Never: a script, or anything fetched from elsewhere.

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::error::Error;

use super::context::Context;
use super::words::Words;

const SHELL: &str = include_str!("../../../reports/templates/shell.html");
const STYLE: &str = include_str!("../../../reports/templates/style.css");

/// A link at the top of a page.
#[derive(Debug, Serialize)]
pub(super) struct Link {
    pub(super) href: String,
    pub(super) label: String,
    /// Language of the page behind it.
    pub(super) lang: &'static str,
}

#[derive(Serialize)]
struct Shell<'a, T> {
    t: T,
    style: &'a str,
    lang: &'a str,
    title: &'a str,
    organisation: &'a str,
    under_title: &'a str,
    synthetic: bool,
    links: &'a [Link],
    main: &'a str,
    made_with: String,
}

/// Fills a template.
///
/// # Errors
/// When the template is broken or asks for what is not there: a bug.
pub(super) fn fill(
    name: &str,
    template: &str,
    values: impl Serialize,
) -> Result<String, Error> {
    let mut engine = Environment::new();
    engine.set_auto_escape_callback(|_| AutoEscape::Html);
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    let wrong = |it: minijinja::Error| Error::bug(format!("template {name}: {it}"));
    let mut syntax = SyntaxConfig::builder();
    syntax.trim_blocks(true).lstrip_blocks(true);
    engine.set_syntax(syntax.build().map_err(wrong)?);
    engine.render_named_str(name, template, Serde(values)).map_err(wrong)
}

/// Puts the shell around the main part of a page.
///
/// # Errors
/// When the template is broken: a bug.
pub(super) fn shell(
    context: &Context,
    title: &str,
    under_title: &str,
    links: &[Link],
    main: &str,
    words: &Words,
) -> Result<String, Error> {
    let made_with = words.fill(
        "footer.made_with",
        &[("version", context.version), ("pipeline", context.pipeline)],
    );
    let values = Shell {
        t: words.page(),
        style: STYLE,
        lang: words.language.code(),
        title,
        organisation: context.organisation,
        under_title,
        synthetic: context.synthetic,
        links,
        main,
        made_with,
    };
    fill("shell.html", SHELL, &values)
}

/// A path inside the bundle as a link from a page in the folder `from` (`""` for the top).
pub(super) fn link(from: &str, to: &str) -> String {
    let from: Vec<_> = from.split('/').filter(|it| !it.is_empty()).collect();
    let to: Vec<_> = to.split('/').filter(|it| !it.is_empty()).collect();
    let folders = to.len().saturating_sub(1);
    let shared = from.iter().zip(&to[..folders]).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..".to_owned(), from.len() - shared);
    let down = to[shared..].iter().map(|it| encode(it));
    up.chain(down).collect::<Vec<_>>().join("/")
}

/// The folder of a path inside the bundle.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The page of the bundle whose name holds `name` and that is in this language.
pub(super) fn find<'a>(context: &'a Context, name: &str, code: &str) -> Option<&'a str> {
    context.files.iter().map(|(path, _)| path.as_str()).find(|path| {
        let file = path.rsplit('/').next().unwrap_or(path);
        let mut parts = file.split(['.', '-', '_']);
        let is_page = file.strip_suffix(".html").is_some();
        is_page && file.contains(name) && parts.any(|it| it == code)
    })
}

/// Percent-encodes one part of a path (RFC 3986, section 2.3: unreserved stays).
fn encode(part: &str) -> String {
    let one = |byte: u8| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            char::from(byte).to_string()
        } else {
            format!("%{byte:02X}")
        }
    };
    part.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    #[test]
    fn links_are_relative_and_encoded() {
        assert_eq!(link("", "publication/estimates.csv"), "publication/estimates.csv");
        assert_eq!(link("publication", "publication/a b.html"), "a%20b.html");
        assert_eq!(link("publication", "index.html"), "../index.html");
        assert_eq!(link("a/b", "a/c/d.html"), "../c/d.html");
    }

    #[test]
    fn what_is_filled_in_is_escaped() {
        let html = fill("x", "{{ it }}", BTreeMap::from([("it", "<b>&\"")])).unwrap();
        assert_eq!(html, "&lt;b&gt;&amp;&quot;");
    }

    #[test]
    fn a_gap_that_nothing_fills_is_a_bug() {
        assert!(fill("x", "{{ nothing }}", BTreeMap::<&str, &str>::new()).is_err());
    }
}
