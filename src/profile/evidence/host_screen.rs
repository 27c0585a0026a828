//! Host reads found and set aside before anything else looks at them.

use crate::classify::{Kernel, Settings};
use crate::database::{Database, HostFinder};
use crate::error::{Error, ErrorKind, Result};
use crate::profile::SexReads;
use crate::reads::ReadBatch;
use crate::taxonomy::Level;

/// What tells host reads: a filter, or a database whose taxa are all hosts.
#[derive(Debug, Clone, Copy)]
pub struct HostReference<'a>(&'a Database);

impl<'a> HostReference<'a> {
    /// Takes a filter or a database of genomes.
    ///
    /// # Errors
    /// For databases of marker genes, which no genome can be told by.
    pub fn new(database: &'a Database) -> Result<Self> {
        if let Database::Amplicon(database) = database {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "a database of a marker gene cannot tell the host's reads",
            )
            .at_path(database.path())
            .mend("build a filter of the host's genome with `nuka db build --filter`"));
        }
        Ok(Self(database))
    }

    /// The host's taxid: the filter's; the only species of a database; else 0.
    pub fn taxid(self) -> u64 {
        if let Database::Filter(filter) = self.0 {
            return filter.parameters().taxid;
        }
        let taxonomy = self.0.taxonomy();
        let is_species = |&taxon: &_| taxonomy.rank(taxon).level() == Some(Level::Species);
        let mut species = taxonomy.taxa().filter(is_species);
        match (species.next(), species.next()) {
            (Some(only), None) => taxonomy.taxid(only),
            _ => 0,
        }
    }
}

impl HostReference<'_> {
    /// A count by sex chromosome that is still at 0; `None` where the filter does not
    /// tell them apart.
    pub fn no_sex_reads(self) -> Option<SexReads> {
        let Database::Filter(filter) = self.0 else {
            return None;
        };
        filter.parameters().sex.map(|keys| SexReads {
            host_reads_x: 0,
            host_reads_y: 0,
            filter_keys_x: keys.x.keys,
            filter_keys_y: keys.y.keys,
        })
    }
}

/// Finds host reads batch by batch; one for each thread.
#[derive(Debug)]
pub struct HostScreen<'a> {
    engine: Engine<'a>,
    is_host: Vec<bool>,
    reads: u64,
    no_sex_reads: Option<SexReads>,
}

#[derive(Debug)]
enum Engine<'a> {
    None,
    Filter(Box<HostFinder<'a>>),
    Database(Box<Kernel<'a>>),
}

impl<'a> HostScreen<'a> {
    /// A screen that lets nothing of the host through; without a host, everything.
    ///
    /// # Errors
    /// When the database cannot classify.
    pub fn new(host: Option<HostReference<'a>>) -> Result<Self> {
        let engine = match host {
            None => Engine::None,
            Some(HostReference(Database::Filter(filter))) => {
                Engine::Filter(Box::new(HostFinder::new(filter)))
            }
            Some(HostReference(database)) => {
                Engine::Database(Box::new(Kernel::new(database, &Settings::default())?))
            }
        };
        Ok(Self {
            engine,
            is_host: Vec::new(),
            reads: 0,
            no_sex_reads: host.and_then(HostReference::no_sex_reads),
        })
    }

    /// Host fragments so far.
    pub fn reads(&self) -> u64 {
        self.reads
    }

    /// Host fragments so far by sex chromosome, where the filter tells those apart.
    pub fn sex_reads(&self) -> Option<SexReads> {
        let Engine::Filter(finder) = &self.engine else {
            return None;
        };
        let none = self.no_sex_reads?;
        let found = finder.sex_fragments()?;
        Some(SexReads {
            host_reads_x: found.x,
            host_reads_y: found.y,
            ..none
        })
    }

    /// Says of each fragment of a batch whether it is the host's; empty without a host.
    pub fn find(&mut self, batch: &ReadBatch) -> &[bool] {
        self.is_host.clear();
        let is_host = &mut self.is_host;
        match &mut self.engine {
            Engine::None => {}
            Engine::Filter(finder) => finder.find(batch, is_host),
            Engine::Database(kernel) => {
                kernel.classify(batch, |_, call| is_host.push(call.is_classified()));
            }
        }
        self.reads += self.is_host.iter().filter(|&&is_host| is_host).count() as u64;
        &self.is_host
    }

    /// Takes the host's fragments out of a batch.
    pub fn set_aside(&mut self, batch: &mut ReadBatch) {
        if self.find(batch).contains(&true) {
            batch.drop_fragments(&self.is_host);
        }
    }
}
