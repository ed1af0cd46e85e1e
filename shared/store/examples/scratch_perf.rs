//! scratch
use std::time::Instant;
use sea_orm::{ConnectionTrait, DbBackend};
use sellout_model::*;
use sellout_store::figures::*;
use sellout_store::*;
#[tokio::main]
async fn main() {
    let url = std::env::args().nth(1).unwrap();
    let db = Db::connect(&DbOptions::new(url)).await.unwrap();
    migrate(&db).await.unwrap();
    let orgs = organisations::all(db.read()).await.unwrap();
    let now = chrono::DateTime::from_timestamp(1_767_225_600, 0).unwrap();
    let org = match orgs.first() {
        Some(o) => o.org(),
        None => {
            let new = organisations::NewOrganisation { name: "x", currency: Currency::EUR, timezone: "UTC" };
            let org = organisations::create(db.write(), &new, now).await.unwrap().org();
            organisations::raise_data_version(db.write(), org, "x", None, now).await.unwrap();
            fill(&db).await;
            org
        }
    };
    let scopes = [("month", Scope::of("2025-03".parse().unwrap())), ("mid-month range", Scope::of("2025-03-10..2025-04-20".parse().unwrap())), ("year", Scope::of("2025-01..2025-12".parse().unwrap())), ("all", Scope::default())];
    for (name, scope) in scopes {
        let t = Instant::now();
        let s = counted(db.read(), org, &scope).await.unwrap();
        println!("{name}: counted {:?} rows {}", t.elapsed(), s.rows);
        let t = Instant::now(); summary(db.read(), org, &scope).await.unwrap(); println!("  summary {:?}", t.elapsed());
        for b in [Bucket::Day, Bucket::Week, Bucket::Month] { let t = Instant::now(); series(db.read(), org, &scope, b).await.unwrap(); println!("  series {b:?} {:?}", t.elapsed()); }
        for s in [Subject::Product, Subject::Vendor, Subject::Store, Subject::Country] { let t = Instant::now(); top(db.read(), org, &scope, s, Metric::Amount, 20).await.unwrap(); println!("  top {s:?} {:?}", t.elapsed()); }
        for p in [1, 100] { let t = Instant::now(); sales(db.read(), org, &scope, Page { page: p, per_page: 50 }).await.unwrap(); println!("  sales page {p} {:?}", t.elapsed()); }
        let t = Instant::now(); let scope2 = scope.fixed(db.read(), org).await.unwrap(); let mut c = None; let mut n = 0; let mut pages = 0;
        loop { let p = transactions(db.read(), org, &scope2, c, 2000).await.unwrap(); n += p.sales.len(); pages += 1; c = p.next; if c.is_none() || pages == 100 { break; } }
        println!("  transactions {n} in {pages} pages {:?}", t.elapsed());
        let mut one = scope.clone(); one.product = Some(ProductFilter::Text("code:p7".into()));
        let t = Instant::now(); let s = counted(db.read(), org, &one).await.unwrap(); println!("  one product {:?} rows {}", t.elapsed(), s.rows);
    }
    let t = Instant::now(); let u = unmatched(db.read(), org, Page::first(20)).await.unwrap(); println!("unmatched {:?} {}", t.elapsed(), u.total);
}
async fn fill(db: &Db) {
    let pg = db.backend() == DbBackend::Postgres;
    let tx = db.begin().await.unwrap();
    let series = |n: i64| if pg { format!("(SELECT generate_series(0, {}) AS n)", n - 1) } else { format!("(WITH RECURSIVE g(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM g WHERE n < {}) SELECT n FROM g)", n - 1) };
    let id = if pg { "gen_random_uuid()" } else { "randomblob(16)" };
    let run = async |sql: String| { tx.execute_unprepared(&sql).await.unwrap_or_else(|e| panic!("{sql}: {e}")); };
    run(format!("INSERT INTO uploads (id, org_id, number, filename, size_bytes, sha256, storage_key, status, created_at) SELECT {id}, o.id, 1, 'f', 1, 'x', 'k', 'completed', o.created_at FROM organisations o")).await;
    run("INSERT INTO loads (id, org_id, upload_id, state, created_at) SELECT id, org_id, id, 'finished', created_at FROM uploads".to_owned()).await;
    let s5000 = series(5000);
    run(format!("INSERT INTO product_keys (org_id, vendor, key, text, created_at) SELECT o.id, 'v', 'code:p' || g.n, 'p' || g.n, o.created_at FROM organisations o, {s5000} g")).await;
    // 36 months x 200 stores, and 365 days x 20 stores
    let (m, st) = (series(36), series(200));
    let day = |n: &str| if pg { format!("(DATE '2023-01-01' + ({n})::int)") } else { format!("date('2023-01-01', '+' || ({n}) || ' days')") };
    let month = |n: &str, last: bool| if pg { if last { format!("(DATE '2023-01-01' + (({n} + 1) || ' months')::interval - interval '1 day')::date") } else { format!("(DATE '2023-01-01' + (({n}) || ' months')::interval)::date") } } else if last { format!("date('2023-01-01', '+' || ({n} + 1) || ' months', '-1 day')") } else { format!("date('2023-01-01', '+' || ({n}) || ' months')") };
    let cols = "org_id, load_id, upload_id, number, vendor, store, channel, kind, place, place_from, place_to, state, rows, units, amount, net, gross";
    run(format!("INSERT INTO statements ({cols}) SELECT l.org_id, l.id, l.upload_id, 1, 'v' || (s.n % 10), 's' || s.n, 'offline', 'period', 'm' || m.n || '-' || s.n, {}, {}, 'live', 150, 1500000, 1500000, 0, 0 FROM loads l, {m} m, {st} s", month("m.n", false), month("m.n", true))).await;
    let (d, st) = (series(1095), series(20));
    run(format!("INSERT INTO statements ({cols}) SELECT l.org_id, l.id, l.upload_id, 1, 'd' || (s.n % 3), 't' || s.n, 'offline', 'period', 'd' || d.n || '-' || s.n, {0}, {0}, 'live', 30, 300000, 300000, 0, 0 FROM loads l, {d} d, {st} s", day("d.n"))).await;
    let o = series(400_000);
    run(format!("INSERT INTO statements ({cols}) SELECT l.org_id, l.id, l.upload_id, 1, 'shop', '*', 'online', 'order', 'order:' || o.n, {0}, {0}, 'live', 2, 20000, 20000, 0, 0 FROM loads l, {o} o", day("o.n % 1095"))).await;
    run("INSERT INTO statement_history (org_id, statement_id, from_version, rows, units, amount) SELECT org_id, id, 1, rows, units, amount FROM statements".to_owned()).await;
    let r = series(150);
    let rcols = "statement_id, row_no, key_id, sold_on, quantity, original_amount, currency, amount, row_hash, sheet, source_row";
    run(format!("INSERT INTO sellout_entries ({rcols}) SELECT s.id, r.n, 1 + (s.id * 31 + r.n * 17) % 5000, NULL, 10000, 10000, 'EUR', 10000, r.n, 0, r.n FROM statements s CROSS JOIN {r} r WHERE s.kind = 'period' AND r.n < s.rows")).await;
    let r = series(2);
    run(format!("INSERT INTO ecommerce_orders ({rcols}, order_id, country) SELECT s.id, r.n, 1 + (s.id * 31 + r.n * 17) % 5000, s.place_to, 10000, 10000, 'EUR', 10000, r.n, 0, r.n, s.place, CASE WHEN s.id % 3 = 0 THEN 'DE' ELSE 'FR' END FROM statements s CROSS JOIN {r} r WHERE s.kind = 'order'")).await;
    tx.commit().await.unwrap();
    if pg { db.write().execute_unprepared("ANALYZE").await.unwrap(); }
}
