//! Spill: rows of one table, split by a key into partitions, on disk when there are many.
//!
//! In: frames in any order, from several threads. Out: one partition at a time. Memory is
//! bounded by [`BUDGET_BYTES`] a table, whatever the number of rows. The file has no name:
//! it vanishes with the process, however that ends, so no row about a person is left behind.

use std::fs::File;
use std::io::{Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use super::Frame;
use crate::error::{Error, Message, Why};

/// Bytes a table may hold in memory before its partitions go to disk.
const BUDGET_BYTES: usize = 48 << 20;

/// What a column of a frame takes besides its values: small frames are mostly this.
const COLUMN_BYTES: usize = 2 << 10;

/// Where a piece of a partition stands in the file.
#[derive(Debug, Clone, Copy)]
struct Segment {
    start: u64,
    n_bytes: usize,
}

#[derive(Debug, Default)]
struct Partition {
    frames: Vec<Frame>,
    n_bytes: usize,
    segments: Vec<Segment>,
}

#[derive(Debug, Default)]
struct Store {
    file: Option<File>,
    n_bytes: u64,
}

/// Rows of one table in `n` partitions.
#[derive(Debug)]
pub struct Spill {
    partitions: Vec<Mutex<Partition>>,
    store: Mutex<Store>,
    budget: usize,
}

impl Spill {
    /// An empty spill with `n_partitions` partitions (at least one).
    pub fn new(n_partitions: usize) -> Self {
        let n = n_partitions.max(1);
        let partitions = (0..n).map(|_| Mutex::default()).collect();
        Self { partitions, store: Mutex::default(), budget: BUDGET_BYTES / n }
    }

    /// Number of partitions.
    pub fn n_partitions(&self) -> usize {
        self.partitions.len()
    }

    /// Adds the rows of `frame`, each to the partition of its key. `keys` has one key a row.
    ///
    /// # Errors
    /// When the temporary file cannot be written.
    pub fn add(&self, frame: &Frame, keys: &[u64]) -> Result<(), Error> {
        if self.partitions.len() == 1 {
            return self.add_to(0, frame.clone());
        }
        let mut rows = vec![Vec::new(); self.partitions.len()];
        for (row, key) in (0_u32..).zip(keys) {
            rows[partition_of(*key, self.partitions.len())].push(row);
        }
        for (partition, rows) in rows.into_iter().enumerate() {
            if !rows.is_empty() {
                self.add_to(partition, frame.take(&rows)?)?;
            }
        }
        Ok(())
    }

    fn add_to(&self, index: usize, frame: Frame) -> Result<(), Error> {
        let mut partition =
            self.partitions[index].lock().unwrap_or_else(PoisonError::into_inner);
        partition.n_bytes += frame.n_bytes() + frame.width() * COLUMN_BYTES;
        partition.frames.push(frame);
        if partition.n_bytes >= self.budget && self.partitions.len() > 1 {
            let frames = std::mem::take(&mut partition.frames);
            partition.n_bytes = 0;
            let segment = self.write(frames)?;
            partition.segments.push(segment);
        }
        Ok(())
    }

    fn write(&self, frames: Vec<Frame>) -> Result<Segment, Error> {
        let bytes = Frame::stacked(frames)?.to_bytes()?;
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if store.file.is_none() {
            store.file = Some(tempfile::tempfile().map_err(|it| no_space(&it))?);
        }
        let start = store.n_bytes;
        if let Some(file) = &mut store.file {
            file.seek(SeekFrom::Start(start)).map_err(|it| no_space(&it))?;
            file.write_all(&bytes).map_err(|it| no_space(&it))?;
        }
        store.n_bytes += bytes.len() as u64;
        Ok(Segment { start, n_bytes: bytes.len() })
    }

    /// Takes the rows of one partition out; an empty frame when it has none.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub fn take(&self, index: usize) -> Result<Frame, Error> {
        let partition = std::mem::take(
            &mut *self.partitions[index].lock().unwrap_or_else(PoisonError::into_inner),
        );
        let mut frames = Vec::new();
        for segment in partition.segments {
            frames.push(Frame::from_bytes(&self.read(segment)?)?);
        }
        frames.extend(partition.frames);
        Frame::stacked(frames)
    }

    fn read(&self, segment: Segment) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; segment.n_bytes];
        let mut store = self.store.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(file) = &mut store.file {
            file.seek(SeekFrom::Start(segment.start)).map_err(|it| no_space(&it))?;
            std::io::Read::read_exact(file, &mut bytes).map_err(|it| no_space(&it))?;
        }
        Ok(bytes)
    }
}

/// Which of `n` partitions a key falls in. Keys are hashes, so their high bits are even.
fn partition_of(key: u64, n: usize) -> usize {
    usize::try_from((u128::from(key) * n as u128) >> 64).unwrap_or(0)
}

fn no_space(source: &std::io::Error) -> Error {
    let message = Message::new(
        "temporary-file",
        format!("cannot keep rows in the temporary folder: {source}"),
    )
    .effect("nothing was written")
    .help("make space, or point the environment variable TMPDIR to a disk with space");
    Error::new(Why::Unwritable, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_from_memory_and_from_disk() {
        for budget in [usize::MAX, 1] {
            let spill = Spill { budget, ..Spill::new(4) };
            let keys: Vec<u64> =
                (0..1000_u64).map(|it| it.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
            let frame = Frame::new(keys.len(), [("key", keys.clone().into())]).unwrap();
            spill.add(&frame, &keys).unwrap();
            spill.add(&frame, &keys).unwrap();
            let n: usize = (0..4).map(|it| spill.take(it).unwrap().height()).sum();
            assert_eq!(n, 2000);
        }
    }
}
