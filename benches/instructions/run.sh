#!/usr/bin/env bash
# Instructions of fixed runs, counted by callgrind and compared with what is written down.
#
# Usage: benches/instructions/run.sh          compare with instructions.csv beside this file
#        UPDATE=1 benches/instructions/run.sh  write it anew
# Needs: target/release/uitkomst (or UITKOMST=path), valgrind.
set -euo pipefail

# Of two runs of one program the counts differ by less than 0.1 %, by the seeds of hash maps;
# other processors and system libraries take other paths through memory routines. More than
# this is somebody's change: a speed-up is written down too.
tolerance_percent=5

here=$(cd "$(dirname "$0")" && pwd)
uitkomst=${UITKOMST:-$here/../../target/release/uitkomst}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export RAYON_NUM_THREADS=1 POLARS_MAX_THREADS=1

"$uitkomst" sample --trajectories 2000 --seed 1 --out "$work/sample" >"$work/said"
cp "$here/../peers/pipeline.toml" "$work/sample/"

count() { # NAME COMMAND…
  local name=$1
  shift
  valgrind --tool=callgrind --callgrind-out-file="$work/$name.out" "$@" \
    >"$work/said" 2>"$work/log" || { tail -5 "$work/log" >&2; return 1; }
  awk -v name="$name" '/Collected/ { print name "," $NF }' "$work/log"
}

{
  echo "run,instructions"
  count check "$uitkomst" check "$work/sample/pipeline.toml"
  count run "$uitkomst" run "$work/sample/pipeline.toml" --out "$work/bundle"
} >"$work/now.csv"

if [[ -n ${UPDATE:-} ]]; then
  cp "$work/now.csv" "$here/instructions.csv"
  cat "$here/instructions.csv"
  exit
fi
awk -F, -v tolerance="$tolerance_percent" '
  FNR == 1 { next }
  NR == FNR { before[$1] = $2; next }
  {
    change = 100 * ($2 - before[$1]) / before[$1]
    printf "%s: %d instructions, written down %d (%+.1f %%)\n", $1, $2, before[$1], change
    n++
    if (change > tolerance || change < -tolerance) wrong = 1
  }
  END {
    if (n < 2 || wrong) { print "more than " tolerance " % away: UPDATE=1, and say why in the commit"; exit 1 }
  }' "$here/instructions.csv" "$work/now.csv"
