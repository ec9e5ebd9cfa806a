//! Slip numbers: `RO-00000012`. Unique a tenant and kind; they may have gaps.

use model::slip::SlipKind;
use model::{AppError, ErrorCode, SlipNumber};

use crate::{Error, Result, Tx};

/// Digits of a number: as texts, numbers stand in the order of entry.
const DIGITS: usize = 8;

/// The first number that no longer fits.
const BEYOND: i64 = 10_i64.pow(8);

/// The next number of a kind.
pub(crate) async fn next(tx: &mut Tx<'_>, kind: SlipKind) -> Result<SlipNumber> {
    let number = tx.next_number(kind.as_str()).await?;
    if number >= BEYOND {
        return Err(AppError::new(ErrorCode::OutOfRange).arg("min", 1).arg("max", BEYOND - 1).into());
    }
    SlipNumber::parse(&format!("{}-{number:0DIGITS$}", kind.prefix())).map_err(Error::internal)
}
