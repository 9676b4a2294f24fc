//! What holds for any expression: its canonical text means the same, and whatever is
//! written gets a plan or an error that points into the text.
//!
//! In: plans and texts by chance, from fixed seeds. Out: nothing. Never: a panic, a full
//! stack.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use super::made::Choices;
use super::plan::Expr;
use super::{parse, parser};
use crate::tables::schema::Table;

/// How deep a plan is.
fn n_levels(expr: &Expr) -> usize {
    let below: Vec<&Expr> = match expr {
        Expr::Compare(_, a, b)
        | Expr::Arithmetic(_, a, b)
        | Expr::DaysBetween(a, b)
        | Expr::Shift(_, a, b) => vec![a, b],
        Expr::Join(_, all) => all.iter().collect(),
        Expr::Not(it) | Expr::Negate(it) => vec![it],
        Expr::Is { value, .. } | Expr::In { value, .. } => vec![value],
        Expr::Case { arms, otherwise } => {
            let arms = arms.iter().flat_map(|it| [&it.0, &it.1]);
            arms.chain([&**otherwise]).collect()
        }
        _ => Vec::new(),
    };
    1 + below.into_iter().map(n_levels).max().unwrap_or(0)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 4_000,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(8),
        ..<_>::default()
    })]

    #[test]
    fn the_canonical_text_of_a_plan_gives_the_plan(
        bytes in prop::collection::vec(any::<u8>(), 0..60),
    ) {
        let expr = Choices::new(&bytes).plan();
        let text = super::sql::render(&expr);
        match parse(&text, Table::Trajectories) {
            Ok(typed) => prop_assert_eq!(typed.expr, expr, "{}", text),
            Err(error) => prop_assert!(false, "{}", error),
        }
    }
}

/// What expressions are made of, and what they are not made of.
const PIECES: [&str; 64] = [
    "end_date",
    "start_date",
    "n_goals",
    "end_reason",
    "programme",
    "subcontracted",
    "trajectory_id",
    "period_until",
    "endd_date",
    "\"end_date\"",
    "`n_goals`",
    "1",
    "2.5",
    ".5",
    "1e3",
    "1e999",
    "12abc",
    "0x1F",
    "1_000",
    "'planned'",
    "'agreeed'",
    "'l''avenir'",
    "''",
    "DATE '2020-12-31'",
    "date '2020-02-30'",
    "DATE",
    "NULL",
    "true",
    "False",
    "(",
    ")",
    "(",
    ")",
    "=",
    "<>",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "+",
    "-",
    "*",
    "/",
    "%",
    ",",
    ".",
    "AND",
    "or",
    "NOT",
    "IN",
    "BETWEEN",
    "IS",
    "CASE",
    "WHEN",
    "THEN",
    "ELSE",
    "END",
    "LIKE",
    "abs(n_goals)",
    "--",
    "’",
    "\u{200b}",
    "\n",
];

struct Chance(ChaCha8Rng);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.0.next_u32()).unwrap() % n
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        let mut bytes = vec![0; self.below(most)];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    fn piece(&mut self) -> &'static str {
        PIECES[self.below(PIECES.len())]
    }

    /// Bytes, pieces, or an expression, half of the time with a word replaced.
    fn text(&mut self) -> String {
        match self.below(4) {
            0 => String::from_utf8_lossy(&self.bytes(40)).into_owned(),
            1 => (0..self.below(30)).map(|_| self.piece()).collect(),
            2 => (0..self.below(12)).map(|_| [self.piece(), " "].concat()).collect(),
            _ => {
                let text = super::sql::render(&Choices::new(&self.bytes(40)).plan());
                let mut words: Vec<&str> = text.split(' ').collect();
                let at = self.below(words.len());
                if self.below(2) == 0 {
                    words[at] = self.piece();
                }
                words.join(" ")
            }
        }
    }
}

#[test]
fn any_text_gives_a_plan_or_an_error_that_points_into_it() {
    let mut chance = Chance(ChaCha8Rng::seed_from_u64(8));
    let (mut n_plans, mut n_errors) = (0, 0);
    for _ in 0..100_000 {
        let text = chance.text();
        match parse(&text, Table::Trajectories) {
            Ok(typed) => {
                n_plans += 1;
                let again = parse(&typed.to_sql(), Table::Trajectories).unwrap();
                assert_eq!(again, typed, "{text}");
                assert!(n_levels(&typed.expr) <= parser::MOST_LEVELS, "{text}");
            }
            Err(error) => {
                n_errors += 1;
                let n_lines = text.split('\n').count();
                assert!((1..=n_lines).contains(&error.line), "{text:?} {error:?}");
                let n_letters = error.source.chars().count();
                assert!(
                    (1..=n_letters + 1).contains(&error.column),
                    "{text:?} {error:?}"
                );
                assert!(error.pointed().ends_with('^'));
            }
        }
    }
    assert!(n_plans > 10_000 && n_errors > 50_000, "{n_plans} plans, {n_errors} errors");
}

/// Expressions that are `n` deep, each in another way.
fn deep(n: usize) -> Vec<String> {
    let wrapped = |left: &str, middle: &str, right: &str| {
        format!("{}{middle}{}", left.repeat(n), right.repeat(n))
    };
    vec![
        wrapped("(", "1", ")"),
        wrapped("NOT ", "TRUE", ""),
        wrapped("- ", "n_goals", ""),
        wrapped("", "n_goals", " + 1"),
        wrapped("1 / (", "n_goals", ")"),
        wrapped("", "TRUE", " IS NOT TRUE"),
        wrapped("(", "TRUE", ") IN (FALSE)"),
        wrapped("CASE ", "1", " WHEN 1 THEN 1 WHEN 2 THEN 2 END"),
        wrapped("CASE WHEN TRUE THEN ", "1", " END"),
        wrapped("CASE WHEN ", "1", " BETWEEN 0 AND 1 THEN 1 END"),
        wrapped("(1 = CASE WHEN TRUE THEN 1 ELSE 2 END) AND (", "TRUE", ")"),
    ]
}

#[test]
fn depth_is_refused_before_it_fills_the_stack() {
    let work = || {
        for n in [5, 22, 45, 60, 90, 5_000, 100_000] {
            for text in deep(n) {
                let said = match parse(&text, Table::Trajectories) {
                    Ok(typed) => {
                        assert!(n_levels(&typed.expr) <= parser::MOST_LEVELS, "{text}");
                        assert!(n < 64, "{text}");
                        continue;
                    }
                    Err(error) => error.what,
                };
                let told = ["levels stand inside", "asked for too often", "longer than"];
                assert!(
                    n > 5 && told.iter().any(|it| said.contains(it)),
                    "{text}: {said}"
                );
            }
        }
    };
    // Half of what a thread has by default, for a build without optimisation.
    let small = std::thread::Builder::new().stack_size(1024 * 1024);
    small.spawn(work).unwrap().join().unwrap();
}
