//! The logins of the command line, each kind tried over a socket.

use groupsweep_atlassian_sim::{CLOUD_ID, DIRECTORY_ID, ORG_ID};
use reqwest::RequestBuilder;
use std::process::Command;

use crate::program::{origin_of, run};
use crate::support::{client, control};

const LOGINS: [&str; 5] = [
    "plain@example.com:t-plain",
    "scoped@example.com:t-scoped:user:scoped",
    "some@example.com:t-some:scopes=read:jira-work+read:jira-user",
    "robot@serviceaccount.atlassian.com:t-robot",
    "bearer:t-oauth:plain@example.com:jira-admin",
];

async fn status(request: RequestBuilder) -> (u16, String) {
    let reply = request.send().await.unwrap();
    let id = reply.headers().get("x-aaccountid");
    let id = id.map(|id| id.to_str().unwrap().to_owned());
    (reply.status().as_u16(), id.unwrap_or_default())
}

#[tokio::test]
async fn each_login_of_the_command_line_is_of_its_kind() {
    let mut flags = vec!["--listen", "127.0.0.1:0"];
    for login in LOGINS {
        flags.extend(["--login", login]);
    }
    let mut program = run(&flags);
    let origin = origin_of(&mut program);
    let on_site = || client().get(format!("{origin}/rest/api/3/myself"));
    let on_gateway =
        |path: &str| client().get(format!("{origin}/ex/jira/{CLOUD_ID}/rest/api/3/{path}"));

    let (code, plain) = status(on_site().basic_auth("plain@example.com", Some("t-plain"))).await;
    assert_eq!(code, 200);
    let scoped =
        |request: RequestBuilder| request.basic_auth("scoped@example.com", Some("t-scoped"));
    assert_eq!(status(scoped(on_site())).await.0, 401);
    assert_eq!(status(scoped(on_gateway("myself"))).await.0, 200);
    assert_eq!(
        status(scoped(on_gateway("group/bulk"))).await.0,
        403,
        "no right to browse"
    );

    let some = |request: RequestBuilder| request.basic_auth("some@example.com", Some("t-some"));
    assert_eq!(status(some(on_gateway("myself"))).await.0, 200);
    assert_eq!(
        status(some(on_gateway("group/member"))).await.0,
        401,
        "no scope"
    );

    let robot = "robot@serviceaccount.atlassian.com";
    let robot = on_gateway("myself").basic_auth(robot, Some("t-robot"));
    assert_eq!(status(robot).await.0, 200);
    assert_eq!(
        status(on_gateway("myself").bearer_auth("t-robot")).await.0,
        200
    );

    // The same email is the same account, whatever the token.
    let oauth = status(on_gateway("myself").bearer_auth("t-oauth")).await;
    assert_eq!(oauth, (200, plain));
    assert_eq!(status(on_site().bearer_auth("t-oauth")).await.0, 401);
}

#[tokio::test]
async fn the_log_tells_the_scheme_of_a_login_and_nothing_else_of_it() {
    let mut program = run(&["--login", "bearer:t-oauth"]);
    let origin = origin_of(&mut program);
    let path = format!("{origin}/ex/confluence/{CLOUD_ID}/wiki/rest/api/user/current");
    let ask = |authorization: &str| client().get(&path).header("authorization", authorization);
    for authorization in ["Bearer t-oauth", "basic c2VjcmV0OnQtb2F1dGg=", "t-oauth"] {
        status(ask(authorization)).await;
    }
    let seen = control(&origin, "requests").await;
    let schemes: Vec<_> = seen
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["headers"]["authorization"].as_str().unwrap())
        .collect();
    assert_eq!(schemes, ["Bearer", "Basic", "other"]);
    let text = seen.to_string();
    assert!(
        !text.contains("t-oauth") && !text.contains("c2Vjcm"),
        "{text}"
    );
}

#[test]
fn the_help_tells_of_every_kind_of_login_and_the_ids() {
    let help = Command::new(env!("CARGO_BIN_EXE_groupsweep-simsite"))
        .arg("--help")
        .output()
        .unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    for word in [
        "bearer:TOKEN",
        "orgkey:KEY",
        ":scopes=A+B",
        "serviceaccount",
        CLOUD_ID,
        ORG_ID,
        DIRECTORY_ID,
    ] {
        assert!(help.contains(word), "{word} is not in:\n{help}");
    }
}
