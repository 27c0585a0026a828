//! From the reads of a sample to its profile: evidence, then conclusions.

use super::Profile;
use super::amplicon::{AmpliconProfileParameters, profile_amplicons};
use super::evidence::{Against, HostReference, HostScreen, ReferenceKeys, survey, survey_kraken2};
use super::inference::{
    Estimated, HostReads, LONG_READ_BP, PresenceParameters, Reference, Relabeller, Relatives,
    estimate_kraken2_profile, estimate_profile,
};
use crate::classify::{Kernel, Outputs, RunSummary, Settings, classify_all};
use crate::database::Database;
use crate::error::{Error, ErrorKind, Result};
use crate::reads::{ReadBatch, ReadSource};
use rayon::ThreadPool;
use std::io::Write;

/// A sequencing platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Platform {
    /// Seen from the reads of each sample.
    #[default]
    Auto,
    /// Short reads with few errors.
    Illumina,
    /// Long reads with errors.
    Ont,
    /// Long reads with few errors.
    Hifi,
}

/// Mean error rate above which long reads are taken for Oxford Nanopore's.
const MOST_HIFI_ERRORS: f64 = 0.005;
/// Bases of the fragments that the least number of reads is meant for.
const USUAL_FRAGMENT_BP: f64 = 300.0;
/// Fewest long reads, however long.
const FEWEST_LONG_READS: u64 = 3;

/// Profiles samples with one open database.
#[derive(Debug)]
pub struct Profiler {
    database: Database,
    native: Option<(ReferenceKeys, Relatives)>,
    host: Option<Database>,
    settings: Settings,
    parameters: PresenceParameters,
    platform: Platform,
}

/// The profile of a sample, and what its reads can be called again with.
#[derive(Debug)]
pub struct Profiled {
    /// The profile.
    pub profile: Profile,
    estimated: Option<Estimated>,
}

impl Profiler {
    /// Prepares a database for profiles.
    ///
    /// # Errors
    /// When a parameter is out of range, or the database is damaged.
    pub fn new(
        database: Database,
        settings: Settings,
        parameters: PresenceParameters,
        platform: Platform,
    ) -> Result<Self> {
        settings.check()?;
        parameters.check()?;
        let native = match &database {
            Database::Native(native) => {
                let keys = ReferenceKeys::of(native)?;
                let relatives = Relatives::of(native, &keys);
                Some((keys, relatives))
            }
            Database::Kraken2(_) | Database::Amplicon(_) => None,
            // Refused with what it is good for.
            Database::Filter(_) => {
                Kernel::new(&database, &settings)?;
                None
            }
        };
        Ok(Self {
            database,
            native,
            host: None,
            settings,
            parameters,
            platform,
        })
    }

    /// Sets the host whose reads are counted and set aside in the same pass: a filter,
    /// or a database whose taxa are all hosts.
    ///
    /// # Errors
    /// For databases of marker genes, on either side.
    pub fn with_host(mut self, host: Database) -> Result<Self> {
        HostReference::new(&host)?;
        if let Database::Amplicon(amplicon) = &self.database {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "amplicons of a marker gene hold no reads of the host's genome to be found",
            )
            .at_path(amplicon.path())
            .mend("leave out --host-db"));
        }
        self.host = Some(host);
        Ok(self)
    }

    /// The host's database.
    pub fn host(&self) -> Option<&Database> {
        self.host.as_ref()
    }

    /// The database.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// Profiles one sample. `report` is told the fragments and bases of each batch,
    /// from any thread. The profile is the same at any number of threads.
    ///
    /// # Errors
    /// When the reads cannot be read or parsed.
    pub fn profile(
        &self,
        pool: &ThreadPool,
        sample: &str,
        source: ReadSource,
        report: &(dyn Fn(u64, u64) + Sync),
    ) -> Result<Profiled> {
        let host = self.host.as_ref().map(HostReference::new).transpose()?;
        let host_reads = |reads, sex| {
            host.map(|host| HostReads {
                taxid: host.taxid(),
                reads,
                sex,
            })
        };
        match (&self.database, &self.native) {
            (Database::Native(native), Some((keys, relatives))) => {
                let against = Against {
                    database: &self.database,
                    reference: keys,
                    host,
                };
                let evidence = survey(pool, against, &self.settings, source, report)?;
                let platform =
                    self.platform(evidence.reads.fragment_bp(), evidence.reads.error_rate());
                let reference = Reference {
                    database: native,
                    keys,
                    relatives,
                };
                let parameters = self.parameters_for(evidence.reads.fragment_bp());
                let estimated = estimate_profile(
                    sample,
                    reference,
                    &evidence,
                    host_reads(evidence.host_reads, evidence.sex_reads),
                    &parameters,
                    platform,
                )?;
                Ok(Profiled {
                    profile: estimated.profile.clone(),
                    estimated: Some(estimated),
                })
            }
            (Database::Amplicon(amplicon), _) => {
                let parameters = AmpliconProfileParameters::default();
                let profile = profile_amplicons(pool, amplicon, source, sample, &parameters)?;
                let bases = profile.quality().map_or(0, |quality| quality.bases);
                report(profile.total_reads(), bases);
                Ok(Profiled {
                    profile,
                    estimated: None,
                })
            }
            _ => {
                let evidence =
                    survey_kraken2(pool, &self.database, host, &self.settings, source, report)?;
                let platform =
                    self.platform(evidence.reads.fragment_bp(), evidence.reads.error_rate());
                let parameters = self.parameters_for(evidence.reads.fragment_bp());
                let profile = estimate_kraken2_profile(
                    sample,
                    self.database.taxonomy(),
                    &evidence,
                    host_reads(evidence.host_reads, evidence.sex_reads),
                    &parameters,
                    platform,
                )?;
                Ok(Profiled {
                    profile,
                    estimated: None,
                })
            }
        }
    }

    /// Calls the reads of a profiled sample again, now that it is known which species
    /// are there, and writes them as Kraken 2 does. The host's reads are left out.
    ///
    /// # Errors
    /// With a Kraken 2 database, whose reads cannot be weighed; when the reads cannot
    /// be read or the calls not be written.
    pub fn relabel(
        &self,
        pool: &ThreadPool,
        profiled: &Profiled,
        source: ReadSource,
        calls: &mut (dyn Write + Send),
    ) -> Result<RunSummary> {
        let (Database::Native(native), Some(estimated)) = (&self.database, &profiled.estimated)
        else {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "reads can be called again with native databases only",
            )
            .mend("leave out --relabel, or build a native database with `nuka db build`"));
        };
        let relabeller = Relabeller::new(native.taxonomy(), native.values(), estimated);
        let relabel = |call: &crate::classify::Call<'_>| relabeller.taxon(call);
        let host = self.host.as_ref().map(HostReference::new).transpose()?;
        let set_aside = |batch: &mut ReadBatch| {
            HostScreen::new(host)?.set_aside(batch);
            Ok(())
        };
        let outputs = Outputs {
            calls: Some(calls),
            relabel: Some(&relabel),
            set_aside: Some(&set_aside),
            ..Outputs::default()
        };
        classify_all(
            pool,
            &self.database,
            &self.settings,
            source,
            outputs,
            &|_| (),
        )
    }

    fn platform(&self, fragment_bp: f64, error_rate: Option<f64>) -> &'static str {
        match self.platform {
            Platform::Illumina => "illumina",
            Platform::Ont => "ont",
            Platform::Hifi => "hifi",
            Platform::Auto if fragment_bp <= LONG_READ_BP => "illumina",
            Platform::Auto if error_rate.is_some_and(|rate| rate <= MOST_HIFI_ERRORS) => "hifi",
            Platform::Auto => "ont",
        }
    }

    /// A long read says as much as several short ones.
    fn parameters_for(&self, fragment_bp: f64) -> PresenceParameters {
        let mut parameters = self.parameters.clone();
        if fragment_bp > LONG_READ_BP {
            let as_many = parameters.minimum_reads as f64 * USUAL_FRAGMENT_BP / fragment_bp;
            let fewest = FEWEST_LONG_READS.min(parameters.minimum_reads);
            parameters.minimum_reads = (as_many.ceil() as u64).max(fewest);
        }
        parameters
    }
}
