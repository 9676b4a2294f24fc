//! Why: what keeps a figure from being shown.
//!
//! The reasons are for `internal/`: in public a figure says that it is small, that what is left
//! is small, or that it is not shown, and no more.

/// Why a figure is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Applied {
    /// Its denominator is small.
    SmallBase,
    /// Its numerator is small.
    SmallPart,
    /// What its numerator leaves is small.
    SmallRest,
    /// Its numerator or what that leaves is small; which of them is not told.
    SmallEither,
    /// Its rows are those of too few clients.
    FewClients,
    /// Something about another count would follow.
    Protects,
    /// Its rows happen to say so.
    ByChance,
    /// One contributor makes up too much of a sum.
    Dominance,
    /// Everybody has the same value, or the highest or lowest there is.
    Uniform,
    /// It is the time of too few people.
    OnePerson,
}

impl Applied {
    /// The word in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::SmallBase => "small-base",
            Self::SmallPart => "small-part",
            Self::SmallRest => "small-rest",
            Self::SmallEither => "small-part-or-rest",
            Self::FewClients => "few-clients",
            Self::Protects => "protects-others",
            Self::ByChance => "left-out-by-chance",
            Self::Dominance => "dominance",
            Self::Uniform => "all-alike",
            Self::OnePerson => "times-of-few",
        }
    }
}

/// Which count of a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// The denominator.
    N,
    /// The numerator.
    Numerator,
    /// What the numerator leaves.
    Rest,
    /// Rows without a usable value.
    Missing,
}

impl Quantity {
    /// The word in the evidence.
    pub fn name(self) -> &'static str {
        match self {
            Self::N => "n",
            Self::Numerator => "numerator",
            Self::Rest => "rest",
            Self::Missing => "missing",
        }
    }
}

/// A count, what is told of it, and what an outsider can work out about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Protected {
    /// The figure it is about.
    pub figure_id: String,
    /// Which count of that figure.
    pub quantity: Quantity,
    /// What is told: `rounded`, `small`, `nothing` or `as-counted`.
    pub told: &'static str,
    /// Whether it was rounded the other way, or is not told, because of other counts.
    pub because_of_others: bool,
    /// The smallest value that fits everything released.
    pub lower: u64,
    /// The largest value that fits everything released; `None` when there is no limit.
    pub upper: Option<u64>,
}
