//! The database: entities, query functions, the bulk load and the statement rule in SQL.
