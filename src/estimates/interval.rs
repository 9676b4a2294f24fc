//! Intervals of proportions by name: which one a pipeline wants, and its limits.
//!
//! In: a share with the rows behind it. Out: limits at [`CONFIDENCE`](super::CONFIDENCE).
//! Never: one method for different clients and another for clients who repeat.

use super::clusters::effective_n;
use super::distributions::{normal_quantile, t_quantile};
use super::{
    Estimate, UPPER_TAIL_STARTS, clopper_pearson, clopper_pearson_clustered, clusters,
    jeffreys, jeffreys_clustered, wilson, wilson_clustered,
};
use crate::indicators::{Cell, Part};
use crate::numeric::real;

/// The interval of every proportion of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ProportionInterval {
    /// Wilson's score interval.
    #[default]
    Wilson,
    /// The exact interval of Clopper and Pearson.
    ClopperPearson,
    /// The Bayesian interval under Jeffreys' prior.
    Jeffreys,
}

impl ProportionInterval {
    /// The names a pipeline may use; they are also the names of the methods.
    pub const NAMES: [(&'static str, Self); 3] = [
        (wilson::NAME, Self::Wilson),
        (clopper_pearson::NAME, Self::ClopperPearson),
        (jeffreys::NAME, Self::Jeffreys),
    ];

    /// Name of the method when every row is another client.
    pub fn name(self) -> &'static str {
        match self {
            Self::Wilson => wilson::NAME,
            Self::ClopperPearson => clopper_pearson::NAME,
            Self::Jeffreys => jeffreys::NAME,
        }
    }

    /// Name of the method when clients appear more than once.
    pub fn clustered_name(self) -> &'static str {
        match self {
            Self::Wilson => wilson_clustered::NAME,
            Self::ClopperPearson => clopper_pearson_clustered::NAME,
            Self::Jeffreys => jeffreys_clustered::NAME,
        }
    }

    /// The interval a method belongs to, by the name of the method.
    pub fn of_method(name: &str) -> Option<Self> {
        let all = Self::NAMES.into_iter().map(|it| it.1);
        all.into_iter().find(|it| [it.name(), it.clustered_name()].contains(&name))
    }

    /// Whether a method is one of those for clients who appear more than once.
    pub fn is_clustered(method: &str) -> bool {
        Self::NAMES.into_iter().any(|it| it.1.clustered_name() == method)
    }

    /// The limits of a share seen in `n` rows; `n` may be an effective number of rows and
    /// is above 0.
    pub fn limits(self, share: f64, n: f64) -> (f64, f64) {
        let n_yes = share * n;
        match self {
            Self::Wilson => wilson::limits(share, n, normal_quantile(UPPER_TAIL_STARTS)),
            Self::ClopperPearson => clopper_pearson::limits_at(n_yes, n),
            Self::Jeffreys => jeffreys::limits_at(n_yes, n),
        }
    }

    /// The proportion of a cell in which every row is another client; the cell has rows.
    pub(super) fn estimate(self, cell: &Cell, part: &Part) -> Estimate {
        let n = real(cell.n);
        let value = part.mean(cell.n);
        let limits = self.limits(value, n);
        Estimate {
            value,
            interval: Some(limits),
            standard_error: None,
            method: self.name(),
            design_effect: None,
        }
    }

    /// The proportion of a cell with two clients or more, some of them with several rows.
    pub(super) fn estimate_clustered(self, cell: &Cell, part: &Part) -> Estimate {
        let n = real(cell.n);
        let value = part.mean(cell.n);
        let effect = clusters::design_effect_of_share(cell, part);
        let degrees = real(cell.n_clients) - 1.0;
        let limits = match self {
            Self::Wilson => {
                let quantile = t_quantile(UPPER_TAIL_STARTS, degrees);
                wilson::limits(value, n / effect, quantile)
            }
            _ => self.limits(value, effective_n(n, effect, degrees)),
        };
        Estimate {
            value,
            interval: Some(limits),
            standard_error: None,
            method: self.clustered_name(),
            design_effect: Some(effect),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::estimates::estimate_proportion;
    use crate::indicators::cell_of;

    const ALL: [ProportionInterval; 3] = [
        ProportionInterval::Wilson,
        ProportionInterval::ClopperPearson,
        ProportionInterval::Jeffreys,
    ];

    #[test]
    fn a_method_leads_back_to_its_interval() {
        for it in ALL {
            assert_eq!(ProportionInterval::of_method(it.name()), Some(it));
            assert_eq!(ProportionInterval::of_method(it.clustered_name()), Some(it));
        }
        assert_eq!(ProportionInterval::of_method("t"), None);
    }

    #[test]
    fn the_name_asked_for_is_the_method_of_the_figure() {
        let once: Vec<&[f64]> = vec![&[1.0], &[0.0], &[1.0]];
        let twice: Vec<&[f64]> = vec![&[1.0, 1.0], &[0.0], &[1.0]];
        for it in ALL {
            let method = |clients: &[&[f64]]| {
                estimate_proportion(&cell_of(clients), 0, it).unwrap().method
            };
            assert_eq!(method(&once), it.name());
            assert_eq!(method(&twice), it.clustered_name());
        }
    }

    #[test]
    fn clients_who_repeat_widen_every_interval() {
        let once: Vec<&[f64]> = [vec![&[1.0] as &[f64]; 16], vec![&[0.0]; 24]].concat();
        let twice: Vec<&[f64]> =
            [vec![&[1.0, 1.0] as &[f64]; 8], vec![&[0.0, 0.0]; 12]].concat();
        for it in ALL {
            let width = |clients: &[&[f64]]| {
                let estimate = estimate_proportion(&cell_of(clients), 0, it).unwrap();
                let (lower, upper) = estimate.interval.unwrap();
                upper - lower
            };
            assert!(width(&twice) > 1.3 * width(&once), "{}", it.name());
        }
    }
}
