//! `nuka db build`, `nuka db inspect`, `nuka db verify`

use super::collision::{Named, refuse_collisions};
use super::console::{Console, print_json};
use super::{db_amplicon, db_filter};
use clap::{Args, Subcommand};
use nuka::database::native::{BuildEstimate, BuildPlan, GenomeSource, read_genomes};
use nuka::database::{Database, Kraken2Database, MemoryBudget, NativeDatabase};
use nuka::minimizer::SyncmerShape;
use nuka::{Error, ErrorKind, Result};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Build and examine reference databases.
#[derive(Debug, Args)]
pub(crate) struct DbArgs {
    #[command(subcommand)]
    command: DbCommand,
}

#[derive(Debug, Subcommand)]
enum DbCommand {
    Build(BuildArgs),
    Inspect(InspectArgs),
    Verify(VerifyArgs),
}

/// Build a native database from genomes.
#[derive(Debug, Args)]
#[command(
    after_help = "The table of genomes is tab- or comma-separated, with columns path (relative to the
table), accession, and taxid or lineage (d__...;p__...;s__...); others are ignored.

Examples:
  nuka db build --genomes genomes.tsv --out gut.nuka
  nuka db build --genomes genomes.tsv --taxonomy taxdump/ --threads 8 --max-memory 8G --out gut.nuka
  nuka db build --filter --genomes human.fa.gz --out human.nuka
  nuka db build --amplicon --genomes 16s.fasta --lineages 16s.tsv --out 16s.nuka"
)]
struct BuildArgs {
    /// Table of genomes, or a folder whose sequences name their taxid (kraken:taxid|N);
    /// with --amplicon a FASTA file of references; with --filter FASTA files of the host
    #[arg(long, value_name = "TABLE|FOLDER|FASTA", required = true, num_args = 1..)]
    genomes: Vec<PathBuf>,

    /// Folder with nodes.dmp and names.dmp, for taxids
    /// [default: the folder of genomes if it holds them, else the lineages]
    #[arg(long, value_name = "FOLDER")]
    taxonomy: Option<PathBuf>,

    /// The references are sequences of a marker gene (16S); the database is for amplicons
    #[arg(long, conflicts_with = "taxonomy")]
    amplicon: bool,

    /// Build a filter that finds the reads of a host (for --host-db of `nuka profile`)
    #[arg(long, conflicts_with_all = ["taxonomy", "amplicon", "k", "s"])]
    filter: bool,

    /// The host's taxid in NCBI's taxonomy
    #[arg(
        long,
        value_name = "TAXID",
        default_value_t = 9606,
        requires = "filter"
    )]
    taxid: u64,

    /// The host's name [default: Homo sapiens for taxid 9606, else none]
    #[arg(long, requires = "filter")]
    name: Option<String>,

    /// Table of lineages (id, tab, lineage), where the headers of the marker genes have none
    #[arg(long, value_name = "TABLE", requires = "amplicon")]
    lineages: Option<PathBuf>,

    /// The database to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,

    /// Length of the sampled k-mers, in bases
    #[arg(short, default_value_t = SyncmerShape::default().k(), value_name = "BASES")]
    k: usize,

    /// Length of the s-mers that choose them: one k-mer in k - s + 1 is kept
    #[arg(short, default_value_t = SyncmerShape::default().s(), value_name = "BASES")]
    s: usize,

    /// Memory to build with, such as 8G; what does not fit goes into a temporary file beside
    /// the database, which comes out the same [default: half of what is available, at least 1G]
    #[arg(long, value_name = "SIZE", conflicts_with = "amplicon")]
    max_memory: Option<MemoryBudget>,

    #[command(flatten)]
    switches: super::Switches,
}

/// Show what a database holds.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  nuka db inspect gut.nuka --json")]
struct InspectArgs {
    /// Native database file, or folder of a Kraken 2 database
    db: PathBuf,

    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// Compare every byte of a database with its checksums.
#[derive(Debug, Args)]
#[command(after_help = "Example:
  nuka db verify gut.nuka")]
struct VerifyArgs {
    /// Native database file, or folder of a Kraken 2 database (structure only: it has no checksums)
    db: PathBuf,

    /// Say nothing if all is well
    #[arg(long)]
    quiet: bool,
}

pub(crate) fn run(args: &DbArgs) -> Result<()> {
    match &args.command {
        DbCommand::Build(args) => build(args),
        DbCommand::Inspect(args) => inspect(args),
        DbCommand::Verify(args) => verify(args),
    }
}

fn build(args: &BuildArgs) -> Result<()> {
    let memory = args.max_memory.unwrap_or_default();
    if args.filter {
        let host = db_filter::Host {
            taxid: args.taxid,
            name: args.name.as_deref(),
        };
        return db_filter::build(&args.genomes, host, &args.out, memory, &args.switches);
    }
    let genomes_path = only(&args.genomes)?;
    if args.amplicon {
        return db_amplicon::build(
            genomes_path,
            args.lineages.as_deref(),
            &args.out,
            &args.switches,
        );
    }
    let console = Console::from_quiet(args.switches.quiet);
    let started = Instant::now();
    let shape = SyncmerShape::new(args.k, args.s)?;
    let genomes = read_genomes(genomes_path)?;
    let inside = Some(genomes_path).filter(|folder| folder.join("nodes.dmp").exists());
    let taxonomy = args.taxonomy.as_deref().or(inside);
    refuse_collisions(
        &[Named::new("--out", &args.out)],
        &inputs_of_build(genomes_path, &genomes, taxonomy),
    )?;
    let plan = BuildPlan::new(genomes, taxonomy, shape)?.with_memory(memory);
    let pool = super::pool(args.switches.threads)?;
    let estimate = plan.estimate(pool.current_num_threads())?;
    let input_bytes = estimate.input_bytes;
    console.note(&told(&plan, &estimate));
    let bar = console.progress(input_bytes, "scanning {bar:30} {bytes}/{total_bytes} {eta}");
    let built = plan.build(&pool, &args.out, &|bytes| bar.inc(bytes));
    bar.finish_and_clear();
    built?;
    let database = NativeDatabase::open(&args.out)?;
    console.note(&format!(
        "{}: {:.1} MB, {} keys, {} taxa, in {:.1} s",
        args.out.display(),
        database.file_bytes() as f64 / 1e6,
        database.parameters().keys,
        database.taxonomy().len() - 1,
        started.elapsed().as_secs_f64(),
    ));
    if args.switches.json {
        print_json(&describe_native(&database)?)?;
    }
    Ok(())
}

/// What is to be expected of a build.
fn told(plan: &BuildPlan, estimate: &BuildEstimate) -> String {
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let aside = match estimate.temporary_bytes {
        0 => String::new(),
        bytes => format!(
            " and {:.0} MB of temporary space beside it",
            megabytes(bytes)
        ),
    };
    format!(
        "{} genomes, {:.1} Mbp; the database will take at most {:.1} MB, building it about {:.0} MB of memory{aside}",
        plan.genomes(),
        megabytes(estimate.bases),
        megabytes(estimate.database_bytes),
        megabytes(estimate.memory_bytes),
    )
}

/// The one path given.
fn only(paths: &[PathBuf]) -> Result<&Path> {
    match paths {
        [path] => Ok(path),
        _ => Err(Error::new(
            ErrorKind::Parameter,
            format!(
                "found {} paths, expected one; only filters are built from several",
                paths.len()
            ),
        )
        .at_field("--genomes")
        .mend("list the genomes in a table, and give the table")),
    }
}

fn inputs_of_build(
    genomes_path: &Path,
    genomes: &[GenomeSource],
    taxonomy: Option<&Path>,
) -> Vec<Named> {
    let dumps = ["nodes.dmp", "names.dmp", "merged.dmp"];
    let dumps = taxonomy
        .into_iter()
        .flat_map(|folder| dumps.map(|name| Named::new("the taxonomy", folder.join(name))));
    let genomes = genomes
        .iter()
        .map(|genome| Named::new("a genome", &genome.path));
    let table = Named::new("--genomes", genomes_path);
    std::iter::once(table).chain(dumps).chain(genomes).collect()
}

fn inspect(args: &InspectArgs) -> Result<()> {
    let description = match Database::open(&args.db)? {
        Database::Native(database) => describe_native(&database)?,
        Database::Kraken2(database) => describe_kraken2(&database),
        Database::Amplicon(database) => db_amplicon::describe(&database),
        Database::Filter(filter) => db_filter::describe(&filter),
    };
    if args.json {
        return print_json(&description);
    }
    super::console::print_text(&render(&description))
}

fn verify(args: &VerifyArgs) -> Result<()> {
    let console = Console::from_quiet(args.quiet);
    match Database::open(&args.db)? {
        Database::Native(database) => {
            database.verify()?;
            console.note(&format!("{}: all checksums agree", args.db.display()));
        }
        Database::Amplicon(database) => {
            database.verify()?;
            console.note(&format!("{}: all checksums agree", args.db.display()));
        }
        Database::Filter(filter) => {
            filter.verify()?;
            console.note(&format!("{}: all checksums agree", args.db.display()));
        }
        Database::Kraken2(_) => console.note(&format!(
            "{}: the structure is sound; Kraken 2 databases hold no checksums to compare with",
            args.db.display()
        )),
    }
    Ok(())
}

fn describe_native(database: &NativeDatabase) -> Result<Value> {
    let genomes = database.genomes()?;
    let taxonomy = database.taxonomy();
    let taxa: Vec<Value> = taxonomy
        .taxa()
        .map(|taxon| {
            let facts = database.facts()[taxon.index()];
            json!({
                "taxid": taxonomy.taxid(taxon),
                "name": taxonomy.name(taxon),
                "rank": taxonomy.rank(taxon).name(),
                "lineage": taxonomy.lineage_text(taxon),
                "genomes": facts.genomes,
                "length_bp": facts.length_bp,
                "unique_keys": facts.unique_keys,
                "set_keys": facts.set_keys,
            })
        })
        .collect();
    let sections: Vec<Value> = database
        .sections()
        .iter()
        .map(|section| json!({"name": section.name, "offset": section.offset, "bytes": section.length}))
        .collect();
    Ok(json!({
        "kind": "nuka",
        "format_version": nuka::database::native::FORMAT_VERSION,
        "file_bytes": database.file_bytes(),
        "parameters": database.parameters(),
        "species_sets": database.values().sets(),
        "sections": sections,
        "genomes": genomes,
        "taxa": taxa,
    }))
}

fn describe_kraken2(database: &Kraken2Database) -> Value {
    let (options, table) = (database.options(), database.table());
    let (key_bits, value_bits) = table.bits();
    json!({
        "kind": "kraken2",
        "table_bytes": table.bytes(),
        "parameters": {
            "k": options.shape.k,
            "l": options.shape.l,
            "spaced_seed_mask": format!("{:#x}", options.shape.spaced_seed_mask),
            "toggle_mask": format!("{:#x}", options.shape.toggle_mask),
            "reverse_complement_version": options.shape.reverse_complement_version,
            "minimum_acceptable_hash": options.minimum_acceptable_hash,
            "capacity": table.capacity(),
            "size": table.size(),
            "key_bits": key_bits,
            "value_bits": value_bits,
        },
        "taxa_count": database.taxonomy().len() - 1,
    })
}

/// The description for a person: parameters, then a line for each genome.
fn render(description: &Value) -> String {
    let mut text = String::new();
    for (name, value) in description.as_object().into_iter().flatten() {
        match value {
            Value::Array(rows) => text += &format!("{name}: {}\n", rows.len()),
            Value::Object(fields) => {
                text += &format!("{name}:\n");
                for (field, value) in fields.iter().filter(|(_, value)| !value.is_array()) {
                    text += &format!("  {field}: {}\n", plain(value));
                }
            }
            value => text += &format!("{name}: {}\n", plain(value)),
        }
    }
    let genomes = description["genomes"].as_array().into_iter().flatten();
    for (place, genome) in genomes.enumerate() {
        if place == 0 {
            text += "\naccession\ttaxid\tlength_bp\tminimizers\tpath\n";
        }
        let fields = ["accession", "taxid", "length_bp", "minimizers", "path"];
        let row: Vec<String> = fields.iter().map(|field| plain(&genome[field])).collect();
        text += &row.join("\t");
        text.push('\n');
    }
    text
}

fn plain(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_string)
}
