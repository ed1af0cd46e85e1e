//! The limits of reading, from the settings.

use sellout_config::ReadingSettings;
use sellout_reader::ReaderLimits;

/// What the child that reads a workbook, and all readers, are held to.
pub(super) fn of(settings: &ReadingSettings) -> ReaderLimits {
    let mut limits = ReaderLimits {
        memory_bytes: settings.memory_bytes,
        cpu_seconds: settings.cpu_seconds.into(),
        wall: settings.time,
        ..ReaderLimits::default()
    };
    let book = &mut limits.book;
    book.workbook_bytes = settings.workbook_bytes;
    book.whole_bytes = settings.whole_workbook_bytes;
    book.sheets = settings.sheets as usize;
    book.rows = settings.rows;
    book.columns = settings.columns;
    book.cells = settings.cells.into();
    book.cell_bytes = usize::try_from(settings.cell_bytes).unwrap_or(usize::MAX);
    book.archive_files = settings.archive_files as usize;
    book.unpacked_bytes = settings.unpacked_bytes;
    book.bomb_ratio = settings.unpack_ratio.into();
    limits
}

#[cfg(test)]
mod tests {
    use sellout_config::{Settings, catalogue};
    use sellout_ingest::read::limits::setting;

    use super::*;

    #[test]
    fn the_documented_defaults_are_those_of_the_readers() {
        let settings = Settings::load([], None).unwrap();
        assert_eq!(of(&settings.reading), ReaderLimits::default());
    }

    #[test]
    fn every_setting_that_a_refusal_names_is_in_the_catalogue() {
        for name in setting::ALL {
            assert!(catalogue::all().any(|setting| setting.name == name), "{name}");
        }
    }
}
