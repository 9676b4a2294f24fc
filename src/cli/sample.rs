//! `uitkomst sample`.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::{Status, say};
use crate::env::Env;
use crate::error::Error;
use crate::evidence::create_file;
use crate::sample::{Encoding, Spec, Variant, generate};

/// Write synthetic exports: no row describes a real person.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to write to
    #[arg(long)]
    out: PathBuf,
    /// Write the committed sample of this name instead, byte for byte
    #[arg(value_enum)]
    name: Option<Name>,
    /// Number of trajectories
    #[arg(long, default_value_t = 1000)]
    trajectories: u64,
    /// Where chance starts: the same seed gives the same bytes
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// First year of the export
    #[arg(long, default_value_t = 2016)]
    from: i32,
    /// Last year of the export
    #[arg(long, default_value_t = 2023)]
    until: i32,
    /// Also write measurements, contacts and capacity
    #[arg(long)]
    all_tables: bool,
    /// Encoding of the files
    #[arg(long, value_enum, default_value_t = Spelling::Utf8)]
    encoding: Spelling,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Name {
    #[value(name = "brochure-2016")]
    Brochure2016,
    #[value(name = "catalogue")]
    Catalogue,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Spelling {
    #[value(name = "utf-8")]
    Utf8,
    #[value(name = "windows-1252")]
    Windows1252,
}

pub(super) fn run(env: &Env, args: &Args) -> Result<Status, Error> {
    let folder = env.root.join(&args.out);
    let mut open = |name: &str| -> Result<Box<dyn Write>, Error> {
        env.go_on()?;
        Ok(Box::new(BufWriter::new(create_file(&folder.join(name))?)))
    };
    let generated = generate(&spec(args), &mut open)?;
    for (name, n_rows) in &generated.files {
        say::line(format!("{n_rows:>9} rows  {}", args.out.join(name).display()));
    }
    Ok(Status::Done)
}

fn spec(args: &Args) -> Spec {
    match args.name {
        Some(Name::Brochure2016) => Spec::brochure_2016(),
        Some(Name::Catalogue) => Spec::catalogue(),
        None => Spec {
            n_trajectories: args.trajectories,
            seed: args.seed,
            from_year: args.from,
            until_year: args.until,
            encoding: match args.encoding {
                Spelling::Utf8 => Encoding::Utf8Bom,
                Spelling::Windows1252 => Encoding::Windows1252,
            },
            variant: if args.all_tables { Variant::AllTables } else { Variant::Standard },
        },
    }
}
