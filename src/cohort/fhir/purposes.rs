//! The purposes of consent as codes.

use crate::cohort::consent::Purpose;

/// The five purposes by their own names.
const PURPOSE_SYSTEM: &str = "urn:nuka:cohort:purpose";

/// HL7's reasons of acts, from which `Consent.provision.purpose` is drawn.
const ACT_REASON: &str = "http://terminology.hl7.org/CodeSystem/v3-ActReason";

/// Codes of other systems that mean a whole purpose. Narrower ones, such as the
/// research of one disease (`DSRCH`), are not consent to the whole and stand not here.
const CODES: [(&str, &str, Purpose); 1] = [(ACT_REASON, "HRESCH", Purpose::Research)];

/// The purpose a coding means.
pub(in crate::cohort) fn purpose_of(system: &str, code: &str) -> Option<Purpose> {
    if system == PURPOSE_SYSTEM {
        return code.parse().ok();
    }
    CODES
        .iter()
        .find(|(known, name, _)| (*known, *name) == (system, code))
        .map(|(_, _, purpose)| *purpose)
}

/// The coding of a purpose: system and code.
pub(in crate::cohort) fn purpose_coding(purpose: Purpose) -> (&'static str, &'static str) {
    CODES
        .iter()
        .find(|(_, _, known)| *known == purpose)
        .map_or((PURPOSE_SYSTEM, purpose.name()), |(system, code, _)| {
            (system, code)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_comes_back_from_its_coding() {
        for purpose in Purpose::ALL {
            let (system, code) = purpose_coding(purpose);
            assert_eq!(purpose_of(system, code), Some(purpose));
            assert_eq!(purpose_of(PURPOSE_SYSTEM, purpose.name()), Some(purpose));
        }
        assert_eq!(purpose_of(ACT_REASON, "DSRCH"), None);
        assert_eq!(purpose_of("http://example.org", "research"), None);
    }
}
