//! The world a run sees: root folder, clock, seed, stop signal. Tests build their own.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::Error;

/// What a run takes from outside, besides its pipeline and exports.
#[derive(Debug, Clone)]
pub struct Env {
    /// The folder relative output paths count from.
    pub root: PathBuf,
    /// Set when the user wants the run to stop.
    pub stop: Arc<AtomicBool>,
}

impl Env {
    /// The world with `root` as its folder and nobody asking to stop.
    pub fn new(root: PathBuf) -> Self {
        Self { root, stop: Arc::new(AtomicBool::new(false)) }
    }

    /// Call between pieces of work.
    ///
    /// # Errors
    /// When the user asked to stop.
    pub fn go_on(&self) -> Result<(), Error> {
        if self.stop.load(Ordering::Relaxed) { Err(Error::interrupted()) } else { Ok(()) }
    }
}
