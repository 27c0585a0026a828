//! All genomes of a simulated gut.

use super::growth::{drift, grow, grow_host};
use super::layout::segments;
use crate::error::{Error, ErrorKind, Result};
use crate::simulate::taxa::{DemoTaxon, Lineage, SourceKind};

/// How the genomes are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GenomeSettings {
    /// The seed; the same seed gives the same bases.
    pub seed: u64,
    /// The length of every microbial genome in base pairs, 4,000 to 20,000,000.
    /// The host-like sequence is twice as long.
    pub length_bp: usize,
}

/// One synthetic genome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genome {
    /// The demo's own name; a strain's is its species' with an `S`.
    pub accession: String,
    /// Domain to species.
    pub lineage: Lineage,
    /// What it is to the reference.
    pub kind: SourceKind,
    /// A, C, G and T.
    pub sequence: Vec<u8>,
}

/// The genomes, known ones first, then strains, novel ones and the host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GenomeSet {
    genomes: Vec<Genome>,
}

impl GenomeSet {
    /// Grows the genomes of a table, and one more strain for each known species.
    ///
    /// # Errors
    /// [`ErrorKind::Parameter`] when the length is out of range.
    pub fn build(taxa: &[DemoTaxon], settings: GenomeSettings) -> Result<Self> {
        let GenomeSettings { seed, length_bp } = settings;
        if !(4_000..=20_000_000).contains(&length_bp) {
            let message = format!("found {length_bp} bp, expected 4,000 to 20,000,000");
            return Err(Error::new(ErrorKind::Parameter, message).at_field("length_bp"));
        }
        let layout = segments(length_bp);
        let mut genomes = Vec::with_capacity(2 * taxa.len());
        for taxon in taxa {
            let sequence = match taxon.kind {
                SourceKind::Host => grow_host(2 * length_bp, seed),
                _ => grow(&taxon.lineage, &layout, seed),
            };
            if taxon.kind == SourceKind::Known {
                genomes.push(Genome {
                    accession: strain_accession(&taxon.accession),
                    lineage: taxon.lineage.clone(),
                    kind: SourceKind::Strain,
                    sequence: drift(&sequence, &layout, seed, taxon.lineage.species()),
                });
            }
            genomes.push(Genome {
                accession: taxon.accession.clone(),
                lineage: taxon.lineage.clone(),
                kind: taxon.kind,
                sequence,
            });
        }
        genomes.sort_by_key(|genome| genome.kind);
        Ok(Self { genomes })
    }

    /// All genomes.
    pub fn genomes(&self) -> &[Genome] {
        &self.genomes
    }

    /// The genomes of one kind; the known ones are what a reference is built from.
    pub fn of_kind(&self, kind: SourceKind) -> impl Iterator<Item = &Genome> {
        self.genomes
            .iter()
            .filter(move |genome| genome.kind == kind)
    }

    /// The genome of this name.
    pub fn find(&self, accession: &str) -> Option<&Genome> {
        self.genomes
            .iter()
            .find(|genome| genome.accession == accession)
    }

    /// How many ranks of a lineage, counted from the domain, the known genomes
    /// reach: 7 for a known species, 6 for a new species of a known genus, 0 for
    /// the host. A call is right down to this rank and too bold below it.
    pub fn known_ranks(&self, lineage: &Lineage) -> usize {
        self.of_kind(SourceKind::Known)
            .map(|genome| genome.lineage.shared_ranks(lineage))
            .max()
            .unwrap_or(0)
    }
}

/// The accession of the second strain of a known genome.
pub(crate) fn strain_accession(accession: &str) -> String {
    format!("{accession}S")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::genomes::{SegmentKind, write_fasta};
    use crate::simulate::taxa::demo_taxa;

    fn build(seed: u64) -> GenomeSet {
        let length_bp = 30_000;
        GenomeSet::build(&demo_taxa().unwrap(), GenomeSettings { seed, length_bp }).unwrap()
    }

    fn fasta(set: &GenomeSet) -> Vec<u8> {
        let mut bytes = Vec::new();
        for genome in set.genomes() {
            write_fasta(genome, &mut bytes).unwrap();
        }
        bytes
    }

    /// The fraction of equal bases in all parts of one kind.
    fn identity(a: &Genome, b: &Genome, kind: Option<SegmentKind>) -> f64 {
        let parts = segments(a.sequence.len());
        let parts = parts.iter().filter(|p| kind.is_none_or(|k| k == p.kind));
        let (mut equal, mut total) = (0, 0);
        for range in parts.map(|part| part.range.clone()) {
            total += range.len();
            let pairs = a.sequence[range.clone()].iter().zip(&b.sequence[range]);
            equal += pairs.filter(|(x, y)| x == y).count();
        }
        equal as f64 / total as f64
    }

    #[test]
    fn the_same_seed_gives_the_same_bytes_and_another_seed_gives_others() {
        let bytes = fasta(&build(1));
        assert_eq!(bytes, fasta(&build(1)));
        assert_ne!(bytes, fasta(&build(2)));
    }

    #[test]
    fn identity_follows_the_tree() {
        let set = build(1);
        let known: Vec<&Genome> = set.of_kind(SourceKind::Known).collect();
        for (index, a) in known.iter().enumerate() {
            for b in &known[..index] {
                let bounds = match a.lineage.shared_ranks(&b.lineage) {
                    6 => 0.80..=0.89,
                    5 => 0.70..=0.83,
                    4 => 0.58..=0.75,
                    _ => 0.20..=0.65,
                };
                let found = identity(a, b, Some(SegmentKind::Backbone));
                assert!(
                    bounds.contains(&found),
                    "{found:.3} for {} and {}",
                    a.lineage,
                    b.lineage
                );
            }
        }
    }

    #[test]
    fn a_strain_is_about_985_permille_identical_to_its_species() {
        let set = build(1);
        for strain in set.of_kind(SourceKind::Strain) {
            let parent = set.find(strain.accession.trim_end_matches('S')).unwrap();
            let found = identity(strain, parent, None);
            assert!((0.982..=0.989).contains(&found), "{found:.4}");
        }
    }

    #[test]
    fn segments_are_shared_as_their_kind_says() {
        let set = build(1);
        let genome = |accession| set.find(accession).unwrap();
        let (uniformis, ovatus, smithii) =
            (genome("DEMO001"), genome("DEMO003"), genome("DEMO030"));
        let shared = |kind| identity(uniformis, ovatus, Some(kind));
        assert!(shared(SegmentKind::GenusShared) > 0.97);
        assert!(shared(SegmentKind::SpeciesUnique) < 0.30);
        assert!(shared(SegmentKind::Conserved) > 0.975);
        let far = |kind| identity(uniformis, smithii, Some(kind));
        assert!(far(SegmentKind::Conserved) > 0.85);
        assert!(far(SegmentKind::GenusShared) < 0.30);
    }

    #[test]
    fn a_genome_does_not_depend_on_the_other_taxa() {
        let taxa = demo_taxa().unwrap();
        let settings = GenomeSettings {
            seed: 5,
            length_bp: 4_000,
        };
        let alone = GenomeSet::build(&taxa[3..4], settings).unwrap();
        let all = GenomeSet::build(&taxa, settings).unwrap();
        assert_eq!(all.find("DEMO004"), alone.find("DEMO004"));
    }

    #[test]
    fn known_ranks_tell_how_far_a_call_can_be_right() {
        let set = build(1);
        let ranks: Vec<usize> = set
            .of_kind(SourceKind::Novel)
            .map(|genome| set.known_ranks(&genome.lineage))
            .collect();
        assert_eq!(ranks, [6, 5, 1]);
        let host = set.of_kind(SourceKind::Host).next().unwrap();
        assert_eq!(set.known_ranks(&host.lineage), 0);
    }

    #[test]
    fn a_length_out_of_range_is_refused() {
        for length_bp in [0, 3_999, 20_000_001] {
            let settings = GenomeSettings { seed: 1, length_bp };
            let error = GenomeSet::build(&[], settings).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Parameter);
        }
    }
}
