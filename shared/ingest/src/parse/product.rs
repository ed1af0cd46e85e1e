//! Which product a row is of.

use std::borrow::Cow;
use std::sync::Arc;

use sellout_model::{Ean, EanError, ProductKey, squeeze};

use super::fault::Fault;
use super::key::Key;
use super::kind;
use super::remembered::Remembered;
use super::view::View;
use crate::format::Field;
use crate::record::Product;
use crate::value::cell;

/// The products of rows, each made once for all rows that say the same of it.
#[derive(Debug, Default)]
pub(super) struct Products(Remembered<Read>);

/// A product as a row names it.
#[derive(Clone, Debug)]
pub(super) struct Read {
    pub product: Arc<Product>,
    /// Whether its EAN fails its own check, which is a warning.
    pub check_digit_wrong: bool,
}

impl Products {
    /// Reads the product by EAN, else by the vendor's code, else by its name, which may stand in a heading row above.
    pub(super) fn read(&mut self, view: &View<'_>, heading: &str) -> Result<Read, Fault> {
        let read = self.0.get_or_make(write_key(view, heading), || {
            let product = read(view, heading)?;
            let check_digit_wrong = product.ean.is_some_and(|ean| !ean.check_digit_ok());
            let plain = !check_digit_wrong && is_named(view) && kind::are_quiet(view, &view.layout.product_columns);
            Ok((Read { product: Arc::new(product), check_digit_wrong }, plain))
        })?;
        Ok(read.clone())
    }

    /// The number of the product that a row above named in the same way, without any heading: if its texts leave a row
    /// the sale that it is and there is nothing to warn of.
    #[inline]
    pub(super) fn find_plain(&mut self, view: &View<'_>) -> Option<u32> {
        self.0.find_plain(write_key(view, ""))
    }

    /// The product of this number.
    #[inline]
    pub(super) fn get(&self, number: u32) -> &Arc<Product> {
        &self.0.get(number).product
    }

    /// Forgets them: another table begins.
    pub(super) fn forget(&mut self) {
        self.0.forget();
    }

    /// How often they were numbered anew.
    pub(super) fn forgotten(&self) -> u32 {
        self.0.forgotten()
    }
}

/// What rows that name the same product say alike.
fn write_key<'v>(view: &'v View<'_>, heading: &'v str) -> impl FnOnce(&mut Key) + use<'v> {
    move |key| {
        key.scope(view.product_scope());
        key.cells(view.row, &view.layout.product_runs);
        key.heading(heading);
    }
}

fn read(view: &View<'_>, heading: &str) -> Result<Product, Fault> {
    let mut name = view.sound_text(Field::Product)?;
    if name.is_empty() && view.format.rows.heading == Some(Field::Product) {
        name = Cow::Borrowed(heading);
    }
    make(view, &name, &view.sound_text(Field::Code)?, &view.sound_text(Field::Ean)?)
}

fn make(view: &View<'_>, name: &str, code: &str, ean_text: &str) -> Result<Product, Fault> {
    let (ean, own_code) = ean(view, ean_text)?;
    let code = if code.is_empty() { own_code } else { code };
    let Some(key) = key(ean.as_ref(), code, name) else { return Err(missing(view)) };
    let shown = if name.is_empty() { code } else { name };
    Ok(Product {
        key,
        ean,
        text: (!shown.is_empty()).then(|| tidy_name(shown)),
        sku: (!code.is_empty() && !name.is_empty()).then(|| tidy_name(code)),
    })
}

/// The columns in which the row names its product.
pub(super) fn named_in<'v>(view: &View<'v>) -> impl Iterator<Item = u16> + use<'v> {
    let (row, columns) = (view.row, view.layout.product_columns.iter().copied());
    columns.filter(move |column| !cell::is_empty(row.cell(usize::from(*column))))
}

/// Whether the row names any product.
pub(super) fn is_named(view: &View<'_>) -> bool {
    named_in(view).next().is_some()
}

fn key(ean: Option<&Ean>, code: &str, name: &str) -> Option<ProductKey> {
    match (ean, code, name) {
        (Some(ean), _, _) => Some(ProductKey::of_ean(ean)),
        (None, "", "") => None,
        (None, "", name) => Some(ProductKey::of_code(name)),
        (None, code, _) => Some(ProductKey::of_code(code)),
    }
}

fn tidy_name(text: &str) -> String {
    if text.is_ascii() && !text.contains("  ") && !text.bytes().any(|b| b.is_ascii_control()) {
        return text.to_owned();
    }
    squeeze(text)
}

/// The EAN, or the vendor's own code that stands in its column where the format allows that.
fn ean<'t>(view: &View<'_>, text: &'t str) -> Result<(Option<Ean>, &'t str), Fault> {
    if text.is_empty() {
        return Ok((None, ""));
    }
    let optional = view.format.reading.ean_optional;
    match Ean::parse(text) {
        Ok(ean) if optional && !ean.check_digit_ok() => Ok((None, text)),
        Ok(ean) => Ok((Some(ean), "")),
        Err(EanError::Empty) => Ok((None, "")),
        Err(EanError::Truncated) => Err(refused(view, "ean_truncated", text, &EanError::Truncated)),
        Err(_) if optional => Ok((None, text)),
        Err(error) => Err(refused(view, "bad_ean", text, &error)),
    }
}

fn refused(view: &View<'_>, code: &'static str, text: &str, error: &EanError) -> Fault {
    let column = view.first(view.layout.columns.of(Field::Ean)).map(|(column, _)| column);
    let message = match error {
        EanError::Truncated => format!("{text:?} is an EAN that {error}").replace("that the", "of which the"),
        other => format!("{text:?} is not an EAN: {other}; correct the number"),
    };
    Fault::new(column, code, text, message)
}

fn missing(view: &View<'_>) -> Fault {
    let column = Field::IDENTITY.iter().find_map(|f| view.layout.columns.of(*f).first().copied());
    let message = "the row has figures but names no product; give its EAN, code or name";
    Fault::missing(column, "missing_product", message)
}
