//! The tree inside a Kraken 2 database (`taxo.k2d`).

use super::tree::TreeParts;
use super::{Rank, Taxonomy};
use crate::error::{Error, ErrorKind, Result};

const MAGIC: &[u8] = b"K2TAXDAT";
const HEADER_BYTES: usize = 8 + 3 * 8;
const NODE_BYTES: usize = 7 * 8;

/// Reads the bytes of a `taxo.k2d`, keeping Kraken 2's numbering of the taxa.
///
/// # Errors
/// When the file is not one, is cut short, or its tree has cycles, orphans or
/// duplicate taxids.
pub fn read_kraken2(bytes: &[u8]) -> Result<Taxonomy> {
    if !bytes.starts_with(MAGIC) {
        return Err(Error::new(
            ErrorKind::Malformed,
            "not a Kraken 2 taxonomy: the file does not begin with K2TAXDAT",
        )
        .mend("give the folder of a Kraken 2 database (hash.k2d, opts.k2d, taxo.k2d)"));
    }
    let counts: Vec<usize> = (0..3)
        .map(|field| read_u64(bytes, 8 + 8 * field).map(|value| value as usize))
        .collect::<Result<_>>()?;
    let [nodes, names, ranks] = counts[..] else {
        return Err(cut_short(bytes.len(), HEADER_BYTES));
    };
    let names_at = nodes
        .checked_mul(NODE_BYTES)
        .and_then(|length| length.checked_add(HEADER_BYTES));
    let expected = names_at
        .and_then(|at| at.checked_add(names))
        .and_then(|at| at.checked_add(ranks));
    let (Some(names_at), Some(expected)) = (names_at, expected) else {
        return Err(Error::new(
            ErrorKind::Malformed,
            "the counts in the header overflow",
        ));
    };
    if bytes.len() != expected {
        return Err(cut_short(bytes.len(), expected));
    }
    let names = &bytes[names_at..names_at + names];
    let ranks = &bytes[names_at + names.len()..];

    let mut parts = TreeParts::with_capacity(nodes);
    for node in 0..nodes {
        let at = HEADER_BYTES + node * NODE_BYTES;
        let parent = read_u64(bytes, at)?;
        let parent = u32::try_from(parent).map_err(|_| {
            Error::new(
                ErrorKind::Malformed,
                format!("node {node} has parent {parent}"),
            )
        })?;
        let taxid = read_u64(bytes, at + 40)?;
        if node == 0 {
            parts.push(0, 0, Rank::NoRank, "");
            continue;
        }
        let name = text_at(names, read_u64(bytes, at + 24)?, node, "name")?;
        let rank = text_at(ranks, read_u64(bytes, at + 32)?, node, "rank")?;
        parts.push(parent, taxid, Rank::from_name(&rank), &name);
    }
    parts.finish()
}

fn read_u64(bytes: &[u8], at: usize) -> Result<u64> {
    bytes
        .get(at..at + 8)
        .and_then(|slice| slice.try_into().ok())
        .map(u64::from_le_bytes)
        .ok_or_else(|| cut_short(bytes.len(), at + 8))
}

fn cut_short(found: usize, expected: usize) -> Error {
    Error::new(
        ErrorKind::Truncated,
        format!("found {found} bytes, expected {expected}"),
    )
    .mend("copy the database again; the file is incomplete or damaged")
}

/// The NUL-terminated text at an offset of a string table.
fn text_at(table: &[u8], offset: u64, node: usize, field: &str) -> Result<String> {
    let rest = usize::try_from(offset)
        .ok()
        .and_then(|offset| table.get(offset..));
    let text = rest.and_then(|rest| rest.split(|&byte| byte == 0).next());
    text.map(|text| String::from_utf8_lossy(text).into_owned())
        .ok_or_else(|| {
            Error::new(
                ErrorKind::Malformed,
                format!("node {node}: the {field} offset {offset} is outside its table"),
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(parent: u64, taxid: u64, name: u64, rank: u64) -> Vec<u8> {
        [parent, 0, 0, name, rank, taxid, 0]
            .iter()
            .flat_map(|v| v.to_le_bytes())
            .collect()
    }

    fn file(nodes: &[Vec<u8>], names: &[u8], ranks: &[u8]) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for count in [nodes.len(), names.len(), ranks.len()] {
            bytes.extend((count as u64).to_le_bytes());
        }
        bytes.extend(nodes.concat());
        bytes.extend(names);
        bytes.extend(ranks);
        bytes
    }

    fn small() -> Vec<u8> {
        let nodes = [node(0, 0, 0, 0), node(0, 1, 0, 0), node(1, 2, 5, 8)];
        file(&nodes, b"root\0Bacteria\0", b"no rank\0superkingdom\0")
    }

    #[test]
    fn reads_names_ranks_and_parents() {
        let tree = read_kraken2(&small()).unwrap();
        let bacteria = tree.find(2).unwrap();
        assert_eq!(tree.name(bacteria), "Bacteria");
        assert_eq!(tree.rank(bacteria), Rank::Superkingdom);
        assert_eq!(tree.lineage_text(bacteria), "d__Bacteria");
    }

    #[test]
    fn every_cut_is_refused() {
        let whole = small();
        for length in 0..whole.len() {
            assert!(read_kraken2(&whole[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn a_cycle_is_refused() {
        let nodes = [node(0, 0, 0, 0), node(0, 1, 0, 0), node(2, 2, 0, 0)];
        assert!(read_kraken2(&file(&nodes, b"x\0", b"y\0")).is_err());
    }
}
