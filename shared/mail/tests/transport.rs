//! How a mail leaves, and what the other side's answers mean.

mod smtp_sink;

use sellout_mail::{Outgoing, SendError, Transport};
use smtp_sink::{Answer, start};

fn mail() -> Outgoing {
    Outgoing {
        message_id: "<1@example.com>".to_owned(),
        from: "Sales <sales@example.com>".to_owned(),
        to: "ana@example.com".to_owned(),
        bytes: b"Subject: x\r\n\r\nfirst\r\n.dotted\r\nlast\r\n".to_vec(),
    }
}

#[tokio::test]
async fn an_accepted_mail_arrives_byte_for_byte_with_the_servers_answer() {
    let sink = start(Answer::Accept).await;
    let transport = Transport::smtp(&sink.url).expect("a transport");
    transport.check().await.expect("reachable");
    for _ in 0..10 {
        let outcome = transport.send(&mail()).await.expect("accepted");
        assert_eq!(outcome.response, "250 2.0.0 kept as 42");
    }
    let received = sink.received();
    assert_eq!(received.len(), 10);
    assert_eq!(received[0].bytes, mail().bytes);
    assert_eq!((received[0].from.as_str(), received[0].to.as_str()), ("sales@example.com", "ana@example.com"));
    assert!(sink.connections() <= 4, "connections are kept and used again, not {} for ten mails", sink.connections());
}

#[tokio::test]
async fn a_refusal_is_permanent_or_not_by_its_code() {
    let transport = |url: &str| Transport::smtp(url).expect("a transport");
    let sink = start(Answer::RefuseRecipient("550 5.1.1 no such person")).await;
    let error = transport(&sink.url).send(&mail()).await.expect_err("refused");
    assert_eq!(error, SendError::Refused { permanent: true, response: "550 5.1.1 no such person".to_owned() });
    assert!(!error.is_worth_retrying());
    let sink = start(Answer::RefuseRecipient("451 4.3.0 come again later")).await;
    let error = transport(&sink.url).send(&mail()).await.expect_err("refused");
    assert_eq!(error, SendError::Refused { permanent: false, response: "451 4.3.0 come again later".to_owned() });
    assert!(error.is_worth_retrying());
    let sink = start(Answer::RefuseRecipient("530 5.7.0 sign in first")).await;
    let error = transport(&sink.url).send(&mail()).await.expect_err("refused");
    assert!(matches!(&error, SendError::Unreachable { problem } if problem.contains("sign in")), "{error}");
}

#[tokio::test]
async fn a_server_that_hangs_up_or_is_not_there_is_unreachable_and_the_next_attempt_may_succeed() {
    let sink = start(Answer::HangUpOnce).await;
    let transport = Transport::smtp(&sink.url).expect("a transport");
    let error = transport.send(&mail()).await.expect_err("hung up");
    assert!(matches!(error, SendError::Unreachable { .. }), "{error}");
    transport.send(&mail()).await.expect("accepted at the second attempt");
    let nobody = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let url = format!("smtp://{}", nobody.local_addr().expect("an address"));
    drop(nobody);
    let transport = Transport::smtp(&url).expect("a transport");
    assert!(matches!(transport.send(&mail()).await, Err(SendError::Unreachable { .. })));
    assert!(matches!(transport.check().await, Err(SendError::Unreachable { .. })));
}

#[tokio::test]
async fn a_folder_keeps_one_file_a_mail_however_often_it_is_sent() {
    let folder = tempfile::tempdir().expect("a folder");
    let outbox = folder.path().join("data/outbox");
    let transport = Transport::folder(&outbox);
    transport.check().await.expect("writable");
    for _ in 0..2 {
        transport.send(&mail()).await.expect("written");
    }
    let names: Vec<_> = std::fs::read_dir(&outbox).expect("made").flatten().map(|e| e.file_name()).collect();
    assert_eq!(names, ["1@example.com.eml"]);
    assert_eq!(std::fs::read(outbox.join("1@example.com.eml")).expect("readable"), mail().bytes);
    let elsewhere = Outgoing { message_id: "<../../x@y>".to_owned(), ..mail() };
    assert!(matches!(transport.send(&elsewhere).await, Err(SendError::Refused { permanent: true, .. })));
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("written");
    assert!(matches!(Transport::folder(&file).send(&mail()).await, Err(SendError::Unreachable { .. })));
}

#[tokio::test]
async fn memory_shows_what_was_sent() {
    let transport = Transport::memory();
    transport.clone().send(&mail()).await.expect("kept");
    assert_eq!(transport.sent(), [mail()]);
}

#[tokio::test]
async fn a_recipient_that_is_no_address_is_refused_before_anybody_is_asked() {
    let sink = start(Answer::Accept).await;
    let nobody = Outgoing { to: "nobody".to_owned(), ..mail() };
    let error = Transport::smtp(&sink.url).expect("a transport").send(&nobody).await.expect_err("refused");
    assert!(matches!(error, SendError::Refused { permanent: true, .. }), "{error}");
    assert_eq!(sink.connections(), 0);
}
