//! Runs that are killed at any moment, and disks that are full.
//!
//! The run happens in a child: this test binary again, asked for the one test that
//! does what the environment says.

use super::world::{World, assert_same_tree, count_reads, pause, plan, run, tree, write_tables};
use nuka::profile::run::{MANIFEST, SampleRecord, profile_run, verify_run};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const CHILD: &str = "NUKA_TEST_RUN";

/// Does nothing unless it is run as the child of another test.
#[test]
fn child_that_runs_what_the_environment_says() {
    let Ok(folder) = std::env::var(CHILD) else {
        return;
    };
    let folder = Path::new(&folder);
    let log = |line: String| {
        let mut options = std::fs::File::options();
        options.create(true).append(true);
        let mut file = options.open(folder.join("log.txt")).unwrap();
        file.write_all(line.as_bytes()).unwrap();
    };
    let plan = plan(&folder.join("samples.tsv"), &folder.join("out"));
    let mut profile_one = |sample: &nuka::profile::run::SheetSample, source, to: &Path| {
        log(format!("{}\n", sample.id()));
        pause();
        let profile = count_reads(sample, source, to);
        pause();
        profile
    };
    let summary = profile_run(&plan, &mut profile_one, &write_tables, &mut |_| {});
    if let Err(error) = summary {
        std::fs::write(folder.join("error.txt"), error.to_string()).unwrap();
        panic!("{error}");
    }
}

fn child(world: &World, pause_ms: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    set_up(&mut command, world, pause_ms);
    command.args([
        "--exact",
        "killed::child_that_runs_what_the_environment_says",
    ]);
    command
}

fn set_up(command: &mut Command, world: &World, pause_ms: u64) {
    command
        .env(CHILD, world.path(""))
        .env("NUKA_TEST_PAUSE_MS", pause_ms.to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
}

/// The samples whose records are whole.
fn finished(world: &World) -> BTreeSet<String> {
    let ids = world.ids().into_iter();
    ids.filter(|id| {
        let path = world.path("out").join(SampleRecord::name_of(id));
        // What is under the final name is whole, whenever the run was killed.
        path.exists() && SampleRecord::open(&path).map(|_| true).unwrap()
    })
    .collect()
}

#[test]
fn a_run_killed_at_any_moment_goes_on_and_ends_with_the_same_bytes() {
    const SAMPLES: usize = 6;
    let expected = World::new(SAMPLES);
    run(&expected.plan("out")).0.unwrap();
    let world = World::new(SAMPLES);
    let mut killed = 0;
    // Delays that wander over the whole length of a run, from a fixed sequence.
    for round in 0_u64.. {
        let before = finished(&world);
        std::fs::write(world.path("log.txt"), b"").unwrap();
        let mut child = child(&world, 4).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(5 + round * 37 % 61));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        let log = std::fs::read_to_string(world.path("log.txt")).unwrap();
        for sample in log.lines() {
            assert!(!before.contains(sample), "{sample} was finished");
        }
        let after = finished(&world);
        assert!(before.is_subset(&after));
        if world.path("out").join(MANIFEST).exists() {
            verify_run(&world.path("out")).unwrap();
        }
        if status.success() {
            break;
        }
        killed += 1;
        assert!(round < 500, "the run never ends");
    }
    assert!(killed >= 3, "killed only {killed} times");
    assert_same_tree(&world.path("out"), &expected.path("out"));
}

#[test]
fn a_disk_that_is_full_is_loud_and_leaves_nothing_under_a_final_name() {
    let world = World::new(3);
    // Larger than the limit below when it is profiled: its file of ids.
    world.write("r01_1.fq", &super::world::fastq(1, 4_000));
    let mut command = Command::new("bash");
    // Files may grow to 8 KiB; the signal is ignored, so that writes fail instead.
    let line = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
    command.args(["-c", line]);
    command.arg(std::env::current_exe().unwrap());
    command.args([
        "--exact",
        "killed::child_that_runs_what_the_environment_says",
    ]);
    set_up(&mut command, &world, 0);
    let status = command.status().unwrap();
    // The test of the child fails; a signal would leave no code.
    assert_eq!(status.code(), Some(101));
    let error = std::fs::read_to_string(world.path("error.txt")).unwrap();
    assert!(error.contains("sample s01: cannot write"), "{error}");
    assert!(error.contains("free some space"), "{error}");
    let left: Vec<String> = tree(&world.path("out")).into_keys().collect();
    assert_eq!(
        left,
        [
            "ids/",
            "ids/s00.txt",
            "ids/s02.txt",
            "samples/",
            "samples/s00.json",
            "samples/s02.json"
        ]
    );
}
