"""Counts again, with pandas, how anonymous the research datasets of bundles are.

In: folders of bundles. Out: one line a bundle; ends with 1 when a combination of
quasi-identifiers is shared by fewer rows or clients than the dataset promises, when
missing values are judged in either way, or when the counts differ from those in `risk.csv`.
Never: the code that decides; only the files it wrote are read.
"""

import json
import sys
from pathlib import Path

import pandas as pd


def matching(classes: pd.DataFrame, columns: list[str]) -> int:
    """Fewest rows that agree with a combination when a missing value matches every value."""
    fewest = None
    for _, one in classes.iterrows():
        agrees = pd.Series(True, index=classes.index)
        for column in columns:
            if one[column] != "":
                agrees &= (classes[column] == one[column]) | (classes[column] == "")
        n = int(classes.loc[agrees, "rows"].sum())
        fewest = n if fewest is None else min(fewest, n)
    return fewest or 0


def judge(bundle: Path) -> list[str]:
    """What is wrong with the research dataset of a bundle."""
    folder = bundle / "research"
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    k = package["anonymity"]["k"]
    rows = pd.read_parquet(folder / "trajectories.parquet")
    quasi = [it for it in package["anonymity"]["quasiIdentifiers"] if it in rows.columns]
    # A missing value is a value of its own: an empty text, which is no value elsewhere.
    keys = rows[quasi].astype("string").fillna("")
    keys["client"] = rows["client_pseudonym"]
    groups = keys.groupby(quasi, dropna=False) if quasi else keys.groupby(lambda _: 0)
    classes = groups["client"].agg(rows="size", clients="nunique").reset_index()
    risk = pd.read_csv(folder / "risk.csv")
    told = risk[risk["column"].isna()].set_index("measure")["after"]
    measured = {
        "rows": len(rows),
        "classes": len(classes),
        "smallest-class": int(classes["rows"].min()) if len(classes) else 0,
        "smallest-class-missing-matches": matching(classes, quasi),
        "sample-uniques": int((classes["rows"] == 1).sum()),
    }
    clients = int(classes["clients"].min()) if len(classes) else 0
    print(
        f"{bundle}: {measured['rows']} rows in {measured['classes']} combinations of "
        f"{len(quasi)} columns; smallest {measured['smallest-class']} rows, "
        f"{measured['smallest-class-missing-matches']} when missing matches, "
        f"{clients} clients; k = {k}"
    )
    wrong = [
        f"{name}: {value}, and risk.csv says {told[name]:g}"
        for name, value in measured.items()
        if value != told[name]
    ]
    fewest = min(
        measured["smallest-class"], measured["smallest-class-missing-matches"], clients
    )
    if len(rows) and fewest < k:
        wrong.append(f"a combination is shared by {fewest}, not by {k}")
    # A dataset that says nothing would be anonymous too.
    if not quasi or not len(rows):
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
