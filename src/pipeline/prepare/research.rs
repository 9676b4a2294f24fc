//! The research dataset of a run: what is asked of it, with the key of its pseudonyms.
//!
//! In: the plan, the delivered columns, where the bundle will stand. Out: a design, or
//! everything that does not fit. Never: a key in a message; a key that stands in the bundle
//! itself; a published key for data about people.

use std::collections::BTreeSet;
use std::path::Path;

use crate::disclosure::anonymity::{Demand, Ladder};
use crate::error::{Error, Message, Why, nearest};
use crate::outputs::research::{Design, Pseudonyms, TooShort, can_be_sensitive};
use crate::pipeline::file::{KeyPlan, Located, Plan, ResearchPlan};
use crate::tables::{Column, Table};

/// Columns by which somebody could be recognised, when the pipeline names none.
const QUASI_IDENTIFIERS: [&str; 10] = [
    "age_at_start",
    "sex",
    "municipality",
    "region",
    "programme",
    "start_date",
    "referrer",
    "law",
    "crisis_start",
    "target_group",
];
/// Columns whose values somebody could learn, when the pipeline names none.
const SENSITIVE: [&str; 2] = ["end_reason", "handover"];
/// More quasi-identifiers leave nothing to publish, and too many sets of cells to blank.
const MOST_QUASI: usize = 12;
/// What a key holds that was published with the samples.
const PUBLISHED: &[u8] = b"PUBLIC SAMPLE KEY";

/// What is written for the partner; `None` when no dataset is asked for. `out` is where the
/// bundle will stand, when one is written.
pub(in crate::pipeline) fn design(
    plan: &Plan,
    delivered: &BTreeSet<&'static str>,
    out: Option<&Path>,
) -> Result<Option<Design>, Error> {
    let wanted = plan.research.as_ref().filter(|_| plan.outputs.research_dataset);
    let Some(research) = wanted else { return Ok(None) };
    let mut problems = Vec::new();
    if delivered.contains("weight") {
        let headline = "the rows are counts per group: there are no trajectories to give";
        let message = Message::new("research-impossible", headline);
        problems.push(message.help("write research-dataset = false"));
    }
    let demand = demand(plan, research, delivered, &mut problems);
    let pseudonyms = match key(plan, research, out) {
        Ok(it) => Some(it),
        Err(message) => {
            problems.push(message);
            None
        }
    };
    Error::all(Why::Usage, problems)?;
    let pseudonyms = pseudonyms.ok_or_else(|| Error::bug("no key and no message"))?;
    let columns = Design::columns(delivered, &demand.quasi);
    let partner = research.partner.clone();
    Ok(Some(Design { demand, partner, pseudonyms, columns }))
}

fn demand(
    plan: &Plan,
    research: &ResearchPlan,
    delivered: &BTreeSet<&'static str>,
    problems: &mut Vec<Message>,
) -> Demand {
    let usual = |names: &[&str]| -> Vec<&'static Column> {
        let columns = Table::Trajectories.columns().iter();
        columns
            .filter(|it| names.contains(&it.name) && delivered.contains(it.name))
            .collect()
    };
    let mut chosen = |names: &[Located<String>], fits: fn(&Column) -> bool| {
        let mut columns: Vec<&'static Column> = Vec::new();
        for name in names {
            match column(name, delivered, fits) {
                Ok(it) => columns.push(it),
                Err(message) => problems.push(message.at(name.place(&plan.path))),
            }
        }
        columns.sort_by_key(|it| {
            Table::Trajectories.columns().iter().position(|other| other.name == it.name)
        });
        columns.dedup_by_key(|it| it.name);
        columns
    };
    let quasi = match &research.quasi_identifiers {
        Some(names) => chosen(names, |it| Ladder::of(it).is_some()),
        None => usual(&QUASI_IDENTIFIERS),
    };
    let sensitive = match &research.sensitive {
        Some(names) => chosen(names, can_be_sensitive),
        None => usual(&SENSITIVE),
    };
    if quasi.len() > MOST_QUASI {
        let headline = format!("more than {MOST_QUASI} quasi-identifiers are declared");
        let message = Message::new("research-impossible", headline);
        problems.push(message.help("declare those that somebody could know of a client"));
    }
    Demand { k: research.k, quasi, sensitive }
}

fn column(
    name: &Located<String>,
    delivered: &BTreeSet<&'static str>,
    fits: fn(&Column) -> bool,
) -> Result<&'static Column, Message> {
    let known = Table::Trajectories.columns().iter();
    let mut known = known.filter(|it| delivered.contains(it.name) && fits(it));
    let all = known.clone().map(|it| it.name);
    known.find(|it| it.name == name.value).ok_or_else(|| {
        let headline =
            format!("`{}` in [research] is no column that can be used here", name.value);
        let help = match nearest(&name.value, all.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("allowed here: {}", all.collect::<Vec<_>>().join(", ")),
        };
        Message::new("unknown-column", headline).help(help)
    })
}

fn key(
    plan: &Plan,
    research: &ResearchPlan,
    out: Option<&Path>,
) -> Result<Pseudonyms, Message> {
    let place = research.key.place(&plan.path);
    let refuse = |headline: String, help: &str| {
        let message = Message::new("research-key", headline).at(&place);
        Err(message.effect("nothing was read").help(help))
    };
    let bytes = match &research.key.value {
        KeyPlan::Variable(name) => {
            let Some(key) = std::env::var_os(name) else {
                let headline = format!("the environment variable {name} is not set");
                return refuse(headline, "set it to the key of this partner");
            };
            key.into_encoded_bytes()
        }
        KeyPlan::File(path) => {
            let path = plan.resolve(path);
            if out.is_some_and(|out| is_inside(&path, out)) {
                let headline = format!("the key {} stands in the bundle", path.display());
                return refuse(headline, "keep it where no bundle is written");
            }
            match std::fs::read(&path) {
                Ok(it) => it,
                Err(error) => {
                    let shown = path.display();
                    let headline =
                        format!("cannot read the key {shown}: {}", error.kind());
                    return refuse(headline, "make one: `openssl rand -hex 32 > FILE`");
                }
            }
        }
    };
    let bytes = bytes.trim_ascii();
    let is_published = bytes.windows(PUBLISHED.len()).any(|it| it == PUBLISHED);
    if is_published && !plan.synthetic {
        let headline = "the key was published with the samples: anybody can undo its \
                        pseudonyms";
        let help = "make an own key: `openssl rand -hex 32 > FILE`";
        return refuse(headline.to_owned(), help);
    }
    Pseudonyms::new(bytes, &research.partner).or_else(|TooShort { has, needs }| {
        let headline = format!("the key has {has} bytes and needs {needs}");
        refuse(headline, "make one: `openssl rand -hex 32 > FILE`")
    })
}

/// True when the file stands in the folder, whatever links lead there.
fn is_inside(file: &Path, folder: &Path) -> bool {
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    }
}
