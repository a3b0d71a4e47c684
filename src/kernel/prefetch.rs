//! Asking for a line of memory before it is needed, so that misses overlap.
//!
//! A hint and nothing more: it reads no value, changes none, and may be of any address.

/// Asks the processor to fetch the line of `values[place]`; beyond the end it does nothing harmful.
#[inline(always)]
pub(crate) fn prefetch<T>(values: &[T], place: usize) {
    #[cfg(target_arch = "x86_64")]
    #[expect(unsafe_code, reason = "prefetching has no safe form in stable Rust")]
    // SAFETY: a prefetch never faults and dereferences nothing, whatever the address; the address
    // itself is made with `wrapping_add`, which is defined beyond the slice too. SSE is part of
    // every x86-64.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(values.as_ptr().wrapping_add(place).cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = (values, place);
}
