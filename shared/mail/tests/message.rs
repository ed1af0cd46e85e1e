//! The bytes of a message: fixed, complete, and not to be bent by what stands in it.

use chrono::DateTime;
use sellout_mail::mails::{Mail, ScheduledReport};
use sellout_mail::{Attachment, Draft, Rendered, Templates, Unsubscribe};

const ID: &str = "<0195e7c0-5a3e-7000-8000-000000000001@example.com>";

fn words() -> Rendered {
    Templates::new().and_then(|t| t.render(&ScheduledReport::sample())).expect("rendered")
}

fn draft(words: &Rendered) -> Draft<'_> {
    Draft {
        message_id: ID,
        date: DateTime::from_timestamp(1_744_027_530, 0).expect("a moment"),
        from: "Willow Sales <sales@example.com>",
        to: "ana@example.com",
        words,
        attachments: vec![Attachment {
            name: "sales summary März.pdf".to_owned(),
            media_type: "application/pdf".to_owned(),
            bytes: vec![0, 10, 13, 255, 10, 10],
        }],
        unsubscribe: Some(Unsubscribe::Url("https://sellout.example.com/unsubscribe?token=s1gn3d".to_owned())),
    }
}

fn text(draft: &Draft<'_>) -> String {
    String::from_utf8(draft.build().expect("built")).expect("ASCII")
}

/// The header lines, unfolded.
fn headers(message: &str) -> Vec<String> {
    let head = message.split("\r\n\r\n").next().expect("a head").replace("\r\n ", " ");
    head.split("\r\n").map(str::to_owned).collect()
}

#[test]
fn headers_are_those_of_an_automatic_mail() {
    let words = words();
    let message = text(&draft(&words));
    let headers = headers(&message);
    for line in [
        format!("Message-ID: {ID}").as_str(),
        "Date: Mon, 07 Apr 2025 12:05:30 +0000",
        "From: \"Willow Sales\" <sales@example.com>",
        "To: ana@example.com",
        "Subject: Monthly sales for the board: 2025-03",
        "Auto-Submitted: auto-generated",
        "List-Unsubscribe: <https://sellout.example.com/unsubscribe?token=s1gn3d>",
        "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
        "MIME-Version: 1.0",
    ] {
        assert!(headers.iter().any(|h| h == line), "{line} is missing in {headers:#?}");
    }
}

#[test]
fn the_same_mail_is_the_same_bytes() {
    let words = words();
    assert_eq!(draft(&words).build().expect("built"), draft(&words).build().expect("built"));
}

#[test]
fn both_bodies_and_the_attachment_are_there_and_every_byte_of_it() {
    let words = words();
    let message = text(&draft(&words));
    let position = |part: &str| message.find(part).unwrap_or_else(|| panic!("{part} is missing"));
    assert!(position("multipart/mixed") < position("multipart/alternative"));
    assert!(position("Content-Type: text/plain") < position("Content-Type: text/html"));
    assert!(position("Content-Type: text/html") < position("Content-Type: application/pdf"));
    assert!(message.contains("\r\n\r\nAAoN/woK\r\n"), "base64 of the attachment");
    assert!(message.contains("filename*0*=utf-8''sales%20summary%20M%C3%A4rz.pdf"), "{message}");
    assert!(message.lines().all(|line| line.len() <= 998), "RFC 5322 lines");
}

#[test]
fn nothing_in_a_mail_can_add_a_header() {
    let words = Rendered {
        subject: "Upload loaded: a\r\nBcc: all@example.com".to_owned(),
        text: "x\r\nBcc: all@example.com".to_owned(),
        html: "y".to_owned(),
    };
    let mut draft = draft(&words);
    draft.attachments[0].name = "a\"\r\nX-Evil: 1\r\n\r\n.csv".to_owned();
    let message = text(&draft);
    assert!(headers(&message).contains(&"Subject: Upload loaded: a Bcc: all@example.com".to_owned()));
    assert!(!headers(&message).iter().any(|h| h.starts_with("Bcc")));
    assert!(!message.contains("\r\nX-Evil"), "{message}");
    for to in ["a@b.c\r\nBcc: d@e.f", "a@b.c, d@e.f"] {
        draft.to = to;
        assert!(draft.build().is_err(), "{to:?}");
    }
    draft.to = "ana@example.com";
    draft.from = "x\r\nBcc: d@e.f <a@b.c>";
    assert!(draft.build().is_err());
    draft.from = "a@b.c";
    for id in ["<a@b\r\nBcc: d@e.f>", "a@b", "<../../x@y>", "<a>", "<@b>"] {
        draft.message_id = id;
        assert!(draft.build().is_err(), "{id:?}");
    }
}

#[test]
fn letters_of_all_alphabets_survive_in_the_subject() {
    let words = Rendered {
        subject: "Upload loaded: Продажи 売上 März.xlsx".to_owned(),
        text: "t".to_owned(),
        html: "h".to_owned(),
    };
    let message = text(&draft(&words));
    assert!(message.is_ascii());
    assert!(headers(&message).iter().any(|h| h.starts_with("Subject: Upload loaded: =?utf-8?b?")), "{message}");
}

#[test]
fn a_list_can_be_left_by_mail_or_by_a_link_without_one_click_where_it_is_not_encrypted() {
    let words = words();
    let mut draft = draft(&words);
    draft.unsubscribe = Some(Unsubscribe::Mail("sales@example.com".to_owned()));
    let by_mail = headers(&text(&draft));
    assert!(by_mail.contains(&"List-Unsubscribe: <mailto:sales@example.com?subject=unsubscribe>".to_owned()));
    assert!(!by_mail.iter().any(|h| h.starts_with("List-Unsubscribe-Post")));
    draft.unsubscribe = Some(Unsubscribe::Url("http://10.0.0.1/unsubscribe".to_owned()));
    assert!(!headers(&text(&draft)).iter().any(|h| h.starts_with("List-Unsubscribe-Post")));
    draft.unsubscribe = Some(Unsubscribe::Url("javascript:alert(1)".to_owned()));
    assert!(draft.build().is_err());
    draft.unsubscribe = None;
    assert!(!headers(&text(&draft)).iter().any(|h| h.starts_with("List-")));
}
