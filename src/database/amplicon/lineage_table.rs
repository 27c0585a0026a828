//! A table of lineages: sequence id, tab, lineage, as QIIME writes it.

use super::lineage_text::{Steps, parse_lineage};
use crate::error::{Error, ErrorKind, Mistakes, Result, excerpt};
use crate::reads::open_decompressed;
use std::collections::HashMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

/// First fields of a header line, in small letters.
const HEADERS: [&str; 6] = [
    "feature id",
    "featureid",
    "id",
    "otu id",
    "#otu id",
    "seqid",
];

/// Reads a table, plain or compressed. Further columns, a header line and lines that
/// begin with `#` are passed over.
///
/// # Errors
/// All mistakes at once: lines without a tab, lineages that cannot be read, ids with
/// two different lineages.
pub(super) fn read_lineages(path: &Path) -> Result<HashMap<String, Steps>> {
    let io = |source| Error::io("read", path, source);
    let file = std::fs::File::open(path).map_err(io)?;
    let (_, text) = open_decompressed(file).map_err(io)?;
    let mut lineages: HashMap<String, Steps> = HashMap::new();
    let mut mistakes = Mistakes::new();
    for (number, line) in BufReader::new(text).split(b'\n').enumerate() {
        let line = line.map_err(io)?;
        let line = String::from_utf8_lossy(&line);
        let line = line.trim_start_matches('\u{feff}').trim_end();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        if let Err(error) = add(line, number == 0, &mut lineages) {
            mistakes.push(error.at_line(number as u64 + 1).at_path(path));
        }
    }
    mistakes.finish()?;
    Ok(lineages)
}

fn add(line: &str, is_first: bool, lineages: &mut HashMap<String, Steps>) -> Result<()> {
    let mut fields = line.split('\t').map(str::trim);
    let id = fields.next().unwrap_or_default();
    if is_first && HEADERS.contains(&id.to_lowercase().as_str()) {
        return Ok(());
    }
    let Some(lineage) = fields.next() else {
        return Err(Error::new(
            ErrorKind::Malformed,
            format!(
                "found `{}`, expected an id, a tab and a lineage",
                excerpt(line.as_bytes())
            ),
        ));
    };
    let steps = parse_lineage(lineage)?;
    match lineages.get(id) {
        Some(other) if *other != steps => Err(Error::new(
            ErrorKind::Duplicate,
            format!("`{}` has another lineage above", excerpt(id.as_bytes())),
        )),
        _ => {
            lineages.insert(id.to_owned(), steps);
            Ok(())
        }
    }
}
