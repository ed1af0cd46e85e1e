//! The mapping that a known format makes of a changed file: all columns filled but the ones that are asked about.

use super::Drift;
use super::roles::Roles;
use crate::format::Format;
use crate::profile::header::Header;
use crate::suggest::{Proposal, ProposedColumn};

/// Every column of the header as the format has it.
pub(super) fn of(format: &Format, sheet: String, header: &Header, drift: &Drift) -> Proposal {
    let roles = Roles::of(format);
    let mut columns: Vec<ProposedColumn> = Vec::new();
    for (title, key) in header.titles().iter().zip(&header.keys) {
        if title.is_empty() || columns.iter().any(|column| column.header == *title) {
            continue;
        }
        let changed = drift.healed.iter().chain(&drift.asked).find(|taken| taken.header == *title);
        let role = roles.all.iter().find(|role| role.is_called(key));
        let (field, confidence, reason) = match (changed, role) {
            (Some(taken), _) => (taken.field, taken.confidence, taken.reason.clone()),
            (None, Some(role)) => (role.field, 1.0, format!("a column of {}", format.title)),
            (None, None) => (None, 0.0, format!("no column that {} reads", format.title)),
        };
        columns.push(ProposedColumn { header: title.clone(), field, confidence, reason });
    }
    for taken in drift.healed.iter().chain(&drift.asked) {
        if columns.iter().all(|column| column.header != taken.header) {
            let (header, reason) = (taken.header.clone(), taken.reason.clone());
            columns.push(ProposedColumn { header, field: taken.field, confidence: taken.confidence, reason });
        }
    }
    Proposal { sheet, header_row: header.row, columns, ..Proposal::default() }
}
