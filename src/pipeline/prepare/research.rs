//! The research dataset of a run: what is asked of it, with the key of its pseudonyms.
//!
//! In: the plan, the delivered columns, where the bundle will stand, the record of the first
//! delivery. Out: a design, or everything that does not fit. Never: a key in a message; a key
//! or a record that stands in the bundle itself; a published key for data about people.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::disclosure::anonymity::Demand;
use crate::error::{Error, Message, Why, nearest};
use crate::outputs::research::{
    Design, PLACES, Pseudonyms, Record, TooShort, can_be_sensitive,
};
use crate::pipeline::file::{KeyPlan, Located, Plan, ResearchPlan};
use crate::tables::Column;

/// Columns whose values somebody could learn, when the pipeline names none.
const SENSITIVE: [&str; 2] = ["end_reason", "handover"];
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
    let (columns, demand) = demand(plan, research, delivered, &mut problems);
    let key = match key(plan, research, out) {
        Ok(it) => Some(it),
        Err(message) => {
            problems.push(message);
            None
        }
    };
    Error::all(Why::Usage, problems)?;
    let Key { pseudonyms, record } =
        key.ok_or_else(|| Error::bug("no key and no message"))?;
    let partner = research.partner.clone();
    let design = Design { demand, partner, pseudonyms, columns, record };
    Ok(Some(with_kept(plan, research, design)?))
}

/// The columns that are written, and what is asked of them.
fn demand(
    plan: &Plan,
    research: &ResearchPlan,
    delivered: &BTreeSet<&'static str>,
    problems: &mut Vec<Message>,
) -> (Vec<&'static Column>, Demand) {
    let possible = Design::possible(delivered);
    let mut chosen = |names: &[Located<String>], fits: &dyn Fn(&Column) -> bool| {
        let mut chosen = BTreeSet::new();
        for name in names {
            match column(name, &possible, fits) {
                Ok(it) => drop(chosen.insert(it)),
                Err(message) => problems.push(message.at(name.place(&plan.path))),
            }
        }
        chosen
    };
    let declared = research.quasi_identifiers.as_ref();
    let declared_names = declared.map(|it| chosen(&it.value, &|_| true));
    let is_declared =
        |name: &str| declared_names.as_ref().is_some_and(|it| it.contains(name));
    let wanted = research.columns.as_ref().map(|it| chosen(it, &|_| true));
    let is_written = |it: &Column| match &wanted {
        Some(wanted) => wanted.contains(it.name),
        None => is_declared(it.name) || !PLACES.contains(&it.name),
    };
    let sensitive = match &research.sensitive {
        Some(names) => chosen(names, &|it| can_be_sensitive(it) && is_written(it)),
        None => BTreeSet::from(SENSITIVE),
    };
    let written: Vec<_> = possible.iter().copied().filter(|it| is_written(it)).collect();
    let (sensitive, quasi): (Vec<&'static Column>, Vec<_>) =
        written.iter().copied().partition(|it| sensitive.contains(it.name));
    if let Some(declared) = declared {
        let beside = quasi.iter().map(|it| it.name).filter(|it| !is_declared(it));
        let beside: Vec<&str> = beside.collect();
        problems.extend(left_beside(&beside).map(|it| it.at(declared.place(&plan.path))));
    }
    (written, Demand { k: research.k, quasi, sensitive, kept: None })
}

/// Refuses a list that leaves out columns that are written.
fn left_beside(columns: &[&str]) -> Option<Message> {
    let names = columns.iter().map(|it| format!("`{it}`")).collect::<Vec<_>>().join(", ");
    let headline = format!(
        "`quasi-identifiers` in [research] leaves {names} beside it: by those somebody could \
         be recognised too"
    );
    let help = "leave the key out: every column that is written and not sensitive is a \
                quasi-identifier; `columns` says which are written";
    let message = Message::new("quasi-identifiers-left-out", headline).help(help);
    (!columns.is_empty()).then_some(message)
}

/// The design with the levels of the first delivery to this partner.
fn with_kept(
    plan: &Plan,
    research: &ResearchPlan,
    mut design: Design,
) -> Result<Design, Error> {
    let Some(path) = design.record.clone() else { return Ok(design) };
    let text = match std::fs::read(&path) {
        Ok(it) => it,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(design),
        Err(error) => return Err(Error::unreadable(&path, &error)),
    };
    let refuse = |headline: String, help: &str| {
        let place = research.record.as_ref().map(|it| it.place(&plan.path));
        let place = place.unwrap_or_else(|| research.key.place(&plan.path));
        let message = Message::new("research-record", headline).at(place);
        Error::new(Why::Usage, message.effect("nothing was read").help(help))
    };
    let shown = path.display();
    let Some(record) = Record::parse(&text) else {
        let headline = format!("{shown} is not the record of a delivery");
        return Err(refuse(headline, "put back the file that uitkomst wrote"));
    };
    let differs = record.differs(&design);
    if !differs.is_empty() {
        let headline = format!(
            "{} in [research] differ from the first delivery to this partner, which {shown} \
             keeps: the two together could tell who stands out",
            differs.join(", ")
        );
        let help = "choose as in the first delivery; a dataset with other choices needs \
                    another agreement, and a key and partner name of its own";
        return Err(refuse(headline, help));
    }
    design.demand.kept = Some(record.kept());
    Ok(design)
}

fn column(
    name: &Located<String>,
    possible: &[&'static Column],
    fits: &dyn Fn(&Column) -> bool,
) -> Result<&'static str, Message> {
    let known = possible.iter().filter(|it| fits(it)).map(|it| it.name);
    known.clone().find(|it| *it == name.value).ok_or_else(|| {
        let headline =
            format!("`{}` in [research] is no column that can be used here", name.value);
        let help = match nearest(&name.value, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("allowed here: {}", known.collect::<Vec<_>>().join(", ")),
        };
        Message::new("unknown-column", headline).help(help)
    })
}

/// What makes the pseudonyms, and where the choices of the first delivery are kept.
struct Key {
    pseudonyms: Pseudonyms,
    record: Option<PathBuf>,
}

fn key(plan: &Plan, research: &ResearchPlan, out: Option<&Path>) -> Result<Key, Message> {
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
            if research.record.is_none() {
                let headline = "`key-env` in [research] needs `record`: a file that keeps \
                                the choices of the first delivery";
                let help = "write record = \"…\", a file outside every bundle";
                return refuse(headline.to_owned(), help);
            }
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
    let record = record(plan, research);
    if out.zip(record.parent()).is_some_and(|(out, folder)| is_inside(folder, out)) {
        let headline = format!("the record {} stands in the bundle", record.display());
        return refuse(headline, "keep it where no bundle is written");
    }
    // A published key is for made-up data: there is nobody to protect from a second delivery.
    let record = (!is_published).then_some(record);
    match Pseudonyms::new(bytes, &research.partner) {
        Ok(pseudonyms) => Ok(Key { pseudonyms, record }),
        Err(TooShort { has, needs }) => {
            let headline = format!("the key has {has} bytes and needs {needs}");
            refuse(headline, "make one: `openssl rand -hex 32 > FILE`")
        }
    }
}

/// The file that keeps the choices of the first delivery: the one that is named, or one
/// beside the key.
fn record(plan: &Plan, research: &ResearchPlan) -> PathBuf {
    match (&research.record, &research.key.value) {
        (Some(it), _) => plan.resolve(&it.value),
        (None, KeyPlan::File(key)) => {
            let mut name = plan.resolve(key).into_os_string();
            name.push(format!(".{}.json", research.partner));
            PathBuf::from(name)
        }
        (None, KeyPlan::Variable(_)) => plan.resolve("research.json"),
    }
}

/// True when the file stands in the folder, whatever links lead there.
fn is_inside(file: &Path, folder: &Path) -> bool {
    match (file.canonicalize(), folder.canonicalize()) {
        (Ok(file), Ok(folder)) => file.starts_with(folder),
        _ => false,
    }
}
