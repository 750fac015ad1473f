//! What the answers since the last start or resume showed about each group: that it exists, or that it refuses its
//! rows. The journal stores none of it, so a resume or a retry tries the refused groups again.

use std::collections::HashMap;
use std::sync::Arc;

use crate::domain::GroupId;
use crate::plan::Plan;

/// After this many refusals of one group's rows, with none of its rows done in between, its other rows are held: the
/// refusal concerns the group.
const REFUSED_IN_A_GROUP: u32 = 3;
/// After this many groups refuse with no row done in between, the run halts: most likely a right is missing.
const REFUSING_GROUPS: usize = 3;

/// One group of the plan.
#[derive(Default)]
struct GroupState {
    refused: u32,
    is_known: bool,
    is_closed: bool,
}

/// The groups of the plan.
pub(super) struct GroupStates {
    /// For each item, the index of its group.
    of_item: Vec<u32>,
    names: Vec<Arc<str>>,
    states: Vec<GroupState>,
    /// Groups that refused since a row was last done.
    refusing: Vec<u32>,
}

/// What a refusal means beyond its row.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum RefusalScope {
    Row,
    /// The other rows of the group would be refused too.
    Group,
    /// Rows of every group are refused.
    Everything,
}

impl GroupStates {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut places: HashMap<&GroupId, u32> = HashMap::new();
        let mut names = Vec::new();
        let of_item = plan.items().iter().map(|item| {
            *places.entry(&item.membership.group).or_insert_with(|| {
                names.push(Arc::clone(&item.group_name));
                u32::try_from(names.len() - 1).unwrap_or(u32::MAX)
            })
        });
        let of_item = of_item.collect();
        Self {
            of_item,
            states: names.iter().map(|_| GroupState::default()).collect(),
            names,
            refusing: Vec::new(),
        }
    }

    fn place(&self, item: usize) -> u32 {
        self.of_item.get(item).copied().unwrap_or(u32::MAX)
    }

    fn state(&mut self, item: usize) -> Option<&mut GroupState> {
        let place = self.place(item) as usize;
        self.states.get_mut(place)
    }

    /// Forgets refusals when the run starts or resumes: what was refused may be allowed now.
    pub(super) fn begin_anew(&mut self) {
        self.refusing.clear();
        for state in &mut self.states {
            state.refused = 0;
            state.is_closed = false;
        }
    }

    /// Notes that the group exists: the site acted on one of its rows or reported it.
    pub(super) fn know(&mut self, item: usize) {
        if let Some(state) = self.state(item) {
            state.is_known = true;
        }
    }

    pub(super) fn is_known(&self, item: usize) -> bool {
        let state = self.states.get(self.place(item) as usize);
        state.is_some_and(|state| state.is_known)
    }

    /// Notes that a row was done.
    pub(super) fn done(&mut self, item: usize) {
        self.refusing.clear();
        if let Some(state) = self.state(item) {
            state.refused = 0;
        }
    }

    /// Counts a refusal that may concern the row, its group or the caller.
    pub(super) fn refused(&mut self, item: usize) -> RefusalScope {
        let place = self.place(item);
        if !self.refusing.contains(&place) {
            self.refusing.push(place);
        }
        let everything = self.refusing.len() >= REFUSING_GROUPS;
        let Some(state) = self.state(item) else {
            return RefusalScope::Row;
        };
        state.refused += 1;
        if everything {
            RefusalScope::Everything
        } else if state.refused >= REFUSED_IN_A_GROUP {
            RefusalScope::Group
        } else {
            RefusalScope::Row
        }
    }

    /// Holds the group's other rows until the next start or resume. Returns whether that is new.
    pub(super) fn close(&mut self, item: usize) -> bool {
        let state = self.state(item);
        state.is_some_and(|state| !std::mem::replace(&mut state.is_closed, true))
    }

    pub(super) fn is_same(&self, one: usize, other: usize) -> bool {
        self.place(one) == self.place(other)
    }

    pub(super) fn name(&self, item: usize) -> &str {
        let name = self.names.get(self.place(item) as usize);
        name.map_or("", |name| name)
    }

    /// Groups whose other rows were held, by name.
    pub(super) fn closed(&self) -> impl Iterator<Item = &Arc<str>> {
        let groups = self.names.iter().zip(&self.states);
        groups
            .filter(|(_, state)| state.is_closed)
            .map(|(name, _)| name)
    }
}
