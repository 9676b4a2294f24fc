//! What reading a table promises with any number of threads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use rayon::ThreadPoolBuilder;

use super::*;
use crate::env::Env;
use crate::error::Error;
use crate::export::{DateFormat, Decimal, Dialect, Encoding, Source, Wanted};

/// Files, so that several threads read at once.
const N_FILES: usize = 16;
/// Rows of a file; each has another region, and one of ten teams.
const N_ROWS: usize = 40;

fn plan(folder: &Path) -> TablePlan {
    let files = (0..N_FILES).map(|nth| {
        let mut text = String::from("id;region;team\n");
        for row in 0..N_ROWS {
            let _ = writeln!(text, "T{nth}-{row};r{nth}-{row};t{}", row % 10);
        }
        let path = folder.join(format!("{nth:02}.csv"));
        let mut file = std::fs::File::create(&path).unwrap();
        std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
        path
    });
    let dialect = Dialect {
        delimiter: b';',
        encoding: Encoding::Utf8,
        decimal: Decimal::Comma,
        dates: DateFormat::DdMmYyyy,
        skip_lines: 0,
        footer: None,
        sheet: None,
        missing: Vec::new(),
    };
    let wanted = [("trajectory_id", "id"), ("region", "region"), ("team", "team")];
    let columns = wanted
        .iter()
        .map(|(column, header)| Wanted { column, header: (*header).to_owned() });
    let (files, columns) = (files.collect(), columns.collect());
    let source = Source { table: "trajectories", files, first_file: 0, dialect, columns };
    let name = || Decoder::Name(Box::new(|it: &str| Some(it.to_owned())));
    let decoders = [Decoder::Key, name(), name()].into_iter().enumerate();
    let columns = decoders.zip(wanted).map(|((at, decoder), (column, _))| ColumnPlan {
        column,
        input: Input::Column(at),
        decoder,
    });
    let table = Table::Trajectories;
    TablePlan {
        table,
        source,
        columns: columns.collect(),
        key: "trajectory_id",
        is_grouped: false,
    }
}

/// Every row as its place, region and team; what is said instead.
fn read(n_threads: usize, most_names: usize) -> Result<Vec<String>, Error> {
    let folder = tempfile::tempdir().unwrap();
    let (plan, names) = (plan(folder.path()), Names::with_most(most_names));
    let env = Env::new(folder.path().to_owned());
    let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
    let read =
        pool.install(|| ingest(&env, &plan, &names, 3, &|_| {}, &|_, _| Ok(Vec::new())))?;
    assert!(read.findings.is_empty(), "no row is set aside");
    let frames = (0..3).map(|it| read.rows.take(it));
    let rows = Frame::stacked(frames.collect::<Result<Vec<_>, _>>()?)?;
    let texts = |column: &'static str| -> Result<Vec<String>, Error> {
        let ids = rows.get::<u32>(column)?.into_iter();
        Ok(ids.map(|it| names.text(column, it.unwrap()).unwrap()).collect())
    };
    let places = rows.get::<u16>(FILE)?.into_iter().zip(rows.get::<u32>(LINE)?);
    let texts = texts("region")?.into_iter().zip(texts("team")?);
    let rows: BTreeMap<_, _> = places.zip(texts).collect();
    Ok(rows.into_iter().map(|it| format!("{it:?}")).collect())
}

#[test]
fn rows_are_the_same_with_any_number_of_threads() {
    let rows = [1, 2, 8].map(|it| read(it, N_FILES * N_ROWS).unwrap());
    assert_eq!(rows[0].len(), N_FILES * N_ROWS);
    assert!(rows.iter().all(|it| *it == rows[0]));
}

#[test]
fn a_column_of_too_many_names_is_refused_whole_with_any_number_of_threads() {
    for n_threads in [1, 2, 8] {
        let error = read(n_threads, N_FILES * N_ROWS - 1).unwrap_err();
        let said: Vec<&str> =
            error.messages.iter().map(|it| it.headline.as_str()).collect();
        // The ten teams are no reason.
        assert_eq!(said, ["`trajectories.region` has more than 639 different names"]);
    }
}
