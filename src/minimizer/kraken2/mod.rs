//! Kraken 2's minimizers, exact to its quirks.
//!
//! A window of `k` bases is represented by the smallest of its canonical,
//! masked `l`-mers in an order scrambled by a toggle mask (Wood, Lu and
//! Langmead 2019, doi:10.1186/s13059-019-1891-0). After an ambiguous base
//! windows count again as soon as they hold `k - l` clean `l`-mers, one fewer
//! than a full window has; databases and published results rest on that.

mod lanes;
#[cfg(test)]
mod tests;

use super::code::{AMBIGUOUS, BASE_CODES};
use super::rows::{ROW_BASES, clean_bases, pieces};
use super::runs::Runs;
use crate::error::{Error, ErrorKind, Result};
use crate::vectors::Vectors;
use lanes::Kraken2Lanes;

/// The parameters of a Kraken 2 database that shape its minimizers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kraken2Shape {
    /// Window length in bases.
    pub k: usize,
    /// Minimizer length in bases, 1 to 31.
    pub l: usize,
    /// Bits of the `l`-mer that count; 0 for all.
    pub spaced_seed_mask: u64,
    /// Scrambles the order of `l`-mers.
    pub toggle_mask: u64,
    /// How reverse complements were made (0 in databases built before 2.0.8).
    pub reverse_complement_version: i32,
}

impl Default for Kraken2Shape {
    /// Kraken 2's defaults for DNA.
    fn default() -> Self {
        Self {
            k: 35,
            l: 31,
            spaced_seed_mask: 0x3fff_ffff_f333_3333,
            toggle_mask: 0xe37e_28c4_271b_5a2d,
            reverse_complement_version: 1,
        }
    }
}

/// What orders the l-mers of a window.
#[derive(Debug, Clone, Copy)]
struct Order {
    l: usize,
    /// L-mers of a window.
    width: usize,
    lmer_mask: u64,
    seed_mask: u64,
    toggle: u64,
    /// Bits that databases of before 2.0.8 shift reverse complements by; else 0.
    reverse_shift: u32,
}

/// Finds the minimizers of reads.
#[derive(Debug, Clone)]
pub struct Kraken2Scanner {
    shape: Kraken2Shape,
    order: Order,
    lanes: Kraken2Lanes,
    /// The minimizer of the window before, in the read at hand.
    last: Option<u64>,
    /// Of a lane: the windows that begin a run, and their minimizers.
    starts: Box<[u32; ROW_BASES + 1]>,
    keys: Box<[u64; ROW_BASES + 1]>,
    /// Order keys of the last `k - l + 1` l-mers, as a ring.
    window: Vec<u64>,
}

/// What is to be appended of a read, in order.
#[derive(Debug, Clone, Copy)]
enum Piece<'a> {
    /// Windows of a lane.
    Lane { lane: usize, windows: usize },
    /// A whole read with ambiguous bases.
    Ambiguous(&'a [u8]),
    /// The end of a read.
    End,
}

impl Kraken2Scanner {
    /// A scanner for a shape.
    ///
    /// # Errors
    /// Unless `1 <= l <= 31` and `l <= k`.
    pub fn new(shape: Kraken2Shape) -> Result<Self> {
        Self::with_vectors(shape, Vectors::widest())
    }

    fn with_vectors(shape: Kraken2Shape, vectors: Vectors) -> Result<Self> {
        if !(1..=31).contains(&shape.l) || shape.k < shape.l || shape.k > 1 << 20 {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!(
                    "found k {} and minimizer length {}, expected 1 <= l <= 31 and l <= k",
                    shape.k, shape.l
                ),
            ));
        }
        let lmer_mask = (1_u64 << (2 * shape.l)) - 1;
        let order = Order {
            l: shape.l,
            width: shape.k - shape.l + 1,
            lmer_mask,
            seed_mask: match shape.spaced_seed_mask {
                0 => lmer_mask,
                mask => mask,
            },
            toggle: shape.toggle_mask & lmer_mask,
            reverse_shift: match shape.reverse_complement_version {
                0 => 64 - 2 * shape.l as u32,
                _ => 0,
            },
        };
        Ok(Self {
            shape,
            order,
            lanes: Kraken2Lanes::new(vectors),
            last: None,
            starts: Box::new([0; ROW_BASES + 1]),
            keys: Box::new([0; ROW_BASES + 1]),
            window: vec![0; order.width],
        })
    }

    /// The shape scanned for.
    pub fn shape(&self) -> &Kraken2Shape {
        &self.shape
    }

    /// Appends the runs of one read: as many positions as it has windows of `k` bases.
    pub fn scan(&mut self, sequence: &[u8], runs: &mut Runs) {
        self.scan_all(std::iter::once(sequence), runs, |_| {});
    }

    /// Appends the runs of many reads, in order, and calls `ended` after each. Reads are
    /// scanned side by side, several times faster than one by one.
    pub fn scan_all<'a>(
        &mut self,
        sequences: impl Iterator<Item = &'a [u8]>,
        runs: &mut Runs,
        mut ended: impl FnMut(&mut Runs),
    ) {
        let k = self.shape.k;
        let mut waiting: Vec<Piece<'a>> = Vec::with_capacity(4 * lanes::LANES);
        for sequence in sequences {
            let windows = (sequence.len() + 1).saturating_sub(k);
            let clean = || clean_bases(self.lanes.vectors(), sequence) == sequence.len();
            if k > ROW_BASES || (windows > 0 && !clean()) {
                waiting.push(Piece::Ambiguous(sequence));
            } else {
                for (start, windows) in pieces(windows, k) {
                    let lane = self.lanes.push(&sequence[start..start + windows + k - 1]);
                    waiting.push(Piece::Lane { lane, windows });
                    if self.lanes.rows().is_full() {
                        self.append(&mut waiting, runs, &mut ended);
                    }
                }
            }
            waiting.push(Piece::End);
        }
        self.append(&mut waiting, runs, &mut ended);
    }

    fn append(
        &mut self,
        waiting: &mut Vec<Piece<'_>>,
        runs: &mut Runs,
        ended: &mut impl FnMut(&mut Runs),
    ) {
        if !self.lanes.rows().is_empty() {
            self.lanes.compute(&self.order);
        }
        for piece in waiting.drain(..) {
            match piece {
                Piece::Lane { lane, windows } => self.append_lane(lane, windows, runs),
                Piece::Ambiguous(sequence) => self.scan_one_by_one(sequence, runs),
                Piece::End => {
                    self.last = None;
                    ended(runs);
                }
            }
        }
        self.lanes.clear();
    }

    fn append_lane(&mut self, lane: usize, windows: usize, runs: &mut Runs) {
        // Windows that begin a run: which, and the minimizers, with no branch on data.
        let (starts, keys) = (&mut self.starts, &mut self.keys);
        let mut count = 0;
        // No order key has bits above those of an l-mer, so this differs from all.
        let mut before = self.last.map_or(u64::MAX, |last| last ^ self.order.toggle);
        let minimizers = self.lanes.minimizers(lane, windows, &self.order);
        for (window, key) in (0..).zip(minimizers) {
            starts[count] = window;
            keys[count] = key ^ self.order.toggle;
            count += usize::from(key != before);
            before = key;
        }
        self.last = Some(before ^ self.order.toggle);
        starts[count] = windows as u32;
        if starts[0] > 0 {
            runs.repeat_key(starts[0]);
        }
        let kmers = starts[..=count].windows(2).map(|pair| pair[1] - pair[0]);
        runs.push_keys(&keys[..count], kmers);
    }

    fn scan_one_by_one(&mut self, sequence: &[u8], runs: &mut Runs) {
        let (k, l) = (self.shape.k, self.shape.l);
        if sequence.len() < k {
            return;
        }
        let Order {
            width,
            lmer_mask,
            seed_mask,
            toggle,
            reverse_shift,
            ..
        } = self.order;
        let top = 2 * (l - 1) as u32;
        // Clean l-mers a window needs before it counts; one short of full, by design.
        let needed = (k - l).max(1);

        let (mut forward, mut backward) = (0_u64, 0_u64);
        // Clean bases and clean l-mers since the last ambiguous base.
        let (mut bases, mut lmers) = (0_usize, 0_usize);
        let (mut smallest, mut smallest_at) = (u64::MAX, 0_usize);
        let mut last = None;

        for (position, &byte) in sequence.iter().enumerate() {
            let code = BASE_CODES[byte as usize];
            if code == AMBIGUOUS {
                (bases, lmers) = (0, 0);
                (smallest, smallest_at) = (u64::MAX, 0);
            } else {
                forward = ((forward << 2) | u64::from(code)) & lmer_mask;
                backward = (backward >> 2) | (u64::from(3 - code) << top);
                bases += 1;
                if bases >= l {
                    let fill = (1 << reverse_shift) - 1;
                    let reverse = ((backward << reverse_shift) | fill) & lmer_mask;
                    let key = (forward.min(reverse) & seed_mask) ^ toggle;
                    self.window[lmers % width] = key;
                    if key <= smallest {
                        (smallest, smallest_at) = (key, lmers);
                    } else if smallest_at + width <= lmers {
                        (smallest, smallest_at) = (u64::MAX, 0);
                        for at in (lmers + 1).saturating_sub(width)..=lmers {
                            if self.window[at % width] <= smallest {
                                (smallest, smallest_at) = (self.window[at % width], at);
                            }
                        }
                    }
                    lmers += 1;
                }
            }
            if position + 1 < k {
                continue;
            }
            if lmers < needed {
                runs.push_ambiguous();
            } else {
                let minimizer = smallest ^ toggle;
                if last == Some(minimizer) {
                    runs.repeat_key(1);
                } else {
                    last = Some(minimizer);
                    runs.push_key(minimizer);
                }
            }
        }
    }
}
