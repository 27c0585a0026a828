//! The remainder by a number that is known beforehand, without a division.

/// Divides by one number again and again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Divisor {
    divisor: u64,
    /// 2^64 / divisor, rounded down to what 64 bits hold.
    reciprocal: u64,
}

impl Divisor {
    /// Most that may be divided by, so that a remainder not yet reduced does not overflow.
    pub(super) const MOST: u64 = u64::MAX / 2;

    /// For a divisor from 1 to `MOST`.
    pub(super) fn new(divisor: u64) -> Self {
        let divisor = divisor.clamp(1, Self::MOST);
        Self {
            divisor,
            reciprocal: u64::MAX / divisor,
        }
    }

    pub(super) fn get(self) -> u64 {
        self.divisor
    }

    /// `number % divisor`.
    #[inline(always)]
    pub(super) fn remainder(self, number: u64) -> u64 {
        let high = (u128::from(number) * u128::from(self.reciprocal)) >> 64;
        // number / 2^64 < 1 is all that the rounded reciprocal takes off the quotient, so
        // it is at most one too small.
        let rest = number.wrapping_sub((high as u64).wrapping_mul(self.divisor));
        rest.min(rest.wrapping_sub(self.divisor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_the_remainder(number in any::<u64>(), divisor in 1..=Divisor::MOST, shift in 0_u32..63) {
            let divisor = (divisor >> shift).max(1);
            prop_assert_eq!(Divisor::new(divisor).remainder(number), number % divisor);
        }

        #[test]
        fn it_is_the_remainder_next_to_multiples(divisor in 1..=Divisor::MOST, shift in 0_u32..63, times in any::<u64>(), step in 0_u64..3) {
            let divisor = (divisor >> shift).max(1);
            let number = (times / divisor * divisor).wrapping_add(step).wrapping_sub(1);
            prop_assert_eq!(Divisor::new(divisor).remainder(number), number % divisor);
        }
    }

    #[test]
    fn extremes_are_right() {
        for divisor in [1, 2, 3, 1 << 32, (1 << 32) + 1, Divisor::MOST] {
            for number in [0, 1, divisor - 1, divisor, u64::MAX - 1, u64::MAX] {
                assert_eq!(Divisor::new(divisor).remainder(number), number % divisor);
            }
        }
    }
}
