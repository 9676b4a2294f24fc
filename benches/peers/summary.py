"""The record of one run of `run.sh` as Markdown: medians, spread and ratios.

Usage: summary.py RECORD SAME.txt VERSION REVISION
"""

import csv
import os
import platform
import statistics
import sys
from importlib.metadata import version


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    return names[0] if names else platform.processor()


def spread(values, digits=1):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def main():
    record, same, uitkomst, revision = sys.argv[1:]
    with open(f"{record}/results.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    timed = [it for it in rows if it["run"] != "memory"]
    ways = list(dict.fromkeys(it["way"] for it in timed))
    of = lambda way, name: [float(it[name]) for it in timed if it["way"] == way]
    loads = [float(it["load"]) for it in rows]
    middle = lambda way, name: statistics.median(of(way, name))
    print(f"# Record: {os.path.basename(os.path.abspath(record))}\n")
    print(f"{uitkomst}, revision {revision}; DuckDB {version('duckdb')}, pandas "
          f"{version('pandas')}, Python {platform.python_version()}.")
    print(f"{processor()}, {os.cpu_count()} processors, two threads each way, shared with "
          f"other work (load {min(loads):.1f}–{max(loads):.1f}): **only ratios count**, and "
          "those of processor time more than those of wall time.\n")
    print(f"{timed[0]['trajectories']} trajectories, three runs, median (lowest–highest); "
          "the ratio is to DuckDB in the same run.\n")
    print("| way | wall, s | processor, s | peak, MB | wall ratio | processor ratio |")
    print("|---|---:|---:|---:|---:|---:|")
    for way in ways:
        ratios = [middle(way, it) / middle("duckdb", it) for it in ("wall_s", "cpu_s")]
        print(f"| {way} | {spread(of(way, 'wall_s'))} | {spread(of(way, 'cpu_s'))} | "
              f"{spread(of(way, 'peak_mb'), 0)} | {ratios[0]:.2f} | {ratios[1]:.2f} |")
    print(f"\n{open(same, encoding='utf-8').read().strip()}.\n")
    print("| trajectories | way | peak, MB | wall, s | processor, s |\n|---:|---|---:|---:|---:|")
    for it in rows:
        if it["run"] == "memory":
            print(f"| {it['trajectories']} | {it['way']} | {it['peak_mb']} | "
                  f"{it['wall_s']} | {it['cpu_s']} |")


if __name__ == "__main__":
    main()
