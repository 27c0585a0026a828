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
    }

    /// Ends a fragment; returns the number of runs so far.
    pub fn end_fragment(&mut self) -> usize {
        self.sealed = self.runs.len();
        self.sealed
    }

    /// Marks the border between two mates.
    pub fn push_border(&mut self) {
        self.runs.push(Run {
            key: Run::BORDER,
            kmers: 1,
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

    /// A sampled k-mer and where it stands.
    #[inline]
    pub(super) fn push_key_at(&mut self, key: u64, position: u32) {
        self.push_key(key);
        self.positions.push(position);
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

    /// A position with the key of the position before it, ambiguous ones aside.
    #[inline]
    pub(super) fn repeat_key(&mut self) {
        let place = self.keys.len() as u32 - 1;
        match self.runs.last_mut() {
            Some(last) if last.key == place => last.kmers += 1,
            _ => self.runs.push(Run {
                key: place,
                kmers: 1,
            }),
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
        assert_eq!(runs.end_fragment(), 1);
        runs.push_ambiguous();
        assert_eq!(
            runs.runs().iter().map(|run| run.kmers).collect::<Vec<_>>(),
            [2, 1]
        );
    }
}
