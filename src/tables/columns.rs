//! The columns of each canonical table, as data.
//!
//! In: nothing. Out: a list for each table. Never: logic.

use super::schema::{Column, Kind};
use super::sets::{END_REASON, HANDOVER, INFORMANT, LAW, LAYER, MOMENT, QUESTION, SEX};

type Label = (&'static str, &'static str);

const fn required(
    name: &'static str,
    kind: Kind,
    label: Label,
    about: &'static str,
) -> Column {
    Column { name, kind, required: true, derived: false, label, about }
}

const fn optional(
    name: &'static str,
    kind: Kind,
    label: Label,
    about: &'static str,
) -> Column {
    Column { name, kind, required: false, derived: false, label, about }
}

const fn derived(
    name: &'static str,
    kind: Kind,
    label: Label,
    about: &'static str,
) -> Column {
    Column { name, kind, required: false, derived: true, label, about }
}

pub(super) static TRAJECTORIES: &[Column] = &[
    required(
        "trajectory_id",
        Kind::Key,
        ("trajectnummer", "trajectory number"),
        "The number of the trajectory in the client system. One row, one number.",
    ),
    optional(
        "client_id",
        Kind::Key,
        ("cliëntpseudoniem", "client pseudonym"),
        "A pseudonym that is the same for all trajectories of one client; never a BSN.",
    ),
    optional(
        "programme",
        Kind::Name,
        ("programma", "programme"),
        "The form of help, such as PMTO, IAG or ambulatory help.",
    ),
    optional(
        "target_group",
        Kind::Name,
        ("doelgroep", "target group"),
        "The number of the target group, 1 to 6.",
    ),
    optional(
        "region",
        Kind::Name,
        ("regio", "region"),
        "The region of the provider that gives the help.",
    ),
    optional(
        "municipality",
        Kind::Name,
        ("gemeente", "municipality"),
        "The municipality that is responsible, which need not be where the client lives.",
    ),
    optional(
        "location",
        Kind::Name,
        ("locatie", "location"),
        "The office from which the help is given.",
    ),
    optional("team", Kind::Name, ("team", "team"), "The team that gives the help."),
    optional(
        "referrer",
        Kind::Name,
        ("verwijzer", "referrer"),
        "What kind of professional referred the client.",
    ),
    optional(
        "law",
        Kind::Code(&LAW),
        ("wet", "law"),
        "The law under which the help is given; end-reason codes depend on it.",
    ),
    optional(
        "crisis_start",
        Kind::Flag,
        ("gestart met crisis", "started with a crisis"),
        "The professional's judgement; there is no fixed definition.",
    ),
    optional(
        "subcontracted",
        Kind::Flag,
        ("onderaannemer", "subcontracted"),
        "The help was given by a subcontractor, who reports it too.",
    ),
    optional("sex", Kind::Code(&SEX), ("geslacht", "sex"), "Sex as registered."),
    optional(
        "age_at_start",
        Kind::Count,
        ("leeftijd bij start", "age at start"),
        "Age in whole years on the first day of help.",
    ),
    optional(
        "birth_year",
        Kind::Count,
        ("geboortejaar", "year of birth"),
        "Year of birth, where the age is not delivered; never a full date.",
    ),
    optional(
        "referral_date",
        Kind::Day,
        ("verwijsdatum", "referral date"),
        "The day the referral came in.",
    ),
    required(
        "start_date",
        Kind::Day,
        ("startdatum", "start date"),
        "The day of the first real contact; intake and waiting list come before it.",
    ),
    optional(
        "analysis_date",
        Kind::Day,
        ("analysedatum", "analysis date"),
        "The day the analysis was finished.",
    ),
    optional(
        "plan_date",
        Kind::Day,
        ("plandatum", "plan date"),
        "The day the plan was agreed.",
    ),
    optional(
        "end_date",
        Kind::Day,
        ("einddatum", "end date"),
        "The last day of help, itself included; empty while the trajectory runs.",
    ),
    optional(
        "end_reason",
        Kind::Code(&END_REASON),
        ("reden beëindiging", "end reason"),
        "Why the trajectory ended, translated from the list the export uses.",
    ),
    optional(
        "end_reason_source",
        Kind::Name,
        ("reden beëindiging zoals geleverd", "end reason as delivered"),
        "The end-reason code as the export spells it, kept so that it can be checked.",
    ),
    optional(
        "handover",
        Kind::Code(&HANDOVER),
        ("overdracht", "hand-over"),
        "Whether a hand-over to other help was needed and arranged at closure.",
    ),
    optional(
        "weight",
        Kind::Count,
        ("aantal", "weight"),
        "How many trajectories the row stands for; 1 unless the export holds counts.",
    ),
    derived(
        "n_goals",
        Kind::Count,
        ("aantal doelen", "number of goals"),
        "Goals in the plan, from the table of goals.",
    ),
    derived(
        "n_goals_scored",
        Kind::Count,
        ("aantal gescoorde doelen", "number of goals scored"),
        "Goals that have a score at the end.",
    ),
    derived(
        "n_goals_attained",
        Kind::Count,
        ("aantal behaalde doelen", "number of goals attained"),
        "Scored goals that reached the expected level (score 0) or more.",
    ),
    derived(
        "gas_t_score",
        Kind::Number,
        ("GAS T-score", "GAS T-score"),
        "The goals of the trajectory in one figure; 50 is exactly as expected.",
    ),
    derived(
        "answered_youth",
        Kind::Flag,
        ("jeugdige antwoordde", "young person answered"),
        "The young person answered at least one question.",
    ),
    derived(
        "answered_parent",
        Kind::Flag,
        ("ouder antwoordde", "parent answered"),
        "A parent or carer answered at least one question.",
    ),
    derived(
        "answered_referrer",
        Kind::Flag,
        ("verwijzer antwoordde", "referrer answered"),
        "The referrer answered at least one question.",
    ),
    derived(
        "days_to_next_start",
        Kind::Count,
        ("dagen tot de volgende start", "days to the next start"),
        "Days from the last day of help to the client's next start, at least one between.",
    ),
    derived(
        "n_weeks",
        Kind::Count,
        ("aantal weken", "number of weeks"),
        "Whole weeks from the first to the last day of help.",
    ),
    derived(
        "n_contact_weeks",
        Kind::Count,
        ("aantal weken met contact", "number of weeks with a contact"),
        "Those weeks in which a session was attended; missing without any session.",
    ),
    derived(
        "contacts_first_third",
        Kind::Count,
        ("contacten in het eerste derde deel", "contacts in the first third"),
        "Sessions attended in the first third of the days of help.",
    ),
    derived(
        "contacts_last_third",
        Kind::Count,
        ("contacten in het laatste derde deel", "contacts in the last third"),
        "Sessions attended in the last third of the days of help.",
    ),
];

pub(super) static GOALS: &[Column] = &[
    required(
        "trajectory_id",
        Kind::Key,
        ("trajectnummer", "trajectory number"),
        "The trajectory whose plan holds the goal.",
    ),
    required(
        "goal_id",
        Kind::Key,
        ("doelnummer", "goal number"),
        "The number of the goal within its trajectory.",
    ),
    optional(
        "layer",
        Kind::Code(&LAYER),
        ("laag", "layer"),
        "The layer of the goal pyramid that the goal is about.",
    ),
    optional(
        "scale_id",
        Kind::Name,
        ("schaal", "scale"),
        "The scale on which the goal is scored.",
    ),
    optional(
        "weight",
        Kind::Number,
        ("gewicht", "weight"),
        "How much the goal counts in the T-score; 1 when the export has no weights.",
    ),
    optional(
        "baseline",
        Kind::Number,
        ("beginscore", "baseline"),
        "The level at the start, from −2 to 2.",
    ),
    optional(
        "score",
        Kind::Number,
        ("eindscore", "score"),
        "The level at the end, from −2 to 2; 0 is the level that was expected.",
    ),
    optional(
        "scored_date",
        Kind::Day,
        ("scoredatum", "date scored"),
        "The day the score was given.",
    ),
];

pub(super) static SATISFACTION: &[Column] = &[
    required(
        "trajectory_id",
        Kind::Key,
        ("trajectnummer", "trajectory number"),
        "The trajectory the answer is about.",
    ),
    required(
        "informant",
        Kind::Code(&INFORMANT),
        ("informant", "informant"),
        "Who answered. Answers of different informants are never mixed.",
    ),
    required(
        "question",
        Kind::Code(&QUESTION),
        ("vraag", "question"),
        "Which question was answered.",
    ),
    optional(
        "question_version",
        Kind::Name,
        ("versie van de vraag", "version of the question"),
        "The wording used; answers to different wordings are not comparable.",
    ),
    optional(
        "answer",
        Kind::Number,
        ("antwoord", "answer"),
        "A mark from 1 to 10, or for `without_help` the number of the answer, 1 to 4.",
    ),
    optional("date", Kind::Day, ("datum", "date"), "The day the question was answered."),
];

pub(super) static MEASUREMENTS: &[Column] = &[
    required(
        "trajectory_id",
        Kind::Key,
        ("trajectnummer", "trajectory number"),
        "The trajectory during which was measured.",
    ),
    required(
        "instrument",
        Kind::Name,
        ("vragenlijst", "instrument"),
        "The questionnaire, such as sdq, cbcl, obvl or ors.",
    ),
    required(
        "scale",
        Kind::Name,
        ("schaal", "scale"),
        "The scale of the questionnaire; `total` for its total score.",
    ),
    required(
        "informant",
        Kind::Code(&INFORMANT),
        ("informant", "informant"),
        "Who filled it in. Scores of different informants are never mixed.",
    ),
    required(
        "moment",
        Kind::Code(&MOMENT),
        ("meetmoment", "moment"),
        "Whether it was filled in at the start, in between or at the end.",
    ),
    required(
        "date",
        Kind::Day,
        ("datum", "date"),
        "The day the questionnaire was filled in.",
    ),
    optional(
        "score",
        Kind::Number,
        ("score", "score"),
        "The score of the scale; for CBCL and OBVL the T-score, never the raw one.",
    ),
    derived(
        "opens_pair",
        Kind::Flag,
        ("eerste beginmeting", "first measurement at the start"),
        "The first scored measurement at the start of this scale and informant.",
    ),
    derived(
        "end_score",
        Kind::Number,
        ("eindscore", "score at the end"),
        "The last score at the end of the same scale and informant.",
    ),
    derived(
        "improvement",
        Kind::Number,
        ("verbetering", "improvement"),
        "Points from start to end; better is positive, whatever way the scale runs.",
    ),
    derived(
        "reliable_change_index",
        Kind::Number,
        ("reliable change index", "reliable change index"),
        "The improvement in errors of measurement of a difference; reliable from 1.96.",
    ),
    derived(
        "clinical_at_start",
        Kind::Flag,
        ("klinisch bij begin", "clinical at the start"),
        "The score at the start is on the clinical side of the cut-off.",
    ),
    derived(
        "clinical_at_end",
        Kind::Flag,
        ("klinisch bij eind", "clinical at the end"),
        "The score at the end is on the clinical side of the cut-off.",
    ),
];

pub(super) static CONTACTS: &[Column] = &[
    required(
        "trajectory_id",
        Kind::Key,
        ("trajectnummer", "trajectory number"),
        "The trajectory the session belongs to.",
    ),
    required(
        "contact_id",
        Kind::Key,
        ("contactnummer", "contact number"),
        "The number of the session in the client system.",
    ),
    required("date", Kind::Day, ("datum", "date"), "The day of the session."),
    optional(
        "minutes",
        Kind::Count,
        ("minuten", "minutes"),
        "How long the session lasted, in minutes.",
    ),
    optional(
        "kind",
        Kind::Name,
        ("soort contact", "kind of contact"),
        "Such as a home visit, a talk at the office or a telephone call.",
    ),
    optional(
        "attended",
        Kind::Flag,
        ("gekomen", "attended"),
        "Whether the client was there; a session that was missed is a row with no.",
    ),
];

pub(super) static CAPACITY: &[Column] = &[
    required("team", Kind::Name, ("team", "team"), "The team whose hours these are."),
    required(
        "month",
        Kind::Day,
        ("maand", "month"),
        "The month, written as its first day.",
    ),
    optional("region", Kind::Name, ("regio", "region"), "The region the team works in."),
    optional(
        "contract_hours",
        Kind::Number,
        ("contracturen", "contract hours"),
        "Hours that the team's own staff were employed for.",
    ),
    optional(
        "client_hours",
        Kind::Number,
        ("cliëntgebonden uren", "client hours"),
        "Hours spent on clients, with and without them.",
    ),
    optional(
        "absence_hours",
        Kind::Number,
        ("verzuimuren", "absence hours"),
        "Contract hours lost to illness.",
    ),
    optional(
        "external_hours",
        Kind::Number,
        ("uren van externen", "external hours"),
        "Hours of staff who are hired and not employed; not in the contract hours.",
    ),
];
