//! Computing: one partition of linked tables to the cells of every indicator asked for.
//!
//! In: linked tables of one partition, all rows of a client together. Out: cells. The
//! expressions of all measures on a table are one program, so that what they share is worked
//! out once; each row is added to the cells of one measure after the other. Never: a file, an
//! interval, a decision about what may be shown.

use std::collections::{BTreeMap, BTreeSet};

use super::columns::{Ids, Outputs, Values, ids, weights};
use super::patterns::{Mix, PatternTally, Patterns};
use super::tally::{GroupKey, MOST_DIMENSIONS, NO_GROUP, RATIO_PARTS, Tally, Value};
use super::{CaseMix, Cell, Compared, Horizon, Indicator, Mark, Measure, MeasureKind};
use crate::error::Error;
use crate::tables::expression::{Evaluation, Program};
use crate::tables::{
    FILE, Frame, INFORMANT, Kind, LINE, Names, Table, Vocabulary, keys_of, sorted,
};
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
    /// Whether its totals over all groups are printed as counted.
    pub exact: bool,
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

/// What every measure on the rows of one table shares.
struct Rows {
    clusters: Vec<u64>,
    marks: Vec<Mark>,
    weights: Option<Vec<u32>>,
    dimensions: BTreeMap<Dimension, Ids>,
    mix: Mix,
}

impl Computing<'_> {
    /// The cells of one partition.
    ///
    /// # Errors
    /// When an expression does not fit its table (a fault in the program: plans are checked).
    pub fn cells(&self, tables: &BTreeMap<Table, Frame>) -> Result<Cells, Error> {
        let mut cells = Cells::default();
        for (table, frame) in tables.iter().filter(|it| it.1.height() > 0) {
            self.add_table(&mut cells, *table, frame)?;
        }
        Ok(cells)
    }

    fn add_table(
        &self,
        cells: &mut Cells,
        table: Table,
        frame: &Frame,
    ) -> Result<(), Error> {
        let order = ["cluster", "trajectory_id", "file", "line"].into_iter();
        let order: Vec<&str> = order.filter(|it| frame.has(it)).collect();
        let frame = sorted(frame, &order)?;
        let rows = self.rows(table, &frame)?;
        let vocabulary = self.vocabulary();
        let mut program = Program::new(&vocabulary);
        let mut parts = Vec::new();
        for (indicator, asked) in self.asked.iter().enumerate() {
            if asked.indicator.table != table {
                continue;
            }
            for (at, measure) in asked.indicator.measures.iter().enumerate() {
                let of = CellsOf { indicator, measure: at, split: 0 };
                let outputs = Outputs::add(measure, &mut program);
                parts.push(Part { of, asked, measure, outputs });
            }
        }
        let mut values = program.on(&frame);
        for part in &parts {
            self.add_measure(cells, part, &rows, &mut values)?;
        }
        Ok(())
    }

    /// What expressions may ask about names and days.
    pub(super) fn vocabulary(&self) -> Vocabulary<'_> {
        let until = self.grid.periods().last().map_or(Day(0), |it| it.end);
        Vocabulary { names: self.names, until }
    }

    fn rows(&self, table: Table, frame: &Frame) -> Result<Rows, Error> {
        let mut dimensions = BTreeMap::new();
        for dimension in Dimension::ALL {
            if let Some(ids) = ids(frame, dimension.name())? {
                dimensions.insert(dimension, ids);
            }
        }
        let clusters = keys_of(frame, "cluster")?;
        let weights = match table {
            Table::Trajectories => weights(frame, "weight")?,
            _ => None,
        };
        let mix = self.mix(table, frame)?;
        let marks = marks(table, frame)?;
        Ok(Rows { clusters, marks, weights, dimensions, mix })
    }

    /// The columns of the case mixes asked for of this table.
    fn mix(&self, table: Table, frame: &Frame) -> Result<Mix, Error> {
        let asked = self.asked.iter().filter(|it| it.indicator.table == table);
        let wanted = asked.filter_map(|it| it.compared.as_ref());
        let wanted: BTreeSet<CaseMix> =
            wanted.flat_map(|it| it.case_mix.iter().copied()).collect();
        let mut mix = Mix::new();
        for it in wanted {
            if let Some(ids) = ids(frame, it.name())? {
                mix.insert(it, ids);
            }
        }
        Ok(mix)
    }

    fn add_measure(
        &self,
        cells: &mut Cells,
        part: &Part,
        rows: &Rows,
        values: &mut Evaluation,
    ) -> Result<(), Error> {
        let Part { asked, measure, .. } = part;
        let fillings = asked.splits_of(measure).enumerate().map(|(split, _)| Filling {
            cells: Tally::new(measure.n_parts())
                .sketched(asked.exact && split == 0 && !measure.alternative),
            patterns: asked.patterns(measure, split, &rows.mix),
        });
        let mut fillings: Vec<Filling> = fillings.collect();
        self.add_rows(&mut fillings, part, rows, values)?;
        for (split, filled) in fillings.into_iter().enumerate() {
            let of = CellsOf { split, ..part.of };
            cells.0.insert(of, filled.cells.finish().into_iter().collect());
            if let Some(patterns) = filled.patterns {
                cells.1.0.insert(of, patterns.finish());
            }
        }
        Ok(())
    }

    fn add_rows(
        &self,
        fillings: &mut [Filling],
        part: &Part,
        rows: &Rows,
        values: &mut Evaluation,
    ) -> Result<(), Error> {
        let Part { asked, measure, outputs, .. } = part;
        let population = values.flags(outputs.population)?;
        let denominator = outputs.denominator.map(|it| values.flags(it)).transpose()?;
        let from = values.days(outputs.from)?;
        let until = outputs.until.map(|it| values.days(it)).transpose()?;
        let values = Values::new(values, measure, outputs)?;
        let groups = Self::groups(asked, measure, rows);
        for row in 0..rows.clusters.len() {
            if population[row] != Some(true) {
                continue;
            }
            let usable = denominator.as_ref().is_none_or(|it| it[row] == Some(true));
            let value = if usable { values.get(row) } else { Value::Missing };
            for period in self.periods(from[row], until.as_deref(), row) {
                for (filling, group) in fillings.iter_mut().zip(&groups) {
                    let key = key_of(period, group, row);
                    let weight = rows.weights.as_ref().map(|it| it[row]);
                    let mark = rows.marks[row];
                    match weight {
                        Some(weight) => filling.cells.add_group(weight, mark, key, value),
                        None => filling.cells.add(rows.clusters[row], mark, key, value),
                    }
                    if let Some(patterns) = &mut filling.patterns {
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

/// The mark of every row: that of its trajectory, or of its place in the export where a table
/// has none.
fn marks(table: Table, frame: &Frame) -> Result<Vec<Mark>, Error> {
    let is_key = |it: &&str| table.column(it).is_some_and(|it| it.kind == Kind::Key);
    if let Some(key) =
        table.key().first().copied().filter(|it| is_key(it) && frame.has(it))
    {
        return Ok(keys_of(frame, key)?.into_iter().map(Mark::of_row).collect());
    }
    let places = frame.ids(FILE)?.into_iter().zip(frame.ids(LINE)?);
    let number = |it: Option<u32>| u64::from(it.unwrap_or_default());
    Ok(places
        .map(|(file, line)| Mark::of_row(!(number(file) << 32 | number(line))))
        .collect())
}

/// One measure: which cells it fills, and its expressions in the program of its table.
struct Part<'a> {
    of: CellsOf,
    asked: &'a Asked,
    measure: &'a Measure,
    outputs: Outputs,
}

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
