#!/usr/bin/env bash
# From starting `sellout serve` on an existing database to /readyz: benches/start.sh [RUNS]
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
runs="${1:-15}"
build
make_work_folder

# The first start makes the database; it is not what is measured.
start_server "$work/data"
wait_until_ready
stop_server

for _ in $(seq "$runs"); do
  begun="$(now_ms)"
  start_server "$work/data"
  wait_until_ready
  since_ms "$begun" >>"$work/times"
  echo >>"$work/times"
  stop_server
done
echo "start to ready on an existing database, $runs runs: median $(median <"$work/times") ms, slowest $(largest <"$work/times") ms (goal: under 300 ms)"
