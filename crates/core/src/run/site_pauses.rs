//! Pauses that sites asked for. A pause belongs to the site, not to the run that got the answer.

use crate::connect::Target;
use crate::domain::{SiteAddress, Timestamp};

use super::engine::Run;

/// Pauses that are not over, one for each site. Each run in the page gets its site's pause, and gives back what it
/// knows when it leaves the page, so that the next run waits too.
#[derive(Clone, Debug, Default)]
pub struct SitePauses(Vec<(SiteAddress, Timestamp)>);

impl SitePauses {
    /// Keeps the pause of a run that leaves the page: its end, or that it is over. A call that the admin asked for may
    /// have shown that the site answers again. The practice site ends with its run.
    pub fn keep(&mut self, run: &Run, now: Timestamp) {
        let Target::Site(site) = &run.plan().connection().target else {
            return;
        };
        self.0.retain(|(of, _)| of != site);
        if run.pace().held_until(now).is_some() {
            self.0.push((site.clone(), run.pace().asked_until()));
        }
    }

    /// Gives a run that enters the page the pause of its site.
    pub fn hand_over(&self, run: &mut Run, now: Timestamp) {
        let Target::Site(site) = &run.plan().connection().target else {
            return;
        };
        if let Some((_, asked)) = self.0.iter().find(|(of, _)| of == site) {
            run.pause_until(*asked, now);
        }
    }
}
