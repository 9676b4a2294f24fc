//! The gate: how the time to protect and attack grows with the number of linked cells.
//!
//! In: square tables of counts with their totals, 15 in 100 of them under ten, by chance from
//! a fixed seed. Out: a line a size: cells, figures hidden by themselves and in all, seconds
//! for a release, and for the same release after an earlier one with one row less. Never: a
//! table that is timed while a count in it stays narrow.
//!
//! `cargo bench --bench disclosure`; `DISCLOSURE_SIDES=10,20` for other sizes.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run must stop")]
#![expect(clippy::print_stdout, reason = "a benchmark prints what it found")]

use std::collections::BTreeMap;
use std::time::Instant;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};
use uitkomst::disclosure::{Applied, Earlier, Policy, Releasable, Release, release};
use uitkomst::estimates::{ProportionInterval, fit};
use uitkomst::indicators::catalogue::built_in;
use uitkomst::indicators::{
    Asked, Cell, Cells, CellsOf, Computing, GroupKey, MOST_DIMENSIONS,
};
use uitkomst::tables::Names;
use uitkomst::terms::{Day, Dimension, Every, PeriodGrid};

const SIDES: &str = "10,20,44,63";
const SPLITS: [&[Dimension]; 4] = [
    &[],
    &[Dimension::Programme],
    &[Dimension::Region],
    &[Dimension::Programme, Dimension::Region],
];

/// Counts by chance: 15 in 100 from 1 to 9, the others up to 209.
fn counts(side: usize) -> Vec<Vec<u64>> {
    let mut chance = ChaCha8Rng::seed_from_u64(2016);
    let mut count = || match chance.next_u32() % 100 {
        0..15 => 1 + u64::from(chance.next_u32() % 9),
        _ => 10 + u64::from(chance.next_u32() % 200),
    };
    (0..side).map(|_| (0..side).map(|_| count()).collect()).collect()
}

/// Releases closed trajectories by programme and region.
fn release_of(counts: &[Vec<u64>], earlier: &Earlier) -> Releasable<Release> {
    let names = Names::default();
    let ids = |column: &'static str, prefix: &str| -> Vec<u32> {
        let name = |it| format!("{prefix}{it:02}");
        (0..counts.len()).map(|it| names.intern(column, &name(it)).unwrap()).collect()
    };
    let (programmes, regions) = (ids("programme", "p"), ids("region", "r"));
    let (from, until) = (Day::new(2016, 1, 1).unwrap(), Day::new(2016, 12, 31).unwrap());
    let grid = PeriodGrid::new(from, until, Every::Year, (1, 1)).unwrap();
    let indicator = built_in().unwrap().into_iter();
    let indicator =
        indicator.into_iter().find(|it| it.info.name == "trajectories-closed");
    let indicator = indicator.unwrap();
    let n_parts = indicator.measures[0].n_parts();
    let splits = SPLITS.iter().map(|it| it.to_vec()).collect();
    let asked = [Asked { indicator, splits, target: None, compared: None }];
    let mut cells = Cells::default();
    for (split, dimensions) in SPLITS.iter().enumerate() {
        let mut of: BTreeMap<GroupKey, Cell> = BTreeMap::new();
        for (row, programme) in counts.iter().zip(&programmes) {
            for (count, region) in row.iter().zip(&regions) {
                let mut key = GroupKey { period: 0, ids: [0; MOST_DIMENSIONS] };
                for (id, dimension) in key.ids.iter_mut().zip(*dimensions) {
                    *id = if *dimension == Dimension::Region {
                        *region
                    } else {
                        *programme
                    };
                }
                let cell = of.entry(key).or_insert_with(|| Cell::new(n_parts));
                cell.n += count;
                cell.n_clients += count;
            }
        }
        cells.0.insert(CellsOf { indicator: 0, measure: 0, split }, of);
    }
    let computing = Computing { asked: &asked, grid: &grid, names: &names };
    let figures = fit(&cells, computing, ProportionInterval::Wilson).unwrap();
    let policy = Policy::named("default").unwrap();
    release(&figures, computing, &policy, BTreeMap::new(), earlier).unwrap()
}

fn main() {
    // Cargo passes `--bench`; there is nothing else to choose.
    let sides = std::env::var("DISCLOSURE_SIDES").unwrap_or_else(|_| SIDES.to_owned());
    println!("cells  primary  hidden  seconds  seconds after an earlier release");
    for side in sides.split(',').map(|it| it.parse::<usize>().unwrap()) {
        let mut counts = counts(side);
        let start = Instant::now();
        let first = release_of(&counts, &Earlier::default());
        let alone = start.elapsed().as_secs_f64();
        for it in &first.protection {
            assert!(it.upper.is_none_or(|upper| 10 <= upper - it.lower + 1), "{it:?}");
        }
        let by_itself = |it: &&Applied| matches!(it, Applied::Primary(_));
        let primary = first.applied.iter().flatten().filter(by_itself).count();
        counts[0][0] += 1;
        let releases = vec![("2016-12-31".to_owned(), first.published.clone())];
        let start = Instant::now();
        release_of(&counts, &Earlier { releases, ..Earlier::default() });
        let after = start.elapsed().as_secs_f64();
        let (n, hidden) = (first.figures.len(), first.n_suppressed);
        println!("{n:>5}  {primary:>7}  {hidden:>6}  {alone:>7.1}  {after:>7.1}");
    }
}
