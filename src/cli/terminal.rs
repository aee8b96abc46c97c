//! What the terminal can do.

use std::io::IsTerminal;

/// Whether errors may be coloured.
pub fn stderr_colour() -> bool {
    std::io::stderr().is_terminal() && colour_wanted()
}

/// Whether output may be coloured.
pub fn stdout_colour() -> bool {
    std::io::stdout().is_terminal() && colour_wanted()
}

fn colour_wanted() -> bool {
    std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
        && std::env::var_os("TERM").is_none_or(|t| t != "dumb")
}

/// Columns of the terminal; 110 where there is none.
pub fn width() -> usize {
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    columns.or_else(|| terminal_size::terminal_size().map(|(w, _)| usize::from(w.0))).unwrap_or(110)
}
