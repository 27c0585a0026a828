//! The program against what Kraken 2 2.17.1 wrote: calls, reports and split
//! reads, byte for byte, at several numbers of threads.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "the helpers of a test fail as a test does, and say why they were skipped"
)]

#[path = "support/program.rs"]
mod program;
#[path = "support/shared.rs"]
mod shared;

use flate2::read::MultiGzDecoder;
use program::{assert_same_bytes, nuka, run};
use shared::shared_data;
use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

/// One line of `cases.tsv`.
struct Case {
    name: String,
    database: String,
    options: String,
    reads: String,
    report_options: String,
}

struct Truth(PathBuf);

impl Truth {
    fn cases(&self) -> Vec<Case> {
        let table = fs::read_to_string(self.0.join("cases.tsv")).unwrap();
        let mut lines = table.lines();
        assert_eq!(
            lines.next(),
            Some("case\tdatabase\toptions\treads\treport_options")
        );
        lines
            .map(|line| {
                let fields: Vec<String> = line.split('\t').map(str::to_string).collect();
                let [name, database, options, reads, report_options] =
                    fields.try_into().expect("five columns");
                Case {
                    name,
                    database,
                    options,
                    reads,
                    report_options,
                }
            })
            .collect()
    }

    /// Every file kept for a case: its last name parts, and its bytes.
    fn expected(&self, case: &Case) -> Vec<(String, Vec<u8>)> {
        let prefix = format!("{}.{}.", case.database, case.name);
        let mut files: Vec<(String, Vec<u8>)> = fs::read_dir(self.0.join("expected"))
            .unwrap()
            .filter_map(|entry| {
                let path = entry.unwrap().path();
                let name = path.file_name()?.to_str()?.strip_prefix(&prefix)?;
                let plain = name.strip_suffix(".gz").unwrap_or(name).to_string();
                Some((plain, read_plain(&path)))
            })
            .collect();
        files.sort();
        files
    }
}

fn read_plain(path: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut file = File::open(path).unwrap();
    if path.extension().is_some_and(|extension| extension == "gz") {
        MultiGzDecoder::new(file).read_to_end(&mut bytes).unwrap();
    } else {
        file.read_to_end(&mut bytes).unwrap();
    }
    bytes
}

#[test]
fn every_case_is_written_as_kraken_2_wrote_it() {
    let Some(shared) = shared_data("every_case_is_written_as_kraken_2_wrote_it") else {
        return;
    };
    let truth = Truth(shared.join("truth/kraken2"));
    let cases = truth.cases();
    assert!(cases.len() >= 46, "{} cases", cases.len());
    for case in &cases {
        let expected = truth.expected(case);
        assert!(expected.len() >= 2, "{}: calls and report", case.name);
        for threads in ["1", "2", "7"] {
            let folder = tempfile::tempdir().unwrap();
            let fill = |text: &str| {
                text.replace("{reads}", truth.0.join("reads").to_str().unwrap())
                    .replace("{out}", folder.path().to_str().unwrap())
            };
            let words = [&case.options, &case.report_options, &case.reads].map(|text| fill(text));
            let calls = run(nuka()
                .args(["classify", "--quiet", "--threads", threads, "--db"])
                .arg(truth.0.join("databases").join(&case.database))
                .arg("--report")
                .arg(folder.path().join("report"))
                .args(words.iter().flat_map(|text| text.split_whitespace())))
            .stdout;
            for (name, bytes) in &expected {
                let found = match name.as_str() {
                    "calls" => calls.clone(),
                    _ => fs::read(folder.path().join(name)).unwrap(),
                };
                let what = format!("{} {} {name}, {threads} threads", case.database, case.name);
                assert_same_bytes(&found, bytes, &what);
            }
        }
    }
}
