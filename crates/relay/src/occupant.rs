//! Who listens where the relay was to listen.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::options::Occupant;
use groupsweep_core::wire::{FAULT, HELLO_PATH};

/// A relay takes 200 ms over an answer to somebody without its key.
const ANSWERING: Duration = Duration::from_secs(2);
/// Bytes of an answer that are read: a relay's head is shorter.
const HEAD: u64 = 2048;

/// Asks whoever listens there for a relay's greeting, without a key: a relay refuses that in words of its own.
pub(super) async fn of(address: SocketAddr) -> Occupant {
    let said = timeout(ANSWERING, ask(address)).await;
    let said = said.ok().and_then(Result::ok).unwrap_or_default();
    let said = String::from_utf8_lossy(&said).to_ascii_lowercase();
    if said.starts_with("http/1.1 ") && said.contains(&format!("\r\n{FAULT}: ")) {
        Occupant::Relay
    } else {
        Occupant::Other
    }
}

async fn ask(address: SocketAddr) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(address).await?;
    let question = format!("GET {HELLO_PATH} HTTP/1.1\r\nHost: {address}\r\n\r\n");
    stream.write_all(question.as_bytes()).await?;
    let mut said = Vec::new();
    stream.take(HEAD).read_to_end(&mut said).await?;
    Ok(said)
}
