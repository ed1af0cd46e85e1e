//! How cells look: number formats and the few colours.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};
use sellout_model::{Currency, Quantity};

use crate::palette::{ACCENT, INK, MUTED, RULE, WASH};

/// The formats of one workbook.
#[derive(Debug)]
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) muted: Format,
    pub(super) note: Format,
    pub(super) head: Format,
    pub(super) figure_head: Format,
    pub(super) label: Format,
    /// Currency codes beside their amounts.
    pub(super) code: Format,
    pub(super) date: Format,
    pub(super) count: Format,
    pub(super) share: Format,
    pub(super) change: Format,
    /// Amounts in the report's currency.
    pub(super) money: Format,
    fraction: Format,
    /// Amounts by the decimals of their currency.
    by_digits: [Format; 4],
}

impl Styles {
    pub(super) fn of(currency: Currency) -> Self {
        let number = |pattern: &str| Format::new().set_num_format(pattern);
        let by_digits = ["#,##0", "#,##0.0", "#,##0.00", "#,##0.000"].map(number);
        let line =
            |format: Format| format.set_border_bottom(FormatBorder::Thin).set_border_bottom_color(Color::RGB(RULE));
        let head = line(Format::new())
            .set_bold()
            .set_font_color(Color::RGB(INK))
            .set_background_color(Color::RGB(WASH))
            .set_align(FormatAlign::VerticalCenter);
        Self {
            title: Format::new().set_bold().set_font_size(18).set_font_color(Color::RGB(ACCENT)),
            muted: Format::new().set_font_color(Color::RGB(MUTED)),
            note: Format::new().set_font_color(Color::RGB(MUTED)).set_text_wrap().set_align(FormatAlign::Top),
            figure_head: head.clone().set_align(FormatAlign::Right),
            head,
            label: Format::new().set_bold(),
            code: Format::new().set_indent(1),
            date: number("yyyy-mm-dd").set_align(FormatAlign::Left),
            count: number("#,##0"),
            share: number("0.0%"),
            change: number("+0.0%;-0.0%;0.0%"),
            money: by_digits[usize::from(currency.digits().min(3))].clone(),
            fraction: number("#,##0.0###"),
            by_digits,
        }
    }

    /// The format of amounts in a currency.
    pub(super) fn money_in(&self, currency: Option<Currency>) -> &Format {
        &self.by_digits[usize::from(currency.map_or(2, Currency::digits).min(3))]
    }

    /// The format of a quantity: whole numbers carry no decimal point.
    pub(super) fn units(&self, quantity: Quantity) -> &Format {
        if quantity.is_whole() { &self.count } else { &self.fraction }
    }
}
