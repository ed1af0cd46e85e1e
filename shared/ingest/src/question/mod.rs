//! What a file leaves open and neither its values nor its own totals prove: a question with what each answer would
//! give. Never guessed.

mod amounts;
mod trial;

use serde::{Deserialize, Serialize};

pub use amounts::{Contradiction, about_amounts};
pub(crate) use trial::Trial;

use crate::book::Book;
use crate::error::ReadError;
use crate::format::Format;
use crate::profile::Context;

/// One question about a file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Question {
    /// What is asked for: `dates`, `decimal`, `amounts` or `vat`.
    pub need: String,
    /// The columns that it is about, by their headers.
    pub columns: Vec<String>,
    /// The question in a sentence.
    pub asks: String,
    /// The answers, the one that was assumed first.
    pub choices: Vec<Choice>,
}

/// One answer and what it would give.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choice {
    /// The answer as it is given: `day_first`, `month_first`, `.`, `,`, `line`, `unit`, `included`, `excluded`.
    pub answer: String,
    /// What it means, with a value of the file.
    pub says: String,
    /// The first sales as they would be loaded.
    pub rows: Vec<Sample>,
    /// How many sales there would be.
    pub sales: u64,
    /// How many rows could not be read.
    pub errors: u64,
    /// Pieces, if the file says any.
    pub units: Option<String>,
    /// Money, if the file says any.
    pub amount: Option<String>,
    /// Its currency, if there is one only.
    pub currency: Option<String>,
    /// The first day of the sales.
    pub period_from: Option<String>,
    /// The last day.
    pub period_to: Option<String>,
}

/// One sale as it would be loaded.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Sample {
    /// The row, 1-based.
    pub row: u32,
    /// The day or period.
    pub period: String,
    /// The product as the file calls it.
    pub product: String,
    /// Pieces.
    pub quantity: Option<String>,
    /// Money.
    pub amount: Option<String>,
}

impl Question {
    /// The code of an upload that waits for the answer.
    pub fn code(&self) -> &'static str {
        match self.need.as_str() {
            "dates" => "ambiguous_dates",
            "decimal" => "ambiguous_decimals",
            "amounts" => "ambiguous_amounts",
            _ => "ambiguous_vat",
        }
    }

    /// The question with what each answer would give, in one sentence.
    pub fn sentence(&self) -> String {
        let each: Vec<String> = self.choices.iter().map(Choice::sentence).collect();
        format!("{}: {}", self.asks, each.join("; or "))
    }
}

impl Choice {
    fn sentence(&self) -> String {
        let money = match (&self.amount, &self.currency) {
            (Some(amount), Some(currency)) => format!("{amount} {currency}"),
            (Some(amount), None) => amount.clone(),
            (None, _) => format!("{} sales", self.sales),
        };
        let days = match (&self.period_from, &self.period_to) {
            (Some(from), Some(to)) => format!(" from {from} to {to}"),
            _ => String::new(),
        };
        format!("{} ({}: {money}{days})", self.answer, self.says)
    }
}

/// An answer tried out: the format that it makes, and what the whole file would come to.
pub(crate) fn try_out(
    book: &dyn Book,
    format: &Format,
    ctx: &Context,
    answer: &str,
    says: String,
) -> Result<(Choice, Trial), ReadError> {
    let trial = Trial::of(book, format, ctx)?;
    Ok((trial.choice(answer, says), trial))
}
