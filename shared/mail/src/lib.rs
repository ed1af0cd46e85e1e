//! Mail templates, messages, transports and the mail log.
