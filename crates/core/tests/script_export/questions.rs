//! What the scripts make of answers to their questions, of waits, and of a results file that is not theirs to write.

use std::fs;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use groupsweep_core::script_export::RequestTemplate;

use crate::script_export::fake_site::{Act, Fake, JSON, Scripted};
use crate::script_export::fixture::said;
use crate::script_export::shell::{Desk, Tool, everywhere, plan, shells, until};
use crate::support::export;

const ROWS: [(usize, usize); 2] = [(0, 0), (0, 1)];

fn desk(tool: Tool) -> (Fake, Desk) {
    let site = Fake::of(&ROWS);
    let desk = Desk::new(tool, &site, &export(&ROWS));
    (site, desk)
}

#[test]
fn a_busy_site_is_waited_for_when_it_is_asked_who_is_logged_in() {
    for tool in everywhere("a busy site") {
        let (site, desk) = desk(tool);
        site.next_reads([
            ("503 Service Unavailable", "Retry-After: 1\r\n", ""),
            ("429 Too Many Requests", "Retry-After: 1\r\n", "<html>"),
        ]);
        let output = desk.run();
        desk.ended(&output, 0);
        assert_eq!([desk.told(0).0, desk.told(1).0], ["removed", "removed"]);
    }
}

#[test]
fn an_answer_that_does_not_say_who_is_logged_in_sends_nothing_and_is_told_in_words() {
    let html = "Content-Type: text/html\r\n";
    for tool in everywhere("who is logged in") {
        for (status, headers, body, words) in [
            ("200 OK", html, "<html>Log in</html>", "a login page"),
            ("200 OK", JSON, "{\"accountId\":", "could not be read"),
            (
                "200 OK",
                "Content-Type: application/json; charset=nonsense\r\n",
                "{}",
                "say who you are",
            ),
            (
                "403 Forbidden",
                html,
                "<html>IP allowlist</html>",
                "IP allowlist",
            ),
            ("407 Proxy Authentication Required", html, "", "407"),
            ("302 Found", "Location: http://127.0.0.1:1/\r\n", "", "302"),
        ] {
            if tool == Tool::Console && status.starts_with("407") {
                // Browsers and Node take that for no answer.
                continue;
            }
            let (site, desk) = desk(tool);
            site.next_reads([(status, headers, body)]);
            let output = desk.run();
            desk.ended(&output, 1);
            let text = said(&output);
            assert!(
                text.contains(words) && text.contains("Nothing was sent"),
                "{tool:?} {text}"
            );
            assert!(
                !text.contains("at take") && !text.contains("Unexpected"),
                "{tool:?} {text}"
            );
            assert_eq!(site.changes(0) + site.changes(1), 0);
            assert!(!desk.results.exists());
        }
    }
}

#[test]
fn a_wait_that_is_no_whole_number_is_no_date() {
    for tool in everywhere("odd waits") {
        for (wait, least, most) in [("1.2", 1.2, 8.0), ("2, 3", 3.0, 9.0), ("soon", 1.0, 7.0)] {
            let (site, desk) = desk(tool);
            let header: &'static str = Box::leak(format!("Retry-After: {wait}\r\n").into());
            site.next([Act::Only("503 Service Unavailable", header, "")]);
            let began = Instant::now();
            let output = desk.run();
            let took = began.elapsed().as_secs_f64();
            desk.ended(&output, 0);
            // Beside the wait itself: the duration of the run on a busy machine.
            assert!(
                (least..most + 12.0).contains(&took),
                "{tool:?} {wait}: {took}"
            );
        }
    }
}

#[test]
fn a_good_answer_with_an_alphabet_that_does_not_exist_is_good() {
    for tool in everywhere("an odd alphabet") {
        let (site, desk) = desk(tool);
        site.next([Act::Instead(
            "200 OK",
            "Content-Type: text/plain;charset=nonsense\r\n",
            "",
        )]);
        let odd = "Content-Type: application/json;charset=nonsense\r\n";
        let me = "{\"accountId\":\"me\",\"displayName\":\"Ada\"}";
        site.next_reads([("200 OK", odd, me)]);
        let output = desk.run();
        desk.ended(&output, 0);
        let asked = site.seen();
        let asked = asked
            .iter()
            .filter(|(_, target)| target.ends_with("/myself"));
        assert_eq!(asked.count(), 1, "{tool:?}");
        assert_eq!(site.changes(0), 1);
        assert_eq!(desk.told(0), ("removed".to_owned(), String::new()));
    }
}

#[test]
fn the_sites_words_are_written_as_letters_and_turn_nothing() {
    let body = "{\"errorMessages\":[\"Gr\\u00f6\\u00dfe \\u202egnp.exe\\ud83d\\ude00 \\u001b[31m \\\"q\\\"\"]}";
    for tool in everywhere("the site's words") {
        let (site, desk) = desk(tool);
        site.next([Act::Plain, Act::Only("400 Bad Request", JSON, body)]);
        let output = desk.run();
        desk.ended(&output, 2);
        let (word, reason) = desk.told(1);
        assert_eq!(word, "failed");
        let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            reason,
            "The site refuses this change (400): “Größe gnp.exe😀 [31m \"q\"”. The person is still in the group.",
            "{tool:?}"
        );
    }
}

#[test]
fn words_that_repeat_the_login_are_not_written_down() {
    let bodies = [
        "{\"errorMessages\":[\"'QWRhOnRva2Vu' not a valid pair in Authorization header: 'Basic QWRhOnRva2Vu'\"]}",
        "{\"errorMessages\":[\"The token ATATT3xFfGF0 is unknown\"]}",
    ];
    for tool in everywhere("words that repeat the login") {
        for body in bodies {
            let (site, desk) = desk(tool);
            site.next([Act::Plain, Act::Only("400 Bad Request", JSON, body)]);
            let output = desk.run();
            desk.ended(&output, 2);
            assert_eq!(
                desk.told(1).1,
                "The site refuses this change (400). The person is still in the group.",
                "{tool:?}"
            );
        }
        for (login, bearer, repeated) in the_login_itself(tool) {
            let (site, desk) = desk_for(tool, bearer);
            let body = format!("{{\"errorMessages\":[\"No: {repeated}\"]}}");
            site.script(1, [Scripted::saying("400 Bad Request", &body)]);
            let output = desk.run_logged_in(&login, "yes\nyes\nyes\n", &[]);
            desk.ended(&output, 2);
            assert_eq!(
                desk.told(1).1,
                "The site refuses this change (400). The person is still in the group.",
                "{tool:?} {repeated}"
            );
            assert!(!said(&output).contains(&repeated[..20]), "{tool:?}");
        }
    }
}

/// A login of any token, the kind of login, and an answer's words that repeat it. The console has no token.
fn the_login_itself(tool: Tool) -> Vec<(String, bool, String)> {
    const TOKEN: &str = "zf9-01.Kq7_anyone's+token/of/other=make";
    let basic = STANDARD.encode(format!("admin@example.com:{TOKEN}"));
    let named = format!("admin@example.com\n{TOKEN}\n");
    let mut all = vec![
        (named.clone(), false, format!("BASIC {basic}")),
        (
            named.clone(),
            false,
            "bearer eyJhbGciOiJIUzI1NiJ9.e30".to_owned(),
        ),
    ];
    if tool != Tool::Console {
        all.extend([
            (named.clone(), false, basic),
            (named, false, TOKEN.to_owned()),
            (format!("{TOKEN}\n"), true, TOKEN[..20].to_owned()),
        ]);
    }
    all
}

fn desk_for(tool: Tool, bearer: bool) -> (Fake, Desk) {
    let site = Fake::of(&ROWS);
    let plan = plan(&site, &export(&ROWS));
    let template = RequestTemplate::jira(&site.origin, plan.action()).unwrap();
    let template = if bearer { template.bearer() } else { template };
    let desk = Desk::by(tool, &site, &plan, &template);
    (site, desk)
}

#[test]
fn words_that_only_speak_of_logins_are_written_down() {
    for tool in everywhere("words about logins") {
        for words in [
            "Basic authentication is disabled for this site",
            "The group Basic users takes no bearer tokens",
        ] {
            let (site, desk) = desk(tool);
            let body = format!("{{\"errorMessages\":[\"{words}\"]}}");
            site.script(1, [Scripted::saying("400 Bad Request", &body)]);
            let output = desk.run();
            desk.ended(&output, 2);
            let reason = format!(
                "The site refuses this change (400): “{words}”. The person is still in the group."
            );
            assert_eq!(desk.told(1).1, reason, "{tool:?}");
        }
    }
}

#[test]
fn an_empty_results_file_is_none() {
    for tool in shells("an empty results file") {
        let (_site, desk) = desk(tool);
        fs::write(&desk.results, "").unwrap();
        let output = desk.run();
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!([desk.told(0).0, desk.told(1).0], ["removed", "removed"]);
    }
}

#[test]
fn a_results_file_that_was_replaced_stops_bash_before_the_next_call() {
    let (site, desk) = desk(Tool::Bash);
    let (child, mut stdin) = desk.start();
    until("the first row", || {
        fs::read_to_string(&desk.results).is_ok_and(|text| text.contains(",removed,"))
    });
    // As a spreadsheet saves it: another file under its name.
    let other = desk.folder.join("saved");
    fs::copy(&desk.results, &other).unwrap();
    fs::rename(&other, &desk.results).unwrap();
    std::io::Write::write_all(&mut stdin, b"yes\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(
        said(&output).contains("another program replaced it"),
        "{}",
        said(&output)
    );
    assert_eq!(site.changes(1), 0);
}

#[test]
fn a_long_wait_says_its_end_and_ctrl_c_ends_it() {
    for tool in shells("ctrl-c in a wait") {
        stopped_in_a_wait(tool, "Retry-After: 7201\r\n", ", about 3 hours. Press");
        // No script waits longer than a day.
        stopped_in_a_wait(tool, "Retry-After: 172800\r\n", " or later. Press");
    }
}

/// Stops a script while it waits for the site. Its message ends like this.
fn stopped_in_a_wait(tool: Tool, header: &'static str, end: &str) {
    let (site, desk) = desk(tool);
    site.next([Act::Only("503 Service Unavailable", header, "")]);
    let (child, stdin) = desk.start();
    until("the first call", || site.changes(0) == 1);
    std::thread::sleep(Duration::from_millis(700));
    let pressed = Instant::now();
    crate::script_export::shell::signal(&child, "INT");
    let output = child.wait_with_output().unwrap();
    drop(stdin);
    assert!(
        pressed.elapsed() < Duration::from_secs(3),
        "{:?}",
        pressed.elapsed()
    );
    assert_eq!(output.status.code(), Some(130), "{}", said(&output));
    assert!(
        said(&output).contains("The site asks for a pause until ")
            && said(&output).contains(&format!("{end} Ctrl-C to stop and keep the record.")),
        "{}",
        said(&output)
    );
    assert_eq!(desk.told(0).0, "in_doubt");
}
