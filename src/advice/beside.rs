//! A value written beside its limit: in the limit's unit where that reads
//! better, and never so rounded that both look the same.

use crate::units::{show_duration, show_size};

const HOUR: f64 = 3600.0;

/// A time beside a shorter limit, both in seconds: "125 h" beside "24 h", and
/// "24 h + 7.2 min" rather than "24 h".
pub(super) fn duration(seconds: f64, limit: f64) -> String {
    let (text, limit_text) = (show_duration(seconds), show_duration(limit));
    if text == limit_text && seconds > limit {
        return format!("{limit_text} + {}", show_duration(seconds - limit));
    }
    let hours = seconds / HOUR;
    if limit_text.ends_with(" h") && text.ends_with(" d") && hours < 1000.0 {
        return format!("{hours:.0} h");
    }
    text
}

/// Memory in binary units, as it is bought, also where a share of it is left.
pub(super) fn memory(bytes: f64) -> String {
    const MIB: f64 = 1_048_576.0;
    show_size((bytes / MIB).round() * MIB)
}

/// Texts of a value and of a smaller limit.
pub(super) fn over(text: String, limit: String) -> (Option<String>, Option<String>) {
    let text = if text == limit { format!("just over {limit}") } else { text };
    (Some(text), Some(limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_never_looks_like_its_limit() {
        assert_eq!(duration(86_832.0, 86_400.0), "24 h + 7.2 min");
        assert_eq!(duration(450_000.0, 86_400.0), "125 h");
        assert_eq!(duration(450_000.0, 600.0), "5.2 d");
        assert_eq!(duration(1.0, 86_400.0), "1 s");
        assert_eq!(duration(f64::INFINITY, 86_400.0), "never");
        assert_eq!(memory(1.5 * 1_073_741_824.0 + 3.0), "1.5 GiB");
        assert_eq!(over("1.4 TiB".into(), "1.4 TiB".into()).0.as_deref(), Some("just over 1.4 TiB"));
    }
}
