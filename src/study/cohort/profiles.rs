//! The profiles of a join: the store's, or those of a folder.

use crate::checksum::{Checksum, Summing};
use crate::cohort::{Cohort, CohortEntry, CohortProfile, CohortTaxon, ProfileTotals, ProfileUnit};
use crate::error::{Error, ErrorKind, Result};
use crate::profile::{Entry, Profile, open_profiles};
use crate::study::account::InputFile;
use crate::study::plan::JoinPlan;
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// Where profiles come from.
pub(super) enum ProfileSource<'a> {
    /// The store.
    Store {
        /// The store.
        cohort: &'a Cohort,
        /// The method asked for.
        method: Option<&'a str>,
    },
    /// A folder, read.
    Folder(ReadFolder),
}

/// The profiles of a folder in the store's terms.
pub(super) struct ReadFolder {
    profiles: Vec<CohortProfile>,
    taxa: BTreeMap<u32, CohortTaxon>,
    input: InputFile,
}

impl<'a> ProfileSource<'a> {
    /// Opens the folder, if there is one.
    pub(super) fn open(
        cohort: &'a Cohort,
        plan: &'a JoinPlan,
        folder: Option<&Path>,
    ) -> Result<Self> {
        let method = plan.method.as_deref();
        let Some(folder) = folder else {
            return Ok(Self::Store { cohort, method });
        };
        if method.is_some() {
            let message =
                "found a method of the store's profiles, but a folder of profiles is given";
            return Err(Error::new(ErrorKind::Parameter, message)
                .at_field("profiles.method")
                .mend("leave one of the two out"));
        }
        let found = open_profiles(folder)?;
        // One sum of all files: their names may be those of samples of people who are
        // not in the study.
        let mut sums = Summing::new();
        for file in &found.files {
            sums.add(Checksum::of_bytes(&file.bytes).sha256.as_bytes());
        }
        let input = InputFile {
            role: "profiles".to_owned(),
            name: folder
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned(),
            sha256: sums.finish().sha256,
        };
        Ok(Self::Folder(ReadFolder::of(&found.profiles, input)))
    }

    /// The taxa by their number.
    pub(super) fn taxa(&self) -> Result<BTreeMap<u32, CohortTaxon>> {
        match self {
            Self::Store { cohort, .. } => cohort.taxa(),
            Self::Folder(folder) => Ok(folder.taxa.clone()),
        }
    }

    /// The whole of each profile, by sample, of the samples that are asked for.
    ///
    /// # Errors
    /// When these samples have profiles of several methods or units, or none has one.
    pub(super) fn totals(
        &self,
        is_wanted: impl Fn(&str) -> bool,
    ) -> Result<HashMap<String, ProfileTotals>> {
        let mut totals = match self {
            Self::Store { cohort, .. } => cohort.profile_totals()?,
            Self::Folder(folder) => folder.profiles.iter().map(totals_of).collect(),
        };
        totals.retain(|profile| is_wanted(&profile.sample));
        let mut methods: BTreeMap<String, usize> = BTreeMap::new();
        for profile in &totals {
            *methods.entry(profile.method.clone()).or_default() += 1;
        }
        if let Self::Store { method, .. } = self {
            match method {
                Some(method) => totals.retain(|profile| profile.method == *method),
                None if methods.len() > 1 => return Err(several_methods(&methods)),
                None => {}
            }
        }
        let Some(first) = totals.first() else {
            return Err(no_profile(&methods));
        };
        let unit = first.unit;
        if let Some(other) = totals.iter().find(|profile| profile.unit != unit) {
            let message = format!(
                "the profile of sample {} holds {}, that of sample {} {}",
                first.sample,
                unit.name(),
                other.sample,
                other.unit.name()
            );
            return Err(Error::new(ErrorKind::Mismatch, message)
                .mend("import one of them under a method of its own"));
        }
        let by_sample = totals.into_iter();
        Ok(by_sample
            .map(|profile| (profile.sample.clone(), profile))
            .collect())
    }

    /// Hands over the profiles of the source, those of other methods left out.
    pub(super) fn for_each(
        &self,
        mut each: impl FnMut(&CohortProfile) -> Result<()>,
    ) -> Result<()> {
        match self {
            Self::Store { cohort, method } => cohort.for_each_profile(|profile| {
                let is_meant = method.is_none_or(|method| profile.method == method);
                if is_meant { each(&profile) } else { Ok(()) }
            }),
            Self::Folder(folder) => folder.profiles.iter().try_for_each(each),
        }
    }

    /// The number of profiles of a folder; the store's samples tell of their own.
    pub(super) fn in_folder(&self) -> Option<usize> {
        match self {
            Self::Store { .. } => None,
            Self::Folder(folder) => Some(folder.profiles.len()),
        }
    }

    /// The folder that was read.
    pub(super) fn input(&self) -> Option<&InputFile> {
        match self {
            Self::Store { .. } => None,
            Self::Folder(folder) => Some(&folder.input),
        }
    }
}

impl ReadFolder {
    fn of(profiles: &[Profile], input: InputFile) -> Self {
        let mut numbers: BTreeMap<CohortTaxon, u32> = BTreeMap::new();
        let mut converted = Vec::new();
        for profile in profiles {
            let mut entries: Vec<CohortEntry> = profile
                .entries()
                .iter()
                .map(|entry| {
                    let next = numbers.len() as u32 + 1;
                    let taxon = *numbers.entry(taxon_of(entry)).or_insert(next);
                    entry_of(entry, taxon)
                })
                .collect();
            entries.sort_by_key(|entry| entry.taxon);
            let host = profile.host().map(|host| host.part.reads as f64);
            converted.push(CohortProfile {
                sample: profile.sample().to_owned(),
                method: String::new(),
                unit: ProfileUnit::Reads,
                total: profile.total_reads() as f64,
                unknown: Some(profile.unclassified_reads() as f64),
                host,
                entries,
            });
        }
        Self {
            profiles: converted,
            taxa: numbers
                .into_iter()
                .map(|(taxon, number)| (number, taxon))
                .collect(),
            input,
        }
    }
}

fn taxon_of(entry: &Entry) -> CohortTaxon {
    CohortTaxon {
        taxid: entry.taxid,
        name: entry.name.clone(),
        rank: entry.rank,
        lineage: entry.lineage.clone(),
    }
}

fn entry_of(entry: &Entry, taxon: u32) -> CohortEntry {
    let estimate = entry.estimate.as_ref();
    let cells = estimate.and_then(|estimate| estimate.taxonomic_share.as_ref());
    CohortEntry {
        taxon,
        value: entry.clade_reads as f64,
        status: estimate.map(|estimate| estimate.status),
        sequence_share: estimate.map(|estimate| estimate.sequence_share.estimate),
        taxonomic_share: cells.map(|share| share.estimate),
    }
}

fn totals_of(profile: &CohortProfile) -> ProfileTotals {
    ProfileTotals {
        sample: profile.sample.clone(),
        method: profile.method.clone(),
        unit: profile.unit,
        total: profile.total,
        unknown: profile.unknown,
        host: profile.host,
    }
}

fn told(methods: &BTreeMap<String, usize>) -> String {
    let one = |(method, count): (&String, &usize)| format!("\"{method}\" ({count} samples)");
    methods.iter().map(one).collect::<Vec<_>>().join(", ")
}

fn several_methods(methods: &BTreeMap<String, usize>) -> Error {
    let message = format!("found profiles of several methods: {}", told(methods));
    Error::new(ErrorKind::Parameter, message)
        .at_field("profiles.method")
        .mend("choose one in the plan: [profiles] method = \"...\"")
}

fn no_profile(methods: &BTreeMap<String, usize>) -> Error {
    let error = Error::new(
        ErrorKind::Missing,
        "the people of the plan have no sample with such a profile",
    )
    .at_field("profiles.method");
    match methods.is_empty() {
        true => error.mend("import profiles: a mapping of the kind \"profiles\""),
        false => error.mend(format!("the methods are {}", told(methods))),
    }
}
