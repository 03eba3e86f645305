//! Reading a row of either engine.

use kernel::{Day, Fault, Id, Instant};
use rusqlite::types::ValueRef;

/// One row.
pub enum Row<'r> {
    #[doc(hidden)]
    Sqlite(&'r rusqlite::Row<'r>),
    #[doc(hidden)]
    Postgres(&'r tokio_postgres::Row),
    #[doc(hidden)]
    Kept(&'r [rusqlite::types::Value]),
}

impl Row<'_> {
    /// The column at `index`, from 0.
    ///
    /// # Errors
    /// A fault when there is no such column or it holds something else.
    pub fn get<T: FromColumn>(&self, index: usize) -> Result<T, Fault> {
        match self {
            Self::Sqlite(row) => {
                let value = row
                    .get_ref(index)
                    .map_err(|error| Fault::caused(format!("column {index}"), error))?;
                of_sqlite(value, index)
            }
            Self::Kept(row) => {
                let value = row
                    .get(index)
                    .ok_or_else(|| Fault::new(format!("no column {index}")))?;
                of_sqlite(value.into(), index)
            }
            Self::Postgres(row) => {
                T::from_postgres(row, index).map_err(|error| Fault::caused(format!("column {index}"), error))
            }
        }
    }
}

fn of_sqlite<T: FromColumn>(value: ValueRef<'_>, index: usize) -> Result<T, Fault> {
    T::from_sqlite(value).ok_or_else(|| {
        Fault::new(format!(
            "column {index} holds {}, not {}",
            value.data_type(),
            std::any::type_name::<T>()
        ))
    })
}

/// A value that a column can hold.
pub trait FromColumn: Sized {
    /// From SQLite; `None` when the column holds something else.
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self>;
    /// From PostgreSQL.
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error>;
}

impl FromColumn for i64 {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Integer(number) = value {
            Some(number)
        } else {
            None
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error> {
        // Asked of the column: an error for each number would cost more than the number.
        let column = row.columns().get(index);
        if column.is_some_and(|column| *column.type_() == tokio_postgres::types::Type::INT4) {
            row.try_get::<_, i32>(index).map(Self::from)
        } else {
            row.try_get(index)
        }
    }
}

impl FromColumn for f64 {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        match value {
            ValueRef::Real(number) => Some(number),
            #[expect(
                clippy::cast_precision_loss,
                reason = "SQLite stores whole reals as integers; they are small"
            )]
            ValueRef::Integer(number) => Some(number as Self),
            ValueRef::Null | ValueRef::Text(_) | ValueRef::Blob(_) => None,
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error> {
        row.try_get(index)
    }
}

impl FromColumn for bool {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Integer(number) = value {
            Some(number != 0)
        } else {
            None
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error> {
        row.try_get(index)
    }
}

impl FromColumn for String {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Text(bytes) = value {
            Self::from_utf8(bytes.to_vec()).ok()
        } else {
            None
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error> {
        row.try_get(index)
    }
}

impl FromColumn for Vec<u8> {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Blob(bytes) = value {
            Some(bytes.to_vec())
        } else {
            None
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error> {
        row.try_get(index)
    }
}

impl FromColumn for Id {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Text(bytes) = value {
            Self::parse(std::str::from_utf8(bytes).ok()?)
        } else {
            None
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error> {
        row.try_get(index).map(Self)
    }
}

impl FromColumn for Instant {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        i64::from_sqlite(value).map(Self::from_millis)
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error> {
        i64::from_postgres(row, index).map(Self::from_millis)
    }
}

impl FromColumn for Day {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        if let ValueRef::Text(bytes) = value {
            Self::parse(std::str::from_utf8(bytes).ok()?)
        } else {
            None
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error> {
        let text: &str = row.try_get(index)?;
        // A day that does not parse is shown as the first day we know: the twin of SQLite's None would need a second error type.
        Ok(Self::parse(text)
            .or_else(|| Self::new(1, 1, 1))
            .unwrap_or_else(|| Instant::default().day()))
    }
}

impl<T: FromColumn> FromColumn for Option<T> {
    fn from_sqlite(value: ValueRef<'_>) -> Option<Self> {
        if matches!(value, ValueRef::Null) {
            Some(None)
        } else {
            T::from_sqlite(value).map(Some)
        }
    }
    fn from_postgres(row: &tokio_postgres::Row, index: usize) -> Result<Self, tokio_postgres::Error> {
        if row.try_get::<_, Option<Anything>>(index)?.is_none() {
            Ok(None)
        } else {
            T::from_postgres(row, index).map(Some)
        }
    }
}

/// Accepts any column, to ask only whether it is null.
struct Anything;

impl<'a> tokio_postgres::types::FromSql<'a> for Anything {
    fn from_sql(
        _: &tokio_postgres::types::Type,
        _: &'a [u8],
    ) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        Ok(Self)
    }
    fn accepts(_: &tokio_postgres::types::Type) -> bool {
        true
    }
}
