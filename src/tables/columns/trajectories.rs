//! The columns of the trajectories: the delivered ones, then those derived from other rows.
//!
//! In: nothing. Out: one list. Never: logic.

use super::{derived, optional, required};
use crate::tables::schema::{Column, Kind};
use crate::tables::sets::{END_REASON, HANDOVER, LAW, SEX};

pub(in crate::tables) static TRAJECTORIES: &[Column] = &[
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
        "measured_at_start_youth",
        Kind::Flag,
        ("jeugdige gemeten bij begin", "young person measured at the start"),
        "A questionnaire of the young person has a total score at the start.",
    ),
    derived(
        "measured_at_start_parent",
        Kind::Flag,
        ("ouder gemeten bij begin", "parent measured at the start"),
        "A questionnaire of a parent or carer has a total score at the start.",
    ),
    derived(
        "measured_twice_youth",
        Kind::Flag,
        ("jeugdige gemeten bij begin en eind", "young person measured at start and end"),
        "A questionnaire of the young person has a total score at the start and at the end.",
    ),
    derived(
        "measured_twice_parent",
        Kind::Flag,
        ("ouder gemeten bij begin en eind", "parent measured at start and end"),
        "A questionnaire of a parent or carer has a total score at the start and at the end.",
    ),
    derived(
        "days_to_next_start",
        Kind::Count,
        ("dagen tot de volgende start", "days to the next start"),
        "Days from the last day of help to the client's next start, at least one between.",
    ),
    derived(
        "goes_on",
        Kind::Flag,
        ("hulp gaat door", "help goes on"),
        "Another trajectory of the client runs on after the end, without a day between.",
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
