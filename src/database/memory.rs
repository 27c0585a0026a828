//! How much memory there is, and how much of it a build may take.

use crate::error::{Error, ErrorKind, Result};
use std::fmt;
use std::str::FromStr;

/// Bytes of memory that building a database may take, about; what does not fit is put
/// aside on disk. The database does not depend on it.
///
/// ```
/// use nuka::database::MemoryBudget;
///
/// assert_eq!("8G".parse::<MemoryBudget>()?.bytes(), 8 << 30);
/// assert_eq!("500M".parse::<MemoryBudget>()?.to_string(), "500M");
/// assert!("8 pounds".parse::<MemoryBudget>().is_err());
/// # Ok::<(), nuka::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct MemoryBudget {
    bytes: u64,
}

/// The letters of sizes, each 1024 times the one before.
const UNITS: [(char, u64); 4] = [
    ('K', 1 << 10),
    ('M', 1 << 20),
    ('G', 1 << 30),
    ('T', 1 << 40),
];

impl MemoryBudget {
    /// The least budget: 1 MiB.
    pub const LEAST_BYTES: u64 = 1 << 20;

    /// The usual budget where the system does not tell how much memory there is, or there
    /// is less than twice as much: 1 GiB.
    const USUAL_LEAST_BYTES: u64 = 1 << 30;

    /// A budget of so many bytes.
    ///
    /// # Errors
    /// When it is less than [`LEAST_BYTES`](Self::LEAST_BYTES).
    pub fn of_bytes(bytes: u64) -> Result<Self> {
        if bytes < Self::LEAST_BYTES {
            return Err(Error::new(
                ErrorKind::Parameter,
                format!("found {bytes} bytes of memory, expected 1M or more"),
            )
            .mend("give a size such as 8G or 500M"));
        }
        Ok(Self { bytes })
    }

    /// The bytes.
    pub fn bytes(self) -> u64 {
        self.bytes
    }
}

impl Default for MemoryBudget {
    /// Half of the memory that is available now, but no less than 1 GiB.
    fn default() -> Self {
        Self {
            bytes: (available_memory_bytes() / 2).max(Self::USUAL_LEAST_BYTES),
        }
    }
}

impl FromStr for MemoryBudget {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let malformed = || {
            Error::new(
                ErrorKind::Parameter,
                format!("found `{text}`, expected a size such as 8G or 500M"),
            )
        };
        let unit = UNITS.iter().find(|(letter, _)| {
            text.ends_with(*letter) || text.ends_with(letter.to_ascii_lowercase())
        });
        let (number, unit) = match unit {
            Some(&(_, unit)) => (&text[..text.len() - 1], unit),
            None => (text, 1),
        };
        if !number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(malformed());
        }
        let number: u64 = number.parse().map_err(|_| malformed())?;
        Self::of_bytes(number.checked_mul(unit).ok_or_else(malformed)?)
    }
}

impl fmt::Display for MemoryBudget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let whole = |&&(_, unit): &&(char, u64)| self.bytes.is_multiple_of(unit);
        match UNITS.iter().rev().find(whole) {
            Some((letter, unit)) => write!(f, "{}{letter}", self.bytes / unit),
            None => write!(f, "{}", self.bytes),
        }
    }
}

/// Memory that can be had without taking it from others; 0 where the system does not
/// tell.
pub(super) fn available_memory_bytes() -> u64 {
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = memory
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"));
    let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    let machine = 1024 * kibibytes.unwrap_or(0);
    // A container may be allowed less than its machine has.
    let allowed = std::fs::read_to_string("/sys/fs/cgroup/memory.max").unwrap_or_default();
    machine.min(allowed.trim().parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        let bytes = |text: &str| text.parse::<MemoryBudget>().map(MemoryBudget::bytes);
        assert_eq!(bytes("1M").unwrap(), 1 << 20);
        assert_eq!(bytes("3g").unwrap(), 3 << 30);
        assert_eq!(bytes("2T").unwrap(), 2 << 40);
        assert_eq!(bytes("1048577").unwrap(), (1 << 20) + 1);
        for wrong in [
            "",
            "G",
            "-1G",
            "+8G",
            "8GB",
            "1.5G",
            "8 G",
            "1023K",
            "0",
            "99999999999T",
        ] {
            let error = bytes(wrong).unwrap_err();
            assert!(error.to_string().contains("8G"), "{wrong}: {error}");
        }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_again(bytes in MemoryBudget::LEAST_BYTES..u64::MAX) {
            let budget = MemoryBudget::of_bytes(bytes).unwrap();
            prop_assert_eq!(budget.to_string().parse::<MemoryBudget>().unwrap(), budget);
        }
    }
}
