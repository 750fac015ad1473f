//! Row 29: faults.

use groupsweep_atlassian_sim::{Delivery, FaultKind, Settings, Site};
use groupsweep_core::domain::TransportError;
use std::collections::BTreeMap;

use crate::support::{GROUP, START, remove, site, user};

fn faulty(percent: u32, profiles: &[(&str, &str)]) -> Site {
    let mut site = site(profiles);
    site.settings_mut().faults.percent = percent;
    site
}

#[test]
fn each_kind_of_fault_looks_as_it_should_and_has_the_effect_it_should() {
    for (kind, status, wait, whole, effect) in [
        ("503", 503, None, true, false),
        ("503-retry-after", 503, Some("1"), true, false),
        ("502", 502, None, true, false),
        ("504", 504, None, true, false),
        ("504-after-effect", 504, None, true, true),
        ("cut", 500, None, false, true),
    ] {
        let mut site = faulty(100, &[("fault-kinds", kind)]);
        let reply = site.answer(START, &remove(GROUP, &user(1)));
        assert_eq!(
            (reply.status, reply.header("retry-after")),
            (status, wait),
            "{kind}"
        );
        assert_eq!(reply.delivery == Delivery::Whole, whole, "{kind}");
        assert_eq!(site.is_member(GROUP, &user(1)), !effect, "{kind}");
        if matches!(kind, "502" | "504") {
            assert!(
                reply
                    .header("content-type")
                    .unwrap()
                    .starts_with("text/html")
            );
        }
        let answer = reply.into_answer();
        assert_eq!(answer.err(), (!whole).then_some(TransportError::Cut));
    }
}

#[test]
fn one_call_fails_no_more_than_twice_running() {
    let mut site = faulty(100, &[("fault-kinds", "503,502")]);
    for number in 1..=100 {
        let statuses: Vec<_> = (0..3)
            .map(|_| site.answer(START, &remove(GROUP, &user(number))).status)
            .collect();
        assert!(statuses[0] >= 500 && statuses[1] >= 500, "{statuses:?}");
        assert_eq!(statuses[2], 200);
    }
    let mut endless = faulty(100, &[("fault-kinds", "503"), ("faults-running", "any")]);
    assert!((0..50).all(|_| endless.answer(START, &remove(GROUP, &user(1))).status == 503));
}

#[test]
fn faults_follow_the_seed_and_not_the_order_of_arrival() {
    let faults = |seed, numbers: &[u32]| -> BTreeMap<u32, (u16, Delivery)> {
        let mut site = faulty(30, &[]);
        site.settings_mut().seed = seed;
        let mut ask = |number: &u32| {
            let reply = site.answer(START, &remove(GROUP, &user(*number)));
            (*number, (reply.status, reply.delivery))
        };
        numbers.iter().map(&mut ask).collect()
    };
    let forth: Vec<u32> = (1..=120).collect();
    let back: Vec<u32> = (1..=120).rev().collect();
    assert_eq!(faults(7, &forth), faults(7, &back));
    assert_ne!(faults(7, &forth), faults(8, &forth));
    let failed = faults(7, &forth)
        .values()
        .filter(|(status, _)| *status >= 500)
        .count();
    assert!(
        (15..=60).contains(&failed),
        "{failed} of 120 failed at 30 %"
    );
    assert_eq!(Settings::default().faults.kinds.len(), 6);
    assert!(
        Settings::default()
            .faults
            .kinds
            .contains(&FaultKind::CutAfterEffect)
    );
}
