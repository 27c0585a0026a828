//! Asking for memory before it is needed.

/// Starts loading the cache line that holds `items[at]` into the second-level cache, which
/// waits for many more lines at a time than the first; does nothing past the end.
#[inline]
pub(crate) fn prefetch<T>(items: &[T], at: usize) {
    #[cfg(target_arch = "x86_64")]
    if at < items.len() {
        use std::arch::x86_64::{_MM_HINT_T1, _mm_prefetch};
        // SAFETY: the address lies inside `items`, and a prefetch reads nothing
        // the program can see; SSE is part of every x86-64.
        unsafe { _mm_prefetch::<_MM_HINT_T1>(items.as_ptr().add(at).cast()) };
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (items, at);
}

#[cfg(test)]
mod tests {
    #[test]
    fn any_place_may_be_asked_for() {
        let items = [1_u64; 100];
        for at in [0, 99, 100, usize::MAX] {
            super::prefetch(&items, at);
        }
        super::prefetch::<u8>(&[], 0);
    }
}
