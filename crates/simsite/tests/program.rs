//! The simulated site as a program, and the file it reads.

use groupsweep_simsite::read_seats;
use reqwest::Method;
use serde_json::json;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

use crate::support::{GROUP, client, control, removal};

const EXPORT: &str = "\u{feff}Group id,Group name,User id,User name,email,User status,Added to org\n\
    e7b24a95-307c-4179-b143-18071d986420,\"team, a\",712020:1,One,one@example.com,Active,1 Sep 2023\n\
    e7b24a95-307c-4179-b143-18071d986420,\"team, a\",712020:2,Two,two@example.com,Suspended,1 Sep 2023\n\
    ,,712020:3,Three,three@example.com,Active,1 Sep 2023\n";

#[test]
fn an_export_is_read_with_either_kind_of_heading() {
    let seats = read_seats(EXPORT.as_bytes()).unwrap();
    let short: Vec<_> = seats
        .iter()
        .map(|s| (&*s.account_id, &*s.group_name, s.active))
        .collect();
    assert_eq!(
        short,
        [
            ("712020:1", "team, a", true),
            ("712020:2", "team, a", false)
        ]
    );
    let edited = "groupId,accountId,Email\ng,a,x@example.com\n";
    assert_eq!(
        read_seats(edited.as_bytes()).unwrap()[0].email,
        "x@example.com"
    );
    assert!(read_seats("User id,email\n".as_bytes()).is_err());
}

#[test]
fn the_files_that_say_what_the_site_really_holds_are_read() {
    let seats = |name: &str| {
        let path = format!("{}/../../tests/cases/{name}", env!("CARGO_MANIFEST_DIR"));
        read_seats(std::fs::File::open(path).unwrap()).unwrap()
    };
    let swapped = seats("11-site-truth.csv");
    let tobias = "712020:30f47f35-d038-4cfb-8add-40e92c34bf1c";
    let found = swapped.iter().find(|seat| seat.account_id == tobias);
    assert_eq!(found.unwrap().display_name, "Tobias Okoro");
    let shifted = seats("01-site-truth.csv");
    assert!(shifted.iter().any(|seat| seat.group_name == "Sales, EMEA"));
    let renamed = seats("12-site-renamed-group.csv");
    assert!(
        renamed
            .iter()
            .any(|seat| seat.group_name == "All employees")
    );
    let numeric = seats("07-true-numeric-ids.csv");
    assert_eq!(numeric[0].account_id, "557058123456789012345678");
}

/// The program, killed when the test is over.
pub(crate) struct SimsiteProgram(pub(crate) Child);

impl Drop for SimsiteProgram {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(crate) fn run(flags: &[&str]) -> SimsiteProgram {
    let mut command = Command::new(env!("CARGO_BIN_EXE_groupsweep-simsite"));
    let command = command
        .args(flags)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    SimsiteProgram(command.spawn().unwrap())
}

/// The origin in the line that the program says once it listens.
pub(crate) fn origin_of(program: &mut SimsiteProgram) -> String {
    let mut line = String::new();
    BufReader::new(program.0.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let origin = line.trim_end().strip_prefix("listening ").unwrap();
    origin.to_owned()
}

#[tokio::test]
async fn the_program_says_where_it_listens_and_serves_its_file() {
    let file = std::env::temp_dir().join(format!("groupsweep-simsite-{}.csv", std::process::id()));
    std::fs::write(&file, EXPORT).unwrap();
    let mut program = run(&[
        "--listen",
        "127.0.0.1:0",
        "--members",
        file.to_str().unwrap(),
        "--login",
        "one@example.com:t1:jira-admin",
        "--login",
        "two@example.com:t2",
        "--login",
        "root@example.com:t3:admin",
        "--rename",
        "712020:1=Tobias = Okoro",
        "--suspended",
        "712020:2",
        "--rate",
        "5",
        "--profile",
        "not-site-admin=masked-404",
    ]);
    let origin = origin_of(&mut program);
    std::fs::remove_file(&file).unwrap();
    assert!(origin.starts_with("http://127.0.0.1:"));
    assert_eq!(control(&origin, "memberships").await, json!({ "count": 2 }));

    let call = |method, path: String, login: &str| {
        let (email, token) = login.split_once(':').unwrap();
        let request = client().request(method, format!("{origin}{path}"));
        request.basic_auth(email, Some(token)).send()
    };
    // A login that is a member has the member's account id.
    let me = call(
        Method::GET,
        "/rest/api/3/myself".to_owned(),
        "one@example.com:t1",
    )
    .await
    .unwrap();
    assert_eq!(me.headers()["x-aaccountid"], "712020:1");
    let list = format!("/rest/api/3/group/member?groupId={GROUP}");
    let listed = call(Method::GET, list, "root@example.com:t3").await;
    let listed = listed.unwrap().text().await.unwrap();
    assert!(listed.contains("Tobias = Okoro") && !listed.contains("712020:2"));
    let refused = call(Method::DELETE, removal("712020:2"), "one@example.com:t1")
        .await
        .unwrap();
    assert_eq!(refused.status(), 404);
    let removed = call(Method::DELETE, removal("712020:2"), "root@example.com:t3")
        .await
        .unwrap();
    assert_eq!(removed.status(), 200);
    assert_eq!(removed.headers()["x-ratelimit-limit"], "5");
    assert_eq!(
        control(&origin, &format!("members?groupId={GROUP}")).await,
        json!(["712020:1"])
    );
}

#[test]
fn the_program_refuses_what_it_does_not_understand() {
    for (flags, said) in [
        (
            &["--profile", "colour=red"][..],
            "not-a-member = 400 | 404 | 200",
        ),
        (&["--profile", "not-a-member=500"], "400 | 404 | 200"),
        (&["--login", "nobody"], "EMAIL:TOKEN"),
        (&["--login", "a@example.com:t:king"], "no right"),
        (&["--login", "a@example.com:t:scopes="], "joined by +"),
        (&["--members", "no-such-file.csv"], "no-such-file.csv"),
        (&["--listen", "0.0.0.0:0"], "loopback"),
        (&["--rename", "a name alone"], "ID=NAME"),
        (&["--rename", "712020:nobody=X"], "712020:nobody"),
        (&["--suspended", "712020:nobody"], "712020:nobody"),
    ] {
        let mut program = run(flags);
        assert!(!program.0.wait().unwrap().success(), "{flags:?}");
        let (mut out, mut err) = (String::new(), String::new());
        program
            .0
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut out)
            .unwrap();
        program
            .0
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut err)
            .unwrap();
        assert_eq!(out, "");
        assert!(err.contains(said), "{flags:?}: {err}");
    }
}
