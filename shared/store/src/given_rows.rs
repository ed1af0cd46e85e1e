//! Rows handed to a statement as one JSON parameter: one SQL text however many they are, on both databases.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Value};
use serde::Serialize;

use crate::stored::to_json;

/// A column of the rows.
#[derive(Clone, Copy, Debug)]
pub enum Column {
    /// A UUID as 32 hexadecimal digits.
    Uuid(&'static str),
    /// A whole number of 64 bits.
    BigInt(&'static str),
    /// A whole number of 32 bits.
    Int(&'static str),
    /// A day, as `2025-04-30`.
    Date(&'static str),
    /// A text.
    Text(&'static str),
}

impl Column {
    /// What it is called.
    pub fn name(self) -> &'static str {
        match self {
            Self::Uuid(name) | Self::BigInt(name) | Self::Int(name) | Self::Date(name) | Self::Text(name) => name,
        }
    }

    fn on_postgres(self) -> String {
        let kind = match self {
            Self::Uuid(_) => "uuid",
            Self::BigInt(_) => "bigint",
            Self::Int(_) => "integer",
            Self::Date(_) => "date",
            Self::Text(_) => "text",
        };
        format!("{} {kind}", self.name())
    }

    fn on_sqlite(self) -> String {
        match self {
            Self::Uuid(name) => format!("unhex(value ->> '{name}') AS {name}"),
            other => format!("value ->> '{0}' AS {0}", other.name()),
        }
    }
}

/// The FROM item that reads the JSON array in a parameter as rows named `given`.
pub fn rows_from(connection: &impl ConnectionTrait, parameter: u8, columns: &[Column]) -> String {
    let list = |write: fn(Column) -> String| columns.iter().map(|column| write(*column)).collect::<Vec<_>>().join(", ");
    match connection.get_database_backend() {
        DbBackend::Postgres => format!("json_to_recordset(${parameter}::json) AS given({})", list(Column::on_postgres)),
        _ => format!("(SELECT {} FROM json_each(${parameter})) AS given", list(Column::on_sqlite)),
    }
}

/// The parameter that goes with [`rows_from`], of rows whose fields are named as the columns.
pub(crate) fn json_rows<R: Serialize>(rows: &[R]) -> Result<Value, DbErr> {
    to_json("given rows", rows).map(Value::from)
}
