//! The columns of what was done: contacts, and the capacity of teams.
//!
//! In: nothing. Out: two lists. Never: logic.

use super::{optional, required};
use crate::tables::schema::{Column, Kind};

pub(in crate::tables) static CONTACTS: &[Column] = &[
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

pub(in crate::tables) static CAPACITY: &[Column] = &[
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
