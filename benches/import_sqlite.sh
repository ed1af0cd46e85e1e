#!/usr/bin/env bash
# `sellout import` of a long CSV into a fresh SQLite database, against `sqlite3 .import` of the very rows that come out of
# it into an equal table with the same indexes: benches/import_sqlite.sh [ROWS] [RUNS]
#
# A does all of the work: recognises the file, checks and converts each row, refuses one in five hundred. B only stores.
# They take turns, so that a slow spell of the machine hits both.
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
need sqlite3 awk /usr/bin/time
rows="${1:-200000}"
runs="${2:-5}"
table=sellout_entries
build
make_work_folder
"$samples" rows "$rows" "$work/rows.csv"

import_with_sellout() {
  rm -rf "$work/data"
  timed_import sellout env -u DATABASE_URL -u REDIS_URL -u STORAGE_URL -u SMTP_URL SELLOUT_DATA="$work/data" SELLOUT_LOG=warn \
    "$sellout" import --json "$work/rows.csv"
}

# The rows as CSV. A blob becomes text of the same length, its second half in hex: text tables hold no blobs.
dump_rows() {
  local columns
  columns="$(sqlite3 "$work/data/sellout.db" "SELECT group_concat('CASE typeof(\"' || name || '\") WHEN ''blob'' THEN substr(hex(\"' || name || '\"), length(\"' || name || '\") + 1) ELSE \"' || name || '\" END', ', ') FROM pragma_table_info('$table')")"
  sqlite3 -csv "$work/data/sellout.db" "SELECT $columns FROM $table" >"$work/loaded.csv"
  sqlite3 "$work/data/sellout.db" \
    "SELECT sql || ';' FROM sqlite_schema WHERE tbl_name = '$table' AND type IN ('table', 'index') AND sql IS NOT NULL ORDER BY type DESC" \
    >"$work/schema.sql"
}

import_with_sqlite3() {
  rm -f "$work"/plain.db*
  sqlite3 "$work/plain.db" "PRAGMA journal_mode = WAL" >/dev/null
  sqlite3 "$work/plain.db" <"$work/schema.sql"
  timed sqlite3 sqlite3 "$work/plain.db" -cmd "PRAGMA synchronous = NORMAL" -cmd ".mode csv" \
    ".import $work/loaded.csv $table"
  if [ -s "$work/sqlite3.out" ]; then
    head -3 "$work/sqlite3.out" >&2
  fi
}

count() { sqlite3 "$1" "SELECT count(*) FROM $table"; }

for run in $(seq "$runs"); do
  import_with_sellout
  [ "$run" -gt 1 ] || dump_rows
  import_with_sqlite3
  loaded="$(count "$work/data/sellout.db")"
  if [ "$loaded" -eq 0 ] || [ "$loaded" -ne "$(count "$work/plain.db")" ]; then
    echo "the two tables differ: $loaded rows and $(count "$work/plain.db")" >&2
    exit 1
  fi
done

echo "$rows rows in the file, $loaded loaded; medians of $runs runs, taking turns:"
print_timed sellout sqlite3 'at most 1.3, under 80 MB'
