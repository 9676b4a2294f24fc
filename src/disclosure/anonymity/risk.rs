//! Risk: how much somebody stands out, before and after.
//!
//! In: groups of pseudonyms that look the same. Out: a few figures. Never: a combination.
//!
//! A missing value is a value of its own. Judging it as one that may be anything, and so
//! matches others, would only make groups larger.
//!
//! l-diversity (different values in a group): Machanavajjhala and others (2007),
//! doi:10.1145/1217299.1217302. Discernibility: Bayardo and Agrawal (2005),
//! doi:10.1109/ICDE.2005.42. Both from general knowledge.

use crate::numeric::real;
use crate::tables::Column;

/// Pseudonyms whose whole set of rows is the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Group {
    pub(super) pseudonyms: u64,
    pub(super) rows: u64,
    /// Clients behind them: a client whose rows stand apart has several pseudonyms.
    pub(super) clients: u64,
    /// Different known values, by sensitive column; 0 when there is none.
    pub(super) values: Vec<u32>,
}

/// How much somebody stands out among rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Risk {
    /// Rows.
    pub rows: u64,
    /// Groups that look the same.
    pub classes: u64,
    /// Fewest pseudonyms in a group.
    pub smallest: u64,
    /// Fewest clients in a group, at least so many.
    pub smallest_clients: u64,
    /// Rows in groups of fewer than `k` clients.
    pub rows_below: u64,
    /// Rows of pseudonyms that look like no other.
    pub uniques: u64,
    /// Sum of the squares of the group sizes.
    pub discernibility: u64,
    /// What a group tells about each sensitive column.
    pub diversity: Vec<Diversity>,
}

/// What a group tells about a sensitive column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diversity {
    /// The sensitive column.
    pub column: &'static Column,
    /// Fewest different values in a group that has any.
    pub smallest: u32,
    /// Rows in groups that have but one value.
    pub rows_alone: u64,
}

impl Risk {
    pub(super) fn of(groups: &[Group], sensitive: &[&'static Column], k: u64) -> Self {
        let sum = |of: &dyn Fn(&Group) -> u64| groups.iter().map(of).sum();
        let fewest = |of: fn(&Group) -> u64| groups.iter().map(of).min().unwrap_or(0);
        let diversity = |(at, column): (usize, &&'static Column)| {
            let values = |it: &Group| it.values.get(at).copied().unwrap_or(0);
            let smallest = groups.iter().map(values).filter(|it| *it > 0).min();
            let alone = |it: &Group| if values(it) == 1 { it.rows } else { 0 };
            Diversity {
                column,
                smallest: smallest.unwrap_or(0),
                rows_alone: groups.iter().map(alone).sum(),
            }
        };
        Self {
            rows: sum(&|it| it.rows),
            classes: groups.len() as u64,
            smallest: fewest(|it| it.pseudonyms),
            smallest_clients: fewest(|it| it.clients),
            rows_below: sum(&|it| if it.clients < k { it.rows } else { 0 }),
            uniques: sum(&|it| if it.pseudonyms == 1 { it.rows } else { 0 }),
            discernibility: sum(&|it| it.rows * it.rows),
            diversity: sensitive.iter().enumerate().map(diversity).collect(),
        }
    }

    /// Average number of rows in a group; `None` without rows.
    pub fn average(&self) -> Option<f64> {
        (self.classes > 0).then(|| real(self.rows) / real(self.classes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Table;

    #[test]
    fn small_groups_and_groups_of_one_value_are_counted() {
        let group = |n, values: u32| Group {
            pseudonyms: n,
            rows: n,
            clients: n,
            values: vec![values],
        };
        let column = Table::Trajectories.column("end_reason").unwrap();
        let groups = [group(3, 1), group(1, 0), group(9, 4)];
        let risk = Risk::of(&groups, &[column], 5);
        assert_eq!((risk.rows, risk.classes, risk.smallest), (13, 3, 1));
        assert_eq!((risk.rows_below, risk.uniques), (4, 1));
        assert_eq!(risk.discernibility, 9 + 1 + 81);
        assert_eq!((risk.diversity[0].smallest, risk.diversity[0].rows_alone), (1, 3));
    }

    #[test]
    fn no_rows_are_no_group() {
        let risk = Risk::of(&[], &[], 5);
        assert_eq!((risk.smallest, risk.smallest_clients, risk.average()), (0, 0, None));
    }
}
