//! A statement's text with the values bound in it, written front to back.

use sea_orm::{ConnectionTrait, DbErr, QueryResult, Value};

use crate::sql;

/// SQL that grows; values never stand in its text.
#[derive(Debug, Default)]
pub(super) struct Query {
    text: String,
    values: Vec<Value>,
}

impl Query {
    /// Adds text.
    pub(super) fn push(&mut self, text: &str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// Adds a value.
    pub(super) fn bind(&mut self, value: impl Into<Value>) -> &mut Self {
        self.values.push(value.into());
        let holder = format!("${}", self.values.len());
        self.push(&holder)
    }

    /// Adds values with commas between.
    pub(super) fn bind_all<V: Into<Value>>(&mut self, values: impl IntoIterator<Item = V>) -> &mut Self {
        for (n, value) in values.into_iter().enumerate() {
            if n > 0 {
                self.push(", ");
            }
            self.bind(value);
        }
        self
    }

    /// The same with text around it; what is bound keeps its place.
    pub(super) fn inside(mut self, before: &str, after: &str) -> Self {
        self.text = format!("{before}{}{after}", self.text);
        self
    }

    /// All rows.
    pub(super) async fn rows(self, conn: &impl ConnectionTrait) -> Result<Vec<QueryResult>, DbErr> {
        sql::rows(conn, &self.text, self.values).await
    }
}
