//! What an unknown table is proposed to be, and how its first rows would load so.

use sellout_model::Currency;

use super::Detection;
use crate::book::Book;
use crate::error::ReadError;
use crate::profile::Context;
use crate::suggest::{Known, Terms, preview, propose};

/// Stands for a vendor that nobody has named yet; it is not shown.
const NOBODY: &str = "-";

impl Detection {
    /// Proposes a mapping with what the organisation knows, where no format is sure: once more, if there is a
    /// proposal already. The needs are those that neither the file nor the context answers. With a currency for
    /// amounts that name none, the first rows are read as they would load.
    pub fn propose(
        &mut self,
        book: &dyn Book,
        ctx: &Context,
        known: &Known,
        currency: Option<Currency>,
    ) -> Result<(), ReadError> {
        // A changed file of a known format has the mapping that the format makes of it.
        if self.format.is_some() || self.seems.is_some() {
            return Ok(());
        }
        self.proposal = propose(book, known)?;
        self.needs = vec!["format"];
        let Some(proposal) = &self.proposal else { return Ok(()) };
        let answered = |need: &&str| match *need {
            "vendor" => ctx.vendor.is_some(),
            "period" => ctx.period.is_some(),
            _ => false,
        };
        self.needs.extend(proposal.needs(&ctx.filename).into_iter().filter(|need| !answered(need)));
        let vendor = Some(ctx.vendor.as_deref().unwrap_or(NOBODY));
        self.preview = match currency.and_then(|_| proposal.to_format(Terms { vendor, currency, ..Terms::default() })) {
            Some(format) => Some(preview(book, &format, ctx)?),
            None => None,
        };
        Ok(())
    }
}
