//! Clients who repeat in curves over time: how much less their rows say than rows of as many
//! clients.
//!
//! In: event times, and how much each row moves an estimate. Out: the design effect. Never:
//! below 1; a difference when every row is copied under the same client.

use std::collections::BTreeMap;

use crate::indicators::{Spell, Times};
use crate::numeric::{Sum, real};

/// Rows that ended for a cause, by days and cause.
pub(super) type Causes = BTreeMap<(u32, usize), u64>;

/// Days on which something ended, with what curves are made of.
pub(super) struct Course {
    /// Per day: rows that ended and rows still followed just before.
    days: Vec<(u32, f64, f64)>,
    /// Σ d / (r(r − d)) up to and with each day.
    pulls: Vec<f64>,
}

impl Course {
    pub(super) fn of(times: &Times) -> Self {
        let mut n_at_risk: u64 =
            times.values().map(|it| it.n_ended + it.n_censored).sum();
        let (mut days, mut pulls, mut sum) = (Vec::new(), Vec::new(), Sum::default());
        for (&day, at) in times {
            // When the last rows end there is nothing left to move.
            if at.n_ended > 0 && at.n_ended < n_at_risk {
                let (ended, risk) = (real(at.n_ended), real(n_at_risk));
                sum.add(ended / (risk * (risk - ended)));
                days.push((day, ended, risk));
                pulls.push(sum.value());
            }
            n_at_risk -= at.n_ended + at.n_censored;
        }
        Self { days, pulls }
    }

    /// By which share the share still running after `until` would rise if this row counted a
    /// little more: the infinitesimal jackknife of the Kaplan-Meier curve.
    pub(super) fn pull(&self, row: Spell, until: u32) -> f64 {
        let last = if row.days < until { row.days } else { until };
        let at = self.days.partition_point(|it| it.0 <= last);
        let followed = at.checked_sub(1).map_or(0.0, |it| self.pulls[it]);
        let own = self.days.binary_search_by_key(&row.days, |it| it.0).ok();
        let ended = own.filter(|_| row.ended && row.days <= until);
        followed - ended.map_or(0.0, |it| (self.days[it].2 - self.days[it].1).recip())
    }
}

/// The variance between clients over the variance between rows, of an estimate that each row
/// moves by so much; at least what it is when only equal rows of a client hang together,
/// which is 1 or more.
pub(super) fn design_effect(
    times: &Times,
    causes: &Causes,
    moves: impl Fn(Spell) -> f64,
) -> f64 {
    let mut rows = Sum::default();
    for (&days, at) in times {
        let mut add = |ended, cause, n: u64| {
            let it = moves(Spell { days, ended, cause });
            rows.add(real(n) * it * it);
        };
        let mut n_left = at.n_ended;
        for ((_, cause), n) in causes.range((days, 0)..=(days, usize::MAX)) {
            add(true, Some(*cause), *n);
            n_left -= n;
        }
        add(true, None, n_left);
        add(false, None, at.n_censored);
    }
    let (mut together, mut copies) = (Sum::default(), Sum::default());
    for client in times.repeats() {
        let all: Sum = client.iter().map(|it| moves(*it)).collect();
        let each: Sum = client.iter().map(|it| moves(*it).powi(2)).collect();
        together = together + all * all - each;
        // The rows of a client are in order, so that equal ones stand together.
        for same in client.chunk_by(|a, b| a == b) {
            let (n, it) = (real(same.len() as u64), moves(same[0]));
            copies.add((n * n - n) * it * it);
        }
    }
    let more = if together.value() > copies.value() { together } else { copies };
    let effect = 1.0 + more.value() / rows.value();
    if effect.is_finite() { effect } else { 1.0 }
}
