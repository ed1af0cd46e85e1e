#!/usr/bin/env bash
# `sellout import` of a long CSV into PostgreSQL, against `\copy` of the very rows that come out of it into an equal table
# with the same indexes: BENCH_POSTGRES_URL=... benches/import_postgres.sh [ROWS] [RUNS]
#
# A does all of the work: recognises the file, checks and converts each row, refuses one in five hundred. B only stores.
# They take turns, so that a slow spell of the machine hits both. The database is a bench's own: its schema public is
# dropped before each run.
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
need psql awk /usr/bin/time
: "${BENCH_POSTGRES_URL:?the address of a database of its own, such as postgres://user@127.0.0.1:5432/bench}"
rows="${1:-1000000}"
runs="${2:-5}"
table=sellout_entries
build
make_work_folder
"$samples" rows "$rows" "$work/rows.csv"

sql() { psql "$BENCH_POSTGRES_URL" -v ON_ERROR_STOP=1 -qtAX -c "$1"; }

# The rows as they were loaded, and statements that make an equal table.
dump_rows() {
  sql "COPY $table TO STDOUT" >"$work/loaded.tsv"
  sql "SELECT replace(indexdef, 'public.$table', 'public.plain') FROM pg_indexes WHERE tablename = '$table'" |
    sed -E 's/INDEX [^ ]+ ON/INDEX ON/; s/$/;/' >"$work/indexes.sql"
}

copy_with_psql() {
  sql "DROP TABLE IF EXISTS plain" && sql "CREATE TABLE plain (LIKE $table)"
  psql "$BENCH_POSTGRES_URL" -qX -f "$work/indexes.sql"
  sql 'CHECKPOINT'
  timed copy psql "$BENCH_POSTGRES_URL" -qX -c "\\copy plain FROM '$work/loaded.tsv'"
}

count() { sql "SELECT count(*) FROM $1"; }

for run in $(seq "$runs"); do
  import_afresh sellout "$work/rows.csv"
  [ "$run" -gt 1 ] || dump_rows
  copy_with_psql
  loaded="$(count "$table")"
  if [ "$loaded" -eq 0 ] || [ "$loaded" -ne "$(count plain)" ]; then
    echo "the two tables differ: $loaded rows and $(count plain)" >&2
    exit 1
  fi
done

echo "$rows rows in the file, $loaded loaded; medians of $runs runs, taking turns:"
print_timed sellout copy 'at most 1.2, under 100 MB'
