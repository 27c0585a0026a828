//! Buffers that are used again, so that memory is asked for a few times only.

use std::sync::{Arc, Mutex, PoisonError};

/// The buffers of a chunk: its text and where its lines end.
#[derive(Debug, Default)]
pub(super) struct Buffers {
    pub(super) text: Vec<u8>,
    pub(super) line_ends: Vec<usize>,
}

/// Buffers that wait to be filled again, shared by a source and its batches.
#[derive(Debug, Clone, Default)]
pub(super) struct SpareBuffers(Arc<Mutex<Vec<Buffers>>>);

impl SpareBuffers {
    /// Empty buffers, with room if any were given back.
    pub(super) fn take(&self) -> Buffers {
        let spare = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        spare.unwrap_or_default()
    }

    pub(super) fn give(&self, mut buffers: Buffers) {
        buffers.text.clear();
        buffers.line_ends.clear();
        if buffers.text.capacity() > 0 {
            let mut spare = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            spare.push(buffers);
        }
    }
}
