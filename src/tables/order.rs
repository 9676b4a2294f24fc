//! Order: the rows of a frame in order of its keys.
//!
//! In: a frame and the names of key columns (hashes, codes, file and line: whole numbers).
//! Out: the same rows in order; a missing part comes first. Never: an order that differs
//! between runs.

use std::cmp::Ordering;

use super::Frame;
use crate::error::Error;

/// The rows of `frame` in order of the columns `by`; equal rows keep their order.
///
/// # Errors
/// When a column is not there or not of whole numbers (a fault in the program).
pub(crate) fn sorted(frame: &Frame, by: &[&str]) -> Result<Frame, Error> {
    let keys: Result<Vec<_>, Error> = by.iter().map(|it| frame.ranks(it)).collect();
    let keys = keys?;
    let Some((first, rest)) = keys.split_first() else { return Ok(frame.clone()) };
    let mut rows: Vec<(Option<u64>, u32)> = first.iter().copied().zip(0_u32..).collect();
    let later = |a: u32, b: u32| {
        let parts = rest.iter().map(|it| it[a as usize].cmp(&it[b as usize]));
        parts.fold(Ordering::Equal, Ordering::then).then(a.cmp(&b))
    };
    let order = |a: &(Option<u64>, u32), b: &(Option<u64>, u32)| {
        a.0.cmp(&b.0).then_with(|| later(a.1, b.1))
    };
    if rows.is_sorted_by(|a, b| order(a, b).is_lt()) {
        return Ok(frame.clone());
    }
    rows.sort_unstable_by(order);
    let rows: Vec<u32> = rows.into_iter().map(|it| it.1).collect();
    frame.take(&rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame() -> Frame {
        let a = vec![Some(2_u64), None, Some(1), Some(2), Some(1), None];
        let b = vec![Some(-1_i32), Some(9), None, Some(-3), None, Some(9)];
        let row: Vec<u32> = (0..6).collect();
        Frame::new(6, [("a", a.into()), ("b", b.into()), ("row", row.into())]).unwrap()
    }

    #[test]
    fn missing_comes_first_and_equal_rows_keep_their_order() {
        let sorted = sorted(&frame(), &["a", "b"]).unwrap();
        let rows: Vec<u32> = sorted.get("row").unwrap().into_iter().flatten().collect();
        assert_eq!(rows, [1, 5, 2, 4, 3, 0]);
    }

    #[test]
    fn rows_in_order_stay_as_they_are() {
        let once = sorted(&frame(), &["a", "b"]).unwrap();
        let twice = sorted(&once, &["a", "b"]).unwrap();
        assert_eq!(once.get::<u32>("row").unwrap(), twice.get::<u32>("row").unwrap());
    }
}
