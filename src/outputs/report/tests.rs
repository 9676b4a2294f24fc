//! Claims about whole pages, on a small release made by hand.

use std::collections::BTreeMap;

use super::*;
use crate::disclosure::{Release, ReleasedFigure, share};
use crate::error::Error;
use crate::indicators::{Better, IndicatorInfo, Unit};
use crate::judgements::{Judgements, ReleasedTrend};
use crate::outputs::plots::PlotKind;
use crate::terms::{
    Day, Dimension, Group, Language, Period, Severity, Shown, Text, WhyMissing,
    WhyNotApplicable,
};

/// Elements that have no end tag.
const VOID: [&str; 3] = ["meta", "br", "link"];

fn year(year: i32) -> Period {
    Period {
        start: Day::new(year, 1, 1).unwrap(),
        end: Day::new(year, 12, 31).unwrap(),
        label: year.to_string(),
    }
}

fn info(name: &str, label: Text) -> IndicatorInfo {
    IndicatorInfo {
        name: name.into(),
        version: "1.0".into(),
        label,
        summary: Text::new("Een zin over het cijfer.", "A sentence about the figure."),
        better: Better::Higher,
        source: "bron".into(),
        page: "## Definition\nA share.\n\n| a |\n|---|\n| 1 |\n".into(),
        categories: Vec::new(),
        sha256: "ab".repeat(32),
    }
}

fn figure(indicator: &str, period: &Period, programme: Option<&str>) -> ReleasedFigure {
    share(indicator, period, programme.map_or(Group::All, Group::named))
}

fn suppressed(mut it: ReleasedFigure) -> ReleasedFigure {
    (it.n, it.numerator) = (Shown::Suppressed, Shown::Suppressed);
    (it.value, it.interval) = (Shown::Suppressed, Shown::Suppressed);
    ReleasedFigure { n_missing: Shown::Suppressed, ..it }
}

fn counted(mut it: ReleasedFigure) -> ReleasedFigure {
    let none = WhyNotApplicable::NoSuchQuantity;
    (it.unit, it.method, it.target) = (Unit::Trajectories, "count", None);
    (it.n, it.value) = (Shown::Value(1734), Shown::Value(1734.0));
    (it.numerator, it.interval) =
        (Shown::NotApplicable(none), Shown::NotApplicable(none));
    it
}

fn marked(mut it: ReleasedFigure) -> ReleasedFigure {
    (it.unit, it.method, it.target) = (Unit::Mark, "t-clustered", None);
    (it.n, it.value) = (Shown::Value(212), Shown::Value(7.85));
    it.numerator = Shown::NotApplicable(WhyNotApplicable::NoSuchQuantity);
    it.interval = Shown::Missing(WhyMissing::TooFew);
    it.n_missing = Shown::Value(18);
    it
}

fn release() -> Release {
    let periods: Vec<_> = (2013..=2016).map(year).collect();
    let last = &periods[3];
    let mut figures = vec![counted(figure("trajectories-active", last, None))];
    let closed = "closed-by-mutual-agreement";
    for period in &periods {
        figures.push(figure(closed, period, None));
        figures.push(figure(closed, period, Some("pmto")));
    }
    figures.push(suppressed(figure(closed, last, Some("rare"))));
    figures.push(marked(figure("usefulness", last, None)));
    figures.push(figure("response", last, None));
    let label = |code: &str| (Dimension::Programme, code.to_owned());
    Release {
        figures,
        indicators: vec![
            info("trajectories-active", Text::new("Actieve trajecten", "Active")),
            info(
                closed,
                Text::new("Afgesloten in overeenstemming", "Closed by agreement"),
            ),
            info("usefulness", Text::new("Nut", "Usefulness")),
            info("response", Text::new("Respons", "Response")),
        ],
        periods,
        n_provisional: 0,
        group_labels: BTreeMap::from([
            (label("pmto"), Text::same("<b>&PMTO")),
            (label("rare"), Text::same("Zeldzaam")),
        ]),
        policy: "default".into(),
        policy_text: Text::new("Geen cijfers onder de tien.", "No figures under ten."),
        smallest_count: 10,
        n_suppressed: 1,
        ..Release::default()
    }
}

/// A trend of the second figure's series.
fn judgements(release: &Release) -> Judgements {
    let Some(of) = release.figures.get(1) else { return Judgements::default() };
    let trend = ReleasedTrend {
        series: of.series.clone(),
        method: "cochran-armitage".into(),
        n_periods: 4,
        statistic: Shown::Value(2.1),
        p_value: Shown::Value(0.034),
        slope: Shown::Value(0.004),
        slope_lower: Shown::Value(0.0),
        slope_upper: Shown::Value(0.0),
        slope_per_year: Shown::Value(0.004),
        odds_ratio_per_year: Shown::Value(1.0),
        odds_ratio_lower: Shown::Value(1.0),
        odds_ratio_upper: Shown::Value(1.0),
        n_provisional: 0,
        is_asked: true,
        response: None,
        conclusion: None,
    };
    Judgements { trends: vec![trend], ..Judgements::default() }
}

fn with_context<T>(release: &Release, act: impl FnOnce(&Context) -> T) -> T {
    let files = [
        ("index.html", "beginblad"),
        ("publication/brochure.nl.html", "rapport"),
        ("publication/brochure.en.html", "report"),
        ("publication/codebook-nl.html", "codeboek"),
        ("publication/estimates.csv", "cijfers"),
        ("publication/estimates.parquet", "cijfers"),
        ("publication/charts/closed.svg", "grafiek"),
        ("internal/findings.parquet", "bevindingen"),
        ("ro-crate-metadata.json", "herkomst"),
    ];
    let files = files.map(|(path, what)| (path.to_owned(), Text::same(what)));
    let account = TableAccount {
        table: "trajectories".into(),
        n_read: 2010,
        n_kept: 2000,
        n_set_aside: 10,
    };
    let finding = FindingCount {
        rule: "ends-before-it-starts".into(),
        label: Text::new("eindigt voor het begint", "ends before it starts"),
        table: "trajectories".into(),
        severity: Severity::SetAside,
        n_rows: 10,
    };
    let input = InputFile {
        name: "trajecten-2016.csv".into(),
        n_bytes: 1_234_567,
        sha256: "cd".repeat(32),
        n_rows: 2010,
    };
    act(&Context {
        release,
        judgements: &judgements(release),
        title: &Text::new("Onderzoek en resultaten", "Research and results"),
        organisation: "Organisatie & co",
        pipeline: "brochure-2016",
        pipeline_sha256: &"ef".repeat(32),
        version: "0.1.0",
        accounts: &[account],
        findings: &[finding],
        inputs: &[input],
        synthetic: true,
        files: &files,
    })
}

const SVG: &str = "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
                   viewBox=\"0 0 8 4\"><title id=\"t\">a</title><g></g></svg>";

fn brochure_of(release: &Release, language: Language) -> Result<String, Error> {
    let chart = |language| Chart {
        indicator: "closed-by-mutual-agreement",
        kind: PlotKind::Figures,
        name: "closed-by-mutual-agreement",
        svg: SVG,
        description: "Tussen \"2013\" en 2016 <bijna> gelijk",
        language,
    };
    let charts = Language::ALL.map(chart);
    with_context(release, |it| render_brochure(it, &charts, language))
}

fn brochure(language: Language) -> String {
    brochure_of(&release(), language).unwrap()
}

/// As the template engine writes it in an attribute.
fn escaped(text: &str) -> String {
    text.replace('/', "&#x2f;")
}

fn pages() -> Vec<String> {
    let release = release();
    let mut pages: Vec<_> = Language::ALL.into_iter().map(brochure).collect();
    pages.push(with_context(&release, render_index).unwrap());
    for language in Language::ALL {
        pages.push(with_context(&release, |it| render_codebook(it, language)).unwrap());
    }
    pages
}

/// Start and end tags in order, without the style sheet.
fn tags(page: &str) -> Vec<&str> {
    let mut tags = Vec::new();
    for part in page.split('<').skip(1).filter(|it| !it.starts_with('!')) {
        let (tag, _) = part.split_once('>').expect("a tag ends");
        tags.push(tag);
    }
    tags
}

fn attributes<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let mark = format!(" {name}=\"");
    page.match_indices(&mark)
        .map(|(at, _)| page[at + mark.len()..].split('"').next().unwrap())
        .collect()
}

#[test]
fn every_page_is_well_formed() {
    for page in pages() {
        let mut open = Vec::new();
        for tag in tags(&page) {
            let name = tag.split([' ', '\n']).next().unwrap();
            if let Some(name) = name.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
            } else if !VOID.contains(&name) && !tag.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty(), "{open:?}");
    }
}

#[test]
fn identifiers_are_unique_and_links_inside_a_page_arrive() {
    for page in pages() {
        let ids = attributes(&page, "id");
        let mut sorted = ids.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(sorted.len(), ids.len(), "{ids:?}");
        let inner =
            attributes(&page, "href").into_iter().filter_map(|it| it.strip_prefix('#'));
        for target in inner.chain(attributes(&page, "aria-labelledby")) {
            assert!(ids.contains(&target), "nothing is called {target}");
        }
    }
}

#[test]
fn headings_skip_no_level() {
    for page in pages() {
        let mut before = 0;
        for tag in tags(&page) {
            let level =
                tag.strip_prefix('h').and_then(|it| it.get(..1)?.parse::<u8>().ok());
            if let Some(level) = level {
                assert!(level <= before + 1, "h{level} after h{before}");
                before = level;
            }
        }
        assert_eq!(page.matches("<h1").count(), 1);
    }
}

#[test]
fn nothing_comes_from_elsewhere_and_nothing_is_a_script() {
    for page in pages() {
        for it in ["<script", "src=", "@import", "url(", " onclick", "NaN", "inf%"] {
            assert!(!page.contains(it), "{it}");
        }
        for target in attributes(&page, "href") {
            assert!(!target.contains(':') && !target.starts_with('/'), "{target}");
        }
    }
}

#[test]
fn every_figure_of_the_release_stands_in_a_table_once() {
    let release = release();
    for language in Language::ALL {
        let page = brochure(language);
        for it in &release.figures {
            let anchor = format!(" id=\"{}\"", escaped(&it.figure_id));
            assert_eq!(page.matches(&anchor).count(), 1, "{anchor}");
            let (before, _) = page.split_once(&anchor).unwrap();
            assert!(before.ends_with("<tr") || before.ends_with("<td"), "{anchor}");
        }
    }
}

#[test]
fn numbers_are_written_in_the_habit_of_the_language() {
    let nl = brochure(Language::Nl);
    let cells = "<td class=\"num\">88,0\u{a0}%</td><td class=\"num\">84,9–90,6\u{a0}%</td>\
                 <td class=\"num\">441 van 501</td><td class=\"num\">0</td>";
    assert!(nl.contains(cells), "{nl}");
    assert!(nl.contains("<p class=\"number\">88\u{a0}%</p>"));
    let beside = "<span>95\u{a0}%-interval 84,9–90,6\u{a0}%;</span> \
                  <span>441 van 501 trajecten</span>";
    assert!(nl.contains(beside));
    assert!(nl.contains("<p class=\"number\">1.734</p>") && nl.contains("7,9"));
    let en = brochure(Language::En);
    let cells = "<td class=\"num\">88.0%</td><td class=\"num\">84.9–90.6%</td>\
                 <td class=\"num\">441 of 501</td><td class=\"num\">0</td>";
    assert!(en.contains(cells) && en.contains("<p class=\"number\">1,734</p>"));
    assert!(en.contains(
        "<span>95% interval 84.9–90.6%;</span> <span>441 of 501 trajectories</span>"
    ));
}

#[test]
fn a_satisfaction_mean_has_its_response_beside_it() {
    let page = brochure(Language::Nl);
    assert!(page.contains(
        "<span>212 antwoorden;</span> <span>respons 42\u{a0}% (212 van 501)</span>"
    ));
    assert!(
        page.contains("ontbreekt een bruikbaar gegeven bij 18 van de 230 (8\u{a0}%)")
    );
}

#[test]
fn a_suppressed_figure_shows_no_digit_and_says_why() {
    for (language, why) in [
        (Language::Nl, "niet getoond. Meestal zijn het er minder dan 10"),
        (Language::En, "not shown. Mostly there are fewer than 10"),
    ] {
        let page = brochure(language);
        let start = page
            .find(&escaped("closed-by-mutual-agreement/2016/programme=rare\">"))
            .unwrap();
        let row = page[start..].split("</tr>").next().unwrap();
        let cells = row.split_once("</th>").unwrap().1;
        assert!(!cells.contains(|it: char| it.is_ascii_digit()), "{cells}");
        assert_eq!(cells.matches('–').count(), 4, "{cells}");
        assert!(page.contains(why));
    }
}

#[test]
fn a_count_has_no_interval_column() {
    let page = brochure(Language::Nl);
    let table = page.split("id=\"table-trajectories-active\"").nth(1).unwrap();
    let head = table.split("</thead>").next().unwrap();
    assert!(head.contains("Aantal trajecten") && !head.contains("interval"), "{head}");
}

#[test]
fn a_summary_line_says_the_same_as_the_tables() {
    let it = figure("closed-by-mutual-agreement", &year(2016), None);
    assert_eq!(format::value(&it, Language::Nl), "88,0\u{a0}%");
    let interval = format::interval(&it, Language::En);
    assert_eq!(interval.as_deref(), Some("84.9–90.6%"));
    let it = suppressed(it);
    assert_eq!(format::value(&it, Language::En), "not shown");
    assert_eq!(format::interval(&it, Language::En), None);
}

#[test]
fn counts_of_groups_stand_beside_each_other() {
    let mut release = release();
    for period in release.periods.clone() {
        for programme in ["pmto", "rare"] {
            let it = figure("trajectories-active", &period, Some(programme));
            let it =
                if programme == "rare" { suppressed(counted(it)) } else { counted(it) };
            release.figures.push(it);
        }
    }
    let page = brochure_of(&release, Language::Nl).unwrap();
    let table =
        page.split("id=\"table-trajectories-active-by-programme\"").nth(1).unwrap();
    let table = table.split("</table>").next().unwrap();
    assert!(table.contains("<th scope=\"col\" class=\"num\">Zeldzaam</th>"), "{table}");
    assert_eq!(table.matches("<th scope=\"row\">").count(), 4);
    for it in release.figures.iter().filter(|it| it.n == Shown::Suppressed) {
        assert_eq!(
            page.matches(&format!(" id=\"{}\"", escaped(&it.figure_id))).count(),
            1
        );
    }
    assert_eq!(table.matches(">niet getoond<").count(), 4);
}

#[test]
fn the_trend_of_the_total_stands_beside_its_figure() {
    let page = brochure(Language::Nl);
    let want = "Over 4 jaar: stijging van gemiddeld 0,4 procentpunt per jaar; kans op zo’n \
                verschil door toeval: 0,03.";
    assert_eq!(page.matches(want).count(), 1);
    assert!(!page.to_lowercase().contains("significant"));
}

#[test]
fn names_are_escaped() {
    let page = brochure(Language::Nl);
    assert!(page.contains("&lt;b&gt;&amp;PMTO") && !page.contains("<b>&"));
    assert!(page.contains("Organisatie &amp; co"));
    assert!(
        page.contains(
            "aria-label=\"Tussen &quot;2013&quot; en 2016 &lt;bijna&gt; gelijk\""
        )
    );
}

#[test]
fn charts_stand_at_their_indicator_in_their_language() {
    for language in Language::ALL {
        let page = brochure(language);
        let section = page.split("aria-labelledby=\"closed-by-mutual-agreement\"").nth(1);
        let section = section.unwrap().split("</section>").next().unwrap();
        assert_eq!(
            (page.matches("<svg").count(), section.matches("<svg").count()),
            (1, 1)
        );
    }
    let mut release = release();
    release.figures.retain(|it| !it.is_of("closed-by-mutual-agreement"));
    let error = brochure_of(&release, Language::Nl).unwrap_err();
    assert!(error.to_string().contains("a chart of `closed-by-mutual-agreement`"));
}

#[test]
fn the_same_release_gives_the_same_bytes() {
    assert_eq!(pages(), pages());
}

#[test]
fn synthetic_data_are_announced_on_every_page() {
    for page in pages() {
        assert!(page.contains("class=\"synthetic\" role=\"note\""));
    }
}

#[test]
fn a_release_with_what_is_not_a_number_is_refused() {
    let mut release = release();
    release.figures[0].value = Shown::Value(f64::NAN);
    let error = brochure_of(&release, Language::Nl).unwrap_err();
    assert!(error.to_string().contains("`trajectories-active/2016`"));
}

#[test]
fn an_empty_release_still_gives_a_page() {
    let empty = Release::default();
    let page = with_context(&empty, |it| render_brochure(it, &[], Language::Nl)).unwrap();
    assert!(page.contains("id=\"limits\"") && !page.contains("<table class=\"figures"));
}

#[test]
fn the_start_page_links_every_file_and_speaks_both_languages() {
    let page = with_context(&release(), render_index).unwrap();
    with_context(&release(), |it| {
        for (path, _) in it.files.iter().filter(|(path, _)| path != "index.html") {
            assert!(page.contains(&format!("href=\"{}\"", escaped(path))), "{path}");
        }
    });
    assert!(page.contains("<html lang=\"nl\">") && page.contains("<p lang=\"en\">"));
    let parquet = escaped("read_parquet(\"publication/estimates.parquet\")");
    assert!(page.contains(&parquet), "{parquet}");
}

#[test]
fn the_codebook_prints_the_page_the_version_and_the_columns() {
    let page = with_context(&release(), |it| render_codebook(it, Language::En)).unwrap();
    assert!(page.contains("<h3>Definition</h3>") && page.contains(&"ab".repeat(32)));
    assert!(page.contains("<code>n_missing</code>"));
}
