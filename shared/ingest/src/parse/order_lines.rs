//! Lines of orders: what a line has beside a sale, and the order that it belongs to.

use sellout_model::country_code;

use super::Parser;
use super::fault::Fault;
use super::order::OpenOrder;
use super::row::source;
use super::view::View;
use crate::format::Field;
use crate::record::{Named, OrderFields, Record};

impl Parser<'_> {
    pub(super) fn order_fields(&self, view: &View<'_>) -> Result<Option<Box<OrderFields>>, Fault> {
        if !self.format.policy.reports.is_by_id() {
            return Ok(None);
        }
        let text = |field| Some(view.text(field).into_owned()).filter(|t: &String| !t.is_empty());
        let money = |field| Ok(view.figure(&view.layout.columns, field)?.and_then(|(number, _)| number.amount()));
        Ok(Some(Box::new(OrderFields {
            order_id: text(Field::OrderId).or_else(|| text(Field::SettlementId)).unwrap_or_default(),
            line_id: text(Field::LineId),
            country: text(Field::Country).map(|t| country_code(&t)),
            city: text(Field::City),
            utm_source: text(Field::UtmSource),
            utm_medium: text(Field::UtmMedium),
            utm_campaign: text(Field::UtmCampaign),
            device: text(Field::Device),
            cost: money(Field::Cost)?,
            fee: money(Field::Fee)?,
        })))
    }

    pub(super) fn open_order(&mut self, view: &View<'_>, named: &Named) {
        if self.order.as_ref().is_none_or(|order| !order.is(&named.place)) {
            self.close_order();
            self.order = Some(OpenOrder::new(named.place.clone(), source(view)));
        }
        if let Some(Err(fault)) = self.order.as_mut().map(|order| order.read(view)) {
            self.refuse(view, fault);
        }
    }

    pub(super) fn order_line(&mut self, view: &View<'_>, record: &Record) {
        if !self.format.orders.is_used() {
            return;
        }
        self.open_order(view, &record.named);
        if let Some(order) = &mut self.order {
            order.line(record);
        }
    }

    pub(super) fn order_line_lost(&mut self, view: &View<'_>, named: &Named) {
        if self.format.orders.is_used() {
            self.open_order(view, named);
            if let Some(order) = &mut self.order {
                order.line_lost();
            }
        }
    }
}
