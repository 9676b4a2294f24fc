//! Blanking: single cells of the combinations that still stand out, or the whole row.
//!
//! In: the classes at the chosen levels. Out: what becomes of each class that is too small:
//! the cells it keeps, or nothing. Never: a class that is made by blanking and is too small
//! itself; a class that was large enough and is touched.
//!
//! The fewest cells first; among sets of as many cells the one that saves the most clients.
//! A blanked cell looks like a missing one, so both are counted together.

use std::collections::BTreeMap;

use super::tally::{CLIENT, Counts};

/// What becomes of the rows of one class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// They stay, with these classes; 0 is blank.
    Kept(Vec<u32>),
    /// They are set aside.
    SetAside,
}

/// The fate of every class of fewer than `k` clients; the others stay as they are.
pub(super) fn blank(
    classes: &BTreeMap<Vec<u32>, Counts>,
    k: u64,
) -> BTreeMap<Vec<u32>, Fate> {
    let enough = k * CLIENT;
    let mut there: BTreeMap<Vec<u32>, u64> =
        classes.iter().map(|(key, it)| (key.clone(), it.clients)).collect();
    let mut left: Vec<(&Vec<u32>, u64)> = Vec::new();
    for (key, it) in classes.iter().filter(|it| it.1.clients < enough) {
        there.remove(key);
        left.push((key, it.clients));
    }
    let mut fates = BTreeMap::new();
    for columns in sets_of_columns(&left, enough, &there) {
        if left.is_empty() {
            break;
        }
        let saved = groups(&left, &columns);
        for (blanked, members) in saved {
            let known = there.get(&blanked).copied().unwrap_or(0);
            let n = known + members.iter().map(|it| it.1).sum::<u64>();
            if n >= enough {
                there.insert(blanked.clone(), n);
                for (key, _) in members {
                    fates.insert(key.clone(), Fate::Kept(blanked.clone()));
                }
            }
        }
        left.retain(|it| !fates.contains_key(it.0));
    }
    fates.extend(left.into_iter().map(|it| (it.0.clone(), Fate::SetAside)));
    fates
}

type Members<'a> = Vec<(&'a Vec<u32>, u64)>;

/// The classes that are the same once these columns are blank.
fn groups<'a>(
    classes: &[(&'a Vec<u32>, u64)],
    columns: &[usize],
) -> BTreeMap<Vec<u32>, Members<'a>> {
    let mut groups: BTreeMap<Vec<u32>, Members> = BTreeMap::new();
    for (key, clients) in classes {
        let mut blanked = (*key).clone();
        for at in columns {
            blanked[*at] = 0;
        }
        groups.entry(blanked).or_default().push((*key, *clients));
    }
    groups
}

/// All sets of the columns that tell these classes apart: small ones first, then those that
/// save many.
fn sets_of_columns(
    classes: &[(&Vec<u32>, u64)],
    enough: u64,
    there: &BTreeMap<Vec<u32>, u64>,
) -> Vec<Vec<usize>> {
    let n_columns = classes.first().map_or(0, |it| it.0.len());
    let is_used = |at: &usize| classes.iter().any(|it| it.0[*at] != 0);
    let used: Vec<usize> = (0..n_columns).filter(is_used).collect();
    let mut sets: Vec<(usize, u64, Vec<usize>)> = (1_u64..1 << used.len())
        .map(|bits| {
            let is_in = |at: &usize| bits >> at & 1 == 1;
            let set: Vec<usize> =
                (0..used.len()).filter(is_in).map(|at| used[at]).collect();
            let groups = groups(classes, &set);
            let sizes = groups.iter().map(|(blanked, members)| {
                let members = members.iter().map(|it| it.1).sum::<u64>();
                (there.get(blanked).copied().unwrap_or(0) + members, members)
            });
            let saved = sizes.filter(|it| it.0 >= enough).map(|it| it.1).sum();
            (set.len(), saved, set)
        })
        .collect();
    sets.sort_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)).then_with(|| a.2.cmp(&b.2)));
    sets.into_iter().map(|it| it.2).collect()
}
