//! From bases to minimizers: the keys that databases are asked for.
//!
//! A k-mer is *canonical* when it is the smaller of itself and its reverse
//! complement, so that both strands of a molecule give the same keys. A
//! *minimizer* stands for a window of neighbouring k-mers. Two scanners live
//! here: Kraken 2's own ([`Kraken2Scanner`]), exact to its quirks, and that of
//! native databases, which samples open syncmers ([`SyncmerScanner`]).
//!
//! ```
//! use nuka::minimizer::{Kraken2Scanner, Kraken2Shape, Runs};
//!
//! let mut scanner = Kraken2Scanner::new(Kraken2Shape { k: 5, l: 3, ..Kraken2Shape::default() })?;
//! let (mut forward, mut backward) = (Runs::default(), Runs::default());
//! scanner.scan(b"GATTACCA", &mut forward);
//! scanner.scan(b"TGGTAATC", &mut backward);
//! let mut keys = [forward.keys().to_vec(), backward.keys().to_vec()];
//! keys[1].reverse();
//! assert_eq!(keys[0], keys[1], "both strands give the same minimizers");
//! # Ok::<(), nuka::Error>(())
//! ```

mod code;
mod kraken2;
mod rows;
mod runs;
mod syncmer;

pub use code::{AMBIGUOUS, BASE_CODES, reverse_complement};
pub use kraken2::{Kraken2Scanner, Kraken2Shape};
pub use runs::{FragmentEnd, Run, Runs};
pub use syncmer::{SyncmerScanner, SyncmerShape};
