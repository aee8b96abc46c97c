use super::*;

#[test]
fn the_calendar_starts_with_day_one_of_year_one() {
    assert_eq!(calendar(Time::ZERO), "year 1, day 1 00:00:00");
    assert_eq!(calendar(Time(86_400 * SECOND - 1)), "year 1, day 1 23:59:59");
    assert_eq!(calendar(Time::ZERO + Span::YEAR), "year 2, day 1 00:00:00");
    let at = Time::ZERO + Span::YEAR + Span(((126 * 24 + 4) * 3600 + 5 * 60 + 12) * SECOND);
    assert_eq!(calendar(at), "year 2, day 127 04:05:12");
    // An attacker may have come in before the history starts.
    assert_eq!(calendar(Time(-SECOND)), "year 0, day 365 23:59:59");
}

#[test]
fn lengths_count_days_apart() {
    assert_eq!(length(Span::ZERO), "00:00:00");
    assert_eq!(length(Span((23 * 3600 + 59 * 60 + 59) * SECOND)), "23:59:59");
    assert_eq!(length(Span((25 * 3600) * SECOND)), "1d 01:00:00");
}

#[test]
fn a_source_that_is_back_is_not_waited_for() {
    let now = Time::ZERO;
    let app = AppId::new(0);
    let enters = Note::Enters(app, Phase::Repair);
    assert!(is_said(enters, &[(now, Note::CalledOff(app))]));
    assert!(!is_said(enters, &[(now, Note::Broke(app))]));
    assert!(!is_said(enters, &[(now, Note::CalledOff(AppId::new(1)))]));
    assert!(!is_said(Note::Enters(app, Phase::Boot), &[(now, Note::CalledOff(app))]));
}

#[test]
fn what_is_repaired_or_processed_is_told_once() {
    let now = Time::ZERO;
    let app = AppId::new(0);
    let failed = [(now, Note::StartFailed(app, None))];
    assert!(is_said(Note::Enters(app, Phase::Manual), &failed));
    assert!(!is_said(Note::Enters(app, Phase::Boot), &failed));
    assert!(is_passing(Note::Enters(app, Phase::Boot), &[(now, Note::Processes(app))]));
    assert!(!is_passing(Note::Enters(app, Phase::Boot), &[(now, Note::Processes(AppId::new(1)))]));
}

#[test]
fn of_several_apps_the_plural_is_told() {
    let told = [
        ("stops; an incident opens (site lost)", "stop; incidents open (site lost)"),
        ("people have decided to recover it", "people have decided to recover them"),
        ("waits for the apps it needs", "wait for the apps they need"),
        (
            "runs again where it was, and waits for the apps it needs",
            "run again where they were, and wait for the apps they need",
        ),
        ("is restored, and waits for the apps it needs", "are restored, and wait for the apps they need"),
        ("its data are being moved", "their data are being moved"),
        ("struck (node), stays in service", "struck (node), stay in service"),
        ("runs, but users cannot reach it", "run, but users cannot reach them"),
        ("failover to is starts", "failover to is starts"),
    ];
    for (one, several) in told {
        assert_eq!(words::of_several(one), several);
    }
}
