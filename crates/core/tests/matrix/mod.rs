//! Right under every answer: each switch of the simulated site for what Atlassian does not document, on every route,
//! checked and unchecked, through remove, add, the undo of each, and the reading after each.
//!
//! After each journey: it came to its end, its books balance, and no row, proof, reading or undo says or does what is
//! not so. A file for each API has the outcomes, where a switch makes a difference, and every sentence that was said:
//! to be read.

mod journeys;
mod logins;
mod profiles;
mod rows;
mod story;
mod world;

use std::collections::BTreeSet;

use groupsweep_atlassian_sim::{CLOUD_ID, DIRECTORY_ID, ORG_ID, Profiles};
use groupsweep_core::atlassian::{ApiHost, Confluence, Endpoint, Jira, Organization};
use groupsweep_core::domain::{CloudId, DirectoryId, OrgId};
use groupsweep_core::plan::{Action, Purpose};
use groupsweep_core::run::{Outcome, Phase, ProofVerdict};

use profiles::{BASE, DEFAULT, ELSEWHERE, PROFILES};
use story::{OutcomeTable, difference, outcomes, sentences};
use world::{Check, Profile, RowStory, Story, World};

/// Whether a row's outcome is so.
fn is_true(row: &RowStory, story: &Story, profile: Profile, check: Check) -> bool {
    let wants_member = story.purpose.action() == Action::Add;
    let is_as_wanted = row.is_member == wants_member;
    let was_as_wanted = row.was_member == wants_member;
    let only_the_check_knows = profile.is_silent_on_nothing && check == Check::Skipped;
    match row.outcome {
        Outcome::Done if row.is_unconfirmed || only_the_check_knows => is_as_wanted,
        Outcome::Done => is_as_wanted && !was_as_wanted,
        Outcome::NoChange => is_as_wanted && was_as_wanted,
        Outcome::SinceCheck => is_as_wanted,
        Outcome::Failed => row.is_member == row.was_member && !row.sentence.is_empty(),
        Outcome::InDoubt => !row.sentence.is_empty(),
        Outcome::NotTried => row.is_member == row.was_member,
    }
}

/// What is false in a story, in sentences.
fn falsehoods(story: &Story, profile: Profile, check: Check) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Some(what) = story.stuck {
        wrong.push(format!("{what} did not come to its end"));
    }
    for row in &story.rows {
        if !is_true(row, story, profile, check) {
            wrong.push(format!(
                "{}: {:?}, member before {} and after {}: {}",
                row.row, row.outcome, row.was_member, row.is_member, row.sentence
            ));
        }
        if row.listed.is_some_and(|listed| listed != row.is_member) {
            wrong.push(format!(
                "{}: read back as {:?}, member {}",
                row.row, row.listed, row.is_member
            ));
        }
    }
    for (verdict, before, after) in &story.proofs {
        let claims = matches!(
            verdict,
            ProofVerdict::Gone { .. } | ProofVerdict::NotOnOwnList
        );
        if claims && (!*before || *after) {
            wrong.push(format!("a proof of what is not so: {verdict:?}"));
        }
    }
    wrong
}

/// An undo removes nobody from a group that they were in before the run. Uncertain rows are asked about.
fn taken_too_far(stories: &[Story]) -> Vec<String> {
    let [first, undo] = stories else {
        return Vec::new();
    };
    let was_there = |name: &str| {
        first
            .rows
            .iter()
            .any(|row| row.row == name && row.was_member)
    };
    let taken = undo
        .rows
        .iter()
        .filter(|_| undo.purpose == Purpose::UndoAddition);
    taken
        .filter(|row| was_there(row.row))
        .map(|row| {
            format!(
                "{}: was a member before the run, and the undo takes the person out",
                row.row
            )
        })
        .collect()
}

/// Plays every profile on a route, with and without a check, and compares the sentences with its file.
fn under_every_answer(route: &str, endpoint: &Endpoint, read: Option<&str>) {
    let mut wrong = Vec::new();
    let mut said = BTreeSet::new();
    let mut table = String::new();
    let mut journeys = 0;
    for check in [Check::Made, Check::Skipped] {
        let (mut normal, mut same) = (OutcomeTable::new(), Vec::new());
        for (name, profile) in [("default", DEFAULT)].iter().chain(PROFILES) {
            let mut all = OutcomeTable::new();
            for purpose in [Purpose::Remove, Purpose::Add] {
                let stories = World::new(endpoint, *profile).play(purpose, check);
                wrong.extend(
                    taken_too_far(&stories)
                        .into_iter()
                        .map(|one| format!("{name}: {one}")),
                );
                for story in &stories {
                    journeys += 1;
                    let false_ = falsehoods(story, *profile, check).into_iter();
                    wrong.extend(
                        false_.map(|one| format!("{check:?}, {name}, {:?}: {one}", story.purpose)),
                    );
                    all.extend(outcomes(story));
                    said.extend(sentences(story));
                }
            }
            match difference(check, name, &normal, &all) {
                Some(lines) => table.push_str(&lines),
                None => same.push(*name),
            }
            if *name == "default" {
                normal = all;
            }
        }
        table.push_str(&format!("# As by default: {}\n\n", same.join(", ")));
    }
    assert!(wrong.is_empty(), "{route}: {}", wrong.join("\n"));
    assert!(journeys > 200, "only {journeys} journeys");
    let said: Vec<String> = said.into_iter().collect();
    let now = format!("{table}# Sentences\n{}\n", said.join("\n"));
    if read.is_some_and(|read| read != now) {
        let file = format!(
            "{}/{}.txt",
            env!("CARGO_TARGET_TMPDIR"),
            route.replace(' ', "_")
        );
        std::fs::write(&file, &now).unwrap();
        panic!(
            "{route}: other outcomes or sentences than in tests/matrix; if they are right, take {file}"
        );
    }
}

#[test]
fn jira_says_nothing_false_under_any_answer() {
    let endpoint = Endpoint::Jira(Jira {
        api_host: ApiHost::Site,
    });
    under_every_answer("jira", &endpoint, Some(include_str!("jira.txt")));
}

#[test]
fn the_gateway_says_nothing_false_under_any_answer() {
    let api_host = ApiHost::Gateway(CloudId::parse(CLOUD_ID).unwrap());
    let endpoint = Endpoint::Jira(Jira { api_host });
    // It says what Jira says.
    under_every_answer("gateway", &endpoint, None);
}

#[test]
fn confluence_says_nothing_false_under_any_answer() {
    let endpoint = Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    });
    under_every_answer(
        "confluence",
        &endpoint,
        Some(include_str!("confluence.txt")),
    );
}

#[test]
fn the_organization_says_nothing_false_under_any_answer() {
    let endpoint = Endpoint::Organization(Organization {
        org: OrgId::parse(ORG_ID).unwrap(),
        directory: DirectoryId::parse(DIRECTORY_ID),
    });
    under_every_answer(
        "organization",
        &endpoint,
        Some(include_str!("organization.txt")),
    );
}

/// A run that is stopped after so many calls of its first drive and of the others, read back, and gone on with.
#[test]
fn a_stop_and_a_resume_say_nothing_false_under_any_answer() {
    let jira = Endpoint::Jira(Jira {
        api_host: ApiHost::Site,
    });
    let confluence = Endpoint::Confluence(Confluence {
        api_host: ApiHost::Site,
    });
    let organization = Endpoint::Organization(Organization {
        org: OrgId::parse(ORG_ID).unwrap(),
        directory: DirectoryId::parse(DIRECTORY_ID),
    });
    let (mut wrong, mut stopped) = (Vec::new(), 0);
    for endpoint in [&jira, &confluence, &organization] {
        for (name, profile) in [("default", DEFAULT)].iter().chain(PROFILES) {
            for (purpose, check, after) in [
                (Purpose::Remove, Check::Made, 1),
                (Purpose::Remove, Check::Made, 4),
                (Purpose::Remove, Check::Skipped, 6),
                (Purpose::Add, Check::Made, 3),
                (Purpose::Add, Check::Skipped, 5),
            ] {
                let world = World::new(endpoint, *profile);
                let stories = world.play_stopped(purpose, check, after);
                let undone = stories.get(1..).unwrap_or_default();
                let mut found = taken_too_far(undone);
                for story in &stories {
                    found.extend(falsehoods(story, *profile, check));
                }
                let first = stories.first();
                stopped += usize::from(first.is_some_and(|one| one.phase == Phase::Stopped));
                let route = endpoint.name();
                let where_ = format!("{route}, {name}, {purpose:?}, {check:?}, after {after}");
                wrong.extend(found.into_iter().map(|one| format!("{where_}: {one}")));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(stopped > 300, "only {stopped} runs were stopped");
}

/// Every answer of every switch is in one of these profiles, or does not affect a run.
#[test]
fn every_answer_that_is_not_documented_is_in_the_matrix() {
    let here: BTreeSet<_> = PROFILES
        .iter()
        .flat_map(|(_, profile)| profile.switches)
        .chain(BASE)
        .collect();
    for (name, values) in Profiles::LIST {
        let is_elsewhere = ELSEWHERE.iter().any(|(switch, _)| switch == name);
        for value in &values[1..] {
            let is_here = here.contains(&(*name, *value));
            assert!(is_here != is_elsewhere, "{name}={value}");
        }
    }
    for (switch, _) in ELSEWHERE {
        assert!(
            Profiles::LIST.iter().any(|(name, _)| name == switch),
            "{switch}"
        );
    }
}

/// Each rule finds what it is there for.
#[test]
fn a_false_story_is_found() {
    let row = |outcome, was_member, is_member| RowStory {
        row: "a member",
        outcome,
        is_unconfirmed: false,
        sentence: String::new(),
        was_member,
        is_member,
        listed: None,
    };
    let story = |row, proofs| Story {
        purpose: Purpose::Remove,
        phase: Phase::Finished,
        rows: vec![row],
        proofs,
        verified: String::new(),
        stuck: None,
    };
    let found = |story: &Story| falsehoods(story, DEFAULT, Check::Made).len();
    assert_eq!(
        found(&story(row(Outcome::Done, true, false), Vec::new())),
        0
    );
    for (outcome, was_member, is_member) in [
        (Outcome::Done, true, true),
        (Outcome::Done, false, false),
        (Outcome::NoChange, true, false),
        (Outcome::NoChange, true, true),
        (Outcome::SinceCheck, true, true),
        (Outcome::Failed, true, false),
        (Outcome::InDoubt, true, true),
        (Outcome::NotTried, true, false),
    ] {
        assert_eq!(
            found(&story(row(outcome, was_member, is_member), Vec::new())),
            1,
            "{outcome:?}"
        );
    }
    let listed = RowStory {
        listed: Some(true),
        ..row(Outcome::Done, true, false)
    };
    assert_eq!(found(&story(listed, Vec::new())), 1);
    let proof = vec![(ProofVerdict::Gone { members: 1 }, true, true)];
    assert_eq!(found(&story(row(Outcome::Done, true, false), proof)), 1);
    let mut stuck = story(row(Outcome::Done, true, false), Vec::new());
    stuck.stuck = Some("the run");
    assert_eq!(found(&stuck), 1);
    let add = Story {
        purpose: Purpose::Add,
        ..story(row(Outcome::Done, true, true), Vec::new())
    };
    let undo = Story {
        purpose: Purpose::UndoAddition,
        ..story(row(Outcome::Done, true, false), Vec::new())
    };
    assert_eq!(taken_too_far(&[add, undo]).len(), 1);
}
