//! Finds out who listens on the relay's address.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::options::Occupant;
use groupsweep_core::wire::{FAULT, HELLO_PATH};

/// A relay answers a request without its key after 200 ms.
const ANSWERING: Duration = Duration::from_secs(2);
/// Bytes read of the response. A relay's head is shorter.
const HEAD: u64 = 2048;

/// Requests a relay's greeting without a key. A relay refuses that in its own words.
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
