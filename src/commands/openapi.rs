//! `sellout openapi`: the description of the API.

use clap::Args;

use crate::failure::{Exit, Failure};
use crate::output::Output;

/// Print the API's description as JSON
///
/// In `OpenAPI` 3.1, the same as /api/v1/openapi.json of a running server. With --json it is one line.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout openapi > openapi.json")]
pub(crate) struct Openapi {}

/// Prints it.
pub(crate) fn run(out: Output) -> Result<Exit, Failure> {
    let description = sellout_api::openapi();
    out.json(&description)?;
    let text = serde_json::to_string_pretty(&description);
    out.say(&text.map_err(|e| Failure::new(format!("the description is not JSON: {e}")))?)?;
    Ok(Exit::Fine)
}
