//! What Report says to do where the relay is gone.

use groupsweep_core::report::RelayTrouble;
use groupsweep_core::report::wording::relay_step;

#[test]
fn a_relay_that_is_gone_is_started_where_the_record_is_kept() {
    assert_eq!(
        relay_step(RelayTrouble::Gone, Some("127.0.0.1:8738")),
        "Start groupsweep-relay again with --listen 127.0.0.1:8738, because this run's record is kept for this address. In this tab, open the address that it prints. Check the connection, then press Verify again."
    );
    assert_eq!(
        relay_step(RelayTrouble::Gone, None),
        "Start groupsweep-relay again, and paste the address that it prints on Connect. Check the connection, then press Verify again."
    );
    assert_eq!(
        relay_step(RelayTrouble::Refuses, Some("127.0.0.1:8737")),
        "The relay was started again. In this tab, open the address that it printed last. Check the connection, then press Verify again."
    );
}
