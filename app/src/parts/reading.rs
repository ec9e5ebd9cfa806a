//! Reads what was typed into the types of a command, and gathers what cannot be read, each with its field.

use std::str::FromStr;

use leptos_i18n::I18nContext;
use model::money::UnitPriceError;
use model::quantity::QuantityError;
use model::slip::{LotRef, SlipPartner};
use model::{AppError, Date, ErrorCode, LotNumber, Quantity, UnitPrice};

use crate::i18n::{Locale, tu_string, use_i18n};
use crate::parts::picker::Picked;
use leptos::prelude::*;

/// The texts that reading needs; taken while a component is made, used in its event handlers.
#[derive(Clone, Copy)]
pub struct Reader(I18nContext<Locale>);

/// Makes a [`Reader`] in a component.
#[must_use]
pub fn use_reader() -> Reader {
    Reader(use_i18n())
}

impl Reader {
    /// Begins to read a form.
    #[must_use]
    pub fn read(self) -> Reading {
        Reading { i18n: self.0, errors: Vec::new() }
    }
}

/// A form being read.
pub struct Reading {
    i18n: I18nContext<Locale>,
    errors: Vec<AppError>,
}

impl Reading {
    /// Notes a problem of a field.
    pub fn wrong(&mut self, code: ErrorCode, field: impl Into<String>, message: &str) {
        let mut error = AppError::new(code).field(field);
        message.clone_into(&mut error.message);
        self.errors.push(error);
    }

    /// A code that must be there.
    pub fn code<T: FromStr>(&mut self, field: &str, raw: &str) -> Option<T> {
        if raw.trim().is_empty() {
            self.wrong(ErrorCode::Required, field, tu_string!(self.i18n, words.error_required));
            return None;
        }
        self.optional_code(field, raw)
    }

    /// A code that may be absent.
    pub fn optional_code<T: FromStr>(&mut self, field: &str, raw: &str) -> Option<T> {
        if raw.trim().is_empty() {
            return None;
        }
        let read = raw.parse().ok();
        if read.is_none() {
            self.wrong(ErrorCode::Invalid, field, tu_string!(self.i18n, words.error_code));
        }
        read
    }

    /// A text that must be there.
    pub fn text(&mut self, field: &str, raw: &str) -> String {
        let text = raw.trim();
        if text.is_empty() {
            self.wrong(ErrorCode::Required, field, tu_string!(self.i18n, words.error_required));
        }
        text.to_owned()
    }

    /// A quantity above zero.
    pub fn positive(&mut self, field: &str, raw: &str) -> Option<Quantity> {
        let wrong = tu_string!(self.i18n, words.error_positive);
        self.quantity(field, raw, Quantity::is_positive, (ErrorCode::NotPositive, wrong))
    }

    /// A quantity other than zero.
    pub fn signed(&mut self, field: &str, raw: &str) -> Option<Quantity> {
        let wrong = tu_string!(self.i18n, words.error_signed);
        self.quantity(field, raw, |quantity| !quantity.is_zero(), (ErrorCode::Invalid, wrong))
    }

    /// A quantity not below zero; zero when nothing is typed.
    pub fn level(&mut self, field: &str, raw: &str) -> Quantity {
        if raw.trim().is_empty() {
            return Quantity::ZERO;
        }
        let wrong = tu_string!(self.i18n, words.error_level);
        let read = self.quantity(field, raw, |quantity| !quantity.is_negative(), (ErrorCode::Invalid, wrong));
        read.unwrap_or_default()
    }

    fn quantity(
        &mut self,
        field: &str,
        raw: &str,
        fits: impl Fn(Quantity) -> bool,
        (code, wrong): (ErrorCode, &'static str),
    ) -> Option<Quantity> {
        match Quantity::parse(raw) {
            Ok(quantity) if fits(quantity) => return Some(quantity),
            Err(QuantityError::Comma) => {
                self.wrong(ErrorCode::Invalid, field, tu_string!(self.i18n, words.error_comma));
            }
            _ => self.wrong(code, field, wrong),
        }
        None
    }

    /// A whole number of days, when one is typed.
    pub fn days(&mut self, field: &str, raw: &str) -> Option<u16> {
        if raw.trim().is_empty() {
            return None;
        }
        let read = raw.trim().parse().ok();
        if read.is_none() {
            self.wrong(ErrorCode::Invalid, field, tu_string!(self.i18n, words.error_days));
        }
        read
    }

    /// A whole number; zero when nothing is typed.
    pub fn whole(&mut self, field: &str, raw: &str) -> i32 {
        if raw.trim().is_empty() {
            return 0;
        }
        let read = raw.trim().parse().ok();
        if read.is_none() {
            self.wrong(ErrorCode::Invalid, field, tu_string!(self.i18n, words.error_whole));
        }
        read.unwrap_or_default()
    }

    /// A calendar date, when one is typed.
    pub fn date(&mut self, field: &str, raw: &str) -> Option<Date> {
        if raw.trim().is_empty() {
            return None;
        }
        let read = Date::parse(raw).ok();
        if read.is_none() {
            self.wrong(ErrorCode::Invalid, field, tu_string!(self.i18n, words.error_date));
        }
        read
    }

    /// A price, when one is typed.
    pub fn price(&mut self, field: &str, raw: &str) -> Option<UnitPrice> {
        if raw.trim().is_empty() {
            return None;
        }
        let wrong = match UnitPrice::parse(raw) {
            Ok(price) => return Some(price),
            Err(UnitPriceError::Comma) => tu_string!(self.i18n, words.error_comma),
            Err(_) => tu_string!(self.i18n, words.error_price),
        };
        self.wrong(ErrorCode::Invalid, field, wrong);
        None
    }

    /// A lot number, when one is typed.
    pub fn lot_number(&mut self, field: &str, raw: &str) -> LotRef {
        LotRef { number: self.optional_code::<LotNumber>(field, raw), ..LotRef::default() }
    }

    /// A partner: the chosen one's code, else what was typed as a name, once it is known to be no code.
    pub fn partner(&mut self, field: &str, picked: Picked) -> SlipPartner {
        if let Some(problem) = picked.problem.get_untracked() {
            self.wrong(ErrorCode::Unavailable, field, &problem);
        }
        match picked.found.get_untracked() {
            Some(found) => SlipPartner { code: self.optional_code(field, &found.code), ..SlipPartner::default() },
            None => SlipPartner { name: picked.text.get_untracked().trim().to_owned(), ..SlipPartner::default() },
        }
    }

    /// The texts, for a problem that only its form has.
    #[must_use]
    pub const fn i18n(&self) -> I18nContext<Locale> {
        self.i18n
    }

    /// Everything that is wrong, as one error.
    ///
    /// # Errors
    /// When a field could not be read.
    pub fn done(self) -> Result<(), AppError> {
        if self.errors.is_empty() {
            return Ok(());
        }
        let mut error = AppError::new(ErrorCode::Invalid).details(self.errors);
        tu_string!(self.i18n, words.error_fields).clone_into(&mut error.message);
        Err(error)
    }
}
