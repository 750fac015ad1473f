//! Pauses that sites asked for. They belong to the site, not to the run that was asked.

use crate::connect::Target;
use crate::domain::{SiteAddress, Timestamp};

use super::engine::Run;

/// The pauses that runs let go of were asked for and that may not be over yet, one for each site.
#[derive(Clone, Debug, Default)]
pub struct SitePauses(Vec<(SiteAddress, Timestamp)>);

impl SitePauses {
    /// Keeps the pause of a run that the page lets go of. The practice site goes with its run.
    pub fn keep(&mut self, run: &Run, now: Timestamp) {
        if let (Target::Site(site), Some(_)) =
            (&run.plan().connection().target, run.pace().held_until(now))
        {
            self.0.push((site.clone(), run.pace().asked_until()));
        }
    }

    /// Hands the pauses of a run's site over to it: it waits for their end, unless a call that the admin asks for
    /// shows that the site answers again.
    pub fn hand_over(&mut self, run: &mut Run, now: Timestamp) {
        let Target::Site(site) = &run.plan().connection().target else {
            return;
        };
        let is_of_site = |(of, _): &(SiteAddress, Timestamp)| of == site;
        let (ours, others) = self.0.drain(..).partition(is_of_site);
        self.0 = others;
        let ours: Vec<(SiteAddress, Timestamp)> = ours;
        for (_, asked) in ours {
            run.pause_until(asked, now);
        }
    }
}
