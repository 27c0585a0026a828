//! BGZF: gzip members that tell their lengths (SAM specification, section 4.1).

use std::io::{self, Cursor, ErrorKind, Read};

/// Length of the header of a member, with its one extra field.
const HEADER_BYTES: usize = 18;
/// Compressed bytes of a run of members, more than the 64 KiB of the largest one.
const RUN_BYTES: usize = 1 << 18;

/// Cuts a gzip stream into runs of whole BGZF members, as far as it has them.
pub(super) struct Members<R> {
    stream: R,
    read: Vec<u8>,
    ended: bool,
}

impl<R: Read> Members<R> {
    pub(super) fn new(stream: R) -> Self {
        Self {
            stream,
            read: Vec::new(),
            ended: false,
        }
    }

    /// The next run, or `None` where no whole BGZF member comes next.
    pub(super) fn next_run(&mut self) -> io::Result<Option<Vec<u8>>> {
        self.fill(HEADER_BYTES)?;
        if member_length(&self.read).is_none() {
            return Ok(None);
        }
        self.fill(RUN_BYTES)?;
        let mut whole = 0;
        while let Some(length) = member_length(&self.read[whole..]) {
            if length > self.read.len() - whole {
                break;
            }
            whole += length;
        }
        let rest = self.read.split_off(whole);
        let run = std::mem::replace(&mut self.read, rest);
        Ok(Some(run).filter(|run| !run.is_empty()))
    }

    fn fill(&mut self, length: usize) -> io::Result<()> {
        while self.read.len() < length && !self.ended {
            let before = self.read.len();
            let mut wanted = (&mut self.stream).take((length - before) as u64);
            match wanted.read_to_end(&mut self.read) {
                Ok(read) => self.ended = read == 0,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Whether nothing is left.
    pub(super) fn is_at_end(&self) -> bool {
        self.ended && self.read.is_empty()
    }

    /// What has not been given.
    pub(super) fn into_rest(self) -> impl Read {
        Cursor::new(self.read).chain(self.stream)
    }
}

/// The length of the member that begins here, `None` where none does.
fn member_length(bytes: &[u8]) -> Option<usize> {
    match bytes.get(..HEADER_BYTES)? {
        [
            0x1f,
            0x8b,
            8,
            4,
            _,
            _,
            _,
            _,
            _,
            _,
            6,
            0,
            b'B',
            b'C',
            2,
            0,
            low,
            high,
        ] => Some(usize::from(u16::from_le_bytes([*low, *high])) + 1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The end-of-file member of the specification: no text.
    const EMPTY: [u8; 28] = [
        0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 255, 6, 0, b'B', b'C', 2, 0, 27, 0, 3, 0, 0, 0, 0, 0, 0,
        0, 0, 0,
    ];

    #[test]
    fn runs_are_whole_members_and_the_rest_is_what_is_none() {
        let mut plain = EMPTY;
        plain[12] = b'X';
        for (rest, name) in [
            (&b""[..], "nothing"),
            (&plain, "another member"),
            (&EMPTY[..20], "a cut member"),
            (&EMPTY[..9], "a cut header"),
        ] {
            let stream = [&EMPTY.repeat(20_000)[..], rest].concat();
            let mut members = Members::new(&stream[..]);
            let mut given = Vec::new();
            let mut runs = 0;
            while let Some(run) = members.next_run().unwrap() {
                assert_eq!(run.len() % EMPTY.len(), 0);
                given.extend(run);
                runs += 1;
            }
            assert_eq!(runs, 3, "{name}");
            assert_eq!(members.is_at_end(), rest.is_empty(), "{name}");
            members.into_rest().read_to_end(&mut given).unwrap();
            assert!(given == stream, "{name}");
        }
    }
}
