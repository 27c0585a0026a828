//! What a header says of its column.

use super::Personal;

/// Headers, in small letters without spaces and signs.
const WHOLE: [(Personal, &[&str]); 6] = [
    (
        Personal::Name,
        &[
            "name",
            "names",
            "fullname",
            "firstname",
            "lastname",
            "familyname",
            "givenname",
            "middlename",
            "maidenname",
            "surname",
            "forename",
            "patientname",
            "participantname",
            "subjectname",
            "personname",
            "namekana",
            "namekanji",
            "kana",
            "姓",
            "名",
            "姓名",
            "名前",
            "なまえ",
            "セイ",
            "メイ",
            "カナ",
            "患者名",
            "受診者名",
            "参加者名",
            "被験者名",
            "対象者名",
            "本人名",
            "お名前",
            "かな",
        ],
    ),
    (
        Personal::Address,
        &[
            "address",
            "streetaddress",
            "homeaddress",
            "postaladdress",
            "mailingaddress",
            "street",
            "address1",
            "address2",
            "addressline1",
            "addressline2",
            "zip",
            "zipcode",
            "postcode",
            "postalcode",
            "所在地",
            "番地",
            "現住所",
        ],
    ),
    (
        Personal::Telephone,
        &[
            "phone",
            "phoneno",
            "phonenumber",
            "telephone",
            "telephonenumber",
            "tel",
            "telno",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "cellphone",
            "cellphonenumber",
            "homephone",
            "fax",
            "faxnumber",
            "contactnumber",
            "連絡先",
        ],
    ),
    (
        Personal::Mail,
        &[
            "email",
            "mail",
            "emailaddress",
            "mailaddress",
            "eメール",
            "アドレス",
        ],
    ),
    (
        Personal::DayOfBirth,
        &[
            "dob",
            "dateofbirth",
            "birthdate",
            "birthday",
            "dayofbirth",
            "birthdt",
            "birthymd",
            "patientbirthdate",
            "誕生日",
            "出生日",
            "出生年月日",
        ],
    ),
    (
        Personal::Number,
        &[
            "ssn",
            "socialsecuritynumber",
            "nationalid",
            "passport",
            "passportnumber",
            "mynumber",
            "insurancenumber",
            "insuredid",
            "driverslicense",
            "medicalrecordnumber",
            "mrn",
            "被保険者番号",
            "カルテ番号",
            "診察券番号",
            "患者番号",
        ],
    ),
];

/// Parts of Japanese headers, which have no spaces.
const PARTS: [(Personal, &[&str]); 6] = [
    (
        Personal::Name,
        &["氏名", "フリガナ", "ふりがな", "カナ名", "かな名"],
    ),
    (Personal::Address, &["住所", "郵便番号"]),
    (Personal::Telephone, &["電話", "携帯番号", "ファックス"]),
    (Personal::Mail, &["メールアドレス", "電子メール"]),
    (Personal::DayOfBirth, &["生年月日", "誕生年月日"]),
    (
        Personal::Number,
        &["マイナンバー", "個人番号", "被保険者証", "保険証"],
    ),
];

/// What a column of this header seems to tell of a person.
pub(in crate::cohort::import) fn personal_header(header: &str) -> Option<Personal> {
    let plain: String = header
        .chars()
        .map(half_width)
        .filter(|letter| letter.is_alphanumeric() || *letter == 'ー')
        .flat_map(char::to_lowercase)
        .collect();
    let whole = WHOLE
        .iter()
        .find(|(_, names)| names.contains(&plain.as_str()));
    let part = || {
        PARTS
            .iter()
            .find(|(_, parts)| parts.iter().any(|part| plain.contains(part)))
    };
    whole.or_else(part).map(|(personal, _)| *personal)
}

/// Full-width letters and digits as plain ones.
fn half_width(letter: char) -> char {
    match letter {
        '！'..='～' => char::from_u32(u32::from(letter) - 0xfee0).unwrap_or(letter),
        _ => letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_of_personal_columns_are_told_in_both_languages() {
        for (header, expected) in [
            ("Name", Personal::Name),
            ("First Name", Personal::Name),
            ("last_name", Personal::Name),
            ("氏名", Personal::Name),
            ("受診者氏名（漢字）", Personal::Name),
            ("フリガナ", Personal::Name),
            ("ＮＡＭＥ", Personal::Name),
            ("住所", Personal::Address),
            ("郵便番号", Personal::Address),
            ("Postal code", Personal::Address),
            ("電話番号", Personal::Telephone),
            ("Tel.", Personal::Telephone),
            ("E-mail", Personal::Mail),
            ("メールアドレス", Personal::Mail),
            ("生年月日", Personal::DayOfBirth),
            ("Date of Birth", Personal::DayOfBirth),
            ("birth_date", Personal::DayOfBirth),
            ("マイナンバー", Personal::Number),
            ("被保険者証記号", Personal::Number),
        ] {
            assert_eq!(personal_header(header), Some(expected), "{header}");
        }
    }

    #[test]
    fn headers_of_other_columns_are_left_alone() {
        for header in [
            "food_name",
            "食品名",
            "taxon name",
            "施設名",
            "birth_year",
            "生年",
            "region",
            "都道府県",
            "sample",
            "mobility",
            "telomere length",
            "health",
            "hotel",
            "subject",
            "Bacteroides",
            "メイン料理",
            "カナダ",
            "薬品名",
            "名称",
        ] {
            assert_eq!(personal_header(header), None, "{header}");
        }
    }
}
