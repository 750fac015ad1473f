//! How fast it reads.

use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{SiteCall, Span, Timestamp};
use groupsweep_core::load::Loading;
use groupsweep_core::run::Rate;

use crate::load::reader::{BEGIN, ask, picked, play, play_taking, site};

fn most_in_a_second(sent: &[Timestamp]) -> usize {
    let window = |from: usize| {
        let until = Timestamp(sent[from].0 + 1000);
        sent[from..].iter().take_while(|at| **at < until).count()
    };
    (0..sent.len()).map(window).max().unwrap()
}

#[test]
fn a_site_that_takes_a_hundred_reads_a_second_is_read_at_that_and_never_says_too_fast() {
    for takes in [40, 80, 300] {
        let mut site = site(&[50; 400]);
        site.settings_mut().limits.rate = 50;
        let bound = Rate::of_reads(100);
        let mut loading = Loading::of_groups(Endpoint::default(), picked(400), bound);
        let mut refused = 0;
        let read = |call: &SiteCall, now| {
            let reply = ask(&mut site, &Endpoint::default(), call, now)?;
            refused += usize::from(reply.status == 429);
            Ok(reply)
        };
        let seen = play_taking(&mut loading, Span(takes), read, |_| false);
        let loaded = loading.into_loaded();
        assert_eq!((loaded.groups.len(), loaded.memberships()), (400, 20_000));
        assert_eq!(refused, 0);
        let sent: Vec<Timestamp> = seen.sent.iter().map(|(at, _)| *at).collect();
        let floor = sent.len() * 10;
        let took = usize::try_from(seen.ended.0 - BEGIN.0).unwrap();
        println!("answers in {takes} ms: {took} ms, {floor} ms is the floor");
        assert!(
            took * 10 <= floor * 11,
            "{takes} ms: {took} ms, {floor} ms is the floor"
        );
        assert!(most_in_a_second(&sent) <= 101);
    }
}

#[test]
fn a_slower_site_is_found_out_and_hardly_troubled() {
    let mut site = site(&[20; 600]);
    // Thirty reads a second.
    site.settings_mut().limits.rate = 15;
    site.settings_mut().limits.burst = 15;
    let mut loading = Loading::of_groups(Endpoint::default(), picked(600), Rate::of_reads(100));
    let mut refused = 0;
    let seen = play(&mut loading, |call, now| {
        let reply = ask(&mut site, &Endpoint::default(), call, now)?;
        refused += usize::from(reply.status == 429);
        Ok(reply)
    });
    assert_eq!(loading.into_loaded().groups.len(), 600);
    assert!(
        refused * 20 <= seen.sent.len(),
        "{refused} of {} refused",
        seen.sent.len()
    );
}

#[test]
fn the_bound_is_kept_and_half_of_what_a_site_takes_is_left_to_others() {
    assert_eq!(Rate::READS.get(), 50);
    let mut site = site(&[5; 300]);
    let mut loading = Loading::of_groups(Endpoint::default(), picked(300), Rate::READS);
    let seen = play(&mut loading, |call, now| {
        ask(&mut site, &Endpoint::default(), call, now)
    });
    let sent: Vec<Timestamp> = seen.sent.iter().map(|(at, _)| *at).collect();
    assert!(most_in_a_second(&sent) <= 51);
    assert!(Rate::of_reads(5000).get() == 100 && Rate::of_reads(0).get() == 1);
}
