//! The question that sales, analytics and reports share: which days, which part, on which basis.

use sellout_model::{Basis, Channel, OrgId, Period, StoreKey, UploadId};
use sellout_store::figures::Scope;
use sellout_store::organisations;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::extract::parse_or;
use crate::problem::{Answer, Problem};
use crate::state::App;

/// The question as it is asked in a query.
#[derive(Clone, Debug, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Question {
    /// First day; a month, week or quarter means its first.
    #[param(example = "2025-01")]
    pub(crate) from: Option<String>,
    /// Last day; a month, week or quarter means its last. Today if only `from` is given.
    #[param(example = "2025-03")]
    pub(crate) to: Option<String>,
    /// `reported`, `net` or `gross`.
    pub(crate) basis: Option<String>,
    /// `online` or `offline`.
    pub(crate) channel: Option<String>,
    /// A vendor's code; that of a merged one means what it is merged into.
    pub(crate) vendor: Option<String>,
    /// A store's name or key; that of a merged one means what it is merged into.
    pub(crate) store: Option<String>,
    /// A product's id, an EAN or a vendor's code.
    pub(crate) product: Option<String>,
    /// A country's two letters; of orders alone.
    pub(crate) country: Option<String>,
    /// What one upload says.
    pub(crate) upload: Option<Uuid>,
}

/// The part of the sales that a report or a schedule is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Filters {
    /// `online` or `offline`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) channel: Option<String>,
    /// A vendor's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) vendor: Option<String>,
    /// A store's name or key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) store: Option<String>,
    /// A product's id, an EAN or a vendor's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) product: Option<String>,
    /// A country's two letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) country: Option<String>,
    /// `reported`, `net` or `gross`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) basis: Option<String>,
}

impl Question {
    /// The question in words of the trade.
    pub(crate) async fn scope(&self, app: &App, org: OrgId) -> Answer<Scope> {
        Ok(Scope { period: self.period(app, org).await?, ..self.part()? })
    }

    fn part(&self) -> Answer<Scope> {
        let text = |text: &Option<String>| text.as_deref().map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned);
        Ok(Scope {
            period: None,
            basis: parse_or::<Basis>("basis", self.basis.as_deref())?.unwrap_or_default(),
            channel: parse_or::<Channel>("channel", self.channel.as_deref())?,
            vendor: text(&self.vendor).map(|code| sellout_ingest::vendor_code(&code)),
            store: text(&self.store).map(|name| StoreKey::of_name(&name)),
            product: parse_or("product", self.product.as_deref())?,
            country: text(&self.country).map(|code| code.to_uppercase()),
            upload: self.upload.map(UploadId),
            version: None,
        })
    }

    async fn period(&self, app: &App, org: OrgId) -> Answer<Option<Period>> {
        let from: Option<Period> = parse_or("from", self.from.as_deref())?;
        let to: Option<Period> = parse_or("to", self.to.as_deref())?;
        match (from, to) {
            (None, None) => Ok(None),
            (None, Some(_)) => Err(Problem::invalid("from", "say the first day too")),
            (Some(from), Some(to)) => between(from, to).map(Some),
            (Some(from), None) => {
                let organisation = organisations::get(app.db.read(), org).await?;
                let zone = organisation.ok_or_else(|| Problem::not_found("organisation"))?.zone()?;
                between(from, Period::day(app.clock.today(zone))).map(Some)
            }
        }
    }
}

/// From the first day of one to the last day of the other.
pub(crate) fn between(from: Period, to: Period) -> Answer<Period> {
    Period::between(from.from, to.to).map_err(|error| Problem::invalid("to", error.to_string()))
}

impl Filters {
    /// The filters in the words that the sales are kept under; filters that mean nothing are refused.
    pub(crate) fn checked(self) -> Answer<Self> {
        let Self { channel, vendor, store, product, country, basis } = self;
        let product = product.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let question =
            Question { channel, vendor, store, product: product.clone(), country, basis, ..Question::default() };
        let part = question.part()?;
        Ok(Self {
            channel: part.channel.map(|channel| channel.as_str().to_owned()),
            vendor: part.vendor,
            store: part.store.map(|store| store.as_str().to_owned()),
            product,
            country: part.country,
            basis: (part.basis != Basis::default()).then(|| part.basis.as_str().to_owned()),
        })
    }
}
