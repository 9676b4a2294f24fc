"""The cells of pipeline.toml, computed by DuckDB from the same CSV files.

Usage: duckdb_cells.py FOLDER THREADS > cells.csv
Columns: indicator, category, period, programme, informant, n, missing, sum, and the sums
per client that a cluster-robust interval needs.
"""

import sys

import duckdb

# What an export spells, and the programme it means (as in pipeline.toml).
PROGRAMMES = {
    "pmto": "PMTO|P.M.T.O.|PMTO individueel|Parent Management Training Oregon",
    "iag": "IAG|iag|I.A.G.|IAG thuis|Int. Amb. Gezinsbegeleiding"
    "|Intensieve Ambulante Gezinsbegeleiding|Intensieve ambulante gezinsbegeleiding"
    "|Intensieve ambulante gezinsbehandeling",
    "ambulant": "Ambulant|ambulant|Ambulante hulp|Ambulante jeugdhulp"
    "|Ambulante cliëntbegeleiding",
}
INFORMANTS = {"jongere": "youth", "ouder": "parent", "verwijzer": "referrer"}
# cbs-bij-7: 01 planned, 02 agreed, 03 client, 04 provider, 05 external.
REASONS = {"01": "planned", "02": "agreed", "03": "client", "04": "provider", "05": "external"}
GOALS = {"1-goal": "n_scored = 1", "2-goals": "n_scored = 2", "3-goals": "n_scored = 3",
         "4-goals": "n_scored >= 4"}
SUMS = ["n", "missing", "sum", "n_clients", "client_n_sq", "client_sum_sq", "client_sum_n"]


def tables(con, folder):
    """The rows of closed and started trajectories, goals and answers, typed and joined."""
    cases = " ".join(
        f"WHEN Zorgvorm = '{text}' THEN '{code}'"
        for code, texts in PROGRAMMES.items()
        for text in texts.split("|")
    )
    csv = "delim=';', header=true, all_varchar=true"
    con.execute(f"""
        CREATE TEMP TABLE goals AS SELECT Trajectnummer id,
            TRY_CAST(Score AS DOUBLE) score,
            TRY_CAST(replace(Gewicht, ',', '.') AS DOUBLE) w
        FROM read_csv('{folder}/doelen.csv', {csv});
        CREATE TEMP TABLE answers AS SELECT Trajectnummer id, Informant informant,
            Vraag question, TRY_CAST(replace(Antwoord, ',', '.') AS DOUBLE) answer
        FROM read_csv('{folder}/tevredenheid.csv', {csv});
        CREATE TEMP TABLE per_plan AS SELECT id, count(score) n_scored,
            CASE WHEN sum(CASE WHEN score IS NOT NULL THEN w END) > 0 THEN
            50 + 10 * sum(w * score) / sqrt(
                0.7 * sum(CASE WHEN score IS NOT NULL THEN w * w END)
                + 0.3 * sum(CASE WHEN score IS NOT NULL THEN w END) ** 2) END t_score
        FROM goals GROUP BY id;
        CREATE TEMP TABLE answered AS SELECT id,
            {", ".join(f"bool_or(informant = '{nl}' AND answer IS NOT NULL) {en}"
                       for nl, en in INFORMANTS.items())}
        FROM answers GROUP BY id;
        CREATE TEMP TABLE trajectories AS SELECT Trajectnummer id,
            coalesce(Pseudoniem, Trajectnummer) client,
            CASE {cases} END programme, "Reden beëindiging" reason,
            Onderaannemer = 'ja' subcontracted,
            CAST(strptime("Datum aanvang", '%d-%m-%Y') AS DATE) started,
            CAST(strptime("Datum einde", '%d-%m-%Y') AS DATE) ended
        FROM read_csv('{folder}/trajecten.csv', {csv});
    """)


def cells(con, rows, values):
    """Cells of `values` ({(indicator, category): SQL}) over `rows`, in total and by programme.

    One pass to sums per client, one pass to cells: a client is one unit whatever its rows.
    """
    names = list(values)
    inner = ", ".join(
        f"count({sql}) m{i}, coalesce(sum(CAST({sql} AS DOUBLE)), 0) s{i}"
        for i, sql in enumerate(values.values())
    )
    again = ", ".join(f"sum(m{i}) m{i}, sum(s{i}) s{i}" for i in range(len(names)))
    outer = ", ".join(
        f"sum(m{i}), sum(c) - sum(m{i}), sum(s{i}), count_if(m{i} > 0), "
        f"sum(m{i} * m{i}), sum(s{i} * s{i}), sum(s{i} * m{i})"
        for i in range(len(names))
    )
    con.execute(f"""CREATE OR REPLACE TEMP TABLE clients AS
        SELECT period, programme, informant, client, count(*) c, {inner}
        FROM ({rows}) GROUP BY ALL""")
    total = f"""SELECT period, 'total' programme, informant, client, sum(c) c, {again}
        FROM clients GROUP BY ALL"""
    found = []
    for source in ("SELECT * FROM clients", total):
        query = f"SELECT period, programme, informant, {outer} FROM ({source}) GROUP BY ALL"
        for period, programme, informant, *sums in con.execute(query).fetchall():
            for i, name in enumerate(names):
                part = sums[i * len(SUMS) : (i + 1) * len(SUMS)]
                found.append((*name, period, programme or "unknown", informant or "", *part))
    return found


CLOSED = """NOT subcontracted AND ended IS NOT NULL AND (reason IS NULL OR reason NOT IN
    ('06', '07', '08')) AND year(ended) BETWEEN 2016 AND 2023"""
KNOWN = "reason IN ('01', '02', '03', '04', '05')"


def share(numerator, denominator=KNOWN):
    return f"CASE WHEN {denominator} THEN CAST({numerator} AS INT) END"


def all_cells(con):
    closed_by = f"""SELECT t.*, year(ended) period, NULL informant, t_score, n_scored,
        coalesce(youth, false) youth, coalesce(parent, false) parent,
        coalesce(referrer, false) referrer FROM trajectories t
        LEFT JOIN per_plan USING (id) LEFT JOIN answered USING (id) WHERE {CLOSED}"""
    values = {
        ("trajectories-closed", ""): "1",
        ("closed-by-mutual-agreement", ""): share("reason IN ('01', '02')"),
        ("closed-as-planned", ""): share("reason = '01'"),
        ("dropout", ""): share("reason = '03'"),
        ("gas-t-score", ""): "t_score",
        ("duration", "mean"): "(ended - started + 1)",
    }
    values |= {("end-reasons", it): share(f"reason = '{code}'") for code, it in REASONS.items()}
    values |= {("gas-t-score", it): share(sql, "t_score IS NOT NULL") for it, sql in GOALS.items()}
    values |= {("response", it): f"CAST({it} AS INT)" for it in INFORMANTS.values()}
    found = cells(con, closed_by, values)
    for at, row in enumerate(found):
        if row[0] == "response":
            found[at] = (row[0], "", row[2], row[3], row[1], *row[5:])
    rows = f"""SELECT programme, client, score, year(ended) period, NULL informant
        FROM goals JOIN trajectories USING (id) WHERE {CLOSED}"""
    values = {("goals-attained", ""): "CAST(score >= 0 AS INT)"}
    levels = ["-2", "-1", "0", "1", "2"]
    values |= {
        ("goal-attainment", it): f"CASE WHEN score IN (-2, -1, 0, 1, 2) THEN CAST(score = {it} AS INT) END"
        for it in levels
    }
    found += cells(con, rows, values)
    marks = f"""SELECT programme, client, answer, year(ended) period, informant FROM answers
        JOIN trajectories USING (id) WHERE {CLOSED}"""
    mark = {("satisfaction-process", ""): "answer"}
    found += english(cells(con, marks + " AND question = 'proces'", mark))
    mark = {("usefulness", ""): "answer", ("usefulness", "seven-or-more"): "CAST(answer >= 7 AS INT)"}
    found += english(cells(con, marks + " AND question = 'nut'", mark))
    started = """SELECT programme, client, year(started) period, NULL informant
        FROM trajectories WHERE NOT subcontracted AND year(started) BETWEEN 2016 AND 2023"""
    found += cells(con, started, {("trajectories-started", ""): "1"})
    active = """SELECT programme, client, period, NULL informant FROM trajectories
        JOIN range(2016, 2024) years(period) ON year(started) <= period
        AND (ended IS NULL OR reason = '06' OR year(ended) >= period)"""
    found += cells(con, active, {("trajectories-active", ""): "1"})
    return found


def english(rows):
    return [(*row[:4], INFORMANTS[row[4]], *row[5:]) for row in rows]


def times(con):
    """Days to the end, per year of start: what a Kaplan-Meier median is computed from."""
    return con.execute("""SELECT year(started) period, programme,
        CASE WHEN ended <= DATE '2023-12-31' AND (reason IS NULL OR reason <> '06')
            THEN ended ELSE DATE '2023-12-31' END - started + 1 n_days,
        ended IS NOT NULL AND ended <= DATE '2023-12-31'
            AND (reason IS NULL OR reason NOT IN ('06', '07', '08')) ended, count(*)
        FROM trajectories WHERE NOT subcontracted AND year(started) BETWEEN 2016 AND 2023
        GROUP BY ROLLUP (programme), 1, 3, 4""").fetchall()


def main():
    folder, threads = sys.argv[1], int(sys.argv[2])
    con = duckdb.connect(config={"threads": threads})
    tables(con, folder)
    found = all_cells(con)
    print(",".join(["indicator", "category", "period", "programme", "informant", *SUMS]))
    for row in sorted(found, key=lambda it: [str(part) for part in it[:5]]):
        print(",".join(str(it) for it in row))
    print(len(times(con)), "time cells", file=sys.stderr)


if __name__ == "__main__":
    main()
