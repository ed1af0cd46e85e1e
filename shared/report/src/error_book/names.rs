//! Names that a workbook's sheets can have: others give names that its cannot (ods, web pages, XML).

/// The most characters (UTF-16) of a sheet's name.
const LONGEST: usize = 31;
/// What a sheet is called that has no name.
const NAMELESS: &str = "Table";

/// The names given so far, folded.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// The name if a sheet can have it, else one as near to it as can be.
    pub(super) fn fit(&mut self, name: &str) -> String {
        let plain = plain(name);
        let mut fitting = plain.clone();
        let mut number = 1;
        while self.0.contains(&fitting.to_lowercase()) {
            number += 1;
            let ending = format!(" ({number})");
            fitting = cut(&plain, LONGEST - ending.len()) + &ending;
        }
        self.0.push(fitting.to_lowercase());
        fitting
    }
}

fn plain(name: &str) -> String {
    let replaced: String =
        name.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { '_' } else { c }).collect();
    let cut = cut(replaced.trim_matches('\''), LONGEST);
    let cut = cut.trim_end_matches('\'');
    // Programs keep this name for themselves.
    if cut.trim().is_empty() || cut.eq_ignore_ascii_case("history") {
        format!("{NAMELESS} {cut}").trim().to_owned()
    } else {
        cut.to_owned()
    }
}

fn cut(text: &str, most: usize) -> String {
    let mut room = most;
    text.chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= room;
            room = room.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stays_if_it_can_and_is_unique_and_short_else() {
        let mut names = Names::default();
        let long = "Sales of all the stores of the North";
        for (name, fitting) in [
            ("Sales", "Sales"),
            ("SALES", "SALES (2)"),
            ("", "Table"),
            ("a/b: c?", "a_b_ c_"),
            ("'quoted'", "quoted"),
            ("History", "Table History"),
            (long, "Sales of all the stores of the "),
            (long, "Sales of all the stores of  (2)"),
        ] {
            assert_eq!(names.fit(name), fitting, "{name:?}");
        }
    }
}
