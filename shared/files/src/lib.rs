//! Uploaded and produced files: a local folder or S3.
