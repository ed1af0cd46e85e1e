#!/usr/bin/env bash
# A long workbook: reading it and parsing it to records beside calamine's own streaming read, and the whole of
# `sellout import` into a fresh SQLite database: benches/xlsx.sh [ROWS] [RUNS]
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
need /usr/bin/time awk
rows="${1:-200000}"
runs="${2:-5}"
build
make_work_folder
cargo build --quiet --release -p sellout-ingest --example xlsx_passes
"$samples" rows "$rows" "$work/rows.xlsx"
target/release/examples/xlsx_passes "$work/rows.xlsx" "$runs" | tee "$work/passes"
for _ in $(seq "$runs"); do
  rm -rf "$work/data"
  code=0
  /usr/bin/time -q -a -o "$work/import" -f '%e %U %S %M' env -u DATABASE_URL -u REDIS_URL -u STORAGE_URL -u SMTP_URL \
    SELLOUT_DATA="$work/data" SELLOUT_LOG=warn "$sellout" import --json "$work/rows.xlsx" >"$work/out" 2>&1 || code=$?
  if [ "$code" -ne 2 ] && [ "$code" -ne 0 ]; then
    cat "$work/out" >&2
    exit 1
  fi
done
bare="$(awk '/cell by cell/ { print $(NF - 2) }' "$work/passes")"
wall="$(awk '{ print $1 }' "$work/import" | median)"
awk -v wall="$wall" -v bare="$bare" -v mib="$(awk '{ print $4 / 1024 }' "$work/import" | median)" \
  'BEGIN { printf "the whole import: %.2f s, %.2f times the bare read (goal: at most 4), %.1f MiB\n", wall, wall / bare, mib }'
