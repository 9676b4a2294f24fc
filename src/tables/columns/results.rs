//! The columns of what came of a trajectory: goals, satisfaction, measurements.
//!
//! In: nothing. Out: three lists. Never: logic.

use super::{derived, optional, required};
use crate::tables::schema::{Column, Kind};
use crate::tables::sets::{INFORMANT, LAYER, MOMENT, QUESTION};

pub(in crate::tables) static GOALS: &[Column] = &[
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

pub(in crate::tables) static SATISFACTION: &[Column] = &[
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

pub(in crate::tables) static MEASUREMENTS: &[Column] = &[
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
        "The first scored measurement at the start of this scale and informant; without any, the first unscored one.",
    ),
    derived(
        "end_score",
        Kind::Number,
        ("eindscore", "score at the end"),
        "The last score at the end of the same scale and informant.",
    ),
    derived(
        "start_level",
        Kind::Number,
        ("beginniveau", "level at the start"),
        "The score at the start of a pair, with a minus where a lower score is better.",
    ),
    derived(
        "end_level",
        Kind::Number,
        ("eindniveau", "level at the end"),
        "The score at the end of a pair, with a minus where a lower score is better.",
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
        "improvement_share",
        Kind::Number,
        ("deel van de weg", "share of the way"),
        "The improvement as a share of the way from the start to the best score; not for T-scores.",
    ),
    derived(
        "improvement_in_deviations",
        Kind::Number,
        ("verbetering in standaarddeviaties", "improvement in standard deviations"),
        "The improvement in the standard deviations that are known of the scale.",
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
