//! Database migrations, one file a change.
