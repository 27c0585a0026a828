//! The text a call becomes: Kraken 2's output line, and re-emitted reads.

use super::call::{Call, Label};
use crate::reads::{Format, Fragment, Read};
use crate::taxonomy::{Taxon, Taxonomy};
use std::io::Write;

/// How a called taxon is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TaxonStyle {
    /// `820`
    #[default]
    Taxid,
    /// `Bacteroides uniformis (taxid 820)`
    Name,
}

/// Appends `C|U`, id, taxon, length and hit list of a call, ended by a newline.
pub(super) fn push_line(
    line: &mut Vec<u8>,
    fragment: Fragment<'_>,
    call: &Call<'_>,
    taxonomy: &Taxonomy,
    style: TaxonStyle,
    quick: bool,
) {
    let (first, second) = (fragment.first(), fragment.second());
    line.extend_from_slice(if call.is_classified() { b"C\t" } else { b"U\t" });
    line.extend_from_slice(fragment_id(fragment));
    line.push(b'\t');
    let taxid = taxonomy.taxid(call.taxon);
    match style {
        TaxonStyle::Taxid => push_number(line, taxid),
        TaxonStyle::Name => {
            let name = if call.is_classified() {
                taxonomy.name(call.taxon)
            } else {
                "unclassified"
            };
            line.extend_from_slice(name.as_bytes());
            line.extend_from_slice(b" (taxid ");
            push_number(line, taxid);
            line.push(b')');
        }
    }
    line.push(b'\t');
    push_number(line, first.sequence.len() as u64);
    if let Some(second) = second {
        line.push(b'|');
        push_number(line, second.sequence.len() as u64);
    }
    line.push(b'\t');
    if quick {
        push_number(line, taxid);
        line.extend_from_slice(b":Q");
    } else {
        push_hit_list(line, call, taxonomy);
    }
    line.push(b'\n');
}

/// The id of a fragment: of a pair, the first mate's without `/1` or `/2`.
pub(super) fn fragment_id<'a>(fragment: Fragment<'a>) -> &'a [u8] {
    let id = fragment.first().id();
    match id {
        [name @ .., b'/', b'1' | b'2'] if fragment.second().is_some() && !name.is_empty() => name,
        _ => id,
    }
}

fn push_hit_list(line: &mut Vec<u8>, call: &Call<'_>, taxonomy: &Taxonomy) {
    let Some((last, others)) = call.segments.split_last() else {
        line.extend_from_slice(b"0:0");
        return;
    };
    for segment in others {
        push_segment(line, segment.label, segment.kmers, taxonomy);
        line.push(b' ');
    }
    push_segment(line, last.label, last.kmers, taxonomy);
    if last.label == Label::Ambiguous {
        // Kraken 2 leaves this space, and scripts have learned to expect it.
        line.push(b' ');
    }
}

fn push_segment(line: &mut Vec<u8>, label: Label, kmers: u32, taxonomy: &Taxonomy) {
    match label {
        Label::MateBorder => return line.extend_from_slice(b"|:|"),
        Label::Ambiguous => line.push(b'A'),
        Label::Taxon(taxon) => push_number(line, taxonomy.taxid(taxon)),
    }
    line.push(b':');
    push_number(line, u64::from(kmers));
}

/// Appends a whole number in decimal.
#[inline]
pub(super) fn push_number(line: &mut Vec<u8>, number: u64) {
    if number < 10 {
        line.push(b'0' + number as u8);
    } else if number < 100 {
        line.extend(TWO_DIGITS[number as usize]);
    } else {
        push_long_number(line, number);
    }
}

fn push_long_number(line: &mut Vec<u8>, number: u64) {
    const MOST_DIGITS: usize = 20;
    // Digits end in the middle, so that there is always as much to copy: a copy of
    // fixed size takes an instruction or two.
    let mut digits = [0; 2 * MOST_DIGITS];
    let mut at = MOST_DIGITS;
    let mut rest = number;
    while rest >= 100 {
        at -= 2;
        digits[at..at + 2].copy_from_slice(&TWO_DIGITS[(rest % 100) as usize]);
        rest /= 100;
    }
    at -= 2;
    digits[at..at + 2].copy_from_slice(&TWO_DIGITS[rest as usize]);
    at += usize::from(rest < 10);
    let mut copied = [0; MOST_DIGITS];
    copied.copy_from_slice(&digits[at..at + MOST_DIGITS]);
    let length = line.len() + MOST_DIGITS - at;
    line.extend_from_slice(&copied);
    line.truncate(length);
}

/// `00` to `99`.
static TWO_DIGITS: [[u8; 2]; 100] = {
    let mut digits = [[b'0'; 2]; 100];
    let mut number = 0;
    while number < 100 {
        digits[number] = [b'0' + (number / 10) as u8, b'0' + (number % 10) as u8];
        number += 1;
    }
    digits
};

/// Appends a read as it came, with ` kraken:taxid|N` after the id if it has a taxon.
pub(crate) fn push_read(text: &mut Vec<u8>, read: Read<'_>, taxon: Taxon, taxonomy: &Taxonomy) {
    // A FASTQ record without bases has no quality either and counts as FASTA.
    let format = if read.quality.is_empty() {
        Format::Fasta
    } else {
        read.format
    };
    text.push(if format == Format::Fastq { b'@' } else { b'>' });
    text.extend_from_slice(read.id());
    if taxon.is_some() {
        text.extend_from_slice(b" kraken:taxid|");
        push_number(text, taxonomy.taxid(taxon));
    }
    if !read.comment().is_empty() {
        text.push(b' ');
        text.extend_from_slice(read.comment());
    }
    text.push(b'\n');
    text.extend_from_slice(read.sequence);
    text.push(b'\n');
    if format == Format::Fastq {
        text.extend_from_slice(b"+\n");
        text.extend_from_slice(read.quality);
        text.push(b'\n');
    }
}

/// Appends one row of the evidence table; see [`EVIDENCE_HEADER`].
pub(super) fn push_evidence(
    text: &mut Vec<u8>,
    fragment: Fragment<'_>,
    call: &Call<'_>,
    taxonomy: &Taxonomy,
) {
    text.extend_from_slice(fragment_id(fragment));
    let status = match call.unassigned {
        None => "classified",
        Some(reason) => reason.name(),
    };
    // Writing to a vector cannot fail.
    let _ = write!(
        text,
        "\t{status}\t{}\t{}\t{}\t{}\t{}\t{}\t",
        taxonomy.taxid(call.taxon),
        if call.is_classified() {
            taxonomy.name(call.taxon)
        } else {
            ""
        },
        if call.is_classified() {
            taxonomy.rank(call.taxon).name()
        } else {
            ""
        },
        call.looked_up,
        call.found,
        call.agreeing,
    );
    for (place, hit) in call.hits.iter().enumerate() {
        if place > 0 {
            text.push(b' ');
        }
        push_number(text, taxonomy.taxid(hit.taxon));
        text.push(b':');
        push_number(text, u64::from(hit.minimizers));
    }
    text.push(b'\n');
}

/// The columns of the evidence table: the fragment's id; `classified` or why not
/// (`too_short`, `ambiguous_bases`, `no_hit`, `below_threshold`); taxid, name and
/// rank of the call; minimizers looked up, found in the database, and found in
/// agreement with the call; minimizers by taxon hit (`taxid:count`, in read order).
pub const EVIDENCE_HEADER: &str =
    "read\tstatus\ttaxid\tname\trank\tminimizers\tfound\tagreeing\thits\n";

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn numbers_are_written_as_the_standard_library_does(number in any::<u64>(), shift in 0_u32..64) {
            for number in [number >> shift, 9, 10, 99, 100, 101, u64::MAX] {
                let mut line = b"x".to_vec();
                push_number(&mut line, number);
                prop_assert_eq!(String::from_utf8(line).unwrap(), format!("x{number}"));
            }
        }
    }
}
