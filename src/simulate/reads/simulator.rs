//! Drawing pairs from genomes.

use super::fastq::FastqPair;
use super::quality::{Mate, QualityModel};
use super::settings::{ReadSettings, Source, check_sources};
use super::truth::{Fragment, Strand};
use crate::error::Result;
use crate::simulate::draw::{normal, stream};
use crate::simulate::genomes::Genome;
use bio::alphabets::dna::revcomp;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::fmt::Write;

/// Draws pairs one by one, without end.
#[derive(Debug, Clone)]
pub struct PairSimulator<'a> {
    strands: Vec<Strands<'a>>,
    /// The upper ends of the sources' shares, laid end to end.
    upper_ends: Vec<f64>,
    settings: ReadSettings,
    quality: QualityModel,
    rng: ChaCha8Rng,
    drawn: u64,
}

/// A genome, read forwards and backwards.
#[derive(Debug, Clone)]
struct Strands<'a> {
    genome: &'a Genome,
    reverse: Vec<u8>,
}

impl<'a> PairSimulator<'a> {
    /// Prepares to draw from these genomes. Sources without a share are never drawn.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`](crate::ErrorKind::Parameter), all mistakes at
    /// once: a setting out of range, shares that are no fractions or do not sum
    /// to 1, a genome shorter than a read.
    pub fn new(sources: &[Source<'a>], settings: ReadSettings) -> Result<Self> {
        settings.check()?;
        check_sources(sources, settings.read_length_bp)?;
        let mut end = 0.0;
        Ok(Self {
            strands: sources
                .iter()
                .map(|source| Strands {
                    genome: source.genome,
                    reverse: revcomp(&source.genome.sequence),
                })
                .collect(),
            upper_ends: sources
                .iter()
                .map(|source| {
                    end += source.share_fraction;
                    end
                })
                .collect(),
            settings,
            quality: QualityModel::new(settings.read_length_bp),
            rng: stream(settings.seed, "reads"),
            drawn: 0,
        })
    }

    /// Draws the next pair into the buffers and tells where it was cut from.
    pub fn next_pair(&mut self, pair: &mut FastqPair) -> Fragment {
        let source = self.draw_source();
        let Strands { genome, reverse } = &self.strands[source];
        let genome_bp = genome.sequence.len();
        let read_bp = self.settings.read_length_bp;

        let spread = self.settings.insert_sd_bp * normal(&mut self.rng);
        let wished = (self.settings.insert_mean_bp + spread).round();
        let length_bp = (wished.max(0.0) as usize).clamp(read_bp, genome_bp);
        let start = self.rng.random_range(0..=genome_bp - length_bp);
        let strand = if self.rng.random() {
            Strand::Forward
        } else {
            Strand::Reverse
        };

        let from_left = &genome.sequence[start..][..read_bp];
        let from_right = &reverse[genome_bp - start - length_bp..][..read_bp];
        let (first, second) = match strand {
            Strand::Forward => (from_left, from_right),
            Strand::Reverse => (from_right, from_left),
        };
        for (index, (bases, mate)) in [(first, Mate::First), (second, Mate::Second)]
            .into_iter()
            .enumerate()
        {
            self.quality.read(
                bases,
                mate,
                &mut self.rng,
                &mut pair.sequences[index],
                &mut pair.qualities[index],
            );
        }

        self.drawn += 1;
        pair.name.clear();
        // Writing to a String cannot fail.
        let _ = write!(
            pair.name,
            "r{}|{}|{}",
            self.drawn, genome.accession, genome.kind
        );
        Fragment {
            source,
            start,
            length_bp,
            strand,
        }
    }

    fn draw_source(&mut self) -> usize {
        let total = self.upper_ends.last().copied().unwrap_or(0.0);
        let lot = total * self.rng.random::<f64>();
        self.upper_ends
            .partition_point(|&end| end <= lot)
            .min(self.upper_ends.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::simulate::genomes::{GenomeSet, GenomeSettings};
    use crate::simulate::reads::quality::error_probability;
    use crate::simulate::reads::{ReadTruth, write_pairs};
    use crate::simulate::taxa::demo_taxa;

    fn genomes() -> GenomeSet {
        let settings = GenomeSettings {
            seed: 1,
            length_bp: 8_000,
        };
        GenomeSet::build(&demo_taxa().unwrap()[..4], settings).unwrap()
    }

    fn sources<'a>(set: &'a GenomeSet, shares: &[f64]) -> Vec<Source<'a>> {
        let pairs = set.genomes().iter().zip(shares);
        pairs
            .map(|(genome, &share_fraction)| Source {
                genome,
                share_fraction,
            })
            .collect()
    }

    fn fastq(seed: u64, shares: &[f64], pairs: u64) -> [Vec<u8>; 2] {
        let set = genomes();
        let sources = sources(&set, shares);
        let mut simulator = PairSimulator::new(&sources, ReadSettings::new(seed)).unwrap();
        let mut mates = [Vec::new(), Vec::new()];
        let [first, second] = &mut mates;
        write_pairs(&mut simulator, pairs, first, second).unwrap();
        mates
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_gives_others() {
        let shares = [0.5, 0.5];
        assert_eq!(fastq(1, &shares, 300), fastq(1, &shares, 300));
        assert_ne!(fastq(1, &shares, 300), fastq(2, &shares, 300));
    }

    #[test]
    fn errors_are_as_frequent_as_the_qualities_say_on_both_strands_and_mates() {
        let set = genomes();
        let genome = &set.genomes()[0];
        let source = Source {
            genome,
            share_fraction: 1.0,
        };
        let mut simulator = PairSimulator::new(&[source], ReadSettings::new(5)).unwrap();
        let mut pair = FastqPair::default();
        let mut errors = [0.0_f64; 4];
        let mut expected = [0.0_f64; 4];
        for _ in 0..20_000 {
            let fragment = simulator.next_pair(&mut pair);
            let cut = &genome.sequence[fragment.start..][..fragment.length_bp];
            // The slow obvious twin: cut the fragment, turn it round, read both ends.
            let cut = match fragment.strand {
                Strand::Forward => cut.to_vec(),
                Strand::Reverse => revcomp(cut),
            };
            let truths = [cut[..150].to_vec(), revcomp(&cut)[..150].to_vec()];
            for (mate, truth) in truths.iter().enumerate() {
                let group = 2 * usize::from(fragment.strand == Strand::Reverse) + mate;
                let pairs = truth.iter().zip(&pair.sequences[mate]);
                errors[group] += pairs.filter(|(a, b)| a != b).count() as f64;
                let qualities = pair.qualities[mate].iter();
                expected[group] += qualities.map(|q| error_probability(q - 33)).sum::<f64>();
            }
        }
        for (errors, expected) in errors.iter().zip(expected) {
            // Five standard deviations of a Poisson count.
            assert!(
                (errors - expected).abs() < 5.0 * expected.sqrt(),
                "{errors} errors, {expected:.0} expected"
            );
        }
        let rate = errors.iter().sum::<f64>() / (20_000.0 * 300.0);
        assert!((0.0003..0.003).contains(&rate), "{rate}");
    }

    #[test]
    fn strands_are_balanced_and_inserts_have_their_mean_and_spread() {
        let set = genomes();
        let sources = sources(&set, &[1.0]);
        let mut simulator = PairSimulator::new(&sources, ReadSettings::new(2)).unwrap();
        let mut pair = FastqPair::default();
        let drawn: Vec<Fragment> = (0..20_000)
            .map(|_| simulator.next_pair(&mut pair))
            .collect();
        let forward = drawn.iter().filter(|f| f.strand == Strand::Forward).count();
        // Four standard deviations of a fair coin.
        assert!(forward.abs_diff(10_000) < 283, "{forward}");
        let mean = drawn.iter().map(|f| f.length_bp as f64).sum::<f64>() / 20_000.0;
        let squares = drawn.iter().map(|f| (f.length_bp as f64 - mean).powi(2));
        let sd = (squares.sum::<f64>() / 20_000.0).sqrt();
        assert!((mean - 350.0).abs() < 1.5, "mean {mean}");
        assert!((sd - 50.0).abs() < 1.5, "sd {sd}");
    }

    #[test]
    fn sources_are_drawn_by_their_shares_and_names_tell_them() {
        let set = genomes();
        let shares = [0.6, 0.0, 0.3, 0.1];
        let sources = sources(&set, &shares);
        let mut simulator = PairSimulator::new(&sources, ReadSettings::new(3)).unwrap();
        let mut pair = FastqPair::default();
        let mut counts = [0.0; 4];
        for number in 1..=10_000 {
            let fragment = simulator.next_pair(&mut pair);
            let truth = ReadTruth::parse(&pair.name).unwrap();
            assert_eq!(truth.number, number);
            assert_eq!(truth.accession, sources[fragment.source].genome.accession);
            counts[fragment.source] += 1.0;
        }
        for (count, share) in counts.iter().zip(shares) {
            let sd = (10_000.0 * share * (1.0 - share)).sqrt();
            assert!((count - 10_000.0 * share).abs() <= 4.0 * sd, "{count}");
        }
    }

    #[test]
    fn a_genome_as_short_as_a_read_is_read_whole() {
        let mut set = genomes().genomes().to_vec();
        set[0].sequence.truncate(150);
        let source = Source {
            genome: &set[0],
            share_fraction: 1.0,
        };
        let mut simulator = PairSimulator::new(&[source], ReadSettings::new(1)).unwrap();
        let fragment = simulator.next_pair(&mut FastqPair::default());
        assert_eq!((fragment.start, fragment.length_bp), (0, 150));
    }

    #[test]
    fn every_mistake_in_settings_or_sources_is_a_parameter_error() {
        let set = genomes();
        for shares in [&[][..], &[0.5], &[0.5, 0.6], &[1.5, -0.5], &[f64::NAN]] {
            let error = PairSimulator::new(&sources(&set, shares), ReadSettings::new(1));
            assert_eq!(error.unwrap_err().kind(), ErrorKind::Parameter);
        }
        let settings = ReadSettings {
            seed: 1,
            read_length_bp: 0,
            insert_mean_bp: f64::INFINITY,
            insert_sd_bp: f64::NAN,
        };
        let error = PairSimulator::new(&sources(&set, &[1.0]), settings).unwrap_err();
        assert_eq!(error.all().count(), 3);
    }
}
