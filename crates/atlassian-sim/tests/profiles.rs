//! Profiles by name.

use std::collections::BTreeSet;

use groupsweep_atlassian_sim::Settings;

#[test]
fn a_profile_that_does_not_exist_is_named_with_what_there_is() {
    let mut settings = Settings::default();
    let unknown = settings
        .set_profile("colour", "red")
        .unwrap_err()
        .to_string();
    assert!(unknown.contains("colour") && unknown.contains("not-a-member = 400 | 404 | 200"));
    let wrong = settings
        .set_profile("not-a-member", "500")
        .unwrap_err()
        .to_string();
    assert!(wrong.contains("400 | 404 | 200"));
    for (name, value) in [
        ("stale-seconds", "61"),
        ("late-already-member-seconds", "61"),
        ("fault-kinds", "503,x"),
        ("faults-running", "0"),
    ] {
        assert!(settings.set_profile(name, value).is_err(), "{name}");
    }
}

#[test]
fn every_switch_says_where_its_answers_are_known_from() {
    let names = |of: Vec<&'static str>| of.into_iter().collect::<BTreeSet<_>>();
    let switches = Settings::profile_values().into_iter().map(|(name, _)| name);
    let sourced = Settings::sources().map(|(name, _)| name);
    assert_eq!(names(switches.collect()), names(sourced.collect()));
    for (name, about) in Settings::sources() {
        let source = about
            .split_once("Source: ")
            .map_or("", |(_, source)| source);
        assert!(source.len() > 12, "{name} has no source: {about}");
    }
}

#[test]
fn every_listed_value_of_every_profile_can_be_set() {
    for (name, values) in groupsweep_atlassian_sim::Profiles::LIST {
        for value in *values {
            assert_eq!(
                Settings::default().set_profile(name, value),
                Ok(()),
                "{name}"
            );
        }
    }
}
