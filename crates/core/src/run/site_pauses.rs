//! Pauses that sites asked for. They belong to the site, not to the run that was asked.

use crate::connect::Target;
use crate::domain::{SiteAddress, Timestamp};

use super::engine::Run;

/// The pauses that are not over, one for each site. Every run in the page is handed its site's and gives back what it
/// knows when the page lets go of it: whichever run comes next waits too.
#[derive(Clone, Debug, Default)]
pub struct SitePauses(Vec<(SiteAddress, Timestamp)>);

impl SitePauses {
    /// Keeps what a run that the page lets go of knows of its site's pause: its end, or that it is over, also because a
    /// call that the admin asked for showed that the site answers again. The practice site goes with its run.
    pub fn keep(&mut self, run: &Run, now: Timestamp) {
        let Target::Site(site) = &run.plan().connection().target else {
            return;
        };
        self.0.retain(|(of, _)| of != site);
        if run.pace().held_until(now).is_some() {
            self.0.push((site.clone(), run.pace().asked_until()));
        }
    }

    /// Hands the pause of its site over to a run that is about to be in the page.
    pub fn hand_over(&self, run: &mut Run, now: Timestamp) {
        let Target::Site(site) = &run.plan().connection().target else {
            return;
        };
        if let Some((_, asked)) = self.0.iter().find(|(of, _)| of == site) {
            run.pause_until(*asked, now);
        }
    }
}
