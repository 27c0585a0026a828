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

    /// A bar for work of known length.
    pub(crate) fn progress(self, total: u64, template: &str) -> ProgressBar {
        self.start(ProgressBar::new(total), template)
    }

    /// A line that is rewritten while the work goes on, for work of unknown length.
    pub(crate) fn spinner(self) -> ProgressBar {
        self.start(ProgressBar::new_spinner(), "{spinner} {elapsed} {wide_msg}")
    }

    /// Shows a bar, unless quiet; where standard error is no terminal it stays hidden by itself.
    fn start(self, bar: ProgressBar, template: &str) -> ProgressBar {
        if self == Self::Quiet {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
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

/// Text on standard output.
pub(crate) fn print_text(text: &str) -> nuka::Result<()> {
    std::io::stdout()
        .lock()
        .write_all(text.as_bytes())
        .map_err(|source| nuka::Error::io("write", std::path::Path::new("standard output"), source))
}
