#!/usr/bin/env bash
# `sellout import` of a long CSV that names very many stores and months, each a statement that is judged, beside one of as
# many rows that names few: benches/many_statements.sh [ROWS] [RUNS] [STORES]
#
# STORES are those of each of twelve resellers, with sales in 24 months. The two files take turns, so that a slow spell of
# the machine hits both. On SQLite; on PostgreSQL where BENCH_POSTGRES_URL (a database of its own, whose schema public is
# dropped) is set.
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
need awk /usr/bin/time
rows="${1:-1000000}"
runs="${2:-5}"
stores="${3:-100}"
build
make_work_folder
"$samples" rows "$rows" "$work/few.csv" 5
"$samples" rows "$rows" "$work/many.csv" "$stores"

few="$((12 * 5 * 24)) statements" many="$((12 * stores * 24)) statements"
for _ in $(seq "$runs"); do
  import_afresh "$few" "$work/few.csv"
  import_afresh "$many" "$work/many.csv"
done
echo "$rows rows; medians of $runs runs, taking turns:"
print_medians "$few" "$many"
