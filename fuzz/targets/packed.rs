//! Any bytes as a packed file, within small limits.

#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use sellout_ingest::read::sniff::kind_of;
use sellout_ingest::read::{Kind, Limits, packed};

fuzz_target!(|bytes: &[u8]| {
    let Ok(Kind::Packed(packing)) = kind_of(&mut Cursor::new(bytes)) else { return };
    let limits = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    for inner in packed::list(Cursor::new(bytes), packing, "sales.csv.gz", &limits).unwrap_or_default() {
        let mut out = Vec::new();
        if packed::unpack(Cursor::new(bytes), packing, &inner, &mut out, &limits).is_ok() {
            assert!(out.len() as u64 <= limits.unpacked_bytes);
        }
    }
});
