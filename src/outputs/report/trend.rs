//! A trend as a sentence: how long, which way, how much, and the chance of it by accident.
//!
//! In: a released trend and the unit of its figures. Out: a sentence.
//! Never: stars, or a word such as "significant" in place of the chance.

use crate::indicators::Unit;
use crate::judgements::ReleasedTrend;
use crate::terms::{Period, Shown, WhyNotApplicable};

use super::change;
use super::format;
use super::words::Words;

/// Fewest periods for which a trend is computed (design, section 6).
const FEWEST_PERIODS: usize = 4;
/// From this chance on a change may well be accident, and the sentence says so
/// (the customary 5 %; the chance itself always stands beside it).
const MAY_WELL_BE_CHANCE: f64 = 0.05;

/// The sentence; `None` when no trend was computed for a series of four periods or more.
pub(super) fn sentence(
    trend: Option<&ReleasedTrend>,
    unit: Option<Unit>,
    periods: &[Period],
    words: &Words,
) -> Option<String> {
    let Some(trend) = trend else {
        return (periods.len() < FEWEST_PERIODS).then(|| words.say("trend.few_periods"));
    };
    let left_out = left_out(trend, periods, words);
    if let Some(sentence) = change::trend_by_response(trend, words) {
        return Some(sentence + &left_out);
    }
    Some(match (&trend.slope, &trend.p_value) {
        (Shown::Value(slope), p_value) => {
            moved(trend, *slope, p_value, unit, periods, words) + &left_out
        }
        (Shown::Suppressed, _) => words.say("trend.suppressed"),
        (Shown::NotApplicable(WhyNotApplicable::FewPeriods), _) => {
            words.say("trend.few_periods")
        }
        (Shown::NotApplicable(_) | Shown::Missing(_), _) => words.say("trend.none"),
    })
}

/// Which periods are provisional and take no part; empty when none is.
fn left_out(trend: &ReleasedTrend, periods: &[Period], words: &Words) -> String {
    let from = periods.len().saturating_sub(trend.n_provisional);
    let labels: Vec<_> = periods[from..].iter().map(|it| it.label.as_str()).collect();
    match labels[..] {
        [] => String::new(),
        [only] => {
            " ".to_owned() + &words.fill("trend.provisional_one", &[("period", only)])
        }
        [first, .., last] => {
            let gaps = [("first", first), ("last", last)];
            " ".to_owned() + &words.fill("trend.provisional", &gaps)
        }
    }
}

fn moved(
    trend: &ReleasedTrend,
    slope: f64,
    p_value: &Shown<f64>,
    unit: Option<Unit>,
    periods: &[Period],
    words: &Words,
) -> String {
    let language = words.language;
    let period = Words::period_key(periods);
    let unit = unit.unwrap_or(Unit::TScore);
    let n_periods = format::count(trend.n_periods as u64, language);
    let change = format::change(slope, unit, language);
    let smallest = format::smallest_change(unit, language);
    let still = !change.contains(|c: char| ('1'..='9').contains(&c));
    let direction = match slope {
        _ if still => "trend.still",
        _ if slope > 0.0 => "trend.up",
        _ => "trend.down",
    };
    let gaps = [
        ("n", n_periods.as_str()),
        ("periods", &words.plural(&format!("period.{period}"), trend.n_periods)),
        ("period", &words.plural(&format!("period.{period}"), 1)),
        ("change", if still { &smallest } else { &change }),
        ("unit", &words.say(&format!("change_unit.{}", unit.name()))),
    ];
    format!("{}{}", words.fill(direction, &gaps), by_chance(p_value, words))
}

/// How likely such a difference is by chance, as the end of a sentence.
pub(super) fn by_chance(p_value: &Shown<f64>, words: &Words) -> String {
    let Shown::Value(p) = p_value else {
        return words.say("trend.chance_unknown");
    };
    let chance = match format::p_value(*p, words.language) {
        Some(p) => words.fill("trend.chance", &[("p", &p)]),
        None => words.say("trend.chance_tiny"),
    };
    if *p < MAY_WELL_BE_CHANCE {
        chance
    } else {
        format!("{chance} {}", words.say("trend.may_be_chance"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::{Day, Language, SeriesKey};

    fn years(n: i32) -> Vec<Period> {
        (0..n)
            .map(|i| Period {
                start: Day::new(2009 + i, 1, 1).unwrap(),
                end: Day::new(2009 + i, 12, 31).unwrap(),
                label: format!("{}", 2009 + i),
            })
            .collect()
    }

    #[track_caller]
    fn check(slope: Shown<f64>, p: Shown<f64>, n: usize, language: Language, want: &str) {
        let trend = ReleasedTrend {
            series: SeriesKey::default(),
            method: "cochran-armitage".into(),
            n_periods: n,
            statistic: Shown::Value(2.1),
            p_value: p,
            slope,
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
        let words = Words::read(language).unwrap();
        let periods = years(8);
        let got = sentence(Some(&trend), Some(Unit::Proportion), &periods, &words);
        assert_eq!(got.unwrap(), want);
    }

    #[test]
    fn a_rise_says_how_much_and_how_likely_by_chance() {
        let want = "Over 8 jaar: stijging van gemiddeld 0,4 procentpunt per jaar; kans op \
                    zo’n verschil door toeval: 0,03.";
        check(Shown::Value(0.004), Shown::Value(0.03), 8, Language::Nl, want);
        let want = "Over 8 years: a rise of 0.4 percentage points per year on average; \
                    probability of such a difference by chance: 0.03.";
        check(Shown::Value(0.004), Shown::Value(0.03), 8, Language::En, want);
    }

    #[test]
    fn a_fall_that_may_be_chance_says_so() {
        let want = "Over 8 jaar: daling van gemiddeld 1,3 procentpunt per jaar; kans op \
                    zo’n verschil door toeval: 0,21. Dit verschil kan dus goed toeval zijn.";
        check(Shown::Value(-0.0125), Shown::Value(0.21), 8, Language::Nl, want);
    }

    #[test]
    fn a_change_too_small_to_print_is_not_zero() {
        let want = "Over 8 jaar: bijna gelijk gebleven (minder dan 0,1 procentpunt per \
                    jaar); kans op zo’n verschil door toeval: kleiner dan 0,001.";
        check(Shown::Value(0.000_2), Shown::Value(1e-6), 8, Language::Nl, want);
    }

    #[test]
    fn under_four_periods_there_is_no_trend_and_it_is_said() {
        let few = || Shown::NotApplicable(WhyNotApplicable::FewPeriods);
        let want = "Minder dan vier perioden: dat is te kort om een trend te berekenen.";
        check(few(), few(), 3, Language::Nl, want);
        let words = Words::read(Language::Nl).unwrap();
        assert_eq!(sentence(None, None, &years(3), &words).unwrap(), want);
        assert_eq!(sentence(None, None, &years(8), &words), None);
    }

    #[test]
    fn a_hidden_trend_shows_no_digit() {
        let want =
            "De trend tonen we niet: dan zijn verborgen aantallen terug te rekenen.";
        check(Shown::Suppressed, Shown::Suppressed, 8, Language::Nl, want);
    }
}
