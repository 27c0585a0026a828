//! What the values of a column say of it.

use super::Personal;

/// Counts the values of one column that look personal.
#[derive(Debug, Clone, Default)]
pub(in crate::cohort::import) struct ColumnWatch {
    filled: u64,
    mails: u64,
    telephones: u64,
    addresses: u64,
    names: u64,
    days: u64,
    /// First and last year of the days.
    years: Option<(u16, u16)>,
}

/// Days of birth are spread over more years than any study.
const YEARS_OF_BIRTHS: u16 = 15;
/// Fewer values say nothing of a column.
const FEW: u64 = 3;

impl ColumnWatch {
    /// Looks at one value, given without white space around it.
    pub(in crate::cohort::import) fn see(&mut self, value: &str) {
        let Some(&first) = value.as_bytes().first() else {
            return;
        };
        self.filled += 1;
        if first.is_ascii_digit() || first == b'+' || first == b'(' {
            self.telephones += u64::from(is_telephone(value));
            if let Some(year) = year_of_day(value) {
                self.days += 1;
                let (least, most) = self.years.unwrap_or((year, year));
                self.years = Some((least.min(year), most.max(year)));
            }
        }
        if !value.is_ascii() {
            self.addresses += u64::from(is_address(value));
            self.names += u64::from(is_name(value));
        }
        self.mails += u64::from(value.contains('@') && is_mail(value));
    }

    /// What the column seems to hold. `is_meant` says that the mapping reads it as
    /// something else than a plain text or id, so that only values which can be
    /// nothing else count.
    pub(in crate::cohort::import) fn verdict(&self, is_meant: bool) -> Option<Personal> {
        let most = |count: u64| count >= FEW && 2 * count > self.filled;
        let spread = self.years.map_or(0, |(least, most)| most - least);
        if self.mails > 0 {
            Some(Personal::Mail)
        } else if self.addresses >= FEW {
            Some(Personal::Address)
        } else if is_meant {
            None
        } else if most(self.telephones) {
            Some(Personal::Telephone)
        } else if most(self.names) {
            Some(Personal::Name)
        } else if most(self.days) && spread >= YEARS_OF_BIRTHS {
            Some(Personal::DayOfBirth)
        } else {
            None
        }
    }
}

/// `a@b.c` without spaces.
fn is_mail(value: &str) -> bool {
    let Some((user, host)) = value.split_once('@') else {
        return false;
    };
    let is_part = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
    is_part(user)
        && is_part(host)
        && host.split('.').count() >= 2
        && host.split('.').all(|part| !part.is_empty())
        && host.ends_with(|letter: char| letter.is_ascii_alphabetic())
}

/// Ten or eleven digits that begin with 0, parted or not, or more behind a plus.
fn is_telephone(value: &str) -> bool {
    let is_other = |letter: char| !(letter.is_ascii_digit() || "+-() ".contains(letter));
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    let is_parted = value.contains('-') || value.contains('(');
    let is_mobile = ["070", "080", "090", "050"]
        .iter()
        .any(|start| value.starts_with(start));
    !value.contains(is_other)
        && match value.as_bytes() {
            [b'+', ..] => (10..=15).contains(&digits),
            [b'0', ..] => {
                (digits == 10 || digits == 11) && (is_parted || is_mobile && digits == 11)
            }
            [b'(', b'0', ..] => digits == 10 || digits == 11,
            _ => false,
        }
}

/// A town and a house number behind a prefecture, or a house number in words.
fn is_address(value: &str) -> bool {
    let has = |marks: &[char]| value.contains(marks);
    let has_digit = value.chars().any(|letter| letter.is_numeric());
    let has_town = has(&['市', '区', '町', '村', '郡']);
    value.starts_with('〒')
        || has_digit && has_town && (has(&['都', '道', '府', '県']) || value.contains("丁目"))
        || value.contains("丁目") && value.contains('番')
}

/// Family and given name in Chinese letters with a space between.
fn is_name(value: &str) -> bool {
    let is_letter =
        |letter: char| matches!(letter, '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{30ff}' | '々');
    let mut parts = value.split([' ', '\u{3000}']);
    let (Some(family), Some(given), None) = (parts.next(), parts.next(), parts.next()) else {
        return false;
    };
    [family, given]
        .iter()
        .all(|part| (1..=6).contains(&part.chars().count()) && part.chars().all(is_letter))
}

/// The year of `1980-04-01`, `1980/4/1` and `19800401`.
fn year_of_day(value: &str) -> Option<u16> {
    let date = value.get(..value.len().min(10))?;
    let year: u16 = date.get(..4)?.parse().ok()?;
    let rest = date.get(4..)?;
    let is_day = match rest.as_bytes().first()? {
        b'-' | b'/' | b'.' => rest[1..].split(['-', '/', '.', ' ', 'T']).count() >= 2,
        _ => value.len() == 8 && rest.bytes().all(|byte| byte.is_ascii_digit()),
    };
    (is_day && (1900..=2100).contains(&year)).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(values: &[&str]) -> Option<Personal> {
        let mut watch = ColumnWatch::default();
        values.iter().for_each(|value| watch.see(value));
        watch.verdict(false)
    }

    #[test]
    fn personal_values_are_told_whatever_the_header() {
        assert_eq!(
            verdict(&["p1", "", "taro@example.jp"]),
            Some(Personal::Mail)
        );
        let telephones = ["03-1234-5678", "090-1234-5678", "+81 90 1234 5678"];
        assert_eq!(verdict(&telephones), Some(Personal::Telephone));
        let addresses = [
            "東京都千代田区1-1",
            "大阪府大阪市北区2",
            "愛媛県松山市３丁目４番",
        ];
        assert_eq!(verdict(&addresses), Some(Personal::Address));
        assert_eq!(
            verdict(&["山田 太郎", "佐藤　花子", "鈴木 一郎"]),
            Some(Personal::Name)
        );
        let births = ["1950-01-31", "1982/4/1", "1971-12-24"];
        assert_eq!(verdict(&births), Some(Personal::DayOfBirth));
    }

    #[test]
    fn values_of_studies_are_left_alone() {
        for values in [
            ["2024-04-01", "2024-05-01", "2025-04-01"],
            ["0.123", "0123456789", "10.5"],
            ["P-001", "P-002", "P-003"],
            ["東京都", "大阪府", "愛媛県"],
            ["ごはん", "みそ汁", "牛乳"],
            ["k__Bacteria", "<0.3", "a@b"],
            ["123-4567", "123-4568", "0120"],
        ] {
            assert_eq!(verdict(&values), None, "{values:?}");
        }
    }
}
