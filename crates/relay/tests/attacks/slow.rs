//! Connections that take their time, against limits of less than a second.

use std::time::Duration;

use super::aim::{Act, Aim, Attack, Refusal, frame};

const PAUSE: Duration = Duration::from_millis(40);
/// Longer than any limit of the relay under attack.
const WAIT: Duration = Duration::from_millis(1200);

pub fn attacks(aim: &Aim) -> Vec<Attack> {
    let greeting = aim.greeting().bytes();
    let socket = aim.socket().bytes();
    let mut attacks = Vec::new();
    let mut add = |name, act, refusal| attacks.push(Attack::new("slow", name, act, refusal));
    for (name, bytes) in [
        ("nothing at all", &b""[..]),
        ("half a word", b"GE"),
        ("half a line", b"GET /relay/hello"),
        ("half a head", &greeting[..greeting.len() / 2]),
        ("all but the last byte", &greeting[..greeting.len() - 1]),
        ("all but the last line", &socket[..socket.len() - 2]),
    ] {
        add(
            name,
            Act::SendAndWait(bytes.to_vec(), WAIT),
            Refusal::Closed,
        );
    }
    add("byte by byte", Act::Drip(greeting, PAUSE), Refusal::Closed);
    add(
        "a socket byte by byte",
        Act::Drip(socket, PAUSE),
        Refusal::Closed,
    );
    let file = aim.file("/big.wasm").bytes();
    let all = 32 * 1024 * 1024;
    add(
        "an answer not read",
        Act::SendAndWait(file, WAIT),
        Refusal::CutShort(all),
    );
    // These answer no ping.
    for (name, frames) in [
        ("a silent socket", Vec::new()),
        ("half a frame", vec![0x81]),
        ("half a message", frame(0x01, b"{\"n\":")),
        (
            "a frame that never ends",
            vec![0x81, 0xfe, 0x10, 0x00, 1, 2, 3, 4, b'{'],
        ),
    ] {
        add(name, Act::OnSocket(frames), Refusal::SocketClosed(None));
    }
    attacks
}
