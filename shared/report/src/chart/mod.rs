//! Charts as SVG text for pages and mails: no script, a title and a description for those who cannot see them,
//! colours that a page may override (`--chart-bar`, `--chart-loss`, `--chart-grid`, `--chart-text`).

mod bars;
mod svg;
mod trend;

pub use bars::bars_svg;
pub use trend::trend_svg;
