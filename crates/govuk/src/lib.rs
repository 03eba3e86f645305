//! govuk
