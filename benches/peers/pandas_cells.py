"""The cells of pipeline.toml, computed by pandas from the same CSV files.

Usage: pandas_cells.py FOLDER > cells.csv; the columns are those of duckdb_cells.py.
Threads are limited with OMP_NUM_THREADS; pandas itself computes on one.
"""

import sys

import numpy as np
import pandas as pd

from duckdb_cells import GOALS, INFORMANTS, PROGRAMMES, REASONS, SUMS

ALIASES = {text: code for code, texts in PROGRAMMES.items() for text in texts.split("|")}
TEMPORARY, NOT_CLOSED = "06", ["06", "07", "08"]
YEARS = range(2016, 2024)


def read(folder, name, columns):
    path = f"{folder}/{name}.csv"
    return pd.read_csv(path, sep=";", dtype=str, usecols=columns, encoding="utf-8-sig")


def number(texts):
    return pd.to_numeric(texts.str.replace(",", "."), errors="coerce")


def tables(folder):
    names = ["Trajectnummer", "Pseudoniem", "Zorgvorm", "Onderaannemer", "Datum aanvang",
             "Datum einde", "Reden beëindiging"]
    raw = read(folder, "trajecten", names)
    day = lambda name: pd.to_datetime(raw[name], format="%d-%m-%Y")
    trajectories = pd.DataFrame({
        "id": raw.Trajectnummer, "client": raw.Pseudoniem.fillna(raw.Trajectnummer),
        "programme": raw.Zorgvorm.map(ALIASES).fillna("unknown"),
        "reason": raw["Reden beëindiging"], "subcontracted": raw.Onderaannemer == "ja",
        "started": day("Datum aanvang"), "ended": day("Datum einde")})
    trajectories["client"] = pd.factorize(trajectories.client)[0]
    raw = read(folder, "doelen", ["Trajectnummer", "Score", "Gewicht"])
    goals = pd.DataFrame({"id": raw.Trajectnummer, "score": number(raw.Score),
                          "w": number(raw.Gewicht)})
    raw = read(folder, "tevredenheid", ["Trajectnummer", "Informant", "Vraag", "Antwoord"])
    answers = pd.DataFrame({"id": raw.Trajectnummer, "informant": raw.Informant.map(INFORMANTS),
                            "question": raw.Vraag, "answer": number(raw.Antwoord)})
    return trajectories, goals, answers


def closed_with_results(trajectories, goals, answers):
    """Closed trajectories with what their goals and answers say about them as a whole."""
    t = trajectories
    closed = t[~t.subcontracted & t.ended.notna() & ~t.reason.isin(NOT_CLOSED)].copy()
    closed["period"] = closed.ended.dt.year
    closed = closed[closed.period.isin(YEARS)]
    w = goals.w.where(goals.score.notna())
    sums = pd.DataFrame({"id": goals.id, "w": w, "ww": w * w, "ws": w * goals.score,
                         "n_scored": goals.score.notna()})
    sums = sums.groupby("id").sum()
    t_score = 50 + 10 * sums.ws / np.sqrt(0.7 * sums.ww + 0.3 * sums.w**2)
    closed["t_score"] = closed.id.map(t_score.where(sums.w > 0))
    closed["n_scored"] = closed.id.map(sums.n_scored)
    for informant in INFORMANTS.values():
        given = (answers.informant == informant) & answers.answer.notna()
        closed[informant] = closed.id.isin(answers.id[given]).astype(float)
    return closed


def cells(rows, values):
    """Cells of `values` ({(indicator, category): numbers}) in total and by programme."""
    keys = ["period", "informant"]
    rows = rows.assign(informant=rows.informant if "informant" in rows else "")
    found = []
    for by in (["programme"], []):
        for (indicator, category), x in values.items():
            frame = rows[keys + by + ["client"]].assign(x=x)
            grouped = frame.groupby(keys + by + ["client"], sort=False, observed=True).x
            clients = grouped.agg(c="size", m="count", s="sum").reset_index()
            m, s = clients.m.astype(float), clients.s.astype(float)
            sums = clients[keys + by].assign(
                n=m, missing=clients.c - m, sum=s, n_clients=(m > 0), client_n_sq=m * m,
                client_sum_sq=s * s, client_sum_n=s * m)
            sums = sums.groupby(keys + by)[SUMS].sum().reset_index()
            found.append(sums.assign(indicator=indicator, category=category,
                                     programme=sums.programme if by else "total"))
    return found


def main():
    trajectories, goals, answers = tables(sys.argv[1])
    closed = closed_with_results(trajectories, goals, answers)
    known, reason = closed.reason.isin(list(REASONS)), closed.reason
    share = lambda *codes: reason.isin(codes).astype(float).where(known)
    values = {("trajectories-closed", ""): 1.0,
              ("closed-by-mutual-agreement", ""): share("01", "02"),
              ("closed-as-planned", ""): share("01"), ("dropout", ""): share("03"),
              ("gas-t-score", ""): closed.t_score,
              ("duration", "mean"): (closed.ended - closed.started).dt.days + 1.0}
    values |= {("end-reasons", it): share(code) for code, it in REASONS.items()}
    for it, condition in GOALS.items():
        condition = condition.replace(" = ", " == ")
        values["gas-t-score", it] = closed.eval(condition).astype(float).where(
            closed.t_score.notna())
    found = cells(closed, values)
    for it in INFORMANTS.values():
        found += cells(closed.assign(informant=it), {("response", ""): closed[it]})
    about = closed[["id", "client", "programme", "period"]]
    rows = goals.merge(about, on="id")
    score = rows.score
    values = {("goals-attained", ""): (score >= 0).astype(float).where(score.notna())}
    for level in range(-2, 3):
        values["goal-attainment", str(level)] = (score == level).astype(float).where(
            score.isin(range(-2, 3)))
    found += cells(rows, values)
    rows = answers.merge(about, on="id")
    marks = rows[rows.question == "proces"]
    found += cells(marks, {("satisfaction-process", ""): marks.answer})
    marks = rows[rows.question == "nut"]
    seven = (marks.answer >= 7).astype(float).where(marks.answer.notna())
    found += cells(marks, {("usefulness", ""): marks.answer,
                           ("usefulness", "seven-or-more"): seven})
    t = trajectories.assign(period=trajectories.started.dt.year)
    started = t[~t.subcontracted & t.period.isin(YEARS)]
    found += cells(started, {("trajectories-started", ""): 1.0})
    last = t.ended.where(t.reason != TEMPORARY).dt.year.fillna(YEARS[-1])
    active = pd.concat([t[(t.period <= year) & (last >= year)].assign(period=year)
                        for year in YEARS])
    found += cells(active, {("trajectories-active", ""): 1.0})
    until = pd.Timestamp(f"{YEARS[-1]}-12-31")
    ends = (started.ended <= until) & (started.reason != TEMPORARY)
    days = (started.ended.where(ends, until) - started.started).dt.days + 1
    event = (started.ended <= until) & ~started.reason.isin(NOT_CLOSED)
    times = started.assign(days=days, event=event)
    n_times = sum(len(times.groupby(by).size()) for by in (
        ["period", "days", "event"], ["period", "programme", "days", "event"]))
    names = ["indicator", "category", "period", "programme", "informant"]
    pd.concat(found)[names + SUMS].sort_values(names).to_csv(sys.stdout, index=False)
    print(n_times, "time cells", file=sys.stderr)


if __name__ == "__main__":
    main()
