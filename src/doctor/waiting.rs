//! What waits for a person: own formats that cannot be read any more, and rates that are held.

use sellout_model::one_line;
use sellout_store::{Formats, held_rates, organisations};

use super::finding::Finding;
use crate::failure::Failure;
use crate::setup::House;

/// How many are named.
const NAMED: usize = 5;
/// The longest mistake of a format that is told, in letters.
const LONGEST: usize = 160;

/// Looks for it.
pub(super) async fn look(house: &House) -> Result<Vec<Finding>, Failure> {
    let (mut formats, mut rates) = (Vec::new(), Vec::new());
    for organisation in organisations::all(house.db.read()).await? {
        let (org, name) = (organisation.org(), &organisation.name);
        for found in Formats::load(house.db.read(), org).await?.unreadable {
            let error = one_line(&found.error.to_string(), LONGEST);
            formats.push(format!("{} of {name} (version {}): {error}", found.kept.code, found.kept.version));
        }
        for held in held_rates::all(house.db.read(), org).await? {
            rates.push(format!("{} in {} of {name}", held.currency, held.month.format("%Y-%m")));
        }
    }
    Ok(vec![of_formats(&formats), of_rates(&rates)])
}

fn of_formats(unreadable: &[String]) -> Finding {
    if unreadable.is_empty() {
        return Finding::ok("formats", "all own ones can be read");
    }
    let said = format!(
        "{} cannot be read any more, and the built-in one reads in its place where there is one: {}",
        counted(unreadable, "own format"),
        listed(unreadable, "; ")
    );
    Finding::warning("formats", said, "correct it on the page Formats, or take an earlier version of it back there")
}

fn of_rates(held: &[String]) -> Finding {
    if held.is_empty() {
        return Finding::ok("rates", "none is held");
    }
    let wait = if held.len() == 1 { "waits" } else { "wait" };
    let said = format!("{} {wait} for a person, since it jumps: {}", counted(held, "rate"), listed(held, ", "));
    let cure =
        "`sellout rates confirm UAH 2025-05` lets one count, `sellout rates reject` throws it away; or the page Rates";
    Finding::warning("rates", said, cure)
}

fn counted(all: &[String], one: &str) -> String {
    if all.len() == 1 { format!("1 {one}") } else { format!("{} {one}s", all.len()) }
}

fn listed(all: &[String], between: &str) -> String {
    let named = all.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(between);
    match all.len().saturating_sub(NAMED) {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::finding::Health;
    use super::*;

    #[test]
    fn the_first_are_named_and_the_others_counted() {
        let held: Vec<String> = (1..=7).map(|month| format!("UAH in 2025-0{month} of Acme")).collect();
        let found = of_rates(&held);
        assert_eq!(found.status, Health::Warning);
        assert!(found.said.starts_with("7 rates wait for a person"), "{}", found.said);
        assert!(found.said.ends_with("UAH in 2025-05 of Acme and 2 more"), "{}", found.said);
        assert!(of_rates(&held[..1]).said.starts_with("1 rate waits for a person"));
        assert_eq!(of_formats(&[]).status, Health::Ok);
    }
}
