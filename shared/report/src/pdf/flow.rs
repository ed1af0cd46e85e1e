//! The pages and the place where the next thing goes: breaks, running heads, and text that is measured, cut
//! and aligned. Nothing here knows a section.

use super::canvas::{Canvas, HEIGHT, WIDTH};
use super::face::{Font, MISSING, Weight};
use crate::ReportError;
use crate::model::Report;
use crate::palette::{INK, MUTED, RULE, Tone};
use crate::{show, words};

/// Left edge of the type area.
pub(super) const LEFT: f32 = 48.0;
/// Right edge of the type area.
pub(super) const RIGHT: f32 = WIDTH - 48.0;
/// Width of the type area.
pub(super) const MEASURE: f32 = RIGHT - LEFT;
const TOP: f32 = 46.0;
const BOTTOM: f32 = HEIGHT - 58.0;
/// Where sections begin below the running head of a later page.
const BELOW_HEAD: f32 = 72.0;

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    pub(super) weight: Weight,
    pub(super) size: f32,
    pub(super) tone: Tone,
}

impl Style {
    pub(super) const fn regular(size: f32, tone: Tone) -> Self {
        Self { weight: Weight::Regular, size, tone }
    }

    pub(super) const fn bold(size: f32, tone: Tone) -> Self {
        Self { weight: Weight::Bold, size, tone }
    }
}

/// The pages so far.
#[derive(Debug)]
pub(super) struct Flow {
    pub(super) pages: Vec<Canvas>,
    pub(super) regular: Font,
    pub(super) bold: Font,
    /// Whether a letter was met that the typeface lacks.
    pub(super) missing: bool,
    /// Upper edge of what comes next.
    pub(super) y: f32,
    running_head: (String, String),
    as_of: String,
}

impl Flow {
    /// An empty first page.
    pub(super) fn begin(report: &Report) -> Result<Self, ReportError> {
        Ok(Self {
            pages: vec![Canvas::default()],
            regular: Font::load(Weight::Regular)?,
            bold: Font::load(Weight::Bold)?,
            missing: false,
            y: TOP,
            running_head: (format!("{} · {}", report.title, show::period(&report.period)), report.organisation.clone()),
            as_of: words::as_of(report),
        })
    }

    /// The page being drawn.
    pub(super) fn page(&mut self) -> &mut Canvas {
        if self.pages.is_empty() {
            self.pages.push(Canvas::default());
        }
        let last = self.pages.len() - 1;
        &mut self.pages[last]
    }

    /// Starts a new page unless `height` still fits; says whether it did.
    pub(super) fn need(&mut self, height: f32) -> bool {
        if self.y + height <= BOTTOM {
            return false;
        }
        self.pages.push(Canvas::default());
        self.y = BELOW_HEAD;
        true
    }

    /// A section's heading, kept on one page with `follows` points of what comes after it.
    pub(super) fn heading(&mut self, text: &str, follows: f32) {
        let broke = self.need(46.0 + follows);
        self.y += if broke { 4.0 } else { 26.0 };
        self.text(LEFT, self.y + 9.0, Style::bold(11.5, INK), text);
        self.y += 18.0;
    }

    /// Sets a text at its left end; gives its width.
    pub(super) fn text(&mut self, x: f32, y: f32, style: Style, text: &str) -> f32 {
        let text = self.settable(style, text);
        let width = self.measure(style, &text);
        self.page().text(x, y, style.weight, style.size, style.tone, &text);
        width
    }

    /// Sets a text at its right end; gives its width.
    pub(super) fn text_right(&mut self, right: f32, y: f32, style: Style, text: &str) -> f32 {
        let text = self.settable(style, text);
        let width = self.measure(style, &text);
        self.page().text(right - width, y, style.weight, style.size, style.tone, &text);
        width
    }

    /// A text cut with an ellipsis to a width.
    pub(super) fn fitted(&mut self, style: Style, text: &str, width: f32) -> String {
        let text = self.settable(style, text);
        if self.measure(style, &text) <= width {
            return text;
        }
        let room = width - self.measure(style, "…");
        let (mut kept, mut used) = (String::new(), 0.0);
        for c in text.chars() {
            used += self.measure(style, c.encode_utf8(&mut [0; 4]));
            if used > room {
                break;
            }
            kept.push(c);
        }
        format!("{}…", kept.trim_end())
    }

    /// A text in lines of a width, broken between words; a longer word is cut.
    pub(super) fn lines(&mut self, style: Style, text: &str, width: f32) -> Vec<String> {
        let text = self.settable(style, text);
        let mut lines: Vec<String> = Vec::new();
        for word in text.split(' ') {
            let joined = lines.last().map(|line| format!("{line} {word}"));
            match joined {
                Some(joined) if self.measure(style, &joined) <= width => {
                    lines.pop();
                    lines.push(joined);
                }
                _ => lines.push(self.fitted(style, word, width)),
            }
        }
        lines
    }

    /// The largest size up to the style's at which a text fits a width.
    pub(super) fn shrunk(&mut self, style: Style, text: &str, width: f32) -> Style {
        let natural = self.measure(style, text);
        let size = if natural > width { (style.size * width / natural).floor() } else { style.size };
        Style { size: size.max(5.0), ..style }
    }

    /// The width of a text that the font can set.
    pub(super) fn measure(&mut self, style: Style, text: &str) -> f32 {
        self.font(style).width(text, style.size)
    }

    fn settable(&mut self, style: Style, text: &str) -> String {
        let text = self.font(style).settable(text);
        self.missing |= text.contains(MISSING);
        text
    }

    fn font(&mut self, style: Style) -> &mut Font {
        match style.weight {
            Weight::Regular => &mut self.regular,
            Weight::Bold => &mut self.bold,
        }
    }

    /// Running heads and page numbers, once the number of pages is known.
    pub(super) fn number_pages(&mut self) {
        let pages = std::mem::take(&mut self.pages);
        let count = pages.len();
        let small = Style::regular(7.5, MUTED);
        let (left, right) = self.running_head.clone();
        let as_of = self.as_of.clone();
        for (index, page) in pages.into_iter().enumerate() {
            self.pages.push(page);
            if index > 0 {
                let left = self.fitted(small, &left, MEASURE * 0.65);
                let right = self.fitted(small, &right, MEASURE * 0.3);
                self.text(LEFT, TOP, small, &left);
                self.text_right(RIGHT, TOP, small, &right);
                self.page().rule(LEFT, TOP + 7.0, MEASURE, 0.5, RULE);
            }
            self.page().rule(LEFT, HEIGHT - 44.0, MEASURE, 0.5, RULE);
            self.text(LEFT, HEIGHT - 31.0, small, &as_of);
            self.text_right(RIGHT, HEIGHT - 31.0, small, &format!("Page {} of {count}", index + 1));
        }
    }
}
