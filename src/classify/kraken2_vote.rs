//! Kraken 2's vote: the best root-to-leaf path, then as far up as confidence asks.

use super::call::Hit;
use crate::taxonomy::{Taxon, Taxonomy};

/// The called taxon of a fragment's hits, or [`Taxon::NONE`].
///
/// `total` is the number of k-mers of the fragment. Each taxon scores its own
/// k-mers and those of its ancestors; equal best scores share their lowest
/// common ancestor. While the clade of the candidate holds fewer than
/// `confidence * total` k-mers the candidate moves to its parent (Wood, Lu and
/// Langmead 2019, doi:10.1186/s13059-019-1891-0).
pub(super) fn resolve(taxonomy: &Taxonomy, hits: &[Hit], total: u64, confidence: f64) -> Taxon {
    let mut best = Taxon::NONE;
    let mut best_score = 0;
    for &Hit { taxon, .. } in hits {
        let score: u32 = hits
            .iter()
            .filter(|above| taxonomy.is_ancestor(above.taxon, taxon))
            .map(|above| above.kmers)
            .sum();
        if score > best_score {
            (best, best_score) = (taxon, score);
        } else if score == best_score {
            best = taxonomy.lowest_common_ancestor(best, taxon);
        }
    }
    let required = (confidence * total as f64).ceil() as u32;
    let own = hits.iter().find(|hit| hit.taxon == best);
    let mut support = own.map_or(0, |hit| hit.kmers);
    while best.is_some() && support < required {
        support = hits
            .iter()
            .filter(|below| taxonomy.is_ancestor(best, below.taxon))
            .map(|below| below.kmers)
            .sum();
        if support < required {
            best = taxonomy.parent(best);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::taxonomy::LineageTree;

    /// root - Bacteria 2 - {genus 10 - {species 11, 12}, genus 20 - species 21}
    fn tree() -> Taxonomy {
        let mut lineages = LineageTree::new();
        for (lineage, taxid) in [
            ("d__Bacteria", 2),
            ("d__Bacteria;g__A", 10),
            ("d__Bacteria;g__A;s__A a", 11),
            ("d__Bacteria;g__A;s__A b", 12),
            ("d__Bacteria;g__B", 20),
            ("d__Bacteria;g__B;s__B c", 21),
        ] {
            lineages.add(lineage, Some(taxid)).unwrap();
        }
        lineages.build().unwrap()
    }

    fn call(hits: &[(u64, u32)], total: u64, confidence: f64) -> u64 {
        let tree = tree();
        let hits: Vec<Hit> = hits
            .iter()
            .map(|&(taxid, kmers)| Hit {
                taxon: tree.find(taxid).unwrap(),
                kmers,
                minimizers: 1,
            })
            .collect();
        tree.taxid(resolve(&tree, &hits, total, confidence))
    }

    #[test]
    fn the_heaviest_path_wins_and_ties_share_their_ancestor() {
        assert_eq!(call(&[(11, 3), (12, 2)], 10, 0.0), 11);
        assert_eq!(call(&[(11, 2), (12, 2)], 10, 0.0), 10);
        assert_eq!(call(&[(11, 2), (12, 2), (21, 2)], 10, 0.0), 2);
        assert_eq!(call(&[(10, 5), (12, 1), (21, 5)], 10, 0.0), 12);
        assert_eq!(call(&[], 10, 0.0), 0);
    }

    #[test]
    fn confidence_moves_the_call_up_until_its_clade_has_enough() {
        assert_eq!(call(&[(11, 3), (12, 2)], 10, 0.3), 11);
        assert_eq!(call(&[(11, 3), (12, 2)], 10, 0.31), 10);
        assert_eq!(call(&[(11, 3), (12, 2)], 10, 0.51), 0);
        // A call of a common ancestor starts from its own k-mers, here none.
        assert_eq!(call(&[(11, 2), (12, 2)], 10, 0.4), 10);
    }
}
