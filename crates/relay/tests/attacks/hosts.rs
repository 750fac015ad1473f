//! Foreign names in Host, as DNS rebinding brings them, and foreign ports.

use super::aim::{Aim, Attack, FORBIDDEN, MALFORMED};

/// Names whose bearer is not the relay's page, though some of them lead to this machine.
const NAMES: [&str; 32] = [
    "evil.example",
    "localhost.evil.example",
    "127.0.0.1.nip.io",
    "127-0-0-1.rebind.example",
    "localtest.me",
    "app.localhost",
    "localhost.",
    "localhost.localdomain",
    "LOCALHOST",
    "LocalHost",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.0.0.2",
    "0.0.0.0",
    "0",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "[::]",
    "[0:0:0:0:0:0:0:1]",
    "[::ffff:127.0.0.1]",
    "[::1%25lo]",
    "::1",
    "mysite.atlassian.net",
    "user@127.0.0.1",
    "127.0.0.1@evil.example",
    "127%2e0%2e0%2e1",
    "xn--lcalhost-54a",
    "127.0.0.1\t",
    "evil.example,127.0.0.1",
];

pub fn attacks(aim: &Aim) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let port = aim.address.port();
    let ip = aim.address.ip();
    let ip = if ip.is_ipv6() {
        format!("[{ip}]")
    } else {
        ip.to_string()
    };
    let mut every = |kind, host: String, refusal| {
        for request in [aim.greeting(), aim.socket(), aim.file("/")] {
            let bytes = request.set("Host", &host).bytes();
            attacks.push(Attack::send(kind, host.clone(), bytes, refusal));
        }
    };
    for name in NAMES {
        every("hosts", format!("{name}:{port}"), FORBIDDEN);
    }
    for host in [
        String::new(),
        " ".to_owned(),
        format!("{}:{port}", "a".repeat(300)),
        aim.site.to_string(),
        format!("{ip}:{port}/"),
        format!("{ip}:{port}#"),
        format!("{ip}:{port} evil.example"),
        format!("http://{ip}:{port}"),
    ] {
        every("hosts", host, FORBIDDEN);
    }
    for odd in [
        String::new(),
        ":".to_owned(),
        ":0".to_owned(),
        ":80".to_owned(),
        ":443".to_owned(),
        format!(":{}", aim.site.port()),
        format!(":{}", port ^ 1),
        format!(":0{port}"),
        format!(":{port}0"),
        format!(":+{port}"),
        format!(":-{port}"),
        format!(":{port}:{port}"),
        format!(":{}", u32::from(port) + 65_536),
        format!(":{port:#x}"),
        format!(": {port}"),
    ] {
        every("ports", format!("{ip}{odd}"), FORBIDDEN);
    }
    let right = aim.address.to_string();
    for request in [aim.greeting(), aim.socket(), aim.file("/")] {
        for (name, request, refusal) in [
            ("none", request.clone().without("Host"), FORBIDDEN),
            ("twice", request.clone().add("Host", &right), FORBIDDEN),
            (
                "and another",
                request.clone().add("HOST", "evil.example"),
                FORBIDDEN,
            ),
            (
                "forwarded",
                request.clone().add("X-Forwarded-Host", "evil.example"),
                MALFORMED,
            ),
            (
                "by a proxy",
                request.clone().add("Via", "1.1 evil.example"),
                MALFORMED,
            ),
            (
                "Forwarded",
                request.clone().add("Forwarded", "host=evil.example"),
                MALFORMED,
            ),
        ] {
            attacks.push(Attack::send("hosts", name, request.bytes(), refusal));
        }
    }
    attacks
}
