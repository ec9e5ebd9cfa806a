//! Where a scan may lead: the QR code of a printed slip holds the address of its page here, its bar code the number.

use model::SlipNumber;
use model::slip::SlipKind;

/// The path that a scanned slip opens, or `None` when it is no slip.
#[must_use]
pub fn slip_path(scanned: &str) -> Option<String> {
    let (page, number) = match scanned.split_once("/scan/") {
        Some((before, rest)) if before.is_empty() || before.starts_with("http") => rest.split_once('/')?,
        _ => {
            let (prefix, _) = scanned.split_once('-')?;
            let page = if prefix == SlipKind::ShippingOrder.prefix() {
                "check"
            } else if prefix == SlipKind::ReceivingOrder.prefix() {
                "receive"
            } else {
                return None;
            };
            (page, scanned)
        }
    };
    let number = number.split(['?', '#', '/']).next()?;
    let number = SlipNumber::parse(number).ok()?;
    let digits = number.as_str().rsplit('-').next()?;
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (matches!(page, "check" | "receive") && is_number).then(|| format!("/scan/{page}/{number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_open_their_page() {
        for scanned in
            ["https://kura.example/scan/check/SO-00000012", "/scan/check/SO-00000012?from=paper", "SO-00000012"]
        {
            assert_eq!(slip_path(scanned).as_deref(), Some("/scan/check/SO-00000012"), "{scanned}");
        }
        assert_eq!(slip_path("RO-00000001").as_deref(), Some("/scan/receive/RO-00000001"));
    }

    #[test]
    fn goods_and_shelves_are_no_slips() {
        for scanned in
            ["4901234567894", "A-01-02", "SO-", "SOY-100", "https://kura.example/items/1", "RO-LL", "/scan/x/1"]
        {
            assert_eq!(slip_path(scanned), None, "{scanned}");
        }
    }
}
