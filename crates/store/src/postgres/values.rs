//! Values on their way to PostgreSQL and back.

use crate::Value;
use crate::statement::Stmt;
use bytes::{BufMut, BytesMut};
use kernel::Fault;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

/// A column whose kind only the server knows.
pub(super) fn column(row: &tokio_postgres::Row, place: usize) -> Result<Value, Fault> {
    let fault = |error| Fault::caused(format!("column {place}"), error);
    let Some(kind) = row.columns().get(place).map(tokio_postgres::Column::type_) else {
        return Err(Fault::new(format!("no column {place}")));
    };
    macro_rules! value {
        ($kind:ty) => {
            row.try_get::<_, Option<$kind>>(place)
                .map(Value::from)
                .map_err(fault)
        };
    }
    match *kind {
        Type::INT8 => value!(i64),
        Type::INT4 => value!(i32),
        Type::FLOAT8 => value!(f64),
        Type::BOOL => value!(bool),
        Type::TEXT => value!(String),
        Type::BYTEA => value!(Vec<u8>),
        Type::UUID => row
            .try_get::<_, Option<uuid::Uuid>>(place)
            .map(|id| Value::from(id.map(kernel::Id)))
            .map_err(fault),
        _ => Err(Fault::new(format!(
            "column {place} is of a kind that is not ours: {kind}"
        ))),
    }
}

/// The values of a statement in the order of its places.
pub(super) fn arguments<'v>(
    statement: &Stmt,
    order: &[usize],
    values: &'v [Value],
) -> Result<Vec<&'v Value>, Fault> {
    order
        .iter()
        .map(|number| {
            let value = number.checked_sub(1).and_then(|place| values.get(place));
            value.ok_or_else(|| Fault::new(format!("{}: no value ?{number}", statement.name)))
        })
        .collect()
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => return Ok(IsNull::Yes),
            Self::Int(number) if *kind == Type::INT4 => i32::try_from(*number)?.to_sql(kind, out)?,
            #[expect(
                clippy::cast_precision_loss,
                reason = "asked for by the statement: a count used as a fraction"
            )]
            Self::Int(number) if *kind == Type::FLOAT8 => (*number as f64).to_sql(kind, out)?,
            Self::Int(number) => number.to_sql(kind, out)?,
            Self::Real(number) => number.to_sql(kind, out)?,
            Self::Text(text) => {
                if *kind == Type::JSONB {
                    out.put_u8(1);
                }
                text.to_sql(&Type::TEXT, out)?
            }
            Self::Bytes(bytes) => bytes.to_sql(kind, out)?,
            Self::Flag(flag) => flag.to_sql(kind, out)?,
            Self::Id(id) if *kind == Type::UUID => id.0.to_sql(kind, out)?,
            Self::Id(id) => id.to_string().to_sql(&Type::TEXT, out)?,
        };
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}
