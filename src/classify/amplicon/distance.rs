//! How many bases part a read from a stretch of a reference: the edit distance,
//! exactly, by furthest-reaching diagonals (Ukkonen 1985
//! doi:10.1016/S0019-9958(85)80046-2; Landau & Vishkin 1989
//! doi:10.1016/0196-6774(89)90010-2). The time grows with the distance, not with the
//! product of the lengths: what is close is compared eight bases at a time.

/// Diagonals beside the expected one on which an alignment may begin.
const SLACK: i32 = 4;
/// Net insertions or deletions that an alignment may hold beside the slack.
const MOST_SHIFT: i32 = 24;
/// Most of the diagonals there can be.
const DIAGONALS: usize = 2 * (SLACK + MOST_SHIFT) as usize + 1;
/// The place of the expected diagonal.
const MIDDLE: i32 = SLACK + MOST_SHIFT + 1;
/// No base of the read can be there.
const UNREACHED: i32 = i32::MIN / 2;

/// Compares reads with references; keeps its buffers.
#[derive(Debug)]
pub(crate) struct Comparer {
    /// Bases of the read behind the furthest point on each diagonal, with a margin
    /// at either end.
    before: [i32; DIAGONALS + 2],
    after: [i32; DIAGONALS + 2],
}

impl Default for Comparer {
    fn default() -> Self {
        Self {
            before: [UNREACHED; DIAGONALS + 2],
            after: [UNREACHED; DIAGONALS + 2],
        }
    }
}

impl Comparer {
    /// The fewest substitutions, insertions and deletions that bring `read` to some
    /// stretch of `reference` that begins about `diagonal` bases further than the
    /// read; `None` if there are more than `limit`. What of the read hangs over an
    /// end of the reference costs nothing. Both are base sets; sets that share a base
    /// agree.
    pub(crate) fn differences(
        &mut self,
        read: &[u8],
        reference: &[u8],
        diagonal: i32,
        limit: u32,
    ) -> Option<u32> {
        let (length, end) = (read.len() as i32, reference.len() as i32);
        let reach = SLACK + limit.min(MOST_SHIFT as u32) as i32 + 1;
        let used = (MIDDLE - reach) as usize..(MIDDLE + reach) as usize + 1;
        self.before[used.clone()].fill(UNREACHED);
        self.after[used].fill(UNREACHED);
        let offset = |place: i32| diagonal + place - MIDDLE;
        let done = |i: i32, offset: i32| i >= length || i + offset >= end;
        for place in MIDDLE - SLACK..=MIDDLE + SLACK {
            let start = (-offset(place)).max(0);
            if start > length || offset(place) >= end {
                continue;
            }
            let reached = start + run(read, reference, start, start + offset(place));
            if done(reached, offset(place)) {
                return Some(0);
            }
            self.before[place as usize] = reached;
        }
        for edits in 1..=limit {
            let reach = SLACK + edits.min(MOST_SHIFT as u32) as i32;
            for place in MIDDLE - reach..=MIDDLE + reach {
                let at = place as usize;
                let offset = offset(place);
                // A base of each, of the reference, of the read alone.
                let furthest = (self.before[at] + 1)
                    .max(self.before[at - 1])
                    .max(self.before[at + 1] + 1);
                let furthest = furthest.min(length);
                if furthest < 0 || furthest + offset < 0 {
                    self.after[at] = UNREACHED;
                    continue;
                }
                if done(furthest, offset) {
                    return Some(edits);
                }
                let reached = furthest + run(read, reference, furthest, furthest + offset);
                if done(reached, offset) {
                    return Some(edits);
                }
                self.after[at] = reached;
            }
            std::mem::swap(&mut self.before, &mut self.after);
        }
        None
    }
}

/// How many bases agree from `i` of the read and `j` of the reference on.
#[inline]
fn run(read: &[u8], reference: &[u8], i: i32, j: i32) -> i32 {
    const LOW: u64 = u64::from_le_bytes([1; 8]);
    const HIGH: u64 = u64::from_le_bytes([0x80; 8]);
    let read = read.get(i as usize..).unwrap_or_default();
    let reference = reference.get(j as usize..).unwrap_or_default();
    let (reads, _) = read.as_chunks::<8>();
    let (references, _) = reference.as_chunks::<8>();
    let mut agreed = 0;
    for (a, b) in reads.iter().zip(references) {
        let common = u64::from_le_bytes(*a) & u64::from_le_bytes(*b);
        // The lowest byte that is zero has its high bit set here, and none below.
        let parted = common.wrapping_sub(LOW) & !common & HIGH;
        if parted != 0 {
            return agreed + (parted.trailing_zeros() / 8) as i32;
        }
        agreed += 8;
    }
    let rest = read[agreed as usize..]
        .iter()
        .zip(&reference[agreed as usize..]);
    agreed + rest.take_while(|(a, b)| **a & **b != 0).count() as i32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Cell by cell: free ends on the reference, and free overhang of the read.
    fn slow(read: &[u8], reference: &[u8], diagonal: i32) -> u32 {
        let far = u32::MAX / 2;
        let mut best = far;
        let (rows, columns) = (read.len() + 1, reference.len() + 1);
        let mut cost = vec![vec![far; columns]; rows];
        for i in 0..rows {
            for j in 0..columns {
                let shift = j as i32 - i as i32 - diagonal;
                if shift.abs() > SLACK + MOST_SHIFT {
                    continue;
                }
                let starts = (i == 0 || j == 0) && shift.abs() <= SLACK;
                let mut here = if starts { 0 } else { far };
                if i > 0 && j > 0 {
                    let differs = u32::from(read[i - 1] & reference[j - 1] == 0);
                    here = here.min(cost[i - 1][j - 1] + differs);
                }
                if i > 0 {
                    here = here.min(cost[i - 1][j] + 1);
                }
                if j > 0 {
                    here = here.min(cost[i][j - 1] + 1);
                }
                cost[i][j] = here;
                if i + 1 == rows || j + 1 == columns {
                    best = best.min(here);
                }
            }
        }
        best
    }

    fn bases(length: std::ops::Range<usize>) -> impl Strategy<Value = Vec<u8>> {
        proptest::collection::vec(
            prop_oneof![Just(1), Just(2), Just(4), Just(8), Just(15)],
            length,
        )
    }

    proptest! {
        #[test]
        fn the_distance_agrees_with_the_whole_matrix(
            reference in bases(30..90),
            start in 0_usize..20,
            edits in proptest::collection::vec((0_usize..60, 0_u8..3, 0_u32..4), 0..7),
            error in -6_i32..=6,
            limit in 0_u32..12,
        ) {
            let mut read = reference[start..].to_vec();
            for (place, kind, base) in edits {
                let place = place % read.len();
                match kind {
                    0 => read[place] = 1 << base,
                    1 => read.insert(place, 1 << base),
                    _ if read.len() > 10 => { read.remove(place); }
                    _ => (),
                }
            }
            let diagonal = start as i32 + error;
            let slow = slow(&read, &reference, diagonal);
            let fast = Comparer::default().differences(&read, &reference, diagonal, limit);
            prop_assert_eq!(fast, (slow <= limit).then_some(slow));
        }
    }

    #[test]
    fn overhang_is_free_and_ambiguous_bases_agree() {
        let reference = [1, 2, 4, 8].repeat(10);
        let mut read = vec![8, 8, 8];
        read.extend(&reference[..20]);
        let mut comparer = Comparer::default();
        assert_eq!(comparer.differences(&read, &reference, -3, 5), Some(0));
        read[18] = 15;
        assert_eq!(comparer.differences(&read, &reference, -3, 5), Some(0));
        read[18] = 0;
        assert_eq!(comparer.differences(&read, &reference, -3, 0), None);
        assert_eq!(comparer.differences(&read, &reference, -3, 1), Some(1));
        assert_eq!(comparer.differences(&[], &reference, 0, 0), Some(0));
        assert_eq!(comparer.differences(&read, &[], 0, 0), Some(0));
    }
}
