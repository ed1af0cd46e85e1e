# The checks and chores of the house; CI runs these same recipes (see .ci/run).

# What there is to run.
default:
    @just --list

# All checks, in the order of CI.
check: fmt clippy doc deny doctest test

# Is everything formatted?
fmt:
    cargo fmt --all --check

# Lints, with every warning an error.
clippy:
    cargo clippy --workspace --all-targets --locked -- -D warnings

# Do the docs build without a warning?
doc:
    RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --locked

# Licences, banned crates and where crates come from.
deny:
    cargo deny check --hide-inclusion-graph bans licenses sources

# Known security advisories; needs to download their database.
advisories:
    cargo deny check advisories

# The examples in the docs, which nextest does not run.
doctest:
    cargo test --doc --workspace --locked

# The README's test command. SQLite alone where PostgreSQL or Redis cannot be reached. Tests of services wait more than they
# work, so one more than there are cores runs at a time.
test *ARGS:
    cargo nextest run --workspace --test-threads $(($(getconf _NPROCESSORS_ONLN) + 1)) {{ARGS}}

# The chaos test in its long form, hours of it. `just chaos CHAOS_SEED=7` plays one seed.
chaos *SETTINGS:
    env CHAOS_LONG=1 TEST_REQUIRE_SERVICES=1 {{SETTINGS}} cargo test --test chaos --locked -- --nocapture

# Write the sample files anew, with the totals they must load to.
samples:
    cargo run -p sellout-samples -- --out samples

# The main job, seen whole, in a throw-away folder.
demo:
    cargo run --release -- demo

# All measurements of docs/benchmarks.md, one after the other.
bench: bench-import bench-start bench-idle bench-upload bench-jobs bench-passes bench-xlsx bench-memory bench-two-uploads bench-many-statements

# 200,000 rows into SQLite, against `sqlite3 .import` of the same rows.
bench-import:
    benches/import_sqlite.sh

# From starting the server to ready.
bench-start:
    benches/start.sh

# Memory of a server that has nothing to do.
bench-idle:
    benches/idle.sh

# From posting 1,000 rows to the mail on disk.
bench-upload:
    benches/upload_latency.sh

# The two passes over a long CSV, beside a bare loop over its records.
bench-passes:
    benches/csv_passes.sh

# A long workbook, read, parsed and imported.
bench-xlsx:
    benches/xlsx.sh

# Peak memory of imports from 10 MB to 2 GB of CSV.
bench-memory:
    benches/memory.sh

# A short file sent while a long one loads.
bench-two-uploads:
    benches/two_uploads.sh

# A long file that names very many stores and months, beside one that names few.
bench-many-statements:
    benches/many_statements.sh

# 1,000,000 rows into PostgreSQL, against `\\copy`; needs BENCH_POSTGRES_URL, a database of its own.
bench-import-postgres:
    benches/import_postgres.sh

# No-op jobs drained, and how soon one starts; PostgreSQL and Redis where BENCH_POSTGRES_URL and BENCH_REDIS_URL are set.
bench-jobs:
    benches/jobs.sh

# The same on an empty and on a full ledger; needs BENCH_POSTGRES_URL, a database of its own, and BENCH_REDIS_URL.
bench-backlog:
    benches/backlog.sh
