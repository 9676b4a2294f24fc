//! A drawing made fit to stand inside a page.
//!
//! In: an SVG file of our own. Out: the `svg` element with identifiers nobody else has.
//! Never: a script, or a reference to something outside the drawing.

use crate::error::Error;

/// What never occurs in a drawing of ours.
const REFUSED: [&str; 5] =
    ["<script", "<foreignobject", "javascript:", "href=\"http", "<!entity"];
/// Where an identifier is defined or used; it starts right behind.
const IDENTIFIERS: [&str; 6] = [
    " id=\"",
    "url(#",
    "url('#",
    "href=\"#",
    "aria-labelledby=\"",
    "aria-describedby=\"",
];

/// The drawing, its identifiers with `prefix` in front.
///
/// # Errors
/// When it is no SVG, or holds a script or a link to elsewhere: a bug.
pub(super) fn inline(name: &str, svg: &str, prefix: &str) -> Result<String, Error> {
    let start = svg.find("<svg");
    let end = svg.rfind("</svg>");
    let (Some(start), Some(end)) = (start, end) else {
        return Err(Error::bug(format!("chart `{name}` is not an SVG")));
    };
    let body = &svg[start..end + "</svg>".len()];
    let lower = body.to_lowercase();
    if let Some(it) = REFUSED.iter().find(|it| lower.contains(**it)) {
        return Err(Error::bug(format!("chart `{name}` holds `{it}`")));
    }
    Ok(with_own_identifiers(body, prefix))
}

fn with_own_identifiers(body: &str, prefix: &str) -> String {
    let mut text = String::with_capacity(body.len());
    let mut rest = body;
    while let Some((at, mark)) = next_mark(rest) {
        let (before, after) = rest.split_at(at + mark.len());
        text.push_str(before);
        if mark.starts_with("aria") {
            let end = after.find('"').unwrap_or(after.len());
            let names = after[..end].split_whitespace();
            let names: Vec<_> = names.map(|it| format!("{prefix}-{it}")).collect();
            text.push_str(&names.join(" "));
            rest = &after[end..];
        } else {
            text.push_str(prefix);
            text.push('-');
            rest = after;
        }
    }
    text.push_str(rest);
    text
}

fn next_mark(text: &str) -> Option<(usize, &'static str)> {
    IDENTIFIERS.iter().filter_map(|it| text.find(it).map(|at| (at, *it))).min()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_and_their_uses_stay_together() {
        let svg = "<?xml version=\"1.0\"?>\n<svg aria-labelledby=\"t d\"><title id=\"t\">a\
                   </title><desc id=\"d\"/><clipPath id=\"c\"/><g clip-path=\"url(#c)\"/>\
                   <use href=\"#c\"/></svg>\n";
        let want = "<svg aria-labelledby=\"x-t x-d\"><title id=\"x-t\">a</title>\
                    <desc id=\"x-d\"/><clipPath id=\"x-c\"/><g clip-path=\"url(#x-c)\"/>\
                    <use href=\"#x-c\"/></svg>";
        assert_eq!(inline("a", svg, "x").unwrap(), want);
    }

    #[test]
    fn a_drawing_with_a_script_is_refused() {
        assert!(inline("a", "<svg><SCRIPT>1</SCRIPT></svg>", "x").is_err());
        let outside = "<svg><image href=\"https://example.org/a.png\"/></svg>";
        assert!(inline("a", outside, "x").is_err());
        assert!(inline("a", "no drawing", "x").is_err());
    }
}
