//! The receipt: what a run was, how it ended, and how to check that.

use std::sync::Arc;

use groupsweep_core::connect::Target;
use groupsweep_core::domain::{AccountId, GroupId, Membership, RowNo, Span, Timestamp};
use groupsweep_core::import::FileFingerprint;
use groupsweep_core::plan::{
    Action, Frozen, Plan, PlanItem, PlanSummary, Scope, Source, plan_digest,
};
use groupsweep_core::report::{ReceiptFacts, VerificationFacts, receipt_json};
use groupsweep_core::run::{Event, Outcome, Rate, Run};
use serde_json::{Value, json};

use crate::support::replies::{not_a_member, removed, throttled};
use crate::support::sweep::Sweep;
use crate::support::{caller, connection, table_and_plan};

/// A plan out of thin air, in this order.
fn plan(action: Action, memberships: &[(&str, &str)]) -> Plan {
    let item = |(group, account): &(&str, &str)| PlanItem {
        row: RowNo(0),
        membership: Membership {
            group: GroupId::parse(group).unwrap(),
            account: AccountId::parse(account).unwrap(),
        },
        user_name: "User".into(),
        group_name: "Group".into(),
    };
    Plan::thaw(Frozen {
        purpose: action.into(),
        items: memberships.iter().map(item).collect(),
        connection: connection(),
        summary: PlanSummary::default(),
        source: Source::of_mark(FileFingerprint::of("export.csv", b"x")),
    })
    .unwrap()
}

fn facts() -> ReceiptFacts {
    ReceiptFacts {
        run_id: "r-1".into(),
        now: Timestamp(1_795_430_600_000),
        ..ReceiptFacts::default()
    }
}

fn receipt(run: &Run, facts: &ReceiptFacts) -> Value {
    serde_json::from_str(&receipt_json(run, facts)).unwrap()
}

/// Made by hand:
/// ```text
/// printf '%s\n' \
///   '61cb3f2f-cc52-4458-8e0a-bf78ccd504bb 712020:789cba25-bbe2-45c5-a2b6-3a81ca61ba74' \
///   'e7b24a95-307c-4179-b143-18071d986420 5fa522f08573800069c749ac' \
///   'e7b24a95-307c-4179-b143-18071d986420 63b6efaab790087ed712a5c1' \
///   'e7b24a95-307c-4179-b143-18071d986420 63b6efaab790087ed712a5c1-' | LC_ALL=C sort | sha256sum
/// ```
const BY_HAND: &str = "92a01cd710fa370b40ca69ee8c796f3fad057c6907ee7e081a1fa2713c63a9eb";

#[test]
fn the_digest_is_the_one_that_a_shell_computes() {
    let memberships = [
        (
            "E7B24A95-307C-4179-B143-18071D986420",
            "63b6efaab790087ed712a5c1-",
        ),
        (
            "e7b24a95-307c-4179-b143-18071d986420",
            "63b6efaab790087ed712a5c1",
        ),
        (
            "61cb3f2f-cc52-4458-8e0a-bf78ccd504bb",
            "712020:789cba25-bbe2-45c5-a2b6-3a81ca61ba74",
        ),
        (
            "e7b24a95-307c-4179-b143-18071d986420",
            "5fa522f08573800069c749ac",
        ),
    ];
    assert_eq!(plan_digest(&plan(Action::Remove, &memberships)), BY_HAND);
    let mut turned = memberships;
    turned.reverse();
    assert_eq!(plan_digest(&plan(Action::Add, &turned)), BY_HAND);
    assert_ne!(
        plan_digest(&plan(Action::Remove, &memberships[1..])),
        BY_HAND
    );
}

#[test]
fn a_finished_run_is_told_in_full() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.now = Timestamp(1_795_430_527_000);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    let mut turn = 0;
    sweep.play(|_| {
        turn += 1;
        match turn {
            1 => throttled(&[("retry-after", "2")]),
            2 => not_a_member(),
            _ => removed(),
        }
    });
    let ended = sweep.run.last_settled_at().unwrap().rfc3339();
    let told = receipt(
        &sweep.run,
        &ReceiptFacts {
            undo_of: Some("r-0".into()),
            relay_version: Some("0.1.0".into()),
            rate_reached: Some(49),
            verification: Some(VerificationFacts {
                groups: 3,
                groups_unreadable: 1,
                rows: 3,
                rows_as_planned: 1,
                rows_not_as_planned: 1,
                rows_changed_back: 0,
                rows_unreadable: 1,
                read_at: Timestamp(1_795_430_590_000),
            }),
            ..facts()
        },
    );
    let file = sweep.plan.file();
    assert_eq!(
        told,
        json!({
            "format": "groupsweep-receipt",
            "format_version": 1,
            "groupsweep_version": env!("CARGO_PKG_VERSION"),
            "page_version": null,
            "relay_version": "0.1.0",
            "run_id": "r-1",
            "undo_of": "r-0",
            "action": "remove",
            "purpose": "remove",
            "site": {"name": "mysite.atlassian.net", "origin": "https://mysite.atlassian.net"},
            "account": {"id": "63b6efaab790087ed712a5c1", "name": "Ada Admin", "email": null},
            "file": {"name": "export.csv", "size": file.size},
            "started_at": "2026-11-23T10:42:07.000Z",
            "ended_at": ended,
            "written_at": "2026-11-23T10:43:20.000Z",
            "at_rest": true,
            "plan": {
                "memberships": 3,
                "sha256": plan_digest(&sweep.plan),
                "sha256_is_of": told["plan"]["sha256_is_of"],
                "protected_rows_kept": 0,
                "names": {
                    "rows": 3,
                    "different": 0,
                    "people_not_compared": 3,
                    "groups_not_compared": 3,
                    "notes": ["Names were not compared with the site, because the site's name was not read. Rows are identified by id only."],
                },
                "left_out": {"already": 0, "not_found": 0, "not_checked": 0, "protected": 0, "other_name": 0},
                "unprotected": [],
                "sealed_by": null,
            },
            "outcomes": {"removed": 2, "already_gone": 1, "gone_since_check": 0, "failed": 0, "in_doubt": 0, "not_tried": 0},
            "attempts": 4,
            "answers_429": 1,
            "calls_in_ten_seconds": 49,
            "verification": {
                "groups": 3, "groups_unreadable": 1, "rows": 3, "rows_as_planned": 1,
                "rows_not_as_planned": 1, "rows_changed_back": 0, "rows_unreadable": 1,
                "read_at": "2026-11-23T10:43:10.000Z",
            },
        })
    );
    let how = told["plan"]["sha256_is_of"].as_str().unwrap();
    assert!(how.contains("sorted by their bytes"), "{how}");
}

#[test]
fn an_addition_counts_in_its_own_words_and_a_new_run_has_no_times() {
    let ids = ("e7b24a95-307c-4179-b143-18071d986420", "5fa522f0857380");
    let run = Run::new(Arc::new(plan(Action::Add, &[ids])), Rate::DEFAULT);
    let told = receipt(&run, &facts());
    assert_eq!(told["action"], "add");
    assert_eq!(
        told["outcomes"],
        json!({"added": 0, "already_member": 0, "there_since_check": 0, "failed": 0, "in_doubt": 0, "not_tried": 1})
    );
    let open = ["started_at", "ended_at", "verification", "undo_of"];
    assert!(open.iter().all(|field| told[field].is_null()), "{told}");
}

#[test]
fn fields_stand_in_their_order_one_on_a_line() {
    let run = Run::new(table_and_plan(1).1, Rate::DEFAULT);
    let text = receipt_json(&run, &facts());
    assert!(
        text.starts_with("{\n  \"format\": \"groupsweep-receipt\",\n  \"format_version\": 1,\n")
    );
    assert!(text.ends_with("\n}\n"));
}

#[test]
fn the_practice_site_has_no_origin_and_no_name_can_break_the_file() {
    let mut connection = connection();
    connection.target = Target::Practice;
    caller(&mut connection).name = "A \"quoted\"\n\u{1} name".into();
    let practice = plan(
        Action::Remove,
        &[("e7b24a95-307c-4179-b143-18071d986420", "a:1")],
    );
    let frozen = Frozen {
        purpose: practice.purpose(),
        items: practice.items().to_vec(),
        connection,
        summary: PlanSummary::default(),
        source: Source::of_mark(FileFingerprint::of("\\x\".csv", b"")),
    };
    let run = Run::new(Arc::new(Plan::thaw(frozen).unwrap()), Rate::DEFAULT);
    let told = receipt(&run, &facts());
    assert_eq!(
        told["site"],
        json!({"name": "Practice site", "origin": null})
    );
    assert_eq!(told["account"]["name"], "A \"quoted\"\n\u{1} name");
    assert_eq!(told["file"], json!({"name": "\\x\".csv", "size": 0}));
}

#[test]
fn a_run_ends_with_its_last_answer_and_not_with_a_later_reading() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.now = Timestamp(1_795_430_527_000);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    let ended = receipt(&sweep.run, &facts())["ended_at"].clone();
    assert!(ended.is_string(), "{ended}");
    sweep.pass(Span::seconds(86_400));
    sweep.step(Event::Verified(vec![(0, true)]));
    assert_eq!(receipt(&sweep.run, &facts())["ended_at"], ended);
}

#[test]
fn a_run_keeps_its_end_when_a_later_reading_contradicts_its_rows() {
    let mut sweep = Sweep::new(table_and_plan(3).1, 50);
    sweep.now = Timestamp(1_795_430_527_000);
    sweep.try_the_first();
    sweep.release(Scope::Remaining);
    sweep.play(|_| removed());
    let ended = sweep.run.ended_at();
    sweep.pass(Span::seconds(86_400));
    sweep.step(Event::Verified(vec![(0, true), (1, true), (2, true)]));
    assert_eq!(sweep.outcome(0), Outcome::Failed);
    assert_eq!(sweep.run.ended_at(), ended);
    let plan = Arc::clone(&sweep.plan);
    let again = Run::recover(plan, Rate::DEFAULT, sweep.journal.clone(), true);
    assert_eq!(again.ended_at(), ended, "also from the journal");
}
