//! Broken input of every kind: one clear error, exit code 1, nothing left under
//! a final name.
//!
//! Each module holds a table of what is broken, how, and which words the error
//! must hold. The program itself is run, as a person runs it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "the helpers of a test fail as a test does"
)]

#[path = "../support/mod.rs"]
mod support;

mod databases;
mod outputs;
mod reads;
mod tables;

use support::lab::Lab;

/// One kind of broken input.
struct Broken {
    name: &'static str,
    /// Breaks something in the lab.
    prepare: fn(&Lab),
    /// What is run, without outputs; separated by spaces.
    arguments: &'static str,
    /// What the error must say.
    words: &'static [&'static str],
}

/// Outputs of every kind, for runs of which nothing may be left.
const OUTPUTS: &str = "--output out/calls.tsv --report out/report.txt --evidence out/evidence.tsv \
                       --classified-out out/c#.fq --unclassified-out out/u#.fq";

/// Refused as it should be, with the same words at any number of threads.
#[track_caller]
fn refused_at_any_threads(lab: &Lab, broken: &Broken) {
    (broken.prepare)(lab);
    let Broken { name, words, .. } = *broken;
    let errors = [1, 2, 7].map(|threads| {
        let arguments = format!("{} --threads {threads}", broken.arguments);
        lab.refused(name, &arguments, words).stderr
    });
    assert_eq!(errors[0], errors[1], "{name}");
    assert_eq!(errors[0], errors[2], "{name}");
}

/// `nuka classify` of the arguments with every output refuses.
#[track_caller]
fn classify_refuses(lab: &Lab, kinds: &[Broken]) {
    for kind in kinds {
        (kind.prepare)(lab);
        let errors = [1, 2, 7].map(|threads| {
            let arguments = format!("classify {OUTPUTS} --threads {threads} {}", kind.arguments);
            lab.refused(kind.name, &arguments, kind.words).stderr
        });
        assert_eq!(errors[0], errors[1], "{}", kind.name);
        assert_eq!(errors[0], errors[2], "{}", kind.name);
    }
}
