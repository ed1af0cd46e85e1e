//! One page: shapes and set text at places measured in points from the top left corner.

use printpdf::{
    Color, Line, LineCapStyle, LineJoinStyle, LinePoint, Op, PaintMode, PdfFontHandle, Point, Polygon, PolygonRing, Pt,
    Rect, Rgb, TextItem, WindingOrder,
};

use super::face::Weight;
use crate::palette::Tone;

/// Width of an A4 page in points.
pub(super) const WIDTH: f32 = 595.28;
/// Height of an A4 page in points.
pub(super) const HEIGHT: f32 = 841.89;

/// The drawing operations of a page, in order.
#[derive(Debug, Default)]
pub(super) struct Canvas {
    pub(super) ops: Vec<Op>,
}

impl Canvas {
    /// A filled box; `y` is its upper edge.
    pub(super) fn fill(&mut self, x: f32, y: f32, width: f32, height: f32, tone: Tone) {
        self.ops.push(Op::SetFillColor { col: color(tone) });
        let rectangle = Rect {
            x: Pt(x),
            y: Pt(HEIGHT - y - height),
            width: Pt(width),
            height: Pt(height),
            mode: Some(PaintMode::Fill),
            winding_order: Some(WindingOrder::NonZero),
        };
        self.ops.push(Op::DrawRectangle { rectangle });
    }

    /// A level line.
    pub(super) fn rule(&mut self, x: f32, y: f32, width: f32, thickness: f32, tone: Tone) {
        self.stroke(&[(x, y), (x + width, y)], thickness, tone);
    }

    /// A line through points.
    pub(super) fn stroke(&mut self, points: &[(f32, f32)], thickness: f32, tone: Tone) {
        self.ops.push(Op::SetOutlineColor { col: color(tone) });
        self.ops.push(Op::SetOutlineThickness { pt: Pt(thickness) });
        self.ops.push(Op::SetLineJoinStyle { join: LineJoinStyle::Round });
        self.ops.push(Op::SetLineCapStyle { cap: LineCapStyle::Butt });
        self.ops.push(Op::DrawLine { line: Line { points: corners(points), is_closed: false } });
    }

    /// A filled shape.
    pub(super) fn shape(&mut self, points: &[(f32, f32)], tone: Tone) {
        self.ops.push(Op::SetFillColor { col: color(tone) });
        let polygon = Polygon {
            rings: vec![PolygonRing { points: corners(points) }],
            mode: PaintMode::Fill,
            winding_order: WindingOrder::NonZero,
        };
        self.ops.push(Op::DrawPolygon { polygon });
    }

    /// A text whose letters the font has; `y` is its base line.
    pub(super) fn text(&mut self, x: f32, y: f32, weight: Weight, size: f32, tone: Tone, text: &str) {
        if text.is_empty() {
            return;
        }
        let font = PdfFontHandle::External(printpdf::FontId(weight.id().to_owned()));
        self.ops.extend([
            Op::StartTextSection,
            Op::SetFillColor { col: color(tone) },
            Op::SetFont { font, size: Pt(size) },
            Op::SetTextCursor { pos: place(x, y) },
            Op::ShowText { items: vec![TextItem::Text(text.to_owned())] },
            Op::EndTextSection,
        ]);
    }
}

fn corners(points: &[(f32, f32)]) -> Vec<LinePoint> {
    points.iter().map(|(x, y)| LinePoint { p: place(*x, *y), bezier: false }).collect()
}

fn place(x: f32, y: f32) -> Point {
    Point { x: Pt(x), y: Pt(HEIGHT - y) }
}

fn color(tone: Tone) -> Color {
    let part = |shift: u32| ((tone >> shift) & 0xff) as f32 / 255.0;
    Color::Rgb(Rgb { r: part(16), g: part(8), b: part(0), icc_profile: None })
}
