#!/usr/bin/env bash
# No-op jobs through the ledger, one worker process with 16 in flight: jobs drained a second, and from a submission to its
# start on an idle worker: benches/jobs.sh [JOBS] [RUNS]
#
# On SQLite in process; and, where BENCH_POSTGRES_URL (a database of its own) and BENCH_REDIS_URL are set, on PostgreSQL with
# Redis, once more while another session holds an old snapshot open. CPU seconds are what 10,000 jobs more cost this process,
# PostgreSQL and Redis, from their submission to their end: of a run of twice as many jobs less one of JOBS.
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
need awk sqlite3 /usr/bin/time
jobs="${1:-20000}"
runs="${2:-5}"
build
make_work_folder

field() { sed -E "s/.*\"$1\":([0-9.]+).*/\1/"; }

# CPU seconds of all processes of this name, and of those that they waited for.
cpu_of() {
  local total=0 ticks pid
  for pid in $(pgrep -x "$1"); do
    ticks="$(awk '{ sub(/.*\) /, ""); print $12 + $13 + $14 + $15 }' "/proc/$pid/stat" 2>/dev/null || echo 0)"
    total=$((total + ticks))
  done
  awk -v t="$total" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", t / hz }'
}

# run JOBS VARIABLES...: a line of figures: jobs/s, p50, p99, peak MiB, and CPU seconds of this process, PostgreSQL and Redis.
run() {
  local count="$1" postgres redis
  shift
  postgres="$(cpu_of postgres)"
  redis="$(cpu_of redis-server)"
  /usr/bin/time -q -o "$work/time" -f '%U %S %M' env "$@" SELLOUT_DATA="$work/data" SELLOUT_LOG=error \
    "$sellout" jobs bench --jobs "$count" --concurrency 16 --json >"$work/answer"
  echo "$(field drained_per_s <"$work/answer") $(field start_p50_ms <"$work/answer") $(field start_p99_ms <"$work/answer")" \
    "$(awk '{ print $3 / 1024, $1 + $2 }' "$work/time")" \
    "$(awk -v a="$postgres" -v b="$(cpu_of postgres)" 'BEGIN { print b - a }')" \
    "$(awk -v a="$redis" -v b="$(cpu_of redis-server)" 'BEGIN { print b - a }')"
}

# bench NAME VARIABLES...: runs it so often, and prints the medians.
bench() {
  local name="$1"
  shift
  rm -f "$work"/once "$work"/twice
  for _ in $(seq "$runs"); do
    run "$jobs" "$@" >>"$work/once"
    run "$((2 * jobs))" "$@" >>"$work/twice"
  done
  column() { awk -v n="$1" '{ print $n }' "$work/once" | median; }
  cpu() { paste -d' ' "$work/once" "$work/twice" | awk -v n="$1" -v jobs="$jobs" '{ print ($(n + 7) - $n) * 10000 / jobs }' | median; }
  printf '%-34s %9.0f %8.2f %8.2f %9.1f %9.2f %9.2f %9.2f\n' "$name" "$(column 1)" "$(column 2)" "$(column 3)" \
    "$(column 4)" "$(cpu 5)" "$(cpu 6)" "$(cpu 7)"
}

echo "$jobs no-op jobs, 16 in flight; medians of $runs runs:"
printf '%-34s %9s %8s %8s %9s %9s %9s %9s\n' '' 'jobs/s' 'p50 ms' 'p99 ms' 'peak MiB' 'own CPU' 'PG CPU' 'Redis CPU'
bench 'SQLite, in process' -u DATABASE_URL -u REDIS_URL
if [ -z "${BENCH_POSTGRES_URL:-}" ] || [ -z "${BENCH_REDIS_URL:-}" ]; then
  echo "PostgreSQL and Redis were NOT measured: set BENCH_POSTGRES_URL (a database of its own) and BENCH_REDIS_URL" >&2
  exit 0
fi
need psql
key="$(printf 'b%.0s' $(seq 64))"
with_services=(DATABASE_URL="$BENCH_POSTGRES_URL" REDIS_URL="$BENCH_REDIS_URL" SELLOUT_QUEUE_PREFIX=bench SELLOUT_SECRET_KEY="$key")
env "${with_services[@]}" SELLOUT_DATA="$work/data" "$sellout" migrate >/dev/null
bench 'PostgreSQL and Redis' "${with_services[@]}"
bench 'PostgreSQL alone (NOTIFY)' -u REDIS_URL "${with_services[@]/REDIS_URL=*/NO_REDIS=1}"
# A transaction that has read and stays open: what it may still want to see cannot be cleaned up.
exec 4> >(psql -q "$BENCH_POSTGRES_URL" >/dev/null)
echo 'BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM jobs;' >&4
bench 'the same beside an old snapshot' "${with_services[@]}"
exec 4>&-
