//! Code systems, identifier systems and extensions.

/// JLAC10 of 17 letters (MEDIS), as JP Core names it.
pub(in crate::cohort) const JLAC10: &str = "urn:oid:1.2.392.200119.4.504";
/// The items of the specific health check-up, as eCheckupReport names them.
pub(in crate::cohort) const CHECKUP_ITEMS: &str = "urn:oid:1.2.392.200119.6.1005";
/// LOINC.
pub(in crate::cohort) const LOINC: &str = "http://loinc.org";
/// Units.
pub(in crate::cohort) const UCUM: &str = "http://unitsofmeasure.org";
/// SNOMED CT.
pub(in crate::cohort) const SNOMED: &str = "http://snomed.info/sct";
/// Materials of JLAC10, as JP Core names them.
pub(in crate::cohort) const JLAC10_MATERIAL: &str =
    "http://jpfhir.jp/fhir/core/CodeSystem/JP_ObservationSampleMaterialCode_CS";
/// Kinds of observation, as JP Core names them.
pub(in crate::cohort) const OBSERVATION_CATEGORY: &str =
    "http://jpfhir.jp/fhir/core/CodeSystem/JP_SimpleObservationCategory_CS";

/// Pseudonyms of a store.
pub(in crate::cohort) const PARTICIPANT_SYSTEM: &str = "urn:nuka:cohort:participant";
/// Samples of a store.
pub(in crate::cohort) const SAMPLE_SYSTEM: &str = "urn:nuka:cohort:sample";
/// Surveys of a store.
pub(in crate::cohort) const SURVEY_SYSTEM: &str = "urn:nuka:cohort:survey";
/// Markers of a store that no other system names.
pub(in crate::cohort) const MARKER_SYSTEM: &str = "urn:nuka:cohort:marker";

/// Stool in SNOMED CT.
pub(in crate::cohort) const STOOL_SNOMED: &str = "119339001";
/// Stool in JLAC10 (便).
pub(in crate::cohort) const STOOL_JLAC10: &str = "015";

/// Systems whose codes are JLAC10 codes of 17 letters: those of JP Core, of
/// eCheckupReport and of the JP-CLINS guides.
const JLAC10_SYSTEMS: [&str; 7] = [
    JLAC10,
    CHECKUP_ITEMS,
    "http://medis.or.jp/CodeSystem/master-JLAC10-17digits",
    "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_CoreLabo_CS",
    "http://jpfhir.jp/fhir/clins/CodeSystem/JP_CLINS_ObsLabResult_InfectionLabo_CS",
    "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_CoreLabo_CS",
    "http://jpfhir.jp/fhir/clins/CodeSystem/JLAC10/JP_CLINS_ObsLabResult_InfectionLabo_CS",
];

/// Whether the codes of a system are JLAC10 codes.
pub(in crate::cohort) fn is_jlac10_system(system: &str) -> bool {
    JLAC10_SYSTEMS.contains(&system)
}

/// Whether a coding means stool: SNOMED CT, JLAC10's materials, HL7 v2 table 0487.
pub(in crate::cohort) fn is_stool(system: &str, code: &str) -> bool {
    [
        (SNOMED, STOOL_SNOMED),
        (JLAC10_MATERIAL, STOOL_JLAC10),
        ("http://terminology.hl7.org/CodeSystem/v2-0487", "STL"),
    ]
    .contains(&(system, code))
}

/// Whether a text has the form of a LOINC code: digits, a dash, one digit.
pub(in crate::cohort) fn is_loinc_code(text: &str) -> bool {
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('-').is_some_and(|(number, check)| {
        (1..=7).contains(&number.len()) && check.len() == 1 && is_digits(number) && is_digits(check)
    })
}

/// The address of an extension that holds a field FHIR has no element for.
pub(in crate::cohort) fn extension(field: &str) -> String {
    format!("urn:nuka:cohort:{field}")
}
