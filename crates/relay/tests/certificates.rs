//! Whose certificate is accepted: the pinned name's, from an authority this machine trusts, and no other.

use std::io::{BufReader, Write as _};
use std::net::TcpListener;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use groupsweep_core::wire::RelayError;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};

use crate::bench::{LOGIN, REMOVE};
use crate::binary::{Program, RELAY, command};
use crate::http::{LONG, Message};
use crate::page::Outcome;

const SITE: &str = "example.atlassian.net";

/// The names on the site's certificate, and what else is odd about it.
struct Shown {
    names: &'static [&'static str],
    expired: bool,
}

/// What a call through a site behind a trusted authority's certificate comes to, and what the site could read of it.
fn call_with(shown: &Shown) -> (Outcome, Vec<u8>) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
    let names: Vec<String> = shown.names.iter().map(|name| (*name).to_owned()).collect();
    let mut params = CertificateParams::new(names).unwrap();
    if shown.expired {
        params.not_before = rcgen::date_time_ymd(2001, 1, 1);
        params.not_after = rcgen::date_time_ymd(2002, 1, 1);
    }
    let key = KeyPair::generate().unwrap();
    let certificate = params.signed_by(&key, &authority).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            key.serialize_der().try_into().unwrap(),
        )
        .unwrap();
    let trusted = std::env::temp_dir().join(format!(
        "groupsweep-{}-{:?}.pem",
        std::process::id(),
        std::thread::current().id()
    ));
    let pem = STANDARD.encode(authority.der());
    let text = format!("-----BEGIN CERTIFICATE-----\n{pem}\n-----END CERTIFICATE-----\n");
    std::fs::write(&trusted, text).unwrap();
    let (proxy, heard) = site_behind_a_proxy(config);
    let mut command = command(
        RELAY,
        &[
            "--site",
            &format!("https://{SITE}"),
            "--listen",
            "127.0.0.1:0",
        ],
    );
    command
        .env("HTTPS_PROXY", proxy)
        .env("SSL_CERT_FILE", &trusted)
        .env_remove("SSL_CERT_DIR");
    let outcome = Program::start(command).call("DELETE", REMOVE);
    std::fs::remove_file(trusted).unwrap();
    (outcome, heard.recv_timeout(LONG).unwrap())
}

/// A site that answers one request over TLS, reached through a web proxy; and all that it could read.
fn site_behind_a_proxy(
    config: rustls::ServerConfig,
) -> (String, std::sync::mpsc::Receiver<Vec<u8>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (told, heard) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(LONG)).unwrap();
        Message::read(&mut BufReader::new(stream.try_clone().unwrap())).unwrap();
        stream.write_all(crate::binary::TUNNEL.as_bytes()).unwrap();
        let mut tls = rustls::ServerConnection::new(Arc::new(config)).unwrap();
        let mut readable = Vec::new();
        let mut piece = [0; 4096];
        let mut site = rustls::Stream::new(&mut tls, &mut stream);
        while let Ok(read @ 1..) = std::io::Read::read(&mut site, &mut piece) {
            readable.extend_from_slice(&piece[..read]);
            if readable.ends_with(b"\r\n\r\n") {
                let _ = site.write_all(
                    b"HTTP/1.1 204 Done\r\ncontent-length: 0\r\nconnection: close\r\n\r\n",
                );
                break;
            }
        }
        let _ = told.send(readable);
    });
    (url, heard)
}

#[test]
fn the_pinned_names_certificate_from_a_trusted_authority_is_accepted() {
    let (outcome, read) = call_with(&Shown {
        names: &[SITE],
        expired: false,
    });
    assert_eq!(outcome.unwrap().status, 204);
    assert!(String::from_utf8(read).unwrap().contains(LOGIN));
}

#[test]
fn another_names_certificate_is_refused_before_anything_is_sent() {
    for names in [
        &["other.atlassian.net"][..],
        &["example.atlassian.net.evil.example"],
        &["atlassian.net"],
        &["*.example.atlassian.net"],
        &["*.net"],
        &["127.0.0.1"],
    ] {
        let (outcome, read) = call_with(&Shown {
            names,
            expired: false,
        });
        assert_eq!(outcome, Err(RelayError::Certificate), "{names:?}");
        assert!(read.is_empty(), "{names:?}");
    }
}

#[test]
fn an_expired_certificate_is_refused_before_anything_is_sent() {
    let (outcome, read) = call_with(&Shown {
        names: &[SITE],
        expired: true,
    });
    assert_eq!(outcome, Err(RelayError::Certificate));
    assert!(read.is_empty());
}
