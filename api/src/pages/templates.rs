//! The templates, compiled in and strict: a name that a context does not have is an error, found by the test that
//! renders them all.

use minijinja::value::{Serde, Value};
use minijinja::{Environment, UndefinedBehavior};
use serde::Serialize;

use super::filters;
use super::frame::Frame;
use crate::problem::Problem;

macro_rules! compiled_in {
    ($($name:literal),+ $(,)?) => {
        /// Every template by name.
        const ALL: &[(&str, &str)] = &[$(($name, include_str!(concat!("../../../templates/pages/", $name)))),+];
    };
}

compiled_in!(
    "layout.html",
    "pieces.html",
    "login.html",
    "error.html",
    "overview.html",
    "uploads.html",
    "upload.html",
    "mapping.html",
    "list.html",
    "reports.html",
    "restatement.html",
    "schedules.html",
    "formats.html",
    "format.html",
    "rates.html",
    "products.html",
    "prices.html",
    "stores.html",
    "docs.html",
);

/// A page's own data; each has one template.
pub trait Page: Serialize {
    /// The template's file name.
    const TEMPLATE: &'static str;

    /// Believable data, for the test that renders every template.
    fn sample() -> Self;
}

/// What a template sees.
#[derive(Serialize)]
struct Shown<'a, P> {
    frame: &'a Frame,
    page: &'a P,
}

/// The parsed templates.
#[derive(Debug)]
pub struct Templates(Environment<'static>);

impl Templates {
    /// Parses them. A template that cannot be parsed is left out and shows as an error where it is rendered; the
    /// tests render every one.
    pub fn compiled_in() -> Self {
        let mut environment = Environment::new();
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        filters::register(&mut environment);
        for (name, source) in ALL {
            if let Err(error) = environment.add_template(name, source) {
                tracing::error!(template = name, %error, "a page template cannot be parsed");
            }
        }
        Self(environment)
    }

    /// A page inside its frame.
    pub(crate) fn page<P: Page>(&self, frame: &Frame, page: &P) -> Result<String, Problem> {
        let template = self.0.get_template(P::TEMPLATE).map_err(Problem::internal)?;
        template
            .render(Value::from(Serde(Shown { frame, page })))
            .map_err(|error| Problem::internal(format!("{error:#}")))
    }

    /// A page that nobody in particular sees.
    pub fn render<P: Page>(&self, page: &P) -> Result<String, Problem> {
        self.page(&Frame::plain(), page)
    }
}

#[cfg(test)]
mod tests {
    use super::super::contexts::{
        docs, error, format, formats, list, overview, products, rates, restatement, sign_in, stores, upload, uploads,
    };
    use super::*;

    fn rendered<P: Page>() -> (&'static str, String) {
        let html = Templates::compiled_in().render(&P::sample());
        (P::TEMPLATE, html.unwrap_or_else(|problem| panic!("{}: {:?}", P::TEMPLATE, problem.internal)))
    }

    fn all() -> Vec<(&'static str, String)> {
        vec![
            rendered::<error::ErrorPage>(),
            rendered::<sign_in::SignInPage>(),
            rendered::<overview::OverviewPage>(),
            rendered::<uploads::UploadsPage>(),
            rendered::<upload::UploadPage>(),
            rendered::<list::ListPage>(),
            rendered::<list::ReportsPage>(),
            rendered::<list::SchedulesPage>(),
            rendered::<products::ProductsPage>(),
            rendered::<products::PricesPage>(),
            rendered::<stores::StoresPage>(),
            rendered::<restatement::RestatementPage>(),
            rendered::<formats::FormatsPage>(),
            rendered::<format::FormatPage>(),
            rendered::<rates::RatesPage>(),
            rendered::<docs::DocsPage>(),
        ]
    }

    #[test]
    fn every_template_has_a_context_and_renders_strictly() {
        let rendered: Vec<_> = all().into_iter().map(|(name, _)| name).collect();
        for (name, _) in ALL.iter().filter(|(name, _)| !matches!(*name, "layout.html" | "pieces.html" | "mapping.html"))
        {
            assert!(rendered.contains(name), "{name} has no context");
        }
    }

    #[test]
    fn what_people_wrote_is_escaped() {
        for (name, html) in all() {
            for raw in ["<sales>", "<wrong>", "<Pen>", "<b>", "<process>"] {
                assert!(!html.contains(raw), "{name} lets {raw} through");
            }
        }
    }

    #[test]
    fn every_control_has_a_name_and_every_page_one_heading() {
        for (name, html) in all() {
            assert_eq!(html.matches("<h1").count(), 1, "{name}");
            assert!(html.contains("<main id=\"main\"") && html.contains("lang=\"en\""), "{name}");
            assert!(!html.contains(" style=\"") && !html.contains(" onclick="), "{name} has inline style or script");
        }
    }
}
