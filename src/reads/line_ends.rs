//! Finding where the lines of a text end.

use crate::vectors::{Masks, Vectors, vectorized};
use memchr::memchr_iter;

/// Appends the place of every line end of `text[from..to]`.
pub(super) fn push_line_ends(
    vectors: Vectors,
    text: &[u8],
    from: usize,
    to: usize,
    ends: &mut Vec<usize>,
) {
    push_all(vectors, &text[from..to], from, ends);
}

vectorized!(push_all = push_all_body, (text: &[u8], offset: usize, ends: &mut Vec<usize>));

#[inline(always)]
fn push_all_body<M: Masks>(text: &[u8], offset: usize, ends: &mut Vec<usize>) {
    let (blocks, rest) = if M::WIDE {
        text.as_chunks::<64>()
    } else {
        (&[][..], text)
    };
    for (place, block) in blocks.iter().enumerate() {
        let mut found = M::bytes(block, b'\n');
        while found != 0 {
            ends.push(offset + 64 * place + found.trailing_zeros() as usize);
            found &= found - 1;
        }
    }
    let offset = offset + 64 * blocks.len();
    ends.extend(memchr_iter(b'\n', rest).map(|end| offset + end));
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_width_finds_every_line_end(
            text in proptest::collection::vec(proptest::sample::select(b"ACGT\n\r".to_vec()), 0..300),
            from in 0_usize..70,
        ) {
            let from = from.min(text.len());
            let expected: Vec<usize> = (from..text.len()).filter(|&place| text[place] == b'\n').collect();
            for vectors in Vectors::all() {
                let mut ends = Vec::new();
                push_line_ends(vectors, &text, from, text.len(), &mut ends);
                prop_assert_eq!(&ends, &expected);
            }
        }
    }
}
