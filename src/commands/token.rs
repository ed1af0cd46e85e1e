//! `sellout token`: API tokens for programs.

use clap::{Args, Subcommand};
use sellout_api::auth::{Secret, SecretKind};
use sellout_store::{audit, tokens, users};
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::{self, Output};
use crate::setup::{self, House};

/// API tokens for programs
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  sellout token create ana@example.com --name nightly-upload")]
pub(crate) enum Token {
    Create(Create),
}

/// Make an API token that acts as a person
///
/// Prints the token alone on stdout; it cannot be shown again. Send it as `Authorization: Bearer ...`.
#[derive(Args, Debug)]
#[command(after_help = "Example:\n  sellout token create ana@example.com --name nightly-upload > token.txt")]
pub(crate) struct Create {
    /// Whose token
    #[arg(value_name = "EMAIL", value_parser = setup::mail_address)]
    email: String,
    /// What it is for
    #[arg(long)]
    name: String,
}

#[derive(Serialize)]
struct Created<'a> {
    id: String,
    email: &'a str,
    name: &'a str,
    token: &'a str,
}

/// Makes one token.
pub(crate) async fn run(asked: &Token, out: Output) -> Result<Exit, Failure> {
    let Token::Create(asked) = asked;
    let name = asked.name.trim();
    if name.is_empty() || name.chars().count() > 100 {
        return Err(Failure::usage("--name is what the token is for, in 1 to 100 letters"));
    }
    let house = House::for_command().await?;
    let user = users::by_email(house.db.read(), &asked.email).await?.filter(|user| user.active);
    let user = user.ok_or_else(|| {
        Failure::new(format!("nobody signs in as {}; add them with `sellout user add {0} --role analyst`", asked.email))
    })?;
    let (secret, now) = (Secret::generate(SecretKind::ApiToken), house.clock.now());
    let new = tokens::NewToken { user: user.user(), name, hash: &secret.hash, expires_at: None };
    let tx = house.db.begin().await?;
    let token = tokens::create(&tx, user.org(), &new, now).await?;
    let subject = token.id.to_string();
    let deed = audit::Deed { user: None, action: "token.make", subject: &subject, detail: None };
    audit::append(&tx, user.org(), &deed, now).await?;
    tx.commit().await?;
    let created = Created { id: token.id.to_string(), email: &user.email, name, token: &secret.text };
    out.answer(&created, &secret.text)?;
    output::note("note: keep the token now, it cannot be shown again");
    house.close().await?;
    Ok(Exit::Fine)
}
