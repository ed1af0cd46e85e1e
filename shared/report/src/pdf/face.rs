//! The typeface: what a text measures, which letters it lacks, and the subset that is embedded.

use std::collections::BTreeMap;

use printpdf::{FontMetrics, ParsedFont};
use subsetter::GlyphRemapper;
use ttf_parser::Face;
use unicode_normalization::UnicodeNormalization;

use crate::ReportError;

/// What stands in print for a letter that the typeface lacks.
pub(super) const MISSING: char = '\u{fffd}';

const REGULAR: &[u8] = include_bytes!("../../fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("../../fonts/NotoSans-Bold.ttf");

/// The two weights in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    /// Text and figures.
    Regular,
    /// Headings and totals.
    Bold,
}

impl Weight {
    /// The name of the font within the document; fixed, so that equal reports are equal bytes.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Regular => "TextRegular",
            Self::Bold => "TextBold",
        }
    }

    /// The name that readers show, with the six letters that mark a subset.
    fn subset_name(self) -> &'static str {
        match self {
            Self::Regular => "SLREGA+NotoSans-Regular",
            Self::Bold => "SLBOLD+NotoSans-Bold",
        }
    }
}

/// One weight: the parsed file and every glyph that was set so far.
#[derive(Debug)]
pub(super) struct Font {
    weight: Weight,
    bytes: &'static [u8],
    face: Face<'static>,
    used: BTreeMap<char, Glyph>,
}

#[derive(Clone, Copy, Debug)]
struct Glyph {
    id: u16,
    advance: u16,
}

impl Font {
    pub(super) fn load(weight: Weight) -> Result<Self, ReportError> {
        let bytes = match weight {
            Weight::Regular => REGULAR,
            Weight::Bold => BOLD,
        };
        let face = Face::parse(bytes, 0).map_err(|_| ReportError::Font(weight.id()))?;
        Ok(Self { weight, bytes, face, used: BTreeMap::new() })
    }

    /// The width of a text in points at a size.
    pub(super) fn width(&mut self, text: &str, size: f32) -> f32 {
        let advance: u32 = text.chars().map(|c| self.glyph(c).map_or(0, |g| u32::from(g.advance))).sum();
        advance as f32 * size / f32::from(self.face.units_per_em())
    }

    /// A text as this font can set it: composed letters, single blanks, and a mark for every letter it lacks.
    pub(super) fn settable(&mut self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        for c in sellout_model::squeeze(text).nfc() {
            if c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{feff}') {
                continue;
            }
            out.push(match c {
                // The typeface has no minus sign of its own.
                '\u{2212}' => '–',
                c if self.glyph(c).is_some() => c,
                _ => MISSING,
            });
        }
        out
    }

    fn glyph(&mut self, c: char) -> Option<Glyph> {
        if let Some(glyph) = self.used.get(&c) {
            return Some(*glyph);
        }
        let id = self.face.glyph_index(c)?;
        let glyph = Glyph { id: id.0, advance: self.face.glyph_hor_advance(id).unwrap_or_default() };
        self.used.insert(c, glyph);
        Some(glyph)
    }

    /// The font file cut down to the glyphs that were set, with the maps that the PDF writer needs.
    pub(super) fn subset(&self) -> Result<ParsedFont, ReportError> {
        let mut remapper = GlyphRemapper::new();
        let mut codepoints = BTreeMap::new();
        let mut widths = BTreeMap::new();
        for (c, glyph) in &self.used {
            let id = remapper.remap(glyph.id);
            codepoints.insert(u32::from(*c), id);
            widths.insert(id, glyph.advance);
        }
        let bytes = subsetter::subset(self.bytes, 0, &remapper).map_err(|_| ReportError::Font(self.weight.id()))?;
        let metrics = FontMetrics { ascent: self.face.ascender(), descent: self.face.descender() };
        let name = Some(self.weight.subset_name().to_owned());
        let em = self.face.units_per_em();
        let mut font = ParsedFont::with_glyph_data(bytes, 0, name, codepoints, widths, em, metrics);
        let bounds = self.face.global_bounding_box();
        font.pdf_font_metrics.x_min = bounds.x_min;
        font.pdf_font_metrics.y_min = bounds.y_min;
        font.pdf_font_metrics.x_max = bounds.x_max;
        font.pdf_font_metrics.y_max = bounds.y_max;
        font.pdf_font_metrics.us_weight_class = self.face.weight().to_number();
        Ok(font)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_one_width_and_line_up() {
        for weight in [Weight::Regular, Weight::Bold] {
            let mut font = Font::load(weight).expect("a font");
            let widths: Vec<f32> = "0123456789".chars().map(|c| font.width(&c.to_string(), 10.0)).collect();
            assert!(widths.iter().all(|w| (w - widths[0]).abs() < f32::EPSILON), "{widths:?}");
        }
    }

    #[test]
    fn latin_polish_cyrillic_and_greek_are_there_and_the_rest_is_marked() {
        let mut font = Font::load(Weight::Regular).expect("a font");
        for text in ["Zażółć gęślą jaźń", "Їжак ґанок єдність", "Κρέμα χεριών", "é ñ ü ß € £ ₴ zł № – …"]
        {
            assert_eq!(font.settable(text), text);
        }
        assert_eq!(font.settable("日本 oil"), "\u{fffd}\u{fffd} oil");
        assert_eq!(font.settable("\u{2212}7.00"), "–7.00");
        assert_eq!(font.settable("cafe\u{301}\u{200b}\n x"), "café x");
    }

    #[test]
    fn the_subset_is_small_and_holds_what_was_set() {
        let mut font = Font::load(Weight::Bold).expect("a font");
        font.width("Łódź 12", 9.0);
        let subset = font.subset().expect("a subset");
        assert!(subset.original_bytes.len() < 20_000, "{}", subset.original_bytes.len());
        let face = Face::parse(&subset.original_bytes, 0).expect("still a font");
        let id = subset.codepoint_to_glyph[&u32::from('Ł')];
        let kept = face.glyph_hor_advance(ttf_parser::GlyphId(id));
        assert_eq!(kept, Some(subset.glyph_widths[&id]));
    }
}
