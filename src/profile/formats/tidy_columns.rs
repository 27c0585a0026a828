//! The columns of the tidy table, and the reads it tells without a row for them.

use super::dictionary::{ColumnMeaning, Dictionary, integer, number, text};
use crate::profile::Entry;
use crate::taxonomy::{Level, Rank};
use std::collections::BTreeMap;

/// Columns that every tidy table has; the others may be missing.
pub(super) const REQUIRED: [&str; 6] = ["sample", "taxid", "name", "rank", "lineage", "reads"];

/// Rows that stand for no taxon.
pub(super) const UNKNOWN: &str = "unknown";
pub(super) const HOST: &str = "host";
pub(super) const UNPLACED: &str = "unplaced";

const ROOT: u64 = 1;

const fn low(column: &'static str, unit: &'static str) -> ColumnMeaning {
    number(column, unit, "lower end of its 90 % interval").or("NA")
}

const fn high(column: &'static str, unit: &'static str) -> ColumnMeaning {
    number(column, unit, "upper end of its 90 % interval").or("NA")
}

/// `profiles.tsv`
pub(super) const PROFILES: Dictionary = Dictionary {
    table: "profiles",
    file: "profiles.tsv",
    row: "one taxon, the unknown or the host in one sample",
    loses: "reads at the taxon itself, what unknown reads reach, read quality",
    columns: &[
        text("sample", "the sample's id"),
        integer("taxid", "", "the taxon's id in the reference; 0 for the unknown, and for a host without one"),
        text("name", "the taxon's name, or unknown, host, unplaced (classified reads of no listed taxon, where no root is listed)"),
        text("rank", "the taxon's rank; no rank for root, unknown, host and unplaced"),
        text("lineage", "the named levels down to the taxon, d__ to s__; may be empty"),
        text("status", "present (believed), doubtful or rejected; doubtful and rejected taxa have no reads and no share").or("NA"),
        integer("reads", "reads (pairs count once)", "reads at the taxon or below it, after re-weighing among believed taxa"),
        number("sequence_share", "fraction of all reads", "share of all reads, unknown and host ones included").or("NA"),
        low("sequence_share_low", "fraction of all reads"),
        high("sequence_share_high", "fraction of all reads"),
        number("taxonomic_share", "fraction of cells", "share of all cells that are not host cells, unknown ones included; missing where genome lengths are not known").or("NA"),
        low("taxonomic_share_low", "fraction of cells"),
        high("taxonomic_share_high", "fraction of cells"),
        number("ani", "fraction of bases", "average nucleotide identity with the nearest reference").or("NA"),
        low("ani_low", "fraction of bases"),
        high("ani_high", "fraction of bases"),
        number("depth", "times", "how many times the genome was sequenced, on average").or("NA"),
        number("breadth", "fraction of chunks", "chunks of the genome in which a minimizer was found").or("NA"),
        number("breadth_expected", "fraction of chunks", "the breadth that reads spread at random would reach").or("NA"),
        integer("called_reads", "reads", "reads the vote alone called to the taxon or below it, before re-weighing").or("NA"),
        integer("distinct_minimizers", "minimizers", "distinct minimizers of this taxon alone that were found").or("NA"),
        integer("reference_minimizers", "minimizers", "minimizers of this taxon alone in the reference").or("NA"),
        text("reason", "why the status, in words; empty above species"),
    ],
};

/// The classified reads that rows of taxa tell: those of the root (taxid 1, no
/// rank) where it is listed, otherwise the largest sum at one level.
pub(super) fn listed_reads<'a>(entries: impl IntoIterator<Item = &'a Entry>) -> u64 {
    let mut at_level: BTreeMap<Option<Level>, u64> = BTreeMap::new();
    for entry in entries {
        if entry.taxid == ROOT && entry.rank == Rank::NoRank {
            return entry.clade_reads;
        }
        // Taxa between the levels may hold one another: each counts for itself.
        let level = entry.rank.level();
        let sum = at_level.entry(level).or_default();
        *sum = match level {
            None => (*sum).max(entry.clade_reads),
            Some(_) => sum.saturating_add(entry.clade_reads),
        };
    }
    at_level.into_values().max().unwrap_or(0)
}
