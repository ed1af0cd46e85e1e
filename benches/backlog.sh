#!/usr/bin/env bash
# Does the ledger stay quick when it is full? `jobs bench` on an empty ledger and on one with 50,000 jobs waiting in another
# queue and 1,000,000 finished ones: benches/backlog.sh [JOBS] [RUNS]
#
# Needs BENCH_POSTGRES_URL (a database of its own, which it fills and empties) and BENCH_REDIS_URL. Prints how PostgreSQL carried
# out each statement that a worker sent to the full ledger, as its auto_explain tells (for a superuser): none may read
# the whole table.
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
need psql awk
jobs="${1:-5000}"
runs="${2:-5}"
: "${BENCH_POSTGRES_URL:?a database of its own}" "${BENCH_REDIS_URL:?}"
build
make_work_folder
key="$(printf 'b%.0s' $(seq 64))"
run() {
  env DATABASE_URL="$BENCH_POSTGRES_URL" REDIS_URL="$BENCH_REDIS_URL" SELLOUT_QUEUE_PREFIX=bench SELLOUT_SECRET_KEY="$key" \
    SELLOUT_DATA="$work/data" SELLOUT_LOG=error "$sellout" "$@"
}
sql() { psql -qtA -v ON_ERROR_STOP=1 "$BENCH_POSTGRES_URL" "$@"; }
field() { sed -E "s/.*\"$1\":([0-9.]+).*/\1/"; }
measure() {
  rm -f "$work"/answers
  for _ in $(seq "$runs"); do
    run jobs bench --jobs "$jobs" --concurrency 16 --json >>"$work/answers"
  done
  printf '%-14s %9.0f jobs/s, start p50 %.2f ms, p99 %.2f ms\n' "$1" "$(field drained_per_s <"$work/answers" | median)" \
    "$(field start_p50_ms <"$work/answers" | median)" "$(field start_p99_ms <"$work/answers" | median)"
}

run migrate >/dev/null
sql -c 'DELETE FROM jobs'
sql -c 'VACUUM ANALYZE jobs'
measure 'empty ledger'
sql <<'SQL'
INSERT INTO jobs (id, kind, queue, payload, state, priority, run_at, max_attempts, created_at, finished_at)
SELECT gen_random_uuid(), 'send-mail', 'email', '{}', 'succeeded', 1, at, 5, at, at
FROM (SELECT (extract(epoch FROM now()) * 1000000)::bigint - n::bigint * 300000 AS at FROM generate_series(1, 1000000) n) AS t;
INSERT INTO jobs (id, kind, queue, payload, state, priority, run_at, max_attempts, created_at)
SELECT gen_random_uuid(), 'send-mail', 'email', '{}', 'queued', n % 4, at, 5, at
FROM (SELECT n, (extract(epoch FROM now()) * 1000000)::bigint - n AS at FROM generate_series(1, 50000) n) AS t;
ANALYZE jobs;
SQL
measure 'full ledger'

explain() { sql -c "ALTER DATABASE $(sql -c 'SELECT current_database()') $1"; }
explain "SET session_preload_libraries = 'auto_explain'"
for set in log_min_duration=0 log_analyze=on log_timing=off log_nested_statements=on "log_level='notice'"; do
  explain "SET auto_explain.$set"
done
env DATABASE_URL="$BENCH_POSTGRES_URL" REDIS_URL="$BENCH_REDIS_URL" SELLOUT_QUEUE_PREFIX=bench SELLOUT_SECRET_KEY="$key" \
  SELLOUT_DATA="$work/data" SELLOUT_LOG=sqlx::postgres::notice=info "$sellout" jobs bench --jobs 2000 2>"$work/plans" >/dev/null
explain 'RESET ALL'
# The last plan of each statement on the jobs; filling and emptying the bench's own queue is not the worker's.
awk '
  function keep() { if (query ~ / jobs/ && query !~ /^(INSERT|DELETE)/) plans[substr(query, 1, 70)] = plan }
  / plan:$/ { keep(); query = ""; plan = ""; next }
  /^Query Text:/ { query = substr($0, 13); next }
  { plan = plan $0 "\n" }
  END { keep(); for (q in plans) printf "\n%s ...\n%s", q, plans[q] }
' "$work/plans" | tee "$work/kept"
grep -q 'Index' "$work/kept" || { echo 'no plans were told: is the role a superuser?' >&2; exit 1; }
if grep -q 'Seq Scan on jobs' "$work/kept"; then echo 'a statement reads the whole table' >&2; exit 1; fi
sql -c 'DELETE FROM jobs'
sql -c 'VACUUM jobs'
