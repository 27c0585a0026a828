//! Minimizers of eight stretches at a time.
//!
//! Only for stretches without ambiguous bases, in which every window is full: its
//! minimizer is then the smallest of its l-mers and no more.

use super::super::rows::{ROW_BASES, Rows};
use super::Order;
use crate::vectors::{Masks, Vectors, vectorized};

/// Stretches abreast: one 512-bit vector of 64-bit words.
pub(super) const LANES: usize = 8;

/// One word of each lane.
type Column = [u64; LANES];

/// The minimizers of up to eight stretches.
#[derive(Debug, Clone)]
pub(super) struct Kraken2Lanes {
    vectors: Vectors,
    rows: Rows<LANES>,
    /// By the last base of an l-mer: the smallest order key of the l-mers of the window
    /// that begins there.
    smallest: Box<[Column; ROW_BASES]>,
}

impl Kraken2Lanes {
    pub(super) fn new(vectors: Vectors) -> Self {
        Self {
            vectors,
            rows: Rows::new(),
            smallest: Box::new([[0; LANES]; ROW_BASES]),
        }
    }

    pub(super) fn vectors(&self) -> Vectors {
        self.vectors
    }

    pub(super) fn rows(&self) -> &Rows<LANES> {
        &self.rows
    }

    /// Takes a stretch of unambiguous bases; returns its lane.
    pub(super) fn push(&mut self, bases: &[u8]) -> usize {
        self.rows.push(self.vectors, bases)
    }

    /// Finds the minimizers of all lanes.
    pub(super) fn compute(&mut self, order: &Order) {
        let bases = self.rows.longest();
        order_keys(
            self.vectors,
            self.rows.codes(),
            bases,
            order,
            &mut self.smallest,
        );
        let keys = &mut self.smallest[order.l - 1..bases.max(order.l - 1)];
        take_smallest(self.vectors, keys, order.width);
    }

    /// Empties the lanes.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
    }

    /// The order keys of the minimizers of a lane's first windows.
    pub(super) fn minimizers(
        &self,
        lane: usize,
        windows: usize,
        order: &Order,
    ) -> impl Iterator<Item = u64> {
        let columns = &self.smallest[order.l - 1..][..windows];
        columns.iter().map(move |column| column[lane % LANES])
    }
}

vectorized!(order_keys = order_keys_body, (
    rows: &[[u8; ROW_BASES]; LANES], bases: usize, order: &Order, keys: &mut [Column; ROW_BASES]
));

/// The order key of the l-mer that ends at each base; those before the first whole
/// l-mer mean nothing.
#[inline(always)]
fn order_keys_body<M: Masks>(
    rows: &[[u8; ROW_BASES]; LANES],
    bases: usize,
    order: &Order,
    keys: &mut [Column; ROW_BASES],
) {
    const STEP: usize = 8;
    let Order {
        lmer_mask,
        seed_mask,
        toggle,
        ..
    } = *order;
    let top = 2 * (order.l - 1) as u32;
    let (shift, fill) = (order.reverse_shift, (1 << order.reverse_shift) - 1);
    let (mut forward, mut backward) = ([0_u64; LANES], [0_u64; LANES]);
    let (key_steps, _) = keys.as_chunks_mut::<STEP>();
    let steps = bases.div_ceil(STEP);
    for (step, keys) in key_steps.iter_mut().enumerate().take(steps) {
        // No closures here or below: they would be compiled without the vectors.
        let mut words = [0; LANES];
        for (word, row) in words.iter_mut().zip(rows) {
            let (codes, _) = row.as_chunks::<STEP>();
            *word = u64::from_le_bytes(codes[step]);
        }
        for column in keys {
            for lane in 0..LANES {
                let code = words[lane] & 3;
                words[lane] >>= 8;
                forward[lane] = ((forward[lane] << 2) | code) & lmer_mask;
                backward[lane] = (backward[lane] >> 2) | ((3 ^ code) << top);
                let reverse = ((backward[lane] << shift) | fill) & lmer_mask;
                column[lane] = (forward[lane].min(reverse) & seed_mask) ^ toggle;
            }
        }
    }
}

vectorized!(take_smallest = take_smallest_body, (keys: &mut [Column], width: usize));

/// Turns each column into the smallest of itself and the `width - 1` that follow;
/// the last ones have fewer followers and mean nothing.
#[inline(always)]
fn take_smallest_body<M: Masks>(keys: &mut [Column], width: usize) {
    let mut spanned = 1;
    while spanned < width {
        let shift = spanned.min(width - spanned);
        for place in shift..keys.len() {
            let (earlier, later) = keys.split_at_mut(place);
            let column = &mut earlier[place - shift];
            for (key, &other) in column.iter_mut().zip(&later[0]) {
                *key = (*key).min(other);
            }
        }
        spanned += shift;
    }
}
