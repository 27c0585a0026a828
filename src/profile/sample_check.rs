//! Whether the parts of a profile fit.

use super::Profile;
use crate::error::{Error, ErrorKind, excerpt};
use crate::taxonomy::Level;

impl Profile {
    /// All that does not fit.
    pub(super) fn check(&self) -> Vec<Error> {
        let mut errors = Vec::new();
        if self.sample().is_empty() {
            errors.push(Error::new(ErrorKind::Malformed, "a sample has no id"));
        }
        errors.extend(self.untidy_texts());
        for entry in self.entries().iter().filter(|entry| entry.taxid == 0) {
            errors.push(
                Error::new(
                    ErrorKind::Malformed,
                    format!("{} has taxid 0, which stands for unknown reads", entry.name),
                )
                .at_field("taxid"),
            );
        }
        for pair in self.entries().windows(2) {
            if pair[0].taxid == pair[1].taxid {
                errors.push(
                    Error::new(
                        ErrorKind::Duplicate,
                        format!(
                            "sample {}: taxid {} occurs twice",
                            self.sample(),
                            pair[0].taxid
                        ),
                    )
                    .at_field("taxid"),
                );
            }
        }
        if self
            .unknown()
            .is_some_and(|part| part.reads != self.unclassified_reads())
        {
            errors.push(Error::new(
                ErrorKind::Mismatch,
                format!(
                    "sample {}: the unknown part has other reads than the {} unknown ones",
                    self.sample(),
                    self.unclassified_reads()
                ),
            ));
        }
        let apart = self.unclassified_reads().saturating_add(self.host_reads());
        if apart > self.total_reads() {
            errors.push(Error::new(
                ErrorKind::Mismatch,
                format!(
                    "sample {}: {apart} unknown and host reads of {} in all",
                    self.sample(),
                    self.total_reads()
                ),
            ));
        }
        let classified = self.classified_reads();
        let too_many = self.entries().iter();
        for entry in too_many.filter(|entry| entry.clade_reads > classified) {
            errors.push(Error::new(
                ErrorKind::Mismatch,
                format!(
                    "sample {}: {} reads of {}, but {classified} classified in all",
                    self.sample(),
                    entry.clade_reads,
                    entry.name
                ),
            ));
        }
        for level in Level::ALL {
            let reads = self.reads_at(level);
            if reads > self.classified_reads() {
                errors.push(Error::new(
                    ErrorKind::Mismatch,
                    format!(
                        "sample {}: {reads} reads at the rank {}, but {} classified in all",
                        self.sample(),
                        level.rank(),
                        self.classified_reads()
                    ),
                ));
            }
        }
        errors
    }

    /// Texts that a line of a table would not give back.
    fn untidy_texts(&self) -> impl Iterator<Item = Error> {
        let of_entries = self.entries().iter().flat_map(|entry| {
            let reason = entry.estimate.as_ref().map_or("", |told| &told.reason);
            [
                ("name", entry.name.as_str()),
                ("lineage", entry.lineage.as_str()),
                ("reason", reason),
            ]
        });
        let of_reach = self.reach().iter();
        let of_reach = of_reach.flat_map(|reach| {
            let (name, lineage) = (reach.name.as_str(), reach.lineage.as_str());
            [("name", name), ("lineage", lineage)]
        });
        let texts = std::iter::once(("sample", self.sample()));
        let texts = texts.chain(of_entries).chain(of_reach);
        let untidy = |text: &str| text.trim() != text || text.chars().any(char::is_control);
        texts
            .filter(move |(_, text)| untidy(text))
            .map(|(field, text)| {
                let found = excerpt(text.as_bytes());
                Error::new(
                    ErrorKind::Malformed,
                    format!("found \"{found}\", which no line of a table can hold"),
                )
                .at_field(field)
                .mend("take out tabs, line breaks, and white space at the ends")
            })
    }
}
