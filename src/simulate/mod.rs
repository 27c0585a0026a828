//! A gut that is known to the last base, for demos, tests and power analysis.
//!
//! Real samples have no answer key. This room makes data that have one:
//!
//! 1. [`genomes`]: synthetic genomes that grow along a taxonomy, so that
//!    relatives look alike, with strains and organisms no reference holds;
//! 2. [`reads`]: paired reads whose errors follow their qualities and whose
//!    names carry the truth;
//! 3. [`cohort`]: people whose food shifts their gut and whose gut shifts a
//!    blood marker, by effects that are planted and therefore known.
//!
//! Everything is made up. Taxa, foods and prefectures lend their names; no
//! number says anything about the real ones. The same seed gives the same
//! bytes, and every part draws from a stream of its own, so that adding a taxon
//! or a person leaves the others as they were.
//!
//! ```
//! use nuka::simulate::genomes::{GenomeSet, GenomeSettings};
//! use nuka::simulate::reads::{FastqPair, PairSimulator, ReadSettings, ReadTruth, Source};
//! use nuka::simulate::taxa::{SourceKind, demo_taxa};
//!
//! let settings = GenomeSettings { seed: 7, length_bp: 12_000 };
//! let genomes = GenomeSet::build(&demo_taxa()?, settings)?;
//! let source = Source { genome: &genomes.genomes()[0], share_fraction: 1.0 };
//!
//! let mut simulator = PairSimulator::new(&[source], ReadSettings::new(7))?;
//! let mut pair = FastqPair::default();
//! simulator.next_pair(&mut pair);
//!
//! let truth = ReadTruth::parse(&pair.name).unwrap();
//! assert_eq!((truth.number, truth.accession.as_str()), (1, "DEMO001"));
//! assert_eq!(truth.kind, SourceKind::Known);
//! # Ok::<(), nuka::Error>(())
//! ```

pub mod taxa;

pub mod genomes;
mod mutation;

pub mod reads;

pub mod cohort;

mod draw;
