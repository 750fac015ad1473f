//! Too much of something.

use super::aim::{Act, Aim, Attack, MALFORMED, Refusal, frame, text_frame, whoami};
use crate::bench::{ADD, LOGIN};
use groupsweep_core::wire::RelayError;

const POLICY: Refusal = Refusal::SocketClosed(Some(1008));

pub fn attacks(aim: &Aim) -> Vec<Attack> {
    let mut attacks = Vec::new();
    let mut head = |name: &str, bytes: Vec<u8>| {
        attacks.push(Attack::send("sizes", name, bytes, MALFORMED));
    };
    for request in [aim.greeting(), aim.socket()] {
        head(
            "a long header",
            request.clone().add("X", "x".repeat(70_000)).bytes(),
        );
        head(
            "a long name",
            request.clone().add(&"x".repeat(70_000), "x").bytes(),
        );
        let mut many = request.clone();
        for _ in 0..101 {
            many = many.add("X", "x");
        }
        head("many headers", many.bytes());
        for _ in 0..20_000 {
            many = many.add("X", "x");
        }
        head("very many headers", many.bytes());
        let long = format!("GET /relay/hello?{}", "x".repeat(2048));
        head("a long target", request.clone().asking(&long).bytes());
        let longer = format!("GET /relay/hello?{}", "x".repeat(65_536));
        head("a longer target", request.clone().asking(&longer).bytes());
        let long = format!("{} /relay/hello", "G".repeat(70_000));
        head("a long method", request.asking(&long).bytes());
    }
    head("a line without end", vec![b'G'; 200_000]);
    head(
        "headers without end",
        [b"GET / HTTP/1.1\r\n".to_vec(), b"a: b\r\n".repeat(20_000)].concat(),
    );
    let mut message = |name: &str, frames: Vec<u8>, refusal| {
        attacks.push(Attack::new("sizes", name, Act::OnSocket(frames), refusal));
    };
    let padded = |bytes: usize| format!("{}{}", whoami(0), " ".repeat(bytes));
    message("a long message", text_frame(&padded(16 * 1024)), POLICY);
    message("a longer message", text_frame(&padded(70_000)), POLICY);
    let mut pieces = frame(0x01, whoami(0).as_bytes());
    for _ in 0..17 {
        pieces.extend(frame(0x00, &[b' '; 1024]));
    }
    message("a long message in pieces", pieces, POLICY);
    for length in [0x7fff_ffff_ffff_ffff_u64, u64::MAX, 1 << 32, 17 * 1024] {
        let told = [&[0x81, 0xff], length.to_be_bytes().as_slice(), &[0; 4]].concat();
        message("a frame that says it is long", told, POLICY);
    }
    message("a long ping", frame(0x89, &[0; 126]), POLICY);
    message("a long goodbye", frame(0x88, &[0; 126]), POLICY);
    let add = |target: &str, body: &str| {
        text_frame(&format!(
            "{{\"n\":0,\"method\":\"POST\",\"target\":\"{target}\",\"authorization\":\"{LOGIN}\",\"body\":\"{body}\"}}"
        ))
    };
    message(
        "a long body",
        add(ADD, &"x".repeat(4097)),
        Refusal::Fault(RelayError::BadRequest),
    );
    let long = format!("/rest/api/3/group/user?groupId={}", "a".repeat(401));
    message(
        "a long id",
        add(&long, "{}"),
        Refusal::Fault(RelayError::NotListed),
    );
    attacks
}
