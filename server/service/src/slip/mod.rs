//! What slips of all kinds share: their numbers, the codes on their lines, partners and lots.
//!
//! What always holds: a command names every unknown code at once, each with its field; a slip is locked (its header
//! row is written) before its lines are read, so that two commands on one slip run one after the other.

#[cfg(test)]
pub(crate) mod fixture;
pub(crate) mod key;
pub(crate) mod list;
pub(crate) mod lot;
pub(crate) mod number;
pub(crate) mod partner;
pub(crate) mod resolve;
pub(crate) mod row;

use model::slip::LINES_MAX;
use model::{AppError, ErrorCode, Quantity, SlipNumber};

use crate::check::Problems;
use crate::sql::Sql;
use crate::{Result, Tx};

/// The most characters of a customer's or supplier's slip number.
pub(crate) const ORIGINAL_NUMBER_MAX_CHARS: usize = 60;
/// The most characters of a note.
pub(crate) const NOTE_MAX_CHARS: usize = 1000;

/// Notes a slip without lines or with too many, and every quantity that is not above zero.
pub(crate) fn check_lines(quantities: &[Quantity], problems: &mut Problems) {
    if quantities.is_empty() {
        problems.push(AppError::new(ErrorCode::Required).field("lines"));
    }
    if quantities.len() > LINES_MAX {
        problems.push(AppError::new(ErrorCode::TooManyLines).arg("max", LINES_MAX).field("lines"));
    }
    for (line, quantity) in quantities.iter().enumerate().take(LINES_MAX) {
        if !quantity.is_positive() {
            problems.push(AppError::new(ErrorCode::NotPositive).field(field(line, "quantity")));
        }
    }
}

/// The path of a field of a line: `lines.2.item`.
pub(crate) fn field(line: usize, name: &str) -> String {
    format!("lines.{line}.{name}")
}

/// The refusal of a command that the slip's state does not allow.
pub(crate) fn wrong_state(number: impl std::fmt::Display, state: &str) -> AppError {
    AppError::new(ErrorCode::WrongState).arg("number", number).arg("state", state)
}

/// The refusal of a slip that does not exist.
pub(crate) fn not_found(what: &str, number: impl std::fmt::Display) -> AppError {
    AppError::new(ErrorCode::NotFound).arg("what", what).arg("code", number)
}

/// Refuses an edit of another version than the one that stands.
pub(crate) fn check_version(what: &str, number: &SlipNumber, seen: Option<i64>, stands: i64) -> Result<()> {
    match seen {
        Some(seen) if seen != stands => {
            Err(AppError::new(ErrorCode::Stale).arg("what", what).arg("code", number).arg("version", stands).into())
        }
        _ => Ok(()),
    }
}

/// A slip that posted stock and may be undone.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Posted {
    Receipt,
    Shipment,
}

/// Marks a slip as reversed; the write itself refuses a second time.
pub(crate) async fn mark_reversed(
    tx: &mut Tx<'_>,
    slip: Posted,
    number: &SlipNumber,
    reversal: &SlipNumber,
) -> Result<()> {
    let mut sql = Sql::new(match slip {
        Posted::Receipt => "update receipt set reversed_by = ",
        Posted::Shipment => "update shipment set reversed_by = ",
    });
    sql.bind(reversal.as_str()).push(" where tenant_id = ").bind(tx.tenant());
    sql.push(" and number = ").bind(number.as_str()).push(" and reversed_by is null");
    if sql.build().execute(tx.conn()).await?.rows_affected() == 1 {
        Ok(())
    } else {
        Err(AppError::new(ErrorCode::AlreadyReversed).arg("number", number).into())
    }
}
