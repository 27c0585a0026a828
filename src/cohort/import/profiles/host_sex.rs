//! Host reads by sex chromosome, from the records beside the tables of `nuka profile`.

use super::incoming::ProfileDesk;
use crate::cohort::import::desk::Desk;
use crate::cohort::import::upsert::TableShape;
use crate::cohort::store::store_error;
use crate::error::{Error, ErrorKind, Result};
use crate::profile::run::{MANIFEST, Manifest, OutputFile, SampleRecord};
use crate::profile::{Profile, SexReads};
use rusqlite::types::Value;
use std::collections::BTreeMap;
use std::path::Path;

pub(super) const HOST_SEX_READS: TableShape = TableShape {
    table: "host_sex_reads",
    key: &["sample", "method"],
    others: &[
        "host_reads_x",
        "host_reads_y",
        "filter_keys_x",
        "filter_keys_y",
    ],
};

/// The counts of the given samples; of those without a record, or whose host was not
/// told apart, there are none.
///
/// # Errors
/// All at once: a manifest or record that was changed, a record of another profile than
/// the table's.
pub(super) fn read_sex_reads(
    folder: &Path,
    profiles: &[Profile],
) -> Result<BTreeMap<String, SexReads>> {
    if !folder.join(MANIFEST).is_file() {
        return Ok(BTreeMap::new());
    }
    let manifest = Manifest::open(folder)?;
    let with_host: BTreeMap<&str, &OutputFile> = manifest
        .samples
        .iter()
        .filter(|one| {
            manifest.made_with[one.made_with]
                .basis
                .host_database
                .is_some()
        })
        .map(|one| (one.sample.as_str(), &one.record))
        .collect();
    let (mut found, mut errors) = (BTreeMap::new(), Vec::new());
    for profile in profiles {
        let Some(record) = with_host.get(profile.sample()) else {
            continue;
        };
        match read_record(folder, record, profile) {
            Ok(Some(sex)) => {
                found.insert(profile.sample().to_owned(), sex);
            }
            Ok(None) => {}
            Err(error) => errors.push(error),
        }
    }
    Error::gather(errors).map_or(Ok(found), Err)
}

fn read_record(folder: &Path, file: &OutputFile, profile: &Profile) -> Result<Option<SexReads>> {
    let path = file.path_in(folder)?;
    // Whoever hands a folder on may take the records out.
    if !path.is_file() {
        return Ok(None);
    }
    file.check(folder)?;
    let record = SampleRecord::open(&path)?.profile;
    let whole = |profile: &Profile| {
        let reads = (profile.total_reads(), profile.host_reads());
        (profile.sample().to_owned(), reads)
    };
    if whole(&record) != whole(profile) {
        return Err(Error::new(
            ErrorKind::Mismatch,
            "the record and the table beside it are not of the same profile",
        )
        .at_path(&path)
        .mend("take both from one run; nuka profile verify tells which file was changed"));
    }
    Ok(record.host().and_then(|host| host.sex))
}

impl ProfileDesk<'_> {
    /// Puts the counts of a profile that was just put, `is_changed` if it replaced
    /// another: the counts of that one are then no longer true.
    pub(super) fn put_sex_reads(
        &mut self,
        sample: &str,
        sex: Option<SexReads>,
        is_changed: bool,
        desk: &mut Desk<'_>,
        at: impl Fn(Error) -> Error,
    ) -> Result<()> {
        // With a mistake the profile may not be there to refer to, and nothing is kept.
        if !desk.mistakes.is_empty() {
            return Ok(());
        }
        let sample = self.sample_id(sample);
        let Some(sex) = sex else {
            if is_changed {
                let sql = "DELETE FROM host_sex_reads WHERE sample = ?1 AND method = ?2";
                desk.transaction
                    .execute(sql, (sample, self.method()))
                    .map_err(store_error)?;
            }
            return Ok(());
        };
        let number = |count: u64| Value::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        let record = [
            Value::Text(sample.to_owned()),
            Value::Text(self.method().to_owned()),
            number(sex.host_reads_x),
            number(sex.host_reads_y),
            number(sex.filter_keys_x),
            number(sex.filter_keys_y),
        ];
        desk.put(self.sex_reads(), &record, at)
    }
}
