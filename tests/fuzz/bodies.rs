//! One function for each parser that reads bytes of users: any bytes may come in,
//! none may make it panic, hang or fill the memory.

use nuka::classify::{Kernel, Settings};
use nuka::database::native::read_genomes;
use nuka::database::{Database, Kraken2Options};
use nuka::learn::Plan;
use nuka::profile::formats::{
    read_bracken, read_cami, read_krona, read_matrix, read_merged, read_metaphlan, read_quality,
    read_unknown, render_cami, render_kreport, render_krona, render_metaphlan,
};
use nuka::profile::{read_kreport, read_tidy, write_tidy};
use nuka::reads::{BatchSize, Layout, ReadBatch, ReadSource, open_decompressed};
use nuka::study::{parse_participants, parse_samples};
use nuka::taxonomy::{LineageTree, Taxdump, Taxonomy, read_kraken2};
use nuka::text_table::{Quotes, TextTable};
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use xxhash_rust::xxh3::xxh3_64;

/// A body with the name of its target.
pub(crate) type Target = (&'static str, fn(&[u8]));

/// All of them.
pub(crate) const TARGETS: &[Target] = &[
    ("reads", reads),
    ("compression", compression),
    ("taxdump", taxdump),
    ("lineages", lineages),
    ("kraken2_taxonomy", kraken2_taxonomy),
    ("kraken2_options", kraken2_options),
    ("kraken2_table", kraken2_table),
    ("native_file", native_file),
    ("native_sections", native_sections),
    ("genome_table", genome_table),
    ("profiles", profiles),
    ("study_tables", study_tables),
    ("learning_plan", learning_plan),
];

/// Most decompressed bytes that are read.
const MOST_TEXT: u64 = 4 << 20;

/// Separates the parts of inputs that stand for several files.
const SEPARATOR: u8 = 0xff;

/// FASTA and FASTQ in every layout; the first byte chooses it and the size of batches.
pub(crate) fn reads(bytes: &[u8]) {
    let Some((&choice, text)) = bytes.split_first() else {
        return;
    };
    let (layout, streams) = match choice % 3 {
        0 => (Layout::Single, vec![text]),
        1 => (Layout::Interleaved, vec![text]),
        _ => {
            let middle = text.iter().position(|&byte| byte == SEPARATOR);
            let (first, second) = text.split_at(middle.unwrap_or(text.len() / 2));
            (
                Layout::Paired,
                vec![first, second.strip_prefix(&[SEPARATOR]).unwrap_or(second)],
            )
        }
    };
    let least = 1 + usize::from(choice / 3);
    let size = BatchSize {
        pairs: least,
        bases: least,
    };
    let streams = streams
        .iter()
        .map(|text| ("memory", Cursor::new(text.to_vec()).take(MOST_TEXT)));
    let Ok(mut source) = ReadSource::from_streams(streams.collect(), layout, size) else {
        return;
    };
    let mut batch = ReadBatch::new();
    let mut batches = 0;
    while let Ok(Some(raw)) = source.next_raw() {
        if let Err(error) = raw.parse(&mut batch) {
            assert!(error.to_string().len() < 5_000);
            return;
        }
        let bases = batch.fragments().map(|fragment| {
            fragment.first().sequence.len()
                + fragment.second().map_or(0, |read| read.sequence.len())
        });
        assert_eq!(bases.sum::<usize>() as u64, batch.bases());
        batch.mask_low_quality(choice);
        batches += 1;
        // A compressed input may hold very much more than its own length.
        if batches > 10_000 {
            return;
        }
    }
}

/// Every decompressor, chosen by the first bytes.
pub(crate) fn compression(bytes: &[u8]) {
    let Ok((_, text)) = open_decompressed(Cursor::new(bytes.to_vec())) else {
        return;
    };
    let mut whole = Vec::new();
    if let Err(error) = text.take(MOST_TEXT).read_to_end(&mut whole) {
        assert!(
            !error.to_string().contains("gave up"),
            "a decompressor panicked"
        );
    }
}

/// `nodes.dmp`, `names.dmp` and `merged.dmp`, one after the other.
pub(crate) fn taxdump(bytes: &[u8]) {
    let mut parts = bytes.splitn(3, |&byte| byte == SEPARATOR);
    let [nodes, names, merged] = [(); 3].map(|()| parts.next().unwrap_or_default());
    match Taxdump::read(nodes, names, merged) {
        Ok(dump) => {
            let known = (0..50).filter(|&taxid| dump.resolve(taxid).is_some());
            if let Ok(tree) = dump.subtree(known) {
                walk(&tree);
            }
        }
        Err(error) => assert!(error.all().count() <= 21),
    }
}

/// One lineage a line.
pub(crate) fn lineages(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let mut tree = LineageTree::new();
    for (line, taxid) in text
        .lines()
        .zip([None, Some(2), None, Some(1 << 40)].into_iter().cycle())
    {
        let _ = tree.add(line, taxid);
    }
    if let Ok(tree) = tree.build() {
        walk(&tree);
    }
}

/// `taxo.k2d`
pub(crate) fn kraken2_taxonomy(bytes: &[u8]) {
    for bytes in [bytes, &[b"K2TAXDAT", bytes].concat()] {
        if let Ok(tree) = read_kraken2(bytes) {
            walk(&tree);
        }
    }
}

/// `opts.k2d`
pub(crate) fn kraken2_options(bytes: &[u8]) {
    let _ = Kraken2Options::parse(bytes);
}

/// `hash.k2d` in a database that is right otherwise, and a few reads against it.
pub(crate) fn kraken2_table(bytes: &[u8]) {
    let folder = scratch("kraken2");
    write(
        &folder.join("opts.k2d"),
        &words(&[35, 31, 0, 0, 1, 0, 1, 0]),
    );
    let nodes = words(&[
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 2, 0,
    ]);
    let counts = words(&[3, 1, 1]);
    write(
        &folder.join("taxo.k2d"),
        &[b"K2TAXDAT", &counts[..], &nodes, &[0, 0]].concat(),
    );
    write(&folder.join("hash.k2d"), bytes);
    classify(&folder);
}

/// A native database as it is.
pub(crate) fn native_file(bytes: &[u8]) {
    let path = scratch("native").join("file.nuka");
    write(&path, bytes);
    classify(&path);
}

/// A native database whose header and checksums are right; the bytes are its sections.
pub(crate) fn native_sections(bytes: &[u8]) {
    let path = scratch("native").join("sections.nuka");
    let mut parts = bytes.splitn(6, |&byte| byte == SEPARATOR);
    let names = ["params", "taxonomy", "sets", "facts", "genomes", "table"];
    let sections = names.map(|name| (name, parts.next().unwrap_or_default()));
    write(&path, &container(&sections));
    classify(&path);
}

/// The bytes of a native file with these sections, by the words of its format.
pub(crate) fn container(sections: &[(&str, &[u8])]) -> Vec<u8> {
    const PAGE: usize = 4096;
    let mut header = b"nukadb\x1a\n".to_vec();
    header.extend(1_u32.to_le_bytes());
    header.extend((sections.len() as u32).to_le_bytes());
    let mut body = Vec::new();
    for (name, bytes) in sections {
        let mut padded = [0; 8];
        padded[..name.len()].copy_from_slice(name.as_bytes());
        header.extend(padded);
        header.extend(words(&[
            (PAGE + body.len()) as u64,
            bytes.len() as u64,
            xxh3_64(bytes),
        ]));
        body.extend_from_slice(bytes);
        body.resize(body.len().next_multiple_of(PAGE), 0);
    }
    header.resize(PAGE - 8, 0);
    header.extend(xxh3_64(&header).to_le_bytes());
    [header, body].concat()
}

/// A table of genomes beside a file `g.fna`.
pub(crate) fn genome_table(bytes: &[u8]) {
    let folder = scratch("genomes");
    write(&folder.join("g.fna"), b">g\nACGT\n");
    write(&folder.join("table.tsv"), bytes);
    if let Err(error) = read_genomes(&folder.join("table.tsv")) {
        assert!(error.all().count() <= 21);
    }
}

/// Profiles of samples in every format of text.
pub(crate) fn profiles(bytes: &[u8]) {
    let mut profiles = Vec::from_iter(read_kreport(bytes, "sample").ok());
    profiles.extend(read_tidy(bytes).unwrap_or_default());
    profiles.extend(read_krona(bytes, "sample"));
    if write_tidy(&mut Vec::new(), &profiles).is_err() {
        unreachable!("memory takes every table");
    }
    for profile in &profiles {
        let _ = (render_kreport(profile), render_krona(profile));
        let table = profile.share_table(profile.best_share());
        let _ = (render_cami(&table), render_metaphlan(&table));
    }
    let tables = [read_cami(bytes), read_metaphlan(bytes)];
    for table in tables.into_iter().flatten() {
        let _ = (render_cami(&table), render_metaphlan(&table));
    }
    let _ = (read_matrix(bytes), read_merged(bytes), read_bracken(bytes));
    let _ = (read_unknown(bytes), read_quality(bytes));
}

/// Surveys, markers and lists of samples.
pub(crate) fn study_tables(bytes: &[u8]) {
    for quotes in [Quotes::Read, Quotes::Plain] {
        let _ = TextTable::parse(bytes, quotes);
    }
    let _ = parse_participants(bytes);
    let _ = parse_samples(bytes);
}

/// The plan of `nuka learn`.
pub(crate) fn learning_plan(bytes: &[u8]) {
    let _ = Plan::parse(&String::from_utf8_lossy(bytes));
}

/// Everything a tree can be asked.
fn walk(tree: &Taxonomy) {
    for taxon in tree.taxa().take(500) {
        assert!(tree.is_ancestor(tree.parent(taxon), taxon) || !tree.parent(taxon).is_some());
        assert!(
            tree.children(taxon)
                .all(|child| tree.parent(child) == taxon)
        );
        let _ = (tree.lineage_text(taxon), tree.name(taxon), tree.rank(taxon));
    }
}

/// Opens a database, asks it everything and classifies two reads.
fn classify(path: &Path) {
    let Ok(database) = Database::open(path) else {
        return;
    };
    if let Database::Native(native) = &database {
        let _ = (native.verify(), native.genomes());
    }
    walk(database.taxonomy());
    let Ok(mut kernel) = Kernel::new(
        &database,
        &Settings {
            confidence: 0.1,
            ..Settings::default()
        },
    ) else {
        return;
    };
    let sequence: Vec<u8> = (0..300_u32)
        .map(|i| b"ACGT"[(i * i / 7 % 4) as usize])
        .collect();
    let text = [b">a\n", &sequence[..], b"\n>b\n", &sequence[9..], b"N\n"].concat();
    let streams = vec![("memory", Cursor::new(text))];
    let mut batch = ReadBatch::new();
    let source = ReadSource::from_streams(streams, Layout::Single, BatchSize::default());
    if let Ok(Ok(Some(raw))) = source.map(|mut source| source.next_raw()) {
        raw.parse(&mut batch).expect("good reads");
        kernel.classify(&batch, |_, call| {
            assert!(call.taxon.index() < database.taxonomy().len());
        });
    }
}

fn words(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// Removes what the bodies have written.
pub(crate) fn clean_up() {
    let _ = std::fs::remove_dir_all(scratch(""));
}

/// A folder of this process for files that are opened by path.
fn scratch(name: &str) -> PathBuf {
    let folder = std::env::temp_dir()
        .join(format!("nuka-fuzz-{}", std::process::id()))
        .join(name);
    std::fs::create_dir_all(&folder).expect("a scratch folder");
    folder
}

fn write(path: &Path, bytes: &[u8]) {
    // Some file systems flush a file that is overwritten; a new one costs nothing.
    let _ = std::fs::remove_file(path);
    std::fs::write(path, bytes).expect("a scratch file");
}
