//! What was made of the texts of earlier rows, for rows that say the same again; within a bound.

use std::collections::HashMap;

/// How much is remembered before it is forgotten at once. Files name fewer places and products than this, or each
/// but once (orders).
const BOUND: usize = 8_192;
/// Stands between texts; no UTF-8 text has it.
const BETWEEN: u8 = 0xff;

/// Things by the texts that they were made of.
#[derive(Debug)]
pub(super) struct Remembered<T> {
    made: HashMap<Box<[u8]>, T>,
    /// Used again from row to row.
    key: Vec<u8>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { made: HashMap::new(), key: Vec::new() }
    }
}

impl<T: Clone> Remembered<T> {
    /// What these texts stand for, made if it is not remembered. A failure is not remembered.
    pub(super) fn get_or_make<'t, E>(
        &mut self,
        texts: impl IntoIterator<Item = &'t [u8]>,
        make: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        self.key.clear();
        for text in texts {
            self.key.extend_from_slice(text);
            self.key.push(BETWEEN);
        }
        if let Some(made) = self.made.get(self.key.as_slice()) {
            return Ok(made.clone());
        }
        let made = make()?;
        if self.made.len() >= BOUND {
            self.made.clear();
        }
        self.made.insert(self.key.as_slice().into(), made.clone());
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;

    #[test]
    fn the_same_texts_are_made_once_and_texts_do_not_run_together() {
        let mut remembered = Remembered::default();
        let mut get = |texts: [&str; 2], number: usize| {
            remembered.get_or_make(texts.map(str::as_bytes), || Ok::<_, Infallible>(number)).unwrap_or_default()
        };
        assert_eq!(get(["a", "b"], 1), 1);
        assert_eq!(get(["a", "b"], 2), 1);
        assert_eq!(get(["ab", ""], 3), 3);
        assert_eq!(get(["", "ab"], 4), 4);
    }

    #[test]
    fn it_is_bounded() {
        let mut remembered = Remembered::default();
        for number in 0..3 * BOUND {
            let text = number.to_string();
            remembered.get_or_make([text.as_bytes()], || Ok::<_, Infallible>(number)).unwrap_or_default();
            assert!(remembered.made.len() <= BOUND);
        }
    }
}
