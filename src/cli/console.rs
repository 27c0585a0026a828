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

    /// A bar for `total` units; hidden when quiet or when standard error is not a terminal.
    pub(crate) fn progress(self, total: u64, template: &str) -> ProgressBar {
        let bar = if self == Self::Quiet {
            ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden())
        } else {
            ProgressBar::new(total)
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> "));
        }
        bar.enable_steady_tick(Duration::from_millis(250));
        bar
    }
}
