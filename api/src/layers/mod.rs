//! What every request passes on its way in and out, outermost first: its name, the trace, the rendering of
//! problems, security headers, panics, measurements. Which routes there are is not known here.

mod headers;
mod idempotency;
mod measure;
mod panics;
mod request_name;
mod trace;

pub(crate) use headers::security_headers;
pub(crate) use idempotency::once_by_key;
pub(crate) use measure::measure;
pub(crate) use panics::panic_answer;
pub(crate) use request_name::{RequestName, name_request};
pub(crate) use trace::trace;
