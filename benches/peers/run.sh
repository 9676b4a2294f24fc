#!/usr/bin/env bash
# The same cells three ways, from the same files, in one run; then peak memory by size.
#
# Usage: benches/peers/run.sh [RECORD_FOLDER]
# Needs: target/release/uitkomst (or UITKOMST=path), GNU time, python3 with duckdb and
# pandas, 3 GB below TMPDIR. Sizes and repeats: TRAJECTORIES, MEMORY (may be empty), RUNS.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
uitkomst=${UITKOMST:-$here/../../target/release/uitkomst}
record=${1:-$here/../record/$(date +%F)}
n=${TRAJECTORIES:-1000000} runs=${RUNS:-3} memory=${MEMORY-"100000 1000000 5000000"}
export THREADS=2 RAYON_NUM_THREADS=2 POLARS_MAX_THREADS=2 OMP_NUM_THREADS=2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$record"
echo "trajectories,way,run,wall_s,cpu_s,peak_mb,load" >"$work/results.csv"

sample() {
  rm -rf "$work/sample"
  "$uitkomst" sample --trajectories "$1" --seed 1 --out "$work/sample" >"$work/rows.txt"
  cp "$here/pipeline.toml" "$work/sample/"
  cat "$work"/sample/*.csv >/dev/null # in the page cache for all three
}

# measure TRAJECTORIES WAY RUN OUT COMMAND…
measure() {
  local n=$1 way=$2 run=$3 out=$4
  shift 4
  /usr/bin/time -o "$work/time.txt" -f "%e %U %S %M" "$@" >"$out" 2>"$work/stderr.txt" ||
    { tail -5 "$work/stderr.txt" "$work/time.txt" >&2; return 1; }
  read -r wall user system peak <"$work/time.txt"
  load=$(cut -d' ' -f1 /proc/loadavg)
  awk -v n="$n" -v way="$way" -v run="$run" -v w="$wall" -v u="$user" -v s="$system" \
    -v p="$peak" -v load="$load" 'BEGIN {
      printf "%s,%s,%s,%.2f,%.2f,%.0f,%s\n", n, way, run, w, u + s, p / 1024, load }' |
    tee -a "$work/results.csv"
}

bundle() { measure "$1" uitkomst "$2" "$work/out.txt" \
  "$uitkomst" run "$work/sample/pipeline.toml" --out "$work/bundle"; }

sample "$n"
for run in $(seq "$runs"); do
  bundle "$n" "$run"
  measure "$n" uitkomst-check "$run" "$work/check.txt" \
    "$uitkomst" check "$work/sample/pipeline.toml"
  measure "$n" duckdb "$run" "$work/duckdb.csv" \
    python3 "$here/duckdb_cells.py" "$work/sample" "$THREADS"
  measure "$n" pandas "$run" "$work/pandas.csv" \
    python3 "$here/pandas_cells.py" "$work/sample"
done
python3 "$here/compare.py" "$work/bundle/publication/estimates.csv" \
  "$work/duckdb.csv" "$work/pandas.csv" | tee "$work/same.txt"
for size in $memory; do
  sample "$size"
  bundle "$size" memory
  measure "$size" duckdb memory "$work/duckdb.csv" \
    python3 "$here/duckdb_cells.py" "$work/sample" "$THREADS"
done
cp "$work/results.csv" "$record/results.csv"
python3 "$here/summary.py" "$record" "$work/same.txt" \
  "$("$uitkomst" --version)" "$(git -C "$here" rev-parse --short HEAD)" >"$record/README.md"
