//! `uitkomst explain NAME`.

use super::{Status, say};
use crate::checks::rule::rules;
use crate::error::{Error, Message, Why, nearest};
use crate::estimates::METHODS;
use crate::indicators::catalogue::built_in;
use crate::tables::codes::instruments;

/// Show a page.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The name of an indicator, a check, a method or an instrument, such as `sdq`
    name: String,
}

pub(super) fn run(args: &Args) -> Result<Status, Error> {
    let pages = pages()?;
    match pages.iter().find(|it| it.0 == args.name) {
        Some((_, page)) => say::line(page.trim_end()),
        None => return Err(unknown(&args.name, &pages)),
    }
    Ok(Status::Done)
}

/// Every page by name: indicators, checks, methods, instruments.
fn pages() -> Result<Vec<(String, String)>, Error> {
    let indicators = built_in()?.into_iter().map(|it| {
        let info = it.info;
        let title =
            format!("# {} ({}), version {}", info.name, info.label.en, info.version);
        (info.name, format!("{title}\n\n{}", info.page.trim()))
    });
    let checks = rules()?.iter().map(|it| {
        let title = format!("# {} ({})", it.name, it.label.en);
        (it.name.to_owned(), format!("{title}\n\n{}", it.page.trim()))
    });
    let methods = METHODS.iter().map(|it| (it.name.to_owned(), it.page.to_owned()));
    let instruments = instruments()?.into_iter();
    let instruments = instruments.map(|it| (it.code.clone(), it.page()));
    Ok(indicators.chain(checks).chain(methods).chain(instruments).collect())
}

fn unknown(name: &str, pages: &[(String, String)]) -> Error {
    let message =
        Message::new("unknown-name", format!("there is no page called `{name}`"));
    let names = pages.iter().map(|it| it.0.as_str());
    let help = match nearest(name, names) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`uitkomst catalogue` lists all names".to_owned(),
    };
    Error::new(Why::Usage, message.help(help))
}
