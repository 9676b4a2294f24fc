//! Primary rules: figures that are hidden for what they say by themselves.
//!
//! In: figures and a policy. Out: for each figure the rule that hides it. Never: a look at
//! another figure; that is the work of the secondary rules and the attack.

use super::Policy;
use crate::estimates::{Contributions, Figure};

/// Why a figure is hidden by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Primary {
    /// Too few rows or clients stand behind it.
    SmallBase,
    /// The numerator, or what is left of it, is about too few.
    SmallPart,
    /// It tells about nobody or about everybody in its group.
    NoneOrAll,
    /// One contributor makes up too much of a sum.
    Dominance,
}

impl Primary {
    /// The word in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::SmallBase => "small-base",
            Self::SmallPart => "small-part",
            Self::NoneOrAll => "none-or-all",
            Self::Dominance => "dominance",
        }
    }
}

/// The rule that hides each figure, in their order.
pub(super) fn primary(figures: &[Figure], policy: &Policy) -> Vec<Option<Primary>> {
    figures.iter().map(|it| policy.judge(it)).collect()
}

impl Policy {
    fn judge(&self, figure: &Figure) -> Option<Primary> {
        if self.is_small(figure.n) || self.is_small(figure.n_clients) {
            Some(Primary::SmallBase)
        } else if self.has_small_part(figure) {
            Some(Primary::SmallPart)
        } else if self.is_extreme(figure) {
            Some(Primary::NoneOrAll)
        } else if figure.contributions.iter().any(|it| self.is_dominated(*it)) {
            Some(Primary::Dominance)
        } else {
            None
        }
    }

    /// From 1 up to the smallest count that is shown.
    pub(crate) fn is_small(&self, count: u64) -> bool {
        count > 0 && count < self.smallest_count
    }

    fn has_small_part(&self, figure: &Figure) -> bool {
        let Some(numerator) = figure.numerator else { return false };
        self.is_small(numerator) || self.is_small(figure.n.saturating_sub(numerator))
    }

    /// Nobody or everybody in the group, when the policy hides that.
    pub(super) fn is_extreme(&self, figure: &Figure) -> bool {
        let Some(numerator) = figure.numerator else { return false };
        self.hides_none_or_all
            && figure.n > 0
            && (numerator == 0 || numerator == figure.n)
    }

    /// One contributor, or two, make up more than the policy allows; or the second could
    /// work out too exactly what the first contributed. A sum of nothing gives nobody away.
    pub(super) fn is_dominated(&self, it: Contributions) -> bool {
        let [first, second] = it.largest;
        let rest = it.total - first - second;
        it.total > 0.0
            && (first > self.largest_share * it.total
                || first + second > self.two_largest_share * it.total
                || rest < self.rest_share * first)
    }

    /// Whether the number of missing values itself may be shown.
    pub(super) fn hides_missing(&self, figure: &Figure) -> bool {
        self.is_small(figure.n_missing)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let small =
            grants().into_values().filter(|it| acro.is_small(it.0)).count() as u64;
        assert_eq!(small, table["threshold_cells"].as_u64().unwrap());
        let nk = fails(&acro, acro.two_largest_share, 0.0);
        assert_eq!(nk, table["nk_cells"].as_u64().unwrap());
        // One less than ACRO reports: its second cell is one in which all amounts are 0.
        let rest = fails(&acro, 1.0, acro.rest_share);
        assert_eq!(rest + 1, table["p_percent_cells"].as_u64().unwrap());
        let zeros = &grants()[&("2010".to_owned(), "N".to_owned())].1;
        assert!(zeros.len() == 5 && zeros.iter().all(|it| *it <= 0.0));
    }

    #[test]
    fn zero_is_no_small_count() {
        let small = |it| Policy::named("default").unwrap().is_small(it);
        assert_eq!([0, 1, 9, 10].map(small), [false, true, true, false]);
    }
}
