//! Names that a study can keep.

use std::collections::BTreeSet;

/// The names of one table of a study, each once.
#[derive(Debug, Clone, Default)]
pub(super) struct Names(BTreeSet<String>);

impl Names {
    /// Those of `obs`, of which the study uses some itself.
    pub(super) fn of_observations() -> Self {
        let used = ["sample", "participant", "total_reads", "host_reads"];
        let mut names = Self::of_table();
        names.0.extend(used.map(str::to_owned));
        names
    }

    /// Those of a table of its own.
    pub(super) fn of_table() -> Self {
        Self(["_index", ".", ""].map(str::to_owned).into())
    }

    /// The name of a code: HDF5 names hold no slash, and a name that is taken gets `_`
    /// until it is not.
    pub(super) fn name(&mut self, code: &str) -> String {
        let mut name = code.replace('/', "_");
        while !self.0.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_holds_a_slash_or_stands_twice() {
        let mut names = Names::of_observations();
        let given = ["n-6/n-3", "n-6_n-3", "sample", ".", "crp"].map(|code| names.name(code));
        assert_eq!(given, ["n-6_n-3", "n-6_n-3_", "sample_", "._", "crp"]);
    }
}
