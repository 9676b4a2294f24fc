"""Counts again, with pandas, how anonymous the research datasets of bundles are.

In: folders of bundles. Out: one line a bundle; ends with 1 when a set of rows under one
pseudonym is shared by fewer pseudonyms than the dataset promises, when such a set tells a
sensitive value, when a name is borne by too few, when an emptied row shows what it should
not, or when the counts differ from those in `risk.csv`. Never: the code that decides; only
the files it wrote are read.
"""

import json
import sys
from pathlib import Path

import pandas as pd

PSEUDONYMS = ["client_pseudonym", "trajectory_pseudonym"]


def whole_sets(rows: pd.DataFrame, columns: list[str]) -> pd.Series:
    """For each pseudonym its whole set of rows, as one text."""
    lines = rows[columns].agg("\x1f".join, axis=1) if columns else rows["client_pseudonym"] * 0
    return lines.groupby(rows["client_pseudonym"]).agg(lambda it: "\x1e".join(sorted(it)))


def told(rows: pd.DataFrame, sets: pd.Series, sensitive: list[str]) -> list[str]:
    """Sets of rows in which all but one at most have the same known value."""
    wrong = []
    for column in sensitive:
        known = rows.loc[rows[column] != "", ["client_pseudonym", column]].drop_duplicates()
        known["set"] = known["client_pseudonym"].map(sets)
        clients = known.groupby("set")["client_pseudonym"].nunique()
        having = known.groupby(["set", column])["client_pseudonym"].nunique()
        others = having.index.get_level_values("set").map(clients) - having.to_numpy()
        few = int((pd.Series(others, dtype="int64") < 2).sum())
        if few:
            wrong.append(f"{few} sets of rows tell `{column}`")
    return wrong


def judge(bundle: Path) -> list[str]:
    """What is wrong with the research dataset of a bundle."""
    folder = bundle / "research"
    promise = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["anonymity"]
    k, sensitive = promise["k"], promise["sensitive"]
    # A missing value is a value of its own: an empty text, which is no value elsewhere.
    rows = pd.read_parquet(folder / "trajectories.parquet").astype("string").fillna("")
    columns = [it for it in rows.columns if it not in PSEUDONYMS + sensitive]
    sets = whole_sets(rows, columns)
    sizes = sets.value_counts()
    risk = pd.read_csv(folder / "risk.csv")
    says = risk[risk["column"].isna()].set_index("measure")["after"]
    several = rows["client_pseudonym"].value_counts()
    emptied = rows["emptied"].str.lower() == "true"
    measured = {
        "rows": len(rows),
        "classes": len(sizes),
        "smallest-class": int(sizes.min()) if len(sizes) else 0,
        "clients-with-several-rows": int((several > 1).sum()),
        "rows-emptied": int(emptied.sum()),
    }
    print(
        f"{bundle}: {measured['rows']} rows in {measured['classes']} sets over "
        f"{len(columns)} columns; smallest {measured['smallest-class']} pseudonyms, "
        f"{measured['clients-with-several-rows']} with several rows, "
        f"{measured['rows-emptied']} rows emptied; k = {k}"
    )
    wrong = [
        f"{name}: {value}, and risk.csv says {says[name]:g}"
        for name, value in measured.items()
        if value != says[name]
    ]
    if len(rows) and measured["smallest-class"] < k:
        wrong.append(f"a set of rows is shared by {measured['smallest-class']}, not by {k}")
    wrong += told(rows, sets, sensitive)
    beside = set(columns) - set(promise["quasiIdentifiers"]) - {"emptied"}
    if beside:
        wrong.append(f"{sorted(beside)} stand beside the quasi-identifiers")
    for column in promise["quasiIdentifiers"]:
        borne = rows.groupby(column)["client_pseudonym"].nunique().drop("", errors="ignore")
        if (borne < k).any():
            wrong.append(f"{int((borne < k).sum())} values of `{column}` are borne by fewer than {k}")
        if column != "ended" and (rows.loc[emptied, column] != "").any():
            wrong.append(f"an emptied row shows `{column}`")
    if (rows.loc[emptied, "client_pseudonym"].map(several) > 1).any():
        wrong.append("an emptied row has a pseudonym with other rows")
    # A dataset that says nothing would be anonymous too.
    if not promise["quasiIdentifiers"] or not len(rows):
        wrong.append("no rows, or no quasi-identifiers")
    return wrong


def main() -> int:
    bundles = [Path(it) for it in sys.argv[1:]]
    if not bundles:
        print("give the folders of bundles", file=sys.stderr)
        return 2
    wrong = [f"{it}: {problem}" for it in bundles for problem in judge(it)]
    print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
