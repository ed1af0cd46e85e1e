//! Uploads that correct others: the workbook of row errors come back, or the whole file sent once more as a correction.
//! How such an upload stands in for the one it corrects is decided where loads are finished.

use std::collections::HashMap;

use chrono::NaiveDate;
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{LoadId, OrgId, UploadId};
use uuid::Uuid;

use crate::sql;

/// Hangs an upload on the one that it corrects (of a chain, on the first), and gives it whatever its sender answered for
/// that one and did not say now. `false` if the organisation has no such file.
pub async fn hang_on(conn: &impl ConnectionTrait, org: OrgId, id: UploadId, on: UploadId) -> Result<bool, DbErr> {
    let of = |column: &str| format!("(SELECT c.{column} FROM uploads c WHERE c.id = $3)");
    let kept = [
        "vendor_given",
        "period_given",
        "mode_given",
        "format_given",
        "format",
        "format_version",
        "confidence",
        "answers",
    ];
    let kept: Vec<String> = kept.iter().map(|name| format!("{name} = COALESCE({name}, {})", of(name))).collect();
    let text = format!(
        "UPDATE uploads SET corrects = COALESCE({}, $3), {} WHERE id = $1 AND org_id = $2 AND id <> $3 \
         AND EXISTS (SELECT 1 FROM uploads c WHERE c.id = $3 AND c.org_id = $2 AND c.packed IS NULL)",
        of("corrects"),
        kept.join(", ")
    );
    Ok(sql::execute(conn, &text, [id.0.into(), org.0.into(), on.0.into()]).await?.rows_affected() == 1)
}

/// The first and the last day of which statements speak.
pub type Days = (NaiveDate, NaiveDate);

/// The days that a load speaks of, and those of the loads that it is to stand in for: none where one says nothing.
pub async fn days_of_both(
    conn: &impl ConnectionTrait,
    org: OrgId,
    load: LoadId,
    corrects: UploadId,
) -> Result<Option<(Days, Days)>, DbErr> {
    let text =
        "SELECT MIN(place_from) AS first, MAX(place_to) AS last FROM statements WHERE org_id = $1 AND load_id = $2";
    let now = days(conn, text, [org.0.into(), load.0.into()]).await?;
    let text = "SELECT MIN(s.place_from) AS first, MAX(s.place_to) AS last FROM statements s \
        JOIN uploads u ON u.id = s.upload_id WHERE s.org_id = $1 AND (u.id = $2 OR u.corrects = $2) AND s.load_id <> $3";
    let before = days(conn, text, [org.0.into(), corrects.0.into(), load.0.into()]).await?;
    Ok(now.zip(before))
}

async fn days<const N: usize>(
    conn: &impl ConnectionTrait,
    text: &str,
    bound: [sea_orm::Value; N],
) -> Result<Option<Days>, DbErr> {
    let Some(row) = sql::row(conn, text, bound).await? else { return Ok(None) };
    let first: Option<NaiveDate> = row.try_get("", "first")?;
    Ok(first.zip(row.try_get("", "last")?))
}

/// For each of these uploads that was corrected, the newest upload that stands in for it.
pub async fn newest_of(
    conn: &impl ConnectionTrait,
    org: OrgId,
    uploads: &[UploadId],
) -> Result<HashMap<UploadId, UploadId>, DbErr> {
    let mut found = HashMap::new();
    for some in uploads.chunks(sql::IDS_A_STATEMENT) {
        let text = format!(
            "SELECT corrects, id FROM uploads WHERE org_id = $1 AND corrects IN ({}) \
             AND status IN ('completed', 'completed_with_errors') ORDER BY number",
            sql::placeholders(2, some.len())
        );
        let bound = std::iter::once(org.0.into()).chain(some.iter().map(|id| id.0.into()));
        for row in sql::rows(conn, &text, bound).await? {
            let id = |name: &str| row.try_get::<Uuid>("", name).map(UploadId);
            found.insert(id("corrects")?, id("id")?);
        }
    }
    Ok(found)
}

/// The upload that stands in for this one now: the newest later correction of the same file that has loaded.
pub(crate) async fn standing_in_for(
    tx: &impl ConnectionTrait,
    org: OrgId,
    upload: UploadId,
) -> Result<Option<UploadId>, DbErr> {
    let text = "SELECT c.id FROM uploads u JOIN uploads c ON c.org_id = u.org_id \
        AND c.corrects = COALESCE(u.corrects, u.id) AND c.number > u.number \
        AND c.status IN ('completed', 'completed_with_errors') WHERE u.org_id = $1 AND u.id = $2 \
        ORDER BY c.number DESC LIMIT 1";
    let row = sql::row(tx, text, [org.0.into(), upload.0.into()]).await?;
    row.map(|row| row.try_get("", "id").map(UploadId)).transpose()
}
