"""Fails unless the released figures and the peers' cells are the same numbers.

Usage: compare.py BUNDLE/publication/estimates.csv DUCKDB.csv PANDAS.csv
"""

import csv
import math
import sys


def peer(path):
    with open(path, encoding="utf-8") as file:
        key = lambda it: tuple(it[name] or "" for name in (
            "indicator", "category", "period", "programme", "informant"))
        return {key(it): it for it in csv.DictReader(file)}


def close(a, b):
    return math.isclose(float(a), float(b), rel_tol=1e-9, abs_tol=1e-9)


def figure_differs(row, cell):
    """Whether n, missing and the value (the sum over n; the count itself) are not the same."""
    n, total = float(cell["n"]), float(cell["sum"])
    value = total if row["unit"] == "trajectories" else total / n
    numerator = row["numerator"]
    return not (
        close(row["n"] or row["value"], n) and close(row["n_missing"], cell["missing"])
        and close(row["value"], value) and (not numerator or close(numerator, total)))


def main():
    estimates, *peers = sys.argv[1:]
    duckdb, pandas = map(peer, peers)
    wrong = [] if duckdb.keys() == pandas.keys() else ["cells of the peers"]
    for key, cell in duckdb.items():
        other = pandas.get(key, cell)
        sums = [name for name in cell if name not in (
            "indicator", "category", "period", "programme", "informant")]
        if not all(close(cell[name], other[name]) for name in sums):
            wrong.append(("duckdb and pandas", key))
    n_same = n_hidden = n_time = 0
    for row in csv.DictReader(open(estimates, encoding="utf-8")):
        key = (row["indicator"], row["category"], row["period_start"][:4],
               row["programme"], row["informant"])
        if row["indicator"] == "duration" and row["category"] == "median":
            n_time += 1
        elif row["state"] != "value":
            n_hidden += 1
        elif key not in duckdb or figure_differs(row, duckdb[key]):
            wrong.append(("uitkomst", key))
        else:
            n_same += 1
    print(f"{n_same} figures are the same three ways; {n_hidden} not released; "
          f"{n_time} medians not compared; {len(wrong)} differ")
    for it in wrong[:10]:
        print("differs:", it)
    return 1 if wrong or n_same == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
