//! Numbers in as few bytes as they need: groups of seven bits, the lowest first; a set high bit says that more follows.

/// Writes a number.
pub fn put(out: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or(0);
        number >>= 7;
        if number == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

/// Takes a number from the front; `None` where it is cut off or too large.
#[inline]
pub fn take(rest: &mut &[u8]) -> Option<u64> {
    // Nearly all that is packed is small.
    if let [first @ 0..0x80, more @ ..] = rest {
        let number = u64::from(*first);
        *rest = more;
        return Some(number);
    }
    take_long(rest)
}

fn take_long(rest: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for group in 0..10_u32 {
        let (first, more) = rest.split_first()?;
        *rest = more;
        number |= u64::from(first & 0x7f).checked_shl(group.checked_mul(7)?)?;
        if first & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 16_383, 16_384, u64::from(u32::MAX), u64::MAX];
        let mut out = Vec::new();
        for number in numbers {
            put(&mut out, number);
        }
        let mut rest = out.as_slice();
        for number in numbers {
            assert_eq!(take(&mut rest), Some(number));
        }
        assert_eq!(take(&mut rest), None);
        assert_eq!(take(&mut &[0x80_u8][..]), None, "cut off");
        assert_eq!(take(&mut &[0xff_u8; 11][..]), None, "without an end");
    }
}
