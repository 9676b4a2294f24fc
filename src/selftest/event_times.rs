//! Event times: curves, medians, cumulative incidences and tests between groups, as
//! textbooks and other programs print them.

use super::cases::{File, List, Part};
use super::{Kind, Source};
use crate::error::Error;
use crate::estimates::kaplan_meier::{Step, curve};
use crate::estimates::{
    LogRank, Times, aalen_johansen, estimate_incidence, estimate_median_time, log_rank,
};
use crate::indicators::Cell;

const LEUKAEMIA: Source = Source {
    name: "freireich-1963",
    title: "Freireich et al. (1963), Blood 21:699–716, as textbooks print its curves",
    kind: Kind::Published,
};
const DURATION: Source = Source {
    name: "statsmodels-duration",
    title: "SAS, R and Stata, as printed in the tests of statsmodels 0.15.0",
    kind: Kind::Published,
};

const KAPLAN_MEIER: &str = "kaplan-meier";
const LOG_RANK: &str = "log-rank";

pub(super) fn values() -> Result<List, Error> {
    let mut list = leukaemia()?;
    list.cases.extend(duration()?.cases);
    Ok(list)
}

fn leukaemia() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/freireich-1963/expected.json");
    let file = File::parse(LEUKAEMIA, text)?;
    let mut list = file.list();
    let mut rows = cell_of(file.at("/treated")?.numbers()?.into_iter().map(ended));
    rows.merge(&cell_of(
        file.at("/treated_running")?.numbers()?.into_iter().map(running),
    ));
    let placebo = cell_of(file.at("/placebo")?.numbers()?.into_iter().map(ended));
    survival(&mut list, "remission on 6-MP", file.at("/survival")?, &curve(&rows))?;
    for (key, cell) in [("median_placebo", &placebo), ("median_treated", &rows)] {
        let expected = file.at(&format!("/{key}"))?.printed()?;
        let median = estimate_median_time(cell).ok().map(|it| it.value);
        list.number(KAPLAN_MEIER, key.replace('_', " "), expected, median);
    }
    let first = curve(&placebo).into_iter().next();
    let printed = |key| file.at(&format!("/stata_placebo_week_1/{key}"))?.printed();
    let what = |of: &str| format!("remission on a placebo, week 1, {of}");
    list.number(
        KAPLAN_MEIER,
        what("share"),
        printed("share")?,
        first.map(|it| it.running),
    );
    let error = first.and_then(|it| it.standard_error);
    list.number(KAPLAN_MEIER, what("standard error"), printed("standard_error")?, error);
    let lower = first.and_then(|it| it.interval).map(|it| it.0);
    list.number(KAPLAN_MEIER, what("lower limit"), printed("lower")?, lower);
    let compared = log_rank(&[&placebo.times, &rows.times]);
    let expected = file.at("/log_rank")?.printed()?;
    list.number(
        LOG_RANK,
        "remission, 6-MP and placebo",
        expected,
        compared.map(|it| it.statistic),
    );
    Ok(list)
}

fn duration() -> Result<List, Error> {
    let text = include_str!("../../tests/reference/statsmodels-duration/expected.json");
    let file = File::parse(DURATION, text)?;
    let mut list = file.list();
    let patients = cell_of(rows(file.at("/transplants/ALL")?)?.into_iter());
    survival(&mut list, "transplants, ALL", file.at("/sas")?, &curve(&patients))?;
    for test in file.at("/survdiff")?.each()? {
        let groups: Vec<Times> = if let Ok(groups) = test.at("/rows") {
            groups.each()?.into_iter().map(times).collect::<Result<_, _>>()?
        } else {
            let group =
                |it: Part| times(file.at(&format!("/transplants/{}", it.printed()?))?);
            test.at("/groups")?
                .each()?
                .into_iter()
                .map(group)
                .collect::<Result<_, _>>()?
        };
        let found = log_rank(&groups.iter().collect::<Vec<_>>());
        let what = test.at("/what")?.printed()?;
        let statistic = found.map(|it| it.statistic);
        list.number(
            LOG_RANK,
            what.clone(),
            test.at("/chi_squared")?.printed()?,
            statistic,
        );
        if let Ok(p) = test.at("/p") {
            let found = found.map(LogRank::p_value);
            list.number(LOG_RANK, format!("{what}, p"), p.printed()?, found);
        }
    }
    incidences(&mut list, file.at("/cuminc")?)?;
    Ok(list)
}

/// Days, share and standard error, a row each.
fn survival(
    list: &mut List,
    what: &str,
    printed: Part,
    curve: &[Step],
) -> Result<(), Error> {
    for row in printed.each()? {
        let days = row.at("/0")?.count()?;
        let step = curve.iter().find(|it| u64::from(it.days) == days);
        let what = format!("{what}, {days}");
        let share = step.map(|it| it.running);
        list.number(KAPLAN_MEIER, what.clone(), row.at("/1")?.printed()?, share);
        let error = step.and_then(|it| it.standard_error);
        let what = format!("{what}, standard error");
        list.number(KAPLAN_MEIER, what, row.at("/2")?.printed()?, error);
    }
    Ok(())
}

fn incidences(list: &mut List, part: Part) -> Result<(), Error> {
    let cell = cell_of(rows(part.at("/rows")?)?.into_iter());
    for row in part.at("/printed")?.each()? {
        let (number, days) = (row.at("/0")?.count()?, row.at("/1")?.count()?);
        let cause = usize::try_from(number).ok().and_then(|it| it.checked_sub(1));
        let at = cause.zip(u32::try_from(days).ok());
        let what = format!("cause {number}, day {days}");
        let share =
            at.and_then(|(cause, days)| estimate_incidence(&cell, cause, days).ok());
        let expected = row.at("/2")?.printed()?;
        list.number(
            aalen_johansen::NAME,
            what.clone(),
            expected,
            share.map(|it| it.value),
        );
        let error =
            at.map(|(cause, days)| aalen_johansen::standard_error(&cell, cause, days));
        let what = format!("{what}, standard error");
        list.number(aalen_johansen::NAME, what, row.at("/3")?.printed()?, error);
    }
    Ok(())
}

/// Days, and for which cause it ended then; none is still running.
type Row = (u32, Option<usize>);

fn ended(days: f64) -> Row {
    (whole(days), Some(0))
}

fn running(days: f64) -> Row {
    (whole(days), None)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "days and causes from 0 up, a few thousand at most"
)]
fn whole(number: f64) -> u32 {
    number as u32
}

/// Rows of days and cause, of which 0 is running.
fn rows(part: Part) -> Result<Vec<Row>, Error> {
    let row = |it: Part| {
        let (days, cause) = (it.at("/0")?.number()?, it.at("/1")?.count()?);
        let cause = usize::try_from(cause).ok().and_then(|it| it.checked_sub(1));
        Ok((whole(days), cause))
    };
    part.each()?.into_iter().map(row).collect()
}

fn times(part: Part) -> Result<Times, Error> {
    Ok(cell_of(rows(part)?.into_iter()).times)
}

fn cell_of(rows: impl Iterator<Item = Row>) -> Cell {
    let mut cell = Cell::default();
    for (days, cause) in rows {
        cell.n += 1;
        let at = cell.times.entry(days).or_default();
        match cause {
            Some(cause) => {
                at.n_ended += 1;
                *cell.causes.entry((days, cause)).or_default() += 1;
            }
            None => at.n_censored += 1,
        }
    }
    cell
}
