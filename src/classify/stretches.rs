//! Neighbouring k-mers of one value: most of what a fragment says, in a few words.

/// Neighbours in one mate that have the same value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ValueStretch {
    /// The value, 0 for k-mers that are not in the database.
    pub(super) value: u32,
    /// The place of the first among the k-mers of the fragment.
    pub(super) first: u32,
    /// How many there are, at least one.
    pub(super) kmers: u32,
}

/// Finds the stretches of one fragment after the other; keeps its buffers.
#[derive(Debug, Default)]
pub(super) struct Stretches {
    ends: Vec<u32>,
    all: Vec<ValueStretch>,
}

impl Stretches {
    /// The stretches of the values of a fragment whose second mate begins at `second_mate`.
    pub(super) fn find(&mut self, values: &[u32], second_mate: usize) -> &[ValueStretch] {
        self.all.clear();
        let Some((&last, _)) = values.split_last() else {
            return &self.all;
        };
        if self.ends.len() < values.len() {
            self.ends.resize(values.len(), 0);
        }
        // Every place is written where the next end belongs, and stays if it is one: no
        // branch that cannot be foretold.
        let mut found = 0;
        for (end, pair) in (1..).zip(values.windows(2)) {
            self.ends[found] = end;
            found += usize::from(pair[0] != pair[1] || end as usize == second_mate);
        }
        let mut first = 0;
        for &end in &self.ends[..found] {
            let value = values[first as usize];
            let kmers = end - first;
            self.all.push(ValueStretch {
                value,
                first,
                kmers,
            });
            first = end;
        }
        self.all.push(ValueStretch {
            value: last,
            first,
            kmers: values.len() as u32 - first,
        });
        &self.all
    }

    /// Those found last.
    pub(super) fn all(&self) -> &[ValueStretch] {
        &self.all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn stretches_are_as_long_as_can_be_and_make_up_the_values(
            values in proptest::collection::vec(0_u32..3, 0..60),
            second_mate in 0_usize..60,
        ) {
            let mut stretches = Stretches::default();
            stretches.find(&[1, 1, 2], 3);
            let found = stretches.find(&values, second_mate).to_vec();
            let mut again = Vec::new();
            for stretch in &found {
                prop_assert_eq!(stretch.first as usize, again.len());
                again.extend(std::iter::repeat_n(stretch.value, stretch.kmers as usize));
            }
            prop_assert_eq!(&again, &values);
            for pair in found.windows(2) {
                let border = pair[1].first as usize == second_mate;
                prop_assert!(pair[0].value != pair[1].value || border);
            }
            let mates_share = |stretch: &ValueStretch| {
                let inside = stretch.first as usize + 1..(stretch.first + stretch.kmers) as usize;
                inside.contains(&second_mate)
            };
            prop_assert!(!found.iter().any(mates_share));
        }
    }
}
