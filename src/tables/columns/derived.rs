//! Derived columns: which there are, and from what they are worked out.
//!
//! In: nothing. Out: a list. Never: how they are worked out (that is in `checks`).

use crate::tables::schema::Table;

/// Columns that are worked out from the same rows.
#[derive(Debug)]
pub struct Derived {
    /// The table they are columns of.
    pub on: Table,
    /// Their names.
    pub columns: &'static [&'static str],
    /// The table they are worked out from.
    pub from: Table,
    /// The column of it that must be delivered.
    pub needs: &'static str,
    /// Columns of it that count where they are delivered.
    pub uses: &'static [&'static str],
}

/// All derived columns.
pub const DERIVED: &[Derived] = &[
    Derived {
        on: Table::Trajectories,
        columns: &["n_goals", "n_goals_scored", "n_goals_attained", "gas_t_score"],
        from: Table::Goals,
        needs: "score",
        uses: &["weight"],
    },
    Derived {
        on: Table::Trajectories,
        columns: &["answered_youth", "answered_parent", "answered_referrer"],
        from: Table::Satisfaction,
        needs: "answer",
        uses: &["informant"],
    },
    Derived {
        on: Table::Trajectories,
        columns: &["days_to_next_start", "goes_on"],
        from: Table::Trajectories,
        needs: "client_id",
        uses: &["start_date", "end_date"],
    },
    Derived {
        on: Table::Trajectories,
        columns: &[
            "measured_at_start_youth",
            "measured_at_start_parent",
            "measured_twice_youth",
            "measured_twice_parent",
        ],
        from: Table::Measurements,
        needs: "score",
        uses: &["instrument", "scale", "informant", "moment", "date"],
    },
    Derived {
        on: Table::Trajectories,
        columns: &[
            "n_weeks",
            "n_contact_weeks",
            "contacts_first_third",
            "contacts_last_third",
        ],
        from: Table::Contacts,
        needs: "date",
        uses: &["attended"],
    },
    Derived {
        on: Table::Measurements,
        columns: &[
            "opens_pair",
            "end_score",
            "start_level",
            "end_level",
            "improvement",
            "reliable_change_index",
            "improvement_share",
            "improvement_in_deviations",
            "clinical_at_start",
            "clinical_at_end",
        ],
        from: Table::Measurements,
        needs: "score",
        uses: &["instrument", "scale", "informant", "moment", "date"],
    },
];

impl Derived {
    /// What a derived column is worked out from; `None` for a delivered one.
    pub fn of(table: Table, column: &str) -> Option<&'static Self> {
        DERIVED.iter().find(|it| it.on == table && it.columns.contains(&column))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_derived_column_is_in_the_list_and_every_listed_one_is_derived() {
        for table in Table::ALL {
            for column in table.columns() {
                let listed = Derived::of(table, column.name).is_some();
                assert_eq!(column.derived, listed, "{table}.{}", column.name);
            }
        }
        for it in DERIVED {
            let known = |table: Table, name: &str| table.column(name).is_some();
            assert!(it.columns.iter().all(|name| known(it.on, name)), "{it:?}");
            assert!(it.uses.iter().all(|name| known(it.from, name)), "{it:?}");
            assert!(known(it.from, it.needs), "{it:?}");
        }
    }
}
