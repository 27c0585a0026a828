//! Short codes, which cannot hold a sentence or a name.

/// Whether a text can be the id of a resource (FHIR R4, data type `id`).
pub(in crate::cohort) fn is_fhir_id(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.')
}

/// Whether a text is a code as code systems write them: visible ASCII letters without
/// a space, or the marks of a result such as `±`.
pub(in crate::cohort) fn is_plain_code(text: &str) -> bool {
    let is_code =
        (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    is_code || is_result_mark(text)
}

/// Whether a text is an address (URI) of at most 255 letters, which has no spaces.
pub(in crate::cohort) fn is_address(text: &str) -> bool {
    text.len() <= 255 && text.contains(':') && text.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Whether a text is the mark of a result (`+`, `2+`, `(-)`, `±`, `陰性`).
fn is_result_mark(text: &str) -> bool {
    const WORDS: [&str; 5] = ["陰性", "陽性", "疑陽性", "偽陽性", "判定不能"];
    let is_sign = |letter: char| letter.is_ascii_digit() || "+-±()＋－（）".contains(letter);
    WORDS.contains(&text)
        || (1..=8).contains(&text.chars().count())
            && text.chars().all(is_sign)
            && !text.bytes().all(|byte| byte.is_ascii_digit())
}

/// System and code as FHIR's searches write them: `system|code`.
pub(in crate::cohort) fn token(system: Option<&str>, code: &str) -> String {
    system.map_or_else(|| code.to_owned(), |system| format!("{system}|{code}"))
}

/// The system and code of a token.
pub(in crate::cohort) fn parse_token(token: &str) -> (Option<&str>, &str) {
    match token.split_once('|') {
        Some((system, code)) => (Some(system), code),
        None => (None, token),
    }
}
