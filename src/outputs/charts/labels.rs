//! Direct labels: kept near what they name, and off each other.
//!
//! In: wanted heights. Out: heights that do not overlap. Never: a changed order.

use super::{larger, real, smaller};

/// A label to place: the middle it wants and the height it needs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Wish {
    pub(super) middle: f64,
    pub(super) height: f64,
}

/// Labels that touch, moved as one: their mean distance to what they name is zero.
struct Cluster {
    members: Vec<usize>,
    height: f64,
    wanted_tops: f64,
    top: f64,
}

/// The middles of the labels, in the order given, without overlap and between `top` and
/// `bottom` where they fit.
///
/// The least-squares solution of the pool-adjacent-violators algorithm (Barlow et al.
/// 1972), with each cluster held inside the limits.
pub(super) fn spread(wishes: &[Wish], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order.sort_by(|a, b| wishes[*a].middle.total_cmp(&wishes[*b].middle).then(a.cmp(b)));
    let mut clusters: Vec<Cluster> = Vec::new();
    for i in order {
        let wish = wishes[i];
        let wanted = wish.middle - wish.height / 2.0;
        let mut next = Cluster {
            members: vec![i],
            height: wish.height,
            wanted_tops: wanted,
            top: 0.0,
        };
        next.settle(top, bottom);
        while clusters.last().is_some_and(|it| next.top < it.top + it.height) {
            let Some(above) = clusters.pop() else { break };
            next = above.joined(next);
            next.settle(top, bottom);
        }
        clusters.push(next);
    }
    middles(wishes, &clusters)
}

impl Cluster {
    fn settle(&mut self, top: f64, bottom: f64) {
        let mean = self.wanted_tops / real(self.members.len());
        self.top = larger(smaller(mean, bottom - self.height), top);
    }

    fn joined(self, below: Self) -> Self {
        let wanted_below = below.wanted_tops - real(below.members.len()) * self.height;
        let members = [self.members, below.members].concat();
        let wanted_tops = self.wanted_tops + wanted_below;
        Self { members, height: self.height + below.height, wanted_tops, top: 0.0 }
    }
}

fn middles(wishes: &[Wish], clusters: &[Cluster]) -> Vec<f64> {
    let mut middles = vec![0.0; wishes.len()];
    for cluster in clusters {
        let mut y = cluster.top;
        for i in &cluster.members {
            middles[*i] = y + wishes[*i].height / 2.0;
            y += wishes[*i].height;
        }
    }
    middles
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wishes(middles: &[f64]) -> Vec<Wish> {
        middles.iter().map(|it| Wish { middle: *it, height: 10.0 }).collect()
    }

    #[test]
    fn labels_apart_stay_where_they_want() {
        assert_eq!(spread(&wishes(&[20.0, 80.0, 50.0]), 0.0, 100.0), [20.0, 80.0, 50.0]);
    }

    #[test]
    fn labels_never_overlap_and_keep_their_order() {
        let placed = spread(&wishes(&[50.0, 50.0, 51.0, 95.0, 99.0, 2.0]), 0.0, 100.0);
        let mut sorted = placed.clone();
        sorted.sort_by(f64::total_cmp);
        assert!(sorted.windows(2).all(|it| it[1] - it[0] >= 10.0 - 1e-9), "{placed:?}");
        assert!(sorted[0] >= 5.0 && sorted[5] <= 95.0, "{placed:?}");
        assert!(placed[0] < placed[1] && placed[1] < placed[2] && placed[3] < placed[4]);
    }
}
