//! A web proxy that does not connect to the site: its error is reported, and nothing is sent to the site.

use std::io::{BufReader, Write as _};
use std::net::TcpListener;
use std::sync::mpsc::{Receiver, channel};

use groupsweep_core::domain::ProxyTrouble;
use groupsweep_core::wire::{Hello, KEY, RelayError};

use crate::bench::{MYSELF, REMOVE};
use crate::binary::{TUNNEL, through};
use crate::http::{LONG, Message, exchange};

/// A web proxy on loopback that answers every connection with these bytes and hangs up; and the heads it was sent.
fn proxy(reply: &'static [u8]) -> (String, Receiver<Message>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let (told, heard) = channel();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            stream.set_read_timeout(Some(LONG)).unwrap();
            let asked = Message::read(&mut BufReader::new(stream.try_clone().unwrap()));
            let _ = stream.write_all(reply);
            if let Some(asked) = asked {
                let _ = told.send(asked);
            }
        }
    });
    (address, heard)
}

#[test]
fn what_the_proxy_said_is_told() {
    for (reply, trouble) in [
        (
            "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Negotiate\r\n\r\n",
            ProxyTrouble::Login,
        ),
        (
            "HTTP/1.1 403 Forbidden\r\ncontent-length: 9\r\n\r\n<p>No</p>",
            ProxyTrouble::Refused(403),
        ),
        (
            "HTTP/1.1 502 Bad Gateway\r\n\r\n",
            ProxyTrouble::Refused(502),
        ),
        ("SSH-2.0-OpenSSH_9.6\r\n", ProxyTrouble::Nonsense),
        ("", ProxyTrouble::Nonsense),
    ] {
        let (address, heard) = proxy(reply.as_bytes());
        let relay = through(&format!("http://{address}"));
        let answer = relay.call("DELETE", REMOVE);
        assert_eq!(answer, Err(RelayError::Proxy(trouble)), "{reply}");
        for asked in heard.try_iter() {
            assert_eq!(
                asked.first_line,
                "CONNECT example.atlassian.net:443 HTTP/1.1"
            );
            assert_eq!(asked.header("authorization"), None, "the site's login");
        }
    }
}

#[test]
fn a_proxy_that_is_not_there_is_told() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = nobody.local_addr().unwrap();
    drop(nobody);
    let answer = through(&format!("http://{address}")).call("GET", MYSELF);
    assert_eq!(answer, Err(RelayError::Proxy(ProxyTrouble::Absent)));
}

#[test]
fn a_proxy_that_leads_on_is_not_blamed_for_what_is_behind_it() {
    let (address, _heard) = proxy(TUNNEL.as_bytes());
    let answer = through(&format!("http://{address}")).call("DELETE", REMOVE);
    assert_eq!(answer, Err(RelayError::Unreachable));
}

#[test]
fn the_proxy_is_named_to_the_page_without_its_login_which_only_the_proxy_gets() {
    let (address, heard) = proxy(b"HTTP/1.1 407 No\r\n\r\n");
    let relay = through(&format!("http://me:secret@{address}"));
    let answer = relay.call("GET", MYSELF);
    assert_eq!(answer, Err(RelayError::Proxy(ProxyTrouble::Login)));
    for asked in heard.try_iter() {
        assert_eq!(
            asked.header("proxy-authorization"),
            Some("Basic bWU6c2VjcmV0")
        );
    }
    let raw = format!(
        "GET /relay/hello HTTP/1.1\r\nHost: {}\r\n{KEY}: {}\r\n\r\n",
        relay.address(),
        relay.key()
    );
    let said = exchange(relay.address(), &raw).body;
    assert!(!said.contains("secret"), "{said}");
    let hello: Hello = serde_json::from_str(&said).unwrap();
    assert_eq!(hello.site.unwrap().proxy, Some(address));
}
