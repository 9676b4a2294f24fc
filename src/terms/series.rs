//! Series: what makes figures one series over the periods, and the identifier of each.
//!
//! In: indicator, measure, groups and category. Out: a key to compare, and the text by which
//! outputs name a figure. Never: a figure that is found by its text.

use std::fmt::Write;

use super::{Groups, Period};

/// What the figures of one series have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    /// The indicator's public name.
    pub indicator: String,
    /// Position of the measure in the indicator; 0 is its main one.
    pub measure: usize,
    /// The groups, one for each dimension that applies to the indicator.
    pub groups: Groups,
    /// The category, for a distribution or a named measure.
    pub category: Option<String>,
}

impl SeriesKey {
    /// `indicator/period/dimension=group/…/category`: the identifier of the figure of one
    /// period, the same in every run. A slash in the name of a group is written `%2F`, so
    /// that no two figures get one identifier.
    pub fn figure_id(&self, period: &Period) -> String {
        let mut id = format!("{}/{}", self.indicator, period.label.replace('/', "-"));
        for (dimension, group) in self.groups.split() {
            let group = group.printed().replace('%', "%25").replace('/', "%2F");
            // Writing to a String cannot fail.
            let _ = write!(id, "/{}={group}", dimension.name());
        }
        if let Some(category) = &self.category {
            let _ = write!(id, "/{category}");
        }
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::terms::{Day, Dimension, Group};

    fn id(group: Group, category: Option<&str>) -> String {
        let key = SeriesKey {
            indicator: "it".into(),
            measure: 0,
            groups: Groups::from_iter([(Dimension::Region, group)]),
            category: category.map(str::to_owned),
        };
        key.figure_id(&Period { start: Day(0), end: Day(364), label: "2016/17".into() })
    }

    #[test]
    fn the_identifier_names_what_splits_the_figure() {
        assert_eq!(id(Group::All, None), "it/2016-17");
        assert_eq!(id(Group::named("oost"), Some("yes")), "it/2016-17/region=oost/yes");
        assert_eq!(id(Group::Unknown, None), "it/2016-17/region=unknown");
    }

    // A region of that name made two figures with one identifier.
    #[test]
    fn a_region_called_unknown_or_written_with_a_slash_is_another_figure() {
        assert_ne!(id(Group::named("unknown"), None), id(Group::Unknown, None));
        assert_ne!(id(Group::named("a/b"), None), id(Group::named("a"), Some("b")));
        assert_ne!(id(Group::named("a/b"), None), id(Group::named("a%2Fb"), None));
    }
}
