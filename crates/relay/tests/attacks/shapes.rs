//! Heads that two readers would read in two ways: bodies, folds, line ends, versions.

use super::aim::{Aim, Attack, MALFORMED, text_frame, whoami};

/// Header lines that no request of the page has, and what would follow them.
const BODIES: [(&str, &str); 24] = [
    ("Content-Length: 0", ""),
    ("Content-Length: 5", "hello"),
    ("Content-Length: 5", ""),
    ("Content-Length: 5\r\nContent-Length: 5", "hello"),
    ("Content-Length: 5\r\nContent-Length: 6", "hello"),
    ("Content-Length: 5, 5", "hello"),
    ("Content-Length: -1", ""),
    ("Content-Length: +5", "hello"),
    ("Content-Length: 0x5", "hello"),
    ("Content-Length: 5 ", "hello"),
    ("Content-Length: 99999999999999999999", ""),
    ("content-length:", ""),
    ("Transfer-Encoding: chunked", "0\r\n\r\n"),
    ("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n"),
    (
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "0\r\n\r\n",
    ),
    (
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "0\r\n\r\n",
    ),
    ("Transfer-Encoding: xchunked", ""),
    ("Transfer-Encoding: identity", ""),
    ("Transfer-Encoding: gzip, chunked", "0\r\n\r\n"),
    ("Transfer-Encoding: \x0bchunked", ""),
    ("Transfer-Encoding : chunked", "0\r\n\r\n"),
    ("TRANSFER-ENCODING: CHUNKED", "0\r\n\r\n"),
    ("Trailer: Host", ""),
    ("Expect: 100-continue", ""),
];

/// Changes of a right head's text: what is replaced, once, and by what.
const CHANGES: [(&str, &str); 41] = [
    ("\r\n\r\n", "\n\n"),
    ("\r\nHost", "\nHost"),
    ("\r\nOrigin", "\nOrigin"),
    ("\r\nHost", "\rHost"),
    ("\r\nHost", "\r\r\nHost"),
    ("\r\nHost", "\n\rHost"),
    ("\r\nOrigin", "\r\n Origin"),
    ("\r\nOrigin", "\r\n\tOrigin"),
    ("\r\nOrigin", "\r\n \r\nOrigin"),
    ("Host: ", "Host: \r\n "),
    ("Host:", "Host :"),
    ("Host:", "Host\t:"),
    ("Host:", " Host:"),
    ("Host:", "Ho st:"),
    ("Host:", "Host"),
    ("Host:", ":"),
    ("Host:", "Host\0:"),
    ("Host:", "H\u{f6}st:"),
    ("Host:", "(Host):"),
    ("Host: ", "Host: \0"),
    ("Host: ", "Host: \x01"),
    ("Host: ", "Host: \x0b"),
    ("Host: ", "Host: \x0c"),
    ("Host: ", "Host: \x7f"),
    ("Host: ", "Host: \x1b[2J"),
    (" HTTP/1.1", ""),
    (" HTTP/1.1", " HTTP/1.0"),
    (" HTTP/1.1", " HTTP/0.9"),
    (" HTTP/1.1", " HTTP/1.2"),
    (" HTTP/1.1", " HTTP/2.0"),
    (" HTTP/1.1", " HTTP/01.1"),
    (" HTTP/1.1", " http/1.1"),
    (" HTTP/1.1", " HTTP/1.1 "),
    (" HTTP/1.1", "  HTTP/1.1"),
    (" HTTP/1.1", "\tHTTP/1.1"),
    (" HTTP/1.1", " x HTTP/1.1"),
    (" HTTP/1.1", "\r\n"),
    ("GET ", "GET  "),
    ("GET ", " GET "),
    ("GET ", "\r\nGET "),
    ("GET ", "\u{feff}GET "),
];

pub fn attacks(aim: &Aim) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| {
        attacks.push(Attack::send(
            "smuggling",
            name.escape_debug().to_string(),
            bytes,
            MALFORMED,
        ));
    };
    for right in [aim.greeting().text(), aim.socket().text()] {
        for (lines, body) in BODIES {
            let with = right.replacen("\r\n\r\n", &format!("\r\n{lines}\r\n\r\n{body}"), 1);
            add(lines, with.into_bytes());
        }
        for (what, by) in CHANGES {
            assert!(right.contains(what), "{what}");
            // The last of them would be no end of the head.
            let at = if what == "\r\n\r\n" {
                right.len() - 4
            } else {
                right.find(what).unwrap()
            };
            let changed = format!("{}{by}{}", &right[..at], &right[at + what.len()..]);
            add(by, changed.into_bytes());
        }
        add(
            "a second request behind",
            format!("{right}{right}").into_bytes(),
        );
        add(
            "a call before the answer",
            [right.as_bytes(), &text_frame(&whoami(0))].concat(),
        );
        add("a byte behind", format!("{right}x").into_bytes());
        let latin = [b"GET /\xff".as_slice(), &right.as_bytes()[5..]].concat();
        add("no text in the target", latin);
    }
    for (name, bytes) in [
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".as_slice()),
        ("TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        ("SOCKS 5", b"\x05\x01\x00"),
        (
            "a proxy's line",
            b"PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\nGET / HTTP/1.1\r\n\r\n",
        ),
        ("nulls", &[0; 64]),
        ("line ends", b"\r\n\r\n\r\n\r\n"),
        ("JSON", b"{\"n\":0,\"drop\":true}"),
        ("SMTP", b"EHLO evil.example\r\n\r\n"),
        ("SSH", b"SSH-2.0-OpenSSH_9.9\r\n\r\n"),
    ] {
        add(name, bytes.to_vec());
    }
    attacks
}
