//! Which files are meant: files as they are named, folders as the files in them, by name and without hidden ones.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// The files that the arguments name, in order.
pub(crate) fn all_files(named: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in named {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        let before = files.len();
        walk(path, &mut files)?;
        if files.len() == before {
            return Err(Failure::new(format!("the folder {} has no files in it; name one that has", path.display())));
        }
    }
    Ok(files)
}

fn walk(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    let failed = |e: std::io::Error| Failure::new(format!("the folder {} cannot be read: {e}", folder.display()));
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        entries.push(entry.map_err(failed)?.path());
    }
    entries.sort();
    for path in entries.into_iter().filter(|path| !is_hidden(path)) {
        if path.is_dir() {
            walk(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_stands_for_its_files_by_name_without_hidden_ones() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("2025-05")).unwrap();
        for name in ["b.csv", "a.xlsx", ".DS_Store", "2025-05/c.csv"] {
            std::fs::write(at(name), "x").unwrap();
        }
        let found = all_files(&[folder.path().to_owned(), "elsewhere.csv".into()]).unwrap();
        assert_eq!(found, [at("2025-05/c.csv"), at("a.xlsx"), at("b.csv"), "elsewhere.csv".into()]);
        std::fs::create_dir(at("empty")).unwrap();
        assert!(all_files(&[at("empty")]).is_err());
    }
}
