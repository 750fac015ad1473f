//! Tests of the flags as they are checked.
use super::*;

#[test]
fn where_the_relay_cannot_listen_it_offers_a_free_port_that_it_takes() {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 80));
    let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
    for error in [
        StartError::InUse(address, Occupant::Relay),
        StartError::InUse(address, Occupant::Other),
        StartError::Bind(address, denied),
    ] {
        let sentence = error.to_string();
        assert!(sentence.contains("127.0.0.1:80"), "{sentence}");
        let (_, offered) = sentence.split_once("--listen ").unwrap();
        let offered = offered.split([' ', ')']).next().unwrap();
        assert_eq!(loopback(offered).unwrap().port(), 0, "{sentence}");
        assert!(
            sentence.contains("past runs and the keep list"),
            "{sentence}"
        );
    }
}

#[test]
fn pages_from_elsewhere_are_let_in_only_at_the_address_that_their_policy_names() {
    let pages = ["https://example.github.io".to_owned()];
    for (listen, fits) in [
        ("127.0.0.1:8737", true),
        ("localhost:0", true),
        ("[::1]:8737", false),
        ("127.0.0.2:8737", false),
    ] {
        let by_origin = Options::check(None, listen, &pages, None);
        let alone = Options::check(None, listen, &[], None).unwrap();
        assert_eq!(by_origin.is_ok(), fits, "{listen}");
        assert_eq!(alone.allowing_files().is_ok(), fits, "{listen}");
    }
}

#[test]
fn only_loopback_addresses_are_listened_on() {
    for given in ["127.0.0.1:8737", "[::1]:0", "localhost:81", "127.0.0.2:1"] {
        assert!(loopback(given).is_ok(), "{given}");
    }
    for given in ["localhost:80", "[::1]:80", "127.0.0.1:80"] {
        assert!(
            matches!(loopback(given), Err(StartError::Port80(_))),
            "{given}"
        );
    }
    for given in [
        "0.0.0.0:8737",
        "[::]:8737",
        "192.168.0.1:1",
        "[::ffff:7f00:1]:1",
    ] {
        assert!(
            matches!(loopback(given), Err(StartError::NotLoopback(_))),
            "{given}"
        );
    }
    for given in [
        "8737",
        "127.0.0.1",
        "localhost:",
        "localhost:+80",
        "127.0.0.1:080",
        "example.com:80",
        "",
    ] {
        assert!(
            matches!(loopback(given), Err(StartError::Listen(_))),
            "{given}"
        );
    }
}

#[test]
fn an_origin_is_scheme_host_and_port_alone() {
    for (given, read) in [
        ("https://example.github.io", "https://example.github.io"),
        (
            "https://Example.github.io:443/",
            "https://example.github.io",
        ),
        ("https://tools.example:8443", "https://tools.example:8443"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
    ] {
        assert_eq!(origin(given).as_deref(), Some(read), "{given}");
    }
    for given in [
        "*",
        "null",
        "https://",
        "http://example.com",
        "https://a.example/page",
        "https://a.example//",
        "https://me@a.example",
        "https://*.example",
        "https://a.example:port",
        "https://a.example:+8443",
        "https://a.example:08443",
        "ftp://localhost",
        "localhost:8080",
        "https://a.example?x",
    ] {
        assert_eq!(origin(given), None, "{given}");
    }
}
