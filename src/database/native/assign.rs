//! Giving every genome its place in one tree.

use super::facts::SourceFile;
use super::genomes::GenomeSource;
use crate::checksum::Checksum;
use crate::error::{Error, ErrorKind, Mistakes, Result};
use crate::taxonomy::{LineageTree, Taxdump, Taxon, Taxonomy};
use std::path::Path;

/// A tree, and the taxon of each genome in it.
pub(super) struct Assignment {
    pub(super) taxonomy: Taxonomy,
    pub(super) taxa: Vec<Taxon>,
    pub(super) sources: Vec<SourceFile>,
}

/// Places genomes by taxid in a taxdump, or, without one, by lineage.
pub(super) fn assign(genomes: &[GenomeSource], taxdump: Option<&Path>) -> Result<Assignment> {
    match taxdump {
        Some(folder) => by_taxid(genomes, folder),
        None => by_lineage(genomes),
    }
}

fn by_taxid(genomes: &[GenomeSource], folder: &Path) -> Result<Assignment> {
    let dump = Taxdump::open(folder)?;
    let mut taxids = Vec::with_capacity(genomes.len());
    let mut mistakes = Mistakes::new();
    for genome in genomes {
        let resolved = genome.taxid.and_then(|taxid| dump.resolve(taxid));
        match (resolved, genome.taxid) {
            (Some(taxid), _) => taxids.push(taxid),
            (None, Some(taxid)) => mistakes.push(
                of_genome(
                    genome,
                    ErrorKind::Missing,
                    format!("taxid {taxid} is not in {}", folder.display()),
                )
                .mend("use the taxdump the taxids come from"),
            ),
            (None, None) => mistakes.push(of_genome(
                genome,
                ErrorKind::Missing,
                "a taxdump is given, but the genome has no taxid".to_string(),
            )),
        }
    }
    mistakes.finish()?;
    let taxonomy = dump
        .subtree(taxids.iter().copied())
        .map_err(|error| error.at_path(&folder.join("nodes.dmp")))?;
    let taxa = taxids
        .iter()
        .filter_map(|&taxid| taxonomy.find(taxid))
        .collect();
    let mut sources = Vec::new();
    for name in ["nodes.dmp", "names.dmp", "merged.dmp"] {
        let path = folder.join(name);
        if path.exists() {
            sources.push(SourceFile {
                name: name.to_string(),
                sha256: Checksum::of_file(&path)?.sha256,
            });
        }
    }
    Ok(Assignment {
        taxonomy,
        taxa,
        sources,
    })
}

fn by_lineage(genomes: &[GenomeSource]) -> Result<Assignment> {
    let mut lineages = LineageTree::new();
    let mut paths = Vec::with_capacity(genomes.len());
    let mut mistakes = Mistakes::new();
    for genome in genomes {
        let Some(lineage) = &genome.lineage else {
            mistakes.push(
                of_genome(
                    genome,
                    ErrorKind::Missing,
                    "the genome has no lineage and no taxdump is given".to_string(),
                )
                .mend("add a column lineage, or give the taxdump of the taxids with --taxonomy"),
            );
            continue;
        };
        match lineages.add(lineage, genome.taxid) {
            Ok(path) => paths.push(path),
            Err(error) => mistakes.push(error.at_record_name(&genome.accession)),
        }
    }
    mistakes.finish()?;
    let taxonomy = lineages.build()?;
    let taxids = lineages.taxids()?;
    let taxa = paths
        .iter()
        .filter_map(|path| taxonomy.find(*taxids.get(path.as_str())?))
        .collect();
    let sources = vec![SourceFile {
        name: "lineages".to_string(),
        sha256: String::new(),
    }];
    Ok(Assignment {
        taxonomy,
        taxa,
        sources,
    })
}

fn of_genome(genome: &GenomeSource, kind: ErrorKind, message: String) -> Error {
    Error::new(kind, message).at_record_name(&genome.accession)
}

/// A file with its checksum.
pub(in crate::database) fn source_file(path: &Path) -> Result<SourceFile> {
    let name = path.file_name().unwrap_or(path.as_os_str());
    Ok(SourceFile {
        name: name.to_string_lossy().into_owned(),
        sha256: Checksum::of_file(path)?.sha256,
    })
}
