//! What a reader may count on in every chart.

use super::*;
use crate::terms::WhyMissing;

const MISSING: Shown<f64> = Shown::Missing(WhyMissing::NoRows);

fn point(period: usize, value: Shown<f64>) -> Point {
    let interval = value.value().map(|it| (it - 0.05, it + 0.04));
    let n =
        if value == Shown::Suppressed { Shown::Suppressed } else { Shown::Value(1_412) };
    Point { period, value, interval, n }
}

fn series(name: &str, values: &[Shown<f64>]) -> Series {
    let points = values.iter().enumerate().map(|(period, it)| point(period, *it));
    Series { name: name.to_owned(), points: points.collect() }
}

fn values(values: &[f64]) -> Vec<Shown<f64>> {
    values.iter().map(|it| Shown::Value(*it)).collect()
}

fn trend(language: Language, all: Vec<Series>) -> TrendChart {
    let n_periods = all.first().map_or(0, |it| it.points.len());
    TrendChart {
        name: "closed-by-mutual-agreement".to_owned(),
        title: "Afgesloten in onderling overleg".to_owned(),
        subtitle: "Aandeel, met 95 %-interval".to_owned(),
        periods: (2011..).take(n_periods).map(|it: i32| it.to_string()).collect(),
        panels: vec![Panel { title: String::new(), series: all }],
        scale: Scale::Share,
        target: Some(0.85),
        language,
        note: String::new(),
        description: "Het aandeel stijgt & blijft < 90 %.".to_owned(),
    }
}

fn stacked(language: Language, shares: &[Vec<Shown<f64>>]) -> StackedChart {
    let n_periods = shares.first().map_or(0, Vec::len);
    let panel = |title: &str| StackedPanel {
        title: title.to_owned(),
        shares: shares.to_vec(),
        n: vec![Shown::Value(412); n_periods],
    };
    StackedChart {
        name: "goal-attainment".to_owned(),
        title: "Doelen bij het einde".to_owned(),
        subtitle: "Aandeel van de doelen".to_owned(),
        periods: (2011..).take(n_periods).map(|it: i32| it.to_string()).collect(),
        panels: vec![panel("IAG"), panel("PMTO")],
        categories: (1..=shares.len()).map(|it| format!("categorie {it}")).collect(),
        language,
        note: "○ niet getoond: minder dan 10".to_owned(),
        description: "Per jaar een staaf.".to_owned(),
    }
}

/// The values of an attribute over all elements of a kind.
fn attributes(svg: &str, element: &str, key: &str) -> Vec<f64> {
    let tags = svg.lines().filter(|it| it.starts_with(&format!("<{element} ")));
    let value = |tag: &str| {
        let (_, rest) = tag.split_once(&format!(" {key}=\""))?;
        rest.split_once('"')?.0.parse().ok()
    };
    tags.filter_map(value).collect()
}

/// Filled discs in the ink of the first series, without rims and keys: (x, y).
fn discs(svg: &str) -> Vec<(f64, f64)> {
    let (red, green, blue) = palette::series_ink(0).rgb;
    let ink = format!("fill=\"#{red:02X}{green:02X}{blue:02X}\"");
    let lines: Vec<&str> =
        svg.lines().filter(|it| it.contains(&ink) && it.contains("r=\"46\"")).collect();
    let lines = lines.join("\n");
    attributes(&lines, "circle", "cx")
        .into_iter()
        .zip(attributes(&lines, "circle", "cy"))
        .collect()
}

fn is_png(bytes: &[u8]) -> bool {
    bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.ends_with(b"IEND\xae\x42\x60\x82")
}

#[test]
fn a_higher_figure_is_drawn_higher_and_a_later_one_to_the_right() {
    let chart =
        trend(Language::Nl, vec![series("IAG", &values(&[0.61, 0.7, 0.71, 0.9]))]);
    let discs = discs(&draw_trend(&chart).unwrap().svg);
    assert_eq!(discs.len(), 4);
    assert!(
        discs.windows(2).all(|it| it[0].0 < it[1].0 && it[0].1 > it[1].1),
        "{discs:?}"
    );
    let per_point = |a: usize, b: usize, by: f64| (discs[a].1 - discs[b].1) / by;
    assert!((per_point(0, 1, 0.09) - per_point(0, 3, 0.29)).abs() < 40.0, "{discs:?}");
}

#[test]
fn every_word_and_number_stands_in_the_svg_as_text() {
    let all = vec![
        series("IAG", &values(&[0.81, 0.88])),
        series("PMTO", &values(&[0.7, 0.75])),
    ];
    let dutch = draw_trend(&trend(Language::Nl, all.clone())).unwrap().svg;
    for text in [
        "Afgesloten in onderling overleg",
        "IAG 88\u{a0}%",
        "PMTO 75\u{a0}%",
        "doel\u{a0}85\u{a0}%",
        "2011",
        "1.412",
    ] {
        assert!(dutch.contains(&format!(">{text}</text>")), "{text}");
    }
    let english = draw_trend(&trend(Language::En, all)).unwrap().svg;
    for text in ["IAG 88%", "target\u{a0}85%", "1,412"] {
        assert!(english.contains(&format!(">{text}</text>")), "{text}");
    }
}

#[test]
fn the_svg_says_aloud_what_it_shows_and_brings_its_font() {
    let chart = trend(Language::Nl, vec![series("IAG", &values(&[0.81, 0.88]))]);
    let drawn = draw_trend(&chart).unwrap();
    let id = "chart-closed-by-mutual-agreement-nl";
    assert!(drawn.svg.contains(&format!("aria-labelledby=\"{id}-title {id}-desc\"")));
    assert!(drawn.svg.contains("stijgt &amp; blijft &lt; 90 %.</desc>"));
    assert!(drawn.svg.contains("role=\"img\"") && drawn.svg.contains("viewBox=\"0 0 "));
    assert!(drawn.svg.contains("font/woff2;base64,d09GM"));
    assert!(!drawn.svg_without_font().contains("@font-face"));
    assert_eq!(drawn.description, chart.description);
}

#[test]
fn no_line_crosses_a_period_without_a_figure() {
    use Shown::{Suppressed, Value};
    let gaps = [Value(0.8), Value(0.82), Suppressed, Value(0.84), MISSING, Value(0.86)];
    let svg = draw_trend(&trend(Language::Nl, vec![series("IAG", &gaps)])).unwrap().svg;
    let lines = svg.lines().filter(|it| it.starts_with("<polyline")).count();
    assert_eq!(lines, 1, "only 2011 and 2012 are neighbours");
    assert_eq!(discs(&svg).len(), 4);
    assert!(svg.contains(">○ niet getoond</text>"));
    let hollow = svg
        .lines()
        .filter(|it| it.starts_with("<circle") && it.contains("fill=\"none\""));
    assert_eq!(hollow.count(), 1, "suppressed has a mark, missing has none");
}

#[test]
fn a_cut_axis_is_said() {
    let svg = |values: &[Shown<f64>]| {
        let mut chart = trend(Language::Nl, vec![series("IAG", values)]);
        chart.target = None;
        draw_trend(&chart).unwrap().svg
    };
    assert!(svg(&values(&[0.81, 0.88])).contains("De verticale as loopt van"));
    assert!(!svg(&values(&[0.1, 0.95])).contains("De verticale as loopt van"));
}

#[test]
fn the_same_chart_gives_the_same_bytes() {
    let chart = trend(Language::En, vec![series("IAG", &values(&[0.81, 0.88]))]);
    assert_eq!(draw_trend(&chart), draw_trend(&chart));
    let chart = stacked(Language::Nl, &[values(&[0.2, 0.3]), values(&[0.8, 0.7])]);
    assert_eq!(draw_stacked(&chart), draw_stacked(&chart));
}

#[test]
fn corner_cases_draw_without_a_broken_number() {
    use Shown::{Suppressed, Value};
    let long = "Intensieve Ambulante Gezinsbegeleidingstrajecten in Zuidwest-Drenthe";
    let six: Vec<Series> =
        (0..6).map(|i| series(&format!("{long} {i}"), &values(&[0.5; 36]))).collect();
    let mut three = trend(Language::Nl, six);
    three.panels =
        vec![three.panels[0].clone(), three.panels[0].clone(), three.panels[0].clone()];
    let charts = [
        trend(Language::Nl, vec![series("", &[Value(1.0)]), series("b", &[Value(0.0)])]),
        trend(Language::En, vec![series("a", &[Suppressed; 5])]),
        trend(Language::En, vec![series("a", &[MISSING; 17])]),
        trend(Language::En, vec![series("a", &[])]),
        three,
    ];
    for mut chart in charts {
        chart.periods.resize(chart.periods.len().max(1), "2016".to_owned());
        for scale in [Scale::Share, Scale::Mark, Scale::Days, Scale::Count] {
            chart.scale = scale;
            let drawn = draw_trend(&chart).unwrap();
            assert!(
                !drawn.svg_without_font().contains("NaN") && !drawn.svg.contains("inf")
            );
            assert!(is_png(&drawn.png().unwrap()));
        }
    }
}

#[test]
fn a_bar_is_as_tall_as_its_parts_and_hidden_parts_stay_hidden() {
    use Shown::{Suppressed, Value};
    let shares = vec![
        vec![Value(0.1), Value(0.04), Suppressed, Suppressed],
        vec![Value(0.3), Value(0.06), Suppressed, Suppressed],
        vec![Value(0.6), Value(0.9), Value(0.5), Suppressed],
    ];
    let chart = stacked(Language::Nl, &shares);
    let drawn = draw_stacked(&chart).unwrap();
    for text in [
        "10\u{a0}%",
        "6\u{a0}%",
        "90\u{a0}%",
        "50\u{a0}%",
        "categorie 3",
        "PMTO",
        "n\u{a0}=\u{a0}412",
    ] {
        assert!(drawn.svg.contains(&format!(">{text}</text>")), "{text}");
    }
    assert!(!drawn.svg.contains(">4\u{a0}%</text>"), "too small to carry its value");
    assert!(!drawn.svg_without_font().contains("NaN") && is_png(&drawn.png().unwrap()));
    let (red, green, blue) = palette::category_ink(0, 3).rgb;
    let worst = format!("fill=\"#{red:02X}{green:02X}{blue:02X}\"");
    let bars: Vec<&str> = drawn.svg.lines().filter(|it| it.contains(&worst)).collect();
    let heights = attributes(&bars.join("\n"), "rect", "height");
    assert!((heights[0] / heights[1] - 2.5).abs() < 0.05, "{heights:?}");
}

#[test]
fn a_chart_put_together_wrongly_is_refused_by_name() {
    let mut chart = trend(Language::Nl, vec![series("IAG", &values(&[0.8, f64::NAN]))]);
    let message = draw_trend(&chart).unwrap_err().to_string();
    assert!(
        message.contains("`closed-by-mutual-agreement`") && message.contains("finite")
    );
    chart.panels[0].series[0].points = vec![point(7, Shown::Value(0.5))];
    assert!(draw_trend(&chart).unwrap_err().to_string().contains("outside the periods"));
    chart.panels.clear();
    assert!(draw_trend(&chart).unwrap_err().to_string().contains("no panel"));
    let chart = stacked(Language::Nl, &[values(&[1.2])]);
    assert!(draw_stacked(&chart).unwrap_err().to_string().contains("from 0 to 1"));
}

#[test]
fn the_picture_is_the_sheet_at_twice_the_density() {
    let chart = trend(Language::Nl, vec![series("IAG", &values(&[0.8; 6]))]);
    let drawn = draw_trend(&chart).unwrap();
    let png = drawn.png().unwrap();
    let side = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    let (width, height) = (side(16), side(20));
    assert!(drawn.svg.contains(&format!(
        "width=\"{}\" height=\"{}\"",
        width / 2,
        height / 2
    )));
}

#[test]
fn a_full_year_of_six_series_in_three_panels_stays_light() {
    let names = ["Noord", "Oost", "Zuid", "West", "Midden", "Zuidwest"];
    let all = names.iter().map(|it| series(it, &values(&[0.7; 12]))).collect();
    let mut chart = trend(Language::Nl, all);
    chart.panels = vec![chart.panels[0].clone(); 3];
    let svg = draw_trend(&chart).unwrap().svg_without_font();
    assert!(svg.len() < 60_000, "{}", svg.len());
}

/// A control chart of twelve periods: one hidden, one outside its limits.
fn control(language: Language) -> ControlChart {
    let value = |period: usize| match period {
        4 => Shown::Suppressed,
        7 => Shown::Value(0.97),
        _ => Shown::Value(0.8 + 0.01 * real(period % 3)),
    };
    let point = |period: usize| ControlPoint {
        period,
        value: value(period),
        centre: value(period).value().map(|_| 0.82),
        limits: value(period).value().map(|_| (0.74, 0.9)),
        is_signal: period == 7,
        phase: if period < 6 { 1 } else { 2 },
    };
    let points: Vec<ControlPoint> = (0..12).map(point).collect();
    ControlChart {
        name: "closed-control".to_owned(),
        title: "Afgesloten: regelkaart".to_owned(),
        subtitle: "aandeel".to_owned(),
        periods: (1..=12).map(|it| format!("2016-{it:02}")).collect(),
        panels: vec![ControlPanel { title: String::new(), points }],
        scale: Scale::Share,
        target: Some(0.85),
        language,
        note: "Fase 2 vanaf 2016-07: nieuw plan.".to_owned(),
        description: "Een punt is een signaal.".to_owned(),
    }
}

#[test]
fn a_control_chart_names_its_lines_its_signal_and_its_phases() {
    for (language, words) in [
        (
            Language::Nl,
            ["bovengrens", "gemiddelde", "ondergrens", "signaal", "fase", "doel"],
        ),
        (
            Language::En,
            ["upper limit", "mean", "lower limit", "signal", "phase", "target"],
        ),
    ] {
        let drawn = draw_control(&control(language)).unwrap();
        for word in words {
            assert!(drawn.svg.contains(word), "{word}");
        }
        assert_eq!(drawn.svg, draw_control(&control(language)).unwrap().svg);
        assert!(drawn.png().unwrap().starts_with(b"\x89PNG"));
    }
}

#[test]
fn a_run_chart_has_a_median_and_no_limits() {
    let mut chart = control(Language::Nl);
    for point in &mut chart.panels[0].points {
        point.limits = None;
    }
    let drawn = draw_control(&chart).unwrap();
    assert!(drawn.svg.contains("mediaan") && !drawn.svg.contains("bovengrens"));
}

#[test]
fn a_control_chart_with_a_line_that_is_no_number_is_refused() {
    let mut chart = control(Language::Nl);
    chart.panels[0].points[2].limits = Some((f64::NAN, 1.0));
    assert!(draw_control(&chart).is_err());
    chart = control(Language::Nl);
    chart.panels[0].points[2].period = 12;
    assert!(draw_control(&chart).is_err());
}
