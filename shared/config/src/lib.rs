//! Settings, secrets and telemetry.
