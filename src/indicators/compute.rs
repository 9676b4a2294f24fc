//! Computing: one partition of linked tables to the cells of every indicator asked for.
//!
//! In: linked tables of one partition, all rows of a client together. Out: cells. One pass a
//! table: all expressions of all measures are evaluated together, then each row is added to
//! its cells. Never: a file, an interval, a decision about what may be shown.

use std::collections::{BTreeMap, BTreeSet};

use polars::prelude::{DataFrame, Expr, IntoLazy};

use super::columns::{Ids, Values, days, flags, ids, keys, weights};
use super::patterns::{Mix, PatternTally, Patterns};
use super::tally::{GroupKey, MOST_DIMENSIONS, NO_GROUP, RATIO_PARTS, Tally, Value};
use super::{
    CaseMix, Cell, Compared, Horizon, Indicator, Measure, MeasureKind, PeriodRule,
};
use crate::error::Error;
use crate::tables::{INFORMANT, Names, Table, Vocabulary, sorted};
use crate::terms::{Day, Dimension, PeriodGrid};

/// One indicator as a pipeline asks for it.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The indicator.
    pub indicator: Indicator,
    /// Its splits: the total first; each holds the dimensions the page always splits by.
    pub splits: Vec<Vec<Dimension>>,
    /// The target, in the unit of its first measure.
    pub target: Option<f64>,
    /// How its groups are compared; `None` when they are not.
    pub compared: Option<Compared>,
}

impl Asked {
    /// The dimension along which a split is compared.
    pub fn compared_by(&self, split: usize) -> Option<Dimension> {
        let always = &self.indicator.by;
        let mut own = self.splits[split].iter().filter(|it| !always.contains(it));
        let (Some(dimension), None) = (own.next(), own.next()) else { return None };
        let compared = self.compared.as_ref()?;
        compared.by.contains(dimension).then_some(*dimension)
    }

    /// The patterns to count of a measure along a split: those of a share that is compared
    /// with case mix.
    fn patterns<'r>(
        &self,
        measure: &Measure,
        split: usize,
        mix: &'r Mix,
    ) -> Option<PatternTally<'r>> {
        let compared = self.compared.as_ref().filter(|it| !it.case_mix.is_empty())?;
        self.compared_by(split)?;
        let is_share = measure.kind == MeasureKind::Proportion;
        is_share.then(|| PatternTally::new(&compared.case_mix, mix))
    }

    /// The splits of a measure: an alternative has the first one only.
    fn splits_of(&self, measure: &Measure) -> impl Iterator<Item = &Vec<Dimension>> {
        let n = if measure.alternative { 1 } else { self.splits.len() };
        self.splits.iter().take(n)
    }
}

/// Which cells: indicator, measure and split, as positions in what was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CellsOf {
    /// Position in the list of asked indicators.
    pub indicator: usize,
    /// Position in its measures.
    pub measure: usize,
    /// Position in its splits.
    pub split: usize,
}

/// All cells of a run.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Cells(pub BTreeMap<CellsOf, BTreeMap<GroupKey, Cell>>, pub Patterns);

impl Cells {
    /// Adds the cells of other clients.
    pub fn merge(&mut self, other: Self) {
        self.1.merge(other.1);
        for (of, cells) in other.0 {
            let mine = self.0.entry(of).or_default();
            for (key, cell) in cells {
                match mine.get_mut(&key) {
                    Some(it) => it.merge(&cell),
                    None => drop(mine.insert(key, cell)),
                }
            }
        }
    }
}

/// What computing needs besides rows.
#[derive(Debug, Clone, Copy)]
pub struct Computing<'a> {
    /// What is asked for.
    pub asked: &'a [Asked],
    /// The periods of the run.
    pub grid: &'a PeriodGrid,
    /// The dictionaries.
    pub names: &'a Names,
}

/// The rows of one table, with what every measure on it shares.
struct Rows {
    frame: DataFrame,
    clusters: Vec<u64>,
    weights: Option<Vec<u32>>,
    dimensions: BTreeMap<Dimension, Ids>,
    mix: Mix,
}

impl Computing<'_> {
    /// The cells of one partition.
    ///
    /// # Errors
    /// When an expression does not fit its table (a fault in the program: plans are checked).
    pub fn cells(&self, tables: &BTreeMap<Table, DataFrame>) -> Result<Cells, Error> {
        let mut cells = Cells::default();
        for (table, frame) in tables.iter().filter(|it| it.1.height() > 0) {
            let rows = self.prepare(*table, frame)?;
            for (indicator, asked) in self.asked.iter().enumerate() {
                if asked.indicator.table == *table {
                    self.add_indicator(&mut cells, indicator, asked, &rows)?;
                }
            }
        }
        Ok(cells)
    }

    /// Sorts by client and evaluates the expressions of all measures on the table.
    fn prepare(&self, table: Table, frame: &DataFrame) -> Result<Rows, Error> {
        let mut expressions = Vec::new();
        for (at, asked) in self.asked.iter().enumerate() {
            if asked.indicator.table == table {
                for (index, measure) in asked.indicator.measures.iter().enumerate() {
                    expressions.extend(self.expressions(measure, &prefix(at, index)));
                }
            }
        }
        let order = ["cluster", "trajectory_id", "file", "line"].into_iter();
        let order: Vec<&str> = order.filter(|it| frame.column(it).is_ok()).collect();
        let sorted = sorted(frame, &order)?;
        let frame =
            sorted.lazy().with_columns(expressions).collect().map_err(Error::bug)?;
        let mut dimensions = BTreeMap::new();
        for dimension in Dimension::ALL {
            if let Some(ids) = ids(&frame, dimension.name()) {
                dimensions.insert(dimension, ids);
            }
        }
        let clusters = keys(&frame, "cluster");
        let weights = match table {
            Table::Trajectories => weights(&frame, "weight"),
            _ => None,
        };
        let mix = self.mix(table, &frame);
        Ok(Rows { frame, clusters, weights, dimensions, mix })
    }

    /// The columns of the case mixes asked for of this table.
    fn mix(&self, table: Table, frame: &DataFrame) -> Mix {
        let asked = self.asked.iter().filter(|it| it.indicator.table == table);
        let wanted = asked.filter_map(|it| it.compared.as_ref());
        let wanted: BTreeSet<CaseMix> =
            wanted.flat_map(|it| it.case_mix.iter().copied()).collect();
        wanted.into_iter().filter_map(|it| Some((it, ids(frame, it.name())?))).collect()
    }

    fn expressions(&self, measure: &Measure, prefix: &str) -> Vec<Expr> {
        let mut parts = vec![("population", &measure.population)];
        let optional = [
            ("denominator", &measure.denominator),
            ("value", &measure.value),
            ("per", &measure.per),
            ("event", &measure.event),
            ("cause", &measure.cause),
        ];
        parts.extend(optional.into_iter().filter_map(|(n, it)| Some((n, it.as_ref()?))));
        match &measure.period {
            PeriodRule::Date(date) => parts.push(("from", date)),
            PeriodRule::Stock { from, until } => {
                parts.extend([("from", from), ("until", until)]);
            }
        }
        let until = self.grid.periods().last().map_or(Day(0), |it| it.end);
        let vocabulary = Vocabulary { names: self.names, until };
        parts
            .into_iter()
            .map(|(name, it)| it.to_polars(&vocabulary).alias(format!("{prefix}{name}")))
            .collect()
    }

    fn add_indicator(
        &self,
        cells: &mut Cells,
        indicator: usize,
        asked: &Asked,
        rows: &Rows,
    ) -> Result<(), Error> {
        for (index, measure) in asked.indicator.measures.iter().enumerate() {
            let prefix = prefix(indicator, index);
            let tallies =
                asked.splits_of(measure).enumerate().map(|(split, _)| Filling {
                    cells: Tally::new(measure.n_parts()),
                    patterns: asked.patterns(measure, split, &rows.mix),
                });
            let mut tallies: Vec<Filling> = tallies.collect();
            self.add_rows(&mut tallies, measure, asked, rows, &prefix)?;
            for (split, filled) in tallies.into_iter().enumerate() {
                let of = CellsOf { indicator, measure: index, split };
                cells.0.insert(of, filled.cells.finish().into_iter().collect());
                if let Some(patterns) = filled.patterns {
                    cells.1.0.insert(of, patterns.finish());
                }
            }
        }
        Ok(())
    }

    fn add_rows(
        &self,
        tallies: &mut [Filling],
        measure: &Measure,
        asked: &Asked,
        rows: &Rows,
        prefix: &str,
    ) -> Result<(), Error> {
        let column = |name: &str| format!("{prefix}{name}");
        let frame = &rows.frame;
        let population = flags(frame, &column("population"))?;
        let denominator = match measure.denominator {
            Some(_) => Some(flags(frame, &column("denominator"))?),
            None => None,
        };
        let values = Values::new(frame, measure, prefix)?;
        let from = days(frame, &column("from"))?;
        let until = match measure.period {
            PeriodRule::Stock { .. } => Some(days(frame, &column("until"))?),
            PeriodRule::Date(_) => None,
        };
        let groups = Self::groups(asked, measure, rows);
        for row in 0..frame.height() {
            if population[row] != Some(true) {
                continue;
            }
            let usable = denominator.as_ref().is_none_or(|it| it[row] == Some(true));
            let value = if usable { values.get(row) } else { Value::Missing };
            for period in self.periods(from[row], until.as_deref(), row) {
                for (tally, group) in tallies.iter_mut().zip(&groups) {
                    let key = key_of(period, group, row);
                    let weight = rows.weights.as_ref().map(|it| it[row]);
                    match weight {
                        Some(weight) => tally.cells.add_group(weight, key, value),
                        None => tally.cells.add(rows.clusters[row], key, value),
                    }
                    if let Some(patterns) = &mut tally.patterns {
                        patterns.add(row, weight.unwrap_or(1), key, value);
                    }
                }
            }
        }
        Ok(())
    }

    /// The ids of each split's dimensions, one list of rows a dimension.
    fn groups<'r>(
        asked: &Asked,
        measure: &Measure,
        rows: &'r Rows,
    ) -> Vec<Vec<Group<'r>>> {
        let group = |dimension: &Dimension| match &measure.fixed {
            Some((fixed, code)) if fixed == dimension => {
                Group::Same(INFORMANT.index(code).map_or(NO_GROUP, u32::from))
            }
            _ => {
                rows.dimensions.get(dimension).map_or(Group::Same(NO_GROUP), Group::Each)
            }
        };
        asked.splits_of(measure).map(|it| it.iter().map(group).collect()).collect()
    }

    /// The periods a row counts in: the one of its date, or all it is active in (`until`
    /// holds the last days of a stock measure; without one the row still runs).
    fn periods(
        &self,
        from: Option<i32>,
        until: Option<&[Option<i32>]>,
        row: usize,
    ) -> Periods {
        let Some(from) = from.map(Day) else { return 0..0 };
        match until {
            None => self.grid.index_of(from).map_or(0..0, |it| it..it + 1),
            Some(until) => self.grid.touched(from, until[row].map(Day)),
        }
    }
}

type Periods = std::ops::Range<usize>;

/// What the rows of one split are added to.
struct Filling<'r> {
    cells: Tally,
    patterns: Option<PatternTally<'r>>,
}

/// Where the group of a row along one dimension comes from.
enum Group<'r> {
    Same(u32),
    Each(&'r Ids),
}

fn key_of(period: usize, groups: &[Group], row: usize) -> GroupKey {
    let mut ids = [0; MOST_DIMENSIONS];
    for (id, group) in ids.iter_mut().zip(groups) {
        *id = match group {
            Group::Same(it) => *it,
            Group::Each(it) => it[row],
        };
    }
    GroupKey { period: u16::try_from(period).unwrap_or(u16::MAX), ids }
}

fn prefix(indicator: usize, measure: usize) -> String {
    format!("{indicator}.{measure}.")
}

impl Measure {
    /// Parts a cell of this measure has.
    pub fn n_parts(&self) -> usize {
        match self.kind {
            MeasureKind::Distribution | MeasureKind::CumulativeIncidence => {
                self.categories.len()
            }
            MeasureKind::Ratio | MeasureKind::EffectSize(_) => RATIO_PARTS,
            _ => 1,
        }
    }

    /// Figures a cell of this measure gives.
    pub fn n_figures(&self) -> usize {
        match self.kind {
            MeasureKind::Distribution => self.categories.len(),
            MeasureKind::CumulativeIncidence => self.categories.len() * self.days.len(),
            _ => 1,
        }
    }

    /// The category of one of its figures: a distribution and a cumulative incidence name
    /// their figures, others have the name of the measure.
    pub fn category_of(&self, figure: usize) -> Option<String> {
        match self.kind {
            MeasureKind::Distribution => {
                self.categories.get(figure).map(|it| it.0.clone())
            }
            MeasureKind::CumulativeIncidence => {
                Horizon::of(self, figure).map(|it| it.1.category())
            }
            _ => self.category.as_ref().map(|it| it.0.clone()),
        }
    }
}
