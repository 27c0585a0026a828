//! Inflating gzip text as it streams in (RFC 1951 and 1952).
//!
//! The compressed bytes come from any `Read`; the text leaves in large pieces by a
//! [`TextSink`], from the very buffers it was decoded into. Memory is bounded by
//! those buffers, whatever the file.
//!
//! What makes it fast on reads, whose text is one short match after another:
//!
//! - An entry of the symbol table holds a literal together with the match length or
//!   the literal that follows it, so that one look-up does for two.
//! - Each look-up waits for the one before. Nothing else stands on that path: new bits
//!   are put in while the distance is being looked up.
//! - The loop calls nothing, so that its state stays in registers, and checks its
//!   margins once a round: zeros stand where the input ends, and a buffer has slack
//!   past the place where it counts as full.
//! - Buffers are a power of two and a word long and places are cut to that power, so
//!   that the compiler sees every access inside. There is no unsafe code.

mod block;
mod code;
mod copy;
mod distances;
mod fault;
mod input;
mod member;
mod output;
mod run;
mod symbols;
#[cfg(test)]
mod tests;

pub(super) use member::inflate_members;
pub(super) use output::{Spare, Text, TextSink};
