//! Well-formed FASTQ, read where it stands: no byte is copied.

use super::batch::Span;
use super::chunk::Chunk;
use super::read::Format;

/// Appends the reads of a chunk, their bytes left in `buffer`. `false`, and nothing
/// appended, where anything asks for a closer look: a mistake, an empty read, a carriage
/// return.
pub(super) fn find_reads(chunk: &Chunk, buffer: u8, spans: &mut Vec<Span>) -> bool {
    let before = spans.len();
    let complete = append(chunk, buffer, spans).is_some();
    if !complete {
        spans.truncate(before);
    }
    complete
}

fn append(chunk: &Chunk, buffer: u8, spans: &mut Vec<Span>) -> Option<()> {
    let text = &chunk.text[..];
    let (records, rest) = chunk.line_ends.as_chunks::<4>();
    let mut start = 0;
    for &ends in records {
        spans.push(span(text, buffer, start, ends)?);
        start = ends[3] + 1;
    }
    match *rest {
        [] if start == text.len() => Some(()),
        // The last line of a file may have no end.
        [header, sequence, separator] => {
            let ends = [header, sequence, separator, text.len()];
            spans.push(span(text, buffer, start, ends)?);
            Some(())
        }
        _ => None,
    }
}

/// The read of four lines that end where `ends` says.
#[inline]
fn span(text: &[u8], buffer: u8, start: usize, ends: [usize; 4]) -> Option<Span> {
    let [header_end, sequence_end, separator_end, quality_end] = ends;
    let (sequence, quality) = (header_end + 1, separator_end + 1);
    let length = sequence_end.checked_sub(sequence)?;
    let regular = *text.get(start)? == b'@'
        && *text.get(sequence_end + 1)? == b'+'
        && length > 0
        && quality_end.checked_sub(quality)? == length
        && *text.get(header_end - 1)? != b'\r'
        && *text.get(sequence_end - 1)? != b'\r';
    regular.then_some(Span {
        buffer,
        format: Format::Fastq,
        header: start + 1,
        header_end,
        sequence,
        quality,
        length,
        quality_length: length,
    })
}
