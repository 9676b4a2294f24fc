//! What holds for any table, and how long large ones take.

use proptest::prelude::*;

use super::table::Table;
use crate::numeric::real;

fn tables(largest: u64) -> impl Strategy<Value = Vec<Vec<u64>>> {
    (2..5_usize, 2..5_usize).prop_flat_map(move |(rows, columns)| {
        let row = prop::collection::vec(0..largest, columns);
        prop::collection::vec(row, rows)
    })
}

/// Every way to fill the hidden cells of a two-way table with its totals known.
fn fillings(rows: &[Vec<u64>], hidden: &[(usize, usize)]) -> Vec<Vec<u64>> {
    let sum_of = |is: &dyn Fn(usize, usize) -> bool| -> u64 {
        hidden.iter().filter(|(r, c)| is(*r, *c)).map(|(r, c)| rows[*r][*c]).sum()
    };
    let mut found = vec![Vec::new()];
    for (r, c) in hidden {
        let most = sum_of(&|row, _| row == *r).min(sum_of(&|_, column| column == *c));
        found = found
            .into_iter()
            .flat_map(|it: Vec<u64>| {
                (0..=most).map(move |value| [it.clone(), vec![value]].concat())
            })
            .collect();
    }
    let fits = |filling: &Vec<u64>| {
        hidden.iter().all(|(r, c)| {
            let sum = |is: &dyn Fn(usize, usize) -> bool| -> u64 {
                let cells = hidden.iter().zip(filling);
                cells.filter(|((r, c), _)| is(*r, *c)).map(|it| it.1).sum()
            };
            sum(&|row, _| row == *r) == sum_of(&|row, _| row == *r)
                && sum(&|_, column| column == *c) == sum_of(&|_, column| column == *c)
        })
    };
    found.retain(fits);
    found
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn after_protection_no_hidden_cell_is_narrower_than_required(rows in tables(30)) {
        let (table, _) = Table::two_way(&rows);
        let primary = table.primary(10);
        let protection = table.protect(&primary, 10);
        for (cell, left) in &protection.intervals {
            let value = real(table.linked.cells[*cell].value);
            prop_assert!(left.holds(10), "{rows:?}: {cell} {left:?}");
            prop_assert!(left.lower() <= value && value <= left.upper());
        }
        let stays = primary.iter().zip(&protection.hidden).all(|(a, b)| !a || *b);
        prop_assert!(stays, "a primary figure is shown");
    }

    #[test]
    fn the_same_table_gets_the_same_pattern(rows in tables(20)) {
        let (table, _) = Table::two_way(&rows);
        let primary = table.primary(10);
        prop_assert_eq!(table.protect(&primary, 10), table.protect(&primary, 10));
    }

    #[test]
    fn the_attack_finds_what_counting_all_tables_finds(
        rows in tables(5),
        picks in prop::collection::vec((0..5_usize, 0..5_usize), 1..5),
    ) {
        let (table, cells) = Table::two_way(&rows);
        let mut hidden: Vec<(usize, usize)> =
            picks.iter().map(|(r, c)| (r % rows.len(), c % rows[0].len())).collect();
        hidden.sort_unstable();
        hidden.dedup();
        let fillings = fillings(&rows, &hidden);
        let hides: Vec<usize> = hidden.iter().map(|(r, c)| cells[*r][*c]).collect();
        for (cell, left) in table.attack(&table.hiding(&hides)) {
            let at = hides.iter().position(|it| *it == cell).unwrap();
            let values = || fillings.iter().map(|it| it[at]);
            let (least, most) = (values().min().unwrap(), values().max().unwrap());
            let misses = (left.lower() - real(least)).abs() + (left.upper() - real(most)).abs();
            prop_assert!(misses < 0.5, "{left:?} is not {least} to {most}");
        }
    }
}

/// Rows and columns of the table below; with 44 it is the 2,025 cells that `README.md`
/// gives the time of.
const SIDE: usize = 20;

#[test]
fn four_hundred_linked_cells_leave_no_narrow_interval() {
    use rand_chacha::rand_core::{Rng, SeedableRng};
    let mut chance = rand_chacha::ChaCha8Rng::seed_from_u64(2016);
    let mut value = || match chance.next_u32() % 100 {
        0..15 => 1 + u64::from(chance.next_u32() % 9),
        _ => 10 + u64::from(chance.next_u32() % 200),
    };
    let rows: Vec<Vec<u64>> =
        (0..SIDE).map(|_| (0..SIDE).map(|_| value()).collect()).collect();
    let (table, _) = Table::two_way(&rows);
    let protection = table.protect(&table.primary(10), 10);
    let narrow = protection.intervals.iter().filter(|it| !it.1.holds(10)).count();
    assert_eq!(narrow, 0);
}
