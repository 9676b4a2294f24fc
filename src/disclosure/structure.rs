//! Structure: all figures of a run as linked cells.
//!
//! In: figures, what was asked, the policy. Out: cells (population, count, missing,
//! numerator, rest) and what adds up to what: groups to totals and margins, count and
//! missing to the population, numerator and rest to the count, categories to the count, sets
//! of codes to sets of codes, and fewer days to more days. Never: a relation that does not hold in the figures.
//!
//! What an outsider could know is taken wide. Measures about the same population whose
//! counts agree wherever both exist are taken to share their count. Margins that nobody
//! asked for, but that two splits have in common, are cells too.
//!
//! Not linked: means and times beyond their count (a mean is no count), conditions other
//! than `column IN (…)` or `column = …`, one period with the next, and populations that
//! overlap without being the same.

use std::collections::{BTreeMap, BTreeSet};

use super::linked::{Cell, Guard, Linked, Quantity};
use super::margins::{
    Family, Place, Split, along, is_next, is_split_by, parts_of, shared_margins,
};
use super::sets::{Numerator, numerators};
use super::{Policy, alternatives};
use crate::estimates::Figure;
use crate::indicators::{Computing, Measure, MeasureKind};
use crate::terms::Dimension;

/// Which measure: indicator and position in it.
type MeasureKey = (usize, usize);

/// The linked cells of the figures.
pub(super) fn structure(
    figures: &[Figure],
    computing: Computing,
    policy: &Policy,
) -> Linked {
    let mut populations: BTreeMap<&str, BTreeMap<MeasureKey, Vec<usize>>> =
        BTreeMap::new();
    for (at, figure) in figures.iter().enumerate() {
        let population = figure.breakdown.population.as_str();
        let key = (figure.indicator, figure.measure);
        populations.entry(population).or_default().entry(key).or_default().push(at);
    }
    let mut building = Building { figures, computing, policy, linked: Linked::default() };
    for measures in populations.values() {
        building.add_population(measures);
    }
    let mut linked = building.linked;
    alternatives::link(&mut linked, figures, computing, policy);
    linked
}

/// Cells and relations being made.
pub(super) struct Building<'a> {
    figures: &'a [Figure],
    computing: Computing<'a>,
    policy: &'a Policy,
    linked: Linked,
}

/// Measures that have the same count.
#[derive(Default)]
struct Class {
    /// Count and missing, with the first figure that says so.
    counts: BTreeMap<Place, (u64, u64, usize)>,
    measures: Vec<MeasureKey>,
}

impl<'a> Building<'a> {
    /// The figure a cell is about.
    pub(super) fn figure_of(&self, cell: usize) -> &'a Figure {
        &self.figures[self.linked.cells[cell].about]
    }

    fn measure(&self, (indicator, measure): MeasureKey) -> &'a Measure {
        &self.computing.asked[indicator].indicator.measures[measure]
    }

    /// Where a figure is. A dimension that the measure fixes itself splits nothing.
    fn place(&self, figure: &Figure) -> Place {
        let fixed = &self.measure((figure.indicator, figure.measure)).fixed;
        let splits = |it: &&Dimension| fixed.as_ref().is_none_or(|(d, _)| d != *it);
        let group = |it: &Dimension| (*it, figure.groups.along(*it).printed().into());
        let groups = figure.breakdown.split.iter().filter(splits).map(group);
        (figure.period_index, groups.collect())
    }

    fn add_population(&mut self, measures: &BTreeMap<MeasureKey, Vec<usize>>) {
        let mut everybody: BTreeMap<Place, (u64, usize)> = BTreeMap::new();
        let mut classes = vec![Class::default()];
        for (key, figures) in measures {
            let counts = self.counts(figures);
            for (place, (n, missing, about)) in &counts {
                everybody.entry(place.clone()).or_insert((n + missing, *about));
            }
            let is_everybody = counts.values().all(|it| it.1 == 0);
            let fits = |it: &Class| it.agrees(&counts);
            let class = if is_everybody {
                0
            } else {
                let known = classes.iter().skip(1).position(fits);
                known.map_or_else(
                    || {
                        classes.push(Class::default());
                        classes.len() - 1
                    },
                    |it| it + 1,
                )
            };
            classes[class].measures.push(*key);
            for (place, count) in counts {
                classes[class].counts.entry(place).or_insert(count);
            }
        }
        let population = self.family(&everybody, Quantity::Count);
        for (at, class) in classes.iter().enumerate() {
            let counts =
                if at == 0 { population.clone() } else { self.class(class, &population) };
            self.add_measures(class, &counts, measures);
        }
        self.add_groups(population, Quantity::Count);
    }

    /// Count, missing and figure of one measure, by place.
    fn counts(&self, figures: &[usize]) -> BTreeMap<Place, (u64, u64, usize)> {
        let count = |at: &usize| {
            let it = &self.figures[*at];
            (self.place(it), (it.n, it.n_missing, *at))
        };
        figures.iter().map(count).collect()
    }

    fn family(
        &mut self,
        values: &BTreeMap<Place, (u64, usize)>,
        quantity: Quantity,
    ) -> Family {
        let guard = match quantity {
            Quantity::Missing => Guard::Never,
            _ => Guard::WhenHidden,
        };
        values
            .iter()
            .map(|(place, (value, about))| {
                let cell = Cell {
                    value: *value,
                    quantity,
                    guard,
                    shown_by: Vec::new(),
                    about: *about,
                };
                (place.clone(), self.linked.add(cell))
            })
            .collect()
    }

    /// The counts of a class that is not everybody: with the missing they are everybody.
    fn class(&mut self, class: &Class, population: &Family) -> Family {
        let pick = |missing: bool| {
            let value =
                |it: &(u64, u64, usize)| (if missing { it.1 } else { it.0 }, it.2);
            class.counts.iter().map(|(place, it)| (place.clone(), value(it))).collect()
        };
        let (values, missing): (BTreeMap<_, _>, BTreeMap<_, _>) =
            (pick(false), pick(true));
        let counts = self.family(&values, Quantity::Count);
        let missing = self.family(&missing, Quantity::Missing);
        for (place, cell) in &counts {
            if let (Some(all), Some(other)) = (population.get(place), missing.get(place))
            {
                self.linked.relate(*all, vec![*cell, *other]);
            }
        }
        for key in &class.measures {
            self.show_missing(*key, &missing);
        }
        self.add_groups(counts.clone(), Quantity::Count);
        self.add_groups(missing, Quantity::Missing);
        counts
    }

    fn show_missing(&mut self, key: MeasureKey, missing: &Family) {
        for (at, figure) in self.figures.iter().enumerate() {
            if (figure.indicator, figure.measure) != key
                || self.policy.hides_missing(figure)
            {
                continue;
            }
            if let Some(cell) = missing.get(&self.place(figure)) {
                self.linked.cells[*cell].shown_by.push(at);
            }
        }
    }

    /// The numerators of the measures of a class, and what they have to do with each other.
    fn add_measures(
        &mut self,
        class: &Class,
        counts: &Family,
        measures: &BTreeMap<MeasureKey, Vec<usize>>,
    ) {
        let mut by_place: BTreeMap<Place, Vec<(Numerator, usize)>> = BTreeMap::new();
        for key in &class.measures {
            let sets = numerators(self.measure(*key));
            let mut families: BTreeMap<Option<&str>, Family> = BTreeMap::new();
            for at in &measures[key] {
                let figure = &self.figures[*at];
                let place = self.place(figure);
                let Some(count) = counts.get(&place) else { continue };
                self.linked.cells[*count].shown_by.push(*at);
                let Some(value) = figure.numerator else { continue };
                let cell = self.linked.add(Cell {
                    value,
                    quantity: Quantity::Numerator,
                    guard: Guard::WhenHidden,
                    shown_by: vec![*at],
                    about: *at,
                });
                let category = figure.category.as_deref();
                families.entry(category).or_default().insert(place.clone(), cell);
                self.add_rest(*count, vec![cell], figure);
                if let Some(set) = sets.get(&category) {
                    by_place.entry(place).or_default().push((set.clone(), cell));
                }
            }
            match self.measure(*key).kind {
                MeasureKind::Distribution => self.add_categories(counts, &families),
                MeasureKind::CumulativeIncidence => self.add_horizons(counts, &families),
                _ => {}
            }
            for family in families.into_values() {
                self.add_groups(family, Quantity::Numerator);
            }
        }
        for (place, sets) in &by_place {
            self.add_sets(counts.get(place).copied(), sets);
        }
    }

    fn add_categories(
        &mut self,
        counts: &Family,
        families: &BTreeMap<Option<&str>, Family>,
    ) {
        for (place, count) in counts {
            let parts: Vec<usize> =
                families.values().filter_map(|it| it.get(place).copied()).collect();
            if parts.len() == families.len() {
                self.linked.relate(*count, parts);
            }
        }
    }

    /// What is left of the count, to be guarded when it is about too few or, by policy,
    /// about nobody.
    pub(super) fn add_rest(&mut self, count: usize, parts: Vec<usize>, figure: &Figure) {
        let known: u64 = parts.iter().map(|it| self.linked.cells[*it].value).sum();
        let Some(value) = self.linked.cells[count].value.checked_sub(known) else {
            return;
        };
        let is_one = parts.len() == 1 && self.policy.is_extreme(figure);
        // Categories add up to the count; what is left of one needs no cell of its own.
        let is_sum = parts.len() == 1
            && matches!(
                figure.kind,
                MeasureKind::Distribution | MeasureKind::CumulativeIncidence
            );
        if is_sum && !is_one && !self.policy.is_small(value) {
            return;
        }
        let about = self.linked.cells[parts[0]].about;
        let rest = self.latent(value, Quantity::Rest, about, is_one);
        self.linked.relate(count, parts.into_iter().chain([rest]).collect());
    }

    fn latent(
        &mut self,
        value: u64,
        quantity: Quantity,
        about: usize,
        more: bool,
    ) -> usize {
        let is_guarded = more || self.policy.is_small(value);
        let guard = if is_guarded { Guard::Always } else { Guard::Never };
        self.linked.add(Cell { value, quantity, guard, shown_by: Vec::new(), about })
    }

    /// Sets of codes of one column at one place: equal, one inside the other, or apart.
    fn add_sets(&mut self, count: Option<usize>, sets: &[(Numerator, usize)]) {
        for (at, (a, cell_a)) in sets.iter().enumerate() {
            let same_column = |it: &&(Numerator, usize)| it.0.column == a.column;
            let inside: Vec<&(Numerator, usize)> = sets
                .iter()
                .filter(same_column)
                .filter(|it| {
                    it.0.categories_of.is_some() && it.0.codes.is_subset(&a.codes)
                })
                .collect();
            if let Some(of) = inside.first().and_then(|it| it.0.categories_of) {
                let parts: Vec<_> =
                    inside.iter().filter(|it| it.0.categories_of == Some(of)).collect();
                let n_codes: usize = parts.iter().map(|it| it.0.codes.len()).sum();
                if n_codes == a.codes.len() && a.categories_of.is_none() {
                    self.linked.relate(*cell_a, parts.iter().map(|it| it.1).collect());
                }
            }
            for (b, cell_b) in sets[at + 1..].iter().filter(same_column) {
                self.add_pair(count, (a, *cell_a), (b, *cell_b));
            }
        }
    }

    fn add_pair(
        &mut self,
        count: Option<usize>,
        (a, cell_a): (&Numerator, usize),
        (b, cell_b): (&Numerator, usize),
    ) {
        if a.categories_of.is_some() && a.categories_of == b.categories_of {
            return;
        }
        if a.codes == b.codes {
            self.linked.relate(cell_a, vec![cell_b]);
        } else if a.codes.is_superset(&b.codes) {
            self.add_difference(cell_a, cell_b);
        } else if b.codes.is_superset(&a.codes) {
            self.add_difference(cell_b, cell_a);
        } else if a.codes.is_disjoint(&b.codes)
            && let Some(count) = count
        {
            self.add_rest(count, vec![cell_a, cell_b], self.figure_of(cell_a));
        }
    }

    pub(super) fn add_difference(&mut self, large: usize, small: usize) {
        let (cell, less) = (&self.linked.cells[large], &self.linked.cells[small]);
        let Some(value) = cell.value.checked_sub(less.value) else { return };
        let about = cell.about;
        let more = self.latent(value, Quantity::Difference, about, false);
        self.linked.relate(large, vec![small, more]);
    }

    /// Groups add up to totals and margins; margins two splits share are added first.
    fn add_groups(&mut self, mut family: Family, quantity: Quantity) {
        let mut splits: BTreeSet<Split> = BTreeSet::new();
        for (_, groups) in family.keys() {
            splits.insert(groups.keys().copied().collect());
        }
        for shared in shared_margins(&splits) {
            self.add_margin(&mut family, &shared, &splits, quantity);
            splits.insert(shared);
        }
        for coarse in &splits {
            for fine in splits.iter().filter(|it| is_next(coarse, it, &splits)) {
                for (total, parts) in parts_of(&family, coarse, fine) {
                    self.linked.relate(total, parts);
                }
            }
        }
    }

    /// Adds the cells of a margin nobody asked for.
    fn add_margin(
        &mut self,
        family: &mut Family,
        margin: &Split,
        splits: &BTreeSet<Split>,
        quantity: Quantity,
    ) {
        let Some(fine) = splits.iter().find(|it| it.is_superset(margin)) else { return };
        let mut sums: BTreeMap<Place, (u64, usize)> = BTreeMap::new();
        for (place, cell) in family.iter().filter(|it| is_split_by(it.0, fine)) {
            let cell = &self.linked.cells[*cell];
            let sum = sums.entry(along(place, margin)).or_insert((0, cell.about));
            sum.0 += cell.value;
        }
        for (place, (value, about)) in sums {
            family.insert(place, self.latent_margin(value, quantity, about));
        }
    }

    fn latent_margin(&mut self, value: u64, quantity: Quantity, about: usize) -> usize {
        let is_guarded = quantity != Quantity::Missing && self.policy.is_small(value);
        let guard = if is_guarded { Guard::Always } else { Guard::Never };
        self.linked.add(Cell { value, quantity, guard, shown_by: Vec::new(), about })
    }
}

impl Class {
    /// Whether the counts agree with this class wherever both are.
    fn agrees(&self, counts: &BTreeMap<Place, (u64, u64, usize)>) -> bool {
        let mut both = 0;
        for (place, (n, missing, _)) in counts {
            if let Some(known) = self.counts.get(place) {
                if (known.0, known.1) != (*n, *missing) {
                    return false;
                }
                both += 1;
            }
        }
        both > 0
    }
}
