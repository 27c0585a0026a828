//! Copying matches inside the text.
//!
//! Lengths that are a power of two and a bit more, and places cut to that power, let
//! the compiler see that no access is out of bounds, so that none is checked.

/// Places in a buffer of text.
const TEXT_PLACES: usize = 1 << 18;
/// Length of a buffer of text; a wide copy may begin at each of its places.
pub(super) const TEXT_BYTES: usize = TEXT_PLACES + WIDE;

/// Bytes copied at once.
pub(super) const WIDE: usize = 16;

/// A buffer of text.
pub(super) type TextBuffer = [u8; TEXT_BYTES];

/// Writes two bytes.
#[inline(always)]
pub(super) fn store_pair(text: &mut TextBuffer, at: usize, pair: u16) {
    if let Some(place) = text[at % TEXT_PLACES..].first_chunk_mut() {
        *place = pair.to_le_bytes();
    }
}

#[inline(always)]
fn copy_wide(text: &mut TextBuffer, from: usize, to: usize) {
    if let Some(bytes) = text[from % TEXT_PLACES..].first_chunk::<WIDE>().copied() {
        store_wide(text, to, bytes);
    }
}

#[inline(always)]
fn store_wide(text: &mut TextBuffer, to: usize, bytes: [u8; WIDE]) {
    if let Some(place) = text[to % TEXT_PLACES..].first_chunk_mut() {
        *place = bytes;
    }
}

/// Copies `length` bytes from `distance` before `at` to `at`, as if one by one; up to
/// 31 bytes more may be overwritten after them.
pub(super) fn copy_match(text: &mut TextBuffer, at: usize, distance: usize, length: usize) {
    if distance < WIDE {
        copy_near(text, at, distance, length);
    } else {
        copy_far(text, at, distance, length);
    }
}

/// The same, from a distance of [`WIDE`] bytes or more.
#[inline(always)]
pub(super) fn copy_far(text: &mut TextBuffer, at: usize, distance: usize, length: usize) {
    let from = at - distance;
    copy_wide(text, from, at);
    let mut done = WIDE;
    while done < length {
        copy_wide(text, from + done, at + done);
        done += WIDE;
    }
}

/// A match that overlaps itself repeats its first `distance` bytes.
fn copy_near(text: &mut TextBuffer, at: usize, distance: usize, length: usize) {
    let period = &text[at - distance..at];
    let mut pattern = [0; WIDE];
    for (byte, &repeated) in pattern.iter_mut().zip(period.iter().cycle()) {
        *byte = repeated;
    }
    // Whole periods, so that every copy begins with the first byte.
    let step = WIDE - WIDE % distance;
    let mut done = 0;
    while done < length {
        store_wide(text, at + done, pattern);
        done += step;
    }
}
