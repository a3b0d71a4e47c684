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

                use $crate::kernel::vector::{Width, width};
                match width() {
                    #[expect(unsafe_code, reason = "the processor has been asked for the features")]
                    // SAFETY: `width` says so only where every feature named above is there.
                    Width::Avx512 => return unsafe { avx512 $(::<$number>)? ($($argument),*) },
                    #[expect(unsafe_code, reason = "the processor has been asked for the features")]
                    // SAFETY: `width` says so only where every feature named above is there.
                    Width::Avx2 => return unsafe { avx2 $(::<$number>)? ($($argument),*) },
                    Width::Plain => {}
                }
            }
            plain $(::<$number>)? ($($argument),*)
        }
    };
}

pub(super) use vectorised;

/// The widest vector unit that the kernels use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Whatever every processor of the target has.
    Plain,
    /// 256 bits.
    Avx2,
    /// 512 bits.
    Avx512,
}

/// What this processor has; asked once by the standard library and remembered.
#[inline]
#[must_use]
pub fn width() -> Width {
    #[cfg(target_arch = "x86_64")]
    {
        let common = is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        if common
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
        {
            return Width::Avx512;
        }
        if common && is_x86_feature_detected!("avx2") {
            return Width::Avx2;
        }
    }
    Width::Plain
}
