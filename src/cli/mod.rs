//! The command line: one file per subcommand. Results go to standard output, everything else to
//! standard error; the exit code is 0 for done, 1 for failed (2: the words of the call are off).

mod admin;
mod audit;
mod bucket;
mod client;
mod demo;
mod get;
mod mirror;
mod progress;
mod put;
mod serve;
mod state;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};
use tracing_subscriber::EnvFilter;

use crate::config::Jurisdiction;

/// Encrypted, mirrored file storage with the takedown portal that makes it lawful to run.
#[derive(Debug, Parser)]
#[command(name = "writ", version, max_term_width = 100)]
struct Arguments {
    /// How to write the log: for people, or one JSON object a line
    #[arg(long, global = true, env = "WRIT_LOG_FORMAT", value_enum)]
    log_format: Option<LogFormat>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    Text,
    Json,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the service: portal, mirrors, custody and log
    Serve(Box<serve::Serve>),
    /// Empty mirrors, back the service up, recover it, make another site the service, or end it
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Verify the log, or a case exported from it
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Run a mirror of your own for somebody's service
    #[command(subcommand)]
    Mirror(mirror::Mirror),
    Demo(demo::Demo),
    Put(Box<put::Put>),
    Get(get::Get),
}

/// Whether these words, of which the first is the program's own name, are a call of it; nothing is done. The environment counts, as it
/// does in a call. For documents and units, whose lines the tests hold to what the program takes.
///
/// # Errors
/// What is wrong with them. Help that is asked for is an error here, too.
pub fn understand(words: &[String]) -> Result<(), clap::Error> {
    Arguments::try_parse_from(words).map(drop)
}

/// Runs the command line of this process.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_logging(arguments.log_format, &arguments.command);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("writ: no threads to run on: {error}");
            return ExitCode::FAILURE;
        }
    };
    let done = runtime.block_on(async {
        match arguments.command {
            Command::Serve(serve) => serve.run().await,
            Command::Admin(admin) => admin.run().await,
            Command::Audit(audit) => audit.run().await,
            Command::Mirror(mirror) => mirror.run().await,
            Command::Demo(demo) => demo.run().await,
            Command::Put(put) => put.run().await,
            Command::Get(get) => get.run().await,
        }
    });
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("writ: {}", words(&error));
            ExitCode::from(client::exit_code(&error))
        }
    }
}

/// An error with its causes, each said once: some repeat theirs.
fn words(error: &anyhow::Error) -> String {
    error.chain().map(ToString::to_string).fold(String::new(), |said, cause| {
        if said.is_empty() {
            cause
        } else if said.contains(&cause) {
            said
        } else {
            format!("{said}: {cause}")
        }
    })
}

/// A country as people type it: its two letters, small ones, too.
fn read_country(text: &str) -> Result<Jurisdiction, String> {
    Jurisdiction::parse(&text.to_ascii_uppercase())
        .map_err(|_| format!("`{text}` is not a country: give its two-letter ISO 3166 code, such as NZ"))
}

/// Logs go to standard error: what the service does, never whom it serves. `WRIT_LOG` filters them.
fn start_logging(format: Option<LogFormat>, command: &Command) {
    // The demo tells its own story in the terminal; only what went wrong belongs beside it.
    let serves = matches!(command, Command::Serve(_) | Command::Mirror(mirror::Mirror::Serve(_)));
    let default = if serves { "info" } else { "error" };
    let filter = EnvFilter::try_from_env("WRIT_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    let subscriber = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let json = match format {
        Some(LogFormat::Json) => true,
        Some(LogFormat::Text) => false,
        None => !std::io::stderr().is_terminal(),
    };
    if json {
        // Each line names its request once.
        subscriber.json().with_span_list(false).init();
    } else {
        subscriber.init();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_once() {
        let cause = anyhow::anyhow!("the disk is full");
        let error = cause.context("it cannot be written: the disk is full").context("film.mkv");
        assert_eq!(words(&error), "film.mkv: it cannot be written: the disk is full");
    }

    #[test]
    fn a_country_is_two_letters_of_either_size() {
        for typed in ["NZ", "nz", "Nz"] {
            assert_eq!(read_country(typed).unwrap().as_str(), "NZ");
        }
        for other in ["", "n", "nzl", "n1", " nz", "ñz", "é"] {
            let refused = read_country(other).unwrap_err();
            assert!(
                refused.contains(&format!("`{other}` is not a country")) && refused.contains("two-letter"),
                "{refused}"
            );
        }
    }
}
