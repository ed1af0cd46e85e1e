//! Packed files are listed and unpacked, part after part, within the limits.

use std::io::{Cursor, Write};

use sellout_ingest::ReadError;
use sellout_ingest::read::{Limits, Packing, packed};

const TABLE: &[u8] = b"ean,units\n1,2\n";

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn bzip2(bytes: &[u8]) -> Vec<u8> {
    let mut packed = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The first file: its name and bytes, or why it is refused.
fn first(bytes: &[u8], packing: Packing, limits: &Limits) -> Result<(String, Vec<u8>), &'static str> {
    let code = |error| match error {
        ReadError::File(error) => error.code,
        ReadError::Io(error) => panic!("{error}"),
    };
    let mut inner = packed::list(Cursor::new(bytes), packing, "sales.csv.gz", limits).map_err(code)?;
    let mut out = Vec::new();
    packed::unpack(Cursor::new(bytes), packing, &inner[0], &mut out, limits).map_err(code)?;
    Ok((inner.swap_remove(0).name, out))
}

#[test]
fn every_packing_gives_back_what_was_packed() {
    let limits = Limits::default();
    for (packing, bytes) in [
        (Packing::Gzip, gzip(TABLE)),
        (Packing::Bzip2, bzip2(TABLE)),
        (Packing::Zstd, zstd(TABLE)),
        (Packing::Zip, zip(&[("sales.csv", TABLE)])),
    ] {
        assert_eq!(first(&bytes, packing, &limits), Ok(("sales.csv".to_owned(), TABLE.to_vec())), "{packing:?}");
        if packing != Packing::Zip {
            let twice = [&bytes[..], &bytes].concat();
            assert_eq!(first(&twice, packing, &limits).unwrap().1, [TABLE, TABLE].concat(), "{packing:?}");
        }
    }
}

#[test]
fn cut_and_changed_packings_are_damaged_and_never_half_read_as_whole() {
    let limits = Limits::default();
    let table = "1,2,3\n".repeat(1000);
    for (packing, bytes) in [
        (Packing::Gzip, gzip(table.as_bytes())),
        (Packing::Bzip2, bzip2(table.as_bytes())),
        (Packing::Zstd, zstd(table.as_bytes())),
    ] {
        for cut in [bytes.len() / 2, bytes.len() - 1] {
            assert_eq!(first(&bytes[..cut], packing, &limits), Err("damaged_archive"), "{packing:?} cut at {cut}");
        }
    }
}

#[test]
fn the_limits_stop_every_packing_while_it_is_unpacked() {
    let table = "1,2,3\n".repeat(100_000);
    let few = Limits { unpacked_bytes: 1000, ..Limits::default() };
    let thin = Limits { bomb_bytes: 1000, bomb_ratio: 10, ..Limits::default() };
    for (packing, bytes) in [
        (Packing::Gzip, gzip(table.as_bytes())),
        (Packing::Bzip2, bzip2(table.as_bytes())),
        (Packing::Zstd, zstd(table.as_bytes())),
        (Packing::Zip, zip(&[("sales.csv", table.as_bytes())])),
    ] {
        for limits in [&few, &thin] {
            assert_eq!(first(&bytes, packing, limits), Err("zip_bomb"), "{packing:?}");
        }
    }
}
