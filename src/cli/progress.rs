//! What a person sees of a transfer: a bar on standard error where that is a terminal, and plain lines for what they
//! should know.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// One transfer's bar.
#[derive(Clone)]
pub struct Progress(ProgressBar);

impl Progress {
    /// A bar for `total` bytes, or one without an end when that is not known.
    pub fn new(name: &str, total: Option<u64>) -> Self {
        let (bar, template) = match total {
            Some(total) => (
                ProgressBar::new(total),
                "{msg}  {wide_bar}  {bytes}/{total_bytes}  {binary_bytes_per_sec}  {eta} left",
            ),
            None => (ProgressBar::new_spinner(), "{spinner} {msg}  {bytes}  {binary_bytes_per_sec}"),
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.set_message(name.chars().filter(|c| !c.is_control()).take(30).collect::<String>());
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// So many bytes are done.
    pub fn advance(&self, bytes: u64) {
        self.0.inc(bytes);
    }

    /// Bytes that were done before; they do not count for the speed.
    pub fn start_at(&self, bytes: u64) {
        self.0.set_position(bytes);
        self.0.reset_eta();
    }

    /// A line for the person, above the bar.
    pub fn say(&self, line: &str) {
        self.0.suspend(|| eprintln!("writ: {line}"));
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.0.finish_and_clear();
    }
}
