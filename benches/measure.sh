# Sourced by the scripts beside it: builds, temporary folders, a server, medians. No measurement is made here.
# shellcheck shell=bash
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

need() {
  for tool in "$@"; do
    if ! command -v "$tool" >/dev/null 2>&1; then
      echo "$0 needs $tool; install it and run again" >&2
      exit 1
    fi
  done
}

# Release builds of the program and of the maker of long tables: $sellout, $samples.
build() {
  cargo build --quiet --release -p sellout -p sellout-samples
  sellout="$PWD/target/release/sellout"
  samples="$PWD/target/release/sellout-samples"
}

# A folder of this run's own in $work; it goes with the run, and so does a server that still runs.
make_work_folder() {
  work="$(mktemp -d "${TMPDIR:-/tmp}/sellout-bench.XXXXXX")"
  trap 'stop_server; rm -rf "$work"' EXIT
}

# Milliseconds since the epoch, with three decimals.
now_ms() { awk -v us="${EPOCHREALTIME/[.,]/}" 'BEGIN { printf "%.3f", us / 1000 }'; }
since_ms() { awk -v a="$1" -v b="$(now_ms)" 'BEGIN { printf "%.1f", b - a }'; }

# The median of numbers, one a line on stdin.
median() { sort -g | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }
largest() { sort -g | tail -1; }

# timed NAME COMMAND...: appends wall seconds, CPU seconds and peak MiB to $work/NAME, its output is in $work/NAME.out.
timed() {
  local name="$1" code=0
  shift
  /usr/bin/time -q -o "$work/time" -f '%e %U %S %M' "$@" >"$work/$name.out" 2>&1 || code=$?
  awk '{ printf "%.2f %.2f %.1f\n", $1, $2 + $3, $4 / 1024 }' "$work/time" >>"$work/$name"
  return "$code"
}

# timed_import NAME COMMAND...: the same of a `sellout import`.
timed_import() {
  local code=0
  timed "$@" || code=$?
  # 2 is "loaded, with some row errors", which is what the files are made for.
  if [ "$code" -ne 2 ] && [ "$code" -ne 0 ]; then
    cat "$work/$1.out" >&2
    echo "sellout import ended with $code" >&2
    exit 1
  fi
}

# import_afresh NAME FILE: the same of importing the file into a new database, on SQLite, or on PostgreSQL where
# BENCH_POSTGRES_URL is set, whose schema public is dropped.
import_afresh() {
  local settings=(SELLOUT_DATA="$work/data" SELLOUT_LOG=warn SELLOUT_MAX_UPLOAD_BYTES=4GiB)
  rm -rf "$work/data"
  if [ -n "${BENCH_POSTGRES_URL:-}" ]; then
    psql "$BENCH_POSTGRES_URL" -qX -c 'DROP SCHEMA public CASCADE' -c 'CREATE SCHEMA public' -c CHECKPOINT 2>/dev/null
    settings+=(DATABASE_URL="$BENCH_POSTGRES_URL" SELLOUT_SECRET_KEY="$(printf '%064d' 1)"
      SELLOUT_ADMIN_EMAIL=bench@example.com SELLOUT_ADMIN_PASSWORD=correct-horse-battery-staple)
  fi
  local clean=(env -u DATABASE_URL -u REDIS_URL -u STORAGE_URL -u SMTP_URL "${settings[@]}")
  "${clean[@]}" "$sellout" migrate >"$work/migrate.out"
  timed_import "$1" "${clean[@]}" "$sellout" import --json "$2"
}

# column NAME N: the median of a column of what was timed under the name.
column() { awk -v n="$2" '{ print $n }' "$work/$1" | median; }

# print_medians NAME...: the medians of what was timed under each name.
print_medians() {
  printf '%-20s %10s %10s %12s\n' '' 'wall s' 'CPU s' 'peak MiB'
  for name in "$@"; do
    printf '%-20s %10s %10s %12s\n' "$name" "$(column "$name" 1)" "$(column "$name" 2)" "$(column "$name" 3)"
  done
}

# print_timed A B GOAL: the medians of both, and how much longer A took.
print_timed() {
  print_medians "$1" "$2"
  awk -v a="$(column "$1" 1)" -v b="$(column "$2" 1)" -v goal="$3" 'BEGIN { printf "wall ratio %.2f (goal: %s)\n", a / b, goal }'
}

free_port() {
  local port
  while :; do
    port=$((20000 + RANDOM % 20000))
    if ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
      echo "$port"
      return
    fi
  done
}

# start_server DATA: `sellout serve` on a free loopback port, in the background: $server_pid, $port.
start_server() { start_server_with SELLOUT_DATA="$1"; }

# start_server_with VARIABLE=VALUE...: the same with these settings.
start_server_with() {
  port="$(free_port)"
  env -u DATABASE_URL -u REDIS_URL -u STORAGE_URL -u SMTP_URL \
    SELLOUT_DATA="$work/data" SELLOUT_LISTEN="127.0.0.1:$port" SELLOUT_LOG=warn "$@" \
    SELLOUT_ADMIN_EMAIL=bench@example.com SELLOUT_ADMIN_PASSWORD=correct-horse-battery-staple \
    "$sellout" serve >"$work/serve.log" 2>&1 &
  server_pid=$!
}

# Whether /readyz says 200. Spoken by the shell itself: starting curl takes as long as what is measured.
is_ready() {
  local status=""
  { exec 3<>"/dev/tcp/127.0.0.1/$port"; } 2>/dev/null || return 1
  printf 'GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' >&3
  read -r status <&3 || true
  exec 3>&-
  [[ "$status" == *" 200 "* ]]
}

wait_until_ready() {
  until is_ready; do
    if ! kill -0 "$server_pid" 2>/dev/null; then
      cat "$work/serve.log" >&2
      echo "sellout serve ended before it was ready" >&2
      exit 1
    fi
    sleep 0.002
  done
}

# The running server's API in $api, and a token for it in $token.
sign_in() {
  api="http://127.0.0.1:$port/api/v1"
  token="$(curl -sS --fail-with-body -H 'Content-Type: application/json' \
    -d '{"email":"bench@example.com","password":"correct-horse-battery-staple"}' "$api/auth/login" |
    sed -E 's/.*"access_token" *: *"([^"]+)".*/\1/')"
}

stop_server() {
  if [ -n "${server_pid:-}" ]; then
    kill -TERM "$server_pid" 2>/dev/null || true
    wait "$server_pid" 2>/dev/null || true
    server_pid=""
  fi
}
