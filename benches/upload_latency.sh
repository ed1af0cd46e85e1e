#!/usr/bin/env bash
# From posting a file of 1,000 rows to the mail on disk, on an idle server: benches/upload_latency.sh [RUNS]
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
need curl awk
runs="${1:-15}"
build
make_work_folder

# One store of one reseller: about as many rows a month as a real one sends.
"$samples" rows 80000 "$work/rows.csv"
awk -F, 'NR == 1 || ($5 == "Reseller 01" && $6 == "Store 1" && n++ < 1000)' "$work/rows.csv" >"$work/thousand.csv"
[ "$(wc -l <"$work/thousand.csv")" -eq 1001 ]

start_server "$work/data"
wait_until_ready
sign_in

# The folder is made with the first mail.
mails() { { find "$work/data/outbox" -name '*.eml' 2>/dev/null || true; } | wc -l; }

# upload NAME: posts the file as another reseller's, so that every run loads all of its rows.
upload() {
  local before begun
  sed "s/Reseller 01/Reseller $1/" "$work/thousand.csv" >"$work/$1.csv"
  before="$(mails)"
  begun="$(now_ms)"
  curl -sS --fail-with-body -o "$work/answer" -H "Authorization: Bearer $token" -F "file=@$work/$1.csv" "$api/uploads"
  accepted="$(since_ms "$begun")"
  until [ "$(mails)" -gt "$before" ]; do
    if awk -v ms="$(since_ms "$begun")" 'BEGIN { exit !(ms > 30000) }'; then
      cat "$work/answer" "$work/serve.log" >&2
      echo "no mail 30 s after the upload" >&2
      exit 1
    fi
    sleep 0.005
  done
  mailed="$(since_ms "$begun")"
}

upload warm-up
for run in $(seq "$runs"); do
  # The mail of the run before is out; let its worker come to rest.
  sleep 0.5
  upload "run-$run"
  echo "$accepted" >>"$work/accepted"
  echo "$mailed" >>"$work/mailed"
done
status_url="$(sed -E 's/.*"status_url" *: *"([^"]+)".*/\1/' "$work/answer")"
echo "last upload: $(curl -sS -H "Authorization: Bearer $token" "http://127.0.0.1:$port${status_url#http://*:"$port"}")"
echo "1,000 rows by the API, $runs runs: accepted after $(median <"$work/accepted") ms," \
  "loaded and mailed after $(median <"$work/mailed") ms (median), $(largest <"$work/mailed") ms (slowest; goal: under 1 s)"
