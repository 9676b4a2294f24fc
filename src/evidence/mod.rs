//! Evidence: the only writer of files; manifest, row account, hashes.
