//! One behaviour wherever files are kept: every story is told of a folder, of a bucket and of memory.

mod fake_s3;

use std::fs;
use std::path::Path;

use bytes::Bytes;
use futures::{StreamExt, TryStreamExt, stream};
use sellout_files::{FileKey, Files, FilesError};
use sellout_model::{OrgId, UploadId};
use url::Url;
use uuid::Uuid;

const MB: usize = 1_000_000;

fn key(number: u128) -> FileKey {
    FileKey::upload(OrgId(Uuid::from_u128(7)), UploadId(Uuid::from_u128(number)))
}

type Body = stream::Iter<std::vec::IntoIter<Result<Bytes, std::io::Error>>>;

fn body(size: usize) -> Body {
    let bytes: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
    let chunks: Vec<_> = bytes.chunks(60_000).map(|chunk| Ok(Bytes::copy_from_slice(chunk))).collect();
    stream::iter(chunks)
}

fn broken_off(size: usize) -> impl futures::Stream<Item = Result<Bytes, std::io::Error>> + Unpin {
    body(size).chain(stream::iter([Err(std::io::Error::from(std::io::ErrorKind::ConnectionReset))]))
}

fn files_under(folder: &Path) -> usize {
    fs::read_dir(folder).map_or(0, |entries| {
        entries.flatten().map(|e| if e.path().is_dir() { files_under(&e.path()) } else { 1 }).sum()
    })
}

/// The places, each with a count of everything that is really there, half-written or whole.
struct Place {
    name: &'static str,
    files: Files,
    kept: Box<dyn Fn() -> usize>,
    _folder: Option<tempfile::TempDir>,
}

async fn places() -> Vec<Place> {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("made/if/missing");
    let in_folder = Files::folder(&root).expect("a folder");
    let server = fake_s3::start().await;
    let options = [
        ("aws_endpoint_url", server.url.as_str()),
        ("aws_allow_http", "true"),
        ("aws_access_key_id", "id"),
        ("aws_secret_access_key", "key"),
        ("aws_profile_of_somebody", "passed over"),
    ];
    let in_bucket = Files::s3(&Url::parse("s3://bucket/some/prefix").expect("a URL"), options).expect("a bucket");
    vec![
        Place { name: "folder", files: in_folder, kept: Box::new(move || files_under(&root)), _folder: Some(folder) },
        Place { name: "bucket", files: in_bucket, kept: Box::new(move || server.kept()), _folder: None },
    ]
}

#[tokio::test]
async fn what_was_put_in_comes_out_with_its_hash_and_size() {
    for place in places().await {
        // Empty, one part, several parts of a folder, several parts of a bucket.
        let sizes = [0, 10, MB, 20 * MB];
        for (number, size) in sizes.into_iter().enumerate() {
            let stored = place.files.put_stream(key(number as u128), body(size), u64::MAX).await.expect(place.name);
            assert_eq!(stored.size_bytes, size as u64, "{}", place.name);
            let opened = place.files.open(key(number as u128)).await.expect(place.name);
            assert_eq!(opened.size_bytes, size as u64, "{}", place.name);
            let bytes: Vec<Bytes> = opened.stream.try_collect().await.expect(place.name);
            let sent: Vec<Bytes> = body(size).try_collect().await.expect("sent");
            assert!(bytes.concat() == sent.concat(), "{}: {size} bytes differ", place.name);
            let again = Files::memory().put_bytes(key(0), bytes.concat().into()).await.expect("memory");
            assert_eq!(stored, again, "{}", place.name);
        }
        assert_eq!((place.kept)(), sizes.len(), "{}", place.name);
    }
}

#[tokio::test]
async fn the_hash_is_sha_256_in_hexadecimal() {
    // FIPS 180-2, appendix B.1.
    let stored = Files::memory().put_bytes(key(1), Bytes::from_static(b"abc")).await.expect("stored");
    assert_eq!(stored.sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

#[tokio::test]
async fn after_a_failure_nothing_is_kept() {
    for place in places().await {
        for size in [1000, 20 * MB] {
            let limit = size as u64 - 1;
            let too_large = place.files.put_stream(key(1), body(size), limit).await;
            assert!(
                matches!(too_large, Err(FilesError::TooLarge { max_bytes }) if max_bytes == limit),
                "{}",
                place.name
            );
            let gone = place.files.put_stream(key(1), broken_off(size), u64::MAX).await;
            assert!(matches!(gone, Err(FilesError::BrokenOff(_))), "{}", place.name);
            let full = place.files.clone().with_room_for(limit).put_stream(key(1), body(size), u64::MAX).await;
            assert!(matches!(full, Err(FilesError::Full)), "{}", place.name);
        }
        assert_eq!((place.kept)(), 0, "{}", place.name);
        assert!(!place.files.exists(key(1)).await.expect(place.name), "{}", place.name);
        place.files.put_stream(key(1), body(1000), 1000).await.expect("exactly the limit is allowed");
    }
}

#[tokio::test]
async fn a_file_in_reach_of_programs_is_the_file_itself_or_a_temporary_one() {
    for place in places().await {
        place.files.put_stream(key(1), body(MB), u64::MAX).await.expect(place.name);
        let copy = place.files.local_copy(key(1)).await.expect(place.name);
        let path = copy.path().to_owned();
        assert_eq!(fs::read(&path).expect("readable").len(), MB, "{}", place.name);
        drop(copy);
        assert_eq!(path.exists(), place.name == "folder", "{}", place.name);
        assert!(place.files.exists(key(1)).await.expect(place.name), "{}", place.name);
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_missing_and_deleting_it_twice_is_fine() {
    for place in places().await {
        place.files.check().await.expect(place.name);
        place.files.put_bytes(key(1), Bytes::from_static(b"x")).await.expect(place.name);
        place.files.delete(key(1)).await.expect(place.name);
        place.files.delete(key(1)).await.expect(place.name);
        assert!(matches!(place.files.open(key(1)).await, Err(FilesError::Missing(_))), "{}", place.name);
        assert!(matches!(place.files.get_bytes(key(1)).await, Err(FilesError::Missing(_))), "{}", place.name);
        assert!(matches!(place.files.local_copy(key(1)).await, Err(FilesError::Missing(_))), "{}", place.name);
    }
}

#[tokio::test]
async fn what_a_killed_process_left_is_removed_once_it_is_old() {
    let folder = tempfile::tempdir().expect("a folder");
    let files = Files::folder(folder.path()).expect("a folder");
    files.put_bytes(key(1), Bytes::from_static(b"whole")).await.expect("kept");
    let left = folder.path().join(format!("{}#1", key(2)));
    fs::write(&left, "half").expect("written");
    let touched = fs::metadata(&left).and_then(|m| m.modified()).expect("a time");
    assert_eq!(files.remove_leftovers(touched).await.expect("looked"), 0);
    let later = touched + std::time::Duration::from_secs(1);
    assert_eq!(files.remove_leftovers(later).await.expect("looked"), 1);
    assert!(!left.exists() && files.exists(key(1)).await.expect("looked"));
}

#[tokio::test]
async fn a_place_that_cannot_be_used_is_named() {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let error = Files::folder(&file.path().join("below")).expect_err("a file is no folder").to_string();
    assert!(error.contains("below") && error.contains("STORAGE_URL"), "{error}");
}
