//! Standard output for many rows.

use super::console::STANDARD_OUTPUT;
use nuka::atomic_file::name_failure;
use std::io::{self, BufWriter, Stdout, Write};
use std::path::Path;

const BUFFER_BYTES: usize = 1 << 16;

/// What happens once nobody reads standard output any more (`| head`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnClosed {
    /// The rows are all there is to do: the work ends.
    End,
    /// Files are written too: the work goes on without the rows.
    GoOn,
}

/// Buffered standard output whose errors name it.
pub(crate) struct Rows(BufWriter<Outlet>);

struct Outlet {
    stdout: Stdout,
    on_closed: OnClosed,
    is_closed: bool,
}

impl Rows {
    pub(crate) fn new(on_closed: OnClosed) -> Self {
        let outlet = Outlet {
            stdout: io::stdout(),
            on_closed,
            is_closed: false,
        };
        Self(BufWriter::with_capacity(BUFFER_BYTES, outlet))
    }
}

impl Outlet {
    /// `done` stands for success where the error is that nobody reads.
    fn judge<T>(&mut self, outcome: io::Result<T>, done: T) -> io::Result<T> {
        match outcome {
            Err(error)
                if error.kind() == io::ErrorKind::BrokenPipe
                    && self.on_closed == OnClosed::GoOn =>
            {
                self.is_closed = true;
                Ok(done)
            }
            Err(error) if error.kind() != io::ErrorKind::Interrupted => {
                Err(name_failure(Path::new(STANDARD_OUTPUT), error))
            }
            outcome => outcome,
        }
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.is_closed {
            return Ok(bytes.len());
        }
        let outcome = self.stdout.write(bytes);
        self.judge(outcome, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_closed {
            return Ok(());
        }
        let outcome = self.stdout.flush();
        self.judge(outcome, ())
    }
}

impl Write for Rows {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
