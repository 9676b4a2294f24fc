//! Reference: the same cells, worked out row by row and slowly.
//!
//! In: pages and rows made by chance. Out: whether the engine agrees, to the last bit. Never:
//! code that the engine uses to evaluate or to add up.

mod cells;
mod expression;
mod pages;
mod rows;

use std::collections::BTreeMap;

use proptest::prelude::*;

use self::cells::{Key, cells};
use self::pages::{Page, page};
use self::rows::{Row, frame, rows};
use super::page::parse_page;
use super::{Asked, Cell, CellsOf, Computing, Digest, GroupKey, Indicator, NO_GROUP};
use crate::indicators::Cells;
use crate::tables::schema::Kind;
use crate::tables::{INFORMANT, Names, Table};
use crate::terms::{Day, Dimension, Every, PeriodGrid};

/// Two years of quarters: rows lie before, in and after them.
fn grid() -> PeriodGrid {
    let day = |year, month, day| Day::new(year, month, day).unwrap();
    PeriodGrid::new(day(2015, 1, 1), day(2016, 12, 31), Every::Quarter, (1, 1)).unwrap()
}

/// The engine's cells, of parts of the clients that are added up.
fn by_engine(
    asked: &[Asked],
    table: Table,
    rows: &[Row],
    names: &Names,
    n_parts: u64,
) -> Cells {
    let grid = grid();
    let computing = Computing { asked, grid: &grid, names };
    let mut all = Cells::default();
    for part in 0..n_parts {
        let of_part = rows.iter().filter(|it| it.client % n_parts == part);
        let frame = frame(table, &of_part.cloned().collect::<Vec<Row>>(), names);
        all.merge(computing.cells(&BTreeMap::from([(table, frame)])).unwrap());
    }
    all
}

/// The engine's numbers of a group as the texts they stand for.
fn key_of(key: GroupKey, table: Table, split: &[Dimension], names: &Names) -> Key {
    let text = |(dimension, id): (&Dimension, u32)| {
        let kind = table.resolve(dimension.name()).map(|it| it.column.kind);
        let code = |it: u32| u8::try_from(it).ok();
        match kind {
            _ if id == NO_GROUP => None,
            Some(Kind::Code(set)) => set.code(code(id)?).map(ToOwned::to_owned),
            Some(_) => names.text(dimension.name(), id),
            None => INFORMANT.code(code(id)?).map(ToOwned::to_owned),
        }
    };
    (usize::from(key.period), split.iter().zip(key.ids).map(text).collect())
}

fn check(page: &Page, indicator: Indicator, rows: &[Row], n_parts: u64) {
    let names = Names::default();
    let splits = page.splits.clone();
    let asked = Asked { indicator, splits, target: None, exact: false, compared: None };
    let asked = [asked];
    let engine = by_engine(&asked, page.table, rows, &names, n_parts);
    for (at, measure) in asked[0].indicator.measures.iter().enumerate() {
        for (split, dimensions) in page.splits.iter().enumerate() {
            let of = CellsOf { indicator: 0, measure: at, split };
            let mut theirs = engine.0.get(&of).cloned().unwrap_or_default();
            // A digest of the values is no number that anybody else can work out.
            for cell in theirs.values_mut() {
                cell.sets.values = Digest::default();
            }
            let theirs: BTreeMap<Key, Cell> = theirs
                .into_iter()
                .map(|(key, it)| (key_of(key, page.table, dimensions, &names), it))
                .collect();
            let ours = cells(measure, dimensions, rows, &grid());
            if let Some((key, cell)) =
                theirs.iter().find(|it| ours.get(it.0) != Some(it.1))
            {
                panic!(
                    "measure {at}, {key:?}: engine {cell:?}\nreference {:?}\n{}",
                    ours.get(key),
                    page.text
                );
            }
            assert_eq!(theirs.len(), ours.len(), "measure {at} of\n{}", page.text);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..<_>::default() })]

    #[test]
    fn the_engine_and_the_reference_give_the_same_cells(
        (page, rows) in page().prop_flat_map(|page| {
            let rows = rows(page.table, page.is_weighted);
            (Just(page), rows)
        }),
        n_parts in 1_u64..4,
    ) {
        let indicator = parse_page("by-chance.md", &page.text);
        let indicator = indicator.map_err(|it| TestCaseError::fail(it.to_string()))?;
        check(&page, indicator, &rows, n_parts);
    }
}
