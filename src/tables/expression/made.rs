//! Plans by chance, over trajectories.
//!
//! In: bytes. Out: the plan they say, in the form the compiler gives it. Never: kinds that
//! do not go together.

use super::{Arithmetic, Comparison, Expr, Logic, Truth};
use crate::tables::schema::Table;
use crate::tables::sets::END_REASON;
use crate::terms::Day;

/// Bytes that say which plan; when they are used up the plan ends with the simplest.
pub(super) struct Choices<'a>(&'a [u8]);

impl<'a> Choices<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// One of `n`.
    fn below(&mut self, n: u8) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        first % n
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::from(self.below(u8::try_from(all.len()).unwrap()))]
    }

    fn many(&mut self, n: u8, mut one: impl FnMut(&mut Self) -> Expr) -> Vec<Expr> {
        (0..=self.below(n)).map(|_| one(self)).collect()
    }

    /// A plan of any kind, in the form the compiler gives it.
    pub(super) fn plan(&mut self) -> Expr {
        match self.below(4) {
            0 => self.flag(),
            1 => self.number(),
            2 => self.day(),
            _ => self.case(|it| Expr::Category(it.text())),
        }
    }

    fn flag(&mut self) -> Expr {
        match self.below(12) {
            0 => column("subcontracted"),
            1 => Expr::Flag(self.below(2) == 0),
            2 => self.compared(Self::number),
            3 => self.compared(Self::day),
            4 => {
                let how = self.of(&[Comparison::Equal, Comparison::NotEqual]);
                let (a, b) = (Box::new(column("end_reason")), Box::new(self.code()));
                if self.below(2) == 0 {
                    Expr::Compare(how, a, b)
                } else {
                    Expr::Compare(how, b, a)
                }
            }
            5 => {
                let (a, b) = (Box::new(self.flag()), Box::new(self.flag()));
                Expr::Compare(Comparison::Equal, a, b)
            }
            6 => self.joined(),
            7 => Expr::Not(Box::new(self.flag())),
            8 => {
                let list = self.many(3, Self::signed);
                self.in_list(Self::number, list)
            }
            9 => {
                let (column, list) = match self.below(2) {
                    0 => (column("end_reason"), self.many(3, Self::code)),
                    _ => (column("programme"), self.many(3, Self::name)),
                };
                self.in_list(|_| column, list)
            }
            10 => self.asked(),
            _ => self.case(Self::flag),
        }
    }

    fn number(&mut self) -> Expr {
        match self.below(6) {
            0 => self.signed(),
            1 => column("n_goals"),
            2 => Expr::DaysBetween(Box::new(self.day()), Box::new(self.day())),
            3 => {
                use Arithmetic::{Add, Divide, Multiply, Subtract};
                let how = self.of(&[Add, Subtract, Multiply, Divide]);
                Expr::Arithmetic(how, Box::new(self.number()), Box::new(self.number()))
            }
            4 => match self.number() {
                Expr::Number(it) => Expr::Number(-it),
                other => Expr::Negate(Box::new(other)),
            },
            _ => self.case(Self::number),
        }
    }

    fn day(&mut self) -> Expr {
        match self.below(5) {
            0 => Expr::PeriodUntil,
            1 => column("end_date"),
            2 => Expr::Day(Day(i32::from(self.below(255)) * 11_000 - 719_528)),
            3 => {
                let how = self.of(&[Arithmetic::Add, Arithmetic::Subtract]);
                Expr::Shift(how, Box::new(self.day()), Box::new(self.number()))
            }
            _ => self.case(Self::day),
        }
    }

    fn signed(&mut self) -> Expr {
        Expr::Number((f64::from(self.below(255)) - 100.0) / 8.0)
    }

    fn code(&mut self) -> Expr {
        let n_codes = u8::try_from(END_REASON.names().count()).unwrap();
        Expr::Code { set: &END_REASON, index: self.below(n_codes) }
    }

    fn name(&mut self) -> Expr {
        Expr::Name { column: "programme", text: self.text() }
    }

    fn text(&mut self) -> String {
        self.of(&["pmto", "l'avenir", "'", "--", "/*", "“é”\n", ""]).to_owned()
    }

    fn compared(&mut self, mut side: impl FnMut(&mut Self) -> Expr) -> Expr {
        use Comparison::{AtLeast, AtMost, Equal, Less, More, NotEqual};
        let how = self.of(&[Equal, NotEqual, Less, AtMost, More, AtLeast]);
        Expr::Compare(how, Box::new(side(self)), Box::new(side(self)))
    }

    fn joined(&mut self) -> Expr {
        let how = self.of(&[Logic::And, Logic::Or]);
        let mut all = Vec::new();
        for part in [self.flag(), self.flag()] {
            match part {
                Expr::Join(inner, parts) if inner == how => all.extend(parts),
                other => all.push(other),
            }
        }
        Expr::Join(how, all)
    }

    fn in_list(
        &mut self,
        value: impl FnOnce(&mut Self) -> Expr,
        list: Vec<Expr>,
    ) -> Expr {
        let negated = self.below(2) == 1;
        Expr::In { value: Box::new(value(self)), list, negated }
    }

    fn asked(&mut self) -> Expr {
        let negated = self.below(2) == 1;
        let (truth, value) = match self.below(4) {
            0 => (Truth::Null, column("trajectory_id")),
            1 => (Truth::Null, self.plan()),
            2 => (Truth::True, self.flag()),
            _ => (Truth::False, self.flag()),
        };
        Expr::Is { value: Box::new(value), truth, negated }
    }

    fn case(&mut self, mut value: impl FnMut(&mut Self) -> Expr) -> Expr {
        let n_arms = self.below(3);
        let arms = (0..=n_arms).map(|_| (self.flag(), value(self))).collect();
        let otherwise = if self.below(2) == 0 { Expr::Null } else { value(self) };
        Expr::Case { arms, otherwise: Box::new(otherwise) }
    }
}

fn column(name: &str) -> Expr {
    Expr::Column(Table::Trajectories.resolve(name).unwrap())
}
