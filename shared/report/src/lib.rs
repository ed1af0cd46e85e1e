//! Report model to PDF, XLSX and CSV, and the charts: pure.
