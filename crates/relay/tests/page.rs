//! The page's end of the socket.

use std::collections::HashMap;
use std::net::{SocketAddr, TcpStream};

use groupsweep_core::domain::Answer;
use groupsweep_core::wire::{
    CALLS_PATH, CallLogin, CallToMake, PROTOCOL, RelayError, RelayProof, ToPage, ToRelay,
};
use tokio_tungstenite::tungstenite::protocol::{Message, WebSocket};
use tokio_tungstenite::tungstenite::{Error, client};

use crate::bench::LOGIN;
use crate::http::connect;

pub type Outcome = Result<Answer, RelayError>;

pub struct Page {
    /// The relay's first message.
    pub proof: String,
    pub socket: WebSocket<TcpStream>,
    next: u32,
    /// Answers that came while another was waited for.
    early: HashMap<u32, Outcome>,
}

/// A call as the page makes it; `target` is path and query.
pub fn call(method: &str, target: &str) -> CallToMake {
    CallToMake {
        method: method.to_owned(),
        target: target.to_owned(),
        login: CallLogin::Given(LOGIN.to_owned().into()),
        body: None,
    }
}

impl Page {
    pub fn open(address: SocketAddr, key: &str) -> Self {
        let uri = format!("ws://{address}{CALLS_PATH}").parse().unwrap();
        let request = client::ClientRequestBuilder::new(uri)
            .with_header("Origin", format!("http://{address}"))
            .with_sub_protocol(PROTOCOL)
            .with_sub_protocol(format!("key.{key}"));
        let (mut socket, _) = client::client(request, connect(address)).unwrap();
        // The relay speaks first.
        let first = socket.read().unwrap();
        let proof: RelayProof = serde_json::from_str(first.to_text().unwrap()).unwrap();
        Self {
            proof: proof.proof,
            socket,
            next: 0,
            early: HashMap::new(),
        }
    }

    pub fn write(&mut self, text: String) {
        self.socket.send(Message::text(text)).unwrap();
    }

    /// Sends a call and says its number.
    pub fn send(&mut self, call: CallToMake) -> u32 {
        let number = self.next;
        self.next += 1;
        self.write(ToRelay::Call(number, call).into_json());
        number
    }

    pub fn abandon(&mut self, number: u32) {
        self.write(ToRelay::Drop(number).into_json());
    }

    /// The relay's next message. `None` once it has closed the socket.
    pub fn hear(&mut self) -> Option<ToPage> {
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => return Some(ToPage::from_json(&text).unwrap()),
                Ok(Message::Ping(_) | Message::Close(_)) => {}
                Ok(odd) => panic!("{odd}"),
                Err(Error::Io(error)) if error.kind() == std::io::ErrorKind::WouldBlock => {
                    panic!("the relay says nothing")
                }
                Err(_) => return None,
            }
        }
    }

    /// Waits for the answer of one call.
    pub fn answer(&mut self, number: u32) -> Outcome {
        while !self.early.contains_key(&number) {
            let said = self.hear().expect("the socket was closed");
            let twice = self.early.insert(said.number, said.result);
            assert!(twice.is_none(), "answered twice");
        }
        self.early.remove(&number).unwrap()
    }

    /// Sends a call and waits for its answer.
    pub fn call(&mut self, method: &str, target: &str) -> Outcome {
        let number = self.send(call(method, target));
        self.answer(number)
    }

    /// The code with which the relay closes. `None` without one.
    pub fn closed(&mut self) -> Option<u16> {
        let mut code = None;
        loop {
            match self.socket.read() {
                Ok(Message::Close(frame)) => code = frame.map(|frame| u16::from(frame.code)),
                Ok(Message::Ping(_)) => {}
                Ok(other) => panic!("the relay went on: {other}"),
                Err(_) => return code,
            }
        }
    }
}
