//! Phred qualities in the manner of Illumina, and the errors they imply.
//!
//! A quality is the sum of a mean that falls along the read (faster in the
//! second mate), a part common to the read, and a part of the single base that
//! has a long tail downwards. The shape is chosen to look familiar; it is not
//! fitted to an instrument.

use crate::simulate::draw::normal;
use crate::simulate::mutation::other_bases;
use rand::{Rng, RngCore};

/// The range of qualities.
const LOWEST: i16 = 2;
const HIGHEST: i16 = 41;

/// The first character of the printable qualities (Sanger and Illumina 1.8+).
const ASCII_OFFSET: u8 = 33;

/// Which of the two mates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mate {
    First,
    Second,
}

/// Draws qualities and makes the errors they imply.
#[derive(Debug, Clone)]
pub(super) struct QualityModel {
    /// Mean quality by cycle, for the first and the second mate.
    means: [Vec<i16>; 2],
    /// The part of the single base, for each value of a random byte.
    noise: [i16; 256],
    /// Below which of 2^24 equally likely numbers a base of this quality is wrong.
    thresholds: [u32; HIGHEST as usize + 1],
    /// One random word for each base of a read.
    words: Vec<u8>,
}

impl QualityModel {
    pub(super) fn new(read_length_bp: usize) -> Self {
        let falling_by = |drop: f64| -> Vec<i16> {
            (0..read_length_bp)
                .map(|cycle| cycle as f64 / read_length_bp as f64)
                .map(|place| (37.5 - drop * place.powi(2)).round() as i16)
                .collect()
        };
        let mut noise = [0; 256];
        for (index, value) in noise.iter_mut().enumerate() {
            let u = (index as f64 + 0.5) / 256.0;
            *value = (2.2 * (1.0 + u.ln())).round() as i16;
        }
        let mut thresholds = [0; HIGHEST as usize + 1];
        for (quality, threshold) in thresholds.iter_mut().enumerate() {
            *threshold = (error_probability(quality as u8) * f64::from(1 << 24)).round() as u32;
        }
        Self {
            means: [falling_by(6.0), falling_by(10.0)],
            noise,
            thresholds,
            words: vec![0; 4 * read_length_bp],
        }
    }

    /// Copies the bases of a read with errors, and writes their printable qualities.
    pub(super) fn read(
        &mut self,
        bases: &[u8],
        mate: Mate,
        rng: &mut impl RngCore,
        sequence: &mut Vec<u8>,
        qualities: &mut Vec<u8>,
    ) {
        sequence.clear();
        qualities.clear();
        // A read as a whole is a little better or worse, and sometimes much worse.
        let slump = 3.0 * (normal(rng).abs() - 2.0).max(0.0);
        let common = (1.5 * normal(rng) - slump).round() as i16;
        rng.fill_bytes(&mut self.words);
        let means = &self.means[usize::from(mate == Mate::Second)];
        let words = self.words.chunks_exact(4);
        for ((&base, &mean), word) in bases.iter().zip(means).zip(words) {
            let noise = self.noise[usize::from(word[0])];
            let quality = (mean + common + noise).clamp(LOWEST, HIGHEST) as u8;
            let lot = u32::from_le_bytes([word[1], word[2], word[3], 0]);
            let base = if lot < self.thresholds[usize::from(quality)] {
                other_bases(base)[rng.random_range(0..3)]
            } else {
                base
            };
            sequence.push(base);
            qualities.push(quality + ASCII_OFFSET);
        }
    }
}

/// The probability that a base of this Phred quality is wrong.
pub(super) fn error_probability(quality: u8) -> f64 {
    10f64.powf(-f64::from(quality) / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::draw::stream;

    #[test]
    fn qualities_fall_along_the_read_and_faster_in_the_second_mate() {
        let mut model = QualityModel::new(150);
        let mut rng = stream(1, "quality");
        let (mut sequence, mut qualities) = (Vec::new(), Vec::new());
        let mut means = Vec::new();
        for mate in [Mate::First, Mate::Second] {
            let mut sums = [0_u64; 150];
            for _ in 0..2_000 {
                model.read(&[b'A'; 150], mate, &mut rng, &mut sequence, &mut qualities);
                for (sum, quality) in sums.iter_mut().zip(&qualities) {
                    assert!((35..=74).contains(quality));
                    *sum += u64::from(quality - ASCII_OFFSET);
                }
            }
            let mean = |cycles: &[u64]| cycles.iter().sum::<u64>() as f64 / 2_000.0 / 10.0;
            means.push((mean(&sums[..10]), mean(&sums[140..])));
        }
        let [(first_start, first_end), (second_start, second_end)] = means[..] else {
            unreachable!("two mates were read");
        };
        assert!(first_start > 35.0 && first_start - first_end > 4.0);
        assert!(second_start > 35.0 && first_end - second_end > 2.0);
    }
}
