//! The templates, compiled in, and how they are rendered: strictly, so that a missing value is an error and never a gap.

use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior, context};
use sellout_model::Period;

use crate::error::MailError;
use crate::mails::Mail;
use crate::words::{period_in_words, thousands_apart};

/// A mail's words: what its reader sees, before it becomes a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// One line.
    pub subject: String,
    /// The plain text, with the same facts as the HTML.
    pub text: String,
    /// The HTML.
    pub html: String,
}

/// All templates, read once. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Templates(Arc<Environment<'static>>);

macro_rules! sources {
    (shared: $($shared:literal),+; mails: $($mail:literal),+ $(,)?) => {
        const SOURCES: &[(&str, &str)] = &[
            $(($shared, include_str!(concat!("../../../templates/mails/", $shared))),)+
            $(
                (concat!($mail, "/subject.txt"), include_str!(concat!("../../../templates/mails/", $mail, "/subject.txt"))),
                (concat!($mail, "/body.txt"), include_str!(concat!("../../../templates/mails/", $mail, "/body.txt"))),
                (concat!($mail, "/body.html"), include_str!(concat!("../../../templates/mails/", $mail, "/body.html"))),
            )+
        ];
    };
}

sources! {
    shared: "base.html", "base.txt", "parts.html", "parts.txt", "upload.html", "upload.txt", "report.html", "report.txt";
    mails: "upload_loaded", "upload_loaded_with_errors", "upload_needs_answer", "upload_failed",
        "archive_unpacked", "report", "scheduled_report", "report_failed",
}

impl Templates {
    /// Reads the templates.
    pub fn new() -> Result<Self, MailError> {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_auto_escape_callback(|name| {
            let is_html = std::path::Path::new(name).extension().is_some_and(|end| end == "html");
            if is_html { AutoEscape::Html } else { AutoEscape::None }
        });
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        environment.set_syntax(syntax.map_err(failed("syntax"))?);
        environment.add_filter("number", number);
        environment.add_filter("period", period);
        environment.add_filter("pad", pad);
        environment.add_filter("right", right);
        environment.add_filter("sentence", sentence);
        for (name, source) in SOURCES {
            environment.add_template(name, source).map_err(failed(name))?;
        }
        Ok(Self(Arc::new(environment)))
    }

    /// A mail's subject and both bodies.
    pub fn render<M: Mail>(&self, mail: &M) -> Result<Rendered, MailError> {
        let values = Value::from(Serde(mail));
        let subject = one(&self.part(M::FOLDER, "subject.txt", &values)?);
        let values = context! { subject => subject.as_str(), ..values };
        let text = paragraphs(&self.part(M::FOLDER, "body.txt", &values)?);
        let html = without_blank_lines(&self.part(M::FOLDER, "body.html", &values)?);
        Ok(Rendered { subject, text, html })
    }

    fn part(&self, folder: &str, part: &str, values: &Value) -> Result<String, MailError> {
        let name = format!("{folder}/{part}");
        self.0.get_template(&name).and_then(|template| template.render(values)).map_err(failed(&name))
    }
}

fn failed(template: &str) -> impl FnOnce(Error) -> MailError {
    move |source| MailError::Template { template: template.to_owned(), source }
}

fn one(text: &str) -> String {
    sellout_model::squeeze(text)
}

/// Blank lines come single, and none at the ends: what a template left out leaves no hole.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for line in text.lines().map(str::trim_end) {
        if line.is_empty() {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push('\n');
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

fn without_blank_lines(html: &str) -> String {
    html.lines().filter(|line| !line.trim().is_empty()).flat_map(|line| [line.trim(), "\n"]).collect()
}

/// `{{ n|number }}`: a number with its thousands apart.
fn number(value: u64) -> String {
    thousands_apart(&value.to_string())
}

/// `{{ p|period }}`: a period in words.
fn period(text: &str) -> Result<String, Error> {
    let period: Period = text.parse().map_err(|e| Error::new(ErrorKind::InvalidOperation, format!("{e}")))?;
    Ok(period_in_words(&period))
}

/// `{{ t|pad(n) }}`: filled with blanks to n letters, so that plain text stands in columns.
fn pad(text: &str, letters: usize) -> String {
    format!("{text:<letters$} ")
}

/// `{{ t|right(n) }}`: blanks in front, so that figures stand below each other.
fn right(text: &str, letters: usize) -> String {
    format!("{text:>letters$}")
}

/// `{{ t|sentence }}`: error messages begin small and end without a stop; in a mail they stand alone.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = if text.is_empty() || text.ends_with(['.', '!', '?', '…']) { "" } else { "." };
    format!("{first}{}{stop}", letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_template_leaves_out_leaves_no_hole() {
        assert_eq!(paragraphs("\n\na  \n\n\n\nb\nc\n\n"), "a\n\nb\nc\n");
    }
}
