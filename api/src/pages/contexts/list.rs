//! Pages that are a table with a filter: sales, reports, schedules, mails, jobs.

use serde::Serialize;

use crate::extract::Page as Listed;
use crate::pages::Page;

/// A table, a page of it.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ListPage {
    pub(crate) title: &'static str,
    /// What was just done.
    pub(crate) said: Option<String>,
    /// Why the list cannot be shown as asked.
    pub(crate) problem: Option<String>,
    pub(crate) filters: Vec<Filter>,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What stands there if there are no rows.
    pub(crate) empty: &'static str,
    pub(crate) page: u64,
    pub(crate) per_page: u64,
    pub(crate) total: u64,
    /// The filter again, for links to other pages of the list.
    pub(crate) query: String,
    /// Where to look further.
    pub(crate) more: Vec<More>,
}

impl ListPage {
    /// One page of a list, with a row for each of its items.
    pub(crate) fn of<T>(
        title: &'static str,
        names: &[&'static str],
        list: &Listed<T>,
        row: impl FnMut(&T) -> Vec<Cell>,
    ) -> Self {
        let (columns, rows) = (columns(names), list.items.iter().map(row).collect());
        let Listed { page, per_page, total, .. } = *list;
        Self { title, columns, rows, page, per_page, total, ..Self::default() }
    }
}

/// A link below the title.
#[derive(Debug, Serialize)]
pub(crate) struct More {
    pub(crate) text: &'static str,
    pub(crate) href: &'static str,
}

/// A field of the filter.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Filter {
    pub(crate) label: &'static str,
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// The type of the input, where there are no choices.
    pub(crate) kind: &'static str,
    pub(crate) choices: Vec<&'static str>,
}

/// A column.
#[derive(Debug, Serialize)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    /// Whether its cells are figures.
    pub(crate) number: bool,
}

/// A cell: text, perhaps a link, a state, or a button.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) small: Option<String>,
    pub(crate) href: Option<String>,
    pub(crate) state: Option<String>,
    pub(crate) action: Option<String>,
}

impl Cell {
    /// Plain text.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A link.
    pub(crate) fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: Some(href.into()), ..Self::default() }
    }

    /// A state with its colour.
    pub(crate) fn state(state: impl Into<String>) -> Self {
        Self { state: Some(state.into()), ..Self::default() }
    }

    /// A button that posts.
    pub(crate) fn button(text: impl Into<String>, action: impl Into<String>) -> Self {
        Self { text: text.into(), action: Some(action.into()), ..Self::default() }
    }

    /// The same with a second line.
    pub(crate) fn with(mut self, small: Option<String>) -> Self {
        self.small = small.filter(|text| !text.is_empty());
        self
    }
}

/// Columns by name; those of figures end with `#`.
pub(crate) fn columns(names: &[&'static str]) -> Vec<Column> {
    names.iter().map(|name| Column { name: name.trim_end_matches('#'), number: name.ends_with('#') }).collect()
}

impl Page for ListPage {
    const TEMPLATE: &'static str = "list.html";

    fn sample() -> Self {
        Self {
            title: "Jobs",
            said: Some("Cancelled.".to_owned()),
            problem: Some("no such state".to_owned()),
            filters: vec![
                Filter { label: "State", name: "state", choices: vec!["queued"], ..Filter::default() },
                Filter { label: "From", name: "from", kind: "date", ..Filter::default() },
            ],
            columns: columns(&["Job", "State", "Rows#", "By", "Do"]),
            rows: vec![vec![
                Cell::link("<process>", "/uploads/1").with(Some("small".to_owned())),
                Cell::state("running"),
                Cell::text("12"),
                Cell::text("you"),
                Cell::button("Cancel", "/jobs/1/cancel"),
            ]],
            empty: "None.",
            page: 1,
            per_page: 1,
            total: 2,
            query: String::new(),
            more: vec![More { text: "Workers", href: "/jobs/workers" }],
        }
    }
}

/// The list of reports, with the form for a new one.
#[derive(Debug, Serialize)]
pub(crate) struct ReportsPage {
    #[serde(flatten)]
    pub(crate) list: ListPage,
    pub(crate) form: ReportForm,
}

/// What the form begins with.
#[derive(Debug, Serialize)]
pub(crate) struct ReportForm {
    pub(crate) from: String,
    pub(crate) to: String,
}

impl Page for ReportsPage {
    const TEMPLATE: &'static str = "reports.html";

    fn sample() -> Self {
        let form = ReportForm { from: "2025-04-01".to_owned(), to: "2025-04-30".to_owned() };
        Self { list: ListPage::sample(), form }
    }
}

/// The list of schedules, with the form for a new one.
#[derive(Debug, Serialize)]
pub(crate) struct SchedulesPage {
    #[serde(flatten)]
    pub(crate) list: ListPage,
    pub(crate) form: ScheduleForm,
}

/// What the form begins with.
#[derive(Debug, Serialize)]
pub(crate) struct ScheduleForm {
    pub(crate) timezone: String,
    pub(crate) ranges: Vec<&'static str>,
}

impl Page for SchedulesPage {
    const TEMPLATE: &'static str = "schedules.html";

    fn sample() -> Self {
        let form = ScheduleForm { timezone: "Europe/Warsaw".to_owned(), ranges: vec!["previous_week"] };
        Self { list: ListPage { rows: Vec::new(), ..ListPage::sample() }, form }
    }
}
