//! Long reads whose two halves belong to different species.
//!
//! Two molecules joined in the library, or read as one by the sequencer, look like
//! one read. Of a long read each half holds enough keys of one species alone to tell
//! where it comes from.

use crate::classify::Call;
use crate::database::native::ValueTable;
use crate::taxonomy::Taxon;

/// Fewest keys of one species alone in a half that tell where it comes from.
const LEAST_KEYS: usize = 10;
/// Share of such keys of a half that the leading species must have.
const LEADING_SHARE: f64 = 0.8;

/// Whether the halves of a read lead to two species, each of which the other half
/// all but lacks.
pub(super) fn is_chimeric(call: &Call<'_>, values: &ValueTable) -> bool {
    if call.values.len() < 4 * LEAST_KEYS || call.second_mate < call.values.len() {
        return false;
    }
    let (first, second) = call.values.split_at(call.values.len() / 2);
    match (leader(first, values), leader(second, values)) {
        (Some(one), Some(other)) => one != other,
        _ => false,
    }
}

/// The species that most keys of one species alone belong to, if it leads clearly.
fn leader(keys: &[u32], values: &ValueTable) -> Option<Taxon> {
    let mut species: Vec<Taxon> = keys
        .iter()
        .filter(|&&value| value != 0 && values.set(value).is_none())
        .map(|&value| values.species(values.taxon(value)))
        .filter(|species| species.is_some())
        .collect();
    species.sort_unstable();
    let all = species.len();
    let groups = species.chunk_by(|a, b| a == b);
    let most = groups.max_by_key(|group| group.len())?;
    let leads = most.len() >= LEAST_KEYS && most.len() as f64 >= LEADING_SHARE * all as f64;
    leads.then(|| most[0])
}
