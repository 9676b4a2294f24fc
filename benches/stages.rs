//! The stages that touch every row: reading, ingest, link and compute.
//!
//! In: a sample made for this run (no row describes a real person), of which the row counts
//! are asserted before anything is timed. Out: times. Never: a comparison; `peers/` has those.
//!
//! `cargo bench --bench stages`; `STAGES_TRAJECTORIES=1000000` for another size.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run must stop")]

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use divan::Bencher;
use divan::counter::ItemsCount;
use uitkomst::checks::{self, Linked};
use uitkomst::env::Env;
use uitkomst::evidence::create_file;
use uitkomst::export;
use uitkomst::indicators::Cells;
use uitkomst::pipeline::{self, Prepared};
use uitkomst::sample::{Encoding, Spec, Variant, generate};
use uitkomst::tables::{Ingested, Names, Table, ingest};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const PIPELINE: &str = include_str!("peers/pipeline.toml");
/// Bytes of export a partition holds in a run; here a trajectory has about 320.
const TRAJECTORIES_A_PARTITION: u64 = 75_000;

struct Sample {
    env: Env,
    prepared: Prepared,
    n_rows: BTreeMap<Table, u64>,
    n_partitions: usize,
    _folder: tempfile::TempDir,
}

fn sample() -> &'static Sample {
    static SAMPLE: OnceLock<Sample> = OnceLock::new();
    SAMPLE.get_or_init(|| {
        let sample = make();
        let read = rows_read(&sample);
        assert_eq!(read, sample.n_rows, "what is timed must be all of the sample");
        sample
    })
}

fn make() -> Sample {
    let n = std::env::var("STAGES_TRAJECTORIES").ok();
    let n_trajectories = n.map_or(100_000, |it| it.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let mut open = |name: &str| -> Result<Box<dyn Write>, uitkomst::error::Error> {
        Ok(Box::new(create_file(&folder.path().join(name))?))
    };
    let spec = Spec {
        n_trajectories,
        seed: 1,
        from_year: 2016,
        until_year: 2023,
        encoding: Encoding::Utf8Bom,
        variant: Variant::Standard,
    };
    let generated = generate(&spec, &mut open).unwrap();
    let path = folder.path().join("pipeline.toml");
    create_file(&path).unwrap().write_all(PIPELINE.as_bytes()).unwrap();
    let prepared = pipeline::prepare(&pipeline::load(&path).unwrap()).unwrap();
    let table = |name: &str| match name {
        "trajecten.csv" => Table::Trajectories,
        "doelen.csv" => Table::Goals,
        _ => Table::Satisfaction,
    };
    let n_rows = generated.files.iter().map(|(name, n)| (table(name), *n)).collect();
    let n_partitions = n_trajectories.div_ceil(TRAJECTORIES_A_PARTITION);
    let n_partitions = usize::try_from(n_partitions).unwrap();
    let env = Env::new(folder.path().to_owned());
    Sample { env, prepared, n_rows, n_partitions, _folder: folder }
}

fn n_rows(sample: &Sample) -> ItemsCount {
    ItemsCount::new(sample.n_rows.values().sum::<u64>())
}

fn rows_read(sample: &Sample) -> BTreeMap<Table, u64> {
    let count = |it: &uitkomst::tables::TablePlan| {
        let n = AtomicU64::new(0);
        let add = |block: export::Block| {
            n.fetch_add(block.lines.len() as u64, Ordering::Relaxed);
            Ok(())
        };
        export::read(&sample.env, &it.source, &add).unwrap();
        (it.table, n.into_inner())
    };
    sample.prepared.tables.iter().map(count).collect()
}

fn ingested(sample: &Sample, names: &Names) -> BTreeMap<Table, Ingested> {
    let rules = &sample.prepared.rules;
    let inspect = |table, rows: &_| rules.inspect(table, rows, names);
    let (env, n) = (&sample.env, sample.n_partitions);
    let tables = sample.prepared.tables.iter();
    tables
        .map(|it| (it.table, ingest(env, it, names, n, &|_| {}, &inspect).unwrap()))
        .collect()
}

fn linked(sample: &Sample, ingested: &BTreeMap<Table, Ingested>) -> Linked {
    checks::link(&sample.env, ingested, &sample.prepared.wanted).unwrap()
}

fn computed(sample: &Sample, names: &Names, linked: &Linked) -> Cells {
    let computing = sample.prepared.computing(names);
    let mut cells = Cells::default();
    for at in 0..sample.n_partitions {
        let tables =
            linked.tables.iter().map(|(table, it)| (*table, it.take(at).unwrap()));
        cells.merge(computing.cells(&tables.collect()).unwrap());
    }
    cells
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn read(bencher: Bencher) {
    let sample = sample();
    bencher.counter(n_rows(sample)).bench(|| rows_read(sample));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn read_and_ingest(bencher: Bencher) {
    let sample = sample();
    bencher.counter(n_rows(sample)).bench(|| ingested(sample, &Names::default()));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn link(bencher: Bencher) {
    let sample = sample();
    bencher
        .counter(n_rows(sample))
        .with_inputs(|| ingested(sample, &Names::default()))
        .bench_values(|it| linked(sample, &it));
}

/// On one thread: a run computes as many partitions at a time as there are threads.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn compute(bencher: Bencher) {
    let sample = sample();
    bencher
        .counter(n_rows(sample))
        .with_inputs(|| {
            let names = Names::default();
            let linked = linked(sample, &ingested(sample, &names));
            (names, linked)
        })
        .bench_values(|(names, linked)| computed(sample, &names, &linked));
}

fn main() {
    divan::main();
}
