use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::*;
use groupsweep_core::domain::Answer;
use groupsweep_core::wire::CallLogin;

const MINUTE: Duration = Duration::from_secs(60);

fn name(number: usize) -> IdempotencyKey {
    IdempotencyKey::parse(&format!("{number:032x}")).unwrap()
}

#[test]
fn a_name_whose_answer_was_lost_is_refused_as_long_as_the_page_may_ask_for_it() {
    let mut names = Names::default();
    names.spent.add(name(1));
    names.lost.add(name(2));
    let now = Instant::now();
    names.forget_old(now + 59 * MINUTE);
    assert!(!names.spent.names.contains(&name(1)), "the page has it");
    assert!(names.lost.names.contains(&name(2)));
    names.forget_old(now + 62 * MINUTE);
    assert!(names.lost.names.is_empty() && names.lost.in_turn.is_empty());
}

#[tokio::test]
async fn an_answer_that_gives_way_to_newer_ones_is_not_sent_for_again() {
    let kept = NamedCalls::default();
    let call = |at: usize| CallToMake {
        method: "DELETE".to_owned(),
        target: format!("/{at}"),
        login: CallLogin::None,
        body: None,
    };
    let ask = |at: usize| {
        kept.ask(name(at), call(at), |_| {
            Ok(async { Err(RelayError::TimedOut) })
        })
    };
    for at in 0..=MAX_CALLS {
        ask(at).unwrap().ended().await;
    }
    assert_eq!(ask(0).err(), Some(RelayError::Cut));
    assert!(ask(MAX_CALLS).is_ok(), "its answer is kept");
}

/// Asks for the call of this number, whose answer has so many bytes and takes the one place there is.
fn ask_for_long(
    kept: &NamedCalls,
    places: &Arc<Semaphore>,
    number: usize,
    length: usize,
) -> Result<PendingResult, RelayError> {
    let call = CallToMake {
        method: "DELETE".to_owned(),
        target: format!("/{number}"),
        login: CallLogin::None,
        body: None,
    };
    let place = Arc::clone(places).try_acquire_owned().ok();
    kept.ask(name(number), call, |_| {
        Ok(async move {
            let body = "x".repeat(length);
            let answer = Answer {
                status: 200,
                body,
                ..Answer::default()
            };
            Ok(SiteReply { answer, place })
        })
    })
}

#[tokio::test]
async fn a_long_answer_gives_its_place_back_when_its_socket_ends_at_any_moment() {
    for is_answered_first in [true, false] {
        let kept = NamedCalls::default();
        let places = Arc::new(Semaphore::new(1));
        let awaited = ask_for_long(&kept, &places, 1, MAX_KEPT_ANSWER + 1).unwrap();
        if is_answered_first {
            let mut ended = kept.names().kept[&name(1)].ended.clone();
            ended.wait_for(Option::is_some).await.unwrap();
            drop(ended);
        }
        // The socket ends: nobody reads the answer.
        drop(awaited);
        let place = timeout(Duration::from_secs(5), Arc::clone(&places).acquire_owned());
        assert!(place.await.is_ok(), "answered first: {is_answered_first}");
        let again = ask_for_long(&kept, &places, 1, MAX_KEPT_ANSWER + 1).err();
        assert_eq!(again, Some(RelayError::Cut), "it is not sent for again");
    }
}

#[tokio::test]
async fn a_kept_answer_takes_no_place_from_the_next_one() {
    for length in [0, 1, MAX_KEPT_ANSWER] {
        let kept = NamedCalls::default();
        let places = Arc::new(Semaphore::new(1));
        let asked = ask_for_long(&kept, &places, 1, length).unwrap();
        let ended = asked.ended().await;
        assert_eq!(places.available_permits(), 1, "{length}");
        drop(ended);
        let again = ask_for_long(&kept, &places, 1, length).unwrap();
        let body = again
            .ended()
            .await
            .as_ref()
            .as_ref()
            .unwrap()
            .answer
            .body
            .len();
        assert_eq!(body, length);
    }
}

#[tokio::test]
async fn the_oldest_answers_give_way_where_all_are_too_many_bytes() {
    let kept = NamedCalls::default();
    let places = Arc::new(Semaphore::new(1));
    let ask = |number| ask_for_long(&kept, &places, number, MAX_KEPT_ANSWER);
    let fit = MAX_KEPT_BYTES / MAX_KEPT_ANSWER;
    for number in 0..=fit {
        ask(number).unwrap().ended().await;
    }
    assert_eq!(
        ask(0).err(),
        Some(RelayError::Cut),
        "it is not sent for again"
    );
    for number in 1..=fit {
        assert!(ask(number).is_ok(), "{number}");
    }
}
