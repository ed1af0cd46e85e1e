//! How cells of the workbook look: their own kind, and red where something is wrong.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Color, Format};

use super::cells::Look;

/// Behind a bad cell.
const BAD: Color = Color::RGB(0x00FF_C7CE);
/// Behind a reason.
const REASON: Color = Color::RGB(0x00FF_F2CC);

/// The looks of cells.
#[derive(Debug)]
pub(super) struct Styles {
    good: BTreeMap<Look, Format>,
    bad: BTreeMap<Look, Format>,
    head: Format,
    reason: Format,
    text: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let text = Format::new().set_num_format("@");
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
        let good = BTreeMap::from([(Look::Text, text.clone()), (Look::Day, day), (Look::Moment, moment)]);
        let red = |(look, format): (&Look, &Format)| (*look, format.clone().set_background_color(BAD));
        let mut bad: BTreeMap<Look, Format> = good.iter().map(red).collect();
        bad.insert(Look::Plain, Format::new().set_background_color(BAD));
        let reason = Format::new().set_background_color(REASON);
        Self { good, bad, head: reason.clone().set_bold(), reason, text }
    }

    pub(super) fn look(&self, look: Look, bad: bool) -> Option<&Format> {
        if bad { self.bad.get(&look) } else { self.good.get(&look) }
    }

    pub(super) fn head(&self) -> &Format {
        &self.head
    }

    pub(super) fn reason(&self) -> &Format {
        &self.reason
    }

    pub(super) fn text(&self) -> &Format {
        &self.text
    }
}
