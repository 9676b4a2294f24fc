//! Panics: where code of others may fail on a damaged file, that is an error like any other.
//!
//! In: work that may panic. Out: its result, or nothing. Never: a path of the machine the
//! program was built on.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};

thread_local! {
    static IS_EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// The result of `work`; `None` when it panics. Nothing is said of such a panic: the caller
/// has an error for it.
pub fn caught<T>(work: impl FnOnce() -> T) -> Option<T> {
    let before = IS_EXPECTED.replace(true);
    let done = catch_unwind(AssertUnwindSafe(work));
    IS_EXPECTED.set(before);
    done.ok()
}

/// Whether this thread is at work that may panic.
pub fn is_expected() -> bool {
    IS_EXPECTED.get()
}

/// The place of a panic without the folders of the machine the program was built on:
/// `src/numeric.rs:12:5`, `parquet-60.1.0/src/file/footer.rs:88:9`.
pub fn place(location: &Location) -> String {
    let file = location.file().replace('\\', "/");
    let marks = ["/registry/src/", "/git/checkouts/", "/library/"];
    let inside = marks.iter().find_map(|mark| {
        let rest = file.split_once(mark)?.1;
        // Below a registry stands a folder with its name.
        Some(if *mark == "/library/" { rest } else { rest.split_once('/')?.1 })
    });
    let own = file.rsplit_once("/src/").map(|it| format!("src/{}", it.1));
    let is_relative = !file.starts_with('/') && !file.contains(':');
    let shown = match inside {
        Some(it) => it.to_owned(),
        None if is_relative => file,
        None => own.unwrap_or_else(|| "a place that is not known".to_owned()),
    };
    format!("{shown}:{}:{}", location.line(), location.column())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_that_is_expected_is_a_result() {
        assert_eq!(caught(|| 3), Some(3));
        let fails = caught(|| {
            assert!(is_expected());
            [1, 2].iter().position(|it| *it == 3).unwrap()
        });
        assert_eq!((fails, is_expected()), (None, false));
    }

    #[test]
    fn a_place_has_no_folder_of_the_machine() {
        let here = place(Location::caller());
        assert!(here.starts_with("src/panics.rs:"), "{here}");
    }
}
