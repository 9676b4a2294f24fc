//! The bytes of a frame: an Arrow stream, to be kept for a while in a file of our own.
//!
//! In: a frame. Out: bytes, and the same frame again. Never: bytes from elsewhere.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types as arrow;
use arrow_array::types::ArrowPrimitiveType;
use arrow_array::{
    Array, ArrayRef, BooleanArray, PrimitiveArray, RecordBatch, StringArray,
};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::DataType as ArrowType;
use polars::prelude::{ChunkedArray, Column, DataType, PolarsError, PolarsNumericType};

use super::Frame;
use super::values::{Value, Values};
use crate::error::Error;

impl Frame {
    /// The rows as bytes.
    ///
    /// # Errors
    /// When a column is of a type no frame has (a fault in the program).
    pub fn to_bytes(&self) -> Result<Vec<u8>, Error> {
        let columns = self.0.columns().iter();
        let arrays = columns.map(|it| Ok((it.name().as_str(), array(it)?, true)));
        let arrays = arrays.collect::<Result<Vec<_>, Error>>()?;
        let batch = RecordBatch::try_from_iter_with_nullable(arrays);
        let (batch, mut bytes) = (batch.map_err(Error::bug)?, Vec::new());
        let writer = StreamWriter::try_new(&mut bytes, &batch.schema());
        let mut writer = writer.map_err(Error::bug)?;
        writer.write(&batch).and_then(|()| writer.finish()).map_err(Error::bug)?;
        drop(writer);
        Ok(bytes)
    }

    /// The rows of [`Self::to_bytes`].
    ///
    /// # Errors
    /// When the bytes are not what was written.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Error> {
        let batches = StreamReader::try_new(bytes, None).map_err(Error::bug)?;
        let frames = batches.map(|it| {
            let batch = it.map_err(Error::bug)?;
            let schema = batch.schema();
            let columns = schema.fields().iter().zip(batch.columns());
            let columns =
                columns.map(|(it, array)| Ok((it.name().as_str(), values(array)?)));
            Self::new(batch.num_rows(), columns.collect::<Result<Vec<_>, Error>>()?)
        });
        Self::stacked(frames.collect::<Result<Vec<_>, Error>>()?)
    }
}

fn array(column: &Column) -> Result<ArrayRef, Error> {
    let fault = |it: PolarsError| Error::bug(it);
    Ok(match column.dtype() {
        DataType::UInt8 => numbers::<_, arrow::UInt8Type>(column.u8().map_err(fault)?),
        DataType::UInt16 => numbers::<_, arrow::UInt16Type>(column.u16().map_err(fault)?),
        DataType::UInt32 => numbers::<_, arrow::UInt32Type>(column.u32().map_err(fault)?),
        DataType::UInt64 => numbers::<_, arrow::UInt64Type>(column.u64().map_err(fault)?),
        DataType::Int32 => numbers::<_, arrow::Int32Type>(column.i32().map_err(fault)?),
        DataType::Float64 => {
            numbers::<_, arrow::Float64Type>(column.f64().map_err(fault)?)
        }
        DataType::Boolean => {
            let flags = column.bool().map_err(fault)?.iter();
            Arc::new(flags.collect::<BooleanArray>())
        }
        DataType::String => {
            let texts = column.str().map_err(fault)?.iter();
            Arc::new(texts.collect::<StringArray>())
        }
        other => return Err(Error::bug(format!("no frame holds {other:?}"))),
    })
}

/// Most columns have no missing value: those are copied as they stand.
fn numbers<P, A>(column: &ChunkedArray<P>) -> ArrayRef
where
    P: PolarsNumericType<Native = A::Native>,
    A: ArrowPrimitiveType,
{
    match column.cont_slice() {
        Ok(all) => Arc::new(PrimitiveArray::<A>::new(all.to_vec().into(), None)),
        Err(_) => Arc::new(column.iter().collect::<PrimitiveArray<A>>()),
    }
}

fn values(array: &ArrayRef) -> Result<Values, Error> {
    Ok(match array.data_type() {
        ArrowType::UInt8 => read::<arrow::UInt8Type>(array),
        ArrowType::UInt16 => read::<arrow::UInt16Type>(array),
        ArrowType::UInt32 => read::<arrow::UInt32Type>(array),
        ArrowType::UInt64 => read::<arrow::UInt64Type>(array),
        ArrowType::Int32 => read::<arrow::Int32Type>(array),
        ArrowType::Float64 => read::<arrow::Float64Type>(array),
        ArrowType::Boolean => array.as_boolean().iter().collect::<Vec<_>>().into(),
        ArrowType::Utf8 => {
            let texts = array.as_string::<i32>().iter();
            texts.map(|it| it.map(ToOwned::to_owned)).collect::<Vec<_>>().into()
        }
        other => return Err(Error::bug(format!("no frame was written with {other}"))),
    })
}

fn read<A: ArrowPrimitiveType<Native: Value>>(array: &ArrayRef) -> Values {
    let array = array.as_primitive::<A>();
    if array.null_count() == 0 {
        return array.values().to_vec().into();
    }
    array.iter().collect::<Vec<Option<A::Native>>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_column_comes_back_as_it_was() {
        let text = |it: &str| Some(it.to_owned());
        let columns: [(&str, Values); 9] = [
            ("u8", vec![Some(1_u8), None, Some(255)].into()),
            ("u16", vec![1_u16, 0, 65_535].into()),
            ("u32", vec![None, Some(7_u32), None].into()),
            ("u64", vec![u64::MAX, 0, 1].into()),
            ("i32", vec![Some(-3_i32), None, Some(3)].into()),
            ("f64", vec![Some(0.1_f64), None, Some(-0.0)].into()),
            ("flag", vec![Some(true), None, Some(false)].into()),
            ("text", vec![text("é"), None, text("")].into()),
            ("none", vec![None::<f64>, None, None].into()),
        ];
        let frame = Frame::new(3, columns).unwrap();
        let again = Frame::from_bytes(&frame.to_bytes().unwrap()).unwrap();
        assert!(again.0.equals_missing(&frame.0));
        assert_eq!(again.0.schema(), frame.0.schema());
        let none = frame.filter(&[false; 3]).unwrap();
        assert_eq!(Frame::from_bytes(&none.to_bytes().unwrap()).unwrap().width(), 9);
    }
}
