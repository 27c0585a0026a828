//! Random genomes and error-free reads of them, from a seed.

/// A small random number generator (SplitMix64: Steele, Lea and Flood 2014).
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }
}

pub(crate) fn random_genome(seed: u64, length: usize) -> Vec<u8> {
    let mut random = Random::new(seed);
    (0..length).map(|_| b"ACGT"[random.below(4)]).collect()
}

pub(crate) fn fasta(name: &str, sequence: &[u8]) -> Vec<u8> {
    let mut text = format!(">{name}\n").into_bytes();
    for line in sequence.chunks(70) {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    text
}

/// One FASTQ record of four lines.
pub(crate) fn record(name: &str, sequence: &[u8]) -> Vec<u8> {
    let quality = vec![b'I'; sequence.len()];
    [
        b"@",
        name.as_bytes(),
        b"\n",
        sequence,
        b"\n+\n",
        &quality[..],
        b"\n",
    ]
    .concat()
}

/// FASTQ of reads along a genome, named `r1<ending>`, `r2<ending>` ...
pub(crate) fn fastq(genome: &[u8], count: usize, length: usize, ending: &str) -> Vec<u8> {
    let step = (genome.len() - length) / count.max(1);
    let reads = (0..count).map(|i| {
        let sequence = &genome[i * step..i * step + length];
        record(&format!("r{}{ending}", i + 1), sequence)
    });
    reads.collect::<Vec<_>>().concat()
}
