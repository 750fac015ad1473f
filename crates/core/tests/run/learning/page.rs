//! The page between the pace and the simulated site, on a fake clock: calls start when the pace lets them, answers come
//! back late.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use groupsweep_atlassian_sim::{SeedMembership, Settings, SimLimits, SimRequest, Site};
use groupsweep_core::domain::{AccountId, GroupId, Membership, SiteCall, Span, Timestamp};
use groupsweep_core::run::{Pace, Rate, RateSignal};

use crate::support::{Dice, account, group};

/// What the page does between the pace and the site.
pub(super) struct Loop {
    pub(super) site: Site,
    pub(super) pace: Pace,
    pub(super) dice: Dice,
    pub(super) now: Timestamp,
    /// Answers on their way: when they arrive, when the call was sent, what they say.
    pub(super) flying: BinaryHeap<Reverse<(u64, u64, usize)>>,
    /// Calls on their way to the site: when they arrive, when they were sent, how long the answer takes.
    pub(super) leaving: BinaryHeap<Reverse<(u64, u64, u64)>>,
    pub(super) signs: Vec<(RateSignal, Option<u64>)>,
    pub(super) mean: u64,
    pub(super) ceiling: usize,
    pub(super) sent: u64,
    pub(super) clean: u64,
    pub(super) throttled: u64,
    pub(super) early: u64,
    pub(super) hold: Timestamp,
    pub(super) most_flying: usize,
    pub(super) call: SiteCall,
}

impl Loop {
    pub(super) fn new(rate: u32, burst: u32, bound: Rate, mean: u64) -> Self {
        let mut settings = Settings::practice();
        settings.limits = SimLimits {
            rate,
            burst,
            retry_after: 1,
        };
        let mut site = Site::new(settings);
        site.seed([SeedMembership {
            group_id: group(1),
            group_name: "Group".into(),
            account_id: account(1),
            display_name: "User".into(),
            email: String::new(),
            active: true,
        }]);
        let membership = Membership {
            group: GroupId::parse(&group(1)).unwrap(),
            account: AccountId::parse(&account(1)).unwrap(),
        };
        Self {
            site,
            pace: Pace::new(bound),
            dice: Dice(u64::from(rate) * 31 + mean),
            now: Timestamp(1_800_000_000_000),
            flying: BinaryHeap::new(),
            leaving: BinaryHeap::new(),
            signs: Vec::new(),
            mean,
            ceiling: 64,
            sent: 0,
            clean: 0,
            throttled: 0,
            early: 0,
            hold: Timestamp(0),
            most_flying: 0,
            call: SiteCall::Remove(membership),
        }
    }

    /// Half to one and a half of the mean.
    pub(super) fn latency(&mut self) -> u64 {
        self.mean / 2 + self.dice.below(usize::try_from(self.mean).unwrap() + 1) as u64
    }

    pub(super) fn under_way(&self) -> usize {
        self.leaving.len() + self.flying.len()
    }

    pub(super) fn send(&mut self) {
        self.early += u64::from(self.now < self.hold);
        self.sent += 1;
        let takes = self.latency();
        self.leaving
            .push(Reverse((self.now.0 + takes / 2, self.now.0, takes)));
        self.most_flying = self.most_flying.max(self.under_way());
    }

    /// The site counts a call when it arrives. Half of the time passes on the way back.
    pub(super) fn arrive(&mut self) {
        while let Some(Reverse((at, sent_at, takes))) = self.leaving.peek().copied()
            && at <= self.now.0
        {
            self.leaving.pop();
            let request = SimRequest::of_call(&self.call).unwrap();
            let answer = self.site.answer(self.now, &request).into_answer();
            let sign = RateSignal::of(&answer);
            let wait = answer
                .ok()
                .and_then(|it| it.header("retry-after")?.parse::<u64>().ok());
            self.signs.push((sign, wait));
            let sign = self.signs.len() - 1;
            self.flying.push(Reverse((sent_at + takes, sent_at, sign)));
        }
    }

    /// Plays until so many answers were clean, or the time is over.
    pub(super) fn play(&mut self, clean: u64, until: Timestamp) {
        while self.clean < clean && self.now < until {
            self.arrive();
            while let Some(Reverse((arrives, sent_at, sign))) = self.flying.peek().copied()
                && arrives <= self.now.0
            {
                self.flying.pop();
                let (sign, wait) = self.signs[sign];
                if sign == RateSignal::Throttled {
                    self.throttled += 1;
                    let until = self.now + Span::seconds(wait.unwrap_or(5));
                    self.hold = self.hold.max(until);
                    self.pace.hold(until + Span(120), self.now);
                } else {
                    self.clean += 1;
                }
                self.pace.on_response(Timestamp(sent_at), self.now, sign);
            }
            let left = clean - self.clean;
            while (self.under_way() as u64) < left
                && self.under_way() < self.pace.most_in_flight(self.ceiling)
                && self.pace.take(self.now)
            {
                self.send();
            }
            self.now = self.now + Span(1);
        }
    }

    pub(super) fn seconds(&mut self, seconds: u64) -> u64 {
        let (before, until) = (self.clean, self.now + Span::seconds(seconds));
        self.play(u64::MAX, until);
        self.clean - before
    }
}

pub(super) const FOREVER: Timestamp = Timestamp(u64::MAX / 2);

/// A site and a run on it.
#[derive(Clone, Copy)]
pub(super) struct Measured {
    pub(super) rate: u32,
    pub(super) burst: u32,
    pub(super) rows: u64,
    /// One row goes before, some seconds earlier.
    pub(super) trial: bool,
}

impl Measured {
    pub(super) fn usual(rate: u32, rows: u64) -> Self {
        Self {
            rate,
            burst: rate,
            rows,
            trial: true,
        }
    }

    /// The time in thousandths of the floor, and the 429s in ten thousandths of the calls: the mean of ten dice.
    pub(super) fn of_ten(self) -> (u64, u64) {
        const DICE: u64 = 10;
        let (mut took, mut refused) = (0, 0);
        for seed in 0..DICE {
            let mut page = Loop::new(self.rate, self.burst, Rate::DEFAULT, 250);
            page.dice = Dice(seed * 7919 + u64::from(self.rate));
            page.pace.expect_calls(self.rows);
            if self.trial {
                page.play(1, FOREVER);
                page.now = page.now + Span::seconds(5);
            }
            let began = page.now;
            page.play(page.clean + self.rows, FOREVER);
            took += (page.now - began).0;
            refused += page.throttled * 10_000 / page.sent;
            assert_eq!(page.early, 0, "early calls");
        }
        let floor = (self.rows - u64::from(self.burst)) * 1000 / u64::from(self.rate);
        let (took, refused) = (took * 1000 / floor / DICE, refused / DICE);
        let Self {
            rate,
            burst,
            rows,
            trial,
        } = self;
        println!(
            "{rate}/s, {burst} at once, {rows} rows, trial {trial}: {took} thousandths of the floor, \
             {refused} of 10,000 answered 429"
        );
        (took, refused)
    }
}
