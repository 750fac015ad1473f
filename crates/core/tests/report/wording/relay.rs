//! What Report says to do where the relay is gone.

use groupsweep_core::report::RelayTrouble;
use groupsweep_core::report::wording::{VerifyState, relay_step, why_no_verify};

#[test]
fn a_relay_that_is_gone_is_started_where_the_record_is_kept() {
    assert_eq!(
        relay_step(RelayTrouble::Gone, Some("127.0.0.1:8738"), true),
        "Start groupsweep-relay again with the options that it had and --listen 127.0.0.1:8738, because this run's record is kept for this address. In this tab, open the address that it prints. Check the connection, then press Verify again."
    );
    assert_eq!(
        relay_step(RelayTrouble::Gone, None, true),
        "Start groupsweep-relay again. On Connect, paste the address that it prints. Check the connection, then press Verify again."
    );
    assert_eq!(
        relay_step(RelayTrouble::Refuses, Some("127.0.0.1:8737"), true),
        "The relay was started again. In this tab, open the address that it printed last. Check the connection, then press Verify again."
    );
}

#[test]
fn where_no_record_is_kept_the_results_file_leads_back() {
    assert_eq!(
        relay_step(RelayTrouble::Gone, Some("127.0.0.1:8738"), false),
        "This browser has no record of this run, so have its results file at hand. Start groupsweep-relay again, open the address that it prints, and drop the results file on Import. Check the connection, then press Verify again."
    );
    assert_eq!(
        relay_step(RelayTrouble::Refuses, Some("127.0.0.1:8737"), false),
        "The relay was started again. This browser has no record of this run, so have its results file at hand. Open the address that the relay printed last, and drop the results file on Import. Check the connection, then press Verify again."
    );
}

#[test]
fn a_verify_that_cannot_be_pressed_says_why() {
    let open = VerifyState {
        is_connected: true,
        is_export: false,
        is_at_rest: true,
        has_begun: true,
    };
    assert_eq!(why_no_verify(open), None);
    for (now, why) in [
        (
            VerifyState {
                has_begun: false,
                ..open
            },
            "This run has sent nothing yet, so there is nothing to verify.",
        ),
        (
            VerifyState {
                is_at_rest: false,
                ..open
            },
            "You can verify once the run stops or ends.",
        ),
        (
            VerifyState {
                is_export: true,
                is_connected: false,
                ..open
            },
            "This page has no way to the site. To verify, open Groupsweep with a relay or as the extension, and connect.",
        ),
        (
            VerifyState {
                is_connected: false,
                ..open
            },
            "To verify this run, connect to its site first.",
        ),
    ] {
        assert_eq!(why_no_verify(now), Some(why));
    }
}
