//! `sellout user`: people who sign in.

use std::io::Read;

use clap::{Args, Subcommand};
use sellout_model::Role;
use sellout_store::{audit, users};
use serde::Serialize;

use crate::failure::{Exit, Failure};
use crate::output::Output;
use crate::setup::first_start::{new_password, shortest_password};
use crate::setup::{self, House};

/// People who sign in
#[derive(Debug, Subcommand)]
#[command(after_help = "Example:\n  sellout user add ana@example.com --role analyst")]
pub(crate) enum User {
    Add(Add),
}

/// Add a person
///
/// Prints a password made for them, once, unless --password-stdin gives one.
#[derive(Args, Debug)]
#[command(
    after_help = "Example:\n  sellout user add ana@example.com --role analyst\n  sellout user add bo@example.com --role admin --password-stdin < password.txt"
)]
pub(crate) struct Add {
    /// The address they sign in with
    #[arg(value_name = "EMAIL", value_parser = setup::mail_address)]
    email: String,
    /// admin: everything; analyst: everything but people, tokens of others and settings
    #[arg(long, value_name = "ROLE")]
    role: Role,
    /// Read the password from stdin instead of making one
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Serialize)]
struct Added<'a> {
    id: String,
    email: &'a str,
    role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    password: Option<&'a str>,
}

/// Adds one person.
pub(crate) async fn run(asked: &User, out: Output) -> Result<Exit, Failure> {
    let User::Add(asked) = asked;
    let given = if asked.password_stdin { Some(read_password()?) } else { None };
    let house = House::for_command().await?;
    let org = house.organisation().await?.org();
    let password = given.clone().unwrap_or_else(new_password);
    let hash = setup::first_start::hashed(password.clone()).await?;
    let new = users::NewUser { email: &asked.email, password_hash: Some(&hash), role: asked.role };
    let tx = house.db.begin().await?;
    let user = users::create(&tx, org, &new, house.clock.now()).await?;
    let user = user.ok_or_else(|| Failure::new(format!("somebody has the address {} already", asked.email)))?;
    let subject = user.id.to_string();
    let deed = audit::Deed { user: None, action: "user.add", subject: &subject, detail: None };
    audit::append(&tx, org, &deed, house.clock.now()).await?;
    tx.commit().await?;
    let made = given.is_none().then_some(password.as_str());
    out.json(&Added { id: user.id.to_string(), email: &user.email, role: asked.role, password: made })?;
    out.say(&format!("{} may sign in as {}", user.email, asked.role))?;
    if let Some(password) = made {
        out.say(&format!("password, shown this once: {password}"))?;
    }
    house.close().await?;
    Ok(Exit::Fine)
}

fn read_password() -> Result<String, Failure> {
    let mut text = String::new();
    let read = std::io::stdin().take(2000).read_to_string(&mut text);
    read.map_err(|e| Failure::new(format!("the password cannot be read from stdin: {e}")))?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    shortest_password(&password)?;
    Ok(password)
}
