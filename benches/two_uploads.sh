#!/usr/bin/env bash
# A file of 1,000 rows sent while a file of a million is loading, how long until it is loaded: benches/two_uploads.sh [ROWS] [RUNS]
# On SQLite; on PostgreSQL where BENCH_POSTGRES_URL (a database of its own, whose schema public is dropped) is set.
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
need curl awk
rows="${1:-1000000}"
runs="${2:-3}"
build
make_work_folder

"$samples" rows "$rows" "$work/rows.csv"
"$samples" rows 1000 "$work/thousand.csv"

if [ -n "${BENCH_POSTGRES_URL:-}" ]; then
  psql "$BENCH_POSTGRES_URL" -qX -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public' 2>/dev/null
  start_server_with DATABASE_URL="$BENCH_POSTGRES_URL" SELLOUT_SECRET_KEY="$(printf '%064d' 1)"
else
  start_server "$work/data"
fi
wait_until_ready
sign_in

ask() { curl -sS --fail-with-body -H "Authorization: Bearer $token" "$@"; }
field() { sed -E "s/.*\"$1\" *: *\"?([^\",}]+).*/\1/"; }
send() { ask -F "file=@$1" "$api/uploads" | sed -E 's/.*"id" *: *"([^"]+)".*/\1/'; }
state() { ask "$api/uploads/$1/status" | field "$2"; }

# until_state UPLOAD PATTERN: waits until its status is one of them.
until_state() {
  local state
  for _ in $(seq 3000); do
    state="$(state "$1" status)"
    if [[ "$state" == $2 ]]; then return; fi
    sleep 0.1
  done
  echo "upload $1 is $state" >&2
  exit 1
}

for run in $(seq "$runs"); do
  sed "s/Reseller/Long $run Reseller/" "$work/rows.csv" >"$work/long.csv"
  sed "s/Reseller/Short $run Reseller/" "$work/thousand.csv" >"$work/short.csv"
  begun="$(now_ms)"
  long="$(send "$work/long.csv")"
  until [ "$(state "$long" rows_loaded)" != 0 ] || [ "$(state "$long" phase)" = loading ]; do sleep 0.1; done
  sent="$(now_ms)"
  short="$(send "$work/short.csv")"
  until_state "$short" 'completed*'
  since_ms "$sent" >>"$work/short"
  echo >>"$work/short"
  if [ "$(state "$long" status)" != processing ]; then
    echo "the long load was over already; give more rows" >&2
    exit 1
  fi
  until_state "$long" 'completed*'
  since_ms "$begun" >>"$work/long"
  echo >>"$work/long"
done
echo "1,000 rows sent while $rows load, $runs runs: loaded after $(median <"$work/short") ms (median)," \
  "$(largest <"$work/short") ms (slowest; goal: under 3 s); the long load took $(median <"$work/long") ms"
