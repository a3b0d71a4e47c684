//! The command's memory: the system's allocator, which is advised to use large pages for large arrays.
//!
//! Arrays with a value for each user of a large network are written once and soon freed. On pages of
//! 4 KiB the system takes longer to hand them out than we take to fill them. Where it gives no large
//! pages, nothing is lost.

use std::alloc::{GlobalAlloc, Layout, System};

/// Allocations of at least this many bytes use large pages: two of 2 MiB.
const LARGE: usize = 1 << 22;

/// The system's allocator, with large pages advised.
pub(super) struct LargePages;

/// Asks for large pages where `size` bytes from `start` on fill some.
#[inline]
fn advise(start: *mut u8, size: usize) {
    if size >= LARGE && !start.is_null() {
        advise_large(start, size);
    }
}

#[cfg(target_os = "linux")]
#[cold]
fn advise_large(start: *mut u8, size: usize) {
    const PAGE: usize = 1 << 12;
    let before = start.align_offset(PAGE);
    let whole = (size - before) / PAGE * PAGE;
    #[expect(unsafe_code, reason = "the system's call has no safe form")]
    // SAFETY: the pages lie within memory that was just allocated, and the advice changes nothing in them;
    // that it may be refused is no matter.
    unsafe {
        libc::madvise(start.add(before).cast(), whole, libc::MADV_HUGEPAGE);
    }
}

#[cfg(not(target_os = "linux"))]
fn advise_large(_: *mut u8, _: usize) {}

#[expect(unsafe_code, reason = "an allocator is unsafe by its trait")]
// SAFETY: all is done by the system's allocator; advice changes neither memory nor its place.
unsafe impl GlobalAlloc for LargePages {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: whoever calls keeps what `alloc` asks for.
        let start = unsafe { System.alloc(layout) };
        advise(start, layout.size());
        start
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as for `alloc`.
        let start = unsafe { System.alloc_zeroed(layout) };
        advise(start, layout.size());
        start
    }

    unsafe fn realloc(&self, start: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as for `alloc`; `start` and `layout` are of an allocation of the system's.
        let start = unsafe { System.realloc(start, layout, size) };
        advise(start, size);
        start
    }

    unsafe fn dealloc(&self, start: *mut u8, layout: Layout) {
        // SAFETY: as for `realloc`.
        unsafe { System.dealloc(start, layout) }
    }
}
