//! The writers from outside: what goes in comes out, in every form.

mod agree;
mod read_back;
mod row_errors;
