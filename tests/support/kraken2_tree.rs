//! The bytes of a `taxo.k2d` of any nodes, also of ones that form no tree.

/// A taxon: parent's number, taxid, name, rank. Numbers count from 1, the root.
pub(crate) type Node = (u64, u64, &'static str, &'static str);

fn words(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

pub(crate) fn taxonomy(nodes: &[Node]) -> Vec<u8> {
    let (mut names, mut ranks) = (vec![0], vec![0]);
    let mut rows = words(&[0; 7]);
    for &(parent, taxid, name, rank) in nodes {
        rows.extend(words(&[
            parent,
            0,
            0,
            names.len() as u64,
            ranks.len() as u64,
            taxid,
            0,
        ]));
        for (table, text) in [(&mut names, name), (&mut ranks, rank)] {
            table.extend_from_slice(text.as_bytes());
            table.push(0);
        }
    }
    let counts = [
        nodes.len() as u64 + 1,
        names.len() as u64,
        ranks.len() as u64,
    ];
    [b"K2TAXDAT".to_vec(), words(&counts), rows, names, ranks].concat()
}
