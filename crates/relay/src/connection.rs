//! One connection: one request, read strictly and admitted or refused, and one response. A page's socket then carries
//! its calls. Every stage has a time limit.

use std::convert::Infallible;
use std::io::Cursor;
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::CONNECTION;
use axum::http::{HeaderValue, StatusCode};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, join};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, mpsc, watch};
use tokio::time::timeout;

use super::calls;
use super::responses::{Admission, PageSocket, Relay};
use crate::gate::{HEAD_BYTES, HeadError, HeadReader, RequestHead};

/// The response to a malformed request. It may not be HTTP at all, so this is written without hyper.
const MALFORMED: &str = "HTTP/1.1 400 Bad Request\r\ncontent-type: application/json\r\ncontent-length: 39\r\n\
    cache-control: no-store\r\nx-content-type-options: nosniff\r\nx-groupsweep-fault: bad-request\r\n\
    connection: close\r\n\r\n{\"message\":\"The request is malformed.\"}";
/// Bytes read at once, or discarded at once after a refusal.
const PIECE: usize = 4 * 1024;

/// Serves a connection to its end. It holds `place` until it ends or becomes a socket, which has its own permit.
pub(super) async fn serve(
    mut stream: TcpStream,
    relay: Arc<Relay>,
    mut stop: watch::Receiver<bool>,
    place: OwnedSemaphorePermit,
) {
    let _ = stream.set_nodelay(true);
    let read = tokio::select! {
        read = timeout(relay.limits.reading, head(&mut stream)) => read,
        _ = stop.wait_for(|stop| *stop) => return,
    };
    let read = match read {
        Ok(Read::Head(bytes)) => bytes,
        Ok(Read::Bad) => return refuse(stream, &relay).await,
        Ok(Read::Gone) | Err(_) => return,
    };
    let Ok(head) = RequestHead::parse(&read) else {
        return refuse(stream, &relay).await;
    };
    let Some(verdict) = relay.judge(&head).await else {
        return;
    };
    let (hand_over, mut handed_over) = mpsc::channel(1);
    let answering = answer(stream, read, Arc::clone(&relay), verdict, hand_over);
    let answered = timeout(relay.limits.serving, answering).await;
    drop(place);
    if answered.is_ok()
        && let Some(line) = handed_over.recv().await
    {
        calls::run(line, relay, stop).await;
    }
}

/// The first bytes of a connection.
enum Read {
    /// A complete head, and nothing after it.
    Head(Vec<u8>),
    /// Not a head, or more than a head.
    Bad,
    /// The other side closed the connection.
    Gone,
}

async fn head(stream: &mut TcpStream) -> Read {
    let mut came = Vec::with_capacity(1024);
    let mut reader = HeadReader::default();
    loop {
        match (&mut *stream).take(PIECE as u64).read_buf(&mut came).await {
            Ok(0) | Err(_) => return Read::Gone,
            Ok(_) => {}
        }
        match reader.look(&came) {
            Ok(Some(end)) if end == came.len() => return Read::Head(came),
            Ok(None) => {}
            // Browsers send nothing more before the response.
            Ok(Some(_)) | Err(HeadError) => return Read::Bad,
        }
    }
}

/// Responds to a malformed request, then reads what is still coming: closing with unread bytes would reset the
/// connection before the response arrives.
async fn refuse(mut stream: TcpStream, relay: &Relay) {
    let goodbye = async {
        if stream.write_all(MALFORMED.as_bytes()).await.is_ok() && stream.shutdown().await.is_ok() {
            let mut rest = [0; PIECE];
            for _ in 0..2 * HEAD_BYTES / PIECE {
                if !matches!(stream.read(&mut rest).await, Ok(1..)) {
                    break;
                }
            }
        }
    };
    let _ = timeout(relay.limits.closing, goodbye).await;
}

/// Writes the response to a judged request. hyper reads the head again from the same bytes, writes the response and
/// upgrades to a socket.
async fn answer(
    stream: TcpStream,
    read: Vec<u8>,
    relay: Arc<Relay>,
    verdict: Admission,
    hand_over: mpsc::Sender<PageSocket>,
) {
    let (rest, writer) = stream.into_split();
    let whole = join(Cursor::new(read).chain(rest), writer);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let relay = Arc::clone(&relay);
        let (verdict, hand_over) = (verdict.clone(), hand_over.clone());
        async move {
            let request = request.map(Body::new);
            let mut response = relay.answer(request, verdict, hand_over).await;
            if response.status() != StatusCode::SWITCHING_PROTOCOLS {
                // Only this request was judged, so hyper must not read a second one.
                let close = HeaderValue::from_static("close");
                response.headers_mut().insert(CONNECTION, close);
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .max_buf_size(2 * HEAD_BYTES)
        .serve_connection(TokioIo::new(whole), service)
        .with_upgrades();
    let _ = connection.await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_malformed_hear_a_well_formed_answer() {
        let (head, body) = MALFORMED.split_once("\r\n\r\n").unwrap_or_default();
        assert!(head.contains(&format!("content-length: {}", body.len())));
        assert!(!head.contains("  "));
    }
}
