//! Statements of one upload that merges of vendors and stores have brought to one place: they are the parts of what the
//! upload says there, and are judged as one.

use std::collections::HashMap;

use foldhash::fast::RandomState;
use sellout_model::rule::{RowOf, Statement, Verdict};
use sellout_model::{Place, UploadId};

use super::component::{ByStatement, Stored};

/// Statements as the rule sees them, with the parts that each is made of.
#[derive(Debug, Default)]
pub(super) struct Joined {
    /// In the order of replay, each under the id of its first part.
    pub(super) statements: Vec<Statement>,
    /// Of each, where its parts stand among the stored ones.
    parts: Vec<Vec<usize>>,
}

/// Joins what one upload says of one place.
pub(super) fn join(stored: &[Stored]) -> Joined {
    let mut joined = Joined::default();
    let mut met: HashMap<(UploadId, &Place), usize, RandomState> = HashMap::default();
    for (at, part) in stored.iter().enumerate() {
        let whole = *met.entry((part.upload, &part.rule.place)).or_insert_with(|| {
            joined.statements.push(part.rule.clone());
            joined.parts.push(Vec::new());
            joined.statements.len() - 1
        });
        if !joined.parts[whole].is_empty() {
            let statement = &mut joined.statements[whole];
            statement.rows += part.rule.rows;
            statement.hash = statement.hash.and(part.rule.hash);
        }
        joined.parts[whole].push(at);
    }
    joined
}

impl Joined {
    /// The rows of the joined statements, from those of their parts. A row's number is its own within the upload.
    pub(super) fn rows(&self, stored: &[Stored], of_parts: &ByStatement<Vec<RowOf>>) -> ByStatement<Vec<RowOf>> {
        let mut rows = ByStatement::default();
        for (statement, parts) in self.statements.iter().zip(&self.parts) {
            let of = |at: &usize| of_parts.get(&stored[*at].rule.id).cloned().unwrap_or_default();
            let mut all: Vec<RowOf> = parts.iter().flat_map(of).collect();
            all.sort_unstable_by_key(|(number, _)| *number);
            if !all.is_empty() {
                rows.insert(statement.id, all);
            }
        }
        rows
    }

    /// The verdicts on the parts, in the order of the stored statements. Each part keeps its own uncounted rows.
    pub(super) fn split(
        &self,
        stored: &[Stored],
        verdicts: Vec<Verdict>,
        of_parts: &ByStatement<Vec<RowOf>>,
    ) -> Vec<Verdict> {
        let mut split: Vec<(usize, Verdict)> = Vec::with_capacity(stored.len());
        for (parts, verdict) in self.parts.iter().zip(verdicts) {
            match (parts.as_slice(), verdict) {
                ([only], verdict) => split.push((*only, verdict)),
                (parts, Verdict::Live { uncounted, replaces }) => {
                    for at in parts {
                        let own = of_parts.get(&stored[*at].rule.id).map(Vec::as_slice).unwrap_or_default();
                        let has = |number: &&i32| own.iter().any(|(row, _)| row == *number);
                        let uncounted = uncounted.iter().filter(has).copied().collect();
                        split.push((*at, Verdict::Live { uncounted, replaces: replaces.clone() }));
                    }
                }
                (parts, verdict) => split.extend(parts.iter().map(|at| (*at, verdict.clone()))),
            }
        }
        split.sort_unstable_by_key(|(at, _)| *at);
        split.into_iter().map(|(_, verdict)| verdict).collect()
    }
}
