//! The uploads whose amounts are converted by a month's rate.

use chrono::{Months, NaiveDate};
use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{Currency, OrgId, UploadId};

use super::month_of;
use crate::stored::from_json;
use crate::{organisations, sql};

/// An upload by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedUpload {
    /// The upload.
    pub id: UploadId,
    /// As its sender called it.
    pub filename: String,
}

/// The uploads that have amounts in one of these currencies and days in its month, newest first. A rate of the
/// organisation's own currency touches every foreign amount of its month.
pub async fn touched(
    conn: &impl ConnectionTrait,
    org: OrgId,
    changed: &[(Currency, NaiveDate)],
) -> Result<Vec<NamedUpload>, DbErr> {
    let months = changed.iter().map(|(_, month)| month_of(*month));
    let (Some(first), Some(last)) = (months.clone().min(), months.max()) else { return Ok(Vec::new()) };
    let organisation = organisations::get(conn, org).await?;
    let organisation = organisation.ok_or_else(|| DbErr::RecordNotFound(format!("organisation {org}")))?;
    let own = organisation.currency()?;
    let text = "SELECT u.id, u.filename, u.period_from, u.period_to, l.currencies FROM uploads u \
        JOIN loads l ON l.upload_id = u.id AND l.state = 'finished' \
        WHERE u.org_id = $1 AND u.status IN ('completed', 'completed_with_errors', 'needs_mode') \
        AND u.period_to >= $2 AND u.period_from < $3 ORDER BY u.number DESC, l.created_at DESC";
    let bound = [org.0.into(), first.into(), (last + Months::new(1)).into()];
    let mut found: Vec<NamedUpload> = Vec::new();
    for row in sql::rows(conn, text, bound).await? {
        let id = UploadId(row.try_get("", "id")?);
        let sums: Vec<(String, i64)> = from_json("loads.currencies", &row.try_get::<String>("", "currencies")?)?;
        let (from, to): (NaiveDate, NaiveDate) = (row.try_get("", "period_from")?, row.try_get("", "period_to")?);
        let foreign = |code: &str| sums.iter().any(|(other, _)| other == code) && code != own.code();
        let converts = |currency: Currency| {
            foreign(currency.code()) || (currency == own && sums.iter().any(|(other, _)| other != own.code()))
        };
        let in_month = |month: NaiveDate| from < month + Months::new(1) && month <= to;
        let is_touched = changed.iter().any(|(currency, month)| in_month(month_of(*month)) && converts(*currency));
        if is_touched && found.last().is_none_or(|before| before.id != id) {
            found.push(NamedUpload { id, filename: row.try_get("", "filename")? });
        }
    }
    Ok(found)
}
