//! The Kraken-style report of a run, byte for byte, and its MetaPhlAn-like twin.

use super::counts::TaxonCounts;
use super::distinct::DistinctCounter;
use super::introsort::sort_like_gcc;
use crate::taxonomy::{Taxon, Taxonomy};
use std::io::{self, Write};

/// What a report shows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReportStyle {
    /// Also taxa without reads.
    pub zero_counts: bool,
    /// Two more columns: minimizers found in the clade, and how many were distinct.
    pub minimizer_data: bool,
    /// `d__X|p__Y...` lines with clade reads, instead of the table.
    pub mpa_style: bool,
}

/// Sums over clades, and what the report needs besides.
struct Clades<'a> {
    taxonomy: &'a Taxonomy,
    counts: &'a TaxonCounts,
    style: ReportStyle,
    reads: Vec<u64>,
    seen: Vec<bool>,
    distinct: Vec<Option<DistinctCounter>>,
    total: u64,
}

/// Writes the report of a run.
///
/// # Errors
/// When the stream cannot be written.
pub fn write_report(
    stream: &mut impl Write,
    taxonomy: &Taxonomy,
    counts: &TaxonCounts,
    style: ReportStyle,
) -> io::Result<()> {
    let clades = Clades::sum(taxonomy, counts, style);
    if style.mpa_style {
        return clades.write_mpa(stream, Taxon::ROOT, &mut Vec::new());
    }
    if counts.unclassified() > 0 || style.zero_counts {
        let minimizers = if style.minimizer_data { "0\t0\t" } else { "" };
        let reads = counts.unclassified();
        let percent = clades.percent(reads);
        writeln!(
            stream,
            "{percent:6.2}\t{reads}\t{reads}\t{minimizers}U\t0\tunclassified"
        )?;
    }
    clades.write_kraken(
        stream,
        Taxon::ROOT,
        Code {
            letter: 'R',
            steps: -1,
        },
        0,
    )
}

/// A rank code: the nearest level's letter and how many steps below it.
#[derive(Clone, Copy)]
struct Code {
    letter: char,
    steps: i32,
}

impl<'a> Clades<'a> {
    fn sum(taxonomy: &'a Taxonomy, counts: &'a TaxonCounts, style: ReportStyle) -> Self {
        let mut reads: Vec<u64> = vec![0; taxonomy.len()];
        let mut seen = vec![false; taxonomy.len()];
        let mut distinct: Vec<Option<DistinctCounter>> = vec![None; taxonomy.len()];
        // A parent's index is below its children's, so one pass from the end sums up.
        let taxa: Vec<Taxon> = taxonomy.taxa().collect();
        for &taxon in taxa.iter().rev() {
            let index = taxon.index();
            reads[index] += counts.reads(taxon);
            seen[index] |= counts.is_seen(taxon);
            if let Some(own) = counts.distinct(taxon) {
                distinct[index].get_or_insert_default().merge(own);
            }
            let parent = taxonomy.parent(taxon).index();
            if parent != 0 {
                reads[parent] += reads[index];
                seen[parent] |= seen[index];
                let (below, above) = distinct.split_at_mut(index);
                if let Some(counter) = &above[0] {
                    below[parent].get_or_insert_default().merge(counter);
                }
            }
        }
        Self {
            taxonomy,
            counts,
            style,
            reads,
            seen,
            distinct,
            total: counts.fragments(),
        }
    }

    fn percent(&self, reads: u64) -> f64 {
        100.0 * reads as f64 / self.total as f64
    }

    /// Children by descending clade reads, ties as the C++ library leaves them.
    fn ordered_children(&self, taxon: Taxon) -> Vec<Taxon> {
        let mut children: Vec<Taxon> = self.taxonomy.children(taxon).collect();
        let reads = |taxon: Taxon| self.reads[taxon.index()];
        if self.style.mpa_style {
            sort_like_gcc(&mut children, &|a, b| reads(a) > reads(b));
        } else {
            let seen = |taxon: Taxon| self.seen[taxon.index()];
            sort_like_gcc(&mut children, &|a, b| {
                seen(a) && (!seen(b) || reads(a) > reads(b))
            });
        }
        children
    }

    fn is_hidden(&self, taxon: Taxon) -> bool {
        !self.style.zero_counts && self.reads[taxon.index()] == 0
    }

    fn write_kraken(
        &self,
        stream: &mut impl Write,
        taxon: Taxon,
        above: Code,
        depth: usize,
    ) -> io::Result<()> {
        if self.is_hidden(taxon) {
            return Ok(());
        }
        let code = match self.taxonomy.rank(taxon).level() {
            Some(level) => Code {
                letter: level.letter(),
                steps: 0,
            },
            None => Code {
                steps: above.steps + 1,
                ..above
            },
        };
        let clade = self.reads[taxon.index()];
        write!(
            stream,
            "{:6.2}\t{clade}\t{}\t",
            self.percent(clade),
            self.counts.reads(taxon)
        )?;
        if self.style.minimizer_data {
            let counter = self.distinct[taxon.index()].as_ref();
            let (found, distinct) =
                counter.map_or((0, 0), |counter| (counter.seen(), counter.distinct()));
            write!(stream, "{found}\t{distinct}\t")?;
        }
        write!(stream, "{}", code.letter)?;
        if code.steps > 0 {
            write!(stream, "{}", code.steps)?;
        }
        let (taxid, name) = (self.taxonomy.taxid(taxon), self.taxonomy.name(taxon));
        writeln!(
            stream,
            "\t{taxid}\t{:indent$}{name}",
            "",
            indent = 2 * depth
        )?;
        for child in self.ordered_children(taxon) {
            self.write_kraken(stream, child, code, depth + 1)?;
        }
        Ok(())
    }

    fn write_mpa(
        &self,
        stream: &mut impl Write,
        taxon: Taxon,
        line: &mut Vec<String>,
    ) -> io::Result<()> {
        if self.is_hidden(taxon) {
            return Ok(());
        }
        let level = self.taxonomy.rank(taxon).level();
        if let Some(level) = level {
            let letter = level.letter().to_ascii_lowercase();
            line.push(format!("{letter}__{}", self.taxonomy.name(taxon)));
            writeln!(stream, "{}\t{}", line.join("|"), self.reads[taxon.index()])?;
        }
        for child in self.ordered_children(taxon) {
            self.write_mpa(stream, child, line)?;
        }
        if level.is_some() {
            line.pop();
        }
        Ok(())
    }
}
