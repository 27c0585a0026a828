//! gzip members (RFC 1952): header, blocks, checksum.

use super::block::Blocks;
use super::fault::damaged;
use super::input::Input;
use super::output::{Output, TextSink};
use std::io::{self, Read};

/// Flags of a header.
const HAS_CHECKSUM: u8 = 1 << 1;
const HAS_EXTRA: u8 = 1 << 2;
const HAS_NAME: u8 = 1 << 3;
const HAS_COMMENT: u8 = 1 << 4;
const RESERVED: u8 = 0b1110_0000;

/// Inflates a stream of one or more members; a stream without any is cut.
///
/// # Errors
/// When the stream cannot be read, is cut ([`io::ErrorKind::UnexpectedEof`]) or
/// damaged, or when the sink wants no more.
pub(in crate::reads) fn inflate_members(
    stream: impl Read,
    sink: &mut impl TextSink,
) -> io::Result<()> {
    let mut input = Input::new(stream);
    let mut output = Output::new(sink);
    let mut blocks = Blocks::new();
    loop {
        skip_header(&mut input)?;
        output.begin_member();
        blocks.inflate(&mut input, &mut output)?;
        input.align();
        let expected = u32::from_le_bytes(input.take_bytes()?);
        let length = u32::from_le_bytes(input.take_bytes()?);
        if output.member_sums() != (expected, length) {
            return Err(damaged("the checksum does not agree"));
        }
        if input.available()?.is_empty() {
            return output.finish();
        }
    }
}

/// Reads over a header.
fn skip_header<R: Read>(input: &mut Input<R>) -> io::Result<()> {
    let mut crc = crc32fast::Hasher::new();
    let fixed: [u8; 10] = input.take_bytes()?;
    crc.update(&fixed);
    let flags = fixed[3];
    if fixed[..3] != [0x1f, 0x8b, 8] || flags & RESERVED != 0 {
        return Err(damaged("invalid gzip header"));
    }
    if flags & HAS_EXTRA != 0 {
        let length = input.take_bytes()?;
        crc.update(&length);
        for _ in 0..u16::from_le_bytes(length) {
            crc.update(&[input.take_byte()?]);
        }
    }
    for _ in [HAS_NAME, HAS_COMMENT]
        .iter()
        .filter(|&&field| flags & field != 0)
    {
        loop {
            let byte = input.take_byte()?;
            crc.update(&[byte]);
            if byte == 0 {
                break;
            }
        }
    }
    if flags & HAS_CHECKSUM != 0 && u16::from_le_bytes(input.take_bytes()?) != crc.finalize() as u16
    {
        return Err(damaged("the checksum of a gzip header does not agree"));
    }
    Ok(())
}
