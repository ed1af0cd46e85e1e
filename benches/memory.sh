#!/usr/bin/env bash
# Peak memory of `sellout import` into a fresh database for CSV files from 10 MB to 2 GB, as a table and as a plot:
# benches/memory.sh [SVG] [MEGABYTES...]
# On SQLite; on PostgreSQL where BENCH_POSTGRES_URL (a database of its own, whose schema public is dropped) is set.
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
need awk /usr/bin/time
svg="$(realpath -m "${1:-docs/memory.svg}")"
shift || true
sizes=("$@")
[ ${#sizes[@]} -gt 0 ] || sizes=(10 50 100 250 500 1000 2000)
build
make_work_folder

# Bytes a row, of a file long enough to tell.
"$samples" rows 100000 "$work/rows.csv"
a_row="$(($(stat -c %s "$work/rows.csv") / 100000))"
for size in "${sizes[@]}"; do
  "$samples" rows "$((size * 1000000 / a_row))" "$work/rows.csv"
  import_afresh imports "$work/rows.csv"
  tail -1 "$work/imports" | awk -v size="$size" '{ print size, $3, $1 }' | tee -a "$work/points" |
    awk '{ printf "%5d MB of CSV: %6.1f MiB at most, %.1f s\n", $1, $2, $3 }'
done

# A plot on a logarithmic axis of sizes.
awk '
  function x(size) { return 70 + (log(size) - log(least)) / (log(most) - log(least)) * 500 }
  function y(mib) { return 220 - mib / top * 180 }
  { size[NR] = $1; mib[NR] = $2; if ($2 > peak) peak = $2 }
  END {
    least = size[1]; most = size[NR]; top = (int(peak / 50) + 1) * 50
    print "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 600 270\" role=\"img\" font-family=\"sans-serif\" font-size=\"12\">"
    print "<title>Peak memory of an import by the size of its CSV file</title>"
    print "<rect width=\"600\" height=\"270\" fill=\"#fff\"/>"
    for (mark = 0; mark <= top; mark += top / 5) {
      printf "<path d=\"M70 %.1fH570\" stroke=\"#ddd\"/><text x=\"62\" y=\"%.1f\" text-anchor=\"end\">%d</text>\n", y(mark), y(mark) + 4, mark
    }
    line = ""
    for (i = 1; i <= NR; i++) {
      line = line (i > 1 ? " " : "") sprintf("%.1f,%.1f", x(size[i]), y(mib[i]))
      printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"#1b6ca8\"><title>%s MB: %.1f MiB</title></circle>\n", x(size[i]), y(mib[i]), size[i], mib[i]
      printf "<text x=\"%.1f\" y=\"238\" text-anchor=\"middle\">%s</text>\n", x(size[i]), size[i]
    }
    printf "<polyline points=\"%s\" fill=\"none\" stroke=\"#1b6ca8\" stroke-width=\"2\"/>\n", line
    print "<text x=\"70\" y=\"24\">Peak memory, MiB</text><text x=\"320\" y=\"260\" text-anchor=\"middle\">CSV file, MB</text>"
    print "</svg>"
  }' "$work/points" >"$svg"
echo "plotted in $svg"
