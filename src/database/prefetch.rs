//! Asking for memory before it is needed.

/// Starts loading the cache line that holds `bytes[at]`; does nothing past the end.
#[inline]
pub(crate) fn prefetch(bytes: &[u8], at: usize) {
    #[cfg(target_arch = "x86_64")]
    if at < bytes.len() {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: the address lies inside `bytes`, and a prefetch reads nothing
        // the program can see; SSE is part of every x86-64.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(bytes.as_ptr().add(at).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (bytes, at);
}

#[cfg(test)]
mod tests {
    #[test]
    fn any_place_may_be_asked_for() {
        let bytes = [1_u8; 100];
        for at in [0, 99, 100, usize::MAX] {
            super::prefetch(&bytes, at);
        }
        super::prefetch(&[], 0);
    }
}
