//! Plays a reading on a fake clock: calls take their time and come back in the order of their answers.

use std::sync::Arc;

use groupsweep_atlassian_sim::{SeedMembership, SimRequest, Site};
use groupsweep_core::atlassian::Endpoint;
use groupsweep_core::domain::{GroupId, SiteCall, Span, Timestamp};
use groupsweep_core::load::{GroupMembers, ListReader, Loaded, Loading, PagedList};
use groupsweep_core::reads::{ReadEvent, ReadId};
use groupsweep_core::run::Rate;

use crate::support::sweep::Reply;
use crate::support::{account, group};

/// The duration of an answer.
pub(crate) const TAKES: Span = Span(40);
/// When every reading begins.
pub(crate) const BEGIN: Timestamp = Timestamp(1_800_000_000_000);

/// What was seen of a reading.
#[derive(Default)]
pub(crate) struct LoadSeen {
    /// Every call and when it was sent.
    pub(crate) sent: Vec<(Timestamp, SiteCall)>,
    /// When the last answer came.
    pub(crate) ended: Timestamp,
    /// Most calls under way.
    pub(crate) most: usize,
}

/// Plays to the end, or until `cancel` says so.
pub(crate) fn play_until<L: PagedList>(
    gather: &mut ListReader<L>,
    script: impl FnMut(&SiteCall, Timestamp) -> Reply,
    cancel: impl Fn(&ListReader<L>) -> bool,
) -> LoadSeen {
    play_taking(gather, TAKES, script, cancel)
}

/// The same with answers that take so long.
pub(crate) fn play_taking<L: PagedList>(
    gather: &mut ListReader<L>,
    takes: Span,
    mut script: impl FnMut(&SiteCall, Timestamp) -> Reply,
    cancel: impl Fn(&ListReader<L>) -> bool,
) -> LoadSeen {
    let mut seen = LoadSeen::default();
    let mut now = BEGIN;
    let mut flying: Vec<(Timestamp, ReadId, Reply)> = Vec::new();
    let mut event = ReadEvent::Timer;
    gather.set_ceiling(64);
    for _ in 0..200_000 {
        let before = gather.progress();
        let todo = gather.step(event, now);
        let progress = gather.progress();
        assert!(progress.done >= before.done && progress.done <= progress.all);
        for (read_id, call) in todo.calls {
            assert!(!call.is_change(), "{call:?}");
            let reply = script(&call, now + Span(takes.0 / 2));
            flying.push((now + takes, read_id, reply));
            seen.sent.push((now, call));
        }
        seen.most = seen.most.max(flying.len());
        seen.ended = now;
        if gather.is_done() {
            assert_eq!(progress.done, progress.all);
            return seen;
        }
        if cancel(gather) {
            event = ReadEvent::Cancel;
            continue;
        }
        flying.sort_by_key(|(due, ..)| *due);
        let answer_at = flying.first().map(|(due, ..)| *due);
        let wake_at = todo.wake_at;
        now = answer_at.into_iter().chain(wake_at).min().expect("stuck");
        event = if answer_at == Some(now) {
            let (_, read_id, reply) = flying.remove(0);
            ReadEvent::Answered(read_id, reply)
        } else {
            ReadEvent::Timer
        };
    }
    panic!("it reads for ever");
}

pub(crate) fn play<L: PagedList>(
    gather: &mut ListReader<L>,
    script: impl FnMut(&SiteCall, Timestamp) -> Reply,
) -> LoadSeen {
    play_until(gather, script, |_| false)
}

/// The model's answer to a call.
pub(crate) fn ask(site: &mut Site, endpoint: &Endpoint, call: &SiteCall, now: Timestamp) -> Reply {
    let request = endpoint.request(call).expect("the product has the call");
    site.answer(now, &SimRequest::relayed(&request))
        .into_answer()
}

/// Somebody in a group.
pub(crate) fn seat(g: usize, u: usize) -> SeedMembership {
    SeedMembership {
        group_id: group(g),
        group_name: format!("Group {g}"),
        account_id: account(u),
        display_name: format!("User {u}"),
        email: format!("user{u}@domain.example"),
        active: !u.is_multiple_of(5),
    }
}

/// A site without a rate limit, with this many people in each group, numbered.
pub(crate) fn site(sizes: &[usize]) -> Site {
    let seats = sizes.iter().enumerate();
    let mut site = Site::practice(seats.flat_map(|(g, size)| (0..*size).map(move |u| seat(g, u))));
    site.settings_mut().limits.rate = 0;
    site
}

/// The first groups as the picker gives them.
pub(crate) fn picked(groups: usize) -> Vec<GroupMembers> {
    let one = |g: usize| GroupMembers {
        id: GroupId::parse(&group(g)).unwrap(),
        name: Arc::from(format!("Group {g}")),
    };
    (0..groups).map(one).collect()
}

/// As fast as a model goes.
pub(crate) fn fast() -> Rate {
    Rate::of_model(1000)
}

pub(crate) fn loading(groups: usize) -> Loading {
    Loading::of_groups(Endpoint::default(), picked(groups), fast())
}

/// Accounts of a group that was loaded, in order.
pub(crate) fn accounts(loaded: &Loaded, at: usize) -> Vec<String> {
    let people = loaded.groups[at].people.iter();
    people
        .map(|one| one.account.as_ref().unwrap().as_str().to_owned())
        .collect()
}
