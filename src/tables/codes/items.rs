//! Items: from the answers to the questions of a questionnaire to its scale scores.
//!
//! In: which answers are turned round and how many are needed. Out: a score, or none when
//! too few questions were answered. Never: the text of a question.

use std::collections::BTreeMap;

use super::scale::{Basis, Scale};

/// How a delivered item is named as a scale: `item-7`.
const PREFIX: &str = "item-";

/// The items of a questionnaire.
#[derive(Debug, Clone, PartialEq)]
pub struct Items {
    /// How many there are.
    pub n: u8,
    /// Lowest and highest answer.
    pub range: (f64, f64),
    /// The items that are turned round: the highest answer counts as the lowest.
    pub reversed: Vec<u8>,
    /// Fewest answered items from which a scale is scored.
    pub fewest: usize,
    /// How sure this is.
    pub basis: Basis,
    /// Where it comes from.
    pub source: String,
}

/// The answers to one questionnaire, filled in once: item → answer.
pub type Answers = BTreeMap<u8, f64>;

impl Items {
    /// The number of the item that a scale name means; none when it is no item of this
    /// questionnaire.
    pub fn number(&self, scale: &str) -> Option<u8> {
        let number = scale.strip_prefix(PREFIX)?.parse().ok()?;
        (1..=self.n).contains(&number).then_some(number)
    }

    /// The scores of the scales: those that are sums of items, then those that are sums of
    /// other scales. A scale with too few answers has none, and neither has a sum over it.
    pub fn scores<'a>(
        &self,
        scales: &[&'a Scale],
        answers: &Answers,
    ) -> BTreeMap<&'a str, f64> {
        let of_items = scales.iter().filter(|it| !it.items.is_empty());
        let mut scores: BTreeMap<&str, f64> = of_items
            .filter_map(|it| Some((it.code.as_str(), self.score(&it.items, answers)?)))
            .collect();
        for scale in scales.iter().filter(|it| !it.sum_of.is_empty()) {
            let parts = scale.sum_of.iter().map(|it| scores.get(it.as_str()).copied());
            if let Some(sum) = parts.sum::<Option<f64>>() {
                scores.insert(&scale.code, sum);
            }
        }
        scores
    }

    /// The sum of these items; with some of them missing, the mean of the others times their
    /// number, rounded to a whole score (a half upwards).
    fn score(&self, items: &[u8], answers: &Answers) -> Option<f64> {
        let turned = |item: &u8| {
            let answer = *answers.get(item)?;
            let is_reversed = self.reversed.contains(item);
            Some(if is_reversed { self.range.0 + self.range.1 - answer } else { answer })
        };
        let given: Vec<f64> = items.iter().filter_map(turned).collect();
        if given.len() < self.fewest {
            return None;
        }
        let real = |n: usize| crate::numeric::real(n as u64);
        let sum: f64 = given.iter().sum();
        Some((sum * real(items.len()) / real(given.len())).round())
    }
}

#[cfg(test)]
mod tests {
    use super::super::instruments::Scales;
    use super::*;

    fn sdq(answers: &Answers) -> BTreeMap<String, f64> {
        let scales = Scales::built_in().unwrap();
        let of_sdq: Vec<&Scale> = scales.of("sdq").collect();
        let scores = scales.items("sdq").unwrap().scores(&of_sdq, answers);
        scores.into_iter().map(|(code, score)| (code.to_owned(), score)).collect()
    }

    fn all(answer: f64) -> Answers {
        (1..=25).map(|it| (it, answer)).collect()
    }

    #[test]
    fn the_lowest_answers_give_the_five_reversed_items_their_highest_score() {
        // Reversed: 7 (conduct), 21 and 25 (hyperactivity), 11 and 14 (peer).
        let want = [
            ("conduct", 2.0),
            ("emotional", 0.0),
            ("hyperactivity", 4.0),
            ("peer", 4.0),
            ("prosocial", 0.0),
            ("total", 10.0),
        ];
        let want = want.map(|(code, score)| (code.to_owned(), score));
        assert_eq!(sdq(&all(0.0)), BTreeMap::from(want));
        assert_eq!(sdq(&all(2.0))["total"].to_bits(), 30.0_f64.to_bits());
    }

    #[test]
    fn each_item_counts_in_one_scale() {
        let scales = Scales::built_in().unwrap();
        let mut items: Vec<u8> =
            scales.of("sdq").flat_map(|it| it.items.iter().copied()).collect();
        items.sort_unstable();
        assert_eq!(items, (1..=25).collect::<Vec<u8>>());
    }

    #[test]
    fn four_points_on_three_items_become_seven_on_five() {
        // The example of the scoring instructions of the questionnaire: 6.67, so 7.
        let mut answers = all(0.0);
        for (item, answer) in [(3, 2.0), (8, 1.0), (13, 1.0)] {
            answers.insert(item, answer);
        }
        answers.remove(&16);
        answers.remove(&24);
        assert_eq!(sdq(&answers)["emotional"].to_bits(), 7.0_f64.to_bits());
    }

    #[test]
    fn with_two_items_there_is_no_scale_and_no_total() {
        let mut answers = all(1.0);
        for item in [3, 8, 13] {
            answers.remove(&item);
        }
        let scores = sdq(&answers);
        assert!(!scores.contains_key("emotional") && !scores.contains_key("total"));
        assert!(scores.contains_key("conduct"));
    }

    #[test]
    fn only_the_names_of_its_own_items_are_items() {
        let scales = Scales::built_in().unwrap();
        let items = scales.items("sdq").unwrap();
        let numbers = ["item-1", "item-25", "item-26", "item-0", "total"];
        let numbers = numbers.map(|it| items.number(it));
        assert_eq!(numbers, [Some(1), Some(25), None, None, None]);
    }
}
