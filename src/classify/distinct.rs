//! Estimating how many distinct minimizers a taxon was hit by.
//!
//! HyperLogLog as Kraken 2 uses it: a sparse set of 25-bit codes that turns into
//! 4,096 registers, and Ertl's improved estimator (Ertl 2017, arXiv:1702.01284).
//! Counters are filled batch by batch and merged, and whether one stays sparse
//! depends on the batches; the batches of a run are therefore part of the result.

use crate::database::murmur;
use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

const PRECISION: u32 = 12;
const REGISTERS: usize = 1 << PRECISION;
const SPARSE_PRECISION: u32 = 25;
/// A set this large turns dense before it takes another code.
const MOST_SPARSE: usize = REGISTERS / 4;

/// Codes are hashes already.
#[derive(Default)]
struct CodeHasher(u64);

impl Hasher for CodeHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 << 8) | u64::from(byte);
        }
    }

    fn write_u32(&mut self, code: u32) {
        self.0 = u64::from(code).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

type CodeSet = HashSet<u32, BuildHasherDefault<CodeHasher>>;

/// Counts distinct minimizers, and how often any was seen.
#[derive(Debug, Clone, Default)]
pub struct DistinctCounter {
    seen: u64,
    sketch: Sketch,
}

#[derive(Debug, Clone)]
enum Sketch {
    Sparse(CodeSet),
    Dense(Box<[u8; REGISTERS]>),
}

impl Default for Sketch {
    fn default() -> Self {
        Self::Sparse(CodeSet::default())
    }
}

impl DistinctCounter {
    /// Takes one minimizer.
    pub fn add(&mut self, minimizer: u64) {
        self.seen += 1;
        let hash = murmur(minimizer.wrapping_add(1));
        if let Sketch::Sparse(codes) = &mut self.sketch {
            if codes.len() < MOST_SPARSE {
                codes.insert(encode(hash));
                return;
            }
            self.sketch = Sketch::Dense(registers_of(codes));
        }
        if let Sketch::Dense(registers) = &mut self.sketch {
            let rank = (hash << PRECISION).leading_zeros() as u8 + 1;
            raise(registers, (hash >> (64 - PRECISION)) as usize, rank);
        }
    }

    /// Takes everything another counter has seen.
    pub fn merge(&mut self, other: &DistinctCounter) {
        self.seen += other.seen;
        match (&mut self.sketch, &other.sketch) {
            (Sketch::Sparse(codes), Sketch::Sparse(more)) => codes.extend(more),
            (Sketch::Dense(registers), Sketch::Dense(more)) => raise_all(registers, more),
            (Sketch::Dense(registers), Sketch::Sparse(more)) => {
                raise_all(registers, &registers_of(more));
            }
            (Sketch::Sparse(codes), Sketch::Dense(more)) => {
                let mut registers = registers_of(codes);
                raise_all(&mut registers, more);
                self.sketch = Sketch::Dense(registers);
            }
        }
    }

    /// How many minimizers were taken, repeats included.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// The estimated number of distinct ones, never more than were seen.
    pub fn distinct(&self) -> u64 {
        let estimate = match &self.sketch {
            Sketch::Sparse(codes) => {
                let mut counts = vec![0_u64; (64 - SPARSE_PRECISION) as usize + 2];
                for &code in codes {
                    counts[code_rank(code) as usize] += 1;
                }
                counts[0] = (1 << SPARSE_PRECISION) - codes.len() as u64;
                ertl(1 << SPARSE_PRECISION, &counts)
            }
            Sketch::Dense(registers) => {
                let mut counts = vec![0_u64; (64 - PRECISION) as usize + 2];
                for &rank in registers.iter() {
                    counts[rank as usize] += 1;
                }
                ertl(REGISTERS as u64, &counts)
            }
        };
        (estimate.round() as u64).min(self.seen)
    }
}

/// The top 25 bits of a hash, left-aligned; where those after the first 12 are
/// all zero, the rank of the rest is kept in the low bits with a flag.
fn encode(hash: u64) -> u32 {
    let code = ((hash >> (64 - SPARSE_PRECISION)) as u32) << (32 - SPARSE_PRECISION);
    if code << PRECISION != 0 {
        return code;
    }
    let rank = (hash << SPARSE_PRECISION).leading_zeros() + 1;
    code | (rank << 1) | 1
}

fn code_rank(code: u32) -> u8 {
    if code & 1 == 1 {
        (SPARSE_PRECISION - PRECISION) as u8 + ((code >> 1) & 0x3f) as u8
    } else {
        (code << PRECISION).leading_zeros() as u8 + 1
    }
}

fn registers_of(codes: &CodeSet) -> Box<[u8; REGISTERS]> {
    let mut registers = Box::new([0; REGISTERS]);
    for &code in codes {
        raise(
            &mut registers,
            (code >> (32 - PRECISION)) as usize,
            code_rank(code),
        );
    }
    registers
}

fn raise(registers: &mut [u8; REGISTERS], register: usize, rank: u8) {
    registers[register] = registers[register].max(rank);
}

fn raise_all(registers: &mut [u8; REGISTERS], more: &[u8; REGISTERS]) {
    for (mine, theirs) in registers.iter_mut().zip(more) {
        *mine = (*mine).max(*theirs);
    }
}

/// Ertl's improved estimator from the histogram of register values.
fn ertl(registers: u64, counts: &[u64]) -> f64 {
    let m = registers as f64;
    let q = counts.len() - 2;
    let mut z = m * tau(1.0 - counts[q + 1] as f64 / m);
    for k in (1..=q).rev() {
        z = (z + counts[k] as f64) * 0.5;
    }
    z += m * sigma(counts[0] as f64 / m);
    (m / (2.0 * std::f64::consts::LN_2)) * m / z
}

fn sigma(x: f64) -> f64 {
    if x == 1.0 {
        return f64::INFINITY;
    }
    let (mut x, mut y, mut sum) = (x, 1.0, x);
    loop {
        let before = sum;
        x *= x;
        sum += x * y;
        y += y;
        if sum == before {
            return sum;
        }
    }
}

fn tau(x: f64) -> f64 {
    if x == 0.0 || x == 1.0 {
        return 0.0;
    }
    let (mut x, mut y, mut sum) = (x, 1.0, 1.0 - x);
    loop {
        let before = sum;
        x = x.sqrt();
        y *= 0.5;
        sum -= (1.0 - x).powi(2) * y;
        if sum == before {
            return sum / 3.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counter(values: impl Iterator<Item = u64>) -> DistinctCounter {
        let mut counter = DistinctCounter::default();
        values.for_each(|value| counter.add(value));
        counter
    }

    #[test]
    fn estimates_are_near_the_truth_sparse_and_dense() {
        for truth in [0_u64, 1, 10, 1_000, 1_024, 1_025, 5_000, 100_000, 1_000_000] {
            let estimate = counter(0..truth).distinct() as f64;
            let error = (estimate - truth as f64).abs();
            // Four standard errors of 1.04 / sqrt(4096).
            assert!(error <= 0.065 * truth as f64 + 0.5, "{truth}: {estimate}");
        }
    }

    #[test]
    fn repeats_are_seen_but_not_counted_again() {
        let counter = counter((0..500).chain(0..500));
        assert_eq!((counter.seen(), counter.distinct()), (1_000, 500));
    }

    #[test]
    fn merging_does_not_depend_on_the_order() {
        let parts: Vec<DistinctCounter> = [(0, 900), (500, 3_000), (2_900, 3_500)]
            .iter()
            .map(|&(a, b)| counter(a..b))
            .collect();
        let merged = |order: [usize; 3]| {
            let mut all = DistinctCounter::default();
            order.iter().for_each(|&part| all.merge(&parts[part]));
            (all.seen(), all.distinct())
        };
        assert_eq!(merged([0, 1, 2]), merged([2, 1, 0]));
        assert_eq!(merged([0, 1, 2]), merged([1, 0, 2]));
    }

    #[test]
    fn a_sparse_code_keeps_the_rank_of_its_hash() {
        for hash in [
            1,
            2,
            1 << 38,
            (1 << 39) | 1,
            (1 << 51) | 1,
            (1 << 52) | 1,
            u64::MAX,
            0x000f_ffff_ffff_ffff,
        ] {
            let rank = (hash << PRECISION).leading_zeros().min(64 - PRECISION) as u8 + 1;
            assert_eq!(code_rank(encode(hash)).min(53), rank, "{hash:x}");
        }
    }
}
