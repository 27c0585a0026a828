//! One read.

/// How a record was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// `>` header, sequence on one or more lines.
    Fasta,
    /// `@` header, sequence, `+`, quality: four lines.
    Fastq,
}

impl Format {
    /// From the first byte of a file.
    pub fn of_first_byte(byte: u8) -> Option<Self> {
        match byte {
            b'>' => Some(Self::Fasta),
            b'@' => Some(Self::Fastq),
            _ => None,
        }
    }
}

/// One read, borrowed from its batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Read<'a> {
    /// The header line without its marker.
    pub header: &'a [u8],
    /// The bases as written (case kept), one letter each.
    pub sequence: &'a [u8],
    /// Phred+33 qualities, as long as the sequence; empty for FASTA.
    pub quality: &'a [u8],
    /// How it was written.
    pub format: Format,
}

impl<'a> Read<'a> {
    /// The header up to the first white space.
    pub fn id(&self) -> &'a [u8] {
        self.id_and_comment().0
    }

    /// What follows the id and one white space; empty if nothing does.
    pub fn comment(&self) -> &'a [u8] {
        self.id_and_comment().1
    }

    pub(super) fn id_and_comment(&self) -> (&'a [u8], &'a [u8]) {
        let length = self.id_length();
        let comment = self.header.get(length + 1..).unwrap_or_default();
        (&self.header[..length], comment)
    }

    fn id_length(&self) -> usize {
        const STEP: usize = 16;
        let (steps, _) = self.header.as_chunks::<STEP>();
        // No white space is above a blank: most steps are passed over at once.
        let passed = steps
            .iter()
            .take_while(|step| step.iter().fold(true, |all, &byte| all & (byte > b' ')));
        let passed = STEP * passed.count();
        let mut rest = self.header[passed..].iter();
        let found = rest.position(|byte| *byte <= b' ' && is_space(byte));
        found.map_or(self.header.len(), |found| passed + found)
    }
}

/// Whether a byte of a header ends the id.
pub(super) fn is_space(byte: &u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | 0x0b | 0x0c)
}

/// Whether two reads are the first and the second mate of one pair by their headers.
pub(super) fn mates_agree(first: Read<'_>, second: Read<'_>) -> bool {
    let (first_id, first_comment) = first.id_and_comment();
    let (second_id, second_comment) = second.id_and_comment();
    let numbers = (
        mate_of_comment(first_comment),
        mate_of_comment(second_comment),
    );
    let in_order = !matches!(numbers, (Some(first), Some(second)) if (first, second) != (1, 2));
    in_order && ids_agree(first_id, second_id)
}

/// The mate that a comment of Illumina's names (`1:N:0:ATCACG`).
fn mate_of_comment(comment: &[u8]) -> Option<u8> {
    match comment {
        [number @ (b'1' | b'2'), b':', b'Y' | b'N', b':', ..] => Some(number - b'0'),
        _ => None,
    }
}

/// Whether two ids name the mates of one pair: the same, or the same but for a
/// final 1 and 2 after one of `/ . _ : -`.
fn ids_agree(first: &[u8], second: &[u8]) -> bool {
    if first == second {
        return true;
    }
    let (Some((b'1', first)), Some((b'2', second))) = (first.split_last(), second.split_last())
    else {
        return false;
    };
    first == second && matches!(first.last(), Some(b'/' | b'.' | b'_' | b':' | b'-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> Read<'_> {
        Read {
            header: header.as_bytes(),
            sequence: b"",
            quality: b"",
            format: Format::Fasta,
        }
    }

    #[test]
    fn the_id_ends_at_white_space_and_the_comment_follows() {
        assert_eq!(read("r1/1 a  b").id(), b"r1/1");
        assert_eq!(read("r1/1 a  b").comment(), b"a  b");
        assert_eq!(read("r1\tx").comment(), b"x");
        assert_eq!(read("r1").comment(), b"");
        assert_eq!(read("").id(), b"");
    }

    #[test]
    fn mates_agree_by_name() {
        for (a, b) in [
            ("r", "r"),
            ("r/1", "r/2"),
            ("r.1", "r.2"),
            ("", ""),
            ("r 1:N:0:A", "r 2:N:0:A"),
            ("r 1:N:0:A", "r"),
            ("r 1 of 2", "r 1 of 2"),
        ] {
            assert!(mates_agree(read(a), read(b)), "{a} {b}");
        }
        for (a, b) in [
            ("r1", "r2"),
            ("r/2", "r/1"),
            ("r/1", "s/2"),
            ("r/1", "r"),
            ("1", "2"),
            ("r 2:N:0:A", "r 1:N:0:A"),
            ("r 1:N:0:A", "r 1:Y:0:A"),
        ] {
            assert!(!mates_agree(read(a), read(b)), "{a} {b}");
        }
    }
}
