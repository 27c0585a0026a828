//! What the person at the terminal sees: notes and progress on standard error.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::Write;
use std::time::Duration;

/// How much is said on standard error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Console {
    /// Notes, progress and summaries.
    Talking,
    /// Errors only.
    Quiet,
}

impl Console {
    /// From the `--quiet` switch.
    pub(crate) fn from_quiet(quiet: bool) -> Self {
        if quiet { Self::Quiet } else { Self::Talking }
    }

    /// One line on standard error.
    pub(crate) fn note(self, line: &str) {
        if self == Self::Talking {
            // A closed standard error must not end the work.
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    }

    /// A line that is rewritten while the work goes on, for work of unknown length.
    pub(crate) fn spinner(self) -> ProgressBar {
        let bar = if self == Self::Quiet {
            ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden())
        } else {
            ProgressBar::new_spinner()
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        bar
    }
}

/// One JSON document on standard output.
pub(crate) fn print_json(value: &impl serde::Serialize) -> nuka::Result<()> {
    let mut stdout = std::io::stdout().lock();
    serde_json::to_writer_pretty(&mut stdout, value)
        .map_err(std::io::Error::from)
        .and_then(|()| writeln!(stdout))
        .map_err(|source| nuka::Error::io("write", std::path::Path::new("standard output"), source))
}
