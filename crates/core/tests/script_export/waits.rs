//! How long the script waits where a site says so: in seconds, as a date, until a reset.

use std::fs;
use std::io::{BufRead as _, BufReader, ErrorKind, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use groupsweep_core::connect::Target;
use groupsweep_core::domain::{Action, SiteAddress, Timestamp};
use groupsweep_core::script_export::{ExportPlan, RequestTemplate, bash_script, console_snippets};

use crate::support::{connection, export, freeze_choice, plan_of, table};

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

/// `Wed, 25 Nov 2026 09:40:12 GMT` of a moment; the name of the day counts for nothing.
fn http_date(moment: u64) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let text = Timestamp(moment).rfc3339();
    let month = MONTHS[text[5..7].parse::<usize>().unwrap() - 1];
    format!(
        "Mon, {} {month} {} {} GMT",
        &text[8..10],
        &text[..4],
        &text[11..19]
    )
}

/// Longer than any wait of these tests. Anything longer hangs.
const PATIENCE: Duration = Duration::from_secs(150);

/// The next connection; `what` names the answer that waits for it.
fn accept(listener: &TcpListener, what: &str) -> TcpStream {
    listener.set_nonblocking(true).unwrap();
    let until = Instant::now() + PATIENCE;
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false).unwrap();
                stream.set_read_timeout(Some(PATIENCE)).unwrap();
                return stream;
            }
            Err(why) => assert!(
                why.kind() == ErrorKind::WouldBlock && Instant::now() < until,
                "no call came for {what}: {why}"
            ),
        }
        thread::sleep(Duration::from_millis(10));
    }
}

/// What a script says until it ends. One that hangs is ended, and named.
fn ended(child: Child, name: &str) -> Output {
    let id = child.id().to_string();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || tell.send(child.wait_with_output()));
    match told.recv_timeout(PATIENCE) {
        Ok(output) => output.unwrap(),
        Err(_) => {
            let _ = Command::new("kill").args(["-KILL", &id]).status();
            let said = told.recv_timeout(PATIENCE).map(Result::unwrap);
            panic!("the script of `{name}` did not end in {PATIENCE:?}: {said:?}");
        }
    }
}

/// Answers one request after the other, each with the next of these heads, and gives when each came.
fn serve(
    listener: &TcpListener,
    heads: Vec<Box<dyn Fn() -> String + Send>>,
    body: &str,
) -> Vec<u64> {
    let mut came = Vec::new();
    let all = heads.len();
    for (at, head) in heads.into_iter().enumerate() {
        let mut stream = accept(listener, &format!("answer {} of {all}", at + 1));
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        while lines.next().is_some_and(|line| !line.unwrap().is_empty()) {}
        came.push(now());
        let head = head();
        let body = if head.contains("X-Empty") { "" } else { body };
        write!(
            stream,
            "HTTP/1.1 {head}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
    }
    came
}

/// Runs the script of one row there, with all that it asks for.
fn run(origin: &str, folder: &str) -> Output {
    let mut connection = connection();
    let address = SiteAddress::parse_for_relay(origin).unwrap();
    let name = address.name().to_owned();
    connection.target = Target::Site(address);
    let table = Arc::new(table(export(&[(1, 1)])));
    let mut choice = groupsweep_core::choose::SelectionHistory::new(Arc::clone(&table));
    choice.set(table.row_numbers(), true);
    let plan = freeze_choice(&choice, Action::Remove, connection).unwrap();
    let template = RequestTemplate::jira(origin, Action::Remove).unwrap();
    let script = bash_script(ExportPlan::of(&plan, &template).unwrap());

    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join(format!("{folder}-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("take.sh"), script).unwrap();
    let mut child = Command::new("bash")
        .arg("take.sh")
        .current_dir(&folder)
        .env("no_proxy", "127.0.0.1")
        // This site answers one thing after the other, and no question for names.
        .env("CHECK_NAMES", "no")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    // A script that ends early reads less of it.
    let _ = write!(stdin, "a@b.example\ntoken\n{name}\nyes\n");
    drop(stdin);
    let output = ended(child, &folder.display().to_string());
    fs::remove_dir_all(&folder).unwrap();
    output
}

#[test]
fn the_script_waits_as_long_as_the_site_asks() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let heads: Vec<Box<dyn Fn() -> String + Send>> = vec![
        Box::new(|| "200 OK\r\nContent-Type: application/json".to_owned()),
        Box::new(|| "503 Gone for a moment\r\nretry-after: 4".to_owned()),
        Box::new(|| format!("503 Still\r\nRetry-After: {}", http_date(now() + 6_000))),
        Box::new(|| {
            format!(
                "429 Slow\r\nX-RateLimit-Reset: {}Z",
                &Timestamp(now() + 8_000).rfc3339()[..19]
            )
        }),
        Box::new(|| "200 OK\r\nX-Empty: yes".to_owned()),
    ];
    let site = thread::spawn(move || serve(&listener, heads, "{\"accountId\":\"me\"}"));

    let output = run(&origin, "waits");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}");
    assert!(said.contains("removed (Done at try 4.)"), "{said}");
    let came = site.join().unwrap();
    let waited: Vec<Duration> = came[1..]
        .windows(2)
        .map(|pair| Duration::from_millis(pair[1] - pair[0]))
        .collect();
    // A second of tolerance, because dates have whole seconds. At most a quarter more, and the delay of a busy machine.
    for (waited, asked) in waited.iter().zip([4, 6, 8]) {
        let (least, most) = (asked * 1000 - 1000, asked * 1250 + 20_000);
        let waited = u64::try_from(waited.as_millis()).unwrap();
        assert!(
            (least..most).contains(&waited),
            "{waited} ms, asked {asked} s"
        );
    }
}

/// Counts the connections until the script has ended, and closes each, so that a script that continues fails at once.
fn further_calls(listener: &TcpListener, has_ended: &AtomicBool) -> usize {
    listener.set_nonblocking(true).unwrap();
    let mut count = 0;
    loop {
        // Read first: what came before the end is still in the queue.
        let is_last = has_ended.load(Ordering::Relaxed);
        while listener.accept().is_ok() {
            count += 1;
        }
        if is_last {
            return count;
        }
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_site_that_does_not_say_who_is_logged_in_gets_nothing() {
    for body in ["{}", "{\"type\":\"anonymous\"}", "<html>Log in</html>"] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let head: Box<dyn Fn() -> String + Send> = Box::new(|| "200 OK".to_owned());
        let has_ended = Arc::new(AtomicBool::new(false));
        let watched = Arc::clone(&has_ended);
        let site = thread::spawn(move || {
            serve(&listener, vec![head], body);
            further_calls(&listener, &watched)
        });
        let output = run(&origin, "nobody");
        has_ended.store(true, Ordering::Relaxed);
        assert_eq!(site.join().unwrap(), 0, "calls after {body}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(
            !output.status.success() && said.contains("did not say who you are"),
            "{said}"
        );
    }
}

#[test]
fn no_terminal_takes_what_the_site_says_for_an_order() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let heads: Vec<Box<dyn Fn() -> String + Send>> = vec![
        Box::new(|| "200 OK".to_owned()),
        Box::new(|| "403 Forbidden".to_owned()),
    ];
    let body = "{\"accountId\":\"me\",\"displayName\":\"A\u{9b}2Jd\u{e4}\",\"errorMessages\":[\"No\u{9b}31m \u{1b}[2J\"]}";
    let site = thread::spawn(move || serve(&listener, heads, body));
    let output = run(&origin, "orders");
    site.join().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(
        said.contains("Logged in as A 2Jd\u{e4}") && said.contains("No 31m"),
        "{said}"
    );
    assert!(!said.contains(['\u{9b}', '\u{1b}']), "{said:?}");
}

#[test]
fn no_wait_of_the_snippets_is_longer_than_a_day() {
    let Ok(version) = Command::new("node").arg("--version").output() else {
        eprintln!("the snippets' waits: not run, because no node was found");
        return;
    };
    assert!(version.status.success());
    let table = Arc::new(table(export(&[(0, 0)])));
    let plan = plan_of(&table, table.row_numbers());
    let template = RequestTemplate::jira("https://mysite.atlassian.net", Action::Remove).unwrap();
    let [snippet] = console_snippets(ExportPlan::of(&plan, &template).unwrap())
        .try_into()
        .unwrap();
    let from = snippet.find("const rest = ").unwrap();
    let end = snippet.find("// The time of day").unwrap();
    let late = "Fri, 01 Jan 2099 00:00:00 GMT";
    let calls = [
        format!("rest(1, 5, 429, (key) => key === 'retry-after' ? '{late}' : null)"),
        "rest(1, 5, 429, (key) => key === 'x-ratelimit-reset' ? '2099-01-01T00:00:00Z' : null)"
            .to_owned(),
        "rest(1, 5, 429, (key) => key === 'retry-after' ? '999999999' : null)".to_owned(),
    ];
    let script = format!("{} console.log({});", &snippet[from..end], calls.join(", "));
    let output = Command::new("node").args(["-e", &script]).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let waits: Vec<f64> = said
        .split_whitespace()
        .map(|one| one.parse().unwrap())
        .collect();
    assert_eq!(
        waits.len(),
        3,
        "{said} {}",
        String::from_utf8_lossy(&output.stderr)
    );
    // The wait itself, and up to 25 seconds more.
    let day = 86_400_000.0;
    assert!(
        waits.iter().all(|ms| (day..=day + 25_000.0).contains(ms)),
        "{said}"
    );
}
