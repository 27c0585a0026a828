//! What can be typed.

use crate::cli::preload::PreloadSwitch;
use clap::{Args, Subcommand, ValueEnum};
use nuka::profile::inference::PresenceParameters;
use std::path::PathBuf;

/// Profile samples: which species are there, how much of each, how much is unknown.
///
/// Many samples come from a sheet, one from the command line. An interrupted run goes
/// on with the same command: finished samples are recognised by their checksums and
/// not profiled again. Kraken 2 databases hold no genome lengths and give shares of
/// reads only.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "\
The sheet is tab- or comma-separated, with the columns sample, reads_1 and, for pairs,
reads_2; other columns are metadata of the samples. Paths are read from the folder of
the sheet; several files of one sample are parted by semicolons.

Examples:
  nuka profile --db gut.nuka --samples samples.tsv --out profiles
  nuka profile --db gut.nuka --sample s1 --out s1 s1_R1.fq.gz s1_R2.fq.gz
  nuka profile merge may june --out spring
  nuka profile verify profiles"
)]
pub(crate) struct ProfileArgs {
    #[command(subcommand)]
    pub(super) command: Option<ProfileCommand>,

    #[command(flatten)]
    pub(super) run: RunArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum ProfileCommand {
    Merge(MergeArgs),
    Verify(VerifyArgs),
}

/// The arguments of a run.
#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct RunArgs {
    /// Native database file, or folder of a Kraken 2 database
    #[arg(long, value_name = "DB", required = true)]
    pub(super) db: Option<PathBuf>,

    /// Sheet of samples
    #[arg(long, value_name = "SHEET", required_unless_present = "sample")]
    pub(super) samples: Option<PathBuf>,

    /// The id of a single sample, whose reads are named at the end
    #[arg(
        long,
        value_name = "ID",
        conflicts_with = "samples",
        requires = "reads"
    )]
    pub(super) sample: Option<String>,

    /// Reads of the single sample: one file, or the two files of pairs
    #[arg(value_name = "READS", num_args = 1..=2, conflicts_with = "samples")]
    pub(super) reads: Vec<PathBuf>,

    /// Folder for the results
    #[arg(long, value_name = "DIR", required = true)]
    pub(super) out: Option<PathBuf>,

    /// Database of the host, whose reads are counted and taken out first
    #[arg(long, value_name = "DB")]
    pub(super) host_db: Option<PathBuf>,

    /// Write the host's reads to DIR/host; of people, these are personal data
    #[arg(long, requires = "host_db")]
    pub(super) host_out: bool,

    /// Write the reads that are not the host's to DIR/non_host
    #[arg(long, requires = "host_db")]
    pub(super) non_host_out: bool,

    /// Sequencing platform
    #[arg(long, value_enum, default_value_t = Platform::Auto, value_name = "NAME")]
    pub(super) platform: Platform,

    /// Write the calls of all reads but the host's, drawn to the believed species, to
    /// DIR/relabelled
    #[arg(long)]
    pub(super) relabel: bool,

    /// Formats of the tables, parted by commas
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "all",
        value_name = "LIST"
    )]
    pub(super) formats: Vec<String>,

    #[command(flatten)]
    pub(super) presence: PresenceArgs,

    /// Compare the reads of finished samples byte by byte, whatever their times say
    #[arg(long)]
    pub(super) verify: bool,

    #[command(flatten)]
    pub(super) preload: PreloadSwitch,

    #[command(flatten)]
    pub(super) switches: crate::cli::Switches,
}

/// What it takes to believe in a species.
#[derive(Debug, Args)]
#[group(skip)]
pub(super) struct PresenceArgs {
    /// Least nucleotide identity with the nearest reference, 0.7 to 1
    #[arg(long, value_name = "FRACTION", default_value_t = PresenceParameters::default().minimum_ani)]
    min_ani: f64,

    /// Fewest reads that point to the species alone
    #[arg(long, value_name = "N", default_value_t = PresenceParameters::default().minimum_reads)]
    min_reads: u64,

    /// Least breadth, as a share (0 to 1) of what reads spread at random would reach
    #[arg(long, value_name = "SHARE", default_value_t = PresenceParameters::default().minimum_breadth_ratio)]
    min_breadth_ratio: f64,

    /// Least share (0 to 1) of reads that match like reads of one genome
    #[arg(long, value_name = "SHARE", default_value_t = PresenceParameters::default().minimum_own_share)]
    min_own_share: f64,
}

impl PresenceArgs {
    /// What was typed, checked.
    pub(super) fn parameters(&self) -> nuka::Result<PresenceParameters> {
        let parameters = PresenceParameters {
            minimum_ani: self.min_ani,
            minimum_reads: self.min_reads,
            minimum_breadth_ratio: self.min_breadth_ratio,
            minimum_own_share: self.min_own_share,
        };
        parameters.check().map(|()| parameters)
    }
}

/// A sequencing platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Platform {
    /// Seen from the reads
    Auto,
    /// Short reads
    Illumina,
    /// Long reads with errors
    Ont,
    /// Long reads with few errors
    Hifi,
    /// Amplicons of a marker gene
    Amplicon,
}

/// Join runs into a new folder.
///
/// The runs must be whole, and no sample may be in two of them.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  nuka profile merge may june --out spring")]
pub(super) struct MergeArgs {
    /// Folders of runs
    #[arg(value_name = "DIR", required = true)]
    pub(super) folders: Vec<PathBuf>,

    /// Folder for the joined run
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,

    /// Join also runs with other databases, parameters or versions of nuka
    #[arg(long)]
    pub(super) allow_different: bool,

    /// Formats of the tables, parted by commas
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "all",
        value_name = "LIST"
    )]
    pub(super) formats: Vec<String>,

    /// Print the summary as JSON on standard output
    #[arg(long)]
    pub(super) json: bool,

    /// No progress and no summary
    #[arg(long)]
    pub(super) quiet: bool,
}

/// Compare every file of a run with its checksum.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  nuka profile verify profiles")]
pub(super) struct VerifyArgs {
    /// Folder of a run
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,

    /// Print the summary as JSON on standard output
    #[arg(long)]
    pub(super) json: bool,

    /// Say nothing if all is well
    #[arg(long)]
    pub(super) quiet: bool,
}
