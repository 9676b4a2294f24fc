//! Policies: what may be shown, as values with a name and a source.
//!
//! In: `policies.toml`. Out: a policy by its name. Never: a value that stands in code only.

use toml_edit::{Document, TableLike};

use crate::error::Error;
use crate::estimates::{Contributions, Figure};
use crate::terms::Text;

const TEXT: &str = include_str!("policies.toml");

/// The rules a release follows.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// Its name in the pipeline.
    pub name: String,
    /// A count below this one is shown as small, nought included; 0 shows everything as
    /// counted.
    pub smallest_count: u64,
    /// What counts are rounded to; `None` shows them as counted.
    pub rounding: Option<u64>,
    /// Largest share of a sum that one contributor may have, 0–1.
    pub largest_share: f64,
    /// Largest share of a sum that the two largest contributors may have together, 0–1.
    pub two_largest_share: f64,
    /// What is left of a sum without the two largest must be at least this share of the
    /// largest, or the second could work out the first too exactly.
    pub rest_share: f64,
    /// Why nothing needs protecting, for the policy `none`.
    pub reason: Option<Text>,
    /// Where the values come from.
    pub source: String,
}

impl Policy {
    /// The names a pipeline may use without values of its own.
    pub const NAMES: [&str; 3] = ["default", "cbs", "opensafely"];

    /// The policy with that name.
    ///
    /// # Errors
    /// When there is none, or its entry is not in order (a fault in the program).
    pub fn named(name: &str) -> Result<Self, Error> {
        let document = Document::parse(TEXT).map_err(Error::bug)?;
        let entry = document.get(name).and_then(|it| it.as_table_like());
        let policy = entry.and_then(|it| Self::read(name, it));
        policy.ok_or_else(|| Error::bug(format!("policies.toml: no policy `{name}`")))
    }

    fn read(name: &str, entry: &dyn TableLike) -> Option<Self> {
        let count = |key: &str| {
            let number = entry.get(key)?.as_integer()?;
            u64::try_from(number).ok().filter(|it| *it > 0)
        };
        Some(Self {
            name: name.to_owned(),
            smallest_count: count("smallest-count")?,
            rounding: Some(count("rounding")?),
            largest_share: entry.get("largest-share")?.as_float()?,
            two_largest_share: entry.get("two-largest-share")?.as_float()?,
            rest_share: entry.get("rest-share")?.as_float()?,
            reason: None,
            source: entry.get("source")?.as_str()?.to_owned(),
        })
    }

    /// The default with an own smallest count and an own base, which is not above it.
    ///
    /// # Errors
    /// As [`Policy::named`].
    pub fn own(smallest_count: u64, base: u64) -> Result<Self, Error> {
        let (name, source) = ("own".to_owned(), "the pipeline".to_owned());
        let default = Self::named("default")?;
        Ok(Self { name, smallest_count, rounding: Some(base), source, ..default })
    }

    /// Whether one contributor, or two, make up more of a sum than the policy allows; or the
    /// second could work out too exactly what the first contributed.
    pub(super) fn dominates(&self, figure: &Figure) -> bool {
        figure.contributions.iter().any(|it| self.is_dominated(*it))
    }

    /// A sum of nothing gives nobody away.
    fn is_dominated(&self, it: Contributions) -> bool {
        let [first, second] = it.largest;
        let rest = it.total - first - second;
        it.total > 0.0
            && (first > self.largest_share * it.total
                || first + second > self.two_largest_share * it.total
                || rest < self.rest_share * first)
    }

    /// Nothing is hidden, because the figures are public already.
    pub fn none(reason: Text) -> Self {
        Self {
            name: "none".to_owned(),
            smallest_count: 0,
            rounding: None,
            largest_share: 1.0,
            two_largest_share: 1.0,
            rest_share: 0.0,
            reason: Some(reason),
            source: "the pipeline".to_owned(),
        }
    }

    /// What the policy does, in a few sentences.
    pub fn text(&self) -> Text {
        if let Some(reason) = &self.reason {
            return Text::new(
                format!("Er is niets verborgen. Reden: {}", reason.nl),
                format!("Nothing is hidden. Reason: {}", reason.en),
            );
        }
        let (n, base) = (self.smallest_count, self.rounding.unwrap_or(1));
        Text::new(
            format!(
                "Aantallen zijn afgerond op een veelvoud van {base}. Meestal is dat het \
                 dichtstbijzijnde, soms het andere: het verschil is hooguit {base}. Van 0 tot \
                 {n} staat er alleen dat het er minder dan {n} zijn. Dat doen we ook als het \
                 aantal dat overblijft zo klein is. Elk aantal is op zichzelf afgerond, dus \
                 optellen komt niet altijd uit. Percentages en marges komen uit de afgeronde \
                 aantallen, en de marges houden rekening met het afronden. Een enkel klein \
                 aantal laten we weg, soms door toeval."
            ),
            format!(
                "Counts are rounded to a multiple of {base}. Mostly that is the nearest, \
                 sometimes the other: they are off by {base} at most. From 0 to under {n} it \
                 says only that there are fewer than {n}, also where that few are left. Every \
                 count is rounded by itself, so they do not always add up. Percentages and \
                 intervals come from the rounded counts, and the intervals allow for the \
                 rounding. A few small counts are left out, some of them by chance."
            ),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_values_and_source() {
        for name in Policy::NAMES {
            let policy = Policy::named(name).unwrap();
            assert!(policy.smallest_count > 1 && !policy.source.is_empty(), "{name}");
            assert!(policy.rounding.unwrap() <= policy.smallest_count, "{name}");
        }
        assert!(Policy::named("none-such").is_err());
    }

    #[test]
    fn the_default_is_ten_in_fives_and_opensafely_hides_seven() {
        let default = Policy::named("default").unwrap();
        assert_eq!((default.smallest_count, default.rounding), (10, Some(5)));
        let opensafely = Policy::named("opensafely").unwrap();
        assert_eq!((opensafely.smallest_count, opensafely.rounding), (8, Some(5)));
    }

    #[test]
    fn one_contributor_with_more_than_half_is_dominance() {
        let policy = Policy::named("default").unwrap();
        let of = |largest| Contributions { largest, total: 100.0 };
        assert!(policy.is_dominated(of([51.0, 5.0])));
        assert!(!policy.is_dominated(of([50.0, 5.0])));
        assert!(policy.is_dominated(of([47.0, 46.0])), "two have over nine tenths");
        assert!(!policy.is_dominated(Contributions { largest: [0.0; 2], total: 0.0 }));
    }

    /// Amounts by year and kind of grant, and the number of rows.
    type Grants = std::collections::BTreeMap<(String, String), (u64, Vec<f64>)>;

    fn grants() -> Grants {
        let text = include_str!("../../tests/reference/acro/test_data_subset.csv");
        let mut grants = Grants::new();
        for row in csv::Reader::from_reader(text.as_bytes()).records() {
            let row = row.unwrap();
            let cell = grants.entry((row[0].to_owned(), row[1].to_owned())).or_default();
            cell.0 += 1;
            cell.1.extend(row[4].parse::<f64>());
        }
        for (_, amounts) in grants.values_mut() {
            amounts.sort_by(|a, b| b.total_cmp(a));
        }
        grants
    }

    #[test]
    fn the_grants_of_acro_fail_the_rules_that_acro_reports() {
        // ACRO has no rule for one contributor alone.
        let acro = Policy { largest_share: 1.0, ..Policy::named("default").unwrap() };
        let text = include_str!("../../tests/reference/acro/expected.json");
        let expected: serde_json::Value = serde_json::from_str(text).unwrap();
        let rules = &expected["risk_appetite"];
        let close =
            |a: f64, b: &serde_json::Value| (a - b.as_f64().unwrap()).abs() < 1e-9;
        assert!(close(acro.two_largest_share, &rules["safe_nk_k"]));
        assert!(close(acro.rest_share, &rules["safe_pratio_p"]));
        let fails = |policy: &Policy, share: f64, rest: f64| {
            let policy =
                Policy { two_largest_share: share, rest_share: rest, ..policy.clone() };
            let cells = grants().into_values().filter(|(_, amounts)| {
                let largest = [amounts[0], amounts[1]];
                let total = amounts.iter().sum();
                policy.is_dominated(Contributions { largest, total })
            });
            cells.count() as u64
        };
        let table = &expected["mean_inc_grants_by_year_grant_type"];
        // ACRO leaves empty cells out; there are none in this table.
        let is_small = |it: &(u64, _)| it.0 < acro.smallest_count;
        let small = grants().into_values().filter(is_small).count() as u64;
        assert_eq!(small, table["threshold_cells"].as_u64().unwrap());
        let nk = fails(&acro, acro.two_largest_share, 0.0);
        assert_eq!(nk, table["nk_cells"].as_u64().unwrap());
        // One less than ACRO reports: its second cell is one in which all amounts are 0.
        let rest = fails(&acro, 1.0, acro.rest_share);
        assert_eq!(rest + 1, table["p_percent_cells"].as_u64().unwrap());
        let zeros = &grants()[&("2010".to_owned(), "N".to_owned())].1;
        assert!(zeros.len() == 5 && zeros.iter().all(|it| *it <= 0.0));
    }
}
