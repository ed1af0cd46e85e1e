//! Tables for a terminal: columns as wide as their cells, figures to the right, colour only where it helps. Where they
//! are written is the business of `output`.

use console::{Style, measure_text_width};

/// How a cell is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// Worth a look.
    Warn,
    /// Wrong.
    Bad,
    /// Beside the point.
    Faint,
}

/// A cell.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cell {
    text: String,
    tone: Tone,
}

impl<T: Into<String>> From<T> for Cell {
    fn from(text: T) -> Self {
        Self { text: text.into(), tone: Tone::Plain }
    }
}

impl Cell {
    /// A cell of a tone.
    pub(crate) fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }

    /// A count: zero is beside the point.
    pub(crate) fn count(number: i64, tone: Tone) -> Self {
        Self::toned(grouped(number), if number == 0 { Tone::Faint } else { tone })
    }
}

/// Rows under a header.
#[derive(Clone, Debug)]
pub(crate) struct Table {
    heads: Vec<&'static str>,
    right: Vec<bool>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// A table of these columns; a name that begins with `>` stands to the right, for figures.
    pub(crate) fn new(heads: &[&'static str]) -> Self {
        Self {
            heads: heads.iter().map(|head| head.trim_start_matches('>')).collect(),
            right: heads.iter().map(|head| head.starts_with('>')).collect(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = Cell>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Whether it has no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The table as lines, each with its line end.
    pub(crate) fn render(&self, colour: bool) -> String {
        let widths = self.widths();
        let heads = self.heads.iter().map(|head| Cell::toned(*head, Tone::Faint)).collect::<Vec<_>>();
        let rule = widths.iter().map(|width| Cell::toned("─".repeat(*width), Tone::Faint)).collect::<Vec<_>>();
        [&heads, &rule].into_iter().chain(&self.rows).map(|row| self.line(row, &widths, colour)).collect()
    }

    fn widths(&self) -> Vec<usize> {
        let cell = |row: &[Cell], column: usize| row.get(column).map_or(0, |cell| measure_text_width(&cell.text));
        (0..self.heads.len())
            .map(|column| {
                let widest = self.rows.iter().map(|row| cell(row, column)).max().unwrap_or(0);
                widest.max(measure_text_width(self.heads[column]))
            })
            .collect()
    }

    fn line(&self, row: &[Cell], widths: &[usize], colour: bool) -> String {
        let mut line = String::new();
        for (column, (width, right)) in widths.iter().zip(&self.right).enumerate() {
            let cell = row.get(column).cloned().unwrap_or_default();
            let blanks = " ".repeat(width - measure_text_width(&cell.text));
            let text = painted(&cell, colour);
            let gap = if column == 0 { "" } else { "  " };
            line.push_str(gap);
            line.push_str(&if *right { blanks + &text } else { text + &blanks });
        }
        line.truncate(line.trim_end().len());
        line.push('\n');
        line
    }
}

fn painted(cell: &Cell, colour: bool) -> String {
    let style = Style::new().force_styling(colour);
    let style = match cell.tone {
        Tone::Plain => return cell.text.clone(),
        Tone::Good => style.green(),
        Tone::Warn => style.yellow(),
        Tone::Bad => style.red(),
        Tone::Faint => style.dim(),
    };
    style.apply_to(&cell.text).to_string()
}

/// A whole number with a comma between thousands, as in reports.
pub(crate) fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A decimal text with its whole part grouped.
pub(crate) fn grouped_decimal(text: &str) -> String {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let Ok(number) = whole.parse::<i64>() else { return text.to_owned() };
    let sign = if number == 0 && whole.starts_with('-') { "-" } else { "" };
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    format!("{sign}{}{fraction}", grouped(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_by_what_is_seen() {
        let mut table = Table::new(&["file", ">rows"]);
        table.row(["Müsli.csv".into(), Cell::count(12_345, Tone::Good)]);
        table.row(["売上.csv".into(), Cell::count(0, Tone::Good)]);
        let plain = table.render(false);
        assert_eq!(plain, "file         rows\n─────────  ──────\nMüsli.csv  12,345\n売上.csv        0\n");
        assert_eq!(console::strip_ansi_codes(&table.render(true)), plain);
        assert_ne!(table.render(true), plain, "a terminal gets colour");
    }

    #[test]
    fn thousands_are_grouped_and_signs_stay() {
        assert_eq!(grouped(-1_234_567), "-1,234,567");
        assert_eq!(grouped(999), "999");
        assert_eq!(grouped_decimal("-1234.50"), "-1,234.50");
        assert_eq!(grouped_decimal("-0.50"), "-0.50");
        assert_eq!(grouped_decimal("unknown"), "unknown");
    }
}
