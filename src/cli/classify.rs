//! `nuka classify`

use super::collision::{Named, refuse_collisions};
use super::console::{Console, STANDARD_OUTPUT};
use super::output_file::OutputFile;
use super::preload::PreloadSwitch;
use super::rows::{OnClosed, Rows};
use clap::Args;
use nuka::atomic_file::full_or_broken;
use nuka::classify::{
    EVIDENCE_HEADER, Outputs, Progress, ReportStyle, RunSummary, Settings, TaxonStyle,
    classify_all, write_report,
};
use nuka::database::Database;
use nuka::reads::{BatchSize, Layout, ReadSource};
use nuka::{Error, ErrorKind, Result};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Call a taxon for every read.
///
/// With a Kraken 2 database the output, the report and the split reads are those
/// of Kraken 2 for the same options. Reads may be FASTA or FASTQ, plain or
/// compressed with gzip, bzip2, xz or zstd; `-` is standard input. Outputs whose names
/// end in .gz are compressed.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  nuka classify --db gut.nuka --paired s1_R1.fq.gz s1_R2.fq.gz --output s1.tsv --report s1.kreport
  nuka classify --db k2_standard --threads 8 --confidence 0.1 reads.fq > calls.tsv
  zcat reads.fq.gz | nuka classify --db gut.nuka --output - --report s1.kreport -")]
pub(crate) struct ClassifyArgs {
    /// Native database file, or folder of a Kraken 2 database
    #[arg(long, value_name = "DB")]
    db: PathBuf,

    /// Files of reads, in order; `-` is standard input
    #[arg(value_name = "READS", required = true)]
    reads: Vec<PathBuf>,

    /// Reads are pairs: first and second mates in two files each
    #[arg(long)]
    paired: bool,

    /// Reads are pairs: first and second mates alternate in each file
    #[arg(long, conflicts_with = "paired")]
    interleaved: bool,

    /// Threads; 0 for as many as there are processors
    #[arg(long, short = 'p', default_value_t = 1, value_name = "N", value_parser = super::parse_threads)]
    threads: usize,

    /// Where the calls go: a file, or `-` for nowhere [default: standard output]
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,

    /// Write a report of reads by taxon
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Add minimizers found and distinct minimizers to the report (Kraken 2 databases)
    #[arg(long)]
    report_minimizer_data: bool,

    /// Report also taxa without reads
    #[arg(long)]
    report_zero_counts: bool,

    /// Write the report with lineages (d__...|p__...), like MetaPhlAn
    #[arg(long)]
    use_mpa_style: bool,

    /// Write names beside taxids in the calls
    #[arg(long)]
    use_names: bool,

    /// Share of k-mers (0 to 1) that must support a call, else it moves up the tree
    #[arg(long, default_value_t = 0.0, value_name = "SHARE")]
    confidence: f64,

    /// Fewest hit groups for a call [default: 2 with a Kraken 2 database]
    #[arg(long, value_name = "N")]
    minimum_hit_groups: Option<u32>,

    /// Stop at the first hits that make a call (Kraken 2 databases)
    #[arg(long)]
    quick: bool,

    /// Bases of FASTQ reads below this Phred quality count as ambiguous
    #[arg(long, default_value_t = 0, value_name = "PHRED")]
    minimum_base_quality: u8,

    /// Write reads with a taxon to FILE; of pairs, `#` becomes _1 and _2
    #[arg(long, value_name = "FILE")]
    classified_out: Option<PathBuf>,

    /// Write reads without a taxon to FILE; of pairs, `#` becomes _1 and _2
    #[arg(long, value_name = "FILE")]
    unclassified_out: Option<PathBuf>,

    /// Write a table of evidence: minimizers by taxon, and why a read has no taxon
    #[arg(long, value_name = "FILE")]
    evidence: Option<PathBuf>,

    #[command(flatten)]
    preload: PreloadSwitch,

    /// Print the summary as JSON on standard output (needs --output)
    #[arg(long, requires = "output")]
    json: bool,

    /// No progress and no summary
    #[arg(long)]
    quiet: bool,

    /// Accepted for Kraken 2's sake: compression is found by itself
    #[arg(long, hide = true)]
    gzip_compressed: bool,

    /// Accepted for Kraken 2's sake: compression is found by itself
    #[arg(long, hide = true)]
    bzip2_compressed: bool,

    /// Accepted for Kraken 2's sake: see --preload
    #[arg(long, hide = true)]
    memory_mapping: bool,
}

/// The names of the output files of a run.
struct OutputNames {
    calls: Option<Named>,
    evidence: Option<Named>,
    classified: [Option<Named>; 2],
    unclassified: [Option<Named>; 2],
    report: Option<Named>,
}

/// The output files of a run, all committed together at its end.
struct Files {
    calls: Option<OutputFile>,
    evidence: Option<OutputFile>,
    classified: [Option<OutputFile>; 2],
    unclassified: [Option<OutputFile>; 2],
    report: Option<OutputFile>,
}

pub(crate) fn run(args: &ClassifyArgs) -> Result<()> {
    let console = Console::from_quiet(args.quiet);
    let started = Instant::now();
    let settings = Settings {
        confidence: args.confidence,
        minimum_hit_groups: args.minimum_hit_groups,
        quick: args.quick,
        minimum_base_quality: args.minimum_base_quality,
        count_distinct: args.report_minimizer_data && args.report.is_some(),
    };
    settings.check()?;
    let layout = match (args.paired, args.interleaved) {
        (true, _) => Layout::Paired,
        (_, true) => Layout::Interleaved,
        _ => Layout::Single,
    };
    let size = if settings.count_distinct {
        BatchSize::KRAKEN2
    } else {
        BatchSize::default()
    };
    let source = ReadSource::from_paths(&args.reads, layout, size)?;
    let mut database = Database::open(&args.db)?;
    let names = OutputNames::new(args, source.is_paired())?;
    refuse_collisions(&names.all(), &inputs(args))?;
    let pool = super::pool(args.threads)?;
    let regular = args.reads.iter().filter(|path| path.is_file());
    let regular = regular.map(PathBuf::as_path);
    args.preload
        .apply(&mut database, pool.current_num_threads(), regular)?;
    let mut files = Files::create(names, pool.current_num_threads())?;

    let to_stdout = args.output.is_none();
    let mut stdout = Rows::new(if files.is_empty() {
        OnClosed::End
    } else {
        OnClosed::GoOn
    });
    let bar = console.spinner();
    let outputs = Outputs {
        calls: if to_stdout {
            Some(&mut stdout)
        } else {
            as_stream(&mut files.calls)
        },
        evidence: as_stream(&mut files.evidence),
        classified: files.classified.each_mut().map(as_stream),
        unclassified: files.unclassified.each_mut().map(as_stream),
        relabel: None,
        set_aside: None,
        taxon_style: if args.use_names {
            TaxonStyle::Name
        } else {
            TaxonStyle::Taxid
        },
    };
    let summary = classify_all(&pool, &database, &settings, source, outputs, &|progress| {
        bar.set_message(progress_line(progress, started.elapsed().as_secs_f64()));
    });
    bar.finish_and_clear();
    let summary = summary?;
    stdout
        .flush()
        .map_err(|source| full_or_broken(Path::new(STANDARD_OUTPUT), source))?;
    if let Some(report) = &mut files.report {
        let style = ReportStyle {
            zero_counts: args.report_zero_counts,
            minimizer_data: args.report_minimizer_data,
            mpa_style: args.use_mpa_style,
        };
        write_report(report, database.taxonomy(), &summary.counts, style)
            .map_err(|source| full_or_broken(report.path(), source))?;
    }
    files.commit()?;

    let seconds = started.elapsed().as_secs_f64();
    console.note(&summary_text(&summary, seconds));
    if args.json {
        super::console::print_json(&SummaryJson::new(&summary, seconds))?;
    }
    Ok(())
}

fn as_stream(file: &mut Option<OutputFile>) -> Option<&mut (dyn Write + Send)> {
    file.as_mut().map(|file| file as &mut (dyn Write + Send))
}

/// The files a run reads.
fn inputs(args: &ClassifyArgs) -> Vec<Named> {
    let database = if args.db.is_dir() {
        ["hash.k2d", "opts.k2d", "taxo.k2d"]
            .map(|name| args.db.join(name))
            .to_vec()
    } else {
        vec![args.db.clone()]
    };
    let database = database.into_iter().map(|path| Named::new("--db", path));
    let reads = args.reads.iter().filter(|path| path.as_os_str() != "-");
    database
        .chain(reads.map(|path| Named::new("the reads", path)))
        .collect()
}

impl OutputNames {
    fn new(args: &ClassifyArgs, paired: bool) -> Result<Self> {
        let name = |by: &'static str, path: &Option<PathBuf>| {
            path.as_ref().map(|path| Named::new(by, path))
        };
        let calls = args.output.clone().filter(|path| path.as_os_str() != "-");
        let split =
            |by: &'static str, path: &Option<PathBuf>| split_names(by, path.as_deref(), paired);
        Ok(Self {
            calls: name("--output", &calls),
            evidence: name("--evidence", &args.evidence),
            classified: split("--classified-out", &args.classified_out)?,
            unclassified: split("--unclassified-out", &args.unclassified_out)?,
            report: name("--report", &args.report),
        })
    }

    fn all(&self) -> Vec<Named> {
        let single = [&self.calls, &self.evidence, &self.report];
        let split = self.classified.iter().chain(&self.unclassified);
        single.into_iter().chain(split).flatten().cloned().collect()
    }
}

impl Files {
    fn create(names: OutputNames, threads: usize) -> Result<Self> {
        let create = |name: Option<Named>| {
            name.map(|name| OutputFile::create(&name.path, threads))
                .transpose()
        };
        let create_split =
            |[first, second]: [Option<Named>; 2]| Ok([create(first)?, create(second)?]);
        let mut evidence = create(names.evidence)?;
        if let Some(file) = &mut evidence {
            file.write_all(EVIDENCE_HEADER.as_bytes())
                .map_err(|source| full_or_broken(file.path(), source))?;
        }
        Ok(Self {
            calls: create(names.calls)?,
            evidence,
            classified: create_split(names.classified)?,
            unclassified: create_split(names.unclassified)?,
            report: create(names.report)?,
        })
    }

    fn is_empty(&self) -> bool {
        let single = [&self.calls, &self.evidence, &self.report];
        let mut split = self.classified.iter().chain(&self.unclassified);
        single.iter().all(|file| file.is_none()) && split.all(Option::is_none)
    }

    fn commit(self) -> Result<()> {
        let [classified_1, classified_2] = self.classified;
        let [unclassified_1, unclassified_2] = self.unclassified;
        let files = [
            self.calls,
            self.evidence,
            classified_1,
            classified_2,
            unclassified_1,
            unclassified_2,
            self.report,
        ];
        OutputFile::commit_all(files.into_iter().flatten().collect())
    }
}

/// One file, or for pairs the two that `#` stands for.
fn split_names(by: &'static str, path: Option<&Path>, paired: bool) -> Result<[Option<Named>; 2]> {
    let Some(path) = path else {
        return Ok([None, None]);
    };
    if !paired {
        return Ok([Some(Named::new(by, path)), None]);
    }
    let halves = path
        .to_str()
        .and_then(|text| text.split_once('#'))
        .filter(|(_, after)| !after.contains('#'));
    let Some((before, after)) = halves else {
        return Err(Error::new(
            ErrorKind::Parameter,
            format!(
                "{by} `{}` must hold one # for the two files of a pair",
                path.display()
            ),
        )
        .mend(
            "write for instance classified#.fq, which becomes classified_1.fq and classified_2.fq",
        ));
    };
    Ok([1, 2].map(|mate| Some(Named::new(by, format!("{before}_{mate}{after}")))))
}

fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 {
        0.0
    } else {
        100.0 * part as f64 / whole as f64
    }
}

fn progress_line(progress: Progress, seconds: f64) -> String {
    format!(
        "{} reads, {:.0} reads/s, {:.1} Mbp/s, {:.1} % classified",
        progress.fragments,
        progress.fragments as f64 / seconds,
        progress.bases as f64 / 1e6 / seconds,
        share(progress.classified, progress.fragments),
    )
}

fn summary_text(summary: &RunSummary, seconds: f64) -> String {
    let Progress {
        fragments,
        bases,
        classified,
        ..
    } = summary.progress;
    let mut text = format!(
        "{fragments} sequences ({:.2} Mbp) in {seconds:.2} s ({:.0} reads/s, {:.1} Mbp/s)\n  \
         classified    {classified:>10} ({:.2} %)\n  \
         unclassified  {:>10} ({:.2} %)",
        bases as f64 / 1e6,
        fragments as f64 / seconds,
        bases as f64 / 1e6 / seconds,
        share(classified, fragments),
        fragments - classified,
        share(fragments - classified, fragments),
    );
    for (reason, count) in summary.unassigned.iter().filter(|(_, count)| *count > 0) {
        text += &format!(
            "\n    {:<16}{count:>8} ({:.2} %)",
            reason.name(),
            share(*count, fragments)
        );
    }
    text
}

/// The summary as a machine reads it.
#[derive(Debug, Serialize)]
struct SummaryJson {
    sequences: u64,
    bases: u64,
    classified: u64,
    unclassified: u64,
    unclassified_by_reason: std::collections::BTreeMap<&'static str, u64>,
    seconds: f64,
}

impl SummaryJson {
    fn new(summary: &RunSummary, seconds: f64) -> Self {
        let Progress {
            fragments,
            bases,
            classified,
            ..
        } = summary.progress;
        Self {
            sequences: fragments,
            bases,
            classified,
            unclassified: fragments - classified,
            unclassified_by_reason: summary
                .unassigned
                .iter()
                .map(|(reason, count)| (reason.name(), *count))
                .collect(),
            seconds,
        }
    }
}
