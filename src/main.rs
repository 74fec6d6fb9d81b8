//! Parses arguments and calls the library.

fn main() -> std::process::ExitCode {
    writ::cli::main()
}
