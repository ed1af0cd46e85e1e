//! The words of SVG that the charts need, escaped.

use std::fmt::Write;

use crate::palette::{ACCENT, DOWN, MUTED, RULE, Tone, css};

/// What a shape is painted with; a page may set the variable, a mail sees the fallback.
#[derive(Clone, Copy, Debug)]
pub(super) enum Paint {
    Bar,
    Loss,
    Grid,
    Text,
}

impl Paint {
    fn css(self) -> String {
        let (variable, tone): (&str, Tone) = match self {
            Self::Bar => ("bar", ACCENT),
            Self::Loss => ("loss", DOWN),
            Self::Grid => ("grid", RULE),
            Self::Text => ("text", MUTED),
        };
        format!("var(--chart-{variable}, {})", css(tone))
    }
}

/// An SVG being written.
#[derive(Debug)]
pub(super) struct Svg {
    text: String,
}

impl Svg {
    /// Opens the drawing with its title and description.
    pub(super) fn begin(width: u32, height: u32, title: &str, description: &str) -> Self {
        let mut svg = Self { text: String::with_capacity(4096) };
        svg.push(format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"100%\" role=\"img\" aria-label=\"{0}\" \
             font-family=\"system-ui, sans-serif\" font-size=\"11\">\
             <title>{0}</title><desc>{1}</desc>",
            escaped(title),
            escaped(description)
        ));
        svg
    }

    /// A box that says `hint` under the pointer.
    pub(super) fn bar(&mut self, at: (f64, f64), size: (f64, f64), paint: Paint, hint: &str) {
        let (x, y, width, height) = (at.0, at.1, size.0, size.1);
        self.push(format_args!(
            "<rect x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"1.5\" \
             style=\"fill:{}\"><title>{}</title></rect>",
            paint.css(),
            escaped(hint)
        ));
    }

    /// A level line.
    pub(super) fn rule(&mut self, x: f64, y: f64, width: f64, paint: Paint) {
        let end = x + width;
        self.push(format_args!(
            "<line x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{end:.1}\" y2=\"{y:.1}\" style=\"stroke:{}\"/>",
            paint.css()
        ));
    }

    /// A line through points over an area down to `zero`.
    pub(super) fn area(&mut self, points: &[(f64, f64)], zero: f64) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { return };
        let corners: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
        let path = format!("M{}", corners.join("L"));
        let color = Paint::Bar.css();
        self.push(format_args!(
            "<path d=\"{path}L{:.1} {zero:.1}L{:.1} {zero:.1}Z\" style=\"fill:{color};opacity:.16\"/>\
             <path d=\"{path}\" style=\"fill:none;stroke:{color};stroke-width:2;stroke-linejoin:round\"/>",
            last.0, first.0
        ));
    }

    /// A text; `anchor` is `start`, `middle` or `end`.
    pub(super) fn label(&mut self, x: f64, y: f64, anchor: &str, text: &str) {
        self.push(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\" style=\"fill:{}\">{}</text>",
            Paint::Text.css(),
            escaped(text)
        ));
    }

    /// The finished drawing.
    pub(super) fn end(mut self) -> String {
        self.text.push_str("</svg>");
        self.text
    }

    fn push(&mut self, arguments: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        self.text.write_fmt(arguments).unwrap_or_default();
    }
}

/// Text as XML holds it; control characters, which XML forbids, become blanks.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
