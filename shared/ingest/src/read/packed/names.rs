//! The names of packed files.

/// How much of a name is shown.
const SHOWN: usize = 200;

/// The name without the extension that its packing gave it.
pub(super) fn without_packing(filename: &str) -> String {
    let bare = match filename.rsplit_once('.') {
        Some((bare, extension)) if ["gz", "bz2", "zst"].iter().any(|known| extension.eq_ignore_ascii_case(known)) => {
            bare
        }
        Some((bare, extension)) if extension.eq_ignore_ascii_case("tgz") => return format!("{bare}.tar"),
        _ => filename,
    };
    shown(bare)
}

/// The name as it may be shown: without control characters, and short.
pub(super) fn shown(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(SHOWN).collect()
}

/// The name as a path that stays where it is: without what would lead out of the archive, and without control characters.
pub fn within(name: &str) -> String {
    let parts = name.split(['/', '\\']).map(|part| shown(part.trim())).filter(|part| !part.chars().all(|c| c == '.'));
    let path = parts.collect::<Vec<_>>().join("/");
    if path.is_empty() { "file".to_owned() } else { path }
}

/// Whether a system put the file there for itself.
pub(super) fn is_left_over(name: &str) -> bool {
    let name = name.replace('\\', "/");
    let last = name.rsplit('/').next().unwrap_or_default();
    name.starts_with("__MACOSX/")
        || last.is_empty()
        || last.starts_with('.')
        || ["thumbs.db", "desktop.ini"].iter().any(|known| last.eq_ignore_ascii_case(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_lose_what_their_packing_gave_them() {
        assert_eq!(without_packing("sales.CSV.GZ"), "sales.CSV");
        assert_eq!(without_packing("sales.gz"), "sales");
        assert_eq!(without_packing("sales"), "sales");
        assert!(is_left_over("__MACOSX/._sales.csv") && is_left_over("a/.DS_Store") && is_left_over("a\\Thumbs.db"));
        assert!(!is_left_over("../../sales.csv"));
        assert_eq!(within("../..//etc/./passwd"), "etc/passwd");
        assert_eq!(within("C:\\sales\\..\\may\n.csv"), "C:/sales/may.csv");
        assert_eq!(within("/../"), "file");
    }
}
