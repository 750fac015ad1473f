//! A site of a few lines, for what the simulated one does not do: calls that hang after they took effect, answers that
//! are not the site's, names as a test needs them.

pub(crate) use super::scripted_site::{Act, Scripted};
use super::scripted_site::{done, nothing};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use crate::support::{account, group};

#[derive(Default)]
struct FakeState {
    members: BTreeSet<(String, String)>,
    people: BTreeMap<String, (String, Option<String>)>,
    groups: BTreeMap<String, String>,
    acts: VecDeque<Act>,
    /// Answers to the changes of one account, before all others.
    scripted: BTreeMap<String, VecDeque<Scripted>>,
    /// Answers to the question for one account's groups.
    readings: BTreeMap<String, VecDeque<Scripted>>,
    /// Answers to questions, before all others: any read takes one.
    reads: VecDeque<(&'static str, &'static str, &'static str)>,
    /// The accounts whose groups were asked for.
    asked: Vec<String>,
    /// Method and target of every call.
    seen: Vec<(String, String)>,
    /// Of each connection that ended without an answer, the calls that it had carried.
    ended_after: Vec<usize>,
}

/// The site, answering until the test ends.
#[derive(Clone)]
pub(crate) struct Fake {
    pub(crate) origin: String,
    state: Arc<Mutex<FakeState>>,
}

impl Fake {
    /// A site with these memberships, everybody and every group called as in the small export.
    pub(crate) fn of(memberships: &[(usize, usize)]) -> Self {
        let mut state = FakeState::default();
        for &(g, u) in memberships {
            state.members.insert((group(g), account(u)));
            state.groups.insert(group(g), format!("Group {g}"));
            let email = Some(format!("user{u}@domain.example"));
            state
                .people
                .insert(account(u), (format!("User {u}"), email));
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let origin = format!("http://{}", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(state));
        let site = Self { origin, state };
        let served = site.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let site = served.clone();
                thread::spawn(move || site.serve(stream));
            }
        });
        site
    }

    pub(crate) fn name_user(&self, user: usize, name: &str, email: Option<&str>) {
        let email = email.map(str::to_owned);
        let mut state = self.state.lock().unwrap();
        state.people.insert(account(user), (name.to_owned(), email));
    }

    pub(crate) fn forget_user(&self, user: usize) {
        self.state.lock().unwrap().people.remove(&account(user));
    }

    pub(crate) fn name_group(&self, number: usize, name: &str) {
        let mut state = self.state.lock().unwrap();
        state.groups.insert(group(number), name.to_owned());
    }

    /// What becomes of the next calls; those after them are plain.
    pub(crate) fn next(&self, acts: impl IntoIterator<Item = Act>) {
        self.state.lock().unwrap().acts.extend(acts);
    }

    /// What the next changes of a user are answered.
    pub(crate) fn script(&self, user: usize, answers: impl IntoIterator<Item = Scripted>) {
        let mut state = self.state.lock().unwrap();
        let mine = state.scripted.entry(account(user)).or_default();
        mine.extend(answers);
    }

    /// What the next questions for a user's groups are answered.
    pub(crate) fn script_readings(&self, user: usize, answers: impl IntoIterator<Item = Scripted>) {
        let mut state = self.state.lock().unwrap();
        let mine = state.readings.entry(account(user)).or_default();
        mine.extend(answers);
    }

    /// How often a user's groups were asked for.
    pub(crate) fn readings(&self, user: usize) -> usize {
        let state = self.state.lock().unwrap();
        let mine = state.asked.iter().filter(|id| **id == account(user));
        mine.count()
    }

    /// Somebody else changes a membership.
    pub(crate) fn set_member(&self, g: usize, u: usize, is_member: bool) {
        let key = (group(g), account(u));
        let mut state = self.state.lock().unwrap();
        if is_member {
            state.members.insert(key);
        } else {
            state.members.remove(&key);
        }
    }

    /// What the next reads are answered.
    pub(crate) fn next_reads(
        &self,
        reads: impl IntoIterator<Item = (&'static str, &'static str, &'static str)>,
    ) {
        self.state.lock().unwrap().reads.extend(reads);
    }

    pub(crate) fn is_member(&self, g: usize, u: usize) -> bool {
        let state = self.state.lock().unwrap();
        state.members.contains(&(group(g), account(u)))
    }

    pub(crate) fn seen(&self) -> Vec<(String, String)> {
        self.state.lock().unwrap().seen.clone()
    }

    /// Of each connection that ended without an answer, the calls that it had carried.
    pub(crate) fn ended_after(&self) -> Vec<usize> {
        self.state.lock().unwrap().ended_after.clone()
    }

    /// Calls that change something, and those that were for this user.
    pub(crate) fn changes(&self, user: usize) -> usize {
        let id = account(user).replace(':', "%3A");
        let seen = self.seen();
        let is_one = |(method, target): &&(String, String)| {
            method == "DELETE" && target.ends_with(&format!("accountId={id}"))
        };
        seen.iter().filter(is_one).count()
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut carried = 0;
        while let Some((method, target, body)) = request(&mut reader) {
            carried += 1;
            let (answer, stays) = match self.scripted(&method, &target, &body) {
                Some(answer) => (answer, false),
                None => {
                    let answer = self.answer(&method, &target, &body);
                    (answer.map(String::into_bytes), true)
                }
            };
            let Some(answer) = answer else {
                self.state.lock().unwrap().ended_after.push(carried);
                return;
            };
            if stream.write_all(&answer).is_err() || !stays {
                return;
            }
        }
    }

    /// The answer that the table has for this call; the inner one is none where the connection ends without.
    fn scripted(&self, method: &str, target: &str, body: &str) -> Option<Option<Vec<u8>>> {
        let mut state = self.state.lock().unwrap();
        if is_reading(target) {
            let asked = reading_of(target, body);
            state.asked.push(asked.clone());
            let answer = state.readings.get_mut(&asked)?.pop_front()?;
            state.seen.push((method.to_owned(), target.to_owned()));
            return Some(answer.bytes("GET"));
        }
        if method == "GET" {
            return None;
        }
        let key = membership(target, body);
        let answer = state.scripted.get_mut(&key.1)?.pop_front()?;
        state.seen.push((method.to_owned(), target.to_owned()));
        if answer.made {
            change(&mut state, method, key);
        }
        drop(state);
        Some(answer.bytes(method))
    }

    /// The whole answer; none where the connection ends without.
    fn answer(&self, method: &str, target: &str, body: &str) -> Option<String> {
        let mut state = self.state.lock().unwrap();
        state.seen.push((method.to_owned(), target.to_owned()));
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        if is_reading(target) {
            let groups = groups_of(&state, target, &reading_of(target, body));
            return Some(whole("200 OK", JSON, &groups));
        }
        if method == "GET" {
            if let Some((status, headers, body)) = state.reads.pop_front() {
                return Some(whole(status, headers, body));
            }
            return Some(whole("200 OK", JSON, &read(&state, path, query)));
        }
        let act = state.acts.pop_front().unwrap_or(Act::Plain);
        if let Act::Only(status, headers, body) = act {
            return Some(whole(status, headers, body));
        }
        let is_changed = change(&mut state, method, membership(target, body));
        drop(state);
        match act {
            Act::Silence => {
                thread::sleep(Duration::from_secs(100));
                None
            }
            Act::Cut => None,
            Act::Instead(status, headers, body) => Some(whole(status, headers, body)),
            Act::Plain | Act::Only(..) if !is_changed => {
                Some(whole("400 Bad Request", JSON, nothing(method)))
            }
            Act::Plain | Act::Only(..) if method == "POST" => {
                let group = "{\"name\":\"Group\",\"groupId\":\"x\",\"self\":\"y\"}";
                Some(whole(done(method), JSON, group))
            }
            Act::Plain | Act::Only(..) => Some(whole(done(method), "", "")),
        }
    }
}

pub(crate) const JSON: &str = "Content-Type: application/json;charset=UTF-8\r\n";

fn whole(status: &str, headers: &str, body: &str) -> String {
    let length = body.len();
    format!("HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\n\r\n{body}")
}

/// Group and account of a change.
pub(super) fn membership(target: &str, body: &str) -> (String, String) {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let ids = |key: &str| all(query, key).next().unwrap_or_default();
    let in_body = || {
        Some(
            body.split_once("accountId\":\"")?
                .1
                .split_once('"')?
                .0
                .to_owned(),
        )
    };
    // The organization's paths hold the ids.
    if let Some((_, path)) = target.split_once("/groups/") {
        let (group, rest) = path.split_once("/memberships").unwrap_or((path, ""));
        let account = rest.trim_start_matches('/').replace("%3A", ":");
        return (group.to_owned(), in_body().unwrap_or(account));
    }
    let account = in_body().unwrap_or_else(|| ids("accountId"));
    (ids("groupId"), account)
}

/// A question for one account's groups.
fn is_reading(target: &str) -> bool {
    ["/rest/api/3/user/groups?", "/wiki/rest/api/user/memberof?"]
        .iter()
        .any(|path| target.starts_with(path))
        || target.ends_with("/groups/search")
}

fn reading_of(target: &str, body: &str) -> String {
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let in_body = body.split_once("accountIds\":[\"").map(|(_, rest)| rest);
    match in_body.and_then(|rest| rest.split_once('"')) {
        Some((id, _)) => id.to_owned(),
        None => all(query, "accountId").next().unwrap_or_default(),
    }
}

/// An account's groups, as the product answers them.
fn groups_of(state: &FakeState, target: &str, account: &str) -> String {
    let mine = state.members.iter().filter(|(_, one)| one == account);
    let (key, around) = if target.starts_with("/rest/") {
        ("groupId", ["[", "]"])
    } else if target.starts_with("/wiki/") {
        (
            "id",
            [
                "{\"results\":[",
                "],\"start\":0,\"limit\":200,\"size\":1,\"_links\":{\"self\":\"x\"}}",
            ],
        )
    } else {
        ("id", ["{\"data\":[", "],\"links\":{\"next\":null}}"])
    };
    let mut groups: Vec<String> = mine
        .map(|(group, _)| format!("{{\"name\":\"One\",\"{key}\":\"{group}\",\"self\":\"x\"}}"))
        .collect();
    groups.push(format!("{{\"name\":\"Another\",\"{key}\":\"another\"}}"));
    format!("{}{}{}", around[0], groups.join(","), around[1])
}

/// Makes a change; whether there was something to change.
fn change(state: &mut FakeState, method: &str, key: (String, String)) -> bool {
    if method == "POST" {
        state.members.insert(key)
    } else {
        state.members.remove(&key)
    }
}

fn request(reader: &mut BufReader<TcpStream>) -> Option<(String, String, String)> {
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut words = first.split(' ');
    let method = words.next().filter(|word| !word.is_empty())?.to_owned();
    let target = words.next()?.to_owned();
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? < 3 {
            break;
        }
        let lower = line.to_ascii_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8_lossy(&body).into_owned();
    Some((method, target, body))
}

/// The values of a key, decoded.
fn all<'a>(query: &'a str, key: &'a str) -> impl Iterator<Item = String> + 'a {
    query.split('&').filter_map(move |pair| {
        let (name, value) = pair.split_once('=')?;
        (name == key).then(|| value.replace("%3A", ":"))
    })
}

fn read(state: &FakeState, path: &str, query: &str) -> String {
    let quoted = |text: &str| serde_json::to_string(text).unwrap();
    let values: Vec<String> = match path {
        "/rest/api/3/myself" | "/wiki/rest/api/user/current" => return "{\"accountId\":\"me\",\"displayName\":\"Ada\"}".to_owned(),
        "/rest/api/3/user/bulk" => all(query, "accountId")
            .filter_map(|id| state.people.get(&id).map(|person| (id, person)))
            .map(|(id, (name, email))| {
                let email = email.as_deref().map_or("null".to_owned(), quoted);
                format!(
                    "{{\"self\":\"x\",\"accountId\":\"{id}\",\"avatarUrls\":{{\"48x48\":\"a\"}},\"displayName\":{},\"emailAddress\":{email},\"active\":true}}",
                    quoted(name)
                )
            })
            .collect(),
        "/rest/api/3/group/bulk" => all(query, "groupId")
            .filter_map(|id| state.groups.get(&id).map(|name| (id, name)))
            .map(|(id, name)| format!("{{\"name\":{},\"groupId\":\"{id}\"}}", quoted(name)))
            .collect(),
        _ => Vec::new(),
    };
    format!(
        "{{\"maxResults\":10,\"startAt\":0,\"isLast\":true,\"values\":[{}]}}",
        values.join(",")
    )
}
