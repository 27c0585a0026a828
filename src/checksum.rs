//! SHA-256 of files and of streams that are read for something else.
//!
//! ```
//! use nuka::checksum::Checksum;
//!
//! // The example of FIPS 180-2, B.1.
//! let checksum = Checksum::of_bytes(b"abc");
//! assert_eq!(checksum.bytes, 3);
//! assert!(checksum.sha256.starts_with("ba7816bf8f01cfea"));
//! ```

use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

const BUFFER_BYTES: usize = 1 << 17;

/// Length and SHA-256 of some bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Checksum {
    /// How many bytes there are.
    pub bytes: u64,
    /// Their SHA-256, in hexadecimal.
    pub sha256: String,
}

impl Checksum {
    /// Of bytes in memory.
    pub fn of_bytes(bytes: &[u8]) -> Self {
        let mut summing = Summing::new();
        summing.add(bytes);
        summing.finish()
    }

    /// Of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn of_file(path: &Path) -> Result<Self> {
        let io = |source| Error::io("read", path, source);
        let mut summing = Summing::new();
        summing
            .add_rest(&mut File::open(path).map_err(io)?)
            .map_err(io)?;
        Ok(summing.finish())
    }
}

/// A checksum of bytes that come piece by piece.
#[derive(Debug, Clone, Default)]
pub struct Summing {
    hasher: Sha256,
    bytes: u64,
}

impl Summing {
    /// Of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a piece.
    pub fn add(&mut self, piece: &[u8]) {
        self.hasher.update(piece);
        self.bytes += piece.len() as u64;
    }

    /// Adds all that a stream still holds.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub fn add_rest(&mut self, stream: &mut impl Read) -> io::Result<()> {
        let mut buffer = vec![0_u8; BUFFER_BYTES];
        loop {
            match stream.read(&mut buffer) {
                Ok(0) => return Ok(()),
                Ok(length) => self.add(&buffer[..length]),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Length and SHA-256 of all pieces.
    pub fn finish(self) -> Checksum {
        let digest = self.hasher.finalize();
        Checksum {
            bytes: self.bytes,
            sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_published_examples_come_out() {
        // FIPS 180-2 and RFC 6234; nothing, and 56 letters that need two blocks.
        let of = |text: &str| Checksum::of_bytes(text.as_bytes()).sha256;
        assert_eq!(
            of(""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            of("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        );
    }

    proptest! {
        #[test]
        fn pieces_sum_to_the_whole(bytes in proptest::collection::vec(any::<u8>(), 0..300), cut in 0_usize..300) {
            let (head, tail) = bytes.split_at(cut.min(bytes.len()));
            let mut summing = Summing::new();
            summing.add(head);
            summing.add_rest(&mut &tail[..]).unwrap();
            prop_assert_eq!(summing.finish(), Checksum::of_bytes(&bytes));
        }
    }
}
