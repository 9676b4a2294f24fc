//! Groups: what a figure is about, along every dimension that applies.
//!
//! In: codes as they were delivered or mapped. Out: all, unknown and named told apart by a
//! type, and printed so that no two groups read the same. Never: a group that is recognised
//! by its text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::Dimension;

/// How [`Group::All`] is printed.
const TOTAL: &str = "total";
/// How [`Group::Unknown`] is printed.
const UNKNOWN: &str = "unknown";
/// Put around a name that would read as one of those words.
const QUOTE: char = '\'';

/// The rows of one dimension that a figure is about.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// All together.
    #[default]
    All,
    /// Those with this code or name.
    Named(String),
    /// Those without one.
    Unknown,
}

impl Group {
    /// The group with that code or name.
    pub fn named(code: impl Into<String>) -> Self {
        Self::Named(code.into())
    }

    /// Its code or name; `None` for all, and for those without one.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(it) => Some(it),
            Self::All | Self::Unknown => None,
        }
    }

    /// Reads what [`Self::printed`] prints.
    pub fn read(text: &str) -> Self {
        let quoted = text.strip_prefix(QUOTE).and_then(|it| it.strip_suffix(QUOTE));
        match (text, quoted) {
            (TOTAL, _) => Self::All,
            (UNKNOWN, _) => Self::Unknown,
            (_, Some(name)) if is_ours(name) => Self::named(name),
            _ => Self::named(text),
        }
    }

    /// Whether it is all together.
    pub fn is_all(&self) -> bool {
        *self == Self::All
    }

    /// The text in datasets and identifiers. A name that is one of our own two words, or one
    /// of them in quotes, gets quotes around it: `'unknown'` is a region of that name.
    pub fn printed(&self) -> Cow<'_, str> {
        match self {
            Self::All => TOTAL.into(),
            Self::Unknown => UNKNOWN.into(),
            Self::Named(it) if is_ours(it) => format!("{QUOTE}{it}{QUOTE}").into(),
            Self::Named(it) => it.into(),
        }
    }
}

/// Whether a name is one of our own words, or one in quotes.
fn is_ours(name: &str) -> bool {
    [TOTAL, UNKNOWN].contains(&name.trim_matches(QUOTE))
}

/// What a figure is about: one group for each dimension that applies to its indicator.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Groups(BTreeMap<Dimension, Group>);

impl Groups {
    /// The group along a dimension: all together where it splits nothing or does not apply.
    pub fn along(&self, dimension: Dimension) -> &Group {
        self.get(dimension).unwrap_or(&Group::All)
    }

    /// The group along a dimension; `None` where that does not apply.
    pub fn get(&self, dimension: Dimension) -> Option<&Group> {
        self.0.get(&dimension)
    }

    /// Sets the group along a dimension.
    pub fn set(&mut self, dimension: Dimension, group: Group) {
        self.0.insert(dimension, group);
    }

    /// The same, with all groups along one dimension together.
    #[must_use]
    pub fn without(&self, dimension: Dimension) -> Self {
        let mut groups = self.clone();
        groups.set(dimension, Group::All);
        groups
    }

    /// Every group, in the order of dimensions.
    pub fn iter(&self) -> impl Iterator<Item = (Dimension, &Group)> + Clone {
        self.0.iter().map(|(dimension, it)| (*dimension, it))
    }

    /// The groups that are not all together, in the order of dimensions.
    pub fn split(&self) -> impl Iterator<Item = (Dimension, &Group)> + Clone {
        self.iter().filter(|it| !it.1.is_all())
    }

    /// The dimensions that split it.
    pub fn dimensions(&self) -> Vec<Dimension> {
        self.split().map(|it| it.0).collect()
    }

    /// Whether exactly these dimensions split it; others are total or do not apply.
    pub fn is_split_by(&self, dimensions: &[Dimension]) -> bool {
        Dimension::ALL
            .iter()
            .all(|it| self.along(*it).is_all() != dimensions.contains(it))
    }

    /// `dimension=group` with `;` between; empty for all together.
    pub fn printed(&self) -> String {
        let one = |(dimension, it): (Dimension, &Group)| {
            format!("{}={}", dimension.name(), it.printed())
        };
        self.split().map(one).collect::<Vec<_>>().join(";")
    }
}

impl FromIterator<(Dimension, Group)> for Groups {
    fn from_iter<T: IntoIterator<Item = (Dimension, Group)>>(groups: T) -> Self {
        Self(groups.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_groups_read_the_same() {
        let names = ["total", "unknown", "'total'", "''unknown''", "'", "oost"];
        let mut all = vec![Group::All, Group::Unknown];
        all.extend(names.map(Group::named));
        for it in &all {
            assert_eq!(Group::read(&it.printed()), *it);
        }
        let mut printed: Vec<_> = all.iter().map(Group::printed).collect();
        printed.sort();
        printed.dedup();
        assert_eq!(printed.len(), all.len());
        assert_eq!(Group::named("unknown").printed(), "'unknown'");
        assert_eq!(Group::named("oost").printed(), "oost");
    }

    #[test]
    fn a_dimension_that_does_not_apply_is_all_together() {
        let of = |it| Groups::from_iter([(Dimension::Region, it)]);
        let groups = of(Group::Unknown);
        assert_eq!(groups.along(Dimension::Region), &Group::Unknown);
        assert_eq!(groups.along(Dimension::Team), &Group::All);
        assert_eq!(groups.get(Dimension::Team), None);
        assert!(groups.is_split_by(&[Dimension::Region]) && !groups.is_split_by(&[]));
        assert_eq!(groups.printed(), "region=unknown");
        assert_eq!(groups.without(Dimension::Region), of(Group::All));
    }
}
