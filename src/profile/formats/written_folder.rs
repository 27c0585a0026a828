//! The folder of outputs as a whole.

use super::*;
use crate::error::ErrorKind;
use crate::profile::made_profiles::{Detail, made_profile};
use crate::profile::{ProfileSet, open_profiles};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

fn set() -> ProfileSet {
    let names = ["a", "b", "c"];
    let profiles = names.iter().zip(Detail::ALL).zip(5..);
    let profiles = profiles.map(|((name, detail), seed)| made_profile(name, detail, seed));
    ProfileSet::new(profiles.collect()).unwrap()
}

fn all() -> BTreeSet<Format> {
    Format::ALL.into_iter().collect()
}

/// Each file below a folder, with its bytes.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for item in fs::read_dir(folder).unwrap() {
        let path = item.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        if path.is_dir() {
            let below = self::files(&path).into_iter();
            files.extend(below.map(|(below, bytes)| (format!("{name}/{below}"), bytes)));
        } else {
            files.insert(name, fs::read(path).unwrap());
        }
    }
    files
}

#[test]
fn the_files_are_those_told_and_the_same_every_time() {
    let [one, other] = [(); 2].map(|()| tempfile::tempdir().unwrap());
    let told = write_formats(one.path(), &set(), &SampleColumns::new(), &all()).unwrap();
    write_formats(other.path(), &set(), &SampleColumns::new(), &all()).unwrap();
    let found = files(one.path());
    assert!(found == files(other.path()));
    let told: Vec<&str> = told.iter().map(|path| path.to_str().unwrap()).collect();
    let names: Vec<&str> = found.keys().map(String::as_str).collect();
    let mut sorted = told.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, names);
    for name in [
        "profiles.tsv",
        "profiles.biom",
        "tables/species.reads.tsv",
        "tables/domain.taxonomic_share.tsv",
        "tables/unknown.tsv",
        "tables/quality.tsv",
        "kreport/a.kreport",
        "bracken/b.bracken.tsv",
        "cami/c.profile",
        "metaphlan/a.tsv",
        "metaphlan/merged.tsv",
        "krona/b.txt",
        "dictionary/profiles.json",
    ] {
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn every_header_is_explained_in_its_dictionary() {
    let folder = tempfile::tempdir().unwrap();
    write_formats(folder.path(), &set(), &SampleColumns::new(), &all()).unwrap();
    let found = files(folder.path());
    for (table, file) in [
        ("profiles", "profiles.tsv"),
        ("unknown", "tables/unknown.tsv"),
        ("quality", "tables/quality.tsv"),
        ("bracken", "bracken/a.bracken.tsv"),
        ("matrix", "tables/genus.reads.tsv"),
    ] {
        let json = &found[&format!("dictionary/{table}.json")];
        let dictionary: serde_json::Value = serde_json::from_slice(json).unwrap();
        let columns = dictionary["columns"].as_array().unwrap().iter();
        let columns = columns.map(|column| column["column"].as_str().unwrap());
        let columns: Vec<&str> = columns
            .flat_map(|column| match column {
                "<sample>" => vec!["a", "b", "c"],
                column => vec![column],
            })
            .collect();
        let text = String::from_utf8_lossy(&found[file]);
        assert_eq!(text.lines().next().unwrap(), columns.join("\t"), "{file}");
    }
    let dictionaries = found.keys().filter(|name| name.starts_with("dictionary/"));
    assert_eq!(dictionaries.count(), 11);
}

#[test]
fn a_study_reads_only_the_tidy_table_of_the_folder() {
    let folder = tempfile::tempdir().unwrap();
    write_formats(folder.path(), &set(), &SampleColumns::new(), &all()).unwrap();
    let found = open_profiles(folder.path()).unwrap();
    let samples: Vec<&str> = found.profiles.iter().map(|p| p.sample()).collect();
    assert_eq!(samples, ["a", "b", "c"]);
    assert_eq!(found.files.len(), 1);
    for (found, written) in found.profiles.iter().zip(&set()) {
        assert_eq!(found.total_reads(), written.total_reads());
        assert_eq!(found.host(), written.host());
    }
}

#[test]
fn mistakes_are_told_at_once_and_before_anything_is_written() {
    let named = |name| made_profile(name, Detail::Counts, 1);
    let profiles = vec![named("a/b"), named(".c"), named("merged"), named("taxid")];
    let set = ProfileSet::new(profiles).unwrap();
    let columns = BTreeMap::from([("taxonomy".to_owned(), "x".to_owned())]);
    let columns = SampleColumns::from([("merged".to_owned(), columns)]);
    let folder = tempfile::tempdir().unwrap();
    let error = write_formats(folder.path(), &set, &columns, &all()).unwrap_err();
    // One for each id and for the column, and one for each matrix of two quantities.
    assert_eq!(error.all().count(), 4 + 14, "{error}");
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(files(folder.path()).is_empty());
}

#[test]
fn words_of_formats_are_their_own() {
    for format in Format::ALL {
        assert_eq!(Format::from_name(format.name()), Some(format));
    }
    assert_eq!(Format::from_name("html"), None);
}
