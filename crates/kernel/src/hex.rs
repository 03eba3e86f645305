//! Bytes as hexadecimal digits, two for each: how hashes, keys and tokens are written.

/// Lower-case digits of the bytes.
pub fn encode<'b>(bytes: impl IntoIterator<Item = &'b u8>) -> String {
    bytes
        .into_iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// The bytes of digits of either case. `None`: something is no digit, or half a byte is over.
pub fn decode(digits: &str) -> Option<Vec<u8>> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let value = |digit: u8| char::from(digit).to_digit(16);
    pairs
        .iter()
        .map(|[high, low]| u8::try_from(value(*high)? << 4 | value(*low)?).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{decode, encode};

    #[test]
    fn every_byte_is_two_lower_case_digits() {
        assert_eq!(encode(&[0x00, 0x0f, 0x7a, 0xa0, 0xff]), "000f7aa0ff");
        assert_eq!(encode(&[]), "");
    }

    #[test]
    fn only_whole_bytes_of_digits_are_read() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(decode(&encode(&all)), Some(all));
        assert_eq!(decode("0F7a"), Some(vec![0x0f, 0x7a]));
        for wrong in ["0", "0f7", "0g", "+f", " f", "é", "0x"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }
}
