//! Data too large to keep here.

use std::path::PathBuf;

/// The folder of shared data, or `None` (said aloud) where there is none.
pub(crate) fn shared_data(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("NUKA_SHARED").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared")),
        PathBuf::from,
    );
    if folder.join("truth").is_dir() {
        return Some(folder);
    }
    eprintln!(
        "SKIPPED {test}: no shared data at {} (set NUKA_SHARED)",
        folder.display()
    );
    None
}
