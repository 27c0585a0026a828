//! Inflating gzip text as it streams in (RFC 1951 and 1952).
//!
//! The compressed bytes come from any `Read`; the text leaves in large pieces by a
//! [`TextSink`], from the very buffers it was decoded into. Memory is bounded by
//! those buffers, whatever the file.
//!
//! Two things make it fast on reads. Reads are mostly short runs of literals between
//! short matches, so an entry of the symbol table holds up to five literals and the
//! match length that follows them, and one look-up replaces several that would each
//! wait for the one before. And the decoding loop checks its margins once a round:
//! the input is padded where it ends, and a buffer has slack past the place where it
//! counts as full.

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
