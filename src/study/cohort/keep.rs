//! The files of a study of a cohort.

use super::join::CohortStudy;
use super::tables::{TABLES_OF_SOME_STUDIES, study_tables};
use crate::atomic_file::{AtomicFile, full_or_broken};
use crate::checksum::Checksum;
use crate::cohort::Cohort;
use crate::error::{Error, Result};
use crate::study::anndata::write_study_then;
use crate::study::flow::Flow;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How a study is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StudyForm {
    /// One HDF5 file in AnnData's layout, with the flow beside it.
    AnnData,
    /// A folder of tables with a dictionary.
    Tables,
}

/// Writes the study and its flow, and notes in the store whom each file holds before
/// it appears: a withdrawal can then name it. Gives the files.
///
/// # Errors
/// When a file cannot be written, or the store cannot be; none has then changed.
pub fn keep_study(
    cohort: &mut Cohort,
    kept: &CohortStudy,
    out: &Path,
    form: StudyForm,
) -> Result<Vec<PathBuf>> {
    let empty = Flow::default();
    let origin = kept.study.beside().cohort.as_ref();
    let flow = origin.map_or(&empty, |origin| &origin.flow);
    let mut beside = Vec::new();
    let mut note = |path: &Path, bytes: &[u8]| -> Result<()> {
        let mut file = AtomicFile::create(path)?;
        file.write_all(bytes)
            .map_err(|source| full_or_broken(path, source))?;
        beside.push((file, Checksum::of_bytes(bytes).sha256));
        Ok(())
    };
    match form {
        StudyForm::AnnData => {
            let name = |ending: &str| {
                let mut name = out.to_path_buf().into_os_string();
                name.push(ending);
                PathBuf::from(name)
            };
            note(&name(".flow.json"), flow.to_json()?.as_bytes())?;
            note(&name(".flow.tsv"), numbers(flow).as_bytes())?;
            note(&name(".left_out.tsv"), left_out(flow).as_bytes())?;
        }
        StudyForm::Tables => {
            std::fs::create_dir_all(out).map_err(|source| Error::io("make", out, source))?;
            note(&out.join("flow.json"), flow.to_json()?.as_bytes())?;
            note(&out.join("flow.tsv"), numbers(flow).as_bytes())?;
            note(&out.join("left_out.tsv"), left_out(flow).as_bytes())?;
            for (name, text) in study_tables(&kept.study)? {
                note(&out.join(name), text.as_bytes())?;
            }
        }
    }
    let mut paths: Vec<PathBuf> = Vec::new();
    let mut finish = |study: Option<&Path>| -> Result<()> {
        if let Some(temporary) = study {
            log(cohort, kept, out, &Checksum::of_file(temporary)?.sha256)?;
            paths.push(out.to_path_buf());
        }
        let mut files = Vec::new();
        for (file, sha256) in std::mem::take(&mut beside) {
            log(cohort, kept, file.path(), &sha256)?;
            paths.push(file.path().to_path_buf());
            files.push(file);
        }
        AtomicFile::commit_all(files)
    };
    // Tables of an earlier study of the folder would stand beside those of this one.
    let earlier = match form {
        StudyForm::Tables => tables_of_earlier_study(out),
        StudyForm::AnnData => Vec::new(),
    };
    match form {
        StudyForm::AnnData => write_study_then(&kept.study, out, |study| finish(Some(study)))?,
        StudyForm::Tables => finish(None)?,
    }
    for path in earlier.iter().filter(|path| !paths.contains(path)) {
        std::fs::remove_file(path).map_err(|source| Error::io("remove", path, source))?;
    }
    Ok(paths)
}

/// The tables in a folder that an earlier run wrote, as its `study.json` shows.
fn tables_of_earlier_study(folder: &Path) -> Vec<PathBuf> {
    if !folder.join("study.json").is_file() {
        return Vec::new();
    }
    let tables = TABLES_OF_SOME_STUDIES.map(|name| folder.join(format!("{name}.tsv")));
    tables.into_iter().filter(|path| path.is_file()).collect()
}

fn log(cohort: &mut Cohort, kept: &CohortStudy, path: &Path, sha256: &str) -> Result<()> {
    let people = kept.people.iter().map(String::as_str);
    cohort.log_study(
        &path.to_string_lossy(),
        sha256,
        kept.purpose,
        kept.consent_on,
        people,
    )
}

/// The numbers of the flow, a row for each step and reason.
fn numbers(flow: &Flow) -> String {
    let mut text = String::from("step\tsubject\tentered\treason\tdropped\tleft\n");
    for row in flow.rows() {
        let (step, reason) = (plain(row.step), plain(row.reason));
        let counts = (row.entered, row.dropped, row.left);
        text += &format!(
            "{step}\t{}\t{}\t{reason}\t{}\t{}\n",
            row.subject, counts.0, counts.1, counts.2
        );
    }
    text
}

/// What was left out, by name.
fn left_out(flow: &Flow) -> String {
    let mut text = String::from("step\tsubject\treason\tname\n");
    for cells in flow.left_out() {
        text += &cells.map(plain).join("\t");
        text.push('\n');
    }
    text
}

/// White space that would part cells or rows becomes a space.
pub(super) fn plain(text: &str) -> String {
    text.replace(['\t', '\n', '\r'], " ")
}
