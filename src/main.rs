//! The `drsim` program: everything is in the library's `cli`.

fn main() -> std::process::ExitCode {
    drsim::cli::main()
}
