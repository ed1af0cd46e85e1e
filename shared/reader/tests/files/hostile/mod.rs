//! Every hostile file gives the table or the refusal that README.md beside this file says, soon and in its own words.

mod make;

use std::time::{Duration, Instant};

use sellout_ingest::FileError;

use crate::opened::{open_with, reader, rows};
use make::Hostile;

/// What became of a file, in the words of the list.
async fn outcome(file: &Hostile) -> Result<String, FileError> {
    let opened = open_with(reader(), file.name, &file.bytes).await?;
    let found = rows(opened.book.as_ref(), 0);
    let warnings = opened.codes();
    match found {
        Ok(found) => Ok(format!("{} rows, {}", found.len(), warnings.join(", "))),
        Err(sellout_ingest::ReadError::File(error)) => Err(error),
        Err(error) => panic!("{}: {error}", file.name),
    }
}

#[tokio::test]
async fn every_hostile_file_ends_as_the_list_says() {
    let mut wrong = Vec::new();
    for file in make::all() {
        let started = Instant::now();
        let (told, words) = match outcome(&file).await {
            Ok(told) => (String::from("read"), told),
            Err(error) => (error.code.to_owned(), error.message),
        };
        if told != file.outcome || !words.contains(file.words) {
            wrong.push(format!("{}: {told} ({words}), not {} ({})", file.name, file.outcome, file.words));
        }
        if started.elapsed() > Duration::from_secs(10) {
            wrong.push(format!("{}: took {:?}", file.name, started.elapsed()));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn the_list_beside_the_files_is_whole() {
    let listed: Vec<(String, String)> = include_str!("README.md")
        .lines()
        .filter_map(|line| {
            let cells: Vec<&str> = line.strip_prefix("| `")?.split(" | ").collect();
            let name = cells.first()?.trim_end_matches('`');
            let outcome = cells.last()?.trim_end_matches('|').trim().trim_matches('`');
            Some((name.to_owned(), outcome.to_owned()))
        })
        .collect();
    let made: Vec<(String, String)> =
        make::all().iter().map(|file| (file.name.to_owned(), file.outcome.to_owned())).collect();
    assert_eq!(listed, made);
}
