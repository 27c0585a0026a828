//! Which sequences of a genome are its sex chromosomes.

use crate::reads::Read;

/// A sex chromosome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum SexChromosome {
    X,
    Y,
}

/// Accessions of the human ones, without version: RefSeq's and GenBank's of the Genome
/// Reference Consortium's assemblies, and those of T2T-CHM13 with the Y of HG002.
const ACCESSIONS: [(&[u8], SexChromosome); 6] = [
    (b"NC_000023", SexChromosome::X),
    (b"NC_000024", SexChromosome::Y),
    (b"CM000685", SexChromosome::X),
    (b"CM000686", SexChromosome::Y),
    (b"CP068255", SexChromosome::X),
    (b"CP086569", SexChromosome::Y),
];

impl SexChromosome {
    /// The chromosome that a header names: by accession; by `X` or `chrX` as the first
    /// word, which pieces of it follow as `chrX_...`; or by `chromosome X` behind it.
    pub(super) fn of_header(read: Read<'_>) -> Option<Self> {
        let id = read.id();
        let bare = id.split(|&byte| byte == b'.').next().unwrap_or(id);
        let known = ACCESSIONS.iter().find(|(accession, _)| *accession == bare);
        if let Some(&(_, chromosome)) = known {
            return Some(chromosome);
        }
        Self::of_letter(id)
            .or_else(|| {
                let name = id
                    .get(3..)
                    .filter(|_| id[..3].eq_ignore_ascii_case(b"chr"))?;
                Self::of_letter(name.split(|&byte| byte == b'_').next()?)
            })
            .or_else(|| Self::of_description(read.comment()))
    }

    fn of_letter(name: &[u8]) -> Option<Self> {
        match name {
            b"X" => Some(Self::X),
            b"Y" => Some(Self::Y),
            _ => None,
        }
    }

    fn of_description(text: &[u8]) -> Option<Self> {
        let mut words = text
            .split(|byte| !byte.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .skip_while(|word| !word.eq_ignore_ascii_case(b"chromosome"));
        words.nth(1).and_then(Self::of_letter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reads::Format;

    fn named(header: &str) -> Option<SexChromosome> {
        SexChromosome::of_header(Read {
            header: header.as_bytes(),
            sequence: b"",
            quality: b"",
            format: Format::Fasta,
        })
    }

    #[test]
    fn the_sex_chromosomes_of_the_usual_assemblies_are_known_by_their_headers() {
        // As they stand in the files of NCBI, UCSC and Ensembl.
        for header in [
            "NC_000023.11 Homo sapiens chromosome X, GRCh38.p14 Primary Assembly",
            "NC_000023.10",
            "CM000685.2",
            "CP068255.2 Homo sapiens isolate CHM13 chromosome X",
            "NC_060947.1 Homo sapiens isolate CHM13 chromosome X, alternate assembly T2T-CHM13v2.0",
            "NT_187634.1 Homo sapiens chromosome X genomic scaffold, GRCh38.p14 alternate locus group",
            "chrX",
            "chrX_KI270880v1_alt",
            "X dna:chromosome chromosome:GRCh38:X:1:156040895:1 REF",
        ] {
            assert_eq!(named(header), Some(SexChromosome::X), "{header}");
        }
        for header in [
            "NC_000024.10 Homo sapiens chromosome Y, GRCh38.p14 Primary Assembly",
            "CM000686.2",
            "CP086569.2",
            "NC_060948.1 Homo sapiens isolate NA24385 chromosome Y, alternate assembly T2T-CHM13v2.0",
            "chrY  AC:CM000686.2  gi:568336000  LN:57227415  rl:Chromosome",
            "Y dna:chromosome chromosome:GRCh38:Y:2781480:56887902:1 REF",
        ] {
            assert_eq!(named(header), Some(SexChromosome::Y), "{header}");
        }
    }

    #[test]
    fn other_sequences_are_none() {
        for header in [
            "",
            "NC_000022.11 Homo sapiens chromosome 22, GRCh38.p14 Primary Assembly",
            "chr1",
            "chrXY",
            "ch",
            "chrUn_KI270302v1",
            "chrM",
            "NC_000023456.1",
            "KI270302.1 Homo sapiens unplaced genomic scaffold",
            "c1 the chromosome",
            "c1 chromosome Xq28",
            "x1 X chromosome 4",
        ] {
            assert_eq!(named(header), None, "{header}");
        }
    }
}
