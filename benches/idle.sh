#!/usr/bin/env bash
# Memory of a server that has nothing to do: benches/idle.sh [SECONDS]
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
seconds="${1:-20}"
build
make_work_folder

start_server "$work/data"
wait_until_ready
# It looks for work every second: memory is read after it has done so for a while.
sleep "$seconds"
memory() { awk -v key="$1:" '$1 == key { printf "%.1f", $2 / 1024 }' "/proc/$server_pid/status"; }
cpu_ticks="$(awk '{ print $14 + $15 }' "/proc/$server_pid/stat")"
echo "idle serve after ${seconds} s: $(memory VmRSS) MiB resident, $(memory VmHWM) MiB at most (goal: under 60 MB)," \
  "$(awk -v t="$cpu_ticks" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.2f", t / hz }') s of CPU since its start"
