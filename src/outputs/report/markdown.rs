//! An indicator's page as HTML.
//!
//! In: Markdown, perhaps written by a pipeline's author. Out: HTML that fits below a
//! heading of the codebook. Never: raw HTML, pictures, links other than web addresses.

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// Addresses a page may point to.
const ALLOWED: [&str; 3] = ["https://", "http://", "mailto:"];

/// The page as HTML; its headings start at level 3.
pub(super) fn render(page: &str) -> String {
    let mut hidden = 0_usize;
    let events = Parser::new_ext(page, Options::ENABLE_TABLES).filter_map(|event| {
        let event = tame(event);
        match &event {
            Event::Start(Tag::Link { dest_url, .. }) if !is_allowed(dest_url) => {
                hidden += 1;
                None
            }
            Event::End(TagEnd::Link) if hidden > 0 => {
                hidden -= 1;
                None
            }
            Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
            _ => Some(event),
        }
    });
    let mut text = String::new();
    html::push_html(&mut text, events);
    // A table may be wider than a phone; its box scrolls, and can be reached by keyboard.
    text.replace("<table>", "<div class=\"scroll\" tabindex=\"0\"><table>")
        .replace("</table>", "</table></div>")
}

fn tame(event: Event<'_>) -> Event<'_> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
        Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
        Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
        Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
            level: lower(level),
            id: None,
            classes: Vec::new(),
            attrs: Vec::<(CowStr, Option<CowStr>)>::new(),
        }),
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        other => other,
    }
}

/// A page's own headings start at 1 or 2; both become 3, so that no level is skipped.
fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

fn is_allowed(address: &str) -> bool {
    ALLOWED.iter().any(|it| address.starts_with(it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_fit_below_the_codebooks_own() {
        let html = render("## Definition\nText.\n### More\n");
        assert_eq!(html, "<h3>Definition</h3>\n<p>Text.</p>\n<h4>More</h4>\n");
    }

    #[test]
    fn raw_html_is_shown_not_obeyed() {
        let html = render("a <b>c</b>\n\n<script>x</script>\n");
        assert!(!html.contains("<b>") && !html.contains("<script>"), "{html}");
        assert!(html.contains("&lt;script&gt;"), "{html}");
    }

    #[test]
    fn only_web_addresses_become_links() {
        let html =
            render("[a](javascript:x) [b](https://doi.org/10.1) ![c](https://x/y)");
        assert_eq!(html, "<p>a <a href=\"https://doi.org/10.1\">b</a> c</p>\n");
    }

    #[test]
    fn worked_examples_become_tables() {
        let html = render("| a | b |\n|---|--:|\n| 1 | 2 |\n");
        assert!(html.contains("<th>a</th>") && html.contains("<td>1</td>"), "{html}");
    }
}
