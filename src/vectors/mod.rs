//! Which vector instructions the processor has, asked at run time.
//!
//! A kernel is written once, as a plain loop over lanes. [`vectorized!`] compiles it
//! for each width, and the compiler makes vectors of the loops; what runs is chosen by
//! [`Vectors`], and the answers do not depend on the choice. Where the compiler fails,
//! [`Masks`] names the instructions.

mod masks;

#[cfg(target_arch = "x86_64")]
pub(crate) use masks::{Avx2, Avx512};
pub(crate) use masks::{Masks, Portable};

/// A set of vector instructions that the processor is known to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Vectors(Width);

/// Not nameable outside this file, so that nobody claims instructions unasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[doc(hidden)]
pub(crate) enum Width {
    /// What every processor of the target has.
    Portable,
    /// 256 bits.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 512 bits.
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

impl Vectors {
    /// The widest that this processor has.
    pub(crate) fn widest() -> Self {
        Self::all().last().unwrap_or(Self(Width::Portable))
    }

    /// All that this processor has, narrowest first.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let widths = [
            (Width::Portable, true),
            #[cfg(target_arch = "x86_64")]
            (
                Width::Avx2,
                is_x86_feature_detected!("avx2")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2"),
            ),
            #[cfg(target_arch = "x86_64")]
            (
                Width::Avx512,
                is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("bmi1")
                    && is_x86_feature_detected!("bmi2"),
            ),
        ];
        let had = widths.into_iter().filter(|&(_, has)| has);
        had.map(|(width, _)| Self(width))
    }

    pub(crate) fn width(self) -> Width {
        self.0
    }
}

/// Makes `$name(vectors, ...)` of the always-inlined `$body::<impl Masks>(...)`, compiled
/// for every width.
macro_rules! vectorized {
    ($name:ident = $body:ident, ($($argument:ident: $kind:ty),*) $(-> $result:ty)?) => {
        #[inline]
        fn $name(vectors: $crate::vectors::Vectors, $($argument: $kind),*) $(-> $result)? {
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,bmi1,bmi2")]
            fn avx2($($argument: $kind),*) $(-> $result)? {
                $body::<$crate::vectors::Avx2>($($argument),*)
            }
            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2")]
            fn avx512($($argument: $kind),*) $(-> $result)? {
                $body::<$crate::vectors::Avx512>($($argument),*)
            }
            match vectors.width() {
                $crate::vectors::Width::Portable => {
                    $body::<$crate::vectors::Portable>($($argument),*)
                }
                // SAFETY: a `Vectors` of this width exists only where the processor
                // was asked and has every instruction set named above.
                #[cfg(target_arch = "x86_64")]
                $crate::vectors::Width::Avx2 => unsafe { avx2($($argument),*) },
                // SAFETY: as for `Avx2`.
                #[cfg(target_arch = "x86_64")]
                $crate::vectors::Width::Avx512 => unsafe { avx512($($argument),*) },
            }
        }
    };
}
pub(crate) use vectorized;

#[cfg(test)]
mod tests {
    use super::*;

    #[inline(always)]
    fn sum_body<M: Masks>(numbers: &[u32]) -> u32 {
        numbers.iter().sum()
    }
    vectorized!(sum = sum_body, (numbers: &[u32]) -> u32);

    #[test]
    fn every_width_gives_the_same_answer() {
        let numbers: Vec<u32> = (0..1000).collect();
        for vectors in Vectors::all() {
            assert_eq!(sum(vectors, &numbers), 499_500, "{vectors:?}");
        }
        assert_eq!(
            Vectors::all().next().map(Vectors::width),
            Some(Width::Portable)
        );
    }
}
