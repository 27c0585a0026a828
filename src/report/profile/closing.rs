//! The foot of the page: how it was made, how to cite it, what lies beside it.

use super::ProfilePageFacts;
use crate::report::{Block, Cell, Column, Paragraph, Section, Table};

/// The files beside the page and what they hold.
const FILES: [(&str, &str); 11] = [
    (
        "profiles.tsv",
        "every taxon of every sample in one tidy table",
    ),
    (
        "profiles.biom",
        "BIOM 2.1: species by samples, with taxonomy and metadata",
    ),
    (
        "tables/",
        "one wide table for each rank and quantity; quality; what unknown reads reach",
    ),
    ("kreport/", "Kraken-style reports of the re-weighed reads"),
    ("bracken/", "Bracken-style tables"),
    ("cami/", "CAMI profiles, format 0.9.1"),
    (
        "metaphlan/",
        "MetaPhlAn-style tables, one a sample and one merged",
    ),
    ("krona/", "text for Krona"),
    ("samples/", "each profile whole, as JSON"),
    ("dictionary/", "what each column of each table means"),
    (
        "manifest.json",
        "the run: version, database, parameters, checksums",
    ),
];

/// The last sections.
pub(super) fn sections(facts: &ProfilePageFacts) -> Vec<Section> {
    vec![parameters(facts), files(), citation(facts)]
}

fn parameters(facts: &ProfilePageFacts) -> Section {
    let own = [
        ("database", facts.database.clone()),
        ("platform", facts.platform.clone()),
        ("nuka", facts.tool_version.clone()),
    ];
    let own = own
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value));
    let all = own.chain(facts.parameters.iter().cloned());
    let rows = all.map(|(name, value)| [name, value].map(Cell::from).to_vec());
    Section {
        heading: "Parameters".to_owned(),
        blocks: vec![Block::Table(Table {
            caption: "With these the run can be repeated.".to_owned(),
            columns: vec![
                Column::Words("Parameter".to_owned()),
                Column::Words("Value".to_owned()),
            ],
            rows: rows.collect(),
        })],
    }
}

fn files() -> Section {
    let row = |(name, what): (&str, &str)| {
        [name, what]
            .map(|text| Cell::from(text.to_owned()))
            .to_vec()
    };
    Section {
        heading: "Files beside this page".to_owned(),
        blocks: vec![Block::Table(Table {
            caption: "The same numbers for programs.".to_owned(),
            columns: vec![
                Column::Words("File or folder".to_owned()),
                Column::Words("What it holds".to_owned()),
            ],
            rows: FILES.into_iter().map(row).collect(),
        })],
    }
}

fn citation(facts: &ProfilePageFacts) -> Section {
    let text = |text: String| Block::Paragraph(Paragraph::english(text));
    Section {
        heading: "How to cite".to_owned(),
        blocks: vec![
            text(format!(
                "Name the program with its version (nuka {}), the database ({}) and its own \
                 source, and give the parameters above; manifest.json has the checksums.",
                facts.tool_version, facts.database
            )),
            text(
                "The methods stand on published work: minimizers that vote for a taxon (Wood, Lu \
                 and Langmead, Genome Biology 2019, doi:10.1186/s13059-019-1891-0) and \
                 containment identity at low depth (Shaw and Yu, bioRxiv 2023.11.20.567879)."
                    .to_owned(),
            ),
        ],
    }
}
