#!/usr/bin/env bash
# Reading the cells of a long UTF-8 CSV and the two passes over it, each beside a bare loop over the csv crate's ByteRecords:
# benches/csv_passes.sh [ROWS] [RUNS]
# shellcheck source=benches/measure.sh
. "$(dirname "${BASH_SOURCE[0]}")/measure.sh"
make_work_folder
cargo build --quiet --release -p sellout-samples
cargo build --quiet --release -p sellout-ingest --example csv_passes
target/release/sellout-samples rows "${1:-1000000}" "$work/rows.csv"
target/release/examples/csv_passes "$work/rows.csv" "${2:-7}"
