//! An append whose rows count beside those of an earlier upload in the same place.

use sea_orm::{ConnectionTrait, DbErr};
use sellout_model::{LoadId, OrgId};

use super::{Warning, counted, replay_number, warning};
use crate::rule;
use crate::sql;

pub(super) const CODE: &str = "added_to_figures";

/// The warning, if the load added rows to figures that were there.
pub(super) async fn find(tx: &impl ConnectionTrait, org: OrgId, load: LoadId) -> Result<Option<Warning>, DbErr> {
    let text = format!(
        "SELECT {}, COUNT(*) OVER () AS places \
         FROM statements s JOIN uploads u ON u.id = s.upload_id \
         JOIN statement_history h ON h.statement_id = s.id AND h.to_version IS NULL \
         WHERE s.load_id = $1 AND s.state = 'live' AND h.rows > 0 AND EXISTS (SELECT 1 FROM statements o \
         JOIN uploads p ON p.id = o.upload_id JOIN statement_history i ON i.statement_id = o.id AND i.to_version IS NULL \
         WHERE o.org_id = $2 AND o.vendor = s.vendor AND o.place = s.place AND o.state = 'live' \
         AND o.upload_id <> s.upload_id AND i.rows > 0 AND {} < {}) ORDER BY s.number LIMIT 1",
        rule::PLACE,
        replay_number("p"),
        replay_number("u"),
    );
    let Some(row) = sql::row(tx, &text, [load.0.into(), org.0.into()]).await? else { return Ok(None) };
    let (places, example) = (row.try_get::<i64>("", "places")?, rule::place(&row)?);
    let of = if places == 1 {
        format!("1 place: {example}")
    } else {
        counted(places, "place") + &format!(", such as {example}")
    };
    let message = format!(
        "rows of this file were added to figures that an earlier upload reports for {of}; if the file is to correct them, undo this upload and send it with mode replace"
    );
    Ok(Some(warning(CODE, message)))
}
