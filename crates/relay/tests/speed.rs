//! How fast it goes: printed, not judged. `cargo test --release --test relay -- --ignored --nocapture speed`.

use std::time::Instant;

use groupsweep_atlassian_sim::{SeedMembership, Settings};
use groupsweep_core::wire::{CallLogin, CallToMake};
use groupsweep_simsite::SimOptions;

use crate::bench::Bench;
use crate::page::call;
use crate::site::Site;

const CALLS: u32 = 5_000;
const AT_ONCE: u32 = 100;
const GROUP: &str = "e7b24a95-307c-4179-b143-18071d986420";
/// `admin@example.com:good-token`.
const LOGIN: &str = "Basic YWRtaW5AZXhhbXBsZS5jb206Z29vZC10b2tlbg==";

fn removal(account: u32) -> CallToMake {
    let target = format!("/rest/api/3/group/user?groupId={GROUP}&accountId=712020%3A{account}");
    CallToMake {
        login: CallLogin::Given(LOGIN.to_owned().into()),
        ..call("DELETE", &target)
    }
}

fn seat(account: u32) -> SeedMembership {
    SeedMembership {
        group_id: GROUP.to_owned(),
        group_name: "team-a".to_owned(),
        account_id: format!("712020:{account}"),
        display_name: String::new(),
        email: String::new(),
        active: true,
    }
}

#[test]
#[ignore = "a measurement"]
fn calls_per_second_through_one_socket() {
    let nobody = Site::start(|_| crate::site::ok("{}"));
    let mut options = crate::bench::options(Some(&nobody));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let mut settings = Settings::default();
    settings.limits.rate = 0;
    let site = runtime.block_on(groupsweep_simsite::start(SimOptions {
        settings,
        seats: (0..CALLS).map(seat).collect(),
        latency_ms: 5,
        ..SimOptions::default()
    }));
    let site = site.unwrap();
    let address = groupsweep_core::domain::SiteAddress::parse_for_relay(&site.origin());
    options.site = address.ok();
    let bench = Bench::start(options);
    let mut page = bench.page();
    let started = Instant::now();
    for account in 0..AT_ONCE {
        page.send(removal(account));
    }
    for answered in 0..CALLS {
        assert_eq!(page.hear().unwrap().result.unwrap().status, 200);
        if answered + AT_ONCE < CALLS {
            page.send(removal(answered + AT_ONCE));
        }
    }
    let taken = started.elapsed();
    println!(
        "{CALLS} removals through one socket, {AT_ONCE} at once, site answers after 5 ms: {:.0} calls/s",
        f64::from(CALLS) / taken.as_secs_f64()
    );
}
