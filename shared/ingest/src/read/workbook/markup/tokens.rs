//! Markup as tags and the text between them. Forgiving: what is no tag is text, and nothing has to be closed.

use std::io::{self, BufRead};

use crate::read::workbook::markup::entities;

/// How much of a tag is kept; longer ones are read to their end all the same.
const TAG: usize = 64 << 10;
/// How much text comes in one piece.
const PIECE: usize = 64 << 10;
/// How much of a section of plain characters is kept: more than a cell may have.
const KEPT: usize = 256 << 10;

const COMMENT: &[u8] = b"!--";
const CHARACTERS: &[u8] = b"![CDATA[";

/// What comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::read::workbook) enum Token {
    /// A tag that opens an element; [`Tokens::is_closed`] tells one that is closed at once.
    Open,
    /// A tag that closes one.
    Close,
    /// Text, its entities not resolved.
    Text,
    /// Text that has no tags and entities.
    Verbatim,
    /// The end of the file.
    End,
}

/// A reader of tokens. What belongs to the last one is asked of it.
#[derive(Debug)]
pub(in crate::read::workbook) struct Tokens<R> {
    input: R,
    /// Scripts and styles are no markup.
    html: bool,
    name: String,
    body: Vec<u8>,
    in_tag: bool,
    skipped: Option<String>,
}

impl<R: BufRead> Tokens<R> {
    pub(in crate::read::workbook) fn of_html(input: R) -> Self {
        Self { input, html: true, name: String::new(), body: Vec::new(), in_tag: false, skipped: None }
    }

    pub(in crate::read::workbook) fn of_xml(input: R) -> Self {
        Self { html: false, ..Self::of_html(input) }
    }

    /// The tag's name in lower case, without a prefix.
    pub(in crate::read::workbook) fn name(&self) -> &str {
        &self.name
    }

    /// The piece of text.
    pub(in crate::read::workbook) fn text(&self) -> &[u8] {
        &self.body
    }

    /// Whether the tag closes itself.
    pub(in crate::read::workbook) fn is_closed(&self) -> bool {
        self.body.ends_with(b"/")
    }

    /// An attribute of the tag, by its name in lower case without a prefix.
    pub(in crate::read::workbook) fn attribute(&self, name: &str) -> Option<String> {
        let body = String::from_utf8_lossy(&self.body);
        let mut rest = body.trim_start_matches(|letter: char| !is_space(letter));
        loop {
            rest = rest.trim_start_matches(|letter| is_space(letter) || letter == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest.find(|letter| is_space(letter) || letter == '=').unwrap_or(rest.len());
            let found = local(&rest[..end]).eq_ignore_ascii_case(name);
            let (value, beyond) = match rest[end..].trim_start_matches(is_space).strip_prefix('=') {
                Some(after) => value(after.trim_start_matches(is_space)),
                None => ("", &rest[end..]),
            };
            if found {
                return Some(entities::resolve(value).into_owned());
            }
            rest = beyond;
        }
    }

    /// Reads on to the next token.
    pub(in crate::read::workbook) fn next(&mut self) -> io::Result<Token> {
        if let Some(name) = self.skipped.take() {
            return self.skip_to_end_of(&name);
        }
        loop {
            self.body.clear();
            if !self.in_tag {
                let ended = self.read_text()?;
                if !self.body.is_empty() {
                    return Ok(Token::Text);
                }
                if ended {
                    return Ok(Token::End);
                }
            }
            self.in_tag = false;
            match self.peek()? {
                Some(b'!') => {
                    if self.read_declaration()? {
                        return Ok(Token::Verbatim);
                    }
                }
                Some(b'?') => self.read_past(b">", false)?,
                Some(b'/') => {
                    self.input.consume(1);
                    self.read_tag()?;
                    return Ok(Token::Close);
                }
                Some(letter) if letter.is_ascii_alphabetic() => {
                    self.read_tag()?;
                    if self.html && matches!(self.name.as_str(), "script" | "style") && !self.is_closed() {
                        self.skipped = Some(self.name.clone());
                    }
                    return Ok(Token::Open);
                }
                _ => {
                    self.body.push(b'<');
                    return Ok(Token::Text);
                }
            }
        }
    }

    fn peek(&mut self) -> io::Result<Option<u8>> {
        Ok(self.input.fill_buf()?.first().copied())
    }

    /// Reads text up to the next `<`, or a piece of it; whether the file ended.
    fn read_text(&mut self) -> io::Result<bool> {
        while self.body.len() < PIECE {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(true);
            }
            if let Some(at) = memchr::memchr(b'<', buffer) {
                self.body.extend_from_slice(&buffer[..at]);
                self.input.consume(at + 1);
                self.in_tag = true;
                return Ok(false);
            }
            self.body.extend_from_slice(buffer);
            let size = buffer.len();
            self.input.consume(size);
        }
        Ok(false)
    }

    /// Reads a tag up to its `>`, which may stand in an attribute's value.
    fn read_tag(&mut self) -> io::Result<()> {
        let (mut quote, mut last, mut done) = (None, 0, false);
        while !done {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                break;
            }
            let mut used = 0;
            for byte in buffer {
                used += 1;
                match (quote, *byte) {
                    (None, b'>') => {
                        done = true;
                        break;
                    }
                    (None, b'"' | b'\'') if last == b'=' => quote = Some(*byte),
                    (Some(open), byte) if open == byte => quote = None,
                    _ => {}
                }
                if !byte.is_ascii_whitespace() {
                    last = *byte;
                }
                if self.body.len() < TAG {
                    self.body.push(*byte);
                }
            }
            self.input.consume(used);
        }
        let end = self.body.iter().position(|byte| byte.is_ascii_whitespace() || *byte == b'/');
        let name = String::from_utf8_lossy(&self.body[..end.unwrap_or(self.body.len())]);
        self.name = local(&name).to_ascii_lowercase();
        Ok(())
    }

    /// Passes over a comment or a document type; a section of plain characters is text.
    fn read_declaration(&mut self) -> io::Result<bool> {
        let mut head = Vec::new();
        while COMMENT.starts_with(&head) || CHARACTERS.starts_with(&head) {
            if head == COMMENT {
                self.read_past(b"-->", false)?;
                return Ok(false);
            }
            if head == CHARACTERS {
                self.read_past(b"]]>", true)?;
                return Ok(true);
            }
            match self.byte()? {
                Some(byte) => head.push(byte),
                None => return Ok(false),
            }
        }
        // A document type may hold declarations of its own between brackets.
        let mut last = head.pop();
        let mut depth = usize::from(head.contains(&b'['));
        while let Some(byte) = last {
            match byte {
                b'[' => depth += 1,
                b']' => depth = depth.saturating_sub(1),
                b'>' if depth == 0 => break,
                _ => {}
            }
            last = self.byte()?;
        }
        Ok(false)
    }

    /// Reads up to and past `end`; what comes before it becomes the text if it is wanted.
    fn read_past(&mut self, end: &[u8], wanted: bool) -> io::Result<()> {
        let mut last = Vec::new();
        while let Some(byte) = self.byte()? {
            last.push(byte);
            if last.ends_with(end) {
                break;
            }
            if last.len() >= end.len() {
                let oldest = last.remove(0);
                if wanted && self.body.len() < KEPT {
                    self.body.push(oldest);
                }
            }
        }
        Ok(())
    }

    /// Passes over what is no markup; gives the tag that ends it.
    fn skip_to_end_of(&mut self, name: &str) -> io::Result<Token> {
        loop {
            self.body.clear();
            self.in_tag = false;
            if self.read_text()? {
                return Ok(Token::End);
            }
            if self.in_tag && self.peek()? == Some(b'/') {
                self.input.consume(1);
                self.body.clear();
                self.read_tag()?;
                if self.name == name {
                    self.in_tag = false;
                    return Ok(Token::Close);
                }
            }
        }
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.peek()?;
        self.input.consume(usize::from(byte.is_some()));
        Ok(byte)
    }
}

fn value(text: &str) -> (&str, &str) {
    match text.chars().next() {
        Some(quote @ ('"' | '\'')) => text[1..].split_once(quote).unwrap_or((&text[1..], "")),
        _ => text.split_at(text.find(is_space).unwrap_or(text.len())),
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn is_space(letter: char) -> bool {
    letter.is_ascii_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(markup: &str) -> Vec<String> {
        // A buffer of three bytes has an end everywhere.
        let input = io::BufReader::with_capacity(3, markup.as_bytes());
        let mut tokens = Tokens::of_html(input);
        let mut told = Vec::new();
        loop {
            let token = tokens.next().unwrap();
            told.push(match token {
                Token::Open => format!("<{}{}", tokens.name(), if tokens.is_closed() { "/" } else { "" }),
                Token::Close => format!("/{}", tokens.name()),
                Token::Text | Token::Verbatim => String::from_utf8_lossy(tokens.text()).into_owned(),
                Token::End => return told,
            });
        }
    }

    #[test]
    fn tags_and_text_are_told_apart_whatever_is_left_open() {
        let markup = "<!DOCTYPE x [<!ENTITY a \"<td>\">]><P class='a>b'>1 < 2<br/><!-- <td> --><![CDATA[<&]]]><x:td><p";
        assert_eq!(told(markup), ["<p", "1 ", "<", " 2", "<br/", "<&]", "<td", "<p"]);
        assert_eq!(told("<script>if (a<b) '<td>'</script >x"), ["<script", "/script", "x"]);
        assert_eq!(told("a<"), ["a", "<"]);
    }

    #[test]
    fn attributes_are_found_by_name_in_any_quotes_or_none() {
        let mut tokens = Tokens::of_html(&b"<td nowrap colspan = 2 STYLE='a: \"b\"' x:num=\"1&amp;2\" />"[..]);
        assert_eq!(tokens.next().unwrap(), Token::Open);
        assert_eq!(tokens.attribute("colspan").as_deref(), Some("2"));
        assert_eq!(tokens.attribute("style").as_deref(), Some("a: \"b\""));
        assert_eq!(tokens.attribute("num").as_deref(), Some("1&2"));
        assert_eq!(tokens.attribute("nowrap").as_deref(), Some(""));
        assert_eq!(tokens.attribute("rowspan"), None);
        assert!(tokens.is_closed());
    }
}
