//! Decompression, chosen by the first bytes of a stream.

use super::inflate_ahead::inflate_ahead;
use super::read_ahead::ReadAhead;
use crate::error::{Error, ErrorKind};
use std::io::{self, BufReader, Cursor, Read};

const BUFFER_BYTES: usize = 1 << 17;
/// Most memory a compressed file may ask for: `xz -9` asks for 64 MiB, `zstd
/// --long=31` for 2 GiB.
const MOST_MEMORY_LOG2: u32 = 31;

/// A compression format with a magic number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Not compressed.
    Plain,
    /// gzip, one or more members (BGZF too).
    Gzip,
    /// bzip2, one or more streams.
    Bzip2,
    /// xz, one or more streams.
    Xz,
    /// Zstandard, one or more frames.
    Zstd,
}

impl Compression {
    /// Longest magic number, in bytes.
    const MAGIC_BYTES: usize = 6;

    /// From the first bytes of a stream.
    pub fn of_magic(bytes: &[u8]) -> Self {
        match bytes {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [b'B', b'Z', b'h', ..] => Self::Bzip2,
            [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => Self::Xz,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
        }
    }
}

/// Text of a stream, decompressed on threads of its own where it is compressed.
///
/// # Errors
/// When the first bytes cannot be read.
pub fn open_decompressed<R: Read + Send + 'static>(
    mut stream: R,
) -> io::Result<(Compression, Box<dyn Read + Send>)> {
    let mut magic = [0_u8; Compression::MAGIC_BYTES];
    let mut length = 0;
    while length < magic.len() {
        match stream.read(&mut magic[length..]) {
            Ok(0) => break,
            Ok(read) => length += read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let compression = Compression::of_magic(&magic[..length]);
    let whole = Cursor::new(magic).take(length as u64).chain(stream);
    let buffered = |whole| BufReader::with_capacity(BUFFER_BYTES, whole);
    let text: Box<dyn Read + Send> = match compression {
        // Whoever reads text asks for much at a time and needs no buffer between.
        Compression::Plain => return Ok((compression, Box::new(whole))),
        Compression::Gzip => return Ok((compression, Box::new(inflate_ahead(whole)))),
        Compression::Bzip2 => Box::new(bzip2::bufread::MultiBzDecoder::new(buffered(whole))),
        Compression::Xz => Box::new(lzma_rust2::XzReader::new_mem_limit(
            buffered(whole),
            true,
            1 << (MOST_MEMORY_LOG2 - 10),
        )),
        Compression::Zstd => {
            let mut decoder = zstd::stream::read::Decoder::with_buffer(buffered(whole))?;
            decoder.window_log_max(MOST_MEMORY_LOG2)?;
            Box::new(decoder)
        }
    };
    Ok((compression, Box::new(ReadAhead::spawn(text))))
}

/// The error of a failed read of decompressed text.
pub(super) fn read_error(compression: Compression, source: &io::Error) -> Error {
    use io::ErrorKind as Kind;
    if compression == Compression::Plain {
        return Error::new(ErrorKind::Io, format!("cannot read: {source}"));
    }
    let name = compression.name();
    match source.kind() {
        Kind::UnexpectedEof => Error::new(
            ErrorKind::Truncated,
            format!("the {name} data end in the middle ({source})"),
        )
        .mend("copy or download the file again; it is incomplete, or something was appended"),
        Kind::OutOfMemory => Error::new(
            ErrorKind::Unsupported,
            format!(
                "the {name} data ask for more than {} MiB of memory",
                1 << (MOST_MEMORY_LOG2 - 20)
            ),
        )
        .mend("compress the file with a smaller dictionary (xz -6), or copy it again"),
        Kind::InvalidData | Kind::InvalidInput | Kind::Other => Error::new(
            ErrorKind::Corrupt,
            format!("the {name} data are damaged ({source})"),
        )
        .mend("copy or download the file again; its contents were changed"),
        _ => Error::new(ErrorKind::Io, format!("cannot read: {source}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn gzip(text: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn bzip2(text: &[u8]) -> Vec<u8> {
        let mut encoder = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
        encoder.write_all(text).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(text: &[u8]) -> Vec<u8> {
        zstd::stream::encode_all(text, 1).unwrap()
    }

    /// `printf '@r\nACGT\n+\nIIII\n' | xz -0`
    const XZ: &[u8] = &[
        0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00, 0x00, 0x04, 0xe6, 0xd6, 0xb4, 0x46, 0x02, 0x00, 0x21,
        0x01, 0x0c, 0x00, 0x00, 0x00, 0x8f, 0x98, 0x41, 0x9c, 0x01, 0x00, 0x0e, 0x40, 0x72, 0x0a,
        0x41, 0x43, 0x47, 0x54, 0x0a, 0x2b, 0x0a, 0x49, 0x49, 0x49, 0x49, 0x0a, 0x00, 0x00, 0x97,
        0x42, 0x29, 0x3d, 0x52, 0xa7, 0xde, 0x81, 0x00, 0x01, 0x27, 0x0f, 0xdf, 0x1a, 0xfc, 0x6a,
        0x1f, 0xb6, 0xf3, 0x7d, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5a,
    ];

    fn read_all(bytes: &[u8]) -> io::Result<Vec<u8>> {
        let (_, mut stream) = open_decompressed(Cursor::new(bytes.to_vec()))?;
        let mut text = Vec::new();
        stream.read_to_end(&mut text).map(|_| text)
    }

    #[test]
    fn every_format_gives_the_text_back_also_in_several_members() {
        let text: Vec<u8> = (0..300_000_u32).flat_map(|i| i.to_le_bytes()).collect();
        for encode in [gzip, bzip2, zstd] {
            assert!(read_all(&encode(&text)).unwrap() == text);
            let two = [encode(b"@r\n"), encode(b"A\n")].concat();
            assert_eq!(read_all(&two).unwrap(), b"@r\nA\n");
        }
        assert_eq!(read_all(XZ).unwrap(), b"@r\nACGT\n+\nIIII\n");
        assert_eq!(read_all(b"@r\nA\n").unwrap(), b"@r\nA\n");
        assert_eq!(read_all(b"").unwrap(), b"");
    }

    proptest! {
        #[test]
        fn any_text_comes_back_from_any_format(
            text in proptest::collection::vec(any::<u8>(), 0..2000),
        ) {
            prop_assert_eq!(&read_all(&gzip(&text)).unwrap(), &text);
            prop_assert_eq!(&read_all(&bzip2(&text)).unwrap(), &text);
            prop_assert_eq!(&read_all(&zstd(&text)).unwrap(), &text);
            if Compression::of_magic(&text) == Compression::Plain {
                prop_assert_eq!(&read_all(&text).unwrap(), &text);
            }
        }

        #[test]
        fn no_bytes_make_a_decompressor_panic_or_end_early(
            rest in proptest::collection::vec(any::<u8>(), 0..300),
            flips in proptest::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..4),
        ) {
            let magics = [&[0x1f, 0x8b, 8][..], b"BZh9", &XZ[..12], &[0x28, 0xb5, 0x2f, 0xfd]];
            for magic in magics {
                if let Err(error) = read_all(&[magic, &rest].concat()) {
                    prop_assert!(!error.to_string().contains("gave up"), "{error}");
                }
            }
            let text = b"@r\nACGT\n+\nIIII\n";
            for mut whole in [gzip(text), bzip2(text), zstd(text), XZ.to_vec()] {
                for (at, bit) in &flips {
                    let at = at.index(whole.len());
                    whole[at] ^= 1 << bit;
                }
                if let Err(error) = read_all(&whole) {
                    prop_assert!(!error.to_string().contains("gave up"), "{error}");
                }
            }
        }
    }

    #[test]
    fn every_truncation_is_an_error() {
        let text: Vec<u8> = (0..400_u32).flat_map(|i| (i * i).to_le_bytes()).collect();
        for encode in [gzip, bzip2, zstd] {
            let whole = encode(&text);
            for length in Compression::MAGIC_BYTES..whole.len() {
                assert!(
                    read_all(&whole[..length]).is_err(),
                    "{} of {}",
                    length,
                    whole.len()
                );
            }
        }
        for length in Compression::MAGIC_BYTES..XZ.len() {
            assert!(read_all(&XZ[..length]).is_err());
        }
    }
}
