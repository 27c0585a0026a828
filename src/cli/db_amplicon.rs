//! `nuka db build --amplicon`, and what `nuka db inspect` says of its databases.

use super::Switches;
use super::collision::{Named, refuse_collisions};
use super::console::{Console, print_json};
use nuka::Result;
use nuka::database::AmpliconDatabase;
use nuka::database::amplicon::{AmpliconPlan, Contradiction, read_references};
use serde_json::{Value, json};
use std::path::Path;
use std::time::Instant;

/// Contradictions that are told one by one.
const MOST_TOLD: usize = 20;

pub(super) fn build(
    references: &Path,
    lineages: Option<&Path>,
    out: &Path,
    switches: &Switches,
) -> Result<()> {
    let console = Console::from_quiet(switches.quiet);
    let started = Instant::now();
    let inputs: Vec<Named> = std::iter::once(Named::new("--genomes", references))
        .chain(lineages.map(|path| Named::new("--lineages", path)))
        .collect();
    refuse_collisions(&[Named::new("--out", out)], &inputs)?;
    let pool = super::pool(switches.threads)?;
    let plan = AmpliconPlan::new(read_references(references, lineages)?)?;
    plan.build(&pool, out)?;
    let database = AmpliconDatabase::open(out)?;
    let parameters = database.parameters();
    for told in plan.contradictions().iter().take(MOST_TOLD).map(sentence) {
        console.note(&told);
    }
    let untold = plan.contradictions().len().saturating_sub(MOST_TOLD);
    if untold > 0 {
        console.note(&format!(
            "and {untold} more; `nuka db inspect --json` has them all"
        ));
    }
    if parameters.unused_lineages > 0 {
        console.note(&format!(
            "{} lineages have no sequence and are left out",
            parameters.unused_lineages
        ));
    }
    console.note(&format!(
        "{}: {:.1} MB, {} references ({} without a genus), {} genera, {} species, in {:.1} s",
        out.display(),
        database.file_bytes() as f64 / 1e6,
        parameters.references,
        parameters.references_without_genus,
        parameters.genera,
        parameters.species,
        started.elapsed().as_secs_f64(),
    ));
    if switches.json {
        print_json(&describe(&database))?;
    }
    Ok(())
}

fn sentence(contradiction: &Contradiction) -> String {
    let Contradiction {
        name,
        rank,
        places,
        is_joined,
    } = contradiction;
    let places: Vec<String> = places
        .iter()
        .map(|(place, references)| format!("{place} ({references})"))
        .collect();
    let outcome = if *is_joined {
        "all go under the first"
    } else {
        "taken for different taxa"
    };
    format!(
        "{rank} {name} stands under {}: {outcome}",
        places.join(" and ")
    )
}

pub(super) fn describe(database: &AmpliconDatabase) -> Value {
    let taxonomy = database.taxonomy();
    let mut references = vec![0_u64; taxonomy.len()];
    for reference in 0..database.references() as u32 {
        references[database.taxon(reference).index()] += 1;
    }
    let taxa: Vec<Value> = taxonomy
        .taxa()
        .map(|taxon| {
            json!({
                "taxid": taxonomy.taxid(taxon),
                "name": taxonomy.name(taxon),
                "rank": taxonomy.rank(taxon).name(),
                "lineage": taxonomy.lineage_text(taxon),
                "references": references[taxon.index()],
            })
        })
        .collect();
    let sections: Vec<Value> = database
        .sections()
        .iter()
        .map(|section| json!({"name": section.name, "offset": section.offset, "bytes": section.length}))
        .collect();
    json!({
        "kind": database.parameters().kind,
        "format_version": nuka::database::native::FORMAT_VERSION,
        "file_bytes": database.file_bytes(),
        "parameters": database.parameters(),
        "sections": sections,
        "taxa": taxa,
    })
}
