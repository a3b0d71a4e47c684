//! The same loop compiled for wider vector units, chosen when it runs.
//!
//! The source is plain and safe; only the choice of instructions differs, never a result.

/// Defines a function that runs as compiled for AVX-512, for AVX2 or for every processor of the
/// target, whichever this machine has. The body is ordinary code that the compiler vectorises.
macro_rules! vectorised {
    (
        $(#[$meta:meta])*
        $visibility:vis fn $name:ident $(<const $number:ident: usize>)? (
            $($argument:ident: $type:ty),* $(,)?
        ) $(-> $result:ty)? $body:block
    ) => {
        $(#[$meta])*
        $visibility fn $name $(<const $number: usize>)? ($($argument: $type),*) $(-> $result)? {
            #[inline(always)]
            fn plain $(<const $number: usize>)? ($($argument: $type),*) $(-> $result)? $body

            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2,popcnt")]
                fn avx512 $(<const $number: usize>)? ($($argument: $type),*) $(-> $result)? {
                    plain $(::<$number>)? ($($argument),*)
                }

                #[target_feature(enable = "avx2,bmi1,bmi2,popcnt")]
                fn avx2 $(<const $number: usize>)? ($($argument: $type),*) $(-> $result)? {
                    plain $(::<$number>)? ($($argument),*)
                }

                use $crate::vector::{Width, width};
                match width() {
                    #[expect(unsafe_code, reason = "the processor was found to have the features")]
                    // SAFETY: `avx512` is an ordinary safe function except that it needs these
                    // features. `width` returns `Avx512` only where it has found all of them, and
                    // a processor's features do not change.
                    Width::Avx512 => return unsafe { avx512 $(::<$number>)? ($($argument),*) },
                    #[expect(unsafe_code, reason = "the processor was found to have the features")]
                    // SAFETY: as for `avx512`.
                    Width::Avx2 => return unsafe { avx2 $(::<$number>)? ($($argument),*) },
                    Width::Plain => {}
                }
            }
            plain $(::<$number>)? ($($argument),*)
        }
    };
}

pub(crate) use vectorised;

/// The widest vector unit that the kernels use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Width {
    /// Whatever every processor of the target has.
    Plain,
    /// 256 bits.
    Avx2,
    /// 512 bits.
    Avx512,
}

/// What this processor has; the standard library detects it once.
///
/// It must look for every feature that `vectorised` names for a width.
#[inline]
#[must_use]
pub fn width() -> Width {
    #[cfg(test)]
    return detected().min(tests::WIDEST.get());
    #[cfg(not(test))]
    detected()
}

#[inline]
fn detected() -> Width {
    #[cfg(target_arch = "x86_64")]
    {
        let avx2 = is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        // The first of AVX-512 takes AVX2, FMA and F16C along, whether or not a body uses them.
        let avx512 = avx2
            && is_x86_feature_detected!("fma")
            && is_x86_feature_detected!("f16c")
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl");
        if avx512 {
            return Width::Avx512;
        }
        if avx2 {
            return Width::Avx2;
        }
    }
    Width::Plain
}

#[cfg(test)]
pub(crate) use tests::at_most;

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::Width;

    thread_local! {
        /// Nothing wider is used on this thread, though the processor may have it.
        pub(super) static WIDEST: Cell<Width> = const { Cell::new(Width::Avx512) };
    }

    /// Runs `work` as on a processor with nothing wider than `widest`. The limit can only narrow, so no
    /// test runs instructions that the processor lacks.
    pub(crate) fn at_most<T>(widest: Width, work: impl FnOnce() -> T) -> T {
        struct Restored(Width);
        impl Drop for Restored {
            fn drop(&mut self) {
                WIDEST.set(self.0);
            }
        }
        let _restored = Restored(WIDEST.replace(widest));
        work()
    }
}
