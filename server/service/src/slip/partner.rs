//! Partners on slips: a code copies the master's fields, so that a slip stays as it was when the master changes.

use std::collections::HashMap;

use model::slip::SlipPartner;
use model::{AppError, ErrorCode, PartnerCode};
use sqlx::Row;
use sqlx::any::AnyRow;

use crate::check::Problems;
use crate::sql::Sql;
use crate::warehouse::{ADDRESS_MAX_CHARS, NAME_MAX_CHARS, PHONE_MAX_CHARS, POSTAL_CODE_MAX_CHARS};
use crate::{Error, Result, Tx};

/// A partner as a slip keeps it; texts are empty where nothing is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Copied {
    /// The master, when there is one.
    pub(crate) id: Option<i64>,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) postal_code: String,
    pub(crate) address: String,
    pub(crate) phone: String,
}

/// Copies masters into partners of a slip. What the slip itself says goes before what the master says.
pub(crate) async fn copy<const N: usize>(
    tx: &mut Tx<'_>,
    wanted: [(&str, &SlipPartner); N],
    problems: &mut Problems,
) -> Result<[Copied; N]> {
    let masters = masters(tx, &wanted).await?;
    Ok(wanted.map(|(field, partner)| {
        let own = own_fields(field, partner, problems);
        let Some(code) = &partner.code else { return own };
        let refusal =
            |kind| AppError::new(kind).arg("what", "partner").arg("code", code).field(format!("{field}.code"));
        match masters.get(code) {
            None => problems.push(refusal(ErrorCode::Unknown)),
            Some((false, _)) => problems.push(refusal(ErrorCode::Inactive)),
            Some((true, master)) => return own.or(master),
        }
        own
    }))
}

async fn masters(tx: &mut Tx<'_>, wanted: &[(&str, &SlipPartner)]) -> Result<HashMap<PartnerCode, (bool, Copied)>> {
    let codes: Vec<&str> =
        wanted.iter().filter_map(|(_, partner)| partner.code.as_ref()).map(PartnerCode::as_str).collect();
    if codes.is_empty() {
        return Ok(HashMap::new());
    }
    let mut sql =
        Sql::new("select id, code, name, postal_code, address, phone, active from partner where tenant_id = ");
    sql.bind(tx.tenant()).push(" and code in ").bind_list(codes);
    let rows = sql.build().fetch_all(tx.conn()).await?;
    rows.iter()
        .map(|row| {
            let code = PartnerCode::parse(row.try_get("code")?).map_err(Error::internal)?;
            Ok((code, (row.try_get::<i64, _>("active")? != 0, master(row)?)))
        })
        .collect()
}

fn master(row: &AnyRow) -> Result<Copied> {
    Ok(Copied {
        id: Some(row.try_get("id")?),
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        postal_code: row.try_get("postal_code")?,
        address: row.try_get("address")?,
        phone: row.try_get("phone")?,
    })
}

fn own_fields(field: &str, partner: &SlipPartner, problems: &mut Problems) -> Copied {
    let mut line = |name: &str, raw: &str, max| problems.line(&format!("{field}.{name}"), raw, max);
    Copied {
        id: None,
        code: String::new(),
        name: line("name", &partner.name, NAME_MAX_CHARS),
        postal_code: line("postal_code", &partner.postal_code, POSTAL_CODE_MAX_CHARS),
        address: line("address", &partner.address, ADDRESS_MAX_CHARS),
        phone: line("phone", &partner.phone, PHONE_MAX_CHARS),
    }
}

impl Copied {
    fn or(self, master: &Self) -> Self {
        let either = |own: String, other: &str| if own.is_empty() { other.to_owned() } else { own };
        Self {
            id: master.id,
            code: master.code.clone(),
            name: either(self.name, &master.name),
            postal_code: either(self.postal_code, &master.postal_code),
            address: either(self.address, &master.address),
            phone: either(self.phone, &master.phone),
        }
    }

    /// The partner of a slip's row, whose columns begin with `prefix`.
    pub(crate) fn view(row: &AnyRow, prefix: &str) -> Result<SlipPartner> {
        let text = |name: &str| row.try_get::<String, _>(format!("{prefix}_{name}").as_str());
        let code = text("code")?;
        Ok(SlipPartner {
            code: (!code.is_empty()).then(|| PartnerCode::parse(&code)).transpose().map_err(Error::internal)?,
            name: text("name")?,
            postal_code: text("postal_code")?,
            address: text("address")?,
            phone: text("phone")?,
        })
    }
}
