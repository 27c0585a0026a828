//! What a scan leaves: keys to look up, and which stretch of the read each stands for.

/// Neighbouring positions of a read that share a key, or hold ambiguous bases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    key: u32,
    /// Number of positions (k-mers), at least 1.
    pub kmers: u32,
}

impl Run {
    const AMBIGUOUS: u32 = u32::MAX;
    const BORDER: u32 = u32::MAX - 1;

    /// The place of the key among [`Runs::keys`]; `None` for ambiguous stretches and borders.
    #[inline]
    pub fn key(self) -> Option<usize> {
        (self.key < Self::BORDER).then_some(self.key as usize)
    }

    /// Whether the positions hold ambiguous bases.
    #[inline]
    pub fn is_ambiguous(self) -> bool {
        self.key == Self::AMBIGUOUS
    }

    /// Whether this is the border between two mates.
    #[inline]
    pub fn is_border(self) -> bool {
        self.key == Self::BORDER
    }
}

/// Keys and runs of one or many reads, in order; reused from batch to batch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Runs {
    keys: Vec<u64>,
    /// Where each key stands in its read; empty from scanners that do not say.
    positions: Vec<u32>,
    runs: Vec<Run>,
    /// Runs before this one belong to earlier fragments and are not added to.
    sealed: usize,
    ends: Vec<FragmentEnd>,
    /// Where the second mate of the last pair begins, until that has ended too.
    second_mate: Option<usize>,
}

/// Where a fragment ends among the runs and keys of many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct FragmentEnd {
    /// Runs up to its end.
    pub runs: usize,
    /// Keys up to its end.
    pub keys: usize,
    /// Keys up to the second mate's; of single reads as `keys`.
    pub first_mate_keys: usize,
}

impl Runs {
    /// The keys to look up, in order; a key is repeated when it comes again later.
    pub fn keys(&self) -> &[u64] {
        &self.keys
    }

    /// Where each key stands in its read (first base, from 0); only native
    /// scanners say.
    pub fn positions(&self) -> &[u32] {
        &self.positions
    }

    /// The runs.
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Forgets everything but keeps the memory.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.positions.clear();
        self.runs.clear();
        self.sealed = 0;
        self.ends.clear();
        self.second_mate = None;
    }

    /// Where each fragment ends.
    pub fn ends(&self) -> &[FragmentEnd] {
        &self.ends
    }

    /// Ends a read: a single one, or of pairs the first and the second mate in turn,
    /// with a border between them.
    pub fn end_read(&mut self, paired: bool) {
        let keys = self.keys.len();
        if paired && self.second_mate.is_none() {
            self.second_mate = Some(keys);
            self.runs.push(Run {
                key: Run::BORDER,
                kmers: 1,
            });
            return;
        }
        self.sealed = self.runs.len();
        self.ends.push(FragmentEnd {
            runs: self.runs.len(),
            keys,
            first_mate_keys: self.second_mate.take().unwrap_or(keys),
        });
    }

    #[inline]
    pub(super) fn push_ambiguous(&mut self) {
        self.push_ambiguous_stretch(1);
    }

    #[inline]
    pub(super) fn push_ambiguous_stretch(&mut self, kmers: u32) {
        match self.runs[self.sealed..].last_mut() {
            Some(last) if last.key == Run::AMBIGUOUS => last.kmers += kmers,
            _ => self.runs.push(Run {
                key: Run::AMBIGUOUS,
                kmers,
            }),
        }
    }

    /// Sampled k-mers and where they stand.
    #[inline]
    pub(super) fn push_keys_at(&mut self, keys: &[u64], positions: &[u32]) {
        self.push_keys(keys, std::iter::repeat_n(1, keys.len()));
        self.positions.extend_from_slice(positions);
    }

    /// A position whose key differs from the one before it in this read.
    #[inline]
    pub(super) fn push_key(&mut self, key: u64) {
        let place = self.keys.len() as u32;
        self.keys.push(key);
        self.runs.push(Run {
            key: place,
            kmers: 1,
        });
    }

    /// Neighbouring keys that differ, each with the number of its positions.
    #[inline]
    pub(super) fn push_keys(&mut self, keys: &[u64], kmers: impl Iterator<Item = u32>) {
        let place = self.keys.len() as u32;
        self.keys.extend_from_slice(keys);
        self.runs
            .extend((place..).zip(kmers).map(|(key, kmers)| Run { key, kmers }));
    }

    /// Positions with the key of the position before them, ambiguous ones aside.
    #[inline]
    pub(super) fn repeat_key(&mut self, kmers: u32) {
        let place = self.keys.len() as u32 - 1;
        match self.runs.last_mut() {
            Some(last) if last.key == place => last.kmers += kmers,
            _ => self.runs.push(Run { key: place, kmers }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ambiguous_runs_of_two_fragments_stay_apart() {
        let mut runs = Runs::default();
        runs.push_ambiguous();
        runs.push_ambiguous();
        runs.end_read(false);
        assert_eq!(runs.ends()[0].runs, 1);
        runs.push_ambiguous();
        assert_eq!(
            runs.runs().iter().map(|run| run.kmers).collect::<Vec<_>>(),
            [2, 1]
        );
    }

    #[test]
    fn a_pair_ends_with_its_second_mate_and_has_a_border() {
        let mut runs = Runs::default();
        for key in 0..3 {
            runs.push_key(key);
            runs.end_read(true);
        }
        let end = FragmentEnd {
            runs: 3,
            keys: 2,
            first_mate_keys: 1,
        };
        assert_eq!(runs.ends(), [end]);
        assert!(runs.runs()[1].is_border());
    }
}
